//! A price and its people in words: the same on the calculator, at the time, at the agreement and at the desk.

use crate::text::T;
use catalog::Service;
use db::{App, DbError, Read};
use people::PersonId;
use pricing::{Ask, Line, LineCode, Quote, QuoteId};
use scheduling::SlotAsk;
use std::borrow::Cow;
use std::collections::BTreeMap;
use values::{Explain, Money, Offer, Problem};

/// A line of a price.
#[derive(Debug, Clone)]
pub struct LineView {
    /// What for.
    pub words: String,
    /// How much.
    pub amount: String,
    /// It takes away.
    pub off: bool,
}

/// A price as pages show it: `{% include "lines.html" %}` with `order` in scope.
#[derive(Debug, Clone)]
pub struct OrderView {
    /// `Поддерживающая уборка, 74 м²`
    pub title: String,
    /// The lines.
    pub lines: Vec<LineView>,
    /// The total.
    pub total: String,
    /// The total in kopecks, for the button that is pressed.
    pub total_kopecks: i64,
    /// `≈ 3 ч 30 мин`
    pub length: String,
    /// `2 человека`
    pub crew: String,
}

impl OrderView {
    /// In the reader's language.
    pub fn new(t: &T, service: &Service, ask: &Ask, lines: &[Line], total: Money, effort: catalog::Effort) -> Self {
        let area = ask.area_m2.to_string();
        let title = t.say("order-title", &[("service", service.name.of(t.lang).into()), ("area", area.into())]);
        let words = |code: &LineCode| match code {
            LineCode::Base { .. } => title.clone(),
            LineCode::ExtraRooms { count } => t.num("line-rooms", "n", &i64::from(*count)),
            LineCode::ExtraBathrooms { count } => t.num("line-bathrooms", "n", &i64::from(*count)),
            LineCode::Extra { code } => service.extra(code).map_or_else(|| code.clone(), |extra| extra.name.of(t.lang).to_owned()),
            LineCode::BeyondRing => t.get("line-beyond-ring"),
            LineCode::FirstOrder { percent, .. } => t.say("line-first-order", &[("percent", Cow::Owned(percent.to_string()))]),
        };
        let view = |line: &Line| LineView { words: words(&line.code), amount: line.amount.to_string(), off: line.amount < Money::ZERO };
        Self {
            lines: lines.iter().map(view).collect(),
            total: total.to_string(),
            total_kopecks: total.in_kopecks(),
            length: t.with("order-length", "length", &t.length(&i64::from(effort.minutes))),
            crew: t.num("order-crew", "n", &i64::from(effort.crew)),
            title,
        }
    }
}

/// First names of people, in the order given.
pub async fn crew_names(db: &impl Read, crew: &[PersonId]) -> Result<Vec<String>, DbError> {
    let names: BTreeMap<_, _> = people::names(db, crew).await?;
    Ok(crew.iter().filter_map(|person| names.get(person)).map(|name| name.first.clone()).collect())
}

/// Why a quote cannot be gone on with.
#[derive(Debug, thiserror::Error)]
pub enum NoQuote {
    /// There is none.
    #[error("no such quote")]
    Unknown,
    /// It is valid no longer.
    #[error("the quote is too old")]
    Over,
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NoQuote {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown => Problem::new(404, "not-found"),
            Self::Over => Problem::new(409, "quote-over").offer(Offer::NewQuote),
            Self::Db(e) => e.explain(),
        }
    }
}

/// The quote, if it can still be booked.
pub async fn live_quote(app: &App, id: &str) -> Result<Quote, NoQuote> {
    let id: QuoteId = id.parse().map_err(|_| NoQuote::Unknown)?;
    let db = app.read().await?;
    let quote = pricing::quote(&db, id).await?.ok_or(NoQuote::Unknown)?;
    if quote.valid_at(db.now()) { Ok(quote) } else { Err(NoQuote::Over) }
}

/// What a quote asks of the plans.
pub fn slot_ask(quote: &Quote) -> SlotAsk {
    SlotAsk {
        service: quote.ask.service.clone(),
        district: quote.ask.district.clone(),
        minutes: quote.effort.minutes.into(),
        crew: quote.effort.crew,
        ..SlotAsk::default()
    }
}

/// The calculator with the same ask filled in.
pub fn calculator_href(ask: &Ask) -> String {
    let (area, rooms, bathrooms) = (ask.area_m2.to_string(), ask.rooms.to_string(), ask.bathrooms.to_string());
    let mut pairs = vec![("service", ask.service.as_str()), ("district", &ask.district), ("area", &area), ("rooms", &rooms), ("bathrooms", &bathrooms)];
    pairs.extend(ask.extras.iter().map(|extra| ("extra", extra.as_str())));
    if ask.first_order {
        pairs.push(("first", "yes"));
    }
    format!("/?{}#calculator", serde_urlencoded::to_string(pairs).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_keeps_what_was_chosen() {
        let (service, district) = ("regular".to_owned(), "petrogradsky".to_owned());
        let extras = ["fridge".to_owned(), "oven".to_owned()].into();
        let ask = Ask { service, district, area_m2: 74, rooms: 3, bathrooms: 2, extras, first_order: true };
        assert_eq!(calculator_href(&ask), "/?service=regular&district=petrogradsky&area=74&rooms=3&bathrooms=2&extra=fridge&extra=oven&first=yes#calculator");
    }
}
