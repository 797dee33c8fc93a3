//! The page in words.

use askama::Template;
use messaging::{Kept, State};
use pages::{Head, T};
use std::collections::BTreeMap;
use values::Instant;

/// As whom one comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Door {
    /// A client of the house.
    Client,
    /// One of a crew.
    Cleaner,
    /// At the desk.
    Manager,
    /// The owner.
    Owner,
}

impl Door {
    pub(crate) const ALL: [Self; 4] = [Self::Client, Self::Cleaner, Self::Manager, Self::Owner];

    /// The name in the form and in text keys.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Cleaner => "cleaner",
            Self::Manager => "manager",
            Self::Owner => "owner",
        }
    }
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|door| door.name() == name)
    }
    /// The login that the demo has written for it; a client has none.
    pub(crate) const fn login(self) -> Option<&'static str> {
        match self {
            Self::Client => None,
            Self::Cleaner => Some("olga"),
            Self::Manager => Some("tatiana"),
            Self::Owner => Some("owner"),
        }
    }
    /// Where they begin.
    pub(crate) const fn home(self) -> &'static str {
        match self {
            Self::Client => "/my",
            Self::Cleaner => "/work",
            Self::Manager | Self::Owner => "/desk",
        }
    }
}

/// The page; its part `messages` is sent alone when it refreshes itself.
#[derive(Template)]
#[template(path = "demo.html", blocks = ["messages"])]
pub(crate) struct DemoPage {
    pub(crate) head: Head,
    pub(crate) date: String,
    pub(crate) datetime: String,
    pub(crate) time: String,
    pub(crate) roles: Vec<Role>,
    /// What to try in five minutes, in order.
    pub(crate) walk: Vec<String>,
    pub(crate) texts: Vec<Message>,
}

/// A door with its words.
pub(crate) struct Role {
    pub(crate) name: &'static str,
    pub(crate) who: String,
    pub(crate) title: String,
    pub(crate) words: String,
    pub(crate) button: String,
    /// There is a portrait of whoever opens this door.
    pub(crate) has_portrait: bool,
}

/// A message as a phone shows it.
pub(crate) struct Message {
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) title: String,
    pub(crate) lines: Vec<Line>,
    /// The code in it, set apart; empty when there is none.
    pub(crate) code: String,
}

/// A line of a message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) words: String,
    /// Where the line leads, when it ends with an address; empty otherwise.
    pub(crate) href: String,
}

/// As in a mail, an address at the end of a line is where its words lead.
pub(crate) fn line(text: &str) -> Line {
    match text.rsplit_once(' ') {
        Some((words, href)) if href.starts_with("http://") || href.starts_with("https://") => {
            Line { words: words.trim_end_matches(':').to_owned(), href: href.to_owned() }
        }
        _ => Line { words: text.to_owned(), href: String::new() },
    }
}

/// Six digits on their own are a code: `481 205` is easier to keep in mind.
fn code(body: &str) -> String {
    let digits = body.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6);
    digits.and_then(|run| Some(format!("{} {}", run.get(..3)?, run.get(3..)?))).unwrap_or_default()
}

fn message(t: &T, now: Instant, kept: &Kept) -> Option<Message> {
    let (title, body) = kept.text.clone().filter(|_| kept.state == State::Sent)?;
    let at = kept.sent_at.unwrap_or(kept.queued_at);
    Some(Message {
        datetime: at.to_string(),
        at: if at.day() == now.day() { t.time(&at) } else { t.moment(&at) },
        title,
        code: if matches!(kept.class.as_str(), "households.code" | "booking.code") { code(&body) } else { String::new() },
        lines: body.lines().map(str::trim).filter(|line| !line.is_empty()).map(line).collect(),
    })
}

impl DemoPage {
    pub(crate) fn new(head: Head, now: Instant, names: &BTreeMap<Door, String>, messages: &[Kept]) -> Self {
        let t = &head.t;
        let role = |door: Door| {
            let name = door.name();
            Role {
                name,
                who: names.get(&door).cloned().unwrap_or_else(|| t.get(&format!("front-{name}-who"))),
                title: t.get(&format!("front-{name}")),
                words: t.get(&format!("front-{name}-words")),
                button: t.get(&format!("front-{name}-button")),
                has_portrait: door.login().is_some(),
            }
        };
        Self {
            date: t.day(&now),
            datetime: now.to_string(),
            time: t.time(&now),
            roles: Door::ALL.into_iter().map(role).collect(),
            walk: (1..=5).map(|step| t.get(&format!("front-walk-{step}"))).collect(),
            texts: messages.iter().filter_map(|kept| message(t, now, kept)).collect(),
            head,
        }
    }

    /// The messages alone.
    pub(crate) fn messages(&self) -> askama::Result<String> {
        self.as_messages().render()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_digits_on_their_own() {
        assert_eq!(code("Ваш код: 481205. Он действует 10 минут."), "481 205");
        assert_eq!(code("Позвоните: 88120000000"), "");
    }

    #[test]
    fn every_door_is_found_by_its_name() {
        assert!(Door::ALL.into_iter().all(|door| Door::parse(door.name()) == Some(door)));
        assert_eq!(Door::parse("house"), None);
    }
}
