//! What the room says.

use crate::{CallId, MeetingId, Outcome, TaskId};
use concierge::RequestId;
use households::ClientId;
use journal::{Fact, Subject};
use people::PersonId;
use serde::{Deserialize, Serialize};
use values::Instant;

/// Somebody calls.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CallRang {
    /// The call.
    pub call: CallId,
    /// Whose phone it is.
    pub client: Option<ClientId>,
}

/// A person lifted the phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CallAnswered {
    /// The call.
    pub call: CallId,
    /// Whose phone it is.
    pub client: Option<ClientId>,
    /// Who, where the inner number is known.
    pub person: Option<PersonId>,
}

/// Nobody took a call.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CallMissed {
    /// The call.
    pub call: CallId,
    /// Whose phone it is.
    pub client: Option<ClientId>,
}

/// Somebody is to be called.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TaskMade {
    /// The task.
    pub task: TaskId,
    /// Who.
    pub client: Option<ClientId>,
    /// By when.
    pub due_at: Instant,
}

/// Nobody lifted the phone: it is tried again then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TaskPutOff {
    /// The task.
    pub task: TaskId,
    /// Who.
    pub client: Option<ClientId>,
    /// When.
    pub until: Instant,
}

/// The moment has come by which they were to be called, and nobody has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TaskOverdue {
    /// The task.
    pub task: TaskId,
    /// Who.
    pub client: Option<ClientId>,
}

/// A task came to its end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TaskEnded {
    /// The task.
    pub task: TaskId,
    /// Who.
    pub client: Option<ClientId>,
    /// What came of it.
    pub outcome: Outcome,
}

/// An appointment was made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MeetingSet {
    /// Which.
    pub meeting: MeetingId,
    /// With whom, where it is a client.
    pub client: Option<ClientId>,
    /// With whom, where it is somebody who asks.
    pub request: Option<RequestId>,
    /// Who of us.
    pub person: PersonId,
    /// When.
    pub at: Instant,
}

/// An appointment is a quarter of an hour away.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MeetingNear {
    /// Which.
    pub meeting: MeetingId,
    /// With whom, where it is a client.
    pub client: Option<ClientId>,
}

/// An appointment was called off.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MeetingOff {
    /// Which.
    pub meeting: MeetingId,
    /// With whom, where it is a client.
    pub client: Option<ClientId>,
}

macro_rules! facts {
    ($($fact:ident $kind:literal $field:ident $subject:literal),* $(,)?) => {$(
        impl Fact for $fact {
            const KIND: &'static str = $kind;
            fn subjects(&self) -> Vec<Subject> {
                let client = self.client.map(|client| Subject::new("client", client));
                std::iter::once(Subject::new($subject, self.$field)).chain(client).collect()
            }
        }
    )*};
}

facts!(
    CallRang "calls.call_rang" call "call",
    CallAnswered "calls.call_answered" call "call",
    CallMissed "calls.call_missed" call "call",
    TaskMade "calls.task_made" task "call_task",
    TaskPutOff "calls.task_put_off" task "call_task",
    TaskOverdue "calls.task_overdue" task "call_task",
    TaskEnded "calls.task_ended" task "call_task",
    MeetingSet "calls.meeting_set" meeting "meeting",
    MeetingNear "calls.meeting_near" meeting "meeting",
    MeetingOff "calls.meeting_off" meeting "meeting",
);
