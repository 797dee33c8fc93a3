//! `/desk/managers`: who looks after how many clients, and when they answer.

use crate::said::hours_lines;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use conversations::{Hand, TalkError, managers, set_hours};
use households::ZONES;
use pages::{Form, Head, Here, Refused, Shell, T, page, redirect};
use people::PersonId;
use values::{Explain as _, Problem};

/// The page.
#[derive(Template)]
#[template(path = "managers.html")]
pub(crate) struct ManagersPage {
    pub(crate) head: Head,
    pub(crate) hands: Vec<HandView>,
}

/// One of them.
pub(crate) struct HandView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) load: String,
    pub(crate) hours: Vec<String>,
    /// Name of the field, its label, what was typed, what is wrong.
    pub(crate) days: Vec<DayField>,
    pub(crate) zones: Vec<(String, bool)>,
    pub(crate) is_open: bool,
}

/// The hours of one day.
pub(crate) struct DayField {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) error: String,
}

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A form that was refused: whose, what was typed, what is wrong.
pub(crate) struct RefusedHours<'a> {
    pub(crate) person: PersonId,
    pub(crate) form: &'a Form,
    pub(crate) problem: &'a Problem,
}

impl HandView {
    pub(crate) fn new(t: &T, hand: &Hand, refused: Option<&RefusedHours<'_>>) -> Self {
        let refused = refused.filter(|refused| refused.person == hand.person);
        let day = |(n, &name): (usize, &&'static str)| {
            let fault = refused.and_then(|refused| refused.problem.fields.iter().find(|fault| fault.field == name));
            DayField {
                name,
                label: pages::capital(&t.get(&format!("conversations-day-{n}"))),
                value: refused.map_or_else(|| hand.hours.typed(n), |refused| refused.form.get(name).to_owned()),
                error: fault.map(|fault| t.fault(fault)).unwrap_or_default(),
            }
        };
        let zone = refused.map_or(hand.hours.zone.as_str(), |refused| refused.form.get("zone"));
        Self {
            id: hand.person.to_string(),
            name: t.name(&hand.name.full()),
            load: t.num("conversations-load", "n", &hand.clients),
            hours: hours_lines(t, &hand.hours),
            days: DAYS.iter().enumerate().map(day).collect(),
            zones: ZONES.iter().map(|known| ((*known).to_owned(), *known == zone)).collect(),
            is_open: refused.is_some(),
        }
    }
}

async fn load(here: &Here, refused: Option<&RefusedHours<'_>>) -> Result<ManagersPage, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let hands = managers(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let head = here.head(Shell::Desk, &here.t.get("conversations-rail-managers")).at("/desk/managers");
    Ok(ManagersPage { hands: hands.iter().map(|hand| HandView::new(&head.t, hand, refused)).collect(), head })
}

pub(crate) async fn get_managers(here: Here) -> Result<Response, Refused> {
    Ok(page(&load(&here, None).await?))
}

pub(crate) async fn post_hours(here: Here, Path(person): Path<String>, form: Form) -> Result<Response, Refused> {
    let person: PersonId = person.parse().map_err(|_| here.not_found())?;
    let error = match set_hours(&here.app, &here.actor, person, form.get("zone"), &DAYS.map(|day| form.get(day).to_owned())).await {
        Ok(_) => return Ok(redirect("/desk/managers")),
        Err(error @ TalkError::Fields(_)) => error,
        Err(error) => return Err(here.refuse(&error)),
    };
    let problem = error.explain();
    let view = load(&here, Some(&RefusedHours { person, form: &form, problem: &problem })).await?;
    here.again(&error, &view)
}
