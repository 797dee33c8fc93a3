//! `/desk/tasks`: what the house could not do by itself, tried again or let go.

use access::{MIND_TASKS, Resource, drop_task, retry_task};
use askama::Template;
use axum::response::Response;
use journal::{DeadTask, dead_tasks};
use pages::{Form, Head, Here, Refused, Shell, page, redirect};

/// The page.
#[derive(Template)]
#[template(path = "tasks.html")]
pub(crate) struct TasksPage {
    pub(crate) head: Head,
    pub(crate) tasks: Vec<Row>,
    /// Older ones wait behind these.
    pub(crate) more: bool,
}

/// A task that was set aside.
pub(crate) struct Row {
    pub(crate) key: String,
    pub(crate) reason: String,
    pub(crate) datetime: String,
    pub(crate) at: String,
}

/// Tasks on the page; when they are settled, the next ones come up.
const SHOWN: u32 = 50;

impl TasksPage {
    pub(crate) fn new(head: Head, mut dead: Vec<DeadTask>) -> Self {
        let more = dead.len() > SHOWN as usize;
        dead.truncate(SHOWN as usize);
        let row = |task: DeadTask| Row { datetime: task.at.to_string(), at: head.t.moment(&task.at), key: task.key, reason: task.reason };
        Self { tasks: dead.into_iter().map(row).collect(), more, head }
    }
}

pub(crate) async fn get_tasks(here: Here) -> Result<Response, Refused> {
    here.actor.may(MIND_TASKS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let dead = dead_tasks(&db, SHOWN + 1).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&TasksPage::new(here.head(Shell::Desk, &here.t.get("day-tasks-title")).at("/desk/tasks"), dead)))
}

pub(crate) async fn post_task(here: Here, form: Form) -> Result<Response, Refused> {
    let key = form.get("key");
    let minded = if form.get("do") == "drop" { drop_task(&here.app, &here.actor, key).await } else { retry_task(&here.app, &here.actor, key).await };
    minded.map_err(|e| here.refuse(&e))?;
    Ok(redirect(if form.has("all") { "/desk/tasks" } else { "/desk" }))
}
