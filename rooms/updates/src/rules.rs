//! How often a client hears of us, from the page `updates.toml`.

use crate::due::Rhythm;
use db::{App, DbError};
use housebook::{Book, Faults, Install, Proof};
use jiff::SignedDuration;
use jiff::civil::{Time, time};
use messaging::Ceiling;
use serde::Deserialize;
use std::sync::Arc;
use values::said;

const FILE: &str = "updates.toml";

/// The page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// At which hour of the reader's day the digest comes.
    pub hour: Time,
    /// How many messages that can wait a person gets on a day: the digest and an advert have a place of their own among them.
    pub most_a_day: i64,
    /// How long a request may be silent, in hours.
    pub request: Request,
}

/// By its stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    waiting: i64,
    talking: i64,
    offered: i64,
    chosen: i64,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Waiting,
    Talking,
    Offered,
    Chosen,
}

impl Rules {
    /// The page has no rhythm that a digest cannot keep.
    pub(crate) fn rhythm(&self, stage: Stage) -> Rhythm {
        let hours = match stage {
            Stage::Waiting => self.request.waiting,
            Stage::Talking => self.request.talking,
            Stage::Offered => self.request.offered,
            Stage::Chosen => self.request.chosen,
        };
        rhythm(hours).unwrap_or(Rhythm::SHORTEST)
    }
}

fn rhythm(hours: i64) -> Option<Rhythm> {
    Rhythm::of(SignedDuration::from_hours(hours))
}

pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    let rules: Rules = book.read(FILE)?;
    let mut proof = Proof::of(book, FILE);
    proof.need((time(9, 0, 0, 0)..=time(20, 0, 0, 0)).contains(&rules.hour), "hour", || {
        said!(ru: "сводка приходит с девяти утра до восьми вечера: `hour = \"10:00\"`", en: "the digest comes from nine in the morning to eight in the evening: `hour = \"10:00\"`")
    });
    proof.need((3..=30).contains(&rules.most_a_day), "most_a_day", || {
        said!(
            ru: "в день пишут от 3 до 30 сообщений, среди них сводка и место предложения: `most_a_day = 8`",
            en: "from 3 to 30 messages are written on a day, the digest and an advert's place among them: `most_a_day = 8`"
        )
    });
    let rhythms =
        [("waiting", rules.request.waiting), ("talking", rules.request.talking), ("offered", rules.request.offered), ("chosen", rules.request.chosen)];
    for (name, hours) in rhythms {
        proof.need(rhythm(hours).is_some() && hours <= 24 * 31, &format!("request.{name}"), || {
            said!(
                ru: "ритм — от 25 часов до месяца: чаще раза в день сводка не приходит",
                en: "a rhythm is from 25 hours to a month: no digest comes more often than once a day"
            )
        });
    }
    proof.pass(())?;
    Ok(Box::new(move |parts| {
        parts.put(Ceiling(rules.most_a_day));
        parts.put(rules);
    }))
}

pub(crate) fn rules(app: &App) -> Result<Arc<Rules>, DbError> {
    app.part::<Rules>()
}
