//! Concepts: two or three ways to do what was asked, to choose one of with one tap; where none of them fits, others are thought of.

use crate::brief::said;
use households::line;
use people::PersonId;
use serde::{Deserialize, Serialize};
use values::{FieldFault, Instant, Money};

/// At most so many in one round.
pub const MOST_CONCEPTS: u32 = 3;
/// Fewer than so many need a reason.
pub const ENOUGH_CONCEPTS: u32 = 2;

/// One way to do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concept {
    /// Its number, from 1 on: it goes on from round to round, so that each is called by one number.
    pub nth: u32,
    /// In which round it was thought of, from 1 on.
    pub round: u32,
    /// What it says.
    pub body: ConceptBody,
    /// What it costs about: from.
    pub from: Money,
    /// To.
    pub to: Money,
}

/// What a concept says: to the client all but what is to be asked yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConceptBody {
    /// In a few words.
    pub title: String,
    /// How it will be.
    pub text: String,
    /// What is to be asked yet.
    pub questions: Vec<String>,
    /// What is to be done.
    pub tasks: Vec<String>,
    /// Whom it takes.
    pub suppliers: Vec<String>,
}

/// As typed into the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawConcept {
    /// In a few words.
    pub title: String,
    /// How it will be.
    pub text: String,
    /// Roubles, `12 000` or `12000,50`.
    pub from: String,
    /// The same.
    pub to: String,
    /// A line each.
    pub questions: String,
    /// A line each.
    pub tasks: String,
    /// A line each.
    pub suppliers: String,
}

const TEXT: usize = 2_000;
/// Above this a slip of the finger is likelier than a wish.
const MOST: Money = Money::roubles(100_000_000);

/// An amount as people type it: `12 000`, `12000,50 ₽`.
pub fn amount(typed: &str) -> Option<Money> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '₽').map(|c| if c == ',' { '.' } else { c }).collect();
    let plain = if plain.contains('.') { plain } else { format!("{plain}.00") };
    plain.parse().ok().filter(|amount| (Money::ZERO..=MOST).contains(amount))
}

impl RawConcept {
    pub(crate) fn check(&self, round: u32, nth: u32) -> Result<Concept, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let title = line::required(&mut faults, "title", &self.title, 120);
        let text = line::several(&mut faults, "text", &self.text, TEXT);
        let mut amount = |field, typed: &str| {
            amount(typed).unwrap_or_else(|| {
                faults.push(FieldFault::new(field, if typed.trim().is_empty() { "missing" } else { "not-an-amount" }));
                Money::ZERO
            })
        };
        let (from, to) = (amount("from", &self.from), amount("to", &self.to));
        if faults.iter().all(|fault| fault.field != "from" && fault.field != "to") && to < from {
            faults.push(FieldFault::new("to", "less-than-from"));
        }
        let mut lines = |field, text: &str| {
            let text = if text.trim().is_empty() { String::new() } else { line::several(&mut faults, field, text, TEXT) };
            text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        let body = ConceptBody {
            title,
            text,
            questions: lines("questions", &self.questions),
            tasks: lines("tasks", &self.tasks),
            suppliers: lines("suppliers", &self.suppliers),
        };
        if faults.is_empty() { Ok(Concept { nth, round, body, from, to }) } else { Err(faults) }
    }
}

/// May a request leave its first contact with so many concepts? Only [`leave`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// Why there are no more; `None` with two or three.
    few: Option<String>,
}

impl Leaving {
    pub(crate) fn few(&self) -> Option<&str> {
        self.few.as_deref()
    }
}

/// Two or three are enough; a single one goes with the reason why no more.
pub fn leave(concepts: u32, reason: &str) -> Result<Leaving, Vec<FieldFault>> {
    if concepts >= ENOUGH_CONCEPTS {
        return Ok(Leaving { few: None });
    }
    if concepts == 0 {
        return Err(vec![FieldFault::new("reason", "no-concepts")]);
    }
    if reason.trim().is_empty() {
        return Err(vec![FieldFault::new("reason", "too-few-concepts")]);
    }
    let mut faults = Vec::new();
    let few = line::several(&mut faults, "reason", reason, TEXT);
    if faults.is_empty() { Ok(Leaving { few: Some(few) }) } else { Err(faults) }
}

/// Why others were thought of after a round: what was said of those that were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decline {
    /// The round of which it was said.
    pub round: u32,
    /// Whoever asked said it, word for word; otherwise the desk did, after a talk.
    pub by_asker: bool,
    /// In words.
    pub words: String,
    /// When.
    pub at: Instant,
}

/// What does not fit, as it was typed. A bare «no» helps nobody to think of something else: it takes two words at least.
pub(crate) fn unfit(words: &str) -> Result<String, Vec<FieldFault>> {
    let words = said("unfit", words)?;
    let several = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).nth(1).is_some();
    if several { Ok(words) } else { Err(vec![FieldFault::new("unfit", "few-words")]) }
}

/// How long it took from the request to its concepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Took {
    /// Who sent them; whoever had it where the house did.
    pub manager: Option<PersonId>,
    /// When it was asked.
    pub asked_at: Instant,
    /// When the first concepts went out.
    pub offered_at: Instant,
}

/// A line of the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Whose; `None` for all of the house.
    pub manager: Option<PersonId>,
    /// Minutes on the clock, the one in the middle.
    pub median_minutes: i64,
    /// Of so many.
    pub requests: u32,
}

/// The median of the house, then of each manager, the quickest first. Nothing where nothing was offered.
pub fn paces(took: &[Took]) -> Vec<Pace> {
    let of = |manager: Option<PersonId>| {
        let those = took.iter().filter(|one| manager.is_none() || one.manager == manager);
        let mut minutes: Vec<i64> = those.map(|one| one.offered_at.minutes_since(one.asked_at)).collect();
        minutes.sort_unstable();
        // Of an even number the earlier of the two in the middle: a time that somebody did wait.
        let median = *minutes.get(minutes.len().checked_sub(1)? / 2)?;
        Some(Pace { manager, median_minutes: median, requests: u32::try_from(minutes.len()).unwrap_or(u32::MAX) })
    };
    let managers: std::collections::BTreeSet<PersonId> = took.iter().filter_map(|one| one.manager).collect();
    let mut each: Vec<Pace> = managers.into_iter().filter_map(|manager| of(Some(manager))).collect();
    each.sort_by_key(|pace| (pace.median_minutes, pace.manager));
    of(None).into_iter().chain(each).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn two_or_three_or_one_with_its_reason() {
        let kinds = |concepts, reason: &str| leave(concepts, reason).map(|leaving| leaving.few).map_err(|faults| faults[0].kind);
        assert_eq!(kinds(0, "спешит"), Err("no-concepts"));
        assert_eq!(kinds(1, " "), Err("too-few-concepts"));
        assert_eq!(kinds(1, " спешит "), Ok(Some("спешит".to_owned())));
        assert_eq!(kinds(2, "спешит"), Ok(None));
        assert_eq!(kinds(3, ""), Ok(None));
    }

    #[test]
    fn amounts_are_read_as_people_type_them_and_faults_told_at_once() {
        assert_eq!(amount("12 000"), Some(Money::roubles(12_000)));
        assert_eq!(amount("12000,50 ₽"), Some(Money::kopecks(1_200_050)));
        assert_eq!((amount("-1"), amount("x"), amount(""), amount("999 999 999")), (None, None, None, None));
        let raw = RawConcept {
            title: "Дома".to_owned(), text: "Ужин".to_owned(), from: "20 000".to_owned(), to: "10 000".to_owned(), ..RawConcept::default()
        };
        let faults = |raw: &RawConcept| raw.check(1, 1).unwrap_err().into_iter().map(|fault| (fault.field, fault.kind)).collect::<Vec<_>>();
        assert_eq!(faults(&raw), [("to", "less-than-from")]);
        assert_eq!(
            faults(&RawConcept { to: "много".to_owned(), ..RawConcept::default() }),
            [("title", "missing"), ("text", "missing"), ("from", "missing"), ("to", "not-an-amount")]
        );
        let whole = RawConcept { to: "30 000".to_owned(), tasks: "раз\n\n два".to_owned(), ..raw }.check(1, 2).unwrap();
        assert_eq!((whole.nth, whole.body.tasks.len(), whole.to), (2, 2, Money::roubles(30_000)));
    }

    #[test]
    fn what_does_not_fit_is_said_in_words() {
        let kind = |words: &str| unfit(words).map_err(|faults| (faults[0].field, faults[0].kind));
        assert_eq!(kind(" "), Err(("unfit", "missing")));
        assert_eq!(kind("Нет!"), Err(("unfit", "few-words")));
        assert_eq!(kind("Слишком  шумно…"), Ok("Слишком  шумно…".to_owned()), "as it was typed");
    }

    #[test]
    fn the_median_is_a_time_that_somebody_waited() {
        let person = |n: u128| Some(PersonId::from(Uuid::from_u128(n)));
        let took = |manager, minutes: i64| Took { manager, asked_at: Instant::from_micros(0), offered_at: Instant::from_micros(minutes * 60_000_000) };
        assert_eq!(paces(&[]), []);
        let all = paces(&[took(person(1), 90), took(person(1), 30), took(person(2), 10), took(None, 500)]);
        let line = |manager, median_minutes, requests| Pace { manager, median_minutes, requests };
        assert_eq!(all, [line(None, 30, 4), line(person(2), 10, 1), line(person(1), 30, 2)]);
    }
}
