//! A plan: for whom, of what, and between which amounts.

use crate::task::TITLE;
use concierge::RequestId;
use households::{ClientId, line};
use people::PersonId;
use uuid::Uuid;
use values::{FieldFault, Instant, Money, Phone};

values::typed_id!(
    /// A plan; also the subject of all that is written in it.
    PlanId
);

/// A plan as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Which.
    pub id: PlanId,
    /// Whose; `None` where whoever asked is nobody's client yet.
    pub client: Option<ClientId>,
    /// What it was asked in; `None` where it began at the desk.
    pub request: Option<RequestId>,
    /// Who answers for all of it.
    pub manager: Option<PersonId>,
    /// In a few words.
    pub title: String,
    /// What it costs about: from.
    pub from: Money,
    /// To.
    pub to: Money,
    /// How often it was changed: who changes it says over which.
    pub version: u32,
    /// Since when.
    pub made_at: Instant,
    /// When all of it was over.
    pub ended_at: Option<Instant>,
}

/// As typed into the form at the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawPlan {
    /// The phone of the client.
    pub phone: String,
    /// In a few words.
    pub title: String,
    /// Roubles.
    pub from: String,
    /// Roubles.
    pub to: String,
    /// The name of the form that it was typed into: pressed twice, it begins one plan.
    pub once: Option<Uuid>,
}

impl RawPlan {
    pub(crate) fn check(&self) -> Result<(Phone, String, Money, Money), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let phone = Phone::parse(self.phone.trim());
        if phone.is_err() {
            faults.push(FieldFault::new("phone", if self.phone.trim().is_empty() { "missing" } else { "not-a-phone" }));
        }
        let title = line::required(&mut faults, "title", &self.title, TITLE);
        let mut read = |field, typed: &str| {
            concierge::amount(typed).unwrap_or_else(|| {
                faults.push(FieldFault::new(field, if typed.trim().is_empty() { "missing" } else { "not-an-amount" }));
                Money::ZERO
            })
        };
        let (from, to) = (read("from", &self.from), read("to", &self.to));
        if to < from && faults.iter().all(|fault| fault.field != "from" && fault.field != "to") {
            faults.push(FieldFault::new("to", "less-than-from"));
        }
        match phone {
            Ok(phone) if faults.is_empty() => Ok((phone, title, from, to)),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told_at_once() {
        let faults = |raw: RawPlan| raw.check().unwrap_err().into_iter().map(|fault| (fault.field, fault.kind)).collect::<Vec<_>>();
        assert_eq!(faults(RawPlan::default()), [("phone", "missing"), ("title", "missing"), ("from", "missing"), ("to", "missing")]);
        let raw =
            RawPlan { phone: "89215550123".to_owned(), title: "Переезд".to_owned(), from: "9".to_owned(), to: "1".to_owned(), ..RawPlan::default() };
        assert_eq!(faults(raw), [("to", "less-than-from")]);
    }
}
