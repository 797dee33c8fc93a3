//! What the house remembers about a household, so that nobody has to say it twice.
//!
//! A memory is a fact with its source and its day. What is told later does not overwrite what was told before:
//! two that disagree both stand, are shown side by side, and a person says which one holds.

use crate::line::{self, TEXT};
use crate::weight::Weight;
use crate::{ClientId, HomeId, MemberId};
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;
use values::{FieldFault, Instant};

values::typed_id!(
    /// A memory.
    MemoryId
);

/// Something that a household told us, or that we saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory {
    /// Its id.
    pub id: MemoryId,
    /// Whose.
    pub client: ClientId,
    /// About which home; `None`: about all of them.
    pub home: Option<HomeId>,
    /// What.
    pub kind: MemoryKind,
    /// When it was told, in house time.
    pub said_at: Instant,
    /// How we know.
    pub source: Source,
    /// Who wrote it down: `client:UUID`, `staff:UUID`, `house`.
    pub by: String,
}

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MemoryKind {
    /// Somebody at home cannot bear this: a scent or an allergen of the house's kit, by its code.
    Allergy {
        /// The code, `citrus`.
        to: String,
    },
    /// A room that nobody enters: always, on some days of the week, between two times of a day.
    ClosedRoom {
        /// A room of the checklist by its code, or `study`, `nursery`, `dressing` …
        room: String,
        /// Days of the week, from 1 for Monday; empty for all.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        days: Vec<i8>,
        /// From, up to; `None`: at all times.
        hours: Option<(Time, Time)>,
    },
    /// A room that nobody enters while the household's own calendar says so; which calendar, the room `calendars` knows.
    BusyRoom {
        /// A room of the checklist by its code, or `study`, `nursery`, `dressing` …
        room: String,
    },
    /// Hours in which nobody of ours is to be in the home: a child sleeps, somebody works.
    ClosedHome {
        /// Days of the week, from 1 for Monday; empty for all.
        days: Vec<i8>,
        /// From.
        from: Time,
        /// Up to.
        until: Time,
    },
    /// The owners are away.
    Away {
        /// The first day away; `None`: they are away already.
        from: Option<Date>,
        /// The day on which they are at home again.
        back: Date,
    },
    /// A child of the home.
    Child {
        /// The birthday.
        born: Date,
        /// The first name.
        name: String,
        /// How big, when somebody last measured: a seat in a car is chosen by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        size: Option<Size>,
    },
    /// An animal of the home.
    Pet {
        /// Which.
        pet: PetKind,
        /// Its name; may be empty.
        name: String,
    },
    /// A day of every year that matters here: a birthday, an anniversary.
    Date {
        /// The month.
        month: i8,
        /// The day of it.
        day: i8,
        /// Which.
        what: DateKind,
        /// Whose, or of what.
        name: String,
    },
    /// What they like best of something: peonies of all flowers.
    Taste {
        /// Of what.
        what: TasteOf,
        /// In words.
        text: String,
    },
    /// How to get in: the key at the concierge, the dog behind the door.
    Access {
        /// In words.
        text: String,
    },
    /// How they like it.
    Wish {
        /// In words.
        text: String,
    },
    /// Anything else.
    Note {
        /// In words.
        text: String,
    },
}

/// A day of every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateKind {
    /// Somebody was born.
    Birthday,
    /// Something began.
    Anniversary,
}

/// Of what somebody has a favourite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TasteOf {
    /// Flowers.
    Flowers,
    /// Coffee.
    Coffee,
    /// Tea.
    Tea,
    /// Wine.
    Wine,
    /// A cake.
    Cake,
    /// Groceries that are always there.
    Groceries,
}

/// An animal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PetKind {
    /// A cat.
    Cat,
    /// A dog.
    Dog,
    /// A bird.
    Bird,
    /// A hamster, a rabbit, a chinchilla.
    Rodent,
    /// Fish.
    Fish,
    /// Another.
    Other,
}

/// How we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Told on the own page.
    Portal,
    /// Told on the phone.
    Call,
    /// Told with a booking.
    Booking,
    /// Seen at a visit.
    Visit,
    /// Found in their own words, a message or an answer, and confirmed by a person.
    Message,
}

/// Who wrote a memory down, or confirmed what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The client.
    Client,
    /// Somebody who acts for the client.
    Member(MemberId),
    /// One of the staff.
    Staff(Uuid),
    /// The house itself.
    House,
}

/// How sure we are of a memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Somebody of ours saw it, and supposes that it is always so.
    Noted,
    /// Told to somebody of ours, who wrote it down.
    Heard,
    /// The household's own words.
    Told,
}

/// How close to the skin a memory is: whoever shows it to others thinks of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sensitivity {
    /// How they like it.
    Plain,
    /// Who lives there, and when nobody is at home.
    Private,
    /// Health, and the way in.
    Close,
}

/// A child's weight and height, as measured on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// The weight, in kilograms.
    pub kg: Weight,
    /// The height, in centimetres.
    pub cm: u8,
    /// Measured on.
    pub on: Date,
}

/// What two memories must agree on; those that share it and differ contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Topic<'a> {
    Room(Option<HomeId>, &'a str),
    Child(String),
    Pet(String),
    Access(Option<HomeId>),
    Away(Option<HomeId>),
    Date(DateKind, String),
    Taste(TasteOf),
}

impl MemoryKind {
    /// All kinds by name, in the order of a form.
    pub const NAMES: [&'static str; 11] = ["allergy", "closed_room", "closed_home", "away", "child", "pet", "date", "taste", "access", "wish", "note"];

    /// The name of the kind, in storage and for texts: a room is closed, by whatever clock.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Allergy { .. } => "allergy",
            Self::ClosedRoom { .. } | Self::BusyRoom { .. } => "closed_room",
            Self::ClosedHome { .. } => "closed_home",
            Self::Away { .. } => "away",
            Self::Child { .. } => "child",
            Self::Pet { .. } => "pet",
            Self::Date { .. } => "date",
            Self::Taste { .. } => "taste",
            Self::Access { .. } => "access",
            Self::Wish { .. } => "wish",
            Self::Note { .. } => "note",
        }
    }

    /// How close to the skin it is.
    pub const fn sensitivity(&self) -> Sensitivity {
        match self {
            Self::Allergy { .. } | Self::Access { .. } => Sensitivity::Close,
            Self::Child { .. } | Self::Away { .. } | Self::ClosedHome { .. } | Self::Date { .. } => Sensitivity::Private,
            Self::ClosedRoom { .. } | Self::BusyRoom { .. } | Self::Pet { .. } | Self::Taste { .. } | Self::Wish { .. } | Self::Note { .. } => {
                Sensitivity::Plain
            }
        }
    }
}

impl Sensitivity {
    /// The name for texts and programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Private => "private",
            Self::Close => "close",
        }
    }
}

impl Confidence {
    /// The name for texts and programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Noted => "noted",
            Self::Heard => "heard",
            Self::Told => "told",
        }
    }
}

impl DateKind {
    /// All, in the order of a form.
    pub const ALL: [Self; 2] = [Self::Birthday, Self::Anniversary];

    /// The name, in forms and for texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Birthday => "birthday",
            Self::Anniversary => "anniversary",
        }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl TasteOf {
    /// All, in the order of a form.
    pub const ALL: [Self; 6] = [Self::Flowers, Self::Coffee, Self::Tea, Self::Wine, Self::Cake, Self::Groceries];

    /// The name, in forms and for texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flowers => "flowers",
            Self::Coffee => "coffee",
            Self::Tea => "tea",
            Self::Wine => "wine",
            Self::Cake => "cake",
            Self::Groceries => "groceries",
        }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|of| of.name() == name)
    }
}

impl PetKind {
    /// All, in the order of a form.
    pub const ALL: [Self; 6] = [Self::Cat, Self::Dog, Self::Bird, Self::Rodent, Self::Fish, Self::Other];

    /// The name, in forms and for texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cat => "cat",
            Self::Dog => "dog",
            Self::Bird => "bird",
            Self::Rodent => "rodent",
            Self::Fish => "fish",
            Self::Other => "other",
        }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pet| pet.name() == name)
    }
}

impl Source {
    /// All.
    pub const ALL: [Self; 5] = [Self::Portal, Self::Call, Self::Booking, Self::Visit, Self::Message];

    /// The name in storage and for texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Call => "call",
            Self::Booking => "booking",
            Self::Visit => "visit",
            Self::Message => "message",
        }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}

impl Author {
    /// The name for texts and programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Member(_) => "member",
            Self::Staff(_) => "staff",
            Self::House => "house",
        }
    }
}

impl Memory {
    /// Who wrote it down.
    pub fn author(&self) -> Author {
        let id = |kind: &str| self.by.strip_prefix(kind).and_then(|id| id.parse::<Uuid>().ok());
        match (id("client:"), id("member:"), id("staff:")) {
            (Some(_), ..) => Author::Client,
            (_, Some(member), _) => Author::Member(member.into()),
            (.., Some(person)) => Author::Staff(person),
            _ => Author::House,
        }
    }

    /// Who wrote it down, where it was one of the staff.
    pub fn written_by(&self) -> Option<Uuid> {
        match self.author() {
            Author::Staff(person) => Some(person),
            Author::Client | Author::Member(_) | Author::House => None,
        }
    }

    /// How sure we are of it. What they wrote is theirs whoever confirms it; what they said is as somebody of ours heard it.
    pub fn confidence(&self) -> Confidence {
        match (self.source, self.author()) {
            (Source::Visit, _) => Confidence::Noted,
            (Source::Call, _) | (Source::Portal | Source::Booking, Author::Staff(_)) => Confidence::Heard,
            (Source::Message, _) | (Source::Portal | Source::Booking, Author::Client | Author::Member(_) | Author::House) => Confidence::Told,
        }
    }

    fn topic(&self) -> Option<Topic<'_>> {
        Some(match &self.kind {
            MemoryKind::ClosedRoom { room, .. } => Topic::Room(self.home, room),
            MemoryKind::Child { name, .. } => Topic::Child(lexicon::small(name)),
            MemoryKind::Pet { name, .. } if !name.is_empty() => Topic::Pet(name.to_lowercase()),
            MemoryKind::Access { .. } => Topic::Access(self.home),
            MemoryKind::Away { .. } => Topic::Away(self.home),
            MemoryKind::Date { what, name, .. } => Topic::Date(*what, name.to_lowercase()),
            MemoryKind::Taste { what, .. } => Topic::Taste(*what),
            // A calendar closes the room beside whatever else does.
            MemoryKind::Allergy { .. }
            | MemoryKind::BusyRoom { .. }
            | MemoryKind::ClosedHome { .. }
            | MemoryKind::Pet { .. }
            | MemoryKind::Wish { .. }
            | MemoryKind::Note { .. } => return None,
        })
    }

    /// From which day on the owners are away, and on which they are back: from the day on which it was told, where no other is named.
    pub fn away(&self) -> Option<(Date, Date)> {
        match self.kind {
            MemoryKind::Away { from, back } => Some((from.unwrap_or(self.said_at.day()), back)),
            _ => None,
        }
    }

    /// One room on two days of the week, two journeys one after the other: they speak of one thing and both hold.
    fn stands_beside(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (MemoryKind::ClosedRoom { days, .. }, MemoryKind::ClosedRoom { days: others, .. }) => {
                !days.is_empty() && !others.is_empty() && !days.iter().any(|day| others.contains(day))
            }
            _ => self.away().zip(other.away()).is_some_and(|((from, back), (other_from, other_back))| from >= other_back || other_from >= back),
        }
    }

    /// Do the two speak of one thing and say it differently?
    pub fn contradicts(&self, other: &Self) -> bool {
        let differs = self.id != other.id && self.kind != other.kind && !self.stands_beside(other);
        differs && self.topic().is_some_and(|topic| Some(topic) == other.topic())
    }

    /// Do the two speak of one thing, and does this one count while nobody has said which is right? Of the surest the newest does.
    pub(crate) fn outweighs(&self, other: &Self) -> bool {
        let weight = |one: &Self| (one.confidence(), one.said_at, one.id);
        self.topic().is_some_and(|topic| Some(topic) == other.topic()) && weight(self) > weight(other)
    }

    /// Is the same told again already said by it? What holds of all homes holds of each; a calendar stands where it was put. Of a household
    /// with `one_home` it is all the same whether the home is named.
    pub(crate) fn says(&self, home: Option<HomeId>, kind: &MemoryKind, one_home: bool) -> bool {
        let everywhere = self.home.is_none() && !matches!(kind, MemoryKind::BusyRoom { .. });
        self.kind == *kind && (self.home == home || everywhere || one_home)
    }
}

/// The pairs that contradict each other, the newer one first.
pub fn contradictions(memory: &[Memory]) -> Vec<(&Memory, &Memory)> {
    let newer = |a: &Memory, b: &Memory| (a.said_at, a.id) > (b.said_at, b.id);
    memory.iter().flat_map(|one| memory.iter().filter(move |other| newer(one, other) && one.contradicts(other)).map(move |other| (one, other))).collect()
}

/// A memory as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawMemory {
    /// One of [`MemoryKind::NAMES`].
    pub kind: String,
    /// For an allergy: the code.
    pub to: String,
    /// For a closed room: its code.
    pub room: String,
    /// For a closed room or home: days of the week, `1` for Monday; none for all.
    pub days: Vec<String>,
    /// For a closed room or home: from, `14:00`; for a room it may be empty with `until`.
    pub from: String,
    /// For a closed room or home: up to.
    pub until: String,
    /// Of those who are away: the first day, `2026-10-01`; empty: they are away already.
    pub since: String,
    /// The day on which they are at home again.
    pub back: String,
    /// For a child: the birthday, `2019-05-31`.
    pub born: String,
    /// For a day of every year: one of them, `2026-05-31`; the year does not count.
    pub on: String,
    /// For a day of every year: `birthday` or `anniversary`; for a taste: of what.
    pub what: String,
    /// For a child: the weight in kilograms; may be empty together with the height.
    pub kg: String,
    /// For a child: the height in centimetres.
    pub cm: String,
    /// For an animal: which.
    pub pet: String,
    /// The name of a child or an animal.
    pub name: String,
    /// For access, a wish, a note: the words.
    pub text: String,
}

impl RawMemory {
    /// Reads what the kind needs, telling every fault at once. `today` bounds a birthday.
    pub fn check(&self, today: Date) -> Result<MemoryKind, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let kind = match self.kind.as_str() {
            "allergy" => code(&mut faults, "to", &self.to).map(|to| MemoryKind::Allergy { to }),
            "closed_room" => {
                let room = code(&mut faults, "room", &self.room);
                let days = self.week(&mut faults);
                let hours = self.hours(&mut faults);
                room.map(|room| MemoryKind::ClosedRoom { room, days, hours })
            }
            "closed_home" => {
                let days = self.week(&mut faults);
                let hours = self.hours(&mut faults);
                if hours.is_none() && faults.is_empty() {
                    faults.extend(["from", "until"].map(|field| FieldFault::new(field, "missing")));
                }
                hours.map(|(from, until)| MemoryKind::ClosedHome { days, from, until })
            }
            "away" => self.away(&mut faults, today),
            "child" => {
                let name = line::required(&mut faults, "name", &self.name, line::NAME);
                let born = self.birthday(&mut faults, today);
                let size = self.size(&mut faults, today);
                born.map(|born| MemoryKind::Child { born, name, size })
            }
            "pet" => {
                let name = line::optional(&mut faults, "name", &self.name, line::NAME).unwrap_or_default();
                let pet = PetKind::parse(&self.pet);
                if pet.is_none() {
                    faults.push(FieldFault::new("pet", "missing"));
                }
                pet.map(|pet| MemoryKind::Pet { pet, name })
            }
            "date" => {
                let name = line::required(&mut faults, "name", &self.name, line::NAME);
                let what = known(&mut faults, DateKind::parse(&self.what));
                let on = self.on.trim().parse::<Date>().ok();
                if on.is_none() {
                    faults.push(FieldFault::new("on", if self.on.trim().is_empty() { "missing" } else { "not-a-day" }));
                }
                on.zip(what).map(|(on, what)| MemoryKind::Date { month: on.month(), day: on.day(), what, name })
            }
            "taste" => {
                let text = line::required(&mut faults, "text", &self.text, TASTE);
                known(&mut faults, TasteOf::parse(&self.what)).map(|what| MemoryKind::Taste { what, text })
            }
            "access" | "wish" | "note" => {
                let text = line::several(&mut faults, "text", &self.text, TEXT);
                Some(match self.kind.as_str() {
                    "access" => MemoryKind::Access { text },
                    "wish" => MemoryKind::Wish { text },
                    _ => MemoryKind::Note { text },
                })
            }
            _ => {
                faults.push(FieldFault::new("kind", "missing"));
                None
            }
        };
        match kind {
            Some(kind) if faults.is_empty() => Ok(kind),
            _ => Err(faults),
        }
    }

    fn hours(&self, faults: &mut Vec<FieldFault>) -> Option<(Time, Time)> {
        if self.from.trim().is_empty() && self.until.trim().is_empty() {
            return None;
        }
        let mut read = |field: &'static str, text: &str| {
            let time = text.trim().parse::<Time>().ok();
            if time.is_none() {
                faults.push(FieldFault::new(field, if text.trim().is_empty() { "missing" } else { "not-a-time" }));
            }
            time
        };
        let (from, until) = (read("from", &self.from), read("until", &self.until));
        let hours = from.zip(until);
        if hours.is_some_and(|(from, until)| until <= from) {
            faults.push(FieldFault::new("until", "before-from"));
        }
        hours
    }

    /// The days of the week, each once and in order; all seven are the same as none.
    fn week(&self, faults: &mut Vec<FieldFault>) -> Vec<i8> {
        let read: Vec<Option<i8>> = self.days.iter().map(|day| day.trim().parse().ok().filter(|day| (1..=7).contains(day))).collect();
        if read.iter().any(Option::is_none) {
            faults.push(FieldFault::new("day", "missing"));
        }
        let days: BTreeSet<i8> = read.into_iter().flatten().collect();
        if days.len() == 7 { Vec::new() } else { days.into_iter().collect() }
    }

    fn away(&self, faults: &mut Vec<FieldFault>, today: Date) -> Option<MemoryKind> {
        let mut day = |field: &'static str, text: &str| {
            let day = text.trim().parse::<Date>().ok();
            if day.is_none() {
                faults.push(FieldFault::new(field, if text.trim().is_empty() { "missing" } else { "not-a-day" }));
            }
            day
        };
        let from = if self.since.trim().is_empty() { None } else { day("since", &self.since) };
        let back = day("back", &self.back)?;
        if back <= from.unwrap_or(today) {
            faults.push(FieldFault::new("back", "before-from"));
        }
        Some(MemoryKind::Away { from, back })
    }

    /// Weight and height together or not at all: a seat is chosen by both.
    fn size(&self, faults: &mut Vec<FieldFault>, on: Date) -> Option<Size> {
        if self.kg.trim().is_empty() && self.cm.trim().is_empty() {
            return None;
        }
        let kg = Weight::parse(&self.kg).filter(|kg| (Weight::kg(2)..=Weight::kg(120)).contains(kg));
        let cm = self.cm.trim().parse::<u8>().ok().filter(|cm| (40..=210).contains(cm));
        for (field, text, is_read) in [("kg", &self.kg, kg.is_some()), ("cm", &self.cm, cm.is_some())] {
            if !is_read {
                faults.push(FieldFault::new(field, if text.trim().is_empty() { "missing" } else { "not-a-size" }));
            }
        }
        kg.zip(cm).map(|(kg, cm)| Size { kg, cm, on })
    }

    fn birthday(&self, faults: &mut Vec<FieldFault>, today: Date) -> Option<Date> {
        let born = self.born.trim().parse::<Date>().ok().filter(|born| *born <= today && born.year() > today.year() - 120);
        if born.is_none() {
            faults.push(FieldFault::new("born", if self.born.trim().is_empty() { "missing" } else { "not-a-birthday" }));
        }
        born
    }
}

/// A room that is closed by a calendar, by its code.
pub(crate) fn busy_room(room: &str) -> Result<MemoryKind, Vec<FieldFault>> {
    let mut faults = Vec::new();
    code(&mut faults, "room", room).map(|room| MemoryKind::BusyRoom { room }).ok_or(faults)
}

/// Letters of a favourite: it stands in the middle of a sentence.
const TASTE: usize = 120;

/// What was chosen from a list.
fn known<T>(faults: &mut Vec<FieldFault>, chosen: Option<T>) -> Option<T> {
    if chosen.is_none() {
        faults.push(FieldFault::new("what", "missing"));
    }
    chosen
}

/// A code of the house book: small Latin letters, digits, `_` and `-`.
fn code(faults: &mut Vec<FieldFault>, field: &'static str, value: &str) -> Option<String> {
    let value = value.trim();
    let fits = !value.is_empty() && value.len() <= 40 && value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c));
    if !fits {
        faults.push(FieldFault::new(field, "missing"));
    }
    fits.then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn memory(n: u128, home: Option<u128>, kind: MemoryKind) -> Memory {
        Memory {
            id: Uuid::from_u128(n).into(),
            client: Uuid::from_u128(1).into(),
            home: home.map(|n| Uuid::from_u128(n).into()),
            kind,
            said_at: Instant::from_micros(i64::try_from(n).unwrap()),
            source: Source::Call,
            by: "house".to_owned(),
        }
    }

    #[test]
    fn what_holds_of_all_homes_is_said_of_each_and_one_home_has_one_name() {
        let citrus = MemoryKind::Allergy { to: "citrus".to_owned() };
        let (here, there) = (Some(Uuid::from_u128(7).into()), Some(Uuid::from_u128(8).into()));
        let (all, one) = (memory(1, None, citrus.clone()), memory(2, Some(7), citrus.clone()));
        assert!(all.says(None, &citrus, false) && all.says(here, &citrus, false) && one.says(here, &citrus, false));
        assert!(!one.says(None, &citrus, false) && !one.says(there, &citrus, false), "of the other home nobody has told");
        assert!(one.says(None, &citrus, true), "there is no other home");
        let busy = MemoryKind::BusyRoom { room: "study".to_owned() };
        assert!(!memory(3, None, busy.clone()).says(here, &busy, false), "that home's calendar is another one");
        assert!(memory(3, Some(7), busy.clone()).says(None, &busy, true));
    }

    fn study(n: u128, home: u128, until: i8) -> Memory {
        memory(n, Some(home), MemoryKind::ClosedRoom { room: "study".to_owned(), days: vec![], hours: Some((time(14, 0, 0, 0), time(until, 30, 0, 0))) })
    }

    #[test]
    fn two_hours_for_one_room_are_shown_side_by_side_the_newer_first() {
        let told = [study(1, 7, 15), study(2, 7, 16), study(3, 8, 17), memory(4, None, MemoryKind::Allergy { to: "citrus".to_owned() })];
        let pairs: Vec<_> = contradictions(&told).into_iter().map(|(a, b)| (a.id, b.id)).collect();
        assert_eq!(pairs, [(told[1].id, told[0].id)], "another home's study is another room");
    }

    #[test]
    fn what_they_wrote_is_theirs_and_what_they_said_is_as_we_heard_it() {
        let told = |source, by: &str| Memory { source, by: by.to_owned(), ..memory(1, None, MemoryKind::Wish { text: "тихо".to_owned() }) };
        let (hers, ours) = (format!("client:{}", Uuid::from_u128(1)), format!("staff:{}", Uuid::from_u128(2)));
        assert_eq!(told(Source::Portal, &hers).confidence(), Confidence::Told);
        assert_eq!(told(Source::Message, &ours).confidence(), Confidence::Told, "whoever confirms it");
        assert_eq!(told(Source::Call, &ours).confidence(), Confidence::Heard);
        assert_eq!(told(Source::Booking, &ours).confidence(), Confidence::Heard);
        assert_eq!(told(Source::Visit, &ours).confidence(), Confidence::Noted);
        assert!(Confidence::Noted < Confidence::Heard && Confidence::Heard < Confidence::Told);
        assert_eq!((told(Source::Call, &ours).written_by(), told(Source::Call, &hers).written_by()), (Some(Uuid::from_u128(2)), None));
        let member = format!("member:{}", Uuid::from_u128(3));
        assert_eq!(told(Source::Portal, &member).author(), Author::Member(Uuid::from_u128(3).into()));
        assert_eq!((told(Source::Portal, "house").author(), told(Source::Portal, "staff:nobody").author()), (Author::House, Author::House));
    }

    #[test]
    fn one_dog_has_one_kind_and_wishes_never_quarrel() {
        let pet = |n, pet, name: &str| memory(n, None, MemoryKind::Pet { pet, name: name.to_owned() });
        assert_eq!(contradictions(&[pet(1, PetKind::Dog, "Барс"), pet(2, PetKind::Cat, "барс")]).len(), 1);
        assert!(contradictions(&[pet(1, PetKind::Dog, ""), pet(2, PetKind::Cat, "")]).is_empty());
        let wish = |n, text: &str| memory(n, None, MemoryKind::Wish { text: text.to_owned() });
        assert!(contradictions(&[wish(1, "тихо"), wish(2, "громко")]).is_empty());
    }

    #[test]
    fn two_days_of_one_room_and_two_journeys_stand_side_by_side() {
        let room = |n, days: &[i8]| memory(n, Some(7), MemoryKind::ClosedRoom { room: "study".to_owned(), days: days.to_vec(), hours: None });
        assert!(contradictions(&[room(1, &[3]), room(2, &[5])]).is_empty());
        assert_eq!(contradictions(&[room(1, &[3, 5]), room(2, &[5])]).len(), 1);
        assert_eq!(contradictions(&[room(1, &[]), room(2, &[5])]).len(), 1, "at all times is on Fridays too");
        let away = |n, from: Option<Date>, back| memory(n, None, MemoryKind::Away { from, back });
        let (june, july) = (date(2026, 6, 10), date(2026, 7, 1));
        assert!(contradictions(&[away(1, None, june), away(2, Some(june), july)]).is_empty());
        assert_eq!(contradictions(&[away(1, None, june), away(2, None, july)]).len(), 1);
        let told_after = Memory { said_at: "2026-06-20T12:00:00Z".parse().unwrap(), ..away(2, None, july) };
        assert!(contradictions(&[away(1, None, june), told_after]).is_empty(), "the first journey is over by then");
    }

    #[test]
    fn a_favourite_of_one_thing_is_one_and_days_have_names() {
        let taste = |n, what, text: &str| memory(n, None, MemoryKind::Taste { what, text: text.to_owned() });
        assert_eq!(contradictions(&[taste(1, TasteOf::Flowers, "пионы"), taste(2, TasteOf::Flowers, "розы"), taste(3, TasteOf::Coffee, "Кения")]).len(), 1);
        let day = |n, day, name: &str| memory(n, None, MemoryKind::Date { month: 3, day, what: DateKind::Birthday, name: name.to_owned() });
        assert_eq!(contradictions(&[day(1, 8, "Ольга"), day(2, 9, "ольга"), day(3, 9, "Пётр")]).len(), 1);
        let raw =
            RawMemory {
                kind: "date".to_owned(), what: "birthday".to_owned(), on: "1971-02-29".to_owned(), name: "Ольга".to_owned(), ..RawMemory::default()
            };
        assert_eq!(raw.check(date(2026, 3, 3)).unwrap_err()[0].field, "on", "a day that never was");
    }

    #[test]
    fn every_fault_stands_at_its_field() {
        let today = date(2026, 3, 3);
        let faults = |raw: RawMemory| raw.check(today).unwrap_err().into_iter().map(|f| (f.field, f.kind)).collect::<Vec<_>>();
        let raw = |kind: &str| RawMemory { kind: kind.to_owned(), ..RawMemory::default() };
        assert_eq!(faults(raw("")), [("kind", "missing")]);
        assert_eq!(faults(raw("child")), [("name", "missing"), ("born", "missing")]);
        assert_eq!(faults(RawMemory { born: "2027-01-01".to_owned(), name: "Ива".to_owned(), ..raw("child") }), [("born", "not-a-birthday")]);
        let room = |from: &str, until: &str| RawMemory { room: "study".to_owned(), from: from.to_owned(), until: until.to_owned(), ..raw("closed_room") };
        assert_eq!(faults(room("14:00", "")), [("until", "missing")]);
        assert_eq!(faults(room("14:00", "13:00")), [("until", "before-from")]);
        assert_eq!(faults(RawMemory { to: "Цитрус".to_owned(), ..raw("allergy") }), [("to", "missing")]);
        assert_eq!(faults(RawMemory { text: "ё".repeat(TEXT + 1), ..raw("wish") }), [("text", "too-long")]);
        assert_eq!(faults(raw("away")), [("back", "missing")]);
        assert_eq!(faults(RawMemory { back: "2026-03-03".to_owned(), ..raw("away") }), [("back", "before-from")]);
        let child = RawMemory { name: "Ива".to_owned(), born: "2019-05-31".to_owned(), kg: "17".to_owned(), ..raw("child") };
        assert_eq!(faults(child.clone()), [("cm", "missing")]);
        let heavy = RawMemory { kg: "120,1".to_owned(), cm: "104".to_owned(), ..child.clone() };
        assert_eq!(faults(heavy), [("kg", "not-a-size")]);
        let comma = RawMemory { kg: "17,5".to_owned(), cm: "104".to_owned(), ..child }.check(today).unwrap();
        assert!(matches!(comma, MemoryKind::Child { size: Some(size), .. } if Weight::parse("17.5") == Some(size.kg)));
        assert_eq!(faults(raw("closed_home")), [("from", "missing"), ("until", "missing")]);
        let nap = RawMemory { days: vec!["8".to_owned()], from: "13:00".to_owned(), until: "15:00".to_owned(), ..raw("closed_home") };
        assert_eq!(faults(nap.clone()), [("day", "missing")]);
        let nap = RawMemory { days: vec!["2".to_owned(), "1".to_owned(), "2".to_owned()], ..nap }.check(today).unwrap();
        assert_eq!(nap, MemoryKind::ClosedHome { days: vec![1, 2], from: time(13, 0, 0, 0), until: time(15, 0, 0, 0) });
        let kind = room("14:00", "15:30").check(today).unwrap();
        assert_eq!(kind, MemoryKind::ClosedRoom { room: "study".to_owned(), days: vec![], hours: Some((time(14, 0, 0, 0), time(15, 30, 0, 0))) });
    }

    #[test]
    fn what_is_stored_reads_back() {
        let kinds = [
            MemoryKind::Child { born: date(2019, 5, 31), name: "Ива".to_owned(), size: None },
            MemoryKind::Child { born: date(2019, 5, 31), name: "Лев".to_owned(), size: Some(Size { kg: 17.into(), cm: 104, on: date(2026, 3, 3) }) },
            MemoryKind::Away { from: None, back: date(2026, 10, 10) },
            MemoryKind::ClosedRoom { room: "study".to_owned(), days: vec![], hours: Some((time(14, 0, 0, 0), time(15, 30, 0, 0))) },
            MemoryKind::Pet { pet: PetKind::Dog, name: String::new() },
            MemoryKind::Date { month: 3, day: 8, what: DateKind::Birthday, name: "Ольга".to_owned() },
            MemoryKind::Taste { what: TasteOf::Flowers, text: "белые пионы".to_owned() },
            MemoryKind::ClosedHome { days: vec![1, 5], from: time(13, 0, 0, 0), until: time(15, 0, 0, 0) },
        ];
        for kind in kinds {
            let json = serde_json::to_string(&kind).unwrap();
            assert!(json.contains(&format!(r#""kind":"{}""#, kind.name())), "{json}");
            assert_eq!(serde_json::from_str::<MemoryKind>(&json).unwrap(), kind);
        }
    }
}
