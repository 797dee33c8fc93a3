//! The tables of the room.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![
        Migration { name: "projects.0001_start", both: START, sqlite: SQLITE, postgres: POSTGRES },
        Migration { name: "projects.0002_budget", both: BUDGET, sqlite: BUDGET_SQLITE, postgres: BUDGET_POSTGRES },
        Migration { name: "projects.0003_weeks", both: WEEKS, sqlite: WEEKS_SQLITE, postgres: WEEKS_POSTGRES },
        Migration { name: "projects.0004_slips", both: SLIPS, sqlite: SLIPS_SQLITE, postgres: SLIPS_POSTGRES },
        Migration { name: "projects.0005_engaged", both: ENGAGED, sqlite: ENGAGED_SQLITE, postgres: ENGAGED_POSTGRES },
        Migration { name: "projects.0006_talk", both: TALK, sqlite: TALK_SQLITE, postgres: TALK_POSTGRES },
        Migration { name: "projects.0007_milestones", both: MILESTONES, sqlite: MILESTONES_SQLITE, postgres: MILESTONES_POSTGRES },
        Migration::both("projects.0008_heard", HEARD),
        Migration { name: "projects.0009_brought", both: BROUGHT, sqlite: BROUGHT_SQLITE, postgres: BROUGHT_POSTGRES },
        Migration { name: "projects.0010_who_works_here", both: IN_HAND, sqlite: WHO_WORKS_HERE_SQLITE, postgres: WHO_WORKS_HERE_POSTGRES },
        Migration { name: "projects.0011_whole", both: WHOLE, sqlite: WHOLE_SQLITE, postgres: WHOLE_POSTGRES },
        Migration::both("projects.0012_day", DAY),
    ]
}

/// For which day all of a plan is.
const DAY: &str = "ALTER TABLE plans ADD COLUMN day TEXT;";

/// What is asked for beyond what was agreed is a part of an expense: its client agrees to it knowing the whole, which stands as the rest does.
const WHOLE: &str = "ALTER TABLE approvals ADD COLUMN whole_kopecks BIGINT CHECK (whole_kopecks >= kopecks);";

const WHOLE_SQLITE: &str = "CREATE TRIGGER approvals_whole_stands BEFORE UPDATE ON approvals WHEN NEW.whole_kopecks IS NOT OLD.whole_kopecks
            BEGIN SELECT RAISE(ABORT, 'butler:consent-stands'); END;";

const WHOLE_POSTGRES: &str = "CREATE FUNCTION approvals_whole_stands() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'butler:consent-stands'; END $$;
        CREATE TRIGGER approvals_whole_stands BEFORE UPDATE ON approvals FOR EACH ROW
            WHEN (NEW.whole_kopecks IS DISTINCT FROM OLD.whole_kopecks) EXECUTE FUNCTION approvals_whole_stands();";

/// What somebody answers for is found, so that it is another's when they leave the house; nothing is given to whoever has left.
const IN_HAND: &str = "CREATE INDEX plans_of_manager ON plans (manager, subject) WHERE ended_at IS NULL;
        CREATE INDEX plan_tasks_of ON plan_tasks (responsible, subject) WHERE silent_at IS NOT NULL;";

const WHO_WORKS_HERE_SQLITE: &str = "CREATE TRIGGER plans_of_who_works_here_new BEFORE INSERT ON plans
            WHEN EXISTS (SELECT 1 FROM people WHERE subject = NEW.manager AND left_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'butler:left-the-house'); END;
        CREATE TRIGGER plans_of_who_works_here BEFORE UPDATE OF manager ON plans
            WHEN EXISTS (SELECT 1 FROM people WHERE subject = NEW.manager AND left_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'butler:left-the-house'); END;";

const WHO_WORKS_HERE_POSTGRES: &str = "CREATE FUNCTION plans_of_who_works_here() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM must_work_here(NEW.manager); RETURN NEW; END $$;
        CREATE TRIGGER plans_of_who_works_here BEFORE INSERT OR UPDATE OF manager ON plans FOR EACH ROW EXECUTE FUNCTION plans_of_who_works_here();";

/// A task waits for earlier ones alone, by the shape of `plan_waits`: there is no circle that could be written down. `silent_at` is what
/// the rule of the task says, kept so that the silent ones are found without a look at all.
const START: &str = "CREATE TABLE plans (
            subject UUID PRIMARY KEY,
            client UUID REFERENCES clients (subject),
            request UUID REFERENCES requests (subject),
            manager UUID REFERENCES people (subject),
            title_sealed BYTEA NOT NULL,
            from_kopecks BIGINT NOT NULL CHECK (from_kopecks >= 0),
            to_kopecks BIGINT NOT NULL,
            version BIGINT NOT NULL DEFAULT 1,
            made_at BIGINT NOT NULL,
            ended_at BIGINT,
            CHECK (to_kopecks >= from_kopecks),
            CHECK (client IS NOT NULL OR request IS NOT NULL)
        );
        CREATE UNIQUE INDEX plans_once ON plans (request) WHERE request IS NOT NULL;
        CREATE INDEX plans_open ON plans (made_at, subject) WHERE ended_at IS NULL;
        CREATE INDEX plans_of_client ON plans (client, made_at) WHERE client IS NOT NULL;
        CREATE TABLE plan_tasks (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES plans (subject),
            nth BIGINT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('work', 'engage')),
            title_sealed BYTEA NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('planned', 'waiting', 'under_way', 'done', 'dropped')),
            state_at BIGINT,
            starts_at BIGINT NOT NULL,
            ends_at BIGINT NOT NULL,
            responsible UUID REFERENCES people (subject),
            supplier UUID,
            cost_kopecks BIGINT NOT NULL CHECK (cost_kopecks >= 0),
            rhythm_hours BIGINT NOT NULL CHECK (rhythm_hours > 0),
            heard_at BIGINT NOT NULL,
            silent_at BIGINT,
            UNIQUE (subject, nth),
            CHECK (ends_at > starts_at),
            CHECK ((state = 'planned') = (state_at IS NULL)),
            CHECK ((state IN ('done', 'dropped')) = (silent_at IS NULL))
        );
        CREATE INDEX plan_tasks_silent ON plan_tasks (silent_at, id) WHERE silent_at IS NOT NULL;
        CREATE TABLE plan_waits (
            subject UUID NOT NULL,
            task BIGINT NOT NULL,
            after BIGINT NOT NULL,
            PRIMARY KEY (subject, task, after),
            FOREIGN KEY (subject, task) REFERENCES plan_tasks (subject, nth),
            FOREIGN KEY (subject, after) REFERENCES plan_tasks (subject, nth),
            CHECK (after < task)
        );
        CREATE INDEX plan_waits_after ON plan_waits (subject, after);";

/// A task does not begin before what it waits for is over; and what is done stays done.
const SQLITE: &str = "CREATE TRIGGER plan_tasks_in_turn BEFORE UPDATE OF state ON plan_tasks
            WHEN NEW.state IN ('under_way', 'done') AND OLD.state IN ('planned', 'waiting') AND EXISTS (
                SELECT 1 FROM plan_waits w JOIN plan_tasks t ON t.subject = w.subject AND t.nth = w.after
                WHERE w.subject = NEW.subject AND w.task = NEW.nth AND t.state NOT IN ('done', 'dropped'))
            BEGIN SELECT RAISE(ABORT, 'butler:task-too-early'); END;
        CREATE TRIGGER plan_tasks_stand BEFORE UPDATE OF state ON plan_tasks WHEN OLD.state IN ('done', 'dropped') AND NEW.state <> OLD.state
            BEGIN SELECT RAISE(ABORT, 'butler:task-over'); END;";

const POSTGRES: &str = "CREATE FUNCTION plan_tasks_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF OLD.state IN ('done', 'dropped') AND NEW.state <> OLD.state THEN RAISE EXCEPTION 'butler:task-over'; END IF;
            IF NEW.state IN ('under_way', 'done') AND OLD.state IN ('planned', 'waiting') AND EXISTS (
                SELECT 1 FROM plan_waits w JOIN plan_tasks t ON t.subject = w.subject AND t.nth = w.after
                WHERE w.subject = NEW.subject AND w.task = NEW.nth AND t.state NOT IN ('done', 'dropped'))
            THEN RAISE EXCEPTION 'butler:task-too-early'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER plan_tasks_in_turn BEFORE UPDATE OF state ON plan_tasks FOR EACH ROW EXECUTE FUNCTION plan_tasks_in_turn();";

/// Sums stand in the plan's own row, moved by triggers alone: two who spend at once meet there, and the CHECK holds for both.
const BUDGET: &str = "ALTER TABLE plans ADD COLUMN agreed_kopecks BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE plans ADD COLUMN spent_kopecks BIGINT NOT NULL DEFAULT 0 CONSTRAINT plans_within_consent CHECK (spent_kopecks <= agreed_kopecks);
        CREATE TABLE approvals (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES plans (subject),
            nth BIGINT NOT NULL CHECK (nth > 0),
            version BIGINT NOT NULL CHECK (version > 0),
            task UUID REFERENCES plan_tasks (id),
            what_sealed BYTEA NOT NULL,
            kopecks BIGINT NOT NULL CHECK (kopecks > 0),
            asked_at BIGINT NOT NULL,
            answer TEXT NOT NULL CHECK (answer IN ('open', 'agreed', 'refused', 'replaced')),
            answered_at BIGINT,
            answered_by TEXT,
            UNIQUE (subject, nth, version),
            CHECK ((answer = 'open') = (answered_at IS NULL)),
            CHECK ((answered_at IS NULL) = (answered_by IS NULL))
        );
        CREATE UNIQUE INDEX approvals_once ON approvals (subject, kopecks, COALESCE(task, subject)) WHERE answer = 'open';
        CREATE INDEX approvals_of_task ON approvals (task) WHERE task IS NOT NULL;
        CREATE TABLE expenses (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES plans (subject),
            task UUID REFERENCES plan_tasks (id),
            what_sealed BYTEA NOT NULL,
            kopecks BIGINT NOT NULL CHECK (kopecks > 0),
            receipt UUID NOT NULL UNIQUE REFERENCES files (id),
            by_actor TEXT NOT NULL,
            at BIGINT NOT NULL
        );
        CREATE INDEX expenses_of ON expenses (subject, at);
        CREATE INDEX expenses_of_task ON expenses (task) WHERE task IS NOT NULL;";

const BUDGET_SQLITE: &str = "CREATE TRIGGER approvals_begin_open BEFORE INSERT ON approvals WHEN NEW.answer <> 'open'
            BEGIN SELECT RAISE(ABORT, 'butler:consent-stands'); END;
        CREATE TRIGGER approvals_stand BEFORE UPDATE ON approvals WHEN OLD.answer <> 'open' OR NEW.kopecks <> OLD.kopecks OR NEW.subject <> OLD.subject
            OR NEW.what_sealed <> OLD.what_sealed
            BEGIN SELECT RAISE(ABORT, 'butler:consent-stands'); END;
        CREATE TRIGGER approvals_stay BEFORE DELETE ON approvals BEGIN SELECT RAISE(ABORT, 'butler:consent-stands'); END;
        CREATE TRIGGER approvals_agreed AFTER UPDATE OF answer ON approvals WHEN NEW.answer = 'agreed'
            BEGIN UPDATE plans SET agreed_kopecks = agreed_kopecks + NEW.kopecks WHERE subject = NEW.subject; END;
        CREATE TRIGGER expenses_spent AFTER INSERT ON expenses
            BEGIN UPDATE plans SET spent_kopecks = spent_kopecks + NEW.kopecks WHERE subject = NEW.subject; END;
        CREATE TRIGGER expenses_stand BEFORE UPDATE ON expenses BEGIN SELECT RAISE(ABORT, 'butler:spent-is-spent'); END;
        CREATE TRIGGER expenses_stay BEFORE DELETE ON expenses BEGIN SELECT RAISE(ABORT, 'butler:spent-is-spent'); END;";

const BUDGET_POSTGRES: &str = "CREATE FUNCTION approvals_stand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.answer <> 'open' THEN RAISE EXCEPTION 'butler:consent-stands'; END IF;
                RETURN NEW;
            END IF;
            IF TG_OP = 'DELETE' OR OLD.answer <> 'open' OR NEW.kopecks <> OLD.kopecks OR NEW.subject <> OLD.subject OR NEW.what_sealed <> OLD.what_sealed
            THEN RAISE EXCEPTION 'butler:consent-stands'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER approvals_stand BEFORE INSERT OR UPDATE OR DELETE ON approvals FOR EACH ROW EXECUTE FUNCTION approvals_stand();
        CREATE FUNCTION approvals_agreed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            UPDATE plans SET agreed_kopecks = agreed_kopecks + NEW.kopecks WHERE subject = NEW.subject; RETURN NEW; END $$;
        CREATE TRIGGER approvals_agreed AFTER UPDATE OF answer ON approvals FOR EACH ROW WHEN (NEW.answer = 'agreed') EXECUTE FUNCTION approvals_agreed();
        CREATE FUNCTION expenses_spent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            UPDATE plans SET spent_kopecks = spent_kopecks + NEW.kopecks WHERE subject = NEW.subject; RETURN NEW; END $$;
        CREATE TRIGGER expenses_spent AFTER INSERT ON expenses FOR EACH ROW EXECUTE FUNCTION expenses_spent();
        CREATE FUNCTION spent_is_spent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'butler:spent-is-spent'; END $$;
        CREATE TRIGGER expenses_stand BEFORE UPDATE OR DELETE ON expenses FOR EACH ROW EXECUTE FUNCTION spent_is_spent();";

/// What was told stands. Plans of before are told of from the next Friday on.
const WEEKS: &str = "CREATE TABLE plan_reports (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES plans (subject),
            friday BIGINT NOT NULL,
            text_sealed BYTEA NOT NULL,
            version BIGINT NOT NULL DEFAULT 1,
            made_at BIGINT NOT NULL,
            sent_at BIGINT,
            alarmed_at BIGINT,
            UNIQUE (subject, friday)
        );
        CREATE INDEX plan_reports_silent ON plan_reports (alarmed_at) WHERE alarmed_at IS NOT NULL AND sent_at IS NULL;
        CREATE TABLE plan_photos (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES plans (subject),
            task UUID REFERENCES plan_tasks (id),
            large UUID NOT NULL REFERENCES files (id),
            small UUID NOT NULL REFERENCES files (id),
            by_actor TEXT NOT NULL,
            at BIGINT NOT NULL
        );
        CREATE INDEX plan_photos_of ON plan_photos (subject, at, id);";

const WEEKS_SQLITE: &str = "CREATE TRIGGER plan_reports_stand BEFORE UPDATE ON plan_reports WHEN OLD.sent_at IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'butler:told-is-told'); END;";

const WEEKS_POSTGRES: &str = "CREATE FUNCTION told_is_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'butler:told-is-told'; END $$;
        CREATE TRIGGER plan_reports_stand BEFORE UPDATE ON plan_reports FOR EACH ROW WHEN (OLD.sent_at IS NOT NULL) EXECUTE FUNCTION told_is_told();";

/// A slip of the hand is taken back by a row of its own, once. What is asked for dies with what it was asked for: a plan does not end, and
/// a task is not dropped, over an ask that waits; those of before are closed here.
const SLIPS: &str = "ALTER TABLE plans ADD COLUMN once UUID;
        CREATE UNIQUE INDEX plans_pressed ON plans (once) WHERE once IS NOT NULL;
        CREATE INDEX plans_of_nobody ON plans (made_at, subject) WHERE client IS NULL;
        ALTER TABLE approvals ADD COLUMN shortfall BIGINT NOT NULL DEFAULT 0 CHECK (shortfall IN (0, 1));
        CREATE UNIQUE INDEX approvals_shortfall ON approvals (subject, COALESCE(task, subject)) WHERE answer = 'open' AND shortfall = 1;
        UPDATE approvals SET answer = 'replaced', answered_at = asked_at, answered_by = 'house'
            WHERE answer = 'open' AND (subject IN (SELECT subject FROM plans WHERE ended_at IS NOT NULL)
                OR task IN (SELECT id FROM plan_tasks WHERE state = 'dropped'));
        CREATE TABLE expenses_back (
            expense UUID PRIMARY KEY REFERENCES expenses (id),
            by_actor TEXT NOT NULL,
            at BIGINT NOT NULL
        );";

const SLIPS_SQLITE: &str = "CREATE TRIGGER expenses_back_counted AFTER INSERT ON expenses_back
            BEGIN UPDATE plans SET spent_kopecks = spent_kopecks - (SELECT kopecks FROM expenses WHERE id = NEW.expense)
                WHERE subject = (SELECT subject FROM expenses WHERE id = NEW.expense); END;
        CREATE TRIGGER expenses_back_stand BEFORE UPDATE ON expenses_back BEGIN SELECT RAISE(ABORT, 'butler:spent-is-spent'); END;
        CREATE TRIGGER expenses_back_stay BEFORE DELETE ON expenses_back BEGIN SELECT RAISE(ABORT, 'butler:spent-is-spent'); END;
        CREATE TRIGGER approvals_in_time BEFORE UPDATE OF answer ON approvals WHEN NEW.answer = 'agreed'
                AND EXISTS (SELECT 1 FROM plans WHERE subject = NEW.subject AND ended_at IS NOT NULL)
            BEGIN SELECT RAISE(ABORT, 'butler:plan-over'); END;
        CREATE TRIGGER plans_end_answered BEFORE UPDATE OF ended_at ON plans WHEN NEW.ended_at IS NOT NULL
                AND EXISTS (SELECT 1 FROM approvals WHERE subject = NEW.subject AND answer = 'open')
            BEGIN SELECT RAISE(ABORT, 'butler:ask-waits'); END;
        CREATE TRIGGER plan_tasks_drop_answered BEFORE UPDATE OF state ON plan_tasks WHEN NEW.state = 'dropped'
                AND EXISTS (SELECT 1 FROM approvals WHERE task = NEW.id AND answer = 'open')
            BEGIN SELECT RAISE(ABORT, 'butler:ask-waits'); END;";

const SLIPS_POSTGRES: &str = "CREATE FUNCTION expenses_back_counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            UPDATE plans SET spent_kopecks = spent_kopecks - (SELECT kopecks FROM expenses WHERE id = NEW.expense)
                WHERE subject = (SELECT subject FROM expenses WHERE id = NEW.expense); RETURN NEW; END $$;
        CREATE TRIGGER expenses_back_counted AFTER INSERT ON expenses_back FOR EACH ROW EXECUTE FUNCTION expenses_back_counted();
        CREATE TRIGGER expenses_back_stand BEFORE UPDATE OR DELETE ON expenses_back FOR EACH ROW EXECUTE FUNCTION spent_is_spent();
        CREATE OR REPLACE FUNCTION approvals_agreed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            UPDATE plans SET agreed_kopecks = agreed_kopecks + NEW.kopecks WHERE subject = NEW.subject AND ended_at IS NULL;
            IF NOT FOUND THEN RAISE EXCEPTION 'butler:plan-over'; END IF; RETURN NEW; END $$;
        CREATE FUNCTION plans_end_answered() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT 1 FROM approvals WHERE subject = NEW.subject AND answer = 'open') THEN RAISE EXCEPTION 'butler:ask-waits'; END IF;
            RETURN NEW; END $$;
        CREATE TRIGGER plans_end_answered BEFORE UPDATE OF ended_at ON plans FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL)
            EXECUTE FUNCTION plans_end_answered();
        CREATE FUNCTION plan_tasks_drop_answered() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT 1 FROM approvals WHERE task = NEW.id AND answer = 'open') THEN RAISE EXCEPTION 'butler:ask-waits'; END IF;
            RETURN NEW; END $$;
        CREATE TRIGGER plan_tasks_drop_answered BEFORE UPDATE OF state ON plan_tasks FOR EACH ROW WHEN (NEW.state = 'dropped')
            EXECUTE FUNCTION plan_tasks_drop_answered();";

/// Whoever does a task beside the house does it by a job that they were asked for: there is no other way to give it away. The plain id of
/// before was never written, and goes with a later contraction. A task is not done while nobody has taken its job.
const ENGAGED: &str = "ALTER TABLE plan_tasks ADD COLUMN job UUID REFERENCES supplier_jobs (subject);
        CREATE UNIQUE INDEX plan_tasks_job ON plan_tasks (job) WHERE job IS NOT NULL;
        UPDATE plan_tasks SET job = (SELECT j.subject FROM supplier_jobs j WHERE j.about = plan_tasks.id
            AND j.state IN ('asked', 'accepted', 'begun', 'done') ORDER BY j.asked_at DESC, j.subject DESC LIMIT 1);";

const ENGAGED_SQLITE: &str = "CREATE TRIGGER plan_tasks_given BEFORE UPDATE OF job ON plan_tasks WHEN NEW.job IS NOT NULL AND NEW.job IS NOT OLD.job
                AND NOT EXISTS (SELECT 1 FROM supplier_jobs j WHERE j.subject = NEW.job AND j.about = NEW.id
                    AND j.state IN ('asked', 'accepted', 'begun', 'done'))
            BEGIN SELECT RAISE(ABORT, 'butler:task-without-job'); END;
        CREATE TRIGGER plan_tasks_by_job BEFORE UPDATE OF supplier ON plan_tasks WHEN NEW.supplier IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'butler:task-without-job'); END;
        CREATE TRIGGER plan_tasks_taken BEFORE UPDATE OF state ON plan_tasks WHEN NEW.state = 'done' AND OLD.state <> 'done'
                AND EXISTS (SELECT 1 FROM supplier_jobs j WHERE j.subject = NEW.job AND j.state IN ('asked', 'refused', 'withdrawn'))
            BEGIN SELECT RAISE(ABORT, 'butler:task-not-taken'); END;";

const ENGAGED_POSTGRES: &str = "CREATE FUNCTION plan_tasks_given() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.supplier IS NOT NULL THEN RAISE EXCEPTION 'butler:task-without-job'; END IF;
            IF NEW.job IS NOT NULL AND NEW.job IS DISTINCT FROM OLD.job AND NOT EXISTS (SELECT 1 FROM supplier_jobs j
                WHERE j.subject = NEW.job AND j.about = NEW.id AND j.state IN ('asked', 'accepted', 'begun', 'done'))
            THEN RAISE EXCEPTION 'butler:task-without-job'; END IF;
            IF NEW.state = 'done' AND OLD.state <> 'done'
                AND EXISTS (SELECT 1 FROM supplier_jobs j WHERE j.subject = NEW.job AND j.state IN ('asked', 'refused', 'withdrawn'))
            THEN RAISE EXCEPTION 'butler:task-not-taken'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER plan_tasks_given BEFORE UPDATE OF job, supplier, state ON plan_tasks FOR EACH ROW EXECUTE FUNCTION plan_tasks_given();";

/// Up to which moment a client has heard what the desk said.
const HEARD: &str = "ALTER TABLE plans ADD COLUMN client_heard BIGINT NOT NULL DEFAULT 0;";

/// A word has its scope in its row: it is for the client, or belongs to one supplier's job of this plan, or both where the desk said so. What
/// a supplier says is their job's alone, and what a client says is nobody's job. A word stands as it was said.
const TALK: &str = "CREATE TABLE plan_words (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES plans (subject),
            speaker TEXT NOT NULL CHECK (speaker IN ('desk', 'client', 'contractor')),
            person UUID REFERENCES people (subject),
            job UUID REFERENCES supplier_jobs (subject),
            for_client BIGINT NOT NULL CHECK (for_client IN (0, 1)),
            words_sealed BYTEA NOT NULL,
            at BIGINT NOT NULL,
            CHECK (job IS NOT NULL OR for_client = 1),
            CHECK (speaker <> 'client' OR (job IS NULL AND for_client = 1)),
            CHECK (speaker <> 'contractor' OR (job IS NOT NULL AND for_client = 0))
        );
        CREATE INDEX plan_words_of ON plan_words (subject, at, id);
        CREATE INDEX plan_words_of_job ON plan_words (job, at, id) WHERE job IS NOT NULL;
        CREATE INDEX plan_words_of_client ON plan_words (subject, at, id) WHERE for_client = 1;
        CREATE TABLE plan_threads (
            subject UUID NOT NULL REFERENCES plans (subject),
            thread UUID NOT NULL,
            waits_since BIGINT,
            PRIMARY KEY (subject, thread)
        );
        CREATE INDEX plan_threads_wait ON plan_threads (waits_since, subject) WHERE waits_since IS NOT NULL;";

const TALK_SQLITE: &str = "CREATE TRIGGER plan_words_in_scope BEFORE INSERT ON plan_words WHEN NEW.job IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM supplier_jobs j JOIN plan_tasks t ON t.id = j.about WHERE j.subject = NEW.job AND t.subject = NEW.subject)
            BEGIN SELECT RAISE(ABORT, 'butler:job-of-another-plan'); END;
        CREATE TRIGGER plan_words_stand BEFORE UPDATE ON plan_words BEGIN SELECT RAISE(ABORT, 'butler:told-is-told'); END;
        CREATE TRIGGER plan_words_stay BEFORE DELETE ON plan_words BEGIN SELECT RAISE(ABORT, 'butler:told-is-told'); END;";

const TALK_POSTGRES: &str = "CREATE FUNCTION plan_words_in_scope() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.job IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM supplier_jobs j JOIN plan_tasks t ON t.id = j.about WHERE j.subject = NEW.job AND t.subject = NEW.subject)
            THEN RAISE EXCEPTION 'butler:job-of-another-plan'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER plan_words_in_scope BEFORE INSERT ON plan_words FOR EACH ROW EXECUTE FUNCTION plan_words_in_scope();
        CREATE TRIGGER plan_words_stand BEFORE UPDATE OR DELETE ON plan_words FOR EACH ROW EXECUTE FUNCTION told_is_told();";

/// A milestone is made of tasks of its plan, and whether it is reached is what they say. A photo may be what became of an earlier one, once;
/// what a week was told with stands with it.
const MILESTONES: &str = "CREATE TABLE plan_milestones (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES plans (subject),
            title_sealed BYTEA NOT NULL,
            made_at BIGINT NOT NULL,
            dropped_at BIGINT
        );
        CREATE INDEX plan_milestones_of ON plan_milestones (subject, made_at, id);
        CREATE TABLE plan_milestone_tasks (
            milestone UUID NOT NULL REFERENCES plan_milestones (id),
            task UUID NOT NULL REFERENCES plan_tasks (id),
            PRIMARY KEY (milestone, task)
        );
        ALTER TABLE plan_photos ADD COLUMN after_of UUID REFERENCES plan_photos (id);
        CREATE UNIQUE INDEX plan_photos_after ON plan_photos (after_of) WHERE after_of IS NOT NULL;
        CREATE TABLE plan_report_photos (
            report UUID NOT NULL REFERENCES plan_reports (id),
            photo UUID NOT NULL REFERENCES plan_photos (id),
            PRIMARY KEY (report, photo)
        );";

const MILESTONES_SQLITE: &str = "CREATE TRIGGER plan_milestone_tasks_own BEFORE INSERT ON plan_milestone_tasks WHEN NOT EXISTS (
                SELECT 1 FROM plan_milestones m JOIN plan_tasks t ON t.subject = m.subject WHERE m.id = NEW.milestone AND t.id = NEW.task)
            BEGIN SELECT RAISE(ABORT, 'butler:of-another-plan'); END;
        CREATE TRIGGER plan_photos_own BEFORE INSERT ON plan_photos WHEN NEW.after_of IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM plan_photos p WHERE p.id = NEW.after_of AND p.subject = NEW.subject AND p.after_of IS NULL)
            BEGIN SELECT RAISE(ABORT, 'butler:of-another-plan'); END;
        CREATE TRIGGER plan_report_photos_own BEFORE INSERT ON plan_report_photos WHEN NOT EXISTS (
                SELECT 1 FROM plan_reports r JOIN plan_photos p ON p.subject = r.subject WHERE r.id = NEW.report AND p.id = NEW.photo AND r.sent_at IS NULL)
            BEGIN SELECT RAISE(ABORT, 'butler:told-is-told'); END;";

const MILESTONES_POSTGRES: &str = "CREATE FUNCTION plan_milestone_tasks_own() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM plan_milestones m JOIN plan_tasks t ON t.subject = m.subject WHERE m.id = NEW.milestone AND t.id = NEW.task)
            THEN RAISE EXCEPTION 'butler:of-another-plan'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER plan_milestone_tasks_own BEFORE INSERT ON plan_milestone_tasks FOR EACH ROW EXECUTE FUNCTION plan_milestone_tasks_own();
        CREATE FUNCTION plan_photos_own() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.after_of IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM plan_photos p WHERE p.id = NEW.after_of AND p.subject = NEW.subject AND p.after_of IS NULL)
            THEN RAISE EXCEPTION 'butler:of-another-plan'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER plan_photos_own BEFORE INSERT ON plan_photos FOR EACH ROW EXECUTE FUNCTION plan_photos_own();
        CREATE FUNCTION plan_report_photos_own() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NOT EXISTS (
                SELECT 1 FROM plan_reports r JOIN plan_photos p ON p.subject = r.subject WHERE r.id = NEW.report AND p.id = NEW.photo AND r.sent_at IS NULL)
            THEN RAISE EXCEPTION 'butler:told-is-told'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER plan_report_photos_own BEFORE INSERT ON plan_report_photos FOR EACH ROW EXECUTE FUNCTION plan_report_photos_own();";

/// What whoever does a job brings is of their own task, and unshown as it comes. What was shown stays so, and no week is told with anything else.
const BROUGHT: &str = "ALTER TABLE plan_photos ADD COLUMN job UUID REFERENCES supplier_jobs (subject);
        ALTER TABLE plan_photos ADD COLUMN note_sealed BYTEA;
        ALTER TABLE plan_photos ADD COLUMN shown_at BIGINT;
        ALTER TABLE plan_photos ADD COLUMN kept_at BIGINT;
        CREATE INDEX plan_photos_of_job ON plan_photos (job, at, id) WHERE job IS NOT NULL;
        CREATE INDEX plan_photos_wait ON plan_photos (subject, at, id) WHERE job IS NOT NULL AND shown_at IS NULL AND kept_at IS NULL;";

const BROUGHT_SQLITE: &str = "CREATE TRIGGER plan_photos_in_scope BEFORE INSERT ON plan_photos
            WHEN NEW.job IS NOT NULL AND (NEW.shown_at IS NOT NULL OR NOT EXISTS (
                SELECT 1 FROM supplier_jobs j JOIN plan_tasks t ON t.id = j.about WHERE j.subject = NEW.job AND t.id = NEW.task AND t.subject = NEW.subject))
            BEGIN SELECT RAISE(ABORT, 'butler:job-of-another-plan'); END;
        CREATE TRIGGER plan_photos_shown BEFORE UPDATE OF shown_at ON plan_photos WHEN OLD.shown_at IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'butler:told-is-told'); END;
        CREATE TRIGGER plan_report_photos_shown BEFORE INSERT ON plan_report_photos WHEN EXISTS (
                SELECT 1 FROM plan_photos p WHERE p.id = NEW.photo AND p.job IS NOT NULL AND p.shown_at IS NULL)
            BEGIN SELECT RAISE(ABORT, 'butler:not-looked-at'); END;";

const BROUGHT_POSTGRES: &str = "CREATE FUNCTION plan_photos_in_scope() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.job IS NOT NULL AND (NEW.shown_at IS NOT NULL OR NOT EXISTS (
                SELECT 1 FROM supplier_jobs j JOIN plan_tasks t ON t.id = j.about WHERE j.subject = NEW.job AND t.id = NEW.task AND t.subject = NEW.subject))
            THEN RAISE EXCEPTION 'butler:job-of-another-plan'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER plan_photos_in_scope BEFORE INSERT ON plan_photos FOR EACH ROW EXECUTE FUNCTION plan_photos_in_scope();
        CREATE FUNCTION plan_photos_shown() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF OLD.shown_at IS NOT NULL THEN RAISE EXCEPTION 'butler:told-is-told'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER plan_photos_shown BEFORE UPDATE OF shown_at ON plan_photos FOR EACH ROW EXECUTE FUNCTION plan_photos_shown();
        CREATE FUNCTION plan_report_photos_shown() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT 1 FROM plan_photos p WHERE p.id = NEW.photo AND p.job IS NOT NULL AND p.shown_at IS NULL)
            THEN RAISE EXCEPTION 'butler:not-looked-at'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER plan_report_photos_shown BEFORE INSERT ON plan_report_photos FOR EACH ROW EXECUTE FUNCTION plan_report_photos_shown();";
