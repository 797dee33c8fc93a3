//! Why a time is not offered: each hour of a day, who could come, and why the others cannot. For the desk, and for programs of the staff.

use access::Resource;
use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use db::Read as _;
use jiff::civil::Date;
use pages::{Api, Head, Here, NoQuote, ProblemOut, Refused, Routes, Shell, T, capital, closed_words, live_quote, page, slot_ask, why_words};
use people::{Name, PersonId};
use scheduling::{Closed, ExplainError, Explained, SEE_PLANS, WhyNot, explain, explain_day};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::routes;
use values::{Explain, FieldFault, Instant, Problem, Span};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/desk/why/{quote}", SEE_PLANS, get_why).api(SEE_PLANS, routes!(explain_slot)).with_query("start=2026-03-03T09:00:00Z&quote={quote}")
}

/// Why nothing is explained.
#[derive(Debug, thiserror::Error)]
enum NoWhy {
    /// The quote cannot be gone on with.
    #[error(transparent)]
    Quote(#[from] NoQuote),
    /// The time is no moment.
    #[error("not a moment")]
    NotAMoment,
    /// The times could not be looked for.
    #[error(transparent)]
    Explain(#[from] ExplainError),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] access::Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] db::DbError),
}

impl Explain for NoWhy {
    fn explain(&self) -> Problem {
        match self {
            Self::Quote(e) => e.explain(),
            Self::NotAMoment => Problem::fields(vec![FieldFault::new("start", "not-a-moment")]),
            Self::Explain(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// One person at one hour.
pub(crate) struct PersonView {
    pub name: String,
    /// Why not; empty when they can.
    pub why: String,
}

/// One hour.
pub(crate) struct HourView {
    pub span: String,
    pub open: bool,
    /// What it says in short: who would come, or why nobody.
    pub words: String,
    pub people: Vec<PersonView>,
}

/// First names with an initial, by person.
pub(crate) type Names = BTreeMap<PersonId, Name>;

/// An hour in words.
pub(crate) fn hour(t: &T, minutes: i64, explained: &Explained, names: &Names) -> HourView {
    let name = |person: &PersonId| names.get(person).map(Name::short).unwrap_or_default();
    let free: Vec<String> = explained.people.iter().filter(|one| one.verdict.is_ok()).map(|one| name(&one.person)).collect();
    let words = match explained.closed.first() {
        Some(_) => explained.closed.iter().map(|closed| closed_words(t, closed)).collect::<Vec<_>>().join("; "),
        None if explained.is_open() => t.list(&free),
        None if !explained.lacking.is_empty() => t.get("scheduling-web-why-lacking"),
        None => {
            let (free, needed) = (explained.free().to_string(), explained.needed.to_string());
            t.say("scheduling-web-why-few", &[("free", free.into()), ("needed", needed.into())])
        }
    };
    HourView {
        span: t.span(&Span::minutes(explained.start, minutes)),
        open: explained.is_open(),
        words,
        people: explained
            .people
            .iter()
            .map(|one| PersonView { name: name(&one.person), why: one.verdict.as_ref().err().map(|why| why_words(t, why)).unwrap_or_default() })
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "why.html")]
struct WhyPage {
    head: Head,
    quote: String,
    day_words: String,
    earlier: String,
    later: String,
    closed: bool,
    hours: Vec<HourView>,
}

async fn load(here: &Here, id: &str) -> Result<WhyPage, NoWhy> {
    let (app, t) = (&here.app, &here.t);
    here.actor.may(SEE_PLANS, &Resource::default())?;
    let quote = live_quote(app, id).await?;
    let db = app.read().await?;
    let day: Date = here.query.get("day").parse().unwrap_or_else(|_| db.now().day());
    let ask = slot_ask(&db, &here.actor, &quote).await?;
    let explained = explain_day(app, &here.actor, &ask, day, None).await?;
    let who: Vec<PersonId> = explained.first().map(|one| one.people.iter().map(|candidate| candidate.person).collect()).unwrap_or_default();
    let names = people::names(&db, &who).await?;
    let noon = Instant::of_moscow(day.at(12, 0, 0, 0)).unwrap_or(db.now());
    let near = |day: Result<Date, jiff::Error>| day.map(|day| format!("/desk/why/{}?day={day}", quote.id)).unwrap_or_default();
    Ok(WhyPage {
        head: here.head(Shell::Desk, &t.get("scheduling-web-why-title")),
        quote: quote.id.to_string(),
        day_words: capital(&t.day(&noon)),
        earlier: near(day.yesterday()),
        later: near(day.tomorrow()),
        closed: explained.is_empty(),
        hours: explained.iter().map(|one| hour(t, ask.minutes, one, &names)).collect(),
    })
}

async fn get_why(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let view = load(&here, &id).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&view))
}

/// One person at that time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"person": "019ab4b2-6c00-7000-8000-000000000003", "name": "Ольга П.", "can": false, "why": "way_before", "words": "Освободится в 14:30, до дома 56 мин пути, есть 30 мин"}))]
struct CandidateOut {
    /// Who.
    #[schema(value_type = Uuid)]
    person: PersonId,
    /// First name and initial.
    name: String,
    /// They could come.
    can: bool,
    /// Why not: `not_cleared`, `clearance_ends`, `lacks`, `off_shift`, `hold`, `visit`, `leave`, `way_before`, `way_after`.
    why: Option<&'static str>,
    /// The same in words.
    words: Option<String>,
}

/// A time, explained.
#[derive(Debug, Serialize, ToSchema)]
struct ExplainedOut {
    /// When the visit would begin, RFC 3339.
    #[schema(example = "2026-11-25T10:00:00+03:00")]
    start: String,
    /// It is offered.
    open: bool,
    /// What stands against it whoever is free: `too_soon`, `too_far`, `day_closed`, `outside_hours`, `off_step`, `noise`, `home_closed`.
    #[schema(example = json!(["too_soon"]))]
    closed: Vec<&'static str>,
    /// How many are needed.
    needed: u32,
    /// Who could come, the best first, then the others.
    people: Vec<CandidateOut>,
}

const fn closed_kind(closed: &Closed) -> &'static str {
    match closed {
        Closed::TooSoon(_) => "too_soon",
        Closed::TooFar(_) => "too_far",
        Closed::DayClosed => "day_closed",
        Closed::OutsideHours { .. } => "outside_hours",
        Closed::OffStep(_) => "off_step",
        Closed::Noise { .. } => "noise",
        Closed::HomeClosed(_) => "home_closed",
    }
}

const fn why_kind(why: &WhyNot) -> &'static str {
    match why {
        WhyNot::NotCleared(_) => "not_cleared",
        WhyNot::ClearanceEnds(_) => "clearance_ends",
        WhyNot::Lacks(_) => "lacks",
        WhyNot::OffShift(_) => "off_shift",
        WhyNot::Taken { kind, .. } => kind.name(),
        WhyNot::WayBefore { .. } => "way_before",
        WhyNot::WayAfter { .. } => "way_after",
    }
}

/// Who could come at a time, and why the others cannot. For the staff of the desk.
#[utoipa::path(
    get,
    path = "/api/v1/slots/why",
    tag = "scheduling",
    params(("quote" = Uuid, Query, description = "The quote"), ("start" = String, Query, description = "When the visit would begin, RFC 3339")),
    responses((status = 200, body = ExplainedOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut), (status = 422, body = ProblemOut))
)]
async fn explain_slot(here: Here) -> Api<Json<ExplainedOut>> {
    Ok(Json(explained(&here).await.map_err(|e| here.api(&e))?))
}

async fn explained(here: &Here) -> Result<ExplainedOut, NoWhy> {
    here.actor.may(SEE_PLANS, &Resource::default())?;
    let quote = live_quote(&here.app, here.query.get("quote")).await?;
    let start: Instant = here.query.get("start").parse().map_err(|_| NoWhy::NotAMoment)?;
    let ask = slot_ask(&here.app.read().await?, &here.actor, &quote).await?;
    let explained = explain(&here.app, &here.actor, &ask, start, None).await?;
    let who: Vec<PersonId> = explained.people.iter().map(|candidate| candidate.person).collect();
    let names = people::names(&here.app.read().await?, &who).await?;
    let people = explained.people.iter().map(|one| CandidateOut {
        person: one.person,
        name: names.get(&one.person).map(Name::short).unwrap_or_default(),
        can: one.verdict.is_ok(),
        why: one.verdict.as_ref().err().map(why_kind),
        words: one.verdict.as_ref().err().map(|why| why_words(&here.t, why)),
    });
    Ok(ExplainedOut {
        start: explained.start.to_string(),
        open: explained.is_open(),
        closed: explained.closed.iter().map(closed_kind).collect(),
        needed: explained.needed,
        people: people.collect(),
    })
}
