//! A digest of all that the house knows, equal on both databases and under any master key.
//!
//! Rows are written as JSON lines ordered by their text; fields named `*_sealed` are opened under the row's
//! `subject`. Left out: tables and columns that hold keys, hashes under keys, leases and sessions.

use crate::vault::{self, Keys};
use crate::{App, Backend, DbError, Reader, sql};
use sea_orm::Value;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use values::hex;

/// Tables without lasting content.
const SKIPPED_TABLES: [&str; 7] = ["migrations", "house", "house_keys", "subject_keys", "sessions", "idempotency", "limits"];
/// Columns that differ from house to house: under the master key, salted, or of machine time.
const SKIPPED_SUFFIXES: [&str; 4] = ["_hash", "mark", "_machine_at", "_until_machine"];

/// SHA-256 of some bytes, in hex: under what was agreed, offered or written by the owner.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// What went into a digest from one table: for those who look for a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDigest {
    /// The table.
    pub table: String,
    /// How many rows.
    pub rows: usize,
    /// SHA-256 of its lines, in hex.
    pub sha256: String,
}

/// The digest, and that of each table.
pub async fn digest(app: &App) -> Result<(String, Vec<TableDigest>), DbError> {
    let db = app.read().await?;
    let mut hash = Sha256::new();
    let mut tables_seen = Vec::new();
    for table in tables(&db).await? {
        let mut lines = lines(&db, &table).await?;
        lines.sort_unstable();
        let mut of_table = Sha256::new();
        for line in &lines {
            of_table.update(format!("{line}\n"));
        }
        let sha256 = hex(&of_table.finalize());
        hash.update(format!("{table} {sha256}\n"));
        tables_seen.push(TableDigest { table, rows: lines.len(), sha256 });
    }
    Ok((hex(&hash.finalize()), tables_seen))
}

pub(crate) async fn tables(db: &Reader) -> Result<Vec<String>, DbError> {
    let query = match crate::Read::app(db).backend() {
        Backend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        Backend::Postgres => "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    };
    let mut names = Vec::new();
    for row in sql::all(db, query, vec![]).await? {
        let name: String = row.get("name")?;
        if !SKIPPED_TABLES.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

pub(crate) async fn columns(db: &Reader, table: &str) -> Result<Vec<(String, String)>, DbError> {
    let query = match crate::Read::app(db).backend() {
        Backend::Sqlite => "SELECT name, lower(type) AS kind FROM pragma_table_info($1)",
        Backend::Postgres => {
            "SELECT column_name::text AS name, data_type::text AS kind FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1"
        }
    };
    let mut columns = Vec::new();
    for row in sql::all(db, query, vec![Value::from(table)]).await? {
        let name: String = row.get("name")?;
        if !SKIPPED_SUFFIXES.iter().any(|suffix| name.ends_with(suffix)) {
            columns.push((name, row.get("kind")?));
        }
    }
    columns.sort_unstable();
    Ok(columns)
}

async fn lines(db: &Reader, table: &str) -> Result<Vec<String>, DbError> {
    let columns = columns(db, table).await?;
    let has_subject = columns.iter().any(|(name, _)| name == "subject");
    let list = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let rows = sql::all(db, &format!("SELECT {list} FROM \"{table}\""), vec![]).await?;
    let mut subjects = Vec::new();
    if has_subject {
        for row in &rows {
            subjects.extend(row.get::<Option<Uuid>>("subject")?);
        }
        subjects.sort_unstable();
        subjects.dedup();
    }
    let keys = vault::keys(db, &subjects).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let subject = if has_subject { row.get::<Option<Uuid>>("subject")? } else { None };
        let mut object = Map::new();
        for (name, kind) in &columns {
            object.insert(name.clone(), value(&row, table, name, kind, subject, &keys)?);
        }
        lines.push(Json::Object(object).to_string());
    }
    Ok(lines)
}

fn value(row: &sql::Row, table: &str, name: &str, kind: &str, subject: Option<Uuid>, keys: &Keys) -> Result<Json, DbError> {
    Ok(match kind {
        "bigint" => row.get::<Option<i64>>(name)?.map_or(Json::Null, Json::from),
        "text" => row.get::<Option<String>>(name)?.map_or(Json::Null, Json::from),
        "uuid" => row.get::<Option<Uuid>>(name)?.map_or(Json::Null, |id| Json::from(id.to_string())),
        "bytea" => match (row.get::<Option<Vec<u8>>>(name)?, subject) {
            (None, _) => Json::Null,
            (Some(bytes), Some(subject)) if name.ends_with("_sealed") => {
                keys.open(subject, &format!("{table}.{name}"), &bytes)?.map_or_else(|| Json::from("erased"), Json::from)
            }
            (Some(bytes), _) => Json::from(hex(&bytes)),
        },
        other => return Err(DbError::Corrupt(format!("{table}.{name} has the type {other}: only bigint, text, uuid, bytea are stored"))),
    })
}
