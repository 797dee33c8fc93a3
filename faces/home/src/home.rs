//! The first page and its moving part, worded.

use crate::answer::{Answer, price_book};
use crate::chosen::Chosen;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use catalog::{Brand, Catalog, Districts, Service};
use pages::{Form, Head, Here, OrderView, Refused, Shell, T, page};
use pricing::{BATHROOMS, LEAST_AREA_M2, MOST_AREA_M2, PriceBook, ROOMS};
use std::ops::RangeInclusive;
use values::{Offer, Problem};

/// The first page.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    pub head: Head,
    pub title: String,
    pub lead: String,
    pub promises: Vec<Promise>,
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

/// The price, or what is said in its place.
pub(crate) struct Total {
    pub order: Option<OrderView>,
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
    pub name: &'static str,
    pub label: String,
    pub less: String,
    pub more: String,
    pub value: String,
    pub min: u32,
    pub max: u32,
}

/// The calculator with what was chosen.
pub(crate) struct Calculator {
    pub services: Vec<Choice>,
    pub districts: Vec<Choice>,
    pub area: String,
    pub area_words: String,
    pub least_area: u32,
    pub most_area: u32,
    pub counts: Vec<Count>,
    pub extras: Vec<Choice>,
    pub first: bool,
    pub first_hint: String,
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
            Answer::Price(order, soon) => return Self { order: Some(order.clone()), notice: Vec::new(), call: false, soon: soon.clone() },
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
        Self { order: None, notice, call: problem.offer == Some(Offer::Manager), soon: String::new() }
    }
}

impl Calculator {
    fn new(t: &T, shown: &Shown<'_>, chosen: &Chosen, faults: Vec<(&'static str, String)>) -> Self {
        let services = shown.catalog.services();
        let service = shown.catalog.service(&chosen.service).or(services.first()).map(|offered| &offered.service);
        let code = service.map_or("", |service| &service.code);
        let prices = shown.prices;
        let most_area = prices.and_then(|prices| prices.services.get(code)).map_or(MOST_AREA_M2, pricing::ServicePrices::most_area_m2);
        let choice = |code: &String, name: &values::Said, chosen| Choice { code: code.clone(), name: name.of(t.lang).to_owned(), chosen };
        let extras = |service: &Service| service.extras.iter().map(|extra| choice(&extra.code, &extra.name, chosen.extras.contains(&extra.code))).collect();
        Self {
            services: services.iter().map(|offered| choice(&offered.service.code, &offered.service.name, offered.service.code == code)).collect(),
            districts: shown.districts.all().iter().map(|district| choice(&district.code, &district.name, district.code == chosen.district)).collect(),
            area: chosen.area.clone(),
            area_words: t.with("home-area-value", "area", &chosen.area),
            least_area: LEAST_AREA_M2,
            most_area,
            counts: vec![count(t, "rooms", &chosen.rooms, &ROOMS), count(t, "bathrooms", &chosen.bathrooms, &BATHROOMS)],
            extras: service.map(extras).unwrap_or_default(),
            first: chosen.first,
            first_hint: prices.map(|prices| t.with("home-first-hint", "percent", &prices.first_order.percent.to_string())).unwrap_or_default(),
            faults,
        }
    }

    /// What is wrong with a field, in words; empty when nothing is.
    pub fn fault(&self, name: &str) -> &str {
        self.faults.iter().find(|(field, _)| *field == name).map_or("", |(_, words)| words)
    }
}

fn count(t: &T, name: &'static str, value: &str, range: &RangeInclusive<u32>) -> Count {
    Count {
        name,
        label: label(t, name),
        less: t.get(if name == "rooms" { "home-rooms.less" } else { "home-bathrooms.less" }),
        more: t.get(if name == "rooms" { "home-rooms.more" } else { "home-bathrooms.more" }),
        value: value.to_owned(),
        min: *range.start(),
        max: *range.end(),
    }
}

/// The faults by the names of the form's fields, worded.
fn faults(t: &T, answer: &Answer) -> Vec<(&'static str, String)> {
    let problem: &Problem = match answer {
        Answer::Price(..) => return Vec::new(),
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
        _ => "home-extras",
    })
}
