//! Statements, payments and receipts for programs.

use crate::api::ids;
use axum::Json;
use axum::body::to_bytes;
use axum::extract::Request;
use billing::{
    BroughtIn, InvoiceId, KEEP_MONEY, PaymentId, Placed, Receipt, ReceiptId, SEE_MONEY, assign, bring_in, correct_receipt, loose_payments, payment,
    placed_payments, punch_receipt, receipt, receipts_due, receipts_punched, refund, take_off,
};
use households::ClientId;
use pages::{Api, ApiPath, ApiQuery, Created, Cursor, Here, JsonBody, PageLimit, PageOut, Routes, json_problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{Instant, Money, Problem};

/// A statement in the API is no larger, in bytes; the page at the desk takes larger ones.
const HEAVIEST: usize = 12 << 20;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(KEEP_MONEY, routes!(bring_statement))
        .api(SEE_MONEY, routes!(list_payments))
        .api(SEE_MONEY, routes!(read_payment))
        .api(KEEP_MONEY, routes!(assign_payment))
        .api(KEEP_MONEY, routes!(take_payment_off))
        .api(KEEP_MONEY, routes!(refund_payment))
        .api(SEE_MONEY, routes!(list_receipts))
        .api(SEE_MONEY, routes!(read_receipt))
        .api(KEEP_MONEY, routes!(punch))
        .api(KEEP_MONEY, routes!(correct))
}

/// What became of a statement.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "matched": 1, "waits": 1, "known": 0, "others": 2, "lines": 46, "sum_kopecks": 1_079_000,
    "payments": ["019ab4b2-6c00-7000-8000-000000000063", "019ab4b2-6c00-7000-8000-000000000064"], "unknown": []
}))]
struct StatementOut {
    /// Payments that were put to an invoice.
    matched: u32,
    /// Payments that wait until somebody chooses their invoice.
    waits: u32,
    /// Payments that came with an earlier file.
    known: u32,
    /// Documents that are not about money that came to the house.
    others: u32,
    /// Lines that were read.
    lines: u32,
    /// All that came and was not known, in kopecks.
    sum_kopecks: i64,
    /// The payments that are new, in the order of the statement.
    payments: Vec<Uuid>,
    /// Sections that nobody knows, what they hold was not read.
    unknown: Vec<UnknownOut>,
}

/// A section that nobody knows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"section": "Погода", "times": 1}))]
struct UnknownOut {
    /// Its name.
    section: String,
    /// How often it stands in the file.
    times: usize,
}

impl From<BroughtIn> for StatementOut {
    fn from(done: BroughtIn) -> Self {
        Self {
            matched: done.matched,
            waits: done.waits,
            known: done.known,
            others: done.others,
            lines: done.lines,
            sum_kopecks: done.sum.in_kopecks(),
            payments: done.payments.iter().map(|id| id.uuid()).collect(),
            unknown: done.unknown.into_iter().map(|(section, times)| UnknownOut { section, times }).collect(),
        }
    }
}

/// Brings a bank's statement in: the file in the form of 1C (`1CClientBankExchange` 1.02 or 1.03; windows-1251, cp866 or UTF-8), 12 MB at
/// most; the page at the desk takes 50. All of it is kept or nothing, and each document once, whatever file it comes in.
#[utoipa::path(
    post, path = "/api/v1/statements", tag = "billing", request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = StatementOut))
)]
async fn bring_statement(here: Here, request: Request) -> Api<Json<StatementOut>> {
    here.actor.may(KEEP_MONEY, &access::Resource::default()).map_err(|e| here.api(&e))?;
    let Ok(sent) = to_bytes(request.into_body(), HEAVIEST).await else {
        return Err(json_problem(&Problem::new(413, "too-large"), &here.t).into());
    };
    Ok(Json(bring_in(&here.app, &here.actor, &sent).await.map_err(|e| here.api(&e))?.into()))
}

/// A payment: what came, what it was put to, what waits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000063", "client": "019ab4b2-6c00-7000-8000-000000000001", "way": "transfer",
    "amount_kopecks": 729_000, "free_kopecks": 0, "paid_at": "2026-11-26T21:00:00Z", "taken_at": "2026-11-27T07:30:00Z",
    "payer": "Лебедева Анна Сергеевна", "purpose": "Оплата по счёту № 41",
    "to": [{"invoice": "019ab4b2-6c00-7000-8000-000000000061", "number": 41, "amount_kopecks": 729_000}], "taken_off": []
}))]
struct PaymentOut {
    /// Its id.
    id: Uuid,
    /// Whose; null while nobody knows.
    client: Option<Uuid>,
    /// How it came: `cash`, `card`, `transfer`.
    way: &'static str,
    /// All of it, in kopecks.
    amount_kopecks: i64,
    /// What is neither put to an invoice nor given back, in kopecks.
    free_kopecks: i64,
    /// The day on which it was paid, RFC 3339.
    paid_at: String,
    /// When it was written down, RFC 3339.
    taken_at: String,
    /// Who paid, as the bank says; empty for what was taken by hand.
    payer: String,
    /// What for, as the bank says.
    purpose: String,
    /// What it was put to.
    to: Vec<PutOut>,
    /// What was taken off again, the latest first.
    taken_off: Vec<TakenOffOut>,
}

/// What a payment was put to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"invoice": "019ab4b2-6c00-7000-8000-000000000061", "number": 41, "amount_kopecks": 729_000}))]
struct PutOut {
    /// Which invoice.
    invoice: Uuid,
    /// Its number.
    number: i64,
    /// How much, in kopecks.
    amount_kopecks: i64,
}

/// What was taken off an invoice again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"invoice": "019ab4b2-6c00-7000-8000-000000000061", "amount_kopecks": 729_000, "reason": "other_client", "at": "2026-11-27T08:00:00Z"}))]
struct TakenOffOut {
    /// Off which invoice.
    invoice: Uuid,
    /// How much, in kopecks.
    amount_kopecks: i64,
    /// `other_client`, `other_invoice` or `not_known`.
    reason: &'static str,
    /// When, RFC 3339.
    at: String,
}

impl From<Placed> for PaymentOut {
    fn from(Placed { payment, to, off }: Placed) -> Self {
        let put = |(invoice, sum): &(billing::Invoice, Money)| PutOut { invoice: invoice.id.uuid(), number: invoice.number, amount_kopecks: sum.in_kopecks() };
        let off_out = |off: &billing::TakenOff| TakenOffOut {
            invoice: off.invoice.uuid(),
            amount_kopecks: off.amount.in_kopecks(),
            reason: off.reason.name(),
            at: off.at.to_string(),
        };
        Self {
            id: payment.id.uuid(),
            client: payment.client.map(ClientId::uuid),
            way: payment.way.name(),
            amount_kopecks: payment.amount.in_kopecks(),
            free_kopecks: payment.free.in_kopecks(),
            paid_at: payment.paid_at.to_string(),
            taken_at: payment.taken_at.to_string(),
            payer: payment.payer,
            purpose: payment.purpose,
            to: to.iter().map(put).collect(),
            taken_off: off.iter().map(off_out).collect(),
        }
    }
}

/// Which payments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PaymentState {
    /// Something of them waits for an invoice; the oldest first.
    #[default]
    Free,
    /// Something of them is put to invoices; the newest first.
    Placed,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct PaymentsQuery {
    /// Those of which something waits for an invoice, the oldest first, or those that are put to invoices, the newest first; `free` where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<PaymentState>, inline)]
    state: PaymentState,
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists payments that wait for an invoice, or that are put to one.
#[utoipa::path(get, path = "/api/v1/payments", tag = "billing", params(PaymentsQuery), responses((status = 200, body = PageOut<PaymentOut>)))]
async fn list_payments(here: Here, ApiQuery(query): ApiQuery<PaymentsQuery>) -> Api<Json<PageOut<PaymentOut>>> {
    let (limit, after) = (query.limit.0, ids(query.after));
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let rows = match query.state {
        PaymentState::Placed => placed_payments(&db, &here.actor, after, limit + 1).await.map_err(|e| here.api(&e))?,
        PaymentState::Free => loose_payments(&db, &here.actor, after, limit + 1).await.map_err(|e| here.api(&e))?,
    };
    Ok(Json(PageOut::of(rows, limit, |last| Cursor::name(last.payment.taken_at, last.payment.id), PaymentOut::from)))
}

async fn paid(here: &Here, id: PaymentId) -> Api<Json<PaymentOut>> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    Ok(Json(payment(&db, &here.actor, id).await.map_err(|e| here.api(&e))?.into()))
}

/// Reads a payment.
#[utoipa::path(
    get, path = "/api/v1/payments/{id}", tag = "billing", params(("id" = Uuid, Path, description = "The payment")),
    responses((status = 200, body = PaymentOut))
)]
async fn read_payment(here: Here, ApiPath(id): ApiPath<PaymentId>) -> Api<Json<PaymentOut>> {
    paid(&here, id).await
}

/// Which invoice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"number": 41}))]
struct AssignIn {
    /// Its number.
    number: i64,
}

/// Puts what is free of a payment to the invoice of a number; what is more than the invoice goes to what the client owes otherwise.
#[utoipa::path(
    post, path = "/api/v1/payments/{id}/assign", operation_id = "assign_payment", tag = "billing", params(("id" = Uuid, Path, description = "The payment")),
    request_body = AssignIn, responses((status = 200, body = PaymentOut))
)]
async fn assign_payment(here: Here, ApiPath(id): ApiPath<PaymentId>, JsonBody(body): JsonBody<AssignIn>) -> Api<Json<PaymentOut>> {
    assign(&here.app, &here.actor, id, &body.number.to_string()).await.map_err(|e| here.api(&e))?;
    paid(&here, id).await
}

/// Off which invoice, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"invoice": "019ab4b2-6c00-7000-8000-000000000061", "reason": "other_client"}))]
struct TakeOffIn {
    /// The invoice that it was put to.
    #[schema(value_type = Uuid)]
    invoice: InvoiceId,
    /// `other_client`: somebody else paid; `other_invoice`: the client paid for something else; `not_known`: whose it is, is to be found out.
    reason: String,
}

/// Takes a payment off an invoice that it was not for: the invoice is to be paid again, the payment waits for another, and receipts that
/// were printed get their corrections. With `other_client` and `not_known` it is taken off all that it was put to, and is nobody's.
#[utoipa::path(
    post, path = "/api/v1/payments/{id}/take-off", operation_id = "take_payment_off", tag = "billing",
    params(("id" = Uuid, Path, description = "The payment")), request_body = TakeOffIn, responses((status = 200, body = PaymentOut))
)]
async fn take_payment_off(here: Here, ApiPath(id): ApiPath<PaymentId>, JsonBody(body): JsonBody<TakeOffIn>) -> Api<Json<PaymentOut>> {
    take_off(&here.app, &here.actor, id, body.invoice, &body.reason).await.map_err(|e| here.api(&e))?;
    paid(&here, id).await
}

/// What goes back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"sum": "1000,50", "free_kopecks": 100_050}))]
struct RefundIn {
    /// How much, in roubles: `1000` or `1000,50`.
    sum: String,
    /// What was free of the payment as it was read, in kopecks.
    free_kopecks: i64,
}

/// Writes down that what is free of a payment went back to the client, by the way it came.
#[utoipa::path(
    post, path = "/api/v1/payments/{id}/refund", operation_id = "refund_payment", tag = "billing", params(("id" = Uuid, Path, description = "The payment")),
    request_body = RefundIn, responses((status = 200, body = PaymentOut))
)]
async fn refund_payment(here: Here, ApiPath(id): ApiPath<PaymentId>, JsonBody(body): JsonBody<RefundIn>) -> Api<Json<PaymentOut>> {
    let seen = Money::kopecks(body.free_kopecks).plain();
    refund(&here.app, &here.actor, id, &body.sum, &seen).await.map_err(|e| here.api(&e))?;
    paid(&here, id).await
}

/// A receipt of the law on cash registers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000065", "kind": "full", "amount_kopecks": 729_000, "client": "019ab4b2-6c00-7000-8000-000000000001",
    "payment": "019ab4b2-6c00-7000-8000-000000000063", "invoice": "019ab4b2-6c00-7000-8000-000000000061", "corrects": null,
    "due_at": "2026-11-27T07:30:00Z", "mark": null, "punched_at": null
}))]
struct ReceiptOut {
    /// Its id.
    id: Uuid,
    /// `advance`, `full`, `offset`, `refund` or `correction`.
    kind: &'static str,
    /// On how much, in kopecks.
    amount_kopecks: i64,
    /// Whose money; null where it is not known.
    client: Option<Uuid>,
    /// The payment behind it.
    payment: Option<Uuid>,
    /// The invoice behind it.
    invoice: Option<Uuid>,
    /// The receipt that it corrects.
    corrects: Option<Uuid>,
    /// Since when it waits, RFC 3339.
    due_at: String,
    /// The number and the mark of the fiscal document; null while it waits.
    mark: Option<String>,
    /// When it was printed, RFC 3339; null while it waits.
    punched_at: Option<String>,
}

impl From<Receipt> for ReceiptOut {
    fn from(receipt: Receipt) -> Self {
        let due = receipt.due();
        let (mark, at) = match &receipt {
            Receipt::Due(_) => (None, None),
            Receipt::Punched(punched) => (Some(punched.mark.clone()), Some(punched.at.to_string())),
        };
        Self {
            id: due.id.uuid(),
            kind: due.kind.name(),
            amount_kopecks: due.amount.in_kopecks(),
            client: due.client.map(ClientId::uuid),
            payment: due.payment.map(PaymentId::uuid),
            invoice: due.invoice.map(InvoiceId::uuid),
            corrects: due.corrects.map(ReceiptId::uuid),
            due_at: due.since.to_string(),
            mark,
            punched_at: at,
        }
    }
}

/// Which receipts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ReceiptState {
    /// They wait to be printed; the oldest first.
    #[default]
    Due,
    /// They were printed; the newest first.
    Punched,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ReceiptsQuery {
    /// Those that wait, the oldest first, or those that were printed, the newest first; `due` where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<ReceiptState>, inline)]
    state: ReceiptState,
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists receipts that wait to be printed, or that were.
#[utoipa::path(get, path = "/api/v1/receipts", tag = "billing", params(ReceiptsQuery), responses((status = 200, body = PageOut<ReceiptOut>)))]
async fn list_receipts(here: Here, ApiQuery(query): ApiQuery<ReceiptsQuery>) -> Api<Json<PageOut<ReceiptOut>>> {
    let (limit, after) = (query.limit.0, ids(query.after));
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let rows = match query.state {
        ReceiptState::Due => receipts_due(&db, &here.actor, after, limit + 1).await,
        ReceiptState::Punched => receipts_punched(&db, &here.actor, after, limit + 1).await,
    };
    let place = |last: &Receipt| {
        let at: Instant = match last {
            Receipt::Due(due) => due.since,
            Receipt::Punched(punched) => punched.at,
        };
        Cursor::name(at, last.due().id)
    };
    Ok(Json(PageOut::of(rows.map_err(|e| here.api(&e))?, limit, place, ReceiptOut::from)))
}

async fn printed(here: &Here, id: ReceiptId) -> Api<ReceiptOut> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    Ok(receipt(&db, &here.actor, id).await.map_err(|e| here.api(&e))?.into())
}

/// Reads a receipt.
#[utoipa::path(
    get, path = "/api/v1/receipts/{id}", tag = "billing", params(("id" = Uuid, Path, description = "The receipt")),
    responses((status = 200, body = ReceiptOut))
)]
async fn read_receipt(here: Here, ApiPath(id): ApiPath<ReceiptId>) -> Api<Json<ReceiptOut>> {
    Ok(Json(printed(&here, id).await?))
}

/// The document that was printed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"mark": "ФД 18, ФП 3012345678"}))]
struct PunchIn {
    /// Its number and mark.
    mark: String,
}

/// Writes down that a receipt was printed.
#[utoipa::path(
    post, path = "/api/v1/receipts/{id}/punch", operation_id = "punch_receipt", tag = "billing", params(("id" = Uuid, Path, description = "The receipt")),
    request_body = PunchIn, responses((status = 200, body = ReceiptOut))
)]
async fn punch(here: Here, ApiPath(id): ApiPath<ReceiptId>, JsonBody(body): JsonBody<PunchIn>) -> Api<Json<ReceiptOut>> {
    punch_receipt(&here.app, &here.actor, id, &body.mark).await.map_err(|e| here.api(&e))?;
    Ok(Json(printed(&here, id).await?))
}

/// A receipt that was printed says what is not so: its correction waits to be printed. Asked for twice, it is one.
#[utoipa::path(
    post, path = "/api/v1/receipts/{id}/correct", operation_id = "correct_receipt", tag = "billing", params(("id" = Uuid, Path, description = "The receipt")),
    responses((status = 201, body = ReceiptOut))
)]
async fn correct(here: Here, ApiPath(id): ApiPath<ReceiptId>) -> Api<Created<ReceiptOut>> {
    let correction = correct_receipt(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?.into_inner();
    Ok(Created(printed(&here, correction).await?))
}
