//! Series in the database.

use crate::plan::Plan;
use crate::service::feed::Reader;
use crate::service::offers::{OfferState, PriceOffer};
use crate::service::{Row, RowState, Series};
use crate::{CalendarId, PriceOfferId, SeriesId};
use booking::AgreementId;
use db::{DbError, Read, Tx, sql};
use households::{ClientId, HomeId};
use jiff::civil::Date;
use people::PersonId;
use pricing::QuoteId;
use room::Finding;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use values::Money;
use visits::VisitId;

const SERIES: &str = "SELECT s.id, s.client, s.home, s.begun_with, s.version, s.told, s.made_at, p.plan FROM series s JOIN series_plans p ON p.series = s.id AND p.version = s.version";

fn read(row: &sql::Row) -> Result<Series, DbError> {
    Ok(Series {
        id: SeriesId::from(row.get::<Uuid>("id")?),
        client: ClientId::from(row.get::<Uuid>("client")?),
        home: HomeId::from(row.get::<Uuid>("home")?),
        begun_with: AgreementId::from(row.get::<Uuid>("begun_with")?),
        version: u32::try_from(row.get::<i64>("version")?).map_err(DbError::corrupt)?,
        told: u32::try_from(row.get::<i64>("told")?).map_err(DbError::corrupt)?,
        plan: serde_json::from_str(&row.get::<String>("plan")?).map_err(DbError::corrupt)?,
        made_at: row.at("made_at")?,
    })
}

fn day_of(text: &str) -> Result<Date, DbError> {
    text.parse().map_err(DbError::corrupt)
}

async fn add_plan(tx: &Tx, id: SeriesId, version: u32, plan: &Plan) -> Result<(), DbError> {
    let json = serde_json::to_string(plan).map_err(DbError::corrupt)?;
    let row = vec![id.uuid().into(), i64::from(version).into(), json.into(), tx.now().micros().into(), tx.by().0.clone().into()];
    sql::run(tx, "INSERT INTO series_plans (series, version, plan, made_at, made_by) VALUES ($1, $2, $3, $4, $5)", row).await?;
    Ok(())
}

/// Keeps a new series; one that was begun with the same agreement a moment ago is found when it is run again.
pub(crate) async fn add(tx: &Tx, series: &Series) -> Result<(), DbError> {
    let row = vec![series.id.uuid().into(), series.client.uuid().into(), series.home.uuid().into(), series.begun_with.uuid().into(), tx.now().micros().into()];
    let query = "INSERT INTO series (id, client, home, begun_with, state, version, told, made_at) VALUES ($1, $2, $3, $4, 'active', 1, 1, $5)
                 ON CONFLICT (begun_with) WHERE state = 'active' DO NOTHING";
    if sql::run(tx, query, row).await? == 0 {
        return Err(DbError::raced());
    }
    add_plan(tx, series.id, 1, &series.plan).await
}

/// Writes the next version of a plan; the one that was read must still stand.
pub(crate) async fn rewrite(tx: &Tx, series: &Series, plan: &Plan, is_over: bool, is_told: bool) -> Result<u32, DbError> {
    let next = series.version + 1;
    let told = if is_told { next } else { series.told };
    let state = if is_over { "ended" } else { "active" };
    let values = vec![series.id.uuid().into(), i64::from(series.version).into(), i64::from(next).into(), state.into(), i64::from(told).into()];
    if sql::run(tx, "UPDATE series SET version = $3, state = $4, told = $5 WHERE id = $1 AND version = $2", values).await? == 0 {
        return Err(DbError::raced());
    }
    add_plan(tx, series.id, next, plan).await?;
    Ok(next)
}

/// Edits of one series wait for each other from here to the commit.
pub(crate) async fn take(tx: &Tx, id: SeriesId) -> Result<(), DbError> {
    sql::run(tx, "UPDATE series SET state = state WHERE id = $1", vec![id.uuid().into()]).await?;
    Ok(())
}

pub(crate) async fn series(db: &impl Read, id: SeriesId) -> Result<Option<Series>, DbError> {
    sql::one(db, &format!("{SERIES} WHERE s.id = $1"), vec![id.uuid().into()]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn begun_with(db: &impl Read, agreement: AgreementId) -> Result<Option<SeriesId>, DbError> {
    let row = sql::one(db, "SELECT id FROM series WHERE begun_with = $1 AND state = 'active'", vec![agreement.uuid().into()]).await?;
    row.map(|row| Ok(SeriesId::from(row.get::<Uuid>("id")?))).transpose()
}

/// The series of a client, the newest first.
pub(crate) async fn of_client(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Series>, DbError> {
    let query = format!("{SERIES} WHERE s.client = $1 ORDER BY s.made_at DESC, s.id DESC LIMIT $2");
    sql::all(db, &query, vec![client.uuid().into(), i64::from(limit).into()]).await?.iter().map(read).collect()
}

/// Series that go on, by their ids.
pub(crate) async fn active(db: &impl Read, after: Option<SeriesId>, limit: u32) -> Result<Vec<Series>, DbError> {
    let query = format!("{SERIES} WHERE s.state = 'active' AND s.id > $1 ORDER BY s.id LIMIT $2");
    let after = after.map_or(Uuid::nil(), SeriesId::uuid);
    sql::all(db, &query, vec![after.into(), i64::from(limit).into()]).await?.iter().map(read).collect()
}

fn row(row: &sql::Row) -> Result<Row, DbError> {
    let visit: Option<Uuid> = row.get("visit")?;
    let state = match (row.get::<String>("state")?.as_str(), visit) {
        ("planned", Some(visit)) => RowState::Planned(VisitId::from(visit)),
        ("waiting", None) => RowState::Waiting,
        ("clash", None) => RowState::Clash,
        ("off", None) => RowState::Off,
        (other, _) => return Err(DbError::corrupt(other)),
    };
    Ok(Row { series: SeriesId::from(row.get::<Uuid>("series")?), day: day_of(&row.get::<String>("day")?)?, state })
}

/// What became of the dates of a series from a day on.
pub(crate) async fn rows(db: &impl Read, id: SeriesId, from: Date) -> Result<BTreeMap<Date, RowState>, DbError> {
    let query = "SELECT series, day, state, visit FROM series_visits WHERE series = $1 AND day >= $2 ORDER BY day";
    let rows = sql::all(db, query, vec![id.uuid().into(), from.to_string().into()]).await?;
    rows.iter().map(|found| row(found).map(|row| (row.day, row.state))).collect()
}

pub(crate) async fn set_row(tx: &Tx, id: SeriesId, day: Date, state: RowState) -> Result<(), DbError> {
    let (name, visit) = match state {
        RowState::Planned(visit) => ("planned", Some(visit.uuid())),
        RowState::Waiting => ("waiting", None),
        RowState::Clash => ("clash", None),
        RowState::Off => ("off", None),
    };
    let query = "INSERT INTO series_visits (series, day, state, visit) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (series, day) DO UPDATE SET state = excluded.state, visit = excluded.visit,
                     told = CASE WHEN excluded.state IN ('waiting', 'clash') THEN series_visits.told ELSE 0 END
                 WHERE series_visits.state <> 'planned' OR excluded.state <> 'planned'";
    // Somebody has found people for that date a moment ago: from the start, where it is seen.
    let kept = sql::run(tx, query, vec![id.uuid().into(), day.to_string().into(), name.into(), visit.into()]).await?;
    if kept != 1 {
        return Err(DbError::raced());
    }
    if let Some(visit) = visit {
        let query = "INSERT INTO series_made (visit, series, day) VALUES ($1, $2, $3) ON CONFLICT (visit) DO UPDATE SET day = excluded.day";
        sql::run(tx, query, vec![visit.into(), id.uuid().into(), day.to_string().into()]).await?;
    }
    Ok(())
}

/// The client is told that nobody is found for a date yet.
pub(crate) async fn tell_open(tx: &Tx, id: SeriesId, day: Date) -> Result<(), DbError> {
    let query = "UPDATE series_visits SET told = 1 WHERE series = $1 AND day = $2 AND state IN ('waiting', 'clash')";
    sql::run(tx, query, vec![id.uuid().into(), day.to_string().into()]).await?;
    Ok(())
}

/// The client is told of all that is open by the message about the whole.
pub(crate) async fn tell_clashes(tx: &Tx, id: SeriesId) -> Result<(), DbError> {
    sql::run(tx, "UPDATE series_visits SET told = 1 WHERE series = $1 AND state = 'clash'", vec![id.uuid().into()]).await?;
    Ok(())
}

/// The open dates that the client was told of.
pub(crate) async fn told_open(db: &impl Read, id: SeriesId) -> Result<BTreeSet<Date>, DbError> {
    let query = "SELECT day FROM series_visits WHERE series = $1 AND told = 1";
    sql::all(db, query, vec![id.uuid().into()]).await?.iter().map(|row| day_of(&row.get::<String>("day")?)).collect()
}

/// Which of these visits were made for a date of a series, whether they stand for it still or not.
pub(crate) async fn made(db: &impl Read, visits: &[VisitId]) -> Result<BTreeSet<VisitId>, DbError> {
    let rows = sql::about(db, "SELECT visit FROM series_made WHERE visit IN ($ids)", vec![], visits.iter().map(|id| id.uuid())).await?;
    rows.iter().map(|row| Ok(VisitId::from(row.get::<Uuid>("visit")?))).collect()
}

/// The date of a series that a visit stands for.
pub(crate) async fn of_visit(db: &impl Read, visit: VisitId) -> Result<Option<Row>, DbError> {
    let query = "SELECT series, day, state, visit FROM series_visits WHERE visit = $1";
    sql::one(db, query, vec![visit.uuid().into()]).await?.as_ref().map(row).transpose()
}

/// Dates for which nobody is free, the soonest first; after one of them.
pub(crate) async fn clashes(db: &impl Read, after: Option<(Date, SeriesId)>, limit: u32) -> Result<Vec<Row>, DbError> {
    let (day, id) = after.map_or((String::new(), Uuid::nil()), |(day, id)| (day.to_string(), id.uuid()));
    let query =
        "SELECT series, day, state, visit FROM series_visits WHERE state = 'clash' AND (day > $1 OR (day = $1 AND series > $2)) ORDER BY day, series LIMIT $3";
    sql::all(db, query, vec![day.into(), id.into(), i64::from(limit).into()]).await?.iter().map(row).collect()
}

/// How many dates wait for the desk, up to a hundred.
pub(crate) async fn count_clashes(db: &impl Read) -> Result<u32, DbError> {
    let query = "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM series_visits WHERE state = 'clash' LIMIT 100) waiting";
    let row = sql::one(db, query, vec![]).await?;
    row.map_or(Ok(0), |row| u32::try_from(row.get::<i64>("n")?).map_err(DbError::corrupt))
}

const OFFERS: &str = "SELECT o.id, o.series, o.from_day, o.old_quote, o.new_quote, o.answer_by, o.state FROM series_offers o";

fn offer(row: &sql::Row) -> Result<PriceOffer, DbError> {
    Ok(PriceOffer {
        id: PriceOfferId::from(row.get::<Uuid>("id")?),
        series: SeriesId::from(row.get::<Uuid>("series")?),
        from: day_of(&row.get::<String>("from_day")?)?,
        old: QuoteId::from(row.get::<Uuid>("old_quote")?),
        new: QuoteId::from(row.get::<Uuid>("new_quote")?),
        answer_by: row.at("answer_by")?,
        state: OfferState::parse(&row.get::<String>("state")?).ok_or_else(|| DbError::corrupt("the state of an offer"))?,
    })
}

/// Keeps an offer; one at a time is open for a series.
pub(crate) async fn add_offer(tx: &Tx, offer: &PriceOffer) -> Result<bool, DbError> {
    let row = vec![
        offer.id.uuid().into(),
        offer.series.uuid().into(),
        offer.from.to_string().into(),
        offer.old.uuid().into(),
        offer.new.uuid().into(),
        offer.answer_by.micros().into(),
        tx.now().micros().into(),
    ];
    let query = "INSERT INTO series_offers (id, series, from_day, old_quote, new_quote, answer_by, state, made_at) VALUES ($1, $2, $3, $4, $5, $6, 'open', $7)
                 ON CONFLICT (series) WHERE state = 'open' DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

pub(crate) async fn price_offer(db: &impl Read, id: PriceOfferId) -> Result<Option<PriceOffer>, DbError> {
    sql::one(db, &format!("{OFFERS} WHERE o.id = $1"), vec![id.uuid().into()]).await?.as_ref().map(offer).transpose()
}

/// The offer that was made last; one that is open is the last.
pub(crate) async fn last_offer(db: &impl Read, id: SeriesId) -> Result<Option<PriceOffer>, DbError> {
    let query = format!("{OFFERS} WHERE o.series = $1 ORDER BY o.made_at DESC, o.id DESC LIMIT 1");
    sql::one(db, &query, vec![id.uuid().into()]).await?.as_ref().map(offer).transpose()
}

/// Answers an open offer; `false` when it was answered before.
pub(crate) async fn answer_offer(tx: &Tx, id: PriceOfferId, state: OfferState) -> Result<bool, DbError> {
    let values = vec![id.uuid().into(), state.name().into(), tx.now().micros().into()];
    Ok(sql::run(tx, "UPDATE series_offers SET state = $2, answered_at = $3 WHERE id = $1 AND state = 'open'", values).await? == 1)
}

/// Makes the link of a reader's calendar; the earlier one stops working.
pub(crate) async fn set_link(tx: &Tx, reader: Reader, id: CalendarId) -> Result<(), DbError> {
    revoke_link(tx, reader).await?;
    let (client, person) = match reader {
        Reader::Client(client) => (Some(client.uuid()), None),
        Reader::Person(person) => (None, Some(person.uuid())),
    };
    let row = vec![id.uuid().into(), client.into(), person.into(), tx.now().micros().into()];
    let query = "INSERT INTO calendar_links (id, client, person, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    if sql::run(tx, query, row).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// Ends the link of a reader's calendar.
pub(crate) async fn revoke_link(tx: &Tx, reader: Reader) -> Result<(), DbError> {
    let (query, id) = match reader {
        Reader::Client(client) => ("UPDATE calendar_links SET revoked_at = $2 WHERE client = $1 AND revoked_at IS NULL", client.uuid()),
        Reader::Person(person) => ("UPDATE calendar_links SET revoked_at = $2 WHERE person = $1 AND revoked_at IS NULL", person.uuid()),
    };
    sql::run(tx, query, vec![id.into(), tx.now().micros().into()]).await?;
    Ok(())
}

/// The link of a reader's calendar that works.
pub(crate) async fn link_of(db: &impl Read, reader: Reader) -> Result<Option<CalendarId>, DbError> {
    let (query, id) = match reader {
        Reader::Client(client) => ("SELECT id FROM calendar_links WHERE client = $1 AND revoked_at IS NULL", client.uuid()),
        Reader::Person(person) => ("SELECT id FROM calendar_links WHERE person = $1 AND revoked_at IS NULL", person.uuid()),
    };
    let row = sql::one(db, query, vec![id.into()]).await?;
    row.map(|row| Ok(CalendarId::from(row.get::<Uuid>("id")?))).transpose()
}

/// Whose calendar a link is, while it works.
pub(crate) async fn reader_of(db: &impl Read, id: CalendarId) -> Result<Option<Reader>, DbError> {
    let query = "SELECT client, person FROM calendar_links WHERE id = $1 AND revoked_at IS NULL";
    let Some(row) = sql::one(db, query, vec![id.uuid().into()]).await? else {
        return Ok(None);
    };
    let (client, person): (Option<Uuid>, Option<Uuid>) = (row.get("client")?, row.get("person")?);
    Ok(client.map(|id| Reader::Client(ClientId::from(id))).or_else(|| person.map(|id| Reader::Person(PersonId::from(id)))))
}

/// A visit so near goes on as it was agreed when its series is edited.
const NEAR_MICROS: i64 = 2 * 24 * 3_600_000_000;

/// Series whose plan does not hold together, and visits of a series that are somebody else's, called off without its knowing, or
/// ahead at another price than is agreed for their date.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let mut findings = Vec::new();
    let mut after = None;
    loop {
        let some = active(db, after, 200).await?;
        let Some(last) = some.last() else { break };
        after = Some(last.id);
        for series in &some {
            let apart = |pair: &[crate::Segment]| match pair {
                [one, two] => one.until.is_some_and(|until| until <= two.from),
                _ => true,
            };
            if !series.plan.segments.windows(2).all(apart) {
                findings.push(Finding::broken("series: one segment lies over another", series.id));
            }
        }
    }
    let priced = "SELECT r.series, r.day, r.visit, q.total_kopecks FROM series_visits r JOIN visits v ON v.id = r.visit JOIN agreements a ON a.visit = r.visit
                  JOIN quotes q ON q.id = a.quote WHERE v.starts_at > $1 AND NOT EXISTS (SELECT 1 FROM amendments m WHERE m.visit = r.visit)";
    let mut plans: BTreeMap<SeriesId, (Plan, BTreeMap<QuoteId, Money>)> = BTreeMap::new();
    for row in sql::all(db, priced, vec![db.now().micros().saturating_add(NEAR_MICROS).into()]).await? {
        let (id, day) = (SeriesId::from(row.get::<Uuid>("series")?), day_of(&row.get::<String>("day")?)?);
        let (plan, totals) = match plans.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let Some(series) = series(db, id).await? else { continue };
                let totals = crate::service::totals(db, &series.plan).await?;
                new.insert((series.plan, totals))
            }
        };
        let agreed = plan.segments.iter().find(|segment| segment.holds(day)).and_then(|segment| totals.get(&segment.quote));
        let total: i64 = row.get("total_kopecks")?;
        if agreed.is_some_and(|agreed| agreed.in_kopecks() != total) {
            findings.push(Finding::broken("series: a visit ahead has another price than was agreed", row.get::<Uuid>("visit")?));
        }
    }
    let foreign = "SELECT r.visit AS id FROM series_visits r JOIN series s ON s.id = r.series JOIN visits v ON v.id = r.visit WHERE v.client <> s.client OR v.home <> s.home";
    for row in sql::all(db, foreign, vec![]).await? {
        findings.push(Finding::broken("series: a visit is somebody else's", row.get::<Uuid>("id")?));
    }
    let gone = "SELECT r.visit AS id FROM series_visits r JOIN visits v ON v.id = r.visit WHERE v.state = 'cancelled'";
    for row in sql::all(db, gone, vec![]).await? {
        findings.push(Finding::broken("series: a visit that was called off stands in its series", row.get::<Uuid>("id")?));
    }
    Ok(findings)
}
