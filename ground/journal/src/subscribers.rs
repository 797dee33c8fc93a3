//! Who listens to what, put together from the rooms when the house opens.

use crate::{Fact, Job};
use db::{App, DbError, Tx};
use futures::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

/// Why a task could not be done this time.
#[derive(Debug)]
pub struct JobError(Box<dyn Error + Send + Sync>);

impl<E: Error + Send + Sync + 'static> From<E> for JobError {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl JobError {
    /// The cause, for the record of the task.
    pub fn reason(&self) -> String {
        self.0.to_string()
    }
}

pub(crate) type Run = Arc<dyn Fn(App, Value) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync>;
type Join = Arc<dyn Fn(Tx, Value) -> BoxFuture<'static, Result<(), DbError>> + Send + Sync>;

/// The listeners of all rooms.
#[derive(Clone, Default)]
pub struct Subscribers {
    runs: BTreeMap<&'static str, Run>,
    hears: BTreeMap<&'static str, Vec<&'static str>>,
    joins: BTreeMap<&'static str, Vec<Join>>,
}

impl Subscribers {
    /// `name` (`room.effect`) runs after the commit of each fact `F`: at least once, idempotent by key.
    pub fn hears<F: Fact, Fut>(&mut self, name: &'static str, run: impl Fn(App, F) -> Fut + Send + Sync + 'static)
    where
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.hears.entry(F::KIND).or_default().push(name);
        self.runs.insert(name, runner(run));
    }

    /// Runs inside the transaction that records `F`: database only; an error undoes the whole change.
    pub fn joins<F: Fact, Fut>(&mut self, join: impl Fn(Tx, F) -> Fut + Send + Sync + 'static)
    where
        Fut: Future<Output = Result<(), DbError>> + Send + 'static,
    {
        let join = Arc::new(join);
        let run: Join = Arc::new(move |tx, body| {
            let join = Arc::clone(&join);
            Box::pin(async move { join(tx, parse::<F>(body)?).await })
        });
        self.joins.entry(F::KIND).or_default().push(run);
    }

    /// How tasks of the kind `J` are done.
    pub fn job<J: Job, Fut>(&mut self, run: impl Fn(App, J) -> Fut + Send + Sync + 'static)
    where
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.runs.insert(J::NAME, runner(run));
    }

    /// Takes over the listeners of another room.
    pub fn merge(&mut self, other: Self) {
        self.runs.extend(other.runs);
        for (kind, names) in other.hears {
            self.hears.entry(kind).or_default().extend(names);
        }
        for (kind, joins) in other.joins {
            self.joins.entry(kind).or_default().extend(joins);
        }
    }

    pub(crate) fn run(&self, kind: &str) -> Option<Run> {
        self.runs.get(kind).cloned()
    }
    pub(crate) fn hearing(&self, kind: &str) -> &[&'static str] {
        self.hears.get(kind).map_or(&[], Vec::as_slice)
    }
    pub(crate) fn joining(&self, kind: &str) -> &[Join] {
        self.joins.get(kind).map_or(&[], Vec::as_slice)
    }
}

fn parse<T: DeserializeOwned>(body: Value) -> Result<T, DbError> {
    serde_json::from_value(body).map_err(DbError::corrupt)
}

fn runner<T, Fut>(run: impl Fn(App, T) -> Fut + Send + Sync + 'static) -> Run
where
    T: DeserializeOwned + Send + 'static,
    Fut: Future<Output = Result<(), JobError>> + Send + 'static,
{
    let run = Arc::new(run);
    Arc::new(move |app, body| {
        let run = Arc::clone(&run);
        Box::pin(async move { run(app, parse::<T>(body)?).await })
    })
}
