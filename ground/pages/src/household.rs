//! What the house remembers about a household, in words and as forms: shown to the client and at the desk alike.

use crate::form::Form;
use crate::text::T;
use access::Actor;
use catalog::Kit;
use households::{
    Author, CASE_FIELDS, Calling, Declined, Doors, HomeCard, Member, Memory, MemoryKind, PetKind, Proposal, RawCalling, RawDoors, RawMember, RawMemory,
    Sensitivity, Source, Weight, contradictions,
};
use jiff::civil::{Date, Time};
use lexicon::names::{Case, first_in, gender, to, with};
use people::{Name, PersonId};
use std::collections::BTreeMap;
use values::{Instant, Lang, Problem};

/// Rooms that can be closed, by their codes in checklists; those that no checklist has are known all the same.
pub const ROOMS: [&str; 10] = ["study", "nursery", "bedroom", "dressing", "living", "kitchen", "bathroom", "hall", "balcony", "storage"];

/// One memory in words.
#[derive(Debug, Clone)]
pub struct MemoryLine {
    /// Its id.
    pub id: String,
    /// What is remembered.
    pub words: String,
    /// How we know and since when; at which home, where there are several. At the desk also who wrote it down, how sure we are of it
    /// and how close it is.
    pub source: String,
    /// An allergy: told with the colour of a warning.
    pub is_warning: bool,
    /// The newer memories that say otherwise: of two that disagree it is told once, at the older one.
    pub quarrels: Vec<Quarrel>,
    /// What the house would do on it by itself is never wanted again.
    pub unwanted: Vec<UnwantedLine>,
}

/// That nothing is done on a memory any more.
#[derive(Debug, Clone)]
pub struct UnwantedLine {
    /// The id of what was declined: with it, it is wanted again.
    pub id: String,
    /// Since when.
    pub said: String,
    /// Why, in the words of whoever said it.
    pub reason: String,
}

/// A memory that says otherwise.
#[derive(Debug, Clone)]
pub struct Quarrel {
    /// What it says.
    pub words: String,
    /// How we know, as of any line.
    pub source: String,
    /// Both, the older first: a button each.
    pub sides: Vec<Side>,
}

/// One of two that disagree, as it can be said to be right.
#[derive(Debug, Clone)]
pub struct Side {
    /// The id of what is kept.
    pub holds: String,
    /// The id of what gives way.
    pub gives_way: String,
    /// What the button says: what is kept.
    pub button: String,
}

/// Memories of one kind.
#[derive(Debug, Clone)]
pub struct MemoryGroup {
    /// What they are about.
    pub title: String,
    /// One by one, the oldest first.
    pub lines: Vec<MemoryLine>,
}

/// Those of the staff who wrote these memories down: whose names the page needs.
pub fn memory_writers(memory: &[Memory]) -> impl Iterator<Item = PersonId> {
    memory.iter().filter_map(|one| one.written_by().map(PersonId::from))
}

/// Tells what is remembered of a household, with where it comes from.
#[derive(Clone, Copy)]
pub struct Remembering<'a> {
    /// The texts.
    pub t: &'a T,
    /// What the house cleans with.
    pub kit: &'a Kit,
    /// The homes: where there are several, a memory says of which it speaks.
    pub homes: &'a [HomeCard],
    /// Names of the staff who wrote it down ([`memory_writers`]).
    pub names: &'a BTreeMap<PersonId, Name>,
    /// Who acts for the client.
    pub members: &'a [Member],
    /// Who of the household reads it, in plain words; `None` at the desk, where it is told with all that we know of it.
    pub reader: Option<Actor>,
    /// Now.
    pub now: Instant,
}

impl Remembering<'_> {
    /// All of it, in groups by kind; what is asked of most first.
    pub fn groups(&self, memory: &[Memory]) -> Vec<MemoryGroup> {
        let quarrels = contradictions(memory);
        let line = |one: &Memory| {
            let others = quarrels.iter().filter(|(_, older)| older.id == one.id).map(|(newer, _)| *newer);
            let quarrel =
                |other: &Memory| Quarrel { words: self.words(other), source: self.source(other), sides: vec![self.side(one, other), self.side(other, one)] };
            MemoryLine {
                id: one.id.to_string(),
                words: self.words(one),
                source: self.source(one),
                is_warning: matches!(one.kind, MemoryKind::Allergy { .. }),
                quarrels: others.map(quarrel).collect(),
                unwanted: Vec::new(),
            }
        };
        let groups = MemoryKind::NAMES.into_iter().map(|kind| MemoryGroup {
            title: self.t.get(&format!("household-kind-{kind}")),
            lines: memory.iter().filter(|one| one.kind.name() == kind).map(line).collect(),
        });
        groups.filter(|group| !group.lines.is_empty()).collect()
    }

    fn words(&self, one: &Memory) -> String {
        memory_words(self.t, self.kit, &one.kind, self.now)
    }

    /// `Верно: белые пионы`
    fn side(&self, holds: &Memory, gives_way: &Memory) -> Side {
        let what = match &holds.kind {
            MemoryKind::Taste { text, .. } => text.clone(),
            MemoryKind::Date { month, day, .. } => day_words(self.t, *month, *day, self.now),
            // Of two birthdays of one child the age may be the same.
            MemoryKind::Child { born, .. } => format!("{}, {} {}", self.words(holds), self.t.civil(*born), born.year()),
            _ => self.words(holds),
        };
        Side { holds: holds.id.to_string(), gives_way: gives_way.id.to_string(), button: self.t.with("household-holds", "what", &what) }
    }

    /// How we know, and of which home it speaks.
    fn source(&self, one: &Memory) -> String {
        let home = one.home.filter(|_| self.homes.len() > 1).and_then(|id| self.homes.iter().find(|home| home.home == id));
        let mut parts = if self.reader.is_none() { self.for_the_desk(one) } else { vec![self.for_the_household(one)] };
        parts.extend(home.map(|home| home.address.line()));
        parts.join(if self.reader.is_none() { " · " } else { ", " })
    }

    /// `сказано по телефону 3 марта`, `записано: Вера К.`, `с их слов`, `личное`. What the client wrote is their own words, and what is close to
    /// nobody is not told to be.
    fn for_the_desk(&self, one: &Memory) -> Vec<String> {
        let t = self.t;
        let by = if one.source == Source::Message { "household-confirmed-by" } else { "household-written-by" };
        let parts = [
            Some(t.with(&format!("household-said-{}", one.source.name()), "at", &t.dated(&one.said_at, self.now))),
            (one.author() != Author::Client).then(|| t.with(by, "who", &self.author(one))),
            Some(t.get(&format!("household-sure-{}", one.confidence().name()))),
            (one.kind.sensitivity() != Sensitivity::Plain).then(|| t.get(&format!("household-close-{}", one.kind.sensitivity().name()))),
        ];
        parts.into_iter().flatten().collect()
    }

    /// `Вы сказали 3 марта в разговоре с Верой`. Only of their own words a reader is told that they are theirs.
    fn for_the_household(&self, one: &Memory) -> String {
        let t = self.t;
        let at = ("at", t.dated(&one.said_at, self.now).into());
        let of = |key: &str| t.say(&format!("household-own-{}{key}", one.source.name()), std::slice::from_ref(&at));
        let author = one.author();
        match author {
            _ if self.is_reader(author) => of("-own"),
            Author::Staff(id) => match self.names.get(&id.into()) {
                Some(name) => t.say(&format!("household-own-{}-staff", one.source.name()), &[at, ("who", whom(t, one.source, name).into())]),
                None => of("-ours"),
            },
            Author::Member(id) => match self.members.iter().find(|member| member.id == id) {
                Some(member) => t.say(&format!("household-own-{}-member", one.source.name()), &[at, ("who", member.name.clone().into())]),
                None => of("-family"),
            },
            Author::Client => of("-family"),
            Author::House => of("-ours"),
        }
    }

    fn is_reader(&self, author: Author) -> bool {
        match (self.reader, author) {
            (Some(Actor::Client(_)), Author::Client) => true,
            (Some(Actor::Member(acting)), Author::Member(id)) => acting.person == id.uuid(),
            _ => false,
        }
    }

    /// Who wrote it down, by name where it is known.
    fn author(&self, one: &Memory) -> String {
        let author = one.author();
        let name = match author {
            Author::Staff(id) => self.names.get(&id.into()).map(|name| self.t.name(&name.short())),
            Author::Member(id) => self.members.iter().find(|member| member.id == id).map(|member| member.name.clone()),
            Author::Client | Author::House => None,
        };
        name.unwrap_or_else(|| self.t.get(&format!("household-author-{}", author.name())))
    }
}

/// The same memories, those marked on which nothing is done any more.
pub fn mark_unwanted(t: &T, mut groups: Vec<MemoryGroup>, declined: &[Declined], now: Instant) -> Vec<MemoryGroup> {
    for line in groups.iter_mut().flat_map(|group| &mut group.lines) {
        let of_it = |one: &&Declined| one.occasion.is_none() && one.doing.memory().is_some_and(|memory| memory.to_string() == line.id);
        let mark =
            |one: &Declined| UnwantedLine { id: one.id.to_string(), said: t.with("declined-ever", "at", &t.dated(&one.at, now)), reason: one.reason.clone() };
        line.unwanted = declined.iter().filter(of_it).map(mark).collect();
    }
    groups
}

/// The name of one of ours as the sentence wants it: a talk is had «с Верой» or «со Светланой». A name that cannot be declined stays as it is.
fn whom(t: &T, source: Source, name: &Name) -> String {
    if source != Source::Call || t.lang != Lang::Ru {
        return t.name(&name.first);
    }
    with(&first_in(&name.first, gender(&name.first, name.patronymic.as_deref(), Some(&name.last)), Case::Instrumental))
}

/// Something found in the household's own words, to be confirmed or declined.
#[derive(Debug, Clone)]
pub struct FoundLine {
    /// Its id.
    pub id: String,
    /// What would be remembered.
    pub words: String,
    /// The sentence in which it was found, where and when.
    pub source: String,
    /// An allergy: told with the colour of a warning.
    pub is_warning: bool,
}

/// What was found and waits for a person, the oldest first.
pub fn found_lines(t: &T, kit: &Kit, found: &[Proposal], now: Instant) -> Vec<FoundLine> {
    let line = |one: &Proposal| FoundLine {
        id: one.id.to_string(),
        words: memory_words(t, kit, &one.kind, now),
        source: t.say(&format!("household-found-in-{}", one.origin.name()), &[("at", t.dated(&one.found_at, now).into()), ("quote", one.quote.clone().into())]),
        is_warning: matches!(one.kind, MemoryKind::Allergy { .. }),
    };
    found.iter().map(line).collect()
}

/// What is remembered, in words: `Не переносят: цитрусовые`.
pub fn memory_words(t: &T, kit: &Kit, kind: &MemoryKind, now: Instant) -> String {
    let on = |days: &[i8]| if days.is_empty() { t.get("household-on-all") } else { week_words(t, days) };
    match kind {
        MemoryKind::Allergy { to } => t.with("household-allergy", "what", &sensitivity(t, kit, to)),
        MemoryKind::ClosedRoom { room, days, hours } => closed_room_words(t, room, days, *hours),
        MemoryKind::BusyRoom { room } => t.with("household-closed-calendar", "room", &room_name(t, room)),
        MemoryKind::Away { from: None, back } => t.with("household-away", "back", &t.civil(*back)),
        MemoryKind::Away { from: Some(from), back } => t.say("household-away-from", &[("from", t.civil(*from).into()), ("back", t.civil(*back).into())]),
        MemoryKind::ClosedHome { days, from, until } => {
            t.say("household-closed-home", &[("when", on(days).into()), ("from", clock(*from).into()), ("until", clock(*until).into())])
        }
        MemoryKind::Child { born, name, size } => {
            let years = born.until((jiff::Unit::Year, now.day())).map_or(0, |span| i64::from(span.get_years()));
            let age = if years < 1 { t.get("household-infant") } else { t.num("household-years", "n", &years) };
            let size = size.map(|size| {
                t.say("household-size", &[("kg", kg_words(t, size.kg).into()), ("cm", size.cm.to_string().into()), ("on", t.civil(size.on).into())])
            });
            [Some(name.clone()), Some(age), size].into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        MemoryKind::Pet { pet, name } => {
            let kind = t.get(&format!("household-pet-{}", pet.name()));
            if name.is_empty() { kind } else { format!("{kind} {name}") }
        }
        MemoryKind::Date { month, day, what, name } => {
            let on = day_words(t, *month, *day, now);
            t.say(&format!("household-date-{}", what.name()), &[("name", name.clone().into()), ("on", on.into())])
        }
        MemoryKind::Taste { what, text } => {
            t.say("household-taste", &[("what", t.get(&format!("household-taste-{}", what.name())).into()), ("text", text.clone().into())])
        }
        MemoryKind::Access { text } | MemoryKind::Wish { text } | MemoryKind::Note { text } => text.clone(),
    }
}

fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

fn week_words(t: &T, days: &[i8]) -> String {
    t.list(&days.iter().map(|day| t.get(&format!("household-on-{day}"))).collect::<Vec<_>>())
}

/// A room that nobody enters, on which days and in which hours: `Не входим по вторникам до 11:00: спальня`.
pub fn closed_room_words(t: &T, room: &str, days: &[i8], hours: Option<(Time, Time)>) -> String {
    let week = (!days.is_empty()).then(|| week_words(t, days));
    let when = week.into_iter().chain(hours.map(|hours| hours_words(t, hours))).collect::<Vec<_>>().join(" ");
    let room = ("room", room_name(t, room).into());
    if when.is_empty() { t.say("household-closed", &[room]) } else { t.say("household-closed-when", &[room, ("when", when.into())]) }
}

/// Hours of a day; of those that begin or end with it the other end alone is told: `с 14:00 до 16:00`, `до 11:00`, `после 18:00`.
fn hours_words(t: &T, (from, until): (Time, Time)) -> String {
    let (begins, ends) = (from == Time::midnight(), until >= Time::constant(23, 59, 0, 0));
    let key = match (begins, ends) {
        (true, false) => "household-hours-until",
        (false, true) => "household-hours-since",
        _ => "household-hours",
    };
    t.say(key, &[("from", clock(from).into()), ("until", clock(until).into())])
}

/// A weight in kilograms, as it is written: `24,5`, "24.5".
pub fn kg_words(t: &T, weight: Weight) -> String {
    let words = weight.to_string();
    if t.lang == Lang::Ru { words.replace('.', ",") } else { words }
}

/// A day of this year: `8 марта`.
fn day_words(t: &T, month: i8, day: i8, now: Instant) -> String {
    let on = Date::new(now.day().year(), month, day).or_else(|_| Date::new(now.day().year(), 3, 1));
    on.map(|on| t.civil(on)).unwrap_or_default()
}

/// A scent or an allergen by its name in the house book; one that is no longer there by its code.
fn sensitivity(t: &T, kit: &Kit, code: &str) -> String {
    kit.sensitivity(code).map_or_else(|| code.to_owned(), |carried| carried.name.of(t.lang).to_owned())
}

/// A room by its name; one without a name by its code.
pub fn room_name(t: &T, code: &str) -> String {
    let key = format!("household-room-{code}");
    if t.has(&key) { t.get(&key) } else { code.to_owned() }
}

/// What a small field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SmallKind {
    /// A line of text.
    Text,
    /// A phone.
    Phone,
    /// Several lines.
    Area,
    /// A time of the day.
    Time,
    /// A day.
    Date,
    /// One of these: value, words, chosen.
    Choice(Vec<(String, String, bool)>),
    /// Any of these: value, words, ticked.
    Ticks(Vec<(String, String, bool)>),
}

/// A field of one of several forms on a page: its id is its own.
#[derive(Debug, Clone)]
pub struct SmallField {
    /// The id.
    pub id: String,
    /// The name in the form.
    pub name: &'static str,
    /// The label.
    pub label: String,
    /// What was typed.
    pub value: String,
    /// What is wrong; empty when nothing is.
    pub error: String,
    /// What it takes.
    pub kind: SmallKind,
    /// It may stay empty.
    pub optional: bool,
}

/// A form that folds away: `{% let form = … %}{% include "small-form.html" %}`.
#[derive(Debug, Clone)]
pub struct SmallForm {
    /// What it is for: its summary.
    pub title: String,
    /// Where it is sent.
    pub action: String,
    /// Sent along: (name, value).
    pub hidden: Vec<(&'static str, String)>,
    /// Its fields.
    pub fields: Vec<SmallField>,
    /// What its button says.
    pub button: String,
    /// It stands open: something in it is to be mended.
    pub is_open: bool,
}

/// What was typed into a form that was refused, and what is wrong with it.
#[derive(Clone, Copy)]
pub struct Refill<'a> {
    /// Where it had been sent.
    pub action: &'a str,
    /// What was typed.
    pub form: &'a Form,
    /// What is wrong.
    pub problem: &'a Problem,
}

/// Makes the small forms of a page in the reader's language.
#[derive(Clone, Copy)]
pub struct SmallForms<'a> {
    /// The texts.
    pub t: &'a T,
    /// The form that was refused, to be filled again.
    pub refill: Option<Refill<'a>>,
}

impl SmallForms<'_> {
    /// A form; its fields are filled again when it was this one that was refused.
    pub fn form(&self, title: &str, action: &str, hidden: Vec<(&'static str, String)>, fields: Vec<SmallField>, button: &str) -> SmallForm {
        let mine = |refill: &&Refill<'_>| refill.action == action && hidden.iter().all(|(name, value)| refill.form.get(name) == value);
        let refill = self.refill.as_ref().filter(mine);
        let fields = fields.into_iter().map(|field| match refill {
            Some(refill) => self.refilled(field, refill),
            None => field,
        });
        SmallForm {
            title: self.t.get(title),
            action: action.to_owned(),
            fields: fields.collect(),
            button: self.t.get(button),
            is_open: refill.is_some(),
            hidden,
        }
    }

    fn refilled(&self, mut field: SmallField, refill: &Refill<'_>) -> SmallField {
        let chosen = refill.form.all(field.name);
        refill.form.get(field.name).clone_into(&mut field.value);
        if let SmallKind::Choice(options) | SmallKind::Ticks(options) = &mut field.kind {
            for (value, _, on) in options {
                *on = chosen.contains(value);
            }
        }
        if let Some(fault) = refill.problem.fields.iter().find(|fault| fault.field == field.name) {
            field.error = self.t.fault(fault);
        }
        field
    }

    /// A field; its label is the text `household-field-NAME`.
    pub fn field(&self, of: &str, name: &'static str, kind: SmallKind, value: &str) -> SmallField {
        SmallField {
            id: format!("{of}-{name}"),
            name,
            label: self.t.get(&format!("household-field-{}", name.replace('_', "-"))),
            value: value.to_owned(),
            error: String::new(),
            kind,
            optional: false,
        }
    }

    /// The forms to remember something, one for each kind.
    pub fn memory(&self, kit: &Kit, homes: &[HomeCard], action: &str) -> Vec<SmallForm> {
        let plain = |words: Vec<(String, String)>| SmallKind::Choice(words.into_iter().map(|(value, words)| (value, words, false)).collect());
        let form = |kind: &'static str| {
            let field = |name, takes| self.field(kind, name, takes, "");
            let week = || (1..=7).map(|day| (day.to_string(), self.t.get(&format!("household-day-{day}")), false)).collect();
            let mut fields = match kind {
                "allergy" => vec![field("to", plain(kit.sensitivities().map(|one| (one.code.clone(), one.name.of(self.t.lang).to_owned())).collect()))],
                "closed_room" => vec![
                    field("room", plain(ROOMS.iter().map(|room| ((*room).to_owned(), room_name(self.t, room))).collect())),
                    field("day", SmallKind::Ticks(week())).optional(),
                    field("from", SmallKind::Time).optional(),
                    field("until", SmallKind::Time).optional(),
                ],
                "closed_home" => vec![field("day", SmallKind::Ticks(week())).optional(), field("from", SmallKind::Time), field("until", SmallKind::Time)],
                "away" => vec![field("since", SmallKind::Date).optional(), field("back", SmallKind::Date)],
                "child" => vec![
                    field("name", SmallKind::Text),
                    field("born", SmallKind::Date),
                    field("kg", SmallKind::Text).optional(),
                    field("cm", SmallKind::Text).optional(),
                ],
                "pet" => {
                    let pets = PetKind::ALL.iter().map(|pet| (pet.name().to_owned(), self.t.get(&format!("household-pet-{}", pet.name()))));
                    vec![field("pet", plain(pets.collect())), field("name", SmallKind::Text).optional()]
                }
                "date" => {
                    let whats = households::DateKind::ALL.map(|what| (what.name().to_owned(), self.t.get(&format!("household-day-of-{}", what.name()))));
                    vec![field("what", plain(whats.into())), field("name", SmallKind::Text), field("on", SmallKind::Date)]
                }
                "taste" => {
                    let whats = households::TasteOf::ALL.map(|what| (what.name().to_owned(), self.t.get(&format!("household-taste-{}", what.name()))));
                    vec![field("what", plain(whats.into())), field("text", SmallKind::Text)]
                }
                _ => vec![field("text", SmallKind::Area)],
            };
            if homes.len() > 1 {
                let all = std::iter::once((String::new(), self.t.get("household-every-home"), true));
                let each = homes.iter().map(|home| (home.home.to_string(), home.address.line(), false));
                fields.push(field("home", SmallKind::Choice(all.chain(each).collect())));
            }
            self.form(&format!("household-kind-{kind}"), action, vec![("kind", kind.to_owned())], fields, "household-remember")
        };
        MemoryKind::NAMES.into_iter().map(form).collect()
    }

    /// The form to hand on a message in which there may be something to remember.
    pub fn read(&self, action: &str) -> SmallForm {
        let field = self.field("read", "text", SmallKind::Area, "");
        self.form("household-read", action, vec![], vec![field], "household-read-button")
    }

    /// The form of how somebody is addressed; `who` is sent along.
    pub fn calling(&self, of: &str, calling: &Calling, who: Vec<(&'static str, String)>, action: &str) -> SmallForm {
        let field = |name, kind, value: &str| self.field(of, name, kind, value);
        let word = |key: &str| self.t.get(&format!("household-calling-{key}"));
        let registers = households::Register::ALL.iter().map(|one| (one.name().to_owned(), word(one.name()), *one == calling.register)).collect();
        let sexes = std::iter::once((String::new(), word("by-name"), calling.sex.is_none()))
            .chain(households::Sex::ALL.iter().map(|one| (one.name().to_owned(), word(one.name()), Some(*one) == calling.sex)))
            .collect();
        let thou = SmallKind::Ticks(vec![("yes".to_owned(), word("thou"), calling.thou)]);
        let mut fields = vec![
            field("salutation", SmallKind::Text, calling.salutation.as_deref().unwrap_or_default()).optional(),
            field("register", SmallKind::Choice(registers), ""),
            field("thou", thou, "").optional(),
            field("sex", SmallKind::Choice(sexes), ""),
        ];
        fields.extend(CASE_FIELDS.into_iter().map(|case| field(case, SmallKind::Text, calling.forms.get(case).map_or("", String::as_str)).optional()));
        self.form("household-calling", action, who, fields, "household-save")
    }

    /// The form of the way to a home's door.
    pub fn doors(&self, home: &HomeCard, doors: Option<&Doors>, action: &str) -> SmallForm {
        let known = doors.cloned().unwrap_or_default();
        let of = format!("doors-{}", home.home);
        let field = |name, value: &Option<String>| self.field(&of, name, SmallKind::Text, value.as_deref().unwrap_or_default()).optional();
        let fields = vec![field("entrance", &known.entrance), field("floor", &known.floor), field("intercom", &known.intercom), field("note", &known.note)];
        self.form("household-doors", action, vec![("home", home.home.to_string())], fields, "household-save")
    }

    /// The form of one more home, with the way to its door where that is known already.
    pub fn home(&self, districts: &catalog::Districts, action: &str) -> SmallForm {
        let districts = districts.all().iter().map(|district| (district.code.clone(), district.name.of(self.t.lang).to_owned(), false)).collect();
        let text = |name| self.field("home", name, SmallKind::Text, "");
        let known = ["flat", "entrance", "floor", "intercom"].map(|name| text(name).optional());
        let needed = [self.field("home", "district", SmallKind::Choice(districts), ""), text("street"), text("house")];
        self.form("household-add-home", action, vec![], needed.into_iter().chain(known).collect(), "household-add-home-button")
    }

    /// The form to let somebody act for the client.
    pub fn person(&self, action: &str) -> SmallForm {
        let kin = households::Kin::ALL.iter().map(|kin| (kin.name().to_owned(), self.t.get(&format!("household-kin-{}", kin.name())), false)).collect();
        let fields = vec![
            self.field("person", "name", SmallKind::Text, ""),
            self.field("person", "phone", SmallKind::Phone, ""),
            self.field("person", "kin", SmallKind::Choice(kin), ""),
            self.field("person", "right", SmallKind::Ticks(rights(self.t, access::Rights::default())), ""),
        ];
        self.form("household-invite", action, vec![], fields, "household-invite-button")
    }

    /// The form of what somebody of the household may do.
    pub fn rights(&self, member: &Member, action: &str) -> SmallForm {
        let ticks = SmallKind::Ticks(rights(self.t, member.rights));
        let fields = vec![self.field(&format!("rights-{}", member.id), "right", ticks, "")];
        self.form("household-rights", action, vec![("member", member.id.to_string())], fields, "household-save")
    }
}

impl SmallField {
    /// It may stay empty.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
    /// The `type` of the input.
    pub const fn input(&self) -> &'static str {
        match self.kind {
            SmallKind::Phone => "tel",
            SmallKind::Time => "time",
            SmallKind::Date => "date",
            SmallKind::Text | SmallKind::Area | SmallKind::Choice(_) | SmallKind::Ticks(_) => "text",
        }
    }
}

fn rights(t: &T, held: access::Rights) -> Vec<(String, String, bool)> {
    access::Right::ALL.iter().map(|right| (right.name().to_owned(), t.get(&format!("household-right-{}", right.name())), held.has(*right))).collect()
}

/// What somebody may do, in words: `заказывать, видеть визиты`.
pub fn rights_words(t: &T, held: access::Rights) -> String {
    let words: Vec<String> = rights(t, held).into_iter().filter(|(_, _, on)| *on).map(|(_, words, _)| words.to_lowercase()).collect();
    t.list(&words)
}

/// The way to a door in one line: `парадная 2, этаж 4, домофон 12`.
pub fn doors_words(t: &T, doors: &Doors) -> String {
    let part = |name: &str, value: &Option<String>| value.as_ref().map(|value| t.with(&format!("household-door-{name}"), "value", value));
    let parts = [part("entrance", &doors.entrance), part("floor", &doors.floor), part("intercom", &doors.intercom), doors.note.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// How somebody is addressed, as typed.
pub fn raw_calling(form: &Form) -> RawCalling {
    let text = |name| form.get(name).to_owned();
    RawCalling { salutation: text("salutation"), register: text("register"), thou: text("thou"), sex: text("sex"), forms: CASE_FIELDS.map(text) }
}

/// How somebody is addressed, in words: `Анна Сергеевна, на «вы»; к Анне Сергеевне, с Анной Сергеевной`. English declines nothing.
pub fn calling_words(t: &T, card: &households::Card) -> String {
    let terms = t.with(if card.calling.thou { "household-on-thou" } else { "household-on-you" }, "name", &card.salutation());
    if t.lang != Lang::Ru {
        return terms;
    }
    let (dative, instrumental) = (to(&card.in_case(Case::Dative)), with(&card.in_case(Case::Instrumental)));
    t.say("household-in-cases", &[("terms", terms.into()), ("dative", dative.into()), ("instrumental", instrumental.into())])
}

/// A home as typed.
pub fn raw_home(form: &Form) -> households::RawHome {
    let text = |name| form.get(name).to_owned();
    households::RawHome { district: text("district"), street: text("street"), house: text("house"), flat: text("flat") }
}

/// A memory as typed.
pub fn raw_memory(form: &Form) -> RawMemory {
    let text = |name| form.get(name).to_owned();
    RawMemory {
        kind: text("kind"),
        to: text("to"),
        room: text("room"),
        days: form.all("day"),
        from: text("from"),
        until: text("until"),
        since: text("since"),
        back: text("back"),
        born: text("born"),
        on: text("on"),
        what: text("what"),
        kg: text("kg"),
        cm: text("cm"),
        pet: text("pet"),
        name: text("name"),
        text: text("text"),
    }
}

/// The way to a door as typed.
pub fn raw_doors(form: &Form) -> RawDoors {
    let text = |name| form.get(name).to_owned();
    RawDoors { entrance: text("entrance"), floor: text("floor"), intercom: text("intercom"), note: text("note") }
}

/// Somebody of a household as typed.
pub fn raw_member(form: &Form) -> RawMember {
    let text = |name| form.get(name).to_owned();
    RawMember { name: text("name"), phone: text("phone"), kin: text("kin"), rights: form.all("right") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::UiTexts;
    use access::{Acting, Rights};
    use catalog::Kit;
    use std::sync::Arc;
    use uuid::Uuid;

    fn name(first: &str) -> Name {
        Name { first: first.to_owned(), patronymic: None, last: "Крылова".to_owned() }
    }

    #[test]
    fn a_room_is_closed_in_the_hours_that_were_told() {
        let t = T::new(Lang::Ru, Arc::new(UiTexts::new(&[]).unwrap()));
        let at = |hour| Time::constant(hour, 0, 0, 0);
        let told = |days: &[i8], hours| closed_room_words(&t, "bedroom", days, hours).replace('\u{a0}', " ");
        assert_eq!(told(&[], None), "Не входим: спальня");
        assert_eq!(told(&[2], None), "Не входим по вторникам: спальня");
        assert_eq!(told(&[2], Some((at(9), at(11)))), "Не входим по вторникам с 09:00 до 11:00: спальня");
        assert_eq!(told(&[], Some((Time::midnight(), at(11)))), "Не входим до 11:00: спальня");
        assert_eq!(told(&[], Some((at(18), Time::constant(23, 59, 0, 0)))), "Не входим после 18:00: спальня");
    }

    #[test]
    fn the_household_reads_when_and_how_and_the_desk_all_that_is_known() {
        let pin = serde_json::from_value(serde_json::json!({ "file": "kit.toml", "version": 1 })).unwrap();
        let kit = Kit::new(pin, vec![], vec![], vec![], vec![]);
        let now: Instant = "2026-03-09T09:00:00Z".parse().unwrap();
        let (vera, sveta) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let names = BTreeMap::from([(PersonId::from(vera), name("Вера")), (PersonId::from(sveta), name("Светлана"))]);
        let told = |source, by: String| Memory {
            id: Uuid::from_u128(9).into(),
            client: Uuid::from_u128(7).into(),
            home: None,
            kind: MemoryKind::Wish { text: "тихо".to_owned() },
            said_at: "2026-03-03T09:00:00Z".parse().unwrap(),
            source,
            by,
        };
        let texts = Arc::new(UiTexts::new(&[]).unwrap());
        let read = |lang, reader, one: Memory| {
            let t = T::new(lang, Arc::clone(&texts));
            let reading = Remembering { t: &t, kit: &kit, homes: &[], names: &names, members: &[], reader, now };
            reading.groups(&[one])[0].lines[0].source.replace('\u{a0}', " ")
        };
        let client = Actor::Client(Uuid::from_u128(7));
        let line = |lang, is_desk: bool, one: Memory| read(lang, (!is_desk).then_some(client), one);
        let by = |id: Uuid| format!("staff:{id}");
        assert_eq!(line(Lang::Ru, false, told(Source::Call, by(vera))), "Вы сказали 3 марта в разговоре с Верой");
        assert_eq!(line(Lang::Ru, false, told(Source::Call, by(sveta))), "Вы сказали 3 марта в разговоре со Светланой");
        assert_eq!(line(Lang::En, false, told(Source::Call, by(vera))), "You told Vera on 3 March");
        assert_eq!(line(Lang::Ru, true, told(Source::Call, by(vera))), "сказано по телефону 3 марта · записано: Вера К. · с их слов");
        // Only whoever wrote it reads that they did.
        let acting = |person| Some(Actor::Member(Acting { person, client: Uuid::from_u128(7), rights: Rights::default() }));
        let (own, member) = (format!("client:{}", Uuid::from_u128(7)), format!("member:{vera}"));
        assert_eq!(line(Lang::Ru, false, told(Source::Portal, own.clone())), "Вы записали это здесь 3 марта");
        assert_eq!(read(Lang::Ru, acting(vera), told(Source::Portal, member.clone())), "Вы записали это здесь 3 марта");
        for (reader, by) in [(Some(client), &member), (acting(vera), &own), (acting(sveta), &member)] {
            assert_eq!(read(Lang::Ru, reader, told(Source::Portal, by.clone())), "Записал здесь кто-то из Вашей семьи 3 марта");
            assert_eq!(read(Lang::En, reader, told(Source::Portal, by.clone())), "Somebody of your family wrote it here on 3 March");
        }
        // Every way and every author has its words in both languages, whoever has left.
        for source in Source::ALL {
            for author in [by(vera), by(Uuid::nil()), format!("client:{vera}"), format!("member:{vera}"), "house".to_owned()] {
                for lang in Lang::ALL {
                    for is_desk in [true, false] {
                        let words = line(lang, is_desk, told(source, author.clone()));
                        assert!(!words.contains("household-") && words.contains('3'), "{words}");
                    }
                }
            }
        }
    }
}
