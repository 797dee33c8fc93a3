//! An order by phone, the first step: who calls, what and where.

use crate::caller::{caller_of, form_of, keep, may_book, recognised};
use crate::contact::raw;
use access::Resource;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use booking::{BOOK_FOR_CALLER, usual};
use catalog::{Basis, Catalog, Service};
use concierge::{RequestId, Way};
use db::{App, DbError};
use households::{ClientId, HomeCard, HomeId, show_client};
use pages::{Field, Form, Head, Here, Kind, Refused, Routes, Shell, T, extra_field, page, redirect, rhythm_words, summary};
use pricing::{Ask, PriceError, Rhythm, promo_code};
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

/// An extra of one or more services: wanted or not, or how many.
#[derive(Debug, Clone)]
pub(crate) struct ExtraView {
    pub field: String,
    pub words: String,
    /// What is counted: `1 час`; empty for what is wanted or not.
    pub unit: String,
    pub value: String,
    pub most: u32,
    /// For which services it is shown.
    pub only: String,
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
    pub windows: Field,
    /// For which services the home's size is asked, and for which the windows.
    pub of_home: String,
    pub of_windows: String,
    pub extras: Vec<ExtraView>,
    pub rhythms: Vec<ChoiceView>,
    pub keys: bool,
    pub promo: Field,
    /// What is wrong with a choice, in words; empty when nothing is.
    pub choice_error: String,
    pub faults: Vec<(String, String)>,
    /// The home of a client who is known, kept for the last step: name and value of hidden fields; and in words.
    pub address: Vec<(&'static str, String)>,
    pub home: String,
    /// The other homes of that client: where the form is with each, and its address.
    pub homes: Vec<(String, String)>,
}

/// What most callers ask for, to begin with.
const USUAL: &str = "service=regular&area=60&rooms=2&bathrooms=1&windows=5&rhythm=once";

fn number(here: &Here, form: &Form, name: &'static str, problem: Option<&Problem>) -> Field {
    // Keys put together: booking-web-desk-area, -rooms, -bathrooms, -windows.
    let label = here.t.get(&format!("booking-web-desk-{name}"));
    let (hint, value, error) = (String::new(), form.get(name).to_owned(), String::new());
    Field { name, label, hint, value, error, kind: Kind::Number, autocomplete: "off", optional: false, focus: false }.blame(here, problem)
}

/// The services for which something is shown, as names of classes.
fn only(catalog: &Catalog, shown: impl Fn(&Service) -> bool) -> String {
    let numbers = (1..).zip(catalog.services()).filter(|(_, offered)| shown(&offered.service)).map(|(n, _)| format!("only-{n}"));
    numbers.fold("only".to_owned(), |classes, class| classes + " " + &class)
}

/// Extras of all services, each once.
fn extras(catalog: &Catalog, lang: Lang, form: &Form) -> Vec<ExtraView> {
    let mut views: Vec<ExtraView> = Vec::new();
    for extra in catalog.services().iter().flat_map(|offered| &offered.service.extras) {
        let field = extra_field(&extra.code);
        if views.iter().all(|view| view.field != field) {
            let (words, value) = (extra.name.of(lang).to_owned(), form.get(&field).to_owned());
            let unit = extra.unit.as_ref().map(|unit| unit.of(lang).to_owned()).unwrap_or_default();
            views.push(ExtraView { words, unit, value, most: extra.most, only: only(catalog, |service| service.extra(&extra.code).is_some()), field });
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
        let windows = number(here, form, "windows", problem);
        let mut promo = text("promo", Kind::Text, "booking-web-desk-promo").optional();
        form.get("promo").clone_into(&mut promo.value);
        let choice = problem.and_then(|p| p.fields.iter().find(|fault| ["service", "district", "extras", "keys"].contains(&fault.field)));
        let services = catalog.services().iter().map(|offered| ChoiceView {
            value: offered.service.code.clone(),
            words: offered.service.name.of(lang).to_owned(),
            chosen: form.get("service") == offered.service.code,
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
            of_home: only(&catalog, |service| service.basis == Basis::Home),
            of_windows: only(&catalog, |service| service.basis == Basis::Windows),
            extras: extras(&catalog, lang, form),
            rhythms: Rhythm::ALL.into_iter().map(|rhythm| rhythm_choice(t, rhythm, form)).collect(),
            keys: form.has("keys"),
            choice_error: choice.map(|fault| t.fault(fault)).unwrap_or_default(),
            faults: summary(&[&phone, &name, &area, &rooms, &bathrooms, &windows, &promo]),
            address: ADDRESS.iter().map(|name| (*name, form.get(name).to_owned())).filter(|(_, value)| !value.is_empty()).collect(),
            home: home_line(form),
            homes: Vec::new(),
            name,
            phone,
            area,
            rooms,
            bathrooms,
            windows,
            promo,
        })
    }
}

fn rhythm_choice(t: &T, rhythm: Rhythm, form: &Form) -> ChoiceView {
    ChoiceView { value: rhythm.name().to_owned(), words: rhythm_words(t, rhythm), chosen: form.get("rhythm") == rhythm.name() }
}

async fn get_order(here: Here) -> Result<Response, Refused> {
    may_book(&here)?;
    let known = match here.query.get("client").parse::<ClientId>() {
        Ok(client) => known(&here, client).await?,
        Err(_) => None,
    };
    let Some((form, homes)) = known else {
        let form = match here.query.get("request").parse() {
            Ok(request) => waiting(&here, request).await?,
            // What the chooser has found stands before what is usual.
            Err(_) if here.query.has("service") => Form::of_query(&format!("{}&{USUAL}", here.query.query())),
            Err(_) => Form::of_query(USUAL),
        };
        return Ok(page(&OrderPage::new(&here, &form, None).map_err(|e| here.refuse(&e))?));
    };
    let mut view = OrderPage::new(&here, &form, None).map_err(|e| here.refuse(&e))?;
    view.homes = homes;
    Ok(page(&view))
}

/// Whoever waits for a call, as a form: how they are reached, and what they had counted where they had.
async fn waiting(here: &Here, id: RequestId) -> Result<Form, Refused> {
    let Some(request) = concierge::request(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))? else {
        return Ok(Form::of_query(USUAL));
    };
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let counted = match request.call.and_then(|call| call.quote) {
        Some(quote) => pricing::quote(&db, quote.into()).await.map_err(|e| here.refuse(&e))?,
        None => None,
    };
    let mut pairs = match &counted {
        Some(quote) => ask_pairs(&quote.ask),
        None => serde_urlencoded::from_str(USUAL).unwrap_or_default(),
    };
    let phone = match &request.asker.way {
        // A number is shown with no-break spaces, but typed with plain ones.
        Way::Phone(phone) => phone.to_string().replace('\u{a0}', " "),
        Way::Email(email) => email.to_string(),
    };
    pairs.extend(counted.map(|quote| ("district".to_owned(), quote.ask.district)));
    pairs.extend([("name".to_owned(), request.asker.name), ("phone".to_owned(), phone)]);
    Ok(form_of(&pairs))
}

/// What a known client orders mostly, as a form, and the way to the same form with each other home; `None` where nobody is known.
async fn known(here: &Here, client: ClientId) -> Result<Option<(Form, Vec<(String, String)>)>, Refused> {
    let permit = here.actor.may(BOOK_FOR_CALLER, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let Some((card, homes)) = show_client(&here.app, &permit, client).await.map_err(|e| here.refuse(&e))? else {
        return Ok(None);
    };
    let asked = here.query.get("home").parse::<HomeId>().ok().filter(|id| homes.iter().any(|home| home.home == *id));
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let usual = usual(&db, &here.actor, client, asked).await.map_err(|e| here.refuse(&e))?;
    let wanted = asked.or(usual.as_ref().map(|(_, home)| *home));
    let home = homes.iter().find(|home| Some(home.home) == wanted).or(homes.first());
    let mut pairs = match &usual {
        Some((ask, _)) => ask_pairs(ask),
        None => serde_urlencoded::from_str(USUAL).unwrap_or_default(),
    };
    pairs.extend(home.map(|home| ("district".to_owned(), home.district.clone())));
    pairs.extend(caller_of(&card, home));
    let to = |other: &HomeCard| (format!("/desk/order?client={client}&home={}", other.home), other.address.line());
    let others = homes.iter().filter(|other| home.is_none_or(|home| home.home != other.home)).map(to).collect();
    Ok(Some((form_of(&pairs), others)))
}

/// An ask as the form writes it. The district is the home's.
fn ask_pairs(ask: &Ask) -> Vec<(String, String)> {
    let sizes = [("area", ask.area_m2), ("rooms", ask.rooms), ("bathrooms", ask.bathrooms), ("windows", ask.windows)];
    let mut pairs = vec![("service".to_owned(), ask.service.clone()), ("rhythm".to_owned(), ask.rhythm.name().to_owned())];
    pairs.extend(sizes.iter().filter(|(_, size)| *size > 0).map(|(name, size)| ((*name).to_owned(), size.to_string())));
    pairs.extend(ask.extras.iter().map(|(code, count)| (extra_field(code), count.to_string())));
    pairs.extend(ask.keys.then(|| ("keys".to_owned(), "yes".to_owned())));
    pairs
}

/// The fields of an address.
const ADDRESS: [&str; 3] = ["street", "house", "flat"];

/// The address of the form in one line; empty where none is known yet.
fn home_line(form: &Form) -> String {
    let text = |name| form.get(name).to_owned();
    if text("street").is_empty() {
        return String::new();
    }
    households::Address { street: text("street"), house: text("house"), flat: Some(text("flat")).filter(|flat| !flat.is_empty()) }.line()
}

async fn post_order(here: Here, form: Form) -> Result<Response, Refused> {
    may_book(&here)?;
    let ask = ask(&here.app, &form).await.map_err(|e| here.refuse(&e))?;
    let problem = match checked(&here, &form, &ask).await {
        Some(problem) => problem,
        None => match pricing::make_quote(&here.app, &here.actor, ask).await {
            Ok(quote) => {
                let caller = recognised(&here, &form, &quote.ask.district).await.map_err(|e| here.refuse(&e))?;
                return Ok(keep(&here.app, redirect(&format!("/desk/order/{}", quote.id)), quote.id, &caller));
            }
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
    let catalog = catalog::catalog(app)?;
    Ok(read(form, catalog.service(form.get("service")).map(|offered| &offered.service), !known))
}

/// The form holds the extras of all services; those of others than the chosen one are passed over.
fn read(form: &Form, service: Option<&Service>, first_order: bool) -> Ask {
    // What is no number is out of every range, and told so beside its field.
    let number = |name| form.number(name).unwrap_or_default();
    Ask {
        service: form.get("service").to_owned(),
        district: form.get("district").to_owned(),
        area_m2: number("area"),
        rooms: number("rooms"),
        bathrooms: number("bathrooms"),
        windows: number("windows"),
        extras: form
            .named(&extra_field(""))
            .into_iter()
            .filter(|(code, typed)| !typed.is_empty() && service.is_some_and(|service| service.extra(code).is_some()))
            // What is no number is more than there may be, and told so.
            .map(|(code, typed)| (code, typed.parse().unwrap_or(u32::MAX)))
            .collect(),
        rhythm: Rhythm::parse(form.get("rhythm")).unwrap_or_default(),
        keys: form.has("keys"),
        promo: promo_code(form.get("promo")),
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
            let extra = |code: &str, most| {
                let (field, words, value, only) = (format!("extra-{code}"), code.to_owned(), "1".to_owned(), "only only-1".to_owned());
                ExtraView { field, words, unit: String::new(), value, most, only }
            };
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
                    windows: field("windows", ""),
                    of_home: "only only-1".to_owned(),
                    of_windows: "only only-2".to_owned(),
                    extras: [("oven", 1), ("ironing", 5)].map(|(code, most)| extra(code, most)).to_vec(),
                    rhythms: vec![choice("once", true)],
                    keys: true,
                    promo: field("promo", ""),
                    choice_error: error.to_owned(),
                    faults: summary(&[&phone]),
                    address: vec![("street", "Наличная улица".to_owned())],
                    home: "Наличная улица, 36".to_owned(),
                    homes: vec![("/desk/order?client=c&home=h".to_owned(), "Невский проспект, 1".to_owned())],
                    phone,
                };
                let html = page.render().unwrap();
                assert!(!html.contains("booking-web-"), "{html}");
                assert_eq!(html.contains("id=\"errors\""), !error.is_empty());
            }
        }
    }

    #[test]
    fn what_was_ordered_last_is_the_form_again() {
        let service: Service = toml::from_str(housebook::Files::embedded().text("services/regular.toml").unwrap()).unwrap();
        let typed = "service=regular&district=nevsky&area=74&rooms=3&bathrooms=2&extra-oven=1&extra-ironing=2&rhythm=weekly&keys=yes";
        let ask = read(&Form::of_query(typed), Some(&service), false);
        let mut pairs = ask_pairs(&ask);
        pairs.push(("district".to_owned(), "nevsky".to_owned()));
        assert_eq!(read(&form_of(&pairs), Some(&service), false), ask);
        assert_eq!(home_line(&Form::of_query("street=Наличная улица&house=36")), "Наличная улица, 36");
        assert_eq!(home_line(&Form::of_query("house=36")), "");
    }

    #[test]
    fn only_the_caller_is_checked_at_the_first_step() {
        let fields = |query: &str| caller_faults(&Form::of_query(query)).into_iter().map(|fault| fault.field).collect::<Vec<_>>();
        assert_eq!(fields("name=Мария&phone=%2B79215550144"), Vec::<&str>::new());
        assert_eq!(fields("name=&phone=12"), ["name", "phone"]);
    }

    #[test]
    fn an_order_is_read_from_the_form() {
        let service: Service = toml::from_str(housebook::Files::embedded().text("services/regular.toml").unwrap()).unwrap();
        let form = "service=regular&district=nevsky&area=74&rooms=x&bathrooms=2&windows=5&extra-oven=1&extra-fridge=много&extra-piano=1&extra-ironing=&rhythm=weekly&promo=весна";
        let ask = read(&Form::of_query(form), Some(&service), true);
        assert_eq!((ask.area_m2, ask.rooms, ask.bathrooms, ask.first_order, ask.rhythm), (74, 0, 2, true, Rhythm::Weekly));
        assert_eq!((ask.extras.len(), ask.extras["oven"], ask.extras["fridge"]), (2, 1, u32::MAX));
        assert_eq!((ask.promo.as_deref(), ask.keys), (Some("ВЕСНА"), false));
    }
}
