//! The list and the card in both languages.

use crate::card::ClientPage;
use crate::list::{ClientsPage, Row};
use crate::load::{FirstContact, Loaded, Trouble};
use access::Right;
use askama::Template as _;
use housebook::Pin;
use households::{Card, Consent, Consents, Doors, Found, HomeCard, Member, Memory, MemoryKind, Purpose, Source};
use incidents::{About, Incident, Kind, State, Way};
use jiff::civil::{date, time};
use pages::{Form, Head, Refill, T, UiTexts};
use std::sync::Arc;
use uuid::Uuid;
use values::{FieldFault, Instant, Lang, Phone, Problem, Said};

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("client", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    Head { path: "/desk/clients".to_owned(), signed_in: true, ..Head::sample(T::new(lang, Arc::new(texts))) }
}

fn card() -> Card {
    Card {
        client: id(100).into(),
        name: "Анна <Сергеевна>".to_owned(),
        last: Some("Лебедева".to_owned()),
        calling: households::Calling::default(),
        phone: Some(Phone::parse("89215550120").unwrap()),
        email: None,
        lang: Lang::Ru,
        since: at("2025-03-03T09:00:00Z"),
    }
}

fn home(n: u128) -> HomeCard {
    let address = households::Address { street: "Большая Пушкарская ул.".to_owned(), house: "11".to_owned(), flat: Some(n.to_string()) };
    HomeCard { home: id(n).into(), client: id(100).into(), district: "petrogradsky".to_owned(), address }
}

fn memory(n: u128, kind: MemoryKind) -> Memory {
    Memory { id: id(n).into(), client: id(100).into(), home: None, kind, said_at: at("2026-03-01T09:00:00Z"), source: Source::Call, by: "house".to_owned() }
}

fn study(n: u128, until: i8) -> Memory {
    memory(n, MemoryKind::ClosedRoom { room: "study".to_owned(), days: vec![], hours: Some((time(14, 0, 0, 0), time(until, 30, 0, 0))) })
}

fn said(text: &str) -> Said {
    Said { ru: text.to_owned(), en: text.to_owned() }
}

/// One of us fell ill; somebody else came.
fn ill() -> Trouble {
    Trouble {
        incident: Incident {
            id: id(51).into(),
            kind: Kind::Illness,
            about: About::Visit(id(52).into()),
            client: Some(id(100).into()),
            state: State::Arranged,
            way: Some(Way::Replace),
            instead: None,
            round: 1,
            opened_at: at("2026-03-02T07:00:00Z"),
            arranged_at: Some(at("2026-03-02T08:00:00Z")),
            overridden_at: None,
            told_at: Some(at("2026-03-02T08:00:00Z")),
            solved_told_at: Some(at("2026-03-02T08:00:00Z")),
        },
        what: said("один из нас заболел"),
        way: Some(said("Придёт другой")),
    }
}

async fn loaded() -> (Loaded, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let settings = db::Settings { data: folder.path().to_owned(), database: None, master_key: None, seed: Some(1), clock: None };
    let app = db::open(&settings, &housebook::migrations()).await.unwrap();
    let rooms = [catalog::room(), households::room()];
    let sections: Vec<_> = rooms.iter().flat_map(|room| room.sections.clone()).collect();
    housebook::load(&app, housebook::Files::embedded(), &sections).await.unwrap();
    let pin = Pin { file: "consents.toml".to_owned(), version: 1 };
    let loaded = Loaded {
        now: at("2026-03-03T11:40:00Z"),
        card: card(),
        homes: vec![home(4), home(5)],
        doors: [(id(4).into(), Doors { entrance: Some("2".to_owned()), ..Doors::default() })].into(),
        members: vec![Member {
            id: id(9).into(),
            client: id(100).into(),
            kin: households::Kin::Assistant,
            name: "Пётр".to_owned(),
            calling: households::Calling::default(),
            phone: Phone::parse("89215550121").unwrap(),
            rights: [Right::Order].into_iter().collect(),
            since: at("2026-03-01T09:00:00Z"),
        }],
        memory: vec![
            memory(1, MemoryKind::Allergy { to: "citrus".to_owned() }),
            study(2, 15),
            study(3, 16),
            memory(4, MemoryKind::Child { born: date(2019, 3, 4), name: "Ива".to_owned(), size: None }),
            memory(5, MemoryKind::Pet { pet: households::PetKind::Cat, name: "Муся".to_owned() }),
        ],
        declined: vec![households::Declined {
            id: id(41).into(),
            doing: households::Doing::Visit(id(1).into()),
            occasion: None,
            reason: "Врач снял диагноз".to_owned(),
            at: at("2026-03-02T09:00:00Z"),
            by: "client".to_owned(),
        }],
        found: vec![households::Proposal {
            id: id(31).into(),
            client: id(100).into(),
            home: None,
            kind: MemoryKind::Away { from: None, back: date(2026, 3, 20) },
            quote: "Мы в отъезде до 20 марта".to_owned(),
            origin: households::Origin::Answer,
            found_at: at("2026-03-02T09:00:00Z"),
            by: "client".to_owned(),
        }],
        consents: vec![Consent {
            purpose: "photos".to_owned(),
            text: pin.clone(),
            given_at: at("2026-03-01T09:00:00Z"),
            given_by: Source::Booking,
            ended: None,
        }],
        purposes: Arc::new(Consents {
            pin,
            purposes: vec![
                Purpose { code: "photos".to_owned(), title: said("снимки"), text: said("текст") },
                Purpose { code: "news".to_owned(), title: said("новости"), text: said("текст") },
            ],
        }),
        kit: catalog::kit(&app).unwrap(),
        districts: catalog::districts(&app).unwrap(),
        visits: vec![],
        totals: [].into(),
        by_the_house: booking::ByTheHouse::default(),
        series: vec![],
        services: [].into(),
        facts: vec![],
        messages: vec![],
        ways: vec![],
        is_by_phone: false,
        names: [].into(),
        case: None,
        first: FirstContact {
            said: Some((at("2026-03-01T09:00:00Z"), "Ужин на восемь".to_owned())), manner: Some("на Вы, коротко".to_owned())
        },
        heard: None,
        worked: Some(at("2026-03-02T11:00:00Z")),
        trouble: Some(ill()),
        nevers: vec![care::Never {
            id: id(42).into(),
            title: "Ольга: день рождения 8 марта".to_owned(),
            is_kind: false,
            at: at("2026-03-02T09:00:00Z"),
            by: "client".to_owned(),
            undone: None,
        }],
        changed: vec![aftercare::Change {
            id: id(41).into(),
            file: "techniques.toml".to_owned(),
            version: 2,
            words: ["Стёкла протираем дважды".to_owned(), "Glass is wiped twice".to_owned()],
            at: at("2026-03-02T09:00:00Z"),
        }],
        answer: Some((at("2026-03-02T11:40:00Z"), "Спасибо, отлично".to_owned())),
    };
    (loaded, folder)
}

fn whole(html: &str) {
    for family in ["client-", "household-", "fault-"] {
        let keys = html.match_indices(family).map(|(at, _)| html[at..].chars().take(40).collect::<String>());
        let leaked: Vec<String> = keys.filter(|text| text.contains("->") || html.contains(&format!(">{text}"))).collect();
        assert!(leaked.is_empty(), "{leaked:?}");
    }
}

#[tokio::test]
async fn a_card_speaks_both_languages_and_shows_what_disagrees_side_by_side() {
    let (loaded, _folder) = loaded().await;
    for lang in Lang::ALL {
        let html = ClientPage::new(head(lang), &loaded, None, true).render().unwrap();
        whole(&html);
        assert!(html.contains("Анна &#60;Сергеевна&#62; Лебедева"), "{html}");
        assert_eq!(html.matches("name=\"gives_way\"").count(), 2, "each of the two that disagree can be said to be right");
        assert!(html.contains("/desk/clients/00000000-0000-0000-0000-000000000064/erase"));
    }
    let html = ClientPage::new(head(Lang::Ru), &loaded, None, false).render().unwrap().replace('\u{a0}', " ");
    assert!(!html.contains("/erase"), "only an owner erases");
    for words in [
        "Не переносят: Цитрусовые",
        "Не входим с 14:00 до 15:30: кабинет",
        "Ива, 6 лет",
        "Кошка Муся",
        "парадная 2",
        "заказывать, переносить и отменять",
        "дано 1 марта",
        "<q>Ужин на восемь</q>",
        "Тон разговора: на Вы, коротко",
        "Один из нас заболел, 2 марта",
        "Чем кончилось: Придёт другой. Клиенту сказали 2 марта, 11:00.",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[tokio::test]
async fn messages_stand_in_the_order_of_the_times_beside_them() {
    let (mut loaded, _folder) = loaded().await;
    // The first was kept back for the night, and went after the second.
    let message = |n: u128, queued: &str, sent: Option<&str>| messaging::Kept {
        id: id(n).into(),
        class: "notices.reminder".to_owned(),
        about: id(100),
        version: 0,
        reader: id(100),
        state: if sent.is_some() { messaging::State::Sent } else { messaging::State::Queued },
        channel: None,
        text: Some((format!("Письмо {n}"), String::new())),
        queued_at: at(queued),
        waits_until: None,
        waits_for: messaging::WaitsFor::Morning,
        sent_at: sent.map(at),
        proof: String::new(),
        is_refused: false,
        passed_on_at: None,
        read_at: None,
    };
    loaded.messages = vec![
        message(3, "2026-03-02T08:30:00Z", None),
        message(2, "2026-03-01T20:00:00Z", Some("2026-03-01T20:00:00Z")),
        message(1, "2026-03-01T19:00:00Z", Some("2026-03-02T06:00:00Z")),
    ];
    let html = ClientPage::new(head(Lang::Ru), &loaded, None, false).render().unwrap();
    let place = |n: u128| html.find(&format!("Письмо {n}")).unwrap();
    assert!(place(3) < place(1) && place(1) < place(2), "{html}");
}

#[tokio::test]
async fn a_refused_form_stands_open_with_what_was_typed() {
    let (loaded, _folder) = loaded().await;
    let form = Form::of_query("kind=child&name=%D0%98%D0%B2%D0%B0&born=2999-01-01");
    let problem = Problem::fields(vec![FieldFault::new("born", "not-a-birthday")]);
    let action = format!("/desk/clients/{}/memory", id(100));
    let refill = Refill { action: &action, form: &form, problem: &problem };
    let html = ClientPage::new(head(Lang::Ru), &loaded, Some(refill), false).render().unwrap();
    assert_eq!(html.matches("<details class=\"small-form\" open>").count(), 1);
    assert!(html.contains("value=\"2999-01-01\"") && html.contains("child-born-error") && html.contains("value=\"Ива\""), "{html}");
}

#[tokio::test]
async fn what_is_not_done_on_a_memory_stands_beside_it_with_the_way_back() {
    let (loaded, _folder) = loaded().await;
    let html = ClientPage::new(head(Lang::Ru), &loaded, None, false).render().unwrap().replace('\u{a0}', " ");
    assert_eq!(html.matches(&format!("name=\"declined\" value=\"{}\"", id(41))).count(), 1, "{html}");
    assert!(html.contains("Не делаем: больше никогда, сказано 2 марта<br>Врач снял диагноз"), "{html}");
}

#[tokio::test]
async fn the_list_says_what_was_found() {
    let (loaded, _folder) = loaded().await;
    for lang in Lang::ALL {
        let head = head(lang);
        let found = Found { card: card(), homes: vec![home(4), home(5)], nearness: 900 };
        let rows = vec![Row::of(&head.t, loaded.now, &loaded.districts, &found)];
        let html = ClientsPage { typed: "\"леб".to_owned(), rows, title: head.t.get("client-found"), older: String::new(), head }.render().unwrap();
        whole(&html);
        assert!(html.contains("value=\"&#34;леб\"") && html.contains("data-search") && html.contains("Лебедева"), "{html}");
    }
}
