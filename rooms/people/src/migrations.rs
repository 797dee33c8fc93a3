//! The room's tables.
use db::Migration;

/// People, the stages of their vetting, and the clearance it gives.
pub(crate) fn all() -> Vec<Migration> {
    vec![Migration::both(
        "people.0001_start",
        "CREATE TABLE people (
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
        CREATE INDEX cleared_service ON cleared (service, until_at);",
    )]
}
