//! One card, in words.

use crate::likely::{Question, Step, questions, steps};
use crate::load::{Household, Loaded, Whom, load};
use crate::stranger::{self, Again, UnknownView};
use crate::taking::{self, TakingView};
use crate::work::{Work, plan_words, rows, slip_words};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use calls::{CallError, CallId, RawMeeting, With, meet};
use calls_web::{about_number, meeting_field};
use concierge::{RequestId, Way};
use concierge_web::{ClockView, clock_view};
use conversations::{Entry, EntryKind};
use households::ClientId;
use pages::{Field, Form, Head, Here, MemoryGroup, Refused, Remembering, Shell, calling_words, page, redirect};
use projects::UnderWay;
use values::{Instant, Phone, Said};
use visits::Visit;

#[derive(Template)]
#[template(path = "prepared.html")]
pub(crate) struct CardPage {
    head: Head,
    overline: String,
    name: String,
    phone: String,
    phone_href: String,
    /// What is known beside the name: how to address them, where the number is from, by which page they came.
    about: Vec<String>,
    /// What they cannot bear, on top of all.
    warnings: Vec<String>,
    questions: Vec<String>,
    steps: Vec<StepView>,
    words: Vec<WordsView>,
    /// What stands open, and what was and will be done: what, in words, where it leads.
    work: Vec<(String, String, String)>,
    /// The open request: where it leads, its clock, the brief in lines.
    request: Option<RequestView>,
    outlines: Vec<OutlineView>,
    /// What of the house book their words are about: its name, why, its page; and what to ask about it.
    fits: Vec<(String, String, String)>,
    to_ask: Vec<String>,
    /// A request is made of their words; `None` where one was, or there are none.
    taking: Option<TakingView>,
    /// Somebody whom nobody knows.
    pub(crate) unknown: Option<UnknownView>,
    memory: Vec<MemoryGroup>,
    /// Where the whole card and the conversation are; empty of people whom nobody knows.
    card: String,
    talk: String,
    /// Where an appointment is made; empty where nobody is known to make it with.
    meeting: String,
    at: Field,
    is_open: bool,
    looked: String,
}

/// Something to do, and where.
struct StepView {
    words: String,
    href: String,
}

/// Their words, and ours.
pub(crate) struct WordsView {
    pub(crate) who: String,
    pub(crate) at: String,
    pub(crate) datetime: String,
    pub(crate) lines: Vec<String>,
    pub(crate) is_theirs: bool,
    /// How far it has come, or that we wrote it down for ourselves; empty of what is theirs, or was said where they read it.
    pub(crate) how: String,
    pub(crate) has_failed: bool,
}

/// An open request.
struct RequestView {
    href: String,
    about: String,
    clock: ClockView,
    brief: Vec<(String, String)>,
}

/// A way that the house has thought through once.
pub(crate) struct OutlineView {
    title: String,
    text: String,
    budget: String,
    /// Where it is taken over; empty where there is no request yet.
    href: String,
}

impl OutlineView {
    pub(crate) fn new(here: &Here, outline: &concierge::Outline, href: String) -> Self {
        let (from, to) = outline.budget();
        Self {
            title: outline.title.of(here.lang()).to_owned(),
            text: outline.text.of(here.lang()).to_owned(),
            budget: here.t.say("concierge-budget", &[("from", from.to_string().into()), ("to", to.to_string().into())]),
            href,
        }
    }
}

pub(crate) async fn get_client(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let client: ClientId = id.parse().map_err(|_| here.not_found())?;
    show(&here, Whom::Client(client), None).await
}

pub(crate) async fn get_request(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let request: RequestId = id.parse().map_err(|_| here.not_found())?;
    show(&here, Whom::Request(request), None).await
}

pub(crate) async fn get_call(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let call: CallId = id.parse().map_err(|_| here.not_found())?;
    show(&here, Whom::Call(call), None).await
}

pub(crate) async fn post_client_meeting(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let client: ClientId = id.parse().map_err(|_| here.not_found())?;
    settle(&here, With::Client(client), Whom::Client(client), &form).await
}

pub(crate) async fn post_request_meeting(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let request: RequestId = id.parse().map_err(|_| here.not_found())?;
    settle(&here, With::Request(request), Whom::Request(request), &form).await
}

async fn settle(here: &Here, with: With, whom: Whom, form: &Form) -> Result<Response, Refused> {
    let error: CallError = match meet(&here.app, &here.actor, with, &RawMeeting { at: form.get("at").to_owned() }).await {
        Ok(_) => return Ok(redirect("/desk/calls#meetings")),
        Err(error) => error,
    };
    let problem = here.field_problem(&error)?;
    let loaded = load(here, whom).await?.ok_or_else(|| here.not_found())?;
    here.again(&error, &card(here, whom, &loaded, Some(Again { form, problem: &problem }))?)
}

pub(crate) async fn show(here: &Here, whom: Whom, again: Option<Again<'_>>) -> Result<Response, Refused> {
    let loaded = load(here, whom).await?.ok_or_else(|| here.not_found())?;
    Ok(page(&card(here, whom, &loaded, again)?))
}

fn overline(here: &Here, whom: Whom, loaded: &Loaded) -> String {
    match (&loaded.call, whom) {
        (Some(call), _) => {
            format!("{}, {}", here.t.get(&format!("calls-{}-{}", call.direction.name(), call.standing(loaded.now).name())), here.t.moment(&call.known.began_at))
        }
        (None, Whom::Request(_)) => here.t.get("prepared-request"),
        (None, Whom::Stranger(_)) => here.t.get("prepared-wrote"),
        (None, Whom::Visitor(_)) => here.t.get("prepared-on-site"),
        (None, _) => here.t.get("prepared-client"),
    }
}

pub(crate) fn card(here: &Here, whom: Whom, loaded: &Loaded, again: Option<Again<'_>>) -> Result<CardPage, Refused> {
    let t = &here.t;
    let client = loaded.client.as_ref();
    let unknown = loaded.unknown.as_ref();
    let asker = loaded.request.as_ref().map(|file| &file.request.asker);
    let number: Option<&Phone> = client
        .and_then(|of| of.card.phone.as_ref())
        .or_else(|| loaded.call.as_ref().and_then(|call| call.phone.as_ref()))
        .or_else(|| asker.and_then(|asker| if let Way::Phone(phone) = &asker.way { Some(phone) } else { None }))
        .or_else(|| unknown.and_then(crate::unknown::phone));
    let signed = unknown.and_then(|unknown| unknown.signature.as_ref()).map(|(signature, place)| conversations_web::signed(signature, *place));
    let name = client.map(|of| of.card.full()).or_else(|| asker.map(|asker| asker.name.clone())).or_else(|| number.map(ToString::to_string));
    let name = signed.filter(|signed| !signed.is_empty() && client.is_none() && asker.is_none()).or(name);
    let nobody = match whom {
        Whom::Call(_) => "calls-nobody",
        Whom::Visitor(_) => "prepared-visitor",
        Whom::Client(_) | Whom::Request(_) | Whom::Stranger(_) => "prepared-unknown",
    };
    let name = name.unwrap_or_else(|| t.get(nobody));
    let kit = catalog::kit(&here.app).map_err(|e| here.refuse(&e))?;
    let remembering =
        |of: &Household| Remembering { t, kit: &kit, homes: &of.homes, names: &of.names, members: &[], reader: None, now: loaded.now }.groups(&of.memory);
    let memory = client.map(remembering).unwrap_or_default();
    let stands = loaded.stands();
    let path = match whom {
        Whom::Client(id) => format!("/desk/prepared/clients/{id}"),
        Whom::Request(id) => format!("/desk/prepared/requests/{id}"),
        Whom::Call(id) => format!("/desk/prepared/calls/{id}"),
        Whom::Stranger(id) => format!("/desk/prepared/strangers/{id}"),
        Whom::Visitor(id) => format!("/desk/prepared/visitors/{id}"),
    };
    let meeting = match (client, &loaded.request) {
        (Some(of), _) => format!("/desk/prepared/clients/{}/meeting", of.card.client),
        (None, Some(file)) => format!("/desk/prepared/requests/{}/meeting", file.request.id),
        (None, None) => String::new(),
    };
    let nothing = Form::default();
    let head = here.head(Shell::Desk, &name).at(path);
    Ok(CardPage {
        overline: overline(here, whom, loaded),
        about: about(here, loaded, number),
        phone: number.map(ToString::to_string).filter(|number| *number != name).unwrap_or_default(),
        phone_href: number.map(|phone| format!("tel:{}", phone.e164())).unwrap_or_default(),
        warnings: memory.iter().flat_map(|group| &group.lines).filter(|line| line.is_warning).map(|line| line.words.clone()).collect(),
        questions: questions(&stands).into_iter().map(|question| asks(here, loaded, question)).collect(),
        steps: steps(&stands).into_iter().map(|step| StepView { words: t.get(&format!("prepared-step-{}", step.name())), href: leads(loaded, step) }).collect(),
        words: words(here, loaded, &name),
        work: client.map(|of| work(here, loaded, of)).transpose()?.unwrap_or_default(),
        request: request(here, loaded)?,
        outlines: outlines(here, loaded)?,
        fits: taking::fits(here, loaded.fits()),
        to_ask: taking::to_ask(here, loaded.fits()),
        taking: taking::view(here, loaded, again.as_ref()),
        card: client.map(|of| format!("/desk/clients/{}", of.card.client)).unwrap_or_default(),
        talk: client.map(|of| format!("/desk/inbox/{}", of.card.client)).unwrap_or_default(),
        at: meeting_field(here, again.as_ref().map_or(&nothing, |again| again.form), again.as_ref().map(|again| again.problem)),
        is_open: again.as_ref().is_some_and(|again| again.form.has("at")),
        unknown: unknown.map(|unknown| stranger::view(here, loaded, unknown, again.as_ref())).transpose()?,
        looked: t.say("prepared-looked", &[("at", t.moment(&loaded.now).into()), ("who", head.who.as_str().into())]),
        memory,
        meeting,
        name,
        head,
    })
}

/// How to address them and since when they are with us; of people whom nobody knows, what their number and page tell.
fn about(here: &Here, loaded: &Loaded, number: Option<&Phone>) -> Vec<String> {
    let t = &here.t;
    let mut lines = Vec::new();
    if let Some(of) = &loaded.client {
        lines.push(calling_words(t, &of.card));
        lines.push(t.with("prepared-since", "at", &t.dated(&of.card.since, loaded.now)));
        if of.card.lang != t.lang {
            lines.push(t.get(&format!("prepared-lang-{}", of.card.lang.tag())));
        }
        let keeper = of.keeper.and_then(|person| of.names.get(&person));
        lines.extend(keeper.map(|name| t.with("prepared-keeper", "name", &t.name(&name.short()))));
    } else {
        // Whoever has asked has told us their name.
        lines.push(t.get(if loaded.request.is_some() { "prepared-by-request" } else { "prepared-unknown" }));
        lines.extend(loaded.unknown.iter().flat_map(|unknown| stranger::known(here, unknown)));
        lines.extend(number.map(|phone| about_number(t, phone)));
    }
    let page = loaded.call.as_ref().map(|call| call.page.as_str()).unwrap_or_default();
    if !page.is_empty() {
        lines.push(t.with("prepared-page", "page", page));
    }
    lines
}

/// A likely question; of what is open, with the answer.
fn asks(here: &Here, loaded: &Loaded, question: Question) -> String {
    let t = &here.t;
    let key = format!("prepared-asks-{}", question.name());
    let work = loaded.client.as_ref().map(|of| &of.work);
    let project = |one: &UnderWay| t.say(&key, &[("title", one.plan.title.as_str().into()), ("state", plan_words(t, one, loaded.now).into())]);
    let said = match question {
        Question::Trouble => work.and_then(Work::slip).map(|slip| t.with(&key, "state", &slip_words(t, slip))),
        Question::Consent => work.and_then(Work::asking).and_then(|one| one.asks.first()).map(|ask| t.with(&key, "what", &ask.what)),
        Question::Project => work.and_then(|work| work.plans.first()).map(project),
        Question::Proposal => work.and_then(|work| work.proposals.first()).map(|one| t.with(&key, "title", &one.words.title)),
        _ => None,
    };
    said.unwrap_or_else(|| t.get(&key))
}

/// Where a step is done.
fn leads(loaded: &Loaded, step: Step) -> String {
    let client = loaded.client.as_ref();
    let of_client = |path: &str| client.map(|of| format!("{path}{}", of.card.client)).unwrap_or_default();
    let of_request = |part: &str| loaded.request.as_ref().map(|file| format!("/desk/requests/{}{part}", file.request.id)).unwrap_or_default();
    let work = client.map(|of| &of.work);
    match step {
        Step::CallFirst | Step::FindWayOut => work.and_then(Work::slip).map(|slip| format!("/desk/incidents/{}", slip.incident.id)).unwrap_or_default(),
        Step::AskConsent => work.and_then(Work::asking).map(|one| format!("/desk/projects/{}", one.plan.id)).unwrap_or_default(),
        Step::AskProposal => "/desk/care".to_owned(),
        Step::SettleCase => client.and_then(|of| of.cases.first()).map(|case| format!("/desk/cases/{}", case.id)).unwrap_or_default(),
        Step::Answer | Step::AskHow => of_client("/desk/inbox/"),
        Step::AnswerRequest => of_request("#work"),
        Step::ThinkOfWays | Step::AskChoice | Step::BeginChosen => of_request("#concepts"),
        Step::FindPeople => client.and_then(|of| of.next.as_ref()).map(|visit| format!("/desk/visits/{}", visit.plan().id)).unwrap_or_default(),
        Step::Reply => loaded.unknown.as_ref().map(stranger::reply).unwrap_or_default(),
        Step::AskWho => "#who".to_owned(),
        Step::TakeDown => "#take-down".to_owned(),
        Step::Tell | Step::CallBack => "/desk/calls".to_owned(),
        Step::Payment => client.and_then(|of| of.unpaid.first()).map(|invoice| format!("/desk/invoices/{}", invoice.id)).unwrap_or_default(),
        Step::OfferNext => of_client("/desk/order?client="),
        Step::Order => client.map_or_else(|| "/desk/order".to_owned(), |of| format!("/desk/order?client={}", of.card.client)),
    }
}

/// The last words of the conversation, the oldest first, and what we noted after them, as ours; of who only asks, what they wrote and said.
fn words(here: &Here, loaded: &Loaded, name: &str) -> Vec<WordsView> {
    let t = &here.t;
    let mut words: Vec<(Instant, WordsView)> = Vec::new();
    if let Some(file) = loaded.request.as_ref().filter(|file| !file.request.told().is_empty()) {
        let request = &file.request;
        let told = |at, text: &str| WordsView {
            who: request.asker.name.clone(),
            at: t.moment(at),
            datetime: at.to_string(),
            lines: lines(text),
            is_theirs: true,
            how: String::new(),
            has_failed: false,
        };
        let first = told(&request.asked_at, request.told());
        // What we proposed was said by us.
        words.push((request.asked_at, if request.agreed.is_some() { WordsView { who: t.get("prepared-we"), is_theirs: false, ..first } } else { first }));
        words.extend(file.said.iter().map(|said| (said.at, told(&said.at, &said.words))));
    }
    if let Some(of) = &loaded.client {
        words.extend(of.said.iter().rev().chain(&of.kept).map(|entry| (entry.sent_at, entry_view(here, of, entry))));
        // What they asked for was said among the rest.
        words.sort_by_key(|(at, _)| *at);
    }
    let unknown = loaded.unknown.iter().flat_map(|unknown| stranger::said(here, unknown, name));
    words.into_iter().map(|(_, view)| view).chain(unknown).collect()
}

pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

fn entry_view(here: &Here, of: &Household, entry: &Entry) -> WordsView {
    let t = &here.t;
    let who = match entry.by {
        None if entry.kind == EntryKind::Call => t.get("prepared-we"),
        None => of.card.salutation(),
        Some(person) => of.names.get(&person).map_or_else(|| t.get("prepared-we"), |name| t.name(&name.short())),
    };
    let lines = match (entry.words.is_empty(), entry.kind) {
        (false, _) => lines(&entry.words),
        (true, EntryKind::Call) => vec![t.get("conversations-call-held")],
        (true, EntryKind::Handover) => vec![t.get("conversations-given-on")],
        (true, _) => vec![t.get("conversations-no-words")],
    };
    let is_theirs = entry.kind == EntryKind::In;
    let how = if entry.kind.is_shared() { String::new() } else { t.get(&format!("prepared-kept-{}", entry.kind.name())) };
    WordsView { who, at: t.moment(&entry.sent_at), datetime: entry.sent_at.to_string(), lines, is_theirs, how, has_failed: false }
}

fn visit_words(here: &Here, of: &Household, visit: &Visit) -> String {
    let (t, plan) = (&here.t, visit.plan());
    let service = of.services.get(&(plan.service.file.clone(), plan.service.version)).map(|said: &Said| said.of(t.lang)).unwrap_or_default();
    let crew: Vec<String> = plan.crew.iter().filter_map(|person| of.names.get(person)).map(|name| t.name(&name.first)).collect();
    let crew = t.list(&crew);
    let when = format!("{}, {}", t.day(&plan.span.start), t.span_unbroken(&plan.span));
    [when.as_str(), service, crew.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn work(here: &Here, loaded: &Loaded, of: &Household) -> Result<Vec<(String, String, String)>, Refused> {
    let t = &here.t;
    let mut rows = rows(here, &of.work, &of.names, loaded.now)?;
    let visit = |key: &str, visit: &Visit| (t.get(key), visit_words(here, of, visit), format!("/desk/visits/{}", visit.plan().id));
    rows.extend(of.next.as_ref().map(|next| visit("prepared-next", next)));
    rows.extend(of.last.as_ref().map(|last| visit("prepared-last", last)));
    for case in &of.cases {
        let words = case.words.clone().unwrap_or_else(|| t.get("prepared-case-silent"));
        rows.push((t.with("prepared-case", "at", &t.dated(&case.told_at, loaded.now)), words, format!("/desk/cases/{}", case.id)));
    }
    for invoice in &of.unpaid {
        let args = [("sum", invoice.open.to_string().into()), ("due", t.dated(&invoice.due_at, loaded.now).into())];
        rows.push((
            t.with("prepared-invoice", "number", &invoice.number.to_string()),
            t.say("prepared-invoice-open", &args),
            format!("/desk/invoices/{}", invoice.id),
        ));
    }
    Ok(rows)
}

fn request(here: &Here, loaded: &Loaded) -> Result<Option<RequestView>, Refused> {
    let Some(file) = &loaded.request else { return Ok(None) };
    let t = &here.t;
    let mut brief = Vec::new();
    if let Some(kept) = file.briefs.first().map(|kept| &kept.brief) {
        let guess = kept.guess.as_ref().map(|guess| guess.text.as_str()).unwrap_or_default();
        for (key, text) in [("asked", kept.asked.as_str()), ("tone", &kept.tone), ("guess", guess), ("better", &kept.better)] {
            if !text.is_empty() {
                brief.push((t.get(&format!("concierge-field-{key}")), text.to_owned()));
            }
        }
    }
    brief.extend(file.at_hand().map(|concept| (t.get("prepared-concept"), concept.body.title.clone())));
    Ok(Some(RequestView {
        href: format!("/desk/requests/{}", file.request.id),
        about: crate::work::about(here, &file.request)?,
        clock: clock_view(here, &file.request)?,
        brief,
    }))
}

/// The outlines that fit what they ask, while nothing was sent; of who has asked nothing yet, what fits their words.
fn outlines(here: &Here, loaded: &Loaded) -> Result<Vec<OutlineView>, Refused> {
    let Some(file) = loaded.request.as_ref().filter(|file| file.request.stage.is_first_contact()) else {
        return if loaded.unknown.is_some() && loaded.request.is_some() { Ok(Vec::new()) } else { taking::outlines(here, loaded.fits()) };
    };
    let playbooks = concierge::playbooks(&here.app).map_err(|e| here.refuse(&e))?;
    let Some(playbook) = file.request.about.as_deref().and_then(|code| playbooks.playbook(code)) else { return Ok(Vec::new()) };
    let href = |n: usize| format!("/desk/requests/{}?playbook={}&outline={n}#concept", file.request.id, playbook.code);
    Ok(playbook.outlines.iter().enumerate().map(|(n, outline)| OutlineView::new(here, outline, href(n))).collect())
}
