//! Calls in storage.

pub(crate) mod meetings;
pub(crate) mod tasks;

use crate::Call;
use crate::known::{Known, RINGS};
use crate::task::TaskId;
use crate::told::{CallId, Direction, Provider};
use db::{DbError, Read, Tx, sql, vault};
use households::ClientId;
use jiff::SignedDuration;
use people::PersonId;
use room::Finding;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Instant, Phone};

const DAY: SignedDuration = SignedDuration::from_hours(24);
const CALLER: &str = "calls.caller_sealed";

/// What lies sealed of whoever called.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Caller {
    phone: Option<Phone>,
    page: String,
}

/// By which a number is found.
pub(crate) fn hash(db: &impl Read, phone: &Phone) -> Vec<u8> {
    db.app().vault().blind("calls.phone", phone.e164())
}

/// By which a call is found.
fn external_hash(db: &impl Read, external: &str) -> Vec<u8> {
    db.app().vault().blind("calls.external", external)
}

const COLUMNS: &str = "SELECT subject, direction, client, caller_sealed, began_at, answered_at, extension, ended_at, turn FROM calls";

/// A call, and how often it was changed.
pub(crate) struct Kept {
    pub(crate) call: Call,
    pub(crate) turn: i64,
}

async fn opened(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<Kept>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut calls = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        let caller = match row.get::<Option<Vec<u8>>>("caller_sealed")? {
            Some(sealed) => keys.open(subject, CALLER, &sealed)?,
            None => None,
        };
        // What was forgotten is a call without a number.
        let caller: Caller = caller.map_or_else(|| Ok(Caller::default()), |text| serde_json::from_str(&text).map_err(DbError::corrupt))?;
        let direction: String = row.get("direction")?;
        let answered = row.maybe_at("answered_at")?.zip(row.get::<Option<String>>("extension")?);
        calls.push(Kept {
            call: Call {
                id: CallId::from(subject),
                direction: Direction::parse(&direction).ok_or_else(|| DbError::corrupt(format!("a call {direction}")))?,
                client: row.get::<Option<Uuid>>("client")?.map(ClientId::from),
                phone: caller.phone,
                page: caller.page,
                known: Known { began_at: row.at("began_at")?, answered, ended_at: row.maybe_at("ended_at")? },
            },
            turn: row.get("turn")?,
        });
    }
    Ok(calls)
}

/// The call of this name.
pub(crate) async fn known(db: &impl Read, provider: Provider, external: &str) -> Result<Option<Kept>, DbError> {
    let row = vec![provider.name().into(), external_hash(db, external).into()];
    Ok(opened(db, sql::all(db, &format!("{COLUMNS} WHERE provider = $1 AND external = $2"), row).await?).await?.pop())
}

/// One call.
pub(crate) async fn one(db: &impl Read, id: CallId) -> Result<Option<Call>, DbError> {
    Ok(opened(db, sql::all(db, &format!("{COLUMNS} WHERE subject = $1"), vec![id.uuid().into()]).await?).await?.pop().map(|kept| kept.call))
}

async fn sealed(tx: &Tx, call: &Call) -> Result<Option<Vec<u8>>, DbError> {
    if call.phone.is_none() && call.page.is_empty() {
        return Ok(None);
    }
    let caller = Caller { phone: call.phone.clone(), page: call.page.clone() };
    let text = serde_json::to_string(&caller).map_err(|e| DbError::Other(e.to_string()))?;
    Ok(Some(vault::seal(tx, call.id.uuid(), CALLER, &text).await?))
}

fn course(call: &Call) -> [sql::Value; 4] {
    let answered = call.known.answered.as_ref();
    [
        call.known.began_at.micros().into(),
        answered.map(|(at, _)| at.micros()).into(),
        answered.map(|(_, by)| by.clone()).into(),
        call.known.ended_at.map(Instant::micros).into(),
    ]
}

/// Adds a call; `false` where another word of it was quicker.
pub(crate) async fn add(tx: &Tx, provider: Provider, external: &str, call: &Call) -> Result<bool, DbError> {
    let mut row = vec![
        call.id.uuid().into(),
        provider.name().into(),
        external_hash(tx, external).into(),
        call.direction.name().into(),
        call.client.map(ClientId::uuid).into(),
        call.phone.as_ref().map(|phone| hash(tx, phone)).into(),
        sealed(tx, call).await?.into(),
    ];
    row.extend(course(call));
    let query = "INSERT INTO calls (subject, provider, external, direction, client, phone_hash, caller_sealed, began_at, answered_at, extension, ended_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Keeps what is known now; `false` where another word of it was quicker.
pub(crate) async fn change(tx: &Tx, call: &Call, turn: i64) -> Result<bool, DbError> {
    let mut row = vec![
        call.id.uuid().into(),
        turn.into(),
        call.client.map(ClientId::uuid).into(),
        call.phone.as_ref().map(|phone| hash(tx, phone)).into(),
        sealed(tx, call).await?.into(),
    ];
    row.extend(course(call));
    let query = "UPDATE calls SET client = $3, phone_hash = $4, caller_sealed = $5, began_at = $6, answered_at = $7, extension = $8, ended_at = $9,
                 turn = turn + 1 WHERE subject = $1 AND turn = $2";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Keeps that a call was missed; `false` where that was kept before.
pub(crate) async fn miss(tx: &Tx, id: CallId) -> Result<bool, DbError> {
    let query = "UPDATE calls SET missed_at = $2 WHERE subject = $1 AND missed_at IS NULL AND answered_at IS NULL";
    Ok(sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into()]).await? == 1)
}

/// Takes the turn of a number: whoever else keeps a call of it waits until this is kept, and then sees it.
pub(crate) async fn take_turn(tx: &Tx, phone: &Phone) -> Result<(), DbError> {
    let query = "INSERT INTO call_numbers (phone_hash) VALUES ($1) ON CONFLICT (phone_hash) DO UPDATE SET turn = call_numbers.turn + 1";
    sql::run(tx, query, vec![hash(tx, phone).into()]).await.map(drop)
}

/// The calls of a number that were missed since a task was made and after which nobody was spoken to: the last one, and how many, up to a hundred.
pub(crate) async fn missed_since(db: &impl Read, phone: &Phone, since: Instant) -> Result<Option<(CallId, u32)>, DbError> {
    let query = "SELECT subject FROM calls WHERE phone_hash = $1 AND answered_at IS NULL AND missed_at >= $2
                 AND began_at > COALESCE((SELECT MAX(answered_at) FROM calls WHERE phone_hash = $1), -1) ORDER BY began_at DESC, subject DESC LIMIT 100";
    let rows = sql::all(db, query, vec![hash(db, phone).into(), since.micros().into()]).await?;
    let Some(last) = rows.first() else { return Ok(None) };
    Ok(Some((CallId::from(last.get::<Uuid>("subject")?), u32::try_from(rows.len()).map_err(DbError::corrupt)?)))
}

/// Was anybody of this number spoken to since?
pub(crate) async fn talked_since(db: &impl Read, phone: &Phone, since: Instant) -> Result<bool, DbError> {
    let query = "SELECT 1 AS n FROM calls WHERE phone_hash = $1 AND answered_at >= $2 LIMIT 1";
    Ok(sql::one(db, query, vec![hash(db, phone).into(), since.micros().into()]).await?.is_some())
}

/// The newest calls older than one that was seen.
pub(crate) async fn newest(db: &impl Read, before: Option<(Instant, CallId)>, limit: u32) -> Result<Vec<Call>, DbError> {
    let (at, id) = before.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!("{COLUMNS} WHERE began_at < $1 OR (began_at = $1 AND subject < $2) ORDER BY began_at DESC, subject DESC LIMIT $3");
    Ok(opened(db, sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?).await?.into_iter().map(|kept| kept.call).collect())
}

/// The calls of a number, the newest first.
pub(crate) async fn of_number(db: &impl Read, phone: &Phone, limit: u32) -> Result<Vec<Call>, DbError> {
    let query = format!("{COLUMNS} WHERE phone_hash = $1 ORDER BY began_at DESC, subject DESC LIMIT $2");
    let row = vec![hash(db, phone).into(), i64::from(limit).into()];
    Ok(opened(db, sql::all(db, &query, row).await?).await?.into_iter().map(|kept| kept.call).collect())
}

/// What rings now, the longest first.
pub(crate) async fn ringing(db: &impl Read, limit: u32) -> Result<Vec<Call>, DbError> {
    let query = format!("{COLUMNS} WHERE answered_at IS NULL AND ended_at IS NULL AND began_at > $1 AND direction = 'in' ORDER BY began_at LIMIT $2");
    let row = vec![(db.now() - RINGS).micros().into(), i64::from(limit).into()];
    Ok(opened(db, sql::all(db, &query, row).await?).await?.into_iter().map(|kept| kept.call).collect())
}

/// Whose an inner number is.
pub(crate) async fn person_of(db: &impl Read, extension: &str) -> Result<Option<PersonId>, DbError> {
    let row = sql::one(db, "SELECT person FROM call_extensions WHERE extension = $1", vec![extension.into()]).await?;
    row.map(|row| row.get::<Uuid>("person").map(PersonId::from)).transpose()
}

/// Everybody's inner number.
pub(crate) async fn extensions(db: &impl Read) -> Result<BTreeMap<PersonId, String>, DbError> {
    let rows = sql::all(db, "SELECT person, extension FROM call_extensions", vec![]).await?;
    rows.iter().map(|row| Ok((PersonId::from(row.get::<Uuid>("person")?), row.get("extension")?))).collect()
}

/// Keeps somebody's inner number; an empty one takes it back. `false` where it is another's.
pub(crate) async fn set_extension(tx: &Tx, person: PersonId, extension: &str) -> Result<bool, DbError> {
    if person_of(tx, extension).await?.is_some_and(|other| other != person) {
        return Ok(false);
    }
    let raced = |error| if matches!(error, DbError::Unique(_)) { DbError::raced() } else { error };
    if extension.is_empty() {
        sql::run(tx, "DELETE FROM call_extensions WHERE person = $1", vec![person.uuid().into()]).await?;
        return Ok(true);
    }
    let query = "INSERT INTO call_extensions (person, extension) VALUES ($1, $2) ON CONFLICT (person) DO UPDATE SET extension = excluded.extension";
    // Another person was given it a moment ago: run again, that is seen.
    sql::run(tx, query, vec![person.uuid().into(), extension.into()]).await.map_err(raced)?;
    Ok(true)
}

/// Whoever is erased has not called, and is not to be called; the calls whose numbers are to be forgotten: also those of the same numbers from
/// before they were a client.
pub(crate) async fn forget(tx: &Tx, client: ClientId) -> Result<Vec<CallId>, DbError> {
    let id = client.uuid();
    let theirs = "SELECT subject FROM calls WHERE client = $1
                  UNION SELECT o.subject FROM calls c JOIN calls o ON o.phone_hash = c.phone_hash WHERE c.client = $1";
    let rows = sql::all(tx, theirs, vec![id.into()]).await?;
    for row in &rows {
        let_go(tx, CallId::from(row.get::<Uuid>("subject")?)).await?;
    }
    sql::run(tx, "UPDATE calls SET client = NULL, turn = turn + 1 WHERE client = $1", vec![id.into()]).await?;
    sql::run(tx, "UPDATE meetings SET off_at = $2 WHERE client = $1 AND off_at IS NULL AND at > $2", vec![id.into(), tx.now().micros().into()]).await?;
    let row = vec![id.into(), tx.now().micros().into(), tx.by().0.clone().into()];
    sql::run(tx, "UPDATE call_tasks SET outcome = 'needless', ended_at = $2, ended_by = $3 WHERE client = $1 AND outcome IS NULL", row).await?;
    sql::run(tx, "UPDATE call_tasks SET phone_hash = NULL WHERE client = $1", vec![id.into()]).await?;
    rows.iter().map(|row| row.get::<Uuid>("subject").map(CallId::from)).collect()
}

/// Nothing is left by which the number of a call is known; whom nobody knows cannot be called back any more: the tasks that end by it.
pub(crate) async fn let_go(tx: &Tx, call: CallId) -> Result<Vec<TaskId>, DbError> {
    let id = call.uuid();
    let hash = sql::one(tx, "SELECT phone_hash FROM calls WHERE subject = $1 AND phone_hash IS NOT NULL", vec![id.into()]).await?;
    sql::run(tx, "UPDATE calls SET phone_hash = NULL, caller_sealed = NULL, turn = turn + 1 WHERE subject = $1", vec![id.into()]).await?;
    let row = vec![id.into(), tx.now().micros().into(), tx.by().0.clone().into()];
    let query = "UPDATE call_tasks SET outcome = 'needless', ended_at = $2, ended_by = $3 WHERE call = $1 AND client IS NULL AND outcome IS NULL RETURNING id";
    let ended = sql::all(tx, query, row).await?;
    sql::run(tx, "UPDATE call_tasks SET phone_hash = NULL WHERE call = $1", vec![id.into()]).await?;
    if let Some(hash) = hash {
        let query = "DELETE FROM call_numbers WHERE phone_hash = $1 AND NOT EXISTS (SELECT 1 FROM calls WHERE phone_hash = $1)";
        sql::run(tx, query, vec![hash.get::<Vec<u8>>("phone_hash")?.into()]).await?;
    }
    ended.iter().map(|row| row.get::<Uuid>("id").map(TaskId::from)).collect()
}

/// A call that was kept as missed, and whose number nobody spoke to since, waits at the desk or has come to its end.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let query = "SELECT c.subject AS subject FROM calls c WHERE c.missed_at IS NOT NULL AND c.answered_at IS NULL AND c.phone_hash IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM call_tasks t WHERE t.phone_hash = c.phone_hash AND (t.outcome IS NULL OR t.ended_at >= c.missed_at))
                 AND NOT EXISTS (SELECT 1 FROM calls o WHERE o.phone_hash = c.phone_hash AND o.answered_at >= c.began_at)";
    // The key of a number goes by a task of its own, its hash by another at the same moment: a day later both are gone.
    let kept = "SELECT c.subject AS subject FROM calls c JOIN subject_keys k ON k.subject = c.subject WHERE c.phone_hash IS NOT NULL AND k.erased_at < $1";
    let checks = [("calls: nobody calls back", query, vec![]), ("calls: a number is known for too long", kept, vec![(db.now() - DAY).micros().into()])];
    let mut found = Vec::new();
    for (promise, query, row) in checks {
        for row in sql::all(db, query, row).await? {
            found.push(Finding::broken(promise, row.get::<Uuid>("subject")?));
        }
    }
    Ok(found)
}
