//! The talks of plans in storage.

use crate::plan::PlanId;
use crate::talk::{Listener, Saying, Scope, Speaker, Word, WordId};
use db::{DbError, Read, Tx, sql, vault};
use people::PersonId;
use std::collections::BTreeMap;
use suppliers::JobId;
use uuid::Uuid;
use values::Instant;

const WORDS: &str = "plan_words.words_sealed";
const WORD: &str = "SELECT id, subject, speaker, person, job, for_client, words_sealed, at FROM plan_words";

/// Keeps a word; `false` where the same form has said it.
pub(crate) async fn say(tx: &Tx, plan: PlanId, id: WordId, saying: Saying, text: &str) -> Result<bool, DbError> {
    let sealed = vault::seal(tx, plan.uuid(), WORDS, text).await?;
    let person = match saying.by() {
        Speaker::Desk(person) => person,
        Speaker::Client | Speaker::Contractor(_) => None,
    };
    let row = vec![
        id.uuid().into(),
        plan.uuid().into(),
        saying.by().name().into(),
        person.map(PersonId::uuid).into(),
        saying.scope().job().map(JobId::uuid).into(),
        i64::from(saying.scope().is_for_client()).into(),
        sealed.into(),
        tx.now().micros().into(),
    ];
    let query = "INSERT INTO plan_words (id, subject, speaker, person, job, for_client, words_sealed, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT DO NOTHING";
    if sql::run(tx, query, row).await? == 0 {
        return Ok(false);
    }
    // Whoever is no desk waits for it; the desk answers all who hear it.
    let waits = (!matches!(saying.by(), Speaker::Desk(_))).then(|| tx.now().micros());
    let client = saying.scope().is_for_client().then_some(plan.uuid());
    for thread in client.into_iter().chain(saying.scope().job().map(JobId::uuid)) {
        let row = vec![plan.uuid().into(), thread.into(), waits.into()];
        let query = "INSERT INTO plan_threads (subject, thread, waits_since) VALUES ($1, $2, $3)
                     ON CONFLICT (subject, thread) DO UPDATE SET waits_since = excluded.waits_since";
        sql::run(tx, query, row).await?;
    }
    Ok(true)
}

/// The plan of a word, with its text; `None` where there is none, or it was forgotten.
pub(crate) async fn one(db: &impl Read, id: WordId) -> Result<Option<(PlanId, Word)>, DbError> {
    let rows = sql::all(db, &format!("{WORD} WHERE id = $1"), vec![id.uuid().into()]).await?;
    let Some(plan) = rows.first().map(|row| row.get::<Uuid>("subject")).transpose()? else { return Ok(None) };
    Ok(opened(db, &rows).await?.pop().map(|word| (PlanId::from(plan), word)))
}

/// The latest words that reach whoever listens, the earliest of them first. What a contractor is asked for by is their job alone.
pub(crate) async fn heard(db: &impl Read, plan: PlanId, listener: Listener, limit: u32) -> Result<Vec<Word>, DbError> {
    let order = "ORDER BY at DESC, id DESC LIMIT";
    let (query, mut row) = match listener {
        Listener::Desk => (format!("{WORD} WHERE subject = $1 {order} $2"), vec![plan.uuid().into()]),
        Listener::Client => (format!("{WORD} WHERE subject = $1 AND for_client = 1 {order} $2"), vec![plan.uuid().into()]),
        Listener::Contractor(job) => (format!("{WORD} WHERE job = $1 {order} $2"), vec![job.uuid().into()]),
    };
    row.push(i64::from(limit).into());
    let mut words = opened(db, &sql::all(db, &query, row).await?).await?;
    words.retain(|word| word.scope.reaches(listener));
    words.reverse();
    Ok(words)
}

async fn opened(db: &impl Read, rows: &[sql::Row]) -> Result<Vec<Word>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut words = Vec::with_capacity(rows.len());
    for (row, subject) in rows.iter().zip(subjects) {
        let Some(text) = keys.open(subject, WORDS, &row.get::<Vec<u8>>("words_sealed")?)? else { continue };
        let (speaker, job): (String, Option<Uuid>) = (row.get("speaker")?, row.get("job")?);
        let job = job.map(JobId::from);
        let by = Speaker::parse(&speaker, row.get::<Option<Uuid>>("person")?.map(PersonId::from), job);
        let scope = Scope::of(job, row.get::<i64>("for_client")? == 1);
        let (Some(by), Some(scope)) = (by, scope) else { return Err(DbError::corrupt(format!("a word of {speaker}"))) };
        words.push(Word { id: WordId::from(row.get::<Uuid>("id")?), by, scope, text, at: row.at("at")? });
    }
    Ok(words)
}

/// Of these plans, those in which somebody waits for a word.
pub(crate) async fn waiting(db: &impl Read, plans: &[PlanId]) -> Result<Vec<PlanId>, DbError> {
    let query = "SELECT subject FROM plan_threads WHERE waits_since IS NOT NULL AND subject IN ($ids)";
    let rows = sql::about(db, query, vec![], plans.iter().map(|plan| plan.uuid())).await?;
    rows.iter().map(|row| row.get::<Uuid>("subject").map(PlanId::from)).collect()
}

/// The newest word that the client themselves said in any of these plans.
pub(crate) async fn last_of_client(db: &impl Read, plans: &[PlanId]) -> Result<Option<Word>, DbError> {
    let query = format!("{WORD} WHERE subject IN ($ids) AND for_client = 1 AND speaker = 'client' ORDER BY at DESC, id DESC LIMIT 1");
    let rows = sql::about(db, &query, vec![], plans.iter().map(|plan| plan.uuid())).await?;
    Ok(opened(db, &rows).await?.pop())
}

/// Does the client of a plan wait for a word? The last one was theirs.
pub(crate) async fn waits(db: &impl Read, plan: PlanId) -> Result<bool, DbError> {
    let query = "SELECT 1 FROM plan_threads WHERE subject = $1 AND thread = $1 AND waits_since IS NOT NULL";
    Ok(sql::one(db, query, vec![plan.uuid().into()]).await?.is_some())
}

/// The newest word that reaches whoever listens.
pub(crate) async fn newest(db: &impl Read, plan: PlanId, listener: Listener) -> Result<Option<WordId>, DbError> {
    let order = "ORDER BY at DESC, id DESC LIMIT 1";
    let (query, of) = match listener {
        Listener::Desk => (format!("SELECT id FROM plan_words WHERE subject = $1 {order}"), plan.uuid()),
        Listener::Client => (format!("SELECT id FROM plan_words WHERE subject = $1 AND for_client = 1 {order}"), plan.uuid()),
        Listener::Contractor(job) => (format!("SELECT id FROM plan_words WHERE job = $1 {order}"), job.uuid()),
    };
    sql::one(db, &query, vec![of.into()]).await?.map(|row| row.get::<Uuid>("id").map(WordId::from)).transpose()
}

/// In how many plans that are not over somebody waits for a word of the desk, up to a hundred.
pub(crate) async fn count_waiting(db: &impl Read) -> Result<u32, DbError> {
    let query = "SELECT COUNT(*) AS n FROM (SELECT DISTINCT t.subject FROM plan_threads t JOIN plans p ON p.subject = t.subject
                 WHERE t.waits_since IS NOT NULL AND p.ended_at IS NULL LIMIT 100) w";
    let count = sql::one(db, query, vec![]).await?.map_or(Ok(0), |row| row.get::<i64>("n"))?;
    u32::try_from(count).map_err(DbError::corrupt)
}

/// Of these plans, how many words of the desk their client has not heard yet.
pub(crate) async fn unheard(db: &impl Read, plans: &[PlanId]) -> Result<BTreeMap<PlanId, u32>, DbError> {
    let query = "SELECT w.subject AS subject, COUNT(*) AS n FROM plan_words w JOIN plans p ON p.subject = w.subject
                 WHERE w.for_client = 1 AND w.speaker = 'desk' AND w.at > p.client_heard AND w.subject IN ($ids) GROUP BY w.subject";
    let rows = sql::about(db, query, vec![], plans.iter().map(|plan| plan.uuid())).await?;
    let counted = |row: &sql::Row| Ok((PlanId::from(row.get::<Uuid>("subject")?), u32::try_from(row.get::<i64>("n")?).map_err(DbError::corrupt)?));
    rows.iter().map(counted).collect()
}

/// Has the client heard what was said at a moment?
pub(crate) async fn has_heard(db: &impl Read, plan: PlanId, at: Instant) -> Result<bool, DbError> {
    let row = vec![plan.uuid().into(), at.micros().into()];
    Ok(sql::one(db, "SELECT 1 AS n FROM plans WHERE subject = $1 AND client_heard >= $2", row).await?.is_some())
}

/// The client has heard up to a moment.
pub(crate) async fn hear(tx: &Tx, plan: PlanId, at: Instant) -> Result<(), DbError> {
    let row = vec![plan.uuid().into(), at.micros().into()];
    sql::run(tx, "UPDATE plans SET client_heard = $2 WHERE subject = $1 AND client_heard < $2", row).await.map(drop)
}
