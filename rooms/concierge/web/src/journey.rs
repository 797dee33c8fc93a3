//! The day of travel and who travels, as the desk keeps them and everybody reads them.

use crate::along::{again, at_desk, path};
use axum::extract::Path;
use axum::response::Response;
use concierge::{GuestId, KeptJourney, RawGuest, RawJourney, RequestError, RequestId, set_journey};
use households::{Memory, MemoryId, Traveller, children, told_twice};
use pages::{Field, Form, Here, Kind, Refused, memory_words, redirect};
use values::{Explain as _, Problem};

/// The journey on a page.
pub(crate) struct JourneyView {
    /// The day and who travels, in words; empty while nothing is kept.
    pub(crate) stands: String,
    /// The desk can keep it now.
    pub(crate) can_set: bool,
    pub(crate) version: u32,
    /// The day in the form; empty while nobody has said it.
    pub(crate) day: String,
    pub(crate) day_fault: String,
    /// The household's children.
    pub(crate) own: Vec<Tick>,
    /// The children of guests who are kept already.
    pub(crate) guests: Vec<Tick>,
    /// One more.
    pub(crate) guest: Vec<Field>,
    /// Of whom there are several versions: which one counts, and which do not.
    pub(crate) twice: Vec<String>,
    /// Where it is settled.
    pub(crate) settle: String,
}

/// Somebody who may travel.
pub(crate) struct Tick {
    pub(crate) value: String,
    pub(crate) title: String,
    pub(crate) is_on: bool,
}

/// The fields of one more guest.
const GUEST: [&str; 5] = ["name", "years", "months", "kg", "cm"];

impl JourneyView {
    /// Was a guest's child typed?
    pub(crate) fn brings_guest(&self) -> bool {
        self.guest.iter().any(|field| !field.value.is_empty() || !field.error.is_empty())
    }
}

/// What both pages and the form of the desk show of it.
pub(crate) fn view(
    here: &Here,
    (form, problem): (&Form, Option<&Problem>),
    kept: Option<&KeptJourney>,
    memory: &[Memory],
    can_set: bool,
) -> Result<JourneyView, Refused> {
    let (t, is_typed) = (&here.t, form.has("over"));
    let own = children(memory);
    let (shown, travels) = ((form.all("child"), form.all("shown")), (form.all("travels"), form.all("guest")));
    // Who came between the showing and the sending was not seen: they stand as they stand.
    let child = |one: &Traveller| {
        let value = one.memory.map(|memory| memory.to_string()).unwrap_or_default();
        let stands = kept.is_none_or(|kept| kept.party.takes(&one.name));
        Tick { is_on: if shown.0.contains(&value) { travels.0.contains(&value) } else { stands }, title: one.name.clone(), value }
    };
    let guest = |one: &concierge::Guest| {
        let value = one.id.to_string();
        let years = t.num("concierge-along-years-old", "n", &i64::from(one.years(here.app.now().day())));
        Tick { is_on: !shown.1.contains(&value) || travels.1.contains(&value), title: format!("{}, {years}", one.name), value }
    };
    let guests = kept.map(|kept| kept.party.guests.as_slice()).unwrap_or_default();
    let field = |name: &'static str| {
        let kind = if matches!(name, "name" | "kg") { Kind::Text } else { Kind::Number };
        let label = t.get(&format!("concierge-along-{name}"));
        Field { label, hint: String::new(), ..Field::new(here, form, name, kind, "off") }.optional().blame(here, problem)
    };
    let day = if is_typed { form.get("day").to_owned() } else { kept.map_or_else(|| here.query.get("day").to_owned(), |kept| kept.day.to_string()) };
    let day_fault = problem.filter(|_| is_typed).and_then(|problem| problem.fields.iter().find(|fault| fault.field == "day"));
    Ok(JourneyView {
        stands: kept.map(|kept| stands(here, kept, &own)).unwrap_or_default(),
        can_set,
        version: kept.map_or(0, |kept| kept.version),
        day,
        day_fault: day_fault.map(|fault| t.fault(fault)).unwrap_or_default(),
        own: own.iter().map(child).collect(),
        guests: guests.iter().map(guest).collect(),
        guest: GUEST.into_iter().map(field).collect(),
        twice: twice(here, memory)?,
        settle: memory
            .first()
            .map(|one| if at_desk(here).is_ok() { format!("/desk/clients/{}#memory", one.client) } else { "/my/household#memory".to_owned() })
            .unwrap_or_default(),
    })
}

/// `Сказано по-разному. Считаем по этому: Соня, 5 лет, 20 кг, 110 см. Ещё сказано: Соня, 6 лет`
fn twice(here: &Here, memory: &[Memory]) -> Result<Vec<String>, Refused> {
    let (t, now) = (&here.t, here.app.now());
    let kit = catalog::kit(&here.app).map_err(|e| here.refuse(&e))?;
    let words =
        |one: &Memory| t.say("concierge-along-version", &[("words", memory_words(t, &kit, &one.kind, now).into()), ("at", t.dated(&one.said_at, now).into())]);
    let line = |(counts, others): (&Memory, Vec<&Memory>)| {
        let others: Vec<String> = others.into_iter().map(words).collect();
        t.say("concierge-along-twice", &[("counts", words(counts).into()), ("others", others.join("; ").into())])
    };
    Ok(told_twice(memory).into_iter().map(line).collect())
}

/// `7 марта 2026. Едут: Ива и Майя`
fn stands(here: &Here, kept: &KeptJourney, own: &[Traveller]) -> String {
    let t = &here.t;
    let own = own.iter().filter(|one| kept.party.takes(&one.name)).map(|one| one.name.clone());
    let names: Vec<String> = own.chain(kept.party.guests.iter().map(|one| one.name.clone())).collect();
    let who = if names.is_empty() { t.get("concierge-along-nobody") } else { t.with("concierge-along-who", "names", &t.list(&names)) };
    t.say("concierge-along-stands", &[("day", t.civil(kept.day).into()), ("year", kept.day.year().to_string().into()), ("who", who.into())])
}

fn raw(form: &Form) -> RawJourney {
    let travels = form.all("travels");
    let left = form.all("child").into_iter().filter(|child| !travels.contains(child));
    let typed = |name: &str| form.get(name).to_owned();
    let is_more = GUEST.iter().any(|name| !form.get(name).is_empty());
    let more = || RawGuest { name: typed("name"), years: typed("years"), months: typed("months"), kg: typed("kg"), cm: typed("cm") };
    RawJourney {
        over: Some(form.number("over").unwrap_or(0)),
        day: typed("day"),
        left_out: left.filter_map(|child| child.parse::<MemoryId>().ok()).collect(),
        guests: form.all("guest").iter().filter_map(|guest| guest.parse::<GuestId>().ok()).collect(),
        new: is_more.then(more).into_iter().collect(),
    }
}

/// The desk keeps the day of travel and who travels.
pub(crate) async fn post_journey(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    at_desk(&here)?;
    match set_journey(&here.app, &here.actor, id, &raw(&form)).await {
        Ok(_) => Ok(redirect(&path(true, id))),
        // Somebody was quicker: it is shown how it stands now, and what was typed stands beside it.
        Err(error @ (RequestError::Fields(_) | RequestError::OtherJourney(_))) => again(&here, id, &form, &error.explain()).await,
        Err(error) => Err(here.refuse(&error)),
    }
}
