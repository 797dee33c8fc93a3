//! The Friday report: what the week was, in at most 120 words, so that it is read.

use crate::budget::{Answer, Approval, Budget, Expense};
use crate::setbacks::Setbacks;
use crate::task::{Task, TaskState};
use jiff::SignedDuration;
use values::{Instant, Money};

/// A report is never longer.
pub const MOST_WORDS: usize = 120;

/// What is told first where not all of it fits; the order of the sentences stays that of [`Week`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// What they have to know: risks, and what waits for their word.
    Must,
    /// Bad news with its way out: with all of its words, or not at all.
    Whole,
    /// What was done, and the money.
    Should,
    /// What is under way and comes next.
    May,
}

/// A sentence on its way into a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// How much it matters.
    pub rank: Rank,
    /// In words.
    pub words: String,
}

/// Words as a reader counts them: what holds a letter or a digit, between spaces.
pub fn count_words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// Cuts a text to so many words; what was cut is shown to be.
fn cut(text: &str, most: usize) -> String {
    if count_words(text) <= most {
        return text.to_owned();
    }
    let mut kept: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        if count_words(word) + count_words(&kept.join(" ")) > most {
            break;
        }
        kept.push(word);
    }
    format!("{}…", kept.join(" ").trim_end_matches(['.', ',', ';', ':']))
}

/// Puts sentences together: those that matter most first have their place, the others while there is room. Never more than
/// [`MOST_WORDS`] words.
pub fn compose(sentences: &[Sentence]) -> String {
    let mut room = MOST_WORDS;
    let mut taken: Vec<Option<String>> = vec![None; sentences.len()];
    for rank in [Rank::Must, Rank::Whole, Rank::Should, Rank::May] {
        for (sentence, place) in sentences.iter().zip(taken.iter_mut()).filter(|(sentence, _)| sentence.rank == rank) {
            let words = count_words(&sentence.words);
            if words <= room {
                *place = Some(sentence.words.clone());
            } else if rank == Rank::Must && room > 0 {
                *place = Some(cut(&sentence.words, room));
            } else {
                continue;
            }
            room -= words.min(room);
        }
    }
    taken.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// What a week of a project was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// What was done in it.
    pub done: Vec<String>,
    /// What is under way.
    pub going: Vec<String>,
    /// What comes next, at most three.
    pub next: Vec<String>,
    /// What is late, or has been silent for longer than it may; of what has no way out yet there is no word.
    pub risks: Vec<String>,
    /// What was held up, and was in time all the same.
    pub absorbed: Vec<String>,
    /// What the client did not agree to in it.
    pub refused: Vec<(String, Money)>,
    /// Little is left of what was agreed to, and not all is done.
    pub is_nearly_spent: bool,
    /// What waits for the client's word.
    pub asked: Vec<(String, Money)>,
    /// What was spent in it.
    pub spent: Money,
    /// The money of all of it.
    pub budget: Budget,
    /// How many tasks are done.
    pub done_of_all: (usize, usize),
}

/// A week is so long.
pub(crate) const WEEK: SignedDuration = SignedDuration::from_hours(24 * 7);
/// What comes next: more is no news.
const NEXT: usize = 3;
/// So many hundredths of what was agreed to are little.
const LITTLE: i64 = 10;

impl Week {
    /// The week that ends now.
    pub fn of(tasks: &[Task], approvals: &[Approval], expenses: &[Expense], budget: Budget, setbacks: &Setbacks, now: Instant) -> Self {
        let since = now - WEEK;
        let is_risk = |task: &Task| !task.state.is_over() && (task.span.end < now || task.silent_at().is_some_and(|at| at <= now));
        let titles = |is: &dyn Fn(&&Task) -> bool| tasks.iter().filter(is).map(|task| task.title.clone()).collect::<Vec<_>>();
        let mut next = titles(&|task| matches!(task.state, TaskState::Planned | TaskState::Waiting { .. }));
        next.truncate(NEXT);
        let counts = tasks.iter().filter(|task| !matches!(task.state, TaskState::Dropped { .. })).count();
        Self {
            done: titles(&|task| matches!(task.state, TaskState::Done { at } if at > since)),
            going: titles(&|task| matches!(task.state, TaskState::UnderWay { .. })),
            next,
            risks: titles(&|task| is_risk(task) && !setbacks.unsettled.contains(&task.id)),
            absorbed: titles(&|task| setbacks.absorbed.contains(&task.id)),
            refused: approvals
                .iter()
                .filter(|one| matches!(one.answer, Answer::Refused { at } if at > since))
                .map(|one| (one.what.clone(), one.amount))
                .collect(),
            is_nearly_spent: budget.agreed > Money::ZERO
                && budget.left().in_kopecks() * 100 <= budget.agreed.in_kopecks() * LITTLE
                && tasks.iter().any(|task| !task.state.is_over()),
            asked: approvals.iter().filter(|one| one.answer == Answer::Open).map(|one| (one.what.clone(), one.amount)).collect(),
            spent: expenses.iter().filter(|one| one.at > since).map(Expense::counted).sum(),
            budget,
            done_of_all: (tasks.iter().filter(|task| matches!(task.state, TaskState::Done { .. })).count(), counts),
        }
    }
}

/// A plan is a project, and told of every week, where it takes more than so many days.
const FEW_DAYS: i64 = 4;

/// Is it told of every week?
pub fn is_project(tasks: &[Task]) -> bool {
    let (from, to) = (tasks.iter().map(|task| task.span.start).min(), tasks.iter().map(|task| task.span.end).max());
    from.zip(to).is_some_and(|(from, to)| to.minutes_since(from) > FEW_DAYS * 24 * 60)
}

/// The Friday on or after this moment's day at this hour in Moscow; the one a week later where it has passed.
pub fn next_friday(now: Instant, hour: i8) -> Instant {
    let ahead = |day: jiff::civil::Date| {
        let days = i32::from((jiff::civil::Weekday::Friday.to_monday_zero_offset() - day.weekday().to_monday_zero_offset()).rem_euclid(7));
        day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
    };
    let at = |day: jiff::civil::Date| Instant::of_moscow(day.to_datetime(jiff::civil::time(hour, 0, 0, 0))).unwrap_or(now);
    let friday = at(ahead(now.day()));
    if friday > now { friday } else { friday + WEEK }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sentence(rank: Rank, words: usize) -> Sentence {
        Sentence { rank, words: vec!["слово"; words].join(" ") }
    }

    #[test]
    fn a_word_is_what_a_reader_counts() {
        assert_eq!(count_words("Сделали — и, наконец, 12 000 ₽."), 5);
    }

    #[test]
    fn what_matters_has_its_place() {
        let told = compose(&[sentence(Rank::May, 100), sentence(Rank::Should, 50), Sentence { rank: Rank::Must, words: "риск есть".to_owned() }]);
        assert!(told.ends_with("риск есть") && count_words(&told) == 52, "{told}");
        let long = compose(&[sentence(Rank::Must, 500)]);
        assert!(count_words(&long) == MOST_WORDS && long.ends_with('…'));
    }

    #[test]
    fn friday_is_in_moscow() {
        let at = |text: &str| Instant::of_moscow(text.parse().unwrap()).unwrap();
        assert_eq!(next_friday(at("2026-03-02T10:00"), 9), at("2026-03-06T09:00"));
        assert_eq!(next_friday(at("2026-03-06T08:59"), 9), at("2026-03-06T09:00"));
        assert_eq!(next_friday(at("2026-03-06T09:00"), 9), at("2026-03-13T09:00"));
        assert_eq!(next_friday(at("2026-03-07T00:30"), 9), at("2026-03-13T09:00"));
    }

    #[test]
    fn what_was_refused_and_money_that_runs_out_are_risks() {
        let now = Instant::from_micros(0) + WEEK + WEEK;
        let task = |state| Task {
            id: uuid::Uuid::from_u128(1).into(),
            nth: 1,
            kind: crate::task::TaskKind::Work,
            title: "Стены".to_owned(),
            state,
            span: values::Span { start: now, end: now + WEEK },
            after: Vec::new(),
            responsible: None,
            job: None,
            cost: Money::ZERO,
            rhythm_hours: 48,
            heard_at: now,
        };
        let ask = |answer| Approval {
            id: uuid::Uuid::from_u128(2).into(),
            plan: uuid::Uuid::from_u128(3).into(),
            nth: 1,
            version: 1,
            task: None,
            what: "Флорист".to_owned(),
            amount: Money::roubles(8_000),
            whole: None,
            is_shortfall: false,
            asked_at: now - WEEK,
            answer,
        };
        let week = |state, answer, spent: i64| {
            let budget = Budget { expected: Money::ZERO, agreed: Money::roubles(1_000), spent: Money::roubles(spent) };
            Week::of(&[task(state)], &[ask(answer)], &[], budget, &Setbacks::default(), now)
        };
        let refused = |at| week(TaskState::Planned, Answer::Refused { at }, 0).refused;
        assert_eq!(refused(now), [("Флорист".to_owned(), Money::roubles(8_000))]);
        assert!(refused(now - WEEK).is_empty(), "it was told in its own week");
        let runs_out = |state, spent| week(state, Answer::Open, spent).is_nearly_spent;
        assert!(runs_out(TaskState::Planned, 900) && !runs_out(TaskState::Planned, 899));
        assert!(!runs_out(TaskState::Done { at: now }, 1_000), "nothing is to be paid any more");
        // Late, and no word of it while it has no way out.
        let late = Task { span: values::Span { start: now - WEEK, end: now - WEEK }, ..task(TaskState::Planned) };
        let nothing = Budget { expected: Money::ZERO, agreed: Money::ZERO, spent: Money::ZERO };
        let of = |setbacks: Setbacks| Week::of(std::slice::from_ref(&late), &[], &[], nothing, &setbacks, now);
        assert_eq!(of(Setbacks::default()).risks, ["Стены"]);
        let known = of(Setbacks { unsettled: [late.id].into(), absorbed: [late.id].into(), ..Setbacks::default() });
        assert_eq!((known.risks, known.absorbed), (Vec::new(), vec!["Стены".to_owned()]));
    }

    #[test]
    fn bad_news_goes_with_all_of_its_words_or_not_at_all() {
        let told = compose(&[sentence(Rank::Whole, 15), sentence(Rank::Must, 110), sentence(Rank::Should, 8)]);
        assert_eq!(count_words(&told), 118, "what would be cut is left out");
        assert_eq!(count_words(&compose(&[sentence(Rank::Whole, 15), sentence(Rank::Should, 110)])), 15, "before what was done");
    }

    proptest! {
        #[test]
        fn never_more_than_so_many_words(parts in proptest::collection::vec((0_usize..4, "[а-я0-9 .,—]{0,400}"), 0..30)) {
            let ranks = [Rank::Must, Rank::Whole, Rank::Should, Rank::May];
            let sentences: Vec<_> = parts.into_iter().map(|(rank, words)| Sentence { rank: ranks[rank], words }).collect();
            prop_assert!(count_words(&compose(&sentences)) <= MOST_WORDS);
        }
    }
}
