//! The districts that the house serves.

use crate::checks::{codes, unsaid};
use crate::place::{Place, far};
use housebook::{Book, Faults, Pin, Proof};
use serde::Deserialize;
use values::{Said, said};

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
#[derive(Clone, Debug, Deserialize)]
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
        let mut proof = Proof::of(book, FILE);
        codes(&mut proof, "district", districts.all.iter().map(|district| district.code.as_str()));
        for (n, district) in districts.all.iter().enumerate() {
            proof.need(district.name.is_whole(), &format!("district.{n}.name"), || unsaid("name"));
            proof.need(district.at.is_near(), &format!("district.{n}.at"), far);
        }
        proof.need(
            !districts.all.is_empty(),
            "district",
            || said!(ru: "дом работает хотя бы в одном районе: добавьте `[[district]]`", en: "the house serves at least one district: add a `[[district]]`"),
        );
        proof.pass(districts)
    }
}
