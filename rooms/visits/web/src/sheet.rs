//! One visit on the phone: where, in which state, the sheet, and the one next step.

use crate::day::{day_of, is_ahead, line, names, others};
use crate::looked::{Looked, crew_member, resource, reveal};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::Read as _;
use pages::{Head, Here, Refused, Shell, T, page};
use people::PersonId;
use values::Instant;
use visits::{Answer, DO_VISIT, Move, Progress, Sheet, SheetItem, State, Visit, VisitId, visits_between};

/// The mark of a state, of its own shape.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Plan,
    Way,
    Live,
    Done,
    Off,
}

impl Mark {
    /// The class of its colour.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Plan => "now-plan",
            Self::Way => "now-way",
            Self::Live => "now-live",
            Self::Done => "now-done",
            Self::Off => "now-redo",
        }
    }
}

/// A state in words with its mark.
pub(crate) struct Now {
    pub(crate) mark: Mark,
    pub(crate) words: String,
}

/// How far the sheet is.
pub(crate) struct ProgressView {
    pub(crate) answered: usize,
    pub(crate) all: usize,
}

/// An item with its two buttons.
pub(crate) struct TickView {
    pub(crate) action: String,
    pub(crate) item: String,
    pub(crate) text: String,
    pub(crate) done: bool,
    pub(crate) absent: bool,
}

/// A room of the sheet.
pub(crate) struct RoomView {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) count: String,
    pub(crate) complete: bool,
    pub(crate) ticks: Vec<TickView>,
}

/// The one next step, under the thumb.
pub(crate) enum Step {
    /// Announce the arrival and set off.
    SetOff { action: String },
    /// Begin.
    Start { action: String, note: String },
    /// Items are left; leads to the first of them.
    Left { note: String, first: String },
    /// Finish.
    Finish { action: String },
    /// On to the next visit, or back to the day.
    Next { note: String, href: String, words: String },
}

#[derive(Template)]
#[template(path = "work-visit.html")]
pub(crate) struct VisitPage {
    pub(crate) head: Head,
    pub(crate) sent: String,
    /// What just went wrong; empty when nothing did.
    pub(crate) notice: String,
    pub(crate) now: Now,
    pub(crate) address: String,
    pub(crate) lines: Vec<String>,
    /// Times of a finished visit: what, when.
    pub(crate) times: Vec<(String, String)>,
    /// The sheet can be ticked.
    pub(crate) open: bool,
    pub(crate) progress: ProgressView,
    pub(crate) rooms: Vec<RoomView>,
    pub(crate) step: Step,
}

/// What a tick changed, for htmx.
#[derive(Template)]
#[template(path = "work-tick-answer.html")]
pub(crate) struct TickAnswer {
    pub(crate) head: Head,
    pub(crate) sent: String,
    pub(crate) tick: TickView,
    pub(crate) room: RoomView,
    pub(crate) progress: ProgressView,
    pub(crate) step: Step,
}

/// The page of a visit.
pub(crate) fn address(id: VisitId) -> String {
    format!("/work/visits/{id}")
}

/// The place of an item on the page.
pub(crate) fn place(item: &str) -> String {
    format!("#item-{item}")
}

/// The first item without an answer, in walking order.
pub(crate) fn first_left(sheet: &Sheet) -> Option<&str> {
    let items = sheet.rooms.iter().flat_map(|(_, _, items)| items);
    items.filter(|item| item.answer.is_none()).map(|item| item.item.id.as_str()).next()
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn progress(progress: &Progress) -> ProgressView {
    ProgressView { answered: progress.answered(), all: progress.all() }
}

fn tick(t: &T, id: VisitId, item: &SheetItem) -> TickView {
    TickView {
        action: format!("{}/answers", address(id)),
        item: item.item.id.clone(),
        text: item.item.text.of(t.lang).to_owned(),
        done: item.answer == Some(Answer::Done),
        absent: item.answer == Some(Answer::Absent),
    }
}

fn rooms(t: &T, sheet: &Sheet) -> Vec<RoomView> {
    let id = sheet.visit.plan().id;
    let room = |(code, name, items): &(String, values::Said, Vec<SheetItem>)| {
        let answered = items.iter().filter(|item| item.answer.is_some()).count();
        let count = t.say("visits-count", &[("answered", answered.to_string().into()), ("all", items.len().to_string().into())]);
        let ticks = items.iter().map(|item| tick(t, id, item)).collect();
        RoomView { code: code.clone(), name: name.of(t.lang).to_owned(), count, complete: answered == items.len(), ticks }
    };
    sheet.rooms.iter().map(room).collect()
}

fn now(t: &T, visit: &Visit) -> Now {
    let (mark, words) = match visit {
        Visit::Planned(_) | Visit::Confirmed(_) => (Mark::Plan, t.with("visits-starts", "time", &t.time(&visit.plan().span.start))),
        Visit::EnRoute(v) => (Mark::Way, t.with("visits-promised", "time", &t.time(&v.eta))),
        Visit::InProgress(v) => (Mark::Live, t.with("visits-since", "time", &t.time(&v.started_at))),
        Visit::Done(v) => (Mark::Done, t.with("visits-done-at", "time", &t.time(&v.finished_at))),
        Visit::Cancelled(_) => (Mark::Off, t.get("visits-now-cancelled")),
        Visit::LockedOut(_) => (Mark::Off, t.get("visits-now-locked-out")),
        Visit::Skipped(_) => (Mark::Off, t.get("visits-now-skipped")),
    };
    Now { mark, words }
}

/// The visit that comes after this one: (page, start).
pub(crate) type After = Option<(String, Instant)>;

fn step(t: &T, sheet: &Sheet, after: &After) -> Step {
    let at = address(sheet.visit.plan().id);
    match (&sheet.visit, first_left(sheet)) {
        (Visit::Planned(_) | Visit::Confirmed(_), _) => Step::SetOff { action: format!("{at}/on-my-way") },
        (Visit::EnRoute(_), _) => Step::Start { action: format!("{at}/start"), note: t.get("visits-start-note") },
        (Visit::InProgress(_), Some(item)) => Step::Left { note: t.num("visits-left", "n", &number(sheet.progress.left())), first: place(item) },
        (Visit::InProgress(_), None) => Step::Finish { action: format!("{at}/done") },
        (Visit::Done(_) | Visit::Cancelled(_) | Visit::LockedOut(_) | Visit::Skipped(_), _) => match after {
            Some((href, start)) => Step::Next { note: t.with("visits-next-at", "time", &t.time(start)), href: href.clone(), words: t.get("visits-open-next") },
            None => Step::Next { note: t.get("visits-no-more"), href: "/work".to_owned(), words: t.get("visits-to-day") },
        },
    }
}

fn times(t: &T, visit: &Visit) -> Vec<(String, String)> {
    match visit {
        Visit::Done(v) => vec![
            (t.get("visits-row-started"), t.time(&v.work.started_at)),
            (t.get("visits-row-finished"), t.time(&v.finished_at)),
            (t.get("visits-row-took"), t.length(&v.finished_at.minutes_since(v.work.started_at))),
        ],
        _ => Vec::new(),
    }
}

/// What a page needs besides the sheet.
pub(crate) struct Around<'a> {
    pub(crate) looked: &'a Looked,
    pub(crate) others: &'a [String],
    pub(crate) after: After,
    pub(crate) now: Instant,
    pub(crate) notice: String,
}

impl VisitPage {
    pub(crate) fn new(head: Head, sheet: &Sheet, around: &Around<'_>) -> Self {
        let (t, visit, plan) = (&head.t, &sheet.visit, sheet.visit.plan());
        let mut lines = vec![format!("{}, {}", t.span(&plan.span), line(t, plan, around.others)), sheet.service.of(t.lang).to_owned()];
        let name = around.looked.name(plan);
        if !name.is_empty() {
            lines.push(t.with("visits-client", "name", &name));
        }
        if plan.redo_of.is_some() {
            lines.push(t.get("visits-redo"));
        }
        Self {
            sent: t.with("visits-sent", "time", &t.time(&around.now)),
            notice: around.notice.clone(),
            now: now(t, visit),
            address: around.looked.address(t, plan),
            lines,
            times: times(t, visit),
            open: visit.state() == State::InProgress,
            progress: progress(&sheet.progress),
            rooms: if matches!(visit.state(), State::InProgress | State::Done) { rooms(t, sheet) } else { Vec::new() },
            step: step(t, sheet, &around.after),
            head,
        }
    }
}

impl TickAnswer {
    /// `None` when the item is not on the sheet.
    pub(crate) fn new(head: Head, sheet: &Sheet, item: &str, now: Instant) -> Option<Self> {
        let t = &head.t;
        let (code, _, items) = sheet.rooms.iter().find(|(_, _, items)| items.iter().any(|one| one.item.id == item))?;
        let one = items.iter().find(|one| one.item.id == item)?;
        Some(Self {
            sent: t.with("visits-sent", "time", &t.time(&now)),
            tick: tick(t, sheet.visit.plan().id, one),
            room: rooms(t, sheet).into_iter().find(|room| room.code == *code)?,
            progress: progress(&sheet.progress),
            step: step(t, sheet, &None),
            head,
        })
    }
}

/// The sheet, for the crew alone: a client and the desk see the visit elsewhere.
pub(crate) async fn crew_sheet(here: &Here, id: VisitId) -> Result<Sheet, Move> {
    let sheet = visits::sheet(&here.app, &here.actor, id).await?;
    here.actor.may(DO_VISIT, &resource(sheet.visit.plan()))?;
    Ok(sheet)
}

pub(crate) async fn get_visit(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let me = crew_member(&here)?;
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    let view = visit_page(&here, me, id, String::new()).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&view))
}

/// The page of a visit, with what just went wrong.
pub(crate) async fn visit_page(here: &Here, me: PersonId, id: VisitId, notice: String) -> Result<VisitPage, Move> {
    let sheet = crew_sheet(here, id).await?;
    let plan = sheet.visit.plan();
    let looked = reveal(here, &[(plan, is_ahead(&sheet.visit))]).await?;
    let db = here.app.read().await?;
    let others = others(&names(&db, std::iter::once(plan)).await?, plan, me);
    let today = visits_between(&db, &here.actor, day_of(plan.span.start), Some(me)).await?;
    let after = today.iter().map(|(visit, _)| visit).find(|visit| is_ahead(visit) && visit.plan().id != id);
    let after = after.map(|visit| (address(visit.plan().id), visit.plan().span.start));
    let around = Around { looked: &looked, others: &others, after, now: db.now(), notice };
    Ok(VisitPage::new(here.head(Shell::Phone, &here.t.get("visits-title")), &sheet, &around))
}
