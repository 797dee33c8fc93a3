//! `/my/visits/ID`: one visit, from the agreement to the report.

use crate::load::{Loaded, load_visit};
use crate::view::{Binding, Change, Done, Person, RoomView, Words};
use access::{Actor, Role};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use booking::Amendment;
use pages::{Head, Here, Refused, Shell, T, page, redirect};
use pricing::Amend;
use visits::{Visit, VisitId};

/// The page.
#[derive(Template)]
#[template(path = "my-visit.html")]
pub(crate) struct VisitPage {
    pub(crate) head: Head,
    pub(crate) visit: VisitId,
    /// When, in words.
    pub(crate) when: String,
    /// What, and how far it is.
    pub(crate) lead: String,
    /// The first sentence ends with the phone: somebody is waited for.
    pub(crate) has_phone: bool,
    /// The fee is another one than was pressed; empty otherwise.
    pub(crate) notice: String,
    /// What became of the agreement, the latest first.
    pub(crate) changed: Vec<String>,
    pub(crate) people_title: String,
    pub(crate) people: Vec<Person>,
    pub(crate) change: Option<Change>,
    /// What will be done, before it is.
    pub(crate) list: Vec<RoomView>,
    pub(crate) done: Option<Done>,
    pub(crate) binding: Option<Binding>,
    pub(crate) money: Option<Money>,
    /// Where the same is ordered again; empty where it cannot be.
    pub(crate) again: String,
    /// Where it is made regular; empty where it cannot be.
    pub(crate) regular: String,
}

/// What is to be paid, and what waits for an answer.
pub(crate) struct Money {
    /// A change that waits; empty when none does.
    pub(crate) change: String,
    /// The invoice that stands; empty while there is none.
    pub(crate) invoice: String,
    /// The invoice in words.
    pub(crate) words: String,
    /// Where the invoice is asked for before the work is done; empty where it cannot be.
    pub(crate) early: String,
}

impl Money {
    fn new(t: &T, loaded: &Loaded, id: VisitId, is_ahead: bool) -> Option<Self> {
        let of = loaded.money.as_ref()?;
        let agreed = of.agreed.as_ref()?;
        let waits = agreed.changes.iter().find(|change| change.answer.is_none());
        let words = of.invoice.as_ref().map(|invoice| {
            let key = if invoice.open == values::Money::ZERO { "letter-invoice-paid" } else { "letter-invoice-open" };
            t.say(key, &[("number", invoice.number.to_string().into()), ("total", invoice.total.to_string().into()), ("open", invoice.open.to_string().into())])
        });
        let view = Self {
            change: waits.filter(|_| is_ahead).map(|change| format!("/my/changes/{}", change.id)).unwrap_or_default(),
            invoice: of.invoice.as_ref().map(|invoice| format!("/my/invoices/{}", invoice.id)).unwrap_or_default(),
            words: words.unwrap_or_default(),
            early: if is_ahead && of.invoice.is_none() { format!("/my/visits/{id}/invoice") } else { String::new() },
        };
        (!view.change.is_empty() || !view.invoice.is_empty() || !view.early.is_empty()).then_some(view)
    }
}

impl VisitPage {
    pub(crate) fn new(head: Head, loaded: &Loaded, id: VisitId, is_other_fee: bool) -> Option<Self> {
        let words = Words { t: &head.t, loaded };
        let (visit, _) = loaded.visits.iter().find(|(visit, _)| visit.plan().id == id)?;
        let (plan, t) = (visit.plan(), &head.t);
        let after = loaded.aftermath.get(&id);
        let done = after.zip(loaded.sheet.as_ref()).map(|(after, sheet)| words.done(visit, after, sheet, usize::MAX));
        let is_ahead = visit.ahead().is_some() && !visit.missed(loaded.now);
        let is_under_way = matches!(visit, Visit::EnRoute(_) | Visit::InProgress(_));
        let late = words.late(visit).filter(|_| !visit.missed(loaded.now));
        let change = words.change();
        let notice = change.as_ref().filter(|_| is_other_fee).map(|change| t.with("letter-amend-other", "costs", &change.cancel)).unwrap_or_default();
        Some(Self {
            visit: id,
            when: words.day_and_time(plan),
            has_phone: late.is_some(),
            lead: late.unwrap_or_else(|| lead(&words, visit)),
            notice,
            changed: loaded.amendments.iter().map(|made| changed(t, made)).collect(),
            people_title: t.get(if is_ahead || is_under_way { "letter-visit-who" } else { "letter-visit-who-was" }),
            people: if is_ahead || is_under_way || done.is_some() { words.people(plan, is_ahead || is_under_way) } else { Vec::new() },
            change,
            list: loaded.sheet.as_ref().filter(|_| is_ahead || is_under_way).map(|sheet| words.rooms(sheet)).unwrap_or_default(),
            done,
            binding: words.binding(visit),
            money: Money::new(t, loaded, id, is_ahead || is_under_way),
            again: if loaded.may_repeat && loaded.agreements.contains_key(&id) { format!("/my/visits/{id}/again") } else { String::new() },
            regular: if loaded.may_repeat && loaded.agreements.contains_key(&id) { format!("/my/visits/{id}/series") } else { String::new() },
            head,
        })
    }
}

/// `Поддерживающая уборка, подтверждено`
fn lead(words: &Words<'_>, visit: &Visit) -> String {
    let state = if visit.missed(words.loaded.now) { "missed" } else { visit.state().name() };
    let vars = [("service", words.service(visit.plan()).into()), ("state", words.t.get(&format!("letter-state-{state}")).into())];
    words.t.say("letter-visit-lead", &vars)
}

/// An amendment in one sentence, with what it cost.
fn changed(t: &T, made: &Amendment) -> String {
    let moment = |span: &values::Span| format!("{}, {}", t.date(&span.start), t.span_unbroken(span));
    let cost = match (made.cause, made.fee) {
        (pricing::Cause::House, _) => t.get("letter-changed-by-house"),
        (_, values::Money::ZERO) => t.get("letter-changed-free"),
        (_, fee) => t.with("letter-changed-fee", "fee", &fee.to_string()),
    };
    let key = match made.amend {
        Amend::Cancel => "letter-changed-cancel",
        Amend::Change => "letter-changed-move",
    };
    let to = made.to.as_ref().map(moment).unwrap_or_default();
    t.say(key, &[("at", t.moment(&made.made_at).into()), ("from", moment(&made.from).into()), ("to", to.into()), ("cost", cost.into())])
}

pub(crate) async fn get_visit(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let visit = visits::visit(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    match here.actor {
        // The crew and the desk have pages of their own.
        Actor::Staff(_, Role::Cleaner) => return Ok(redirect(&format!("/work/visits/{id}"))),
        Actor::Staff(..) => return Ok(redirect(&format!("/desk/visits/{id}"))),
        Actor::House | Actor::Visitor | Actor::Client(_) | Actor::Member(_) => {}
    }
    let client = visit.plan().client;
    let loaded = load_visit(&here, client, visit).await.map_err(|e| here.refuse(&e))?;
    let head = here.head(Shell::Letter, &here.t.get("letter-visit")).script("src/site.ts").at(format!("/my/visits/{id}"));
    let view = VisitPage::new(head, &loaded, id, here.query.get("fee") == "other").ok_or_else(|| here.not_found())?;
    Ok(page(&view))
}
