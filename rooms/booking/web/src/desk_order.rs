//! An order by phone, the first step: who calls, what and where.

use crate::caller::{keep, may_book};
use crate::contact::raw;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use booking::BOOK_FOR_CALLER;
use db::{App, DbError};
use pages::{Field, Form, Head, Here, Kind, Refused, Routes, Shell, page, redirect, summary};
use pricing::{Ask, PriceError};
use values::{FieldFault, Lang, Phone, Problem};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/desk/order", BOOK_FOR_CALLER, get_order).post("/desk/order", BOOK_FOR_CALLER, post_order)
}

/// Something to choose.
#[derive(Debug, Clone)]
pub(crate) struct ChoiceView {
    pub value: String,
    pub words: String,
    pub chosen: bool,
}

#[derive(Template)]
#[template(path = "desk-order.html")]
pub(crate) struct OrderPage {
    pub head: Head,
    pub name: Field,
    pub phone: Field,
    pub services: Vec<ChoiceView>,
    pub districts: Vec<ChoiceView>,
    pub area: Field,
    pub rooms: Field,
    pub bathrooms: Field,
    pub extras: Vec<ChoiceView>,
    /// What is wrong with a choice, in words; empty when nothing is.
    pub choice_error: String,
    pub faults: Vec<(String, String)>,
}

/// What most callers ask for, to begin with.
const USUAL: &str = "area=60&rooms=2&bathrooms=1";

fn number(here: &Here, form: &Form, name: &'static str, problem: Option<&Problem>) -> Field {
    // Keys put together: booking-web-desk-area, -rooms, -bathrooms.
    let label = here.t.get(&format!("booking-web-desk-{name}"));
    let (hint, value, error) = (String::new(), form.get(name).to_owned(), String::new());
    Field { name, label, hint, value, error, kind: Kind::Number, autocomplete: "off", optional: false, focus: false }.blame(here, problem)
}

/// Extras of all services, each once: which of them the chosen service has is checked with the price.
fn extras(catalog: &catalog::Catalog, lang: Lang, chosen: &[String]) -> Vec<ChoiceView> {
    let mut views: Vec<ChoiceView> = Vec::new();
    for extra in catalog.services().iter().flat_map(|offered| &offered.service.extras) {
        if views.iter().all(|view| view.value != extra.code) {
            views.push(ChoiceView { value: extra.code.clone(), words: extra.name.of(lang).to_owned(), chosen: chosen.contains(&extra.code) });
        }
    }
    views
}

impl OrderPage {
    fn new(here: &Here, form: &Form, problem: Option<&Problem>) -> Result<Self, DbError> {
        let (t, lang) = (&here.t, here.lang());
        let (catalog, districts) = (catalog::catalog(&here.app)?, catalog::districts(&here.app)?);
        let text = |name, kind, label: &str| {
            let mut field = Field::new(here, form, name, kind, "off").blame(here, problem);
            (field.label, field.hint) = (t.get(label), String::new());
            field
        };
        let (mut name, mut phone) = (text("name", Kind::Text, "booking-web-desk-name"), text("phone", Kind::Phone, "booking-web-desk-phone"));
        // At the desk the phone stands first.
        if name.focus && !phone.error.is_empty() {
            (name.focus, phone.focus) = (false, true);
        }
        let (area, rooms, bathrooms) = (number(here, form, "area", problem), number(here, form, "rooms", problem), number(here, form, "bathrooms", problem));
        let choice = problem.and_then(|p| p.fields.iter().find(|fault| ["service", "district", "extras"].contains(&fault.field)));
        let services = catalog.services().iter().enumerate().map(|(at, offered)| ChoiceView {
            value: offered.service.code.clone(),
            words: offered.service.name.of(lang).to_owned(),
            chosen: if form.has("service") { form.get("service") == offered.service.code } else { at == 0 },
        });
        let districts = districts.all().iter().map(|district| ChoiceView {
            value: district.code.clone(),
            words: district.name.of(lang).to_owned(),
            chosen: form.get("district") == district.code,
        });
        Ok(Self {
            head: here.head(Shell::Desk, &t.get("booking-web-desk-title")).at("/desk/order"),
            services: services.collect(),
            districts: districts.collect(),
            extras: extras(&catalog, lang, &form.all("extra")),
            choice_error: choice.map(|fault| t.fault(fault)).unwrap_or_default(),
            faults: summary(&[&phone, &name, &area, &rooms, &bathrooms]),
            name,
            phone,
            area,
            rooms,
            bathrooms,
        })
    }
}

async fn get_order(here: Here) -> Result<Response, Refused> {
    may_book(&here)?;
    Ok(page(&OrderPage::new(&here, &Form::of_query(USUAL), None).map_err(|e| here.refuse(&e))?))
}

async fn post_order(here: Here, form: Form) -> Result<Response, Refused> {
    may_book(&here)?;
    let ask = ask(&here.app, &form).await.map_err(|e| here.refuse(&e))?;
    let problem = match checked(&here, &form, &ask).await {
        Some(problem) => problem,
        None => match pricing::make_quote(&here.app, &here.actor, ask).await {
            Ok(quote) => return Ok(keep(&here.app, redirect(&format!("/desk/order/{}", quote.id)), quote.id, &form)),
            Err(error) => here.field_problem(&error)?,
        },
    };
    let view = OrderPage::new(&here, &form, Some(&problem)).map_err(|e| here.refuse(&e))?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&view)).into_response())
}

/// The faults of the caller and of the order at once; `None` when the caller's are none.
async fn checked(here: &Here, form: &Form, ask: &Ask) -> Option<Problem> {
    let mut faults = caller_faults(form);
    if faults.is_empty() {
        return None;
    }
    if let Err(PriceError::Invalid(more)) = pricing::preview(&here.app, ask).await {
        faults.extend(more);
    }
    Some(Problem::fields(faults))
}

/// The address is asked for at the last step only.
fn caller_faults(form: &Form) -> Vec<FieldFault> {
    let faults = raw(form).check().err().unwrap_or_default();
    faults.into_iter().filter(|fault| ["name", "phone"].contains(&fault.field)).collect()
}

/// What the caller asks for. Whoever is known has had a first order.
async fn ask(app: &App, form: &Form) -> Result<Ask, DbError> {
    let known = match Phone::parse(form.get("phone")) {
        Ok(phone) => households::client_by_phone(&app.read().await?, &phone).await?.is_some(),
        Err(_) => false,
    };
    Ok(read(form, !known))
}

fn read(form: &Form, first_order: bool) -> Ask {
    // What is no number is out of every range, and told so beside its field.
    let number = |name| form.number(name).unwrap_or_default();
    Ask {
        service: form.get("service").to_owned(),
        district: form.get("district").to_owned(),
        area_m2: number("area"),
        rooms: number("rooms"),
        bathrooms: number("bathrooms"),
        extras: form.all("extra").into_iter().map(|code| (code, 1)).collect(),
        first_order,
        ..Ask::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{field, head, texts};

    #[test]
    fn the_page_speaks_both_languages() {
        for lang in Lang::ALL {
            let (t, choice) = (texts(lang), |value: &str, chosen| ChoiceView { value: value.to_owned(), words: value.to_owned(), chosen });
            for (services, error) in [(vec![choice("regular", true)], ""), (vec![choice("regular", true), choice("deep", false)], "такого нет")] {
                let phone = field("phone", error);
                let page = OrderPage {
                    head: head(&t, &t.get("booking-web-desk-title")),
                    name: field("name", ""),
                    services,
                    districts: vec![choice("petrogradsky", true), choice("nevsky", false)],
                    area: field("area", ""),
                    rooms: field("rooms", ""),
                    bathrooms: field("bathrooms", ""),
                    extras: vec![choice("oven", true)],
                    choice_error: error.to_owned(),
                    faults: summary(&[&phone]),
                    phone,
                };
                let html = page.render().unwrap();
                assert!(!html.contains("booking-web-"), "{html}");
                assert_eq!(html.contains("id=\"errors\""), !error.is_empty());
            }
        }
    }

    #[test]
    fn only_the_caller_is_checked_at_the_first_step() {
        let fields = |query: &str| caller_faults(&Form::of_query(query)).into_iter().map(|fault| fault.field).collect::<Vec<_>>();
        assert_eq!(fields("name=Мария&phone=%2B79215550144"), Vec::<&str>::new());
        assert_eq!(fields("name=&phone=12"), ["name", "phone"]);
    }

    #[test]
    fn an_order_is_read_from_the_form() {
        let ask = read(&Form::of_query("service=regular&district=nevsky&area=74&rooms=x&bathrooms=2&extra=oven&extra=fridge"), true);
        assert_eq!((ask.area_m2, ask.rooms, ask.bathrooms, ask.extras.len(), ask.first_order), (74, 0, 2, 2, true));
    }
}
