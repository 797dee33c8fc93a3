//! People of a household who act for the client: a spouse, an assistant who orders. Each signs in by their own phone.

use crate::{Calling, ClientId, line};
use access::{Right, Rights};
use values::{FieldFault, Instant, Phone};

values::typed_id!(
    /// Somebody of a household.
    MemberId
);

/// Who they are to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kin {
    /// Husband or wife.
    Spouse,
    /// Mother, son, sister.
    Relative,
    /// Helps with the house and orders.
    Assistant,
}

/// Somebody of a household, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub id: MemberId,
    /// Of whose household.
    pub client: ClientId,
    /// Who they are to the client.
    pub kin: Kin,
    /// As they like to be called.
    pub name: String,
    /// How they are addressed.
    pub calling: Calling,
    /// How they sign in.
    pub phone: Phone,
    /// What they may.
    pub rights: Rights,
    /// Since when.
    pub since: Instant,
}

impl Kin {
    /// All, in the order of a form.
    pub const ALL: [Self; 3] = [Self::Spouse, Self::Relative, Self::Assistant];

    /// The name, in storage, in forms and for texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spouse => "spouse",
            Self::Relative => "relative",
            Self::Assistant => "assistant",
        }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kin| kin.name() == name)
    }
}

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawMember {
    /// The name.
    pub name: String,
    /// The phone.
    pub phone: String,
    /// Who they are to the client.
    pub kin: String,
    /// The names of the rights that were ticked.
    pub rights: Vec<String>,
}

/// Understood.
pub(crate) struct NewMember {
    pub(crate) name: String,
    pub(crate) phone: Phone,
    pub(crate) kin: Kin,
    pub(crate) rights: Rights,
}

impl RawMember {
    pub(crate) fn check(&self) -> Result<NewMember, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let name = line::required(&mut faults, "name", &self.name, line::NAME);
        let phone = Phone::parse(self.phone.trim()).ok();
        if phone.is_none() {
            faults.push(FieldFault::new("phone", if self.phone.trim().is_empty() { "missing" } else { "not-a-phone" }));
        }
        let kin = Kin::parse(&self.kin);
        if kin.is_none() {
            faults.push(FieldFault::new("kin", "missing"));
        }
        let rights = read_rights(&self.rights).map_err(|fault| faults.push(fault));
        match (phone, kin, rights) {
            (Some(phone), Some(kin), Ok(rights)) if faults.is_empty() => Ok(NewMember { name, phone, kin, rights }),
            _ => Err(faults),
        }
    }
}

/// Rights by name; somebody without any would be let in for nothing.
pub(crate) fn read_rights(names: &[String]) -> Result<Rights, FieldFault> {
    let rights: Rights = names.iter().filter_map(|name| Right::parse(name)).collect();
    if rights.is_empty() { Err(FieldFault::new("right", "missing")) } else { Ok(rights) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told_at_once_and_nobody_comes_without_a_right() {
        let faults: Vec<_> = RawMember::default().check().err().unwrap().into_iter().map(|f| f.field).collect();
        assert_eq!(faults, ["name", "phone", "kin", "right"]);
        let raw = RawMember {
            name: "Пётр".to_owned(),
            phone: "8 921 555-01-23".to_owned(),
            kin: "spouse".to_owned(),
            rights: vec!["order".to_owned(), "rule_the_world".to_owned()],
        };
        let member = raw.check().ok().unwrap();
        assert!(member.rights.has(Right::Order) && !member.rights.has(Right::SeeBills));
    }
}
