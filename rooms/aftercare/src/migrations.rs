//! The tables of aftercare.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![start(), cases()]
}

const fn start() -> Migration {
    Migration::both(
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
    )
}

/// The 24 hours count from the delivered report, what counts is when the client told us, and cases stand in place of late asks.
/// The old CHECK is part of the table on SQLite, so the table of redos is made anew.
const fn cases() -> Migration {
    Migration::both(
        "aftercare.0002_cases",
        "ALTER TABLE redos RENAME TO redos_before;
        CREATE TABLE redos (
            id UUID PRIMARY KEY,
            visit UUID NOT NULL REFERENCES visits (id),
            redo_visit UUID UNIQUE REFERENCES visits (id),
            client UUID NOT NULL REFERENCES clients (subject),
            counts_from BIGINT NOT NULL,
            asked_at BIGINT NOT NULL,
            channel TEXT NOT NULL CHECK (channel IN ('portal', 'call', 'message', 'in_person')),
            logged_at BIGINT NOT NULL,
            logged_by TEXT NOT NULL,
            closed_at BIGINT,
            closed_by TEXT,
            CHECK (asked_at <= counts_from + 86400000000),
            CHECK (asked_at <= logged_at),
            CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
            CHECK (closed_at IS NULL OR redo_visit IS NULL)
        );
        INSERT INTO redos (id, visit, redo_visit, client, counts_from, asked_at, channel, logged_at, logged_by)
            SELECT id, visit, redo_visit, client, finished_at, asked_at, 'portal', asked_at, 'client' FROM redos_before;
        DROP TABLE redos_before;
        CREATE UNIQUE INDEX redos_open ON redos (visit) WHERE closed_at IS NULL;
        CREATE INDEX redos_waiting ON redos (asked_at, visit) WHERE redo_visit IS NULL AND closed_at IS NULL;
        CREATE TABLE cases (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            visit UUID NOT NULL REFERENCES visits (id),
            kind TEXT NOT NULL CHECK (kind IN ('remark', 'complaint', 'late')),
            words_sealed BYTEA,
            counts_from BIGINT,
            told_at BIGINT NOT NULL,
            channel TEXT NOT NULL CHECK (channel IN ('portal', 'call', 'message', 'in_person')),
            opened_at BIGINT NOT NULL,
            opened_by TEXT NOT NULL,
            owner UUID REFERENCES people (subject),
            taken_at BIGINT,
            reply_sealed BYTEA,
            replied_at BIGINT,
            note_sealed BYTEA,
            closed_at BIGINT,
            closed_by TEXT,
            CHECK (told_at <= opened_at),
            CHECK (kind <> 'late' OR (counts_from IS NOT NULL AND told_at > counts_from + 86400000000)),
            CHECK ((owner IS NULL) = (taken_at IS NULL)),
            CHECK ((reply_sealed IS NULL) = (replied_at IS NULL)),
            CHECK (replied_at IS NULL OR owner IS NOT NULL),
            CHECK ((closed_at IS NULL) = (note_sealed IS NULL)),
            CHECK ((closed_at IS NULL) = (closed_by IS NULL))
        );
        INSERT INTO cases (id, subject, visit, kind, counts_from, told_at, channel, opened_at, opened_by)
            SELECT visit, client, visit, 'late', closed_at - 86400000000, asked_at, 'portal', asked_at, 'client' FROM late_asks;
        DROP TABLE late_asks;
        CREATE UNIQUE INDEX cases_one_open ON cases (visit, kind) WHERE closed_at IS NULL;
        CREATE INDEX cases_open ON cases (opened_at, id) WHERE closed_at IS NULL;
        CREATE INDEX cases_closed ON cases (closed_at, id) WHERE closed_at IS NOT NULL;
        CREATE INDEX cases_visit ON cases (visit);
        CREATE INDEX cases_subject ON cases (subject, opened_at, id);",
    )
}
