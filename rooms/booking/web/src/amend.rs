//! `/my/visits/ID/times`: another time for a visit, with the fee of its quote before anything is pressed; and calling it off.

use access::Actor;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use booking::{AMEND, AmendError, amend_preview, other_times};
use pages::{DayTimes, Form, Head, Here, Refused, Routes, Shell, by_day, names_at, page, redirect};
use pricing::Cause;
use values::{Instant, Money};
use visits::VisitId;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/my/visits/{id}/times", AMEND, get_times).post("/my/visits/{id}/move", AMEND, post_move).post(
        "/my/visits/{id}/cancel",
        AMEND,
        post_cancel,
    )
}

/// The times to choose from.
#[derive(Template)]
#[template(path = "amend-times.html")]
pub(crate) struct TimesPage {
    pub head: Head,
    /// Where the choice is sent.
    pub action: String,
    /// The visit's page.
    pub back: String,
    /// When it stands now, in words.
    pub now: String,
    /// What another time costs, in words.
    pub costs: String,
    /// The fee that is on the buttons, in kopecks.
    pub fee: i64,
    /// Why the choice was not taken; empty otherwise.
    pub notice: String,
    pub days: Vec<DayTimes>,
}

/// Why the page is shown again.
enum Again {
    No,
    Gone,
    OtherFee,
}

/// Whoever works at the desk has the visit's card instead.
fn from_the_desk(here: &Here, id: VisitId) -> Option<Refused> {
    matches!(here.actor, Actor::Staff(..)).then(|| redirect(&format!("/desk/visits/{id}")).into())
}

async fn load(here: &Here, id: VisitId, again: &Again) -> Result<TimesPage, AmendError> {
    let t = &here.t;
    let preview = amend_preview(&here.app.read().await?, &here.actor, id, Cause::Client).await?;
    let slots = other_times(&here.app, &here.actor, id).await?;
    let (plan, fee) = (preview.visit.plan(), preview.change);
    let with_fee = |key: &str| t.with(key, "fee", &fee.to_string());
    let is_free = fee == Money::ZERO;
    let title = t.get(if plan.redo_of.is_some() { "booking-web-amend-title-redo" } else { "booking-web-amend-title" });
    Ok(TimesPage {
        head: here.head(Shell::Letter, &title).at(format!("/my/visits/{id}/times")),
        action: format!("/my/visits/{id}/move"),
        back: format!("/my/visits/{id}"),
        now: t.with("booking-web-amend-now", "when", &format!("{}, {}", t.day(&plan.span.start), t.span_unbroken(&plan.span))),
        costs: if is_free { t.get("booking-web-amend-free") } else { with_fee("booking-web-amend-fee") },
        fee: fee.in_kopecks(),
        notice: match again {
            Again::No => String::new(),
            Again::Gone => t.get("booking-web-amend-gone"),
            Again::OtherFee if is_free => t.get("booking-web-amend-other-free"),
            Again::OtherFee => with_fee("booking-web-amend-other-fee"),
        },
        days: by_day(t, &slots, &names_at(&here.app.read().await?, &slots).await?),
    })
}

async fn get_times(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    let view = load(&here, id, &Again::No).await.map_err(|e| here.refuse(&e))?;
    from_the_desk(&here, id).map_or_else(|| Ok(page(&view)), Err)
}

/// The fee that stood on the button; a form without one has pressed none.
fn pressed(form: &Form) -> Money {
    Money::kopecks(form.get("fee").parse().unwrap_or(-1))
}

async fn post_move(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    let Ok(start) = form.get("start").parse::<Instant>() else {
        return get_times(here, Path(id.to_string())).await;
    };
    let again = match booking::change(&here.app, &here.actor, id, start, Cause::Client, pressed(&form)).await {
        Ok(_) => return Ok(redirect(&format!("/my/visits/{id}"))),
        Err(AmendError::SlotGone(_)) => Again::Gone,
        Err(AmendError::OtherFee { .. }) => Again::OtherFee,
        Err(error) => return Err(here.refuse(&error)),
    };
    let view = load(&here, id, &again).await.map_err(|e| here.refuse(&e))?;
    Ok((StatusCode::CONFLICT, page(&view)).into_response())
}

async fn post_cancel(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    match booking::cancel(&here.app, &here.actor, id, pressed(&form)).await {
        Ok(_) => Ok(redirect(&format!("/my/visits/{id}"))),
        // The page of the visit shows the fee that applies now.
        Err(AmendError::OtherFee { .. }) => Ok(redirect(&format!("/my/visits/{id}?fee=other#change"))),
        Err(error) => Err(here.refuse(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{head, texts};
    use values::Lang;

    #[test]
    fn the_page_says_what_another_time_costs_and_carries_it_on_the_button() {
        for lang in Lang::ALL {
            let t = texts(lang);
            let view = |days: Vec<DayTimes>| TimesPage {
                head: head(&t, &t.get("booking-web-amend-title")),
                action: "/my/visits/x/move".to_owned(),
                back: "/my/visits/x".to_owned(),
                now: t.with("booking-web-amend-now", "when", "среда"),
                costs: t.with("booking-web-amend-fee", "fee", "500 ₽"),
                fee: 50_000,
                notice: String::new(),
                days,
            };
            let time = pages::TimeView {
                more: String::new(),
                day: "Среда".to_owned(),
                value: "2026-11-25T07:00:00Z".to_owned(),
                span: "10:00–13:30".to_owned(),
                crew: "Ольга".to_owned(),
            };
            let html = view(vec![DayTimes { id: "2026-11-25".to_owned(), title: "Среда, 25 ноября".to_owned(), times: vec![time] }]).render().unwrap();
            assert!(
                !html.contains("booking-web-") && html.contains("name=\"fee\" value=\"50000\"") && html.contains("value=\"2026-11-25T07:00:00Z\""),
                "{html}"
            );
            let html = view(Vec::new()).render().unwrap();
            assert!(!html.contains("booking-web-") && html.contains("tel:+7812") && !html.contains("name=\"fee\""), "{html}");
        }
    }
}
