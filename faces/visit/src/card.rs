//! What the page of one visit shows, in words.

use crate::words::FactView;
use askama::Template;
use pages::{DayTimes, Head, KeptLine};

/// A value that can be chosen.
pub(crate) struct Choice {
    pub value: String,
    pub words: String,
}

/// One of those who come.
pub(crate) struct MemberView {
    pub id: String,
    pub name: String,
    /// Up to when they are cleared, or that they are not.
    pub cleared: String,
    pub is_cleared: bool,
    /// Where they are marked ill: with the visits that they would lose, before the press.
    pub ill: String,
}

/// One who cannot come.
pub(crate) struct OtherView {
    pub name: String,
    pub why: String,
}

/// The people of the visit.
pub(crate) struct CrewView {
    /// Who comes, who came, or who would have come.
    pub title: String,
    pub members: Vec<MemberView>,
    /// How many are yet to be found; empty when nobody.
    pub missing: String,
    /// Who could come, the best first.
    pub free: Vec<Choice>,
    pub others: Vec<OtherView>,
}

/// An hour that is not offered.
pub(crate) struct HourView {
    pub span: String,
    pub why: String,
}

/// Moving and calling off.
pub(crate) struct AmendView {
    /// In kopecks, for the buttons.
    pub change_kopecks: i64,
    pub change: String,
    pub cancel_kopecks: i64,
    pub cancel: String,
    /// The house is the cause: nothing is owed.
    pub by_house: bool,
    pub policy: Vec<String>,
    pub days: Vec<DayTimes>,
    /// The hours that are not offered on the day that is asked about.
    pub refused: Vec<HourView>,
    pub refused_day: String,
    /// Days that can be asked about.
    pub ask_days: Vec<Choice>,
}

/// A message about the visit.
pub(crate) struct MessageView {
    pub title: String,
    pub words: String,
}

/// A note.
pub(crate) struct NoteView {
    pub text: String,
    pub by: String,
}

/// A room of the checklist.
pub(crate) struct RoomView {
    pub name: String,
    pub words: String,
}

#[derive(Template)]
#[template(path = "visit.html")]
pub(crate) struct VisitPage {
    pub head: Head,
    pub id: String,
    pub client: String,
    /// The client's own card; empty after erasure.
    pub client_href: String,
    pub phone: String,
    pub phone_href: String,
    pub state: String,
    pub when: String,
    pub day_href: String,
    pub notice: String,
    pub fault: String,
    pub rows: Vec<(String, String)>,
    /// Its invoice, and where a change is proposed: address, words.
    pub money: Vec<(String, String)>,
    pub crew: CrewView,
    /// It can still be amended.
    pub ahead: bool,
    pub can_confirm: bool,
    /// It is over: what the client says of it is written down.
    pub is_done: bool,
    pub amend: Option<AmendView>,
    /// What the household's memory asks; of a visit that has begun with whether it was kept and what shows it.
    pub asked: Vec<KeptLine>,
    /// So many of so many were kept; empty while the visit is not done.
    pub remembered: String,
    pub progress: String,
    pub rooms: Vec<RoomView>,
    pub messages: Vec<MessageView>,
    pub notes: Vec<NoteView>,
    pub note: String,
    pub note_fault: String,
    pub facts: Vec<FactView>,
}
