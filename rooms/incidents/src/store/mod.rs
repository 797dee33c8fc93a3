//! Incidents in the database.

use crate::impact::Moved;
use crate::incident::{About, Arranged, Due, Incident, IncidentId, Kind, Said, State, Waits, Word};
use crate::playbooks::Way;
use db::{DbError, Read, Tx, sql, vault};
use households::ClientId;
use projects::TaskId;
use room::Finding;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Instant, Span};
use visits::VisitId;

pub(crate) mod steps;

const REASON: &str = "incidents.reason_sealed";

/// Adds an incident in its first state; `false` where one about the same is open.
pub(crate) async fn add(tx: &Tx, id: IncidentId, kind: Kind, about: About, client: Option<ClientId>, state: State) -> Result<bool, DbError> {
    let (visit, plan, task, minutes) = match about {
        About::Visit(visit) => (Some(visit.uuid()), None, None, 0),
        About::Task { plan, task, minutes } => (None, Some(plan.uuid()), Some(task.uuid()), minutes),
    };
    let row = vec![
        id.uuid().into(),
        kind.name().into(),
        client.map(ClientId::uuid).into(),
        visit.into(),
        plan.into(),
        task.into(),
        minutes.into(),
        state.name().into(),
        tx.now().micros().into(),
        tx.by().0.clone().into(),
    ];
    let query = "INSERT INTO incidents (subject, kind, client, visit, plan, task, minutes, state, opened_at, opened_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

const INCIDENT: &str = "SELECT subject, kind, client, visit, plan, task, minutes, state, CASE WHEN instead IS NOT NULL THEN 'call_off' WHEN ours = 1 THEN 'ours' ELSE COALESCE(taken, way) END AS way, instead, round, opened_at, arranged_at, overridden_at, told_at, solved_told_at FROM incidents";

fn incident(row: &sql::Row) -> Result<Incident, DbError> {
    let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
    let (visit, plan, task): (Option<Uuid>, Option<Uuid>, Option<Uuid>) = (row.get("visit")?, row.get("plan")?, row.get("task")?);
    let about = match (visit, plan.zip(task)) {
        (Some(visit), None) => About::Visit(visit.into()),
        (None, Some((plan, task))) => About::Task { plan: plan.into(), task: task.into(), minutes: row.get("minutes")? },
        _ => return Err(DbError::corrupt("an incident about nothing")),
    };
    Ok(Incident {
        id: row.get::<Uuid>("subject")?.into(),
        kind: Kind::parse(&kind).ok_or_else(|| DbError::corrupt(format!("an incident {kind}")))?,
        about,
        client: row.get::<Option<Uuid>>("client")?.map(ClientId::from),
        state: State::parse(&state).ok_or_else(|| DbError::corrupt(format!("an incident {state}")))?,
        way: row.get::<Option<String>>("way")?.as_deref().and_then(Way::parse),
        instead: row.get::<Option<Uuid>>("instead")?.map(VisitId::from),
        round: u32::try_from(row.get::<i64>("round")?).map_err(DbError::corrupt)?,
        opened_at: row.at("opened_at")?,
        arranged_at: row.maybe_at("arranged_at")?,
        overridden_at: row.maybe_at("overridden_at")?,
        told_at: row.maybe_at("told_at")?,
        solved_told_at: row.maybe_at("solved_told_at")?,
    })
}

pub(crate) async fn one(db: &impl Read, id: IncidentId) -> Result<Option<Incident>, DbError> {
    sql::one(db, &format!("{INCIDENT} WHERE subject = $1"), vec![id.uuid().into()]).await?.map(|row| incident(&row)).transpose()
}

/// The one about a visit that has no way out yet.
pub(crate) async fn open_of_visit(db: &impl Read, visit: VisitId) -> Result<Option<Incident>, DbError> {
    let query = format!("{INCIDENT} WHERE visit = $1 AND state IN ('open', 'asking')");
    sql::one(db, &query, vec![visit.uuid().into()]).await?.map(|row| incident(&row)).transpose()
}

/// Has one of this kind about a visit its way out already?
pub(crate) async fn is_arranged(db: &impl Read, visit: VisitId, kind: Kind) -> Result<bool, DbError> {
    let query = format!("{INCIDENT} WHERE visit = $1 AND kind = $2 AND state = 'arranged' LIMIT 1");
    Ok(sql::one(db, &query, vec![visit.uuid().into(), kind.name().into()]).await?.is_some())
}

/// The one about a visit that has had its way out last.
pub(crate) async fn arranged_last(db: &impl Read, visit: VisitId) -> Result<Option<Incident>, DbError> {
    let query = format!("{INCIDENT} WHERE visit = $1 AND arranged_at IS NOT NULL ORDER BY opened_at DESC, subject DESC LIMIT 1");
    sql::one(db, &query, vec![visit.uuid().into()]).await?.map(|row| incident(&row)).transpose()
}

/// The last one about each of these visits that waits for a way out, or has one.
pub(crate) async fn last_of_visits(db: &impl Read, visits: &[VisitId]) -> Result<BTreeMap<VisitId, Incident>, DbError> {
    let query = format!("{INCIDENT} WHERE visit IN ($ids) AND state IN ('open', 'asking', 'arranged') ORDER BY opened_at, subject");
    let rows = sql::about(db, &query, vec![], visits.iter().map(|id| id.uuid())).await?;
    rows.iter().map(|row| Ok((row.get::<Uuid>("visit")?.into(), incident(row)?))).collect()
}

/// The one about a task that has no way out yet.
pub(crate) async fn open_of_task(db: &impl Read, task: TaskId) -> Result<Option<Incident>, DbError> {
    let query = format!("{INCIDENT} WHERE task = $1 AND state IN ('open', 'asking')");
    sql::one(db, &query, vec![task.uuid().into()]).await?.map(|row| incident(&row)).transpose()
}

/// Those without a way out, the oldest first.
pub(crate) async fn unsolved(db: &impl Read, limit: u32) -> Result<Vec<Incident>, DbError> {
    let query = format!("{INCIDENT} WHERE state IN ('open', 'asking') ORDER BY opened_at, subject LIMIT $1");
    sql::all(db, &query, vec![i64::from(limit).into()]).await?.iter().map(incident).collect()
}

/// Which of them wait for this; none waits for two of them. Each is read by an index that holds these alone.
const fn that_wait_for(due: Due) -> &'static str {
    match due {
        Due::WayOut => "state IN ('open', 'asking')",
        Due::Word => "state = 'arranged' AND solved_told_at IS NULL AND client IS NOT NULL",
        Due::Call => "state = 'arranged' AND subject IN (SELECT incident FROM incident_words WHERE word = 'call' AND solved = 1 AND done_at IS NULL)",
    }
}

/// Those that wait for somebody of us, the oldest first.
pub(crate) async fn waiting(db: &impl Read, limit: u32) -> Result<Vec<(Incident, Due)>, DbError> {
    let mut found = Vec::new();
    for due in Due::ALL {
        let query = format!("{INCIDENT} WHERE {} ORDER BY opened_at, subject LIMIT $1", that_wait_for(due));
        for row in &sql::all(db, &query, vec![i64::from(limit).into()]).await? {
            found.push((incident(row)?, due));
        }
    }
    found.sort_by_key(|(one, _)| (one.opened_at, one.id));
    found.truncate(limit as usize);
    Ok(found)
}

/// How many wait for what, up to a hundred each; what nobody waits for is not told of.
pub(crate) async fn waits(db: &impl Read) -> Result<Vec<Waits>, DbError> {
    let mut found = Vec::new();
    for due in Due::ALL {
        let query = format!(
            "SELECT COUNT(*) AS n, MIN(opened_at) AS since FROM (SELECT opened_at FROM incidents WHERE {} ORDER BY opened_at, subject LIMIT 100) w",
            that_wait_for(due)
        );
        let Some(row) = sql::one(db, &query, vec![]).await? else { continue };
        if let Some(since) = row.maybe_at("since")? {
            found.push(Waits { due, n: u32::try_from(row.get::<i64>("n")?).map_err(DbError::corrupt)?, since });
        }
    }
    Ok(found)
}

/// What a client has had to bear, the newest first: without what fitted into the time that there was, and without what was none before
/// anybody said a word of it.
pub(crate) async fn of_client(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Incident>, DbError> {
    let query = format!(
        "{INCIDENT} WHERE client = $1 AND state <> 'absorbed' AND (state <> 'closed' OR told_at IS NOT NULL) ORDER BY opened_at DESC, subject DESC LIMIT $2"
    );
    sql::all(db, &query, vec![client.uuid().into(), i64::from(limit).into()]).await?.iter().map(incident).collect()
}

/// What of a client's stands open, the latest first: without a way out, or with one that they have not been told of.
pub(crate) async fn open_of_client(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Incident>, DbError> {
    let (way_out, word) = (that_wait_for(Due::WayOut), that_wait_for(Due::Word));
    let query = format!("{INCIDENT} WHERE client = $1 AND ({way_out} OR ({word})) ORDER BY opened_at DESC, subject DESC LIMIT $2");
    sql::all(db, &query, vec![client.uuid().into(), i64::from(limit).into()]).await?.iter().map(incident).collect()
}

/// All, the latest first, before one that was seen.
pub(crate) async fn all(db: &impl Read, before: Option<(Instant, IncidentId)>, limit: u32) -> Result<Vec<Incident>, DbError> {
    let (at, id) = before.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!("{INCIDENT} WHERE (opened_at < $1 OR (opened_at = $1 AND subject < $2)) ORDER BY opened_at DESC, subject DESC LIMIT $3");
    sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?.iter().map(incident).collect()
}

/// Those of a plan that fitted into the time that there was, since a moment.
pub(crate) async fn absorbed(db: &impl Read, plan: projects::PlanId, since: Instant) -> Result<Vec<Incident>, DbError> {
    let query = format!("{INCIDENT} WHERE plan = $1 AND opened_at >= $2 AND state = 'absorbed' ORDER BY opened_at, subject");
    sql::all(db, &query, vec![plan.uuid().into(), since.micros().into()]).await?.iter().map(incident).collect()
}

/// Those of a plan whose way out was arranged since a moment, the earliest first.
pub(crate) async fn arranged_since(db: &impl Read, plan: projects::PlanId, since: Instant) -> Result<Vec<Incident>, DbError> {
    let query = format!("{INCIDENT} WHERE plan = $1 AND arranged_at >= $2 AND state = 'arranged' ORDER BY arranged_at, subject");
    sql::all(db, &query, vec![plan.uuid().into(), since.micros().into()]).await?.iter().map(incident).collect()
}

/// From where it stands into another state; `false` where it stands otherwise by now.
pub(crate) async fn turn(tx: &Tx, was: &Incident, to: State, way: Option<Way>) -> Result<bool, DbError> {
    let arranged = (to == State::Arranged).then(|| tx.now().micros());
    // A way out that fell begins another round.
    let round = i64::from(was.round) + i64::from(matches!(was.state, State::Asking | State::Arranged) && to == State::Open);
    // What was called off is told by the visit that stands instead, and what the house does itself by its own mark; of the two columns each
    // knows the ways of its time alone.
    let taken = way.map(|way| match way {
        Way::CallOff => Way::NewTime,
        Way::Ours => Way::Another,
        way => way,
    });
    let row = vec![
        was.id.uuid().into(),
        was.state.name().into(),
        i64::from(was.round).into(),
        to.name().into(),
        taken.map(|way| if way == Way::NewTime { Way::TwoTimes } else { way }.name()).into(),
        arranged.into(),
        round.into(),
        taken.map(Way::name).into(),
        i64::from(way == Some(Way::Ours)).into(),
    ];
    let query =
        "UPDATE incidents SET state = $4, way = COALESCE($5, way), taken = COALESCE($8, taken, way), arranged_at = COALESCE($6, arranged_at), round = $7, ours = $9,
                 solved_told_at = CASE WHEN $4 = 'open' THEN NULL ELSE solved_told_at END
                 WHERE subject = $1 AND state = $2 AND round = $3";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Keeps the visit that stands in the place of the one that is called off; `false` where the incident stands otherwise by now.
pub(crate) async fn stands_instead(tx: &Tx, id: IncidentId, instead: VisitId) -> Result<bool, DbError> {
    let row = vec![id.uuid().into(), instead.uuid().into()];
    Ok(sql::run(tx, "UPDATE incidents SET instead = $2 WHERE subject = $1 AND state = 'open'", row).await? == 1)
}

/// Keeps the owner's reason; `false` where there is one.
pub(crate) async fn overrule(tx: &Tx, id: IncidentId, reason: &str) -> Result<bool, DbError> {
    let sealed = vault::seal(tx, id.uuid(), REASON, reason).await?;
    let row = vec![id.uuid().into(), tx.now().micros().into(), sealed.into()];
    let query = "UPDATE incidents SET overridden_at = $2, reason_sealed = $3 WHERE subject = $1 AND overridden_at IS NULL AND state IN ('open', 'asking')";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// The owner's reason.
pub(crate) async fn reason(db: &impl Read, id: IncidentId) -> Result<Option<String>, DbError> {
    let row = sql::one(db, "SELECT reason_sealed FROM incidents WHERE subject = $1", vec![id.uuid().into()]).await?;
    let Some(sealed) = row.map(|row| row.get::<Option<Vec<u8>>>("reason_sealed")).transpose()?.flatten() else { return Ok(None) };
    vault::keys(db, &[id.uuid()]).await?.open(id.uuid(), REASON, &sealed)
}

/// Writes a word down for an incident that may be told; `false` where it was before. Done at once where somebody has said it already. A
/// way out that did not last has had its own word: the one of the next takes its place.
pub(crate) async fn add_word(tx: &Tx, arranged: &Arranged, word: Word, done: bool) -> Result<bool, DbError> {
    let (id, now) = (arranged.incident().uuid(), tx.now().micros());
    let row = vec![id.into(), word.name().into(), now.into(), tx.by().0.clone().into(), done.then_some(now).into(), i64::from(arranged.is_solved()).into()];
    let query = "INSERT INTO incident_words (incident, word, queued_at, queued_by, done_at, solved) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (incident, word, solved) DO UPDATE SET queued_at = excluded.queued_at, queued_by = excluded.queued_by, done_at = excluded.done_at,
                     gone_at = NULL, lost_at = NULL
                 WHERE excluded.solved = 1 AND incident_words.queued_at < (SELECT i.arranged_at FROM incidents i WHERE i.subject = excluded.incident)";
    if sql::run(tx, query, row).await? != 1 {
        return Ok(false);
    }
    let query =
        "UPDATE incidents SET told_at = COALESCE(told_at, $2), solved_told_at = CASE WHEN $3 = 1 THEN COALESCE(solved_told_at, $2) ELSE solved_told_at END
                 WHERE subject = $1";
    sql::run(tx, query, vec![id.into(), now.into(), i64::from(arranged.is_solved()).into()]).await?;
    Ok(true)
}

/// A call was made; `false` where none waits.
pub(crate) async fn called(tx: &Tx, id: IncidentId) -> Result<bool, DbError> {
    let row = vec![id.uuid().into(), tx.now().micros().into()];
    Ok(sql::run(tx, "UPDATE incident_words SET done_at = $2 WHERE incident = $1 AND word = 'call' AND done_at IS NULL", row).await? == 1)
}

/// The message of a word that was queued at this moment was handed over, or is lost: about this incident, or about its visit. Whose word it
/// was; nobody's where it was another message.
pub(crate) async fn went(tx: &Tx, about: Uuid, queued_at: Instant, is_lost: bool) -> Result<Option<IncidentId>, DbError> {
    let row = vec![about.into(), queued_at.micros().into(), i64::from(is_lost).into(), tx.now().micros().into()];
    let query = "UPDATE incident_words SET gone_at = CASE WHEN $3 = 0 THEN CAST($4 AS BIGINT) END, lost_at = CASE WHEN $3 = 1 THEN CAST($4 AS BIGINT) END
                 WHERE word = 'message' AND queued_at = $2 AND incident IN
                     (SELECT subject FROM incidents WHERE subject = $1 UNION ALL SELECT subject FROM incidents WHERE visit = $1) RETURNING incident";
    sql::one(tx, query, row).await?.map(|row| Ok(row.get::<Uuid>("incident")?.into())).transpose()
}

/// What was written down: the word, with its way out or without, when, and when it was done.
pub(crate) async fn words(db: &impl Read, id: IncidentId) -> Result<Vec<Said>, DbError> {
    let query = "SELECT word, queued_at, done_at, gone_at, lost_at, solved FROM incident_words WHERE incident = $1 ORDER BY queued_at, word";
    let rows = sql::all(db, query, vec![id.uuid().into()]).await?;
    rows.iter()
        .map(|row| {
            let word: String = row.get("word")?;
            Ok(Said {
                word: Word::parse(&word).ok_or_else(|| DbError::corrupt(format!("a word {word}")))?,
                solved: row.get::<i64>("solved")? == 1,
                queued_at: row.at("queued_at")?,
                done_at: row.maybe_at("done_at")?,
                gone_at: row.maybe_at("gone_at")?,
                lost_at: row.maybe_at("lost_at")?,
            })
        })
        .collect()
}

/// The tasks that a round has moved, in their order.
pub(crate) async fn moved(db: &impl Read, id: IncidentId, round: u32) -> Result<Vec<Moved>, DbError> {
    let query = "SELECT task, from_starts_at, from_ends_at, to_starts_at, to_ends_at FROM incident_tasks WHERE incident = $1 AND round = $2 ORDER BY nth";
    let rows = sql::all(db, query, vec![id.uuid().into(), i64::from(round).into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Moved {
                task: row.get::<Uuid>("task")?.into(),
                from: Span { start: row.at("from_starts_at")?, end: row.at("from_ends_at")? },
                to: Span { start: row.at("to_starts_at")?, end: row.at("to_ends_at")? },
            })
        })
        .collect()
}

/// Words about incidents that have no way out and no owner's reason.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let query =
        "SELECT i.subject AS id FROM incident_words w JOIN incidents i ON i.subject = w.incident WHERE i.arranged_at IS NULL AND i.overridden_at IS NULL
                 UNION ALL SELECT m.about FROM messages m JOIN incidents i ON i.subject = m.about
                 WHERE m.class = 'incidents.told' AND i.arranged_at IS NULL AND i.overridden_at IS NULL
                 UNION ALL SELECT h.visit FROM house_moves h WHERE NOT EXISTS (
                     SELECT 1 FROM incidents i JOIN incident_words w ON w.incident = i.subject
                     WHERE i.visit = h.visit AND i.arranged_at >= h.at AND w.word = 'message' AND w.solved = 1 AND w.queued_at >= h.at)
                 UNION ALL SELECT h.visit FROM house_calls_off h WHERE NOT EXISTS (
                     SELECT 1 FROM incidents i JOIN incident_words w ON w.incident = i.subject
                     WHERE i.visit = h.visit AND w.word = 'message' AND (i.instead IS NOT NULL OR i.overridden_at IS NOT NULL))";
    let rows = sql::all(db, query, vec![]).await?;
    rows.into_iter().map(|row| Ok(Finding::broken("promise 7: a word of an incident without its way out", row.get::<Uuid>("id")?))).collect()
}
