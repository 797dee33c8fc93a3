//! Views in both languages; what a tick answers; what the API says.

use crate::api::{AnswerIn, VisitOut};
use crate::day::{DayPage, day_of, row};
use crate::looked::Looked;
use crate::sheet::{Around, Mark, Now, Step, TickAnswer, VisitPage, first_left};
use askama::Template as _;
use catalog::Item;
use households::{ClientId, HomeId};
use pages::{Head, T, UiTexts};
use people::PersonId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;
use values::{Instant, Lang, Said, Span};
use visits::{Answer, Cancelled, Done, EnRoute, InProgress, Plan, Planned, Progress, Sheet, SheetItem, Visit, VisitId};

fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("visits-web", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    Head {
        t: T::new(lang, Arc::new(texts)),
        title: "—".to_owned(),
        brand: "Дворецкий".to_owned(),
        city: String::new(),
        phone: "+7 812 000-00-00".to_owned(),
        phone_href: "tel:+78120000000".to_owned(),
        css: String::new(),
        scripts: Vec::new(),
        path: "/work".to_owned(),
        signed_in: true,
        rail: Vec::new(),
        who: String::new(),
        role: String::new(),
        clock: None,
        demo: false,
    }
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

fn around(looked: &Looked) -> Around<'_> {
    Around { looked, others: &[], after: None, now: at("2026-11-24T11:38:00Z"), notice: String::new() }
}

#[test]
fn every_state_is_shown_in_both_languages() {
    let looked = Looked::default();
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
    let looked = Looked::default();
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
    let html = VisitPage::new(head(Lang::Ru), &sheet(work, &ALL[..2]), &around(&Looked::default())).render().unwrap();
    assert!(html.contains(r#"id="tick-hall.door" name="answer" value="" aria-pressed="true""#), "{html}");
    assert!(html.contains(r#"id="absent-hall.mirror" name="answer" value="" aria-pressed="true""#));
    assert!(html.contains(r#"id="tick-kitchen.hob" name="answer" value="done" aria-pressed="false""#));
    assert!(html.contains("Зеркало &#38; рама"));
    assert!(!html.contains("hx-swap-oob"), "a page is not an answer");
}

#[test]
fn a_tick_answers_with_what_it_changed_alone() {
    let [_, _, work, _, _] = states();
    for lang in Lang::ALL {
        let html = TickAnswer::new(head(lang), &sheet(work.clone(), &ALL[..2]), "hall.mirror", at("2026-11-24T11:38:00Z")).unwrap().render().unwrap();
        whole(&html);
        assert!(html.trim_start().starts_with(r#"<li id="item-hall.mirror">"#));
        assert_eq!(html.matches("<li").count(), 1);
        for part in ["count-hall", "progress", "act", "sync"] {
            assert!(html.contains(&format!(r#"id="{part}""#)), "{part}");
        }
        assert_eq!(html.matches("hx-swap-oob").count(), 4);
        assert!(html.contains(r##"href="#item-kitchen.hob""##));
    }
    assert!(TickAnswer::new(head(Lang::Ru), &sheet(work, &[]), "hall.none", at("2026-11-24T11:38:00Z")).is_none());
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
    let progress = Progress::new(vec![], BTreeMap::new());
    let [planned, way, work, done, off] = states();
    for lang in Lang::ALL {
        let rows = [&done, &off, &work, &way, &planned].map(|visit| row(&head(lang).t, visit, &progress, &Looked::default(), &["Марина".to_owned()]));
        let tomorrow = vec![row(t, &planned, &progress, &Looked::default(), &[])];
        let day = DayPage::new(head(lang), at("2026-11-24T11:38:00Z"), Some(plan().span), rows.into(), tomorrow);
        assert_eq!(day.visits.iter().map(|row| row.next).collect::<Vec<_>>(), [false, false, true, false, false]);
        whole(&day.render().unwrap());
        whole(&DayPage::new(head(lang), at("2026-11-24T11:38:00Z"), None, vec![], vec![]).render().unwrap());
    }
    assert_eq!(row(t, &work, &progress, &Looked::default(), &["Марина".to_owned()]).line, "3\u{a0}ч 30\u{a0}мин, вместе: Марина");
    assert!(matches!(row(t, &way, &progress, &Looked::default(), &[]).now, Now { mark: Mark::Way, words } if words.ends_with("12:30")));
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
