//! The room's tables, and what the database itself refuses.
use db::Migration;

/// Shifts, occupancy, plan versions, holds; then leave, placements, ways of getting around and calls to make.
pub(crate) fn all() -> Vec<Migration> {
    vec![
        Migration { name: "scheduling.0001_start", both: BOTH, sqlite: SQLITE, postgres: POSTGRES },
        Migration::both("scheduling.0002_leave_and_places", LEAVE_AND_PLACES),
        Migration::both("scheduling.0003_one_call", ONE_CALL),
        Migration::both("scheduling.0004_demands", DEMANDS),
    ]
}

const BOTH: &str = "CREATE TABLE shifts (
    person UUID NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (person, starts_at),
    CHECK (starts_at < ends_at)
);
CREATE INDEX shifts_ends ON shifts (ends_at);
CREATE TABLE occupancy (
    id UUID PRIMARY KEY,
    person UUID NOT NULL,
    service TEXT,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('hold', 'visit', 'leave')),
    owner UUID NOT NULL,
    district TEXT,
    expires_at BIGINT,
    FOREIGN KEY (person, service) REFERENCES cleared (person, service),
    CHECK (starts_at < ends_at),
    CHECK (kind = 'leave' OR (service IS NOT NULL AND district IS NOT NULL)),
    CHECK ((kind = 'hold') = (expires_at IS NOT NULL))
);
CREATE INDEX occupancy_person ON occupancy (person, starts_at);
CREATE INDEX occupancy_ends ON occupancy (ends_at);
CREATE INDEX occupancy_owner ON occupancy (owner);
CREATE INDEX occupancy_holds ON occupancy (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE plan_versions (
    person UUID NOT NULL,
    day BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (day, person)
);
CREATE TABLE holds (
    id UUID PRIMARY KEY,
    quote UUID NOT NULL,
    service TEXT NOT NULL,
    district TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    crew_json TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('held', 'taken', 'released', 'expired')),
    visit UUID,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CHECK ((state = 'taken') = (visit IS NOT NULL))
);
CREATE UNIQUE INDEX holds_of_quote ON holds (quote) WHERE state = 'held';";

/// No two spans of one person overlap so far, so the one that begins last before the new end is the one to look at:
/// the cost does not grow with the history.
const SQLITE: &str = "CREATE TRIGGER shifts_alone_insert BEFORE INSERT ON shifts BEGIN
    SELECT RAISE(ABORT, 'butler:overlap') WHERE NEW.starts_at < (
        SELECT ends_at FROM shifts WHERE person = NEW.person AND starts_at < NEW.ends_at AND starts_at <> NEW.starts_at
        ORDER BY starts_at DESC LIMIT 1);
END;
CREATE TRIGGER shifts_alone_update BEFORE UPDATE ON shifts BEGIN
    SELECT RAISE(ABORT, 'butler:overlap') WHERE NEW.starts_at < (
        SELECT ends_at FROM shifts WHERE person = NEW.person AND starts_at < NEW.ends_at AND starts_at <> OLD.starts_at
        ORDER BY starts_at DESC LIMIT 1);
END;
CREATE TRIGGER occupancy_alone_insert BEFORE INSERT ON occupancy BEGIN
    SELECT RAISE(ABORT, 'butler:overlap') WHERE NEW.starts_at < (
        SELECT ends_at FROM occupancy WHERE person = NEW.person AND starts_at < NEW.ends_at
        ORDER BY starts_at DESC LIMIT 1);
END;
CREATE TRIGGER occupancy_alone_update BEFORE UPDATE OF person, starts_at, ends_at ON occupancy BEGIN
    SELECT RAISE(ABORT, 'butler:overlap') WHERE NEW.starts_at < (
        SELECT ends_at FROM occupancy WHERE person = NEW.person AND starts_at < NEW.ends_at AND id <> OLD.id
        ORDER BY starts_at DESC LIMIT 1);
END;
CREATE TRIGGER occupancy_cleared_insert BEFORE INSERT ON occupancy WHEN NEW.kind <> 'leave' BEGIN
    SELECT RAISE(ABORT, 'butler:not-cleared') WHERE NOT EXISTS (
        SELECT 1 FROM cleared WHERE person = NEW.person AND service = NEW.service AND from_at <= NEW.starts_at AND NEW.ends_at <= until_at);
END;
CREATE TRIGGER occupancy_cleared_update BEFORE UPDATE OF person, service, starts_at, ends_at, kind ON occupancy WHEN NEW.kind <> 'leave' BEGIN
    SELECT RAISE(ABORT, 'butler:not-cleared') WHERE NOT EXISTS (
        SELECT 1 FROM cleared WHERE person = NEW.person AND service = NEW.service AND from_at <= NEW.starts_at AND NEW.ends_at <= until_at);
END;";

/// FOR SHARE makes the row wait for a revocation that is under way and the revocation wait for the row: without it
/// neither would see the other, and a person could be sent who is cleared no longer. The foreign key's own lock
/// guards the key alone, not the times.
const POSTGRES: &str = "CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE shifts ADD CONSTRAINT shifts_alone EXCLUDE USING gist (person WITH =, int8range(starts_at, ends_at) WITH &&);
ALTER TABLE occupancy ADD CONSTRAINT occupancy_alone EXCLUDE USING gist (person WITH =, int8range(starts_at, ends_at) WITH &&);
CREATE FUNCTION occupancy_cleared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM cleared WHERE person = NEW.person AND service = NEW.service AND from_at <= NEW.starts_at AND NEW.ends_at <= until_at FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'butler:not-cleared';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER occupancy_cleared BEFORE INSERT OR UPDATE OF person, service, starts_at, ends_at, kind ON occupancy
    FOR EACH ROW WHEN (NEW.kind <> 'leave') EXECUTE FUNCTION occupancy_cleared();";

/// Where a visit stands is kept apart from who goes: one that has lost its last person is still at its time and place.
/// A hold remembers its first end, so that one that was shortened can be had back, and the page that was looked at last.
const LEAVE_AND_PLACES: &str = "ALTER TABLE occupancy ADD COLUMN lat_e6 BIGINT;
ALTER TABLE occupancy ADD COLUMN lon_e6 BIGINT;
ALTER TABLE holds ADD COLUMN lat_e6 BIGINT;
ALTER TABLE holds ADD COLUMN lon_e6 BIGINT;
ALTER TABLE holds ADD COLUMN until_at BIGINT;
ALTER TABLE holds ADD COLUMN page_at BIGINT;
CREATE TABLE placements (
    owner UUID PRIMARY KEY,
    service TEXT NOT NULL,
    district TEXT NOT NULL,
    lat_e6 BIGINT,
    lon_e6 BIGINT,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    crew BIGINT NOT NULL,
    CHECK (starts_at < ends_at),
    CHECK (crew > 0)
);
CREATE INDEX placements_ends ON placements (ends_at);
INSERT INTO placements (owner, service, district, starts_at, ends_at, crew)
    SELECT owner, MIN(service), MIN(district), MIN(starts_at), MIN(ends_at), COUNT(*) FROM occupancy WHERE kind = 'visit' GROUP BY owner;
CREATE TABLE leaves (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES people (subject),
    kind TEXT NOT NULL CHECK (kind IN ('ill', 'holiday', 'other')),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    set_at BIGINT NOT NULL,
    ended_at BIGINT,
    CHECK (starts_at < ends_at)
);
CREATE INDEX leaves_ends ON leaves (ends_at);
CREATE INDEX leaves_person ON leaves (person, ends_at);
CREATE TABLE getting_around (
    person UUID PRIMARY KEY REFERENCES people (subject),
    way TEXT NOT NULL CHECK (way IN ('transit', 'car'))
);
CREATE TABLE call_backs (
    subject UUID PRIMARY KEY,
    why TEXT NOT NULL CHECK (why IN ('no_time', 'outside')),
    quote UUID,
    caller_sealed BYTEA NOT NULL,
    asked_at BIGINT NOT NULL,
    closed_at BIGINT,
    note_sealed BYTEA
);
CREATE INDEX call_backs_open ON call_backs (asked_at, subject) WHERE closed_at IS NULL;";

/// A phone that is left twice for the same reason is one call while it is open: found again by its keyed hash.
const ONE_CALL: &str = "ALTER TABLE call_backs ADD COLUMN phone_hash BYTEA;
CREATE UNIQUE INDEX call_backs_one ON call_backs (phone_hash, why) WHERE closed_at IS NULL;";

/// Whose home a visit goes to and what its work asks, so that another time or another crew keeps it too. Certificates are
/// codes with a comma between them.
const DEMANDS: &str = "ALTER TABLE placements ADD COLUMN client UUID;
ALTER TABLE placements ADD COLUMN home UUID;
ALTER TABLE placements ADD COLUMN noisy_minutes BIGINT NOT NULL DEFAULT 0 CHECK (noisy_minutes >= 0);
ALTER TABLE placements ADD COLUMN certificates TEXT NOT NULL DEFAULT '';";
