//! The tables of households.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![Migration::both(
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
    )]
}
