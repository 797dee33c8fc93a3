//! Whose a conversation is: who may write to the client, and who answers at a moment.

use crate::hours::{Days, Hours};
use crate::presence::Presence;
use households::ClientId;
use people::PersonId;
use std::collections::BTreeMap;
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

/// May this person write to the client? The manager and the deputy may, and whoever took over.
pub fn sender(of: &Conversation, person: PersonId) -> Result<Sender, NotTheirs> {
    let is_theirs = [Some(of.manager), of.deputy, of.taken_by].contains(&Some(person));
    if is_theirs { Ok(Sender(person)) } else { Err(NotTheirs) }
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
}

/// Who has the client now: the first of those whose client it is who is not away; the first of them where all are.
pub fn keeper(of: &Conversation, is_away: impl Fn(PersonId) -> bool) -> PersonId {
    let first = of.taken_by.unwrap_or(of.manager);
    of.keepers().find(|person| !is_away(*person)).unwrap_or(first)
}

/// Who answers first, from this moment on: whoever took over, the manager, the deputy; of two who begin together the one named first. Where all
/// of them are away, whoever else is there. Of whom nothing is said has the usual hours.
pub fn reachable(of: &Conversation, there: &BTreeMap<PersonId, Presence>, now: Instant) -> Reachable {
    let is_left = of.keepers().all(|person| there.get(&person).is_some_and(|one| one.is_away(now)));
    let others = there.keys().copied().filter(|_| is_left);
    let from = |person| there.get(&person).map_or_else(|| Hours::usual().next(&Days::default(), now), |one| one.next(now));
    let first = of.keepers().chain(others).map(|person| Reachable { person, from: from(person) });
    first.min_by_key(|reach| reach.from.unwrap_or(Instant::from_micros(i64::MAX))).unwrap_or(Reachable { person: of.manager, from: None })
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
        assert!(sender(&of(None), person(1)).is_ok() && sender(&of(None), person(2)).is_ok());
        assert_eq!(sender(&of(None), person(3)), Err(NotTheirs));
        assert_eq!(sender(&of(Some(person(3))), person(3)).unwrap().person(), person(3));
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
        let mut there: BTreeMap<PersonId, Presence> = [(person(1), ill), (person(2), daily("12–20")), (person(3), daily("9–21"))].into();
        let now_with = |there: &BTreeMap<PersonId, Presence>, taken, now: &str| keeper(&of(taken), |one| there[&one].is_away(at(now)));
        assert_eq!(now_with(&there, None, "10:00"), person(2));
        assert_eq!(now_with(&there, Some(person(3)), "10:00"), person(3));
        assert_eq!(now_with(&there, None, "15:00"), person(1), "back, by itself");
        let asked = |there: &BTreeMap<PersonId, Presence>, now: &str| reachable(&of(None), there, at(now));
        assert_eq!(asked(&there, "10:00"), Reachable { person: person(2), from: Some(at("12:00")) }, "the third is nobody's while the deputy is there");
        assert_eq!(asked(&there, "15:00").person, person(1));
        there.insert(person(2), away(2, ("00:00", "20:00"), "12–20"));
        assert_eq!(asked(&there, "10:00"), Reachable { person: person(3), from: Some(at("10:00")) }, "whoever is there");
        assert_eq!(now_with(&there, None, "10:00"), person(1));
    }
}
