//! Whose a conversation is: who may write to the client, and who answers at a moment.

use crate::hours::Hours;
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

/// Who answers first, from this moment on: whoever took over, the manager, the deputy; of two who begin together the one named first.
pub fn reachable(of: &Conversation, hours: impl Fn(PersonId) -> Hours, now: Instant) -> Reachable {
    let all = [of.taken_by, Some(of.manager), of.deputy].into_iter().flatten();
    let first = all.map(|person| Reachable { person, from: hours(person).next(now) });
    first.min_by_key(|reach| reach.from.unwrap_or(Instant::from_micros(i64::MAX))).unwrap_or(Reachable { person: of.manager, from: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

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

    #[test]
    fn the_deputy_answers_where_the_manager_is_not_there() {
        let day = |text: &str| Hours::read("Europe/Moscow", &std::array::from_fn(|_| text.to_owned())).unwrap();
        let hours = |who: PersonId| if who == person(1) { day("9–13") } else { day("12–20") };
        let at = |text: &str| format!("2026-03-02T{text}:00+03:00").parse::<Instant>().unwrap();
        let asked = |now: &str| reachable(&of(None), hours, at(now));
        assert_eq!(asked("12:30"), Reachable { person: person(1), from: Some(at("12:30")) });
        assert_eq!(asked("15:00"), Reachable { person: person(2), from: Some(at("15:00")) });
        assert_eq!(asked("08:00"), Reachable { person: person(1), from: Some(at("09:00")) });
        let off = reachable(&of(None), |_| day(""), at("12:00"));
        assert_eq!(off, Reachable { person: person(1), from: None });
    }
}
