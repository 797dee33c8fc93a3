//! `/api/v1/problems`: every kind of problem that the house answers with, each with a page of its own.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pages::{ApiDocument, Head, Here, KINDS, Refused, Shell, page};

/// All kinds.
#[derive(Template)]
#[template(path = "problems.html")]
struct ProblemsPage {
    head: Head,
    /// Where each stands, its kind, what it says.
    kinds: Vec<(String, String, String)>,
}

/// One kind.
#[derive(Template)]
#[template(path = "problem-kind.html")]
struct ProblemKindPage {
    head: Head,
    words: String,
    detail: String,
    sample: String,
}

fn kinds(here: &Here) -> Result<Vec<String>, Refused> {
    let document = here.app.part::<ApiDocument>().map_err(|e| here.refuse(&e))?;
    let all = document.0.pointer("/components/schemas/ProblemOut/properties/kind/enum").and_then(serde_json::Value::as_array).cloned();
    Ok(all.unwrap_or_default().iter().filter_map(|kind| kind.as_str().map(str::to_owned)).collect())
}

/// The list.
pub(crate) async fn get_problems(here: Here) -> Result<Response, Refused> {
    let row = |kind: String| (format!("{KINDS}/{kind}"), kind.clone(), here.t.pattern(&format!("problem-{kind}")));
    let kinds = kinds(&here)?.into_iter().map(row).collect();
    Ok(page(&ProblemsPage { head: here.head(Shell::Site, &here.t.get("reference-problems")), kinds }))
}

/// One kind, in the reader's language.
pub(crate) async fn get_problem(here: Here, Path(kind): Path<String>) -> Result<Response, Refused> {
    let kind = kinds(&here)?.into_iter().find(|known| *known == kind).ok_or_else(|| here.not_found())?;
    let key = format!("problem-{kind}");
    let words = here.t.pattern(&key);
    let detail = if here.t.has(&format!("{key}.detail")) { here.t.pattern(&format!("{key}.detail")) } else { String::new() };
    let sample = serde_json::json!({ "type": format!("{KINDS}/{kind}"), "kind": kind, "title": words });
    let sample = serde_json::to_string_pretty(&sample).unwrap_or_default();
    Ok(page(&ProblemKindPage { head: here.head(Shell::Site, &words), words, detail, sample }))
}
