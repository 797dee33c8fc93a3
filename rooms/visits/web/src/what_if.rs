//! `/desk/what-if`: what another season of rain would have asked of the visits of the past year, before the owner writes it into the book.

use askama::Template;
use axum::response::Response;
use households::{RawSeason, memory_rules};
use pages::{Head, Here, Refused, Shell, T, page};
use values::Instant;
use visits::{Move, WhatIf, what_if};

/// The page.
#[derive(Template)]
#[template(path = "desk-what-if.html")]
pub(crate) struct WhatIfPage {
    head: Head,
    fields: Vec<Season>,
    /// How many now, and how many by the draft.
    counts: String,
    rows: Vec<Row>,
}

/// An end of the season as typed.
pub(crate) struct Season {
    name: &'static str,
    label: String,
    value: String,
    error: String,
}

/// A visit of the past.
pub(crate) struct Row {
    href: String,
    datetime: String,
    at: String,
    back: String,
    change: String,
}

impl WhatIfPage {
    /// In the reader's language.
    pub(crate) fn new(head: Head, fields: Vec<Season>, told: Option<&WhatIf>, now: Instant) -> Self {
        let t = head.t.clone();
        let row = |one: &visits::WouldAsk| Row {
            href: format!("/desk/visits/{}", one.visit),
            datetime: one.start.to_string(),
            at: t.dated(&one.start, now),
            back: t.with("visits-what-if-back", "back", &t.civil(one.back)),
            change: t.get(match (one.stands, one.drafted) {
                (true, true) => "visits-what-if-same",
                (false, _) => "visits-what-if-new",
                (true, false) => "visits-what-if-gone",
            }),
        };
        let count = |told: &WhatIf| {
            let n = |drafted: bool| told.visits.iter().filter(|one| if drafted { one.drafted } else { one.stands }).count().to_string();
            t.say("visits-what-if-counts", &[("stands", n(false).into()), ("drafted", n(true).into())])
        };
        Self { counts: told.map(count).unwrap_or_default(), rows: told.iter().flat_map(|told| told.visits.iter().map(row)).collect(), fields, head }
    }
}

fn season(t: &T, name: &'static str, typed: &str, stands: &str) -> Season {
    let value = if typed.trim().is_empty() { stands } else { typed };
    Season { name, label: t.get(&format!("visits-what-if-{}", name.replace('_', "-"))), value: value.to_owned(), error: String::new() }
}

pub(crate) async fn get_what_if(here: Here) -> Result<Response, Refused> {
    here.actor.may(visits::LOOK_BACK, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let rules = memory_rules(&here.app).map_err(|e| here.refuse(&e))?;
    let raw = RawSeason { from: here.query.get("rain_from").to_owned(), until: here.query.get("rain_until").to_owned() };
    let mut fields =
        vec![season(&here.t, "rain_from", &raw.from, &rules.absent.rain_from), season(&here.t, "rain_until", &raw.until, &rules.absent.rain_until)];
    let head = here.head(Shell::Desk, &here.t.get("visits-what-if"));
    match raw.draft(&rules.absent) {
        Ok(draft) => {
            let told = what_if(&here.app, &here.actor, &draft).await.map_err(|e: Move| here.refuse(&e))?;
            Ok(page(&WhatIfPage::new(head, fields, Some(&told), here.app.now())))
        }
        Err(faults) => {
            for fault in &faults {
                for field in fields.iter_mut().filter(|field| field.name == fault.field) {
                    field.error = here.t.fault(fault);
                }
            }
            Ok(page(&WhatIfPage::new(head, fields, None, here.app.now())))
        }
    }
}
