//! Whose the next new client is, and the next whom nobody knows: the rule.

use crate::keeping::Conversation;
use crate::presence::Soon;
use people::PersonId;
use std::collections::BTreeSet;

/// What a manager has to look after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Who.
    pub person: PersonId,
    /// Those of theirs who are as the next one is: clients, or people whom nobody knows.
    pub theirs: i64,
    /// Clients of theirs who wait for a word.
    pub waiting: i64,
    /// How soon they are there: somebody new is given to whoever is there first.
    pub soon: Soon,
}

/// The one with the fewest, of those who are there first; of those, with the fewest who wait; of those, who was hired first. `but` is left out:
/// nobody is their own deputy.
pub fn lightest(loads: &[Load], but: Option<PersonId>) -> Option<PersonId> {
    loads.iter().filter(|load| Some(load.person) != but).min_by_key(|load| (load.soon, load.theirs, load.waiting)).map(|load| load.person)
}

/// One more is theirs from now on.
pub fn add_to(loads: &mut [Load], person: PersonId) {
    if let Some(load) = loads.iter_mut().find(|load| load.person == person) {
        load.theirs += 1;
    }
}

/// Whose a client is when `left` works here no longer: manager and deputy. The deputy has them, where that one is among `here`; else whoever has the
/// least; whose deputy they were is given another. `None` where nobody is left to have them.
pub fn heirs(of: &Conversation, left: PersonId, loads: &[Load], here: &BTreeSet<PersonId>) -> Option<(PersonId, Option<PersonId>)> {
    let deputy = of.deputy.filter(|person| *person != left && here.contains(person));
    let manager = if of.manager == left { deputy.or_else(|| lightest(loads, None))? } else { of.manager };
    Some((manager, deputy.filter(|person| *person != manager).or_else(|| lightest(loads, Some(manager)))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;
    use values::Instant;

    fn of(manager: u128, deputy: Option<u128>) -> Conversation {
        let person = |n: u128| PersonId::from(Uuid::from_u128(n));
        let (client, deputy) = (Uuid::from_u128(9).into(), deputy.map(person));
        Conversation { client, manager: person(manager), deputy, taken_by: None, last: 0, waiting_since: None, due_at: None, client_read: 0 }
    }

    #[test]
    fn whoever_leaves_has_nobody_and_nobody_is_left_without_a_person() {
        let person = |n: u128| PersonId::from(Uuid::from_u128(n));
        let (loads, here) = ([load(2, 5, 0), load(3, 1, 0), load(4, 2, 0)], [2, 3, 4].map(person).into());
        let heirs = |manager, deputy, left| heirs(&of(manager, deputy), person(left), &loads, &here).unwrap();
        assert_eq!(heirs(1, Some(2), 1), (person(2), Some(person(3))), "the deputy, however many they have");
        assert_eq!(heirs(1, None, 1), (person(3), Some(person(4))));
        assert_eq!(heirs(1, Some(8), 1), (person(3), Some(person(4))), "whose name was erased stands in for nobody");
        assert_eq!(heirs(2, Some(1), 1), (person(2), Some(person(3))));
        assert_eq!(heirs(2, Some(4), 1), (person(2), Some(person(4))), "whose neither was keeps both");
        assert_eq!(super::heirs(&of(1, None), person(1), &[], &BTreeSet::new()), None);
        assert_eq!(super::heirs(&of(1, Some(2)), person(1), &[load(2, 0, 0)], &here), Some((person(2), None)));
    }

    fn load(n: u128, theirs: i64, waiting: i64) -> Load {
        Load { person: Uuid::from_u128(n).into(), theirs, waiting, soon: Soon { is_away: false, stands_in: false, from: Instant::from_micros(0) } }
    }

    #[test]
    fn a_new_client_goes_to_whoever_has_the_least() {
        let loads = [load(1, 3, 0), load(2, 2, 5), load(3, 2, 1), load(4, 2, 1)];
        assert_eq!(lightest(&loads, None), Some(loads[2].person));
        assert_eq!(lightest(&loads, Some(loads[2].person)), Some(loads[3].person));
        assert_eq!(lightest(&loads[..1], Some(loads[0].person)), None);
        assert_eq!(lightest(&[], None), None);
    }

    #[test]
    fn whoever_is_away_is_given_nobody_while_somebody_is_there() {
        let away = |n| Load { soon: Soon { is_away: true, ..load(n, 0, 0).soon }, ..load(n, 0, 0) };
        assert_eq!(lightest(&[away(1), load(2, 9, 9)], None), Some(load(2, 0, 0).person));
        assert_eq!(lightest(&[away(1), load(2, 9, 9)], Some(load(2, 0, 0).person)), Some(load(1, 0, 0).person), "a deputy who is away is one still");
    }

    #[test]
    fn whoever_is_in_their_hours_has_whoever_comes_now() {
        let off = |n| Load { soon: Soon { from: Instant::from_micros(1), ..load(n, 0, 0).soon }, ..load(n, 0, 0) };
        assert_eq!(lightest(&[off(1), load(2, 9, 9)], None), Some(load(2, 0, 0).person));
        let owner = Load { soon: Soon { stands_in: true, ..load(3, 0, 0).soon }, ..load(3, 0, 0) };
        assert_eq!(lightest(&[off(1), owner], None), Some(load(1, 0, 0).person), "the owner is asked where all others are away");
    }

    #[test]
    fn many_clients_are_spread_evenly() {
        let mut loads = [load(1, 0, 0), load(2, 0, 0), load(3, 0, 0)];
        for _ in 0..100 {
            let next = lightest(&loads, None).unwrap();
            loads.iter_mut().find(|load| load.person == next).unwrap().theirs += 1;
        }
        assert_eq!(loads.map(|load| load.theirs), [34, 33, 33]);
    }
}
