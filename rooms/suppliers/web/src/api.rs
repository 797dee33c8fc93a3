//! Suppliers for programs: who there is, their stages and prices.

use crate::product_api::SupplierProductOut;
use access::Resource;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use db::Read as _;
use pages::{Api, ApiPath, ApiQuery, Created, Cursor, Here, JsonBody, PageLimit, PageOut, Routes};
use serde::{Deserialize, Serialize};
use suppliers::{
    Card, END_SUPPLIER, ERASE_SUPPLIER, KEEP_SUPPLIERS, PassVetting, Price, REVOKE_VETTING, RawPrice, RawSupplier, Reach, Supplier, SupplierError, SupplierId,
    Unit, Vetting, VettingId, VettingKind, end_supplier, erase_supplier, in_force, pass_vetting, revoke_vetting, set_price, suppliers, take_on,
};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{Instant, Money};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(KEEP_SUPPLIERS, routes!(list_suppliers))
        .api(KEEP_SUPPLIERS, routes!(add_supplier))
        .api(KEEP_SUPPLIERS, routes!(read_supplier))
        .api(KEEP_SUPPLIERS, routes!(record_vetting))
        .api(REVOKE_VETTING, routes!(take_vetting_back))
        .api(KEEP_SUPPLIERS, routes!(add_supplier_price))
        .api(END_SUPPLIER, routes!(end_work))
        .api(ERASE_SUPPLIER, routes!(forget_supplier))
}

/// A supplier.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000031", "kind": "cook", "form": "person", "name": "Илья Поваров", "person": null, "reach": "+79215550177",
    "since": "2026-01-12T09:00:00Z", "ended_at": null, "cleared_until": "2027-01-12T09:00:00Z"
}))]
struct SupplierOut {
    /// Their id.
    id: Uuid,
    /// Code of their kind, of the page `suppliers.toml`.
    kind: String,
    /// `company` or `person`.
    form: &'static str,
    /// The name; null after erasure, like the rest.
    name: Option<String>,
    /// Whom the house speaks to.
    person: Option<String>,
    /// A phone or an address.
    reach: Option<String>,
    /// Since when they are known, RFC 3339.
    since: String,
    /// Since when the house works with them no longer; null while it does.
    ended_at: Option<String>,
    /// Up to when they are cleared; null where they are not now.
    cleared_until: Option<String>,
}

impl SupplierOut {
    fn of(supplier: Supplier) -> Self {
        Self {
            id: supplier.id.uuid(),
            kind: supplier.kind,
            form: supplier.form.name(),
            name: supplier.name,
            person: supplier.person,
            reach: supplier.reach.as_ref().map(Reach::text),
            since: supplier.since.to_string(),
            ended_at: supplier.ended.map(|at| at.to_string()),
            cleared_until: supplier.cleared_until.map(|at| at.to_string()),
        }
    }
}

/// A stage of a supplier's vetting.
#[derive(Debug, Serialize, ToSchema)]
struct VettingOut {
    /// Its id.
    id: Uuid,
    /// `questionnaire`, `check` or `nda`.
    kind: &'static str,
    /// When it was passed, RFC 3339.
    passed_at: String,
    /// When it runs out; null when it does not.
    until: Option<String>,
    /// Where the paper is.
    evidence: String,
    /// When it was taken back.
    revoked_at: Option<String>,
}

impl VettingOut {
    fn of(stage: Vetting) -> Self {
        Self {
            id: stage.id.uuid(),
            kind: stage.kind.name(),
            passed_at: stage.passed_at.to_string(),
            until: stage.until.map(|at| at.to_string()),
            evidence: stage.evidence,
            revoked_at: stage.revoked_at.map(|at| at.to_string()),
        }
    }
}

/// A line of a price list.
#[derive(Debug, Serialize, ToSchema)]
struct SupplierPriceOut {
    /// For what.
    what: String,
    /// `job`, `hour`, `day`, `person` or `piece`.
    unit: &'static str,
    /// Kopecks; null: from then on they do it no longer.
    kopecks: Option<i64>,
    /// From when on, RFC 3339.
    from: String,
}

impl SupplierPriceOut {
    fn of(price: &Price) -> Self {
        Self { what: price.what.clone(), unit: price.unit.name(), kopecks: price.price.map(Money::in_kopecks), from: price.from.to_string() }
    }
}

/// A supplier with the stages of their vetting and their prices.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "supplier": {"id": "019ab4b2-6c00-7000-8000-000000000031", "kind": "cook", "form": "person", "name": "Илья Поваров", "person": null,
                 "reach": "+79215550177", "since": "2026-01-12T09:00:00Z", "cleared_until": null},
    "stages": [{"id": "019ab4b2-6c00-7000-8000-000000000032", "kind": "questionnaire", "passed_at": "2026-01-12T09:00:00Z", "until": null, "evidence": "папка 3", "revoked_at": null}],
    "prices": [{"what": "Ужин", "unit": "person", "kopecks": 350_000, "from": "2026-01-12T09:00:00Z"}],
    "in_force": [{"what": "Ужин", "unit": "person", "kopecks": 350_000, "from": "2026-01-12T09:00:00Z"}],
    "products": [{"id": "019ab4b2-6c00-7000-8000-000000000034", "name": "Лимонный блеск", "purpose": "Кухня", "carries": ["citrus", "limonene"],
                  "substitute": "all_purpose_unscented"}]
}))]
pub(crate) struct SupplierCardOut {
    /// Who.
    supplier: SupplierOut,
    /// The stages, in the order in which they were passed.
    stages: Vec<VettingOut>,
    /// All lines of the price list, the oldest first.
    prices: Vec<SupplierPriceOut>,
    /// Those that hold now.
    in_force: Vec<SupplierPriceOut>,
    /// What they work with, by name.
    products: Vec<SupplierProductOut>,
}

pub(crate) async fn card(here: &Here, id: SupplierId) -> Api<SupplierCardOut> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let found = suppliers::card(&db, &here.actor, id).await.map_err(|e| here.api(&e))?;
    let Card { supplier, stages, prices, products } = found.ok_or_else(|| here.api(&SupplierError::Unknown(id)))?;
    Ok(SupplierCardOut {
        supplier: SupplierOut::of(supplier),
        stages: stages.into_iter().map(VettingOut::of).collect(),
        in_force: in_force(&prices, db.now()).into_iter().map(SupplierPriceOut::of).collect(),
        prices: prices.iter().map(SupplierPriceOut::of).collect(),
        products: products.into_iter().map(SupplierProductOut::of).collect(),
    })
}

/// Which suppliers, and where the list goes on.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SuppliersQuery {
    /// Code of a kind; all where it is left out.
    kind: Option<String>,
    /// The `next` of the page before.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 1 to 100; 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists suppliers in the order in which they were taken on.
#[utoipa::path(get, path = "/api/v1/suppliers", tag = "suppliers", params(SuppliersQuery), responses((status = 200, body = PageOut<SupplierOut>)))]
async fn list_suppliers(here: Here, ApiQuery(query): ApiQuery<SuppliersQuery>) -> Api<Json<PageOut<SupplierOut>>> {
    let PageLimit(limit) = query.limit;
    let after = query.after.map(|Cursor(at, id)| (at, id.into()));
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let rows = suppliers(&db, &here.actor, query.kind.as_deref(), after, limit + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(rows, limit, |last| Cursor::name(last.since, last.id), SupplierOut::of)))
}

/// A supplier to take on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "cook", "form": "person", "name": "Илья Поваров", "reach": "+7 921 555-01-77"}))]
struct SupplierIn {
    /// Code of their kind.
    kind: String,
    /// `company` or `person`.
    form: String,
    /// The name.
    name: String,
    /// Whom the house speaks to.
    #[serde(default)]
    person: String,
    /// A phone or an address.
    reach: String,
}

/// Takes a supplier on; one of the same kind, name and way is known already. They are given nothing before all stages stand.
#[utoipa::path(post, path = "/api/v1/suppliers", tag = "suppliers", request_body = SupplierIn, responses((status = 201, body = SupplierCardOut)))]
async fn add_supplier(here: Here, JsonBody(body): JsonBody<SupplierIn>) -> Api<Created<SupplierCardOut>> {
    let SupplierIn { kind, form, name, person, reach } = body;
    let taken = take_on(&here.app, &here.actor, &RawSupplier { kind, form, name, person, reach }).await.map_err(|e| here.api(&e))?;
    Ok(Created(card(&here, taken.into_inner()).await?))
}

/// Reads a supplier with their stages and prices.
#[utoipa::path(
    get, path = "/api/v1/suppliers/{supplier}", tag = "suppliers", params(("supplier" = Uuid, Path, description = "The supplier")),
    responses((status = 200, body = SupplierCardOut))
)]
async fn read_supplier(here: Here, ApiPath(supplier): ApiPath<SupplierId>) -> Api<Json<SupplierCardOut>> {
    Ok(Json(card(&here, supplier).await?))
}

/// A stage of vetting by its name.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum VettingName {
    /// The questionnaire, with references asked.
    Questionnaire,
    /// The check by the security service.
    Check,
    /// The signed confidentiality agreement.
    Nda,
}

/// A stage to record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "nda", "until": "2027-01-12T09:00:00Z", "evidence": "папка 3, лист 2"}))]
struct VettingIn {
    /// Which stage.
    kind: VettingName,
    /// When it was passed, RFC 3339; now where nothing is said, never later.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    passed_at: Option<Instant>,
    /// When it runs out; nothing where it does not.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Instant>,
    /// Where the paper is: a reference, no personal data.
    evidence: String,
}

/// Records a stage, and the clearance that follows from it. The same record twice is one.
#[utoipa::path(
    post, path = "/api/v1/suppliers/{supplier}/stages", tag = "suppliers", params(("supplier" = Uuid, Path, description = "The supplier")),
    request_body = VettingIn, responses((status = 201, body = SupplierCardOut))
)]
async fn record_vetting(here: Here, ApiPath(supplier): ApiPath<SupplierId>, JsonBody(body): JsonBody<VettingIn>) -> Api<Created<SupplierCardOut>> {
    let kind = match body.kind {
        VettingName::Questionnaire => VettingKind::Questionnaire,
        VettingName::Check => VettingKind::Check,
        VettingName::Nda => VettingKind::Nda,
    };
    let ask = PassVetting { supplier, kind, passed_at: body.passed_at, until: body.until, evidence: body.evidence };
    pass_vetting(&here.app, &here.actor, &ask).await.map_err(|e| here.api(&e))?;
    Ok(Created(card(&here, supplier).await?))
}

/// Takes a stage back from this moment on; the jobs ahead that the clearance covers no longer are taken off at once.
#[utoipa::path(
    post, path = "/api/v1/suppliers/{supplier}/stages/{vetting}/revoke", tag = "suppliers",
    params(("supplier" = Uuid, Path, description = "The supplier"), ("vetting" = Uuid, Path, description = "The stage")),
    responses((status = 200, body = SupplierCardOut))
)]
async fn take_vetting_back(here: Here, ApiPath((supplier, vetting)): ApiPath<(SupplierId, VettingId)>) -> Api<Json<SupplierCardOut>> {
    here.actor.may(REVOKE_VETTING, &Resource::default()).map_err(|e| here.api(&e))?;
    let theirs = card(&here, supplier).await?;
    if theirs.stages.iter().all(|stage| stage.id != vetting.uuid()) {
        return Err(here.api(&SupplierError::NoVetting(vetting)));
    }
    revoke_vetting(&here.app, &here.actor, vetting).await.map_err(|e| here.api(&e))?;
    Ok(Json(card(&here, supplier).await?))
}

/// Ends the work with a supplier: nothing more is given, and each job ahead is taken off with a word to them.
#[utoipa::path(
    post, path = "/api/v1/suppliers/{supplier}/end", tag = "suppliers", params(("supplier" = Uuid, Path, description = "The supplier")),
    responses((status = 200, body = SupplierCardOut))
)]
async fn end_work(here: Here, ApiPath(supplier): ApiPath<SupplierId>) -> Api<Json<SupplierCardOut>> {
    end_supplier(&here.app, &here.actor, supplier).await.map_err(|e| here.api(&e))?;
    Ok(Json(card(&here, supplier).await?))
}

/// Forgets who a supplier was, once the work with them is over.
#[utoipa::path(
    post, path = "/api/v1/suppliers/{supplier}/erase", tag = "suppliers", params(("supplier" = Uuid, Path, description = "The supplier")),
    responses((status = 204))
)]
async fn forget_supplier(here: Here, ApiPath(supplier): ApiPath<SupplierId>) -> Api<Response> {
    erase_supplier(&here.app, &here.actor, supplier).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What a price is for one of.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum UnitName {
    /// The whole job.
    Job,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A person.
    Person,
    /// A piece.
    Piece,
}

/// A line to add to a price list.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"what": "Ужин", "unit": "person", "price": "3500.00"}))]
struct SupplierPriceIn {
    /// For what.
    what: String,
    /// For one of what.
    unit: UnitName,
    /// Roubles; empty: they do it no longer.
    price: String,
    /// From when on, RFC 3339; now where nothing is said.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    from: Option<Instant>,
}

/// Adds a line to a supplier's price list; what held before is kept for its days.
#[utoipa::path(
    post, path = "/api/v1/suppliers/{supplier}/prices", tag = "suppliers", params(("supplier" = Uuid, Path, description = "The supplier")),
    request_body = SupplierPriceIn, responses((status = 201, body = SupplierCardOut))
)]
async fn add_supplier_price(here: Here, ApiPath(supplier): ApiPath<SupplierId>, JsonBody(body): JsonBody<SupplierPriceIn>) -> Api<Created<SupplierCardOut>> {
    let unit = match body.unit {
        UnitName::Job => Unit::Job,
        UnitName::Hour => Unit::Hour,
        UnitName::Day => Unit::Day,
        UnitName::Person => Unit::Person,
        UnitName::Piece => Unit::Piece,
    };
    let raw = RawPrice { what: body.what, unit: unit.name().to_owned(), price: body.price, from: body.from };
    set_price(&here.app, &here.actor, supplier, &raw).await.map_err(|e| here.api(&e))?;
    Ok(Created(card(&here, supplier).await?))
}
