//! Whoever calls is known before the phone is lifted, and whoever was not heard is called back.
//!
//! **Promise.** Thirty seconds: a call that nobody took is a task with a clock and a name, never a number in a list.
//! **Keeps:** a call is what all that the provider told adds up to, in whatever order it came and however often ([`Known`] joins, it never
//! overwrites); a call that was missed is one task for one number, which ends when somebody was spoken to later than it began; its clock
//! runs in the hours at the desk alone; a message to somebody who prefers the phone is a task with the words to say as they are now, and
//! none once they were read, said or are no longer true; an answered call stands in the client's conversation once, with who spoke. The
//! number lies sealed under a key of the call's own, destroyed a month after it with all by which it is found.
//! **Never:** records what was spoken, or calls by itself.
//! **Says** [`CallRang`], [`CallAnswered`], [`CallMissed`], [`TaskMade`], [`TaskPutOff`], [`TaskOverdue`], [`TaskEnded`], [`MeetingSet`],
//! [`MeetingNear`], [`MeetingOff`]. **Joins** `CallAsked`, `WordsHad`,
//! `PhonePreferred`, `ClientErased`, `LeftHouse`.

mod facts;
mod known;
mod lines;
mod meeting;
mod migrations;
mod origin;
mod service;
mod store;
mod task;
mod told;

pub use facts::{CallAnswered, CallMissed, CallRang, MeetingNear, MeetingOff, MeetingSet, TaskEnded, TaskMade, TaskOverdue, TaskPutOff};
pub use known::{Known, RINGS, Standing};
pub use lines::{Line, Lines, Mango, TelephonySettings};
pub use meeting::{Meeting, MeetingId, NEAR, RawMeeting, With};
pub use origin::{Origin, origin};
pub use service::hearing::hear;
pub use service::meetings::{call_off, meet, meetings_ahead, meetings_near};
pub use service::tasks::{count_tasks, let_go, open_task, open_tasks, overdue, settle};
pub use service::{CallError, call, calls_of, extensions, recent_calls, ringing, set_extension};
pub use task::{AGAIN, Ending, Outcome, Task, TaskId, Why};
pub use told::{CallId, Direction, Event, Provider, Told};

use access::{Act, Grant};
use values::{Instant, Phone};

/// Seeing who calls and called, calling back, and keeping what came of it.
pub const TAKE_CALLS: Act = Act { name: "calls.take_calls", grants: &[Grant::Desk] };
/// Appointments with clients and with those who ask.
pub const KEEP_MEETINGS: Act = Act { name: "calls.keep_meetings", grants: &[Grant::Desk] };

/// A call with whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its id; also the subject of its number.
    pub id: CallId,
    /// Who called whom.
    pub direction: Direction,
    /// The client whose phone it is; `None` of people whom nobody knows.
    pub client: Option<households::ClientId>,
    /// The number; `None` where it was hidden, or is forgotten.
    pub phone: Option<Phone>,
    /// The page of ours from which they called; empty where the provider does not tell.
    pub page: String,
    /// What is known of its course.
    pub known: Known,
}

impl Call {
    /// How it stands at a moment.
    pub fn standing(&self, now: Instant) -> Standing {
        self.known.standing(now)
    }
}

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("calls")
        .migrations(migrations::all())
        .acts(&[TAKE_CALLS, KEEP_MEETINGS])
        .joins(service::tasks::on_call_asked)
        .joins(service::tasks::on_words_had)
        .joins(service::tasks::on_phone_preferred)
        .joins(service::on_client_erased)
        .joins(service::on_left)
        .job(|app, job: service::hearing::WatchRing| async move { service::hearing::watch_ring(&app, job).await })
        .job(|app, job: service::hearing::KeepTalk| async move { service::hearing::keep_talk(&app, job).await })
        .job(|app, job: service::hearing::ForgetNumber| async move { service::hearing::forget_number(&app, job).await })
        .job(|app, job: service::tasks::WatchTask| async move { service::tasks::watch(&app, job).await })
        .job(|app, job: service::tasks::WatchWords| async move { service::tasks::watch_words(&app, job).await })
        .job(|app, job: service::meetings::WatchMeeting| async move { service::meetings::watch(&app, job).await })
        .verify(|reader| async move { store::verify(&reader).await })
}
