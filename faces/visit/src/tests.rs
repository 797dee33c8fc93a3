//! The page in both languages, with everything in it and with nothing.

use crate::card::{AmendView, Choice, CrewView, HourView, MemberView, MessageView, NoteView, OtherView, RoomView, VisitPage};
use crate::words::FactView;
use askama::Template as _;
use pages::{DayTimes, Head, KeptLine, T, TimeView, UiTexts};
use std::sync::Arc;
use values::Lang;

fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("visit", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    let word = |words: &str| words.to_owned();
    Head {
        title: word("Визит"),
        path: word("/desk/visits/1"),
        signed_in: true,
        who: word("Татьяна Ветлицкая"),
        role: word("менеджер"),
        ..Head::sample(T::new(lang, Arc::new(texts)))
    }
}

fn page(lang: Lang, ahead: bool) -> VisitPage {
    let word = |words: &str| words.to_owned();
    let choice = |value: &str, words: &str| Choice { value: word(value), words: word(words) };
    let amend = AmendView {
        change_kopecks: 0,
        change: word("0 ₽"),
        cancel_kopecks: 364_500,
        cancel: word("3 645 ₽"),
        by_house: false,
        policy: vec![word("За 24 часа до начала и раньше: бесплатно")],
        days: vec![DayTimes {
            id: word("2026-11-25"),
            title: word("Среда, 25 ноября"),
            times: vec![TimeView {
                day: word("Среда"), more: word(""), value: word("2026-11-25T07:00:00Z"), span: word("10:00–13:30"), crew: word("Ольга")
            }],
        }],
        refused: vec![HourView { span: word("09:00–12:30"), why: word("Ольга П.: Нет смены") }],
        refused_day: word("25 ноября"),
        ask_days: vec![choice("2026-11-25", "25 ноября")],
    };
    let crew = CrewView {
        title: word("Кто едет"),
        members: vec![MemberView {
            id: word("1"),
            name: word("Ольга Петрова"),
            cleared: word("допуск до 1 марта"),
            is_cleared: true,
            ill: word("/desk/shifts"),
        }],
        missing: word("Не хватает 1 человека"),
        free: vec![choice("2", "Марина К.")],
        others: vec![OtherView { name: word("Вера Ю."), why: word("Нет смены") }],
    };
    VisitPage {
        head: head(lang),
        id: word("7"),
        client: word("Анна Лебедева"),
        client_href: word("/desk/clients/5"),
        phone: word("+7 921 555-01-20"),
        phone_href: word("tel:+79215550120"),
        state: word("Назначен"),
        when: word("Вторник, 24 ноября, 10:00–13:30"),
        day_href: word("/desk"),
        notice: String::new(),
        fault: String::new(),
        rows: vec![(word("Услуга"), word("Поддерживающая уборка"))],
        money: vec![(word("/desk/invoices/1"), word("Счёт № 1, осталось 5 900 ₽"))],
        crew,
        ahead,
        is_done: !ahead,
        can_confirm: ahead,
        amend: ahead.then_some(amend),
        asked: vec![KeptLine {
            words: word("Не переносят: цитрус"), said: word("учли, Ольга П."), photo: word("/visits/7/photos/8"), ..KeptLine::default()
        }],
        remembered: if ahead { String::new() } else { word("учли 1 из 1") },
        progress: word("0 из 25"),
        rooms: vec![RoomView { name: word("Кухня"), words: word("0 из 8") }],
        messages: vec![MessageView { title: word("Договорились"), words: word("отправлено 24 ноября, 10:00") }],
        notes: vec![NoteView { text: word("ключ у консьержа"), by: word("Татьяна В.") }],
        note: String::new(),
        note_fault: String::new(),
        facts: vec![FactView { datetime: word("2026-11-24T07:00:00Z"), at: word("24 ноября, 10:00"), words: word("Визит назначен") }],
    }
}

#[test]
fn the_page_speaks_both_languages_and_offers_only_what_can_be_done() {
    for lang in Lang::ALL {
        for ahead in [true, false] {
            let html = page(lang, ahead).render().unwrap();
            assert!(!html.contains(">visit-") && !html.contains("\"visit-crew\">visit-"), "{html}");
            assert_eq!(html.contains("/desk/visits/7/move"), ahead);
            assert_eq!(html.contains("/desk/visits/7/cancel"), ahead);
            assert_eq!(html.contains("name=\"fee\" value=\"364500\""), ahead);
            assert!(html.contains("/desk/visits/7/note") && html.contains("/visits/7/photos/8?size=small"));
            assert_eq!(html.contains("учли 1 из 1"), !ahead);
        }
    }
}
