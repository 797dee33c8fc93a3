//! Plain values of the house: money, instants, phones, ids, problems.
//!
//! **Keeps:** money is whole kopecks, an instant is whole microseconds of UTC, an id says what it
//! is of, a problem says what to do next.
//! **Never:** knows a business word, a table or a page; reads a clock outside [`instant::machine_now`].

pub mod ids;
pub mod instant;
pub mod lang;
pub mod money;
pub mod phone;
pub mod problem;
pub mod unseen;

pub use instant::{Instant, Span};
pub use lang::{Lang, Said};
pub use money::Money;
pub use phone::Phone;
pub use problem::{Arg, Explain, FieldFault, Offer, Problem};

/// Bytes in lower-case hexadecimal, two letters each.
///
/// # Example: how does a hash look in a document?
/// ```
/// assert_eq!(values::hex(&[0x00, 0xaf]), "00af");
/// ```
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Did the call change anything, or had it been done before? Retries are told apart by type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<T> {
    /// This call did it.
    Applied(T),
    /// An earlier call had done it; nothing changed now.
    Already(T),
}

impl<T> Outcome<T> {
    /// The value, whoever made it.
    pub fn into_inner(self) -> T {
        match self {
            Self::Applied(value) | Self::Already(value) => value,
        }
    }
    /// The value, looked at.
    pub const fn inner(&self) -> &T {
        match self {
            Self::Applied(value) | Self::Already(value) => value,
        }
    }
}
