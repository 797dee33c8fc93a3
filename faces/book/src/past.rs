//! What is not the present text: a version of the past, and what the folder holds against the desk.

use crate::sides::{Pair, sides};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use housebook::{Pin, leaf, leave_file, past_leaf};
use pages::{Head, Here, Refused, Shell, page, redirect};

/// Another text of a page beside the present one.
#[derive(Template)]
#[template(path = "past.html")]
struct PastPage {
    head: Head,
    file: String,
    lead: String,
    pieces: Vec<Vec<Pair>>,
    lines: Vec<(usize, String)>,
    /// Opens the editor with this text.
    take: String,
    /// The folder's text can be left where it lies.
    leaves: bool,
}

pub(crate) async fn get_version(here: Here, Path((version, file)): Path<(i64, String)>) -> Result<Response, Refused> {
    let pin = Pin { file: file.clone(), version };
    let text = past_leaf(&here.app, &here.actor, &pin).await.map_err(|e| here.refuse(&e))?;
    let lead = here.t.num("book-past-lead", "version", &version);
    show(&here, &file, &text, lead, format!("/desk/book/page/{file}?from={version}"), false).await
}

/// What the folder has for the page.
pub(crate) async fn get_folder(here: Here, Path(file): Path<String>) -> Result<Response, Refused> {
    let leaf = leaf(&here.app, &here.actor, &file).await.map_err(|e| here.refuse(&e))?;
    let Some(aside) = leaf.aside else {
        return Ok(redirect(&format!("/desk/book/page/{file}")));
    };
    show(&here, &file, &aside, here.t.get("book-folder-lead"), format!("/desk/book/page/{file}?from=folder"), true).await
}

/// «Оставить как есть».
pub(crate) async fn post_folder(here: Here, Path(file): Path<String>) -> Result<Response, Refused> {
    leave_file(&here.app, &here.actor, &file).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/desk/book/page/{file}")))
}

async fn show(here: &Here, file: &str, text: &str, lead: String, take: String, leaves: bool) -> Result<Response, Refused> {
    let present = leaf(&here.app, &here.actor, file).await.map_err(|e| here.refuse(&e))?;
    let numbered = text.lines().enumerate().map(|(n, line)| (n + 1, line.to_owned()));
    Ok(page(&PastPage {
        pieces: sides(&present.text, text),
        lines: numbered.collect(),
        lead,
        take,
        leaves,
        head: here.head(Shell::Desk, file).at(here.path.clone()),
        file: file.to_owned(),
    }))
}
