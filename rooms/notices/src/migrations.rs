//! The tables of notices.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![
        Migration::both(
            "notices.0001_start",
            "CREATE TABLE reminders (
            visit UUID NOT NULL REFERENCES visits (id),
            starts_at BIGINT NOT NULL,
            version BIGINT NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (visit, starts_at)
        );
        CREATE TABLE bad_news (
            id UUID PRIMARY KEY,
            visit UUID NOT NULL REFERENCES visits (id),
            client UUID NOT NULL REFERENCES clients (subject),
            version BIGINT NOT NULL,
            why TEXT NOT NULL CHECK (why IN ('illness', 'lapse', 'lateness')),
            replacement UUID REFERENCES people (subject),
            kept_one UUID,
            starts_one_at BIGINT,
            kept_two UUID,
            starts_two_at BIGINT,
            kept_until_at BIGINT,
            told_at BIGINT NOT NULL,
            told_by TEXT NOT NULL,
            settled_at BIGINT,
            chosen UUID,
            UNIQUE (visit, version),
            CHECK (
                (replacement IS NOT NULL AND kept_one IS NULL AND kept_two IS NULL AND kept_until_at IS NULL)
                OR (replacement IS NULL AND kept_one IS NOT NULL AND kept_two IS NOT NULL AND kept_one <> kept_two
                    AND starts_one_at IS NOT NULL AND starts_two_at IS NOT NULL AND starts_one_at < starts_two_at
                    AND kept_until_at IS NOT NULL)
            ),
            CHECK (chosen IS NULL OR (settled_at IS NOT NULL AND (chosen = kept_one OR chosen = kept_two)))
        );
        CREATE INDEX bad_news_kept ON bad_news (kept_until_at, id) WHERE settled_at IS NULL AND kept_one IS NOT NULL;",
        ),
        Migration::both("notices.0002_arrivals", ARRIVALS),
        Migration::both("notices.0003_cause", CAUSE),
        Migration::both("notices.0004_house_moves", HOUSE_MOVES),
        Migration::both("notices.0005_house_calls_off", HOUSE_CALLS_OFF),
    ]
}

/// What a client has heard of an arrival: by the word that the crew set off, or that it comes later than was said.
const ARRIVALS: &str = "CREATE TABLE arrivals_heard (
    visit UUID NOT NULL REFERENCES visits (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    version BIGINT NOT NULL,
    arrives_at BIGINT NOT NULL,
    offer UUID REFERENCES bad_news (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (visit, number)
);";

/// Why it is not as agreed, with what the house itself causes. The first column has a CHECK that knows three reasons, which SQLite
/// cannot widen while other rows point here: what was told before keeps its reason there, and this one comes first.
const CAUSE: &str = "ALTER TABLE bad_news ADD COLUMN cause TEXT CHECK (cause IN ('illness', 'lapse', 'lateness', 'house'));";

/// Versions of visits that the house, and not the client, has made by moving them; with the reason once they may be told.
const HOUSE_MOVES: &str = "CREATE TABLE house_moves (
    visit UUID NOT NULL REFERENCES visits (id),
    version BIGINT NOT NULL,
    from_starts_at BIGINT NOT NULL,
    to_starts_at BIGINT NOT NULL,
    why TEXT CHECK (why IN ('illness', 'lapse', 'lateness', 'house')),
    at BIGINT NOT NULL,
    by TEXT NOT NULL,
    PRIMARY KEY (visit, version)
);";

/// Visits that the house, and not the client, has called off.
const HOUSE_CALLS_OFF: &str = "CREATE TABLE house_calls_off (
    visit UUID PRIMARY KEY REFERENCES visits (id),
    at BIGINT NOT NULL,
    by TEXT NOT NULL
);";
