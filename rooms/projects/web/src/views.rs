//! What a plan looks like, worded.

use jiff::SignedDuration;
use pages::{Here, PairView, Refused, T};
use people::{Name, PersonId};
use projects::{Answer, Approval, Budget, Engaged, Graph, Planned, Purse, Task, TaskId, TaskState, is_taken, minutes_by_day};
use std::collections::BTreeMap;
use suppliers::{JobState, SupplierId};
use values::Money;

/// A task in its list.
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides a button")]
pub(crate) struct TaskView {
    pub(crate) id: TaskId,
    pub(crate) nth: u32,
    pub(crate) title: String,
    pub(crate) state: String,
    pub(crate) tag: &'static str,
    /// It should be over by now.
    pub(crate) is_late: bool,
    pub(crate) when: String,
    /// Who answers, what it costs, what it waits for, how far it may slip.
    pub(crate) notes: Vec<String>,
    pub(crate) can_begin: bool,
    pub(crate) can_finish: bool,
    pub(crate) can_drop: bool,
    pub(crate) can_edit: bool,
    /// Who does it beside the house, and how that stands; empty where the house does it.
    pub(crate) engaged: String,
    pub(crate) engaged_tag: &'static str,
    /// Why it cannot be said to be done, and what to do; empty where it can, or it is not its time.
    pub(crate) unfinished: String,
    pub(crate) can_give: bool,
    pub(crate) can_release: bool,
}

/// Who does the tasks of a plan beside the house.
pub(crate) struct Hands {
    pub(crate) engaged: BTreeMap<TaskId, Engaged>,
    pub(crate) names: BTreeMap<SupplierId, String>,
}

pub(crate) async fn hands(here: &Here, tasks: &[Task]) -> Result<Hands, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let engaged = projects::engaged(&db, tasks).await.map_err(|e| here.refuse(&e))?;
    let ids: Vec<SupplierId> = engaged.values().map(|one| one.supplier).collect();
    Ok(Hands { names: suppliers::names(&db, &ids).await.map_err(|e| here.refuse(&e))?, engaged })
}

/// How a supplier's job reads beside its task.
const fn job_tag(state: JobState) -> &'static str {
    match state {
        JobState::Asked => "tag tag-water",
        JobState::Accepted | JobState::Begun | JobState::Done => "tag tag-accent",
        JobState::Refused | JobState::Withdrawn => "tag tag-warn",
    }
}

/// The money of a plan.
pub(crate) struct BudgetView {
    pub(crate) expected: String,
    pub(crate) agreed: String,
    pub(crate) spent: String,
    pub(crate) left: String,
    /// Hundredths of all of it, for the bars.
    pub(crate) agreed_part: i64,
    pub(crate) spent_part: i64,
    pub(crate) label: String,
}

/// An ask.
pub(crate) struct ApprovalView {
    pub(crate) id: String,
    pub(crate) what: String,
    pub(crate) amount: String,
    /// What it is a part of, in words; empty where it is all that is asked.
    pub(crate) whole: String,
    pub(crate) state: String,
    pub(crate) tag: &'static str,
    pub(crate) is_open: bool,
}

/// What was spent.
pub(crate) struct ExpenseView {
    pub(crate) what: String,
    pub(crate) amount: String,
    pub(crate) when: String,
    pub(crate) receipt: String,
    pub(crate) id: String,
    /// When it was taken back, in words; empty where it counts.
    pub(crate) back: String,
}

/// How far a plan has come.
pub(crate) struct Progress {
    pub(crate) words: String,
    pub(crate) part: i64,
}

pub(crate) fn progress(t: &T, tasks: &[Task]) -> Progress {
    let counts = tasks.iter().filter(|task| !matches!(task.state, TaskState::Dropped { .. })).count();
    let done = tasks.iter().filter(|task| matches!(task.state, TaskState::Done { .. })).count();
    let (done, of) = (i64::try_from(done).unwrap_or(0), i64::try_from(counts).unwrap_or(0));
    Progress { words: t.say("projects-progress", &[("done", done.to_string().into()), ("of", of.to_string().into())]), part: done * 100 / of.max(1) }
}

pub(crate) const fn tag(state: TaskState) -> &'static str {
    match state {
        TaskState::Planned | TaskState::Dropped { .. } => "tag",
        TaskState::Waiting { .. } => "tag tag-warn",
        TaskState::UnderWay { .. } => "tag tag-water",
        TaskState::Done { .. } => "tag tag-accent",
    }
}

/// The name of each who answers for something.
pub(crate) async fn names(here: &Here, planned: &Planned) -> Result<BTreeMap<PersonId, Name>, Refused> {
    let who: Vec<PersonId> = planned.tasks.iter().filter_map(|task| task.responsible).chain(planned.plan.manager).collect();
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    people::names(&db, &who).await.map_err(|e| here.refuse(&e))
}

/// The names of these people.
pub(crate) async fn names_of(here: &Here, people: impl Iterator<Item = PersonId>) -> Result<BTreeMap<PersonId, Name>, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    people::names(&db, &people.collect::<Vec<_>>()).await.map_err(|e| here.refuse(&e))
}

/// The tasks of a plan in their order.
pub(crate) fn tasks(here: &Here, planned: &Planned, names: &BTreeMap<PersonId, Name>, hands: &Hands) -> Vec<TaskView> {
    let t = &here.t;
    let graph = Graph::of_tasks(&planned.tasks).ok();
    let slack = graph.as_ref().map(Graph::slack).unwrap_or_default();
    let (is_open, now) = (planned.plan.ended_at.is_none(), here.app.now());
    let end = graph.iter().flat_map(Graph::order).map(|node| node.span.end).max();
    let view = |task: &Task| {
        let after = graph.as_ref().map(|graph| graph.after(task.id)).unwrap_or_default();
        let waits: Vec<&Task> = planned.tasks.iter().filter(|other| after.contains(&other.id)).collect();
        let ready = waits.iter().all(|other| other.state.is_over());
        let planned_yet = matches!(task.state, TaskState::Planned);
        let mut notes = Vec::new();
        if let Some(name) = task.responsible.and_then(|person| names.get(&person)) {
            notes.push(t.name(&name.full()));
        }
        if task.cost > Money::ZERO {
            notes.push(t.with("projects-cost", "cost", &task.cost.to_string()));
        }
        if !waits.is_empty() && !task.state.is_over() {
            notes.push(t.with("projects-after", "tasks", &t.list(&waits.iter().map(|other| other.nth.to_string()).collect::<Vec<_>>())));
        }
        // After the end of all of it there is nothing to spare any more, and nothing to hold to.
        if !task.state.is_over() && !task.is_late(now) && end.is_some_and(|end| end >= now) {
            let until = task.span.end + SignedDuration::from_mins(slack.get(&task.id).copied().unwrap_or(0));
            match minutes_by_day(task.span.end, until) {
                0 => notes.push(t.get("projects-slack-none")),
                minutes => notes.push(t.with("projects-slack", "time", &t.length(&minutes))),
            }
        }
        let by = hands.engaged.get(&task.id);
        let whom = |one: &Engaged| hands.names.get(&one.supplier).cloned().unwrap_or_else(|| t.get("projects-nobody"));
        let is_held = by.is_some_and(|one| is_taken(one.state) || one.state == JobState::Asked);
        let to_finish = is_open && (matches!(task.state, TaskState::UnderWay { .. }) || (planned_yet && ready));
        let unfinished = by.filter(|one| to_finish && !is_taken(one.state));
        TaskView {
            unfinished: unfinished
                .map(|one| t.get(if one.state == JobState::Asked { "projects-unfinished-asked" } else { "projects-unfinished-lost" }))
                .unwrap_or_default(),
            engaged: by.map(|one| t.with(&format!("projects-engaged-{}", one.state.name()), "whom", &whom(one))).unwrap_or_default(),
            engaged_tag: by.map_or("tag", |one| job_tag(one.state)),
            can_give: is_open && !task.state.is_over() && !is_held,
            can_release: is_open && !task.state.is_over() && by.is_some_and(|one| !matches!(one.state, JobState::Begun | JobState::Done)),
            id: task.id,
            nth: task.nth,
            title: if task.kind == projects::TaskKind::Engage { t.with("projects-engage", "whom", &task.title) } else { task.title.clone() },
            state: t.get(&format!("projects-state-{}", task.state.name())),
            tag: tag(task.state),
            is_late: task.is_late(now),
            when: when(t, task),
            notes,
            can_begin: is_open && planned_yet && ready,
            can_finish: to_finish && unfinished.is_none(),
            can_drop: is_open && !task.state.is_over(),
            can_edit: is_open && !task.state.is_fixed(),
        }
    };
    planned.tasks.iter().map(view).collect()
}

fn when(t: &T, task: &Task) -> String {
    match task.state {
        TaskState::Done { at } => t.moment(&at),
        _ => t.say("projects-span", &[("from", t.moment(&task.span.start).into()), ("to", t.moment(&task.span.end).into())]),
    }
}

pub(crate) fn budget(t: &T, budget: Budget) -> BudgetView {
    let (agreed_part, spent_part) = budget.bar();
    BudgetView {
        expected: budget.expected.to_string(),
        agreed: budget.agreed.to_string(),
        spent: budget.spent.to_string(),
        left: budget.left().to_string(),
        agreed_part,
        spent_part,
        label: t.say("projects-budget-plot", &[("agreed", budget.agreed.to_string().into()), ("spent", budget.spent.to_string().into())]),
    }
}

/// What an ask is a part of: the whole expense, what was agreed to, and what all of it comes to; empty where it is all that is asked.
pub(crate) fn whole(t: &T, one: &Approval, budget: Budget) -> String {
    let agreed = if matches!(one.answer, Answer::Agreed { .. }) { budget.agreed - one.amount } else { budget.agreed };
    let sums = |whole: Money| [("whole", whole), ("agreed", agreed), ("all", agreed + one.amount), ("amount", one.amount)];
    one.whole.map(|whole| t.say("projects-whole", &sums(whole).map(|(name, sum)| (name, sum.to_string().into())))).unwrap_or_default()
}

pub(crate) fn approvals(t: &T, all: &[Approval], budget: Budget) -> Vec<ApprovalView> {
    let view = |one: &Approval| ApprovalView {
        id: one.id.to_string(),
        what: one.what.clone(),
        amount: one.amount.to_string(),
        whole: if one.answer == Answer::Open { whole(t, one, budget) } else { String::new() },
        state: match one.answer.moment() {
            Some(at) => t.with(&format!("projects-answer-{}", one.answer.name()), "at", &t.moment(&at)),
            None => t.with("projects-answer-open", "at", &t.moment(&one.asked_at)),
        },
        tag: match one.answer {
            Answer::Open => "tag tag-warn",
            Answer::Agreed { .. } => "tag tag-accent",
            Answer::Refused { .. } | Answer::Replaced { .. } => "tag",
        },
        is_open: one.answer == Answer::Open,
    };
    all.iter().map(view).collect()
}

pub(crate) fn expenses(t: &T, purse: &Purse) -> Vec<ExpenseView> {
    let view = |one: &projects::Expense| ExpenseView {
        what: one.what.clone(),
        amount: one.amount.to_string(),
        when: t.moment(&one.at),
        receipt: format!("/receipts/{}", one.id),
        id: one.id.to_string(),
        back: one.back_at.map(|at| t.with("projects-expense-back-at", "at", &t.moment(&at))).unwrap_or_default(),
    };
    purse.expenses.iter().map(view).collect()
}

/// The stream of photos: what was before and after one beside the other, the others on their own.
pub(crate) struct Stream {
    pub(crate) pairs: Vec<PairView>,
    /// Where each is, and of what.
    pub(crate) rest: Vec<(String, String)>,
    /// Of those that nobody has shown the outcome of: id, and of what.
    pub(crate) unpaired: Vec<(String, String)>,
    /// Those that a week can be told with: id, where, of what.
    pub(crate) all: Vec<(String, String, String)>,
}

pub(crate) fn photo_href(id: projects::PhotoId) -> String {
    format!("/projects/photos/{id}")
}

/// Of which task a photo is, who has brought it, when, and what was said with it.
pub(crate) fn photo_words(t: &T, one: &projects::Photo, tasks: &[Task]) -> String {
    let of = one.task.and_then(|id| tasks.iter().find(|task| task.id == id)).map(|task| task.title.clone());
    let by = one.job.map(|_| t.get("projects-photo-brought"));
    [of, by, Some(t.moment(&one.at)), one.note.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub(crate) fn stream(t: &T, photos: &[projects::Photo], tasks: &[Task]) -> Stream {
    let words = |one: &projects::Photo| photo_words(t, one, tasks);
    let after = |one: &projects::Photo| photos.iter().find(|other| other.after_of == Some(one.id));
    let is_shown = |id: projects::PhotoId| photos.iter().any(|one| one.id == id);
    // A pair stands where its later photo is; what its earlier one is too old to be shown with stands alone.
    let pair = |one: &projects::Photo| {
        let after = after(one)?;
        Some(PairView { what: words(after), before: photo_href(one.id), after: photo_href(after.id), width: 640, height: 480 })
    };
    let alone = |one: &&projects::Photo| after(one).is_none() && one.after_of.is_none_or(|before| !is_shown(before));
    Stream {
        pairs: photos.iter().filter_map(pair).collect(),
        rest: photos.iter().filter(alone).map(|one| (photo_href(one.id), words(one))).collect(),
        unpaired: photos.iter().filter(|one| one.after_of.is_none() && after(one).is_none()).map(|one| (one.id.to_string(), words(one))).collect(),
        all: photos.iter().take(12).map(|one| (one.id.to_string(), photo_href(one.id), words(one))).collect(),
    }
}
