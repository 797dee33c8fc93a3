//! The page of times.

use crate::days::{DayView, SlotWords, days, nearest};
use crate::no_times::NoTimes;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use db::Read as _;
use pages::{ASKING, Form, HOLDING, Head, Here, OrderView, Refused, Routes, Shell, TimeView, calculator_href, live_quote, page, redirect, slot_ask};
use people::PersonId;
use pricing::Quote;
use scheduling::{HOLD, HoldError, Hours};
use std::collections::BTreeSet;
use uuid::Uuid;
use values::Instant;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/quotes/{quote}", HOLD, get_times).within(ASKING).post("/quotes/{quote}/holds", HOLD, post_hold).within(HOLDING)
}

/// Why the page is shown again.
#[derive(Clone, Copy)]
enum Again {
    /// It is not.
    No,
    /// No time was chosen.
    Choose,
    /// The time was taken a moment ago.
    Gone(Instant),
}

#[derive(Template)]
#[template(path = "times.html")]
struct TimesPage {
    head: Head,
    quote: String,
    /// A request to book that was begun before: what was typed is kept in it.
    request: String,
    calculator: String,
    hold_minutes: i64,
    notice: String,
    nearest: Vec<TimeView>,
    any: bool,
    days: Vec<DayView>,
    order: OrderView,
}

impl TimesPage {
    async fn load(here: &Here, quote: &Quote, request: &str, again: Again) -> Result<Self, NoTimes> {
        let (app, t) = (&here.app, &here.t);
        let slots = scheduling::slots(app, &slot_ask(&app.read().await?, &here.actor, quote).await?).await?;
        let db = app.read().await?;
        let who: BTreeSet<PersonId> = slots.iter().flat_map(|slot| slot.crew.iter().copied()).collect();
        let names = people::names(&db, &who.into_iter().collect::<Vec<_>>()).await?;
        let service = catalog::service_as_of(&db, &quote.service).await?;
        let hours = app.part::<Hours>()?;
        let urgency = pricing::urgency(&db, quote).await?.map(|urgency| (urgency, db.now(), quote.ask.urgent));
        let words = SlotWords { t, names: &names, urgency };
        let (notice, nearest) = match again {
            Again::No => (String::new(), Vec::new()),
            Again::Choose => (t.get("scheduling-web-choose"), Vec::new()),
            Again::Gone(start) => (t.with("scheduling-web-gone", "when", &t.moment(&start)), nearest(start, &slots, &words)),
        };
        Ok(Self {
            // Shown again after a form, the page is still the page of the quote.
            head: here.head(Shell::Site, &t.get("scheduling-web-title")).at(format!("/quotes/{}", quote.id)),
            quote: quote.id.to_string(),
            request: request.parse::<Uuid>().map(|id| id.to_string()).unwrap_or_default(),
            calculator: calculator_href(&quote.ask),
            hold_minutes: hours.hold_minutes,
            notice,
            nearest,
            any: !slots.is_empty(),
            days: days(t, db.now(), hours.horizon_days, &slots, &words),
            order: OrderView::new(t, &service, &quote.ask, &quote.lines, quote.total, quote.effort),
        })
    }
}

async fn get_times(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let quote = live_quote(&here.app, &id).await.map_err(|e| here.refuse(&e))?;
    let view = TimesPage::load(&here, &quote, here.query.get("request"), Again::No).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&view))
}

async fn post_hold(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let quote = live_quote(&here.app, &id).await.map_err(|e| here.refuse(&e))?;
    let request = form.get("request");
    let Ok(start) = form.get("start").parse::<Instant>() else {
        return again(&here, &quote, request, Again::Choose, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let ask = slot_ask(&db, &here.actor, &quote).await.map_err(|e| here.refuse(&e))?;
    match scheduling::hold(&here.app, &here.actor, quote.id.uuid(), &ask, start).await {
        Ok(held) => Ok(redirect(&on_to(&held.into_inner().id.to_string(), request))),
        Err(HoldError::SlotGone(_)) => again(&here, &quote, request, Again::Gone(start), StatusCode::CONFLICT).await,
        Err(error) => Err(here.refuse(&error)),
    }
}

async fn again(here: &Here, quote: &Quote, request: &str, why: Again, status: StatusCode) -> Result<Response, Refused> {
    let view = TimesPage::load(here, quote, request, why).await.map_err(|e| here.refuse(&e))?;
    Ok((status, page(&view)).into_response())
}

/// The page of the address; a request begun before goes along by its id.
fn on_to(hold: &str, request: &str) -> String {
    request.parse::<Uuid>().map_or_else(|_| format!("/holds/{hold}"), |request| format!("/holds/{hold}?request={request}"))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use pages::Names;
    use pages::{LineView, T, UiTexts};
    use people::Name;
    use scheduling::Slot;
    use std::sync::Arc;
    use values::{Lang, Span};

    pub(crate) fn texts(lang: Lang) -> T {
        T::new(lang, Arc::new(UiTexts::new(&[("scheduling-web", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap()))
    }

    fn person(n: u128) -> PersonId {
        PersonId::from(Uuid::from_u128(n))
    }

    pub(crate) fn sample_names() -> Names {
        let name = |first: &str| Name { first: first.to_owned(), patronymic: None, last: "Иванова".to_owned() };
        [(person(1), name("Ольга")), (person(2), name("Марина"))].into()
    }

    pub(crate) fn sample_slots() -> Vec<Slot> {
        let slot = |start: &str| {
            let Span { start, end } = Span::minutes(start.parse().unwrap(), 210);
            Slot { start, end, crew: vec![person(1), person(2)] }
        };
        vec![slot("2026-11-25T07:00:00Z"), slot("2026-11-25T11:30:00Z"), slot("2026-11-27T09:00:00Z")]
    }

    pub(crate) fn head(t: &T, title: &str) -> Head {
        let word = |words: &str| words.to_owned();
        Head { title: word(title), path: word("/"), ..Head::sample(t.clone()) }
    }

    fn sample(lang: Lang, slots: &[Slot], gone: bool) -> TimesPage {
        let (t, names) = (texts(lang), sample_names());
        let now = "2026-11-24T11:40:00Z".parse().unwrap();
        let urgency = Some((pricing::Urgency { within_hours: 24, more: values::Money::roubles(700) }, now, false));
        let words = SlotWords { t: &t, names: &names, urgency };
        let wanted = "2026-11-25T07:00:00Z".parse().unwrap();
        let line = |words: &str, amount: &str, off: bool| LineView { words: words.to_owned(), amount: amount.to_owned(), off };
        TimesPage {
            head: head(&t, &t.get("scheduling-web-title")),
            quote: Uuid::nil().to_string(),
            request: if gone { Uuid::nil().to_string() } else { String::new() },
            calculator: "/?area=74#calculator".to_owned(),
            hold_minutes: 10,
            notice: if gone { t.with("scheduling-web-gone", "when", &t.moment(&wanted)) } else { String::new() },
            nearest: if gone { nearest(wanted, slots, &words) } else { Vec::new() },
            any: !slots.is_empty(),
            days: days(&t, now, 14, slots, &words),
            order: OrderView {
                title: "Поддерживающая уборка, 74 м²".to_owned(),
                lines: vec![line("Духовка", "800 ₽", false), line("−10 %", "−810 ₽", true)],
                total: "7 290 ₽".to_owned(),
                total_kopecks: 729_000,
                length: "≈ 3 ч 30 мин".to_owned(),
                crew: "2 человека".to_owned(),
            },
        }
    }

    #[test]
    fn the_page_speaks_both_languages() {
        for lang in Lang::ALL {
            for (slots, gone) in [(sample_slots(), false), (sample_slots(), true), (Vec::new(), false)] {
                let html = sample(lang, &slots, gone).render().unwrap();
                assert!(!html.contains("scheduling-web-"), "{html}");
                assert_eq!(html.matches("id=\"day-2026").count(), if slots.is_empty() { 0 } else { 14 });
                assert_eq!(html.contains("role=\"alert\""), gone);
                assert_eq!(html.contains("name=\"request\""), gone);
                assert_eq!(html.contains("chip-more"), !slots.is_empty());
            }
        }
    }

    #[test]
    fn only_an_id_goes_along_to_the_address() {
        let id = Uuid::nil();
        assert_eq!(on_to("h", &id.to_string()), format!("/holds/h?request={id}"));
        assert_eq!(on_to("h", "x&y=1"), "/holds/h");
    }
}
