//! Whom the house sends beside its own people: cooks, drivers, florists, agencies, hotels; vetted, priced, and held to its manners.
//!
//! **Promise.** Nobody unvetted enters your home, whoever employs them: a questionnaire with references, a check and a signed
//! confidentiality agreement stand before the first job, and each job begins with the house's standard read and accepted.
//! **Keeps:** a job is given with a [`Cleared`] alone, which [`clear`] makes of the stages, and lies within it: the database refuses it
//! too; it is begun only by who took it on and has acknowledged the standard for this very job, in a version that is kept; a stage that is
//! taken back takes off the jobs that it covers no longer, in the same transaction; what was paid for what is known for every day.
//! An answer by the link is for the time that was on its page: a job that was moved since is another question, and one that nobody is sure
//! of waits at the desk until it begins; and what a household asks is acknowledged as it was read, or read once more.
//! Where and for whom it is, whoever will not come does not see.
//! What a household's memory asks of a job stands with it, worded for whoever does it, and tells nothing of who it is about; a supplier
//! whose products a household does not bear is given its task only where something stands in for each of them. Whoever has taken a job hears
//! when that changes: once for what was said within some minutes, not at night unless they come in the morning, and not of what they have read.
//! Whoever the house works with no longer is given nothing more, and is told of each job ahead that it is off; who they were is forgotten
//! only after that.
//! Names, ways, what a job is about and what a price is for lie sealed: a job's under a key of its own, gone a month after its end.
//! **Never:** pays, or says to a supplier whose home it is before they have the link.
//! **Publishes** the table `suppliers_cleared(supplier, from_at, until_at)`, and `supplier_jobs(subject, about, state)`: rows stay, states move.
//! **Says** [`SupplierTakenOn`], [`VettingPassed`], [`VettingRevoked`], [`PriceSet`], [`ProductKept`], [`ProductLeft`], [`JobAsked`],
//! [`JobAnswered`], [`StandardAcknowledged`], [`JobWithdrawn`], [`JobBegun`], [`JobDone`], [`SupplierEnded`], [`SupplierErased`].

mod anew;
mod clearance;
mod facts;
mod job;
mod manners;
mod migrations;
mod needs;
mod prices;
mod products;
mod service;
mod store;
mod supplier;
#[cfg(test)]
mod tests;
mod words;

pub use clearance::{Cleared, Missing, Vetting, VettingId, VettingKind, clear};
pub use facts::{JobAnswered, JobAsked, JobBegun, JobDone, JobWithdrawn, PriceSet, ProductKept, ProductLeft, StandardAcknowledged};
pub use facts::{SupplierEnded, SupplierErased, SupplierTakenOn, VettingPassed, VettingRevoked};
pub use job::{Job, JobId, JobState, NewJob, NotReady, RawJob, Seen, WhyWithdrawn};
pub use manners::{Hears, Kind, Kinds, Standard, kinds, standard};
pub use needs::{Need, Work, needs};
pub use prices::{Price, RawPrice, Unit, in_force};
pub use products::{Other, Product, ProductId, RawProduct, Substitute, Swap, Unfit, swaps};
pub use service::ending::{end_supplier, erase_supplier, lost_at_end};
pub use service::jobs::{
    acknowledge, answer_job, ask_job, ask_job_once, ask_with, ask_within, asked, begin_job, cleared_for, count_unsure_jobs, decline, finish_job, give, job,
    jobs_about, jobs_of, jobs_under_way, lost_with, made_by, move_job, restore_job, settle_refusal, take_back, these_jobs, unsure_jobs, withdraw_job,
};
pub use service::products::{drop_product, needs_of, put_product, renew_needs};
pub use service::{
    Card, PassVetting, SupplierError, card, cleared_of_kind, kind_of, known_of, names, pass_vetting, revoke_vetting, set_price, set_way, suppliers, take_on,
};
pub use supplier::{Form, RawSupplier, Reach, Supplier, SupplierId};

use access::{Act, Grant};
use messaging::Class;

/// Knowing suppliers, vetting them, and giving them jobs.
pub const KEEP_SUPPLIERS: Act = Act { name: "suppliers.keep", grants: &[Grant::Desk] };
/// Taking a stage of vetting back.
pub const REVOKE_VETTING: Act = Act { name: "suppliers.revoke_vetting", grants: &[Grant::Desk] };
/// Ending the work with a supplier.
pub const END_SUPPLIER: Act = Act { name: "suppliers.end", grants: &[Grant::Desk] };
/// Forgetting who a supplier was.
pub const ERASE_SUPPLIER: Act = Act { name: "suppliers.erase", grants: &[Grant::Owner] };
/// Answering for a job: whoever has the link that the house marked.
pub const ANSWER_JOB: Act = Act { name: "suppliers.answer_job", grants: &[Grant::Anyone] };

/// Somebody is asked whether they take a job.
pub const ASKED: Class = Class::urgent("suppliers.asked");
/// What a job needs was written anew since they read it.
pub const NEEDS_ANEW: Class = Class::urgent("suppliers.needs_anew");
/// A job will not be.
pub const WITHDRAWN: Class = Class::urgent("suppliers.withdrawn");

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("suppliers")
        .migrations(migrations::all())
        .acts(&[KEEP_SUPPLIERS, REVOKE_VETTING, END_SUPPLIER, ERASE_SUPPLIER, ANSWER_JOB])
        .section(manners::section)
        .addresses(service::addresses())
        .job(service::jobs::forget)
        .job(service::anew::tell)
        .words_version(ASKED, words::asked)
        .words_version(NEEDS_ANEW, words::needs_anew)
        .words_version(WITHDRAWN, words::withdrawn)
        .verify(|reader| async move { store::verify(&reader).await })
}
