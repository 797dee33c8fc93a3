//! Who books and where to come: as typed, and as understood.

use crate::{Address, Door, line};
use values::FieldFault;

/// As typed into the form or sent to the API.
#[derive(Debug, Clone, Default)]
pub struct RawContact {
    /// The name, as the person likes to be called.
    pub name: String,
    /// The phone, or an e-mail address in its place.
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
    /// The phone or the e-mail, by which the person is known from now on.
    pub reach: Door,
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
        let reach = Door::parse(&self.phone);
        if reach.is_none() {
            let typed = self.phone.trim();
            let fault = if typed.contains('@') { "not-an-email" } else { "not-a-phone" };
            faults.push(FieldFault::new("phone", if typed.is_empty() { "missing" } else { fault }));
        }
        let street = line::required(&mut faults, "street", &self.street, STREET);
        let house = line::required(&mut faults, "house", &self.house, HOUSE);
        let flat = line::optional(&mut faults, "flat", &self.flat, FLAT);
        match reach {
            Some(reach) if faults.is_empty() => Ok(Contact { name, reach, address: Address { street, house, flat } }),
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

    #[test]
    fn an_address_of_mail_stands_in_the_place_of_a_phone() {
        let raw = |phone: &str| RawContact {
            name: "Anna".to_owned(),
            phone: phone.to_owned(),
            street: "Садовая ул.".to_owned(),
            house: "5".to_owned(),
            flat: String::new(),
        };
        assert_eq!(raw(" anna@Example.org ").check().unwrap().reach.text(), "anna@example.org");
        assert_eq!(raw("8 921 555-01-20").check().unwrap().reach.text(), "+79215550120");
        for (typed, fault) in [("anna@", "not-an-email"), ("12", "not-a-phone"), (" ", "missing")] {
            assert_eq!(raw(typed).check().unwrap_err()[0].kind, fault, "{typed}");
        }
    }
}
