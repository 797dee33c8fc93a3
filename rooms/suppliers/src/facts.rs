//! What happens in the room.

use crate::{JobId, ProductId, SupplierId, VettingId, VettingKind, WhyWithdrawn};
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::Instant;

/// A supplier is known; nobody is sent by that alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierTakenOn {
    /// Who.
    pub supplier: SupplierId,
    /// Code of their kind.
    pub kind: String,
}

/// The house works with a supplier no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierEnded {
    /// Who.
    pub supplier: SupplierId,
}

/// Who a supplier was is forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierErased {
    /// Who.
    pub supplier: SupplierId,
}

/// A stage of vetting was passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VettingPassed {
    /// By whom.
    pub supplier: SupplierId,
    /// The record of it.
    pub vetting: VettingId,
    /// Which stage.
    pub kind: VettingKind,
}

/// A stage was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VettingRevoked {
    /// From whom.
    pub supplier: SupplierId,
    /// The record of it.
    pub vetting: VettingId,
    /// Which stage.
    pub kind: VettingKind,
}

/// A price has a new line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceSet {
    /// Whose.
    pub supplier: SupplierId,
    /// From when on.
    pub from: Instant,
}

/// A supplier works with a product, or what it carries was written anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductKept {
    /// Whose.
    pub supplier: SupplierId,
    /// Which.
    pub product: ProductId,
}

/// A supplier works with a product no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductLeft {
    /// Whose.
    pub supplier: SupplierId,
    /// Which.
    pub product: ProductId,
}

/// A supplier is asked whether they take a job, anew with every move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobAsked {
    /// Which job.
    pub job: JobId,
    /// Whom.
    pub supplier: SupplierId,
    /// What it belongs to.
    pub about: Option<Uuid>,
    /// How manieth time.
    pub round: u32,
}

/// They take it, or they cannot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobAnswered {
    /// Which job.
    pub job: JobId,
    /// Who.
    pub supplier: SupplierId,
    /// What it belongs to.
    pub about: Option<Uuid>,
    /// They take it.
    pub takes: bool,
}

/// They have read the standard and hold to it in this job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandardAcknowledged {
    /// In which job.
    pub job: JobId,
    /// Who.
    pub supplier: SupplierId,
    /// The version of the standard.
    pub standard: i64,
}

/// A job was taken off a supplier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobWithdrawn {
    /// Which job.
    pub job: JobId,
    /// Off whom.
    pub supplier: SupplierId,
    /// What it belongs to.
    pub about: Option<Uuid>,
    /// Why.
    pub why: WhyWithdrawn,
}

/// They are at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobBegun {
    /// Which job.
    pub job: JobId,
    /// Who.
    pub supplier: SupplierId,
    /// What it belongs to.
    pub about: Option<Uuid>,
}

/// It is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobDone {
    /// Which job.
    pub job: JobId,
    /// Who.
    pub supplier: SupplierId,
    /// What it belongs to.
    pub about: Option<Uuid>,
}

/// The job, its supplier, and what it belongs to.
fn of_job(job: JobId, supplier: SupplierId, about: Option<Uuid>) -> Vec<Subject> {
    let task = about.map(|about| Subject::new("task", about));
    [Subject::new("job", job), Subject::new("supplier", supplier)].into_iter().chain(task).collect()
}

impl Fact for SupplierTakenOn {
    const KIND: &'static str = "suppliers.taken_on";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("supplier", self.supplier)]
    }
}
impl Fact for SupplierEnded {
    const KIND: &'static str = "suppliers.ended";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("supplier", self.supplier)]
    }
}
impl Fact for SupplierErased {
    const KIND: &'static str = "suppliers.erased";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("supplier", self.supplier)]
    }
}
impl Fact for VettingPassed {
    const KIND: &'static str = "suppliers.vetting_passed";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("supplier", self.supplier)]
    }
}
impl Fact for VettingRevoked {
    const KIND: &'static str = "suppliers.vetting_revoked";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("supplier", self.supplier)]
    }
}
impl Fact for PriceSet {
    const KIND: &'static str = "suppliers.price_set";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("supplier", self.supplier)]
    }
}
impl Fact for ProductKept {
    const KIND: &'static str = "suppliers.product_kept";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("supplier", self.supplier)]
    }
}
impl Fact for ProductLeft {
    const KIND: &'static str = "suppliers.product_left";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("supplier", self.supplier)]
    }
}
impl Fact for JobAsked {
    const KIND: &'static str = "suppliers.job_asked";
    fn subjects(&self) -> Vec<Subject> {
        of_job(self.job, self.supplier, self.about)
    }
}
impl Fact for JobAnswered {
    const KIND: &'static str = "suppliers.job_answered";
    fn subjects(&self) -> Vec<Subject> {
        of_job(self.job, self.supplier, self.about)
    }
}
impl Fact for StandardAcknowledged {
    const KIND: &'static str = "suppliers.standard_acknowledged";
    fn subjects(&self) -> Vec<Subject> {
        of_job(self.job, self.supplier, None)
    }
}
impl Fact for JobWithdrawn {
    const KIND: &'static str = "suppliers.job_withdrawn";
    fn subjects(&self) -> Vec<Subject> {
        of_job(self.job, self.supplier, self.about)
    }
}
impl Fact for JobBegun {
    const KIND: &'static str = "suppliers.job_begun";
    fn subjects(&self) -> Vec<Subject> {
        of_job(self.job, self.supplier, self.about)
    }
}
impl Fact for JobDone {
    const KIND: &'static str = "suppliers.job_done";
    fn subjects(&self) -> Vec<Subject> {
        of_job(self.job, self.supplier, self.about)
    }
}
