//! The table of files.
use db::Migration;

/// What is stored, about whom, and how to know it again.
pub fn migrations() -> Vec<Migration> {
    vec![Migration::both(
        "files.0001_start",
        "CREATE TABLE files (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES subject_keys (subject),
            kind TEXT NOT NULL CHECK (kind IN ('jpeg', 'pdf')),
            bytes BIGINT NOT NULL CHECK (bytes > 0),
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
            made_at BIGINT NOT NULL
        );
        CREATE INDEX files_subject ON files (subject, id);",
    )]
}
