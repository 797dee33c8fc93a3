//! The tables of access.
use db::Migration;

/// Sessions, codes, logins, looks, limits.
pub fn migrations() -> Vec<Migration> {
    vec![start(), acting(), KEYS, TOKENS, TURNS, TOKEN_PLACES]
}

fn start() -> Migration {
    Migration::both(
        "access.0001_start",
        "CREATE TABLE sessions (
            token_hash BYTEA PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('client', 'staff')),
            identity UUID NOT NULL,
            role TEXT,
            opened_machine_at BIGINT NOT NULL,
            ends_machine_at BIGINT NOT NULL
        );
        CREATE INDEX sessions_identity ON sessions (identity);
        CREATE INDEX sessions_end ON sessions (ends_machine_at);
        CREATE TABLE codes (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL,
            code_sealed BYTEA NOT NULL,
            ends_at BIGINT NOT NULL,
            lang TEXT NOT NULL,
            used_at BIGINT
        );
        CREATE INDEX codes_subject ON codes (subject, id);
        CREATE TABLE logins (
            login TEXT PRIMARY KEY,
            person UUID NOT NULL UNIQUE,
            role TEXT NOT NULL CHECK (role IN ('cleaner', 'manager', 'owner')),
            password_hash TEXT NOT NULL
        );
        CREATE TABLE looks (
            id UUID PRIMARY KEY,
            at BIGINT NOT NULL,
            actor TEXT NOT NULL,
            about UUID NOT NULL,
            act TEXT NOT NULL,
            UNIQUE (about, at, actor, act)
        );
        CREATE INDEX looks_about ON looks (about, id);
        CREATE TABLE idempotency (
            scope_hash BYTEA PRIMARY KEY,
            request_hash BYTEA NOT NULL,
            status BIGINT,
            kind TEXT,
            body BYTEA,
            started_machine_at BIGINT NOT NULL
        );
        CREATE INDEX idempotency_started ON idempotency (started_machine_at);
        CREATE TABLE limits (
            name TEXT NOT NULL,
            window_start BIGINT NOT NULL,
            taken BIGINT NOT NULL,
            PRIMARY KEY (name, window_start)
        );
        CREATE INDEX limits_window ON limits (window_start);",
    )
}

/// People who act for a client.
fn acting() -> Migration {
    Migration::both(
        "access.0002_acting",
        "CREATE TABLE acting (
            person UUID PRIMARY KEY,
            client UUID NOT NULL,
            rights BIGINT NOT NULL,
            ended_at BIGINT
        );
        CREATE INDEX acting_client ON acting (client, person) WHERE ended_at IS NULL;",
    )
}

/// One-time links and the second factor.
const KEYS: Migration = Migration::both(
    "access.0003_keys",
    "CREATE TABLE tickets (
        token_hash BYTEA PRIMARY KEY,
        purpose TEXT NOT NULL CHECK (purpose IN ('first_owner', 'join', 'reset', 'second_step')),
        person UUID,
        role TEXT NOT NULL CHECK (role IN ('cleaner', 'manager', 'owner')),
        ends_machine_at BIGINT NOT NULL,
        CHECK ((person IS NULL) = (purpose = 'first_owner'))
    );
    CREATE INDEX tickets_person ON tickets (person, purpose);
    CREATE INDEX tickets_end ON tickets (ends_machine_at);
    CREATE TABLE second_factors (
        subject UUID PRIMARY KEY,
        secret_sealed BYTEA NOT NULL,
        confirmed_machine_at BIGINT,
        used_until_machine BIGINT NOT NULL
    );
    CREATE TABLE recovery_codes (
        person UUID NOT NULL,
        code_hash BYTEA NOT NULL,
        PRIMARY KEY (person, code_hash)
    );
    CREATE TABLE factor_roles (role TEXT PRIMARY KEY CHECK (role IN ('cleaner', 'manager', 'owner')));",
);

/// Tokens of programs.
const TOKENS: Migration = Migration::both(
    "access.0004_tokens",
    "CREATE TABLE api_tokens (
        id UUID PRIMARY KEY,
        token_hash BYTEA NOT NULL UNIQUE,
        subject UUID NOT NULL,
        name_sealed BYTEA NOT NULL,
        scopes TEXT NOT NULL,
        made_machine_at BIGINT NOT NULL,
        ends_machine_at BIGINT NOT NULL,
        used_machine_at BIGINT
    );
    CREATE INDEX api_tokens_subject ON api_tokens (subject, id);
    CREATE INDEX api_tokens_end ON api_tokens (ends_machine_at);",
);

/// Changes on a condition, counted for each thing.
const TURNS: Migration = Migration::both(
    "access.0005_turns",
    "CREATE TABLE turns (about TEXT PRIMARY KEY, n BIGINT NOT NULL CHECK (n > 0), taken_machine_at BIGINT NOT NULL);
    CREATE INDEX turns_end ON turns (taken_machine_at);",
);

/// Each token of a person has a place of its own; the places are as many as there may be tokens.
const TOKEN_PLACES: Migration = Migration::both(
    "access.0006_token_places",
    "ALTER TABLE api_tokens ADD COLUMN nth BIGINT NOT NULL DEFAULT 0;
    UPDATE api_tokens SET nth = (SELECT COUNT(*) FROM api_tokens t WHERE t.subject = api_tokens.subject AND t.id <= api_tokens.id);
    CREATE UNIQUE INDEX api_tokens_place ON api_tokens (subject, nth) WHERE nth > 0;",
);
