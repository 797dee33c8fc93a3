//! What the memory of a household asks of a visit: what is left in the bag, which doors stay closed, what is done their way.
//!
//! A rule over the memory as it stands: nothing is copied, so what the household takes back is asked no more.

use crate::photos::VisitPhoto;
use catalog::{Item, Kit};
use households::{Absent, Closure, Declined, Doing, HomeId, Memory, MemoryId, MemoryKind, Source, absent_care, declined, is_closed_on};
use jiff::civil::Date;
use people::PersonId;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use values::{Instant, Said};

/// A product that may not be used in this home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banned {
    /// The product or tool, by its code.
    pub part: String,
    /// What does the same work here; `None`: the work is done without.
    pub instead: Option<String>,
    /// Something on this visit's list is usually done with it.
    pub is_needed: bool,
}

/// What one memory asks of the crew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Nothing that carries this scent or allergen comes into the home.
    Avoid {
        /// Its code.
        to: String,
        /// What carries it, what is needed first.
        banned: Vec<Banned>,
    },
    /// Nobody enters this room.
    Closed {
        /// Its code.
        room: String,
        /// When, on this day.
        when: Closure,
        /// The items of this visit's list in that room.
        items: Vec<String>,
    },
    /// The owners are away: what the house book looks after then.
    Absent {
        /// The day on which they are at home again.
        back: Date,
        /// What is done.
        care: Vec<Said>,
    },
    /// As the household likes it, in its own words.
    Wish(String),
}

/// A visit, as far as the memory of its household bears on it.
#[derive(Debug, Clone, Copy)]
pub struct Work<'a> {
    /// Where.
    pub home: HomeId,
    /// On which day.
    pub day: Date,
    /// What the house cleans with.
    pub kit: &'a Kit,
    /// What the house looks after while the owners are away.
    pub absent: &'a Absent,
    /// When the household's calendars close a room on this day, by the memory behind each; a room that is open all day is absent.
    pub busy: &'a BTreeMap<MemoryId, Closure>,
    /// What is done.
    pub checklist: &'a [Item],
}

/// An instruction, and why it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// The memory behind it.
    pub memory: MemoryId,
    /// When it was told.
    pub said_at: Instant,
    /// How we know.
    pub source: Source,
    /// What is asked.
    pub asked: Asked,
}

/// What goes into the bag for this visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// The product or tool, by its code.
    pub part: String,
    /// The one that usually does this work and stays out.
    pub instead_of: Option<String>,
}

/// All that the memory of a household means for one visit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instructions {
    /// What is asked, allergies first, then closed rooms, then an empty home, then wishes; each by the time it was told.
    pub all: Vec<Instruction>,
    /// What to take along, each once, in the order in which the list needs it.
    pub bag: Vec<Packed>,
    /// What stays out without a substitute, by its code.
    pub left_out: Vec<String>,
    /// Who else is at home: children and animals; and what is not borne there that nothing of the kit carries.
    pub at_home: Vec<Memory>,
    /// What would be asked, were it not declined for this visit or for ever, each with what was said.
    pub declined: Vec<(Instruction, Declined)>,
    /// How to get in; shown near the visit only.
    pub access: Vec<Memory>,
}

/// The same, without what the household has declined: that is not done, and is told beside it.
pub fn wanted(memory: &[Memory], said: &[Declined], visit: Uuid, work: &Work<'_>) -> Instructions {
    // Told twice, it is not done whichever of the two was declined.
    let of_here = |one: &&Memory| one.home.is_none_or(|of| of == work.home);
    let said = |one: &Memory| memory.iter().filter(of_here).filter(|other| is_same(one, other)).find_map(|other| declined(said, Doing::Visit(other.id), visit));
    let (unwanted, wanted): (Vec<Memory>, Vec<Memory>) = memory.iter().cloned().partition(|one| said(one).is_some());
    let mut told = instructions(&wanted, work);
    let unwanted_of = |one: Instruction| {
        let behind = unwanted.iter().find(|memory| memory.id == one.memory)?;
        Some((one, said(behind)?.clone()))
    };
    told.declined = instructions(&unwanted, work).all.into_iter().filter_map(unwanted_of).collect();
    told
}

/// Do the two say one thing? A calendar closes its room beside whatever else does, and a journey begins on the day on which it was told.
fn is_same(one: &Memory, other: &Memory) -> bool {
    one.id == other.id || (one.kind == other.kind && !matches!(one.kind, MemoryKind::BusyRoom { .. } | MemoryKind::Away { .. }))
}

/// What the memory of a household asks of a visit; what was told twice is asked once.
pub fn instructions(memory: &[Memory], work: &Work<'_>) -> Instructions {
    let Work { home, day, kit, absent, busy, checklist } = *work;
    let mut here: Vec<&Memory> = Vec::new();
    for one in memory.iter().filter(|one| one.home.is_none_or(|of| of == home)) {
        if !here.iter().any(|known| is_same(known, one)) {
            here.push(one);
        }
    }
    let avoided: BTreeSet<String> = here
        .iter()
        .filter_map(|one| match &one.kind {
            MemoryKind::Allergy { to } => Some(to.clone()),
            _ => None,
        })
        .collect();
    let mut told = Instructions::default();
    for one in here {
        let asked = match &one.kind {
            MemoryKind::Allergy { to } => match banned(to, &avoided, kit, checklist) {
                // Nothing that we clean with carries it, as with most of food: it is known, and nothing is asked.
                none if none.is_empty() => {
                    told.at_home.push(one.clone());
                    continue;
                }
                banned => Asked::Avoid { to: to.clone(), banned },
            },
            // On another day of the week the door is open.
            MemoryKind::ClosedRoom { days, .. } if !is_closed_on(days, day) => continue,
            MemoryKind::ClosedRoom { room, hours, .. } => closed(room, hours.map_or(Closure::Always, |hours| Closure::Hours(vec![hours])), checklist),
            MemoryKind::BusyRoom { room } => match busy.get(&one.id) {
                Some(when) => closed(room, when.clone(), checklist),
                None => continue,
            },
            MemoryKind::Wish { text } | MemoryKind::Note { text } => Asked::Wish(text.clone()),
            MemoryKind::Child { .. } | MemoryKind::Pet { .. } => {
                told.at_home.push(one.clone());
                continue;
            }
            MemoryKind::Access { .. } => {
                told.access.push(one.clone());
                continue;
            }
            // Kept by the plans: no visit is put into these hours; or thought of ahead, not at the visit.
            MemoryKind::ClosedHome { .. } | MemoryKind::Date { .. } | MemoryKind::Taste { .. } => continue,
            MemoryKind::Away { .. } => match absent_care(absent, memory, home, day) {
                Some((behind, back, care)) if behind.id == one.id => Asked::Absent { back, care: care.iter().map(|care| care.words.clone()).collect() },
                _ => continue,
            },
        };
        told.all.push(Instruction { memory: one.id, said_at: one.said_at, source: one.source, asked });
    }
    let rank = |asked: &Asked| match asked {
        Asked::Avoid { .. } => 0,
        Asked::Closed { .. } => 1,
        Asked::Absent { .. } => 2,
        Asked::Wish(_) => 3,
    };
    told.all.sort_by_key(|one| (rank(&one.asked), one.said_at, one.memory));
    for code in needed(checklist) {
        match kit.fitting(code, &avoided) {
            Some(part) if told.bag.iter().any(|packed| packed.part == part.code) => {}
            Some(part) => told.bag.push(Packed { part: part.code.clone(), instead_of: (part.code != code).then(|| code.to_owned()) }),
            None if kit.part(code).is_some() => told.left_out.push(code.to_owned()),
            // It has left the book since the list was agreed.
            None => {}
        }
    }
    told
}

fn closed(room: &str, when: Closure, checklist: &[Item]) -> Asked {
    let items = checklist.iter().filter(|item| item.room == room).map(|item| item.id.clone()).collect();
    Asked::Closed { room: room.to_owned(), when, items }
}

/// What the list is done with, each once, in the order of the list.
pub(crate) fn needed<'a>(checklist: impl IntoIterator<Item = &'a Item>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    checklist.into_iter().flat_map(|item| &item.kit).map(String::as_str).filter(|code| seen.insert(*code)).collect()
}

/// Everything that carries it, whether this list needs it or not: a bag is packed once for the day.
fn banned(to: &str, avoided: &BTreeSet<String>, kit: &Kit, checklist: &[Item]) -> Vec<Banned> {
    let only = BTreeSet::from([to.to_owned()]);
    let needed = needed(checklist);
    let mut banned: Vec<Banned> = kit
        .parts()
        .filter(|part| part.carries(&only))
        .map(|part| Banned {
            part: part.code.clone(),
            instead: kit.fitting(&part.code, avoided).map(|other| other.code.clone()),
            is_needed: needed.contains(&part.code.as_str()),
        })
        .collect();
    // Stable: within the two, the order of the book.
    banned.sort_by_key(|one| !one.is_needed);
    banned
}

/// Until when a room stays closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shut {
    /// Up to this moment.
    Until(Instant),
    /// At all times.
    Always,
    /// Until the household's calendar can be read again.
    Unread,
}

impl Instructions {
    /// Is nothing asked and nobody at home to know of?
    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.at_home.is_empty()
    }

    /// Is this what one of them asks?
    pub fn asks(&self, memory: MemoryId) -> bool {
        self.all.iter().any(|one| one.memory == memory)
    }

    /// Is the room of this item closed at this moment? Half-open: at the last minute the door is open again.
    /// Of several closures the one that lasts longest counts.
    pub fn shut(&self, item: &str, at: Instant) -> Option<Shut> {
        let now = at.in_moscow().datetime();
        let mut shut = None;
        for one in &self.all {
            let Asked::Closed { when, items, .. } = &one.asked else { continue };
            if !items.iter().any(|id| id == item) {
                continue;
            }
            let hours = match when {
                Closure::Always => return Some(Shut::Always),
                Closure::Unread => {
                    shut = Some(Shut::Unread);
                    continue;
                }
                Closure::Hours(hours) => hours,
            };
            for (_, until) in hours.iter().filter(|(from, until)| *from <= now.time() && now.time() < *until) {
                let end = Instant::of_moscow(now.date().to_datetime(*until)).unwrap_or(at);
                shut = match shut {
                    Some(Shut::Unread) => shut,
                    Some(Shut::Until(known)) if known >= end => shut,
                    _ => Some(Shut::Until(end)),
                };
            }
        }
        shut
    }
}

/// Was an instruction kept at a visit?
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// It was.
    Yes,
    /// It was not.
    No,
}

impl Kept {
    /// The name in storage and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Yes, Self::No].into_iter().find(|kept| kept.name() == name)
    }
}

/// Something said of an instruction: what, by whom, when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken<W> {
    /// What.
    pub what: W,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// What became of one thing that the memory asked of a visit, and what shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The memory behind it.
    pub memory: MemoryId,
    /// Whether it was kept; `None` while nobody has said.
    pub kept: Option<Spoken<Kept>>,
    /// What the crew wrote beside it.
    pub remark: Option<Spoken<String>>,
    /// How it looked.
    pub photo: Option<VisitPhoto>,
}

impl Evidence {
    /// Was it kept, who says so, and since when? `None` while nobody has.
    pub fn was_kept(&self) -> Option<(bool, PersonId, Instant)> {
        self.kept.as_ref().map(|said| (said.what == Kept::Yes, said.by, said.at))
    }

    /// What was written beside it, by whom, when.
    pub fn written(&self) -> Option<(&str, PersonId, Instant)> {
        self.remark.as_ref().map(|said| (said.what.as_str(), said.by, said.at))
    }

    /// Those whose words it is made of.
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        self.kept.as_ref().map(|said| said.by).into_iter().chain(self.remark.as_ref().map(|said| said.by))
    }
}

impl Remembered {
    /// The same counted.
    pub fn of<'a>(all: impl IntoIterator<Item = &'a Evidence>) -> Self {
        all.into_iter().fold(Self::default(), |count, one| Self {
            kept: count.kept + u32::from(one.kept.as_ref().is_some_and(|said| said.what == Kept::Yes)),
            asked: count.asked + 1,
        })
    }
}

/// How a finished visit kept what was asked of it: «мы помним: 5 из 5».
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Remembered {
    /// So many were kept.
    pub kept: u32,
    /// So many were asked.
    pub asked: u32,
}

/// Those who come see how to get in from so long before the visit, in minutes, until so long after.
pub const ACCESS_MINUTES: i64 = 120;

/// May the way to the door be shown now? From two hours before the agreed start to two hours after the agreed end; both
/// moments are in.
pub fn near(span: &values::Span, now: Instant) -> bool {
    let margin = jiff::SignedDuration::from_mins(ACCESS_MINUTES);
    span.start - margin <= now && now <= span.end + margin
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalog::{Carried, KitPart};
    use housebook::Pin;
    use jiff::SignedDuration;
    use jiff::civil::time;
    use proptest::prelude::*;
    use uuid::Uuid;
    use values::{Said, Span};

    fn said() -> Said {
        Said { ru: "чисто".to_owned(), en: "clean".to_owned() }
    }

    /// Products `p0`, `p1`, … with what they carry and their substitutes, and a tool.
    fn kit(products: &[(u32, Vec<usize>, Option<u32>)]) -> Kit {
        let carried = |code: &str| Carried { code: code.to_owned(), name: said(), also: vec![] };
        let product = |(n, carries, substitute): &(u32, Vec<usize>, Option<u32>)| {
            let of = |codes: &[(usize, &str)]| codes.iter().filter(|(c, _)| carries.contains(c)).map(|(_, code)| (*code).to_owned()).collect();
            KitPart {
                code: format!("p{n}"),
                name: said(),
                purpose: said(),
                scents: of(&[(0, "citrus"), (1, "pine")]),
                allergens: of(&[(2, "chlorine")]),
                substitute: substitute.map(|other| format!("p{other}")),
            }
        };
        let cloth = KitPart { code: "cloth".to_owned(), name: said(), purpose: said(), scents: vec![], allergens: vec![], substitute: None };
        let pin = Pin { file: "kit.toml".to_owned(), version: 1 };
        Kit::new(pin, vec![carried("citrus"), carried("pine")], vec![carried("chlorine")], products.iter().map(product).collect(), vec![cloth])
    }

    fn memory(n: u128, kind: MemoryKind) -> Memory {
        Memory {
            id: Uuid::from_u128(n).into(),
            client: Uuid::from_u128(1).into(),
            home: None,
            kind,
            said_at: Instant::from_micros(i64::try_from(n).unwrap()),
            source: Source::Call,
            by: "house".to_owned(),
        }
    }

    fn home() -> HomeId {
        Uuid::from_u128(7).into()
    }

    fn item(id: &str, room: &str, kit: &[&str]) -> Item {
        Item { kit: kit.iter().map(|code| (*code).to_owned()).collect(), ..Item::new(id, room, said()) }
    }

    static ABSENT: std::sync::LazyLock<Absent> = std::sync::LazyLock::new(|| Absent {
        rain_from: "09-01".to_owned(),
        rain_until: "11-30".to_owned(),
        care: vec![households::Care { code: "drains".to_owned(), words: said() }],
    });

    static OPEN: BTreeMap<MemoryId, Closure> = BTreeMap::new();

    fn work<'a>(kit: &'a Kit, checklist: &'a [Item]) -> Work<'a> {
        Work { home: home(), day: jiff::civil::date(2026, 3, 3), kit, absent: &ABSENT, busy: &OPEN, checklist }
    }

    #[test]
    fn only_what_was_said_to_be_kept_is_counted_as_kept() {
        let said = |n: u128, kept: Option<Kept>| Evidence {
            memory: Uuid::from_u128(n).into(),
            kept: kept.map(|what| Spoken { what, by: Uuid::from_u128(4).into(), at: Instant::from_micros(1) }),
            remark: None,
            photo: None,
        };
        let all = [said(1, Some(Kept::Yes)), said(2, Some(Kept::No)), said(3, None)];
        assert_eq!(Remembered::of(&all), Remembered { kept: 1, asked: 3 });
    }

    #[test]
    fn a_room_that_is_closed_on_wednesdays_is_open_on_tuesdays() {
        let study = [memory(1, MemoryKind::ClosedRoom { room: "study".to_owned(), days: vec![3], hours: None })];
        let kit = kit(&[]);
        let tuesday = work(&kit, &[]);
        assert!(instructions(&study, &tuesday).all.is_empty());
        let wednesday = Work { day: jiff::civil::date(2026, 3, 4), ..tuesday };
        assert_eq!(instructions(&study, &wednesday).all.len(), 1);
    }

    #[test]
    fn an_empty_home_in_the_rain_asks_for_its_drains_with_the_memory_behind_it() {
        let back = jiff::civil::date(2026, 10, 10);
        let told = [memory(1, MemoryKind::Away { from: None, back })];
        let kit = kit(&[]);
        let autumn = Work { day: jiff::civil::date(2026, 10, 2), ..work(&kit, &[]) };
        let asked = instructions(&told, &autumn).all;
        assert_eq!(asked.iter().map(|one| (one.memory, &one.asked)).collect::<Vec<_>>(), [(told[0].id, &Asked::Absent { back, care: vec![said()] })]);
        assert!(instructions(&told, &work(&kit, &[])).all.is_empty(), "in March it does not rain in");
    }

    #[test]
    fn citrus_stays_out_of_the_bag_and_its_substitute_goes_in() {
        let kit = kit(&[(1, vec![0], Some(2)), (2, vec![1], Some(3)), (3, vec![], None), (4, vec![0], None)]);
        let list = [item("kitchen.hob", "kitchen", &["p1", "cloth"]), item("kitchen.oven", "kitchen", &["p1", "p4"])];
        let allergy = |to: &str, n| memory(n, MemoryKind::Allergy { to: to.to_owned() });
        let told = instructions(&[allergy("citrus", 1)], &work(&kit, &list));
        assert_eq!(told.bag.iter().map(|p| (p.part.as_str(), p.instead_of.as_deref())).collect::<Vec<_>>(), [("p2", Some("p1")), ("cloth", None)]);
        assert_eq!(told.left_out, ["p4"]);
        // With pine avoided as well, the substitute of the substitute.
        let told = instructions(&[allergy("citrus", 1), allergy("pine", 2)], &work(&kit, &list));
        assert_eq!(told.bag[0], Packed { part: "p3".to_owned(), instead_of: Some("p1".to_owned()) });
        let Asked::Avoid { banned, .. } = &told.all[0].asked else { panic!("an allergy") };
        assert_eq!(
            banned.iter().map(|b| (b.part.as_str(), b.instead.as_deref(), b.is_needed)).collect::<Vec<_>>(),
            [("p1", Some("p3"), true), ("p4", None, true)]
        );
    }

    #[test]
    fn a_closed_study_is_closed_to_the_minute() {
        let study = MemoryKind::ClosedRoom { room: "study".to_owned(), days: vec![], hours: Some((time(14, 0, 0, 0), time(15, 30, 0, 0))) };
        let list = [item("study.desk", "study", &[]), item("hall.mirror", "hall", &[])];
        let told = instructions(&[memory(1, study)], &work(&kit(&[]), &list));
        let at = |clock: &str| format!("2026-03-03T{clock}+03:00").parse::<Instant>().unwrap();
        let until = Shut::Until(at("15:30:00"));
        for (clock, expected) in [("13:59:59", None), ("14:00:00", Some(until)), ("15:29:59", Some(until)), ("15:30:00", None)] {
            assert_eq!(told.shut("study.desk", at(clock)), expected, "{clock}");
            assert_eq!(told.shut("hall.mirror", at(clock)), None);
        }
        // The household's calendar closes it beside that, or open as it is, or all day where nobody can read it.
        let calendar = |when: Option<Closure>| {
            let busy = when.into_iter().map(|when| (MemoryId::from(Uuid::from_u128(3)), when)).collect();
            let room = memory(3, MemoryKind::BusyRoom { room: "study".to_owned() });
            instructions(&[room], &Work { busy: &busy, ..work(&kit(&[]), &list) })
        };
        let meetings = Closure::Hours(vec![(time(9, 0, 0, 0), time(10, 0, 0, 0)), (time(14, 0, 0, 0), time(15, 30, 0, 0))]);
        let told = calendar(Some(meetings));
        for (clock, expected) in [("09:59:59", Some(Shut::Until(at("10:00:00")))), ("10:00:00", None), ("14:00:00", Some(until))] {
            assert_eq!(told.shut("study.desk", at(clock)), expected, "{clock}");
        }
        assert!(calendar(None).all.is_empty());
        assert_eq!(calendar(Some(Closure::Unread)).shut("study.desk", at("11:00:00")), Some(Shut::Unread));
        let never = memory(2, MemoryKind::ClosedRoom { room: "study".to_owned(), days: vec![], hours: None });
        assert_eq!(instructions(&[never], &work(&kit(&[]), &list)).shut("study.desk", at("09:00:00")), Some(Shut::Always));
    }

    #[test]
    fn what_is_declined_is_not_asked_and_told_beside_it() {
        let kit = kit(&[(1, vec![0], Some(2)), (2, vec![], None)]);
        let list = [item("kitchen.hob", "kitchen", &["p1"]), item("study.desk", "study", &[])];
        let all = [
            memory(1, MemoryKind::Allergy { to: "citrus".to_owned() }),
            memory(2, MemoryKind::ClosedRoom { room: "study".to_owned(), days: vec![], hours: None }),
        ];
        let said = |n: u128, of: &Memory, occasion: Option<u128>| Declined {
            id: Uuid::from_u128(n).into(),
            doing: Doing::Visit(of.id),
            occasion: occasion.map(Uuid::from_u128),
            reason: "гостей нет".to_owned(),
            at: Instant::from_micros(1),
            by: "client".to_owned(),
        };
        let (this, other) = (Uuid::from_u128(50), Uuid::from_u128(51));
        let once = [said(1, &all[1], Some(50))];
        let told = wanted(&all, &once, this, &work(&kit, &list));
        assert_eq!((told.all.len(), told.declined.len(), told.declined[0].1.reason.as_str()), (1, 1, "гостей нет"));
        assert_eq!(told.shut("study.desk", Instant::from_micros(1)), None, "the door is open this time");
        assert_eq!(wanted(&all, &once, other, &work(&kit, &list)).all.len(), 2, "and closed the next");
        let ever = wanted(&all, &[said(2, &all[0], None)], other, &work(&kit, &list));
        assert_eq!(ever.bag, [Packed { part: "p1".to_owned(), instead_of: None }], "what usually does it is taken along again");
        assert!(matches!(&ever.declined[0].0.asked, Asked::Avoid { to, .. } if to == "citrus"));
    }

    #[test]
    fn what_was_told_twice_is_asked_once_and_declined_with_either() {
        let kit = kit(&[(1, vec![0], Some(2)), (2, vec![], None)]);
        let list = [item("kitchen.hob", "kitchen", &["p1"])];
        let citrus = |n| memory(n, MemoryKind::Allergy { to: "citrus".to_owned() });
        let all = [Memory { home: Some(home()), ..citrus(1) }, citrus(2)];
        let told = instructions(&all, &work(&kit, &list));
        assert_eq!(told.all.iter().map(|one| one.memory).collect::<Vec<_>>(), [all[0].id]);
        for one in &all {
            let said = Declined {
                id: Uuid::from_u128(9).into(),
                doing: Doing::Visit(one.id),
                occasion: None,
                reason: "врач разрешил".to_owned(),
                at: Instant::from_micros(1),
                by: "client".to_owned(),
            };
            let told = wanted(&all, &[said], Uuid::from_u128(50), &work(&kit, &list));
            assert_eq!((told.all.len(), told.declined.len(), told.bag[0].part.as_str()), (0, 1, "p1"));
        }
    }

    #[test]
    fn another_home_asks_nothing_of_this_one() {
        let other = Memory { home: Some(Uuid::from_u128(8).into()), ..memory(1, MemoryKind::Wish { text: "тихо".to_owned() }) };
        let ours = Memory { home: Some(home()), ..memory(2, MemoryKind::Wish { text: "без обуви".to_owned() }) };
        let told = instructions(&[other, ours.clone()], &work(&kit(&[]), &[]));
        assert_eq!(told.all.iter().map(|one| one.memory).collect::<Vec<_>>(), [ours.id]);
    }

    #[test]
    fn the_way_to_the_door_is_shown_from_two_hours_before_to_two_hours_after() {
        let span = Span::minutes("2026-03-03T12:00:00+03:00".parse().unwrap(), 180);
        let second = SignedDuration::from_secs(1);
        let (first, last) = (span.start - SignedDuration::from_hours(2), span.end + SignedDuration::from_hours(2));
        assert!(near(&span, first) && near(&span, last));
        assert!(!near(&span, first - second) && !near(&span, last + second));
    }

    fn worlds() -> impl Strategy<Value = (Kit, Vec<Memory>, Vec<Item>, BTreeSet<String>)> {
        let products = prop::collection::vec((prop::collection::vec(0..3_usize, 0..3), prop::option::of(0..6_u32)), 6);
        let allergies = prop::collection::btree_set(prop::sample::select(vec!["citrus", "pine", "chlorine"]), 0..4);
        let items = prop::collection::vec(prop::collection::vec(0..6_u32, 0..4), 0..6);
        (products, allergies, items).prop_map(|(products, allergies, items)| {
            let products: Vec<_> = (0_u32..).zip(products).map(|(n, (carries, other))| (n, carries, other.filter(|o| *o != n))).collect();
            let avoided: BTreeSet<String> = allergies.iter().map(|to| (*to).to_owned()).collect();
            let told = (1..).zip(&avoided).map(|(n, to)| memory(n, MemoryKind::Allergy { to: to.clone() })).collect();
            let codes = |kit: &Vec<u32>| kit.iter().map(|n| format!("p{n}")).collect::<Vec<_>>();
            let list = items.iter().enumerate().map(|(n, kit)| {
                let codes = codes(kit);
                item(&format!("i{n}"), "kitchen", &codes.iter().map(String::as_str).collect::<Vec<_>>())
            });
            (kit(&products), told, list.collect(), avoided)
        })
    }

    proptest! {
        #[test]
        fn nothing_in_the_bag_carries_what_the_household_cannot_bear((kit, told, list, avoided) in worlds()) {
            let all = instructions(&told, &work(&kit, &list));
            for packed in &all.bag {
                prop_assert!(!kit.part(&packed.part).unwrap().carries(&avoided), "{packed:?}");
            }
            let mut seen = BTreeSet::new();
            prop_assert!(all.bag.iter().all(|packed| seen.insert(&packed.part)), "each once");
            for code in list.iter().flat_map(|item| &item.kit) {
                // What is needed is taken, or something that fits stands in for it, or it is said that it stays out.
                let fitting = kit.fitting(code, &avoided).map(|part| part.code.clone());
                let is_told = match fitting {
                    Some(part) => all.bag.iter().any(|packed| packed.part == part),
                    None => all.left_out.contains(code),
                };
                prop_assert!(is_told, "{}", code);
            }
        }

        #[test]
        fn each_allergy_names_exactly_what_carries_it_and_a_substitute_that_carries_nothing_avoided((kit, told, list, avoided) in worlds()) {
            let all = instructions(&told, &work(&kit, &list));
            let carried = avoided.iter().filter(|code| kit.parts().any(|part| part.carries(&BTreeSet::from([(*code).clone()])))).count();
            prop_assert_eq!((all.all.len(), all.at_home.len()), (carried, avoided.len() - carried), "what nothing carries is known and not asked");
            for one in &all.all {
                let Asked::Avoid { to, banned } = &one.asked else { return Err(TestCaseError::fail("an allergy")) };
                let carriers: BTreeSet<&str> = kit.parts().filter(|p| p.scents.contains(to) || p.allergens.contains(to)).map(|p| p.code.as_str()).collect();
                prop_assert_eq!(banned.iter().map(|b| b.part.as_str()).collect::<BTreeSet<_>>(), carriers);
                for other in banned.iter().filter_map(|b| b.instead.as_deref()) {
                    prop_assert!(!kit.part(other).unwrap().carries(&avoided));
                }
            }
        }

        #[test]
        fn a_room_is_shut_exactly_within_its_hours(from in 0..1439_i32, length in 1..600_i32, minute in 0..1440_i32) {
            let until = (from + length).min(1439);
            let clock = |m: i32| time(i8::try_from(m / 60).unwrap(), i8::try_from(m % 60).unwrap(), 0, 0);
            let closed = MemoryKind::ClosedRoom { room: "study".to_owned(), days: vec![], hours: Some((clock(from), clock(until))) };
            let told = instructions(&[memory(1, closed)], &work(&kit(&[]), &[item("study.desk", "study", &[])]));
            let at = Instant::of_moscow(jiff::civil::date(2026, 3, 3).to_datetime(clock(minute))).unwrap();
            prop_assert_eq!(told.shut("study.desk", at).is_some(), from <= minute && minute < until);
        }
    }
}
