//! Migrations: plain SQL, per database where they differ; expand, move, contract; never edited after landing.

use crate::{App, Backend, By, DbError, Read, Tx, sql};
use sea_orm::Value;
use sha2::{Digest, Sha256};
use values::hex;

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Unique for ever, `room.0001_what`.
    pub name: &'static str,
    /// For both databases. Types: BIGINT, TEXT, UUID, BYTEA; SQLite takes their names as they are.
    pub both: &'static str,
    /// For SQLite alone, after `both`.
    pub sqlite: &'static str,
    /// For PostgreSQL alone, after `both`.
    pub postgres: &'static str,
}

impl Migration {
    /// A step that is the same on both databases.
    pub const fn both(name: &'static str, sql: &'static str) -> Self {
        Self { name, both: sql, sqlite: "", postgres: "" }
    }

    /// Does this step make the table?
    pub fn creates(&self, table: &str) -> bool {
        let made = |sql: &str| sql.split("CREATE TABLE ").skip(1).any(|rest| rest.split([' ', '(']).next() == Some(table));
        [self.both, self.sqlite, self.postgres].into_iter().any(made)
    }

    fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for part in [self.name, self.both, self.sqlite, self.postgres] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hex(hash.finalize().split_at(16).0)
    }
}

/// Key of the lock that keeps two processes from migrating one PostgreSQL at once.
const LOCK: i64 = 0x6275_746c_6572;

const FIRST: &str = "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, at BIGINT NOT NULL)";

/// Brings the schema up to date; how many steps were new. A step that changed since it ran is an error.
pub async fn migrate(app: &App, steps: &[Migration]) -> Result<usize, DbError> {
    app.write(By::house(), |tx| {
        let steps = steps.to_vec();
        async move { take(&tx, &steps).await }
    })
    .await
}

/// Takes the steps that were not taken yet, in this transaction.
pub(crate) async fn take(tx: &Tx, steps: &[Migration]) -> Result<usize, DbError> {
    if tx.app().backend() == Backend::Postgres {
        sql::run(tx, "SELECT pg_advisory_xact_lock($1)", vec![Value::from(LOCK)]).await?;
    }
    tx.conn().run_all(FIRST).await?;
    let mut fresh = 0;
    for step in steps {
        let known = sql::one(tx, "SELECT fingerprint FROM migrations WHERE name = $1", vec![step.name.into()]).await?;
        if let Some(row) = known {
            if row.get::<String>("fingerprint")? != step.fingerprint() {
                return Err(DbError::Corrupt(format!("migration {} was edited after it had run", step.name)));
            }
            continue;
        }
        let own = match tx.app().backend() {
            Backend::Sqlite => step.sqlite,
            Backend::Postgres => step.postgres,
        };
        for part in [step.both, own] {
            if !part.trim().is_empty() {
                tx.conn().run_all(part).await.map_err(|e| DbError::Other(format!("migration {}: {e}", step.name)))?;
            }
        }
        let row = vec![step.name.into(), step.fingerprint().into(), tx.now().micros().into()];
        sql::run(tx, "INSERT INTO migrations (name, fingerprint, at) VALUES ($1, $2, $3)", row).await?;
        fresh += 1;
    }
    Ok(fresh)
}

/// The names of the steps that were taken.
pub(crate) async fn taken(db: &impl Read) -> Result<Vec<String>, DbError> {
    sql::all(db, "SELECT name FROM migrations ORDER BY at, name", vec![]).await?.iter().map(|row| row.get("name")).collect()
}
