//! Opening the house: the folder, the key, the database, the clock.

use crate::commits::Commits;
use crate::conn::Store;
use crate::error::is_shaken;
use crate::sqlite::{File, Readers};
use crate::vault::{self, Vault};
use crate::{App, By, DbError, MasterKey, Migration, Read, migrate, rotate, sql};
use jiff::SignedDuration;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use sqlx::Connection as _;
use std::path::PathBuf;
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
    let haste = settings.seed.is_some();
    let store = match &settings.database {
        None => {
            let file = File::in_folder(&settings.data, haste);
            Store::Sqlite { writer: Commits::open(file.clone())?, readers: Readers::open(file)? }
        }
        Some(url) => Store::Postgres(postgres(url, haste).await?),
    };
    let ids = if let Some(seed) = settings.seed {
        ChaCha20Rng::seed_from_u64(seed)
    } else {
        let mut seed = [0_u8; 32];
        getrandom::fill(&mut seed).map_err(|e| DbError::Other(e.to_string()))?;
        ChaCha20Rng::from_seed(seed)
    };
    let app = App::new(store, Vault::new(&master)?, ids);
    // A seeded house is written while time stands still, from its first row on.
    if let (Some(_), Some(at)) = (settings.seed, settings.clock) {
        app.stand_still(at);
    }
    let mut all = vec![HOUSE, HOUSE_KEYS];
    all.extend_from_slice(steps);
    migrate(&app, &all).await?;
    let next = rotate::waiting(&key_path)?;
    if let Err(error) = settle(&app, settings.clock, settings.seed.is_some(), next).await {
        app.close().await?;
        return Err(error);
    }
    Ok(app)
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
                    let why = if next == Some(known) { NEXT } else { "this is not the master key of this house" };
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
    if demo {
        app.open_demo_doors();
    }
    if movable {
        app.let_clock_move();
        app.read().await?;
    }
    Ok(())
}

/// Does the database answer?
pub async fn ping(app: &App) -> Result<(), DbError> {
    sql::one(&app.read().await?, "SELECT 1 AS one", vec![]).await.map(drop)
}

impl App {
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
