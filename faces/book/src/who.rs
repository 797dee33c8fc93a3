//! Who made a version, in words.

use housebook::Edition;
use jiff::civil::Date;
use pages::{Here, Refused};
use people::{Name, PersonId};
use std::collections::BTreeMap;
use uuid::Uuid;
use values::Instant;

fn person(edition: &Edition) -> Option<PersonId> {
    let id: Uuid = edition.by.strip_prefix("staff:")?.parse().ok()?;
    Some(PersonId::from(id))
}

/// The names of those who made these versions.
pub(crate) struct Makers(BTreeMap<PersonId, Name>);

impl Makers {
    pub(crate) async fn of<'a>(here: &Here, editions: impl Iterator<Item = &'a Edition>) -> Result<Self, Refused> {
        let ids: Vec<PersonId> = editions.filter_map(person).collect();
        let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
        Ok(Self(people::names(&db, &ids).await.map_err(|e| here.refuse(&e))?))
    }

    /// «Вера Дом», or that the files brought it.
    pub(crate) fn maker(&self, here: &Here, edition: &Edition) -> String {
        person(edition).and_then(|id| self.0.get(&id)).map_or_else(|| here.t.get("book-by-files"), Name::full)
    }
}

/// `24 ноября 2026, 14:40`: versions are kept for years.
pub(crate) fn when(here: &Here, at: Instant) -> String {
    let day: Date = at.day();
    here.t.say("book-when", &[("date", here.t.date(&at).into()), ("year", day.year().to_string().into()), ("time", here.t.time(&at).into())])
}
