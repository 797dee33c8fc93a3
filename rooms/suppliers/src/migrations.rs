//! The tables of suppliers.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![
        Migration { name: "suppliers.0001_start", both: START, sqlite: SQLITE, postgres: POSTGRES },
        Migration { name: "suppliers.0002_ended", both: ENDED, sqlite: ENDED_SQLITE, postgres: ENDED_POSTGRES },
        Migration { name: "suppliers.0003_products", both: PRODUCTS, sqlite: "", postgres: "" },
    ]
}

const START: &str = "CREATE TABLE suppliers (
            subject UUID PRIMARY KEY,
            kind TEXT NOT NULL,
            form TEXT NOT NULL CHECK (form IN ('company', 'person')),
            same_hash BYTEA NOT NULL UNIQUE,
            name_sealed BYTEA NOT NULL,
            since_at BIGINT NOT NULL,
            vetting_version BIGINT NOT NULL DEFAULT 0
        );
        CREATE INDEX suppliers_since ON suppliers (since_at, subject);
        CREATE INDEX suppliers_kind ON suppliers (kind, since_at, subject);
        CREATE TABLE supplier_stages (
            id UUID PRIMARY KEY,
            supplier UUID NOT NULL REFERENCES suppliers (subject),
            stage TEXT NOT NULL CHECK (stage IN ('questionnaire', 'check', 'nda')),
            passed_at BIGINT NOT NULL,
            until_at BIGINT,
            by_actor TEXT NOT NULL,
            evidence TEXT NOT NULL,
            revoked_at BIGINT,
            CHECK (until_at > passed_at)
        );
        CREATE INDEX supplier_stages_supplier ON supplier_stages (supplier, passed_at);
        CREATE TABLE suppliers_cleared (
            supplier UUID PRIMARY KEY REFERENCES suppliers (subject),
            from_at BIGINT NOT NULL,
            until_at BIGINT NOT NULL,
            CHECK (from_at <= until_at)
        );
        CREATE TABLE supplier_prices (
            subject UUID NOT NULL REFERENCES suppliers (subject),
            what_hash BYTEA NOT NULL,
            from_at BIGINT NOT NULL,
            what_sealed BYTEA NOT NULL,
            unit TEXT NOT NULL CHECK (unit IN ('job', 'hour', 'day', 'person', 'piece')),
            kopecks BIGINT CHECK (kopecks >= 0),
            PRIMARY KEY (subject, what_hash, from_at)
        );
        CREATE TABLE supplier_jobs (
            subject UUID PRIMARY KEY,
            supplier UUID NOT NULL REFERENCES suppliers_cleared (supplier),
            about UUID,
            starts_at BIGINT NOT NULL,
            ends_at BIGINT NOT NULL,
            kopecks BIGINT NOT NULL CHECK (kopecks >= 0),
            brief_sealed BYTEA NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'refused', 'withdrawn', 'begun', 'done')),
            round BIGINT NOT NULL DEFAULT 1 CHECK (round > 0),
            asked_at BIGINT NOT NULL,
            standard BIGINT,
            acknowledged_at BIGINT,
            settled_at BIGINT,
            once UUID UNIQUE,
            CHECK (starts_at < ends_at),
            CHECK ((standard IS NULL) = (acknowledged_at IS NULL)),
            CHECK (state NOT IN ('begun', 'done') OR acknowledged_at IS NOT NULL)
        );
        CREATE INDEX supplier_jobs_supplier ON supplier_jobs (supplier, starts_at, subject);
        CREATE INDEX supplier_jobs_state ON supplier_jobs (state, starts_at, subject);
        CREATE INDEX supplier_jobs_about ON supplier_jobs (about) WHERE about IS NOT NULL;";

/// A job lies within the clearance of its supplier for as long as it lies ahead, and begins only after it was taken.
const SQLITE: &str = "CREATE TRIGGER supplier_jobs_cleared_insert BEFORE INSERT ON supplier_jobs
            WHEN NOT EXISTS (SELECT 1 FROM suppliers_cleared c WHERE c.supplier = NEW.supplier AND c.from_at <= NEW.starts_at AND c.until_at >= NEW.ends_at)
            BEGIN SELECT RAISE(ABORT, 'butler:supplier-not-cleared'); END;
        CREATE TRIGGER supplier_jobs_cleared_update BEFORE UPDATE OF supplier, starts_at, ends_at, state ON supplier_jobs
            WHEN NEW.state IN ('asked', 'accepted') AND NOT EXISTS
                (SELECT 1 FROM suppliers_cleared c WHERE c.supplier = NEW.supplier AND c.from_at <= NEW.starts_at AND c.until_at >= NEW.ends_at)
            BEGIN SELECT RAISE(ABORT, 'butler:supplier-not-cleared'); END;
        CREATE TRIGGER supplier_jobs_asked_first BEFORE INSERT ON supplier_jobs WHEN NEW.state <> 'asked'
            BEGIN SELECT RAISE(ABORT, 'butler:job-not-taken'); END;
        CREATE TRIGGER supplier_jobs_taken BEFORE UPDATE OF state ON supplier_jobs
            WHEN (NEW.state = 'begun' AND OLD.state NOT IN ('accepted', 'begun')) OR (NEW.state = 'done' AND OLD.state NOT IN ('begun', 'done'))
            BEGIN SELECT RAISE(ABORT, 'butler:job-not-taken'); END;";

const POSTGRES: &str = "CREATE FUNCTION supplier_job_holds() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.state IN ('asked', 'accepted') AND NOT EXISTS
                (SELECT 1 FROM suppliers_cleared c WHERE c.supplier = NEW.supplier AND c.from_at <= NEW.starts_at AND c.until_at >= NEW.ends_at)
            THEN RAISE EXCEPTION 'butler:supplier-not-cleared'; END IF;
            IF (TG_OP = 'INSERT' AND NEW.state <> 'asked')
            THEN RAISE EXCEPTION 'butler:job-not-taken'; END IF;
            IF TG_OP = 'UPDATE' AND ((NEW.state = 'begun' AND OLD.state NOT IN ('accepted', 'begun')) OR (NEW.state = 'done' AND OLD.state NOT IN ('begun', 'done')))
            THEN RAISE EXCEPTION 'butler:job-not-taken'; END IF;
            RETURN NEW; END $$;
        CREATE TRIGGER supplier_jobs_hold BEFORE INSERT OR UPDATE OF supplier, starts_at, ends_at, state ON supplier_jobs
            FOR EACH ROW EXECUTE FUNCTION supplier_job_holds();";

/// Whoever the house works with no longer is asked for nothing more, and is forgotten only after that.
const ENDED: &str = "ALTER TABLE suppliers ADD COLUMN ended_at BIGINT;
        ALTER TABLE suppliers ADD COLUMN erased_at BIGINT CHECK (erased_at IS NULL OR ended_at IS NOT NULL);";

const ENDED_SQLITE: &str = "CREATE TRIGGER supplier_jobs_not_ended_insert BEFORE INSERT ON supplier_jobs
            WHEN EXISTS (SELECT 1 FROM suppliers WHERE subject = NEW.supplier AND ended_at IS NOT NULL)
            BEGIN SELECT RAISE(ABORT, 'butler:supplier-ended'); END;
        CREATE TRIGGER supplier_jobs_not_ended_update BEFORE UPDATE OF state, starts_at, ends_at ON supplier_jobs WHEN NEW.state IN ('asked', 'accepted')
                AND EXISTS (SELECT 1 FROM suppliers WHERE subject = NEW.supplier AND ended_at IS NOT NULL)
            BEGIN SELECT RAISE(ABORT, 'butler:supplier-ended'); END;";

const ENDED_POSTGRES: &str = "CREATE FUNCTION supplier_job_not_ended() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.state IN ('asked', 'accepted') AND EXISTS (SELECT 1 FROM suppliers WHERE subject = NEW.supplier AND ended_at IS NOT NULL)
            THEN RAISE EXCEPTION 'butler:supplier-ended'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER supplier_jobs_not_ended BEFORE INSERT OR UPDATE OF state, starts_at, ends_at ON supplier_jobs
            FOR EACH ROW EXECUTE FUNCTION supplier_job_not_ended();";

/// What a supplier works with, and what a household's memory asks of them for a job: how often it was written anew, and as what it was read.
const PRODUCTS: &str = "CREATE TABLE supplier_products (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES suppliers (subject),
            name_hash BYTEA NOT NULL,
            name_sealed BYTEA NOT NULL,
            carries TEXT NOT NULL,
            own UUID,
            part TEXT,
            since_at BIGINT NOT NULL,
            UNIQUE (subject, name_hash),
            CHECK (own IS NULL OR (part IS NULL AND own <> id))
        );
        ALTER TABLE supplier_jobs ADD COLUMN needs_sealed BYTEA;
        ALTER TABLE supplier_jobs ADD COLUMN needs_version BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE supplier_jobs ADD COLUMN needs_read BIGINT NOT NULL DEFAULT 0;";
