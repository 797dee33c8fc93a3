//! `/desk/payments`: money that is not put to an invoice yet, and the bank's statement.

use crate::paper::{names, number_words, off_words, put_row, typed};
use askama::Template;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use billing::{
    BringIn, BroughtIn, Free, InvoiceId, NotAStatement, PaymentId, Placed, assign, begin_statement, free_payments, keep_statement, placed_payments, refund,
    requisites, take_off,
};
use households::ClientId;
use pages::{Form, Head, Here, Poured, Refused, Shell, T, page, pour, redirect};
use std::collections::BTreeMap;
use values::{Explain, Problem};

/// Payments on a page.
const PAGE: u32 = 30;

/// The page.
#[derive(Template)]
#[template(path = "payments.html")]
pub(crate) struct PaymentsPage {
    pub(crate) head: Head,
    /// The payments that are put to invoices, and not those that wait.
    pub(crate) is_placed: bool,
    pub(crate) rows: Vec<Row>,
    pub(crate) placed: Vec<PlacedRow>,
    pub(crate) more: String,
    /// What became of a statement, line by line; empty before one came.
    pub(crate) told: Vec<String>,
    /// Why the statement was refused; empty when it was not.
    pub(crate) fault: String,
    pub(crate) no_account: bool,
}

/// A payment of which something is free.
pub(crate) struct Row {
    pub(crate) id: PaymentId,
    /// Where its forms are sent.
    pub(crate) path: String,
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) way: String,
    pub(crate) who: String,
    pub(crate) purpose: String,
    pub(crate) free: String,
    /// The same as a form carries it: pressed twice, it is given back once.
    pub(crate) free_seen: String,
    /// What is free, as it is typed.
    pub(crate) free_typed: String,
    /// All of it, where more came than is free.
    pub(crate) of: String,
    /// Invoices that it may be for: number, words of the button.
    pub(crate) likely: Vec<(i64, String)>,
    /// What was typed, and what is wrong with it.
    pub(crate) number: String,
    pub(crate) number_error: String,
    pub(crate) sum_error: String,
}

/// A payment that is put to invoices.
pub(crate) struct PlacedRow {
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) way: String,
    pub(crate) amount: String,
    pub(crate) who: String,
    pub(crate) purpose: String,
    pub(crate) to: Vec<crate::paper::PutRow>,
    /// What was taken off again, in words.
    pub(crate) off: Vec<String>,
}

/// What was typed into a form of one payment, and what is wrong with it.
struct Again<'a> {
    id: PaymentId,
    form: &'a Form,
    problem: &'a Problem,
}

fn row(t: &T, free: &Free, clients: &BTreeMap<ClientId, String>, again: Option<&Again<'_>>) -> Row {
    let payment = &free.payment;
    let again = again.filter(|again| again.id == payment.id);
    let error = |name: &str| again.and_then(|again| again.problem.fields.iter().find(|f| f.field == name)).map(|fault| t.fault(fault)).unwrap_or_default();
    let known = payment.client.and_then(|client| clients.get(&client)).cloned();
    let button = |invoice: &billing::Invoice| {
        let name = clients.get(&invoice.client).cloned().unwrap_or_default();
        t.say("billing-put-to", &[("number", number_words(t, invoice).into()), ("client", name.into()), ("open", invoice.open.to_string().into())])
    };
    Row {
        id: payment.id,
        path: format!("/desk/payments/{}", payment.id),
        datetime: payment.paid_at.to_string(),
        at: t.date(&payment.paid_at),
        way: t.get(&format!("billing-way-{}", payment.way.name())),
        who: if payment.payer.is_empty() { known.unwrap_or_default() } else { payment.payer.clone() },
        purpose: payment.purpose.clone(),
        free: payment.free.to_string(),
        free_seen: typed(payment.free),
        of: if payment.free == payment.amount { String::new() } else { t.with("billing-free-of", "amount", &payment.amount.to_string()) },
        likely: free.likely.iter().map(|invoice| (invoice.number, button(invoice))).collect(),
        number: again.map(|again| again.form.get("number").to_owned()).unwrap_or_default(),
        free_typed: again.filter(|again| again.form.has("sum")).map_or_else(|| typed(payment.free), |again| again.form.get("sum").to_owned()),
        number_error: error("number"),
        sum_error: error("sum"),
    }
}

fn placed_row(t: &T, placed: &Placed, clients: &BTreeMap<ClientId, String>) -> PlacedRow {
    let payment = &placed.payment;
    let known = payment.client.and_then(|client| clients.get(&client)).cloned();
    PlacedRow {
        datetime: payment.paid_at.to_string(),
        at: t.date(&payment.paid_at),
        way: t.get(&format!("billing-way-{}", payment.way.name())),
        amount: payment.amount.to_string(),
        who: if payment.payer.is_empty() { known.unwrap_or_default() } else { payment.payer.clone() },
        purpose: payment.purpose.clone(),
        to: placed.to.iter().map(|(invoice, sum)| put_row(t, payment, invoice, *sum, clients.get(&invoice.client))).collect(),
        off: placed.off.iter().map(|off| off_words(t, off)).collect(),
    }
}

async fn payments_page(here: &Here, again: Option<&Again<'_>>, told: Vec<String>, fault: String) -> Result<PaymentsPage, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let from = here.query.get("at").parse().ok().zip(here.query.get("after").parse().ok());
    let is_placed = here.query.get("shelf") == "placed";
    let (free, placed) = if is_placed {
        (Ok(Vec::new()), placed_payments(&db, &here.actor, from, PAGE).await)
    } else {
        (free_payments(&db, &here.actor, from, PAGE).await, Ok(Vec::new()))
    };
    let (free, placed) = (free.map_err(|e| here.refuse(&e))?, placed.map_err(|e| here.refuse(&e))?);
    let of_free = free.iter().flat_map(|free| free.payment.client.into_iter().chain(free.likely.iter().map(|invoice| invoice.client)));
    let of_placed = placed.iter().flat_map(|placed| placed.payment.client.into_iter().chain(placed.to.iter().map(|(invoice, _)| invoice.client)));
    let clients: Vec<ClientId> = of_free.chain(of_placed).collect();
    let clients = names(here, &clients).await.map_err(|e| here.refuse(&e))?;
    let last = free.last().map(|free| &free.payment).or(placed.last().map(|placed| &placed.payment));
    let last = last.filter(|_| u32::try_from(free.len() + placed.len()).is_ok_and(|n| n == PAGE));
    let shelf = if is_placed { "shelf=placed&" } else { "" };
    Ok(PaymentsPage {
        is_placed,
        rows: free.iter().map(|free| row(&here.t, free, &clients, again)).collect(),
        placed: placed.iter().map(|placed| placed_row(&here.t, placed, &clients)).collect(),
        more: last.map(|last| format!("/desk/payments?{shelf}at={}&after={}", last.taken_at, last.id)).unwrap_or_default(),
        told,
        fault,
        no_account: requisites(&here.app).map_err(|e| here.refuse(&e))?.is_none(),
        head: here.head(Shell::Desk, &here.t.get("billing-payments")).at("/desk/payments"),
    })
}

pub(crate) async fn get_payments(here: Here) -> Result<Response, Refused> {
    Ok(page(&payments_page(&here, None, Vec::new(), String::new()).await?))
}

/// What became of a statement, in lines.
fn told(t: &T, done: &BroughtIn) -> Vec<String> {
    let count = |key: &str, n: u32| (n > 0).then(|| t.num(key, "n", &i64::from(n)));
    let mut lines: Vec<String> = [
        count("billing-brought-matched", done.matched),
        count("billing-brought-waits", done.waits),
        count("billing-brought-known", done.known),
        count("billing-brought-others", done.others),
    ]
    .into_iter()
    .flatten()
    .collect();
    if lines.is_empty() {
        lines.push(t.get("billing-brought-nothing"));
    }
    lines.push(t.num("billing-brought-lines", "n", &i64::from(done.lines)));
    for (section, n) in &done.unknown {
        lines.push(t.say("billing-brought-unknown", &[("section", section.into()), ("n", n.to_string().into())]));
    }
    lines
}

/// Reads the statement as it comes: it is kept once it has ended as it should.
async fn brought(here: &Here, request: Request) -> Result<BroughtIn, BringIn> {
    let mut reading = begin_statement(&here.app, &here.actor);
    let mut fault = None;
    let poured = pour(request, "statement", |part| {
        if let (Ok(reading), None) = (&mut reading, &fault) {
            fault = reading.take(part).err();
        }
    });
    let poured = poured.await;
    let reading = reading?;
    let fault = fault.or_else(|| match poured {
        Poured::Whole => None,
        Poured::Heavy => Some(NotAStatement::TooLarge),
        Poured::Broken => Some(reading.broken_off()),
    });
    match fault {
        Some(fault) => Err(fault.into()),
        None => keep_statement(&here.app, &here.actor, reading.end()?).await,
    }
}

pub(crate) async fn post_statement(here: Here, request: Request) -> Result<Response, Refused> {
    here.actor.may(billing::KEEP_MONEY, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    match brought(&here, request).await {
        Ok(done) => Ok(page(&payments_page(&here, None, told(&here.t, &done), String::new()).await?)),
        Err(error @ (BringIn::NotAStatement(_) | BringIn::NoAccount)) => {
            let problem = error.explain();
            let fault = here.t.args(&format!("problem-{}", problem.kind), &problem.args);
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok((status, page(&payments_page(&here, None, Vec::new(), fault).await?)).into_response())
        }
        Err(BringIn::Bill(error)) => Err(here.refuse(&error)),
    }
}

async fn again(here: &Here, id: PaymentId, form: &Form, error: &billing::BillError) -> Result<Response, Refused> {
    let problem = here.field_problem(error)?;
    let view = payments_page(here, Some(&Again { id, form, problem: &problem }), Vec::new(), String::new()).await?;
    here.again(error, &view)
}

pub(crate) async fn post_assign(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: PaymentId = id.parse().map_err(|_| here.not_found())?;
    match assign(&here.app, &here.actor, id, form.get("number")).await {
        Ok(invoice) => Ok(redirect(&format!("/desk/invoices/{}", invoice.into_inner()))),
        Err(error) => again(&here, id, &form, &error).await,
    }
}

pub(crate) async fn post_refund(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: PaymentId = id.parse().map_err(|_| here.not_found())?;
    match refund(&here.app, &here.actor, id, form.get("sum"), form.get("free")).await {
        Ok(_) => Ok(redirect("/desk/payments")),
        Err(error) => again(&here, id, &form, &error).await,
    }
}

pub(crate) async fn post_take_off(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: PaymentId = id.parse().map_err(|_| here.not_found())?;
    let invoice: InvoiceId = form.get("invoice").parse().map_err(|_| here.not_found())?;
    take_off(&here.app, &here.actor, id, invoice, form.get("reason")).await.map_err(|e| here.refuse(&e))?;
    // Where it waits now; one that stays the client's, and was put to all else they owe, is seen at its invoice.
    Ok(redirect("/desk/payments"))
}
