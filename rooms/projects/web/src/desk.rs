//! `/desk/projects`: what is carried out, and a plan begun at the desk.

use crate::forms;
use crate::views::{Progress, progress};
use access::Resource;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pages::{Field, Form, Head, Here, Refused, Shell, T, page, redirect, summary};
use projects::{KEEP_PLAN, Plan, PlanError, PlanId, Planned, SilentTask, begin_plan, for_whom, open_plans, silent_tasks};
use values::{Instant, Problem};

#[derive(Template)]
#[template(path = "projects.html")]
struct ProjectsPage {
    head: Head,
    /// Tasks that nobody has heard of for too long.
    silent: Vec<SilentView>,
    plans: Vec<PlanView>,
    /// Weeks that are about to end untold, and those that have, in words.
    untold: Vec<String>,
    /// Where the list goes on; empty at its end.
    more: String,
    fields: Vec<Field>,
    /// The name of the form, so that two presses are one.
    once: String,
    faults: Vec<(String, String)>,
}

/// A task that has been silent for too long.
struct SilentView {
    href: String,
    title: String,
    plan: String,
    /// For whom; empty where they are forgotten.
    whose: String,
    since: String,
}

struct PlanView {
    href: String,
    title: String,
    /// For whom; empty where they are forgotten.
    whose: String,
    since: String,
    progress: Progress,
    budget: String,
    /// Something of it has been silent for too long.
    silent: bool,
    /// The client, or somebody engaged, waits for a word.
    waits: bool,
    /// Photos that wait for a look, in words; empty where there are none.
    brought: String,
}

const PAGE: u32 = 30;
/// Silent tasks that stand before the list.
const SILENT: u32 = 20;

fn silent_view(t: &T, one: &SilentTask, whose: String) -> SilentView {
    SilentView {
        href: format!("/desk/projects/{}#task-{}", one.plan.id, one.nth),
        title: one.title.clone(),
        plan: one.plan.title.clone(),
        whose,
        since: t.with("projects-silent-since", "at", &t.moment(&one.since)),
    }
}

async fn projects_page(here: &Here, form: &Form, problem: Option<&Problem>) -> Result<ProjectsPage, Refused> {
    let permit = here.actor.may(KEEP_PLAN, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let after = here.query.get("after").split_once('_').and_then(|(at, id)| Some((at.parse::<Instant>().ok()?, id.parse::<PlanId>().ok()?)));
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let mut plans = open_plans(&here.app, &here.actor, after, PAGE + 1).await.map_err(|e| here.refuse(&e))?;
    let goes_on = plans.len() > PAGE as usize;
    plans.truncate(PAGE as usize);
    let more = plans.last().filter(|_| goes_on).map(|last| format!("/desk/projects?after={}_{}", last.plan.made_at, last.plan.id));
    let untold = projects::silent_weeks(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let silent = match after {
        None => silent_tasks(&here.app, &here.actor, SILENT).await.map_err(|e| here.refuse(&e))?,
        Some(_) => Vec::new(),
    };
    let seen: Vec<&Plan> = plans.iter().map(|one| &one.plan).chain(silent.iter().map(|one| &one.plan)).collect();
    let names = for_whom(&here.app, &permit, &seen).await.map_err(|e| here.refuse(&e))?;
    let whose = |id: PlanId| names.get(&id).cloned().unwrap_or_default();
    let now = here.app.now();
    let ids: Vec<PlanId> = plans.iter().map(|one| one.plan.id).collect();
    let waiting = projects::waiting_for_word(&db, &ids).await.map_err(|e| here.refuse(&e))?;
    let brought = projects::photos_waiting(&db, &ids).await.map_err(|e| here.refuse(&e))?;
    let view = |one: &Planned| PlanView {
        waits: waiting.contains(&one.plan.id),
        brought: brought.get(&one.plan.id).map(|n| here.t.num("projects-brought-wait", "n", &i64::from(*n))).unwrap_or_default(),
        href: format!("/desk/projects/{}", one.plan.id),
        title: one.plan.title.clone(),
        whose: whose(one.plan.id),
        since: here.t.day(&one.plan.made_at),
        progress: progress(&here.t, &one.tasks),
        budget: here.t.say("projects-range", &[("from", one.plan.from.to_string().into()), ("to", one.plan.to.to_string().into())]),
        silent: one.tasks.iter().any(|task| task.silent_at().is_some_and(|at| at <= now)),
    };
    let fields = forms::plan_fields(here, form, problem);
    let faults = summary(&fields.iter().collect::<Vec<_>>());
    Ok(ProjectsPage {
        head: here.head(Shell::Desk, &here.t.get("projects-title")).at("/desk/projects"),
        silent: silent.iter().map(|one| silent_view(&here.t, one, whose(one.plan.id))).collect(),
        plans: plans.iter().map(view).collect(),
        untold: [("projects-untold-over", untold.over), ("projects-untold", untold.ending)]
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(key, n)| here.t.num(key, "n", &i64::from(n)))
            .collect(),
        more: more.unwrap_or_default(),
        fields,
        once: here.app.fresh_id().to_string(),
        faults,
    })
}

pub(crate) async fn get_projects(here: Here) -> Result<Response, Refused> {
    Ok(page(&projects_page(&here, &Form::default(), None).await?))
}

/// A plan is begun for a client at the phone.
pub(crate) async fn post_projects(here: Here, form: Form) -> Result<Response, Refused> {
    match begin_plan(&here.app, &here.actor, &forms::raw_plan(&form)).await {
        Ok(id) => Ok(redirect(&format!("/desk/projects/{id}"))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            here.again(&error, &projects_page(&here, &form, Some(&problem)).await?)
        }
    }
}

/// From a request to its plan.
pub(crate) async fn get_of(here: Here, Path(request): Path<String>) -> Result<Response, Refused> {
    here.actor.may(KEEP_PLAN, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let request = request.parse().map_err(|_| here.not_found())?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    match projects::plan_of(&db, &here.actor, request).await.map_err(|e| here.refuse(&e))? {
        Some(plan) => Ok(redirect(&format!("/desk/projects/{plan}"))),
        None => Err(here.refuse(&PlanError::NothingChosen(request))),
    }
}
