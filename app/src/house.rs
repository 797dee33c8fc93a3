//! The house put together: rooms by floor, their pages, and what they share.

use crate::config::Common;
use crate::document::document;
use crate::folder;
use crate::metrics::figures;
use access::Act;
use anyhow::{Context as _, Result};
use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use db::{App, Migration, Settings};
use housebook::{Files, NotOpened, Section};
use journal::Subscribers;
use messaging::{Channels, Composers, Outside, PublicUrl, Smtp, SmtpSettings};
use pages::{ApiDocument, Cookies, Gate, Here, Nav, Proxies, Route, Routes, Table, UiTexts, Web};
use room::{Finding, Room};

/// The rooms, the lowest floor first.
pub fn rooms() -> Vec<Room> {
    vec![
        catalog::room(),
        people::room(),
        households::room(),
        calendars::room(),
        scheduling::room(),
        pricing::room(),
        visits::room(),
        booking::room(),
        notices::room(),
        series::room(),
        aftercare::room(),
        billing::room(),
        suppliers::room(),
        conversations::room(),
        concierge::room(),
        projects::room(),
        care::room(),
        incidents::room(),
        calls::room(),
        updates::room(),
    ]
}

/// Their pages, and the pages composed from several rooms.
pub fn webs() -> Vec<Web> {
    vec![
        book::web(),
        home::web(),
        services::web(),
        reference::web(),
        pricing_web::web(),
        scheduling_web::web(),
        booking_web::web(),
        visits_web::web(),
        households_web::web(),
        calendars_web::web(),
        people_web::web(),
        notices_web::web(),
        series_web::web(),
        aftercare_web::web(),
        billing_web::web(),
        suppliers_web::web(),
        incidents_web::web(),
        conversations_web::web(),
        concierge_web::web(),
        projects_web::web(),
        care_web::web(),
        calls_web::web(),
        updates_web::web(),
        client::web(),
        prepared::web(),
        letter::web(),
        visit::web(),
        day::web(),
        front::web(),
    ]
}

/// The schema, floor by floor.
pub fn migrations(rooms: &[Room]) -> Vec<Migration> {
    let mut steps = [journal::migrations(), files::migrations(), access::migrations(), messaging::migrations(), housebook::migrations()].concat();
    steps.extend(rooms.iter().flat_map(|room| room.migrations.iter().copied()));
    steps
}

/// The sections of the house book.
pub fn sections(rooms: &[Room]) -> Vec<Section> {
    rooms.iter().flat_map(|room| room.sections.iter().copied()).collect()
}

/// All acts of the house, for its table of access.
pub fn acts() -> Vec<Act> {
    [access::MIND_TASKS, access::KEEP_TOKENS, housebook::EDIT_BOOK, messaging::READ_OUT]
        .into_iter()
        .chain(rooms().iter().flat_map(|room| room.acts.clone()))
        .collect()
}

/// The house book: the owner's folder, or the one that comes with the program.
pub fn book(settings: &Common) -> Result<Files> {
    match &settings.house {
        Some(folder) => Files::from_folder(folder).with_context(|| format!("the house book {}", folder.display())),
        None => Ok(Files::embedded()),
    }
}

/// Where the house's data lies.
pub fn database(settings: &Common, seed: Option<u64>) -> Settings {
    Settings { data: settings.data(), database: settings.database.clone(), master_key: settings.master_key.clone(), seed, clock: settings.clock }
}

/// The house before its book is opened: database, rooms, ways to write. `seed` makes the ids of a demo repeatable.
pub async fn closed(settings: &Common, seed: Option<u64>) -> Result<App> {
    let rooms = rooms();
    let app = db::open(&database(settings, seed), &migrations(&rooms)).await?;
    let mut subscribers = Subscribers::default();
    let mut composers = Composers::default();
    let mut reach: Option<messaging::Addresses> = None;
    journal::listen(&mut subscribers);
    messaging::listen(&mut subscribers);
    files::listen(&mut subscribers);
    for room in rooms {
        subscribers.merge(room.subscribers);
        composers.merge(room.composers);
        reach = match (reach, room.addresses) {
            (Some(known), Some(more)) => Some(known.or(more)),
            (known, more) => known.or(more),
        };
    }
    if let Some(addresses) = reach {
        app.put(addresses);
    }
    app.put(files::Folder::in_data(&settings.data()));
    app.put(subscribers);
    app.put(composers);
    app.put(PublicUrl(settings.public_url()));
    app.put(Proxies(settings.trusted_proxy.clone()));
    app.put(Cookies { secure: settings.public_url().starts_with("https://") });
    let smtp = match settings.smtp_url.clone() {
        Some(url) => {
            let from = settings.smtp_from.clone().context("--smtp-url needs --smtp-from")?;
            let smtp = Smtp::new(&SmtpSettings { url, from })?;
            Some(if settings.imap_url.is_some() { smtp.answered() } else { smtp })
        }
        None => None,
    };
    app.put(calls::Lines::new(settings.telephony.clone().unwrap_or_default()));
    let authorities = settings.channels.as_ref().and_then(|channels| channels.ca_file.as_deref());
    app.put(Outside::new(authorities, settings.calendar_network.clone())?);
    app.put(Channels::new(&settings.channels.clone().unwrap_or_default(), smtp)?);
    Ok(app)
}

/// Opens the house: all of it, with its book and texts.
pub async fn open(settings: &Common, seed: Option<u64>) -> Result<App> {
    let app = closed(settings, seed).await?;
    housebook::load(&app, book(settings)?, &sections(&rooms())).await.map_err(|error| match error {
        NotOpened::Faults(faults) => folder::not_opened(&faults, settings.lang()),
        NotOpened::Db(error) => error.into(),
    })?;
    let webs = webs();
    let texts: Vec<_> = webs.iter().map(|web| (web.name, web.texts)).collect();
    app.put(UiTexts::new(&texts)?);
    let mut rail: Vec<_> = webs.iter().flat_map(|web| web.rail.clone()).collect();
    rail.sort_by_key(|item| item.order);
    app.put(Nav(rail));
    Ok(app)
}

/// Rows that break a promise, from all rooms, and files that are lost.
pub async fn verify(app: &App) -> Result<Vec<Finding>> {
    let lost = files::lost(&app.read().await?).await?;
    let mut findings: Vec<Finding> = lost.into_iter().map(|id| Finding::broken("the store: a file is lost", id)).collect();
    let messages = messaging::verify(&app.read().await?).await?;
    findings.extend(messages.into_iter().map(|(broken, id)| Finding::broken(broken, id)));
    for room in rooms() {
        if let Some(verify) = room.verify {
            findings.extend(verify(app.read().await?).await?);
        }
    }
    Ok(findings)
}

/// All routes behind the guard.
pub fn router(app: &App) -> Router {
    let own = own();
    let (mut pages, mut api) = (own.pages, own.api);
    for web in webs() {
        pages = pages.merge(web.pages);
        api = api.merge(web.api);
    }
    let (api, paths) = api.split_for_parts();
    let table = routes();
    let kinds = app.part::<UiTexts>().map(|texts| texts.problem_kinds()).unwrap_or_default();
    let document = document(&paths, &table, &kinds, crate::VERSION).unwrap_or_else(|error| {
        tracing::error!(%error, "the API could not be described");
        serde_json::Value::Null
    });
    let said = Json(document.clone());
    app.put(ApiDocument(document));
    let all = pages.merge(api).route(DOCUMENT, get(move || std::future::ready(said.clone())));
    let guarded = pages::guard(all.fallback(nowhere).method_not_allowed_fallback(otherwise), app, &table);
    app.put(Table(table));
    guarded.with_state(app.clone())
}

const DOCUMENT: &str = "/api/openapi.json";

/// What belongs to no room.
fn own() -> Web {
    const MACHINES: Gate = Gate::Open("asked by machines that watch; says nothing of anybody");
    let routes = Routes::new().get("/healthz", MACHINES, || std::future::ready("ok")).get("/readyz", MACHINES, ready).get(
        "/metrics",
        Gate::Open("this machine, or whoever brings the token"),
        figures,
    );
    Web::new("house", "", "").routes(pages::assets()).routes(pages::language_routes()).routes(routes)
}

/// All routes of the house and whom each is for: the rows of its table of access.
pub fn routes() -> Vec<Route> {
    let document = Route { method: "GET", path: DOCUMENT.to_owned(), gate: Gate::Open("the API describes itself"), query: "", flow: None };
    let webs = webs().into_iter().chain([own()]);
    webs.flat_map(|web| web.routes).chain([document]).collect()
}

/// Ready when the database answers.
async fn ready(State(app): State<App>) -> Response {
    match db::ping(&app).await {
        Ok(()) => "ready".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn nowhere(here: Here) -> Response {
    here.leads_nowhere()
}

async fn otherwise(here: Here) -> Response {
    here.asked_otherwise()
}
