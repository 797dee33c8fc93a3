//! Whoever leaves the house has no clients left: all whom they looked after have somebody else in the same transaction.

use super::keeping::{desk, loads, loads_now};
use crate::balance::{Load, add_to, heirs, lightest};
use crate::entry::{EntryId, EntryKind, Place};
use crate::facts::{ManagerGiven, TalkTaken};
use crate::keeping::Conversation;
use crate::store::{self, NewEntry};
use access::Role;
use db::{DbError, Read as _, Tx};
use journal::Say as _;
use people::{LAST_MANAGER, LeftHouse, PersonId};
use std::collections::BTreeSet;

fn nobody() -> DbError {
    DbError::Refused(LAST_MANAGER.to_owned())
}

/// Gives on whomever they had: clients, people whom nobody knows, visitors of the site. The last manager stays while they have clients.
pub(crate) async fn on_left(tx: Tx, fact: LeftHouse) -> Result<(), DbError> {
    if fact.role == Role::Cleaner {
        return Ok(());
    }
    let theirs = store::kept_by(&tx, fact.person).await?;
    let desk = desk(&tx).await?;
    let has_managers = desk.iter().any(|(_, role, _)| *role == Role::Manager);
    if fact.role == Role::Manager && !has_managers && theirs.iter().any(|of| of.manager == fact.person) {
        return Err(nobody());
    }
    let here: BTreeSet<PersonId> = desk.into_iter().map(|(person, ..)| person).collect();
    let mut hands = loads(&tx, &store::loads(&tx).await?).await?;
    for of in theirs {
        give_on(&tx, &of, fact.person, &mut hands, &here).await?;
    }
    let hands = loads_now(&tx, &store::unknown_loads(&tx).await?).await?;
    give_strangers_on(&tx, fact.person, hands).await
}

/// A client has another face from now on, and the conversation a line that says since when.
async fn give_on(tx: &Tx, of: &Conversation, left: PersonId, hands: &mut [Load], here: &BTreeSet<PersonId>) -> Result<(), DbError> {
    let (manager, deputy) = heirs(of, left, hands, here).ok_or_else(nobody)?;
    let taken_by = of.taken_by.filter(|person| *person != left);
    if !store::give_on(tx, of, manager, deputy, taken_by).await? {
        return Err(DbError::raced());
    }
    if of.taken_by.is_some() && taken_by.is_none() {
        tx.say(TalkTaken { client: of.client, by: None }).await?;
    }
    if manager != of.manager {
        add_to(hands, manager);
        let nth = store::noted(tx, of.client).await?;
        // Without words: each page says it in its reader's language, beside the name of whoever has them now.
        let (id, kind, place): (EntryId, _, _) = (tx.id(), EntryKind::Handover, Place::Desk);
        let line = NewEntry { id, kind, place, person: Some(manager), words: String::new(), sent_at: tx.now(), seq: 0, external: None };
        store::add_entry(tx, of.client, nth, &line).await?;
    }
    if (manager, deputy) == (of.manager, of.deputy) { Ok(()) } else { tx.say(ManagerGiven { client: of.client, manager, deputy }).await }
}

async fn give_strangers_on(tx: &Tx, left: PersonId, mut hands: Vec<Load>) -> Result<(), DbError> {
    for sender in store::senders_of(tx, left).await? {
        let next = lightest(&hands, None).ok_or_else(nobody)?;
        store::rename_sender(tx, &sender, next).await?;
        add_to(&mut hands, next);
    }
    for talk in store::site_talks_of(tx, left).await? {
        let next = lightest(&hands, None).ok_or_else(nobody)?;
        store::rename_on_site(tx, talk, next).await?;
        add_to(&mut hands, next);
    }
    Ok(())
}
