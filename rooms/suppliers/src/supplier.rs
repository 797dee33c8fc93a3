//! A supplier: a firm or somebody who works for themselves, of one kind, with a way to be reached.

use crate::manners::Kinds;
use households::{Email, line};
use serde::{Deserialize, Serialize};
use values::{FieldFault, Instant, Phone};

values::typed_id!(
    /// A supplier: the subject of their name, their way and their prices.
    SupplierId
);

/// Who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A firm.
    Company,
    /// Somebody who works for themselves.
    Person,
}

impl Form {
    /// Both, in the order of a form.
    pub const ALL: [Self; 2] = [Self::Company, Self::Person];
    /// The name in storage and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Person => "person",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// How a supplier is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// By a short message.
    Phone(Phone),
    /// By a letter.
    Email(Email),
}

impl Reach {
    fn parse(typed: &str) -> Result<Self, FieldFault> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(FieldFault::new("reach", "missing"));
        }
        let read = if typed.contains('@') { Email::parse(typed).map(Self::Email).ok() } else { Phone::parse(typed).map(Self::Phone).ok() };
        read.ok_or_else(|| FieldFault::new("reach", "neither-phone-nor-email"))
    }
    /// As it is typed; one form for one way.
    pub fn text(&self) -> String {
        match self {
            Self::Phone(phone) => phone.e164().to_owned(),
            Self::Email(email) => email.as_str().to_lowercase(),
        }
    }
}

/// Who they are, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) person: Option<String>,
    pub(crate) reach: Reach,
}

/// A supplier as the desk knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplier {
    /// Their id.
    pub id: SupplierId,
    /// Code of their kind, in the house book.
    pub kind: String,
    /// Who signs.
    pub form: Form,
    /// The name; `None` after erasure, like the rest.
    pub name: Option<String>,
    /// Whom we speak to.
    pub person: Option<String>,
    /// How they are reached.
    pub reach: Option<Reach>,
    /// Since when they are known.
    pub since: Instant,
    /// Since when the house works with them no longer.
    pub ended: Option<Instant>,
    /// Up to when they are cleared; `None` where they are not now.
    pub cleared_until: Option<Instant>,
}

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawSupplier {
    /// Code of the kind.
    pub kind: String,
    /// `company` or `person`.
    pub form: String,
    /// The name.
    pub name: String,
    /// Whom we speak to; may be empty.
    pub person: String,
    /// A phone or an address.
    pub reach: String,
}

impl RawSupplier {
    /// Whom we speak to and how, alone: the name is what was vetted.
    pub(crate) fn check_way(&self) -> Result<(Option<String>, Reach), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let person = line::optional(&mut faults, "person", &self.person, line::NAME);
        match Reach::parse(&self.reach) {
            Ok(reach) if faults.is_empty() => Ok((person, reach)),
            Ok(_) => Err(faults),
            Err(fault) => Err(faults.into_iter().chain([fault]).collect()),
        }
    }

    pub(crate) fn check(&self, kinds: &Kinds) -> Result<(Form, Named), Vec<FieldFault>> {
        let mut faults = Vec::new();
        if kinds.kind(&self.kind).is_none() {
            faults.push(FieldFault::new("kind", "unknown"));
        }
        let form = Form::parse(&self.form);
        if form.is_none() {
            faults.push(FieldFault::new("form", "unknown"));
        }
        let name = line::required(&mut faults, "name", &self.name, line::NAME);
        let person = line::optional(&mut faults, "person", &self.person, line::NAME);
        let reach = Reach::parse(&self.reach).map_err(|fault| faults.push(fault)).ok();
        match (form, reach) {
            (Some(form), Some(reach)) if faults.is_empty() => Ok((form, Named { name, person, reach })),
            _ => Err(faults),
        }
    }
}
