//! The table of requests.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![Migration::both(
        "concierge.0001_start",
        "CREATE TABLE requests (
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
        CREATE INDEX requests_open ON requests (asked_at, subject) WHERE closed_at IS NULL;",
    )]
}
