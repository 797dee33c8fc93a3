//! At the desk: what was prepared, what it lacks, what is coming, and what it has spared.

use super::{CareError, answering::with_holders, occasions};
use crate::facts::ProposalSent;
use crate::occasion::{Occasion, OccasionId};
use crate::plans::plans;
use crate::prepare::{Missing, prepare};
use crate::proposal::{Proposal, ProposalId, State};
use crate::spared::{Spared, add_up};
use crate::store::{self, Shelf};
use crate::{OWN_PROPOSALS, PREPARE, PROPOSAL};
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx};
use households::{Card, ClientId, RawMemory, Remember, Source, TasteOf, consented_for, remember_within, settle_memory, show};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan as _};
use journal::Say as _;
use messaging::queue_advert;
use people::Name;
use std::collections::{BTreeMap, BTreeSet};
use values::{Instant, Lang, Outcome};

/// Shown on one page.
const SHOWN: u32 = 50;
/// How far the calendar looks.
const AHEAD_DAYS: i64 = 92;

/// A day that comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// Which.
    pub occasion: Occasion,
    /// Whose day, or of what; empty where it has no name.
    pub name: String,
    /// They want to hear of it no more: nothing is prepared for it.
    pub is_never: bool,
}

/// After which place each part of the page begins; at its beginning where none is named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Places {
    /// What was prepared.
    pub prepared: Option<(Date, ProposalId)>,
    /// What clients have before them.
    pub sent: Option<(Date, ProposalId)>,
    /// What they said yes to.
    pub going: Option<(Date, ProposalId)>,
    /// The calendar.
    pub coming: Option<(Date, OccasionId)>,
}

/// What the desk has before it.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// Prepared, the nearest day first, each with what it lacks.
    pub prepared: Vec<(Proposal, Vec<Missing>)>,
    /// Sent, and not answered yet.
    pub sent: Vec<Proposal>,
    /// Said yes to, until the request is closed, with who has it.
    pub going: Vec<(Proposal, Option<Name>)>,
    /// What is coming, day by day.
    pub coming: Vec<Coming>,
    /// Where each part goes on.
    pub after: Places,
    /// Who they are.
    pub cards: BTreeMap<ClientId, Card>,
    /// Those with whom something is open: nothing goes to them.
    pub troubled: BTreeSet<ClientId>,
    /// Those of the two shelves who have consented to be written to; the others see it on their own page alone.
    pub written_to: BTreeSet<ClientId>,
}

/// So many as are shown, and the place after which it goes on where there are more.
fn a_page<T, P>(mut all: Vec<T>, place: impl Fn(&T) -> P) -> (Vec<T>, Option<P>) {
    let is_full = all.len() > SHOWN as usize;
    all.truncate(SHOWN as usize);
    let after = all.last().filter(|_| is_full).map(place);
    (all, after)
}

/// All of it, each look recorded.
pub async fn desk(app: &App, who: &Actor, after: Option<Places>) -> Result<Desk, CareError> {
    let permit = who.may(PREPARE, &Resource::default())?;
    let db = app.read().await?;
    let until = db.now().day().checked_add(AHEAD_DAYS.days()).map_err(DbError::corrupt)?;
    let from = after.unwrap_or_default();
    let prepared = store::waiting(&db, Shelf::Prepared, from.prepared, SHOWN + 1).await?;
    let sent = store::waiting(&db, Shelf::Sent, from.sent, SHOWN + 1).await?;
    let going = store::waiting(&db, Shelf::Going, from.going, SHOWN + 1).await?;
    let coming = store::due(&db, until, false, from.coming, SHOWN + 1).await?;
    let (prepared, after_prepared) = a_page(prepared, |one| (one.on, one.id));
    let (sent, after_sent) = a_page(sent, |one| (one.on, one.id));
    let (going, after_going) = a_page(going, |one| (one.on, one.id));
    let (coming, after_coming) = a_page(coming, |one| (one.on, one.id));
    let after = Places { prepared: after_prepared, sent: after_sent, going: after_going, coming: after_coming };
    let clients: BTreeSet<ClientId> = prepared.iter().chain(&sent).chain(&going).map(|one| one.client).chain(coming.iter().map(|one| one.client)).collect();
    let clients: Vec<ClientId> = clients.into_iter().collect();
    let memory = households::memory_of(&db, &clients).await?;
    let of = |client: ClientId| memory.get(&client).map_or(&[][..], Vec::as_slice);
    let plans = plans(app)?;
    let lacks = |one: &Proposal| plans.plan(&one.plan).map(|plan| prepare(plan, of(one.client), "", one.on, "", Lang::Ru).1).unwrap_or_default();
    let mut troubled = BTreeSet::new();
    for one in &prepared {
        if aftercare::is_troubled(&db, one.client).await? {
            troubled.insert(one.client);
        }
    }
    let mut written_to = BTreeSet::new();
    for client in prepared.iter().chain(&sent).map(|one| one.client).collect::<BTreeSet<_>>() {
        if consented_for(&db, client, PROPOSAL.purpose).await?.is_some() {
            written_to.insert(client);
        }
    }
    let nevers = store::standing_nevers(&db, &clients).await?;
    let is_never = |one: &Occasion| {
        let plan = plans.of(one).map(|plan| &plan.code);
        nevers.iter().any(|(client, day, kind)| *client == one.client && (*day == Some(one.id) || (kind.is_some() && kind.as_ref() == plan)))
    };
    let named = |one: Occasion| Coming {
        name: crate::occasion::name_of(of(one.client), &one.source, |day| store::mark(app, day)).unwrap_or_default(),
        is_never: is_never(&one),
        occasion: one,
    };
    Ok(Desk {
        prepared: prepared.into_iter().map(|one| (lacks(&one), one)).map(|(lacks, one)| (one, lacks)).collect(),
        sent,
        going: with_holders(&db, going).await?,
        coming: coming.into_iter().map(named).collect(),
        after,
        cards: show(app, &permit, &clients, &[]).await?.cards,
        troubled,
        written_to,
    })
}

/// What a client was sent and has not answered, the nearest day first. Whoever shows it has shown the client's card, and recorded the look.
pub async fn sent_to(db: &impl Read, who: &Actor, client: ClientId) -> Result<Vec<Proposal>, CareError> {
    const MOST: u32 = 5;
    who.may(PREPARE, &Resource::default())?;
    // From its day on it is over, though the morning's look has not said so yet.
    Ok(store::open_of(db, client, MOST).await?.into_iter().filter(|one| one.on > db.now().day()).collect())
}

/// Writes favourites down that the client has told: they are remembered, what was told before of the same gives way, and what is
/// prepared takes them over.
pub async fn fill(app: &App, who: &Actor, id: ProposalId, told: &[(TasteOf, String)]) -> Result<(), CareError> {
    who.may(PREPARE, &Resource::default())?;
    let (client, holding) = app
        .write(who, |tx| async move {
            let proposal = store::one(&tx, id).await?.ok_or(CareError::Unknown(id))?;
            if proposal.state != State::Prepared {
                return Err(CareError::Over(id));
            }
            let mut holding = Vec::new();
            for (what, text) in told {
                let raw = RawMemory { kind: "taste".to_owned(), what: what.name().to_owned(), text: text.clone(), ..RawMemory::default() };
                holding.push(remember_within(&tx, who, proposal.client, None, &raw, Source::Call).await?.into_inner());
            }
            occasions::anew(&tx, proposal.client).await?;
            Ok((proposal.client, holding))
        })
        .await?;
    // Asked while two disagreed, they have said which one holds. Left in between, the page still asks, and this is done once more.
    for holds in holding {
        let memory = households::memory(&app.read().await?, client).await?;
        for gives_way in memory.iter().filter(|other| memory.iter().any(|one| one.id == holds && one.contradicts(other))) {
            match settle_memory(app, who, client, holds, gives_way.id).await {
                Ok(()) | Err(Remember::NoContradiction | Remember::NoSuchMemory) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

/// Sends what was prepared, once; `Already` where it went before.
pub async fn send(app: &App, who: &Actor, id: ProposalId) -> Result<Outcome<()>, CareError> {
    who.may(PREPARE, &Resource::default())?;
    let who = *who;
    app.write(&who, |tx| async move {
        let known = store::one(&tx, id).await?.ok_or(CareError::Unknown(id))?;
        if known.state == State::Prepared {
            if !conversations::may_write(&tx, &who, known.client).await? {
                return Err(conversations::NotTheirs.into());
            }
            occasions::anew(&tx, known.client).await?;
        }
        let proposal = store::one(&tx, id).await?.ok_or(CareError::Unknown(id))?;
        match proposal.state {
            State::Sent(_) => Ok(Outcome::Already(())),
            State::Prepared => send_within(&tx, &proposal).await.map(Outcome::Applied),
            State::Answered(..) | State::Lapsed => Err(CareError::Over(id)),
        }
    })
    .await
}

/// The client has it from now on: on their own page, and as a message where they have consented to be told.
pub(crate) async fn send_within(tx: &Tx, proposal: &Proposal) -> Result<(), CareError> {
    if aftercare::is_troubled(tx, proposal.client).await? {
        return Err(CareError::Troubled);
    }
    if proposal.missing > 0 {
        return Err(CareError::NotWhole(proposal.id));
    }
    if !store::send(tx, proposal.id).await? {
        return Err(DbError::raced().into());
    }
    let told = match consented_for(tx, proposal.client, PROPOSAL.purpose).await? {
        Some(consented) => queue_advert(tx, PROPOSAL, proposal.id, consented).await?,
        None => false,
    };
    tx.say(ProposalSent { proposal: proposal.id, client: proposal.client, told }).await?;
    Ok(())
}

/// A year of answers, more than any house has.
const ANSWERS: u32 = 20_000;

/// What was spared in each month of the last year, the earliest first: the first day of the month, and how much.
pub async fn spared_by_month(db: &impl Read, who: &Actor) -> Result<Vec<(Date, Spared)>, CareError> {
    who.may(PREPARE, &Resource::default())?;
    let this = db.now().day().first_of_month();
    let months: Vec<Date> = (0..12).rev().filter_map(|back: i64| this.checked_sub(back.months()).ok()).collect();
    let since = months.first().map_or(Ok(db.now()), |first| Instant::of_moscow(first.at(0, 0, 0, 0))).map_err(DbError::corrupt)?;
    let mut by: BTreeMap<Date, Vec<Spared>> = months.iter().map(|month| (*month, Vec::new())).collect();
    for (at, spared) in store::spared(db, None, since, ANSWERS).await? {
        by.entry(at.day().first_of_month()).or_default().push(spared);
    }
    Ok(by.into_iter().map(|(month, all)| (month, add_up(all))).collect())
}

/// What this client was spared in the last year.
pub async fn spared_of(db: &impl Read, who: &Actor, client: ClientId) -> Result<Spared, CareError> {
    who.may(OWN_PROPOSALS, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    let since = db.now() - SignedDuration::from_hours(24 * 365);
    Ok(add_up(store::spared(db, Some(client), since, ANSWERS).await?.into_iter().map(|(_, spared)| spared)))
}
