//! Plans and projects for programs: the plan, its tasks, its money, and the answer to an ask.

use access::Resource;
use axum::Json;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use messaging::open_approval;
use pages::{Api, ApiPath, ApiQuery, Created, Cursor, Here, JsonBody, PageLimit, PageOut, ProblemOut, Routes};
use projects::{
    ANSWER_BY_LINK, Approval, ApprovalId, Expense, ExpenseId, HEAVIEST_RECEIPT, KEEP_MONEY, KEEP_PLAN, MoneyError, NotAReceipt, PhotoId, PlanError, PlanId,
    Planned, Purse, RawMoney, RawPlan, RawTask, SEE_PROJECT, Spent, Task, TaskId, answer_by_link, ask_approval, ask_beyond, asked, begin_plan, begin_task,
    drop_task, end_plan, finish_task, move_task, open_plans, purse, put_task, receipt_of, set_day, spend, take_expense_back,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{FieldFault, Instant, Money, Span};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(KEEP_PLAN, routes!(list_projects))
        .api(KEEP_PLAN, routes!(begin_project))
        .api(SEE_PROJECT, routes!(read_project))
        .api(KEEP_PLAN, routes!(write_task))
        .api(KEEP_PLAN, routes!(turn_task))
        .api(KEEP_PLAN, routes!(move_project_task))
        .api(KEEP_PLAN, routes!(set_project_day))
        .api(KEEP_PLAN, routes!(end_project))
        .api(KEEP_PLAN, routes!(send_week))
        .api(KEEP_MONEY, routes!(ask_consent))
        .api(KEEP_MONEY, routes!(keep_expense))
        .api(KEEP_MONEY, routes!(take_back_expense))
        .api(ANSWER_BY_LINK, routes!(read_consent))
        .api(ANSWER_BY_LINK, routes!(answer_consent))
}

/// A project with its tasks and its money.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-00000000000a", "title": "Стол на своих", "client": "019ab4b2-6c00-7000-8000-000000000001", "request": null, "manager": null,
    "from_kopecks": 1_800_000, "to_kopecks": 3_200_000, "day": "2026-03-08", "version": 3, "made_at": "2026-03-02T08:30:00Z", "ended_at": null, "tasks": [],
    "expected_kopecks": 3_200_000, "agreed_kopecks": 0, "spent_kopecks": 0, "consents": [], "expenses": [], "weeks": []
}))]
struct ProjectOut {
    /// Its id.
    id: Uuid,
    /// In a few words.
    title: String,
    /// Whose; null where whoever asked is no client yet.
    client: Option<Uuid>,
    /// What it was asked in.
    request: Option<Uuid>,
    /// Who answers for it.
    manager: Option<Uuid>,
    /// What it costs about, from.
    from_kopecks: i64,
    /// To.
    to_kopecks: i64,
    /// For which day all of it is; null where no day was said.
    #[schema(format = Date)]
    day: Option<String>,
    /// Changes are made over it.
    version: u32,
    /// Since when, RFC 3339.
    made_at: String,
    /// When all of it was over.
    ended_at: Option<String>,
    /// Its tasks, each after all that it waits for.
    tasks: Vec<TaskOut>,
    /// What the tasks are expected to cost.
    expected_kopecks: i64,
    /// What the client agreed to.
    agreed_kopecks: i64,
    /// What was spent.
    spent_kopecks: i64,
    /// What was asked for, in its order.
    consents: Vec<MoneyAskedOut>,
    /// What was spent, the latest first.
    expenses: Vec<ExpenseOut>,
    /// The weeks, the latest first; a client is shown those that were sent.
    weeks: Vec<WeekOut>,
}

/// A week of a project.
#[derive(Debug, Serialize, ToSchema)]
struct WeekOut {
    /// Its id.
    id: Uuid,
    /// The moment of its draft, RFC 3339.
    friday: String,
    /// How often it was written.
    version: u32,
    /// In words.
    text: String,
    /// When it was sent; null while it is a draft.
    sent_at: Option<String>,
}

/// A task of a project.
#[derive(Debug, Serialize, ToSchema)]
struct TaskOut {
    /// Its id.
    id: Uuid,
    /// Its place, from 1 on.
    nth: u32,
    /// `work`, `engage`.
    kind: &'static str,
    /// In a few words.
    title: String,
    /// `planned`, `waiting`, `under_way`, `done`, `dropped`.
    state: &'static str,
    /// When it is planned for, RFC 3339.
    starts: String,
    /// Until when.
    ends: String,
    /// Ids of those that it waits for.
    after: Vec<Uuid>,
    /// What it is expected to cost.
    cost_kopecks: i64,
    /// Hours that it may be silent.
    rhythm_hours: u32,
    /// When something was last heard of it.
    heard_at: String,
    /// When its silence is too long; null where it is over.
    silent_at: Option<String>,
    /// The supplier's job that it stands on; null where the house does it.
    job: Option<Uuid>,
}

/// What a client is asked to agree to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000051", "nth": 1, "version": 1, "what": "Флорист", "kopecks": 800_000, "answer": "open",
    "asked_at": "2026-11-24T09:30:00Z", "answered_at": null
}))]
struct MoneyAskedOut {
    /// Which version of which ask.
    id: Uuid,
    /// The how manieth ask.
    nth: u32,
    /// The how manieth version of it.
    version: u32,
    /// What for.
    what: String,
    /// How much.
    kopecks: i64,
    /// What the expense is in all of which this is beyond what was agreed to; null where it is all that is asked.
    whole_kopecks: Option<i64>,
    /// `open`, `agreed`, `refused`, `replaced`.
    answer: &'static str,
    /// When it was asked, RFC 3339.
    asked_at: String,
    /// When it was answered.
    answered_at: Option<String>,
}

/// Money that was spent.
#[derive(Debug, Serialize, ToSchema)]
struct ExpenseOut {
    /// Its id.
    id: Uuid,
    /// What for.
    what: String,
    /// How much.
    kopecks: i64,
    /// When, RFC 3339.
    at: String,
    /// Where its receipt is.
    receipt: String,
    /// When it was taken back; null where it counts.
    taken_back_at: Option<String>,
}

fn task_out(task: Task) -> TaskOut {
    TaskOut {
        id: task.id.uuid(),
        nth: task.nth,
        kind: task.kind.name(),
        state: task.state.name(),
        starts: task.span.start.to_string(),
        ends: task.span.end.to_string(),
        after: task.after.iter().map(|id| id.uuid()).collect(),
        cost_kopecks: task.cost.in_kopecks(),
        rhythm_hours: task.rhythm_hours,
        heard_at: task.heard_at.to_string(),
        silent_at: task.silent_at().map(|at| at.to_string()),
        job: task.job.map(Uuid::from),
        title: task.title,
    }
}

fn consent_out(one: Approval) -> MoneyAskedOut {
    MoneyAskedOut {
        id: one.id.uuid(),
        nth: one.nth,
        version: one.version,
        kopecks: one.amount.in_kopecks(),
        whole_kopecks: one.whole.map(Money::in_kopecks),
        answer: one.answer.name(),
        asked_at: one.asked_at.to_string(),
        answered_at: one.answer.moment().map(|at| at.to_string()),
        what: one.what,
    }
}

fn expense_out(one: Expense) -> ExpenseOut {
    ExpenseOut {
        id: one.id.uuid(),
        kopecks: one.amount.in_kopecks(),
        at: one.at.to_string(),
        receipt: format!("/receipts/{}", one.id),
        taken_back_at: one.back_at.map(|at| at.to_string()),
        what: one.what,
    }
}

fn week_out(one: projects::Report) -> WeekOut {
    WeekOut { id: one.id, friday: one.friday.to_string(), version: one.version, sent_at: one.sent_at.map(|at| at.to_string()), text: one.text }
}

fn project_out(planned: Planned, purse: Purse, weeks: Vec<projects::Report>) -> ProjectOut {
    let plan = planned.plan;
    ProjectOut {
        id: plan.id.uuid(),
        title: plan.title,
        client: plan.client.map(Uuid::from),
        request: plan.request.map(Uuid::from),
        manager: plan.manager.map(Uuid::from),
        from_kopecks: plan.from.in_kopecks(),
        to_kopecks: plan.to.in_kopecks(),
        day: plan.day.map(|day| day.to_string()),
        version: plan.version,
        made_at: plan.made_at.to_string(),
        ended_at: plan.ended_at.map(|at| at.to_string()),
        tasks: planned.tasks.into_iter().map(task_out).collect(),
        expected_kopecks: purse.budget.expected.in_kopecks(),
        agreed_kopecks: purse.budget.agreed.in_kopecks(),
        spent_kopecks: purse.budget.spent.in_kopecks(),
        consents: purse.approvals.into_iter().map(consent_out).collect(),
        expenses: purse.expenses.into_iter().map(expense_out).collect(),
        weeks: weeks.into_iter().map(week_out).collect(),
    }
}

/// A project in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019ab4b2-6c00-7000-8000-00000000000a", "title": "Стол на своих", "made_at": "2026-03-02T08:30:00Z", "tasks": 6, "done": 2}))]
struct ProjectRowOut {
    /// Its id.
    id: Uuid,
    /// In a few words.
    title: String,
    /// Since when, RFC 3339.
    made_at: String,
    /// How many tasks it has.
    tasks: usize,
    /// How many of them are done.
    done: usize,
}

impl From<&Planned> for ProjectRowOut {
    fn from(one: &Planned) -> Self {
        let done = one.tasks.iter().filter(|task| matches!(task.state, projects::TaskState::Done { .. })).count();
        Self { id: one.plan.id.uuid(), title: one.plan.title.clone(), made_at: one.plan.made_at.to_string(), tasks: one.tasks.len(), done }
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ProjectsQuery {
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists the projects that are not over, the latest first.
#[utoipa::path(get, path = "/api/v1/projects", tag = "projects", params(ProjectsQuery), responses((status = 200, body = PageOut<ProjectRowOut>)))]
async fn list_projects(here: Here, ApiQuery(query): ApiQuery<ProjectsQuery>) -> Api<Json<PageOut<ProjectRowOut>>> {
    let (limit, after) = (query.limit.0, query.after.map(|Cursor(at, id)| (at, PlanId::from(id))));
    let rows = open_plans(&here.app, &here.actor, after, limit + 1).await.map_err(|e| here.api(&e))?;
    let rows: Vec<_> = rows.iter().map(|one| (one.plan.made_at, ProjectRowOut::from(one))).collect();
    Ok(Json(PageOut::of(rows, limit, |(at, row)| Cursor::name(*at, row.id), |(_, row)| row)))
}

/// A project to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"phone": "+79215550120", "title": "Переезд", "from": "60000", "to": "120000", "day": "2026-03-08"}))]
struct ProjectIn {
    /// The phone of the client.
    phone: String,
    /// In a few words.
    title: String,
    /// Roubles.
    from: String,
    /// Roubles.
    to: String,
    /// For which day all of it is, not a past one; empty where none is said.
    #[serde(default)]
    day: String,
}

/// An id.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019ab4b2-6c00-7000-8000-00000000000a"}))]
pub(crate) struct MadeOut {
    /// Of what was made.
    pub(crate) id: Uuid,
}

/// Begins a project for the client of this phone, without tasks yet.
#[utoipa::path(post, path = "/api/v1/projects", tag = "projects", request_body = ProjectIn, responses((status = 201, body = MadeOut)))]
async fn begin_project(here: Here, JsonBody(body): JsonBody<ProjectIn>) -> Api<Created<MadeOut>> {
    let raw = RawPlan { phone: body.phone, title: body.title, from: body.from, to: body.to, day: body.day, ..RawPlan::default() };
    let id = begin_plan(&here.app, &here.actor, &raw).await.map_err(|e| here.api(&e))?;
    Ok(Created(MadeOut { id: id.uuid() }))
}

async fn shown(here: &Here, id: PlanId) -> Api<Json<ProjectOut>> {
    let unknown = || here.api(&PlanError::Unknown(id));
    let planned = projects::plan(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?.ok_or_else(unknown)?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let mut weeks = projects::reports_of(&db, id, 50).await.map_err(|e| here.api(&e))?;
    weeks.retain(|week| week.sent_at.is_some() || here.actor.client().is_none());
    Ok(Json(project_out(planned, purse(&db, id).await.map_err(|e| here.api(&e))?, weeks)))
}

/// Reads a project with its tasks and its money: its client, and the desk.
#[utoipa::path(
    get, path = "/api/v1/projects/{plan}", tag = "projects", params(("plan" = Uuid, Path, description = "The project")), responses((status = 200, body = ProjectOut))
)]
async fn read_project(here: Here, ApiPath(id): ApiPath<PlanId>) -> Api<Json<ProjectOut>> {
    if here.actor.may(KEEP_PLAN, &Resource::default()).is_ok() {
        projects::refresh_draft(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    }
    shown(&here, id).await
}

/// A task to write down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"over": 1, "task": null, "title": "Согласовать меню", "starts": "2026-03-05T10:00", "ends": "2026-03-05T18:00", "cost": "12000", "rhythm": "24", "after": [1]}))]
struct TaskIn {
    /// The version that was seen.
    over: u32,
    /// The task to change; null for another one.
    task: Option<Uuid>,
    /// In a few words.
    title: String,
    /// In Moscow.
    starts: String,
    /// In Moscow.
    ends: String,
    /// Roubles; empty where it costs nothing.
    #[serde(default)]
    cost: String,
    /// Hours that it may be silent; empty for two days.
    #[serde(default)]
    rhythm: String,
    /// Places of those that it waits for.
    #[serde(default)]
    after: Vec<u32>,
}

/// Writes a task down; what waits for it moves as far as it has to.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/tasks", tag = "projects", params(("plan" = Uuid, Path, description = "The project")), request_body = TaskIn,
    responses((status = 201, body = MadeOut))
)]
async fn write_task(here: Here, ApiPath(id): ApiPath<PlanId>, JsonBody(body): JsonBody<TaskIn>) -> Api<Created<MadeOut>> {
    let raw = RawTask { title: body.title, starts: body.starts, ends: body.ends, cost: body.cost, rhythm: body.rhythm, after: body.after };
    let task = put_task(&here.app, &here.actor, id, body.over, body.task.map(TaskId::from), &raw).await.map_err(|e| here.api(&e))?;
    Ok(Created(MadeOut { id: task.uuid() }))
}

/// The day of a project.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"over": 1, "day": "2026-03-08"}))]
struct ProjectDayIn {
    /// The version that was seen.
    over: u32,
    /// For which day all of it is, not a past one; empty for none.
    day: String,
}

/// Says for which day a project is, and lays its tasks backwards from it; for none they stay where they are. Refused once something has begun.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/day", tag = "projects", params(("plan" = Uuid, Path, description = "The project")), request_body = ProjectDayIn,
    responses((status = 204))
)]
async fn set_project_day(here: Here, ApiPath(id): ApiPath<PlanId>, JsonBody(body): JsonBody<ProjectDayIn>) -> Api<Response> {
    set_day(&here.app, &here.actor, id, body.over, &body.day).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What becomes of a task.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TurnName {
    /// It begins.
    Begin,
    /// It is done.
    Finish,
    /// It is not needed any more.
    Drop,
}

/// A turn of a task.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"task": "019ab4b2-6c00-7000-8000-00000000000b", "turn": "begin"}))]
struct TaskTurnIn {
    /// Which.
    task: Uuid,
    /// `begin`, `finish`, `drop`.
    turn: TurnName,
}

/// Begins a task, finishes it, or drops it. Done twice is done once.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/turns", tag = "projects", params(("plan" = Uuid, Path, description = "The project")), request_body = TaskTurnIn,
    responses((status = 204))
)]
async fn turn_task(here: Here, ApiPath(_): ApiPath<PlanId>, JsonBody(body): JsonBody<TaskTurnIn>) -> Api<Response> {
    let id = TaskId::from(body.task);
    let turned = match body.turn {
        TurnName::Begin => begin_task(&here.app, &here.actor, id).await,
        TurnName::Finish => finish_task(&here.app, &here.actor, id).await,
        TurnName::Drop => drop_task(&here.app, &here.actor, id).await,
    };
    turned.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Another time for a task.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"over": 1, "task": "019ab4b2-6c00-7000-8000-00000000000b", "starts": "2026-03-05T07:00:00Z", "ends": "2026-03-05T15:00:00Z"}))]
struct TaskMoveIn {
    /// The version that was seen.
    over: u32,
    /// Which.
    task: Uuid,
    /// RFC 3339.
    #[schema(value_type = String)]
    starts: Instant,
    /// RFC 3339.
    #[schema(value_type = String)]
    ends: Instant,
}

/// What has moved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"moved": ["019ab4b2-6c00-7000-8000-00000000000b"]}))]
struct MovedOut {
    /// Ids of the tasks.
    moved: Vec<Uuid>,
}

/// Moves a task, and all that depends on it as far as it has to.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/moves", tag = "projects", params(("plan" = Uuid, Path, description = "The project")), request_body = TaskMoveIn,
    responses((status = 200, body = MovedOut))
)]
async fn move_project_task(here: Here, ApiPath(id): ApiPath<PlanId>, JsonBody(body): JsonBody<TaskMoveIn>) -> Api<Json<MovedOut>> {
    here.actor.may(KEEP_PLAN, &Resource::default()).map_err(|e| here.api(&e))?;
    if body.ends <= body.starts {
        return Err(here.api(&PlanError::Fields(vec![FieldFault::new("ends", "not-after-start")])));
    }
    let to = Span { start: body.starts, end: body.ends };
    let moved = move_task(&here.app, &here.actor, id, body.over, TaskId::from(body.task), to).await.map_err(|e| here.api(&e))?;
    Ok(Json(MovedOut { moved: moved.into_iter().map(TaskId::uuid).collect() }))
}

/// Ends a project whose tasks are over.
#[utoipa::path(post, path = "/api/v1/projects/{plan}/end", tag = "projects", params(("plan" = Uuid, Path, description = "The project")), responses((status = 204)))]
async fn end_project(here: Here, ApiPath(id): ApiPath<PlanId>) -> Api<Response> {
    end_plan(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A week to tell.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"report": "019ab4b2-6c00-7000-8000-00000000000d", "over": 1, "text": "Сделано 2 из 6. Всё идёт по плану.", "photos": []}))]
struct WeekIn {
    /// Which draft.
    report: Uuid,
    /// The version that was seen.
    over: u32,
    /// What the client reads, 120 words at most.
    text: String,
    /// Photos that it is told with, six at most.
    #[serde(default)]
    photos: Vec<Uuid>,
}

/// Sends the report of a week as it is written here. Sent twice is sent once.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/report", tag = "projects", params(("plan" = Uuid, Path, description = "The project")), request_body = WeekIn,
    responses((status = 204))
)]
async fn send_week(here: Here, ApiPath(_): ApiPath<PlanId>, JsonBody(body): JsonBody<WeekIn>) -> Api<Response> {
    let photos: Vec<PhotoId> = body.photos.into_iter().map(PhotoId::from).collect();
    projects::send_report(&here.app, &here.actor, body.report, body.over, &body.text, &photos).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Money to be agreed to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"what": "Флорист", "amount": "8000", "task": "019ab4b2-6c00-7000-8000-00000000000b", "instead": null}))]
struct MoneyAskedIn {
    /// What for.
    what: String,
    /// Roubles.
    amount: String,
    /// The task; null for all of the project.
    task: Option<Uuid>,
    /// An ask that waits and gives way to this one.
    instead: Option<Uuid>,
}

/// Asks the client to agree to so much more. Asked twice is asked once.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/consents", tag = "projects", params(("plan" = Uuid, Path, description = "The project")), request_body = MoneyAskedIn,
    responses((status = 201, body = MadeOut))
)]
async fn ask_consent(here: Here, ApiPath(id): ApiPath<PlanId>, JsonBody(body): JsonBody<MoneyAskedIn>) -> Api<Created<MadeOut>> {
    let raw = RawMoney { amount: body.amount, what: body.what, task: body.task.map(TaskId::from), ..RawMoney::default() };
    let made = ask_approval(&here.app, &here.actor, id, body.instead.map(ApprovalId::from), &raw).await.map_err(|e| here.api(&e))?;
    Ok(Created(MadeOut { id: made.into_inner().uuid() }))
}

/// What became of an expense.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"expense": "019ab4b2-6c00-7000-8000-00000000000c", "consent": null, "missing_kopecks": 0}))]
struct SpentOut {
    /// It is kept; null where it was not.
    expense: Option<Uuid>,
    /// What the client was asked instead; null where it was kept, or nobody was asked.
    consent: Option<Uuid>,
    /// How much was missing.
    missing_kopecks: i64,
}

/// Keeps an expense with its receipt, a photo or a PDF of at most 12 MB. What is more than was agreed to is not kept, and nobody is asked:
/// sent once more with `ask`, the sum that is missing, it asks the client, who is told the whole.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/expenses", tag = "projects",
    params(
        ("plan" = Uuid, Path, description = "The project"), ("what" = String, Query, description = "What for"), ("amount" = String, Query, description = "Roubles"),
        ("task" = Option<Uuid>, Query, description = "The task"),
        ("ask" = Option<i64>, Query, description = "What is missing, in kopecks, as it was answered: the client is asked for it"),
        ("once" = Option<Uuid>, Query, description = "An id of the caller's: kept twice under it is kept once")
    ),
    request_body(content = Vec<u8>, content_type = "image/jpeg"), responses((status = 200, body = SpentOut), (status = 422, body = ProblemOut))
)]
async fn keep_expense(here: Here, ApiPath(id): ApiPath<PlanId>, request: Request) -> Api<Json<SpentOut>> {
    here.actor.may(KEEP_MONEY, &Resource::default()).map_err(|e| here.api(&e))?;
    let raw = crate::forms::raw_money(&here.query);
    let body = to_bytes(request.into_body(), HEAVIEST_RECEIPT).await.map_or_else(|_| vec![0; HEAVIEST_RECEIPT + 1], Vec::from);
    let receipt = tokio::task::spawn_blocking(move || receipt_of(body)).await.unwrap_or(Err(NotAReceipt::Missing));
    let receipt = receipt.map_err(|e| here.api(&MoneyError::from(e)))?;
    let spent = spend(&here.app, &here.actor, id, &raw, &Arc::new(receipt)).await.map_err(|e| here.api(&e))?;
    let beyond = match spent {
        Spent::Kept(expense) => return Ok(Json(SpentOut { expense: Some(expense.uuid()), consent: None, missing_kopecks: 0 })),
        Spent::Beyond(beyond) => beyond,
    };
    let consent = match here.query.get("ask").parse().ok().map(Money::kopecks) {
        Some(by) => Some(ask_beyond(&here.app, &here.actor, id, &raw, by).await.map_err(|e| here.api(&e))?.into_inner().uuid()),
        None => None,
    };
    Ok(Json(SpentOut { expense: None, consent, missing_kopecks: beyond.by.in_kopecks() }))
}

/// Takes an expense back that was a slip of the hand: it stays in the list, and counts no more.
#[utoipa::path(
    post, path = "/api/v1/expenses/{expense}/back", tag = "projects", params(("expense" = Uuid, Path, description = "The expense")), responses((status = 204))
)]
async fn take_back_expense(here: Here, ApiPath(id): ApiPath<ExpenseId>) -> Api<Response> {
    take_expense_back(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn marked(here: &Here, mark: &str) -> Api<ApprovalId> {
    open_approval(&here.app, mark, here.app.now()).map(ApprovalId::from).ok_or_else(|| here.api(&MoneyError::NoSuchApproval(Uuid::nil().into())))
}

/// Reads what the mark of a letter's link asks for.
#[utoipa::path(
    get, path = "/api/v1/consents/{consent}", tag = "projects",
    params(("consent" = String, Path, description = "The last part of the link in the letter", example = "mark")), responses((status = 200, body = MoneyAskedOut))
)]
async fn read_consent(here: Here, ApiPath(mark): ApiPath<String>) -> Api<Json<MoneyAskedOut>> {
    let id = marked(&here, &mark)?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let found = asked(&db, id).await.map_err(|e| here.api(&e))?.ok_or_else(|| here.api(&MoneyError::NoSuchApproval(id)))?;
    Ok(Json(consent_out(found.approval)))
}

/// An answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"agree": true}))]
struct ConsentAnswerIn {
    /// They agree.
    agree: bool,
}

/// Answers what the client was asked, once.
#[utoipa::path(
    post, path = "/api/v1/consents/{consent}/answer", tag = "projects",
    params(("consent" = String, Path, description = "The last part of the link in the letter", example = "mark")), request_body = ConsentAnswerIn,
    responses((status = 204))
)]
async fn answer_consent(here: Here, ApiPath(mark): ApiPath<String>, JsonBody(body): JsonBody<ConsentAnswerIn>) -> Api<Response> {
    let id = marked(&here, &mark)?;
    answer_by_link(&here.app, &here.actor, id, body.agree).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
