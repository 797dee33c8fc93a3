//! The tables of visits.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![Migration::both(
        "visits.0001_start",
        "CREATE TABLE visits (
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
        );",
    )]
}
