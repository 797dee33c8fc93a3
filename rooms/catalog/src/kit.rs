//! The kit: what the house cleans with, what each product carries, and what stands in for it.

use crate::checks::{codes, unlisted, unsaid};
use housebook::{Book, Faults, Pin, Proof};
use serde::Deserialize;
use std::collections::BTreeSet;
use values::{Said, said};

pub(crate) const FILE: &str = "kit.toml";

/// All products and tools of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kit {
    /// The page they were read from.
    pub pin: Pin,
    page: Page,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    #[serde(rename = "scent")]
    scents: Vec<Carried>,
    #[serde(rename = "allergen")]
    allergens: Vec<Carried>,
    #[serde(rename = "product")]
    products: Vec<KitPart>,
    #[serde(rename = "tool")]
    tools: Vec<KitPart>,
}

/// What a product may carry and a person may not bear: a scent or an allergen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// Stable name, never changed; no scent has the code of an allergen.
    pub code: String,
    /// What people call it.
    pub name: Said,
    /// Other words for it, in either language: by them it is found in what a household writes.
    #[serde(default)]
    pub also: Vec<String>,
}

/// A product or a tool.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KitPart {
    /// Stable name, never changed.
    pub code: String,
    /// What it is called.
    pub name: Said,
    /// What it is for.
    pub purpose: Said,
    /// Codes of the scents that it carries.
    #[serde(default)]
    pub scents: Vec<String>,
    /// Codes of the allergens that it carries.
    #[serde(default)]
    pub allergens: Vec<String>,
    /// Code of what does the same work where this one may not be used.
    #[serde(default)]
    pub substitute: Option<String>,
}

impl KitPart {
    /// Does it carry one of these scents or allergens?
    pub fn carries(&self, avoided: &BTreeSet<String>) -> bool {
        self.scents.iter().chain(&self.allergens).any(|code| avoided.contains(code))
    }
}

impl Kit {
    /// A kit of these parts.
    pub fn new(pin: Pin, scents: Vec<Carried>, allergens: Vec<Carried>, products: Vec<KitPart>, tools: Vec<KitPart>) -> Self {
        Self { pin, page: Page { scents, allergens, products, tools } }
    }

    /// Products first, then tools, in the order of the book.
    pub fn parts(&self) -> impl Iterator<Item = &KitPart> {
        self.page.products.iter().chain(&self.page.tools)
    }

    /// The product or tool of this code.
    pub fn part(&self, code: &str) -> Option<&KitPart> {
        self.parts().find(|part| part.code == code)
    }

    /// Products alone, in the order of the book.
    pub fn products(&self) -> &[KitPart] {
        &self.page.products
    }

    /// All scents and allergens that a person can be sensitive to.
    pub fn sensitivities(&self) -> impl Iterator<Item = &Carried> {
        self.page.scents.iter().chain(&self.page.allergens)
    }

    /// The scent or allergen of this code.
    pub fn sensitivity(&self, code: &str) -> Option<&Carried> {
        self.sensitivities().find(|carried| carried.code == code)
    }

    /// What to take instead where these scents and allergens are avoided: the part itself if it carries none of them,
    /// otherwise the first of its substitutes that does not. `None`: the work is done without, or not at all.
    pub fn fitting(&self, code: &str, avoided: &BTreeSet<String>) -> Option<&KitPart> {
        let mut seen = BTreeSet::new();
        let mut next = self.part(code);
        while let Some(part) = next.filter(|part| seen.insert(part.code.as_str())) {
            if !part.carries(avoided) {
                return Some(part);
            }
            next = part.substitute.as_deref().and_then(|code| self.part(code));
        }
        None
    }

    pub(crate) fn read(book: &Book) -> Result<Self, Faults> {
        let kit = Self { pin: book.pin(FILE), page: book.read(FILE)? };
        let page = &kit.page;
        let mut proof = Proof::of(book, FILE);
        let lists = [("scent", &page.scents), ("allergen", &page.allergens)];
        for (list, all) in lists {
            codes(&mut proof, list, all.iter().map(|carried| carried.code.as_str()));
            for (n, carried) in all.iter().enumerate() {
                proof.need(carried.name.is_whole(), &format!("{list}.{n}.name"), || unsaid("name"));
            }
        }
        for (n, allergen) in page.allergens.iter().enumerate() {
            let own = !page.scents.iter().any(|scent| scent.code == allergen.code);
            proof.need(
                own,
                &format!("allergen.{n}.code"),
                || said!(ru: "`{}` уже запах: дайте аллергену свой код", en: "`{}` is a scent already: give the allergen its own code", allergen.code),
            );
        }
        for (list, all) in [("product", &page.products), ("tool", &page.tools)] {
            codes(&mut proof, list, all.iter().map(|part| part.code.as_str()));
            for (n, part) in all.iter().enumerate() {
                kit.check(&mut proof, list, n, part);
            }
        }
        proof.pass(kit)
    }

    fn check(&self, proof: &mut Proof<'_>, list: &str, n: usize, part: &KitPart) {
        let (code, path) = (&part.code, |key: &str| format!("{list}.{n}.{key}"));
        let own = list != "tool" || !self.page.products.iter().any(|product| product.code == *code);
        proof.need(
            own,
            &path("code"),
            || said!(ru: "`{code}` уже средство: дайте инструменту свой код", en: "`{code}` is a product already: give the tool its own code"),
        );
        proof.need(part.name.is_whole(), &path("name"), || unsaid("name"));
        proof.need(part.purpose.is_whole(), &path("purpose"), || unsaid("purpose"));
        for (key, codes, known) in [("scents", &part.scents, &self.page.scents), ("allergens", &part.allergens, &self.page.allergens)] {
            for (m, carried) in codes.iter().enumerate() {
                let listed = known.iter().any(|other| other.code == *carried);
                let heading = key.trim_end_matches('s');
                proof.need(listed, &format!("{list}.{n}.{key}.{m}"), || unlisted(heading, carried));
            }
        }
        // Where one thing that it carries is not borne, another must do its work.
        let carried: BTreeSet<String> = part.scents.iter().chain(&part.allergens).cloned().collect();
        let at = path(if part.substitute.is_some() { "substitute" } else { "code" });
        // A code that leads nowhere is told of below.
        let astray = part.substitute.as_deref().is_some_and(|other| self.part(other).is_none());
        proof.need(carried.is_empty() || astray || self.fitting(code, &carried).is_some(), &at, || {
            let names: Vec<&str> = carried.iter().map(String::as_str).collect();
            let names = names.join("`, `");
            said!(
                ru: "`{code}` несёт `{names}`: назовите в `substitute` то, что делает ту же работу и не несёт ничего из этого",
                en: "`{code}` carries `{names}`: name in `substitute` what does the same work and carries none of it"
            )
        });
        if let Some(other) = &part.substitute {
            proof.need(other != code && self.part(other).is_some(), &path("substitute"), || {
                said!(
                    ru: "`{other}` не заменит `{code}`: напишите код другого средства или инструмента с этой страницы",
                    en: "`{other}` cannot stand in for `{code}`: write the code of another product or tool of this page"
                )
            });
        }
    }
}
