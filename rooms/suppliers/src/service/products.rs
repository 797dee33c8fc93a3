//! What suppliers work with, and what a household's memory makes of it for one job.

use super::{SupplierError, begun};
use crate::KEEP_SUPPLIERS;
use crate::facts::{ProductKept, ProductLeft};
use crate::job::JobId;
use crate::manners::kinds;
use crate::needs::{Need, Work, needs};
use crate::products::{ProductId, RawProduct};
use crate::store::{self, jobs as jobs_kept, products as kept};
use crate::supplier::SupplierId;
use access::{Actor, Resource};
use db::{App, DbError, Read as _, Tx};
use households::{Along, Memory};
use journal::Say as _;
use values::{Outcome, Span};

/// Writes down a product that a supplier works with; one of the same name is written anew.
pub async fn put_product(app: &App, who: &Actor, supplier: SupplierId, raw: &RawProduct) -> Result<ProductId, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    let kit = catalog::kit(app)?;
    app.write(who, move |tx| {
        let (raw, kit) = (raw.clone(), kit.clone());
        async move {
            begun(&tx, supplier).await?;
            let product = raw.check(tx.id(), &kit, &kept::of(&tx, supplier).await?).map_err(SupplierError::Fields)?;
            kept::put(&tx, supplier, &product).await?;
            tx.say(ProductKept { supplier, product: product.id }).await?;
            Ok(product.id)
        }
    })
    .await
}

/// A supplier works with a product no longer. Said twice is said once.
pub async fn drop_product(app: &App, who: &Actor, supplier: SupplierId, product: ProductId) -> Result<Outcome<()>, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    app.write(who, move |tx| async move {
        begun(&tx, supplier).await?;
        if !kept::drop_one(&tx, supplier, product).await? {
            return Ok(Outcome::Already(()));
        }
        tx.say(ProductLeft { supplier, product }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// What the memory of a household, and what goes along with its children, ask of this supplier for a job at this time. Who asks keeps it with
/// a job: the supplier is held until then, and their products are no others.
pub async fn needs_of(tx: &Tx, supplier: SupplierId, memory: &[Memory], along: &[Along], span: Span) -> Result<Vec<Need>, SupplierError> {
    store::begin(tx, supplier).await?;
    let known = store::these(tx, &[supplier]).await?.pop().ok_or(SupplierError::Unknown(supplier))?;
    let (kinds, kit) = (kinds(tx.app())?, catalog::kit(tx.app())?);
    let products = kept::of(tx, supplier).await?;
    Ok(needs(memory, along, &Work { kind: kinds.kind(&known.kind), products: &products, kit: &kit, span }))
}

/// Writes down anew what a job needs, within a transaction of somebody else's use case: whoever has taken it hears so and reads it once more,
/// and the desk sees that they have not yet.
pub async fn renew_needs(tx: &Tx, job: JobId, needs: &[Need]) -> Result<(), DbError> {
    jobs_kept::set_needs(tx, job, needs).await?;
    jobs_kept::unread(tx, job).await?;
    super::anew::tell_later(tx, job).await
}
