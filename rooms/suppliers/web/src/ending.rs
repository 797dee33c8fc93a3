//! The work with a supplier ends after a look at the jobs that go with it; who they were is forgotten after another press.

use crate::revoke::{RevokePage, line};
use axum::extract::Path;
use axum::response::Response;
use pages::{Here, Refused, Shell, page, redirect};
use suppliers::{END_SUPPLIER, SupplierId, end_supplier, erase_supplier, lost_at_end};

pub(crate) async fn get_end(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    here.actor.may(END_SUPPLIER, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let id: SupplierId = id.parse().map_err(|_| here.not_found())?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let card = suppliers::card(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    let lost = lost_at_end(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let t = &here.t;
    Ok(page(&RevokePage {
        head: here.head(Shell::Desk, &t.get("suppliers-end-title")).at(here.path.clone()),
        name: card.supplier.name.clone().unwrap_or_else(|| t.get("suppliers-erased")),
        back: format!("/desk/suppliers/{id}"),
        action: format!("/desk/suppliers/{id}/end"),
        title: t.get("suppliers-end-title"),
        what: t.get("suppliers-end-lead"),
        sum: t.num("suppliers-revoke-sum", "n", &i64::try_from(lost.len()).unwrap_or(i64::MAX)),
        jobs: lost.iter().map(|job| line(&here, job)).collect(),
        press: t.get("suppliers-end-press"),
        not: t.get("suppliers-revoke-not"),
    }))
}

pub(crate) async fn post_end(here: Here, Path(id): Path<SupplierId>) -> Result<Response, Refused> {
    end_supplier(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/desk/suppliers/{id}")))
}

pub(crate) async fn post_erase(here: Here, Path(id): Path<SupplierId>) -> Result<Response, Refused> {
    erase_supplier(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect("/desk/suppliers"))
}
