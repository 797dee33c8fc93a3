//! Latin letters as the Cyrillic ones they stand for, over the schemes that people meet: passports (ICAO 9303),
//! GOST 7.79, BGN/PCGN, ISO 9 without its accents, and the German and everyday habits.

/// Longer groups first: the first that fits is taken.
const GROUPS: [(&str, &str); 63] = [
    ("shch", "щ"),
    ("schtsch", "щ"),
    ("tsch", "ч"),
    ("sch", "ш"),
    ("stch", "щ"),
    ("iya", "ия"),
    ("iia", "ия"),
    ("ija", "ия"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("tz", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("th", "т"),
    ("ph", "ф"),
    ("ck", "к"),
    ("oo", "у"),
    ("ee", "и"),
    ("ya", "я"),
    ("ja", "я"),
    ("ia", "я"),
    ("yu", "ю"),
    ("ju", "ю"),
    ("iu", "ю"),
    ("yo", "е"),
    ("jo", "е"),
    ("ye", "е"),
    ("je", "е"),
    ("iy", "и"),
    ("ij", "и"),
    ("yi", "и"),
    ("yy", "и"),
    ("ay", "аи"),
    ("ey", "еи"),
    ("oy", "ои"),
    ("a", "а"),
    ("b", "б"),
    ("c", "к"),
    ("d", "д"),
    ("e", "е"),
    ("f", "ф"),
    ("g", "г"),
    ("h", "х"),
    ("i", "и"),
    ("j", "и"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("q", "к"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("v", "в"),
    ("w", "в"),
    ("x", "кс"),
    ("y", "и"),
    ("z", "з"),
    ("ß", "с"),
];

/// A small accented letter without its accent, where an alphabet of Europe or ISO 9 has one.
const fn bare(c: char) -> &'static str {
    match c {
        'ž' => "zh",
        'č' | 'ç' => "ch",
        'š' => "sh",
        'ŝ' => "shch",
        'û' => "yu",
        'â' => "ya",
        'á' | 'à' | 'ä' | 'å' | 'ã' => "a",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'í' | 'ì' | 'î' | 'ï' => "i",
        'ó' | 'ò' | 'ô' | 'ö' | 'ø' => "o",
        'ú' | 'ù' | 'ü' => "u",
        'ñ' => "n",
        _ => "",
    }
}

/// Reads the Latin letters of a small word as Cyrillic ones; all else stays.
pub(crate) fn to_cyrillic(word: &str) -> String {
    if word.is_ascii() && word.bytes().all(|b| b.is_ascii_digit()) {
        return word.to_owned();
    }
    let latin: String = word
        .chars()
        .flat_map(|c| {
            let bare = bare(c);
            let own = bare.is_empty().then_some(c);
            bare.chars().chain(own)
        })
        .collect();
    let mut rest = latin.as_str();
    let mut cyrillic = String::with_capacity(latin.len() * 2);
    while let Some(first) = rest.chars().next() {
        if let Some((group, letters)) = GROUPS.iter().find(|(group, _)| rest.starts_with(group)) {
            cyrillic.push_str(letters);
            rest = rest.get(group.len()..).unwrap_or_default();
        } else {
            cyrillic.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    cyrillic
}
