//! `/desk/inbox/{client}`: one conversation, all of it; what is answered, noted, put off, handed over.

use crate::found;
use crate::said::{Reader, SaidView, reach_words, said, speakers, with_mail, with_waits};
use crate::talk::{brought, files_fault};
use askama::Template;
use axum::extract::{Path, Request};
use axum::response::Response;
use conversations::{
    ANSWER, Asked, Enclosed, EntryId, EntryKind, Hand, Handover, ReadyReply, Sending, Standing, Talk, TalkError, draft, enclosed, entries, fill_reply,
    give_manager, keep_draft, keep_note, managers, mark_read, others_at, replies_for, resolve, send, snooze, take_over, take_over_back, talk,
};
use db::Read as _;
use households::{Card, ClientId, show};
use jiff::civil::DateTime;
use messaging::WaitsFor;
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, T, page, redirect, summary};
use people::{Name, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use values::{Explain, FieldFault, Instant, Problem};

/// Entries on a page.
const PAGE: u32 = 60;

/// The page; its part `live` is sent alone when it refreshes itself.
#[derive(Template)]
#[template(path = "desk-talk.html", blocks = ["live"])]
pub(crate) struct TalkPage {
    pub(crate) head: Head,
    /// Where its forms are sent.
    pub(crate) path: String,
    pub(crate) client: String,
    /// Where the card lies ready: what they likely ask, and a request is made of their words.
    pub(crate) prepared: String,
    /// Where the client's card is.
    pub(crate) card: String,
    pub(crate) phone: String,
    pub(crate) phone_href: String,
    pub(crate) live: Live,
    /// What is wrong that no field is to blame for; empty otherwise.
    pub(crate) notice: String,
    pub(crate) faults: Vec<(String, String)>,
    pub(crate) words: Field,
    /// What is wrong with what was chosen to go along; empty otherwise.
    pub(crate) files_error: String,
    /// What the house has worded once: id, when to use it.
    pub(crate) replies: Vec<(String, String)>,
    pub(crate) note: Field,
    /// What can be noted: name, words, chosen.
    pub(crate) kinds: Vec<(&'static str, String, bool)>,
    pub(crate) until: String,
    pub(crate) until_error: String,
    /// Sent twice, each is done once: the answer, the note, the handover.
    pub(crate) once: [String; 3],
    pub(crate) keeping: Keeping,
    pub(crate) looked: String,
}

/// What refreshes itself.
pub(crate) struct Live {
    pub(crate) refresh: String,
    pub(crate) said: Vec<SaidView>,
    pub(crate) older: String,
    /// Where the newest are; empty on their page.
    pub(crate) newest: String,
    /// The number of the newest entry that is shown: it goes with what is sent.
    pub(crate) seen: i64,
    /// Who else is there, in words.
    pub(crate) others: Vec<String>,
    /// Since when the client waits, or until when it was put off; empty where nobody waits.
    pub(crate) state: String,
    /// Nobody waits.
    pub(crate) is_settled: bool,
}

/// Whose the client is.
pub(crate) struct Keeping {
    pub(crate) manager: String,
    pub(crate) deputy: String,
    /// Who took over; empty where nobody has.
    pub(crate) taken: String,
    pub(crate) reach: String,
    /// The manager is away: until when, and what they left to know, line by line; empty otherwise.
    pub(crate) away: String,
    pub(crate) left: Vec<String>,
    /// The reader may write to the client.
    pub(crate) may_send: bool,
    /// Those who can be the manager, and the deputy: id, name, chosen.
    pub(crate) managers: Vec<(String, String, bool)>,
    pub(crate) deputies: Vec<(String, String, bool)>,
    pub(crate) handover: String,
    /// What is wrong with the form that takes the conversation, and with the one that gives the client to somebody; empty otherwise.
    pub(crate) take_error: String,
    pub(crate) give_error: String,
}

/// What is read for the page.
pub(crate) struct Read {
    pub(crate) now: Instant,
    pub(crate) card: Card,
    pub(crate) talk: Option<Talk>,
    pub(crate) entries: Vec<conversations::Entry>,
    pub(crate) enclosed: BTreeMap<EntryId, Vec<Enclosed>>,
    /// Our words that have not gone yet, by their entry.
    pub(crate) waits: BTreeMap<uuid::Uuid, (Instant, WaitsFor)>,
    pub(crate) is_full: bool,
    /// What the page is older than; `None` of the newest page.
    pub(crate) before: Option<Standing>,
    pub(crate) names: BTreeMap<PersonId, Name>,
    pub(crate) others: Vec<(PersonId, bool)>,
    pub(crate) hands: Vec<Hand>,
    pub(crate) draft: String,
    pub(crate) replies: Vec<ReadyReply>,
    pub(crate) me: Option<PersonId>,
}

async fn read(here: &Here, client: ClientId) -> Result<Option<Read>, TalkError> {
    let permit = here.actor.may(ANSWER, &access::Resource { client: Some(client.uuid()), crew: vec![] })?;
    let Some(card) = show(&here.app, &permit, &[client], &[]).await?.cards.remove(&client) else { return Ok(None) };
    let db = here.app.read().await?;
    // First up to where it goes, then what is in it: what comes between the two is shown, and not taken for seen.
    let talk = talk(&db, &here.actor, client).await?;
    let before = here.query.get("before").parse::<Standing>().ok();
    let mut entries = entries(&db, &here.actor, client, Asked::Desk, before, PAGE + 1).await?;
    let is_full = entries.len() > PAGE as usize;
    entries.truncate(PAGE as usize);
    let ids: Vec<EntryId> = entries.iter().map(|entry| entry.id).collect();
    // What the client has read on their page does not go out any more.
    let read = talk.as_ref().map_or(0, |talk| talk.of.client_read);
    let unread: Vec<uuid::Uuid> = entries.iter().filter(|entry| entry.nth > read).map(|entry| entry.id.uuid()).collect();
    let others = others_at(&db, &here.actor, client).await?;
    let who: BTreeSet<PersonId> = speakers(&entries).into_iter().chain(others.iter().map(|(person, _)| *person)).collect();
    Ok(Some(Read {
        now: db.now(),
        talk,
        names: people::names(&db, &who.into_iter().collect::<Vec<_>>()).await?,
        // What asks again by itself shows what was said, and none of the forms.
        hands: if here.hx { Vec::new() } else { managers(&db, &here.actor).await? },
        replies: if here.hx { Vec::new() } else { replies_for(&here.app, &here.actor, client).await? },
        draft: if here.hx { String::new() } else { draft(&db, &here.actor, client).await? },
        me: here.actor.subject().map(PersonId::from),
        enclosed: enclosed(&db, &here.actor, client, &ids).await?,
        waits: messaging::kept_back(&db, &unread).await?,
        card,
        entries,
        is_full,
        before,
        others,
    }))
}

fn id(here: &Here, id: &str) -> Result<ClientId, Refused> {
    id.parse().map_err(|_| here.not_found())
}

pub(crate) async fn get_talk(here: Here, Path(client): Path<String>) -> Result<Response, Refused> {
    let client = id(&here, &client)?;
    if found::is_asked(&here) {
        return found::get_desk(&here, client).await;
    }
    let view = load(&here, client, &Form::default(), None).await?;
    if view.live.seen > 0 && !here.query.has("before") {
        mark_read(&here.app, &here.actor, client, view.live.seen).await.map_err(|e| here.refuse(&e))?;
    }
    if here.hx {
        return Ok(axum::response::IntoResponse::into_response(axum::response::Html(view.as_live().render().unwrap_or_default())));
    }
    Ok(page(&view))
}

async fn load(here: &Here, client: ClientId, form: &Form, problem: Option<&Problem>) -> Result<TalkPage, Refused> {
    let read = read(here, client).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    let head = here.head(Shell::Desk, &read.card.full()).at(format!("/desk/inbox/{client}"));
    let labelled = |name: &'static str, label: &str| Field { label: here.t.get(label), ..Field::new(here, form, name, Kind::Area, "off").blame(here, problem) };
    let mut words = labelled("words", "conversations-answer");
    if !form.has("words") {
        words.value.clone_from(&read.draft);
    }
    let note = labelled("note", "conversations-note-words");
    let once = std::array::from_fn(|_| here.app.fresh_id().to_string());
    Ok(TalkPage::new(head, client, &read, (words, note), form, problem, once))
}

impl TalkPage {
    pub(crate) fn new(
        head: Head,
        client: ClientId,
        read: &Read,
        (words, note): (Field, Field),
        form: &Form,
        problem: Option<&Problem>,
        once: [String; 3],
    ) -> Self {
        let t = &head.t;
        let path = format!("/desk/inbox/{client}");
        let (phone, phone_href) = read.card.reach();
        let fault =
            |name: &str| problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == name)).map(|fault| t.fault(fault)).unwrap_or_default();
        let kinds = EntryKind::KEPT.map(|kind| (kind.name(), t.get(&format!("conversations-kind-{}", kind.name())), form.get("kind") == kind.name()));
        let tomorrow = read.now.day().tomorrow().map(|day| format!("{day}T09:00")).unwrap_or_default();
        // A note that was left out is told at its own form: a handover has a note of its own.
        let is_handover = form.has("manager") || form.has("over");
        let note = if is_handover { Field { value: String::new(), error: String::new(), focus: false, ..note } } else { note };
        Self {
            live: live(t, &path, read, form),
            notice: problem
                .filter(|problem| problem.fields.is_empty())
                .map(|problem| t.args(&format!("problem-{}", problem.kind), &problem.args))
                .unwrap_or_default(),
            faults: summary(&[&words, &note])
                .into_iter()
                .chain(["files", "reply"].map(|field| (field.to_owned(), fault(field))).into_iter().filter(|(_, fault)| !fault.is_empty()))
                .collect(),
            kinds: kinds.into_iter().collect(),
            until: if form.has("until") { form.get("until").to_owned() } else { tomorrow },
            until_error: fault("until"),
            keeping: keeping(t, read, form, (if is_handover { fault("note") } else { String::new() }, fault("deputy"))),
            looked: t.say("conversations-looked", &[("at", t.moment(&read.now).into()), ("who", head.who.as_str().into())]),
            client: read.card.full(),
            prepared: format!("/desk/prepared/clients/{client}"),
            card: format!("/desk/clients/{client}"),
            path,
            phone,
            phone_href,
            files_error: files_fault(t, problem).unwrap_or_default(),
            replies: read.replies.iter().map(|reply| (reply.id.clone(), reply.when.of(t.lang).to_owned())).collect(),
            words,
            note,
            once,
            head,
        }
    }
}

fn live(t: &T, path: &str, read: &Read, form: &Form) -> Live {
    let of = read.talk.as_ref().map(|talk| talk.of);
    // What came while something was written is marked.
    let seen = form.get("seen").parse().unwrap_or(i64::MAX);
    let name = |person: &PersonId| read.names.get(person).map_or_else(|| t.get("conversations-we"), |name| t.name(&name.first));
    let other = |(person, writes): &(PersonId, bool)| t.with(if *writes { "conversations-writes" } else { "conversations-looks" }, "name", &name(person));
    let state = match of.map(|of| (of.waiting_since, of.due_at)) {
        Some((_, Some(due))) if due > read.now => t.with("conversations-put-off-until", "at", &t.moment(&due)),
        Some((Some(since), _)) => t.with("conversations-waits-since", "at", &t.moment(&since)),
        Some((None, Some(due))) => t.with("conversations-due-since", "at", &t.moment(&due)),
        _ => String::new(),
    };
    let mut views = said(t, &read.entries, &read.names, Reader::Desk, &read.card.name, seen);
    with_mail(t, &mut views, &read.entries, &read.enclosed, (path, Reader::Desk));
    with_waits(t, &mut views, &read.entries, &read.waits);
    Live {
        // Whoever reads what was said long ago stays there.
        refresh: read.before.map_or_else(|| path.to_owned(), |before| format!("{path}?before={before}")),
        newest: read.before.map(|_| path.to_owned()).unwrap_or_default(),
        said: views,
        older: read.entries.last().filter(|_| read.is_full).map(|last| format!("{path}?before={}", last.standing())).unwrap_or_default(),
        // What stands on another page was not seen here.
        seen: if read.before.is_some() { read.entries.iter().map(|entry| entry.nth).max().unwrap_or(0) } else { of.map_or(0, |of| of.last) },
        others: read.others.iter().map(other).collect(),
        is_settled: of.is_none_or(|of| of.due_at.is_none()),
        state,
    }
}

fn keeping(t: &T, read: &Read, form: &Form, (note, deputy): (String, String)) -> Keeping {
    let named = |person: PersonId| read.hands.iter().find(|hand| hand.person == person).map(|hand| t.name(&hand.name.full())).unwrap_or_default();
    let of = read.talk.as_ref().map(|talk| talk.of);
    let reach = read.talk.as_ref().map(|talk| talk.reachable(read.now));
    let handover = read.talk.as_ref().and_then(|talk| talk.handover.as_ref());
    let chosen =
        |field: &str, known: Option<PersonId>| if form.has(field) { form.get(field).to_owned() } else { known.map(|id| id.to_string()).unwrap_or_default() };
    let choice = |chosen: String| {
        let hand = |hand: &Hand| (hand.person.to_string(), t.name(&hand.name.full()), hand.person.to_string() == chosen);
        read.hands.iter().map(hand).collect::<Vec<_>>()
    };
    let may_send = read.talk.as_ref().zip(read.me).is_none_or(|(talk, me)| talk.may_write(me, read.now));
    let fault = [note, deputy].into_iter().find(|fault| !fault.is_empty()).unwrap_or_default();
    // Whoever may write has no form that takes it: what they sent by one is told at the other.
    let (take_error, give_error) = if may_send || form.has("manager") { (String::new(), fault) } else { (fault, String::new()) };
    Keeping {
        manager: of.map(|of| named(of.manager)).unwrap_or_default(),
        deputy: of.and_then(|of| of.deputy).map(named).unwrap_or_default(),
        taken: of.and_then(|of| of.taken_by).map(named).unwrap_or_default(),
        reach: reach
            .map(|reach| {
                let first = read.hands.iter().find(|hand| hand.person == reach.person).map(|hand| &hand.name);
                reach_words(t, first, reach.from, read.now)
            })
            .unwrap_or_default(),
        away: handover.map(|handover| away_words(t, &of.map(|of| named(of.manager)).unwrap_or_default(), handover, read.now)).unwrap_or_default(),
        left: handover.iter().flat_map(|handover| handover.note.lines()).filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
        may_send,
        managers: choice(chosen("manager", of.map(|of| of.manager))),
        deputies: choice(chosen("deputy", of.and_then(|of| of.deputy))),
        handover: form.get("note").to_owned(),
        take_error,
        give_error,
    }
}

fn away_words(t: &T, name: &str, handover: &Handover, now: Instant) -> String {
    match handover.back {
        Some(back) => t.say("conversations-away-until", &[("name", name.into()), ("back", t.dated(&back, now).into())]),
        None => t.with("conversations-away-open", "name", name),
    }
}

/// After a form: back to the conversation, or the form once more with what is wrong.
async fn done<T>(here: &Here, client: ClientId, form: &Form, outcome: Result<T, TalkError>, to: &str) -> Result<Response, Refused> {
    match outcome {
        Ok(_) => Ok(redirect(to)),
        Err(error @ (TalkError::Fields(_) | TalkError::Meanwhile | TalkError::NotTheirs(_))) => {
            let view = load(here, client, form, Some(&error.explain())).await?;
            here.again(&error, &view)
        }
        Err(error) => Err(here.refuse(&error)),
    }
}

fn seen(form: &Form) -> i64 {
    form.get("seen").parse().unwrap_or(-1)
}

pub(crate) async fn post_send(here: Here, Path(client): Path<String>, request: Request) -> Result<Response, Refused> {
    let client = id(&here, &client)?;
    here.actor.may(ANSWER, &access::Resource { client: Some(client.uuid()), crew: vec![] }).map_err(|e| here.refuse(&e))?;
    let (form, attached) = brought(request).await;
    let sending = Sending { id: form.id("once"), words: form.get("words").to_owned(), seen: seen(&form), attached };
    let sent = send(&here.app, &here.actor, client, &sending).await;
    done(&here, client, &form, sent, &format!("/desk/inbox/{client}#answer")).await
}

pub(crate) async fn post_draft(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = id(&here, &client)?;
    let kept = keep_draft(&here.app, &here.actor, client, form.get("words")).await;
    done(&here, client, &form, kept, &format!("/desk/inbox/{client}#answer")).await
}

pub(crate) async fn post_fill(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = id(&here, &client)?;
    let filled = fill_reply(&here.app, &here.actor, client, form.get("reply"), form.get("words")).await;
    done(&here, client, &form, filled, &format!("/desk/inbox/{client}#answer")).await
}

pub(crate) async fn post_note(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = id(&here, &client)?;
    let kind = EntryKind::parse(form.get("kind")).unwrap_or(EntryKind::Note);
    let kept = keep_note(&here.app, &here.actor, client, form.id::<EntryId>("once"), kind, form.get("note")).await;
    done(&here, client, &form, kept, &format!("/desk/inbox/{client}")).await
}

pub(crate) async fn post_take(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = id(&here, &client)?;
    let taken = take_over(&here.app, &here.actor, client, form.id("once"), form.get("note")).await;
    done(&here, client, &form, taken, &format!("/desk/inbox/{client}")).await
}

pub(crate) async fn post_back(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = id(&here, &client)?;
    let given = take_over_back(&here.app, &here.actor, client, form.id("once"), form.get("note")).await;
    done(&here, client, &form, given, &format!("/desk/inbox/{client}")).await
}

pub(crate) async fn post_manager(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = id(&here, &client)?;
    let deputy = form.get("deputy").parse().ok();
    let given = give_manager(&here.app, &here.actor, client, (form.id("manager"), deputy), form.id("once"), form.get("note")).await;
    done(&here, client, &form, given, &format!("/desk/inbox/{client}")).await
}

pub(crate) async fn post_resolve(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = id(&here, &client)?;
    let settled = resolve(&here.app, &here.actor, client, seen(&form)).await;
    done(&here, client, &form, settled, "/desk/inbox").await
}

pub(crate) async fn post_snooze(here: Here, Path(client): Path<String>, form: Form) -> Result<Response, Refused> {
    let client = id(&here, &client)?;
    let until = form.get("until").parse::<DateTime>().ok().and_then(|at| Instant::of_moscow(at).ok());
    let settled = match until {
        Some(until) => snooze(&here.app, &here.actor, client, seen(&form), until).await,
        None => Err(TalkError::Fields(vec![FieldFault::new("until", "not-a-time")])),
    };
    done(&here, client, &form, settled, "/desk/inbox").await
}
