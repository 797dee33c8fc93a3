//! The tables of aftercare.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![
        start(),
        cases(),
        Migration::both("aftercare.0003_work", WORK),
        Migration::both("aftercare.0004_changes", CHANGES),
        Migration::both("aftercare.0005_answers", ANSWERS),
    ]
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

/// The open question ends what a manager arranged as well. Whoever asked may be nobody's client: then their words lie under the key of
/// what they asked. That a case belongs to a visit is part of the table on SQLite, so it is made anew.
const WORK: &str = "CREATE TABLE work_questions (
            work UUID PRIMARY KEY,
            client UUID REFERENCES clients (subject),
            subject UUID NOT NULL,
            asked_at BIGINT NOT NULL,
            words_sealed BYTEA,
            answered_at BIGINT,
            CHECK (subject = COALESCE(client, work)),
            CHECK ((words_sealed IS NULL) = (answered_at IS NULL)),
            CHECK (answered_at IS NULL OR answered_at >= asked_at)
        );
        CREATE INDEX work_questions_of ON work_questions (subject, asked_at);
        ALTER TABLE cases RENAME TO cases_before;
        CREATE TABLE cases (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL,
            client UUID REFERENCES clients (subject),
            visit UUID REFERENCES visits (id),
            work UUID REFERENCES work_questions (work),
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
            CHECK ((visit IS NULL) <> (work IS NULL)),
            CHECK (visit IS NULL OR client IS NOT NULL),
            CHECK (subject = COALESCE(client, work)),
            CHECK (kind = 'remark' OR visit IS NOT NULL),
            CHECK (told_at <= opened_at),
            CHECK (kind <> 'late' OR (counts_from IS NOT NULL AND told_at > counts_from + 86400000000)),
            CHECK ((owner IS NULL) = (taken_at IS NULL)),
            CHECK ((reply_sealed IS NULL) = (replied_at IS NULL)),
            CHECK (replied_at IS NULL OR owner IS NOT NULL),
            CHECK ((closed_at IS NULL) = (note_sealed IS NULL)),
            CHECK ((closed_at IS NULL) = (closed_by IS NULL))
        );
        INSERT INTO cases (id, subject, client, visit, kind, words_sealed, counts_from, told_at, channel, opened_at, opened_by, owner, taken_at,
                reply_sealed, replied_at, note_sealed, closed_at, closed_by)
            SELECT id, subject, subject, visit, kind, words_sealed, counts_from, told_at, channel, opened_at, opened_by, owner, taken_at,
                reply_sealed, replied_at, note_sealed, closed_at, closed_by FROM cases_before;
        DROP TABLE cases_before;
        CREATE UNIQUE INDEX cases_one_open ON cases (visit, kind) WHERE closed_at IS NULL;
        CREATE UNIQUE INDEX cases_one_open_work ON cases (work, kind) WHERE closed_at IS NULL;
        CREATE INDEX cases_open ON cases (opened_at, id) WHERE closed_at IS NULL;
        CREATE INDEX cases_closed ON cases (closed_at, id) WHERE closed_at IS NOT NULL;
        CREATE INDEX cases_visit ON cases (visit);
        CREATE INDEX cases_work ON cases (work);
        CREATE INDEX cases_subject ON cases (subject, opened_at, id);";

/// What was changed because of what was said: a version of a page is told of once, a remark leads to one change, and each author
/// hears of a change once, however much they said.
const CHANGES: &str = "CREATE TABLE changes (
            id UUID PRIMARY KEY,
            file TEXT NOT NULL,
            version BIGINT NOT NULL CHECK (version > 1),
            words_ru TEXT NOT NULL,
            words_en TEXT NOT NULL,
            at BIGINT NOT NULL,
            by_actor TEXT NOT NULL,
            UNIQUE (file, version),
            FOREIGN KEY (file, version) REFERENCES book_pages (file, version)
        );
        CREATE INDEX changes_at ON changes (at, id);
        CREATE TABLE change_remarks (
            case_id UUID PRIMARY KEY REFERENCES cases (id),
            change UUID NOT NULL REFERENCES changes (id)
        );
        CREATE INDEX change_remarks_of ON change_remarks (change);
        CREATE TABLE change_authors (
            change UUID NOT NULL REFERENCES changes (id),
            author UUID NOT NULL,
            PRIMARY KEY (author, change)
        );
        CREATE INDEX change_authors_of ON change_authors (change);
        CREATE INDEX cases_remarks ON cases (told_at, id) WHERE words_sealed IS NOT NULL;";

/// An answer to the open question that opened no case leads to a change as well. What was answered anew is another answer, so the moment
/// at which it was given belongs to it.
const ANSWERS: &str = "CREATE TABLE change_answers (
            id UUID PRIMARY KEY,
            change UUID NOT NULL REFERENCES changes (id),
            visit UUID REFERENCES question_answers (visit),
            work UUID REFERENCES work_questions (work),
            told_at BIGINT NOT NULL,
            CHECK ((visit IS NULL) <> (work IS NULL))
        );
        CREATE UNIQUE INDEX change_answers_visit ON change_answers (visit, told_at) WHERE visit IS NOT NULL;
        CREATE UNIQUE INDEX change_answers_work ON change_answers (work, told_at) WHERE work IS NOT NULL;
        CREATE INDEX change_answers_of ON change_answers (change);
        CREATE INDEX question_answers_at ON question_answers (at, visit);
        CREATE INDEX work_questions_answered ON work_questions (answered_at, work) WHERE answered_at IS NOT NULL;";
