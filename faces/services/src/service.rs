//! All services, and one of them: what it is for, what it costs and takes, point by point. The norms stay in the house.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use catalog::{Basis, Every, Extra, Item, Kit, OfferedService, RoomOfHome, Service, Technique, Techniques};
use db::{DbError, Read as _};
use housebook::{Pin, editions};
use pages::{Head, Here, Refused, Shell, T, page, unit_price};
use pricing::{Ask, PinnedPriceBook};
use std::collections::BTreeSet;
use std::sync::Arc;
use values::Arg;

/// How many editions a page tells of.
pub(crate) const EDITIONS: u32 = 12;

#[derive(Template)]
#[template(path = "services.html")]
struct AllPage {
    head: Head,
    services: Vec<Offer>,
    requests: Vec<Task>,
}

/// A service in the list.
struct Offer {
    code: String,
    name: String,
    summary: String,
    /// `от 3 900 ₽`; empty where nothing has a price today.
    from: String,
    points: String,
}

/// A service that begins with a conversation.
struct Task {
    code: String,
    name: String,
    summary: String,
}

/// Everything that the house does.
pub(crate) async fn get_all(here: Here) -> Result<Response, Refused> {
    let catalog = catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?;
    let requests = catalog::requests(&here.app).map_err(|e| here.refuse(&e))?;
    let lang = here.lang();
    let mut services = Vec::new();
    for offered in catalog.services() {
        let service = &offered.service;
        let examples = examples(&here, service).await?;
        let always = i64::try_from(service.items.iter().filter(|item| item.extra.is_none()).count()).unwrap_or(i64::MAX);
        services.push(Offer {
            code: service.code.clone(),
            name: service.name.of(lang).to_owned(),
            summary: service.summary.of(lang).to_owned(),
            from: examples.first().map(|least| here.t.with("services-from", "price", &least.price)).unwrap_or_default(),
            points: here.t.num("services-points", "n", &always),
        });
    }
    let task = |request: &catalog::RequestedService| Task {
        code: request.code.clone(),
        name: request.name.of(lang).to_owned(),
        summary: request.summary.of(lang).to_owned(),
    };
    let requests = requests.all().iter().map(task).collect();
    let head = here.head(Shell::Site, &here.t.get("services-title"));
    Ok(page(&AllPage { head, services, requests }))
}

/// Which edition is shown.
enum Shown {
    /// The present one, with the price book of today if there is one.
    Present(Arc<OfferedService>, Option<Arc<PinnedPriceBook>>),
    /// One that was agreed, beside what is offered now: its prices were those of then.
    Earlier(Arc<OfferedService>, Option<Arc<OfferedService>>),
}

/// What a service is, point by point.
#[derive(Template)]
#[template(path = "service.html")]
struct ServicePage {
    head: Head,
    code: String,
    edition: String,
    /// That this is the edition agreed, not the present one; empty when it is the present one.
    agreed: String,
    /// The present edition, where another one is shown and the service is still offered.
    present: String,
    summary: String,
    examples: Vec<Example>,
    rooms: Vec<RoomView>,
    extras: Vec<ExtraView>,
    not_included: Vec<String>,
    kit: Vec<KitView>,
    techniques: Vec<Told>,
    editions: Vec<EditionView>,
    /// Other services to put beside this one: (code, name).
    others: Vec<(String, String)>,
}

/// A home like many, with what the service costs and takes there.
pub(crate) struct Example {
    pub what: String,
    pub price: String,
    pub takes: String,
}

/// A room of the home with its points.
struct RoomView {
    code: String,
    name: String,
    /// How many are done whatever is ordered.
    always: usize,
    points: Vec<PointView>,
}

/// A point of the checklist.
pub(crate) struct PointView {
    pub text: String,
    /// For which extra it is done; empty for what is always done.
    pub on_order: String,
    /// How often, how loud, in words.
    pub marks: Vec<String>,
}

/// What can be ordered besides.
struct ExtraView {
    name: String,
    price: String,
}

/// What it is done with.
struct KitView {
    name: String,
    purpose: String,
    /// The scents and allergens that it carries, in words; may be empty.
    carries: String,
    /// What is taken instead; may be empty.
    instead: String,
}

/// A name with its explanation.
struct Told {
    name: String,
    how: String,
}

/// An edition of the checklist.
struct EditionView {
    version: i64,
    since: String,
    /// The edition before it, to show what changed.
    before: Option<i64>,
}

/// A service as it is offered now, or, by `?version=N`, in the edition that was agreed.
pub(crate) async fn get_one(here: Here, Path(code): Path<String>) -> Result<Response, Refused> {
    let present = match catalog::service(&here.app, &code) {
        Ok(offered) => Some(offered),
        Err(catalog::NoService::Unknown(_)) => None,
        Err(catalog::NoService::Db(error)) => return Err(here.refuse(&error)),
    };
    let asked = here.query.has("version").then(|| here.query.get("version"));
    let now = present.as_ref().map(|offered| offered.pin.version);
    let shown = match (asked, present) {
        (Some(version), present) if now.map(|now| now.to_string()).as_deref() != Some(version) => {
            let version = version.parse().map_err(|_| here.not_found())?;
            Shown::Earlier(edition(&here, &code, version).await?, present)
        }
        (_, Some(present)) => Shown::Present(present, price_book(&here).await?),
        (_, None) => return Err(here.not_found()),
    };
    Ok(page(&service_page(&here, &shown).await?))
}

/// The service in an edition that the house has had; another one is not there.
pub(crate) async fn edition(here: &Here, code: &str, version: i64) -> Result<Arc<OfferedService>, Refused> {
    let pin = Pin { file: format!("services/{code}.toml"), version };
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    match catalog::service_as_of(&db, &pin).await {
        Ok(service) => Ok(Arc::new(OfferedService { pin, service: (*service).clone() })),
        Err(DbError::Corrupt(_)) => Err(here.not_found()),
        Err(error) => Err(here.refuse(&error)),
    }
}

/// The price book in force; `None` when there is none today.
pub(crate) async fn price_book(here: &Here) -> Result<Option<Arc<PinnedPriceBook>>, Refused> {
    let books = pricing::price_books(&here.app).map_err(|e| here.refuse(&e))?;
    let now = here.app.read().await.map_err(|e| here.refuse(&e))?.now();
    Ok(books.active(now.day()).cloned())
}

async fn service_page(here: &Here, shown: &Shown) -> Result<ServicePage, Refused> {
    let t = &here.t;
    let lang = here.lang();
    let (offered, book, agreed, present) = match shown {
        Shown::Present(offered, book) => (offered, book.as_deref(), String::new(), String::new()),
        Shown::Earlier(offered, present) => {
            let present = present.as_ref().map(|now| t.with("services-edition-present", "version", &now.pin.version.to_string()));
            (offered, None, t.with("services-edition-agreed", "version", &offered.pin.version.to_string()), present.unwrap_or_default())
        }
    };
    let service = &offered.service;
    let catalog = catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?;
    let kit = catalog::kit(&here.app).map_err(|e| here.refuse(&e))?;
    let techniques = catalog::techniques(&here.app).map_err(|e| here.refuse(&e))?;
    let examples = if agreed.is_empty() { examples(here, service).await? } else { Vec::new() };
    let extra = |extra: &Extra| {
        let price = book.and_then(|book| book.prices.extra(&service.code, &extra.code));
        let unit = extra.unit.as_ref().map(|unit| format!("{}, {}", extra.name.of(lang), unit.of(lang)));
        ExtraView { name: unit.unwrap_or_else(|| extra.name.of(lang).to_owned()), price: price.map(|extra| unit_price(t, extra.price)).unwrap_or_default() }
    };
    let others = catalog.services().iter().filter(|other| other.service.code != service.code);
    let head = here.head(Shell::Site, service.name.of(lang));
    Ok(ServicePage {
        head,
        code: service.code.clone(),
        edition: t.with("services-checklist", "version", &offered.pin.version.to_string()),
        agreed,
        present,
        summary: service.summary.of(lang).to_owned(),
        examples,
        rooms: service.rooms.iter().map(|room| room_view(t, service, room)).collect(),
        extras: service.extras.iter().map(extra).collect(),
        not_included: service.not_included.iter().map(|line| line.of(lang).to_owned()).collect(),
        kit: kit_views(t, service, &kit),
        techniques: named(t, service, &techniques),
        editions: edition_views(here, service).await?,
        others: others.map(|other| (other.service.code.clone(), other.service.name.of(lang).to_owned())).collect(),
    })
}

/// Homes like many, from the smallest: what the service costs there, how many come and for how long.
pub(crate) async fn examples(here: &Here, service: &Service) -> Result<Vec<Example>, Refused> {
    let districts = catalog::districts(&here.app).map_err(|e| here.refuse(&e))?;
    let Some(near) = districts.all().iter().find(|district| !district.beyond_ring) else {
        return Ok(Vec::new());
    };
    let plain = Ask { service: service.code.clone(), district: near.code.clone(), ..Ask::default() };
    let asks: Vec<Ask> = match service.basis {
        Basis::Home => [(40, 1, 1), (70, 3, 1), (120, 4, 2)].map(|(area_m2, rooms, bathrooms)| Ask { area_m2, rooms, bathrooms, ..plain.clone() }).to_vec(),
        Basis::Windows => [4, 8, 12].map(|windows| Ask { windows, ..plain.clone() }).to_vec(),
    };
    let mut examples = Vec::new();
    for ask in asks {
        // A home that has no price today is not told of.
        let Ok(preview) = pricing::preview(&here.app, &ask).await else { continue };
        let what = match service.basis {
            Basis::Home => here.t.args(
                "services-example-home",
                &[("area", Arg::Int(ask.area_m2.into())), ("rooms", Arg::Int(ask.rooms.into())), ("bathrooms", Arg::Int(ask.bathrooms.into()))],
            ),
            Basis::Windows => here.t.num("services-example-windows", "n", &ask.windows.into()),
        };
        let people = here.t.num("services-people", "n", &preview.effort.crew.into());
        let takes = format!("{people}, {}", here.t.length(&preview.effort.minutes.into()));
        examples.push(Example { what, price: preview.priced.total().to_string(), takes });
    }
    Ok(examples)
}

/// `800 ₽`, or `от 680 ₽` where the home's size matters.
fn room_view(t: &T, service: &Service, room: &RoomOfHome) -> RoomView {
    let points: Vec<_> = service.items.iter().filter(|item| item.room == room.code).map(|item| point_view(t, service, item)).collect();
    let always = points.iter().filter(|point| point.on_order.is_empty()).count();
    RoomView { code: room.code.clone(), name: room.name.of(t.lang).to_owned(), always, points }
}

pub(crate) fn point_view(t: &T, service: &Service, item: &Item) -> PointView {
    let extra = item.extra.as_ref().and_then(|code| service.extra(code));
    PointView {
        text: item.text.of(t.lang).to_owned(),
        on_order: extra.map(|extra| t.with("services-on-order", "extra", extra.name.of(t.lang))).unwrap_or_default(),
        marks: how_often(t, item.every).into_iter().chain(item.noisy.then(|| t.get("services-noisy"))).collect(),
    }
}

/// How often, where it is not at every visit.
pub(crate) fn how_often(t: &T, every: Every) -> Option<String> {
    match every {
        Every::Visit => None,
        Every::Month => Some(t.get("services-every-month")),
        Every::Quarter => Some(t.get("services-every-quarter")),
        Every::Once => Some(t.get("services-every-once")),
    }
}

fn kit_views(t: &T, service: &Service, kit: &Kit) -> Vec<KitView> {
    let used: BTreeSet<&str> = service.items.iter().flat_map(|item| item.kit.iter().map(String::as_str)).collect();
    let products = kit.products().iter().filter(|part| used.contains(part.code.as_str()));
    let view = |part: &catalog::KitPart| {
        let carried = part.scents.iter().chain(&part.allergens).filter_map(|code| kit.sensitivity(code));
        let carried: Vec<String> = carried.map(|carried| carried.name.of(t.lang).to_lowercase()).collect();
        let instead = part.substitute.as_deref().and_then(|code| kit.part(code)).map(|part| part.name.of(t.lang).to_owned());
        KitView {
            name: part.name.of(t.lang).to_owned(),
            purpose: part.purpose.of(t.lang).to_owned(),
            carries: if carried.is_empty() { String::new() } else { t.with("services-carries", "what", &t.list(&carried)) },
            instead: instead.map(|name| t.with("services-instead", "what", &name)).unwrap_or_default(),
        }
    };
    products.map(view).collect()
}

fn named(t: &T, service: &Service, techniques: &Techniques) -> Vec<Told> {
    let used: BTreeSet<&str> = service.items.iter().filter_map(|item| item.technique.as_deref()).collect();
    let told = |technique: &Technique| Told { name: technique.name.of(t.lang).to_owned(), how: technique.how.of(t.lang).to_owned() };
    techniques.all().iter().filter(|technique| used.contains(technique.code.as_str())).map(told).collect()
}

async fn edition_views(here: &Here, service: &Service) -> Result<Vec<EditionView>, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let all = editions(&db, &format!("services/{}.toml", service.code), None, EDITIONS).await.map_err(|e| here.refuse(&e))?;
    let view = |edition: &housebook::Edition| EditionView {
        version: edition.version,
        since: here.t.date(&edition.since),
        before: (edition.version > 1).then(|| edition.version - 1),
    };
    Ok(all.iter().map(view).collect())
}
