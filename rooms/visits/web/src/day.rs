//! The day of whoever is signed in: visits in order, the next one large, and what waits tomorrow.

use crate::looked::{Looked, crew_member, reveal};
use crate::own::PhoneWords;
use crate::sheet::{Mark, Now};
use askama::Template;
use axum::response::Response;
use db::{DbError, Read};
use pages::{Head, Here, Refused, Shell, T, page};
use people::{Name, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use values::{Instant, Span};
use visits::{Move, Plan, State, Tally, Visit, visits_between};

/// A visit in the day.
pub(crate) struct VisitRow {
    pub(crate) href: String,
    pub(crate) id: String,
    pub(crate) state: &'static str,
    pub(crate) now: Now,
    pub(crate) span: String,
    /// The address; empty for tomorrow.
    pub(crate) address: String,
    /// How to address the client; may be empty.
    pub(crate) client: String,
    /// How long, and who else comes.
    pub(crate) line: String,
    pub(crate) over: bool,
    pub(crate) next: bool,
    /// How long the way from the visit before takes; empty for the first one.
    pub(crate) way: String,
    /// The button of the next one.
    pub(crate) button: String,
}

#[derive(Template)]
#[template(path = "work-day.html")]
pub(crate) struct DayPage {
    pub(crate) head: Head,
    pub(crate) sent: String,
    pub(crate) day: String,
    pub(crate) title: String,
    /// From when until when; empty on a free day.
    pub(crate) sum: String,
    pub(crate) visits: Vec<VisitRow>,
    pub(crate) tomorrow: Vec<VisitRow>,
    /// Nothing is ahead any more today.
    pub(crate) over: bool,
    /// What the phone says by itself.
    pub(crate) own: PhoneWords,
    /// The marks of the states that a phone reaches by itself, with `{time}` in their words.
    pub(crate) marks: Vec<(&'static str, Now)>,
}

/// The day in Moscow that holds the moment.
pub(crate) fn day_of(at: Instant) -> Span {
    let start = Instant::of_moscow(at.day().at(0, 0, 0, 0)).unwrap_or(at);
    Span::minutes(start, 24 * 60)
}

/// Names of all who go to these visits, read at once.
pub(crate) async fn names(db: &impl Read, plans: impl Iterator<Item = &Plan> + Send) -> Result<BTreeMap<PersonId, Name>, DbError> {
    let crew: BTreeSet<PersonId> = plans.flat_map(|plan| plan.crew.iter().copied()).collect();
    people::names(db, &crew.into_iter().collect::<Vec<_>>()).await
}

/// Those who come along, by first name.
pub(crate) fn others(names: &BTreeMap<PersonId, Name>, plan: &Plan, me: PersonId) -> Vec<String> {
    plan.crew.iter().filter(|person| **person != me).filter_map(|person| names.get(person)).map(|name| name.first.clone()).collect()
}

/// `3 ч 30 мин, вместе: Марина`
pub(crate) fn line(t: &T, plan: &Plan, others: &[String]) -> String {
    let length = t.length(&plan.span.length_minutes());
    if others.is_empty() { length } else { format!("{length}, {}", t.with("visits-with", "names", &t.list(others))) }
}

const fn is_over(state: State) -> bool {
    state.is_over()
}

/// Is there anything left to do in it?
pub(crate) fn is_ahead(visit: &Visit) -> bool {
    !is_over(visit.state())
}

fn now(t: &T, visit: &Visit, progress: &Tally) -> Now {
    let (mark, words) = match visit {
        Visit::Planned(_) => (Mark::Plan, t.get("visits-now-planned")),
        Visit::Confirmed(_) => (Mark::Plan, t.get("visits-now-confirmed")),
        Visit::EnRoute(way) => (Mark::Way, t.with("visits-now-way", "time", &t.time(&way.eta))),
        Visit::InProgress(_) => {
            let (answered, all) = (progress.answered().to_string(), progress.all().to_string());
            (Mark::Live, t.say("visits-now-live", &[("answered", answered.into()), ("all", all.into())]))
        }
        Visit::Done(_) => (Mark::Done, t.get("visits-now-done")),
        Visit::Cancelled(_) => (Mark::Off, t.get("visits-now-cancelled")),
        Visit::LockedOut(_) => (Mark::Off, t.get("visits-now-locked-out")),
        Visit::Skipped(_) => (Mark::Off, t.get("visits-now-skipped")),
    };
    Now { mark, words }
}

/// The marks of the states to come: name, mark with `{time}` in its words.
pub(crate) fn marks(t: &T) -> Vec<(&'static str, Now)> {
    let mark = |mark, words: &str| Now { mark, words: t.with(words, "time", "{time}") };
    vec![
        ("en_route", mark(Mark::Way, "visits-promised")),
        ("in_progress", mark(Mark::Live, "visits-since")),
        ("done", mark(Mark::Done, "visits-done-at")),
        ("locked_out", mark(Mark::Off, "visits-now-locked-out")),
    ]
}

/// The row of a visit.
pub(crate) fn row(t: &T, visit: &Visit, progress: &Tally, looked: &Looked, others: &[String], near: bool) -> VisitRow {
    let plan = visit.plan();
    let button = if visit.state() == State::InProgress { "visits-open-sheet" } else { "visits-open" };
    VisitRow {
        href: format!("/work/visits/{}", plan.id),
        id: plan.id.to_string(),
        state: visit.state().name(),
        now: now(t, visit, progress),
        span: t.span(&plan.span),
        address: looked.address(t, plan, near),
        client: looked.name(plan),
        line: line(t, plan, others),
        over: is_over(visit.state()),
        next: false,
        way: String::new(),
        button: t.get(button),
    }
}

impl DayPage {
    /// From the rows of today and tomorrow.
    pub(crate) fn new(head: Head, now: Instant, span: Option<Span>, mut visits: Vec<VisitRow>, tomorrow: Vec<VisitRow>, me: PersonId) -> Self {
        if let Some(next) = visits.iter_mut().find(|row| !row.over) {
            next.next = true;
        }
        let t = &head.t;
        Self {
            sent: t.with("visits-sent", "time", &t.time(&now)),
            day: t.day(&now),
            title: t.num("visits-day-title", "n", &i64::try_from(visits.len()).unwrap_or(i64::MAX)),
            sum: span.map(|span| t.say("visits-day-sum", &[("from", t.time(&span.start).into()), ("until", t.time(&span.end).into())])).unwrap_or_default(),
            over: !visits.is_empty() && visits.iter().all(|row| row.over),
            own: PhoneWords::new(t, me, now),
            marks: marks(t),
            visits,
            tomorrow,
            head,
        }
    }
}

pub(crate) async fn get_day(here: Here) -> Result<Response, Refused> {
    let me = crew_member(&here)?;
    let day = day_page(&here, me, false).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&day))
}

/// The page of the day; `far`: without what is shown near a visit only, because it is kept.
pub(crate) async fn day_page(here: &Here, me: PersonId, far: bool) -> Result<DayPage, Move> {
    let db = here.app.read().await?;
    let today = day_of(db.now());
    let both = Span { start: today.start, end: day_of(today.end).end };
    let all = visits_between(&db, &here.actor, both, Some(me)).await?;
    let names = names(&db, all.iter().map(|(visit, _)| visit.plan())).await?;
    let (today_visits, tomorrow_visits): (Vec<_>, Vec<_>) = all.into_iter().partition(|(visit, _)| visit.plan().span.start < today.end);
    let wanted: Vec<_> = today_visits.iter().map(|(visit, _)| (visit.plan(), is_ahead(visit))).collect();
    let looked = reveal(here, &wanted).await?;
    let mut rows = [Vec::new(), Vec::new()];
    for (list, rows) in [&today_visits, &tomorrow_visits].into_iter().zip(&mut rows) {
        for (visit, progress) in list {
            let near = !far && visits::near(&visit.plan().span, db.now());
            rows.push(row(&here.t, visit, progress, &looked, &others(&names, visit.plan(), me), near));
        }
    }
    let spans = || today_visits.iter().filter(|(visit, _)| !matches!(visit.state(), State::Cancelled | State::Skipped)).map(|(visit, _)| visit.plan().span);
    let span = spans().map(|s| s.start).min().zip(spans().map(|s| s.end).max()).map(|(start, end)| Span { start, end });
    let [mut today_rows, tomorrow_rows] = rows;
    let stops: Vec<_> = today_visits.iter().map(|(visit, _)| visit.plan().id.uuid()).collect();
    for (row, way) in today_rows.iter_mut().skip(1).zip(scheduling::ways(&db, me, &stops).await?) {
        row.way = way.map(|minutes| here.t.with("visits-way", "length", &here.t.length(&minutes))).unwrap_or_default();
    }
    let head = here.head(Shell::Phone, &here.t.get("visits-day"));
    Ok(DayPage::new(head, db.now(), span, today_rows, tomorrow_rows, me))
}
