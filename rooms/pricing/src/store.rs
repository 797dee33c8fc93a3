//! Quotes in the database.

use crate::discounts::Kind;
use crate::quote::{DiscountAnswer, Form, Quote, QuoteId};
use db::sql::{self, Row};
use db::{DbError, Read, Tx};
use housebook::Pin;
use serde::Serialize;
use uuid::Uuid;
use values::Money;

const COLUMNS: &str = "id, ask, lines, total_kopecks, person_minutes, crew, minutes, price_book_file, price_book_version, service_file, service_version, \
                       districts_file, districts_version, made_at, valid_until, canonical, sha256, form, discounts, fees";

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
        quote.form.name().into(),
        json(&quote.discounts)?.into(),
        json(&quote.fees)?.into(),
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
        form: Form::parse(&text("form")?).ok_or_else(|| DbError::corrupt("the form of a quote"))?,
        discounts: serde_json::from_str(&text("discounts")?).map_err(DbError::corrupt)?,
        fees: serde_json::from_str(&text("fees")?).map_err(DbError::corrupt)?,
    };
    Ok(Stored { quote, canonical: row.get("canonical")? })
}

/// How often a promo code was used.
pub(crate) async fn promo_uses(db: &impl Read, code: &str) -> Result<i64, DbError> {
    let row = sql::one(db, "SELECT nth FROM promo_uses WHERE code = $1 ORDER BY nth DESC LIMIT 1", vec![code.into()]).await?;
    row.map_or(Ok(0), |row| row.get("nth"))
}

/// Uses a promo code for a quote, the `nth` of all; `false` when another transaction did that a moment ago.
pub(crate) async fn use_promo(tx: &Tx, code: &str, nth: i64, quote: QuoteId) -> Result<bool, DbError> {
    let row = vec![code.into(), nth.into(), quote.uuid().into(), tx.now().micros().into()];
    let query = "INSERT INTO promo_uses (code, nth, quote, used_at) VALUES ($1, $2, $3, $4) ON CONFLICT (code, nth) DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Quotes that used a code which they do not hold.
pub(crate) async fn misused(db: &impl Read) -> Result<Vec<QuoteId>, DbError> {
    let query = "SELECT u.quote, u.code, q.discounts FROM promo_uses u JOIN quotes q ON q.id = u.quote WHERE u.quote > $1 ORDER BY u.quote LIMIT 500";
    let (mut found, mut after) = (Vec::new(), Uuid::nil());
    loop {
        let rows = sql::all(db, query, vec![after.into()]).await?;
        let Some(last) = rows.last() else {
            return Ok(found);
        };
        after = last.get("quote")?;
        for row in &rows {
            let answers: Vec<DiscountAnswer> = serde_json::from_str(&row.get::<String>("discounts")?).map_err(DbError::corrupt)?;
            let code: String = row.get("code")?;
            if !answers.iter().any(|answer| answer.discount == (Kind::Promo { code: code.clone() }) && answer.answer.off() > Money::ZERO) {
                found.push(QuoteId::from(row.get::<Uuid>("quote")?));
            }
        }
    }
}

fn json(value: &impl Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|e| not_written(&e))
}

pub(crate) fn not_written(error: &serde_json::Error) -> DbError {
    DbError::Other(format!("a quote cannot be written: {error}"))
}
