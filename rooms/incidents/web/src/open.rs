//! `/desk/incidents/new`: what happened, to a visit or to a task of a plan.

use askama::Template;
use axum::response::Response;
use incidents::{Kind, RawIncident, State, current_of, open_incident};
use pages::{Form, Head, Here, Refused, Shell, page, redirect};
use projects::{PlanId, TaskId};
use values::Problem;
use visits::VisitId;

#[derive(Template)]
#[template(path = "incident-new.html")]
struct NewPage {
    head: Head,
    about: String,
    visit: String,
    plan: String,
    /// Value, words, chosen.
    kinds: Vec<(&'static str, String, bool)>,
    /// Value, words, chosen: the tasks of the plan that are not over.
    tasks: Vec<(String, String, bool)>,
    minutes: String,
    /// What is wrong, beside the kind and beside the minutes.
    kind_error: String,
    minutes_error: String,
}

fn id<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

async fn shown(here: &Here, form: &Form, problem: Option<&Problem>) -> Result<NewPage, Refused> {
    let t = &here.t;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let fault =
        |field: &str| problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == field)).map(|fault| t.fault(fault)).unwrap_or_default();
    let (visit, plan) = (id::<VisitId>(form.get("visit")), id::<PlanId>(form.get("plan")));
    let mut tasks = Vec::new();
    let about = if let Some(visit) = visit {
        let found = visits::visit(&db, &here.actor, visit).await.map_err(|e| here.refuse(&e))?;
        let span = found.plan().span;
        format!("{}, {}", t.day(&span.start), t.span(&span))
    } else if let Some(plan) = plan {
        let found = projects::plan_in(&db, plan).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
        let all = projects::tasks_of(&db, plan).await.map_err(|e| here.refuse(&e))?;
        tasks = all
            .iter()
            .filter(|task| !task.state.is_over())
            .map(|task| (task.id.to_string(), format!("{}, {}", task.title, t.moment(&task.span.start)), task.id.to_string() == form.get("task")))
            .collect();
        found.title
    } else {
        return Err(here.not_found());
    };
    let fits = |kind: &Kind| kind.why().is_some() == visit.is_some();
    Ok(NewPage {
        head: here.head(Shell::Desk, &t.get("incidents-new")),
        about,
        visit: visit.map(|id| id.to_string()).unwrap_or_default(),
        plan: plan.map(|id| id.to_string()).unwrap_or_default(),
        kinds: Kind::ALL
            .into_iter()
            .filter(fits)
            .map(|kind| (kind.name(), t.get(&format!("incidents-kind-{}", kind.name())), kind.name() == form.get("kind")))
            .collect(),
        tasks,
        minutes: form.get("minutes").to_owned(),
        kind_error: fault("kind"),
        minutes_error: fault("minutes"),
    })
}

pub(crate) async fn get_new(here: Here) -> Result<Response, Refused> {
    here.actor.may(incidents::KEEP_INCIDENTS, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let query = here.query.clone();
    // What is open already is one incident, with its ways out; so is what a client has two times to choose from for. What is another reason is
    // another incident.
    if let Some(visit) = id::<VisitId>(query.get("visit")) {
        let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
        let found = visits::visit(&db, &here.actor, visit).await.map_err(|e| here.refuse(&e))?;
        let current = current_of(&db, &here.actor, &[&found]).await.map_err(|e| here.refuse(&e))?.remove(&visit);
        let is_another = |kind: Kind| Kind::parse(query.get("kind")).is_some_and(|asked| asked != kind);
        if let Some(current) = current.filter(|one| one.state != State::Arranged || !is_another(one.kind)) {
            return Ok(redirect(&format!("/desk/incidents/{}", current.id)));
        }
    }
    Ok(page(&shown(&here, &query, None).await?))
}

/// It is opened, or shown where one about the same is open.
pub(crate) async fn post_incident(here: Here, form: Form) -> Result<Response, Refused> {
    let raw = RawIncident {
        kind: Kind::parse(form.get("kind")),
        visit: id(form.get("visit")),
        task: id::<PlanId>(form.get("plan")).zip(id::<TaskId>(form.get("task"))),
        minutes: form.number("minutes").map_or(0, i64::from),
    };
    match open_incident(&here.app, &here.actor, &raw).await {
        Ok(opened) => Ok(redirect(&format!("/desk/incidents/{}", opened.into_inner()))),
        // About nothing: there is no form to show again.
        Err(error) if raw.visit.is_none() && !form.has("plan") => Err(here.refuse(&error)),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            here.again(&error, &shown(&here, &form, Some(&problem)).await?)
        }
    }
}
