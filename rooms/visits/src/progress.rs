//! How far the checklist is: every item is done, or is not to be found in this home.

use std::collections::BTreeMap;

/// What was said of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Done.
    Done,
    /// There is none in this home: no bath, no mirror.
    Absent,
}

impl Answer {
    /// The name in storage and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Absent => "absent",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Done, Self::Absent].into_iter().find(|answer| answer.name() == name)
    }
}

/// The items of a visit's checklist with their answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The items' ids.
    items: Vec<String>,
    answers: BTreeMap<String, Answer>,
}

impl Progress {
    /// Of these items; answers to items that are not among them count for nothing.
    pub fn new(items: Vec<String>, answers: BTreeMap<String, Answer>) -> Self {
        Self { items, answers }
    }
    /// With these answers too; of two for one item the later.
    pub fn with(mut self, answers: &[(String, Answer)]) -> Self {
        self.answers.extend(answers.iter().cloned());
        self
    }
    /// With no answer to this item.
    pub fn without(mut self, item: &str) -> Self {
        self.answers.remove(item);
        self
    }
    /// Is the item on the list?
    pub fn has(&self, item: &str) -> bool {
        self.items.iter().any(|id| id == item)
    }
    /// The answer to an item.
    pub fn answer(&self, item: &str) -> Option<Answer> {
        self.answers.get(item).copied()
    }
    /// How many items there are.
    pub fn all(&self) -> usize {
        self.items.len()
    }
    /// How many have an answer.
    pub fn answered(&self) -> usize {
        self.items.iter().filter(|id| self.answers.contains_key(*id)).count()
    }
    /// How many have none yet.
    pub fn left(&self) -> usize {
        self.all() - self.answered()
    }
}

/// How far a checklist is, in numbers: for whoever lists visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    answered: usize,
    all: usize,
}

impl Tally {
    /// So many of so many.
    pub const fn new(answered: usize, all: usize) -> Self {
        Self { answered, all }
    }
    /// How many items have an answer.
    pub const fn answered(self) -> usize {
        self.answered
    }
    /// How many items there are.
    pub const fn all(self) -> usize {
        self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_left_exactly_when_every_item_has_an_answer(items in proptest::collection::btree_set("[a-e]", 0..6), answered in proptest::collection::btree_set("[a-h]", 0..8)) {
            let answers = answered.iter().map(|id| (id.clone(), Answer::Done)).collect();
            let progress = Progress::new(items.iter().cloned().collect(), answers);
            prop_assert_eq!(progress.left() == 0, items.is_subset(&answered));
            prop_assert_eq!(progress.left() + progress.answered(), progress.all());
        }
    }
}
