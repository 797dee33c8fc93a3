//! `/my/calendars`, and the same of one client at the desk: which room is closed by which calendar, and another one.

use crate::week::{Week, week};
use askama::Template;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use calendars::{Calendar, Follow, FollowError, LARGEST, Way, calendars_of, follow, read_now};
use households::{ClientId, HomeCard, KEEP_MEMORY, Source, show_client, withdraw_memory};
use pages::{Field, Form, Head, Here, Kind, ROOMS, Refused, Shell, T, Upload, capital, page, redirect, room_name, summary};
use values::{Instant, Problem};

#[derive(Template)]
#[template(path = "calendars-letter.html")]
struct LetterPage {
    head: Head,
    of: Calendars,
}

#[derive(Template)]
#[template(path = "calendars-desk.html")]
struct DeskPage {
    head: Head,
    of: Calendars,
}

/// What both pages show.
struct Calendars {
    /// Where the forms go.
    action: String,
    /// Whose they are, at the desk.
    client: String,
    back: String,
    faults: Vec<(String, String)>,
    all: Vec<CalendarView>,
    rooms: Vec<(String, String, bool)>,
    room_error: String,
    /// Empty where there is one home alone.
    homes: Vec<(String, String, bool)>,
    home_error: String,
    address: Field,
    file_error: String,
}

/// A calendar.
struct CalendarView {
    id: String,
    room: String,
    home: String,
    from: String,
    /// When it was read, or why not.
    state: String,
    is_lost: bool,
    may_read: bool,
    next: Vec<String>,
    week: Week,
}

/// Whose page it is, and where it lies.
struct Place {
    client: ClientId,
    path: String,
    at_desk: bool,
}

fn mine(here: &Here) -> Result<Place, Refused> {
    let own = access::Resource { client: here.actor.client(), crew: vec![] };
    here.actor.may(KEEP_MEMORY, &own).map_err(|e| here.refuse(&e))?;
    let client = here.actor.client().map(ClientId::from).ok_or_else(|| Refused::from(redirect("/desk/clients")))?;
    Ok(Place { client, path: "/my/calendars".to_owned(), at_desk: false })
}

fn theirs(here: &Here, id: &str) -> Result<Place, Refused> {
    here.actor.may(households::FIND_CLIENTS, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let client: ClientId = id.parse().map_err(|_| here.not_found())?;
    Ok(Place { client, path: format!("/desk/clients/{client}/calendars"), at_desk: true })
}

/// How many of the next closed hours are told in words.
const NEXT: usize = 5;

fn view(t: &T, one: &Calendar, homes: &[HomeCard], now: Instant) -> CalendarView {
    let room = capital(&room_name(t, &one.room));
    let failed = one.failed.map(|(why, _)| t.get(&format!("calendars-failed-{}", why.name())));
    // A file came from them and is never read again.
    let read = t.with(if one.host.is_some() { "calendars-read" } else { "calendars-sent" }, "at", &t.moment(&one.read_at));
    let state = match failed {
        Some(why) if one.is_lost => t.say("calendars-lost", &[("why", why.into()), ("read", read.clone().into())]),
        Some(why) => t.say("calendars-failing", &[("why", why.into()), ("read", read.clone().into())]),
        None => capital(&read),
    };
    let next = one.busy.iter().take(NEXT).map(|span| format!("{}, {}", t.dated(&span.start, now), t.span(span)));
    CalendarView {
        id: one.memory.to_string(),
        home: one.home.and_then(|id| homes.iter().find(|home| home.home == id)).map(|home| home.address.line()).unwrap_or_default(),
        from: capital(&match &one.host {
            Some(host) => t.with("calendars-at", "host", host),
            None => t.get("calendars-file"),
        }),
        state,
        is_lost: one.is_lost,
        may_read: one.host.is_some(),
        next: next.collect(),
        week: week(t, one, t.with("calendars-week", "room", &room), now),
        room,
    }
}

async fn load(here: &Here, place: &Place, form: &Form, problem: Option<&Problem>) -> Result<Calendars, Refused> {
    let all = calendars_of(&here.app, &here.actor, place.client).await.map_err(|e| here.refuse(&e))?;
    let own = access::Resource { client: Some(place.client.uuid()), crew: vec![] };
    let permit = here.actor.may(KEEP_MEMORY, &own).map_err(|e| here.refuse(&e))?;
    let (card, homes) = show_client(&here.app, &permit, place.client).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    let (t, now) = (&here.t, here.app.now());
    let fault = |name: &str| problem.and_then(|p| p.fields.iter().find(|f| f.field == name)).map(|f| t.fault(f)).unwrap_or_default();
    let address = Field::new(here, form, "address", Kind::Text, "off").optional().blame(here, problem);
    let mut faults = summary(&[&address]);
    for name in ["room", "home", "file"] {
        let words = fault(name);
        if !words.is_empty() {
            faults.push((name.to_owned(), format!("{}: {words}", t.get(&format!("calendars-{name}")))));
        }
    }
    let rooms = ROOMS.iter().map(|room| ((*room).to_owned(), room_name(t, room), form.get("room") == *room)).collect();
    let each = homes.iter().map(|home| (home.home.to_string(), home.address.line(), form.get("home") == home.home.to_string()));
    Ok(Calendars {
        action: place.path.clone(),
        client: card.full(),
        back: if place.at_desk { format!("/desk/clients/{}#memory", place.client) } else { "/my/household#memory".to_owned() },
        faults,
        all: all.iter().map(|one| view(t, one, &homes, now)).collect(),
        rooms,
        room_error: fault("room"),
        homes: if homes.len() > 1 { each.collect() } else { Vec::new() },
        home_error: fault("home"),
        address,
        file_error: fault("file"),
    })
}

fn shown(here: &Here, place: &Place, of: Calendars) -> Response {
    let title = here.t.get("calendars-title");
    if place.at_desk {
        page(&DeskPage { head: here.head(Shell::Desk, &title).at(place.path.clone()), of })
    } else {
        page(&LetterPage { head: here.head(Shell::Letter, &title).at(place.path.clone()), of })
    }
}

async fn get(here: Here, place: Place) -> Result<Response, Refused> {
    let of = load(&here, &place, &Form::default(), None).await?;
    Ok(shown(&here, &place, of))
}

async fn post(here: Here, place: Place, request: Request) -> Result<Response, Refused> {
    let sent = Upload::read(request, "file", LARGEST).await;
    let form = sent.form;
    let file = if sent.heavy { vec![0; LARGEST + 1] } else { sent.file };
    let typed = form.get("address").trim().to_owned();
    // Whoever has chosen a file means the file.
    let way = if file.is_empty() { Way::Address(typed) } else { Way::Text(file) };
    let home = if form.get("home").is_empty() { None } else { Some(form.id("home")) };
    let source = if place.at_desk { Source::Call } else { Source::Portal };
    let raw = Follow { home, room: form.get("room").to_owned(), way, source };
    match follow(&here.app, &here.actor, place.client, &raw).await {
        Ok(_) => Ok(redirect(&place.path)),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            let of = load(&here, &place, &form, Some(&problem)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&here, &place, of)).into_response())
        }
    }
}

async fn post_read(here: Here, place: Place, form: Form) -> Result<Response, Refused> {
    read_now(&here.app, &here.actor, place.client, form.id("memory")).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&place.path))
}

async fn post_stop(here: Here, place: Place, form: Form) -> Result<Response, Refused> {
    withdraw_memory(&here.app, &here.actor, place.client, form.id("memory")).await.map_err(|e| here.refuse(&FollowError::from(e)))?;
    Ok(redirect(&place.path))
}

pub(crate) async fn get_mine(here: Here) -> Result<Response, Refused> {
    let place = mine(&here)?;
    get(here, place).await
}

pub(crate) async fn post_mine(here: Here, request: Request) -> Result<Response, Refused> {
    let place = mine(&here)?;
    post(here, place, request).await
}

pub(crate) async fn post_mine_read(here: Here, form: Form) -> Result<Response, Refused> {
    let place = mine(&here)?;
    post_read(here, place, form).await
}

pub(crate) async fn post_mine_stop(here: Here, form: Form) -> Result<Response, Refused> {
    let place = mine(&here)?;
    post_stop(here, place, form).await
}

pub(crate) async fn get_theirs(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let place = theirs(&here, &id)?;
    get(here, place).await
}

pub(crate) async fn post_theirs(here: Here, Path(id): Path<String>, request: Request) -> Result<Response, Refused> {
    let place = theirs(&here, &id)?;
    post(here, place, request).await
}

pub(crate) async fn post_theirs_read(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let place = theirs(&here, &id)?;
    post_read(here, place, form).await
}

pub(crate) async fn post_theirs_stop(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let place = theirs(&here, &id)?;
    post_stop(here, place, form).await
}
