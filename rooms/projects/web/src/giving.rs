//! `/desk/projects/ID/tasks/ID/give`: a task is given to a supplier who is cleared for all of its time.

use crate::forms;
use access::Resource;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pages::{Field, Form, Head, Here, Refused, Shell, page, redirect, summary};
use projects::{KEEP_PLAN, PlanId, RawEngage, TaskId, give_task, release_task};
use suppliers::{SupplierId, cleared_of_kind, kinds, names};
use values::Problem;

#[derive(Template)]
#[template(path = "give.html")]
struct GivePage {
    head: Head,
    path: String,
    back: String,
    plan: String,
    when: String,
    /// Code, words, chosen.
    kinds: Vec<(String, String, bool)>,
    kind: String,
    /// Who of them is cleared for all of the time: id, name, chosen.
    free: Vec<(String, String, bool)>,
    /// Why whoever was chosen cannot be given it.
    free_error: String,
    once: String,
    fields: Vec<Field>,
    faults: Vec<(String, String)>,
}

async fn shown(here: &Here, plan: PlanId, task: TaskId, form: &Form, problem: Option<&Problem>) -> Result<GivePage, Refused> {
    here.actor.may(KEEP_PLAN, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let planned = projects::plan(&here.app, &here.actor, plan).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    let one = planned.tasks.iter().find(|one| one.id == task).ok_or_else(|| here.not_found())?;
    let all = kinds(&here.app).map_err(|e| here.refuse(&e))?;
    let kind = if form.has("kind") { form.get("kind") } else { here.query.get("kind") };
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let cleared = if kind.is_empty() { Vec::new() } else { cleared_of_kind(&db, kind, one.span).await.map_err(|e| here.refuse(&e))? };
    let ids: Vec<SupplierId> = cleared.iter().map(suppliers::Cleared::supplier).collect();
    let known = names(&db, &ids).await.map_err(|e| here.refuse(&e))?;
    let free = ids.iter().filter_map(|id| Some((id.to_string(), known.get(id)?.clone(), form.get("supplier") == id.to_string())));
    let fields = forms::give_fields(here, form, one, problem);
    let t = &here.t;
    let fault = problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == "supplier"));
    let free_error = fault.map(|fault| t.fault(fault)).unwrap_or_default();
    let mut faults = summary(&fields.iter().collect::<Vec<_>>());
    if !free_error.is_empty() {
        faults.insert(0, ("supplier".to_owned(), format!("{}: {free_error}", t.get("projects-give-whom"))));
    }
    Ok(GivePage {
        head: here.head(Shell::Desk, &one.title).at(here.path.clone()),
        path: format!("/desk/projects/{plan}/tasks/{task}/give"),
        back: format!("/desk/projects/{plan}#tasks"),
        plan: planned.plan.title.clone(),
        when: t.say("projects-span", &[("from", t.moment(&one.span.start).into()), ("to", t.moment(&one.span.end).into())]),
        kinds: all.all().iter().map(|one| (one.code.clone(), one.name.of(here.lang()).to_owned(), one.code == kind)).collect(),
        free: free.collect(),
        kind: kind.to_owned(),
        once: if form.has("once") { form.get("once").to_owned() } else { here.app.fresh_id().to_string() },
        free_error,
        faults,
        fields,
    })
}

pub(crate) async fn get_give(here: Here, Path((plan, task)): Path<(String, String)>) -> Result<Response, Refused> {
    let (Ok(plan), Ok(task)) = (plan.parse(), task.parse()) else { return Err(here.not_found()) };
    Ok(page(&shown(&here, plan, task, &Form::default(), None).await?))
}

/// The supplier is asked; the task shows what they say.
pub(crate) async fn post_give(here: Here, Path((plan, task)): Path<(String, String)>, form: Form) -> Result<Response, Refused> {
    let (Ok(plan), Ok(task)) = (plan.parse::<PlanId>(), task.parse::<TaskId>()) else { return Err(here.not_found()) };
    let raw = RawEngage { price: form.get("price").to_owned(), brief: form.get("brief").to_owned(), once: form.get("once").parse().ok() };
    match give_task(&here.app, &here.actor, task, form.id("supplier"), &raw).await {
        Ok(_) => Ok(redirect(&format!("/desk/projects/{plan}#tasks"))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            here.again(&error, &shown(&here, plan, task, &form, Some(&problem)).await?)
        }
    }
}

/// The house does it itself.
pub(crate) async fn post_release(here: Here, Path(plan): Path<PlanId>, form: Form) -> Result<Response, Refused> {
    release_task(&here.app, &here.actor, form.id("task")).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/desk/projects/{plan}#tasks")))
}
