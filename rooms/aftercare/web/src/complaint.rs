//! `/desk/complaint/ID`: what a client told one of us, kept with the moment at which they told it.

use crate::redo::time_views;
use access::Resource;
use aftercare::{Channel, Choice, LOG_COMPLAINT, OpenRedo, Told, close_redo, log_complaint, redo_times};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use households::{SEE_CLIENT, show};
use jiff::civil::{Date, Time};
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, TimeView, page, redirect, summary};
use values::{FieldFault, Instant, Problem};
use visits::{Move, VisitId};

/// The form.
#[derive(Template)]
#[template(path = "complaint.html")]
pub(crate) struct ComplaintPage {
    pub(crate) head: Head,
    pub(crate) action: String,
    pub(crate) back: String,
    /// Who calls, and about which visit: `Анна Лебедева, 3 марта, 9:00–11:00`.
    pub(crate) whose: String,
    /// The request stands, but not its time, or it came too late; empty otherwise.
    pub(crate) notice: String,
    pub(crate) faults: Vec<(String, String)>,
    pub(crate) day: String,
    pub(crate) time: String,
    /// What is wrong with day and time; empty when nothing is.
    pub(crate) time_error: String,
    pub(crate) channels: Vec<Pick>,
    pub(crate) words: Field,
    pub(crate) soonest: bool,
    pub(crate) later: bool,
    pub(crate) times: Vec<TimeView>,
    /// The time chosen before.
    pub(crate) chosen: String,
}

/// One of several.
pub(crate) struct Pick {
    pub(crate) value: &'static str,
    pub(crate) words: String,
    pub(crate) is_chosen: bool,
}

pub(crate) async fn get_complaint(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    Ok(page(&load(&here, id, &Form::default(), None, String::new()).await?))
}

async fn load(here: &Here, id: VisitId, form: &Form, problem: Option<&Problem>, notice: String) -> Result<ComplaintPage, Refused> {
    here.actor.may(LOG_COMPLAINT, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let now = here.app.read().await.map(|db| db::Read::now(&db)).map_err(|e| here.refuse(&e))?;
    let whose = whose(here, id).await.map_err(|e| here.refuse(&e))?;
    let slots = redo_times(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    // What the client said, written down by somebody else.
    let words = Field { label: here.t.get("aftercare-complaint-words"), ..Field::new(here, form, "words", Kind::Area, "off").optional().blame(here, problem) };
    let fault = problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == "time"));
    let typed = |name: &str, otherwise: String| if form.has(name) { form.get(name).to_owned() } else { otherwise };
    let channel = typed("channel", Channel::Call.name().to_owned());
    let chosen = form.get("choice").to_owned();
    let mut page = ComplaintPage {
        head: here.head(Shell::Desk, &here.t.get("aftercare-log-title")).at(format!("/desk/complaint/{id}")),
        action: format!("/desk/complaint/{id}"),
        back: format!("/desk?visit={id}#card"),
        whose,
        notice,
        faults: summary(&[&words]),
        day: typed("day", now.day().to_string()),
        time: typed("time", now.in_moscow().time().strftime("%H:%M").to_string()),
        time_error: fault.map(|fault| here.t.fault(fault)).unwrap_or_default(),
        channels: Channel::ALL
            .into_iter()
            .filter(|one| *one != Channel::Portal)
            .map(|one| Pick { value: one.name(), words: here.t.get(&format!("aftercare-channel-{}", one.name())), is_chosen: one.name() == channel })
            .collect(),
        words,
        soonest: chosen.is_empty() || chosen == "soonest",
        later: chosen == "later",
        times: time_views(here, &slots).await?,
        chosen,
    };
    if !page.time_error.is_empty() {
        page.faults.insert(0, ("time".to_owned(), format!("{}: {}", here.t.get("aftercare-log-when"), page.time_error)));
    }
    Ok(page)
}

/// The visit in words; the look at its client is recorded.
async fn whose(here: &Here, id: VisitId) -> Result<String, Move> {
    let visit = visits::visit(&here.app.read().await?, &here.actor, id).await?;
    let (client, span) = (visit.plan().client, visit.plan().span);
    let permit = here.actor.may(SEE_CLIENT, &Resource::default())?;
    let name = show(&here.app, &permit, &[client], &[]).await?.cards.remove(&client).map(|card| card.full()).unwrap_or_default();
    let when = format!("{}, {}", here.t.dated(&span.start, here.app.now()), here.t.span(&span));
    Ok(if name.is_empty() { when } else { format!("{name}, {when}") })
}

/// Reads the form.
pub(crate) fn told(form: &Form) -> Result<Told, FieldFault> {
    let moment = form.get("day").parse::<Date>().ok().zip(form.get("time").parse::<Time>().ok());
    let at = moment.and_then(|(day, time)| Instant::of_moscow(day.to_datetime(time)).ok()).ok_or_else(|| FieldFault::new("time", "not-a-time"))?;
    let choice = match form.get("choice") {
        "later" => Choice::Later,
        start => start.parse().map_or(Choice::Soonest, Choice::At),
    };
    let channel = Channel::parse(form.get("channel")).unwrap_or(Channel::Call);
    Ok(Told { at, channel, words: form.get("words").to_owned(), choice })
}

pub(crate) async fn post_complaint(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    let told = match told(&form) {
        Ok(told) => told,
        Err(fault) => return again(&here, id, &form, &Problem::fields(vec![fault])).await,
    };
    match log_complaint(&here.app, &here.actor, id, &told).await {
        Ok(redo) if redo.inner().redo_visit.is_none() && matches!(told.choice, Choice::At(_)) => {
            let notice = here.t.get("aftercare-log-gone");
            Ok((StatusCode::CONFLICT, page(&load(&here, id, &form, None, notice).await?)).into_response())
        }
        Ok(_) => Ok(redirect(&format!("/desk?visit={id}#card"))),
        Err(OpenRedo::TooLate { closed }) => {
            let notice = here.t.with("aftercare-log-late", "closed", &here.t.moment(&closed));
            Ok((StatusCode::CONFLICT, page(&load(&here, id, &form, None, notice).await?)).into_response())
        }
        Err(error) => again(&here, id, &form, &here.field_problem(&error)?).await,
    }
}

async fn again(here: &Here, id: VisitId, form: &Form, problem: &Problem) -> Result<Response, Refused> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&load(here, id, form, Some(problem), String::new()).await?)).into_response())
}

pub(crate) async fn post_close(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    close_redo(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect("/desk"))
}
