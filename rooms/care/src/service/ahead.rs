//! The look ahead, every morning: what comes within its days is prepared, once.

use super::occasions;
use super::{CareError, desk};
use crate::facts::ProposalRaised;
use crate::occasion::{Found, Occasion, When, a_year_on, name_of};
use crate::plans::{Plan, plans};
use crate::prepare::prepare;
use crate::proposal::{Order, Proposal, State};
use crate::{PREPARE, store};
use access::{Actor, Resource};
use db::{App, By, DbError, Read as _, Tx};
use households::Memory;
use jiff::ToSpan as _;
use jiff::civil::Date;
use journal::{Job, JobError, Say as _, Schedule as _};
use serde::{Deserialize, Serialize};
use values::Instant;

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

/// Looks ahead, and again tomorrow.
pub(crate) async fn look_ahead(app: App, _: LookAhead) -> Result<(), JobError> {
    look_ahead_now(&app).await?;
    app.write(By::house(), |tx| async move {
        let tomorrow = tx.now().day().checked_add(1.day()).map_err(DbError::corrupt)?;
        let due = Instant::of_moscow(tomorrow.at(HOUR, 0, 0, 0)).map_err(DbError::corrupt)?;
        tx.schedule(&LookAhead { day: tomorrow.to_string() }, due).await
    })
    .await?;
    Ok(())
}

/// Looks ahead now: each occasion in a transaction of its own; looking twice is looking once.
pub async fn look_ahead_now(app: &App) -> Result<(), DbError> {
    app.write(By::house(), |tx| async move { store::lapse(&tx, tx.now().day()).await }).await?;
    let today = app.now().day();
    for past in all_due(app, today, false).await? {
        app.write(By::house(), |tx| {
            let past = past.clone();
            async move { comes_again(&tx, &past).await }
        })
        .await?;
    }
    let until = today.checked_add(plans(app)?.furthest().days()).map_err(DbError::corrupt)?;
    for one in all_due(app, until, true).await? {
        app.write(By::house(), |tx| {
            let one = one.clone();
            async move { raise(&tx, &one).await }
        })
        .await?;
    }
    Ok(())
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

/// A day that has come and gone comes again in a year, or never.
async fn comes_again(tx: &Tx, past: &Occasion) -> Result<(), DbError> {
    match past.when {
        When::Visit | When::Request => match a_year_on(past.on) {
            Some(on) => store::put_occasion(tx, past.client, &Found { when: past.when, source: past.source.clone(), on }).await,
            None => store::end_occasion(tx, past.id).await,
        },
        _ => occasions::keep(tx, past.client).await,
    }
}

/// Prepares what the book has for this occasion, where it is time; once, and not against a "never again".
async fn raise(tx: &Tx, of: &Occasion) -> Result<(), DbError> {
    let plans = plans(tx.app())?;
    let Some(plan) = plans.of(of) else { return Ok(()) };
    let today = tx.now().day();
    let is_time = today.checked_add(plan.before_days.days()).is_ok_and(|until| today < of.on && of.on <= until);
    if !is_time || aftercare::is_troubled(tx, of.client).await? || !store::take_day(tx, of).await? {
        return Ok(());
    }
    if store::is_never(tx, of.client, of.id, &plan.code).await? || is_booked(tx, of).await? {
        return Ok(());
    }
    let memory = households::memory(tx, of.client).await?;
    let Some((words, missing)) = worded(tx, plan, of, &memory).await? else { return Ok(()) };
    let order = match of.when {
        When::Visit => Order::Service(of.source.clone()),
        When::Request => Order::Task(Some(of.source.clone())),
        _ => Order::Task(Some(plan.request.clone()).filter(|code| !code.is_empty())),
    };
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

/// Have they taken the same for the days ahead already? Then nothing is left to propose.
async fn is_booked(tx: &Tx, of: &Occasion) -> Result<bool, DbError> {
    const LATELY: u32 = 12;
    if of.when != When::Visit {
        return Ok(false);
    }
    let all = visits::list_visits_of(tx, &Actor::House, of.client, Instant::from_micros(i64::MAX), LATELY).await;
    for visit in all.map_err(|e| DbError::Other(e.to_string()))? {
        if let Some(plan) = visit.ahead()
            && catalog::service_as_of(tx, &plan.service).await?.code == of.source
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The words, and how many are missing; `None` where what it is about is not known any more.
async fn worded(tx: &Tx, plan: &Plan, of: &Occasion, memory: &[Memory]) -> Result<Option<(crate::Words, u32)>, DbError> {
    let permit = Actor::House.may(PREPARE, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
    let Some(card) = households::reveal(tx, &permit, of.client).await? else { return Ok(None) };
    let about = match of.when {
        When::Request => catalog::requests(tx.app())?.request(&of.source).map(|request| request.name.of(card.lang).to_owned()),
        When::Visit => Some(String::new()),
        _ => name_of(memory, &of.source),
    };
    let Some(about) = about else { return Ok(None) };
    let (words, missing) = prepare(plan, memory, &about, of.on, &about, card.lang);
    Ok(Some((words, u32::try_from(missing.len()).unwrap_or(u32::MAX))))
}

/// What is prepared and not sent takes the words that memory has now.
pub(crate) async fn prepare_anew(tx: &Tx, known: &[Occasion], memory: &[Memory]) -> Result<(), DbError> {
    if known.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = known.iter().map(|one| one.id).collect();
    for proposal in store::prepared_of(tx, &ids).await? {
        let of = store::occasion_of(tx, proposal.occasion).await?.map(|of| Occasion { on: proposal.on, ..of });
        let plans = plans(tx.app())?;
        if let (Some(of), Some(plan)) = (of, plans.plan(&proposal.plan))
            && let Some((words, missing)) = worded(tx, plan, &of, memory).await?
            && (words != proposal.words || missing != proposal.missing)
        {
            store::put_words(tx, &proposal, &words, missing).await?;
        }
    }
    Ok(())
}
