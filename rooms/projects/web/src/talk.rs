//! The talk of a plan on its pages: the desk's with all of it, the client's with what is for them.

use crate::views::{Hands, names_of};
use access::Resource;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use pages::{Field, Form, Here, Kind, Pulse, Refused, T, live, redirect};
use projects::{PlanId, Planned, RawWord, Scope, Speaker, TaskId, Word, WordError, mark_heard, newest_word, say_own, talk_of};
use std::collections::BTreeMap;
use suppliers::{JobId, SupplierId};
use values::Problem;

/// A word on a page.
pub(crate) struct SaidView {
    pub(crate) class: &'static str,
    pub(crate) who: String,
    /// For whom, at the desk; empty where that goes without saying.
    pub(crate) how: String,
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) lines: Vec<String>,
}

/// The talk as a page shows it.
pub(crate) struct TalkView {
    pub(crate) said: Vec<SaidView>,
    /// For whom a word can be: value, words, chosen. Empty on the client's page.
    pub(crate) hearers: Vec<(String, String, bool)>,
    pub(crate) words: Field,
    /// The name of the form, so that two presses are one.
    pub(crate) once: String,
    pub(crate) action: String,
    /// Where the page hears of the next word, and where it reads it.
    pub(crate) live: String,
    pub(crate) page: String,
    /// The newest word that stands here.
    pub(crate) newest: String,
}

fn newest(words: &[Word]) -> String {
    words.last().map(|word| word.id.to_string()).unwrap_or_default()
}

/// Hints whose id is the newest word that is for whoever listens.
async fn heard(here: &Here, headers: &HeaderMap, id: &str) -> Result<Response, Refused> {
    let (id, actor): (PlanId, _) = (id.parse().map_err(|_| here.not_found())?, here.actor);
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    newest_word(&db, &actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(live(here, headers, (Pulse::Calm, "talk"), move |app| async move {
        let newest = newest_word(&app.read().await?, &actor, id).await?;
        Ok::<_, WordError>(Some(newest.map(|word| word.to_string()).unwrap_or_default()))
    }))
}

/// The client's page.
pub(crate) async fn get_own_live(here: Here, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, Refused> {
    heard(&here, &headers, &id).await
}

/// The desk's.
pub(crate) async fn get_desk_live(here: Here, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, Refused> {
    permitted(&here)?;
    heard(&here, &headers, &id).await
}

fn said(t: &T, word: &Word, class: &'static str, who: String, how: String) -> SaidView {
    let lines = word.text.lines().map(str::to_owned).collect();
    SaidView { class, who, how, datetime: word.at.to_string(), at: t.moment(&word.at), lines }
}

fn field(here: &Here, form: &Form, problem: Option<&Problem>) -> Field {
    let mut field = Field::new(here, form, "words", Kind::Area, "off");
    field.label = here.t.get("projects-field-words");
    field.blame(here, problem)
}

fn once(here: &Here, form: &Form) -> String {
    if form.has("once") { form.get("once").to_owned() } else { here.app.fresh_id().to_string() }
}

pub(crate) fn raw(form: &Form) -> RawWord {
    RawWord { text: form.get("words").to_owned(), once: form.get("once").parse().ok() }
}

/// For whom the desk has chosen to say it.
pub(crate) fn scope(form: &Form) -> Option<Scope> {
    match form.get("to").split_once(':') {
        Some(("job", job)) => job.parse().ok().map(Scope::Job),
        Some(("both", job)) => job.parse().ok().map(Scope::Both),
        _ => (form.get("to") == "client").then_some(Scope::Client),
    }
}

/// The talk at the desk: all of it, and for whom the next word can be.
pub(crate) async fn at_desk(here: &Here, planned: &Planned, hands: &Hands, form: &Form, problem: Option<&Problem>) -> Result<TalkView, Refused> {
    let (t, plan) = (&here.t, &planned.plan);
    let words = talk_of(&here.app, &here.actor, plan).await.map_err(|e| here.refuse(&e))?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let tasks: Vec<TaskId> = planned.tasks.iter().map(|task| task.id).collect();
    let engaged = projects::contractors(&db, &tasks).await.map_err(|e| here.refuse(&e))?;
    let spoke: Vec<JobId> = words.iter().filter_map(|word| word.scope.job()).collect();
    let jobs = suppliers::these_jobs(&db, &spoke).await.map_err(|e| here.refuse(&e))?;
    let who: BTreeMap<JobId, SupplierId> = jobs.iter().map(|job| (job.id, job.supplier)).chain(engaged.iter().map(|one| (one.job, one.supplier))).collect();
    let mut called = hands.names.clone();
    let ids: Vec<SupplierId> = who.values().copied().collect();
    called.extend(suppliers::names(&db, &ids).await.map_err(|e| here.refuse(&e))?);
    let name = |job: JobId| who.get(&job).and_then(|id| called.get(id)).cloned().unwrap_or_else(|| t.get("projects-nobody"));
    let people = names_of(here, words.iter().filter_map(|word| if let Speaker::Desk(person) = word.by { person } else { None })).await?;
    let view = |word: &Word| {
        let by = match word.by {
            Speaker::Desk(person) => person.and_then(|id| people.get(&id)).map_or_else(|| t.get("projects-talk-house"), |name| t.name(&name.full())),
            Speaker::Client => t.get("projects-talk-client"),
            Speaker::Contractor(job) => name(job),
        };
        let how = match (word.by, word.scope) {
            (Speaker::Desk(_), Scope::Client) => t.get("projects-talk-to-client"),
            (Speaker::Desk(_), Scope::Job(job)) => t.with("projects-talk-to", "whom", &name(job)),
            (Speaker::Desk(_), Scope::Both(job)) => t.with("projects-talk-to-both", "whom", &name(job)),
            _ => String::new(),
        };
        said(t, word, if matches!(word.by, Speaker::Desk(_)) { "said-out" } else { "said-in" }, by, how)
    };
    let mut hearers: Vec<(String, String)> = Vec::new();
    if plan.client.is_some() {
        hearers.push(("client".to_owned(), t.get("projects-talk-client")));
    }
    for one in &engaged {
        hearers.push((format!("job:{}", one.job), t.say("projects-talk-one", &[("whom", name(one.job).into()), ("day", t.day(&one.span.start).into())])));
        if plan.client.is_some() {
            hearers.push((format!("both:{}", one.job), t.with("projects-talk-both", "whom", &name(one.job))));
        }
    }
    Ok(TalkView {
        said: words.iter().map(view).collect(),
        hearers: hearers.into_iter().map(|(value, words)| (value.clone(), words, form.get("to") == value)).collect(),
        words: field(here, form, problem),
        once: once(here, form),
        action: format!("/desk/projects/{}/words", plan.id),
        live: format!("/desk/projects/{}/live", plan.id),
        page: format!("/desk/projects/{}", plan.id),
        newest: newest(&words),
    })
}

/// The talk on the client's page: what is for them.
pub(crate) async fn of_client(here: &Here, planned: &Planned, form: &Form, problem: Option<&Problem>) -> Result<TalkView, Refused> {
    let (t, plan) = (&here.t, &planned.plan);
    let words = talk_of(&here.app, &here.actor, plan).await.map_err(|e| here.refuse(&e))?;
    mark_heard(&here.app, &here.actor, plan, &words).await.map_err(|e| here.refuse(&e))?;
    let people = names_of(here, words.iter().filter_map(|word| if let Speaker::Desk(person) = word.by { person } else { None })).await?;
    let view = |word: &Word| match word.by {
        Speaker::Desk(person) => {
            let who = person.and_then(|id| people.get(&id)).map_or_else(|| t.get("projects-talk-house"), |name| t.name(&name.first));
            said(t, word, "said-in", who, String::new())
        }
        Speaker::Client | Speaker::Contractor(_) => said(t, word, "said-out", t.get("projects-talk-you"), String::new()),
    };
    Ok(TalkView {
        said: words.iter().map(view).collect(),
        hearers: Vec::new(),
        words: field(here, form, problem),
        once: once(here, form),
        action: format!("/my/projects/{}/words", plan.id),
        live: format!("/my/projects/{}/live", plan.id),
        page: format!("/my/projects/{}", plan.id),
        newest: newest(&words),
    })
}

/// The client says something in their project.
pub(crate) async fn post_own(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = id.parse().map_err(|_| here.not_found())?;
    match say_own(&here.app, &here.actor, id, &raw(&form)).await {
        Ok(_) => Ok(redirect(&format!("/my/projects/{id}#plan-talk"))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            here.again(&error, &crate::my::project_page(&here, id, &form, Some(&problem)).await?)
        }
    }
}

/// Who may speak at the desk is asked before anything is read.
pub(crate) fn permitted(here: &Here) -> Result<(), Refused> {
    here.actor.may(projects::KEEP_PLAN, &Resource::default()).map(drop).map_err(|e| here.refuse(&e))
}
