//! What begins with a conversation, and the form to begin it.

use crate::known::Known;
use access::Limited;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use catalog::RequestedService;
use concierge::{RawRequest, RequestError, make_request, promised};
use conversations_web::ManagerView;
use messaging::{open_promise, promise_token};
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, page, redirect, summary};
use values::{Explain as _, Problem};

#[derive(Template)]
#[template(path = "request.html")]
struct RequestPage {
    head: Head,
    summary: String,
    includes: Vec<String>,
    questions: Vec<String>,
    form: RequestForm,
    faults: Vec<(String, String)>,
}

/// The form «Обсудить мою задачу».
pub(crate) struct RequestForm {
    /// What it is about; empty where somebody only writes to us.
    pub about: String,
    pub name: Field,
    pub reach: Field,
    pub words: Field,
    /// What is wrong that no field is to blame for; empty otherwise.
    pub notice: String,
    /// What becomes of the words.
    pub note: String,
}

/// «Обсудить мою задачу», whatever it is: the form, and beside it the phone and the chats.
#[derive(Template)]
#[template(path = "discuss.html")]
struct DiscussPage {
    head: Head,
    email: String,
    /// Name and address of each.
    chats: Vec<(String, String)>,
    /// A client's own manager, who answers; `None` for whoever is not known.
    manager: Option<ManagerView>,
    lead: String,
    form: RequestForm,
    faults: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "sent.html")]
struct SentPage {
    head: Head,
    /// Who takes it, and by when they answer.
    promise: String,
}

impl RequestForm {
    /// A client finds filled in what the house knows; what was typed stands as it was.
    pub fn new(here: &Here, form: &Form, about: &str, known: Option<&Known>, problem: Option<&Problem>) -> Self {
        let field = |name, kind, autocomplete, kept: Option<&String>| {
            let mut field = Field::new(here, form, name, kind, autocomplete).blame(here, problem);
            if let Some(kept) = kept.filter(|_| !form.has(name)) {
                field.value.clone_from(kept);
            }
            field
        };
        Self {
            about: about.to_owned(),
            name: field("name", Kind::Text, "name", known.map(|known| &known.name)),
            reach: field("reach", Kind::Text, "on", known.map(|known| &known.reach)),
            words: field("task", Kind::Area, "off", None),
            notice: problem.filter(|problem| problem.fields.is_empty()).map(|_| here.t.get("services-too-many")).unwrap_or_default(),
            note: here.t.get(if known.is_some() { "services-form-note-client" } else { "services-form-note" }),
        }
    }

    /// The faults for the summary on top.
    pub fn faults(&self) -> Vec<(String, String)> {
        summary(&[&self.name, &self.reach, &self.words])
    }
}

/// The form for a task of any kind.
pub(crate) async fn get_discuss(here: Here) -> Result<Response, Refused> {
    Ok(page(&discuss_page(&here, &Form::default(), None).await?))
}

async fn discuss_page(here: &Here, form: &Form, problem: Option<&Problem>) -> Result<DiscussPage, Refused> {
    let brand = catalog::brand(&here.app).map_err(|e| here.refuse(&e))?;
    let head = here.head(Shell::Site, &here.t.get("services-discuss")).at("/discuss");
    let known = Known::of(here, &head).await?;
    let form = RequestForm::new(here, form, "", known.as_ref(), problem);
    let manager = known.and_then(|known| known.manager);
    Ok(DiscussPage {
        lead: match &manager {
            Some(manager) => here.t.with("services-discuss-lead-client", "manager", &manager.name),
            None => here.t.get("services-discuss-lead"),
        },
        manager,
        head,
        email: brand.email.clone(),
        chats: brand.chats.iter().map(|chat| (chat.name.of(here.lang()).to_owned(), chat.link.clone())).collect(),
        faults: form.faults(),
        form,
    })
}

/// What we take on, what we ask first, and the form.
pub(crate) async fn get_request(here: Here, Path(code): Path<String>) -> Result<Response, Refused> {
    let requests = catalog::requests(&here.app).map_err(|e| here.refuse(&e))?;
    let request = requests.request(&code).ok_or_else(|| here.not_found())?;
    Ok(page(&request_page(&here, request, &Form::default(), None).await?))
}

async fn request_page(here: &Here, request: &RequestedService, form: &Form, problem: Option<&Problem>) -> Result<RequestPage, Refused> {
    let lang = here.lang();
    let lines = |lines: &[values::Said]| lines.iter().map(|line| line.of(lang).to_owned()).collect();
    let head = here.head(Shell::Site, request.name.of(lang)).at(format!("/requests/{}", request.code));
    let known = Known::of(here, &head).await?;
    let form = RequestForm::new(here, form, &request.code, known.as_ref(), problem);
    Ok(RequestPage {
        head,
        summary: request.summary.of(lang).to_owned(),
        includes: lines(&request.includes),
        questions: lines(&request.questions),
        faults: form.faults(),
        form,
    })
}

/// The button «Отправить».
pub(crate) async fn post_request(here: Here, form: Form) -> Result<Response, Refused> {
    let [about, name, reach, words] = ["about", "name", "reach", "task"].map(|field| form.get(field).to_owned());
    let raw = RawRequest { about, name, reach, words };
    let problem = match make_request(&here.app, &here.actor, &raw, here.lang()).await {
        Ok(made) => {
            let token = promise_token(&here.app, made.into_inner().uuid(), here.app.now());
            return Ok(redirect(&format!("/requests/sent?of={token}")));
        }
        // Whoever writes too often loses nothing of what they typed.
        Err(error @ RequestError::Limited(Limited::TooMany)) => error.explain(),
        Err(error) => here.field_problem(&error)?,
    };
    let requests = catalog::requests(&here.app).map_err(|e| here.refuse(&e))?;
    let response = match requests.request(&raw.about) {
        Some(request) => page(&request_page(&here, request, &form, Some(&problem)).await?),
        None => page(&discuss_page(&here, &form, Some(&problem)).await?),
    };
    Ok((StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY), response).into_response())
}

/// After the form: who takes it, and by when they answer. The link says nothing of what was written.
pub(crate) async fn get_sent(here: Here) -> Result<Response, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let promised = match open_promise(&here.app, here.query.get("of"), here.app.now()) {
        Some(request) => promised(&db, request.into()).await.map_err(|e| here.refuse(&e))?,
        None => None,
    };
    let manager = concierge_web::manager_name(&here, promised.and_then(|promised| promised.manager)).await.map_err(|e| here.refuse(&e))?;
    let promise = match promised {
        Some(promised) => here.t.say("services-sent-promise", &[("manager", manager.into()), ("due", here.t.moment(&promised.due_at).into())]),
        None => here.t.with("services-sent-text", "manager", &manager),
    };
    Ok(page(&SentPage { head: here.head(Shell::Site, &here.t.get("services-sent-title")), promise }))
}
