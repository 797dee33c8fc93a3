//! What goes along on a journey without being asked for, to whoever asked for it and to the desk alike: a seat for every child by the day of
//! travel, still water, each with its reason; «not this time», or never. After the journey the desk tells what did go along, and how it knows.

use crate::journey::{self as kept, JourneyView};
use access::Actor;
use askama::Template;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use concierge::{
    AlongPhotoId, CLOSE_REQUEST, Evidence, File, HEAVIEST_PHOTO, KEEP_ALONG, RawStay, RawWent, RequestError, RequestId, Went, along_photo, along_photo_of,
    along_photos, decline_along, doing, journey, journey_on, left_home, restore_along, show_along, tally, tell_along, went_along,
};
use db::Reader;
use households::{
    Along, Asks, ClientId, Declined, DeclinedId, Doing, Journey, KEEP_MEMORY, Memory, MemoryId, Remember, Seat, along, asks, declined_of, recall,
};
use jiff::civil::Date;
use pages::{DeclinedLine, Field, Form, Head, Here, Kind, Refused, Shell, Upload, jpeg, kg_words, page, redirect, summary, unchosen};
use std::sync::Arc;
use uuid::Uuid;
use values::{Instant, Problem};

#[derive(Template)]
#[template(path = "along-desk.html")]
struct DeskPage {
    head: Head,
    of: AlongView,
}

#[derive(Template)]
#[template(path = "along-letter.html")]
struct LetterPage {
    head: Head,
    of: AlongView,
}

/// What both pages show.
struct AlongView {
    /// Whose journey it is, for the desk.
    name: String,
    path: String,
    back: String,
    /// The day of travel that all of it is worked out for.
    day: String,
    journey: JourneyView,
    faults: Vec<(String, String)>,
    /// What is wrong with none of the fields.
    notice: String,
    goes: Vec<Goes>,
    /// The seats of guests' children: nobody declines them, whoever stays at home is taken off the journey.
    guests: Vec<Goes>,
    declined: Vec<DeclinedLine>,
    reason: Field,
    /// What was told of it afterwards.
    went: Vec<WentLine>,
    /// «We remember: 3 of 3»; empty while nobody has told.
    tally: String,
    /// How we know.
    how: String,
    /// Where what went along is seen, one photo each.
    photos: Vec<String>,
    /// The desk can show what was told.
    can_show: bool,
    photo_fault: String,
    /// The desk can tell now.
    can_tell: bool,
    words: Field,
}

/// Something that goes along.
struct Goes {
    value: String,
    title: String,
    why: String,
    is_chosen: bool,
    /// Chosen among what did go along.
    did: bool,
}

/// Something that was to go along, after the journey.
struct WentLine {
    title: String,
    kept: bool,
}

/// Is it a journey of a client whose children we know of? Then where its page is.
pub(crate) async fn link(here: &Here, file: &File) -> Result<String, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    led_to(here, &db, (file.request.id, file.request.about.as_deref()), true).await
}

/// The same for whoever opened the link of their request.
pub(crate) async fn own_link(here: &Here, id: RequestId) -> Result<String, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let about = concierge::about(&db, id).await.map_err(|e| here.refuse(&e))?;
    led_to(here, &db, (id, about.as_deref()), false).await
}

async fn led_to(here: &Here, db: &Reader, (id, about): (RequestId, Option<&str>), is_desk: bool) -> Result<String, Refused> {
    let rules = households::memory_rules(&here.app).map_err(|e| here.refuse(&e))?;
    if !about.is_some_and(|about| rules.travel.tasks.iter().any(|task| task == about)) {
        return Ok(String::new());
    }
    let client = concierge::asked_by(db, id).await.map_err(|e| here.refuse(&e))?;
    Ok(if client.is_some() { path(is_desk, id) } else { String::new() })
}

pub(crate) fn path(is_desk: bool, id: RequestId) -> String {
    if is_desk { format!("/desk/requests/{id}/along") } else { format!("/my/requests/{id}/along") }
}

fn is_desk(here: &Here) -> bool {
    matches!(here.actor, Actor::Staff(..))
}

/// Whose journey it is, and what is remembered of them; the looks are recorded. Of nobody's client nothing is, and nobody sees another's.
pub(crate) async fn household(here: &Here, id: RequestId) -> Result<(String, Option<ClientId>, Vec<Memory>), Refused> {
    let name = if is_desk(here) {
        concierge::request(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?.asker.name
    } else {
        String::new()
    };
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let Some(client) = concierge::asked_by(&db, id).await.map_err(|e| here.refuse(&e))? else {
        return if is_desk(here) { Ok((name, None, Vec::new())) } else { Err(here.not_found()) };
    };
    let actor = here.actor;
    let memory = here.app.write(&actor, move |tx| async move {
        let permit = actor.may(KEEP_MEMORY, &access::Resource { client: Some(client.uuid()), crew: vec![] })?;
        Ok::<_, Remember>(recall(&tx, &permit, client).await?)
    });
    Ok((name, Some(client), memory.await.map_err(|e| here.refuse(&e))?))
}

/// `Ива: группа I или II (R44), с высокой спинкой (R129)`
fn title(here: &Here, one: &Along) -> String {
    let t = &here.t;
    match one {
        Along::Water { words, children } => t.args(
            "concierge-along-water",
            &[("water", values::Arg::Text(words.of(here.lang()).to_owned())), ("n", values::Arg::Int(i64::try_from(*children).unwrap_or(0)))],
        ),
        Along::Seat { name, seat: Seat::Ask, .. } => t.with(if is_desk(here) { "concierge-along-ask" } else { "concierge-along-ask-own" }, "name", name),
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
fn why(here: &Here, one: &Along, journey: &Journey, memory: &[Memory], now: Instant) -> String {
    let t = &here.t;
    let Along::Seat { name, memory: id, seat, by_law } = one else { return t.get("concierge-along-why-water") };
    let Some(child) = journey.travellers.iter().find(|child| child.memory == *id && child.name == *name) else { return String::new() };
    let told = id.and_then(|id| memory.iter().find(|one| one.id == id)).map(|one| t.with("concierge-along-told", "at", &t.dated(&one.said_at, now)));
    // Of a guest the age alone was told, and the birthday is a guess.
    let born = told.is_some().then(|| t.say("concierge-along-born", &[("day", t.civil(child.born).into()), ("year", child.born.year().to_string().into())]));
    let measured = child.size.map(|size| {
        t.say("concierge-along-measured", &[("kg", kg_words(t, size.kg).into()), ("cm", size.cm.to_string().into()), ("on", t.civil(size.on).into())])
    });
    let ask = (*seat == Seat::Ask).then(|| match asks(child, journey.day) {
        Asks::Untold => t.get("concierge-along-asks-untold"),
        Asks::Outgrown => t.get("concierge-along-asks-outgrown"),
        Asks::Odd => t.get("concierge-along-asks-odd"),
    });
    let guest = id.is_none().then(|| t.get("concierge-along-guest"));
    let law = by_law.then(|| t.get("concierge-along-by-law"));
    guest.into_iter().chain(born).chain(measured).chain(told).chain(ask).chain(law).collect::<Vec<_>>().join(", ")
}

/// The name of a default in a form.
pub(crate) fn value(doing: Doing) -> String {
    doing.memory().map_or_else(|| "water".to_owned(), |memory| memory.to_string())
}

pub(crate) fn doing_of(value: &str) -> Doing {
    match value {
        "water" => Doing::Water,
        memory => Doing::Seat(memory.parse().unwrap_or_else(|_| MemoryId::from(Uuid::nil()))),
    }
}

/// What was told afterwards: of a memory that is gone since, what it was.
fn went_line(here: &Here, one: &Went, all: &[Along]) -> WentLine {
    let known = all.iter().find(|along| doing(along) == Some(one.doing)).map(|along| title(here, along));
    WentLine { title: known.unwrap_or_else(|| here.t.get(&format!("concierge-along-was-{}", one.doing.name()))), kept: one.kept }
}

async fn load(here: &Here, id: RequestId, form: &Form, problem: Option<&Problem>) -> Result<AlongView, Refused> {
    let (name, client, memory) = household(here, id).await?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let rules = households::memory_rules(&here.app).map_err(|e| here.refuse(&e))?;
    let said = match client {
        Some(client) => declined_of(&db, client).await.map_err(|e| here.refuse(&e))?,
        None => Vec::new(),
    };
    let told = went_along(&db, id).await.map_err(|e| here.refuse(&e))?;
    let (now, path) = (here.app.now(), path(is_desk(here), id));
    let stands = journey(&db, id).await.map_err(|e| here.refuse(&e))?;
    let day = stands.as_ref().map_or_else(|| day(here, form), |kept| kept.day);
    let journey = journey_on(stands.as_ref(), day, &memory);
    let all = along(&journey, &rules.travel);
    let of = |one: &Along| left_home(one, &said, id.uuid());
    let field = |name: &'static str| Field {
        label: here.t.get(&format!("concierge-along-{name}")),
        ..Field::new(here, form, name, Kind::Text, "off").blame(here, problem)
    };
    let (reason, words) = (field("reason"), field("words"));
    let mut faults = summary(&[&reason, &words]);
    let fault = |name: &str| problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == name)).map(|fault| here.t.fault(fault));
    for (name, anchor) in [("doing", "along"), ("kept", "went"), ("day", "day"), ("travels", "travels"), ("guest", "travels"), ("photo", "photo")] {
        faults.extend(fault(name).map(|fault| (anchor.to_owned(), fault)));
    }
    let (chosen, did) = (form.get("doing"), form.all("kept"));
    let goes = |one: &Along| {
        let value = doing(one).map(value).unwrap_or_default();
        Goes {
            is_chosen: chosen == value,
            did: did.is_empty() || did.contains(&value),
            value,
            title: title(here, one),
            why: why(here, one, &journey, &memory, now),
        }
    };
    let (guests, goes): (Vec<Goes>, Vec<Goes>) = all.iter().filter(|one| of(one).is_none()).map(goes).partition(|one| one.value.is_empty());
    let stays = |one: &Along| of(one).map(|said: &Declined| DeclinedLine::of(&here.t, title(here, one), said, &path, !told.is_empty(), now));
    let counted =
        tally(&told).map(|tally| here.t.say("concierge-along-tally", &[("kept", tally.kept.to_string().into()), ("asked", tally.asked.to_string().into())]));
    let keeps = is_desk(here) && here.actor.may(KEEP_ALONG, &access::Resource::default()).is_ok();
    let shown = kept::view(here, (form, problem), stands.as_ref(), &memory, keeps && client.is_some())?;
    let photos = along_photos(&db, id).await.map_err(|e| here.refuse(&e))?;
    Ok(AlongView {
        name,
        back: if is_desk(here) { format!("/desk/requests/{id}") } else { "/my".to_owned() },
        day: day.to_string(),
        notice: problem.filter(|problem| problem.fields.is_empty()).map(|problem| here.t.get(&format!("problem-{}", problem.kind))).unwrap_or_default(),
        faults: faults.into_iter().chain(summary(&shown.guest.iter().collect::<Vec<_>>())).collect(),
        journey: shown,
        guests,
        declined: all.iter().filter_map(stays).collect(),
        went: told.iter().map(|one| went_line(here, one, &all)).collect(),
        tally: counted.unwrap_or_default(),
        // All of it was told at once.
        how: told
            .first()
            .map(|one| here.t.say(&format!("concierge-along-by-{}", one.evidence.name()), &[("words", one.words.as_str().into())]))
            .unwrap_or_default(),
        photos: photos.into_iter().map(photo_href).collect(),
        can_show: keeps && !told.is_empty(),
        photo_fault: fault("photo").unwrap_or_default(),
        can_tell: keeps && told.is_empty() && !goes.is_empty() && day <= now.day(),
        goes,
        path,
        reason,
        words,
    })
}

/// The day of travel while none is kept: as it was typed, else today.
fn day(here: &Here, form: &Form) -> Date {
    let typed = if form.has("day") { form.get("day") } else { here.query.get("day") };
    typed.parse().unwrap_or_else(|_| here.app.now().day())
}

fn shown(here: &Here, of: AlongView) -> Response {
    let title = here.t.get("concierge-along");
    if is_desk(here) {
        page(&DeskPage { head: here.head(Shell::Desk, &title).at(of.path.clone()), of })
    } else {
        page(&LetterPage { head: here.head(Shell::Letter, &title), of })
    }
}

pub(crate) async fn again(here: &Here, id: RequestId, form: &Form, problem: &Problem) -> Result<Response, Refused> {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok((status, shown(here, load(here, id, form, Some(problem)).await?)).into_response())
}

/// The desk's own address of it is the desk's alone.
pub(crate) fn at_desk(here: &Here) -> Result<(), Refused> {
    here.actor.may(CLOSE_REQUEST, &access::Resource::default()).map(drop).map_err(|e| here.refuse(&e))
}

pub(crate) async fn get_desk_along(here: Here, id: Path<RequestId>) -> Result<Response, Refused> {
    at_desk(&here)?;
    get_along(here, id).await
}

pub(crate) async fn post_desk_along(here: Here, id: Path<RequestId>, form: Form) -> Result<Response, Refused> {
    at_desk(&here)?;
    post_along(here, id, form).await
}

pub(crate) async fn post_desk_restore(here: Here, ids: Path<(RequestId, DeclinedId)>) -> Result<Response, Refused> {
    at_desk(&here)?;
    post_restore(here, ids).await
}

pub(crate) async fn get_along(here: Here, Path(id): Path<RequestId>) -> Result<Response, Refused> {
    let of = load(&here, id, &Form::default(), None).await?;
    Ok(shown(&here, of))
}

/// Declines something for this journey, or for all of them.
pub(crate) async fn post_along(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    let day = day(&here, &form);
    if let Some(problem) = unchosen(&form, "doing") {
        return again(&here, id, &form, &problem).await;
    }
    let raw = RawStay { doing: doing_of(form.get("doing")), for_ever: form.get("scope") == "ever", day, reason: form.get("reason").to_owned() };
    match decline_along(&here.app, &here.actor, id, &raw).await {
        Ok(_) => Ok(redirect(&format!("{}?day={day}", path(is_desk(&here), id)))),
        Err(RequestError::Remember(error)) => again(&here, id, &form, &here.field_problem(&error)?).await,
        Err(error) => Err(here.refuse(&error)),
    }
}

pub(crate) async fn post_restore(here: Here, Path((id, said)): Path<(RequestId, DeclinedId)>) -> Result<Response, Refused> {
    restore_along(&here.app, &here.actor, id, said).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&path(is_desk(&here), id)))
}

/// The desk tells what went along.
pub(crate) async fn post_went(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    let raw = RawWent {
        day: day(&here, &form),
        kept: form.all("kept").iter().map(|value| doing_of(value)).collect(),
        evidence: Evidence::parse(form.get("evidence")),
        words: form.get("words").to_owned(),
    };
    match tell_along(&here.app, &here.actor, id, &raw).await {
        Ok(_) => Ok(redirect(&format!("{}?day={}", path(true, id), raw.day))),
        Err(error @ RequestError::Fields(_)) => again(&here, id, &form, &here.field_problem(&error)?).await,
        Err(error) => Err(here.refuse(&error)),
    }
}

/// A photo shows what went along.
pub(crate) async fn post_photo(here: Here, Path(id): Path<RequestId>, request: Request) -> Result<Response, Refused> {
    here.actor.may(KEEP_ALONG, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let sent = Upload::read(request, "photo", HEAVIEST_PHOTO).await;
    let file = if sent.heavy { vec![0; HEAVIEST_PHOTO + 1] } else { sent.file };
    let shown = async { show_along(&here.app, &here.actor, id, &Arc::new(along_photo_of(file).await?)).await };
    match shown.await {
        Ok(_) => Ok(redirect(&format!("{}#went-title", path(true, id)))),
        Err(error) => again(&here, id, &sent.form, &here.field_problem(&error)?).await,
    }
}

/// Where it is seen.
pub(crate) fn photo_href(photo: AlongPhotoId) -> String {
    format!("/along/{photo}")
}

/// A photo of what went along, to whoever asked for the journey and to the desk.
pub(crate) async fn get_photo(here: Here, Path(photo): Path<String>) -> Result<Response, Refused> {
    let photo = photo.parse().map_err(|_| here.not_found())?;
    let bytes = along_photo(&here.app, &here.actor, photo, here.query.get("size") == "small").await.map_err(|e| here.refuse(&e))?;
    Ok(jpeg(bytes.ok_or_else(|| here.not_found())?))
}
