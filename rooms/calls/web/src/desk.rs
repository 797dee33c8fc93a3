//! `/desk/calls`: what rings, whom to call and with which words, the latest calls, appointments.

use crate::view::{Clock, about_number, clock_of, together};
use access::Resource;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use calls::{
    AGAIN, Call, CallError, CallId, Ending, Meeting, MeetingId, TAKE_CALLS, Task, TaskId, Why, With, call_off, extensions, let_go, meetings_ahead, open_tasks,
    recent_calls, ringing, set_extension, settle,
};
use concierge::names_by_request;
use households::{Card, ClientId, show};
use messaging::{Aloud, MessageId};
use pages::{Form, Head, Here, Refused, Shell, T, page, redirect};
use people::{Name, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use values::{FieldFault, Instant, Phone, Problem};

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
    /// Why, each reason once.
    why: String,
    clock: Clock,
    /// The words to say, as they are now: heading, where they have one, and lines of each.
    words: Vec<(String, Vec<String>)>,
    tries: String,
    /// What was said can be kept: they are a client.
    is_client: bool,
    /// All that one call settles, with the tries that are shown.
    about: Vec<String>,
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
    settle(&here.app, &here.actor, &about(id, &form), ending, form.get("said")).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect("/desk/calls"))
}

/// What the form is about: the task of its address, and what stood beside it, each as `task.tries`.
fn about(id: TaskId, form: &Form) -> Vec<(TaskId, Option<u32>)> {
    let read = |one: &String| one.split_once('.').and_then(|(task, tries)| Some((task.parse::<TaskId>().ok()?, tries.parse().ok())));
    let mut all: Vec<(TaskId, Option<u32>)> = form.all("about").iter().filter_map(read).take(TASKS as usize).collect();
    if all.iter().all(|(task, _)| *task != id) {
        all.push((id, None));
    }
    all
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
    messages: BTreeMap<MessageId, Aloud>,
    cards: BTreeMap<ClientId, Card>,
    people: BTreeMap<PersonId, Name>,
    numbers: BTreeMap<PersonId, String>,
    /// Of numbers that are no client's: how those call themselves who have asked from them.
    asked: BTreeMap<String, String>,
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
    let messages = messaging::to_say(app, &said).await.map_err(|e| here.refuse(&e))?;
    // What was read or is no longer true is not said, and nobody is counted for it.
    let is_shown = |task: &Task| if let Why::Message(message) = task.why { messages.contains_key(&message) } else { true };
    let (tasks, unsaid): (Vec<Task>, Vec<Task>) = tasks.into_iter().partition(is_shown);
    let_go(app, actor, &unsaid).await.map_err(|e| here.refuse(&e))?;
    let of_meetings = meetings.iter().filter_map(|meeting| if let With::Client(client) = meeting.with { Some(client) } else { None });
    let clients: BTreeSet<ClientId> =
        ringing.iter().chain(&calls).filter_map(|call| call.client).chain(tasks.iter().filter_map(|task| task.client)).chain(of_meetings).collect();
    let cards = show(app, &permit, &clients.into_iter().collect::<Vec<_>>(), &[]).await.map_err(|e| here.refuse(&e))?.cards;
    let people = people::at_desk(&db).await.map_err(|e| here.refuse(&e))?;
    let numbers = extensions(&db, actor).await.map_err(|e| here.refuse(&e))?;
    let of_calls = ringing.iter().chain(&calls).filter(|call| call.client.is_none()).filter_map(|call| call.phone.as_ref());
    let of_tasks = tasks.iter().filter(|task| task.client.is_none()).filter_map(|task| task.phone.as_ref());
    let phones: BTreeMap<&str, &Phone> = of_calls.chain(of_tasks).map(|phone| (phone.e164(), phone)).collect();
    let asked = names_by_request(app, actor, &phones.into_values().cloned().collect::<Vec<_>>()).await.map_err(|e| here.refuse(&e))?;
    Ok(Read { ringing, tasks, calls, meetings, messages, cards, people, numbers, asked })
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
        tasks: together(read.tasks.clone()).iter().map(|all| task_view(here, &read, all)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect(),
        again: AGAIN.into_iter().map(|minutes| (minutes, t.length(&minutes.into()))).collect(),
        meetings: read.meetings.iter().map(|meeting| meeting_view(here, &read, meeting)).collect(),
        calls: read.calls.iter().map(|call| call_view(here, &read, call)).collect(),
        older: older.unwrap_or_default(),
        numbers: read.people.iter().map(number).collect(),
        is_open: refused.is_some(),
    })
}

/// Whose request came from this number, where it is no client's.
fn by_request(t: &T, read: &Read, phone: Option<&Phone>) -> Option<String> {
    read.asked.get(phone?.e164()).map(|name| t.with("calls-by-request", "name", name))
}

fn call_view(here: &Here, read: &Read, call: &Call) -> CallView {
    let (t, standing) = (&here.t, call.standing(here.app.now()));
    let card = call.client.and_then(|client| read.cards.get(&client));
    let phone = call.phone.as_ref().map(ToString::to_string);
    let asked = by_request(t, read, call.phone.as_ref().filter(|_| card.is_none()));
    let about = call.phone.as_ref().filter(|_| card.is_none()).map(|phone| about_number(t, phone));
    let mut words = t.get(&format!("calls-{}-{}", call.direction.name(), standing.name()));
    if let Some(minutes) = call.known.minutes() {
        words = format!("{words}, {}", t.length(&minutes));
    }
    CallView {
        href: format!("/desk/prepared/calls/{}", call.id),
        about: phone.iter().filter(|_| asked.is_some()).cloned().chain(about).collect::<Vec<_>>().join(", "),
        who: card.map(Card::full).or(asked).or(phone).unwrap_or_else(|| t.get("calls-nobody")),
        at: t.moment(&call.known.began_at),
        datetime: call.known.began_at.to_string(),
        is_missed: standing == calls::Standing::Missed && call.direction == calls::Direction::In,
        words,
    }
}

/// Somebody to call, with all that they are to be called about.
fn task_view(here: &Here, read: &Read, all: &[Task]) -> Result<Option<TaskView>, Refused> {
    let t = &here.t;
    let Some(task) = all.first() else { return Ok(None) };
    let card = task.client.and_then(|client| read.cards.get(&client));
    // Of several, back to where they called from.
    let phone = all.iter().find_map(|task| task.phone.as_ref()).or_else(|| card.and_then(|card| card.phone.as_ref()));
    let href = match task.why {
        Why::Missed(call, _) => format!("/desk/prepared/calls/{call}"),
        Why::Message(_) => task.client.map(|client| format!("/desk/prepared/clients/{client}")).unwrap_or_default(),
    };
    let (mut whys, mut words) = (Vec::new(), Vec::new());
    for task in all {
        let why = match task.why {
            Why::Missed(_, times) => t.num("calls-why-missed", "n", &times.into()),
            Why::Message(message) => {
                words.extend(read.messages.get(&message).map(|aloud| (aloud.heading.clone(), aloud.lines.clone())));
                t.get("calls-why-message")
            }
        };
        if !whys.contains(&why) {
            whys.push(why);
        }
    }
    Ok(Some(TaskView {
        id: task.id.to_string(),
        href,
        who: card.map(Card::full).or_else(|| by_request(t, read, phone)).or_else(|| phone.map(ToString::to_string)).unwrap_or_else(|| t.get("calls-nobody")),
        phone: phone.map(ToString::to_string).unwrap_or_default(),
        phone_href: phone.map(|phone| format!("tel:{}", phone.e164())).unwrap_or_default(),
        why: whys.join(" · "),
        clock: clock_of(here, task)?,
        words,
        tries: all.iter().map(|task| task.tries).max().filter(|tries| *tries > 0).map(|tries| t.num("calls-tries", "n", &tries.into())).unwrap_or_default(),
        is_client: task.client.is_some(),
        about: all.iter().map(|task| format!("{}.{}", task.id, task.tries)).collect(),
    }))
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
