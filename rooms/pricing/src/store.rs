//! Quotes in the database.

use crate::quote::{Quote, QuoteId};
use db::sql::{self, Row};
use db::{DbError, Read, Tx};
use housebook::Pin;
use serde::Serialize;
use uuid::Uuid;
use values::Money;

const COLUMNS: &str = "id, ask, lines, total_kopecks, person_minutes, crew, minutes, price_book_file, price_book_version, service_file, service_version, \
                       districts_file, districts_version, made_at, valid_until, canonical, sha256";

/// A row: the quote by its columns, and the bytes that were hashed.
pub(crate) struct Stored {
    pub quote: Quote,
    pub canonical: Vec<u8>,
}

/// Keeps a new quote.
pub(crate) async fn add(tx: &Tx, quote: &Quote) -> Result<(), DbError> {
    let values = vec![
        quote.id.uuid().into(),
        json(&quote.ask)?.into(),
        json(&quote.lines)?.into(),
        quote.total.in_kopecks().into(),
        i64::from(quote.effort.person_minutes).into(),
        i64::from(quote.effort.crew).into(),
        i64::from(quote.effort.minutes).into(),
        quote.price_book.file.clone().into(),
        quote.price_book.version.into(),
        quote.service.file.clone().into(),
        quote.service.version.into(),
        quote.districts.file.clone().into(),
        quote.districts.version.into(),
        quote.made_at.micros().into(),
        quote.valid_until.micros().into(),
        quote.canonical().map_err(|e| not_written(&e))?.into(),
        quote.sha256.clone().into(),
    ];
    sql::run(tx, &format!("INSERT INTO quotes ({COLUMNS}) VALUES ({})", sql::places(1, values.len())), values).await?;
    Ok(())
}

/// The quote of this id.
pub(crate) async fn quote(db: &impl Read, id: QuoteId) -> Result<Option<Quote>, DbError> {
    let row = sql::one(db, &format!("SELECT {COLUMNS} FROM quotes WHERE id = $1"), vec![id.uuid().into()]).await?;
    row.map(|row| Ok(stored(&row)?.quote)).transpose()
}

/// A page of quotes after an id, oldest first. A row that cannot be read comes as its error: to the proof it is a finding.
pub(crate) async fn page(db: &impl Read, after: Option<QuoteId>, limit: u32) -> Result<Vec<(QuoteId, Result<Stored, DbError>)>, DbError> {
    let query = format!("SELECT {COLUMNS} FROM quotes WHERE id > $1 ORDER BY id LIMIT $2");
    let rows = sql::all(db, &query, vec![after.map_or(Uuid::nil(), QuoteId::uuid).into(), i64::from(limit).into()]).await?;
    rows.iter().map(|row| Ok((QuoteId::from(row.get::<Uuid>("id")?), stored(row)))).collect()
}

fn stored(row: &Row) -> Result<Stored, DbError> {
    let text = |column: &str| row.get::<String>(column);
    let number = |column: &str| u32::try_from(row.get::<i64>(column)?).map_err(DbError::corrupt);
    let pin = |file: &str, version: &str| Ok::<_, DbError>(Pin { file: row.get(file)?, version: row.get(version)? });
    let quote = Quote {
        id: row.get::<Uuid>("id")?.into(),
        ask: serde_json::from_str(&text("ask")?).map_err(DbError::corrupt)?,
        lines: serde_json::from_str(&text("lines")?).map_err(DbError::corrupt)?,
        total: Money::kopecks(row.get("total_kopecks")?),
        effort: catalog::Effort { person_minutes: number("person_minutes")?, crew: number("crew")?, minutes: number("minutes")? },
        price_book: pin("price_book_file", "price_book_version")?,
        service: pin("service_file", "service_version")?,
        districts: pin("districts_file", "districts_version")?,
        made_at: row.at("made_at")?,
        valid_until: row.at("valid_until")?,
        sha256: text("sha256")?,
    };
    Ok(Stored { quote, canonical: row.get("canonical")? })
}

fn json(value: &impl Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|e| not_written(&e))
}

pub(crate) fn not_written(error: &serde_json::Error) -> DbError {
    DbError::Other(format!("a quote cannot be written: {error}"))
}
