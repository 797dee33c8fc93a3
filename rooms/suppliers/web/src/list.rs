//! `/desk/suppliers`: who there is, of which kind, cleared until when.

use crate::fields::{Pick, line, when};
use access::Resource;
use askama::Template;
use axum::response::Response;
use pages::{Cursor, Field, Form, Head, Here, Kind, Refused, Shell, page, redirect, summary};
use suppliers::{Job, JobState, KEEP_SUPPLIERS, RawSupplier, Supplier, kinds, suppliers, take_on, unsure_jobs};
use values::Problem;

/// So many on a page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "suppliers.html")]
pub(crate) struct SuppliersPage {
    pub(crate) head: Head,
    /// Href, name, chosen: all, and each kind.
    pub(crate) shelves: Vec<(String, String, bool)>,
    /// Jobs ahead that nobody is sure of.
    pub(crate) unsure: Vec<Unsure>,
    pub(crate) rows: Vec<Row>,
    pub(crate) next: String,
    pub(crate) picks: Vec<Pick>,
    pub(crate) fields: Vec<Field>,
    pub(crate) faults: Vec<(String, String)>,
}

/// A job ahead that is unanswered, unread, or refused.
pub(crate) struct Unsure {
    pub(crate) href: String,
    pub(crate) when: String,
    pub(crate) name: String,
    pub(crate) state: String,
    /// Where a refusal is said to be seen to; empty for others.
    pub(crate) settle: String,
}

pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) form: String,
    /// `state-ok`, `state-idle`.
    pub(crate) class: &'static str,
    pub(crate) state: String,
    pub(crate) since: String,
}

pub(crate) fn kind_name(here: &Here, code: &str) -> Result<String, Refused> {
    let kinds = kinds(&here.app).map_err(|e| here.refuse(&e))?;
    Ok(kinds.kind(code).map_or_else(|| code.to_owned(), |kind| kind.name.of(here.lang()).to_owned()))
}

/// In words, and how it looks.
pub(crate) fn admission(here: &Here, supplier: &Supplier) -> (&'static str, String) {
    if let Some(at) = supplier.ended {
        return ("state-idle", here.t.with("suppliers-ended", "date", &here.t.date(&at)));
    }
    match supplier.cleared_until {
        Some(until) if until < people::FOREVER => ("state-ok", here.t.with("suppliers-cleared-until", "date", &here.t.date(&until))),
        Some(_) => ("state-ok", here.t.get("suppliers-cleared")),
        None => ("state-idle", here.t.get("suppliers-not-cleared")),
    }
}

fn row(here: &Here, supplier: &Supplier) -> Result<Row, Refused> {
    let (class, state) = admission(here, supplier);
    Ok(Row {
        href: format!("/desk/suppliers/{}", supplier.id),
        name: supplier.name.clone().unwrap_or_else(|| here.t.get("suppliers-erased")),
        kind: kind_name(here, &supplier.kind)?,
        form: here.t.get(&format!("suppliers-form-{}", supplier.form.name())),
        class,
        state,
        since: here.t.date(&supplier.since),
    })
}

/// So many of them are shown, the soonest.
const UNSURE: u32 = 50;

async fn unsure(here: &Here, db: &db::Reader) -> Result<Vec<Unsure>, Refused> {
    let jobs = unsure_jobs(db, &here.actor, people::FOREVER, UNSURE).await.map_err(|e| here.refuse(&e))?;
    let ids: Vec<_> = jobs.iter().map(|job| job.supplier).collect();
    let names = suppliers::names(db, &ids).await.map_err(|e| here.refuse(&e))?;
    let one = |job: &Job| Unsure {
        href: format!("/desk/suppliers/{}#jobs", job.supplier),
        when: when(here, &job.span),
        name: names.get(&job.supplier).cloned().unwrap_or_else(|| here.t.get("suppliers-erased")),
        state: here.t.get(match job.state {
            JobState::Refused => "suppliers-unsure-refused",
            JobState::Accepted => "suppliers-unsure-unread",
            _ => "suppliers-unsure-asked",
        }),
        settle: if job.state == JobState::Refused { format!("/desk/jobs/{}", job.id) } else { String::new() },
    };
    Ok(jobs.iter().map(one).collect())
}

async fn list(here: &Here, form: &Form, problem: Option<&Problem>) -> Result<SuppliersPage, Refused> {
    let (t, query) = (&here.t, &here.query);
    let known = kinds(&here.app).map_err(|e| here.refuse(&e))?;
    let kind = known.kind(query.get("kind")).map(|kind| kind.code.clone());
    let after = query.get("after").split_once('_').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let mut found = suppliers(&db, &here.actor, kind.as_deref(), after, PAGE + 1).await.map_err(|e| here.refuse(&e))?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let chosen = kind.clone().unwrap_or_default();
    let place = found.last().filter(|_| more).map(|last| format!("/desk/suppliers?kind={chosen}&after={}", Cursor::name(last.since, last.id)));
    let all = [("/desk/suppliers".to_owned(), t.get("suppliers-all"), chosen.is_empty())].into_iter();
    let of_kinds = known.all().iter().map(|kind| (format!("/desk/suppliers?kind={}", kind.code), kind.name.of(here.lang()).to_owned(), kind.code == chosen));
    let fields = vec![
        line(here, form, "name", Kind::Text, problem),
        line(here, form, "person", Kind::Text, problem).optional(),
        line(here, form, "reach", Kind::Text, problem),
    ];
    let picks = vec![
        Pick::new(here, form, "kind", "select", &chosen, problem).of(known.all().iter().map(|kind| (kind.code.clone(), kind.name.of(here.lang()).to_owned()))),
        Pick::new(here, form, "form", "select", "company", problem)
            .of(suppliers::Form::ALL.map(|form| (form.name().to_owned(), t.get(&format!("suppliers-form-{}", form.name()))))),
    ];
    Ok(SuppliersPage {
        head: here.head(Shell::Desk, &t.get("suppliers-title")),
        shelves: all.chain(of_kinds).collect(),
        unsure: unsure(here, &db).await?,
        rows: found.iter().map(|supplier| row(here, supplier)).collect::<Result<_, _>>()?,
        next: place.unwrap_or_default(),
        faults: summary(&fields.iter().collect::<Vec<_>>()),
        picks,
        fields,
    })
}

pub(crate) async fn get_suppliers(here: Here) -> Result<Response, Refused> {
    here.actor.may(KEEP_SUPPLIERS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    Ok(page(&list(&here, &Form::default(), None).await?))
}

/// Somebody is taken on.
pub(crate) async fn post_supplier(here: Here, form: Form) -> Result<Response, Refused> {
    let [kind, of, name, person, reach] = ["kind", "form", "name", "person", "reach"].map(|name| form.get(name).to_owned());
    match take_on(&here.app, &here.actor, &RawSupplier { kind, form: of, name, person, reach }).await {
        Ok(taken) => Ok(redirect(&format!("/desk/suppliers/{}", taken.into_inner()))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            here.again(&error, &list(&here, &form, Some(&problem)).await?)
        }
    }
}
