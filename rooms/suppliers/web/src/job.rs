//! `/jobs/MARK`: a job as its supplier sees it. Whoever has the link that the house marked answers, and acknowledges the standard for it.

use crate::brought::{self, OwnPhotos};
use crate::fields::{line, when};
use crate::needs::{JobNeedOut, worded};
use askama::Template;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use db::Read as _;
use messaging::open_job;
use pages::{Field, Form, Head, Here, Kind, Pulse, Refused, Shell, live, page, redirect};
use projects::{JobHears, RawWord, Speaker, Word, WordError, newest_of_job, own_part, say_by_job};
use suppliers::{Job, JobId, JobState, Seen, SupplierError, acknowledge, asked, decline, standard};
use values::Problem;

#[derive(Template)]
#[template(path = "job.html")]
pub(crate) struct JobPage {
    pub(crate) head: Head,
    pub(crate) action: String,
    pub(crate) lead: String,
    pub(crate) when: String,
    pub(crate) price: String,
    pub(crate) brief: Vec<String>,
    /// What the memory of the household asks of it.
    pub(crate) needs: Vec<JobNeedOut>,
    pub(crate) needs_version: u32,
    pub(crate) rules: Vec<String>,
    pub(crate) version: i64,
    pub(crate) round: u32,
    /// They can take it.
    pub(crate) can_take: bool,
    /// They can step back.
    pub(crate) can_refuse: bool,
    /// Their part of a project: the task, and what is said about it. `None` where the job is for none.
    pub(crate) part: Option<PartView>,
    /// Photos of it; `None` where they are not taken.
    pub(crate) photos: Option<OwnPhotos>,
}

/// What whoever does a job sees of its project.
pub(crate) struct PartView {
    pub(crate) task: String,
    /// Whether it is theirs, who, when, and what.
    pub(crate) said: Vec<(bool, String, String, String, Vec<String>)>,
    pub(crate) words: Field,
    pub(crate) once: String,
    /// The newest word that stands here.
    pub(crate) newest: String,
}

async fn part(here: &Here, id: JobId, form: &Form, problem: Option<&Problem>) -> Result<Option<PartView>, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let Some(own) = own_part(&db, id).await.map_err(|e| here.refuse(&e))? else { return Ok(None) };
    let t = &here.t;
    let said = |word: &Word| {
        let mine = matches!(word.by, Speaker::Contractor(_));
        let who = t.get(if mine { "suppliers-page-you" } else { "suppliers-page-house" });
        (mine, who, word.at.to_string(), t.moment(&word.at), word.text.lines().map(str::to_owned).collect())
    };
    let once = if form.has("once") { form.get("once").to_owned() } else { here.app.fresh_id().to_string() };
    let newest = own.words.last().map(|word| word.id.to_string()).unwrap_or_default();
    Ok(Some(PartView { newest, said: own.words.iter().map(said).collect(), task: own.task, words: line(here, form, "words", Kind::Area, problem), once }))
}

pub(crate) fn job_id(here: &Here, mark: &str) -> Result<JobId, Refused> {
    open_job(&here.app, mark, here.app.now()).map(JobId::from).ok_or_else(|| here.not_found())
}

/// The words over the page where it has changed under its reader.
type Changed = Option<&'static str>;

async fn shown(here: &Here, mark: &str, changed: Changed) -> Result<JobPage, Refused> {
    told(here, mark, changed, &Form::default(), None).await
}

pub(crate) async fn told(here: &Here, mark: &str, changed: Changed, form: &Form, problem: Option<&Problem>) -> Result<JobPage, Refused> {
    let id = job_id(here, mark)?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let job: Job = asked(&db, id).await.map_err(|e| here.refuse(&e))?;
    let standard = standard(&here.app).map_err(|e| here.refuse(&e))?;
    let t = &here.t;
    // The time before, which they had taken, stands again: it is no new question to whoever has just said that they cannot.
    let has_declined = here.query.has("declined") && job.is_open(db.now()) && job.state == JobState::Accepted;
    let is_open = job.is_open(db.now()) && !has_declined;
    let lead = match (job.state, job.acknowledged) {
        _ if changed.is_some() => changed.unwrap_or_default(),
        _ if has_declined => "suppliers-page-heard",
        (state, _) if state.is_ahead() && !is_open => "suppliers-page-over",
        (JobState::Asked, _) => "suppliers-page-asked",
        (JobState::Accepted, None) => "suppliers-page-unread",
        (JobState::Accepted, Some(_)) => "suppliers-page-accepted",
        (JobState::Refused, _) => "suppliers-page-refused",
        (JobState::Withdrawn, _) => "suppliers-page-withdrawn",
        (JobState::Begun | JobState::Done, _) => "suppliers-page-over",
    };
    Ok(JobPage {
        // The change of language leads back here, and the mark is nobody else's.
        head: here.head(Shell::Partner, &t.get("suppliers-page-title")).script("src/site.ts"),
        action: format!("/jobs/{mark}"),
        lead: t.get(lead),
        when: when(here, &job.span),
        price: job.price.to_string(),
        brief: job.brief.as_deref().filter(|_| job.shows_brief(db.now())).unwrap_or_default().lines().map(str::to_owned).collect(),
        needs: if job.shows_brief(db.now()) { worded(t, &job.needs) } else { Vec::new() },
        needs_version: job.needs_version,
        rules: standard.rules.iter().map(|rule| rule.of(here.lang()).to_owned()).collect(),
        version: standard.version,
        round: job.round,
        can_take: is_open && (job.state == JobState::Asked || job.acknowledged.is_none()),
        can_refuse: is_open,
        part: part(here, id, form, problem).await?,
        photos: brought::own(here, mark, id, form, problem).await?,
    })
}

pub(crate) async fn get_job(here: Here, Path(mark): Path<String>) -> Result<Response, Refused> {
    let shown = page(&shown(&here, &mark, None).await?);
    Ok(([("x-robots-tag", "noindex, nofollow"), ("cache-control", "no-store"), ("referrer-policy", "no-referrer")], shown).into_response())
}

/// One tap: they take it and hold to the standard as it stood on the page, or they cannot.
pub(crate) async fn post_job(here: Here, Path(mark): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = job_id(&here, &mark)?;
    let standard = i64::from(form.number("standard").unwrap_or(0));
    let seen = Seen { round: form.number("round").unwrap_or(0), standard, needs: Some(form.number("needs").unwrap_or(0)) };
    let answered = match form.get("answer") {
        "no" => decline(&here.app, &here.actor, id, seen.round).await,
        _ => acknowledge(&here.app, &here.actor, id, seen).await,
    };
    match answered {
        Ok(_) if form.get("answer") == "no" => Ok(redirect(&format!("/jobs/{mark}?declined=1"))),
        // What is over is shown as it stands.
        Ok(_) | Err(SupplierError::NotReady(_)) => Ok(redirect(&format!("/jobs/{mark}"))),
        Err(error @ SupplierError::StandardChanged) => here.again(&error, &shown(&here, &mark, Some("suppliers-page-changed")).await?),
        Err(error @ SupplierError::Moved) => here.again(&error, &shown(&here, &mark, Some("suppliers-page-moved")).await?),
        Err(error) => Err(here.refuse(&error)),
    }
}

/// Hints whose id is the newest word about their part of a project; where they are not in it any more, there are none.
pub(crate) async fn get_live(here: Here, headers: HeaderMap, Path(mark): Path<String>) -> Result<Response, Refused> {
    let id = job_id(&here, &mark)?;
    Ok(live(&here, &headers, (Pulse::Calm, "talk"), move |app| async move {
        Ok::<_, WordError>(match newest_of_job(&app.read().await?, id).await? {
            JobHears::Word(word) => Some(word.to_string()),
            JobHears::Nothing => Some(String::new()),
            JobHears::NoMore => None,
        })
    }))
}

/// They say something about their part of a project: to the desk, and to nobody else.
pub(crate) async fn post_word(here: Here, Path(mark): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = job_id(&here, &mark)?;
    let raw = RawWord { text: form.get("words").to_owned(), once: form.get("once").parse().ok() };
    match say_by_job(&here.app, &here.actor, id, &raw).await {
        Ok(_) => Ok(redirect(&format!("/jobs/{mark}#plan-talk"))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            here.again(&error, &told(&here, &mark, None, &form, Some(&problem)).await?)
        }
    }
}
