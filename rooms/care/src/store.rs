//! Occasions, proposals and what is never proposed again, in the database.

use crate::occasion::{Found, Occasion, OccasionId, When};
use crate::prepare::Words;
use crate::proposal::{Answer, Order, Proposal, ProposalId, State};
use crate::service::never::{Never, NeverId};
use crate::spared::Spared;
use concierge::RequestId;
use db::{App, DbError, Read, Tx, sql, vault};
use households::ClientId;
use jiff::ToSpan as _;
use jiff::civil::Date;
use room::Finding;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use values::{Instant, Span};

const WORDS: &str = "care_proposals.words_sealed";
/// So far back it is counted what somebody does again and again.
pub(crate) const BACK_DAYS: i64 = 400;

fn day(text: &str) -> Result<Date, DbError> {
    text.parse().map_err(DbError::corrupt)
}

fn number(n: i64) -> Result<u32, DbError> {
    u32::try_from(n).map_err(DbError::corrupt)
}

/// What a day is known by, without telling whose it is.
pub(crate) fn mark(app: &App, day: &str) -> String {
    app.vault().blind_name("day", &format!("care.day|{day}"))
}

/// Keeps that this day comes; a day that was known comes anew, and what was prepared for another date of it is over.
pub(crate) async fn put_occasion(tx: &Tx, client: ClientId, found: &Found) -> Result<(), DbError> {
    let id: OccasionId = tx.id();
    let row = vec![id.uuid().into(), client.uuid().into(), found.when.name().into(), found.source.clone().into(), found.on.to_string().into()];
    let query = "INSERT INTO care_occasions (id, subject, kind, source, next_on) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (subject, kind, source) DO UPDATE SET next_on = excluded.next_on, ended_at = NULL";
    sql::run(tx, query, row).await?;
    let moved = "UPDATE care_proposals SET state = 'lapsed' WHERE state IN ('prepared', 'sent') AND on_day <> $4
                 AND occasion IN (SELECT id FROM care_occasions WHERE subject = $1 AND kind = $2 AND source = $3)";
    sql::run(tx, moved, vec![client.uuid().into(), found.when.name().into(), found.source.clone().into(), found.on.to_string().into()]).await?;
    Ok(())
}

const OCCASION: &str = "SELECT id, subject, kind, source, next_on FROM care_occasions";

fn occasion(row: &sql::Row) -> Result<Occasion, DbError> {
    Ok(Occasion {
        id: OccasionId::from(row.get::<Uuid>("id")?),
        client: ClientId::from(row.get::<Uuid>("subject")?),
        when: When::parse(&row.get::<String>("kind")?).ok_or_else(|| DbError::corrupt("a kind of occasion"))?,
        source: row.get("source")?,
        on: day(&row.get::<String>("next_on")?)?,
    })
}

pub(crate) async fn occasion_of(db: &impl Read, id: OccasionId) -> Result<Option<Occasion>, DbError> {
    let row = sql::one(db, &format!("{OCCASION} WHERE id = $1"), vec![id.uuid().into()]).await?;
    row.as_ref().map(occasion).transpose()
}

/// A client's days that come.
pub(crate) async fn occasions_of(db: &impl Read, client: ClientId) -> Result<Vec<Occasion>, DbError> {
    let rows = sql::all(db, &format!("{OCCASION} WHERE subject = $1 AND ended_at IS NULL"), vec![client.uuid().into()]).await?;
    rows.iter().map(occasion).collect()
}

/// The day does not come any more; what was prepared for it and not answered lapses, and may be prepared again if it is told again.
pub(crate) async fn end_occasion(tx: &Tx, id: OccasionId) -> Result<(), DbError> {
    let query = "UPDATE care_occasions SET ended_at = $2, raised_for = (SELECT MAX(on_day) FROM care_proposals p
                 WHERE p.occasion = $1 AND p.on_day = care_occasions.raised_for AND p.state IN ('accepted', 'declined')) WHERE id = $1 AND ended_at IS NULL";
    sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into()]).await?;
    sql::run(tx, "UPDATE care_proposals SET state = 'lapsed' WHERE occasion = $1 AND state IN ('prepared', 'sent')", vec![id.uuid().into()]).await?;
    Ok(())
}

/// Of whoever was erased no day stands in the open.
pub(crate) async fn forget(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    let over =
        "UPDATE care_proposals SET state = 'lapsed' WHERE state IN ('prepared', 'sent') AND occasion IN (SELECT id FROM care_occasions WHERE subject = $1)";
    sql::run(tx, over, vec![client.uuid().into()]).await?;
    sql::run(tx, "UPDATE care_proposals SET on_day = '' WHERE occasion IN (SELECT id FROM care_occasions WHERE subject = $1)", vec![client.uuid().into()])
        .await?;
    let query = "UPDATE care_occasions SET next_on = '', raised_for = NULL, ended_at = COALESCE(ended_at, $2) WHERE subject = $1";
    sql::run(tx, query, vec![client.uuid().into(), tx.now().micros().into()]).await?;
    sql::run(tx, "DELETE FROM care_asks WHERE subject = $1", vec![client.uuid().into()]).await?;
    Ok(())
}

/// Days up to this one, after a place in their order; those alone for which nothing was raised yet, where `new` says so.
pub(crate) async fn due(db: &impl Read, until: Date, new: bool, after: Option<(Date, OccasionId)>, limit: u32) -> Result<Vec<Occasion>, DbError> {
    let (on, id) = after.map_or((String::new(), Uuid::nil()), |(on, id)| (on.to_string(), id.uuid()));
    let raised = if new { "AND (raised_for IS NULL OR raised_for <> next_on)" } else { "" };
    let query =
        format!("{OCCASION} WHERE ended_at IS NULL AND next_on <= $1 {raised} AND (next_on > $2 OR (next_on = $2 AND id > $3)) ORDER BY next_on, id LIMIT $4");
    let rows = sql::all(db, &query, vec![until.to_string().into(), on.into(), id.into(), i64::from(limit).into()]).await?;
    rows.iter().map(occasion).collect()
}

/// Takes this day of the occasion; `false` where it was taken, has moved, or is over.
pub(crate) async fn take_day(tx: &Tx, of: &Occasion) -> Result<bool, DbError> {
    let query =
        "UPDATE care_occasions SET raised_for = next_on WHERE id = $1 AND next_on = $2 AND ended_at IS NULL AND (raised_for IS NULL OR raised_for <> next_on)";
    Ok(sql::run(tx, query, vec![of.id.uuid().into(), of.on.to_string().into()]).await? == 1)
}

/// Is it never to be proposed again, this occasion or this plan?
pub(crate) async fn is_never(db: &impl Read, client: ClientId, of: OccasionId, plan: &str) -> Result<bool, DbError> {
    let query = "SELECT id FROM care_nevers WHERE occasion = $1 AND undone_at IS NULL
                 UNION ALL SELECT id FROM care_nevers WHERE subject = $2 AND plan = $3 AND undone_at IS NULL LIMIT 1";
    Ok(sql::one(db, query, vec![of.uuid().into(), client.uuid().into(), plan.into()]).await?.is_some())
}

/// Keeps that it is never proposed again. The client's occasions are held meanwhile: whoever raises one of them waits, and then sees it.
pub(crate) async fn never(tx: &Tx, client: ClientId, of: Option<OccasionId>, plan: Option<&str>) -> Result<(), DbError> {
    sql::run(tx, "UPDATE care_occasions SET next_on = next_on WHERE subject = $1", vec![client.uuid().into()]).await?;
    let id: OccasionId = tx.id();
    let row = vec![
        id.uuid().into(),
        client.uuid().into(),
        of.map(OccasionId::uuid).into(),
        plan.map(str::to_owned).into(),
        tx.now().micros().into(),
        tx.by().0.clone().into(),
    ];
    sql::run(tx, "INSERT INTO care_nevers (id, subject, occasion, plan, at, by_actor) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", row).await?;
    let over = "UPDATE care_proposals SET state = 'lapsed' WHERE subject = $1 AND state IN ('prepared', 'sent') AND (occasion = $2 OR plan = $3)";
    let row = vec![client.uuid().into(), of.unwrap_or_else(|| OccasionId::from(Uuid::nil())).uuid().into(), plan.unwrap_or_default().into()];
    sql::run(tx, over, row).await?;
    Ok(())
}

/// The standing "never again" that this proposal was answered with, if any.
pub(crate) async fn never_of(db: &impl Read, of: &Proposal) -> Result<Vec<NeverId>, DbError> {
    let query = "SELECT id FROM care_nevers WHERE occasion = $1 AND undone_at IS NULL
                 UNION ALL SELECT id FROM care_nevers WHERE subject = $2 AND plan = $3 AND undone_at IS NULL";
    let rows = sql::all(db, query, vec![of.occasion.uuid().into(), of.client.uuid().into(), of.plan.clone().into()]).await?;
    rows.iter().map(|row| row.get::<Uuid>("id").map(NeverId::from)).collect()
}

/// Takes it back; `false` where it is nobody's of theirs, or was taken back before.
pub(crate) async fn undo_never(tx: &Tx, client: ClientId, id: NeverId) -> Result<bool, DbError> {
    let row = vec![id.uuid().into(), client.uuid().into(), tx.now().micros().into(), tx.by().0.clone().into()];
    let query = "UPDATE care_nevers SET undone_at = $3, undone_by = $4 WHERE id = $1 AND subject = $2 AND undone_at IS NULL";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// What a client never wants proposed again, and what of it they took back, the newest first; each by the words it was answered to.
pub(crate) async fn nevers_of(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Never>, DbError> {
    let query = "SELECT id, occasion, plan, at, by_actor, undone_at, undone_by FROM care_nevers WHERE subject = $1 ORDER BY at DESC, id DESC LIMIT $2";
    let rows = sql::all(db, query, vec![client.uuid().into(), i64::from(limit).into()]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let query = format!("{PROPOSAL} WHERE subject = $1 AND answer = 'never' ORDER BY answered_at LIMIT $2");
    let told = opened(db, &sql::all(db, &query, vec![client.uuid().into(), i64::from(limit).into()]).await?).await?;
    let by_occasion: BTreeMap<Uuid, &str> = told.iter().map(|one| (one.occasion.uuid(), one.words.title.as_str())).collect();
    let by_plan: BTreeMap<&str, &str> = told.iter().map(|one| (one.plan.as_str(), one.words.title.as_str())).collect();
    rows.iter()
        .map(|row| {
            let (occasion, plan) = (row.get::<Option<Uuid>>("occasion")?, row.get::<Option<String>>("plan")?);
            let title = occasion.and_then(|id| by_occasion.get(&id)).or_else(|| plan.as_deref().and_then(|plan| by_plan.get(plan)));
            Ok(Never {
                id: NeverId::from(row.get::<Uuid>("id")?),
                title: title.map(|title| (*title).to_owned()).unwrap_or_default(),
                is_kind: plan.is_some(),
                at: row.at("at")?,
                by: row.get("by_actor")?,
                undone: row.maybe_at("undone_at")?.zip(row.get::<Option<String>>("undone_by")?),
            })
        })
        .collect()
}

/// Keeps that a client asked for a journey, and when.
pub(crate) async fn put_journey(tx: &Tx, request: RequestId, client: ClientId, at: Instant) -> Result<(), DbError> {
    let row = vec![request.uuid().into(), client.uuid().into(), at.micros().into()];
    sql::run(tx, "INSERT INTO care_journeys (request, subject, asked_at) VALUES ($1, $2, $3) ON CONFLICT (request) DO NOTHING", row).await.map(drop)
}

/// Journeys that were asked for in this time, the earliest first.
pub(crate) async fn journeys(db: &impl Read, span: Span) -> Result<Vec<(RequestId, ClientId, Instant)>, DbError> {
    let query = "SELECT request, subject, asked_at FROM care_journeys WHERE asked_at >= $1 AND asked_at <= $2 ORDER BY asked_at";
    let rows = sql::all(db, query, vec![span.start.micros().into(), span.end.micros().into()]).await?;
    rows.iter().map(|row| Ok((RequestId::from(row.get::<Uuid>("request")?), ClientId::from(row.get::<Uuid>("subject")?), row.at("asked_at")?))).collect()
}

/// Keeps that a client asked for something, and on which day; `closed_at` where it was over when it was found. What lies so far back that
/// nobody counts it any more goes.
pub(crate) async fn put_ask(tx: &Tx, request: RequestId, client: ClientId, (about, on): (&str, Date), closed_at: Option<Instant>) -> Result<(), DbError> {
    let row = vec![request.uuid().into(), client.uuid().into(), about.into(), on.to_string().into(), closed_at.map(Instant::micros).into()];
    let query = "INSERT INTO care_asks (request, subject, about, asked_on, closed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (request) DO NOTHING";
    sql::run(tx, query, row).await?;
    let back = tx.now().day().checked_sub(BACK_DAYS.days()).map_err(DbError::corrupt)?;
    let query = "DELETE FROM care_asks WHERE subject = $1 AND about = $2 AND asked_on < $3";
    sql::run(tx, query, vec![client.uuid().into(), about.into(), back.to_string().into()]).await.map(drop)
}

/// What was asked for is over.
pub(crate) async fn close_ask(tx: &Tx, request: RequestId) -> Result<(), DbError> {
    let query = "UPDATE care_asks SET closed_at = $2 WHERE request = $1 AND closed_at IS NULL";
    sql::run(tx, query, vec![request.uuid().into(), tx.now().micros().into()]).await.map(drop)
}

/// Are they waiting for this already?
pub(crate) async fn is_asked(db: &impl Read, client: ClientId, about: &str) -> Result<bool, DbError> {
    let query = "SELECT request FROM care_asks WHERE subject = $1 AND about = $2 AND closed_at IS NULL LIMIT 1";
    Ok(sql::one(db, query, vec![client.uuid().into(), about.into()]).await?.is_some())
}

/// The last days for which a client asked for this. A yes to the proposal of a habit counts for its day, so that being thought of
/// earlier does not make the habit quicker; what we proposed on another occasion is no habit of theirs.
pub(crate) async fn asks(db: &impl Read, client: ClientId, about: &str, limit: usize) -> Result<Vec<Date>, DbError> {
    let query = "SELECT COALESCE(p.on_day, a.asked_on) AS on_day FROM care_asks a
                 LEFT JOIN care_proposals p ON p.request = a.request LEFT JOIN care_occasions o ON o.id = p.occasion
                 WHERE a.subject = $1 AND a.about = $2 AND (o.id IS NULL OR o.kind = 'habit') ORDER BY a.asked_on DESC LIMIT $3";
    let limit = i64::try_from(limit).map_err(DbError::corrupt)?;
    let rows = sql::all(db, query, vec![client.uuid().into(), about.into(), limit.into()]).await?;
    rows.iter().map(|row| day(&row.get::<String>("on_day")?)).collect()
}

fn order_name(order: &Order) -> Result<String, DbError> {
    serde_json::to_string(order).map_err(DbError::corrupt)
}

pub(crate) async fn add(tx: &Tx, new: &Proposal) -> Result<(), DbError> {
    let sealed = seal(tx, new.client, &new.words).await?;
    let row = vec![
        new.id.uuid().into(),
        new.client.uuid().into(),
        new.occasion.uuid().into(),
        new.plan.clone().into(),
        new.on.to_string().into(),
        sealed.into(),
        order_name(&new.order)?.into(),
        i64::from(new.missing).into(),
        i64::from(new.spares.calls).into(),
        i64::from(new.spares.minutes).into(),
        tx.now().micros().into(),
    ];
    let query = "INSERT INTO care_proposals (id, subject, occasion, plan, on_day, words_sealed, leads_to, missing, calls, minutes, raised_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    sql::run(tx, query, row).await?;
    Ok(())
}

async fn seal(tx: &Tx, client: ClientId, words: &Words) -> Result<Vec<u8>, DbError> {
    let json = serde_json::to_string(words).map_err(DbError::corrupt)?;
    vault::seal(tx, client.uuid(), WORDS, &json).await
}

/// Writes the words of what nobody has sent yet anew.
pub(crate) async fn put_words(tx: &Tx, of: &Proposal, words: &Words, missing: u32) -> Result<(), DbError> {
    let row = vec![of.id.uuid().into(), seal(tx, of.client, words).await?.into(), i64::from(missing).into()];
    sql::run(tx, "UPDATE care_proposals SET words_sealed = $2, missing = $3 WHERE id = $1 AND state = 'prepared'", row).await?;
    Ok(())
}

/// Goes to the client; `false` where it went before, is over, or is not whole.
pub(crate) async fn send(tx: &Tx, id: ProposalId) -> Result<bool, DbError> {
    let row = vec![id.uuid().into(), tx.now().micros().into(), tx.by().0.clone().into()];
    let query = "UPDATE care_proposals SET state = 'sent', sent_at = $2, sent_by = $3 WHERE id = $1 AND state = 'prepared' AND missing = 0";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Keeps the answer; `false` where there was one, nobody was asked, or it comes on the day, when a yes comes too late. What only the desk has seen can be laid aside by it.
pub(crate) async fn answer(tx: &Tx, id: ProposalId, answer: Answer) -> Result<bool, DbError> {
    let (state, from) = if answer == Answer::Yes { ("accepted", "state = 'sent' AND on_day > $6") } else { ("declined", "state IN ('sent', 'prepared')") };
    let mut row = vec![id.uuid().into(), state.into(), answer.name().into(), tx.now().micros().into(), tx.by().0.clone().into()];
    if answer == Answer::Yes {
        row.push(tx.now().day().to_string().into());
    }
    let query = format!("UPDATE care_proposals SET state = $2, answer = $3, answered_at = $4, answered_by = $5 WHERE id = $1 AND {from}");
    Ok(sql::run(tx, &query, row).await? == 1)
}

pub(crate) async fn put_request(tx: &Tx, id: ProposalId, request: RequestId) -> Result<(), DbError> {
    sql::run(tx, "UPDATE care_proposals SET request = $2 WHERE id = $1", vec![id.uuid().into(), request.uuid().into()]).await?;
    Ok(())
}

/// On what kind of day we proposed what is their request now; `None` where it is their own wish.
pub(crate) async fn proposed_on(db: &impl Read, request: RequestId) -> Result<Option<When>, DbError> {
    let query = "SELECT o.kind AS kind FROM care_proposals p JOIN care_occasions o ON o.id = p.occasion WHERE p.request = $1";
    let Some(row) = sql::one(db, query, vec![request.uuid().into()]).await? else { return Ok(None) };
    When::parse(&row.get::<String>("kind")?).map(Some).ok_or_else(|| DbError::corrupt("a kind of occasion"))
}

/// It is proposed no more: the book has nothing of the kind.
pub(crate) async fn drop_prepared(tx: &Tx, id: ProposalId) -> Result<(), DbError> {
    sql::run(tx, "UPDATE care_proposals SET state = 'lapsed' WHERE id = $1 AND state = 'prepared'", vec![id.uuid().into()]).await?;
    Ok(())
}

/// What nobody has answered by its day lapses.
pub(crate) async fn lapse(tx: &Tx, today: Date) -> Result<(), DbError> {
    for state in ["prepared", "sent"] {
        let query = format!("UPDATE care_proposals SET state = 'lapsed' WHERE state = '{state}' AND on_day <= $1");
        sql::run(tx, &query, vec![today.to_string().into()]).await?;
    }
    Ok(())
}

const PROPOSAL: &str =
    "SELECT id, subject, occasion, plan, on_day, words_sealed, leads_to, missing, calls, minutes, state, sent_at, answer, answered_at, request
                        FROM care_proposals";

pub(crate) async fn one(db: &impl Read, id: ProposalId) -> Result<Option<Proposal>, DbError> {
    let rows = sql::all(db, &format!("{PROPOSAL} WHERE id = $1"), vec![id.uuid().into()]).await?;
    Ok(opened(db, &rows).await?.pop())
}

/// Which shelf of the desk.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shelf {
    Prepared,
    Sent,
    /// Said yes to: its request is not closed yet.
    Going,
}

/// Those that wait for the desk, for the client, or for their day, the nearest day first, after a place in their order.
pub(crate) async fn waiting(db: &impl Read, shelf: Shelf, after: Option<(Date, ProposalId)>, limit: u32) -> Result<Vec<Proposal>, DbError> {
    let (on, id) = after.map_or((String::new(), Uuid::nil()), |(on, id)| (on.to_string(), id.uuid()));
    let is = match shelf {
        Shelf::Prepared => "state = 'prepared'",
        Shelf::Sent => "state = 'sent'",
        Shelf::Going => "state = 'accepted' AND request IS NOT NULL AND closed_at IS NULL",
    };
    let query = format!("{PROPOSAL} WHERE {is} AND (on_day > $1 OR (on_day = $1 AND id > $2)) ORDER BY on_day, id LIMIT $3");
    let rows = sql::all(db, &query, vec![on.into(), id.into(), i64::from(limit).into()]).await?;
    opened(db, &rows).await
}

/// Those that a client has and has not answered.
pub(crate) async fn open_of(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Proposal>, DbError> {
    let query = format!("{PROPOSAL} WHERE subject = $1 AND state = 'sent' ORDER BY on_day, id LIMIT $2");
    let rows = sql::all(db, &query, vec![client.uuid().into(), i64::from(limit).into()]).await?;
    opened(db, &rows).await
}

/// Those that a client has said yes to, and whose request is not closed yet.
pub(crate) async fn going_of(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Proposal>, DbError> {
    let query = format!("{PROPOSAL} WHERE subject = $1 AND state = 'accepted' AND closed_at IS NULL AND request IS NOT NULL ORDER BY on_day, id LIMIT $2");
    let rows = sql::all(db, &query, vec![client.uuid().into(), i64::from(limit).into()]).await?;
    opened(db, &rows).await
}

/// Those that became this request.
pub(crate) async fn of_request(db: &impl Read, request: RequestId) -> Result<Vec<Proposal>, DbError> {
    let rows = sql::all(db, &format!("{PROPOSAL} WHERE request = $1"), vec![request.uuid().into()]).await?;
    opened(db, &rows).await
}

/// It is over, and was done or not.
pub(crate) async fn close(tx: &Tx, id: ProposalId, is_done: bool) -> Result<(), DbError> {
    let row = vec![id.uuid().into(), tx.now().micros().into(), is_done.then(|| tx.now().micros()).into()];
    sql::run(tx, "UPDATE care_proposals SET closed_at = $2, done_at = $3 WHERE id = $1 AND closed_at IS NULL", row).await.map(drop)
}

/// A visit of this service was done: so is what they had said yes to by opening its price.
pub(crate) async fn close_service(tx: &Tx, client: ClientId, service: &str) -> Result<(), DbError> {
    let row = vec![client.uuid().into(), order_name(&Order::Service(service.to_owned()))?.into(), tx.now().micros().into()];
    let query = "UPDATE care_proposals SET closed_at = $3, done_at = $3 WHERE subject = $1 AND leads_to = $2 AND state = 'accepted' AND closed_at IS NULL";
    sql::run(tx, query, row).await.map(drop)
}

/// What these clients never want proposed again, as it stands: whose, of which day, or of which plan.
pub(crate) async fn standing_nevers(db: &impl Read, clients: &[ClientId]) -> Result<Vec<(ClientId, Option<OccasionId>, Option<String>)>, DbError> {
    let query = "SELECT subject, occasion, plan FROM care_nevers WHERE undone_at IS NULL AND subject IN ($ids)";
    let rows = sql::about(db, query, vec![], clients.iter().map(|id| id.uuid())).await?;
    rows.iter()
        .map(|row| Ok((row.get::<Uuid>("subject")?.into(), row.get::<Option<Uuid>>("occasion")?.map(OccasionId::from), row.get::<Option<String>>("plan")?)))
        .collect()
}

/// Those of a client that nobody has sent yet.
pub(crate) async fn prepared_of(db: &impl Read, occasions: &[OccasionId]) -> Result<Vec<Proposal>, DbError> {
    let query = format!("{PROPOSAL} WHERE state = 'prepared' AND occasion IN ($ids)");
    let rows = sql::about(db, &query, vec![], occasions.iter().map(|id| id.uuid())).await?;
    opened(db, &rows).await
}

async fn opened(db: &impl Read, rows: &[sql::Row]) -> Result<Vec<Proposal>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        // Of whoever was erased nothing is told.
        let Some(words) = keys.open(subject, WORDS, &row.get::<Vec<u8>>("words_sealed")?)? else { continue };
        open.push(Proposal {
            id: ProposalId::from(row.get::<Uuid>("id")?),
            client: ClientId::from(subject),
            occasion: OccasionId::from(row.get::<Uuid>("occasion")?),
            plan: row.get("plan")?,
            on: day(&row.get::<String>("on_day")?)?,
            words: serde_json::from_str(&words).map_err(DbError::corrupt)?,
            order: serde_json::from_str(&row.get::<String>("leads_to")?).map_err(DbError::corrupt)?,
            missing: number(row.get("missing")?)?,
            spares: Spared { calls: number(row.get("calls")?)?, minutes: number(row.get("minutes")?)? },
            state: state(row)?,
            request: row.get::<Option<Uuid>>("request")?.map(RequestId::from),
        });
    }
    Ok(open)
}

fn state(row: &sql::Row) -> Result<State, DbError> {
    let answer = row.get::<Option<String>>("answer")?.and_then(|name| Answer::parse(&name)).zip(row.maybe_at("answered_at")?);
    match (row.get::<String>("state")?.as_str(), row.maybe_at("sent_at")?, answer) {
        ("prepared", ..) => Ok(State::Prepared),
        ("sent", Some(at), _) => Ok(State::Sent(at)),
        ("accepted" | "declined", _, Some((answer, at))) => Ok(State::Answered(answer, at)),
        ("lapsed", ..) => Ok(State::Lapsed),
        (other, ..) => Err(DbError::corrupt(format!("a proposal that is {other}"))),
    }
}

/// What was spared since a moment: when, and how much; of one client where one is named, at most so many.
pub(crate) async fn spared(db: &impl Read, of: Option<ClientId>, since: Instant, limit: u32) -> Result<Vec<(Instant, Spared)>, DbError> {
    let (client, mut values) = match of {
        Some(client) => ("subject = $3 AND", vec![client.uuid().into()]),
        None => ("", vec![]),
    };
    let query =
        format!("SELECT done_at, calls, minutes FROM care_proposals WHERE {client} done_at IS NOT NULL AND done_at >= $1 ORDER BY done_at DESC LIMIT $2");
    values.splice(0..0, [since.micros().into(), i64::from(limit).into()]);
    let rows = sql::all(db, &query, values).await?;
    rows.iter().map(|row| Ok((row.at("done_at")?, Spared { calls: number(row.get("calls")?)?, minutes: number(row.get("minutes")?)? }))).collect()
}

/// What is said to be never proposed again is not before anybody; what was accepted was said yes to by a person.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let mut found = BTreeSet::new();
    let again = "SELECT p.id AS id FROM care_proposals p JOIN care_nevers n ON n.occasion = p.occasion AND n.undone_at IS NULL WHERE p.state IN ('prepared', 'sent')
                 UNION ALL SELECT p.id AS id FROM care_proposals p JOIN care_nevers n ON n.subject = p.subject AND n.plan = p.plan AND n.undone_at IS NULL WHERE p.state IN ('prepared', 'sent')";
    for row in &sql::all(db, again, vec![]).await? {
        found.insert(("care: what is never to be proposed is before somebody", row.get::<Uuid>("id")?));
    }
    let unasked = "SELECT id FROM care_proposals WHERE state = 'accepted' AND (sent_at IS NULL OR answered_at < sent_at)";
    for row in &sql::all(db, unasked, vec![]).await? {
        found.insert(("care: something was ordered unasked", row.get::<Uuid>("id")?));
    }
    Ok(found.into_iter().map(|(promise, id)| Finding::broken(promise, id)).collect())
}
