//! `/my/talk`: the client and their manager.

use crate::found;
use crate::said::{Reader, SaidView, deputy_words, hours_lines, instead_words, reach_words, said, speakers, with_mail};
use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use conversations::{
    Asked, EntryId, LARGEST_FILE, MOST_FILES, ManagerCard, Standing, TalkError, enclosed, entries, mark_read_by_client, my_manager, portrait, write_to_manager,
};
use db::Read as _;
use households::ClientId;
use messaging::Attached;
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, T, Uploads, jpeg, page, redirect, summary};
use values::{Explain as _, Instant, Problem};

/// Entries on a page.
const PAGE: u32 = 40;

/// The page.
#[derive(Template)]
#[template(path = "talk.html")]
pub(crate) struct TalkPage {
    pub(crate) head: Head,
    pub(crate) manager: Option<ManagerView>,
    pub(crate) said: Vec<SaidView>,
    /// The number of the newest entry shown.
    pub(crate) nth: i64,
    /// Where the older ones are; empty when there are none.
    pub(crate) older: String,
    pub(crate) is_older: bool,
    pub(crate) faults: Vec<(String, String)>,
    /// What is wrong that no field is to blame for; empty otherwise.
    pub(crate) notice: String,
    pub(crate) words: Field,
    /// What is wrong with what was chosen to come along; empty otherwise.
    pub(crate) files_error: String,
    /// Sent twice, it is one word.
    pub(crate) once: String,
}

/// The manager, as the client sees them.
#[derive(Debug, Clone)]
pub struct ManagerView {
    /// Their name.
    pub name: String,
    /// Its first letter, in the place of a portrait.
    pub initial: String,
    /// There is a portrait, at `/my/talk/face`.
    pub has_portrait: bool,
    /// Who answers now, or from when.
    pub reach: String,
    /// When they answer, a line for each run of days.
    pub hours: Vec<String>,
    /// Who the client's manager is since somebody left; empty where it was said.
    pub given: String,
    /// Whose place they have taken, and until when; empty of the manager.
    pub instead: String,
    /// Who answers when they do not, now or in general; empty where there is nobody.
    pub deputy: String,
}

impl ManagerView {
    /// As the client sees them on a page of this head.
    pub fn new(head: &Head, card: &ManagerCard, now: Instant) -> Self {
        let t = &head.t;
        Self {
            name: t.name(&card.name.full()),
            initial: card.name.first.chars().take(1).collect(),
            has_portrait: card.has_portrait,
            reach: reach_words(t, Some(&card.name), card.from, now),
            hours: hours_lines(t, &card.hours),
            given: if card.is_given {
                t.with("conversations-given-to-you", "name", &t.name(&card.instead.as_ref().map_or(&card.name, |of| &of.name).full()))
            } else {
                String::new()
            },
            instead: card.instead.as_ref().map(|of| instead_words(t, of, &card.name, now)).unwrap_or_default(),
            deputy: deputy_words(t, card, now),
        }
    }
}

/// The client whose page it is.
pub(crate) fn me(here: &Here) -> Result<ClientId, Refused> {
    let own = access::Resource { client: here.actor.client(), crew: vec![] };
    here.actor.may(conversations::WRITE, &own).map_err(|e| here.refuse(&e))?;
    here.actor.client().map(ClientId::from).ok_or_else(|| here.not_found())
}

pub(crate) async fn get_talk(here: Here) -> Result<Response, Refused> {
    if found::is_asked(&here) {
        return found::get_my(&here).await;
    }
    let client = me(&here)?;
    let (view, newest) = load(&here, client, &Form::default(), None).await.map_err(|e| here.refuse(&e))?;
    // What is shown here is read: nobody writes to them about it any more.
    if newest.is_some_and(|(nth, read)| nth > read) && !view.is_older {
        mark_read_by_client(&here.app, &here.actor, client, view.nth).await.map_err(|e| here.refuse(&e))?;
    }
    Ok(page(&view))
}

/// The page, the number of the newest entry shown, and up to which the client had read.
async fn load(here: &Here, client: ClientId, form: &Form, problem: Option<&Problem>) -> Result<(TalkPage, Option<(i64, i64)>), TalkError> {
    let db = here.app.read().await?;
    let before = here.query.get("before").parse::<Standing>().ok();
    let mut found = entries(&db, &here.actor, client, Asked::Client, before, PAGE + 1).await?;
    let is_full = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let card = my_manager(&db, &here.actor, client).await?;
    let read = card.as_ref().map_or(0, |card| card.read);
    let names = people::names(&db, &speakers(&found)).await?;
    let ids: Vec<EntryId> = found.iter().map(|entry| entry.id).collect();
    let lay = enclosed(&db, &here.actor, client, &ids).await?;
    let head = here.head(Shell::Letter, &here.t.get("conversations-talk-title")).script("src/site.ts").at("/my/talk");
    let nth = found.iter().map(|entry| entry.nth).max();
    let words = Field { label: here.t.get("conversations-your-words"), ..Field::new(here, form, "words", Kind::Area, "off").blame(here, problem) };
    let mut views = said(&head.t, &found, &names, Reader::Client, "", if nth.is_some() { read } else { i64::MAX });
    with_mail(&head.t, &mut views, &found, &lay, ("/my/talk", Reader::Client));
    let view = TalkPage {
        manager: card.as_ref().map(|card| ManagerView::new(&head, card, db.now())),
        said: views,
        nth: nth.unwrap_or(0),
        older: found.last().filter(|_| is_full).map(|last| format!("/my/talk?before={}", last.standing())).unwrap_or_default(),
        is_older: before.is_some(),
        faults: summary(&[&words]).into_iter().chain(files_fault(&head.t, problem).map(|fault| ("files".to_owned(), fault))).collect(),
        files_error: files_fault(&head.t, problem).unwrap_or_default(),
        notice: problem
            .filter(|problem| problem.fields.is_empty())
            .map(|problem| head.t.args(&format!("problem-{}", problem.kind), &problem.args))
            .unwrap_or_default(),
        words,
        once: if form.has("once") { form.get("once").to_owned() } else { here.app.fresh_id().to_string() },
        head,
    };
    Ok((view, nth.map(|nth| (nth, read))))
}

/// Bytes of a form with files, at most: as many as are taken, and what stands around them.
pub(crate) const MOST: usize = (MOST_FILES + 2) * LARGEST_FILE;

/// What was chosen in a form, with its fields.
pub(crate) async fn brought(request: Request) -> (Form, Vec<Attached>) {
    let sent = Uploads::read(request, "files", LARGEST_FILE, MOST_FILES).await;
    (sent.form, sent.files.into_iter().map(|(name, content)| Attached { name, content }).collect())
}

pub(crate) async fn post_talk(here: Here, request: Request) -> Result<Response, Refused> {
    let client = me(&here)?;
    let (form, attached) = brought(request).await;
    let error = match write_to_manager(&here.app, &here.actor, client, form.id::<EntryId>("once"), form.get("words"), &attached).await {
        Ok(_) => return Ok(redirect("/my/talk#write")),
        Err(error @ (TalkError::Fields(_) | TalkError::Limited(_) | TalkError::Nobody)) => error,
        Err(error) => return Err(here.refuse(&error)),
    };
    let (view, _) = load(&here, client, &form, Some(&error.explain())).await.map_err(|e| here.refuse(&e))?;
    here.again(&error, &view)
}

/// What is wrong with the files of a form.
pub(crate) fn files_fault(t: &T, problem: Option<&Problem>) -> Option<String> {
    problem?.fields.iter().find(|fault| fault.field == "files").map(|fault| t.fault(fault))
}

/// The manager's face.
pub(crate) async fn get_face(here: Here) -> Result<Response, Refused> {
    let client = me(&here)?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let face = portrait(&db, &here.actor, client).await.map_err(|e| here.refuse(&e))?;
    Ok(jpeg(face.ok_or_else(|| here.not_found())?))
}
