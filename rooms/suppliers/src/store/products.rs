//! Products of suppliers in the database.

use crate::products::{Label, Product, ProductId, Substitute};
use crate::supplier::SupplierId;
use db::{DbError, Read, Tx, sql, vault};
use uuid::Uuid;

const NAME: &str = "supplier_products.name_sealed";

/// What a supplier works with, by name.
pub(crate) async fn of(db: &impl Read, supplier: SupplierId) -> Result<Vec<Product>, DbError> {
    let query = "SELECT id, name_sealed, carries, own, part FROM supplier_products WHERE subject = $1";
    let keys = vault::keys(db, &[supplier.uuid()]).await?;
    let mut products = Vec::new();
    for row in sql::all(db, query, vec![supplier.uuid().into()]).await? {
        let Some(label) = keys.open(supplier.uuid(), NAME, &row.get::<Vec<u8>>("name_sealed")?)? else { continue };
        let Label { name, purpose } = serde_json::from_str(&label).map_err(DbError::corrupt)?;
        let own = row.get::<Option<Uuid>>("own")?.map(|id| Substitute::Own(id.into()));
        products.push(Product {
            id: row.get::<Uuid>("id")?.into(),
            name,
            purpose,
            carries: row.get::<String>("carries")?.split_whitespace().map(str::to_owned).collect(),
            substitute: own.or(row.get::<Option<String>>("part")?.map(Substitute::House)),
        });
    }
    products.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(products)
}

/// Writes a product down, anew where it is known.
pub(crate) async fn put(tx: &Tx, supplier: SupplierId, product: &Product) -> Result<(), DbError> {
    let label = Label { name: product.name.clone(), purpose: product.purpose.clone() };
    let label = serde_json::to_string(&label).map_err(|e| DbError::Other(e.to_string()))?;
    let (own, part) = match &product.substitute {
        Some(Substitute::Own(id)) => (Some(id.uuid()), None),
        Some(Substitute::House(code)) => (None, Some(code.clone())),
        None => (None, None),
    };
    let row = vec![
        product.id.uuid().into(),
        supplier.uuid().into(),
        tx.app().vault().blind("suppliers.product", &format!("{supplier}\n{}", product.name.to_lowercase())).into(),
        vault::seal(tx, supplier.uuid(), NAME, &label).await?.into(),
        product.carries.iter().map(String::as_str).collect::<Vec<_>>().join(" ").into(),
        own.into(),
        part.into(),
        tx.now().micros().into(),
    ];
    let query = "INSERT INTO supplier_products (id, subject, name_hash, name_sealed, carries, own, part, since_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (id) DO UPDATE SET name_hash = excluded.name_hash, name_sealed = excluded.name_sealed, carries = excluded.carries,
                     own = excluded.own, part = excluded.part";
    sql::run(tx, query, row).await.map(drop)
}

/// They work with it no longer; `false` where they did not before.
pub(crate) async fn drop_one(tx: &Tx, supplier: SupplierId, id: ProductId) -> Result<bool, DbError> {
    let query = "DELETE FROM supplier_products WHERE id = $1 AND subject = $2";
    Ok(sql::run(tx, query, vec![id.uuid().into(), supplier.uuid().into()]).await? == 1)
}
