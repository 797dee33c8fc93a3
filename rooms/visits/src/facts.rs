//! What this room records.
use crate::{Plan, VisitId};
use households::ClientId;
use journal::{Fact, Subject};
use people::PersonId;
use serde::{Deserialize, Serialize};
use values::{Instant, Span};

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
    /// The house says that its crew will come.
    VisitConfirmed, "visits.visit_confirmed"
);
fact!(
    /// The crew set off.
    VisitSetOff, "visits.visit_set_off",
    /// When they expect to be there.
    eta: Instant
);
fact!(
    /// The crew comes, or came, later than agreed.
    VisitLate, "visits.visit_late",
    /// When they expect to be there, or when they began.
    arrives: Instant
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
    VisitCancelled, "visits.visit_cancelled",
    /// The client hears of it together with other visits, from whoever called it off.
    #[serde(default)] told_together: bool,
    /// The house, and not the client, is the cause.
    #[serde(default)] by_house: bool
);
fact!(
    /// The visit is left out this once.
    VisitSkipped, "visits.visit_skipped"
);
fact!(
    /// The crew told of something broken.
    DamageReported, "visits.damage_reported"
);
fact!(
    /// The crew stood before a closed door.
    VisitLockedOut, "visits.visit_locked_out",
    /// When they gave up waiting.
    at: Instant
);

/// The crew is another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrewChanged {
    /// Which visit.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
    /// Who does not come after all.
    pub off: Option<PersonId>,
    /// Who comes now.
    pub on: Option<PersonId>,
    /// The visit's version from now on.
    pub version: u32,
}

/// The visit is at another time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitMoved {
    /// Which visit.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
    /// When it was to be.
    pub from: Span,
    /// When it is.
    pub to: Span,
    /// The visit's version from now on.
    pub version: u32,
    /// The client hears of it together with other visits, from whoever moved it.
    #[serde(default)]
    pub told_together: bool,
    /// The house, and not the client, is the cause.
    #[serde(default)]
    pub by_house: bool,
}

impl Fact for CrewChanged {
    const KIND: &'static str = "visits.crew_changed";
    fn subjects(&self) -> Vec<Subject> {
        let touched: Vec<PersonId> = self.off.into_iter().chain(self.on).collect();
        about(self.visit, self.client, &touched)
    }
}
impl Fact for VisitMoved {
    const KIND: &'static str = "visits.visit_moved";
    fn subjects(&self) -> Vec<Subject> {
        about(self.visit, self.client, &[])
    }
}
