//! The price of a visit: final before it is booked, and the same on the invoice.
//!
//! **Promise 1.** The price does not change: the invoice equals the quote to the kopeck.
//! **Keeps:** a quote is the sum of its lines, never below zero; it is stored with its canonical bytes and their
//! SHA-256, points to the pages of the house book that it was computed by, and is never changed (the database refuses);
//! it can be computed again for ever.
//! **Never:** knows for whom a quote is, who will come or when; rounds anything but the first-order discount.
//! **Publishes** the table `quotes(id)`.
//! **Says** [`QuoteMade`].

mod ask;
mod migrations;
mod price;
mod price_book;
mod quote;
mod service;
mod store;
#[cfg(test)]
mod tests;

pub use ask::{Ask, BATHROOMS, Fitting, LEAST_AREA_M2, MOST_AREA_M2, ROOMS};
pub use price::{Line, LineCode, Priced, Unpriceable, price};
pub use price_book::{Band, ExtraPrice, FirstOrder, PinnedPriceBook, PriceBook, PriceBooks, Redo, ServicePrices, Travel};
pub use quote::{Quote, QuoteId, QuoteMade};
pub use service::{MAKE_QUOTE, MakeQuote, Preview, PriceError, make_quote, preview, price_books, quote, recompute, requote_without_first_order, verify};

use room::Room;

/// The room, for the house.
pub fn room() -> Room {
    Room::new("pricing").migrations(migrations::all()).acts(&[MAKE_QUOTE]).section(price_book::read).verify(|reader| async move { verify(&reader).await })
}
