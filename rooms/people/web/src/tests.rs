//! The page in both languages, with everybody that there can be.

use crate::leaving::LeavingView;
use crate::person::PersonPage;
use crate::staff::{Admission, PeoplePage, ending, person};
use access::Role;
use askama::Template as _;
use pages::{Head, T, UiTexts};
use people::{Name, PersonId, StaffMember, Stage, StageId, StageKind};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;
use values::{Instant, Lang};

fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("people-web", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    Head { title: "—".to_owned(), path: "/desk/people".to_owned(), signed_in: true, ..Head::sample(T::new(lang, Arc::new(texts))) }
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

const NOW: &str = "2026-11-24T11:40:00Z";

fn member(role: Role, kinds: &[StageKind], until: Option<&str>, revoked: Option<&str>) -> StaffMember {
    let id = PersonId::from(Uuid::from_u128(1));
    let stage = |kind: StageKind| Stage {
        id: StageId::from(Uuid::from_u128(7)),
        person: id,
        kind,
        service: if kind.is_per_service() { "regular".to_owned() } else { String::new() },
        tax: None,
        passed_at: at("2024-03-01T09:00:00Z"),
        until: if kind.is_per_service() { until.map(at) } else { None },
        by: "house".to_owned(),
        evidence: "1".to_owned(),
        revoked_at: if kind == StageKind::Nda { revoked.map(at) } else { None },
        left_at: None,
    };
    StaffMember {
        id,
        role,
        name: Some(Name { first: "Ольга".to_owned(), patronymic: None, last: "Смирнова".to_owned() }),
        hired_at: at("2024-02-01T09:00:00Z"),
        last_day: None,
        stages: kinds.iter().copied().map(stage).collect(),
    }
}

fn everybody() -> [StaffMember; 6] {
    let mut erased = member(Role::Cleaner, &StageKind::ALL, None, None);
    erased.name = None;
    [
        member(Role::Cleaner, &StageKind::ALL, Some("2027-03-12T09:00:00Z"), None),
        member(Role::Cleaner, &StageKind::ALL, Some("2026-12-08T09:00:00Z"), None),
        member(Role::Cleaner, &StageKind::ALL[..3], None, None),
        member(Role::Cleaner, &StageKind::ALL, None, Some("2026-11-19T09:00:00Z")),
        member(Role::Owner, &[], None, None),
        erased,
    ]
}

#[test]
fn the_page_says_who_may_enter_a_home() {
    for lang in Lang::ALL {
        let head = head(lang);
        let views: Vec<_> = everybody().iter().map(|one| person(&head.t, one, &[], at(NOW))).collect();
        let admissions: Vec<_> = views.iter().map(|view| view.admission).collect();
        let (ok, way, bad, desk) = (Admission::Cleared, Admission::OnTheWay, Admission::Refused, Admission::Desk);
        assert_eq!(admissions, [ok, ok, way, bad, desk, ok]);
        let ending = ending(&head.t, &everybody()[..3], &[], at(NOW));
        let page = PeoplePage::new(head, views, ending);
        assert_eq!((page.cleared, page.on_the_way, page.soon), (3, 1, 1));
        let html = page.render().unwrap();
        assert!(!html.contains("people-") && !html.contains("role-"), "a text key leaks: {html}");
        assert_eq!(html.matches("stage-refused").count(), 1);
        assert_eq!(html.matches("stage-ahead").count(), 3);
        assert_eq!((page.visiting.len(), page.others.len(), html.matches("class=\"stage ").count()), (5, 1, 30), "six marks for each who goes to homes");
    }
}

#[test]
fn dates_and_states_are_said_in_words() {
    let t = &head(Lang::Ru).t;
    let [olga, soon, nina, igor, owner, erased] = everybody().map(|one| person(t, &one, &[], at(NOW)));
    assert_eq!((olga.name.as_str(), olga.state.as_str()), ("Ольга Смирнова", "допуск до\u{a0}12.03.2027"));
    assert_eq!(olga.since, "мастер, с\u{a0}2024\u{a0}года");
    assert_eq!((soon.certs[0].words.as_str(), soon.certs[0].class), ("до\u{a0}08.12.2026, скоро", "cert-soon"));
    assert_eq!((soon.exams.as_str(), nina.exams.as_str(), owner.exams.as_str()), ("экзамены: 1 из 1", "экзамены: 0 из 0", ""));
    assert_eq!(nina.stages[3].words, "впереди");
    assert_eq!(igor.stages[4].words, "отозвано 19.11.2026");
    assert!(owner.stages.is_empty() && owner.certs.is_empty());
    assert_eq!((erased.name.as_str(), erased.state.as_str()), ("Имя удалено", "допуск без срока"));
}

#[test]
fn a_person_is_shown_with_every_record_and_what_was_typed_wrong_is_kept() {
    let [olga, _, _, igor, ..] = everybody();
    for lang in Lang::ALL {
        for member in [&olga, &igor] {
            let head = head(lang);
            let view = person(&head.t, member, &[], at(NOW));
            let page = PersonPage::new(head, member, view, &[], &BTreeMap::new(), at(NOW));
            assert_eq!(page.records.len(), 6);
            let html = page.render().unwrap();
            assert!(!html.contains("people-stage") && !html.contains("people-tax") && !html.contains("fault-"), "a text key leaks: {html}");
            // What was taken back cannot be taken back again.
            assert_eq!(html.matches("/revoke").count(), if member.stages.iter().any(|s| s.revoked_at.is_some()) { 5 } else { 6 });
        }
    }
}

#[test]
fn whoever_has_left_stands_apart_and_only_the_owner_takes_them_back() {
    for lang in Lang::ALL {
        let head = || head(lang);
        let [olga, ..] = everybody();
        let gone = StaffMember { last_day: Some("2026-11-20".parse().unwrap()), ..olga.clone() };
        let view = |one: &StaffMember| person(&head().t, one, &[], at(NOW));
        let listed = PeoplePage::new(head(), vec![view(&olga), view(&gone)], Vec::new());
        assert_eq!((listed.visiting.len(), listed.gone.len(), listed.cleared), (1, 1, 1));
        let html = listed.render().unwrap();
        assert!(html.contains(if lang == Lang::Ru { "последний день" } else { "last day" }) && !html.contains("people-"), "{html}");
        let page = |one: &StaffMember, is_owner: bool| {
            let leaving = is_owner.then(|| LeavingView::new(one, at(NOW)));
            PersonPage { leaving, ..PersonPage::new(head(), one, view(one), &[], &BTreeMap::new(), at(NOW)) }.render().unwrap()
        };
        let (here, left) = (page(&olga, true), page(&gone, true));
        assert!(here.contains("/gone\"") && here.contains("value=\"2026-11-24\"") && here.contains("pass-title"), "{here}");
        assert!(left.contains("/returned\"") && !left.contains("/gone\"") && !left.contains("pass-title"), "{left}");
        assert!(!page(&olga, false).contains("/gone\"") && !page(&gone, false).contains("/returned\""));
    }
}
