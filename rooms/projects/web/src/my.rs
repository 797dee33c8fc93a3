//! `/my/projects/ID`: a client's own project, as a letter; what waits for their word stands first.

use crate::gantt::{Gantt, gantt};
use crate::milestones::{self, MilestoneView};
use crate::talk::{self, TalkView};
use crate::views::{self, ApprovalView, BudgetView, ExpenseView, Progress, Stream};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pages::{Form, Head, Here, Refused, Shell, page, redirect};
use projects::{Answer, ApprovalId, MoneyError, PlanId, TaskState, answer_own, asked, purse};
use values::Problem;

#[derive(Template)]
#[template(path = "my-project.html")]
pub(crate) struct ProjectPage {
    head: Head,
    title: String,
    lead: String,
    progress: Progress,
    gantt: Option<Gantt>,
    /// What is under way, and what comes next: title and when.
    going: Vec<(String, String)>,
    asked: Vec<ApprovalView>,
    budget: BudgetView,
    expenses: Vec<ExpenseView>,
    /// The weeks that were told, the latest first: which, what, and with which photos.
    weeks: Vec<(String, Vec<String>, Vec<String>)>,
    milestones: Vec<MilestoneView>,
    stream: Stream,
    talk: TalkView,
    is_open: bool,
}

pub(crate) async fn get_project(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: PlanId = id.parse().map_err(|_| here.not_found())?;
    Ok(page(&project_page(&here, id, &Form::default(), None).await?))
}

/// The project, with what was typed into its talk and refused.
pub(crate) async fn project_page(here: &Here, id: PlanId, form: &Form, problem: Option<&Problem>) -> Result<ProjectPage, Refused> {
    let planned = projects::plan(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let purse = purse(&db, id).await.map_err(|e| here.refuse(&e))?;
    let (t, names) = (&here.t, views::names(here, &planned).await?);
    let manager = planned.plan.manager.and_then(|person| names.get(&person)).map(|name| t.name(&name.full()));
    let (done, end) = (planned.plan.ended_at, planned.tasks.iter().map(|task| task.span.end).max());
    let lead = match (done, manager, end) {
        (Some(at), ..) => t.with("projects-my-over", "at", &t.date(&at)),
        (None, Some(manager), Some(end)) => t.say("projects-my-lead", &[("manager", manager.into()), ("end", t.date(&end).into())]),
        (None, ..) => t.get("projects-my-lead-plain"),
    };
    let weeks = projects::reports_of(&db, id, 12).await.map_err(|e| here.refuse(&e))?;
    let photos = projects::photos_of(&db, id, 24).await.map_err(|e| here.refuse(&e))?;
    let marks = projects::milestones_of(&db, id).await.map_err(|e| here.refuse(&e))?;
    let week_ids: Vec<_> = weeks.iter().map(|week| week.id).collect();
    let told_with = projects::photos_told(&db, &week_ids).await.map_err(|e| here.refuse(&e))?;
    let of_week = |week: &projects::Report| told_with.get(&week.id).into_iter().flatten().map(|id| views::photo_href(*id)).collect::<Vec<_>>();
    let told = weeks.iter().filter(|week| week.sent_at.is_some());
    let open: Vec<_> = purse.approvals.iter().filter(|one| one.answer == Answer::Open).cloned().collect();
    let under_way = planned.tasks.iter().filter(|task| matches!(task.state, TaskState::UnderWay { .. }));
    let next = planned.tasks.iter().filter(|task| matches!(task.state, TaskState::Planned | TaskState::Waiting { .. })).take(3);
    let talk = talk::of_client(here, &planned, form, problem).await?;
    Ok(ProjectPage {
        head: here.head(Shell::Letter, &planned.plan.title).script("src/site.ts"),
        title: planned.plan.title.clone(),
        lead,
        progress: views::progress(t, &planned.tasks),
        gantt: gantt(t, &planned.tasks, &milestones::marked(&marks, &planned.tasks), here.app.now()),
        going: under_way.chain(next).map(|task| (task.title.clone(), t.date(&task.span.end))).collect(),
        asked: views::approvals(t, &open),
        budget: views::budget(t, purse.budget),
        expenses: views::expenses(t, &purse),
        weeks: told.map(|week| (t.day(&week.friday), week.text.lines().map(str::to_owned).collect(), of_week(week))).collect(),
        milestones: milestones::views(t, &marks, &planned.tasks),
        stream: views::stream(t, &photos, &planned.tasks),
        talk,
        is_open: done.is_none(),
    })
}

/// One tap on one's own page. What was answered before is shown as it stands.
pub(crate) async fn post_answer(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: ApprovalId = id.parse().map_err(|_| here.not_found())?;
    match answer_own(&here.app, &here.actor, id, form.get("agree") == "yes").await {
        Ok(_) | Err(MoneyError::Answered(_) | MoneyError::Replaced(_)) => {}
        Err(error) => return Err(here.refuse(&error)),
    }
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let asked = asked(&db, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    Ok(redirect(&format!("/my/projects/{}", asked.plan.id)))
}
