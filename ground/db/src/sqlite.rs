//! SQLite inside the program: a statement runs on the thread that asks for it.
//!
//! A statement of the house takes microseconds, since no cost grows with history: handing it to another thread and back would
//! take longer than the statement. What waits for the disk is a commit, and that one waits on a thread of its own.

use crate::DbError;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql};
use sea_orm::Value;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// Statements that each connection keeps prepared: more than the house has, with lists of some lengths.
const PREPARED: usize = 400;
/// Readers that wait for their next question; more than that ask at once only in a crowd.
const READERS: usize = 4;

/// How the file is opened.
#[derive(Debug, Clone)]
pub(crate) struct File {
    path: PathBuf,
    /// Nobody waits for the disk: a house that is being filled, and begun anew where that is cut short.
    pub(crate) haste: bool,
}

impl File {
    pub(crate) fn is_there(&self) -> bool {
        self.path.exists()
    }

    pub(crate) fn in_folder(folder: &Path, haste: bool) -> Self {
        Self { path: folder.join("butler.db"), haste }
    }

    fn connect(&self) -> Result<Link, DbError> {
        let conn = Connection::open(&self.path)?;
        conn.busy_timeout(Duration::from_secs(10))?;
        // What lies on the disk is seen to in `commits`. A savepoint notes in memory what it may have to undo, not in a file of its own.
        let (synchronous, checkpoint) = if self.haste { ("OFF", 20_000) } else { ("NORMAL", 4_000) };
        conn.execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;
             PRAGMA wal_autocheckpoint = {checkpoint}; PRAGMA temp_store = MEMORY;"
        ))?;
        // A plan does not depend on the values that it is asked with: it is made once, and is the one that the tests have seen.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        // Enough for the inner pages of every index; and as few connections are busy at once as the machine has threads.
        conn.execute_batch("PRAGMA cache_size = -4000;")?;
        conn.set_prepared_statement_cache_capacity(PREPARED);
        Ok(Link { conn, texts: RefCell::default() })
    }

    /// A connection that writes. It never waits for another process: whoever begins asks again.
    pub(crate) fn writer(&self) -> Result<Link, DbError> {
        let conn = self.connect()?;
        conn.busy_timeout(Duration::ZERO)?;
        conn.execute_batch("PRAGMA cache_size = -16000;")?;
        Ok(conn)
    }

    /// The log that commits are written to, there as long as a connection is.
    pub(crate) fn log(&self) -> Result<fs::File, DbError> {
        let path = self.path.with_extension("db-wal");
        fs::OpenOptions::new().append(true).create(true).open(&path).map_err(|e| DbError::Other(format!("{}: {e}", path.display())))
    }
}

/// One connection, with what it has learnt of the statements that it is asked.
pub(crate) struct Link {
    conn: Connection,
    texts: RefCell<HashMap<Box<str>, Arc<Text>>>,
}

impl Deref for Link {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.conn
    }
}

/// What a statement's text says of its values and of its answer.
#[derive(Debug)]
struct Text {
    /// SQLite numbers `$2` by its place in the text, not by its name: for each place, which of the values its name means.
    values: Box<[Option<usize>]>,
    columns: Box<[Box<str>]>,
}

impl Text {
    fn of(statement: &CachedStatement<'_>) -> Self {
        let named = |at| statement.parameter_name(at).and_then(|name| name.get(1..)?.parse::<usize>().ok()?.checked_sub(1));
        Self { values: (1..=statement.parameter_count()).map(named).collect(), columns: statement.column_names().into_iter().map(Box::from).collect() }
    }
}

impl Link {
    /// The statement with its values in place.
    fn prepared(&self, sql: &str, values: &[Value]) -> Result<(CachedStatement<'_>, Arc<Text>), DbError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let known = self.texts.borrow().get(sql).filter(|text| text.columns.len() == statement.column_count()).cloned();
        let text = known.unwrap_or_else(|| {
            let text = Arc::new(Text::of(&statement));
            let mut texts = self.texts.borrow_mut();
            if texts.len() >= 2 * PREPARED {
                texts.clear();
            }
            texts.insert(Box::from(sql), Arc::clone(&text));
            text
        });
        for (at, nth) in text.values.iter().enumerate() {
            let value = nth.and_then(|nth| values.get(nth)).ok_or_else(|| DbError::Other(format!("no value for a placeholder of {sql}")))?;
            statement.raw_bind_parameter(at + 1, Bound(value))?;
        }
        Ok((statement, text))
    }
}

/// The connections that read, each used by one statement at a time.
pub(crate) struct Readers {
    file: File,
    /// `None`: closed.
    idle: Mutex<Option<Vec<Link>>>,
}

impl Readers {
    pub(crate) fn open(file: File) -> Result<Self, DbError> {
        let first = file.connect()?;
        Ok(Self { file, idle: Mutex::new(Some(vec![first])) })
    }

    /// A connection that goes on seeing what it sees now.
    pub(crate) fn hold(&self) -> Result<Link, DbError> {
        if self.idle.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
            return Err(closed());
        }
        let conn = self.file.connect()?;
        // The moment is that of the first look, not of the BEGIN.
        conn.execute_batch("BEGIN; SELECT count(*) FROM sqlite_master;")?;
        Ok(conn)
    }

    pub(crate) fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    pub(crate) fn ask(&self, sql: &str, values: &[Value], most: usize) -> Result<Vec<SqliteRow>, DbError> {
        let known = self.idle.lock().unwrap_or_else(PoisonError::into_inner).as_mut().ok_or_else(closed)?.pop();
        let conn = match known {
            Some(conn) => conn,
            None => self.file.connect()?,
        };
        let rows = ask(&conn, sql, values, most);
        if let Some(idle) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).as_mut()
            && idle.len() < READERS
        {
            idle.push(conn);
        }
        rows
    }
}

/// What is put in again has passed its triggers once; the commit looks whether every row points to one that is there.
pub(crate) fn stand_aside(conn: &Link) -> Result<(), DbError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    Ok(conn.execute_batch("PRAGMA defer_foreign_keys = ON")?)
}

pub(crate) fn closed() -> DbError {
    DbError::Other("the house is closed".to_owned())
}

/// What stands in one column of one row.
#[derive(Debug)]
pub enum Cell {
    Null,
    Integer(i64),
    Real,
    Text(String),
    Blob(Vec<u8>),
    /// Bytes as many as an id has: most that are read are one.
    Id([u8; 16]),
}

impl Cell {
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Integer(_) => "a number",
            Self::Real => "a fraction",
            Self::Text(_) => "a text",
            Self::Blob(_) | Self::Id(_) => "bytes",
        }
    }
}

/// One row of an answer.
#[derive(Debug)]
pub struct SqliteRow {
    text: Arc<Text>,
    cells: Vec<Cell>,
    /// Whoever reads a row mostly reads it in the order of its columns.
    next: AtomicUsize,
}

impl SqliteRow {
    pub(crate) fn cell(&self, column: &str) -> Option<&Cell> {
        let (columns, next) = (&self.text.columns, self.next.load(Ordering::Relaxed));
        let is_it = |at: &usize| columns.get(*at).is_some_and(|name| &**name == column);
        let at = (next..columns.len()).find(is_it).or_else(|| (0..next).find(is_it))?;
        self.next.store(at + 1, Ordering::Relaxed);
        self.cells.get(at)
    }
}

/// What a column can be read as.
pub trait Stored: Sized {
    #[doc(hidden)]
    fn of(cell: &Cell) -> Option<Self>;
}

impl Stored for i64 {
    fn of(cell: &Cell) -> Option<Self> {
        if let Cell::Integer(number) = cell { Some(*number) } else { None }
    }
}

impl Stored for String {
    fn of(cell: &Cell) -> Option<Self> {
        if let Cell::Text(text) = cell { Some(text.clone()) } else { None }
    }
}

impl Stored for Vec<u8> {
    fn of(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Blob(bytes) => Some(bytes.clone()),
            Cell::Id(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }
}

impl Stored for Uuid {
    fn of(cell: &Cell) -> Option<Self> {
        if let Cell::Id(bytes) = cell { Some(Self::from_bytes(*bytes)) } else { None }
    }
}

impl<T: Stored> Stored for Option<T> {
    fn of(cell: &Cell) -> Option<Self> {
        if matches!(cell, Cell::Null) { Some(None) } else { T::of(cell).map(Some) }
    }
}

/// The rows of a query, `most` of them.
pub(crate) fn ask(conn: &Link, sql: &str, values: &[Value], most: usize) -> Result<Vec<SqliteRow>, DbError> {
    let (mut statement, text) = conn.prepared(sql, values)?;
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while found.len() < most
        && let Some(row) = rows.next()?
    {
        let cells = (0..text.columns.len()).map(|at| cell(row.get_ref(at)?)).collect::<Result<_, _>>()?;
        found.push(SqliteRow { text: Arc::clone(&text), cells, next: AtomicUsize::new(0) });
    }
    Ok(found)
}

/// Runs a change to its end; how many rows it touched.
pub(crate) fn run(conn: &Link, sql: &str, values: &[Value]) -> Result<u64, DbError> {
    let (mut statement, _) = conn.prepared(sql, values)?;
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    Ok(conn.changes())
}

fn cell(value: ValueRef<'_>) -> Result<Cell, DbError> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(_) => Cell::Real,
        ValueRef::Text(text) => Cell::Text(std::str::from_utf8(text).map_err(DbError::corrupt)?.to_owned()),
        ValueRef::Blob(bytes) => <[u8; 16]>::try_from(bytes).map_or_else(|_| Cell::Blob(bytes.to_vec()), Cell::Id),
    })
}

struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self.0 {
            Value::BigInt(Some(number)) => ValueRef::Integer(*number),
            Value::Int(Some(number)) => ValueRef::Integer(i64::from(*number)),
            Value::String(Some(text)) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
            Value::Uuid(Some(id)) => ValueRef::Blob(id.as_bytes()),
            Value::BigInt(None) | Value::Int(None) | Value::String(None) | Value::Bytes(None) | Value::Uuid(None) => ValueRef::Null,
            other => return Err(rusqlite::Error::ToSqlConversionFailure(format!("{other:?} is of no kind that is stored").into())),
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_given_the_value_that_its_name_says() {
        let folder = tempfile::tempdir().unwrap();
        let conn = File::in_folder(folder.path(), false).writer().unwrap();
        conn.execute_batch("CREATE TABLE marks (id UUID PRIMARY KEY, name TEXT NOT NULL, seal BYTEA, n BIGINT)").unwrap();
        let id = Uuid::from_u128(7);
        let row = [Value::from("Анна"), Value::from(id), Value::from(5_i64), Value::Bytes(None)];
        assert_eq!(run(&conn, "INSERT INTO marks (id, seal, name, n) VALUES ($2, $4, $1, $3)", &row).unwrap(), 1);
        let rows = ask(&conn, "SELECT * FROM marks WHERE n = $2 AND id = $1 AND n < $2 + 1", &[id.into(), 5_i64.into()], usize::MAX).unwrap();
        let cell = |name| rows[0].cell(name).unwrap();
        assert_eq!((Uuid::of(cell("id")), String::of(cell("name")), i64::of(cell("n"))), (Some(id), Some("Анна".to_owned()), Some(5)));
        assert_eq!((Vec::<u8>::of(cell("seal")), Option::<Vec<u8>>::of(cell("seal"))), (None, Some(None)));
        assert!(rows[0].cell("other").is_none());
        assert_eq!(String::of(cell("name")), Some("Анна".to_owned()), "in any order, and again");
        let missing = run(&conn, "UPDATE marks SET n = $3 WHERE id = $1", &[id.into(), 5_i64.into()]);
        assert!(missing.unwrap_err().to_string().contains("no value"));
        assert!(matches!(run(&conn, "INSERT INTO marks (id, name) VALUES ($1, 'x')", &[id.into()]), Err(DbError::Unique(_))));
    }
}
