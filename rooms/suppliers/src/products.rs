//! What a supplier works with: what each product carries, and what does its work where somebody cannot bear that.

use catalog::Kit;
use households::line;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use values::{FieldFault, Said};

values::typed_id!(
    /// A product that a supplier works with.
    ProductId
);

/// What does the work of a product where that may not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Substitute {
    /// Another product of the same supplier.
    Own(ProductId),
    /// A product of the house's kit, by its code.
    House(String),
}

impl Substitute {
    /// As it is typed: an id, or a code of the kit; `None` where nothing is.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        match typed.parse() {
            Ok(id) => Some(Self::Own(id)),
            Err(_) => (!typed.is_empty()).then(|| Self::House(typed.to_owned())),
        }
    }
    /// The same back.
    pub fn text(&self) -> String {
        match self {
            Self::Own(id) => id.to_string(),
            Self::House(code) => code.clone(),
        }
    }
}

/// A product of a supplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// What it is called.
    pub name: String,
    /// For which work; `None` where nobody said.
    pub purpose: Option<String>,
    /// Scents and allergens of the house's kit that it carries, by their codes.
    pub carries: BTreeSet<String>,
    /// What does its work where it may not be used.
    pub substitute: Option<Substitute>,
}

/// What is sealed of a product.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) purpose: Option<String>,
}

/// What does the work of a product in a home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Other {
    /// A product of theirs.
    Own(String),
    /// One of the house's kit.
    House(Said),
}

/// «Instead of X — Y», in one home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swap {
    /// What stays away.
    pub product: String,
    /// What it carries of all that nobody bears there.
    pub carries: Vec<Said>,
    /// What does its work; `None`: nothing there is free of all of it.
    pub other: Option<Other>,
}

/// A product that carries what nobody bears in a home, and that nothing stands in for there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// What it is called.
    pub product: String,
    /// What it carries.
    pub carries: Vec<Said>,
}

/// Scents and allergens by their names; what has left the book by its code.
pub(crate) fn carried<'a>(kit: &Kit, codes: impl IntoIterator<Item = &'a String>) -> Vec<Said> {
    let name = |code: &String| kit.sensitivity(code).map_or_else(|| Said { ru: code.clone(), en: code.clone() }, |known| known.name.clone());
    codes.into_iter().map(name).collect()
}

/// What stands in for each product that carries something of this, free of all of it at once.
pub fn swaps(products: &[Product], kit: &Kit, avoided: &BTreeSet<String>) -> Vec<Swap> {
    let carriers = products.iter().filter(|product| !product.carries.is_disjoint(avoided));
    let swap = |product: &Product| Swap {
        product: product.name.clone(),
        carries: carried(kit, product.carries.intersection(avoided)),
        other: stands_in(products, kit, product, avoided),
    };
    carriers.map(swap).collect()
}

/// The first of a product's substitutes that carries nothing of this; a substitute has its own, and the kit's have theirs.
fn stands_in(products: &[Product], kit: &Kit, product: &Product, avoided: &BTreeSet<String>) -> Option<Other> {
    let mut seen = BTreeSet::new();
    let mut next = Some(product);
    while let Some(one) = next.filter(|one| seen.insert(one.id)) {
        if one.carries.is_disjoint(avoided) {
            return Some(Other::Own(one.name.clone()));
        }
        next = match one.substitute.as_ref()? {
            Substitute::Own(id) => products.iter().find(|other| other.id == *id),
            Substitute::House(code) => return kit.fitting(code, avoided).map(|part| Other::House(part.name.clone())),
        };
    }
    None
}

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawProduct {
    /// Which of theirs is written anew; `None`: the one that is called so, or a new one.
    pub id: Option<ProductId>,
    /// What it is called.
    pub name: String,
    /// For which work; may be empty.
    pub purpose: String,
    /// Codes of what it carries.
    pub carries: Vec<String>,
    /// The id of another product of theirs, or a code of the house's kit; may be empty.
    pub substitute: String,
}

/// Products of one supplier, at most.
const MOST: usize = 100;
/// Letters of what a product is for.
const PURPOSE: usize = 200;

impl RawProduct {
    /// The product, beside those that the supplier works with: under its fresh id, or written anew where it is one of them or one
    /// of them is called so.
    pub(crate) fn check(&self, fresh: ProductId, kit: &Kit, known: &[Product]) -> Result<Product, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let name = line::required(&mut faults, "name", &self.name, line::NAME);
        let purpose = line::optional(&mut faults, "purpose", &self.purpose, PURPOSE);
        if self.carries.iter().any(|code| kit.sensitivity(code).is_none()) {
            faults.push(FieldFault::new("carries", "unknown"));
        }
        let theirs = self.id.filter(|id| known.iter().any(|one| one.id == *id));
        let namesake = known.iter().find(|one| one.name.to_lowercase() == name.to_lowercase()).map(|one| one.id);
        let id = theirs.or(namesake).unwrap_or(fresh);
        if namesake.is_some_and(|other| other != id) {
            faults.push(FieldFault::new("name", "another-products"));
        }
        if known.len() >= MOST && id == fresh {
            faults.push(FieldFault::new("name", "too-many"));
        }
        let substitute = Substitute::parse(&self.substitute);
        match &substitute {
            Some(Substitute::Own(other)) if *other == id => faults.push(FieldFault::new("substitute", "substitute-itself")),
            Some(Substitute::Own(other)) if known.iter().all(|one| one.id != *other) => faults.push(FieldFault::new("substitute", "unknown")),
            Some(Substitute::House(code)) if kit.products().iter().all(|part| part.code != *code) => faults.push(FieldFault::new("substitute", "unknown")),
            _ => {}
        }
        let carries = self.carries.iter().cloned().collect();
        if faults.is_empty() { Ok(Product { id, name, purpose, carries, substitute }) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalog::{Carried, KitPart};
    use housebook::Pin;
    use proptest::prelude::*;
    use uuid::Uuid;

    const CODES: [&str; 3] = ["citrus", "pine", "chlorine"];

    fn said(text: &str) -> Said {
        Said { ru: text.to_owned(), en: text.to_owned() }
    }

    /// A kit whose `lemon` carries citrus and has `plain` in its place.
    fn kit() -> Kit {
        let carried = |code: &str| Carried { code: code.to_owned(), name: said(code), also: vec![] };
        let part = |code: &str, scents: &[&str], substitute: Option<&str>| KitPart {
            code: code.to_owned(),
            name: said(code),
            purpose: said(code),
            scents: scents.iter().map(|scent| (*scent).to_owned()).collect(),
            allergens: vec![],
            substitute: substitute.map(str::to_owned),
        };
        let products = vec![part("lemon", &["citrus"], Some("plain")), part("plain", &[], None), part("fir", &["pine"], None)];
        Kit::new(Pin { file: "kit.toml".to_owned(), version: 1 }, vec![carried("citrus"), carried("pine")], vec![carried("chlorine")], products, vec![])
    }

    fn id(n: u128) -> ProductId {
        Uuid::from_u128(n).into()
    }

    fn product(n: u128, carries: &[&str], substitute: Option<Substitute>) -> Product {
        let carries = carries.iter().map(|code| (*code).to_owned()).collect();
        Product { id: id(n), name: format!("p{n}"), purpose: None, carries, substitute }
    }

    fn avoided(codes: &[&str]) -> BTreeSet<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    #[test]
    fn a_substitute_is_free_of_all_that_nobody_bears_at_once() {
        let theirs = [product(1, &["citrus"], Some(Substitute::Own(id(2)))), product(2, &["pine"], Some(Substitute::House("lemon".to_owned())))];
        assert_eq!(swaps(&theirs, &kit(), &avoided(&["chlorine"])), [], "what nobody minds is not spoken of");
        let one = swaps(&theirs, &kit(), &avoided(&["citrus"]));
        assert_eq!(one, [Swap { product: "p1".to_owned(), carries: vec![said("citrus")], other: Some(Other::Own("p2".to_owned())) }]);
        let both = swaps(&theirs, &kit(), &avoided(&["citrus", "pine"]));
        assert!(both.len() == 2 && both.iter().all(|swap| swap.other == Some(Other::House(said("plain")))), "{both:?}");
    }

    #[test]
    fn what_nothing_stands_in_for_is_named_with_what_it_carries() {
        let theirs = [
            product(1, &["citrus", "chlorine"], None),
            product(2, &["pine"], Some(Substitute::House("fir".to_owned()))),
            product(3, &["pine"], Some(Substitute::Own(id(9)))),
        ];
        let unfit = swaps(&theirs, &kit(), &avoided(&["citrus", "pine"]));
        assert_eq!(unfit.iter().map(|one| (one.product.as_str(), &one.other)).collect::<Vec<_>>(), [("p1", &None), ("p2", &None), ("p3", &None)]);
        assert_eq!(unfit[0].carries, [said("citrus")], "not what nobody minds there");
    }

    #[test]
    fn a_product_is_written_once_by_its_name_and_every_fault_is_told() {
        let known = [product(1, &[], None)];
        let raw = |name: &str, carries: &[&str], substitute: &str| RawProduct {
            id: None,
            name: name.to_owned(),
            purpose: String::new(),
            carries: carries.iter().map(|code| (*code).to_owned()).collect(),
            substitute: substitute.to_owned(),
        };
        assert_eq!(raw("P1", &["citrus"], "plain").check(id(2), &kit(), &known).unwrap().id, id(1), "written anew");
        let faults = |raw: RawProduct| raw.check(id(2), &kit(), &known).unwrap_err().iter().map(|fault| (fault.field, fault.kind)).collect::<Vec<_>>();
        assert_eq!(faults(raw("", &["lemon"], "soap")), [("name", "missing"), ("carries", "unknown"), ("substitute", "unknown")]);
        assert_eq!(faults(raw("p1", &[], &id(1).to_string())), [("substitute", "substitute-itself")]);
        assert_eq!(faults(raw("p2", &[], &id(7).to_string())), [("substitute", "unknown")]);
    }

    #[test]
    fn a_product_gets_another_name_and_not_the_name_of_another() {
        let known = [product(1, &[], None), product(2, &[], None)];
        let raw = |which: u128, name: &str| RawProduct { id: Some(id(which)), name: name.to_owned(), ..RawProduct::default() };
        let checked = |raw: RawProduct| raw.check(id(9), &kit(), &known);
        assert_eq!(checked(raw(1, "p3")).unwrap().id, id(1));
        assert_eq!(checked(raw(1, "P1")).unwrap().id, id(1));
        assert_eq!(checked(raw(7, "p3")).unwrap().id, id(9), "none of theirs any more");
        assert_eq!(checked(raw(1, "p2")).unwrap_err(), [FieldFault::new("name", "another-products")]);
    }

    proptest! {
        #[test]
        fn each_product_that_carries_it_is_named_and_what_stands_in_for_it_carries_none_of_it(
            all in prop::collection::vec((prop::collection::btree_set(0..3_usize, 0..3), prop::option::of(0..6_u128)), 6),
            no in prop::collection::btree_set(0..3_usize, 0..3)
        ) {
            let of = |codes: &BTreeSet<usize>| codes.iter().map(|n| CODES[*n]).collect::<Vec<_>>();
            let theirs: Vec<Product> = (0..).zip(&all).map(|(n, (carries, other))| product(n, &of(carries), other.map(|o| Substitute::Own(id(o))))).collect();
            let avoided = avoided(&of(&no));
            let named: Vec<&str> = theirs.iter().filter(|one| !one.carries.is_disjoint(&avoided)).map(|one| one.name.as_str()).collect();
            let swaps = swaps(&theirs, &kit(), &avoided);
            prop_assert_eq!(swaps.iter().map(|swap| swap.product.as_str()).collect::<Vec<_>>(), named);
            for other in swaps.iter().filter_map(|swap| swap.other.as_ref()) {
                let Other::Own(name) = other else { return Err(TestCaseError::fail("theirs alone")) };
                prop_assert!(theirs.iter().any(|one| one.name == *name && one.carries.is_disjoint(&avoided)));
            }
        }
    }
}
