//! The buttons of a visit: set off, start, tick, finish.

use crate::looked::crew_member;
use crate::sheet::{Beside, TickAnswer, Typed, address, crew_sheet, first_left, place, visit_page_with};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use households::MemoryId;
use pages::{Form, Here, Refused, Shell, page, redirect};
use values::Explain as _;
use visits::{Answer, Kept, Move, VisitId};

pub(crate) async fn post_on_my_way(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = visit_id(&here, &id)?;
    let minutes = form.number("minutes").map_or(0, i64::from);
    match visits::set_off(&here.app, &here.actor, id, minutes).await {
        Ok(_) => Ok(redirect(&address(id))),
        Err(error) => again(&here, id, &error).await,
    }
}

pub(crate) async fn post_start(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id = visit_id(&here, &id)?;
    match visits::start(&here.app, &here.actor, id).await {
        Ok(_) => Ok(redirect(&address(id))),
        Err(error) => again(&here, id, &error).await,
    }
}

pub(crate) async fn post_answer(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = visit_id(&here, &id)?;
    let item = form.get("item");
    match tick(&here, id, item, form.get("answer")).await {
        Ok(Some(changed)) if here.hx => Ok(page(&changed)),
        Ok(_) => Ok(redirect(&format!("{}{}", address(id), place(item)))),
        // A script's request cannot show another page in the row: the whole page is asked for anew and tells.
        Err(_) if here.hx => Ok([("hx-refresh", "true")].into_response()),
        Err(error) => again(&here, id, &error).await,
    }
}

async fn tick(here: &Here, id: VisitId, item: &str, said: &str) -> Result<Option<TickAnswer>, Move> {
    let answer = match said {
        "" => None,
        said => Some(Answer::parse(said).ok_or_else(|| Move::NoSuchItem(item.to_owned()))?),
    };
    visits::answer(&here.app, &here.actor, id, item, answer).await?;
    if !here.hx {
        return Ok(None);
    }
    let sheet = crew_sheet(here, id).await?;
    let told = visits::briefing(&here.app, &here.actor, id).await?;
    let unsaid = told.instructions.all.iter().filter(|one| told.kept(one.memory).is_none()).count();
    let ways = catalog::techniques(&here.app)?;
    Ok(TickAnswer::new(here.head(Shell::Phone, ""), &sheet, Beside { ways: &ways, told: &told.instructions }, item, unsaid, here.app.now()))
}

pub(crate) async fn post_done(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id = visit_id(&here, &id)?;
    match visits::finish(&here.app, &here.actor, id).await {
        Ok(_) => Ok(redirect(&address(id))),
        Err(Move::ItemsLeft(_)) => to_first_left(&here, id).await,
        Err(error) => again(&here, id, &error).await,
    }
}

/// The page says how many are left; this leads to the first of them.
async fn to_first_left(here: &Here, id: VisitId) -> Result<Response, Refused> {
    let sheet = crew_sheet(here, id).await.map_err(|e| here.refuse(&e))?;
    let first = first_left(&sheet).map(place).unwrap_or_default();
    Ok(redirect(&format!("{}{first}", address(id))))
}

pub(crate) async fn post_late(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = visit_id(&here, &id)?;
    let minutes = form.number("minutes").map_or(0, i64::from);
    match visits::late(&here.app, &here.actor, id, minutes).await {
        Ok(_) => Ok(redirect(&address(id))),
        Err(error) => again(&here, id, &error).await,
    }
}

pub(crate) async fn post_locked_out(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id = visit_id(&here, &id)?;
    match visits::locked_out(&here.app, &here.actor, id).await {
        Ok(_) => Ok(redirect(&address(id))),
        Err(error) => again(&here, id, &error).await,
    }
}

pub(crate) async fn post_memory(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = visit_id(&here, &id)?;
    let memory = memory_of(&form);
    match visits::keep(&here.app, &here.actor, id, memory, Kept::parse(form.get("kept"))).await {
        Ok(_) => Ok(redirect(&format!("{}#memory-{memory}", address(id)))),
        Err(error) => again(&here, id, &error).await,
    }
}

/// What is no memory's id belongs to nobody, and is refused as an unknown one.
fn memory_of(form: &Form) -> MemoryId {
    form.get("memory").parse().unwrap_or_else(|_| MemoryId::from(uuid::Uuid::nil()))
}

pub(crate) async fn post_remark(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = visit_id(&here, &id)?;
    let (memory, words) = (memory_of(&form), if form.has("withdraw") { "" } else { form.get("remark") });
    match visits::remark(&here.app, &here.actor, id, memory, words).await {
        Ok(()) => Ok(redirect(&format!("{}#memory-{memory}", address(id)))),
        Err(error) => again_with(&here, id, &error, Typed { remark: Some((memory, words.to_owned())), ..Typed::default() }).await,
    }
}

pub(crate) async fn post_note(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = visit_id(&here, &id)?;
    match visits::write_note(&here.app, &here.actor, id, form.get("note")).await {
        Ok(()) => Ok(redirect(&format!("{}#notes", address(id)))),
        Err(error) => again_with(&here, id, &error, Typed { note: form.get("note").to_owned(), ..Typed::default() }).await,
    }
}

pub(crate) async fn post_damage(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = visit_id(&here, &id)?;
    match visits::report_damage(&here.app, &here.actor, id, form.get("note")).await {
        Ok(()) => Ok(redirect(&format!("{}#notes", address(id)))),
        Err(error) => again_with(&here, id, &error, Typed { note: form.get("note").to_owned(), ..Typed::default() }).await,
    }
}

pub(crate) fn visit_id(here: &Here, id: &str) -> Result<VisitId, Refused> {
    id.parse().map_err(|_| here.not_found())
}

/// The page as it stands now, with what went wrong on top of it.
async fn again(here: &Here, id: VisitId, error: &Move) -> Result<Response, Refused> {
    again_with(here, id, error, Typed::default()).await
}

/// The same, with what was typed and not taken.
async fn again_with(here: &Here, id: VisitId, error: &Move, typed: Typed) -> Result<Response, Refused> {
    let problem = error.explain();
    if matches!(error, Move::NoSuchVisit(_) | Move::Denied(_) | Move::Db(_)) || problem.status >= 500 {
        return Err(here.refuse(error));
    }
    let me = crew_member(here)?;
    let words = match problem.fields.first() {
        Some(fault) => here.t.with(&format!("visits-notice-{}", fault.field), "fault", &here.t.fault(fault)),
        None => here.t.args(&format!("problem-{}", problem.kind), &problem.args),
    };
    let view = visit_page_with(here, me, id, words, typed).await.map_err(|e| here.refuse(&e))?;
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
    Ok((status, page(&view)).into_response())
}
