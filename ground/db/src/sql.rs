//! Hand-shaped SQL, for what the query builder cannot say. Placeholders are `$1`, `$2`, … on both databases.

use crate::sqlite::{SqliteRow, Stored};
use crate::{DbError, Read, Tx};
use sea_orm::QueryResult;
use sea_orm::TryGetable;
/// A value for a placeholder; `.into()` makes one.
pub use sea_orm::Value;
use uuid::Uuid;
use values::Instant;

/// One row of an answer.
#[derive(Debug)]
pub struct Row(pub(crate) Answer);

#[derive(Debug)]
pub(crate) enum Answer {
    Sqlite(SqliteRow),
    Postgres(QueryResult),
}

/// What a column holds: a number (`i64`), a text, bytes, an id, or one of them that may be absent.
pub trait Column: Stored + TryGetable {}
impl<T: Stored + TryGetable> Column for T {}

impl Row {
    /// The column's value.
    pub fn get<T: Column>(&self, column: &str) -> Result<T, DbError> {
        match &self.0 {
            Answer::Postgres(row) => row.try_get("", column).map_err(DbError::from),
            Answer::Sqlite(row) => {
                let cell = row.cell(column).ok_or_else(|| DbError::Other(format!("no column {column} in the answer")))?;
                T::of(cell).ok_or_else(|| DbError::corrupt(format!("column {column} holds {}", cell.kind())))
            }
        }
    }
    /// The column's value as a moment.
    pub fn at(&self, column: &str) -> Result<Instant, DbError> {
        self.get(column).map(Instant::from_micros)
    }
    /// The column's value as a moment that may be absent.
    pub fn maybe_at(&self, column: &str) -> Result<Option<Instant>, DbError> {
        Ok(self.get::<Option<i64>>(column)?.map(Instant::from_micros))
    }
}

/// For those who look at what is asked of the database: the text alone, no value.
pub(crate) fn told(sql: &str) {
    tracing::trace!(target: "butler::sql", sql);
}

/// A row to be written before the use case ends, with all others that go into the same `INSERT INTO table (columns)`, by one statement;
/// `unless` says when it is left out (`ON CONFLICT …`), or is empty. A statement that names the table finds it written.
pub fn gather(tx: &Tx, into: &'static str, unless: &'static str, row: Vec<Value>) {
    tx.gather(into, unless, row);
}

/// Whoever asks about a table finds in it what was gathered for it.
async fn settle(db: &impl Read, sql: &str) -> Result<(), DbError> {
    let Some(tx) = db.gathered() else { return Ok(()) };
    let table = |into: &'static str| into.split_ascii_whitespace().nth(2).unwrap_or(into);
    tx.write_gathered(|into| sql.contains(table(into))).await
}

/// All rows of a query.
pub async fn all(db: &impl Read, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, DbError> {
    settle(db, sql).await?;
    told(sql);
    db.conn().ask(sql, values).await
}

/// All rows of a query about some ids, however many: it is asked in parts, in which `$ids` stands for the places of some of them, after
/// those of the values. What it says of order holds within a part.
pub async fn about(db: &impl Read, sql: &str, values: Vec<Value>, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<Row>, DbError> {
    let (ids, first): (Vec<Uuid>, usize) = (ids.into_iter().collect(), values.len() + 1);
    let mut rows = Vec::new();
    for some in ids.chunks(512) {
        // The last one fills up: so few lengths that every text stays prepared.
        let width = some.len().next_power_of_two();
        let filled = some.iter().chain(some.last().into_iter().cycle()).take(width);
        let values = values.iter().cloned().chain(filled.map(|id| Value::from(*id))).collect();
        let part = all(db, &sql.replace("$ids", &places(first, width)), values).await?;
        if rows.is_empty() { rows = part } else { rows.extend(part) }
    }
    Ok(rows)
}

/// The first row of a query.
pub async fn one(db: &impl Read, sql: &str, values: Vec<Value>) -> Result<Option<Row>, DbError> {
    settle(db, sql).await?;
    told(sql);
    db.conn().ask_one(sql, values).await
}

/// Runs a change; how many rows it touched.
pub async fn run(tx: &Tx, sql: &str, values: Vec<Value>) -> Result<u64, DbError> {
    settle(tx, sql).await?;
    told(sql);
    tx.conn().run(sql, values).await
}

/// `$3, $4, $5`: the placeholders of `n` values after the first `from - 1`.
pub fn places(from: usize, n: usize) -> String {
    (from..from + n).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}
