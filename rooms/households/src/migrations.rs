//! The tables of households.
use db::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![
        start(),
        memory(),
        people(),
        SEARCH,
        ZONE,
        CLOSED_HOME,
        NEW_MARKS,
        CHANNELS,
        AWAY,
        PROPOSALS,
        CALLING,
        DATES,
        PHONE_FIRST,
        EMAIL_SET,
        DECLINED,
        MEMORY_ONCE,
        LOOKED_BACK,
    ]
}

fn start() -> Migration {
    Migration::both(
        "households.0001_start",
        "CREATE TABLE clients (
            subject UUID PRIMARY KEY,
            phone_hash BYTEA UNIQUE,
            phone_sealed BYTEA NOT NULL,
            name_sealed BYTEA NOT NULL,
            email_sealed BYTEA,
            lang TEXT NOT NULL,
            since_at BIGINT NOT NULL
        );
        CREATE TABLE homes (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            district TEXT NOT NULL,
            address_hash BYTEA,
            address_sealed BYTEA NOT NULL,
            added_at BIGINT NOT NULL,
            UNIQUE (subject, address_hash)
        );",
    )
}

/// What is remembered, and the way to the door.
fn memory() -> Migration {
    Migration::both(
        "households.0002_memory",
        "ALTER TABLE homes ADD COLUMN doors_sealed BYTEA;
        CREATE INDEX homes_subject ON homes (subject, id);
        CREATE TABLE memories (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            home UUID REFERENCES homes (id),
            kind TEXT NOT NULL CHECK (kind IN ('allergy', 'closed_room', 'child', 'pet', 'access', 'wish', 'note')),
            body_sealed BYTEA NOT NULL,
            said_at BIGINT NOT NULL,
            source TEXT NOT NULL,
            teller TEXT NOT NULL,
            ended_at BIGINT,
            gave_way_to UUID REFERENCES memories (id),
            CHECK (gave_way_to IS NULL OR ended_at IS NOT NULL)
        );
        CREATE INDEX memories_held ON memories (subject, id) WHERE ended_at IS NULL;",
    )
}

/// People who act for a client, consents, changes of phone and e-mail, and how a client is found.
fn people() -> Migration {
    Migration::both(
        "households.0003_people",
        "ALTER TABLE clients ADD COLUMN last_sealed BYTEA;
        ALTER TABLE clients ADD COLUMN email_hash BYTEA;
        ALTER TABLE clients ADD COLUMN erased_at BIGINT;
        CREATE UNIQUE INDEX clients_email ON clients (email_hash);
        CREATE INDEX homes_address ON homes (address_hash);
        CREATE TABLE members (
            subject UUID PRIMARY KEY,
            client UUID NOT NULL REFERENCES clients (subject),
            kin TEXT NOT NULL CHECK (kin IN ('spouse', 'relative', 'assistant')),
            name_sealed BYTEA NOT NULL,
            phone_hash BYTEA,
            phone_sealed BYTEA NOT NULL,
            since_at BIGINT NOT NULL,
            ended_at BIGINT
        );
        CREATE UNIQUE INDEX members_once ON members (client, phone_hash) WHERE ended_at IS NULL;
        CREATE INDEX members_phone ON members (phone_hash) WHERE ended_at IS NULL;
        CREATE TABLE consents (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            purpose TEXT NOT NULL,
            file TEXT NOT NULL,
            version BIGINT NOT NULL,
            given_at BIGINT NOT NULL,
            given_by TEXT NOT NULL,
            ended_at BIGINT,
            ended_by TEXT,
            CHECK ((ended_at IS NULL) = (ended_by IS NULL))
        );
        CREATE UNIQUE INDEX consents_standing ON consents (subject, purpose) WHERE ended_at IS NULL;
        CREATE INDEX consents_subject ON consents (subject, id);
        CREATE TABLE contact_changes (
            subject UUID PRIMARY KEY,
            client UUID NOT NULL REFERENCES clients (subject),
            kind TEXT NOT NULL CHECK (kind IN ('phone', 'email')),
            new_sealed BYTEA,
            old_sealed BYTEA,
            asked_at BIGINT NOT NULL,
            done_at BIGINT
        );
        CREATE INDEX contact_changes_client ON contact_changes (client, asked_at);",
    )
}

/// Keyed marks by which a client is found; those who were there before are marked by a task.
const SEARCH: Migration = Migration {
    name: "households.0004_search",
    both: "",
    sqlite: "CREATE TABLE search_marks (mark_hash BYTEA NOT NULL, subject UUID NOT NULL, PRIMARY KEY (mark_hash, subject)) WITHOUT ROWID;
        CREATE INDEX search_marks_subject ON search_marks (subject);
        INSERT INTO tasks (key, kind, body, due_at) VALUES ('households.mark:start', 'households.mark', '{\"after\":null}', 0);",
    postgres: "CREATE TABLE search_marks (mark_hash BYTEA NOT NULL, subject UUID NOT NULL, PRIMARY KEY (mark_hash, subject));
        CREATE INDEX search_marks_subject ON search_marks (subject);
        INSERT INTO tasks (key, kind, body, due_at) VALUES ('households.mark:start', 'households.mark', '{\"after\":null}', 0);",
};

/// Where a client lives by the clock.
const ZONE: Migration = Migration::both("households.0005_zone", "ALTER TABLE clients ADD COLUMN zone TEXT NOT NULL DEFAULT 'Europe/Moscow'");

/// Hours in which nobody comes are remembered too. SQLite changes no CHECK, so the table is made anew; what points to it waits
/// with its check until the commit.
const CLOSED_HOME: Migration = Migration {
    name: "households.0006_closed_home",
    both: "",
    sqlite: "PRAGMA defer_foreign_keys = ON;
        CREATE TABLE memories_before AS SELECT * FROM memories;
        DROP TABLE memories;
        CREATE TABLE memories (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            home UUID REFERENCES homes (id),
            kind TEXT NOT NULL CHECK (kind IN ('allergy', 'closed_room', 'closed_home', 'child', 'pet', 'access', 'wish', 'note')),
            body_sealed BYTEA NOT NULL,
            said_at BIGINT NOT NULL,
            source TEXT NOT NULL,
            teller TEXT NOT NULL,
            ended_at BIGINT,
            gave_way_to UUID REFERENCES memories (id),
            CHECK (gave_way_to IS NULL OR ended_at IS NOT NULL)
        );
        INSERT INTO memories (id, subject, home, kind, body_sealed, said_at, source, teller, ended_at, gave_way_to)
            SELECT id, subject, home, kind, body_sealed, said_at, source, teller, ended_at, gave_way_to FROM memories_before;
        DROP TABLE memories_before;
        CREATE INDEX memories_held ON memories (subject, id) WHERE ended_at IS NULL;",
    postgres: "ALTER TABLE memories DROP CONSTRAINT memories_kind_check;
        ALTER TABLE memories ADD CONSTRAINT memories_kind_check
            CHECK (kind IN ('allergy', 'closed_room', 'closed_home', 'child', 'pet', 'access', 'wish', 'note'));",
};

/// A new client's marks lie together until they are filed: each lands on another page of `search_marks`, and whoever books would wait for all.
const NEW_MARKS: Migration = Migration {
    name: "households.0007_new_marks",
    both: "",
    sqlite: "CREATE TABLE new_marks (id UUID PRIMARY KEY, subject UUID NOT NULL, hashes BYTEA NOT NULL) WITHOUT ROWID;
        CREATE INDEX new_marks_subject ON new_marks (subject);",
    postgres: "CREATE TABLE new_marks (id UUID PRIMARY KEY, subject UUID NOT NULL, hashes BYTEA NOT NULL);
        CREATE INDEX new_marks_subject ON new_marks (subject);",
};

/// By which channels a client is reached, and in which order. An advert rests on a consent of its reader that stands when it is queued.
const CHANNELS: Migration = Migration {
    name: "households.0008_channels",
    both: "CREATE TABLE channels (
            subject UUID NOT NULL REFERENCES clients (subject),
            channel TEXT NOT NULL CHECK (channel IN ('email', 'telegram', 'max', 'sms', 'chat')),
            place BIGINT NOT NULL,
            address_sealed BYTEA,
            address_hash BYTEA,
            joined_at BIGINT,
            closed_at BIGINT,
            closed_why TEXT CHECK (closed_why IN ('blocked', 'bounced', 'left')),
            PRIMARY KEY (subject, channel),
            CHECK ((closed_at IS NULL) = (closed_why IS NULL))
        );
        CREATE INDEX channels_address ON channels (channel, address_hash) WHERE closed_at IS NULL;",
    sqlite: "CREATE TRIGGER adverts_consented BEFORE INSERT ON messages WHEN NEW.kind = 'advert' BEGIN
            SELECT RAISE(ABORT, 'butler:no-consent') WHERE NOT EXISTS (
                SELECT 1 FROM consents WHERE id = NEW.consent AND subject = NEW.subject AND ended_at IS NULL);
        END;",
    postgres: "CREATE FUNCTION adverts_consented() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM 1 FROM consents WHERE id = NEW.consent AND subject = NEW.subject AND ended_at IS NULL FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'butler:no-consent';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER adverts_consented BEFORE INSERT ON messages FOR EACH ROW WHEN (NEW.kind = 'advert') EXECUTE FUNCTION adverts_consented();",
};

/// When the owners are away is remembered too, and what was found in their own words.
const AWAY: Migration = Migration {
    name: "households.0009_away",
    both: "",
    sqlite: "PRAGMA defer_foreign_keys = ON;
        CREATE TABLE memories_before AS SELECT * FROM memories;
        DROP TABLE memories;
        CREATE TABLE memories (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            home UUID REFERENCES homes (id),
            kind TEXT NOT NULL CHECK (kind IN ('allergy', 'closed_room', 'closed_home', 'away', 'child', 'pet', 'access', 'wish', 'note')),
            body_sealed BYTEA NOT NULL,
            said_at BIGINT NOT NULL,
            source TEXT NOT NULL,
            teller TEXT NOT NULL,
            ended_at BIGINT,
            gave_way_to UUID REFERENCES memories (id),
            CHECK (gave_way_to IS NULL OR ended_at IS NOT NULL)
        );
        INSERT INTO memories (id, subject, home, kind, body_sealed, said_at, source, teller, ended_at, gave_way_to)
            SELECT id, subject, home, kind, body_sealed, said_at, source, teller, ended_at, gave_way_to FROM memories_before;
        DROP TABLE memories_before;
        CREATE INDEX memories_held ON memories (subject, id) WHERE ended_at IS NULL;
        CREATE INDEX memories_away ON memories (said_at, id) WHERE kind = 'away';",
    postgres: "ALTER TABLE memories DROP CONSTRAINT memories_kind_check;
        ALTER TABLE memories ADD CONSTRAINT memories_kind_check
            CHECK (kind IN ('allergy', 'closed_room', 'closed_home', 'away', 'child', 'pet', 'access', 'wish', 'note'));
        CREATE INDEX memories_away ON memories (said_at, id) WHERE kind = 'away';",
};

/// Days of every year are remembered, and what they like best.
const DATES: Migration = Migration {
    name: "households.0012_dates",
    both: "",
    sqlite: "PRAGMA defer_foreign_keys = ON;
        CREATE TABLE memories_before AS SELECT * FROM memories;
        DROP TABLE memories;
        CREATE TABLE memories (
            id UUID PRIMARY KEY,
            subject UUID NOT NULL REFERENCES clients (subject),
            home UUID REFERENCES homes (id),
            kind TEXT NOT NULL CHECK (kind IN ('allergy', 'closed_room', 'closed_home', 'away', 'child', 'pet', 'date', 'taste', 'access', 'wish', 'note')),
            body_sealed BYTEA NOT NULL,
            said_at BIGINT NOT NULL,
            source TEXT NOT NULL,
            teller TEXT NOT NULL,
            ended_at BIGINT,
            gave_way_to UUID REFERENCES memories (id),
            CHECK (gave_way_to IS NULL OR ended_at IS NOT NULL)
        );
        INSERT INTO memories (id, subject, home, kind, body_sealed, said_at, source, teller, ended_at, gave_way_to)
            SELECT id, subject, home, kind, body_sealed, said_at, source, teller, ended_at, gave_way_to FROM memories_before;
        DROP TABLE memories_before;
        CREATE INDEX memories_held ON memories (subject, id) WHERE ended_at IS NULL;
        CREATE INDEX memories_away ON memories (said_at, id) WHERE kind = 'away';",
    postgres: "ALTER TABLE memories DROP CONSTRAINT memories_kind_check;
        ALTER TABLE memories ADD CONSTRAINT memories_kind_check
            CHECK (kind IN ('allergy', 'closed_room', 'closed_home', 'away', 'child', 'pet', 'date', 'taste', 'access', 'wish', 'note'));",
};

/// What was found in a message waits for a person. The keyed hash of what it says stays when it was declined: it is not put forward again.
const PROPOSALS: Migration = Migration::both(
    "households.0010_proposals",
    "CREATE TABLE memory_proposals (
        id UUID PRIMARY KEY,
        subject UUID NOT NULL REFERENCES clients (subject),
        home UUID REFERENCES homes (id),
        body_sealed BYTEA NOT NULL,
        quote_sealed BYTEA NOT NULL,
        said_hash BYTEA,
        origin TEXT NOT NULL CHECK (origin IN ('answer', 'note', 'message')),
        found_at BIGINT NOT NULL,
        teller TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('proposed', 'kept', 'declined')),
        settled_at BIGINT,
        settled_by TEXT,
        memory UUID REFERENCES memories (id),
        CHECK ((state = 'proposed') = (settled_at IS NULL)),
        CHECK ((settled_at IS NULL) = (settled_by IS NULL)),
        CHECK ((state = 'kept') = (memory IS NOT NULL)),
        UNIQUE (subject, said_hash)
    );
    CREATE INDEX memory_proposals_waiting ON memory_proposals (subject, id) WHERE state = 'proposed';",
);

/// How a person is addressed.
const CALLING: Migration = Migration::both(
    "households.0011_calling",
    "ALTER TABLE clients ADD COLUMN calling_sealed BYTEA;
    ALTER TABLE members ADD COLUMN calling_sealed BYTEA;",
);

/// Since when mail goes to an address: what comes back of an older one says nothing of it.
const EMAIL_SET: Migration = Migration::both("households.0016_email_set", "ALTER TABLE clients ADD COLUMN email_set_at BIGINT;");

/// Who is told by phone before all else.
const PHONE_FIRST: Migration = Migration::both(
    "households.0015_phone_first",
    "CREATE TABLE phone_first (
        subject UUID PRIMARY KEY REFERENCES clients (subject),
        since_at BIGINT NOT NULL
    );",
);

/// The same is remembered once while it holds, of two who tell it at one instant too. Memories of before have no hash: they are held
/// already, and seen by whoever comes.
const MEMORY_ONCE: Migration = Migration::both(
    "households.0018_memory_once",
    "ALTER TABLE memories ADD COLUMN same_hash BYTEA;
    CREATE UNIQUE INDEX memories_once ON memories (same_hash);",
);

/// What a household does not want done, once or for ever. The same is declined once while it stands; taken back it stays in the record.
const DECLINED: Migration = Migration::both(
    "households.0017_declined",
    "CREATE TABLE declined_defaults (
        id UUID PRIMARY KEY,
        subject UUID NOT NULL REFERENCES clients (subject),
        doing TEXT NOT NULL CHECK (doing IN ('visit', 'seat', 'water')),
        memory UUID REFERENCES memories (id),
        occasion UUID,
        reason_sealed BYTEA NOT NULL,
        at BIGINT NOT NULL,
        by_actor TEXT NOT NULL,
        ended_at BIGINT,
        ended_by TEXT,
        CHECK ((doing = 'water') = (memory IS NULL)),
        CHECK ((ended_at IS NULL) = (ended_by IS NULL))
    );
    CREATE UNIQUE INDEX declined_once ON declined_defaults (subject, doing, COALESCE(memory, subject), COALESCE(occasion, subject)) WHERE ended_at IS NULL;
    CREATE INDEX memories_child ON memories (said_at, id) WHERE kind = 'child';",
);

/// What nobody could bear in the homes of the past, and what of it was not wanted, without reading through all that is remembered.
const LOOKED_BACK: Migration = Migration::both(
    "households.0019_looked_back",
    "CREATE INDEX memories_allergy ON memories (said_at, id) WHERE kind = 'allergy';
    CREATE INDEX declined_at_visits ON declined_defaults (memory) WHERE doing = 'visit';",
);
