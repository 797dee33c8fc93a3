//! The owner ends somebody's work in the house, or takes that back.

use crate::person::{person_id, shown};
use crate::staff::date;
use access::Resource;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Date;
use pages::{Form, Here, Refused, T, page, redirect};
use people::{LEAVE_HOUSE, LeaveHouseError, StaffMember, come_back, leave_house};
use values::{Explain as _, FieldFault, Instant, Problem};

/// What the owner may do about somebody's work here.
pub(crate) struct LeavingView {
    /// They have left; the form takes them back.
    pub(crate) is_gone: bool,
    /// The day that stands in the form.
    pub(crate) day: String,
    /// What is wrong with it; empty when nothing is.
    pub(crate) fault: String,
    /// Why they stay; empty otherwise.
    pub(crate) notice: String,
}

impl LeavingView {
    pub(crate) fn new(member: &StaffMember, now: Instant) -> Self {
        Self { is_gone: member.last_day.is_some(), day: now.day().to_string(), fault: String::new(), notice: String::new() }
    }

    /// The same with what was refused.
    fn refused(self, t: &T, form: &Form, problem: &Problem) -> Self {
        let fault = problem.fields.first().map(|fault| t.fault(fault)).unwrap_or_default();
        let notice = if problem.fields.is_empty() { t.args(&format!("problem-{}", problem.kind), &problem.args) } else { String::new() };
        Self { day: form.get("last_day").chars().take(40).collect(), fault, notice, ..self }
    }
}

/// `больше не работает, последний день 28.11.2026`
pub(crate) fn gone_words(t: &T, day: Date) -> String {
    let at = Instant::of_moscow(day.at(0, 0, 0, 0)).unwrap_or(Instant::from_micros(0));
    t.with("people-gone", "date", &date(t, at))
}

pub(crate) async fn post_gone(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    here.actor.may(LEAVE_HOUSE, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let id = person_id(&here, &id)?;
    let left = match form.get("last_day").parse::<Date>() {
        Ok(day) => leave_house(&here.app, &here.actor, id, day).await,
        Err(_) => Err(LeaveHouseError::Fields(vec![FieldFault::new("last_day", "not-a-day")])),
    };
    let error = match left {
        Ok(_) => return Ok(redirect(&format!("/desk/people/{id}"))),
        Err(error @ (LeaveHouseError::Fields(_) | LeaveHouseError::LastOwner | LeaveHouseError::LastManager)) => error,
        Err(error) => return Err(here.refuse(&error)),
    };
    let problem = error.explain();
    let mut view = shown(&here, id).await?;
    view.leaving = view.leaving.map(|leaving| leaving.refused(&here.t, &form, &problem));
    Ok((StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT), page(&view)).into_response())
}

pub(crate) async fn post_returned(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id = person_id(&here, &id)?;
    come_back(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/desk/people/{id}")))
}
