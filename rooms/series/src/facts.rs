//! What this room records.

use crate::{PriceOfferId, SeriesId};
use households::ClientId;
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};

macro_rules! fact {
    ($(#[$meta:meta])* $name:ident, $kind:literal, $(#[$field_meta:meta])* $field:ident: $type:ty) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name {
            /// Which series.
            pub series: SeriesId,
            /// Whose.
            pub client: ClientId,
            $(#[$field_meta])*
            pub $field: $type,
        }
        impl Fact for $name {
            const KIND: &'static str = $kind;
            fn subjects(&self) -> Vec<Subject> {
                vec![Subject::new("series", self.series), Subject::new("client", self.client)]
            }
        }
    };
}

fact!(
    /// Visits in a rhythm were agreed on.
    SeriesBegun, "series.begun",
    /// With which agreement.
    agreement: booking::AgreementId
);
fact!(
    /// The plan of a series is another one.
    SeriesEdited, "series.edited",
    /// Its version from now on.
    version: u32
);
fact!(
    /// Another price is offered from a day on.
    PriceOffered, "series.price_offered",
    /// The offer.
    offer: PriceOfferId
);
fact!(
    /// An offer is over: the client has answered it, time has, or an edit left it without its price.
    PriceAnswered, "series.price_answered",
    /// The offer.
    offer: PriceOfferId
);
