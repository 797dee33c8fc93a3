//! Use cases of what a household does not want done: declined once or for ever, and wanted again.

use crate::declined::{Declined, DeclinedId, Doing, Unwanted, may_decline_seat};
use crate::facts::{DefaultDeclined, DefaultRestored};
use crate::line::{self, TEXT};
use crate::service::memory::Remember;
use crate::store::{declined as store, memory};
use crate::{ClientId, KEEP_MEMORY, MemoryId, MemoryKind};
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx};
use jiff::civil::Date;
use journal::Say as _;
use uuid::Uuid;
use values::{FieldFault, Outcome};

/// What is declined, by whoever knows the occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawDecline {
    /// What is not to be done.
    pub doing: Doing,
    /// At which visit, on which journey; `None`: at none any more.
    pub occasion: Option<Uuid>,
    /// On which day that is; today, where it is for ever.
    pub day: Date,
    /// Why.
    pub reason: String,
}

/// Not this time, or never: inside the transaction of the room that knows the occasion. Declined twice is declined once.
pub async fn decline_within(tx: &Tx, who: &Actor, client: ClientId, raw: &RawDecline) -> Result<Outcome<DeclinedId>, Remember> {
    who.may(KEEP_MEMORY, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    let mut faults = Vec::new();
    let reason = line::several(&mut faults, "reason", &raw.reason, TEXT);
    let behind = match raw.doing.memory() {
        Some(id) => Some(memory::held(tx, &[client]).await?.into_iter().find(|one| one.id == id).ok_or(Remember::NoSuchMemory)?),
        None => None,
    };
    match (raw.doing, behind.map(|one| one.kind)) {
        (Doing::Seat(_), Some(MemoryKind::Child { born, .. })) => faults.extend(may_decline_seat(born, raw.day).err()),
        // What the plans keep, and who is at home, is no doing of a visit.
        (
            Doing::Visit(_),
            Some(
                MemoryKind::Allergy { .. }
                | MemoryKind::ClosedRoom { .. }
                | MemoryKind::BusyRoom { .. }
                | MemoryKind::Away { .. }
                | MemoryKind::Wish { .. }
                | MemoryKind::Note { .. },
            ),
        )
        | (Doing::Water, None) => {}
        _ => faults.push(FieldFault::new("doing", "unknown")),
    }
    if !faults.is_empty() {
        return Err(Remember::Fields(faults));
    }
    if let Some(known) = store::standing(tx, client).await?.iter().find(|one| one.doing == raw.doing && one.occasion == raw.occasion) {
        return Ok(Outcome::Already(known.id));
    }
    let id = store::add(tx, client, raw.doing, raw.occasion, &reason).await?;
    tx.say(DefaultDeclined { declined: id, client, doing: raw.doing, occasion: raw.occasion }).await?;
    Ok(Outcome::Applied(id))
}

/// The same by itself.
pub async fn decline(app: &App, who: &Actor, client: ClientId, raw: &RawDecline) -> Result<Outcome<DeclinedId>, Remember> {
    app.write(who, |tx| async move { decline_within(&tx, who, client, raw).await }).await
}

/// It is done again, from now on. Said twice is said once.
pub async fn restore(app: &App, who: &Actor, client: ClientId, id: DeclinedId) -> Result<Outcome<()>, Remember> {
    app.write(who, |tx| async move { restore_within(&tx, who, client, id).await }).await
}

/// The same inside the transaction of whoever has looked whether it still can be.
pub async fn restore_within(tx: &Tx, who: &Actor, client: ClientId, id: DeclinedId) -> Result<Outcome<()>, Remember> {
    who.may(KEEP_MEMORY, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    if store::end(tx, client, id).await? {
        tx.say(DefaultRestored { declined: id, client }).await?;
        return Ok(Outcome::Applied(()));
    }
    if store::is_theirs(tx, client, id).await? { Ok(Outcome::Already(())) } else { Err(Remember::NoSuchMemory) }
}

/// What was or is not to be done at visits on these memories, whoever's they are: for a rule that looks back.
pub async fn unwanted_at_visits(db: &impl Read, memories: &[MemoryId]) -> Result<Vec<Unwanted>, DbError> {
    store::unwanted_at_visits(db, memories).await
}

/// What a household does not want done, as it stands. For rules, and for whoever may see its memory already.
pub async fn declined_of(db: &impl Read, client: ClientId) -> Result<Vec<Declined>, DbError> {
    store::standing(db, client).await
}
