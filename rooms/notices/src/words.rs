//! The messages that this room words, each from the visit as it stands when it is sent.

use crate::arrival::around;
use crate::service::arriving::expected;
use crate::service::load;
use crate::service::offers::{Offer, Settled};
use crate::{CHOOSE_TIME, OfferId, store};
use access::{Actor, Permit, Resource};
use db::{App, By, DbError, Read as _, Tx};
use households::{knows_doors, reveal, reveal_home};
use messaging::texts::{Value, Voice};
use messaging::{Letter, Order, PublicUrl, args, words};
use people::PersonId;
use uuid::Uuid;
use values::{Instant, Money, Span};
use visits::{Plan, Visit, VisitId};

fn permit() -> Result<Permit, DbError> {
    Actor::House.may(CHOOSE_TIME, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))
}

/// What is said of a visit in every message: whose, when, where, who.
struct Told {
    voice: Voice,
    vars: Vec<(&'static str, Value<'static>)>,
}

impl Told {
    async fn of(tx: &Tx, plan: &Plan) -> Result<Option<Self>, DbError> {
        let Some(card) = reveal(tx, &permit()?, plan.client).await? else {
            return Ok(None);
        };
        let home = reveal_home(tx, &permit()?, &[plan.home]).await?.remove(&plan.home);
        let crew = first_names(tx, &plan.crew).await?;
        let Voice { lang, .. } = card.voice();
        let service = catalog::service_as_of(tx, &plan.service).await?;
        let vars = args([
            ("name", card.salutation().into()),
            ("service", service.name.of(lang).to_owned().into()),
            ("when", nearness(plan.span.start, tx.now()).into()),
            ("day", words::day(lang, plan.span.start).into()),
            ("time", words::time(plan.span.start).into()),
            ("until", words::time(plan.span.end).into()),
            ("address", home.map(|home| home.address.way()).unwrap_or_default().into()),
            ("crew", words::list(lang, &crew).into()),
            ("phone", catalog::brand(tx.app())?.phone.clone().into()),
            ("door", if knows_doors(tx, plan.home).await? { "known" } else { "unknown" }.into()),
            ("doors", link(tx, "/my/household#homes")?.into()),
            ("link", link(tx, &format!("/my/visits/{}", plan.id))?.into()),
        ]);
        Ok(Some(Self { voice: card.voice(), vars }))
    }

    fn also(mut self, name: &'static str, value: impl Into<Value<'static>>) -> Self {
        self.vars.push((name, value.into()));
        self
    }

    /// With the two times that are kept to choose from.
    fn offering(self, tx: &Tx, offer: &Offer) -> Result<Self, DbError> {
        let moment = |at| words::moment(self.voice.lang, at);
        let (one, two, until) = (moment(offer.times.one().start), moment(offer.times.two().start), moment(offer.times.until()));
        let choose = link(tx, &format!("/my/offers/{}", offer.id))?;
        Ok(self.also("one", one).also("two", two).also("kept", until).also("choose", choose))
    }

    fn letter(&self, tx: &Tx, key: &str) -> Result<Letter, DbError> {
        Ok(housebook::book(tx.app())?.letter(self.voice, key, &self.vars))
    }
}

/// How near a day is when its word really goes: what was to go in the evening may have waited for the morning.
fn nearness(start: Instant, now: Instant) -> &'static str {
    match start.day() {
        day if day == now.day() => "today",
        day if day.yesterday().is_ok_and(|eve| eve == now.day()) => "tomorrow",
        _ => "later",
    }
}

fn link(tx: &Tx, path: &str) -> Result<String, DbError> {
    Ok(format!("{}{path}", tx.app().part::<PublicUrl>()?.0))
}

async fn first_names(tx: &Tx, crew: &[PersonId]) -> Result<Vec<String>, DbError> {
    let names = people::names(tx, crew).await?;
    Ok(crew.iter().filter_map(|person| names.get(person)).map(|name| name.first.clone()).collect())
}

/// The plan of a visit that still lies ahead in this very version, with all of its people.
fn stands(visit: &Visit, version: u32) -> Option<&Plan> {
    visit.ahead().filter(|plan| plan.version == version && plan.missing() == 0)
}

/// A reminder is one before the visit begins.
const fn to_begin(span: Span) -> Instant {
    span.start
}

/// Who waits for us past the beginning is the one to hear that others come.
const fn to_be(span: Span) -> Instant {
    span.end
}

/// True while the visit stands as it was when the evening came.
pub(crate) async fn reminder(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    versioned(app, order, "message-reminder", to_begin).await
}

/// True while the visit stands at the new time.
pub(crate) async fn moved(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    versioned(app, order, "message-moved", to_be).await
}

/// True while these people come, and all of them are found.
pub(crate) async fn crew_changed(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    versioned(app, order, "message-crew-changed", to_be).await
}

async fn versioned(app: App, order: Order, key: &'static str, until: fn(Span) -> Instant) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), move |tx| async move {
        let Some(visit) = load(&tx, VisitId::from(order.about)).await? else {
            return Ok(None);
        };
        let Some(plan) = stands(&visit, order.version).filter(|plan| tx.now() < until(plan.span)) else {
            return Ok(None);
        };
        let why = store::why(&tx, plan.id, plan.version).await?.map_or("none", crate::Why::name);
        let Some(told) = Told::of(&tx, plan).await? else {
            return Ok(None);
        };
        told.also("why", why).letter(&tx, key).map(Some)
    })
    .await
}

/// True once the visit is called off or left out.
pub(crate) async fn cancelled(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), move |tx| async move {
        let key = match load(&tx, VisitId::from(about)).await? {
            Some(Visit::Cancelled(gone)) => (gone.plan, "message-cancelled"),
            Some(Visit::Skipped(gone)) => (gone.plan, "message-skipped"),
            _ => return Ok(None),
        };
        let (plan, key) = key;
        let Some(told) = Told::of(&tx, &plan).await? else {
            return Ok(None);
        };
        // What calling it off costs, to the kopeck as it was pressed; a redo and a visit left out cost nothing.
        let called_off = booking::amendments(&tx, plan.id).await?.into_iter().find(|made| made.amend == pricing::Amend::Cancel);
        let owed = match &called_off {
            Some(made) if made.fee > Money::ZERO => "fee",
            Some(made) if made.cause == pricing::Cause::House => "house",
            _ => "none",
        };
        let fee = called_off.map(|made| made.fee).unwrap_or_default().to_string();
        told.also("owed", owed).also("fee", fee).letter(&tx, key).map(Some)
    })
    .await
}

/// True once the crew has gone away from the door.
pub(crate) async fn locked_out(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), move |tx| async move {
        let Some(Visit::LockedOut(gone)) = load(&tx, VisitId::from(about)).await? else {
            return Ok(None);
        };
        let Some(told) = Told::of(&tx, &gone.way.plan).await? else {
            return Ok(None);
        };
        let manager = catalog::brand(tx.app())?.manager.of(told.voice.lang).to_owned();
        told.also("waited", words::time(gone.at)).also("manager", manager).letter(&tx, "message-locked-out").map(Some)
    })
    .await
}

/// True while nobody has set off, they still come later than was agreed, and both times are kept.
pub(crate) async fn arrival(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), move |tx| async move {
        let Some(visit) = load(&tx, VisitId::from(order.about)).await? else {
            return Ok(None);
        };
        let Some(plan) = visit.ahead() else {
            return Ok(None);
        };
        // Of two slips the later one speaks.
        if store::last_heard(&tx, plan.id, plan.version).await?.is_none_or(|heard| heard.number != order.version) {
            return Ok(None);
        }
        let (Some(arrives), Some(offer)) = (expected(&tx, plan).await?, store::open_offers(&tx, plan.id).await?.pop()) else {
            return Ok(None);
        };
        let Some(told) = Told::of(&tx, plan).await? else {
            return Ok(None);
        };
        let told = told.also("eta", words::time(around(arrives))).offering(&tx, &offer)?;
        told.letter(&tx, "message-arrival").map(Some)
    })
    .await
}

/// True while they are on the way and come when they said last.
pub(crate) async fn way_corrected(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), move |tx| async move {
        let Some(Visit::EnRoute(way)) = load(&tx, VisitId::from(order.about)).await? else {
            return Ok(None);
        };
        if store::last_heard(&tx, way.plan.id, way.plan.version).await?.is_none_or(|heard| heard.number != order.version) {
            return Ok(None);
        }
        let Some(told) = Told::of(&tx, &way.plan).await? else {
            return Ok(None);
        };
        told.also("eta", words::time(way.eta)).letter(&tx, "message-way-corrected").map(Some)
    })
    .await
}

/// True while both times are kept.
pub(crate) async fn times_offered(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), move |tx| async move {
        let Some(offer) = store::offer(&tx, OfferId::from(about)).await?.filter(is_open) else {
            return Ok(None);
        };
        let Some(visit) = load(&tx, offer.visit).await?.filter(|visit| visit.ahead().is_some()) else {
            return Ok(None);
        };
        let Some(told) = Told::of(&tx, visit.plan()).await? else {
            return Ok(None);
        };
        told.offering(&tx, &offer)?.also("why", offer.why.name()).letter(&tx, "message-times-offered").map(Some)
    })
    .await
}

fn is_open(offer: &Offer) -> bool {
    !matches!(offer.settled, Some(Settled::Chosen(_) | Settled::GivenBack(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_as_near_as_it_is_when_its_word_goes() {
        let at = |moment: &str| -> Instant { moment.parse().unwrap() };
        let start = at("2026-03-01T12:00:00+03:00");
        assert_eq!(nearness(start, at("2026-02-28T18:00:00+03:00")), "tomorrow", "also over the end of a month");
        assert_eq!(nearness(start, at("2026-03-01T10:06:00+03:00")), "today");
        assert_eq!(nearness(start, at("2026-02-27T18:00:00+03:00")), "later");
    }
}
