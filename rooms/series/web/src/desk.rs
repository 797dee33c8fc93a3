//! `/desk/series`: the series that go on.

use askama::Template;
use axum::response::Response;
use households::{ClientId, reveal_many};
use pages::{Head, Here, Refused, Shell, page};
use series::{SEE_SERIES, SeriesError, active_series, count_clashes};
use std::collections::{BTreeMap, BTreeSet};

/// The list.
#[derive(Template)]
#[template(path = "desk-series-list.html")]
pub(crate) struct ListPage {
    pub(crate) head: Head,
    pub(crate) rows: Vec<Row>,
    /// How many dates wait for the desk, in words; empty where none does.
    pub(crate) clashes: String,
    /// Where the next page is; empty on the last.
    pub(crate) more: String,
}

/// A series in the list.
pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) client: String,
    pub(crate) rhythm: String,
    pub(crate) since: String,
}

/// Series on a page.
const PAGE: u32 = 40;

/// The names of these clients, each look recorded.
pub(crate) async fn names(here: &Here, clients: &[ClientId]) -> Result<BTreeMap<ClientId, String>, Refused> {
    let clients: Vec<ClientId> = clients.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    if clients.is_empty() {
        return Ok(BTreeMap::new());
    }
    let actor = here.actor;
    let permit = actor.may(SEE_SERIES, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let cards = here
        .app
        .write(&actor, move |tx| {
            let clients = clients.clone();
            async move { Ok::<_, SeriesError>(reveal_many(&tx, &permit, &clients).await?) }
        })
        .await
        .map_err(|e| here.refuse(&e))?;
    Ok(cards.into_iter().map(|(id, card)| (id, card.name)).collect())
}

pub(crate) async fn get_list(here: Here) -> Result<Response, Refused> {
    let after = here.query.get("after").parse().ok();
    let (t, db) = (&here.t, here.app.read().await.map_err(|e| here.refuse(&e))?);
    let all = active_series(&db, &here.actor, after, PAGE).await.map_err(|e| here.refuse(&e))?;
    let waiting = i64::from(count_clashes(&db, &here.actor).await.map_err(|e| here.refuse(&e))?);
    let now = db::Read::now(&db);
    let names = names(&here, &all.iter().map(|series| series.client).collect::<Vec<_>>()).await?;
    let more = all.last().filter(|_| u32::try_from(all.len()).is_ok_and(|n| n == PAGE)).map(|last| format!("/desk/series?after={}", last.id));
    let rows = all.iter().map(|series| Row {
        href: format!("/desk/series/{}", series.id),
        client: names.get(&series.client).cloned().unwrap_or_else(|| t.get("series-web-client-gone")),
        rhythm: crate::words::plan(t, &series.plan, now),
        since: t.date(&series.made_at),
    });
    Ok(page(&ListPage {
        rows: rows.collect(),
        clashes: if waiting > 0 { t.num("series-web-clashes-wait", "n", &waiting) } else { String::new() },
        more: more.unwrap_or_default(),
        head: here.head(Shell::Desk, &t.get("series-web-rail")).at("/desk/series"),
    }))
}
