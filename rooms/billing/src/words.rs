//! The messages that this room words: an invoice, a change to answer, and the lines about the invoice in the message after a visit.

use crate::bill::Reached;
use crate::order::ChangeOrder;
use crate::service::invoices::lapse;
use crate::{ChangeOrderId, InvoiceId, SEE_INVOICE, store};
use access::{Actor, Resource};
use db::{App, By, DbError, Read as _, Tx};
use households::{Card, ClientId, reveal};
use messaging::{Letter, PublicUrl, args, words};
use uuid::Uuid;
use values::{Lang, Money};
use visits::VisitId;

async fn card(tx: &Tx, client: ClientId) -> Result<Option<Card>, DbError> {
    let permit = Actor::House.may(SEE_INVOICE, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
    reveal(tx, &permit, client).await
}

/// True while the invoice stands and something is to be paid.
pub(crate) async fn invoice(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let found = store::invoices::invoice(&tx, InvoiceId::from(about)).await?;
        let Some(invoice) = found.filter(|invoice| invoice.withdrawn_at.is_none() && invoice.open > Money::ZERO) else {
            return Ok(None);
        };
        let Some(card) = card(&tx, invoice.client).await? else {
            return Ok(None);
        };
        let vars = args([
            ("name", card.salutation().into()),
            ("number", invoice.number.to_string().into()),
            ("total", invoice.open.to_string().into()),
            ("due", words::date(card.lang, invoice.due_at).into()),
            ("link", format!("{}/my/invoices/{}", tx.app().part::<PublicUrl>()?.0, invoice.id).into()),
        ]);
        Ok(Some(housebook::book(tx.app())?.letter(card.voice(), "message-invoice", &vars)))
    })
    .await
}

/// True while the change waits for its answer. One that was proposed while its visit ended, so that neither saw the other, closes here.
pub(crate) async fn change(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let found = store::changes::change(&tx, ChangeOrderId::from(about)).await?;
        let Some(change) = found.filter(|change: &ChangeOrder| change.answer.is_none()) else {
            return Ok(None);
        };
        let visit = visits::visit(&tx, &Actor::House, change.visit).await.map_err(|e| DbError::Other(e.to_string()))?;
        if Reached::from(&visit) != Reached::Ahead {
            lapse(&tx, change.visit).await?;
            return Ok(None);
        }
        let Some(card) = card(&tx, change.client).await? else {
            return Ok(None);
        };
        let vars = args([
            ("name", card.salutation().into()),
            ("what", change.words.clone().into()),
            ("amount", change.amount.to_string().into()),
            ("link", format!("{}/my/changes/{}", tx.app().part::<PublicUrl>()?.0, change.id).into()),
        ]);
        Ok(Some(housebook::book(tx.app())?.letter(card.voice(), "message-change", &vars)))
    })
    .await
}

/// The invoice in the message after a visit, as it stands when that is sent; nothing where nothing is asked for.
pub(crate) async fn in_done(app: App, about: Uuid, lang: Lang) -> Result<Option<String>, DbError> {
    let db = app.read().await?;
    let Some(invoice) = store::invoices::standing(&db, VisitId::from(about)).await? else {
        return Ok(None);
    };
    let key = if invoice.open == Money::ZERO { "message-done-invoice-paid" } else { "message-done-invoice" };
    let vars = args([
        ("number", invoice.number.to_string().into()),
        ("total", invoice.total.to_string().into()),
        ("open", invoice.open.to_string().into()),
        ("link", format!("{}/my/invoices/{}", app.part::<PublicUrl>()?.0, invoice.id).into()),
    ]);
    Ok(Some(housebook::book(&app)?.texts().say(lang, key, &vars)))
}
