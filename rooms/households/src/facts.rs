//! What this room records.
use crate::service::contact::Check;
use crate::{ClientId, DeclinedId, Doing, HomeId, MemberId, MemoryId, ProposalId};
use housebook::Pin;
use journal::{Fact, Subject};
use messaging::{Channel, Why};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Somebody became a client.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClientWelcomed {
    /// Who.
    pub client: ClientId,
}

impl Fact for ClientWelcomed {
    const KIND: &'static str = "households.client_welcomed";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// Something is remembered about a household.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemoryKept {
    /// Which.
    pub memory: MemoryId,
    /// Whose.
    pub client: ClientId,
    /// About which home; `None`: about all.
    pub home: Option<HomeId>,
}

impl Fact for MemoryKept {
    const KIND: &'static str = "households.memory_kept";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// Something that a household wrote may be worth remembering; a person says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemoryProposed {
    /// Which.
    pub proposal: ProposalId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for MemoryProposed {
    const KIND: &'static str = "households.memory_proposed";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A person said that what was found is not to be remembered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProposalDeclined {
    /// Which.
    pub proposal: ProposalId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for ProposalDeclined {
    const KIND: &'static str = "households.proposal_declined";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A memory holds no longer: somebody took it back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemoryWithdrawn {
    /// Which.
    pub memory: MemoryId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for MemoryWithdrawn {
    const KIND: &'static str = "households.memory_withdrawn";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// Of two memories that disagreed somebody said which one holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemorySettled {
    /// The one that holds.
    pub holds: MemoryId,
    /// The one that does not any more.
    pub gives_way: MemoryId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for MemorySettled {
    const KIND: &'static str = "households.memory_settled";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// The way to a home's door was told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DoorsTold {
    /// Which home.
    pub home: HomeId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for DoorsTold {
    const KIND: &'static str = "households.doors_told";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A client is called by another name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClientRenamed {
    /// Who.
    pub client: ClientId,
}

impl Fact for ClientRenamed {
    const KIND: &'static str = "households.client_renamed";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// Somebody of a household is addressed otherwise.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CallingSet {
    /// Whose household it is.
    pub client: ClientId,
    /// Who, where it is not the client.
    pub member: Option<MemberId>,
}

impl Fact for CallingSet {
    const KIND: &'static str = "households.calling_set";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A client lives by another clock.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ZoneSet {
    /// Who.
    pub client: ClientId,
}

impl Fact for ZoneSet {
    const KIND: &'static str = "households.zone_set";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A client has one more home with us.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HomeAdded {
    /// Which.
    pub home: HomeId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for HomeAdded {
    const KIND: &'static str = "households.home_added";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// Somebody of a household may act for the client.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemberInvited {
    /// Who.
    pub member: MemberId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for MemberInvited {
    const KIND: &'static str = "households.member_invited";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// Somebody of a household was given other rights.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemberRightsSet {
    /// Who.
    pub member: MemberId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for MemberRightsSet {
    const KIND: &'static str = "households.member_rights_set";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// Somebody of a household acts for the client no longer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemberLeft {
    /// Who.
    pub member: MemberId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for MemberLeft {
    const KIND: &'static str = "households.member_left";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A client consented to a purpose.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConsentGiven {
    /// Whose.
    pub client: ClientId,
    /// For what.
    pub purpose: String,
    /// The text that was agreed to.
    pub text: Pin,
}

impl Fact for ConsentGiven {
    const KIND: &'static str = "households.consent_given";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A client withdrew a consent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConsentWithdrawn {
    /// Whose.
    pub client: ClientId,
    /// For what.
    pub purpose: String,
}

impl Fact for ConsentWithdrawn {
    const KIND: &'static str = "households.consent_withdrawn";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A client has another phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PhoneChanged {
    /// Whose.
    pub client: ClientId,
    /// How a manager made sure; `None`: proved by a code.
    pub check: Option<Check>,
}

impl Fact for PhoneChanged {
    const KIND: &'static str = "households.phone_changed";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A client has an e-mail, or another one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EmailSet {
    /// Whose.
    pub client: ClientId,
}

impl Fact for EmailSet {
    const KIND: &'static str = "households.email_set";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A client left for good. Who joins and still has something to do for them refuses with [`crate::STILL_BUSY`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClientErased {
    /// Who.
    pub client: ClientId,
}

impl Fact for ClientErased {
    const KIND: &'static str = "households.client_erased";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A client is written to by this channel first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChannelJoined {
    /// Whose.
    pub client: ClientId,
    /// Which.
    pub channel: Channel,
}

impl Fact for ChannelJoined {
    const KIND: &'static str = "households.channel_joined";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A client is not written to by this channel any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChannelLeft {
    /// Whose.
    pub client: ClientId,
    /// Which.
    pub channel: Channel,
    /// Why.
    pub why: Why,
}

/// A client is told by phone before all else, or is not any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PhonePreferred {
    /// Whose.
    pub client: ClientId,
    /// From now on, or not any more.
    pub is_first: bool,
}

impl Fact for PhonePreferred {
    const KIND: &'static str = "households.phone_preferred";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

impl Fact for ChannelLeft {
    const KIND: &'static str = "households.channel_left";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// The household does not want done what the house does by itself, once or for ever. The reason lies with them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DefaultDeclined {
    /// What was said.
    pub declined: DeclinedId,
    /// Whose.
    pub client: ClientId,
    /// What is not done.
    pub doing: Doing,
    /// At which visit, on which journey; `None`: at none any more.
    pub occasion: Option<Uuid>,
}

impl Fact for DefaultDeclined {
    const KIND: &'static str = "households.default_declined";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// It is done again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DefaultRestored {
    /// What was taken back.
    pub declined: DeclinedId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for DefaultRestored {
    const KIND: &'static str = "households.default_restored";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}
