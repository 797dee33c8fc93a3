//! `/desk`: the day of all crews.

use crate::card::{self, CardView, redo_path};
use crate::load::{Asked, Day, Plans};
use crate::timeline::{Frame, Hour, Place, Way, lanes_in, top};
use access::Resource;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use db::Read as _;
use incidents::{Due, Waits};
use pages::{Head, Here, Refused, Shell, T, capital, page};
use people::PersonId;
use scheduling::BusyKind;
use std::collections::BTreeSet;
use values::{Instant, Span};
use visits::{SEE_DAY, State, Tally, Visit};

/// The page; its parts `live` and `list` are sent alone when it refreshes itself.
#[derive(Template)]
#[template(path = "day.html", blocks = ["live", "list"])]
pub(crate) struct DayPage {
    pub(crate) head: Head,
    /// `Вторник, 24 ноября`
    pub(crate) date: String,
    /// `Сегодня`; on another day the date itself.
    pub(crate) title: String,
    /// What was booked a moment ago; empty otherwise.
    pub(crate) booked: String,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) is_today: bool,
    /// `2026-11-24`, for the field of the day.
    pub(crate) day: String,
    /// Where the next state of the day is asked for.
    pub(crate) refresh: String,
    pub(crate) figures: Vec<Figure>,
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) picture: Picture,
    pub(crate) rows: Vec<Row>,
    pub(crate) card: Option<CardView>,
}

/// A key figure.
pub(crate) struct Figure {
    pub(crate) value: usize,
    pub(crate) words: String,
    pub(crate) is_warn: bool,
}

/// Something that waits for a person.
pub(crate) struct Waiting {
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) words: String,
    /// Where it is looked into; empty for what has no page.
    pub(crate) href: String,
    /// Where its button leads; empty when it has none.
    pub(crate) action: String,
    /// What the button says.
    pub(crate) button: String,
    /// What the button sends with it; empty for most.
    pub(crate) key: String,
    /// The visit that its button opens an incident of; empty for most.
    pub(crate) visit: String,
    /// Another way on: where it leads and what it says; empty where there is none.
    pub(crate) also: (String, String),
}

impl Waiting {
    /// A line that leads somewhere.
    fn of(words: String, href: String) -> Self {
        let none = String::new;
        Self { datetime: none(), at: none(), words, href, action: none(), button: none(), key: none(), visit: none(), also: (none(), none()) }
    }
    /// The same with its moment.
    fn at(t: &T, at: Instant, words: String, href: String) -> Self {
        Self { datetime: at.to_string(), at: t.moment(&at), ..Self::of(words, href) }
    }
    fn button(self, action: String, button: String) -> Self {
        Self { action, button, ..self }
    }
    fn also(self, also: (String, String)) -> Self {
        Self { also, ..self }
    }
}

/// The day as a picture.
pub(crate) struct Picture {
    pub(crate) label: String,
    pub(crate) names: Vec<(String, String)>,
    pub(crate) height: i64,
    pub(crate) hours: Vec<Hour>,
    pub(crate) lanes: Vec<i64>,
    pub(crate) ways: Vec<Way>,
    pub(crate) boxes: Vec<BoxView>,
    pub(crate) quiet: Vec<QuietBox>,
    pub(crate) now: NowView,
}

/// The figures of the hours and the line of the present time: the one part that moves by itself, and it names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NowView {
    /// Where the next one is asked for; empty on any day but today.
    pub(crate) refresh: String,
    pub(crate) height: i64,
    pub(crate) hours: Vec<Hour>,
    /// Where the present time stands, and its words.
    pub(crate) line: Option<(String, String)>,
}

/// That part alone.
#[derive(Template)]
#[template(path = "now.html")]
struct NowPart {
    now: NowView,
}

impl NowView {
    pub(crate) fn new(t: &T, asked: &Asked, now: Instant, frame: Frame, lanes: i64) -> Self {
        let minute = now.minutes_since(asked.span.start);
        let minute = (asked.is_today && frame.shows(minute)).then_some(minute);
        let refresh = format!("/desk/now?day={}&from={}&to={}&lanes={lanes}", asked.day, frame.from, frame.to);
        Self {
            refresh: if asked.is_today { refresh } else { String::new() },
            height: top(lanes),
            hours: frame.hours(minute),
            line: minute.map(|minute| (frame.x(minute), t.time(&now))),
        }
    }
}

/// A visit in a lane.
pub(crate) struct BoxView {
    pub(crate) place: Place,
    pub(crate) class: &'static str,
    pub(crate) href: String,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) who: String,
    pub(crate) what: String,
    pub(crate) is_open: bool,
    /// The first lane of the visit: the others are for the eye alone.
    pub(crate) is_first: bool,
}

/// A time held for a client, or a leave.
pub(crate) struct QuietBox {
    pub(crate) place: Place,
    pub(crate) title: String,
    pub(crate) words: String,
}

/// A visit in the table.
pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) time: String,
    pub(crate) client: String,
    pub(crate) district: String,
    pub(crate) crew: String,
    pub(crate) state: StateView,
    pub(crate) is_open: bool,
}

/// A state in words, with its mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateView {
    /// `state-ok`, `state-going`, `state-bad`, `state-idle`.
    pub(crate) class: &'static str,
    /// Which mark: `done`, `way`, `live`, `redo`, `late`, `plan`.
    pub(crate) mark: &'static str,
    /// In words.
    pub(crate) words: String,
}

impl StateView {
    pub(crate) fn of(t: &T, visit: &Visit, now: Instant) -> Self {
        let is_redo = visit.plan().redo_of.is_some();
        let (class, mark) = match visit.state() {
            _ if visit.overdue(now) => ("state-bad", "late"),
            State::Done => ("state-ok", "done"),
            State::EnRoute => ("state-going", "way"),
            State::InProgress => ("state-going", "live"),
            State::Planned | State::Confirmed if is_redo => ("state-bad", "redo"),
            State::LockedOut => ("state-bad", "late"),
            State::Planned | State::Confirmed | State::Cancelled | State::Skipped => ("state-idle", "plan"),
        };
        let words = match visit.state() {
            _ if visit.missed(now) => t.get("day-state-missed"),
            _ if visit.overdue(now) => t.get("day-state-late"),
            state => t.get(&format!("day-state-{}", state.name())),
        };
        let words = if is_redo { t.with("day-state-of-redo", "state", &words) } else { words };
        Self { class, mark, words }
    }
}

pub(crate) async fn get_day(here: Here) -> Result<Response, Refused> {
    here.actor.may(SEE_DAY, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let mut asked = Asked::of(&here.query, db.now());
    // A visit alone is looked at on its own day.
    if let Some(id) = asked.visit.filter(|_| !here.query.has("day")) {
        let visit = visits::visit(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
        asked = asked.on(visit.plan().span.start.day(), db.now());
    }
    let plans = Plans::of(&here, &db, &asked).await.map_err(|e| here.refuse(&e))?;
    let stamp = plans.stamp(&asked, here.lang());
    // Nothing has changed: no name is shown anew, so no look is recorded.
    if here.hx && here.query.get("seen") == stamp {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let view = look(&here, &asked, plans, &stamp).await?;
    Ok(if here.hx { parts(&view) } else { page(&view) })
}

/// The line of the present time alone: no plan is read, nobody is named, so no look is recorded.
pub(crate) async fn get_now(here: Here) -> Result<Response, Refused> {
    here.actor.may(SEE_DAY, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let now = here.app.read().await.map_err(|e| here.refuse(&e))?.now();
    let number = |name: &str| here.query.number(name).map_or(0, i64::from);
    let frame = Frame::of(number("from"), number("to"));
    Ok(page(&NowPart { now: NowView::new(&here.t, &Asked::of(&here.query, now), now, frame, lanes_in(number("lanes"))) }))
}

/// The day with its names, and the card where one is open.
async fn look(here: &Here, asked: &Asked, plans: Plans, stamp: &str) -> Result<DayPage, Refused> {
    let card = match asked.visit {
        Some(id) if !here.hx => Some(card::load(here, id).await.map_err(|e| here.refuse(&e))?),
        _ => None,
    };
    let day = Day::of(here, plans).await.map_err(|e| here.refuse(&e))?;
    let title = if asked.is_today { here.t.get("day-today") } else { capital(&here.t.day(&asked.span.start)) };
    let head = here.head(Shell::Desk, &title);
    Ok(DayPage::new(head, asked, &day, stamp, card))
}

/// The parts that refresh themselves.
fn parts(view: &DayPage) -> Response {
    let parts = view.as_live().render().and_then(|live| Ok(live + &view.as_list().render()?));
    parts.map_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response(), |html| Html(html).into_response())
}

impl DayPage {
    pub(crate) fn new(head: Head, asked: &Asked, day: &Day, stamp: &str, card: Option<CardView>) -> Self {
        let words = Words { t: &head.t, asked, day };
        let open = asked.visit.map(|visit| format!("&visit={visit}")).unwrap_or_default();
        let link = |day: Option<jiff::civil::Date>| day.map_or_else(|| "/desk".to_owned(), |day| format!("/desk?day={day}"));
        Self {
            date: if asked.is_today { capital(&head.t.day(&asked.span.start)) } else { head.t.get("day-title") },
            title: head.title.clone(),
            booked: card.as_ref().filter(|_| asked.booked).map(|card| card.booked(&head.t)).unwrap_or_default(),
            before: link(asked.day.yesterday().ok()),
            after: link(asked.day.tomorrow().ok()),
            is_today: asked.is_today,
            day: asked.day.to_string(),
            refresh: format!("/desk?day={}&seen={stamp}{open}", asked.day),
            figures: words.figures(),
            waiting: words.waiting(),
            picture: words.picture(),
            rows: words.rows(),
            card,
            head,
        }
    }
}

struct Words<'a> {
    t: &'a T,
    asked: &'a Asked,
    day: &'a Day,
}

/// A person's lane, or one of the visits that somebody is missing at.
struct Lane<'a> {
    name: String,
    note: String,
    visits: Vec<&'a (Visit, Tally)>,
    quiet: Vec<&'a scheduling::Busy>,
    /// Nobody's: there is no way between its visits.
    is_open: bool,
}

/// Somebody is yet to be found for it.
fn is_short(visit: &Visit) -> bool {
    matches!(visit.state(), State::Planned | State::Confirmed) && visit.plan().missing() > 0
}

impl Words<'_> {
    fn live(&self) -> impl Iterator<Item = &(Visit, Tally)> {
        self.day.plans.visits.iter().filter(|(visit, _)| !matches!(visit.state(), State::Cancelled | State::Skipped))
    }

    fn figures(&self) -> Vec<Figure> {
        let count = |is: fn(&Visit) -> bool| self.live().filter(|(visit, _)| is(visit)).count();
        let figure = |key: &str, value: usize, is_warn: bool| Figure { value, words: self.t.num(key, "n", &i64::try_from(value).unwrap_or(0)), is_warn };
        let (redos, open) = (count(|v| v.plan().redo_of.is_some()), count(is_short));
        let mut figures = vec![
            figure("day-figure-visits", count(|_| true), false),
            figure("day-figure-done", count(|v| v.state() == State::Done), false),
            figure("day-figure-going", count(|v| matches!(v.state(), State::EnRoute | State::InProgress)), false),
            figure("day-figure-redos", redos, redos > 0),
        ];
        // Told only where it is so.
        if open > 0 {
            figures.push(figure("day-figure-open", open, true));
        }
        figures
    }

    fn client(&self, id: households::ClientId) -> String {
        self.day.clients.get(&id).map_or_else(|| self.t.get("day-client-gone"), |card| card.name.clone())
    }

    fn person(&self, id: PersonId) -> String {
        self.day.people.get(&id).map_or_else(|| self.t.get("day-person-gone"), |name| name.first.clone())
    }

    fn short(&self, id: PersonId) -> String {
        self.day.people.get(&id).map_or_else(|| self.t.get("day-person-gone"), people::Name::short)
    }

    fn crew(&self, visit: &Visit) -> String {
        visit.plan().crew.iter().map(|person| self.person(*person)).collect::<Vec<_>>().join(", ")
    }

    fn district(&self, visit: &Visit) -> String {
        let code = self.day.plans.places.get(&visit.plan().id.uuid());
        code.and_then(|code| self.day.districts.get(code)).cloned().unwrap_or_default()
    }

    /// A case in a line: whose, why, who sees to it.
    fn case(&self, case: &aftercare::Case) -> String {
        let words = self.t.with(
            &format!("day-case-{}", case.kind.name()),
            "client",
            &case.author.client().map_or_else(|| self.t.get("day-case-asker"), |client| self.client(client)),
        );
        match case.state.owner() {
            None => words,
            Some(owner) => self.t.say("day-case-owned", &[("case", words.into()), ("who", self.short(owner.person).into())]),
        }
    }

    fn overdue(&self, visit: &Visit) -> Waiting {
        let (client, start) = (self.client(visit.plan().client), visit.plan().span.start);
        let (key, at) = match visit {
            _ if visit.missed(self.day.plans.now) => ("day-waiting-missed", start),
            Visit::EnRoute(way) => ("day-waiting-late-way", way.eta),
            _ if self.current(visit).is_some_and(|one| one.state == incidents::State::Arranged) => ("day-waiting-late-arranged", start),
            _ => ("day-waiting-late-start", start),
        };
        let href = format!("/desk?day={}&visit={}#card", start.day(), visit.plan().id);
        let line = Waiting::at(self.t, at, self.t.with(key, "client", &client), href);
        // The way out comes first, and the word with it: one press opens the incident where there is none.
        if key == "day-waiting-late-start" && self.current(visit).is_none() {
            let line = line.button("/desk/incidents".to_owned(), self.t.get("day-waiting-open-incident"));
            return Waiting { visit: visit.plan().id.to_string(), ..line };
        }
        line.also(self.news(visit))
    }

    fn current(&self, visit: &Visit) -> Option<&incidents::Incident> {
        self.day.plans.current.get(&visit.plan().id)
    }

    /// Where the client is told, with the way out; what an incident sees to is seen to there.
    fn news(&self, visit: &Visit) -> (String, String) {
        if let Some(current) = self.current(visit) {
            return (format!("/desk/incidents/{}", current.id), self.t.get("day-waiting-incident"));
        }
        let href = visit.ahead().map(|plan| format!("/desk/visits/{}/news", plan.id)).unwrap_or_default();
        (href, self.t.get("day-waiting-news"))
    }

    /// The visit before takes longer: around when they come, and whether the client knows. A late visit that should have begun
    /// by now is spoken of as that.
    fn late(&self, visit: &Visit) -> Option<Waiting> {
        let (plan, now) = (visit.plan(), self.day.plans.now);
        let late = self.day.plans.late.get(&plan.id).filter(|_| !visit.overdue(now))?;
        let vars = [("client", self.client(plan.client).into()), ("eta", self.t.time(&late.arrives).into())];
        let key = if late.is_told { "day-waiting-slips" } else { "day-waiting-slips-untold" };
        let href = format!("/desk?day={}&visit={}#card", plan.span.start.day(), plan.id);
        let line = Waiting::at(self.t, plan.span.start, self.t.say(key, &vars), href);
        Some(if late.is_told { line } else { line.also(self.news(visit)) })
    }

    /// The state, and around when they come where that is later than was agreed.
    fn state(&self, visit: &Visit) -> StateView {
        let state = StateView::of(self.t, visit, self.day.plans.now);
        match self.day.plans.late.get(&visit.plan().id) {
            Some(late) if !visit.overdue(self.day.plans.now) => {
                StateView { class: "state-bad", mark: "late", words: self.t.with("day-state-slips", "eta", &self.t.time(&late.arrives)) }
            }
            _ => state,
        }
    }

    fn unstaffed(&self, one: &notices::Unstaffed) -> Waiting {
        let plan = one.visit.plan();
        let key = if one.is_alarm { "day-waiting-alarm" } else { "day-waiting-unstaffed" };
        let missing = plan.missing().to_string();
        let vars = [("client", self.client(plan.client).into()), ("when", self.t.moment(&plan.span.start).into()), ("n", missing.into())];
        Waiting::of(self.t.say(key, &vars), format!("/desk/visits/{}", plan.id)).also(self.news(&one.visit))
    }

    /// A supplier's job that begins soon, and nobody has taken it with the standard acknowledged.
    fn job(&self, job: &suppliers::Job) -> Waiting {
        let key = match job.state {
            suppliers::JobState::Refused => "day-waiting-job-refused",
            suppliers::JobState::Accepted => "day-waiting-job-unread",
            _ => "day-waiting-job-asked",
        };
        Waiting::at(self.t, job.span.start, self.t.get(key), format!("/desk/suppliers/{}#jobs", job.supplier))
    }

    /// What does not go as agreed and waits for somebody of us, all of it at one place.
    fn incidents(&self, waits: &Waits) -> Waiting {
        let key = match waits.due {
            Due::WayOut => "day-waiting-incidents",
            Due::Word => "day-waiting-incidents-untold",
            Due::Call => "day-waiting-incidents-call",
        };
        Waiting::at(self.t, waits.since, self.t.num(key, "n", &i64::from(waits.n)), "/desk/incidents".to_owned())
    }

    fn undelivered(&self, message: &messaging::Kept) -> Waiting {
        let who = crate::mailbox::whom(self.t, &self.day.clients, &self.day.suppliers, message.reader);
        let key = if message.is_refused { "day-waiting-refused" } else { "day-waiting-stuck" };
        let about = crate::mailbox::about(self.t, message);
        let words = self.t.say(key, &[("client", who.into()), ("about", about.into())]);
        let line = Waiting::at(self.t, message.sent_at.unwrap_or(message.queued_at), words, crate::mailbox::place(message));
        if message.is_refused { line.button(format!("/desk/mailbox/{}/passed", message.id), self.t.get("day-message-pass-on")) } else { line }
    }

    fn expiring(&self, stage: &people::Stage) -> Waiting {
        let until = stage.until.map(|until| self.t.date(&until)).unwrap_or_default();
        let kind = self.t.get(&format!("people-stage-{}", stage.kind.name()));
        let vars = [("who", self.short(stage.person).into()), ("stage", kind.into()), ("until", until.into())];
        Waiting::of(self.t.say("day-waiting-expiring", &vars), format!("/desk/people/{}", stage.person))
    }

    /// What waits for a person, the most pressing first: each with what to do next.
    fn waiting(&self) -> Vec<Waiting> {
        let plans = &self.day.plans;
        let overdue = plans.overdue.iter().map(|visit| self.overdue(visit));
        let late = self.live().filter_map(|(visit, _)| self.late(visit));
        let unstaffed = plans.unstaffed.iter().map(|one| self.unstaffed(one));
        let uncleared = plans.uncleared.iter().map(|(plan, person)| {
            // When somebody ceased to be cleared is not known here; when the visit is, the words say.
            let vars = [("who", self.short(*person).into()), ("when", self.t.moment(&plan.span.start).into())];
            Waiting::of(self.t.say("day-waiting-uncleared", &vars), format!("/desk/visits/{}", plan.id))
        });
        let waits = plans.waits.iter().map(|wait| {
            let words = self.t.with("day-waiting-redo", "client", &self.client(wait.client));
            Waiting::at(self.t, wait.asked_at, words, format!("/desk?visit={}#card", wait.visit))
                .button(redo_path(wait.visit), self.t.get("day-waiting-find"))
                .also((format!("/desk/complaint/{}", wait.visit), self.t.get("day-waiting-choose")))
        });
        let cases = plans.cases.iter().map(|case| {
            let line = Waiting::at(self.t, case.told_at, self.case(case), format!("/desk/cases/{}", case.id));
            if case.state.owner().is_none() { line.button(format!("/desk/cases/{}/take", case.id), self.t.get("day-waiting-take")) } else { line }
        });
        let requests = plans.requests.map(|queue| {
            let words = self.t.num("day-waiting-requests", "n", &i64::from(queue.waiting));
            Waiting::at(self.t, queue.since, words, "/desk/requests".to_owned())
        });
        let unanswered = plans.unanswered.map(|queue| {
            let words = self.t.num("day-waiting-unanswered", "n", &i64::from(queue.waiting));
            Waiting::at(self.t, queue.since, words, "/desk/requests".to_owned())
        });
        let untold = [("day-waiting-untold-over", plans.untold.over), ("day-waiting-untold", plans.untold.ending)].into_iter().filter(|(_, n)| *n > 0);
        let untold = untold.map(|(key, n)| Waiting::of(self.t.num(key, "n", &i64::from(n)), "/desk/projects".to_owned()));
        let silent = (plans.silent > 0).then(|| Waiting::of(self.t.num("day-waiting-silent", "n", &i64::from(plans.silent)), "/desk/projects".to_owned()));
        let calendars = plans.calendars.first().map(|first| {
            let n = i64::try_from(plans.calendars.len()).unwrap_or(i64::MAX);
            Waiting::at(self.t, first.at, self.t.num("day-waiting-calendars", "n", &n), "/desk/calendars".to_owned())
        });
        let incidents = plans.incidents.iter().map(|waits| self.incidents(waits));
        let jobs = plans.jobs.iter().map(|job| self.job(job));
        let undelivered = plans.undelivered.iter().map(|message| self.undelivered(message));
        let mut expiring: Vec<Waiting> = plans.expiring.iter().map(|stage| self.expiring(stage)).collect();
        // One examination for several services is renewed at one place.
        expiring.dedup_by(|one, other| one.words == other.words);
        let dead = plans.dead.iter().map(|task| {
            let words = self.t.say("day-waiting-task", &[("task", task.key.as_str().into()), ("reason", task.reason.as_str().into())]);
            let line = Waiting::at(self.t, task.at, words, "/desk/tasks".to_owned()).button("/desk/tasks".to_owned(), self.t.get("day-task-retry"));
            Waiting { key: task.key.clone(), ..line }
        });
        overdue
            .chain(incidents)
            .chain(unanswered)
            .chain(untold)
            .chain(silent)
            .chain(calendars)
            .chain(late)
            .chain(unstaffed)
            .chain(jobs)
            .chain(uncleared)
            .chain(waits)
            .chain(cases)
            .chain(requests)
            .chain(undelivered)
            .chain(dead)
            .chain(expiring)
            .collect()
    }

    fn lanes(&self) -> Vec<Lane<'_>> {
        let plans = &self.day.plans;
        let mut people: BTreeSet<PersonId> = plans.shifts.iter().map(|shift| shift.person).chain(plans.busy.iter().map(|busy| busy.person)).collect();
        people.extend(self.live().flat_map(|(visit, _)| visit.plan().crew.iter().copied()));
        let lane = |person: PersonId| {
            let shifts: Vec<String> = plans.shifts.iter().filter(|s| s.person == person).map(|s| self.t.span(&s.span)).collect();
            let mut visits: Vec<_> = self.live().filter(|(visit, _)| visit.plan().crew.contains(&person)).collect();
            visits.sort_by_key(|(visit, _)| visit.plan().span.start);
            Lane {
                name: self.short(person),
                note: if shifts.is_empty() { self.t.get("day-no-shift") } else { shifts.join(", ") },
                visits,
                is_open: false,
                quiet: plans.busy.iter().filter(|b| b.person == person && b.kind != BusyKind::Visit).collect(),
            }
        };
        let mut lanes: Vec<_> = people.into_iter().map(lane).collect();
        lanes.sort_by(|a, b| a.name.cmp(&b.name));
        self.open_lanes().into_iter().chain(lanes).collect()
    }

    /// Visits that somebody is missing at, over all people: where they overlap, in lanes below each other.
    fn open_lanes(&self) -> Vec<Lane<'_>> {
        let mut short: Vec<_> = self.live().filter(|(visit, _)| is_short(visit)).collect();
        short.sort_by_key(|(visit, _)| (visit.plan().span.start, visit.plan().id));
        let mut lanes: Vec<Vec<&(Visit, Tally)>> = Vec::new();
        for one in short {
            let start = one.0.plan().span.start;
            match lanes.iter_mut().find(|lane| lane.last().is_none_or(|(before, _)| before.plan().span.end <= start)) {
                Some(lane) => lane.push(one),
                None => lanes.push(vec![one]),
            }
        }
        let lane = |visits: Vec<_>| {
            let n = i64::try_from(visits.len()).unwrap_or(i64::MAX);
            Lane { name: self.t.get("day-open"), note: self.t.num("day-open-visits", "n", &n), visits, quiet: vec![], is_open: true }
        };
        lanes.into_iter().map(lane).collect()
    }

    fn picture(&self) -> Picture {
        let lanes = self.lanes();
        let minutes = |span: &Span| self.asked.minutes(span);
        let work = self.day.plans.hours.work;
        let minute_of = |time: jiff::civil::Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
        let spans = lanes
            .iter()
            .flat_map(|lane| lane.visits.iter().map(|(v, _)| v.plan().span).chain(lane.quiet.iter().filter(|b| b.kind == BusyKind::Hold).map(|b| b.span)));
        let frame = Frame::around((minute_of(work.from), minute_of(work.to)), spans.map(|span| minutes(&span)));
        let now = NowView::new(self.t, self.asked, self.day.plans.now, frame, i64::try_from(lanes.len()).unwrap_or(0));
        let mut picture = Picture {
            label: self.t.say("day-picture", &[("from", (frame.from / 60).to_string().into()), ("to", (frame.to / 60).to_string().into())]),
            names: lanes.iter().map(|lane| (lane.name.clone(), lane.note.clone())).collect(),
            height: now.height,
            hours: now.hours.clone(),
            lanes: Vec::new(),
            ways: Vec::new(),
            boxes: Vec::new(),
            quiet: Vec::new(),
            now,
        };
        let mut seen = BTreeSet::new();
        for (number, lane) in (0_i64..).zip(&lanes) {
            picture.lanes.push(top(number));
            if !lane.is_open {
                let spans: Vec<_> = lane.visits.iter().map(|(visit, _)| minutes(&visit.plan().span)).collect();
                picture.ways.extend(frame.ways(number, &spans));
            }
            for (visit, progress) in &lane.visits {
                let is_first = seen.insert(visit.plan().id);
                picture.boxes.push(self.visit_box(visit, progress, frame.place(number, minutes(&visit.plan().span)), number, is_first));
            }
            picture.quiet.extend(lane.quiet.iter().map(|busy| self.quiet_box(busy, &lane.name, frame.place(number, minutes(&busy.span)))));
        }
        picture
    }

    fn href(&self, visit: &Visit) -> String {
        format!("/desk?day={}&visit={}#card", self.asked.day, visit.plan().id)
    }

    fn is_open(&self, visit: &Visit) -> bool {
        self.asked.visit == Some(visit.plan().id)
    }

    fn visit_box(&self, visit: &Visit, progress: &Tally, place: Place, lane: i64, is_first: bool) -> BoxView {
        let plan = visit.plan();
        let (who, district, state) = (self.client(plan.client), self.district(visit), self.state(visit));
        let is_late = visit.overdue(self.day.plans.now) || self.day.plans.late.contains_key(&plan.id);
        let what = match visit {
            _ if is_late => format!("{} · {district}", state.words),
            Visit::EnRoute(way) => self.t.say("day-box-way", &[("eta", self.t.time(&way.eta).into()), ("district", district.as_str().into())]),
            Visit::InProgress(_) => {
                let (done, all) = (progress.answered().to_string(), progress.all().to_string());
                self.t.say("day-box-live", &[("done", done.into()), ("all", all.into()), ("district", district.as_str().into())])
            }
            _ if is_short(visit) => format!("{} · {district}", self.t.with("day-box-open", "n", &plan.missing().to_string())),
            _ if plan.redo_of.is_some() => self.t.with("day-box-redo", "district", &district),
            _ => district.clone(),
        };
        let class = match visit.state() {
            _ if is_late || is_short(visit) => "tl-late",
            State::Done => "tl-done",
            _ if plan.redo_of.is_some() => "tl-redo",
            State::EnRoute => "tl-way",
            State::InProgress => "tl-live",
            State::LockedOut => "tl-late",
            State::Planned | State::Confirmed | State::Cancelled | State::Skipped => "tl-plan",
        };
        let title = [who.clone(), district, self.t.span(&plan.span), state.words, self.crew(visit)];
        BoxView {
            place,
            class,
            href: self.href(visit),
            id: format!("visit-{}-{lane}", plan.id),
            title: title.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
            who,
            what,
            is_open: self.is_open(visit),
            is_first,
        }
    }

    fn quiet_box(&self, busy: &scheduling::Busy, person: &str, place: Place) -> QuietBox {
        let away = self.day.plans.away.iter().find(|away| away.id.uuid() == busy.owner);
        let words = match (busy.kind, away) {
            (BusyKind::Leave, Some(away)) => self.t.get(&format!("day-away-{}", away.leave.name())),
            (BusyKind::Leave, None) => self.t.get("day-away-other"),
            _ => self.t.get("day-box-hold"),
        };
        QuietBox { place, title: format!("{words}, {}, {person}", self.t.span(&busy.span)), words }
    }

    fn rows(&self) -> Vec<Row> {
        let mut visits: Vec<_> = self.day.plans.visits.iter().map(|(visit, _)| visit).collect();
        visits.sort_by_key(|visit| (visit.plan().span.start, visit.plan().id));
        let row = |visit: &Visit| Row {
            href: self.href(visit),
            time: self.t.span(&visit.plan().span),
            client: self.client(visit.plan().client),
            district: self.district(visit),
            crew: self.crew(visit),
            state: self.state(visit),
            is_open: self.is_open(visit),
        };
        visits.into_iter().map(row).collect()
    }
}
