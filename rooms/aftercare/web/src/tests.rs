//! Each page in both languages, and the shape of the answer.
use crate::answer::AnswerPage;
use crate::api::RedoOut;
use crate::redo::LatePage;
use aftercare::Redo;
use askama::Template as _;
use pages::{Field, Head, Kind, T, UiTexts};
use std::sync::Arc;
use uuid::Uuid;
use values::{Lang, Span};

fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("aftercare-web", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    Head {
        t: T::new(lang, Arc::new(texts)),
        title: "…".to_owned(),
        brand: "Дворецкий".to_owned(),
        city: "Санкт-Петербург".to_owned(),
        phone: "+7 812 000-00-00".to_owned(),
        phone_href: "tel:+78120000000".to_owned(),
        css: String::new(),
        scripts: vec![],
        path: "/my".to_owned(),
        signed_in: true,
        rail: vec![],
        who: String::new(),
        role: String::new(),
        clock: None,
        demo: false,
    }
}

#[test]
fn every_page_speaks_both_languages() {
    for lang in Lang::ALL {
        let late =
            LatePage {
                head: head(lang), closed: "24\u{a0}ноября, 15:40".to_owned(), manager: "Татьяна Ветлицкая".to_owned(), back: "/my#redo".to_owned()
            };
        let words = Field {
            name: "words",
            label: "Ваш ответ".to_owned(),
            hint: String::new(),
            value: "Окна <кухни>".to_owned(),
            error: "слишком длинно".to_owned(),
            kind: Kind::Area,
            autocomplete: "off",
            optional: false,
            focus: true,
        };
        let faults = vec![("words".to_owned(), "Ваш ответ: слишком длинно".to_owned())];
        let answer = AnswerPage { head: head(lang), action: "/my/visits/1/answer".to_owned(), faults, words };
        for html in [late.render().unwrap(), answer.render().unwrap()] {
            assert!(!html.contains("aftercare-"), "{html}");
        }
        let html = answer.render().unwrap();
        assert!(html.contains("Окна &#60;кухни&#62;") || html.contains("Окна &lt;кухни&gt;"), "what was typed is kept: {html}");
    }
}

#[test]
fn a_redo_tells_when_and_who() {
    let id = Uuid::from_u128;
    let redo = Redo { id: id(1).into(), visit: id(2).into(), redo_visit: Some(id(3).into()), asked_at: "2026-11-25T12:00:00Z".parse().unwrap() };
    let span = Span::minutes("2026-11-26T10:00:00+03:00".parse().unwrap(), 120);
    let out = serde_json::to_value(RedoOut::new(&redo, Some((span, vec!["Ольга".to_owned()])))).unwrap();
    assert_eq!(out["starts"], "2026-11-26T07:00:00Z");
    assert_eq!(out["ends"], "2026-11-26T09:00:00Z");
    assert_eq!(out["redo_visit"], id(3).to_string());
    let waits = serde_json::to_value(RedoOut::new(&Redo { redo_visit: None, ..redo }, None)).unwrap();
    assert!(waits["redo_visit"].is_null() && waits["starts"].is_null() && waits["ends"].is_null() && waits["crew"].is_null());
}
