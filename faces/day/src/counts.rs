//! How much waits at each place of the rail: numbers alone, so no look is recorded. Only what is open is counted, however much is closed.

use access::Resource;
use aftercare::open_cases;
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use journal::dead_tasks;
use pages::{Here, Refused};
use serde::Serialize;
use visits::SEE_DAY;

/// Beyond so many the number says nothing more.
const MOST: u32 = 99;

/// One place.
#[derive(Debug, Serialize)]
struct Count {
    /// Where the place leads.
    href: &'static str,
    /// How much waits there.
    n: usize,
    /// The same in words, for whoever hears the page.
    words: String,
}

pub(crate) async fn get_counts(here: Here) -> Result<Response, Refused> {
    here.actor.may(SEE_DAY, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let counts = counts(&here).await?;
    let words = |n: usize| here.t.num("day-rail-waits", "n", &i64::try_from(n).unwrap_or(i64::MAX));
    let counts: Vec<Count> = counts.into_iter().filter(|(_, n)| *n > 0).map(|(href, n)| Count { href, n, words: words(n) }).collect();
    Ok(Json(counts).into_response())
}

async fn counts(here: &Here) -> Result<[(&'static str, usize); 10], Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let unstaffed = notices::unstaffed(&db, &here.actor, MOST).await.map_err(|e| here.refuse(&e))?;
    let dead = dead_tasks(&db, MOST).await.map_err(|e| here.refuse(&e))?;
    let cases = open_cases(&db, &here.actor, MOST).await.map_err(|e| here.refuse(&e))?;
    let requests = concierge::queue(&db, &here.actor).await.map_err(|e| here.refuse(&e))?.map_or(0, |queue| queue.waiting);
    let phones = visits::count_asides(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let clashes = series::count_clashes(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let talks = conversations::count_waiting(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let visitors = conversations::count_site_waiting(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let calls = calls::count_tasks(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let jobs = suppliers::count_unsure_jobs(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let projects = projects::count_words_waiting(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let silent = projects::count_silent_tasks(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let brought = projects::count_photos_waiting(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let incidents: u32 = incidents::waits(&db, &here.actor).await.map_err(|e| here.refuse(&e))?.iter().map(|waits| waits.n).sum();
    let number = |n: i64| usize::try_from(n).unwrap_or(0);
    Ok([
        ("/desk", unstaffed.len() + dead.len()),
        ("/desk/cases", cases.len()),
        ("/desk/inbox", number(i64::from(talks) + i64::from(visitors))),
        ("/desk/calls", number(calls.into())),
        ("/desk/incidents", number(incidents.into())),
        ("/desk/requests", number(requests.into())),
        ("/desk/phones", number(phones)),
        ("/desk/series", number(clashes.into())),
        ("/desk/suppliers", number(jobs)),
        ("/desk/projects", number(i64::from(projects) + i64::from(silent) + i64::from(brought))),
    ])
}
