//! Calendars to subscribe to: one of a client's visits, one of a cleaner's, each behind a link that nobody can guess and that ends when
//! its owner says so. A calendar lies with strangers: it names no person and no street; where to go is on the page that it links to.

use crate::ics::{Event, Status};
use crate::plan::Plan;
use crate::service::{RowState, resource};
use crate::{CalendarId, SUBSCRIBE, store};
use access::{Actor, Denied, Resource};
use catalog::Districts;
use db::{App, DbError, Read, sha256_hex};
use households::ClientId;
use jiff::SignedDuration;
use jiff::civil::Date;
use messaging::PublicUrl;
use people::PersonId;
use scheduling::{Calendar, districts_of};
use std::collections::BTreeMap;
use values::{Explain, Lang, Problem, Span};
use visits::{Move, Visit, VisitId, list_visits_of, visits_between};

/// Whose calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A client's.
    Client(ClientId),
    /// A cleaner's.
    Person(PersonId),
}

impl Reader {
    fn resource(self) -> Resource {
        match self {
            Self::Client(client) => resource(client),
            Self::Person(person) => Resource { client: None, crew: vec![person.uuid()] },
        }
    }
}

/// Why there is no calendar.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// The link opens nothing, or no longer.
    #[error("no such calendar")]
    NoSuchLink,
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<Move> for FeedError {
    fn from(error: Move) -> Self {
        match error {
            Move::Db(e) => Self::Db(e),
            other => Self::Db(DbError::Other(other.to_string())),
        }
    }
}

impl Explain for FeedError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchLink => Problem::new(404, "calendar-unknown"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// The last part of a link: which calendar, and a key that the house alone can make. Nothing that opens it is stored.
fn last_part(app: &App, id: CalendarId) -> String {
    let key: String = sha256_hex(&app.vault().blind("calendar_link", &id.to_string())).chars().take(40).collect();
    format!("{id}.{key}.ics")
}

fn address(app: &App, id: CalendarId) -> Result<String, DbError> {
    Ok(format!("{}/calendar/{}", app.part::<PublicUrl>()?.0, last_part(app, id)))
}

/// The address of a reader's calendar, where there is one.
pub async fn calendar_link(db: &impl Read, who: &Actor, reader: Reader) -> Result<Option<String>, FeedError> {
    who.may(SUBSCRIBE, &reader.resource())?;
    let id = store::link_of(db, reader).await?;
    Ok(id.map(|id| address(db.app(), id)).transpose()?)
}

/// Makes the link of a reader's calendar; one that was given before ends.
pub async fn make_calendar_link(app: &App, who: &Actor, reader: Reader) -> Result<String, FeedError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(SUBSCRIBE, &reader.resource())?;
        let id: CalendarId = tx.id();
        store::set_link(&tx, reader, id).await?;
        Ok(address(tx.app(), id)?)
    })
    .await
}

/// Ends the link of a reader's calendar.
pub async fn end_calendar_link(app: &App, who: &Actor, reader: Reader) -> Result<(), FeedError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(SUBSCRIBE, &reader.resource())?;
        Ok(store::revoke_link(&tx, reader).await?)
    })
    .await
}

/// So far back a calendar goes.
const BACK: SignedDuration = SignedDuration::from_hours(30 * 24);
/// And so far ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(190 * 24);
/// Visits in one calendar, at most.
const MOST: u32 = 400;

/// The events behind a link, in a language.
pub async fn events(db: &impl Read, link: &str, lang: Lang) -> Result<(Reader, Vec<Event>), FeedError> {
    let app = db.app();
    let id: CalendarId = link.get(..36).and_then(|id| id.parse().ok()).ok_or(FeedError::NoSuchLink)?;
    if !same(last_part(app, id).as_bytes(), link.as_bytes()) {
        return Err(FeedError::NoSuchLink);
    }
    let reader = store::reader_of(db, id).await?.ok_or(FeedError::NoSuchLink)?;
    let events = match reader {
        Reader::Client(client) => of_client(db, client, lang).await?,
        Reader::Person(person) => of_person(db, person, lang).await?,
    };
    Ok((reader, events))
}

/// Takes as long for a key that is nearly right as for one that is wrong from its first letter.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

fn status(visit: &Visit) -> Status {
    match visit {
        Visit::Cancelled(_) | Visit::Skipped(_) | Visit::LockedOut(_) => Status::Cancelled,
        other if other.plan().missing() > 0 => Status::Tentative,
        _ => Status::Confirmed,
    }
}

async fn title(db: &impl Read, visit: &Visit, lang: Lang) -> Result<String, DbError> {
    Ok(catalog::service_as_of(db, &visit.plan().service).await?.name.of(lang).to_owned())
}

fn host(url: &str) -> &str {
    url.split("://").nth(1).unwrap_or(url).split(['/', ':']).next().unwrap_or(url)
}

/// The visits of a client, and the dates of their series that are not in the plans yet. A date of a series keeps its id whatever visit
/// stands for it.
async fn of_client(db: &impl Read, client: ClientId, lang: Lang) -> Result<Vec<Event>, FeedError> {
    let (app, now) = (db.app(), db.now());
    let (url, calendar) = (app.part::<PublicUrl>()?.0.clone(), app.part::<Calendar>()?);
    let host = host(&url);
    let since = now - BACK;
    let mut visits: BTreeMap<VisitId, Visit> = BTreeMap::new();
    for visit in list_visits_of(db, &Actor::House, client, now + AHEAD, MOST).await? {
        if visit.plan().span.start >= since {
            visits.insert(visit.plan().id, visit);
        }
    }
    let mut events = Vec::new();
    for series in store::of_client(db, client, 20).await? {
        let from = series.plan.known_since(since.day());
        let uid = |day: Date| format!("{}.{day}@{host}", series.id);
        let link = format!("{url}/my/series/{}", series.id);
        let planned = series.plan.occurrences(&calendar, from, (now + AHEAD).day());
        let service = name_of(db, &series.plan, lang).await?;
        for (day, state) in store::rows(db, series.id, from).await? {
            let span = planned
                .iter()
                .find(|one| one.day == day)
                .and_then(|one| series.plan.span(one.at().unwrap_or_else(|| day.to_datetime(one.segment.at)), one.segment));
            let sequence = series.version.saturating_mul(100);
            let event = |span: Span, status| Event { uid: uid(day), sequence, span, title: service.clone(), place: String::new(), link: link.clone(), status };
            match state {
                RowState::Planned(id) => {
                    if let Some(visit) = visits.remove(&id) {
                        let plan = visit.plan();
                        let known = event(plan.span, status(&visit));
                        events.push(Event { sequence: sequence + plan.version, link: format!("{url}/my/visits/{id}"), ..known });
                    }
                }
                RowState::Waiting | RowState::Clash => events.extend(span.map(|span| event(span, Status::Tentative))),
                RowState::Off => {
                    let was = span.or_else(|| Some(Span::minutes(series.plan.instant(day.at(12, 0, 0, 0))?, 60)));
                    events.extend(was.map(|span| event(span, Status::Cancelled)));
                }
            }
        }
    }
    // What was made for a date and gave way is that date's event, whatever became of it.
    let made = store::made(db, &visits.keys().copied().collect::<Vec<_>>()).await?;
    for (id, visit) in visits.into_iter().filter(|(id, _)| !made.contains(id)) {
        events.push(Event {
            uid: format!("{id}@{host}"),
            sequence: visit.plan().version,
            span: visit.plan().span,
            title: title(db, &visit, lang).await?,
            place: String::new(),
            link: format!("{url}/my/visits/{id}"),
            status: status(&visit),
        });
    }
    events.sort_by(|one, other| (one.span.start, &one.uid).cmp(&(other.span.start, &other.uid)));
    Ok(events)
}

/// What the work of a series is called.
async fn name_of(db: &impl Read, plan: &Plan, lang: Lang) -> Result<String, DbError> {
    let Some(segment) = plan.segments.last() else {
        return Ok(String::new());
    };
    let quote = pricing::quote(db, segment.quote).await?.ok_or_else(|| DbError::corrupt("a series without its price"))?;
    Ok(catalog::service_as_of(db, &quote.service).await?.name.of(lang).to_owned())
}

/// The visits of a cleaner: the district alone says where.
async fn of_person(db: &impl Read, person: PersonId, lang: Lang) -> Result<Vec<Event>, FeedError> {
    let (app, now) = (db.app(), db.now());
    let url = app.part::<PublicUrl>()?.0.clone();
    let host = host(&url);
    let visits = visits_between(db, &Actor::House, Span { start: now - BACK, end: now + AHEAD }, Some(person)).await?;
    let ids: Vec<uuid::Uuid> = visits.iter().map(|(visit, _)| visit.plan().id.uuid()).collect();
    let places = districts_of(db, &ids).await?;
    let districts = catalog::districts(app)?;
    let mut events = Vec::new();
    for (visit, _) in &visits {
        let id = visit.plan().id;
        events.push(Event {
            uid: format!("{id}@{host}"),
            sequence: visit.plan().version,
            span: visit.plan().span,
            title: title(db, visit, lang).await?,
            place: places.get(&id.uuid()).map(|code| name_in(&districts, code, lang)).unwrap_or_default(),
            link: format!("{url}/work/visits/{id}"),
            status: status(visit),
        });
    }
    Ok(events)
}

fn name_in(districts: &Districts, code: &str, lang: Lang) -> String {
    districts.district(code).map_or_else(String::new, |district| district.name.of(lang).to_owned())
}
