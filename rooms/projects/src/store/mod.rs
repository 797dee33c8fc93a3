//! Plans and their tasks in storage.

use crate::graph::Graph;
use crate::plan::{Plan, PlanId};
use crate::service::silence::SilentTask;
use crate::task::{Task, TaskId, TaskKind, TaskState};
use concierge::RequestId;
use db::{DbError, Read, Tx, sql, vault};
use households::ClientId;
use jiff::civil::Date;
use people::PersonId;
use room::Finding;
use std::collections::{BTreeMap, BTreeSet};
use suppliers::JobId;
use uuid::Uuid;
use values::{Instant, Money, Span};

pub(crate) mod budget;
pub(crate) mod milestones;
pub(crate) mod photos;
pub(crate) mod reports;
pub(crate) mod talk;

const TITLE: &str = "plans.title_sealed";
const TASK: &str = "plan_tasks.title_sealed";

const PLAN: &str = "SELECT subject, client, request, manager, title_sealed, from_kopecks, to_kopecks, day, version, made_at, ended_at FROM plans";
const TASKS: &str = "SELECT id, subject, nth, kind, title_sealed, state, state_at, starts_at, ends_at, responsible, job, cost_kopecks, rhythm_hours, heard_at
                     FROM plan_tasks";

pub(crate) fn number(n: i64) -> Result<u32, DbError> {
    u32::try_from(n).map_err(DbError::corrupt)
}

/// The plan that a form has begun already.
pub(crate) async fn begun_by(db: &impl Read, once: Uuid) -> Result<Option<PlanId>, DbError> {
    let row = sql::one(db, "SELECT subject FROM plans WHERE once = $1", vec![once.into()]).await?;
    row.map(|row| row.get::<Uuid>("subject").map(PlanId::from)).transpose()
}

/// Adds a plan; `false` where its request has one, or the same form has begun it.
pub(crate) async fn add(tx: &Tx, plan: &Plan, once: Option<Uuid>) -> Result<bool, DbError> {
    let sealed = vault::seal(tx, plan.id.uuid(), TITLE, &plan.title).await?;
    let row = vec![
        plan.id.uuid().into(),
        plan.client.map(ClientId::uuid).into(),
        plan.request.map(RequestId::uuid).into(),
        plan.manager.map(PersonId::uuid).into(),
        sealed.into(),
        plan.from.in_kopecks().into(),
        plan.to.in_kopecks().into(),
        plan.made_at.micros().into(),
        once.into(),
        plan.day.map(|day| day.to_string()).into(),
    ];
    let query = "INSERT INTO plans (subject, client, request, manager, title_sealed, from_kopecks, to_kopecks, made_at, once, day)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Takes the next turn of a plan: changes of one plan follow one another. `over`: it stands at this version still. `false`: it does
/// not, it is over, or there is none.
pub(crate) async fn take(tx: &Tx, id: PlanId, over: Option<u32>) -> Result<bool, DbError> {
    let query = "UPDATE plans SET version = version + 1 WHERE subject = $1 AND ended_at IS NULL";
    let taken = match over {
        Some(version) => sql::run(tx, &format!("{query} AND version = $2"), vec![id.uuid().into(), i64::from(version).into()]).await?,
        None => sql::run(tx, query, vec![id.uuid().into()]).await?,
    };
    Ok(taken == 1)
}

/// Keeps for which day all of it is.
pub(crate) async fn set_day(tx: &Tx, id: PlanId, day: Option<Date>) -> Result<(), DbError> {
    sql::run(tx, "UPDATE plans SET day = $2 WHERE subject = $1", vec![id.uuid().into(), day.map(|day| day.to_string()).into()]).await.map(drop)
}

/// Holds a plan until the transaction is over, at the version that it has, whether it is over or not.
pub(crate) async fn hold(tx: &Tx, id: PlanId) -> Result<(), DbError> {
    sql::run(tx, "UPDATE plans SET version = version WHERE subject = $1", vec![id.uuid().into()]).await.map(drop)
}

/// One plan; `None` where there is none, or it was forgotten.
pub(crate) async fn one(db: &impl Read, id: PlanId) -> Result<Option<Plan>, DbError> {
    Ok(opened(db, sql::all(db, &format!("{PLAN} WHERE subject = $1"), vec![id.uuid().into()]).await?).await?.pop())
}

/// The plan of a request, without opening it.
pub(crate) async fn of_request(db: &impl Read, request: RequestId) -> Result<Option<PlanId>, DbError> {
    let row = sql::one(db, "SELECT subject FROM plans WHERE request = $1", vec![request.uuid().into()]).await?;
    row.map(|row| row.get::<Uuid>("subject").map(PlanId::from)).transpose()
}

/// What was made of these requests.
pub(crate) async fn of_requests(db: &impl Read, requests: &[RequestId]) -> Result<Vec<Plan>, DbError> {
    let query = format!("{PLAN} WHERE request IN ($ids) AND request IS NOT NULL");
    opened(db, sql::about(db, &query, vec![], requests.iter().map(|request| request.uuid())).await?).await
}

/// Those that are not over, the latest first, after one that was seen.
pub(crate) async fn open(db: &impl Read, after: Option<(Instant, PlanId)>, limit: u32) -> Result<Vec<Plan>, DbError> {
    let (at, id) = after.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!("{PLAN} WHERE ended_at IS NULL AND (made_at < $1 OR (made_at = $1 AND subject < $2)) ORDER BY made_at DESC, subject DESC LIMIT $3");
    opened(db, sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?).await
}

/// Those that are nobody's client's, with what they were asked in; the latest first.
pub(crate) async fn of_nobody(db: &impl Read, limit: u32) -> Result<Vec<(PlanId, RequestId)>, DbError> {
    let query = "SELECT subject, request FROM plans WHERE client IS NULL ORDER BY made_at DESC, subject DESC LIMIT $1";
    let rows = sql::all(db, query, vec![i64::from(limit).into()]).await?;
    rows.iter().map(|row| Ok((PlanId::from(row.get::<Uuid>("subject")?), RequestId::from(row.get::<Uuid>("request")?)))).collect()
}

/// Whoever asked is a client now; `false` where it is somebody's already.
pub(crate) async fn bind(tx: &Tx, plan: PlanId, client: ClientId) -> Result<bool, DbError> {
    let query = "UPDATE plans SET client = $2 WHERE subject = $1 AND client IS NULL";
    Ok(sql::run(tx, query, vec![plan.uuid().into(), client.uuid().into()]).await? == 1)
}

/// Is something of theirs under way, or has money of theirs been agreed to that is not settled by an end?
pub(crate) async fn is_busy(db: &impl Read, client: ClientId) -> Result<bool, DbError> {
    let query = "SELECT 1 AS n FROM plans p WHERE p.client = $1 AND p.ended_at IS NULL
                 AND (p.agreed_kopecks > 0 OR EXISTS (SELECT 1 FROM plan_tasks t WHERE t.subject = p.subject AND t.state = 'under_way')) LIMIT 1";
    Ok(sql::one(db, query, vec![client.uuid().into()]).await?.is_some())
}

/// A plan that is not over and that somebody answers for, or for a task of it.
pub(crate) struct Held {
    pub(crate) plan: PlanId,
    pub(crate) client: Option<ClientId>,
    pub(crate) request: Option<RequestId>,
    pub(crate) manager: Option<PersonId>,
}

/// What somebody answers for that is not over.
pub(crate) async fn in_hand(db: &impl Read, person: PersonId) -> Result<Vec<Held>, DbError> {
    let query = "SELECT subject, client, request, manager FROM plans WHERE ended_at IS NULL AND subject IN (
                     SELECT subject FROM plans WHERE manager = $1 AND ended_at IS NULL
                     UNION SELECT subject FROM plan_tasks WHERE responsible = $1 AND silent_at IS NOT NULL) ORDER BY made_at, subject";
    let rows = sql::all(db, query, vec![person.uuid().into()]).await?;
    let read = |row: &sql::Row| {
        Ok(Held {
            plan: PlanId::from(row.get::<Uuid>("subject")?),
            client: row.get::<Option<Uuid>>("client")?.map(ClientId::from),
            request: row.get::<Option<Uuid>>("request")?.map(RequestId::from),
            manager: row.get::<Option<Uuid>>("manager")?.map(PersonId::from),
        })
    };
    rows.iter().map(read).collect()
}

/// Somebody else answers for the plan, and for what is not over of what `left` answered for in it.
pub(crate) async fn give_on(tx: &Tx, plan: PlanId, left: PersonId, manager: Option<PersonId>) -> Result<(), DbError> {
    let row = || vec![plan.uuid().into(), manager.map(PersonId::uuid).into()];
    let given = sql::run(tx, "UPDATE plans SET manager = $2, version = version + 1 WHERE subject = $1", row()).await;
    // Whoever was to have it leaves at this moment too: from the start, where that is seen.
    given.map_err(|error| if error.is_refused(people::LEFT) { DbError::raced() } else { error })?;
    let row = [row(), vec![left.uuid().into()]].concat();
    let query = "UPDATE plan_tasks SET responsible = $2 WHERE subject = $1 AND responsible = $3 AND silent_at IS NOT NULL";
    sql::run(tx, query, row).await.map(drop)
}

/// Those of a client, the latest first.
pub(crate) async fn of_client(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Plan>, DbError> {
    let query = format!("{PLAN} WHERE client = $1 ORDER BY made_at DESC LIMIT $2");
    opened(db, sql::all(db, &query, vec![client.uuid().into(), i64::from(limit).into()]).await?).await
}

/// Those of a client that are not over, without opening them, always in one order.
pub(crate) async fn under_way_of(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<PlanId>, DbError> {
    let query = "SELECT subject FROM plans WHERE client = $1 AND ended_at IS NULL ORDER BY subject LIMIT $2";
    let rows = sql::all(db, query, vec![client.uuid().into(), i64::from(limit).into()]).await?;
    rows.iter().map(|row| row.get::<Uuid>("subject").map(PlanId::from)).collect()
}

/// The plans that these are tasks of.
pub(crate) async fn plans_with(db: &impl Read, tasks: &[Uuid]) -> Result<BTreeSet<PlanId>, DbError> {
    let rows = sql::about(db, "SELECT subject FROM plan_tasks WHERE id IN ($ids)", vec![], tasks.iter().copied()).await?;
    rows.iter().map(|row| row.get::<Uuid>("subject").map(PlanId::from)).collect()
}

/// Unsealed with one query for the keys.
async fn opened(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<Plan>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        // Erased: there is nobody to do it for.
        let Some(title) = keys.open(subject, TITLE, &row.get::<Vec<u8>>("title_sealed")?)? else { continue };
        open.push(Plan {
            id: PlanId::from(subject),
            client: row.get::<Option<Uuid>>("client")?.map(ClientId::from),
            request: row.get::<Option<Uuid>>("request")?.map(RequestId::from),
            manager: row.get::<Option<Uuid>>("manager")?.map(PersonId::from),
            title,
            from: Money::kopecks(row.get("from_kopecks")?),
            to: Money::kopecks(row.get("to_kopecks")?),
            day: row.get::<Option<String>>("day")?.map(|day| day.parse().map_err(DbError::corrupt)).transpose()?,
            version: number(row.get("version")?)?,
            made_at: row.at("made_at")?,
            ended_at: row.maybe_at("ended_at")?,
        });
    }
    Ok(open)
}

/// All of it is over, and what nobody has looked at stays at the desk; `false` where it was before.
pub(crate) async fn end(tx: &Tx, id: PlanId) -> Result<bool, DbError> {
    photos::keep_back(tx, id).await?;
    Ok(sql::run(tx, "UPDATE plans SET ended_at = $2 WHERE subject = $1 AND ended_at IS NULL", vec![id.uuid().into(), tx.now().micros().into()]).await? == 1)
}

/// Writes a task down, in its place or anew.
pub(crate) async fn put(tx: &Tx, plan: PlanId, task: &Task) -> Result<(), DbError> {
    let sealed = vault::seal(tx, plan.uuid(), TASK, &task.title).await?;
    let row = vec![
        task.id.uuid().into(),
        plan.uuid().into(),
        i64::from(task.nth).into(),
        task.kind.name().into(),
        sealed.into(),
        task.state.name().into(),
        task.state.moment().map(Instant::micros).into(),
        task.span.start.micros().into(),
        task.span.end.micros().into(),
        task.responsible.map(PersonId::uuid).into(),
        task.cost.in_kopecks().into(),
        i64::from(task.rhythm_hours).into(),
        task.heard_at.micros().into(),
        task.silent_at().map(Instant::micros).into(),
    ];
    let query = "INSERT INTO plan_tasks (id, subject, nth, kind, title_sealed, state, state_at, starts_at, ends_at, responsible, cost_kopecks,
                     rhythm_hours, heard_at, silent_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                 ON CONFLICT (id) DO UPDATE SET title_sealed = excluded.title_sealed, state = excluded.state, state_at = excluded.state_at,
                     starts_at = excluded.starts_at, ends_at = excluded.ends_at, responsible = excluded.responsible,
                     cost_kopecks = excluded.cost_kopecks, rhythm_hours = excluded.rhythm_hours, heard_at = excluded.heard_at, silent_at = excluded.silent_at";
    sql::run(tx, query, row).await?;
    Ok(())
}

/// Puts a task on another job, or on none.
pub(crate) async fn engage(tx: &Tx, task: TaskId, job: Option<JobId>) -> Result<(), DbError> {
    sql::run(tx, "UPDATE plan_tasks SET job = $2 WHERE id = $1", vec![task.uuid().into(), job.map(JobId::uuid).into()]).await?;
    Ok(())
}

/// Something was heard of it, where it stands as it was read.
pub(crate) async fn hear(tx: &Tx, task: &Task) -> Result<(), DbError> {
    let row = vec![
        task.id.uuid().into(),
        task.heard_at.micros().into(),
        task.silent_at().map(Instant::micros).into(),
        task.state.name().into(),
        task.span.start.micros().into(),
        i64::from(task.rhythm_hours).into(),
    ];
    let query = "UPDATE plan_tasks SET heard_at = $2, silent_at = $3 WHERE id = $1 AND state = $4 AND starts_at = $5 AND rhythm_hours = $6";
    if sql::run(tx, query, row).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// Writes down what waits for what, in an order in which each task comes after all that it waits for.
pub(crate) async fn put_order(tx: &Tx, plan: PlanId, order: &Graph) -> Result<(), DbError> {
    const ASIDE: i64 = 10_000;
    let id = plan.uuid();
    sql::run(tx, "DELETE FROM plan_waits WHERE subject = $1", vec![id.into()]).await?;
    // Aside first: no two ever stand in one place.
    sql::run(tx, "UPDATE plan_tasks SET nth = nth + $2 WHERE subject = $1", vec![id.into(), ASIDE.into()]).await?;
    let places: BTreeMap<TaskId, i64> = order.order().zip(1..).map(|(node, nth)| (node.id, nth)).collect();
    for (task, nth) in &places {
        sql::run(tx, "UPDATE plan_tasks SET nth = $2 WHERE id = $1", vec![task.uuid().into(), (*nth).into()]).await?;
    }
    for node in order.order() {
        for after in &node.after {
            let (Some(task), Some(after)) = (places.get(&node.id), places.get(after)) else { continue };
            sql::run(tx, "INSERT INTO plan_waits (subject, task, after) VALUES ($1, $2, $3)", vec![id.into(), (*task).into(), (*after).into()]).await?;
        }
    }
    Ok(())
}

/// The tasks of a plan in their order.
pub(crate) async fn tasks(db: &impl Read, plan: PlanId) -> Result<Vec<Task>, DbError> {
    Ok(tasks_of(db, &[plan]).await?.remove(&plan).unwrap_or_default())
}

/// The tasks of several plans, with three queries however many they are.
pub(crate) async fn tasks_of(db: &impl Read, plans: &[PlanId]) -> Result<BTreeMap<PlanId, Vec<Task>>, DbError> {
    let ids = || plans.iter().map(|plan| plan.uuid());
    let rows = sql::about(db, &format!("{TASKS} WHERE subject IN ($ids) ORDER BY subject, nth"), vec![], ids()).await?;
    let waits = sql::about(db, "SELECT subject, task, after FROM plan_waits WHERE subject IN ($ids)", vec![], ids()).await?;
    tasks_opened(db, rows, &waits).await
}

async fn tasks_opened(db: &impl Read, rows: Vec<sql::Row>, waits: &[sql::Row]) -> Result<BTreeMap<PlanId, Vec<Task>>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut places: BTreeMap<(Uuid, i64), TaskId> = BTreeMap::new();
    for row in &rows {
        places.insert((row.get("subject")?, row.get("nth")?), TaskId::from(row.get::<Uuid>("id")?));
    }
    let mut after: BTreeMap<(Uuid, i64), Vec<TaskId>> = BTreeMap::new();
    for row in waits {
        let subject: Uuid = row.get("subject")?;
        if let Some(task) = places.get(&(subject, row.get("after")?)) {
            after.entry((subject, row.get("task")?)).or_default().push(*task);
        }
    }
    let mut open: BTreeMap<PlanId, Vec<Task>> = BTreeMap::new();
    for row in rows {
        let (subject, nth): (Uuid, i64) = (row.get("subject")?, row.get("nth")?);
        let Some(title) = keys.open(subject, TASK, &row.get::<Vec<u8>>("title_sealed")?)? else { continue };
        let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
        open.entry(PlanId::from(subject)).or_default().push(Task {
            id: TaskId::from(row.get::<Uuid>("id")?),
            nth: number(nth)?,
            kind: TaskKind::parse(&kind).ok_or_else(|| DbError::corrupt(format!("a task of kind {kind}")))?,
            title,
            state: TaskState::parse(&state, row.maybe_at("state_at")?).ok_or_else(|| DbError::corrupt(format!("a task that is {state}")))?,
            span: Span { start: row.at("starts_at")?, end: row.at("ends_at")? },
            after: after.remove(&(subject, nth)).unwrap_or_default(),
            responsible: row.get::<Option<Uuid>>("responsible")?.map(PersonId::from),
            job: row.get::<Option<Uuid>>("job")?.map(JobId::from),
            cost: Money::kopecks(row.get("cost_kopecks")?),
            rhythm_hours: number(row.get("rhythm_hours")?)?,
            heard_at: row.at("heard_at")?,
        });
    }
    Ok(open)
}

/// The plan of a task.
pub(crate) async fn plan_of(db: &impl Read, task: TaskId) -> Result<Option<PlanId>, DbError> {
    let row = sql::one(db, "SELECT subject FROM plan_tasks WHERE id = $1", vec![task.uuid().into()]).await?;
    row.map(|row| row.get::<Uuid>("subject").map(PlanId::from)).transpose()
}

/// Those that have been silent for longer than they may, the longest first, each with its plan.
pub(crate) async fn silent(db: &impl Read, limit: u32) -> Result<Vec<SilentTask>, DbError> {
    let query = "SELECT subject, id, nth, title_sealed, silent_at FROM plan_tasks WHERE silent_at IS NOT NULL AND silent_at <= $1
                 ORDER BY silent_at, id LIMIT $2";
    let rows = sql::all(db, query, vec![db.now().micros().into(), i64::from(limit).into()]).await?;
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let of = sql::about(db, &format!("{PLAN} WHERE subject IN ($ids)"), vec![], subjects.iter().copied()).await?;
    let plans: BTreeMap<PlanId, Plan> = opened(db, of).await?.into_iter().map(|plan| (plan.id, plan)).collect();
    let keys = vault::keys(db, &subjects).await?;
    let mut silent = Vec::with_capacity(rows.len());
    for (row, subject) in rows.iter().zip(subjects) {
        let Some(title) = keys.open(subject, TASK, &row.get::<Vec<u8>>("title_sealed")?)? else { continue };
        let Some(plan) = plans.get(&PlanId::from(subject)).cloned() else { continue };
        let (task, nth) = (TaskId::from(row.get::<Uuid>("id")?), number(row.get("nth")?)?);
        silent.push(SilentTask { plan, task, nth, title, since: row.at("silent_at")? });
    }
    Ok(silent)
}

/// How many they are, up to a hundred.
pub(crate) async fn count_silent(db: &impl Read) -> Result<u32, DbError> {
    let query = "SELECT COUNT(*) AS n FROM (SELECT id FROM plan_tasks WHERE silent_at IS NOT NULL AND silent_at <= $1 LIMIT 100) s";
    let row = sql::one(db, query, vec![db.now().micros().into()]).await?;
    row.map_or(Ok(0), |row| number(row.get("n")?))
}

/// Ends and locks all that was written for a client: the keys are destroyed, what happened stays without words.
pub(crate) async fn forget(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    for row in sql::all(tx, "SELECT subject FROM plans WHERE client = $1", vec![client.uuid().into()]).await? {
        let plan = PlanId::from(row.get::<Uuid>("subject")?);
        budget::close(tx, plan, None).await?;
        end(tx, plan).await?;
        quiet(tx, plan).await?;
        vault::erase(tx, plan.uuid()).await?;
    }
    Ok(())
}

/// What was not done is not done any more: nobody waits for a word of it.
async fn quiet(tx: &Tx, plan: PlanId) -> Result<(), DbError> {
    let query = "UPDATE plan_tasks SET state = 'dropped', state_at = $2, silent_at = NULL WHERE subject = $1 AND silent_at IS NOT NULL";
    sql::run(tx, query, vec![plan.uuid().into(), tx.now().micros().into()]).await?;
    Ok(())
}

/// A plan is over when all of its tasks are; and nothing was done before what it waited for.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let mut found = Vec::new();
    for (broken, query) in [
        (
            "projects: a plan is over, and a task of it is not",
            "SELECT t.id AS id FROM plan_tasks t JOIN plans p ON p.subject = t.subject WHERE p.ended_at IS NOT NULL AND t.silent_at IS NOT NULL",
        ),
        (
            "projects: a task has begun before what it waits for was over",
            "SELECT t.id AS id FROM plan_tasks t JOIN plan_waits w ON w.subject = t.subject AND w.task = t.nth
             JOIN plan_tasks b ON b.subject = w.subject AND b.nth = w.after
             WHERE t.state IN ('under_way', 'done') AND b.state NOT IN ('done', 'dropped')",
        ),
        (
            "projects: what was agreed to or spent is not its sum",
            "SELECT p.subject AS id FROM plans p
             WHERE p.agreed_kopecks <> (SELECT COALESCE(SUM(a.kopecks), 0) FROM approvals a WHERE a.subject = p.subject AND a.answer = 'agreed')
                OR p.spent_kopecks <> (SELECT COALESCE(SUM(e.kopecks), 0) FROM expenses e
                    WHERE e.subject = p.subject AND NOT EXISTS (SELECT 1 FROM expenses_back b WHERE b.expense = e.id))",
        ),
        (
            "projects: a task stands on a job that is not its own",
            "SELECT t.id AS id FROM plan_tasks t JOIN supplier_jobs j ON j.subject = t.job WHERE j.about IS NULL OR j.about <> t.id",
        ),
        (
            "projects: a week was told with a photo that was not shown",
            "SELECT p.id AS id FROM plan_report_photos r JOIN plan_photos p ON p.id = r.photo WHERE p.job IS NOT NULL AND p.shown_at IS NULL",
        ),
        (
            "projects: something is asked for that is not needed any more",
            "SELECT a.id AS id FROM approvals a JOIN plans p ON p.subject = a.subject LEFT JOIN plan_tasks t ON t.id = a.task
             WHERE a.answer = 'open' AND (p.ended_at IS NOT NULL OR t.state = 'dropped')",
        ),
    ] {
        for row in &sql::all(db, query, vec![]).await? {
            found.push(Finding::broken(broken, row.get::<Uuid>("id")?));
        }
    }
    Ok(found)
}
