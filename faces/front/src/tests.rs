//! The page in both languages.
use crate::view::{DemoPage, line};
use askama::Template as _;
use messaging::{Kept, State};
use pages::{Head, T, UiTexts};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;
use values::{Instant, Lang};

fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("front", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    Head { path: "/demo".to_owned(), clock: Some("14:40".to_owned()), demo: true, ..Head::sample(T::new(lang, Arc::new(texts))) }
}

fn code(state: State, text: Option<&str>) -> Kept {
    let now: Instant = "2026-11-24T14:40:00+03:00".parse().unwrap();
    Kept {
        id: Uuid::from_u128(1).into(),
        class: "households.code".to_owned(),
        about: Uuid::from_u128(2),
        version: 0,
        reader: Uuid::from_u128(3),
        state,
        channel: Some("mailbox".to_owned()),
        text: text.map(|body| ("Код подтверждения".to_owned(), body.to_owned())),
        queued_at: now,
        waits_until: None,
        waits_for: messaging::WaitsFor::Morning,
        sent_at: Some(now),
        proof: String::new(),
        is_refused: false,
        passed_on_at: None,
        read_at: None,
    }
}

#[test]
fn the_door_speaks_both_languages_and_shows_the_code() {
    let now = "2026-11-24T14:41:00+03:00".parse().unwrap();
    for lang in Lang::ALL {
        let messages = [code(State::Sent, Some("Ваш код: 481205.\nНе называйте его.")), code(State::Queued, None)];
        let page = DemoPage::new(head(lang), now, &BTreeMap::new(), &messages);
        let html = page.render().unwrap();
        // Elsewhere `front-` begins classes of the stylesheet.
        assert!(!html.contains(">front-"), "{html}");
        assert!(html.contains("481 205") && html.contains("id=\"messages\""));
        assert_eq!((page.texts.len(), page.roles.len()), (1, 4));
        assert!(!page.messages().unwrap().contains("<html"));
        let empty = DemoPage::new(head(lang), now, &BTreeMap::new(), &[]);
        assert!(!empty.render().unwrap().contains(">front-"));
    }
}

#[test]
fn an_address_at_the_end_of_a_line_is_where_its_words_lead() {
    let told = |text: &str| {
        let line = line(text);
        (line.words, line.href)
    };
    assert_eq!(told("Открыть заказ: http://dom.example/a?b=1"), ("Открыть заказ".to_owned(), "http://dom.example/a?b=1".to_owned()));
    assert_eq!(told("Когда: вторник, 10:00"), ("Когда: вторник, 10:00".to_owned(), String::new()));
}
