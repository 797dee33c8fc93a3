//! The quotes, which stand as they were made.

use db::Migration;

/// The tables of quotes and of used promo codes.
pub(crate) fn all() -> Vec<Migration> {
    vec![quotes(), terms()]
}

/// What a quote of the second form says more, and the uses of promo codes: one row for each, so that the last is taken once.
fn terms() -> Migration {
    Migration::both(
        "pricing.0002_terms",
        "ALTER TABLE quotes ADD COLUMN form TEXT NOT NULL DEFAULT 'butler.quote.1' CHECK (form IN ('butler.quote.1', 'butler.quote.2'));
        ALTER TABLE quotes ADD COLUMN discounts TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE quotes ADD COLUMN fees TEXT NOT NULL DEFAULT '[]';
        CREATE TABLE promo_uses (
            code TEXT NOT NULL,
            nth BIGINT NOT NULL CHECK (nth > 0),
            quote UUID NOT NULL UNIQUE REFERENCES quotes (id),
            used_at BIGINT NOT NULL,
            PRIMARY KEY (code, nth)
        );",
    )
}

/// The table of quotes, and the triggers that refuse to change or delete one.
fn quotes() -> Migration {
    Migration {
        name: "pricing.0001_quotes",
        both: "CREATE TABLE quotes (
            id UUID PRIMARY KEY,
            ask TEXT NOT NULL,
            lines TEXT NOT NULL,
            total_kopecks BIGINT NOT NULL CHECK (total_kopecks >= 0),
            person_minutes BIGINT NOT NULL CHECK (person_minutes > 0),
            crew BIGINT NOT NULL CHECK (crew > 0),
            minutes BIGINT NOT NULL,
            price_book_file TEXT NOT NULL,
            price_book_version BIGINT NOT NULL,
            service_file TEXT NOT NULL,
            service_version BIGINT NOT NULL,
            districts_file TEXT NOT NULL,
            districts_version BIGINT NOT NULL,
            made_at BIGINT NOT NULL,
            valid_until BIGINT NOT NULL,
            canonical BYTEA NOT NULL,
            sha256 TEXT NOT NULL,
            CHECK (crew * minutes >= person_minutes),
            CHECK (valid_until >= made_at)
        );",
        sqlite: "CREATE TRIGGER quotes_stand_unchanged BEFORE UPDATE ON quotes BEGIN SELECT RAISE(ABORT, 'butler:quote-stands'); END;
        CREATE TRIGGER quotes_stand_undeleted BEFORE DELETE ON quotes BEGIN SELECT RAISE(ABORT, 'butler:quote-stands'); END;",
        postgres: "CREATE FUNCTION quotes_stand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'butler:quote-stands'; END $$;
        CREATE TRIGGER quotes_stand BEFORE UPDATE OR DELETE ON quotes FOR EACH ROW EXECUTE FUNCTION quotes_stand();",
    }
}
