//! The table of messages.
use db::Migration;

/// Messages with their state; text sealed under the reader's key.
pub fn migrations() -> Vec<Migration> {
    vec![start(), versions()]
}

const fn start() -> Migration {
    Migration::both(
        "messaging.0001_start",
        "CREATE TABLE messages (
            id UUID PRIMARY KEY,
            class TEXT NOT NULL,
            about UUID NOT NULL,
            subject UUID NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'dropped')),
            channel TEXT,
            title_sealed BYTEA,
            body_sealed BYTEA,
            queued_at BIGINT NOT NULL,
            sent_at BIGINT,
            reason TEXT,
            UNIQUE (class, about, subject)
        );
        CREATE INDEX messages_reader ON messages (subject, id);",
    )
}

/// One message for each version of what it is about, and the proof of its delivery. The unique key is part of the table on
/// SQLite, so the table is made anew.
const fn versions() -> Migration {
    Migration::both(
        "messaging.0002_versions",
        "ALTER TABLE messages RENAME TO messages_before;
        CREATE TABLE messages (
            id UUID PRIMARY KEY,
            class TEXT NOT NULL,
            about UUID NOT NULL,
            version BIGINT NOT NULL DEFAULT 0,
            subject UUID NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'dropped')),
            channel TEXT,
            title_sealed BYTEA,
            body_sealed BYTEA,
            queued_at BIGINT NOT NULL,
            waits_until BIGINT,
            sent_at BIGINT,
            proof TEXT,
            reason TEXT,
            passed_on_at BIGINT,
            passed_on_by TEXT,
            UNIQUE (class, about, version, subject),
            CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
            CHECK ((passed_on_at IS NULL) = (passed_on_by IS NULL))
        );
        INSERT INTO messages (id, class, about, version, subject, state, channel, title_sealed, body_sealed, queued_at, sent_at, reason)
            SELECT id, class, about, 0, subject, state, channel, title_sealed, body_sealed, queued_at, sent_at, reason FROM messages_before;
        DROP TABLE messages_before;
        CREATE INDEX messages_reader ON messages (subject, id);
        CREATE INDEX messages_about ON messages (about, class, version);
        CREATE INDEX messages_queued ON messages (queued_at, id) WHERE state = 'queued';
        CREATE INDEX messages_refused ON messages (sent_at, id) WHERE reason = 'refused' AND passed_on_at IS NULL;",
    )
}
