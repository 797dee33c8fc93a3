//! `/desk/what-if/kit`: what another product, or another in its place, would have meant for the visits of the past year, before the owner
//! writes it into the book.

use askama::Template;
use axum::response::Response;
use catalog::{Kit, RawPart};
use pages::{Column, Head, Here, Plot, Refused, Shell, T, page};
use values::{Arg, FieldFault, Instant};
use visits::{Fate, HowMany, KitWhatIf, Swap, WouldPack, what_if_kit};

/// The page.
#[derive(Template)]
#[template(path = "desk-what-if-kit.html")]
pub(crate) struct KitPage {
    head: Head,
    /// All parts of the kit.
    parts: Vec<Choice>,
    part_error: String,
    /// The code of the chosen one; empty where there is none such.
    part: String,
    carries: Vec<Choice>,
    carries_error: String,
    substitutes: Vec<Choice>,
    substitute_error: String,
    told: Option<Told>,
}

/// Something to choose or to tick.
pub(crate) struct Choice {
    value: String,
    words: String,
    is_chosen: bool,
}

/// What came of a draft.
pub(crate) struct Told {
    /// At how many visits it stays out now, and by the draft.
    counts: String,
    /// Figures with their words.
    figures: Vec<(usize, String)>,
    plot: Plot,
    rows: Vec<Row>,
    /// Where the list goes on; empty where it ends.
    more: String,
}

/// A visit of the past.
pub(crate) struct Row {
    href: String,
    datetime: String,
    at: String,
    service: String,
    swaps: Vec<String>,
}

impl KitPage {
    /// In the reader's language.
    pub(crate) fn new(head: Head, kit: &Kit, raw: &RawPart, faults: &[FieldFault], told: Option<Told>) -> Self {
        let lang = head.t.lang;
        let error = |field: &str| faults.iter().rfind(|fault| fault.field == field).map(|fault| head.t.fault(fault)).unwrap_or_default();
        let choices = |chosen: &str, but: &str| {
            let parts = kit.parts().filter(|part| part.code != but);
            parts.map(|part| Choice { value: part.code.clone(), words: part.name.of(lang).to_owned(), is_chosen: part.code == chosen }).collect::<Vec<_>>()
        };
        let nothing = Choice { value: String::new(), words: head.t.get("visits-what-if-kit-nothing"), is_chosen: raw.substitute.is_empty() };
        let carries =
            kit.carriable().map(|one| Choice { value: one.code.clone(), words: one.name.of(lang).to_owned(), is_chosen: raw.carries.contains(&one.code) });
        Self {
            parts: choices(&raw.part, ""),
            part_error: error("part"),
            part: kit.part(&raw.part).map(|part| part.code.clone()).unwrap_or_default(),
            carries: carries.collect(),
            carries_error: error("carries"),
            substitutes: std::iter::once(nothing).chain(choices(&raw.substitute, &raw.part)).collect(),
            substitute_error: error("substitute"),
            told,
            head,
        }
    }
}

impl Told {
    /// In the reader's language.
    pub(crate) fn new(t: &T, kit: &Kit, raw: &RawPart, told: &KitWhatIf, now: Instant) -> Self {
        let counts = &told.counts;
        let figure = |key: &str, many: HowMany| (many.visits, t.args(key, &[("visits", int(many.visits)), ("homes", int(many.homes))]));
        let figures = [("newly", counts.newly), ("back", counts.no_longer), ("otherwise", counts.otherwise)];
        let without = (counts.without, t.args("visits-what-if-kit-bare", &[("visits", int(counts.without))]));
        let column = |(month, visits): &(jiff::civil::Date, usize)| {
            let name = t.get(&format!("month-{}", month.month()));
            let words = [("month", Arg::Text(name.clone())), ("year", Arg::Text(month.year().to_string())), ("visits", int(*visits))];
            let count = if *visits == 0 { String::new() } else { visits.to_string() };
            Column { value: i64::try_from(*visits).unwrap_or(i64::MAX), words: t.args("visits-what-if-kit-month", &words), label: name, count }
        };
        let carries = raw.carries.iter().map(|code| format!("&carries={code}")).collect::<Vec<_>>().concat();
        let more = |next| format!("/desk/what-if/kit?part={}{carries}&substitute={}&after={next}#changed", raw.part, raw.substitute);
        Self {
            counts: t.say("visits-what-if-kit-counts", &[("stands", counts.stands.to_string().into()), ("drafted", counts.drafted.to_string().into())]),
            figures: figures.map(|(key, many)| figure(&format!("visits-what-if-kit-{key}"), many)).into_iter().chain([without]).collect(),
            plot: Plot::of(counts.months.iter().map(column).collect()),
            rows: told.visits.iter().map(|one| row(t, kit, one, now)).collect(),
            more: told.next.map(more).unwrap_or_default(),
        }
    }
}

fn int(n: usize) -> Arg {
    Arg::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

fn row(t: &T, kit: &Kit, one: &WouldPack, now: Instant) -> Row {
    let name = |code: &str| kit.part(code).map_or_else(|| code.to_owned(), |part| part.name.of(t.lang).to_owned());
    let fate = |fate: &Fate| match fate {
        Fate::Taken => t.get("visits-what-if-kit-taken"),
        Fate::Instead(other) => t.with("visits-what-if-kit-instead", "other", &name(other)),
        Fate::Without => t.get("visits-what-if-kit-without"),
    };
    let swap = |swap: &Swap| {
        let vars = [("part", name(&swap.part).into()), ("stands", fate(&swap.stands).into()), ("drafted", fate(&swap.drafted).into())];
        t.say("visits-what-if-kit-swap", &vars)
    };
    Row {
        href: format!("/desk/visits/{}", one.visit),
        datetime: one.start.to_string(),
        at: t.dated(&one.start, now),
        service: one.service.of(t.lang).to_owned(),
        swaps: one.packing.swaps.iter().filter(|swap| swap.stands != swap.drafted).map(swap).collect(),
    }
}

/// What is asked: the part that was chosen as it stands, until something else was sent for it; at first the first of the kit.
fn asked(here: &Here, kit: &Kit) -> RawPart {
    let code = here.query.get("part");
    let stands = kit.parts().find(|part| code.is_empty() || part.code == code);
    match stands {
        Some(part) if !here.query.has("substitute") => {
            RawPart { part: part.code.clone(), carries: part.carried().cloned().collect(), substitute: part.substitute.clone().unwrap_or_default() }
        }
        _ => RawPart { part: code.to_owned(), carries: here.query.all("carries"), substitute: here.query.get("substitute").to_owned() },
    }
}

pub(crate) async fn get_what_if_kit(here: Here) -> Result<Response, Refused> {
    here.actor.may(visits::LOOK_BACK, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let kit = catalog::kit(&here.app).map_err(|e| here.refuse(&e))?;
    let raw = asked(&here, &kit);
    let head = here.head(Shell::Desk, &here.t.get("visits-what-if-kit"));
    match kit.draft(&raw) {
        Ok(draft) => {
            let after = here.query.get("after").parse().ok();
            let told = what_if_kit(&here.app, &here.actor, &raw.part, &draft, after).await.map_err(|e| here.refuse(&e))?;
            let told = Told::new(&here.t, &kit, &raw, &told, here.app.now());
            Ok(page(&KitPage::new(head, &kit, &raw, &[], Some(told))))
        }
        Err(faults) => Ok(page(&KitPage::new(head, &kit, &raw, &faults, None))),
    }
}
