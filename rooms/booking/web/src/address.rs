//! The page of the address: who asks, and where to come.

use crate::contact::{ContactFields, raw, typed};
use crate::order::{ChosenView, NotShown, hold_again, hold_of};
use access::{Actor, Resource};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use booking::request::SealedContact;
use booking::{ASK, Ask, RequestId, RequestState};
use db::{App, DbError};
use households::{ClientId, SEE_CLIENT};
use pages::{DOOR, Form, Head, Here, Refused, Routes, Shell, calculator_href, live_quote, page, redirect};
use pricing::Quote;
use scheduling::{Hold, HoldState};
use values::{Lang, Problem};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/holds/{hold}", ASK, get_address).post("/holds/{hold}", ASK, post_address).within(DOOR)
}

#[derive(Template)]
#[template(path = "address.html")]
pub(crate) struct AddressPage {
    pub head: Head,
    pub hold: String,
    pub calculator: String,
    pub times: String,
    /// The time is held no longer, and somebody else has it.
    pub gone: bool,
    /// Why the address and the time do not go together; empty when they do.
    pub far_away: String,
    /// Where another time can be chosen for that address.
    pub nearer: String,
    /// The streets of the city, to choose from.
    pub streets: Vec<String>,
    pub fields: ContactFields,
    pub faults: Vec<(String, String)>,
    pub chosen: ChosenView,
}

/// A held time and its quote.
struct Held {
    hold: Hold,
    quote: Quote,
}

impl Held {
    async fn open(here: &Here, id: &str) -> Result<Self, Refused> {
        let hold = hold_of(&here.app, id).await.map_err(|e| here.refuse(&e))?;
        if matches!(hold.state, HoldState::Taken(_)) {
            return Err(redirect("/my").into());
        }
        let quote = live_quote(&here.app, &hold.quote.to_string()).await.map_err(|e| here.refuse(&e))?;
        Ok(Self { hold, quote })
    }

    /// The page's own path; a request begun before goes along.
    fn path(&self, here: &Here) -> String {
        let request = here.query.get("request").parse::<RequestId>().map(|request| format!("?request={request}")).unwrap_or_default();
        format!("/holds/{}{request}", self.hold.id)
    }

    async fn page(&self, here: &Here, form: &Form, problem: Option<&Problem>, way: &Way) -> Result<AddressPage, NotShown> {
        let chosen = ChosenView::load(&here.app, &here.t, &self.quote, &self.hold).await?;
        let fields = ContactFields::new(here, form, problem, &chosen.district);
        Ok(AddressPage {
            head: here.head(Shell::Site, &here.t.get("booking-web-address-title")).script("src/site.ts").at(self.path(here)),
            hold: self.hold.id.to_string(),
            calculator: calculator_href(&self.quote.ask),
            times: times_href(&self.quote, here.query.get("request")),
            gone: *way == Way::Gone || self.hold.state == HoldState::Released,
            far_away: far_away(here, way)?,
            nearer: match way {
                Way::FarAway(district) => calculator_href(&pricing::Ask { district: district.clone(), ..self.quote.ask.clone() }),
                Way::Open | Way::Gone => String::new(),
            },
            streets: streets(&here.app, here.lang())?,
            faults: fields.faults(),
            fields,
            chosen,
        })
    }
}

/// That nobody can be at the address by the time that is held; empty when somebody can.
fn far_away(here: &Here, way: &Way) -> Result<String, DbError> {
    let Way::FarAway(district) = way else {
        return Ok(String::new());
    };
    let districts = catalog::districts(&here.app)?;
    let name = districts.district(district).map_or(district.as_str(), |district| district.name.of(here.lang()));
    Ok(here.t.with("booking-web-far-away", "district", name))
}

/// What stands in the way of the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    /// Nothing.
    Open,
    /// The time is gone.
    Gone,
    /// Nobody can be in that district at that time.
    FarAway(String),
}

/// The names of the streets, for a field that suggests them.
pub(crate) fn streets(app: &App, lang: Lang) -> Result<Vec<String>, DbError> {
    Ok(catalog::streets(app)?.all().iter().map(|street| street.name.of(lang).to_owned()).collect())
}

/// The times of a quote; a request begun before goes along by its id, so that what was typed stays.
pub(crate) fn times_href(quote: &Quote, request: &str) -> String {
    request.parse::<RequestId>().map_or_else(|_| format!("/quotes/{}", quote.id), |request| format!("/quotes/{}?request={request}", quote.id))
}

/// What was typed before another time was chosen.
async fn typed_before(here: &Here) -> Result<Form, NotShown> {
    let Ok(id) = here.query.get("request").parse::<RequestId>() else {
        return own_contact(here).await;
    };
    let before = booking::request(&here.app.read().await?, id).await?;
    let open = before.filter(|request| request.state != RequestState::Agreed);
    Ok(open.and_then(|request| request.contact).map(|contact| typed(&contact)).unwrap_or_default())
}

/// A client who is signed in is not asked what the house knows: their name, phone and the home added last.
async fn own_contact(here: &Here) -> Result<Form, NotShown> {
    let actor = here.actor;
    let Actor::Client(subject) = actor else {
        return Ok(Form::default());
    };
    let known = here.app.write(&actor, move |tx| async move {
        let client = ClientId::from(subject);
        let Ok(permit) = actor.may(SEE_CLIENT, &Resource { client: Some(subject), crew: vec![] }) else {
            return Ok(None);
        };
        let card = households::reveal(&tx, &permit, client).await?;
        let homes = households::reveal_homes_of(&tx, &permit, client).await?;
        Ok::<_, DbError>(card.zip(homes.into_iter().next_back()))
    });
    let known = known.await?.and_then(|(card, home)| Some(SealedContact { reach: card.door()?, name: card.name, address: home.address }));
    Ok(known.map(|contact| typed(&contact)).unwrap_or_default())
}

async fn get_address(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let held = Held::open(&here, &id).await?;
    let form = typed_before(&here).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&held.page(&here, &form, None, &Way::Open).await.map_err(|e| here.refuse(&e))?))
}

async fn post_address(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let held = Held::open(&here, &id).await?;
    if form.has("switch") {
        // By mail and not by phone, or back: nothing is asked for yet, what was typed stays.
        return Ok(page(&held.page(&here, &form, None, &Way::Open).await.map_err(|e| here.refuse(&e))?));
    }
    let (status, problem, way) = match ask(&here, &held, &form).await {
        Ok(request) => return Ok(redirect(&format!("/bookings/{request}"))),
        Err(Ask::HoldOver) => (StatusCode::CONFLICT, None, Way::Gone),
        Err(Ask::FarAway { district, .. }) => (StatusCode::CONFLICT, None, Way::FarAway(district)),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Some(here.field_problem(&error)?), Way::Open),
    };
    let view = held.page(&here, &form, problem.as_ref(), &way).await.map_err(|e| here.refuse(&e))?;
    Ok((status, page(&view)).into_response())
}

/// Asks to book; a time that was held until a moment ago is asked for once more first.
async fn ask(here: &Here, held: &Held, form: &Form) -> Result<RequestId, Ask> {
    let (app, who, contact) = (&here.app, &here.actor, raw(form));
    match booking::ask(app, who, held.hold.id, &contact, here.lang()).await {
        Err(Ask::HoldOver) => {
            let renewed = hold_again(app, who, &held.hold, &held.quote).await.ok_or(Ask::HoldOver)?;
            booking::ask(app, who, renewed, &contact, here.lang()).await
        }
        asked => asked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{chosen, fields, head, texts};

    #[test]
    fn the_page_speaks_both_languages() {
        for lang in Lang::ALL {
            for (gone, error) in [(false, ""), (true, ""), (false, "не похоже на номер")] {
                let (t, fields) = (texts(lang), fields(error));
                let id = "019ab4b2-6c00-7000-8000-000000000001".to_owned();
                let (calculator, times) = ("/".to_owned(), format!("/quotes/{id}"));
                let title = t.get("booking-web-address-title");
                let page = AddressPage {
                    head: head(&t, &title),
                    hold: id,
                    calculator,
                    times,
                    gone,
                    far_away: String::new(),
                    nearer: String::new(),
                    streets: vec!["Садовая улица".to_owned()],
                    faults: fields.faults(),
                    fields,
                    chosen: chosen(),
                };
                let html = page.render().unwrap();
                assert!(!html.contains("booking-web-"), "{html}");
                assert_eq!(html.contains("id=\"errors\""), !error.is_empty());
                assert_eq!(html.contains("data-countdown"), !gone);
            }
        }
    }
}
