//! Who takes a request: whoever has the one who asks already; else, of those who are at the desk first by their hours, the one with the fewest open
//! ones; among equals, who was last given one the longest ago.

use conversations::Soon;
use people::PersonId;

/// What somebody at the desk has in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    /// Who.
    pub person: PersonId,
    /// How soon they are there: something new is given to whoever is there first.
    pub soon: Soon,
    /// Requests of theirs that are open.
    pub open: i64,
    /// The turn in which they were last given one; `None` where they never were.
    pub last: Option<i64>,
}

/// Who takes the next one; `None` where nobody is at the desk. `knows` is who speaks with whoever asks already: they do not have to hear another
/// name, while that one is at the desk and not away. The same hands give the same answer in whatever order they come.
pub fn takes(hands: &[Hand], knows: Option<PersonId>) -> Option<PersonId> {
    let theirs = knows.filter(|person| hands.iter().any(|hand| hand.person == *person && !hand.soon.is_away));
    theirs.or_else(|| hands.iter().min_by_key(|hand| (hand.soon, hand.open, hand.last, hand.person)).map(|hand| hand.person))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;
    use values::Instant;

    fn hand(n: u128, open: i64, last: Option<i64>) -> Hand {
        Hand { person: PersonId::from(Uuid::from_u128(n)), soon: Soon { is_away: false, stands_in: false, from: Instant::from_micros(0) }, open, last }
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
        let away = |n| Hand { soon: Soon { is_away: true, ..hand(n, 0, None).soon }, ..hand(n, 0, None) };
        assert_eq!(taker(&[away(1), hand(2, 9, Some(3))]), Some(2));
        assert_eq!(taker(&[away(1)]), Some(1), "somebody has it all the same");
        let who = |n| Some(PersonId::from(Uuid::from_u128(n)));
        assert_eq!(takes(&[away(1), hand(2, 9, Some(3))], who(1)), who(2), "theirs comes back to them with the next one");
    }

    #[test]
    fn whoever_is_in_their_hours_takes_it_and_the_owner_where_all_are_away() {
        let off = |n| Hand { soon: Soon { from: Instant::from_micros(1), ..hand(n, 0, None).soon }, ..hand(n, 0, None) };
        let owner = Hand { soon: Soon { stands_in: true, ..hand(9, 0, None).soon }, ..hand(9, 0, None) };
        let away = |n| Hand { soon: Soon { is_away: true, ..hand(n, 0, None).soon }, ..hand(n, 0, None) };
        assert_eq!(taker(&[off(1), hand(2, 9, Some(3))]), Some(2));
        assert_eq!(taker(&[off(1), owner]), Some(1), "they begin today");
        assert_eq!(taker(&[away(1), away(2), owner]), Some(9));
        let who = |n| Some(PersonId::from(Uuid::from_u128(n)));
        assert_eq!(takes(&[off(1), hand(2, 0, None)], who(1)), who(1), "whoever has them is theirs out of hours too");
    }
}
