//! What calls and tasks look like in words, for every page that shows them.

use calls::{Task, origin};
use concierge::{Standing, standing_of};
use pages::{Field, Form, Here, Kind, Refused, T};
use values::{Phone, Problem};

/// How long somebody has waited to be called: in words, how much of the time is gone in hundredths, how it looks.
pub struct Clock {
    /// In words.
    pub words: String,
    /// `going`, `soon`, `late`, `none`.
    pub state: &'static str,
}

/// The clock of a task; of one that was tried already, when it is tried again.
pub fn clock_of(here: &Here, task: &Task) -> Result<Clock, Refused> {
    let (t, now) = (&here.t, here.app.now());
    if task.next_at > now {
        return Ok(Clock { words: t.with("calls-clock-again", "at", &t.moment(&task.next_at)), state: "none" });
    }
    let due = t.moment(&task.due_at);
    Ok(match standing_of(&here.app, task.made_at, task.due_at, now).map_err(|e| here.refuse(&e))? {
        Standing::Left { minutes, of } => Clock {
            words: t.say("calls-clock-left", &[("left", t.length(&minutes).into()), ("due", due.into())]),
            state: if minutes * 4 < of { "soon" } else { "going" },
        },
        Standing::Overdue(minutes) => Clock { words: t.say("calls-clock-late", &[("late", t.length(&minutes).into()), ("due", due.into())]), state: "late" },
        Standing::Answered { .. } | Standing::Unpromised => Clock { words: String::new(), state: "none" },
    })
}

/// What a number alone tells.
pub fn about_number(t: &T, phone: &Phone) -> String {
    let from = origin(phone);
    t.with(&format!("calls-origin-{}", from.name()), "code", from.code())
}

/// The field of an appointment's day and time.
pub fn meeting_field(here: &Here, form: &Form, problem: Option<&Problem>) -> Field {
    let mut field = Field::new(here, form, "at", Kind::Text, "off");
    field.label = here.t.get("calls-meeting-at");
    field.blame(here, problem)
}
