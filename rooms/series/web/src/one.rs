//! `/my/series/ID` and `/desk/series/ID`: the coming visits of a series, a price that is offered, a pause, an end.

use crate::form::{Choice, holidays};
use access::Actor;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::ToSpan as _;
use pages::{Form, Head, Here, Refused, Shell, T, capital, page, redirect};
use pricing::Quote;
use series::{Came, Comes, Coming, Off, OfferPriceError, OfferState, PriceOffer, RowState, Series, SeriesId, answer_price, coming, last_offer, series as find};
use values::{Explain as _, Instant};

/// What the client and the desk see alike.
pub(crate) struct Body {
    /// Where its forms are sent: `/my/series/ID`.
    pub(crate) base: String,
    /// The rhythm in words.
    pub(crate) lead: String,
    /// What a visit costs.
    pub(crate) price: String,
    pub(crate) rows: Vec<RowView>,
    pub(crate) offer: Option<OfferView>,
    /// What became of the offer that was made last; empty while it is open, and where there was none.
    pub(crate) answered: String,
    pub(crate) holidays: Vec<Choice>,
    /// The first day that can be named in a form.
    pub(crate) soonest: String,
    /// It goes on: there is something to edit.
    pub(crate) goes_on: bool,
    /// It can be edited by whoever reads it.
    pub(crate) may_edit: bool,
    /// What was wrong with the form that was sent; empty otherwise.
    pub(crate) notice: String,
    /// What was typed into it: the day of the end, and those of the pause.
    pub(crate) typed: [String; 3],
}

/// A coming date.
pub(crate) struct RowView {
    pub(crate) datetime: String,
    pub(crate) day: String,
    pub(crate) time: String,
    pub(crate) state: String,
    pub(crate) is_off: bool,
    pub(crate) is_warning: bool,
    pub(crate) price: String,
    /// Its page, where it stands in the plans.
    pub(crate) visit: String,
    /// Where it is changed.
    pub(crate) change: String,
}

/// A price that is offered.
pub(crate) struct OfferView {
    pub(crate) id: String,
    pub(crate) words: String,
    pub(crate) until: String,
}

#[derive(Template)]
#[template(path = "series.html")]
pub(crate) struct SeriesPage {
    pub(crate) head: Head,
    pub(crate) body: Body,
}

#[derive(Template)]
#[template(path = "desk-series.html")]
pub(crate) struct DeskSeriesPage {
    pub(crate) head: Head,
    pub(crate) body: Body,
    /// Whose.
    pub(crate) client: String,
    pub(crate) client_href: String,
    /// The first day that a price can be offered from.
    pub(crate) offer_from: String,
}

/// Is it the desk that reads?
pub(crate) const fn is_desk(here: &Here) -> bool {
    matches!(here.actor, Actor::Staff(..))
}

/// The page of a series, for whoever reads it.
pub(crate) fn base(here: &Here, id: SeriesId) -> String {
    format!("/{}/series/{id}", if is_desk(here) { "desk" } else { "my" })
}

impl RowView {
    fn new(t: &T, one: &Coming, base: &str, is_desk: bool) -> Self {
        let (key, is_warning) = match (one.comes, one.state, &one.visit) {
            (Comes::Off(Off::Asked), ..) => ("asked", true),
            (Comes::Off(Off::Holiday), ..) => ("holiday", false),
            (Comes::Off(Off::NoDayNear), ..) => ("no-day", true),
            (Comes::Off(Off::Single), ..) => ("cancelled", false),
            (_, Some(RowState::Clash), _) => ("clash", true),
            (_, Some(RowState::Waiting) | None, _) => ("waiting", false),
            (_, _, Some(visit)) if visit.ahead().is_none() => ("under-way", false),
            (Comes::On { came: Came::Holiday, .. }, ..) => ("for-holiday", false),
            (Comes::On { came: Came::Single, .. }, ..) => ("moved", false),
            _ => ("planned", false),
        };
        let noon = Instant::of_moscow(one.day.at(12, 0, 0, 0)).unwrap_or(Instant::from_micros(0));
        let at = one.span.map_or(noon, |span| span.start);
        let visit = one.visit.as_ref().map(|visit| visit.plan().id);
        let href = |id| if is_desk { format!("/desk/visits/{id}") } else { format!("/my/visits/{id}") };
        Self {
            datetime: at.day().to_string(),
            day: capital(&t.day(&at)),
            time: one.span.as_ref().map(|span| t.span_unbroken(span)).unwrap_or_default(),
            state: t.get(&format!("series-web-state-{key}")),
            is_off: one.span.is_none(),
            is_warning,
            price: if one.span.is_some() { one.total.to_string() } else { String::new() },
            visit: visit.map(href).unwrap_or_default(),
            change: format!("{base}/change?day={}", one.day),
        }
    }
}

pub(crate) async fn load(here: &Here, id: SeriesId) -> Result<(Series, Body), Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let series = find(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let all = coming(&db, &series).await.map_err(|e| here.refuse(&e))?;
    let offer = last_offer(&db, &here.actor, &series).await.map_err(|e| here.refuse(&e))?;
    let (t, base, now) = (&here.t, base(here, id), db::Read::now(&db));
    let own = access::Resource { client: Some(series.client.uuid()), crew: vec![] };
    let body = Body {
        lead: capital(&crate::words::plan(t, &series.plan, now)),
        price: all.iter().find(|one| one.span.is_some()).map(|one| t.with("series-web-price", "total", &one.total.to_string())).unwrap_or_default(),
        rows: all.iter().map(|one| RowView::new(t, one, &base, is_desk(here))).collect(),
        answered: offer.as_ref().filter(|(offer, ..)| offer.state != OfferState::Open).map(|offer| answered(t, offer)).unwrap_or_default(),
        offer: offer.filter(|(offer, ..)| offer.state == OfferState::Open).map(|(offer, old, new)| OfferView {
            id: offer.id.to_string(),
            words: t.say(
                "series-web-offer",
                &[("from", first_day(t, &offer).into()), ("old", old.total.to_string().into()), ("new", new.total.to_string().into())],
            ),
            until: t.with("series-web-offer-until", "until", &t.moment(&offer.answer_by)),
        }),
        holidays: holidays(t, series.plan.holidays),
        soonest: now.day().to_string(),
        goes_on: !series.plan.is_over(now.day()),
        may_edit: here.actor.may(series::KEEP_SERIES, &own).is_ok(),
        notice: String::new(),
        typed: Default::default(),
        base,
    };
    Ok((series, body))
}

fn answered(t: &T, (offer, _, new): &(PriceOffer, Quote, Quote)) -> String {
    let became = match offer.state {
        OfferState::Open => return String::new(),
        OfferState::Accepted => "accepted",
        OfferState::Refused => "refused",
        OfferState::Unanswered => "unanswered",
        OfferState::Withdrawn => "withdrawn",
    };
    t.say(&format!("series-web-offer-{became}"), &[("from", first_day(t, offer).into()), ("new", new.total.to_string().into())])
}

fn first_day(t: &T, offer: &PriceOffer) -> String {
    Instant::of_moscow(offer.from.at(12, 0, 0, 0)).map(|at| t.date(&at)).unwrap_or_default()
}

pub(crate) async fn get_series(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: SeriesId = id.parse().map_err(|_| here.not_found())?;
    let body = load(&here, id).await?;
    show(&here, body).await
}

/// The page once more, with what was wrong and what was typed.
pub(crate) async fn again(here: &Here, id: SeriesId, form: &Form, notice: String) -> Result<Response, Refused> {
    let (series, body) = load(here, id).await?;
    let typed = ["stop_from", "pause_from", "pause_until"].map(|name| form.get(name).to_owned());
    let shown = show(here, (series, Body { notice, typed, ..body })).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
}

async fn show(here: &Here, (series, body): (Series, Body)) -> Result<Response, Refused> {
    let path = body.base.clone();
    let title = here.t.get("series-web-title");
    if !is_desk(here) {
        return Ok(page(&SeriesPage { head: here.head(Shell::Letter, &title).at(path), body }));
    }
    if here.path.starts_with("/my/") {
        return Ok(redirect(&path));
    }
    let client = crate::desk::names(here, &[series.client]).await?.remove(&series.client).unwrap_or_default();
    let offer_from = here.app.now().day().checked_add(30.days()).map(|day| day.to_string()).unwrap_or_default();
    let client_href = format!("/desk/clients/{}", series.client);
    Ok(page(&DeskSeriesPage { head: here.head(Shell::Desk, &title).at(path), body, client, client_href, offer_from }))
}

/// The client's answer to another price.
pub(crate) async fn post_price(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: SeriesId = id.parse().map_err(|_| here.not_found())?;
    let (series, _) = load(&here, id).await?;
    let own = access::Resource { client: Some(series.client.uuid()), crew: vec![] };
    here.actor.may(series::ANSWER_PRICE, &own).map_err(|e| here.refuse(&e))?;
    match answer_price(&here.app, &here.actor, id, form.id("offer"), form.get("answer") == "yes").await {
        // The page shows the offer that is open, if there is one.
        Ok(_) | Err(OfferPriceError::NoSuchOffer(_)) => Ok(redirect(&base(&here, id))),
        Err(error) => Err(here.refuse(&error)),
    }
}

/// The desk offers the price of today's book from a day on.
pub(crate) async fn post_offer(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: SeriesId = id.parse().map_err(|_| here.not_found())?;
    here.actor.may(series::OFFER_PRICE, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let Ok(from) = form.get("from").parse() else {
        return again(&here, id, &form, here.t.get("fault-required")).await;
    };
    match series::offer_price(&here.app, &here.actor, id, from).await {
        Ok(_) => Ok(redirect(&base(&here, id))),
        Err(error @ (OfferPriceError::TooSoon(_) | OfferPriceError::SamePrice | OfferPriceError::OtherOpen)) => {
            let problem = error.explain();
            let words = problem.fields.first().map_or_else(|| here.t.args(&format!("problem-{}", problem.kind), &problem.args), |fault| here.t.fault(fault));
            again(&here, id, &form, words).await
        }
        Err(error) => Err(here.refuse(&error)),
    }
}
