//! A request: who asks, how to reach them, and what it is about in their words.

use crate::Call;
use households::{ClientId, Door, Email, line};
use jiff::civil::Date;
use people::PersonId;
use serde::{Deserialize, Serialize};
use values::{FieldFault, Instant, Lang, Phone};

values::typed_id!(
    /// A request; also the subject of whoever made it.
    RequestId
);

/// How somebody is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// We call.
    Phone(Phone),
    /// We write.
    Email(Email),
}

impl Way {
    /// Reads a phone or an address, whichever was typed.
    fn parse(typed: &str) -> Result<Self, FieldFault> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(FieldFault::new("reach", "missing"));
        }
        let read = if typed.contains('@') { Email::parse(typed).map(Self::Email).ok() } else { Phone::parse(typed).map(Self::Phone).ok() };
        read.ok_or_else(|| FieldFault::new("reach", "neither-phone-nor-email"))
    }

    /// The door by which a client of this way comes in.
    pub(crate) fn door(&self) -> Door {
        match self {
            Self::Phone(phone) => Door::Phone(phone.clone()),
            Self::Email(email) => Door::Email(email.clone()),
        }
    }

    /// The phone or the address itself, one form for one way.
    pub fn text(&self) -> String {
        match self {
            Self::Phone(phone) => phone.e164().to_owned(),
            Self::Email(email) => email.as_str().to_lowercase(),
        }
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asker {
    /// As they like to be called.
    pub name: String,
    /// How they are reached.
    pub way: Way,
    /// The language to speak.
    pub lang: Lang,
}

/// How far it has come. What was closed is so beside its stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Nobody has answered yet.
    Waiting,
    /// Somebody has.
    Talking,
    /// Concepts were sent, to choose one of.
    Offered,
    /// One was chosen.
    Chosen,
}

impl Stage {
    /// All of them, in the order in which they follow one another.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Talking, Self::Offered, Self::Chosen];
    /// The name in storage and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Talking => "talking",
            Self::Offered => "offered",
            Self::Chosen => "chosen",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }
    /// Is it talked over still? Only then are concepts to be thought through: the first ones, or others where none fitted.
    pub fn is_first_contact(self) -> bool {
        self <= Self::Talking
    }
}

/// A request without a word of whoever asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bare {
    /// Its id.
    pub id: RequestId,
    /// Code of what it is about, in the house book; `None` where they only wrote to us.
    pub about: Option<String>,
    /// When it was made.
    pub asked_at: Instant,
    /// When it was closed; `None` while it is open.
    pub closed_at: Option<Instant>,
}

/// What they said yes to: a proposal of ours. What was proposed is what is chosen, so no ways to choose from are owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// For which day.
    pub on: Date,
    /// What we proposed, in our words.
    pub text: String,
}

/// How a request was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// When.
    pub at: Instant,
    /// Who closed it, `staff:UUID`; `None` of what was closed before it was kept.
    pub by: Option<String>,
    /// What came of it.
    pub note: String,
}

/// A request as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// Code of what it is about, in the house book; `None` where they only wrote to us.
    pub about: Option<String>,
    /// They left a phone and are to be called; `None` where they told us of a task.
    pub call: Option<Call>,
    /// Who asks.
    pub asker: Asker,
    /// In their words; a call may have none, and a yes has none of its own.
    pub words: String,
    /// The proposal of ours that they said yes to; `None` where they asked by themselves.
    pub agreed: Option<Agreed>,
    /// Since when they wait.
    pub asked_at: Instant,
    /// Who has it; `None` where nobody worked at the desk.
    pub manager: Option<PersonId>,
    /// By when the first answer was promised; `None` where nothing was.
    pub due_at: Option<Instant>,
    /// When it was given.
    pub answered_at: Option<Instant>,
    /// How far it has come.
    pub stage: Stage,
    /// When the first concepts went out.
    pub offered_at: Option<Instant>,
    /// So many rounds of concepts went out.
    pub rounds: u32,
    /// When none of the last ones fitted, and others were to be thought of.
    pub declined_at: Option<Instant>,
    /// Which was chosen.
    pub chosen: Option<u32>,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// The client whose it is; `None` for nobody's.
    pub client: Option<ClientId>,
}

impl Request {
    /// What it was made with: their words, or what we proposed.
    pub fn told(&self) -> &str {
        self.agreed.as_ref().map_or(&self.words, |agreed| &agreed.text)
    }

    /// None of the concepts that were sent fitted: others are thought of.
    pub fn thinks_again(&self) -> bool {
        self.closed_at.is_none() && self.stage.is_first_contact() && self.declined_at.is_some()
    }

    /// The round of concepts that is at hand: the one that is thought of, else the one that was sent last.
    pub fn round(&self) -> u32 {
        self.rounds + u32::from(self.stage.is_first_contact())
    }

    /// Since when somebody waits for an answer: they asked, or none of what was sent fitted.
    pub fn waits_since(&self) -> Instant {
        self.declined_at.unwrap_or(self.asked_at)
    }

    /// How far it has come, as it is named in text keys.
    pub fn standing_name(&self) -> &'static str {
        match (self.closed_at, self.thinks_again()) {
            (Some(_), _) => "closed",
            (None, true) => "again",
            (None, false) => self.stage.name(),
        }
    }
}

/// As typed into the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawRequest {
    /// Code of what it is about; empty where they only write to us.
    pub about: String,
    /// The name.
    pub name: String,
    /// A phone or an address.
    pub reach: String,
    /// The task.
    pub words: String,
}

/// Letters of a task: a page and a half.
const WORDS: usize = 3_000;

impl RawRequest {
    /// Reads all fields, telling every fault at once. `known` says which codes the house book has.
    pub(crate) fn check(&self, lang: Lang, known: impl Fn(&str) -> bool) -> Result<(Option<String>, Asker, String), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let about = (!self.about.is_empty()).then(|| self.about.clone());
        if about.as_ref().is_some_and(|code| !known(code)) {
            faults.push(FieldFault::new("about", "unknown"));
        }
        let name = line::required(&mut faults, "name", &self.name, line::NAME);
        if !name.is_empty() && !name.chars().any(char::is_alphabetic) {
            faults.push(FieldFault::new("name", "no-letters"));
        }
        let way = Way::parse(&self.reach).map_err(|fault| faults.push(fault)).ok();
        let words = line::several(&mut faults, "task", &self.words, WORDS);
        match way {
            Some(way) if faults.is_empty() => Ok((about, Asker { name, way, lang }, words)),
            _ => Err(faults),
        }
    }
}

/// What came of it, as the desk writes it.
pub(crate) fn note(text: &str) -> Result<String, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let note = line::several(&mut faults, "note", text, WORDS);
    if faults.is_empty() { Ok(note) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(name: &str, reach: &str, words: &str) -> RawRequest {
        RawRequest { about: "travel".to_owned(), name: name.to_owned(), reach: reach.to_owned(), words: words.to_owned() }
    }

    fn faults(raw: &RawRequest) -> Vec<(&'static str, &'static str)> {
        raw.check(Lang::Ru, |code| code == "travel").unwrap_err().into_iter().map(|fault| (fault.field, fault.kind)).collect()
    }

    #[test]
    fn every_fault_is_told_at_once() {
        assert_eq!(faults(&raw("", "", " ")), [("name", "missing"), ("reach", "missing"), ("task", "missing")]);
        assert_eq!(faults(&raw("12", "anna@", &"я".repeat(3_001))), [("name", "no-letters"), ("reach", "neither-phone-nor-email"), ("task", "too-long")]);
        assert_eq!(faults(&raw(&"Я".repeat(1_000_000), "📞", "x")), [("name", "too-long"), ("reach", "neither-phone-nor-email")]);
        assert_eq!(faults(&RawRequest { about: "moon".to_owned(), ..raw("Анна", "89215550123", "x") }), [("about", "unknown")]);
    }

    #[test]
    fn one_way_has_one_form() {
        let way = |typed: &str| raw("Анна", typed, "x").check(Lang::Ru, |_| true).unwrap().1.way.text();
        assert_eq!(way("8 (921) 555-01-23"), way("+7 921 555 01 23"));
        assert_eq!(way(" Anna@Example.org "), "anna@example.org");
    }
}
