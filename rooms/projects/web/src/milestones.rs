//! Milestones on the pages of a plan.

use crate::forms;
use pages::{Field, Form, Here, T};
use projects::{Milestone, RawMilestone, Standing, Task, TaskId, TaskState};
use values::{Instant, Problem};

/// A milestone in its list.
pub(crate) struct MilestoneView {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) state: String,
    pub(crate) tag: &'static str,
}

/// A milestone along the days: its words, when, and whether it is reached.
pub(crate) struct Marked {
    pub(crate) words: String,
    pub(crate) at: Instant,
    pub(crate) is_reached: bool,
}

pub(crate) fn views(t: &T, all: &[Milestone], tasks: &[Task], now: Instant) -> Vec<MilestoneView> {
    let view = |one: &Milestone| {
        let (state, tag) = match one.standing(tasks) {
            Standing::Ahead { due } if due < now => (t.get("projects-milestone-late"), "tag tag-warn"),
            Standing::Ahead { due } => (t.with("projects-milestone-due", "day", &t.date(&due)), "tag"),
            Standing::Reached { at } => (t.with("projects-milestone-reached", "day", &t.date(&at)), "tag tag-accent"),
            Standing::Gone => (t.get("projects-milestone-gone"), "tag"),
        };
        MilestoneView { id: one.id.to_string(), title: one.title.clone(), state, tag }
    };
    all.iter().map(view).collect()
}

/// Those that are drawn, each at its day.
pub(crate) fn marked(all: &[Milestone], tasks: &[Task], now: Instant) -> Vec<Marked> {
    let mark = |one: &Milestone| match one.standing(tasks) {
        Standing::Ahead { due } => Some(Marked { words: one.title.clone(), at: due, is_reached: false }),
        // It stands where its tasks have ended, as their bars do.
        Standing::Reached { .. } => {
            let planned = tasks.iter().filter(|task| one.tasks.contains(&task.id)).map(|task| task.went(now).end).max()?;
            Some(Marked { words: one.title.clone(), at: planned, is_reached: true })
        }
        Standing::Gone => None,
    };
    all.iter().filter_map(mark).collect()
}

/// The form of another one: its title, and the tasks that it may be made of.
pub(crate) struct MilestoneForm {
    pub(crate) title: Field,
    /// Id, words, chosen.
    pub(crate) of: Vec<(String, String, bool)>,
    pub(crate) of_error: String,
    pub(crate) once: String,
}

pub(crate) fn form(here: &Here, tasks: &[Task], form: &Form, problem: Option<&Problem>) -> MilestoneForm {
    let chosen = form.all("of");
    let fault = problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == "of"));
    let open = tasks.iter().filter(|task| !matches!(task.state, TaskState::Dropped { .. }));
    MilestoneForm {
        title: forms::milestone_field(here, form, problem),
        of: open.map(|task| (task.id.to_string(), format!("{}. {}", task.nth, task.title), chosen.contains(&task.id.to_string()))).collect(),
        of_error: fault.map(|fault| here.t.fault(fault)).unwrap_or_default(),
        once: if form.has("once") { form.get("once").to_owned() } else { here.app.fresh_id().to_string() },
    }
}

pub(crate) fn raw(form: &Form) -> RawMilestone {
    // What is no id is no task of the plan, and is refused there.
    let of = |id: &String| id.parse().unwrap_or_else(|_| TaskId::from(uuid::Uuid::nil()));
    RawMilestone { title: form.get("milestone").to_owned(), tasks: form.all("of").iter().map(of).collect(), once: form.get("once").parse().ok() }
}
