//! A stage is taken back after a look at the jobs that go with it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pages::{Head, Here, Refused, Shell, page, redirect};
use suppliers::{REVOKE_VETTING, SupplierId, VettingId, lost_with, revoke_vetting};

#[derive(Template)]
#[template(path = "supplier-revoke.html")]
pub(crate) struct RevokePage {
    pub(crate) head: Head,
    pub(crate) name: String,
    pub(crate) back: String,
    pub(crate) action: String,
    pub(crate) title: String,
    pub(crate) what: String,
    pub(crate) sum: String,
    /// When, what about, how it stands.
    pub(crate) jobs: Vec<(String, String, String)>,
    pub(crate) press: String,
    pub(crate) not: String,
}

/// A job that goes with it: when, what about, how it stands.
pub(crate) fn line(here: &Here, job: &suppliers::Job) -> (String, String, String) {
    let when = crate::fields::when(here, &job.span);
    (when, job.brief.clone().unwrap_or_default(), here.t.get(&format!("suppliers-job-{}", job.state.name())))
}

fn ids(here: &Here, (supplier, vetting): &(String, String)) -> Result<(SupplierId, VettingId), Refused> {
    Ok((supplier.parse().map_err(|_| here.not_found())?, vetting.parse().map_err(|_| here.not_found())?))
}

pub(crate) async fn get_revoke(here: Here, Path(path): Path<(String, String)>) -> Result<Response, Refused> {
    here.actor.may(REVOKE_VETTING, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let (supplier, vetting) = ids(&here, &path)?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let card = suppliers::card(&db, &here.actor, supplier).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    let stage = card.stages.iter().find(|stage| stage.id == vetting).ok_or_else(|| here.not_found())?;
    let lost = lost_with(&db, &here.actor, supplier, vetting).await.map_err(|e| here.refuse(&e))?;
    let t = &here.t;
    Ok(page(&RevokePage {
        head: here.head(Shell::Desk, &t.get("suppliers-revoke-title")).at(here.path.clone()),
        name: card.supplier.name.clone().unwrap_or_else(|| t.get("suppliers-erased")),
        back: format!("/desk/suppliers/{supplier}"),
        action: format!("/desk/suppliers/{supplier}/stages/{vetting}/revoke"),
        title: t.get("suppliers-revoke-title"),
        what: t.get(&format!("suppliers-stage-{}", stage.kind.name())),
        sum: t.num("suppliers-revoke-sum", "n", &i64::try_from(lost.len()).unwrap_or(i64::MAX)),
        jobs: lost.iter().map(|job| line(&here, job)).collect(),
        press: t.get("suppliers-revoke-press"),
        not: t.get("suppliers-revoke-not"),
    }))
}

pub(crate) async fn post_revoke(here: Here, Path(path): Path<(String, String)>) -> Result<Response, Refused> {
    let (supplier, vetting) = ids(&here, &path)?;
    revoke_vetting(&here.app, &here.actor, vetting).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/desk/suppliers/{supplier}#stages")))
}
