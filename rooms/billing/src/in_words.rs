//! An amount in words, as it stands on papers: roubles in words, kopecks in two digits.

use values::{Lang, Money};

/// One, few and many of a thing, and whether it is feminine.
struct Thing {
    forms: [&'static str; 3],
    is_feminine: bool,
}

const ROUBLE: Thing = Thing { forms: ["рубль", "рубля", "рублей"], is_feminine: false };
const KOPECK: Thing = Thing { forms: ["копейка", "копейки", "копеек"], is_feminine: true };
const THOUSAND: Thing = Thing { forms: ["тысяча", "тысячи", "тысяч"], is_feminine: true };
/// From the million up, each a thousand times the one before; the last is reached by no `i64` of kopecks.
const BIG: [Thing; 4] = [
    Thing { forms: ["миллион", "миллиона", "миллионов"], is_feminine: false },
    Thing { forms: ["миллиард", "миллиарда", "миллиардов"], is_feminine: false },
    Thing { forms: ["триллион", "триллиона", "триллионов"], is_feminine: false },
    Thing { forms: ["квадриллион", "квадриллиона", "квадриллионов"], is_feminine: false },
];

const UNITS: [&str; 20] = [
    "",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
];
const TENS: [&str; 10] = ["", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"];
const HUNDREDS: [&str; 10] = ["", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"];

const UNITS_EN: [&str; 20] = [
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS_EN: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const BIG_EN: [&str; 6] = ["", "thousand", "million", "billion", "trillion", "quadrillion"];

fn word(words: &'static [&'static str], at: u64) -> &'static str {
    usize::try_from(at).ok().and_then(|at| words.get(at)).copied().unwrap_or_default()
}

impl Thing {
    /// The form that goes with a number: 1 рубль, 2 рубля, 5 рублей, 11 рублей.
    fn of(&self, n: u64) -> &'static str {
        let [one, few, many] = self.forms;
        match (n % 100, n % 10) {
            (11..=14, _) => many,
            (_, 1) => one,
            (_, 2..=4) => few,
            _ => many,
        }
    }
}

/// Up to 999 in words, in the gender of what is counted.
fn triad(n: u64, is_feminine: bool) -> Vec<&'static str> {
    let mut words = vec![word(&HUNDREDS, n / 100)];
    let rest = n % 100;
    let units = if rest < 20 { rest } else { rest % 10 };
    if rest >= 20 {
        words.push(word(&TENS, rest / 10));
    }
    words.push(match (units, is_feminine) {
        (1, true) => "одна",
        (2, true) => "две",
        _ => word(&UNITS, units),
    });
    words.retain(|word| !word.is_empty());
    words
}

fn roubles_ru(roubles: u64) -> String {
    let mut words = Vec::new();
    for (power, thing) in (0_u32..4).zip(&BIG).rev() {
        let n = roubles / 10_u64.pow(6 + 3 * power) % 1_000;
        if n > 0 {
            words.extend(triad(n, thing.is_feminine));
            words.push(thing.of(n));
        }
    }
    let thousands = roubles / 1_000 % 1_000;
    if thousands > 0 {
        words.extend(triad(thousands, THOUSAND.is_feminine));
        words.push(THOUSAND.of(thousands));
    }
    words.extend(triad(roubles % 1_000, ROUBLE.is_feminine));
    if words.is_empty() {
        words.push("ноль");
    }
    words.push(ROUBLE.of(roubles));
    words.join(" ")
}

fn triad_en(n: u64) -> String {
    let rest = n % 100;
    let small = match rest {
        0..20 => word(&UNITS_EN, rest).to_owned(),
        _ if rest.is_multiple_of(10) => word(&TENS_EN, rest / 10).to_owned(),
        _ => format!("{}-{}", word(&TENS_EN, rest / 10), word(&UNITS_EN, rest % 10)),
    };
    let hundreds = if n >= 100 { format!("{} hundred", word(&UNITS_EN, n / 100)) } else { String::new() };
    [hundreds, small].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" and ")
}

fn roubles_en(roubles: u64) -> String {
    let mut words = Vec::new();
    for (power, big) in (0_u32..6).zip(BIG_EN).rev() {
        let n = roubles / 10_u64.pow(3 * power) % 1_000;
        if n > 0 {
            words.push(triad_en(n));
            words.push(big.to_owned());
        }
    }
    words.retain(|word| !word.is_empty());
    if words.is_empty() {
        words.push("zero".to_owned());
    }
    words.push(if roubles == 1 { "rouble".to_owned() } else { "roubles".to_owned() });
    words.join(" ")
}

/// An amount in words. What is below zero is said without its sign: no paper asks for less than nothing.
///
/// # Example: what stands under the total?
/// ```
/// # use billing::in_words;
/// # use values::{Lang, Money};
/// assert_eq!(in_words(Lang::Ru, Money::kopecks(2_100_201)), "Двадцать одна тысяча два рубля 01 копейка");
/// assert_eq!(in_words(Lang::En, Money::roubles(21_112)), "Twenty-one thousand one hundred and twelve roubles 00 kopecks");
/// ```
pub fn in_words(lang: Lang, amount: Money) -> String {
    let kopecks = amount.in_kopecks().unsigned_abs();
    let (roubles, rest) = (kopecks / 100, kopecks % 100);
    let said = match lang {
        Lang::Ru => format!("{} {rest:02} {}", roubles_ru(roubles), KOPECK.of(rest)),
        Lang::En => format!("{} {rest:02} {}", roubles_en(roubles), if rest == 1 { "kopeck" } else { "kopecks" }),
    };
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads the words back, knowing nothing of how they were made.
    fn read(words: &str) -> u64 {
        let mut parts: Vec<&str> = words.split(' ').collect();
        let (kopecks, at) = (parts[parts.len() - 2].parse::<u64>().unwrap(), parts.len() - 2);
        parts.truncate(at);
        let (mut sum, mut part) = (0, 0);
        for word in parts {
            let word = word.to_lowercase();
            let find = |list: &[&str]| list.iter().position(|known| !known.is_empty() && *known == word).map(|n| n as u64);
            let times = match word.get(..word.len().min(12)).unwrap_or(&word) {
                w if w.starts_with("тысяч") => Some(1_000),
                _ if word.starts_with("миллион") => Some(1_000_000),
                _ if word.starts_with("миллиард") => Some(1_000_000_000),
                _ if word.starts_with("триллион") => Some(1_000_000_000_000),
                _ if word.starts_with("квадриллион") => Some(1_000_000_000_000_000),
                _ => None,
            };
            if let Some(times) = times {
                sum += part * times;
                part = 0;
            } else if !word.starts_with("рубл") && word != "ноль" {
                part += match word.as_str() {
                    "одна" => 1,
                    "две" => 2,
                    _ => find(&UNITS).or_else(|| find(&TENS).map(|n| n * 10)).or_else(|| find(&HUNDREDS).map(|n| n * 100)).unwrap(),
                };
            }
        }
        (sum + part) * 100 + kopecks
    }

    #[test]
    fn numbers_that_go_wrong_elsewhere() {
        let said = |lang, roubles: i64, kopecks| in_words(lang, Money::kopecks(roubles * 100 + kopecks));
        for (roubles, kopecks, words) in [
            (0, 0, "Ноль рублей 00 копеек"),
            (1, 11, "Один рубль 11 копеек"),
            (2, 22, "Два рубля 22 копейки"),
            (11, 14, "Одиннадцать рублей 14 копеек"),
            (1_000, 0, "Одна тысяча рублей 00 копеек"),
            (2_012, 0, "Две тысячи двенадцать рублей 00 копеек"),
            (12_111, 21, "Двенадцать тысяч сто одиннадцать рублей 21 копейка"),
            (1_000_001, 0, "Один миллион один рубль 00 копеек"),
            (5_900, 0, "Пять тысяч девятьсот рублей 00 копеек"),
        ] {
            assert_eq!(said(Lang::Ru, roubles, kopecks), words);
        }
        for (roubles, kopecks, words) in [
            (0, 0, "Zero roubles 00 kopecks"),
            (1, 1, "One rouble 01 kopeck"),
            (1_015, 0, "One thousand fifteen roubles 00 kopecks"),
            (340_100, 0, "Three hundred and forty thousand one hundred roubles 00 kopecks"),
        ] {
            assert_eq!(said(Lang::En, roubles, kopecks), words);
        }
    }

    proptest! {
        #[test]
        fn the_words_say_the_amount(kopecks in prop_oneof![0_i64..10_000_000, 0_i64..1_000_000_000_000, 0_i64..i64::MAX]) {
            prop_assert_eq!(read(&in_words(Lang::Ru, Money::kopecks(kopecks))), kopecks.unsigned_abs());
        }

        #[test]
        fn a_noun_agrees_with_its_number(n in 0_u64..1_000_000) {
            let form = ROUBLE.of(n);
            let expected = if (11..=14).contains(&(n % 100)) { "рублей" } else { match n % 10 { 1 => "рубль", 2..=4 => "рубля", _ => "рублей" } };
            prop_assert_eq!(form, expected);
            let words = roubles_ru(n);
            prop_assert!(words.ends_with(form));
            prop_assert!(!words.contains("один тысяч") && !words.contains("два тысяч"));
        }
    }
}
