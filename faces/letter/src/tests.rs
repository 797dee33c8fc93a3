//! The letter in both languages, at each of its moments.
use crate::load::Loaded;
use crate::view::Letter;
use crate::visit::VisitPage;
use access::Look;
use aftercare::{Aftermath, OurAnswer, Redo};
use askama::Template as _;
use booking::{Agreement, AmendPreview, Amendment, Terms, Through};
use catalog::{Brand, Item};
use jiff::SignedDuration;
use pages::{Head, Here, KeptWords, T, UiTexts};
use people::Name;
use pricing::{Amend, Cause, Fee};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;
use values::{Instant, Lang, Money, Said, Span};
use visits::{Answer, Cancelled, Done, EnRoute, InProgress, Moment, Pair, Plan, Planned, Progress, Sheet, SheetItem, Shown, Tally, Visit, VisitId, VisitPhoto};

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn said(ru: &str, en: &str) -> Said {
    Said { ru: ru.to_owned(), en: en.to_owned() }
}

pub(crate) fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("letter", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    Head { path: "/my".to_owned(), signed_in: true, ..Head::sample(T::new(lang, Arc::new(texts))) }
}

fn pin() -> housebook::Pin {
    housebook::Pin { file: "services/regular.toml".to_owned(), version: 1 }
}

fn plan(n: u128, start: &str) -> Plan {
    Plan {
        id: id(n).into(),
        client: id(100).into(),
        home: id(200).into(),
        service: pin(),
        extras: BTreeSet::new(),
        span: Span::minutes(at(start), 210),
        crew: vec![id(11).into(), id(12).into()],
        needs: 1,
        version: 1,
        redo_of: None,
    }
}

fn way(plan: Plan) -> EnRoute {
    EnRoute { since: plan.span.start, eta: plan.span.start + SignedDuration::from_mins(20), by: plan.crew[0], plan }
}

fn work(plan: Plan) -> InProgress {
    InProgress { started_at: plan.span.start, way: way(plan) }
}

fn done(n: u128, start: &str) -> Visit {
    let plan = plan(n, start);
    Visit::Done(Done { finished_at: plan.span.end, work: work(plan) })
}

fn progress() -> Progress {
    Progress::new(vec!["kitchen.sink".to_owned(), "kitchen.oven".to_owned()], [("kitchen.sink".to_owned(), Answer::Done)].into())
}

fn item(name: &str, answer: Answer) -> SheetItem {
    SheetItem { item: Item::new(&format!("kitchen.{name}"), "kitchen", said("Раковина", "The sink")), answer: Some(answer) }
}

fn agreement(visit: u128) -> Agreement {
    let terms = Terms {
        form: "butler.agreement.1".to_owned(),
        id: id(400).into(),
        quote: id(401).into(),
        quote_sha256: String::new(),
        total: Money::roubles(7_290),
        service: pin(),
        offer: pin(),
        visit: id(visit).into(),
        span: Span::minutes(at("2026-11-24T12:00:00+03:00"), 210),
        crew: vec![],
        client: id(100).into(),
        home: id(200).into(),
        through: Through::Code,
        made_at: at("2026-11-22T10:00:00+03:00"),
    };
    Agreement { terms, hold: id(402).into(), sha256: "ab".repeat(32) }
}

fn look(day: u32, hour: u32, actor: &str, act: &str) -> Look {
    Look { at: at(&format!("2026-11-{day:02}T{hour:02}:00:00+03:00")), actor: actor.to_owned(), act: act.to_owned() }
}

fn brand() -> Brand {
    Brand {
        name: said("Дворецкий", "Butler"),
        city: said("Санкт-Петербург", "St Petersburg"),
        legal_name: said("ООО", "LLC"),
        phone: "+7 812 000-00-00".to_owned(),
        email: "home@example.org".to_owned(),
        title: said("т", "t"),
        lead: said("л", "l"),
        manager: said("Татьяна Ветлицкая", "Tatiana Vetlitskaya"),
        insurance: vec![],
        chats: vec![],
        promises: vec![],
    }
}

fn loaded(visits: Vec<Visit>) -> Loaded {
    let name = |first: &str, last: &str| Name { first: first.to_owned(), patronymic: None, last: last.to_owned() };
    let last = visits.iter().filter(|v| v.finished_at().is_some()).max_by_key(|v| v.finished_at()).cloned();
    let now = at("2026-11-24T16:00:00+03:00");
    let after = last.as_ref().map(|v| {
        let closes = v.finished_at().unwrap() + SignedDuration::from_hours(24);
        (v.plan().id, Aftermath { closes, open: now <= closes, delivered: None, redo: None, answer: None })
    });
    let rooms = vec![("kitchen".to_owned(), said("Кухня", "Kitchen"), vec![item("sink", Answer::Done), item("oven", Answer::Absent)])];
    Loaded {
        now,
        reader_ahead: 0,
        name: "Анна Сергеевна".to_owned(),
        visits: visits.into_iter().map(|visit| (visit, Tally::new(1, 2))).collect(),
        aftermath: after.into_iter().collect(),
        sheet: last.map(|visit| Sheet { visit, service: said("Уборка", "Cleaning"), progress: progress(), rooms }),
        services: [(("services/regular.toml".to_owned(), 1), said("Уборка", "Cleaning"))].into(),
        names: [(id(11).into(), name("Ольга", "Петрова")), (id(12).into(), name("Марина", "Котова"))].into(),
        homes: [(id(200).into(), "Гороховая ул., 57".to_owned())].into(),
        agreements: [(id(1).into(), agreement(1)), (id(2).into(), agreement(2))].into(),
        looks: vec![
            look(24, 15, &format!("staff:{}", id(11)), "visits.see_day"),
            look(24, 14, &format!("staff:{}", id(11)), "visits.see_day"),
            look(23, 14, "house", "later.act"),
            look(23, 13, &format!("staff:{}", id(77)), "households.see_client"),
        ],
        brand: Arc::new(brand()),
        stages: [].into(),
        memory: vec![],
        remembered: Some(visits::Remembered { kept: 2, asked: 3 }),
        kept: vec![],
        arrives: None,
        doors_unknown: true,
        portraits: [id(11).into()].into(),
        pairs: vec![],
        amend: None,
        amendments: vec![],
        manager: Some(conversations::ManagerCard {
            person: id(41).into(),
            name: name("Елена", "Оболенская"),
            has_portrait: true,
            hours: conversations::Hours::usual(),
            instead: None,
            deputy: None,
            from: Some(now + SignedDuration::from_hours(2)),
            is_given: false,
            sooner: Some((name("Татьяна", "Ветлицкая"), now)),
            is_news: true,
            read: 0,
        }),
        may_repeat: true,
        series: Vec::new(),
        proposals: vec![],
        going: vec![],
        nevers: vec![],
        changed: vec![aftercare::Change {
            id: Uuid::from_u128(41).into(),
            file: "techniques.toml".to_owned(),
            version: 2,
            words: ["Стёкла протираем дважды".to_owned(), "Glass is wiped twice".to_owned()],
            at: "2026-03-02T09:00:00Z".parse().unwrap(),
        }],
        spared: care::Spared { calls: 3, minutes: 110 },
        has_asked: false,
        projects: Vec::new(),
        asks: Vec::new(),
        journeys: Vec::new(),
        answers: vec![],
        money: None,
    }
}

fn letter(lang: Lang, loaded: &Loaded) -> (Letter, String) {
    let letter = Letter::new(head(lang), loaded, Some(id(2).into()));
    let html = letter.render().unwrap();
    // `letter-date` is a class of the stylesheet, not a text.
    assert!(!html.replace("letter-date", "").contains("letter-"), "{html}");
    (letter, html)
}

#[test]
fn every_moment_speaks_both_languages() {
    for lang in Lang::ALL {
        let ahead = || plan(2, "2026-12-08T12:00:00+03:00");
        let redo = Plan { redo_of: Some(id(1).into()), ..ahead() };
        let moments = [
            vec![],
            vec![Visit::Planned(Planned { plan: ahead() })],
            vec![Visit::EnRoute(way(ahead()))],
            vec![Visit::InProgress(work(ahead())), done(1, "2026-11-24T12:00:00+03:00")],
            vec![Visit::Planned(Planned { plan: redo }), done(1, "2026-11-24T12:00:00+03:00")],
            vec![done(1, "2026-11-20T12:00:00+03:00"), done(5, "2026-10-20T12:00:00+03:00")],
        ];
        let leads: BTreeSet<String> = moments.into_iter().map(|visits| letter(lang, &loaded(visits)).0.lead).collect();
        assert_eq!(leads.len(), 6, "each moment has its own first sentence");
    }
}

#[test]
fn while_the_guarantee_is_open_its_button_is_the_action() {
    let visits = vec![Visit::Planned(Planned { plan: plan(2, "2026-12-08T12:00:00+03:00") }), done(1, "2026-11-24T12:00:00+03:00")];
    let (letter, html) = letter(Lang::Ru, &loaded(visits));
    assert!(letter.done_first);
    assert!(html.contains(&format!("/my/visits/{}/redo", id(1))));
    assert!(html.contains("datetime=\"2026-11-25T12:30:00Z\""), "{html}");
    assert_eq!(letter.done.as_ref().map(|done| done.count.as_str()), Some("1 из 2"));
    assert_eq!(html.matches("7\u{a0}290\u{a0}₽").count(), 4, "at both visits, in the summary and inside");
}

#[test]
fn a_redo_is_told_and_not_asked_for_again() {
    let redo = Plan { redo_of: Some(id(1).into()), ..plan(2, "2026-11-26T12:00:00+03:00") };
    let mut loaded = loaded(vec![Visit::Planned(Planned { plan: redo }), done(1, "2026-11-24T12:00:00+03:00")]);
    let after = loaded.aftermath.values_mut().next().unwrap();
    after.redo = Some(Redo { id: id(500).into(), visit: id(1).into(), redo_visit: Some(id(2).into()), asked_at: at("2026-11-24T16:00:00+03:00") });
    after.answer = Some("Окна <кухни>".to_owned());
    let (letter, html) = letter(Lang::Ru, &loaded);
    assert!(letter.done.as_ref().is_some_and(|done| done.guarantee.redo.contains("Ольга и") && done.guarantee.open.is_none()));
    assert!(!html.contains("/redo\"") && !html.contains("<кухни>") && !html.contains("/answer"));
}

#[test]
fn a_redo_that_waits_for_its_time_says_who_sets_it() {
    for (lang, words) in [(Lang::Ru, "время назначит менеджер сегодня"), (Lang::En, "a manager sets the time today")] {
        let mut loaded = loaded(vec![done(1, "2026-11-24T12:00:00+03:00")]);
        let after = loaded.aftermath.values_mut().next().unwrap();
        after.redo = Some(Redo { id: id(500).into(), visit: id(1).into(), redo_visit: None, asked_at: at("2026-11-24T16:00:00+03:00") });
        let (letter, html) = letter(lang, &loaded);
        assert!(letter.lead.contains(words) && letter.done.as_ref().is_some_and(|done| done.guarantee.redo.contains(words)), "{}", letter.lead);
        assert!(!html.contains("/redo\"><button"));
    }
}

#[test]
fn every_open_guarantee_has_its_button() {
    let mut loaded = loaded(vec![done(2, "2026-11-24T12:00:00+03:00"), done(1, "2026-11-24T08:00:00+03:00"), done(3, "2026-11-20T08:00:00+03:00")]);
    for (visit, open) in [(1, true), (3, false)] {
        loaded.aftermath.insert(id(visit).into(), Aftermath { closes: at("2026-11-25T11:30:00+03:00"), open, delivered: None, redo: None, answer: None });
    }
    let (letter, html) = letter(Lang::Ru, &loaded);
    assert_eq!(html.matches("action=\"/my/visits/").count() - html.matches("/answer\"").count() - html.matches("/again\"").count(), 2, "{html}");
    assert!(letter.done_first && html.contains(&format!("id=\"redo-{}\"", id(1))));
    assert_eq!((letter.open.len(), letter.earlier.len()), (1, 1), "what can still be asked for is not history");
    assert!(html.contains(&format!("data-after=\"until-{}\"", id(1))) && html.contains(&format!("data-after=\"until-{}\"", id(2))));
}

#[test]
fn a_demo_house_counts_down_by_the_readers_clock() {
    let mut loaded = loaded(vec![done(1, "2026-11-24T12:00:00+03:00")]);
    loaded.reader_ahead = -3_600_000_000;
    let (letter, _) = letter(Lang::Ru, &loaded);
    let open = letter.done.and_then(|done| done.guarantee.open).unwrap();
    assert_eq!(open.datetime, "2026-11-25T11:30:00Z");
    assert!(open.until.ends_with("15:30"));
}

#[test]
fn looks_of_one_day_and_purpose_are_one_line() {
    let (letter, _) = letter(Lang::Ru, &loaded(vec![]));
    let who: Vec<&str> = letter.looks.iter().map(|look| look.who.as_str()).collect();
    assert_eq!(who, ["Ольга\u{a0}П.", "Программа", "Сотрудник"]);
    assert!(letter.is_new && letter.next.is_none());
}

#[test]
fn a_letter_to_somebody_forgotten_has_no_name() {
    let mut loaded = loaded(vec![]);
    loaded.name = String::new();
    assert_eq!(letter(Lang::Ru, &loaded).0.title, "Здесь будут письма о\u{a0}Вашем доме");
}

#[test]
fn what_was_agreed_a_moment_ago_is_told_and_nobody_elses() {
    let visits =
        || vec![Visit::Planned(Planned { plan: plan(2, "2026-12-08T12:00:00+03:00") }), Visit::Planned(Planned { plan: plan(3, "2026-11-28T12:00:00+03:00") })];
    let told = |id: Option<VisitId>| Letter::new(head(Lang::Ru), &loaded(visits()), id).booked;
    assert!(told(Some(id(2).into())).contains("8\u{a0}декабря"), "not the next one");
    assert!(told(Some(id(3).into())).contains("28\u{a0}ноября"));
    assert_eq!((told(Some(id(77).into())), told(None)), (String::new(), String::new()));
}

#[test]
fn when_the_time_has_come_and_nobody_is_there_the_letter_says_so() {
    for (lang, words) in [(Lang::Ru, "Менеджер уже занимается этим"), (Lang::En, "A manager is already dealing with it")] {
        for (start, is_told, has_phone) in [("16:10", false, false), ("15:55", false, true), ("15:50", true, true)] {
            let visit = Visit::Planned(Planned { plan: plan(2, &format!("2026-11-24T{start}:00+03:00")) });
            let (letter, html) = letter(lang, &loaded(vec![visit]));
            assert_eq!((letter.lead.contains(words), letter.has_phone), (is_told, has_phone), "{start}: {}", letter.lead);
            assert_eq!(html.contains("всё готово") || html.contains("all is ready"), !has_phone);
        }
        let (letter, _) = letter(lang, &loaded(vec![Visit::EnRoute(way(plan(2, "2026-11-24T15:25:00+03:00")))]));
        assert!(letter.lead.contains(words) && letter.lead.contains("15:45"), "{}", letter.lead);
    }
}

#[test]
fn a_visit_that_did_not_take_place_is_not_the_next_one() {
    for (lang, words) in [(Lang::Ru, "не состоялся"), (Lang::En, "did not take place")] {
        let visits = |starts: &[&str]| (2..).zip(starts).map(|(n, start)| Visit::Planned(Planned { plan: plan(n, start) })).collect::<Vec<_>>();
        let (alone, html) = letter(lang, &loaded(visits(&["2026-11-23T12:00:00+03:00"])));
        assert!(alone.next.is_none() && alone.title.contains(words) && alone.missed.len() == 1 && html.contains("tel:+7812"));
        let (both, _) = letter(lang, &loaded(visits(&["2026-11-23T12:00:00+03:00", "2026-11-28T12:00:00+03:00"])));
        assert!(both.next.is_some_and(|next| next.when.contains("28")) && both.missed.len() == 1 && both.more.is_empty());
        let (old, _) = letter(lang, &loaded(visits(&["2026-10-23T12:00:00+03:00"])));
        assert!(old.missed.is_empty() && old.earlier[0].state.contains(if lang == Lang::Ru { "не состоялось" } else { words }));
    }
}

#[test]
fn what_was_agreed_has_its_address_and_its_code() {
    for visits in [vec![Visit::Planned(Planned { plan: plan(2, "2026-12-08T12:00:00+03:00") })], vec![done(1, "2026-11-24T12:00:00+03:00")]] {
        let (_, html) = letter(Lang::Ru, &loaded(visits));
        assert!(html.contains("Гороховая ул., 57") && html.contains(&"ab".repeat(32)) && !html.contains("Перенести"), "{html}");
    }
}

fn ahead() -> Visit {
    Visit::Planned(Planned { plan: plan(2, "2026-12-08T12:00:00+03:00") })
}

/// What amending the visit ahead costs: with a policy, or without.
fn preview(visit: Visit, cancel: i64, change: i64, hours: Option<u32>) -> AmendPreview {
    let step = |less_than_hours| Fee { less_than_hours, cancel: Money::roubles(1_000), change: Money::roubles(500), ..Fee::default() };
    AmendPreview { visit, cancel: Money::roubles(cancel), change: Money::roubles(change), fees: hours.map(step).into_iter().collect() }
}

fn visit_page(lang: Lang, loaded: &Loaded, n: u128, is_other_fee: bool) -> String {
    let html = VisitPage::new(head(lang), loaded, id(n).into(), is_other_fee).unwrap().render().unwrap();
    assert!(!html.replace("letter-date", "").contains("letter-"), "{html}");
    html
}

#[test]
fn what_moving_and_calling_off_cost_is_told_before_the_press() {
    for (cancel, change, hours, brief, button) in [
        (0, 0, Some(24), "без платы до 7\u{a0}декабря, 12:00", "Отменить, это бесплатно"),
        (1_000, 500, Some(24 * 20), "сейчас перенос 500\u{a0}₽, отмена 1\u{a0}000\u{a0}₽", "Отменить за\u{a0}1\u{a0}000\u{a0}₽"),
        (0, 0, None, "без платы", "Отменить, это бесплатно"),
    ] {
        let loaded = Loaded { amend: Some(preview(ahead(), cancel, change, hours)), ..loaded(vec![ahead()]) };
        let plain = |html: String| html.replace('\u{a0}', " ");
        let (_, html) = letter(Lang::Ru, &loaded);
        assert!(plain(html.clone()).contains(&brief.replace('\u{a0}', " ")) && html.contains(&format!("/my/visits/{}#change", id(2))), "{html}");
        let html = visit_page(Lang::Ru, &loaded, 2, false);
        assert!(plain(html.clone()).contains(&button.replace('\u{a0}', " ")) && html.contains(&format!("name=\"fee\" value=\"{}\"", cancel * 100)), "{html}");
        assert!(!html.contains("role=\"alert\"") && visit_page(Lang::En, &loaded, 2, true).contains("role=\"alert\""));
    }
    let html = visit_page(Lang::Ru, &loaded(vec![ahead()]), 2, true);
    assert!(!html.contains("/cancel\"") && !html.contains("role=\"alert\""), "who may not amend sees no button");
}

#[test]
fn the_page_of_a_visit_has_photos_proof_and_our_answer() {
    let (visit, start) = (id(1), at("2026-11-24T12:00:00+03:00"));
    let photo = |n: u128, moment| VisitPhoto {
        id: id(n).into(),
        visit: visit.into(),
        shown: Shown::Item(if n < 603 { "kitchen.sink".to_owned() } else { "kitchen.oven".to_owned() }),
        moment,
        file: id(n).into(),
        small: id(n).into(),
        width: 800,
        height: 600,
        by: id(11).into(),
        at: start,
    };
    let pair = |n: u128, after: bool| Pair {
        shown: photo(n, Moment::Before).shown,
        before: photo(n, Moment::Before),
        after: after.then(|| photo(n + 1, Moment::After)),
    };
    let mut loaded = loaded(vec![done(1, "2026-11-24T12:00:00+03:00")]);
    loaded.pairs = vec![pair(601, true), pair(603, false), pair(605, true), pair(607, true)];
    loaded.answers = vec![OurAnswer { words: "Протрём <раму> в\u{a0}среду".to_owned(), at: start, by: Some(id(12).into()) }];
    let after = loaded.aftermath.values_mut().next().unwrap();
    (after.delivered, after.answer) = (Some(at("2026-11-24T15:31:00+03:00")), Some("Рама".to_owned()));
    for lang in Lang::ALL {
        let html = visit_page(lang, &loaded, 1, false);
        assert_eq!(html.matches("data-pair").count(), 3, "a pair without its after is none: {html}");
        let marina = if lang == Lang::Ru { "Марина" } else { "Marina" };
        assert!(html.contains("15:31") && html.contains("Протрём &#60;раму&#62;") && html.contains(marina) && html.contains("/again\""), "{html}");
        assert!(html.contains(&format!("/people/{}/portrait?size=small", id(11))) && html.contains("class=\"initial\""), "{html}");
        let (_, html) = letter(lang, &loaded);
        assert_eq!(html.matches("data-pair").count(), 2);
        assert!(html.contains(&format!("/my/visits/{}#photos", id(1))), "{html}");
    }
}

#[test]
fn what_was_remembered_is_told_one_by_one_with_what_shows_it() {
    let mut loaded = loaded(vec![done(1, "2026-11-24T12:00:00+03:00")]);
    for lang in Lang::ALL {
        let t = head(lang).t;
        let (words, start) = (KeptWords { t: &t, names: &loaded.names.clone() }, at("2026-11-24T12:20:00+03:00"));
        let photo = Here::photo_href(id(1), id(601), false);
        loaded.kept = vec![
            words.line("Без обуви <в доме>".to_owned(), Some((true, id(11).into(), start)), None, Some(photo.clone())),
            words.line("Кабинет".to_owned(), Some((false, id(12).into(), start)), Some(("Дверь была <открыта>", id(12).into(), start)), None),
            words.line("Тихо".to_owned(), None, None, None),
        ];
        let html = visit_page(lang, &loaded, 1, false).replace('\u{a0}', " ");
        assert!(
            html.contains(&format!("{photo}?size=small")) && html.contains("Без обуви &#60;в доме&#62;") && html.contains("Дверь была &#60;открыта&#62;"),
            "{html}"
        );
        assert!(html.contains("12:20") && html.contains(if lang == Lang::Ru { "Ольга" } else { "Olga" }), "{html}");
        assert!(html.contains(if lang == Lang::Ru { "не отмечено" } else { "nobody has said" }), "{html}");
        assert!(!html.contains("household-kept-"), "{html}");
    }
}

#[test]
fn what_became_of_the_agreement_is_told_with_its_price() {
    let made = |amend, cause, fee: i64| Amendment {
        form: "butler.amendment.1".to_owned(),
        id: id(700).into(),
        visit: id(2).into(),
        agreement: None,
        amend,
        cause,
        fee: Money::roubles(fee),
        from: Span::minutes(at("2026-12-07T12:00:00+03:00"), 210),
        to: (amend == Amend::Change).then(|| Span::minutes(at("2026-12-08T12:00:00+03:00"), 210)),
        crew: vec![],
        made_at: at("2026-12-01T10:00:00+03:00"),
    };
    for lang in Lang::ALL {
        let gone = Visit::Cancelled(Cancelled { plan: plan(2, "2026-12-08T12:00:00+03:00"), at: at("2026-12-02T10:00:00+03:00") });
        let mut loaded = loaded(vec![gone]);
        loaded.amendments = vec![made(Amend::Cancel, Cause::Client, 1_000), made(Amend::Change, Cause::House, 0), made(Amend::Change, Cause::Client, 0)];
        let html = visit_page(lang, &loaded, 2, false);
        assert_eq!(html.matches("<li>1\u{a0}").count(), 3, "{html}");
        assert!(html.contains("1\u{a0}000\u{a0}₽") && !html.contains("/cancel\""), "{html}");
        assert!(html.contains(if lang == Lang::Ru { "по\u{a0}нашей вине" } else { "on our account" }), "{html}");
    }
}

#[test]
fn a_redo_can_be_put_to_another_time() {
    let redo = Plan { redo_of: Some(id(1).into()), ..plan(2, "2026-11-26T12:00:00+03:00") };
    let mut loaded = loaded(vec![Visit::Planned(Planned { plan: redo }), done(1, "2026-11-24T12:00:00+03:00")]);
    let after = loaded.aftermath.values_mut().next().unwrap();
    after.redo = Some(Redo { id: id(500).into(), visit: id(1).into(), redo_visit: Some(id(2).into()), asked_at: at("2026-11-24T16:00:00+03:00") });
    let (_, html) = letter(Lang::Ru, &loaded);
    assert!(html.contains(&format!("href=\"/my/visits/{}/times\"", id(2))), "{html}");
    loaded.aftermath.values_mut().next().unwrap().redo.as_mut().unwrap().redo_visit = None;
    let (_, html) = letter(Lang::Ru, &loaded);
    assert!(html.contains(&format!("href=\"/my/visits/{}/redo\"", id(1))), "{html}");
}
