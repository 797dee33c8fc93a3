//! `/desk/prepared`: who turns to us now; and the same lines for every page of the desk that is open.

use access::Resource;
use askama::Template;
use axum::response::Response;
use calls::{Call, Meeting, TAKE_CALLS, With, meetings_near, ringing};
use concierge::names_by_request;
use conversations::{Place, SiteTalkId, StrangerId, latest_waiting, site_waiting, strangers_waiting};
use conversations_web::place_words;
use households::{Card, ClientId, SEE_CLIENT, show};
use pages::{Head, Here, Refused, Shell, page};
use std::collections::BTreeMap;
use values::{Instant, Phone};

/// Of those who wrote and wait, as many as are looked at, whatever the way: the latest.
const WROTE: u32 = 50;
/// On a page that is open so many are told; of the others, how many.
const TOLD: usize = 3;
/// Whoever wrote is news for so many minutes.
const NEWS: i64 = 10;

/// Who turns to us.
enum Who {
    Calls(Box<Call>),
    Visits(SiteTalkId),
    Meets(Meeting),
    Client(ClientId),
    Stranger(StrangerId, Place),
}

/// Somebody turns to us, since when, or at what time we meet.
struct Signal {
    who: Who,
    at: Instant,
}

impl Signal {
    fn is_news(&self, now: Instant) -> bool {
        now.minutes_since(self.at) < NEWS
    }

    /// The most urgent first: a call that rings, whoever has just begun to wait in the chat, a meeting, then all who wait longer, the latest first. Whoever
    /// nobody answered for days does not stand above one who came now.
    fn urgency(&self, now: Instant) -> (u8, i64) {
        let latest = self.at.micros().saturating_neg();
        match self.who {
            Who::Calls(_) => (0, latest),
            Who::Visits(_) if self.is_news(now) => (1, latest),
            Who::Meets(_) => (2, self.at.micros()),
            Who::Visits(_) | Who::Client(_) | Who::Stranger(..) => (3, latest),
        }
    }

    fn client(&self) -> Option<ClientId> {
        match &self.who {
            Who::Calls(call) => call.client,
            Who::Meets(meeting) => {
                if let With::Client(client) = meeting.with {
                    Some(client)
                } else {
                    None
                }
            }
            Who::Client(client) => Some(*client),
            Who::Visits(_) | Who::Stranger(..) => None,
        }
    }
}

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
    more: String,
}

#[derive(Template)]
#[template(path = "lines.html")]
struct LinesPart {
    lines: Vec<Line>,
    /// How many more there are; empty where all are told.
    more: String,
}

pub(crate) async fn get_signals(here: Here) -> Result<Response, Refused> {
    let lines = lines(&here).await?;
    Ok(page(&SignalsPage { head: here.head(Shell::Desk, &here.t.get("prepared-title")).at("/desk/prepared"), lines, more: String::new() }))
}

/// What happens this moment, for a page that is open: whoever wrote is told there for as long as it is news, and a visitor while they wait.
pub(crate) async fn get_now(here: Here) -> Result<Response, Refused> {
    let now = here.app.now();
    let mut found = signals(&here).await?;
    found.retain(|signal| signal.is_news(now) || !matches!(signal.who, Who::Client(_) | Who::Stranger(..)));
    let more = found.len().saturating_sub(TOLD);
    found.truncate(TOLD);
    let more = if more > 0 { here.t.num("prepared-more", "n", &i64::try_from(more).unwrap_or(i64::MAX)) } else { String::new() };
    Ok(page(&LinesPart { lines: told(&here, &found).await?, more }))
}

/// All of them, the most urgent first.
pub(crate) async fn lines(here: &Here) -> Result<Vec<Line>, Refused> {
    told(here, &signals(here).await?).await
}

async fn signals(here: &Here) -> Result<Vec<Signal>, Refused> {
    let (app, actor) = (&here.app, &here.actor);
    actor.may(TAKE_CALLS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let mut found = Vec::new();
    for call in ringing(app, actor).await.map_err(|e| here.refuse(&e))? {
        found.push(Signal { at: call.known.began_at, who: Who::Calls(Box::new(call)) });
    }
    let db = app.read().await.map_err(|e| here.refuse(&e))?;
    let meetings = meetings_near(&db, actor).await.map_err(|e| here.refuse(&e))?;
    found.extend(meetings.into_iter().map(|meeting| Signal { at: meeting.at, who: Who::Meets(meeting) }));
    let clients = latest_waiting(&db, actor, WROTE).await.map_err(|e| here.refuse(&e))?;
    found.extend(clients.into_iter().map(|(client, at)| Signal { who: Who::Client(client), at }));
    let visitors = site_waiting(&db, actor, WROTE).await.map_err(|e| here.refuse(&e))?;
    found.extend(visitors.into_iter().map(|(talk, at)| Signal { who: Who::Visits(talk), at }));
    let strangers = strangers_waiting(&db, actor, WROTE).await.map_err(|e| here.refuse(&e))?;
    found.extend(strangers.into_iter().map(|(stranger, place, at)| Signal { who: Who::Stranger(stranger, place), at }));
    let now = app.now();
    found.sort_by_key(|signal| signal.urgency(now));
    Ok(found)
}

/// In words; the looks at the clients among them, and at the requests of those whom nobody knows, are recorded.
async fn told(here: &Here, signals: &[Signal]) -> Result<Vec<Line>, Refused> {
    let mut clients: Vec<ClientId> = signals.iter().filter_map(Signal::client).collect();
    clients.sort();
    clients.dedup();
    let permit = here.actor.may(SEE_CLIENT, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let cards = show(&here.app, &permit, &clients, &[]).await.map_err(|e| here.refuse(&e))?.cards;
    let unknown = |signal: &Signal| if let Who::Calls(call) = &signal.who { call.phone.clone().filter(|_| call.client.is_none()) } else { None };
    let phones: Vec<Phone> = signals.iter().filter_map(unknown).collect();
    let asked = names_by_request(&here.app, &here.actor, &phones).await.map_err(|e| here.refuse(&e))?;
    Ok(signals.iter().filter_map(|signal| line(here, (&cards, &asked), signal)).collect())
}

/// `None` of a client who was erased meanwhile.
fn line(here: &Here, (cards, asked): (&BTreeMap<ClientId, Card>, &BTreeMap<String, String>), signal: &Signal) -> Option<Line> {
    let t = &here.t;
    let name = |client: Option<ClientId>| client.and_then(|client| cards.get(&client)).map(Card::full);
    let (href, words, tag, key) = match &signal.who {
        Who::Calls(call) => {
            let phone = || call.phone.as_ref().map_or_else(|| t.get("calls-nobody"), ToString::to_string);
            let by_request = || Some(t.with("calls-by-request", "name", asked.get(call.phone.as_ref()?.e164())?));
            let who = name(call.client).or_else(by_request).unwrap_or_else(phone);
            (format!("/desk/prepared/calls/{}", call.id), who, "tag-water", "calls-in-ringing")
        }
        Who::Visits(talk) => (format!("/desk/prepared/visitors/{talk}"), t.get("prepared-visitor"), "tag-water", "prepared-wrote"),
        Who::Meets(meeting) => {
            let (href, words) = match meeting.with {
                With::Client(client) => (format!("/desk/prepared/clients/{client}"), name(Some(client)).unwrap_or_else(|| t.get("calls-nobody"))),
                With::Request(request) => (format!("/desk/prepared/requests/{request}"), t.get("calls-meeting-asker")),
            };
            (href, words, "tag-water", "prepared-meets")
        }
        Who::Client(client) => (format!("/desk/prepared/clients/{client}"), name(Some(*client))?, "tag-accent", "prepared-wrote"),
        Who::Stranger(stranger, place) => {
            (format!("/desk/prepared/strangers/{stranger}"), t.with("prepared-stranger", "place", &place_words(t, *place)), "tag-accent", "prepared-wrote")
        }
    };
    Some(Line { href, words, datetime: signal.at.to_string(), at: t.moment(&signal.at), tag, what: t.get(key) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use calls::{Direction, Known};
    use uuid::Uuid;

    fn at(minute: i64) -> Instant {
        Instant::from_micros(minute * 60_000_000)
    }

    #[test]
    fn what_is_urgent_by_its_clock_stands_first() {
        let id = Uuid::from_u128;
        let rings = Call {
            id: id(1).into(),
            direction: Direction::In,
            client: None,
            phone: None,
            page: String::new(),
            known: Known { began_at: at(1_000), answered: None, ended_at: None },
        };
        let meeting = Meeting { id: id(2).into(), with: With::Client(id(3).into()), person: id(4).into(), at: at(1_010) };
        let now = at(1_001);
        let mut found = [
            Signal { who: Who::Visits(id(50).into()), at: at(0) },
            Signal { who: Who::Meets(meeting), at: at(1_010) },
            Signal { who: Who::Client(id(51).into()), at: at(1_001) },
            Signal { who: Who::Visits(id(52).into()), at: at(999) },
            Signal { who: Who::Calls(Box::new(rings)), at: at(1_000) },
            Signal { who: Who::Visits(id(53).into()), at: at(1_001) },
        ];
        found.sort_by_key(|signal| signal.urgency(now));
        let order: Vec<String> = found
            .iter()
            .map(|signal| match &signal.who {
                Who::Calls(_) => "rings".to_owned(),
                Who::Meets(_) => "meets".to_owned(),
                Who::Visits(talk) => talk.uuid().as_u128().to_string(),
                Who::Client(client) => client.uuid().as_u128().to_string(),
                Who::Stranger(..) => "stranger".to_owned(),
            })
            .collect();
        assert_eq!(order, ["rings", "53", "52", "meets", "51", "50"]);
    }
}
