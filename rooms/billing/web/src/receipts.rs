//! `/desk/receipts`: receipts that wait to be punched, and those that were.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use billing::{Receipt, ReceiptId, correct_receipt, punch_receipt, receipts_due, receipts_punched};
use pages::{Form, Head, Here, Refused, Shell, page, redirect};
use values::Problem;

/// Receipts on a page.
const PAGE: u32 = 40;

/// The page.
#[derive(Template)]
#[template(path = "receipts.html")]
pub(crate) struct ReceiptsPage {
    pub(crate) head: Head,
    pub(crate) is_punched: bool,
    pub(crate) rows: Vec<Row>,
    pub(crate) more: String,
}

/// A receipt.
pub(crate) struct Row {
    pub(crate) id: ReceiptId,
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) kind: String,
    pub(crate) amount: String,
    /// Its invoice; empty where there is none.
    pub(crate) invoice: String,
    /// The mark of one that was printed, or what was typed.
    pub(crate) mark: String,
    pub(crate) error: String,
}

async fn receipts_page(here: &Here, is_punched: bool, again: Option<(ReceiptId, &Form, &Problem)>) -> Result<ReceiptsPage, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let cursor = here.query.get("at").parse().ok().zip(here.query.get("after").parse().ok());
    let receipts = if is_punched { receipts_punched(&db, &here.actor, cursor, PAGE).await } else { receipts_due(&db, &here.actor, cursor, PAGE).await };
    let receipts = receipts.map_err(|e| here.refuse(&e))?;
    let t = &here.t;
    let moment = |receipt: &Receipt| match receipt {
        Receipt::Due(due) => due.since,
        Receipt::Punched(punched) => punched.at,
    };
    let row = |receipt: &Receipt| {
        let due = receipt.due();
        let again = again.filter(|(id, ..)| *id == due.id);
        let fault = again.and_then(|(_, _, problem)| problem.fields.first());
        Row {
            id: due.id,
            datetime: moment(receipt).to_string(),
            at: t.moment(&moment(receipt)),
            kind: t.get(&format!("billing-receipt-{}", due.kind.name())),
            amount: due.amount.to_string(),
            invoice: due.invoice.map(|id| format!("/desk/invoices/{id}")).unwrap_or_default(),
            mark: match receipt {
                Receipt::Punched(punched) => punched.mark.clone(),
                Receipt::Due(_) => again.map(|(_, form, _)| form.get("mark").to_owned()).unwrap_or_default(),
            },
            error: fault.map(|fault| t.fault(fault)).unwrap_or_default(),
        }
    };
    let last = receipts.last().filter(|_| u32::try_from(receipts.len()).is_ok_and(|n| n == PAGE));
    let shelf = if is_punched { "punched" } else { "due" };
    Ok(ReceiptsPage {
        is_punched,
        rows: receipts.iter().map(row).collect(),
        more: last.map(|last| format!("/desk/receipts?shelf={shelf}&at={}&after={}", moment(last), last.due().id)).unwrap_or_default(),
        head: here.head(Shell::Desk, &t.get("billing-receipts")).at("/desk/receipts"),
    })
}

pub(crate) async fn get_receipts(here: Here) -> Result<Response, Refused> {
    let is_punched = here.query.get("shelf") == "punched";
    Ok(page(&receipts_page(&here, is_punched, None).await?))
}

pub(crate) async fn post_punch(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: ReceiptId = id.parse().map_err(|_| here.not_found())?;
    match punch_receipt(&here.app, &here.actor, id, form.get("mark")).await {
        Ok(_) => Ok(redirect("/desk/receipts")),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            let view = receipts_page(&here, false, Some((id, &form, &problem))).await?;
            here.again(&error, &view)
        }
    }
}

pub(crate) async fn post_correct(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: ReceiptId = id.parse().map_err(|_| here.not_found())?;
    correct_receipt(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect("/desk/receipts"))
}
