//! The card at the right: one visit, its client and what has happened.

use crate::day::StateView;
use access::{Actor, Resource};
use aftercare::{Aftermath, aftermath};
use booking::{Agreement, agreement_of_visit};
use households::{Card, HomeCard, SEE_CLIENT, show};
use journal::{Entry, timeline};
use pages::{Here, T};
use people::{Name, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use values::{Instant, Said};
use visits::{Move, Visit, VisitId};

/// What the card shows.
pub(crate) struct CardView {
    pub(crate) since: String,
    pub(crate) name: String,
    /// The client's own card; empty after erasure.
    pub(crate) client_href: String,
    /// All of the visit: who comes, another time, calling it off.
    pub(crate) visit_href: String,
    pub(crate) phone: String,
    pub(crate) phone_href: String,
    /// The visit's day and time.
    pub(crate) when: String,
    pub(crate) rows: Vec<(String, String)>,
    pub(crate) state: StateView,
    /// The answer to the open question, in the client's own words; empty when there is none.
    pub(crate) answer: String,
    pub(crate) facts: Vec<FactView>,
    /// Where a redo is opened for a client who calls, or its time is looked for again; empty when there is nothing to do.
    pub(crate) redo: String,
    /// What that button says.
    pub(crate) redo_button: String,
    pub(crate) looked: String,
}

/// Something that happened.
pub(crate) struct FactView {
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) words: String,
    pub(crate) is_bad: bool,
}

/// All that a card is made of.
pub(crate) struct Seen {
    pub(crate) now: Instant,
    pub(crate) visit: Visit,
    pub(crate) service: Said,
    pub(crate) client: Option<Card>,
    pub(crate) home: Option<HomeCard>,
    pub(crate) agreement: Option<Agreement>,
    pub(crate) facts: Vec<Entry>,
    pub(crate) people: BTreeMap<PersonId, Name>,
    pub(crate) me: Option<PersonId>,
    /// What stands after the visit, once it is done.
    pub(crate) after: Option<Aftermath>,
}

/// Facts in a card.
const FACTS: u32 = 20;

pub(crate) async fn load(here: &Here, id: VisitId) -> Result<CardView, Move> {
    let actor: Actor = here.actor;
    let db = here.app.read().await?;
    let visit = visits::visit(&db, &actor, id).await?;
    let (who, place) = (visit.plan().client, visit.plan().home);
    // More than the name: the look is recorded under its own act.
    let permit = actor.may(SEE_CLIENT, &Resource::default())?;
    let mut shown = show(&here.app, &permit, &[who], &[place]).await?;
    let (client, home) = (shown.cards.remove(&who), shown.homes.remove(&place));
    let facts = timeline(&db, id.uuid(), None, FACTS).await?;
    let me = actor.subject().map(PersonId::from);
    let mut people: BTreeSet<PersonId> = visit.plan().crew.iter().copied().chain(me).collect();
    people.extend(facts.iter().filter_map(staff));
    let people: Vec<PersonId> = people.into_iter().collect();
    let seen = Seen {
        now: db::Read::now(&db),
        service: catalog::service_as_of(&db, &visit.plan().service).await?.name.clone(),
        agreement: agreement_of_visit(&db, id).await?,
        people: people::names(&db, &people).await?,
        after: aftermath(&db, who, std::slice::from_ref(&visit)).await?.remove(&id),
        visit,
        client,
        home,
        facts,
        me,
    };
    Ok(CardView::new(&here.t, &seen))
}

/// Who acted, when it was one of the staff.
fn staff(entry: &Entry) -> Option<PersonId> {
    entry.actor.strip_prefix("staff:").and_then(|id| id.parse::<Uuid>().ok()).map(PersonId::from)
}

impl CardView {
    pub(crate) fn new(t: &T, seen: &Seen) -> Self {
        let plan = seen.visit.plan();
        let short = |id: &PersonId| seen.people.get(id).map(Name::short);
        let crew: Vec<String> = plan.crew.iter().filter_map(short).collect();
        let mut rows = vec![(
            t.get("day-card-service"),
            t.with(if plan.redo_of.is_some() { "day-card-redo" } else { "day-card-visit" }, "service", seen.service.of(t.lang)),
        )];
        let when = format!("{}, {}", t.date(&plan.span.start), t.span_unbroken(&plan.span));
        rows.push((t.get("day-card-when"), when.clone()));
        rows.push((t.get("day-card-crew"), t.list(&crew)));
        if let Some(home) = &seen.home {
            rows.push((t.get("day-card-address"), home.address.line()));
        }
        if let Some(agreement) = &seen.agreement {
            rows.push((t.get("day-card-total"), agreement.terms.total.to_string()));
        }
        let waits = seen.after.as_ref().and_then(|a| a.redo.as_ref()).is_some_and(|redo| redo.redo_visit.is_none());
        if waits {
            rows.push((t.get("day-card-redo-waits"), t.get("day-card-redo-waits-words")));
        }
        let can_ask = seen.after.as_ref().is_some_and(|a| a.open && a.redo.is_none());
        let me = seen.me.as_ref().and_then(short).unwrap_or_default();
        let reach = seen.client.as_ref().map(Card::reach).unwrap_or_default();
        Self {
            since: seen.client.as_ref().map(|card| t.with("day-card-since", "year", &card.since.day().year().to_string())).unwrap_or_default(),
            name: seen.client.as_ref().map_or_else(|| t.get("day-client-gone"), |card| card.name.clone()),
            client_href: seen.client.as_ref().map(|card| format!("/desk/clients/{}", card.client)).unwrap_or_default(),
            visit_href: format!("/desk/visits/{}", plan.id),
            phone: reach.0,
            phone_href: reach.1,
            when,
            rows,
            state: StateView::of(t, &seen.visit, seen.now),
            answer: seen.after.as_ref().and_then(|after| after.answer.clone()).unwrap_or_default(),
            facts: seen.facts.iter().map(|entry| fact(t, entry, staff(entry).as_ref().and_then(short))).collect(),
            redo: if can_ask || waits { redo_path(plan.id) } else { String::new() },
            redo_button: t.get(if waits { "day-waiting-find" } else { "day-card-ask-redo" }),
            looked: t.say("day-looked", &[("at", t.moment(&seen.now).into()), ("who", me.into())]),
        }
    }
}

impl CardView {
    /// What is told when the visit was booked a moment ago.
    pub(crate) fn booked(&self, t: &T) -> String {
        t.say("day-booked", &[("client", self.name.as_str().into()), ("when", self.when.as_str().into())])
    }
}

/// Where a redo is asked for, and its time looked for again.
pub(crate) fn redo_path(id: VisitId) -> String {
    format!("/my/visits/{id}/redo")
}

/// A fact in words; of a kind that has none, that something happened.
fn fact(t: &T, entry: &Entry, who: Option<String>) -> FactView {
    let key = format!("day-fact-{}", entry.kind.replace('.', "-"));
    let eta = entry.body.get("eta").and_then(|v| v.as_str()).and_then(|text| text.parse::<Instant>().ok());
    let eta = eta.map(|at| t.time(&at)).unwrap_or_default();
    let words = t.with(if t.has(&key) { &key } else { "day-fact-other" }, "eta", &eta);
    FactView {
        datetime: entry.at.to_string(),
        at: t.moment(&entry.at),
        words: who.map_or_else(|| words.clone(), |who| t.say("day-fact-by", &[("fact", words.as_str().into()), ("who", who.into())])),
        is_bad: entry.kind.starts_with("aftercare.redo"),
    }
}
