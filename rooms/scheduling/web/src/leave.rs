//! Marking somebody ill or on holiday: first exactly which visits lose them and who could come instead, then the press.

use crate::shifts::{Again, Asked, Choice, Unreadable, again, back, midnight, person};
use access::{Actor, Denied, Resource};
use axum::response::Response;
use db::{DbError, Read as _};
use households::show;
use jiff::civil::Date;
use pages::{Form, Here, Refused, Routes, T, redirect};
use people::{Name, PersonId};
use scheduling::{Away, END_LEAVE, Leave, LeaveId, LeavePreview, SET_LEAVE, SetLeaveError, end_leave, leave_preview, set_leave};
use std::collections::BTreeSet;
use values::{Explain, Instant, Problem, Span};
use visits::{Move, SEE_DAY, VisitId};

pub(crate) fn routes() -> Routes {
    Routes::new().post("/desk/shifts/leave", SET_LEAVE, post_leave).post("/desk/shifts/back", END_LEAVE, post_back)
}

/// The form of a leave.
pub(crate) struct LeaveForm {
    pub kinds: Vec<Choice>,
    pub first: String,
    pub last: String,
    pub fault: String,
}

impl LeaveForm {
    pub(crate) fn new(t: &T, day: Date, form: &Form, again: &Again<'_>) -> Self {
        let typed = |name: &str| if form.has(name) { form.get(name).to_owned() } else { day.to_string() };
        let chosen = Leave::parse(form.get("leave")).unwrap_or(Leave::Ill);
        let kind =
            |leave: Leave| Choice { value: leave.name().to_owned(), words: t.get(&format!("scheduling-web-leave-{}", leave.name())), chosen: leave == chosen };
        Self { kinds: Leave::ALL.map(kind).to_vec(), first: typed("first"), last: typed("last"), fault: again.fault(t, &["first", "last", "to", "leave"]) }
    }
}

/// A visit that would lose somebody.
pub(crate) struct LossView {
    pub visit: String,
    pub when: String,
    pub client: String,
    pub href: String,
    /// Who could come instead, the one we would send chosen.
    pub instead: Vec<Choice>,
}

/// What the press would do.
pub(crate) struct Preview {
    pub leave: String,
    pub first: String,
    pub last: String,
    pub title: String,
    pub losses: Vec<LossView>,
    pub under_way: String,
    pub holds: String,
    pub button: String,
}

/// Why no preview is shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoPreview {
    /// What was typed cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// It is no leave.
    #[error(transparent)]
    Leave(#[from] SetLeaveError),
    /// A visit cannot be seen.
    #[error(transparent)]
    Visit(#[from] Move),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NoPreview {
    fn explain(&self) -> Problem {
        match self {
            Self::Unreadable(e) => e.explain(),
            Self::Leave(e) => e.explain(),
            Self::Visit(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Whole days, from the first to the last.
fn read(form: &Form, now: Instant) -> Result<(PersonId, Span, Leave), Unreadable> {
    let person = person(form)?;
    let leave = Leave::parse(form.get("leave")).ok_or(Unreadable::Field("leave"))?;
    let day = |field| form.get(field).parse::<Date>().map_err(|_| Unreadable::Field(field));
    let (first, last) = (day("first")?, day("last")?);
    let after = last.tomorrow().map_err(|_| Unreadable::Field("last"))?;
    Ok((person, Span { start: midnight(first, now), end: midnight(after, now) }, leave))
}

/// What marking would do, when the address asks about it.
pub(crate) async fn preview(here: &Here, asked: &Asked) -> Result<Option<Preview>, NoPreview> {
    if asked.person.is_none() || !here.query.has("leave") {
        return Ok(None);
    }
    let now = here.app.read().await?.now();
    let (person, span, leave) = read(&here.query, now)?;
    let told = leave_preview(&here.app, &here.actor, person, span).await?;
    words(here, person, leave, &told).await.map(Some)
}

async fn words(here: &Here, person: PersonId, leave: Leave, told: &LeavePreview) -> Result<Preview, NoPreview> {
    let (t, actor): (&T, Actor) = (&here.t, here.actor);
    let permit = actor.may(SEE_DAY, &Resource::default())?;
    let db = here.app.read().await?;
    let mut visits = Vec::new();
    for loss in &told.visits {
        visits.push((loss, visits::visit(&db, &actor, VisitId::from(loss.owner)).await?));
    }
    let clients: BTreeSet<_> = visits.iter().map(|(_, visit)| visit.plan().client).collect();
    let cards = show(&here.app, &permit, &clients.into_iter().collect::<Vec<_>>(), &[]).await?.cards;
    let mut people: BTreeSet<PersonId> = told.visits.iter().flat_map(|loss| loss.instead.iter().copied()).collect();
    people.insert(person);
    let names = people::names(&db, &people.into_iter().collect::<Vec<_>>()).await?;
    let name = |person: &PersonId| names.get(person).map(Name::short).unwrap_or_default();
    let losses = visits.iter().map(|(loss, visit)| {
        let choice = |person: &PersonId| Choice { value: person.to_string(), words: name(person), chosen: loss.proposed == Some(*person) };
        LossView {
            visit: loss.owner.to_string(),
            when: format!("{}, {}", t.date(&loss.span.start), t.span(&loss.span)),
            client: cards.get(&visit.plan().client).map_or_else(|| t.get("scheduling-web-client-gone"), |card| card.name.clone()),
            href: format!("/desk/visits/{}", loss.owner),
            instead: loss.instead.iter().map(choice).collect(),
        }
    });
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let some = |key: &str, n: usize| if n == 0 { String::new() } else { t.num(key, "n", &count(n)) };
    Ok(Preview {
        leave: leave.name().to_owned(),
        first: here.query.get("first").to_owned(),
        last: here.query.get("last").to_owned(),
        title: t.say(
            "scheduling-web-preview",
            &[("name", name(&person).into()), ("visits", t.num("scheduling-web-visits", "n", &count(told.visits.len())).into())],
        ),
        losses: losses.collect(),
        under_way: some("scheduling-web-under-way", told.under_way.len()),
        holds: some("scheduling-web-shifts-holds", told.holds),
        button: t.get(&format!("scheduling-web-mark-{}", leave.name())),
    })
}

/// `Болеет 24–26 ноября`
pub(crate) fn away_words(t: &T, away: &Away) -> String {
    t.say(
        "scheduling-web-away",
        &[
            ("leave", t.get(&format!("scheduling-web-leave-{}", away.leave.name())).into()),
            ("first", t.date(&away.span.start).into()),
            ("last", t.last_day(&away.span.end).into()),
        ],
    )
}

/// What came of a leave that was marked a moment ago.
pub(crate) fn notice(t: &T, query: &Form) -> String {
    let (Some(found), Some(open)) = (query.number("found"), query.number("open")) else {
        return String::new();
    };
    let marked = t.num("scheduling-web-marked", "n", &i64::from(found));
    if open == 0 { marked } else { format!("{marked} {}", t.num("scheduling-web-marked-open", "n", &i64::from(open))) }
}

async fn post_leave(here: Here, form: Form) -> Result<Response, Refused> {
    here.actor.may(SET_LEAVE, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let now = here.app.read().await.map_err(|e| here.refuse(&e))?.now();
    let (person, span, leave) = match read(&form, now) {
        Ok(wanted) => wanted,
        Err(error) => return again(&here, &form, &error, true).await,
    };
    if let Err(error) = set_leave(&here.app, &here.actor, person, span, leave).await {
        return again(&here, &form, &error, true).await;
    }
    let (mut found, mut open) = (0, 0);
    let wanted = form.all("visit");
    for visit in wanted.iter().filter_map(|id| id.parse::<VisitId>().ok()) {
        let replaced = match form.get(&format!("instead-{visit}")).parse::<PersonId>() {
            Ok(other) => put_on(&here, visit, other).await?,
            Err(_) => false,
        };
        if replaced { found += 1 } else { open += 1 }
    }
    Ok(redirect(&format!("{}&found={found}&open={open}", Asked::of(&form, now).href())))
}

/// Puts the one chosen on a visit; whoever cannot come any more leaves it open, and the desk sees it.
async fn put_on(here: &Here, visit: VisitId, person: PersonId) -> Result<bool, Refused> {
    let actor: Actor = here.actor;
    let put = here.app.write(&actor, move |tx| async move { visits::assign(&tx, &actor, visit, person).await }).await;
    match put {
        Ok(_) => Ok(true),
        Err(error) if error.explain().status < 500 => Ok(false),
        Err(error) => Err(here.refuse(&error)),
    }
}

async fn post_back(here: Here, form: Form) -> Result<Response, Refused> {
    here.actor.may(END_LEAVE, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let Ok(id) = form.get("away").parse::<LeaveId>() else {
        return again(&here, &form, &Unreadable::Nobody, true).await;
    };
    match end_leave(&here.app, &here.actor, id).await {
        // Pressed twice: it is over.
        Ok(_) | Err(scheduling::EndLeaveError::Unknown(_)) => back(&here, &form).await,
        Err(error) => Err(here.refuse(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::FieldFault;

    #[test]
    fn a_leave_is_whole_days_and_what_cannot_be_read_is_told() {
        let now = "2026-11-26T14:40:00+03:00".parse().unwrap();
        let id = uuid::Uuid::nil();
        let (_, span, leave) = read(&Form::of_query(&format!("person={id}&leave=ill&first=2026-11-26&last=2026-11-26")), now).unwrap();
        assert_eq!((span.length_minutes(), leave), (24 * 60, Leave::Ill));
        for (query, field) in [
            ("leave=none&first=2026-11-26&last=2026-11-26", "leave"),
            ("leave=ill&first=x&last=2026-11-26", "first"),
            ("leave=ill&first=2026-11-26&last=9999-12-31", "last"),
        ] {
            let error = read(&Form::of_query(&format!("person={id}&{query}")), now).unwrap_err();
            assert_eq!(error.explain().fields, vec![FieldFault::new(field, "not-a-time")], "{query}");
        }
    }
}
