//! Each page in both languages.
use crate::begin::{BeginPage, RhythmView};
use crate::calendar::{Body as CalendarBody, CalendarPage, WorkCalendarPage};
use crate::clashes::{self, ClashesPage};
use crate::desk::{self, ListPage};
use crate::edit::{ChangeBody, ChangePage, DeskChangePage, DeskPreviewPage, EffectView, PreviewBody, PreviewPage};
use crate::form::{Choice, every, holidays, times, weekdays};
use crate::one::{Body, DeskSeriesPage, OfferView, RowView, SeriesPage};
use askama::Template as _;
use jiff::civil::{Weekday, date};
use pages::{Form, Head, T, UiTexts};
use series::{Edit, InMonth, OnHoliday, Plan, Rhythm, Segment, Single, Weekdays, Wish};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;
use values::Lang;

fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("series-web", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    Head { path: "/my".to_owned(), signed_in: true, ..Head::sample(T::new(lang, Arc::new(texts))) }
}

fn body(t: &T) -> Body {
    let row = |state: &str, is_off: bool| RowView {
        datetime: "2026-03-10".to_owned(),
        day: "Вторник, 10 марта".to_owned(),
        time: "10:00–13:00".to_owned(),
        state: t.get(&format!("series-web-state-{state}")),
        is_off,
        is_warning: state == "clash",
        price: "5 400 ₽".to_owned(),
        visit: "/my/visits/1".to_owned(),
        change: "/my/series/1/change?day=2026-03-10".to_owned(),
    };
    let states = ["asked", "holiday", "no-day", "cancelled", "clash", "waiting", "under-way", "for-holiday", "moved", "planned"];
    Body {
        base: "/my/series/1".to_owned(),
        lead: "Каждую неделю".to_owned(),
        price: t.with("series-web-price", "total", "5 400 ₽"),
        rows: states.into_iter().map(|state| row(state, matches!(state, "asked" | "holiday" | "no-day" | "cancelled"))).collect(),
        offer: Some(OfferView { id: "7".to_owned(), words: t.get("series-web-offer"), until: t.get("series-web-offer-until") }),
        answered: t.get("series-web-offer-withdrawn"),
        holidays: holidays(t, OnHoliday::Skip),
        soonest: "2026-03-03".to_owned(),
        goes_on: true,
        may_edit: true,
        notice: t.get("series-web-otherwise"),
        typed: Default::default(),
    }
}

fn change(t: &T) -> ChangeBody {
    ChangeBody {
        base: "/my/series/1".to_owned(),
        what: "Вторник".to_owned(),
        day: "2026-03-10".to_owned(),
        date: "2026-03-10".to_owned(),
        soonest: "2026-03-03".to_owned(),
        scope: "following".to_owned(),
        times: times("10:00"),
        every: every(t, "w2"),
        on: weekdays(t, &[Weekday::Tuesday]),
        crew: vec![Choice { value: "1".to_owned(), words: "Ольга".to_owned(), chosen: true }],
        is_holiday: true,
        is_single: true,
        fault: Some(("on", "выберите".to_owned())),
    }
}

fn preview(t: &T) -> PreviewBody {
    let row = |kind| EffectView {
        kind,
        words: t.get(&format!("series-web-effect-{kind}")),
        was: "вторник".to_owned(),
        is: "среда".to_owned(),
        note: t.get("series-web-effect-clash"),
        price: "5 400 ₽".to_owned(),
    };
    PreviewBody {
        base: "/my/series/1".to_owned(),
        notice: t.get("series-web-otherwise"),
        rows: ["moved", "repriced", "cancelled", "added"].into_iter().map(row).collect(),
        kept: t.num("series-web-kept", "n", &3),
        fee: t.with("series-web-fee", "fee", "500 ₽"),
        ends_offer: true,
        clashes: t.num("series-web-clashes-count", "n", &1),
        carried: vec![("act".to_owned(), "stop".to_owned())],
        version: 2,
        shown: "ab".to_owned(),
        by_house: true,
    }
}

#[test]
fn every_page_has_all_its_words_in_both_languages() {
    for lang in Lang::ALL {
        let t = head(lang).t;
        let rhythm = RhythmView {
            every: "1", title: "Каждую неделю".to_owned(), price: "5 400 ₽".to_owned(), kopecks: 540_000, dates: "10 марта".to_owned()
        };
        let begin = BeginPage {
            head: head(lang),
            action: "/my/visits/1/series".to_owned(),
            back: "/my/visits/1".to_owned(),
            notice: t.get("series-web-begin-other"),
            rhythms: vec![rhythm],
        };
        let desk = DeskSeriesPage {
            head: head(lang),
            body: body(&t),
            client: "Анна".to_owned(),
            client_href: "/desk/clients/1".to_owned(),
            offer_from: "2026-04-01".to_owned(),
        };
        let row = desk::Row {
            href: "/desk/series/1".to_owned(), client: "Анна".to_owned(), rhythm: "каждую неделю".to_owned(), since: "1 марта".to_owned()
        };
        let list = ListPage { head: head(lang), rows: vec![row], clashes: t.num("series-web-clashes-wait", "n", &2), more: "/desk/series?after=1".to_owned() };
        let none = ListPage { head: head(lang), rows: vec![], clashes: String::new(), more: String::new() };
        let row = clashes::Row {
            action: "/desk/series/1/solve".to_owned(),
            day: "2026-03-10".to_owned(),
            when: "вторник".to_owned(),
            client: "Анна".to_owned(),
            href: "/desk/series/1".to_owned(),
            times: vec![],
        };
        let clashes = ClashesPage { head: head(lang), notice: t.get("series-web-clash-still"), rows: vec![row], more: String::new() };
        let free = ClashesPage { head: head(lang), notice: String::new(), rows: vec![], more: String::new() };
        let link = |link: &str| CalendarBody { action: "/my/calendar", link: link.to_owned() };
        let pages = [
            begin.render(),
            SeriesPage { head: head(lang), body: body(&t) }.render(),
            desk.render(),
            ChangePage { head: head(lang), body: change(&t) }.render(),
            DeskChangePage { head: head(lang), body: change(&t) }.render(),
            PreviewPage { head: head(lang), body: preview(&t) }.render(),
            DeskPreviewPage { head: head(lang), body: preview(&t) }.render(),
            list.render(),
            none.render(),
            clashes.render(),
            free.render(),
            CalendarPage { head: head(lang), body: link("") }.render(),
            CalendarPage { head: head(lang), body: link("https://house.example/calendar/1.ics") }.render(),
            WorkCalendarPage { head: head(lang), body: link("https://house.example/calendar/1.ics") }.render(),
        ];
        for html in pages {
            let html = html.unwrap();
            assert!(!html.contains("series-web-"), "{html}");
        }
    }
}

#[test]
fn a_rhythm_is_said_as_people_say_it() {
    let t = head(Lang::Ru).t;
    let weekly = |every, days: &[Weekday]| Rhythm::weeks(every, Weekdays::of(days.iter().copied()).unwrap()).unwrap();
    let said = |rhythm: Rhythm| crate::words::rhythm(&t, &rhythm).replace('\u{a0}', " ");
    assert_eq!(said(weekly(1, &[Weekday::Tuesday, Weekday::Friday])), "каждую неделю по вторникам и пятницам");
    assert_eq!(said(weekly(2, &[Weekday::Monday])), "раз в две недели по понедельникам");
    assert_eq!(said(Rhythm::months(1, InMonth::Day(15)).unwrap()), "раз в месяц 15-го числа");
    assert_eq!(said(Rhythm::months(1, InMonth::Last).unwrap()), "раз в месяц в последний день");
}

fn plan() -> Plan {
    let rhythm = Rhythm::weeks(1, Weekdays::of([Weekday::Tuesday]).unwrap()).unwrap();
    let from = date(2026, 3, 3);
    let at = jiff::civil::time(10, 0, 0, 0);
    let segment = Segment { from, until: None, anchor: from, rhythm, at, minutes: 180, quote: Uuid::from_u128(1).into(), crew: vec![] };
    Plan { zone: "Europe/Moscow".to_owned(), holidays: OnHoliday::Move, segments: vec![segment], singles: BTreeMap::new() }
}

#[test]
fn a_form_says_what_it_wishes_or_which_field_is_wrong() {
    let read = |text: &str| crate::form::wish(&Form::of_query(text), &plan()).map_err(|fault| fault.field);
    let day = date(2026, 3, 10);
    assert_eq!(
        read("scope=only&day=2026-03-10&date=2026-03-12&at=15%3A00"),
        Ok(Edit::Only(day, Some(Single::Moved(date(2026, 3, 12).at(15, 0, 0, 0)))).into())
    );
    assert_eq!(read("act=cancel&day=2026-03-10"), Ok(Edit::Only(day, Some(Single::Cancelled)).into()));
    let rhythm = Rhythm::weeks(2, Weekdays::of([Weekday::Monday, Weekday::Thursday]).unwrap()).unwrap();
    let at = jiff::civil::time(9, 30, 0, 0);
    assert_eq!(read("scope=following&day=2026-03-10&every=w2&on=0&on=3&at=09%3A30"), Ok(Wish::Rhythm { from: Some(day), rhythm, at, crew: None }));
    let second = Rhythm::months(1, InMonth::Nth(2, Weekday::Tuesday)).unwrap();
    assert_eq!(read("scope=all&day=2026-03-10&every=mw&at=09%3A30"), Ok(Wish::Rhythm { from: None, rhythm: second, at, crew: None }));
    assert_eq!(read("act=pause&pause_from=2026-03-10&pause_until=2026-03-20"), Ok(Edit::Pause(day, date(2026, 3, 21)).into()));
    assert_eq!(read("scope=all&day=2026-03-10&every=w1&at=09%3A30"), Err("on"), "a week without a day");
    assert_eq!(read("scope=all&day=2026-03-10&every=w99&on=1&at=09%3A30"), Err("every"));
    assert_eq!(read("scope=only&day=2026-03-10&date=завтра&at=09%3A30"), Err("date"));
    assert_eq!(read("act=stop"), Err("stop_from"));
}
