//! Personal service: somebody tells their task, somebody with a name answers in time, understands it, and offers ways to choose from.
//!
//! **Promise.** What has no price on the screen is talked over first: whoever writes to us is answered by a person, who is named
//! at once, by a moment that is named at once.
//! **Keeps:** a request is given to whoever has whoever asks already: the client's own manager, else who has what was asked from that phone, who
//! stays with them when they become a client; else to whoever has the fewest. Whoever leaves the house has no open request left. The clock of the
//! first answer runs in the hours at the desk alone and stops on the answer alone; what was said stands word for word, beside the versions of what
//! was understood; nobody leaves the first
//! contact without two or three concepts, or one and the reason why no more: the database refuses it too; a choice is made once. Where none of them
//! fits, whoever asked says so in their own words, is answered by the same clock, and others are thought of by the same rule; what was sent never
//! changes, and any of it can be chosen until one is.
//! Who wrote, how to reach them, what they wrote and all that was written of it lie sealed under a key of the request's own,
//! destroyed a month after it was closed, and until then found by their words. Of a client it stays as long as the client does, and is destroyed with them.
//! The day of a journey and who travels are kept with its request; what children need in the car is worked out from them each time, and kept nowhere.
//! What comes of a proposal of ours knows it, is for its day, and its words are ours; no ways to choose from are owed for it.
//! What the desk takes down from a stranger's words, a talk on the site or a call is one request of each.
//! Whom no time suited, or who lives outside of our area, leaves a phone: that is a request too, to be called. Left again for the same
//! reason, it is the same one: what was said first stands, what was said again below it, and the clock of the first runs on.
//! A client reads what they have asked for; nobody else's.
//! **Never:** names a price that binds, or takes a request about something that the house does not do.
//! **Publishes** `requests(subject)`. **Says** [`RequestMade`], [`RequestHanded`], [`RequestAnswered`], [`AnswerOverdue`], [`WordsHeard`], [`BriefKept`],
//! [`ConceptsOffered`], [`ConceptsDeclined`], [`ConceptChosen`], [`JourneySet`], [`AlongTold`], [`AlongShown`], [`RequestClosed`]. **Joins** `ClientWelcomed`, `StrangerGiven`,
//! `ClientErased`, `LeftHouse`.

mod brief;
mod calls;
mod chooser;
mod clock;
mod concepts;
mod facts;
mod hand;
mod journey;
mod migrations;
mod playbooks;
mod request;
mod service;
mod store;
mod went;
mod words;

pub use brief::{Brief, Guess, KeptBrief, RawBrief, Source, Utterance, Verdict};
pub use calls::{Call, RawCaller, WhyCall};
pub use chooser::{Choice, Chooser, Chosen, Fit, Question, chooser};
pub use clock::{Desk, Standing};
pub use concepts::{Concept, ConceptBody, Decline, ENOUGH_CONCEPTS, Leaving, MOST_CONCEPTS, Pace, RawConcept, Took, amount, leave, paces};
pub use facts::{
    AlongShown, AlongTold, AnswerOverdue, BriefKept, ConceptChosen, ConceptsDeclined, ConceptsOffered, JourneySet, RequestAnswered, RequestClosed,
    RequestHanded, RequestMade, WordsHeard,
};
pub use hand::{Hand, takes};
pub use journey::{Guest, GuestId, KeptJourney, Party, RawGuest, RawJourney, journey_on};
pub use playbooks::{Outline, Playbook, Playbooks, playbooks};
pub use request::{Agreed, Asker, Bare, Closing, RawRequest, Request, RequestId, Stage, Way};
pub use service::answering::{
    Promised, answer, answered_at, due_at, have_now, holders, next_at_desk, overdue, promised, stalled, standing, standing_of, thinking,
};
pub use service::briefs::{hear, keep_brief, settle_guess};
pub use service::concepts::{
    Offered, about, asked_by, asker, called, choose, decline, drop_concept, offer, offered, offered_in, pace, propose_more, put_concept,
};
pub use service::journey::{goes_along, is_journey, journey, set_journey};
pub use service::origins::{Origin, Proposed, agreed_within, take_down, taken_down};
pub use service::went::{
    HEAVIEST_PHOTO, RawStay, RawWent, along_photo, along_photo_of, along_photos, decline_along, restore_along, show_along, tell_along, went_along,
};
pub use service::whose::{client_of, first_and_newest, requests_of};
pub use service::{
    ANSWER_REQUEST, CLOSE_REQUEST, File, LEAVE_PHONE, MAKE_REQUEST, Queue, RequestError, all_requests, askers, close_request, closed_requests, file,
    find_requests, leave_phone, make_request, names_by_request, open_of, open_requests, queue, request, requests_of_phone,
};
pub use went::{AlongPhotoId, Evidence, Tally, Went, doing, left_home, tally, to_go};

use access::{Act, Grant};
use messaging::Class;

/// Who takes a request, and by when they answer.
pub const TAKEN: Class = Class::urgent("concierge.taken");
/// Concepts to choose one of.
pub const CONCEPTS: Class = Class::urgent("concierge.concepts").followed();

/// Writing down what was said and understood.
pub const KEEP_BRIEF: Act = Act { name: "concierge.keep_brief", grants: &[Grant::Desk] };
/// Thinking concepts through, and sending them.
pub const OFFER_CONCEPTS: Act = Act { name: "concierge.offer_concepts", grants: &[Grant::Desk] };
/// Choosing one, or saying that none fits: whoever has the link that the house marked.
pub const CHOOSE_CONCEPT: Act = Act { name: "concierge.choose_concept", grants: &[Grant::Anyone] };

/// Reading what a client has asked for. Whoever acts for them does not: what somebody asks a manager for is said to the manager.
pub const SEE_REQUESTS: Act = Act { name: "concierge.see_requests", grants: &[Grant::TheClient, Grant::Desk] };
/// Telling what went along on a journey.
pub const KEEP_ALONG: Act = Act { name: "concierge.keep_along", grants: &[Grant::Desk] };
/// Taking a request down from what somebody said whom nobody knows.
pub const TAKE_DOWN: Act = Act { name: "concierge.take_down", grants: &[Grant::Desk] };

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("concierge")
        .migrations(migrations::all())
        .acts(&[MAKE_REQUEST, LEAVE_PHONE, ANSWER_REQUEST, CLOSE_REQUEST, SEE_REQUESTS, KEEP_BRIEF, OFFER_CONCEPTS, CHOOSE_CONCEPT, KEEP_ALONG, TAKE_DOWN])
        .section(chooser::section)
        .joins(service::whose::on_welcomed)
        .joins(service::whose::on_given)
        .joins(service::whose::on_erased)
        .joins(service::answering::on_left)
        .addresses(service::answering::addresses())
        .job(|app, job: service::TakeCallsOver| async move { service::take_calls_over(&app, job).await })
        .job(service::answering::watch)
        .job(service::whose::forget)
        .job(service::journey::forget_guests)
        .job(|app, job: service::whose::BindEarlier| async move { service::whose::bind_earlier(&app, job).await })
        .words(TAKEN, words::taken)
        .words_version(CONCEPTS, words::concepts)
        .verify(|reader| async move { store::verify(&reader).await })
}
