//! Whose the next new client is: the rule.

use people::PersonId;

/// What a manager has to look after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Who.
    pub person: PersonId,
    /// Clients of theirs.
    pub clients: i64,
    /// Of those, who waits for a word.
    pub waiting: i64,
}

/// The one with the fewest clients; of those, with the fewest who wait; of those, who was hired first. `but` is left out: nobody is
/// their own deputy.
pub fn lightest(loads: &[Load], but: Option<PersonId>) -> Option<PersonId> {
    loads.iter().filter(|load| Some(load.person) != but).min_by_key(|load| (load.clients, load.waiting)).map(|load| load.person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn load(n: u128, clients: i64, waiting: i64) -> Load {
        Load { person: Uuid::from_u128(n).into(), clients, waiting }
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
    fn many_clients_are_spread_evenly() {
        let mut loads = [load(1, 0, 0), load(2, 0, 0), load(3, 0, 0)];
        for _ in 0..100 {
            let next = lightest(&loads, None).unwrap();
            loads.iter_mut().find(|load| load.person == next).unwrap().clients += 1;
        }
        assert_eq!(loads.map(|load| load.clients), [34, 33, 33]);
    }
}
