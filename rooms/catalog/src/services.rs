//! Services: what is done, point by point, and by what norms.

use crate::brand::is_said;
use housebook::{Book, Fault, Faults, Pin};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;
use values::Said;

const FOLDER: &str = "services/";
/// A list shorter than this promises too little to be checked, a longer one is not read to its end.
const ITEMS: RangeInclusive<usize> = 25..=80;

/// A service as its page describes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Stable name, never changed.
    pub code: String,
    /// What it is called.
    pub name: Said,
    /// What it is, in a sentence.
    pub summary: Said,
    /// What a client might expect and does not get.
    pub not_included: Vec<Said>,
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
    /// Minutes of one person.
    pub minutes: u32,
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

impl Service {
    /// The extra of this code.
    pub fn extra(&self, code: &str) -> Option<&Extra> {
        self.extras.iter().find(|extra| extra.code == code)
    }

    /// The room of this code.
    pub fn room(&self, code: &str) -> Option<&RoomOfHome> {
        self.rooms.iter().find(|room| room.code == code)
    }
}

impl Catalog {
    /// All of them, by the names of their files.
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
        for file in book.under(FOLDER) {
            match book.read::<Service>(&file) {
                Ok(service) => {
                    faults.extend(check(book, &file, &service));
                    if services.iter().any(|other| other.service.code == service.code) {
                        faults.push(book.fault(&file, "code =", format!("`{}` is the code of another file's service; each has its own", service.code)));
                    }
                    services.push(Arc::new(OfferedService { pin: book.pin(&file), service }));
                }
                Err(Faults(more)) => faults.extend(more),
            }
        }
        if services.is_empty() && faults.is_empty() {
            faults.push(book.fault("services/", "", "the house offers at least one service: services/NAME.toml"));
        }
        if faults.is_empty() { Ok(Self(services)) } else { Err(Faults(faults)) }
    }
}

/// Small Latin letters, digits and `_`, as codes are written.
pub(crate) fn is_code(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn check(book: &Book, file: &str, service: &Service) -> Vec<Fault> {
    let mut faults = numbers(book, file, service);
    let mut fault = |near: &str, what: String| faults.push(book.fault(file, near, what));
    if !is_code(&service.code) {
        fault("code =", format!("`{}`: write the code in small Latin letters, digits and _", service.code));
    }
    let mut seen = BTreeSet::new();
    let extras = service.extras.iter().map(|extra| ("extra", &extra.code, &extra.name));
    let rooms = service.rooms.iter().map(|room| ("room", &room.code, &room.name));
    for (kind, code, name) in extras.chain(rooms) {
        let near = format!("\"{code}\"");
        if !is_code(code) {
            fault(&near, format!("{kind} `{code}`: write the code in small Latin letters, digits and _"));
        }
        if !seen.insert((kind, code)) {
            fault(&near, format!("{kind} `{code}` stands twice; each has its own code"));
        }
        if !is_said(name) {
            fault(&near, format!("{kind} `{code}`: write the name in both languages"));
        }
    }
    let mut ids = BTreeSet::new();
    for item in &service.items {
        let (id, near) = (&item.id, format!("\"{}\"", item.id));
        if !id.split('.').all(is_code) {
            fault(&near, format!("item `{id}`: write the id in small Latin letters, digits, _ and dots"));
        }
        if !ids.insert(id) {
            fault(&near, format!("item `{id}` stands twice; each has its own id"));
        }
        if service.room(&item.room).is_none() {
            fault(&near, format!("item `{id}`: there is no [[room]] with the code `{}`", item.room));
        }
        if let Some(code) = item.extra.as_ref().filter(|code| service.extra(code).is_none()) {
            fault(&near, format!("item `{id}`: there is no [[extra]] with the code `{code}`"));
        }
        if !is_said(&item.text) {
            fault(&near, format!("item `{id}`: write the text in both languages"));
        }
    }
    let always = service.items.iter().filter(|item| item.extra.is_none()).count();
    if !ITEMS.contains(&always) {
        fault("[[item]]", format!("{always} items without extras: a checklist has {} to {}", ITEMS.start(), ITEMS.end()));
    }
    for (key, said) in [("name =", &service.name), ("summary =", &service.summary)] {
        if !is_said(said) {
            fault(key, "write the text in both languages".to_owned());
        }
    }
    if !service.not_included.iter().all(is_said) {
        fault("not_included =", "write each line in both languages".to_owned());
    }
    faults
}

fn numbers(book: &Book, file: &str, service: &Service) -> Vec<Fault> {
    let norms = &service.norms;
    let ranges = [
        ("setup_minutes", norms.setup_minutes, 0..=240),
        ("minutes_per_10_m2", norms.minutes_per_10_m2, 1..=240),
        ("minutes_per_room", norms.minutes_per_room, 0..=240),
        ("minutes_per_bathroom", norms.minutes_per_bathroom, 0..=480),
        ("solo_up_to_minutes", norms.solo_up_to_minutes, 30..=crate::effort::LONGEST_MINUTES),
        ("step_minutes", norms.step_minutes, 5..=60),
    ];
    let odd = ranges.iter().filter(|(_, value, range)| !range.contains(value));
    let mut faults: Vec<Fault> = odd
        .map(|(key, value, range)| book.fault(file, &format!("{key} ="), format!("`{key}` is {value}: between {} and {} minutes", range.start(), range.end())))
        .collect();
    for extra in service.extras.iter().filter(|extra| !(1..=480).contains(&extra.minutes)) {
        let what = format!("extra `{}` takes {} minutes: between 1 and 480", extra.code, extra.minutes);
        faults.push(book.fault(file, &format!("\"{}\"", extra.code), what));
    }
    faults
}
