//! The page of the agreement: everything that binds, and the button with the total on it.

use crate::address::times_href;
use crate::order::{ChosenView, NotShown};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use booking::request::SealedContact;
use booking::{ASK, Agree, BookingRequest, RequestId, RequestState};
use db::Read as _;
use pages::{DOOR, Field, Form, Head, Here, Kind, Refused, Routes, Shell, calculator_href, page, redirect, signed_in, summary};
use values::{Money, Problem};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/bookings/{request}", ASK, get_agree)
        .post("/bookings/{request}", ASK, post_agree)
        .within(DOOR)
        .post("/bookings/{request}/code", ASK, post_code)
        .within(DOOR)
}

/// A clause of the offer.
#[derive(Debug, Clone)]
pub(crate) struct ClauseView {
    pub title: String,
    pub text: String,
}

/// The clauses in the reader's language.
pub(crate) fn clauses(offer: &booking::Offer, lang: values::Lang) -> Vec<ClauseView> {
    offer.clauses.iter().map(|clause| ClauseView { title: clause.title.of(lang).to_owned(), text: clause.text.of(lang).to_owned() }).collect()
}

/// What stands in the way of the button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Nothing.
    Open,
    /// The time is held no longer.
    HoldOver,
    /// The price is valid no longer.
    QuoteOver,
}

#[derive(Template)]
#[template(path = "agree.html")]
pub(crate) struct AgreePage {
    pub head: Head,
    pub request: String,
    pub calculator: String,
    pub times: String,
    pub address_form: String,
    pub chosen: ChosenView,
    pub address: String,
    pub checklist: String,
    pub checklist_version: i64,
    pub clauses: Vec<ClauseView>,
    pub offer_number: i64,
    pub way: Way,
    /// The phone is proved already; the new total waits for its button.
    pub proved: bool,
    pub notice: String,
    pub sent: bool,
    pub code: Field,
    pub faults: Vec<(String, String)>,
    pub demo: bool,
}

impl AgreePage {
    async fn load(here: &Here, request: &BookingRequest, contact: &SealedContact) -> Result<Self, NotShown> {
        let (app, t, quote, hold) = (&here.app, &here.t, &request.quote, &request.hold);
        let (offer, now) = (booking::offer(app)?, app.read().await?.now());
        let way = match (quote.valid_at(now), hold.stands(now)) {
            (false, _) => Way::QuoteOver,
            (true, false) => Way::HoldOver,
            (true, true) => Way::Open,
        };
        let mut code = Field::new(here, &Form::default(), "code", Kind::Code, "one-time-code");
        let minutes = access::CODE_MINUTES.to_string();
        code.hint = t.say("booking-web-code-hint", &[("phone", contact.phone.to_string().into()), ("minutes", minutes.into())]);
        Ok(Self {
            head: here.head(Shell::Site, &t.get("booking-web-agree-title")).script("src/site.ts").at(format!("/bookings/{}", request.id)),
            request: request.id.to_string(),
            calculator: calculator_href(&quote.ask),
            times: times_href(quote, &request.id.to_string()),
            address_form: format!("/holds/{}?request={}", hold.id, request.id),
            chosen: ChosenView::load(app, t, quote, hold).await?,
            address: contact.address.line(),
            checklist: format!("/services/{}?version={}", quote.ask.service, quote.service.version),
            checklist_version: quote.service.version,
            clauses: clauses(&offer, t.lang),
            offer_number: offer.number.into(),
            way,
            proved: request.state == RequestState::Proved,
            notice: String::new(),
            sent: here.query.has("sent"),
            code,
            faults: Vec::new(),
            demo: app.is_demo(),
        })
    }

    /// Says beside the code what is wrong with it.
    fn blame(mut self, here: &Here, problem: &Problem) -> Self {
        self.code = self.code.blame(here, Some(problem));
        self.faults = summary(&[&self.code]);
        self
    }

    /// Says that the total on the button was another one.
    fn other_total(mut self) -> Self {
        self.notice = self.head.t.with("booking-web-other-total", "total", &self.chosen.order.total);
        self
    }

    /// The room found an obstacle that the page did not see yet.
    fn barred(mut self, way: Way) -> Self {
        if self.way == Way::Open {
            self.way = way;
        }
        self
    }
}

/// The page of a request; one that was agreed is seen in the portal.
async fn open(here: &Here, id: &str) -> Result<(RequestId, AgreePage), Refused> {
    let (id, request) = find(here, id).await.map_err(|e| here.refuse(&e))?;
    if request.state == RequestState::Agreed {
        return Err(redirect("/my").into());
    }
    let contact = request.contact.as_ref().ok_or_else(|| here.refuse(&NotShown::Forgotten))?;
    Ok((id, AgreePage::load(here, &request, contact).await.map_err(|e| here.refuse(&e))?))
}

async fn find(here: &Here, id: &str) -> Result<(RequestId, BookingRequest), NotShown> {
    let id: RequestId = id.parse().map_err(|_| NotShown::Unknown)?;
    let request = booking::request(&here.app.read().await?, id).await?.ok_or(NotShown::Unknown)?;
    Ok((id, request))
}

async fn get_agree(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    Ok(page(&open(&here, &id).await?.1))
}

async fn post_agree(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let (id, view) = open(&here, &id).await?;
    let pressed = Money::kopecks(form.get("total").parse().unwrap_or_default());
    let view = match booking::confirm(&here.app, id, form.get("code"), pressed).await {
        Ok(booked) => {
            let letter = format!("/my?booked={}", booked.agreement.terms.visit);
            return Ok(booked.session.map_or_else(|| redirect(&letter), |token| signed_in(&here.app, &token, &letter)));
        }
        Err(Agree::NotFirst { .. }) => return Ok(redirect(&format!("/bookings/{id}"))),
        Err(Agree::AgreedBefore) => return Ok(redirect("/my")),
        Err(Agree::OtherTotal { .. }) => view.other_total(),
        Err(Agree::HoldOver) => view.barred(Way::HoldOver),
        Err(Agree::QuoteOver) => view.barred(Way::QuoteOver),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&view.blame(&here, &problem))).into_response());
        }
    };
    Ok((StatusCode::CONFLICT, page(&view)).into_response())
}

async fn post_code(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: RequestId = id.parse().map_err(|_| here.not_found())?;
    booking::new_code(&here.app, id).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/bookings/{id}?sent=1")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{chosen, field, head, texts};
    use values::Lang;

    fn sample(lang: Lang) -> AgreePage {
        let (t, word) = (texts(lang), |words: &str| words.to_owned());
        AgreePage {
            head: head(&t, &t.get("booking-web-agree-title")),
            request: word("019ab4b2-6c00-7000-8000-000000000001"),
            calculator: word("/"),
            times: word("/quotes/x"),
            address_form: word("/holds/x"),
            chosen: chosen(),
            address: word("Большая Пушкарская ул., 11, кв. 24"),
            checklist: word("/services/regular?version=3"),
            checklist_version: 3,
            clauses: vec![ClauseView { title: word("Цена"), text: word("Окончательная") }],
            offer_number: 1,
            way: Way::Open,
            proved: false,
            notice: String::new(),
            sent: false,
            code: field("code", ""),
            faults: Vec::new(),
            demo: true,
        }
    }

    #[test]
    fn the_total_stands_on_the_button_and_under_it() {
        for lang in Lang::ALL {
            let html = sample(lang).render().unwrap();
            assert!(!html.contains("booking-web-"), "{html}");
            assert!(html.contains("7\u{a0}290\u{a0}₽</button>") && html.contains("name=\"total\" value=\"729000\""));
            assert!(html.contains("name=\"code\"") && html.contains("href=\"/demo#messages\""));
        }
    }

    #[test]
    fn a_proved_phone_is_not_asked_for_a_code_again() {
        for lang in Lang::ALL {
            let html = AgreePage { proved: true, demo: false, ..sample(lang) }.render().unwrap();
            assert!(!html.contains("booking-web-") && !html.contains("name=\"code\"") && !html.contains("/code"), "{html}");
            assert!(html.contains("value=\"729000\"") && html.contains("role=\"status\""));
        }
    }

    #[test]
    fn what_is_over_offers_the_way_on_and_no_button() {
        for lang in Lang::ALL {
            for way in [Way::HoldOver, Way::QuoteOver] {
                let html = AgreePage { sent: true, ..sample(lang) }.barred(way).render().unwrap();
                assert!(!html.contains("booking-web-") && !html.contains("name=\"total\""), "{html}");
                assert!(html.contains(if way == Way::HoldOver { "href=\"/quotes/x\"" } else { "href=\"/\"" }));
            }
            let html = sample(lang).other_total().render().unwrap();
            assert!(!html.contains("booking-web-") && html.contains("notice-error"));
        }
    }
}
