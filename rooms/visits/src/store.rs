//! Visits, their crews and the answers to their checklists in the database.

pub(crate) mod phone;

use crate::VisitId;
use crate::instructions::{Kept, Spoken};
use crate::photos::{Moment, PhotoId, Shown, VisitPhoto};
use crate::progress::Answer;
use crate::service::briefing::Note;
use crate::visit::{Cancelled, Confirmed, Done, EnRoute, InProgress, LockedOut, Plan, Planned, Skipped, Visit};
use catalog::Turn;
use db::{DbError, Read, Tx, sql, vault};
use files::FileId;
use housebook::Pin;
use households::{ClientId, HomeId, MemoryId};
use people::PersonId;
use room::Finding;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Instant, Span};

pub(crate) async fn add(tx: &Tx, plan: &Plan) -> Result<(), DbError> {
    let extras = serde_json::to_string(&plan.extras).map_err(DbError::corrupt)?;
    let row = vec![
        plan.id.uuid().into(),
        plan.client.uuid().into(),
        plan.home.uuid().into(),
        plan.service.file.clone().into(),
        plan.service.version.into(),
        extras.into(),
        plan.span.start.micros().into(),
        plan.span.end.micros().into(),
        plan.redo_of.map(VisitId::uuid).into(),
        tx.now().micros().into(),
        i64::from(plan.needs).into(),
        i64::from(plan.version).into(),
    ];
    let query = "INSERT INTO visits (id, client, home, service_file, service_version, extras, starts_at, ends_at, redo_of, state, planned_at, needs, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'planned', $10, $11, $12)";
    sql::run(tx, query, row).await?;
    add_crew(tx, plan.id, &plan.crew).await
}

async fn add_crew(tx: &Tx, visit: VisitId, crew: &[PersonId]) -> Result<(), DbError> {
    for person in crew {
        sql::run(tx, "INSERT INTO visit_crew (visit, person) VALUES ($1, $2)", vec![visit.uuid().into(), person.uuid().into()]).await?;
    }
    Ok(())
}

/// Writes another time or another crew of a visit that nobody has set off for, if it is still of the version before.
pub(crate) async fn rewrite(tx: &Tx, visit: &Visit) -> Result<(), DbError> {
    let plan = visit.ahead().ok_or_else(|| DbError::corrupt("a visit under way keeps its plan"))?;
    let confirmed = match visit {
        Visit::Confirmed(v) => Some(v.at),
        _ => None,
    };
    let row = vec![
        plan.id.uuid().into(),
        plan.span.start.micros().into(),
        plan.span.end.micros().into(),
        i64::from(plan.needs).into(),
        i64::from(plan.version).into(),
        visit.state().name().into(),
        confirmed.map(Instant::micros).into(),
    ];
    let query = "UPDATE visits SET starts_at = $2, ends_at = $3, needs = $4, version = $5, state = $6, confirmed_at = $7
                 WHERE id = $1 AND version = $5 - 1 AND state IN ('planned', 'confirmed')";
    if sql::run(tx, query, row).await? != 1 {
        return Err(DbError::raced());
    }
    sql::run(tx, "DELETE FROM visit_crew WHERE visit = $1", vec![plan.id.uuid().into()]).await?;
    add_crew(tx, plan.id, &plan.crew).await
}

/// Writes a visit that is planned anew because one of those on the way was called back, if it is still of the version before.
pub(crate) async fn call_back(tx: &Tx, plan: &Plan, off: PersonId) -> Result<(), DbError> {
    let query = "UPDATE visits SET state = 'planned', confirmed_at = NULL, set_off_at = NULL, eta_at = NULL, set_off_by = NULL, version = $2
                 WHERE id = $1 AND version = $2 - 1 AND state = 'en_route'";
    if sql::run(tx, query, vec![plan.id.uuid().into(), i64::from(plan.version).into()]).await? != 1 {
        return Err(DbError::raced());
    }
    sql::run(tx, "DELETE FROM visit_crew WHERE visit = $1 AND person = $2", vec![plan.id.uuid().into(), off.uuid().into()]).await.map(drop)
}

/// Writes a step, if the visit still stands where the step began.
pub(crate) async fn step(tx: &Tx, visit: &Visit) -> Result<(), DbError> {
    let (set, before, mut values): (&str, &str, Vec<sql::Value>) = match visit {
        Visit::Planned(_) => return Err(DbError::corrupt("a visit does not go back to planned")),
        Visit::Confirmed(v) => ("state = 'confirmed', confirmed_at = $2", "state = 'planned'", vec![v.at.micros().into()]),
        Visit::EnRoute(v) => (
            "state = 'en_route', set_off_at = $2, eta_at = $3, set_off_by = $4",
            "state IN ('planned', 'confirmed', 'en_route')",
            vec![v.since.micros().into(), v.eta.micros().into(), v.by.uuid().into()],
        ),
        Visit::InProgress(v) => ("state = 'in_progress', started_at = $2", "state = 'en_route'", vec![v.started_at.micros().into()]),
        Visit::Done(v) => ("state = 'done', finished_at = $2", "state = 'in_progress'", vec![v.finished_at.micros().into()]),
        Visit::Cancelled(v) => ("state = 'cancelled', cancelled_at = $2", "state IN ('planned', 'confirmed')", vec![v.at.micros().into()]),
        Visit::LockedOut(v) => ("state = 'locked_out', locked_out_at = $2", "state = 'en_route'", vec![v.at.micros().into()]),
        Visit::Skipped(v) => ("state = 'skipped', skipped_at = $2", "state IN ('planned', 'confirmed')", vec![v.at.micros().into()]),
    };
    values.insert(0, visit.plan().id.uuid().into());
    let touched = sql::run(tx, &format!("UPDATE visits SET {set} WHERE id = $1 AND {before}"), values).await?;
    if touched == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// Takes the visit for this transaction: whoever moves it too waits, and then sees what this one did.
pub(crate) async fn take(tx: &Tx, id: VisitId) -> Result<Option<Visit>, DbError> {
    let rows = sql::all(tx, &format!("UPDATE visits SET steps = steps + 1 WHERE id = $1 RETURNING {COLUMNS}"), vec![id.uuid().into()]).await?;
    Ok(visits(tx, rows).await?.pop())
}

/// Visits ahead with somebody of the crew who is not cleared for the whole of it.
pub(crate) async fn uncleared_ahead(db: &impl Read) -> Result<Vec<(VisitId, PersonId)>, DbError> {
    let query = "SELECT v.id, c.person FROM visits v JOIN visit_crew c ON c.visit = v.id
                 WHERE v.starts_at > $1 AND v.service_file = $3 AND v.state IN ('planned', 'confirmed', 'en_route') AND NOT EXISTS (
                     SELECT 1 FROM cleared k WHERE k.person = c.person AND k.service = $2 AND k.from_at <= v.starts_at AND v.ends_at <= k.until_at)
                 ORDER BY v.starts_at, v.id LIMIT 100";
    let mut found = Vec::new();
    for service in catalog::services(db.app())? {
        let values = vec![(db.now().micros() - 24 * 3_600_000_000).into(), service.service.code.clone().into(), service.pin.file.clone().into()];
        for row in sql::all(db, query, values).await? {
            found.push((VisitId::from(row.get::<Uuid>("id")?), PersonId::from(row.get::<Uuid>("person")?)));
        }
    }
    Ok(found)
}

const COLUMNS: &str = "id, client, home, service_file, service_version, extras, starts_at, ends_at, redo_of, state, needs, version, confirmed_at,
                       set_off_at, eta_at, set_off_by, started_at, finished_at, cancelled_at, locked_out_at, skipped_at";

/// When visits stand in this home within that time, ahead or under way.
pub(crate) async fn spans_in(db: &impl Read, home: HomeId, span: Span) -> Result<Vec<Span>, DbError> {
    let query = "SELECT starts_at, ends_at FROM visits WHERE home = $1 AND starts_at < $3 AND ends_at > $2 AND state IN ('planned', 'confirmed', 'en_route', 'in_progress')";
    let rows = sql::all(db, query, vec![home.uuid().into(), span.start.micros().into(), span.end.micros().into()]).await?;
    rows.iter().map(|row| Ok(Span { start: row.at("starts_at")?, end: row.at("ends_at")? })).collect()
}

pub(crate) async fn one(db: &impl Read, id: VisitId) -> Result<Option<Visit>, DbError> {
    let rows = sql::all(db, &format!("SELECT {COLUMNS} FROM visits v WHERE v.id = $1"), vec![id.uuid().into()]).await?;
    Ok(visits(db, rows).await?.pop())
}

/// These, whichever of them there are.
pub(crate) async fn some(db: &impl Read, ids: &[VisitId]) -> Result<Vec<Visit>, DbError> {
    let rows = sql::about(db, &format!("SELECT {COLUMNS} FROM visits v WHERE v.id IN ($ids)"), vec![], ids.iter().map(|id| id.uuid())).await?;
    visits(db, rows).await
}

/// Those that share a moment with the span, for everybody or for one person, in the order of their start.
pub(crate) async fn between(db: &impl Read, span: Span, person: Option<PersonId>) -> Result<Vec<Visit>, DbError> {
    // A visit lasts less than a day: the index on the start bounds the search from both sides.
    let from = span.start - jiff::SignedDuration::from_hours(24);
    let mut values = vec![from.micros().into(), span.end.micros().into(), span.start.micros().into()];
    let mut query = format!("SELECT {COLUMNS} FROM visits v WHERE v.starts_at > $1 AND v.starts_at < $2 AND v.ends_at > $3");
    if let Some(person) = person {
        query.push_str(" AND EXISTS (SELECT 1 FROM visit_crew c WHERE c.visit = v.id AND c.person = $4)");
        values.push(person.uuid().into());
    }
    query.push_str(" ORDER BY v.starts_at, v.id");
    let rows = sql::all(db, &query, values).await?;
    visits(db, rows).await
}

/// Those of them that nobody has come to yet.
pub(crate) async fn not_begun(db: &impl Read, span: Span) -> Result<Vec<Visit>, DbError> {
    let from = span.start - jiff::SignedDuration::from_hours(24);
    let query = format!(
        "SELECT {COLUMNS} FROM visits v WHERE v.starts_at > $1 AND v.starts_at < $2 AND v.ends_at > $3 AND v.state IN ('planned', 'confirmed', 'en_route') ORDER BY v.starts_at, v.id"
    );
    let rows = sql::all(db, &query, vec![from.micros().into(), span.end.micros().into(), span.start.micros().into()]).await?;
    visits(db, rows).await
}

/// A client's visits, the latest start first.
pub(crate) async fn of_client(db: &impl Read, client: ClientId, before: Instant, limit: u32) -> Result<Vec<Visit>, DbError> {
    let query = format!("SELECT {COLUMNS} FROM visits v WHERE v.client = $1 AND v.starts_at < $2 ORDER BY v.starts_at DESC, v.id DESC LIMIT $3");
    let rows = sql::all(db, &query, vec![client.uuid().into(), before.micros().into(), i64::from(limit).into()]).await?;
    visits(db, rows).await
}

/// The visits of these clients that begin within the span, the earliest first.
pub(crate) async fn of_clients(db: &impl Read, clients: &[ClientId], span: Span) -> Result<Vec<Visit>, DbError> {
    let query = format!("SELECT {COLUMNS} FROM visits v WHERE v.starts_at >= $1 AND v.starts_at < $2 AND v.client IN ($ids) ORDER BY v.starts_at, v.id");
    let rows = sql::about(db, &query, vec![span.start.micros().into(), span.end.micros().into()], clients.iter().map(|one| one.uuid())).await?;
    visits(db, rows).await
}

async fn visits(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<Visit>, DbError> {
    let ids = rows.iter().map(|row| row.get::<Uuid>("id")).collect::<Result<Vec<_>, _>>()?;
    let mut crews: BTreeMap<Uuid, Vec<PersonId>> = BTreeMap::new();
    for row in sql::about(db, "SELECT visit, person FROM visit_crew WHERE visit IN ($ids) ORDER BY person", vec![], ids.iter().copied()).await? {
        crews.entry(row.get("visit")?).or_default().push(PersonId::from(row.get::<Uuid>("person")?));
    }
    rows.iter().map(|row| visit(row, &mut crews)).collect()
}

fn visit(row: &sql::Row, crews: &mut BTreeMap<Uuid, Vec<PersonId>>) -> Result<Visit, DbError> {
    let id: Uuid = row.get("id")?;
    let broken = |what: &str| DbError::corrupt(format!("visit {id}: {what}"));
    let extras: String = row.get("extras")?;
    let plan = Plan {
        id: VisitId::from(id),
        client: ClientId::from(row.get::<Uuid>("client")?),
        home: HomeId::from(row.get::<Uuid>("home")?),
        service: Pin { file: row.get("service_file")?, version: row.get("service_version")? },
        extras: serde_json::from_str(&extras).map_err(DbError::corrupt)?,
        span: Span { start: row.at("starts_at")?, end: row.at("ends_at")? },
        crew: crews.remove(&id).unwrap_or_default(),
        needs: u32::try_from(row.get::<i64>("needs")?).map_err(DbError::corrupt)?,
        version: u32::try_from(row.get::<i64>("version")?).map_err(DbError::corrupt)?,
        redo_of: row.get::<Option<Uuid>>("redo_of")?.map(VisitId::from),
    };
    let when = |column: &str| -> Result<Instant, DbError> { row.maybe_at(column)?.ok_or_else(|| broken(column)) };
    let way = |plan: Plan| -> Result<EnRoute, DbError> {
        let (since, eta) = (when("set_off_at")?, when("eta_at")?);
        let by = row.get::<Option<Uuid>>("set_off_by")?.ok_or_else(|| broken("set off by nobody"))?;
        Ok(EnRoute { plan, since, eta, by: PersonId::from(by) })
    };
    let work = |way: EnRoute| -> Result<InProgress, DbError> { Ok(InProgress { way, started_at: when("started_at")? }) };
    Ok(match row.get::<String>("state")?.as_str() {
        "planned" => Visit::Planned(Planned { plan }),
        "confirmed" => Visit::Confirmed(Confirmed { plan, at: when("confirmed_at")? }),
        "en_route" => Visit::EnRoute(way(plan)?),
        "in_progress" => Visit::InProgress(work(way(plan)?)?),
        "done" => Visit::Done(Done { work: work(way(plan)?)?, finished_at: when("finished_at")? }),
        "cancelled" => Visit::Cancelled(Cancelled { plan, at: when("cancelled_at")? }),
        "locked_out" => Visit::LockedOut(LockedOut { way: way(plan)?, at: when("locked_out_at")? }),
        "skipped" => Visit::Skipped(Skipped { plan, at: when("skipped_at")? }),
        other => return Err(broken(other)),
    })
}

/// How these visits stand among those of their service in the same home: one query, a look-up in the index for each. A redo
/// stands where the visit stands that it does anew, and is none of the home's visits itself.
pub(crate) async fn turns(db: &impl Read, visits: &[VisitId]) -> Result<BTreeMap<VisitId, Turn>, DbError> {
    let mut turns = BTreeMap::new();
    for row in sql::about(
        db,
        "SELECT v.id, COALESCE(o.starts_at, v.starts_at) AS stands_at, (
                 SELECT p.starts_at FROM visits p
                 WHERE p.home = v.home AND p.service_file = v.service_file AND p.starts_at < COALESCE(o.starts_at, v.starts_at)
                     AND p.redo_of IS NULL AND p.state NOT IN ('cancelled', 'locked_out', 'skipped')
                 ORDER BY p.starts_at DESC LIMIT 1) AS before_at
             FROM visits v LEFT JOIN visits o ON o.id = v.redo_of WHERE v.id IN ($ids)",
        vec![],
        visits.iter().map(|id| id.uuid()),
    )
    .await?
    {
        let turn = Turn::of(row.at("stands_at")?.day(), row.maybe_at("before_at")?.map(Instant::day));
        turns.insert(VisitId::from(row.get::<Uuid>("id")?), turn);
    }
    Ok(turns)
}

/// How many items of each have an answer.
pub(crate) async fn count_answers(db: &impl Read, visits: &[VisitId]) -> Result<BTreeMap<VisitId, usize>, DbError> {
    let mut counts = BTreeMap::new();
    for row in
        sql::about(db, "SELECT visit, COUNT(*) AS n FROM answers WHERE visit IN ($ids) GROUP BY visit", vec![], visits.iter().map(|id| id.uuid())).await?
    {
        counts.insert(VisitId::from(row.get::<Uuid>("visit")?), usize::try_from(row.get::<i64>("n")?).map_err(DbError::corrupt)?);
    }
    Ok(counts)
}

pub(crate) async fn answers(db: &impl Read, visits: &[VisitId]) -> Result<BTreeMap<VisitId, BTreeMap<String, Answer>>, DbError> {
    let mut answers: BTreeMap<VisitId, BTreeMap<String, Answer>> = BTreeMap::new();
    for row in sql::about(db, "SELECT visit, item, answer FROM answers WHERE visit IN ($ids)", vec![], visits.iter().map(|id| id.uuid())).await? {
        let answer = Answer::parse(&row.get::<String>("answer")?).ok_or_else(|| DbError::corrupt("an answer"))?;
        answers.entry(VisitId::from(row.get::<Uuid>("visit")?)).or_default().insert(row.get("item")?, answer);
    }
    Ok(answers)
}

/// Writes or takes back an answer; `false` when it stood so already.
pub(crate) async fn set_answer(tx: &Tx, visit: VisitId, item: &str, answer: Option<Answer>, person: PersonId) -> Result<bool, DbError> {
    let touched = match answer {
        Some(answer) => {
            let row = vec![visit.uuid().into(), item.into(), answer.name().into(), person.uuid().into(), tx.now().micros().into()];
            let query = "INSERT INTO answers (visit, item, answer, person, at) VALUES ($1, $2, $3, $4, $5)
                         ON CONFLICT (visit, item) DO UPDATE SET answer = excluded.answer, person = excluded.person, at = excluded.at
                         WHERE answers.answer <> excluded.answer";
            sql::run(tx, query, row).await?
        }
        None => sql::run(tx, "DELETE FROM answers WHERE visit = $1 AND item = $2", vec![visit.uuid().into(), item.into()]).await?,
    };
    Ok(touched == 1)
}

/// Keeps several answers with one statement; the last word on an item stands.
pub(crate) async fn set_answers(tx: &Tx, visit: VisitId, answers: &[(String, Answer)], person: PersonId) -> Result<(), DbError> {
    let last: BTreeMap<&str, Answer> = answers.iter().map(|(item, answer)| (item.as_str(), *answer)).collect();
    if last.is_empty() {
        return Ok(());
    }
    let rows: Vec<String> = (0..last.len()).map(|n| format!("($1, ${}, ${}, $2, $3)", 4 + 2 * n, 5 + 2 * n)).collect();
    let query = format!(
        "INSERT INTO answers (visit, item, answer, person, at) VALUES {}
         ON CONFLICT (visit, item) DO UPDATE SET answer = excluded.answer, person = excluded.person, at = excluded.at
         WHERE answers.answer <> excluded.answer",
        rows.join(", ")
    );
    let mut values = vec![visit.uuid().into(), person.uuid().into(), tx.now().micros().into()];
    values.extend(last.into_iter().flat_map(|(item, answer)| [item.into(), answer.name().into()]));
    sql::run(tx, &query, values).await?;
    Ok(())
}

/// What was said of the instructions of a visit, by whom and when. `None`: the visit ended, and nobody had said.
pub(crate) async fn said(db: &impl Read, visit: VisitId) -> Result<BTreeMap<MemoryId, Option<Spoken<Kept>>>, DbError> {
    let rows = sql::all(db, "SELECT memory, kept, person, at FROM visit_instructions WHERE visit = $1", vec![visit.uuid().into()]).await?;
    let spoken = |row: &sql::Row| {
        let kept = row.get::<Option<String>>("kept")?.as_deref().and_then(Kept::parse).zip(row.get::<Option<Uuid>>("person")?);
        let at = row.at("at")?;
        Ok((MemoryId::from(row.get::<Uuid>("memory")?), kept.map(|(what, by)| Spoken { what, by: by.into(), at })))
    };
    rows.iter().map(spoken).collect()
}

const REMARK: &str = "instruction_remarks.text_sealed";

/// What was written beside the instructions of a visit; of an erased client nothing is.
pub(crate) async fn remarks(db: &impl Read, visit: VisitId) -> Result<BTreeMap<MemoryId, Spoken<String>>, DbError> {
    let query = "SELECT memory, subject, text_sealed, person, at FROM instruction_remarks WHERE visit = $1";
    let rows = sql::all(db, query, vec![visit.uuid().into()]).await?;
    if rows.is_empty() {
        return Ok(BTreeMap::new());
    }
    let keys = vault::keys(db, &rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?).await?;
    let mut remarks = BTreeMap::new();
    for row in rows {
        if let Some(what) = keys.open(row.get("subject")?, REMARK, &row.get::<Vec<u8>>("text_sealed")?)? {
            let by = PersonId::from(row.get::<Uuid>("person")?);
            remarks.insert(MemoryId::from(row.get::<Uuid>("memory")?), Spoken { what, by, at: row.at("at")? });
        }
    }
    Ok(remarks)
}

/// Writes a word beside an instruction, in the place of the one before it.
pub(crate) async fn set_remark(tx: &Tx, (visit, client): (VisitId, ClientId), memory: MemoryId, said: &Spoken<&str>) -> Result<(), DbError> {
    let sealed = vault::seal(tx, client.uuid(), REMARK, said.what).await?;
    let (by, at) = (said.by.uuid(), said.at.micros());
    let row = vec![visit.uuid().into(), memory.uuid().into(), client.uuid().into(), sealed.into(), by.into(), at.into()];
    let query = "INSERT INTO instruction_remarks (visit, memory, subject, text_sealed, person, at) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (visit, memory) DO UPDATE SET text_sealed = excluded.text_sealed, person = excluded.person, at = excluded.at";
    sql::run(tx, query, row).await.map(drop)
}

/// Takes the word beside an instruction back; `false` where there is none.
pub(crate) async fn drop_remark(tx: &Tx, visit: VisitId, memory: MemoryId) -> Result<bool, DbError> {
    let row = vec![visit.uuid().into(), memory.uuid().into()];
    Ok(sql::run(tx, "DELETE FROM instruction_remarks WHERE visit = $1 AND memory = $2", row).await? == 1)
}

/// What was said of the instructions of these visits. `None`: the visit ended, and nobody had said.
pub(crate) async fn kept(db: &impl Read, visits: &[VisitId]) -> Result<BTreeMap<VisitId, BTreeMap<MemoryId, Option<Kept>>>, DbError> {
    let mut said: BTreeMap<VisitId, BTreeMap<MemoryId, Option<Kept>>> = BTreeMap::new();
    for row in sql::about(db, "SELECT visit, memory, kept FROM visit_instructions WHERE visit IN ($ids)", vec![], visits.iter().map(|id| id.uuid())).await? {
        let kept = row.get::<Option<String>>("kept")?.as_deref().and_then(Kept::parse);
        said.entry(VisitId::from(row.get::<Uuid>("visit")?)).or_default().insert(MemoryId::from(row.get::<Uuid>("memory")?), kept);
    }
    Ok(said)
}

/// Writes or takes back whether an instruction was kept; `false` when it stood so already.
pub(crate) async fn set_kept(tx: &Tx, visit: VisitId, memory: MemoryId, kept: Option<Kept>, person: PersonId) -> Result<bool, DbError> {
    let key = vec![visit.uuid().into(), memory.uuid().into()];
    let touched = match kept {
        Some(kept) => {
            let row = [key, vec![kept.name().into(), person.uuid().into(), tx.now().micros().into()]].concat();
            let query = "INSERT INTO visit_instructions (visit, memory, kept, person, at) VALUES ($1, $2, $3, $4, $5)
                         ON CONFLICT (visit, memory) DO UPDATE SET kept = excluded.kept, person = excluded.person, at = excluded.at
                         WHERE visit_instructions.kept <> excluded.kept";
            sql::run(tx, query, row).await?
        }
        None => sql::run(tx, "DELETE FROM visit_instructions WHERE visit = $1 AND memory = $2", key).await?,
    };
    Ok(touched == 1)
}

/// Keeps what was asked and not spoken of, as the visit ends.
pub(crate) async fn seal_instructions(tx: &Tx, visit: VisitId, asked: &[MemoryId]) -> Result<(), DbError> {
    for memory in asked {
        let row = vec![visit.uuid().into(), memory.uuid().into(), tx.now().micros().into()];
        sql::run(tx, "INSERT INTO visit_instructions (visit, memory, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", row).await?;
    }
    Ok(())
}

const PHOTO: &str = "SELECT p.id, p.visit, p.what, p.code, p.moment, p.file, p.small, p.width, p.height, p.person, p.at FROM visit_photos p";

fn photo_row(row: &sql::Row) -> Result<VisitPhoto, DbError> {
    let id: Uuid = row.get("id")?;
    let broken = || DbError::corrupt(format!("photo {id}"));
    Ok(VisitPhoto {
        id: PhotoId::from(id),
        visit: VisitId::from(row.get::<Uuid>("visit")?),
        shown: Shown::of(&row.get::<String>("what")?, &row.get::<String>("code")?).ok_or_else(broken)?,
        moment: Moment::parse(&row.get::<String>("moment")?).ok_or_else(broken)?,
        file: FileId::from(row.get::<Uuid>("file")?),
        small: FileId::from(row.get::<Uuid>("small")?),
        width: u32::try_from(row.get::<i64>("width")?).map_err(DbError::corrupt)?,
        height: u32::try_from(row.get::<i64>("height")?).map_err(DbError::corrupt)?,
        by: PersonId::from(row.get::<Uuid>("person")?),
        at: row.at("at")?,
    })
}

pub(crate) async fn photo(db: &impl Read, id: PhotoId) -> Result<Option<VisitPhoto>, DbError> {
    sql::one(db, &format!("{PHOTO} WHERE p.id = $1"), vec![id.uuid().into()]).await?.as_ref().map(photo_row).transpose()
}

pub(crate) async fn photos(db: &impl Read, visits: &[VisitId]) -> Result<BTreeMap<VisitId, Vec<VisitPhoto>>, DbError> {
    let mut photos: BTreeMap<VisitId, Vec<VisitPhoto>> = BTreeMap::new();
    for row in sql::about(db, &format!("{PHOTO} WHERE p.visit IN ($ids) ORDER BY p.id"), vec![], visits.iter().map(|id| id.uuid())).await? {
        let photo = photo_row(&row)?;
        photos.entry(photo.visit).or_default().push(photo);
    }
    Ok(photos)
}

pub(crate) async fn add_photo(tx: &Tx, photo: &VisitPhoto) -> Result<(), DbError> {
    let (what, code) = photo.shown.parts();
    let row = vec![
        photo.id.uuid().into(),
        photo.visit.uuid().into(),
        what.into(),
        code.into(),
        photo.moment.name().into(),
        photo.file.uuid().into(),
        photo.small.uuid().into(),
        i64::from(photo.width).into(),
        i64::from(photo.height).into(),
        photo.by.uuid().into(),
        photo.at.micros().into(),
    ];
    let query = "INSERT INTO visit_photos (id, visit, what, code, moment, file, small, width, height, person, at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    sql::run(tx, query, row).await.map(drop)
}

pub(crate) async fn drop_photo(tx: &Tx, id: PhotoId) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM visit_photos WHERE id = $1", vec![id.uuid().into()]).await.map(drop)
}

/// Does this person come to this client, or did they once?
pub(crate) async fn is_known_to(db: &impl Read, client: ClientId, person: PersonId) -> Result<bool, DbError> {
    let query = "SELECT v.id FROM visits v JOIN visit_crew c ON c.visit = v.id WHERE v.client = $1 AND c.person = $2 LIMIT 1";
    Ok(sql::one(db, query, vec![client.uuid().into(), person.uuid().into()]).await?.is_some())
}

const NOTE: &str = "visit_notes.text_sealed";

pub(crate) async fn add_note(tx: &Tx, visit: VisitId, client: ClientId, text: &str, by: PersonId, damage: bool) -> Result<(), DbError> {
    let sealed = vault::seal(tx, client.uuid(), NOTE, text).await?;
    note_row(tx, (tx.id(), visit), (client.uuid(), sealed), (by, tx.now()), damage).await
}

type Written = (Uuid, Vec<u8>);

async fn note_row(tx: &Tx, (id, visit): (Uuid, VisitId), (subject, sealed): Written, (by, at): (PersonId, Instant), damage: bool) -> Result<(), DbError> {
    let kind = if damage { "damage" } else { "note" };
    let row = vec![id.into(), visit.uuid().into(), subject.into(), sealed.into(), by.uuid().into(), at.micros().into(), kind.into()];
    let query = "INSERT INTO visit_notes (id, visit, subject, text_sealed, person, at, kind) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING";
    sql::run(tx, query, row).await.map(drop)
}

/// The notes about a visit, the oldest first; those about an erased client are gone.
pub(crate) async fn notes(db: &impl Read, visit: VisitId) -> Result<Vec<Note>, DbError> {
    let rows =
        sql::all(db, "SELECT subject, text_sealed, person, at, kind FROM visit_notes WHERE visit = $1 ORDER BY at, id", vec![visit.uuid().into()]).await?;
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut notes = Vec::new();
    for (row, subject) in rows.iter().zip(subjects) {
        if let Some(text) = keys.open(subject, NOTE, &row.get::<Vec<u8>>("text_sealed")?)? {
            let damage = row.get::<String>("kind")? == "damage";
            notes.push(Note { text, by: PersonId::from(row.get::<Uuid>("person")?), at: row.at("at")?, damage });
        }
    }
    Ok(notes)
}

/// Visits ahead, from a moment on, that somebody is yet to be found for, the soonest first.
pub(crate) async fn unassigned(db: &impl Read, from: Instant, limit: u32) -> Result<Vec<Visit>, DbError> {
    let query = format!(
        "SELECT {COLUMNS} FROM visits v WHERE v.starts_at > $1 AND v.state IN ('planned', 'confirmed')
         AND v.needs > (SELECT count(*) FROM visit_crew c WHERE c.visit = v.id) ORDER BY v.starts_at, v.id LIMIT $2"
    );
    let rows = sql::all(db, &query, vec![from.micros().into(), i64::from(limit).into()]).await?;
    visits(db, rows).await
}

/// Visits of one person that have not begun at the door, from a moment on, in the order of their start: planned, confirmed, on
/// the way.
pub(crate) async fn before_the_door(db: &impl Read, person: PersonId, from: Instant) -> Result<Vec<Visit>, DbError> {
    let query = format!(
        "SELECT {COLUMNS} FROM visits v WHERE v.starts_at > $1 AND v.state IN ('planned', 'confirmed', 'en_route')
         AND EXISTS (SELECT 1 FROM visit_crew c WHERE c.visit = v.id AND c.person = $2) ORDER BY v.starts_at, v.id"
    );
    let rows = sql::all(db, &query, vec![from.micros().into(), person.uuid().into()]).await?;
    visits(db, rows).await
}

/// Has a client a visit that is not over?
pub(crate) async fn has_open(db: &impl Read, client: ClientId) -> Result<bool, DbError> {
    let query = "SELECT id FROM visits WHERE client = $1 AND state IN ('planned', 'confirmed', 'en_route', 'in_progress') LIMIT 1";
    Ok(sql::one(db, query, vec![client.uuid().into()]).await?.is_some())
}

/// Visits that were set off by somebody who was not of the crew, and visits ahead whose crew the plans do not know so.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let query = "SELECT v.id FROM visits v WHERE v.set_off_by IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM visit_crew c WHERE c.visit = v.id AND c.person = v.set_off_by) LIMIT 100";
    let rows = sql::all(db, query, vec![]).await?;
    let mut findings =
        rows.into_iter().map(|row| Ok(Finding::broken("promise 3: somebody else set off", row.get::<Uuid>("id")?))).collect::<Result<Vec<_>, DbError>>()?;
    findings.extend(phone::lost(db).await?.into_iter().map(|event| Finding::broken("promise 2: an answer of a phone was lost", event)));
    let query = format!("SELECT {COLUMNS} FROM visits v WHERE v.starts_at > $1 AND v.state IN ('planned', 'confirmed') ORDER BY v.starts_at, v.id");
    let rows = sql::all(db, &query, vec![db.now().micros().into()]).await?;
    let ahead = visits(db, rows).await?;
    let Some(last) = ahead.iter().map(|visit| visit.plan().span.end).max() else {
        return Ok(findings);
    };
    let mut planned: BTreeMap<Uuid, Vec<PersonId>> = BTreeMap::new();
    for busy in scheduling::busy_on(db, Span { start: db.now(), end: last }).await? {
        planned.entry(busy.owner).or_default().push(busy.person);
    }
    for visit in ahead {
        let id = visit.plan().id.uuid();
        if planned.remove(&id).unwrap_or_default() != visit.plan().crew {
            findings.push(Finding::broken("promise 7: the plans know another crew of a visit", id));
        }
    }
    Ok(findings)
}
