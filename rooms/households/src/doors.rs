//! How to come up to a home's door: asked after booking, shown to those who come only near the visit.

use crate::line;
use serde::{Deserialize, Serialize};
use values::FieldFault;

/// Entrance, floor, intercom. Each may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Doors {
    /// The entrance, in Petersburg «парадная».
    pub entrance: Option<String>,
    /// The floor.
    pub floor: Option<String>,
    /// The intercom's number or code.
    pub intercom: Option<String>,
    /// What else: the code of the gate, the lift that sticks.
    pub note: Option<String>,
}

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawDoors {
    /// The entrance.
    pub entrance: String,
    /// The floor.
    pub floor: String,
    /// The intercom.
    pub intercom: String,
    /// What else.
    pub note: String,
}

/// Letters that fit a field.
const SHORT: usize = 20;
const NOTE: usize = 300;

impl Doors {
    /// Is nothing known yet?
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}

impl RawDoors {
    /// Reads all fields, telling every fault at once. All may be empty.
    pub fn check(&self) -> Result<Doors, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let doors = Doors {
            entrance: line::optional(&mut faults, "entrance", &self.entrance, SHORT),
            floor: line::optional(&mut faults, "floor", &self.floor, SHORT),
            intercom: line::optional(&mut faults, "intercom", &self.intercom, SHORT),
            note: line::optional(&mut faults, "note", &self.note, NOTE),
        };
        if faults.is_empty() { Ok(doors) } else { Err(faults) }
    }
}
