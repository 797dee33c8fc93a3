//! The table of messages.
use db::Migration;

/// Messages with their state; text sealed under the reader's key.
pub fn migrations() -> Vec<Migration> {
    vec![Migration::both(
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
    )]
}
