//! What the room says.

use crate::{EntryId, Place, SiteTalkId, StrangerAnswerId, StrangerId};
use households::ClientId;
use journal::{Fact, Subject};
use people::PersonId;
use scheduling::LeaveId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A client has written to us.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WordCame {
    /// Who.
    pub client: ClientId,
    /// What.
    pub entry: EntryId,
    /// By which way.
    pub place: Place,
}

/// A client was written to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WordSent {
    /// Who.
    pub client: ClientId,
    /// What.
    pub entry: EntryId,
}

/// Something was kept that the client does not see: a note, a call, a meeting.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NoteKept {
    /// About whom.
    pub client: ClientId,
    /// What.
    pub entry: EntryId,
}

/// What somebody wrote whom nobody knew was given to a client.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StrangerGiven {
    /// To whom.
    pub client: ClientId,
    /// The words, or the talk on the site.
    pub stranger: Uuid,
    /// Who found that out.
    pub by: PersonId,
}

/// A person answered somebody whom nobody knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StrangerAnswered {
    /// Which words of theirs: the last ones.
    pub stranger: StrangerId,
    /// What.
    pub answer: StrangerAnswerId,
    /// Who.
    pub by: PersonId,
}

/// A client has a manager and a deputy.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ManagerGiven {
    /// Who.
    pub client: ClientId,
    /// The manager.
    pub manager: PersonId,
    /// Who answers when the manager does not.
    pub deputy: Option<PersonId>,
}

/// Somebody else writes to a client for now; or, where it is nobody, the manager does again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TalkTaken {
    /// To whom.
    pub client: ClientId,
    /// Who.
    pub by: Option<PersonId>,
}

/// Nobody waits in a conversation any more, or not before a moment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TalkSettled {
    /// Whose.
    pub client: ClientId,
    /// It was put off, not ended.
    pub is_put_off: bool,
}

/// Somebody said when they answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HoursSet {
    /// Who.
    pub person: PersonId,
}

/// Somebody who is away has left what whoever stands in has to know.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandoverNoted {
    /// Who.
    pub person: PersonId,
    /// Of which absence.
    pub leave: LeaveId,
}

macro_rules! of_client {
    ($($fact:ident $kind:literal),*) => {$(
        impl Fact for $fact {
            const KIND: &'static str = $kind;
            fn subjects(&self) -> Vec<Subject> {
                vec![Subject::new("client", self.client)]
            }
        }
    )*};
}

of_client!(
    WordCame "conversations.word_came",
    WordSent "conversations.word_sent",
    NoteKept "conversations.note_kept",
    StrangerGiven "conversations.stranger_given",
    ManagerGiven "conversations.manager_given",
    TalkTaken "conversations.talk_taken",
    TalkSettled "conversations.talk_settled"
);

impl Fact for StrangerAnswered {
    const KIND: &'static str = "conversations.stranger_answered";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("stranger", self.stranger)]
    }
}

impl Fact for HoursSet {
    const KIND: &'static str = "conversations.hours_set";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("person", self.person)]
    }
}

impl Fact for HandoverNoted {
    const KIND: &'static str = "conversations.handover_noted";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("person", self.person)]
    }
}

/// A visitor of the site wrote.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SiteWordCame {
    /// In which talk.
    pub talk: SiteTalkId,
}

/// A visitor of the site was answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SiteAnswered {
    /// In which talk.
    pub talk: SiteTalkId,
    /// By whom.
    pub person: PersonId,
}

/// A talk with a visitor of the site was closed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SiteTalkClosed {
    /// Which.
    pub talk: SiteTalkId,
}

macro_rules! of_site_talk {
    ($($fact:ident $kind:literal),*) => {$(
        impl Fact for $fact {
            const KIND: &'static str = $kind;
            fn subjects(&self) -> Vec<Subject> {
                vec![Subject::new("site_talk", self.talk)]
            }
        }
    )*};
}

of_site_talk!(SiteWordCame "conversations.site_word_came", SiteAnswered "conversations.site_answered", SiteTalkClosed "conversations.site_talk_closed");
