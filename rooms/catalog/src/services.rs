//! Services: what is done, point by point, and by what norms.

use crate::checks::{certificates, check};
use crate::kit::Kit;
use crate::techniques::Techniques;
use housebook::{Book, Faults, Pin};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use values::{Said, said};

const FOLDER: &str = "services/";

/// A service as its page describes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Stable name, never changed.
    pub code: String,
    /// Where it stands among the others, from 1.
    #[serde(default)]
    pub order: u32,
    /// What it is called.
    pub name: Said,
    /// What it is, in a sentence.
    pub summary: Said,
    /// What a client might expect and does not get.
    pub not_included: Vec<Said>,
    /// What the work is counted by.
    #[serde(default)]
    pub basis: Basis,
    /// How long the work takes.
    pub norms: Norms,
    /// What can be ordered besides.
    #[serde(rename = "extra", default)]
    pub extras: Vec<Extra>,
    /// The rooms in the order of the round.
    #[serde(rename = "room")]
    pub rooms: Vec<RoomOfHome>,
    /// The checklist.
    #[serde(rename = "item")]
    pub items: Vec<Item>,
}

/// What the work of a service is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The home: its area, rooms and bathrooms.
    #[default]
    Home,
    /// Windows, whatever the home.
    Windows,
}

/// Norms of work, in minutes of one person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Norms {
    /// Changing, laying things out, handing over: once a visit.
    pub setup_minutes: u32,
    /// For every 10 m² of the home.
    pub minutes_per_10_m2: u32,
    /// For every living room.
    pub minutes_per_room: u32,
    /// For every bathroom.
    pub minutes_per_bathroom: u32,
    /// For every window, where the service counts them.
    #[serde(default)]
    pub minutes_per_window: u32,
    /// Work longer than this is done by two or more.
    pub solo_up_to_minutes: u32,
    /// A visit's duration is rounded up to such steps.
    pub step_minutes: u32,
}

/// What can be ordered besides.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extra {
    /// Stable name within the service.
    pub code: String,
    /// What it is called.
    pub name: Said,
    /// What one of them is, where several can be ordered: «1 час», «1 окно».
    #[serde(default)]
    pub unit: Option<Said>,
    /// How many can be ordered; with more than one they are counted.
    #[serde(default = "one")]
    pub most: u32,
    /// Minutes of one person, for each.
    pub minutes: u32,
    /// And for every 10 m² of the home, where the home makes it longer.
    #[serde(default)]
    pub minutes_per_10_m2: u32,
}

const fn one() -> u32 {
    1
}

/// A room of the home, a heading of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomOfHome {
    /// Stable name within the service.
    pub code: String,
    /// What it is called.
    pub name: Said,
}

/// A point of the checklist: one thing that can be checked at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Stable name, by which past visits know it.
    pub id: String,
    /// Code of its room.
    pub room: String,
    /// Code of the extra that it is done for; `None` for what is always done.
    #[serde(default)]
    pub extra: Option<String>,
    /// How it is when it is done.
    pub text: Said,
    /// How often it is done where the service is repeated.
    #[serde(default)]
    pub every: Every,
    /// Heard through walls and doors: not in the hours that a home wants quiet.
    #[serde(default)]
    pub noisy: bool,
    /// Codes of what it is done with, from the page of the kit.
    #[serde(default)]
    pub kit: Vec<String>,
    /// Code of the service whose certificate it takes besides.
    #[serde(default)]
    pub certificate: Option<String>,
    /// Code of the way it is done, from the page of techniques.
    #[serde(default)]
    pub technique: Option<String>,
}

/// How often a point is done. The order is from the rarest to the most frequent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Once, at the first visit.
    Once,
    /// Once in three months.
    Quarter,
    /// Once a month.
    Month,
    /// At every visit.
    #[default]
    Visit,
}

/// A service on offer, with the page that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedService {
    /// Its page in the present version.
    pub pin: Pin,
    /// What the page says.
    pub service: Service,
}

/// All services on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog(Vec<Arc<OfferedService>>);

/// The points to be done in a visit with these extras, room by room in the order of the round.
pub fn checklist<'a>(service: &'a Service, extras: &BTreeSet<String>) -> Vec<&'a Item> {
    let ordered = |item: &&Item| item.extra.as_ref().is_none_or(|code| extras.contains(code));
    let of_room = |room: &'a RoomOfHome| service.items.iter().filter(move |item| item.room == room.code);
    service.rooms.iter().flat_map(of_room).filter(ordered).collect()
}

impl Item {
    /// A point that is done at every visit, with nothing special about it.
    pub fn new(id: &str, room: &str, text: Said) -> Self {
        Self {
            id: id.to_owned(),
            room: room.to_owned(),
            extra: None,
            text,
            every: Every::Visit,
            noisy: false,
            kit: Vec::new(),
            certificate: None,
            technique: None,
        }
    }
}

impl Service {
    /// The extra of this code.
    pub fn extra(&self, code: &str) -> Option<&Extra> {
        self.extras.iter().find(|extra| extra.code == code)
    }

    /// The point of this id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The room of this code.
    pub fn room(&self, code: &str) -> Option<&RoomOfHome> {
        self.rooms.iter().find(|room| room.code == code)
    }
}

impl Catalog {
    /// All of them, in the order that the house shows them.
    pub fn services(&self) -> &[Arc<OfferedService>] {
        &self.0
    }

    /// The service of this code.
    pub fn service(&self, code: &str) -> Option<&Arc<OfferedService>> {
        self.0.iter().find(|offered| offered.service.code == code)
    }

    /// Reads and checks `services/*.toml`: for this room's section, and for rooms whose sections name services.
    pub fn read(book: &Book) -> Result<Self, Faults> {
        let mut services: Vec<Arc<OfferedService>> = Vec::new();
        let mut faults = Vec::new();
        // A fault of theirs is told by their own pages.
        let (kit, techniques) = (Kit::read(book).ok(), Techniques::read(book).ok());
        for file in book.under(FOLDER) {
            match book.read::<Service>(&file) {
                Ok(service) => {
                    faults.extend(check(book, &file, &service, kit.as_ref(), techniques.as_ref()));
                    if services.iter().any(|other| other.service.code == service.code) {
                        let code = &service.code;
                        let what = said!(ru: "код `{code}` уже у услуги из другого файла: у каждой свой", en: "`{code}` is the code of another file's service: each has its own");
                        faults.push(book.fault_at(&file, "code", what));
                    }
                    services.push(Arc::new(OfferedService { pin: book.pin(&file), service }));
                }
                Err(Faults(more)) => faults.extend(more),
            }
        }
        services.sort_by_key(|offered| offered.service.order);
        faults.extend(certificates(book, &services));
        if services.is_empty() && faults.is_empty() {
            let what = said!(ru: "у дома есть хотя бы одна услуга: добавьте `services/ИМЯ.toml`", en: "the house offers at least one service: add `services/NAME.toml`");
            faults.push(book.fault_at("services/", "", what));
        }
        if faults.is_empty() { Ok(Self(services)) } else { Err(Faults(faults)) }
    }
}
