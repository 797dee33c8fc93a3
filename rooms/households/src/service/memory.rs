//! Use cases of memory: kept, taken back, settled where two disagree; the way to the door.

use crate::facts::{DoorsTold, MemoryKept, MemorySettled, MemoryWithdrawn};
use crate::memory::busy_room;
use crate::service::reveal::record_looks;
use crate::store::memory as store;
use crate::{ClientId, Doors, HomeId, KEEP_MEMORY, Memory, MemoryId, MemoryKind, RawDoors, RawMemory, Source};
use access::{Actor, Denied, Permit, Resource};
use db::{App, DbError, Read, Tx};
use journal::Say as _;
use std::collections::BTreeMap;
use values::{Explain, FieldFault, Outcome, Problem};

/// Why a household's memory stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum Remember {
    /// Fields are missing or wrong.
    #[error("fields are wrong")]
    Fields(Vec<FieldFault>),
    /// The client has no such home.
    #[error("no such home of this client")]
    NoSuchHome,
    /// The client has no such memory, or it holds no longer.
    #[error("no such memory of this client")]
    NoSuchMemory,
    /// What was found has been confirmed or declined already, or never was theirs.
    #[error("no such proposal of this client, or it is settled")]
    NoSuchProposal,
    /// The two memories say the same, or speak of different things.
    #[error("the two memories do not contradict each other")]
    NoContradiction,
    /// So much about one household is a mistake.
    #[error("more than a household can have")]
    TooMany,
    /// Not theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for Remember {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::NoSuchHome => Problem::fields(vec![FieldFault::new("home", "unknown")]),
            Self::NoSuchMemory => Problem::new(409, "memory-unknown"),
            Self::NoSuchProposal => Problem::new(409, "proposal-settled"),
            Self::NoContradiction => Problem::new(409, "memory-agrees"),
            Self::TooMany => Problem::fields(vec![FieldFault::new("kind", "too-many")]),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Memories that hold of one household, at most.
const MOST: usize = 200;

/// What the house remembers of a client and holds true, the oldest first. Contradictions stand in it side by side.
/// For rules: what is shown of it is shown under a permit, with the look recorded ([`recall`]).
pub async fn memory(db: &impl Read, client: ClientId) -> Result<Vec<Memory>, DbError> {
    store::held(db, &[client]).await
}

/// The same of many clients with one query.
pub async fn memory_of(db: &impl Read, clients: &[ClientId]) -> Result<BTreeMap<ClientId, Vec<Memory>>, DbError> {
    let mut of: BTreeMap<ClientId, Vec<Memory>> = BTreeMap::new();
    for memory in store::held(db, clients).await? {
        of.entry(memory.client).or_default().push(memory);
    }
    Ok(of)
}

/// Absences of all clients that are or were remembered, each with when it ceased to hold: for a rule that looks back. Nothing of it
/// is shown without [`looked_back`].
pub async fn absences(db: &impl Read) -> Result<Vec<(Memory, Option<values::Instant>)>, DbError> {
    store::absences(db, db.now()).await
}

/// The children of all clients that are or were remembered, likewise.
pub async fn childhoods(db: &impl Read) -> Result<Vec<(Memory, Option<values::Instant>)>, DbError> {
    store::childhoods(db, db.now()).await
}

/// What the people of all clients cannot or could not bear, likewise.
pub async fn allergies(db: &impl Read) -> Result<Vec<(Memory, Option<values::Instant>)>, DbError> {
    store::allergies(db, db.now()).await
}

/// Records the looks of a page that shows what was remembered of these clients, before it is shown.
pub async fn looked_back(app: &App, permit: &Permit, clients: &[ClientId]) -> Result<(), DbError> {
    record_looks(&app.read().await?, permit, clients).await
}

/// What the house remembers of a client, to be shown; the look is recorded in the same transaction.
pub async fn recall(tx: &Tx, permit: &Permit, client: ClientId) -> Result<Vec<Memory>, DbError> {
    access::look(tx, permit, client.uuid()).await?;
    memory(tx, client).await
}

/// What is remembered of some households and how one comes to these doors, for a page: read beside the writers, the looks
/// recorded before it is returned.
pub async fn show_memory(app: &App, permit: &Permit, clients: &[ClientId], homes: &[HomeId]) -> Result<(Vec<Memory>, BTreeMap<HomeId, Doors>), DbError> {
    let db = app.read().await?;
    let (memory, doors) = (store::held(&db, clients).await?, store::doors(&db, homes).await?);
    let seen: Vec<ClientId> = doors.values().map(|(owner, _)| *owner).chain(clients.iter().copied()).collect();
    record_looks(&db, permit, &seen).await?;
    Ok((memory, doors.into_iter().map(|(home, (_, doors))| (home, doors)).collect()))
}

/// These memories of a client, whether they hold still or not, for a page that tells what was once asked: read beside the writers, the
/// look recorded before they are returned.
pub async fn show_past_memory(app: &App, permit: &Permit, client: ClientId, ids: &[MemoryId]) -> Result<Vec<Memory>, DbError> {
    let db = app.read().await?;
    let told = store::these(&db, client, ids).await?;
    if !told.is_empty() {
        record_looks(&db, permit, &[client]).await?;
    }
    Ok(told)
}

/// Remembers something about a household. Told again word for word, it is remembered once.
pub async fn remember(app: &App, who: &Actor, client: ClientId, home: Option<HomeId>, raw: &RawMemory, source: Source) -> Result<Outcome<MemoryId>, Remember> {
    app.write(who, |tx| async move { remember_within(&tx, who, client, home, raw, source).await }).await
}

/// The same, inside the transaction of what it was asked for.
pub async fn remember_within(
    tx: &Tx,
    who: &Actor,
    client: ClientId,
    home: Option<HomeId>,
    raw: &RawMemory,
    source: Source,
) -> Result<Outcome<MemoryId>, Remember> {
    keep(tx, who, client, home, raw.check(tx.now().day()), source).await
}

/// Remembers that a room is closed by the household's own calendar, inside the transaction that keeps the calendar under the memory's
/// id: one for a room of a home.
pub async fn keep_busy_room(tx: &Tx, who: &Actor, client: ClientId, home: Option<HomeId>, room: &str, source: Source) -> Result<MemoryId, Remember> {
    keep(tx, who, client, home, busy_room(room), source).await.map(Outcome::into_inner)
}

async fn keep(
    tx: &Tx,
    who: &Actor,
    client: ClientId,
    home: Option<HomeId>,
    kind: Result<MemoryKind, Vec<FieldFault>>,
    source: Source,
) -> Result<Outcome<MemoryId>, Remember> {
    who.may(KEEP_MEMORY, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    let kind = kind.map_err(Remember::Fields)?;
    if let Some(home) = home
        && store::owner(tx, home).await? != Some(client)
    {
        return Err(Remember::NoSuchHome);
    }
    keep_once(tx, client, home, &kind, source).await
}

/// Kept once, whether of a home or of all of them: what was told of one home gives way to the same of all.
pub(crate) async fn keep_once(tx: &Tx, client: ClientId, home: Option<HomeId>, kind: &MemoryKind, source: Source) -> Result<Outcome<MemoryId>, Remember> {
    let held = store::held(tx, &[client]).await?;
    let one_home = store::has_one_home(tx, client).await?;
    if let Some(known) = held.iter().find(|memory| memory.says(home, kind, one_home)) {
        return Ok(Outcome::Already(known.id));
    }
    if held.len() >= MOST {
        return Err(Remember::TooMany);
    }
    let id = store::add(tx, client, home, kind, source).await?;
    tx.say(MemoryKept { memory: id, client, home }).await?;
    let is_everywhere = home.is_none() && !matches!(kind, MemoryKind::BusyRoom { .. });
    for narrower in held.iter().filter(|known| is_everywhere && known.kind == *kind) {
        store::end(tx, client, narrower.id, Some(id)).await?;
        tx.say(MemorySettled { holds: id, gives_way: narrower.id, client }).await?;
    }
    Ok(Outcome::Applied(id))
}

/// Takes a memory back: it holds no longer from this moment on.
pub async fn withdraw_memory(app: &App, who: &Actor, client: ClientId, memory: MemoryId) -> Result<(), Remember> {
    app.write(who, |tx| async move {
        who.may(KEEP_MEMORY, &Resource { client: Some(client.uuid()), crew: vec![] })?;
        if !store::end(&tx, client, memory, None).await? {
            return Err(Remember::NoSuchMemory);
        }
        tx.say(MemoryWithdrawn { memory, client }).await?;
        Ok(())
    })
    .await
}

/// Says which of two memories holds; the other gives way to it. Nothing gives way by itself.
pub async fn settle_memory(app: &App, who: &Actor, client: ClientId, holds: MemoryId, gives_way: MemoryId) -> Result<(), Remember> {
    app.write(who, |tx| async move {
        who.may(KEEP_MEMORY, &Resource { client: Some(client.uuid()), crew: vec![] })?;
        let held = store::held(&tx, &[client]).await?;
        let of = |id| held.iter().find(|memory| memory.id == id).ok_or(Remember::NoSuchMemory);
        if !of(holds)?.contradicts(of(gives_way)?) {
            return Err(Remember::NoContradiction);
        }
        store::end(&tx, client, gives_way, Some(holds)).await?;
        tx.say(MemorySettled { holds, gives_way, client }).await?;
        Ok(())
    })
    .await
}

/// Keeps the way to a home's door.
pub async fn tell_doors(app: &App, who: &Actor, home: HomeId, raw: &RawDoors) -> Result<Doors, Remember> {
    app.write(who, |tx| async move {
        let client = store::owner(&tx, home).await?.ok_or(Remember::NoSuchHome)?;
        who.may(KEEP_MEMORY, &Resource { client: Some(client.uuid()), crew: vec![] })?;
        let doors = raw.check().map_err(Remember::Fields)?;
        store::set_doors(&tx, client, home, &doors).await?;
        tx.say(DoorsTold { home, client }).await?;
        Ok(doors)
    })
    .await
}

/// Has the client told the way to the door? It shows nothing of it, so no look is recorded.
pub async fn knows_doors(db: &impl Read, home: HomeId) -> Result<bool, DbError> {
    store::has_doors(db, home).await
}

/// The way to the doors of homes, to be shown, each look at the owner recorded. Unknown ones are absent.
pub async fn reveal_doors(tx: &Tx, permit: &Permit, homes: &[HomeId]) -> Result<BTreeMap<HomeId, Doors>, DbError> {
    let doors = store::doors(tx, homes).await?;
    for (client, _) in doors.values() {
        access::look(tx, permit, client.uuid()).await?;
    }
    Ok(doors.into_iter().map(|(home, (_, doors))| (home, doors)).collect())
}
