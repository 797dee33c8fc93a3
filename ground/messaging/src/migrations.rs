//! The table of messages.
use db::Migration;

/// Messages with their state; text sealed under the reader's key.
pub fn migrations() -> Vec<Migration> {
    vec![start(), versions(), channels(), turns(), ceiling(), aloud(), adverts(), waits()]
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

/// What each channel did for a message, when it was read, and on which consent an advert rests: without one the row cannot be.
const fn channels() -> Migration {
    Migration::both(
        "messaging.0003_channels",
        "ALTER TABLE messages ADD COLUMN read_at BIGINT;
        ALTER TABLE messages ADD COLUMN kind TEXT NOT NULL DEFAULT 'service' CHECK (kind IN ('service', 'advert'));
        ALTER TABLE messages ADD COLUMN consent UUID CHECK (kind = 'service' OR consent IS NOT NULL);
        CREATE INDEX messages_sent ON messages (subject, class, sent_at);
        CREATE INDEX messages_waiting ON messages (subject, waits_until) WHERE state = 'queued' AND waits_until IS NOT NULL;
        CREATE INDEX messages_adverts ON messages (consent) WHERE kind = 'advert';
        CREATE TABLE tries (
            message UUID NOT NULL REFERENCES messages (id),
            channel TEXT NOT NULL CHECK (channel IN ('email', 'telegram', 'max', 'sms', 'chat')),
            state TEXT NOT NULL CHECK (state IN ('sending', 'trying', 'taken', 'delivered', 'refused')),
            began_at BIGINT NOT NULL,
            taken_at BIGINT,
            delivered_at BIGINT,
            proof TEXT,
            reason TEXT,
            PRIMARY KEY (message, channel),
            CHECK ((state = 'delivered') = (delivered_at IS NOT NULL))
        );
        CREATE INDEX tries_proof ON tries (channel, proof) WHERE state = 'taken';",
    )
}

/// Which place of a reader's day, of all classes, a message took: 0 is the one of the day. Two never have the same.
const fn ceiling() -> Migration {
    Migration::both(
        "messaging.0005_ceiling",
        "ALTER TABLE message_turns ADD COLUMN of_day BIGINT;
        CREATE UNIQUE INDEX message_turns_of_day ON message_turns (subject, day, of_day) WHERE of_day IS NOT NULL;",
    )
}

/// An advert takes a place of a reader's day too. Its turns are counted through all days, so the day that its place belongs to is its own
/// column; of all else it is the day of the turn.
const fn adverts() -> Migration {
    Migration::both(
        "messaging.0007_adverts",
        "ALTER TABLE message_turns ADD COLUMN of_date TEXT;
        DROP INDEX message_turns_of_day;
        CREATE UNIQUE INDEX message_turns_of_date ON message_turns (subject, COALESCE(of_date, day), of_day) WHERE of_day IS NOT NULL;",
    )
}

/// What a message that is kept back waits for, and after how many others of the day; a reader's page of what went, in the order in which it went.
const fn waits() -> Migration {
    Migration::both(
        "messaging.0008_waits",
        "ALTER TABLE messages ADD COLUMN waits_for TEXT CHECK (waits_for IN ('morning', 'next_day', 'next_advert'));
        ALTER TABLE messages ADD COLUMN waits_after BIGINT;
        CREATE INDEX messages_went ON messages (subject, sent_at, id) WHERE state = 'sent';",
    )
}

/// Since when somebody is to say a message by phone; what was laid down for that and nobody has said.
const fn aloud() -> Migration {
    Migration::both(
        "messaging.0006_aloud",
        "ALTER TABLE messages ADD COLUMN call_asked_at BIGINT;
        UPDATE messages SET call_asked_at = sent_at WHERE reason = 'phone';
        CREATE INDEX messages_aloud ON messages (subject) WHERE reason = 'phone' AND passed_on_at IS NULL;",
    )
}

/// Which message took which turn of a reader's day; by which channel one must not go; what a channel told of a message, whoever of the two is first.
const fn turns() -> Migration {
    Migration::both(
        "messaging.0004_turns",
        "CREATE TABLE message_turns (
            subject UUID NOT NULL,
            class TEXT NOT NULL,
            day TEXT NOT NULL,
            nth BIGINT NOT NULL,
            message UUID NOT NULL UNIQUE REFERENCES messages (id),
            taken_at BIGINT NOT NULL,
            PRIMARY KEY (subject, class, day, nth)
        );
        INSERT INTO message_turns (subject, class, day, nth, message, taken_at)
            SELECT subject, class, '', ROW_NUMBER() OVER (PARTITION BY subject, class ORDER BY sent_at, id), id, sent_at
            FROM messages WHERE kind = 'advert' AND sent_at IS NOT NULL;
        ALTER TABLE messages ADD COLUMN not_by TEXT CHECK (not_by IN ('telegram', 'max'));
        CREATE INDEX messages_queued_newest ON messages (id) WHERE state = 'queued';
        CREATE INDEX messages_refused_newest ON messages (id) WHERE reason = 'refused' AND passed_on_at IS NULL;
        CREATE TABLE message_signs (
            channel TEXT NOT NULL,
            proof TEXT NOT NULL,
            sign TEXT CHECK (sign IN ('delivered', 'refused')),
            kept_at BIGINT NOT NULL,
            PRIMARY KEY (channel, proof)
        );
        CREATE INDEX message_signs_kept ON message_signs (kept_at);",
    )
}
