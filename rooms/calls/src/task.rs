//! Somebody is to be called: who was missed, and who is told by phone.

use crate::told::CallId;
use households::ClientId;
use messaging::MessageId;
use serde::{Deserialize, Serialize};
use values::{Instant, Phone};

values::typed_id!(
    /// Somebody to call.
    TaskId
);

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// They called, and nobody took it: the last call, and how often.
    Missed(CallId, u32),
    /// They are told by phone what the house has to say.
    Message(MessageId),
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// They were spoken to.
    Reached,
    /// Word was left for them.
    LeftWord,
    /// It turned out that nobody was missed.
    Needless,
}

impl Outcome {
    /// The name in storage, in forms and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::LeftWord => "left_word",
            Self::Needless => "needless",
        }
    }
    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Reached, Self::LeftWord, Self::Needless].into_iter().find(|outcome| outcome.name() == name)
    }
}

/// What the desk says of it: it ended so, or it is tried again after so many minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It is done.
    Done(Outcome),
    /// Nobody lifted the phone: it is tried again after so long, at the next hour in which they may be called.
    Again(u32),
}

/// After how many minutes it is tried again, as the form offers it.
pub const AGAIN: [u32; 4] = [15, 60, 180, 1_440];

impl Ending {
    /// As the form says it; `None` of what it cannot say. That nobody was missed, only the house finds out.
    pub fn read(outcome: &str, again: &str) -> Option<Self> {
        match Outcome::parse(outcome) {
            Some(Outcome::Needless) => None,
            Some(outcome) => Some(Self::Done(outcome)),
            None if outcome == "again" => again.parse().ok().filter(|minutes| AGAIN.contains(minutes)).map(Self::Again),
            None => None,
        }
    }
}

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// Why.
    pub why: Why,
    /// The client; `None` of people whom nobody knows.
    pub client: Option<ClientId>,
    /// The number that called; `None` where a message is to be said, or it is forgotten. Of a client, who shows it records the look at them.
    pub phone: Option<Phone>,
    /// Since when they wait.
    pub made_at: Instant,
    /// By when they are called, in the hours at the desk: after each try, by when the next one is due.
    pub due_at: Instant,
    /// When it is to be tried: later than `made_at` where they were not reached.
    pub next_at: Instant,
    /// How often nobody lifted the phone.
    pub tries: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_says_what_came_of_it_and_nothing_else() {
        assert_eq!(Ending::read("reached", ""), Some(Ending::Done(Outcome::Reached)));
        assert_eq!(Ending::read("left_word", "60"), Some(Ending::Done(Outcome::LeftWord)));
        assert_eq!(Ending::read("again", "60"), Some(Ending::Again(60)));
        for (outcome, again) in [("needless", ""), ("again", ""), ("again", "61"), ("again", "-15"), ("", "")] {
            assert_eq!(Ending::read(outcome, again), None, "{outcome} {again}");
        }
    }
}
