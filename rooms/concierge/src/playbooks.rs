//! Playbooks: outlines of concepts that the house has thought through once, on the page `playbooks.toml`.

use db::{App, DbError};
use housebook::{Book, Faults, Proof};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use values::{Lang, Money, Said, said};

const FILE: &str = "playbooks.toml";

/// All of them, in the order of the page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbooks {
    #[serde(rename = "playbook")]
    all: Vec<Playbook>,
}

/// How a kind of task is done.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    /// Stable name; the code of a request on `requests.toml` where it is about one.
    pub code: String,
    /// What it is called.
    pub name: Said,
    /// What is asked first.
    pub questions: Vec<Said>,
    /// What is done, where a way says nothing else.
    pub tasks: Vec<Said>,
    /// Kinds of suppliers, likewise.
    pub suppliers: Vec<Said>,
    /// Two or three ways.
    #[serde(rename = "outline")]
    pub outlines: Vec<Outline>,
}

/// One way, to be taken over and edited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outline {
    /// In a few words.
    pub title: Said,
    /// How it will be.
    pub text: Said,
    /// Roubles with kopecks, `"12000.00"`.
    from: String,
    /// The same.
    to: String,
    /// What is done this way; none where it is done as the playbook says.
    #[serde(default)]
    tasks: Vec<Said>,
    /// Whom it takes; none likewise.
    #[serde(default)]
    suppliers: Vec<Said>,
}

impl Outline {
    /// What it costs about: from, to.
    pub fn budget(&self) -> (Money, Money) {
        (self.from.parse().unwrap_or(Money::ZERO), self.to.parse().unwrap_or(Money::ZERO))
    }
}

impl Playbooks {
    /// All of them.
    pub fn all(&self) -> &[Playbook] {
        &self.all
    }

    /// The one of this code.
    pub fn playbook(&self, code: &str) -> Option<&Playbook> {
        self.all.iter().find(|playbook| playbook.code == code)
    }
}

impl Playbook {
    /// What is done by one of its ways.
    pub fn tasks_of<'a>(&'a self, outline: &'a Outline) -> &'a [Said] {
        if outline.tasks.is_empty() { &self.tasks } else { &outline.tasks }
    }

    /// Whom one of its ways takes.
    pub fn suppliers_of<'a>(&'a self, outline: &'a Outline) -> &'a [Said] {
        if outline.suppliers.is_empty() { &self.suppliers } else { &outline.suppliers }
    }

    /// The n-th outline as a concept to be edited, in a language.
    pub fn outlined(&self, n: usize, lang: Lang) -> Option<crate::RawConcept> {
        let outline = self.outlines.get(n)?;
        let lines = |lines: &[Said]| lines.iter().map(|line| line.of(lang)).collect::<Vec<_>>().join("\n");
        let (from, to) = outline.budget();
        Some(crate::RawConcept {
            title: outline.title.of(lang).to_owned(),
            text: outline.text.of(lang).to_owned(),
            from: from.plain(),
            to: to.plain(),
            questions: lines(&self.questions),
            tasks: lines(self.tasks_of(outline)),
            suppliers: lines(self.suppliers_of(outline)),
        })
    }
}

pub(crate) fn read(book: &Book) -> Result<Playbooks, Faults> {
    let playbooks: Playbooks = book.read(FILE)?;
    let mut proof = Proof::of(book, FILE);
    let mut seen = BTreeSet::new();
    for (n, playbook) in playbooks.all.iter().enumerate() {
        let (code, path) = (&playbook.code, |key: &str| format!("playbook.{n}.{key}"));
        proof.need(crate::chooser::is_code(code) && seen.insert(code), &path("code"), || {
            said!(
                ru: "код `{code}`: малые латинские буквы, цифры и `_`, у каждой записи свой",
                en: "the code `{code}`: small Latin letters, digits and `_`, each entry its own"
            )
        });
        proof.need(playbook.name.is_whole(), &path("name"), || both("name"));
        for (key, lines) in [("questions", &playbook.questions), ("tasks", &playbook.tasks), ("suppliers", &playbook.suppliers)] {
            proof.need(
                !lines.is_empty() && lines.iter().all(Said::is_whole),
                &path(key),
                || said!(ru: "в `{key}` хотя бы одна строка, и каждая на обоих языках", en: "`{key}` has at least one line, each in both languages"),
            );
        }
        proof.need(
            (2..=3).contains(&playbook.outlines.len()),
            &path("code"),
            || said!(ru: "у `{code}` два или три `[[playbook.outline]]`", en: "`{code}` has two or three `[[playbook.outline]]`"),
        );
        for (m, outline) in playbook.outlines.iter().enumerate() {
            let path = |key: &str| format!("playbook.{n}.outline.{m}.{key}");
            for (key, said) in [("title", &outline.title), ("text", &outline.text)] {
                proof.need(said.is_whole(), &path(key), || both(key));
            }
            for (key, lines) in [("tasks", &outline.tasks), ("suppliers", &outline.suppliers)] {
                proof.need(
                    lines.iter().all(Said::is_whole),
                    &path(key),
                    || said!(ru: "каждая строка `{key}` на обоих языках, `ru` и `en`", en: "each line of `{key}` in both languages, `ru` and `en`"),
                );
            }
            let (from, to) = (outline.from.parse::<Money>().ok(), outline.to.parse::<Money>().ok());
            let fits = from.zip(to).is_some_and(|(from, to)| from >= Money::ZERO && from <= to);
            proof.need(fits, &path("from"), || {
                said!(
                    ru: "`from` и `to` — рубли с копейками в кавычках, `\"12000.00\"`, и `to` не меньше `from`",
                    en: "`from` and `to` are roubles with kopecks, `\"12000.00\"`, and `to` is not less than `from`"
                )
            });
        }
    }
    proof.pass(playbooks)
}

pub(crate) fn both(key: &str) -> Said {
    said!(ru: "`{key}` пишется на обоих языках, `ru` и `en`", en: "`{key}` is written in both languages, `ru` and `en`")
}

/// The playbooks of the house.
pub fn playbooks(app: &App) -> Result<Arc<Playbooks>, DbError> {
    app.part::<Playbooks>()
}
