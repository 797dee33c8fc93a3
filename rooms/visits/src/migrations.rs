//! The tables of visits.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![
        Migration::both("visits.0001_start", START),
        Migration { name: "visits.0002_states", both: "", sqlite: STATES_SQLITE, postgres: STATES_POSTGRES },
        Migration::both("visits.0003_memory_and_photos", MEMORY_AND_PHOTOS),
        Migration::both("visits.0004_turns", "CREATE INDEX visits_home ON visits (home, starts_at);"),
        Migration::both("visits.0005_phones", PHONES),
        Migration { name: "visits.0006_evidence", both: EVIDENCE, sqlite: EVIDENCE_SQLITE, postgres: EVIDENCE_POSTGRES },
    ]
}

const START: &str = "CREATE TABLE visits (
            id UUID PRIMARY KEY,
            client UUID NOT NULL REFERENCES clients (subject),
            home UUID NOT NULL REFERENCES homes (id),
            service_file TEXT NOT NULL,
            service_version BIGINT NOT NULL,
            extras TEXT NOT NULL,
            starts_at BIGINT NOT NULL,
            ends_at BIGINT NOT NULL,
            redo_of UUID REFERENCES visits (id),
            state TEXT NOT NULL CHECK (state IN ('planned', 'en_route', 'in_progress', 'done', 'cancelled')),
            planned_at BIGINT NOT NULL,
            set_off_at BIGINT,
            eta_at BIGINT,
            set_off_by UUID,
            started_at BIGINT,
            finished_at BIGINT,
            cancelled_at BIGINT,
            steps BIGINT NOT NULL DEFAULT 0,
            CHECK (starts_at < ends_at),
            CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL)),
            CHECK (state NOT IN ('en_route', 'in_progress', 'done') OR (set_off_at IS NOT NULL AND eta_at IS NOT NULL AND set_off_by IS NOT NULL)),
            CHECK (state NOT IN ('in_progress', 'done') OR started_at IS NOT NULL),
            CHECK (state <> 'done' OR finished_at IS NOT NULL)
        );
        CREATE INDEX visits_client ON visits (client, starts_at);
        CREATE INDEX visits_start ON visits (starts_at);
        CREATE TABLE visit_crew (
            visit UUID NOT NULL REFERENCES visits (id),
            person UUID NOT NULL REFERENCES people (subject),
            PRIMARY KEY (visit, person)
        );
        CREATE INDEX visit_crew_person ON visit_crew (person, visit);
        CREATE TABLE answers (
            visit UUID NOT NULL REFERENCES visits (id),
            item TEXT NOT NULL,
            answer TEXT NOT NULL CHECK (answer IN ('done', 'absent')),
            person UUID NOT NULL REFERENCES people (subject),
            at BIGINT NOT NULL,
            PRIMARY KEY (visit, item)
        );";

/// SQLite changes no CHECK, so the table is made anew. Its children wait with their checks until the commit, by when
/// every row they point to is back.
const STATES_SQLITE: &str = "PRAGMA defer_foreign_keys = ON;
CREATE TABLE visits_before AS SELECT * FROM visits;
DROP TABLE visits;
CREATE TABLE visits (
    id UUID PRIMARY KEY,
    client UUID NOT NULL REFERENCES clients (subject),
    home UUID NOT NULL REFERENCES homes (id),
    service_file TEXT NOT NULL,
    service_version BIGINT NOT NULL,
    extras TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    redo_of UUID REFERENCES visits (id),
    needs BIGINT NOT NULL CHECK (needs >= 1),
    version BIGINT NOT NULL DEFAULT 1 CHECK (version >= 1),
    state TEXT NOT NULL CHECK (state IN ('planned', 'confirmed', 'en_route', 'in_progress', 'done', 'cancelled', 'locked_out', 'skipped')),
    planned_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    set_off_at BIGINT,
    eta_at BIGINT,
    set_off_by UUID,
    started_at BIGINT,
    finished_at BIGINT,
    cancelled_at BIGINT,
    locked_out_at BIGINT,
    skipped_at BIGINT,
    steps BIGINT NOT NULL DEFAULT 0,
    CHECK (starts_at < ends_at),
    CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL)),
    CHECK ((state = 'locked_out') = (locked_out_at IS NOT NULL)),
    CHECK ((state = 'skipped') = (skipped_at IS NOT NULL)),
    CHECK (state <> 'planned' OR confirmed_at IS NULL),
    CHECK (state <> 'confirmed' OR confirmed_at IS NOT NULL),
    CHECK (state NOT IN ('en_route', 'in_progress', 'done', 'locked_out') OR (set_off_at IS NOT NULL AND eta_at IS NOT NULL AND set_off_by IS NOT NULL)),
    CHECK (state NOT IN ('in_progress', 'done') OR started_at IS NOT NULL),
    CHECK (state <> 'done' OR finished_at IS NOT NULL)
);
INSERT INTO visits (id, client, home, service_file, service_version, extras, starts_at, ends_at, redo_of, needs, state,
                    planned_at, set_off_at, eta_at, set_off_by, started_at, finished_at, cancelled_at, steps)
    SELECT id, client, home, service_file, service_version, extras, starts_at, ends_at, redo_of,
           max(1, (SELECT count(*) FROM visit_crew c WHERE c.visit = b.id)), state,
           planned_at, set_off_at, eta_at, set_off_by, started_at, finished_at, cancelled_at, steps FROM visits_before b;
DROP TABLE visits_before;
CREATE INDEX visits_client ON visits (client, starts_at);
CREATE INDEX visits_start ON visits (starts_at);";

const STATES_POSTGRES: &str = "ALTER TABLE visits ADD COLUMN needs BIGINT NOT NULL DEFAULT 1 CHECK (needs >= 1);
UPDATE visits SET needs = greatest(1, (SELECT count(*) FROM visit_crew c WHERE c.visit = visits.id));
ALTER TABLE visits ALTER COLUMN needs DROP DEFAULT;
ALTER TABLE visits ADD COLUMN version BIGINT NOT NULL DEFAULT 1 CHECK (version >= 1);
ALTER TABLE visits ADD COLUMN confirmed_at BIGINT;
ALTER TABLE visits ADD COLUMN locked_out_at BIGINT;
ALTER TABLE visits ADD COLUMN skipped_at BIGINT;
ALTER TABLE visits DROP CONSTRAINT visits_state_check;
ALTER TABLE visits ADD CONSTRAINT visits_state_check
    CHECK (state IN ('planned', 'confirmed', 'en_route', 'in_progress', 'done', 'cancelled', 'locked_out', 'skipped'));
ALTER TABLE visits ADD CHECK ((state = 'locked_out') = (locked_out_at IS NOT NULL));
ALTER TABLE visits ADD CHECK ((state = 'skipped') = (skipped_at IS NOT NULL));
ALTER TABLE visits ADD CHECK (state <> 'planned' OR confirmed_at IS NULL);
ALTER TABLE visits ADD CHECK (state <> 'confirmed' OR confirmed_at IS NOT NULL);
ALTER TABLE visits ADD CHECK (state <> 'locked_out' OR (set_off_at IS NOT NULL AND eta_at IS NOT NULL AND set_off_by IS NOT NULL));";

/// What the memory of a household asked of a visit and whether it was kept, and the photos, before and after.
/// `kept` is empty where a visit ended and nobody had said.
const MEMORY_AND_PHOTOS: &str = "CREATE TABLE visit_instructions (
    visit UUID NOT NULL REFERENCES visits (id),
    memory UUID NOT NULL,
    kept TEXT CHECK (kept IN ('yes', 'no')),
    person UUID,
    at BIGINT NOT NULL,
    PRIMARY KEY (visit, memory),
    CHECK ((kept IS NULL) = (person IS NULL))
);
CREATE TABLE visit_photos (
    id UUID PRIMARY KEY,
    visit UUID NOT NULL REFERENCES visits (id),
    what TEXT NOT NULL CHECK (what IN ('item', 'room')),
    code TEXT NOT NULL,
    moment TEXT NOT NULL CHECK (moment IN ('before', 'after')),
    file UUID NOT NULL REFERENCES files (id),
    small UUID NOT NULL REFERENCES files (id),
    width BIGINT NOT NULL CHECK (width > 0),
    height BIGINT NOT NULL CHECK (height > 0),
    person UUID NOT NULL REFERENCES people (subject),
    at BIGINT NOT NULL,
    UNIQUE (visit, what, code, moment)
);
CREATE TABLE visit_notes (
    id UUID PRIMARY KEY,
    visit UUID NOT NULL REFERENCES visits (id),
    subject UUID NOT NULL,
    text_sealed BYTEA NOT NULL,
    person UUID NOT NULL REFERENCES people (subject),
    at BIGINT NOT NULL
);
CREATE INDEX visit_notes_visit ON visit_notes (visit, id);";

/// What phones told: each event once, with what became of it. The last word on each field of a visit. Photos on their way, in
/// parts. `visit` of an event has no key: what is told of a visit that is not there is kept as well.
const PHONES: &str = "CREATE TABLE phone_events (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES people (subject),
    visit UUID NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    subject UUID NOT NULL,
    text_sealed BYTEA,
    ord BIGINT NOT NULL,
    said_at BIGINT NOT NULL,
    at BIGINT NOT NULL,
    fate TEXT NOT NULL CHECK (fate IN ('taken', 'waits', 'aside')),
    reason TEXT,
    received_at BIGINT NOT NULL,
    resolved_at BIGINT,
    resolved_by UUID,
    CHECK ((fate = 'aside') = (reason IS NOT NULL)),
    CHECK ((resolved_at IS NULL) = (resolved_by IS NULL))
);
CREATE INDEX phone_events_waits ON phone_events (visit) WHERE fate = 'waits';
CREATE INDEX phone_events_open ON phone_events (received_at, id) WHERE resolved_at IS NULL AND fate <> 'taken';
CREATE TABLE visit_words (
    visit UUID NOT NULL REFERENCES visits (id),
    field TEXT NOT NULL,
    at BIGINT NOT NULL,
    event UUID NOT NULL,
    PRIMARY KEY (visit, field)
);
CREATE TABLE uploads (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES people (subject),
    visit UUID NOT NULL REFERENCES visits (id),
    subject UUID NOT NULL,
    length BIGINT NOT NULL CHECK (length > 0),
    held BIGINT NOT NULL CHECK (held >= 0 AND held <= length),
    made_at BIGINT NOT NULL
);
CREATE INDEX uploads_person ON uploads (person);
CREATE TABLE upload_parts (
    upload UUID NOT NULL REFERENCES uploads (id),
    start BIGINT NOT NULL,
    subject UUID NOT NULL,
    part_sealed BYTEA NOT NULL,
    PRIMARY KEY (upload, start)
);
ALTER TABLE visit_notes ADD COLUMN kind TEXT NOT NULL DEFAULT 'note' CHECK (kind IN ('note', 'damage'));";

/// What the crew wrote beside an instruction that they kept, or could not keep.
const EVIDENCE: &str = "CREATE TABLE instruction_remarks (
    visit UUID NOT NULL REFERENCES visits (id),
    memory UUID NOT NULL,
    subject UUID NOT NULL,
    text_sealed BYTEA NOT NULL,
    person UUID NOT NULL REFERENCES people (subject),
    at BIGINT NOT NULL,
    PRIMARY KEY (visit, memory)
);";

/// A photo shows how an instruction was kept, too. SQLite changes no CHECK, so the table is made anew; nothing points to it.
const EVIDENCE_SQLITE: &str = "CREATE TABLE visit_photos_before AS SELECT * FROM visit_photos;
DROP TABLE visit_photos;
CREATE TABLE visit_photos (
    id UUID PRIMARY KEY,
    visit UUID NOT NULL REFERENCES visits (id),
    what TEXT NOT NULL CHECK (what IN ('item', 'room', 'memory')),
    code TEXT NOT NULL,
    moment TEXT NOT NULL CHECK (moment IN ('before', 'after')),
    file UUID NOT NULL REFERENCES files (id),
    small UUID NOT NULL REFERENCES files (id),
    width BIGINT NOT NULL CHECK (width > 0),
    height BIGINT NOT NULL CHECK (height > 0),
    person UUID NOT NULL REFERENCES people (subject),
    at BIGINT NOT NULL,
    UNIQUE (visit, what, code, moment)
);
INSERT INTO visit_photos (id, visit, what, code, moment, file, small, width, height, person, at)
    SELECT id, visit, what, code, moment, file, small, width, height, person, at FROM visit_photos_before;
DROP TABLE visit_photos_before;";

const EVIDENCE_POSTGRES: &str = "ALTER TABLE visit_photos DROP CONSTRAINT visit_photos_what_check;
ALTER TABLE visit_photos ADD CONSTRAINT visit_photos_what_check CHECK (what IN ('item', 'room', 'memory'));";
