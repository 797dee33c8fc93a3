//! The quote whose times are looked for.

use db::{App, DbError};
use pricing::{Ask, Quote, QuoteId};
use scheduling::{HoldError, SlotAsk, SlotsError};
use values::{Explain, Offer, Problem};

/// Why no times are shown, or none is held.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoTimes {
    /// No such quote.
    #[error("no such quote")]
    Unknown,
    /// The quote is valid no longer.
    #[error("the quote is too old")]
    QuoteOver,
    /// The times could not be looked for.
    #[error(transparent)]
    Slots(#[from] SlotsError),
    /// The time could not be held.
    #[error(transparent)]
    Hold(#[from] HoldError),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NoTimes {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown => Problem::new(404, "not-found"),
            Self::QuoteOver => Problem::new(409, "quote-over").offer(Offer::NewQuote),
            Self::Slots(e) => e.explain(),
            Self::Hold(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// The quote, if it can still be booked.
pub(crate) async fn live_quote(app: &App, id: &str) -> Result<Quote, NoTimes> {
    let id: QuoteId = id.parse().map_err(|_| NoTimes::Unknown)?;
    let db = app.read().await?;
    let quote = pricing::quote(&db, id).await?.ok_or(NoTimes::Unknown)?;
    if quote.valid_at(app.now()) { Ok(quote) } else { Err(NoTimes::QuoteOver) }
}

/// What a quote asks of the plans.
pub(crate) fn slot_ask(quote: &Quote) -> SlotAsk {
    SlotAsk {
        service: quote.ask.service.clone(),
        district: quote.ask.district.clone(),
        minutes: quote.effort.minutes.into(),
        crew: quote.effort.crew,
        prefer: Vec::new(),
    }
}

/// The calculator with the same ask filled in.
pub(crate) fn calculator_href(ask: &Ask) -> String {
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
