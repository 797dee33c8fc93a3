//! Who books and where to come: as typed, and as understood.

use crate::{Address, line};
use values::{FieldFault, Phone};

/// As typed into the form or sent to the API.
#[derive(Debug, Clone, Default)]
pub struct RawContact {
    /// The name, as the person likes to be called.
    pub name: String,
    /// The phone.
    pub phone: String,
    /// The street.
    pub street: String,
    /// The house.
    pub house: String,
    /// The flat; may be empty.
    pub flat: String,
}

/// Understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// The phone.
    pub phone: Phone,
    /// The address.
    pub address: Address,
}

/// Letters that fit a field, so that a paste of a whole letter is refused with a word.
const STREET: usize = 120;
const HOUSE: usize = 20;
const FLAT: usize = 10;

impl RawContact {
    /// Reads all fields, telling every fault at once.
    pub fn check(&self) -> Result<Contact, Vec<FieldFault>> {
        // In the order of the form: the first fault is where the reader is led.
        let mut faults = Vec::new();
        let name = line::required(&mut faults, "name", &self.name, line::NAME);
        if !name.is_empty() && !name.chars().any(char::is_alphabetic) {
            faults.push(FieldFault::new("name", "no-letters"));
        }
        let phone = Phone::parse(self.phone.trim()).ok();
        if phone.is_none() {
            faults.push(FieldFault::new("phone", if self.phone.trim().is_empty() { "missing" } else { "not-a-phone" }));
        }
        let street = line::required(&mut faults, "street", &self.street, STREET);
        let house = line::required(&mut faults, "house", &self.house, HOUSE);
        let flat = line::optional(&mut faults, "flat", &self.flat, FLAT);
        match phone {
            Some(phone) if faults.is_empty() => Ok(Contact { name, phone, address: Address { street, house, flat } }),
            _ => Err(faults),
        }
    }
}

/// A home as typed, its district chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawHome {
    /// The district's code.
    pub district: String,
    /// The street.
    pub street: String,
    /// The house.
    pub house: String,
    /// The flat; may be empty.
    pub flat: String,
}

impl RawHome {
    /// Reads all fields, telling every fault at once.
    pub(crate) fn check(&self, known: impl Fn(&str) -> bool) -> Result<Address, Vec<FieldFault>> {
        let mut faults = Vec::new();
        if !known(&self.district) {
            faults.push(FieldFault::new("district", "missing"));
        }
        let street = line::required(&mut faults, "street", &self.street, STREET);
        let house = line::required(&mut faults, "house", &self.house, HOUSE);
        let flat = line::optional(&mut faults, "flat", &self.flat, FLAT);
        if faults.is_empty() { Ok(Address { street, house, flat }) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told_at_once() {
        let raw = RawContact { name: "12".to_owned(), phone: "123".to_owned(), ..RawContact::default() };
        let faults: Vec<_> = raw.check().unwrap_err().into_iter().map(|f| (f.field, f.kind)).collect();
        assert_eq!(faults, [("name", "no-letters"), ("phone", "not-a-phone"), ("street", "missing"), ("house", "missing")]);
    }
}
