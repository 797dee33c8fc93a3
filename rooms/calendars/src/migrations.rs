//! The tables of calendars.

use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![Migration::both("calendars.0001_start", START)]
}

/// One calendar for a memory: by its address or as a text, never both. `busy_sealed` is what was read at `read_at`; `reading` numbers the
/// readings, so that of two tasks one reads. `lost_at` stands while the room is closed for want of a reading.
const START: &str = "CREATE TABLE calendars (
            memory UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            address_sealed BYTEA,
            text_sealed BYTEA,
            busy_sealed BYTEA NOT NULL,
            read_at BIGINT NOT NULL,
            reading BIGINT NOT NULL,
            failed TEXT CHECK (failed IN ('later', 'gone', 'closed', 'too_large', 'not_a_calendar', 'unclear', 'too_much')),
            failed_at BIGINT,
            lost_at BIGINT,
            CHECK ((address_sealed IS NULL) <> (text_sealed IS NULL)),
            CHECK ((failed IS NULL) = (failed_at IS NULL)),
            CHECK (lost_at IS NULL OR failed IS NOT NULL)
        );
        CREATE INDEX calendars_of ON calendars (subject, memory);
        CREATE INDEX calendars_lost ON calendars (lost_at, memory) WHERE lost_at IS NOT NULL;";
