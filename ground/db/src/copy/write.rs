//! Writing a moment out, table by table, page by page.

use super::lines::{Opener, write_line};
use super::{Copied, Form, Piece, is_left_out, path};
use crate::schema::{self, Column, Kind};
use crate::{Backend, DbError, Read, Snapshot, sql, vault};
use sea_orm::Value;
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc::Sender;
use uuid::Uuid;
use values::hex;

/// Rows that are read at once.
const PAGE: usize = 2_000;

/// Writes every table of the moment to `to`; `told` hears how many of how many are written.
pub async fn write(db: &Snapshot, form: Form, to: &Sender<Piece>, told: impl Fn(u64, u64)) -> Result<Vec<Copied>, DbError> {
    let mut tables = schema::tables(db).await?;
    tables.retain(|table| !is_left_out(form, table));
    let (mut copied, all) = (Vec::new(), tables.len() as u64);
    for (done, table) in (1..).zip(tables) {
        copied.push(write_table(db, form, table, to).await?);
        told(done, all);
    }
    Ok(copied)
}

async fn write_table(db: &Snapshot, form: Form, table: String, to: &Sender<Piece>) -> Result<Copied, DbError> {
    let columns = schema::columns(db, &table).await?;
    let key = schema::key(db, &table).await?;
    let opens = form == Form::Open && columns.iter().any(|c| c.name == "subject") && columns.iter().any(|c| c.name.ends_with("_sealed"));
    let (mut hash, mut rows, mut after) = (Sha256::new(), 0, Vec::new());
    loop {
        let page = sql::all(db, &query(db.app().backend(), &table, &columns, &key, !after.is_empty()), after).await?;
        let Some(last) = page.last() else { break };
        after = key.iter().map(|name| value_of(last, &columns, name)).collect::<Result<_, _>>()?;
        let mut subjects = Vec::new();
        if opens {
            for row in &page {
                subjects.extend(row.get::<Option<Uuid>>("subject")?);
            }
            subjects.sort_unstable();
            subjects.dedup();
        }
        let opener = Opener { form, keys: vault::keys(db, &subjects).await?, vault: db.app().vault() };
        let mut bytes = Vec::with_capacity(page.len() * 128);
        for row in &page {
            write_line(&mut bytes, &table, &columns, row, &opener)?;
        }
        hash.update(&bytes);
        rows += page.len() as u64;
        to.send(Piece { path: path(&table), bytes }).await.map_err(|_| DbError::Other("nobody takes the copy".to_owned()))?;
        if page.len() < PAGE {
            break;
        }
    }
    Ok(Copied { table, columns, rows, sha256: hex(&hash.finalize()) })
}

/// By the primary key, after a row of it. A text is compared by its bytes: a database's own order of letters differs from house to house.
fn query(backend: Backend, table: &str, columns: &[Column], key: &[String], is_later: bool) -> String {
    let list = |names: &mut dyn Iterator<Item = String>| names.collect::<Vec<_>>().join(", ");
    let ordered = list(&mut key.iter().map(|name| {
        let is_text = columns.iter().any(|column| column.name == *name && column.kind == Kind::Text);
        if is_text && backend == Backend::Postgres { format!("\"{name}\" COLLATE \"C\"") } else { format!("\"{name}\"") }
    }));
    let after = if is_later { format!("WHERE ({ordered}) > ({})", sql::places(1, key.len())) } else { String::new() };
    let columns = list(&mut columns.iter().map(|column| format!("\"{}\"", column.name)));
    format!("SELECT {columns} FROM \"{table}\" {after} ORDER BY {ordered} LIMIT {PAGE}")
}

fn value_of(row: &sql::Row, columns: &[Column], name: &str) -> Result<Value, DbError> {
    let kind = columns.iter().find(|column| column.name == name).map(|column| column.kind);
    Ok(match kind {
        Some(Kind::Number) => row.get::<i64>(name)?.into(),
        Some(Kind::Text) => row.get::<String>(name)?.into(),
        Some(Kind::Id) => row.get::<Uuid>(name)?.into(),
        Some(Kind::Bytes) => row.get::<Vec<u8>>(name)?.into(),
        None => return Err(DbError::Other(format!("no column {name}"))),
    })
}
