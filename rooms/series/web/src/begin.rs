//! `/my/visits/ID/series`: the same visit again and again, begun with one press; each rhythm with its price and its first dates.

use access::Actor;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Time;
use pages::{Form, Head, Here, Refused, Shell, capital, page, redirect};
use series::{Begin, Rhythm, SeriesError, SeriesId, begin_preview};
use values::{Instant, Money, Outcome};
use visits::VisitId;

/// The page.
#[derive(Template)]
#[template(path = "series-begin.html")]
pub(crate) struct BeginPage {
    pub(crate) head: Head,
    /// Where the press is sent.
    pub(crate) action: String,
    /// The visit's page.
    pub(crate) back: String,
    /// Why it was not begun; empty otherwise.
    pub(crate) notice: String,
    pub(crate) rhythms: Vec<RhythmView>,
}

/// A rhythm to begin.
pub(crate) struct RhythmView {
    /// `2` for every second week.
    pub(crate) every: &'static str,
    pub(crate) title: String,
    pub(crate) price: String,
    pub(crate) kopecks: i64,
    /// The first dates.
    pub(crate) dates: String,
}

/// Every so many weeks.
const OFFERED: [(&str, pricing::Rhythm); 3] = [("1", pricing::Rhythm::Weekly), ("2", pricing::Rhythm::Fortnightly), ("4", pricing::Rhythm::Monthly)];
/// So many dates are named.
const NAMED: usize = 3;

/// On the weekday of the visit, at its clock time.
fn asked(rhythm: pricing::Rhythm, start: Instant) -> Option<Begin> {
    let local = start.in_moscow();
    let at = Time::new(local.hour(), local.minute(), 0, 0).ok()?;
    Some(Begin { rhythm: Rhythm::of_price(rhythm, local.date())?, at, holidays: None })
}

async fn start_of(here: &Here, id: VisitId) -> Result<Instant, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let visit = visits::visit(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(visit.plan().span.start)
}

/// The page of a series, for whoever reads it.
fn home(here: &Here, id: SeriesId) -> String {
    let place = if matches!(here.actor, Actor::Staff(..)) { "desk" } else { "my" };
    format!("/{place}/series/{id}")
}

async fn load(here: &Here, id: VisitId, notice: String) -> Result<Result<BeginPage, SeriesId>, Refused> {
    let (start, t) = (start_of(here, id).await?, &here.t);
    let mut rhythms = Vec::new();
    for (every, rhythm) in OFFERED {
        let Some(begin) = asked(rhythm, start) else { continue };
        let seen = begin_preview(&here.app, &here.actor, id, &begin).await.map_err(|e| here.refuse(&e))?;
        if let Some(begun) = seen.begun {
            return Ok(Err(begun));
        }
        let dates: Vec<String> = seen.spans.iter().take(NAMED).map(|span| t.moment(&span.start)).collect();
        let (title, price) = (capital(&crate::words::rhythm(t, &begin.rhythm)), seen.total.to_string());
        rhythms.push(RhythmView { every, title, price, kopecks: seen.total.in_kopecks(), dates: dates.join("; ") });
    }
    let head = here.head(Shell::Letter, &t.get("series-web-begin-title")).at(format!("/my/visits/{id}/series"));
    Ok(Ok(BeginPage { head, action: format!("/my/visits/{id}/series"), back: format!("/my/visits/{id}"), notice, rhythms }))
}

pub(crate) async fn get_begin(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    Ok(match load(&here, id, String::new()).await? {
        Ok(view) => page(&view),
        Err(begun) => redirect(&home(&here, begun)),
    })
}

pub(crate) async fn post_begin(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    let start = start_of(&here, id).await?;
    let Some(begin) = OFFERED.into_iter().find(|(every, _)| *every == form.get("every")).and_then(|(_, rhythm)| asked(rhythm, start)) else {
        return get_begin(here, Path(id.to_string())).await;
    };
    let pressed = Money::kopecks(form.get("total").parse().unwrap_or(-1));
    match series::begin(&here.app, &here.actor, id, &begin, pressed).await {
        Ok(Outcome::Applied(series) | Outcome::Already(series)) => Ok(redirect(&home(&here, series))),
        Err(SeriesError::OtherTotal { .. }) => match load(&here, id, here.t.get("series-web-begin-other")).await? {
            Ok(view) => Ok((StatusCode::CONFLICT, page(&view)).into_response()),
            Err(series) => Ok(redirect(&home(&here, series))),
        },
        Err(error) => Err(here.refuse(&error)),
    }
}
