//! Who is there to answer: by their hours, on the days of the house, while they are not away.

use crate::hours::{Days, Hours};
use people::PersonId;
use scheduling::Away;
use std::collections::BTreeMap;
use values::{Instant, Span};

/// When each of these people is there.
pub type There = BTreeMap<PersonId, Presence>;

/// How soon somebody is there for somebody new: who comes first in this order is given them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Soon {
    /// They are away.
    pub is_away: bool,
    /// They stand in where all others are away.
    pub stands_in: bool,
    /// From then on they answer: those who are there now come together, whoever never is comes last.
    pub from: Instant,
}

/// When somebody is there.
#[derive(Debug, Clone)]
pub struct Presence {
    /// Their hours.
    pub hours: Hours,
    /// The days that these hours are of.
    pub days: Days,
    /// When they are away, whatever their hours say: what plans know of them, kept once.
    pub away: Vec<Away>,
    /// They work here no more.
    pub is_gone: bool,
    /// They look after nobody while others of the house are not away: the owner of a house with managers.
    pub stands_in: bool,
}

impl Presence {
    /// Of whoever has these hours, and is never away.
    pub const fn of(hours: Hours, days: Days) -> Self {
        Self { hours, days, away: Vec::new(), is_gone: false, stands_in: false }
    }

    /// What they are away for at this moment.
    pub fn away_at(&self, at: Instant) -> Option<Away> {
        self.away.iter().find(|away| away.span.start <= at && at < away.span.end).copied()
    }

    /// Are they away at this moment, or gone for good? Whoever is merely out of their hours is not.
    pub fn is_away(&self, at: Instant) -> bool {
        self.is_gone || self.away_at(at).is_some()
    }

    /// When they answer: now, or at the first of their hours in which they are not away; `None` of whoever never does.
    pub fn next(&self, at: Instant) -> Option<Instant> {
        let mut from = at;
        // Each time that they are away is passed once.
        for _ in 0..=self.away.len() {
            let next = self.hours.next(&self.days, from).filter(|_| !self.is_gone)?;
            let Some(away) = self.away_at(next) else { return Some(next) };
            from = away.span.end;
        }
        None
    }

    /// How soon they are there, from this moment on.
    pub fn soon(&self, at: Instant) -> Soon {
        Soon { is_away: self.is_away(at), stands_in: self.stands_in, from: self.next(at).unwrap_or(Instant::from_micros(i64::MAX)) }
    }

    /// The first stretch of time in which they answer, from this moment on; `None` of whoever never does.
    pub fn stretch(&self, at: Instant) -> Option<Span> {
        let start = self.next(at)?;
        let until = self.hours.until(&self.days, start)?;
        let end = self.away.iter().map(|away| away.span.start).filter(|begins| *begins > start).fold(until, Instant::min);
        Some(Span { start, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use scheduling::Leave;
    use uuid::Uuid;
    use values::Span;

    fn at(text: &str) -> Instant {
        format!("2026-03-{text}:00+03:00").parse().unwrap()
    }

    fn away(start: Instant, end: Instant) -> Away {
        Away { id: Uuid::nil().into(), person: Uuid::nil().into(), span: Span { start, end }, leave: Leave::Holiday }
    }

    #[test]
    fn whoever_is_away_answers_when_they_are_back() {
        let usual = Presence::of(Hours::usual(), Days::default());
        let one = Presence { away: vec![away(at("05T00:00"), at("06T00:00")), away(at("03T00:00"), at("05T00:00"))], ..usual };
        assert_eq!(one.next(at("02T12:00")), Some(at("02T12:00")));
        assert_eq!(one.next(at("02T22:00")), Some(at("06T09:00")), "one leave begins with the end of the other");
        assert!(one.is_away(at("03T00:00")) && one.is_away(at("05T23:59")) && !one.is_away(at("06T00:00")), "the first moment after is none of it");
        assert!(!one.is_away(at("02T22:00")), "a night is no absence");
        let gone = Presence { is_gone: true, ..one };
        assert!(gone.is_away(at("02T12:00")) && gone.next(at("02T12:00")).is_none());
    }

    #[test]
    fn a_stretch_ends_with_the_hours_or_with_the_day_that_is_off() {
        let usual = Presence::of(Hours::usual(), Days::default());
        assert_eq!(usual.stretch(at("02T12:00")), Some(Span { start: at("02T12:00"), end: at("02T21:00") }));
        assert_eq!(usual.stretch(at("02T22:00")), Some(Span { start: at("03T09:00"), end: at("03T21:00") }));
        let ill = Presence { away: vec![away(at("02T14:00"), at("04T00:00"))], ..usual };
        assert_eq!(ill.stretch(at("02T12:00")), Some(Span { start: at("02T12:00"), end: at("02T14:00") }));
        assert_eq!(ill.stretch(at("02T15:00")), Some(Span { start: at("04T09:00"), end: at("04T21:00") }));
    }

    #[test]
    fn who_is_away_comes_last_and_before_them_who_stands_in() {
        let (here, night) =
            (Presence::of(Hours::usual(), Days::default()), Hours::read("Europe/Moscow", &std::array::from_fn(|_| "22–23".to_owned())).unwrap());
        let later = Presence::of(night, Days::default());
        let owner = Presence { stands_in: true, ..here.clone() };
        let ill = Presence { away: vec![away(at("02T00:00"), at("04T00:00"))], ..here.clone() };
        let order = [here, later, owner, ill].map(|one| one.soon(at("02T12:00")));
        assert!(order.is_sorted_by(|one, next| one < next), "{order:?}");
    }

    proptest! {
        #[test]
        fn nobody_is_promised_while_they_are_away(spans in prop::collection::vec((0_i64..20_000, 1_i64..5_000), 0..6), asked in 0_i64..20_000) {
            let minutes = |n: i64| at("01T00:00") + jiff::SignedDuration::from_mins(n);
            let all = spans.into_iter().map(|(start, length)| away(minutes(start), minutes(start + length))).collect();
            let one = Presence { away: all, ..Presence::of(Hours::usual(), Days::default()) };
            let next = one.next(minutes(asked)).unwrap();
            prop_assert!(next >= minutes(asked) && !one.is_away(next) && one.hours.is_open(&one.days, next));
        }
    }
}
