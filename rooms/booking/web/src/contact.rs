//! Name, phone and address as fields.

use booking::request::SealedContact;
use households::RawContact;
use pages::{Field, Form, Here, Kind, summary};
use values::Problem;

/// The fields of a contact.
#[derive(Debug, Clone)]
pub(crate) struct ContactFields {
    pub name: Field,
    /// The phone, or the e-mail in its place: what was typed tells which it is.
    pub phone: Field,
    pub by_email: bool,
    pub street: Field,
    pub house: Field,
    pub flat: Field,
}

impl ContactFields {
    /// What was typed, and what is wrong with it.
    pub(crate) fn new(here: &Here, form: &Form, problem: Option<&Problem>, district: &str) -> Self {
        let field = |name, kind, autocomplete| Field::new(here, form, name, kind, autocomplete).blame(here, problem);
        let wanted = if form.has("switch") { form.get("switch") } else { form.get("by") };
        let by_email = wanted == "email" || (wanted != "phone" && form.get("phone").contains('@'));
        let (kind, autocomplete) = if by_email { (Kind::Email, "email") } else { (Kind::Phone, "tel") };
        let mut phone = field("phone", kind, autocomplete);
        if by_email {
            (phone.label, phone.hint) = (here.t.get("field-email"), here.t.get("booking-web-email-hint"));
        }
        if form.has("switch") {
            phone.value.clear();
            phone.focus = true;
        }
        let mut street = field("street", Kind::Text, "address-line1");
        street.hint = here.t.with("booking-web-district", "district", district);
        Self {
            name: field("name", Kind::Text, "name"),
            phone,
            by_email,
            street,
            house: field("house", Kind::Text, "off"),
            flat: field("flat", Kind::Text, "off").optional(),
        }
    }

    /// At the desk: somebody else's data, which the browser must not fill in from its own.
    pub(crate) fn at_desk(mut self, here: &Here) -> Self {
        for field in [&mut self.name, &mut self.phone, &mut self.street, &mut self.house, &mut self.flat] {
            field.autocomplete = "off";
        }
        (self.name.label, self.name.hint) = (here.t.get("booking-web-desk-name"), String::new());
        (self.phone.label, self.phone.hint) = (here.t.get("booking-web-desk-phone"), String::new());
        // At the desk the phone stands first.
        if self.name.focus && !self.phone.error.is_empty() {
            (self.name.focus, self.phone.focus) = (false, true);
        }
        // The district stands in the card.
        self.street.hint = String::new();
        self
    }

    /// For the summary on top of the form.
    pub(crate) fn faults(&self) -> Vec<(String, String)> {
        summary(&[&self.name, &self.phone, &self.street, &self.house, &self.flat])
    }
}

/// A form's contact, as typed.
pub(crate) fn raw(form: &Form) -> RawContact {
    let text = |name| form.get(name).to_owned();
    RawContact { name: text("name"), phone: text("phone"), street: text("street"), house: text("house"), flat: text("flat") }
}

/// What was typed into an earlier request, as a form again.
pub(crate) fn typed(contact: &SealedContact) -> Form {
    // A number is shown with no-break spaces, but typed with plain ones.
    let (phone, flat) = (contact.reach.shown().replace('\u{a0}', " "), contact.address.flat.as_deref().unwrap_or_default());
    let address = &contact.address;
    let pairs = [("name", contact.name.as_str()), ("phone", &phone), ("street", &address.street), ("house", &address.house), ("flat", flat)];
    Form::of_query(&serde_urlencoded::to_string(pairs).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use households::{Address, Door};

    #[test]
    fn what_was_typed_once_is_a_form_again() {
        let address = Address { street: "Большая Пушкарская ул.".to_owned(), house: "11".to_owned(), flat: None };
        let contact = SealedContact { name: "Анна & Ко".to_owned(), reach: Door::parse("+79215550120").unwrap(), address };
        let form = typed(&contact);
        assert_eq!((form.get("name"), form.get("house"), form.get("flat")), ("Анна & Ко", "11", ""));
        assert_eq!(Door::parse(&raw(&form).phone).unwrap(), contact.reach);
    }
}
