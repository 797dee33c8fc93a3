//! The messages that this room words.

use crate::budget::{Answer, ApprovalId};
use crate::plan::Plan;
use crate::store;
use crate::{KEEP_MONEY, PlanId};
use access::{Actor, Resource};
use db::{App, By, DbError, Read as _, Tx};
use messaging::texts::Voice;
use messaging::{Letter, PublicUrl, ShortLink, args};
use uuid::Uuid;

/// How whoever the plan is for is called, and in which words they are written to; `None` where they were forgotten.
pub(crate) async fn called(tx: &Tx, plan: &Plan) -> Result<Option<(String, Voice)>, DbError> {
    let permit = Actor::House.may(KEEP_MONEY, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
    // A client who was forgotten is not known by what they asked for either.
    concierge::called(tx, &permit, plan.client, plan.request.filter(|_| plan.client.is_none())).await
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
        let Some((name, voice)) = called(&tx, &plan).await? else { return Ok(None) };
        let link = ShortLink::to_approval(tx.app(), about, tx.now())?;
        let vars = args([
            ("name", name.into()),
            ("plan", plan.title.into()),
            ("what", approval.what.into()),
            ("amount", approval.amount.to_string().into()),
            ("link", link.as_str().to_owned().into()),
            ("phone", catalog::brand(tx.app())?.phone.clone().into()),
        ]);
        let letter = housebook::book(tx.app())?.letter(voice, "message-approval", &vars);
        // Whoever asked and is no client has no page of messages.
        Ok(Some(if plan.client.is_none() { letter.behind(link) } else { letter }))
    })
    .await
}

/// Always true: what was told was told.
pub(crate) async fn report(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let Some(report) = store::reports::one(&tx, about).await?.filter(|report| report.sent_at.is_some()) else { return Ok(None) };
        let Some(plan) = store::one(&tx, report.plan).await? else { return Ok(None) };
        let Some((name, voice)) = called(&tx, &plan).await? else { return Ok(None) };
        let link = match plan.client {
            Some(_) => format!("{}/my/projects/{}", tx.app().part::<PublicUrl>()?.0, plan.id),
            None => catalog::brand(tx.app())?.phone.clone(),
        };
        let vars = args([
            ("name", name.into()),
            ("plan", plan.title.into()),
            ("report", report.text.into()),
            ("link", link.into()),
            ("phone", catalog::brand(tx.app())?.phone.clone().into()),
        ]);
        Ok(Some(housebook::book(tx.app())?.letter(voice, "message-report", &vars)))
    })
    .await
}
