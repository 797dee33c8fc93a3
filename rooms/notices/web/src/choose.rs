//! `/my/offers/ID`: two times that are kept, one press each.

use access::Actor;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use notices::{Offer, OfferId, Settled, Which, choose_time, offer};
use pages::{Form, Head, Here, Refused, Shell, T, capital, page, redirect};
use values::Instant;

/// The page.
#[derive(Template)]
#[template(path = "offer.html")]
pub(crate) struct OfferPage {
    pub(crate) head: Head,
    pub(crate) action: String,
    /// Value, day and time of each; empty when the offer is over.
    pub(crate) times: Vec<(&'static str, String, String)>,
    /// Until when they wait; how the offer ended once it has.
    pub(crate) until: String,
}

pub(crate) async fn get_offer(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: OfferId = id.parse().map_err(|_| here.not_found())?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let (offer, _) = offer(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&OfferPage::new(here.head(Shell::Letter, &here.t.get("notices-offer-title")), &offer)))
}

impl OfferPage {
    pub(crate) fn new(head: Head, offer: &Offer) -> Self {
        let t = &head.t;
        let time = |value, at: Instant| (value, capital(&t.day(&at)), t.time(&at));
        Self {
            action: format!("/my/offers/{}", offer.id),
            times: match offer.settled {
                None => vec![time("one", offer.times.one().start), time("two", offer.times.two().start)],
                Some(_) => Vec::new(),
            },
            until: words(t, offer),
            head,
        }
    }
}

fn words(t: &T, offer: &Offer) -> String {
    match offer.settled {
        None => t.with("notices-offer-until", "until", &t.moment(&offer.times.until())),
        Some(Settled::Chosen(time)) => t.with("notices-offer-chosen", "when", &t.moment(&time.start)),
        Some(Settled::GivenBack(_)) => t.get("notices-offer-over"),
    }
}

pub(crate) async fn post_offer(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: OfferId = id.parse().map_err(|_| here.not_found())?;
    let which = if form.get("time") == "two" { Which::Two } else { Which::One };
    let visit = choose_time(&here.app, &here.actor, id, which).await.map_err(|e| here.refuse(&e))?.into_inner();
    Ok(redirect(&if matches!(here.actor, Actor::Staff(..)) { format!("/desk?visit={visit}#card") } else { "/my".to_owned() }))
}
