//! What is known of a visit, read at one time, each look at the client recorded.

use crate::card::{AmendView, Choice, CrewView, HourView, MemberView, MessageView, NoteView, OtherView, RoomView, VisitPage};
use crate::words::{asked, fact, staff};
use access::{Denied, Resource};
use axum::extract::Path;
use axum::response::Response;
use booking::{AmendError, agreement_of_visit, amend_preview, other_times};
use catalog::{Kit, Service};
use db::{DbError, Read as _, Reader};
use households::{Memory, SEE_CLIENT, show};
use jiff::civil::Date;
use journal::timeline;
use messaging::{State as Sending, kept_for};
use pages::{Form, Here, KeptLine, KeptWords, Refused, Shell, T, by_day, capital, closed_words, fee_words, memory_words, names_at, page, why_words};
use people::{Name, PersonId};
use pricing::Cause;
use scheduling::{Candidate, ExplainError, Explained, candidates_of, explain_day};
use std::collections::{BTreeMap, BTreeSet};
use values::{Explain, Instant, Problem, Span};
use visits::{Briefing, Evidence, Move, Plan, Remembered, SEE_DAY, Sheet, State, Visit, VisitId};

/// Facts and messages shown.
const SHOWN: u32 = 30;

/// Why the page is not shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoVisit {
    /// The visit cannot be seen.
    #[error(transparent)]
    Visit(#[from] Move),
    /// What it would cost cannot be told.
    #[error(transparent)]
    Amend(#[from] AmendError),
    /// The hours cannot be explained.
    #[error(transparent)]
    Explain(#[from] ExplainError),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NoVisit {
    fn explain(&self) -> Problem {
        match self {
            Self::Visit(e) => e.explain(),
            Self::Amend(e) => e.explain(),
            Self::Explain(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// What was typed into a form that came back, and why.
#[derive(Default)]
pub(crate) struct Again<'a> {
    pub form: Option<&'a Form>,
    pub problem: Option<Problem>,
}

type Names = BTreeMap<PersonId, Name>;

fn short(names: &Names, person: PersonId) -> String {
    names.get(&person).map(Name::short).unwrap_or_default()
}

async fn names_of(db: &Reader, people: BTreeSet<PersonId>) -> Result<Names, DbError> {
    people::names(db, &people.into_iter().collect::<Vec<_>>()).await
}

async fn crew(t: &T, db: &Reader, visit: &Visit, ahead: bool) -> Result<CrewView, DbError> {
    let plan = visit.plan();
    let candidates: Vec<Candidate> = if ahead { candidates_of(db, plan.id.uuid()).await? } else { Vec::new() };
    let people = plan.crew.iter().copied().chain(candidates.iter().map(|candidate| candidate.person)).collect();
    let names = names_of(db, people).await?;
    let cleared = people::cleared_for(db, plan.service_code(), plan.span).await?;
    let day = plan.span.start.day();
    let member = |person: &PersonId| {
        let proof = cleared.iter().find(|cleared| cleared.person() == *person);
        MemberView {
            id: person.to_string(),
            name: names.get(person).map(Name::full).unwrap_or_default(),
            cleared: proof.map_or_else(
                || t.get("visit-not-cleared"),
                |proof| if proof.until() >= people::FOREVER { t.get("visit-cleared") } else { cleared_until(t, proof.until()) },
            ),
            is_cleared: proof.is_some(),
            ill: format!("/desk/shifts?from={day}&person={person}&day={day}&leave=ill&first={day}&last={day}#card"),
        }
    };
    let free = candidates.iter().filter(|one| one.verdict.is_ok()).map(|one| Choice { value: one.person.to_string(), words: short(&names, one.person) });
    let other = |one: &Candidate| one.verdict.as_ref().err().map(|why| OtherView { name: short(&names, one.person), why: why_words(t, why) });
    let title = match visit {
        Visit::Done(_) => "visit-crew-came",
        Visit::Cancelled(_) | Visit::Skipped(_) | Visit::LockedOut(_) => "visit-crew-planned",
        _ => "visit-crew",
    };
    Ok(CrewView {
        title: t.get(title),
        members: plan.crew.iter().map(member).collect(),
        missing: if plan.missing() == 0 || !ahead { String::new() } else { t.num("visit-missing", "n", &i64::from(plan.missing())) },
        free: free.collect(),
        others: candidates.iter().filter_map(other).collect(),
    })
}

/// With the year: a clearance lasts longer than one.
fn cleared_until(t: &T, at: Instant) -> String {
    t.say("visit-cleared-until", &[("at", t.date(&at).into()), ("year", at.day().year().to_string().into())])
}

fn day_title(t: &T, at: Instant) -> String {
    capital(&t.day(&at))
}

fn refused(t: &T, minutes: i64, explained: &[Explained], names: &Names) -> Vec<HourView> {
    let hour = |one: &Explained| {
        let closed: Vec<String> = one.closed.iter().map(|closed| closed_words(t, closed)).collect();
        let people = one.people.iter().filter_map(|who| who.verdict.as_ref().err().map(|why| format!("{}: {}", short(names, who.person), why_words(t, why))));
        let why = if closed.is_empty() { people.collect::<Vec<_>>().join("; ") } else { closed.join("; ") };
        HourView { span: t.span(&Span::minutes(one.start, minutes)), why }
    };
    explained.iter().filter(|one| !one.is_open()).map(hour).collect()
}

async fn amend(here: &Here, db: &Reader, visit: &Visit) -> Result<Option<AmendView>, NoVisit> {
    let (t, plan) = (&here.t, visit.plan());
    let by_house = here.query.get("cause") == "house";
    let cause = if by_house { Cause::House } else { Cause::Client };
    let preview = match amend_preview(db, &here.actor, plan.id, cause).await {
        Ok(preview) => preview,
        Err(AmendError::NotNow(_) | AmendError::Past(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let slots = other_times(&here.app, &here.actor, plan.id).await?;
    let days = by_day(t, &slots, &names_at(db, &slots).await?);
    let mut view = AmendView {
        change_kopecks: preview.change.in_kopecks(),
        change: preview.change.to_string(),
        cancel_kopecks: preview.cancel.in_kopecks(),
        cancel: preview.cancel.to_string(),
        by_house,
        policy: fee_words(t, &preview.fees),
        days,
        refused: Vec::new(),
        refused_day: String::new(),
        ask_days: (0..14)
            .map(|ahead| Span::minutes(db.now(), ahead * 24 * 60).end)
            .map(|at| Choice { value: at.day().to_string(), words: t.date(&at) })
            .collect(),
    };
    if let Ok(day) = here.query.get("why").parse::<Date>()
        && let Some(ask) = scheduling::ask_of(db, plan.id.uuid()).await?
    {
        let explained = explain_day(&here.app, &here.actor, &ask, day, Some(plan.id.uuid())).await?;
        let names = names_of(db, explained.iter().flat_map(|one| one.people.iter().map(|who| who.person)).collect()).await?;
        view.refused = refused(t, ask.minutes, &explained, &names);
        view.refused_day = Instant::of_moscow(day.at(12, 0, 0, 0)).map(|noon| t.date(&noon)).unwrap_or_default();
    }
    Ok(Some(view))
}

fn rooms(t: &T, sheet: &Sheet) -> Vec<RoomView> {
    let room = |(_, name, items): &(String, values::Said, Vec<visits::SheetItem>)| {
        let answered = items.iter().filter(|item| item.answer.is_some()).count();
        RoomView {
            name: name.of(t.lang).to_owned(),
            words: t.say("visit-of", &[("done", answered.to_string().into()), ("all", items.len().to_string().into())]),
        }
    };
    sheet.rooms.iter().map(room).collect()
}

/// What the memory asks of a visit; of one that is done what it asked then, whatever was told since.
struct Remembering<'a> {
    t: &'a T,
    kit: &'a Kit,
    service: &'a Service,
    briefing: &'a Briefing,
    /// Of a visit that is done.
    told: &'a [(Memory, Evidence)],
    names: &'a Names,
    now: Instant,
}

impl Remembering<'_> {
    fn lines(&self, state: State) -> Vec<KeptLine> {
        let kept = KeptWords { t: self.t, names: self.names };
        let line = |words: String, one: &Evidence| {
            let photo = one.photo.as_ref().map(|photo| Here::photo_href(photo.visit, photo.id, false));
            kept.line(words, one.was_kept(), one.written(), photo)
        };
        let asks = &self.briefing.instructions.all;
        let words = |one: &visits::Instruction| asked(self.t, self.kit, self.service, &one.asked);
        if state == State::Done {
            let then = |(memory, one): &(Memory, Evidence)| {
                let still = asks.iter().find(|asked| asked.memory == memory.id);
                line(still.map_or_else(|| memory_words(self.t, self.kit, &memory.kind, self.now), words), one)
            };
            return self.told.iter().map(then).collect();
        }
        let nothing = |words: String| KeptLine { words, ..KeptLine::default() };
        let now = |one: &visits::Instruction| self.briefing.evidence.get(&one.memory).map_or_else(|| nothing(words(one)), |known| line(words(one), known));
        asks.iter().map(now).collect()
    }

    fn count(&self, state: State) -> String {
        let count = Remembered::of(self.told.iter().map(|(_, one)| one));
        if state != State::Done || count.asked == 0 {
            return String::new();
        }
        self.t.say("visit-remembered", &[("kept", count.kept.to_string().into()), ("asked", count.asked.to_string().into())])
    }
}

/// The messages of the client that are about this visit or its agreement.
async fn messages(t: &T, db: &Reader, plan: &Plan, about: &[uuid::Uuid]) -> Result<Vec<MessageView>, DbError> {
    let all = kept_for(db, plan.client.uuid(), SHOWN).await?;
    let message = |kept: messaging::Kept| {
        let (state, at) = match kept.state {
            Sending::Queued => ("visit-message-queued", kept.queued_at),
            Sending::Sent => ("visit-message-sent", kept.sent_at.unwrap_or(kept.queued_at)),
            Sending::Dropped => ("visit-message-dropped", kept.queued_at),
        };
        MessageView { title: kept.text.map_or_else(|| t.get("visit-message-unwritten"), |(title, _)| title), words: t.with(state, "at", &t.moment(&at)) }
    };
    Ok(all.into_iter().filter(|kept| about.contains(&kept.about)).map(message).collect())
}

/// The invoice of a visit, and the page where a change of its price is proposed while it can be.
async fn money(t: &T, db: &Reader, who: &access::Actor, id: VisitId, visit: &Visit) -> Result<Vec<(String, String)>, DbError> {
    let of = match billing::of_visit(db, who, id).await {
        Ok(of) => of,
        Err(billing::BillError::Db(error)) => return Err(error),
        Err(_) => return Ok(Vec::new()),
    };
    let invoice = of.invoice.map(|invoice| {
        let vars = [("number", invoice.number.to_string().into()), ("open", invoice.open.to_string().into())];
        (format!("/desk/invoices/{}", invoice.id), t.say("visit-invoice", &vars))
    });
    let change = of.agreed.filter(|_| !visit.state().is_over()).map(|_| (format!("/desk/visits/{id}/change"), t.get("visit-change")));
    Ok(invoice.into_iter().chain(change).collect())
}

/// All of the page.
pub(crate) async fn load(here: &Here, id: VisitId, again: &Again<'_>) -> Result<VisitPage, NoVisit> {
    let (app, t, actor) = (&here.app, &here.t, here.actor);
    actor.may(SEE_DAY, &Resource::default())?;
    let sheet = visits::sheet(app, &actor, id).await?;
    let visit = &sheet.visit;
    let plan = visit.plan();
    let permit = actor.may(SEE_CLIENT, &Resource::default())?;
    let mut shown = show(app, &permit, &[plan.client], &[plan.home]).await?;
    let (card, home) = (shown.cards.remove(&plan.client), shown.homes.remove(&plan.home));
    let briefing = visits::briefing(app, &actor, id).await?;
    let notes = visits::notes(app, &actor, id).await?;
    let db = app.read().await?;
    // Nobody is sent to a visit that is over.
    let ahead = visit.ahead().is_some() && plan.span.end > db.now();
    let service = catalog::service_as_of(&db, &plan.service).await?;
    let kit = catalog::kit(app)?;
    let agreement = agreement_of_visit(&db, id).await?;
    let facts = timeline(&db, id.uuid(), None, SHOWN).await?;
    let state = visit.state();
    let told = if state == State::Done { visits::evidence(app, &actor, id).await? } else { Vec::new() };
    let keepers = told.iter().map(|(_, one)| one).chain(briefing.evidence.values()).flat_map(Evidence::people);
    let names = names_of(&db, notes.iter().map(|note| note.by).chain(facts.iter().filter_map(staff)).chain(keepers).collect()).await?;
    let remembering = Remembering { t, kit: &kit, service: &service, briefing: &briefing, told: &told, names: &names, now: db.now() };
    let mut about = vec![id.uuid()];
    about.extend(agreement.as_ref().map(|agreement| agreement.terms.id.uuid()));
    let mut rows =
        vec![(t.get("visit-row-service"), t.with(if plan.redo_of.is_some() { "visit-redo" } else { "visit-plain" }, "service", service.name.of(t.lang)))];
    if let Some(home) = &home {
        rows.push((t.get("visit-row-address"), home.address.line()));
    }
    if let Some(doors) = &briefing.doors {
        let parts = [("visit-door-entrance", &doors.entrance), ("visit-door-floor", &doors.floor), ("visit-door-intercom", &doors.intercom)];
        let mut words: Vec<String> = parts.iter().filter_map(|(key, value)| value.as_ref().map(|value| t.with(key, "value", value))).collect();
        words.extend(doors.note.clone());
        rows.push((t.get("visit-row-doors"), words.join(", ")));
    }
    if let Some(agreement) = &agreement {
        rows.push((t.get("visit-row-total"), agreement.terms.total.to_string()));
    }
    let money = money(t, &db, &actor, id, visit).await?;
    let problem = again.problem.as_ref();
    let words = |problem: &Problem| t.args(&format!("problem-{}", problem.kind), &problem.args);
    let note_fault = problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == "note")).map(|fault| t.fault(fault)).unwrap_or_default();
    let other_fault = problem.filter(|_| note_fault.is_empty()).map(|problem| problem.fields.first().map_or_else(|| words(problem), |fault| t.fault(fault)));
    let reach = card.as_ref().map(households::Card::reach).unwrap_or_default();
    let done = ["moved", "cancelled", "crewed", "confirmed", "noted"].into_iter().find(|key| here.query.has(key));
    Ok(VisitPage {
        head: here.head(Shell::Desk, &t.get("visit-title")).at(format!("/desk/visits/{id}")),
        id: id.to_string(),
        client: card.as_ref().map_or_else(|| t.get("visit-client-gone"), households::Card::full),
        client_href: card.as_ref().map(|card| format!("/desk/clients/{}", card.client)).unwrap_or_default(),
        phone: reach.0,
        phone_href: reach.1,
        state: t.get(&format!("visit-state-{}", visit.state().name())),
        when: format!("{}, {}", day_title(t, plan.span.start), t.span_unbroken(&plan.span)),
        day_href: format!("/desk?day={}&visit={id}", plan.span.start.day()),
        notice: done.map(|key| t.get(&format!("visit-done-{key}"))).unwrap_or_default(),
        fault: other_fault.unwrap_or_default(),
        rows,
        money,
        crew: crew(t, &db, visit, ahead).await?,
        ahead,
        can_confirm: matches!(visit, Visit::Planned(_)) && plan.missing() == 0,
        is_done: matches!(visit, Visit::Done(_)),
        amend: amend(here, &db, visit).await?,
        asked: remembering.lines(state),
        remembered: remembering.count(state),
        progress: t.say("visit-of", &[("done", sheet.progress.answered().to_string().into()), ("all", sheet.progress.all().to_string().into())]),
        rooms: rooms(t, &sheet),
        messages: messages(t, &db, plan, &about).await?,
        notes: notes
            .iter()
            .map(|note| NoteView {
                text: if note.damage { t.with("visit-damage", "text", &note.text) } else { note.text.clone() },
                by: format!("{}, {}", short(&names, note.by), t.moment(&note.at)),
            })
            .collect(),
        note: again.form.map(|form| form.get("note").to_owned()).unwrap_or_default(),
        note_fault,
        facts: facts.iter().map(|entry| fact(t, entry, staff(entry).map(|who| short(&names, who)))).collect(),
    })
}

pub(crate) async fn get_visit(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let Ok(id) = id.parse::<VisitId>() else {
        return Err(here.not_found());
    };
    let view = load(&here, id, &Again::default()).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&view))
}
