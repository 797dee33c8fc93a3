//! Reminders given and bad news told, in the database.

use crate::OfferId;
use crate::bad_news::{BadNews, KeptTime, Solution, TwoTimes, Why};
use crate::service::arriving::Heard;
use crate::service::offers::{Offer, Settled};
use db::{DbError, Read, Tx, sql};
use households::ClientId;
use room::Finding;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::Instant;
use visits::{Visit, VisitId, VisitMoved};

/// Keeps that the client is reminded of a visit at this time; `false` when that was done before.
pub(crate) async fn add_reminder(tx: &Tx, visit: VisitId, starts: Instant, version: u32) -> Result<bool, DbError> {
    let row = vec![visit.uuid().into(), starts.micros().into(), i64::from(version).into(), tx.now().micros().into()];
    let query = "INSERT INTO reminders (visit, starts_at, version, at) VALUES ($1, $2, $3, $4) ON CONFLICT (visit, starts_at) DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Keeps what is told; the database takes none without its way out, and one for each version of the visit.
pub(crate) async fn add_news(tx: &Tx, id: OfferId, client: ClientId, news: &BadNews) -> Result<(), DbError> {
    let (replacement, times) = match news.solution {
        Solution::Replacement(person) => (Some(person.uuid()), None),
        Solution::TwoTimes(times) => (None, Some(times)),
    };
    let row = vec![
        id.uuid().into(),
        news.visit.uuid().into(),
        client.uuid().into(),
        i64::from(news.version).into(),
        // The column of before knows three reasons alone.
        (if news.why == Why::House { Why::Lateness } else { news.why }).name().into(),
        replacement.into(),
        times.map(|times| times.one().kept).into(),
        times.map(|times| times.one().start.micros()).into(),
        times.map(|times| times.two().kept).into(),
        times.map(|times| times.two().start.micros()).into(),
        times.map(|times| times.until().micros()).into(),
        tx.now().micros().into(),
        tx.by().0.clone().into(),
        news.why.name().into(),
    ];
    let query =
        "INSERT INTO bad_news (id, visit, client, version, why, replacement, kept_one, starts_one_at, kept_two, starts_two_at, kept_until_at, told_at, told_by, cause)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (visit, version) DO NOTHING";
    if sql::run(tx, query, row).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// Keeps that the house has moved a visit on its own account; a reason comes with the word.
pub(crate) async fn add_house_move(tx: &Tx, moved: &VisitMoved) -> Result<(), DbError> {
    let row = vec![
        moved.visit.uuid().into(),
        i64::from(moved.version).into(),
        moved.from.start.micros().into(),
        moved.to.start.micros().into(),
        tx.now().micros().into(),
        tx.by().0.clone().into(),
    ];
    let query = "INSERT INTO house_moves (visit, version, from_starts_at, to_starts_at, at, by) VALUES ($1, $2, $3, $4, $5, $6)";
    sql::run(tx, query, row).await.map(drop)
}

/// Keeps why the house has moved a visit; `false` where it has not.
pub(crate) async fn give_reason(tx: &Tx, visit: VisitId, version: u32, why: Why) -> Result<bool, DbError> {
    let row = vec![visit.uuid().into(), i64::from(version).into(), why.name().into()];
    Ok(sql::run(tx, "UPDATE house_moves SET why = $3 WHERE visit = $1 AND version = $2", row).await? == 1)
}

/// Keeps that the house has called a visit off.
pub(crate) async fn add_house_call_off(tx: &Tx, visit: VisitId) -> Result<(), DbError> {
    let row = vec![visit.uuid().into(), tx.now().micros().into(), tx.by().0.clone().into()];
    sql::run(tx, "INSERT INTO house_calls_off (visit, at, by) VALUES ($1, $2, $3)", row).await.map(drop)
}

pub(crate) async fn is_house_move(db: &impl Read, visit: VisitId, version: u32) -> Result<bool, DbError> {
    let row = vec![visit.uuid().into(), i64::from(version).into()];
    Ok(sql::one(db, "SELECT visit FROM house_moves WHERE visit = $1 AND version = $2", row).await?.is_some())
}

/// Why this version of a visit is another one, where that was told.
pub(crate) async fn why(db: &impl Read, visit: VisitId, version: u32) -> Result<Option<Why>, DbError> {
    let query = "SELECT COALESCE(cause, why) AS why FROM bad_news WHERE visit = $1 AND version = $2
                 UNION ALL SELECT why FROM house_moves WHERE visit = $1 AND version = $2 AND why IS NOT NULL";
    let row = sql::one(db, query, vec![visit.uuid().into(), i64::from(version).into()]).await?;
    row.map(|row| Why::parse(&row.get::<String>("why")?).ok_or_else(|| DbError::corrupt("why"))).transpose()
}

/// Has bad news been told of this version of a visit?
pub(crate) async fn has_news(db: &impl Read, visit: VisitId, version: u32) -> Result<bool, DbError> {
    let row = vec![visit.uuid().into(), i64::from(version).into()];
    Ok(sql::one(db, "SELECT id FROM bad_news WHERE visit = $1 AND version = $2", row).await?.is_some())
}

/// Were these times kept beside a visit that is only late? Then it goes on without an answer.
pub(crate) async fn is_of_arrival(db: &impl Read, offer: &Offer) -> Result<bool, DbError> {
    let row = vec![offer.visit.uuid().into(), offer.id.uuid().into()];
    Ok(sql::one(db, "SELECT number FROM arrivals_heard WHERE visit = $1 AND offer = $2 LIMIT 1", row).await?.is_some())
}

const OFFERS: &str = "SELECT id, visit, client, version, COALESCE(cause, why) AS why, kept_one, starts_one_at, kept_two, starts_two_at, kept_until_at, settled_at, chosen FROM bad_news";

pub(crate) async fn offer(db: &impl Read, id: OfferId) -> Result<Option<Offer>, DbError> {
    let row = sql::one(db, &format!("{OFFERS} WHERE id = $1 AND kept_one IS NOT NULL"), vec![id.uuid().into()]).await?;
    row.map(|row| read(&row)).transpose()
}

/// Offers of a visit that nobody has settled.
pub(crate) async fn open_offers(db: &impl Read, visit: VisitId) -> Result<Vec<Offer>, DbError> {
    let query = format!("{OFFERS} WHERE visit = $1 AND kept_one IS NOT NULL AND settled_at IS NULL ORDER BY version");
    sql::all(db, &query, vec![visit.uuid().into()]).await?.iter().map(read).collect()
}

fn read(row: &sql::Row) -> Result<Offer, DbError> {
    let kept = |id: &str, at: &str| Ok::<_, DbError>(KeptTime { kept: row.get(id)?, start: row.at(at)? });
    let (one, two) = (kept("kept_one", "starts_one_at")?, kept("kept_two", "starts_two_at")?);
    let times = TwoTimes::new(one, two, row.at("kept_until_at")?).ok_or_else(|| DbError::corrupt("an offer of one time"))?;
    let settled = match (row.maybe_at("settled_at")?, row.get::<Option<Uuid>>("chosen")?) {
        (None, _) => None,
        (Some(_), Some(kept)) => Some(Settled::Chosen(if kept == one.kept { one } else { two })),
        (Some(at), None) => Some(Settled::GivenBack(at)),
    };
    Ok(Offer {
        id: OfferId::from(row.get::<Uuid>("id")?),
        visit: VisitId::from(row.get::<Uuid>("visit")?),
        client: ClientId::from(row.get::<Uuid>("client")?),
        version: u32::try_from(row.get::<i64>("version")?).map_err(DbError::corrupt)?,
        why: Why::parse(&row.get::<String>("why")?).ok_or_else(|| DbError::corrupt("why"))?,
        times,
        settled,
    })
}

/// Ends an offer; `false` when another transaction had.
pub(crate) async fn settle(tx: &Tx, id: OfferId, chosen: Option<Uuid>) -> Result<bool, DbError> {
    let row = vec![id.uuid().into(), tx.now().micros().into(), chosen.into()];
    Ok(sql::run(tx, "UPDATE bad_news SET settled_at = $2, chosen = $3 WHERE id = $1 AND settled_at IS NULL", row).await? == 1)
}

/// Visits ahead that were to be spoken of in the evening, and were not: somebody was still to be found.
pub(crate) async fn reminded(db: &impl Read, visits: &[VisitId]) -> Result<Vec<(VisitId, Instant)>, DbError> {
    let mut reminded = Vec::new();
    for row in sql::about(db, "SELECT visit, starts_at FROM reminders WHERE visit IN ($ids)", vec![], visits.iter().map(|id| id.uuid())).await? {
        reminded.push((VisitId::from(row.get::<Uuid>("visit")?), row.at("starts_at")?));
    }
    Ok(reminded)
}

/// Keeps what a client hears of an arrival, and how often it was said of this visit by now.
pub(crate) async fn add_heard(tx: &Tx, visit: VisitId, version: u32, arrives: Instant, offer: Option<OfferId>) -> Result<u32, DbError> {
    let last = sql::one(tx, "SELECT number FROM arrivals_heard WHERE visit = $1 ORDER BY number DESC LIMIT 1", vec![visit.uuid().into()]).await?;
    let number = last.map(|row| row.get::<i64>("number")).transpose()?.unwrap_or_default() + 1;
    let row =
        vec![visit.uuid().into(), number.into(), i64::from(version).into(), arrives.micros().into(), offer.map(OfferId::uuid).into(), tx.now().micros().into()];
    let query = "INSERT INTO arrivals_heard (visit, number, version, arrives_at, offer, at) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (visit, number) DO NOTHING";
    if sql::run(tx, query, row).await? == 1 { u32::try_from(number).map_err(DbError::corrupt) } else { Err(DbError::raced()) }
}

/// What the client of a visit heard last of its arrival in this version.
pub(crate) async fn last_heard(db: &impl Read, visit: VisitId, version: u32) -> Result<Option<Heard>, DbError> {
    let query = "SELECT number, arrives_at, offer FROM arrivals_heard WHERE visit = $1 AND version = $2 ORDER BY number DESC LIMIT 1";
    let row = sql::one(db, query, vec![visit.uuid().into(), i64::from(version).into()]).await?;
    row.map(|row| read_heard(&row)).transpose()
}

fn read_heard(row: &sql::Row) -> Result<Heard, DbError> {
    let number = u32::try_from(row.get::<i64>("number")?).map_err(DbError::corrupt)?;
    Ok(Heard { number, arrives: row.at("arrives_at")?, is_told: row.get::<Option<Uuid>>("offer")?.is_some() })
}

/// The same of some of these visits, in the version that each of them has now.
pub(crate) async fn heard(db: &impl Read, visits: &[&Visit], some: &[VisitId]) -> Result<BTreeMap<VisitId, Heard>, DbError> {
    let versions: BTreeMap<VisitId, u32> = visits.iter().map(|visit| (visit.plan().id, visit.plan().version)).collect();
    let mut heard = BTreeMap::new();
    let query = "SELECT visit, version, number, arrives_at, offer FROM arrivals_heard WHERE visit IN ($ids) ORDER BY number";
    for row in sql::about(db, query, vec![], some.iter().map(|id| id.uuid())).await? {
        let id = VisitId::from(row.get::<Uuid>("visit")?);
        if versions.get(&id).is_some_and(|version| row.get::<i64>("version").is_ok_and(|of| of == i64::from(*version))) {
            heard.insert(id, read_heard(&row)?);
        }
    }
    Ok(heard)
}

/// Messages of a reminder without its row, and offers whose person was replaced by nobody.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let query = "SELECT r.visit AS id FROM reminders r JOIN visits v ON v.id = r.visit WHERE r.at >= r.starts_at
                 UNION ALL SELECT b.id FROM bad_news b WHERE b.kept_one IS NOT NULL AND b.settled_at IS NULL AND b.kept_until_at < $1
                 UNION ALL SELECT m.about FROM messages m JOIN arrivals_heard a ON a.visit = m.about AND a.number = m.version
                 WHERE m.class = 'notices.arrival' AND a.offer IS NULL";
    // The job that gives the times back has had a day to do it.
    let rows = sql::all(db, query, vec![(db.now().micros() - 24 * 3_600_000_000).into()]).await?;
    rows.into_iter().map(|row| Ok(Finding::broken("promise 7: a notice out of its time", row.get::<Uuid>("id")?))).collect()
}
