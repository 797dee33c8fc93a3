//! The visits of a series enter the plans some months ahead, day by day; what nobody is free for is listed for the desk.

use super::{Row, RowState, Series, SeriesError, first_open, horizon, place_of, quotes, rewrite};
use crate::edit::{Edit, edit};
use crate::plan::{NEAR_DAYS, Occurrence, Plan, Single};
use crate::rules::rules;
use crate::service::feed::Reader;
use crate::{DATE_FOUND, DATE_OPEN, SEE_SERIES, SOLVE_CLASH, SeriesId, store};
use access::{Actor, Resource};
use booking::{NextVisit, NextVisitError, agree_on_next, time_of_next};
use catalog::Place;
use db::{App, By, DbError, Read, Tx};
use households::{ClientErased, HomeId};
use jiff::civil::{Date, time};
use jiff::{SignedDuration, ToSpan as _};
use journal::{Job, JobError, Schedule as _};
use messaging::queue_version;
use pricing::{Quote, QuoteId};
use scheduling::{Calendar, Slot, shifts_on, times_on};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use values::{Instant, Span};
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
        } else if stands_in(tx, self.series.home, span).await? {
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

/// Does something of theirs stand in the home then? Two series that look at the same time look one after the other.
async fn stands_in(tx: &Tx, home: HomeId, span: Span) -> Result<bool, DbError> {
    households::take_home(tx, home).await?;
    Ok(!visits::spans_in(tx, home, span).await?.is_empty())
}

/// A date that people were looked for.
pub(crate) struct Looked {
    day: Date,
    start: Instant,
    /// The client was told that nobody was found for it.
    was_told: bool,
    is: RowState,
}

/// A series is looked after daily; a house that was closed longer than this has other cares.
const SEEN_DAYS: i64 = 120;

/// Puts into the plans what is not there yet and can be; what was looked for. Whoever calls has taken the series, and read it after.
pub(crate) async fn fill(tx: &Tx, series: &Series) -> Result<Vec<Looked>, DbError> {
    let (calendar, now) = (tx.app().part::<Calendar>()?, tx.now());
    let seen = now.day().checked_sub(SEEN_DAYS.days()).map_err(|e| DbError::Other(e.to_string()))?;
    let rows = store::rows(tx, series.id, series.plan.known_since(now.day()).min(seen)).await?;
    let made = Made::of(tx, series).await?;
    let ahead = series.plan.ahead(&calendar, now, horizon(tx.app(), now)?);
    let told = store::told_open(tx, series.id).await?;
    let mut looked = Vec::new();
    for one in &ahead {
        let was = rows.get(&one.day).copied();
        if let Some(start) = one.at().and_then(|at| series.plan.instant(at)).filter(|_| was.and_then(RowState::visit).is_none()) {
            looked.push(Looked { day: one.day, start, was_told: told.contains(&one.day), is: made.place(tx, one).await? });
        }
    }
    // What was left out, and what nobody was found for in time, waits no longer.
    let wanted: BTreeSet<Date> = ahead.iter().filter(|one| one.at().is_some()).map(|one| one.day).collect();
    for (day, _) in rows.iter().filter(|(day, state)| state.is_open() && !wanted.contains(day)) {
        store::set_row(tx, series.id, *day, RowState::Off).await?;
    }
    Ok(looked)
}

/// The client hears of a date that nobody was found for while there is time to choose another, and again when somebody is found.
async fn tell(tx: &Tx, series: &Series, looked: &[Looked]) -> Result<(), DbError> {
    let soon = tx.now() + SignedDuration::from_hours(24 * rules(tx.app())?.open_days);
    for one in looked {
        if one.is.is_open() && one.start <= soon {
            queue_version(tx, DATE_OPEN, series.id, minutes(one.start), series.client).await?;
            store::tell_open(tx, series.id, one.day).await?;
        } else if one.is.visit().is_some() && one.was_told {
            queue_version(tx, DATE_FOUND, series.id, minutes(one.start), series.client).await?;
        }
    }
    Ok(())
}

/// A moment as the version of a message about it: a date that was put to another time has another one to tell. In minutes.
fn minutes(start: Instant) -> u32 {
    u32::try_from(start.micros() / 60_000_000).unwrap_or_default()
}

/// The date that begins at such a version, if one does still.
pub(crate) fn date_at(plan: &Plan, calendar: &Calendar, version: u32) -> Option<Date> {
    let start = Instant::from_micros(i64::from(version) * 60_000_000);
    // By itself a date is no further from its day than where it gives way to; what somebody moved may be any day's.
    let moved = plan.singles.iter().find(|(_, single)| matches!(single, Single::Moved(to) if plan.instant(*to) == Some(start)));
    let to = start.day().checked_add((NEAR_DAYS + 1).days()).ok()?;
    let near = || plan.occurrences(calendar, plan.known_since(start.day()), to);
    moved.map(|(day, _)| *day).or_else(|| near().iter().find(|one| one.at().and_then(|at| plan.instant(at)) == Some(start)).map(|one| one.day))
}

/// When a date of a series is and what became of it, with the times that can be kept on its day and so many days after it.
pub(crate) async fn date(db: &impl Read, series: &Series, day: Date, days: i64) -> Result<Option<(Instant, RowState, Vec<Slot>)>, DbError> {
    let (calendar, next) = (db.app().part::<Calendar>()?, day.tomorrow().map_err(|e| DbError::Other(e.to_string()))?);
    let found = series.plan.occurrences(&calendar, day, next);
    let Some((one, at)) = found.first().and_then(|one| Some((one, one.at()?))) else { return Ok(None) };
    let Some((start, state)) = series.plan.instant(at).zip(store::rows(db, series.id, day).await?.get(&day).copied()) else { return Ok(None) };
    let mut times = Vec::new();
    let made = Made::of(db, series).await?;
    let ask = time_of_next(db, &made.next(one, start)?).await?;
    for near in 0..=days {
        let day = at.date().checked_add(near.days()).map_err(|e| DbError::Other(e.to_string()))?;
        times.extend(times_on(db, &ask, day).await?);
    }
    // Nor where something of theirs stands in that home.
    if let Some((first, last)) = times.first().zip(times.last()).map(|(first, last)| (first.start, last.end)) {
        let taken = visits::spans_in(db, series.home, Span { start: first, end: last }).await?;
        times.retain(|slot| !taken.iter().any(|span| span.start < slot.end && slot.start < span.end));
    }
    Ok(Some((start, state, times)))
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
        let looked = fill(&tx, &series).await?;
        tell(&tx, &series, &looked).await?;
        if series.plan.is_over(tx.now().day()) {
            return Ok(());
        }
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
        for (day, state) in store::rows(&tx, series.id, series.plan.known_since(first)).await? {
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
    let (mut all, mut after, limit) = (Vec::new(), after, limit as usize);
    // What has no date any more leaves its place on the page to the next.
    while all.len() < limit {
        let rows = store::clashes(db, after, u32::try_from(limit - all.len()).unwrap_or(u32::MAX)).await?;
        let Some(last) = rows.last() else { break };
        after = Some((last.day, last.series));
        for row in rows {
            let Some(series) = store::series(db, row.series).await? else { continue };
            let Some((start, _, times)) = date(db, &series, row.day, 0).await? else { continue };
            all.push(Clash { day: row.day, start, times, series });
        }
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
        let looked = fill(&tx, &series).await?;
        Ok(tell(&tx, &series, &looked).await?)
    })
    .await
}
