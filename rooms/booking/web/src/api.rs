//! Booking for programs.

use booking::{ASK, Agree, Ask, Booked, Pressed, RequestId, Untrue, request, shown, untrue};
use db::DbError;
use households::RawContact;
use pages::{Api, ApiPath, Created, DOOR, Here, JsonBody, ProblemOut, Routes, crew_names};
use scheduling::HoldId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::Money;

pub(crate) fn routes() -> Routes {
    Routes::new().api(ASK, routes!(ask_booking)).within(DOOR).api(ASK, routes!(confirm_booking)).within(DOOR)
}

/// Who asks for what is held, and where to come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "hold": "019ab4b2-6c00-7000-8000-000000000002", "name": "Анна Сергеевна", "phone": "+7 921 555-01-20",
    "street": "Большая Пушкарская ул.", "house": "11", "flat": "24"
}))]
struct BookingIn {
    /// The held time.
    #[schema(value_type = Uuid)]
    hold: HoldId,
    /// How the client likes to be called.
    name: String,
    /// The phone; a code is sent to it.
    #[serde(default)]
    phone: String,
    /// An e-mail address in the place of the phone; the code goes there, with a link that stands for it.
    #[serde(default)]
    email: String,
    /// The street.
    street: String,
    /// The house.
    house: String,
    /// The flat; a private house has none.
    flat: Option<String>,
}

/// A request to book, which waits for its code.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000003", "total_kopecks": 729_000, "before_kopecks": null, "why": [], "shown": "3b1f…", "starts": "2026-11-25T07:00:00Z",
    "ends": "2026-11-25T10:30:00Z", "crew": ["Ольга", "Марина"], "expires_at": "2026-11-24T11:50:00Z"
}))]
struct BookingOut {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: RequestId,
    /// The total to confirm, in kopecks: another one than the quote's where a condition of it proved untrue.
    total_kopecks: i64,
    /// The total that the time was chosen by, where it is another now.
    before_kopecks: Option<i64>,
    /// Why the total is another one: `other-district`, `urgent`, `not-urgent`, `not-first`, `promo-spent`.
    why: Vec<&'static str>,
    /// All that is shown, in one word: given back with the confirmation, it binds what was read.
    shown: String,
    /// When the visit begins, RFC 3339.
    starts: String,
    /// When it ends, RFC 3339.
    ends: String,
    /// First names of who comes.
    crew: Vec<String>,
    /// Until when the time waits, RFC 3339.
    expires_at: String,
}

/// Asks to book what is held. A code goes to the phone; asking again for the same hold mends what was sent.
#[utoipa::path(
    post,
    path = "/api/v1/bookings",
    tag = "booking",
    params(("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act")),
    request_body = BookingIn,
    responses(
        (status = 201, body = BookingOut),
        (status = 404, body = ProblemOut),
        (status = 409, description = "The time is held no longer (`hold-over`), or nobody can be at the address then (`far-away`)", body = ProblemOut),
        (status = 422, body = ProblemOut),
        (status = 429, body = ProblemOut)
    )
)]
async fn ask_booking(here: Here, JsonBody(asked): JsonBody<BookingIn>) -> Api<Created<BookingOut>> {
    Ok(Created(ask(&here, asked).await.map_err(|e| here.api(&e))?))
}

async fn ask(here: &Here, asked: BookingIn) -> Result<BookingOut, Ask> {
    let BookingIn { hold, name, phone, email, street, house, flat } = asked;
    let phone = if phone.trim().is_empty() { email } else { phone };
    let contact = RawContact { name, phone, street, house, flat: flat.unwrap_or_default() };
    let id = booking::ask(&here.app, &here.actor, hold, &contact, here.lang()).await?;
    let db = here.app.read().await?;
    let asked = request(&db, id).await?.ok_or(Ask::NoSuchRequest(id))?;
    Ok(BookingOut {
        id,
        total_kopecks: asked.quote.total.in_kopecks(),
        before_kopecks: asked.before.as_ref().map(|before| before.total.in_kopecks()),
        why: asked.before.as_ref().map(|before| untrue(&before.ask, &asked.quote.ask)).unwrap_or_default().into_iter().map(Untrue::name).collect(),
        shown: shown(&asked.quote, &asked.hold, &*booking::offer(&here.app)?),
        starts: asked.hold.span.start.to_string(),
        ends: asked.hold.span.end.to_string(),
        crew: crew_names(&db, &asked.hold.crew).await?,
        expires_at: asked.hold.expires_at.to_string(),
    })
}

/// What the client agrees to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "123456", "total_kopecks": 729_000}))]
struct ConfirmIn {
    /// The code from the message, or the `key` of its link; not needed again after `not-first-order`.
    #[serde(default)]
    code: String,
    /// The total that the client saw, in kopecks. Another one is refused.
    total_kopecks: i64,
    /// What the client read, as the request said it; where it is not what would bind now, nothing is booked.
    #[serde(default)]
    shown: Option<String>,
    /// Purposes of the house's consents that the client agreed to; none is needed.
    #[serde(default)]
    consents: Vec<String>,
}

/// An agreement.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "agreement": "019ab4b2-6c00-7000-8000-000000000004", "visit": "019ab4b2-6c00-7000-8000-000000000005", "total_kopecks": 729_000,
    "starts": "2026-11-25T07:00:00Z", "ends": "2026-11-25T10:30:00Z", "crew": ["Ольга", "Марина"],
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "terms": "{\"form\":\"butler.agreement.1\"}", "token": "gq0vW1c9m4aZbXn2y8kR7tPq5sLdEfHj3uKoIiNhYwA"
}))]
pub(crate) struct AgreementOut {
    /// Its id.
    agreement: Uuid,
    /// The visit that was planned.
    visit: Uuid,
    /// The total that binds, in kopecks.
    total_kopecks: i64,
    /// When the visit begins, RFC 3339.
    starts: String,
    /// When it ends, RFC 3339.
    ends: String,
    /// First names of who comes.
    crew: Vec<String>,
    /// SHA-256 of `terms`, in hex.
    sha256: String,
    /// All that binds, as the canonical bytes (RFC 8785) that were hashed.
    terms: String,
    /// A session of the client: `Authorization: Bearer TOKEN`.
    token: Option<String>,
}

/// Confirms a booking by the code and the total. Where a condition of the price proves untrue, nothing is booked:
/// the answer is 409 `not-first-order` or `requoted`, and the new total is confirmed by the same call without a code.
#[utoipa::path(
    post,
    path = "/api/v1/bookings/{id}/confirm",
    tag = "booking",
    params(("id" = Uuid, Path, description = "The request"), ("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act")),
    request_body = ConfirmIn,
    responses(
        (status = 201, body = AgreementOut),
        (status = 404, body = ProblemOut),
        (
            status = 409,
            description = "`not-first-order`, `requoted`, `other-total`, `other-terms`, `hold-over`, `quote-over` or `agreed-before`",
            body = ProblemOut
        ),
        (status = 422, body = ProblemOut),
        (status = 429, body = ProblemOut)
    )
)]
async fn confirm_booking(here: Here, ApiPath(id): ApiPath<RequestId>, JsonBody(pressed): JsonBody<ConfirmIn>) -> Api<Created<AgreementOut>> {
    Ok(Created(confirm(&here, id, &pressed).await.map_err(|e| here.api(&e))?))
}

async fn confirm(here: &Here, id: RequestId, pressed: &ConfirmIn) -> Result<AgreementOut, Agree> {
    let on_page = Pressed { total: Money::kopecks(pressed.total_kopecks), shown: pressed.shown.clone(), consents: pressed.consents.clone() };
    let booked = booking::confirm(&here.app, &here.actor, id, &pressed.code, on_page).await?;
    Ok(AgreementOut::of(here, booked).await?)
}

impl AgreementOut {
    pub(crate) async fn of(here: &Here, booked: Booked) -> Result<Self, DbError> {
        let terms = &booked.agreement.terms;
        let canonical = terms.canonical().map_err(DbError::corrupt)?;
        Ok(Self {
            agreement: terms.id.uuid(),
            visit: terms.visit.uuid(),
            total_kopecks: terms.total.in_kopecks(),
            starts: terms.span.start.to_string(),
            ends: terms.span.end.to_string(),
            crew: crew_names(&here.app.read().await?, &terms.crew).await?,
            sha256: booked.agreement.sha256.clone(),
            terms: String::from_utf8(canonical).map_err(DbError::corrupt)?,
            token: booked.session.map(|token| token.as_str().to_owned()),
        })
    }
}
