//! What a database says of its own tables: so that a digest, an inspection and a copy need no list of rooms.

use crate::{Backend, DbError, Read, sql};
use sea_orm::Value;
use serde::{Deserialize, Serialize};

/// What a column holds. Nothing else is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Numbers, instants, money.
    #[serde(rename = "bigint")]
    Number,
    /// Texts.
    #[serde(rename = "text")]
    Text,
    /// Ids.
    #[serde(rename = "uuid")]
    Id,
    /// Bytes: what is sealed or hashed.
    #[serde(rename = "bytea")]
    Bytes,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// All tables, by name.
pub(crate) async fn tables(db: &impl Read) -> Result<Vec<String>, DbError> {
    let query = match db.app().backend() {
        Backend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        Backend::Postgres => "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    };
    let mut names = names(&sql::all(db, query, vec![]).await?)?;
    names.sort_unstable();
    Ok(names)
}

/// A table's columns, by name.
pub(crate) async fn columns(db: &impl Read, table: &str) -> Result<Vec<Column>, DbError> {
    let query = match db.app().backend() {
        Backend::Sqlite => "SELECT name, lower(type) AS kind FROM pragma_table_info($1)",
        Backend::Postgres => {
            "SELECT column_name::text AS name, data_type::text AS kind FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1"
        }
    };
    let mut columns = Vec::new();
    for row in sql::all(db, query, vec![Value::from(table)]).await? {
        let name: String = row.get("name")?;
        let kind = match row.get::<String>("kind")?.as_str() {
            "bigint" => Kind::Number,
            "text" => Kind::Text,
            "uuid" => Kind::Id,
            "bytea" => Kind::Bytes,
            other => return Err(DbError::Corrupt(format!("{table}.{name} has the type {other}: only bigint, text, uuid, bytea are stored"))),
        };
        columns.push(Column { name, kind });
    }
    columns.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    Ok(columns)
}

/// The columns of a table's primary key, in its order.
pub(crate) async fn key(db: &impl Read, table: &str) -> Result<Vec<String>, DbError> {
    let query = match db.app().backend() {
        Backend::Sqlite => "SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk",
        Backend::Postgres => {
            "SELECT k.column_name::text AS name FROM information_schema.table_constraints c
             JOIN information_schema.key_column_usage k USING (constraint_name, table_schema, table_name)
             WHERE c.constraint_type = 'PRIMARY KEY' AND c.table_schema = 'public' AND c.table_name = $1 ORDER BY k.ordinal_position"
        }
    };
    let key = names(&sql::all(db, query, vec![Value::from(table)]).await?)?;
    if key.is_empty() { Err(DbError::Corrupt(format!("{table} has no primary key"))) } else { Ok(key) }
}

fn names(rows: &[sql::Row]) -> Result<Vec<String>, DbError> {
    rows.iter().map(|row| row.get("name")).collect()
}
