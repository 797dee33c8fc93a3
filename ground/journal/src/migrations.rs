//! The journal's tables.
use db::Migration;

/// Facts, what they are about, and tasks.
pub fn migrations() -> Vec<Migration> {
    vec![Migration::both(
        "journal.0001_start",
        "CREATE TABLE facts (
            id UUID PRIMARY KEY,
            at BIGINT NOT NULL,
            kind TEXT NOT NULL,
            actor TEXT NOT NULL,
            body TEXT NOT NULL
        );
        CREATE TABLE fact_subjects (
            fact UUID NOT NULL REFERENCES facts (id),
            kind TEXT NOT NULL,
            about UUID NOT NULL,
            PRIMARY KEY (about, fact)
        );
        CREATE TABLE tasks (
            key TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            due_at BIGINT NOT NULL,
            attempt BIGINT NOT NULL DEFAULT 0,
            claimed_until_machine BIGINT,
            done_at BIGINT,
            dead_at BIGINT,
            reason TEXT
        );
        CREATE INDEX tasks_due ON tasks (due_at, key) WHERE done_at IS NULL AND dead_at IS NULL;
        CREATE INDEX tasks_dead ON tasks (dead_at) WHERE dead_at IS NOT NULL;",
    )]
}
