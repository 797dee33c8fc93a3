//! Whose a conversation is: who may write to the client, and who answers at a moment.

use crate::hours::{Days, Hours};
use crate::presence::{Presence, There};
use households::ClientId;
use people::PersonId;
use values::Instant;

/// A client's conversation, without what was said in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversation {
    /// Whose.
    pub client: ClientId,
    /// Their manager.
    pub manager: PersonId,
    /// Who answers when the manager does not.
    pub deputy: Option<PersonId>,
    /// Who has taken over for now, with a note.
    pub taken_by: Option<PersonId>,
    /// The number of the last entry; 0 while nothing was said.
    pub last: i64,
    /// Since when the client waits for a word.
    pub waiting_since: Option<Instant>,
    /// When it is to be looked at: from then on it stands in the inbox.
    pub due_at: Option<Instant>,
    /// Up to which entry the client has read.
    pub client_read: i64,
}

/// Proof that somebody may write to the client; only [`sender`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender(PersonId);

impl Sender {
    /// Who.
    pub const fn person(self) -> PersonId {
        self.0
    }
}

/// The client is another's: who wants to write takes over first, with a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the client is another manager's")]
pub struct NotTheirs;

/// May this person write to the client? The manager and the deputy may, and whoever took over; where all of them are away, whoever else of the house is
/// not, since the client is told that they answer.
pub fn sender(of: &Conversation, person: PersonId, there: &There, now: Instant) -> Result<Sender, NotTheirs> {
    let stands_in = || is_left(of.keepers(), there, now) && there.get(&person).is_some_and(|one| !one.is_away(now));
    if of.is_kept_by(person) || stands_in() { Ok(Sender(person)) } else { Err(NotTheirs) }
}

/// Who answers the client, and from when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reachable {
    /// Who.
    pub person: PersonId,
    /// From then on; `None` of somebody who has no hours at all.
    pub from: Option<Instant>,
}

impl Conversation {
    /// Those whose client it is, in the order in which they answer: whoever took over, the manager, the deputy.
    pub fn keepers(&self) -> impl Iterator<Item = PersonId> + Clone + use<> {
        [self.taken_by, Some(self.manager), self.deputy].into_iter().flatten()
    }

    /// Is this one of those whose client it is?
    pub fn is_kept_by(&self, person: PersonId) -> bool {
        self.keepers().any(|keeper| keeper == person)
    }
}

/// Are all of these away?
fn is_left(mut keepers: impl Iterator<Item = PersonId>, there: &There, now: Instant) -> bool {
    keepers.all(|person| there.get(&person).is_some_and(|one| one.is_away(now)))
}

/// Who has the client now: the first of those whose client it is who is not away; where all are, whoever answers first.
pub fn keeper(of: &Conversation, there: &There, now: Instant) -> PersonId {
    let here = of.keepers().find(|person| there.get(person).is_none_or(|one| !one.is_away(now)));
    here.unwrap_or_else(|| reachable(of, there, now).person)
}

/// Who answers first, from this moment on: whoever took over, the manager, the deputy; of two who begin together the one named first. Where all
/// of them are away, whoever else is there. Of whom nothing is said has the usual hours.
pub fn reachable(of: &Conversation, there: &There, now: Instant) -> Reachable {
    first_of(of.keepers(), there, now).unwrap_or(Reachable { person: of.manager, from: None })
}

/// The same of whoever these people have, in the order in which they answer; where there are none, of everybody.
pub fn first_of(keepers: impl Iterator<Item = PersonId> + Clone, there: &There, now: Instant) -> Option<Reachable> {
    let usual = || Presence::of(Hours::usual(), Days::default());
    let soon = |person: PersonId| there.get(&person).map_or_else(|| usual().soon(now), |one| one.soon(now));
    let person = if is_left(keepers.clone(), there, now) {
        keepers.chain(there.keys().copied()).min_by_key(|person| soon(*person))?
    } else {
        keepers.min_by_key(|person| soon(*person).from)?
    };
    Some(Reachable { person, from: there.get(&person).map_or_else(|| usual().next(now), |one| one.next(now)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use scheduling::{Away, Leave};
    use uuid::Uuid;
    use values::Span;

    fn person(n: u128) -> PersonId {
        Uuid::from_u128(n).into()
    }

    fn of(taken_by: Option<PersonId>) -> Conversation {
        Conversation {
            client: Uuid::from_u128(9).into(),
            manager: person(1),
            deputy: Some(person(2)),
            taken_by,
            last: 0,
            waiting_since: None,
            due_at: None,
            client_read: 0,
        }
    }

    #[test]
    fn nobody_writes_to_anothers_client_before_they_took_over() {
        let there: There = [1, 2, 3].map(|n| (person(n), daily("9–21"))).into();
        let sender = |taken, n| sender(&of(taken), person(n), &there, at("12:00"));
        assert!(sender(None, 1).is_ok() && sender(None, 2).is_ok());
        assert_eq!(sender(None, 3), Err(NotTheirs));
        assert_eq!(sender(Some(person(3)), 3).unwrap().person(), person(3));
    }

    #[test]
    fn whoever_the_client_is_told_answers_may_answer() {
        let ill = |n| (person(n), away(n, ("00:00", "15:00"), "9–21"));
        let owner = Presence { stands_in: true, ..daily("9–21") };
        let mut there: There = [ill(1), ill(2), ill(3), (person(4), owner)].into();
        let may = |there: &There, n, now: &str| sender(&of(None), person(n), there, at(now)).is_ok();
        assert_eq!(keeper(&of(None), &there, at("12:00")), person(4));
        assert!(may(&there, 4, "12:00") && may(&there, 1, "12:00"), "whose client it is may always");
        assert!(!may(&there, 3, "12:00"), "whoever is away stands in for nobody");
        assert!(!may(&there, 4, "15:00"), "they are back");
        // One manager who is not away is asked before the owner, whatever the hour.
        there.insert(person(3), daily("14–21"));
        assert_eq!(reachable(&of(None), &there, at("12:00")), Reachable { person: person(3), from: Some(at("14:00")) });
    }

    fn at(text: &str) -> Instant {
        format!("2026-03-02T{text}:00+03:00").parse().unwrap()
    }

    fn daily(text: &str) -> Presence {
        Presence::of(Hours::read("Europe/Moscow", &std::array::from_fn(|_| text.to_owned())).unwrap(), Days::default())
    }

    fn away(n: u128, (from, until): (&str, &str), hours: &str) -> Presence {
        let span = Span { start: at(from), end: at(until) };
        Presence { away: vec![Away { id: Uuid::nil().into(), person: person(n), span, leave: Leave::Ill }], ..daily(hours) }
    }

    #[test]
    fn the_deputy_answers_where_the_manager_is_not_there() {
        let there = [(person(1), daily("9–13")), (person(2), daily("12–20"))].into();
        let asked = |now: &str| reachable(&of(None), &there, at(now));
        assert_eq!(asked("12:30"), Reachable { person: person(1), from: Some(at("12:30")) });
        assert_eq!(asked("15:00"), Reachable { person: person(2), from: Some(at("15:00")) });
        assert_eq!(asked("08:00"), Reachable { person: person(1), from: Some(at("09:00")) });
        let off = reachable(&of(None), &[(person(1), daily("")), (person(2), daily(""))].into(), at("12:00"));
        assert_eq!(off, Reachable { person: person(1), from: None });
    }

    #[test]
    fn whoever_is_away_has_nobody_and_nobody_waits_for_them() {
        let ill = away(1, ("00:00", "15:00"), "9–21");
        let mut there: There = [(person(1), ill), (person(2), daily("12–20")), (person(3), daily("9–21"))].into();
        let now_with = |there: &There, taken, now: &str| keeper(&of(taken), there, at(now));
        assert_eq!(now_with(&there, None, "10:00"), person(2));
        assert_eq!(now_with(&there, Some(person(3)), "10:00"), person(3));
        assert_eq!(now_with(&there, None, "15:00"), person(1), "back, by itself");
        let asked = |there: &There, now: &str| reachable(&of(None), there, at(now));
        assert_eq!(asked(&there, "10:00"), Reachable { person: person(2), from: Some(at("12:00")) }, "the third is nobody's while the deputy is there");
        assert_eq!(asked(&there, "15:00").person, person(1));
        there.insert(person(2), away(2, ("00:00", "20:00"), "12–20"));
        assert_eq!(asked(&there, "10:00"), Reachable { person: person(3), from: Some(at("10:00")) }, "whoever is there");
        assert_eq!(now_with(&there, None, "10:00"), person(3));
    }
}
