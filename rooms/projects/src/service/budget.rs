//! Money by consent: asked for, agreed to, spent.

use super::{PlanError, take};
use crate::budget::{Answer, Approval, ApprovalId, Beyond, Budget, Expense, ExpenseId, RawMoney};
use crate::facts::{ApprovalAnswered, ApprovalAsked, MoneySpent, MoneyTakenBack};
use crate::plan::{Plan, PlanId};
use crate::receipt::{NotAReceipt, Receipt};
use crate::task::{NotNow, Task, TaskId, TaskState};
use crate::{ANSWER_BY_LINK, ANSWER_OWN, APPROVAL, KEEP_MONEY, SEE_PROJECT, store, words};
use access::{Act, Actor, Denied, Resource};
use db::{App, DbError, Read, Tx};
use files::NotKept;
use households::ClientId;
use journal::Say as _;
use std::sync::Arc;
use values::{Arg, Explain, FieldFault, Money, Outcome, Problem};

/// Why money was not asked for, agreed to or spent.
#[derive(Debug, thiserror::Error)]
pub enum MoneyError {
    /// The plan does not allow it.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// There is no such ask, or it was forgotten.
    #[error("no approval {0}")]
    NoSuchApproval(ApprovalId),
    /// Something else is asked for in its place.
    #[error("approval {0} was replaced")]
    Replaced(ApprovalId),
    /// It was answered otherwise before.
    #[error("approval {0} was answered")]
    Answered(ApprovalId),
    /// There is no such expense.
    #[error("no expense {0}")]
    NoSuchExpense(ExpenseId),
    /// What was sent is no receipt.
    #[error(transparent)]
    NotAReceipt(#[from] NotAReceipt),
    /// The receipt could not be kept.
    #[error(transparent)]
    NotKept(#[from] NotKept),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for MoneyError {
    fn explain(&self) -> Problem {
        match self {
            Self::Plan(e) => e.explain(),
            Self::NoSuchApproval(_) | Self::NoSuchExpense(_) => Problem::new(404, "not-found"),
            Self::Replaced(_) => Problem::new(409, "approval-replaced"),
            Self::Answered(_) => Problem::new(409, "approval-answered"),
            Self::NotAReceipt(e) => Problem::fields(vec![FieldFault::new("receipt", e.kind()).arg("most", Arg::Int(12))]),
            Self::NotKept(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// The task of the plan that money or a photo is of.
pub(super) fn of_plan(tasks: &[Task], task: Option<TaskId>) -> Result<Option<Task>, PlanError> {
    let Some(task) = task else { return Ok(None) };
    let task = tasks.iter().find(|known| known.id == task).cloned();
    task.map(Some).ok_or_else(|| PlanError::Fields(vec![FieldFault::new("task", "unknown")]))
}

/// Asks the client for money, in the caller's transaction that has taken the plan's turn. Asked twice is asked once.
async fn ask(tx: &Tx, plan: PlanId, new: Approval, task: Option<Task>) -> Result<Outcome<ApprovalId>, MoneyError> {
    if !store::budget::ask(tx, &new).await? {
        let same = |known: &Approval| known.answer == Answer::Open && known.amount == new.amount && known.task == new.task;
        let known = store::budget::approvals(tx, plan).await?.into_iter().find(same);
        return known.map(|known| Outcome::Already(known.id)).ok_or_else(|| DbError::raced().into());
    }
    if let Some(mut task) = task.filter(|task| task.state == TaskState::Planned) {
        (task.state, task.heard_at) = (TaskState::Waiting { since: tx.now() }, tx.now());
        store::put(tx, plan, &task).await?;
    }
    tx.say(ApprovalAsked { plan, approval: new.id, amount: new.amount }).await?;
    if let Some(reader) = words::reader(tx, plan).await? {
        messaging::queue(tx, APPROVAL, new.id, reader).await?;
    }
    Ok(Outcome::Applied(new.id))
}

/// Asks the client to agree to so much more; in the place of an ask that waits for its answer, where one is named.
pub async fn ask_approval(app: &App, who: &Actor, id: PlanId, instead: Option<ApprovalId>, raw: &RawMoney) -> Result<Outcome<ApprovalId>, MoneyError> {
    who.may(KEEP_MONEY, &Resource::default())?;
    let (amount, what) = raw.check().map_err(PlanError::Fields)?;
    let of = raw.task;
    app.write(who, move |tx| {
        let what = what.clone();
        async move {
            take(&tx, id, None).await?;
            let task = of_plan(&store::tasks(&tx, id).await?, of)?;
            if let Some(TaskState::Dropped { .. }) = task.as_ref().map(|task| task.state) {
                return Err(PlanError::NotNow(NotNow::Over).into());
            }
            let known = store::budget::approvals(&tx, id).await?;
            let before = match instead {
                None => None,
                Some(instead) => Some(known.iter().find(|one| one.id == instead).ok_or(MoneyError::NoSuchApproval(instead))?),
            };
            let (nth, version) = next(&tx, &known, before).await?;
            let new = Approval {
                id: tx.id(),
                plan: id,
                nth,
                version,
                task: task.as_ref().map(|task| task.id),
                what,
                amount,
                is_shortfall: false,
                whole: None,
                asked_at: tx.now(),
                answer: Answer::Open,
            };
            let asked = ask(&tx, id, new, task).await?;
            // The task that the earlier one was for waits for nothing any more.
            if let Some(old) = before.and_then(|before| before.task).filter(|old| Some(*old) != of) {
                go_on(&tx, id, old).await?;
            }
            Ok(asked)
        }
    })
    .await
}

/// The place of an ask among those of its plan: the next one, or another version of the one that it takes the place of.
async fn next(tx: &Tx, known: &[Approval], before: Option<&Approval>) -> Result<(u32, u32), MoneyError> {
    let Some(before) = before else { return Ok((known.iter().map(|one| one.nth).max().unwrap_or(0) + 1, 1)) };
    if !store::budget::answer(tx, before.id, Answer::Replaced { at: tx.now() }).await? {
        return Err(MoneyError::Answered(before.id));
    }
    Ok((before.nth, before.version + 1))
}

/// Answers an ask once. The same answer twice is one; another one after it is for a talk.
async fn answer(app: &App, who: &Actor, act: Act, id: ApprovalId, agree: bool) -> Result<Outcome<()>, MoneyError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let approval = store::budget::approval(&tx, id).await?.ok_or(MoneyError::NoSuchApproval(id))?;
        let plan = store::one(&tx, approval.plan).await?.ok_or(MoneyError::NoSuchApproval(id))?;
        who.may(act, &resource(&plan))?;
        let now = tx.now();
        if !store::budget::answer(&tx, id, if agree { Answer::Agreed { at: now } } else { Answer::Refused { at: now } }).await? {
            // Whoever was quicker by a moment has answered since it was read.
            let stands = store::budget::approval(&tx, id).await?.map(|approval| approval.answer);
            return match stands {
                Some(Answer::Agreed { .. }) if agree => Ok(Outcome::Already(())),
                Some(Answer::Refused { .. }) if !agree => Ok(Outcome::Already(())),
                Some(Answer::Replaced { .. }) => Err(MoneyError::Replaced(id)),
                _ => Err(MoneyError::Answered(id)),
            };
        }
        // A plan that is over spends nothing any more: nothing is agreed to either.
        take(&tx, plan.id, None).await?;
        if let Some(task) = approval.task {
            go_on(&tx, plan.id, task).await?;
        }
        tx.say(ApprovalAnswered { plan: plan.id, approval: id, agreed: agree }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// What waited for the answer waits no longer, unless for another one. The caller has taken the plan's turn.
async fn go_on(tx: &Tx, plan: PlanId, task: TaskId) -> Result<(), MoneyError> {
    let waits = |known: &Approval| known.answer == Answer::Open && known.task == Some(task);
    let found = store::tasks(tx, plan).await?.into_iter().find(|one| one.id == task);
    let Some(mut one) = found.filter(|one| matches!(one.state, TaskState::Waiting { .. })) else { return Ok(()) };
    if !store::budget::approvals(tx, plan).await?.iter().any(waits) {
        (one.state, one.heard_at) = (TaskState::Planned, tx.now());
        store::put(tx, plan, &one).await?;
    }
    Ok(())
}

/// Answers by the link that the house marked: whoever has opened it.
pub async fn answer_by_link(app: &App, who: &Actor, id: ApprovalId, agree: bool) -> Result<Outcome<()>, MoneyError> {
    answer(app, who, ANSWER_BY_LINK, id, agree).await
}

/// Answers on the client's own page.
pub async fn answer_own(app: &App, who: &Actor, id: ApprovalId, agree: bool) -> Result<Outcome<()>, MoneyError> {
    answer(app, who, ANSWER_OWN, id, agree).await
}

fn resource(plan: &Plan) -> Resource {
    Resource { client: plan.client.map(ClientId::uuid), crew: vec![] }
}

/// What became of an expense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spent {
    /// It is kept.
    Kept(ExpenseId),
    /// It is more than was agreed to: nothing was kept, and nobody was asked. Whoever spends looks at it once more, and asks by [`ask_beyond`].
    Beyond(Beyond),
}

/// Keeps that money was spent, with its receipt; a form that is sent twice is kept once. What is more than was agreed to is not kept.
pub async fn spend(app: &App, who: &Actor, id: PlanId, raw: &RawMoney, receipt: &Arc<Receipt>) -> Result<Spent, MoneyError> {
    who.may(KEEP_MONEY, &Resource::default())?;
    let (amount, what) = raw.check().map_err(PlanError::Fields)?;
    let (of, once) = (raw.task, raw.once);
    app.write(who, move |tx| {
        let (what, receipt) = (what.clone(), Arc::clone(receipt));
        async move {
            take(&tx, id, None).await?;
            if let Some(once) = once
                && let Some((plan, _)) = store::budget::receipt(&tx, once).await?
            {
                return if plan == id { Ok(Spent::Kept(once)) } else { Err(MoneyError::NoSuchExpense(once)) };
            }
            let tasks = store::tasks(&tx, id).await?;
            let task = of_plan(&tasks, of)?;
            let (agreed, spent) = store::budget::sums(&tx, id).await?;
            if let Err(beyond) = Budget::of(&tasks, agreed, spent).spend(amount) {
                return Ok(Spent::Beyond(beyond));
            }
            let kept = files::put(&tx, id.uuid(), receipt.kind, &receipt.bytes).await?;
            let expense =
                Expense { id: once.unwrap_or_else(|| tx.id()), task: of, what, amount, receipt: kept, by: tx.by().0.clone(), at: tx.now(), back_at: None };
            if !store::budget::spend(&tx, id, &expense).await? {
                return Err(DbError::raced().into());
            }
            tx.say(MoneySpent { plan: id, expense: expense.id, amount }).await?;
            if let Some(task) = task {
                super::moving::hear_of(&tx, task.id).await?;
            }
            Ok(Spent::Kept(expense.id))
        }
    })
    .await
}

/// Asks the client for what an expense is beyond what was agreed to: `by`, as whoever spends has seen it and said yes to it. Where it is
/// another sum by now they look once more. A form that is sent twice asks once.
pub async fn ask_beyond(app: &App, who: &Actor, id: PlanId, raw: &RawMoney, by: Money) -> Result<Outcome<ApprovalId>, MoneyError> {
    who.may(KEEP_MONEY, &Resource::default())?;
    let (amount, what) = raw.check().map_err(PlanError::Fields)?;
    let (of, once) = (raw.task, raw.once.map(|once| ApprovalId::from(once.uuid())));
    app.write(who, move |tx| {
        let what = what.clone();
        async move {
            take(&tx, id, None).await?;
            let known = store::budget::approvals(&tx, id).await?;
            if let Some(asked) = known.iter().find(|one| Some(one.id) == once) {
                return Ok(Outcome::Already(asked.id));
            }
            let tasks = store::tasks(&tx, id).await?;
            let task = of_plan(&tasks, of)?;
            let (agreed, spent) = store::budget::sums(&tx, id).await?;
            match Budget::of(&tasks, agreed, spent).spend(amount) {
                Err(beyond) if beyond.by == by => {}
                _ => return Err(PlanError::Overtaken(id).into()),
            }
            let shortfall = Approval {
                id: once.unwrap_or_else(|| tx.id()),
                plan: id,
                nth: 0,
                version: 0,
                task: of,
                what,
                amount: by,
                is_shortfall: true,
                whole: Some(amount),
                asked_at: tx.now(),
                answer: Answer::Open,
            };
            ask_missing(&tx, &known, shortfall, task).await
        }
    })
    .await
}

/// Asks for what is missing, in the place of what was missing for the same task before: the client agrees to one of them, not to both.
async fn ask_missing(tx: &Tx, known: &[Approval], new: Approval, task: Option<Task>) -> Result<Outcome<ApprovalId>, MoneyError> {
    let open: Vec<&Approval> = known.iter().filter(|one| one.answer == Answer::Open && one.task == new.task).collect();
    let is_same = |one: &&&Approval| one.amount == new.amount && (!one.is_shortfall || (&one.what, one.whole) == (&new.what, new.whole));
    if let Some(same) = open.iter().find(is_same) {
        return Ok(Outcome::Already(same.id));
    }
    let (nth, version) = next(tx, known, open.iter().find(|one| one.is_shortfall).copied()).await?;
    ask(tx, new.plan, Approval { nth, version, ..new }, task).await
}

/// Takes an expense back that was a slip of the hand: it stays in the list, and counts no more. Taken back twice is taken back once.
pub async fn take_expense_back(app: &App, who: &Actor, id: ExpenseId) -> Result<Outcome<()>, MoneyError> {
    who.may(KEEP_MONEY, &Resource::default())?;
    app.write(who, move |tx| async move {
        let (plan, _) = store::budget::receipt(&tx, id).await?.ok_or(MoneyError::NoSuchExpense(id))?;
        take(&tx, plan, None).await?;
        if !store::budget::take_back(&tx, id).await? {
            return Ok(Outcome::Already(()));
        }
        tx.say(MoneyTakenBack { plan, expense: id, amount: store::budget::amount(&tx, id).await? }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// The money of a plan with all that it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purse {
    /// The sums.
    pub budget: Budget,
    /// What was asked for, in its order.
    pub approvals: Vec<Approval>,
    /// What was spent, the latest first.
    pub expenses: Vec<Expense>,
}

/// The money of a plan. Whoever asks has asked for the plan itself before.
pub async fn purse(db: &impl Read, id: PlanId) -> Result<Purse, DbError> {
    let (agreed, spent) = store::budget::sums(db, id).await?;
    Ok(Purse {
        budget: Budget::of(&store::tasks(db, id).await?, agreed, spent),
        approvals: store::budget::approvals(db, id).await?,
        expenses: store::budget::expenses(db, id).await?,
    })
}

/// An ask as whoever answers it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The ask.
    pub approval: Approval,
    /// The plan that it is for.
    pub plan: Plan,
    /// The money of the plan.
    pub budget: Budget,
    /// Another version was asked in its place.
    pub is_replaced: bool,
}

/// What is asked; `None` where there is nothing such, or it was forgotten. Whoever asks has opened the link that the house marked.
pub async fn asked(db: &impl Read, id: ApprovalId) -> Result<Option<Asked>, DbError> {
    let Some(approval) = store::budget::approval(db, id).await? else { return Ok(None) };
    let Some(plan) = store::one(db, approval.plan).await? else { return Ok(None) };
    let Purse { budget, approvals, .. } = purse(db, plan.id).await?;
    let is_replaced = approvals.iter().any(|one| one.nth == approval.nth && one.version > approval.version);
    Ok(Some(Asked { approval, plan, budget, is_replaced }))
}

/// A receipt with its media type, to the client and to the desk.
pub async fn receipt_file(app: &App, who: &Actor, expense: ExpenseId) -> Result<(Vec<u8>, &'static str), MoneyError> {
    let db = app.read().await?;
    let none = || MoneyError::NoSuchExpense(expense);
    let (plan, file) = store::budget::receipt(&db, expense).await?.ok_or_else(none)?;
    let plan = store::one(&db, plan).await?.ok_or_else(none)?;
    let permit = who.may(SEE_PROJECT, &resource(&plan))?;
    super::seen(app, &permit, &[&plan]).await?;
    let about = files::about(&db, file).await?.ok_or_else(none)?;
    let bytes = files::get(&db, file).await?.ok_or_else(none)?;
    Ok((bytes, about.kind.media_type()))
}
