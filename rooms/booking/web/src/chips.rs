//! Times to choose from, each on a button with the first names of who would come: `chips.html`.

use db::{DbError, Read};
use pages::T;
use people::{Name, PersonId};
use scheduling::Slot;
use std::collections::{BTreeMap, BTreeSet};

/// A time on a button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimeView {
    /// RFC 3339.
    pub value: String,
    pub span: String,
    /// First names of who comes.
    pub crew: String,
}

/// Names by person.
pub(crate) type Names = BTreeMap<PersonId, Name>;

/// The names of all who would come.
pub(crate) async fn names(db: &impl Read, slots: &[Slot]) -> Result<Names, DbError> {
    let crews: BTreeSet<PersonId> = slots.iter().flat_map(|slot| slot.crew.iter().copied()).collect();
    people::names(db, &crews.into_iter().collect::<Vec<_>>()).await
}

pub(crate) fn time(t: &T, slot: &Slot, names: &Names) -> TimeView {
    let first: Vec<String> = slot.crew.iter().filter_map(|person| names.get(person)).map(|name| name.first.clone()).collect();
    TimeView { value: slot.start.to_string(), span: t.span(&slot.span()), crew: t.list(&first) }
}
