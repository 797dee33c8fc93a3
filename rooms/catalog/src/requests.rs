//! What the house takes on without a calculator: each time is different, so we ask first.

use crate::checks::{codes, unsaid};
use housebook::{Book, Faults, Proof};
use jiff::civil::Time;
use serde::Deserialize;
use values::{Said, said};

pub(crate) const FILE: &str = "requests.toml";

/// All such services, in the order of the book.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requests {
    /// When whoever wrote to us is answered.
    #[serde(default)]
    pub answer: Answer,
    #[serde(rename = "request")]
    all: Vec<RequestedService>,
}

/// How soon a first answer is given, counted in the hours in which somebody sits at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Within so many minutes of those hours.
    pub within_minutes: i64,
    /// The hours of a working day, in their order.
    pub working_days: Vec<AtDesk>,
    /// Those of weekends and public holidays; none where nobody answers then.
    pub days_off: Vec<AtDesk>,
}

/// Hours at the desk without a break, in Moscow time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtDesk {
    /// From.
    pub from: Time,
    /// To.
    pub to: Time,
}

/// What holds where a page was written before the house promised how soon.
impl Default for Answer {
    fn default() -> Self {
        let hours = AtDesk { from: Time::constant(9, 0, 0, 0), to: Time::constant(21, 0, 0, 0) };
        Self { within_minutes: 60, working_days: vec![hours], days_off: vec![hours] }
    }
}

impl Answer {
    fn check(&self, proof: &mut Proof<'_>) {
        proof.need(
            (5..=2_880).contains(&self.within_minutes),
            "answer.within_minutes",
            || said!(ru: "отвечают за 5–2880 минут: `within_minutes = 30`", en: "an answer is given within 5 to 2880 minutes: `within_minutes = 30`"),
        );
        proof.need(!self.working_days.is_empty(), "answer.working_days", || {
            said!(
                ru: "в рабочий день за столом кто-то есть: `working_days = [{{ from = \"09:00\", to = \"21:00\" }}]`",
                en: "somebody is at the desk on a working day: `working_days = [{{ from = \"09:00\", to = \"21:00\" }}]`"
            )
        });
        for (key, hours) in [("working_days", &self.working_days), ("days_off", &self.days_off)] {
            let apart = hours.is_sorted_by(|one, next| one.to < next.from);
            proof.need(apart && hours.iter().all(|hours| hours.from < hours.to), &format!("answer.{key}"), || {
                said!(
                    ru: "`{key}`: часы идут по порядку, не заходят друг на друга, и каждые кончаются позже, чем начались",
                    en: "`{key}`: the hours stand in their order and apart, and each end after they begin"
                )
            });
        }
    }
}

/// A service that begins with a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedService {
    /// Stable name, never changed; no service with a price has it.
    pub code: String,
    /// What it is called.
    pub name: Said,
    /// What it is, in a sentence or two.
    pub summary: Said,
    /// What we take on.
    pub includes: Vec<Said>,
    /// What we ask before we name a price.
    pub questions: Vec<Said>,
}

impl Requests {
    /// All of them, in the order of the book.
    pub fn all(&self) -> &[RequestedService] {
        &self.all
    }

    /// The one of this code.
    pub fn request(&self, code: &str) -> Option<&RequestedService> {
        self.all.iter().find(|request| request.code == code)
    }

    pub(crate) fn read(book: &Book) -> Result<Self, Faults> {
        let requests: Self = book.read(FILE)?;
        let mut proof = Proof::of(book, FILE);
        requests.answer.check(&mut proof);
        codes(&mut proof, "request", requests.all.iter().map(|request| request.code.as_str()));
        for (n, request) in requests.all.iter().enumerate() {
            let (code, path) = (&request.code, |key: &str| format!("request.{n}.{key}"));
            let own = book.under("services/").iter().all(|file| *file != format!("services/{code}.toml"));
            proof.need(own, &path("code"), || {
                said!(ru: "код `{code}` уже у услуги с ценой: дайте этой записи свой", en: "`{code}` is a service with a price already: give the request its own code")
            });
            proof.need(request.name.is_whole(), &path("name"), || unsaid("name"));
            proof.need(request.summary.is_whole(), &path("summary"), || unsaid("summary"));
            for (key, lines) in [("includes", &request.includes), ("questions", &request.questions)] {
                proof.need(!lines.is_empty(), &path(key), || said!(ru: "в `{key}` есть хотя бы одна строка", en: "`{key}` has at least one line"));
                for (m, line) in lines.iter().enumerate() {
                    proof.need(line.is_whole(), &format!("request.{n}.{key}.{m}"), || unsaid(key));
                }
            }
        }
        proof.pass(requests)
    }
}
