//! Who takes a request: whoever has the one who asks already; else the one at the desk with the fewest open ones; among equals, who was last
//! given one the longest ago.

use people::PersonId;

/// What somebody at the desk has in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    /// Who.
    pub person: PersonId,
    /// They are away: nothing new is given to them while somebody else is there.
    pub is_away: bool,
    /// Requests of theirs that are open.
    pub open: i64,
    /// The turn in which they were last given one; `None` where they never were.
    pub last: Option<i64>,
}

/// Who takes the next one; `None` where nobody is at the desk. `knows` is who speaks with whoever asks already: they do not have to hear another
/// name, while that one is at the desk and not away. The same hands give the same answer in whatever order they come.
pub fn takes(hands: &[Hand], knows: Option<PersonId>) -> Option<PersonId> {
    let theirs = knows.filter(|person| hands.iter().any(|hand| hand.person == *person && !hand.is_away));
    theirs.or_else(|| hands.iter().min_by_key(|hand| (hand.is_away, hand.open, hand.last, hand.person)).map(|hand| hand.person))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn hand(n: u128, open: i64, last: Option<i64>) -> Hand {
        Hand { person: PersonId::from(Uuid::from_u128(n)), is_away: false, open, last }
    }

    fn taker(hands: &[Hand]) -> Option<u128> {
        let mut turned = hands.to_vec();
        turned.reverse();
        assert_eq!(takes(hands, None), takes(&turned, None));
        takes(hands, None).map(|person| person.uuid().as_u128())
    }

    #[test]
    fn the_fewest_open_then_the_longest_idle() {
        assert_eq!(taker(&[]), None);
        assert_eq!(taker(&[hand(1, 3, Some(1)), hand(2, 1, Some(9))]), Some(2));
        assert_eq!(taker(&[hand(1, 1, Some(7)), hand(2, 1, Some(4))]), Some(2));
        assert_eq!(taker(&[hand(1, 0, Some(1)), hand(2, 0, None)]), Some(2), "who never had one waits longest");
        assert_eq!(taker(&[hand(2, 0, None), hand(1, 0, None)]), Some(1));
    }

    #[test]
    fn whoever_has_them_already_takes_it_while_they_are_there() {
        let (hands, who) = ([hand(1, 9, Some(3)), hand(2, 0, None)], |n| Some(PersonId::from(Uuid::from_u128(n))));
        assert_eq!(takes(&hands, who(1)), who(1));
        assert_eq!(takes(&hands, who(7)), who(2), "nobody is given what they are not there for");
    }

    #[test]
    fn whoever_is_away_is_given_nothing_new_while_somebody_is_there() {
        let away = |n| Hand { is_away: true, ..hand(n, 0, None) };
        assert_eq!(taker(&[away(1), hand(2, 9, Some(3))]), Some(2));
        assert_eq!(taker(&[away(1)]), Some(1), "somebody has it all the same");
        let who = |n| Some(PersonId::from(Uuid::from_u128(n)));
        assert_eq!(takes(&[away(1), hand(2, 9, Some(3))], who(1)), who(2), "theirs comes back to them with the next one");
    }
}
