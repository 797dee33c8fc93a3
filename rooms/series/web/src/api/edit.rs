//! A series edited by a program: first what that does, visit by visit, then the same saved.

use super::{LOOKING, SpanOut, WholeSeriesOut, fields, holidays_of, rhythm_of, time_of, whole};
use axum::Json;
use jiff::civil::{Date, DateTime};
use pages::{Api, ApiPath, Here, JsonBody, ProblemOut, Routes};
use pricing::Cause;
use serde::{Deserialize, Serialize};
use series::{Change, Edit, EditError, Effect, KEEP_SERIES, Pressed, Preview, SeriesId, Single, Wish, edit_preview, save_edit};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::FieldFault;

pub(super) fn routes() -> Routes {
    Routes::new().api(KEEP_SERIES, routes!(look_at_edit)).within(LOOKING).api(KEEP_SERIES, routes!(edit_series))
}

/// An edit. Days are those that visits are known by; clock times are of the series' zone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
#[schema(example = json!({"what": "move", "day": "2026-12-08", "to": "2026-12-09T12:00:00"}))]
enum EditIn {
    /// The visit of one day is put to another time.
    Move {
        /// Which.
        #[schema(value_type = String, format = Date)]
        day: Date,
        /// To this clock time.
        #[schema(value_type = String, example = "2026-12-09T12:00:00")]
        to: DateTime,
    },
    /// The visit of one day is called off.
    Cancel {
        /// Which.
        #[schema(value_type = String, format = Date)]
        day: Date,
    },
    /// The visit of one day is kept on the holiday that it falls on.
    Keep {
        /// Which.
        #[schema(value_type = String, format = Date)]
        day: Date,
    },
    /// What was said of one day alone is taken back.
    Restore {
        /// Which.
        #[schema(value_type = String, format = Date)]
        day: Date,
    },
    /// Another rhythm, with the price that goes with it.
    Rhythm {
        /// From this day on; all that are still to come where it is not said.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = Date)]
        from: Option<Date>,
        /// How often, as `RRULE` of RFC 5545.
        rrule: String,
        /// At which clock time.
        at: String,
    },
    /// Others come, when they are free.
    Crew {
        /// From this day on; all that are still to come where it is not said.
        #[serde(default)]
        #[schema(value_type = Option<String>, format = Date)]
        from: Option<Date>,
        /// Who.
        people: Vec<Uuid>,
    },
    /// No visit from a day on.
    Stop {
        /// Which.
        #[schema(value_type = String, format = Date)]
        from: Date,
    },
    /// No visit for a while.
    Pause {
        /// From this day on.
        #[schema(value_type = String, format = Date)]
        from: Date,
        /// The first day after it.
        #[schema(value_type = String, format = Date)]
        until: Date,
    },
    /// Another way with holidays.
    Holidays {
        /// `move`, `skip` or `ask`.
        holidays: String,
    },
}

impl EditIn {
    fn read(&self) -> Result<Wish, FieldFault> {
        let edit = match self {
            Self::Move { day, to } => Edit::Only(*day, Some(Single::Moved(*to))),
            Self::Cancel { day } => Edit::Only(*day, Some(Single::Cancelled)),
            Self::Keep { day } => Edit::Only(*day, Some(Single::Kept)),
            Self::Restore { day } => Edit::Only(*day, None),
            Self::Rhythm { from, rrule, at } => return Ok(Wish::Rhythm { from: *from, rhythm: rhythm_of(rrule)?, at: time_of(at)?, crew: None }),
            Self::Crew { from, people } => {
                let change = Change { crew: Some(people.iter().map(|id| (*id).into()).collect()), ..Change::default() };
                from.map_or_else(|| Edit::All(change.clone()), |from| Edit::Following(from, change.clone()))
            }
            Self::Stop { from } => Edit::Stop(*from),
            Self::Pause { from, until } => Edit::Pause(*from, *until),
            Self::Holidays { holidays } => Edit::Holidays(holidays_of(holidays)?),
        };
        Ok(edit.into())
    }
}

/// An edit to look at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"edit": {"what": "move", "day": "2026-12-08", "to": "2026-12-09T12:00:00"}, "by_house": false}))]
struct LookIn {
    /// What is to be otherwise.
    edit: EditIn,
    /// The house caused it, and the client pays nothing for it; the desk's word alone.
    #[serde(default)]
    by_house: bool,
}

/// An edit that was looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "edit": {"what": "move", "day": "2026-12-08", "to": "2026-12-09T12:00:00"}, "by_house": false, "version": 3, "shown": "5f0c1ab277aa4a519c550f1f2f3f4f5f"
}))]
struct SaveIn {
    /// What is to be otherwise.
    edit: EditIn,
    /// As it was looked at.
    #[serde(default)]
    by_house: bool,
    /// The version of the series that it was looked at in.
    version: u32,
    /// What was shown, as the look said.
    #[schema(example = "5f0c1ab277aa4a519c550f1f2f3f4f5f")]
    shown: String,
}

/// What happens to one visit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "happens": "moved", "was": {"start": "2026-12-08T07:00:00Z", "end": "2026-12-08T10:00:00Z"}, "is": {"start": "2026-12-09T09:00:00Z", "end": "2026-12-09T12:00:00Z"},
    "for_holiday": false, "is_clash": false, "total_kopecks": 540_000, "fee_kopecks": 0
}))]
struct EffectOut {
    /// `kept`, `moved`, `repriced`, `crew` (others come), `cancelled` or `added`.
    happens: &'static str,
    /// When it was to be.
    was: Option<SpanOut>,
    /// When it will be.
    is: Option<SpanOut>,
    /// It gives way to a holiday, or falls out for one.
    for_holiday: bool,
    /// Nobody is free then yet.
    is_clash: bool,
    /// What it costs, in kopecks.
    total_kopecks: i64,
    /// What the change itself costs, in kopecks.
    fee_kopecks: i64,
}

impl From<&Effect> for EffectOut {
    fn from(effect: &Effect) -> Self {
        Self {
            happens: effect.happens.name(),
            was: effect.was.map(SpanOut::from),
            is: effect.is.map(SpanOut::from),
            for_holiday: effect.for_holiday,
            is_clash: effect.is_clash,
            total_kopecks: effect.total.in_kopecks(),
            fee_kopecks: effect.fee.in_kopecks(),
        }
    }
}

/// What an edit would do.
#[derive(Debug, Serialize, ToSchema)]
struct PreviewOut {
    /// The version that it was looked at in.
    version: u32,
    /// All of it in one word, to send when it is saved.
    #[schema(example = "5f0c1ab277aa4a519c550f1f2f3f4f5f")]
    shown: String,
    /// What all of it costs beside the visits, in kopecks.
    fee_kopecks: i64,
    /// It takes back the price that is offered.
    ends_offer: bool,
    /// Visit by visit.
    effects: Vec<EffectOut>,
}

impl From<Preview> for PreviewOut {
    fn from(seen: Preview) -> Self {
        Self {
            version: seen.version,
            shown: seen.shown,
            fee_kopecks: seen.fee.in_kopecks(),
            ends_offer: seen.ends_offer,
            effects: seen.effects.iter().map(EffectOut::from).collect(),
        }
    }
}

/// On whose account: the client's, unless somebody of the desk says otherwise.
fn cause(here: &Here, by_house: bool) -> Cause {
    if by_house && crate::one::is_desk(here) { Cause::House } else { Cause::Client }
}

/// Says what an edit would do, visit by visit, with prices and fees; nothing is written.
#[utoipa::path(
    post, path = "/api/v1/series/{series}/look", tag = "series", params(("series" = Uuid, Path, description = "The series")), request_body = LookIn,
    responses((status = 200, body = PreviewOut), (status = 409, description = "`series-past`, or why a visit cannot be changed", body = ProblemOut))
)]
async fn look_at_edit(here: Here, ApiPath(id): ApiPath<SeriesId>, JsonBody(asked): JsonBody<LookIn>) -> Api<Json<PreviewOut>> {
    let seen = async {
        let wish = asked.edit.read().map_err(fields)?;
        edit_preview(&here.app, &here.actor, id, &wish, cause(&here, asked.by_house)).await
    };
    Ok(Json(seen.await.map_err(|e: EditError| here.api(&e))?.into()))
}

/// Saves an edit, if it does just what was shown; otherwise 409 `series-otherwise`, and it is to be looked at anew.
#[utoipa::path(
    post, path = "/api/v1/series/{series}/edits", tag = "series", params(("series" = Uuid, Path, description = "The series")), request_body = SaveIn,
    responses((status = 200, body = WholeSeriesOut), (status = 409, description = "`series-otherwise`, `series-past`, or why a visit cannot be changed", body = ProblemOut))
)]
async fn edit_series(here: Here, ApiPath(id): ApiPath<SeriesId>, JsonBody(asked): JsonBody<SaveIn>) -> Api<Json<WholeSeriesOut>> {
    let saved = async {
        let wish = asked.edit.read().map_err(fields)?;
        let pressed = Pressed { version: asked.version, shown: asked.shown.clone() };
        save_edit(&here.app, &here.actor, id, &wish, cause(&here, asked.by_house), &pressed).await?;
        Ok::<_, EditError>(whole(&here, id).await?)
    };
    Ok(Json(saved.await.map_err(|e| here.api(&e))?))
}
