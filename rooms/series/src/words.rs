//! The messages that this room words, each from the series as it stands when it is sent.

use crate::service::coming;
use crate::service::offers::OfferState;
use crate::{Comes, Off, PriceOfferId, SeriesId, store};
use access::{Actor, Permit, Resource};
use db::{App, By, DbError, Read as _, Tx};
use households::{SEE_CLIENT, reveal};
use messaging::{Letter, Order, PublicUrl, args, words};
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

/// All that has changed at once; true while this version stands.
pub(crate) async fn changed(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), move |tx| async move {
        let Some(series) = store::series(&tx, SeriesId::from(order.about)).await?.filter(|series| series.version == order.version) else {
            return Ok(None);
        };
        let Some(card) = reveal(&tx, &permit()?, series.client).await? else {
            return Ok(None);
        };
        let lang = card.lang;
        let all = coming(&tx, &series).await?;
        let visits: Vec<_> = all.iter().filter_map(|one| Some((one.span?, one.total)).filter(|(span, _)| span.start > tx.now())).collect();
        let days: Vec<String> = visits.iter().take(NAMED).map(|(span, _)| words::moment(lang, span.start)).collect();
        let asked = all.iter().filter(|one| one.comes == Comes::Off(Off::Asked)).count();
        let vars = args([
            ("name", card.name.into()),
            ("state", if days.is_empty() { "over" } else { "goes-on" }.into()),
            ("days", days.join("\n").into()),
            ("total", visits.first().map_or(Money::ZERO, |(_, total)| *total).to_string().into()),
            ("asked", if asked == 0 { "no" } else { "yes" }.into()),
            ("phone", catalog::brand(tx.app())?.phone.clone().into()),
            ("link", link(&tx, series.id)?.into()),
        ]);
        Ok(Some(housebook::book(tx.app())?.letter(lang, "message-series", &vars)))
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
            ("name", card.name.into()),
            ("from", words::date(card.lang, from).into()),
            ("old", old.to_string().into()),
            ("new", new.to_string().into()),
            ("until", words::moment(card.lang, offer.answer_by).into()),
            ("phone", catalog::brand(tx.app())?.phone.clone().into()),
            ("link", link(&tx, series.id)?.into()),
        ]);
        Ok(Some(housebook::book(tx.app())?.letter(card.lang, "message-series-price", &vars)))
    })
    .await
}
