//! Two services side by side, point by point.

use crate::service::how_often;
use askama::Template;
use axum::response::Response;
use catalog::{Common, Item, More, OfferedService, Service};
use pages::{Head, Here, Refused, Shell, T, page};

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    head: Head,
    /// (code, name, chosen as the first, chosen as the second)
    choices: Vec<(String, String, bool, bool)>,
    lead: String,
    first: String,
    second: String,
    /// `Только здесь: 42`, `В обеих: 30`.
    counts: Vec<String>,
    rooms: Vec<RoomView>,
}

/// A room with the points that either has.
struct RoomView {
    name: String,
    rows: Vec<Row>,
}

/// One point as both have it.
struct Row {
    text: String,
    first: Cell,
    second: Cell,
}

/// How a service has a point.
struct Cell {
    /// Its style: `has`, `more`, `none`.
    kind: &'static str,
    /// In words.
    words: String,
}

/// Any two services; without a choice, or with one that is none, the first two.
pub(crate) async fn get_compare(here: Here) -> Result<Response, Refused> {
    let catalog = catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?;
    let all = catalog.services();
    let chosen = |name: &str, usual: usize| catalog.service(here.query.get(name)).or_else(|| all.get(usual));
    let first = chosen("a", 0).ok_or_else(|| here.not_found())?;
    let other = |offered: &&std::sync::Arc<OfferedService>| offered.service.code != first.service.code;
    let second = catalog.service(here.query.get("b")).filter(other).or_else(|| all.iter().find(other)).ok_or_else(|| here.not_found())?;
    Ok(page(&compare_page(&here, all, &first.service, &second.service)))
}

fn compare_page(here: &Here, all: &[std::sync::Arc<OfferedService>], first: &Service, second: &Service) -> ComparePage {
    let (t, lang) = (&here.t, here.lang());
    let comparison = catalog::compare(first, second);
    let count = |key: &str, n: usize| t.num(key, "n", &i64::try_from(n).unwrap_or(i64::MAX));
    let counts = vec![
        count("services-in-both", comparison.both.len()),
        t.say("services-only-in", &[("service", first.name.of(lang).into()), ("n", comparison.only_first.len().to_string().into())]),
        t.say("services-only-in", &[("service", second.name.of(lang).into()), ("n", comparison.only_second.len().to_string().into())]),
    ];
    let none = || Cell { kind: "none", words: t.get("services-not-here") };
    let common = |pair: &Common<'_>| Row {
        text: pair.first.text.of(lang).to_owned(),
        first: cell(t, first, pair.first, pair.more == More::First),
        second: cell(t, second, pair.second, pair.more == More::Second),
    };
    let mut rows: Vec<(&str, Row)> = comparison.both.iter().map(|pair| (pair.first.room.as_str(), common(pair))).collect();
    let alone = |item: &Item| item.text.of(lang).to_owned();
    rows.extend(comparison.only_first.iter().map(|item| (item.room.as_str(), Row { text: alone(item), first: cell(t, first, item, false), second: none() })));
    rows.extend(comparison.only_second.iter().map(|item| (item.room.as_str(), Row { text: alone(item), first: none(), second: cell(t, second, item, false) })));
    let mut rooms: Vec<(&str, RoomView)> = Vec::new();
    for room in first.rooms.iter().chain(&second.rooms) {
        if !rooms.iter().any(|(code, _)| *code == room.code) {
            rooms.push((&room.code, RoomView { name: room.name.of(lang).to_owned(), rows: Vec::new() }));
        }
    }
    for (code, row) in rows {
        if let Some((_, room)) = rooms.iter_mut().find(|(room, _)| *room == code) {
            room.rows.push(row);
        }
    }
    let choice = |offered: &std::sync::Arc<OfferedService>| {
        let service = &offered.service;
        (service.code.clone(), service.name.of(lang).to_owned(), service.code == first.code, service.code == second.code)
    };
    let names = [("first", first.name.of(lang).into()), ("second", second.name.of(lang).into())];
    ComparePage {
        head: here.head(Shell::Site, &t.get("services-compare-title")),
        lead: t.say("services-compare-lead", &names),
        choices: all.iter().map(choice).collect(),
        first: first.name.of(lang).to_owned(),
        second: second.name.of(lang).to_owned(),
        counts,
        rooms: rooms.into_iter().map(|(_, room)| room).filter(|room| !room.rows.is_empty()).collect(),
    }
}

fn cell(t: &T, service: &Service, item: &Item, more: bool) -> Cell {
    let extra = item.extra.as_ref().and_then(|code| service.extra(code));
    let words = match (extra, how_often(t, item.every)) {
        (Some(extra), _) => t.with("services-on-order", "extra", extra.name.of(t.lang)),
        (None, Some(often)) => often,
        (None, None) => t.get("services-always"),
    };
    Cell { kind: if more { "more" } else { "has" }, words }
}
