//! `/chat`: a visitor of the site writes without signing in, and a person answers; both sides live, and without JavaScript by the page's buttons.

use crate::mails::served;
use crate::said::FileView;
use crate::talk::{brought, files_fault};
use access::{Actor, Limited};
use askama::Template;
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use conversations::{SiteTalk, SiteTalkId, TalkError, leave_reach, my_site_file, my_site_talk, say_on_site_with, shown_on_site, site_answers_from, site_last};
use db::DbError;
use messaging::{open_site_talk, site_talk_token};
use pages::{Field, Form, Head, Here, Kind, Pulse, Refused, Shell, live, page, redirect, summary};
use people::{Name, PersonId};
use std::collections::BTreeMap;
use values::{Explain as _, Problem};

#[derive(Template)]
#[template(path = "chat.html")]
struct ChatPage {
    head: Head,
    /// Where the form goes.
    action: String,
    /// The talk's own page; empty before it is begun.
    own: String,
    page: String,
    nth: i64,
    said: Vec<SiteWordView>,
    /// Who answers when.
    answers: String,
    is_open: bool,
    is_closed: bool,
    /// Why what was typed was not sent, where no field is to blame: it stands in the form still.
    notice: String,
    words: Field,
    /// What is wrong with what was chosen to come along; empty otherwise.
    files_error: String,
    reach: Field,
    /// They said how they are reached.
    is_reached: bool,
    faults: Vec<(String, String)>,
}

/// A word.
pub(crate) struct SiteWordView {
    pub(crate) id: String,
    pub(crate) who: String,
    pub(crate) class: &'static str,
    pub(crate) at: String,
    pub(crate) datetime: String,
    pub(crate) lines: Vec<String>,
    pub(crate) files: Vec<FileView>,
    /// The number of the word whose clock this one stops; empty of any other.
    pub(crate) answers: String,
}

impl SiteWordView {
    /// As the visitor sees it: their own words are theirs.
    fn into_their_own(self, you: &str) -> Self {
        let is_theirs = self.class == "said-in";
        Self { who: if is_theirs { you.to_owned() } else { self.who }, ..self }
    }
}

fn marked(here: &Here, mark: &str) -> Result<SiteTalkId, Refused> {
    open_site_talk(&here.app, mark, here.app.now()).map(SiteTalkId::from).ok_or_else(|| here.not_found())
}

async fn own(here: &Here, mark: &str) -> Result<SiteTalk, Refused> {
    let id = marked(here, mark)?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    my_site_talk(&db, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())
}

/// A client has one conversation and a manager of their own: they are led there.
pub(crate) async fn get_new(here: Here, headers: HeaderMap) -> Result<Response, Refused> {
    if matches!(here.actor, Actor::Client(_)) {
        return Ok(redirect("/my/talk"));
    }
    let mut new = view(&here, "", None, None).await?;
    new.page = came_from(&headers);
    Ok(page(&new))
}

/// The page of ours from which somebody came to write; the room keeps its path alone.
fn came_from(headers: &HeaderMap) -> String {
    let from: Option<Uri> = headers.get("referer").and_then(|value| value.to_str().ok()?.parse().ok());
    from.map(|uri| uri.path().to_owned()).filter(|path| path != "/chat").unwrap_or_default()
}

pub(crate) async fn get_chat(here: Here, Path(mark): Path<String>) -> Result<Response, Refused> {
    let talk = own(&here, &mark).await?;
    Ok(page(&view(&here, &mark, Some(&talk), None).await?))
}

/// The first word: from now on the address is theirs.
pub(crate) async fn post_new(here: Here, request: Request) -> Result<Response, Refused> {
    let (form, attached) = brought(request).await;
    match say_on_site_with(&here.app, &here.actor, None, form.get("words"), form.get("page"), &attached).await {
        Ok(said) => Ok(redirect(&format!("/chat/{}#words", site_talk_token(&here.app, said.talk.uuid(), here.app.now())))),
        Err(error) => refused(&here, "", None, &form, &error).await,
    }
}

pub(crate) async fn post_chat(here: Here, Path(mark): Path<String>, request: Request) -> Result<Response, Refused> {
    let talk = own(&here, &mark).await?;
    let (form, attached) = brought(request).await;
    match say_on_site_with(&here.app, &here.actor, Some(talk.id), form.get("words"), "", &attached).await {
        Ok(_) => Ok(redirect(&format!("/chat/{mark}#words"))),
        Err(error) => refused(&here, &mark, Some(&talk), &form, &error).await,
    }
}

/// What came along with a word of their own talk.
pub(crate) async fn get_file(here: Here, Path((mark, file)): Path<(String, String)>) -> Result<Response, Refused> {
    let id = marked(&here, &mark)?;
    let file = file.parse().map_err(|_| here.not_found())?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    Ok(served(my_site_file(&db, id, file).await.map_err(|e| here.refuse(&e))?))
}

pub(crate) async fn post_reach(here: Here, Path(mark): Path<String>, form: Form) -> Result<Response, Refused> {
    let talk = own(&here, &mark).await?;
    match leave_reach(&here.app, &here.actor, talk.id, form.get("reach")).await {
        Ok(()) => Ok(redirect(&format!("/chat/{mark}#words"))),
        Err(error) => refused(&here, &mark, Some(&talk), &form, &error).await,
    }
}

/// The screen tells that an answer stands there.
pub(crate) async fn post_shown(here: Here, Path(mark): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = marked(&here, &mark)?;
    let (Ok(nth), Ok(ms)) = (form.get("nth").parse(), form.get("ms").parse()) else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    shown_on_site(&here.app, &here.actor, id, nth, ms).await.map_err(|e| here.refuse(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn refused(here: &Here, mark: &str, talk: Option<&SiteTalk>, form: &Form, error: &TalkError) -> Result<Response, Refused> {
    // Whoever writes too often loses nothing of what they typed.
    let problem = if matches!(error, TalkError::Limited(Limited::TooMany)) { error.explain() } else { here.field_problem(error)? };
    here.again(error, &view(here, mark, talk, Some((form, &problem))).await?)
}

async fn view(here: &Here, mark: &str, talk: Option<&SiteTalk>, again: Option<(&Form, &Problem)>) -> Result<ChatPage, Refused> {
    let t = &here.t;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let from = site_answers_from(&db).await.map_err(|e| here.refuse(&e))?;
    let said = talk.map(|talk| talk.said.as_slice()).unwrap_or_default();
    let people: Vec<PersonId> = said.iter().filter_map(|word| word.by).collect();
    let names = people::names(&db, &people).await.map_err(|e| here.refuse(&e))?;
    let is_open = from.is_some_and(|from| from <= here.app.now());
    let answers = match from {
        Some(_) if is_open => t.get("conversations-chat-now"),
        Some(from) => t.with("conversations-chat-from", "at", &t.moment(&from)),
        None => t.get("conversations-chat-never"),
    };
    let you = t.get("conversations-you");
    let nothing = Form::default();
    let (form, problem) = again.map_or((&nothing, None), |(form, problem)| (form, Some(problem)));
    let field = |name: &'static str, kind| {
        let mut field = Field::new(here, form, name, kind, "off");
        field.label = t.get(&format!("conversations-chat-{name}"));
        field.blame(here, problem)
    };
    let (words, reach) = (field("words", Kind::Area), field("reach", Kind::Text));
    let own = if mark.is_empty() { String::new() } else { format!("/chat/{mark}") };
    Ok(ChatPage {
        action: if own.is_empty() { "/chat".to_owned() } else { own.clone() },
        page: form.get("page").to_owned(),
        nth: talk.map_or(0, |talk| talk.last),
        said: said_views(here, &names, said, &own).into_iter().map(|word| word.into_their_own(&you)).collect(),
        notice: problem.filter(|problem| problem.fields.is_empty()).map(|_| t.get("conversations-chat-too-many")).unwrap_or_default(),
        is_closed: talk.is_some_and(|talk| talk.closed_at.is_some()),
        is_reached: talk.is_some_and(|talk| !talk.reach.is_empty()),
        faults: summary(&[&words, &reach]).into_iter().chain(files_fault(t, problem).map(|fault| ("files".to_owned(), fault))).collect(),
        files_error: files_fault(t, problem).unwrap_or_default(),
        head: here
            .head(Shell::Letter, &t.get("conversations-chat-title"))
            .at(if own.is_empty() { "/chat".to_owned() } else { own.clone() })
            .script("src/site.ts"),
        own,
        answers,
        is_open,
        words,
        reach,
    })
}

/// Words as the desk sees them.
pub(crate) fn said_views(here: &Here, names: &BTreeMap<PersonId, Name>, said: &[conversations::SiteWord], path: &str) -> Vec<SiteWordView> {
    let t = &here.t;
    let file = |one: &conversations::SiteFile| FileView {
        name: if one.name.is_empty() { t.get("conversations-file-unnamed") } else { one.name.clone() },
        href: format!("{path}/files/{}", one.file),
        is_picture: one.kind == files::Kind::Jpeg,
        refused: String::new(),
    };
    let view = |word: &conversations::SiteWord| SiteWordView {
        id: format!("said-{}", word.nth),
        class: if word.by.is_some() { "said-out" } else { "said-in" },
        who: match word.by {
            Some(person) => names.get(&person).map_or_else(|| t.get("conversations-we"), |name| t.name(&name.full())),
            None => t.get("conversations-chat-visitor"),
        },
        at: t.moment(&word.at),
        datetime: word.at.to_string(),
        lines: word.words.lines().map(str::to_owned).collect(),
        files: word.files.iter().map(file).collect(),
        answers: word.answers.map(|nth| nth.to_string()).unwrap_or_default(),
    };
    said.iter().map(view).collect()
}

/// Hints whose id is the number of the last word; of what is forgotten there are none.
pub(crate) async fn get_live(here: Here, headers: HeaderMap, Path(mark): Path<String>) -> Result<Response, Refused> {
    let id = marked(&here, &mark)?;
    Ok(live(&here, &headers, (Pulse::Quick, "chat"), move |app| async move {
        Ok::<_, DbError>(site_last(&app.read().await?, id).await?.map(|nth| nth.to_string()))
    }))
}
