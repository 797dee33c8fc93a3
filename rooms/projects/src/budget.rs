//! The money of a plan: expected, agreed to, spent, left. A consent is one ask in one version, answered once.

use crate::plan::PlanId;
use crate::task::{TITLE, Task, TaskId, TaskState};
use files::FileId;
use households::line;
use values::{FieldFault, Instant, Money};

values::typed_id!(
    /// One version of what a client is asked to agree to.
    ApprovalId
);
values::typed_id!(
    /// Money that was spent.
    ExpenseId
);

/// What became of an ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    Open,
    /// The client agreed.
    Agreed {
        /// When.
        at: Instant,
    },
    /// The client did not.
    Refused {
        /// When.
        at: Instant,
    },
    /// The desk asks for something else in its place.
    Replaced {
        /// Since when.
        at: Instant,
    },
}

impl Answer {
    /// The name in storage and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Agreed { .. } => "agreed",
            Self::Refused { .. } => "refused",
            Self::Replaced { .. } => "replaced",
        }
    }
    /// Its moment.
    pub const fn moment(self) -> Option<Instant> {
        match self {
            Self::Open => None,
            Self::Agreed { at } | Self::Refused { at } | Self::Replaced { at } => Some(at),
        }
    }
    /// From storage.
    pub fn parse(name: &str, at: Option<Instant>) -> Option<Self> {
        match (name, at) {
            ("open", None) => Some(Self::Open),
            ("agreed", Some(at)) => Some(Self::Agreed { at }),
            ("refused", Some(at)) => Some(Self::Refused { at }),
            ("replaced", Some(at)) => Some(Self::Replaced { at }),
            _ => None,
        }
    }
}

/// What a client is asked to agree to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Which version of which ask.
    pub id: ApprovalId,
    /// Of which plan.
    pub plan: PlanId,
    /// The how manieth ask of the plan.
    pub nth: u32,
    /// The how manieth version of it.
    pub version: u32,
    /// For which task; `None` for all of it.
    pub task: Option<TaskId>,
    /// What for.
    pub what: String,
    /// How much more.
    pub amount: Money,
    /// It is what was missing for an expense: the next such one takes its place, so that no more is agreed to than is missing.
    pub is_shortfall: bool,
    /// What that expense is in all: the client agrees to a part of it, and is told of which whole.
    pub whole: Option<Money>,
    /// When it was asked.
    pub asked_at: Instant,
    /// What became of it.
    pub answer: Answer,
}

/// Money that was spent, with what shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expense {
    /// Which.
    pub id: ExpenseId,
    /// For which task.
    pub task: Option<TaskId>,
    /// What for.
    pub what: String,
    /// How much.
    pub amount: Money,
    /// The receipt, a photo or a paper.
    pub receipt: FileId,
    /// Who spent it, `staff:ID`.
    pub by: String,
    /// When.
    pub at: Instant,
    /// When it was taken back: it was a slip of the hand, and counts no more.
    pub back_at: Option<Instant>,
}

impl Expense {
    /// What counts of it.
    pub fn counted(&self) -> Money {
        if self.back_at.is_some() { Money::ZERO } else { self.amount }
    }
}

/// The money of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// What the tasks are expected to cost, those that were dropped left out.
    pub expected: Money,
    /// What the client agreed to.
    pub agreed: Money,
    /// What was spent.
    pub spent: Money,
}

/// There is less left than is to be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beyond {
    /// By so much.
    pub by: Money,
    /// So much was agreed to.
    pub agreed: Money,
    /// So much would be spent with it.
    pub in_all: Money,
}

impl Budget {
    /// The budget of these tasks, with what was agreed to and spent.
    pub fn of(tasks: &[Task], agreed: Money, spent: Money) -> Self {
        let counts = |task: &&Task| !matches!(task.state, TaskState::Dropped { .. });
        Self { expected: tasks.iter().filter(counts).map(|task| task.cost).sum(), agreed, spent }
    }
    /// What may be spent yet.
    pub fn left(self) -> Money {
        self.agreed - self.spent
    }
    /// What is expected beyond what was agreed to: what to ask for next.
    pub fn to_ask(self) -> Money {
        (self.expected - self.agreed).max(Money::ZERO)
    }
    /// Spends so much more, if it was agreed to.
    pub fn spend(self, amount: Money) -> Result<Self, Beyond> {
        let in_all = self.spent + amount;
        if in_all > self.agreed { Err(Beyond { by: in_all - self.agreed, agreed: self.agreed, in_all }) } else { Ok(Self { spent: in_all, ..self }) }
    }
    /// Hundredths of the larger of expected and agreed, for a bar: agreed, spent.
    pub fn bar(self) -> (i64, i64) {
        let all = self.expected.max(self.agreed).in_kopecks().max(1);
        (self.agreed.in_kopecks() * 100 / all, self.spent.in_kopecks() * 100 / all)
    }
}

/// As typed into the form of an ask, or of an expense.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawMoney {
    /// Roubles.
    pub amount: String,
    /// What for.
    pub what: String,
    /// The task; `None` for all of the plan.
    pub task: Option<TaskId>,
    /// The name of the form that it was typed into: sent twice, it is kept, or asked for, once.
    pub once: Option<ExpenseId>,
}

impl RawMoney {
    pub(crate) fn check(&self) -> Result<(Money, String), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let amount = concierge::amount(&self.amount).filter(|amount| *amount > Money::ZERO);
        if amount.is_none() {
            faults.push(FieldFault::new("amount", if self.amount.trim().is_empty() { "missing" } else { "not-an-amount" }));
        }
        let what = line::required(&mut faults, "what", &self.what, TITLE);
        match amount {
            Some(amount) if faults.is_empty() => Ok((amount, what)),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever comes in whatever order: what was spent was agreed to.
        #[test]
        fn no_more_is_spent_than_was_agreed_to(steps in proptest::collection::vec((any::<bool>(), 0_i64..100_000), 0..40)) {
            let mut budget = Budget { expected: Money::ZERO, agreed: Money::ZERO, spent: Money::ZERO };
            for (agrees, kopecks) in steps {
                let amount = Money::kopecks(kopecks);
                if agrees {
                    budget.agreed += amount;
                    continue;
                }
                match budget.spend(amount) {
                    Ok(next) => budget = next,
                    Err(beyond) => {
                        prop_assert_eq!(budget.left() + beyond.by, amount);
                        prop_assert_eq!((beyond.agreed + beyond.by, beyond.agreed), (beyond.in_all, budget.agreed));
                        // Exactly what is missing is enough.
                        budget.agreed += beyond.by;
                        budget = budget.spend(amount).unwrap();
                    }
                }
                prop_assert!(budget.left() >= Money::ZERO);
            }
        }
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let faults = |raw: RawMoney| raw.check().unwrap_err().into_iter().map(|fault| (fault.field, fault.kind)).collect::<Vec<_>>();
        assert_eq!(faults(RawMoney::default()), [("amount", "missing"), ("what", "missing")]);
        assert_eq!(faults(RawMoney { amount: "0".to_owned(), what: "Цветы".to_owned(), ..RawMoney::default() }), [("amount", "not-an-amount")]);
    }
}
