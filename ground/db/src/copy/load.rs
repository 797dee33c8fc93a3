//! Reading a copy into an empty database: all of it in one transaction, or nothing.

use super::lines::{Cell, read_line};
use super::{Column, Copied, Form, Piece, TABLES, is_left_out, path};
use crate::open::{all_steps, open_to_fill};
use crate::{By, DbError, MasterKey, Migration, Read, Settings, Tx, migrate, schema, sql, vault};
use sea_orm::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

/// What is taken in, and where.
pub struct Load<'a> {
    /// The house that is made.
    pub settings: &'a Settings,
    /// The steps of the program's schema, those above the ground.
    pub steps: &'a [Migration],
    /// The key of the house that is made.
    pub key: &'a MasterKey,
    /// How the lines are written.
    pub form: Form,
    /// The steps that the copied house had taken. Later ones come when the house is opened.
    pub taken: &'a [String],
    /// The tables of the copy.
    pub tables: &'a [Copied],
}

/// Why a copy was not taken in. Nothing of it is left.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// There is something in the database.
    #[error("the database is not empty")]
    NotEmpty,
    /// The copy was written by a later program.
    #[error("this program does not know the step {0} of the copy")]
    Newer(String),
    /// A line is no row.
    #[error("{file}:{line}: {what}")]
    Bent {
        /// `tables/visits.jsonl`.
        file: String,
        /// From 1.
        line: u64,
        /// What is wrong, in English.
        what: String,
    },
    /// The copy is not what its list says.
    #[error("{file}: {what}")]
    Other {
        /// The table's file.
        file: String,
        /// What is wrong, in English.
        what: String,
    },
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Makes the tables as the copied house had them and fills them with `pieces`; `other` takes what is no table, in the same transaction.
/// The database is closed and flushed at the end.
pub async fn load<Fut>(load: Load<'_>, pieces: Receiver<Piece>, other: impl Fn(Tx, Piece) -> Fut + Send + Sync) -> Result<(), NotTaken>
where
    Fut: Future<Output = Result<(), DbError>> + Send,
{
    let all = all_steps(load.steps);
    if let Some(unknown) = load.taken.iter().find(|name| !all.iter().any(|step| step.name == **name)) {
        return Err(NotTaken::Newer(unknown.clone()));
    }
    let steps: Vec<_> = all.into_iter().filter(|step| load.taken.iter().any(|name| name == step.name)).collect();
    let app = open_to_fill(load.settings, load.key).await?;
    let pieces = Arc::new(Mutex::new(pieces));
    let outcome = app
        .write(By::house(), |tx| {
            let (pieces, steps, load, other) = (Arc::clone(&pieces), steps.clone(), &load, &other);
            async move { fill(&tx, load, &steps, &mut *pieces.lock().await, other).await }
        })
        .await;
    app.close().await?;
    outcome?;
    flush(load.settings)
}

/// SQLite was filled without waiting for the disk.
fn flush(settings: &Settings) -> Result<(), NotTaken> {
    if settings.database.is_none() {
        let file = settings.data.join("butler.db");
        File::open(&file).and_then(|file| file.sync_all()).map_err(|e| DbError::OutOfReach(format!("{}: {e}", file.display())))?;
    }
    Ok(())
}

async fn fill<Fut>(tx: &Tx, load: &Load<'_>, steps: &[Migration], pieces: &mut Receiver<Piece>, other: impl Fn(Tx, Piece) -> Fut) -> Result<(), NotTaken>
where
    Fut: Future<Output = Result<(), DbError>>,
{
    if !schema::tables(tx).await?.is_empty() {
        return Err(NotTaken::NotEmpty);
    }
    migrate::take(tx, steps).await?;
    let mut tables = BTreeMap::new();
    for of in load.tables {
        if schema::columns(tx, &of.table).await? != of.columns {
            return Err(NotTaken::Other { file: path(&of.table), what: "its columns are not those of the table".to_owned() });
        }
        tables.insert(path(&of.table), Filling { of, rows: 0 });
    }
    let mut made = schema::tables(tx).await?;
    made.retain(|table| !is_left_out(load.form, table));
    if let Some(absent) = made.iter().find(|table| !load.tables.iter().any(|of| of.table == **table)) {
        return Err(NotTaken::Other { file: path(absent), what: "the copy has no such table".to_owned() });
    }
    let looseness = loosen(tx, &made).await?;
    for table in &made {
        // A step of the schema may have written a first row.
        sql::run(tx, &format!("DELETE FROM \"{table}\""), vec![]).await?;
    }
    while let Some(piece) = pieces.recv().await {
        match tables.get_mut(&piece.path) {
            Some(filling) => filling.add(tx, load.form, &piece.bytes).await?,
            None if piece.path.starts_with(TABLES) => return Err(NotTaken::Other { file: piece.path, what: "there is no such table".to_owned() }),
            None => other(tx.clone(), piece).await?,
        }
    }
    for (file, filling) in tables {
        if filling.rows != filling.of.rows {
            return Err(NotTaken::Other { file, what: format!("{} lines of {}", filling.rows, filling.of.rows) });
        }
    }
    Ok(tighten(tx, looseness).await?)
}

/// A table while it is filled.
struct Filling<'a> {
    of: &'a Copied,
    rows: u64,
}

/// Values of one statement: below the 32 766 of SQLite and the 65 535 of PostgreSQL.
const VALUES: usize = 4_000;

impl Filling<'_> {
    async fn add(&mut self, tx: &Tx, form: Form, bytes: &[u8]) -> Result<(), NotTaken> {
        let at_once = (VALUES / self.of.columns.len().max(1)).max(1);
        let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        for some in lines.chunks(at_once) {
            let mut values = Vec::with_capacity(some.len() * self.of.columns.len());
            for (line, text) in (self.rows + 1..).zip(some) {
                let bent = |what: String| NotTaken::Bent { file: path(&self.of.table), line, what };
                let cells = read_line(form, &self.of.table, &self.of.columns, text).map_err(bent)?;
                values.extend(stored(tx, self.of, cells).await?);
            }
            if let Err(error) = insert(tx, self.of, some.len(), values).await {
                let what = format!("lines {} to {}: {error}", self.rows + 1, self.rows + some.len() as u64);
                return Err(NotTaken::Other { file: path(&self.of.table), what });
            }
            self.rows += some.len() as u64;
        }
        Ok(())
    }
}

async fn insert(tx: &Tx, of: &Copied, rows: usize, values: Vec<Value>) -> Result<(), DbError> {
    let width = of.columns.len();
    let list = of.columns.iter().map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>().join(", ");
    let places = (0..rows).map(|row| format!("({})", sql::places(row * width + 1, width))).collect::<Vec<_>>().join(", ");
    sql::run(tx, &format!("INSERT INTO \"{}\" ({list}) VALUES {places}", of.table), values).await.map(drop)
}

/// A row's values, what is opened sealed again.
async fn stored(tx: &Tx, of: &Copied, cells: Vec<Cell>) -> Result<Vec<Value>, DbError> {
    let vault = tx.app().vault();
    let subject = subject_of(&of.columns, &cells);
    let missing = || DbError::corrupt(format!("a row of {} is about nobody", of.table));
    let mut values = Vec::with_capacity(cells.len());
    for (cell, column) in cells.into_iter().zip(&of.columns) {
        values.push(match cell {
            Cell::As(value) => value,
            Cell::Seal(text) => vault::seal(tx, subject.ok_or_else(missing)?, &format!("{}.{}", of.table, column.name), &text).await?.into(),
            Cell::DataKey => vault::fresh_key(vault, subject.ok_or_else(missing)?)?.1.into(),
            Cell::HouseKey(key) => vault::wrap_house_key(vault, &key)?.into(),
            Cell::Fingerprint => vault.fingerprint().into(),
        });
    }
    Ok(values)
}

fn subject_of(columns: &[Column], cells: &[Cell]) -> Option<Uuid> {
    let at = columns.iter().position(|column| column.name == "subject")?;
    if let Some(Cell::As(Value::Uuid(subject))) = cells.get(at) { *subject } else { None }
}

/// Rules of the database that step aside while it is filled, as statements that bring them back. Rows come in the order of their tables'
/// names, before what they point to; and what was allowed when it was written (a crew cleared then) would be refused today.
async fn loosen(tx: &Tx, tables: &[String]) -> Result<Vec<String>, DbError> {
    // The commit looks after what points where.
    if tx.conn().stand_aside()? {
        return Ok(Vec::new());
    }
    let query = "SELECT conrelid::regclass::text AS rel, conname::text AS name, pg_get_constraintdef(oid) AS rule FROM pg_constraint
                 WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY conrelid::regclass::text, conname";
    let mut back = Vec::new();
    for row in sql::all(tx, query, vec![]).await? {
        let (table, name, rule) = (row.get::<String>("rel")?, row.get::<String>("name")?, row.get::<String>("rule")?);
        tx.conn().run_all(&format!("ALTER TABLE {table} DROP CONSTRAINT \"{name}\"")).await?;
        back.push(format!("ALTER TABLE {table} ADD CONSTRAINT \"{name}\" {rule}"));
    }
    for table in tables {
        tx.conn().run_all(&format!("ALTER TABLE \"{table}\" DISABLE TRIGGER USER")).await?;
        back.push(format!("ALTER TABLE \"{table}\" ENABLE TRIGGER USER"));
    }
    Ok(back)
}

async fn tighten(tx: &Tx, back: Vec<String>) -> Result<(), DbError> {
    for statement in back {
        tx.conn().run_all(&statement).await?;
    }
    Ok(())
}
