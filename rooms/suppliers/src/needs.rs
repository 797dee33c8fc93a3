//! What a household's memory asks of whoever is sent for a job: as much as this job needs, and nothing of who it is about.

use crate::manners::{Hears, Kind};
use crate::products::{Other, Product, Unfit, carried, swaps};
use catalog::Kit;
use households::{Along, Memory, MemoryKind, Seat, is_closed_on};
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use values::{Said, Span};

/// A line of a job that the house adds by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "need", rename_all = "snake_case")]
pub enum Need {
    /// Nothing that carries these comes into the home.
    Avoid {
        /// Scents and allergens.
        what: Vec<Said>,
    },
    /// A product of theirs stays away.
    Instead {
        /// What stays away.
        product: String,
        /// What it carries.
        carries: Vec<Said>,
        /// What does its work; `None`: nothing, and whoever is not at it yet is not given the job.
        other: Option<Other>,
    },
    /// Nobody enters this room.
    Closed {
        /// Its code.
        room: String,
        /// Days of the week, from 1 for Monday; empty for all of the job.
        days: Vec<i8>,
        /// From, up to; `None`: at all times.
        hours: Option<(Time, Time)>,
    },
    /// A seat for a child.
    Seat {
        /// Groups of UN Regulation 44, as they are marked.
        groups: Vec<String>,
        /// Kinds of UN Regulation 129, by their names.
        kinds: Vec<String>,
    },
    /// A seat for a child whose size somebody asks for.
    SeatToCome,
    /// A child who is too tall for any seat.
    Belt,
    /// Water for the children, so many.
    Water {
        /// Which.
        words: Said,
        /// For so many.
        children: usize,
    },
}

impl Need {
    /// The name for texts and programs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Avoid { .. } => "avoid",
            Self::Instead { other: Some(_), .. } => "instead",
            Self::Instead { other: None, .. } => "without",
            Self::Closed { .. } => "closed",
            Self::Seat { .. } => "seat",
            Self::SeatToCome => "seat_to_come",
            Self::Belt => "belt",
            Self::Water { .. } => "water",
        }
    }
}

/// The products that nothing stands in for.
pub(crate) fn unfit(needs: &[Need]) -> Vec<Unfit> {
    let of = |need: &Need| match need {
        Need::Instead { product, carries, other: None } => Some(Unfit { product: product.clone(), carries: carries.clone() }),
        _ => None,
    };
    needs.iter().filter_map(of).collect()
}

/// A job, as far as the memory of its household bears on it.
#[derive(Debug, Clone, Copy)]
pub struct Work<'a> {
    /// Of which kind its supplier is; `None` where the house book has it no longer: they hear all of it.
    pub kind: Option<&'a Kind>,
    /// What they work with.
    pub products: &'a [Product],
    /// The house's kit.
    pub kit: &'a Kit,
    /// From when until when.
    pub span: Span,
}

/// What the memory of a household, and what goes along with its children, mean for a job. A room is closed wherever it is remembered: for
/// which home a job is, its words alone say.
pub fn needs(memory: &[Memory], along: &[Along], work: &Work<'_>) -> Vec<Need> {
    let hears = |part: Hears| work.kind.is_none_or(|kind| kind.hears(part));
    let mut needs = Vec::new();
    if hears(Hears::Exclusions) {
        let allergy = |one: &Memory| if let MemoryKind::Allergy { to } = &one.kind { Some(to.clone()) } else { None };
        let avoided: BTreeSet<String> = memory.iter().filter_map(allergy).collect();
        if !avoided.is_empty() {
            needs.push(Need::Avoid { what: carried(work.kit, &avoided) });
        }
        let instead = swaps(work.products, work.kit, &avoided);
        needs.extend(instead.into_iter().map(|swap| Need::Instead { product: swap.product, carries: swap.carries, other: swap.other }));
    }
    if hears(Hears::ClosedRooms) {
        for room in memory.iter().filter_map(|one| closed(&one.kind, &work.span)) {
            if !needs.contains(&room) {
                needs.push(room);
            }
        }
    }
    if hears(Hears::Journey) {
        needs.extend(along.iter().map(goes));
    }
    needs
}

/// The days of a job, each with its first and its last moment there.
fn days(span: &Span) -> Vec<(Date, Time, Time)> {
    let (start, end) = (span.start.in_moscow().datetime(), span.end.in_moscow().datetime());
    // Half-open: what ends at midnight is not there on the next day.
    let whole = start.date().series(jiff::Span::new().days(1)).take_while(|day| day.to_datetime(Time::midnight()) < end);
    let part = |day: Date| (day, if day == start.date() { start.time() } else { Time::midnight() }, if day == end.date() { end.time() } else { Time::MAX });
    whole.map(part).collect()
}

/// A room that is closed at some moment of a job. A room that the household's calendar closes is closed for all of it: when it opens nobody
/// outside is told.
fn closed(kind: &MemoryKind, span: &Span) -> Option<Need> {
    let (room, on, hours) = match kind {
        MemoryKind::ClosedRoom { room, days, hours } => (room, days.as_slice(), *hours),
        MemoryKind::BusyRoom { room } => (room, [].as_slice(), None),
        _ => return None,
    };
    let all = days(span);
    // Half-open, and never over midnight.
    let shut = |(day, from, until): &(Date, Time, Time)| is_closed_on(on, *day) && hours.is_none_or(|(shuts, opens)| shuts < *until && *from < opens);
    let met: BTreeSet<i8> = all.iter().filter(|day| shut(day)).map(|(day, ..)| day.weekday().to_monday_one_offset()).collect();
    // On which days is said where it is not on all of them.
    let days = if on.is_empty() || all.len() == 1 { Vec::new() } else { met.iter().copied().collect() };
    (!met.is_empty()).then(|| Need::Closed { room: room.clone(), days, hours })
}

/// Nobody hears whose seat it is.
fn goes(one: &Along) -> Need {
    match one {
        Along::Water { words, children } => Need::Water { words: words.clone(), children: *children },
        Along::Seat { seat: Seat::Ask, .. } => Need::SeatToCome,
        Along::Seat { seat: Seat::Belt, .. } => Need::Belt,
        Along::Seat { seat: Seat::Fitting(groups, kinds), .. } => Need::Seat {
            groups: groups.iter().map(|group| group.mark().to_owned()).collect(),
            kinds: kinds.iter().map(|kind| kind.name().to_owned()).collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use housebook::Pin;
    use households::{ByHeight, Group, Source};
    use jiff::civil::time;
    use uuid::Uuid;
    use values::Instant;

    fn memory(kind: MemoryKind) -> Memory {
        Memory {
            id: Uuid::from_u128(1).into(),
            client: Uuid::from_u128(2).into(),
            home: None,
            kind,
            said_at: Instant::from_micros(0),
            source: Source::Call,
            by: "house".to_owned(),
        }
    }

    fn kit() -> Kit {
        let citrus =
            catalog::Carried { code: "citrus".to_owned(), name: Said { ru: "Цитрусовые".to_owned(), en: "Citrus".to_owned() }, also: vec![] };
        Kit::new(Pin { file: "kit.toml".to_owned(), version: 1 }, vec![citrus], vec![], vec![], vec![])
    }

    fn kind(hears: &[Hears]) -> Kind {
        Kind { code: "cook".to_owned(), name: Said { ru: "Повар".to_owned(), en: "Cook".to_owned() }, hears: Some(hears.iter().copied().collect()) }
    }

    /// Tuesday, the third of March.
    fn tuesday(from: &str, minutes: i64) -> Span {
        Span::minutes(format!("2026-03-03T{from}:00+03:00").parse().unwrap(), minutes)
    }

    fn room(days: &[i8], hours: Option<(Time, Time)>) -> MemoryKind {
        MemoryKind::ClosedRoom { room: "study".to_owned(), days: days.to_vec(), hours }
    }

    #[test]
    fn each_hears_what_their_job_needs_and_no_more() {
        let memory = [
            memory(MemoryKind::Allergy { to: "citrus".to_owned() }),
            memory(room(&[], None)),
            memory(MemoryKind::Child { born: jiff::civil::date(2021, 3, 4), name: "Ива".to_owned(), size: None }),
            memory(MemoryKind::Wish { text: "Без музыки".to_owned() }),
        ];
        let along = [
            Along::Seat { name: "Ива".to_owned(), seat: Seat::Fitting(vec![Group::One], vec![ByHeight::Integral]), memory: None, by_law: true },
            Along::Water { words: Said { ru: "Вода".to_owned(), en: "Water".to_owned() }, children: 1 },
        ];
        let kit = kit();
        let told = |hears: &[Hears]| {
            let kind = kind(hears);
            let work = Work { kind: Some(&kind), products: &[], kit: &kit, span: tuesday("10:00", 120) };
            needs(&memory, &along, &work)
        };
        let names = |hears: &[Hears]| told(hears).iter().map(Need::name).collect::<Vec<_>>();
        assert_eq!(names(&[Hears::Exclusions, Hears::ClosedRooms]), ["avoid", "closed"]);
        assert_eq!(names(&[Hears::Journey]), ["seat", "water"]);
        assert_eq!(names(&[]), Vec::<&str>::new());
        let all = told(&[Hears::Exclusions, Hears::ClosedRooms, Hears::Journey]);
        let kept = serde_json::to_string(&all).unwrap();
        assert!(!kept.contains("Ива") && !kept.contains("музыки"), "{kept}");
        assert_eq!(serde_json::from_str::<Vec<Need>>(&kept).unwrap(), all);
    }

    #[test]
    fn a_room_is_closed_at_the_time_of_the_job_alone() {
        let hours = Some((time(14, 0, 0, 0), time(16, 0, 0, 0)));
        let shut = |kind: MemoryKind, from: &str, minutes| closed(&kind, &tuesday(from, minutes)).is_some();
        assert!(shut(room(&[], hours), "15:59", 60) && !shut(room(&[], hours), "16:00", 60), "half-open");
        assert!(shut(room(&[], hours), "13:00", 61) && !shut(room(&[], hours), "13:00", 60));
        assert!(shut(room(&[2], None), "10:00", 60) && !shut(room(&[3], None), "10:00", 60), "on Wednesday alone");
        assert!(shut(room(&[3], hours), "10:00", 24 * 60 + 5 * 60), "it lasts until Wednesday afternoon");
        assert!(!shut(room(&[3], None), "10:00", 14 * 60), "it ends at midnight");
        assert!(matches!(closed(&room(&[1, 3], None), &tuesday("10:00", 3 * 24 * 60)), Some(Need::Closed { days, .. }) if days == [3]));
        assert!(shut(MemoryKind::BusyRoom { room: "study".to_owned() }, "10:00", 60));
        assert!(!shut(MemoryKind::Wish { text: "тихо".to_owned() }, "10:00", 60));
    }
}
