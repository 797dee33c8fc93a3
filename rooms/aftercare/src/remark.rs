//! Does an answer to the open question hold a remark? When it is not certain that it holds none, a person reads it.
//!
//! The rule knows words of praise and words that say nothing by themselves. An answer made of those alone is praise;
//! a word of remark, and any word that is not known, opens a case. So the rule errs to one side only.

use std::collections::BTreeSet;

/// How an answer reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Nothing but praise and thanks.
    Praise,
    /// It names what fell short, or what should be otherwise.
    Remark,
    /// Words that the rule does not know.
    Unsure,
}

impl Reading {
    /// A person has to see it.
    pub const fn opens_case(self) -> bool {
        !matches!(self, Self::Praise)
    }
}

/// «There is nothing to be done», in the ways people say it.
const NOTHING: &[&str] = &[
    "ничего не нужно",
    "ничего не надо",
    "ничего менять не нужно",
    "ничего менять не надо",
    "ничего не меняйте",
    "не меняйте ничего",
    "не нужно ничего",
    "все устраивает",
    "нет замечаний",
    "замечаний нет",
    "без замечаний",
    "так держать",
    "don t change anything",
    "do not change anything",
    "nothing to change",
    "nothing to improve",
    "no remarks",
    "no complaints",
];

/// Beginnings of words of praise and thanks.
const PRAISE: &[&str] = &[
    "спасиб",
    "благодар",
    "отличн",
    "прекрасн",
    "замечательн",
    "чудесн",
    "великолепн",
    "идеальн",
    "безупречн",
    "превосходн",
    "восхи",
    "супер",
    "хорош",
    "довол",
    "рад",
    "понрав",
    "нрави",
    "чист",
    "уют",
    "аккуратн",
    "вежлив",
    "приятн",
    "спокой",
    "молодц",
    "умниц",
    "лучш",
    "сия",
    "блест",
    "люб",
    "thank",
    "great",
    "perfect",
    "excellent",
    "wonderful",
    "lovely",
    "amazing",
    "good",
    "happy",
    "pleased",
    "love",
    "clean",
    "fine",
    "nice",
    "brilliant",
    "superb",
    "flawless",
    "impeccable",
    "delighted",
    "satisfied",
    "sparkl",
];

/// Words that say nothing by themselves.
const PLAIN: &[&str] = &[
    "а",
    "в",
    "вам",
    "вас",
    "ваш",
    "ваша",
    "ваше",
    "вашей",
    "ваши",
    "вашу",
    "все",
    "всегда",
    "всем",
    "всех",
    "вы",
    "да",
    "девушкам",
    "девушки",
    "дом",
    "дома",
    "ему",
    "за",
    "и",
    "их",
    "как",
    "квартира",
    "квартире",
    "команда",
    "команде",
    "мне",
    "мы",
    "на",
    "нам",
    "нас",
    "наш",
    "наша",
    "ничего",
    "огромное",
    "она",
    "они",
    "очень",
    "по",
    "просто",
    "работа",
    "работу",
    "работой",
    "с",
    "снова",
    "стало",
    "так",
    "теперь",
    "то",
    "у",
    "уборка",
    "уборку",
    "уборкой",
    "это",
    "этот",
    "я",
    "большое",
    "был",
    "была",
    "были",
    "было",
    "ольга",
    "a",
    "all",
    "always",
    "and",
    "are",
    "as",
    "for",
    "home",
    "house",
    "i",
    "in",
    "is",
    "it",
    "job",
    "me",
    "my",
    "nothing",
    "our",
    "so",
    "team",
    "that",
    "the",
    "this",
    "to",
    "us",
    "very",
    "was",
    "we",
    "were",
    "work",
    "yes",
    "you",
    "your",
    "everything",
    "much",
    "s",
];

/// Beginnings of words of remark: what they stand beside does not matter.
const REMARK: &[&str] = &[
    "недо",
    "плох",
    "гряз",
    "пыл",
    "пятн",
    "развод",
    "забы",
    "пропус",
    "опозд",
    "ждал",
    "слома",
    "разби",
    "царап",
    "поцарап",
    "запах",
    "пахн",
    "шум",
    "долг",
    "дорог",
    "разочаров",
    "обид",
    "жал",
    "грубо",
    "потер",
    "исчез",
    "проверя",
    "внимательн",
    "тщательн",
    "хотел",
    "хотело",
    "лучше",
    "больше",
    "меньше",
    "пожалуйст",
    "можно",
    "стоит",
    "следу",
    "проблем",
    "только",
    "кроме",
    "осталось",
    "остал",
    "dirt",
    "dust",
    "stain",
    "streak",
    "forg",
    "miss",
    "late",
    "broke",
    "scratch",
    "smell",
    "noise",
    "nois",
    "slow",
    "expens",
    "disappoint",
    "rude",
    "lost",
    "please",
    "should",
    "could",
    "would",
    "wish",
    "problem",
    "issue",
    "only",
    "except",
    "better",
    "more",
    "less",
    "next",
];

/// Whole words that turn what stands around them.
const TURNS: &[&str] = &["но", "не", "нет", "ни", "бы", "однако", "если", "but", "not", "no", "however", "if", "didn", "wasn", "isn", "t", "never"];

/// Reads an answer. The same words read the same whatever their case.
pub fn read(answer: &str) -> Reading {
    let folded: String = answer.to_lowercase().chars().map(|sign| if sign == 'ё' { 'е' } else { sign }).collect();
    let words: Vec<&str> = folded.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut line = format!(" {} ", words.join(" "));
    let mut is_nothing = false;
    for phrase in NOTHING {
        let phrase = format!(" {phrase} ");
        while line.contains(&phrase) {
            line = line.replacen(&phrase, " ", 1);
            is_nothing = true;
        }
    }
    let plain: BTreeSet<&str> = PLAIN.iter().copied().collect();
    let begins = |word: &str, list: &[&str]| list.iter().any(|stem| word.starts_with(stem));
    let (mut is_praise, mut is_unsure) = (is_nothing, false);
    for word in line.split_whitespace() {
        if TURNS.contains(&word) || begins(word, REMARK) {
            return Reading::Remark;
        }
        if begins(word, PRAISE) {
            is_praise = true;
        } else if !plain.contains(word) {
            is_unsure = true;
        }
    }
    match (is_praise, is_unsure) {
        (true, false) => Reading::Praise,
        _ => Reading::Unsure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn praise_alone_opens_nothing() {
        for words in [
            "Спасибо, всё прекрасно!",
            "Всё было отлично, очень довольны",
            "Ничего не нужно, всё идеально",
            "Замечаний нет, спасибо",
            "СПАСИБО ОГРОМНОЕ",
            "Nothing, it was perfect. Thank you!",
            "Everything is great, don’t change anything",
        ] {
            assert_eq!(read(words), Reading::Praise, "{words}");
        }
    }

    #[test]
    fn a_remark_opens_a_case_also_behind_a_thank_you() {
        for words in [
            "Спасибо, но на окнах разводы",
            "Не понравилось",
            "Всё хорошо, только пыль за диваном",
            "Хорошо бы приезжать пораньше",
            "Недовольна",
            "Great, but the oven was missed",
            "Please be on time",
            "It wasn't clean",
        ] {
            assert_eq!(read(words), Reading::Remark, "{words}");
        }
    }

    #[test]
    fn what_is_not_understood_is_read_by_a_person() {
        for words in ["Духовка", "👍", "…", "Цветы на окне политы", "10 из 10", "Kiitos"] {
            assert!(read(words).opens_case(), "{words}");
        }
    }

    proptest! {
        #[test]
        fn a_word_of_remark_is_found_whatever_stands_around(before in "[а-яё ,.]{0,40}", after in "[a-z ,.]{0,40}", n in 0..REMARK.len()) {
            let words = format!("{before} {} {after}", REMARK[n]);
            prop_assert_eq!(read(&words), Reading::Remark);
        }

        #[test]
        fn more_words_never_make_praise_of_what_was_not(some in "\\PC{0,60}", n in 0..PRAISE.len()) {
            if read(&some).opens_case() && !some.trim().is_empty() && some.chars().any(char::is_alphanumeric) {
                let more = format!("{some} . {}", PRAISE[n]);
                // Praise around nothing at all is praise; around an unknown word it is not.
                let plain = some.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).all(|w| PLAIN.contains(&w));
                prop_assert!(plain || read(&more).opens_case(), "{}", more);
            }
        }
    }
}
