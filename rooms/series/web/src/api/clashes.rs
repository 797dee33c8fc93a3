//! Dates that nobody is free for, for programs of the desk.

use super::{SpanOut, WholeSeriesOut, fields, whole};
use axum::Json;
use jiff::civil::Date;
use pages::{Api, ApiPath, ApiQuery, Here, PageOut, Routes};
use serde::{Deserialize, Serialize};
use series::{Clash, SOLVE_CLASH, SeriesId, clashes, try_again};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::FieldFault;

pub(super) fn routes() -> Routes {
    Routes::new().api(SOLVE_CLASH, routes!(list_clashes)).api(SOLVE_CLASH, routes!(look_for_people))
}

/// A date that nobody is free for.
#[derive(Debug, Serialize, ToSchema)]
struct ClashOut {
    /// The series.
    series: Uuid,
    /// Whose.
    client: Uuid,
    /// The date that it is known by.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// When it is to begin, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    start: values::Instant,
    /// Other times of that day that can be kept.
    times: Vec<SpanOut>,
}

impl From<Clash> for ClashOut {
    fn from(clash: Clash) -> Self {
        Self {
            series: clash.series.id.uuid(),
            client: clash.series.client.uuid(),
            day: clash.day,
            start: clash.start,
            times: clash.times.iter().map(|slot| SpanOut { start: slot.start, end: slot.end }).collect(),
        }
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ClashQuery {
    /// The `next` of the page before.
    after: Option<String>,
    /// How many, at most 20; 15 where nothing is said.
    #[param(minimum = 1, maximum = 20)]
    limit: Option<u32>,
}

/// Each of them has its day searched for other times.
const MOST_CLASHES: u32 = 20;

/// Lists dates that nobody is free for, the soonest first, with other times of their days.
#[utoipa::path(get, path = "/api/v1/clashes", tag = "series", params(ClashQuery), responses((status = 200, body = PageOut<ClashOut>)))]
async fn list_clashes(here: Here, ApiQuery(query): ApiQuery<ClashQuery>) -> Api<Json<PageOut<ClashOut>>> {
    let limit = query.limit.unwrap_or(15);
    let after = query.after.as_deref().map(|place| {
        let (day, id) = place.split_once('~')?;
        Some((day.parse::<Date>().ok()?, id.parse::<SeriesId>().ok()?))
    });
    let listed = async {
        let unknown = |field| fields(FieldFault::new(field, "unknown"));
        if !(1..=MOST_CLASHES).contains(&limit) {
            return Err(unknown("limit"));
        }
        let after = after.map(|place| place.ok_or_else(|| unknown("after"))).transpose()?;
        clashes(&here.app.read().await?, &here.actor, after, limit + 1).await
    };
    let rows = listed.await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(rows, limit, |last| format!("{}~{}", last.day, last.series.id), ClashOut::from)))
}

/// Looks once more for people for the dates of a series.
#[utoipa::path(
    post, path = "/api/v1/series/{series}/people", tag = "series", params(("series" = Uuid, Path, description = "The series")),
    responses((status = 200, body = WholeSeriesOut))
)]
async fn look_for_people(here: Here, ApiPath(id): ApiPath<SeriesId>) -> Api<Json<WholeSeriesOut>> {
    let found = async {
        try_again(&here.app, &here.actor, id).await?;
        whole(&here, id).await
    };
    Ok(Json(found.await.map_err(|e| here.api(&e))?))
}
