//! What the reader of the files says of a text that it cannot read, in the words of whoever writes the page.
//!
//! The reader speaks English and to programmers. What it says often is said anew here, with what to write instead; the rest is
//! quoted. A value that reads itself says both languages: [`Unread`].

use std::fmt;
use values::{Said, said};

/// Why a value could not be read, for `serde`, whose errors are one text: `E::custom(Unread(said!(…)))`, or in `expecting`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Unread(pub Said);

/// Between the languages of an [`Unread`]: no page can hold it.
const BETWEEN: char = '\u{1e}';

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{BETWEEN}{}", self.0.ru, self.0.en)
    }
}

fn unread(text: &str) -> Option<Said> {
    let (ru, en) = text.split_once(BETWEEN)?;
    Some(Said { ru: ru.to_owned(), en: en.to_owned() })
}

/// What is wrong, and what to write instead.
pub(crate) fn worded(message: &str) -> Said {
    let told = message.lines().next().unwrap_or_default();
    let (what, wanted) = told.rsplit_once(", expected ").unwrap_or((told, ""));
    missing(what)
        .or_else(|| unknown(what, wanted))
        .or_else(|| out_of_bounds(what, wanted))
        .or_else(|| of_another_kind(what, wanted))
        .or_else(|| misspelt(what, wanted))
        .or_else(|| unread(told))
        .or_else(|| no_moment(told))
        .unwrap_or_else(|| foreign(told))
}

/// Said by the reader in words of its own.
pub(crate) fn foreign(told: &str) -> Said {
    said!(ru: "это не прочесть, сравните с соседними строками (`{told}`)", en: "this cannot be read, compare it with the lines around it (`{told}`)")
}

fn missing(what: &str) -> Option<Said> {
    let key = what.strip_prefix("missing field ")?.trim_matches('`');
    Some(said!(
        ru: "здесь не хватает `{key}`: добавьте строку, которая начинается с `{key} =`",
        en: "`{key}` is missing here: add a line that begins with `{key} =`"
    ))
}

fn unknown(what: &str, wanted: &str) -> Option<Said> {
    let known: Vec<&str> = wanted.split('`').skip(1).step_by(2).collect();
    let all = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let near = |name: &str| similar::get_close_matches(name, &known, 1, 0.6).first().copied();
    if let Some(key) = what.strip_prefix("unknown field ").and_then(|rest| rest.split('`').nth(1)) {
        return Some(match near(key) {
            Some(near) => said!(ru: "`{key}` здесь не бывает, похоже на `{near}`: исправьте", en: "there is no `{key}` here, it looks like `{near}`: mend it"),
            None if all.is_empty() => said!(ru: "`{key}` здесь не бывает: уберите строку", en: "there is no `{key}` here: take the line out"),
            None => said!(
                ru: "`{key}` здесь не бывает: уберите строку или напишите одно из {all}",
                en: "there is no `{key}` here: take the line out, or write one of {all}"
            ),
        });
    }
    let value = what.strip_prefix("unknown variant ")?.split('`').nth(1)?;
    Some(match near(value) {
        Some(near) => {
            said!(ru: "`{value}` здесь ничего не значит, похоже на `{near}`: исправьте", en: "`{value}` says nothing here, it looks like `{near}`: mend it")
        }
        None => said!(ru: "`{value}` здесь ничего не значит: напишите одно из {all}", en: "`{value}` says nothing here: write one of {all}"),
    })
}

/// What the reader calls a whole number.
const INTEGERS: [&str; 8] = ["u8", "u16", "u32", "u64", "i16", "i32", "i64", "usize"];

/// `string "13"` where a number is wanted.
fn of_another_kind(what: &str, wanted: &str) -> Option<Said> {
    let is = what.strip_prefix("invalid type: ")?;
    let value = is.split('`').nth(1).or(is.strip_prefix("string ")).unwrap_or_default();
    let kind = match is.split(' ').next().unwrap_or_default() {
        // A day and a time without quotes are tables to the reader, to nobody else.
        "map" => None,
        kind => Some(kind),
    };
    let kind = kind.map(|kind| match kind {
        "string" => said!(ru: "это текст `{value}`", en: "this is the text `{value}`"),
        "integer" => said!(ru: "это целое число `{value}`", en: "this is the whole number `{value}`"),
        "floating" => said!(ru: "это дробное число `{value}`", en: "this is the fraction `{value}`"),
        "boolean" => said!(ru: "это `{value}`", en: "this is `{value}`"),
        "sequence" => said!(ru: "это список", en: "this is a list"),
        kind => said!(ru: "это `{kind}`", en: "this is `{kind}`"),
    });
    let instead = unread(wanted).unwrap_or_else(|| match wanted {
        number if INTEGERS.contains(&number) => {
            said!(ru: "целое число без кавычек, `30`", en: "a whole number without quotes, `30`")
        }
        "a boolean" => said!(ru: "`true` или `false` без кавычек", en: "`true` or `false` without quotes"),
        "a string" => said!(ru: "текст в кавычках, `\"…\"`", en: "a text in quotes, `\"…\"`"),
        "a sequence" => said!(ru: "список в квадратных скобках, `[\"…\", \"…\"]`", en: "a list in square brackets, `[\"…\", \"…\"]`"),
        "a date string" => said!(ru: "дату в кавычках, `\"2026-03-01\"`", en: "a date in quotes, `\"2026-03-01\"`"),
        "a time string" => said!(ru: "время в кавычках, `\"09:00\"`", en: "a time in quotes, `\"09:00\"`"),
        wanted if wanted.starts_with("struct Said") => {
            said!(ru: "оба языка, `{{ ru = \"…\", en = \"…\" }}`", en: "both languages, `{{ ru = \"…\", en = \"…\" }}`")
        }
        _ => said!(ru: "таблицу, `{{ имя = значение }}`, как в соседних строках", en: "a table, `{{ name = value }}`, as in the lines around it"),
    });
    let Said { ru, en } = instead;
    Some(match kind {
        Some(kind) => Said { ru: format!("{}: напишите {ru}", kind.ru), en: format!("{}: write {en}", kind.en) },
        None => said!(ru: "напишите здесь {ru}", en: "write {en} here"),
    })
}

/// A number that is no count.
fn out_of_bounds(what: &str, wanted: &str) -> Option<Said> {
    let value = what.strip_prefix("invalid value: integer ").or(what.strip_prefix("invalid type: integer ").filter(|_| INTEGERS.contains(&wanted)))?;
    let value = value.split('`').nth(1).unwrap_or(value);
    Some(if wanted == "u8" {
        let most = u8::MAX;
        said!(ru: "`{value}` не подходит: напишите целое число от 0 до {most}", en: "`{value}` does not fit: write a whole number between 0 and {most}")
    } else {
        said!(ru: "`{value}` не подходит: напишите целое число от нуля, не длиннее девяти цифр", en: "`{value}` does not fit: write a whole number from zero up, of nine digits at most")
    })
}

/// A line that is not written as lines of a page are.
fn misspelt(what: &str, wanted: &str) -> Option<Said> {
    let ends = wanted.split('`').nth(1).unwrap_or_default();
    Some(match what {
        "string values must be quoted" => said!(
            ru: "здесь нужно одно значение: текст в прямых кавычках, `\"…\"`, или число",
            en: "one value stands here: a text in straight quotes, `\"…\"`, or a number"
        ),
        "invalid basic string" | "invalid literal string" | "invalid multi-line basic string" | "invalid multi-line literal string" | "invalid string" => {
            said!(
                ru: "здесь нужен текст в прямых кавычках, открытых и закрытых на одной строке: `\"…\"`",
                en: "a text stands here in straight quotes, opened and closed on one line: `\"…\"`"
            )
        }
        "missing escaped value" => {
            said!(ru: "после `\\` стоит `\\`, `\"` или `n`: чтобы написать сам знак, удвойте его", en: "after `\\` stands `\\`, `\"` or `n`: write it twice to have the sign itself")
        }
        "key with no value" | "missing assignment between key-value pairs" => {
            said!(
                ru: "после имени нужны знак `=` и значение, `имя = \"…\"`; текст стоит на одной строке",
                en: "after a name come `=` and a value, `name = \"…\"`; a text stands on one line"
            )
        }
        "missing value" | "missing value for key" | "invalid value" => {
            said!(ru: "после `=` нужно значение: `имя = \"…\"`", en: "a value comes after `=`: `name = \"…\"`")
        }
        "extra `=`" | "extra assignment between key-value pairs" | "unexpected `=` in array" => {
            said!(ru: "лишний знак `=`: уберите его", en: "one `=` too many: take it out")
        }
        "wanted string or table" => said!(ru: "здесь нужно слово в кавычках: `\"…\"`", en: "a word in quotes stands here: `\"…\"`"),
        "duplicate key" | "cannot extend value of type inline table with a dotted key" => {
            said!(ru: "это имя здесь уже есть: оставьте одно", en: "this name stands here already: leave one")
        }
        "unclosed array" | "unclosed inline table" | "unclosed table" | "unclosed array table" => {
            said!(ru: "скобка не закрыта: поставьте `{ends}`", en: "the bracket is not closed: write `{ends}`")
        }
        "missing comma between array elements" | "missing comma between key-value pairs" | "invalid inline table element" => {
            said!(ru: "между значениями нужна запятая", en: "a comma is missing between two values: write it")
        }
        "extra comma in array" | "extra comma in inline table" => said!(ru: "лишняя запятая: уберите её", en: "one comma too many: take it out"),
        "unexpected key or value" | "unexpected content" => {
            said!(ru: "после значения лишнее: начните его с новой строки или уберите", en: "too much after the value: begin a new line with it, or take it out")
        }
        "invalid key"
        | "invalid unquoted key"
        | "unquoted keys cannot be empty"
        | "missing key for inline table element"
        | "invalid key-value pair"
        | "invalid table" => {
            said!(ru: "здесь нужно имя из латинских букв, цифр и `_`: `имя = \"…\"`", en: "a name of Latin letters, digits and `_` stands here: `name = \"…\"`")
        }
        "invalid date-time" => {
            said!(ru: "это не дата и не время: напишите `\"2026-03-01\"` или `\"09:00\"`", en: "this is no date and no time: write `\"2026-03-01\"` or `\"09:00\"`")
        }
        "invalid boolean" => said!(ru: "напишите `true` или `false`", en: "write `true` or `false`"),
        "redundant numeric sign"
        | "unexpected sign"
        | "unexpected leading zero"
        | "redundant integer number prefix"
        | "invalid integer number"
        | "invalid float"
        | "invalid mantissa"
        | "invalid fraction"
        | "invalid exponent"
        | "integer number overflowed"
        | "`_` may only go between digits" => {
            said!(ru: "это не число: напишите его цифрами, без нуля впереди, `30`", en: "this is no number: write it in digits without a zero before it, `30`")
        }
        _ => return None,
    })
}

/// A text that is no day of the calendar or no time of the day.
fn no_moment(told: &str) -> Option<Said> {
    if told.contains("year") || told.contains("month") || told.contains("day") || told.contains("date") {
        return Some(
            said!(ru: "это не дата: напишите год, месяц и день, `\"2026-03-01\"`", en: "this is no date: write year, month and day, `\"2026-03-01\"`"),
        );
    }
    (told.contains("hour") || told.contains("minute") || told.contains("time"))
        .then(|| said!(ru: "это не время суток: напишите часы и минуты, `\"09:00\"`", en: "this is no time of the day: write hours and minutes, `\"09:00\"`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Date, Time};
    use serde::Deserialize;

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        Once,
        Month,
    }

    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Page {
        number: u32,
        small: u8,
        yes: bool,
        text: String,
        list: Vec<String>,
        day: Option<Date>,
        time: Option<Time>,
        word: Option<Word>,
        name: Option<Said>,
        item: Vec<Said>,
    }

    fn told(page: &str) -> Said {
        worded(toml::from_str::<Page>(page).map(drop).expect_err(page).message())
    }

    /// Without what stands between backticks.
    fn plain(text: &str) -> String {
        text.split('`').step_by(2).collect()
    }

    #[test]
    fn what_people_write_amiss_is_told_in_russian() {
        let pages = [
            "number = \"3\"",
            "number = -3",
            "small = 300",
            "number = 3.5",
            "number = 99999999999999999999",
            "number = 007",
            "number = 1_",
            "number = 3 4",
            "number = ",
            "number",
            "= 3",
            "number = abc",
            "number = +-3",
            "number = 0x",
            "number = 12:00",
            "number: 3",
            "number == 3",
            "number = 1;",
            "number = [1]",
            "number = {a = 1}",
            "number = nan",
            "number = 1\nnumber = 2",
            "numer = 3",
            "имя = 3",
            "{",
            "\"number = 3",
            "text = 3",
            "text = \"abc",
            "text = 'abc",
            "text = \"\"\"abc",
            "text = abc",
            "text = \"a\\qb\"",
            "text = \"a\"b\"",
            "text = «abc»",
            "text = 'a' x",
            "text = \"a\nb\"",
            "text = \"a\u{1}\"",
            "text.x = 1\ntext = \"\"",
            "yes = 1",
            "yes = да",
            "yes = True",
            "list = \"a\"",
            "list = [\"a\"",
            "list = [\"a\" \"b\"]",
            "list = [\"a\",,\"b\"]",
            "list = [1]",
            "list = {a = 1}",
            "list = [\"a\", = 3]",
            "list = [\"a\"}",
            "day = \"25-01-01\"",
            "day = \"2025-13-01\"",
            "day = \"2025-02-30\"",
            "day = 2025-01-01",
            "day = 2025-13-01",
            "day = 2025-1-1",
            "day = \"завтра\"",
            "day = \"\"",
            "day = 5",
            "time = \"9:00\"",
            "time = \"25:00\"",
            "time = 09:00",
            "time = \"09:60\"",
            "time = \"\"",
            "time = \"девять\"",
            "word = \"onse\"",
            "word = \"никогда\"",
            "word = 3",
            "name = \"a\"",
            "name = {ru = \"a\"}",
            "name = {ru = \"a\", en = 3}",
            "name = {ru = \"a\", en = \"b\", de = \"c\"}",
            "name = {ru = \"a\" en = \"b\"}",
            "name = {ru = \"a\", en = \"b\"",
            "name = {ru \"a\"}",
            "name = {ru = }",
            "name = {ru = \"a\",, en = \"b\"}",
            "name = {ru = \"a\"]",
            "name = { \"ru = \"a\" }",
            "name = {ru = \"a\", en = \"b\"}\nname.x = 1",
            "[name]\nru = \"\"\nen = \"\"\n[name]\nru = \"\"",
            "[item]\nru = \"a\"\nen = \"b\"",
            "[[item]]\nru = \"a\"",
            "[[item",
            "[item",
            "[[item]",
            "[]",
            "[a b]",
            "[[itm]]",
        ];
        let mut quoted = Vec::new();
        for page in pages {
            let Said { ru, en } = told(page);
            assert!(!plain(&ru).contains(|c: char| c.is_ascii_alphabetic()), "{page}: {ru}");
            assert!(!plain(&en).contains(|c: char| ('а'..='я').contains(&c)), "{page}: {en}");
            assert_eq!((ru.matches('`').count() % 2, en.matches('`').count() % 2), (0, 0), "{page}: {ru}");
            quoted.extend(en.starts_with("this cannot be read").then_some(page));
        }
        assert_eq!(quoted, [""; 0], "said in the reader's own words");
    }

    #[test]
    fn what_is_meant_is_named() {
        let cases = [
            ("numer = 3", "`numer` здесь не бывает, похоже на `number`: исправьте"),
            ("word = \"onse\"", "`onse` здесь ничего не значит, похоже на `once`: исправьте"),
            ("word = \"никогда\"", "`никогда` здесь ничего не значит: напишите одно из `once`, `month`"),
            ("number = \"13\"", "это текст `\"13\"`: напишите целое число без кавычек, `30`"),
            ("small = 300", "`300` не подходит: напишите целое число от 0 до 255"),
            ("day = 2025-01-01", "напишите здесь дату в кавычках, `\"2026-03-01\"`"),
            ("day = \"2025-02-30\"", "это не дата: напишите год, месяц и день, `\"2026-03-01\"`"),
            ("list = [\"a\"", "скобка не закрыта: поставьте `]`"),
            ("number = 1\nnumber = 2", "это имя здесь уже есть: оставьте одно"),
        ];
        for (page, ru) in cases {
            assert_eq!(told(page).ru, ru, "{page}");
        }
    }

    #[test]
    fn a_value_that_reads_itself_says_both_languages() {
        let both = said!(ru: "это не сумма", en: "this is no amount");
        assert_eq!(worded(&Unread(both.clone()).to_string()), both);
        assert_eq!(worded(&format!("invalid type: integer `5`, expected {}", Unread(both))).ru, "это целое число `5`: напишите это не сумма");
        assert_eq!(worded("what no table knows").ru, "это не прочесть, сравните с соседними строками (`what no table knows`)");
    }
}
