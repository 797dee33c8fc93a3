//! What was chosen, as it was typed: kept word for word until it makes an ask.

use catalog::{Districts, OfferedService};
use pages::Form;
use pricing::Ask;
use std::sync::Arc;
use values::FieldFault;

/// The calculator's fields, word for word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub service: String,
    pub district: String,
    pub area: String,
    pub rooms: String,
    pub bathrooms: String,
    pub extras: Vec<String>,
    pub first: bool,
}

/// Sent by every form whatever is ticked, so their absence tells a link from a form.
const ALWAYS_SENT: [&str; 4] = ["district", "area", "rooms", "bathrooms"];
/// Where most of those live who ask for the first time.
const USUAL_DISTRICT: &str = "petrogradsky";

impl Chosen {
    /// A small flat on the Petrograd side, ordered for the first time.
    pub fn usual(services: &[Arc<OfferedService>], districts: &Districts) -> Self {
        let district = districts.district(USUAL_DISTRICT).or(districts.all().first());
        let digits = |n: u32| n.to_string();
        Self {
            service: services.first().map(|offered| offered.service.code.clone()).unwrap_or_default(),
            district: district.map(|district| district.code.clone()).unwrap_or_default(),
            area: digits(54),
            rooms: digits(2),
            bathrooms: digits(1),
            extras: Vec::new(),
            first: true,
        }
    }

    /// What a form says; a name that was not sent at all keeps what is usual. A box that is not ticked is not sent,
    /// so a form that came says by its absence that it is empty.
    pub fn of(form: &Form, usual: &Self) -> Self {
        let typed = |name: &str, usual: &String| if form.has(name) { form.get(name).to_owned() } else { usual.clone() };
        let came = ALWAYS_SENT.iter().any(|name| form.has(name));
        Self {
            service: typed("service", &usual.service),
            district: typed("district", &usual.district),
            area: typed("area", &usual.area),
            rooms: typed("rooms", &usual.rooms),
            bathrooms: typed("bathrooms", &usual.bathrooms),
            extras: if came { form.all("extra") } else { usual.extras.clone() },
            first: if came { form.has("first") } else { usual.first },
        }
    }

    /// The ask, or every field that is no number.
    pub fn ask(&self) -> Result<Ask, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut number = |name, text: &str| {
            whole(text).unwrap_or_else(|| {
                faults.push(FieldFault::new(name, if text.is_empty() { "missing" } else { "not-a-number" }));
                0
            })
        };
        let ask = Ask {
            service: self.service.clone(),
            district: self.district.clone(),
            area_m2: number("area", &self.area),
            rooms: number("rooms", &self.rooms),
            bathrooms: number("bathrooms", &self.bathrooms),
            extras: self.extras.iter().map(|code| (code.clone(), 1)).collect(),
            first_order: self.first,
            ..Ask::default()
        };
        if faults.is_empty() { Ok(ask) } else { Err(faults) }
    }
}

/// A whole number; one too long to be held is as good as the largest: it is out of every range.
fn whole(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> Chosen {
        let [service, district, area, rooms, bathrooms] = ["regular", "petrogradsky", "54", "2", "1"].map(str::to_owned);
        Chosen { service, district, area, rooms, bathrooms, extras: vec![], first: true }
    }

    #[test]
    fn a_link_keeps_what_is_usual_and_a_form_says_all() {
        assert_eq!(Chosen::of(&Form::of_query("utm=1"), &usual()), usual());
        assert_eq!(Chosen::of(&Form::of_query("service=deep"), &usual()), Chosen { service: "deep".to_owned(), ..usual() });
        let form = Form::of_query("service=regular&district=nevsky&area=74&rooms=&bathrooms=2&extra=oven&extra=fridge");
        let chosen = Chosen::of(&form, &usual());
        assert_eq!((chosen.area.as_str(), chosen.rooms.as_str(), chosen.first), ("74", "", false));
        assert_eq!(chosen.extras, ["oven", "fridge"]);
    }

    #[test]
    fn what_is_no_number_is_told_by_its_field() {
        let typed = Chosen { area: "много".to_owned(), rooms: String::new(), bathrooms: "99999999999".to_owned(), ..usual() };
        let faults: Vec<_> = typed.ask().unwrap_err().into_iter().map(|fault| (fault.field, fault.kind)).collect();
        assert_eq!(faults, [("area", "not-a-number"), ("rooms", "missing")]);
        assert_eq!(Chosen { bathrooms: "99999999999".to_owned(), ..usual() }.ask().unwrap().bathrooms, u32::MAX);
    }
}
