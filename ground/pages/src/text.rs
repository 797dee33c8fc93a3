//! The texts of the pages in the reader's language.

use fluent_bundle::FluentValue;
use messaging::texts::{BadText, Texts};
use messaging::words;
use std::borrow::Cow;
use std::sync::Arc;
use values::{Arg, FieldFault, Instant, Lang, Span};

/// All texts of all pages.
#[derive(Default)]
pub struct UiTexts(Texts);

impl UiTexts {
    /// The shared texts and those of the rooms, by name.
    pub fn new(rooms: &[(&str, [&str; 2])]) -> Result<Self, BadText> {
        let mut texts = Texts::default();
        let own = ("pages", [include_str!("../ru.ftl"), include_str!("../en.ftl")]);
        for (name, [ru, en]) in rooms.iter().chain([&own]) {
            texts.add(Lang::Ru, &format!("{name}/ru.ftl"), ru)?;
            texts.add(Lang::En, &format!("{name}/en.ftl"), en)?;
        }
        Ok(Self(texts))
    }

    /// Every kind of problem that has words, in order: `guarantee-closed`.
    pub fn problem_kinds(&self) -> Vec<String> {
        self.0.keys("problem-").map(|key| key.trim_start_matches("problem-").to_owned()).collect()
    }
}

/// The texts in one language, for templates: `{{ t.get("key") }}`.
#[derive(Clone)]
pub struct T {
    /// The language.
    pub lang: Lang,
    texts: Arc<UiTexts>,
}

impl T {
    /// In this language.
    pub fn new(lang: Lang, texts: Arc<UiTexts>) -> Self {
        Self { lang, texts }
    }
    /// A text without variables.
    pub fn get(&self, key: &str) -> String {
        self.texts.0.say(self.lang, key, &[])
    }
    /// A text with one variable.
    pub fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.texts.0.say(self.lang, key, &[(name, value.into())])
    }
    /// A text with one number, for plural forms.
    pub fn num(&self, key: &str, name: &str, value: &i64) -> String {
        self.texts.0.say(self.lang, key, &[(name, (*value).into())])
    }
    /// A text with several variables.
    pub fn say(&self, key: &str, vars: &[(&str, Cow<'_, str>)]) -> String {
        let vars: Vec<_> = vars.iter().map(|(name, value)| (*name, FluentValue::from(value.as_ref()))).collect();
        self.texts.0.say(self.lang, key, &vars)
    }
    /// A text with a problem's variables.
    pub fn args(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        let vars: Vec<_> = args
            .iter()
            .map(|(name, arg)| {
                let value: FluentValue<'_> = match arg {
                    Arg::Text(text) => text.as_str().into(),
                    Arg::Int(n) => (*n).into(),
                    Arg::Money(money) => money.to_string().into(),
                    Arg::At(at) => words::moment(self.lang, *at).into(),
                    Arg::Said(said) => said.of(self.lang).into(),
                };
                (*name, value)
            })
            .collect();
        self.texts.0.say(self.lang, key, &vars)
    }
    /// A text with `…` in the place of each variable.
    pub fn pattern(&self, key: &str) -> String {
        self.texts.0.outline(self.lang, key)
    }
    /// Is there such a text?
    pub fn has(&self, key: &str) -> bool {
        self.texts.0.has(self.lang, key)
    }
    /// A field's fault in words.
    pub fn fault(&self, fault: &FieldFault) -> String {
        self.args(&format!("fault-{}", fault.kind), &fault.args)
    }
    /// `вторник, 24 ноября`
    pub fn day(&self, at: &Instant) -> String {
        words::day(self.lang, *at)
    }
    /// `24 ноября`
    pub fn date(&self, at: &Instant) -> String {
        words::date(self.lang, *at)
    }
    /// `24 ноября`, of a day that is no moment.
    pub fn civil(&self, day: jiff::civil::Date) -> String {
        words::civil_date(self.lang, day)
    }
    /// `24 ноября`, with the year where it is not the present one: `18 марта 2025`.
    pub fn dated(&self, at: &Instant, now: Instant) -> String {
        words::dated(self.lang, *at, now)
    }
    /// `24 ноября, 14:40`
    pub fn moment(&self, at: &Instant) -> String {
        words::moment(self.lang, *at)
    }
    /// `14:40`
    pub fn time(&self, at: &Instant) -> String {
        words::time(*at)
    }
    /// `10:00–13:30`
    pub fn span(&self, span: &Span) -> String {
        words::span(*span)
    }
    /// The same for a line of words, where it is never torn apart.
    pub fn span_unbroken(&self, span: &Span) -> String {
        // The dash would let the line break: a word joiner on both sides does not.
        self.span(span).replace('–', "\u{2060}–\u{2060}")
    }
    /// `3 ч 30 мин`
    pub fn length(&self, minutes: &i64) -> String {
        words::length(self.lang, *minutes)
    }
    /// A name as the reader can say it.
    pub fn name(&self, name: &str) -> String {
        words::name(self.lang, name)
    }
    /// `Ольга и Марина`
    pub fn list(&self, items: &[String]) -> String {
        words::list(self.lang, items)
    }
}

/// With a capital letter: a heading, a line, a sentence.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
