//! `/desk/chats`: visitors of the site at the desk, and how fast they are answered.

use crate::chat::{SiteWordView, said_views};
use crate::inbox::beginning;
use crate::mails::served;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use conversations::{AnswerPace, GOLDEN_MS, SiteTalk, SiteTalkId, TalkError, answer_on_site, close_site_talk, site_file, site_pace, site_talk, site_talks};
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, T, page, redirect, summary};
use people::PersonId;
use values::{Arg, Explain as _, Instant, Problem};

#[derive(Template)]
#[template(path = "desk-chats.html")]
struct ChatsPage {
    head: Head,
    rows: Vec<ChatRow>,
    more: String,
    /// Whose, in words, hundredths of the golden time.
    pace: Vec<(String, String, i64)>,
}

struct ChatRow {
    href: String,
    at: String,
    datetime: String,
    words: String,
    page: String,
    is_waiting: bool,
}

#[derive(Template)]
#[template(path = "desk-chat.html")]
struct DeskChatPage {
    head: Head,
    id: String,
    path: String,
    page: String,
    reach: String,
    said: Vec<SiteWordView>,
    seen: i64,
    words: Field,
    notice: String,
    is_closed: bool,
    /// That the visitor waits for an answer, and since when; empty where they do not.
    waits: String,
    faults: Vec<(String, String)>,
}

const PAGE: u32 = 40;

pub(crate) async fn get_chats(here: Here) -> Result<Response, Refused> {
    let after: Option<(Instant, SiteTalkId)> = here.query.get("at").parse().ok().zip(here.query.get("after").parse().ok());
    let mut found = site_talks(&here.app, &here.actor, after, PAGE + 1).await.map_err(|e| here.refuse(&e))?;
    let is_full = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let paces = site_pace(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let people: Vec<PersonId> = paces.iter().filter_map(|pace| pace.person).collect();
    let names = people::names(&db, &people).await.map_err(|e| here.refuse(&e))?;
    let t = &here.t;
    let pace = |pace: &AnswerPace| {
        let whose = match pace.person {
            None => t.get("conversations-chat-pace-house"),
            Some(person) => t.name(&names.get(&person)?.short()),
        };
        Some((whose, pace_words(t, pace), (pace.median_ms * 100 / GOLDEN_MS).clamp(0, 100)))
    };
    let row = |talk: &SiteTalk| ChatRow {
        href: format!("/desk/chats/{}", talk.id),
        at: t.moment(&talk.waiting_since.unwrap_or(talk.begun_at)),
        datetime: talk.waiting_since.unwrap_or(talk.begun_at).to_string(),
        words: talk.said.last().map(|last| beginning(&last.words)).unwrap_or_default(),
        page: talk.page.clone(),
        is_waiting: talk.waiting_since.is_some(),
    };
    let more = found.last().filter(|_| is_full).map(|last| format!("/desk/chats?at={}&after={}", last.begun_at, last.id));
    Ok(page(&ChatsPage {
        rows: found.iter().map(row).collect(),
        more: more.unwrap_or_default(),
        pace: paces.iter().filter_map(pace).collect(),
        head: here.head(Shell::Desk, &t.get("conversations-chats")).at("/desk/chats"),
    }))
}

/// How fast, and beside it what no median tells: who waited longer than promised, and who had no answer.
fn pace_words(t: &T, pace: &AnswerPace) -> String {
    let seconds = |ms: i64| t.num("conversations-chat-seconds", "n", &((ms + 500) / 1_000));
    let args = [("median", Arg::Text(seconds(pace.median_ms))), ("p95", Arg::Text(seconds(pace.p95_ms))), ("n", Arg::Int(pace.answers.into()))];
    let fast = (pace.answers > 0).then(|| t.args("conversations-chat-pace-of", &args));
    let late = t.num("conversations-chat-pace-late", "n", &pace.late.into());
    let unanswered = pace.person.is_none().then(|| t.num("conversations-chat-pace-unanswered", "n", &pace.unanswered.into()));
    fast.into_iter().chain([late]).chain(unanswered).collect::<Vec<_>>().join("; ")
}

pub(crate) async fn get_chat(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: SiteTalkId = id.parse().map_err(|_| here.not_found())?;
    Ok(page(&view(&here, id, None).await?))
}

pub(crate) async fn post_chat(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: SiteTalkId = id.parse().map_err(|_| here.not_found())?;
    let error: TalkError = match answer_on_site(&here.app, &here.actor, id, form.get("words"), form.get("seen").parse().unwrap_or(-1)).await {
        Ok(_) => return Ok(redirect(&format!("/desk/chats/{id}#write"))),
        Err(error) => error,
    };
    // Something came meanwhile: it is shown, and what was typed stands.
    let problem = if matches!(error, TalkError::Meanwhile) { error.explain() } else { here.field_problem(&error)? };
    here.again(&error, &view(&here, id, Some((&form, &problem))).await?)
}

pub(crate) async fn get_file(here: Here, Path((id, file)): Path<(String, String)>) -> Result<Response, Refused> {
    let (id, file): (SiteTalkId, files::FileId) = id.parse().ok().zip(file.parse().ok()).ok_or_else(|| here.not_found())?;
    Ok(served(site_file(&here.app, &here.actor, id, file).await.map_err(|e| here.refuse(&e))?))
}

/// Whoever closes it while the visitor waits is told so once, and says that they know it.
pub(crate) async fn post_close(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: SiteTalkId = id.parse().map_err(|_| here.not_found())?;
    match close_site_talk(&here.app, &here.actor, id, form.get("waits") == "yes").await {
        Ok(_) => Ok(redirect("/desk/chats")),
        Err(error @ TalkError::VisitorWaits) => here.again(&error, &view(&here, id, Some((&form, &error.explain()))).await?),
        Err(error) => Err(here.refuse(&error)),
    }
}

async fn view(here: &Here, id: SiteTalkId, again: Option<(&Form, &Problem)>) -> Result<DeskChatPage, Refused> {
    let talk = site_talk(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let people: Vec<PersonId> = talk.said.iter().filter_map(|word| word.by).collect();
    let names = people::names(&db, &people).await.map_err(|e| here.refuse(&e))?;
    let nothing = Form::default();
    let (form, problem) = again.map_or((&nothing, None), |(form, problem)| (form, Some(problem)));
    let mut words = Field::new(here, form, "words", Kind::Area, "off");
    words.label = here.t.get("conversations-chat-answer");
    let words = words.blame(here, problem);
    Ok(DeskChatPage {
        id: id.to_string(),
        path: format!("/desk/chats/{id}"),
        page: talk.page.clone(),
        reach: talk.reach.clone(),
        said: said_views(here, &names, &talk.said, &format!("/desk/chats/{id}")),
        seen: talk.last,
        notice: problem.filter(|problem| problem.fields.is_empty()).map(|problem| here.t.get(&format!("problem-{}", problem.kind))).unwrap_or_default(),
        is_closed: talk.closed_at.is_some(),
        waits: talk.waiting_since.map(|since| here.t.with("conversations-chat-waits-since", "at", &here.t.moment(&since))).unwrap_or_default(),
        faults: summary(&[&words]),
        head: here.head(Shell::Desk, &here.t.get("conversations-chat-one")).at(format!("/desk/chats/{id}")),
        words,
    })
}
