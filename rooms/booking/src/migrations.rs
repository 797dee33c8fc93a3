//! The tables of booking.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![Migration {
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
    }]
}
