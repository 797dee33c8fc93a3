//! The tables of conversations.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![Migration { name: "conversations.0001_start", both: START, sqlite: SQLITE, postgres: POSTGRES }, Migration::both("conversations.0004_mails", MAILS)]
}

/// Mails that came in: their whole text and head beside the entry, what lay in them, and up to where each mailbox was read.
const MAILS: &str = "CREATE TABLE mail_places (
    mailbox TEXT PRIMARY KEY,
    validity BIGINT NOT NULL,
    uid BIGINT NOT NULL CHECK (uid >= 0),
    at BIGINT NOT NULL
);
CREATE TABLE conversation_mails (
    entry UUID PRIMARY KEY REFERENCES conversation_entries (id),
    subject UUID NOT NULL REFERENCES conversations (subject),
    nth BIGINT NOT NULL,
    whole_sealed BYTEA NOT NULL,
    head_sealed BYTEA NOT NULL,
    found_by TEXT NOT NULL CHECK (found_by IN ('mark', 'thread', 'address')),
    UNIQUE (subject, nth)
);
CREATE TABLE conversation_files (
    entry UUID NOT NULL REFERENCES conversation_entries (id),
    n BIGINT NOT NULL,
    subject UUID NOT NULL REFERENCES conversations (subject),
    name_sealed BYTEA NOT NULL,
    file UUID UNIQUE REFERENCES files (id),
    refused TEXT,
    PRIMARY KEY (entry, n),
    CHECK ((file IS NULL) <> (refused IS NULL))
);";

/// One conversation for each client, and its entries, which are added and never changed. What a channel brings is known by the keyed hash
/// of its own name for it: told twice, it is one entry. Whoever was a client before is given a manager by a task.
const START: &str = "CREATE TABLE conversations (
    subject UUID PRIMARY KEY REFERENCES clients (subject),
    manager UUID NOT NULL,
    deputy UUID,
    taken_by UUID,
    last_nth BIGINT NOT NULL DEFAULT 0,
    waiting_since BIGINT,
    due_at BIGINT,
    client_read BIGINT NOT NULL DEFAULT 0,
    begun_at BIGINT NOT NULL,
    CHECK (deputy IS NULL OR deputy <> manager),
    CHECK (waiting_since IS NULL OR due_at IS NOT NULL)
);
CREATE INDEX conversations_due ON conversations (due_at, subject) WHERE due_at IS NOT NULL;
CREATE INDEX conversations_of ON conversations (manager, subject);
CREATE TABLE conversation_entries (
    subject UUID NOT NULL REFERENCES conversations (subject),
    nth BIGINT NOT NULL CHECK (nth > 0),
    id UUID NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'note', 'call', 'meeting', 'handover')),
    place TEXT NOT NULL CHECK (place IN ('site', 'telegram', 'max', 'email', 'phone', 'in_person', 'desk')),
    person UUID,
    words_sealed BYTEA NOT NULL,
    sent_at BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    kept_at BIGINT NOT NULL,
    external BYTEA,
    PRIMARY KEY (subject, nth),
    CHECK ((kind = 'in') = (person IS NULL)),
    CHECK (sent_at <= kept_at)
);
CREATE UNIQUE INDEX conversation_entries_once ON conversation_entries (place, external) WHERE external IS NOT NULL;
CREATE INDEX conversation_entries_said ON conversation_entries (subject, sent_at, seq, nth);
CREATE TABLE conversation_reads (
    subject UUID NOT NULL REFERENCES conversations (subject),
    person UUID NOT NULL,
    nth BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (subject, person)
);
CREATE TABLE conversation_drafts (
    subject UUID NOT NULL REFERENCES conversations (subject),
    person UUID NOT NULL,
    words_sealed BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (subject, person)
);
CREATE TABLE conversation_mentions (
    subject UUID NOT NULL,
    nth BIGINT NOT NULL,
    person UUID NOT NULL,
    seen_at BIGINT,
    PRIMARY KEY (subject, nth, person),
    FOREIGN KEY (subject, nth) REFERENCES conversation_entries (subject, nth)
);
CREATE INDEX conversation_mentions_new ON conversation_mentions (person, subject) WHERE seen_at IS NULL;
CREATE TABLE manager_hours (
    person UUID PRIMARY KEY,
    hours TEXT NOT NULL,
    set_at BIGINT NOT NULL
);
CREATE TABLE stranger_words (
    subject UUID PRIMARY KEY,
    place TEXT NOT NULL CHECK (place IN ('telegram', 'max', 'email')),
    external BYTEA NOT NULL,
    words_sealed BYTEA NOT NULL,
    sent_at BIGINT NOT NULL,
    kept_at BIGINT NOT NULL,
    closed_at BIGINT,
    UNIQUE (place, external)
);
CREATE INDEX stranger_words_open ON stranger_words (kept_at, subject) WHERE closed_at IS NULL;
INSERT INTO tasks (key, kind, body, due_at)
    SELECT 'conversations.give_managers:all', 'conversations.give_managers', '{}', 0 FROM clients LIMIT 1;";

/// Nobody but the manager, the deputy and who took over writes to a client; and nothing that was said is changed.
const SQLITE: &str = "CREATE TRIGGER conversation_entries_theirs BEFORE INSERT ON conversation_entries WHEN NEW.kind = 'out' BEGIN
    SELECT RAISE(ABORT, 'butler:not-their-client') WHERE NOT EXISTS (
        SELECT 1 FROM conversations WHERE subject = NEW.subject AND (manager = NEW.person OR deputy = NEW.person OR taken_by = NEW.person));
END;
CREATE TRIGGER conversation_entries_stand BEFORE UPDATE ON conversation_entries BEGIN
    SELECT RAISE(ABORT, 'butler:said-is-said');
END;";

/// FOR SHARE makes the row wait for a handover that is under way.
const POSTGRES: &str = "CREATE FUNCTION conversation_entries_theirs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM conversations WHERE subject = NEW.subject AND (manager = NEW.person OR deputy = NEW.person OR taken_by = NEW.person) FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'butler:not-their-client';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conversation_entries_theirs BEFORE INSERT ON conversation_entries
    FOR EACH ROW WHEN (NEW.kind = 'out') EXECUTE FUNCTION conversation_entries_theirs();
CREATE FUNCTION conversation_entries_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'butler:said-is-said';
END $$;
CREATE TRIGGER conversation_entries_stand BEFORE UPDATE ON conversation_entries
    FOR EACH ROW EXECUTE FUNCTION conversation_entries_stand();";
