//! What a message or an answer may be telling us about the household: found in plain words, Russian or English.
//!
//! Nothing found here is remembered: it is put before a person, who confirms it or says no. So what is doubtful is left out
//! (a question, an "if", a "no longer"), and what is understood only in part is suggested in the household's own words.

use crate::said::{child, child_size, dates, tastes};
use crate::{MemoryKind, PetKind};
use jiff::civil::{Date, Time, date};

/// What a person may not bear and the kit may carry, with the words that people have for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Carried {
    pub(crate) code: String,
    /// In either language; several words are one name.
    pub(crate) names: Vec<String>,
}

/// What is known before a text is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// What a person may not bear.
    pub(crate) carried: Vec<Carried>,
    /// The name of whoever speaks of themselves in it; `None` where nobody knows whose words they are.
    pub(crate) speaker: Option<String>,
    /// The children of the household, with their birthdays.
    pub(crate) children: Vec<(String, Date)>,
}

/// Something that may be worth remembering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) kind: MemoryKind,
    /// The sentence in which it was found.
    pub(crate) quote: String,
}

/// Letters of a sentence that is quoted.
const QUOTE: usize = 400;

/// What a text may be telling, each thing once, in the order of the text. `today` is the day on which it was written.
pub(crate) fn suggest(text: &str, known: &Known, today: Date) -> Vec<Hint> {
    let mut hints: Vec<Hint> = Vec::new();
    for sentence in sentences(text) {
        let words = Words::of(sentence);
        // A question tells nothing, and "if" tells of what may be.
        if sentence.ends_with('?') || words.has_any(&["если", "if", "whether"]) {
            continue;
        }
        let is_plain = !words.has_any(&["бы"]);
        let told = || {
            let who = child_size(&words, &known.children, today).into_iter().chain(child(&words, today)).chain(dates(&words, known.speaker.as_deref()));
            let unborne = allergies(&words, sentence, &known.carried).into_iter().chain(unwanted(&words, known));
            let what = unborne.chain(tastes(&words, sentence));
            what.chain(pet(&words)).chain(closed_room(&words, sentence)).chain(away(&words, today)).chain(who)
        };
        let mut found: Vec<MemoryKind> = is_plain.then(told).into_iter().flatten().collect();
        if found.is_empty() {
            found.extend(wish(&words, sentence));
        }
        for kind in found {
            if !hints.iter().any(|hint| hint.kind == kind) {
                hints.push(Hint { kind, quote: sentence.chars().take(QUOTE).collect() });
            }
        }
    }
    hints
}

/// How they would like it from now on: a sentence that asks for it in so many words. What is to be done once, today, or by phone is
/// no wish about the home, and neither is thanks.
fn wish(words: &Words<'_>, sentence: &str) -> Option<MemoryKind> {
    const ASKS: [&str; 8] = ["в следующий раз", "хотелось бы", "хотели бы", "просьба", "всегда", "next time", "would like", "would prefer"];
    const ONCE: [&str; 22] = [
        "позвон",
        "перезвон",
        "напиш",
        "пришл",
        "перенес",
        "отмен",
        "сегодня",
        "завтра",
        "срочно",
        "верн",
        "call",
        "write",
        "send",
        "cancel",
        "move",
        "reschedul",
        "today",
        "tomorrow",
        "refund",
        "спасибо",
        "благодар",
        "thank",
    ];
    let begins = |word: &String| ONCE.iter().any(|stem| word.starts_with(stem));
    let asks = ASKS.iter().any(|said| words.after(said).is_some()) || words.has_any(&["пожалуйста", "please"]);
    (asks && words.small.len() >= 3 && !words.small.iter().any(begins)).then(|| MemoryKind::Wish { text: sentence.chars().take(QUOTE).collect() })
}

/// The sentences of a text. A point between two digits is part of a date.
fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut begin = 0;
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    for (n, (at, letter)) in letters.iter().enumerate() {
        let next = letters.get(n + 1).map(|(_, next)| *next);
        let ends = matches!(letter, '\n' | ';' | '!' | '?' | '…') || (*letter == '.' && next.is_none_or(char::is_whitespace));
        if ends {
            let end = at + letter.len_utf8();
            sentences.extend(text.get(begin..end));
            begin = end;
        }
    }
    sentences.extend(text.get(begin..));
    sentences.into_iter().map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}

/// The words of a sentence, as written and in small letters.
pub(crate) struct Words<'a> {
    written: Vec<&'a str>,
    pub(crate) small: Vec<String>,
}

impl<'a> Words<'a> {
    pub(crate) fn of(sentence: &'a str) -> Self {
        let cut = |c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | ':' | '.' | ','));
        let trimmed = |word: &'a str| word.trim_matches(|c: char| !c.is_alphanumeric());
        // A comma stays in a figure alone: «22,5 кг».
        let parted = |word: &'a str| -> Vec<&'a str> { if is_decimal(word) { vec![word] } else { word.split(',').collect() } };
        let written: Vec<&str> = sentence.split(cut).map(trimmed).flat_map(parted).map(trimmed).filter(|word| !word.is_empty()).collect();
        let small = written.iter().map(|word| plain(word)).collect();
        Self { written, small }
    }
    pub(crate) fn has_any(&self, words: &[&str]) -> bool {
        self.small.iter().any(|word| words.contains(&word.as_str()))
    }
    pub(crate) fn is(&self, at: usize, word: &str) -> bool {
        self.small.get(at).is_some_and(|known| known == word)
    }
    /// The place after these words, where they stand one after the other.
    pub(crate) fn after(&self, words: &str) -> Option<usize> {
        let wanted: Vec<&str> = words.split(' ').collect();
        (0..self.small.len()).find(|at| wanted.iter().enumerate().all(|(n, word)| self.is(at + n, word))).map(|at| at + wanted.len())
    }
    /// The word at this place, as it was written, where it can be a name.
    pub(crate) fn name(&self, at: usize) -> Option<String> {
        self.written.get(at).filter(|name| is_name(name)).map(|name| (*name).to_owned())
    }
    fn from(&self, at: usize) -> &[String] {
        self.small.get(at..).unwrap_or_default()
    }
}

fn is_decimal(word: &str) -> bool {
    let is_figure = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    word.split_once(',').is_some_and(|(whole, part)| is_figure(whole) && part.len() == 1 && is_figure(part))
}

fn plain(word: &str) -> String {
    lexicon::small(word).replace('’', "'")
}

/// Words that follow an allergy, at most.
const REACH: usize = 8;

fn allergies(words: &Words<'_>, sentence: &str, carried: &[Carried]) -> Vec<MemoryKind> {
    if words.has_any(&["нет", "no", "not", "isn't", "never", "без", "прошла", "больше", "longer", "anymore"]) {
        return Vec::new();
    }
    let small = &words.small;
    let begins = small.iter().enumerate().filter_map(|(n, word)| {
        let next = |word: &str| words.is(n + 1, word);
        let russian = word.starts_with("аллерг") && next("на");
        let english = (word.starts_with("allerg") || word == "sensitive") && next("to");
        let bears = n > 0 && words.is(n - 1, "не") && word.starts_with("перенос");
        if word.starts_with("непереносимост") {
            return Some(n + 1);
        }
        if russian || english { Some(n + 2) } else { bears.then_some(n + 1) }
    });
    let told: Vec<&String> = begins.flat_map(|begins| words.from(begins).iter().take(REACH)).collect();
    let known = unborne(&told, carried);
    // Something that the house book does not name is remembered in their own words.
    let in_words = || vec![MemoryKind::Note { text: sentence.chars().take(QUOTE).collect() }];
    if known.is_empty() && !told.is_empty() { in_words() } else { known }
}

/// What of the kit is named among these words, as something that is not borne.
fn unborne(told: &[&String], carried: &[Carried]) -> Vec<MemoryKind> {
    let is_named = |one: &&Carried| one.names.iter().any(|name| names(told, name));
    carried.iter().filter(is_named).map(|one| MemoryKind::Allergy { to: one.code.clone() }).collect()
}

/// Words that follow a dislike, at most: "never use anything with chlorine".
const NEAR: usize = 4;

/// What is not to be near them, whatever the reason: hated, forbidden to somebody at home, never to be used. Of one room or one day it says
/// nothing about the home, and what the house book does not name is left out.
fn unwanted(words: &Words<'_>, known: &Known) -> Vec<MemoryKind> {
    const HATES: [&str; 8] = ["hate", "hates", "can't stand", "cannot stand", "ненавижу", "ненавидит", "терпеть не могу", "терпеть не может"];
    const NEVER: [&str; 9] = [
        "never use",
        "don't use",
        "do not use",
        "don't ever use",
        "не используйте",
        "не пользуйтесь",
        "не применяйте",
        "не надо использовать",
        "нельзя использовать",
    ];
    const PASSING: [&str; 13] = ["сегодня", "завтра", "пока", "раз", "много", "слишком", "today", "tomorrow", "now", "much", "too", "would", "i'd"];
    if words.has_any(&PASSING) || room(words).is_some() {
        return Vec::new();
    }
    let denied =
        |at: usize| at.checked_sub(1).and_then(|at| words.small.get(at)).is_some_and(|word| ["не", "not", "don't", "doesn't", "no"].contains(&word.as_str()));
    let is_over = words.has_any(&["longer", "anymore", "перестал", "перестала"]);
    let hated = HATES.iter().filter_map(|said| words.after(said).filter(|at| !is_over && !denied(at - said.split(' ').count())));
    let never = NEVER.iter().filter_map(|said| words.after(said));
    let told: Vec<&String> = hated.chain(never).chain(forbidden(words, known)).flat_map(|at| words.from(at).iter().take(NEAR)).collect();
    unborne(&told, &known.carried)
}

/// The place after «мужу нельзя»: somebody at home who must not have it.
fn forbidden(words: &Words<'_>, known: &Known) -> Option<usize> {
    const WHOM: [&str; 18] = [
        "мне",
        "нам",
        "мужу",
        "жене",
        "сыну",
        "дочери",
        "дочке",
        "маме",
        "папе",
        "бабушке",
        "дедушке",
        "ребенку",
        "детям",
        "малышу",
        "внуку",
        "внучке",
        "ему",
        "ей",
    ];
    let at = words.after("нельзя")?;
    let who = at.checked_sub(2).and_then(|at| words.small.get(at))?;
    let is_child = known.children.iter().any(|(name, _)| is_form(who, &plain(name)));
    (WHOM.contains(&who.as_str()) || is_child).then_some(at)
}

/// Is this name among the words? In any case and number, and as an adjective.
fn names(told: &[&String], name: &str) -> bool {
    let parts: Vec<String> = name.split_whitespace().map(plain).collect();
    !parts.is_empty() && parts.iter().all(|part| told.iter().any(|word| is_form(word, part)))
}

/// Letters of a word that is known by itself alone: of «мёд» so little is left that «медь» begins with it too.
const WHOLE: usize = 3;

/// Is it a form of this name? By what of it does not change, and an ending that such a word has: «орехами», «лимонный», and not "nutmeg".
fn is_form(word: &str, name: &str) -> bool {
    const HARD: [&str; 13] = ["", "а", "ы", "у", "е", "о", "ой", "ом", "ов", "ам", "ами", "ах", "ою"];
    const SOFT: [&str; 15] = ["", "ь", "я", "и", "ю", "е", "ей", "ем", "ям", "ями", "ях", "ью", "ев", "й", "ею"];
    const ADJECTIVE: [&str; 20] =
        ["ый", "ий", "ая", "ое", "ые", "ие", "ого", "его", "ому", "ему", "ым", "им", "ых", "их", "ой", "ей", "ую", "ыми", "ими", "ом"];
    if name.chars().count() <= WHOLE {
        return word == name;
    }
    let stem = stem(name);
    let Some(rest) = word.strip_prefix(&stem) else { return false };
    let Some(last) = stem.chars().next_back().filter(|letter| matches!(letter, 'а'..='я')) else { return ["", "s", "es", "'s"].contains(&rest) };
    let mixed = "гкхжшчщц".contains(last);
    let is_soft = mixed || !"бвдзлмнпрстф".contains(last) || name.ends_with(['ь', 'я', 'й', 'и', 'е']);
    let is_hard = mixed || !name.ends_with(['ь', 'я', 'й']);
    let noun = |rest: &str| (is_hard && HARD.contains(&rest)) || (is_soft && SOFT.contains(&rest));
    let is_adjective = ["ый", "ий", "ая", "ое", "ые", "ие"].iter().any(|end| name.ends_with(end));
    let derived = |suffix: &&str| rest.strip_prefix(*suffix).is_some_and(|rest| ADJECTIVE.contains(&rest));
    let is_long = stem.chars().count() > WHOLE;
    noun(rest)
        || (is_adjective && ADJECTIVE.contains(&rest))
        || (is_long && (["н", "ьн", "ов", "ев"].iter().any(derived) || rest.strip_prefix('к').is_some_and(|rest| HARD.contains(&rest))))
}

fn stem(word: &str) -> String {
    let endings = ["овые", "овая", "ыми", "ими", "ый", "ий", "ая", "ое", "ые", "ие", "а", "я", "ь", "й", "о", "е", "и", "ы", "s"];
    let long = |rest: &&str| rest.chars().count() >= 3;
    endings.iter().find_map(|ending| word.strip_suffix(ending).filter(long)).unwrap_or(word).to_owned()
}

/// Beginnings of the words for an animal.
const PETS: [(&str, PetKind); 24] = [
    ("собак", PetKind::Dog),
    ("пес", PetKind::Dog),
    ("щен", PetKind::Dog),
    ("dog", PetKind::Dog),
    ("puppy", PetKind::Dog),
    ("кошк", PetKind::Cat),
    ("кот", PetKind::Cat),
    ("cat", PetKind::Cat),
    ("kitten", PetKind::Cat),
    ("попуга", PetKind::Bird),
    ("канарейк", PetKind::Bird),
    ("parrot", PetKind::Bird),
    ("canary", PetKind::Bird),
    ("хомяк", PetKind::Rodent),
    ("кролик", PetKind::Rodent),
    ("шиншилл", PetKind::Rodent),
    ("hamster", PetKind::Rodent),
    ("rabbit", PetKind::Rodent),
    ("chinchilla", PetKind::Rodent),
    ("рыбк", PetKind::Fish),
    ("goldfish", PetKind::Fish),
    ("черепах", PetKind::Other),
    ("tortoise", PetKind::Other),
    ("хорек", PetKind::Other),
];

/// `пес`, `песик`, `котенок`, and neither `песок` nor `который`.
fn animal(word: &str) -> Option<PetKind> {
    const OTHERS: [&str; 8] = ["песо", "песн", "котор", "котел", "котл", "котлет", "catch", "categ"];
    if OTHERS.iter().any(|other| word.starts_with(other)) {
        return None;
    }
    let near = |root: &&(&str, PetKind)| word.strip_prefix(root.0).is_some_and(|rest| rest.chars().count() <= 5);
    PETS.iter().find(near).map(|(_, pet)| *pet)
}

fn pet(words: &Words<'_>) -> Option<MemoryKind> {
    if words.has_any(&["нет", "умер", "умерла", "больше", "аллергия", "аллергии", "no", "not", "died", "longer", "allergic", "allergy"])
    {
        return None;
    }
    let (at, pet) = words.small.iter().enumerate().find_map(|(n, word)| animal(word).map(|pet| (n, pet)))?;
    let after = |said: &[&str]| said.iter().find_map(|said| words.after(said)).and_then(|at| words.name(at));
    let called = after(&["зовут", "по имени", "кличка", "is called", "is named", "called", "named", "name is"]);
    let ours = words.small.iter().any(|word| ["нас", "меня", "нами", "мой", "моя", "our", "my", "have"].contains(&word.as_str()) || word.starts_with("наш"));
    let beside = ours.then(|| words.name(at + 1)).flatten();
    let named = called.or(beside);
    let has = words.after("у нас").is_some() || words.after("we have").is_some() || words.after("i have").is_some();
    (named.is_some() || has).then(|| MemoryKind::Pet { pet, name: named.unwrap_or_default() })
}

fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() <= 20 && word.chars().all(|c| c.is_alphabetic() || c == '-')
}

/// Beginnings of the words for a room; two words stand one after the other.
const ROOMS: [(&str, &str); 21] = [
    ("кабинет", "study"),
    ("детск", "nursery"),
    ("спальн", "bedroom"),
    ("гардероб", "dressing"),
    ("гостин", "living"),
    ("кухн", "kitchen"),
    ("ванн", "bathroom"),
    ("прихож", "hall"),
    ("балкон", "balcony"),
    ("кладов", "storage"),
    ("study", "study"),
    ("office", "study"),
    ("nursery", "nursery"),
    ("bedroom", "bedroom"),
    ("dressing", "dressing"),
    ("living", "living"),
    ("kitchen", "kitchen"),
    ("bathroom", "bathroom"),
    ("hall", "hall"),
    ("balcony", "balcony"),
    ("storage", "storage"),
];

/// The room that a sentence names first, by its code.
fn room(words: &Words<'_>) -> Option<&'static str> {
    words.small.iter().find_map(|word| ROOMS.iter().find(|(root, _)| word.starts_with(root))).map(|(_, room)| *room)
}

fn closed_room(words: &Words<'_>, sentence: &str) -> Option<MemoryKind> {
    let entered =
        |at: usize| ["заход", "вход", "войд", "зайд", "загляд", "enter", "go"].iter().any(|verb| words.small.get(at).is_some_and(|w| w.starts_with(verb)));
    let refused = (0..words.small.len()).any(|n| match words.small.get(n).map(String::as_str) {
        // «не надо входить», "do not ever go into".
        Some("не" | "not" | "don't" | "never" | "нельзя") => (1..=3).any(|far| entered(n + far)),
        _ => false,
    });
    // Of one day it is nothing to remember.
    let is_once = words.has_any(&["сегодня", "завтра", "послезавтра", "today", "tomorrow"]);
    if is_once || (!refused && words.after("stay out of").is_none() && words.after("keep out of").is_none()) {
        return None;
    }
    let room = room(words)?.to_owned();
    Some(match hours(words) {
        Hours::All => MemoryKind::ClosedRoom { room, days: week(words), hours: None },
        Hours::Between(from, until) => MemoryKind::ClosedRoom { room, days: week(words), hours: Some((from, until)) },
        // Closed for ever it is not: who knows when, reads their own words.
        Hours::Unread => MemoryKind::Wish { text: sentence.chars().take(QUOTE).collect() },
    })
}

/// The days of the week that a sentence names, in order; none: on all.
fn week(words: &Words<'_>) -> Vec<i8> {
    const DAYS: [(&str, &[i8]); 18] = [
        ("понедельник", &[1]),
        ("вторник", &[2]),
        ("сред", &[3]),
        ("четверг", &[4]),
        ("пятниц", &[5]),
        ("суббот", &[6]),
        ("воскресень", &[7]),
        ("будн", &[1, 2, 3, 4, 5]),
        ("выходн", &[6, 7]),
        ("monday", &[1]),
        ("tuesday", &[2]),
        ("wednesday", &[3]),
        ("thursday", &[4]),
        ("friday", &[5]),
        ("saturday", &[6]),
        ("sunday", &[7]),
        ("weekday", &[1, 2, 3, 4, 5]),
        ("weekend", &[6, 7]),
    ];
    // «средам» is a day, «средствами» are products.
    let near = |word: &str, root: &str| word != "среди" && word.strip_prefix(root).is_some_and(|rest| rest.chars().count() <= 3);
    let named = words.small.iter().flat_map(|word| DAYS.iter().filter(|(root, _)| near(word, root)).flat_map(|(_, days)| days.iter().copied()));
    let mut days: Vec<i8> = named.collect();
    days.sort_unstable();
    days.dedup();
    if days.len() == 7 { Vec::new() } else { days }
}

/// In which hours of a day.
enum Hours {
    /// In all: no hour is named.
    All,
    /// From, up to.
    Between(Time, Time),
    /// There is more of it than can be read: «пока спит дочь», «до обеда».
    Unread,
}

/// The end of a day that «после 18» leaves open.
const DAY_END: Time = Time::constant(23, 59, 0, 0);

/// «с 14 до 16», "from 2 pm to 4:30 pm", «до 11», «после 18 часов». All of the numbers are read as hours, or none.
fn hours(words: &Words<'_>) -> Hours {
    const FROM: [&str; 8] = ["с", "после", "между", "from", "after", "since", "between", "past"];
    const UNTIL: [&str; 6] = ["до", "until", "till", "before", "to", "раньше"];
    // They tell a time, whatever follows.
    const VAGUE: [&str; 21] = [
        "после",
        "до",
        "раньше",
        "пока",
        "когда",
        "утром",
        "днем",
        "вечером",
        "ночью",
        "обед",
        "обеда",
        "after",
        "until",
        "till",
        "before",
        "while",
        "when",
        "morning",
        "mornings",
        "evening",
        "night",
    ];
    let is_pair = words.has_any(&["between", "между"]);
    let (mut begins, mut ends, mut read) = (Vec::new(), Vec::new(), 0);
    for (n, word) in words.small.iter().enumerate() {
        // «до 11 марта» is a day.
        let is_day = day(words, n + 1).is_some_and(|(_, month, _)| month.is_some());
        let time = clock(words, n + 1).filter(|_| !is_day).map(|(time, _)| time);
        match (word.as_str(), time) {
            (word, Some(time)) if FROM.contains(&word) => begins.push((n, time)),
            (word, Some(time)) if UNTIL.contains(&word) || (is_pair && ["и", "and"].contains(&word)) => ends.push((n, time)),
            (word, None) if VAGUE.contains(&word) => return Hours::Unread,
            (word, _) if word.starts_with(|letter: char| letter.is_ascii_digit()) => read += 1,
            _ => {}
        }
    }
    if read != begins.len() + ends.len() {
        return Hours::Unread;
    }
    match (begins.as_slice(), ends.as_slice()) {
        ([], []) => Hours::All,
        ([(_, from)], []) if *from < DAY_END => Hours::Between(*from, DAY_END),
        ([], [(n, until)]) if *until > Time::midnight() && !words.is(*n, "to") => Hours::Between(Time::midnight(), *until),
        ([(first, from)], [(then, until)]) if first < then && from < until => Hours::Between(*from, *until),
        _ => Hours::Unread,
    }
}

/// A time of the day at this place, and where the words go on.
fn clock(words: &Words<'_>, at: usize) -> Option<(Time, usize)> {
    let word = words.small.get(at)?;
    let (word, glued) = word.strip_suffix("pm").map_or_else(|| (word.strip_suffix("am").unwrap_or(word), ""), |word| (word, "pm"));
    let (hour, minute) = word.split_once([':', '.']).unwrap_or((word, "0"));
    let (mut hour, minute) = (hour.parse::<i8>().ok()?, minute.parse::<i8>().ok()?);
    let mut next = at + 1;
    let mut afternoon = glued == "pm";
    // «6 часов вечера» is said in two words.
    while let Some(word) =
        words.small.get(next).filter(|word| ["pm", "am", "дня", "вечера", "утра", "часов", "часа", "час", "ч", "o'clock"].contains(&word.as_str()))
    {
        afternoon |= ["pm", "дня", "вечера"].contains(&word.as_str());
        next += 1;
    }
    if afternoon && hour < 12 {
        hour += 12;
    }
    Time::new(hour, minute, 0, 0).ok().map(|time| (time, next))
}

const MONTHS: [(&str, &str); 12] = [
    ("январ", "jan"),
    ("феврал", "feb"),
    ("март", "mar"),
    ("апрел", "apr"),
    ("ма", "may"),
    ("июн", "jun"),
    ("июл", "jul"),
    ("август", "aug"),
    ("сентябр", "sep"),
    ("октябр", "oct"),
    ("ноябр", "nov"),
    ("декабр", "dec"),
];

fn month(word: &str) -> Option<i8> {
    let russian = |root: &str| if root == "ма" { word == "мая" || word == "май" } else { word.starts_with(root) };
    let english = |root: &str| word.starts_with(root) && word.chars().count() <= 9 && word != "maybe";
    (1..).zip(MONTHS).find(|(_, (ru, en))| russian(ru) || english(en)).map(|(n, _)| n)
}

/// A day of the month at this place, with its month where it is named, and where the words go on: `10 октября`, `October 10`, `10.10`.
pub(crate) fn day(words: &Words<'_>, at: usize) -> Option<(i8, Option<i8>, usize)> {
    let number = |at: usize| {
        let word = words.small.get(at)?;
        let word = ["st", "nd", "rd", "th", "-го", "-е"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        word.parse::<i8>().ok().filter(|day| (1..=31).contains(day))
    };
    let word = words.small.get(at)?;
    if let Some((day, month)) = word.split_once('.') {
        let (day, month) = (day.parse().ok()?, month.parse().ok()?);
        return ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some((day, Some(month), at + 1));
    }
    if let Some(month) = month(word) {
        return number(at + 1).map(|day| (day, Some(month), at + 2));
    }
    let day = number(at)?;
    let at = if words.is(at + 1, "of") { at + 2 } else { at + 1 };
    Some(words.small.get(at).and_then(|word| month(word)).map_or((day, None, at), |month| (day, Some(month), at + 1)))
}

/// The first such day from this one on.
fn coming(day: i8, month: i8, from: Date) -> Option<Date> {
    let this = Date::new(from.year(), month, day).ok();
    this.filter(|this| *this >= from).or_else(|| Date::new(from.year() + 1, month, day).ok())
}

fn away(words: &Words<'_>, today: Date) -> Option<MemoryKind> {
    const SAID: [&str; 21] = [
        "в отъезде",
        "нас не будет",
        "меня не будет",
        "мы уезжаем",
        "я уезжаю",
        "мы уедем",
        "я уеду",
        "в отпуске",
        "на даче",
        "в командировке",
        "мы улетаем",
        "we are away",
        "we're away",
        "i am away",
        "i'm away",
        "be away",
        "out of town",
        "on holiday",
        "on vacation",
        "we are leaving",
        "we're leaving",
    ];
    // «вернёмся 2 апреля»: on that day they are at home again.
    const BACK: [&str; 10] = ["вернемся", "вернусь", "возвращаемся", "возвращаюсь", "back on", "back", "return on", "return", "returning on", "returning"];
    let said = SAID.iter().find_map(|said| words.after(said))?;
    let find = |said: &[&str]| {
        words.small.iter().enumerate().filter(|(_, word)| said.contains(&word.as_str())).find_map(|(n, _)| day(words, n + 1).map(|found| (n, found)))
    };
    // «по 10 октября» takes that day in, «до 10 октября» does not.
    let returned = || BACK.iter().find_map(|said| words.after(said)).and_then(|at| day(words, at).map(|found| (at, found)));
    let (at, (last, last_month, _)) = find(&["до", "по", "until", "till", "to"]).or_else(returned)?;
    let left = || (said..at).find_map(|n| day(words, n).filter(|(_, month, _)| month.is_some())).map(|found| (said, found));
    let begins = find(&["с", "from", "since"]).or_else(left);
    let last_month = last_month?;
    let from = begins.and_then(|(_, (first, month, _))| coming(first, month.unwrap_or(last_month), today));
    let back = coming(last, last_month, from.unwrap_or(today))?;
    let back = if words.is(at, "по") { back.tomorrow().ok()? } else { back };
    // A year ahead is a slip: the day has passed.
    let near = back < date(today.year() + 1, today.month(), 1);
    (near && back > from.unwrap_or(today)).then_some(MemoryKind::Away { from, back })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DateKind, Size, TasteOf, Weight};
    use jiff::civil::time;

    fn carried() -> Vec<Carried> {
        let one = |code: &str, names: &[&str]| Carried { code: code.to_owned(), names: names.iter().map(|name| (*name).to_owned()).collect() };
        vec![
            one("lavender", &["Лаванда", "Lavender"]),
            one("citrus", &["Цитрусовые", "Citrus", "лимон", "апельсин", "lemon"]),
            one("acid", &["Сильная кислота", "Strong acid"]),
            one("chlorine", &["Хлор", "Chlorine", "bleach"]),
            one("peanut", &["Арахис", "Peanuts"]),
            one("tree_nut", &["Орехи", "Nuts", "фундук"]),
            one("honey", &["Мёд", "Honey", "мёда", "мёдом"]),
            one("fish", &["Рыба", "Fish", "рыбный"]),
            one("milk", &["Молоко", "Milk", "молочный"]),
            one("celery", &["Сельдерей", "Celery"]),
        ]
    }

    fn found(text: &str) -> Vec<MemoryKind> {
        let children = vec![("Соня".to_owned(), date(2020, 5, 31)), ("Лев".to_owned(), date(2018, 1, 10))];
        let known = Known { carried: carried(), speaker: Some("Анна".to_owned()), children };
        suggest(text, &known, date(2026, 9, 14)).into_iter().map(|hint| hint.kind).collect()
    }

    fn allergy(to: &str) -> MemoryKind {
        MemoryKind::Allergy { to: to.to_owned() }
    }
    fn pet(pet: PetKind, name: &str) -> MemoryKind {
        MemoryKind::Pet { pet, name: name.to_owned() }
    }
    fn room(room: &str, days: &[i8], hours: Option<(i8, i8)>) -> MemoryKind {
        MemoryKind::ClosedRoom { room: room.to_owned(), days: days.to_vec(), hours: hours.map(|(from, until)| (time(from, 0, 0, 0), time(until, 0, 0, 0))) }
    }

    fn room_until(code: &str, until: i8) -> MemoryKind {
        room(code, &[], Some((0, until)))
    }
    fn room_since(code: &str, from: i8) -> MemoryKind {
        MemoryKind::ClosedRoom { room: code.to_owned(), days: vec![], hours: Some((time(from, 0, 0, 0), DAY_END)) }
    }

    #[test]
    fn a_room_that_is_closed_for_a_time_is_never_put_forward_as_closed_for_ever() {
        let whole: Vec<MemoryKind> = (1..24).flat_map(|hour| found(&format!("В спальню до {hour} не заходите"))).collect();
        assert_eq!(whole, (1..24).map(|hour| room_until("bedroom", hour)).collect::<Vec<_>>());
        for text in [
            "Не заходите в спальню, пока дочь спит.",
            "В кабинет до обеда не заходите",
            "В спальню до 11 и после 18 не заходите",
            "В спальню с 22 до 9 не заходите",
            "Утром в кабинет не входите, до 11 марта",
            "Don't go into the study in the evening, after 6",
            "Don't go into the study 9-11",
        ] {
            assert_eq!(found(text), [MemoryKind::Wish { text: text.to_owned() }], "{text}");
        }
        assert_eq!(found("Сегодня в спальню не заходите"), [], "one day is nothing to remember");
    }

    #[test]
    fn what_is_told_in_passing_is_found() {
        let cases = [
            ("Спасибо, всё чисто. У сына аллергия на лаванду, учтите.", vec![allergy("lavender")]),
            ("Муж не переносит хлорку и лимонный запах", vec![allergy("citrus"), allergy("chlorine")]),
            ("My son is allergic to lavender and bleach.", vec![allergy("lavender"), allergy("chlorine")]),
            ("Our dog is called Bim", vec![pet(PetKind::Dog, "Bim")]),
            ("Собаку зовут Бим, она не кусается.", vec![pet(PetKind::Dog, "Бим")]),
            ("У нас кот Барсик, он боится пылесоса", vec![pet(PetKind::Cat, "Барсик")]),
            ("У нас собака", vec![pet(PetKind::Dog, "")]),
            ("Пожалуйста, не заходите в кабинет по средам", vec![room("study", &[3], None)]),
            ("Не входите в детскую с 13 до 15", vec![room("nursery", &[], Some((13, 15)))]),
            ("Please don't go into the study on Mondays and Fridays from 2 pm to 4 pm", vec![room("study", &[1, 5], Some((14, 16)))]),
            ("Please stay out of the bedroom at weekends.", vec![room("bedroom", &[6, 7], None)]),
            ("В спальню до 11 не заходите", vec![room_until("bedroom", 11)]),
            ("Не входите в спальню раньше 11 часов утра.", vec![room_until("bedroom", 11)]),
            ("Don't go into the bedroom before 11 am", vec![room_until("bedroom", 11)]),
            ("В кабинет после 18 часов не заходите", vec![room_since("study", 18)]),
            ("Не заходите в кабинет после 6 часов вечера.", vec![room_since("study", 18)]),
            ("Please keep out of the study after 6 pm", vec![room_since("study", 18)]),
            ("По вторникам с 9 до 11 в кабинет не входите", vec![room("study", &[2], Some((9, 11)))]),
            ("Don't go into the study between 9 and 11", vec![room("study", &[], Some((9, 11)))]),
            ("Мы уезжаем 20 марта и вернёмся 2 апреля", vec![MemoryKind::Away { from: Some(date(2027, 3, 20)), back: date(2027, 4, 2) }]),
            ("Мы уезжаем в Рим 20 сентября, вернёмся 2 октября.", vec![MemoryKind::Away { from: Some(date(2026, 9, 20)), back: date(2026, 10, 2) }]),
            ("We are leaving on 20 September and will be back on 2 October", vec![MemoryKind::Away { from: Some(date(2026, 9, 20)), back: date(2026, 10, 2) }]),
            ("Мужу нельзя хлорку", vec![allergy("chlorine")]),
            ("Соне нельзя арахис.", vec![allergy("peanut")]),
            ("I hate lavender", vec![allergy("lavender")]),
            ("Ненавижу запах лаванды!", vec![allergy("lavender")]),
            ("Please never use chlorine", vec![allergy("chlorine")]),
            ("Не используйте средства с хлором, пожалуйста.", vec![allergy("chlorine")]),
            ("Мы в отъезде до 10 октября", vec![MemoryKind::Away { from: None, back: date(2026, 10, 10) }]),
            ("Нас не будет с 1 по 10 октября.", vec![MemoryKind::Away { from: Some(date(2026, 10, 1)), back: date(2026, 10, 11) }]),
            ("Нас не будет с 28.12 по 08.01.", vec![MemoryKind::Away { from: Some(date(2026, 12, 28)), back: date(2027, 1, 9) }]),
            ("We are away until October 10th.", vec![MemoryKind::Away { from: None, back: date(2026, 10, 10) }]),
            ("We'll be away from 1 to 10 October", vec![MemoryKind::Away { from: Some(date(2026, 10, 1)), back: date(2026, 10, 10) }]),
        ];
        for (text, kinds) in cases {
            assert_eq!(found(text), kinds, "{text}");
        }
    }

    #[test]
    fn every_food_that_is_named_is_found_in_whatever_form() {
        let cases: [(&str, &[&str]); 9] = [
            ("У Сони аллергия на арахис", &["peanut"]),
            ("Аллергия на орехи, мёд и рыбу", &["tree_nut", "honey", "fish"]),
            ("She is allergic to peanuts and lavender.", &["lavender", "peanut"]),
            ("У Сони аллергия на арахис, ещё она занимается музыкой по вторникам и средам, а у Льва аллергия на сельдерей", &["peanut", "celery"]),
            ("Муж не переносит молочное и орехов", &["tree_nut", "milk"]),
            ("Непереносимость мёда и арахисового масла", &["peanut", "honey"]),
            ("I am allergic to fish and nuts", &["tree_nut", "fish"]),
            ("У сына аллергия на рыбную муку", &["fish"]),
            ("Не переносим запах фундука", &["tree_nut"]),
        ];
        for (text, codes) in cases {
            assert_eq!(found(text), codes.iter().map(|code| allergy(code)).collect::<Vec<_>>(), "{text}");
        }
        for text in ["Аллергия на медь", "Непереносимость меди", "Аллергия на медуз", "Allergic to nutmeg"] {
            assert!(matches!(found(text).as_slice(), [MemoryKind::Note { .. }]), "half a name is another thing: {text}");
        }
    }

    #[test]
    fn favourites_days_and_sizes_are_found_where_they_can_be_told_one_way() {
        let taste = |what, text: &str| MemoryKind::Taste { what, text: text.to_owned() };
        let on = |what, month, day, name: &str| MemoryKind::Date { month, day, what, name: name.to_owned() };
        let (born, wed) = (DateKind::Birthday, DateKind::Anniversary);
        let size = |kg: &str, cm| Some(Size { kg: Weight::parse(kg).unwrap(), cm, on: date(2026, 9, 14) });
        let child = |name: &str| MemoryKind::Child { born: date(2015, 5, 5), name: name.to_owned(), size: None };
        let sonya = |kg, cm| MemoryKind::Child { born: date(2020, 5, 31), name: "Соня".to_owned(), size: size(kg, cm) };
        let cases = [
            ("Люблю белые пионы и рислинг.", vec![taste(TasteOf::Flowers, "белые пионы"), taste(TasteOf::Wine, "рислинг")]),
            (
                "Мы любим пионы, розовые розы и сухое красное вино!",
                vec![taste(TasteOf::Flowers, "пионы, розовые розы"), taste(TasteOf::Wine, "сухое красное вино")],
            ),
            ("I love white peonies and dry Riesling", vec![taste(TasteOf::Flowers, "white peonies"), taste(TasteOf::Wine, "dry Riesling")]),
            ("My wife likes garden roses.", vec![taste(TasteOf::Flowers, "garden roses")]),
            ("I would like white peonies for Friday", vec![MemoryKind::Wish { text: "I would like white peonies for Friday".to_owned() }]),
            ("Мой день рождения 5 мая", vec![on(born, 5, 5, "Анна")]),
            ("My birthday is on 5 May.", vec![on(born, 5, 5, "Анна")]),
            ("My birthday is on the 5th of May.", vec![on(born, 5, 5, "Анна")]),
            ("У жены день рождения 29 февраля.", vec![on(born, 2, 29, "жена")]),
            ("День рождения мужа 9 мая", vec![on(born, 5, 9, "муж")]),
            ("День рождения у моей мамы 9 мая.", vec![on(born, 5, 9, "мама")]),
            ("My husband's birthday is on 9 May", vec![on(born, 5, 9, "husband")]),
            ("Сын Петя родился 5 мая 2015", vec![child("Петя")]),
            ("У нас родилась дочь Маша 05.05.2015.", vec![child("Маша")]),
            ("Our son Peter was born on May 5, 2015", vec![child("Peter")]),
            ("Годовщина свадьбы у нас 14 марта", vec![on(wed, 3, 14, "Годовщина свадьбы")]),
            ("Our wedding anniversary is on March 14", vec![on(wed, 3, 14, "Wedding anniversary")]),
            ("Соня весит 22 кг, рост 118", vec![sonya("22", 118)]),
            ("Соня весит 22.5 кг, рост 118 см.", vec![sonya("22.5", 118)]),
            ("Соня весит 22,5 кг, рост 118 см.", vec![sonya("22.5", 118)]),
            ("Соня weighs 22 kg, height 118 cm", vec![sonya("22", 118)]),
        ];
        for (text, kinds) in cases {
            assert_eq!(found(text), kinds, "{text}");
        }
        let silent = [
            "Не люблю белые пионы",
            "Люблю тишину, пионы и рислинг",
            "Люблю, когда в доме пионы",
            "Люблю пионы?",
            "Любила бы рислинг",
            "Люблю вино",
            "Something like white peonies",
            "День рождения отмечаем 7 мая",
            "День рождения 7 мая",
            "Мой день рождения в мае",
            "Мой день рождения 31 февраля",
            "После дня рождения 5 мая убирать не нужно",
            "У мамы мужа день рождения 9 мая",
            "День рождения мамы мужа 9 мая",
            "My wife's mother's birthday is on 9 May",
            "Сын Петя родился 5 мая",
            "Сын Петя родился 5 мая 1985",
            "Сын родился 5 мая 2015",
            "Our daughter Mia is 6 years old and weighs 22 kg",
            "Отметим годовщину свадьбы 15 марта",
            "Соня весит 22 кг",
            "Маша весит 22 кг, рост 118",
            "Соня весит 22 кг, а Лев 30, рост 118",
            "Диван весит 22 кг, рост 118",
            "Соня весит 220 кг, рост 118",
        ];
        for text in silent {
            assert_eq!(found(text), [], "{text}");
        }
        let nobody = Known { speaker: None, ..Known::default() };
        assert_eq!(suggest("Мой день рождения 5 мая", &nobody, date(2026, 9, 14)), [], "whose it is nobody knows");
    }

    #[test]
    fn what_they_ask_for_from_now_on_is_a_wish_in_their_own_words() {
        for text in [
            "В следующий раз начните с кухни.",
            "Пожалуйста, вазы протирайте сухой тряпкой.",
            "Хотелось бы полотенца белые.",
            "Next time please fold the towels in three.",
            "We would prefer the windows open afterwards.",
        ] {
            assert_eq!(found(text), [MemoryKind::Wish { text: text.to_owned() }], "{text}");
        }
        for text in [
            "Спасибо, пожалуйста и всего доброго!",
            "Пожалуйста, перезвоните мне.",
            "Please cancel the visit tomorrow.",
            "Хотелось бы?",
            "Пожалуйста!",
            "Было чисто.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn what_is_doubtful_is_left_out() {
        let silent = [
            "",
            "Спасибо, всё отлично!",
            "А у вас нет аллергии на лаванду?",
            "Аллергии на лаванду больше нет.",
            "We are not allergic to lavender.",
            "Если у сына аллергия на лаванду, что делать",
            "Кот умер весной",
            "Работали новыми средствами, кабинет сияет",
            "Который час вам удобен",
            "Песок из прихожей убрали",
            "Можно зайти в кабинет, мы не против",
            "Мы в отъезде, ключ у соседей",
            "Мы вернёмся до 10 октября",
            "Приходите в среду с 14 до 16",
            "Мы уезжаем в субботу, вернёмся поздно",
            "Нас не будет 10 октября",
            "Мужу нельзя звонить до десяти",
            "I don't hate lavender",
            "I would hate lavender there",
            "We hated the film",
            "Сегодня не используйте хлорку",
            "Не используйте хлорку в ванной",
            "Не используйте слишком много хлорки",
            "Never use the lift",
        ];
        for text in silent {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn what_the_book_does_not_name_is_suggested_in_their_own_words() {
        let known = Known { carried: carried(), ..Known::default() };
        let hints = suggest("Дочь учится. У дочери аллергия на инжир.", &known, date(2026, 9, 14));
        assert_eq!(
            hints,
            [Hint {
                kind: MemoryKind::Note { text: "У дочери аллергия на инжир.".to_owned() }, quote: "У дочери аллергия на инжир.".to_owned()
            }]
        );
        assert_eq!(found("Аллергия на сильные запахи"), [MemoryKind::Note { text: "Аллергия на сильные запахи".to_owned() }], "half a name is no acid");
    }

    #[test]
    fn several_things_are_found_in_their_order_each_once() {
        let text = "У сына аллергия на лаванду. Собаку зовут Бим; в кабинет не заходите. Ещё раз: аллергия на лаванду!";
        assert_eq!(found(text), [allergy("lavender"), pet(PetKind::Dog, "Бим"), room("study", &[], None)]);
    }
}
