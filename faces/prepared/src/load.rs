//! All that a card is made of: a fixed number of questions to the database; the look is recorded before anything is shown.

use crate::fits::Fit;
use crate::likely::{Asked, Stands};
use crate::stranger;
use crate::unknown::{self, Shelved, Unknown, fitting};
use crate::work::{Work, open_work};
use access::{Actor, Resource};
use aftercare::{Case, cases_of};
use billing::{Invoice, Standing as Bill, invoices_of};
use calls::{Call, CallId, TAKE_CALLS, Task, Why, open_task};
use concierge::{File, Origin, RequestId, Stage, Way};
use conversations::{Asked as Reader, Conversation, Entry, EntryId, EntryKind, SiteTalkId, StrangerId, TalkError, entries};
use db::{DbError, Read as _, Reader as Db};
use households::{Card, ClientId, HomeCard, Memory, SEE_CLIENT, client_by_phone, show_client, show_memory};
use jiff::SignedDuration;
use pages::{Here, Refused};
use people::{Name, PersonId};
use scheduling::Calendar;
use std::collections::{BTreeMap, BTreeSet};
use values::{Instant, Phone, Said};
use visits::{Visit, list_visits_of};

/// Entries, visits, cases and invoices that are read.
const WORDS: u32 = 6;
const VISITS: u32 = 12;
const OPEN: u32 = 8;

/// Whose card it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whom {
    Client(ClientId),
    Request(RequestId),
    Call(CallId),
    Stranger(StrangerId),
    Visitor(SiteTalkId),
}

/// What a client has written since they were answered last.
pub(crate) struct Untold {
    /// The last of it.
    pub(crate) entry: EntryId,
    pub(crate) words: String,
    pub(crate) fits: Vec<(Shelved, Fit)>,
}

/// What is known of a client.
pub(crate) struct Household {
    pub(crate) card: Card,
    pub(crate) homes: Vec<HomeCard>,
    pub(crate) memory: Vec<Memory>,
    pub(crate) talk: Option<Conversation>,
    /// Who has them now: not whoever is away.
    pub(crate) keeper: Option<PersonId>,
    /// What was said to each other, the newest first, with the last that they said, however long ago.
    pub(crate) said: Vec<Entry>,
    /// What we wrote down since, for ourselves alone: the last of it.
    pub(crate) kept: Option<Entry>,
    /// What they wrote and nobody has answered, while no request was made of it.
    pub(crate) untold: Option<Untold>,
    /// The last that was done, and the next.
    pub(crate) last: Option<Visit>,
    pub(crate) next: Option<Visit>,
    pub(crate) services: BTreeMap<(String, i64), Said>,
    pub(crate) cases: Vec<Case>,
    pub(crate) unpaid: Vec<Invoice>,
    pub(crate) tasks: Vec<Task>,
    /// What is carried out for them, does not go as agreed, was proposed, was asked for.
    pub(crate) work: Work,
    pub(crate) names: BTreeMap<PersonId, Name>,
}

/// What a card is made of.
pub(crate) struct Loaded {
    pub(crate) now: Instant,
    pub(crate) call: Option<Call>,
    pub(crate) client: Option<Household>,
    pub(crate) request: Option<File>,
    /// What is known of somebody whom nobody knows.
    pub(crate) unknown: Option<Unknown>,
    /// Days on which the house is closed or works otherwise, within ten.
    holiday: bool,
}

/// `None`: there is nobody of this id, or not any more.
pub(crate) async fn load(here: &Here, whom: Whom) -> Result<Option<Loaded>, Refused> {
    here.actor.may(TAKE_CALLS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let call = match whom {
        Whom::Call(id) => Some(calls::call(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?),
        _ => None,
    };
    let mut request = match whom {
        Whom::Request(id) => Some(concierge::file(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?),
        _ => None,
    };
    let phone = call.as_ref().and_then(|call| call.phone.clone()).or_else(|| request.as_ref().and_then(|file| phone_of(&file.request.asker.way)));
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let asked_by = request.as_ref().and_then(|file| file.request.client);
    let known = match (whom, &call, &phone) {
        (Whom::Client(client), ..) => Some(client),
        (_, Some(call), _) if call.client.is_some() => call.client,
        // What a client asked for is theirs, whosever number they left.
        _ if asked_by.is_some() => asked_by,
        // Whoever became a client after the call, or asks under a client's number.
        (.., Some(phone)) => client_by_phone(&db, phone).await.map_err(|e| here.refuse(&e))?,
        _ => None,
    };
    let client = match known {
        Some(client) => household(here, &db, client).await?,
        None => None,
    };
    if client.is_none() && matches!(whom, Whom::Client(_)) {
        return Ok(None);
    }
    let unknown = match (whom, &call, &client) {
        (Whom::Stranger(id), ..) => Some(unknown::of_stranger(here, id).await?.ok_or_else(|| here.not_found())?),
        (Whom::Visitor(id), ..) => Some(unknown::of_visitor(here, id).await?),
        (_, Some(call), None) => Some(unknown::of_call(here, call).await?),
        _ => None,
    };
    let phone = phone.or_else(|| client.as_ref().and_then(|of| of.card.phone.clone())).or_else(|| unknown.as_ref().and_then(unknown::phone).cloned());
    if let Some(taken) = unknown.as_ref().and_then(|unknown| unknown.request) {
        request = concierge::file(&here.app, &here.actor, taken).await.map_err(|e| here.refuse(&e))?;
    }
    if let (None, Some(open)) = (&request, client.as_ref().and_then(|of| of.work.request())) {
        request = concierge::file(&here.app, &here.actor, open.id).await.map_err(|e| here.refuse(&e))?;
    }
    if let (None, Some(phone)) = (&request, phone) {
        request = request_of(here, &phone).await?;
    }
    let holiday = holiday(here, db.now()).map_err(|e| here.refuse(&e))?;
    Ok(Some(Loaded { now: db.now(), call, client, request, unknown, holiday }))
}

fn phone_of(way: &Way) -> Option<Phone> {
    if let Way::Phone(phone) = way { Some(phone.clone()) } else { None }
}

/// The newest open request of a phone that is nobody's client's.
async fn request_of(here: &Here, phone: &Phone) -> Result<Option<File>, Refused> {
    let found = concierge::requests_of_phone(&here.app, &here.actor, phone).await.map_err(|e| here.refuse(&e))?;
    match found.first() {
        Some(newest) => concierge::file(&here.app, &here.actor, newest.id).await.map_err(|e| here.refuse(&e)),
        None => Ok(None),
    }
}

async fn household(here: &Here, db: &Db, client: ClientId) -> Result<Option<Household>, Refused> {
    let (app, actor) = (&here.app, &here.actor);
    let permit = actor.may(SEE_CLIENT, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let Some((card, homes)) = show_client(app, &permit, client).await.map_err(|e| here.refuse(&e))? else { return Ok(None) };
    let (memory, _) = show_memory(app, &permit, &[client], &[]).await.map_err(|e| here.refuse(&e))?;
    let talk = conversations::talk(db, actor, client).await.map_err(|e| here.refuse(&e))?;
    let (said, kept) = last_said(db, actor, client).await.map_err(|e| here.refuse(&e))?;
    let untold = untold(here, db, client, &said).await?;
    let visits = list_visits_of(db, actor, client, Instant::from_micros(i64::MAX), VISITS).await.map_err(|e| here.refuse(&e))?;
    let (last, next) = around(visits, db.now());
    let cases = cases_of(db, actor, client, OPEN).await.map_err(|e| here.refuse(&e))?;
    let invoices = invoices_of(db, actor, client, OPEN).await.map_err(|e| here.refuse(&e))?;
    let tasks = open_task(db, actor, client).await.map_err(|e| here.refuse(&e))?;
    let mut people: BTreeSet<PersonId> = said.iter().chain(&kept).filter_map(|entry| entry.by).collect();
    people.extend(last.iter().chain(&next).flat_map(|visit| visit.plan().crew.iter().copied()));
    people.extend(pages::memory_writers(&memory));
    let (now, work) = (db.now(), open_work(here, db, client).await?);
    let keeper = talk.as_ref().map(|talk| talk.keeper(now));
    people.extend(work.people().chain(keeper));
    Ok(Some(Household {
        names: people::names(db, &people.into_iter().collect::<Vec<_>>()).await.map_err(|e| here.refuse(&e))?,
        services: services(db, last.iter().chain(&next)).await.map_err(|e| here.refuse(&e))?,
        cases: cases.into_iter().filter(|case| case.state.name() != "closed").collect(),
        unpaid: invoices.into_iter().filter(|invoice| matches!(invoice.standing(now), Bill::Open | Bill::Overdue)).collect(),
        talk: talk.map(|talk| talk.of),
        keeper,
        work,
        card,
        homes,
        memory,
        said,
        kept,
        untold,
        last,
        next,
        tasks,
    }))
}

/// The last words, theirs among them, and what was noted after all of them.
async fn last_said(db: &Db, who: &Actor, client: ClientId) -> Result<(Vec<Entry>, Option<Entry>), TalkError> {
    let mut said = entries(db, who, client, Reader::DeskShared, None, WORDS).await?;
    if said.iter().all(|entry| entry.kind != EntryKind::In) {
        said.extend(entries(db, who, client, Reader::DeskTheirs, None, 1).await?);
    }
    let newest = entries(db, who, client, Reader::Desk, None, 1).await?.pop();
    Ok((said, newest.filter(|entry| !entry.kind.is_shared())))
}

async fn untold(here: &Here, db: &Db, client: ClientId, said: &[Entry]) -> Result<Option<Untold>, Refused> {
    let theirs: Vec<&Entry> = said.iter().take_while(|entry| entry.kind == EntryKind::In).filter(|entry| !entry.words.is_empty()).collect();
    let Some(last) = theirs.first() else { return Ok(None) };
    let origin = Origin::Words(client, last.id);
    if concierge::taken_down(db, &here.actor, origin).await.map_err(|e| here.refuse(&e))?.is_some() {
        return Ok(None);
    }
    let words = theirs.iter().rev().map(|entry| entry.words.as_str()).collect::<Vec<_>>().join("\n\n");
    Ok(Some(Untold { entry: last.id, fits: fitting(here, &words, "")?, words }))
}

/// The last visit that was done, and the next that is to be. They come the latest first.
fn around(visits: Vec<Visit>, now: Instant) -> (Option<Visit>, Option<Visit>) {
    let is_ahead = |visit: &Visit| !visit.state().is_over() && !visit.missed(now);
    let next = visits.iter().rfind(|visit| is_ahead(visit)).cloned();
    let last = visits.into_iter().find(|visit| visit.state().name() == "done");
    (last, next)
}

async fn services(db: &Db, visits: impl Iterator<Item = &Visit>) -> Result<BTreeMap<(String, i64), Said>, DbError> {
    let mut services = BTreeMap::new();
    for visit in visits {
        let pin = &visit.plan().service;
        services.insert((pin.file.clone(), pin.version), catalog::service_as_of(db, pin).await?.name.clone());
    }
    Ok(services)
}

fn holiday(here: &Here, now: Instant) -> Result<bool, DbError> {
    let calendar = here.app.part::<Calendar>()?;
    let is_weekday = |day: &jiff::civil::Date| day.weekday().to_monday_one_offset() < 6;
    let days = now.day().series(jiff::Span::new().days(1)).take(10);
    Ok(days.filter(is_weekday).any(|day| !calendar.is_working_day(day)))
}

impl Loaded {
    /// How things stand, for the rule.
    pub(crate) fn stands(&self) -> Stands {
        let request = self.request.as_ref().filter(|file| file.request.closed_at.is_none());
        let asked = request.map(|file| match file.request.stage {
            Stage::Waiting => Asked::Unanswered,
            // None of what was sent fits, and nobody has answered that.
            Stage::Talking if file.request.answered_at.is_none() => Asked::Unanswered,
            Stage::Talking => Asked::WithoutConcepts,
            Stage::Offered => Asked::Offered,
            Stage::Chosen => Asked::Chosen,
        });
        let is_missed = |task: &Task| matches!(task.why, Why::Missed(..));
        let called = self.call.as_ref().is_some_and(|call| call.standing(self.now) == calls::Standing::Missed);
        let Some(of) = &self.client else {
            let unknown = self.unknown.as_ref();
            return Stands {
                request: asked,
                missed: called,
                stranger_waits: unknown.is_some_and(|unknown| unknown.waiting_since.is_some()),
                can_reply: unknown.is_some_and(|unknown| !stranger::reply(unknown).is_empty()),
                may_be_client: unknown.is_some_and(|unknown| !unknown.matches.is_empty() && unknown.given.is_none()),
                is_untold: unknown.is_some_and(|unknown| unknown.request.is_none() && unknown.given.is_none()),
                ..Stands::default()
            };
        };
        let day = |visit: &Visit| visit.plan().span.start.day();
        let next_in = of.next.as_ref().map(|visit| i64::from(self.now.day().until(day(visit)).map_or(0, |span| span.get_days())));
        let done_at = of.last.as_ref().map(|visit| visit.plan().span.end);
        Stands {
            waits: of.talk.is_some_and(|talk| talk.waiting_since.is_some()),
            missed: called || of.tasks.iter().any(is_missed),
            case_open: !of.cases.is_empty(),
            unpaid: (!of.unpaid.is_empty()).then(|| of.unpaid.iter().any(|invoice| invoice.standing(self.now) == Bill::Overdue)),
            next_in,
            next_unstaffed: of.next.as_ref().is_some_and(|visit| visit.plan().missing() > 0),
            just_done: done_at.is_some_and(|at| at <= self.now && at + SignedDuration::from_hours(24) > self.now),
            has_history: of.last.is_some(),
            request: asked,
            holiday: self.holiday && (next_in.is_none_or(|days| days <= 10)),
            is_untold: of.untold.as_ref().is_some_and(|untold| !untold.fits.is_empty()),
            trouble: of.work.trouble(),
            carried_out: !of.work.plans.is_empty(),
            asked_consent: of.work.asking().is_some(),
            proposed: !of.work.proposals.is_empty(),
            to_be_told: of.tasks.iter().any(|task| !is_missed(task)),
            ..Stands::default()
        }
    }
}
