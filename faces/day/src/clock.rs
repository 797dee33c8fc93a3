//! `/desk/clock`: the clock of a house that has its own. Others go by the real time, and the page says so.

use access::Resource;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use pages::{Form, Head, Here, Refused, Shell, page, redirect};
use values::Instant;
use visits::SEE_DAY;

/// The page.
#[derive(Template)]
#[template(path = "clock.html")]
pub(crate) struct ClockPage {
    pub(crate) head: Head,
    /// The house has a clock of its own.
    pub(crate) moves: bool,
    pub(crate) datetime: String,
    pub(crate) time: String,
    pub(crate) date: String,
    /// What stands in the fields.
    pub(crate) to: (String, String),
    /// What is wrong with them; empty when nothing is.
    pub(crate) error: String,
}

/// Where the clock is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moved {
    /// On, by so much.
    On(SignedDuration),
    /// To this moment.
    To(Instant),
}

/// The years in which a moved clock makes sense; ids begin with their time and are kept in order within them.
const YEARS: std::ops::RangeInclusive<i16> = 2020..=2099;

/// Reads the form: one of the two buttons, or a day and a time.
pub(crate) fn moved(form: &Form) -> Option<Moved> {
    match form.get("ahead") {
        "PT1H" => return Some(Moved::On(SignedDuration::from_hours(1))),
        "P1D" => return Some(Moved::On(SignedDuration::from_hours(24))),
        _ => {}
    }
    let day: Date = form.get("date").parse().ok().filter(|day: &Date| YEARS.contains(&day.year()))?;
    let time: Time = form.get("time").parse().ok()?;
    Instant::of_moscow(day.to_datetime(time)).ok().map(Moved::To)
}

pub(crate) async fn get_clock(here: Here) -> Result<Response, Refused> {
    here.actor.may(SEE_DAY, &Resource::default()).map_err(|e| here.refuse(&e))?;
    Ok(page(&clock(&here, &Form::default(), "")))
}

pub(crate) async fn post_clock(here: Here, form: Form) -> Result<Response, Refused> {
    here.actor.may(SEE_DAY, &Resource::default()).map_err(|e| here.refuse(&e))?;
    if !here.app.clock_moves() {
        return Err(here.not_found());
    }
    let outcome = match moved(&form) {
        Some(Moved::On(by)) => here.app.move_clock(by).await,
        Some(Moved::To(at)) => here.app.set_clock(at).await,
        None => {
            let again = clock(&here, &form, "fault-not-a-time");
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)).into_response());
        }
    };
    outcome.map_err(|e| here.refuse(&e))?;
    Ok(redirect("/desk/clock"))
}

fn clock(here: &Here, form: &Form, fault: &str) -> ClockPage {
    let head = here.head(Shell::Desk, &here.t.get("day-clock-title")).at("/desk/clock");
    ClockPage::new(head, here.app.now(), here.app.clock_moves(), form, fault)
}

impl ClockPage {
    pub(crate) fn new(head: Head, now: Instant, moves: bool, form: &Form, fault: &str) -> Self {
        let tomorrow = now.day().tomorrow().unwrap_or_else(|_| now.day());
        let typed = |name: &str, otherwise: String| if form.has(name) { form.get(name).to_owned() } else { otherwise };
        Self {
            moves,
            datetime: now.to_string(),
            time: head.t.time(&now),
            date: head.t.say("day-clock-date", &[("day", head.t.day(&now).into()), ("year", now.day().year().to_string().into())]),
            to: (typed("date", tomorrow.to_string()), typed("time", "09:00".to_owned())),
            error: if fault.is_empty() { String::new() } else { head.t.get(fault) },
            head,
        }
    }
}
