//! `/my/projects/ID`: a client's own project, as a letter; what waits for their word stands first.

use crate::gantt::{Gantt, gantt};
use crate::milestones::{self, MilestoneView};
use crate::talk::{self, TalkView};
use crate::views::{self, ApprovalView, BudgetView, ExpenseView, Progress, Stream};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pages::{Form, Head, Here, Refused, Shell, T, page, redirect};
use projects::{Answer, ApprovalId, MoneyError, PlanId, Planned, Task, TaskState, answer_own, asked, promised_end, purse};
use values::{Instant, Problem};

#[derive(Template)]
#[template(path = "my-project.html")]
pub(crate) struct ProjectPage {
    head: Head,
    title: String,
    lead: String,
    progress: Progress,
    gantt: Option<Gantt>,
    /// What is under way, and what comes next: title, when, and whether it is late.
    going: Vec<(String, String, bool)>,
    asked: Vec<ApprovalView>,
    budget: BudgetView,
    expenses: Vec<ExpenseView>,
    /// The week that was told last, and those before it.
    weeks: Vec<Week>,
    earlier: Vec<Week>,
    milestones: Vec<MilestoneView>,
    stream: Stream,
    talk: TalkView,
    is_open: bool,
}

/// A week that was told: which, what, and with which photos.
type Week = (String, Vec<String>, Vec<String>);

/// When a task is done: its hours where it lies within a day, else by when; of what is late no time is promised.
fn due(t: &T, task: &Task, now: Instant) -> (String, String, bool) {
    let when = match task.span {
        _ if task.is_late(now) => t.get("projects-my-late"),
        span if span.start.day() == span.end.day() => format!("{}, {}", t.date(&span.start), t.span_unbroken(&span)),
        span => t.with("projects-my-by", "day", &t.moment(&span.end)),
    };
    (task.title.clone(), when, task.is_late(now))
}

/// Who has it, and by when it is over, as far as that can be promised.
fn lead(t: &T, planned: &Planned, manager: Option<String>, now: Instant) -> String {
    let is_over = planned.tasks.iter().all(|task| task.state.is_over());
    match (planned.plan.ended_at, manager, promised_end(&planned.tasks, now)) {
        (Some(at), ..) => t.with("projects-my-over", "at", &t.date(&at)),
        (None, Some(manager), _) if is_over && !planned.tasks.is_empty() => t.with("projects-my-lead-done", "manager", &manager),
        (None, Some(manager), Some(end)) => t.say("projects-my-lead", &[("manager", manager.into()), ("end", t.date(&end).into())]),
        (None, Some(manager), None) if !planned.tasks.is_empty() => t.with("projects-my-lead-late", "manager", &manager),
        (None, ..) => t.get("projects-my-lead-plain"),
    }
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
    let now = here.app.now();
    let weeks = projects::reports_of(&db, id, 12).await.map_err(|e| here.refuse(&e))?;
    let photos = projects::photos_of(&db, id, 24).await.map_err(|e| here.refuse(&e))?;
    let marks = projects::milestones_of(&db, id).await.map_err(|e| here.refuse(&e))?;
    let week_ids: Vec<_> = weeks.iter().map(|week| week.id).collect();
    let told_with = projects::photos_told(&db, &week_ids).await.map_err(|e| here.refuse(&e))?;
    let of_week = |week: &projects::Report| told_with.get(&week.id).into_iter().flatten().map(|id| views::photo_href(*id)).collect::<Vec<_>>();
    let sent = weeks.iter().filter(|week| week.sent_at.is_some());
    let mut told: Vec<Week> = sent.map(|week| (t.day(&week.friday), week.text.lines().map(str::to_owned).collect(), of_week(week))).collect();
    let open: Vec<_> = purse.approvals.iter().filter(|one| one.answer == Answer::Open).cloned().collect();
    let under_way = planned.tasks.iter().filter(|task| matches!(task.state, TaskState::UnderWay { .. }));
    let next = planned.tasks.iter().filter(|task| matches!(task.state, TaskState::Planned | TaskState::Waiting { .. })).take(3);
    let talk = talk::of_client(here, &planned, form, problem).await?;
    Ok(ProjectPage {
        head: here.head(Shell::Letter, &planned.plan.title).script("src/site.ts"),
        title: planned.plan.title.clone(),
        lead: lead(t, &planned, manager, now),
        progress: views::progress(t, &planned.tasks),
        gantt: gantt(t, &planned.tasks, &milestones::marked(&marks, &planned.tasks, now), now),
        going: under_way.chain(next).map(|task| due(t, task, now)).collect(),
        asked: views::approvals(t, &open, purse.budget),
        budget: views::budget(t, purse.budget),
        expenses: views::expenses(t, &purse),
        earlier: told.split_off(told.len().min(1)),
        weeks: told,
        milestones: milestones::views(t, &marks, &planned.tasks, now),
        stream: views::stream(t, &photos, &planned.tasks),
        talk,
        is_open: planned.plan.ended_at.is_none(),
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
