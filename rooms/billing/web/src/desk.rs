//! `/desk/money`: what is unpaid and how old it is; all invoices; and one with its payments.

use crate::paper::{names, number_words, put_row, state_words, typed, worded};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use billing::{Ages, Invoice, InvoiceId, PaymentId, RawPayment, Standing, Way, ages, all_invoices, invoice, paid_to, requisites, take_payment, unpaid};
use db::Read as _;
use households::ClientId;
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, T, page, redirect, summary};
use std::collections::BTreeMap;
use values::{Instant, Money, Problem};

/// Invoices on a page.
const PAGE: u32 = 40;

/// The list.
#[derive(Template)]
#[template(path = "money.html")]
pub(crate) struct MoneyPage {
    pub(crate) head: Head,
    pub(crate) is_all: bool,
    /// Which part of money it is, for the links beside the title.
    pub(crate) place: &'static str,
    pub(crate) ages: Vec<Age>,
    /// Where their last part ends.
    pub(crate) wide: i64,
    /// The picture of the ages in words.
    pub(crate) picture: String,
    pub(crate) rows: Vec<Row>,
    /// Where the next page is; empty on the last.
    pub(crate) more: String,
    /// The house has no account yet.
    pub(crate) no_account: bool,
}

/// How much is of one age.
pub(crate) struct Age {
    /// The style of its part of the picture.
    pub(crate) class: &'static str,
    pub(crate) words: String,
    pub(crate) count: String,
    pub(crate) sum: String,
    /// Where its part begins, and how wide it is, in thousandths.
    pub(crate) from: i64,
    pub(crate) width: i64,
}

/// An invoice in the list.
pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) client: String,
    pub(crate) issued: String,
    pub(crate) due: String,
    pub(crate) total: String,
    pub(crate) open: String,
    pub(crate) state: String,
    pub(crate) is_late: bool,
}

/// The parts of the picture: each as wide as its share, none that holds anything narrower than can be seen.
fn picture(t: &T, ages: &Ages) -> Vec<Age> {
    let all = [("open", ages.open), ("week", ages.week), ("month", ages.month), ("older", ages.older)];
    let total: i64 = all.iter().map(|(_, (_, sum))| sum.in_kopecks()).sum();
    let mut from = 0;
    let part = |(class, (count, sum)): (&'static str, (u32, Money))| {
        let width = if total == 0 { 0 } else { i64::try_from(i128::from(sum.in_kopecks()) * 1_000 / i128::from(total)).unwrap_or_default() };
        let width = if count > 0 { width.max(8) } else { 0 };
        let age = Age {
            class,
            words: t.get(&format!("billing-age-{class}")),
            count: t.num("billing-count", "n", &i64::from(count)),
            sum: sum.to_string(),
            from,
            width,
        };
        from += width;
        age
    };
    all.into_iter().map(part).collect()
}

impl Row {
    fn new(t: &T, invoice: &Invoice, clients: &BTreeMap<ClientId, String>, now: Instant) -> Self {
        let standing = invoice.standing(now);
        Self {
            href: format!("/desk/invoices/{}", invoice.id),
            number: number_words(t, invoice),
            client: clients.get(&invoice.client).cloned().unwrap_or_else(|| t.get("billing-client-gone")),
            issued: t.dated(&invoice.issued_at, now),
            due: t.dated(&invoice.due_at, now),
            total: invoice.total.to_string(),
            open: if standing == Standing::Withdrawn { String::new() } else { invoice.open.to_string() },
            state: state_words(t, standing),
            is_late: standing == Standing::Overdue,
        }
    }
}

pub(crate) async fn get_money(here: Here) -> Result<Response, Refused> {
    let is_all = here.query.get("shelf") == "all";
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let (invoices, ages) = if is_all {
        (all_invoices(&db, &here.actor, here.query.get("before").parse().ok(), PAGE).await, Ok(Ages::default()))
    } else {
        let after = here.query.get("at").parse().ok().zip(here.query.get("after").parse().ok());
        (unpaid(&db, &here.actor, after, PAGE).await, ages(&db, &here.actor).await)
    };
    let (invoices, ages) = (invoices.map_err(|e| here.refuse(&e))?, ages.map_err(|e| here.refuse(&e))?);
    let clients: Vec<ClientId> = invoices.iter().map(|invoice| invoice.client).collect();
    let clients = names(&here, &clients).await.map_err(|e| here.refuse(&e))?;
    let (t, now) = (&here.t, db.now());
    let last = invoices.last().filter(|_| u32::try_from(invoices.len()).is_ok_and(|n| n == PAGE));
    let more = last
        .map(|last| if is_all { format!("/desk/money?shelf=all&before={}", last.number) } else { format!("/desk/money?at={}&after={}", last.due_at, last.id) });
    let ages = if is_all || invoices.is_empty() { Vec::new() } else { picture(t, &ages) };
    Ok(page(&MoneyPage {
        is_all,
        place: if is_all { "all" } else { "unpaid" },
        wide: ages.last().map_or(1, |age| age.from + age.width),
        picture: ages.iter().filter(|age| age.width > 0).map(|age| format!("{}: {}", age.words, age.sum)).collect::<Vec<_>>().join("; "),
        ages,
        rows: invoices.iter().map(|invoice| Row::new(t, invoice, &clients, now)).collect(),
        more: more.unwrap_or_default(),
        no_account: requisites(&here.app).map_err(|e| here.refuse(&e))?.is_none(),
        head: here.head(Shell::Desk, &t.get("billing-rail")),
    }))
}

/// One invoice at the desk.
#[derive(Template)]
#[template(path = "desk-invoice.html")]
pub(crate) struct InvoicePage {
    pub(crate) head: Head,
    pub(crate) words: papers::Invoice,
    pub(crate) client: String,
    pub(crate) client_href: String,
    pub(crate) visit: String,
    pub(crate) pdf: String,
    pub(crate) is_late: bool,
    /// What was paid: when and how, and how much of it, with the form that takes it off.
    pub(crate) payments: Vec<(String, crate::paper::PutRow)>,
    /// The form, while something is to be paid.
    pub(crate) pay: Option<Pay>,
}

/// The form of a payment.
pub(crate) struct Pay {
    pub(crate) action: String,
    /// The payment's id: pressed twice, it is one.
    pub(crate) id: PaymentId,
    pub(crate) faults: Vec<(String, String)>,
    pub(crate) ways: Vec<(&'static str, String, bool)>,
    pub(crate) way_error: String,
    pub(crate) sum: Field,
    pub(crate) day: String,
    pub(crate) day_error: String,
}

async fn invoice_page(here: &Here, id: InvoiceId, form: &Form, problem: Option<&Problem>) -> Result<InvoicePage, Refused> {
    here.actor.may(billing::SEE_MONEY, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let shown = invoice(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let worded = worded(here, &shown).await.map_err(|e| here.refuse(&e))?;
    let (t, now) = (&here.t, db.now());
    let paid = paid_to(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let way = |payment: &billing::Payment| format!("{}, {}", t.date(&payment.paid_at), t.get(&format!("billing-way-{}", payment.way.name())));
    let payments = paid.iter().map(|(payment, sum)| (way(payment), put_row(t, payment, &shown.invoice, *sum, Some(&worded.client)))).collect();
    let is_open = matches!(worded.standing, Standing::Open | Standing::Overdue);
    Ok(InvoicePage {
        head: here.head(Shell::Desk, &worded.words.title).at(format!("/desk/invoices/{id}")),
        client_href: format!("/desk/clients/{}", shown.invoice.client),
        client: if worded.client.is_empty() { t.get("billing-client-gone") } else { worded.client },
        visit: format!("/desk/visits/{}", shown.invoice.visit),
        pdf: format!("/my/invoices/{id}/pdf"),
        is_late: worded.standing == Standing::Overdue,
        payments,
        pay: is_open.then(|| pay_form(here, id, form, problem, (shown.invoice.open, now))),
        words: worded.words,
    })
}

fn pay_form(here: &Here, id: InvoiceId, form: &Form, problem: Option<&Problem>, (open, now): (Money, Instant)) -> Pay {
    let t = &here.t;
    let error = |name: &str| problem.and_then(|p| p.fields.iter().find(|fault| fault.field == name)).map(|fault| t.fault(fault)).unwrap_or_default();
    let chosen = if form.has("way") { form.get("way").to_owned() } else { Way::Transfer.name().to_owned() };
    let mut sum = Field::new(here, form, "sum", Kind::Text, "off").blame(here, problem);
    if !form.has("sum") {
        sum.value = typed(open);
    }
    Pay {
        action: format!("/desk/invoices/{id}/pay"),
        id: form.get("payment").parse().unwrap_or_else(|_| here.app.fresh_id().into()),
        faults: summary(&[&sum]),
        ways: Way::ALL.into_iter().map(|way| (way.name(), t.get(&format!("billing-way-{}", way.name())), way.name() == chosen)).collect(),
        way_error: error("way"),
        sum,
        day: if form.has("day") { form.get("day").to_owned() } else { now.day().to_string() },
        day_error: error("day"),
    }
}

pub(crate) async fn get_invoice(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: InvoiceId = id.parse().map_err(|_| here.not_found())?;
    Ok(page(&invoice_page(&here, id, &Form::default(), None).await?))
}

pub(crate) async fn post_pay(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: InvoiceId = id.parse().map_err(|_| here.not_found())?;
    let payment: PaymentId = form.get("payment").parse().unwrap_or_else(|_| here.app.fresh_id().into());
    let raw = RawPayment { way: form.get("way").to_owned(), amount: form.get("sum").to_owned(), day: form.get("day").to_owned() };
    match take_payment(&here.app, &here.actor, payment, id, &raw).await {
        Ok(_) => Ok(redirect(&format!("/desk/invoices/{id}"))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            let view = invoice_page(&here, id, &form, Some(&problem)).await?;
            here.again(&error, &view)
        }
    }
}
