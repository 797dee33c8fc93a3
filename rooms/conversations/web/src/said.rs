//! What was said, in words.

use conversations::{Enclosed, Entry, EntryId, EntryKind, Hours, InsteadOf, ManagerCard, Place};
use files::Kind;
use messaging::WaitsFor;
use pages::{T, capital};
use people::{Name, PersonId};
use std::collections::BTreeMap;
use values::Instant;

/// An entry on a page.
pub(crate) struct SaidView {
    pub(crate) id: String,
    /// `said-in`, `said-out`, `said-kept`: how it stands on the page.
    pub(crate) class: &'static str,
    pub(crate) who: String,
    pub(crate) datetime: String,
    pub(crate) at: String,
    /// By which way, or what it is that the client does not see; may be empty.
    pub(crate) how: String,
    pub(crate) lines: Vec<String>,
    /// Where all of a mail is; empty of what is none, and for the client.
    pub(crate) whole: String,
    /// What lay in it.
    pub(crate) files: Vec<FileView>,
    /// It came after what the reader had seen.
    pub(crate) is_new: bool,
}

/// Something that lay in a mail.
pub(crate) struct FileView {
    pub(crate) name: String,
    /// Where it is; empty of what was not kept.
    pub(crate) href: String,
    /// It is shown, not only named.
    pub(crate) is_picture: bool,
    /// Why it was not; empty of what was.
    pub(crate) refused: String,
}

/// Files as they are shown, under this page.
pub(crate) fn files(t: &T, enclosed: &[Enclosed], path: &str) -> Vec<FileView> {
    let view = |one: &Enclosed| FileView {
        name: if one.name.is_empty() { t.get("conversations-file-unnamed") } else { one.name.clone() },
        href: one.file.map(|(file, _)| format!("{path}/files/{file}")).unwrap_or_default(),
        is_picture: matches!(one.file, Ok((_, Kind::Jpeg))),
        refused: one.file.err().map(|why| t.get(&format!("conversations-file-{}", why.name()))).unwrap_or_default(),
    };
    enclosed.iter().map(view).collect()
}

/// Puts what lay in the mails beside them, and where all of each is for the desk.
pub(crate) fn with_mail(t: &T, views: &mut [SaidView], entries: &[Entry], enclosed: &BTreeMap<EntryId, Vec<Enclosed>>, (path, reader): (&str, Reader)) {
    for (view, entry) in views.iter_mut().zip(entries.iter().rev()) {
        view.files = enclosed.get(&entry.id).map(|all| files(t, all, path)).unwrap_or_default();
        // What lies in it is shown by name: nothing came that is not read here.
        if entry.words.is_empty() && !view.files.is_empty() {
            view.lines.clear();
        }
        if reader == Reader::Desk && entry.place == Place::Email && entry.kind == EntryKind::In {
            view.whole = format!("{path}/mails/{}", entry.id);
        }
    }
}

/// Says of those of our words that have not gone yet until when they wait.
pub(crate) fn with_waits(t: &T, views: &mut [SaidView], entries: &[Entry], waits: &BTreeMap<uuid::Uuid, (Instant, WaitsFor)>) {
    for (view, entry) in views.iter_mut().zip(entries.iter().rev()) {
        if let Some((until, waits_for)) = waits.get(&entry.id.uuid()) {
            let key = if *waits_for == WaitsFor::Morning { "conversations-waits-morning" } else { "conversations-waits-until" };
            view.how = t.with(key, "until", &t.moment(until));
        }
    }
}

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Client,
    Desk,
}

/// Entries in the order in which they were said; `client` is what the client is called, `seen` the last number that the reader had seen.
pub(crate) fn said(t: &T, entries: &[Entry], names: &BTreeMap<PersonId, Name>, reader: Reader, client: &str, seen: i64) -> Vec<SaidView> {
    let view = |entry: &Entry| SaidView {
        id: format!("said-{}", entry.nth),
        class: match entry.kind {
            EntryKind::In => "said-in",
            EntryKind::Out => "said-out",
            EntryKind::Note | EntryKind::Call | EntryKind::Meeting | EntryKind::Handover => "said-kept",
        },
        who: match entry.by {
            None if reader == Reader::Client => t.get("conversations-you"),
            None if entry.kind == EntryKind::Call => t.get("conversations-we"),
            None => client.to_owned(),
            // Without words, the house has given them on itself: nobody of us has said so.
            Some(_) if entry.kind == EntryKind::Handover && entry.words.is_empty() => t.get("conversations-we"),
            Some(person) => names.get(&person).map_or_else(|| t.get("conversations-we"), |name| t.name(&name.full())),
        },
        datetime: entry.sent_at.to_string(),
        at: t.moment(&entry.sent_at),
        how: match (entry.kind, entry.place) {
            (EntryKind::In, place) => t.get(&format!("conversations-place-{}", place.name())),
            (EntryKind::Out, _) => String::new(),
            (kind, _) => t.get(&format!("conversations-kind-{}", kind.name())),
        },
        lines: if entry.words.is_empty() {
            vec![match (entry.kind, entry.by.and_then(|person| names.get(&person))) {
                (EntryKind::Call, _) => t.get("conversations-call-held"),
                (EntryKind::Handover, Some(name)) => t.with("conversations-given-on-to", "manager", &t.name(&name.full())),
                (EntryKind::Handover, None) => t.get("conversations-given-on"),
                _ => t.get("conversations-no-words"),
            }]
        } else {
            entry.words.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
        },
        whole: String::new(),
        files: Vec::new(),
        // Nobody is told of their own words.
        is_new: entry.nth > seen && (reader, entry.kind) != (Reader::Client, EntryKind::In),
    };
    entries.iter().rev().map(view).collect()
}

/// The people who said something in these entries.
pub(crate) fn speakers(entries: &[Entry]) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = entries.iter().filter_map(|entry| entry.by).collect();
    people.sort();
    people.dedup();
    people
}

/// When somebody answers: `понедельник – пятница 9:00–13:00, 14:00–18:00`, a line for each run of days.
pub(crate) fn hours_lines(t: &T, hours: &Hours) -> Vec<String> {
    let day = |n: usize| t.get(&format!("conversations-day-{n}"));
    let line = |(first, last, periods): (usize, usize, String)| {
        let days = match (first, last) {
            (0, 6) => t.get("conversations-every-day"),
            (first, last) if first == last => day(first),
            (first, last) => format!("{}\u{2060}–\u{2060}{}", day(first), day(last)),
        };
        format!("{} {periods}", capital(&days))
    };
    let mut lines: Vec<String> = hours.runs().into_iter().map(line).collect();
    if hours.zone != households::HOME_ZONE && !lines.is_empty() {
        lines.push(t.with("conversations-by-clock", "zone", &hours.zone));
    }
    lines
}

/// Who answers now, or from when.
pub(crate) fn reach_words(t: &T, first: Option<&Name>, from: Option<Instant>, now: Instant) -> String {
    match (first, from) {
        (Some(name), Some(from)) if from <= now => t.with("conversations-reach-now", "name", &t.name(&name.first)),
        (Some(name), Some(from)) => t.say("conversations-reach-from", &[("name", t.name(&name.first).into()), ("at", t.moment(&from).into())]),
        _ => t.get("conversations-reach-none"),
    }
}

/// In whose place somebody is, and until when.
pub(crate) fn instead_words(t: &T, of: &InsteadOf, name: &Name, now: Instant) -> String {
    let (away, name) = (t.name(&of.name.full()), t.name(&name.full()));
    match of.back {
        _ if !of.is_away => t.say("conversations-instead-taken", &[("away", away.into()), ("name", name.into())]),
        Some(back) => t.say("conversations-instead", &[("away", away.into()), ("name", name.into()), ("back", t.dated(&back, now).into())]),
        None => t.say("conversations-instead-open", &[("away", away.into()), ("name", name.into())]),
    }
}

/// Who answers sooner than whoever looks after the client; else who does when that one is not there.
pub(crate) fn deputy_words(t: &T, card: &ManagerCard, now: Instant) -> String {
    let name = |name: &Name| t.name(&name.full());
    match (&card.sooner, &card.deputy) {
        (Some((sooner, at)), _) if *at <= now => t.with("conversations-sooner-now", "name", &name(sooner)),
        (Some((sooner, at)), _) => t.say("conversations-sooner-from", &[("name", name(sooner).into()), ("at", t.moment(at).into())]),
        (None, Some(deputy)) => t.with("conversations-deputy", "name", &name(deputy)),
        (None, None) => String::new(),
    }
}

/// By which way a stranger wrote.
pub fn place_words(t: &T, place: Place) -> String {
    t.get(&format!("conversations-place-{}", place.name()))
}
