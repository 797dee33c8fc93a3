//! Finding a client, forgivingly: at most 200 candidates by keyed marks, opened and ranked, the best ones shown.

use crate::search::{Typed, marks};
use crate::store::{self, marks as index};
use crate::{Card, ClientId, Door, FIND_CLIENTS, HomeCard};
use access::{Actor, Denied, Permit, Resource, look_anew};
use db::{App, By, DbError, Read, Reader, Tx};
use jiff::SignedDuration;
use journal::{Job, JobError, Schedule as _};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Explain, Instant, Problem};

/// Why nobody was looked for.
#[derive(Debug, thiserror::Error)]
pub enum FindClients {
    /// Not theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for FindClients {
    fn explain(&self) -> Problem {
        match self {
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Somebody who was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The card.
    pub card: Card,
    /// The homes, the oldest first.
    pub homes: Vec<HomeCard>,
    /// How near to what was typed, in thousandths.
    pub nearness: u32,
}

const CANDIDATES: u32 = 200;

/// Clients near to what was typed, the nearest first: a name with slips, on the other keyboard, in Latin letters,
/// a street with a house, part of a phone, an e-mail. A look at those shown is recorded, once in ten minutes.
pub async fn find_clients(app: &App, who: &Actor, typed: &str, limit: usize) -> Result<Vec<Found>, FindClients> {
    let permit = who.may(FIND_CLIENTS, &Resource::default())?;
    let typed = Typed::read(typed);
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let db = app.read().await?;
    let shared = index::candidates(&db, &typed.marks(), CANDIDATES).await?;
    let mut found = open(&db, &shared.keys().copied().collect::<Vec<_>>()).await?;
    let known = store::people::known_by(&db, &shared.keys().copied().collect::<Vec<_>>()).await?;
    for one in &mut found {
        let mut traits = index::traits(&one.card, &one.homes);
        for (_, name, phone) in known.iter().filter(|(client, ..)| *client == one.card.client) {
            traits.names.push(name.clone());
            traits.phones.push(phone.clone());
        }
        one.nearness = typed.nearness(&traits);
    }
    found.retain(|one| one.nearness > 0);
    // Equally near: who shares more with what was typed, then the newer client.
    let rank = |one: &Found| (one.nearness, shared.get(&one.card.client).copied().unwrap_or(0), one.card.client);
    found.sort_by_key(|one| std::cmp::Reverse(rank(one)));
    found.truncate(limit);
    record(&db, &permit, found).await
}

/// The newest clients, for a page of them: those older than `before`.
pub async fn newest_clients(app: &App, who: &Actor, before: Option<ClientId>, limit: u32) -> Result<Vec<Found>, FindClients> {
    let permit = who.may(FIND_CLIENTS, &Resource::default())?;
    let db = app.read().await?;
    let clients = store::newest(&db, before, limit).await?;
    let mut found = open(&db, &clients).await?;
    found.sort_by_key(|one| std::cmp::Reverse(one.card.client));
    record(&db, &permit, found).await
}

async fn open(db: &impl Read, clients: &[ClientId]) -> Result<Vec<Found>, DbError> {
    let cards = store::cards(db, clients).await?;
    let mut homes: BTreeMap<ClientId, Vec<HomeCard>> = BTreeMap::new();
    for home in store::homes_of(db, clients).await?.into_values() {
        homes.entry(home.client).or_default().push(home);
    }
    Ok(cards.into_values().map(|card| Found { homes: homes.remove(&card.client).unwrap_or_default(), card, nearness: 0 }).collect())
}

/// Only those who are shown have been looked at; who was passed over a key ago has been already, and nothing is written.
async fn record(db: &Reader, permit: &Permit, found: Vec<Found>) -> Result<Vec<Found>, FindClients> {
    let clients: Vec<Uuid> = found.iter().map(|one| one.card.client.uuid()).collect();
    look_anew(db, permit, &clients).await?;
    Ok(found)
}

/// Adds the marks of a new client.
pub(crate) async fn mark_client(tx: &Tx, client: ClientId, name: &str, door: &Door) -> Result<(), DbError> {
    let mut traits = crate::search::Traits { names: vec![name.to_owned()], ..crate::search::Traits::default() };
    match door {
        Door::Phone(phone) => traits.phones.push(phone.clone()),
        Door::Email(email) => traits.email = Some(email.clone()),
    }
    index::add(tx, client, &marks(&traits));
    FileMarks::soon(tx).await
}

/// Adds the marks of a new home.
pub(crate) async fn mark_home(tx: &Tx, client: ClientId, address: &crate::Address) -> Result<(), DbError> {
    let traits = crate::search::Traits { addresses: vec![address.clone()], ..crate::search::Traits::default() };
    index::add(tx, client, &marks(&traits));
    FileMarks::soon(tx).await
}

/// Marks a client anew by all that is known now.
pub(crate) async fn renew(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    index::renew(tx, client).await?;
    FileMarks::soon(tx).await
}

/// Takes the marks of new clients into the index, those of some minutes at once: a search reads what is yet to be filed as a whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileMarks {
    /// The stretch of [`FILED_EVERY`] at whose beginning it is done, counted from 1970.
    nth: i64,
    /// Which of the transactions that it takes.
    part: u32,
}

/// So often.
const FILED_EVERY: SignedDuration = SignedDuration::from_mins(2);
/// So many at once: a transaction of some milliseconds.
const FILED_AT_ONCE: usize = 200;

impl Job for FileMarks {
    const NAME: &'static str = "households.file_marks";
    fn key(&self) -> String {
        format!("{}:{}", self.nth, self.part)
    }
}

impl FileMarks {
    async fn soon(tx: &Tx) -> Result<(), DbError> {
        let every = i64::try_from(FILED_EVERY.as_micros()).unwrap_or(i64::MAX);
        let nth = tx.now().micros().div_euclid(every) + 1;
        tx.schedule(&Self { nth, part: 0 }, Instant::from_micros(nth.saturating_mul(every))).await
    }
}

pub(crate) async fn file_marks(app: App, job: FileMarks) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        if index::file(&tx, FILED_AT_ONCE).await? {
            tx.schedule(&FileMarks { nth: job.nth, part: job.part.saturating_add(1) }, tx.now()).await?;
        }
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}

/// Marks those who were clients before clients could be found, some at a time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mark {
    after: Option<ClientId>,
}

impl Job for Mark {
    const NAME: &'static str = "households.mark";
    fn key(&self) -> String {
        self.after.map_or_else(|| "start".to_owned(), |client| client.to_string())
    }
}

/// Clients marked in one transaction.
const AT_ONCE: u32 = 50;

pub(crate) async fn mark(app: App, job: Mark) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        let clients = index::clients_after(&tx, job.after, AT_ONCE).await?;
        for client in &clients {
            index::renew_addresses(&tx, *client).await?;
            renew(&tx, *client).await?;
        }
        if let Some(last) = clients.last() {
            tx.schedule(&Mark { after: Some(*last) }, tx.now()).await?;
        }
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}
