//! Invoices, payments and changes for programs.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use billing::{
    ANSWER_CHANGE, Answer, BillError, ChangeOrderId, ChangeShown, ISSUE_INVOICE, Invoice, InvoiceId, KEEP_MONEY, PROPOSE_CHANGE, RawPayment, SEE_CHANGE,
    SEE_INVOICE, SEE_MONEY, accept_change, change, decline_change, invoice, issue_early, propose_change, take_payment, unpaid,
};
use db::Read as _;
use pages::{Api, ApiPath, ApiQuery, Created, Cursor, Here, JsonBody, PageLimit, PageOut, Routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{FieldFault, Instant, Money};
use visits::VisitId;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(SEE_MONEY, routes!(list_unpaid))
        .api(SEE_INVOICE, routes!(read_invoice))
        .api(ISSUE_INVOICE, routes!(issue_invoice))
        .api(KEEP_MONEY, routes!(pay_invoice))
        .api(PROPOSE_CHANGE, routes!(propose))
        .api(SEE_CHANGE, routes!(read_change))
        .api(ANSWER_CHANGE, routes!(accept))
        .api(ANSWER_CHANGE, routes!(decline))
}

/// An invoice.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000061", "number": 41, "visit": "019c5a10-0000-7000-8000-000000000002", "client": "019ab4b2-6c00-7000-8000-000000000001",
    "state": "open", "total_kopecks": 729_000, "open_kopecks": 729_000, "issued_at": "2026-11-25T10:35:00Z", "due_at": "2026-11-30T10:35:00Z"
}))]
struct InvoiceOut {
    /// Its id.
    id: Uuid,
    /// Its number, counted by the house without gaps.
    number: i64,
    /// For which visit.
    visit: Uuid,
    /// Whose.
    client: Uuid,
    /// `open`, `overdue`, `paid` or `withdrawn`.
    state: &'static str,
    /// The sum, in kopecks.
    total_kopecks: i64,
    /// What is still to be paid, in kopecks.
    open_kopecks: i64,
    /// When it was issued, RFC 3339.
    issued_at: String,
    /// Until when it is to be paid, RFC 3339.
    due_at: String,
}

impl InvoiceOut {
    fn of(invoice: &Invoice, now: Instant) -> Self {
        Self {
            id: invoice.id.uuid(),
            number: invoice.number,
            visit: invoice.visit.uuid(),
            client: invoice.client.uuid(),
            state: invoice.standing(now).name(),
            total_kopecks: invoice.total.in_kopecks(),
            open_kopecks: invoice.open.in_kopecks(),
            issued_at: invoice.issued_at.to_string(),
            due_at: invoice.due_at.to_string(),
        }
    }
}

/// Where a list goes on, by the ids of its room.
pub(crate) fn ids<I: From<Uuid>>(after: Option<Cursor>) -> Option<(Instant, I)> {
    after.map(|Cursor(at, id)| (at, id.into()))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct UnpaidQuery {
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists what is unpaid, the longest overdue first.
#[utoipa::path(get, path = "/api/v1/invoices", tag = "billing", params(UnpaidQuery), responses((status = 200, body = PageOut<InvoiceOut>)))]
async fn list_unpaid(here: Here, ApiQuery(query): ApiQuery<UnpaidQuery>) -> Api<Json<PageOut<InvoiceOut>>> {
    let (limit, after) = (query.limit.0, ids(query.after));
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let rows = unpaid(&db, &here.actor, after, limit + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(rows, limit, |last| Cursor::name(last.due_at, last.id), |row| InvoiceOut::of(&row, db.now()))))
}

async fn shown(here: &Here, id: InvoiceId) -> Result<InvoiceOut, BillError> {
    let db = here.app.read().await?;
    Ok(InvoiceOut::of(&invoice(&db, &here.actor, id).await?.invoice, db.now()))
}

/// Reads an invoice.
#[utoipa::path(
    get, path = "/api/v1/invoices/{id}", tag = "billing", params(("id" = Uuid, Path, description = "The invoice")), responses((status = 200, body = InvoiceOut))
)]
async fn read_invoice(here: Here, ApiPath(id): ApiPath<InvoiceId>) -> Api<Json<InvoiceOut>> {
    Ok(Json(shown(&here, id).await.map_err(|e| here.api(&e))?))
}

/// Issues the invoice of a visit before its work is done. Asked for twice, it is one.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/invoice", tag = "billing", params(("id" = Uuid, Path, description = "The visit")),
    responses((status = 201, body = InvoiceOut))
)]
async fn issue_invoice(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Created<InvoiceOut>> {
    let issued = issue_early(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?.into_inner();
    Ok(Created(InvoiceOut::of(&issued, here.app.now())))
}

/// A payment that was taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"way": "cash", "amount": "7290", "day": "2026-11-25"}))]
struct PaymentIn {
    /// By which way: `cash`, `card`, `transfer`.
    way: String,
    /// How much, in roubles: `7290` or `7290,50`.
    amount: String,
    /// The day on which it was paid.
    #[schema(format = Date)]
    day: String,
}

/// The sum is called otherwise in a form than here: a fault names what was sent.
fn as_sent(error: BillError) -> BillError {
    match error {
        BillError::Fields(faults) => {
            let named = |fault: FieldFault| if fault.field == "sum" { FieldFault { field: "amount", ..fault } } else { fault };
            BillError::Fields(faults.into_iter().map(named).collect())
        }
        other => other,
    }
}

/// Writes a payment down to an invoice; what is more than the invoice stays free for another.
#[utoipa::path(
    post, path = "/api/v1/invoices/{id}/pay", tag = "billing", params(("id" = Uuid, Path, description = "The invoice")),
    request_body = PaymentIn, responses((status = 200, body = InvoiceOut))
)]
async fn pay_invoice(here: Here, ApiPath(id): ApiPath<InvoiceId>, JsonBody(body): JsonBody<PaymentIn>) -> Api<Json<InvoiceOut>> {
    here.actor.may(KEEP_MONEY, &access::Resource::default()).map_err(|e| here.api(&e))?;
    let raw = RawPayment { way: body.way, amount: body.amount, day: body.day };
    take_payment(&here.app, &here.actor, here.once().into(), id, &raw).await.map_err(|e| here.api(&as_sent(e)))?;
    Ok(Json(shown(&here, id).await.map_err(|e| here.api(&e))?))
}

/// A change of what was agreed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"what": "Ещё и балкон", "amount": "500"}))]
struct ChangeIn {
    /// What is to be different.
    what: String,
    /// How much more, in roubles; less is negative.
    amount: String,
}

/// A change that waits for the client's answer, or has it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000062", "visit": "019c5a10-0000-7000-8000-000000000002", "what": "Ещё и балкон", "amount_kopecks": 50_000,
    "total_kopecks": 779_000, "answer": "waits", "made_at": "2026-11-24T09:30:00Z"
}))]
struct ChangeOut {
    /// Its id.
    id: Uuid,
    /// Of which visit.
    visit: Uuid,
    /// What is to be different; empty after the client's erasure.
    what: String,
    /// How much more, in kopecks; less is negative.
    amount_kopecks: i64,
    /// What the visit costs with it, in kopecks: the total to accept.
    total_kopecks: i64,
    /// `waits`, `accepted`, `declined` or `lapsed`.
    answer: &'static str,
    /// When it was proposed, RFC 3339.
    made_at: String,
}

impl From<ChangeShown> for ChangeOut {
    fn from(shown: ChangeShown) -> Self {
        Self {
            id: shown.change.id.uuid(),
            visit: shown.change.visit.uuid(),
            amount_kopecks: shown.change.amount.in_kopecks(),
            total_kopecks: shown.total().in_kopecks(),
            answer: match &shown.change.answer {
                None => "waits",
                Some(Answer::Accepted { .. }) => "accepted",
                Some(Answer::Declined(_)) => "declined",
                Some(Answer::Lapsed(_)) => "lapsed",
            },
            made_at: shown.change.made_at.to_string(),
            what: shown.change.words,
        }
    }
}

async fn changed(here: &Here, id: ChangeOrderId) -> Result<ChangeOut, BillError> {
    Ok(change(&here.app.read().await?, &here.actor, id).await?.into())
}

/// Proposes a change of what was agreed; it binds when the client accepts it.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/changes", tag = "billing", params(("id" = Uuid, Path, description = "The visit")),
    request_body = ChangeIn, responses((status = 201, body = ChangeOut))
)]
async fn propose(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(body): JsonBody<ChangeIn>) -> Api<Created<ChangeOut>> {
    here.actor.may(PROPOSE_CHANGE, &access::Resource::default()).map_err(|e| here.api(&e))?;
    let proposed = propose_change(&here.app, &here.actor, id, &body.what, &body.amount).await.map_err(|e| here.api(&e))?;
    Ok(Created(changed(&here, proposed.id).await.map_err(|e| here.api(&e))?))
}

/// Reads a change of what was agreed.
#[utoipa::path(
    get, path = "/api/v1/changes/{id}", tag = "billing", params(("id" = Uuid, Path, description = "The change")), responses((status = 200, body = ChangeOut))
)]
async fn read_change(here: Here, ApiPath(id): ApiPath<ChangeOrderId>) -> Api<Json<ChangeOut>> {
    Ok(Json(changed(&here, id).await.map_err(|e| here.api(&e))?))
}

/// The total that was on the button.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"total_kopecks": 779_000}))]
struct AcceptIn {
    /// What the visit costs with the change, in kopecks.
    total_kopecks: i64,
}

/// Accepts a change, as the client: from now on the new total binds.
#[utoipa::path(
    post, path = "/api/v1/changes/{id}/accept", operation_id = "accept_change", tag = "billing", params(("id" = Uuid, Path, description = "The change")),
    request_body = AcceptIn, responses((status = 200, body = ChangeOut))
)]
async fn accept(here: Here, ApiPath(id): ApiPath<ChangeOrderId>, JsonBody(body): JsonBody<AcceptIn>) -> Api<Json<ChangeOut>> {
    accept_change(&here.app, &here.actor, id, Money::kopecks(body.total_kopecks)).await.map_err(|e| here.api(&e))?;
    Ok(Json(changed(&here, id).await.map_err(|e| here.api(&e))?))
}

/// Declines a change, as the client: all stays as it was agreed.
#[utoipa::path(
    post, path = "/api/v1/changes/{id}/decline", operation_id = "decline_change", tag = "billing", params(("id" = Uuid, Path, description = "The change")),
    responses((status = 204))
)]
async fn decline(here: Here, ApiPath(id): ApiPath<ChangeOrderId>) -> Api<Response> {
    decline_change(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
