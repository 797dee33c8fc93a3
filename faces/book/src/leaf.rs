//! `/desk/book/page/FILE`: a page of the book with its text, to be edited, tried out and published.

use crate::sides::{Pair, sides};
use crate::who::{Makers, when};
use access::Resource;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use housebook::{EDIT_BOOK, EditBook, Fault, Leaf, Pin, editions, is_new_page, leaf, past_leaf, replace_page, try_page};
use pages::{Form, Head, Here, PageForm, Refused, Shell, page, redirect};
use std::collections::BTreeSet;
use values::Lang;

/// The page.
#[derive(Template)]
#[template(path = "leaf.html")]
pub(crate) struct LeafPage {
    head: Head,
    file: String,
    /// What its version is, since when, by whom; empty for a page that is not there yet.
    stands: String,
    /// The version that the text was written from; 0 for a page that is not there yet.
    base: i64,
    text: String,
    lines: Vec<Line>,
    /// What came of it: checked, published, replaced meanwhile, another start than the present version.
    told: Option<(Tone, String)>,
    /// Where the remarks behind a version are named that has just been published; empty for a page that nobody's remark is about.
    cites: String,
    /// Where it is counted what another rule of this page would have meant for the past year; empty where it is not.
    looks_back: &'static str,
    faults: Vec<FaultLine>,
    /// The present version at the left, what is written at the right.
    pieces: Vec<Vec<Pair>>,
    compared: bool,
    /// The folder has another text.
    aside: bool,
    history: Vec<EditionLine>,
    older: String,
    /// The page is one of several of its folder: another can be begun from it.
    begins: Option<Begin>,
}

/// How something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tone {
    Well,
    Warn,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Well => "notice notice-ok",
            Self::Warn => "notice",
        }
    }
}

/// The number of a line beside the text.
struct Line {
    number: usize,
    faulty: bool,
}

/// A fault as it is told over the text.
struct FaultLine {
    /// The line to jump to; empty where the fault lies on another page.
    href: String,
    at: String,
    what: Vec<Piece>,
}

/// A part of what is told: words, or what stands on the page letter by letter.
struct Piece {
    text: String,
    code: bool,
}

/// What stands between backticks is of the page.
fn pieces(what: &str) -> Vec<Piece> {
    let code = [false, true].into_iter().cycle();
    what.split('`').zip(code).map(|(text, code)| Piece { text: text.to_owned(), code }).filter(|piece| !piece.text.is_empty()).collect()
}

/// A version in the list of all.
struct EditionLine {
    href: String,
    version: i64,
    when: String,
    by: String,
    present: bool,
}

/// The form by which another page is begun from this one.
struct Begin {
    folder: String,
    name: String,
    error: String,
}

/// Versions on a page.
const HISTORY: u32 = 12;

/// What the editor is opened with.
struct Draft<'a> {
    base: i64,
    text: String,
    told: Option<(Tone, String)>,
    faults: &'a [Fault],
    compared: bool,
}

impl Draft<'_> {
    fn of(base: i64, text: String) -> Self {
        Self { base, text, told: None, faults: &[], compared: false }
    }
}

pub(crate) async fn get_leaf(here: Here, Path(file): Path<String>) -> Result<Response, Refused> {
    let from = here.query.get("from");
    let draft = match leaf(&here.app, &here.actor, &file).await {
        Ok(leaf) => {
            let mut draft = Draft::of(leaf.edition.version, leaf.text.clone());
            if here.query.has("done") {
                draft.told = Some((Tone::Well, here.t.num("book-published", "version", &leaf.edition.version)));
            } else if from == "folder"
                && let Some(aside) = leaf.aside
            {
                (draft.text, draft.compared) = (aside, true);
                draft.told = Some((Tone::Warn, here.t.get("book-from-folder")));
            } else if let Ok(version) = from.parse::<i64>() {
                let pin = Pin { file: file.clone(), version };
                (draft.text, draft.compared) = (past_leaf(&here.app, &here.actor, &pin).await.map_err(|e| here.refuse(&e))?, true);
                draft.told = Some((Tone::Warn, here.t.num("book-from-version", "version", &version)));
            }
            draft
        }
        Err(EditBook::Unknown(_)) if !here.query.get("like").is_empty() => {
            let like = here.query.get("like");
            if !is_new_page(&here.app, &file).map_err(|e| here.refuse(&e))? {
                return Err(here.not_found());
            }
            let model = leaf(&here.app, &here.actor, like).await.map_err(|e| here.refuse(&e))?;
            Draft { told: Some((Tone::Warn, here.t.with("book-begun", "like", like))), ..Draft::of(0, model.text) }
        }
        Err(error) => return Err(here.refuse(&error)),
    };
    Ok(page(&leaf_page(&here, &file, draft, "").await?))
}

/// The buttons under the text: to try it out, and to publish it.
pub(crate) async fn post_leaf(here: Here, Path(file): Path<String>, PageForm(form): PageForm) -> Result<Response, Refused> {
    let base = form.get("base").parse::<i64>().unwrap_or(0);
    let typed = format!("{}\n", form.get("text").replace("\r\n", "\n"));
    let publishes = form.get("do") == "publish";
    let tried =
        if publishes { replace_page(&here.app, &here.actor, &file, base, &typed).await.map(drop) } else { try_page(&here.app, &here.actor, &file, &typed) };
    let draft = |told, faults, base| Draft { base, text: typed.clone(), told: Some(told), faults, compared: true };
    let (status, draft) = match &tried {
        Ok(()) if publishes => return Ok(redirect(&format!("/desk/book/page/{file}?done"))),
        Ok(()) => (StatusCode::OK, draft((Tone::Well, here.t.get("book-in-order")), &[], base)),
        Err(EditBook::Faults(faults)) => {
            let n = i64::try_from(faults.0.len()).unwrap_or(i64::MAX);
            (StatusCode::UNPROCESSABLE_ENTITY, draft((Tone::Warn, here.t.num("book-faulty", "n", &n)), faults.0.as_slice(), base))
        }
        Err(EditBook::Replaced { present, .. }) => {
            let makers = Makers::of(&here, std::iter::once(present)).await?;
            let words = [("by", makers.maker(&here, present).into()), ("when", when(&here, present.since).into())];
            // Whoever presses again has seen both.
            (StatusCode::CONFLICT, draft((Tone::Warn, here.t.say("book-replaced", &words)), &[], present.version))
        }
        Err(error) => return Err(here.refuse(error)),
    };
    Ok((status, page(&leaf_page(&here, &file, draft, "").await?)).into_response())
}

/// Another page of the same folder is begun: nothing is kept before it is published.
pub(crate) async fn post_new(here: Here, form: Form) -> Result<Response, Refused> {
    here.actor.may(EDIT_BOOK, &Resource::default()).map(drop).map_err(|e| here.refuse(&e))?;
    let (like, name) = (form.get("like"), form.get("name").to_lowercase());
    let folder = like.rsplit_once('/').map_or("", |(folder, _)| folder);
    let file = format!("{folder}/{}.toml", name.trim_end_matches(".toml"));
    if is_new_page(&here.app, &file).map_err(|e| here.refuse(&e))? {
        return Ok(redirect(&format!("/desk/book/page/{file}?like={like}")));
    }
    let model = leaf(&here.app, &here.actor, like).await.map_err(|e| here.refuse(&e))?;
    let draft = Draft::of(model.edition.version, model.text);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&leaf_page(&here, like, draft, form.get("name")).await?)).into_response())
}

/// `refused`: a name that no page can be begun under.
async fn leaf_page(here: &Here, file: &str, draft: Draft<'_>, refused: &str) -> Result<LeafPage, Refused> {
    let present = match leaf(&here.app, &here.actor, file).await {
        Ok(leaf) => Some(leaf),
        Err(EditBook::Unknown(_)) if draft.base == 0 => None,
        Err(error) => return Err(here.refuse(&error)),
    };
    let before = here.query.get("before").parse().ok();
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let mut past = editions(&db, file, before, HISTORY + 1).await.map_err(|e| here.refuse(&e))?;
    let more = past.len() > HISTORY as usize;
    past.truncate(HISTORY as usize);
    let makers = Makers::of(here, past.iter().chain(present.iter().map(|leaf| &leaf.edition))).await?;
    let stands = present.as_ref().map(|Leaf { edition, .. }| {
        let version = edition.version.to_string();
        here.t.say("book-stands", &[("version", version.into()), ("when", when(here, edition.since).into()), ("by", makers.maker(here, edition).into())])
    });
    let newest = present.as_ref().map_or(0, |leaf| leaf.edition.version);
    let line = |edition: &housebook::Edition| EditionLine {
        href: format!("/desk/book/version/{}/{file}", edition.version),
        version: edition.version,
        when: when(here, edition.since),
        by: makers.maker(here, edition),
        present: edition.version == newest,
    };
    let faulty: BTreeSet<usize> = draft.faults.iter().filter(|fault| fault.file == file).map(|fault| fault.line).collect();
    let compared = present.as_ref().filter(|_| draft.compared);
    Ok(LeafPage {
        stands: stands.unwrap_or_else(|| here.t.get("book-not-yet")),
        base: draft.base,
        lines: (1..=draft.text.lines().count().max(1)).map(|number| Line { number, faulty: faulty.contains(&number) }).collect(),
        cites: if here.query.has("done") && aftercare::can_cite(file) { format!("/desk/changes?version={newest}@{file}") } else { String::new() },
        looks_back: looks_back(file),
        told: draft.told,
        faults: draft.faults.iter().map(|fault| fault_line(file, fault, here.lang())).collect(),
        pieces: compared.map(|leaf| sides(&leaf.text, &draft.text)).unwrap_or_default(),
        compared: compared.is_some(),
        aside: present.as_ref().is_some_and(|leaf| leaf.aside.is_some()),
        older: past.last().filter(|_| more).map(|last| format!("/desk/book/page/{file}?before={}#versions", last.version)).unwrap_or_default(),
        history: past.iter().map(line).collect(),
        begins: file.strip_suffix(".toml").and_then(|path| path.rsplit_once('/')).filter(|_| present.is_some()).map(|(folder, _)| Begin {
            folder: folder.to_owned(),
            name: refused.to_owned(),
            error: if refused.is_empty() { String::new() } else { here.t.get("book-bad-name") },
        }),
        text: draft.text,
        head: here.head(Shell::Desk, file).at(format!("/desk/book/page/{file}")).script("src/book.ts"),
        file: file.to_owned(),
    })
}

/// Where a draft of the page is held against the past year.
fn looks_back(file: &str) -> &'static str {
    match file {
        "kit.toml" => "/desk/what-if/kit",
        "memory.toml" => "/desk/what-if",
        _ => "",
    }
}

fn fault_line(file: &str, fault: &Fault, lang: Lang) -> FaultLine {
    let here = fault.file == file;
    FaultLine {
        href: if here { format!("#line-{}", fault.line) } else { String::new() },
        at: if here { format!("{}:{}", fault.line, fault.column) } else { format!("{}:{}:{}", fault.file, fault.line, fault.column) },
        what: pieces(fault.what.of(lang)),
    }
}
