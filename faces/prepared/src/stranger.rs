//! What the card shows of somebody whom nobody knows, and what is done there: they are answered, words are given to the client whose they are.

use crate::card::{CardPage, WordsView, card, lines, show};
use crate::load::{Loaded, Whom, load};
use crate::unknown::{By, Unknown};
use axum::extract::Path;
use axum::response::Response;
use concierge::{Origin, Standing, due_at, standing_of};
use conversations::{Answering, Place, SiteTalkId, StrangerId, TalkError, answer_stranger, give_site_talk, give_stranger};
use conversations_web::place_words;
use households::ClientId;
use pages::{Field, Form, Here, Kind, Refused, redirect, summary};
use values::{Explain as _, Outcome, Problem};

/// Somebody whom nobody knows, on the card.
pub(crate) struct UnknownView {
    /// The clock of the first answer; empty where nobody waits.
    pub(crate) clock: String,
    pub(crate) clock_state: &'static str,
    /// Who answers.
    pub(crate) answers: String,
    /// Earlier calls: what it was, when, where it leads.
    pub(crate) calls: Vec<(String, String, String)>,
    /// Who they may be: the id, the name, why, where their card is.
    pub(crate) matches: Vec<(String, String, String, String)>,
    /// Where their words are given to a client; empty where nothing can be given.
    pub(crate) give: String,
    /// To whom they were given: the name, the card.
    pub(crate) given: Option<(String, String)>,
    /// Where they are answered from here; `None` where they cannot be.
    pub(crate) answer: Option<AnswerView>,
    /// That they cannot be answered here, and where they are instead; empty where they can.
    pub(crate) no_way: String,
    pub(crate) elsewhere: String,
    /// Where it is said that somebody has seen to it; empty where it is, or the way of it is another.
    pub(crate) close: String,
    pub(crate) notice: String,
}

/// The form of an answer.
pub(crate) struct AnswerView {
    pub(crate) action: String,
    /// Up to where all was seen.
    pub(crate) seen: i64,
    /// Sent twice, it goes once; empty on the site, where that is known by the words.
    pub(crate) once: String,
    pub(crate) words: Field,
    pub(crate) faults: Vec<(String, String)>,
}

/// What was refused on the card.
#[derive(Clone, Copy)]
pub(crate) struct Again<'a> {
    pub(crate) form: &'a Form,
    pub(crate) problem: &'a Problem,
}

pub(crate) async fn get_stranger(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: StrangerId = id.parse().map_err(|_| here.not_found())?;
    show(&here, Whom::Stranger(id), None).await
}

pub(crate) async fn get_visitor(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: SiteTalkId = id.parse().map_err(|_| here.not_found())?;
    show(&here, Whom::Visitor(id), None).await
}

pub(crate) async fn post_stranger_client(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: StrangerId = id.parse().map_err(|_| here.not_found())?;
    let client: ClientId = form.id("client");
    given(&here, Whom::Stranger(id), client, give_stranger(&here.app, &here.actor, id, client).await).await
}

pub(crate) async fn post_visitor_client(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: SiteTalkId = id.parse().map_err(|_| here.not_found())?;
    let client: ClientId = form.id("client");
    given(&here, Whom::Visitor(id), client, give_site_talk(&here.app, &here.actor, id, client).await).await
}

async fn given(here: &Here, whom: Whom, client: ClientId, done: Result<Outcome<()>, TalkError>) -> Result<Response, Refused> {
    let error = match done {
        Ok(_) => return Ok(redirect(&format!("/desk/inbox/{client}"))),
        Err(error @ TalkError::Meanwhile) => error,
        Err(error) => return Err(here.refuse(&error)),
    };
    // Somebody has seen to it meanwhile: the card says how it stands now.
    shown_again(here, whom, &error, None).await
}

/// «Ответить».
pub(crate) async fn post_stranger_answer(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: StrangerId = id.parse().map_err(|_| here.not_found())?;
    let answering = Answering { id: form.id("once"), words: form.get("words").to_owned(), seen: form.get("seen").parse().unwrap_or(-1) };
    match answer_stranger(&here.app, &here.actor, id, &answering).await {
        Ok(_) => Ok(redirect(&format!("{}#write", path(Origin::Stranger(id))))),
        // Something came meanwhile: it is shown, and what was typed stands.
        Err(error @ (TalkError::Fields(_) | TalkError::Meanwhile | TalkError::NoWay)) => shown_again(&here, Whom::Stranger(id), &error, Some(&form)).await,
        Err(error) => Err(here.refuse(&error)),
    }
}

/// The card as it stands now, with what was refused and what was typed.
async fn shown_again(here: &Here, whom: Whom, error: &TalkError, form: Option<&Form>) -> Result<Response, Refused> {
    let problem = error.explain();
    let loaded = load(here, whom).await?.ok_or_else(|| here.not_found())?;
    let mut page: CardPage = card(here, whom, &loaded, form.map(|form| Again { form, problem: &problem }))?;
    if let Some(view) = page.unknown.as_mut().filter(|_| problem.fields.is_empty()) {
        view.notice = here.t.get(&format!("problem-{}", problem.kind));
    }
    here.again(error, &page)
}

/// Where the card of this origin is.
pub(crate) fn path(origin: Origin) -> String {
    match origin {
        Origin::Stranger(id) => format!("/desk/prepared/strangers/{id}"),
        Origin::Visitor(id) => format!("/desk/prepared/visitors/{id}"),
        Origin::Call(id) => format!("/desk/prepared/calls/{id}"),
        Origin::Words(client, _) => format!("/desk/prepared/clients/{client}"),
    }
}

pub(crate) fn view(here: &Here, loaded: &Loaded, unknown: &Unknown, again: Option<&Again<'_>>) -> Result<UnknownView, Refused> {
    let t = &here.t;
    let (clock, clock_state) = clock(here, loaded, unknown)?;
    let form = Form::default();
    let (form, problem) = again.map_or((&form, None), |again| (again.form, Some(again.problem)));
    let why = |by: By| t.get(&format!("prepared-match-{}", by.name()));
    let own = path(unknown.origin);
    let can_be_given = unknown.given.is_none() && !matches!(unknown.origin, Origin::Call(_));
    Ok(UnknownView {
        clock,
        clock_state,
        answers: answers(here, unknown),
        calls: calls(here, loaded, unknown),
        matches: unknown
            .matches
            .iter()
            .map(|(card, by)| (card.client.to_string(), card.full(), why(*by), format!("/desk/prepared/clients/{}", card.client)))
            .collect(),
        give: if can_be_given { format!("{own}/client") } else { String::new() },
        given: unknown.given.map(|client| {
            let name = unknown.matches.iter().find(|(card, _)| card.client == client).map(|(card, _)| card.full());
            (name.unwrap_or_else(|| t.get("prepared-client")), format!("/desk/inbox/{client}"))
        }),
        answer: answer(here, unknown, form, problem),
        no_way: if has_no_way(unknown) { t.get("problem-talk-no-way") } else { String::new() },
        elsewhere: if has_no_way(unknown) { reply(unknown) } else { String::new() },
        close: match unknown.origin {
            Origin::Stranger(id) if unknown.can_be_closed => format!("/desk/inbox/strangers/{id}"),
            _ => String::new(),
        },
        notice: String::new(),
    })
}

/// Who answers, while nothing was taken down or given.
fn answers(here: &Here, unknown: &Unknown) -> String {
    let manager = unknown.manager.and_then(|person| unknown.names.get(&person));
    match manager.filter(|_| unknown.request.is_none() && unknown.given.is_none()) {
        Some(name) => here.t.with("conversations-answers", "name", &here.t.name(&name.short())),
        None if unknown.waiting_since.is_some() && unknown.request.is_none() => here.t.get("prepared-nobodys"),
        None => String::new(),
    }
}

/// Words that came by a channel, and cannot be answered by it from here.
fn has_no_way(unknown: &Unknown) -> bool {
    matches!(unknown.origin, Origin::Stranger(_)) && unknown.seen.is_none() && unknown.given.is_none()
}

fn answer(here: &Here, unknown: &Unknown, form: &Form, problem: Option<&Problem>) -> Option<AnswerView> {
    let (t, seen) = (&here.t, unknown.seen?);
    let mut words = Field::new(here, form, "words", Kind::Area, "off").blame(here, problem);
    let (action, once) = match unknown.origin {
        Origin::Visitor(id) => {
            words.label = t.get("conversations-chat-answer");
            (format!("/desk/chats/{id}"), String::new())
        }
        Origin::Stranger(_) => {
            words.label = unknown.signature.as_ref().map(|(_, place)| t.with("prepared-answer", "place", &place_words(t, *place))).unwrap_or_default();
            words.hint = t.get("prepared-answer-hint");
            let fresh = || here.app.fresh_id().to_string();
            (format!("{}/answer", path(unknown.origin)), Some(form.get("once").to_owned()).filter(|once| !once.is_empty()).unwrap_or_else(fresh))
        }
        Origin::Call(_) | Origin::Words(..) => return None,
    };
    Some(AnswerView { action, seen, once, faults: summary(&[&words]), words })
}

/// How long they wait, by the clock of a first answer; a visitor of the site waits by the second.
fn clock(here: &Here, loaded: &Loaded, unknown: &Unknown) -> Result<(String, &'static str), Refused> {
    let t = &here.t;
    let Some(since) = unknown.waiting_since else { return Ok((String::new(), "none")) };
    if matches!(unknown.origin, Origin::Visitor(_)) {
        return Ok((t.with("prepared-waits-since", "at", &t.moment(&since)), "soon"));
    }
    let due = due_at(&here.app, since).map_err(|e| here.refuse(&e))?;
    let said = |key: &str, arg: &'static str, minutes: &i64| t.say(key, &[(arg, t.length(minutes).into()), ("due", t.moment(&due).into())]);
    Ok(match standing_of(&here.app, since, due, loaded.now).map_err(|e| here.refuse(&e))? {
        Standing::Left { minutes, of } => (said("calls-clock-left", "left", &minutes), if minutes * 4 < of { "soon" } else { "going" }),
        Standing::Overdue(minutes) => (said("calls-clock-late", "late", &minutes), "late"),
        Standing::Answered { .. } | Standing::Unpromised => (String::new(), "none"),
    })
}

fn calls(here: &Here, loaded: &Loaded, unknown: &Unknown) -> Vec<(String, String, String)> {
    let t = &here.t;
    let earlier = unknown.calls.iter().filter(|call| Origin::Call(call.id.uuid()) != unknown.origin);
    let view = |call: &calls::Call| {
        let what = t.get(&format!("calls-{}-{}", call.direction.name(), call.standing(loaded.now).name()));
        (what, t.moment(&call.known.began_at), format!("/desk/prepared/calls/{}", call.id))
    };
    earlier.map(view).collect()
}

/// What their channel, their page and their words tell of them.
pub(crate) fn known(here: &Here, unknown: &Unknown) -> Vec<String> {
    let t = &here.t;
    let mut known = Vec::new();
    known.extend(unknown.signature.iter().map(|(_, place)| t.with("prepared-writes", "place", &place_words(t, *place))));
    if !unknown.page.is_empty() && !matches!(unknown.origin, Origin::Call(_)) {
        known.push(t.with("prepared-wrote-on", "page", &unknown.page));
    }
    if !unknown.reach.is_empty() {
        known.push(t.with("prepared-reach", "reach", &unknown.reach));
    }
    let emails = unknown.ways.emails.iter().map(ToString::to_string).filter(|email| known.iter().all(|line| !line.contains(email.as_str())));
    known.extend(emails.collect::<Vec<_>>());
    known
}

/// Where somebody whom nobody knows is answered.
pub(crate) fn reply(unknown: &Unknown) -> String {
    let messenger = |(signature, place): &(conversations::Signature, Place)| match place {
        Place::Email => format!("mailto:{}", signature.address),
        Place::Sms => format!("tel:{}", signature.address),
        Place::Telegram => signature.handle().map(|handle| format!("https://t.me/{handle}")).unwrap_or_default(),
        _ => String::new(),
    };
    match unknown.origin {
        Origin::Visitor(_) => "#write".to_owned(),
        Origin::Stranger(_) if unknown.seen.is_some() => "#write".to_owned(),
        Origin::Stranger(_) => unknown.signature.as_ref().map(messenger).unwrap_or_default(),
        Origin::Call(_) => "/desk/calls".to_owned(),
        Origin::Words(client, _) => format!("/desk/inbox/{client}"),
    }
}

/// What was said, theirs and ours, the oldest first.
pub(crate) fn said(here: &Here, unknown: &Unknown, name: &str) -> Vec<WordsView> {
    let t = &here.t;
    let view = |word: &crate::unknown::Word| WordsView {
        who: match word.by {
            None => word.place.map_or_else(|| t.get("prepared-visitor"), |place| format!("{name}, {}", place_words(t, place))),
            Some(person) => unknown.names.get(&person).map_or_else(|| t.get("prepared-we"), |name| t.name(&name.short())),
        },
        at: t.moment(&word.at),
        datetime: word.at.to_string(),
        lines: if word.text.is_empty() { vec![t.get("conversations-no-words")] } else { lines(&word.text) },
        is_theirs: word.by.is_none(),
        how: word.delivery.map(|name| t.get(&format!("prepared-delivery-{name}"))).unwrap_or_default(),
        has_failed: word.delivery == Some("failed"),
    };
    unknown.words.iter().map(view).collect()
}
