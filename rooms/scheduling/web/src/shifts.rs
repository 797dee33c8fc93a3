//! Shifts and leave at the desk: two weeks by people, and at the right one person's day with what can be done about it.

use crate::leave::{self, LeaveForm, Preview};
use access::{Actor, Resource, Role};
use askama::Template;
use axum::response::Response;
use db::{DbError, Read as _};
use jiff::ToSpan as _;
use jiff::civil::{Date, Time, Weekday};
use messaging::words;
use pages::{Form, Head, Here, Refused, Routes, Shell, T, page, redirect};
use people::{Name, PersonId, StaffMember};
use scheduling::{
    Away, Busy, BusyKind, By, CLEAR_SHIFT, Calendar, SEE_PLANS, SET_SHIFT, Shift, busy_on, clear_shift, leaves_on, set_shift, set_way, shifts_on,
};
use std::collections::BTreeMap;
use values::{Explain, Instant, Lang, Problem, Span};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/desk/shifts", SEE_PLANS, get_shifts)
        .post("/desk/shifts/set", SET_SHIFT, post_set)
        .post("/desk/shifts/clear", CLEAR_SHIFT, post_clear)
        .post("/desk/shifts/way", SET_SHIFT, post_way)
        .merge(leave::routes())
}

/// How many days are shown.
const DAYS: i64 = 14;
/// A shift is repeated over so many days at most.
const REPEATED: i64 = 62;

pub(crate) fn midnight(day: Date, or: Instant) -> Instant {
    Instant::of_moscow(day.to_datetime(Time::midnight())).unwrap_or(or)
}

/// Which days are shown, and which cell is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The first day shown, a Monday.
    pub(crate) from: Date,
    /// Whose cell is open.
    pub(crate) person: Option<PersonId>,
    /// Of which day.
    pub(crate) day: Date,
}

impl Asked {
    pub(crate) fn of(form: &Form, now: Instant) -> Self {
        let day: Date = form.get("day").parse().unwrap_or(now.day());
        let wanted: Date = form.get("from").parse().unwrap_or(now.day());
        let monday = wanted.checked_sub(i64::from(wanted.weekday().to_monday_zero_offset()).days()).unwrap_or(wanted);
        Self { from: monday, person: form.get("person").parse().ok(), day }
    }

    pub(crate) fn href(&self) -> String {
        let person = self.person.map(|person| format!("&person={person}&day={}", self.day)).unwrap_or_default();
        format!("/desk/shifts?from={}{person}", self.from)
    }

    fn at(&self, days: i64) -> Date {
        self.from.checked_add(days.days()).unwrap_or(self.from)
    }
}

/// A day at the head of its column.
pub(crate) struct HeadView {
    pub weekday: String,
    pub number: String,
    pub off: bool,
    pub today: bool,
}

/// Somebody's day.
pub(crate) struct CellView {
    pub href: String,
    /// `9–21`, `болеет`, or nothing.
    pub words: String,
    /// How many visits and holds there are; empty for none.
    pub visits: String,
    /// The same for a voice: whose, which day.
    pub title: String,
    pub class: &'static str,
    pub current: bool,
}

/// Somebody's two weeks.
pub(crate) struct RowView {
    pub name: String,
    pub way: String,
    pub cells: Vec<CellView>,
}

/// A value that can be chosen.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub value: String,
    pub words: String,
    pub chosen: bool,
}

/// A line that leads somewhere.
pub(crate) struct LinkView {
    pub href: String,
    pub words: String,
}

/// A leave that can be ended.
pub(crate) struct AwayView {
    pub id: String,
    pub words: String,
}

/// The open cell.
pub(crate) struct CardView {
    pub person: String,
    pub name: String,
    pub day: String,
    pub day_words: String,
    /// The beginning of the shift that is there, to clear it; empty when there is none.
    pub shift: String,
    pub shift_words: String,
    pub start: String,
    pub end: String,
    pub through: String,
    pub shift_fault: String,
    pub visits: Vec<LinkView>,
    pub holds: String,
    pub away: Vec<AwayView>,
    pub ways: Vec<Choice>,
    pub leave: LeaveForm,
    pub preview: Option<Preview>,
}

#[derive(Template)]
#[template(path = "shifts.html")]
pub(crate) struct ShiftsPage {
    pub head: Head,
    pub from: String,
    pub range: String,
    pub earlier: String,
    pub later: String,
    pub days: Vec<HeadView>,
    pub rows: Vec<RowView>,
    pub notice: String,
    pub fault: String,
    pub card: Option<CardView>,
}

/// What the plans say of the days shown.
pub(crate) struct Plans {
    now: Instant,
    staff: Vec<StaffMember>,
    shifts: Vec<Shift>,
    busy: Vec<Busy>,
    away: Vec<Away>,
    ways: BTreeMap<PersonId, By>,
}

impl Plans {
    async fn load(here: &Here, asked: &Asked) -> Result<Self, DbError> {
        let db = here.app.read().await?;
        let span = Span { start: midnight(asked.from, db.now()), end: midnight(asked.at(DAYS), db.now()) };
        Ok(Self {
            now: db.now(),
            staff: people::staff(&db).await?.into_iter().filter(|member| member.role == Role::Cleaner).collect(),
            shifts: shifts_on(&db, span).await?,
            busy: busy_on(&db, span).await?,
            away: leaves_on(&db, span).await?,
            ways: scheduling::ways_of_getting_around(&db).await?,
        })
    }

    fn day(&self, day: Date) -> Span {
        Span { start: midnight(day, self.now), end: midnight(day.tomorrow().unwrap_or(day), self.now) }
    }

    fn shift(&self, person: PersonId, day: Date) -> Option<&Shift> {
        self.shifts.iter().find(|shift| shift.person == person && shift.span.start.day() == day)
    }

    fn away(&self, person: PersonId, day: Date) -> Option<&Away> {
        let span = self.day(day);
        self.away.iter().find(|away| away.person == person && away.span.overlaps(&span))
    }

    fn busy(&self, person: PersonId, day: Date, kind: BusyKind) -> impl Iterator<Item = &Busy> {
        let span = self.day(day);
        self.busy.iter().filter(move |busy| busy.person == person && busy.kind == kind && busy.span.overlaps(&span))
    }
}

fn name(t: &T, member: &StaffMember) -> String {
    member.name.as_ref().map_or_else(|| t.get("scheduling-web-shifts-gone"), Name::short)
}

/// `9–21`, with minutes where there are some.
fn hours(span: &Span) -> String {
    let short = |at: Instant| {
        let time = at.in_moscow().time();
        if time.minute() == 0 { time.hour().to_string() } else { words::time(at) }
    };
    format!("{}–{}", short(span.start), short(span.end))
}

/// `2–15 марта`, `30 марта – 12 апреля`, in English `2–15 March`.
fn range(lang: Lang, from: Date, to: Date) -> String {
    let (first, last) = (words::civil_date(lang, from), words::civil_date(lang, to));
    // Both say the month after the day.
    if from.month() == to.month() { format!("{}–{last}", from.day()) } else { format!("{first} – {last}") }
}

fn cell(t: &T, plans: &Plans, asked: &Asked, member: &StaffMember, day: Date) -> CellView {
    let here = Asked { person: Some(member.id), day, ..*asked };
    let (words, class) = match (plans.away(member.id, day), plans.shift(member.id, day)) {
        (Some(away), _) => (t.get(&format!("scheduling-web-leave-{}", away.leave.name())), "shift-away"),
        (None, Some(shift)) => (hours(&shift.span), "shift-on"),
        (None, None) => (String::new(), "shift-none"),
    };
    let visits = plans.busy(member.id, day, BusyKind::Visit).count();
    let visits = if visits == 0 { String::new() } else { visits.to_string() };
    let noon = Instant::of_moscow(day.at(12, 0, 0, 0)).unwrap_or(plans.now);
    CellView {
        href: format!("{}#card", here.href()),
        title: format!("{}, {}", name(t, member), t.day(&noon)),
        words,
        visits,
        class,
        current: asked.person == Some(member.id) && asked.day == day,
    }
}

/// What was typed into a form that came back, and what is wrong with it.
#[derive(Default)]
pub(crate) struct Again<'a> {
    pub form: Option<&'a Form>,
    pub problem: Option<&'a Problem>,
    pub leave: bool,
}

impl Again<'_> {
    fn value(&self, name: &str, or: String) -> String {
        self.form.filter(|form| form.has(name)).map_or(or, |form| form.get(name).to_owned())
    }

    /// What is wrong with a field of these, in words.
    pub(crate) fn fault(&self, t: &T, fields: &[&str]) -> String {
        let fault = self.problem.and_then(|problem| problem.fields.iter().find(|fault| fields.contains(&fault.field)));
        fault.map(|fault| t.fault(fault)).unwrap_or_default()
    }
}

fn card(here: &Here, plans: &Plans, asked: &Asked, member: &StaffMember, preview: Option<Preview>, again: &Again<'_>) -> CardView {
    let t = &here.t;
    let (person, day) = (member.id, asked.day);
    let shift = plans.shift(person, day);
    // As a field of time takes it: `09:00`.
    let time = |at: Instant| at.in_moscow().time().strftime("%H:%M").to_string();
    let visit = |busy: &Busy| LinkView { href: format!("/desk/visits/{}", busy.owner), words: t.span(&busy.span) };
    let holds = plans.busy(person, day, BusyKind::Hold).count();
    let by = plans.ways.get(&person).copied().unwrap_or_default();
    let way = |one: By| Choice { value: one.name().to_owned(), words: t.get(&format!("scheduling-web-way-{}", one.name())), chosen: one == by };
    let noon = Instant::of_moscow(day.at(12, 0, 0, 0)).unwrap_or(plans.now);
    let shifted = Again { form: again.form.filter(|_| !again.leave), ..Again::default() };
    CardView {
        person: person.to_string(),
        name: member.name.as_ref().map_or_else(|| t.get("scheduling-web-shifts-gone"), Name::full),
        day: day.to_string(),
        day_words: t.day(&noon),
        shift: shift.map(|shift| shift.span.start.to_string()).unwrap_or_default(),
        shift_words: shift.map(|shift| t.span(&shift.span)).unwrap_or_default(),
        start: shifted.value("start", shift.map_or_else(|| "09:00".to_owned(), |shift| time(shift.span.start))),
        end: shifted.value("end", shift.map_or_else(|| "21:00".to_owned(), |shift| time(shift.span.end))),
        through: shifted.value("through", String::new()),
        shift_fault: again.fault(t, &["start", "end", "through"]),
        visits: plans.busy(person, day, BusyKind::Visit).map(visit).collect(),
        holds: if holds == 0 { String::new() } else { t.num("scheduling-web-shifts-holds", "n", &i64::try_from(holds).unwrap_or(i64::MAX)) },
        away: plans
            .away
            .iter()
            .filter(|away| away.person == person && away.span.end > plans.now)
            .map(|away| AwayView { id: away.id.to_string(), words: leave::away_words(t, away) })
            .collect(),
        ways: [By::Transit, By::Car].map(way).to_vec(),
        leave: LeaveForm::new(t, day, again.form.filter(|_| again.leave).unwrap_or(&here.query), again),
        preview,
    }
}

impl ShiftsPage {
    pub(crate) async fn load(here: &Here, asked: &Asked, preview: Option<Preview>, again: &Again<'_>) -> Result<Self, DbError> {
        let t = &here.t;
        let plans = Plans::load(here, asked).await?;
        let calendar = here.app.part::<Calendar>()?;
        let days: Vec<Date> = (0..DAYS).map(|ahead| asked.at(ahead)).collect();
        let head = |day: &Date| {
            let noon = Instant::of_moscow(day.at(12, 0, 0, 0)).unwrap_or(plans.now);
            let (off, today) = (!calendar.is_working_day(*day), *day == plans.now.day());
            HeadView { weekday: words::weekday_short(t.lang, noon), number: day.day().to_string(), off, today }
        };
        let row = |member: &StaffMember| RowView {
            name: name(t, member),
            way: if plans.ways.get(&member.id) == Some(&By::Car) { t.get("scheduling-web-way-car") } else { String::new() },
            cells: days.iter().map(|day| cell(t, &plans, asked, member, *day)).collect(),
        };
        let other = |ahead: i64| Asked { from: asked.at(ahead), ..*asked }.href();
        let member = plans.staff.iter().find(|member| Some(member.id) == asked.person);
        let words = |problem: &Problem| t.args(&format!("problem-{}", problem.kind), &problem.args);
        Ok(Self {
            head: here.head(Shell::Desk, &t.get("scheduling-web-shifts-title")).script("src/shifts.ts").at(asked.href()),
            from: asked.from.to_string(),
            range: range(t.lang, asked.from, asked.at(DAYS - 1)),
            earlier: other(-DAYS),
            later: other(DAYS),
            days: days.iter().map(head).collect(),
            rows: plans.staff.iter().map(row).collect(),
            notice: leave::notice(t, &here.query),
            fault: again.problem.filter(|problem| problem.fields.is_empty()).map(words).unwrap_or_default(),
            card: member.map(|member| card(here, &plans, asked, member, preview, again)),
        })
    }
}

/// The page again after a form that could not be done, with what was typed.
pub(crate) async fn again(here: &Here, form: &Form, error: &impl Explain, leave: bool) -> Result<Response, Refused> {
    let problem = error.explain();
    if !matches!(problem.status, 409 | 422) {
        return Err(here.refuse(error));
    }
    let now = here.app.read().await.map_err(|e| here.refuse(&e))?.now();
    let asked = Asked::of(form, now);
    let view = ShiftsPage::load(here, &asked, None, &Again { form: Some(form), problem: Some(&problem), leave }).await.map_err(|e| here.refuse(&e))?;
    here.again(error, &view)
}

async fn get_shifts(here: Here) -> Result<Response, Refused> {
    here.actor.may(SEE_PLANS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let now = here.app.read().await.map_err(|e| here.refuse(&e))?.now();
    let asked = Asked::of(&here.query, now);
    let (preview, problem) = match leave::preview(&here, &asked).await {
        Ok(preview) => (preview, None),
        Err(error) => (None, Some(error.explain())),
    };
    let again = Again { form: None, problem: problem.as_ref(), leave: true };
    let view = ShiftsPage::load(&here, &asked, preview, &again).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&view))
}

/// A problem of a form of this page, before a use case is asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    /// No such person.
    #[error("no person")]
    Nobody,
    /// A field cannot be read.
    #[error("{0} cannot be read")]
    Field(&'static str),
}

impl Explain for Unreadable {
    fn explain(&self) -> Problem {
        match self {
            Self::Nobody => Problem::new(404, "person-unknown"),
            Self::Field(field) => Problem::fields(vec![values::FieldFault::new(field, "not-a-time")]),
        }
    }
}

fn typed<T: std::str::FromStr>(form: &Form, field: &'static str) -> Result<T, Unreadable> {
    form.get(field).parse().map_err(|_| Unreadable::Field(field))
}

pub(crate) fn person(form: &Form) -> Result<PersonId, Unreadable> {
    form.get("person").parse().map_err(|_| Unreadable::Nobody)
}

/// The shifts of a form: of one day, or of each up to another.
fn wanted(form: &Form) -> Result<(PersonId, Vec<Span>), Unreadable> {
    let person = person(form)?;
    let (day, start, end): (Date, Time, Time) = (typed(form, "day")?, typed(form, "start")?, typed(form, "end")?);
    let through = if form.get("through").is_empty() { day } else { typed(form, "through")? };
    let last = day.checked_add(REPEATED.days()).unwrap_or(day);
    if through < day || through > last {
        return Err(Unreadable::Field("through"));
    }
    let mut spans = Vec::new();
    let mut next = day;
    while next <= through {
        let at = |time| Instant::of_moscow(next.to_datetime(time)).map_err(|_| Unreadable::Field("start"));
        spans.push(Span { start: at(start)?, end: at(end)? });
        let Ok(tomorrow) = next.tomorrow() else { break };
        next = tomorrow;
    }
    // Whoever works the week has its end off, unless the shift is set for that day itself.
    spans.retain(|span| span.start.day() == day || !matches!(span.start.day().weekday(), Weekday::Saturday | Weekday::Sunday) || form.has("weekends"));
    Ok((person, spans))
}

async fn post_set(here: Here, form: Form) -> Result<Response, Refused> {
    here.actor.may(SET_SHIFT, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let (person, spans) = match wanted(&form) {
        Ok(wanted) => wanted,
        Err(error) => return again(&here, &form, &error, false).await,
    };
    let actor: Actor = here.actor;
    for (at, span) in spans.into_iter().enumerate() {
        match set_shift(&here.app, &actor, person, span).await {
            // Of a row of days, one that has another shift already keeps it.
            Err(error) if at > 0 && error.explain().status == 409 => {}
            Err(error) => return again(&here, &form, &error, false).await,
            Ok(_) => {}
        }
    }
    back(&here, &form).await
}

/// To the cell that the form came from.
pub(crate) async fn back(here: &Here, form: &Form) -> Result<Response, Refused> {
    let now = here.app.read().await.map_err(|e| here.refuse(&e))?.now();
    Ok(redirect(&Asked::of(form, now).href()))
}

async fn post_clear(here: Here, form: Form) -> Result<Response, Refused> {
    here.actor.may(CLEAR_SHIFT, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let (person, start) = match person(&form).and_then(|person| Ok((person, typed::<Instant>(&form, "shift")?))) {
        Ok(wanted) => wanted,
        Err(error) => return again(&here, &form, &error, false).await,
    };
    match clear_shift(&here.app, &here.actor, person, start).await {
        Ok(_) => back(&here, &form).await,
        Err(error) => again(&here, &form, &error, false).await,
    }
}

async fn post_way(here: Here, form: Form) -> Result<Response, Refused> {
    here.actor.may(SET_SHIFT, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let by = By::parse(form.get("way")).ok_or(Unreadable::Field("way"));
    match person(&form).and_then(|person| Ok((person, by?))) {
        Ok((person, by)) => {
            set_way(&here.app, &here.actor, person, by).await.map_err(|e| here.refuse(&e))?;
            back(&here, &form).await
        }
        Err(error) => again(&here, &form, &error, false).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        "2026-11-26T14:40:00+03:00".parse().unwrap()
    }

    #[test]
    fn two_days_of_one_month_name_it_once() {
        let (march, april) = (jiff::civil::date(2026, 3, 2), jiff::civil::date(2026, 4, 12));
        assert_eq!(range(Lang::Ru, march, jiff::civil::date(2026, 3, 15)).replace('\u{a0}', " "), "2–15 марта");
        assert_eq!(range(Lang::En, march, jiff::civil::date(2026, 3, 15)).replace('\u{a0}', " "), "2–15 March");
        assert_eq!(range(Lang::Ru, march, april).replace('\u{a0}', " "), "2 марта – 12 апреля");
    }

    #[test]
    fn the_weeks_begin_on_a_monday_and_a_bad_address_is_today() {
        let asked = |query: &str| Asked::of(&Form::of_query(query), now());
        assert_eq!(asked("").href(), "/desk/shifts?from=2026-11-23");
        assert_eq!(asked("from=2026-12-06&day=x&person=7").href(), "/desk/shifts?from=2026-11-30");
        assert_eq!(asked("from=99999-99-99").from.to_string(), "2026-11-23");
        let id = uuid::Uuid::nil();
        assert_eq!(asked(&format!("day=2026-11-25&person={id}")).href(), format!("/desk/shifts?from=2026-11-23&person={id}&day=2026-11-25"));
    }

    #[test]
    fn a_row_of_shifts_leaves_the_weekend_out_unless_it_is_asked_for() {
        let id = uuid::Uuid::nil();
        let spans = |query: &str| wanted(&Form::of_query(&format!("person={id}&start=09:00&end=21:00&{query}"))).map(|(_, spans)| spans.len());
        assert_eq!(spans("day=2026-11-26").unwrap(), 1);
        assert_eq!(spans("day=2026-11-28").unwrap(), 1, "a Saturday that is meant");
        assert_eq!(spans("day=2026-11-26&through=2026-12-02").unwrap(), 5);
        assert_eq!(spans("day=2026-11-26&through=2026-12-02&weekends=yes").unwrap(), 7);
        for bad in ["day=2026-11-26&through=2026-11-25", "day=2026-11-26&through=9999-12-31", "day=x"] {
            assert!(matches!(spans(bad), Err(Unreadable::Field(_))), "{bad}");
        }
        assert!(matches!(wanted(&Form::of_query("person=x")), Err(Unreadable::Nobody)));
    }

    #[test]
    fn hours_are_short_where_they_are_whole() {
        let span = |start: &str, end: &str| Span {
            start: format!("2026-11-26T{start}:00+03:00").parse().unwrap(),
            end: format!("2026-11-26T{end}:00+03:00").parse().unwrap(),
        };
        assert_eq!(hours(&span("09:00", "21:00")), "9–21");
        assert_eq!(hours(&span("09:30", "18:00")), "9:30–18");
    }
}
