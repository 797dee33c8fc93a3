//! Each page in both languages.
use crate::desk_talk::{Read, TalkPage as DeskTalk};
use crate::found::{DeskFound, Found, MyFound, Searched};
use crate::inbox::{InboxPage, RowView, StrangerView, StrangersPage, beginning};
use crate::managers::{HandView, ManagersPage, RefusedHours};
use crate::said::{Reader, hours_lines, reach_words, said};
use crate::talk::{ManagerView, TalkPage};
use askama::Template as _;
use conversations::{Conversation, Entry, EntryKind, FoundEntry, Hand, Handover, Hours, InsteadOf, ManagerCard, Place, Signature, Stranger, Talk, TalkError};
use households::{Card, ClientId};
use pages::{Field, Form, Head, Kind, T, UiTexts};
use people::{Name, PersonId};
use scheduling::{Away, Leave};
use std::sync::Arc;
use uuid::Uuid;
use values::{Explain as _, FieldFault, Instant, Lang, Phone, Span};

fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("conversations-web", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    Head { path: "/my/talk".to_owned(), signed_in: true, who: "Татьяна Ветлицкая".to_owned(), ..Head::sample(T::new(lang, Arc::new(texts))) }
}

fn field(name: &'static str) -> Field {
    Field {
        name,
        label: "…".to_owned(),
        hint: String::new(),
        value: "<b>".to_owned(),
        error: String::new(),
        kind: Kind::Area,
        autocomplete: "off",
        optional: false,
        focus: false,
    }
}

fn at(clock: &str) -> Instant {
    format!("2026-11-24T{clock}:00+03:00").parse().unwrap()
}

fn id(n: u128) -> PersonId {
    Uuid::from_u128(n).into()
}

fn name(first: &str, last: &str) -> Name {
    Name { first: first.to_owned(), patronymic: None, last: last.to_owned() }
}

fn entry(nth: i64, kind: EntryKind, place: Place, by: Option<PersonId>) -> Entry {
    let at = at(&format!("10:0{nth}"));
    Entry {
        id: Uuid::from_u128(nth.unsigned_abs().into()).into(),
        nth,
        kind,
        place,
        by,
        words: format!("Слово <{nth}>\n\nи ещё"),
        sent_at: at,
        seq: 0,
        kept_at: at,
    }
}

fn all() -> Vec<Entry> {
    let kinds = [
        (EntryKind::In, Place::Telegram, None),
        (EntryKind::Out, Place::Desk, Some(id(1))),
        (EntryKind::Note, Place::Desk, Some(id(2))),
        (EntryKind::Call, Place::Phone, Some(id(2))),
        (EntryKind::Meeting, Place::InPerson, Some(id(2))),
        (EntryKind::Handover, Place::Desk, Some(id(2))),
        (EntryKind::In, Place::Site, None),
        (EntryKind::In, Place::Max, None),
    ];
    let mut all: Vec<Entry> = (1..).zip(kinds).map(|(nth, (kind, place, by))| entry(nth, kind, place, by)).collect();
    all[7].words.clear();
    all.reverse();
    all
}

fn conversation() -> Conversation {
    Conversation {
        client: Uuid::from_u128(30).into(),
        manager: id(1),
        deputy: Some(id(2)),
        taken_by: Some(id(3)),
        last: 8,
        waiting_since: Some(at("10:07")),
        due_at: Some(at("10:07")),
        client_read: 2,
    }
}

fn spoken(lang: Lang, html: &str) {
    let texts = ["conversations-", "problem-", "fault-"].iter().filter(|key| html.replace("conversations-web", "").contains(**key)).count();
    assert_eq!(texts, 0, "{lang:?}: {html}");
    assert!(!html.contains("<b><b>") && !html.contains("Слово <1>"), "{html}");
}

#[test]
fn a_client_sees_who_answers_and_what_was_said() {
    let card = ManagerCard {
        person: id(1),
        name: name("Татьяна", "Ветлицкая"),
        has_portrait: true,
        hours: Hours::usual(),
        instead: None,
        deputy: Some(name("Елена", "Оболенская")),
        from: Some(at("10:00")),
        is_given: false,
        sooner: None,
        is_news: true,
        read: 2,
    };
    for lang in Lang::ALL {
        let head = head(lang);
        let names = [(id(1), name("Татьяна", "Ветлицкая"))].into();
        let shared: Vec<Entry> = all().into_iter().filter(|entry| entry.kind.is_shared()).collect();
        let page = |said, manager, notice: &str| TalkPage {
            manager,
            said,
            nth: 8,
            older: "/my/talk?before=1.0.1".to_owned(),
            is_older: true,
            faults: vec![],
            notice: notice.to_owned(),
            words: field("words"),
            files_error: "…".to_owned(),
            once: "1".to_owned(),
            head: head.clone(),
        };
        let talk = page(said(&head.t, &shared, &names, Reader::Client, "", 2), Some(ManagerView::new(&head, &card, at("10:00"))), "");
        assert_eq!(talk.said.iter().map(|one| one.class).collect::<Vec<_>>(), ["said-in", "said-out", "said-in", "said-in"]);
        assert!(talk.said.iter().all(|one| !one.is_new || one.class == "said-out"), "nobody's own words are new to them");
        let html = talk.render().unwrap();
        spoken(lang, &html);
        assert!(html.contains("/my/talk/face") && html.contains("9:00–21:00"), "{html}");
        spoken(lang, &page(vec![], None, "…").render().unwrap());
        for (is_away, back) in [(true, Some(at("12:00"))), (true, None), (false, Some(at("10:00")))] {
            let instead = Some(InsteadOf { name: name("Елена", "Оболенская"), is_away, back });
            let html = page(vec![], Some(ManagerView::new(&head, &ManagerCard { instead, ..card.clone() }, at("10:00"))), "").render().unwrap();
            spoken(lang, &html);
            assert_eq!((html.contains("Оболенская") || html.contains("Obolenskaya"), html.matches("manager-hours").count()), (true, 2), "{html}");
        }
        let t = &head.t;
        let words = [(Some(at("10:00")), 0), (Some(at("12:00")), 1), (None, 2)].map(|(from, _)| reach_words(t, Some(&card.name), from, at("10:00")));
        assert!(words[0] != words[1] && words[1] != words[2] && words[1].contains("12:00"), "{words:?}");
        // Face, name and hours are of one person; whoever answers sooner has a line of their own.
        let sooner = Some((name("Елена", "Оболенская"), at("10:00")));
        let late = ManagerView::new(&head, &ManagerCard { from: Some(at("12:00")), sooner, ..card.clone() }, at("10:00"));
        assert!(late.reach == words[1] && late.deputy == t.with("conversations-sooner-now", "name", &t.name("Елена Оболенская")), "{late:?}");
        let split = Hours::read("Asia/Yekaterinburg", &["9-13, 14-18", "9-13, 14-18", "", "10-12", "", "", ""].map(str::to_owned)).unwrap();
        assert_eq!(hours_lines(t, &split).len(), 3);
    }
}

#[test]
fn the_desk_reads_everything_and_is_told_what_came_meanwhile() {
    let card = Card {
        calling: households::Calling::default(),
        client: Uuid::from_u128(30).into(),
        name: "Анна <Сергеевна>".to_owned(),
        phone: Some(Phone::parse("89215550120").unwrap()),
        last: None,
        email: None,
        lang: Lang::Ru,
        since: at("09:00"),
    };
    let hand = |n: u128, first: &str| Hand { person: id(n), name: name(first, "Иванова"), clients: 21, waiting: 1, hours: Hours::usual(), away: vec![] };
    let read = |me: u128, talk: bool| Read {
        now: at("12:00"),
        card: card.clone(),
        talk: talk.then(|| Talk {
            of: conversation(),
            names: [].into(),
            there: [].into(),
            handover: Some(Handover { back: Some(at("12:00")), note: "Ключи <у> Петра\n\nПозвонить".to_owned() }),
        }),
        entries: if talk { all() } else { vec![] },
        enclosed: [].into(),
        waits: [].into(),
        is_full: talk,
        before: None,
        names: [(id(1), name("Татьяна", "Ветлицкая"))].into(),
        others: vec![(id(1), true), (id(2), false)],
        hands: vec![hand(1, "Татьяна"), hand(2, "Елена")],
        draft: String::new(),
        replies: vec![conversations::ReadyReply {
            id: "on_it".to_owned(),
            when: values::Said { ru: "Просьба понятна".to_owned(), en: "The task is clear".to_owned() },
            text: "<Анна>, делаем".to_owned(),
        }],
        me: Some(id(me)),
    };
    let form = Form::of_query("seen=6&words=x");
    let meanwhile = TalkError::Meanwhile.explain();
    for lang in Lang::ALL {
        let page = |read: &Read, form: &Form, problem| {
            DeskTalk::new(
                head(lang),
                ClientId::from(Uuid::from_u128(30)),
                read,
                (field("words"), field("note")),
                form,
                problem,
                ["1", "2", "3"].map(str::to_owned),
            )
        };
        let told = page(&read(1, true), &form, Some(&meanwhile));
        assert_eq!(told.live.said.iter().filter(|one| one.is_new).count(), 2, "what came after the sixth");
        assert_eq!(told.keeping.left, ["Ключи <у> Петра", "Позвонить"]);
        assert_eq!((told.live.seen, told.live.others.len(), told.keeping.may_send), (8, 2, true));
        let html = told.render().unwrap();
        spoken(lang, &html);
        assert_eq!(html.matches("name=\"seen\" value=\"8\"").count(), 3, "{html}");
        let other = page(&read(9, true), &Form::default(), None);
        assert!(!other.keeping.may_send && !other.render().unwrap().contains("/send\""));
        spoken(lang, &other.render().unwrap());
        let none = page(&read(9, false), &Form::default(), None);
        assert!(none.keeping.may_send && none.live.is_settled);
        spoken(lang, &none.render().unwrap());
        let late = TalkError::Fields(vec![FieldFault::new("until", "in-the-past"), FieldFault::new("note", "missing")]).explain();
        let over = page(&read(9, true), &Form::of_query("over=1&note="), Some(&late));
        assert!(!over.until_error.is_empty() && !over.keeping.take_error.is_empty() && over.keeping.give_error.is_empty() && over.note.error.is_empty());
        spoken(lang, &over.render().unwrap());
    }
}

#[test]
fn what_was_found_is_marked_and_leads_to_its_place() {
    let names = || [(id(1), name("Татьяна", "Ветлицкая"))].into();
    let hit = |nth: i64, place: Option<&str>| {
        let lines = vec![vec![("Где <".to_owned(), false), ("ключи".to_owned(), true), (">".to_owned(), false)]];
        let entry = all().into_iter().find(|entry| entry.nth == nth).unwrap();
        (FoundEntry { entry, enclosed: vec![], place: place.map(|place| place.parse().unwrap()) }, lines)
    };
    let searched = |hits, next: Option<&str>, is_older| Searched {
        typed: "ключи \"".to_owned(),
        is_older,
        hits,
        next: next.map(|next| next.parse().unwrap()),
        reached: Some(at("09:00")),
        names: names(),
        now: at("12:00"),
    };
    for lang in Lang::ALL {
        let head = head(lang);
        let desk = |searched: &Searched| {
            let found = Found::new(&head, "/desk/inbox/1".to_owned(), searched, Reader::Desk, "Анна");
            DeskFound { head: head.clone(), client: "Анна <Сергеевна>".to_owned(), found, looked: "…".to_owned() }.render().unwrap()
        };
        let html = desk(&searched(vec![hit(3, Some("7.0.9")), hit(1, None)], Some("1.0.1"), false));
        spoken(lang, &html);
        assert!(html.contains("<mark>ключи</mark>") && !html.contains("Где <<"), "{html}");
        assert!(html.contains("/desk/inbox/1?before=7.0.9#said-3") && html.contains("\"/desk/inbox/1#said-1\"") && html.contains("value=\"1.0.1\""), "{html}");
        // A full page goes on with what is older; before that it is said how far was looked.
        let full = Found::new(&head, String::new(), &searched((0..30).map(|_| hit(2, None)).collect(), Some("1.0.1"), false), Reader::Desk, "");
        assert!(full.words.is_empty() && full.further == head.t.get("conversations-find-older"));
        let so_far = Found::new(&head, String::new(), &searched(vec![], Some("1.0.1"), false), Reader::Desk, "");
        assert!(so_far.words.contains("24") && so_far.further == head.t.get("conversations-find-on"), "{}", so_far.words);
        let nothing = [false, true].map(|is_older| Found::new(&head, String::new(), &searched(vec![], None, is_older), Reader::Client, ""));
        assert!(nothing[0].words != nothing[1].words && nothing[0].before.is_empty());
        for found in nothing {
            spoken(lang, &MyFound { head: head.clone(), found }.render().unwrap());
        }
    }
}

#[test]
fn the_lists_speak_both_languages() {
    for lang in Lang::ALL {
        let t = head(lang).t;
        let row = RowView {
            href: "/desk/inbox/1".to_owned(),
            datetime: String::new(),
            at: "10:00".to_owned(),
            client: "Анна".to_owned(),
            words: "…".to_owned(),
            manager: "Татьяна".to_owned(),
            is_mine: true,
            is_called: true,
        };
        let full = InboxPage { head: head(lang), is_put_off: false, rows: vec![row], more: "/desk/inbox?at=1".to_owned() };
        assert_eq!(full.render().unwrap().matches("data-row").count(), 1);
        spoken(lang, &full.render().unwrap());
        for is_put_off in [true, false] {
            spoken(lang, &InboxPage { head: head(lang), is_put_off, rows: vec![], more: String::new() }.render().unwrap());
        }
        let signature = Signature { name: "Пётр <b>".to_owned(), handle: "petr".to_owned(), ..Signature::default() };
        let (sent_at, kept_at) = (at("10:00"), at("10:00"));
        let stranger = Stranger {
            id: Uuid::from_u128(1).into(),
            place: Place::Telegram,
            signature,
            words: "Кто <вы>?".to_owned(),
            sent_at,
            kept_at,
            closed_at: None,
            answered_at: None,
            manager: Some(id(1)),
            last: Some(1),
            client: None,
        };
        let names = [(id(1), name("Татьяна", "Ветлицкая"))].into();
        let strangers = vec![
            StrangerView::new(&t, &stranger, &names),
            StrangerView::new(&t, &Stranger { words: String::new(), manager: None, ..stranger.clone() }, &names),
        ];
        spoken(lang, &StrangersPage { head: head(lang), strangers, more: "/x".to_owned() }.render().unwrap());
        spoken(lang, &StrangersPage { head: head(lang), strangers: vec![], more: String::new() }.render().unwrap());
        let span = Span { start: at("00:00"), end: at("12:00") };
        let away = Away { id: Uuid::from_u128(5).into(), person: id(1), span, leave: Leave::Holiday };
        let hand = Hand {
            person: id(1),
            name: name("Татьяна", "Ветлицкая"),
            clients: 3,
            waiting: 0,
            hours: Hours::usual(),
            away: vec![(away, "Ключи <у> Петра".to_owned())],
        };
        let form = Form::of_query("monday=x&zone=Europe/Moscow");
        let problem = TalkError::Fields(vec![FieldFault::new("monday", "not-hours")]).explain();
        let refused = RefusedHours { person: id(1), form: &form, problem: &problem };
        let late = TalkError::Fields(vec![FieldFault::new("last", "not-hours"), FieldFault::new("note", "missing")]).explain();
        let leaving = Form::of_query("first=2026-03-09&last=x&leave=ill&note=a");
        let left = RefusedHours { person: id(1), form: &leaving, problem: &late };
        let hands = [None, Some(&refused), Some(&left)].map(|refused| HandView::new(&t, &hand, at("10:00").day(), refused));
        let page = ManagersPage { hands: hands.into(), head: head(lang) };
        let leaving = &page.hands[2].leaving;
        assert!(
            leaving.is_open && !page.hands[2].is_open && leaving.days[1].value == "x" && !leaving.days[1].error.is_empty() && !leaving.note_error.is_empty()
        );
        assert!(leaving.kinds[0].2 && leaving.note == "a" && !page.hands[1].leaving.is_open);
        assert!(page.hands[1].is_open && page.hands[1].days[0].value == "x" && !page.hands[1].days[0].error.is_empty());
        spoken(lang, &page.render().unwrap());
    }
}

#[test]
fn long_words_are_begun() {
    assert_eq!(beginning(" раз\n\nдва "), "раз два");
    assert_eq!(beginning(&"слово ".repeat(50)).chars().count(), 90);
}
