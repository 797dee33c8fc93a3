//! The use cases of suppliers: taken on, vetted, priced.

use crate::clearance::{Cleared, Missing, Vetting, VettingId, VettingKind, clear};
use crate::facts::{PriceSet, SupplierTakenOn, VettingPassed, VettingRevoked};
use crate::job::{JobId, NotReady};
use crate::manners::kinds;
use crate::prices::{Price, RawPrice};
use crate::products::{Product, Unfit};
use crate::store;
use crate::supplier::{Named, RawSupplier, Reach, Supplier, SupplierId};
use crate::{KEEP_SUPPLIERS, REVOKE_VETTING};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read, Tx};
use households::line;
use journal::Say as _;
use messaging::{Address, Addresses, Channel};
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Arg, Explain, FieldFault, Instant, Lang, Outcome, Problem, Said, Span};

pub(crate) mod anew;
pub(crate) mod ending;
pub(crate) mod jobs;
pub(crate) mod products;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum SupplierError {
    /// Fields to mend.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldFault>),
    /// There is no such supplier.
    #[error("no supplier {0}")]
    Unknown(SupplierId),
    /// The house works with them no longer.
    #[error("supplier {0} is not worked with any more")]
    Ended(SupplierId),
    /// They are at work, or the house works with them still: they are not forgotten before it is over.
    #[error("supplier {0} is still at work")]
    StillAtWork(SupplierId),
    /// There is no such stage.
    #[error("no stage {0}")]
    NoVetting(VettingId),
    /// The household bears something of these products not, and nothing stands in for them there.
    #[error("{} products cannot come into this home", .0.len())]
    Unfit(Vec<Unfit>),
    /// There is no such job, or its link is too old.
    #[error("no job {0}")]
    NoJob(JobId),
    /// They are not cleared for that time.
    #[error(transparent)]
    NotCleared(Missing),
    /// They are cleared, but not up to the end of it.
    #[error("cleared until {0} only")]
    Ends(Instant),
    /// The job cannot go on like that.
    #[error(transparent)]
    NotReady(NotReady),
    /// They were asked for another time since the page was read.
    #[error("the job was moved meanwhile")]
    Moved,
    /// The desk has opened a supplier's link: the standard is acknowledged by themselves alone.
    #[error("nobody acknowledges for another")]
    NotTheirs,
    /// The standard, or what the household asks, was written anew since it was read.
    #[error("what is to be acknowledged was written anew meanwhile")]
    StandardChanged,
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for SupplierError {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Unknown(_) => Problem::new(404, "supplier-unknown"),
            Self::Ended(_) => Problem::new(409, "supplier-ended"),
            Self::StillAtWork(_) => Problem::new(409, "supplier-at-work"),
            Self::NoVetting(_) => Problem::new(404, "stage-unknown"),
            Self::NoJob(_) => Problem::new(404, "job-unknown"),
            // What was typed is kept: another end mends it.
            Self::Ends(at) => {
                Problem { fields: vec![FieldFault::new("end", "beyond-clearance").arg("date", Arg::At(*at))], ..Problem::new(409, "supplier-not-cleared") }
            }
            // Another supplier mends it, or a substitute.
            Self::Unfit(all) => {
                let fault = FieldFault::new("supplier", "carries-excluded").arg("what", Arg::Said(named(all)));
                Problem { fields: vec![fault], ..Problem::new(409, "supplier-carries-excluded") }
            }
            // An earlier beginning mends it.
            Self::NotCleared(missing) => {
                let over = missing.over_at().map(|at| FieldFault::new("start", "clearance-over").arg("date", Arg::At(at)));
                Problem { fields: over.into_iter().collect(), ..Problem::new(409, "supplier-not-cleared") }
            }
            Self::NotReady(NotReady::NotCleared(_)) => Problem::new(409, "supplier-not-cleared"),
            Self::NotReady(NotReady::Unread) => Problem::new(409, "standard-unread"),
            Self::NotReady(NotReady::State(_)) => Problem::new(409, "job-not-now"),
            Self::NotTheirs => Problem::new(403, "standard-for-another"),
            Self::Moved => Problem::new(409, "job-moved"),
            Self::StandardChanged => Problem::new(409, "standard-changed"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// `Лимонный блеск (цитрусовые)`, for each of them.
fn named(all: &[Unfit]) -> Said {
    let of = |lang: Lang| {
        let carries = |one: &Unfit| one.carries.iter().map(|what| what.of(lang).to_lowercase()).collect::<Vec<_>>().join(", ");
        all.iter().map(|one| format!("{} ({})", one.product, carries(one))).collect::<Vec<_>>().join(", ")
    };
    Said { ru: of(Lang::Ru), en: of(Lang::En) }
}

/// A supplier is written to as they said.
pub(crate) fn addresses() -> Addresses {
    Addresses::by(|app: App, reader: Uuid| async move {
        let found = store::these(&app.read().await?, &[SupplierId::from(reader)]).await?.pop();
        let address = found.and_then(|supplier| supplier.reach).map(|reach| match reach {
            Reach::Phone(phone) => Address { channel: Channel::Sms, value: phone.e164().to_owned() },
            Reach::Email(email) => Address { channel: Channel::Email, value: email.to_string() },
        });
        Ok(address.into_iter().collect::<Vec<_>>())
    })
}

/// Takes a supplier on; one of the same name, kind and way is known already. They are given nothing before all stages stand.
pub async fn take_on(app: &App, who: &Actor, raw: &RawSupplier) -> Result<Outcome<SupplierId>, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    let (form, named) = raw.check(kinds(app)?.as_ref()).map_err(SupplierError::Fields)?;
    let kind = raw.kind.clone();
    app.write(who, move |tx| {
        let (named, kind) = (named.clone(), kind.clone());
        async move {
            let taken = store::add(&tx, tx.id(), &kind, form, &named).await?;
            if let Outcome::Applied(supplier) = taken {
                tx.say(SupplierTakenOn { supplier, kind }).await?;
            }
            Ok(taken)
        }
    })
    .await
}

/// Begins a change of what a supplier may be given, where the house works with them still.
pub(crate) async fn begun(tx: &Tx, id: SupplierId) -> Result<(), SupplierError> {
    let known = if store::begin(tx, id).await? { store::these(tx, &[id]).await?.pop() } else { None };
    match known.ok_or(SupplierError::Unknown(id))?.ended {
        None => Ok(()),
        Some(_) => Err(SupplierError::Ended(id)),
    }
}

/// Another person to speak to, or another way to reach them: who was vetted stays who they are, and what was passed stands.
pub async fn set_way(app: &App, who: &Actor, id: SupplierId, raw: &RawSupplier) -> Result<(), SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    let (person, reach) = raw.check_way().map_err(SupplierError::Fields)?;
    app.write(who, move |tx| {
        let (person, reach) = (person.clone(), reach.clone());
        async move {
            begun(&tx, id).await?;
            let known = store::these(&tx, &[id]).await?.pop().ok_or(SupplierError::Unknown(id))?;
            let name = known.name.clone().ok_or(SupplierError::Unknown(id))?;
            if store::set_named(&tx, &known, &Named { name, person, reach }).await? {
                Ok(())
            } else {
                Err(SupplierError::Fields(vec![FieldFault::new("reach", "another-suppliers")]))
            }
        }
    })
    .await
}

/// A stage to record.
#[derive(Debug, Clone)]
pub struct PassVetting {
    /// Who passed it.
    pub supplier: SupplierId,
    /// Which stage.
    pub kind: VettingKind,
    /// When; `None` for now. Never later than now.
    pub passed_at: Option<Instant>,
    /// When it runs out; `None` when it does not.
    pub until: Option<Instant>,
    /// Where the paper is: a reference, no personal data.
    pub evidence: String,
}

impl PassVetting {
    fn check(&self, id: VettingId, now: Instant) -> Result<Vetting, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let passed_at = self.passed_at.unwrap_or(now);
        if passed_at > now {
            faults.push(FieldFault::new("passed_at", "in-the-future"));
        }
        if self.until.is_some_and(|until| until <= passed_at) {
            faults.push(FieldFault::new("until", "before-its-beginning"));
        }
        let evidence = line::required(&mut faults, "evidence", &self.evidence, 200);
        let stage = Vetting { id, kind: self.kind, passed_at, until: self.until, evidence, revoked_at: None };
        if faults.is_empty() { Ok(stage) } else { Err(faults) }
    }
}

/// Records a stage and rewrites the clearance it gives. The same record twice is one.
pub async fn pass_vetting(app: &App, who: &Actor, ask: &PassVetting) -> Result<Outcome<VettingId>, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    let ask = ask.clone();
    app.write(who, move |tx| {
        let ask = ask.clone();
        async move {
            begun(&tx, ask.supplier).await?;
            let stage = ask.check(tx.id(), tx.now()).map_err(SupplierError::Fields)?;
            let mut stages = store::stages_of(&tx, ask.supplier).await?;
            // What is recorded today counts from its moment: pressed twice, the two differ by seconds alone.
            let told = |one: &Vetting| (one.kind, one.passed_at.day(), one.until, one.evidence.clone());
            let same = |known: &&Vetting| known.revoked_at.is_none() && told(known) == told(&stage);
            if let Some(known) = stages.iter().find(same) {
                return Ok(Outcome::Already(known.id));
            }
            store::add_stage(&tx, ask.supplier, &stage).await?;
            let (vetting, kind) = (stage.id, stage.kind);
            tx.say(VettingPassed { supplier: ask.supplier, vetting, kind }).await?;
            stages.push(stage);
            rewrite(&tx, ask.supplier, &stages).await?;
            Ok(Outcome::Applied(vetting))
        }
    })
    .await
}

/// Takes a stage back from this moment on; the jobs ahead that the clearance covers no longer are taken off in the same transaction.
pub async fn revoke_vetting(app: &App, who: &Actor, vetting: VettingId) -> Result<Outcome<VettingId>, SupplierError> {
    who.may(REVOKE_VETTING, &Resource::default())?;
    app.write(who, move |tx| async move {
        let supplier = store::supplier_of(&tx, vetting).await?.ok_or(SupplierError::NoVetting(vetting))?;
        store::begin(&tx, supplier).await?;
        let mut stages = store::stages_of(&tx, supplier).await?;
        let revoked = stages.iter_mut().find(|stage| stage.id == vetting).ok_or(SupplierError::NoVetting(vetting))?;
        if revoked.revoked_at.is_some() {
            return Ok(Outcome::Already(vetting));
        }
        revoked.revoked_at = Some(tx.now());
        let kind = revoked.kind;
        store::set_revoked(&tx, vetting).await?;
        tx.say(VettingRevoked { supplier, vetting, kind }).await?;
        rewrite(&tx, supplier, &stages).await?;
        Ok(Outcome::Applied(vetting))
    })
    .await
}

/// Rewrites the clearance from the rule, and takes off what it covers no longer.
async fn rewrite(tx: &Tx, supplier: SupplierId, stages: &[Vetting]) -> Result<(), DbError> {
    let cleared = clear(stages, supplier, tx.now());
    match &cleared {
        Ok(cleared) => store::set_cleared(tx, cleared).await?,
        Err(_) => store::end_clearance(tx, supplier).await?,
    }
    jobs::take_off(tx, supplier, cleared.as_ref().ok()).await
}

/// Adds a line to a supplier's price list.
pub async fn set_price(app: &App, who: &Actor, supplier: SupplierId, raw: &RawPrice) -> Result<Price, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    let raw = raw.clone();
    app.write(who, move |tx| {
        let raw = raw.clone();
        async move {
            begun(&tx, supplier).await?;
            let price = raw.check(tx.now()).map_err(SupplierError::Fields)?;
            store::set_price(&tx, supplier, &price).await?;
            tx.say(PriceSet { supplier, from: price.from }).await?;
            Ok(price)
        }
    })
    .await
}

/// Suppliers of a kind, or all, in the order in which they were taken on, after one that was seen.
pub async fn suppliers(
    db: &impl Read,
    who: &Actor,
    kind: Option<&str>,
    after: Option<(Instant, SupplierId)>,
    limit: u32,
) -> Result<Vec<Supplier>, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    Ok(store::some(db, kind, after, limit).await?)
}

/// All that is known of a supplier.
#[derive(Debug, Clone)]
pub struct Card {
    /// Who.
    pub supplier: Supplier,
    /// The stages, in the order in which they were passed.
    pub stages: Vec<Vetting>,
    /// The lines of the price list, the oldest first.
    pub prices: Vec<Price>,
    /// What they work with, by name.
    pub products: Vec<Product>,
}

impl Card {
    /// May they be given a job at this moment, and if not, what is missing?
    pub fn clearance(&self, at: Instant) -> Result<Cleared, Missing> {
        clear(&self.stages, self.supplier.id, at)
    }
}

/// One supplier; `None` where there is none.
pub async fn card(db: &impl Read, who: &Actor, id: SupplierId) -> Result<Option<Card>, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    let Some(supplier) = store::these(db, &[id]).await?.pop() else { return Ok(None) };
    let products = store::products::of(db, id).await?;
    Ok(Some(Card { supplier, stages: store::stages_of(db, id).await?, prices: store::prices_of(db, id).await?, products }))
}

/// The names of these suppliers; those that were erased are absent.
pub async fn names(db: &impl Read, ids: &[SupplierId]) -> Result<BTreeMap<SupplierId, String>, DbError> {
    Ok(store::these(db, ids).await?.into_iter().filter_map(|supplier| Some((supplier.id, supplier.name?))).collect())
}

/// Which of these are suppliers, each with the name; of those that were erased none is known.
pub async fn known_of(db: &impl Read, ids: &[SupplierId]) -> Result<BTreeMap<SupplierId, Option<String>>, DbError> {
    Ok(store::these(db, ids).await?.into_iter().map(|supplier| (supplier.id, supplier.name)).collect())
}

/// Those of a kind who are cleared over all of this time, by the rule, the longest known first; at most a hundred.
pub async fn cleared_of_kind(db: &impl Read, kind: &str, span: Span) -> Result<Vec<Cleared>, DbError> {
    let ids = store::cleared(db, kind, span, 100).await?;
    let stages = store::stages(db, &ids).await?;
    let cleared = |id: SupplierId| stages.get(&id).and_then(|stages| clear(stages, id, span.start).ok());
    Ok(ids.into_iter().filter_map(cleared).filter(|cleared| cleared.holds(&span)).collect())
}

/// Of which kind a supplier is; empty where there is none.
pub async fn kind_of(db: &impl Read, id: SupplierId) -> Result<String, DbError> {
    Ok(store::these(db, &[id]).await?.pop().map(|supplier| supplier.kind).unwrap_or_default())
}
