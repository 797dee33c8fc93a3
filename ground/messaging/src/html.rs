//! The page of an e-mail: one letter, in the style of the house, readable in the dark and on paper.
//!
//! Mail programs know neither our stylesheet nor variables, so the colours of `ui/src/styles/tokens.css` stand here once more,
//! and the layout is of tables. The text part says the same for those who read plain text.

use crate::Letter;
use values::{Lang, Said};

/// What stands around every letter.
#[derive(Debug, Clone)]
pub struct Masthead {
    /// The name of the house.
    pub name: Said,
    /// Its city.
    pub city: Said,
    /// Its phone.
    pub phone: String,
}

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:0;padding:0;background:#f7f4ee;color:#1d2321}\
.sheet{background:#fffdf9;border:1px solid #e2dccf}\
.text{font:400 16px/1.55 'Golos Text',-apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#1d2321}\
.title{font:600 27px/1.2 Cormorant,Georgia,'Times New Roman',serif;color:#1d2321}\
.house{font:600 20px/1.2 Cormorant,Georgia,'Times New Roman',serif;color:#1f5a4c}\
.muted{font:400 14px/1.5 'Golos Text',-apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#5f6561}\
.row td{border-top:1px solid #e2dccf;padding:9px 0;font-variant-numeric:tabular-nums lining-nums}\
.row td+td{padding-left:16px}\
.button{display:inline-block;background:#1f5a4c;color:#fffdf9;padding:13px 22px;border-radius:3px;text-decoration:none}\
a{color:#1f5a4c}\
@media (max-width:600px){.sheet td.in{padding:24px 20px!important}.title{font-size:24px}}\
@media (prefers-color-scheme:dark){\
body,.ground{background:#131817!important}.sheet{background:#1a201e!important;border-color:#2b3330!important}\
.text,.title,.row td{color:#ece7dc!important;border-color:#2b3330!important}.muted{color:#9aa39d!important}\
.house,a{color:#7fb9a4!important}.button{background:#7fb9a4!important;color:#131817!important}}\
@media print{body,.ground,.sheet{background:#fff!important;border:0!important}\
.text,.title,.house,.muted,.row td{color:#000!important}.button{background:none!important;color:#000!important;padding:0!important;text-decoration:underline}}";

/// The letter as a page.
pub(crate) fn page(letter: &Letter, house: Option<&Masthead>) -> String {
    let (head, foot) = house.map(|house| around(house, letter.lang)).unwrap_or_default();
    format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title><style>{STYLE}</style></head>\
         <body><table role=\"presentation\" class=\"ground\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" bgcolor=\"#f7f4ee\"><tr><td align=\"center\" style=\"padding:24px 12px\">\
         {head}<table role=\"presentation\" class=\"sheet\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" bgcolor=\"#fffdf9\" style=\"max-width:600px\"><tr><td class=\"in\" style=\"padding:36px 40px\">\
         <h1 class=\"title\" style=\"margin:0 0 20px\">{title}</h1>{body}</td></tr></table>{foot}</td></tr></table></body></html>",
        lang = letter.lang.tag(),
        title = escaped(&letter.title),
        body = body(&letter.body),
    )
}

/// The name above the letter, and how to call below it.
fn around(house: &Masthead, lang: Lang) -> (String, String) {
    let digits: String = house.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let (name, city, phone) = (escaped(house.name.of(lang)), escaped(house.city.of(lang)), escaped(&house.phone));
    let strip = "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"max-width:600px\"><tr>";
    (
        format!("{strip}<td class=\"house\" style=\"padding:0 0 14px\">{name}</td></tr></table>"),
        format!("{strip}<td class=\"muted\" style=\"padding:16px 0 0\">{name}, {city} · <a href=\"tel:{digits}\">{phone}</a></td></tr></table>"),
    )
}

/// Paragraphs; lines that say «what: how much» below each other are a table.
fn body(text: &str) -> String {
    let blocks = text.split("\n\n").map(|block| block.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>());
    blocks.filter(|lines| !lines.is_empty()).map(|lines| block(&lines)).collect()
}

fn block(lines: &[&str]) -> String {
    let rows: Vec<_> = lines.iter().map_while(|line| row(line)).collect();
    if rows.len() == lines.len() && rows.len() > 1 {
        let rows: Vec<String> = rows.into_iter().map(|(what, words)| row_of(what, words)).collect();
        let table = "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"margin:0 0 20px\">";
        return format!("{table}{}</table>", rows.concat());
    }
    lines.iter().map(|line| line_of(line)).collect()
}

fn row_of(what: &str, words: &str) -> String {
    let (what, words) = (escaped(what), linked(words));
    format!("<tr class=\"row\"><td class=\"muted\" valign=\"top\" width=\"30%\">{what}</td><td class=\"text\">{words}</td></tr>")
}

/// A line of a paragraph; one that ends with an address of ours is a button.
fn line_of(line: &str) -> String {
    match line.rsplit_once(' ').unwrap_or(("", line)) {
        (before, address) if is_link(address) => {
            let words = before.trim().trim_end_matches(':');
            let (address, words) = (escaped(address), escaped(if words.is_empty() { address } else { words }));
            format!("<p class=\"text\" style=\"margin:0 0 20px\"><a class=\"button\" href=\"{address}\">{words}</a></p>")
        }
        _ => format!("<p class=\"text\" style=\"margin:0 0 14px\">{}</p>", linked(line)),
    }
}

/// `Когда: вторник, 3 марта` in its two parts. A time has a colon as well, but no blank after it.
fn row(line: &str) -> Option<(&str, &str)> {
    let (what, words) = line.split_once(": ")?;
    (what.chars().count() <= 24 && !what.contains(['.', ',']) && !words.trim().is_empty() && !is_link(words.trim())).then_some((what, words.trim()))
}

fn is_link(word: &str) -> bool {
    word.starts_with("https://") || word.starts_with("http://")
}

fn linked(words: &str) -> String {
    let word = |word: &str| if is_link(word) { format!("<a href=\"{0}\">{0}</a>", escaped(word)) } else { escaped(word) };
    words.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_stand_in_rows_a_link_is_a_button_and_nothing_breaks_out() {
        let letter = Letter {
            title: "Визит <подтверждён>".to_owned(),
            body: "Анна, визит подтверждён.\n\nЧто: Уборка\nКогда: вторник, 10:00\n\nДоговорённость целиком: https://dom.example/my?a=1&b=2\nЗвоните: всегда"
                .to_owned(),
            lang: Lang::Ru,
            code: None,
            thread: None,
            door: None,
            encloses: Vec::new(),
        };
        let said = |ru: &str, en: &str| Said { ru: ru.to_owned(), en: en.to_owned() };
        let house =
            Masthead { name: said("Дворецкий", "Dvoretsky"), city: said("Петербург", "Petersburg"), phone: "+7 812 000-00-00".to_owned() };
        let html = page(&letter, Some(&house));
        assert!(html.contains("Визит &lt;подтверждён&gt;") && !html.contains("<подтверждён>"), "{html}");
        assert_eq!(html.matches("class=\"row\"").count(), 2, "{html}");
        assert!(html.contains("href=\"https://dom.example/my?a=1&amp;b=2\">Договорённость целиком</a>"), "{html}");
        assert!(html.contains("tel:+78120000000") && html.contains("prefers-color-scheme:dark") && html.contains("@media print"));
        assert!(!html.contains("src="), "a letter asks nobody for anything");
    }
}
