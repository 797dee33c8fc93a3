//! Two checklists side by side, point by point: two services, or two editions of one.

use crate::services::{Item, Service};

/// Which of two has more of a point: always rather than when ordered, more often rather than less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// Both alike.
    Alike,
    /// The first.
    First,
    /// The second.
    Second,
}

/// A point that both services have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Common<'a> {
    /// As the first has it.
    pub first: &'a Item,
    /// As the second has it.
    pub second: &'a Item,
    /// Which of them has more of it.
    pub more: More,
}

/// Two services side by side. Points are the same by their ids, whatever the words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison<'a> {
    /// In both, in the order of the first.
    pub both: Vec<Common<'a>>,
    /// In the first alone.
    pub only_first: Vec<&'a Item>,
    /// In the second alone.
    pub only_second: Vec<&'a Item>,
}

/// Puts two services side by side.
pub fn compare<'a>(first: &'a Service, second: &'a Service) -> Comparison<'a> {
    let mut comparison = Comparison { only_second: missing_from(second, first), ..Comparison::default() };
    for item in &first.items {
        match second.item(&item.id) {
            Some(other) => comparison.both.push(Common { first: item, second: other, more: more(item, other) }),
            None => comparison.only_first.push(item),
        }
    }
    comparison
}

fn more(first: &Item, second: &Item) -> More {
    let amount = |item: &Item| (item.extra.is_none(), item.every);
    match amount(first).cmp(&amount(second)) {
        std::cmp::Ordering::Equal => More::Alike,
        std::cmp::Ordering::Greater => More::First,
        std::cmp::Ordering::Less => More::Second,
    }
}

/// What a newer edition of a checklist changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference<'a> {
    /// Points that it added.
    pub added: Vec<&'a Item>,
    /// Points that it has no more.
    pub gone: Vec<&'a Item>,
    /// Points whose words changed: as they were, as they are.
    pub reworded: Vec<(&'a Item, &'a Item)>,
    /// Points that are done more or less often, or now only or no longer only when ordered.
    pub rescheduled: Vec<(&'a Item, &'a Item)>,
}

impl Difference<'_> {
    /// Is the checklist as it was?
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.gone.is_empty() && self.reworded.is_empty() && self.rescheduled.is_empty()
    }
}

/// What changed between two editions of a service.
pub fn difference<'a>(old: &'a Service, new: &'a Service) -> Difference<'a> {
    let kept = || old.items.iter().filter_map(|was| Some((was, new.item(&was.id)?)));
    Difference {
        added: missing_from(new, old),
        gone: missing_from(old, new),
        reworded: kept().filter(|(was, is)| was.text != is.text).collect(),
        rescheduled: kept().filter(|(was, is)| (was.every, &was.extra) != (is.every, &is.extra)).collect(),
    }
}

fn missing_from<'a>(service: &'a Service, other: &Service) -> Vec<&'a Item> {
    service.items.iter().filter(|item| other.item(&item.id).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Every;
    use crate::tests::regular;
    use proptest::prelude::*;
    use values::Said;

    fn ids<'a>(items: &[&'a Item]) -> Vec<&'a str> {
        items.iter().map(|item| item.id.as_str()).collect()
    }

    #[test]
    fn what_changed_between_two_editions_is_told() {
        let old = regular();
        let mut new = old.clone();
        assert!(difference(&old, &new).is_empty());
        new.items.remove(0);
        new.items.push(Item::new("hall.cat", "hall", Said { ru: "Кошка накормлена".to_owned(), en: "The cat is fed".to_owned() }));
        new.items[0].text.ru = "Зеркала прозрачны".to_owned();
        new.items[1].every = Every::Month;
        new.items[2].extra = Some("oven".to_owned());
        let told = difference(&old, &new);
        assert_eq!((ids(&told.gone), ids(&told.added)), (vec!["hall.door"], vec!["hall.cat"]));
        assert_eq!(told.reworded.iter().map(|(was, _)| was.id.as_str()).collect::<Vec<_>>(), ["hall.mirror"]);
        assert_eq!(told.rescheduled.iter().map(|(was, _)| was.id.as_str()).collect::<Vec<_>>(), ["hall.shoes", "hall.floor"]);
    }

    #[test]
    fn more_is_always_rather_than_ordered_and_often_rather_than_seldom() {
        let plain = Item::new("a", "hall", Said { ru: "а".to_owned(), en: "a".to_owned() });
        let monthly = Item { every: Every::Month, ..plain.clone() };
        let ordered = Item { extra: Some("oven".to_owned()), ..plain.clone() };
        assert_eq!(more(&plain, &monthly), More::First);
        assert_eq!(more(&ordered, &monthly), More::Second);
        assert_eq!(more(&ordered, &ordered), More::Alike);
    }

    proptest! {
        #[test]
        fn every_point_stands_once_and_turning_the_pages_round_turns_the_answer(left in any::<u64>(), right in any::<u64>()) {
            let half = |mask: u64| {
                let mut service = regular();
                let mut n = 0;
                service.items.retain(|_| { n += 1; mask >> (n % 64) & 1 == 1 });
                service
            };
            let (a, b) = (half(left), half(right));
            let there = compare(&a, &b);
            prop_assert_eq!(there.both.len() + there.only_first.len(), a.items.len());
            prop_assert_eq!(there.both.len() + there.only_second.len(), b.items.len());
            let back = compare(&b, &a);
            prop_assert_eq!(&there.only_first, &back.only_second);
            prop_assert_eq!(ids(&there.only_second), ids(&difference(&a, &b).added));
        }
    }
}
