//! What this room records.
use crate::{Plan, VisitId};
use households::ClientId;
use journal::{Fact, Subject};
use people::PersonId;
use serde::{Deserialize, Serialize};
use values::Instant;

fn about(visit: VisitId, client: ClientId, crew: &[PersonId]) -> Vec<Subject> {
    let mut subjects = vec![Subject::new("visit", visit), Subject::new("client", client)];
    subjects.extend(crew.iter().map(|person| Subject::new("person", *person)));
    subjects
}

macro_rules! fact {
    ($(#[$meta:meta])* $name:ident, $kind:literal $(, $(#[$field_meta:meta])* $field:ident: $type:ty)*) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name {
            /// Which visit.
            pub visit: VisitId,
            /// Whose.
            pub client: ClientId,
            /// Who was to come.
            pub crew: Vec<PersonId>,
            $($(#[$field_meta])* pub $field: $type,)*
        }
        impl Fact for $name {
            const KIND: &'static str = $kind;
            fn subjects(&self) -> Vec<Subject> {
                about(self.visit, self.client, &self.crew)
            }
        }
        impl $name {
            pub(crate) fn of(plan: &Plan $(, $field: $type)*) -> Self {
                Self { visit: plan.id, client: plan.client, crew: plan.crew.clone() $(, $field)* }
            }
        }
    };
}

fact!(
    /// A visit was agreed.
    VisitPlanned, "visits.visit_planned"
);
fact!(
    /// The crew set off.
    VisitSetOff, "visits.visit_set_off",
    /// When they expect to be there.
    eta: Instant
);
fact!(
    /// Work began.
    VisitStarted, "visits.visit_started"
);
fact!(
    /// Work is done.
    VisitFinished, "visits.visit_finished",
    /// When.
    at: Instant
);
fact!(
    /// The visit was called off.
    VisitCancelled, "visits.visit_cancelled"
);
