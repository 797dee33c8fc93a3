//! Sample data for the tests of the templates.

use crate::contact::ContactFields;
use crate::order::{ChosenView, PersonView};
use pages::{Field, Head, Kind, LineView, OrderView, T, UiTexts};
use std::sync::Arc;
use values::Lang;

fn word(words: &str) -> String {
    words.to_owned()
}

pub(crate) fn texts(lang: Lang) -> T {
    T::new(lang, Arc::new(UiTexts::new(&[("booking-web", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap()))
}

pub(crate) fn head(t: &T, title: &str) -> Head {
    Head { title: word(title), path: word("/"), ..Head::sample(t.clone()) }
}

pub(crate) fn field(name: &'static str, error: &str) -> Field {
    Field {
        name,
        label: word(name),
        hint: word("подсказка"),
        value: word("1"),
        error: word(error),
        kind: Kind::Text,
        autocomplete: "off",
        optional: name == "flat",
        focus: !error.is_empty(),
    }
}

pub(crate) fn fields(error: &str) -> ContactFields {
    ContactFields {
        name: field("name", ""),
        phone: field("phone", error),
        by_email: false,
        street: field("street", ""),
        house: field("house", ""),
        flat: field("flat", ""),
    }
}

pub(crate) fn order() -> OrderView {
    let line = |words: &str, amount: &str, off: bool| LineView { words: word(words), amount: word(amount), off };
    OrderView {
        title: word("Поддерживающая уборка, 74 м²"),
        lines: vec![line("Духовка", "800 ₽", false), line("Первый заказ, −10 %", "−810 ₽", true)],
        total: word("7\u{a0}290\u{a0}₽"),
        total_kopecks: 729_000,
        length: word("≈ 3 ч 30 мин"),
        crew: word("2 человека"),
    }
}

pub(crate) fn chosen() -> ChosenView {
    ChosenView {
        when: word("Среда, 25 ноября, 10:00–13:30"),
        people: vec![PersonView::new("Ольга"), PersonView::new("Марина")],
        crew: word("Ольга и Марина"),
        service: word("Поддерживающая уборка"),
        order: order(),
        notes: vec![word("Промокод ВЕСНА: этот код для других услуг")],
        fees: vec![word("За 24 часа до начала и раньше: бесплатно")],
        until: word("18:09"),
        hold: word("019ab4b2-6c00-7000-8000-000000000001"),
        until_machine: word("2026-11-24T15:09:30Z"),
        district: word("Петроградский"),
    }
}
