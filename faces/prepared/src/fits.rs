//! What of the house book the words of somebody are about: offered with the words that led there, never taken as said.

use lexicon::fold;

/// Something that the house does, with the words by which it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The page of ours that is about it.
    pub page: String,
    /// Its name, in every language.
    pub name: String,
    /// All else that the book says of it.
    pub text: String,
}

/// What fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Which of those that are offered.
    pub n: usize,
    /// The words that led there, as they were typed; none where the page did.
    pub by: Vec<String>,
}

/// Nobody reads more while the phone rings.
const MOST: usize = 2;
/// A word of the name says as much as three of the rest.
const NAMED: usize = 3;
/// What is less is chance.
const ENOUGH: usize = 3;
/// A shorter word is a grammar's.
const SHORTEST: usize = 4;
/// An ending is no longer.
const ENDING: usize = 3;

/// Words that stand in every sentence, folded.
const EVERYWHERE: [&str; 28] = [
    "после",
    "перед",
    "через",
    "чтоби",
    "когда",
    "какои",
    "какая",
    "какие",
    "можно",
    "нужно",
    "надо",
    "есть",
    "если",
    "вас",
    "вами",
    "ваша",
    "наши",
    "наша",
    "что",
    "ето",
    "хочу",
    "очен",
    "будет",
    "всем",
    "всех",
    "добрии",
    "здравствуите",
    "пожалуиста",
];

/// Words with the form by which they are compared.
fn words(text: &str) -> Vec<(&str, String)> {
    let all = text.split(|c: char| !c.is_alphanumeric()).map(|word| (word, fold(word)));
    all.filter(|(_, folded)| folded.chars().count() >= SHORTEST && !EVERYWHERE.contains(&folded.as_str())).collect()
}

/// Two forms of one word: they begin alike, and differ in their endings alone.
fn is_akin(one: &str, other: &str) -> bool {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let rest = |word: &str| word.chars().count() - same;
    same >= SHORTEST && rest(one) <= ENDING && rest(other) <= ENDING
}

/// What fits the words and the page that they were written from, the likeliest first.
pub fn fits(said: &str, page: &str, offered: &[Offered]) -> Vec<Fit> {
    let said = words(said);
    let weighed = offered.iter().enumerate().map(|(n, one)| {
        let (name, text) = (words(&one.name), words(&one.text));
        let stands = |among: &[(&str, String)], word: &str| among.iter().any(|(_, known)| is_akin(known, word));
        let mut by: Vec<String> = Vec::new();
        let mut weight = 0;
        for (typed, folded) in &said {
            let counts = if stands(&name, folded) { NAMED } else { usize::from(stands(&text, folded)) };
            if counts > 0 && by.iter().all(|known| !is_akin(&fold(known), folded)) {
                weight += counts;
                by.push((*typed).to_owned());
            }
        }
        let is_of_page = !page.is_empty() && one.page == page;
        (is_of_page, weight, Fit { n, by })
    });
    let mut found: Vec<(bool, usize, Fit)> = weighed.filter(|(is_of_page, weight, _)| *is_of_page || *weight >= ENOUGH).collect();
    found.sort_by_key(|(is_of_page, weight, fit)| (!is_of_page, std::cmp::Reverse(*weight), fit.n));
    found.into_iter().map(|(_, _, fit)| fit).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shelf() -> Vec<Offered> {
        let one = |page: &str, name: &str, text: &str| Offered { page: page.to_owned(), name: name.to_owned(), text: text.to_owned() };
        vec![
            one("/services/windows", "Мойка окон Windows", "Стёкла, рамы, подоконники"),
            one("/services/after_repair", "После ремонта After building work", "Пыль, затирка, следы краски"),
            one("/requests/transfer", "Трансфер Transfer", "Встретим в аэропорту, детское кресло, багаж"),
        ]
    }

    fn found(said: &str, page: &str) -> Vec<(usize, Vec<String>)> {
        fits(said, page, &shelf()).into_iter().map(|fit| (fit.n, fit.by)).collect()
    }

    #[test]
    fn words_lead_to_what_they_name() {
        assert_eq!(found("Сделали ремонт, когда сможете?", ""), [(1, vec!["ремонт".to_owned()])]);
        assert_eq!(found("Нужны трансферы из аэропорта", ""), [(2, vec!["трансферы".to_owned(), "аэропорта".to_owned()])]);
        assert_eq!(found("Встретите в аэропорту с детским креслом и багажом?", "")[0].0, 2, "three of the rest say as much as the name");
        assert_eq!(found("Перезвоните после обеда", ""), [], "a word of every sentence says nothing");
        assert_eq!(found("Сколько стоит?", "/services/windows"), [(0, vec![])], "the page alone");
        assert_eq!(found("ремонт, ремонта, ремонтом", "/services/windows").iter().map(|(n, _)| *n).collect::<Vec<_>>(), [0, 1], "the page before the words");
        assert_eq!(found("windows, please", "")[0].0, 0);
    }

    proptest! {
        #[test]
        fn whatever_is_said_little_is_offered(said in "\\PC{0,200}", page in "(/services/windows|/|)") {
            let found = fits(&said, &page, &shelf());
            prop_assert!(found.len() <= MOST);
            for fit in found {
                prop_assert!(fit.n < 3 && fit.by.iter().all(|word| said.contains(word.as_str())));
            }
        }
    }
}
