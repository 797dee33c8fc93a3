//! Each page in both languages, and the shape of the answer.
use crate::answer::AnswerPage;
use crate::api::RedoOut;
use crate::cases::{CasePage, CasesPage, Known};
use crate::complaint::{ComplaintPage, Pick, told};
use crate::redo::{LatePage, TimesPage};
use aftercare::{After, Author, Case, CaseKind, CaseState, Channel, Choice, Owner, Redo, Reply, Shelf};
use askama::Template as _;
use households::Card;
use pages::{Field, Form, Head, Kind, T, TimeView, UiTexts};
use people::Name;
use std::sync::Arc;
use uuid::Uuid;
use values::{Instant, Lang, Phone, Span};

fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("aftercare-web", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    Head { path: "/my".to_owned(), signed_in: true, ..Head::sample(T::new(lang, Arc::new(texts))) }
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

fn field(name: &'static str, error: &str) -> Field {
    Field {
        name,
        label: "Ответ".to_owned(),
        hint: String::new(),
        value: String::new(),
        error: error.to_owned(),
        kind: Kind::Area,
        autocomplete: "off",
        optional: false,
        focus: false,
    }
}

fn at(clock: &str) -> Instant {
    format!("2026-11-24T{clock}:00+03:00").parse().unwrap()
}

fn case(n: u128, state: CaseState) -> Case {
    Case {
        id: Uuid::from_u128(n).into(),
        after: After::Visit(Uuid::from_u128(20).into()),
        author: Author::Client(Uuid::from_u128(30).into()),
        kind: [CaseKind::Remark, CaseKind::Complaint, CaseKind::Late][usize::try_from(n % 3).unwrap()],
        words: n.is_multiple_of(2).then(|| "Пыль <под диваном>".to_owned()),
        told_at: at("10:00"),
        channel: Channel::Call,
        opened_at: at("12:00"),
        opened_by: format!("staff:{}", Uuid::from_u128(40)),
        state,
    }
}

#[test]
fn a_case_says_what_comes_next_in_every_state_and_both_languages() {
    let owner = Owner { person: Uuid::from_u128(40).into(), since: at("12:30") };
    let reply = Reply { words: "Вернёмся завтра <утром>.".to_owned(), at: at("13:00") };
    let states = [
        CaseState::Open,
        CaseState::Taken(owner),
        CaseState::Answered(owner, reply.clone()),
        CaseState::Closed { owner: Some(owner), reply: Some(reply), note: "Довольна.".to_owned(), at: at("14:00"), by: "staff".to_owned() },
    ];
    let cases: Vec<Case> = (2..).zip(states).map(|(n, state)| case(n, state)).collect();
    let card = Card {
        client: Uuid::from_u128(30).into(),
        name: "Анна <Сергеевна>".to_owned(),
        phone: Some(Phone::parse("89215550120").unwrap()),
        last: None,
        calling: households::Calling::default(),
        email: None,
        lang: Lang::Ru,
        since: at("09:00"),
    };
    let name = Name { first: "Татьяна".to_owned(), patronymic: None, last: "Ветлицкая".to_owned() };
    let known = || Known::new([(card.client, card.clone())].into(), [(owner.person, name.clone())].into());
    for lang in Lang::ALL {
        let list = CasesPage::new(head(lang), Shelf::Open, &cases, &known()).render().unwrap();
        let none = CasesPage::new(head(lang), Shelf::Closed, &[], &known()).render().unwrap();
        assert_eq!(list.matches("data-row").count(), 4);
        for html in [&list, &none] {
            assert!(!html.contains("aftercare-"), "{html}");
        }
        for one in &cases {
            let fields = (field("answer", "слишком длинно"), field("note", ""));
            let page = CasePage::new(head(lang), one, &known(), fields, Some(Uuid::from_u128(41).into()), at("14:40"));
            let is_over = matches!(one.state, CaseState::Closed { .. });
            assert_eq!((page.can_take, page.note.is_some()), (!is_over, is_over));
            let html = page.render().unwrap();
            assert!(!html.contains("aftercare-") && !html.contains("<Сергеевна>") && !html.contains("<утром>") && !html.contains("<под"), "{html}");
            assert_eq!(html.contains("/answer\""), !is_over, "a closed case takes no more");
        }
    }
}

#[test]
fn a_word_told_by_phone_keeps_the_moment_it_was_told() {
    let form = Form::of_query("day=2026-11-24&time=10:05&channel=message&choice=2026-11-25T07:00:00Z&words=+");
    let read = told(&form).unwrap();
    assert_eq!((read.at, read.channel, read.words.as_str()), (at("10:05"), Channel::Message, ""));
    assert_eq!(read.choice, Choice::At("2026-11-25T10:00:00+03:00".parse().unwrap()));
    assert_eq!(told(&Form::of_query("day=2026-11-24&time=10:05")).unwrap().choice, Choice::Soonest);
    for wrong in ["day=2026-02-30&time=10:05", "day=2026-11-24&time=25:00", ""] {
        assert_eq!(told(&Form::of_query(wrong)).unwrap_err().kind, "not-a-time");
    }
    let times = || {
        vec![TimeView {
            value: "2026-11-25T07:00:00Z".to_owned(),
            day: "Среда".to_owned(),
            span: "10:00–12:00".to_owned(),
            crew: "Ольга".to_owned(),
            more: String::new(),
        }]
    };
    for lang in Lang::ALL {
        let page = ComplaintPage {
            head: head(lang),
            action: "/desk/complaint/1".to_owned(),
            back: "/desk".to_owned(),
            whose: "Анна <Лебедева>, 24 ноября".to_owned(),
            notice: "…".to_owned(),
            faults: vec![],
            day: "2026-11-24".to_owned(),
            time: "10:05".to_owned(),
            time_error: "…".to_owned(),
            channels: vec![Pick { value: "call", words: "по телефону".to_owned(), is_chosen: true }],
            words: field("words", ""),
            soonest: false,
            later: false,
            times: times(),
            chosen: "2026-11-25T07:00:00Z".to_owned(),
        };
        let choice = TimesPage { head: head(lang), action: "/my/visits/1/redo".to_owned(), notice: String::new(), times: times(), back: "/my".to_owned() };
        let none = TimesPage { head: head(lang), action: "/my/visits/1/redo".to_owned(), notice: "…".to_owned(), times: vec![], back: "/my".to_owned() };
        let html = page.render().unwrap();
        assert_eq!(html.matches("checked").count(), 2, "{html}");
        for html in [html, choice.render().unwrap(), none.render().unwrap()] {
            assert!(!html.contains("aftercare-"), "{html}");
        }
    }
}
