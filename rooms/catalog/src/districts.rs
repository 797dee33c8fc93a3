//! The districts that the house serves.

use crate::brand::is_said;
use crate::place::Place;
use crate::services::is_code;
use housebook::{Book, Faults, Pin};
use serde::Deserialize;
use std::collections::BTreeSet;
use values::Said;

pub(crate) const FILE: &str = "districts.toml";

/// One district.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct District {
    /// Stable name, never changed.
    pub code: String,
    /// What people call it.
    pub name: Said,
    /// The middle of where people live, to about a kilometre: enough for the way, too little to find a home.
    pub at: Place,
    /// Outside of the ring road, where the way is paid for.
    pub beyond_ring: bool,
}

/// All districts, in the order of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Districts {
    /// The page they were read from.
    pub pin: Pin,
    all: Vec<District>,
}

/// The shape of the page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    #[serde(rename = "district")]
    all: Vec<District>,
}

impl Districts {
    pub(crate) fn of(pin: Pin, page: Page) -> Self {
        Self { pin, all: page.all }
    }

    /// All of them, in the order of the book.
    pub fn all(&self) -> &[District] {
        &self.all
    }

    /// The district of this code; `None` when the house does not serve it.
    pub fn district(&self, code: &str) -> Option<&District> {
        self.all.iter().find(|district| district.code == code)
    }

    pub(crate) fn read(book: &Book) -> Result<Self, Faults> {
        let districts = Self::of(book.pin(FILE), book.read(FILE)?);
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        for district in &districts.all {
            let code = &district.code;
            let mut fault = |what: &str| faults.push(book.fault(FILE, &format!("\"{code}\""), format!("district `{code}`: {what}")));
            if !is_code(code) {
                fault("write the code in small Latin letters, digits and _");
            }
            if !seen.insert(code) {
                fault("this code stands twice; each district has its own");
            }
            if !is_said(&district.name) {
                fault("write the name in both languages");
            }
            if !(59_000_000..=61_000_000).contains(&district.at.lat_e6) {
                fault("distances are measured at 60° N: its latitude lies between 59 and 61");
            }
        }
        if districts.all.is_empty() {
            faults.push(book.fault(FILE, "", "the house serves at least one district"));
        }
        if faults.is_empty() { Ok(districts) } else { Err(Faults(faults)) }
    }
}
