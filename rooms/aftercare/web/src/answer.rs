//! To answer the open question.

use aftercare::answer_question;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, page, redirect, summary};
use values::Problem;
use visits::VisitId;

/// What was written, with what is wrong with it.
#[derive(Template)]
#[template(path = "answer.html")]
pub(crate) struct AnswerPage {
    pub(crate) head: Head,
    /// Where it is sent.
    pub(crate) action: String,
    pub(crate) faults: Vec<(String, String)>,
    pub(crate) words: Field,
}

pub(crate) async fn post_answer(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    match answer_question(&here.app, &here.actor, id, form.get("words")).await {
        Ok(()) => Ok(redirect(&format!("/my/visits/{id}#question"))),
        Err(error) => Ok(again(&here, id, &form, &here.field_problem(&error)?)),
    }
}

fn again(here: &Here, id: VisitId, form: &Form, problem: &Problem) -> Response {
    let words = Field::new(here, form, "words", Kind::Area, "off").blame(here, Some(problem));
    let again = AnswerPage {
        head: here.head(Shell::Letter, &here.t.get("aftercare-answer-title")),
        action: format!("/my/visits/{id}/answer"),
        faults: summary(&[&words]),
        words,
    };
    (StatusCode::UNPROCESSABLE_ENTITY, page(&again)).into_response()
}
