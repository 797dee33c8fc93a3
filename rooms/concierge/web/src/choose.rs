//! The chooser: on the site, and the same at the desk for whoever calls or writes.

use access::Resource;
use askama::Template;
use axum::response::Response;
use concierge::{CLOSE_REQUEST, Chosen, Question, chooser};
use pages::{Head, Here, Refused, Shell, page};
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "choose.html")]
struct ChoosePage {
    head: Head,
    chooser: ChooserView,
}

#[derive(Template)]
#[template(path = "desk-choose.html")]
struct DeskChoosePage {
    head: Head,
    chooser: ChooserView,
}

/// The questions, what was answered, and what fits.
struct ChooserView {
    action: &'static str,
    /// How many questions are shown: only those are blamed for no answer.
    shown: usize,
    questions: Vec<QuestionView>,
    fit: Option<FitView>,
}

/// A question with its answers.
struct QuestionView {
    code: String,
    text: String,
    /// Code, words, whether it was answered so.
    options: Vec<(String, String, bool)>,
    /// That it has no answer yet, where something was sent without it; else empty.
    error: String,
}

/// What fits.
struct FitView {
    name: String,
    reason: String,
    /// What was answered and is of no account here; empty where nothing was.
    left: String,
    href: String,
    button: String,
}

/// `/choose`
pub(crate) async fn get_choose(here: Here) -> Result<Response, Refused> {
    let head = here.head(Shell::Site, &here.t.get("concierge-choose-title"));
    Ok(page(&ChoosePage { head, chooser: view(&here, "/choose", "/")? }))
}

/// `/desk/choose`
pub(crate) async fn get_desk_choose(here: Here) -> Result<Response, Refused> {
    here.actor.may(CLOSE_REQUEST, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let head = here.head(Shell::Desk, &here.t.get("concierge-choose-title"));
    Ok(page(&DeskChoosePage { head, chooser: view(&here, "/desk/choose", "/desk/order")? }))
}

/// `order`: where the calculator is.
fn view(here: &Here, action: &'static str, order: &str) -> Result<ChooserView, Refused> {
    let chooser = chooser(&here.app).map_err(|e| here.refuse(&e))?;
    let lang = here.lang();
    let answered = |question: &Question| here.query.get(&question.code).to_owned();
    let answers: BTreeMap<String, String> = chooser.questions.iter().map(|question| (question.code.clone(), answered(question))).collect();
    let seen = here.query.number("shown").map_or(0, |n| usize::try_from(n).unwrap_or(0));
    let chosen = chooser.choose(&answers);
    let open: Vec<&str> = chosen.as_ref().err().into_iter().flatten().map(|question| question.code.as_str()).collect();
    let question = |(nth, question): (usize, &Question)| QuestionView {
        code: question.code.clone(),
        text: question.text.of(lang).to_owned(),
        options: question
            .options
            .iter()
            .map(|option| (option.code.clone(), option.text.of(lang).to_owned(), answers.get(&question.code) == Some(&option.code)))
            .collect(),
        error: if nth < seen && open.contains(&question.code.as_str()) { here.t.get("concierge-choose-open") } else { String::new() },
    };
    let fit = match &chosen {
        Ok(chosen) => fit(here, chosen, order)?,
        Err(_) => None,
    };
    let asked = chooser.asked(&answers);
    Ok(ChooserView { action, shown: asked.len(), questions: asked.into_iter().enumerate().map(question).collect(), fit })
}

fn fit(here: &Here, chosen: &Chosen<'_>, order: &str) -> Result<Option<FitView>, Refused> {
    let (services, requests) = (catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?, catalog::requests(&here.app).map_err(|e| here.refuse(&e))?);
    let reason = chosen.fit.reason.of(here.lang()).to_owned();
    let service = chosen.fit.service.as_ref().and_then(|code| services.service(code));
    let request = chosen.fit.request.as_ref().and_then(|code| requests.request(code));
    let (name, href, button) = match (service, request) {
        (Some(offered), _) => (&offered.service.name, format!("{order}?{}&first=on", chosen.query()), "concierge-choose-order"),
        (None, Some(request)) => (&request.name, format!("/requests/{}", request.code), "concierge-choose-discuss"),
        (None, None) => return Ok(None),
    };
    let left: Vec<String> = chosen.left_out.iter().map(|(_, option)| here.t.with("concierge-choose-quoted", "what", option.text.of(here.lang()))).collect();
    let left = if left.is_empty() { String::new() } else { here.t.with("concierge-choose-left", "what", &left.join(", ")) };
    Ok(Some(FitView { name: name.of(here.lang()).to_owned(), reason, left, href, button: here.t.get(button) }))
}
