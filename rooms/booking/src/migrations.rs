//! The tables of booking.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![
        start(),
        amendments(),
        // By its name it is known as a hash under the key of the house, which differs from house to house.
        Migration::both("booking.0003_home_hash", "ALTER TABLE ordered_homes RENAME COLUMN mark TO home_hash;"),
        // Asked for from the client's own page, the same as before: for whom, and which order it repeats.
        Migration::both(
            "booking.0004_again",
            "ALTER TABLE booking_requests ADD COLUMN client UUID REFERENCES clients (subject);
            ALTER TABLE booking_requests ADD COLUMN repeats UUID REFERENCES quotes (id);
            CREATE INDEX booking_requests_client ON booking_requests (client, made_at) WHERE client IS NOT NULL;",
        ),
        // Late changes that were free by their count: one row for each, so that the last is taken once.
        Migration::both(
            "booking.0005_free_changes",
            "CREATE TABLE free_changes (
                client UUID NOT NULL REFERENCES clients (subject),
                nth BIGINT NOT NULL CHECK (nth > 0),
                amendment UUID NOT NULL UNIQUE REFERENCES amendments (id),
                made_at BIGINT NOT NULL,
                PRIMARY KEY (client, nth)
            );",
        ),
    ]
}

/// What becomes of agreements before the visit; and the homes that were ordered for, each once, by a keyed hash: whose first
/// order it is, is told by phone and by home, also under parallel bookings. Homes ordered for so far are filled in.
fn amendments() -> Migration {
    Migration {
        name: "booking.0002_amendments",
        both: "CREATE TABLE amendments (
            id UUID PRIMARY KEY,
            visit UUID NOT NULL REFERENCES visits (id),
            nth BIGINT NOT NULL CHECK (nth > 0),
            agreement UUID REFERENCES agreements (id),
            amend TEXT NOT NULL CHECK (amend IN ('cancel', 'change')),
            cause TEXT NOT NULL CHECK (cause IN ('client', 'house')),
            fee_kopecks BIGINT NOT NULL CHECK (fee_kopecks >= 0),
            terms TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            made_at BIGINT NOT NULL,
            UNIQUE (visit, nth),
            CHECK (cause = 'client' OR fee_kopecks = 0),
            CHECK (agreement IS NOT NULL OR fee_kopecks = 0)
        );
        CREATE TABLE ordered_homes (
            mark BYTEA PRIMARY KEY,
            agreement UUID NOT NULL REFERENCES agreements (id)
        );
        INSERT INTO ordered_homes (mark, agreement)
            SELECT h.address_hash, a.id FROM agreements a JOIN visits v ON v.id = a.visit JOIN homes h ON h.id = v.home
            WHERE h.address_hash IS NOT NULL ORDER BY a.made_at, a.id
            ON CONFLICT (mark) DO NOTHING;",
        sqlite: "CREATE TRIGGER amendments_stand_update BEFORE UPDATE ON amendments BEGIN SELECT RAISE(ABORT, 'butler:agreement-stands'); END;
        CREATE TRIGGER amendments_stand_delete BEFORE DELETE ON amendments BEGIN SELECT RAISE(ABORT, 'butler:agreement-stands'); END;",
        postgres: "CREATE TRIGGER amendments_stand BEFORE UPDATE OR DELETE ON amendments FOR EACH ROW EXECUTE FUNCTION agreement_stands();",
    }
}

fn start() -> Migration {
    Migration {
        name: "booking.0001_start",
        both: "CREATE TABLE booking_requests (
            subject UUID PRIMARY KEY,
            hold UUID NOT NULL UNIQUE REFERENCES holds (id),
            quote UUID NOT NULL REFERENCES quotes (id),
            contact_sealed BYTEA NOT NULL,
            lang TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'proved', 'agreed', 'forgotten')),
            made_at BIGINT NOT NULL
        );
        CREATE TABLE agreements (
            id UUID PRIMARY KEY,
            hold UUID NOT NULL UNIQUE REFERENCES holds (id),
            quote UUID NOT NULL UNIQUE REFERENCES quotes (id),
            visit UUID NOT NULL UNIQUE REFERENCES visits (id),
            client UUID NOT NULL REFERENCES clients (subject),
            terms TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            made_at BIGINT NOT NULL
        );
        CREATE INDEX agreements_client ON agreements (client, made_at);
        CREATE TABLE first_orders (
            client UUID PRIMARY KEY REFERENCES clients (subject),
            agreement UUID NOT NULL REFERENCES agreements (id)
        );",
        sqlite: "CREATE TRIGGER agreements_stand_update BEFORE UPDATE ON agreements BEGIN SELECT RAISE(ABORT, 'butler:agreement-stands'); END;
        CREATE TRIGGER agreements_stand_delete BEFORE DELETE ON agreements BEGIN SELECT RAISE(ABORT, 'butler:agreement-stands'); END;",
        postgres: "CREATE FUNCTION agreement_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'butler:agreement-stands'; END $$;
        CREATE TRIGGER agreements_stand BEFORE UPDATE OR DELETE ON agreements FOR EACH ROW EXECUTE FUNCTION agreement_stands();",
    }
}
