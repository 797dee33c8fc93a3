//! The answer: yes with one tap, not this time, or never again.

use super::{CareError, Scope};
use crate::facts::{NeverAgain, ProposalAccepted, ProposalDeclined};
use crate::proposal::{Answer, Order, Proposal, ProposalId, State, Yes};
use crate::service::ahead::{is_taken, of_service};
use crate::spared::is_done;
use crate::{ANSWER_PROPOSAL, OWN_PROPOSALS, PREPARE, store};
use access::{Actor, Resource};
use concierge::{Asker, Proposed, RequestClosed, RequestId, Way, agreed_within, answered_at, holders};
use db::{App, DbError, Read, Tx};
use households::{ClientId, Door};
use jiff::SignedDuration;
use journal::Say as _;
use people::Name;
use pricing::Ask;
use values::{Instant, Outcome, Span};

/// What a yes has led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// A task that a manager has.
    Request(RequestId),
    /// The calculator, filled in; nothing is ordered yet.
    Calculator(Box<Ask>),
}

/// Shows one proposal to whoever has its link, over from its day on; `None` where there is none, or the client was erased.
pub async fn shown(db: &impl Read, id: ProposalId) -> Result<Option<Proposal>, DbError> {
    let shown = store::one(db, id).await?.filter(|one| !matches!(one.state, State::Prepared));
    Ok(shown.map(|one| if matches!(one.state, State::Sent(_)) && one.on <= db.now().day() { Proposal { state: State::Lapsed, ..one } } else { one }))
}

/// Those that a client has before them; none while something is open between them and us.
pub async fn open_proposals_of(db: &impl Read, who: &Actor, client: ClientId) -> Result<Vec<Proposal>, CareError> {
    const SHOWN: u32 = 5;
    who.may(OWN_PROPOSALS, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    if aftercare::is_troubled(db, client).await? {
        return Ok(Vec::new());
    }
    let mut open = Vec::new();
    for one in store::open_of(db, client, SHOWN).await? {
        // From its day on it is over, though the morning's look has not said so yet; and what they have booked is proposed no more.
        if one.on > db.now().day() && !is_taken(db, &one).await? {
            open.push(one);
        }
    }
    Ok(open)
}

/// With the name of whoever has the request that each has become.
pub(crate) async fn with_holders(db: &impl Read, all: Vec<Proposal>) -> Result<Vec<(Proposal, Option<Name>)>, DbError> {
    let requests: Vec<RequestId> = all.iter().filter_map(|one| one.request).collect();
    let holders = holders(db, &requests).await?;
    let names = people::names(db, &holders.values().copied().collect::<Vec<_>>()).await?;
    let who = |one: &Proposal| one.request.and_then(|request| names.get(holders.get(&request)?).cloned());
    Ok(all.into_iter().map(|one| (who(&one), one)).map(|(who, one)| (one, who)).collect())
}

/// What a client has said yes to and we get ready, the nearest day first, with who has it; until the request is closed.
pub async fn going_of(db: &impl Read, who: &Actor, client: ClientId) -> Result<Vec<(Proposal, Option<Name>)>, CareError> {
    const SHOWN: u32 = 5;
    who.may(OWN_PROPOSALS, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    Ok(with_holders(db, store::going_of(db, client, SHOWN).await?).await?)
}

/// What was said yes to is over with its request.
pub(crate) async fn on_request_closed(tx: Tx, fact: RequestClosed) -> Result<(), DbError> {
    let answered = answered_at(&tx, fact.request).await?.map(Instant::day);
    for one in store::of_request(&tx, fact.request).await? {
        store::close(&tx, one.id, is_done(one.on, answered)).await?;
    }
    Ok(())
}

/// The client says yes, with one tap or on the phone. Saying it twice is saying it once.
pub async fn accept(app: &App, who: &Actor, id: ProposalId) -> Result<Outcome<Accepted>, CareError> {
    who.may(ANSWER_PROPOSAL, &Resource::default())?;
    app.write(who, |tx| async move {
        let yes = Yes::of(who).ok_or(CareError::NobodySaidYes)?;
        let proposal = shown(&tx, id).await?.ok_or(CareError::Unknown(id))?;
        if !store::answer(&tx, id, Answer::Yes).await? {
            // Read anew: another tap may have been quicker by a moment, and what it led to is the answer to this one too.
            let proposal = shown(&tx, id).await?.ok_or(CareError::Unknown(id))?;
            return match (proposal.state, proposal.request) {
                (State::Answered(Answer::Yes, _), Some(request)) => Ok(Outcome::Already(Accepted::Request(request))),
                (State::Answered(Answer::Yes, _), None) => {
                    let ask = calculator(&tx, &proposal).await?.ok_or(CareError::Over(id))?;
                    Ok(Outcome::Already(Accepted::Calculator(Box::new(ask))))
                }
                _ => Err(CareError::Over(id)),
            };
        }
        let accepted = order(&tx, yes, &proposal).await?;
        let request = if let Accepted::Request(request) = &accepted { Some(*request) } else { None };
        tx.say(ProposalAccepted { proposal: id, client: proposal.client, request }).await?;
        Ok(Outcome::Applied(accepted))
    })
    .await
}

/// The yes that a client told one of us, who answers for it.
pub async fn accept_for_client(app: &App, who: &Actor, id: ProposalId) -> Result<Outcome<Accepted>, CareError> {
    who.may(PREPARE, &Resource::default())?;
    accept(app, who, id).await
}

/// The no that a client told one of us; or what only the desk has seen is laid aside.
pub async fn decline_for_client(app: &App, who: &Actor, id: ProposalId, never: Option<Scope>) -> Result<Outcome<()>, CareError> {
    who.may(PREPARE, &Resource::default())?;
    decline(app, who, id, never).await
}

/// Orders what was said yes to: the one place of the room that does, and it takes the yes.
async fn order(tx: &Tx, _yes: Yes, proposal: &Proposal) -> Result<Accepted, CareError> {
    let Order::Task(about) = &proposal.order else {
        let ask = calculator(tx, proposal).await?.ok_or(CareError::Over(proposal.id))?;
        return Ok(Accepted::Calculator(Box::new(ask)));
    };
    let permit = Actor::House.may(PREPARE, &Resource::default())?;
    let card = households::reveal(tx, &permit, proposal.client).await?.ok_or(CareError::Unknown(proposal.id))?;
    let way = match card.door().ok_or(CareError::Unknown(proposal.id))? {
        Door::Phone(phone) => Way::Phone(phone),
        Door::Email(email) => Way::Email(email),
    };
    // A code that the book has no more is told in words alone.
    let requests = catalog::requests(tx.app())?;
    let about = about.clone().filter(|code| requests.request(code).is_some());
    let words = format!("{}\n{}", proposal.words.title, proposal.words.text);
    let proposed = Proposed { id: proposal.id.uuid(), on: proposal.on, words };
    let request = agreed_within(tx, proposal.client, about, Asker { name: card.salutation(), way, lang: card.lang }, proposed).await?;
    store::put_request(tx, proposal.id, request).await?;
    Ok(Accepted::Request(request))
}

/// What they ordered of this service the last time, as far back as it is thought of; else what they ordered last, as this service asks
/// it. `None` for what has no price on the screen.
pub async fn calculator(db: &impl Read, proposal: &Proposal) -> Result<Option<Ask>, CareError> {
    const BACK: SignedDuration = SignedDuration::from_hours(24 * 400);
    let Order::Service(service) = &proposal.order else { return Ok(None) };
    let span = Span { start: db.now() - BACK, end: db.now() };
    let ids: Vec<_> = of_service(db, proposal.client, service, span).await?.iter().map(|visit| visit.plan().id).collect();
    let known = booking::usual_of(db, &Actor::House, &ids).await.map_err(|e| DbError::Other(e.to_string()))?;
    let last = if let Some((ask, _)) = known.filter(|(ask, _)| ask.service == *service) {
        ask
    } else {
        let usual = booking::usual(db, &Actor::House, proposal.client, None).await.map_err(|e| DbError::Other(e.to_string()))?;
        usual.map(|(ask, _)| ask).unwrap_or_default()
    };
    let extras = if last.service == *service { last.extras.clone() } else { std::collections::BTreeMap::new() };
    Ok(Some(Ask { service: service.clone(), extras, rhythm: pricing::Rhythm::Once, ..last }))
}

/// Not this time, or never again: of this day, or of all of its kind. Saying it twice is saying it once.
pub async fn decline(app: &App, who: &Actor, id: ProposalId, never: Option<Scope>) -> Result<Outcome<()>, CareError> {
    who.may(ANSWER_PROPOSAL, &Resource::default())?;
    app.write(who, |tx| async move {
        let proposal = store::one(&tx, id).await?.ok_or(CareError::Unknown(id))?;
        // What only the desk has seen is nobody else's to lay aside.
        if proposal.state == State::Prepared {
            who.may(PREPARE, &Resource::default())?;
        }
        let (answer, plan) = match never {
            None => (Answer::NotNow, None),
            Some(Scope::Occasion) => (Answer::Never, None),
            Some(Scope::Plan) => (Answer::Never, Some(proposal.plan.clone())),
        };
        if !store::answer(&tx, id, answer).await? {
            let proposal = store::one(&tx, id).await?.ok_or(CareError::Unknown(id))?;
            return if matches!(proposal.state, State::Answered(known, _) if known == answer) { Ok(Outcome::Already(())) } else { Err(CareError::Over(id)) };
        }
        if answer == Answer::Never {
            let occasion = plan.is_none().then_some(proposal.occasion);
            store::never(&tx, proposal.client, occasion, plan.as_deref()).await?;
            tx.say(NeverAgain { proposal: id, client: proposal.client, plan }).await?;
        } else {
            tx.say(ProposalDeclined { proposal: id, client: proposal.client }).await?;
        }
        Ok(Outcome::Applied(()))
    })
    .await
}
