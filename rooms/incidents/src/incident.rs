//! An incident: of which kind, about what, how far it has come; and who may say a word of it.

use crate::impact::Late;
use crate::playbooks::Way;
use households::ClientId;
use notices::Why;
use projects::{PlanId, TaskId};
use serde::{Deserialize, Serialize};
use values::Instant;
use visits::VisitId;

values::typed_id!(
    /// An incident; also the subject of the owner's reason.
    IncidentId
);

/// What does not go as agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A flight, or a train, comes later.
    FlightDelayed,
    /// A supplier does not come.
    SupplierOut,
    /// A task takes longer.
    TaskLate,
    /// One of us is ill.
    Illness,
    /// One of us may not go: a check is no longer in force.
    Lapse,
    /// We cannot be there in time.
    Lateness,
    /// The house has to be there at another time.
    HouseMoves,
}

impl Kind {
    /// All of them: those about a task first, then those about a visit.
    pub const ALL: [Self; 7] = [Self::FlightDelayed, Self::SupplierOut, Self::TaskLate, Self::Illness, Self::Lapse, Self::Lateness, Self::HouseMoves];
    /// The name in storage, in texts and in the house book.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FlightDelayed => "flight_delayed",
            Self::SupplierOut => "supplier_out",
            Self::TaskLate => "task_late",
            Self::Illness => "illness",
            Self::Lapse => "lapse",
            Self::Lateness => "lateness",
            Self::HouseMoves => "house_moves",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
    /// Why a visit is not as agreed; `None` for what is about a task.
    pub const fn why(self) -> Option<Why> {
        match self {
            Self::Illness => Some(Why::Illness),
            Self::Lapse => Some(Why::Lapse),
            Self::Lateness => Some(Why::Lateness),
            Self::HouseMoves => Some(Why::House),
            Self::FlightDelayed | Self::SupplierOut | Self::TaskLate => None,
        }
    }
    /// Does it come with minutes?
    pub const fn has_minutes(self) -> bool {
        matches!(self, Self::FlightDelayed | Self::TaskLate)
    }
    /// So many minutes later: work goes on by day alone, a flight or a time that was named is when it is.
    pub const fn late(self, minutes: i64) -> Late {
        if matches!(self, Self::TaskLate) { Late::ByDay(minutes) } else { Late::AnyHour(minutes) }
    }
}

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A task of a plan, and by how many minutes it is later.
    Task {
        /// The plan.
        plan: PlanId,
        /// The task.
        task: TaskId,
        /// Minutes.
        minutes: i64,
    },
    /// A visit.
    Visit(VisitId),
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A way out is to be found.
    Open,
    /// One was chosen, and suppliers are asked whether they go along.
    Asking,
    /// One is arranged.
    Arranged,
    /// It fitted into the time that there was: nobody is told by itself.
    Absorbed,
    /// It is none any more.
    Closed,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Open, Self::Asking, Self::Arranged, Self::Absorbed, Self::Closed];
    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Asking => "asking",
            Self::Arranged => "arranged",
            Self::Absorbed => "absorbed",
            Self::Closed => "closed",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// An incident as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Its id.
    pub id: IncidentId,
    /// Of which kind.
    pub kind: Kind,
    /// What it is about.
    pub about: About,
    /// Whose; `None` where the plan has no client yet.
    pub client: Option<ClientId>,
    /// How far it has come.
    pub state: State,
    /// The way out that was chosen last.
    pub way: Option<Way>,
    /// The visit that stands in the place of the one that was called off.
    pub instead: Option<VisitId>,
    /// How often a way out was tried.
    pub round: u32,
    /// Since when.
    pub opened_at: Instant,
    /// When a way out was arranged.
    pub arranged_at: Option<Instant>,
    /// When the owner allowed a word without one.
    pub overridden_at: Option<Instant>,
    /// When the first word was queued.
    pub told_at: Option<Instant>,
    /// When the first word with its way out was: the one before may have gone by the owner's leave.
    pub solved_told_at: Option<Instant>,
}

impl Incident {
    /// A way out is arranged, and its client has not been told of it.
    pub fn is_untold(&self) -> bool {
        self.state == State::Arranged && self.solved_told_at.is_none() && self.client.is_some()
    }
}

/// What of an incident waits for somebody of us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Due {
    /// A way out is to be found, or suppliers have yet to go along.
    WayOut,
    /// One is arranged, and its client has not been told.
    Word,
    /// A call was put on the list of the desk, and nobody has made it.
    Call,
}

impl Due {
    /// All of them, the most pressing first.
    pub const ALL: [Self; 3] = [Self::WayOut, Self::Word, Self::Call];
}

/// How many wait for the same, and since when the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Waits {
    /// For what.
    pub due: Due,
    /// So many, counted up to a hundred.
    pub n: u32,
    /// When the first of them was opened.
    pub since: Instant,
}

/// How a client hears of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// A message.
    Message,
    /// A call from the desk.
    Call,
}

impl Word {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Message, Self::Call];
    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Call => "call",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.name() == name)
    }
}

/// A word that was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// How.
    pub word: Word,
    /// With its way out; otherwise by the owner's leave.
    pub solved: bool,
    /// When it was written down.
    pub queued_at: Instant,
    /// When it was done: a call was made, a message was queued with its way out.
    pub done_at: Option<Instant>,
    /// When a channel, or a person, has handed a message over.
    pub gone_at: Option<Instant>,
    /// When it was seen that a message has not reached its client: it came back, or was no longer true.
    pub lost_at: Option<Instant>,
}

impl Said {
    /// The client has it, as far as anybody can tell.
    pub const fn is_known(&self) -> bool {
        match self.word {
            Word::Message => self.gone_at.is_some(),
            Word::Call => self.done_at.is_some(),
        }
    }
}

/// Proof that a word may be queued: a way out is arranged, or the owner took it upon themselves. Only [`may_tell`] makes one.
#[derive(Debug)]
pub struct Arranged {
    incident: IncidentId,
    client: Option<ClientId>,
    solved: bool,
}

impl Arranged {
    /// It goes with its way out; otherwise the owner allowed it without one, and another word is due once there is one.
    pub fn is_solved(&self) -> bool {
        self.solved
    }
    /// Which incident.
    pub fn incident(&self) -> IncidentId {
        self.incident
    }
    /// Who hears of it.
    pub fn client(&self) -> Option<ClientId> {
        self.client
    }
}

/// Why no word may be queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoWord {
    /// There is no way out yet.
    #[error("no way out is arranged")]
    NoSolution,
    /// There is nothing to tell: it was absorbed, or is none.
    #[error("there is nothing to tell")]
    Nothing,
}

/// The moment of truth: a word goes with its way out, or not at all; only the owner may decide otherwise.
pub fn may_tell(incident: &Incident) -> Result<Arranged, NoWord> {
    match incident.state {
        State::Absorbed | State::Closed => Err(NoWord::Nothing),
        State::Arranged => Ok(Arranged { incident: incident.id, client: incident.client, solved: true }),
        State::Open | State::Asking if incident.overridden_at.is_some() => Ok(Arranged { incident: incident.id, client: incident.client, solved: false }),
        State::Open | State::Asking => Err(NoWord::NoSolution),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn no_word_without_a_way_out_unless_the_owner_says_so() {
        for state in State::ALL {
            for overridden in [None, Some(Instant::from_micros(1))] {
                let incident = Incident {
                    id: Uuid::from_u128(1).into(),
                    kind: Kind::Illness,
                    about: About::Visit(Uuid::from_u128(2).into()),
                    client: None,
                    state,
                    way: None,
                    instead: None,
                    round: 1,
                    opened_at: Instant::from_micros(0),
                    arranged_at: None,
                    overridden_at: overridden,
                    told_at: None,
                    solved_told_at: None,
                };
                let may = state == State::Arranged || (matches!(state, State::Open | State::Asking) && overridden.is_some());
                assert_eq!(may_tell(&incident).is_ok(), may, "{state:?} {overridden:?}");
            }
        }
    }

    #[test]
    fn what_is_about_a_visit_has_a_reason_that_its_client_is_told() {
        assert_eq!(Kind::ALL.into_iter().filter(|kind| kind.why().is_some()).count(), 4);
        assert!(Kind::ALL.into_iter().all(|kind| Kind::parse(kind.name()) == Some(kind) && !(kind.has_minutes() && kind.why().is_some())));
    }
}
