//! A whole order by phone at once: price, time, client and agreement in one transaction, or nothing of it.

use crate::request::SealedContact;
use crate::service::{Agree, Asked, Booked, Decision, agree, located, read_out, slot_ask};
use crate::{BOOK_FOR_CALLER, Through};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read as _};
use households::{RawContact, client_by_door};
use pricing::{MakeQuote, quote_in};
use scheduling::{HoldError, SlotAsk, Whose, hold_in};
use values::{Explain, Instant, Lang, Money, Problem};

/// What a caller orders, as it was read out.
#[derive(Debug, Clone)]
pub struct Order {
    /// What is to be done.
    pub ask: pricing::Ask,
    /// When the visit begins.
    pub start: Instant,
    /// Who calls, and where to come.
    pub contact: RawContact,
    /// In which language the client is written to.
    pub lang: Lang,
    /// The total that the caller agreed to.
    pub total: Money,
}

/// Why nothing was ordered.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// There is no price.
    #[error(transparent)]
    Price(#[from] MakeQuote),
    /// There is no such time.
    #[error(transparent)]
    Time(#[from] HoldError),
    /// It does not bind.
    #[error(transparent)]
    Agree(#[from] Agree),
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for OrderError {
    fn explain(&self) -> Problem {
        match self {
            Self::Price(e) => e.explain(),
            Self::Time(e) => e.explain(),
            Self::Agree(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Books what a caller agreed to. Where the price is another one than was read out, whatever the reason, nothing is written: the
/// error says the total that would bind now.
pub async fn order_for_caller(app: &App, who: &Actor, order: &Order) -> Result<Booked, OrderError> {
    who.may(BOOK_FOR_CALLER, &Resource::default())?;
    let contact = order.contact.check().map_err(Agree::Fields)?;
    let contact = SealedContact { name: contact.name, reach: contact.reach, address: contact.address };
    app.write(who, move |tx| {
        let contact = contact.clone();
        async move {
            let quote = quote_in(&tx, who, &order.ask).await?;
            let (district, at) = located(tx.app(), &contact.address)?.map_or((quote.ask.district.clone(), None), |(district, at)| (district, Some(at)));
            let known = client_by_door(&tx, &contact.reach).await?;
            let time = slot_ask(&tx, &quote, known.map(|client| Whose { client, home: None })).await?;
            let time = SlotAsk { district, at, ..time };
            let hold = hold_in(&tx, who, quote.id.uuid(), &time, order.start).await?.into_inner();
            let quote = read_out(&tx, quote, &hold).await?;
            let asked = Asked { hold, quote, contact, client: known, lang: order.lang, pressed: order.total.into(), through: Through::Call };
            match agree(&tx, asked).await? {
                Decision::Agreed(booked) => Ok(*booked),
                Decision::Requoted(anew) => Err(Agree::OtherTotal { pressed: order.total, total: anew.quote.total }.into()),
            }
        }
    })
    .await
}
