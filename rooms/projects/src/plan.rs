//! A plan: for whom, of what, and between which amounts.

use crate::task::TITLE;
use concierge::RequestId;
use households::{ClientId, line};
use jiff::civil::Date;
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
    /// For which day all of it is; `None` where no day was said.
    pub day: Option<Date>,
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
    /// The day that all of it is for, `2026-03-08`; empty where none is said.
    pub day: String,
    /// The name of the form that it was typed into: pressed twice, it begins one plan.
    pub once: Option<Uuid>,
}

/// A plan that a form asks for, and the phone of whoever it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) phone: Phone,
    pub(crate) title: String,
    pub(crate) from: Money,
    pub(crate) to: Money,
    pub(crate) day: Option<Date>,
}

/// Nothing here is planned for a day that is farther.
const FARTHEST_DAYS: i32 = 366 * 2;

/// The day that all of a plan is for, as its field says it today: none, or one that is not past.
pub(crate) fn for_day(typed: &str, today: Date) -> Result<Option<Date>, FieldFault> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let fault = |kind| FieldFault::new("day", kind);
    let day: Date = typed.parse().map_err(|_| fault("not-a-day"))?;
    let ahead = today.until((jiff::Unit::Day, day)).map_err(|_| fault("not-a-day"))?.get_days();
    match ahead {
        ..0 => Err(fault("day-past")),
        0..=FARTHEST_DAYS => Ok(Some(day)),
        _ => Err(fault("too-far")),
    }
}

impl RawPlan {
    pub(crate) fn check(&self, today: Date) -> Result<Wanted, Vec<FieldFault>> {
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
        let day = for_day(&self.day, today).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        match phone {
            Ok(phone) if faults.is_empty() => Ok(Wanted { phone, title, from, to, day }),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told_at_once() {
        let today = jiff::civil::date(2026, 3, 2);
        let faults = |raw: RawPlan| raw.check(today).unwrap_err().into_iter().map(|fault| (fault.field, fault.kind)).collect::<Vec<_>>();
        assert_eq!(faults(RawPlan::default()), [("phone", "missing"), ("title", "missing"), ("from", "missing"), ("to", "missing")]);
        let raw =
            RawPlan { phone: "89215550123".to_owned(), title: "Переезд".to_owned(), from: "9".to_owned(), to: "1".to_owned(), ..RawPlan::default() };
        assert_eq!(faults(raw.clone()), [("to", "less-than-from")]);
        assert_eq!(faults(RawPlan { day: "2026-03-01".to_owned(), ..raw }), [("to", "less-than-from"), ("day", "day-past")]);
    }

    #[test]
    fn a_plan_is_for_a_day_that_is_not_past_or_for_none() {
        let today = jiff::civil::date(2026, 3, 2);
        let read = |typed: &str| for_day(typed, today).map_err(|fault| (fault.field, fault.kind));
        assert_eq!((read(" "), read("2026-03-02")), (Ok(None), Ok(Some(today))));
        assert_eq!(read("2026-03-01"), Err(("day", "day-past")));
        assert_eq!(read("8 марта"), Err(("day", "not-a-day")));
        assert_eq!(read("2030-01-01"), Err(("day", "too-far")));
    }
}
