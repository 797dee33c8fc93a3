//! What happens on a day, read at one time: first without a client's name, then with.

use crate::mailbox::Suppliers;
use access::Resource;
use aftercare::{Case, CaseWork, OpenRedo, Waiting, open_cases, waiting_redos};
use concierge::{Queue, RequestError};
use db::{DbError, Read, Reader};
use households::{Card, ClientId, show};
use incidents::{Incident, IncidentError};
use jiff::SignedDuration;
use jiff::civil::Date;
use journal::{DeadTask, dead_tasks};
use messaging::Kept;
use notices::{Late, Unstaffed, late_arrivals};
use pages::{Form, Here};
use people::{Name, PersonId, Stage};
use projects::SilentWeeks;
use scheduling::{Away, Busy, BusyKind, Hours, Shift, busy_on, districts_of, leaves_on, shifts_on};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use suppliers::{Job, SupplierError, SupplierId};
use uuid::Uuid;
use values::{Instant, Lang, Span};
use visits::{Move, Plan, SEE_DAY, Tally, Visit, VisitId, not_begun, uncleared_ahead, visit, visits_between};

/// Which day, and what is open at the right.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// The day in Moscow.
    pub(crate) day: Date,
    /// It is the house's today.
    pub(crate) is_today: bool,
    /// The visit whose card is open.
    pub(crate) visit: Option<VisitId>,
    /// It was booked a moment ago.
    pub(crate) booked: bool,
    /// All of it.
    pub(crate) span: Span,
}

impl Asked {
    pub(crate) fn of(query: &Form, now: Instant) -> Self {
        let day = query.get("day").parse().unwrap_or_else(|_| now.day());
        let none = Self { day, is_today: false, visit: query.get("visit").parse().ok(), booked: query.has("booked"), span: Span { start: now, end: now } };
        none.on(day, now)
    }

    /// The same on another day.
    pub(crate) fn on(self, day: Date, now: Instant) -> Self {
        let midnight = |day: Date| Instant::of_moscow(day.at(0, 0, 0, 0)).unwrap_or(now);
        let span = Span { start: midnight(day), end: midnight(day.tomorrow().unwrap_or(day)) };
        Self { day, is_today: day == now.day(), span, ..self }
    }

    /// Minutes of this day, before and after its ends too.
    pub(crate) fn minutes(&self, span: &Span) -> (i64, i64) {
        (span.start.minutes_since(self.span.start), span.end.minutes_since(self.span.start))
    }
}

/// What happens on a day, with no client's name.
pub(crate) struct Plans {
    pub(crate) now: Instant,
    pub(crate) visits: Vec<(Visit, Tally)>,
    /// The district of each visit, by its code.
    pub(crate) places: BTreeMap<Uuid, String>,
    pub(crate) shifts: Vec<Shift>,
    pub(crate) busy: Vec<Busy>,
    /// Who is away, and why.
    pub(crate) away: Vec<Away>,
    /// What clients told us and nobody has closed, the oldest first.
    pub(crate) cases: Vec<Case>,
    /// Redos that nobody was free for.
    pub(crate) waits: Vec<Waiting>,
    /// Visits ahead, each with somebody who is no longer cleared for it; the soonest first.
    pub(crate) uncleared: Vec<(Plan, PersonId)>,
    pub(crate) dead: Vec<DeadTask>,
    /// Visits of the last days at which somebody should have been by now.
    pub(crate) overdue: Vec<Visit>,
    /// The present incident of those that are late, or that somebody is yet to be found for.
    pub(crate) current: BTreeMap<VisitId, Incident>,
    /// Visits of today that their crews reach later than was agreed, as far as is known now.
    pub(crate) late: BTreeMap<VisitId, Late>,
    /// Visits ahead that somebody is yet to be found for.
    pub(crate) unstaffed: Vec<Unstaffed>,
    /// Messages that no channel took, or that one refused for good.
    pub(crate) undelivered: Vec<Kept>,
    /// Stages of clearance that run out soon, the soonest first.
    pub(crate) expiring: Vec<Stage>,
    /// Those who wrote to us or left a phone.
    pub(crate) requests: Option<Queue>,
    /// Those who wait longer than they were promised.
    pub(crate) unanswered: Option<Queue>,
    /// Rooms that are closed because a household's calendar cannot be read, the longest first.
    pub(crate) calendars: Vec<calendars::Lost>,
    /// Incidents that wait for somebody of us, the most pressing first.
    pub(crate) incidents: Vec<incidents::Waits>,
    /// Weeks of projects that are about to end untold, and those that have.
    pub(crate) untold: SilentWeeks,
    /// Tasks of plans of which nothing was heard within their rhythm.
    pub(crate) silent: u32,
    /// Suppliers' jobs that begin within a day, and that nobody has taken with the standard acknowledged.
    pub(crate) jobs: Vec<Job>,
    pub(crate) hours: Arc<Hours>,
}

/// Visits that nobody came to stay on the desk for a week.
const OVERDUE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Stages that run out within so long are to be renewed.
const EXPIRING: SignedDuration = SignedDuration::from_hours(14 * 24);
/// A supplier's job that nobody is sure of is spoken of so long before it begins.
const UNSURE: SignedDuration = SignedDuration::from_hours(24);
/// Lines of what waits, of each kind.
const WAITING: u32 = 20;

impl Plans {
    pub(crate) async fn of(here: &Here, db: &Reader, asked: &Asked) -> Result<Self, Move> {
        let now = db.now();
        let (mut cases, mut waits, mut uncleared, mut dead, mut overdue) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut unstaffed, mut undelivered, mut expiring, mut requests, mut unanswered) = (Vec::new(), Vec::new(), Vec::new(), None, None);
        let (mut untold, mut silent) = (SilentWeeks::default(), 0);
        let mut jobs = Vec::new();
        let (mut calendars, mut incidents) = (Vec::new(), Vec::new());
        if asked.is_today {
            calendars = calendars::lost(db, &here.actor, None, WAITING).await.map_err(of_calendar)?;
            incidents = incidents::waits(db, &here.actor).await.map_err(of_incident)?;
            untold = projects::silent_weeks(db, &here.actor).await.map_err(of_plan)?;
            silent = projects::count_silent_tasks(db, &here.actor).await.map_err(of_plan)?;
            cases = open_cases(db, &here.actor, WAITING).await.map_err(of_case)?;
            waits = waiting_redos(db, &here.actor, WAITING).await.map_err(of_redo)?;
            uncleared = ahead(here, db).await?;
            dead = dead_tasks(db, WAITING).await?;
            unstaffed = notices::unstaffed(db, &here.actor, WAITING).await?;
            undelivered = messaging::undelivered(db, WAITING).await?;
            expiring = running_out(&people::staff(db).await?.into_iter().flat_map(|person| person.stages).collect::<Vec<_>>(), now);
            requests = concierge::queue(db, &here.actor).await.map_err(of_request)?;
            jobs = suppliers::unsure_jobs(db, &here.actor, now + UNSURE, WAITING).await.map_err(of_supplier)?;
            unanswered = concierge::overdue(db, &here.actor).await.map_err(of_request)?;
            let days = Span { start: now - OVERDUE, end: now };
            overdue = not_begun(db, &here.actor, days).await?.into_iter().filter(|visit| visit.overdue(now)).collect();
        }
        let busy = busy_on(db, asked.span).await?;
        let away = if busy.iter().any(|busy| busy.kind == BusyKind::Leave) { leaves_on(db, asked.span).await? } else { Vec::new() };
        let visits = visits_between(db, &here.actor, asked.span, None).await?;
        let of_today: Vec<&Visit> = visits.iter().filter(|_| asked.is_today).map(|(visit, _)| visit).collect();
        let late = late_arrivals(db, &of_today).await?;
        let told = of_today.iter().copied().filter(|visit| late.contains_key(&visit.plan().id));
        let amiss: Vec<&Visit> = overdue.iter().chain(unstaffed.iter().map(|one| &one.visit)).chain(told).collect();
        let current = if amiss.is_empty() { BTreeMap::new() } else { incidents::current_of(db, &here.actor, &amiss).await.map_err(of_incident)? };
        let ids: Vec<Uuid> = visits.iter().map(|(visit, _)| visit.plan().id.uuid()).collect();
        Ok(Self {
            now,
            places: districts_of(db, &ids).await?,
            visits,
            shifts: shifts_on(db, asked.span).await?,
            busy,
            away,
            cases,
            waits,
            uncleared,
            dead,
            overdue,
            current,
            late,
            unstaffed,
            undelivered,
            expiring,
            requests,
            unanswered,
            calendars,
            incidents,
            untold,
            silent,
            jobs,
            hours: here.app.part::<Hours>()?,
        })
    }

    /// Changes when the day does. The present time is not in it: its line moves without a name being shown anew.
    pub(crate) fn stamp(&self, asked: &Asked, lang: Lang) -> String {
        let mut hasher = DefaultHasher::new();
        (lang, asked.span, asked.is_today, asked.visit).hash(&mut hasher);
        for (visit, progress) in &self.visits {
            let plan = visit.plan();
            (plan.id, plan.span, &plan.crew, plan.needs, visit.state().name(), progress.answered()).hash(&mut hasher);
            (visit.overdue(self.now), visit.missed(self.now)).hash(&mut hasher);
        }
        for shift in &self.shifts {
            (shift.person, shift.span).hash(&mut hasher);
        }
        for busy in &self.busy {
            (busy.person, busy.span, busy.owner).hash(&mut hasher);
        }
        for case in &self.cases {
            (case.id, case.state.name(), case.state.owner().map(|owner| owner.person)).hash(&mut hasher);
        }
        for wait in &self.waits {
            (wait.visit, wait.asked_at).hash(&mut hasher);
        }
        for (plan, person) in &self.uncleared {
            (plan.id, plan.span, person).hash(&mut hasher);
        }
        for visit in &self.overdue {
            (visit.plan().id, visit.state().name(), visit.missed(self.now)).hash(&mut hasher);
        }
        for (id, current) in &self.current {
            (id, current.id, current.state.name()).hash(&mut hasher);
        }
        for (id, late) in &self.late {
            (id, late.arrives.minutes_since(asked.span.start), late.is_told).hash(&mut hasher);
        }
        for task in &self.dead {
            task.key.hash(&mut hasher);
        }
        for one in &self.unstaffed {
            (one.visit.plan().id, one.visit.plan().version, one.is_alarm).hash(&mut hasher);
        }
        for message in &self.undelivered {
            message.id.hash(&mut hasher);
        }
        for stage in &self.expiring {
            (stage.id, stage.until).hash(&mut hasher);
        }
        for job in &self.jobs {
            (job.id, job.round, job.state.name(), job.acknowledged.is_some()).hash(&mut hasher);
        }
        self.requests.map(|queue| (queue.waiting, queue.since)).hash(&mut hasher);
        self.unanswered.map(|queue| (queue.waiting, queue.since)).hash(&mut hasher);
        for one in &self.calendars {
            one.memory.hash(&mut hasher);
        }
        self.incidents.hash(&mut hasher);
        self.untold.hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }
}

/// Stages in force that run out soon, and that no later one of the same kind outlives.
pub(crate) fn running_out(stages: &[Stage], now: Instant) -> Vec<Stage> {
    let in_force = |stage: &&Stage| stage.revoked_at.is_none();
    let outlives = |stage: &Stage, until: Instant| {
        let same = |other: &&Stage| other.person == stage.person && other.kind == stage.kind && other.service == stage.service;
        stages.iter().filter(in_force).filter(same).any(|other| other.until.is_none_or(|end| end > until))
    };
    let soon = |stage: &&Stage| stage.until.is_some_and(|until| until > now && until <= now + EXPIRING && !outlives(stage, until));
    let mut soon: Vec<Stage> = stages.iter().filter(in_force).filter(soon).cloned().collect();
    soon.sort_by_key(|stage| (stage.until, stage.id));
    soon
}

pub(crate) fn of_case(error: CaseWork) -> Move {
    match error {
        CaseWork::Denied(e) => Move::Denied(e),
        CaseWork::Db(e) => Move::Db(e),
        other => Move::Db(DbError::Other(other.to_string())),
    }
}

pub(crate) fn of_request(error: RequestError) -> Move {
    match error {
        RequestError::Denied(e) => Move::Denied(e),
        RequestError::Db(e) => Move::Db(e),
        other => Move::Db(DbError::Other(other.to_string())),
    }
}

fn of_plan(error: projects::PlanError) -> Move {
    match error {
        projects::PlanError::Db(error) => Move::Db(error),
        other => Move::Db(DbError::Other(other.to_string())),
    }
}

fn of_incident(error: IncidentError) -> Move {
    match error {
        IncidentError::Denied(e) => Move::Denied(e),
        IncidentError::Db(e) => Move::Db(e),
        other => Move::Db(DbError::Other(other.to_string())),
    }
}

fn of_calendar(error: calendars::FollowError) -> Move {
    match error {
        calendars::FollowError::Denied(e) => Move::Denied(e),
        calendars::FollowError::Db(e) => Move::Db(e),
        other => Move::Db(DbError::Other(other.to_string())),
    }
}

fn of_supplier(error: SupplierError) -> Move {
    match error {
        SupplierError::Denied(e) => Move::Denied(e),
        SupplierError::Db(e) => Move::Db(e),
        other => Move::Db(DbError::Other(other.to_string())),
    }
}

fn of_redo(error: OpenRedo) -> Move {
    match error {
        OpenRedo::Denied(e) => Move::Denied(e),
        OpenRedo::Db(e) => Move::Db(e),
        other => Move::Db(DbError::Other(other.to_string())),
    }
}

/// Whoever is no longer cleared for a visit ahead, with its plan.
async fn ahead(here: &Here, db: &Reader) -> Result<Vec<(Plan, PersonId)>, Move> {
    let mut ahead = Vec::new();
    for (id, person) in uncleared_ahead(db, &here.actor).await? {
        ahead.push((visit(db, &here.actor, id).await?.plan().clone(), person));
    }
    ahead.sort_by_key(|(plan, person)| (plan.span.start, plan.id, *person));
    Ok(ahead)
}

/// The same with names.
pub(crate) struct Day {
    pub(crate) plans: Plans,
    pub(crate) clients: BTreeMap<ClientId, Card>,
    /// Suppliers whom a message did not reach.
    pub(crate) suppliers: Suppliers,
    pub(crate) people: BTreeMap<PersonId, Name>,
    /// Districts in words.
    pub(crate) districts: BTreeMap<String, String>,
}

impl Day {
    /// Reveals the names of the day's clients, recording the looks.
    pub(crate) async fn of(here: &Here, plans: Plans) -> Result<Self, Move> {
        let mut clients: BTreeSet<ClientId> = plans.visits.iter().map(|(v, _)| v.plan().client).collect();
        clients.extend(plans.cases.iter().filter_map(|case| case.author.client()).chain(plans.waits.iter().map(|wait| wait.client)));
        clients.extend(plans.overdue.iter().map(|visit| visit.plan().client));
        let mut people: BTreeSet<PersonId> = plans.visits.iter().flat_map(|(v, _)| v.plan().crew.iter().copied()).collect();
        people.extend(plans.shifts.iter().map(|shift| shift.person).chain(plans.busy.iter().map(|busy| busy.person)));
        people.extend(plans.uncleared.iter().map(|(_, person)| *person));
        people.extend(plans.cases.iter().filter_map(|case| case.state.owner()).map(|owner| owner.person));
        people.extend(plans.expiring.iter().map(|stage| stage.person));
        clients.extend(plans.unstaffed.iter().map(|one| one.visit.plan().client));
        clients.extend(plans.undelivered.iter().map(|message| ClientId::from(message.reader)));
        let people: Vec<PersonId> = people.into_iter().collect();
        let districts = catalog::districts(&here.app)?;
        let clients = cards(here, clients.into_iter().collect()).await?;
        let db = here.app.read().await?;
        Ok(Self {
            suppliers: suppliers_among(&db, &plans.undelivered, &clients).await?,
            people: people::names(&db, &people).await?,
            clients,
            districts: districts.all().iter().map(|d| (d.code.clone(), d.name.of(here.lang()).to_owned())).collect(),
            plans,
        })
    }
}

/// Clients' cards under the permit of the day, each look recorded.
pub(crate) async fn cards(here: &Here, clients: Vec<ClientId>) -> Result<BTreeMap<ClientId, Card>, Move> {
    if clients.is_empty() {
        return Ok(BTreeMap::new());
    }
    let permit = here.actor.may(SEE_DAY, &Resource::default())?;
    Ok(show(&here.app, &permit, &clients, &[]).await?.cards)
}

/// The suppliers among those whom these messages are for, with one query.
pub(crate) async fn suppliers_among<'a>(
    db: &Reader,
    messages: impl IntoIterator<Item = &'a Kept>,
    clients: &BTreeMap<ClientId, Card>,
) -> Result<Suppliers, DbError> {
    let readers: BTreeSet<Uuid> = messages.into_iter().map(|message| message.reader).collect();
    let others: Vec<SupplierId> = readers.into_iter().filter(|reader| !clients.contains_key(&ClientId::from(*reader))).map(SupplierId::from).collect();
    suppliers::known_of(db, &others).await
}
