//! What was chosen, as it was typed: kept word for word until it makes an ask.

use catalog::{Basis, Catalog, Districts, OfferedService, Service};
use pages::{Form, extra_field};
use pricing::{Ask, Rhythm, promo_code};
use std::collections::BTreeMap;
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
    pub windows: String,
    /// How many of each extra, by its code.
    pub extras: BTreeMap<String, String>,
    pub rhythm: String,
    pub promo: String,
    pub keys: bool,
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
        let usual = services.iter().find(|offered| offered.service.code == "regular").or(services.first());
        let digits = |n: u32| n.to_string();
        Self {
            service: usual.map(|offered| offered.service.code.clone()).unwrap_or_default(),
            district: district.map(|district| district.code.clone()).unwrap_or_default(),
            area: digits(54),
            rooms: digits(2),
            bathrooms: digits(1),
            windows: digits(5),
            rhythm: Rhythm::Once.name().to_owned(),
            first: true,
            ..Self::default()
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
            windows: typed("windows", &usual.windows),
            extras: form.named(&extra_field("")),
            rhythm: typed("rhythm", &usual.rhythm),
            promo: typed("promo", &usual.promo),
            keys: form.has("keys"),
            first: if came { form.has("first") } else { usual.first },
        }
    }

    /// How many of an extra stand in the form.
    pub fn count(&self, code: &str) -> &str {
        self.extras.get(code).map_or("", String::as_str)
    }

    /// The ask, or every field that is no number. What the chosen service does not ask about is passed over: the form
    /// holds the fields of all services, so that another can be chosen without a script.
    pub fn ask(&self, catalog: &Catalog) -> Result<Ask, Vec<FieldFault>> {
        let service = catalog.service(&self.service).map(|offered| &offered.service);
        let windows = service.is_some_and(|service| service.basis == Basis::Windows);
        let mut faults = Vec::new();
        let mut number = |name, text: &str, asked: bool| match whole(text) {
            _ if !asked => 0,
            Some(number) => number,
            None => {
                faults.push(FieldFault::new(name, if text.is_empty() { "missing" } else { "not-a-number" }));
                0
            }
        };
        let (area_m2, rooms) = (number("area", &self.area, !windows), number("rooms", &self.rooms, !windows));
        let (bathrooms, windows) = (number("bathrooms", &self.bathrooms, !windows), number("windows", &self.windows, windows));
        let extras = self.extras(service).unwrap_or_else(|fault| {
            faults.push(fault);
            BTreeMap::new()
        });
        let rhythm = if self.rhythm.is_empty() { Some(Rhythm::Once) } else { Rhythm::parse(&self.rhythm) };
        if rhythm.is_none() {
            faults.push(FieldFault::new("rhythm", "unknown"));
        }
        let ask = Ask {
            service: self.service.clone(),
            district: self.district.clone(),
            area_m2,
            rooms,
            bathrooms,
            windows,
            extras,
            rhythm: rhythm.unwrap_or_default(),
            keys: self.keys,
            promo: promo_code(&self.promo),
            first_order: self.first,
            ..Ask::default()
        };
        if faults.is_empty() { Ok(ask) } else { Err(faults) }
    }

    fn extras(&self, service: Option<&Service>) -> Result<BTreeMap<String, u32>, FieldFault> {
        let ours = self.extras.iter().filter(|(code, typed)| !typed.is_empty() && service.is_some_and(|service| service.extra(code).is_some()));
        let counted = ours.map(|(code, typed)| whole(typed).map(|count| (code.clone(), count)).ok_or(FieldFault::new("extras", "not-a-number")));
        counted.filter(|counted| !matches!(counted, Ok((_, 0)))).collect()
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
    use crate::tests::catalog;

    fn usual() -> Chosen {
        let [service, district, area, rooms, bathrooms, windows, rhythm] = ["regular", "petrogradsky", "54", "2", "1", "5", "once"].map(str::to_owned);
        Chosen { service, district, area, rooms, bathrooms, windows, rhythm, first: true, ..Chosen::default() }
    }

    #[test]
    fn a_link_keeps_what_is_usual_and_a_form_says_all() {
        assert_eq!(Chosen::of(&Form::of_query("utm=1"), &usual()), usual());
        assert_eq!(Chosen::of(&Form::of_query("service=deep"), &usual()), Chosen { service: "deep".to_owned(), ..usual() });
        let form = Form::of_query("service=regular&district=nevsky&area=74&rooms=&bathrooms=2&extra-oven=1&extra-fridge=2&promo=%D0%B0");
        let chosen = Chosen::of(&form, &usual());
        assert_eq!((chosen.area.as_str(), chosen.rooms.as_str(), chosen.first, chosen.promo.as_str()), ("74", "", false, "а"));
        assert_eq!((chosen.count("oven"), chosen.count("fridge"), chosen.count("piano")), ("1", "2", ""));
    }

    #[test]
    fn what_is_no_number_is_told_by_its_field() {
        let extras = [("oven".to_owned(), "x".to_owned())].into();
        let typed =
            Chosen { area: "много".to_owned(), rooms: String::new(), bathrooms: "99999999999".to_owned(), extras, rhythm: "daily".to_owned(), ..usual() };
        let faults: Vec<_> = typed.ask(&catalog()).unwrap_err().into_iter().map(|fault| (fault.field, fault.kind)).collect();
        assert_eq!(faults, [("area", "not-a-number"), ("rooms", "missing"), ("extras", "not-a-number"), ("rhythm", "unknown")]);
        assert_eq!(Chosen { bathrooms: "99999999999".to_owned(), ..usual() }.ask(&catalog()).unwrap().bathrooms, u32::MAX);
    }

    #[test]
    fn what_another_service_asks_about_is_passed_over() {
        let extras = [("oven".to_owned(), "0".to_owned()), ("piano".to_owned(), "3".to_owned())].into();
        let ask = Chosen { windows: "много".to_owned(), extras, ..usual() }.ask(&catalog()).unwrap();
        assert_eq!((ask.windows, ask.extras.len(), ask.area_m2), (0, 0, 54));
    }
}
