//! `/desk/calls`: what rings, whom to call and with which words, the latest calls, appointments.

use crate::view::{Clock, about_number, clock_of};
use access::Resource;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use calls::{
    AGAIN, Call, CallError, CallId, Ending, Meeting, MeetingId, TAKE_CALLS, Task, TaskId, Why, With, call_off, extensions, meetings_ahead, open_tasks,
    recent_calls, ringing, set_extension, settle,
};
use households::{Card, ClientId, show};
use messaging::{Kept, MessageId};
use pages::{Form, Head, Here, Refused, Shell, page, redirect};
use people::{Name, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use values::{FieldFault, Instant, Problem};

#[derive(Template)]
#[template(path = "calls.html")]
struct CallsPage {
    head: Head,
    ringing: Vec<CallView>,
    tasks: Vec<TaskView>,
    /// The time until it is tried again: minutes, in words.
    again: Vec<(u32, String)>,
    meetings: Vec<MeetingView>,
    calls: Vec<CallView>,
    /// Where the older ones are; empty on the last page.
    older: String,
    /// Inner numbers: whose, their name, the number, what is wrong with it.
    numbers: Vec<(String, String, String, String)>,
    is_open: bool,
}

/// A call in a line.
struct CallView {
    /// The card that lies ready.
    href: String,
    who: String,
    /// What the number tells, of people whom nobody knows.
    about: String,
    at: String,
    datetime: String,
    words: String,
    is_missed: bool,
}

/// Somebody to call.
struct TaskView {
    id: String,
    href: String,
    who: String,
    phone: String,
    phone_href: String,
    why: String,
    clock: Clock,
    /// The words to say: heading and lines; empty where there are none.
    title: String,
    lines: Vec<String>,
    tries: String,
}

/// An appointment.
struct MeetingView {
    id: String,
    href: String,
    at: String,
    datetime: String,
    with: String,
    who: String,
}

/// Tasks and calls on a page.
const TASKS: u32 = 50;
const CALLS: u32 = 25;
const MEETINGS: u32 = 30;

pub(crate) async fn get_calls(here: Here) -> Result<Response, Refused> {
    Ok(page(&calls_page(&here, None).await?))
}

/// What came of a call.
pub(crate) async fn post_task(here: Here, Path(recall): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: TaskId = recall.parse().map_err(|_| here.not_found())?;
    // Who may not hears that, whatever they sent.
    here.actor.may(TAKE_CALLS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let ending = Ending::read(form.get("outcome"), form.get("again"));
    let ending = ending.ok_or_else(|| here.refuse(&CallError::Fields(vec![FieldFault::new("outcome", "unknown")])))?;
    settle(&here.app, &here.actor, id, ending).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect("/desk/calls"))
}

/// By which inner number somebody answers.
pub(crate) async fn post_extension(here: Here, Path(person): Path<String>, form: Form) -> Result<Response, Refused> {
    let person: PersonId = person.parse().map_err(|_| here.not_found())?;
    let Err(error) = set_extension(&here.app, &here.actor, person, form.get("extension")).await else { return Ok(redirect("/desk/calls#numbers")) };
    let problem = here.field_problem(&error)?;
    here.again(&error, &calls_page(&here, Some((person, form.get("extension"), &problem))).await?)
}

pub(crate) async fn post_off(here: Here, Path(meeting): Path<String>) -> Result<Response, Refused> {
    let id: MeetingId = meeting.parse().map_err(|_| here.not_found())?;
    call_off(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect("/desk/calls#meetings"))
}

/// What the page is made of: a query for each list, whatever its length.
struct Read {
    ringing: Vec<Call>,
    tasks: Vec<Task>,
    calls: Vec<Call>,
    meetings: Vec<Meeting>,
    messages: BTreeMap<MessageId, Kept>,
    cards: BTreeMap<ClientId, Card>,
    people: BTreeMap<PersonId, Name>,
    numbers: BTreeMap<PersonId, String>,
}

async fn read(here: &Here) -> Result<Read, Refused> {
    let (app, actor) = (&here.app, &here.actor);
    let permit = actor.may(TAKE_CALLS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let before: Option<(Instant, CallId)> = here.query.get("at").parse().ok().zip(here.query.get("before").parse().ok());
    let ringing = ringing(app, actor).await.map_err(|e| here.refuse(&e))?;
    let tasks = open_tasks(app, actor, None, TASKS).await.map_err(|e| here.refuse(&e))?;
    let calls = recent_calls(app, actor, before, CALLS + 1).await.map_err(|e| here.refuse(&e))?;
    let db = app.read().await.map_err(|e| here.refuse(&e))?;
    let meetings = meetings_ahead(&db, actor, MEETINGS).await.map_err(|e| here.refuse(&e))?;
    let said: Vec<MessageId> = tasks.iter().filter_map(|task| if let Why::Message(message) = task.why { Some(message) } else { None }).collect();
    let messages = messaging::some(&db, &said).await.map_err(|e| here.refuse(&e))?;
    let of_meetings = meetings.iter().filter_map(|meeting| if let With::Client(client) = meeting.with { Some(client) } else { None });
    let clients: BTreeSet<ClientId> =
        ringing.iter().chain(&calls).filter_map(|call| call.client).chain(tasks.iter().filter_map(|task| task.client)).chain(of_meetings).collect();
    let cards = show(app, &permit, &clients.into_iter().collect::<Vec<_>>(), &[]).await.map_err(|e| here.refuse(&e))?.cards;
    let people = people::at_desk(&db).await.map_err(|e| here.refuse(&e))?;
    let numbers = extensions(&db, actor).await.map_err(|e| here.refuse(&e))?;
    Ok(Read { ringing, tasks, calls, meetings, messages: messages.into_iter().map(|kept| (kept.id, kept)).collect(), cards, people, numbers })
}

async fn calls_page(here: &Here, refused: Option<(PersonId, &str, &Problem)>) -> Result<CallsPage, Refused> {
    let mut read = read(here).await?;
    let t = &here.t;
    let is_full = read.calls.len() > CALLS as usize;
    read.calls.truncate(CALLS as usize);
    let older = read.calls.last().filter(|_| is_full).map(|last| format!("/desk/calls?at={}&before={}", last.known.began_at, last.id));
    let number = |(person, name): (&PersonId, &Name)| {
        let refused = refused.filter(|(whose, ..)| whose == person);
        let value = refused.map_or_else(|| read.numbers.get(person).cloned().unwrap_or_default(), |(_, typed, _)| typed.to_owned());
        let error = refused.and_then(|(.., problem)| problem.fields.first()).map(|fault| t.fault(fault)).unwrap_or_default();
        (person.to_string(), t.name(&name.full()), value, error)
    };
    Ok(CallsPage {
        head: here.head(Shell::Desk, &t.get("calls-title")).at("/desk/calls"),
        ringing: read.ringing.iter().map(|call| call_view(here, &read, call)).collect(),
        tasks: read.tasks.iter().map(|task| task_view(here, &read, task)).collect::<Result<_, _>>()?,
        again: AGAIN.into_iter().map(|minutes| (minutes, t.length(&minutes.into()))).collect(),
        meetings: read.meetings.iter().map(|meeting| meeting_view(here, &read, meeting)).collect(),
        calls: read.calls.iter().map(|call| call_view(here, &read, call)).collect(),
        older: older.unwrap_or_default(),
        numbers: read.people.iter().map(number).collect(),
        is_open: refused.is_some(),
    })
}

fn call_view(here: &Here, read: &Read, call: &Call) -> CallView {
    let (t, standing) = (&here.t, call.standing(here.app.now()));
    let card = call.client.and_then(|client| read.cards.get(&client));
    let phone = call.phone.as_ref().map(ToString::to_string);
    let mut words = t.get(&format!("calls-{}-{}", call.direction.name(), standing.name()));
    if let Some(minutes) = call.known.minutes() {
        words = format!("{words}, {}", t.length(&minutes));
    }
    CallView {
        href: format!("/desk/prepared/calls/{}", call.id),
        who: card.map(Card::full).or(phone).unwrap_or_else(|| t.get("calls-nobody")),
        about: if card.is_none() { call.phone.as_ref().map(|phone| about_number(t, phone)).unwrap_or_default() } else { String::new() },
        at: t.moment(&call.known.began_at),
        datetime: call.known.began_at.to_string(),
        is_missed: standing == calls::Standing::Missed && call.direction == calls::Direction::In,
        words,
    }
}

fn task_view(here: &Here, read: &Read, task: &Task) -> Result<TaskView, Refused> {
    let t = &here.t;
    let card = task.client.and_then(|client| read.cards.get(&client));
    let phone = task.phone.as_ref().or_else(|| card.and_then(|card| card.phone.as_ref()));
    let (href, why, text) = match task.why {
        Why::Missed(call, times) => (format!("/desk/prepared/calls/{call}"), t.num("calls-why-missed", "n", &times.into()), None),
        Why::Message(message) => {
            let href = task.client.map(|client| format!("/desk/prepared/clients/{client}")).unwrap_or_default();
            (href, t.get("calls-why-message"), read.messages.get(&message).and_then(|kept| kept.text.clone()))
        }
    };
    let (title, body) = text.unwrap_or_default();
    Ok(TaskView {
        id: task.id.to_string(),
        href,
        who: card.map(Card::full).or_else(|| phone.map(ToString::to_string)).unwrap_or_else(|| t.get("calls-nobody")),
        phone: phone.map(ToString::to_string).unwrap_or_default(),
        phone_href: phone.map(|phone| format!("tel:{}", phone.e164())).unwrap_or_default(),
        why,
        clock: clock_of(here, task)?,
        title,
        lines: body.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
        tries: if task.tries == 0 { String::new() } else { t.num("calls-tries", "n", &task.tries.into()) },
    })
}

fn meeting_view(here: &Here, read: &Read, meeting: &Meeting) -> MeetingView {
    let t = &here.t;
    let (href, with) = match meeting.with {
        With::Client(client) => {
            let name = read.cards.get(&client).map_or_else(|| t.get("calls-nobody"), Card::full);
            (format!("/desk/prepared/clients/{client}"), name)
        }
        With::Request(request) => (format!("/desk/prepared/requests/{request}"), t.get("calls-meeting-asker")),
    };
    MeetingView {
        id: meeting.id.to_string(),
        href,
        at: t.moment(&meeting.at),
        datetime: meeting.at.to_string(),
        with,
        who: read.people.get(&meeting.person).map(|name| t.name(&name.short())).unwrap_or_default(),
    }
}
