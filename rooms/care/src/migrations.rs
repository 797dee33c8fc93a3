//! The tables of the room, step by step; a step is never edited after it landed.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![
        Migration { name: "care.0001_start", both: START, sqlite: SQLITE, postgres: POSTGRES },
        Migration { name: "care.0002_undone", both: UNDONE, sqlite: UNDONE_SQLITE, postgres: UNDONE_POSTGRES },
        Migration::both("care.0003_journeys", JOURNEYS),
        Migration { name: "care.0004_habits", both: HABITS, sqlite: HABITS_SQLITE, postgres: HABITS_POSTGRES },
        Migration::both("care.0005_done", DONE),
    ]
}

/// Which client has a day on which date stands open, because it is looked for, and goes with the client; whose day it is (a keyed mark)
/// and what is proposed does not.
/// A proposal goes out only whole, is accepted only by a person, and stands once for a day of an occasion.
const START: &str = "CREATE TABLE care_occasions (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            kind TEXT NOT NULL CHECK (kind IN ('child_birthday', 'birthday', 'anniversary', 'return', 'visit', 'request')),
            source TEXT NOT NULL,
            next_on TEXT NOT NULL,
            raised_for TEXT,
            ended_at BIGINT,
            UNIQUE (subject, kind, source)
        );
        CREATE INDEX care_occasions_next ON care_occasions (next_on, id) WHERE ended_at IS NULL;
        CREATE TABLE care_nevers (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            occasion UUID REFERENCES care_occasions (id),
            plan TEXT,
            at BIGINT NOT NULL,
            by_actor TEXT NOT NULL,
            CHECK ((occasion IS NULL) <> (plan IS NULL))
        );
        CREATE UNIQUE INDEX care_nevers_occasion ON care_nevers (occasion) WHERE occasion IS NOT NULL;
        CREATE UNIQUE INDEX care_nevers_plan ON care_nevers (subject, plan) WHERE plan IS NOT NULL;
        CREATE TABLE care_proposals (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            occasion UUID NOT NULL REFERENCES care_occasions (id),
            plan TEXT NOT NULL,
            on_day TEXT NOT NULL,
            words_sealed BYTEA NOT NULL,
            leads_to TEXT NOT NULL,
            missing BIGINT NOT NULL CHECK (missing >= 0),
            calls BIGINT NOT NULL CHECK (calls >= 0),
            minutes BIGINT NOT NULL CHECK (minutes >= 0),
            state TEXT NOT NULL DEFAULT 'prepared' CHECK (state IN ('prepared', 'sent', 'accepted', 'declined', 'lapsed')),
            raised_at BIGINT NOT NULL,
            sent_at BIGINT,
            sent_by TEXT,
            answer TEXT CHECK (answer IN ('yes', 'not_now', 'never')),
            answered_at BIGINT,
            answered_by TEXT,
            request UUID REFERENCES requests (subject),
            CHECK (state NOT IN ('sent', 'accepted') OR (missing = 0 AND sent_at IS NOT NULL)),
            CHECK ((sent_at IS NULL) = (sent_by IS NULL)),
            CHECK ((answer IS NULL) = (answered_at IS NULL)),
            CHECK ((answer IS NULL) = (answered_by IS NULL)),
            CHECK ((state = 'accepted') = (COALESCE(answer, '') = 'yes')),
            CHECK ((state = 'declined') = (COALESCE(answer, '') IN ('not_now', 'never'))),
            CHECK (state <> 'accepted' OR answered_by <> 'house'),
            CHECK (request IS NULL OR state = 'accepted')
        );
        CREATE UNIQUE INDEX care_proposals_once ON care_proposals (occasion, on_day) WHERE state <> 'lapsed' AND on_day <> '';
        CREATE INDEX care_proposals_occasion ON care_proposals (occasion, on_day);
        CREATE INDEX care_proposals_request ON care_proposals (request) WHERE request IS NOT NULL;
        CREATE INDEX care_proposals_waiting ON care_proposals (on_day, id) WHERE state = 'prepared';
        CREATE INDEX care_proposals_sent ON care_proposals (on_day, id) WHERE state = 'sent';
        CREATE INDEX care_proposals_of ON care_proposals (subject, on_day, id) WHERE state = 'sent';
        CREATE INDEX care_proposals_spared ON care_proposals (answered_at) WHERE state = 'accepted';
        CREATE INDEX care_proposals_spared_of ON care_proposals (subject, answered_at) WHERE state = 'accepted';
        INSERT INTO tasks (key, kind, body, due_at) VALUES ('care.look_ahead:start', 'care.look_ahead', '{\"day\":\"start\"}', 0);";

const SQLITE: &str = "CREATE TRIGGER care_never_again_insert BEFORE INSERT ON care_proposals BEGIN
            SELECT RAISE(ABORT, 'butler:never-again') WHERE EXISTS (SELECT 1 FROM care_nevers WHERE occasion = NEW.occasion)
                OR EXISTS (SELECT 1 FROM care_nevers WHERE subject = NEW.subject AND plan = NEW.plan);
        END;
        CREATE TRIGGER care_never_again_send BEFORE UPDATE OF state ON care_proposals WHEN NEW.state IN ('sent', 'accepted') BEGIN
            SELECT RAISE(ABORT, 'butler:never-again') WHERE EXISTS (SELECT 1 FROM care_nevers WHERE occasion = NEW.occasion)
                OR EXISTS (SELECT 1 FROM care_nevers WHERE subject = NEW.subject AND plan = NEW.plan);
        END;
        CREATE TRIGGER care_answers_stand BEFORE UPDATE OF state ON care_proposals
            WHEN OLD.state IN ('accepted', 'declined') AND OLD.state <> NEW.state
            BEGIN SELECT RAISE(ABORT, 'butler:answer-stands'); END;
        CREATE TRIGGER care_nevers_stand BEFORE DELETE ON care_nevers BEGIN SELECT RAISE(ABORT, 'butler:never-stands'); END;";

const POSTGRES: &str = "CREATE FUNCTION care_never_again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT 1 FROM care_nevers WHERE occasion = NEW.occasion) OR EXISTS (SELECT 1 FROM care_nevers WHERE subject = NEW.subject AND plan = NEW.plan)
            THEN RAISE EXCEPTION 'butler:never-again'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER care_never_again_insert BEFORE INSERT ON care_proposals FOR EACH ROW EXECUTE FUNCTION care_never_again();
        CREATE TRIGGER care_never_again_send BEFORE UPDATE OF state ON care_proposals FOR EACH ROW
            WHEN (NEW.state IN ('sent', 'accepted')) EXECUTE FUNCTION care_never_again();
        CREATE FUNCTION care_answers_stand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'butler:answer-stands'; END $$;
        CREATE TRIGGER care_answers_stand BEFORE UPDATE OF state ON care_proposals FOR EACH ROW
            WHEN (OLD.state IN ('accepted', 'declined') AND OLD.state <> NEW.state) EXECUTE FUNCTION care_answers_stand();
        CREATE FUNCTION care_nevers_stand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'butler:never-stands'; END $$;
        CREATE TRIGGER care_nevers_stand BEFORE DELETE ON care_nevers FOR EACH ROW EXECUTE FUNCTION care_nevers_stand();";

/// That a client asked for a journey stays when the words of it are forgotten: a rule that looks back counts by it.
/// A "never again" can be taken back by whoever may say it, and stands in the record with who did and when; taken back is not
/// undone once more, it is said anew.
const UNDONE: &str = "ALTER TABLE care_nevers ADD COLUMN undone_at BIGINT;
        ALTER TABLE care_nevers ADD COLUMN undone_by TEXT CHECK ((undone_at IS NULL) = (undone_by IS NULL));
        DROP INDEX care_nevers_occasion;
        DROP INDEX care_nevers_plan;
        CREATE UNIQUE INDEX care_nevers_occasion ON care_nevers (occasion) WHERE occasion IS NOT NULL AND undone_at IS NULL;
        CREATE UNIQUE INDEX care_nevers_plan ON care_nevers (subject, plan) WHERE plan IS NOT NULL AND undone_at IS NULL;
        CREATE INDEX care_nevers_of ON care_nevers (subject, at, id);
        CREATE TABLE care_journeys (
            request UUID PRIMARY KEY REFERENCES requests (subject),
            subject UUID NOT NULL REFERENCES clients (subject),
            asked_at BIGINT NOT NULL
        );
        CREATE INDEX care_journeys_at ON care_journeys (asked_at);
        CREATE INDEX care_proposals_never ON care_proposals (subject, answered_at) WHERE answer = 'never';";

const UNDONE_SQLITE: &str = "DROP TRIGGER care_never_again_insert;
        DROP TRIGGER care_never_again_send;
        CREATE TRIGGER care_never_again_insert BEFORE INSERT ON care_proposals BEGIN
            SELECT RAISE(ABORT, 'butler:never-again') WHERE EXISTS (SELECT 1 FROM care_nevers WHERE occasion = NEW.occasion AND undone_at IS NULL)
                OR EXISTS (SELECT 1 FROM care_nevers WHERE subject = NEW.subject AND plan = NEW.plan AND undone_at IS NULL);
        END;
        CREATE TRIGGER care_never_again_send BEFORE UPDATE OF state ON care_proposals WHEN NEW.state IN ('sent', 'accepted') BEGIN
            SELECT RAISE(ABORT, 'butler:never-again') WHERE EXISTS (SELECT 1 FROM care_nevers WHERE occasion = NEW.occasion AND undone_at IS NULL)
                OR EXISTS (SELECT 1 FROM care_nevers WHERE subject = NEW.subject AND plan = NEW.plan AND undone_at IS NULL);
        END;
        CREATE TRIGGER care_undone_stands BEFORE UPDATE ON care_nevers WHEN OLD.undone_at IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'butler:undone-stands'); END;";

const UNDONE_POSTGRES: &str = "CREATE OR REPLACE FUNCTION care_never_again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT 1 FROM care_nevers WHERE occasion = NEW.occasion AND undone_at IS NULL)
                OR EXISTS (SELECT 1 FROM care_nevers WHERE subject = NEW.subject AND plan = NEW.plan AND undone_at IS NULL)
            THEN RAISE EXCEPTION 'butler:never-again'; END IF; RETURN NEW; END $$;
        CREATE FUNCTION care_undone_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'butler:undone-stands'; END $$;
        CREATE TRIGGER care_undone_stands BEFORE UPDATE ON care_nevers FOR EACH ROW
            WHEN (OLD.undone_at IS NOT NULL) EXECUTE FUNCTION care_undone_stands();";

/// Journeys that were asked for before they were kept: a task finds them, where there can be any.
const JOURNEYS: &str = "INSERT INTO tasks (key, kind, body, due_at)
    SELECT 'care.recall_journeys:all', 'care.recall_journeys', '{}', 0 FROM requests LIMIT 1;";

/// What a client asks for again and again: which task and on which day stands open, because it is counted, and goes with the client.
/// Requests of before are found by the task that finds journeys.
const HABITS: &str = "CREATE TABLE care_asks (
            request UUID PRIMARY KEY REFERENCES requests (subject),
            subject UUID NOT NULL REFERENCES clients (subject),
            about TEXT NOT NULL,
            asked_on TEXT NOT NULL,
            closed_at BIGINT
        );
        CREATE INDEX care_asks_of ON care_asks (subject, about, asked_on);
        INSERT INTO tasks (key, kind, body, due_at)
            SELECT 'care.recall_journeys:habits', 'care.recall_journeys', '{}', 0 FROM requests LIMIT 1;";

/// The old CHECK is part of the table on SQLite, so the table of days is made anew.
const HABITS_SQLITE: &str = "PRAGMA defer_foreign_keys = ON;
        CREATE TABLE care_occasions_before AS SELECT * FROM care_occasions;
        DROP TABLE care_occasions;
        CREATE TABLE care_occasions (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            kind TEXT NOT NULL CHECK (kind IN ('child_birthday', 'birthday', 'anniversary', 'return', 'visit', 'request', 'habit')),
            source TEXT NOT NULL,
            next_on TEXT NOT NULL,
            raised_for TEXT,
            ended_at BIGINT,
            UNIQUE (subject, kind, source)
        );
        INSERT INTO care_occasions (id, subject, kind, source, next_on, raised_for, ended_at)
            SELECT id, subject, kind, source, next_on, raised_for, ended_at FROM care_occasions_before;
        DROP TABLE care_occasions_before;
        CREATE INDEX care_occasions_next ON care_occasions (next_on, id) WHERE ended_at IS NULL;";

const HABITS_POSTGRES: &str = "ALTER TABLE care_occasions DROP CONSTRAINT care_occasions_kind_check;
        ALTER TABLE care_occasions ADD CONSTRAINT care_occasions_kind_check
            CHECK (kind IN ('child_birthday', 'birthday', 'anniversary', 'return', 'visit', 'request', 'habit'));";

/// What was said yes to goes on until its request is closed, and is counted once it was done. A price that was opened has counted before, and
/// does still; the requests of before learn for which day they are.
const DONE: &str = "ALTER TABLE care_proposals ADD COLUMN closed_at BIGINT;
        ALTER TABLE care_proposals ADD COLUMN done_at BIGINT CHECK (done_at IS NULL OR closed_at IS NOT NULL);
        UPDATE care_proposals SET closed_at = answered_at WHERE state = 'accepted' AND request IS NULL;
        UPDATE care_proposals SET closed_at = (SELECT r.closed_at FROM requests r WHERE r.subject = care_proposals.request) WHERE request IS NOT NULL;
        UPDATE care_proposals SET done_at = closed_at WHERE closed_at IS NOT NULL;
        UPDATE requests SET agreed_day = (SELECT MIN(p.on_day) FROM care_proposals p WHERE p.request = requests.subject)
            WHERE subject IN (SELECT request FROM care_proposals WHERE request IS NOT NULL AND on_day <> '');
        DROP INDEX care_proposals_spared;
        DROP INDEX care_proposals_spared_of;
        CREATE INDEX care_proposals_done ON care_proposals (done_at) WHERE done_at IS NOT NULL;
        CREATE INDEX care_proposals_done_of ON care_proposals (subject, done_at) WHERE done_at IS NOT NULL;
        CREATE INDEX care_proposals_going ON care_proposals (on_day, id) WHERE state = 'accepted' AND request IS NOT NULL AND closed_at IS NULL;
        CREATE INDEX care_proposals_going_of ON care_proposals (subject, on_day, id) WHERE state = 'accepted' AND closed_at IS NULL;";
