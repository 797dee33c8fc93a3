//! What the room says.

use crate::{AlongPhotoId, RequestId, WhyCall};
use journal::{Fact, Subject};
use people::PersonId;
use serde::{Deserialize, Serialize};
use values::Instant;

/// Somebody told us of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestMade {
    /// The request.
    pub request: RequestId,
    /// Code of what it is about; `None` where they only wrote to us.
    pub about: Option<String>,
    /// Why they are to be called; `None` where they told us of a task.
    #[serde(default)]
    pub why: Option<WhyCall>,
}

/// Somebody at the desk has it from now on, and answers by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestHanded {
    /// The request.
    pub request: RequestId,
    /// Who; `None` where nobody works at the desk yet.
    pub manager: Option<PersonId>,
    /// By when.
    pub due_at: Instant,
}

/// The first answer was given; after concepts of which none fits, the first to that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestAnswered {
    /// The request.
    pub request: RequestId,
    /// After the promised moment.
    pub late: bool,
}

/// The promised moment has come, and nobody has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerOverdue {
    /// The request.
    pub request: RequestId,
    /// Who has it.
    pub manager: Option<PersonId>,
}

/// A request was closed with what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestClosed {
    /// The request.
    pub request: RequestId,
}

/// A version of the brief was written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefKept {
    /// The request.
    pub request: RequestId,
    /// Which version.
    pub version: u32,
}

/// They said something more, kept word for word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordsHeard {
    /// The request.
    pub request: RequestId,
    /// The how manieth.
    pub nth: u32,
}

/// Concepts were sent, to choose one of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConceptsOffered {
    /// The request.
    pub request: RequestId,
    /// How many.
    pub concepts: u32,
    /// In which round.
    #[serde(default = "first_round")]
    pub round: u32,
}

const fn first_round() -> u32 {
    1
}

/// None of the concepts that were sent fits: others are thought of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConceptsDeclined {
    /// The request.
    pub request: RequestId,
    /// Of which round.
    pub round: u32,
    /// Whoever asked has said so; otherwise the desk, after a talk.
    pub by_asker: bool,
}

/// One of them was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConceptChosen {
    /// The request.
    pub request: RequestId,
    /// Which.
    pub nth: u32,
}

/// The day of a journey and who travels were written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JourneySet {
    /// The request.
    pub request: RequestId,
    /// The how manieth time.
    pub version: u32,
}

/// What went along on a journey by itself was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlongTold {
    /// The request.
    pub request: RequestId,
    /// So much of it did.
    pub kept: u32,
    /// Of so much that was to.
    pub asked: u32,
}

/// A photo shows what went along on a journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlongShown {
    /// The request.
    pub request: RequestId,
    /// The photo.
    pub photo: AlongPhotoId,
}

macro_rules! about_a_request {
    ($($fact:ty => $kind:literal),* $(,)?) => {$(
        impl Fact for $fact {
            const KIND: &'static str = $kind;
            fn subjects(&self) -> Vec<Subject> {
                vec![Subject::new("request", self.request)]
            }
        }
    )*};
}

about_a_request! {
    RequestMade => "concierge.request_made",
    RequestHanded => "concierge.request_handed",
    RequestAnswered => "concierge.request_answered",
    AnswerOverdue => "concierge.answer_overdue",
    RequestClosed => "concierge.request_closed",
    BriefKept => "concierge.brief_kept",
    WordsHeard => "concierge.words_heard",
    ConceptsOffered => "concierge.concepts_offered",
    ConceptsDeclined => "concierge.concepts_declined",
    ConceptChosen => "concierge.concept_chosen",
    JourneySet => "concierge.journey_set",
    AlongTold => "concierge.along_told",
    AlongShown => "concierge.along_shown",
}
