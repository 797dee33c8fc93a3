//! Requests and agreements in the database.

use crate::agreement::{Agreement, Terms};
use crate::amendment::Amendment;
use crate::request::{RequestState, SealedContact};
use crate::{AgreementId, RequestId};
use db::{DbError, Read, Tx, sha256_hex, sql, vault};
use households::ClientId;
use pricing::QuoteId;
use room::Finding;
use scheduling::HoldId;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Instant, Lang, Money};
use visits::VisitId;

pub(crate) struct RequestRow {
    pub id: RequestId,
    pub hold: HoldId,
    pub quote: QuoteId,
    pub contact: Option<SealedContact>,
    pub lang: Lang,
    pub state: RequestState,
    pub made_at: Instant,
    /// For whom, and the quote of the order that it repeats.
    pub again: Option<(ClientId, QuoteId)>,
}

/// What a request is made of.
pub(crate) struct NewRequest<'a> {
    pub hold: HoldId,
    pub quote: QuoteId,
    pub contact: &'a SealedContact,
    pub lang: Lang,
    pub state: RequestState,
    pub again: Option<(ClientId, QuoteId)>,
}

/// The request for this hold, made anew or with what was typed now.
pub(crate) async fn put_request(tx: &Tx, new: &NewRequest<'_>) -> Result<RequestId, DbError> {
    let NewRequest { hold, quote, contact, lang, state, again } = *new;
    let (client, repeats) = again.map(|(client, quote)| (client.uuid(), quote.uuid())).unzip();
    let known = sql::one(tx, "SELECT subject FROM booking_requests WHERE hold = $1", vec![hold.uuid().into()]).await?;
    let id = match &known {
        Some(row) => RequestId::from(row.get::<Uuid>("subject")?),
        None => tx.id(),
    };
    let json = serde_json::to_string(contact).map_err(DbError::corrupt)?;
    let sealed = vault::seal(tx, id.uuid(), "booking_requests.contact_sealed", &json).await?;
    if known.is_some() {
        let row = vec![id.uuid().into(), quote.uuid().into(), sealed.into(), lang.tag().into(), state.name().into(), client.into(), repeats.into()];
        sql::run(
            tx,
            "UPDATE booking_requests SET quote = $2, contact_sealed = $3, lang = $4, state = $5, client = $6, repeats = $7 WHERE subject = $1 AND state IN ('open', 'proved')",
            row,
        )
        .await?;
    } else {
        let row = vec![
            id.uuid().into(),
            hold.uuid().into(),
            quote.uuid().into(),
            sealed.into(),
            lang.tag().into(),
            state.name().into(),
            tx.now().micros().into(),
            client.into(),
            repeats.into(),
        ];
        let query = "INSERT INTO booking_requests (subject, hold, quote, contact_sealed, lang, state, made_at, client, repeats)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (hold) DO NOTHING";
        // The same button pressed twice: from the start, where the first is seen.
        if sql::run(tx, query, row).await? == 0 {
            return Err(DbError::raced());
        }
    }
    Ok(id)
}

pub(crate) async fn request(db: &impl Read, id: RequestId) -> Result<Option<RequestRow>, DbError> {
    let query = "SELECT subject, hold, quote, contact_sealed, lang, state, made_at, client, repeats FROM booking_requests WHERE subject = $1";
    let Some(row) = sql::one(db, query, vec![id.uuid().into()]).await? else {
        return Ok(None);
    };
    let json = vault::keys(db, &[id.uuid()]).await?.open(id.uuid(), "booking_requests.contact_sealed", &row.get::<Vec<u8>>("contact_sealed")?)?;
    Ok(Some(RequestRow {
        id,
        hold: HoldId::from(row.get::<Uuid>("hold")?),
        quote: QuoteId::from(row.get::<Uuid>("quote")?),
        contact: json.map(|json| serde_json::from_str(&json)).transpose().map_err(DbError::corrupt)?,
        lang: Lang::parse(&row.get::<String>("lang")?).unwrap_or_default(),
        state: RequestState::parse(&row.get::<String>("state")?).ok_or_else(|| DbError::corrupt("a request's state"))?,
        made_at: row.at("made_at")?,
        again: row.get::<Option<Uuid>>("client")?.map(ClientId::from).zip(row.get::<Option<Uuid>>("repeats")?.map(QuoteId::from)),
    }))
}

/// The latest request by which a client repeats an order and has not agreed to yet.
pub(crate) async fn latest_again(db: &impl Read, client: ClientId) -> Result<Option<RequestRow>, DbError> {
    let query = "SELECT subject FROM booking_requests WHERE client = $1 AND client IS NOT NULL AND state = 'proved' ORDER BY made_at DESC LIMIT 1";
    match sql::one(db, query, vec![client.uuid().into()]).await? {
        Some(row) => request(db, RequestId::from(row.get::<Uuid>("subject")?)).await,
        None => Ok(None),
    }
}

/// Takes the request for this transaction: a second press waits here, and then sees what the first did.
pub(crate) async fn take(tx: &Tx, id: RequestId) -> Result<(), DbError> {
    sql::run(tx, "UPDATE booking_requests SET state = state WHERE subject = $1", vec![id.uuid().into()]).await.map(drop)
}

/// Moves a request on from the state in which it was read.
pub(crate) async fn set_state(tx: &Tx, id: RequestId, from: RequestState, to: RequestState, quote: Option<QuoteId>) -> Result<(), DbError> {
    let values = vec![id.uuid().into(), from.name().into(), to.name().into(), quote.map(QuoteId::uuid).into()];
    let query = "UPDATE booking_requests SET state = $3, quote = COALESCE($4, quote) WHERE subject = $1 AND state = $2";
    if sql::run(tx, query, values).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// The request for a hold, if one was made.
pub(crate) async fn request_of_hold(db: &impl Read, hold: HoldId) -> Result<Option<RequestRow>, DbError> {
    let row = sql::one(db, "SELECT subject FROM booking_requests WHERE hold = $1", vec![hold.uuid().into()]).await?;
    match row {
        Some(row) => request(db, RequestId::from(row.get::<Uuid>("subject")?)).await,
        None => Ok(None),
    }
}

/// The agreement by which a home was ordered for before, by the home's keyed hash.
pub(crate) async fn is_ordered_home(db: &impl Read, mark: &[u8]) -> Result<bool, DbError> {
    Ok(sql::one(db, "SELECT 1 AS one FROM ordered_homes WHERE home_hash = $1", vec![mark.to_vec().into()]).await?.is_some())
}

/// Marks a home as ordered for; `false` when it was before.
pub(crate) async fn mark_home(tx: &Tx, mark: &[u8], agreement: AgreementId) -> Result<bool, DbError> {
    let query = "INSERT INTO ordered_homes (home_hash, agreement) VALUES ($1, $2) ON CONFLICT (home_hash) DO NOTHING";
    Ok(sql::run(tx, query, vec![mark.to_vec().into(), agreement.uuid().into()]).await? == 1)
}

/// Keeps an amendment, the next of its visit.
pub(crate) async fn amend(tx: &Tx, made: &Amendment) -> Result<(), DbError> {
    let nth = sql::one(tx, "SELECT nth FROM amendments WHERE visit = $1 ORDER BY nth DESC LIMIT 1", vec![made.visit.uuid().into()]).await?;
    let nth: i64 = nth.map_or(Ok(0), |row| row.get("nth"))?;
    let json = String::from_utf8(made.canonical().map_err(DbError::corrupt)?).map_err(DbError::corrupt)?;
    let row = vec![
        made.id.uuid().into(),
        made.visit.uuid().into(),
        (nth + 1).into(),
        made.agreement.map(AgreementId::uuid).into(),
        name(&made.amend)?.into(),
        name(&made.cause)?.into(),
        made.fee.in_kopecks().into(),
        json.into(),
        made.sha256().map_err(DbError::corrupt)?.into(),
        made.made_at.micros().into(),
    ];
    let query = "INSERT INTO amendments (id, visit, nth, agreement, amend, cause, fee_kopecks, terms, sha256, made_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (visit, nth) DO NOTHING";
    if sql::run(tx, query, row).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// The name of an enum's value, as it stands in the terms too.
fn name(value: &impl serde::Serialize) -> Result<String, DbError> {
    match serde_json::to_value(value).map_err(DbError::corrupt)? {
        serde_json::Value::String(name) => Ok(name),
        other => Err(DbError::corrupt(other)),
    }
}

/// The amendments of a visit, the latest first. Nobody amends one visit a hundred times.
pub(crate) async fn amendments(db: &impl Read, visit: VisitId) -> Result<Vec<Amendment>, DbError> {
    let rows = sql::all(db, "SELECT terms FROM amendments WHERE visit = $1 ORDER BY nth DESC LIMIT 100", vec![visit.uuid().into()]).await?;
    rows.into_iter().map(|row| serde_json::from_str(&row.get::<String>("terms")?).map_err(DbError::corrupt)).collect()
}

/// The late changes that a client had for nothing by their count, the last ones first: which of all, and when.
pub(crate) async fn free_changes(db: &impl Read, client: ClientId, most: u32) -> Result<Vec<(i64, Instant)>, DbError> {
    let query = "SELECT nth, made_at FROM free_changes WHERE client = $1 ORDER BY nth DESC LIMIT $2";
    let rows = sql::all(db, query, vec![client.uuid().into(), i64::from(most).into()]).await?;
    rows.iter().map(|row| Ok((row.get("nth")?, row.at("made_at")?))).collect()
}

/// Takes one of them, the `nth` of all; `false` when another transaction did that a moment ago.
pub(crate) async fn take_free_change(tx: &Tx, client: ClientId, nth: i64, made: &Amendment) -> Result<bool, DbError> {
    let row = vec![client.uuid().into(), nth.into(), made.id.uuid().into(), made.made_at.micros().into()];
    let query = "INSERT INTO free_changes (client, nth, amendment, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT (client, nth) DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

pub(crate) async fn last_amendment(db: &impl Read, visit: VisitId) -> Result<Option<Amendment>, DbError> {
    Ok(amendments(db, visit).await?.into_iter().next())
}

/// Was this price, or this time, agreed to before? A time keeps its place when its price is written down anew.
pub(crate) async fn is_agreed(db: &impl Read, quote: QuoteId, hold: HoldId) -> Result<bool, DbError> {
    Ok(sql::one(db, "SELECT 1 AS one FROM agreements WHERE quote = $1 OR hold = $2", vec![quote.uuid().into(), hold.uuid().into()]).await?.is_some())
}

pub(crate) async fn has_agreement(db: &impl Read, client: ClientId) -> Result<bool, DbError> {
    Ok(sql::one(db, "SELECT 1 AS one FROM agreements WHERE client = $1 LIMIT 1", vec![client.uuid().into()]).await?.is_some())
}

/// Keeps an agreement. The database allows one per hold, per quote and per visit.
pub(crate) async fn add(tx: &Tx, agreement: &Agreement) -> Result<(), DbError> {
    let terms = &agreement.terms;
    // The canonical bytes themselves: a later form of the terms must not change what was hashed.
    let json = String::from_utf8(terms.canonical().map_err(DbError::corrupt)?).map_err(DbError::corrupt)?;
    let row = vec![
        terms.id.uuid().into(),
        agreement.hold.uuid().into(),
        terms.quote.uuid().into(),
        terms.visit.uuid().into(),
        terms.client.uuid().into(),
        json.into(),
        agreement.sha256.clone().into(),
        terms.made_at.micros().into(),
    ];
    sql::run(tx, "INSERT INTO agreements (id, hold, quote, visit, client, terms, sha256, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", row).await?;
    Ok(())
}

/// Takes the client's one first order; `false` when it was taken before.
pub(crate) async fn take_first_order(tx: &Tx, client: ClientId, agreement: AgreementId) -> Result<bool, DbError> {
    let query = "INSERT INTO first_orders (client, agreement) VALUES ($1, $2) ON CONFLICT (client) DO NOTHING";
    Ok(sql::run(tx, query, vec![client.uuid().into(), agreement.uuid().into()]).await? == 1)
}

pub(crate) async fn agreement(db: &impl Read, id: AgreementId) -> Result<Option<Agreement>, DbError> {
    let row = sql::one(db, "SELECT terms, sha256, hold FROM agreements WHERE id = $1", vec![id.uuid().into()]).await?;
    row.map(|row| open(&row)).transpose()
}

pub(crate) async fn of_visit(db: &impl Read, visit: VisitId) -> Result<Option<Agreement>, DbError> {
    let row = sql::one(db, "SELECT terms, sha256, hold FROM agreements WHERE visit = $1", vec![visit.uuid().into()]).await?;
    row.map(|row| open(&row)).transpose()
}

pub(crate) async fn of_visits(db: &impl Read, visits: &[VisitId]) -> Result<Vec<Agreement>, DbError> {
    let mut agreements = Vec::new();
    for row in sql::about(db, "SELECT terms, sha256, hold FROM agreements WHERE visit IN ($ids)", vec![], visits.iter().map(|id| id.uuid())).await? {
        agreements.push(open(&row)?);
    }
    Ok(agreements)
}

/// How often the house put visits of a client to another time, and how often it called them off.
pub(crate) async fn by_the_house(db: &impl Read, client: ClientId) -> Result<(u32, u32), DbError> {
    let query = "SELECT a.amend, COUNT(*) AS n FROM visits v JOIN amendments a ON a.visit = v.id WHERE v.client = $1 AND a.cause = 'house' GROUP BY a.amend";
    let (mut moved, mut cancelled) = (0, 0);
    for row in sql::all(db, query, vec![client.uuid().into()]).await? {
        let n = u32::try_from(row.get::<i64>("n")?).map_err(DbError::corrupt)?;
        if row.get::<String>("amend")? == "change" { moved = n } else { cancelled = n }
    }
    Ok((moved, cancelled))
}

/// An agreement's total is that of its quote: see [`verify`].
pub(crate) async fn totals_of(db: &impl Read, visits: &[VisitId]) -> Result<BTreeMap<VisitId, Money>, DbError> {
    let mut totals = BTreeMap::new();
    for row in sql::about(
        db,
        "SELECT a.visit, q.total_kopecks FROM agreements a JOIN quotes q ON q.id = a.quote WHERE a.visit IN ($ids)",
        vec![],
        visits.iter().map(|id| id.uuid()),
    )
    .await?
    {
        totals.insert(VisitId::from(row.get::<Uuid>("visit")?), Money::kopecks(row.get("total_kopecks")?));
    }
    Ok(totals)
}

fn open(row: &sql::Row) -> Result<Agreement, DbError> {
    let terms: Terms = serde_json::from_str(&row.get::<String>("terms")?).map_err(DbError::corrupt)?;
    Ok(Agreement { terms, sha256: row.get("sha256")?, hold: HoldId::from(row.get::<Uuid>("hold")?) })
}

/// Agreements and amendments whose bytes do not give their hash, or whose amounts are not those of the quote; homes that were
/// given the discount on a first order twice; orders that were repeated for somebody else.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let mut findings = amended(db).await?;
    let twice = "SELECT v.home AS id, COUNT(*) AS n FROM first_orders f JOIN agreements a ON a.id = f.agreement JOIN visits v ON v.id = a.visit
                 GROUP BY v.home HAVING COUNT(*) > 1";
    for row in sql::all(db, twice, vec![]).await? {
        findings.push(Finding::broken("promise 1: a home had two first orders", row.get::<Uuid>("id")?));
    }
    let others = "SELECT a.id FROM booking_requests r JOIN agreements a ON a.hold = r.hold WHERE r.client IS NOT NULL AND r.client <> a.client";
    for row in sql::all(db, others, vec![]).await? {
        findings.push(Finding::broken("promise 1: an order was repeated for somebody else", row.get::<Uuid>("id")?));
    }
    let mut after = Uuid::nil();
    loop {
        let query =
            "SELECT a.id, a.terms, a.sha256, a.hold, q.total_kopecks FROM agreements a JOIN quotes q ON q.id = a.quote WHERE a.id > $1 ORDER BY a.id LIMIT 500";
        let rows = sql::all(db, query, vec![after.into()]).await?;
        let Some(last) = rows.last() else {
            return Ok(findings);
        };
        after = last.get("id")?;
        for row in &rows {
            let agreement = open(row)?;
            if sha256_hex(row.get::<String>("terms")?.as_bytes()) != agreement.sha256
                || agreement.terms.total.in_kopecks() != row.get::<i64>("total_kopecks")?
            {
                findings.push(Finding::broken("promise 1: the agreement is not the quote", agreement.terms.id));
            }
        }
    }
}

async fn amended(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let mut findings = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let query = "SELECT id, terms, sha256, fee_kopecks FROM amendments WHERE id > $1 ORDER BY id LIMIT 500";
        let rows = sql::all(db, query, vec![after.into()]).await?;
        let Some(last) = rows.last() else {
            return Ok(findings);
        };
        after = last.get("id")?;
        for row in &rows {
            let terms: String = row.get("terms")?;
            let made: Amendment = serde_json::from_str(&terms).map_err(DbError::corrupt)?;
            if sha256_hex(terms.as_bytes()) != row.get::<String>("sha256")? || made.fee.in_kopecks() != row.get::<i64>("fee_kopecks")? {
                findings.push(Finding::broken("promise 1: an amendment is not what was agreed", made.id));
            }
        }
    }
}
