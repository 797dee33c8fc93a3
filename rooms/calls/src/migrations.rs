//! The tables of calls.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![Migration::both("calls.0001_start", START), Migration::both("calls.0002_numbers", NUMBERS), Migration::both("calls.0003_of_number", OF_NUMBER)]
}

/// Whoever calls is shown with their calls of before.
const OF_NUMBER: &str = "CREATE INDEX calls_of_number_newest ON calls (phone_hash, began_at, subject) WHERE phone_hash IS NOT NULL;";

/// Whoever keeps that a number was missed or spoken to writes its row first: of two who do both at once, the second sees the first. The same
/// appointment stands once; of those that were made twice before, the older one.
const NUMBERS: &str = "CREATE TABLE call_numbers (phone_hash BYTEA PRIMARY KEY, turn BIGINT NOT NULL DEFAULT 0);
CREATE INDEX call_tasks_of_number ON call_tasks (phone_hash) WHERE phone_hash IS NOT NULL;
UPDATE meetings SET off_at = made_at WHERE off_at IS NULL AND EXISTS (
    SELECT 1 FROM meetings o WHERE o.off_at IS NULL AND o.person = meetings.person AND o.at = meetings.at
    AND COALESCE(o.client, o.request) = COALESCE(meetings.client, meetings.request) AND o.id < meetings.id);
CREATE UNIQUE INDEX meetings_once ON meetings (person, at, COALESCE(client, request)) WHERE off_at IS NULL;";

/// A call is known by the keyed hash of the provider's name for it. A number has one open task, a message one for ever; an appointment is
/// with one side. What was spoken is nowhere.
const START: &str = "CREATE TABLE calls (
    subject UUID PRIMARY KEY,
    provider TEXT NOT NULL CHECK (provider IN ('plain', 'mango')),
    external BYTEA NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    client UUID REFERENCES clients (subject),
    phone_hash BYTEA,
    caller_sealed BYTEA,
    began_at BIGINT NOT NULL,
    answered_at BIGINT,
    extension TEXT,
    ended_at BIGINT,
    missed_at BIGINT,
    turn BIGINT NOT NULL DEFAULT 0,
    UNIQUE (provider, external),
    CHECK (answered_at IS NULL OR answered_at >= began_at),
    CHECK (ended_at IS NULL OR ended_at >= began_at),
    CHECK ((answered_at IS NULL) = (extension IS NULL))
);
CREATE INDEX calls_newest ON calls (began_at, subject);
CREATE INDEX calls_ringing ON calls (began_at) WHERE answered_at IS NULL AND ended_at IS NULL;
CREATE INDEX calls_of_number ON calls (phone_hash, answered_at) WHERE phone_hash IS NOT NULL;
CREATE INDEX calls_of_client ON calls (client, began_at) WHERE client IS NOT NULL;
CREATE TABLE call_tasks (
    id UUID PRIMARY KEY,
    call UUID UNIQUE REFERENCES calls (subject),
    message UUID UNIQUE,
    client UUID REFERENCES clients (subject),
    phone_hash BYTEA,
    times BIGINT NOT NULL DEFAULT 1 CHECK (times > 0),
    made_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    alarmed_at BIGINT,
    outcome TEXT CHECK (outcome IN ('reached', 'left_word', 'needless')),
    ended_at BIGINT,
    ended_by TEXT,
    CHECK ((call IS NULL) <> (message IS NULL)),
    CHECK ((outcome IS NULL) = (ended_at IS NULL)),
    CHECK ((outcome IS NULL) = (ended_by IS NULL)),
    CHECK (next_at >= made_at)
);
CREATE UNIQUE INDEX call_tasks_one ON call_tasks (phone_hash) WHERE phone_hash IS NOT NULL AND outcome IS NULL;
CREATE INDEX call_tasks_open ON call_tasks (next_at, id) WHERE outcome IS NULL;
CREATE INDEX call_tasks_due ON call_tasks (due_at) WHERE outcome IS NULL;
CREATE INDEX call_tasks_of_client ON call_tasks (client) WHERE client IS NOT NULL;
CREATE TABLE call_extensions (
    person UUID PRIMARY KEY REFERENCES people (subject),
    extension TEXT NOT NULL UNIQUE CHECK (extension <> '')
);
CREATE TABLE meetings (
    id UUID PRIMARY KEY,
    client UUID REFERENCES clients (subject),
    request UUID REFERENCES requests (subject),
    person UUID NOT NULL REFERENCES people (subject),
    at BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    off_at BIGINT,
    CHECK ((client IS NULL) <> (request IS NULL)),
    CHECK (at > made_at)
);
CREATE INDEX meetings_ahead ON meetings (at, id) WHERE off_at IS NULL;
CREATE INDEX meetings_of_client ON meetings (client, at) WHERE client IS NOT NULL AND off_at IS NULL;";
