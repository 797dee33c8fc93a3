//! What a change of the kit would have meant for a visit: what goes along for its list by the kit that stands, and by a draft of it.

use crate::VisitId;
use crate::instructions::needed;
use catalog::{Item, Kit};
use households::{HomeId, Memory, MemoryKind, Unwanted};
use std::collections::BTreeSet;
use values::Instant;

/// What becomes of something that a list is done with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It goes along.
    Taken,
    /// This does, by its code.
    Instead(String),
    /// Nothing does: the work is done without.
    Without,
}

/// Something that a list is done with, by both kits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swap {
    /// Its code.
    pub part: String,
    /// By the kit that stands.
    pub stands: Fate,
    /// By the draft.
    pub drafted: Fate,
}

/// A kit, and the same with one part otherwise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kits<'a> {
    /// The code of the part.
    pub(crate) part: &'a str,
    /// The kit of the house book.
    pub(crate) standing: &'a Kit,
    /// The draft.
    pub(crate) draft: &'a Kit,
}

/// What both kits make of one visit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packing {
    /// By the kit that stands the part would be taken for the list, and stays out: it carries what is not borne here.
    pub stands: bool,
    /// By the draft.
    pub drafted: bool,
    /// What of the list this bears on, in its order.
    pub swaps: Vec<Swap>,
}

impl Packing {
    /// Would anything go along otherwise?
    pub fn is_changed(&self) -> bool {
        self.swaps.iter().any(|swap| swap.stands != swap.drafted)
    }

    /// Would something of the list be done with nothing in its place?
    pub fn is_without(&self) -> bool {
        self.swaps.iter().any(|swap| swap.drafted == Fate::Without)
    }
}

impl Kits<'_> {
    /// What they make of a visit with this list, in a home where this is not borne.
    pub(crate) fn packing<'i>(&self, checklist: impl IntoIterator<Item = &'i Item>, avoided: &BTreeSet<String>) -> Packing {
        let mut packing = Packing::default();
        for code in needed(checklist) {
            // What has left the book since the list was agreed has no fate.
            let (Some(stands), Some(drafted)) = (fate(self.standing, code, avoided), fate(self.draft, code, avoided)) else { continue };
            let (out, out_by_draft) = (self.passes(self.standing, code, avoided), self.passes(self.draft, code, avoided));
            packing.stands |= out;
            packing.drafted |= out_by_draft;
            if out || out_by_draft {
                packing.swaps.push(Swap { part: code.to_owned(), stands, drafted });
            }
        }
        packing
    }

    /// On the way to what goes along for `code`, is the part passed over?
    fn passes(&self, kit: &Kit, code: &str, avoided: &BTreeSet<String>) -> bool {
        kit.chain(code).take_while(|part| part.carries(avoided)).any(|part| part.code == self.part)
    }
}

fn fate(kit: &Kit, code: &str, avoided: &BTreeSet<String>) -> Option<Fate> {
    kit.part(code)?;
    Some(match kit.fitting(code, avoided) {
        Some(part) if part.code == code => Fate::Taken,
        Some(part) => Fate::Instead(part.code.clone()),
        None => Fate::Without,
    })
}

/// What was not borne at a visit: what of a household's allergies, each with when it ceased to hold, was known of this home when the visit
/// began, and was wanted to be kept. Told twice, it was not kept whichever of the two was declined.
pub(crate) fn not_borne(known: &[(Memory, Option<Instant>)], unwanted: &[Unwanted], (visit, home): (VisitId, HomeId), began: Instant) -> BTreeSet<String> {
    let stood =
        |(memory, end): &&(Memory, Option<Instant>)| memory.home.is_none_or(|of| of == home) && memory.said_at <= began && end.is_none_or(|end| end > began);
    let allergy = |(memory, _): &(Memory, Option<Instant>)| match &memory.kind {
        MemoryKind::Allergy { to } => Some((to.clone(), unwanted.iter().any(|one| one.held(memory.id, visit.uuid(), began)))),
        _ => None,
    };
    let told: Vec<(String, bool)> = known.iter().filter(stood).filter_map(allergy).collect();
    let declined: BTreeSet<&String> = told.iter().filter(|(_, is_unwanted)| *is_unwanted).map(|(to, _)| to).collect();
    told.iter().map(|(to, _)| to).filter(|to| !declined.contains(to)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalog::{Carried, KitPart};
    use housebook::Pin;
    use households::Source;
    use proptest::prelude::*;
    use uuid::Uuid;
    use values::Said;

    const CODES: [&str; 3] = ["citrus", "pine", "mint"];

    fn said() -> Said {
        Said { ru: "а".to_owned(), en: "a".to_owned() }
    }

    /// Products `p0`, `p1`, …: which of [`CODES`] each carries, and what stands in for it.
    fn kit(products: &[(Vec<usize>, Option<usize>)]) -> Kit {
        let carried = |code: &&str| Carried { code: (*code).to_owned(), name: said(), also: vec![] };
        let part = |(n, (carries, substitute)): (usize, &(Vec<usize>, Option<usize>))| KitPart {
            code: format!("p{n}"),
            name: said(),
            purpose: said(),
            scents: CODES.iter().enumerate().filter(|(code, _)| carries.contains(code)).map(|(_, code)| (*code).to_owned()).collect(),
            allergens: vec![],
            substitute: substitute.map(|other| format!("p{other}")),
        };
        let pin = Pin { file: "kit.toml".to_owned(), version: 1 };
        Kit::new(pin, CODES.iter().map(carried).collect(), vec![], products.iter().enumerate().map(part).collect(), vec![])
    }

    fn list(kit: &[usize]) -> Vec<Item> {
        let item = |n: &usize| Item { kit: vec![format!("p{n}")], ..Item::new(&format!("hall.{n}"), "hall", said()) };
        kit.iter().map(item).collect()
    }

    fn codes(of: &[&str]) -> BTreeSet<String> {
        of.iter().map(|code| (*code).to_owned()).collect()
    }

    fn instead(n: usize) -> Fate {
        Fate::Instead(format!("p{n}"))
    }

    #[test]
    fn citrus_in_the_window_cleaner_keeps_it_out_of_homes_that_bear_none() {
        let standing = kit(&[(vec![], Some(1)), (vec![], None)]);
        let draft = standing.with("p0", &codes(&["citrus"]), Some("p1"));
        let kits = Kits { part: "p0", standing: &standing, draft: &draft };
        let packing = kits.packing(&list(&[0]), &codes(&["citrus"]));
        assert_eq!((packing.stands, packing.drafted, packing.is_changed(), packing.is_without()), (false, true, true, false));
        assert_eq!(packing.swaps, [Swap { part: "p0".to_owned(), stands: Fate::Taken, drafted: instead(1) }]);
        assert_eq!(kits.packing(&list(&[0]), &codes(&["pine"])), Packing::default(), "who bears citrus has it as before");
        assert_eq!(kits.packing(&list(&[1]), &codes(&["citrus"])), Packing::default(), "and so has a list without it");
        let back = Kits { part: "p0", standing: &draft, draft: &standing };
        assert!(back.packing(&list(&[0]), &codes(&["citrus"])).stands, "and the other way round");
    }

    #[test]
    fn what_it_stands_in_for_is_told_too_and_where_nothing_is_left() {
        // p0 gives way to p1, and p1 to p2, which carries mint.
        let standing = kit(&[(vec![0], Some(1)), (vec![], Some(2)), (vec![2], None)]);
        let draft = standing.with("p1", &codes(&["pine"]), Some("p2"));
        let kits = Kits { part: "p1", standing: &standing, draft: &draft };
        let packing = kits.packing(&list(&[0]), &codes(&["citrus", "pine"]));
        assert_eq!(packing.swaps, [Swap { part: "p0".to_owned(), stands: instead(1), drafted: instead(2) }]);
        let packing = kits.packing(&list(&[0, 1]), &codes(&["citrus", "pine", "mint"]));
        assert_eq!(packing.swaps.iter().map(|swap| swap.drafted.clone()).collect::<Vec<_>>(), [Fate::Without, Fate::Without]);
        assert!(packing.is_without());
        // Out by both, and something else in its place.
        let (standing, draft) = (draft.clone(), draft.with("p1", &codes(&["pine"]), Some("p0")));
        let packing = Kits { part: "p1", standing: &standing, draft: &draft }.packing(&list(&[1]), &codes(&["pine"]));
        assert_eq!((packing.stands, packing.drafted, packing.is_changed()), (true, true, true));
    }

    #[test]
    fn an_allergy_counts_from_when_it_was_told_until_it_was_taken_back_in_its_home() {
        let (visit, home): (VisitId, HomeId) = (Uuid::from_u128(5).into(), Uuid::from_u128(7).into());
        let at = Instant::from_micros;
        let memory = |of: Option<u128>| Memory {
            id: Uuid::from_u128(1).into(),
            client: Uuid::from_u128(2).into(),
            home: of.map(|of| Uuid::from_u128(of).into()),
            kind: MemoryKind::Allergy { to: "citrus".to_owned() },
            said_at: at(10),
            source: Source::Call,
            by: "house".to_owned(),
        };
        let avoided = |of, end: Option<i64>, unwanted: &[Unwanted], began| not_borne(&[(memory(of), end.map(at))], unwanted, (visit, home), at(began)).len();
        assert_eq!([9, 10, 19, 20].map(|began| avoided(None, Some(20), &[], began)), [0, 1, 1, 0]);
        assert_eq!((avoided(Some(7), None, &[], 30), avoided(Some(8), None, &[], 30)), (1, 0));
        let unwanted =
            |occasion: Option<u128>| Unwanted { memory: memory(None).id, occasion: occasion.map(Uuid::from_u128), since: at(12), until: Some(at(15)) };
        assert_eq!([11, 12, 14, 15].map(|began| avoided(None, None, &[unwanted(None)], began)), [1, 0, 0, 1]);
        assert_eq!([unwanted(Some(5)), unwanted(Some(6))].map(|one| avoided(None, None, &[one], 13)), [0, 1], "of this visit, of another");
        let twice = [(memory(None), None), (Memory { id: Uuid::from_u128(3).into(), ..memory(Some(7)) }, None)];
        assert_eq!([unwanted(None)].map(|one| not_borne(&twice, &[one], (visit, home), at(13)).len()), [0], "told twice, declined with either");
    }

    fn worlds() -> impl Strategy<Value = (Kit, Vec<Item>, BTreeSet<String>)> {
        let products = prop::collection::vec((prop::collection::vec(0..3_usize, 0..3), prop::option::of(0..5_usize)), 5);
        let avoided = prop::collection::btree_set(prop::sample::select(CODES.to_vec()), 0..4);
        (products, prop::collection::vec(0..5_usize, 0..5), avoided)
            .prop_map(|(products, needs, avoided)| (kit(&products), list(&needs), avoided.into_iter().map(str::to_owned).collect()))
    }

    proptest! {
        #[test]
        fn a_draft_like_the_standing_kit_changes_nothing((standing, list, avoided) in worlds(), n in 0..5_usize) {
            let part = standing.products()[n].clone();
            let draft = standing.with(&part.code, &part.carried().cloned().collect(), part.substitute.as_deref());
            let packing = Kits { part: &part.code, standing: &standing, draft: &draft }.packing(&list, &avoided);
            prop_assert!(!packing.is_changed());
            prop_assert_eq!(packing.stands, packing.drafted);
        }

        #[test]
        fn nothing_changes_that_is_not_told((standing, list, avoided) in worlds(), n in 0..5_usize, carries in prop::collection::btree_set(prop::sample::select(CODES.to_vec()), 0..4), other in prop::option::of(0..5_usize)) {
            let part = format!("p{n}");
            let substitute = other.map(|other| format!("p{other}"));
            let draft = standing.with(&part, &carries.into_iter().map(str::to_owned).collect(), substitute.as_deref());
            let packing = Kits { part: &part, standing: &standing, draft: &draft }.packing(&list, &avoided);
            for code in needed(&list) {
                let told = packing.swaps.iter().find(|swap| swap.part == code);
                prop_assert!(told.is_some() || fate(&standing, code, &avoided) == fate(&draft, code, &avoided), "{}", code);
            }
            // What is told of goes along just as the crew would be told.
            let bag = |kit: &Kit| needed(&list).into_iter().filter_map(|code| kit.fitting(code, &avoided).map(|part| part.code.clone())).collect::<BTreeSet<_>>();
            prop_assert!(packing.is_changed() || bag(&standing) == bag(&draft));
        }
    }
}
