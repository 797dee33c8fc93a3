//! The tables of conversations.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![
        Migration { name: "conversations.0001_start", both: START, sqlite: SQLITE, postgres: POSTGRES },
        Migration::both("conversations.0002_site_talks", SITE_TALKS),
        Migration::both("conversations.0004_mails", MAILS),
        Migration { name: "conversations.0005_sms", both: "", sqlite: SMS_SQLITE, postgres: SMS_POSTGRES },
        Migration::both("conversations.0006_fetches", FETCHES),
        Migration::both("conversations.0007_site_files", SITE_FILES),
        Migration::both("conversations.0008_signatures", SIGNATURES),
        Migration::both("conversations.0009_stranger_answers", STRANGER_ANSWERS),
        Migration::both("conversations.0010_handovers", HANDOVERS),
        Migration { name: "conversations.0011_who_works_here", both: KEPT_BY, sqlite: WHO_WORKS_HERE_SQLITE, postgres: WHO_WORKS_HERE_POSTGRES },
        Migration::both("conversations.0012_site_waits", SITE_WAITS),
        Migration { name: "conversations.0013_stand_ins", both: "", sqlite: STAND_INS_SQLITE, postgres: STAND_INS_POSTGRES },
    ]
}

/// Where all whose client it is are away, whoever of the desk is not writes to them: the client is told that they answer.
const STAND_INS_SQLITE: &str = "DROP TRIGGER conversation_entries_theirs;
CREATE TRIGGER conversation_entries_theirs BEFORE INSERT ON conversation_entries WHEN NEW.kind = 'out' BEGIN
    SELECT RAISE(ABORT, 'butler:not-their-client') WHERE NOT EXISTS (
        SELECT 1 FROM conversations WHERE subject = NEW.subject AND (manager = NEW.person OR deputy = NEW.person OR taken_by = NEW.person))
    AND NOT EXISTS (
        SELECT 1 FROM conversations c JOIN people p ON p.subject = NEW.person
        WHERE c.subject = NEW.subject AND p.role <> 'cleaner' AND p.left_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM leaves WHERE person = NEW.person AND starts_at <= NEW.kept_at AND ends_at > NEW.kept_at AND ended_at IS NULL)
            AND EXISTS (SELECT 1 FROM leaves WHERE person = c.manager AND starts_at <= NEW.kept_at AND ends_at > NEW.kept_at AND ended_at IS NULL)
            AND (c.deputy IS NULL
                OR EXISTS (SELECT 1 FROM leaves WHERE person = c.deputy AND starts_at <= NEW.kept_at AND ends_at > NEW.kept_at AND ended_at IS NULL))
            AND (c.taken_by IS NULL
                OR EXISTS (SELECT 1 FROM leaves WHERE person = c.taken_by AND starts_at <= NEW.kept_at AND ends_at > NEW.kept_at AND ended_at IS NULL)));
END;";

/// FOR SHARE makes the row wait for a handover that is under way, as before.
const STAND_INS_POSTGRES: &str = "CREATE FUNCTION is_on_leave(who UUID, moment BIGINT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM leaves WHERE person = who AND starts_at <= moment AND ends_at > moment AND ended_at IS NULL)
$$;
CREATE OR REPLACE FUNCTION conversation_entries_theirs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM conversations c WHERE c.subject = NEW.subject AND (c.manager = NEW.person OR c.deputy = NEW.person OR c.taken_by = NEW.person
        OR (is_on_leave(c.manager, NEW.kept_at) AND (c.deputy IS NULL OR is_on_leave(c.deputy, NEW.kept_at))
            AND (c.taken_by IS NULL OR is_on_leave(c.taken_by, NEW.kept_at)) AND NOT is_on_leave(NEW.person, NEW.kept_at)
            AND EXISTS (SELECT 1 FROM people p WHERE p.subject = NEW.person AND p.role <> 'cleaner' AND p.left_at IS NULL))) FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'butler:not-their-client';
    END IF;
    RETURN NEW;
END $$;";

/// The latest waits are counted whether they had an answer or not.
const SITE_WAITS: &str = "CREATE INDEX site_waits_latest ON site_waits (asked_at, subject) WHERE counts = 1;";

/// All whose a client is are found, not their manager alone: whoever leaves has none of them any more.
const KEPT_BY: &str = "CREATE INDEX conversations_of_deputy ON conversations (deputy, subject) WHERE deputy IS NOT NULL;
CREATE INDEX conversations_taken_by ON conversations (taken_by, subject) WHERE taken_by IS NOT NULL;";

/// Nobody is given to whoever has left the house.
const WHO_WORKS_HERE_SQLITE: &str = "CREATE TRIGGER conversations_of_who_works_here_new BEFORE INSERT ON conversations
    WHEN EXISTS (SELECT 1 FROM people WHERE subject IN (NEW.manager, NEW.deputy, NEW.taken_by) AND left_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'butler:left-the-house');
END;
CREATE TRIGGER conversations_of_who_works_here BEFORE UPDATE OF manager, deputy, taken_by ON conversations
    WHEN EXISTS (SELECT 1 FROM people WHERE subject IN (NEW.manager, NEW.deputy, NEW.taken_by) AND left_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'butler:left-the-house');
END;";

const WHO_WORKS_HERE_POSTGRES: &str = "CREATE FUNCTION conversations_of_who_works_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM must_work_here(NEW.manager);
    PERFORM must_work_here(NEW.deputy);
    PERFORM must_work_here(NEW.taken_by);
    RETURN NEW;
END $$;
CREATE TRIGGER conversations_of_who_works_here BEFORE INSERT OR UPDATE OF manager, deputy, taken_by ON conversations
    FOR EACH ROW EXECUTE FUNCTION conversations_of_who_works_here();";

/// What whoever stands in has to know, sealed under the key of whoever is away; when they are is what the plans keep.
const HANDOVERS: &str = "CREATE TABLE manager_handovers (
    leave UUID PRIMARY KEY REFERENCES leaves (id),
    subject UUID NOT NULL REFERENCES people (subject),
    note_sealed BYTEA NOT NULL,
    set_at BIGINT NOT NULL
);";

/// Whoever nobody knows has one of us: who it is stands by the hash of their address, with the number of the last thing said there, theirs or
/// ours, which whoever answers has seen. What a person answers lies under the key of the words that it answers, and goes with them. Nobody waits
/// in what was answered; it can be given to a client still.
const STRANGER_ANSWERS: &str = "CREATE TABLE stranger_senders (
    sender BYTEA PRIMARY KEY,
    last_nth BIGINT NOT NULL,
    manager UUID,
    answered_at BIGINT
);
CREATE INDEX stranger_senders_of ON stranger_senders (manager);
INSERT INTO stranger_senders (sender, last_nth) SELECT sender, COUNT(*) FROM stranger_words WHERE sender IS NOT NULL GROUP BY sender;
ALTER TABLE stranger_words ADD COLUMN answered_at BIGINT;
DROP INDEX stranger_words_open;
CREATE INDEX stranger_words_waiting ON stranger_words (kept_at, subject) WHERE closed_at IS NULL AND answered_at IS NULL;
CREATE TABLE stranger_answers (
    id UUID PRIMARY KEY,
    subject UUID NOT NULL REFERENCES stranger_words (subject),
    person UUID NOT NULL,
    words_sealed BYTEA NOT NULL,
    said_at BIGINT NOT NULL
);
CREATE INDEX stranger_answers_to ON stranger_answers (subject, said_at, id);
ALTER TABLE site_talks ADD COLUMN manager UUID;
CREATE INDEX site_talks_of_manager ON site_talks (manager) WHERE closed_at IS NULL;";

/// What a channel tells of a stranger lies sealed beside their words; words from one address are found by its keyed hash, which goes with the
/// words' key. To which client somebody of us gave them: only what is seen to was given.
const SIGNATURES: &str = "ALTER TABLE stranger_words ADD COLUMN sender BYTEA;
ALTER TABLE stranger_words ADD COLUMN signature_sealed BYTEA;
ALTER TABLE stranger_words ADD COLUMN client UUID REFERENCES clients (subject) CHECK (client IS NULL OR closed_at IS NOT NULL);
CREATE INDEX stranger_words_of_sender ON stranger_words (sender, kept_at) WHERE sender IS NOT NULL;
CREATE INDEX stranger_words_of_client ON stranger_words (client) WHERE client IS NOT NULL;
ALTER TABLE site_talks ADD COLUMN client UUID REFERENCES clients (subject);
CREATE INDEX site_talks_of_client ON site_talks (client) WHERE client IS NOT NULL;";

/// What came along with a visitor's word, under the talk's own key.
const SITE_FILES: &str = "CREATE TABLE site_files (
    file UUID PRIMARY KEY REFERENCES files (id),
    subject UUID NOT NULL,
    nth BIGINT NOT NULL,
    n BIGINT NOT NULL,
    name_sealed BYTEA NOT NULL,
    UNIQUE (subject, nth, n),
    FOREIGN KEY (subject, nth) REFERENCES site_words (subject, nth)
);";

/// What lies in a messenger and is yet to be fetched, sealed under the client's key. A file of a conversation is found by whose it is.
const FETCHES: &str = "CREATE TABLE conversation_fetches (
    entry UUID NOT NULL REFERENCES conversation_entries (id),
    n BIGINT NOT NULL,
    subject UUID NOT NULL REFERENCES conversations (subject),
    lying_sealed BYTEA NOT NULL,
    PRIMARY KEY (entry, n)
);";

/// Words come by SMS too; of a call it may be unknown who of us spoke. SQLite changes no CHECK, so the tables are made anew; what points to
/// them waits with its check until the commit.
const SMS_SQLITE: &str = "PRAGMA defer_foreign_keys = ON;
CREATE TABLE conversation_entries_before AS SELECT * FROM conversation_entries;
DROP TABLE conversation_entries;
CREATE TABLE conversation_entries (
    subject UUID NOT NULL REFERENCES conversations (subject),
    nth BIGINT NOT NULL CHECK (nth > 0),
    id UUID NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'note', 'call', 'meeting', 'handover')),
    place TEXT NOT NULL CHECK (place IN ('site', 'telegram', 'max', 'email', 'sms', 'phone', 'in_person', 'desk')),
    person UUID,
    words_sealed BYTEA NOT NULL,
    sent_at BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    kept_at BIGINT NOT NULL,
    external BYTEA,
    PRIMARY KEY (subject, nth),
    CHECK (kind <> 'in' OR person IS NULL),
    CHECK (kind IN ('in', 'call') OR person IS NOT NULL),
    CHECK (sent_at <= kept_at)
);
CREATE UNIQUE INDEX conversation_entries_once ON conversation_entries (place, external) WHERE external IS NOT NULL;
CREATE INDEX conversation_entries_said ON conversation_entries (subject, sent_at, seq, nth);
INSERT INTO conversation_entries (subject, nth, id, kind, place, person, words_sealed, sent_at, seq, kept_at, external)
    SELECT subject, nth, id, kind, place, person, words_sealed, sent_at, seq, kept_at, external FROM conversation_entries_before;
DROP TABLE conversation_entries_before;
CREATE TRIGGER conversation_entries_theirs BEFORE INSERT ON conversation_entries WHEN NEW.kind = 'out' BEGIN
    SELECT RAISE(ABORT, 'butler:not-their-client') WHERE NOT EXISTS (
        SELECT 1 FROM conversations WHERE subject = NEW.subject AND (manager = NEW.person OR deputy = NEW.person OR taken_by = NEW.person));
END;
CREATE TRIGGER conversation_entries_stand BEFORE UPDATE ON conversation_entries BEGIN
    SELECT RAISE(ABORT, 'butler:said-is-said');
END;
CREATE TABLE stranger_words_before AS SELECT * FROM stranger_words;
DROP TABLE stranger_words;
CREATE TABLE stranger_words (
    subject UUID PRIMARY KEY,
    place TEXT NOT NULL CHECK (place IN ('telegram', 'max', 'email', 'sms')),
    external BYTEA NOT NULL,
    words_sealed BYTEA NOT NULL,
    sent_at BIGINT NOT NULL,
    kept_at BIGINT NOT NULL,
    closed_at BIGINT,
    UNIQUE (place, external)
);
CREATE INDEX stranger_words_open ON stranger_words (kept_at, subject) WHERE closed_at IS NULL;
INSERT INTO stranger_words (subject, place, external, words_sealed, sent_at, kept_at, closed_at)
    SELECT subject, place, external, words_sealed, sent_at, kept_at, closed_at FROM stranger_words_before;
DROP TABLE stranger_words_before;";

const SMS_POSTGRES: &str = "ALTER TABLE conversation_entries DROP CONSTRAINT conversation_entries_place_check;
ALTER TABLE conversation_entries ADD CONSTRAINT conversation_entries_place_check
    CHECK (place IN ('site', 'telegram', 'max', 'email', 'sms', 'phone', 'in_person', 'desk'));
ALTER TABLE conversation_entries DROP CONSTRAINT conversation_entries_check;
ALTER TABLE conversation_entries ADD CONSTRAINT conversation_entries_in_check CHECK (kind <> 'in' OR person IS NULL);
ALTER TABLE conversation_entries ADD CONSTRAINT conversation_entries_person_check CHECK (kind IN ('in', 'call') OR person IS NOT NULL);
ALTER TABLE stranger_words DROP CONSTRAINT stranger_words_place_check;
ALTER TABLE stranger_words ADD CONSTRAINT stranger_words_place_check CHECK (place IN ('telegram', 'max', 'email', 'sms'));";

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

/// Talks with visitors of the site. A clock is stopped by a word that has a person: the key of what answered names them, and no word of the
/// house has one. At most one clock runs in a talk.
const SITE_TALKS: &str = "CREATE TABLE site_talks (
    subject UUID PRIMARY KEY,
    page TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    last_nth BIGINT NOT NULL DEFAULT 0,
    waiting_since BIGINT,
    reach_sealed BYTEA,
    closed_at BIGINT,
    CHECK (closed_at IS NULL OR waiting_since IS NULL)
);
CREATE INDEX site_talks_open ON site_talks (begun_at, subject) WHERE closed_at IS NULL;
CREATE INDEX site_talks_waiting ON site_talks (waiting_since, subject) WHERE waiting_since IS NOT NULL;
CREATE TABLE site_words (
    subject UUID NOT NULL REFERENCES site_talks (subject),
    nth BIGINT NOT NULL CHECK (nth > 0),
    person UUID,
    words_sealed BYTEA NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (subject, nth),
    UNIQUE (subject, nth, person)
);
CREATE TABLE site_waits (
    subject UUID NOT NULL,
    nth BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    counts BIGINT NOT NULL CHECK (counts IN (0, 1)),
    answer_nth BIGINT,
    person UUID,
    answered_at BIGINT,
    shown_ms BIGINT CHECK (shown_ms >= 0),
    PRIMARY KEY (subject, nth),
    FOREIGN KEY (subject, nth) REFERENCES site_words (subject, nth),
    FOREIGN KEY (subject, answer_nth, person) REFERENCES site_words (subject, nth, person),
    CHECK ((answered_at IS NULL) = (answer_nth IS NULL)),
    CHECK ((answered_at IS NULL) = (person IS NULL)),
    CHECK (answer_nth IS NULL OR answer_nth > nth),
    CHECK (answered_at >= asked_at),
    CHECK (shown_ms IS NULL OR answered_at IS NOT NULL)
);
CREATE UNIQUE INDEX site_waits_running ON site_waits (subject) WHERE answered_at IS NULL;
CREATE UNIQUE INDEX site_waits_answer ON site_waits (subject, answer_nth) WHERE answer_nth IS NOT NULL;
CREATE INDEX site_waits_shown ON site_waits (answered_at, subject) WHERE shown_ms IS NOT NULL AND counts = 1;";

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
