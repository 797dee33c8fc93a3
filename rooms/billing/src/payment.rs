//! A payment: money that came, and what of it is not put to an invoice yet.

use crate::ledger::Account;
use crate::order::{MOST, amount};
use crate::{InvoiceId, PaymentId};
use households::ClientId;
use serde::{Deserialize, Serialize};
use values::{FieldFault, Instant, Money};

/// How it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Into the till.
    Cash,
    /// To the bank account.
    Transfer,
    /// By a card terminal.
    Card,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Cash, Self::Transfer, Self::Card];
    /// Stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Transfer => "transfer",
            Self::Card => "card",
        }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
    /// The account that it comes to.
    pub const fn account(self) -> Account {
        match self {
            Self::Cash => Account::Cash,
            Self::Transfer => Account::Bank,
            Self::Card => Account::Card,
        }
    }
}

/// A payment as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// Whose; `None` while nobody knows.
    pub client: Option<ClientId>,
    /// How it came.
    pub way: Way,
    /// All of it.
    pub amount: Money,
    /// What is not put to an invoice, nor given back.
    pub free: Money,
    /// When it was paid.
    pub paid_at: Instant,
    /// When it was written down.
    pub taken_at: Instant,
    /// Who paid, as the bank says; empty for what was taken by hand.
    pub payer: String,
    /// What for, as the bank says.
    pub purpose: String,
}

/// A part of a payment that was put to an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Put {
    /// From which payment.
    pub payment: PaymentId,
    /// To which invoice.
    pub invoice: InvoiceId,
    /// How much.
    pub amount: Money,
}

/// Why a payment is taken off an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Somebody else paid: nothing of it stays with this client.
    OtherClient,
    /// The client paid for something else.
    OtherInvoice,
    /// Whose it is, is to be found out: nothing of it stays with this client.
    NotKnown,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::OtherClient, Self::OtherInvoice, Self::NotKnown];
    /// Stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OtherClient => "other_client",
            Self::OtherInvoice => "other_invoice",
            Self::NotKnown => "not_known",
        }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
    /// Is it still this client's payment?
    pub const fn stays(self) -> bool {
        matches!(self, Self::OtherInvoice)
    }
}

/// What was taken off an invoice again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenOff {
    /// From which payment.
    pub payment: PaymentId,
    /// Off which invoice.
    pub invoice: InvoiceId,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: Reason,
    /// When.
    pub at: Instant,
}

/// What is typed at the desk.
#[derive(Debug, Clone, Default)]
pub struct RawPayment {
    /// By which way.
    pub way: String,
    /// How much.
    pub amount: String,
    /// The day on which it was paid, `2026-03-03`.
    pub day: String,
}

/// What was typed, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) way: Way,
    pub(crate) amount: Money,
    pub(crate) paid_at: Instant,
}

impl RawPayment {
    /// Money came before now, more than nothing of it.
    pub(crate) fn check(&self, now: Instant) -> Result<Taken, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let way = Way::parse(&self.way);
        if way.is_none() {
            faults.push(FieldFault::new("way", "unknown"));
        }
        let sum = amount(&self.amount);
        match sum {
            None => faults.push(FieldFault::new("sum", "not-an-amount")),
            Some(sum) if sum <= Money::ZERO => faults.push(FieldFault::new("sum", "no-amount")),
            Some(sum) if sum > MOST => faults.push(FieldFault::new("sum", "too-much")),
            Some(_) => {}
        }
        let day = self.day.parse::<jiff::civil::Date>().ok();
        let paid_at = day.and_then(|day| Instant::of_moscow(day.at(0, 0, 0, 0)).ok());
        match paid_at {
            None => faults.push(FieldFault::new("day", "not-a-time")),
            Some(at) if at > now => faults.push(FieldFault::new("day", "not-yet-paid")),
            Some(at) if at < now - jiff::SignedDuration::from_hours(24 * 366) => faults.push(FieldFault::new("day", "long-ago")),
            Some(_) => {}
        }
        match (way, sum, paid_at) {
            (Some(way), Some(amount), Some(paid_at)) if faults.is_empty() => Ok(Taken { way, amount, paid_at }),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_of_a_payment_stands_beside_its_field() {
        let now: Instant = "2026-03-03T14:40:00+03:00".parse().unwrap();
        let kinds = |way: &str, amount: &str, day: &str| -> Vec<(&str, &str)> {
            let raw = RawPayment { way: way.to_owned(), amount: amount.to_owned(), day: day.to_owned() };
            raw.check(now).err().unwrap_or_default().iter().map(|fault| (fault.field, fault.kind)).collect()
        };
        assert_eq!(kinds("cash", "5 900", "2026-03-03"), []);
        assert_eq!(kinds("gold", "x", "yesterday"), [("way", "unknown"), ("sum", "not-an-amount"), ("day", "not-a-time")]);
        assert_eq!(kinds("card", "0", "2026-03-04"), [("sum", "no-amount"), ("day", "not-yet-paid")]);
        assert_eq!(kinds("transfer", "10000000,01", "9999-12-31"), [("sum", "too-much"), ("day", "not-yet-paid")]);
        assert_eq!(kinds("transfer", "1", "2024-03-01"), [("day", "long-ago")]);
        assert!(Way::ALL.into_iter().all(|way| Way::parse(way.name()) == Some(way)));
        assert!(Reason::ALL.into_iter().all(|reason| Reason::parse(reason.name()) == Some(reason)));
    }
}
