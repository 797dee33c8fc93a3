//! The look ahead, every morning: what comes within its days is prepared, once.

use super::{CareError, desk, habits, occasions};
use crate::facts::ProposalRaised;
use crate::occasion::{Found, Occasion, When, a_year_on, name_of};
use crate::plans::{Plan, Plans, plans};
use crate::prepare::prepare;
use crate::proposal::{Order, Proposal, State};
use crate::{PREPARE, store};
use access::{Actor, Resource};
use db::{App, By, DbError, Read, Tx};
use households::{ClientId, Memory};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan as _};
use journal::{Job, JobError, Say as _, Schedule as _};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use values::{Instant, Span};
use visits::{State as Going, Visit};

/// Looks ahead on a day.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LookAhead {
    day: String,
}

impl Job for LookAhead {
    const NAME: &'static str = "care.look_ahead";
    fn key(&self) -> String {
        self.day.clone()
    }
}

/// Every morning at eight.
const HOUR: i8 = 8;
/// Occasions looked at with one query.
const SOME: u32 = 100;
/// The first look of all, scheduled with the tables.
const FIRST: &str = "start";

/// Looks ahead, and again tomorrow: that there is a tomorrow hangs on nothing that can fail today.
pub(crate) async fn look_ahead(app: App, job: LookAhead) -> Result<(), JobError> {
    app.write(By::house(), |tx| async move {
        let tomorrow = tx.now().day().checked_add(1.day()).map_err(DbError::corrupt)?;
        let due = Instant::of_moscow(tomorrow.at(HOUR, 0, 0, 0)).map_err(DbError::corrupt)?;
        tx.schedule(&LookAhead { day: tomorrow.to_string() }, due).await
    })
    .await?;
    if job.day == FIRST {
        begin(&app).await?;
    }
    look_ahead_now(&app).await?;
    Ok(())
}

/// A year back, and as far ahead as anything is planned.
const BACK: SignedDuration = SignedDuration::from_hours(24 * 365);
const ON: SignedDuration = SignedDuration::from_hours(24 * 92);
/// Visits are read so much at once.
const STRETCH: SignedDuration = SignedDuration::from_hours(24 * 7);

/// What a house knew before it thought ahead counts too: the days of whoever has had a visit in the last year or has one ahead, and
/// the visits of that year. Doing it twice is doing it once.
async fn begin(app: &App) -> Result<(), DbError> {
    let (db, plans) = (app.read().await?, plans(app)?);
    let (mut start, end) = (db.now() - BACK, db.now() + ON);
    let (mut clients, mut done) = (BTreeSet::new(), BTreeMap::new());
    while start < end {
        let span = Span { start, end: start + STRETCH };
        let some = visits::visits_between(&db, &Actor::House, span, None).await.map_err(|e| DbError::Other(e.to_string()))?;
        for (visit, _) in some {
            let plan = visit.plan();
            clients.insert(plan.client);
            if visit.state() == Going::Done && plan.redo_of.is_none() {
                let service = catalog::service_as_of(&db, &plan.service).await?.code.clone();
                if let Some(on) = a_year_on(plan.span.end.day()).filter(|_| plans.minds(&service)) {
                    done.insert((plan.client, service), on);
                }
            }
        }
        start = span.end;
    }
    for client in clients {
        app.write(By::house(), |tx| async move { occasions::keep(&tx, client).await }).await?;
    }
    for ((client, service), on) in done {
        let found = Found { when: When::Visit, source: service, on };
        app.write(By::house(), |tx| {
            let found = found.clone();
            async move { store::put_occasion(&tx, client, &found).await }
        })
        .await?;
    }
    Ok(())
}

/// Looks ahead now: each occasion in a transaction of its own; looking twice is looking once. One that fails keeps no other back, and
/// is told at the end.
pub async fn look_ahead_now(app: &App) -> Result<(), DbError> {
    app.write(By::house(), |tx| async move { store::lapse(&tx, tx.now().day()).await }).await?;
    let (today, plans, mut looked) = (app.now().day(), plans(app)?, Ok(()));
    for past in all_due(app, today, false).await? {
        let done = app.write(By::house(), |tx| {
            let past = past.clone();
            async move { comes_again(&tx, &past).await }
        });
        looked = looked.and(done.await);
    }
    let until = today.checked_add(plans.furthest().days()).map_err(DbError::corrupt)?;
    for one in all_due(app, until, true).await?.into_iter().filter(|one| plan_now(&plans, one, today).is_some()) {
        let done = app.write(By::house(), |tx| {
            let one = one.clone();
            async move { raise(&tx, &one).await }
        });
        looked = looked.and(done.await);
    }
    looked
}

/// What the book proposes on this occasion, where it is time.
fn plan_now<'a>(plans: &'a Plans, of: &Occasion, today: Date) -> Option<&'a Plan> {
    let is_time = |plan: &&Plan| today.checked_add(plan.before_days.days()).is_ok_and(|until| today < of.on && of.on <= until);
    plans.of(of).filter(is_time)
}

async fn all_due(app: &App, until: Date, new: bool) -> Result<Vec<Occasion>, DbError> {
    let (db, mut all) = (app.read().await?, Vec::new());
    loop {
        let after = all.last().map(|one: &Occasion| (one.on, one.id));
        let some = store::due(&db, until, new, after, SOME).await?;
        let is_last = some.len() < SOME as usize;
        all.extend(some);
        if is_last {
            return Ok(all);
        }
    }
}

/// A day that has come and gone comes again in a year where memory tells of it. What was done or asked for once was a year ago once, and a
/// habit goes on when they do: the next one begins it anew.
async fn comes_again(tx: &Tx, past: &Occasion) -> Result<(), DbError> {
    if past.when.is_remembered() { occasions::keep(tx, past.client).await } else { store::end_occasion(tx, past.id).await }
}

/// Prepares what the book has for this occasion, where it is time; once, and not against a "never again".
async fn raise(tx: &Tx, of: &Occasion) -> Result<(), DbError> {
    let plans = plans(tx.app())?;
    let Some(plan) = plan_now(&plans, of, tx.now().day()) else { return Ok(()) };
    let order = if !plan.service.is_empty() {
        Order::Service(plan.service.clone())
    } else if of.when == When::Request {
        Order::Task(Some(of.source.clone()))
    } else {
        Order::Task(Some(plan.request.clone()).filter(|code| !code.is_empty()))
    };
    // Neither takes the day: it is looked at again once what they wait for is over.
    if aftercare::is_troubled(tx, of.client).await? || is_waited_for(tx, of, &order).await? || !store::take_day(tx, of).await? {
        return Ok(());
    }
    if store::is_never(tx, of.client, of.id, &plan.code).await? || is_seen_to(tx, of, &order).await? {
        return Ok(());
    }
    let memory = households::memory(tx, of.client).await?;
    let Some((words, missing)) = worded(tx, plan, of, &memory).await? else { return Ok(()) };
    let proposal = Proposal {
        id: tx.id(),
        client: of.client,
        occasion: of.id,
        plan: plan.code.clone(),
        on: of.on,
        words,
        order,
        missing,
        spares: plan.spares,
        state: State::Prepared,
        request: None,
    };
    store::add(tx, &proposal).await?;
    tx.say(ProposalRaised { proposal: proposal.id, client: of.client }).await?;
    if plan.by_itself && missing == 0 {
        desk::send_within(tx, &proposal).await.map_err(|e| match e {
            CareError::Db(e) => e,
            other => DbError::Other(other.to_string()),
        })?;
    }
    Ok(())
}

/// Visits of this service that begin within that time, the earliest first.
pub(crate) async fn of_service(db: &impl Read, client: ClientId, service: &str, span: Span) -> Result<Vec<Visit>, DbError> {
    let (mut pins, mut all) = (BTreeMap::new(), Vec::new());
    for visit in visits::visits_within(db, client, span).await? {
        let pin = visit.plan().service.clone();
        if !pins.contains_key(&pin) {
            pins.insert(pin.clone(), catalog::service_as_of(db, &pin).await?.code == service);
        }
        if pins.get(&pin).copied().unwrap_or(false) {
            all.push(visit);
        }
    }
    Ok(all)
}

/// Have they taken this service for the days ahead already? Then nothing is left to propose.
pub(crate) async fn is_booked(db: &impl Read, client: ClientId, service: &str, on: Date) -> Result<bool, DbError> {
    const AFTER: SignedDuration = SignedDuration::from_hours(24 * 30);
    let until = Instant::of_moscow(on.at(0, 0, 0, 0)).map_err(DbError::corrupt)? + AFTER;
    let all = of_service(db, client, service, Span { start: db.now(), end: until }).await?;
    Ok(all.iter().any(|visit| visit.ahead().is_some()))
}

/// Do they wait yet for what they asked for last?
async fn is_waited_for(db: &impl Read, of: &Occasion, order: &Order) -> Result<bool, DbError> {
    match order {
        Order::Task(Some(task)) if of.when == When::Habit => store::is_asked(db, of.client, task).await,
        Order::Task(_) | Order::Service(_) => Ok(false),
    }
}

/// Have they seen to it before we thought of it: is it booked, does a series bring it?
async fn is_seen_to(db: &impl Read, of: &Occasion, order: &Order) -> Result<bool, DbError> {
    match order {
        Order::Service(service) => Ok(is_booked(db, of.client, service, of.on).await? || habits::comes_in_series(db, of.client, service, of.on).await?),
        Order::Task(_) => Ok(false),
    }
}

/// The same of what was proposed: another way of having it came first.
pub(crate) async fn is_taken(db: &impl Read, proposal: &Proposal) -> Result<bool, DbError> {
    match &proposal.order {
        Order::Service(service) => is_booked(db, proposal.client, service, proposal.on).await,
        Order::Task(_) => Ok(false),
    }
}

/// The words, and how many are missing; `None` where what it is about is not known any more.
async fn worded(tx: &Tx, plan: &Plan, of: &Occasion, memory: &[Memory]) -> Result<Option<(crate::Words, u32)>, DbError> {
    let permit = Actor::House.may(PREPARE, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
    let Some(card) = households::reveal(tx, &permit, of.client).await? else { return Ok(None) };
    let about = match of.when {
        When::Visit => Some(String::new()),
        When::Habit if !plan.service.is_empty() => catalog::catalog(tx.app())?.service(&of.source).map(|offered| offered.service.name.of(card.lang).to_owned()),
        When::Request | When::Habit => catalog::requests(tx.app())?.request(&of.source).map(|request| request.name.of(card.lang).to_owned()),
        _ => name_of(memory, &of.source, |day| store::mark(tx.app(), day)),
    };
    let Some(about) = about else { return Ok(None) };
    let (words, missing) = prepare(plan, memory, &about, of.on, &about, card.lang);
    Ok(Some((words, u32::try_from(missing.len()).unwrap_or(u32::MAX))))
}

/// What is prepared and not sent takes the words that memory and the book have now; what the book has no more is over.
pub(crate) async fn prepare_anew(tx: &Tx, known: &[Occasion], memory: &[Memory]) -> Result<(), DbError> {
    if known.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = known.iter().map(|one| one.id).collect();
    for proposal in store::prepared_of(tx, &ids).await? {
        let of = store::occasion_of(tx, proposal.occasion).await?.map(|of| Occasion { on: proposal.on, ..of });
        let plans = plans(tx.app())?;
        let Some(plan) = plans.plan(&proposal.plan) else {
            store::drop_prepared(tx, proposal.id).await?;
            continue;
        };
        if let Some(of) = of
            && let Some((words, missing)) = worded(tx, plan, &of, memory).await?
            && (words != proposal.words || missing != proposal.missing)
        {
            store::put_words(tx, &proposal, &words, missing).await?;
        }
    }
    Ok(())
}
