//! Views in both languages; what a tick answers; what the API says.

use crate::api::{AnswerIn, VisitOut};
use crate::day::{DayPage, day_of, row};
use crate::looked::Looked;
use crate::sheet::{Around, Beside, Mark, Now, Step, TickAnswer, Typed, VisitPage, first_left};
use askama::Template as _;
use catalog::{Carried, Item, Kit, KitPart, Techniques};
use households::{ClientId, Doors, HomeId, Memory, MemoryKind, PetKind, Source};
use jiff::civil::{date, time};
use pages::{Head, T, UiTexts};
use people::{Name, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;
use values::{Instant, Lang, Said, Span};
use visits::{
    Answer, Briefing, Cancelled, Done, EnRoute, Evidence, InProgress, Instructions, Kept, Moment, Note, Pair, Plan, Planned, Progress, Sheet, SheetItem, Shown,
    Spoken, Tally, Visit, VisitId, VisitPhoto,
};

fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("visits-web", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    Head { title: "—".to_owned(), path: "/work".to_owned(), signed_in: true, ..Head::sample(T::new(lang, Arc::new(texts))) }
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn plan() -> Plan {
    Plan {
        id: VisitId::from(id(1)),
        client: ClientId::from(id(2)),
        home: HomeId::from(id(3)),
        service: serde_json::from_value(serde_json::json!({ "file": "services/regular.toml", "version": 1 })).unwrap(),
        extras: BTreeSet::new(),
        span: Span { start: at("2026-11-24T09:30:00Z"), end: at("2026-11-24T13:00:00Z") },
        crew: vec![PersonId::from(id(4)), PersonId::from(id(5))],
        needs: 2,
        version: 1,
        redo_of: Some(VisitId::from(id(9))),
    }
}

fn states() -> [Visit; 5] {
    let planned = Planned { plan: plan() };
    let way = EnRoute { plan: plan(), since: at("2026-11-24T09:00:00Z"), eta: at("2026-11-24T09:30:00Z"), by: PersonId::from(id(4)) };
    let work = InProgress { way: way.clone(), started_at: at("2026-11-24T09:34:00Z") };
    let done = Done { work: work.clone(), finished_at: at("2026-11-24T12:52:00Z") };
    let off = Cancelled { plan: plan(), at: at("2026-11-24T08:00:00Z") };
    [Visit::Planned(planned), Visit::EnRoute(way), Visit::InProgress(work), Visit::Done(done), Visit::Cancelled(off)]
}

fn said(ru: &str, en: &str) -> Said {
    Said { ru: ru.to_owned(), en: en.to_owned() }
}

fn sheet(visit: Visit, answers: &[(&str, Answer)]) -> Sheet {
    let answers: BTreeMap<String, Answer> = answers.iter().map(|(item, answer)| ((*item).to_owned(), *answer)).collect();
    let item = |room: &str, name: &str| {
        let id = format!("{room}.{name}");
        let answer = answers.get(&id).copied();
        SheetItem { item: Item::new(&id, room, said("Зеркало & рама", "Mirror & frame")), answer }
    };
    let rooms = vec![
        ("hall".to_owned(), said("Прихожая", "Hall"), vec![item("hall", "door"), item("hall", "mirror")]),
        ("kitchen".to_owned(), said("Кухня", "Kitchen"), vec![item("kitchen", "hob")]),
    ];
    let items = ["hall.door", "hall.mirror", "kitchen.hob"].map(str::to_owned).to_vec();
    Sheet { visit, service: said("Поддерживающая уборка", "Regular cleaning"), progress: Progress::new(items, answers.clone()), rooms }
}

fn whole(html: &str) {
    assert!(!html.contains("visits-") && !html.contains("problem-") && !html.contains("fault-"), "a text key leaks: {html}");
}

const ALL: [(&str, Answer); 3] = [("hall.door", Answer::Done), ("hall.mirror", Answer::Absent), ("kitchen.hob", Answer::Done)];

/// Where lines may break is told elsewhere.
fn spaced(html: &str) -> String {
    html.replace('\u{a0}', " ")
}

/// A page's surroundings with a household that remembers one of everything.
struct Told {
    looked: Looked,
    kit: Kit,
    ways: Techniques,
    briefing: Briefing,
    pairs: Vec<Pair>,
    notes: Vec<Note>,
    names: BTreeMap<PersonId, Name>,
}

fn ways() -> Techniques {
    let said = |text: &str| serde_json::json!({ "ru": text, "en": text });
    serde_json::from_value(serde_json::json!({ "technique": [{ "code": "glass", "name": said("Стекло"), "how": said("Сверху вниз") }] })).unwrap()
}

fn told() -> Told {
    let carried = |code: &str| Carried { code: code.to_owned(), name: said("цитрус", "citrus"), also: vec![] };
    let part = |code: &str, ru: &str, scents: &[&str], substitute: Option<&str>| KitPart {
        code: code.to_owned(),
        name: said(ru, code),
        purpose: said("а", "a"),
        scents: scents.iter().map(|scent| (*scent).to_owned()).collect(),
        allergens: vec![],
        substitute: substitute.map(str::to_owned),
    };
    let pin = serde_json::from_value(serde_json::json!({ "file": "kit.toml", "version": 1 })).unwrap();
    let products = vec![part("spray", "Спрей", &["citrus"], Some("plain")), part("plain", "Мыло", &[], None), part("wax", "Воск", &["citrus"], None)];
    let kit = Kit::new(pin, vec![carried("citrus")], vec![], products, vec![]);
    let memory = |n: u128, kind: MemoryKind| Memory {
        id: id(n).into(),
        client: ClientId::from(id(2)),
        home: None,
        kind,
        said_at: at("2026-02-12T09:00:00Z"),
        source: Source::Call,
        by: "house".to_owned(),
    };
    let all = [
        memory(21, MemoryKind::Allergy { to: "citrus".to_owned() }),
        memory(22, MemoryKind::ClosedRoom { room: "hall".to_owned(), days: vec![], hours: Some((time(14, 0, 0, 0), time(15, 30, 0, 0))) }),
        memory(23, MemoryKind::ClosedRoom { room: "study".to_owned(), days: vec![], hours: None }),
        memory(24, MemoryKind::Wish { text: "Без обуви <в доме>".to_owned() }),
        memory(25, MemoryKind::Pet { pet: PetKind::Cat, name: "Маркиз".to_owned() }),
        memory(26, MemoryKind::Child { born: date(2022, 11, 25), name: "Ива".to_owned(), size: None }),
        memory(27, MemoryKind::Access { text: "Ключ у консьержа".to_owned() }),
    ];
    let item = |code: &str| Item { kit: vec![code.to_owned()], ..Item::new(&format!("hall.{code}"), "hall", said("а", "a")) };
    let told = {
        let absent = households::Absent { rain_from: "09-01".to_owned(), rain_until: "11-30".to_owned(), care: vec![] };
        let (day, checklist) = (date(2026, 11, 24), [item("spray"), item("wax")]);
        visits::instructions(&all, &visits::Work { home: HomeId::from(id(3)), day, kit: &kit, absent: &absent, busy: &BTreeMap::new(), checklist: &checklist })
    };
    let doors = Doors { entrance: Some("2".to_owned()), floor: Some("4".to_owned()), intercom: Some("24В".to_owned()), note: None };
    let photo = |n: u128, moment: Moment| VisitPhoto {
        id: id(n).into(),
        visit: VisitId::from(id(1)),
        shown: Shown::Room("hall".to_owned()),
        moment,
        file: id(n).into(),
        small: id(n).into(),
        width: 1600,
        height: 1200,
        by: PersonId::from(id(4)),
        at: at("2026-11-24T09:40:00Z"),
    };
    let spoken = |what| Spoken { what, by: PersonId::from(id(4)), at: at("2026-11-24T10:10:00Z") };
    let shows = |n: u128, what| Evidence { memory: id(n).into(), kept: Some(spoken(what)), remark: None, photo: None };
    let remark = Spoken { what: "Дверь была <открыта>".to_owned(), by: PersonId::from(id(4)), at: at("2026-11-24T10:11:00Z") };
    let picture = VisitPhoto { shown: Shown::Memory(id(21).into()), ..photo(33, Moment::After) };
    let evidence = [Evidence { photo: Some(picture), ..shows(21, Kept::Yes) }, Evidence { remark: Some(remark), ..shows(22, Kept::No) }];
    let evidence = evidence.into_iter().map(|one| (one.memory, one)).collect();
    let pair = Pair { shown: Shown::Room("hall".to_owned()), before: photo(31, Moment::Before), after: Some(photo(32, Moment::After)) };
    let name = Name { first: "Ольга".to_owned(), patronymic: None, last: "Петрова".to_owned() };
    Told {
        looked: Looked::default(),
        briefing: Briefing { instructions: told, evidence, doors: Some(doors), near: true },
        kit,
        ways: ways(),
        pairs: vec![pair],
        notes: vec![Note { text: "Лампа не горит".to_owned(), by: PersonId::from(id(4)), at: at("2026-11-24T10:00:00Z"), damage: true }],
        names: BTreeMap::from([(PersonId::from(id(4)), name)]),
    }
}

fn nothing() -> Told {
    Told { briefing: Briefing { near: true, ..Briefing::default() }, pairs: vec![], notes: vec![], ..told() }
}

fn around(told: &Told) -> Around<'_> {
    let (now, notice) = (at("2026-11-24T11:38:00Z"), String::new());
    let Told { looked, kit, ways, briefing: told, pairs, notes, names } = told;
    Around { looked, others: &[], after: None, now, notice, told, kit, ways, me: PersonId::from(id(4)), pairs, notes, names, typed: Typed::default() }
}

#[test]
fn what_the_house_remembers_is_read_with_its_reason_in_both_languages() {
    let [_, _, work, _, _] = states();
    let html = spaced(&VisitPage::new(head(Lang::Ru), &sheet(work.clone(), &ALL), &around(&told())).render().unwrap());
    for words in [
        "Аллергия: цитрус",
        "Спрей: не берём. Вместо него Мыло",
        "Воск: не берём, замены нет",
        "Прихожая: не входим с 14:00 до 15:30",
        "Кабинет: не входим",
        "Без обуви &#60;в доме&#62;",
        "Сказали по телефону 12 февраля",
        "Кошка Маркиз",
        "Ива, 3 года",
        "Ключ у консьержа",
        "24В",
        "вместо «Спрей»",
        "/visits/00000000-0000-0000-0000-000000000001/photos/00000000-0000-0000-0000-00000000001f",
        "/visits/00000000-0000-0000-0000-000000000001/photos/00000000-0000-0000-0000-000000000021",
        "Дверь была &#60;открыта&#62;",
        "value=\"memory:00000000-0000-0000-0000-000000000016\"",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert_eq!(html.matches("name=\"kept\" value=\"\" aria-pressed=\"true\"").count(), 2, "one kept, one not");
    whole(&VisitPage::new(head(Lang::En), &sheet(work.clone(), &ALL), &around(&told())).render().unwrap());
    // All is ticked, and two wishes are not spoken of.
    assert!(matches!(VisitPage::new(head(Lang::Ru), &sheet(work, &ALL), &around(&told())).step, Step::Unsaid { .. }));
}

#[test]
fn far_from_the_visit_the_page_says_when_the_way_to_the_door_opens() {
    let [planned, ..] = states();
    let mut far = nothing();
    far.briefing.near = false;
    let around = Around { now: at("2026-11-24T06:00:00Z"), ..around(&far) };
    let html = spaced(&VisitPage::new(head(Lang::Ru), &sheet(planned, &[]), &around).render().unwrap());
    assert!(html.contains("Парадная, этаж и домофон откроются 24 ноября, 10:30"), "{html}");
}

#[test]
fn every_state_is_shown_in_both_languages() {
    let looked = told();
    for lang in Lang::ALL {
        for visit in states() {
            let mark = visit.state();
            let html = VisitPage::new(head(lang), &sheet(visit, &ALL), &around(&looked)).render().unwrap();
            whole(&html);
            assert!(html.contains("14:38"), "{mark:?}");
        }
    }
}

#[test]
fn the_step_is_the_one_that_comes_next() {
    let looked = nothing();
    let step = |visit: &Visit, answers: &[(&str, Answer)]| VisitPage::new(head(Lang::Ru), &sheet(visit.clone(), answers), &around(&looked)).step;
    let [planned, way, work, done, off] = states();
    assert!(matches!(step(&planned, &[]), Step::SetOff { action } if action.ends_with("/on-my-way")));
    assert!(matches!(step(&way, &[]), Step::Start { action, .. } if action.ends_with("/start")));
    assert!(matches!(step(&work, &ALL), Step::Finish { action } if action.ends_with("/done")));
    assert!(matches!(step(&done, &ALL), Step::Next { href, .. } if href == "/work"));
    assert!(matches!(step(&off, &[]), Step::Next { .. }));
    let Step::Left { note, first } = step(&work, &ALL[..1]) else { panic!("items are left") };
    assert_eq!((note.as_str(), first.as_str()), ("Не\u{a0}отмечены 2\u{a0}пункта", "#item-hall.mirror"));
}

#[test]
fn a_row_is_a_form_for_either_answer() {
    let [_, _, work, _, _] = states();
    let html = VisitPage::new(head(Lang::Ru), &sheet(work, &ALL[..2]), &around(&nothing())).render().unwrap();
    assert!(html.contains(r#"id="tick-hall.door" name="answer" value="" aria-pressed="true""#), "{html}");
    assert!(html.contains(r#"id="absent-hall.mirror" name="answer" value="" aria-pressed="true""#));
    assert!(html.contains(r#"id="tick-kitchen.hob" name="answer" value="done" aria-pressed="false""#));
    assert!(html.contains("Зеркало &#38; рама"));
    assert!(!html.contains("hx-swap-oob"), "a page is not an answer");
}

#[test]
fn a_tick_answers_with_what_it_changed_alone() {
    let [_, _, work, _, _] = states();
    let (ways, told) = (ways(), Instructions::default());
    let beside = Beside { ways: &ways, told: &told };
    for lang in Lang::ALL {
        let html =
            TickAnswer::new(head(lang), &sheet(work.clone(), &ALL[..2]), beside, "hall.mirror", 0, at("2026-11-24T11:38:00Z")).unwrap().render().unwrap();
        whole(&html);
        assert!(html.trim_start().starts_with(r#"<li id="item-hall.mirror">"#));
        assert_eq!(html.matches("<li").count(), 1);
        for part in ["count-hall", "progress", "act", "sync"] {
            assert!(html.contains(&format!(r#"id="{part}""#)), "{part}");
        }
        assert_eq!(html.matches("hx-swap-oob").count(), 4);
        assert!(html.contains(r##"href="#item-kitchen.hob""##));
    }
    assert!(TickAnswer::new(head(Lang::Ru), &sheet(work, &[]), beside, "hall.none", 0, at("2026-11-24T11:38:00Z")).is_none());
}

#[test]
fn the_first_left_is_first_in_walking_order() {
    let [_, _, work, _, _] = states();
    assert_eq!(first_left(&sheet(work.clone(), &ALL[1..])), Some("hall.door"));
    assert_eq!(first_left(&sheet(work, &ALL)), None);
}

#[test]
fn the_day_has_one_large_visit() {
    let t = &head(Lang::Ru).t;
    let progress = Tally::new(0, 0);
    let [planned, way, work, done, off] = states();
    for lang in Lang::ALL {
        let rows = [&done, &off, &work, &way, &planned].map(|visit| row(&head(lang).t, visit, &progress, &Looked::default(), &["Марина".to_owned()], true));
        let tomorrow = vec![row(t, &planned, &progress, &Looked::default(), &[], true)];
        let day = DayPage::new(head(lang), at("2026-11-24T11:38:00Z"), Some(plan().span), rows.into(), tomorrow, PersonId::from(id(4)));
        assert_eq!(day.visits.iter().map(|row| row.next).collect::<Vec<_>>(), [false, false, true, false, false]);
        whole(&day.render().unwrap());
        whole(&DayPage::new(head(lang), at("2026-11-24T11:38:00Z"), None, vec![], vec![], PersonId::from(id(4))).render().unwrap());
    }
    assert_eq!(row(t, &work, &progress, &Looked::default(), &["Марина".to_owned()], true).line, "3\u{a0}ч 30\u{a0}мин, вместе: Марина");
    assert!(matches!(row(t, &way, &progress, &Looked::default(), &[], true).now, Now { mark: Mark::Way, words } if words.ends_with("12:30")));
}

#[test]
fn a_day_begins_at_midnight_in_moscow() {
    let day = day_of(at("2026-11-24T21:30:00Z"));
    assert_eq!((day.start, day.end), (at("2026-11-24T21:00:00Z"), at("2026-11-25T21:00:00Z")));
}

#[test]
fn the_wire_says_what_the_sheet_says() {
    let [_, _, _, done, _] = states();
    let out = serde_json::to_value(VisitOut::new(&head(Lang::En).t, &sheet(done, &ALL))).unwrap();
    assert_eq!(out["state"], "done");
    assert_eq!(out["finished_at"], "2026-11-24T12:52:00Z");
    assert_eq!(out["service_page"], "/services/regular");
    assert_eq!((&out["answered"], &out["all"]), (&3.into(), &3.into()));
    assert_eq!(out["items"][1], serde_json::json!({ "id": "hall.mirror", "room": "hall", "text": "Mirror & frame", "answer": "absent" }));
}

#[test]
fn a_forgotten_answer_takes_nothing_back() {
    let read = |text: &str| serde_json::from_str::<AnswerIn>(text).map(|body| body.answer.is_none());
    assert!(read(r#"{"item":"hall.door","answer":null}"#).unwrap());
    assert!(read(r#"{"item":"hall.door"}"#).is_err());
    assert!(read(r#"{"item":"hall.door","answer":"maybe"}"#).is_err());
}
