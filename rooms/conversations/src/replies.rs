//! Replies that the house has worded once, on the page `replies.toml`: picked by whoever answers, filled in from the client's own data, edited,
//! and sent as any other word. Who is on first-name terms is offered the words for that.

use db::{App, DbError};
use housebook::{Book, Faults, Install, Proof};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use values::{Lang, Said, said};

const FILE: &str = "replies.toml";

/// What a reply can say of its client, as `{ $name }`: how they are called, in the cases of Russian; their next visit; who of us they know.
pub const VARIABLES: [&str; 7] = ["name", "genitive", "dative", "accusative", "instrumental", "visit", "manager"];

/// All of them, in the order of the page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replies {
    #[serde(rename = "reply")]
    all: Vec<Reply>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Stable name.
    pub id: String,
    /// When to use it.
    pub when: Said,
    /// The words.
    pub text: Said,
    /// The Russian words to those who are on first-name terms, where they differ.
    #[serde(default)]
    pub thou: Option<String>,
}

/// A text that is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadReply {
    /// A brace that begins or ends nothing.
    #[error("a brace by itself")]
    Brace,
    /// Nothing is known under this name.
    #[error("no variable {0}")]
    Unknown(String),
}

/// A text in its parts: words as they stand, and the names of variables.
fn parts(text: &str) -> Result<Vec<Part<'_>>, BadReply> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, behind) = after.split_once('}').ok_or(BadReply::Brace)?;
        let name = inside.trim().strip_prefix('$').ok_or(BadReply::Brace)?.trim();
        if !VARIABLES.contains(&name) {
            return Err(BadReply::Unknown(name.to_owned()));
        }
        parts.extend([Part::Words(before), Part::Variable(name)]);
        rest = behind;
    }
    parts.push(Part::Words(rest));
    if parts.iter().any(|part| matches!(part, Part::Words(words) if words.contains('}'))) { Err(BadReply::Brace) } else { Ok(parts) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    Words(&'a str),
    Variable(&'a str),
}

/// A text with what is known of its client; `None` where it needs what is not known: nobody is offered half of a sentence.
pub fn filled(text: &str, known: &BTreeMap<&'static str, String>) -> Option<String> {
    let said = |part: &Part<'_>| match part {
        Part::Words(words) => Some((*words).to_owned()),
        Part::Variable(name) => known.get(name).filter(|value| !value.is_empty()).cloned(),
    };
    parts(text).ok()?.iter().map(said).collect()
}

impl Reply {
    /// The words to somebody of this language, on these terms.
    pub fn words(&self, lang: Lang, thou: bool) -> &str {
        self.thou.as_deref().filter(|_| thou && lang == Lang::Ru).unwrap_or_else(|| self.text.of(lang))
    }
}

impl Replies {
    /// All of them.
    pub fn all(&self) -> &[Reply] {
        &self.all
    }
}

fn read(book: &Book) -> Result<Replies, Faults> {
    let replies: Replies = book.read(FILE)?;
    let mut proof = Proof::of(book, FILE);
    let mut seen = BTreeSet::new();
    for (n, reply) in replies.all.iter().enumerate() {
        let (id, path) = (&reply.id, |key: &str| format!("reply.{n}.{key}"));
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        proof.need(is_id && seen.insert(id), &path("id"), || {
            said!(
                ru: "имя `{id}`: малые латинские буквы, цифры и `_`, у каждого ответа своё",
                en: "the name `{id}`: small Latin letters, digits and `_`, each reply its own"
            )
        });
        for (key, said) in [("when", &reply.when), ("text", &reply.text)] {
            proof.need(
                said.is_whole(),
                &path(key),
                || said!(ru: "`{key}` пишется на обоих языках, `ru` и `en`", en: "`{key}` is written in both languages, `ru` and `en`"),
            );
        }
        let texts = [("text", reply.text.of(Lang::Ru)), ("text", reply.text.of(Lang::En)), ("thou", reply.thou.as_deref().unwrap_or_default())];
        for (key, text) in texts {
            let known = VARIABLES.map(|name| format!("`{{ ${name} }}`")).join(", ");
            if let Err(bad) = parts(text) {
                let name = if let BadReply::Unknown(name) = &bad { format!("${name}") } else { "{".to_owned() };
                proof.need(false, &path(key), || {
                    said!(
                        ru: "`{name}` мы не знаем, чем заменить; в ответе могут стоять {known}",
                        en: "nobody knows what `{name}` stands for; a reply may have {known}"
                    )
                });
            }
        }
        proof.need(
            reply.thou.as_ref().is_none_or(|thou| !thou.trim().is_empty()),
            &path("thou"),
            || said!(ru: "`thou` не пусто; где слова те же, его нет", en: "`thou` is not empty; where the words are the same it is left out"),
        );
    }
    proof.pass(replies)
}

/// The room's page.
pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    read(book).map(|replies| -> Install { Box::new(move |parts| parts.put(replies)) })
}

/// The replies of the house.
pub(crate) fn replies(app: &App) -> Result<Arc<Replies>, DbError> {
    app.part::<Replies>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known() -> BTreeMap<&'static str, String> {
        [("name", "Анна".to_owned()), ("dative", "Анне".to_owned()), ("visit", String::new())].into()
    }

    #[test]
    fn a_reply_is_filled_in_whole_or_not_at_all() {
        assert_eq!(filled("{ $name }, звоним {$dative}.", &known()).as_deref(), Some("Анна, звоним Анне."));
        assert_eq!(filled("Ждём Вас { $visit }.", &known()), None, "there is no visit");
        assert_eq!(filled("{ $manager }", &known()), None);
        assert_eq!(parts("{ $price }"), Err(BadReply::Unknown("price".to_owned())));
        for broken in ["{ name }", "{ $name", "name }", "{}", "{{ $name }}"] {
            assert_eq!(parts(broken), Err(BadReply::Brace), "{broken}");
        }
    }

    #[test]
    fn who_is_on_first_name_terms_is_written_to_so() {
        let said = Said { ru: "Вам".to_owned(), en: "You".to_owned() };
        let reply = Reply { id: "one".to_owned(), when: said.clone(), text: said, thou: Some("Тебе".to_owned()) };
        assert_eq!([reply.words(Lang::Ru, true), reply.words(Lang::Ru, false), reply.words(Lang::En, true)], ["Тебе", "Вам", "You"]);
        assert_eq!(Reply { thou: None, ..reply }.words(Lang::Ru, true), "Вам");
    }

    proptest! {
        /// Whatever a client is called, it is no variable, and words without braces stay as they are.
        #[test]
        fn what_is_filled_in_is_not_read_again(name in "[^\0]{1,20}", words in "[^{}]{0,40}") {
            let known = BTreeMap::from([("name", name.clone())]);
            prop_assert_eq!(filled(&format!("{{ $name }}{words}"), &known), Some(format!("{name}{words}")));
        }
    }
}
