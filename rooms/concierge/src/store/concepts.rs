//! Concepts in storage.

use crate::concepts::{Concept, Decline, Leaving, MOST_CONCEPTS, Took};
use crate::request::RequestId;
use db::{DbError, Read, Tx, sql, vault};
use people::PersonId;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Instant, Money};

const BODY: &str = "concepts.body_sealed";
const FEW: &str = "requests.few_sealed";
pub(super) const UNFIT: &str = "concept_declines.words_sealed";
const FEW_BEFORE: &str = "concept_declines.few_sealed";

/// Begins a change of concepts: those of one request follow one another, and none is made once they were sent. `false`: too late.
pub(crate) async fn begin(tx: &Tx, id: RequestId) -> Result<bool, DbError> {
    let query = "UPDATE requests SET concepts_version = concepts_version + 1 WHERE subject = $1 AND closed_at IS NULL AND stage IN ('waiting', 'talking')";
    Ok(sql::run(tx, query, vec![id.uuid().into()]).await? == 1)
}

/// How many times they were changed.
pub(crate) async fn version(db: &impl Read, id: RequestId) -> Result<u32, DbError> {
    let row = sql::one(db, "SELECT concepts_version FROM requests WHERE subject = $1", vec![id.uuid().into()]).await?;
    row.map_or(Ok(0), |row| u32::try_from(row.get::<i64>("concepts_version")?).map_err(DbError::corrupt))
}

/// Writes a concept, in the place of the one of its number.
pub(crate) async fn put(tx: &Tx, id: RequestId, concept: &Concept) -> Result<(), DbError> {
    let text = serde_json::to_string(&concept.body).map_err(|e| DbError::Other(e.to_string()))?;
    let sealed = vault::seal(tx, id.uuid(), BODY, &text).await?;
    let row = vec![
        id.uuid().into(),
        i64::from(concept.nth).into(),
        i64::from(concept.round).into(),
        sealed.into(),
        concept.from.in_kopecks().into(),
        concept.to.in_kopecks().into(),
    ];
    let query = "INSERT INTO concepts (subject, nth, round, body_sealed, from_kopecks, to_kopecks) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (subject, nth) DO UPDATE SET body_sealed = excluded.body_sealed, from_kopecks = excluded.from_kopecks, to_kopecks = excluded.to_kopecks";
    sql::run(tx, query, row).await?;
    Ok(())
}

/// Takes a concept away that was not sent; those after it close up.
pub(crate) async fn drop_one(tx: &Tx, id: RequestId, nth: u32) -> Result<bool, DbError> {
    let (id, nth) = (id.uuid(), i64::from(nth));
    let query = "DELETE FROM concepts WHERE subject = $1 AND nth = $2 AND round > (SELECT rounds_offered FROM requests WHERE subject = $1)";
    if sql::run(tx, query, vec![id.into(), nth.into()]).await? == 0 {
        return Ok(false);
    }
    for later in nth + 1..nth + i64::from(MOST_CONCEPTS) {
        sql::run(tx, "UPDATE concepts SET nth = nth - 1 WHERE subject = $1 AND nth = $2", vec![id.into(), later.into()]).await?;
    }
    Ok(true)
}

/// The concepts of a request, of all its rounds, in their order.
pub(crate) async fn all(db: &impl Read, id: RequestId) -> Result<Vec<Concept>, DbError> {
    Ok(of_some(db, &[id]).await?.remove(&id).unwrap_or_default())
}

/// The concepts of each of these requests, in their order.
pub(crate) async fn of_some(db: &impl Read, ids: &[RequestId]) -> Result<BTreeMap<RequestId, Vec<Concept>>, DbError> {
    let subjects: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let keys = vault::keys(db, &subjects).await?;
    let mut concepts: BTreeMap<RequestId, Vec<Concept>> = BTreeMap::new();
    let query = "SELECT subject, nth, round, body_sealed, from_kopecks, to_kopecks FROM concepts WHERE subject IN ($ids) ORDER BY subject, nth";
    for row in sql::about(db, query, vec![], subjects).await? {
        let subject: Uuid = row.get("subject")?;
        let Some(text) = keys.open(subject, BODY, &row.get::<Vec<u8>>("body_sealed")?)? else { continue };
        concepts.entry(RequestId::from(subject)).or_default().push(Concept {
            nth: u32::try_from(row.get::<i64>("nth")?).map_err(DbError::corrupt)?,
            round: u32::try_from(row.get::<i64>("round")?).map_err(DbError::corrupt)?,
            body: serde_json::from_str(&text).map_err(DbError::corrupt)?,
            from: Money::kopecks(row.get("from_kopecks")?),
            to: Money::kopecks(row.get("to_kopecks")?),
        });
    }
    Ok(concepts)
}

/// Why the last round has no more than one; `None` where it has.
pub(crate) async fn few(db: &impl Read, id: RequestId) -> Result<Option<String>, DbError> {
    let row = sql::one(db, "SELECT few_sealed FROM requests WHERE subject = $1", vec![id.uuid().into()]).await?;
    match row.map(|row| row.get::<Option<Vec<u8>>>("few_sealed")).transpose()?.flatten() {
        Some(sealed) => vault::keys(db, &[id.uuid()]).await?.open(id.uuid(), FEW, &sealed),
        None => Ok(None),
    }
}

/// Leaves the first contact, or the talk about what did not fit; `false` where they were sent before.
pub(crate) async fn offer(tx: &Tx, id: RequestId, leaving: &Leaving, by: Option<PersonId>) -> Result<bool, DbError> {
    let few = match leaving.few() {
        Some(reason) => Some(vault::seal(tx, id.uuid(), FEW, reason).await?),
        None => None,
    };
    let row = vec![id.uuid().into(), tx.now().micros().into(), few.into(), by.map(PersonId::uuid).into()];
    // How long it took, and whom, is told of the first round alone.
    let query = "UPDATE requests SET stage = 'offered', few_sealed = $3, rounds_offered = rounds_offered + 1, offered_at = COALESCE(offered_at, $2),
                     offered_by = CASE WHEN offered_at IS NULL THEN COALESCE($4, manager) ELSE offered_by END
                 WHERE subject = $1 AND closed_at IS NULL AND stage IN ('waiting', 'talking')";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Keeps what was said of the round that was sent last, and how its answer stood, before anything of the request changes; `false` where something was said
/// of it before.
pub(crate) async fn decline(tx: &Tx, id: RequestId, unfit: &Decline, (due, answered): (Option<Instant>, Option<Instant>)) -> Result<bool, DbError> {
    let reason = match few(tx, id).await? {
        Some(reason) => Some(vault::seal(tx, id.uuid(), FEW_BEFORE, &reason).await?),
        None => None,
    };
    let row = vec![
        id.uuid().into(),
        i64::from(unfit.round).into(),
        if unfit.by_asker { "asker" } else { "desk" }.into(),
        vault::seal(tx, id.uuid(), UNFIT, &unfit.words).await?.into(),
        reason.into(),
        due.map(Instant::micros).into(),
        answered.map(Instant::micros).into(),
        unfit.at.micros().into(),
        tx.by().0.clone().into(),
    ];
    let query = "INSERT INTO concept_declines (subject, round, whose, words_sealed, few_sealed, due_at, answered_at, at, by_actor)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Goes back to thinking after that; where they are to be answered, by then. `false` where the round is not the one that waits for a choice.
pub(crate) async fn think_again(tx: &Tx, id: RequestId, round: u32, due: Option<Instant>) -> Result<bool, DbError> {
    let mut row = vec![id.uuid().into(), i64::from(round).into(), tx.now().micros().into()];
    let clock = match due {
        Some(due) => {
            row.push(due.micros().into());
            ", due_at = $4, answered_at = NULL, answered_by = NULL, alarmed_at = NULL"
        }
        None => "",
    };
    let query = format!(
        "UPDATE requests SET stage = 'talking', declined_at = $3{clock} WHERE subject = $1 AND rounds_offered = $2 AND stage = 'offered' AND closed_at IS NULL"
    );
    Ok(sql::run(tx, &query, row).await? == 1)
}

/// What was said of the rounds, in their order.
pub(crate) async fn declines(db: &impl Read, id: RequestId) -> Result<Vec<Decline>, DbError> {
    let keys = vault::keys(db, &[id.uuid()]).await?;
    let mut said = Vec::new();
    let query = "SELECT round, whose, words_sealed, at FROM concept_declines WHERE subject = $1 ORDER BY round";
    for row in sql::all(db, query, vec![id.uuid().into()]).await? {
        let Some(words) = keys.open(id.uuid(), UNFIT, &row.get::<Vec<u8>>("words_sealed")?)? else { continue };
        said.push(Decline {
            round: u32::try_from(row.get::<i64>("round")?).map_err(DbError::corrupt)?,
            by_asker: row.get::<String>("whose")? == "asker",
            words,
            at: row.at("at")?,
        });
    }
    Ok(said)
}

/// Keeps the choice of any that was ever sent; `false` where one was made before, or nothing can be chosen.
pub(crate) async fn choose(tx: &Tx, id: RequestId, nth: u32) -> Result<bool, DbError> {
    // Whoever has chosen waits for no answer about what did not fit.
    let query = "UPDATE requests SET stage = 'chosen', chosen = $2, chosen_at = $3, answered_at = COALESCE(answered_at, $3) WHERE subject = $1 AND chosen IS NULL AND closed_at IS NULL
                 AND EXISTS (SELECT 1 FROM concepts c WHERE c.subject = $1 AND c.nth = $2 AND c.round <= requests.rounds_offered)";
    Ok(sql::run(tx, query, vec![id.uuid().into(), i64::from(nth).into(), tx.now().micros().into()]).await? == 1)
}

/// How long it took lately, at most so many.
pub(crate) async fn took(db: &impl Read, limit: u32) -> Result<Vec<Took>, DbError> {
    let query = "SELECT offered_by, asked_at, offered_at FROM requests WHERE offered_at IS NOT NULL ORDER BY offered_at DESC, subject DESC LIMIT $1";
    let rows = sql::all(db, query, vec![i64::from(limit).into()]).await?;
    let took = |row: &sql::Row| {
        Ok(Took { manager: row.get::<Option<Uuid>>("offered_by")?.map(PersonId::from), asked_at: row.at("asked_at")?, offered_at: row.at("offered_at")? })
    };
    rows.iter().map(took).collect()
}
