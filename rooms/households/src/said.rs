//! What a sentence tells of a person: what they like best, which days of the year matter, how big a child is.
//!
//! Only what can be said one way is found: a favourite right after the liking, a day right after what it is, a child that is known by name.

use crate::suggest::{Words, day};
use crate::weight::Weight;
use crate::{DateKind, MemoryKind, Size, TasteOf};
use jiff::civil::Date;

/// What people like, as it is said after «люблю», with what it is.
const LIKED: [(&str, TasteOf); 62] = [
    ("пионы", TasteOf::Flowers),
    ("розы", TasteOf::Flowers),
    ("тюльпаны", TasteOf::Flowers),
    ("лилии", TasteOf::Flowers),
    ("орхидеи", TasteOf::Flowers),
    ("гортензии", TasteOf::Flowers),
    ("хризантемы", TasteOf::Flowers),
    ("ромашки", TasteOf::Flowers),
    ("гвоздики", TasteOf::Flowers),
    ("фрезии", TasteOf::Flowers),
    ("эустомы", TasteOf::Flowers),
    ("анемоны", TasteOf::Flowers),
    ("ранункулюсы", TasteOf::Flowers),
    ("нарциссы", TasteOf::Flowers),
    ("гиацинты", TasteOf::Flowers),
    ("подсолнухи", TasteOf::Flowers),
    ("сирень", TasteOf::Flowers),
    ("peonies", TasteOf::Flowers),
    ("roses", TasteOf::Flowers),
    ("tulips", TasteOf::Flowers),
    ("lilies", TasteOf::Flowers),
    ("orchids", TasteOf::Flowers),
    ("hydrangeas", TasteOf::Flowers),
    ("chrysanthemums", TasteOf::Flowers),
    ("daisies", TasteOf::Flowers),
    ("carnations", TasteOf::Flowers),
    ("freesias", TasteOf::Flowers),
    ("anemones", TasteOf::Flowers),
    ("ranunculus", TasteOf::Flowers),
    ("daffodils", TasteOf::Flowers),
    ("hyacinths", TasteOf::Flowers),
    ("sunflowers", TasteOf::Flowers),
    ("рислинг", TasteOf::Wine),
    ("шабли", TasteOf::Wine),
    ("шардоне", TasteOf::Wine),
    ("совиньон", TasteOf::Wine),
    ("просекко", TasteOf::Wine),
    ("шампанское", TasteOf::Wine),
    ("мерло", TasteOf::Wine),
    ("каберне", TasteOf::Wine),
    ("бароло", TasteOf::Wine),
    ("кьянти", TasteOf::Wine),
    ("мальбек", TasteOf::Wine),
    ("вино", TasteOf::Wine),
    ("riesling", TasteOf::Wine),
    ("chablis", TasteOf::Wine),
    ("chardonnay", TasteOf::Wine),
    ("sauvignon", TasteOf::Wine),
    ("prosecco", TasteOf::Wine),
    ("champagne", TasteOf::Wine),
    ("merlot", TasteOf::Wine),
    ("cabernet", TasteOf::Wine),
    ("barolo", TasteOf::Wine),
    ("chianti", TasteOf::Wine),
    ("malbec", TasteOf::Wine),
    ("wine", TasteOf::Wine),
    ("капучино", TasteOf::Coffee),
    ("эспрессо", TasteOf::Coffee),
    ("cappuccino", TasteOf::Coffee),
    ("espresso", TasteOf::Coffee),
    ("медовик", TasteOf::Cake),
    ("наполеон", TasteOf::Cake),
];

/// Words that say how it is liked: «белые», "dry".
fn is_how(word: &str) -> bool {
    const ENGLISH: [&str; 22] = [
        "white",
        "pink",
        "red",
        "yellow",
        "blue",
        "purple",
        "cream",
        "peach",
        "pale",
        "dark",
        "garden",
        "fresh",
        "dry",
        "sweet",
        "sparkling",
        "brut",
        "german",
        "french",
        "italian",
        "spanish",
        "alsatian",
        "double",
    ];
    let russian = ["ые", "ие", "ое", "ую", "ый", "ий"].iter().any(|end| word.ends_with(end));
    (russian && word.chars().count() > 3) || ENGLISH.contains(&word)
}

/// The favourites of a sentence, each kind once: «Люблю белые пионы и рислинг».
pub(crate) fn tastes(words: &Words<'_>, sentence: &str) -> Vec<MemoryKind> {
    const LIKES: [&str; 12] = ["люблю", "любим", "любит", "обожаю", "обожаем", "обожает", "love", "loves", "adore", "adores", "like", "likes"];
    const SELVES: [&str; 12] = ["i", "we", "he", "she", "wife", "husband", "mother", "father", "daughter", "son", "also", "really"];
    if words.has_any(&["не", "ни", "нет", "not", "don't", "doesn't", "never", "no"]) {
        return Vec::new();
    }
    let tells = |(_, word): &(usize, &str)| LIKES.contains(&lexicon::small(word).as_str());
    let parts: Vec<&str> = sentence.split_whitespace().collect();
    let Some((at, verb)) = parts.iter().copied().enumerate().find(tells) else { return Vec::new() };
    let before = at.checked_sub(1).and_then(|at| parts.get(at)).map(|word| lexicon::small(word)).unwrap_or_default();
    // "Something like roses" likes nothing, and "would like" asks for it once.
    if lexicon::small(verb).starts_with("like") && !SELVES.contains(&before.as_str()) {
        return Vec::new();
    }
    let mut liked: Vec<(TasteOf, Vec<String>)> = Vec::new();
    for piece in pieces(parts.get(at + 1..).unwrap_or_default()) {
        // What follows something else is no favourite any more.
        let Some(of) = favourite(&piece) else { break };
        let text = piece.join(" ");
        match liked.iter_mut().find(|(known, _)| *known == of) {
            Some((_, all)) => all.push(text),
            None => liked.push((of, vec![text])),
        }
    }
    liked.into_iter().map(|(what, all)| MemoryKind::Taste { what, text: all.join(", ") }).collect()
}

/// What stands between commas and «и», a list of words each.
fn pieces(parts: &[&str]) -> Vec<Vec<String>> {
    let mut pieces = vec![Vec::new()];
    for part in parts {
        if ["и", "and"].contains(part) {
            pieces.push(Vec::new());
            continue;
        }
        let word = part.trim_matches(|c: char| !c.is_alphanumeric());
        if let Some(piece) = pieces.last_mut().filter(|_| !word.is_empty()) {
            piece.push(word.to_owned());
        }
        if part.ends_with(',') {
            pieces.push(Vec::new());
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Is it a favourite and how it is liked, and nothing beside that?
fn favourite(piece: &[String]) -> Option<TasteOf> {
    let small: Vec<String> = piece.iter().map(|word| lexicon::small(word)).collect();
    let (what, how) = small.split_last()?;
    let (_, of) = LIKED.iter().find(|(name, _)| name == what)?;
    // Wine of whatever kind is no favourite.
    let is_named = !["вино", "wine"].contains(&what.as_str()) || !how.is_empty();
    (is_named && how.len() <= 3 && how.iter().all(|word| is_how(word))).then_some(*of)
}

/// Whoever is as old is no child of the home any more.
const GROWN: i64 = 18;

/// Somebody close, as «у жены», and how they are called in the memory.
const KIN: [(&str, &str); 12] = [
    ("жены", "жена"),
    ("мужа", "муж"),
    ("мамы", "мама"),
    ("папы", "папа"),
    ("дочери", "дочь"),
    ("сына", "сын"),
    ("wife's", "wife"),
    ("husband's", "husband"),
    ("mother's", "mother"),
    ("father's", "father"),
    ("daughter's", "daughter"),
    ("son's", "son"),
];

/// Days of every year: «Мой день рождения 5 мая», «У жены день рождения 5 мая», «День рождения мужа 9 мая», «Годовщина свадьбы 14 марта».
/// Of «мой» it must be known whose.
pub(crate) fn dates(words: &Words<'_>, speaker: Option<&str>) -> Vec<MemoryKind> {
    const WEDDINGS: [(&str, &str); 2] = [("годовщина свадьбы", "Годовщина свадьбы"), ("wedding anniversary", "Wedding anniversary")];
    let birthday = ["день рождения", "birthday"].iter().find_map(|said| words.after(said).map(|after| (after, said.split(' ').count())));
    let born = birthday.and_then(|(after, long)| {
        let (whose, on) = whose_after(words, after).map_or_else(|| (whose_before(words, after - long, speaker), after), |(kin, on)| (Some(kin), on));
        let (month, day) = of_year(words, on)?;
        Some(MemoryKind::Date { month, day, what: DateKind::Birthday, name: whose? })
    });
    let wed = WEDDINGS.iter().find_map(|(said, name)| {
        let (month, day) = of_year(words, words.after(said)?)?;
        Some(MemoryKind::Date { month, day, what: DateKind::Anniversary, name: (*name).to_owned() })
    });
    born.into_iter().chain(wed).collect()
}

fn kin(words: &Words<'_>, at: usize) -> Option<&'static str> {
    let word = words.small.get(at)?;
    KIN.iter().find(|(of, _)| of == word).map(|(_, name)| *name)
}

/// Whose day it is, where that stands before it: «у мамы». The husband of somebody's mother is neither.
fn whose_before(words: &Words<'_>, begins: usize, speaker: Option<&str>) -> Option<String> {
    let before = |back: usize| begins.checked_sub(back);
    let is_own = before(1).is_some_and(|at| words.is(at, "мой") || words.is(at, "my"));
    if is_own {
        return speaker.map(str::to_owned);
    }
    let further = before(2).map(|at| if is_possessive(words, at) { at.saturating_sub(1) } else { at });
    if further.is_some_and(|at| kin(words, at).is_some()) {
        return None;
    }
    before(1).and_then(|at| kin(words, at)).map(str::to_owned)
}

/// The same where it stands after it, and where the words go on: «мужа», «у моей жены».
fn whose_after(words: &Words<'_>, after: usize) -> Option<(String, usize)> {
    let after = if words.is(after, "у") { after + 1 } else { after };
    let after = if is_possessive(words, after) { after + 1 } else { after };
    kin(words, after).map(|name| (name.to_owned(), after + 1))
}

fn is_possessive(words: &Words<'_>, at: usize) -> bool {
    ["моего", "моей", "нашего", "нашей", "my", "our"].iter().any(|word| words.is(at, word))
}

/// A child of the household with its birthday: «Сын Петя родился 5 мая 2015», "Our daughter Mia was born on 5 May 2015". The year is told, or
/// nothing is.
pub(crate) fn child(words: &Words<'_>, today: Date) -> Option<MemoryKind> {
    const CHILDREN: [&str; 8] = ["сын", "сынок", "дочь", "дочка", "son", "daughter", "малыш", "малышка"];
    const BORN: [&str; 3] = ["родился", "родилась", "born"];
    if words.has_any(&["не", "ни", "not", "never"]) {
        return None;
    }
    let place = |all: &[&str]| words.small.iter().position(|word| all.contains(&word.as_str()));
    let named = place(&CHILDREN)? + 1;
    let name = words.name(named)?;
    let after = place(&BORN)?.max(named) + 1;
    let on = (after..after + 3).find(|at| !["on", "the", "is"].iter().any(|word| words.is(*at, word)))?;
    let born = of_years(words, on)?;
    let is_child = born <= today && born > today.checked_sub(jiff::Span::new().years(GROWN)).ok()?;
    is_child.then_some(MemoryKind::Child { born, name, size: None })
}

/// A day with its year at this place: `5 мая 2015`, `05.05.2015`.
fn of_years(words: &Words<'_>, at: usize) -> Option<Date> {
    if let [day, month, year] = words.small.get(at)?.split('.').collect::<Vec<_>>().as_slice() {
        return Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    }
    let (day, month, next) = day(words, at)?;
    let year = words.small.get(next)?.parse::<i16>().ok().filter(|year| *year > 1900)?;
    Date::new(year, month?, day).ok()
}

/// The day and the month that stand here, after no more than «у нас это» or "is on the".
fn of_year(words: &Words<'_>, at: usize) -> Option<(i8, i8)> {
    const BETWEEN: [&str; 8] = ["у", "нас", "это", "is", "falls", "on", "the", "our"];
    let at = (at..at + 4).find(|at| !words.small.get(*at).is_some_and(|word| BETWEEN.contains(&word.as_str())))?;
    let (day, month, _) = day(words, at)?;
    let month = month?;
    // The year of a leap day.
    Date::new(2024, month, day).ok().map(|_| (month, day))
}

/// How big a child of the household is: «Соня весит 22 кг, рост 118». Both are told, or nothing is.
pub(crate) fn child_size(words: &Words<'_>, children: &[(String, Date)], today: Date) -> Option<MemoryKind> {
    let number = |at: usize| words.small.get(at).map(String::as_str);
    let said = |all: &[&str]| words.small.iter().position(|word| all.contains(&word.as_str()));
    let weighs = said(&["весит", "weighs"])?;
    let who = weighs.checked_sub(1).and_then(number)?;
    let (name, born) = children.iter().find(|(name, _)| lexicon::small(name) == who)?;
    // Of two who are measured in one sentence nobody knows which number is whose.
    if children.iter().filter(|(name, _)| words.small.contains(&lexicon::small(name))).any(|(other, _)| lexicon::small(other) != who) {
        return None;
    }
    let kg = Weight::parse(number(weighs + 1)?).filter(|kg| (Weight::kg(2)..=Weight::kg(120)).contains(kg))?;
    ["кг", "килограмм", "килограмма", "килограммов", "kg", "kilograms"].contains(&number(weighs + 2)?).then_some(())?;
    let stands = said(&["рост", "height"]).map(|at| at + 1).or_else(|| said(&["tall"]).and_then(|at| at.checked_sub(2)))?;
    let stands = if words.is(stands, "is") { stands + 1 } else { stands };
    let cm = number(stands)?.parse::<u8>().ok().filter(|cm| (40..=210).contains(cm))?;
    let is_cm = |word: &str| ["см", "сантиметров", "cm", "centimetres"].contains(&word);
    if number(stands + 1).is_some_and(|word| !is_cm(word)) {
        return None;
    }
    Some(MemoryKind::Child { born: *born, name: name.clone(), size: Some(Size { kg, cm, on: today }) })
}
