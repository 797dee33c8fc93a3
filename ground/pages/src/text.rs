//! The texts of the pages in the reader's language.

use fluent_bundle::FluentValue;
use messaging::texts::{BadText, Texts, Voice};
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

/// The texts in one language, as the reader is spoken to, for templates: `{{ t.get("key") }}`.
#[derive(Clone)]
pub struct T {
    /// The language.
    pub lang: Lang,
    thou: bool,
    texts: Arc<UiTexts>,
}

impl T {
    /// In this language, to whoever is known by it alone.
    pub fn new(lang: Lang, texts: Arc<UiTexts>) -> Self {
        Self { lang, thou: false, texts }
    }
    /// The same to somebody who is, or is not, on first-name terms with us.
    pub fn on_terms(self, thou: bool) -> Self {
        Self { thou, ..self }
    }
    fn said(&self, key: &str, vars: &[(&str, FluentValue<'_>)]) -> String {
        self.texts.0.say_to(Voice { lang: self.lang, thou: self.thou }, key, vars)
    }
    /// A text without variables.
    pub fn get(&self, key: &str) -> String {
        self.said(key, &[])
    }
    /// A text with one variable.
    pub fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.said(key, &[(name, value.into())])
    }
    /// A text with one number, for plural forms.
    pub fn num(&self, key: &str, name: &str, value: &i64) -> String {
        self.said(key, &[(name, (*value).into())])
    }
    /// A text with several variables.
    pub fn say(&self, key: &str, vars: &[(&str, Cow<'_, str>)]) -> String {
        let vars: Vec<_> = vars.iter().map(|(name, value)| (*name, FluentValue::from(value.as_ref()))).collect();
        self.said(key, &vars)
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
        self.said(key, &vars)
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
    /// The last day of what ends here: `23 ноября` where it ends with that day, `24 ноября, 8:00` where it ends within one.
    pub fn last_day(&self, end: &Instant) -> String {
        let last = Instant::from_micros(end.micros() - 1);
        if last.day() == end.day() { self.moment(end) } else { self.date(&last) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_of_what_ends_within_one_has_its_hour() {
        let t = T::new(Lang::Ru, Arc::new(UiTexts::new(&[]).unwrap()));
        let last = |end: &str| t.last_day(&end.parse().unwrap()).replace('\u{a0}', " ");
        assert_eq!(last("2026-03-10T00:00:00+03:00"), "9 марта");
        assert_eq!(last("2026-03-10T08:00:00+03:00"), "10 марта, 8:00");
    }

    #[test]
    fn every_way_to_say_a_text_says_it_on_the_readers_terms() {
        let ru = "own = Ваш { $n }\n    .thou = твой { $n }\n    .hint = для Вас, { $n }\n    .hint-thou = для тебя, { $n }\nfault-own = Вам\n    .thou = тебе\n\
                  plain = дом { $n }\n";
        let texts = Arc::new(UiTexts::new(&[("own", [ru, "own = your { $n }\n"])]).unwrap());
        let of = |lang| T::new(lang, Arc::clone(&texts));
        let (you, thou) = (of(Lang::Ru), of(Lang::Ru).on_terms(true));
        let all = |t: &T, key: &str| {
            let vars = [("n", Cow::Borrowed("1"))];
            [t.with(key, "n", "1"), t.num(key, "n", &1), t.say(key, &vars), t.args(key, &[("n", Arg::Int(1))])]
        };
        assert_eq!((all(&you, "own"), all(&thou, "own")), (["Ваш 1"; 4].map(str::to_owned), ["твой 1"; 4].map(str::to_owned)));
        assert_eq!((all(&you, "own.hint"), all(&thou, "own.hint")), (["для Вас, 1"; 4].map(str::to_owned), ["для тебя, 1"; 4].map(str::to_owned)));
        assert_eq!((thou.get("fault-own"), thou.fault(&FieldFault::new("x", "own"))), ("тебе".to_owned(), "тебе".to_owned()));
        assert_eq!(all(&thou, "plain"), ["дом 1"; 4].map(str::to_owned), "what addresses nobody is one for all");
        assert_eq!(all(&of(Lang::En).on_terms(true), "own"), ["your 1"; 4].map(str::to_owned));
    }
}
