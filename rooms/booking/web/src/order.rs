//! A quote and a held time as the pages show them.

use access::Actor;
use catalog::Service;
use db::{App, DbError, Read};
use pages::{NoQuote, OrderView, T, capital, crew_names, discount_notes, fee_words, slot_ask};
use pricing::{Ask, Quote};
use scheduling::{Hold, HoldId, HoldState, SlotAsk};
use values::{Explain, Instant, Offer, Problem, instant};

/// Why a page of the order is not shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotShown {
    /// There is none.
    #[error("there is no such page")]
    Unknown,
    /// The quote cannot be gone on with.
    #[error(transparent)]
    Quote(#[from] NoQuote),
    /// The guest's data was destroyed after a day.
    #[error("the request was forgotten")]
    Forgotten,
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NotShown {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown => Problem::new(404, "not-found"),
            Self::Quote(e) => e.explain(),
            Self::Forgotten => Problem::new(410, "booking-forgotten").offer(Offer::NewQuote),
            Self::Db(e) => e.explain(),
        }
    }
}

/// A held time, whatever became of it.
pub(crate) async fn hold_of(app: &App, id: &str) -> Result<Hold, NotShown> {
    let id: HoldId = id.parse().map_err(|_| NotShown::Unknown)?;
    scheduling::hold_by_id(&app.read().await?, id).await?.ok_or(NotShown::Unknown)
}

/// The same time again, after nobody confirmed it in time; `None` when it cannot be had any more.
pub(crate) async fn hold_again(app: &App, who: &Actor, hold: &Hold, quote: &Quote) -> Option<HoldId> {
    let lapsed = matches!(hold.state, HoldState::Held | HoldState::Expired);
    if !lapsed || !quote.valid_at(app.read().await.ok()?.now()) {
        return None;
    }
    let ask = SlotAsk { district: hold.district.clone(), ..slot_ask(&app.read().await.ok()?, who, quote).await.ok()? };
    let renewed = scheduling::hold(app, who, hold.quote, &ask, hold.span.start).await;
    renewed.ok().map(|renewed| renewed.into_inner().id)
}

/// When, who, how much.
#[derive(Debug, Clone)]
pub(crate) struct ChosenView {
    /// `Среда, 25 ноября, 10:00–13:30`
    pub when: String,
    /// First names.
    pub people: Vec<PersonView>,
    /// `Ольга и Марина`
    pub crew: String,
    /// The service's name.
    pub service: String,
    /// The price.
    pub order: OrderView,
    /// Discounts that are not given as asked for, in words.
    pub notes: Vec<String>,
    /// What calling off or moving costs, in words.
    pub fees: Vec<String>,
    /// The hold: its page tells the house when it is left.
    pub hold: String,
    /// `18:09`
    pub until: String,
    /// The same by the machine's clock, which a browser counts down by.
    pub until_machine: String,
    /// The district's name.
    pub district: String,
}

/// One of those who come.
#[derive(Debug, Clone)]
pub(crate) struct PersonView {
    pub initial: String,
    pub name: String,
}

impl PersonView {
    pub(crate) fn new(name: &str) -> Self {
        Self { initial: name.chars().take(1).collect(), name: name.to_owned() }
    }
}

impl ChosenView {
    pub(crate) async fn load(app: &App, t: &T, quote: &Quote, hold: &Hold) -> Result<Self, NotShown> {
        let db = app.read().await?;
        let names = crew_names(&db, &hold.crew).await?;
        let service = catalog::service_as_of(&db, &quote.service).await?;
        let districts = catalog::districts(app)?;
        Ok(Self {
            when: format!("{}, {}", capital(&t.day(&hold.span.start)), t.span_unbroken(&hold.span)),
            people: names.iter().map(|name| PersonView::new(&t.name(name))).collect(),
            crew: t.list(&names),
            service: service.name.of(t.lang).to_owned(),
            order: priced(&db, t, &service, quote, hold).await?,
            notes: discount_notes(t, &quote.discounts),
            fees: fee_words(t, &quote.fees),
            hold: hold.id.to_string(),
            until: t.time(&hold.until),
            until_machine: on_machine(db.now(), instant::machine_now(), hold.until).to_string(),
            district: districts.district(&hold.district).map(|d| d.name.of(t.lang).to_owned()).unwrap_or_default(),
        })
    }
}

/// The price as it will be agreed: a visit that begins soon has its line from the moment that its time is chosen.
async fn priced(db: &impl Read, t: &T, service: &Service, quote: &Quote, hold: &Hold) -> Result<OrderView, DbError> {
    let urgent = pricing::is_urgent(db, quote, hold.made_at, hold.span.start).await?;
    if urgent == quote.ask.urgent {
        return Ok(OrderView::new(t, service, &quote.ask, &quote.lines, quote.total, quote.effort));
    }
    let ask = Ask { urgent, ..quote.ask.clone() };
    let anew = pricing::reprice(db, quote, &ask).await?;
    Ok(OrderView::new(t, service, &ask, anew.lines(), anew.total(), quote.effort))
}

/// A moment of house time by the machine's clock: a house may keep its own time.
fn on_machine(house_now: Instant, machine_now: Instant, at: Instant) -> Instant {
    Instant::from_micros(machine_now.micros().saturating_add(at.micros().saturating_sub(house_now.micros())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_countdown_goes_by_the_clock_of_the_browser() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let (house, machine) = (at("2026-11-24T11:40:00Z"), at("2030-01-01T00:00:00Z"));
        assert_eq!(on_machine(house, machine, at("2026-11-24T11:50:00Z")), at("2030-01-01T00:10:00Z"));
    }
}
