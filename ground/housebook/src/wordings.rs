//! The page of the messages: every message that the program sends is there, and asks for nothing that it is not given.

use crate::fault::Fault;
use crate::files::Files;
use std::collections::{BTreeMap, BTreeSet};
use values::said;

/// A message of the page: the words that the program puts in, with where each stands, in bytes.
#[derive(Debug, Default)]
struct Message {
    at: usize,
    attributes: BTreeSet<String>,
    words: Vec<(String, usize)>,
}

/// What is wrong with the texts of a language, in the order of the lines.
pub(crate) fn faults(file: &str, text: &str) -> Vec<Fault> {
    let fault = |at: usize, what| Fault::at(file, text, at, what);
    if let Err((_, errors)) = fluent_syntax::parser::parse_runtime(text) {
        let what = || {
            said!(
                ru: "это не прочесть: сообщение начинается с имени и ` = `, а каждая строка его текста с пробелов",
                en: "this cannot be read: a name and ` = ` begin a message, and every line of its text begins with spaces"
            )
        };
        return errors.iter().map(|error| fault(error.pos.start, what())).collect();
    }
    // What the program sends it sends by the texts it comes with.
    let own = Files::embedded();
    let Some(own) = own.text(file).map(messages) else {
        return Vec::new();
    };
    let written = messages(text);
    let mut found = Vec::new();
    for (id, model) in &own {
        let Some(message) = written.get(id) else {
            found.push(fault(
                text.len(),
                said!(ru: "нет сообщения `{id}`: дом его отправляет, верните его", en: "`{id}` is missing: the house sends it, write it again"),
            ));
            continue;
        };
        // What is said on first-name terms may be left out: then it is said as to everybody.
        for lost in model.attributes.difference(&message.attributes).filter(|lost| !lost.ends_with("thou")) {
            let what = said!(
                ru: "у `{id}` нет `.{lost}`: добавьте строку, которая начинается с `    .{lost} = `",
                en: "`{id}` has no `.{lost}`: add a line that begins with `    .{lost} = `"
            );
            found.push(fault(message.at, what));
        }
        let given: BTreeSet<&str> = model.words.iter().map(|(word, _)| word.as_str()).collect();
        for (word, at) in message.words.iter().filter(|(word, _)| !given.contains(word.as_str())) {
            let known = given.iter().map(|word| format!("`${word}`")).collect::<Vec<_>>().join(", ");
            let what = if given.len() == 1 {
                said!(
                    ru: "в `{id}` нечего подставить вместо `${word}`: напишите {known} или уберите его",
                    en: "`{id}` is not given `${word}`: write {known}, or take it out"
                )
            } else if known.is_empty() {
                said!(ru: "в `{id}` нечего подставить вместо `${word}`: уберите его", en: "`{id}` is not given `${word}`: take it out")
            } else {
                said!(
                    ru: "в `{id}` нечего подставить вместо `${word}`: напишите одно из {known} или уберите его",
                    en: "`{id}` is not given `${word}`: write one of {known}, or take it out"
                )
            };
            found.push(fault(*at, what));
        }
    }
    found.sort_by_key(|fault| (fault.line, fault.column));
    found
}

/// The messages of a page that can be read.
fn messages(text: &str) -> BTreeMap<String, Message> {
    let mut all = BTreeMap::new();
    let (mut at, mut id) = (0, String::new());
    for line in text.split_inclusive('\n') {
        if line.starts_with(|c: char| c.is_ascii_alphabetic())
            && let Some((name, _)) = line.split_once('=')
        {
            name.trim().clone_into(&mut id);
            all.insert(id.clone(), Message { at, ..Message::default() });
        }
        if !line.starts_with('#')
            && let Some(message) = all.get_mut(&id)
        {
            if let Some((name, _)) = line.trim_start().strip_prefix('.').and_then(|rest| rest.split_once('=')) {
                message.attributes.insert(name.trim().to_owned());
            }
            message.words.extend(words(line).map(|(word, within)| (word, at + within)));
        }
        at += line.len();
    }
    all
}

/// The words in braces that the program puts in: `{ $name }`, with where they stand in the line.
fn words(line: &str) -> impl Iterator<Item = (String, usize)> {
    line.match_indices('{').filter_map(|(brace, _)| {
        let inside = line.get(brace + 1..)?;
        let word = inside.trim_start().strip_prefix('$')?;
        let end = word.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).unwrap_or(word.len());
        Some((word.get(..end)?.to_owned(), line.len() - word.len() - 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::Lang;

    fn told(change: impl Fn(&str) -> String) -> Vec<String> {
        let own = Files::embedded();
        faults("texts/ru.ftl", &change(own.text("texts/ru.ftl").unwrap())).iter().map(|fault| fault.told(Lang::En)).collect()
    }

    #[test]
    fn the_texts_that_come_with_the_program_are_in_order() {
        for file in ["texts/ru.ftl", "texts/en.ftl"] {
            assert_eq!(faults(file, Files::embedded().text(file).unwrap()), []);
        }
    }

    #[test]
    fn what_is_said_on_first_name_terms_may_be_left_out() {
        let left_out = told(|text| text.replacen("    .subject-thou = Ответ на твои слова\n", "", 1));
        assert!(left_out.is_empty(), "{left_out:?}");
    }

    #[test]
    fn what_the_house_could_not_send_is_told_with_its_place() {
        let renamed = told(|text| text.replacen("{ $code }", "{ $cod }", 1));
        assert_eq!(renamed, ["texts/ru.ftl:6:16: `message-code` is not given `$cod`: write `$code`, or take it out"]);
        let lost = told(|text| text.replacen("message-code =", "message-kod =", 1));
        assert!(lost[0].contains("`message-code` is missing"), "{lost:?}");
        let bare = told(|text| text.replacen("    .subject = Код подтверждения\n", "", 1));
        assert!(bare[0].starts_with("texts/ru.ftl:5:1: `message-code` has no `.subject`"), "{bare:?}");
        let broken = told(|text| text.replacen("    Ваш код:", "Ваш код:", 1));
        assert!(broken[0].contains("cannot be read"), "{broken:?}");
    }
}
