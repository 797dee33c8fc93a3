//! The house works with a supplier no longer; after that, who they were may be forgotten.

use super::{SupplierError, jobs};
use crate::facts::{SupplierEnded, SupplierErased};
use crate::job::{Job, JobState};
use crate::store::{self, jobs as kept};
use crate::supplier::SupplierId;
use crate::{END_SUPPLIER, ERASE_SUPPLIER};
use access::{Actor, Resource};
use db::{App, Read, Tx};
use journal::Say as _;
use values::{Instant, Outcome};

/// The jobs that would be taken off with the end, before it.
pub async fn lost_at_end(db: &impl Read, who: &Actor, id: SupplierId) -> Result<Vec<Job>, SupplierError> {
    who.may(END_SUPPLIER, &Resource::default())?;
    Ok(kept::after(db, id, db.now()).await?.into_iter().filter(|job| job.state.is_ahead()).collect())
}

/// Ends the work with a supplier: they are given nothing more, and told of each job ahead that it is off. What they have begun they finish.
/// Ended twice is ended once.
pub async fn end_supplier(app: &App, who: &Actor, id: SupplierId) -> Result<Outcome<()>, SupplierError> {
    who.may(END_SUPPLIER, &Resource::default())?;
    app.write(who, move |tx| async move {
        if !store::begin(&tx, id).await? {
            return Err(SupplierError::Unknown(id));
        }
        // Off first: afterwards none of them could even be asked.
        jobs::take_all_off(&tx, id).await?;
        if !store::end(&tx, id).await? {
            return Ok(Outcome::Already(()));
        }
        store::end_clearance(&tx, id).await?;
        tx.say(SupplierEnded { supplier: id }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// Forgets who a supplier was, once the work with them is over: name, way, prices. What was paid for what stays, without words.
pub async fn erase_supplier(app: &App, who: &Actor, id: SupplierId) -> Result<Outcome<()>, SupplierError> {
    who.may(ERASE_SUPPLIER, &Resource::default())?;
    app.write(who, move |tx| async move {
        if !store::begin(&tx, id).await? {
            return Err(SupplierError::Unknown(id));
        }
        let known = store::these(&tx, &[id]).await?.pop().ok_or(SupplierError::Unknown(id))?;
        if known.ended.is_none() || is_at_work(&tx, id).await? {
            return Err(SupplierError::StillAtWork(id));
        }
        if !store::erase(&tx, id).await? {
            return Ok(Outcome::Already(()));
        }
        tx.say(SupplierErased { supplier: id }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// Something that they have begun is not done.
async fn is_at_work(tx: &Tx, id: SupplierId) -> Result<bool, SupplierError> {
    let all = kept::after(tx, id, Instant::from_micros(tx.now().micros())).await?;
    Ok(all.iter().any(|job| job.state == JobState::Begun))
}
