//! Habits: a visit was done or a task was told once more, and whoever does so at a steady distance is thought of before the next time.
//! A client is looked at when something of theirs is new, and no further back than a habit reaches.

use super::ahead::of_service;
use crate::habit::{Habit, LATEST, habit};
use crate::occasion::{Found, When};
use crate::plans::plans;
use crate::store::{self, BACK_DAYS};
use access::Actor;
use concierge::{RequestClosed, RequestMade, asked_by};
use db::{DbError, Read, Tx};
use households::{ClientId, HomeId};
use jiff::SignedDuration;
use jiff::civil::Date;
use series::Segment;
use std::collections::BTreeMap;
use values::Span;
use visits::Plan;

/// Keeps what a client of ours asks for, where the book thinks of it again, in the transaction in which they do.
pub(crate) async fn on_request_made(tx: Tx, fact: RequestMade) -> Result<(), DbError> {
    let plans = plans(tx.app())?;
    let Some(about) = fact.about.filter(|about| plans.habit_of_request(about).is_some()) else { return Ok(()) };
    match asked_by(&tx, fact.request).await? {
        Some(client) => store::put_ask(&tx, fact.request, client, (&about, tx.now().day()), None).await,
        None => Ok(()),
    }
}

/// What is over may be proposed again.
pub(crate) async fn on_request_closed(tx: Tx, fact: RequestClosed) -> Result<(), DbError> {
    store::close_ask(&tx, fact.request).await
}

/// They asked for this once more.
pub(crate) async fn after_request(tx: &Tx, client: ClientId, about: &str) -> Result<(), DbError> {
    let plans = plans(tx.app())?;
    let Some(plan) = plans.habit_of_request(about) else { return Ok(()) };
    let days = store::asks(tx, client, about, LATEST).await?;
    keep(tx, client, about, habit(days, tx.now().day(), plan.before_days)).await
}

/// A visit of this service was done. Each home of theirs has habits of its own, and the next of them comes first; what comes in a series
/// comes without being thought of.
pub(crate) async fn after_visit(tx: &Tx, done: &Plan, service: &str) -> Result<(), DbError> {
    let plans = plans(tx.app())?;
    let Some(plan) = plans.habit_of_service(service) else { return Ok(()) };
    if comes_in_series(tx, done.client, service, done.span.start.day()).await? {
        return Ok(());
    }
    let span = Span { start: tx.now() - SignedDuration::from_hours(24 * BACK_DAYS), end: tx.now() };
    let mut past = Vec::new();
    for visit in of_service(tx, done.client, service, span).await?.iter().filter(|visit| visit.finished_at().is_some()) {
        let plan = visit.plan();
        if plan.redo_of.is_none() {
            past.push((plan.home, plan.span.start.day()));
        }
    }
    let days: Vec<Date> = past.iter().map(|(_, day)| *day).collect();
    let series = series_of_service(tx, done.client, service, &days).await?;
    let mut homes: BTreeMap<HomeId, Vec<Date>> = BTreeMap::new();
    for (home, day) in past.into_iter().filter(|(_, day)| !series.iter().any(|stretch| stretch.holds(*day))) {
        homes.entry(home).or_default().push(day);
    }
    // What was thought of already for another home stands, however near it has come.
    let ahead = |home: HomeId| if home == done.home { plan.before_days } else { 1 };
    let habits = homes.into_iter().filter_map(|(home, days)| habit(days, tx.now().day(), ahead(home)));
    keep(tx, done.client, service, habits.min_by_key(|habit| habit.next)).await
}

/// Does a series of theirs bring this service on that day?
pub(crate) async fn comes_in_series(db: &impl Read, client: ClientId, service: &str, on: Date) -> Result<bool, DbError> {
    Ok(series_of_service(db, client, service, &[on]).await?.iter().any(|stretch| stretch.holds(on)))
}

/// The stretches of time in which a series of theirs brings this service, as far as these days lie in them: no others are read.
async fn series_of_service(db: &impl Read, client: ClientId, service: &str, days: &[Date]) -> Result<Vec<Segment>, DbError> {
    let all = series::series_of(db, &Actor::House, client).await.map_err(|e| DbError::Other(e.to_string()))?;
    let near: Vec<Segment> = all.into_iter().flat_map(|one| one.plan.segments).filter(|stretch| days.iter().any(|day| stretch.holds(*day))).collect();
    let mut bring = Vec::new();
    for stretch in near {
        if pricing::quote(db, stretch.quote).await?.is_some_and(|quote| quote.ask.service == service) {
            bring.push(stretch);
        }
    }
    Ok(bring)
}

/// The next time is a day that comes; where there is a habit no more, it comes no more.
async fn keep(tx: &Tx, client: ClientId, source: &str, habit: Option<Habit>) -> Result<(), DbError> {
    if let Some(habit) = habit {
        return store::put_occasion(tx, client, &Found { when: When::Habit, source: source.to_owned(), on: habit.next }).await;
    }
    for known in store::occasions_of(tx, client).await?.iter().filter(|known| known.when == When::Habit && known.source == source) {
        store::end_occasion(tx, known.id).await?;
    }
    Ok(())
}
