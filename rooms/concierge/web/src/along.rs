//! What goes along on a journey without being asked for, on the request's page: a seat for every child by the day of travel, still water,
//! each with its reason; «not this time», or never.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use concierge::{File, RequestId};
use households::{
    Along, ClientId, Declined, DeclinedId, Doing, Journey, KEEP_MEMORY, Memory, MemoryId, MemoryKind, RawDecline, Remember, Seat, along, children, decline,
    declined, declined_of, recall, restore,
};
use jiff::civil::Date;
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, page, redirect, summary};
use uuid::Uuid;
use values::{Instant, Problem};

#[derive(Template)]
#[template(path = "along.html")]
struct AlongPage {
    head: Head,
    name: String,
    path: String,
    back: String,
    /// The day of travel, as it is typed.
    day: String,
    faults: Vec<(String, String)>,
    goes: Vec<Goes>,
    stays: Vec<Stays>,
    reason: Field,
}

/// Something that goes along.
struct Goes {
    value: String,
    title: String,
    why: String,
    is_chosen: bool,
}

/// Something that was declined.
struct Stays {
    title: String,
    said: String,
    reason: String,
    restore: String,
}

/// Is it a journey of a client whose children we know of? Then where its page is.
pub(crate) async fn link(here: &Here, file: &File) -> Result<String, Refused> {
    let rules = households::memory_rules(&here.app).map_err(|e| here.refuse(&e))?;
    let is_journey = file.request.about.as_ref().is_some_and(|about| rules.travel.tasks.contains(about));
    if !is_journey {
        return Ok(String::new());
    }
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let client = concierge::asked_by(&db, file.request.id).await.map_err(|e| here.refuse(&e))?;
    Ok(if client.is_some() { format!("/desk/requests/{}/along", file.request.id) } else { String::new() })
}

/// Whose journey it is, and what is remembered of them; the looks are recorded. Of nobody's client nothing is.
async fn household(here: &Here, id: RequestId) -> Result<(String, Option<ClientId>, Vec<Memory>), Refused> {
    let request = concierge::request(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let Some(client) = concierge::asked_by(&db, id).await.map_err(|e| here.refuse(&e))? else {
        return Ok((request.asker.name, None, Vec::new()));
    };
    let actor = here.actor;
    let memory = here.app.write(&actor, move |tx| async move {
        let permit = actor.may(KEEP_MEMORY, &access::Resource { client: Some(client.uuid()), crew: vec![] })?;
        Ok::<_, Remember>(recall(&tx, &permit, client).await?)
    });
    Ok((request.asker.name, Some(client), memory.await.map_err(|e| here.refuse(&e))?))
}

/// `Ива: группа I или II (R44), с высокой спинкой (R129)`
fn title(here: &Here, one: &Along) -> String {
    let t = &here.t;
    match one {
        Along::Water { words, children } => t.args(
            "concierge-along-water",
            &[("water", values::Arg::Text(words.of(here.lang()).to_owned())), ("n", values::Arg::Int(i64::try_from(*children).unwrap_or(0)))],
        ),
        Along::Seat { name, seat: Seat::Ask, .. } => t.with("concierge-along-ask", "name", name),
        Along::Seat { name, seat: Seat::Belt, .. } => t.with("concierge-along-belt", "name", name),
        Along::Seat { name, seat: Seat::Fitting(groups, kinds), .. } => {
            let groups: Vec<String> = groups.iter().map(|group| group.mark().to_owned()).collect();
            let kinds: Vec<String> = kinds.iter().map(|kind| t.get(&format!("concierge-seat-{}", kind.name()))).collect();
            let weighs = (!groups.is_empty()).then(|| t.with("concierge-along-r44", "groups", &groups.join(", ")));
            let stature = (!kinds.is_empty()).then(|| t.with("concierge-along-r129", "kinds", &kinds.join(", ")));
            let fits: Vec<String> = weighs.into_iter().chain(stature).collect();
            t.say("concierge-along-seat", &[("name", name.as_str().into()), ("fits", fits.join("; ").into())])
        }
    }
}

/// `день рождения 4 марта 2021 года, 17 кг, 104 см, измерено 1 февраля`
fn why(here: &Here, one: &Along, memory: &[Memory], now: Instant) -> String {
    let t = &here.t;
    let Along::Seat { memory: Some(id), .. } = one else { return t.get("concierge-along-why-water") };
    let Some(behind) = memory.iter().find(|one| one.id == *id) else { return String::new() };
    let MemoryKind::Child { born, size, .. } = &behind.kind else { return String::new() };
    let measured = size.map(|size| {
        t.say("concierge-along-measured", &[("kg", size.kg.to_string().into()), ("cm", size.cm.to_string().into()), ("on", t.civil(size.on).into())])
    });
    let told = t.with("concierge-along-told", "at", &t.dated(&behind.said_at, now));
    let born = t.say("concierge-along-born", &[("day", t.civil(*born).into()), ("year", born.year().to_string().into())]);
    std::iter::once(born).chain(measured).chain([told]).collect::<Vec<_>>().join(", ")
}

fn doing(one: &Along) -> Option<Doing> {
    match one {
        Along::Seat { memory, .. } => memory.map(Doing::Seat),
        Along::Water { .. } => Some(Doing::Water),
    }
}

fn value(doing: Doing) -> String {
    doing.memory().map_or_else(|| "water".to_owned(), |memory| memory.to_string())
}

async fn load(here: &Here, id: RequestId, form: &Form, problem: Option<&Problem>) -> Result<AlongPage, Refused> {
    let (name, client, memory) = household(here, id).await?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let rules = households::memory_rules(&here.app).map_err(|e| here.refuse(&e))?;
    let said = match client {
        Some(client) => declined_of(&db, client).await.map_err(|e| here.refuse(&e))?,
        None => Vec::new(),
    };
    let (now, path) = (here.app.now(), format!("/desk/requests/{id}/along"));
    let day = day(here, form);
    let all = along(&Journey { day, travellers: children(&memory) }, &rules.travel);
    let of = |one: &Along| doing(one).and_then(|doing| declined(&said, doing, id.uuid()));
    let reason = Field { label: here.t.get("concierge-along-reason"), ..Field::new(here, form, "reason", Kind::Text, "off").blame(here, problem) };
    let mut faults = summary(&[&reason]);
    let fault = problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == "doing"));
    faults.extend(fault.map(|fault| ("along".to_owned(), here.t.fault(fault))));
    let goes = |one: &Along| {
        let value = value(doing(one)?);
        Some(Goes { is_chosen: form.get("doing") == value, value, title: title(here, one), why: why(here, one, &memory, now) })
    };
    let stays = |one: &Along| {
        let said: &Declined = of(one)?;
        let key = if said.occasion.is_some() { "concierge-along-once" } else { "concierge-along-ever" };
        Some(Stays {
            title: title(here, one),
            said: here.t.with(key, "at", &here.t.dated(&said.at, now)),
            reason: said.reason.clone(),
            restore: format!("{path}/{}/restore", said.id),
        })
    };
    Ok(AlongPage {
        head: here.head(Shell::Desk, &here.t.get("concierge-along")).at(path.clone()),
        name,
        back: format!("/desk/requests/{id}"),
        path: path.clone(),
        day: day.to_string(),
        faults,
        goes: all.iter().filter(|one| of(one).is_none()).filter_map(goes).collect(),
        stays: all.iter().filter_map(stays).collect(),
        reason,
    })
}

/// The day of travel: as it was typed, else today.
fn day(here: &Here, form: &Form) -> Date {
    let typed = if form.has("day") { form.get("day") } else { here.query.get("day") };
    typed.parse().unwrap_or_else(|_| here.app.now().day())
}

pub(crate) async fn get_along(here: Here, Path(id): Path<RequestId>) -> Result<Response, Refused> {
    Ok(page(&load(&here, id, &Form::default(), None).await?))
}

pub(crate) async fn post_along(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    let (_, client, _) = household(&here, id).await?;
    let Some(client) = client else { return Ok(redirect(&format!("/desk/requests/{id}"))) };
    let doing = match form.get("doing") {
        "water" => Doing::Water,
        memory => Doing::Seat(memory.parse().unwrap_or_else(|_| MemoryId::from(Uuid::nil()))),
    };
    let day = day(&here, &form);
    let occasion = (form.get("scope") != "ever").then(|| id.uuid());
    let raw = RawDecline { doing, occasion, day, reason: form.get("reason").to_owned() };
    match decline(&here.app, &here.actor, client, &raw).await {
        Ok(_) => Ok(redirect(&format!("/desk/requests/{id}/along?day={day}"))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&load(&here, id, &form, Some(&problem)).await?)).into_response())
        }
    }
}

pub(crate) async fn post_restore(here: Here, Path((id, said)): Path<(RequestId, DeclinedId)>) -> Result<Response, Refused> {
    let (_, client, _) = household(&here, id).await?;
    if let Some(client) = client {
        restore(&here.app, &here.actor, client, said).await.map_err(|e| here.refuse(&e))?;
    }
    Ok(redirect(&format!("/desk/requests/{id}/along")))
}
