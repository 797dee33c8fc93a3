//! What the page of a service has to hold, beyond its shape.

use crate::brand::is_said;
use crate::kit::Kit;
use crate::services::{Basis, Extra, OfferedService, Service};
use crate::techniques::Techniques;
use housebook::{Book, Fault};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// A list shorter than this promises too little to be checked, a longer one is not read to its end.
const ITEMS: RangeInclusive<usize> = 25..=80;

/// Small Latin letters, digits and `_`, as codes are written.
pub(crate) fn is_code(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Faults of one page of the book, with their places.
pub(crate) struct Findings<'a> {
    book: &'a Book,
    file: &'a str,
    faults: Vec<Fault>,
}

impl<'a> Findings<'a> {
    pub(crate) const fn of(book: &'a Book, file: &'a str) -> Self {
        Self { book, file, faults: Vec::new() }
    }

    /// Unless it holds, `what` is told of the value that `path` leads to.
    pub(crate) fn need(&mut self, holds: bool, path: &str, what: impl FnOnce() -> String) {
        if !holds {
            self.faults.push(self.book.fault_at(self.file, path, what()));
        }
    }

    /// `list` is an array of things with a `code`; each has its own, well written.
    pub(crate) fn codes<'c>(&mut self, list: &str, kind: &str, codes: impl Iterator<Item = &'c str>) {
        let mut seen = BTreeSet::new();
        for (n, code) in codes.enumerate() {
            let path = format!("{list}.{n}.code");
            self.need(is_code(code), &path, || format!("{kind} `{code}`: write the code in small Latin letters, digits and _"));
            self.need(seen.insert(code), &path, || format!("{kind} `{code}` stands twice; each has its own code"));
        }
    }

    pub(crate) fn told(self) -> Vec<Fault> {
        self.faults
    }
}

pub(crate) fn check(book: &Book, file: &str, service: &Service, kit: Option<&Kit>, techniques: Option<&Techniques>) -> Vec<Fault> {
    let mut found = Findings::of(book, file);
    found.need(is_code(&service.code), "code", || format!("`{}`: write the code in small Latin letters, digits and _", service.code));
    for (key, said) in [("name", &service.name), ("summary", &service.summary)] {
        found.need(is_said(said), key, || "write the text in both languages".to_owned());
    }
    for (n, line) in service.not_included.iter().enumerate() {
        found.need(is_said(line), &format!("not_included.{n}"), || "write the line in both languages".to_owned());
    }
    norms(&mut found, service);
    found.codes("extra", "extra", service.extras.iter().map(|extra| extra.code.as_str()));
    for (n, extra) in service.extras.iter().enumerate() {
        check_extra(&mut found, n, extra);
    }
    found.codes("room", "room", service.rooms.iter().map(|room| room.code.as_str()));
    for (n, room) in service.rooms.iter().enumerate() {
        found.need(is_said(&room.name), &format!("room.{n}.name"), || format!("room `{}`: write the name in both languages", room.code));
        let empty = !service.items.iter().any(|item| item.room == room.code);
        found.need(!empty, &format!("room.{n}.code"), || format!("room `{}` has no [[item]]: add one or take the room out", room.code));
    }
    items(&mut found, service, kit, techniques);
    found.told()
}

fn norms(found: &mut Findings<'_>, service: &Service) {
    let norms = &service.norms;
    let counts_windows = service.basis == Basis::Windows;
    let ranges = [
        ("setup_minutes", norms.setup_minutes, 0..=240),
        ("minutes_per_10_m2", norms.minutes_per_10_m2, u32::from(!counts_windows)..=240),
        ("minutes_per_room", norms.minutes_per_room, 0..=240),
        ("minutes_per_bathroom", norms.minutes_per_bathroom, 0..=480),
        ("minutes_per_window", norms.minutes_per_window, u32::from(counts_windows)..=240),
        ("solo_up_to_minutes", norms.solo_up_to_minutes, 30..=crate::effort::LONGEST_MINUTES),
        ("step_minutes", norms.step_minutes, 5..=60),
    ];
    for (key, value, range) in ranges {
        found.need(range.contains(&value), &format!("norms.{key}"), || format!("`{key}` is {value}: between {} and {} minutes", range.start(), range.end()));
    }
}

fn check_extra(found: &mut Findings<'_>, n: usize, extra: &Extra) {
    let code = &extra.code;
    found.need(is_said(&extra.name), &format!("extra.{n}.name"), || format!("extra `{code}`: write the name in both languages"));
    found.need((1..=480).contains(&extra.minutes), &format!("extra.{n}.minutes"), || {
        format!("extra `{code}` takes {} minutes: between 1 and 480", extra.minutes)
    });
    found.need(extra.minutes_per_10_m2 <= 120, &format!("extra.{n}.minutes_per_10_m2"), || {
        format!("extra `{code}` takes {} minutes for every 10 m²: at most 120", extra.minutes_per_10_m2)
    });
    found.need((1..=100).contains(&extra.most), &format!("extra.{n}.most"), || format!("extra `{code}`: `most` lies between 1 and 100"));
    let unit_fits = match &extra.unit {
        Some(unit) => extra.most > 1 && is_said(unit),
        None => extra.most == 1,
    };
    found.need(unit_fits, &format!("extra.{n}.unit"), || {
        format!("extra `{code}`: what is counted has `most` above 1 and a `unit` in both languages, anything else has neither")
    });
}

fn items(found: &mut Findings<'_>, service: &Service, kit: Option<&Kit>, techniques: Option<&Techniques>) {
    let mut ids = BTreeSet::new();
    for (n, item) in service.items.iter().enumerate() {
        let (id, path) = (&item.id, |key: &str| format!("item.{n}.{key}"));
        found.need(id.split('.').all(is_code), &path("id"), || format!("item `{id}`: write the id in small Latin letters, digits, _ and dots"));
        found.need(ids.insert(id), &path("id"), || format!("item `{id}` stands twice; each has its own id"));
        found.need(service.room(&item.room).is_some(), &path("room"), || format!("item `{id}`: there is no [[room]] with the code `{}`", item.room));
        if let Some(code) = &item.extra {
            found.need(service.extra(code).is_some(), &path("extra"), || format!("item `{id}`: there is no [[extra]] with the code `{code}`"));
        }
        found.need(is_said(&item.text), &path("text"), || format!("item `{id}`: write the text in both languages"));
        for (m, code) in item.kit.iter().enumerate() {
            let known = kit.is_none_or(|kit| kit.part(code).is_some());
            found.need(known, &format!("item.{n}.kit.{m}"), || format!("item `{id}`: kit.toml has no `{code}`; write the code of a product or a tool"));
        }
        if let Some(code) = &item.technique {
            let known = techniques.is_none_or(|techniques| techniques.technique(code).is_some());
            found.need(known, &path("technique"), || format!("item `{id}`: techniques.toml has no `{code}`"));
        }
    }
    let always = service.items.iter().filter(|item| item.extra.is_none()).count();
    found.need(ITEMS.contains(&always), "item", || format!("{always} items without extras: a checklist has {} to {}", ITEMS.start(), ITEMS.end()));
}

/// A certificate that an item takes is the one of a service on offer.
pub(crate) fn certificates(book: &Book, services: &[Arc<OfferedService>]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for offered in services {
        let mut found = Findings::of(book, &offered.pin.file);
        for (n, item) in offered.service.items.iter().enumerate() {
            if let Some(code) = &item.certificate {
                let known = services.iter().any(|other| other.service.code == *code);
                found.need(known, &format!("item.{n}.certificate"), || format!("item `{}`: there is no service with the code `{code}`", item.id));
            }
        }
        faults.extend(found.told());
    }
    faults
}
