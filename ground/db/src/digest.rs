//! A digest of all that the house knows, equal on both databases and under any master key.
//!
//! Rows are written as JSON lines ordered by their text; fields named `*_sealed` are opened under the row's
//! `subject`. Left out: tables and columns that hold keys, hashes under keys, leases and sessions.

use crate::schema::{self, Column, Kind};
use crate::vault::{self, Keys};
use crate::{App, DbError, Read, sql};
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

/// The digest of one moment, and that of each table.
pub async fn digest(app: &App) -> Result<(String, Vec<TableDigest>), DbError> {
    digest_of(&app.snapshot().await?).await
}

/// The digest of what is seen by `db`.
pub async fn digest_of(db: &impl Read) -> Result<(String, Vec<TableDigest>), DbError> {
    let mut hash = Sha256::new();
    let mut tables_seen = Vec::new();
    for table in tables(db).await? {
        let mut lines = lines(db, &table).await?;
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

pub(crate) async fn tables(db: &impl Read) -> Result<Vec<String>, DbError> {
    let mut names = schema::tables(db).await?;
    names.retain(|name| !SKIPPED_TABLES.contains(&name.as_str()));
    Ok(names)
}

pub(crate) async fn columns(db: &impl Read, table: &str) -> Result<Vec<Column>, DbError> {
    let mut columns = schema::columns(db, table).await?;
    columns.retain(|column| !SKIPPED_SUFFIXES.iter().any(|suffix| column.name.ends_with(suffix)));
    Ok(columns)
}

async fn lines(db: &impl Read, table: &str) -> Result<Vec<String>, DbError> {
    let columns = columns(db, table).await?;
    let has_subject = columns.iter().any(|column| column.name == "subject");
    let list = columns.iter().map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>().join(", ");
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
        for column in &columns {
            object.insert(column.name.clone(), value(&row, table, column, subject, &keys)?);
        }
        lines.push(Json::Object(object).to_string());
    }
    Ok(lines)
}

fn value(row: &sql::Row, table: &str, column: &Column, subject: Option<Uuid>, keys: &Keys) -> Result<Json, DbError> {
    let name = &column.name;
    Ok(match column.kind {
        Kind::Number => row.get::<Option<i64>>(name)?.map_or(Json::Null, Json::from),
        Kind::Text => row.get::<Option<String>>(name)?.map_or(Json::Null, Json::from),
        Kind::Id => row.get::<Option<Uuid>>(name)?.map_or(Json::Null, |id| Json::from(id.to_string())),
        Kind::Bytes => match (row.get::<Option<Vec<u8>>>(name)?, subject) {
            (None, _) => Json::Null,
            (Some(bytes), Some(subject)) if name.ends_with("_sealed") => {
                keys.open(subject, &format!("{table}.{name}"), &bytes)?.map_or_else(|| Json::from("erased"), Json::from)
            }
            (Some(bytes), _) => Json::from(hex(&bytes)),
        },
    })
}
