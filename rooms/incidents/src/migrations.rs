//! The tables of incidents.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![
        Migration { name: "incidents.0001_start", both: START, sqlite: SQLITE, postgres: POSTGRES },
        Migration { name: "incidents.0002_house_moves", both: NEW_TIME, sqlite: HOUSE_MOVES_SQLITE, postgres: HOUSE_MOVES_POSTGRES },
        Migration { name: "incidents.0003_house_calls_off", both: INSTEAD, sqlite: CALLS_OFF_SQLITE, postgres: CALLS_OFF_POSTGRES },
        Migration { name: "incidents.0004_untold", both: UNTOLD, sqlite: UNTOLD_SQLITE, postgres: UNTOLD_POSTGRES },
        Migration::both("incidents.0005_ours", OURS),
        Migration::both("incidents.0006_whom", WHOM),
        Migration::both("incidents.0007_gone", GONE),
    ]
}

/// The moment of truth in the table's own shape: what was told has a way out that was arranged, or the owner's reason.
const START: &str = "CREATE TABLE incidents (
            subject UUID PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('flight_delayed', 'supplier_out', 'task_late', 'illness', 'lapse', 'lateness', 'house_moves')),
            client UUID REFERENCES clients (subject),
            visit UUID REFERENCES visits (id),
            plan UUID REFERENCES plans (subject),
            task UUID REFERENCES plan_tasks (id),
            minutes BIGINT NOT NULL CHECK (minutes >= 0),
            state TEXT NOT NULL CHECK (state IN ('open', 'asking', 'arranged', 'absorbed', 'closed')),
            way TEXT CHECK (way IN ('shift', 'another', 'replace', 'two_times')),
            round BIGINT NOT NULL DEFAULT 1 CHECK (round > 0),
            opened_at BIGINT NOT NULL,
            opened_by TEXT NOT NULL,
            arranged_at BIGINT,
            overridden_at BIGINT,
            reason_sealed BYTEA,
            told_at BIGINT,
            CHECK ((visit IS NULL) <> (task IS NULL)),
            CHECK ((task IS NULL) = (plan IS NULL)),
            CHECK (state <> 'arranged' OR (arranged_at IS NOT NULL AND way IS NOT NULL)),
            CHECK (state <> 'asking' OR way IS NOT NULL),
            CHECK ((overridden_at IS NULL) = (reason_sealed IS NULL)),
            CONSTRAINT incidents_no_word_before_a_way_out CHECK (told_at IS NULL OR arranged_at IS NOT NULL OR overridden_at IS NOT NULL)
        );
        CREATE UNIQUE INDEX incidents_visit_once ON incidents (visit) WHERE state IN ('open', 'asking');
        CREATE UNIQUE INDEX incidents_task_once ON incidents (task) WHERE state IN ('open', 'asking');
        CREATE INDEX incidents_of_visit ON incidents (visit, opened_at) WHERE visit IS NOT NULL;
        CREATE INDEX incidents_of_task ON incidents (task, opened_at) WHERE task IS NOT NULL;
        CREATE INDEX incidents_of_plan ON incidents (plan, opened_at) WHERE plan IS NOT NULL;
        CREATE INDEX incidents_since ON incidents (opened_at, subject);
        CREATE INDEX incidents_unsolved ON incidents (opened_at, subject) WHERE state IN ('open', 'asking');
        CREATE TABLE incident_words (
            incident UUID NOT NULL REFERENCES incidents (subject),
            word TEXT NOT NULL CHECK (word IN ('message', 'call')),
            queued_at BIGINT NOT NULL,
            queued_by TEXT NOT NULL,
            done_at BIGINT,
            solved BIGINT NOT NULL CHECK (solved IN (0, 1)),
            PRIMARY KEY (incident, word, solved)
        );
        CREATE TABLE incident_tasks (
            incident UUID NOT NULL REFERENCES incidents (subject),
            round BIGINT NOT NULL,
            nth BIGINT NOT NULL,
            task UUID NOT NULL REFERENCES plan_tasks (id),
            from_starts_at BIGINT NOT NULL,
            from_ends_at BIGINT NOT NULL,
            to_starts_at BIGINT NOT NULL,
            to_ends_at BIGINT NOT NULL,
            PRIMARY KEY (incident, round, nth)
        );
        CREATE TABLE incident_jobs (
            incident UUID NOT NULL REFERENCES incidents (subject),
            round BIGINT NOT NULL,
            job UUID NOT NULL REFERENCES supplier_jobs (subject),
            was_state TEXT CHECK (was_state IN ('asked', 'accepted')),
            was_starts_at BIGINT,
            was_ends_at BIGINT,
            was_standard BIGINT,
            was_acknowledged_at BIGINT,
            PRIMARY KEY (incident, round, job),
            CHECK ((was_state IS NULL) = (was_starts_at IS NULL))
        );
        CREATE INDEX incident_jobs_job ON incident_jobs (job);";

/// No text and no call is written down before there is something to say.
const SQLITE: &str = "CREATE TRIGGER incident_words_after_a_way_out BEFORE INSERT ON incident_words
            WHEN NOT EXISTS (SELECT 1 FROM incidents i WHERE i.subject = NEW.incident AND i.state IN ('open', 'asking', 'arranged')
                AND (i.state = 'arranged' OR i.overridden_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'butler:no-way-out'); END;
        CREATE TRIGGER incidents_begin_untold BEFORE INSERT ON incidents WHEN NEW.state NOT IN ('open', 'absorbed') OR NEW.arranged_at IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'butler:no-way-out'); END;";

const POSTGRES: &str = "CREATE FUNCTION incident_words_after_a_way_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM incidents i WHERE i.subject = NEW.incident AND i.state IN ('open', 'asking', 'arranged')
                AND (i.state = 'arranged' OR i.overridden_at IS NOT NULL))
            THEN RAISE EXCEPTION 'butler:no-way-out'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER incident_words_after_a_way_out BEFORE INSERT ON incident_words FOR EACH ROW EXECUTE FUNCTION incident_words_after_a_way_out();
        CREATE FUNCTION incidents_begin_untold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.state NOT IN ('open', 'absorbed') OR NEW.arranged_at IS NOT NULL THEN RAISE EXCEPTION 'butler:no-way-out'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER incidents_begin_untold BEFORE INSERT ON incidents FOR EACH ROW EXECUTE FUNCTION incidents_begin_untold();";

/// The way out, with the new time. The first column has a CHECK that knows four ways, which SQLite cannot widen while other rows point
/// here: what was taken before keeps its way there, and this one comes first.
const NEW_TIME: &str = "ALTER TABLE incidents ADD COLUMN taken TEXT CHECK (taken IN ('shift', 'another', 'replace', 'two_times', 'new_time'));";

/// No word of a move of the house's own but the one of an incident that has its way out.
const HOUSE_MOVES_SQLITE: &str = "CREATE TRIGGER house_moves_told_with_a_way_out BEFORE INSERT ON messages WHEN NEW.class = 'notices.moved' AND EXISTS (
            SELECT 1 FROM house_moves h WHERE h.visit = NEW.about AND h.version = NEW.version AND NOT EXISTS (
                SELECT 1 FROM incidents i JOIN incident_words w ON w.incident = i.subject
                WHERE i.visit = h.visit AND i.arranged_at >= h.at AND w.word = 'message' AND w.solved = 1 AND w.queued_at >= h.at))
            BEGIN SELECT RAISE(ABORT, 'butler:no-way-out'); END;";

const HOUSE_MOVES_POSTGRES: &str = "CREATE FUNCTION house_moves_told_with_a_way_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT 1 FROM house_moves h WHERE h.visit = NEW.about AND h.version = NEW.version AND NOT EXISTS (
                SELECT 1 FROM incidents i JOIN incident_words w ON w.incident = i.subject
                WHERE i.visit = h.visit AND i.arranged_at >= h.at AND w.word = 'message' AND w.solved = 1 AND w.queued_at >= h.at))
            THEN RAISE EXCEPTION 'butler:no-way-out'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER house_moves_told_with_a_way_out BEFORE INSERT ON messages FOR EACH ROW
            WHEN (NEW.class = 'notices.moved') EXECUTE FUNCTION house_moves_told_with_a_way_out();";

/// The visit that stands in the place of the one that the house calls off: where it is named, calling off is the way out.
const INSTEAD: &str =
    "ALTER TABLE incidents ADD COLUMN instead UUID REFERENCES visits (id) CHECK (instead IS NULL OR (visit IS NOT NULL AND instead <> visit));";

/// No word of what the house calls off but with the visit that stands instead, or with the owner's reason.
const CALLS_OFF_SQLITE: &str = "CREATE TRIGGER house_calls_off_told_with_a_way_out BEFORE INSERT ON messages WHEN NEW.class = 'notices.cancelled'
            AND EXISTS (SELECT 1 FROM house_calls_off h WHERE h.visit = NEW.about) AND NOT EXISTS (
                SELECT 1 FROM incidents i JOIN incident_words w ON w.incident = i.subject
                WHERE i.visit = NEW.about AND w.word = 'message' AND (i.instead IS NOT NULL OR i.overridden_at IS NOT NULL))
            BEGIN SELECT RAISE(ABORT, 'butler:no-way-out'); END;";

const CALLS_OFF_POSTGRES: &str = "CREATE FUNCTION house_calls_off_told_with_a_way_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT 1 FROM house_calls_off h WHERE h.visit = NEW.about) AND NOT EXISTS (
                SELECT 1 FROM incidents i JOIN incident_words w ON w.incident = i.subject
                WHERE i.visit = NEW.about AND w.word = 'message' AND (i.instead IS NOT NULL OR i.overridden_at IS NOT NULL))
            THEN RAISE EXCEPTION 'butler:no-way-out'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER house_calls_off_told_with_a_way_out BEFORE INSERT ON messages FOR EACH ROW
            WHEN (NEW.class = 'notices.cancelled') EXECUTE FUNCTION house_calls_off_told_with_a_way_out();";

/// What waits for somebody of us: each index holds that alone, however much is over. The first word may have gone by the owner's leave, so
/// when the one with the way out was written down is kept by itself.
const UNTOLD: &str = "ALTER TABLE incidents ADD COLUMN solved_told_at BIGINT CHECK (solved_told_at IS NULL OR arranged_at IS NOT NULL);
        CREATE INDEX incidents_untold ON incidents (opened_at, subject) WHERE state = 'arranged' AND solved_told_at IS NULL AND client IS NOT NULL;
        CREATE INDEX incidents_of_client ON incidents (client, opened_at, subject) WHERE client IS NOT NULL;
        CREATE INDEX incident_words_to_call ON incident_words (incident) WHERE word = 'call' AND solved = 1 AND done_at IS NULL;
        UPDATE incidents SET solved_told_at = (SELECT MIN(w.queued_at) FROM incident_words w WHERE w.incident = incidents.subject AND w.solved = 1)
            WHERE arranged_at IS NOT NULL;";

/// In the statement that writes the word down, whichever version of the program does.
const UNTOLD_SQLITE: &str = "CREATE TRIGGER incident_words_tell AFTER INSERT ON incident_words WHEN NEW.solved = 1
            BEGIN UPDATE incidents SET solved_told_at = NEW.queued_at WHERE subject = NEW.incident AND solved_told_at IS NULL; END;";

const UNTOLD_POSTGRES: &str = "CREATE FUNCTION incident_words_tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            UPDATE incidents SET solved_told_at = NEW.queued_at WHERE subject = NEW.incident AND solved_told_at IS NULL; RETURN NEW; END $$;
        CREATE TRIGGER incident_words_tell AFTER INSERT ON incident_words FOR EACH ROW WHEN (NEW.solved = 1) EXECUTE FUNCTION incident_words_tell();";

/// Whom a visit has lost, and whose answer has put a way out back: whoever looks for the next one sees of whom it is about.
const WHOM: &str = "CREATE TABLE incident_lost (
            incident UUID NOT NULL REFERENCES incidents (subject),
            person UUID NOT NULL REFERENCES people (subject),
            PRIMARY KEY (incident, person)
        );
        ALTER TABLE incident_jobs ADD COLUMN refused_at BIGINT;";

/// The house does the task itself. The columns of ways know those of their time alone, as with the visit that stands instead.
const OURS: &str = "ALTER TABLE incidents ADD COLUMN ours BIGINT NOT NULL DEFAULT 0 CHECK (ours = 0 OR (ours = 1 AND task IS NOT NULL));";

/// Queued is not gone: when a word was handed over, or that it was not. What was written down before this is taken as gone.
const GONE: &str = "ALTER TABLE incident_words ADD COLUMN gone_at BIGINT;
        ALTER TABLE incident_words ADD COLUMN lost_at BIGINT;
        UPDATE incident_words SET gone_at = queued_at WHERE word = 'message';";
