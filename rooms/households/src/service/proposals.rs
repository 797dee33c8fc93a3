//! Use cases of what is found in a household's own words: put forward, confirmed, declined.

use crate::facts::{MemoryProposed, MemorySettled, ProposalDeclined};
use crate::line::{self, TEXT};
use crate::proposals::{Origin, Proposal, ProposalId};
use crate::service::memory::{Remember, keep_once};
use crate::store::{self as clients, memory, people, proposals as store};
use crate::suggest::{Carried, Known, suggest};
use crate::{ClientId, HomeId, KEEP_MEMORY, Memory, MemoryId, MemoryKind};
use access::{Actor, Permit, Resource};
use db::{App, DbError, Read, Tx};
use journal::Say as _;
use values::Outcome;

/// So much may wait about one household; what comes on top of it is heard when a person has looked at that.
const WAITING: usize = 20;

fn of(client: ClientId) -> Resource {
    Resource { client: Some(client.uuid()), crew: vec![] }
}

/// Puts forward what a text of this household may be telling, in the transaction that keeps the text; says how much of it is new.
/// What is remembered already, and what somebody has declined, is not put forward.
pub async fn propose(tx: &Tx, client: ClientId, home: Option<HomeId>, text: &str, origin: Origin) -> Result<u32, DbError> {
    let kit = catalog::kit(tx.app())?;
    let carried: Vec<Carried> = kit
        .sensitivities()
        .map(|one| Carried { code: one.code.clone(), names: [&one.name.ru, &one.name.en].into_iter().chain(&one.also).cloned().collect() })
        .collect();
    let held = memory::held(tx, &[client]).await?;
    let child = |one: &Memory| if let MemoryKind::Child { born, name, .. } = &one.kind { Some((name.clone(), *born)) } else { None };
    // Of itself a household speaks in what it wrote; in a note of ours nobody knows who does.
    let speaker = if origin == Origin::Note { None } else { spoken_by(tx, client).await? };
    let known = Known { carried, speaker, children: held.iter().filter_map(child).collect() };
    let hints = suggest(text, &known, tx.now().day());
    if hints.is_empty() {
        return Ok(0);
    }
    let one_home = memory::has_one_home(tx, client).await?;
    let room = WAITING.saturating_sub(store::waiting(tx, client).await?.len());
    let mut new = 0;
    for hint in hints.iter().take(room) {
        // A room is of this home; who lives there and what they bear is so in all of them.
        let home = home.filter(|_| matches!(hint.kind, MemoryKind::ClosedRoom { .. }));
        if held.iter().any(|known| known.says(home, &hint.kind, one_home)) {
            continue;
        }
        if let Some(proposal) = store::add(tx, (client, home), &hint.kind, &hint.quote, origin).await? {
            tx.say(MemoryProposed { proposal, client }).await?;
            new += 1;
        }
    }
    Ok(new)
}

/// Reads a message of the household that somebody hands on: a letter, a chat, a call written down.
pub async fn propose_from(app: &App, who: &Actor, client: ClientId, text: &str) -> Result<u32, Remember> {
    app.write(who, |tx| async move {
        who.may(KEEP_MEMORY, &of(client))?;
        let mut faults = Vec::new();
        let text = line::several(&mut faults, "text", text, TEXT);
        if !faults.is_empty() {
            return Err(Remember::Fields(faults));
        }
        Ok(propose(&tx, client, None, &text, Origin::Message).await?)
    })
    .await
}

/// What waits for a person, to be shown; the look is recorded in the same transaction.
pub async fn proposals(tx: &Tx, permit: &Permit, client: ClientId) -> Result<Vec<Proposal>, DbError> {
    access::look(tx, permit, client.uuid()).await?;
    store::waiting(tx, client).await
}

/// Whose words they are that somebody writes or hands on: a member's own name, else the client's.
async fn spoken_by(tx: &Tx, client: ClientId) -> Result<Option<String>, DbError> {
    let by = tx.by().0.clone();
    if let Some(member) = by.strip_prefix("member:") {
        return Ok(people::members(tx, client).await?.into_iter().find(|one| one.id.to_string() == member).map(|one| one.name));
    }
    Ok(clients::cards(tx, &[client]).await?.remove(&client).map(|card| card.name))
}

/// Where it is the same child, of whom a measure is told: whether a later one is known already.
fn is_known_later(known: &MemoryKind, told: &MemoryKind) -> Option<bool> {
    match (known, told) {
        (MemoryKind::Child { born, name, size }, MemoryKind::Child { born: same, name: again, size: Some(told) })
            if born == same && lexicon::small(name) == lexicon::small(again) =>
        {
            Some(size.is_some_and(|known| known.on > told.on))
        }
        _ => None,
    }
}

/// A person says that it is so: from now on it is remembered.
pub async fn confirm_proposal(app: &App, who: &Actor, client: ClientId, proposal: ProposalId) -> Result<Outcome<MemoryId>, Remember> {
    app.write(who, |tx| async move {
        who.may(KEEP_MEMORY, &of(client))?;
        let waiting = store::waiting(&tx, client).await?;
        let found = waiting.iter().find(|one| one.id == proposal).ok_or(Remember::NoSuchProposal)?;
        let held = memory::held(&tx, &[client]).await?;
        // What was found before somebody measured anew changes nothing: the later measure stays.
        let later = held.iter().find(|known| is_known_later(&known.kind, &found.kind) == Some(true));
        let kept = match later {
            Some(later) => Outcome::Already(later.id),
            None => keep_once(&tx, client, found.home, &found.kind, found.origin.source()).await?,
        };
        let (Outcome::Applied(id) | Outcome::Already(id)) = kept;
        if !store::settle(&tx, client, proposal, Some(id)).await? {
            return Err(Remember::NoSuchProposal);
        }
        // A child of the same birthday measured anew: the measure of before gives way, as the person has said.
        for before in held.iter().filter(|before| before.id != id && is_known_later(&before.kind, &found.kind) == Some(false)) {
            memory::end(&tx, client, before.id, Some(id)).await?;
            tx.say(MemorySettled { holds: id, gives_way: before.id, client }).await?;
        }
        Ok(kept)
    })
    .await
}

/// A person says that it is not so, or not to be remembered: the same is not put forward again.
pub async fn decline_proposal(app: &App, who: &Actor, client: ClientId, proposal: ProposalId) -> Result<(), Remember> {
    app.write(who, |tx| async move {
        who.may(KEEP_MEMORY, &of(client))?;
        if !store::settle(&tx, client, proposal, None).await? {
            return Err(Remember::NoSuchProposal);
        }
        tx.say(ProposalDeclined { proposal, client }).await?;
        Ok(())
    })
    .await
}
