//! What the house remembers, as the crew reads it: what is asked, why, whether it was kept; the bag; the way to the door.

use crate::sheet::address;
use catalog::Kit;
use households::{Closure, Memory, MemoryId, MemoryKind};
use pages::{Here, T};
use values::{Instant, Said};
use visits::{Asked, Banned, Briefing, Evidence, Instruction, Kept, State, Visit, VisitId};

/// The mark of an instruction, of its own shape.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    Allergy,
    Closed,
    Wish,
}

/// An instruction in words.
pub(crate) struct AskedView {
    pub(crate) care: Care,
    /// Where it is confirmed; empty while the visit is not under way.
    pub(crate) action: String,
    pub(crate) memory: String,
    pub(crate) title: String,
    /// What it means for this visit, a line each.
    pub(crate) lines: Vec<String>,
    /// How we know, and since when.
    pub(crate) why: String,
    pub(crate) yes: bool,
    pub(crate) no: bool,
    /// Where a photo of it and a word beside it are sent; empty while the visit is not under way.
    pub(crate) proof: Proof,
    /// What was written beside it; empty where nothing was.
    pub(crate) remark: String,
    /// Address of the photo that shows it; empty where there is none.
    pub(crate) photo: String,
}

/// The forms for what shows that an instruction was kept.
#[derive(Default)]
pub(crate) struct Proof {
    /// The instruction; empty in the part that the phone fills in by itself.
    pub(crate) memory: String,
    /// Of what, for those who hear the page; empty likewise.
    pub(crate) what: String,
    pub(crate) photos: String,
    pub(crate) remarks: String,
    /// What was typed and not taken.
    pub(crate) typed: String,
}

impl Proof {
    pub(crate) fn of(visit: VisitId, memory: String, what: String) -> Self {
        let at = address(visit);
        Self { memory, what, photos: format!("{at}/photos"), remarks: format!("{at}/remark"), typed: String::new() }
    }
}

/// What goes into the bag.
pub(crate) struct BagLine {
    pub(crate) part: String,
    /// In the place of what; may be empty.
    pub(crate) instead_of: String,
}

/// A line of the way to the door: what, and which.
pub(crate) type Door = (String, String);

/// All of it.
#[derive(Default)]
pub(crate) struct HouseholdView {
    pub(crate) asked: Vec<AskedView>,
    pub(crate) at_home: Vec<String>,
    pub(crate) bag: Vec<BagLine>,
    pub(crate) left_out: Vec<String>,
    pub(crate) doors: Vec<Door>,
    pub(crate) access: Vec<String>,
    /// When the way to the door will be shown; empty when it is, or is no more.
    pub(crate) later: String,
}

/// The names that an instruction needs.
pub(crate) struct Names<'a> {
    pub(crate) kit: &'a Kit,
    /// Code and name of the rooms of this visit's list.
    pub(crate) rooms: Vec<(&'a str, &'a Said)>,
}

impl Names<'_> {
    fn part(&self, t: &T, code: &str) -> String {
        self.kit.part(code).map_or_else(|| code.to_owned(), |part| part.name.of(t.lang).to_owned())
    }
    fn carried(&self, t: &T, code: &str) -> String {
        self.kit.sensitivity(code).map_or_else(|| code.to_owned(), |carried| carried.name.of(t.lang).to_owned())
    }
    fn room(&self, t: &T, code: &str) -> String {
        if let Some((_, name)) = self.rooms.iter().find(|(known, _)| *known == code) {
            return name.of(t.lang).to_owned();
        }
        let key = format!("visits-room-{code}");
        if t.has(&key) { t.get(&key) } else { code.to_owned() }
    }
}

fn banned(t: &T, names: &Names<'_>, one: &Banned) -> String {
    let part = names.part(t, &one.part);
    match &one.instead {
        Some(other) => t.say("visits-swap", &[("part", part.into()), ("other", names.part(t, other).into())]),
        None => t.with("visits-leave-out", "part", &part),
    }
}

/// The same for whoever looks at all of it: each product with what is taken in its place, needed this time or not.
pub(crate) fn asked_whole(t: &T, names: &Names<'_>, one: &Instruction) -> (String, Vec<String>) {
    let (_, title, lines) = asked(t, names, one);
    let lines = if let Asked::Avoid { banned: all, .. } = &one.asked { all.iter().map(|one| banned(t, names, one)).collect() } else { lines };
    (title, lines)
}

pub(crate) fn asked(t: &T, names: &Names<'_>, one: &Instruction) -> (Care, String, Vec<String>) {
    match &one.asked {
        Asked::Avoid { to, banned: all } => {
            // What this list does not need is named in one line: it stays in the car.
            let needed = all.iter().filter(|one| one.is_needed).map(|one| banned(t, names, one));
            let others: Vec<String> = all.iter().filter(|one| !one.is_needed).map(|one| names.part(t, &one.part)).collect();
            let others = (!others.is_empty()).then(|| t.with("visits-not-in", "parts", &t.list(&others)));
            (Care::Allergy, t.with("visits-allergy", "to", &names.carried(t, to)), needed.chain(others).collect())
        }
        Asked::Closed { room, when, items } => {
            let room = names.room(t, room);
            let title = match when {
                Closure::Hours(hours) => {
                    let time = |at: &jiff::civil::Time| format!("{}:{:02}", at.hour(), at.minute());
                    let hours: Vec<String> =
                        hours.iter().map(|(from, until)| t.say("visits-closed-span", &[("from", time(from).into()), ("until", time(until).into())])).collect();
                    t.say("visits-closed-hours", &[("room", room.into()), ("hours", t.list(&hours).into())])
                }
                Closure::Always | Closure::Unread => t.with("visits-closed", "room", &room),
            };
            let unread = (*when == Closure::Unread).then(|| t.get("visits-closed-unread"));
            let count = (!items.is_empty()).then(|| t.num("visits-closed-items", "n", &i64::try_from(items.len()).unwrap_or(i64::MAX)));
            let lines = unread.into_iter().chain(count).collect();
            (Care::Closed, title, lines)
        }
        Asked::Absent { back, care } => {
            let title = t.with("visits-away", "back", &t.civil(*back));
            (Care::Wish, title, care.iter().map(|said| said.of(t.lang).to_owned()).collect())
        }
        Asked::Wish(text) => (Care::Wish, text.clone(), Vec::new()),
    }
}

/// `сказали по телефону 12 февраля`
pub(crate) fn why(t: &T, source: households::Source, said_at: Instant, now: Instant) -> String {
    t.with(&format!("visits-why-{}", source.name()), "date", &t.dated(&said_at, now))
}

/// `Кот Барсик`, `Ива, 4 года`
fn at_home(t: &T, names: &Names<'_>, one: &Memory, now: Instant) -> String {
    match &one.kind {
        MemoryKind::Pet { pet, name } => {
            let pet = t.get(&format!("visits-pet-{}", pet.name()));
            if name.is_empty() { pet } else { format!("{pet} {name}") }
        }
        MemoryKind::Child { born, name, .. } => {
            let today = now.day();
            let before = (today.month(), today.day()) < (born.month(), born.day());
            let years = i64::from(today.year()) - i64::from(born.year()) - i64::from(before);
            format!("{name}, {}", t.num("visits-years", "n", &years.max(0)))
        }
        MemoryKind::Allergy { to } => t.with("visits-allergy", "to", &names.carried(t, to)),
        other => match other {
            MemoryKind::Access { text } | MemoryKind::Wish { text } | MemoryKind::Note { text } => text.clone(),
            _ => String::new(),
        },
    }
}

impl HouseholdView {
    pub(crate) fn new(t: &T, visit: &Visit, told: &Briefing, names: &Names<'_>, now: Instant) -> Self {
        let plan = visit.plan();
        let open = visit.state() == State::InProgress;
        let all = &told.instructions;
        let view = |one: &Instruction| {
            let (care, title, lines) = asked(t, names, one);
            let kept = told.kept(one.memory);
            let known = told.evidence.get(&one.memory);
            AskedView {
                proof: if open { Proof::of(plan.id, one.memory.to_string(), title.clone()) } else { Proof::default() },
                remark: known.and_then(Evidence::written).map(|(words, ..)| words.to_owned()).unwrap_or_default(),
                photo: known.and_then(|known| known.photo.as_ref()).map(|photo| Here::photo_href(photo.visit, photo.id, false)).unwrap_or_default(),
                care,
                action: if open { format!("{}/memory", address(plan.id)) } else { String::new() },
                memory: one.memory.to_string(),
                title,
                lines,
                why: why(t, one.source, one.said_at, now),
                yes: kept == Some(Kept::Yes),
                no: kept == Some(Kept::No),
            }
        };
        let door = |key: &str, value: Option<&String>| value.map(|value| (t.get(key), value.clone()));
        let doors = told.doors.iter().flat_map(|doors| {
            [door("visits-entrance", doors.entrance.as_ref()), door("visits-floor", doors.floor.as_ref()), door("visits-intercom", doors.intercom.as_ref())]
        });
        let notes = told.doors.iter().filter_map(|doors| doors.note.clone());
        let words = |one: &Memory| match &one.kind {
            MemoryKind::Access { text } => Some(text.clone()),
            _ => None,
        };
        let opens = plan.span.start - jiff::SignedDuration::from_mins(visits::ACCESS_MINUTES);
        let wait = !told.near && !visit.state().is_over() && now < opens;
        Self {
            asked: all.all.iter().map(view).collect(),
            at_home: all.at_home.iter().map(|one| at_home(t, names, one, now)).collect(),
            bag: all
                .bag
                .iter()
                .map(|one| BagLine {
                    part: names.part(t, &one.part),
                    instead_of: one.instead_of.as_ref().map(|code| t.with("visits-instead-of", "part", &names.part(t, code))).unwrap_or_default(),
                })
                .collect(),
            left_out: all.left_out.iter().map(|code| names.part(t, code)).collect(),
            doors: doors.flatten().collect(),
            access: notes.chain(all.access.iter().filter_map(words)).collect(),
            later: if wait { t.with("visits-doors-later", "time", &t.moment(&opens)) } else { String::new() },
        }
    }

    /// What was typed beside an instruction and not taken.
    pub(crate) fn typed(&mut self, memory: MemoryId, words: &str) {
        let memory = memory.to_string();
        for one in self.asked.iter_mut().filter(|one| one.memory == memory) {
            words.clone_into(&mut one.proof.typed);
        }
    }

    /// So many are not confirmed yet.
    pub(crate) fn unsaid(&self) -> usize {
        self.asked.iter().filter(|one| !one.yes && !one.no).count()
    }
}
