//! Use cases: the times we can keep, and, for any other, who could come and why not.

use crate::ask::SlotAsk;
use crate::closed::{Closed, Rules};
use crate::service::{MARGIN, around, days, faults, known, placing, rules};
use crate::slots::{Board, Days, Slot, WhyNot, offer};
use access::{Act, Actor, Denied, Grant, Resource, Role};
use db::{App, DbError, Read, Reader};
use jiff::SignedDuration;
use jiff::civil::Date;
use people::{PersonId, StaffMember};
use uuid::Uuid;
use values::{Explain, FieldFault, Instant, Problem, Span};

/// Seeing who is where when, and why nobody can come.
pub const SEE_PLANS: Act = Act { name: "scheduling.see_plans", grants: &[Grant::Desk] };

/// Why no times were looked for.
#[derive(Debug, thiserror::Error)]
pub enum SlotsError {
    /// Nothing can be looked for like that.
    #[error("the ask does not hold together")]
    Invalid(Vec<FieldFault>),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for SlotsError {
    fn explain(&self) -> Problem {
        match self {
            Self::Invalid(faults) => Problem::fields(faults.clone()),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Why no time is explained.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// Nothing can be looked for like that.
    #[error(transparent)]
    Slots(#[from] SlotsError),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for ExplainError {
    fn explain(&self) -> Problem {
        match self {
            Self::Slots(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

fn sound(app: &App, ask: &SlotAsk) -> Result<Rules, SlotsError> {
    let rules = rules(app)?;
    let faults = faults(ask, &rules.roads);
    if faults.is_empty() { Ok(rules) } else { Err(SlotsError::Invalid(faults)) }
}

/// All who have a plan from now to the horizon.
async fn ahead(db: &Reader, rules: &Rules, ask: &SlotAsk, except: Option<Uuid>) -> Result<Vec<Days>, DbError> {
    let horizon = SignedDuration::from_hours(24).saturating_mul(i32::try_from(rules.hours.horizon_days).unwrap_or(i32::MAX));
    days(db, rules, &ask.services(), Span { start: db.now() - MARGIN, end: db.now() + horizon + MARGIN }, except).await
}

/// The times that we can keep, from now to the horizon, in order.
pub async fn slots(app: &App, ask: &SlotAsk) -> Result<Vec<Slot>, SlotsError> {
    let rules = sound(app, ask)?;
    let db = app.read().await?;
    let ask = &known(&db, ask).await?;
    let roster = ahead(&db, &rules, ask, None).await?;
    Ok(offered(&roster, ask, &rules, db.now(), usize::MAX))
}

/// The soonest of them.
pub async fn soonest(app: &App, ask: &SlotAsk) -> Result<Option<Slot>, SlotsError> {
    let rules = sound(app, ask)?;
    let db = app.read().await?;
    let ask = &known(&db, ask).await?;
    let roster = ahead(&db, &rules, ask, None).await?;
    Ok(offered(&roster, ask, &rules, db.now(), 1).pop())
}

/// The times that a visit can be moved to, as if it stood nowhere; with what is asked for, for whoever knows more of its home.
pub async fn times_to_move(app: &App, visit: Uuid, ask: &SlotAsk) -> Result<Vec<Slot>, SlotsError> {
    let rules = sound(app, ask)?;
    let db = app.read().await?;
    let ask = &known(&db, ask).await?;
    let roster = ahead(&db, &rules, ask, Some(visit)).await?;
    let stands = placing::placed(&db, visit).await?.map(|placed| placed.span.start);
    let mut times = offered(&roster, ask, &rules, db.now(), usize::MAX);
    times.retain(|slot| Some(slot.start) != stands);
    Ok(times)
}

fn offered(roster: &[Days], ask: &SlotAsk, rules: &Rules, now: Instant, most: usize) -> Vec<Slot> {
    let mut board = Board::new(roster, &rules.roads);
    let job = board.job(ask, Uuid::nil());
    offer(&board, &job, ask, rules, now).take(most).collect()
}

/// One of those who go to homes, and whether they could come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// They can, or why not.
    pub verdict: Result<(), WhyNot>,
}

/// A time, explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The time.
    pub start: Instant,
    /// What stands against it whoever is free; empty when nothing does.
    pub closed: Vec<Closed>,
    /// How many are needed.
    pub needed: u32,
    /// Certificates that one of the crew must have and nobody of those who could come has, by the service's code.
    pub lacking: Vec<String>,
    /// Everybody who goes to homes: those who could come first, the best of them first.
    pub people: Vec<Candidate>,
}

impl Explained {
    /// How many could come.
    pub fn free(&self) -> usize {
        self.people.iter().filter(|candidate| candidate.verdict.is_ok()).count()
    }
    /// Can it be offered?
    pub fn is_open(&self) -> bool {
        self.closed.is_empty() && self.lacking.is_empty() && usize::try_from(self.needed).is_ok_and(|needed| self.free() >= needed)
    }
}

/// Everybody who goes to homes, judged at each of these moments: those who could come first, the best of them first.
pub(super) fn judge(staff: &[StaffMember], roster: &[Days], rules: &Rules, ask: &SlotAsk, starts: &[Instant]) -> Vec<Vec<Candidate>> {
    let cleaners: Vec<&StaffMember> = staff.iter().filter(|member| member.role == Role::Cleaner).collect();
    let mut board = Board::new(roster, &rules.roads);
    let job = board.job(ask, Uuid::nil());
    let at = |start: &Instant| {
        let free = board.planner().ranked(&job, start.micros());
        let free = free.into_iter().filter_map(|fit| board.person(fit.worker)).filter(|person| cleaners.iter().any(|c| c.id == *person));
        let mut all: Vec<Candidate> = free.map(|person| Candidate { person, verdict: Ok(()) }).collect();
        for member in &cleaners {
            let worker = roster.iter().position(|days| days.person == member.id);
            let why = match worker.map(|worker| board.verdict(worker, &job, *start)) {
                Some(Ok(())) => continue,
                Some(Err(WhyNot::NotCleared(_))) | None => match member.clearance(&ask.service, *start) {
                    Err(missing) => WhyNot::NotCleared(Some(missing)),
                    // Cleared, but with no shift and nothing to do in all of these days.
                    Ok(_) if worker.is_none() => WhyNot::OffShift(None),
                    Ok(cleared) => WhyNot::ClearanceEnds(cleared.until()),
                },
                Some(Err(why)) => why,
            };
            all.push(Candidate { person: member.id, verdict: Err(why) });
        }
        all
    };
    starts.iter().map(at).collect()
}

/// Who could come then, the best first, and why the others cannot.
pub async fn candidates(db: &impl Read, ask: &SlotAsk, start: Instant) -> Result<Vec<Candidate>, DbError> {
    let rules = rules(db.app())?;
    let roster = days(db, &rules, &ask.services(), around(Span::minutes(start, ask.minutes)), None).await?;
    let staff = people::staff(db).await?;
    Ok(judge(&staff, &roster, &rules, ask, &[start]).pop().unwrap_or_default())
}

/// Why a time is offered or refused. `moving` is a visit that is looked away from, because it is to be moved.
pub async fn explain(app: &App, who: &Actor, ask: &SlotAsk, start: Instant, moving: Option<Uuid>) -> Result<Explained, ExplainError> {
    let explained = explain_all(app, who, ask, vec![start], moving).await?;
    explained.into_iter().next().ok_or_else(|| DbError::corrupt("a time without its explanation").into())
}

/// The same for every step of a day, those that are past or closed too, in order.
pub async fn explain_day(app: &App, who: &Actor, ask: &SlotAsk, day: Date, moving: Option<Uuid>) -> Result<Vec<Explained>, ExplainError> {
    let steps = sound(app, ask)?.steps(ask, day);
    explain_all(app, who, ask, steps, moving).await
}

async fn explain_all(app: &App, who: &Actor, ask: &SlotAsk, starts: Vec<Instant>, moving: Option<Uuid>) -> Result<Vec<Explained>, ExplainError> {
    who.may(SEE_PLANS, &Resource::default())?;
    let rules = sound(app, ask)?;
    let Some((first, last)) = starts.first().zip(starts.last()) else {
        return Ok(Vec::new());
    };
    let time = around(Span { start: *first, end: Span::minutes(*last, ask.minutes).end });
    let db = app.read().await?;
    let ask = &known(&db, ask).await?;
    let roster = days(&db, &rules, &ask.services(), time, moving).await?;
    let staff = people::staff(&db).await?;
    let judged = judge(&staff, &roster, &rules, ask, &starts);
    let explained = starts.iter().zip(judged).map(|(start, people)| Explained {
        start: *start,
        closed: rules.closed(ask, db.now(), *start),
        needed: ask.crew,
        lacking: lacking(&roster, ask, *start, &people),
        people,
    });
    Ok(explained.collect())
}

/// The certificates that nobody of those who could come has over all of the visit.
fn lacking(roster: &[Days], ask: &SlotAsk, start: Instant, people: &[Candidate]) -> Vec<String> {
    let span = Span::minutes(start, ask.minutes);
    let free = |days: &&Days| people.iter().any(|candidate| candidate.person == days.person && candidate.verdict.is_ok());
    let has = |service: &str| roster.iter().filter(free).any(|days| days.cleared.iter().any(|cleared| cleared.service() == service && cleared.holds(&span)));
    ask.certificates.iter().filter(|service| !has(service)).cloned().collect()
}
