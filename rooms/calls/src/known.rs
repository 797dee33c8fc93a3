//! What is known of a call's course: the sum of all that was told, whatever its order.
//!
//! Providers send again what was not confirmed, in no order, and lose words. So each word is *joined* to what is known: the earliest
//! beginning, the earliest answer, the latest end. Joining is the same in any order and changes nothing the second time.

use crate::told::Event;
use jiff::SignedDuration;
use values::Instant;

/// So long something may ring: whoever says nothing more of it has lost the end.
pub const RINGS: SignedDuration = SignedDuration::from_mins(5);

/// The course of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The earliest that was told of it.
    pub began_at: Instant,
    /// When a person lifted the phone, and their inner number.
    pub answered: Option<(Instant, String)>,
    /// When it was over.
    pub ended_at: Option<Instant>,
}

/// How a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It rings.
    Ringing,
    /// Somebody talks.
    Talking,
    /// It is over, and somebody was spoken to.
    Talked,
    /// It is over, and nobody was.
    Missed,
}

impl Standing {
    /// The name in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::Talking => "talking",
            Self::Talked => "talked",
            Self::Missed => "missed",
        }
    }
}

impl Known {
    /// All that one word says.
    pub fn of(event: &Event, at: Instant) -> Self {
        let none = Self { began_at: at, answered: None, ended_at: None };
        match event {
            Event::Ringing => none,
            Event::Answered(by) => Self { answered: Some((at, by.clone())), ..none },
            // Whoever lifted the phone was told before, or that word was lost: then this is the latest moment that it can have been.
            Event::Ended(Some(true)) => Self { answered: Some((at, String::new())), ended_at: Some(at), ..none },
            Event::Ended(_) => Self { ended_at: Some(at), ..none },
        }
    }

    /// Both together.
    pub fn with(self, other: Self) -> Self {
        let earlier = match (self.answered, other.answered) {
            (Some(one), Some(another)) => Some(one.min(another)),
            (one, another) => one.or(another),
        };
        Self { began_at: self.began_at.min(other.began_at), answered: earlier, ended_at: self.ended_at.max(other.ended_at) }
    }

    /// How it stands at a moment. What has rung too long without a word is over.
    pub fn standing(&self, now: Instant) -> Standing {
        match (&self.answered, self.ended_at) {
            (Some(_), Some(_)) => Standing::Talked,
            (Some(_), None) => Standing::Talking,
            (None, Some(_)) => Standing::Missed,
            (None, None) if now >= self.began_at + RINGS => Standing::Missed,
            (None, None) => Standing::Ringing,
        }
    }

    /// Minutes of the talk, begun ones with them; `None` where there was none, or its end is not known.
    pub fn minutes(&self) -> Option<i64> {
        let ((from, _), to) = (self.answered.as_ref()?, self.ended_at?);
        Some((to.micros() - from.micros() + 59_999_999) / 60_000_000).filter(|minutes| *minutes > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::Index;

    fn at(second: i64) -> Instant {
        Instant::from_micros(second * 1_000_000)
    }

    fn sum(told: &[(Event, Instant)]) -> Option<Known> {
        told.iter().map(|(event, at)| Known::of(event, *at)).reduce(Known::with)
    }

    fn standing(told: &[(Event, Instant)]) -> Standing {
        sum(told).unwrap().standing(at(60))
    }

    #[test]
    fn an_end_without_a_beginning_says_enough() {
        let answered = || Event::Answered("101".to_owned());
        assert_eq!(standing(&[(Event::Ringing, at(0))]), Standing::Ringing);
        assert_eq!(standing(&[(answered(), at(5))]), Standing::Talking, "that it rang was lost");
        assert_eq!(standing(&[(Event::Ended(Some(true)), at(50))]), Standing::Talked, "all but the end was lost");
        assert_eq!(standing(&[(Event::Ended(Some(false)), at(50))]), Standing::Missed);
        assert_eq!(standing(&[(answered(), at(5)), (Event::Ended(None), at(50))]), Standing::Talked);
        assert_eq!(sum(&[(Event::Ringing, at(0))]).unwrap().standing(at(300)), Standing::Missed, "its end was lost");
        assert_eq!(sum(&[(answered(), at(5)), (Event::Ended(None), at(66))]).unwrap().minutes(), Some(2));
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            Just(Event::Ringing),
            "[0-9]{0,3}".prop_map(Event::Answered),
            prop_oneof![Just(None), Just(Some(true)), Just(Some(false))].prop_map(Event::Ended),
        ]
    }

    proptest! {
        /// Told in any order, and again, it is the same call.
        #[test]
        fn doubled_and_out_of_order_is_the_same(told in prop::collection::vec((event(), 0_i64..300), 1..8), again in prop::collection::vec(any::<Index>(), 0..16)) {
            let told: Vec<(Event, Instant)> = told.into_iter().map(|(event, second)| (event, at(second))).collect();
            // What is told again comes first, in the order that the dice give, then all of it from its end.
            let mut mixed: Vec<_> = again.iter().map(|n| n.get(&told).clone()).collect();
            mixed.extend(told.iter().rev().cloned());
            prop_assert_eq!(sum(&told), sum(&mixed));
        }

        /// Whatever is lost but the end: it is known whether somebody was spoken to.
        #[test]
        fn the_end_alone_tells_what_came_of_it(before in prop::collection::vec(0_i64..100, 0..3), talked: bool, kept: bool) {
            let event = if talked { Event::Answered(String::new()) } else { Event::Ringing };
            let mut all: Vec<(Event, Instant)> = before.into_iter().map(|second| (event.clone(), at(second))).collect();
            if !kept { all.clear(); }
            all.push((Event::Ended(Some(talked)), at(100)));
            prop_assert_eq!(standing(&all), if talked { Standing::Talked } else { Standing::Missed });
        }
    }
}
