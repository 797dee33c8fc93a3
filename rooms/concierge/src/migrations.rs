//! The table of requests.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![Migration::both("concierge.0001_start", START), Migration::both("concierge.0002_calls", CALLS)]
}

/// Phones that were left lay in a queue of their own, sealed under its name: a task seals them anew under this one. The
/// empty table stays behind until no program reads it.
const CALLS: &str = "ALTER TABLE requests ADD COLUMN why TEXT CHECK (why IN ('no_time', 'outside'));
ALTER TABLE requests ADD COLUMN quote UUID;
INSERT INTO tasks (key, kind, body, due_at)
    SELECT 'concierge.take_calls_over:all', 'concierge.take_calls_over', '{}', 0 FROM call_backs LIMIT 1;";

const START: &str = "CREATE TABLE requests (
            subject UUID PRIMARY KEY,
            about TEXT,
            same_hash BYTEA NOT NULL,
            asker_sealed BYTEA NOT NULL,
            words_sealed BYTEA NOT NULL,
            asked_at BIGINT NOT NULL,
            closed_at BIGINT,
            note_sealed BYTEA,
            CHECK ((closed_at IS NULL) = (note_sealed IS NULL))
        );
        CREATE UNIQUE INDEX requests_once ON requests (same_hash) WHERE closed_at IS NULL;
        CREATE INDEX requests_open ON requests (asked_at, subject) WHERE closed_at IS NULL;";
