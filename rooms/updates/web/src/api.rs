//! Updates for programs of the desk.

use axum::Json;
use pages::{Api, ApiQuery, Cursor, Here, PageLimit, PageOut, Routes};
use serde::{Deserialize, Serialize};
use updates::{SEE, Waiting, waiting};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn routes() -> Routes {
    Routes::new().api(SEE, routes!(list_updates))
}

/// What a reader will hear, and when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "reader": "019ab4b2-6c00-7000-8000-000000000001", "is_request": false, "next_at": "2026-11-25T07:00:00Z", "news": ["done"], "open": 2,
    "silent_at": "2026-11-26T12:00:00Z", "is_unheard": false, "is_stalled": false, "is_late": false
}))]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own beside the reader")]
struct UpdatesOut {
    /// A client, or a request whose asker is nobody's client.
    reader: Uuid,
    /// The reader is a request.
    is_request: bool,
    /// When the digest comes, RFC 3339.
    next_at: String,
    /// What has happened and waits for it: `done`, `moved`, `absorbed`.
    news: Vec<String>,
    /// How many things are open.
    open: usize,
    /// When the first of them would be silent too long, RFC 3339.
    silent_at: Option<String>,
    /// The last word about something open was not handed over yet, or came back.
    is_unheard: bool,
    /// A request of theirs is late: not answered as promised, or its day is past. Nothing is said of it as planned.
    is_stalled: bool,
    /// A task of theirs should be over by now: the digest tells that, and not that all goes as planned.
    is_late: bool,
}

impl From<Waiting> for UpdatesOut {
    fn from(one: Waiting) -> Self {
        Self {
            reader: one.reader,
            is_request: one.is_request,
            next_at: one.next_at.to_string(),
            news: one.news.iter().map(|news| news.name().to_owned()).collect(),
            open: one.open,
            silent_at: one.silent_at.map(|at| at.to_string()),
            is_unheard: one.is_unheard,
            is_stalled: one.is_stalled,
            is_late: one.is_late,
        }
    }
}

/// Which part of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct UpdatesQuery {
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 1 to 100; 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Who hears of us next, the soonest first.
#[utoipa::path(get, path = "/api/v1/updates", tag = "updates", params(UpdatesQuery), responses((status = 200, body = PageOut<UpdatesOut>)))]
async fn list_updates(here: Here, ApiQuery(query): ApiQuery<UpdatesQuery>) -> Api<Json<PageOut<UpdatesOut>>> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let after = query.after.map(|Cursor(at, id)| (at, id));
    let rows = waiting(&db, &here.actor, after, query.limit.0 + 1).await.map_err(|e| here.api(&e))?;
    let place = |row: &Waiting| Cursor::name(row.next_at, row.reader);
    Ok(Json(PageOut::of(rows, query.limit.0, place, UpdatesOut::from)))
}
