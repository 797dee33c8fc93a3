//! A problem as a value: what went wrong, where, and the next step. Words come later, in the reader's language.

use crate::{Instant, Money, Said};

/// Why a use case refused. `pages` makes it problem+json (RFC 9457) or a message beside the field.
///
/// The texts are `problem-KIND` (and `problem-KIND.detail`), a field's are `fault-KIND`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// Stable name of the kind, part of the API.
    pub kind: &'static str,
    /// What the text names.
    pub args: Vec<(&'static str, Arg)>,
    /// What is wrong with which field; empty when no field is to blame.
    pub fields: Vec<FieldFault>,
    /// What we do about it.
    pub offer: Option<Offer>,
}

/// One field's fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The field's name on the wire and in the form.
    pub field: &'static str,
    /// Stable name of the fault.
    pub kind: &'static str,
    /// What the text names.
    pub args: Vec<(&'static str, Arg)>,
}

/// A value named in a problem's text, worded in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// As it stands.
    Text(String),
    /// A number, for plural forms too.
    Int(i64),
    /// An amount.
    Money(Money),
    /// A moment, shown in Moscow time.
    At(Instant),
    /// Something of the house book, in the reader's language.
    Said(Said),
}

/// Bad news comes with its solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// A person takes over.
    Manager,
    /// Choose another time.
    OtherTime,
    /// Ask for the price anew.
    NewQuote,
    /// Sign in first.
    SignIn,
    /// The same request may succeed in a moment.
    Retry,
}

impl Problem {
    /// A problem of this kind.
    pub const fn new(status: u16, kind: &'static str) -> Self {
        Self { status, kind, args: Vec::new(), fields: Vec::new(), offer: None }
    }
    /// Bad input: 422 with the faults of the fields.
    pub const fn fields(fields: Vec<FieldFault>) -> Self {
        Self { status: 422, kind: "invalid-input", args: Vec::new(), fields, offer: None }
    }
    /// Names a value for the text.
    pub fn arg(mut self, name: &'static str, value: Arg) -> Self {
        self.args.push((name, value));
        self
    }
    /// Says what to do next.
    pub const fn offer(mut self, offer: Offer) -> Self {
        self.offer = Some(offer);
        self
    }
}

impl FieldFault {
    /// A fault of a field.
    pub const fn new(field: &'static str, kind: &'static str) -> Self {
        Self { field, kind, args: Vec::new() }
    }
    /// Names a value for the text.
    pub fn arg(mut self, name: &'static str, value: Arg) -> Self {
        self.args.push((name, value));
        self
    }
}

/// An error that can tell a person what happened and what to do.
pub trait Explain: std::error::Error {
    /// The problem, without words.
    fn explain(&self) -> Problem;
}
