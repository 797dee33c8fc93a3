//! The pages in both languages, with a day that has everything in it.
use crate::card::{CardView, Seen};
use crate::clock::{ClockPage, Moved, moved};
use crate::day::{DayPage, NowView};
use crate::load::{Asked, Day, Plans};
use crate::mailbox::{MailboxPage, Read};
use crate::timeline::Frame;
use aftercare::{After, Author, Case, CaseKind, CaseState, Channel, Redo, Waiting};
use askama::Template as _;
use booking::{Agreement, Terms, Through};
use households::{Address, Card, HomeCard};
use incidents::{Due, Waits};
use jiff::SignedDuration;
use jiff::civil::time;
use journal::{DeadTask, Entry};
use messaging::Kept;
use pages::{Form, Head, T, UiTexts};
use people::Name;
use scheduling::{Busy, BusyKind, DaysOff, Hours, Noise, Ride, Shift, Travel, Work};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;
use values::{Instant, Lang, Money, Phone, Said, Span};
use visits::{Done, EnRoute, InProgress, Plan, Planned, Tally, Visit};

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn at(clock: &str) -> Instant {
    format!("2026-11-24T{clock}:00+03:00").parse().unwrap()
}

fn span(start: &str, end: &str) -> Span {
    Span { start: at(start), end: at(end) }
}

fn said(ru: &str, en: &str) -> Said {
    Said { ru: ru.to_owned(), en: en.to_owned() }
}

pub(crate) fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("day", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    Head {
        title: "Сегодня".to_owned(),
        path: "/desk".to_owned(),
        signed_in: true,
        who: "Татьяна Ветлицкая".to_owned(),
        role: "менеджер".to_owned(),
        clock: Some("14:40".to_owned()),
        ..Head::sample(T::new(lang, Arc::new(texts)))
    }
}

fn plan(n: u128, time: Span, crew: &[u128]) -> Plan {
    Plan {
        id: id(n).into(),
        client: id(100).into(),
        home: id(200).into(),
        service: housebook_pin(),
        extras: BTreeSet::new(),
        span: time,
        crew: crew.iter().map(|n| id(*n).into()).collect(),
        needs: u32::try_from(crew.len()).unwrap(),
        version: 1,
        redo_of: None,
    }
}

fn housebook_pin() -> housebook::Pin {
    housebook::Pin { file: "services/regular.toml".to_owned(), version: 1 }
}

fn way(plan: Plan) -> EnRoute {
    EnRoute { since: plan.span.start, eta: plan.span.start, by: plan.crew[0], plan }
}

fn visits() -> Vec<(Visit, Tally)> {
    let none = || Tally::new(0, 2);
    let work = |plan: Plan| InProgress { started_at: plan.span.start, way: way(plan) };
    let redo = Plan { redo_of: Some(id(9).into()), ..plan(3, span("17:00", "18:00"), &[11]) };
    vec![
        (Visit::Done(Done { work: work(plan(1, span("09:00", "12:00"), &[11, 12])), finished_at: at("12:00") }), none()),
        (Visit::InProgress(work(plan(2, span("12:30", "16:00"), &[11, 12]))), none()),
        (Visit::Planned(Planned { plan: redo }), none()),
        (Visit::EnRoute(way(plan(4, span("15:00", "17:00"), &[12]))), none()),
    ]
}

fn card() -> Card {
    Card {
        client: id(100).into(),
        name: "Лебедева <Анна>".to_owned(),
        last: None,
        calling: households::Calling::default(),
        email: None,
        phone: Some(Phone::parse("89215550120").unwrap()),
        lang: Lang::Ru,
        since: at("09:00"),
    }
}

fn names() -> BTreeMap<people::PersonId, Name> {
    let name = |first: &str, last: &str| Name { first: first.to_owned(), patronymic: None, last: last.to_owned() };
    [(id(11).into(), name("Ольга", "Петрова")), (id(12).into(), name("Марина", "Котова")), (id(13).into(), name("Вера", "Юдина"))].into()
}

fn case() -> Case {
    Case {
        id: id(80).into(),
        after: After::Visit(id(8).into()),
        author: Author::Client(id(100).into()),
        kind: CaseKind::Late,
        words: None,
        told_at: at("11:00"),
        channel: Channel::Portal,
        opened_at: at("11:00"),
        opened_by: String::new(),
        state: CaseState::Open,
    }
}

fn day() -> Day {
    let work = Work { from: time(9, 0, 0, 0), to: time(21, 0, 0, 0) };
    let ride = || Ride { setting_out_minutes: 10, speed: vec![] };
    let busy = |person: u128, time: Span, kind: BusyKind, owner: u128| Busy {
        person: id(person).into(),
        span: time,
        kind,
        owner: id(owner),
        district: Some("petrogradsky".to_owned()),
        at: None,
    };
    let plans = Plans {
        now: at("14:40"),
        visits: visits(),
        places: (1..9).map(|n| (id(n), "petrogradsky".to_owned())).collect(),
        shifts: vec![Shift { person: id(11).into(), span: span("09:00", "21:00") }, Shift { person: id(13).into(), span: span("10:00", "18:00") }],
        away: vec![],
        busy: vec![busy(11, span("09:00", "12:00"), BusyKind::Visit, 1), busy(13, span("10:00", "12:00"), BusyKind::Hold, 50)],
        cases: vec![case()],
        waits: vec![Waiting { visit: id(7).into(), client: id(100).into(), asked_at: at("12:30") }],
        uncleared: vec![(plan(4, span("15:00", "17:00"), &[12]), id(12).into())],
        dead: vec![DeadTask {
            key: "messaging.send_message:1".to_owned(),
            kind: "messaging.send_message".to_owned(),
            at: at("11:30"),
            reason: "the mail server".to_owned(),
        }],
        late: BTreeMap::new(),
        unstaffed: vec![],
        undelivered: vec![],
        expiring: vec![],
        requests: None,
        unanswered: None,
        calendars: vec![],
        incidents: vec![Waits { due: Due::Word, n: 2, since: at("11:30") }],
        untold: projects::SilentWeeks::default(),
        silent: 0,
        jobs: vec![],
        current: BTreeMap::new(),
        overdue: vec![Visit::Planned(Planned { plan: plan(6, span("10:00", "12:00"), &[12]) })],
        hours: Arc::new(Hours {
            slot_step_minutes: 30,
            horizon_days: 14,
            hold_minutes: 10,
            first_slot_after_minutes: 120,
            work,
            days_off: DaysOff { from: time(9, 0, 0, 0), to: time(21, 0, 0, 0), closed: vec![] },
            noise: Noise { working_days: work, days_off: work },
            travel: Travel { street_percent: 130, least_minutes: 15, foot_metres_per_minute: 75, metro: ride(), bus: ride(), car: ride() },
        }),
    };
    Day {
        plans,
        clients: [(id(100).into(), card())].into(),
        suppliers: BTreeMap::new(),
        people: names(),
        districts: [("petrogradsky".to_owned(), "Петроградский".to_owned())].into(),
    }
}

fn asked(query: &str) -> Asked {
    Asked::of(&Form::of_query(query), at("14:40"))
}

fn seen() -> Seen {
    let entry = |kind: &str, actor: &str, body| Entry { id: id(300), at: at("12:02"), kind: kind.to_owned(), actor: actor.to_owned(), body };
    let terms = Terms {
        form: "butler.agreement.1".to_owned(),
        id: id(400).into(),
        quote: id(401).into(),
        quote_sha256: String::new(),
        total: Money::roubles(7_290),
        service: housebook_pin(),
        offer: housebook_pin(),
        visit: id(2).into(),
        span: span("12:30", "16:00"),
        crew: vec![],
        client: id(100).into(),
        home: id(200).into(),
        through: Through::Code,
        made_at: at("09:00"),
    };
    let address = Address { street: "Большая Пушкарская ул.".to_owned(), house: "11".to_owned(), flat: Some("4".to_owned()) };
    Seen {
        now: at("14:40"),
        visit: visits()[1].0.clone(),
        service: said("Поддерживающая уборка", "Regular cleaning"),
        client: Some(card()),
        home: Some(HomeCard { home: id(200).into(), client: id(100).into(), district: "petrogradsky".to_owned(), address }),
        agreement: Some(Agreement { terms, hold: id(402).into(), sha256: "ab".repeat(32) }),
        facts: vec![
            entry("visits.visit_set_off", &format!("staff:{}", id(11)), serde_json::json!({ "eta": "2026-11-24T09:30:00Z" })),
            entry("later.thing_done", "house", serde_json::json!({})),
        ],
        people: names(),
        me: Some(id(11).into()),
        after: Some(aftercare::Aftermath { closes: at("15:00"), open: true, delivered: None, redo: None, answer: None }),
    }
}

#[test]
fn the_day_speaks_both_languages_and_hides_no_visit() {
    for lang in Lang::ALL {
        let head = head(lang);
        let card = CardView::new(&head.t, &seen());
        let asked = asked(&format!("visit={}", id(2)));
        let page = DayPage::new(head, &asked, &day(), "0123", Some(card));
        let html = page.render().unwrap();
        // A key without its words would stand alone between two tags; elsewhere `day-` begins classes of the stylesheet.
        assert!(!html.contains(">day-"), "{html}");
        assert!(html.contains(&format!("/desk?day=2026-11-24&#38;seen=0123&#38;visit={}", id(2))) || html.contains("seen=0123"));
        assert!(!html.contains("<Анна>"), "names are escaped");
        assert_eq!(page.rows.len(), 4);
        // Two people at one visit: two boxes, of which one is for the keyboard.
        assert_eq!((page.picture.boxes.len(), page.picture.boxes.iter().filter(|b| b.is_first).count()), (6, 4));
        assert_eq!((page.picture.names.len(), page.picture.quiet.len(), page.picture.height), (3, 1, 272));
        assert_eq!(page.figures.iter().map(|f| f.value).collect::<Vec<_>>(), [4, 1, 2, 1]);
    }
}

#[test]
fn a_visit_without_people_stands_over_the_people() {
    let short = |n: u128, time: Span, crew: &[u128]| {
        let plan = Plan { needs: 2, ..plan(n, time, crew) };
        (Visit::Planned(Planned { plan }), Tally::new(0, 2))
    };
    let mut day = day();
    day.plans.visits.extend([short(20, span("10:00", "12:00"), &[]), short(21, span("11:00", "13:00"), &[13]), short(22, span("12:00", "14:00"), &[])]);
    let page = DayPage::new(head(Lang::Ru), &asked(""), &day, "0123", None);
    let picture = &page.picture;
    // Two lanes of their own, since two of the three overlap; then the three people.
    assert_eq!(picture.names.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>()[..2], ["Нет людей", "Нет людей"]);
    assert_eq!((picture.names.len(), picture.names[0].1.as_str()), (5, "2 визита"));
    let lanes = |n: u128| picture.boxes.iter().filter(|b| b.id.contains(&id(n).to_string())).map(|b| (b.place.y, b.class)).collect::<Vec<_>>();
    assert_eq!((lanes(20)[0], lanes(22)[0], lanes(21)[0]), ((56, "tl-late"), (56, "tl-late"), (132, "tl-late")));
    assert_eq!(lanes(21).len(), 2, "whoever comes already has it among their own too");
    assert_eq!((picture.ways.iter().filter(|way| way.y < 200).count(), page.figures[4].value), (0, 3));
}

#[test]
fn the_refreshed_parts_are_those_two() {
    let page = DayPage::new(head(Lang::Ru), &asked(""), &day(), "0123", None);
    let (live, list) = (page.as_live().render().unwrap(), page.as_list().render().unwrap());
    assert!(live.contains("id=\"live\"") && !live.contains("<html") && list.contains("hx-swap-oob"));
    assert!(live.contains("Ждут Вас") && live.contains("14:40"));
    assert!(live.contains("2 происшествия: выход есть, а клиентам ещё не сказано") && live.contains("href=\"/desk/incidents\" data-row"), "{live}");
    assert!(live.contains(&format!("action=\"/my/visits/{}/redo\"", id(7))) && live.contains("Найти время"), "{live}");
    assert!(
        live.contains("Марина\u{a0}К.: допуска больше нет, а визит 24\u{a0}ноября, 15:00 впереди") && live.contains(&format!("/desk/visits/{}\"", id(4))),
        "{live}"
    );
}

#[test]
fn another_day_has_no_present_time_and_a_broken_one_is_today() {
    let page = DayPage::new(head(Lang::Ru), &asked("day=2026-11-25"), &day(), "0123", None);
    assert!(page.picture.now.line.is_none() && page.picture.now.refresh.is_empty() && !page.is_today);
    assert_eq!((page.before.as_str(), page.after.as_str()), ("/desk?day=2026-11-24", "/desk?day=2026-11-26"));
    assert!(asked("day=2026-13-40").is_today);
}

#[test]
fn the_stamp_changes_with_the_picture_alone() {
    let asked = asked("");
    let stamp = |day: &Day| day.plans.stamp(&asked, Lang::Ru);
    let (mut day, before) = (day(), stamp(&day()));
    day.plans.now = at("15:05");
    assert_eq!(stamp(&day), before, "the time alone shows no name anew");
    day.plans.now = at("15:15");
    assert_ne!(stamp(&day), before, "a crew is overdue a quarter of an hour after its word");
    day.plans.now = at("15:05");
    day.plans.waits.clear();
    assert_ne!(stamp(&day), before);
    let mut day = self::day();
    day.plans.visits.pop();
    assert_ne!(stamp(&day), before);
}

#[test]
fn the_line_of_the_present_time_moves_alone() {
    let (t, frame) = (head(Lang::Ru).t, Frame::of(9 * 60, 21 * 60));
    let now = NowView::new(&t, &asked(""), at("14:40"), frame, 3);
    let picture = DayPage::new(head(Lang::Ru), &asked(""), &day(), "0123", None).picture;
    assert_eq!((&now, now.line.as_ref().map(|(_, words)| words.as_str())), (&picture.now, Some("14:40")));
    assert_eq!(now.refresh, "/desk/now?day=2026-11-24&from=540&to=1260&lanes=3");
    assert_eq!(Frame::of(9_999, 0), Frame { from: 23 * 60, to: 24 * 60 }, "whatever is asked, the picture is within the day");
}

#[test]
fn a_redo_that_waits_has_its_button_on_the_card() {
    for lang in Lang::ALL {
        let t = head(lang).t;
        let redo = Redo { id: id(500).into(), visit: id(2).into(), redo_visit: None, asked_at: at("14:00") };
        let after = aftercare::Aftermath { closes: at("15:00"), open: false, delivered: None, redo: Some(redo), answer: None };
        let card = CardView::new(&t, &Seen { after: Some(after), ..seen() });
        assert_eq!((card.redo, card.redo_button), (format!("/my/visits/{}/redo", id(2)), t.get("day-waiting-find")));
    }
}

/// An incident of the visit that is overdue.
fn incident(state: incidents::State) -> incidents::Incident {
    incidents::Incident {
        id: id(77).into(),
        kind: incidents::Kind::Lateness,
        about: incidents::About::Visit(id(6).into()),
        client: Some(id(100).into()),
        state,
        way: None,
        instead: None,
        round: 1,
        opened_at: at("11:00"),
        arranged_at: None,
        overridden_at: None,
        told_at: None,
        solved_told_at: None,
    }
}

#[test]
fn whoever_is_overdue_is_seen_as_such() {
    let mut day = day();
    day.plans.now = at("17:10");
    for (lang, words) in [(Lang::Ru, "опаздывают"), (Lang::En, "late")] {
        let page = DayPage::new(head(lang), &asked(""), &day, "0123", None);
        assert_eq!(page.picture.boxes.iter().filter(|b| b.class == "tl-late").count(), 2, "a redo that has not begun, a crew on the way");
        let late: Vec<_> = page.rows.iter().filter(|row| row.state.class == "state-bad").collect();
        assert!(late.len() == 2 && late.iter().all(|row| row.state.words.contains(words)));
        let first = &page.waiting[0];
        assert!(first.words.contains(words) && first.href == format!("/desk?day=2026-11-24&visit={}#card", id(6)), "{}", first.words);
        assert_eq!((first.action.as_str(), first.visit.as_str()), ("/desk/incidents", id(6).to_string().as_str()), "one press opens its incident");
        assert!(first.also.0.is_empty() && page.render().unwrap().contains("name=\"kind\" value=\"lateness\""));
    }
    for (state, words) in [(incidents::State::Open, "откройте происшествие"), (incidents::State::Arranged, "выход уже устроен")]
    {
        day.plans.current = [(id(6).into(), incident(state))].into();
        let page = DayPage::new(head(Lang::Ru), &asked(""), &day, "0123", None);
        let first = &page.waiting[0];
        assert!(
            first.words.contains(words) && first.action.is_empty() && first.also.0 == format!("/desk/incidents/{}", id(77)),
            "there is one: {}",
            first.words
        );
    }
    day.plans.current.clear();
    day.plans.now = "2026-11-25T09:00:00+03:00".parse().unwrap();
    let page = DayPage::new(head(Lang::Ru), &asked(""), &day, "0123", None);
    assert!(page.waiting[0].words.contains("не состоялся"));
}

#[test]
fn what_was_booked_a_moment_ago_is_told_over_its_card() {
    for lang in Lang::ALL {
        let head = head(lang);
        let card = CardView::new(&head.t, &seen());
        let page = DayPage::new(head, &asked(&format!("visit={}&booked=1", id(2))), &day(), "0123", Some(card));
        assert!(page.booked.contains("Лебедева") && page.render().unwrap().contains("role=\"status\""));
    }
}

#[test]
fn the_answer_stands_on_the_card_in_the_clients_words() {
    let after = aftercare::Aftermath { closes: at("15:00"), open: true, delivered: None, redo: None, answer: Some("Окна <кухни>".to_owned()) };
    let head = head(Lang::Ru);
    let card = CardView::new(&head.t, &Seen { after: Some(after), ..seen() });
    let html = DayPage::new(head, &asked(&format!("visit={}", id(2))), &day(), "0123", Some(card)).render().unwrap();
    assert!(html.contains("<blockquote class=\"answer\">Окна ") && !html.contains("<кухни>"), "{html}");
}

#[test]
fn a_clients_code_is_for_the_client_alone() {
    let code = |reader: u128| Kept {
        id: id(7).into(),
        class: "households.code".to_owned(),
        about: id(2),
        reader: id(reader),
        version: 0,
        waits_until: None,
        waits_for: messaging::WaitsFor::Morning,
        proof: String::new(),
        is_refused: false,
        passed_on_at: None,
        read_at: None,
        state: messaging::State::Sent,
        channel: Some("mailbox".to_owned()),
        text: Some(("Код 482913".to_owned(), "Ваш код: 482913".to_owned())),
        queued_at: at("14:00"),
        sent_at: Some(at("14:01")),
    };
    for (reader, shown) in [(100, false), (999, true)] {
        let read = Read {
            now: at("14:40"),
            before: None,
            messages: vec![code(reader)],
            open: Some(code(reader)),
            clients: [(id(100).into(), card())].into(),
            suppliers: BTreeMap::new(),
            way: vec![],
        };
        for lang in Lang::ALL {
            let html = MailboxPage::new(head(lang), &read).render().unwrap();
            assert_eq!(html.contains("482913"), shown, "{html}");
            assert!(!html.contains("day-message"), "{html}");
        }
    }
}

#[test]
fn a_fact_without_words_is_still_told() {
    let head = head(Lang::Ru);
    let card = CardView::new(&head.t, &seen());
    assert_eq!(card.facts[0].words, "Выехали, будут около 12:30. Ольга\u{a0}П.");
    assert_eq!(card.facts[1].words, "Запись по делу визита.");
}

#[test]
fn the_mailbox_speaks_both_languages() {
    let message = |n: u128, class: &str, reader: u128, state, text: Option<(&str, &str)>| Kept {
        version: 0,
        waits_until: None,
        waits_for: messaging::WaitsFor::Morning,
        proof: String::new(),
        is_refused: false,
        passed_on_at: None,
        read_at: None,
        id: id(n).into(),
        class: class.to_owned(),
        about: id(2),
        reader: id(reader),
        state,
        channel: text.map(|_| "mailbox".to_owned()),
        text: text.map(|(title, body)| (title.to_owned(), body.to_owned())),
        queued_at: at("14:00"),
        sent_at: text.map(|_| at("14:01")),
    };
    let sent = message(7, "booking.confirmed", 100, messaging::State::Sent, Some(("Подтверждён", "Что\n\nКогда")));
    for lang in Lang::ALL {
        let messages = vec![
            message(9, "households.code", 999, messaging::State::Queued, None),
            message(8, "new.kind", 100, messaging::State::Dropped, None),
            sent.clone(),
            message(6, "suppliers.asked", 300, messaging::State::Queued, None),
            message(5, "suppliers.asked", 301, messaging::State::Queued, None),
        ];
        let read = Read {
            now: at("14:40"),
            before: None,
            messages,
            open: Some(sent.clone()),
            clients: [(id(100).into(), card())].into(),
            suppliers: [(id(300).into(), Some("Илья Поваров".to_owned())), (id(301).into(), None)].into(),
            way: vec![],
        };
        let page = MailboxPage::new(head(lang), &read);
        let html = page.render().unwrap();
        assert!(!html.contains("day-"), "{html}");
        assert_eq!(page.rows[0].who, page.head.t.get("day-guest"));
        assert_eq!(page.rows[3].who, page.head.t.with("day-supplier", "name", "Илья Поваров"));
        assert_eq!(page.rows[4].who, page.head.t.get("day-supplier-forgotten"));
        assert_eq!(page.open.as_ref().map(|open| open.lines.len()), Some(2));
        assert!(page.older.is_empty());
    }
}

#[test]
fn the_clock_speaks_both_languages_in_both_kinds_of_house() {
    for lang in Lang::ALL {
        for moves in [true, false] {
            let page = ClockPage::new(head(lang), at("14:40"), moves, &Form::default(), "");
            let html = page.render().unwrap();
            assert!(!html.replace("clock-", "").contains("day-"), "{html}");
            assert_eq!(html.contains("<form class=\"clock-moves\""), moves);
        }
    }
}

#[test]
fn the_clock_moves_as_asked() {
    let of = |query: &str| moved(&Form::of_query(query));
    assert_eq!(of("ahead=PT1H"), Some(Moved::On(SignedDuration::from_hours(1))));
    assert_eq!(of("ahead=P1D"), Some(Moved::On(SignedDuration::from_hours(24))));
    assert_eq!(of("date=2026-11-24&time=14%3A40"), Some(Moved::To(at("14:40"))));
    assert_eq!((of(""), of("date=1066-10-14&time=09:00"), of("date=2026-11-24&time=25:00")), (None, None, None));
}

#[test]
fn what_waits_says_what_to_do_next() {
    let stuck = |is_refused: bool, n: u128| Kept {
        id: id(n).into(),
        class: "notices.reminder".to_owned(),
        about: id(2),
        version: 1,
        reader: id(100),
        state: if is_refused { messaging::State::Sent } else { messaging::State::Queued },
        channel: is_refused.then(|| "mailbox".to_owned()),
        text: None,
        queued_at: at("14:00"),
        waits_until: None,
        waits_for: messaging::WaitsFor::Morning,
        sent_at: is_refused.then(|| at("14:01")),
        proof: String::new(),
        is_refused,
        passed_on_at: None,
        read_at: None,
    };
    for lang in Lang::ALL {
        let mut day = day();
        let short = Plan { needs: 2, ..plan(4, span("15:00", "17:00"), &[12]) };
        let one = |is_alarm| notices::Unstaffed { visit: Visit::Planned(Planned { plan: short.clone() }), is_alarm };
        day.plans.unstaffed = vec![one(false), one(true)];
        day.plans.undelivered = vec![stuck(true, 7), stuck(false, 8)];
        let page = DayPage::new(head(lang), &asked(""), &day, "0123", None);
        let html = page.render().unwrap();
        assert!(html.contains(&format!("/desk/visits/{}", id(4))) && html.contains(&format!("/desk/visits/{}/news", id(4))), "{html}");
        assert!(html.contains(&format!("/desk/mailbox/{}/passed", id(7))) && !html.contains(&format!("/desk/mailbox/{}/passed", id(8))), "{html}");
        assert!(html.contains("name=\"do\" value=\"drop\"") && html.contains("value=\"messaging.send_message:1\""), "{html}");
        assert!(page.waiting.iter().all(|item| !item.href.is_empty() || !item.action.is_empty()), "nothing waits without a way on");
    }
}

#[test]
fn an_arrival_that_moves_stands_in_the_day_and_says_whether_the_client_knows() {
    for lang in Lang::ALL {
        for is_told in [true, false] {
            let mut day = day();
            day.plans.now = at("14:40");
            day.plans.late = [(id(3).into(), notices::Late { arrives: at("17:25"), is_told })].into();
            let page = DayPage::new(head(lang), &asked(""), &day, "0123", None);
            let line = page.waiting.iter().find(|line| line.words.contains("17:25")).unwrap();
            assert_eq!(line.also.0.is_empty(), is_told, "who knows is not told again");
            assert!(page.picture.boxes.iter().any(|one| one.class == "tl-late" && one.what.contains("17:25")));
            assert!(page.rows.iter().any(|row| row.state.words.contains("17:25")));
            let stamp = |plans: &Plans| plans.stamp(&asked(""), lang);
            let before = stamp(&day.plans);
            day.plans.late = [(id(3).into(), notices::Late { arrives: at("17:26"), is_told })].into();
            assert_ne!(stamp(&day.plans), before, "the day moves with it");
        }
    }
}

#[test]
fn a_stage_is_renewed_before_it_runs_out_and_told_of_once() {
    let stage = |n: u128, until: Option<Instant>, revoked: bool| people::Stage {
        id: id(n).into(),
        person: id(11).into(),
        kind: people::StageKind::Nda,
        service: String::new(),
        tax: None,
        passed_at: at("08:00"),
        until,
        by: String::new(),
        evidence: String::new(),
        revoked_at: revoked.then(|| at("09:00")),
        left_at: None,
    };
    let days = |n: i64| Some(at("14:40") + SignedDuration::from_hours(24 * n));
    let ids = |stages: &[people::Stage]| crate::load::running_out(stages, at("14:40")).into_iter().map(|stage| stage.id.uuid()).collect::<Vec<_>>();
    assert_eq!(ids(&[stage(1, days(3), false)]), [id(1)]);
    assert_eq!(ids(&[stage(1, days(20), false), stage(2, None, false), stage(3, days(-1), false), stage(4, days(3), true)]), Vec::<Uuid>::new());
    assert_eq!(ids(&[stage(1, days(3), false), stage(2, days(300), false)]), Vec::<Uuid>::new(), "renewed already");
}
