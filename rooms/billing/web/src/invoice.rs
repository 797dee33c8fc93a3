//! `/my/invoices`: a client's invoices, each as a page and as a paper.

use crate::paper::{Worded, number_words, state_words, worded};
use access::{Actor, Resource};
use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use billing::{BillError, InvoiceId, SEE_INVOICE, invoice, invoices_of, issue_early};
use db::{DbError, Read as _};
use households::ClientId;
use pages::{Head, Here, Refused, Shell, page, redirect};
use papers::Square;
use visits::VisitId;

/// Invoices in the list.
const LIST: u32 = 60;

/// The list.
#[derive(Template)]
#[template(path = "my-invoices.html")]
pub(crate) struct ListPage {
    pub(crate) head: Head,
    pub(crate) rows: Vec<ListRow>,
}

/// An invoice in the list.
pub(crate) struct ListRow {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) at: String,
    pub(crate) total: String,
    pub(crate) state: String,
    pub(crate) is_owed: bool,
}

/// One invoice.
#[derive(Template)]
#[template(path = "my-invoice.html")]
pub(crate) struct InvoicePage {
    pub(crate) head: Head,
    pub(crate) words: papers::Invoice,
    pub(crate) is_owed: bool,
    /// To scan with the bank's program.
    pub(crate) square: Option<Square>,
    pub(crate) pdf: String,
    pub(crate) visit: String,
}

fn is_owed(standing: billing::Standing) -> bool {
    matches!(standing, billing::Standing::Open | billing::Standing::Overdue)
}

pub(crate) async fn get_invoices(here: Here) -> Result<Response, Refused> {
    let own = Resource { client: here.actor.client(), crew: vec![] };
    here.actor.may(SEE_INVOICE, &own).map_err(|e| here.refuse(&e))?;
    let Some(client) = here.actor.client().map(ClientId::from) else {
        return Ok(redirect("/desk/money"));
    };
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let invoices = invoices_of(&db, &here.actor, client, LIST).await.map_err(|e| here.refuse(&e))?;
    let (t, now) = (&here.t, db.now());
    let rows = invoices.iter().map(|invoice| ListRow {
        href: format!("/my/invoices/{}", invoice.id),
        number: number_words(t, invoice),
        at: t.dated(&invoice.issued_at, now),
        total: invoice.total.to_string(),
        state: state_words(t, invoice.standing(now)),
        is_owed: is_owed(invoice.standing(now)),
    });
    Ok(page(&ListPage { rows: rows.collect(), head: here.head(Shell::Letter, &t.get("billing-mine")).at("/my/invoices") }))
}

async fn read(here: &Here, id: &str) -> Result<(InvoiceId, VisitId, Worded), Refused> {
    let id: InvoiceId = id.parse().map_err(|_| here.not_found())?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let shown = invoice(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok((id, shown.invoice.visit, worded(here, &shown).await.map_err(|e| here.refuse(&e))?))
}

pub(crate) async fn get_invoice(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let (id, visit, worded) = read(&here, &id).await?;
    if matches!(here.actor, Actor::Staff(..)) {
        return Ok(redirect(&format!("/desk/invoices/{id}")));
    }
    let head = here.head(Shell::Letter, &worded.words.title).at(format!("/my/invoices/{id}"));
    Ok(page(&InvoicePage {
        head,
        is_owed: is_owed(worded.standing),
        square: Some(&worded.words.square).filter(|said| !said.is_empty()).and_then(|said| papers::square(said)),
        pdf: format!("/my/invoices/{id}/pdf"),
        visit: format!("/my/visits/{visit}"),
        words: worded.words,
    }))
}

pub(crate) async fn get_pdf(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let (_, _, worded) = read(&here, &id).await?;
    let words = worded.words;
    let set = tokio::task::spawn_blocking(move || papers::invoice(&words)).await;
    let broken = |error: String| here.refuse(&BillError::Db(DbError::Other(error)));
    let paper = set.map_err(|error| broken(error.to_string()))?.map_err(|error| broken(error.to_string()))?;
    let name = format!("inline; filename=\"invoice-{id}.pdf\"");
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CACHE_CONTROL, "no-store".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, paper.0).into_response())
}

pub(crate) async fn post_early(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    let invoice = issue_early(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?.into_inner();
    let base = if matches!(here.actor, Actor::Staff(..)) { "/desk" } else { "/my" };
    Ok(redirect(&format!("{base}/invoices/{}", invoice.id)))
}
