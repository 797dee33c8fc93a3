//! What a phone out of reach says of a visit, and how the words of several phones become one state.
//!
//! Each act is an event with an id and a moment of its own. Steps go forward only, whoever takes them; of the words on one
//! field (an item, an instruction, a photo of one thing) the latest spoken counts, not the latest sent. A word that comes
//! before the one it builds on waits for it; one that can never count is set aside with its reason. So the order in which
//! batches arrive, and how often, changes nothing, and no word is lost.

use crate::instructions::{Instructions, Kept};
use crate::notes::{note_text, remark_text};
use crate::photos::{MOST_PHOTOS, Moment, Shown};
use crate::progress::{Answer, Progress};
use crate::visit::{ETA_MINUTES, EnRoute, Plan, State, Visit, WAIT_MINUTES, earliest};
use crate::{UploadId, VisitId};
use households::MemoryId;
use jiff::SignedDuration;
use people::PersonId;
use std::collections::{BTreeMap, BTreeSet};
use values::Instant;
use values::unseen::is_unseen;

values::typed_id!(
    /// Something that was done on a phone; the phone makes the id, so that it can be told again.
    EventId
);

/// When a word was spoken: of two at one moment the id decides, for everybody alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stamp {
    pub(crate) at: Instant,
    pub(crate) event: EventId,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// The crew sets off and is there in so many minutes.
    SetOff(i64),
    /// On the way, and there in so many minutes after all.
    Late(i64),
    /// Work begins.
    Start,
    /// Nobody opened.
    LockedOut,
    /// Work is done.
    Done,
    /// An item is answered, or the answer taken back.
    Answer(String, Option<Answer>),
    /// An instruction was kept or not, or the word is taken back.
    Kept(MemoryId, Option<Kept>),
    /// A word beside an instruction: how it was kept, or why it could not be; or the word before it is taken back.
    Remark(MemoryId, Option<String>),
    /// A note for the desk.
    Note(String),
    /// Something was broken, or found broken.
    Damage(String),
    /// A photo, its bytes sent apart.
    Photo(UploadId, Shown, Moment),
    /// What cannot be read: kept as it came.
    Unreadable(String),
}

/// Letters of a field's name, and of a value, at most.
const LONGEST_NAME: usize = 120;

impl Word {
    /// Kind, field and value, on the wire and in storage. The text of a note is apart: it lies sealed.
    pub fn parts(&self) -> (&'static str, String, String) {
        let name = String::new;
        match self {
            Self::SetOff(minutes) => ("set_off", name(), minutes.to_string()),
            Self::Late(minutes) => ("late", name(), minutes.to_string()),
            Self::Start => ("start", name(), name()),
            Self::LockedOut => ("locked_out", name(), name()),
            Self::Done => ("done", name(), name()),
            Self::Answer(item, answer) => ("answer", item.clone(), answer.map(|answer| answer.name().to_owned()).unwrap_or_default()),
            Self::Kept(memory, kept) => ("kept", memory.to_string(), kept.map(|kept| kept.name().to_owned()).unwrap_or_default()),
            Self::Remark(memory, _) => ("remark", memory.to_string(), name()),
            Self::Note(_) => ("note", name(), name()),
            Self::Damage(_) => ("damage", name(), name()),
            Self::Photo(upload, shown, moment) => {
                let (what, code) = shown.parts();
                ("photo", format!("{what}:{code}"), format!("{}:{upload}", moment.name()))
            }
            Self::Unreadable(_) => ("unreadable", name(), name()),
        }
    }

    /// From its parts; `None` where they make no sense.
    pub fn of(kind: &str, field: &str, value: &str, text: &str) -> Option<Self> {
        if [field, value].into_iter().any(|name| name.chars().count() > LONGEST_NAME || name.chars().any(is_unseen)) {
            return None;
        }
        let minutes = || value.parse().ok().filter(|minutes| ETA_MINUTES.contains(minutes));
        // An empty value takes the word back; any other must be one that there is.
        let said = |known: bool| (value.is_empty() || known).then_some(());
        match kind {
            "set_off" => minutes().map(Self::SetOff),
            "late" => minutes().map(Self::Late),
            "start" => Some(Self::Start),
            "locked_out" => Some(Self::LockedOut),
            "done" => Some(Self::Done),
            "answer" => said(Answer::parse(value).is_some()).map(|()| Self::Answer(field.to_owned(), Answer::parse(value))),
            "kept" => said(Kept::parse(value).is_some()).and_then(|()| Some(Self::Kept(field.parse().ok()?, Kept::parse(value)))),
            "remark" => Some(Self::Remark(field.parse().ok()?, remark_text(text).ok()?)),
            "note" => note_text(text).ok().map(Self::Note),
            "damage" => note_text(text).ok().map(Self::Damage),
            "photo" => {
                let (what, code) = field.split_once(':')?;
                let (moment, upload) = value.split_once(':')?;
                Some(Self::Photo(upload.parse().ok()?, Shown::of(what, code)?, Moment::parse(moment)?))
            }
            "unreadable" => Some(Self::Unreadable(text.to_owned())),
            _ => None,
        }
    }

    /// It moves the visit on, rather than saying something of it.
    pub const fn is_step(&self) -> bool {
        matches!(self, Self::SetOff(_) | Self::Late(_) | Self::Start | Self::LockedOut | Self::Done)
    }

    /// What people wrote in it.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Remark(_, text) => text.as_deref(),
            Self::Note(text) | Self::Damage(text) | Self::Unreadable(text) => Some(text),
            _ => None,
        }
    }

    /// The field of which the latest word counts; `None` for what adds up or goes forward.
    pub(crate) fn field(&self) -> Option<String> {
        match self {
            Self::SetOff(_) | Self::Late(_) => Some("eta".to_owned()),
            Self::Answer(item, _) => Some(item_field(item)),
            Self::Kept(memory, _) => Some(memory_field(*memory)),
            Self::Remark(memory, _) => Some(remark_field(*memory)),
            Self::Photo(_, shown, moment) => Some(photo_field(shown, *moment)),
            _ => None,
        }
    }
}

/// The field of an item's answer.
pub(crate) fn item_field(item: &str) -> String {
    format!("item:{item}")
}

/// The field of an instruction.
pub(crate) fn memory_field(memory: MemoryId) -> String {
    format!("memory:{memory}")
}

/// The field of a word beside an instruction.
pub(crate) fn remark_field(memory: MemoryId) -> String {
    format!("remark:{memory}")
}

/// The field of a photo.
pub(crate) fn photo_field(shown: &Shown, moment: Moment) -> String {
    let (what, code) = shown.parts();
    format!("photo:{what}:{code}:{}", moment.name())
}

/// An event as a phone tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Made by the phone.
    pub id: EventId,
    /// Who did it.
    pub person: PersonId,
    /// At which visit.
    pub visit: VisitId,
    /// The visit's version as the phone knew it.
    pub version: i64,
    /// The phone's own count.
    pub order: i64,
    /// The phone's moment.
    pub said_at: Instant,
    /// The moment that counts: the phone's, within what can be.
    pub at: Instant,
    /// What was done.
    pub word: Word,
}

impl Event {
    pub(crate) const fn stamp(&self) -> Stamp {
        Stamp { at: self.at, event: self.id }
    }
    /// Puts the phone's moment within what can be: nothing was done after it was heard, nor before its visit could begin. The
    /// ids of one phone grow with its count, so its own order stands.
    pub(crate) fn heard(mut self, plan: &Plan, now: Instant) -> Self {
        self.at = self.said_at.max(earliest(plan)).min(now);
        self
    }
}

/// Why a word can never count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It cannot be read.
    Unreadable,
    /// There is no such visit.
    NoSuchVisit,
    /// Somebody else goes to the visit now.
    Reassigned,
    /// The visit was called off, left out, or ended before a closed door.
    Over,
    /// The visit was done before.
    AfterDone,
    /// The person was not cleared then.
    NotCleared,
    /// Nobody sets off so early.
    TooEarly,
    /// They did not wait long enough before the door.
    DoorWait,
    /// There is nothing of this name on the list.
    NoSuchItem,
    /// The household wants nobody in this room then.
    RoomShut,
    /// The household asks nothing of the kind any more.
    NoSuchInstruction,
    /// The photo cannot be opened.
    Broken,
    /// There are enough photos.
    TooMany,
}

impl Why {
    const ALL: [Self; 13] = [
        Self::Unreadable,
        Self::NoSuchVisit,
        Self::Reassigned,
        Self::Over,
        Self::AfterDone,
        Self::NotCleared,
        Self::TooEarly,
        Self::DoorWait,
        Self::NoSuchItem,
        Self::RoomShut,
        Self::NoSuchInstruction,
        Self::Broken,
        Self::TooMany,
    ];

    /// The name on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NoSuchVisit => "no-such-visit",
            Self::Reassigned => "reassigned",
            Self::Over => "over",
            Self::AfterDone => "after-done",
            Self::NotCleared => "not-cleared",
            Self::TooEarly => "too-early",
            Self::DoorWait => "door-wait",
            Self::NoSuchItem => "no-such-item",
            Self::RoomShut => "room-shut",
            Self::NoSuchInstruction => "no-such-instruction",
            Self::Broken => "broken",
            Self::TooMany => "too-many",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.name() == name)
    }
}

/// What becomes of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It changes the visit.
    Counts,
    /// A later word on the same stands already; this one is kept.
    Overtaken,
    /// What it builds on has not arrived.
    Waits,
    /// It can never count.
    Aside(Why),
}

/// A visit as far as phones can change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) state: State,
    pub(crate) finished_at: Option<Instant>,
    pub(crate) starts: Instant,
    /// The list: item and room.
    pub(crate) items: Vec<(String, String)>,
    pub(crate) asked: Instructions,
    pub(crate) answers: BTreeMap<String, Answer>,
    /// Photos there are.
    pub(crate) photos: BTreeSet<(Shown, Moment)>,
    /// The last word on each field.
    pub(crate) words: BTreeMap<String, Stamp>,
}

impl Standing {
    pub(crate) fn step(&mut self, visit: &Visit) {
        self.state = visit.state();
        self.finished_at = visit.finished_at();
    }

    pub(crate) fn progress(&self) -> Progress {
        Progress::new(self.items.iter().map(|(id, _)| id.clone()).collect(), self.answers.clone())
    }

    /// What becomes of this word, as the visit stands.
    pub(crate) fn judge(&self, event: &Event) -> Fate {
        let (ahead, over) = (matches!(self.state, State::Planned | State::Confirmed), Fate::Aside(Why::Over));
        match (&event.word, self.state) {
            (Word::Unreadable(_), _) => Fate::Aside(Why::Unreadable),
            (Word::Note(_) | Word::Damage(_), _) => Fate::Counts,
            (_, State::Cancelled | State::Skipped) => over,
            (Word::SetOff(_), _) if !ahead => Fate::Overtaken,
            (Word::SetOff(_), _) if event.at < self.starts - SignedDuration::from_mins(crate::EARLIEST_MINUTES) => Fate::Aside(Why::TooEarly),
            (Word::SetOff(_), _) => Fate::Counts,
            (_, _) if ahead => Fate::Waits,
            (Word::Late(_), State::EnRoute) => self.latest(event),
            (Word::Late(_), _) | (Word::LockedOut, State::LockedOut) | (Word::Start, State::InProgress | State::Done) | (Word::Done, State::Done) => {
                Fate::Overtaken
            }
            (Word::LockedOut, State::EnRoute) if event.at < self.starts + SignedDuration::from_mins(WAIT_MINUTES) => Fate::Aside(Why::DoorWait),
            (Word::Start | Word::LockedOut, State::EnRoute) => Fate::Counts,
            (Word::Done, State::InProgress) if self.progress().left() == 0 => Fate::Counts,
            (Word::Done, State::InProgress | State::EnRoute) => Fate::Waits,
            (Word::Start | Word::LockedOut | Word::Done, _) => over,
            (Word::Answer(..) | Word::Kept(..) | Word::Remark(..) | Word::Photo(..), state) => match state {
                State::EnRoute => Fate::Waits,
                State::InProgress => self.at_work(event),
                State::Done if self.finished_at.is_some_and(|end| event.at <= end) && !takes_back(&event.word) => self.at_work(event),
                State::Done => Fate::Aside(Why::AfterDone),
                _ => over,
            },
        }
    }

    fn at_work(&self, event: &Event) -> Fate {
        match &event.word {
            Word::Answer(item, _) if !self.items.iter().any(|(id, _)| id == item) => return Fate::Aside(Why::NoSuchItem),
            Word::Answer(item, Some(Answer::Done)) if self.asked.shut(item, event.at).is_some() => return Fate::Aside(Why::RoomShut),
            Word::Kept(memory, _) | Word::Remark(memory, _) if !self.asked.asks(*memory) => return Fate::Aside(Why::NoSuchInstruction),
            Word::Photo(_, shown, moment) => {
                let listed = match shown {
                    Shown::Item(item) => self.items.iter().any(|(id, _)| id == item),
                    Shown::Room(code) => self.items.iter().any(|(_, room)| room == code),
                    Shown::Memory(memory) if !self.asked.asks(*memory) => return Fate::Aside(Why::NoSuchInstruction),
                    Shown::Memory(_) => shown.has(*moment),
                };
                if !listed {
                    return Fate::Aside(Why::NoSuchItem);
                }
                if *moment == Moment::After && shown.is_paired() && !self.photos.contains(&(shown.clone(), Moment::Before)) {
                    return Fate::Waits;
                }
                if self.photos.len() >= MOST_PHOTOS && !self.photos.contains(&(shown.clone(), *moment)) {
                    return Fate::Aside(Why::TooMany);
                }
            }
            _ => {}
        }
        self.latest(event)
    }

    /// Of the words on one field the latest counts.
    fn latest(&self, event: &Event) -> Fate {
        let known = event.word.field().and_then(|field| self.words.get(&field).copied());
        if known.is_none_or(|known| known < event.stamp()) { Fate::Counts } else { Fate::Overtaken }
    }

    /// The word counts: this is what stands now. Steps are told by [`Standing::step`].
    pub(crate) fn hear(&mut self, event: &Event) {
        if let Some(field) = event.word.field() {
            self.words.insert(field, event.stamp());
        }
        match &event.word {
            Word::Answer(item, Some(answer)) => {
                self.answers.insert(item.clone(), *answer);
            }
            Word::Answer(item, None) => {
                self.answers.remove(item);
            }
            Word::Photo(_, shown, moment) => {
                self.photos.insert((shown.clone(), *moment));
            }
            _ => {}
        }
    }
}

/// Nothing is taken back of what the client was told: the visit is done.
const fn takes_back(word: &Word) -> bool {
    matches!(word, Word::Answer(_, None) | Word::Kept(_, None) | Word::Remark(_, None))
}

/// The way as it was set out on, for a moment that cannot lie before it.
pub(crate) fn since(way: &EnRoute, at: Instant) -> Instant {
    at.max(way.since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn at(minute: i64) -> Instant {
        Instant::from_micros(1_772_000_000_000_000 + minute * 60_000_000)
    }

    fn standing() -> Standing {
        let items = (0..4).map(|n| (format!("hall.{n}"), "hall".to_owned())).collect();
        Standing {
            state: State::Confirmed,
            finished_at: None,
            starts: at(0),
            items,
            asked: Instructions::default(),
            answers: BTreeMap::new(),
            photos: BTreeSet::new(),
            words: BTreeMap::new(),
        }
    }

    fn event(n: u128, minute: i64, word: Word) -> Event {
        let id = Uuid::from_u128(n);
        let (person, visit) = (Uuid::from_u128(n % 2).into(), Uuid::nil().into());
        Event { id: id.into(), person, visit, version: 1, order: 0, said_at: at(minute), at: at(minute), word }
    }

    /// What the phones have said so far, and what waits.
    struct House {
        standing: Standing,
        known: BTreeSet<EventId>,
        waiting: Vec<Event>,
        kept: BTreeSet<EventId>,
    }

    impl House {
        fn new() -> Self {
            Self { standing: standing(), known: BTreeSet::new(), waiting: Vec::new(), kept: BTreeSet::new() }
        }
        fn hears(&mut self, batch: &[Event]) {
            self.waiting.extend(batch.iter().filter(|event| self.known.insert(event.id)).cloned());
            self.waiting.sort_by_key(Event::stamp);
            loop {
                let (before, mut rest) = (self.waiting.len(), Vec::new());
                for event in std::mem::take(&mut self.waiting) {
                    match self.standing.judge(&event) {
                        Fate::Waits => {
                            rest.push(event);
                            continue;
                        }
                        Fate::Counts => self.takes(&event),
                        Fate::Overtaken | Fate::Aside(_) => {}
                    }
                    self.kept.insert(event.id);
                }
                self.waiting = rest;
                if self.waiting.len() == before {
                    return;
                }
            }
        }
        fn takes(&mut self, event: &Event) {
            self.standing.hear(event);
            match event.word {
                Word::SetOff(_) => self.standing.state = State::EnRoute,
                Word::Start => self.standing.state = State::InProgress,
                Word::Done => (self.standing.state, self.standing.finished_at) = (State::Done, Some(event.at)),
                _ => {}
            }
        }
    }

    fn words() -> impl Strategy<Value = Word> {
        let answer = prop_oneof![Just(None), Just(Some(Answer::Done)), Just(Some(Answer::Absent))];
        let moment = prop_oneof![Just(Moment::Before), Just(Moment::After)];
        prop_oneof![
            8 => (0..5_usize, answer).prop_map(|(n, answer)| Word::Answer(format!("hall.{n}"), answer)),
            2 => (0..3_usize, moment).prop_map(|(n, moment)| Word::Photo(Uuid::nil().into(), Shown::Item(format!("hall.{n}")), moment)),
            1 => Just(Word::Note("Лампа не горит".to_owned())),
            1 => (0..3_u128, any::<bool>()).prop_map(|(n, says)| Word::Remark(Uuid::from_u128(n).into(), says.then(|| "Дверь закрыта".to_owned()))),
            1 => (0..3_u128).prop_map(|n| Word::Photo(Uuid::nil().into(), Shown::Memory(Uuid::from_u128(n).into()), Moment::After)),
        ]
    }

    proptest! {
        #[test]
        fn any_order_and_repetition_of_batches_gives_the_same_state_and_loses_nothing(
            words in prop::collection::vec((1..200_i64, words()), 1..24),
            cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..8),
            turn in any::<prop::sample::Index>(),
        ) {
            let mut all = vec![event(1, -30, Word::SetOff(20)), event(2, -29, Word::SetOff(25)), event(3, 0, Word::Start), event(4, 1, Word::Start)];
            all.extend((5..).zip(words).map(|(n, (minute, word))| event(n, minute, word)));
            let mut once = House::new();
            once.hears(&all);
            let mut twice = House::new();
            // Backwards, in pieces that overlap, from somewhere in the middle on, and at last all of it.
            for (one, other) in cuts {
                let (one, other) = (one.index(all.len()), other.index(all.len()));
                twice.hears(&all[one.min(other)..one.max(other)]);
            }
            let turn = turn.index(all.len());
            all.rotate_left(turn);
            for event in all.iter().rev() {
                twice.hears(std::slice::from_ref(event));
            }
            twice.hears(&all);
            prop_assert_eq!(&once.standing.answers, &twice.standing.answers);
            prop_assert_eq!(&once.standing.photos, &twice.standing.photos);
            prop_assert_eq!(once.standing.state, twice.standing.state);
            for house in [&once, &twice] {
                prop_assert_eq!(house.kept.len() + house.waiting.len(), all.len(), "nothing is lost");
            }
            prop_assert_eq!(&once.waiting, &twice.waiting);
        }

        #[test]
        fn what_was_done_before_the_end_counts_whenever_it_arrives(late in 0..4_usize, after in 1..60_i64) {
            let mut all = vec![event(1, -30, Word::SetOff(20)), event(2, 0, Word::Start)];
            all.extend((0..4).map(|n| event(10 + n, 5, Word::Answer(format!("hall.{n}"), Some(Answer::Done)))));
            all.push(event(20, 60, Word::Done));
            // The other phone's word from before the end, its photo, and what it said after the end.
            let other = event(30, 30, Word::Answer(format!("hall.{late}"), Some(Answer::Absent)));
            let photo = event(31, 59, Word::Photo(Uuid::nil().into(), Shown::Room("hall".to_owned()), Moment::Before));
            let gone = event(32, 60 + after, Word::Answer(format!("hall.{late}"), None));
            let mut house = House::new();
            house.hears(&all);
            prop_assert_eq!(house.standing.state, State::Done);
            prop_assert_eq!(house.standing.judge(&gone), Fate::Aside(Why::AfterDone));
            house.hears(&[other, photo, gone]);
            prop_assert_eq!(house.standing.answers.get(&format!("hall.{late}")), Some(&Answer::Absent));
            prop_assert_eq!(house.standing.photos.len(), 1);
            prop_assert_eq!(house.standing.progress().left(), 0);
        }

        #[test]
        fn a_word_survives_its_way(word in words()) {
            let (kind, field, value) = word.parts();
            prop_assert_eq!(Word::of(kind, &field, &value, word.text().unwrap_or_default()), Some(word));
        }
    }

    #[test]
    fn what_makes_no_sense_is_no_word() {
        for (kind, field, value) in [
            ("answer", "hall.0", "perhaps"),
            ("set_off", "", "0"),
            ("late", "", "x"),
            ("kept", "no id", "yes"),
            ("photo", "hall", "before:x"),
            ("remark", "no id", ""),
            ("fly", "", ""),
        ] {
            assert_eq!(Word::of(kind, field, value, ""), None, "{kind}");
        }
        assert_eq!(Word::of("note", "", "", "  "), None);
        assert!(Why::ALL.into_iter().all(|why| Why::parse(why.name()) == Some(why)));
    }

    #[test]
    fn a_clock_that_jumps_a_day_moves_nothing_out_of_the_visit() {
        let plan = crate::tests::bare_plan(values::Span { start: at(0), end: at(180) });
        let ahead = event(1, 24 * 60, Word::Start).heard(&plan, at(10));
        assert_eq!(ahead.at, at(10));
        let behind = event(1, -24 * 60, Word::Start).heard(&plan, at(10));
        assert_eq!(behind.at, earliest(&plan));
    }
}
