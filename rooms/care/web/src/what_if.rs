//! `/desk/what-if/travel`: what another age for seats would have taken along on the journeys of the past year.

use askama::Template;
use axum::response::Response;
use care::{WouldTake, what_if_travel};
use households::memory_rules;
use pages::{Head, Here, Refused, Shell, page};
use values::Arg;

#[derive(Template)]
#[template(path = "what-if-travel.html")]
struct TravelPage {
    head: Head,
    value: String,
    error: String,
    /// How many seats and waters now, and by the draft; empty where the draft is none.
    counts: String,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    datetime: String,
    at: String,
    seats: String,
}

pub(crate) async fn get_travel(here: Here) -> Result<Response, Refused> {
    here.actor.may(visits::LOOK_BACK, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let rules = memory_rules(&here.app).map_err(|e| here.refuse(&e))?;
    let typed = here.query.get("seat_under");
    let value = if typed.trim().is_empty() { rules.travel.seat_under.to_string() } else { typed.to_owned() };
    let head = here.head(Shell::Desk, &here.t.get("care-travel"));
    let draft = match rules.travel.draft(typed) {
        Ok(draft) => draft,
        Err(faults) => {
            let error = faults.first().map(|fault| here.t.fault(fault)).unwrap_or_default();
            return Ok(page(&TravelPage { head, value, error, counts: String::new(), rows: Vec::new() }));
        }
    };
    let told = what_if_travel(&here.app, &here.actor, &draft).await.map_err(|e| here.refuse(&e))?;
    let (t, now) = (&here.t, here.app.now());
    let sum = |of: fn(&WouldTake) -> usize| {
        let seats = Arg::Int(i64::try_from(told.iter().map(of).sum::<usize>()).unwrap_or(0));
        let waters = Arg::Int(i64::try_from(told.iter().filter(|one| of(one) > 0).count()).unwrap_or(0));
        t.args("care-travel-sum", &[("seats", seats), ("waters", waters)])
    };
    let counts = t.say("care-travel-counts", &[("stands", sum(|one| one.stands).into()), ("drafted", sum(|one| one.drafted).into())]);
    let row = |one: &WouldTake| Row {
        href: format!("/desk/requests/{}", one.request),
        datetime: one.asked_at.to_string(),
        at: t.dated(&one.asked_at, now),
        seats: t.say("care-travel-seats", &[("stands", one.stands.to_string().into()), ("drafted", one.drafted.to_string().into())]),
    };
    let rows = told.iter().map(row).collect();
    Ok(page(&TravelPage { head, value, error: String::new(), counts, rows }))
}
