//! Hand-shaped SQL, for what the query builder cannot say. Placeholders are `$1`, `$2`, … on both databases.

use crate::{Backend, DbError, Read, Tx};
/// A value for a placeholder; `.into()` makes one.
pub use sea_orm::Value;
use sea_orm::{ConnectionTrait, QueryResult, Statement, TryGetable};
use values::Instant;

pub(crate) fn statement(backend: Backend, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(backend.sea(), sql, values)
}

/// One row of an answer.
#[derive(Debug)]
pub struct Row(QueryResult);

impl Row {
    /// The column's value.
    pub fn get<T: TryGetable>(&self, column: &str) -> Result<T, DbError> {
        self.0.try_get("", column).map_err(DbError::from)
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
    let rows = db.conn().query_all_raw(statement(db.app().backend(), sql, values)).await?;
    Ok(rows.into_iter().map(Row).collect())
}

/// The first row of a query.
pub async fn one(db: &impl Read, sql: &str, values: Vec<Value>) -> Result<Option<Row>, DbError> {
    told(sql);
    let row = db.conn().query_one_raw(statement(db.app().backend(), sql, values)).await?;
    Ok(row.map(Row))
}

/// Runs a change; how many rows it touched.
pub async fn run(tx: &Tx, sql: &str, values: Vec<Value>) -> Result<u64, DbError> {
    told(sql);
    let done = tx.conn().execute_raw(statement(tx.app().backend(), sql, values)).await?;
    Ok(done.rows_affected())
}

/// `$3, $4, $5`: the placeholders of `n` values after the first `from - 1`.
pub fn places(from: usize, n: usize) -> String {
    (from..from + n).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}
