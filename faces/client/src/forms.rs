//! What the forms of a card do: each hands what was typed to the use case and comes back to the card.

use crate::card::{card_page, client_of, settle};
use crate::load::VISITS;
use axum::extract::Path;
use axum::response::Response;
use households::{
    ClientId, EraseClient, Source, add_home_of, change_phone_for_client, confirm_proposal, decline_proposal, erase_client, give_consent, invite, let_go,
    propose_from, remember, rename, restore, set_calling, set_rights, settle_memory, tell_doors, withdraw_consent, withdraw_memory,
};
use pages::{Form, Here, Refill, Refused, page, raw_calling, raw_doors, raw_home, raw_member, raw_memory, redirect};
use values::{Arg, FieldFault, Instant, Problem};
use visits::{Move, visits_of};

pub(crate) async fn post_memory(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let home = if form.get("home").is_empty() { None } else { Some(form.id("home")) };
    let done = remember(&here.app, &here.actor, client, home, &raw_memory(&form), Source::Call).await;
    settle(&here, client, &form, done, "memory").await
}

pub(crate) async fn post_withdraw(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let done = withdraw_memory(&here.app, &here.actor, client, form.id("memory")).await;
    settle(&here, client, &form, done, "memory").await
}

pub(crate) async fn post_again(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let done = restore(&here.app, &here.actor, client, form.id("declined")).await;
    settle(&here, client, &form, done, "memory").await
}

pub(crate) async fn post_settle(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let done = settle_memory(&here.app, &here.actor, client, form.id("holds"), form.id("gives_way")).await;
    settle(&here, client, &form, done, "memory").await
}

pub(crate) async fn post_found(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let done = if form.get("say") == "yes" {
        confirm_proposal(&here.app, &here.actor, client, form.id("proposal")).await.map(drop)
    } else {
        decline_proposal(&here.app, &here.actor, client, form.id("proposal")).await
    };
    settle(&here, client, &form, done, "memory").await
}

pub(crate) async fn post_read(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let done = propose_from(&here.app, &here.actor, client, form.get("text")).await;
    if let Ok(0) = done {
        // Nothing is wrong with it: the page with what was typed, and that there was nothing in it.
        let problem = Problem::fields(vec![FieldFault::new("text", "nothing-to-remember")]);
        let refill = Refill { action: &here.path, form: &form, problem: &problem };
        return Ok(page(&card_page(&here, client, Some(refill)).await?));
    }
    settle(&here, client, &form, done, "memory").await
}

pub(crate) async fn post_doors(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let done = tell_doors(&here.app, &here.actor, form.id("home"), &raw_doors(&form)).await;
    settle(&here, client, &form, done, "homes").await
}

pub(crate) async fn post_home(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let done = add_home_of(&here.app, &here.actor, client, &raw_home(&form), &raw_doors(&form)).await;
    settle(&here, client, &form, done, "homes").await
}

pub(crate) async fn post_person(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let done = invite(&here.app, &here.actor, client, &raw_member(&form)).await;
    settle(&here, client, &form, done, "people").await
}

pub(crate) async fn post_rights(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let done = set_rights(&here.app, &here.actor, client, form.id("member"), &form.all("right")).await;
    settle(&here, client, &form, done, "people").await
}

pub(crate) async fn post_go(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let done = let_go(&here.app, &here.actor, client, form.id("member")).await;
    settle(&here, client, &form, done, "people").await
}

pub(crate) async fn post_name(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let done = rename(&here.app, &here.actor, client, form.get("name"), form.get("last")).await;
    settle(&here, client, &form, done, "client").await
}

pub(crate) async fn post_calling(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let member = (!form.get("member").is_empty()).then(|| form.id("member"));
    let done = set_calling(&here.app, &here.actor, client, member, &raw_calling(&form)).await;
    settle(&here, client, &form, done, if member.is_some() { "people" } else { "client" }).await
}

pub(crate) async fn post_phone(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let done = change_phone_for_client(&here.app, &here.actor, client, form.get("phone"), form.get("check")).await;
    settle(&here, client, &form, done, "client").await
}

pub(crate) async fn post_consent(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    let purpose = form.get("purpose");
    let done = if form.get("give") == "yes" {
        give_consent(&here.app, &here.actor, client, purpose, Source::Call).await
    } else {
        withdraw_consent(&here.app, &here.actor, client, purpose, Source::Call).await.map(drop)
    };
    settle(&here, client, &form, done, "consents").await
}

/// The form was sent without its tick.
#[derive(Debug)]
struct NotSure;

impl std::fmt::Display for NotSure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the tick is missing")
    }
}

impl std::error::Error for NotSure {}

impl values::Explain for NotSure {
    fn explain(&self) -> Problem {
        Problem::fields(vec![FieldFault::new("sure", "unticked")])
    }
}

pub(crate) async fn post_erase(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = client_of(&here, &client)?;
    here.actor.may(households::ERASE_CLIENT, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    if form.get("sure") != "yes" {
        return settle::<(), _>(&here, client, &form, Err(NotSure), "client").await;
    }
    match erase_client(&here.app, &here.actor, client).await {
        Ok(()) => Ok(redirect("/desk/clients")),
        Err(EraseClient::Busy) => {
            let visits = open_visits(&here, client).await.map_err(|e| here.refuse(&e))?;
            let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
            let carries = projects::is_busy(&db, client).await.map_err(|e| here.refuse(&e))?;
            settle::<(), _>(&here, client, &form, Err(StillBusy { visits, carries }), "client").await
        }
        Err(error) => Err(here.refuse(&error)),
    }
}

/// When the client's visits are that are not over.
async fn open_visits(here: &Here, client: ClientId) -> Result<Vec<String>, Move> {
    let db = here.app.read().await?;
    let visits = visits_of(&db, &here.actor, client, Instant::from_micros(i64::MAX), VISITS).await?;
    let open = visits.iter().map(|(visit, _)| visit).filter(|visit| !visit.state().is_over());
    Ok(open.map(|visit| format!("{}, {}", here.t.date(&visit.plan().span.start), here.t.span(&visit.plan().span))).collect())
}

/// Something is still to be done for the client: the visits that are not over; where there are none, a project or a complaint.
#[derive(Debug)]
struct StillBusy {
    visits: Vec<String>,
    carries: bool,
}

impl std::fmt::Display for StillBusy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("something is still to be done for the client")
    }
}

impl std::error::Error for StillBusy {}

impl values::Explain for StillBusy {
    fn explain(&self) -> Problem {
        let fault = if self.visits.is_empty() {
            FieldFault::new("sure", if self.carries { "project-open" } else { "case-open" })
        } else {
            FieldFault::new("sure", "visits-ahead").arg("visits", Arg::Text(self.visits.join("; ")))
        };
        Problem::fields(vec![fault])
    }
}
