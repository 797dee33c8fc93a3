//! What a room hands to the house: its tables, acts, sections of the house book, what it listens to,
//! the messages it words, and the proof over its stored data.
//!
//! **Never:** knows a route: pages are handed over by the room's `web`.

use access::Act;
use db::{App, DbError, Migration, Reader, Tx};
use futures::future::BoxFuture;
use housebook::{Faults, Install, Section};
use journal::{Fact, Job, JobError, Subscribers};
use messaging::{Addresses, Advert, Class, Composers, Letter, Order};
use std::sync::Arc;
use uuid::Uuid;
use values::Lang;

/// A stored row that breaks a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which promise, `promise 8: asked after 24 hours`.
    pub broken: &'static str,
    /// The row.
    pub id: Uuid,
}

impl Finding {
    /// A row that breaks this promise.
    pub fn broken(broken: &'static str, id: impl Into<Uuid>) -> Self {
        Self { broken, id: id.into() }
    }
}

/// Looks through stored data for rows that break the room's promise.
pub type Verify = Arc<dyn Fn(Reader) -> BoxFuture<'static, Result<Vec<Finding>, DbError>> + Send + Sync>;

/// One room.
#[derive(Default)]
pub struct Room {
    /// The folder's name.
    pub name: &'static str,
    /// Its tables.
    pub migrations: Vec<Migration>,
    /// What can be done in it.
    pub acts: Vec<Act>,
    /// Its part of the house book.
    pub sections: Vec<Section>,
    /// What it hears, joins and does later.
    pub subscribers: Subscribers,
    /// The messages it words.
    pub composers: Composers,
    /// How a reader is reached, from a room that knows.
    pub addresses: Option<Addresses>,
    /// The proof over its stored data.
    pub verify: Option<Verify>,
}

impl Room {
    /// An empty room.
    pub fn new(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }
    /// Its tables.
    pub fn migrations(mut self, steps: Vec<Migration>) -> Self {
        self.migrations = steps;
        self
    }
    /// What can be done in it.
    pub fn acts(mut self, acts: &[Act]) -> Self {
        self.acts.extend_from_slice(acts);
        self
    }
    /// Its part of the house book.
    pub fn section(mut self, read: fn(&housebook::Book) -> Result<Install, Faults>) -> Self {
        self.sections.push(Section { name: self.name, read });
        self
    }
    /// After the commit of each fact `F`: at least once, as the task `name`.
    pub fn hears<F: Fact, Fut>(mut self, name: &'static str, run: impl Fn(App, F) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.subscribers.hears(name, run);
        self
    }
    /// Inside the transaction that records `F`.
    pub fn joins<F: Fact, Fut>(mut self, join: impl Fn(Tx, F) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output = Result<(), DbError>> + Send + 'static,
    {
        self.subscribers.joins(join);
        self
    }
    /// How its scheduled jobs are done.
    pub fn job<J: Job, Fut>(mut self, run: impl Fn(App, J) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.subscribers.job(run);
        self
    }
    /// How its messages are worded: `(house, about, reader)`; `None` when no longer true.
    pub fn words<Fut>(mut self, class: Class, compose: impl Fn(App, Uuid, Uuid) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output = Result<Option<Letter>, DbError>> + Send + 'static,
    {
        self.composers.compose(class, move |app, order: Order| compose(app, order.about, order.reader));
        self
    }
    /// The same for messages about a version of something: true only while that version stands.
    pub fn words_version<Fut>(mut self, class: Class, compose: impl Fn(App, Order) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output = Result<Option<Letter>, DbError>> + Send + 'static,
    {
        self.composers.compose(class, compose);
        self
    }
    /// The same for an advert, which goes to those alone who have consented to it.
    pub fn adverts<Fut>(mut self, advert: Advert, compose: impl Fn(App, Uuid, Uuid) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output = Result<Option<Letter>, DbError>> + Send + 'static,
    {
        self.composers.compose_advert(advert, move |app, order: Order| compose(app, order.about, order.reader));
        self
    }
    /// Lines at the end of another room's messages of the class.
    pub fn adds_to<Fut>(mut self, class: Class, add: impl Fn(App, Uuid, Lang) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output = Result<Option<String>, DbError>> + Send + 'static,
    {
        self.composers.add(class, add);
        self
    }
    /// How a reader is reached.
    pub fn addresses(mut self, addresses: Addresses) -> Self {
        self.addresses = Some(addresses);
        self
    }
    /// The proof over its stored data.
    pub fn verify<Fut>(mut self, verify: impl Fn(Reader) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output = Result<Vec<Finding>, DbError>> + Send + 'static,
    {
        self.verify = Some(Arc::new(move |reader| Box::pin(verify(reader))));
        self
    }
}
