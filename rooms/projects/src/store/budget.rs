//! Consents and expenses in storage.

use super::number;
use crate::budget::{Answer, Approval, ApprovalId, Expense, ExpenseId};
use crate::plan::PlanId;
use crate::task::TaskId;
use db::{DbError, Read, Tx, sql, vault};
use files::FileId;
use uuid::Uuid;
use values::Money;

const ASKED: &str = "approvals.what_sealed";
const SPENT: &str = "expenses.what_sealed";
const APPROVAL: &str = "SELECT id, subject, nth, version, task, what_sealed, kopecks, shortfall, whole_kopecks, asked_at, answer, answered_at FROM approvals";

/// What was agreed to and spent.
pub(crate) async fn sums(db: &impl Read, plan: PlanId) -> Result<(Money, Money), DbError> {
    let row = sql::one(db, "SELECT agreed_kopecks, spent_kopecks FROM plans WHERE subject = $1", vec![plan.uuid().into()]).await?;
    let Some(row) = row else { return Ok((Money::ZERO, Money::ZERO)) };
    Ok((Money::kopecks(row.get("agreed_kopecks")?), Money::kopecks(row.get("spent_kopecks")?)))
}

/// Adds an ask; `false` where the same is asked already.
pub(crate) async fn ask(tx: &Tx, approval: &Approval) -> Result<bool, DbError> {
    let sealed = vault::seal(tx, approval.plan.uuid(), ASKED, &approval.what).await?;
    let row = vec![
        approval.id.uuid().into(),
        approval.plan.uuid().into(),
        i64::from(approval.nth).into(),
        i64::from(approval.version).into(),
        approval.task.map(TaskId::uuid).into(),
        sealed.into(),
        approval.amount.in_kopecks().into(),
        approval.asked_at.micros().into(),
        i64::from(approval.is_shortfall).into(),
        approval.whole.map(Money::in_kopecks).into(),
    ];
    let query = "INSERT INTO approvals (id, subject, nth, version, task, what_sealed, kopecks, asked_at, answer, shortfall, whole_kopecks)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10) ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Answers an ask; `false` where it was answered before.
pub(crate) async fn answer(tx: &Tx, id: ApprovalId, answer: Answer) -> Result<bool, DbError> {
    let row = vec![id.uuid().into(), answer.name().into(), tx.now().micros().into(), tx.by().0.clone().into()];
    let query = "UPDATE approvals SET answer = $2, answered_at = $3, answered_by = $4 WHERE id = $1 AND answer = 'open'";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Closes all that waits for an answer in a plan, or for one task of it: it is not needed any more.
pub(crate) async fn close(tx: &Tx, plan: PlanId, task: Option<TaskId>) -> Result<(), DbError> {
    let query = "UPDATE approvals SET answer = 'replaced', answered_at = $2, answered_by = $3 WHERE subject = $1 AND answer = 'open'";
    let mut row = vec![plan.uuid().into(), tx.now().micros().into(), tx.by().0.clone().into()];
    match task {
        Some(task) => {
            row.push(task.uuid().into());
            sql::run(tx, &format!("{query} AND task = $4"), row).await?
        }
        None => sql::run(tx, query, row).await?,
    };
    Ok(())
}

/// One version of one ask; `None` where there is none, or it was forgotten.
pub(crate) async fn approval(db: &impl Read, id: ApprovalId) -> Result<Option<Approval>, DbError> {
    approvals_opened(db, sql::all(db, &format!("{APPROVAL} WHERE id = $1"), vec![id.uuid().into()]).await?).await.map(|mut found| found.pop())
}

/// All that was asked in a plan, in its order.
pub(crate) async fn approvals(db: &impl Read, plan: PlanId) -> Result<Vec<Approval>, DbError> {
    approvals_opened(db, sql::all(db, &format!("{APPROVAL} WHERE subject = $1 ORDER BY nth, version"), vec![plan.uuid().into()]).await?).await
}

/// What of these plans waits for its client's word, in its order.
pub(crate) async fn open_asks(db: &impl Read, plans: &[PlanId]) -> Result<Vec<Approval>, DbError> {
    let query = format!("{APPROVAL} WHERE subject IN ($ids) AND answer = 'open' ORDER BY subject, nth");
    approvals_opened(db, sql::about(db, &query, vec![], plans.iter().map(|plan| plan.uuid())).await?).await
}

async fn approvals_opened(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<Approval>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let (subject, answer): (Uuid, String) = (row.get("subject")?, row.get("answer")?);
        let Some(what) = keys.open(subject, ASKED, &row.get::<Vec<u8>>("what_sealed")?)? else { continue };
        open.push(Approval {
            id: ApprovalId::from(row.get::<Uuid>("id")?),
            plan: PlanId::from(subject),
            nth: number(row.get("nth")?)?,
            version: number(row.get("version")?)?,
            task: row.get::<Option<Uuid>>("task")?.map(TaskId::from),
            what,
            amount: Money::kopecks(row.get("kopecks")?),
            is_shortfall: row.get::<i64>("shortfall")? == 1,
            whole: row.get::<Option<i64>>("whole_kopecks")?.map(Money::kopecks),
            asked_at: row.at("asked_at")?,
            answer: Answer::parse(&answer, row.maybe_at("answered_at")?).ok_or_else(|| DbError::corrupt(format!("an answer {answer}")))?,
        });
    }
    Ok(open)
}

/// Keeps that money was spent; `false` where the same form has kept it. The database refuses what was not agreed to.
pub(crate) async fn spend(tx: &Tx, plan: PlanId, expense: &Expense) -> Result<bool, DbError> {
    let sealed = vault::seal(tx, plan.uuid(), SPENT, &expense.what).await?;
    let row = vec![
        expense.id.uuid().into(),
        plan.uuid().into(),
        expense.task.map(TaskId::uuid).into(),
        sealed.into(),
        expense.amount.in_kopecks().into(),
        expense.receipt.uuid().into(),
        expense.by.clone().into(),
        expense.at.micros().into(),
    ];
    let query = "INSERT INTO expenses (id, subject, task, what_sealed, kopecks, receipt, by_actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Takes an expense back; `false` where it was before.
pub(crate) async fn take_back(tx: &Tx, expense: ExpenseId) -> Result<bool, DbError> {
    let row = vec![expense.uuid().into(), tx.by().0.clone().into(), tx.now().micros().into()];
    Ok(sql::run(tx, "INSERT INTO expenses_back (expense, by_actor, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", row).await? == 1)
}

/// What an expense was.
pub(crate) async fn amount(db: &impl Read, expense: ExpenseId) -> Result<Money, DbError> {
    let row = sql::one(db, "SELECT kopecks FROM expenses WHERE id = $1", vec![expense.uuid().into()]).await?;
    row.map_or(Ok(Money::ZERO), |row| row.get("kopecks").map(Money::kopecks))
}

/// What was spent in a plan, the latest first.
pub(crate) async fn expenses(db: &impl Read, plan: PlanId) -> Result<Vec<Expense>, DbError> {
    let subject = plan.uuid();
    let keys = vault::keys(db, &[subject]).await?;
    let query = "SELECT e.id, e.task, e.what_sealed, e.kopecks, e.receipt, e.by_actor, e.at, b.at AS back_at
                 FROM expenses e LEFT JOIN expenses_back b ON b.expense = e.id WHERE e.subject = $1 ORDER BY e.at DESC, e.id DESC LIMIT 200";
    let mut open = Vec::new();
    for row in sql::all(db, query, vec![subject.into()]).await? {
        let Some(what) = keys.open(subject, SPENT, &row.get::<Vec<u8>>("what_sealed")?)? else { continue };
        open.push(Expense {
            id: ExpenseId::from(row.get::<Uuid>("id")?),
            task: row.get::<Option<Uuid>>("task")?.map(TaskId::from),
            what,
            amount: Money::kopecks(row.get("kopecks")?),
            receipt: FileId::from(row.get::<Uuid>("receipt")?),
            by: row.get("by_actor")?,
            at: row.at("at")?,
            back_at: row.maybe_at("back_at")?,
        });
    }
    Ok(open)
}

/// The plan and the receipt of an expense.
pub(crate) async fn receipt(db: &impl Read, expense: ExpenseId) -> Result<Option<(PlanId, FileId)>, DbError> {
    let row = sql::one(db, "SELECT subject, receipt FROM expenses WHERE id = $1", vec![expense.uuid().into()]).await?;
    row.map(|row| Ok((PlanId::from(row.get::<Uuid>("subject")?), FileId::from(row.get::<Uuid>("receipt")?)))).transpose()
}
