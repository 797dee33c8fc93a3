//! Change orders: the one way in which an invoice comes to differ from its quote.

use super::BillError;
use super::invoices::{Agreed, settle};
use crate::bill::Reached;
use crate::facts::{ChangeAccepted, ChangeDeclined, ChangeProposed};
use crate::order::{Answer, ChangeOrder, check};
use crate::{ANSWER_CHANGE, CHANGE, ChangeOrderId, INVOICE, PROPOSE_CHANGE, SEE_CHANGE, store};
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx};
use journal::Say as _;
use messaging::queue;
use values::{Money, Outcome};
use visits::VisitId;

/// Proposes a change of a visit that is not over: `words` and an amount as people write it, which may be below zero.
pub async fn propose_change(app: &App, who: &Actor, visit: VisitId, words: &str, amount: &str) -> Result<ChangeOrder, BillError> {
    let (who, words, amount) = (*who, words.to_owned(), amount.to_owned());
    app.write(&who, move |tx| {
        let (words, amount) = (words.clone(), amount.clone());
        async move {
            who.may(PROPOSE_CHANGE, &Resource::default())?;
            let agreed = changeable(&tx, visit).await?;
            let (words, amount) = check(&words, &amount, agreed.total()).map_err(BillError::Fields)?;
            let client = agreed.client();
            let change = ChangeOrder { id: tx.id(), visit, client, words, amount, made_at: tx.now(), answer: None };
            if !store::changes::propose(&tx, &change).await? {
                return Err(BillError::AnotherWaits);
            }
            tx.say(ChangeProposed { change: change.id, visit, client }).await?;
            queue(&tx, CHANGE, change.id, client).await?;
            Ok(change)
        }
    })
    .await
}

/// A visit whose price can still be changed.
async fn changeable(tx: &Tx, visit: VisitId) -> Result<Agreed, BillError> {
    let agreed = Agreed::of(tx, visit).await?.ok_or(BillError::NothingOwed)?;
    if Reached::from(&agreed.visit) == Reached::Ahead { Ok(agreed) } else { Err(BillError::VisitOver) }
}

/// A change, with what was agreed around it.
#[derive(Debug, Clone)]
pub struct ChangeShown {
    /// The change.
    pub change: ChangeOrder,
    /// What was agreed.
    pub agreed: Agreed,
}

impl ChangeShown {
    /// What the visit costs with it: the total on the button.
    pub fn total(&self) -> Money {
        match self.change.answer {
            Some(Answer::Accepted { total, .. }) => total,
            _ => self.agreed.total() + self.change.amount,
        }
    }
}

/// A change, for the client, whoever orders for them, and the desk.
pub async fn change(db: &impl Read, who: &Actor, id: ChangeOrderId) -> Result<ChangeShown, BillError> {
    let Some(change) = store::changes::change(db, id).await? else {
        who.may(PROPOSE_CHANGE, &Resource::default())?;
        return Err(BillError::NoSuchChange(id));
    };
    who.may(SEE_CHANGE, &Resource { client: Some(change.client.uuid()), crew: vec![] })?;
    let agreed = Agreed::of(db, change.visit).await?.ok_or_else(|| DbError::corrupt("a change of what was not agreed"))?;
    Ok(ChangeShown { change, agreed })
}

/// The client's change, and what was agreed, while it can be answered.
async fn asked(tx: &Tx, who: &Actor, id: ChangeOrderId) -> Result<ChangeShown, BillError> {
    let shown = change(tx, who, id).await?;
    who.may(ANSWER_CHANGE, &Resource { client: Some(shown.change.client.uuid()), crew: vec![] })?;
    Ok(shown)
}

/// The client presses the new total: it binds from here on, and an invoice that stands already is made anew.
pub async fn accept_change(app: &App, who: &Actor, id: ChangeOrderId, pressed: Money) -> Result<Outcome<ChangeOrder>, BillError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let shown = asked(&tx, &who, id).await?;
        let (total, change) = (shown.total(), shown.change.clone());
        match change.answer {
            Some(Answer::Accepted { total, .. }) if total == pressed => return Ok(Outcome::Already(change)),
            Some(_) => return Err(BillError::Answered),
            None => {}
        }
        changeable(&tx, change.visit).await?;
        if total != pressed {
            return Err(BillError::OtherTotal { pressed, total });
        }
        let answer = Answer::Accepted { total, at: tx.now() };
        if !store::changes::answer(&tx, id, answer).await? {
            return Err(DbError::raced().into());
        }
        tx.say(ChangeAccepted { change: id, visit: change.visit, client: change.client }).await?;
        if let Some(Outcome::Applied(invoice)) = settle(&tx, change.visit, false).await? {
            queue(&tx, INVOICE, invoice.id, invoice.client).await?;
        }
        Ok(Outcome::Applied(ChangeOrder { answer: Some(answer), ..change }))
    })
    .await
}

/// The client says no: all stays as agreed.
pub async fn decline_change(app: &App, who: &Actor, id: ChangeOrderId) -> Result<Outcome<ChangeOrder>, BillError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let change = asked(&tx, &who, id).await?.change;
        match change.answer {
            Some(Answer::Declined(_)) => return Ok(Outcome::Already(change)),
            Some(_) => return Err(BillError::Answered),
            None => {}
        }
        let answer = Answer::Declined(tx.now());
        if !store::changes::answer(&tx, id, answer).await? {
            return Err(DbError::raced().into());
        }
        tx.say(ChangeDeclined { change: id, visit: change.visit, client: change.client }).await?;
        Ok(Outcome::Applied(ChangeOrder { answer: Some(answer), ..change }))
    })
    .await
}
