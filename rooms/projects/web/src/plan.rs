//! `/desk/projects/ID`: one plan: its tasks along its days, its money, and what comes next.

use crate::brought::{self, BroughtView};
use crate::forms::{self, TaskPick};
use crate::gantt::{Gantt, gantt};
use crate::milestones::{self, MilestoneForm, MilestoneView};
use crate::talk::{self, TalkView};
use crate::views::{self, ApprovalView, BudgetView, ExpenseView, Progress, Stream, TaskView};
use access::Resource;
use askama::Template;
use axum::extract::{Path, Request};
use axum::response::Response;
use pages::{Field, Form, Head, Here, Refused, Shell, Upload, page, redirect, summary};
use projects::{
    Beyond, HEAVIEST_RECEIPT, KEEP_MONEY, KEEP_PLAN, NewPhoto, NotAReceipt, PhotoId, PlanError, PlanId, Planned, Report, ReportError, SEE_PROJECT, Spent,
    TaskId, add_photo, ask_approval, ask_beyond, begin_task, count_words, drop_milestone, drop_task, end_plan, finish_task, for_whom, photo_of, photos_of,
    photos_proposed, photos_told, purse, put_task, receipt_of, refresh_draft, reports_of, say_at_desk, send_report, set_day, set_milestone, spend,
    take_expense_back,
};
use std::sync::Arc;
use values::{Explain, FieldFault, Money, Problem};

#[derive(Template)]
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides a part of the page")]
#[template(path = "plan.html")]
struct PlanPage {
    head: Head,
    path: String,
    title: String,
    client: String,
    /// By name; the link alone where they are forgotten.
    whose: String,
    manager: String,
    progress: Progress,
    range: String,
    /// For which day all of it is, in words; empty where no day was said. And where it is said.
    day: String,
    day_field: Field,
    day_over: u32,
    /// The version that the forms are written over.
    over: u32,
    gantt: Option<Gantt>,
    tasks: Vec<TaskView>,
    task: Vec<Field>,
    /// The task in the form; empty for another one.
    edited: String,
    budget: BudgetView,
    approvals: Vec<ApprovalView>,
    expenses: Vec<ExpenseView>,
    ask: Vec<Field>,
    ask_task: TaskPick,
    expense: Vec<Field>,
    expense_task: TaskPick,
    /// The name of the form of an expense, so that two presses are one.
    once: String,
    receipt_fault: String,
    /// The form of an expense was sent, and is shown once more.
    is_spending: bool,
    /// The expense that was typed is more than was agreed to.
    beyond: Option<BeyondStep>,
    /// What was said after a press; empty where nothing was.
    said: String,
    is_open: bool,
    can_end: bool,
    /// An ask waits that another one may take the place of.
    can_replace: bool,
    stream: Stream,
    brought: BroughtView,
    milestones: Vec<MilestoneView>,
    milestone_form: MilestoneForm,
    photo_fault: String,
    photo_task: TaskPick,
    reports: Vec<ReportView>,
    talk: TalkView,
    faults: Vec<(String, String)>,
}

/// An expense that is more than was agreed to: what to look at once more before the client is asked, and what the press brings.
struct BeyondStep {
    words: String,
    ask: String,
    fields: [(&'static str, String); 5],
}

fn beyond_step(here: &Here, form: &Form, beyond: &Beyond) -> BeyondStep {
    let sums = [("agreed", beyond.agreed), ("all", beyond.in_all), ("by", beyond.by)].map(|(name, sum)| (name, sum.to_string().into()));
    let typed = |name: &'static str| (name, form.get(name).to_owned());
    let (by, once) = (("beyond", beyond.by.in_kopecks().to_string()), ("once", here.app.fresh_id().to_string()));
    BeyondStep {
        words: here.t.say("projects-beyond", &sums),
        ask: here.t.with("projects-beyond-ask", "by", &beyond.by.to_string()),
        fields: [typed("what"), typed("amount"), typed("task"), by, once],
    }
}

/// A week of the project.
struct ReportView {
    id: String,
    week: String,
    state: String,
    tag: &'static str,
    is_draft: bool,
    over: u32,
    text: String,
    lines: Vec<String>,
    /// How many words it has.
    words: String,
    /// Those that it can be told with: id, where, of what, and whether it is.
    photos: Vec<(String, String, String, bool)>,
    fault: String,
}

/// Which form was sent and refused, and why.
struct Again<'a> {
    part: &'static str,
    form: &'a Form,
    problem: Option<&'a Problem>,
}

async fn load(here: &Here, id: PlanId) -> Result<Planned, Refused> {
    here.actor.may(KEEP_PLAN, &Resource::default()).map_err(|e| here.refuse(&e))?;
    refresh_draft(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    projects::plan(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())
}

pub(crate) async fn get_plan(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: PlanId = id.parse().map_err(|_| here.not_found())?;
    let planned = load(&here, id).await?;
    Ok(page(&plan_page(&here, &planned, None).await?))
}

async fn plan_page(here: &Here, planned: &Planned, again: Option<&Again<'_>>) -> Result<PlanPage, Refused> {
    let (t, plan) = (&here.t, &planned.plan);
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let purse = purse(&db, plan.id).await.map_err(|e| here.refuse(&e))?;
    let names = views::names(here, planned).await?;
    let nothing = Form::default();
    let of = |part: &str| again.filter(|again| again.part == part).map_or((&nothing, None), |again| (again.form, again.problem));
    let (task_form, task_problem) = of("task");
    let edited = if task_form.has("edited") { task_form.get("edited") } else { here.query.get("task") };
    let kept = edited.parse::<TaskId>().ok().and_then(|id| planned.tasks.iter().find(|task| task.id == id));
    let mut task = forms::task_fields(here, task_form, kept, task_problem);
    if let (Some(kept), Some(after)) = (kept.filter(|_| !task_form.has("after")), task.last_mut()) {
        let places = planned.tasks.iter().filter(|other| kept.after.contains(&other.id)).map(|other| other.nth.to_string());
        after.value = places.collect::<Vec<_>>().join(", ");
    }
    let ((ask_form, ask_problem), (spend_form, spend_problem)) = (of("ask"), of("expense"));
    let ask = forms::money_fields(here, ask_form, ask_problem);
    let expense = forms::money_fields(here, spend_form, spend_problem);
    let receipt = spend_problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == "receipt"));
    let (day_form, day_problem) = of("for-day");
    let day_field = forms::day_field(here, day_form, plan.day, day_problem);
    let faults = summary(&task.iter().chain(&ask).chain(&expense).chain([&day_field]).collect::<Vec<_>>());
    let is_open = plan.ended_at.is_none();
    let ((photo_form, photo_problem), report_again) = (of("photo"), again.filter(|again| again.part == "report"));
    let photo_fault =
        photo_problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field != "task")).map(|fault| t.fault(fault)).unwrap_or_default();
    let reports = reports_of(&db, plan.id, WEEKS).await.map_err(|e| here.refuse(&e))?;
    let photos = photos_of(&db, plan.id, PHOTOS).await.map_err(|e| here.refuse(&e))?;
    let weeks: Vec<_> = reports.iter().map(|report| report.id).collect();
    let told_with = photos_told(&db, &weeks).await.map_err(|e| here.refuse(&e))?;
    let stream = views::stream(t, &photos, &planned.tasks);
    // What is proposed stands among what can be chosen.
    let shown: Vec<_> = photos.iter().take(stream.all.len()).cloned().collect();
    let week = |report: &Report| report_view(here, report, report_again, &stream, &photos_proposed(report, &reports, &shown, &told_with));
    let weeks: Vec<ReportView> = reports.iter().map(week).collect();
    let permit = here.actor.may(SEE_PROJECT, &Resource { client: plan.client.map(Into::into), crew: vec![] }).map_err(|e| here.refuse(&e))?;
    let whose = for_whom(&here.app, &permit, &[plan]).await.map_err(|e| here.refuse(&e))?.remove(&plan.id);
    let manager = plan.manager.and_then(|person| names.get(&person)).map(|name| t.name(&name.full()));
    let (mark_form, mark_problem) = of("milestones");
    let marks = projects::milestones_of(&db, plan.id).await.map_err(|e| here.refuse(&e))?;
    let hands = views::hands(here, &planned.tasks).await?;
    let ((word_form, word_problem), (look_form, look_problem)) = (of("word"), of("brought"));
    let conversation = talk::at_desk(here, planned, &hands, word_form, word_problem).await?;
    Ok(PlanPage {
        head: here.head(Shell::Desk, &plan.title).at(format!("/desk/projects/{}", plan.id)),
        path: format!("/desk/projects/{}", plan.id),
        title: plan.title.clone(),
        client: plan.client.map(|client| format!("/desk/clients/{client}")).or(plan.request.map(|id| format!("/desk/requests/{id}"))).unwrap_or_default(),
        whose: whose.unwrap_or_else(|| t.get("projects-whose-open")),
        manager: manager.unwrap_or_else(|| t.get("projects-nobody")),
        progress: views::progress(t, &planned.tasks),
        range: t.say("projects-range", &[("from", plan.from.to_string().into()), ("to", plan.to.to_string().into())]),
        day: plan.day.map(|day| t.civil(day)).unwrap_or_default(),
        day_field,
        day_over: day_form.number("over").unwrap_or(plan.version),
        over: task_form.number("over").unwrap_or(plan.version),
        gantt: gantt(t, &planned.tasks, &milestones::marked(&marks, &planned.tasks, here.app.now()), here.app.now()),
        tasks: views::tasks(here, planned, &names, &hands),
        edited: kept.map(|task| task.id.to_string()).unwrap_or_default(),
        task,
        budget: views::budget(t, purse.budget),
        approvals: views::approvals(t, &purse.approvals, purse.budget),
        expenses: views::expenses(t, &purse),
        ask,
        ask_task: forms::task_pick(here, "ask", &planned.tasks, ask_form, ask_problem),
        expense,
        expense_task: forms::task_pick(here, "spent", &planned.tasks, spend_form, spend_problem),
        once: if spend_form.has("once") { spend_form.get("once").to_owned() } else { here.app.fresh_id().to_string() },
        is_spending: again.is_some_and(|again| again.part == "expense"),
        beyond: None,
        receipt_fault: receipt.map(|fault| t.fault(fault)).unwrap_or_default(),
        said: if here.query.get("said") == "asked" { t.get("projects-asked-instead") } else { String::new() },
        can_replace: purse.approvals.iter().any(|one| one.answer == projects::Answer::Open),
        stream,
        brought: brought::at_desk(here, planned, look_form, look_problem).await?,
        milestones: milestones::views(t, &marks, &planned.tasks, here.app.now()),
        milestone_form: milestones::form(here, &planned.tasks, mark_form, mark_problem),
        photo_fault,
        photo_task: forms::task_pick(here, "photo", &planned.tasks, photo_form, photo_problem),
        reports: weeks,
        talk: conversation,
        can_end: is_open && planned.tasks.iter().all(|task| task.state.is_over()),
        is_open,
        faults,
    })
}

/// Weeks and photos that are shown.
const WEEKS: u32 = 12;
const PHOTOS: u32 = 24;

/// A week, and its draft with the photos that it comes with, unless others were chosen in the form.
fn report_view(here: &Here, report: &Report, again: Option<&Again<'_>>, stream: &Stream, proposed: &[PhotoId]) -> ReportView {
    let t = &here.t;
    let again = again.filter(|again| again.form.get("which") == report.id.to_string());
    let chosen = again.map_or_else(|| proposed.iter().map(ToString::to_string).collect(), |again| again.form.all("photo"));
    let photo = |(id, href, words): &(String, String, String)| (id.clone(), href.clone(), words.clone(), chosen.contains(id));
    let text = again.map_or_else(|| report.text.clone(), |again| again.form.get("report").to_owned());
    let words = i64::try_from(count_words(&text)).unwrap_or(0);
    ReportView {
        id: report.id.to_string(),
        week: t.day(&report.friday),
        state: match report.sent_at {
            Some(at) => t.with("projects-report-sent", "at", &t.moment(&at)),
            None => t.get("projects-report-draft"),
        },
        tag: if report.sent_at.is_some() { "tag tag-accent" } else { "tag tag-warn" },
        is_draft: report.sent_at.is_none(),
        over: report.version,
        lines: text.lines().map(str::to_owned).collect(),
        words: t.num("projects-report-words", "n", &words),
        photos: stream.all.iter().map(photo).collect(),
        fault: again.and_then(|again| again.problem?.fields.first()).map(|fault| t.fault(fault)).unwrap_or_default(),
        text,
    }
}

/// A week is told by one press.
pub(crate) async fn post_report(here: Here, Path(id): Path<PlanId>, form: Form) -> Result<Response, Refused> {
    let result = {
        let photos: Vec<PhotoId> = form.all("photo").iter().filter_map(|id| id.parse().ok()).collect();
        send_report(&here.app, &here.actor, form.id("which"), form.number("over").unwrap_or(0), form.get("report"), &photos).await
    };
    done(&here, id, "report", &form, result).await
}

/// A photo joins the stream.
pub(crate) async fn post_photo(here: Here, Path(id): Path<PlanId>, request: Request) -> Result<Response, Refused> {
    here.actor.may(KEEP_PLAN, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let sent = Upload::read(request, "photo", HEAVIEST_RECEIPT).await;
    let (form, heavy, file) = (sent.form, sent.heavy, sent.file);
    let result = async {
        if heavy {
            return Err(ReportError::from(projects::NotAPicture::TooHeavy { bytes: HEAVIEST_RECEIPT + 1, limit: HEAVIEST_RECEIPT }));
        }
        let photo = Arc::new(photo_of(file).await?);
        add_photo(&here.app, &here.actor, id, NewPhoto { task: forms::task_of(&form), after_of: forms::before_of(&form) }, &photo).await
    };
    let result = result.await;
    done(&here, id, "photo", &form, result).await
}

/// Back to the plan after a form, or the form once more with what is wrong.
pub(crate) async fn done<T: Send, E: Explain + Send>(
    here: &Here,
    id: PlanId,
    part: &'static str,
    form: &Form,
    result: Result<T, E>,
) -> Result<Response, Refused> {
    let Err(error) = result else {
        return Ok(redirect(&format!("/desk/projects/{id}#{part}")));
    };
    let problem = here.field_problem(&error)?;
    let planned = load(here, id).await?;
    here.again(&error, &plan_page(here, &planned, Some(&Again { part, form, problem: Some(&problem) })).await?)
}

/// A task, another one or one that is edited.
pub(crate) async fn post_task(here: Here, Path(id): Path<PlanId>, form: Form) -> Result<Response, Refused> {
    let edited = form.get("edited").parse::<TaskId>().ok();
    let result = put_task(&here.app, &here.actor, id, form.number("over").unwrap_or(0), edited, &forms::raw_task(&form)).await;
    done(&here, id, "task", &form, result).await
}

/// A task begins, is done, or is not needed any more.
pub(crate) async fn post_state(here: Here, Path(id): Path<PlanId>, form: Form) -> Result<Response, Refused> {
    let task: TaskId = form.id("task");
    let result = match form.get("state") {
        "under_way" => begin_task(&here.app, &here.actor, task).await,
        "dropped" => drop_task(&here.app, &here.actor, task).await,
        _ => finish_task(&here.app, &here.actor, task).await,
    };
    done(&here, id, "tasks", &form, result).await
}

/// For which day all of it is.
pub(crate) async fn post_day(here: Here, Path(id): Path<PlanId>, form: Form) -> Result<Response, Refused> {
    let result = set_day(&here.app, &here.actor, id, form.number("over").unwrap_or(0), form.get("day")).await;
    done(&here, id, "for-day", &form, result).await
}

/// All of it is over.
pub(crate) async fn post_end(here: Here, Path(id): Path<PlanId>) -> Result<Response, Refused> {
    let result = end_plan(&here.app, &here.actor, id).await;
    done(&here, id, "tasks", &Form::default(), result).await
}

/// The client is asked for money, in the place of an ask that waits, where one is named; or for what an expense is beyond what was agreed.
pub(crate) async fn post_ask(here: Here, Path(id): Path<PlanId>, form: Form) -> Result<Response, Refused> {
    if let Ok(by) = form.get("beyond").parse() {
        return match ask_beyond(&here.app, &here.actor, id, &forms::raw_money(&form), Money::kopecks(by)).await {
            Ok(_) => Ok(redirect(&format!("/desk/projects/{id}?said=asked#money"))),
            other => done(&here, id, "expense", &form, other).await,
        };
    }
    let instead = form.get("instead").parse().ok();
    let result = ask_approval(&here.app, &here.actor, id, instead, &forms::raw_money(&form)).await;
    done(&here, id, "ask", &form, result).await
}

/// Money was spent: kept with its receipt, or looked at once more where it was not agreed to.
pub(crate) async fn post_expense(here: Here, Path(id): Path<PlanId>, request: Request) -> Result<Response, Refused> {
    here.actor.may(KEEP_MONEY, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let sent = Upload::read(request, "receipt", HEAVIEST_RECEIPT).await;
    let (form, heavy) = (sent.form, sent.heavy);
    let result = async {
        let file = if heavy { vec![0; HEAVIEST_RECEIPT + 1] } else { sent.file };
        // Pictures are decoded off the threads that answer requests.
        let receipt = tokio::task::spawn_blocking(move || receipt_of(file)).await.unwrap_or(Err(NotAReceipt::Missing))?;
        spend(&here.app, &here.actor, id, &forms::raw_money(&form), &Arc::new(receipt)).await
    }
    .await;
    match result {
        Ok(Spent::Beyond(beyond)) => {
            let planned = load(&here, id).await?;
            let again = Again { part: "expense", form: &form, problem: None };
            let shown = plan_page(&here, &planned, Some(&again)).await?;
            Ok(page(&PlanPage { beyond: Some(beyond_step(&here, &form, &beyond)), ..shown }))
        }
        other => done(&here, id, "expense", &form, other).await,
    }
}

/// An expense was a slip of the hand.
pub(crate) async fn post_expense_back(here: Here, Path(id): Path<PlanId>, form: Form) -> Result<Response, Refused> {
    here.actor.may(KEEP_MONEY, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let Ok(which) = form.get("which").parse() else { return Ok(redirect(&format!("/desk/projects/{id}#money"))) };
    let result = take_expense_back(&here.app, &here.actor, which).await;
    done(&here, id, "money", &form, result).await
}

/// The desk says something in the talk of the plan.
pub(crate) async fn post_word(here: Here, Path(id): Path<PlanId>, form: Form) -> Result<Response, Refused> {
    talk::permitted(&here)?;
    let result = match talk::scope(&form) {
        Some(scope) => say_at_desk(&here.app, &here.actor, id, scope, &talk::raw(&form)).await,
        None => Err(PlanError::Fields(vec![FieldFault::new("words", "to-nobody")]).into()),
    };
    match result {
        Ok(_) => Ok(redirect(&format!("/desk/projects/{id}#plan-talk"))),
        Err(error) => done::<(), _>(&here, id, "word", &form, Err(error)).await,
    }
}

/// A milestone is set.
pub(crate) async fn post_milestone(here: Here, Path(id): Path<PlanId>, form: Form) -> Result<Response, Refused> {
    let result = set_milestone(&here.app, &here.actor, id, &milestones::raw(&form)).await;
    done(&here, id, "milestones", &form, result).await
}

/// It marks nothing any more.
pub(crate) async fn post_milestone_drop(here: Here, Path(id): Path<PlanId>, form: Form) -> Result<Response, Refused> {
    here.actor.may(KEEP_PLAN, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let Ok(which) = form.get("which").parse() else { return Ok(redirect(&format!("/desk/projects/{id}#milestones"))) };
    let result = drop_milestone(&here.app, &here.actor, which).await;
    done(&here, id, "milestones", &form, result).await
}
