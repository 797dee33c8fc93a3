//! What another age for seats would have asked of the journeys of the past year: seats, and the water that goes with them.

use crate::plans::plans;
use crate::{CareError, store};
use access::{Actor, Resource};
use concierge::{Bare, RequestId, RequestMade, asked_by};
use db::{App, By, DbError, Read as _, Tx};
use households::{Along, ClientId, Journey, Memory, Travel, along, childhoods, children, looked_back, memory_rules};
use jiff::SignedDuration;
use journal::{Job, JobError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use values::{Instant, Span};

/// So far is looked back.
const DAYS: i64 = 365;

/// A journey on which one of the two rules takes something along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WouldTake {
    /// The request that it was asked with.
    pub request: RequestId,
    /// When.
    pub asked_at: Instant,
    /// Seats by the rule that stands; with the first of them goes water.
    pub stands: usize,
    /// By the draft.
    pub drafted: usize,
}

/// Keeps that a client of ours asked for a journey, in the transaction in which they do.
pub(crate) async fn on_request_made(tx: Tx, fact: RequestMade) -> Result<(), DbError> {
    let rules = memory_rules(tx.app())?;
    if !fact.about.as_ref().is_some_and(|about| rules.travel.tasks.contains(about)) {
        return Ok(());
    }
    match asked_by(&tx, fact.request).await? {
        Some(client) => store::put_journey(&tx, fact.request, client, tx.now()).await,
        None => Ok(()),
    }
}

/// Finds the journeys, and what is asked for again and again, of the time before the house kept them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RecallJourneys {}

impl Job for RecallJourneys {
    const NAME: &'static str = "care.recall_journeys";
    fn key(&self) -> String {
        "all".to_owned()
    }
}

/// As far as it is known still by whom: what was forgotten is not found. Some at a time; where it is cut off, it begins again and finds
/// what it has kept.
pub(crate) async fn recall_journeys(app: App, _: RecallJourneys) -> Result<(), JobError> {
    const SOME: u32 = 100;
    let (rules, plans) = (memory_rules(&app)?, plans(&app)?);
    let is_journey = |about: &String| rules.travel.tasks.contains(about);
    let is_habit = |about: &str| plans.habit_of_request(about).is_some();
    let mut after = None;
    loop {
        let some = concierge::all_requests(&app.read().await?, after, SOME).await?;
        let Some(last) = some.last() else { return Ok(()) };
        after = Some(last.id);
        let minded = |one: Bare| {
            let about = one.about.as_ref()?;
            let (is_journey, is_habit) = (is_journey(about), is_habit(about));
            (is_journey || is_habit).then_some((one, is_journey, is_habit))
        };
        let told: Vec<_> = some.into_iter().filter_map(minded).collect();
        app.write(By::house(), |tx| {
            let told = told.clone();
            async move {
                for (one, is_journey, is_habit) in told {
                    let Some(client) = asked_by(&tx, one.id).await? else { continue };
                    if is_journey {
                        store::put_journey(&tx, one.id, client, one.asked_at).await?;
                    }
                    if let Some(about) = one.about.filter(|_| is_habit) {
                        store::put_ask(&tx, one.id, client, (&about, one.asked_at.day()), one.closed_at).await?;
                    }
                }
                Ok::<_, DbError>(())
            }
        })
        .await?;
    }
}

/// Which journeys of the past year the rule that stands and a draft of it would have given seats and water, by the children that were
/// known when each was asked for. Nothing changes but the record of looks.
pub async fn what_if_travel(app: &App, who: &Actor, draft: &Travel) -> Result<Vec<WouldTake>, CareError> {
    let permit = who.may(visits::LOOK_BACK, &Resource::default())?;
    let standing = memory_rules(app)?;
    let db = app.read().await?;
    let span = Span { start: db.now() - SignedDuration::from_hours(24 * DAYS), end: db.now() };
    let (known, past) = (childhoods(&db).await?, store::journeys(&db, span).await?);
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for (request, client, asked_at) in past {
        let stood = |(memory, end): &&(Memory, Option<Instant>)| memory.client == client && memory.said_at <= asked_at && end.is_none_or(|end| end > asked_at);
        let memory: Vec<Memory> = known.iter().filter(stood).map(|(memory, _)| memory.clone()).collect();
        let by = |rule: &Travel| {
            let taken = along(&Journey { day: asked_at.day(), travellers: children(&memory) }, rule);
            taken.iter().filter(|one| matches!(one, Along::Seat { .. })).count()
        };
        let (stands, drafted) = (by(&standing.travel), by(draft));
        if stands + drafted > 0 {
            seen.insert(client);
            all.push(WouldTake { request, asked_at, stands, drafted });
        }
    }
    looked_back(app, &permit, &seen.into_iter().collect::<Vec<ClientId>>()).await?;
    Ok(all)
}
