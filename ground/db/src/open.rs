//! Opening the house: the folder, the key, the database, the clock.

use crate::commits::Commits;
use crate::conn::Store;
use crate::error::is_shaken;
use crate::sqlite::{File, Readers};
use crate::vault::{self, Vault};
use crate::{App, By, DbError, MasterKey, Migration, Read, migrate, rotate, schema, sql};
use jiff::SignedDuration;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use sqlx::Connection as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use values::Instant;
use values::instant::machine_now;

/// The two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// One file, one process. The default.
    Sqlite,
    /// A server, many processes.
    Postgres,
}

/// How to open a house.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The house's folder.
    pub data: PathBuf,
    /// `postgres://…`; `None` for SQLite in the folder.
    pub database: Option<String>,
    /// A file with the master key; `None` for `master.key` in the folder.
    pub master_key: Option<PathBuf>,
    /// Makes ids and codes repeatable, and an empty house a demo for ever, whose doors stand open to everybody.
    pub seed: Option<u64>,
    /// Sets the house's clock to this moment. Only a house that has had a clock of its own from its first start has one to set.
    pub clock: Option<Instant>,
}

/// The house's own keys, wrapped by the master key like those of the subjects.
const HOUSE_KEYS: Migration = Migration::both("db.0002_house_keys", "CREATE TABLE house_keys (name TEXT PRIMARY KEY, wrapped BYTEA NOT NULL);");

const HOUSE: Migration = Migration::both(
    "db.0001_house",
    "CREATE TABLE house (
        id BIGINT PRIMARY KEY CHECK (id = 1),
        master_fingerprint TEXT NOT NULL,
        clock_offset BIGINT,
        demo BIGINT NOT NULL CHECK (demo IN (0, 1))
    );
    CREATE TABLE subject_keys (
        subject UUID PRIMARY KEY,
        wrapped BYTEA,
        made_at BIGINT NOT NULL,
        erased_at BIGINT
    );",
);

/// Opens the database and brings the ground and all rooms (`steps`) up to date.
pub async fn open(settings: &Settings, steps: &[Migration]) -> Result<App, DbError> {
    let key_path = settings.key_path();
    match open_under(settings, steps).await {
        // A change of the master key was cut short after the house had taken the new one.
        Err(DbError::Refused(rule)) if rule == NEXT => {
            rotate::take_place(&key_path)?;
            open_under(settings, steps).await
        }
        outcome => outcome,
    }
}

/// The house goes by the key that lies beside its own.
const NEXT: &str = "the master key was changed";

impl Settings {
    /// Where the master key lies.
    pub fn key_path(&self) -> PathBuf {
        self.master_key.clone().unwrap_or_else(|| self.data.join("master.key"))
    }
}

async fn open_under(settings: &Settings, steps: &[Migration]) -> Result<App, DbError> {
    std::fs::create_dir_all(&settings.data).map_err(|e| DbError::Other(format!("{}: {e}", settings.data.display())))?;
    let key_path = settings.key_path();
    let master = MasterKey::read_or_make(&key_path).map_err(|e| DbError::Other(format!("{}: {e}", key_path.display())))?;
    // A seeded house is filled from nothing: one that was interrupted is begun anew, so no commit waits for the disk.
    let store = store(settings, settings.seed.is_some()).await?;
    let ids = if let Some(seed) = settings.seed { ChaCha20Rng::seed_from_u64(seed) } else { unguessed()? };
    let app = App::new(store, Vault::new(&master)?, ids);
    // A seeded house is written while time stands still, from its first row on.
    if let (Some(_), Some(at)) = (settings.seed, settings.clock) {
        app.stand_still(at);
    }
    migrate(&app, &all_steps(steps)).await?;
    let next = rotate::waiting(&key_path)?;
    if let Err(error) = settle(&app, settings.clock, settings.seed.is_some(), next).await {
        app.close().await?;
        return Err(error);
    }
    Ok(app)
}

async fn store(settings: &Settings, haste: bool) -> Result<Store, DbError> {
    Ok(match &settings.database {
        None => {
            let file = File::in_folder(&settings.data, haste);
            Store::Sqlite { writer: Commits::open(file.clone())?, readers: Readers::open(file)? }
        }
        Some(url) => Store::Postgres(postgres(url, haste).await?),
    })
}

fn unguessed() -> Result<ChaCha20Rng, DbError> {
    let mut seed = [0_u8; 32];
    getrandom::fill(&mut seed).map_err(|e| DbError::Other(e.to_string()))?;
    Ok(ChaCha20Rng::from_seed(seed))
}

/// The steps of the ground, and those above.
pub(crate) fn all_steps(steps: &[Migration]) -> Vec<Migration> {
    [&[HOUSE, HOUSE_KEYS], steps].concat()
}

/// A store to be filled from a copy, under this key: no commit waits for the disk until [`crate::copy::load`] has flushed it.
pub(crate) async fn open_to_fill(settings: &Settings, key: &MasterKey) -> Result<App, DbError> {
    // PostgreSQL commits once, at the end: that one is waited for.
    Ok(App::new(store(settings, settings.database.is_none()).await?, Vault::new(key)?, unguessed()?))
}

/// Opens a house that is there, whoever else has it open, and changes nothing in it: no schema, no clock, no key. For copies.
pub async fn open_to_read(settings: &Settings) -> Result<App, DbError> {
    let key_path = settings.key_path();
    if settings.database.is_none() && !File::in_folder(&settings.data, false).is_there() {
        return Err(DbError::Refused(NO_HOUSE.to_owned()));
    }
    let read = |path: &Path| MasterKey::read(path).map_err(|e| DbError::Other(format!("{}: {e}", path.display())));
    match open_to_read_under(settings, &read(&key_path)?).await {
        // A change of the master key was cut short after the house had taken the new one: the next start will finish it.
        Err(DbError::Refused(rule)) if rule == OTHER_KEY && MasterKey::next_path(&key_path).exists() => {
            open_to_read_under(settings, &read(&MasterKey::next_path(&key_path))?).await
        }
        outcome => outcome,
    }
}

/// There is nothing to open.
const NO_HOUSE: &str = "there is no house here";
/// The key opens another house.
const OTHER_KEY: &str = "this is not the master key of this house";

async fn open_to_read_under(settings: &Settings, key: &MasterKey) -> Result<App, DbError> {
    let app = App::new(store(settings, false).await?, Vault::new(key)?, unguessed()?);
    let house = async {
        let db = app.read().await?;
        let tables = schema::tables(&db).await?;
        let has = |table: &str| tables.iter().any(|known| known == table);
        if !has("house") {
            return Err(DbError::Refused(NO_HOUSE.to_owned()));
        }
        let house = sql::one(&db, "SELECT master_fingerprint, clock_offset, demo FROM house WHERE id = 1", vec![]).await?;
        let house = house.ok_or_else(|| DbError::Refused(NO_HOUSE.to_owned()))?;
        if house.get::<String>("master_fingerprint")? != app.vault().fingerprint() {
            return Err(DbError::Refused(OTHER_KEY.to_owned()));
        }
        // A house of the first schema goes by what its master key gives.
        if has("house_keys") {
            vault::read_house_keys(&db).await?;
        }
        Ok((house.get::<Option<i64>>("clock_offset")?.is_some(), house.get::<i64>("demo")? == 1))
    };
    match house.await {
        Ok((movable, demo)) => {
            app.is_of_kind(movable, demo).await?;
            Ok(app)
        }
        Err(error) => {
            app.close().await?;
            Err(error)
        }
    }
}

/// Checks the key, and gives an empty house its kind: real or demo, with the real time or a clock of its own.
async fn settle(app: &App, clock: Option<Instant>, demo: bool, next: Option<String>) -> Result<(), DbError> {
    let (movable, demo) = app
        .write(By::house(), |tx| {
            let next = next.clone();
            async move {
                let fingerprint = tx.app().vault().fingerprint().to_owned();
                let offset = clock.map(|at| at.micros() - machine_now().micros());
                let row = vec![fingerprint.clone().into(), offset.into(), i64::from(demo).into()];
                sql::run(&tx, "INSERT INTO house (id, master_fingerprint, clock_offset, demo) VALUES (1, $1, $2, $3) ON CONFLICT (id) DO NOTHING", row).await?;
                let house = sql::one(&tx, "SELECT master_fingerprint, clock_offset, demo FROM house WHERE id = 1", vec![]).await?;
                let house = house.ok_or_else(|| DbError::corrupt("the house has no row"))?;
                let known: String = house.get("master_fingerprint")?;
                if known != fingerprint {
                    let why = if next == Some(known) { NEXT } else { OTHER_KEY };
                    return Err(DbError::Refused(why.to_owned()));
                }
                vault::settle_house_keys(&tx).await?;
                let stored: Option<i64> = house.get("clock_offset")?;
                let demo = house.get::<i64>("demo")? == 1;
                match (stored, offset) {
                    (None, None) => Ok((false, demo)),
                    (None, Some(_)) => Err(DbError::Refused("a real house goes by the real time: no --clock".to_owned())),
                    (Some(_), None) => Ok((true, demo)),
                    (Some(_), Some(offset)) => {
                        sql::run(&tx, "UPDATE house SET clock_offset = $1 WHERE id = 1", vec![offset.into()]).await?;
                        Ok((true, demo))
                    }
                }
            }
        })
        .await?;
    app.is_of_kind(movable, demo).await
}

/// Does the database answer?
pub async fn ping(app: &App) -> Result<(), DbError> {
    sql::one(&app.read().await?, "SELECT 1 AS one", vec![]).await.map(drop)
}

impl App {
    async fn is_of_kind(&self, movable: bool, demo: bool) -> Result<(), DbError> {
        if demo {
            self.open_demo_doors();
        }
        if movable {
            self.let_clock_move();
            self.read().await?;
        }
        Ok(())
    }

    /// Sets the clock of a house that has one of its own, for all processes. A house that goes by the real time refuses.
    pub async fn set_clock(&self, at: Instant) -> Result<(), DbError> {
        if !self.clock_moves() {
            return Err(DbError::Refused("clock".to_owned()));
        }
        self.let_time_run();
        self.write(By::house(), |tx| async move {
            let offset = at.micros() - machine_now().micros();
            sql::run(&tx, "UPDATE house SET clock_offset = $1 WHERE id = 1", vec![offset.into()]).await?;
            tx.work_queued();
            Ok::<_, DbError>(())
        })
        .await?;
        self.read().await?;
        Ok(())
    }

    /// Moves the clock of a demo house on.
    pub async fn move_clock(&self, by: SignedDuration) -> Result<(), DbError> {
        let now = self.read().await?.now();
        self.set_clock(now + by).await
    }
}

async fn postgres(url: &str, haste: bool) -> Result<DatabaseConnection, DbError> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(12).sqlx_logging(false).test_before_acquire(false);
    // A connection at work is not asked whether it stands; one that has lain idle is, and each after the server was away.
    options.map_sqlx_postgres_before_acquire(|connection, meta| {
        Box::pin(async move {
            if meta.idle_for > Duration::from_secs(1) || is_shaken() {
                connection.ping().await?;
            }
            Ok(true)
        })
    });
    // Whoever waits for a server that is away hears of it while they still look at the page.
    options.acquire_timeout(if haste { Duration::from_secs(30) } else { Duration::from_secs(5) });
    if haste {
        options.map_sqlx_postgres_opts(|o| o.options([("synchronous_commit", "off")]));
    }
    Ok(Database::connect(options).await?)
}
