//! Days, times and lengths in words, in Moscow time: `вторник, 24 ноября`, `10:00–13:30`, `3 ч 30 мин`.

use crate::texts::{Texts, args};
use std::sync::OnceLock;
use values::{Instant, Lang, Span};

pub(crate) fn texts() -> &'static Texts {
    static TEXTS: OnceLock<Texts> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let mut texts = Texts::default();
        for (lang, source) in [(Lang::Ru, include_str!("../ru.ftl")), (Lang::En, include_str!("../en.ftl"))] {
            if let Err(error) = texts.add(lang, "messaging", source) {
                tracing::error!(%error, "the words for days and times");
            }
        }
        texts
    })
}

fn numbered(lang: Lang, key: &str, n: i8) -> String {
    texts().say(lang, key, &args([("n", i64::from(n).into())]))
}

/// `24 ноября`
pub fn date(lang: Lang, at: Instant) -> String {
    civil_date(lang, at.day())
}

/// `24 ноября`, of a day that is no moment.
pub fn civil_date(lang: Lang, day: jiff::civil::Date) -> String {
    let month = numbered(lang, "word-month", day.month());
    texts().say(lang, "word-date", &args([("day", day.day().to_string().into()), ("month", month.into())]))
}

/// `24 ноября`, with its year where that is not the present one: `18 марта 2025`.
pub fn dated(lang: Lang, at: Instant, now: Instant) -> String {
    let year = at.day().year();
    if year == now.day().year() {
        return date(lang, at);
    }
    texts().say(lang, "word-date-year", &args([("date", date(lang, at).into()), ("year", year.to_string().into())]))
}

/// `вторник, 24 ноября`
pub fn day(lang: Lang, at: Instant) -> String {
    let weekday = numbered(lang, "word-weekday", at.day().weekday().to_monday_one_offset());
    texts().say(lang, "word-day", &args([("weekday", weekday.into()), ("date", date(lang, at).into())]))
}

/// `вт`
pub fn weekday_short(lang: Lang, at: Instant) -> String {
    numbered(lang, "word-weekday-short", at.day().weekday().to_monday_one_offset())
}

/// `14:40`
pub fn time(at: Instant) -> String {
    let civil = at.in_moscow();
    format!("{}:{:02}", civil.hour(), civil.minute())
}

/// `24 ноября, 14:40`
pub fn moment(lang: Lang, at: Instant) -> String {
    texts().say(lang, "word-moment", &args([("date", date(lang, at).into()), ("time", time(at).into())]))
}

/// When something is, within a sentence: `24 ноября в 14:40`
pub fn at(lang: Lang, at: Instant) -> String {
    texts().say(lang, "word-at", &args([("date", date(lang, at).into()), ("time", time(at).into())]))
}

/// `10:00–13:30`
pub fn span(span: Span) -> String {
    format!("{}–{}", time(span.start), time(span.end))
}

/// `3 ч 30 мин`
pub fn length(lang: Lang, minutes: i64) -> String {
    let mut parts = Vec::new();
    if minutes >= 60 {
        parts.push(texts().say(lang, "word-hours", &args([("h", (minutes / 60).into())])));
    }
    if minutes % 60 != 0 || minutes < 60 {
        parts.push(texts().say(lang, "word-minutes", &args([("m", (minutes % 60).into())])));
    }
    parts.join(" ")
}

/// `Ольга, Нина и Марина`; in English `Olga, Nina and Marina`.
pub fn list(lang: Lang, items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| name(lang, item)).collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => texts().say(lang, "word-and", &args([("rest", rest.join(", ").into()), ("last", last.clone().into())])),
    }
}

/// A name as the reader can say it: `Жанна Щ.`, in English `Zhanna Shch.`
pub fn name(lang: Lang, name: &str) -> String {
    if lang == Lang::Ru || name.is_ascii() {
        return name.to_owned();
    }
    let mut latin = String::with_capacity(name.len());
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_inside = letters.peek().is_some_and(|next| next.is_alphabetic());
        match in_latin(letter.to_lowercase().next().unwrap_or(letter), is_inside) {
            None => latin.push(letter),
            Some(said) if letter.is_uppercase() => {
                let mut said = said.chars();
                latin.extend(said.next().into_iter().flat_map(char::to_uppercase));
                latin.push_str(said.as_str());
            }
            Some(said) => latin.push_str(said),
        }
    }
    latin
}

/// How a Cyrillic letter is written in English names; `None` for any other sign.
const fn in_latin(letter: char, is_inside: bool) -> Option<&'static str> {
    Some(match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ё' => "yo",
        'ж' => "zh",
        'з' => "z",
        'и' => "i",
        'й' if is_inside => "i",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_said_as_people_say_it() {
        let at: Instant = "2026-11-24T11:40:00Z".parse().unwrap();
        assert_eq!(day(Lang::Ru, at), "вторник, 24\u{a0}ноября");
        assert_eq!(moment(Lang::En, at), "24\u{a0}November, 14:40");
        assert_eq!(
            (length(Lang::Ru, 210), length(Lang::Ru, 45), length(Lang::Ru, 120)),
            ("3\u{a0}ч 30\u{a0}мин".to_owned(), "45\u{a0}мин".to_owned(), "2\u{a0}ч".to_owned())
        );
        assert_eq!(list(Lang::Ru, &["Ольга".to_owned(), "Нина".to_owned()]), "Ольга и\u{a0}Нина");
    }

    #[test]
    fn an_english_reader_can_say_the_names_of_those_who_come() {
        let told = ["Айгуль С.", "Жанна Щ.", "Андрей", "Алёна", "Юлия", "Olga"].map(|one| name(Lang::En, one));
        assert_eq!(told, ["Aigul S.", "Zhanna Shch.", "Andrey", "Alyona", "Yuliya", "Olga"]);
        assert_eq!(name(Lang::Ru, "Айгуль С."), "Айгуль С.");
        assert!(list(Lang::En, &["Ольга".to_owned(), "Нина".to_owned()]).contains("Nina"));
    }
}
