//! Calendars to subscribe to: their pages, and what their links give.

use access::{Actor, Resource};
use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use pages::{Form, Head, Here, Refused, Shell, page, redirect};
use series::{FeedError, Reader, SUBSCRIBE, calendar, calendar_link, end_calendar_link, events, make_calendar_link};
use values::Lang;

/// The page of a client's calendar.
#[derive(Template)]
#[template(path = "calendar.html")]
pub(crate) struct CalendarPage {
    pub(crate) head: Head,
    pub(crate) body: Body,
}

/// The page of a cleaner's calendar.
#[derive(Template)]
#[template(path = "work-calendar.html")]
pub(crate) struct WorkCalendarPage {
    pub(crate) head: Head,
    pub(crate) body: Body,
}

/// What both see alike.
pub(crate) struct Body {
    pub(crate) action: &'static str,
    /// The link; empty where there is none.
    pub(crate) link: String,
}

/// Whose calendar is asked for: a client's own, or that of somebody of the staff.
pub(crate) fn reader(here: &Here) -> Result<Reader, FeedError> {
    match here.actor {
        Actor::Client(id) => Ok(Reader::Client(id.into())),
        Actor::Staff(id, _) => Ok(Reader::Person(id.into())),
        Actor::House | Actor::Visitor | Actor::Member(_) => {
            here.actor.may(SUBSCRIBE, &Resource::default())?;
            Err(FeedError::NoSuchLink)
        }
    }
}

/// Its page.
const fn home(reader: Reader) -> &'static str {
    match reader {
        Reader::Client(_) => "/my/calendar",
        Reader::Person(_) => "/work/calendar",
    }
}

async fn body(here: &Here, reader: Reader, action: &'static str) -> Result<Body, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let link = calendar_link(&db, &here.actor, reader).await.map_err(|e| here.refuse(&e))?;
    Ok(Body { action, link: link.unwrap_or_default() })
}

/// Whoever asks at the other's door is led to their own.
pub(crate) async fn get_own(here: Here) -> Result<Response, Refused> {
    let reader = reader(&here).map_err(|e| here.refuse(&e))?;
    let path = home(reader);
    if here.path.split('?').next() != Some(path) {
        return Ok(redirect(path));
    }
    let (body, title) = (body(&here, reader, path).await?, here.t.get("series-web-calendar"));
    Ok(match reader {
        Reader::Client(_) => page(&CalendarPage { head: here.head(Shell::Letter, &title).at(path), body }),
        Reader::Person(_) => page(&WorkCalendarPage { head: here.head(Shell::Phone, &title).at(path), body }),
    })
}

async fn keep(here: &Here, reader: Reader, form: &Form) -> Result<(), Refused> {
    if form.get("act") == "end" {
        end_calendar_link(&here.app, &here.actor, reader).await.map_err(|e| here.refuse(&e))
    } else {
        make_calendar_link(&here.app, &here.actor, reader).await.map(drop).map_err(|e| here.refuse(&e))
    }
}

pub(crate) async fn post_own(here: Here, form: Form) -> Result<Response, Refused> {
    let reader = reader(&here).map_err(|e| here.refuse(&e))?;
    keep(&here, reader, &form).await?;
    Ok(redirect(home(reader)))
}

/// The calendar behind a link. Programs ask for it, so its language is in the link.
pub(crate) async fn get_feed(here: Here, Path(link): Path<String>) -> Result<Response, Refused> {
    let lang = if here.query.get("lang") == "en" { Lang::En } else { Lang::Ru };
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let (reader, events) = events(&db, &link, lang).await.map_err(|e| here.refuse(&e))?;
    let key = match reader {
        Reader::Client(_) => "series-web-calendar-client",
        Reader::Person(_) => "series-web-calendar-person",
    };
    let text = calendar(&here.t.get(key), households::HOME_ZONE, &events, db::Read::now(&db));
    let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CACHE_CONTROL, "private, max-age=900")];
    Ok((kind, text).into_response())
}
