//! Hand-shaped SQL, for what the query builder cannot say. Placeholders are `$1`, `$2`, … on both databases.

use crate::sqlite::{SqliteRow, Stored};
use crate::{DbError, Read, Tx};
use sea_orm::QueryResult;
use sea_orm::TryGetable;
/// A value for a placeholder; `.into()` makes one.
pub use sea_orm::Value;
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
fn told(sql: &str) {
    tracing::trace!(target: "butler::sql", sql);
}

/// All rows of a query.
pub async fn all(db: &impl Read, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, DbError> {
    told(sql);
    db.conn().ask(sql, values).await
}

/// The first row of a query.
pub async fn one(db: &impl Read, sql: &str, values: Vec<Value>) -> Result<Option<Row>, DbError> {
    told(sql);
    db.conn().ask_one(sql, values).await
}

/// Runs a change; how many rows it touched.
pub async fn run(tx: &Tx, sql: &str, values: Vec<Value>) -> Result<u64, DbError> {
    told(sql);
    tx.conn().run(sql, values).await
}

/// `$3, $4, $5`: the placeholders of `n` values after the first `from - 1`.
pub fn places(from: usize, n: usize) -> String {
    (from..from + n).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}
