//! Use cases: leave and illness.

use crate::HoldId;
use crate::LeaveId;
use crate::ask::SlotAsk;
use crate::facts::{HoldEnd, LeaveEnded, LeaveSet};
use crate::service::explain::SEE_PLANS;
use crate::service::holds::end;
use crate::service::{around, days, placing, rules};
use crate::slots::Board;
use crate::store::{self, Away, BusyKind, Leave};
use access::{Act, Actor, Denied, Grant, Resource};
use db::{App, DbError, Read, Tx};
use dispatch::Task;
use jiff::SignedDuration;
use journal::Say as _;
use people::PersonId;
use std::collections::BTreeSet;
use uuid::Uuid;
use values::{Explain, FieldFault, Instant, Outcome, Problem, Span};

/// Marking somebody ill or on holiday.
pub const SET_LEAVE: Act = Act { name: "scheduling.set_leave", grants: &[Grant::Desk] };
/// Taking somebody back sooner.
pub const END_LEAVE: Act = Act { name: "scheduling.end_leave", grants: &[Grant::Desk] };

/// What is no leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoLeave {
    /// It ends before it begins.
    #[error("a leave ends after it begins")]
    Backwards,
    /// It is over already.
    #[error("a leave ends after now")]
    Over,
    /// A year's number was mistyped.
    #[error("a leave lasts a year at most")]
    TooLong,
}

impl NoLeave {
    const fn kind(self) -> &'static str {
        match self {
            Self::Backwards => "leave-backwards",
            Self::Over => "leave-over",
            Self::TooLong => "leave-too-long",
        }
    }
}

/// Why nobody is away.
#[derive(Debug, thiserror::Error)]
pub enum SetLeaveError {
    /// It is no leave.
    #[error(transparent)]
    NoLeave(#[from] NoLeave),
    /// The person is away already in some of that time.
    #[error("the person is away already then")]
    Overlaps,
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for SetLeaveError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoLeave(e) => Problem::fields(vec![FieldFault::new("to", e.kind())]),
            Self::Overlaps => Problem::new(409, "leave-overlaps"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// No leave is longer; an accident with a year's number is told.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);

fn lasts(span: Span, now: Instant) -> Result<(), NoLeave> {
    if span.end <= span.start {
        return Err(NoLeave::Backwards);
    }
    if span.end <= now {
        return Err(NoLeave::Over);
    }
    if span.end > span.start + LONGEST { Err(NoLeave::TooLong) } else { Ok(()) }
}

/// Marks somebody away. In the same transaction they lose the visits of that time that have not begun, and the holds end;
/// a visit under way keeps them as one of its crew, and their time ends with the beginning of the leave.
pub async fn set_leave(app: &App, who: &Actor, person: PersonId, span: Span, leave: Leave) -> Result<Outcome<Away>, SetLeaveError> {
    let who = *who;
    app.write(&who, move |tx| async move { leave_in(&tx, &who, person, span, leave).await }).await
}

/// The same in the transaction of whoever keeps something beside it.
pub async fn leave_in(tx: &Tx, who: &Actor, person: PersonId, span: Span, leave: Leave) -> Result<Outcome<Away>, SetLeaveError> {
    who.may(SET_LEAVE, &Resource { crew: vec![person.uuid()], ..Resource::default() })?;
    lasts(span, tx.now())?;
    if let Some(known) = store::away_alike(tx, person, span, leave).await? {
        return Ok(Outcome::Already(known));
    }
    let away = Away { id: tx.id(), person, span, leave };
    let from = span.start.max(tx.now());
    let visits = make_room(tx, person, Span { start: from, end: span.end }).await?;
    store::add_leave(tx, &away).await?;
    // On PostgreSQL a refusal ends the transaction: from the start, where the plan shows who came in between.
    store::occupy_leave(tx, &away, from).await.map_err(|error| if error.is_refused("overlap") { DbError::raced() } else { error })?;
    tx.say(LeaveSet { person, span, leave: away.id, visits }).await?;
    Ok(Outcome::Applied(away))
}

/// Gives back what a person was to do in this time; which visits they lose.
async fn make_room(tx: &Tx, person: PersonId, time: Span) -> Result<Vec<Uuid>, SetLeaveError> {
    let mut lost = Vec::new();
    for busy in store::busy_of(tx, person, time).await? {
        match busy.kind {
            BusyKind::Leave => return Err(SetLeaveError::Overlaps),
            BusyKind::Hold => {
                end(tx, HoldId::from(busy.owner), HoldEnd::Away).await?;
            }
            BusyKind::Visit if busy.span.start < tx.now() && busy.span.start < time.start => store::cut(tx, busy.owner, person, time.start).await?,
            BusyKind::Visit => {
                store::vacate_one(tx, busy.owner, person).await?;
                lost.push(busy.owner);
            }
        }
    }
    Ok(lost)
}

/// Why a leave goes on.
#[derive(Debug, thiserror::Error)]
pub enum EndLeaveError {
    /// There is none, or it is over.
    #[error("no leave {0}")]
    Unknown(LeaveId),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for EndLeaveError {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown(_) => Problem::new(404, "leave-unknown"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Somebody is back: the leave ends now, or, where it has not begun, does not happen. The visits they lost stay with others.
pub async fn end_leave(app: &App, who: &Actor, id: LeaveId) -> Result<Away, EndLeaveError> {
    who.may(END_LEAVE, &Resource::default())?;
    app.write(who, move |tx| async move {
        let away = store::away(&tx, id).await?.filter(|away| away.span.end > tx.now()).ok_or(EndLeaveError::Unknown(id))?;
        store::end_leave(&tx, &away, tx.now()).await?;
        store::free_leave(&tx, id, tx.now()).await?;
        tx.say(LeaveEnded { person: away.person, leave: id, at: tx.now() }).await?;
        Ok(away)
    })
    .await
}

/// A visit that would lose somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The visit.
    pub owner: Uuid,
    /// When it is.
    pub span: Span,
    /// In which district.
    pub district: String,
    /// For which service.
    pub service: String,
    /// Who could come instead, the best first.
    pub instead: Vec<PersonId>,
    /// Whom we would send, when all of the visits are looked at together; `None` when nobody is left.
    pub proposed: Option<PersonId>,
}

/// What marking somebody away would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeavePreview {
    /// The visits that lose them, in order.
    pub visits: Vec<Loss>,
    /// Visits under way, which keep them.
    pub under_way: Vec<Uuid>,
    /// Times held for clients that end.
    pub holds: usize,
}

/// What marking somebody away would do, before it is done. The replacements fit together: nobody is proposed twice at once.
pub async fn leave_preview(app: &App, who: &Actor, person: PersonId, span: Span) -> Result<LeavePreview, SetLeaveError> {
    who.may(SEE_PLANS, &Resource::default())?;
    let db = app.read().await?;
    lasts(span, db.now())?;
    let time = Span { start: span.start.max(db.now()), end: span.end };
    let mut preview = LeavePreview::default();
    let mut asks: Vec<(Uuid, SlotAsk, Span)> = Vec::new();
    for busy in store::busy_of(&db, person, time).await? {
        match busy.kind {
            BusyKind::Leave => return Err(SetLeaveError::Overlaps),
            BusyKind::Hold => preview.holds += 1,
            BusyKind::Visit if busy.span.start < db.now() => preview.under_way.push(busy.owner),
            BusyKind::Visit => {
                if let Some(ask) = placing::instead_of(&db, busy.owner, person).await? {
                    asks.push((busy.owner, ask, busy.span));
                }
            }
        }
    }
    let Some((first, last)) = asks.first().zip(asks.last()).map(|(first, last)| (first.2.start, last.2.end)) else {
        return Ok(preview);
    };
    let rules = rules(app)?;
    let services: BTreeSet<&str> = asks.iter().flat_map(|(_, ask, _)| ask.services()).collect();
    let services: Vec<&str> = services.into_iter().collect();
    let mut roster = days(&db, &rules, &services, around(Span { start: first, end: last }), None).await?;
    roster.retain(|days| days.person != person);
    let mut board = Board::new(&roster, &rules.roads);
    let tasks: Vec<Task> = asks.iter().map(|(owner, ask, span)| Task { job: board.job(ask, *owner), starts: vec![span.start.micros()] }).collect();
    let composed = board.planner().compose(&tasks);
    for (at, (owner, ask, span)) in asks.iter().enumerate() {
        let ranked = tasks.get(at).map(|task| board.planner().ranked(&task.job, span.start.micros())).unwrap_or_default();
        let placed = composed.placed.iter().find(|placed| placed.task == at);
        preview.visits.push(Loss {
            owner: *owner,
            span: *span,
            district: ask.district.clone(),
            service: ask.service.clone(),
            instead: ranked.into_iter().filter_map(|fit| board.person(fit.worker)).collect(),
            proposed: placed.and_then(|placed| placed.crew.first()).and_then(|worker| board.person(*worker)),
        });
    }
    Ok(preview)
}
