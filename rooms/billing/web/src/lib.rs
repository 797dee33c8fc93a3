//! The pages of money: a client's invoices and the changes that wait for their answer; at the desk what is unpaid, payments,
//! statements of the bank, receipts.
//!
//! **Keeps:** page and paper of an invoice say the same words; the total on the button is the one that binds.
//! **Never:** computes an amount.

mod api;
mod change;
mod desk;
mod invoice;
mod money_api;
mod paper;
mod payments;
mod receipts;

use billing::{ANSWER_CHANGE, HEAVIEST_STATEMENT, ISSUE_INVOICE, KEEP_MONEY, PROPOSE_CHANGE, SEE_CHANGE, SEE_INVOICE, SEE_MONEY};
use pages::{Routes, Web};

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/my/invoices", SEE_INVOICE, invoice::get_invoices)
        .get("/my/invoices/{id}", SEE_INVOICE, invoice::get_invoice)
        .get("/my/invoices/{id}/pdf", SEE_INVOICE, invoice::get_pdf)
        .post("/my/visits/{id}/invoice", ISSUE_INVOICE, invoice::post_early)
        .get("/my/changes/{id}", SEE_CHANGE, change::get_change)
        .post("/my/changes/{id}/accept", ANSWER_CHANGE, change::post_accept)
        .post("/my/changes/{id}/decline", ANSWER_CHANGE, change::post_decline)
        .get("/desk/visits/{id}/change", PROPOSE_CHANGE, change::get_propose)
        .post("/desk/visits/{id}/change", PROPOSE_CHANGE, change::post_propose)
        .get("/desk/money", SEE_MONEY, desk::get_money)
        .get("/desk/invoices/{id}", SEE_MONEY, desk::get_invoice)
        .post("/desk/invoices/{id}/pay", KEEP_MONEY, desk::post_pay)
        .get("/desk/payments", SEE_MONEY, payments::get_payments)
        .upload("/desk/payments/statement", KEEP_MONEY, HEAVIEST_STATEMENT + (1 << 20), payments::post_statement)
        .post("/desk/payments/{id}/assign", KEEP_MONEY, payments::post_assign)
        .post("/desk/payments/{id}/refund", KEEP_MONEY, payments::post_refund)
        .post("/desk/payments/{id}/take-off", KEEP_MONEY, payments::post_take_off)
        .get("/desk/receipts", SEE_MONEY, receipts::get_receipts)
        .post("/desk/receipts/{id}/punch", KEEP_MONEY, receipts::post_punch)
        .post("/desk/receipts/{id}/correct", KEEP_MONEY, receipts::post_correct)
        .merge(api::routes())
        .merge(money_api::routes());
    Web::new("billing-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail(16, "/desk/money", "billing-rail", 'i')
}
