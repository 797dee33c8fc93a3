//! The tables of households.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![start(), memory()]
}

fn start() -> Migration {
    Migration::both(
        "households.0001_start",
        "CREATE TABLE clients (
            subject UUID PRIMARY KEY,
            phone_hash BYTEA UNIQUE,
            phone_sealed BYTEA NOT NULL,
            name_sealed BYTEA NOT NULL,
            email_sealed BYTEA,
            lang TEXT NOT NULL,
            since_at BIGINT NOT NULL
        );
        CREATE TABLE homes (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            district TEXT NOT NULL,
            address_hash BYTEA,
            address_sealed BYTEA NOT NULL,
            added_at BIGINT NOT NULL,
            UNIQUE (subject, address_hash)
        );",
    )
}

/// What is remembered, and the way to the door.
fn memory() -> Migration {
    Migration::both(
        "households.0002_memory",
        "ALTER TABLE homes ADD COLUMN doors_sealed BYTEA;
        CREATE INDEX homes_subject ON homes (subject, id);
        CREATE TABLE memories (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            home UUID REFERENCES homes (id),
            kind TEXT NOT NULL CHECK (kind IN ('allergy', 'closed_room', 'child', 'pet', 'access', 'wish', 'note')),
            body_sealed BYTEA NOT NULL,
            said_at BIGINT NOT NULL,
            source TEXT NOT NULL,
            teller TEXT NOT NULL,
            ended_at BIGINT,
            gave_way_to UUID REFERENCES memories (id),
            CHECK (gave_way_to IS NULL OR ended_at IS NOT NULL)
        );
        CREATE INDEX memories_held ON memories (subject, id) WHERE ended_at IS NULL;",
    )
}
