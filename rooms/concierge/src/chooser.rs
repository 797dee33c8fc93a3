//! The chooser: at most four questions, then the fitting service with its reason, and the calculator filled in.
//! Page `chooser.toml` of the house book.

use crate::playbooks::both;
use db::{App, DbError};
use housebook::{Book, Faults, Install, Proof};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use values::{Said, said};

const FILE: &str = "chooser.toml";
/// Nobody is asked more.
const MOST_QUESTIONS: usize = 4;

/// The questions, and what fits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chooser {
    /// In the order in which they are asked.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
    #[serde(rename = "fit")]
    fits: Vec<Fit>,
}

/// One of the questions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable name.
    pub code: String,
    /// As it is asked.
    pub text: Said,
    /// What can be answered.
    #[serde(rename = "option")]
    pub options: Vec<Choice>,
}

/// Something to answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Stable name.
    pub code: String,
    /// In words.
    pub text: Said,
    /// What it says in the calculator: its fields and their values.
    #[serde(default)]
    pub ask: BTreeMap<String, String>,
}

/// What fits: the first whose conditions hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fit {
    /// Questions and the answers with which it fits; the last entry has none and always fits.
    #[serde(default)]
    when: BTreeMap<String, Vec<String>>,
    /// The service.
    pub service: Option<String>,
    /// Or what begins with a conversation.
    pub request: Option<String>,
    /// Why, in one sentence.
    pub reason: Said,
    /// What it says in the calculator beside the answers, and over them.
    #[serde(default)]
    ask: BTreeMap<String, String>,
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen<'a> {
    /// What fits.
    pub fit: &'a Fit,
    /// The fields of the calculator.
    pub ask: BTreeMap<&'a str, &'a str>,
    /// What was answered and bears on nothing here: said, so that nobody takes it for heard.
    pub left_out: Vec<(&'a Question, &'a Choice)>,
}

impl Chosen<'_> {
    /// As a query: `service=general&area=60`. A link to the calculator says that it is a first order.
    pub fn query(&self) -> String {
        let service = self.fit.service.as_deref().unwrap_or_default();
        // Codes, digits and names of fields alone, which the page was checked for.
        self.ask.iter().fold(format!("service={service}"), |query, (field, value)| format!("{query}&{field}={value}"))
    }
}

impl Chooser {
    /// The answer to a question; one that the page does not have counts as none.
    fn answered<'a>(question: &'a Question, answers: &BTreeMap<String, String>) -> Option<&'a Choice> {
        let code = answers.get(&question.code)?;
        question.options.iter().find(|option| option.code == *code)
    }

    /// Does the answer to a question bear on this fit: decide for it, or say something in the calculator that it does not say itself?
    fn bears(question: &Question, fit: &Fit) -> bool {
        let says = || question.options.iter().flat_map(|option| option.ask.keys()).any(|field| !fit.ask.contains_key(field));
        fit.when.contains_key(&question.code) || (fit.service.is_some() && says())
    }

    /// The questions to be asked now, in their order: those that bear on something that may fit yet, up to the first without an answer that
    /// decides which it is. So nobody is asked about their home who wants a journey.
    pub fn asked(&self, answers: &BTreeMap<String, String>) -> Vec<&Question> {
        let mut asked = Vec::new();
        for question in &self.questions {
            let holds = |fit: &&Fit| {
                asked.iter().all(|known: &&Question| {
                    let (codes, answer) = (fit.when.get(&known.code), Self::answered(known, answers));
                    codes.zip(answer).is_none_or(|(codes, answer)| codes.contains(&answer.code))
                })
            };
            let possible: Vec<&Fit> = self.fits.iter().filter(holds).collect();
            // One that always fits by what is known leaves nothing after it.
            let first = possible.iter().position(|fit| fit.when.keys().all(|code| asked.iter().any(|known: &&Question| known.code == *code)));
            let possible = first.and_then(|n| possible.get(..=n)).unwrap_or(&possible);
            if !possible.iter().any(|fit| Self::bears(question, fit)) {
                continue;
            }
            asked.push(question);
            if possible.len() > 1 && Self::answered(question, answers).is_none() && possible.iter().any(|fit| fit.when.contains_key(&question.code)) {
                break;
            }
        }
        asked
    }

    /// What fits the answers, by the codes of questions; or the questions that are to be answered before anything fits.
    pub fn choose(&self, answers: &BTreeMap<String, String>) -> Result<Chosen<'_>, Vec<&Question>> {
        for fit in &self.fits {
            let asked = || self.questions.iter().filter(|question| fit.when.contains_key(&question.code));
            let holds = |question: &Question| {
                let codes = fit.when.get(&question.code);
                Self::answered(question, answers).is_none_or(|option| codes.is_some_and(|codes| codes.contains(&option.code)))
            };
            if !asked().all(holds) {
                continue;
            }
            let open: Vec<&Question> = asked().filter(|question| Self::answered(question, answers).is_none()).collect();
            if !open.is_empty() {
                return Err(open);
            }
            let mut ask = BTreeMap::new();
            if fit.service.is_some() {
                for option in self.questions.iter().filter_map(|question| Self::answered(question, answers)) {
                    ask.extend(option.ask.iter().map(|(field, value)| (field.as_str(), value.as_str())));
                }
                ask.extend(fit.ask.iter().map(|(field, value)| (field.as_str(), value.as_str())));
            }
            let given = self.questions.iter().filter_map(|question| Some((question, Self::answered(question, answers)?)));
            let left_out = given.filter(|(question, option)| !Self::bears(question, fit) && !option.ask.is_empty()).collect();
            return Ok(Chosen { fit, ask, left_out });
        }
        Err(self.questions.iter().filter(|question| Self::answered(question, answers).is_none()).collect())
    }
}

/// The chooser of the house.
pub fn chooser(app: &App) -> Result<Arc<Chooser>, DbError> {
    app.part::<Chooser>()
}

pub(crate) fn is_code(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Only the codes of another page are of interest here; its faults are told by whoever reads it.
#[derive(Deserialize, Default)]
struct Codes {
    #[serde(default)]
    request: Vec<Code>,
    #[serde(default)]
    extra: Vec<Code>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

fn is_field(book: &Book, service: Option<&str>, field: &str, value: &str) -> bool {
    let number = !value.is_empty() && value.len() <= 3 && value.bytes().all(|b| b.is_ascii_digit());
    match field {
        "area" | "rooms" | "bathrooms" | "windows" => number,
        "rhythm" => ["once", "weekly", "fortnightly", "monthly"].contains(&value),
        "keys" | "first" => value == "on",
        other => other.strip_prefix("extra-").is_some_and(|extra| {
            let of = |file: &str| book.read::<Codes>(file).is_ok_and(|codes| codes.extra.iter().any(|known| known.code == extra));
            number && service.map_or_else(|| book.under("services/").iter().any(|file| of(file)), |service| of(&format!("services/{service}.toml")))
        }),
    }
}

fn field_fault(field: &str) -> Said {
    said!(
        ru: "`{field}`: в `ask` бывают `area`, `rooms`, `bathrooms`, `windows` и `extra-…` числом, `rhythm` словом прейскуранта, `keys` и `first` со значением `on`",
        en: "`{field}`: `ask` holds `area`, `rooms`, `bathrooms`, `windows` and `extra-…` as numbers, `rhythm` as a word of the price book, `keys` and `first` as `on`"
    )
}

fn check_questions(book: &Book, proof: &mut Proof<'_>, chooser: &Chooser) {
    proof.need(
        (1..=MOST_QUESTIONS).contains(&chooser.questions.len()),
        "question",
        || said!(ru: "вопросов от одного до четырёх: больше никто не ответит", en: "one to four questions: nobody answers more"),
    );
    let mut seen = BTreeSet::new();
    for (n, question) in chooser.questions.iter().enumerate() {
        let code = &question.code;
        proof.need(is_code(code) && seen.insert(code), &format!("question.{n}.code"), || own_code(code));
        proof.need(question.text.is_whole(), &format!("question.{n}.text"), || both("text"));
        proof.need((2..=8).contains(&question.options.len()), &format!("question.{n}.code"), || {
            said!(ru: "у вопроса `{code}` от двух до восьми ответов `[[question.option]]`", en: "the question `{code}` has two to eight `[[question.option]]`")
        });
        let mut codes = BTreeSet::new();
        for (m, option) in question.options.iter().enumerate() {
            let (code, path) = (&option.code, |key: &str| format!("question.{n}.option.{m}.{key}"));
            proof.need(is_code(code) && codes.insert(code), &path("code"), || own_code(code));
            proof.need(option.text.is_whole(), &path("text"), || both("text"));
            for (field, value) in &option.ask {
                proof.need(is_field(book, None, field, value), &path("ask"), || field_fault(field));
            }
        }
    }
}

fn own_code(code: &str) -> Said {
    said!(
        ru: "код `{code}`: малые латинские буквы, цифры и `_`, у каждой записи свой",
        en: "the code `{code}`: small Latin letters, digits and `_`, each entry its own"
    )
}

pub(crate) fn read(book: &Book) -> Result<Chooser, Faults> {
    let chooser: Chooser = book.read(FILE)?;
    let mut proof = Proof::of(book, FILE);
    check_questions(book, &mut proof, &chooser);
    let requests = book.read::<Codes>("requests.toml").unwrap_or_default().request;
    for (n, fit) in chooser.fits.iter().enumerate() {
        let path = |key: &str| format!("fit.{n}.{key}");
        let known = match (&fit.service, &fit.request) {
            (Some(service), None) => book.under("services/").contains(&format!("services/{service}.toml")),
            (None, Some(request)) => requests.iter().any(|known| known.code == *request),
            _ => false,
        };
        proof.need(known, &path("reason"), || {
            said!(
                ru: "`[[fit]]` ведёт к одному: к услуге (`service`, код из `services/`) или к заявке (`request`, код из `requests.toml`)",
                en: "a `[[fit]]` leads to one thing: a service (`service`, a code of `services/`) or a request (`request`, a code of `requests.toml`)"
            )
        });
        proof.need(fit.reason.is_whole(), &path("reason"), || both("reason"));
        for (question, codes) in &fit.when {
            let asked = chooser.questions.iter().find(|known| known.code == *question);
            let fits = asked.is_some_and(|asked| !codes.is_empty() && codes.iter().all(|code| asked.options.iter().any(|option| option.code == *code)));
            proof.need(
                fits,
                &path("when"),
                || said!(ru: "в `when` у `{question}` стоят ответы этого вопроса", en: "`when` names answers of the question `{question}`"),
            );
        }
        for (field, value) in &fit.ask {
            proof.need(is_field(book, fit.service.as_deref(), field, value), &path("ask"), || field_fault(field));
        }
        let last = n + 1 == chooser.fits.len();
        proof.need(fit.when.is_empty() == last, &path("reason"), || {
            said!(
                ru: "без `when` стоит последний `[[fit]]`, и только он: он подходит всегда",
                en: "the last `[[fit]]`, and no other, stands without `when`: it always fits"
            )
        });
    }
    proof.need(!chooser.fits.is_empty(), "fit", || said!(ru: "напишите хотя бы один `[[fit]]`", en: "write at least one `[[fit]]`"));
    proof.pass(chooser)
}

/// The room's pages: this one and the playbooks.
pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    match (read(book), crate::playbooks::read(book)) {
        (Ok(chooser), Ok(playbooks)) => Ok(Box::new(move |parts| {
            parts.put(chooser);
            parts.put(playbooks);
        })),
        (chooser, playbooks) => Err(Faults([chooser.err(), playbooks.err()].into_iter().flatten().flat_map(|Faults(faults)| faults).collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Chooser {
        toml::from_str(include_str!("../../../house/chooser.toml")).unwrap()
    }

    fn chosen(answers: &[(&str, &str)]) -> Result<String, Vec<String>> {
        let page = page();
        let answers = answers.iter().map(|(question, option)| ((*question).to_owned(), (*option).to_owned())).collect();
        let told = page.choose(&answers).map(|chosen| match &chosen.fit.request {
            Some(request) => request.clone(),
            None => chosen.query(),
        });
        told.map_err(|open| open.into_iter().map(|question| question.code.clone()).collect())
    }

    #[test]
    fn each_answer_leads_somewhere_and_nothing_is_asked_in_vain() {
        assert_eq!(chosen(&[]), Err(vec!["need".to_owned()]));
        assert_eq!(chosen(&[("need", "occasion")]), Ok("family_celebration".to_owned()), "the state of the home is of no account");
        assert_eq!(chosen(&[("need", "tidy")]), Err(vec!["state".to_owned()]));
        assert_eq!(chosen(&[("need", "moon")]), Err(vec!["need".to_owned()]));
        let all = chosen(&[("need", "tidy"), ("state", "repair"), ("size", "large"), ("often", "weekly")]).unwrap();
        assert!(all.starts_with("service=after_repair&") && all.contains("area=110") && all.contains("rhythm=once"), "{all}");
        let regular = chosen(&[("need", "tidy"), ("state", "lived"), ("often", "weekly")]).unwrap();
        assert!(regular.starts_with("service=regular") && regular.contains("rhythm=weekly"), "{regular}");
    }

    #[test]
    fn only_what_bears_on_the_answer_is_asked_and_what_was_left_out_is_said() {
        let page = page();
        let given = |answers: &[(&str, &str)]| answers.iter().map(|(question, option)| ((*question).to_owned(), (*option).to_owned())).collect();
        let asked = |answers: &[(&str, &str)]| page.asked(&given(answers)).into_iter().map(|question| question.code.as_str()).collect::<Vec<_>>();
        assert_eq!(asked(&[]), ["need"], "what is needed decides what else is asked");
        for need in ["road", "person", "occasion", "away"] {
            assert_eq!(asked(&[("need", need)]), ["need"], "{need}: neither the home nor how often is of account");
        }
        assert_eq!(asked(&[("need", "windows")]), ["need", "size"]);
        assert_eq!(asked(&[("need", "tidy")]), ["need", "state"]);
        assert_eq!(asked(&[("need", "tidy"), ("state", "repair")]), ["need", "state", "size"]);
        assert_eq!(asked(&[("need", "tidy"), ("state", "lived")]), ["need", "state", "size", "often"]);
        let left = |answers: &[(&str, &str)]| {
            let answers = given(answers);
            page.choose(&answers).unwrap().left_out.into_iter().map(|(question, option)| format!("{}={}", question.code, option.code)).collect::<Vec<_>>()
        };
        assert_eq!(left(&[("need", "tidy"), ("state", "repair"), ("size", "large"), ("often", "weekly")]), ["often=weekly"]);
        assert_eq!(left(&[("need", "tidy"), ("state", "lived"), ("often", "weekly")]), [""; 0]);
        assert_eq!(left(&[("need", "road"), ("size", "large")]), ["size=large"]);
    }

    #[test]
    fn every_combination_of_answers_fits_something() {
        let page = page();
        let mut all: Vec<BTreeMap<String, String>> = vec![BTreeMap::new()];
        for question in &page.questions {
            let with = |option: &Choice| {
                let code = option.code.clone();
                all.iter().cloned().map(move |mut answers| {
                    answers.insert(question.code.clone(), code.clone());
                    answers
                })
            };
            all = question.options.iter().flat_map(with).collect();
        }
        assert!(all.len() > 50);
        for answers in all {
            assert!(page.choose(&answers).is_ok(), "{answers:?}");
        }
    }
}
