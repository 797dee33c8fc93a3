//! The page of the agreement: everything that binds, and the button with the total on it.

use crate::address::times_href;
use crate::order::{ChosenView, NotShown};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use booking::request::SealedContact;
use booking::{ASK, Agree, AskAgain, BookingRequest, ORDER_AGAIN, Pressed, RequestId, RequestState, ask_again};
use catalog::Service;
use db::Read;
use households::Door;
use pages::{DOOR, Field, Form, Head, Here, Kind, OrderView, Refused, Routes, Shell, T, calculator_href, page, redirect, signed_in, summary};
use pricing::Quote;
use values::{Lang, Money, Problem};
use visits::VisitId;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/bookings/{request}", ASK, get_agree)
        .post("/bookings/{request}", ASK, post_agree)
        .within(DOOR)
        .post("/bookings/{request}/code", ASK, post_code)
        .within(DOOR)
        .post("/my/visits/{id}/again", ORDER_AGAIN, post_again)
}

/// A clause of the offer.
#[derive(Debug, Clone)]
pub(crate) struct ClauseView {
    pub title: String,
    pub text: String,
}

/// The clauses in the reader's language.
pub(crate) fn clauses(offer: &booking::Offer, lang: Lang) -> Vec<ClauseView> {
    offer.clauses.iter().map(|clause| ClauseView { title: clause.title.of(lang).to_owned(), text: clause.text.of(lang).to_owned() }).collect()
}

/// A price that stood before a condition of it proved untrue, and why.
#[derive(Debug, Clone)]
pub(crate) struct BeforeView {
    pub order: OrderView,
    pub reasons: Vec<String>,
    /// `Было`, `В прошлый раз`
    pub title: String,
}

/// A room of the home with what will be done in it.
#[derive(Debug, Clone)]
pub(crate) struct RoomView {
    pub name: String,
    pub points: Vec<String>,
}

/// A purpose that can be consented to beside the booking.
#[derive(Debug, Clone)]
pub(crate) struct ConsentView {
    pub code: String,
    pub title: String,
    pub text: String,
    pub ticked: bool,
}

impl BeforeView {
    fn new(t: &T, service: &Service, before: &Quote, now: &Quote) -> Self {
        let reason = |untrue: booking::Untrue| t.get(&format!("booking-web-untrue-{}", untrue.name()));
        Self {
            order: OrderView::new(t, service, &before.ask, &before.lines, before.total, before.effort),
            reasons: booking::untrue(&before.ask, &now.ask).into_iter().map(reason).collect(),
            title: t.get("booking-web-before"),
        }
    }

    /// The price of the last time, where the same costs something else today.
    async fn since(db: &impl Read, t: &T, last: &Quote, now: &Quote) -> Result<Option<Self>, NotShown> {
        let since = booking::since(last, now);
        if since.is_empty() {
            return Ok(None);
        }
        let service = catalog::service_as_of(db, &last.service).await?;
        Ok(Some(Self {
            order: OrderView::new(t, &service, &last.ask, &last.lines, last.total, last.effort),
            reasons: since.into_iter().map(|since| t.get(&format!("booking-web-since-{}", since.name()))).collect(),
            title: t.get("booking-web-last-time"),
        }))
    }
}

/// What will be done, room by room, in the version that binds.
fn rooms(t: &T, service: &Service, quote: &Quote) -> Vec<RoomView> {
    let items = catalog::checklist(service, &quote.ask.extras.keys().cloned().collect());
    let points = |code: &str| items.iter().filter(|item| item.room == code).map(|item| item.text.of(t.lang).to_owned()).collect::<Vec<_>>();
    let rooms = service.rooms.iter().map(|room| RoomView { name: room.name.of(t.lang).to_owned(), points: points(&room.code) });
    rooms.filter(|room| !room.points.is_empty()).collect()
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
#[expect(clippy::struct_excessive_bools, reason = "each is a passage of the page that stands or does not")]
pub(crate) struct AgreePage {
    pub head: Head,
    pub request: String,
    pub calculator: String,
    pub times: String,
    pub address_form: String,
    pub chosen: ChosenView,
    /// The price that the time was chosen by, where it is another now.
    pub before: Option<BeforeView>,
    pub address: String,
    pub checklist: String,
    pub checklist_version: i64,
    pub rooms: Vec<RoomView>,
    pub points: i64,
    pub not_included: Vec<String>,
    pub clauses: Vec<ClauseView>,
    pub offer_number: i64,
    pub consents: Vec<ConsentView>,
    /// All that is shown, in one word that travels with the button.
    pub shown: String,
    pub way: Way,
    /// The phone is proved already, or is by the link that was followed: the button alone is missing.
    pub proved: bool,
    /// The key of the link that was followed, while it stands; empty otherwise.
    pub key: String,
    /// The same as the last time: nothing was typed, and the way back is the letter.
    pub again: bool,
    pub notice: String,
    pub sent: bool,
    pub code: Field,
    pub faults: Vec<(String, String)>,
    pub demo: bool,
}

impl AgreePage {
    async fn load(here: &Here, request: &BookingRequest, contact: &SealedContact, key: &str) -> Result<Self, NotShown> {
        let (app, t, quote, hold) = (&here.app, &here.t, &request.quote, &request.hold);
        let (offer, now) = (booking::offer(app)?, app.read().await?.now());
        let way = match (quote.valid_at(now), hold.waits(now)) {
            (false, _) => Way::QuoteOver,
            (true, false) => Way::HoldOver,
            (true, true) => Way::Open,
        };
        let db = app.read().await?;
        let service = catalog::service_as_of(&db, &quote.service).await?;
        let rooms = rooms(t, &service, quote);
        let consents = households::consents(app)?;
        let mut code = Field::new(here, &Form::default(), "code", Kind::Code, "one-time-code");
        let minutes = access::CODE_MINUTES.to_string();
        let hint = if matches!(contact.reach, Door::Email(_)) { "booking-web-code-mail-hint" } else { "booking-web-code-hint" };
        code.hint = t.say(hint, &[("phone", contact.reach.shown().into()), ("minutes", minutes.into())]);
        let stands = request.state == RequestState::Open && !key.is_empty() && booking::link_stands(&db, request.id, key).await?;
        let key = if stands { key.to_owned() } else { String::new() };
        let before = match (&request.before, &request.again) {
            (Some(before), _) => Some(BeforeView::new(t, &service, before, quote)),
            (None, Some(again)) => BeforeView::since(&db, t, &again.last, quote).await?,
            (None, None) => None,
        };
        let path = if stands { format!("/bookings/{}?key={key}", request.id) } else { format!("/bookings/{}", request.id) };
        let title = if request.again.is_some() { "booking-web-again-title" } else { "booking-web-agree-title" };
        Ok(Self {
            head: here.head(Shell::Site, &t.get(title)).script("src/site.ts").at(path),
            request: request.id.to_string(),
            calculator: calculator_href(&quote.ask),
            times: times_href(quote, &request.id.to_string()),
            address_form: format!("/holds/{}?request={}", hold.id, request.id),
            chosen: ChosenView::load(app, t, quote, hold).await?,
            before,
            address: contact.address.line(),
            checklist: format!("/services/{}?version={}", quote.ask.service, quote.service.version),
            checklist_version: quote.service.version,
            points: i64::try_from(rooms.iter().map(|room| room.points.len()).sum::<usize>()).unwrap_or(i64::MAX),
            rooms,
            not_included: service.not_included.iter().map(|line| line.of(t.lang).to_owned()).collect(),
            consents: consents.purposes.iter().map(|purpose| consent(purpose, t.lang)).collect(),
            shown: booking::shown(quote, hold, &offer),
            clauses: clauses(&offer, t.lang),
            offer_number: offer.number.into(),
            way,
            proved: stands || request.state == RequestState::Proved,
            key,
            again: request.again.is_some(),
            notice: String::new(),
            sent: here.query.has("sent"),
            code,
            faults: Vec::new(),
            demo: app.is_demo(),
        })
    }

    /// The boxes as they were ticked.
    fn ticked(mut self, form: &Form) -> Self {
        let ticked = form.all("consent");
        for consent in &mut self.consents {
            consent.ticked = ticked.contains(&consent.code);
        }
        self
    }

    /// Says beside the code what is wrong with it.
    fn blame(mut self, here: &Here, problem: &Problem, typed: &str) -> Self {
        typed.clone_into(&mut self.code.value);
        self.code = self.code.blame(here, Some(problem));
        self.faults = summary(&[&self.code]);
        self
    }

    /// Says that the total on the button was another one.
    fn other_total(mut self) -> Self {
        self.notice = self.head.t.with("booking-web-other-total", "total", &self.chosen.order.total);
        self
    }

    /// Says that what was shown is not what would bind now.
    fn other_terms(mut self) -> Self {
        self.notice = self.head.t.get("booking-web-other-terms");
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

/// None is ticked before the reader does it.
fn consent(purpose: &households::Purpose, lang: Lang) -> ConsentView {
    ConsentView { code: purpose.code.clone(), title: purpose.title.of(lang).to_owned(), text: purpose.text.of(lang).to_owned(), ticked: false }
}

/// The page of a request; one that was agreed is seen in the portal.
async fn open(here: &Here, id: &str, key: &str) -> Result<(RequestId, AgreePage), Refused> {
    let (id, request) = find(here, id).await.map_err(|e| here.refuse(&e))?;
    if request.state == RequestState::Agreed {
        return Err(redirect("/my").into());
    }
    let contact = request.contact.as_ref().ok_or_else(|| here.refuse(&NotShown::Forgotten))?;
    let mut view = AgreePage::load(here, &request, contact, key).await.map_err(|e| here.refuse(&e))?;
    if !key.is_empty() && !view.proved {
        view.notice = here.t.get("booking-web-link-over");
    }
    Ok((id, view))
}

async fn find(here: &Here, id: &str) -> Result<(RequestId, BookingRequest), NotShown> {
    let id: RequestId = id.parse().map_err(|_| NotShown::Unknown)?;
    let request = booking::request(&here.app.read().await?, id).await?.ok_or(NotShown::Unknown)?;
    Ok((id, request))
}

async fn get_agree(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    Ok(page(&open(&here, &id, here.query.get("key")).await?.1))
}

async fn post_agree(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let key = form.get("key");
    let (id, view) = open(&here, &id, key).await?;
    let view = view.ticked(&form);
    let pressed = Pressed {
        total: Money::kopecks(form.get("total").parse().unwrap_or_default()),
        shown: Some(form.get("shown").to_owned()),
        consents: form.all("consent"),
    };
    let view = match booking::confirm(&here.app, &here.actor, id, if key.is_empty() { form.get("code") } else { key }, pressed).await {
        Ok(booked) => {
            let letter = format!("/my?booked={}", booked.agreement.terms.visit);
            return Ok(booked.session.map_or_else(|| redirect(&letter), |token| signed_in(&here.app, &token, &letter)));
        }
        Err(Agree::Requoted { .. }) => return Ok(redirect(&format!("/bookings/{id}"))),
        Err(Agree::AgreedBefore) => return Ok(redirect("/my")),
        Err(Agree::OtherTotal { .. }) => view.other_total(),
        Err(Agree::OtherTerms) => view.other_terms(),
        Err(Agree::HoldOver) => view.barred(Way::HoldOver),
        Err(Agree::QuoteOver) => view.barred(Way::QuoteOver),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&view.blame(&here, &problem, form.get("code")))).into_response());
        }
    };
    Ok((StatusCode::CONFLICT, page(&view)).into_response())
}

/// The same as at that visit: the page with all that binds, filled in.
async fn post_again(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let visit: VisitId = id.parse().map_err(|_| here.not_found())?;
    match ask_again(&here.app, &here.actor, visit, here.lang()).await {
        Ok(request) => Ok(redirect(&format!("/bookings/{request}"))),
        // The page of times says what can be done when there are none.
        Err(AskAgain::NoTime { quote }) => Ok(redirect(&format!("/quotes/{quote}"))),
        Err(error) => Err(here.refuse(&error)),
    }
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

    fn sample(lang: Lang) -> AgreePage {
        let (t, word) = (texts(lang), |words: &str| words.to_owned());
        AgreePage {
            head: head(&t, &t.get("booking-web-agree-title")),
            request: word("019ab4b2-6c00-7000-8000-000000000001"),
            calculator: word("/"),
            times: word("/quotes/x"),
            address_form: word("/holds/x"),
            chosen: chosen(),
            before: None,
            rooms: vec![RoomView { name: word("Кухня"), points: vec![word("Раковина блестит")] }],
            points: 1,
            not_included: vec![word("Мытьё окон")],
            consents: vec![ConsentView { code: word("news"), title: word("Писать"), text: word("Согласие"), ticked: false }],
            shown: word("ab12"),
            address: word("Большая Пушкарская ул., 11, кв. 24"),
            checklist: word("/services/regular?version=3"),
            checklist_version: 3,
            clauses: vec![ClauseView { title: word("Цена"), text: word("Окончательная") }],
            offer_number: 1,
            way: Way::Open,
            proved: false,
            key: String::new(),
            again: false,
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
            assert!(html.contains("value=\"729000\"") && !html.contains("role=\"status\""));
        }
    }

    #[test]
    fn a_link_takes_the_place_of_the_code_and_the_press_is_still_asked_for() {
        for lang in Lang::ALL {
            let html = AgreePage { proved: true, key: "ab12cd".to_owned(), ..sample(lang) }.render().unwrap();
            assert!(html.contains("name=\"key\" value=\"ab12cd\"") && !html.contains("name=\"code\"") && html.contains("value=\"729000\""), "{html}");
            let html = AgreePage { proved: true, again: true, ..sample(lang) }.render().unwrap();
            assert!(!html.contains("booking-web-") && !html.contains("class=\"steps\"") && html.contains("href=\"/my\""), "{html}");
        }
    }

    #[test]
    fn everything_that_binds_is_on_the_page_and_no_consent_is_ticked() {
        for lang in Lang::ALL {
            let html = sample(lang).render().unwrap();
            for part in ["Раковина блестит", "Мытьё окон", "бесплатно", "Окончательная", "name=\"shown\" value=\"ab12\"", "name=\"consent\" value=\"news\">"]
            {
                assert!(html.contains(part), "{part}\n{html}");
            }
        }
    }

    #[test]
    fn a_price_that_changed_stands_beside_the_old_one_with_its_reason() {
        for lang in Lang::ALL {
            let before =
                BeforeView { order: crate::samples::order(), reasons: vec![texts(lang).get("booking-web-untrue-urgent")], title: "Было".to_owned() };
            let html = AgreePage { before: Some(before), proved: true, ..sample(lang) }.render().unwrap();
            assert!(!html.contains("booking-web-") && html.contains("class=\"beside\"") && html.contains("role=\"status\""), "{html}");
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
