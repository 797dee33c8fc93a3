//! The invoice as a paper.

use crate::press::{NotSet, Paper, Sheet, print};
use crate::square::square;
use serde::Serialize;

/// A name and what it says: `ИНН` — `7801234564`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub value: String,
}

/// What is asked money for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What.
    pub words: String,
    /// How much.
    pub amount: String,
}

/// All that stands on an invoice, in the words of its reader. What is empty is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Invoice {
    /// `ru` or `en`.
    pub lang: &'static str,
    /// Who asks: the house's name.
    pub house: String,
    /// `Счёт № 12`
    pub title: String,
    /// `от 3 марта 2026 года, оплатить до 8 марта`
    pub subtitle: String,
    /// It is paid, it is replaced: one word of state beside the title.
    pub state: String,
    /// Who does, for whom, when and where.
    pub sides: Vec<Row>,
    /// The heads of the two columns.
    pub columns: [String; 2],
    /// What for.
    pub lines: Vec<Line>,
    /// The sum of the lines, and what was paid of it.
    pub totals: Vec<Line>,
    /// The total in words.
    pub in_words: String,
    /// Over the account's rows.
    pub bank_title: String,
    /// Where to pay.
    pub bank: Vec<Row>,
    /// What the square says.
    pub square: String,
    /// Beside the square, and read aloud in its place.
    pub square_words: String,
    /// What else is to be known.
    pub notes: Vec<String>,
    /// Before the number of a page: `страница`.
    pub page: String,
    /// The day it is from: year, month, day.
    #[serde(skip)]
    pub day: (i32, u8, u8),
}

/// Sets an invoice.
pub fn invoice(words: &Invoice) -> Result<Paper, NotSet> {
    let drawn = if words.square.is_empty() { None } else { Some(square(&words.square).ok_or(NotSet::SquareTooLong)?.svg()) };
    print(&Sheet { data: serde_json::to_value(words)?, picture: drawn, day: words.day })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, value: &str) -> Row {
        Row { name: name.to_owned(), value: value.to_owned() }
    }

    fn words() -> Invoice {
        Invoice {
            lang: "ru",
            house: "Дворецкий".to_owned(),
            title: "Счёт № 12".to_owned(),
            sides: vec![row("Исполнитель", "ООО «Тихая парадная»"), row("Заказчик", "Анна Лебедева")],
            columns: ["За что".to_owned(), "Сумма".to_owned()],
            lines: vec![Line { words: "Поддерживающая уборка, 74 м²".to_owned(), amount: "5 900 ₽".to_owned() }],
            totals: vec![Line { words: "Итого".to_owned(), amount: "5 900 ₽".to_owned() }],
            in_words: "Пять тысяч девятьсот рублей 00 копеек".to_owned(),
            bank: vec![row("ИНН", "7801234564")],
            square: "ST00012|Name=ООО".to_owned(),
            square_words: "Квадрат для оплаты".to_owned(),
            page: "страница".to_owned(),
            day: (2026, 3, 3),
            ..Invoice::default()
        }
    }

    fn holds(paper: &Paper, text: &[u8]) -> bool {
        paper.0.windows(text.len()).any(|part| part == text)
    }

    #[test]
    fn the_same_words_give_the_same_bytes_tagged_and_with_their_faces() {
        let paper = invoice(&words()).unwrap();
        assert_eq!(paper, invoice(&words()).unwrap());
        assert!(holds(&paper, b"/Marked true") && holds(&paper, b"/StructTreeRoot") && holds(&paper, b"GolosText-Regular"));
    }

    #[test]
    fn whatever_people_are_called_is_a_word() {
        for name in ["#panic()", "*a* _b_ $x$ `c` <d> @e \\", "// nothing", "\u{202e}Анна\u{0}", "👩‍💻 Анна", "漢字", "#[", "\"", &"Щ".repeat(5_000)]
        {
            let sides = vec![row("Заказчик", name)];
            assert!(invoice(&Invoice { sides, ..words() }).is_ok(), "{name}");
        }
    }

    #[test]
    fn the_naughty_strings_are_lines_like_others() {
        let naughty: Vec<String> = serde_json::from_str(include_str!("../../../app/tests/naughty/blns.json")).unwrap();
        let lines: Vec<Line> = naughty.iter().map(|said| Line { words: said.clone(), amount: said.chars().take(12).collect() }).collect();
        let paper = invoice(&Invoice { lines, sides: naughty.iter().take(60).map(|said| row(said, said)).collect(), ..words() }).unwrap();
        // None of them has broken off the paper: what comes after all of them is there, and so are its pages.
        assert!(holds(&paper, b"/Count ") && paper.0.ends_with(b"%%EOF"), "{}", paper.0.len());
        let few = invoice(&words()).unwrap();
        assert!(paper.0.len() > 2 * few.0.len());
    }

    #[test]
    fn many_lines_go_on_overleaf() {
        let lines = (0..200).map(|n| Line { words: format!("Строка {n}"), amount: "1 ₽".to_owned() }).collect();
        let paper = invoice(&Invoice { lines, ..words() }).unwrap();
        assert!(holds(&paper, b"/Count "));
        assert!(paper.0.len() > invoice(&words()).unwrap().0.len());
    }
}
