//! The fields of a plan at the desk.

use jiff::civil::Date;
use pages::{Field, Form, Here, Kind};
use projects::{PhotoId, RawMoney, RawPlan, RawTask, Task, TaskId, TaskState};
use values::{Instant, Money, Problem};

/// A field with its label here, and its value where nothing was typed.
fn field(here: &Here, form: &Form, name: &'static str, kind: Kind, kept: &str, problem: Option<&Problem>) -> Field {
    let mut field = Field::new(here, form, name, kind, "off");
    field.label = here.t.get(&format!("projects-field-{name}"));
    field.hint = if here.t.has(&format!("projects-field-{name}.hint")) { here.t.get(&format!("projects-field-{name}.hint")) } else { String::new() };
    if !form.has(name) {
        kept.clone_into(&mut field.value);
    }
    field.blame(here, problem)
}

pub(crate) fn plan_fields(here: &Here, form: &Form, problem: Option<&Problem>) -> Vec<Field> {
    vec![
        field(here, form, "phone", Kind::Phone, "", problem),
        field(here, form, "title", Kind::Text, "", problem),
        field(here, form, "from", Kind::Text, "", problem),
        field(here, form, "to", Kind::Text, "", problem),
        day_field(here, form, None, problem),
    ]
}

/// For which day all of a plan is.
pub(crate) fn day_field(here: &Here, form: &Form, kept: Option<Date>, problem: Option<&Problem>) -> Field {
    field(here, form, "day", Kind::Day, &kept.map(|day| day.to_string()).unwrap_or_default(), problem).optional()
}

pub(crate) fn raw_plan(form: &Form) -> RawPlan {
    let [phone, title, from, to, day] = ["phone", "title", "from", "to", "day"].map(|name| form.get(name).to_owned());
    RawPlan { phone, title, from, to, day, once: form.get("once").parse().ok() }
}

/// As the field of a form holds a moment.
fn typed(at: Instant) -> String {
    at.in_moscow().datetime().strftime("%Y-%m-%dT%H:%M").to_string()
}

pub(crate) fn task_fields(here: &Here, form: &Form, kept: Option<&Task>, problem: Option<&Problem>) -> Vec<Field> {
    let of = |f: fn(&Task) -> String| kept.map(f).unwrap_or_default();
    vec![
        field(here, form, "title", Kind::Text, &of(|task| task.title.clone()), problem),
        field(here, form, "starts", Kind::Moment, &of(|task| typed(task.span.start)), problem),
        field(here, form, "ends", Kind::Moment, &of(|task| typed(task.span.end)), problem),
        field(here, form, "cost", Kind::Text, &of(|task| task.cost.plain()), problem).optional(),
        field(here, form, "rhythm", Kind::Number, &of(|task| task.rhythm_hours.to_string()), problem).optional(),
        field(here, form, "after", Kind::Text, "", problem).optional(),
    ]
}

pub(crate) fn raw_task(form: &Form) -> RawTask {
    let [title, starts, ends, cost, rhythm] = ["title", "starts", "ends", "cost", "rhythm"].map(|name| form.get(name).to_owned());
    let after = form.get("after").split(|c: char| !c.is_ascii_digit()).filter_map(|place| place.parse().ok()).collect();
    RawTask { title, starts, ends, cost, rhythm, after }
}

pub(crate) fn money_fields(here: &Here, form: &Form, problem: Option<&Problem>) -> Vec<Field> {
    vec![field(here, form, "what", Kind::Text, "", problem), field(here, form, "amount", Kind::Text, "", problem)]
}

pub(crate) fn milestone_field(here: &Here, form: &Form, problem: Option<&Problem>) -> Field {
    field(here, form, "milestone", Kind::Text, "", problem)
}

/// The photo of before that another one shows what became of, where one was chosen.
pub(crate) fn before_of(form: &Form) -> Option<PhotoId> {
    (!form.get("before").is_empty()).then(|| form.id("before"))
}

/// What a supplier is asked for a task: what it is expected to cost, and what it is about.
pub(crate) fn give_fields(here: &Here, form: &Form, task: &Task, problem: Option<&Problem>) -> Vec<Field> {
    // A job for nothing is typed, not overlooked.
    let cost = if task.cost > Money::ZERO { task.cost.plain() } else { String::new() };
    vec![field(here, form, "price", Kind::Text, &cost, problem), field(here, form, "brief", Kind::Area, &task.title, problem)]
}

/// The tasks that money or a photo may be of, to choose one or none from.
pub(crate) struct TaskPick {
    /// Which form it stands in, for the id of the field.
    pub(crate) part: &'static str,
    /// Id, words, and whether it is chosen.
    pub(crate) tasks: Vec<(String, String, bool)>,
    pub(crate) error: String,
}

pub(crate) fn task_pick(here: &Here, part: &'static str, tasks: &[Task], form: &Form, problem: Option<&Problem>) -> TaskPick {
    let fault = problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == "task"));
    let open = tasks.iter().filter(|task| !matches!(task.state, TaskState::Dropped { .. }));
    let words = |task: &Task| (task.id.to_string(), format!("{}. {}", task.nth, task.title), form.get("task") == task.id.to_string());
    TaskPick { part, tasks: open.map(words).collect(), error: fault.map(|fault| here.t.fault(fault)).unwrap_or_default() }
}

/// The task that was chosen; `None` for all of the plan. What is no task of the plan is refused there.
pub(crate) fn task_of(form: &Form) -> Option<TaskId> {
    (!form.get("task").is_empty()).then(|| form.id("task"))
}

pub(crate) fn raw_money(form: &Form) -> RawMoney {
    let once = form.get("once").parse().ok();
    RawMoney { amount: form.get("amount").to_owned(), what: form.get("what").to_owned(), task: task_of(form), once }
}
