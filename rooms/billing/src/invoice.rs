//! An invoice as stored, and where it stands.

use crate::InvoiceId;
use crate::bill::Part;
use households::ClientId;
use values::{Instant, Money};
use visits::VisitId;

/// Where an invoice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Something is to be paid.
    Open,
    /// Something is to be paid, and its day has passed.
    Overdue,
    /// Nothing is left to pay.
    Paid,
    /// What was agreed changed before the work: another stands in its place, or none.
    Withdrawn,
}

impl Standing {
    /// Stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Paid => "paid",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// An invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
    /// Its number, counted by the house without gaps.
    pub number: i64,
    /// For which visit.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
    /// What it is made of; empty in lists.
    pub parts: Vec<Part>,
    /// The sum of its parts.
    pub total: Money,
    /// What is still to be paid.
    pub open: Money,
    /// When it was issued.
    pub issued_at: Instant,
    /// Until when it is to be paid.
    pub due_at: Instant,
    /// When its work was done; `None` while it lies ahead.
    pub earned_at: Option<Instant>,
    /// When another took its place.
    pub withdrawn_at: Option<Instant>,
}

impl Invoice {
    /// What was paid of it.
    pub fn paid(&self) -> Money {
        self.total - self.open
    }

    /// Where it stands now.
    pub fn standing(&self, now: Instant) -> Standing {
        match (self.withdrawn_at, self.open) {
            (Some(_), _) => Standing::Withdrawn,
            (None, Money::ZERO) => Standing::Paid,
            (None, _) if now > self.due_at => Standing::Overdue,
            (None, _) => Standing::Open,
        }
    }
}

/// The last moment of the day on which an invoice is to be paid.
pub(crate) fn due(issued: Instant, days: u8) -> Instant {
    let day = issued.day().checked_add(jiff::Span::new().days(i64::from(days))).unwrap_or_else(|_| issued.day());
    Instant::of_moscow(day.at(23, 59, 59, 0)).unwrap_or(issued).max(issued)
}

/// How old what is unpaid is: not due yet, then by days past its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ages {
    /// Not due yet.
    pub open: (u32, Money),
    /// Up to a week late.
    pub week: (u32, Money),
    /// Up to a month late.
    pub month: (u32, Money),
    /// Later.
    pub older: (u32, Money),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invoice_is_late_after_the_last_second_of_its_day() {
        let issued: Instant = "2026-03-03T23:30:00+03:00".parse().unwrap();
        let due = due(issued, 5);
        assert_eq!(due.to_string(), "2026-03-08T20:59:59Z");
        let id = uuid::Uuid::nil();
        let mut invoice = Invoice {
            id: id.into(),
            number: 1,
            visit: id.into(),
            client: id.into(),
            parts: vec![],
            total: Money::roubles(5),
            open: Money::roubles(5),
            issued_at: issued,
            due_at: due,
            earned_at: None,
            withdrawn_at: None,
        };
        assert_eq!(invoice.standing(due), Standing::Open);
        assert_eq!(invoice.standing(due + jiff::SignedDuration::from_micros(1)), Standing::Overdue);
        invoice.open = Money::ZERO;
        assert_eq!((invoice.standing(due), invoice.paid()), (Standing::Paid, Money::roubles(5)));
        invoice.withdrawn_at = Some(due);
        assert_eq!(invoice.standing(due).name(), "withdrawn");
    }
}
