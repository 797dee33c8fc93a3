//! What is proposed on which occasion: the page `care.toml` of the house book.

use crate::occasion::{Occasion, When};
use crate::prepare;
use crate::spared::Spared;
use db::{App, DbError};
use housebook::{Book, Faults, Install, Proof};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use values::{Said, said};

const FILE: &str = "care.toml";
/// Nobody thinks of a day further ahead.
const MOST_DAYS: i64 = 90;

/// All plans, in the order of the page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plans {
    #[serde(rename = "plan")]
    all: Vec<Plan>,
}

/// What is proposed on an occasion.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Stable name.
    pub code: String,
    /// On which occasion.
    pub when: When,
    /// Of which service a visit of a year ago, or their habit, was, and which is ordered.
    #[serde(default)]
    pub service: String,
    /// What the request is about after a yes, or what they have the habit to ask for; empty: a task in words.
    #[serde(default)]
    pub request: String,
    /// Days ahead.
    pub before_days: i64,
    /// It goes to the client without anybody looking over it.
    pub by_itself: bool,
    /// In a few words.
    pub title: Said,
    /// What is proposed.
    pub text: Said,
    /// What a yes spares the client.
    pub spares: Spared,
}

impl Plans {
    /// All of them.
    pub fn all(&self) -> &[Plan] {
        &self.all
    }

    /// The plan of this code.
    pub fn plan(&self, code: &str) -> Option<&Plan> {
        self.all.iter().find(|plan| plan.code == code)
    }

    /// What is proposed on this occasion, if anything.
    pub fn of(&self, occasion: &Occasion) -> Option<&Plan> {
        let is_about = |plan: &&Plan| match plan.when {
            When::Visit => plan.service == occasion.source,
            When::Habit => plan.service == occasion.source || plan.request == occasion.source,
            _ => true,
        };
        self.all.iter().filter(|plan| plan.when == occasion.when).find(is_about)
    }

    /// Is this service thought of again a year on?
    pub fn minds(&self, service: &str) -> bool {
        self.all.iter().any(|plan| plan.when == When::Visit && plan.service == service)
    }

    /// What is proposed to whoever has this service at a steady distance.
    pub fn habit_of_service(&self, service: &str) -> Option<&Plan> {
        self.all.iter().find(|plan| plan.when == When::Habit && plan.service == service)
    }

    /// What is proposed to whoever asks for this at a steady distance.
    pub fn habit_of_request(&self, request: &str) -> Option<&Plan> {
        self.all.iter().find(|plan| plan.when == When::Habit && plan.service.is_empty() && plan.request == request)
    }

    /// How many days ahead the earliest of them is prepared.
    pub fn furthest(&self) -> i64 {
        self.all.iter().map(|plan| plan.before_days).max().unwrap_or(0)
    }
}

pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    let plans: Plans = book.read(FILE)?;
    let mut proof = Proof::of(book, FILE);
    let mut seen = BTreeSet::new();
    for (n, plan) in plans.all.iter().enumerate() {
        let (code, path) = (&plan.code, |key: &str| format!("plan.{n}.{key}"));
        let plain = !code.is_empty() && code.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        proof.need(plain && seen.insert(code), &path("code"), || {
            said!(ru: "код `{code}`: малые латинские буквы и `_`, у каждой записи свой", en: "the code `{code}`: small Latin letters and `_`, each entry its own")
        });
        proof.need(
            (1..=MOST_DAYS).contains(&plan.before_days),
            &path("before_days"),
            || said!(ru: "готовим от 1 до 90 дней вперёд: `before_days = 7`", en: "prepared 1 to 90 days ahead: `before_days = 7`"),
        );
        proof.need(
            plan.when == When::Habit || (plan.when == When::Visit) != plan.service.is_empty(),
            &path("when"),
            || said!(ru: "`service` стоит у `when = \"visit\"` и у `\"habit\"`, больше нигде", en: "`service` stands with `when = \"visit\"` and `\"habit\"`, and nowhere else"),
        );
        proof.need(
            plan.when != When::Habit || plan.service.is_empty() != plan.request.is_empty(),
            &path("when"),
            || said!(ru: "у `when = \"habit\"` стоит одно из двух: `service` или `request`", en: "with `when = \"habit\"` stands one of the two: `service` or `request`"),
        );
        let asks = |words: [&str; 2]| words.into_iter().flat_map(prepare::favourites).collect::<BTreeSet<_>>();
        proof.need(asks([&plan.title.ru, &plan.text.ru]) == asks([&plan.title.en, &plan.text.en]), &path("text"), || {
            said!(ru: "на обоих языках спрашивайте об одном: `{{flowers}}` и здесь, и там", en: "ask the same in both languages: `{{flowers}}` here and there")
        });
        for (key, said) in [("title", &plan.title), ("text", &plan.text)] {
            proof.need(said.is_whole(), &path(key), || said!(ru: "`{key}` пишется на обоих языках", en: "`{key}` is written in both languages"));
            for unknown in [&said.ru, &said.en].into_iter().flat_map(|words| prepare::unknown(words)) {
                proof.need(false, &path(key), || {
                    said!(ru: "`{{{unknown}}}` дом не знает: есть `name`, `day`, `about` и то, что любят", en: "the house does not know `{{{unknown}}}`: there are `name`, `day`, `about` and favourites")
                });
            }
        }
    }
    proof.pass(())?;
    Ok(Box::new(move |app| app.put(plans)))
}

/// What is proposed, as the house book has it now.
pub fn plans(app: &App) -> Result<Arc<Plans>, DbError> {
    app.part::<Plans>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    #[test]
    fn the_page_of_the_house_has_a_plan_for_every_occasion() {
        let plans: Plans = toml::from_str(include_str!("../../../house/care.toml")).unwrap();
        let on = |when, source: &str| Occasion { id: Uuid::nil().into(), client: Uuid::nil().into(), when, source: source.to_owned(), on: date(2026, 3, 8) };
        for when in When::ALL {
            assert_eq!(plans.of(&on(when, "windows")).map(|plan| plan.when), Some(when));
        }
        assert_eq!(plans.of(&on(When::Visit, "regular")), None, "what comes weekly is not thought of yearly");
        assert!(plans.minds("windows") && !plans.minds("regular"));
        assert!(plans.habit_of_service("regular").is_some() && plans.habit_of_request("private_dinner").is_some());
        assert!(plans.habit_of_service("private_dinner").is_none() && plans.habit_of_request("regular").is_none(), "a task about a service is no visit");
        assert!(plans.all().iter().all(|plan| plan.spares.calls > 0 && plan.before_days <= plans.furthest()));
    }
}
