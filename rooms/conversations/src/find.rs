//! What is looked for in a conversation, and where it stands: with slips, in any form of a word, on either keyboard, in either alphabet.

use lexicon::{fold, likeness, readings, words};

/// So much of what was typed is read.
const LETTERS: usize = 200;
/// So many words of it.
const WORDS: usize = 6;
/// A word that is less like what was typed is another one.
const NEAR: u32 = 650;
/// The same of a word of so few letters that a slip makes another of it: `кот`, `кто`.
const SHORT: usize = 3;
const SHORT_NEAR: u32 = 850;

/// Words that are looked for; each as all that it may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought(Vec<Vec<String>>);

impl Sought {
    /// As somebody typed them; `None` where there is nothing to look for.
    ///
    /// # Example: is a number found however it is written?
    /// ```
    /// # use conversations::Sought;
    /// let sought = Sought::read("555-01-20").unwrap();
    /// assert!(sought.stands_in(["мой новый: 555 01 20"]) && !sought.stands_in(["01 и 20"]));
    /// assert_eq!(Sought::read(" ?! "), None);
    /// ```
    pub fn read(typed: &str) -> Option<Self> {
        let typed: String = typed.chars().take(LETTERS).collect();
        let asked: Vec<Vec<String>> = typed.split_whitespace().flat_map(asked).take(WORDS).collect();
        (!asked.is_empty()).then_some(Self(asked))
    }

    /// Does each of the words stand somewhere in these texts?
    pub fn stands_in<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let known: Vec<String> = texts.into_iter().flat_map(words).collect();
        self.0.iter().all(|asked| known.iter().any(|word| is_one_of(asked, word)))
    }

    /// A line in its pieces, all of it, in order: `true` of those that were looked for.
    pub fn marked(&self, line: &str) -> Vec<(String, bool)> {
        let mut pieces: Vec<(String, bool)> = Vec::new();
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let end = rest.find(|c| is_letter(c) != is_letter(first)).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            let word = if is_letter(first) { fold(piece) } else { String::new() };
            let is_sought = !word.is_empty() && self.0.iter().any(|asked| is_one_of(asked, &word));
            match pieces.last_mut().filter(|(_, before)| !*before && !is_sought) {
                Some((before, _)) => before.push_str(piece),
                None => pieces.push((piece.to_owned(), is_sought)),
            }
            rest = after;
        }
        pieces
    }
}

/// What words are made of, for [`words`] too.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '\''
}

/// All that one typed word may mean. Of what is written as several, `чек-лист`, each part is looked for, or all of it as one word.
fn asked(typed: &str) -> Vec<Vec<String>> {
    let whole = readings(typed);
    let parts = words(typed);
    if parts.len() < 2 {
        return if whole.is_empty() { Vec::new() } else { vec![whole] };
    }
    parts.into_iter().map(|part| whole.iter().cloned().chain([part]).collect()).collect()
}

fn is_one_of(asked: &[String], word: &str) -> bool {
    let near = |asked: &String| if asked.chars().count() > SHORT { NEAR } else { SHORT_NEAR };
    asked.iter().any(|asked| likeness(asked, word) >= near(asked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stands(typed: &str, text: &str) -> bool {
        Sought::read(typed).is_some_and(|sought| sought.stands_in([text]))
    }

    #[test]
    fn a_word_is_found_in_its_forms_and_with_a_slip() {
        let text = "Ключи у консьержа Петра, позвоните ему заранее";
        for typed in ["ключ", "ключами", "КЛЮЧИ", "клчи", "rk.xb", "klyuchi", "консьержу", "петр ключи", "«ключи»,"]
        {
            assert!(stands(typed, text), "{typed}");
        }
        for typed in ["ключи собака", "собака", "замок", "петрушка"] {
            assert!(!stands(typed, text), "{typed}");
        }
    }

    #[test]
    fn of_a_short_word_a_slip_is_another_word() {
        assert!(stands("кот", "Котик спит") && stands("кот", "наш кот"));
        assert!(!stands("кот", "кто там, вот этот") && !stands("дом", "том и ком"));
        assert!(stands("11", "дом 11") && !stands("11", "дом 12"));
    }

    #[test]
    fn what_is_written_as_several_words_is_found_either_way() {
        for text in ["чек-лист готов", "чек лист готов", "чеклист готов"] {
            assert!(stands("чек-лист", text), "{text}");
        }
        assert!(!stands("чек-лист", "чек оплачен"));
    }

    #[test]
    fn each_word_stands_somewhere_also_in_the_name_of_what_came_along() {
        let sought = Sought::read("договор ремонт").unwrap();
        assert!(sought.stands_in(["Вот по ремонту", "договор.pdf"]) && !sought.stands_in(["Вот", "договор.pdf"]));
    }

    #[test]
    fn what_was_found_is_marked() {
        let marked = Sought::read("ключ").unwrap().marked("Где ключи? Ключи — у Петра.");
        let told: Vec<(&str, bool)> = marked.iter().map(|(piece, is_sought)| (piece.as_str(), *is_sought)).collect();
        assert_eq!(told, [("Где ", false), ("ключи", true), ("? ", false), ("Ключи", true), (" — у Петра.", false)]);
    }

    proptest! {
        #[test]
        fn nothing_of_a_line_is_lost_and_whatever_stands_is_marked(typed in "\\PC{0,40}", line in "\\PC{0,120}") {
            if let Some(sought) = Sought::read(&typed) {
                let pieces = sought.marked(&line);
                prop_assert_eq!(pieces.iter().map(|(piece, _)| piece.as_str()).collect::<String>(), line.clone());
                prop_assert!(!sought.stands_in([line.as_str()]) || pieces.iter().any(|(_, is_sought)| *is_sought));
            }
        }
    }
}
