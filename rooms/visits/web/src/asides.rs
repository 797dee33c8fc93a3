//! `/desk/phones`: what phones told and what does not count, for the office to settle.

use askama::Template;
use axum::response::Response;
use pages::{Form, Head, Here, Refused, Shell, T, page, redirect};
use people::{Name, PersonId};
use std::collections::BTreeMap;
use visits::{Aside, EventId, Move, Shown, TakenIn, Why, Word};

/// The page.
#[derive(Template)]
#[template(path = "desk-phones.html")]
pub(crate) struct PhonesPage {
    head: Head,
    /// What came of the last press, where it did not do what it was pressed for.
    refused: String,
    rows: Vec<Row>,
    /// More wait behind these.
    more: bool,
}

/// An event that waits for the office.
pub(crate) struct Row {
    id: String,
    datetime: String,
    at: String,
    who: String,
    href: String,
    what: String,
    why: String,
    text: String,
    /// The office can vouch for it.
    vouch: bool,
}

/// Events on the page; when they are settled, the next ones come up.
const SHOWN: u32 = 50;

/// What was told, in words: the kind, and what it is about.
fn told(t: &T, items: &BTreeMap<String, String>, word: &Word) -> String {
    let (kind, field, value) = word.parts();
    let kind = t.get(&format!("visits-told-{kind}"));
    let about = match word {
        Word::Answer(item, _) | Word::Photo(_, Shown::Item(item), _) => items.get(item).cloned().unwrap_or(field),
        Word::SetOff(_) | Word::Late(_) => t.length(&value.parse().unwrap_or_default()),
        Word::Photo(_, Shown::Room(code), _) => code.clone(),
        _ => String::new(),
    };
    if about.is_empty() { kind } else { format!("{kind}: {about}") }
}

/// The text that says why something does not count.
fn reason(why: Option<Why>) -> String {
    format!("visits-aside-{}", why.map_or("waits", Why::name))
}

impl PhonesPage {
    /// In the reader's language.
    pub(crate) fn new(head: Head, mut asides: Vec<Aside>, names: &BTreeMap<PersonId, Name>, items: &BTreeMap<String, String>) -> Self {
        let more = asides.len() > SHOWN as usize;
        asides.truncate(SHOWN as usize);
        let t = &head.t;
        let row = |one: Aside| Row {
            id: one.event.id.to_string(),
            datetime: one.received_at.to_string(),
            at: t.moment(&one.received_at),
            who: names.get(&one.event.person).map(Name::short).unwrap_or_default(),
            href: if one.why == Some(Why::NoSuchVisit) { String::new() } else { format!("/desk/visits/{}", one.event.visit) },
            what: told(t, items, &one.event.word),
            why: t.get(&reason(one.why)),
            text: one.text,
            vouch: one.why == Some(Why::Reassigned) && !one.event.word.is_step(),
        };
        Self { refused: String::new(), rows: asides.into_iter().map(row).collect(), more, head }
    }
}

pub(crate) async fn get_phones(here: Here) -> Result<Response, Refused> {
    let shown = phones(&here).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&shown))
}

async fn phones(here: &Here) -> Result<PhonesPage, Move> {
    let asides = visits::asides(&here.app, &here.actor, None, SHOWN + 1).await?;
    let who: Vec<PersonId> = asides.iter().map(|one| one.event.person).collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    let names = people::names(&here.app.read().await?, &who).await?;
    let mut items = BTreeMap::new();
    for service in catalog::services(&here.app)? {
        items.extend(service.service.items.iter().map(|item| (item.id.clone(), item.text.of(here.lang()).to_owned())));
    }
    Ok(PhonesPage::new(here.head(Shell::Desk, &here.t.get("visits-phones")), asides, &names, &items))
}

pub(crate) async fn post_phones(here: Here, form: Form) -> Result<Response, Refused> {
    // What is no event's id is nobody's: settled already.
    let id = form.get("event").parse().unwrap_or_else(|_| EventId::from(uuid::Uuid::nil()));
    if form.get("do") != "take_in" {
        visits::resolve(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
        return Ok(redirect("/desk/phones"));
    }
    let TakenIn::Still(why) = visits::take_in(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))? else {
        return Ok(redirect("/desk/phones"));
    };
    let mut shown = phones(&here).await.map_err(|e| here.refuse(&e))?;
    shown.refused = here.t.with("visits-phones-still", "why", &here.t.get(&reason(why)));
    Ok(page(&shown))
}
