//! The phone that goes out of reach: its whole day at once, what it tells when it is back, photos in parts, its app.

use crate::day::{day_of, day_page};
use crate::sheet::{WherePage, visit_page};
use askama::Template;
use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Path, Request};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use db::Read as _;
use pages::{Api, Here, Refused};
use people::PersonId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;
use values::unseen::is_unseen;
use values::{Arg, Explain, FieldFault, Instant, Problem};
use visits::{ACCESS_MINUTES, Event, EventId, Heard, Move, Part, UploadId, Visit, VisitId, Word, visits_between};

/// A page of the day, to be read without a network.
#[derive(Debug, Serialize)]
pub(crate) struct PageOut {
    /// Its path.
    path: String,
    /// The page, without the way to the door.
    html: String,
    /// The way to the door; only near the visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    doors: Option<DoorsOut>,
}

/// The way to the door, and until when the phone may show it.
#[derive(Debug, Serialize)]
pub(crate) struct DoorsOut {
    html: String,
    /// Milliseconds since 1970.
    until: i64,
}

/// A visit of the day.
#[derive(Debug, Serialize)]
pub(crate) struct StandsOut {
    id: Uuid,
    state: &'static str,
    version: u32,
    /// `14:30–17:30`, to speak of it when it is somebody else's.
    span: String,
}

/// The whole day of whoever asks: routes, lists with how things are done, what households ask, near a visit the way to its door.
#[derive(Debug, Serialize)]
pub(crate) struct DayOut {
    person: Uuid,
    day: String,
    /// Milliseconds since 1970, by the house's clock.
    now: i64,
    visits: Vec<StandsOut>,
    pages: Vec<PageOut>,
}

const fn millis(at: Instant) -> i64 {
    at.micros().div_euclid(1000)
}

fn render(template: &impl Template) -> Result<String, Move> {
    template.render().map_err(|e| Move::Db(db::DbError::Other(e.to_string())))
}

pub(crate) async fn get_whole_day(here: Here) -> Api<Json<DayOut>> {
    let me = me(&here)?;
    whole_day(&here, me).await.map(Json).map_err(|e| here.api(&e))
}

/// Whoever goes to visits, as far as a program asks: others get a problem, not the door.
fn me(here: &Here) -> Result<PersonId, Refused> {
    let own = access::Resource { client: None, crew: here.actor.subject().into_iter().collect() };
    let permit = here.actor.may(visits::DO_VISIT, &own).map_err(|e| here.api(&e))?;
    permit.actor().subject().map(PersonId::from).ok_or_else(|| here.not_found())
}

async fn whole_day(here: &Here, me: PersonId) -> Result<DayOut, Move> {
    let (today, now) = {
        let db = here.app.read().await?;
        (visits_between(&db, &here.actor, day_of(db.now()), Some(me)).await?, db.now())
    };
    let mut pages = vec![PageOut { path: "/work".to_owned(), html: render(&day_page(here, me, true).await?)?, doors: None }];
    for (visit, _) in &today {
        let mut page = visit_page(here, me, visit.plan().id, String::new()).await?;
        let near = page.near;
        let doors = if near {
            let until = visit.plan().span.end + jiff::SignedDuration::from_mins(ACCESS_MINUTES);
            Some(DoorsOut { html: render(&WherePage::of(&page))?, until: millis(until) })
        } else {
            None
        };
        page.forget_doors();
        pages.push(PageOut { path: crate::sheet::address(visit.plan().id), html: render(&page)?, doors });
    }
    let stands = |visit: &Visit| {
        let plan = visit.plan();
        StandsOut { id: plan.id.uuid(), state: visit.state().name(), version: plan.version, span: here.t.span(&plan.span) }
    };
    Ok(DayOut { person: me.uuid(), day: now.day().to_string(), now: millis(now), visits: today.iter().map(|(visit, _)| stands(visit)).collect(), pages })
}

/// What a phone tells.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchIn {
    events: Vec<Value>,
}

/// Events in one batch, at most.
const MOST_EVENTS: usize = 500;
/// Bytes of a batch, at most.
const BATCH: usize = 4 << 20;
/// Letters of what cannot be read and is kept all the same, at most.
const LONGEST_RAW: usize = 4000;

/// An event on the wire: who told it is known from the session.
#[derive(Debug, Default, Deserialize)]
struct EventIn {
    id: Uuid,
    /// By the phone's clock, milliseconds since 1970.
    at: i64,
    #[serde(default)]
    order: i64,
    visit: Uuid,
    #[serde(default)]
    version: i64,
    kind: String,
    #[serde(default)]
    field: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    text: String,
}

/// What became of an event.
#[derive(Debug, Serialize)]
pub(crate) struct HeardOut {
    id: Uuid,
    /// `taken`, `already`, `aside`.
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

/// What became of a batch, event by event in its order, and where its visits stand now.
#[derive(Debug, Serialize)]
pub(crate) struct BatchOut {
    now: i64,
    events: Vec<HeardOut>,
    visits: Vec<StoodOut>,
}

/// Where a visit stands.
#[derive(Debug, Serialize)]
pub(crate) struct StoodOut {
    id: Uuid,
    state: &'static str,
    version: u32,
    /// The teller still goes to it.
    mine: bool,
}

/// Why a batch as a whole is not taken.
#[derive(Debug, thiserror::Error)]
enum BatchError {
    #[error("{0} events in one batch")]
    TooMany(usize),
    #[error("too many bytes")]
    TooLarge,
    #[error("{0}")]
    Unreadable(String),
}

impl Explain for BatchError {
    fn explain(&self) -> Problem {
        match self {
            Self::TooMany(_) => {
                let most = i64::try_from(MOST_EVENTS).unwrap_or_default();
                Problem::fields(vec![FieldFault::new("events", "too-many").arg("most", Arg::Int(most))])
            }
            Self::TooLarge => Problem::new(413, "too-large"),
            Self::Unreadable(why) => Problem::new(422, "body-unreadable").arg("why", Arg::Text(why.clone())),
        }
    }
}

/// The events of a batch. What is wrong with one of them stops none of the others, so they are not looked at here.
async fn batch(request: Request) -> Result<Vec<Value>, BatchError> {
    let bytes = to_bytes(request.into_body(), BATCH).await.map_err(|_| BatchError::TooLarge)?;
    let batch: BatchIn = serde_json::from_slice(&bytes).map_err(|e| BatchError::Unreadable(e.to_string()))?;
    if batch.events.len() > MOST_EVENTS { Err(BatchError::TooMany(batch.events.len())) } else { Ok(batch.events) }
}

/// An event as it came; what cannot be read is kept as it is, under its own id where it has one.
fn event(here: &Here, person: PersonId, raw: &Value) -> Event {
    let id = |name: &str| raw.get(name).and_then(Value::as_str).and_then(|id| id.parse::<Uuid>().ok());
    let number = |name: &str| raw.get(name).and_then(Value::as_i64).unwrap_or_default();
    let read = EventIn::deserialize(raw).ok();
    let read = read.unwrap_or_else(|| EventIn {
        id: id("id").unwrap_or_else(|| here.app.fresh_id()),
        at: number("at"),
        order: number("order"),
        visit: id("visit").unwrap_or(Uuid::nil()),
        version: number("version"),
        ..EventIn::default()
    });
    let word = Word::of(&read.kind, &read.field, &read.value, &read.text).filter(|word| !matches!(word, Word::Unreadable(_)));
    let said_at = read.at.checked_mul(1000).filter(|at| *at > 0).map_or(here.app.now(), Instant::from_micros);
    Event {
        id: read.id.into(),
        person,
        visit: read.visit.into(),
        version: read.version,
        order: read.order,
        said_at,
        at: said_at,
        word: word.unwrap_or_else(|| Word::Unreadable(raw.to_string().chars().filter(|c| !is_unseen(*c)).take(LONGEST_RAW).collect())),
    }
}

pub(crate) async fn post_events(here: Here, request: Request) -> Api<Json<BatchOut>> {
    let me = me(&here)?;
    let events = batch(request).await.map_err(|e| here.api(&e))?;
    let told: Vec<Event> = events.iter().map(|raw| event(&here, me, raw)).collect();
    let ids: Vec<EventId> = told.iter().map(|event| event.id).collect();
    let (heard, stands) = visits::hear(&here.app, &here.actor, told).await.map_err(|e| here.api(&e))?;
    let out = |id: &EventId| {
        let (outcome, why) = match heard.get(id) {
            Some(Heard::Aside(why)) => ("aside", Some(*why)),
            Some(Heard::Taken) => ("taken", None),
            Some(Heard::Already) | None => ("already", None),
        };
        let words = why.map(|why| here.t.get(&format!("visits-aside-{}", why.name())));
        HeardOut { id: id.uuid(), outcome, why: why.map(visits::Why::name), words }
    };
    let stood = stands.iter().map(|one| StoodOut { id: one.visit.uuid(), state: one.state.name(), version: one.version, mine: one.mine });
    Ok(Json(BatchOut { now: millis(here.app.now()), events: ids.iter().map(out).collect(), visits: stood.collect() }))
}

/// How far a photo on its way has come.
#[derive(Debug, Serialize)]
pub(crate) struct HeldOut {
    /// So many bytes are here: the phone goes on from there.
    offset: i64,
    /// Of so many; 0 while nothing is known of it.
    length: i64,
}

impl From<visits::Held> for HeldOut {
    fn from(held: visits::Held) -> Self {
        Self { offset: held.offset, length: held.length }
    }
}

/// Bytes of one part, at most.
pub(crate) const PART: usize = 512 * 1024;

fn upload_id(here: &Here, id: &str) -> Result<UploadId, Refused> {
    id.parse().map_err(|_| here.api(&visits::UploadError::NoSuchUpload))
}

pub(crate) async fn get_upload(here: Here, Path(id): Path<String>) -> Api<Json<HeldOut>> {
    me(&here)?;
    let id = upload_id(&here, &id)?;
    let held = visits::upload_held(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    Ok(Json(held.into()))
}

pub(crate) async fn post_part(here: Here, Path(id): Path<String>, request: Request) -> Api<Json<HeldOut>> {
    me(&here)?;
    let id = upload_id(&here, &id)?;
    let number = |name: &str| here.query.get(name).parse::<i64>().unwrap_or(-1);
    let visit = VisitId::from(here.query.get("visit").parse::<Uuid>().unwrap_or(Uuid::nil()));
    // A part that was cut on its way, or is longer than any, is none: the phone hears where it stands and goes on.
    let bytes = to_bytes(request.into_body(), PART).await.map(Vec::from).unwrap_or_default();
    let part = Part { visit, length: number("length"), offset: number("offset"), bytes };
    let held = visits::add_part(&here.app, &here.actor, id, part).await.map_err(|e| here.api(&e))?;
    Ok(Json(held.into()))
}

/// The app as a phone installs it.
#[derive(Debug, Serialize)]
struct Manifest<'a> {
    id: &'a str,
    name: String,
    short_name: &'a str,
    lang: &'a str,
    start_url: &'a str,
    scope: &'a str,
    display: &'a str,
    background_color: &'a str,
    theme_color: &'a str,
    icons: [Icon<'a>; 3],
}

#[derive(Debug, Serialize)]
struct Icon<'a> {
    src: &'a str,
    sizes: &'a str,
    r#type: &'a str,
    purpose: &'a str,
}

pub(crate) async fn get_manifest(here: Here) -> Response {
    let head = here.head(pages::Shell::Phone, "");
    let icon = |src, sizes, kind, purpose| Icon { src, sizes, r#type: kind, purpose };
    let manifest = Manifest {
        id: "/work",
        name: format!("{}: {}", head.brand, head.t.get("visits-day")),
        short_name: &head.brand,
        lang: here.lang().tag(),
        start_url: "/work",
        scope: "/work",
        display: "standalone",
        // Dark first, as the phone's own style: paper of the dark side.
        background_color: "#131817",
        theme_color: "#131817",
        icons: [
            icon("/assets/phone-192.png", "192x192", "image/png", "any"),
            icon("/assets/phone-512.png", "512x512", "image/png", "any"),
            icon("/assets/phone-512.png", "512x512", "image/png", "maskable"),
        ],
    };
    ([(header::CONTENT_TYPE, "application/manifest+json")], serde_json::to_string(&manifest).unwrap_or_default()).into_response()
}

/// The script that keeps the phone's day. It rules over the pages of `/work` alone.
pub(crate) async fn get_worker() -> Response {
    pages::worker("worker.js", "/work")
}
