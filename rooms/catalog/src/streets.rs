//! The streets of the city, found by what people type: abbreviated, half a name, a letter wrong.

use crate::checks::unnamed;
use crate::districts::Districts;
use crate::place::{Place, far};
use housebook::{Book, Faults, Proof};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use values::{Said, said};

pub(crate) const FILE: &str = "streets.toml";

/// All streets that the house knows, in the order of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Streets {
    /// How far a point of the page may be from the true one, in metres.
    pub accuracy_m: u32,
    all: Vec<Street>,
    /// Where in `all` a word of a name stands.
    by_word: HashMap<String, BTreeSet<usize>>,
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
    fn of(page: Page) -> Self {
        let all: Vec<Street> = page.streets.into_iter().map(Street::of).collect();
        let mut by_word: HashMap<String, BTreeSet<usize>> = HashMap::new();
        for (at, street) in all.iter().enumerate() {
            for word in street.words.iter().flatten() {
                if let Word::Name(name) = word {
                    by_word.entry(name.clone()).or_default().insert(at);
                }
            }
        }
        Self { accuracy_m: page.accuracy_m, all, by_word }
    }

    /// All of them, in the order of the book.
    pub fn all(&self) -> &[Street] {
        &self.all
    }

    /// The one street that is meant; `None` where none fits, or several fit alike. A house number behind is overlooked.
    pub fn find(&self, typed: &str) -> Option<&Street> {
        let typed = Typed::of(typed);
        // Most are typed as they are called: those alone are looked at that have a word of it just so.
        let called_so = self.with_words_of(&typed).filter_map(|street| Some((street.misfit(&typed)?, street)));
        let mut exact = called_so.filter(|(misfit, _)| *misfit == 0).map(|(_, street)| street);
        if let Some(street) = exact.next() {
            return exact.next().is_none().then_some(street);
        }
        let ranked = self.ranked(&typed);
        let mut best = ranked.iter();
        let (least, street) = best.next()?;
        best.next().is_none_or(|(second, _)| least < second).then_some(*street)
    }

    /// Those that have the longest word of what was typed; each that fits without a liberty is among them.
    fn with_words_of(&self, typed: &Typed) -> impl Iterator<Item = &Street> {
        let names = typed.0.iter().filter_map(|word| if let Word::Name(name) = word { Some(name) } else { None });
        let having = names.max_by_key(|name| name.len()).and_then(|name| self.by_word.get(name));
        having.into_iter().flatten().filter_map(|at| self.all.get(*at))
    }

    /// The best fitting streets, at most `n`.
    pub fn suggest(&self, typed: &str, n: usize) -> Vec<&Street> {
        self.ranked(&Typed::of(typed)).into_iter().take(n).map(|(_, street)| street).collect()
    }

    fn ranked(&self, typed: &Typed) -> Vec<(usize, &Street)> {
        let mut fitting: Vec<_> = self.all.iter().filter_map(|street| Some((street.misfit(typed)?, street))).collect();
        fitting.sort_by_key(|(misfit, _)| *misfit);
        fitting
    }

    pub(crate) fn read(book: &Book, districts: Option<&Districts>) -> Result<Self, Faults> {
        let page: Page = book.read(FILE)?;
        let mut proof = Proof::of(book, FILE);
        proof.need(
            (1..=1_000).contains(&page.accuracy_m),
            "accuracy_m",
            || said!(ru: "`accuracy_m` от 1 до 1000 метров", en: "`accuracy_m` lies between 1 and 1000 metres"),
        );
        let known = |code: &str| districts.is_none_or(|districts| districts.district(code).is_some());
        let strange = |code: &str| said!(ru: "в `districts.toml` нет района `{code}`: исправьте код", en: "`districts.toml` has no `{code}`: mend the code");
        let mut seen = BTreeSet::new();
        for (n, row) in page.streets.iter().enumerate() {
            let (name, path) = (&row.ru, |key: &str| format!("streets.{n}.{key}"));
            proof.need(!name.trim().is_empty() && !row.en.trim().is_empty(), &format!("streets.{n}"), unnamed);
            proof.need(
                seen.insert((name, &row.district)),
                &path("ru"),
                || said!(ru: "«{name}» стоит в своём районе дважды: оставьте одну", en: "«{name}» stands twice in its district: leave one"),
            );
            proof.need(known(&row.district), &path("district"), || strange(&row.district));
            proof.need(row.at.is_near(), &path("at"), far);
            let mut last = 0;
            for (m, stretch) in row.stretches.iter().enumerate() {
                let path = |key: &str| format!("streets.{n}.stretches.{m}.{key}");
                proof.need(stretch.up_to > last, &path("up_to"), || {
                    said!(ru: "части улицы идут по номерам домов, с первого дома: `up_to` растёт", en: "parts go by house numbers, from the first house on: `up_to` grows")
                });
                proof.need(known(&stretch.district), &path("district"), || strange(&stretch.district));
                proof.need(stretch.at.is_near(), &path("at"), far);
                last = stretch.up_to;
            }
        }
        proof.pass(())?;
        Ok(Self::of(page))
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
    let plain: String = lexicon::small(text).chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { ' ' }).collect();
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
            // A number behind the name is the house's, but a line is told by its number wherever that stands.
            let of_house = named && (!line || kept.iter().any(|word: &Word| word.is_number() || word.is_proper()));
            if of_house && (word.is_number() || matches!(&word, Word::Name(name) if HOUSE.contains(&name.as_str()))) {
                break;
            }
            named |= matches!(word, Word::Name(_) | Word::Kind("line"));
            kept.push(word);
        }
        Self(kept)
    }

    /// Every word typed has its own word in the name; what is left of the name, and each liberty taken, counts against it.
    fn misfit(&self, name: &[Word]) -> Option<usize> {
        let named = self.0.iter().any(|word| matches!(word, Word::Name(text) if text.chars().count() > 1));
        let counted = [Word::is_number, Word::is_kind].iter().all(|is| self.0.iter().any(is));
        if !named && !counted {
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

impl Word {
    /// «10-я», and «11к2» too.
    fn is_number(&self) -> bool {
        matches!(self, Self::Number(_)) || matches!(self, Self::Name(name) if name.starts_with(|c: char| c.is_ascii_digit()))
    }

    /// A name of its own, more than the side of the Neva.
    fn is_proper(&self) -> bool {
        matches!(self, Self::Name(name) if !SIDES.iter().any(|(_, _, side)| name == side))
    }

    const fn is_kind(&self) -> bool {
        matches!(self, Self::Kind(_))
    }
}

/// What stands before the number of a house.
const HOUSE: [&str; 3] = ["д", "дом", "house"];
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metro::Metro;
    use housebook::{Files, check};
    use proptest::prelude::*;
    use std::sync::{LazyLock, Mutex};

    fn read() -> (Districts, Streets, Metro) {
        static READ: Mutex<Option<(Districts, Streets, Metro)>> = Mutex::new(None);
        let section = housebook::Section {
            name: "streets",
            read: |book| {
                let districts = Districts::read(book)?;
                let streets = Streets::read(book, Some(&districts))?;
                *READ.lock().unwrap() = Some((districts, streets, Metro::read(book)?));
                Ok(Box::new(|_| ()))
            },
        };
        check(Files::embedded(), &[section]).unwrap();
        READ.lock().unwrap().clone().unwrap()
    }

    static BOOK: LazyLock<(Districts, Streets, Metro)> = LazyLock::new(read);

    fn found(typed: &str) -> &'static str {
        BOOK.1.find(typed).map_or("", |street| street.name.ru.as_str())
    }

    #[test]
    fn a_street_is_found_as_people_write_it() {
        for (typed, street) in [
            ("Б. Пушкарская", "Большая Пушкарская улица"),
            ("большая пушкарская ул", "Большая Пушкарская улица"),
            ("ул. Б.Пушкарская, д. 11, кв. 4", "Большая Пушкарская улица"),
            ("пр Просвещения", "проспект Просвещения"),
            ("просвещения пр-кт 33 к2", "проспект Просвещения"),
            ("Невский", "Невский проспект"),
            ("невский пр. 22", "Невский проспект"),
            ("невсий", "Невский проспект"),
            ("Звездная", "Звёздная улица"),
            ("звёздная ул.", "Звёздная улица"),
            ("наб. р. Мойки 12", "набережная реки Мойки"),
            ("наб кан Грибоедова", "набережная канала Грибоедова"),
            ("фонтанки наб", "набережная реки Фонтанки"),
            ("10 линия", "10-я линия В. О."),
            ("10-я линия ВО", "10-я линия В. О."),
            ("В.О., 7 линия, 20", "7-я линия В. О."),
            ("Большой пр. П.С. 40", "Большой проспект П. С."),
            ("большой пр во", "Большой проспект В. О."),
            ("3 советская", "3-я Советская улица"),
            ("Конногвардейский б-р", "Конногвардейский бульвар"),
            ("каменоостровский", "Каменноостровский проспект"),
            ("Антонова Овсеенко", "улица Антонова-Овсеенко"),
            ("пр. Ленина, Колпино", "проспект Ленина (Колпино)"),
            ("Bolshaya Pushkarskaya st", "Большая Пушкарская улица"),
            ("nevsky prospect", "Невский проспект"),
        ] {
            assert_eq!(found(typed), street, "{typed}");
        }
    }

    #[test]
    fn what_could_be_several_is_none_of_them_and_all_are_suggested() {
        for typed in ["Пушкарская", "Советская", "", "ул", "11", "Абракадабра", "\u{0}", "😀", "пр. Ленина"] {
            assert_eq!(found(typed), "", "{typed}");
        }
        let names = |typed: &str, n: usize| -> Vec<&str> { BOOK.1.suggest(typed, n).into_iter().map(|street| street.name.ru.as_str()).collect() };
        assert_eq!(names("Пушкарская", 5), ["Большая Пушкарская улица", "Малая Пушкарская улица"]);
        assert_eq!(names("камен", 1), ["Каменноостровский проспект"]);
        assert_eq!(names("линия", 3).len(), 0);
        assert_eq!(names("б", 3), Vec::<&str>::new());
    }

    #[test]
    fn a_house_lies_in_its_part_of_a_long_street() {
        let nevsky = BOOK.1.find("Невский").unwrap();
        let metro = |house: u32| BOOK.2.nearest(&nevsky.house(house).1).unwrap().1.ru.as_str();
        assert_eq!([metro(20), metro(100), metro(180)], ["Невский проспект", "Маяковская", "Площадь Александра Невского 2"]);
        let moscow = BOOK.1.find("Московский пр").unwrap();
        assert_eq!((moscow.house(1).0, moscow.house(200).0, moscow.house(9_999).0), ("admiralteysky", "moskovsky", "moskovsky"));
    }

    #[test]
    fn every_street_lies_in_its_district() {
        let (districts, streets, metro) = &*BOOK;
        assert!(streets.all().len() >= 300 && metro.lines().iter().map(|line| line.stations.len()).sum::<usize>() >= 73);
        for street in streets.all() {
            let own = (street.district.as_str(), street.at);
            let parts = street.stretches.iter().map(|stretch| (stretch.district.as_str(), stretch.at));
            for (code, at) in parts.chain([own]) {
                let district = districts.district(code).unwrap();
                let most = if district.beyond_ring || code == "krasnoselsky" { 20_000 } else { 9_000 };
                let metres = district.at.metres_to(&at);
                assert!(metres <= most, "{}: {metres} m from the middle of {code}", street.name.ru);
                let (_, station, way) = metro.nearest(&at).unwrap();
                assert!(district.beyond_ring || code == "krasnoselsky" || way <= 5_500, "{}: {way} m to {}", street.name.ru, station.ru);
            }
        }
    }

    #[test]
    fn known_streets_are_as_far_apart_as_in_the_city() {
        for (one, other, metres) in [
            ("Невский проспект", "Литейный проспект", 200..1_100),
            ("Большая Пушкарская улица", "Невский проспект", 3_000..4_500),
            ("улица Рубинштейна", "Загородный проспект", 200..1_400),
            ("проспект Науки", "улица Дыбенко", 12_000..15_000),
            ("Московский проспект", "проспект Энгельса", 15_000..18_500),
            ("улица Савушкина", "Каменноостровский проспект", 3_500..5_500),
            ("проспект Ветеранов", "проспект Большевиков", 14_000..18_000),
            ("Садовая улица", "Сенная площадь", 0..400),
        ] {
            let at = |name: &str| BOOK.1.all().iter().find(|street| street.name.ru == name).unwrap().at;
            let apart = at(one).metres_to(&at(other));
            assert!(metres.contains(&apart), "{one} and {other}: {apart} m");
        }
    }

    proptest! {
        #[test]
        fn any_street_is_found_by_its_name(n in 0_usize..500, house in 1_u32..300, upper: bool) {
            let street = &BOOK.1.all()[n];
            let typed = format!("{}, {house}", street.name.ru);
            let typed = if upper { typed.to_uppercase() } else { typed };
            prop_assert_eq!(found(&typed), street.name.ru.as_str());
            prop_assert_eq!(&BOOK.1.suggest(&street.name.en, 1)[0].name, &street.name);
        }

        #[test]
        fn one_lost_letter_of_a_long_word_hides_no_street(n in 0_usize..500, lost in 1_usize..40) {
            let street = &BOOK.1.all()[n];
            let word = street.name.ru.split(' ').filter(|word| kind(&word.to_lowercase()).is_none()).max_by_key(|word| word.chars().count()).unwrap();
            prop_assume!(word.chars().count() >= 6 && !word.contains(['(', '-']));
            let lost = 1 + lost % (word.chars().count() - 1);
            let hurt: String = word.chars().enumerate().filter(|(at, _)| *at != lost).map(|(_, c)| c).collect();
            let typed = street.name.ru.replacen(word, &hurt, 1);
            prop_assert!(BOOK.1.suggest(&typed, 3).contains(&street), "{}", typed);
        }

        #[test]
        fn anything_typed_is_answered(typed in ".{0,60}") {
            prop_assert!(BOOK.1.suggest(&typed, 5).len() <= 5);
        }
    }
}
