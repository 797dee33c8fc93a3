//! The tables of series.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![start(), told_and_made()]
}

/// Which version of a series its client was told of last, which open dates, and every visit that was ever made for a date.
fn told_and_made() -> Migration {
    Migration::both(
        "series.0002_told_and_made",
        "ALTER TABLE series ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
        UPDATE series SET told = version;
        ALTER TABLE series_visits ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
        CREATE TABLE series_made (
            visit UUID PRIMARY KEY REFERENCES visits (id),
            series UUID NOT NULL REFERENCES series (id),
            day TEXT NOT NULL
        );
        INSERT INTO series_made (visit, series, day) SELECT visit, series, day FROM series_visits WHERE visit IS NOT NULL;",
    )
}

fn start() -> Migration {
    Migration {
        name: "series.0001_start",
        both: "CREATE TABLE series (
            id UUID PRIMARY KEY,
            client UUID NOT NULL REFERENCES clients (subject),
            home UUID NOT NULL REFERENCES homes (id),
            begun_with UUID NOT NULL REFERENCES agreements (id),
            state TEXT NOT NULL CHECK (state IN ('active', 'ended')),
            version BIGINT NOT NULL CHECK (version >= 1),
            made_at BIGINT NOT NULL
        );
        CREATE UNIQUE INDEX series_begun ON series (begun_with) WHERE state = 'active';
        CREATE INDEX series_client ON series (client, made_at);
        CREATE INDEX series_active ON series (state, id);
        CREATE TABLE series_plans (
            series UUID NOT NULL REFERENCES series (id),
            version BIGINT NOT NULL,
            plan TEXT NOT NULL,
            made_at BIGINT NOT NULL,
            made_by TEXT NOT NULL,
            PRIMARY KEY (series, version)
        );
        CREATE TABLE series_visits (
            series UUID NOT NULL REFERENCES series (id),
            day TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('planned', 'waiting', 'clash', 'off')),
            visit UUID REFERENCES visits (id),
            PRIMARY KEY (series, day),
            CHECK ((state = 'planned') = (visit IS NOT NULL))
        );
        CREATE UNIQUE INDEX series_visits_visit ON series_visits (visit) WHERE visit IS NOT NULL;
        CREATE INDEX series_visits_clash ON series_visits (day, series) WHERE state = 'clash';
        CREATE TABLE series_offers (
            id UUID PRIMARY KEY,
            series UUID NOT NULL REFERENCES series (id),
            from_day TEXT NOT NULL,
            old_quote UUID NOT NULL REFERENCES quotes (id),
            new_quote UUID NOT NULL REFERENCES quotes (id),
            answer_by BIGINT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'refused', 'unanswered', 'withdrawn')),
            made_at BIGINT NOT NULL,
            answered_at BIGINT,
            CHECK ((state = 'open') = (answered_at IS NULL))
        );
        CREATE UNIQUE INDEX series_offers_open ON series_offers (series) WHERE state = 'open';
        CREATE INDEX series_offers_series ON series_offers (series, made_at);
        CREATE TABLE calendar_links (
            id UUID PRIMARY KEY,
            client UUID REFERENCES clients (subject),
            person UUID REFERENCES people (subject),
            made_at BIGINT NOT NULL,
            revoked_at BIGINT,
            CHECK ((client IS NULL) <> (person IS NULL))
        );
        CREATE UNIQUE INDEX calendar_links_client ON calendar_links (client) WHERE client IS NOT NULL AND revoked_at IS NULL;
        CREATE UNIQUE INDEX calendar_links_person ON calendar_links (person) WHERE person IS NOT NULL AND revoked_at IS NULL;",
        sqlite: "CREATE TRIGGER series_plans_stand_update BEFORE UPDATE ON series_plans BEGIN SELECT RAISE(ABORT, 'butler:agreement-stands'); END;
        CREATE TRIGGER series_plans_stand_delete BEFORE DELETE ON series_plans BEGIN SELECT RAISE(ABORT, 'butler:agreement-stands'); END;",
        postgres: "CREATE TRIGGER series_plans_stand BEFORE UPDATE OR DELETE ON series_plans FOR EACH ROW EXECUTE FUNCTION agreement_stands();",
    }
}
