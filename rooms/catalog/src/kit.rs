//! The kit: what the house cleans with, what each product carries, and what stands in for it.

use crate::checks::{codes, unlisted, unsaid};
use housebook::{Book, Faults, Pin, Proof};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::iter::successors;
use values::{Arg, FieldFault, Said, said};

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
    #[serde(default, rename = "food")]
    foods: Vec<Carried>,
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
    /// All scents and allergens that it carries, by their codes.
    pub fn carried(&self) -> impl Iterator<Item = &String> {
        self.scents.iter().chain(&self.allergens)
    }

    /// Does it carry one of these scents or allergens?
    pub fn carries(&self, avoided: &BTreeSet<String>) -> bool {
        self.carried().any(|code| avoided.contains(code))
    }
}

/// One part of a kit as somebody would have it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawPart {
    /// Its code.
    pub part: String,
    /// Codes of the scents and allergens that it would carry.
    pub carries: Vec<String>,
    /// Code of what would stand in for it; empty: nothing.
    pub substitute: String,
}

/// Why no book is opened with a part as it is.
enum Unfit {
    /// Nothing that stands in for it is free of all this that it carries.
    Carries(BTreeSet<String>),
    /// What it names to stand in for it is the part itself, or nothing of the kit.
    Astray(String),
}

impl Kit {
    /// A kit of these parts.
    pub fn new(pin: Pin, scents: Vec<Carried>, allergens: Vec<Carried>, products: Vec<KitPart>, tools: Vec<KitPart>) -> Self {
        Self { pin, page: Page { scents, allergens, foods: vec![], products, tools } }
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

    /// All scents and allergens that a person can be sensitive to; last what food carries.
    pub fn sensitivities(&self) -> impl Iterator<Item = &Carried> {
        self.carriable().chain(&self.page.foods)
    }

    /// Those that a product or a tool of the kit may carry.
    pub fn carriable(&self) -> impl Iterator<Item = &Carried> {
        self.page.scents.iter().chain(&self.page.allergens)
    }

    /// The scent or allergen of this code.
    pub fn sensitivity(&self, code: &str) -> Option<&Carried> {
        self.sensitivities().find(|carried| carried.code == code)
    }

    /// The part, what stands in for it, what stands in for that, and so on; each once.
    pub fn chain<'k>(&'k self, code: &str) -> impl Iterator<Item = &'k KitPart> + use<'k> {
        let mut seen = BTreeSet::new();
        let next = |part: &&KitPart| part.substitute.as_deref().and_then(|code| self.part(code));
        successors(self.part(code), next).take_while(move |part| seen.insert(part.code.as_str()))
    }

    /// What to take instead where these scents and allergens are avoided: the part itself if it carries none of them,
    /// otherwise the first of its substitutes that does not. `None`: the work is done without, or not at all.
    pub fn fitting(&self, code: &str, avoided: &BTreeSet<String>) -> Option<&KitPart> {
        self.chain(code).find(|part| !part.carries(avoided))
    }

    /// The same kit, were one part to carry this and nothing else, with this in its place where it may not be used.
    /// What the kit does not know, it does not carry.
    pub fn with(&self, code: &str, carries: &BTreeSet<String>, substitute: Option<&str>) -> Self {
        let of = |known: &[Carried]| known.iter().map(|one| one.code.clone()).filter(|code| carries.contains(code)).collect();
        let mut kit = self.clone();
        if let Some(part) = kit.page.products.iter_mut().chain(&mut kit.page.tools).find(|part| part.code == code) {
            (part.scents, part.allergens) = (of(&self.page.scents), of(&self.page.allergens));
            part.substitute = substitute.map(str::to_owned);
        }
        kit
    }

    /// The same kit with one part as somebody would have it, refused where the book would be.
    pub fn draft(&self, raw: &RawPart) -> Result<Self, Vec<FieldFault>> {
        let stands = self.part(&raw.part).ok_or_else(|| vec![FieldFault::new("part", "unknown")])?;
        if raw.carries.iter().any(|code| self.carriable().all(|known| known.code != *code)) {
            return Err(vec![FieldFault::new("carries", "unknown")]);
        }
        let codes: BTreeSet<String> = raw.carries.iter().cloned().collect();
        // What another part lacks by the draft, it lacks by what was changed.
        let changed = if stands.carried().collect::<BTreeSet<_>>() == codes.iter().collect() { "substitute" } else { "carries" };
        let kit = self.with(&raw.part, &codes, Some(raw.substitute.as_str()).filter(|code| !code.is_empty()));
        let fault = |part: &KitPart, unfit: Unfit| match unfit {
            Unfit::Astray(other) => FieldFault::new("substitute", if other == part.code { "substitute-itself" } else { "unknown" }),
            Unfit::Carries(carried) if part.code == raw.part => {
                FieldFault::new("substitute", if raw.substitute.is_empty() { "substitute-missing" } else { "substitute-carries" })
                    .arg("what", kit.named(&carried))
            }
            Unfit::Carries(carried) => {
                FieldFault::new(changed, "no-substitute-for-other").arg("other", Arg::Said(part.name.clone())).arg("what", kit.named(&carried))
            }
        };
        let faults: Vec<FieldFault> = kit.parts().flat_map(|part| kit.unfit(part).into_iter().map(|unfit| fault(part, unfit))).collect();
        if faults.is_empty() { Ok(kit) } else { Err(faults) }
    }

    /// Scents and allergens by their names.
    fn named(&self, codes: &BTreeSet<String>) -> Arg {
        let names: Vec<&Said> = codes.iter().filter_map(|code| self.sensitivity(code)).map(|carried| &carried.name).collect();
        let list = |of: fn(&Said) -> &str| names.iter().map(|name| of(name)).collect::<Vec<_>>().join(", ");
        Arg::Said(Said { ru: list(|name| &name.ru), en: list(|name| &name.en) })
    }

    /// Where one thing that a part carries is not borne, another must do its work.
    fn unfit(&self, part: &KitPart) -> Vec<Unfit> {
        let carried: BTreeSet<String> = part.carried().cloned().collect();
        let astray = part.substitute.as_deref().is_some_and(|other| self.part(other).is_none());
        let mut unfit = Vec::new();
        // A code that leads nowhere is told of alone.
        if !carried.is_empty() && !astray && self.fitting(&part.code, &carried).is_none() {
            unfit.push(Unfit::Carries(carried));
        }
        unfit.extend(part.substitute.iter().filter(|other| astray || **other == part.code).cloned().map(Unfit::Astray));
        unfit
    }

    pub(crate) fn read(book: &Book) -> Result<Self, Faults> {
        let kit = Self { pin: book.pin(FILE), page: book.read(FILE)? };
        let page = &kit.page;
        let mut proof = Proof::of(book, FILE);
        let lists = [("scent", &page.scents), ("allergen", &page.allergens), ("food", &page.foods)];
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
        for (n, food) in page.foods.iter().enumerate() {
            let own = kit.carriable().all(|carried| carried.code != food.code);
            proof.need(
                own,
                &format!("food.{n}.code"),
                || said!(ru: "`{}` уже запах или аллерген: дайте еде свой код", en: "`{}` is a scent or an allergen already: give the food its own code", food.code),
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
        for unfit in self.unfit(part) {
            match unfit {
                Unfit::Carries(carried) => {
                    let names = carried.iter().map(String::as_str).collect::<Vec<_>>().join("`, `");
                    proof.need(false, &path(if part.substitute.is_some() { "substitute" } else { "code" }), || {
                        said!(
                            ru: "`{code}` несёт `{names}`: назовите в `substitute` то, что делает ту же работу и не несёт ничего из этого",
                            en: "`{code}` carries `{names}`: name in `substitute` what does the same work and carries none of it"
                        )
                    });
                }
                Unfit::Astray(other) => proof.need(false, &path("substitute"), || {
                    said!(
                        ru: "`{other}` не заменит `{code}`: напишите код другого средства или инструмента с этой страницы",
                        en: "`{other}` cannot stand in for `{code}`: write the code of another product or tool of this page"
                    )
                }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(text: &str) -> Said {
        Said { ru: text.to_owned(), en: text.to_owned() }
    }

    fn codes(of: &[&str]) -> BTreeSet<String> {
        of.iter().map(|code| (*code).to_owned()).collect()
    }

    /// Soap is for windows and carries alcohol, water stands in for it; lemon carries citrus, plain stands in for it.
    fn kit() -> Kit {
        let carried = |code: &str| Carried { code: code.to_owned(), name: said(code), also: vec![] };
        let part = |code: &str, scents: &[&str], allergens: &[&str], substitute: Option<&str>| KitPart {
            code: code.to_owned(),
            name: said(code),
            purpose: said(code),
            scents: scents.iter().map(|code| (*code).to_owned()).collect(),
            allergens: allergens.iter().map(|code| (*code).to_owned()).collect(),
            substitute: substitute.map(str::to_owned),
        };
        let products = vec![
            part("soap", &[], &["alcohol"], Some("water")),
            part("water", &[], &[], None),
            part("lemon", &["citrus"], &[], Some("plain")),
            part("plain", &[], &[], None),
        ];
        let pin = Pin { file: FILE.to_owned(), version: 1 };
        Kit::new(pin, vec![carried("citrus"), carried("pine")], vec![carried("alcohol")], products, vec![part("cloth", &[], &[], None)])
    }

    fn raw(part: &str, carries: &[&str], substitute: &str) -> RawPart {
        RawPart { part: part.to_owned(), carries: carries.iter().map(|code| (*code).to_owned()).collect(), substitute: substitute.to_owned() }
    }

    #[test]
    fn a_draft_is_the_kit_with_one_part_otherwise() {
        let draft = kit().draft(&raw("soap", &["citrus", "alcohol"], "water")).unwrap();
        let soap = draft.part("soap").unwrap();
        assert_eq!((soap.scents.as_slice(), soap.allergens.as_slice()), (["citrus".to_owned()].as_slice(), ["alcohol".to_owned()].as_slice()));
        assert_eq!(draft.fitting("soap", &codes(&["citrus"])).unwrap().code, "water");
        assert_eq!(draft.parts().filter(|part| Some(*part) != kit().part(&part.code)).count(), 1);
        assert!(kit().draft(&raw("cloth", &["pine"], "water")).is_ok(), "a tool too");
    }

    #[test]
    fn what_the_book_would_refuse_is_refused_with_its_field() {
        let refused = |raw: RawPart| kit().draft(&raw).unwrap_err().iter().map(|fault| (fault.field, fault.kind)).collect::<Vec<_>>();
        assert_eq!(refused(raw("besom", &[], "")), [("part", "unknown")]);
        assert_eq!(refused(raw("soap", &["lead"], "water")), [("carries", "unknown")]);
        assert_eq!(refused(raw("soap", &["citrus"], "")), [("substitute", "substitute-missing")], "nothing stands in for it");
        assert_eq!(refused(raw("plain", &["citrus"], "lemon")), [("carries", "no-substitute-for-other"), ("substitute", "substitute-carries")], "a circle");
        assert_eq!(refused(raw("soap", &["alcohol"], "soap")), [("substitute", "substitute-carries"), ("substitute", "substitute-itself")]);
        assert_eq!(refused(raw("soap", &["alcohol"], "besom")), [("substitute", "unknown")]);
        // What another part rests on: by what it carries, or by what stands in for it.
        assert!(kit().draft(&raw("water", &["alcohol"], "plain")).is_ok(), "there is something behind it");
        assert_eq!(refused(raw("water", &["alcohol"], "")), [("carries", "no-substitute-for-other"), ("substitute", "substitute-missing")]);
    }

    proptest! {
        #[test]
        fn a_kit_with_its_own_part_fits_as_it_did(n in 0..5_usize, avoided in prop::collection::btree_set(prop::sample::select(vec!["citrus", "pine", "alcohol"]), 0..4)) {
            let (kit, avoided) = (kit(), avoided.into_iter().map(str::to_owned).collect());
            let part = kit.parts().nth(n).unwrap();
            let same = kit.with(&part.code, &part.carried().cloned().collect(), part.substitute.as_deref());
            for one in kit.parts() {
                prop_assert_eq!(kit.fitting(&one.code, &avoided), same.fitting(&one.code, &avoided));
            }
        }
    }
}
