//! Typed ids: a `QuoteId` is no `VisitId`, though both are UUIDv7 (RFC 9562).

/// Declares an id type: a newtype over [`uuid::Uuid`] with serde, `Display` and `FromStr`.
///
/// # Example: can a quote's id be taken for a visit's?
/// ```compile_fail
/// values::typed_id!(/// A quote.
///     QuoteId);
/// values::typed_id!(/// A visit.
///     VisitId);
/// let quote = QuoteId::from(uuid::Uuid::nil());
/// let visit: VisitId = quote;
/// ```
#[macro_export]
macro_rules! typed_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// The bare id, for storage and for other rooms' subjects.
            pub const fn uuid(self) -> uuid::Uuid {
                self.0
            }
        }
        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }
        impl From<$name> for uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    };
}
