//! Redos, cases and answers in the database.

use crate::case::{After, Author, Case, CaseKind, CaseState, Channel, Owner, Reply};
use crate::guarantee::{InTime, Report};
use crate::service::cases::Shelf;
use crate::service::redo::{Redo, Waiting};
use crate::service::reports;
use crate::{CaseId, RedoId, WorkId};
use db::{DbError, Read, Tx, sql, vault};
use households::ClientId;
use people::PersonId;
use room::Finding;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::Instant;
use visits::VisitId;

pub(crate) mod changes;
pub(crate) mod work;

/// The open redo of a visit.
pub(crate) async fn redo_of(db: &impl Read, visit: VisitId) -> Result<Option<Redo>, DbError> {
    Ok(redos_of(db, &[visit]).await?.remove(&visit))
}

pub(crate) async fn redos_of(db: &impl Read, visits: &[VisitId]) -> Result<BTreeMap<VisitId, Redo>, DbError> {
    let mut redos = BTreeMap::new();
    for row in
        sql::about(db, "SELECT id, visit, redo_visit, asked_at FROM redos WHERE closed_at IS NULL AND visit IN ($ids)", vec![], visits.iter().map(|v| v.uuid()))
            .await?
    {
        let visit = VisitId::from(row.get::<Uuid>("visit")?);
        redos.insert(
            visit,
            Redo {
                id: RedoId::from(row.get::<Uuid>("id")?),
                visit,
                redo_visit: row.get::<Option<Uuid>>("redo_visit")?.map(VisitId::from),
                asked_at: row.at("asked_at")?,
            },
        );
    }
    Ok(redos)
}

/// Keeps that a redo was asked for in time; the database allows one open one per visit, and none later.
pub(crate) async fn add_redo(tx: &Tx, id: RedoId, in_time: &InTime, client: ClientId, channel: Channel) -> Result<(), DbError> {
    let row = vec![
        id.uuid().into(),
        in_time.visit().uuid().into(),
        client.uuid().into(),
        in_time.counts_from().micros().into(),
        in_time.told_at().micros().into(),
        channel.name().into(),
        tx.now().micros().into(),
        tx.by().0.clone().into(),
    ];
    let query = "INSERT INTO redos (id, visit, client, counts_from, asked_at, channel, logged_at, logged_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (visit) WHERE closed_at IS NULL DO NOTHING";
    // A second of the household pressed at the same moment: from the start, where the first is seen.
    if sql::run(tx, query, row).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// Gives a waiting redo its visit.
pub(crate) async fn set_redo_visit(tx: &Tx, id: RedoId, redo_visit: VisitId) -> Result<(), DbError> {
    let query = "UPDATE redos SET redo_visit = $2 WHERE id = $1 AND redo_visit IS NULL AND closed_at IS NULL";
    if sql::run(tx, query, vec![id.uuid().into(), redo_visit.uuid().into()]).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// Takes the visit from the redo that had it; which visit fell short.
pub(crate) async fn lose_redo_visit(tx: &Tx, redo_visit: VisitId) -> Result<Option<VisitId>, DbError> {
    let row = sql::one(tx, "UPDATE redos SET redo_visit = NULL WHERE redo_visit = $1 RETURNING visit", vec![redo_visit.uuid().into()]).await?;
    row.map(|row| row.get::<Uuid>("visit").map(VisitId::from)).transpose()
}

/// Ends a waiting redo; `false` when there is none.
pub(crate) async fn close_redo(tx: &Tx, visit: VisitId) -> Result<bool, DbError> {
    let row = vec![visit.uuid().into(), tx.now().micros().into(), tx.by().0.clone().into()];
    let query = "UPDATE redos SET closed_at = $2, closed_by = $3 WHERE visit = $1 AND redo_visit IS NULL AND closed_at IS NULL";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Redos that wait for their time, the oldest first.
pub(crate) async fn waiting(db: &impl Read, limit: u32) -> Result<Vec<Waiting>, DbError> {
    let query = "SELECT visit, client, asked_at FROM redos WHERE redo_visit IS NULL AND closed_at IS NULL ORDER BY asked_at, visit LIMIT $1";
    let rows = sql::all(db, query, vec![i64::from(limit).into()]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Waiting { visit: VisitId::from(row.get::<Uuid>("visit")?), client: ClientId::from(row.get::<Uuid>("client")?), asked_at: row.at("asked_at")? })
        })
        .collect()
}

pub(crate) async fn open_case_of(db: &impl Read, after: After, kind: CaseKind) -> Result<Option<CaseId>, DbError> {
    let (query, id) = match after {
        After::Visit(visit) => ("SELECT id FROM cases WHERE visit = $1 AND kind = $2 AND closed_at IS NULL", visit.uuid()),
        After::Work(work) => ("SELECT id FROM cases WHERE work = $1 AND kind = $2 AND closed_at IS NULL", work.uuid()),
    };
    let row = sql::one(db, query, vec![id.into(), kind.name().into()]).await?;
    row.map(|row| row.get::<Uuid>("id").map(CaseId::from)).transpose()
}

pub(crate) async fn add_case(tx: &Tx, case: &Case, counts_from: Option<Instant>) -> Result<(), DbError> {
    let words = match &case.words {
        Some(words) => Some(vault::seal(tx, case.author.subject(), "cases.words_sealed", words).await?),
        None => None,
    };
    let row = vec![
        case.id.uuid().into(),
        case.author.subject().into(),
        case.author.client().map(ClientId::uuid).into(),
        case.after.visit().map(VisitId::uuid).into(),
        case.after.work().map(WorkId::uuid).into(),
        case.kind.name().into(),
        words.into(),
        counts_from.map(Instant::micros).into(),
        case.told_at.micros().into(),
        case.channel.name().into(),
        case.opened_at.micros().into(),
        case.opened_by.clone().into(),
    ];
    let query = "INSERT INTO cases (id, subject, client, visit, work, kind, words_sealed, counts_from, told_at, channel, opened_at, opened_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING";
    if sql::run(tx, query, row).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// New words of the client in an open case.
pub(crate) async fn put_case_words(tx: &Tx, id: CaseId, author: Author, words: &str) -> Result<(), DbError> {
    let sealed = vault::seal(tx, author.subject(), "cases.words_sealed", words).await?;
    sql::run(tx, "UPDATE cases SET words_sealed = $2 WHERE id = $1", vec![id.uuid().into(), sealed.into()]).await.map(drop)
}

/// Begins a change of a case: two managers in one case come one after the other.
pub(crate) async fn take_case_row(tx: &Tx, id: CaseId) -> Result<(), DbError> {
    sql::run(tx, "UPDATE cases SET opened_at = opened_at WHERE id = $1", vec![id.uuid().into()]).await.map(drop)
}

/// Writes how far a case is.
pub(crate) async fn put_case_state(tx: &Tx, case: &Case) -> Result<(), DbError> {
    let (owner, reply) = (case.state.owner(), case.state.reply());
    let subject = case.author.subject();
    let reply_sealed = match reply {
        Some(reply) => Some(vault::seal(tx, subject, "cases.reply_sealed", &reply.words).await?),
        None => None,
    };
    let (note, closed_at, closed_by) = match &case.state {
        CaseState::Closed { note, at, by, .. } => (Some(vault::seal(tx, subject, "cases.note_sealed", note).await?), Some(at.micros()), Some(by.clone())),
        _ => (None, None, None),
    };
    let row = vec![
        case.id.uuid().into(),
        owner.map(|owner| owner.person.uuid()).into(),
        owner.map(|owner| owner.since.micros()).into(),
        reply_sealed.into(),
        reply.map(|reply| reply.at.micros()).into(),
        note.into(),
        closed_at.into(),
        closed_by.into(),
    ];
    let query = "UPDATE cases SET owner = $2, taken_at = $3, reply_sealed = $4, replied_at = $5, note_sealed = $6, closed_at = $7, closed_by = $8
                 WHERE id = $1 AND closed_at IS NULL";
    if sql::run(tx, query, row).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

pub(crate) const CASES: &str =
    "SELECT id, subject, client, visit, work, kind, words_sealed, told_at, channel, opened_at, opened_by, owner, taken_at, reply_sealed, replied_at,
                     note_sealed, closed_at, closed_by FROM cases";

pub(crate) async fn case(db: &impl Read, id: CaseId) -> Result<Option<Case>, DbError> {
    let rows = sql::all(db, &format!("{CASES} WHERE id = $1"), vec![id.uuid().into()]).await?;
    Ok(open_rows(db, rows).await?.pop())
}

/// A page of the open ones, the oldest first, or of the closed ones, the newest first.
pub(crate) async fn cases(db: &impl Read, shelf: Shelf, after: Option<(Instant, CaseId)>, limit: u32) -> Result<Vec<Case>, DbError> {
    let (query, first) = match shelf {
        Shelf::Open => (
            "closed_at IS NULL AND (opened_at > $1 OR (opened_at = $1 AND id > $2)) ORDER BY opened_at, id LIMIT $3",
            (Instant::from_micros(i64::MIN), CaseId::from(Uuid::nil())),
        ),
        Shelf::Closed => (
            "closed_at IS NOT NULL AND (closed_at < $1 OR (closed_at = $1 AND id < $2)) ORDER BY closed_at DESC, id DESC LIMIT $3",
            (Instant::from_micros(i64::MAX), CaseId::from(Uuid::max())),
        ),
    };
    let (at, id) = after.unwrap_or(first);
    let rows = sql::all(db, &format!("{CASES} WHERE {query}"), vec![at.micros().into(), id.uuid().into(), i64::from(limit).into()]).await?;
    open_rows(db, rows).await
}

/// Has a client a case that nobody has closed, or a redo that still looks for its time?
pub(crate) async fn has_open(db: &impl Read, client: ClientId) -> Result<bool, DbError> {
    let query = "SELECT id FROM cases WHERE subject = $1 AND closed_at IS NULL
                 UNION ALL SELECT id FROM redos WHERE client = $1 AND closed_at IS NULL AND redo_visit IS NULL LIMIT 1";
    Ok(sql::one(db, query, vec![client.uuid().into()]).await?.is_some())
}

pub(crate) async fn cases_of(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Case>, DbError> {
    let query = format!("{CASES} WHERE subject = $1 ORDER BY opened_at DESC, id DESC LIMIT $2");
    let rows = sql::all(db, &query, vec![client.uuid().into(), i64::from(limit).into()]).await?;
    open_rows(db, rows).await
}

/// The cases of these visits in which the client has our answer, the oldest first.
pub(crate) async fn answered(db: &impl Read, client: ClientId, visits: &[VisitId]) -> Result<Vec<Case>, DbError> {
    let query = format!("{CASES} WHERE subject = $1 AND replied_at IS NOT NULL AND visit IN ($ids) ORDER BY replied_at, id");
    let rows = sql::about(db, &query, vec![client.uuid().into()], visits.iter().map(|id| id.uuid())).await?;
    open_rows(db, rows).await
}

fn after(row: &sql::Row) -> Result<After, DbError> {
    let (visit, work) = (row.get::<Option<Uuid>>("visit")?, row.get::<Option<Uuid>>("work")?);
    let work = || work.map(|id| After::Work(WorkId::from(id))).ok_or_else(|| DbError::corrupt("a case after nothing"));
    visit.map_or_else(work, |id| Ok(After::Visit(VisitId::from(id))))
}

pub(crate) async fn open_rows(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<Case>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    rows.iter()
        .map(|row| {
            let subject: Uuid = row.get("subject")?;
            let open = |column: &str| -> Result<Option<String>, DbError> {
                let sealed: Option<Vec<u8>> = row.get(column)?;
                sealed.map_or(Ok(None), |bytes| keys.open(subject, &format!("cases.{column}"), &bytes))
            };
            Ok(Case {
                id: CaseId::from(row.get::<Uuid>("id")?),
                after: after(row)?,
                author: row.get::<Option<Uuid>>("client")?.map_or(Author::Asker(WorkId::from(subject)), |client| Author::Client(ClientId::from(client))),
                kind: CaseKind::parse(&row.get::<String>("kind")?).ok_or_else(|| DbError::corrupt("the kind of a case"))?,
                words: open("words_sealed")?,
                told_at: row.at("told_at")?,
                channel: Channel::parse(&row.get::<String>("channel")?).ok_or_else(|| DbError::corrupt("the channel of a case"))?,
                opened_at: row.at("opened_at")?,
                opened_by: row.get("opened_by")?,
                state: state(row, open("reply_sealed")?, open("note_sealed")?)?,
            })
        })
        .collect()
}

/// After erasure the words are gone; that there were some stays.
fn state(row: &sql::Row, reply: Option<String>, note: Option<String>) -> Result<CaseState, DbError> {
    let owner = row.get::<Option<Uuid>>("owner")?.zip(row.maybe_at("taken_at")?).map(|(person, since)| Owner { person: PersonId::from(person), since });
    let reply = row.maybe_at("replied_at")?.map(|at| Reply { words: reply.unwrap_or_default(), at });
    if let Some(at) = row.maybe_at("closed_at")? {
        let by = row.get::<Option<String>>("closed_by")?.unwrap_or_default();
        return Ok(CaseState::Closed { owner, reply, note: note.unwrap_or_default(), at, by });
    }
    Ok(match (owner, reply) {
        (None, _) => CaseState::Open,
        (Some(owner), None) => CaseState::Taken(owner),
        (Some(owner), Some(reply)) => CaseState::Answered(owner, reply),
    })
}

/// Under which purpose an answer after a visit is sealed.
const ANSWER_WORDS: &str = "question_answers.words_sealed";

/// Keeps the client's words; a later answer takes the place of the earlier.
pub(crate) async fn put_answer(tx: &Tx, visit: VisitId, client: ClientId, words: &str) -> Result<(), DbError> {
    let sealed = vault::seal(tx, client.uuid(), ANSWER_WORDS, words).await?;
    let row = vec![visit.uuid().into(), client.uuid().into(), sealed.into(), tx.now().micros().into()];
    let query = "INSERT INTO question_answers (visit, subject, words_sealed, at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (visit) DO UPDATE SET words_sealed = excluded.words_sealed, at = excluded.at";
    sql::run(tx, query, row).await?;
    Ok(())
}

pub(crate) async fn answers(db: &impl Read, client: ClientId, visits: &[VisitId]) -> Result<BTreeMap<VisitId, String>, DbError> {
    let keys = vault::keys(db, &[client.uuid()]).await?;
    let mut answers = BTreeMap::new();
    let query = "SELECT visit, words_sealed FROM question_answers WHERE subject = $1 AND visit IN ($ids)";
    for row in sql::about(db, query, vec![client.uuid().into()], visits.iter().map(|id| id.uuid())).await? {
        if let Some(words) = keys.open(client.uuid(), ANSWER_WORDS, &row.get::<Vec<u8>>("words_sealed")?)? {
            answers.insert(VisitId::from(row.get::<Uuid>("visit")?), words);
        }
    }
    Ok(answers)
}

/// Redos asked for after the 24 hours or counted from too late a moment, redos whose visit mends another or is called off, and
/// late asks that were in time.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let day = i64::try_from(crate::GUARANTEE.as_micros()).unwrap_or(i64::MAX);
    let mut findings = Vec::new();
    let mends = "SELECT r.visit FROM redos r JOIN visits w ON w.id = r.redo_visit
                 WHERE w.state = 'cancelled' OR w.redo_of IS NULL OR w.redo_of <> r.visit";
    for row in sql::all(db, mends, vec![]).await? {
        findings.push(Finding::broken("promise 8: a redo without its visit", row.get::<Uuid>("visit")?));
    }
    let asks = "SELECT r.visit, r.asked_at AS told_at, r.counts_from, v.finished_at, CAST(0 AS BIGINT) AS late FROM redos r JOIN visits v ON v.id = r.visit
                UNION ALL SELECT c.visit, c.told_at, c.counts_from, v.finished_at, CAST(1 AS BIGINT) AS late FROM cases c JOIN visits v ON v.id = c.visit WHERE c.kind = 'late'";
    let rows = sql::all(db, asks, vec![]).await?;
    let visits = rows.iter().map(|row| row.get::<Uuid>("visit").map(VisitId::from)).collect::<Result<Vec<_>, _>>()?;
    let reports = reports(db, &visits).await?;
    for row in rows {
        let visit: Uuid = row.get("visit")?;
        let Some(finished) = row.get::<Option<i64>>("finished_at")? else {
            findings.push(Finding::broken("promise 8: a redo of what is not done", visit));
            continue;
        };
        let (told, counted, late): (i64, i64, i64) = (row.get("told_at")?, row.get("counts_from")?, row.get("late")?);
        let begins = match reports.get(&visit) {
            Some(Report::Delivered(at)) => finished.max(at.micros()),
            _ => finished,
        };
        // Whoever spoke before the report came is counted from their own word.
        let is_counted = if late == 1 { counted >= begins } else { counted <= begins.max(told) };
        if !is_counted || (told - counted > day) != (late == 1) {
            findings.push(Finding::broken("promise 8: the 24 hours", visit));
        }
    }
    findings.extend(changes::verify(db).await?);
    Ok(findings)
}
