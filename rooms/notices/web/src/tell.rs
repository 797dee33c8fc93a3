//! `/desk/visits/ID/news`: a manager tells a client that it is not as agreed, and what we do about it.

use access::Resource;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use notices::{OfferError, TELL_BAD_NEWS, Why, offer_times, replace_because, times_to_offer};
use pages::{DayTimes, Form, Head, Here, Refused, Shell, by_day, page, redirect};
use people::PersonId;
use scheduling::{Candidate, Slot};
use std::collections::BTreeMap;
use values::Instant;
use visits::{Visit, VisitId};

/// The page.
#[derive(Template)]
#[template(path = "news.html")]
pub(crate) struct NewsPage {
    pub(crate) head: Head,
    pub(crate) action: String,
    pub(crate) back: String,
    /// Where an incident of the visit is opened, and its way out is found.
    pub(crate) incident: String,
    /// What went wrong before; empty otherwise.
    pub(crate) error: String,
    /// Value, words, chosen.
    pub(crate) whys: Vec<(&'static str, String, bool)>,
    /// Who is to come now: id and name.
    pub(crate) crew: Vec<(String, String)>,
    /// Who could come instead: id and name.
    pub(crate) others: Vec<(String, String)>,
    pub(crate) days: Vec<DayTimes>,
}

/// Times to choose two from: some of some days, few enough to look over.
const DAYS: usize = 4;
const TIMES: usize = 8;

pub(crate) async fn get_news(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    if is_incidents(&here, id).await? {
        return Ok(redirect(&incident_of(id)));
    }
    Ok(page(&load(&here, id, &Form::default(), String::new()).await?))
}

/// Where an incident of the visit is opened, or the one that is open stands, with its ways out.
fn incident_of(id: VisitId) -> String {
    format!("/desk/incidents/new?visit={id}")
}

/// A visit that has lost somebody has an empty place to fill, and nobody to send in the place of whoever comes: that is an incident's way out.
/// So are two times that its client may choose from still: there is nothing else to tell meanwhile.
async fn is_incidents(here: &Here, id: VisitId) -> Result<bool, Refused> {
    here.actor.may(TELL_BAD_NEWS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let visit = visits::visit(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let is_kept = notices::is_kept(&db, id).await.map_err(|e| here.refuse(&e))?;
    Ok(is_kept || visit.ahead().is_some_and(|plan| plan.missing() > 0))
}

async fn load(here: &Here, id: VisitId, form: &Form, error: String) -> Result<NewsPage, Refused> {
    here.actor.may(TELL_BAD_NEWS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let visit = visits::visit(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let chosen = Why::parse(form.get("why")).unwrap_or(Why::Illness);
    let mut page = NewsPage {
        head: here.head(Shell::Desk, &here.t.get("notices-news-title")).at(format!("/desk/visits/{id}/news")),
        action: format!("/desk/visits/{id}/news"),
        back: format!("/desk?visit={id}#card"),
        incident: incident_of(id),
        error,
        whys: Why::ALL.into_iter().map(|why| (why.name(), here.t.get(&format!("notices-why-{}", why.name())), why == chosen)).collect(),
        crew: Vec::new(),
        others: Vec::new(),
        days: Vec::new(),
    };
    if visit.ahead().is_none() {
        return Ok(page);
    }
    let times = times_to_offer(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let free = free_for(here, &db, &visit).await?;
    let shown = some_of(&times);
    let coming = shown.iter().flat_map(|slot| slot.crew.iter().copied());
    let people: Vec<PersonId> = visit.plan().crew.iter().copied().chain(free.iter().copied()).chain(coming).collect();
    let names = people::names(&db, &people).await.map_err(|e| here.refuse(&e))?;
    let name = |person: &PersonId| (person.to_string(), names.get(person).map(people::Name::short).unwrap_or_default());
    page.crew = visit.plan().crew.iter().map(name).collect();
    page.others = free.iter().map(name).collect();
    page.days = by_day(&here.t, &shown, &names);
    Ok(page)
}

/// Some times of each of the next days: two of one morning are no choice.
fn some_of(times: &[Slot]) -> Vec<Slot> {
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    let fits = |slot: &&Slot| {
        let (days, day) = (counts.len(), slot.start.day());
        if days == DAYS && !counts.contains_key(&day) {
            return false;
        }
        let count = counts.entry(day).or_default();
        *count += 1;
        *count <= TIMES
    };
    times.iter().filter(fits).cloned().collect()
}

/// Who is cleared and free for all of the visit.
async fn free_for(here: &Here, db: &db::Reader, visit: &Visit) -> Result<Vec<PersonId>, Refused> {
    let plan = visit.plan();
    let candidates = scheduling::candidates_of(db, plan.id.uuid()).await.map_err(|e| here.refuse(&e))?;
    let could = |one: Candidate| one.verdict.is_ok().then_some(one.person);
    Ok(candidates.into_iter().filter_map(could).filter(|person| !plan.crew.contains(person)).collect())
}

pub(crate) async fn post_news(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    let Some(why) = Why::parse(form.get("why")) else {
        return again(&here, id, &form, here.t.get("notices-news-why")).await;
    };
    let told = if form.get("way") == "replace" {
        match (form.get("off").parse(), form.get("on").parse()) {
            (Ok(off), Ok(on)) => replace_because(&here.app, &here.actor, id, off, on, why).await,
            _ => return again(&here, id, &form, here.t.get("notices-news-nobody")).await,
        }
    } else {
        let starts: Vec<Instant> = form.all("start").iter().filter_map(|start| start.parse().ok()).collect();
        let Ok(starts) = <[Instant; 2]>::try_from(starts) else {
            return again(&here, id, &form, here.t.get("notices-news-two")).await;
        };
        offer_times(&here.app, &here.actor, id, why, starts).await.map(drop)
    };
    match told {
        Ok(()) => Ok(redirect(&format!("/desk?visit={id}#card"))),
        Err(OfferError::SlotGone(start)) => {
            let words = here.t.with("notices-news-gone", "when", &here.t.moment(&start));
            again(&here, id, &form, words).await
        }
        Err(OfferError::Over) => again(&here, id, &form, here.t.get("notices-news-used")).await,
        Err(OfferError::NotTwo) => again(&here, id, &form, here.t.get("notices-news-two")).await,
        Err(error) => Err(here.refuse(&error)),
    }
}

async fn again(here: &Here, id: VisitId, form: &Form, words: String) -> Result<Response, Refused> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&load(here, id, form, words).await?)).into_response())
}
