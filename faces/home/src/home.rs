//! The first page and its moving part, worded.

use crate::answer::{Answer, Price, price_book};
use crate::chosen::Chosen;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use catalog::{Basis, Brand, Catalog, Districts, Extra, OfferedService, Service};
use pages::{Form, Head, Here, OrderView, Refused, Shell, T, extra_field, page, rhythm_words, unit_price};
use pricing::{BATHROOMS, LEAST_AREA_M2, MOST_AREA_M2, PriceBook, ROOMS, Rhythm, ServicePrices, WINDOWS};
use std::ops::RangeInclusive;
use std::sync::Arc;
use values::{Offer, Problem};

/// The first page.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    pub head: Head,
    pub title: String,
    pub lead: String,
    pub promises: Vec<Promise>,
    /// How it goes, from the price to the report.
    pub way: Vec<Promise>,
    pub calculator: Calculator,
    pub total: Total,
    pub faults: Vec<(String, String)>,
}

/// The price alone.
#[derive(Template)]
#[template(path = "price.html")]
pub(crate) struct PricePage {
    pub head: Head,
    pub total: Total,
}

/// One promise.
pub(crate) struct Promise {
    pub title: String,
    pub text: String,
}

/// The steps of a visit as its client lives them.
fn way(t: &T) -> Vec<Promise> {
    [
        ("home-way-price", "home-way-price-words"),
        ("home-way-time", "home-way-time-words"),
        ("home-way-who", "home-way-who-words"),
        ("home-way-day", "home-way-day-words"),
        ("home-way-done", "home-way-done-words"),
    ]
    .map(|(title, text)| Promise { title: t.get(title), text: t.get(text) })
    .into()
}

/// The price, or what is said in its place.
pub(crate) struct Total {
    pub order: Option<OrderView>,
    /// Discounts that are not given as asked for.
    pub notes: Vec<String>,
    pub notice: Vec<String>,
    pub call: bool,
    pub soon: String,
}

/// Something to choose.
pub(crate) struct Choice {
    pub code: String,
    pub name: String,
    pub chosen: bool,
}

/// A number with its − and +.
pub(crate) struct Count {
    pub name: String,
    pub label: String,
    /// What one of them is; may be empty.
    pub unit: String,
    /// What one of them costs.
    pub costs: Vec<Cost>,
    pub less: String,
    pub more: String,
    pub value: String,
    pub min: u32,
    pub max: u32,
    /// For which services it is shown.
    pub only: String,
}

/// What one of an extra costs at some of the services.
pub(crate) struct Cost {
    pub words: String,
    /// For which services it is shown.
    pub only: String,
}

/// An extra that is wanted or not.
pub(crate) struct Pill {
    pub field: String,
    pub name: String,
    pub costs: Vec<Cost>,
    pub chosen: bool,
    pub only: String,
}

/// The calculator with what was chosen. It holds the fields of all services; a stylesheet shows those of the chosen one.
pub(crate) struct Calculator {
    pub services: Vec<Choice>,
    pub districts: Vec<Choice>,
    pub area: String,
    pub least_area: u32,
    pub most_area: u32,
    /// For which services the area is asked.
    pub of_home: String,
    pub counts: Vec<Count>,
    pub pills: Vec<Pill>,
    pub counted: Vec<Count>,
    pub rhythms: Vec<Choice>,
    pub first: bool,
    pub first_hint: String,
    /// What picking up the keys costs; empty where it is not done.
    pub keys_price: String,
    pub keys: bool,
    pub promo: String,
    /// Keys and code are shown from the start.
    pub more: bool,
    faults: Vec<(&'static str, String)>,
}

/// The house's pages that the first page is made of.
pub(crate) struct Shown<'a> {
    pub brand: &'a Brand,
    pub catalog: &'a Catalog,
    pub districts: &'a Districts,
    pub prices: Option<&'a PriceBook>,
}

/// The page as an answer: 422 when something has to be mended.
pub(crate) async fn show(here: &Here, form: &Form, chosen: &Chosen, answer: &Answer) -> Result<Response, Refused> {
    let (brand, catalog) = (catalog::brand(&here.app).map_err(|e| here.refuse(&e))?, catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?);
    let (districts, book) = (catalog::districts(&here.app).map_err(|e| here.refuse(&e))?, price_book(here).await?);
    let shown = Shown { brand: &brand, catalog: &catalog, districts: &districts, prices: book.as_deref().map(|book| &book.prices) };
    let mut head = here.head(Shell::Site, brand.title.of(here.lang())).script("src/calculator.ts");
    // After a refused POST a change of language comes back to the same choice.
    head.path = if form.query().is_empty() { "/".to_owned() } else { format!("/?{}", form.query()) };
    let html = page(&HomePage::new(head, &shown, chosen, answer));
    Ok(match answer {
        Answer::Refused(problem) if !problem.fields.is_empty() => (StatusCode::UNPROCESSABLE_ENTITY, html).into_response(),
        _ => html,
    })
}

impl HomePage {
    pub fn new(head: Head, shown: &Shown<'_>, chosen: &Chosen, answer: &Answer) -> Self {
        let t = head.t.clone();
        let promise = |pledge: &catalog::Pledge| Promise { title: pledge.title.of(t.lang).to_owned(), text: pledge.text.of(t.lang).to_owned() };
        let faults = faults(&t, answer);
        Self {
            title: shown.brand.title.of(t.lang).to_owned(),
            lead: shown.brand.lead.of(t.lang).to_owned(),
            promises: shown.brand.promises.iter().map(promise).collect(),
            way: way(&t),
            total: Total::new(&t, answer, false),
            faults: faults.iter().map(|(name, words)| ((*name).to_owned(), format!("{}: {words}", label(&t, name)))).collect(),
            calculator: Calculator::new(&t, shown, chosen, faults),
            head,
        }
    }
}

impl PricePage {
    pub fn new(here: &Here, answer: &Answer) -> Self {
        Self { total: Total::new(&here.t, answer, true), head: here.head(Shell::Site, "") }
    }
}

impl Total {
    /// `alone`: nothing else on the page says which field is to blame.
    pub fn new(t: &T, answer: &Answer, alone: bool) -> Self {
        let problem = match answer {
            Answer::Price(price) => {
                let Price { order, notes, soon } = price;
                return Self { order: Some(order.clone()), notes: notes.clone(), notice: Vec::new(), call: false, soon: soon.clone() };
            }
            Answer::Refused(problem) => problem,
        };
        let notice = if problem.fields.is_empty() {
            let detail = format!("problem-{}.detail", problem.kind);
            let title = t.args(&format!("problem-{}", problem.kind), &problem.args);
            [Some(title), t.has(&detail).then(|| t.args(&detail, &problem.args))].into_iter().flatten().collect()
        } else if alone {
            faults(t, answer).into_iter().map(|(name, words)| format!("{}: {words}", label(t, name))).collect()
        } else {
            vec![t.get("home-no-price")]
        };
        Self { order: None, notes: Vec::new(), notice, call: problem.offer == Some(Offer::Manager), soon: String::new() }
    }
}

impl Calculator {
    fn new(t: &T, shown: &Shown<'_>, chosen: &Chosen, faults: Vec<(&'static str, String)>) -> Self {
        let services = shown.catalog.services();
        let picked = shown.catalog.service(&chosen.service).or(services.first()).map(|offered| offered.service.code.as_str()).unwrap_or_default();
        let choice = |code: &str, name: &values::Said, chosen| Choice { code: code.to_owned(), name: name.of(t.lang).to_owned(), chosen };
        let of_home = only(services, |service| service.basis == Basis::Home);
        let of_windows = only(services, |service| service.basis == Basis::Windows);
        let mut counts = vec![count(t, "rooms", &chosen.rooms, &ROOMS, &of_home), count(t, "bathrooms", &chosen.bathrooms, &BATHROOMS, &of_home)];
        if services.iter().any(|offered| offered.service.basis == Basis::Windows) {
            counts.push(count(t, "windows", &chosen.windows, &WINDOWS, &of_windows));
        }
        let (counted, ticked): (Vec<&Extra>, Vec<&Extra>) = extras(services).into_iter().partition(|extra| extra.most > 1);
        let keys = shown.prices.and_then(|prices| prices.keys);
        Self {
            services: services.iter().map(|offered| choice(&offered.service.code, &offered.service.name, offered.service.code == picked)).collect(),
            districts: shown.districts.all().iter().map(|district| choice(&district.code, &district.name, district.code == chosen.district)).collect(),
            area: chosen.area.clone(),
            least_area: LEAST_AREA_M2,
            most_area: shown.prices.and_then(|prices| prices.services.get(picked)).map_or(MOST_AREA_M2, ServicePrices::most_area_m2).max(LEAST_AREA_M2),
            of_home,
            counts,
            pills: ticked.into_iter().map(|extra| pill(t, extra, services, shown.prices, chosen)).collect(),
            counted: counted.into_iter().map(|extra| counted_extra(t, extra, services, shown.prices, chosen)).collect(),
            rhythms: rhythms(t, shown.prices, &chosen.rhythm),
            first: chosen.first,
            first_hint: shown.prices.map(|prices| first_hint(t, prices)).unwrap_or_default(),
            keys_price: keys.map(|price| price.to_string()).unwrap_or_default(),
            keys: chosen.keys,
            promo: chosen.promo.clone(),
            more: chosen.keys || !chosen.promo.is_empty(),
            faults,
        }
    }

    /// What is wrong with a field, in words; empty when nothing is.
    pub fn fault(&self, name: &str) -> &str {
        self.faults.iter().find(|(field, _)| *field == name).map_or("", |(_, words)| words)
    }
}

fn first_hint(t: &T, prices: &PriceBook) -> String {
    let first = &prices.first_order;
    t.say("home-first-hint", &[("percent", first.percent.to_string().into()), ("most", first.at_most.to_string().into())])
}

/// What an extra costs, with each of the services that it costs so much at.
fn costs(t: &T, extra: &Extra, services: &[Arc<OfferedService>], prices: Option<&PriceBook>) -> Vec<Cost> {
    let mut costs: Vec<Cost> = Vec::new();
    for (n, offered) in (1..).zip(services).filter(|(_, offered)| offered.service.extra(&extra.code).is_some()) {
        let Some(price) = prices.and_then(|prices| prices.extra(&offered.service.code, &extra.code)) else { continue };
        let words = unit_price(t, price.price);
        match costs.iter_mut().find(|known| known.words == words) {
            Some(known) => known.only = format!("{} only-{n}", known.only),
            None => costs.push(Cost { words, only: format!("only only-{n}") }),
        }
    }
    costs
}

/// The services for which something is shown, as names of classes.
fn only(services: &[Arc<OfferedService>], shown: impl Fn(&Service) -> bool) -> String {
    let numbers = (1..).zip(services).filter(|(_, offered)| shown(&offered.service)).map(|(n, _)| format!("only-{n}"));
    numbers.fold("only".to_owned(), |classes, class| classes + " " + &class)
}

/// The extras of all services, each once.
fn extras(services: &[Arc<OfferedService>]) -> Vec<&Extra> {
    let mut extras: Vec<&Extra> = Vec::new();
    for extra in services.iter().flat_map(|offered| &offered.service.extras) {
        if !extras.iter().any(|known| known.code == extra.code) {
            extras.push(extra);
        }
    }
    extras
}

fn pill(t: &T, extra: &Extra, services: &[Arc<OfferedService>], prices: Option<&PriceBook>, chosen: &Chosen) -> Pill {
    let of = only(services, |service| service.extra(&extra.code).is_some());
    Pill {
        costs: costs(t, extra, services, prices),
        field: extra_field(&extra.code),
        name: extra.name.of(t.lang).to_owned(),
        chosen: !["", "0"].contains(&chosen.count(&extra.code)),
        only: of,
    }
}

fn counted_extra(t: &T, extra: &Extra, services: &[Arc<OfferedService>], prices: Option<&PriceBook>, chosen: &Chosen) -> Count {
    let name = extra.name.of(t.lang);
    let value = chosen.count(&extra.code);
    Count {
        name: extra_field(&extra.code),
        label: name.to_owned(),
        unit: extra.unit.as_ref().map(|unit| unit.of(t.lang).to_owned()).unwrap_or_default(),
        costs: costs(t, extra, services, prices),
        less: t.with("home-extra-less", "extra", name),
        more: t.with("home-extra-more", "extra", name),
        value: if value.is_empty() { "0".to_owned() } else { value.to_owned() },
        min: 0,
        max: extra.most,
        only: only(services, |service| service.extra(&extra.code).is_some()),
    }
}

fn rhythms(t: &T, prices: Option<&PriceBook>, chosen: &str) -> Vec<Choice> {
    let words = |rhythm| {
        let percent = prices.and_then(|prices| prices.rhythm.get(&rhythm));
        let name = rhythm_words(t, rhythm);
        percent.map_or(name.clone(), |percent| t.say("home-rhythm-off", &[("rhythm", name.into()), ("percent", percent.to_string().into())]))
    };
    Rhythm::ALL.into_iter().map(|rhythm| Choice { code: rhythm.name().to_owned(), name: words(rhythm), chosen: rhythm.name() == chosen }).collect()
}

fn count(t: &T, name: &'static str, value: &str, range: &RangeInclusive<u32>, only: &str) -> Count {
    let (less, more) = match name {
        "rooms" => ("home-rooms.less", "home-rooms.more"),
        "bathrooms" => ("home-bathrooms.less", "home-bathrooms.more"),
        _ => ("home-windows.less", "home-windows.more"),
    };
    Count {
        name: name.to_owned(),
        label: label(t, name),
        unit: String::new(),
        costs: Vec::new(),
        less: t.get(less),
        more: t.get(more),
        value: value.to_owned(),
        min: *range.start(),
        max: *range.end(),
        only: only.to_owned(),
    }
}

/// The faults by the names of the form's fields, worded.
fn faults(t: &T, answer: &Answer) -> Vec<(&'static str, String)> {
    let problem: &Problem = match answer {
        Answer::Price(_) => return Vec::new(),
        Answer::Refused(problem) => problem,
    };
    problem.fields.iter().map(|fault| (name_in_form(fault.field), t.fault(fault))).collect()
}

/// The ask holds all extras under one name; the form sends them one by one.
fn name_in_form(field: &'static str) -> &'static str {
    if field == "extras" { "extra" } else { field }
}

fn label(t: &T, name: &str) -> String {
    t.get(match name {
        "service" => "home-service",
        "district" => "home-district",
        "area" => "home-area",
        "rooms" => "home-rooms",
        "bathrooms" => "home-bathrooms",
        "windows" => "home-windows",
        "rhythm" => "home-rhythm",
        "promo" => "home-promo",
        "keys" => "home-keys",
        _ => "home-extras",
    })
}
