//! The arrival that moves while the visit before it takes longer: corrected at the desk, told to the client with a way out.

use crate::arrival::{Arrival, SLIP_MINUTES, around, arrivals, has_slipped, is_any_behind, look_again, rounds};
use crate::bad_news::Why;
use crate::facts::ArrivalMoved;
use crate::service::load;
use crate::service::offers::{OfferError, give_back, keep_two, times_to_offer};
use crate::{ARRIVAL, WAY_CORRECTED, store};
use access::Actor;
use db::{App, By, DbError, Read, Tx};
use jiff::SignedDuration;
use journal::{Job, JobError, Say as _, Schedule as _};
use messaging::queue_version;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use values::{Instant, Span};
use visits::{Plan, Visit, VisitId, VisitLate, VisitSetOff, VisitStarted};

/// Of one version of a visit a client hears so often; what slips further is the desk's to tell, by voice.
pub(crate) const MOST_TOLD: i64 = 3;

/// Looks whether the visits after this one are still reached when their clients expect it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Watch {
    visit: VisitId,
    at: Instant,
}

impl Job for Watch {
    const NAME: &'static str = "notices.watch_arrivals";
    fn key(&self) -> String {
        format!("{}:{}", self.visit, self.at)
    }
}

/// What a client heard of an arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// How often it was said of this visit.
    pub number: u32,
    /// Around when they come.
    pub arrives: Instant,
    /// The client was written to; otherwise no way out was found, and the desk calls.
    pub is_told: bool,
}

/// A visit that its crew comes to later than was agreed, because the one before takes longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// Around when they come, as far as is known now.
    pub arrives: Instant,
    /// The client was written to about it.
    pub is_told: bool,
}

/// Those visits of a day that nobody has set off for and that are reached later than was agreed by more than a slip. Where no
/// visit of the day takes longer than was agreed, nothing is asked of the database.
pub async fn late_arrivals(db: &impl Read, visits: &[&Visit]) -> Result<BTreeMap<VisitId, Late>, DbError> {
    let mut late = BTreeMap::new();
    for (plan, arrival) in arriving(db, visits).await? {
        let arrives = arrival.expected(plan);
        if has_slipped(plan.span.start, arrives) {
            late.insert(plan.id, Late { arrives, is_told: false });
        }
    }
    for (id, heard) in store::heard(db, visits, &late.keys().copied().collect::<Vec<_>>()).await? {
        if let Some(one) = late.get_mut(&id) {
            one.is_told = heard.is_told && !has_slipped(heard.arrives, one.arrives);
        }
    }
    Ok(late)
}

async fn arriving<'a>(db: &impl Read, visits: &[&'a Visit]) -> Result<Vec<(&'a Plan, Arrival)>, DbError> {
    if !is_any_behind(visits.iter().copied(), db.now()) {
        return Ok(Vec::new());
    }
    let legs = scheduling::legs(db, &rounds(visits.iter().copied())).await?;
    let found = arrivals(db.now(), visits.iter().copied(), &legs);
    Ok(visits.iter().filter_map(|visit| Some((visit.plan(), *found.get(&visit.plan().id)?))).collect())
}

/// Around when they come to a visit that nobody has set off for, as its client was told last; `None` where nothing but the agreed
/// time was told.
pub async fn told_arrival(db: &impl Read, plan: &Plan) -> Result<Option<Instant>, DbError> {
    let heard = store::last_heard(db, plan.id, plan.version).await?;
    Ok(heard.filter(|heard| heard.is_told).map(|heard| around(heard.arrives)))
}

/// All visits of the day that this one lies in.
async fn day_of(db: &impl Read, plan: &Plan) -> Result<Vec<Visit>, DbError> {
    let day = plan.span.start.day();
    let start = Instant::of_moscow(day.at(0, 0, 0, 0)).map_err(|e| DbError::Other(e.to_string()))?;
    let visits = visits::visits_between(db, &Actor::House, Span::minutes(start, 24 * 60), None).await.map_err(super::stored)?;
    Ok(visits.into_iter().map(|(visit, _)| visit).collect())
}

/// Around when the crew of this visit comes, as far as is known now; `None` where it comes as agreed.
pub(crate) async fn expected(db: &impl Read, plan: &Plan) -> Result<Option<Instant>, DbError> {
    let day = day_of(db, plan).await?;
    let late = late_arrivals(db, &day.iter().collect::<Vec<_>>()).await?;
    Ok(late.get(&plan.id).map(|late| late.arrives))
}

/// The client has been told when they come; what was kept to choose from is not needed any more.
pub(crate) async fn on_visit_set_off(tx: Tx, fact: VisitSetOff) -> Result<(), DbError> {
    give_back(&tx, fact.visit).await?;
    let Some(visit) = load(&tx, fact.visit).await? else {
        return Ok(());
    };
    store::add_heard(&tx, fact.visit, visit.plan().version, fact.eta, None).await.map(drop)
}

/// Who is on the way and comes at another moment than the client has heard says so once.
pub(crate) async fn on_visit_late(tx: Tx, fact: VisitLate) -> Result<(), DbError> {
    let Some(Visit::EnRoute(way)) = load(&tx, fact.visit).await? else {
        return Ok(());
    };
    watch(&tx, &way.plan, way.eta).await?;
    let heard = store::last_heard(&tx, fact.visit, way.plan.version).await?.map_or(way.plan.span.start, |heard| heard.arrives);
    if !has_slipped(heard, way.eta) && !has_slipped(way.eta, heard) {
        return Ok(());
    }
    let number = store::add_heard(&tx, fact.visit, way.plan.version, way.eta, None).await?;
    queue_version(&tx, WAY_CORRECTED, fact.visit, number, fact.client).await.map(drop)
}

pub(crate) async fn on_visit_started(tx: Tx, fact: VisitStarted) -> Result<(), DbError> {
    match load(&tx, fact.visit).await? {
        Some(Visit::InProgress(work)) => watch(&tx, &work.way.plan, work.started_at).await,
        _ => Ok(()),
    }
}

/// Whatever takes longer by no more than a slip moves no arrival by more than that.
fn late_from(plan: &Plan) -> Instant {
    plan.span.end + SignedDuration::from_mins(SLIP_MINUTES)
}

/// Looks at the visits after this one at once where it began so late that they can slip, else when it should long be over.
async fn watch(tx: &Tx, plan: &Plan, begins: Instant) -> Result<(), DbError> {
    let ends = begins + SignedDuration::from_mins(plan.span.length_minutes());
    let at = if ends > late_from(plan) { tx.now() } else { late_from(plan) + SignedDuration::from_mins(1) };
    tx.schedule(&Watch { visit: plan.id, at }, at).await
}

pub(crate) async fn watch_arrivals(app: App, job: Watch) -> Result<(), JobError> {
    let (slipped, again) = slips(&app, job.visit).await?;
    for (plan, arrives) in slipped {
        tell(&app, &plan, arrives).await.map_err(|error| match error {
            OfferError::Db(error) => error,
            other => DbError::Other(other.to_string()),
        })?;
    }
    if let Some(at) = again {
        app.write(By::house(), move |tx| async move { tx.schedule(&Watch { visit: job.visit, at }, at).await }).await?;
    }
    Ok(())
}

/// Which visits after this one are reached later than their clients have heard, and when to look again.
async fn slips(app: &App, id: VisitId) -> Result<(Vec<(Plan, Instant)>, Option<Instant>), DbError> {
    let db = app.read().await?;
    let Ok(visit) = visits::visit(&db, &Actor::House, id).await else {
        return Ok((Vec::new(), None));
    };
    let day = day_of(&db, visit.plan()).await?;
    let day: Vec<&Visit> = day.iter().collect();
    let crew = &visit.plan().crew;
    let after = |plan: &Plan| plan.span.start > visit.plan().span.start && plan.crew.iter().any(|person| crew.contains(person));
    let arriving: Vec<_> = arriving(&db, &day).await?.into_iter().filter(|(plan, _)| after(plan)).collect();
    let heard: BTreeMap<VisitId, Heard> = store::heard(&db, &day, &arriving.iter().map(|(plan, _)| plan.id).collect::<Vec<_>>()).await?;
    let (mut slipped, mut again) = (Vec::new(), None::<Instant>);
    for (plan, arrival) in arriving {
        let heard = heard.get(&plan.id);
        if heard.is_some_and(|heard| i64::from(heard.number) >= MOST_TOLD) {
            continue;
        }
        let expected = arrival.expected(plan);
        let mut known = heard.map_or(plan.span.start, |heard| heard.arrives);
        if has_slipped(known, expected) {
            known = expected;
            slipped.push((plan.clone(), expected));
        }
        again = again.into_iter().chain(look_again(db.now(), known, &arrival)).min();
    }
    Ok((slipped, again))
}

/// Times that a client can choose instead: after the agreed end, not within two hours, and the second on another day where there
/// is one.
async fn pairs(app: &App, plan: &Plan) -> Result<Vec<[Instant; 2]>, OfferError> {
    let from = plan.span.end.max(app.now() + SignedDuration::from_hours(2));
    let times: Vec<Instant> = times_to_offer(app, &Actor::House, plan.id).await?.into_iter().map(|slot| slot.start).filter(|start| *start >= from).collect();
    let second = |one: Instant| times.iter().copied().find(|two| two.day() > one.day()).or_else(|| times.last().copied().filter(|two| *two > one));
    Ok(times.iter().filter_map(|one| Some([*one, second(*one)?])).take(5).collect())
}

/// Tells the client once of this slip, with two times that are kept; where none can be kept, the desk sees that nothing was said.
async fn tell(app: &App, plan: &Plan, arrives: Instant) -> Result<(), OfferError> {
    for starts in pairs(app, plan).await?.into_iter().map(Some).chain([None]) {
        match slip(app, plan.id, plan.version, arrives, starts).await {
            Err(OfferError::SlotGone(_) | OfferError::NotTwo) => {}
            done => return done,
        }
    }
    Ok(())
}

async fn slip(app: &App, id: VisitId, version: u32, arrives: Instant, starts: Option<[Instant; 2]>) -> Result<(), OfferError> {
    app.write(By::house(), move |tx| async move {
        let Some(visit) = load(&tx, id).await? else {
            return Ok(());
        };
        let Some(plan) = visit.ahead().filter(|plan| plan.version == version) else {
            return Ok(());
        };
        // Another worker was faster, and said it.
        let heard = store::last_heard(&tx, id, version).await?.map_or(plan.span.start, |heard| heard.arrives);
        if !has_slipped(heard, arrives) {
            return Ok(());
        }
        let kept = store::open_offers(&tx, id).await?.pop().map(|offer| offer.id);
        let offer = match starts {
            _ if kept.is_some() => kept,
            // Of one version bad news is told once: its way out is used up.
            Some(starts) if store::why(&tx, id, version).await?.is_none() => Some(keep_two(&tx, plan, Why::Lateness, starts).await?),
            _ => None,
        };
        let number = store::add_heard(&tx, id, version, arrives, offer).await?;
        tx.say(ArrivalMoved { visit: id, client: plan.client, eta: arrives, is_told: offer.is_some() }).await?;
        if offer.is_some() {
            queue_version(&tx, ARRIVAL, id, number, plan.client).await?;
        }
        Ok(())
    })
    .await
}
