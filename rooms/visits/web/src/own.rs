//! What a phone says by itself, without a network: worded here, in both languages, and put into its pages.

use pages::T;
use people::PersonId;
use values::Instant;

/// Words by name, and whose phone it is.
pub(crate) struct PhoneWords {
    /// Who is signed in: another person's day is not shown to them.
    pub(crate) person: String,
    /// When the page was made, in milliseconds since 1970: what was sent later is not on it yet.
    pub(crate) now: i64,
    /// Name and text, with `{n}` or `{time}` to fill in.
    pub(crate) words: Vec<(String, String)>,
}

/// Texts in which a number decides the form; each is given by a number that has it.
const COUNTED: [&str; 4] = ["visits-left", "visits-unsaid", "visits-unsent", "visits-pairs"];
/// The forms of a number (CLDR) and a number of each: where a language does not tell two apart, they read alike.
const FORMS: [(&str, i64); 4] = [("one", 1), ("few", 2), ("many", 5), ("other", 5)];
const PLAIN: [&str; 11] = [
    "visits-all-sent",
    "visits-saved",
    "visits-sent-mark",
    "visits-offline",
    "visits-sign-out-unsent",
    "visits-sign-out-offline",
    "visits-signed-out",
    "visits-photo-here",
    "visits-photo-after",
    "visits-photo-before",
    "visits-shut",
];

impl PhoneWords {
    pub(crate) fn new(t: &T, me: PersonId, now: Instant) -> Self {
        let counted = COUNTED.iter().flat_map(|key| {
            FORMS.iter().map(move |(form, n)| {
                let text = t.num(key, "n", n).replace(&n.to_string(), "{n}");
                (format!("{}-{form}", key.trim_start_matches("visits-")), text)
            })
        });
        let plain = PLAIN.iter().map(|key| (key.trim_start_matches("visits-").to_owned(), t.get(key)));
        let filled = [
            ("sent", "visits-sent", "time"),
            ("note-mine", "visits-note-mine", "time"),
            ("count", "visits-of", "n"),
            ("gone", "visits-gone", "span"),
            ("aside", "visits-aside", "why"),
        ];
        let filled = filled.iter().map(|(name, key, arg)| ((*name).to_owned(), t.with(key, arg, &format!("{{{arg}}}"))));
        let of = t.say("visits-count", &[("answered", "{answered}".into()), ("all", "{all}".into())]);
        let words = counted.chain(plain).chain(filled).chain([("room-count".to_owned(), of)]).collect();
        Self { person: me.to_string(), now: now.micros().div_euclid(1000), words }
    }
}
