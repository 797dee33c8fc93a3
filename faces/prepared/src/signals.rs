//! `/desk/prepared`: who turns to us now; and the same lines for every page of the desk that is open.

use access::Resource;
use askama::Template;
use axum::response::Response;
use calls::{Meeting, TAKE_CALLS, With, meetings_near, ringing};
use conversations::{Shelf, inbox, site_waiting, strangers_waiting};
use conversations_web::place_words;
use households::{Card, ClientId, SEE_CLIENT, show};
use pages::{Head, Here, Refused, Shell, page};
use std::collections::BTreeMap;
use values::Instant;

/// Those who wrote and wait, as many as are shown.
const WROTE: u32 = 10;

/// A line that opens a card.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) words: String,
    pub(crate) datetime: String,
    pub(crate) at: String,
    /// How it looks: `tag-water` of what happens this moment.
    pub(crate) tag: &'static str,
    pub(crate) what: String,
}

#[derive(Template)]
#[template(path = "signals.html")]
struct SignalsPage {
    head: Head,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "lines.html")]
struct LinesPart {
    lines: Vec<Line>,
}

pub(crate) async fn get_signals(here: Here) -> Result<Response, Refused> {
    let lines = lines(&here, WROTE).await?;
    Ok(page(&SignalsPage { head: here.head(Shell::Desk, &here.t.get("prepared-title")).at("/desk/prepared"), lines }))
}

/// What happens this moment, for a page that is open: whoever wrote is told there for as long as it is news.
pub(crate) async fn get_now(here: Here) -> Result<Response, Refused> {
    let now = here.app.now();
    let mut lines = lines(&here, WROTE).await?;
    let is_news = |line: &Line| line.datetime.parse::<Instant>().is_ok_and(|at| now.minutes_since(at) < 10);
    lines.retain(|line| line.tag == "tag-water" || is_news(line));
    lines.truncate(3);
    Ok(page(&LinesPart { lines }))
}

pub(crate) async fn lines(here: &Here, wrote: u32) -> Result<Vec<Line>, Refused> {
    let (app, actor, t) = (&here.app, &here.actor, &here.t);
    actor.may(TAKE_CALLS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let calls = ringing(app, actor).await.map_err(|e| here.refuse(&e))?;
    let db = app.read().await.map_err(|e| here.refuse(&e))?;
    let meetings = meetings_near(&db, actor).await.map_err(|e| here.refuse(&e))?;
    let waiting = inbox(&db, actor, Shelf::Waiting, None, wrote).await.map_err(|e| here.refuse(&e))?;
    let of_meetings = meetings.iter().filter_map(|meeting| if let With::Client(client) = meeting.with { Some(client) } else { None });
    let mut clients: Vec<ClientId> = calls.iter().filter_map(|call| call.client).chain(of_meetings).chain(waiting.iter().map(|row| row.of.client)).collect();
    clients.sort();
    clients.dedup();
    let permit = actor.may(SEE_CLIENT, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let cards = show(app, &permit, &clients, &[]).await.map_err(|e| here.refuse(&e))?.cards;
    let mut lines = Vec::new();
    for call in &calls {
        let phone = || call.phone.as_ref().map_or_else(|| t.get("calls-nobody"), ToString::to_string);
        let who = call.client.and_then(|client| cards.get(&client)).map_or_else(phone, Card::full);
        lines.push(line(here, format!("/desk/prepared/calls/{}", call.id), who, call.known.began_at, ("tag-water", "calls-in-ringing")));
    }
    lines.extend(meetings.iter().map(|meeting| of_meeting(here, &cards, meeting)));
    for row in waiting {
        let (Some(since), Some(card)) = (row.of.waiting_since, cards.get(&row.of.client)) else { continue };
        lines.push(line(here, format!("/desk/prepared/clients/{}", row.of.client), card.full(), since, ("tag-accent", "prepared-wrote")));
    }
    for (talk, since) in site_waiting(&db, actor, wrote).await.map_err(|e| here.refuse(&e))? {
        lines.push(line(here, format!("/desk/prepared/visitors/{talk}"), t.get("prepared-visitor"), since, ("tag-water", "prepared-wrote")));
    }
    for (stranger, place, since) in strangers_waiting(&db, actor, wrote).await.map_err(|e| here.refuse(&e))? {
        let words = t.with("prepared-stranger", "place", &place_words(t, place));
        lines.push(line(here, format!("/desk/prepared/strangers/{stranger}"), words, since, ("tag-accent", "prepared-wrote")));
    }
    Ok(lines)
}

fn line(here: &Here, href: String, words: String, at: Instant, (tag, key): (&'static str, &str)) -> Line {
    Line { href, words, datetime: at.to_string(), at: here.t.moment(&at), tag, what: here.t.get(key) }
}

fn of_meeting(here: &Here, cards: &BTreeMap<ClientId, Card>, meeting: &Meeting) -> Line {
    let (href, who) = match meeting.with {
        With::Client(client) => (format!("/desk/prepared/clients/{client}"), cards.get(&client).map_or_else(|| here.t.get("calls-nobody"), Card::full)),
        With::Request(request) => (format!("/desk/prepared/requests/{request}"), here.t.get("calls-meeting-asker")),
    };
    line(here, href, who, meeting.at, ("tag-water", "prepared-meets"))
}
