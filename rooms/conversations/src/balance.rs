//! Whose the next new client is, and the next whom nobody knows: the rule.

use people::PersonId;

/// What a manager has to look after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Who.
    pub person: PersonId,
    /// Those of theirs who are as the next one is: clients, or people whom nobody knows.
    pub theirs: i64,
    /// Clients of theirs who wait for a word.
    pub waiting: i64,
    /// They are away: nobody new is given to them while somebody else is there.
    pub is_away: bool,
}

/// The one with the fewest, of those who are not away; of those, with the fewest who wait; of those, who was hired first. `but` is left out:
/// nobody is their own deputy.
pub fn lightest(loads: &[Load], but: Option<PersonId>) -> Option<PersonId> {
    loads.iter().filter(|load| Some(load.person) != but).min_by_key(|load| (load.is_away, load.theirs, load.waiting)).map(|load| load.person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn load(n: u128, theirs: i64, waiting: i64) -> Load {
        Load { person: Uuid::from_u128(n).into(), theirs, waiting, is_away: false }
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
        let away = |n| Load { is_away: true, ..load(n, 0, 0) };
        assert_eq!(lightest(&[away(1), load(2, 9, 9)], None), Some(load(2, 0, 0).person));
        assert_eq!(lightest(&[away(1), load(2, 9, 9)], Some(load(2, 0, 0).person)), Some(load(1, 0, 0).person), "a deputy who is away is one still");
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
