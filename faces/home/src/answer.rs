//! What the house answers to a choice: a price with the nearest time, or why there is none.

use crate::chosen::Chosen;
use db::Read as _;
use pages::{Here, OrderView, Refused, T, discount_notes};
use pricing::PinnedPriceBook;
use scheduling::{Slot, SlotAsk};
use std::sync::Arc;
use values::{Explain, Instant, Problem};

/// The answer.
pub(crate) enum Answer {
    /// The price.
    Price(Price),
    /// Why there is none.
    Refused(Problem),
}

/// A price as it stands now.
pub(crate) struct Price {
    pub order: OrderView,
    /// Discounts that are not given as asked for, in words.
    pub notes: Vec<String>,
    /// The nearest time, in words.
    pub soon: String,
}

/// Asks `pricing` for the price and `scheduling` for the times. Nothing is written.
pub(crate) async fn answer(here: &Here, chosen: &Chosen) -> Result<Answer, Refused> {
    let catalog = catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?;
    let ask = match chosen.ask(&catalog) {
        Ok(ask) => ask,
        Err(faults) => return Ok(Answer::Refused(Problem::fields(faults))),
    };
    let preview = match pricing::preview(&here.app, &ask).await {
        Ok(preview) => preview,
        Err(error) => return Ok(Answer::Refused(blamed(here, &error)?)),
    };
    let (ask, effort) = (preview.ask, preview.effort);
    let offered = catalog::service(&here.app, &ask.service).map_err(|e| here.refuse(&e))?;
    let order = OrderView::new(&here.t, &offered.service, &ask, preview.priced.lines(), preview.priced.total(), effort);
    let notes = discount_notes(&here.t, &preview.priced.answers());
    let minutes = i64::from(effort.minutes);
    let demands = catalog::demands(&offered.service, &ask.extras.keys().cloned().collect(), minutes);
    let slot_ask = SlotAsk { service: ask.service, district: ask.district, minutes, crew: effort.crew, ..SlotAsk::default() }.demanding(demands);
    let slots = scheduling::slots(&here.app, &slot_ask).await.map_err(|e| here.refuse(&e))?;
    let now = here.app.read().await.map_err(|e| here.refuse(&e))?.now();
    Ok(Answer::Price(Price { order, notes, soon: soon(&here.t, slots.first(), now) }))
}

/// What the client can mend or talk over stays on the page; a failure of ours is a page of its own.
pub(crate) fn blamed(here: &Here, error: &impl Explain) -> Result<Problem, Refused> {
    let problem = error.explain();
    let theirs = !problem.fields.is_empty() || problem.kind == "unpriceable";
    if theirs { Ok(problem) } else { Err(here.refuse(error)) }
}

/// The price book in force, for what the page says besides the price; `None` when there is none today.
pub(crate) async fn price_book(here: &Here) -> Result<Option<Arc<PinnedPriceBook>>, Refused> {
    let books = pricing::price_books(&here.app).map_err(|e| here.refuse(&e))?;
    let now = here.app.read().await.map_err(|e| here.refuse(&e))?.now();
    Ok(books.active(now.day()).cloned())
}

/// `Ближайшее: завтра, 10:00–13:30`
pub(crate) fn soon(t: &T, slot: Option<&Slot>, now: Instant) -> String {
    let Some(slot) = slot else {
        return t.get("home-soon-none");
    };
    let (today, day) = (now.day(), slot.start.day());
    let when = match day {
        day if day == today => t.get("home-soon-today"),
        day if today.tomorrow().is_ok_and(|tomorrow| tomorrow == day) => t.get("home-soon-tomorrow"),
        _ => t.day(&slot.start),
    };
    t.say("home-soon", &[("when", when.into()), ("span", t.span(&slot.span()).into())])
}
