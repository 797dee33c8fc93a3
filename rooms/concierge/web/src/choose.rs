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
    let asked = chooser.questions.iter().any(|question| here.query.has(&question.code)) || here.query.has("go");
    let chosen = chooser.choose(&answers);
    let open: Vec<&str> = chosen.as_ref().err().into_iter().flatten().map(|question| question.code.as_str()).collect();
    let question = |question: &Question| QuestionView {
        code: question.code.clone(),
        text: question.text.of(lang).to_owned(),
        options: question
            .options
            .iter()
            .map(|option| (option.code.clone(), option.text.of(lang).to_owned(), answers.get(&question.code) == Some(&option.code)))
            .collect(),
        error: if asked && open.contains(&question.code.as_str()) { here.t.get("concierge-choose-open") } else { String::new() },
    };
    let fit = match &chosen {
        Ok(chosen) => fit(here, chosen, order)?,
        Err(_) => None,
    };
    Ok(ChooserView { action, questions: chooser.questions.iter().map(question).collect(), fit })
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
    Ok(Some(FitView { name: name.of(here.lang()).to_owned(), reason, href, button: here.t.get(button) }))
}
