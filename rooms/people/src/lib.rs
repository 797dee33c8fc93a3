//! Who works here, and who may enter a home.
//!
//! **Promise 3.** Nobody unvetted enters your home: six stages, each with its evidence, a certificate for each service;
//! and nobody works on terms that the house does not know: a tax status with its evidence.
//! **Keeps:** a clearance is what the rule [`clear`] makes of the stages, rewritten in the transaction of every
//! change; a stage that is taken back ends the clearance at that moment and says so. Whoever has left the house is cleared for nothing, let in by
//! nothing and given nothing: triggers ask `people.left_at`. The last owner stays.
//! **Never:** writes a clearance by hand, deletes a stage, knows a client.
//! **Publishes** the table `cleared(person, service, from_at, until_at)`: rows stay for ever, only their times move.
//! **Says** [`Hired`], [`PortraitSet`], [`StagePassed`], [`StageRevoked`], [`ClearanceRevoked`], [`LeftHouse`], [`CameBack`].

mod clearance;
mod facts;
mod migrations;
mod name;
mod service;
mod store;
#[cfg(test)]
mod tests;

pub use clearance::{Cleared, FOREVER, Lack, Missing, Stage, StageId, StageKind, TaxForm, clear, expiring};
pub use facts::{CameBack, ClearanceRevoked, Hired, LeftHouse, PortraitSet, StagePassed, StageRevoked};
pub use name::Name;
pub use service::leaving::{LAST_MANAGER, LEAVE_HOUSE, LEFT, LeaveHouseError, come_back, leave_house};
pub use service::portrait::{HEAVIEST_PORTRAIT, PortraitError, SET_PORTRAIT, portrait_of, set_portrait};
pub use service::{
    HIRE, HireError, NewPerson, PASS_STAGE, PassStage, PassStageError, REVOKE_STAGE, RevokeStageError, check_name, hire, pass_stage, pass_tax_status,
    revoke_stage,
};
pub use store::{StaffMember, at_desk, cleared_during, cleared_for, names, person, portrait, staff, stages_of, who_left, with_portrait};

values::typed_id!(
    /// One of the staff: the subject of their key, of their sign-in and of their work.
    PersonId
);

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("people")
        .migrations(migrations::all())
        .acts(&[HIRE, PASS_STAGE, REVOKE_STAGE, SET_PORTRAIT, LEAVE_HOUSE])
        .verify(|reader| async move { store::verify(&reader).await })
}
