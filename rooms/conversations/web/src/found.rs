//! What was found in a conversation: at the desk, and on the client's own page.

use crate::said::{Reader, SaidView, said, speakers};
use crate::talk::me;
use askama::Template;
use axum::response::Response;
use conversations::{ANSWER, Asked, Entry, FoundEntry, Sought, Standing, TalkError, find_said};
use households::{ClientId, show};
use pages::{Head, Here, Refused, Shell, page};
use people::{Name, PersonId};
use std::collections::BTreeMap;
use values::Instant;

/// Found entries on a page.
const PAGE: u32 = 30;

/// The desk's page.
#[derive(Template)]
#[template(path = "desk-found.html")]
pub(crate) struct DeskFound {
    pub(crate) head: Head,
    pub(crate) client: String,
    pub(crate) found: Found,
    pub(crate) looked: String,
}

/// The client's.
#[derive(Template)]
#[template(path = "my-found.html")]
pub(crate) struct MyFound {
    pub(crate) head: Head,
    pub(crate) found: Found,
}

/// What was found.
pub(crate) struct Found {
    /// Where the conversation is, and where it is looked through.
    pub(crate) path: String,
    pub(crate) typed: String,
    pub(crate) lines: Vec<FoundLine>,
    /// How far was looked, or that nothing is there; empty where the page says enough.
    pub(crate) words: String,
    /// From where the search goes on; empty where all was looked through.
    pub(crate) before: String,
    /// What the button that goes on says.
    pub(crate) further: String,
}

/// One entry of it.
pub(crate) struct FoundLine {
    pub(crate) said: SaidView,
    /// With the year where it is not the present one.
    pub(crate) at: String,
    /// Its place in the conversation.
    pub(crate) href: String,
    pub(crate) lines: Vec<Pieces>,
}

/// A line: `true` of what was looked for.
pub(crate) type Pieces = Vec<(String, bool)>;

/// What is read for the page.
pub(crate) struct Searched {
    pub(crate) typed: String,
    /// Not the first page of it.
    pub(crate) is_older: bool,
    /// Each with the lines in which something stands that was looked for.
    pub(crate) hits: Vec<(FoundEntry, Vec<Pieces>)>,
    pub(crate) next: Option<Standing>,
    pub(crate) reached: Option<Instant>,
    pub(crate) names: BTreeMap<PersonId, Name>,
    pub(crate) now: Instant,
}

/// Is something looked for?
pub(crate) fn is_asked(here: &Here) -> bool {
    !here.query.get("find").is_empty()
}

async fn search(here: &Here, client: ClientId, asked: Asked) -> Result<Searched, TalkError> {
    let (typed, before) = (here.query.get("find").to_owned(), here.query.get("before").parse::<Standing>().ok());
    let mut searched = Searched { is_older: before.is_some(), hits: Vec::new(), next: None, reached: None, names: BTreeMap::new(), now: here.app.now(), typed };
    // What holds no letter is found nowhere.
    let Some(sought) = Sought::read(&searched.typed) else { return Ok(searched) };
    let db = here.app.read().await?;
    let said = find_said(&db, &here.actor, client, asked, &sought, before, PAGE).await?;
    let entries: Vec<Entry> = said.found.iter().map(|one| one.entry.clone()).collect();
    searched.names = people::names(&db, &speakers(&entries)).await?;
    (searched.next, searched.reached) = (said.next, said.reached);
    searched.hits = said.found.into_iter().map(|one| (marked(&sought, &one), one)).map(|(lines, one)| (one, lines)).collect();
    Ok(searched)
}

/// The lines of an entry, and the names of what came along, in which something stands that was looked for.
fn marked(sought: &Sought, one: &FoundEntry) -> Vec<Pieces> {
    let names = one.enclosed.iter().map(|enclosed| enclosed.name.as_str());
    let all = one.entry.words.lines().chain(names).map(|line| sought.marked(line));
    all.filter(|pieces| pieces.iter().any(|(_, is_sought)| *is_sought)).collect()
}

impl Found {
    pub(crate) fn new(head: &Head, path: String, searched: &Searched, reader: Reader, client: &str) -> Self {
        let t = &head.t;
        let is_full = u32::try_from(searched.hits.len()).is_ok_and(|n| n >= PAGE);
        let line = |(one, lines): &(FoundEntry, Vec<Pieces>)| FoundLine {
            said: said(t, std::slice::from_ref(&one.entry), &searched.names, reader, client, i64::MAX).remove(0),
            at: format!("{}, {}", t.dated(&one.entry.sent_at, searched.now), t.time(&one.entry.sent_at)),
            href: format!("{path}{}#said-{}", one.place.map(|place| format!("?before={place}")).unwrap_or_default(), one.entry.nth),
            lines: lines.clone(),
        };
        let words = match (searched.next, searched.reached) {
            (Some(_), Some(at)) if !is_full => t.with("conversations-find-so-far", "day", &t.dated(&at, searched.now)),
            (None, _) if searched.hits.is_empty() && searched.is_older => t.get("conversations-find-none-older"),
            (None, _) if searched.hits.is_empty() => t.get("conversations-find-none"),
            _ => String::new(),
        };
        Self {
            lines: searched.hits.iter().map(line).collect(),
            words,
            before: searched.next.map(|next| next.to_string()).unwrap_or_default(),
            further: t.get(if is_full { "conversations-find-older" } else { "conversations-find-on" }),
            typed: searched.typed.clone(),
            path,
        }
    }
}

/// `/desk/inbox/{client}?find=`; the look is recorded as that at all of the conversation is.
pub(crate) async fn get_desk(here: &Here, client: ClientId) -> Result<Response, Refused> {
    let permit = here.actor.may(ANSWER, &access::Resource { client: Some(client.uuid()), crew: vec![] }).map_err(|e| here.refuse(&e))?;
    let cards = show(&here.app, &permit, &[client], &[]).await.map_err(|e| here.refuse(&e))?.cards;
    let card = cards.get(&client).ok_or_else(|| here.not_found())?;
    let searched = search(here, client, Asked::Desk).await.map_err(|e| here.refuse(&e))?;
    let path = format!("/desk/inbox/{client}");
    let head = here.head(Shell::Desk, &here.t.get("conversations-find-title")).at(path.clone());
    Ok(page(&DeskFound {
        found: Found::new(&head, path, &searched, Reader::Desk, &card.name),
        client: card.full(),
        looked: head.t.say("conversations-looked", &[("at", head.t.moment(&searched.now).into()), ("who", head.who.as_str().into())]),
        head,
    }))
}

/// `/my/talk?find=`
pub(crate) async fn get_my(here: &Here) -> Result<Response, Refused> {
    let client = me(here)?;
    let searched = search(here, client, Asked::Client).await.map_err(|e| here.refuse(&e))?;
    let head = here.head(Shell::Letter, &here.t.get("conversations-find-title")).at("/my/talk");
    Ok(page(&MyFound { found: Found::new(&head, "/my/talk".to_owned(), &searched, Reader::Client, ""), head }))
}
