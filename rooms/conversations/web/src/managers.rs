//! `/desk/managers`: who looks after how many clients, when they answer, and when they are away.

use crate::said::hours_lines;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use conversations::{Hand, KEEP_MANAGERS, TalkError, managers, set_away, set_hours};
use db::Read as _;
use households::ZONES;
use jiff::civil::{Date, Time};
use pages::{Form, Head, Here, Refused, Shell, T, page, redirect};
use people::PersonId;
use scheduling::{Away, EndLeaveError, Leave, LeaveId, end_leave};
use values::{Explain as _, FieldFault, Instant, Problem, Span};

/// The page.
#[derive(Template)]
#[template(path = "managers.html")]
pub(crate) struct ManagersPage {
    pub(crate) head: Head,
    pub(crate) hands: Vec<HandView>,
}

/// One of them.
pub(crate) struct HandView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) load: String,
    pub(crate) hours: Vec<String>,
    /// Name of the field, its label, what was typed, what is wrong.
    pub(crate) days: Vec<DayField>,
    pub(crate) zones: Vec<(String, bool)>,
    pub(crate) is_open: bool,
    /// When they are away, from now on.
    pub(crate) away: Vec<AwayView>,
    pub(crate) leaving: LeavingForm,
}

/// A time in which somebody is away.
pub(crate) struct AwayView {
    pub(crate) id: String,
    pub(crate) words: String,
    /// What they left to know.
    pub(crate) note: Vec<String>,
}

/// The form in which somebody is marked away.
pub(crate) struct LeavingForm {
    /// Name, words, chosen.
    pub(crate) kinds: Vec<(&'static str, String, bool)>,
    pub(crate) kind_error: String,
    /// Name, label, what was typed, what is wrong: the first day and the last.
    pub(crate) days: [DayField; 2],
    pub(crate) note: String,
    pub(crate) note_error: String,
    /// What is wrong that no field is to blame for; empty otherwise.
    pub(crate) notice: String,
    pub(crate) is_open: bool,
}

/// The hours of one day.
pub(crate) struct DayField {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) error: String,
}

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A form that was refused: whose, what was typed, what is wrong.
pub(crate) struct RefusedHours<'a> {
    pub(crate) person: PersonId,
    pub(crate) form: &'a Form,
    pub(crate) problem: &'a Problem,
}

impl HandView {
    pub(crate) fn new(t: &T, hand: &Hand, today: Date, refused: Option<&RefusedHours<'_>>) -> Self {
        let refused = refused.filter(|refused| refused.person == hand.person);
        let leaving = LeavingForm::new(t, today, refused.filter(|refused| refused.form.has("first")));
        let refused = refused.filter(|refused| !refused.form.has("first"));
        let day = |(n, &name): (usize, &&'static str)| {
            let fault = refused.and_then(|refused| refused.problem.fields.iter().find(|fault| fault.field == name));
            DayField {
                name,
                label: pages::capital(&t.get(&format!("conversations-day-{n}"))),
                value: refused.map_or_else(|| hand.hours.typed(n), |refused| refused.form.get(name).to_owned()),
                error: fault.map(|fault| t.fault(fault)).unwrap_or_default(),
            }
        };
        let zone = refused.map_or(hand.hours.zone.as_str(), |refused| refused.form.get("zone"));
        Self {
            id: hand.person.to_string(),
            name: t.name(&hand.name.full()),
            load: t.num("conversations-load", "n", &hand.clients),
            hours: hours_lines(t, &hand.hours),
            days: DAYS.iter().enumerate().map(day).collect(),
            zones: ZONES.iter().map(|known| ((*known).to_owned(), *known == zone)).collect(),
            is_open: refused.is_some(),
            away: hand.away.iter().map(|(away, note)| AwayView::new(t, away, note)).collect(),
            leaving,
        }
    }
}

impl AwayView {
    fn new(t: &T, away: &Away, note: &str) -> Self {
        let kind = t.get(&format!("conversations-leave-{}", away.leave.name()));
        Self {
            id: away.id.to_string(),
            words: t
                .say("conversations-away", &[("leave", kind.into()), ("first", t.date(&away.span.start).into()), ("last", t.last_day(&away.span.end).into())]),
            note: note.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
        }
    }
}

impl LeavingForm {
    fn new(t: &T, today: Date, refused: Option<&RefusedHours<'_>>) -> Self {
        let typed = |name: &str| refused.map(|refused| refused.form.get(name).to_owned());
        let fault = |names: &[&str]| {
            let found = refused.and_then(|refused| refused.problem.fields.iter().find(|fault| names.contains(&fault.field)));
            found.map(|fault| t.fault(fault)).unwrap_or_default()
        };
        let chosen = typed("leave").and_then(|name| Leave::parse(&name)).unwrap_or(Leave::Holiday);
        let day = |name: &'static str, faults: &[&str]| DayField {
            name,
            label: t.get(&format!("conversations-away-{name}")),
            value: typed(name).unwrap_or_else(|| today.to_string()),
            error: fault(faults),
        };
        Self {
            kinds: Leave::ALL.map(|leave| (leave.name(), t.get(&format!("conversations-leave-{}", leave.name())), leave == chosen)).to_vec(),
            kind_error: fault(&["leave"]),
            // That it is no leave is told of its end.
            days: [day("first", &["first"]), day("last", &["last", "to"])],
            note: typed("note").unwrap_or_default(),
            note_error: fault(&["note"]),
            notice: refused
                .filter(|refused| refused.problem.fields.is_empty())
                .map(|refused| t.args(&format!("problem-{}", refused.problem.kind), &refused.problem.args))
                .unwrap_or_default(),
            is_open: refused.is_some(),
        }
    }
}

async fn load(here: &Here, refused: Option<&RefusedHours<'_>>) -> Result<ManagersPage, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let hands = managers(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let head = here.head(Shell::Desk, &here.t.get("conversations-rail-managers")).at("/desk/managers");
    Ok(ManagersPage { hands: hands.iter().map(|hand| HandView::new(&head.t, hand, db.now().day(), refused)).collect(), head })
}

pub(crate) async fn get_managers(here: Here) -> Result<Response, Refused> {
    Ok(page(&load(&here, None).await?))
}

pub(crate) async fn post_hours(here: Here, Path(person): Path<String>, form: Form) -> Result<Response, Refused> {
    let person: PersonId = person.parse().map_err(|_| here.not_found())?;
    let error = match set_hours(&here.app, &here.actor, person, form.get("zone"), &DAYS.map(|day| form.get(day).to_owned())).await {
        Ok(_) => return Ok(redirect("/desk/managers")),
        Err(error @ TalkError::Fields(_)) => error,
        Err(error) => return Err(here.refuse(&error)),
    };
    let problem = error.explain();
    let view = load(&here, Some(&RefusedHours { person, form: &form, problem: &problem })).await?;
    here.again(&error, &view)
}

/// Whole days, from the first to the last.
fn leaving(form: &Form) -> Result<(Span, Leave), TalkError> {
    let mut faults = Vec::new();
    let mut midnight = |field: &'static str, days_on: i64| {
        let day = form.get(field).parse::<Date>().and_then(|day| day.checked_add(jiff::Span::new().days(days_on)));
        let at = day.ok().and_then(|day| Instant::of_moscow(day.to_datetime(Time::midnight())).ok());
        at.unwrap_or_else(|| {
            faults.push(FieldFault::new(field, "not-a-time"));
            Instant::from_micros(0)
        })
    };
    let span = Span { start: midnight("first", 0), end: midnight("last", 1) };
    match Leave::parse(form.get("leave")) {
        Some(leave) if faults.is_empty() => Ok((span, leave)),
        Some(_) => Err(TalkError::Fields(faults)),
        None => Err(TalkError::Fields(faults.into_iter().chain([FieldFault::new("leave", "unknown")]).collect())),
    }
}

pub(crate) async fn post_away(here: Here, Path(person): Path<String>, form: Form) -> Result<Response, Refused> {
    let person: PersonId = person.parse().map_err(|_| here.not_found())?;
    let set = match leaving(&form) {
        Ok((span, leave)) => set_away(&here.app, &here.actor, person, span, leave, form.get("note")).await,
        Err(error) => Err(error),
    };
    let error = match set {
        Ok(_) => return Ok(redirect("/desk/managers")),
        Err(error @ (TalkError::Fields(_) | TalkError::NoLeave(_))) => error,
        Err(error) => return Err(here.refuse(&error)),
    };
    let problem = error.explain();
    let view = load(&here, Some(&RefusedHours { person, form: &form, problem: &problem })).await?;
    here.again(&error, &view)
}

pub(crate) async fn post_back(here: Here, form: Form) -> Result<Response, Refused> {
    here.actor.may(KEEP_MANAGERS, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let back = match form.get("away").parse::<LeaveId>() {
        Ok(id) => end_leave(&here.app, &here.actor, id).await.map(drop),
        Err(_) => Ok(()),
    };
    match back {
        // Pressed twice: it is over.
        Ok(()) | Err(EndLeaveError::Unknown(_)) => Ok(redirect("/desk/managers")),
        Err(error) => Err(here.refuse(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absence_is_whole_days_and_what_cannot_be_read_is_told_beside_its_field() {
        let (span, leave) = leaving(&Form::of_query("leave=ill&first=2026-03-09&last=2026-03-10")).unwrap();
        assert_eq!((span.length_minutes(), leave), (48 * 60, Leave::Ill));
        let faults = |query: &str| leaving(&Form::of_query(query)).unwrap_err().explain().fields.iter().map(|fault| fault.field).collect::<Vec<_>>();
        assert_eq!(faults("leave=none&first=x&last=9999-12-31"), ["first", "last", "leave"]);
        assert_eq!(faults("leave=other&first=2026-03-09&last="), ["last"]);
    }
}
