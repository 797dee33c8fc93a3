//! The messages that this room words: a job to answer for, one to read once more, and one that will not be.

use crate::anew::is_unread;
use crate::job::{Job, JobId, JobState};
use crate::manners::kinds;
use crate::store::{self, jobs as kept};
use db::{App, DbError, Read as _};
use messaging::{Letter, Order, ShortLink, args, words};
use values::{Instant, Lang};

/// True while they are asked for this time, and it is not over: the first time, for another one, or told that what they took stands.
pub(crate) async fn asked(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    letter(app, order, |job, now| {
        let key = match (job.round, job.state) {
            (1, _) => "message-job-asked",
            (_, JobState::Accepted) => "message-job-stands",
            _ => "message-job-moved",
        };
        (job.round == order.version && job.is_open(now)).then_some(key)
    })
    .await
}

/// True while they have not read what the job needs, as it was written anew this time.
pub(crate) async fn needs_anew(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    letter(app, order, |job, now| (job.needs_version == order.version && is_unread(job, now)).then_some("message-job-needs")).await
}

/// True once it was taken off them.
pub(crate) async fn withdrawn(app: App, order: Order) -> Result<Option<Letter>, DbError> {
    letter(app, order, |job, _| (job.round == order.version && job.state == JobState::Withdrawn).then_some("message-job-withdrawn")).await
}

async fn letter(app: App, order: Order, still: impl Fn(&Job, Instant) -> Option<&'static str>) -> Result<Option<Letter>, DbError> {
    let db = app.read().await?;
    let Some(job) = kept::one(&db, JobId::from(order.about)).await? else { return Ok(None) };
    let Some(key) = still(&job, db.now()) else { return Ok(None) };
    let Some(supplier) = store::these(&db, &[job.supplier]).await?.pop() else { return Ok(None) };
    let Some(name) = supplier.person.or(supplier.name) else { return Ok(None) };
    let lang = Lang::Ru;
    let kind = kinds(&app)?.kind(&supplier.kind).map(|kind| kind.name.of(lang).to_lowercase()).unwrap_or_default();
    let link = ShortLink::to_job(&app, order.about, job.link_until())?;
    let vars = args([
        ("name", name.into()),
        ("kind", kind.into()),
        ("start", words::moment(lang, job.span.start).into()),
        ("end", words::moment(lang, job.span.end).into()),
        ("price", job.price.to_string().into()),
        ("link", link.as_str().to_owned().into()),
        ("phone", catalog::brand(&app)?.phone.clone().into()),
    ]);
    // A supplier has no page of messages.
    Ok(Some(housebook::book(&app)?.letter(lang, key, &vars).behind(link)))
}
