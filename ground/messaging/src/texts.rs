//! Fluent texts in both languages.

/// A variable's value.
pub use fluent_bundle::FluentValue as Value;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Entry;
use std::collections::{BTreeMap, BTreeSet};
use unic_langid::LanguageIdentifier;
use values::Lang;

/// All texts of one kind, by key.
pub struct Texts {
    ru: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
    keys: BTreeSet<String>,
}

/// In which words somebody is written to. On first-name terms Russian has words of its own; whoever is known by a language alone is
/// written to on formal terms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Voice {
    /// The language.
    pub lang: Lang,
    /// «На ты».
    pub thou: bool,
}

impl From<Lang> for Voice {
    fn from(lang: Lang) -> Self {
        Self { lang, thou: false }
    }
}

/// A text file that cannot be read: where, and what is wrong.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{file}: {what}")]
pub struct BadText {
    /// The file as named by the caller.
    pub file: String,
    /// What Fluent says, with the place.
    pub what: String,
}

fn identifier(lang: Lang) -> LanguageIdentifier {
    // Both tags are well-formed; a bundle of the root language would only lose the plural forms.
    lang.tag().parse().unwrap_or_default()
}

fn empty(lang: Lang) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![identifier(lang)]);
    // Isolating marks around a link or an amount would be copied along with it.
    bundle.set_use_isolating(false);
    bundle
}

impl Default for Texts {
    fn default() -> Self {
        Self { ru: empty(Lang::Ru), en: empty(Lang::En), keys: BTreeSet::new() }
    }
}

impl Texts {
    /// Adds a file in one language. A key that is there already is an error: texts of two rooms must not meet.
    pub fn add(&mut self, lang: Lang, file: &str, source: &str) -> Result<(), BadText> {
        let bad = |what: String| BadText { file: file.to_owned(), what };
        let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| {
            let places = errors.iter().map(|e| {
                let before = source.get(..e.pos.start).unwrap_or(source);
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
                format!("{line}:{column}: {}", e.kind)
            });
            bad(places.collect::<Vec<_>>().join("; "))
        })?;
        self.keys.extend(resource.entries().filter_map(|entry| match entry {
            Entry::Message(message) => Some(message.id.name.to_owned()),
            _ => None,
        }));
        let bundle = match lang {
            Lang::Ru => &mut self.ru,
            Lang::En => &mut self.en,
        };
        bundle.add_resource(resource).map_err(|errors| bad(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))
    }

    /// The keys that begin so, in order.
    pub fn keys<'a>(&'a self, beginning: &'a str) -> impl Iterator<Item = &'a str> {
        self.keys.iter().map(String::as_str).filter(move |key| key.starts_with(beginning))
    }

    /// Is there such a text?
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        let (id, attribute) = split(key);
        self.bundle(lang).get_message(id).is_some_and(|message| match attribute {
            Some(name) => message.get_attribute(name).is_some(),
            None => message.value().is_some(),
        })
    }

    /// The text `key`, or `key.attribute`, with its variables. A missing text shows its key:
    /// tidy keeps that from landing.
    pub fn say(&self, lang: Lang, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        let (id, attribute) = split(key);
        let bundle = self.bundle(lang);
        let Some(message) = bundle.get_message(id) else {
            return key.to_owned();
        };
        let pattern = match attribute {
            Some(name) => message.get_attribute(name).map(|a| a.value()),
            None => message.value(),
        };
        let Some(pattern) = pattern else {
            return key.to_owned();
        };
        let given: BTreeMap<_, _> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let args: FluentArgs<'_> = given.into_iter().collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::warn!(key, ?errors, "a text lacks a variable");
        }
        text
    }

    /// The same as somebody is written to: on first-name terms by the text's `.thou` (of an attribute: `.subject-thou`), where it has one. A text
    /// that addresses nobody needs none.
    pub fn say_to(&self, voice: Voice, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        if !voice.thou {
            return self.say(voice.lang, key, args);
        }
        let thou = match split(key) {
            (id, Some(attribute)) => format!("{id}.{attribute}-thou"),
            (id, None) => format!("{id}.thou"),
        };
        self.say(voice.lang, if self.has(voice.lang, &thou) { &thou } else { key }, args)
    }

    /// The text with `…` in the place of each variable: what it says whatever it is about.
    pub fn outline(&self, lang: Lang, key: &str) -> String {
        let (id, attribute) = split(key);
        let message = self.bundle(lang).get_message(id);
        let pattern = message.and_then(|message| match attribute {
            Some(name) => message.get_attribute(name).map(|a| a.value()),
            None => message.value(),
        });
        let Some(pattern) = pattern else {
            return key.to_owned();
        };
        // What a variable is missing for stands as `{$name}`.
        let text = self.bundle(lang).format_pattern(pattern, None, &mut Vec::new()).into_owned();
        text.split("{$")
            .enumerate()
            .map(|(at, part)| if at == 0 { part.to_owned() } else { format!("…{}", part.split_once('}').map_or("", |(_, rest)| rest)) })
            .collect()
    }

    fn bundle(&self, lang: Lang) -> &FluentBundle<FluentResource> {
        match lang {
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }
}

fn split(key: &str) -> (&str, Option<&str>) {
    key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)))
}

/// Variables of a text: `args([("name", name.into()), ("count", 3.into())])`.
pub fn args<'a, const N: usize>(pairs: [(&'a str, FluentValue<'a>); N]) -> Vec<(&'a str, FluentValue<'a>)> {
    pairs.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plural_forms_follow_the_language() {
        let mut texts = Texts::default();
        texts.add(Lang::Ru, "ru.ftl", "visits = { $n } { $n ->\n    [one] визит\n    [few] визита\n   *[many] визитов\n }\n").unwrap();
        let say = |n: i64| texts.say(Lang::Ru, "visits", &args([("n", n.into())]));
        assert_eq!((say(1), say(3), say(12)), ("1 визит".to_owned(), "3 визита".to_owned(), "12 визитов".to_owned()));
    }

    #[test]
    fn an_outline_says_what_is_said_of_anything() {
        let mut texts = Texts::default();
        texts.add(Lang::En, "en.ftl", "closed = Closed at { $at }, { $n } left\n    .detail = Call { $who }\n").unwrap();
        assert_eq!(texts.outline(Lang::En, "closed"), "Closed at …, … left");
        assert_eq!(texts.outline(Lang::En, "closed.detail"), "Call …");
        assert_eq!(texts.keys("clo").collect::<Vec<_>>(), ["closed"]);
    }

    #[test]
    fn a_bad_file_is_refused_with_its_place() {
        let mut texts = Texts::default();
        let error = texts.add(Lang::En, "en.ftl", "fine = Fine\n= broken\n").unwrap_err();
        assert!(error.to_string().starts_with("en.ftl: 2:1:"), "{error}");
        assert!(texts.add(Lang::En, "a.ftl", "one = 1\n").is_ok());
        assert!(texts.add(Lang::En, "b.ftl", "one = 2\n").is_err());
    }
}
