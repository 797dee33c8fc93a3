//! The price of a visit: final before it is booked, and the same on the invoice.
//!
//! **Promise 1.** The price does not change: the invoice equals the quote to the kopeck.
//! **Keeps:** a quote is the sum of its lines, never below zero; it is stored with its canonical bytes and their
//! SHA-256, points to the pages of the house book that it was computed by, and is never changed (the database refuses);
//! it can be computed again for ever. A promo code is used no more often than it may be, also in parallel.
//! **Never:** knows for whom a quote is, who will come or when; rounds anything but parts in hundredths.
//! **Publishes** the table `quotes(id)`.
//! **Says** [`QuoteMade`].

mod ask;
pub mod discounts;
mod fees;
mod migrations;
mod price;
mod price_book;
mod quote;
mod service;
mod store;
#[cfg(test)]
mod tests;

pub use ask::{Ask, BATHROOMS, Fitting, LEAST_AREA_M2, LONGEST_PROMO, MOST_AREA_M2, ROOMS, Rhythm, WINDOWS, promo_code};
pub use fees::{Amend, Cause, Fee, fee, is_free_by_count, step};
pub use price::{Line, LineCode, Priced, Unpriceable, price};
pub use price_book::{Band, ExtraPrice, FeeStep, FirstOrder, PinnedPriceBook, PriceBook, PriceBooks, Promo, Redo, ServicePrices, Travel, UnitPrice, Urgent};
pub use quote::{DiscountAnswer, Quote, QuoteId, QuoteMade};
pub use service::{
    MAKE_QUOTE, MakeQuote, Preview, PriceError, Urgency, is_urgent, make_quote, preview, price_books, promo_spent, quote, quote_in, recompute, reprice,
    requote, spend_promo, urgency, verify,
};

use room::Room;

/// The room, for the house.
pub fn room() -> Room {
    Room::new("pricing").migrations(migrations::all()).acts(&[MAKE_QUOTE]).section(price_book::read).verify(|reader| async move { verify(&reader).await })
}
