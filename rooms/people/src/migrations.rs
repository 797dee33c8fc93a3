//! The room's tables.
use db::Migration;

/// People, the stages of their vetting, and the clearance it gives.
pub(crate) fn all() -> Vec<Migration> {
    vec![
        Migration::both("people.0001_start", START),
        Migration { name: "people.0002_tax_status", both: "", sqlite: TAX_SQLITE, postgres: TAX_POSTGRES },
        Migration::both("people.0003_portrait", PORTRAIT),
        Migration { name: "people.0004_left", both: LEFT, sqlite: LEFT_SQLITE, postgres: LEFT_POSTGRES },
    ]
}

const START: &str = "CREATE TABLE people (
            subject UUID PRIMARY KEY,
            role TEXT NOT NULL CHECK (role IN ('cleaner', 'manager', 'owner')),
            name_sealed BYTEA NOT NULL,
            hired_at BIGINT NOT NULL,
            vetting_version BIGINT NOT NULL DEFAULT 0
        );
        CREATE TABLE clearance_stages (
            id UUID PRIMARY KEY,
            person UUID NOT NULL REFERENCES people (subject),
            stage TEXT NOT NULL CHECK (stage IN ('questionnaire', 'interview', 'security_check', 'certificate', 'nda')),
            service TEXT NOT NULL,
            passed_at BIGINT NOT NULL,
            until_at BIGINT,
            by_actor TEXT NOT NULL,
            evidence TEXT NOT NULL,
            revoked_at BIGINT,
            CHECK ((stage = 'certificate') = (service <> '')),
            CHECK (until_at > passed_at)
        );
        CREATE INDEX clearance_stages_person ON clearance_stages (person, passed_at);
        CREATE TABLE cleared (
            person UUID NOT NULL REFERENCES people (subject),
            service TEXT NOT NULL,
            from_at BIGINT NOT NULL,
            until_at BIGINT NOT NULL,
            PRIMARY KEY (person, service),
            CHECK (from_at <= until_at)
        );
        CREATE INDEX cleared_service ON cleared (service, until_at);";

/// The tax status is the sixth stage. Whoever was vetted before it was kept has one carried over, so that nobody falls off
/// their visits by an upgrade: it says no form and has no paper, and the desk sees that both are missing.
///
/// SQLite changes no CHECK, so the table is made anew; nothing refers to it.
const TAX_SQLITE: &str = "CREATE TABLE stages_before AS SELECT * FROM clearance_stages;
DROP TABLE clearance_stages;
CREATE TABLE clearance_stages (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES people (subject),
    stage TEXT NOT NULL CHECK (stage IN ('questionnaire', 'interview', 'security_check', 'certificate', 'nda', 'tax_status')),
    service TEXT NOT NULL,
    tax_form TEXT CHECK (tax_form IN ('self_employed', 'sole_trader', 'employed')),
    passed_at BIGINT NOT NULL,
    until_at BIGINT,
    by_actor TEXT NOT NULL,
    evidence TEXT NOT NULL,
    revoked_at BIGINT,
    CHECK ((stage = 'certificate') = (service <> '')),
    CHECK (tax_form IS NULL OR stage = 'tax_status'),
    CHECK (until_at > passed_at)
);
INSERT INTO clearance_stages (id, person, stage, service, passed_at, until_at, by_actor, evidence, revoked_at)
    SELECT id, person, stage, service, passed_at, until_at, by_actor, evidence, revoked_at FROM stages_before;
INSERT INTO clearance_stages (id, person, stage, service, passed_at, by_actor, evidence)
    SELECT randomblob(16), person, 'tax_status', '', min(passed_at), 'house', '' FROM stages_before GROUP BY person;
DROP TABLE stages_before;
CREATE INDEX clearance_stages_person ON clearance_stages (person, passed_at);";

const TAX_POSTGRES: &str = "ALTER TABLE clearance_stages DROP CONSTRAINT clearance_stages_stage_check;
ALTER TABLE clearance_stages ADD CONSTRAINT clearance_stages_stage_check
    CHECK (stage IN ('questionnaire', 'interview', 'security_check', 'certificate', 'nda', 'tax_status'));
ALTER TABLE clearance_stages ADD COLUMN tax_form TEXT CHECK (tax_form IN ('self_employed', 'sole_trader', 'employed'));
ALTER TABLE clearance_stages ADD CHECK (tax_form IS NULL OR stage = 'tax_status');
INSERT INTO clearance_stages (id, person, stage, service, passed_at, by_actor, evidence)
    SELECT gen_random_uuid(), person, 'tax_status', '', min(passed_at), 'house', '' FROM clearance_stages GROUP BY person;";

/// The portrait and the same, small: files under the person's key. Files are a store of their own, so nothing refers to it.
const PORTRAIT: &str = "ALTER TABLE people ADD COLUMN portrait UUID;
ALTER TABLE people ADD COLUMN portrait_small UUID;";

/// Whoever has left the house: since when, and which day was their last.
const LEFT: &str = "ALTER TABLE people ADD COLUMN left_at BIGINT;
ALTER TABLE people ADD COLUMN last_day TEXT CHECK ((left_at IS NULL) = (last_day IS NULL));";

/// Whoever has left is let in by nothing, whatever is pressed in the same moment.
const LEFT_SQLITE: &str = "CREATE TRIGGER sessions_of_who_works_here BEFORE INSERT ON sessions
    WHEN EXISTS (SELECT 1 FROM people WHERE subject = NEW.identity AND left_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'butler:left-the-house'); END;
CREATE TRIGGER logins_of_who_works_here BEFORE INSERT ON logins
    WHEN EXISTS (SELECT 1 FROM people WHERE subject = NEW.person AND left_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'butler:left-the-house'); END;
CREATE TRIGGER tickets_of_who_works_here BEFORE INSERT ON tickets
    WHEN EXISTS (SELECT 1 FROM people WHERE subject = NEW.person AND left_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'butler:left-the-house'); END;";

/// FOR SHARE makes the row wait for a leaving that is under way; the rooms above ask `must_work_here` in triggers of theirs.
const LEFT_POSTGRES: &str = "CREATE FUNCTION must_work_here(person UUID) RETURNS void LANGUAGE plpgsql AS $$
DECLARE gone BIGINT;
BEGIN
    SELECT left_at INTO gone FROM people WHERE subject = person FOR SHARE;
    IF gone IS NOT NULL THEN RAISE EXCEPTION 'butler:left-the-house'; END IF;
END $$;
CREATE FUNCTION sessions_of_who_works_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM must_work_here(NEW.identity); RETURN NEW; END $$;
CREATE TRIGGER sessions_of_who_works_here BEFORE INSERT ON sessions FOR EACH ROW WHEN (NEW.kind = 'staff') EXECUTE FUNCTION sessions_of_who_works_here();
CREATE FUNCTION keys_of_who_works_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM must_work_here(NEW.person); RETURN NEW; END $$;
CREATE TRIGGER logins_of_who_works_here BEFORE INSERT ON logins FOR EACH ROW EXECUTE FUNCTION keys_of_who_works_here();
CREATE TRIGGER tickets_of_who_works_here BEFORE INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION keys_of_who_works_here();";
