//! Orders by phone for the house's own programs: a telephone exchange, a partner's desk.

use crate::api::AgreementOut;
use booking::{BOOK_FOR_CALLER, Order, OrderError, order_for_caller};
use households::RawContact;
use pages::{Api, Created, Here, JsonBody, OnTheWire, ProblemOut, QuoteIn, Routes};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;
use values::{Instant, Lang, Money};

pub(crate) fn routes() -> Routes {
    Routes::new().api(BOOK_FOR_CALLER, routes!(order))
}

/// What a caller agreed to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "ask": {"service": "regular", "district": "petrogradsky", "area_m2": 74, "rooms": 3, "bathrooms": 2, "first_order": true},
    "start": "2026-11-25T07:00:00Z", "name": "Анна Сергеевна", "phone": "+7 921 555-01-20", "street": "Большая Пушкарская ул.", "house": "11",
    "flat": "24", "lang": "ru", "total_kopecks": 729_000
}))]
struct OrderIn {
    /// What is to be done.
    ask: QuoteIn,
    /// When the visit begins, RFC 3339: one of the times that are offered.
    #[schema(value_type = String, format = DateTime)]
    start: Instant,
    /// How the client likes to be called.
    name: String,
    /// The phone.
    phone: String,
    /// The street.
    street: String,
    /// The house.
    house: String,
    /// The flat; a private house has none.
    #[serde(default)]
    flat: String,
    /// In which language the client is written to: `ru` or `en`.
    #[serde(default)]
    lang: String,
    /// The total that the caller agreed to, in kopecks. Another one is refused.
    total_kopecks: i64,
}

/// Books for a caller in one act: price, time, client and agreement, or nothing of it. Where the total is another one than was read
/// out, the answer is 409 `other-total` with the total that would bind now.
#[utoipa::path(
    post,
    path = "/api/v1/orders",
    operation_id = "order_for_caller",
    tag = "booking",
    security(("session" = [])),
    params(("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act")),
    request_body = OrderIn,
    responses(
        (status = 201, body = AgreementOut),
        (status = 401, body = ProblemOut),
        (status = 403, body = ProblemOut),
        (status = 409, description = "`slot-gone`, `other-total` or `unpriceable`", body = ProblemOut),
        (status = 422, body = ProblemOut)
    )
)]
async fn order(here: Here, JsonBody(asked): JsonBody<OrderIn>) -> Api<Created<AgreementOut>> {
    Ok(Created(booked(&here, asked).await.map_err(|e| here.api(&OnTheWire(e)))?))
}

async fn booked(here: &Here, asked: OrderIn) -> Result<AgreementOut, OrderError> {
    let OrderIn { ask, start, name, phone, street, house, flat, lang, total_kopecks } = asked;
    let contact = RawContact { name, phone, street, house, flat };
    let order = Order { ask: ask.into(), start, contact, lang: Lang::parse(&lang).unwrap_or(Lang::Ru), total: Money::kopecks(total_kopecks) };
    let booked = order_for_caller(&here.app, &here.actor, &order).await?;
    Ok(AgreementOut::of(here, booked).await?)
}
