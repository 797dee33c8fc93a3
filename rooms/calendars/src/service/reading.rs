//! What is asked of calendars: by a visit, by their page, by the desk.

use crate::closed::closed_on;
use crate::rules::rules;
use crate::service::{Failed, FollowError, Place};
use crate::{SEE_LOST, store};
use access::{Actor, Resource};
use db::{App, DbError, Read};
use households::{ClientId, Closure, HomeId, KEEP_MEMORY, Memory, MemoryId, MemoryKind, recall};
use jiff::civil::Date;
use std::collections::BTreeMap;
use values::{Instant, Span};

/// When calendars close rooms on this day, by the memory behind each; a room that is open all day is absent. For rules over memory that
/// was read already.
pub async fn busy_on(db: &impl Read, memory: &[Memory], day: Date) -> Result<BTreeMap<MemoryId, Closure>, DbError> {
    let ids: Vec<MemoryId> = memory.iter().filter(|one| matches!(one.kind, MemoryKind::BusyRoom { .. })).map(|one| one.id).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (kept, holds) = (store::of(db, &ids).await?, rules(db.app())?.holds());
    let closure = |id: &MemoryId| match kept.get(id) {
        Some(kept) => closed_on(&kept.heard, day, db.now(), holds),
        None => Some(Closure::Unread),
    };
    Ok(ids.iter().filter_map(|id| Some((*id, closure(id)?))).collect())
}

/// A calendar that closes a room, as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The memory that it is kept under.
    pub memory: MemoryId,
    /// In which home; `None`: in each.
    pub home: Option<HomeId>,
    /// The room, by its code.
    pub room: String,
    /// Whose server it lies on; `None`: it was handed over as a file.
    pub host: Option<String>,
    /// When it was read last.
    pub read_at: Instant,
    /// Why it was not, since then, and when that was seen last.
    pub failed: Option<(Failed, Instant)>,
    /// The room is closed all day for want of a reading.
    pub is_lost: bool,
    /// When the room is closed, from the present moment on.
    pub busy: Vec<Span>,
}

/// The calendars that a household has, the oldest first; the look at its memory is recorded.
pub async fn calendars_of(app: &App, who: &Actor, client: ClientId) -> Result<Vec<Calendar>, FollowError> {
    let permit = who.may(KEEP_MEMORY, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    let all = app
        .write(who, move |tx| async move {
            let memory = recall(&tx, &permit, client).await?;
            let rooms = memory.into_iter().filter_map(|one| match one.kind {
                MemoryKind::BusyRoom { room } => Some((one.id, one.home, room)),
                _ => None,
            });
            let rooms: Vec<_> = rooms.collect();
            let mut kept = store::of(&tx, &rooms.iter().map(|(id, ..)| *id).collect::<Vec<_>>()).await?;
            let now = tx.now();
            let calendar = |(memory, home, room): (MemoryId, Option<HomeId>, String)| {
                let kept = kept.remove(&memory)?;
                let host = match &kept.place {
                    Place::Address(address) => Some(address.host().to_owned()),
                    Place::Text(_) => None,
                };
                let busy = kept.heard.busy.into_iter().filter(|span| span.end > now).collect();
                Some(Calendar { memory, home, room, host, read_at: kept.heard.at, failed: kept.failed, is_lost: kept.is_lost, busy })
            };
            Ok::<_, DbError>(rooms.into_iter().filter_map(calendar).collect())
        })
        .await?;
    Ok(all)
}

/// A room that is closed for want of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    /// The memory that the calendar is kept under.
    pub memory: MemoryId,
    /// Whose.
    pub client: ClientId,
    /// When it was read last.
    pub read_at: Instant,
    /// Since when the room is closed.
    pub at: Instant,
}

/// The rooms that are closed for want of a reading, the longest first, after this one. It names nobody.
pub async fn lost(db: &impl Read, who: &Actor, after: Option<(Instant, MemoryId)>, limit: u32) -> Result<Vec<Lost>, FollowError> {
    who.may(SEE_LOST, &Resource::default())?;
    let after = after.map(|(at, id)| (at, id.uuid()));
    let rows = store::lost(db, after, limit).await?;
    Ok(rows.into_iter().map(|(memory, client, read_at, at)| Lost { memory, client, read_at, at }).collect())
}
