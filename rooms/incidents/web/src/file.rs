//! `/desk/incidents/ID`: what happened, what it touches, the ways out, and what is told.

use access::Resource;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use incidents::{
    About, Choice, File, Incident, IncidentId, KEEP_INCIDENTS, Moved, OVERRULE, Proposal, Said, State, Way, Word, arrange, called, close_incident, file,
    may_tell, message_now, overrule, playbooks, propose, tell,
};
use pages::{Form, Head, Here, Refused, Shell, T, page, redirect};
use people::PersonId;
use projects::Task;
use std::collections::BTreeMap;
use suppliers::{JobState, SupplierId};
use values::{Instant, Problem, Span};

#[derive(Template)]
#[template(path = "incident.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides a part of the page")]
struct FilePage {
    head: Head,
    path: String,
    kind: String,
    about: String,
    about_href: String,
    state: String,
    class: &'static str,
    lead: String,
    rows: Vec<ImpactRow>,
    ways: Vec<WayView>,
    /// What was arranged, and with whom: what it is, who.
    arranged: Vec<(String, String)>,
    /// Who could not go along with what was tried last, and where somebody else is found for it; empty where none was.
    refused: String,
    plan_href: String,
    jobs: Vec<(String, String)>,
    beside: Vec<(String, String)>,
    words: Vec<String>,
    /// The message as it would go now; empty where none would.
    message: Vec<String>,
    can_tell: bool,
    can_call: bool,
    call_waits: bool,
    can_close: bool,
    can_overrule: bool,
    reason: String,
    reason_error: String,
    reason_typed: String,
    instead_error: String,
    start_error: String,
    on_error: String,
    on_typed: String,
}

/// A task that is touched: when it was to be, when it would be, drawn on one line of time.
struct ImpactRow {
    title: String,
    was: String,
    now: String,
    /// In thousandths of the whole stretch: where it begins, how long it is.
    was_at: i64,
    was_long: i64,
    now_at: i64,
    now_long: i64,
    is_moved: bool,
}

/// A way out with what it can be taken with.
struct WayView {
    way: &'static str,
    title: String,
    /// What the client would hear with it.
    told: String,
    /// Who does not come: value, words.
    off: Vec<(String, String)>,
    /// Who can: value, words.
    on: Vec<(String, String)>,
    /// The two times: value, words.
    times: Vec<(String, String)>,
    /// Times of which one is taken: value, words.
    starts: Vec<(String, String)>,
    /// Who is asked for another time, which is typed; nobody where none is.
    whom: String,
    typed: String,
    /// Visits of which one stands in the place of this one: value, words; no value: none does.
    instead: Vec<(String, String)>,
}

fn id_of(here: &Here, id: &str) -> Result<IncidentId, Refused> {
    id.parse().map_err(|_| here.not_found())
}

/// `вторник, 3 марта, 10:00–18:00`; where it ends on another day, that day too.
fn when(t: &T, span: &Span) -> String {
    if span.start.day() == span.end.day() {
        format!("{}, {}", t.day(&span.start), t.span(span))
    } else {
        format!("{}, {} — {}, {}", t.day(&span.start), t.time(&span.start), t.day(&span.end), t.time(&span.end))
    }
}

/// When a task would be. One that is late and has begun ends later, and stays where it began.
fn would_be(incident: &Incident, task: &Task, moved: Option<&Moved>) -> (Span, Span) {
    match (moved, incident.about) {
        (Some(moved), _) => (moved.from, moved.to),
        (None, About::Task { task: late, minutes, .. })
            if late == task.id && task.state.is_fixed() && !task.state.is_over() && incident.state != State::Closed =>
        {
            (task.span, Span::minutes(task.span.start, task.span.length_minutes() + minutes))
        }
        (None, _) => (task.span, task.span),
    }
}

/// All that is touched on one line of time.
fn rows(here: &Here, file: &File) -> Vec<ImpactRow> {
    let (Some((_, tasks)), About::Task { task, .. }) = (&file.plan, file.incident.about) else { return Vec::new() };
    let moved: BTreeMap<_, &Moved> = file.impact.moved.iter().map(|moved| (moved.task, moved)).collect();
    let touched: Vec<_> = tasks.iter().filter(|one| one.id == task || file.impact.below.contains(&one.id)).collect();
    let spans: Vec<_> = touched.iter().map(|one| would_be(&file.incident, one, moved.get(&one.id).copied())).collect();
    let (Some(start), Some(end)) = (spans.iter().map(|(was, _)| was.start).min(), spans.iter().map(|(was, now)| was.end.max(now.end)).max()) else {
        return Vec::new();
    };
    let whole = end.minutes_since(start).max(1);
    let at = |moment: Instant| moment.minutes_since(start) * 1_000 / whole;
    let t = &here.t;
    let row = |(one, (was, now)): (&&Task, &(Span, Span))| ImpactRow {
        title: one.title.clone(),
        was: when(t, was),
        now: when(t, now),
        was_at: at(was.start),
        was_long: (at(was.end) - at(was.start)).max(8),
        now_at: at(now.start),
        now_long: (at(now.end) - at(now.start)).max(8),
        is_moved: was != now,
    };
    touched.iter().zip(&spans).map(row).collect()
}

/// `typed`: the time that was typed and refused.
async fn ways(here: &Here, incident: &Incident, typed: Option<String>) -> Result<Vec<WayView>, Refused> {
    let found = propose(&here.app, &here.actor, incident.id).await.map_err(|e| here.refuse(&e))?;
    let playbooks = playbooks(&here.app).map_err(|e| here.refuse(&e))?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let mut people: Vec<PersonId> = Vec::new();
    let mut firms: Vec<SupplierId> = Vec::new();
    for (_, proposal) in &found {
        match proposal {
            Proposal::Replace { crew, others, .. } => people.extend(crew.iter().chain(others)),
            Proposal::Another(others) => firms.extend(others),
            Proposal::ShiftTo(supplier, _) => firms.push(*supplier),
            _ => {}
        }
    }
    let (people, firms) = (people::names(&db, &people).await.map_err(|e| here.refuse(&e))?, suppliers::names(&db, &firms).await.map_err(|e| here.refuse(&e))?);
    let person = |id: &PersonId| (id.to_string(), people.get(id).map(people::Name::short).unwrap_or_default());
    let firm = |id: &SupplierId| (id.to_string(), firms.get(id).cloned().unwrap_or_default());
    let view = |(way, proposal): &(Way, Proposal)| {
        let words = playbooks.of(incident.kind).and_then(|playbook| playbook.alternative(*way));
        let mut view = WayView {
            way: way.name(),
            title: words.map(|words| words.title.of(here.lang()).to_owned()).unwrap_or_default(),
            told: words.map(|words| words.told.of(here.lang()).to_owned()).unwrap_or_default(),
            off: Vec::new(),
            on: Vec::new(),
            times: Vec::new(),
            starts: Vec::new(),
            whom: String::new(),
            typed: String::new(),
            instead: Vec::new(),
        };
        match proposal {
            Proposal::Shift | Proposal::Ours => {}
            Proposal::ShiftTo(supplier, start) => {
                view.whom = firm(supplier).1;
                view.typed = typed.clone().unwrap_or_else(|| start.in_moscow().strftime("%Y-%m-%dT%H:%M").to_string());
            }
            Proposal::Another(others) => view.on = others.iter().map(firm).collect(),
            Proposal::Replace { crew, missing, others } => {
                view.on = others.iter().map(person).collect();
                // An empty place is filled before anybody is taken off.
                if *missing == 0 {
                    view.off = crew.iter().map(person).collect();
                }
            }
            Proposal::NewTime(starts) => view.starts = starts.iter().map(|start| (start.to_string(), here.t.moment(start))).collect(),
            Proposal::CallOff { instead, alone } => {
                view.instead = instead.iter().map(|(visit, start)| (visit.to_string(), here.t.moment(start))).collect();
                view.instead.extend(alone.then(|| (String::new(), here.t.get("incidents-instead-none"))));
            }
            Proposal::TwoTimes(starts) => view.times = starts.iter().map(|start| (start.to_string(), here.t.moment(start))).collect(),
        }
        view
    };
    Ok(found.iter().map(view).collect())
}

/// What is to be done now: the client knows once the word has gone, and not before.
fn lead(incident: &Incident, words: &[Said]) -> &'static str {
    let solved = || words.iter().filter(|said| said.solved);
    match incident.state {
        State::Open if incident.round > 1 && incident.way == Some(Way::TwoTimes) => "incidents-lead-lapsed",
        State::Open if incident.round > 1 => "incidents-lead-again",
        State::Open => "incidents-lead-open",
        State::Asking => "incidents-lead-asking",
        State::Arranged if incident.is_untold() => "incidents-lead-arranged",
        State::Arranged if incident.client.is_none() => "incidents-lead-nobody",
        State::Arranged if solved().any(Said::is_known) => "incidents-lead-told",
        State::Arranged if solved().any(|said| said.lost_at.is_some()) => "incidents-lead-lost",
        State::Arranged => "incidents-lead-queued",
        State::Absorbed => "incidents-lead-absorbed",
        State::Closed => "incidents-lead-closed",
    }
}

/// Whom the visit has lost, what was arranged in its place, and who comes now.
async fn arranged(here: &Here, file: &File) -> Result<Vec<(String, String)>, Refused> {
    let (t, incident) = (&here.t, &file.incident);
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let crew = match incident.about {
        About::Visit(visit) => visits::visit(&db, &here.actor, visit).await.map_err(|e| here.refuse(&e))?.plan().crew.clone(),
        About::Task { .. } => Vec::new(),
    };
    let known = people::names(&db, &file.lost.iter().chain(&crew).copied().collect::<Vec<_>>()).await.map_err(|e| here.refuse(&e))?;
    let names = |who: &[PersonId]| t.list(&who.iter().filter_map(|id| known.get(id)).map(people::Name::short).collect::<Vec<_>>());
    let playbooks = playbooks(&here.app).map_err(|e| here.refuse(&e))?;
    let playbook = playbooks.of(incident.kind);
    let way = incident.way.filter(|_| matches!(incident.state, State::Asking | State::Arranged));
    let way = way.and_then(|way| playbook.and_then(|playbook| playbook.alternative(way)));
    let rows = [
        ("incidents-lost", names(&file.lost)),
        ("incidents-arranged", way.map(|way| way.title.of(here.lang()).to_owned()).unwrap_or_default()),
        ("incidents-crew", names(&crew)),
    ];
    Ok(rows.into_iter().filter(|(_, words)| !words.is_empty()).map(|(key, words)| (t.get(key), words)).collect())
}

async fn shown(here: &Here, id: IncidentId, again: Option<(&Form, &Problem)>) -> Result<FilePage, Refused> {
    let file: File = file(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let (t, incident) = (&here.t, &file.incident);
    let permit = here.actor.may(KEEP_INCIDENTS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let whose: Vec<_> = incident.client.into_iter().collect();
    let row = crate::list::row(here, incident, &households::show(&here.app, &permit, &whose, &[]).await.map_err(|e| here.refuse(&e))?.cards);
    let (about, about_href) = match (incident.about, &file.plan) {
        (About::Visit(visit), _) => {
            let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
            let found = visits::visit(&db, &here.actor, visit).await.map_err(|e| here.refuse(&e))?;
            (when(t, &found.plan().span), format!("/desk/visits/{visit}"))
        }
        (About::Task { plan, task, minutes }, Some((of, tasks))) => {
            let title = tasks.iter().find(|one| one.id == task).map(|one| one.title.clone()).unwrap_or_default();
            let late = if minutes > 0 { format!(" {}", t.with("incidents-later", "by", &t.length(&minutes))) } else { String::new() };
            (format!("{}: {title}.{late}", of.title), format!("/desk/projects/{plan}"))
        }
        (About::Task { .. }, None) => (String::new(), "/desk/incidents".to_owned()),
    };
    let firms: Vec<SupplierId> = file.jobs.iter().chain(&file.refused).map(|job| job.supplier).collect();
    let firms = suppliers::names(&here.app.read().await.map_err(|e| here.refuse(&e))?, &firms).await.map_err(|e| here.refuse(&e))?;
    let job = |job: &suppliers::Job| {
        let state = t.get(&format!("incidents-job-{}", job.state.name()));
        (firms.get(&job.supplier).cloned().unwrap_or_default(), format!("{}: {state}", when(t, &job.span)))
    };
    let refusers: Vec<String> = file.refused.iter().filter_map(|job| firms.get(&job.supplier).cloned()).collect();
    let may = may_tell(incident).ok();
    let due = |word: Word| may.as_ref().is_some_and(|may| !file.words.iter().any(|said| said.word == word && said.solved == may.is_solved()));
    let said = |said: &Said| {
        let (key, at) = match said.word {
            Word::Message if said.lost_at.is_some() => ("incidents-word-lost", said.lost_at),
            Word::Message if said.gone_at.is_some() => ("incidents-word-message", said.gone_at),
            Word::Message => ("incidents-word-queued", None),
            Word::Call if said.done_at.is_some() => ("incidents-word-called", said.done_at),
            Word::Call => ("incidents-word-call", None),
        };
        t.with(key, "at", &t.moment(&at.unwrap_or(said.queued_at)))
    };
    let typed = again.filter(|(form, _)| form.has("start")).map(|(form, _)| form.get("start").chars().take(40).collect::<String>());
    let fault =
        |field: &str| again.and_then(|(_, problem)| problem.fields.iter().find(|fault| fault.field == field)).map(|fault| t.fault(fault)).unwrap_or_default();
    // Of a supplier who cannot have the job the other rooms say it of fields of their own: it stands beside what was chosen here.
    let way = again.and_then(|(form, _)| Way::parse(form.get("way")));
    let fault_of = |of: &[Way], field: &str| {
        let names = [field, "start", "end", "supplier"].into_iter().filter(|_| way.is_some_and(|way| of.contains(&way)));
        names.map(&fault).find(|words| !words.is_empty()).unwrap_or_default()
    };
    let can_tell = due(Word::Message) && incident.client.is_some();
    let message = if can_tell { message_now(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))? } else { None };
    Ok(FilePage {
        arranged: arranged(here, &file).await?,
        refused: if incident.state == State::Open && !refusers.is_empty() { t.with("incidents-refused", "whom", &t.list(&refusers)) } else { String::new() },
        plan_href: file.plan.as_ref().map(|(plan, _)| format!("/desk/projects/{}#tasks", plan.id)).unwrap_or_default(),
        message: message.map(|letter| letter.body.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()).unwrap_or_default(),
        head: here.head(Shell::Desk, &row.kind).at(format!("/desk/incidents/{id}")),
        path: format!("/desk/incidents/{id}"),
        kind: row.kind,
        about: if row.whose.is_empty() { about } else { format!("{}: {about}", row.whose) },
        about_href,
        state: row.state,
        class: row.class,
        lead: t.get(lead(incident, &file.words)),
        rows: rows(here, &file),
        ways: if incident.state == State::Open { ways(here, incident, typed).await? } else { Vec::new() },
        jobs: file.jobs.iter().filter(|job| job.state != JobState::Withdrawn).map(job).collect(),
        beside: file.beside.iter().map(|task| (task.title.clone(), when(t, &task.span))).collect(),
        words: file.words.iter().map(said).collect(),
        can_tell,
        can_call: due(Word::Call),
        call_waits: file.words.iter().any(|said| said.word == Word::Call && said.done_at.is_none()),
        can_close: incident.state == State::Open,
        can_overrule: matches!(incident.state, State::Open | State::Asking)
            && incident.overridden_at.is_none()
            && here.actor.may(OVERRULE, &Resource::default()).is_ok(),
        reason: file.reason.clone().unwrap_or_default(),
        reason_error: fault("reason"),
        instead_error: fault("instead"),
        start_error: fault_of(&[Way::Shift], "start"),
        on_error: fault_of(&[Way::Another, Way::Replace], "on"),
        on_typed: again.map(|(form, _)| form.get("on").chars().take(40).collect()).unwrap_or_default(),
        reason_typed: again.map(|(form, _)| form.get("reason").chars().take(1_000).collect()).unwrap_or_default(),
    })
}

pub(crate) async fn get_file(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id = id_of(&here, &id)?;
    Ok(page(&shown(&here, id, None).await?))
}

/// `2026-03-05T10:00`, in Moscow.
fn moment(typed: &str) -> Option<Instant> {
    typed.trim().parse().ok().and_then(|at| Instant::of_moscow(at).ok())
}

fn choice(form: &Form) -> Option<Choice> {
    match Way::parse(form.get("way"))? {
        // What is no time is told beside the field, where one is asked for.
        Way::Shift => Some(moment(form.get("start")).map_or(Choice::Shift, Choice::ShiftTo)),
        Way::Ours => Some(Choice::Ours),
        Way::Another => form.get("on").parse().ok().map(Choice::Another),
        Way::Replace => Some(Choice::Replace { off: form.get("off").parse().ok(), on: form.get("on").parse().ok()? }),
        Way::TwoTimes => {
            let starts: Vec<Instant> = form.all("start").iter().filter_map(|start| start.parse().ok()).collect();
            <[Instant; 2]>::try_from(starts).ok().map(Choice::TwoTimes)
        }
        Way::NewTime => form.get("start").parse().ok().map(Choice::NewTime),
        Way::CallOff => match form.get("instead") {
            "" => Some(Choice::CallOff(None)),
            visit => visit.parse().ok().map(|visit| Choice::CallOff(Some(visit))),
        },
    }
}

fn back(id: IncidentId) -> Response {
    redirect(&format!("/desk/incidents/{id}"))
}

/// One press, and the way out is arranged, or suppliers are asked.
pub(crate) async fn post_arrange(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = id_of(&here, &id)?;
    // A choice that is none arranges nothing, and whoever may not choose hears so all the same.
    here.actor.may(KEEP_INCIDENTS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    if let Some(choice) = choice(&form) {
        match arrange(&here.app, &here.actor, id, choice).await {
            Ok(_) => {}
            // What was chosen is gone meanwhile, or not theirs to do: the page says so beside the choice.
            Err(error) => {
                let problem = here.field_problem(&error)?;
                return here.again(&error, &shown(&here, id, Some((&form, &problem))).await?);
            }
        }
    }
    Ok(back(id))
}

/// The message, or a call to make.
pub(crate) async fn post_tell(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = id_of(&here, &id)?;
    let word = Word::parse(form.get("word")).unwrap_or(Word::Message);
    tell(&here.app, &here.actor, id, word).await.map_err(|e| here.refuse(&e))?;
    Ok(back(id))
}

/// The call was made.
pub(crate) async fn post_called(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id = id_of(&here, &id)?;
    called(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(back(id))
}

/// It is none.
pub(crate) async fn post_close(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id = id_of(&here, &id)?;
    close_incident(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(back(id))
}

/// The owner allows a word without a way out.
pub(crate) async fn post_overrule(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = id_of(&here, &id)?;
    match overrule(&here.app, &here.actor, id, form.get("reason")).await {
        Ok(_) => Ok(back(id)),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            here.again(&error, &shown(&here, id, Some((&form, &problem))).await?)
        }
    }
}
