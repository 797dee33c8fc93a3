//! One visit on the phone: where, in which state, the sheet, and the one next step.

use crate::day::{day_of, is_ahead, line, marks, others};
use crate::household::{Care, HouseholdView, Names, Proof};
use crate::looked::{Looked, crew_member, resource, reveal};
use crate::own::PhoneWords;
use crate::photos;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use catalog::{Kit, Techniques};
use db::Read as _;
use households::{Card, Closure, MemoryId};
use jiff::civil::Time;
use lexicon::names::Case;
use pages::{Head, Here, PairView, Refused, Shell, T, capital, page};
use people::{Name, PersonId};
use std::collections::BTreeMap;
use values::{Instant, Lang};
use visits::{
    Answer, Asked, Briefing, DO_VISIT, Instructions, Move, Note, Pair, Plan, Progress, Sheet, SheetItem, Shown, State, Visit, VisitId, WAIT_MINUTES,
    visits_between,
};

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
    /// How it is done, where it has a way of its own; empty otherwise.
    pub(crate) hint: String,
    /// When nobody enters its room, `14:00-15:30`, several with blanks between them; empty where it is open.
    pub(crate) shut: String,
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
    /// All is ticked, and nobody has said yet whether what the house remembers was kept.
    Unsaid { action: String, note: String, first: String },
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
    /// What the house remembers.
    pub(crate) household: HouseholdView,
    /// Photos can be taken, or were.
    pub(crate) album: AlbumView,
    pub(crate) notes: Vec<NoteView>,
    /// Where a note is sent.
    pub(crate) notes_action: String,
    /// What was typed into the note and not taken.
    pub(crate) note: String,
    /// Where things that go wrong are said.
    pub(crate) trouble: Option<Trouble>,
    pub(crate) step: Step,
    /// Where damage is told of.
    pub(crate) damage_action: String,
    /// The visit's id, state and version, for the phone.
    pub(crate) id: String,
    pub(crate) state: &'static str,
    pub(crate) version: u32,
    /// The way to the door is shown.
    pub(crate) near: bool,
    /// The address without the flat.
    way: String,
    /// What the phone will need without a network: the parts of the states to come.
    pub(crate) ahead: Option<Ahead>,
    /// What the phone says by itself.
    pub(crate) own: PhoneWords,
}

/// Parts of the states to come, which the phone shows when it goes on by itself.
pub(crate) struct Ahead {
    /// The marks of the states to come: name, mark with `{time}` in its words.
    pub(crate) marks: Vec<(&'static str, Now)>,
    /// The steps to come.
    pub(crate) steps: Vec<(&'static str, Step)>,
    pub(crate) rooms: Vec<RoomView>,
    pub(crate) progress: ProgressView,
    pub(crate) album: AlbumView,
    pub(crate) trouble: Option<Trouble>,
    /// The sheet stands on the page already.
    pub(crate) open: bool,
    /// Where it is said whether an instruction was kept.
    pub(crate) memory: String,
    /// Where it is shown.
    pub(crate) proof: Proof,
}

/// The address with the way to the door, by itself.
#[derive(Template)]
#[template(path = "work-where.html")]
pub(crate) struct WherePage<'a> {
    address: &'a str,
    household: &'a HouseholdView,
}

impl<'a> WherePage<'a> {
    pub(crate) const fn of(page: &'a VisitPage) -> Self {
        Self { address: page.address.as_str(), household: &page.household }
    }
}

impl VisitPage {
    /// The page as it may be kept: without the way to the door.
    pub(crate) fn forget_doors(&mut self) {
        self.near = false;
        self.address.clone_from(&self.way);
        self.household.doors.clear();
        self.household.access.clear();
    }
}

/// Photos of the visit by room.
#[derive(Default)]
pub(crate) struct AlbumView {
    /// Where they are sent; empty when none can be taken now.
    pub(crate) action: String,
    pub(crate) rows: Vec<AlbumRow>,
    /// Items that have no pair yet: value, words.
    pub(crate) items: Vec<(String, String)>,
    /// «3 пары».
    pub(crate) count: String,
}

/// One pair, or the place for one.
pub(crate) struct AlbumRow {
    /// `room:hall`.
    pub(crate) value: String,
    pub(crate) pair: PairView,
    /// The next photo to take: `before`, `after`; the same again when both are there.
    pub(crate) next: &'static str,
    pub(crate) button: String,
}

/// A note.
pub(crate) struct NoteView {
    pub(crate) text: String,
    pub(crate) by: String,
    /// It tells of something broken.
    pub(crate) damage: bool,
}

/// Where the crew says that it is late, or stands before a closed door.
pub(crate) struct Trouble {
    pub(crate) late: String,
    pub(crate) locked_out: String,
    pub(crate) note: String,
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

pub(crate) fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn progress(progress: &Progress) -> ProgressView {
    ProgressView { answered: progress.answered(), all: progress.all() }
}

/// What the items of a list are shown with.
#[derive(Clone, Copy)]
pub(crate) struct Beside<'a> {
    pub(crate) ways: &'a Techniques,
    pub(crate) told: &'a Instructions,
}

/// When nobody enters the room of this item: a phone without a network must know it too.
fn shut(told: &Instructions, item: &str) -> String {
    let closed = told.all.iter().filter_map(|one| match &one.asked {
        Asked::Closed { when, items, .. } if items.iter().any(|id| id == item) => Some(match when {
            Closure::Hours(hours) => {
                let span = |(from, until): &(Time, Time)| format!("{}-{}", from.strftime("%H:%M"), until.strftime("%H:%M"));
                hours.iter().map(span).collect::<Vec<_>>().join(" ")
            }
            Closure::Always | Closure::Unread => "00:00-24:00".to_owned(),
        }),
        _ => None,
    });
    closed.collect::<Vec<_>>().join(" ")
}

fn tick(t: &T, beside: Beside<'_>, id: VisitId, item: &SheetItem) -> TickView {
    let way = item.item.technique.as_deref().and_then(|code| beside.ways.technique(code));
    TickView {
        shut: shut(beside.told, &item.item.id),
        hint: way.map(|way| way.how.of(t.lang).to_owned()).unwrap_or_default(),
        action: format!("{}/answers", address(id)),
        item: item.item.id.clone(),
        text: item.item.text.of(t.lang).to_owned(),
        done: item.answer == Some(Answer::Done),
        absent: item.answer == Some(Answer::Absent),
    }
}

fn rooms(t: &T, beside: Beside<'_>, sheet: &Sheet) -> Vec<RoomView> {
    let id = sheet.visit.plan().id;
    let room = |(code, name, items): &(String, values::Said, Vec<SheetItem>)| {
        let answered = items.iter().filter(|item| item.answer.is_some()).count();
        let count = t.say("visits-count", &[("answered", answered.to_string().into()), ("all", items.len().to_string().into())]);
        let ticks = items.iter().map(|item| tick(t, beside, id, item)).collect();
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

fn step(t: &T, sheet: &Sheet, unsaid: usize, after: &After) -> Step {
    let at = address(sheet.visit.plan().id);
    match (&sheet.visit, first_left(sheet)) {
        (Visit::Planned(_) | Visit::Confirmed(_), _) => Step::SetOff { action: format!("{at}/on-my-way") },
        (Visit::EnRoute(_), _) => Step::Start { action: format!("{at}/start"), note: t.get("visits-start-note") },
        (Visit::InProgress(_), Some(item)) => Step::Left { note: t.num("visits-left", "n", &number(sheet.progress.left())), first: place(item) },
        (Visit::InProgress(_), None) if unsaid > 0 => {
            Step::Unsaid { action: format!("{at}/done"), note: t.num("visits-unsaid", "n", &number(unsaid)), first: "#memory".to_owned() }
        }
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
    pub(crate) told: &'a Briefing,
    pub(crate) kit: &'a Kit,
    pub(crate) ways: &'a Techniques,
    pub(crate) me: PersonId,
    pub(crate) pairs: &'a [Pair],
    pub(crate) notes: &'a [Note],
    pub(crate) names: &'a BTreeMap<PersonId, Name>,
    /// What was typed and not taken.
    pub(crate) typed: Typed,
}

/// What was typed and not taken.
#[derive(Default)]
pub(crate) struct Typed {
    /// Into the note.
    pub(crate) note: String,
    /// Beside an instruction.
    pub(crate) remark: Option<(MemoryId, String)>,
}

impl Around<'_> {
    const fn beside(&self) -> Beside<'_> {
        Beside { ways: self.ways, told: &self.told.instructions }
    }
}

fn room_name<'a>(sheet: &'a Sheet, t: &T, code: &str) -> Option<&'a str> {
    sheet.rooms.iter().find(|(known, _, _)| known == code).map(|(_, name, _)| name.of(t.lang))
}

fn shown(sheet: &Sheet, t: &T, of: &Shown) -> String {
    let words = match of {
        Shown::Room(code) => room_name(sheet, t, code),
        Shown::Item(id) => sheet.rooms.iter().flat_map(|(_, _, items)| items).find(|one| one.item.id == *id).map(|one| one.item.text.of(t.lang)),
        // It stands beside its instruction.
        Shown::Memory(_) => None,
    };
    words.map_or_else(|| t.get("visits-photo-of-old"), str::to_owned)
}

fn album(t: &T, sheet: &Sheet, pairs: &[Pair], open: bool) -> AlbumView {
    let mut rows: Vec<AlbumRow> = Vec::new();
    let row = |of: &Shown, known: Option<&Pair>| {
        let (what, code) = of.parts();
        let next = if known.is_some() { "after" } else { "before" };
        let button = match known {
            None => "visits-photo-before",
            Some(pair) if pair.after.is_none() => "visits-photo-after",
            Some(_) => "visits-photo-again",
        };
        let words = shown(sheet, t, of);
        AlbumRow {
            value: format!("{what}:{code}"),
            pair: known.map_or_else(
                || PairView { what: words.clone(), before: String::new(), after: String::new(), width: 0, height: 0 },
                |known| photos::pair(words.clone(), known),
            ),
            next,
            button: t.get(button),
        }
    };
    if open {
        for (code, _, _) in &sheet.rooms {
            let of = Shown::Room(code.clone());
            rows.push(row(&of, pairs.iter().find(|pair| pair.shown == of)));
        }
    }
    for pair in pairs.iter().filter(|pair| !open || matches!(pair.shown, Shown::Item(_))) {
        rows.push(row(&pair.shown, Some(pair)));
    }
    let items = sheet.rooms.iter().flat_map(|(_, _, items)| items).map(|one| &one.item);
    let free = items.filter(|item| !pairs.iter().any(|pair| pair.shown == Shown::Item(item.id.clone())));
    let whole = pairs.iter().filter(|pair| pair.after.is_some()).count();
    AlbumView {
        action: if open { format!("{}/photos", address(sheet.visit.plan().id)) } else { String::new() },
        items: if open { free.map(|item| (format!("item:{}", item.id), item.text.of(t.lang).to_owned())).collect() } else { Vec::new() },
        count: t.num("visits-pairs", "n", &number(whole)),
        rows,
    }
}

fn trouble(t: &T, plan: &Plan) -> Trouble {
    let (at, until) = (address(plan.id), plan.span.start + jiff::SignedDuration::from_mins(WAIT_MINUTES));
    Trouble { late: format!("{at}/late"), locked_out: format!("{at}/locked-out"), note: t.with("visits-locked-note", "time", &t.time(&until)) }
}

/// What the page becomes when the phone goes on by itself; nothing comes after the end.
fn ahead(t: &T, sheet: &Sheet, around: &Around<'_>) -> Option<Ahead> {
    let (visit, id, state) = (&sheet.visit, sheet.visit.plan().id, sheet.visit.state());
    if state.is_over() {
        return None;
    }
    let (at, open) = (address(id), state == State::InProgress);
    let next = match &around.after {
        Some((href, start)) => Step::Next { note: t.with("visits-next-at", "time", &t.time(start)), href: href.clone(), words: t.get("visits-open-next") },
        None => Step::Next { note: t.get("visits-no-more"), href: "/work".to_owned(), words: t.get("visits-to-day") },
    };
    let note = "{note}".to_owned();
    Some(Ahead {
        marks: marks(t),
        steps: vec![
            ("start", Step::Start { action: format!("{at}/start"), note: t.get("visits-start-note") }),
            ("left", Step::Left { note: note.clone(), first: "#rooms-title".to_owned() }),
            ("unsaid", Step::Unsaid { action: format!("{at}/done"), note, first: "#memory".to_owned() }),
            ("finish", Step::Finish { action: format!("{at}/done") }),
            ("next", next),
        ],
        rooms: if open { Vec::new() } else { rooms(t, around.beside(), sheet) },
        progress: progress(&sheet.progress),
        album: if open { AlbumView::default() } else { album(t, sheet, around.pairs, true) },
        trouble: (!matches!(visit, Visit::EnRoute(_)) && !open).then(|| trouble(t, visit.plan())),
        open,
        memory: format!("{at}/memory"),
        proof: Proof::of(id, String::new(), String::new()),
    })
}

/// «К Анне Сергеевне, на «вы»»: the name as it is said on the way there, and the terms on which one speaks. Whoever reads English declines nothing.
fn addressed(t: &T, card: &Card) -> String {
    let name = if t.lang == Lang::Ru { capital(&lexicon::names::to(&card.in_case(Case::Dative))) } else { card.salutation() };
    t.with(if card.calling.thou { "visits-client-thou" } else { "visits-client" }, "name", &name)
}

impl VisitPage {
    pub(crate) fn new(head: Head, sheet: &Sheet, around: &Around<'_>) -> Self {
        let (t, visit, plan) = (&head.t, &sheet.visit, sheet.visit.plan());
        let mut lines = vec![format!("{}, {}", t.span(&plan.span), line(t, plan, around.others)), sheet.service.of(t.lang).to_owned()];
        if let Some(card) = around.looked.card(plan) {
            lines.push(addressed(t, card));
        }
        if plan.redo_of.is_some() {
            lines.push(t.get("visits-redo"));
        }
        let names = Names { kit: around.kit, rooms: sheet.rooms.iter().map(|(code, name, _)| (code.as_str(), name)).collect() };
        let mut household = HouseholdView::new(t, visit, around.told, &names, around.now);
        if let Some((memory, words)) = &around.typed.remark {
            household.typed(*memory, words);
        }
        let note = |one: &Note| {
            let name = around.names.get(&one.by).map(Name::short).unwrap_or_default();
            NoteView { damage: one.damage, text: one.text.clone(), by: t.say("visits-note-by", &[("name", name.into()), ("time", t.moment(&one.at).into())]) }
        };
        Self {
            album: album(t, sheet, around.pairs, visit.state() == State::InProgress),
            damage_action: format!("{}/damage", address(plan.id)),
            id: plan.id.to_string(),
            state: visit.state().name(),
            version: plan.version,
            near: around.told.near,
            way: around.looked.address(t, plan, false),
            ahead: ahead(t, sheet, around),
            own: PhoneWords::new(t, around.me, around.now),
            notes: around.notes.iter().map(note).collect(),
            note: around.typed.note.clone(),
            notes_action: format!("{}/notes", address(plan.id)),
            trouble: matches!(visit, Visit::EnRoute(_)).then(|| trouble(t, plan)),
            sent: t.with("visits-sent", "time", &t.time(&around.now)),
            notice: around.notice.clone(),
            now: now(t, visit),
            address: around.looked.address(t, plan, around.told.near),
            lines,
            times: times(t, visit),
            open: visit.state() == State::InProgress,
            progress: progress(&sheet.progress),
            rooms: if matches!(visit.state(), State::InProgress | State::Done) { rooms(t, around.beside(), sheet) } else { Vec::new() },
            step: step(t, sheet, household.unsaid(), &around.after),
            household,
            head,
        }
    }
}

impl TickAnswer {
    /// `None` when the item is not on the sheet.
    pub(crate) fn new(head: Head, sheet: &Sheet, beside: Beside<'_>, item: &str, unsaid: usize, now: Instant) -> Option<Self> {
        let t = &head.t;
        let (code, _, items) = sheet.rooms.iter().find(|(_, _, items)| items.iter().any(|one| one.item.id == item))?;
        let one = items.iter().find(|one| one.item.id == item)?;
        Some(Self {
            sent: t.with("visits-sent", "time", &t.time(&now)),
            tick: tick(t, beside, sheet.visit.plan().id, one),
            room: rooms(t, beside, sheet).into_iter().find(|room| room.code == *code)?,
            progress: progress(&sheet.progress),
            step: step(t, sheet, unsaid, &None),
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
    visit_page_with(here, me, id, notice, Typed::default()).await
}

/// The same, with what was typed and not taken.
pub(crate) async fn visit_page_with(here: &Here, me: PersonId, id: VisitId, notice: String, typed: Typed) -> Result<VisitPage, Move> {
    let sheet = crew_sheet(here, id).await?;
    let plan = sheet.visit.plan();
    let looked = reveal(here, &[(plan, is_ahead(&sheet.visit))]).await?;
    let db = here.app.read().await?;
    let told = visits::briefing(&here.app, &here.actor, id).await?;
    let pairs = visits::photos(&db, &here.actor, id).await?;
    let notes = visits::notes(&here.app, &here.actor, id).await?;
    let who: Vec<PersonId> = plan.crew.iter().copied().chain(notes.iter().map(|note| note.by)).collect();
    let names = people::names(&db, &who).await?;
    let others = others(&names, plan, me);
    let (kit, ways) = (catalog::kit(&here.app)?, catalog::techniques(&here.app)?);
    let today = visits_between(&db, &here.actor, day_of(plan.span.start), Some(me)).await?;
    let after = today.iter().map(|(visit, _)| visit).find(|visit| is_ahead(visit) && visit.plan().id != id);
    let after = after.map(|visit| (address(visit.plan().id), visit.plan().span.start));
    let around = Around {
        looked: &looked,
        others: &others,
        after,
        now: db.now(),
        notice,
        told: &told,
        kit: &kit,
        ways: &ways,
        me,
        pairs: &pairs,
        notes: &notes,
        names: &names,
        typed,
    };
    Ok(VisitPage::new(here.head(Shell::Phone, &here.t.get("visits-title")), &sheet, &around))
}
