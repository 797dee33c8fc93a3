//! One manager for each client, and one conversation: everything said to each other in it, by whatever channel.
//!
//! **Promise.** Personal service: one manager who knows you, with a face, a name and hours; whoever steps in says so.
//! **Keeps:** one conversation for each client; what was said is never changed and lies sealed under the client's key; a word that a
//! channel brings twice is one entry, a mail is fetched with its place in the mailbox or not at all, and entries stand in the order in which they were said; only the manager, the deputy, who took
//! over with a note, or, where all of them are away, whoever is there can write to the client, by the rule [`sender`] and by a trigger; who writes has seen all that was said before.
//! What strangers wrote stands by their address, as the channel tells it, with one of us who was named for them at their first word; it is answered by
//! the way they wrote, and given to a client, by somebody of us alone, never by the house.
//! While a manager is away, as the plans know it, the deputy has their clients, then whoever is there, the owner last: the client sees their face, nobody new is
//! given to whoever is away, and what they left to know stands at the conversation. Whoever leaves the house has no clients left: in that very
//! transaction all whom they looked after have somebody else, and a trigger lets nobody be given to them. A public holiday of the house is worked as a Sunday.
//! A reply that is picked from the house book is filled in from what is known of the client, and sent by nobody but whoever has looked it over.
//! A visitor of the site is answered by a person: the clock of the thirty seconds is theirs, and no word but a person's stops it ([`waited_ms`]).
//! **Never:** tells a foreign channel what was said to a client, or decides anything about a visit.
//! **Says** [`WordCame`], [`WordSent`], [`NoteKept`], [`StrangerAnswered`], [`StrangerGiven`], [`ManagerGiven`], [`TalkTaken`], [`TalkSettled`], [`HoursSet`], [`HandoverNoted`]. **Hears** `ClientWelcomed`.
//! **Joins** `ClientErased`, `LeaveEnded`, `LeftHouse`.

mod balance;
mod entry;
mod facts;
mod find;
mod hours;
mod keeping;
mod migrations;
mod post;
mod presence;
mod replies;
mod service;
mod signature;
mod site;
mod store;
mod thirty;
mod words;

pub use balance::{Load, heirs, lightest};
pub use entry::{Entry, EntryId, EntryKind, NoStanding, Place, Standing, mentioned};
pub use facts::{HandoverNoted, HoursSet, ManagerGiven, NoteKept, StrangerAnswered, StrangerGiven, TalkSettled, TalkTaken, WordCame, WordSent};
pub use facts::{SiteAnswered, SiteTalkClosed, SiteWordCame};
pub use find::Sought;
pub use hours::{Days, Hours, Period};
pub use keeping::{Conversation, NotTheirs, Reachable, Sender, first_of, keeper, reachable, sender};
pub use post::{FoundBy, LARGEST_FILE, MOST_FILES, NotTaken};
pub use presence::{Presence, Soon, There};
pub use replies::{BadReply, Replies, Reply, VARIABLES, filled};
pub use service::TalkError;
pub use service::absence::{AwayFromDesk, answers_first, away_from_desk, change_note, keeper_of, set_away, there};
pub use service::answering::{Answering, StrangerAnswer, StrangerAnswerId, answer_stranger, way_to};
pub use service::enclosing::{enclosed, enclosed_file};
pub use service::finding::{FoundEntry, FoundSaid, find_said};
pub use service::hearing::{CallNote, Heard, Lying, hear, keep_call, write_to_manager};
pub use service::keeping::{
    Hand, begin, begin_for, begin_with, give_manager, is_said_by, manager_of, managers, may_write, named_for, set_hours, take_over, take_over_back,
};
pub use service::mail::{MailPlace, NotCollected, WholeMail, collect, follow_post, hear_mail, whole_mail};
pub use service::reading::{
    Asked, Handover, InsteadOf, ManagerCard, Row, Shelf, Talk, called, count_waiting, draft, entries, inbox, last_nth, latest_waiting, mark_read,
    mark_read_by_client, my_manager, others_at, portrait, talk,
};
pub use service::replying::{ReadyReply, fill_reply, replies_for};
pub use service::strangers::{
    Stranger, StrangerId, StrangerTalk, close_stranger, give_site_talk, give_stranger, manager_of_stranger, of_same_sender, seen_to, stranger, strangers,
    strangers_from, strangers_waiting,
};
pub use service::writing::{Said, Sending, keep_draft, keep_note, resolve, send, snooze, word_of};
pub use signature::{Signature, Ways, spoken_in, ways_in};
pub use store::Enclosed;

pub use service::site::{
    SiteSaid, WRITE_SITE, answer_on_site, close_site_talk, count_site_waiting, leave_reach, manager_of_visitor, my_site_file, my_site_talk, say_on_site,
    say_on_site_with, shown_on_site, site_answers_from, site_file, site_last, site_pace, site_talk, site_talks, site_waiting,
};
pub use site::{SiteFile, SiteTalk, SiteTalkId, SiteWord};
pub use thirty::{AnswerPace, GOLDEN_MS, Wait, answer_paces, waited_ms};

use access::{Act, Grant};
use messaging::Class;

/// To write to one's manager, and to read what was said.
pub const WRITE: Act = Act { name: "conversations.write", grants: &[Grant::TheClient] };
/// To read conversations at the desk, keep notes, and write to a client who is one's own.
pub const ANSWER: Act = Act { name: "conversations.answer", grants: &[Grant::Desk] };
/// To say when somebody answers, and to give a client another manager.
pub const KEEP_MANAGERS: Act = Act { name: "conversations.keep_managers", grants: &[Grant::Desk] };

/// What the manager writes to somebody who waits for it.
pub const REPLY: Class = Class::urgent("conversations.reply").by_person();
/// What the manager writes unasked: it can wait for the morning.
pub const WORD: Class = Class::calm("conversations.word").by_person();

/// What a person answers somebody whom nobody knows, in the channel in which they asked.
pub const STRANGER_ANSWER: Class = Class::urgent("conversations.stranger_answer").spoken();

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("conversations")
        .migrations(migrations::all())
        .section(replies::section)
        .acts(&[WRITE, ANSWER, KEEP_MANAGERS, WRITE_SITE])
        .hears("conversations.give_manager", |app, fact: households::ClientWelcomed| async move { service::keeping::on_welcomed(&app, fact).await })
        .joins(service::keeping::on_erased)
        .joins(service::absence::on_leave_ended)
        .joins(service::leaving::on_left)
        .job(|app, job: service::fetching::FetchFile| async move { service::fetching::fetch(&app, job).await })
        .job(|app, job: service::strangers::ForgetSender| async move { service::strangers::forget_sender(&app, job).await })
        .job(|app, job: service::absence::ForgetHandover| async move { service::absence::forget_handover(&app, job).await })
        .job(|app, job: service::keeping::GiveManagers| async move { service::keeping::give_managers(&app, job).await })
        .words(REPLY, words::word)
        .words(WORD, words::word)
        .words(STRANGER_ANSWER, service::answering::letter)
        .addresses(service::answering::addresses())
        .verify(|reader| async move { store::verify(&reader).await })
}
