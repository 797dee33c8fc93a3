//! The streets of the city, found by what people type: abbreviated, half a name, a letter wrong.

use crate::checks::Findings;
use crate::districts::Districts;
use crate::place::{FAR, Place};
use housebook::{Book, Faults};
use serde::Deserialize;
use values::Said;

pub(crate) const FILE: &str = "streets.toml";

/// All streets that the house knows, in the order of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Streets {
    /// How far a point of the page may be from the true one, in metres.
    pub accuracy_m: u32,
    all: Vec<Street>,
}

/// A street with its place on the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Street {
    /// Its full name.
    pub name: Said,
    /// Code of the district that its middle lies in.
    pub district: String,
    /// Its middle.
    pub at: Place,
    /// Parts of a long street by house numbers, from the first house on.
    pub stretches: Vec<Stretch>,
    words: [Vec<Word>; 2],
}

/// A part of a long street.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    /// The last house of the part.
    pub up_to: u32,
    /// Code of the district it lies in.
    pub district: String,
    /// Its middle.
    pub at: Place,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    accuracy_m: u32,
    streets: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    ru: String,
    en: String,
    district: String,
    at: Place,
    #[serde(default)]
    stretches: Vec<Stretch>,
}

impl Street {
    fn of(row: Row) -> Self {
        let Row { ru, en, district, at, stretches } = row;
        let words = [words(&ru), words(&en)];
        Self { name: Said { ru, en }, district, at, stretches, words }
    }

    /// Where a house of the street is: the code of its district, and the middle of its part of the street.
    pub fn house(&self, number: u32) -> (&str, Place) {
        let part = self.stretches.iter().find(|stretch| number <= stretch.up_to).or(self.stretches.last());
        part.map_or((self.district.as_str(), self.at), |stretch| (stretch.district.as_str(), stretch.at))
    }

    /// How badly the name fits what was typed; `None` when it does not.
    fn misfit(&self, typed: &Typed) -> Option<usize> {
        self.words.iter().filter_map(|words| typed.misfit(words)).min()
    }
}

impl Streets {
    /// All of them, in the order of the book.
    pub fn all(&self) -> &[Street] {
        &self.all
    }

    /// The one street that is meant; `None` where none fits, or several fit alike. A house number behind is overlooked.
    pub fn find(&self, typed: &str) -> Option<&Street> {
        let ranked = self.ranked(typed);
        let mut best = ranked.iter();
        let (least, street) = best.next()?;
        best.next().is_none_or(|(second, _)| least < second).then_some(*street)
    }

    /// The best fitting streets, at most `n`.
    pub fn suggest(&self, typed: &str, n: usize) -> Vec<&Street> {
        self.ranked(typed).into_iter().take(n).map(|(_, street)| street).collect()
    }

    fn ranked(&self, typed: &str) -> Vec<(usize, &Street)> {
        let typed = Typed::of(typed);
        let mut fitting: Vec<_> = self.all.iter().filter_map(|street| Some((street.misfit(&typed)?, street))).collect();
        fitting.sort_by_key(|(misfit, _)| *misfit);
        fitting
    }

    pub(crate) fn read(book: &Book, districts: Option<&Districts>) -> Result<Self, Faults> {
        let page: Page = book.read(FILE)?;
        let mut found = Findings::of(book, FILE);
        found.need((1..=1_000).contains(&page.accuracy_m), "accuracy_m", || "`accuracy_m` lies between 1 and 1000 metres".to_owned());
        let known = |code: &str| districts.is_none_or(|districts| districts.district(code).is_some());
        let strange = |name: &str, code: &str| format!("«{name}»: districts.toml has no `{code}`");
        let mut seen = std::collections::BTreeSet::new();
        for (n, row) in page.streets.iter().enumerate() {
            let (name, path) = (&row.ru, |key: &str| format!("streets.{n}.{key}"));
            found.need(!name.trim().is_empty() && !row.en.trim().is_empty(), &format!("streets.{n}"), || "write the name in both languages".to_owned());
            found.need(seen.insert((name, &row.district)), &path("ru"), || format!("«{name}» stands twice in its district"));
            found.need(known(&row.district), &path("district"), || strange(name, &row.district));
            found.need(row.at.is_near(), &path("at"), || format!("«{name}»: {FAR}"));
            let mut last = 0;
            for (m, stretch) in row.stretches.iter().enumerate() {
                let path = |key: &str| format!("streets.{n}.stretches.{m}.{key}");
                found.need(stretch.up_to > last, &path("up_to"), || format!("«{name}»: parts go by house numbers, from the first house on"));
                found.need(known(&stretch.district), &path("district"), || strange(name, &stretch.district));
                found.need(stretch.at.is_near(), &path("at"), || format!("«{name}»: {FAR}"));
                last = stretch.up_to;
            }
        }
        let faults = found.told();
        let streets = Self { accuracy_m: page.accuracy_m, all: page.streets.into_iter().map(Street::of).collect() };
        if faults.is_empty() { Ok(streets) } else { Err(Faults(faults)) }
    }
}

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// What kind of street it is, abbreviated alike.
    Kind(&'static str),
    /// «10-я».
    Number(u32),
    /// Anything else, in small letters.
    Name(String),
}

/// Kinds of streets by how people write them.
const KINDS: [(&str, &[&str]); 11] = [
    ("street", &["ул", "улица", "street", "st", "ulitsa"]),
    ("avenue", &["пр", "просп", "проспект", "пр-т", "пр-кт", "prospekt", "prospect", "avenue", "ave"]),
    ("embankment", &["наб", "набережная", "embankment", "emb"]),
    ("lane", &["пер", "переулок", "lane"]),
    ("boulevard", &["бул", "бульв", "бульвар", "б-р", "boulevard", "blvd"]),
    ("highway", &["ш", "шоссе", "highway"]),
    ("square", &["пл", "площадь", "square", "sq"]),
    ("drive", &["проезд", "пр-д", "drive"]),
    ("alley", &["ал", "аллея", "alley"]),
    ("line", &["лин", "линия", "line"]),
    ("road", &["дор", "дорога", "road"]),
];

/// What stands behind a number that is said in order: «10-я», «2nd».
const ORDINALS: [&str; 12] = ["я", "ая", "й", "ый", "ой", "ий", "е", "ое", "st", "nd", "rd", "th"];

/// The two sides of the Neva by their letters, of «Большой проспект В. О.» and «Большой проспект П. С.»
const SIDES: [(&str, &str, &str); 2] = [("в", "о", "во"), ("п", "с", "пс")];

fn words(text: &str) -> Vec<Word> {
    let small = text.to_lowercase().replace('ё', "е");
    let plain: String = small.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { ' ' }).collect();
    let mut parts: Vec<&str> = Vec::new();
    for token in plain.split_whitespace() {
        let whole = kind(token).is_some() || token.split_once('-').is_some_and(|(number, tail)| number.parse::<u32>().is_ok() && ORDINALS.contains(&tail));
        if whole {
            parts.push(token);
        } else {
            parts.extend(token.split('-').filter(|part| !part.is_empty()));
        }
    }
    let mut words = Vec::new();
    let mut parts = parts.into_iter().peekable();
    while let Some(part) = parts.next() {
        let side = SIDES.iter().find(|(first, second, _)| part == *first && parts.peek() == Some(second));
        if let Some((_, _, both)) = side {
            parts.next();
            words.push(Word::Name((*both).to_owned()));
        } else {
            words.push(word(part));
        }
    }
    words
}

fn kind(token: &str) -> Option<&'static str> {
    KINDS.iter().find(|(_, spelt)| spelt.contains(&token)).map(|(kind, _)| *kind)
}

fn word(part: &str) -> Word {
    let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
    let (digits, tail) = part.split_at(end);
    match (kind(part), digits.parse()) {
        (Some(kind), _) => Word::Kind(kind),
        (None, Ok(number)) if tail.is_empty() || ORDINALS.contains(&tail.trim_start_matches('-')) => Word::Number(number),
        _ => Word::Name(part.to_owned()),
    }
}

/// What was typed, up to the house number.
struct Typed(Vec<Word>);

impl Typed {
    fn of(text: &str) -> Self {
        let mut kept = Vec::new();
        let mut named = false;
        let line = words(text).contains(&Word::Kind("line"));
        for word in words(text) {
            let is_number = |word: &Word| matches!(word, Word::Number(_)) || matches!(word, Word::Name(name) if name.starts_with(|c: char| c.is_ascii_digit()));
            // A number behind the name is the house's, but a line is told by its number wherever that stands.
            let of_house = named && (!line || kept.iter().any(is_number));
            if of_house && is_number(&word) {
                break;
            }
            named |= matches!(word, Word::Name(_) | Word::Kind("line"));
            kept.push(word);
        }
        Self(kept)
    }

    /// Every word typed has its own word in the name; what is left of the name, and each liberty taken, counts against it.
    fn misfit(&self, name: &[Word]) -> Option<usize> {
        let told = self.0.iter().any(|word| matches!(word, Word::Name(text) if text.chars().count() > 1) || matches!(word, Word::Number(_)));
        if !told {
            return None;
        }
        let mut left: Vec<&Word> = name.iter().collect();
        let mut sum = 0;
        for typed in &self.0 {
            let fits = left.iter().enumerate().filter_map(|(at, word)| Some((unlike(typed, word)?, at)));
            match (fits.min(), typed) {
                (Some((unlike, at)), _) => {
                    left.remove(at);
                    sum += unlike;
                }
                (None, Word::Kind(_)) => sum += WRONG_KIND,
                (None, _) => return None,
            }
        }
        let missing: usize = left.into_iter().map(|word| if matches!(word, Word::Kind(_)) { 0 } else { MISSING }).sum();
        Some(sum + missing)
    }
}

const WRONG_KIND: usize = 6;
const MISSING: usize = 2;

/// How unlike two words are, from 0; `None` for two that do not go together.
fn unlike(typed: &Word, word: &Word) -> Option<usize> {
    let (Word::Name(typed), Word::Name(word)) = (typed, word) else {
        return (typed == word).then_some(0);
    };
    if typed == word {
        return Some(0);
    }
    let (typed, word): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
    if word.starts_with(&typed) {
        return Some(1);
    }
    if typed.len() >= 4 && within_one(&typed, &word) {
        return Some(3);
    }
    let begins = |more: usize| word.get(..(typed.len() + more).saturating_sub(1)).is_some_and(|start| within_one(&typed, start));
    (typed.len() >= 5 && (0..=2).any(begins)).then_some(4)
}

/// At most one letter is wrong, missing, added, or has changed places with its neighbour.
fn within_one(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(..a.len() - same).unwrap_or_default(), b.get(..b.len() - same).unwrap_or_default());
    match (a, b) {
        ([] | [_], [] | [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}
