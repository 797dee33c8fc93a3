//! An order by phone, the second step: when.

use crate::caller::{kept, may_book};
use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use booking::BOOK_FOR_CALLER;
use db::Read as _;
use pages::{Form, Head, Here, Names, OrderView, Refused, Routes, Shell, T, TimeView, capital, live_quote, names_at, page, redirect};
use pricing::Quote;
use scheduling::{HoldError, Hours, Slot, SlotAsk, Whose};
use values::{Instant, Phone, Span};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/desk/order/{quote}", BOOK_FOR_CALLER, get_times).post("/desk/order/{quote}", BOOK_FOR_CALLER, post_time)
}

/// A day with its times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayView {
    pub title: String,
    pub note: String,
    pub times: Vec<TimeView>,
}

#[derive(Template)]
#[template(path = "desk-times.html")]
pub(crate) struct TimesPage {
    pub head: Head,
    pub quote: String,
    pub caller: String,
    pub notice: String,
    pub hold_minutes: i64,
    pub days: Vec<DayView>,
    pub order: OrderView,
}

fn days(t: &T, now: Instant, horizon_days: i64, slots: &[Slot], names: &Names) -> Vec<DayView> {
    let day = |ahead: i64| {
        // Moscow changes no clocks, so that every day has 24 hours.
        let at = Span::minutes(now, ahead * 24 * 60).end;
        let (weekday, date) = t.day(&at).split_once(", ").map(|(weekday, date)| (weekday.to_owned(), date.to_owned())).unwrap_or_default();
        let (title, note) = match ahead {
            0 => (t.get("booking-web-today"), t.day(&at)),
            1 => (t.get("booking-web-tomorrow"), t.day(&at)),
            _ => (capital(&weekday), date),
        };
        let times = slots.iter().filter(|slot| slot.start.day() == at.day());
        DayView { title, note, times: times.map(|slot| TimeView::of(t, slot, names)).collect() }
    };
    (0..horizon_days).map(day).collect()
}

/// What the quote asks of the plans; where the caller is a client, the hours of their household are kept.
async fn ask_for(here: &Here, quote: &Quote, caller: &Form) -> Result<SlotAsk, Refused> {
    let asked = async {
        let db = here.app.read().await?;
        let known = match Phone::parse(caller.get("phone")) {
            Ok(phone) => households::client_by_phone(&db, &phone).await?,
            Err(_) => None,
        };
        booking::slot_ask(&db, quote, known.map(|client| Whose { client, home: None })).await
    };
    asked.await.map_err(|e| here.refuse(&e))
}

async fn load(here: &Here, quote: &Quote, caller: &Form, notice: String) -> Result<TimesPage, Refused> {
    let (app, t) = (&here.app, &here.t);
    let slots = scheduling::slots(app, &ask_for(here, quote, caller).await?).await.map_err(|e| here.refuse(&e))?;
    let shown = async {
        let db = app.read().await?;
        let service = catalog::service_as_of(&db, &quote.service).await?;
        let hours = app.part::<Hours>()?;
        let names = names_at(&db, &slots).await?;
        Ok::<_, db::DbError>(TimesPage {
            head: here.head(Shell::Desk, &t.get("booking-web-desk-title")).at(format!("/desk/order/{}", quote.id)),
            quote: quote.id.to_string(),
            caller: caller.get("name").to_owned(),
            notice,
            hold_minutes: hours.hold_minutes,
            days: days(t, db.now(), hours.horizon_days, &slots, &names),
            order: OrderView::new(t, &service, &quote.ask, &quote.lines, quote.total, quote.effort),
        })
    };
    shown.await.map_err(|e| here.refuse(&e))
}

async fn get_times(here: Here, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Refused> {
    may_book(&here)?;
    let quote = live_quote(&here.app, &id).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&load(&here, &quote, &kept(&headers), String::new()).await?))
}

async fn post_time(here: Here, Path(id): Path<String>, headers: HeaderMap, form: Form) -> Result<Response, Refused> {
    may_book(&here)?;
    let quote = live_quote(&here.app, &id).await.map_err(|e| here.refuse(&e))?;
    let (status, notice) = match form.get("start").parse::<Instant>() {
        Err(_) => (StatusCode::UNPROCESSABLE_ENTITY, here.t.get("booking-web-desk-choose")),
        Ok(start) => match scheduling::hold(&here.app, &here.actor, quote.id.uuid(), &ask_for(&here, &quote, &kept(&headers)).await?, start).await {
            Ok(held) => return Ok(redirect(&format!("/desk/order/{}/{}", quote.id, held.into_inner().id))),
            Err(HoldError::SlotGone(_)) => (StatusCode::CONFLICT, here.t.with("booking-web-desk-gone", "when", &here.t.moment(&start))),
            Err(error) => return Err(here.refuse(&error)),
        },
    };
    Ok((status, page(&load(&here, &quote, &kept(&headers), notice).await?)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{head, order, texts};
    use people::{Name, PersonId};
    use values::Lang;

    #[test]
    fn every_day_is_told_with_or_without_times() {
        let now = "2026-11-24T11:40:00Z".parse().unwrap();
        let span = Span::minutes("2026-11-26T08:00:00Z".parse().unwrap(), 210);
        let olga = PersonId::from(uuid::Uuid::from_u128(1));
        let slots = [Slot { start: span.start, end: span.end, crew: vec![olga] }];
        let names = [(olga, Name { first: "Ольга".to_owned(), patronymic: None, last: "Петрова".to_owned() })].into();
        for lang in Lang::ALL {
            let t = texts(lang);
            let page = TimesPage {
                head: head(&t, &t.get("booking-web-desk-title")),
                quote: "q".to_owned(),
                caller: "Мария Павловна".to_owned(),
                notice: t.with("booking-web-desk-gone", "when", "x"),
                hold_minutes: 10,
                days: days(&t, now, 3, &slots, &names),
                order: order(),
            };
            assert_eq!(page.days.iter().map(|day| day.times.len()).collect::<Vec<_>>(), [0, 0, 1]);
            let html = page.render().unwrap();
            assert!(!html.contains("booking-web-"), "{html}");
            assert_eq!((html.matches("slots-none").count(), html.contains("value=\"2026-11-26T08:00:00Z\"")), (2, true));
            assert!(html.contains(&format!("<small>{}</small>", t.name("Ольга"))) && !html.contains("type=\"radio\""), "{html}");
        }
        assert_eq!(days(&texts(Lang::Ru), now, 3, &slots, &names)[2].title, "Четверг");
    }
}
