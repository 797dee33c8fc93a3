//! What a rule of the house book would have asked of the visits of the past year.

use crate::service::Move;
use crate::visit::{State, Visit};
use crate::{LOOK_BACK, VisitId, store};
use access::{Actor, Resource};
use db::{App, Read as _};
use households::{Absent, ClientId, Memory, absences, absent_care, looked_back};
use jiff::SignedDuration;
use jiff::civil::Date;
use std::collections::BTreeSet;
use values::{Instant, Span};

/// So far is looked back.
pub(crate) const DAYS: i64 = 365;

/// A visit that one of the two rules would have asked something of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WouldAsk {
    /// Which.
    pub visit: VisitId,
    /// When it began.
    pub start: Instant,
    /// When the owners were to be back.
    pub back: Date,
    /// The rule that stands asks it.
    pub stands: bool,
    /// The draft asks it.
    pub drafted: bool,
}

/// What two rules would have asked of the visits of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// The visits, the earliest first.
    pub visits: Vec<WouldAsk>,
    /// Since when they are counted.
    pub since: Instant,
}

/// Which finished visits of the past year the rule that stands, and a draft of it, would have asked to look after an empty home: by the
/// absences that were known when each visit began. Nothing changes but the record of looks.
pub async fn what_if(app: &App, who: &Actor, draft: &Absent) -> Result<WhatIf, Move> {
    let permit = who.may(LOOK_BACK, &Resource::default())?;
    let standing = households::memory_rules(app)?;
    let db = app.read().await?;
    let span = Span { start: db.now() - SignedDuration::from_hours(24 * DAYS), end: db.now() };
    let known = absences(&db).await?;
    let clients: Vec<ClientId> = known.iter().map(|(memory, _)| memory.client).collect::<BTreeSet<_>>().into_iter().collect();
    let past = store::of_clients(&db, &clients, span).await?;
    let asked: Vec<(ClientId, WouldAsk)> = past.iter().filter_map(|visit| would_ask(visit, &known, &standing.absent, draft)).collect();
    let seen: Vec<ClientId> = asked.iter().map(|(client, _)| *client).collect::<BTreeSet<_>>().into_iter().collect();
    looked_back(app, &permit, &seen).await?;
    Ok(WhatIf { visits: asked.into_iter().map(|(_, asked)| asked).collect(), since: span.start })
}

fn would_ask(visit: &Visit, known: &[(Memory, Option<Instant>)], standing: &Absent, draft: &Absent) -> Option<(ClientId, WouldAsk)> {
    let plan = visit.plan();
    if visit.state() != State::Done {
        return None;
    }
    let start = plan.span.start;
    let stood = |(memory, end): &&(Memory, Option<Instant>)| memory.client == plan.client && memory.said_at <= start && end.is_none_or(|end| end > start);
    let memory: Vec<Memory> = known.iter().filter(stood).map(|(memory, _)| memory.clone()).collect();
    let by = |rule: &Absent| absent_care(rule, &memory, plan.home, start.day()).map(|(_, back, _)| back);
    let (stands, drafted) = (by(standing), by(draft));
    let back = stands.or(drafted)?;
    Some((plan.client, WouldAsk { visit: plan.id, start, back, stands: stands.is_some(), drafted: drafted.is_some() }))
}
