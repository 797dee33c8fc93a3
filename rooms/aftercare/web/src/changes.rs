//! `/desk/changes`: «you said, we changed». A new version of a checklist or of a technique's card, the remarks behind it, and what
//! their authors are told.

use crate::cases::Known;
use aftercare::{After, Author, Behind, Case, RawChange, SEE_CASES, Said, answers_to_cite, can_cite, changes, remarks, tell_change};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, T, page, redirect, summary};
use std::collections::BTreeSet;
use values::{Arg, Instant, Problem};

#[derive(Template)]
#[template(path = "changes.html")]
pub(crate) struct ChangesPage {
    pub(crate) head: Head,
    pub(crate) faults: Vec<(String, String)>,
    /// Versions that nothing was told of yet: value, words, chosen.
    pub(crate) versions: Vec<(String, String, bool)>,
    /// Why there is none of them: nothing was changed yet, or all of it was told.
    pub(crate) no_version: &'static str,
    pub(crate) version_error: String,
    pub(crate) remarks: Vec<Remark>,
    pub(crate) cases_error: String,
    pub(crate) ru: Field,
    pub(crate) en: Field,
    pub(crate) told: Vec<Told>,
    /// Where the next page of what was told is; empty on the last.
    pub(crate) more: String,
}

/// A remark to choose: of a case, or an answer that opened none.
pub(crate) struct Remark {
    /// `case` or `answer`.
    pub(crate) name: &'static str,
    pub(crate) id: String,
    pub(crate) words: String,
    /// Whose, and when.
    pub(crate) whose: String,
    pub(crate) is_chosen: bool,
}

/// What was told.
pub(crate) struct Told {
    pub(crate) at: String,
    pub(crate) page: String,
    pub(crate) words: String,
    /// Of how many remarks, of how many people.
    pub(crate) behind: String,
}

/// Remarks to choose from, versions of a page that are offered, changes on a page.
const REMARKS: u32 = 40;
const VERSIONS: u32 = 5;
const PAGE: u32 = 20;

fn page_name(t: &T, here: &Here, file: &str) -> String {
    if file == "techniques.toml" {
        return t.get("aftercare-changes-techniques");
    }
    let catalog = catalog::catalog(&here.app).ok();
    let name = catalog.and_then(|catalog| {
        let code = file.strip_prefix("services/")?.strip_suffix(".toml")?;
        catalog.service(code).map(|offered| offered.service.name.of(here.lang()).to_owned())
    });
    name.map_or_else(|| file.to_owned(), |name| t.with("aftercare-changes-checklist", "service", &name))
}

/// Versions after the first of each page that can be cited, those of now first, without those that were told of; and whether there are any at all.
async fn versions(here: &Here, told: &[Behind], chosen: &str) -> Result<(Vec<(String, String, bool)>, bool), Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let book = housebook::book(&here.app).map_err(|e| here.refuse(&e))?;
    let known: BTreeSet<(&str, i64)> = told.iter().map(|one| (one.change.file.as_str(), one.change.version)).collect();
    let (mut found, mut is_changed) = (Vec::new(), false);
    for file in book.under("services/").into_iter().chain(["techniques.toml".to_owned()]).filter(|file| can_cite(file)) {
        for edition in housebook::editions(&db, &file, None, VERSIONS).await.map_err(|e| here.refuse(&e))? {
            is_changed |= edition.version > 1;
            if edition.version > 1 && !known.contains(&(file.as_str(), edition.version)) {
                let name = page_name(&here.t, here, &file);
                found.push((edition.since, format!("{}@{file}", edition.version), format!("{name}, {}", here.t.dated(&edition.since, here.app.now()))));
            }
        }
    }
    found.sort_by_key(|(since, ..)| std::cmp::Reverse(*since));
    Ok((found.into_iter().map(|(_, value, words)| (value.clone(), words, value == chosen)).collect(), is_changed))
}

/// What can be chosen, what was said last first.
fn choices(here: &Here, known: &Known, cases: &[Case], answers: &[Said], form: &Form) -> Vec<Remark> {
    let line = |name: &'static str, id: String, author: Author, at: Instant, words: String| {
        let whose = format!("{}, {}", known.author(&here.t, author), here.t.dated(&at, here.app.now()));
        (at, Remark { name, is_chosen: form.all(name).contains(&id), id, words, whose })
    };
    // After erasure there is nothing to read and nobody to tell.
    let of_cases = cases.iter().filter_map(|case| Some(line("case", case.id.to_string(), case.author, case.told_at, case.words.clone()?)));
    let of_answers = answers.iter().map(|said| line("answer", name_of(said.after), said.author, said.told_at, said.words.clone()));
    let mut all: Vec<(Instant, Remark)> = of_cases.chain(of_answers).collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.into_iter().map(|(_, remark)| remark).collect()
}

/// What an answer was given after, as a value of the form.
fn name_of(after: After) -> String {
    match after {
        After::Visit(visit) => format!("visit:{visit}"),
        After::Work(work) => format!("work:{work}"),
    }
}

fn after_of(name: &str) -> Option<After> {
    match name.split_once(':')? {
        ("visit", id) => id.parse().ok().map(After::Visit),
        ("work", id) => id.parse().ok().map(After::Work),
        _ => None,
    }
}

fn told(here: &Here, one: &Behind) -> Told {
    Told {
        at: here.t.dated(&one.change.at, here.app.now()),
        page: page_name(&here.t, here, &one.change.file),
        words: one.change.words_in(here.lang()).to_owned(),
        behind: here.t.args("aftercare-changes-behind", &[("remarks", Arg::Int(one.remarks.into())), ("authors", Arg::Int(one.authors.into()))]),
    }
}

async fn load(here: &Here, form: &Form, problem: Option<&Problem>) -> Result<ChangesPage, Refused> {
    here.actor.may(SEE_CASES, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let before = here.query.get("at").parse().ok().zip(here.query.get("before").parse().ok());
    let (listed, cases, answers) = {
        let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
        let listed = changes(&db, &here.actor, before, PAGE).await.map_err(|e| here.refuse(&e))?;
        let cases = remarks(&db, &here.actor, None, REMARKS).await.map_err(|e| here.refuse(&e))?;
        (listed, cases, answers_to_cite(&db, &here.actor, None, REMARKS).await.map_err(|e| here.refuse(&e))?)
    };
    let known = Known::with(here, &cases, &answers.iter().map(|said| said.author).collect()).await.map_err(|e| here.refuse(&e))?;
    let fault = |field: &str| problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == field)).map(|fault| here.t.fault(fault));
    let words = |name: &'static str| Field {
        label: here.t.get(&format!("aftercare-changes-{name}")),
        ..Field::new(here, form, name, Kind::Area, "off").blame(here, problem)
    };
    let (ru, en) = (words("ru"), words("en"));
    let mut faults = summary(&[&ru, &en]);
    let (version_error, cases_error) = (fault("version").unwrap_or_default(), fault("cases").unwrap_or_default());
    for (anchor, key, error) in [("cases", "aftercare-changes-remarks", &cases_error), ("version", "aftercare-changes-version", &version_error)] {
        if !error.is_empty() {
            faults.insert(0, (anchor.to_owned(), format!("{}: {error}", here.t.get(key))));
        }
    }
    let (versions, is_changed) = versions(here, &listed, form.get("version")).await?;
    let more = listed.last().filter(|_| u32::try_from(listed.len()).is_ok_and(|n| n == PAGE));
    Ok(ChangesPage {
        head: here.head(Shell::Desk, &here.t.get("aftercare-changes-title")).at("/desk/changes".to_owned()),
        faults,
        versions,
        no_version: if is_changed { "aftercare-changes-all-told" } else { "aftercare-changes-no-version" },
        version_error,
        remarks: choices(here, &known, &cases, &answers, form),
        cases_error,
        ru,
        en,
        more: more.map(|one| format!("/desk/changes?at={}&before={}", one.change.at, one.change.id)).unwrap_or_default(),
        told: listed.iter().map(|one| told(here, one)).collect(),
    })
}

pub(crate) async fn get_changes(here: Here) -> Result<Response, Refused> {
    // A link to here names the version.
    Ok(page(&load(&here, &here.query, None).await?))
}

pub(crate) async fn post_change(here: Here, form: Form) -> Result<Response, Refused> {
    let (version, file) = form.get("version").split_once('@').unwrap_or_default();
    let raw = RawChange {
        file: file.to_owned(),
        version: version.parse().unwrap_or_default(),
        cases: form.all("case").iter().filter_map(|id| id.parse().ok()).collect(),
        answers: form.all("answer").iter().filter_map(|name| after_of(name)).collect(),
        ru: form.get("ru").to_owned(),
        en: form.get("en").to_owned(),
    };
    match tell_change(&here.app, &here.actor, &raw).await {
        Ok(_) => Ok(redirect("/desk/changes")),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&load(&here, &form, Some(&problem)).await?)).into_response())
        }
    }
}
