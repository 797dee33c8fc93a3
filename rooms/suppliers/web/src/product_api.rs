//! What suppliers work with, for programs.

use crate::api::{SupplierCardOut, card};
use axum::Json;
use pages::{Api, ApiPath, Created, Here, JsonBody, Routes};
use serde::{Deserialize, Serialize};
use suppliers::{KEEP_SUPPLIERS, Product, RawProduct, Substitute, SupplierId, drop_product, put_product};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn routes() -> Routes {
    Routes::new().api(KEEP_SUPPLIERS, routes!(put_supplier_product)).api(KEEP_SUPPLIERS, routes!(drop_supplier_product))
}

/// A product that a supplier works with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000034", "name": "Лимонный блеск", "purpose": "Кухня", "carries": ["citrus", "limonene"],
    "substitute": "all_purpose_unscented"
}))]
pub(crate) struct SupplierProductOut {
    /// Its id.
    id: Uuid,
    /// What it is called.
    name: String,
    /// For which work.
    purpose: Option<String>,
    /// Codes of the scents and allergens that it carries, of the page `kit.toml`.
    carries: Vec<String>,
    /// What does its work where somebody cannot bear it: the id of another product of theirs, or a code of the house's kit.
    substitute: Option<String>,
}

impl SupplierProductOut {
    pub(crate) fn of(product: Product) -> Self {
        Self {
            id: product.id.uuid(),
            name: product.name,
            purpose: product.purpose,
            carries: product.carries.into_iter().collect(),
            substitute: product.substitute.as_ref().map(Substitute::text),
        }
    }
}

/// A product to write down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Лимонный блеск", "purpose": "Кухня", "carries": ["citrus"], "substitute": "all_purpose_unscented"}))]
struct SupplierProductIn {
    /// Which of theirs is written anew, under another name too; null: the one that is called so, or a new one.
    #[serde(default)]
    id: Option<Uuid>,
    /// What it is called; one of the same name is written anew.
    name: String,
    /// For which work.
    #[serde(default)]
    purpose: String,
    /// Codes of the scents and allergens that it carries.
    #[serde(default)]
    carries: Vec<String>,
    /// The id of another product of theirs, or a code of the house's kit.
    #[serde(default)]
    substitute: String,
}

/// Writes down a product that a supplier works with. Where a household cannot bear what it carries, the supplier hears of its substitute with their
/// jobs there; without one that it bears, they are given no task there.
#[utoipa::path(
    post, path = "/api/v1/suppliers/{supplier}/products", tag = "suppliers", params(("supplier" = Uuid, Path, description = "The supplier")),
    request_body = SupplierProductIn, responses((status = 201, body = SupplierCardOut))
)]
async fn put_supplier_product(
    here: Here,
    ApiPath(supplier): ApiPath<SupplierId>,
    JsonBody(body): JsonBody<SupplierProductIn>,
) -> Api<Created<SupplierCardOut>> {
    let SupplierProductIn { id, name, purpose, carries, substitute } = body;
    let raw = RawProduct { id: id.map(Into::into), name, purpose, carries, substitute };
    put_product(&here.app, &here.actor, supplier, &raw).await.map_err(|e| here.api(&e))?;
    Ok(Created(card(&here, supplier).await?))
}

/// A product that a supplier works with no longer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"product": "019ab4b2-6c00-7000-8000-000000000034"}))]
struct SupplierProductDropIn {
    /// Which.
    product: Uuid,
}

/// Takes a product off what a supplier works with. Said twice is said once.
#[utoipa::path(
    post, path = "/api/v1/suppliers/{supplier}/products/drop", tag = "suppliers", params(("supplier" = Uuid, Path, description = "The supplier")),
    request_body = SupplierProductDropIn, responses((status = 200, body = SupplierCardOut))
)]
async fn drop_supplier_product(
    here: Here,
    ApiPath(supplier): ApiPath<SupplierId>,
    JsonBody(body): JsonBody<SupplierProductDropIn>,
) -> Api<Json<SupplierCardOut>> {
    drop_product(&here.app, &here.actor, supplier, body.product.into()).await.map_err(|e| here.api(&e))?;
    Ok(Json(card(&here, supplier).await?))
}
