//! The messages that this room words, each from the series as it stands when it is sent.

use crate::service::ahead::{date, date_at};
use crate::service::coming;
use crate::service::offers::OfferState;
use crate::{Comes, Off, Plan, PriceOfferId, RowState, SeriesId, store};
use access::{Actor, Permit, Resource};
use db::{App, By, DbError, Read as _, Tx};
use households::{SEE_CLIENT, reveal};
use jiff::ToSpan as _;
use messaging::{Letter, Order, PublicUrl, args, words};
use pricing::QuoteId;
use scheduling::Calendar;
use uuid::Uuid;
use values::{Instant, Money};

fn permit() -> Result<Permit, DbError> {
    Actor::House.may(SEE_CLIENT, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))
}

fn link(tx: &Tx, id: SeriesId) -> Result<String, DbError> {
    Ok(format!("{}/my/series/{id}", tx.app().part::<PublicUrl>()?.0))
}

/// So many of the coming visits are named.
const NAMED: usize = 5;
/// So far ahead the first visit after a pause is looked for.
const FAR_DAYS: i64 = 400;

/// The first visit beyond the days that visits enter the plans for; with its price.
fn later(plan: &Plan, calendar: &Calendar, now: Instant) -> Option<(Instant, QuoteId)> {
    let far = now.day().checked_add(FAR_DAYS.days()).ok()?;
    plan.ahead(calendar, now, far).iter().find_map(|one| Some((plan.instant(one.at()?)?, one.segment.quote)))
}

/// All that has changed at once; true while no later change was to be told.
pub(crate) async fn changed(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), move |tx| async move {
        let Some(series) = store::series(&tx, SeriesId::from(order.about)).await?.filter(|series| series.told == order.version) else {
            return Ok(None);
        };
        let Some(card) = reveal(&tx, &permit()?, series.client).await? else {
            return Ok(None);
        };
        let lang = card.lang;
        let all = coming(&tx, &series).await?;
        let ahead: Vec<_> = all.iter().filter(|one| one.span.is_some_and(|span| span.start > tx.now())).collect();
        // A date that nobody was found for is no promise.
        let sure = ahead.iter().filter(|one| one.state != Some(RowState::Clash));
        let mut days: Vec<String> = sure.filter_map(|one| Some(words::moment(lang, one.span?.start))).take(NAMED).collect();
        let open = ahead.iter().filter(|one| one.state == Some(RowState::Clash)).count();
        let asked = all.iter().filter(|one| one.comes == Comes::Off(Off::Asked)).count();
        let calendar = tx.app().part::<Calendar>()?;
        let mut total = ahead.first().map(|one| one.total);
        // Nothing is agreed for today: it is a pause. A rare rhythm whose next day is far is none.
        let today = tx.now().day();
        let pauses = series.plan.segments.first().is_some_and(|first| first.from <= today) && !series.plan.segments.iter().any(|segment| segment.holds(today));
        let state = match later(&series.plan, &calendar, tx.now()) {
            None => "over",
            Some((first, quote)) if ahead.is_empty() => {
                days.push(words::moment(lang, first));
                total = pricing::quote(&tx, quote).await?.map(|quote| quote.total);
                if pauses { "later" } else { "goes-on" }
            }
            Some(_) if days.is_empty() => "open",
            Some(_) => "goes-on",
        };
        let vars = args([
            ("name", card.salutation().into()),
            ("state", state.into()),
            ("days", days.join("\n").into()),
            ("total", total.unwrap_or(Money::ZERO).to_string().into()),
            ("asked", if asked == 0 { "no" } else { "yes" }.into()),
            ("open", i64::try_from(open).unwrap_or(i64::MAX).into()),
            ("phone", catalog::brand(tx.app())?.phone.clone().into()),
            ("link", link(&tx, series.id)?.into()),
        ]);
        Ok(Some(housebook::book(tx.app())?.letter(card.voice(), "message-series", &vars)))
    })
    .await
}

/// So many days after a date that nobody was found for other times are offered, and so many of them.
const NEAR_DAYS: i64 = 2;
const OFFERED: usize = 4;

/// A date that nobody was found for, with other times; true while nobody is.
pub(crate) async fn date_open(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    about_date(app, order, "message-series-open", RowState::is_open).await
}

/// Somebody was found for a date; true while the visit stands.
pub(crate) async fn date_found(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    about_date(app, order, "message-series-found", |state| state.visit().is_some()).await
}

async fn about_date(app: App, order: Order, text: &'static str, is_true: fn(RowState) -> bool) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), move |tx| async move {
        let Some(series) = store::series(&tx, SeriesId::from(order.about)).await? else {
            return Ok(None);
        };
        let Some(day) = date_at(&series.plan, &*tx.app().part::<Calendar>()?, order.version) else {
            return Ok(None);
        };
        let found = date(&tx, &series, day, NEAR_DAYS).await?.filter(|(start, state, _)| *start > tx.now() && is_true(*state));
        let Some((start, state, times)) = found else {
            return Ok(None);
        };
        let Some(card) = reveal(&tx, &permit()?, series.client).await? else {
            return Ok(None);
        };
        let lang = card.lang;
        // One of a morning and of an afternoon is a choice; every half hour of one morning is none.
        let step = times.len().div_ceil(OFFERED).max(1);
        let times: Vec<String> = times.iter().step_by(step).map(|slot| words::moment(lang, slot.start)).collect();
        let about = match state.visit() {
            Some(visit) => format!("{}/my/visits/{visit}", tx.app().part::<PublicUrl>()?.0),
            None => format!("{}/change?day={day}", link(&tx, series.id)?),
        };
        let vars = args([
            ("name", card.salutation().into()),
            ("when", words::moment(lang, start).into()),
            ("date", words::date(lang, start).into()),
            ("has", if times.is_empty() { "no" } else { "yes" }.into()),
            ("times", times.join("\n").into()),
            ("phone", catalog::brand(tx.app())?.phone.clone().into()),
            ("link", about.into()),
        ]);
        Ok(Some(housebook::book(tx.app())?.letter(card.voice(), text, &vars)))
    })
    .await
}

/// Another price, while it waits for its answer.
pub(crate) async fn price_offered(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), move |tx| async move {
        let open = store::price_offer(&tx, PriceOfferId::from(about)).await?.filter(|offer| offer.state == OfferState::Open);
        let Some(offer) = open.filter(|offer| tx.now() <= offer.answer_by) else {
            return Ok(None);
        };
        let Some(series) = store::series(&tx, offer.series).await? else {
            return Ok(None);
        };
        let Some(card) = reveal(&tx, &permit()?, series.client).await? else {
            return Ok(None);
        };
        let total = async |id| Ok::<_, DbError>(pricing::quote(&tx, id).await?.map(|quote| quote.total).unwrap_or_default());
        let (old, new) = (total(offer.old).await?, total(offer.new).await?);
        let from = Instant::of_moscow(offer.from.at(12, 0, 0, 0)).map_err(|e| DbError::Other(e.to_string()))?;
        let vars = args([
            ("name", card.salutation().into()),
            ("from", words::date(card.lang, from).into()),
            ("old", old.to_string().into()),
            ("new", new.to_string().into()),
            ("until", words::moment(card.lang, offer.answer_by).into()),
            ("phone", catalog::brand(tx.app())?.phone.clone().into()),
            ("link", link(&tx, series.id)?.into()),
        ]);
        Ok(Some(housebook::book(tx.app())?.letter(card.voice(), "message-series-price", &vars)))
    })
    .await
}
