//! The messages that this room words.

use crate::budget::{Answer, ApprovalId};
use crate::plan::Plan;
use crate::store;
use crate::{KEEP_MONEY, PlanId};
use access::{Actor, Resource};
use db::{App, By, DbError, Read as _, Tx};
use messaging::{Letter, ShortLink, args};
use uuid::Uuid;
use values::Lang;

/// How whoever the plan is for is called, and in which language; `None` where they were forgotten.
async fn called(tx: &Tx, plan: &Plan) -> Result<Option<(String, Lang)>, DbError> {
    if let Some(client) = plan.client {
        let permit = Actor::House.may(KEEP_MONEY, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
        return Ok(households::reveal(tx, &permit, client).await?.map(|card| (card.salutation(), card.lang)));
    }
    let Some(request) = plan.request else { return Ok(None) };
    Ok(concierge::asker(tx, request).await?.map(|asker| (asker.name, asker.lang)))
}

/// Whom a plan's messages go to: its client, or whoever asked.
pub(crate) async fn reader(tx: &Tx, id: PlanId) -> Result<Option<Uuid>, DbError> {
    let plan = store::one(tx, id).await?;
    Ok(plan.and_then(|plan| plan.client.map(Uuid::from).or(plan.request.map(Uuid::from))))
}

/// True while it waits for its answer.
pub(crate) async fn approval(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let Some(approval) = store::budget::approval(&tx, ApprovalId::from(about)).await? else { return Ok(None) };
        let Some(plan) = store::one(&tx, approval.plan).await?.filter(|plan| plan.ended_at.is_none()) else { return Ok(None) };
        if approval.answer != Answer::Open {
            return Ok(None);
        }
        let Some((name, lang)) = called(&tx, &plan).await? else { return Ok(None) };
        let link = ShortLink::to_approval(tx.app(), about, tx.now())?;
        let vars = args([
            ("name", name.into()),
            ("plan", plan.title.into()),
            ("what", approval.what.into()),
            ("amount", approval.amount.to_string().into()),
            ("link", link.as_str().to_owned().into()),
            ("phone", catalog::brand(tx.app())?.phone.clone().into()),
        ]);
        let letter = housebook::book(tx.app())?.letter(lang, "message-approval", &vars);
        // Whoever asked and is no client has no page of messages.
        Ok(Some(if plan.client.is_none() { letter.behind(link) } else { letter }))
    })
    .await
}
