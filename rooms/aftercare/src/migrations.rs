//! The tables of aftercare.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![Migration::both(
        "aftercare.0001_start",
        "CREATE TABLE redos (
            id UUID PRIMARY KEY,
            visit UUID NOT NULL UNIQUE REFERENCES visits (id),
            redo_visit UUID UNIQUE REFERENCES visits (id),
            client UUID NOT NULL REFERENCES clients (subject),
            finished_at BIGINT NOT NULL,
            asked_at BIGINT NOT NULL,
            CHECK (asked_at <= finished_at + 86400000000)
        );
        CREATE INDEX redos_waiting ON redos (asked_at) WHERE redo_visit IS NULL;
        CREATE TABLE late_asks (
            visit UUID PRIMARY KEY REFERENCES visits (id),
            client UUID NOT NULL REFERENCES clients (subject),
            closed_at BIGINT NOT NULL,
            asked_at BIGINT NOT NULL
        );
        CREATE INDEX late_asks_at ON late_asks (asked_at);
        CREATE TABLE question_answers (
            visit UUID PRIMARY KEY REFERENCES visits (id),
            subject UUID NOT NULL REFERENCES clients (subject),
            words_sealed BYTEA NOT NULL,
            at BIGINT NOT NULL
        );",
    )]
}
