//! Facts: append-only, in the past tense, about somebody or something.

use crate::Subscribers;
use crate::tasks::enqueue;
use db::{DbError, Read, Tx, sql};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use values::Instant;

/// Something that happened. The struct is the body; renaming a field is a migration.
pub trait Fact: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Stable name, `room.past_tense`.
    const KIND: &'static str;
    /// What it is about: each timeline that shall show it.
    fn subjects(&self) -> Vec<Subject>;
}

/// One thing a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// `visit`, `client`, `person`, …
    pub kind: &'static str,
    /// Its id.
    pub id: Uuid,
}

impl Subject {
    /// A subject of this kind.
    pub fn new(kind: &'static str, id: impl Into<Uuid>) -> Self {
        Self { kind, id: id.into() }
    }
}

/// Recording facts.
pub trait Say {
    /// Records the fact, runs those who join it, and queues a task for each who hears it.
    fn say<F: Fact>(&self, fact: F) -> impl Future<Output = Result<(), DbError>> + Send;
}

impl Say for Tx {
    async fn say<F: Fact>(&self, fact: F) -> Result<(), DbError> {
        let id: Uuid = self.id();
        let body = serde_json::to_value(&fact).map_err(|e| DbError::Other(e.to_string()))?;
        let row = vec![id.into(), self.now().micros().into(), F::KIND.into(), self.by().0.clone().into(), body.to_string().into()];
        sql::gather(self, "INSERT INTO facts (id, at, kind, actor, body)", "", row);
        for subject in fact.subjects() {
            let row = vec![id.into(), subject.kind.into(), subject.id.into()];
            sql::gather(self, "INSERT INTO fact_subjects (fact, kind, about)", "ON CONFLICT DO NOTHING", row);
        }
        let subscribers = self.app().part::<Subscribers>()?;
        for join in subscribers.joining(F::KIND) {
            join(self.clone(), body.clone()).await?;
        }
        for listener in subscribers.hearing(F::KIND) {
            enqueue(self, &format!("{listener}:{id}"), listener, &body, self.now());
        }
        Ok(())
    }
}

/// A fact as it was recorded.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id, a cursor for the next page.
    pub id: Uuid,
    /// When, in house time.
    pub at: Instant,
    /// [`Fact::KIND`].
    pub kind: String,
    /// Who acted: `staff:UUID`, `client:UUID`, `visitor`, `house`.
    pub actor: String,
    /// The body.
    pub body: serde_json::Value,
}

/// The newest fact of the house: another one when anything has happened since.
pub async fn newest(db: &impl Read) -> Result<Option<Uuid>, DbError> {
    sql::one(db, "SELECT id FROM facts ORDER BY id DESC LIMIT 1", vec![]).await?.map(|row| row.get("id")).transpose()
}

/// How many facts are told of a thing: another number when anything has happened to it since, whoever's clock goes before.
pub async fn how_many(db: &impl Read, about: Uuid) -> Result<i64, DbError> {
    let row = sql::one(db, "SELECT COUNT(*) AS n FROM fact_subjects WHERE about = $1", vec![about.into()]).await?;
    row.map_or(Ok(0), |row| row.get("n"))
}

/// What happened around one thing, newest first; `before` is the id of the last entry of the page before.
pub async fn timeline(db: &impl Read, about: Uuid, before: Option<Uuid>, limit: u32) -> Result<Vec<Entry>, DbError> {
    let query = "SELECT f.id, f.at, f.kind, f.actor, f.body FROM fact_subjects s JOIN facts f ON f.id = s.fact
                 WHERE s.about = $1 AND s.fact < $2 ORDER BY s.fact DESC LIMIT $3";
    let rows = sql::all(db, query, vec![about.into(), before.unwrap_or(Uuid::max()).into(), i64::from(limit).into()]).await?;
    rows.into_iter()
        .map(|row| {
            let body: String = row.get("body")?;
            Ok(Entry {
                id: row.get("id")?,
                at: row.at("at")?,
                kind: row.get("kind")?,
                actor: row.get("actor")?,
                body: serde_json::from_str(&body).map_err(DbError::corrupt)?,
            })
        })
        .collect()
}
