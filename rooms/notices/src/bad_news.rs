//! Bad news: it cannot be put into words without its way out, because nothing else can be queued.

use people::PersonId;
use uuid::Uuid;
use values::Instant;
use visits::VisitId;

/// Why it is not as agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// One of us is ill.
    Illness,
    /// One of us may not go: a check is no longer in force.
    Lapse,
    /// We cannot be there in time.
    Lateness,
    /// The house has to be there at another time.
    House,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Illness, Self::Lapse, Self::Lateness, Self::House];

    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Illness => "illness",
            Self::Lapse => "lapse",
            Self::Lateness => "lateness",
            Self::House => "house",
        }
    }
    /// From the name in storage.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.name() == name)
    }
}

/// A time that is kept for a client: it stands in the plans, with people, until it is chosen or given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptTime {
    /// Under which id it stands in the plans.
    pub kept: Uuid,
    /// When the visit would begin.
    pub start: Instant,
}

/// Two different times that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TwoTimes {
    one: KeptTime,
    two: KeptTime,
    until: Instant,
}

impl TwoTimes {
    /// Both are kept until this moment; `None` when they are one and the same.
    pub fn new(one: KeptTime, two: KeptTime, until: Instant) -> Option<Self> {
        (one.kept != two.kept && one.start != two.start).then_some(if one.start < two.start {
            Self { one, two, until }
        } else {
            Self { one: two, two: one, until }
        })
    }
    /// The earlier one.
    pub const fn one(&self) -> KeptTime {
        self.one
    }
    /// The later one.
    pub const fn two(&self) -> KeptTime {
        self.two
    }
    /// Until when they are kept.
    pub const fn until(&self) -> Instant {
        self.until
    }
}

/// The way out: somebody who comes instead, or two times that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Solution {
    /// This person comes.
    Replacement(PersonId),
    /// The client chooses one of these.
    TwoTimes(TwoTimes),
}

/// Bad news about a visit. There is none without a way out: the type has no place for it, and neither has the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadNews {
    /// About which visit.
    pub visit: VisitId,
    /// In which version.
    pub version: u32,
    /// Why it is not as agreed.
    pub why: Why,
    /// What we do about it.
    pub solution: Solution,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_times_are_two_and_in_order() {
        let time = |id: u128, at: i64| KeptTime { kept: Uuid::from_u128(id), start: Instant::from_micros(at) };
        let until = Instant::from_micros(9);
        assert_eq!(TwoTimes::new(time(1, 5), time(1, 6), until), None);
        assert_eq!(TwoTimes::new(time(1, 5), time(2, 5), until), None);
        let two = TwoTimes::new(time(1, 6), time(2, 5), until).unwrap();
        assert_eq!((two.one(), two.two()), (time(2, 5), time(1, 6)));
    }
}
