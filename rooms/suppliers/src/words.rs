//! The messages that this room words: a job to answer for, and one that will not be.

use crate::job::{Job, JobId, JobState};
use crate::manners::kinds;
use crate::store::{self, jobs as kept};
use db::{App, DbError, Read as _};
use messaging::{Letter, Order, PublicUrl, args, job_token, words};
use values::Lang;

/// True while they are asked for this time.
pub(crate) async fn asked(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    letter(app, order, "message-job-asked", |job| job.state.is_ahead()).await
}

/// True once it was taken off them.
pub(crate) async fn withdrawn(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    letter(app, order, "message-job-withdrawn", |job| job.state == JobState::Withdrawn).await
}

async fn letter(app: App, order: Order, key: &'static str, still: fn(&Job) -> bool) -> Result<Option<Letter>, DbError> {
    let db = app.read().await?;
    let Some(job) = kept::one(&db, JobId::from(order.about)).await?.filter(|job| job.round == order.version && still(job)) else { return Ok(None) };
    let Some(supplier) = store::these(&db, &[job.supplier]).await?.pop() else { return Ok(None) };
    let Some(name) = supplier.person.or(supplier.name) else { return Ok(None) };
    let lang = Lang::Ru;
    let kind = kinds(&app)?.kind(&supplier.kind).map(|kind| kind.name.of(lang).to_lowercase()).unwrap_or_default();
    let vars = args([
        ("name", name.into()),
        ("kind", kind.into()),
        ("start", words::moment(lang, job.span.start).into()),
        ("end", words::moment(lang, job.span.end).into()),
        ("price", job.price.to_string().into()),
        ("link", format!("{}/jobs/{}", app.part::<PublicUrl>()?.0, job_token(&app, order.about, db.now())).into()),
        ("phone", catalog::brand(&app)?.phone.clone().into()),
    ]);
    Ok(Some(housebook::book(&app)?.letter(lang, key, &vars)))
}
