//! What a supplier works with, on their card at the desk: what each product carries, and what does its work instead.

use crate::card::{done, supplier_id};
use crate::fields::{Pick, line};
use axum::extract::Path;
use axum::response::Response;
use catalog::Kit;
use pages::{Field, Form, Here, Kind, Refused, redirect};
use suppliers::{Product, ProductId, RawProduct, Substitute, drop_product, put_product};
use values::Problem;

/// A product as the desk sees it.
pub(crate) struct ProductView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) purpose: String,
    pub(crate) carries: String,
    /// What does its work instead; empty where nothing does, or where it carries nothing.
    pub(crate) instead: String,
    /// It carries something, and nothing stands in for it.
    pub(crate) is_alone: bool,
}

/// The form of one product.
pub(crate) struct ProductForm {
    /// Which of theirs is written anew; empty for another one.
    pub(crate) id: String,
    pub(crate) fields: Vec<Field>,
    /// Value, words, ticked.
    pub(crate) carries: Vec<(String, String, bool)>,
    pub(crate) carries_error: String,
    pub(crate) substitute: Pick,
    /// One of theirs is being written anew.
    pub(crate) is_open: bool,
}

fn product_view(here: &Here, kit: &Kit, all: &[Product], one: &Product) -> ProductView {
    let t = &here.t;
    let name = |code: &String| kit.sensitivity(code).map_or_else(|| code.clone(), |known| known.name.of(t.lang).to_lowercase());
    let instead = match &one.substitute {
        Some(Substitute::Own(id)) => all.iter().find(|other| other.id == *id).map(|other| other.name.clone()),
        Some(Substitute::House(code)) => kit.part(code).map(|part| t.with("suppliers-product-ours", "name", part.name.of(t.lang))),
        None => None,
    };
    ProductView {
        id: one.id.to_string(),
        name: one.name.clone(),
        purpose: one.purpose.clone().unwrap_or_default(),
        carries: if one.carries.is_empty() { t.get("suppliers-product-plain") } else { t.list(&one.carries.iter().map(name).collect::<Vec<_>>()) },
        is_alone: !one.carries.is_empty() && instead.is_none(),
        instead: instead.unwrap_or_default(),
    }
}

pub(crate) fn product_views(here: &Here, kit: &Kit, all: &[Product]) -> Vec<ProductView> {
    all.iter().map(|one| product_view(here, kit, all, one)).collect()
}

/// The form as it was typed; else of the product that the address names, to be written anew; else empty. Which one it is stays with what
/// was typed.
pub(crate) fn product_form(here: &Here, kit: &Kit, all: &[Product], form: &Form, problem: Option<&Problem>) -> ProductForm {
    let t = &here.t;
    let typed_for = if form.has("name") { form.get("product") } else { here.query.get("product") };
    let asked: Option<ProductId> = typed_for.parse::<ProductId>().ok().filter(|id| all.iter().any(|one| one.id == *id));
    let known = all.iter().find(|one| Some(one.id) == asked).filter(|_| !form.has("name"));
    let field = |name, kept: Option<String>| {
        let mut field = line(here, form, name, Kind::Text, problem);
        if let Some(kept) = kept {
            field.value = kept;
        }
        field
    };
    let typed = form.all("carries");
    let ticked = |code: &String| known.map_or_else(|| typed.contains(code), |one| one.carries.contains(code));
    let carries = kit.sensitivities().map(|one| (one.code.clone(), one.name.of(t.lang).to_owned(), ticked(&one.code)));
    let own = all.iter().filter(|one| Some(one.id) != asked).map(|one| (one.id.to_string(), one.name.clone()));
    let ours = kit.products().iter().map(|part| (part.code.clone(), t.with("suppliers-product-ours", "name", part.name.of(t.lang))));
    let none = [(String::new(), t.get("suppliers-product-no-substitute"))];
    let kept = known.and_then(|one| one.substitute.as_ref()).map(Substitute::text).unwrap_or_default();
    let fault = problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == "carries"));
    ProductForm {
        id: asked.map(|id| id.to_string()).unwrap_or_default(),
        fields: vec![field("name", known.map(|one| one.name.clone())), field("purpose", known.map(|one| one.purpose.clone().unwrap_or_default())).optional()],
        carries: carries.collect(),
        carries_error: fault.map(|fault| t.fault(fault)).unwrap_or_default(),
        substitute: Pick::new(here, form, "substitute", "select", &kept, problem).optional().of(none.into_iter().chain(own).chain(ours)),
        is_open: known.is_some(),
    }
}

/// A product is written down, or anew.
pub(crate) async fn post_product(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = supplier_id(&here, &id)?;
    let [name, purpose, substitute] = ["name", "purpose", "substitute"].map(|name| form.get(name).to_owned());
    let raw = RawProduct { id: form.get("product").parse().ok(), name, purpose, carries: form.all("carries"), substitute };
    done(&here, id, "products", &form, put_product(&here.app, &here.actor, id, &raw).await).await
}

/// They work with it no longer.
pub(crate) async fn post_drop(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = supplier_id(&here, &id)?;
    drop_product(&here.app, &here.actor, id, form.id("product")).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/desk/suppliers/{id}#products")))
}
