//! The tables of the room.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![
        Migration::both("concierge.0001_start", START),
        Migration::both("concierge.0002_calls", CALLS),
        Migration::both("concierge.0003_first_answer", FIRST_ANSWER),
        Migration { name: "concierge.0004_briefs", both: BRIEFS, sqlite: BRIEFS_SQLITE, postgres: BRIEFS_POSTGRES },
        Migration { name: "concierge.0005_concepts", both: CONCEPTS, sqlite: CONCEPTS_SQLITE, postgres: CONCEPTS_POSTGRES },
        Migration::both("concierge.0007_phones", PHONES),
        Migration::both("concierge.0008_along", ALONG),
        Migration::both("concierge.0009_origins", ORIGINS),
        Migration::both("concierge.0010_along_seen", ALONG_SEEN),
        Migration::both("concierge.0011_journeys", JOURNEYS),
        Migration::both("concierge.0012_whose", WHOSE),
        Migration { name: "concierge.0013_who_works_here", both: "", sqlite: WHO_WORKS_HERE_SQLITE, postgres: WHO_WORKS_HERE_POSTGRES },
        Migration::both("concierge.0014_agreed", AGREED),
        Migration { name: "concierge.0015_rounds", both: ROUNDS, sqlite: ROUNDS_SQLITE, postgres: ROUNDS_POSTGRES },
        Migration::both("concierge.0016_offered_by", OFFERED_BY),
    ]
}

/// How long it took belongs to whoever sent the concepts, whoever has the request since.
const OFFERED_BY: &str = "ALTER TABLE requests ADD COLUMN offered_by UUID;
        UPDATE requests SET offered_by = manager WHERE offered_at IS NOT NULL;";

/// Phones that were left lay in a queue of their own, sealed under its name: a task seals them anew under this one. The
/// empty table stays behind until no program reads it.
const CALLS: &str = "ALTER TABLE requests ADD COLUMN why TEXT CHECK (why IN ('no_time', 'outside'));
ALTER TABLE requests ADD COLUMN quote UUID;
INSERT INTO tasks (key, kind, body, due_at)
    SELECT 'concierge.take_calls_over:all', 'concierge.take_calls_over', '{}', 0 FROM call_backs LIMIT 1;";

/// Whoever calls is known by the requests that were made from that phone. Of those of before it is not known.
const PHONES: &str = "ALTER TABLE requests ADD COLUMN phone_hash BYTEA;
CREATE INDEX requests_of_phone ON requests (phone_hash, asked_at) WHERE phone_hash IS NOT NULL AND closed_at IS NULL;";

/// What went along on a journey, told once of each thing that was to, with how we know.
const ALONG: &str = "CREATE TABLE request_along (
            request UUID NOT NULL REFERENCES requests (subject),
            nth BIGINT NOT NULL CHECK (nth > 0),
            subject UUID NOT NULL REFERENCES clients (subject),
            doing TEXT NOT NULL CHECK (doing IN ('seat', 'water')),
            memory UUID,
            day TEXT NOT NULL,
            kept BIGINT NOT NULL CHECK (kept IN (0, 1)),
            evidence TEXT NOT NULL CHECK (evidence IN ('note', 'receipt')),
            words_sealed BYTEA NOT NULL,
            at BIGINT NOT NULL,
            by_actor TEXT NOT NULL,
            PRIMARY KEY (request, nth),
            CHECK ((doing = 'seat') = (memory IS NOT NULL))
        );
        CREATE UNIQUE INDEX request_along_seat ON request_along (request, memory) WHERE memory IS NOT NULL;
        CREATE UNIQUE INDEX request_along_water ON request_along (request) WHERE memory IS NULL;";

/// What is declined of a journey and what is told of it meet in the request's row; what was told is shown.
const ALONG_SEEN: &str = "ALTER TABLE requests ADD COLUMN along_said BIGINT NOT NULL DEFAULT 0;
        CREATE TABLE request_along_photos (
            id UUID PRIMARY KEY,
            request UUID NOT NULL REFERENCES requests (subject),
            subject UUID NOT NULL REFERENCES clients (subject),
            large UUID NOT NULL,
            small UUID NOT NULL,
            at BIGINT NOT NULL,
            by_actor TEXT NOT NULL
        );
        CREATE INDEX request_along_photos_of ON request_along_photos (request, at, id);";

/// The journey of a request: its day, and who travels.
const JOURNEYS: &str = "CREATE TABLE request_journeys (
            subject UUID PRIMARY KEY REFERENCES requests (subject),
            version BIGINT NOT NULL CHECK (version > 0),
            day TEXT NOT NULL,
            party_sealed BYTEA NOT NULL,
            at BIGINT NOT NULL,
            by_actor TEXT NOT NULL
        );";

/// Whose a request is: a client's, as long as they are one; nobody's is found by the way that it was made from until it is forgotten. Of those of
/// before a task finds it out.
const WHOSE: &str = "ALTER TABLE requests ADD COLUMN client UUID REFERENCES clients (subject);
        ALTER TABLE requests ADD COLUMN door_hash BYTEA;
        CREATE INDEX requests_of_client ON requests (client, asked_at, subject) WHERE client IS NOT NULL;
        CREATE INDEX requests_at_door ON requests (door_hash) WHERE door_hash IS NOT NULL;
        INSERT INTO tasks (key, kind, body, due_at)
            SELECT 'concierge.bind_earlier:all', 'concierge.bind_earlier', '{}', 0 FROM requests LIMIT 1;";

/// No request is given to whoever has left the house.
const WHO_WORKS_HERE_SQLITE: &str = "CREATE TRIGGER requests_of_who_works_here_new BEFORE INSERT ON requests
            WHEN EXISTS (SELECT 1 FROM people WHERE subject = NEW.manager AND left_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'butler:left-the-house'); END;
        CREATE TRIGGER requests_of_who_works_here BEFORE UPDATE OF manager ON requests
            WHEN EXISTS (SELECT 1 FROM people WHERE subject = NEW.manager AND left_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'butler:left-the-house'); END;";

const WHO_WORKS_HERE_POSTGRES: &str = "CREATE FUNCTION requests_of_who_works_here() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM must_work_here(NEW.manager); RETURN NEW; END $$;
        CREATE TRIGGER requests_of_who_works_here BEFORE INSERT OR UPDATE OF manager ON requests FOR EACH ROW EXECUTE FUNCTION requests_of_who_works_here();";

/// A request that comes of a proposal of ours is for a day, and its words are ours; who closed a request, and the closed ones, the newest first.
const AGREED: &str = "ALTER TABLE requests ADD COLUMN agreed_day TEXT;
        ALTER TABLE requests ADD COLUMN closed_by TEXT;
        CREATE INDEX requests_closed ON requests (closed_at, subject) WHERE closed_at IS NOT NULL;";

/// What a request was taken down from: one request of one talk, call or word of a stranger.
const ORIGINS: &str = "CREATE TABLE request_origins (
            origin UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES requests (subject),
            at BIGINT NOT NULL
        );
        CREATE INDEX request_origins_of ON request_origins (subject);";

const START: &str = "CREATE TABLE requests (
            subject UUID PRIMARY KEY,
            about TEXT,
            same_hash BYTEA NOT NULL,
            asker_sealed BYTEA NOT NULL,
            words_sealed BYTEA NOT NULL,
            asked_at BIGINT NOT NULL,
            closed_at BIGINT,
            note_sealed BYTEA,
            CHECK ((closed_at IS NULL) = (note_sealed IS NULL))
        );
        CREATE UNIQUE INDEX requests_once ON requests (same_hash) WHERE closed_at IS NULL;
        CREATE INDEX requests_open ON requests (asked_at, subject) WHERE closed_at IS NULL;";

/// Who takes a request, in which turn it was given out (two at once are never given out from the same count), and by when it is
/// answered. A request of before has none of it.
const FIRST_ANSWER: &str = "ALTER TABLE requests ADD COLUMN manager UUID REFERENCES people (subject);
ALTER TABLE requests ADD COLUMN turn BIGINT;
ALTER TABLE requests ADD COLUMN due_at BIGINT;
ALTER TABLE requests ADD COLUMN answered_at BIGINT;
ALTER TABLE requests ADD COLUMN answered_by TEXT;
ALTER TABLE requests ADD COLUMN alarmed_at BIGINT;
ALTER TABLE requests ADD COLUMN stage TEXT NOT NULL DEFAULT 'waiting' CHECK (stage IN ('waiting', 'talking', 'offered', 'chosen'));
CREATE UNIQUE INDEX requests_turn ON requests (turn) WHERE turn IS NOT NULL;
CREATE INDEX requests_in_hand ON requests (manager) WHERE closed_at IS NULL;
CREATE INDEX requests_given ON requests (manager, turn);
CREATE INDEX requests_unanswered ON requests (due_at) WHERE answered_at IS NULL AND closed_at IS NULL;";

const BRIEFS: &str = "CREATE TABLE briefs (
            subject UUID NOT NULL REFERENCES requests (subject),
            version BIGINT NOT NULL CHECK (version > 0),
            body_sealed BYTEA NOT NULL,
            at BIGINT NOT NULL,
            by_actor TEXT NOT NULL,
            PRIMARY KEY (subject, version)
        );
        CREATE TABLE utterances (
            subject UUID NOT NULL REFERENCES requests (subject),
            nth BIGINT NOT NULL CHECK (nth > 0),
            source TEXT NOT NULL CHECK (source IN ('call', 'chat', 'mail', 'in_person')),
            words_sealed BYTEA NOT NULL,
            at BIGINT NOT NULL,
            by_actor TEXT NOT NULL,
            PRIMARY KEY (subject, nth)
        );
        CREATE TABLE request_marks (
            mark_hash BYTEA NOT NULL,
            subject UUID NOT NULL REFERENCES requests (subject),
            PRIMARY KEY (mark_hash, subject)
        );
        CREATE INDEX request_marks_subject ON request_marks (subject);";

const BRIEFS_SQLITE: &str = "CREATE TRIGGER utterances_stand_update BEFORE UPDATE ON utterances BEGIN SELECT RAISE(ABORT, 'butler:words-stand'); END;
        CREATE TRIGGER utterances_stand_delete BEFORE DELETE ON utterances BEGIN SELECT RAISE(ABORT, 'butler:words-stand'); END;
        CREATE TRIGGER briefs_stand_update BEFORE UPDATE ON briefs BEGIN SELECT RAISE(ABORT, 'butler:brief-stands'); END;
        CREATE TRIGGER briefs_stand_delete BEFORE DELETE ON briefs BEGIN SELECT RAISE(ABORT, 'butler:brief-stands'); END;";

const BRIEFS_POSTGRES: &str = "CREATE FUNCTION words_stand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'butler:words-stand'; END $$;
        CREATE TRIGGER utterances_stand BEFORE UPDATE OR DELETE ON utterances FOR EACH ROW EXECUTE FUNCTION words_stand();
        CREATE TRIGGER briefs_stand BEFORE UPDATE OR DELETE ON briefs FOR EACH ROW EXECUTE FUNCTION words_stand();";

/// Concepts, and what the database holds of them: a request leaves its first contact with two or three of them, or with one and the
/// reason why no more; what was offered stands.
const CONCEPTS: &str = "CREATE TABLE concepts (
            subject UUID NOT NULL REFERENCES requests (subject),
            nth BIGINT NOT NULL CHECK (nth BETWEEN 1 AND 3),
            body_sealed BYTEA NOT NULL,
            from_kopecks BIGINT NOT NULL CHECK (from_kopecks >= 0),
            to_kopecks BIGINT NOT NULL,
            PRIMARY KEY (subject, nth),
            CHECK (to_kopecks >= from_kopecks)
        );
        ALTER TABLE requests ADD COLUMN concepts_version BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE requests ADD COLUMN few_sealed BYTEA;
        ALTER TABLE requests ADD COLUMN offered_at BIGINT CHECK (stage NOT IN ('offered', 'chosen') OR offered_at IS NOT NULL);
        ALTER TABLE requests ADD COLUMN chosen BIGINT CHECK ((stage = 'chosen') = (chosen IS NOT NULL));
        ALTER TABLE requests ADD COLUMN chosen_at BIGINT CHECK ((chosen IS NULL) = (chosen_at IS NULL));
        CREATE INDEX requests_offered ON requests (offered_at, subject) WHERE offered_at IS NOT NULL;";

const CONCEPTS_SQLITE: &str = "CREATE TRIGGER requests_leave_with_concepts BEFORE UPDATE OF stage ON requests
            WHEN NEW.stage IN ('offered', 'chosen')
             AND (SELECT COUNT(*) FROM concepts WHERE subject = NEW.subject) < CASE WHEN NEW.few_sealed IS NULL THEN 2 ELSE 1 END
            BEGIN SELECT RAISE(ABORT, 'butler:too-few-concepts'); END;
        CREATE TRIGGER requests_begin_waiting BEFORE INSERT ON requests WHEN NEW.stage <> 'waiting'
            BEGIN SELECT RAISE(ABORT, 'butler:too-few-concepts'); END;
        CREATE TRIGGER requests_chosen_stands BEFORE UPDATE OF chosen ON requests WHEN OLD.chosen IS NOT NULL AND OLD.chosen <> NEW.chosen
            BEGIN SELECT RAISE(ABORT, 'butler:choice-stands'); END;
        CREATE TRIGGER concepts_stand_insert BEFORE INSERT ON concepts WHEN (SELECT stage FROM requests WHERE subject = NEW.subject) IN ('offered', 'chosen')
            BEGIN SELECT RAISE(ABORT, 'butler:concepts-stand'); END;
        CREATE TRIGGER concepts_stand_update BEFORE UPDATE ON concepts WHEN (SELECT stage FROM requests WHERE subject = OLD.subject) IN ('offered', 'chosen')
            BEGIN SELECT RAISE(ABORT, 'butler:concepts-stand'); END;
        CREATE TRIGGER concepts_stand_delete BEFORE DELETE ON concepts WHEN (SELECT stage FROM requests WHERE subject = OLD.subject) IN ('offered', 'chosen')
            BEGIN SELECT RAISE(ABORT, 'butler:concepts-stand'); END;";

const CONCEPTS_POSTGRES: &str = "CREATE FUNCTION request_leaves_with_concepts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF (TG_OP = 'INSERT' AND NEW.stage <> 'waiting') OR (NEW.stage IN ('offered', 'chosen')
               AND (SELECT COUNT(*) FROM concepts WHERE subject = NEW.subject) < CASE WHEN NEW.few_sealed IS NULL THEN 2 ELSE 1 END)
            THEN RAISE EXCEPTION 'butler:too-few-concepts'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER requests_leave_with_concepts BEFORE INSERT OR UPDATE OF stage ON requests FOR EACH ROW EXECUTE FUNCTION request_leaves_with_concepts();
        CREATE FUNCTION choice_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'butler:choice-stands'; END $$;
        CREATE TRIGGER requests_chosen_stands BEFORE UPDATE OF chosen ON requests FOR EACH ROW
            WHEN (OLD.chosen IS NOT NULL AND OLD.chosen <> NEW.chosen) EXECUTE FUNCTION choice_stands();
        CREATE FUNCTION concepts_stand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF (SELECT stage FROM requests WHERE subject = COALESCE(NEW.subject, OLD.subject)) IN ('offered', 'chosen')
            THEN RAISE EXCEPTION 'butler:concepts-stand'; END IF; RETURN COALESCE(NEW, OLD); END $$;
        CREATE TRIGGER concepts_stand BEFORE INSERT OR UPDATE OR DELETE ON concepts FOR EACH ROW EXECUTE FUNCTION concepts_stand();";

/// Concepts in rounds: none of what was sent may fit, then others are thought of. A concept is of a round, the rounds that were sent are counted, and
/// nobody goes back to thinking without the words why. What was answered to a round stands beside them: how the clock of that answer ran.
const ROUNDS: &str = "ALTER TABLE requests ADD COLUMN rounds_offered BIGINT NOT NULL DEFAULT 0 CHECK (rounds_offered >= 0);
        ALTER TABLE requests ADD COLUMN declined_at BIGINT;
        UPDATE requests SET rounds_offered = 1 WHERE stage IN ('offered', 'chosen');
        CREATE TABLE concept_declines (
            subject UUID NOT NULL REFERENCES requests (subject),
            round BIGINT NOT NULL CHECK (round > 0),
            whose TEXT NOT NULL CHECK (whose IN ('asker', 'desk')),
            words_sealed BYTEA NOT NULL,
            few_sealed BYTEA,
            due_at BIGINT,
            answered_at BIGINT,
            at BIGINT NOT NULL,
            by_actor TEXT NOT NULL,
            PRIMARY KEY (subject, round)
        );";

/// The numbers of concepts go on from round to round, and the old CHECK is part of the table on SQLite: it is made anew, with its triggers.
const ROUNDS_SQLITE: &str = "DROP TRIGGER requests_leave_with_concepts;
        CREATE TABLE concepts_before AS SELECT * FROM concepts;
        DROP TABLE concepts;
        CREATE TABLE concepts (
            subject UUID NOT NULL REFERENCES requests (subject),
            nth BIGINT NOT NULL CHECK (nth > 0),
            body_sealed BYTEA NOT NULL,
            from_kopecks BIGINT NOT NULL CHECK (from_kopecks >= 0),
            to_kopecks BIGINT NOT NULL,
            round BIGINT NOT NULL DEFAULT 1 CHECK (round > 0),
            PRIMARY KEY (subject, nth),
            CHECK (to_kopecks >= from_kopecks)
        );
        INSERT INTO concepts (subject, nth, body_sealed, from_kopecks, to_kopecks)
            SELECT subject, nth, body_sealed, from_kopecks, to_kopecks FROM concepts_before;
        DROP TABLE concepts_before;
        CREATE TRIGGER concepts_stand_insert BEFORE INSERT ON concepts WHEN EXISTS (SELECT 1 FROM requests WHERE subject = NEW.subject
             AND (stage IN ('offered', 'chosen') OR NEW.round <> rounds_offered + 1))
            BEGIN SELECT RAISE(ABORT, 'butler:concepts-stand'); END;
        CREATE TRIGGER concepts_stand_update BEFORE UPDATE ON concepts WHEN EXISTS (SELECT 1 FROM requests WHERE subject = OLD.subject
             AND (stage IN ('offered', 'chosen') OR OLD.round <> rounds_offered + 1 OR NEW.round <> OLD.round OR NEW.subject <> OLD.subject))
            BEGIN SELECT RAISE(ABORT, 'butler:concepts-stand'); END;
        CREATE TRIGGER concepts_stand_delete BEFORE DELETE ON concepts WHEN EXISTS (SELECT 1 FROM requests WHERE subject = OLD.subject
             AND (stage IN ('offered', 'chosen') OR OLD.round <> rounds_offered + 1))
            BEGIN SELECT RAISE(ABORT, 'butler:concepts-stand'); END;
        CREATE TRIGGER requests_leave_with_concepts BEFORE UPDATE OF stage ON requests
            WHEN NEW.stage IN ('offered', 'chosen') AND ((SELECT COUNT(*) FROM concepts WHERE subject = NEW.subject AND round = NEW.rounds_offered)
                < CASE WHEN NEW.few_sealed IS NULL THEN 2 ELSE 1 END
             OR (NEW.stage = 'chosen' AND NOT EXISTS (SELECT 1 FROM concepts WHERE subject = NEW.subject AND nth = NEW.chosen AND round <= NEW.rounds_offered)))
            BEGIN SELECT RAISE(ABORT, 'butler:too-few-concepts'); END;
        CREATE TRIGGER requests_count_rounds BEFORE UPDATE OF rounds_offered ON requests WHEN NEW.rounds_offered <> OLD.rounds_offered
             AND NOT (NEW.rounds_offered = OLD.rounds_offered + 1 AND NEW.stage = 'offered' AND OLD.stage IN ('waiting', 'talking'))
            BEGIN SELECT RAISE(ABORT, 'butler:concepts-stand'); END;
        CREATE TRIGGER requests_think_again BEFORE UPDATE OF stage ON requests
            WHEN (OLD.stage = 'chosen' AND NEW.stage <> 'chosen') OR (OLD.stage = 'offered' AND NEW.stage IN ('waiting', 'talking')
             AND NOT EXISTS (SELECT 1 FROM concept_declines WHERE subject = OLD.subject AND round = OLD.rounds_offered))
            BEGIN SELECT RAISE(ABORT, 'butler:offer-stands'); END;
        CREATE TRIGGER concept_declines_stand_update BEFORE UPDATE ON concept_declines BEGIN SELECT RAISE(ABORT, 'butler:words-stand'); END;
        CREATE TRIGGER concept_declines_stand_delete BEFORE DELETE ON concept_declines BEGIN SELECT RAISE(ABORT, 'butler:words-stand'); END;";

const ROUNDS_POSTGRES: &str = "ALTER TABLE concepts ADD COLUMN round BIGINT NOT NULL DEFAULT 1 CHECK (round > 0);
        ALTER TABLE concepts DROP CONSTRAINT concepts_nth_check;
        ALTER TABLE concepts ADD CONSTRAINT concepts_nth_check CHECK (nth > 0);
        CREATE OR REPLACE FUNCTION concepts_stand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT 1 FROM requests WHERE subject = COALESCE(OLD.subject, NEW.subject) AND (stage IN ('offered', 'chosen')
                OR OLD.round <> rounds_offered + 1 OR NEW.round <> rounds_offered + 1 OR NEW.subject <> OLD.subject))
            THEN RAISE EXCEPTION 'butler:concepts-stand'; END IF; RETURN COALESCE(NEW, OLD); END $$;
        CREATE OR REPLACE FUNCTION request_leaves_with_concepts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF (TG_OP = 'INSERT' AND NEW.stage <> 'waiting') OR (NEW.stage IN ('offered', 'chosen')
               AND ((SELECT COUNT(*) FROM concepts WHERE subject = NEW.subject AND round = NEW.rounds_offered)
                    < CASE WHEN NEW.few_sealed IS NULL THEN 2 ELSE 1 END
                OR (NEW.stage = 'chosen' AND NOT EXISTS
                    (SELECT 1 FROM concepts WHERE subject = NEW.subject AND nth = NEW.chosen AND round <= NEW.rounds_offered))))
            THEN RAISE EXCEPTION 'butler:too-few-concepts'; END IF; RETURN NEW; END $$;
        CREATE FUNCTION requests_count_rounds() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'butler:concepts-stand'; END $$;
        CREATE TRIGGER requests_count_rounds BEFORE UPDATE OF rounds_offered ON requests FOR EACH ROW WHEN (NEW.rounds_offered <> OLD.rounds_offered
            AND NOT (NEW.rounds_offered = OLD.rounds_offered + 1 AND NEW.stage = 'offered' AND OLD.stage IN ('waiting', 'talking')))
            EXECUTE FUNCTION requests_count_rounds();
        CREATE FUNCTION requests_think_again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF (OLD.stage = 'chosen' AND NEW.stage <> 'chosen') OR (OLD.stage = 'offered' AND NEW.stage IN ('waiting', 'talking')
               AND NOT EXISTS (SELECT 1 FROM concept_declines WHERE subject = OLD.subject AND round = OLD.rounds_offered))
            THEN RAISE EXCEPTION 'butler:offer-stands'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER requests_think_again BEFORE UPDATE OF stage ON requests FOR EACH ROW EXECUTE FUNCTION requests_think_again();
        CREATE TRIGGER concept_declines_stand BEFORE UPDATE OR DELETE ON concept_declines FOR EACH ROW EXECUTE FUNCTION words_stand();";
