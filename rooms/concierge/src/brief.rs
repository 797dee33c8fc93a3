//! The brief: what was asked and what is meant by it; and the words themselves, as they were said.

use households::line;
use serde::{Deserialize, Serialize};
use values::{FieldFault, Instant};

/// What the manager has understood so far. Everything but what was asked may be open still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Brief {
    /// What was asked, in short.
    pub asked: String,
    /// Why.
    pub why: String,
    /// What for.
    pub what_for: String,
    /// For whom.
    pub for_whom: String,
    /// What they did not say, and we think they mean.
    pub guess: Option<Guess>,
    /// The better way that we propose.
    pub better: String,
    /// How they speak, and are to be spoken to.
    pub tone: String,
}

/// A guess: open, until it was asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guess {
    /// In words.
    pub text: String,
    /// What came of it; `None` while it is open.
    pub verdict: Option<Verdict>,
}

/// What came of a guess, when, and who found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// It was so.
    pub held: bool,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
}

/// A version of the brief as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBrief {
    /// From 1 on.
    pub version: u32,
    /// What it says.
    pub brief: Brief,
    /// Since when.
    pub at: Instant,
    /// Who wrote it, as `staff:…`.
    pub by: String,
}

/// Where they said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// On the phone.
    Call,
    /// In a chat.
    Chat,
    /// By mail.
    Mail,
    /// Face to face.
    InPerson,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Call, Self::Chat, Self::Mail, Self::InPerson];
    /// The name in storage and in forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Chat => "chat",
            Self::Mail => "mail",
            Self::InPerson => "in_person",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}

/// Their words, never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// From 1 on; what they wrote first is the request's own.
    pub nth: u32,
    /// Where.
    pub source: Source,
    /// Word for word.
    pub words: String,
    /// When.
    pub at: Instant,
}

/// As typed into the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawBrief {
    /// The version that it was written over; 0 for the first.
    pub over: u32,
    /// What was asked.
    pub asked: String,
    /// Why.
    pub why: String,
    /// What for.
    pub what_for: String,
    /// For whom.
    pub for_whom: String,
    /// The guess.
    pub guess: String,
    /// The better way.
    pub better: String,
    /// The tone.
    pub tone: String,
}

/// Letters of a field.
const FIELD: usize = 1_000;
/// Letters of what was said.
const WORDS: usize = 3_000;

impl RawBrief {
    /// Reads all fields. A guess that says the same as before keeps what came of it.
    pub(crate) fn check(&self, before: Option<&Brief>) -> Result<Brief, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let asked = line::several(&mut faults, "asked", &self.asked, FIELD);
        let mut open = |field, text: &str| if text.trim().is_empty() { String::new() } else { line::several(&mut faults, field, text, FIELD) };
        let [why, what_for, for_whom] = [("why", &self.why), ("what_for", &self.what_for), ("for_whom", &self.for_whom)].map(|(field, text)| open(field, text));
        let [guess, better, tone] = [("guess", &self.guess), ("better", &self.better), ("tone", &self.tone)].map(|(field, text)| open(field, text));
        if !faults.is_empty() {
            return Err(faults);
        }
        let known = before.and_then(|brief| brief.guess.clone()).filter(|known| known.text == guess);
        let guess = known.or_else(|| (!guess.is_empty()).then_some(Guess { text: guess, verdict: None }));
        Ok(Brief { asked, why, what_for, for_whom, guess, better, tone })
    }
}

impl Brief {
    /// The same with what came of the guess; `None` where there is none, or it is no longer open.
    pub(crate) fn settled(mut self, held: bool, at: Instant, by: String) -> Option<Self> {
        let guess = self.guess.as_mut().filter(|guess| guess.verdict.is_none())?;
        guess.verdict = Some(Verdict { held, at, by });
        Some(self)
    }

    /// All its words, to be found by.
    pub(crate) fn words(&self) -> String {
        let guess = self.guess.as_ref().map(|guess| guess.text.as_str()).unwrap_or_default();
        [&self.asked, &self.why, &self.what_for, &self.for_whom, guess, &self.better, &self.tone].join("\n")
    }
}

/// What was said, as it was typed into the field: not a letter of it is mended.
pub(crate) fn said(field: &'static str, words: &str) -> Result<String, Vec<FieldFault>> {
    let mut faults = Vec::new();
    line::several(&mut faults, field, words, WORDS);
    if faults.is_empty() { Ok(words.to_owned()) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_stays_open_until_it_was_asked_about_and_another_guess_is_open_again() {
        let raw = |guess: &str| RawBrief { asked: "Ужин на восемь".to_owned(), guess: guess.to_owned(), ..RawBrief::default() };
        let first = raw("Мирятся с тёщей").check(None).unwrap();
        assert_eq!(first.guess.as_ref().unwrap().verdict, None);
        let at = Instant::from_micros(7);
        let settled = first.settled(true, at, "staff:1".to_owned()).unwrap();
        assert!(settled.clone().settled(false, at, "staff:2".to_owned()).is_none(), "what was found out stays");
        assert!(raw("Мирятся с тёщей").check(Some(&settled)).unwrap().guess.unwrap().verdict.unwrap().held);
        assert_eq!(raw("Годовщина").check(Some(&settled)).unwrap().guess.unwrap().verdict, None);
        assert_eq!(raw("").check(Some(&settled)).unwrap().guess, None);
    }

    #[test]
    fn every_fault_is_told_and_words_stand_as_they_were_said() {
        let raw = RawBrief { why: "я".repeat(1_001), tone: "\u{fffd}".to_owned(), ..RawBrief::default() };
        let faults: Vec<_> = raw.check(None).unwrap_err().into_iter().map(|fault| (fault.field, fault.kind)).collect();
        assert_eq!(faults, [("asked", "missing"), ("why", "too-long"), ("tone", "unreadable")]);
        assert_eq!(said("said", "Ну  чтоб всё\n\nкрасиво!!1").unwrap(), "Ну  чтоб всё\n\nкрасиво!!1");
        assert_eq!(said("said", " ").unwrap_err()[0].kind, "missing");
    }
}
