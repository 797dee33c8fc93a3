//! Who a client is: name, phone, homes, how to reach them.
//!
//! **Promise 5.** Confidential by default: a client's data is shown under a permit only, and the look is recorded.
//! **Promise 10.** You never repeat yourself: one client per phone or e-mail, one home per address; what was told is remembered with its
//! source and day, and what disagrees is shown, never overwritten.
//! **Keeps:** personal text lies sealed under the client's key; a phone is found by its keyed hash.
//! **Never:** knows a visit, a price or an order.
//! **Publishes** `clients(subject)`, `homes(id)`. **Says** `ClientWelcomed`, `MemoryKept`, `MemoryWithdrawn`,
//! `MemorySettled`, `MemoryProposed`, `ProposalDeclined`, `CallingSet`, `DoorsTold`, `ChannelJoined`, `ChannelLeft`,
//! `PhonePreferred`, `DefaultDeclined`, `DefaultRestored`. **Joins** `ChannelClosed`.

mod address;
mod calling;
mod channels;
mod consents;
mod contact;
mod declined;
mod doors;
mod email;
mod facts;
pub mod line;
mod memory;
mod migrations;
mod people;
mod proposals;
mod rules;
mod said;
mod search;
mod seat;
mod service;
mod store;
mod suggest;
mod weight;
mod zone;

pub use address::{Address, House};
pub use calling::{CASE_FIELDS, Calling, RawCalling, Register, Sex};
pub use channels::Way;
pub use consents::{Consent, Consents, Purpose, consents};
pub use contact::{Contact, RawContact, RawHome};
pub use declined::{Declined, DeclinedId, Doing, Unwanted, declined};
pub use doors::{Doors, RawDoors};
pub use email::{Email, NotAnEmail};
pub use facts::{
    CallingSet, ChannelJoined, ChannelLeft, ClientErased, ClientRenamed, ClientWelcomed, ConsentGiven, ConsentWithdrawn, DefaultDeclined, DefaultRestored,
    DoorsTold, EmailSet, HomeAdded, MemberInvited, MemberLeft, MemberRightsSet, MemoryKept, MemoryProposed, MemorySettled, MemoryWithdrawn, PhoneChanged,
    PhonePreferred, ProposalDeclined, ZoneSet,
};
pub use memory::{Author, Confidence, DateKind, Memory, MemoryId, MemoryKind, PetKind, RawMemory, Sensitivity, Size, Source, TasteOf, contradictions};
pub use people::{Kin, Member, MemberId, RawMember};
pub use proposals::{Origin, Proposal, ProposalId};
pub use rules::{Absent, Care, Closure, MemoryRules, RawSeason, Travel, absent_care, is_closed_on, memory_rules};
pub use seat::{Along, Asks, ByHeight, Group, Journey, Seat, Traveller, along, asks, children, seat, told_twice};
pub use service::channels::{
    BY_PHONE, KeepChannels, address_closed, channel_token, channels_of, client_at_email, clients_at, join_channel, leave_channel, prefer_channel, prefers_phone,
};
pub use service::consents::{
    KeepConsent, Leaving, consent, consented, consented_for, consents_of, give_consent, leaving, reader_of_advert, withdraw_by_link, withdraw_consent,
};
pub use service::contact::{
    ChangeContact, ChangeId, Check, ContactKind, ask_contact_change, change_phone_for_client, confirm_contact_change, rename, set_calling, set_zone,
};
pub use service::declined::{RawDecline, decline, decline_within, declined_of, restore, restore_within, unwanted_at_visits};
pub use service::erase::{EraseClient, STILL_BUSY, erase_client};
pub use service::homes::{AddHome, add_home_of, reveal_homes_of};
pub use service::memory::{
    Remember, absences, allergies, childhoods, keep_busy_room, knows_doors, looked_back, memory, memory_of, recall, remember, remember_within, reveal_doors,
    settle_memory, show_memory, show_past_memory, tell_doors, withdraw_memory,
};
pub use service::named::LastNames;
pub use service::people::{KeepPeople, invite, let_go, reveal_people, set_rights};
pub use service::proposals::{confirm_proposal, decline_proposal, proposals, propose, propose_from};
pub use service::reveal::{Card, HomeCard, Shown, is_on_first_name_terms, reveal, reveal_home, reveal_many, show, show_client};
pub use service::search::{FindClients, Found, find_clients, newest_clients};
pub use service::sign_in::{AskCode, Door, SignIn, ask_code, go_over, households_of, sign_in};
pub use service::{
    add_home, blind_email, blind_phone, client_by_door, client_by_phone, first_welcome, home_mark, household_of_phone, is_home_of_another, send_code,
    set_email, take_home, verify, welcome, zone_of,
};
pub use weight::Weight;
pub use zone::{HOME_ZONE, ZONES};

use access::{Act, Grant, Right};
use messaging::{Channel, Class};
use room::Room;

values::typed_id!(
    /// A client.
    ClientId
);
values::typed_id!(
    /// A client's home.
    HomeId
);

/// A one-time code; owned here, asked for by sign-in and by booking.
pub const CODE: Class = Class::code("households.code");

/// To see one's own card, or a client's at the desk.
pub const SEE_CLIENT: Act =
    Act { name: "households.see_client", grants: &[Grant::TheClient, Grant::Household(Right::Order), Grant::Household(Right::SeeVisits), Grant::Desk] };

/// To open one's own page: what is on it, each act decides.
pub const OWN_PAGE: Act = Act {
    name: "households.own_page",
    grants: &[
        Grant::TheClient,
        Grant::Household(Right::Order),
        Grant::Household(Right::SeeBills),
        Grant::Household(Right::SeeVisits),
        Grant::Household(Right::ManageMemory),
    ],
};

/// To read what the house has written to one.
pub const READ_MESSAGES: Act = Act { name: "households.read_messages", grants: &[Grant::TheClient] };

/// To add to what the house remembers of a household, to take it back, to tell the way to the door.
pub const KEEP_MEMORY: Act = Act { name: "households.keep_memory", grants: &[Grant::TheClient, Grant::Household(Right::ManageMemory), Grant::Desk] };

/// To find a client among all.
pub const FIND_CLIENTS: Act = Act { name: "households.find_clients", grants: &[Grant::Desk] };

/// To add a home.
pub const KEEP_HOMES: Act = Act { name: "households.keep_homes", grants: &[Grant::TheClient, Grant::Household(Right::Order), Grant::Desk] };

/// To let people of the household act for the client, and to let them go.
pub const KEEP_PEOPLE: Act = Act { name: "households.keep_people", grants: &[Grant::TheClient, Grant::Desk] };

/// To give and to withdraw consents.
pub const KEEP_CONSENT: Act = Act { name: "households.keep_consent", grants: &[Grant::TheClient, Grant::Desk] };

/// To change one's own name, phone, e-mail; a manager writes the name down.
pub const CHANGE_CONTACT: Act = Act { name: "households.change_contact", grants: &[Grant::TheClient, Grant::Desk] };

/// To change a client's phone without a code, after a check.
pub const CHANGE_PHONE_FOR_CLIENT: Act = Act { name: "households.change_phone_for_client", grants: &[Grant::Desk] };

/// To erase a client for good.
pub const ERASE_CLIENT: Act = Act { name: "households.erase_client", grants: &[Grant::Owner] };

/// The notice to the old number that the phone was changed.
pub const PHONE_CHANGED: Class = Class::urgent("households.phone_changed");

/// The notice, by the channel that the client had before, that a messenger was joined: what the house writes can be read there from now on.
pub const TELEGRAM_JOINED: Class = Class::urgent("households.telegram_joined");
/// The same for MAX.
pub const MAX_JOINED: Class = Class::urgent("households.max_joined");

/// What the room hands to the house.
pub fn room() -> Room {
    Room::new("households")
        .migrations(migrations::all())
        .acts(&[
            SEE_CLIENT,
            READ_MESSAGES,
            KEEP_MEMORY,
            FIND_CLIENTS,
            KEEP_HOMES,
            KEEP_PEOPLE,
            KEEP_CONSENT,
            CHANGE_CONTACT,
            CHANGE_PHONE_FOR_CLIENT,
            ERASE_CLIENT,
        ])
        .section(consents::section)
        .section(rules::section)
        .job(service::search::mark)
        .job(service::search::file_marks)
        .joins(service::channels::on_channel_closed)
        .words(CODE, service::word_code)
        .words(PHONE_CHANGED, service::contact::word_phone_changed)
        .words(TELEGRAM_JOINED, |app, _, reader| service::channels::word_joined(app, reader, Channel::Telegram))
        .words(MAX_JOINED, |app, _, reader| service::channels::word_joined(app, reader, Channel::Max))
        .addresses(service::addresses())
        .verify(verify)
}
