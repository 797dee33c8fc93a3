//! The visits of a series enter the plans some months ahead, day by day; what nobody is free for is listed for the desk.

use super::{Row, RowState, Series, SeriesError, first_open, horizon, place_of, quotes, rewrite};
use crate::edit::{Edit, edit};
use crate::plan::{Occurrence, Single};
use crate::service::feed::Reader;
use crate::{SEE_SERIES, SOLVE_CLASH, SeriesId, store};
use access::{Actor, Resource};
use booking::{NextVisit, NextVisitError, agree_on_next, time_of_next};
use catalog::Place;
use db::{App, By, DbError, Read, Tx};
use households::ClientErased;
use jiff::SignedDuration;
use jiff::civil::{Date, time};
use journal::{Job, JobError, Schedule as _};
use pricing::{Quote, QuoteId};
use scheduling::{Calendar, Slot, shifts_on, times_on};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use values::Instant;
use visits::{VisitCancelled, VisitMoved};

/// All that a visit of a series is made of, read once for many of them.
pub(crate) struct Made<'a> {
    series: &'a Series,
    quotes: BTreeMap<QuoteId, Quote>,
    at: Option<Place>,
}

impl<'a> Made<'a> {
    pub(crate) async fn of(db: &impl Read, series: &'a Series) -> Result<Self, DbError> {
        Ok(Self { series, quotes: quotes(db, &series.plan).await?, at: place_of(db, series).await? })
    }

    fn next(&self, one: &Occurrence<'_>, start: Instant) -> Result<NextVisit<'_>, DbError> {
        let quote = self.quotes.get(&one.segment.quote).ok_or_else(|| DbError::corrupt("a series without its price"))?;
        Ok(NextVisit { client: self.series.client, home: self.series.home, at: self.at, quote, start, prefer: one.segment.crew.clone() })
    }

    /// Puts the visit of one date into the plans, or keeps why it is not there.
    pub(crate) async fn place(&self, tx: &Tx, one: &Occurrence<'_>) -> Result<RowState, DbError> {
        let Some(span) = one.at().and_then(|at| self.series.plan.span(at, one.segment)) else {
            return Ok(RowState::Off);
        };
        let state = if shifts_on(tx, span).await?.is_empty() {
            RowState::Waiting
        } else if visits::stands_in(tx, self.series.home, span).await? {
            // Something of theirs stands there already: two crews in one home are for the desk to judge.
            RowState::Clash
        } else {
            match agree_on_next(tx, &self.next(one, span.start)?).await {
                Ok(agreement) => RowState::Planned(agreement.terms.visit),
                Err(NextVisitError::NobodyCan(_)) => RowState::Clash,
                Err(NextVisitError::Denied(e)) => return Err(DbError::Other(e.to_string())),
                Err(NextVisitError::Db(e)) => return Err(e),
            }
        };
        store::set_row(tx, self.series.id, one.day, state).await?;
        Ok(state)
    }
}

/// Puts into the plans what is not there yet and can be. Whoever calls has taken the series, and read it after.
pub(crate) async fn fill(tx: &Tx, series: &Series) -> Result<(), DbError> {
    let (calendar, now) = (tx.app().part::<Calendar>()?, tx.now());
    let first = first_open(&series.plan, &calendar, now);
    let rows = store::rows(tx, series.id, first).await?;
    let made = Made::of(tx, series).await?;
    for one in series.plan.occurrences(&calendar, first, horizon(tx.app(), now)?) {
        let state = rows.get(&one.day);
        match one.at().and_then(|at| series.plan.instant(at)) {
            Some(start) if start > now && !matches!(state, Some(RowState::Planned(_))) => {
                made.place(tx, &one).await?;
            }
            None if matches!(state, Some(RowState::Waiting | RowState::Clash)) => store::set_row(tx, series.id, one.day, RowState::Off).await?,
            _ => {}
        }
    }
    // What nobody was found for in time is over with its day.
    store::give_up_before(tx, series.id, first).await
}

/// Looks after a series once a day.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LookAfter {
    series: SeriesId,
    day: Date,
}

impl Job for LookAfter {
    const NAME: &'static str = "series.look_after";
    fn key(&self) -> String {
        format!("{}:{}", self.series, self.day)
    }
}

/// In the early hours, each at a minute of its own, so that many do not come at once.
pub(crate) async fn again_tomorrow(tx: &Tx, series: SeriesId) -> Result<(), DbError> {
    let day = tx.now().day().tomorrow().map_err(|e| DbError::Other(e.to_string()))?;
    let minute = i64::try_from(series.uuid().as_u128() % 120).unwrap_or_default();
    let due = Instant::of_moscow(day.to_datetime(time(3, 0, 0, 0))).map_err(|e| DbError::Other(e.to_string()))?;
    tx.schedule(&LookAfter { series, day }, due + SignedDuration::from_mins(minute)).await
}

pub(crate) async fn look_after(app: App, job: LookAfter) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        // Taken before it is read: whoever edits it meanwhile is waited for, and what they wrote is what is looked after.
        store::take(&tx, job.series).await?;
        let Some(series) = store::series(&tx, job.series).await? else {
            return Ok::<_, DbError>(());
        };
        if series.plan.is_over(tx.now().day()) {
            return Ok(());
        }
        fill(&tx, &series).await?;
        again_tomorrow(&tx, series.id).await
    })
    .await?;
    Ok(())
}

/// A visit of a series was called off for itself: the plan keeps it, so that it does not come back with the next look.
pub(crate) async fn on_visit_cancelled(tx: Tx, fact: VisitCancelled) -> Result<(), DbError> {
    if fact.told_together {
        return Ok(());
    }
    let Some(row) = store::of_visit(&tx, fact.visit).await? else {
        return Ok(());
    };
    store::set_row(&tx, row.series, row.day, RowState::Off).await?;
    single(&tx, row, Single::Cancelled).await
}

/// A visit of a series was moved for itself.
pub(crate) async fn on_visit_moved(tx: Tx, fact: VisitMoved) -> Result<(), DbError> {
    if fact.told_together {
        return Ok(());
    }
    let Some(row) = store::of_visit(&tx, fact.visit).await? else {
        return Ok(());
    };
    let Some(series) = store::series(&tx, row.series).await? else {
        return Ok(());
    };
    let at = jiff::Timestamp::from(fact.to.start).to_zoned_datetime(series.plan.time_zone()).datetime();
    single(&tx, row, Single::Moved(at)).await
}

/// More series than this no client has.
const OF_CLIENT: u32 = 200;

/// Of a client who was erased nothing goes on: no date of theirs is looked for any more, and their calendar tells nothing.
pub(crate) async fn on_client_erased(tx: Tx, fact: ClientErased) -> Result<(), DbError> {
    store::revoke_link(&tx, Reader::Client(fact.client)).await?;
    let calendar = tx.app().part::<Calendar>()?;
    for series in store::of_client(&tx, fact.client, OF_CLIENT).await? {
        let first = first_open(&series.plan, &calendar, tx.now());
        let Ok(plan) = edit(&series.plan, &Edit::Stop(first), first) else { continue };
        for (day, state) in store::rows(&tx, series.id, first).await? {
            if matches!(state, RowState::Waiting | RowState::Clash) {
                store::set_row(&tx, series.id, day, RowState::Off).await?;
            }
        }
        if !series.plan.is_over(tx.now().day()) {
            rewrite(&tx, &series, plan, false).await?;
        }
    }
    Ok(())
}

async fn single(tx: &Tx, row: Row, single: Single) -> Result<(), DbError> {
    let Some(series) = store::series(tx, row.series).await? else {
        return Ok(());
    };
    let mut plan = series.plan.clone();
    plan.singles.insert(row.day, single);
    rewrite(tx, &series, plan, false).await.map(drop)
}

/// A date that nobody is free for.
#[derive(Debug, Clone)]
pub struct Clash {
    /// The series.
    pub series: Series,
    /// The date.
    pub day: Date,
    /// When it is to begin.
    pub start: Instant,
    /// Other times of that day that can be kept.
    pub times: Vec<Slot>,
}

/// Dates that nobody is free for, the soonest first, after one of them; with what else that day has to offer.
pub async fn clashes(db: &impl Read, who: &Actor, after: Option<(Date, SeriesId)>, limit: u32) -> Result<Vec<Clash>, SeriesError> {
    who.may(SOLVE_CLASH, &Resource::default())?;
    let calendar = db.app().part::<Calendar>()?;
    let mut all = Vec::new();
    for row in store::clashes(db, after, limit).await? {
        let Some(series) = store::series(db, row.series).await? else { continue };
        let next = row.day.tomorrow().map_err(|e| DbError::Other(e.to_string()))?;
        let made = Made::of(db, &series).await?;
        let found = series.plan.occurrences(&calendar, row.day, next);
        let Some((one, at)) = found.first().and_then(|one| Some((one, one.at()?))) else { continue };
        let Some(start) = series.plan.instant(at) else { continue };
        let times = times_on(db, &time_of_next(db, &made.next(one, start)?).await?, at.date()).await?;
        all.push(Clash { day: row.day, start, times, series: series.clone() });
    }
    Ok(all)
}

/// How many dates wait for the desk, up to a hundred.
pub async fn count_clashes(db: &impl Read, who: &Actor) -> Result<u32, SeriesError> {
    who.may(SEE_SERIES, &Resource::default())?;
    Ok(store::count_clashes(db).await?)
}

/// Tries once more to find somebody for the dates of a series.
pub async fn try_again(app: &App, who: &Actor, id: SeriesId) -> Result<(), SeriesError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(SOLVE_CLASH, &Resource::default())?;
        store::take(&tx, id).await?;
        let series = store::series(&tx, id).await?.ok_or(SeriesError::NoSuchSeries(id))?;
        Ok(fill(&tx, &series).await?)
    })
    .await
}
