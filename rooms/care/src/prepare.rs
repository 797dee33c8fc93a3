//! The words of a proposal, put together from what is remembered. What is not remembered is missing, never guessed.

use crate::plans::Plan;
use households::{Memory, MemoryKind, TasteOf, contradictions};
use jiff::civil::Date;
use std::collections::BTreeSet;
use values::Lang;

/// The proposal in words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Words {
    /// In a few words.
    pub title: String,
    /// What is proposed.
    pub text: String,
}

/// What the house does not know yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing(pub TasteOf);

/// What a text is filled with beside favourites.
pub(crate) struct Known<'a> {
    /// Whose day, or of what.
    pub(crate) name: &'a str,
    /// The day.
    pub(crate) on: Date,
    /// What they asked for, by its name.
    pub(crate) about: &'a str,
    /// The language of the client.
    pub(crate) lang: Lang,
}

/// Words in braces that no house can fill.
pub(crate) fn unknown(text: &str) -> Vec<String> {
    let known = |word: &&str| !["name", "day", "about"].contains(word) && TasteOf::parse(word).is_none();
    asked(text).into_iter().filter(known).map(str::to_owned).collect()
}

/// The favourites that a text asks for.
pub(crate) fn favourites(text: &str) -> BTreeSet<TasteOf> {
    asked(text).into_iter().filter_map(TasteOf::parse).collect()
}

/// The words in braces.
fn asked(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(word, _)| word)).collect()
}

/// The favourite, where one is known and nothing contradicts it.
fn favourite(memory: &[Memory], of: TasteOf) -> Option<&str> {
    let quarrels = contradictions(memory);
    let clear = |one: &&Memory| !quarrels.iter().any(|(a, b)| a.id == one.id || b.id == one.id);
    memory.iter().filter(clear).find_map(|one| match &one.kind {
        MemoryKind::Taste { what, text } if *what == of => Some(text.as_str()),
        _ => None,
    })
}

/// Fills the plan's words from memory; what is missing is told apart and stands as a gap, so that nobody takes it for a word.
pub fn prepare(plan: &Plan, memory: &[Memory], name: &str, on: Date, about: &str, lang: Lang) -> (Words, Vec<Missing>) {
    let known = Known { name, on, about, lang };
    let mut missing = Vec::new();
    let mut words = Words { title: filled(plan.title.of(lang), memory, &known, &mut missing), text: filled(plan.text.of(lang), memory, &known, &mut missing) };
    missing.sort_unstable();
    missing.dedup();
    words.title = words.title.trim_start_matches([':', ' ']).to_owned();
    (words, missing)
}

fn filled(text: &str, memory: &[Memory], known: &Known<'_>, missing: &mut Vec<Missing>) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        words.push_str(before);
        let Some((word, end)) = after.split_once('}') else {
            words.push('{');
            rest = after;
            continue;
        };
        match word {
            "name" => words.push_str(known.name),
            "day" => words.push_str(&messaging::words::civil_date(known.lang, known.on)),
            "about" => words.push_str(known.about),
            _ => {
                if let Some(of) = TasteOf::parse(word) {
                    if let Some(text) = favourite(memory, of) {
                        words.push_str(text);
                    } else {
                        missing.push(Missing(of));
                        words.push('…');
                        // The gap ends the sentence: three dots are enough.
                        rest = end.strip_prefix('.').unwrap_or(end);
                        continue;
                    }
                }
            }
        }
        rest = end;
    }
    words.push_str(rest);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::When;
    use crate::spared::Spared;
    use households::Source;
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;
    use values::Said;

    fn taste(n: u128, what: TasteOf, text: &str) -> Memory {
        let kind = MemoryKind::Taste { what, text: text.to_owned() };
        Memory {
            id: Uuid::from_u128(n).into(),
            client: Uuid::nil().into(),
            home: None,
            kind,
            said_at: values::Instant::from_micros(0),
            source: Source::Call,
            by: String::new(),
        }
    }

    fn plan(text: &str) -> Plan {
        let both = |text: &str| Said { ru: text.to_owned(), en: text.to_owned() };
        Plan {
            code: "birthday".to_owned(),
            when: When::Birthday,
            service: String::new(),
            request: String::new(),
            before_days: 7,
            by_itself: false,
            title: both("{name}: {day}"),
            text: both(text),
            spares: Spared { calls: 1, minutes: 10 },
        }
    }

    #[test]
    fn peonies_not_flowers() {
        let plan = plan("Цветы: {flowers}. Кофе: {coffee}.");
        let (words, missing) = prepare(&plan, &[taste(1, TasteOf::Flowers, "белые пионы")], "Ольга", date(2026, 3, 8), "", Lang::Ru);
        assert_eq!((words.title.as_str(), words.text.as_str()), ("Ольга: 8\u{a0}марта", "Цветы: белые пионы. Кофе: …"));
        assert_eq!(missing, [Missing(TasteOf::Coffee)]);
        let told = [taste(1, TasteOf::Flowers, "пионы"), taste(2, TasteOf::Flowers, "розы"), taste(3, TasteOf::Coffee, "Кения")];
        assert_eq!(prepare(&plan, &told, "Ольга", date(2026, 3, 8), "", Lang::Ru).1, [Missing(TasteOf::Flowers)], "which of the two nobody guesses");
        assert_eq!(unknown("{flowers} {name} {moon}"), ["moon"]);
    }

    proptest! {
        #[test]
        fn whole_words_have_no_gap_and_no_brace(text in "[a-z ]{0,20}(\\{flowers\\}|\\{day\\}|\\{name\\}|\\{coffee\\}){0,4}[a-z ]{0,20}") {
            let (words, missing) = prepare(&plan(&text), &[taste(1, TasteOf::Flowers, "peonies")], "Olga", date(2026, 3, 8), "", Lang::En);
            prop_assert_eq!(missing.is_empty(), !text.contains("{coffee}"));
            prop_assert_eq!(words.text.contains('…'), !missing.is_empty());
            prop_assert!(!words.text.contains(['{', '}']), "{}", words.text);
        }
    }
}
