//! `/desk/care`: what was prepared and waits for somebody to look it over, what clients have before them, what is coming.

use access::Resource;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use care::{
    Answer, CareError, Coming, Desk, Missing, NeverId, PREPARE, Places, Proposal, ProposalId, Scope, Spared, accept_for_client, add_up, decline_for_client,
    desk, fill, send, spared_by_month, undo_never,
};
use households::{ClientId, TasteOf};
use jiff::civil::Date;
use pages::{Column, Form, Head, Here, Plot, Refused, Shell, T, page, redirect};
use std::fmt::Display;
use std::str::FromStr;
use values::{Arg, Problem};

#[derive(Template)]
#[template(path = "desk-care.html")]
struct CarePage {
    head: Head,
    prepared: Vec<ProposalView>,
    sent: Vec<ProposalView>,
    /// Said yes to, until it is done.
    going: Vec<GoingView>,
    /// Month by month: its name, its days.
    coming: Vec<(String, Vec<DayView>)>,
    /// Where each part goes on; empty where nothing follows.
    more_prepared: String,
    more_sent: String,
    more_going: String,
    more: String,
    /// In words, what was spared in a year; empty where nothing was.
    spared: String,
    plot: Plot,
}

struct ProposalView {
    /// Where its forms go.
    path: String,
    client: String,
    client_href: String,
    title: String,
    text: String,
    /// By which day.
    day: String,
    /// Favourites that nobody has told: the field, its label, what was typed.
    lacks: Vec<(String, String, String)>,
    /// Something is open between the client and us.
    is_troubled: bool,
    /// They have not consented to letters: only their own page tells them.
    is_unwritten: bool,
    error: String,
}

/// What a client said yes to.
struct GoingView {
    /// That we get it ready, and for which day.
    title: String,
    of: String,
    client: String,
    client_href: String,
    /// Where its request is.
    request: String,
    who: String,
}

struct DayView {
    day: String,
    what: String,
    /// They want to hear of it no more.
    is_never: bool,
    client: String,
    href: String,
}

/// A form that was refused: whose, what was typed, what is wrong.
struct Again<'a> {
    id: ProposalId,
    form: &'a Form,
    problem: &'a Problem,
}

/// A place after which a part of the page begins: `2026-03-08_id`.
fn after<T: FromStr>(here: &Here, part: &str) -> Option<(Date, T)> {
    let (on, id) = here.query.get(part).split_once('_')?;
    Some((on.parse().ok()?, id.parse().ok()?))
}

/// The address that goes on after it; empty where nothing follows.
fn onward<T: Display>(part: &str, after: Option<(Date, T)>) -> String {
    after.map(|(on, id)| format!("/desk/care?{part}={on}_{id}#{part}")).unwrap_or_default()
}

pub(crate) async fn get_desk(here: Here) -> Result<Response, Refused> {
    Ok(page(&care_page(&here, None).await?))
}

async fn care_page(here: &Here, again: Option<&Again<'_>>) -> Result<CarePage, Refused> {
    let from = Places { prepared: after(here, "prepared"), sent: after(here, "sent"), going: after(here, "going"), coming: after(here, "coming") };
    let shown = desk(&here.app, &here.actor, Some(from)).await.map_err(|e| here.refuse(&e))?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let months = spared_by_month(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let all = add_up(months.iter().map(|(_, spared)| *spared));
    let spared = here.t.args("care-spared", &[("calls", Arg::Int(all.calls.into())), ("time", Arg::Text(here.t.length(&i64::from(all.minutes))))]);
    Ok(CarePage {
        head: here.head(Shell::Desk, &here.t.get("care-title")).at("/desk/care"),
        prepared: shown.prepared.iter().map(|(one, lacks)| proposal_view(here, &shown, one, lacks, again)).collect(),
        sent: shown.sent.iter().map(|one| proposal_view(here, &shown, one, &[], again)).collect(),
        going: shown.going.iter().map(|(one, who)| going_view(here, &shown, one, who.as_ref().map(|name| here.t.name(&name.full())))).collect(),
        coming: calendar(here, &shown),
        more_prepared: onward("prepared", shown.after.prepared),
        more_sent: onward("sent", shown.after.sent),
        more_going: onward("going", shown.after.going),
        more: onward("coming", shown.after.coming),
        spared: if all.calls == 0 { String::new() } else { spared },
        plot: Plot::of(months.iter().map(|(month, spared)| column(&here.t, *month, *spared)).collect()),
    })
}

/// What was spared in a month.
fn column(t: &T, month: Date, spared: Spared) -> Column {
    let (name, length) = (t.get(&format!("month-{}", month.month())), t.length(&i64::from(spared.minutes)));
    let words = [("month", Arg::Text(name.clone())), ("calls", Arg::Int(spared.calls.into())), ("time", Arg::Text(length.clone()))];
    let count = if spared.minutes == 0 { String::new() } else { length };
    Column { value: spared.minutes.into(), words: t.args("care-month-words", &words), label: name, count }
}

fn proposal_view(here: &Here, shown: &Desk, one: &Proposal, lacks: &[Missing], again: Option<&Again<'_>>) -> ProposalView {
    let again = again.filter(|again| again.id == one.id);
    let lack = |of: TasteOf| {
        let typed = again.map(|again| again.form.get(of.name()).to_owned()).unwrap_or_default();
        (of.name().to_owned(), here.t.get(&format!("household-taste-{}", of.name())), typed)
    };
    ProposalView {
        path: format!("/desk/care/{}", one.id),
        client: shown.cards.get(&one.client).map(|card| here.t.name(&card.full())).unwrap_or_default(),
        client_href: format!("/desk/clients/{}", one.client),
        title: one.words.title.clone(),
        text: one.words.text.clone(),
        day: here.t.civil(one.on),
        lacks: lacks.iter().map(|Missing(of)| lack(*of)).collect(),
        is_troubled: shown.troubled.contains(&one.client),
        is_unwritten: !shown.written_to.contains(&one.client),
        error: again.and_then(|again| again.problem.fields.first()).map(|fault| here.t.fault(fault)).unwrap_or_default(),
    }
}

fn going_view(here: &Here, shown: &Desk, one: &Proposal, who: Option<String>) -> GoingView {
    GoingView {
        title: here.t.with("care-going-day", "day", &here.t.civil(one.on)),
        of: one.words.title.clone(),
        client: shown.cards.get(&one.client).map(|card| here.t.name(&card.full())).unwrap_or_default(),
        client_href: format!("/desk/clients/{}", one.client),
        request: one.request.map(|request| format!("/desk/requests/{request}")).unwrap_or_default(),
        who: who.map(|who| here.t.with("care-going-who", "manager", &who)).unwrap_or_default(),
    }
}

/// The kind of day and whose it is; a name that says its kind itself says it once.
fn named(kind: String, of: &str) -> String {
    if of.is_empty() {
        kind
    } else if of.to_lowercase().starts_with(&kind.to_lowercase()) {
        of.to_owned()
    } else {
        format!("{kind}: {of}")
    }
}

/// The days, month by month.
fn calendar(here: &Here, shown: &Desk) -> Vec<(String, Vec<DayView>)> {
    let mut months: Vec<(Date, Vec<DayView>)> = Vec::new();
    for Coming { occasion, name, is_never } in &shown.coming {
        let kind = here.t.get(&format!("care-when-{}", occasion.when.name()));
        let of = if name.is_empty() { about(here, &occasion.source).unwrap_or_default() } else { name.clone() };
        let view = DayView {
            day: here.t.civil(occasion.on),
            what: named(kind, &of),
            is_never: *is_never,
            client: shown.cards.get(&occasion.client).map(|card| here.t.name(&card.full())).unwrap_or_default(),
            href: format!("/desk/clients/{}", occasion.client),
        };
        let month = occasion.on.first_of_month();
        match months.last_mut().filter(|(last, _)| *last == month) {
            Some((_, days)) => days.push(view),
            None => months.push((month, vec![view])),
        }
    }
    months.into_iter().map(|(month, days)| (pages::capital(&here.t.get(&format!("care-month-long-{}", month.month()))), days)).collect()
}

/// A service or a task by its name.
fn about(here: &Here, code: &str) -> Option<String> {
    let task = catalog::requests(&here.app).ok()?.request(code).map(|request| request.name.clone());
    let name = task.or_else(|| catalog::catalog(&here.app).ok()?.service(code).map(|offered| offered.service.name.clone()))?;
    Some(name.of(here.lang()).to_owned())
}

async fn done<T>(here: &Here, id: ProposalId, form: &Form, result: Result<T, CareError>) -> Result<Response, Refused> {
    let Err(error) = result else { return Ok(redirect("/desk/care")) };
    let problem = here.field_problem(&error)?;
    here.again(&error, &care_page(here, Some(&Again { id, form, problem: &problem })).await?)
}

/// What they like, as they told it.
pub(crate) async fn post_favourites(here: Here, Path(id): Path<ProposalId>, form: Form) -> Result<Response, Refused> {
    let asked: Vec<(TasteOf, String)> = TasteOf::ALL.into_iter().filter(|of| form.has(of.name())).map(|of| (of, form.get(of.name()).to_owned())).collect();
    // What they have told already is kept, though another is still to be asked for.
    let typed: Vec<_> = asked.iter().filter(|(_, text)| !text.trim().is_empty()).cloned().collect();
    let told = if typed.is_empty() { asked } else { typed };
    let result = fill(&here.app, &here.actor, id, &told).await;
    done(&here, id, &form, result).await
}

/// «Отправить»
pub(crate) async fn post_send(here: Here, Path(id): Path<ProposalId>, form: Form) -> Result<Response, Refused> {
    let result = send(&here.app, &here.actor, id).await;
    done(&here, id, &form, result).await
}

/// What the client told on the phone, or laid aside before they have seen it.
pub(crate) async fn post_answer(here: Here, Path(id): Path<ProposalId>, form: Form) -> Result<Response, Refused> {
    let result = match (Answer::parse(form.get("answer")), form.get("scope")) {
        (Some(Answer::Yes), _) => accept_for_client(&here.app, &here.actor, id).await.map(drop),
        (Some(Answer::Never), "plan") => decline_for_client(&here.app, &here.actor, id, Some(Scope::Plan)).await.map(drop),
        (Some(Answer::Never), _) => decline_for_client(&here.app, &here.actor, id, Some(Scope::Occasion)).await.map(drop),
        (Some(Answer::NotNow), _) => decline_for_client(&here.app, &here.actor, id, None).await.map(drop),
        // An answer that is none is nobody's, and whoever may not answer hears so all the same.
        (None, _) => here.actor.may(PREPARE, &Resource::default()).map(drop).map_err(CareError::from),
    };
    done(&here, id, &form, result).await
}

/// What a client never wanted again, wanted again: as they told one of us.
pub(crate) async fn post_undo(here: Here, Path((client, id)): Path<(ClientId, NeverId)>) -> Result<Response, Refused> {
    undo_never(&here.app, &here.actor, client, id).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/desk/clients/{client}#nevers")))
}
