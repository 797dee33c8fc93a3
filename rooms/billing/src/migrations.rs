//! The tables of billing.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![start(), money(), taken_off(), instead()]
}

/// A part of an invoice is what its quote, its accepted change or its amendment says, to the kopeck: the database compares them. Parts
/// and answers of clients stand for ever.
const fn start() -> Migration {
    Migration {
        name: "billing.0001_start",
        both: "CREATE TABLE change_orders (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            visit UUID NOT NULL REFERENCES visits (id),
            words_sealed BYTEA NOT NULL,
            amount_kopecks BIGINT NOT NULL CHECK (amount_kopecks <> 0),
            state TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'declined', 'lapsed')),
            total_kopecks BIGINT CHECK (total_kopecks >= 0),
            made_at BIGINT NOT NULL,
            made_by TEXT NOT NULL,
            answered_at BIGINT,
            CHECK ((state = 'proposed') = (answered_at IS NULL)),
            CHECK ((state = 'accepted') = (total_kopecks IS NOT NULL))
        );
        CREATE INDEX change_orders_visit ON change_orders (visit, made_at, id);
        CREATE UNIQUE INDEX change_orders_one_open ON change_orders (visit) WHERE state = 'proposed';
        CREATE TABLE invoice_numbers (one BIGINT PRIMARY KEY CHECK (one = 1), last BIGINT NOT NULL);
        INSERT INTO invoice_numbers (one, last) VALUES (1, 0);
        CREATE TABLE invoices (
            id UUID PRIMARY KEY,
            number BIGINT NOT NULL UNIQUE CHECK (number > 0),
            visit UUID NOT NULL REFERENCES visits (id),
            client UUID NOT NULL REFERENCES clients (subject),
            total_kopecks BIGINT NOT NULL CHECK (total_kopecks > 0),
            open_kopecks BIGINT NOT NULL CHECK (open_kopecks >= 0 AND open_kopecks <= total_kopecks),
            issued_at BIGINT NOT NULL,
            due_at BIGINT NOT NULL CHECK (due_at >= issued_at),
            earned_at BIGINT,
            withdrawn_at BIGINT,
            CHECK (withdrawn_at IS NULL OR (earned_at IS NULL AND open_kopecks = total_kopecks))
        );
        CREATE UNIQUE INDEX invoices_one_stands ON invoices (visit) WHERE withdrawn_at IS NULL;
        CREATE INDEX invoices_visit ON invoices (visit, number);
        CREATE INDEX invoices_client ON invoices (client, number);
        CREATE INDEX invoices_unpaid ON invoices (due_at, id) WHERE withdrawn_at IS NULL AND open_kopecks > 0;
        CREATE INDEX invoices_by_sum ON invoices (open_kopecks, id) WHERE withdrawn_at IS NULL AND open_kopecks > 0;
        CREATE INDEX invoices_open_of ON invoices (client, issued_at, id) WHERE withdrawn_at IS NULL AND open_kopecks > 0;
        CREATE TABLE invoice_parts (
            invoice UUID NOT NULL REFERENCES invoices (id),
            nth BIGINT NOT NULL,
            quote UUID REFERENCES quotes (id),
            change_order UUID REFERENCES change_orders (id),
            amendment UUID REFERENCES amendments (id),
            amount_kopecks BIGINT NOT NULL,
            PRIMARY KEY (invoice, nth),
            CHECK (CASE WHEN quote IS NULL THEN 0 ELSE 1 END + CASE WHEN change_order IS NULL THEN 0 ELSE 1 END
                + CASE WHEN amendment IS NULL THEN 0 ELSE 1 END = 1)
        );",
        sqlite: "CREATE TRIGGER invoice_parts_agree BEFORE INSERT ON invoice_parts
            WHEN NOT EXISTS (SELECT 1 FROM quotes WHERE id = NEW.quote AND total_kopecks = NEW.amount_kopecks)
             AND NOT EXISTS (SELECT 1 FROM change_orders WHERE id = NEW.change_order AND state = 'accepted' AND amount_kopecks = NEW.amount_kopecks)
             AND NOT EXISTS (SELECT 1 FROM amendments WHERE id = NEW.amendment AND fee_kopecks = NEW.amount_kopecks)
            BEGIN SELECT RAISE(ABORT, 'butler:not-what-was-agreed'); END;
        CREATE TRIGGER invoice_parts_stand_update BEFORE UPDATE ON invoice_parts BEGIN SELECT RAISE(ABORT, 'butler:invoice-stands'); END;
        CREATE TRIGGER invoice_parts_stand_delete BEFORE DELETE ON invoice_parts BEGIN SELECT RAISE(ABORT, 'butler:invoice-stands'); END;
        CREATE TRIGGER invoices_stand_update BEFORE UPDATE OF id, number, visit, client, total_kopecks, issued_at, due_at ON invoices
            BEGIN SELECT RAISE(ABORT, 'butler:invoice-stands'); END;
        CREATE TRIGGER invoices_stand_delete BEFORE DELETE ON invoices BEGIN SELECT RAISE(ABORT, 'butler:invoice-stands'); END;
        CREATE TRIGGER change_orders_stand BEFORE UPDATE ON change_orders WHEN OLD.state <> 'proposed' OR NEW.amount_kopecks <> OLD.amount_kopecks
            BEGIN SELECT RAISE(ABORT, 'butler:change-stands'); END;",
        postgres: "CREATE FUNCTION invoice_part_agrees() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM quotes WHERE id = NEW.quote AND total_kopecks = NEW.amount_kopecks)
             AND NOT EXISTS (SELECT 1 FROM change_orders WHERE id = NEW.change_order AND state = 'accepted' AND amount_kopecks = NEW.amount_kopecks)
             AND NOT EXISTS (SELECT 1 FROM amendments WHERE id = NEW.amendment AND fee_kopecks = NEW.amount_kopecks)
            THEN RAISE EXCEPTION 'butler:not-what-was-agreed'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER invoice_parts_agree BEFORE INSERT ON invoice_parts FOR EACH ROW EXECUTE FUNCTION invoice_part_agrees();
        CREATE FUNCTION invoice_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'butler:invoice-stands'; END $$;
        CREATE TRIGGER invoice_parts_stand BEFORE UPDATE OR DELETE ON invoice_parts FOR EACH ROW EXECUTE FUNCTION invoice_stands();
        CREATE TRIGGER invoices_stand_update BEFORE UPDATE OF id, number, visit, client, total_kopecks, issued_at, due_at ON invoices
            FOR EACH ROW EXECUTE FUNCTION invoice_stands();
        CREATE TRIGGER invoices_stand_delete BEFORE DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION invoice_stands();
        CREATE FUNCTION change_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'butler:change-stands'; END $$;
        CREATE TRIGGER change_orders_stand BEFORE UPDATE ON change_orders FOR EACH ROW
            WHEN (OLD.state <> 'proposed' OR NEW.amount_kopecks <> OLD.amount_kopecks) EXECUTE FUNCTION change_stands();",
    }
}

/// What came, what it was put to, the ledger, whose entries stand for ever, and the receipts.
const fn money() -> Migration {
    Migration {
        name: "billing.0002_money",
        both: "CREATE TABLE payments (
            subject UUID PRIMARY KEY,
            client UUID REFERENCES clients (subject),
            way TEXT NOT NULL CHECK (way IN ('cash', 'transfer', 'card')),
            amount_kopecks BIGINT NOT NULL CHECK (amount_kopecks > 0),
            free_kopecks BIGINT NOT NULL CHECK (free_kopecks >= 0 AND free_kopecks <= amount_kopecks),
            paid_at BIGINT NOT NULL,
            taken_at BIGINT NOT NULL,
            taken_by TEXT NOT NULL,
            document TEXT UNIQUE,
            told_sealed BYTEA
        );
        CREATE INDEX payments_free ON payments (taken_at, subject) WHERE free_kopecks > 0;
        CREATE INDEX payments_free_of ON payments (client, taken_at, subject) WHERE free_kopecks > 0;
        CREATE INDEX payments_of ON payments (client, taken_at, subject);
        CREATE TABLE payment_parts (
            payment UUID NOT NULL REFERENCES payments (subject),
            invoice UUID NOT NULL REFERENCES invoices (id),
            amount_kopecks BIGINT NOT NULL CHECK (amount_kopecks > 0),
            PRIMARY KEY (payment, invoice)
        );
        CREATE INDEX payment_parts_invoice ON payment_parts (invoice, payment);
        CREATE TABLE ledger (
            id UUID PRIMARY KEY,
            at BIGINT NOT NULL,
            debit TEXT NOT NULL CHECK (debit IN ('cash', 'bank', 'card', 'receivable', 'advance', 'sales')),
            credit TEXT NOT NULL CHECK (credit IN ('cash', 'bank', 'card', 'receivable', 'advance', 'sales')),
            amount_kopecks BIGINT NOT NULL CHECK (amount_kopecks > 0),
            client UUID REFERENCES clients (subject),
            invoice UUID REFERENCES invoices (id),
            payment UUID REFERENCES payments (subject),
            CHECK (debit <> credit)
        );
        CREATE INDEX ledger_at ON ledger (at, id);
        CREATE TABLE receipts (
            id UUID PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('advance', 'full', 'offset', 'refund', 'correction')),
            amount_kopecks BIGINT NOT NULL CHECK (amount_kopecks > 0),
            client UUID REFERENCES clients (subject),
            payment UUID REFERENCES payments (subject),
            invoice UUID REFERENCES invoices (id),
            corrects UUID UNIQUE REFERENCES receipts (id),
            due_at BIGINT NOT NULL,
            mark TEXT,
            punched_at BIGINT,
            punched_by TEXT,
            CHECK ((kind = 'correction') = (corrects IS NOT NULL)),
            CHECK ((mark IS NULL) = (punched_at IS NULL)),
            CHECK ((mark IS NULL) = (punched_by IS NULL))
        );
        CREATE INDEX receipts_due ON receipts (due_at, id) WHERE punched_at IS NULL;
        CREATE INDEX receipts_punched ON receipts (punched_at, id) WHERE punched_at IS NOT NULL;",
        sqlite: "CREATE TRIGGER ledger_stands_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'butler:ledger-stands'); END;
        CREATE TRIGGER ledger_stands_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'butler:ledger-stands'); END;",
        postgres: "CREATE FUNCTION ledger_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'butler:ledger-stands'; END $$;
        CREATE TRIGGER ledger_stand BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_stands();",
    }
}

/// A payment that was put to the wrong invoice is taken off it: which, why and by whom, beside the entry that turns the ledger back.
/// A receipt that waited and is not to be printed any more is dropped. Receipts are found by what they are about.
const fn taken_off() -> Migration {
    Migration {
        name: "billing.0003_taken_off",
        both: "CREATE TABLE taken_off (
            id UUID PRIMARY KEY,
            payment UUID NOT NULL REFERENCES payments (subject),
            invoice UUID NOT NULL REFERENCES invoices (id),
            amount_kopecks BIGINT NOT NULL CHECK (amount_kopecks > 0),
            reason TEXT NOT NULL CHECK (reason IN ('other_client', 'other_invoice', 'not_known')),
            entry UUID REFERENCES ledger (id),
            at BIGINT NOT NULL,
            made_by TEXT NOT NULL
        );
        CREATE INDEX taken_off_payment ON taken_off (payment, at, id);
        CREATE INDEX payments_taken ON payments (taken_at, subject);
        ALTER TABLE receipts ADD COLUMN dropped_at BIGINT;
        CREATE INDEX receipts_payment ON receipts (payment) WHERE payment IS NOT NULL;
        CREATE INDEX receipts_invoice ON receipts (invoice) WHERE invoice IS NOT NULL;",
        sqlite: "",
        postgres: "",
    }
}

/// In whose place a receipt waits: where the one that was dropped turns out to be on paper, no money is told of twice.
const fn instead() -> Migration {
    Migration {
        name: "billing.0004_instead",
        both: "ALTER TABLE receipts ADD COLUMN instead_of UUID REFERENCES receipts (id);
        CREATE INDEX receipts_instead ON receipts (instead_of) WHERE instead_of IS NOT NULL;",
        sqlite: "",
        postgres: "",
    }
}
