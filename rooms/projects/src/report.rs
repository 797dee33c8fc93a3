//! The Friday report: what the week was, in at most 120 words, so that it is read.

use crate::budget::{Answer, Approval, Budget, Expense};
use crate::setbacks::Setbacks;
use crate::task::{Task, TaskState};
use jiff::SignedDuration;
use values::{Instant, Money, Span};

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

/// Until when the report of a Friday, written at this moment, tells of the plan: no longer than till the end of that day. What came after is
/// told by the next.
pub fn told_until(friday: Instant, written: Instant) -> Instant {
    let ends = friday.day().tomorrow().ok().and_then(|day| Instant::of_moscow(day.to_datetime(jiff::civil::Time::midnight())).ok()).unwrap_or(friday);
    written.min(ends)
}

/// What the report of a Friday tells of, as far as it is known now: from the end of the one before on, so that nothing is told twice.
pub fn told_during(friday: Instant, before: Option<Instant>, now: Instant) -> Span {
    Span { start: before.unwrap_or(friday - WEEK), end: told_until(friday, now) }
}

/// Where a task stood at a moment that may be past.
fn as_of(task: &Task, until: Instant) -> TaskState {
    match task.state {
        TaskState::Done { at } if at > until => TaskState::UnderWay { since: until },
        TaskState::UnderWay { since } if since > until => TaskState::Planned,
        state => state,
    }
}

/// The money of a plan as it stood at a moment that may be past.
fn budget_as_of(budget: Budget, approvals: &[Approval], expenses: &[Expense], until: Instant) -> Budget {
    let agreed = approvals.iter().filter(|one| matches!(one.answer, Answer::Agreed { at } if at > until)).map(|one| one.amount).sum::<Money>();
    let spent = expenses.iter().filter(|one| one.at > until).map(Expense::counted).sum::<Money>();
    Budget { agreed: budget.agreed - agreed, spent: budget.spent - spent, ..budget }
}

impl Week {
    /// What happened within this time, and how it stands at its end.
    pub fn of(tasks: &[Task], approvals: &[Approval], expenses: &[Expense], budget: Budget, setbacks: &Setbacks, during: Span) -> Self {
        let (since, now) = (during.start, during.end);
        let within = |at: Instant| at > since && at <= now;
        let budget = budget_as_of(budget, approvals, expenses, now);
        // What has been set right since is no risk any more.
        let is_risk = |task: &Task| !task.state.is_over() && (task.span.end < now || task.silent_at().is_some_and(|at| at <= now));
        let titles = |is: &dyn Fn(&&Task) -> bool| tasks.iter().filter(is).map(|task| task.title.clone()).collect::<Vec<_>>();
        let mut next = titles(&|task| matches!(as_of(task, now), TaskState::Planned | TaskState::Waiting { .. }));
        next.truncate(NEXT);
        let counts = tasks.iter().filter(|task| !matches!(task.state, TaskState::Dropped { .. })).count();
        Self {
            done: titles(&|task| matches!(task.state, TaskState::Done { at } if within(at))),
            going: titles(&|task| matches!(as_of(task, now), TaskState::UnderWay { .. })),
            next,
            risks: titles(&|task| is_risk(task) && !setbacks.unsettled.contains(&task.id)),
            absorbed: titles(&|task| setbacks.absorbed.contains(&task.id)),
            refused: approvals
                .iter()
                .filter(|one| matches!(one.answer, Answer::Refused { at } if within(at)))
                .map(|one| (one.what.clone(), one.amount))
                .collect(),
            is_nearly_spent: budget.agreed > Money::ZERO
                && budget.left().in_kopecks() * 100 <= budget.agreed.in_kopecks() * LITTLE
                && tasks.iter().any(|task| !task.state.is_over()),
            asked: approvals.iter().filter(|one| one.answer == Answer::Open && one.asked_at <= now).map(|one| (one.what.clone(), one.amount)).collect(),
            spent: expenses.iter().filter(|one| within(one.at)).map(Expense::counted).sum(),
            budget,
            done_of_all: (tasks.iter().filter(|task| matches!(as_of(task, now), TaskState::Done { .. })).count(), counts),
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

/// The first moment of this moment's week, which begins on Monday in Moscow: of an earlier Friday the week is over.
pub fn week_begins(now: Instant) -> Instant {
    let day = now.day();
    let monday = day.checked_sub(jiff::Span::new().days(i32::from(day.weekday().to_monday_zero_offset()))).unwrap_or(day);
    Instant::of_moscow(monday.to_datetime(jiff::civil::Time::midnight())).unwrap_or(now)
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
    fn a_week_is_over_on_monday() {
        let at = |text: &str| Instant::of_moscow(text.parse().unwrap()).unwrap();
        for now in ["2026-03-02T00:00", "2026-03-06T16:00", "2026-03-08T23:59"] {
            assert_eq!(week_begins(at(now)), at("2026-03-02T00:00"), "{now}");
        }
        assert_eq!(week_begins(at("2026-03-09T00:00")), at("2026-03-09T00:00"));
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
            span: Span { start: now, end: now + WEEK },
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
        let during = Span { start: now - WEEK, end: now };
        let week = |state, answer, spent: i64| {
            let budget = Budget { expected: Money::ZERO, agreed: Money::roubles(1_000), spent: Money::roubles(spent) };
            Week::of(&[task(state)], &[ask(answer)], &[], budget, &Setbacks::default(), during)
        };
        let refused = |at| week(TaskState::Planned, Answer::Refused { at }, 0).refused;
        assert_eq!(refused(now), [("Флорист".to_owned(), Money::roubles(8_000))]);
        assert!(refused(now - WEEK).is_empty(), "it was told in its own week");
        let runs_out = |state, spent| week(state, Answer::Open, spent).is_nearly_spent;
        assert!(runs_out(TaskState::Planned, 900) && !runs_out(TaskState::Planned, 899));
        assert!(!runs_out(TaskState::Done { at: now }, 1_000), "nothing is to be paid any more");
        // Late, and no word of it while it has no way out.
        let late = Task { span: Span { start: now - WEEK, end: now - WEEK }, ..task(TaskState::Planned) };
        let nothing = Budget { expected: Money::ZERO, agreed: Money::ZERO, spent: Money::ZERO };
        let of = |setbacks: Setbacks| Week::of(std::slice::from_ref(&late), &[], &[], nothing, &setbacks, during);
        assert_eq!(of(Setbacks::default()).risks, ["Стены"]);
        let known = of(Setbacks { unsettled: [late.id].into(), absorbed: [late.id].into(), ..Setbacks::default() });
        assert_eq!((known.risks, known.absorbed), (Vec::new(), vec!["Стены".to_owned()]));
    }

    #[test]
    fn a_report_is_of_its_own_week_and_nothing_is_told_twice() {
        let at = |text: &str| Instant::of_moscow(text.parse().unwrap()).unwrap();
        let (friday, next) = (at("2026-02-27T09:00"), at("2026-03-06T09:00"));
        // The draft is looked at on Monday still, and was never sent.
        let monday = at("2026-03-02T12:00");
        let first = told_during(friday, None, monday);
        assert_eq!(first, Span { start: friday - WEEK, end: at("2026-02-28T00:00") });
        assert_eq!(told_during(next, Some(told_until(friday, monday)), next), Span { start: first.end, end: next });
        // Written on its day and no more, it tells of what was till then: the rest of the day is the next one's.
        assert_eq!(told_until(friday, at("2026-02-27T10:00")), at("2026-02-27T10:00"));

        let task = |state| Task {
            id: uuid::Uuid::from_u128(1).into(),
            nth: 1,
            kind: crate::task::TaskKind::Work,
            title: "Стены".to_owned(),
            state,
            span: Span { start: friday, end: monday },
            after: Vec::new(),
            responsible: None,
            job: None,
            cost: Money::ZERO,
            rhythm_hours: 48,
            heard_at: monday,
        };
        let spent = |n: u128, at, roubles| Expense {
            id: uuid::Uuid::from_u128(n).into(),
            task: None,
            what: "Краска".to_owned(),
            amount: Money::roubles(roubles),
            receipt: uuid::Uuid::from_u128(9).into(),
            by: "staff:1".to_owned(),
            at,
            back_at: None,
        };
        let expenses = [spent(2, friday, 300), spent(3, monday, 500)];
        let budget = Budget { expected: Money::ZERO, agreed: Money::roubles(1_000), spent: Money::roubles(800) };
        let of = |during| Week::of(&[task(TaskState::Done { at: monday })], &[], &expenses, budget, &Setbacks::default(), during);
        let (was, is) = (of(first), of(Span { start: first.end, end: next }));
        assert_eq!((was.done, was.going, was.done_of_all), (vec![], vec!["Стены".to_owned()], (0, 1)), "it was done on Monday");
        assert_eq!((was.spent, was.budget.spent), (Money::roubles(300), Money::roubles(300)));
        assert_eq!((is.done, is.done_of_all, is.spent, is.budget.spent), (vec!["Стены".to_owned()], (1, 1), Money::roubles(500), Money::roubles(800)));
        assert!(was.risks.is_empty() && is.risks.is_empty());
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
