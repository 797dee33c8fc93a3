//! Days that come: told by memory, by a visit that was done, by a request of a year before, by what they do again and again.

use crate::occasion::{Found, When, a_year_on, of_memory};
use crate::plans::plans;
use crate::service::{ahead, habits};
use crate::store;
use concierge::{RequestMade, asked_by};
use db::{App, By, DbError, Read as _, Tx};
use households::{ClientErased, ClientId, MemoryKept, MemorySettled, MemoryWithdrawn};
use journal::JobError;
use visits::VisitFinished;

pub(crate) async fn on_memory_kept(tx: Tx, fact: MemoryKept) -> Result<(), DbError> {
    keep(&tx, fact.client).await
}

pub(crate) async fn on_memory_withdrawn(tx: Tx, fact: MemoryWithdrawn) -> Result<(), DbError> {
    keep(&tx, fact.client).await
}

pub(crate) async fn on_memory_settled(tx: Tx, fact: MemorySettled) -> Result<(), DbError> {
    keep(&tx, fact.client).await
}

/// Keeps the days that memory tells of now, and ends those that it tells of no more. What is prepared takes the new words.
pub(crate) async fn keep(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    let memory = households::memory(tx, client).await?;
    let (found, known) = (of_memory(&memory, tx.now().day(), |day| store::mark(tx.app(), day)), store::occasions_of(tx, client).await?);
    for one in &found {
        if !known.iter().any(|known| known.when == one.when && known.source == one.source && known.on == one.on) {
            store::put_occasion(tx, client, one).await?;
        }
    }
    for one in &known {
        let is_told = !one.when.is_remembered() || found.iter().any(|found| found.when == one.when && found.source == one.source);
        if !is_told {
            store::end_occasion(tx, one.id).await?;
        }
    }
    ahead::prepare_anew(tx, &known, &memory).await
}

/// What is prepared for this client takes the words that memory and the book have now.
pub(crate) async fn anew(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    ahead::prepare_anew(tx, &store::occasions_of(tx, client).await?, &households::memory(tx, client).await?).await
}

/// What was done once is thought of a year on, where the book has a plan for it; what is done again and again, before the next time.
pub(crate) async fn on_visit_finished(tx: Tx, fact: VisitFinished) -> Result<(), DbError> {
    let visits = visits::visits_with(&tx, &[fact.visit]).await?;
    let Some(plan) = visits.get(&fact.visit).map(visits::Visit::plan).filter(|plan| plan.redo_of.is_none()) else { return Ok(()) };
    let service = catalog::service_as_of(&tx, &plan.service).await?;
    if let Some(on) = a_year_on(fact.at.day()).filter(|_| plans(tx.app()).is_ok_and(|plans| plans.minds(&service.code))) {
        store::put_occasion(&tx, fact.client, &Found { when: When::Visit, source: service.code.clone(), on }).await?;
    }
    store::close_service(&tx, fact.client, &service.code).await?;
    habits::after_visit(&tx, plan, &service.code).await
}

/// A request of a client of ours is thought of a year on; what we proposed ourselves is no wish of theirs, but a yes to their habit goes on
/// with it. Its words are forgotten a month after it was closed; that there was one stays.
pub(crate) async fn on_request_made(app: App, fact: RequestMade) -> Result<(), JobError> {
    let Some(about) = fact.about else { return Ok(()) };
    app.write(By::house(), |tx| {
        let about = about.clone();
        async move {
            let ours = store::proposed_on(&tx, fact.request).await?;
            if ours.is_some_and(|when| when != When::Habit) {
                return Ok::<_, DbError>(());
            }
            let Some(client) = asked_by(&tx, fact.request).await? else { return Ok(()) };
            if let Some(on) = a_year_on(tx.now().day()).filter(|_| ours.is_none()) {
                store::put_occasion(&tx, client, &Found { when: When::Request, source: about.clone(), on }).await?;
            }
            habits::after_request(&tx, client, &about).await
        }
    })
    .await?;
    Ok(())
}

/// Joins the erasure of a client: no day of theirs comes any more.
pub(crate) async fn on_client_erased(tx: Tx, fact: ClientErased) -> Result<(), DbError> {
    store::forget(&tx, fact.client).await
}
