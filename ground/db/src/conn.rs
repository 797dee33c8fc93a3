//! Where a statement runs: in a transaction or beside it, on SQLite or on PostgreSQL.

use crate::commits::{Case, Commits};
use crate::sql::{Answer, Row};
use crate::sqlite::{self, Link, Readers, SqliteRow};
use crate::{Backend, DbError};
use sea_orm::{AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel, Statement, TransactionTrait as _, Value};
use std::sync::{Mutex, PoisonError};

/// The database of a house.
pub(crate) enum Store {
    Sqlite { writer: Commits, readers: Readers },
    Postgres(DatabaseConnection),
}

impl Store {
    pub(crate) const fn backend(&self) -> Backend {
        match self {
            Self::Sqlite { .. } => Backend::Sqlite,
            Self::Postgres(_) => Backend::Postgres,
        }
    }

    pub(crate) async fn close(&self) -> Result<(), DbError> {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close();
                writer.close().await;
                Ok(())
            }
            Self::Postgres(pool) => Ok(pool.close_by_ref().await?),
        }
    }

    pub(crate) fn reader(&self) -> Conn<'_> {
        Conn(match self {
            Self::Sqlite { readers, .. } => Place::Readers(readers),
            Self::Postgres(pool) => Place::Pool(pool),
        })
    }

    /// Begins to read one moment, however long it takes and whoever writes meanwhile.
    pub(crate) async fn hold(&self) -> Result<Held, DbError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Held::Sqlite(Mutex::new(readers.hold()?)),
            Self::Postgres(pool) => Held::Postgres(pool.begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly)).await?),
        })
    }

    pub(crate) async fn begin(&self) -> Result<Begun, DbError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Begun::Sqlite(Mutex::new(writer.turn().await?)),
            Self::Postgres(pool) => Begun::Postgres(pool.begin().await?),
        })
    }
}

/// What whoever writes waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// What was written lies on the disk.
    ForTheDisk,
    /// What was written comes with the next commit.
    No,
}

/// A transaction that has begun.
pub(crate) enum Begun {
    Sqlite(Mutex<Case>),
    Postgres(DatabaseTransaction),
}

impl Begun {
    pub(crate) fn conn(&self) -> Conn<'_> {
        Conn(match self {
            Self::Sqlite(case) => Place::Case(case),
            Self::Postgres(transaction) => Place::Transaction(transaction),
        })
    }

    pub(crate) async fn keep(self, wait: Wait) -> Result<(), DbError> {
        match self {
            Self::Sqlite(case) => case.into_inner().unwrap_or_else(PoisonError::into_inner).keep(wait).await,
            Self::Postgres(transaction) => Ok(transaction.commit().await?),
        }
    }

    pub(crate) async fn undo(self) {
        match self {
            Self::Sqlite(case) => drop(case),
            // Dropping would roll back too, but only when the connection is next used.
            Self::Postgres(transaction) => {
                if let Err(rollback) = transaction.rollback().await {
                    tracing::warn!(%rollback, "a rollback failed");
                }
            }
        }
    }
}

/// A moment that is being read.
pub(crate) enum Held {
    Sqlite(Mutex<Link>),
    Postgres(DatabaseTransaction),
}

impl Held {
    pub(crate) fn conn(&self) -> Conn<'_> {
        Conn(match self {
            Self::Sqlite(connection) => Place::Held(connection),
            Self::Postgres(transaction) => Place::Transaction(transaction),
        })
    }
}

/// Where statements run. Asked through [`crate::sql`] alone.
pub struct Conn<'a>(Place<'a>);

enum Place<'a> {
    Case(&'a Mutex<Case>),
    Readers(&'a Readers),
    Held(&'a Mutex<Link>),
    Transaction(&'a DatabaseTransaction),
    Pool(&'a DatabaseConnection),
}

fn statement(sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

fn ask_case(case: &Mutex<Case>, sql: &str, values: &[Value], most: usize) -> Result<Vec<SqliteRow>, DbError> {
    sqlite::ask(case.lock().unwrap_or_else(PoisonError::into_inner).conn()?, sql, values, most)
}

fn ask_held(connection: &Mutex<Link>, sql: &str, values: &[Value], most: usize) -> Result<Vec<SqliteRow>, DbError> {
    sqlite::ask(&connection.lock().unwrap_or_else(PoisonError::into_inner), sql, values, most)
}

fn answers(rows: Vec<SqliteRow>) -> Vec<Row> {
    rows.into_iter().map(|row| Row(Answer::Sqlite(row))).collect()
}

fn outside() -> DbError {
    DbError::Other("a change outside of a transaction".to_owned())
}

impl Conn<'_> {
    pub(crate) async fn ask(self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, DbError> {
        let rows = match self.0 {
            Place::Case(case) => return Ok(answers(ask_case(case, sql, &values, usize::MAX)?)),
            Place::Readers(readers) => return Ok(answers(readers.ask(sql, &values, usize::MAX)?)),
            Place::Held(connection) => return Ok(answers(ask_held(connection, sql, &values, usize::MAX)?)),
            Place::Transaction(transaction) => transaction.query_all_raw(statement(sql, values)).await?,
            Place::Pool(pool) => pool.query_all_raw(statement(sql, values)).await?,
        };
        Ok(rows.into_iter().map(|row| Row(Answer::Postgres(row))).collect())
    }

    pub(crate) async fn ask_one(self, sql: &str, values: Vec<Value>) -> Result<Option<Row>, DbError> {
        let row = match self.0 {
            Place::Case(case) => return Ok(answers(ask_case(case, sql, &values, 1)?).pop()),
            Place::Readers(readers) => return Ok(answers(readers.ask(sql, &values, 1)?).pop()),
            Place::Held(connection) => return Ok(answers(ask_held(connection, sql, &values, 1)?).pop()),
            Place::Transaction(transaction) => transaction.query_one_raw(statement(sql, values)).await?,
            Place::Pool(pool) => pool.query_one_raw(statement(sql, values)).await?,
        };
        Ok(row.map(|row| Row(Answer::Postgres(row))))
    }

    pub(crate) async fn run(self, sql: &str, values: Vec<Value>) -> Result<u64, DbError> {
        match self.0 {
            Place::Case(case) => sqlite::run(case.lock().unwrap_or_else(PoisonError::into_inner).conn()?, sql, &values),
            Place::Readers(_) | Place::Held(_) | Place::Pool(_) => Err(outside()),
            Place::Transaction(transaction) => Ok(transaction.execute_raw(statement(sql, values)).await?.rows_affected()),
        }
    }

    /// SQLite in this transaction: no trigger fires, and what points where is looked at by the commit. False on PostgreSQL, which has
    /// no such switch that an owner of tables may turn.
    pub(crate) fn stand_aside(self) -> Result<bool, DbError> {
        match self.0 {
            Place::Case(case) => sqlite::stand_aside(case.lock().unwrap_or_else(PoisonError::into_inner).conn()?).map(|()| true),
            Place::Transaction(_) => Ok(false),
            Place::Readers(_) | Place::Held(_) | Place::Pool(_) => Err(outside()),
        }
    }

    /// Several statements at once, without values: a step of the schema.
    pub(crate) async fn run_all(self, sql: &str) -> Result<(), DbError> {
        match self.0 {
            Place::Case(case) => Ok(case.lock().unwrap_or_else(PoisonError::into_inner).conn()?.execute_batch(sql)?),
            Place::Readers(_) | Place::Held(_) | Place::Pool(_) => Err(outside()),
            Place::Transaction(transaction) => Ok(transaction.execute_unprepared(sql).await.map(drop)?),
        }
    }
}
