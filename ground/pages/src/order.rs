//! A price and its people in words: the same on the calculator, at the time, at the agreement and at the desk.

use crate::text::T;
use catalog::Service;
use db::{DbError, Read};
use people::PersonId;
use pricing::{Ask, Line, LineCode};
use std::borrow::Cow;
use std::collections::BTreeMap;
use values::Money;

/// A line of a price.
#[derive(Debug, Clone)]
pub struct LineView {
    /// What for.
    pub words: String,
    /// How much.
    pub amount: String,
    /// It takes away.
    pub off: bool,
}

/// A price as pages show it: `{% include "lines.html" %}` with `order` in scope.
#[derive(Debug, Clone)]
pub struct OrderView {
    /// `Поддерживающая уборка, 74 м²`
    pub title: String,
    /// The lines.
    pub lines: Vec<LineView>,
    /// The total.
    pub total: String,
    /// The total in kopecks, for the button that is pressed.
    pub total_kopecks: i64,
    /// `≈ 3 ч 30 мин`
    pub length: String,
    /// `2 человека`
    pub crew: String,
}

impl OrderView {
    /// In the reader's language.
    pub fn new(t: &T, service: &Service, ask: &Ask, lines: &[Line], total: Money, effort: catalog::Effort) -> Self {
        let area = ask.area_m2.to_string();
        let title = t.say("order-title", &[("service", service.name.of(t.lang).into()), ("area", area.into())]);
        let words = |code: &LineCode| match code {
            LineCode::Base { .. } => title.clone(),
            LineCode::ExtraRooms { count } => t.num("line-rooms", "n", &i64::from(*count)),
            LineCode::ExtraBathrooms { count } => t.num("line-bathrooms", "n", &i64::from(*count)),
            LineCode::Extra { code } => service.extra(code).map_or_else(|| code.clone(), |extra| extra.name.of(t.lang).to_owned()),
            LineCode::BeyondRing => t.get("line-beyond-ring"),
            LineCode::FirstOrder { percent, .. } => t.say("line-first-order", &[("percent", Cow::Owned(percent.to_string()))]),
        };
        let view = |line: &Line| LineView { words: words(&line.code), amount: line.amount.to_string(), off: line.amount < Money::ZERO };
        Self {
            lines: lines.iter().map(view).collect(),
            total: total.to_string(),
            total_kopecks: total.in_kopecks(),
            length: t.with("order-length", "length", &t.length(&i64::from(effort.minutes))),
            crew: t.num("order-crew", "n", &i64::from(effort.crew)),
            title,
        }
    }
}

/// First names of people, in the order given.
pub async fn crew_names(db: &impl Read, crew: &[PersonId]) -> Result<Vec<String>, DbError> {
    let names: BTreeMap<_, _> = people::names(db, crew).await?;
    Ok(crew.iter().filter_map(|person| names.get(person)).map(|name| name.first.clone()).collect())
}
