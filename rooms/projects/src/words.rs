//! The messages that this room words.

use crate::budget::{Answer, ApprovalId};
use crate::plan::Plan;
use crate::store;
use crate::talk::{Listener, WordId};
use crate::{KEEP_MONEY, PlanId};
use access::{Actor, Resource};
use db::{App, By, DbError, Read as _, Tx};
use messaging::texts::Voice;
use messaging::{Letter, PublicUrl, ShortLink, args};
use suppliers::JobState;
use uuid::Uuid;
use values::Lang;

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
        let agreed = store::budget::sums(&tx, plan.id).await?.0;
        let vars = args([
            ("name", name.into()),
            ("plan", plan.title.into()),
            ("what", approval.what.into()),
            ("amount", approval.amount.to_string().into()),
            ("beyond", if approval.whole.is_some() { "yes" } else { "no" }.into()),
            ("whole", approval.whole.unwrap_or(approval.amount).to_string().into()),
            ("agreed", agreed.to_string().into()),
            ("all", (agreed + approval.amount).to_string().into()),
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

/// True while they hear it: what was said to the client.
pub(crate) async fn word(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let Some((id, word)) = store::talk::one(&tx, WordId::from(about)).await? else { return Ok(None) };
        let Some(plan) = store::one(&tx, id).await?.filter(|_| word.scope.reaches(Listener::Client)) else { return Ok(None) };
        // Read on their own page meanwhile, it is no news any more.
        if store::talk::has_heard(&tx, id, word.at).await? {
            return Ok(None);
        }
        let Some((name, voice)) = called(&tx, &plan).await? else { return Ok(None) };
        let vars = args([
            ("name", name.into()),
            ("plan", plan.title.into()),
            ("words", word.text.into()),
            ("link", format!("{}/my/projects/{}", tx.app().part::<PublicUrl>()?.0, plan.id).into()),
        ]);
        Ok(Some(housebook::book(tx.app())?.letter(voice, "message-plan-word", &vars)))
    })
    .await
}

/// True while whoever does the job is with us: what was said to them, behind their own link.
pub(crate) async fn job_word(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    let db = app.read().await?;
    let Some((_, word)) = store::talk::one(&db, WordId::from(about)).await? else { return Ok(None) };
    let Some(job) = word.scope.job() else { return Ok(None) };
    let found = suppliers::these_jobs(&db, &[job]).await?.pop();
    let Some(job) = found.filter(|job| job.is_open(db.now()) || job.state == JobState::Begun) else { return Ok(None) };
    let Some(name) = suppliers::names(&db, &[job.supplier]).await?.remove(&job.supplier) else { return Ok(None) };
    let link = ShortLink::to_job(&app, job.id.uuid(), job.link_until())?;
    let start = messaging::words::moment(Lang::Ru, job.span.start);
    let vars = args([("name", name.into()), ("start", start.into()), ("words", word.text.into()), ("link", link.as_str().to_owned().into())]);
    Ok(Some(housebook::book(&app)?.letter(Lang::Ru, "message-job-word", &vars).behind(link)))
}
