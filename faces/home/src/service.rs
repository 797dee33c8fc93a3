//! The public checklist of a service, worded. The norms stay in the house.

use askama::Template;
use catalog::{Extra, Item, OfferedService, RoomOfHome};
use pages::{Head, T};
use pricing::{LEAST_AREA_M2, PinnedPriceBook, UnitPrice};
use std::sync::Arc;

/// Which edition is shown.
pub(crate) enum Shown {
    /// The present one, with the price book of today if there is one.
    Present(Arc<OfferedService>, Option<Arc<PinnedPriceBook>>),
    /// One that was agreed, beside what is offered now: its prices were those of then.
    Earlier(Arc<OfferedService>, Option<Arc<OfferedService>>),
}

impl Shown {
    pub fn service(&self) -> &OfferedService {
        match self {
            Self::Present(offered, _) | Self::Earlier(offered, _) => offered,
        }
    }
}

/// What a service is, point by point.
#[derive(Template)]
#[template(path = "service.html")]
pub(crate) struct ServicePage {
    pub head: Head,
    pub code: String,
    pub edition: String,
    /// That this is the edition agreed, not the present one; empty when it is the present one.
    pub agreed: String,
    /// The present edition, where another one is shown and the service is still offered.
    pub present: String,
    pub summary: String,
    pub rooms: Vec<RoomView>,
    pub extras: Vec<ExtraView>,
    pub not_included: Vec<String>,
}

/// A room of the home with its points.
pub(crate) struct RoomView {
    pub code: String,
    pub name: String,
    /// How many are done whatever is ordered.
    pub always: usize,
    pub points: Vec<PointView>,
}

/// A point of the checklist.
pub(crate) struct PointView {
    pub text: String,
    /// For which extra it is done; empty for what is always done.
    pub on_order: String,
}

/// What can be ordered besides.
pub(crate) struct ExtraView {
    pub name: String,
    pub price: String,
}

/// `800 ₽`, or `от 680 ₽` where the home's size matters.
fn unit_price(t: &T, price: UnitPrice) -> String {
    match price {
        UnitPrice::Fixed(price) => price.to_string(),
        UnitPrice::BySize { .. } => t.with("home-price-from", "price", &price.of(LEAST_AREA_M2).to_string()),
    }
}

impl ServicePage {
    pub fn new(head: Head, shown: &Shown) -> Self {
        let (t, offered) = (&head.t, shown.service());
        let (service, version) = (&offered.service, offered.pin.version.to_string());
        let (book, agreed, present) = match shown {
            Shown::Present(_, book) => (book.as_deref(), String::new(), String::new()),
            Shown::Earlier(_, present) => {
                let present = present.as_ref().map(|now| t.with("home-edition-present", "version", &now.pin.version.to_string()));
                (None, t.with("home-edition-agreed", "version", &version), present.unwrap_or_default())
            }
        };
        let point = |item: &Item| {
            let extra = item.extra.as_ref().and_then(|code| service.extra(code));
            let on_order = extra.map(|extra| t.with("home-on-order", "extra", extra.name.of(t.lang))).unwrap_or_default();
            PointView { text: item.text.of(t.lang).to_owned(), on_order }
        };
        let room = |room: &RoomOfHome| {
            let points: Vec<_> = service.items.iter().filter(|item| item.room == room.code).map(point).collect();
            let always = points.iter().filter(|point| point.on_order.is_empty()).count();
            RoomView { code: room.code.clone(), name: room.name.of(t.lang).to_owned(), always, points }
        };
        let extra = |extra: &Extra| {
            let price = book.and_then(|book| book.prices.extra(&service.code, &extra.code));
            ExtraView { name: extra.name.of(t.lang).to_owned(), price: price.map(|extra| unit_price(t, extra.price)).unwrap_or_default() }
        };
        Self {
            code: service.code.clone(),
            edition: t.with("home-checklist", "version", &version),
            agreed,
            present,
            summary: service.summary.of(t.lang).to_owned(),
            rooms: service.rooms.iter().map(room).collect(),
            extras: service.extras.iter().map(extra).collect(),
            not_included: service.not_included.iter().map(|line| line.of(t.lang).to_owned()).collect(),
            head,
        }
    }
}
