//! `/answers/MARK`: the open question after what a manager arranged. Whoever has the link that the house marked needs no other door;
//! opening it answers nothing.

use aftercare::{WorkId, answer_after, question_after};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use messaging::open_question;
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, page, redirect, summary};
use values::Problem;

#[derive(Template)]
#[template(path = "work-answer.html")]
pub(crate) struct WorkAnswerPage {
    pub(crate) head: Head,
    pub(crate) action: String,
    pub(crate) faults: Vec<(String, String)>,
    /// What was answered; empty until something was.
    pub(crate) said: String,
    pub(crate) words: Field,
}

/// The work that the mark leads to; what is none, or too old, leads nowhere.
fn work(here: &Here, mark: &str) -> Result<WorkId, Refused> {
    open_question(&here.app, mark, here.app.now()).map(WorkId::from).ok_or_else(|| here.not_found())
}

async fn shown(here: Here, mark: &str, form: &Form, problem: Option<&Problem>) -> Result<WorkAnswerPage, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let asked = question_after(&db, work(&here, mark)?).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    let here = here.in_words_for(asked.author.client()).await?;
    let words = Field::new(&here, form, "words", Kind::Area, "off").blame(&here, problem);
    Ok(WorkAnswerPage {
        head: here.head(Shell::Site, &here.t.get("aftercare-answer-ask")),
        action: format!("/answers/{mark}"),
        faults: summary(&[&words]),
        said: asked.answer.map(|(words, _)| words).unwrap_or_default(),
        words,
    })
}

fn private(shown: &WorkAnswerPage) -> Response {
    ([("x-robots-tag", "noindex, nofollow"), ("cache-control", "no-store"), ("referrer-policy", "no-referrer")], page(shown)).into_response()
}

pub(crate) async fn get_answer(here: Here, Path(mark): Path<String>) -> Result<Response, Refused> {
    Ok(private(&shown(here, &mark, &Form::default(), None).await?))
}

pub(crate) async fn post_answer(here: Here, Path(mark): Path<String>, form: Form) -> Result<Response, Refused> {
    match answer_after(&here.app, &here.actor, work(&here, &mark)?, form.get("words")).await {
        Ok(()) => Ok(redirect(&format!("/answers/{mark}"))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, private(&shown(here, &mark, &form, Some(&problem)).await?)).into_response())
        }
    }
}
