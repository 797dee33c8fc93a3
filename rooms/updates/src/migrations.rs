//! The tables of the room.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![Migration::both("updates.0001_start", START), Migration::both("updates.0002_words", WORDS)]
}

/// What is open and how long it may be silent; what happened and was told in which digest; one digest a day. `update_readers` keeps when
/// each reader hears next, for the desk.
const START: &str = "CREATE TABLE update_plans (
            plan UUID PRIMARY KEY,
            reader UUID NOT NULL
        );
        CREATE INDEX update_plans_of ON update_plans (reader);
        CREATE TABLE update_threads (
            id UUID PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('request', 'task')),
            reader UUID NOT NULL,
            parent UUID,
            rhythm_minutes BIGINT NOT NULL CHECK (rhythm_minutes >= 1500),
            heard_at BIGINT NOT NULL,
            silent_at BIGINT,
            ended_at BIGINT,
            CHECK ((ended_at IS NULL) = (silent_at IS NOT NULL)),
            CHECK (silent_at IS NULL OR silent_at = heard_at + rhythm_minutes * 60000000),
            CHECK ((kind = 'task') = (parent IS NOT NULL))
        );
        CREATE INDEX update_threads_silent ON update_threads (silent_at, id) WHERE silent_at IS NOT NULL;
        CREATE INDEX update_threads_of ON update_threads (reader, id);
        CREATE INDEX update_threads_parent ON update_threads (parent) WHERE parent IS NOT NULL;
        CREATE TABLE update_digests (
            id UUID PRIMARY KEY,
            reader UUID NOT NULL,
            day TEXT NOT NULL,
            at BIGINT NOT NULL,
            UNIQUE (reader, day)
        );
        CREATE TABLE update_lines (
            id UUID PRIMARY KEY,
            reader UUID NOT NULL,
            thread UUID NOT NULL REFERENCES update_threads (id),
            what TEXT NOT NULL CHECK (what IN ('done', 'moved', 'absorbed', 'going_on')),
            at BIGINT NOT NULL,
            digest UUID REFERENCES update_digests (id),
            CHECK (what <> 'going_on' OR digest IS NOT NULL)
        );
        CREATE INDEX update_lines_untold ON update_lines (reader, at) WHERE digest IS NULL;
        CREATE INDEX update_lines_in ON update_lines (digest, at, id) WHERE digest IS NOT NULL;
        CREATE TABLE update_readers (
            reader UUID PRIMARY KEY,
            next_at BIGINT NOT NULL
        );
        CREATE INDEX update_readers_next ON update_readers (next_at, reader);";

/// Words that are on their way about what is open: heard is what was handed over. `was_heard_at`: from when its silence goes on should it
/// come back.
const WORDS: &str = "CREATE TABLE update_words (
            class TEXT NOT NULL,
            about UUID NOT NULL,
            thread UUID NOT NULL REFERENCES update_threads (id),
            queued_at BIGINT NOT NULL,
            was_heard_at BIGINT NOT NULL,
            heard_at BIGINT,
            PRIMARY KEY (class, about, thread),
            CHECK (heard_at IS NULL OR heard_at >= queued_at)
        );
        CREATE INDEX update_words_of ON update_words (thread, queued_at);";
