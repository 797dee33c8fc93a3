//! What the memory of a household asks of a visit, and what has happened, in words.

use catalog::{Kit, Service};
use households::Closure;
use jiff::civil::Time;
use journal::Entry;
use pages::{T, capital};
use people::PersonId;
use uuid::Uuid;
use values::Instant;
use visits::{Asked, Banned};

fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn part(t: &T, kit: &Kit, code: &str) -> String {
    kit.part(code).map_or_else(|| code.to_owned(), |part| part.name.of(t.lang).to_owned())
}

fn banned(t: &T, kit: &Kit, banned: &Banned) -> String {
    let what = part(t, kit, &banned.part);
    match &banned.instead {
        Some(instead) => t.say("visit-instead", &[("what", what.into()), ("instead", part(t, kit, instead).into())]),
        None => t.with("visit-without", "what", &what),
    }
}

/// `Без запаха цитруса: вместо «Лимон» берём «Без запаха»`
pub(crate) fn asked(t: &T, kit: &Kit, service: &Service, asked: &Asked) -> String {
    match asked {
        Asked::Avoid { to, banned: all } => {
            let what = kit.sensitivity(to).map_or_else(|| to.clone(), |carried| carried.name.of(t.lang).to_owned());
            let parts: Vec<String> = all.iter().map(|one| banned(t, kit, one)).collect();
            t.say("visit-avoid", &[("what", what.to_lowercase().into()), ("parts", capital(&parts.join("; ")).into())])
        }
        Asked::Closed { room, when, .. } => {
            let known = service.rooms.iter().find(|one| one.code == *room).map(|room| room.name.of(t.lang).to_owned());
            // A room that no list cleans has its name among the words of visits.
            let key = format!("visits-room-{room}");
            let room = known.unwrap_or_else(|| if t.has(&key) { t.get(&key) } else { room.clone() });
            match when {
                Closure::Hours(hours) => {
                    let span = |(from, to): &(Time, Time)| t.say("visit-room-span", &[("from", clock(*from).into()), ("to", clock(*to).into())]);
                    t.say("visit-room-hours", &[("room", room.into()), ("hours", t.list(&hours.iter().map(span).collect::<Vec<_>>()).into())])
                }
                Closure::Always => t.with("visit-room-closed", "room", &room),
                Closure::Unread => t.with("visit-room-unread", "room", &room),
            }
        }
        Asked::Absent { back, care } => {
            let care: Vec<String> = care.iter().map(|said| said.of(t.lang).to_owned()).collect();
            t.say("visit-absent", &[("back", t.civil(*back).into()), ("care", capital(&care.join("; ")).into())])
        }
        Asked::Wish(text) => text.clone(),
    }
}

/// Who acted, when it was one of the staff.
pub(crate) fn staff(entry: &Entry) -> Option<PersonId> {
    entry.actor.strip_prefix("staff:").and_then(|id| id.parse::<Uuid>().ok()).map(PersonId::from)
}

/// Something that happened.
pub(crate) struct FactView {
    pub datetime: String,
    pub at: String,
    pub words: String,
}

/// A fact in words; of a kind that has none, that something happened.
pub(crate) fn fact(t: &T, entry: &Entry, who: Option<String>) -> FactView {
    let key = format!("visit-fact-{}", entry.kind.replace('.', "-"));
    let words = t.get(if t.has(&key) { &key } else { "visit-fact-other" });
    let to = entry.body.get("to").and_then(|to| to.get("start")).and_then(|at| at.as_str()).and_then(|at| at.parse::<Instant>().ok());
    let words = to.map_or_else(|| words.clone(), |at| format!("{words}: {}", t.moment(&at)));
    FactView {
        datetime: entry.at.to_string(),
        at: t.moment(&entry.at),
        words: who.map_or_else(|| words.clone(), |who| t.say("visit-fact-by", &[("fact", words.as_str().into()), ("who", who.into())])),
    }
}
