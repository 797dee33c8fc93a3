//! `/desk/requests/ID`: all that is known of a request, and what comes next.

use crate::forms;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use concierge::{
    Concept, Decline, File, KeptBrief, MOST_CONCEPTS, RawConcept, Request, RequestError, RequestId, Source, Stage, Standing, Utterance, Way, answer,
    drop_concept, hear, keep_brief, offer, propose_more, put_concept, settle_guess, standing, thinking,
};
use pages::{Field, Form, Head, Here, Refused, Shell, page, redirect, summary};
use people::PersonId;
use values::{Explain as _, Instant, Problem, Said};

#[derive(Template)]
#[template(path = "file.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides a part of the page")]
struct FilePage {
    head: Head,
    path: String,
    about: String,
    name: String,
    way: String,
    way_href: String,
    manager: String,
    stage: String,
    /// What the clock is of: the first answer, or the one to what did not fit.
    clock_of: String,
    clock: ClockView,
    can_answer: bool,
    /// What they said yes to: for which day, and what we proposed, line by line.
    agreed: Option<(String, Vec<String>)>,
    /// What came of it: the note, and who closed it and when.
    closing: Option<(String, String)>,
    words: Vec<WordsView>,
    said: Field,
    sources: Vec<(&'static str, String)>,
    /// What was understood, question and answer; the guess stands by itself.
    understood: Vec<(String, String)>,
    brief: Vec<Field>,
    /// The form is open: nothing is written yet, or it comes back.
    is_writing: bool,
    /// The version that the form is written over.
    over: u32,
    /// What was guessed, and what came of it; the buttons while it is open.
    guess: Option<GuessView>,
    versions: Vec<(String, String)>,
    concepts: Vec<ConceptView>,
    /// The rounds before them, the newest first.
    before: Vec<RoundView>,
    /// The round that was sent last, and where the desk begins another after a talk; `None` where none is to be begun.
    round: u32,
    unfit: Option<Field>,
    concept: Vec<Field>,
    /// The version of the concepts that is shown.
    concepts_over: u32,
    /// The number of the concept in the form; empty for another one.
    nth: String,
    can_add: bool,
    playbooks: Vec<PlaybookView>,
    reason: Field,
    /// It is the first contact still.
    is_open: bool,
    is_closed: bool,
    /// What goes along on a journey; empty for what is none, or nobody's client.
    along: String,
    /// Where the plan of what was chosen is; empty before.
    plan: String,
    faults: Vec<(String, String)>,
    /// What is wrong that no field is to blame for; empty otherwise.
    notice: String,
}

/// How the first answer stands.
pub struct ClockView {
    /// In words.
    pub words: String,
    /// How much of the time is gone, in hundredths; 100 when it is over.
    pub gone: i64,
    /// `going`, `soon`, `late`, `done`, `none`: how it looks.
    pub state: &'static str,
}

struct WordsView {
    source: String,
    at: String,
    words: String,
}

struct GuessView {
    text: String,
    verdict: String,
    is_open: bool,
}

struct ConceptView {
    nth: u32,
    title: String,
    lines: Vec<String>,
    budget: String,
    parts: Vec<(String, Vec<String>)>,
    chosen: bool,
}

/// A round of concepts of which none fitted: what was said of it, whose words they are and when.
struct RoundView {
    words: String,
    said: String,
    concepts: Vec<ConceptView>,
}

/// A playbook with its outlines: the title of each, and where it is taken over.
struct PlaybookView {
    name: String,
    outlines: Vec<(String, String)>,
}

/// What was sent and refused: the form, and why.
struct Again<'a> {
    form: &'a Form,
    problem: &'a Problem,
}

async fn load(here: &Here, id: RequestId) -> Result<File, Refused> {
    concierge::file(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())
}

pub(crate) async fn get_file(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: RequestId = id.parse().map_err(|_| here.not_found())?;
    let file = load(&here, id).await?;
    Ok(page(&file_page(&here, &file, None).await?))
}

/// In words, with how much of the time is gone.
pub fn clock_view(here: &Here, request: &Request) -> Result<ClockView, Refused> {
    let t = &here.t;
    let due = request.due_at.map(|due| t.moment(&due)).unwrap_or_default();
    let (words, gone, state) = match standing(&here.app, request, here.app.now()).map_err(|e| here.refuse(&e))? {
        Standing::Left { minutes, of } => {
            let vars = [("left", t.length(&minutes).into()), ("due", due.into())];
            (t.say("concierge-clock-left", &vars), 100 - (minutes * 100 / of).clamp(0, 100), if minutes * 4 < of { "soon" } else { "going" })
        }
        Standing::Overdue(minutes) => (t.say("concierge-clock-overdue", &[("late", t.length(&minutes).into()), ("due", due.into())]), 100, "late"),
        Standing::Answered { late: false } => (t.get("concierge-clock-answered"), 100, "done"),
        Standing::Answered { late: true } => (t.get("concierge-clock-answered-late"), 100, "late"),
        Standing::Unpromised => (t.get("concierge-clock-none"), 0, "none"),
    };
    Ok(ClockView { words, gone, state })
}

fn about(here: &Here, file: &File) -> Result<String, Refused> {
    let Some(code) = &file.request.about else {
        return Ok(here.t.get(if file.request.call.is_some() { "concierge-about-call" } else { "concierge-about-task" }));
    };
    let (services, requests) = (catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?, catalog::requests(&here.app).map_err(|e| here.refuse(&e))?);
    let name = requests.request(code).map(|request| &request.name).or_else(|| services.service(code).map(|offered| &offered.service.name));
    Ok(name.map_or_else(|| code.clone(), |name: &Said| name.of(here.lang()).to_owned()))
}

fn concept_view(here: &Here, file: &File, concept: &Concept) -> ConceptView {
    let body = &concept.body;
    let parts = [("questions", &body.questions), ("tasks", &body.tasks), ("suppliers", &body.suppliers)];
    ConceptView {
        nth: concept.nth,
        title: body.title.clone(),
        lines: body.text.lines().map(str::to_owned).collect(),
        budget: here.t.say("concierge-budget", &[("from", concept.from.to_string().into()), ("to", concept.to.to_string().into())]),
        parts: parts
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(key, lines)| (here.t.get(&format!("concierge-field-{key}")), lines.clone()))
            .collect(),
        chosen: file.request.chosen == Some(concept.nth),
    }
}

fn words(here: &Here, file: &File) -> Vec<WordsView> {
    let first = WordsView { source: here.t.get("concierge-source-first"), at: here.t.moment(&file.request.asked_at), words: file.request.words.clone() };
    let said = |said: &Utterance| WordsView {
        source: here.t.get(&format!("concierge-source-{}", said.source.name())),
        at: here.t.moment(&said.at),
        words: said.words.clone(),
    };
    let unfit = |one: &Decline| WordsView { source: here.t.get("concierge-source-concepts"), at: here.t.moment(&one.at), words: one.words.clone() };
    let mut all: Vec<(Instant, WordsView)> = file.said.iter().map(|one| (one.at, said(one))).collect();
    all.extend(file.declines.iter().filter(|one| one.by_asker).map(|one| (one.at, unfit(one))));
    all.sort_by_key(|(at, _)| *at);
    Some(first).filter(|first| !first.words.is_empty()).into_iter().chain(all.into_iter().map(|(_, view)| view)).collect()
}

/// The rounds that were sent and of which none fitted, the newest first.
fn before(here: &Here, file: &File) -> Vec<RoundView> {
    let at_hand: Vec<u32> = file.at_hand().map(|concept| concept.nth).collect();
    let of = |round: u32| file.concepts.iter().filter(move |concept| concept.round == round).filter(|concept| !at_hand.contains(&concept.nth));
    let view = |one: &Decline| RoundView {
        words: one.words.clone(),
        said: here.t.with(if one.by_asker { "concierge-unfit-theirs" } else { "concierge-unfit-ours" }, "at", &here.t.moment(&one.at)),
        concepts: of(one.round).map(|concept| concept_view(here, file, concept)).collect(),
    };
    file.declines.iter().rev().map(view).collect()
}

/// How far it has come; where others are thought of, how long.
fn stage(here: &Here, request: &Request) -> Result<String, Refused> {
    Ok(match thinking(&here.app, request, here.app.now()).map_err(|e| here.refuse(&e))? {
        Some(minutes) => here.t.with("concierge-again-for", "long", &here.t.length(&minutes)),
        None => here.t.get(&format!("concierge-stage-{}", request.standing_name())),
    })
}

/// What came of it, and who wrote that and when.
async fn closing(here: &Here, file: &File) -> Result<Option<(String, String)>, Refused> {
    let Some(closing) = &file.closing else { return Ok(None) };
    let by = closing.by.as_deref().and_then(|by| by.strip_prefix("staff:")).and_then(|id| id.parse::<PersonId>().ok());
    let at = here.t.moment(&closing.at);
    let said = match by {
        Some(person) => {
            let who = forms::manager(here, Some(person)).await?;
            here.t.say("concierge-closing-by", &[("who", who.into()), ("at", at.into())])
        }
        None => here.t.with("concierge-closing-at", "at", &at),
    };
    Ok(Some((closing.note.clone(), said)))
}

fn guess_view(here: &Here, kept: Option<&KeptBrief>) -> Option<GuessView> {
    let guess = kept?.brief.guess.as_ref()?;
    let verdict = guess
        .verdict
        .as_ref()
        .map(|verdict| here.t.with(if verdict.held { "concierge-guess-held" } else { "concierge-guess-refuted" }, "at", &here.t.moment(&verdict.at)));
    Some(GuessView { text: guess.text.clone(), is_open: verdict.is_none(), verdict: verdict.unwrap_or_default() })
}

/// The outlines of the house, those about this kind of task first.
fn outlines(here: &Here, file: &File) -> Result<Vec<PlaybookView>, Refused> {
    let playbooks = concierge::playbooks(&here.app).map_err(|e| here.refuse(&e))?;
    let mut all: Vec<_> = playbooks.all().iter().collect();
    all.sort_by_key(|playbook| file.request.about.as_ref() != Some(&playbook.code));
    let link = |playbook: &concierge::Playbook, n: usize| format!("/desk/requests/{}?playbook={}&outline={n}#concept", file.request.id, playbook.code);
    let view = |playbook: &concierge::Playbook| {
        let outlines = playbook.outlines.iter().enumerate().map(|(n, outline)| (outline.title.of(here.lang()).to_owned(), link(playbook, n)));
        PlaybookView { name: playbook.name.of(here.lang()).to_owned(), outlines: outlines.collect() }
    };
    Ok(all.into_iter().map(view).collect())
}

/// What stands in the form of a concept before anything is typed: one that is edited, an outline, or nothing.
fn begun(here: &Here, file: &File) -> Result<(String, RawConcept), Refused> {
    if let Some(concept) = here.query.number("concept").and_then(|nth| file.concepts.iter().find(|concept| concept.nth == nth)) {
        return Ok((concept.nth.to_string(), forms::of_concept(concept)));
    }
    let playbooks = concierge::playbooks(&here.app).map_err(|e| here.refuse(&e))?;
    let outline = here.query.number("outline").and_then(|n| usize::try_from(n).ok());
    // The client reads it: in their language.
    let taken = playbooks.playbook(here.query.get("playbook")).zip(outline).and_then(|(playbook, n)| playbook.outlined(n, file.request.asker.lang));
    Ok((String::new(), taken.unwrap_or_default()))
}

/// Which concept a form that comes back writes: where somebody changed them meanwhile, another one while there is room, so that nothing
/// is written over unseen.
fn place(file: &File, form: &Form) -> String {
    let is_as_seen = form.number("concepts").is_none_or(|seen| seen == file.concepts_version);
    if is_as_seen || file.at_hand().count() >= MOST_CONCEPTS as usize { form.get("nth").to_owned() } else { String::new() }
}

async fn file_page(here: &Here, file: &File, again: Option<&Again<'_>>) -> Result<FilePage, Refused> {
    let (t, request) = (&here.t, &file.request);
    let nothing = Form::default();
    let (form, problem) = again.map_or((&nothing, None), |again| (again.form, Some(again.problem)));
    let kept = file.briefs.first();
    let brief = forms::brief_fields(here, form, kept.map(|kept| &kept.brief), problem);
    let known = forms::brief_fields(here, &nothing, kept.map(|kept| &kept.brief), None);
    let understood = known.into_iter().filter(|field| field.name != "guess" && !field.value.is_empty()).map(|field| (field.label, field.value)).collect();
    let (nth, begun) = if form.has("nth") { (place(file, form), RawConcept::default()) } else { begun(here, file)? };
    let concept = forms::concept_fields(here, form, &begun, problem);
    let (said, reason) = (forms::said_field(here, form, problem), forms::reason_field(here, form, problem));
    let may_begin = request.stage == Stage::Offered && request.closed_at.is_none();
    let unfit = may_begin.then(|| Field { label: t.get("concierge-again-why"), ..forms::unfit_field(here, form, problem) });
    let fields: Vec<&Field> = brief.iter().chain(&concept).chain([&said, &reason]).chain(&unfit).collect();
    let faults = summary(&fields);
    let (way, way_href) = match &request.asker.way {
        Way::Phone(phone) => (phone.to_string(), format!("tel:{}", phone.e164())),
        Way::Email(email) => (email.to_string(), format!("mailto:{email}")),
    };
    let is_open = request.stage.is_first_contact() && request.closed_at.is_none();
    Ok(FilePage {
        head: here.head(Shell::Desk, &request.asker.name).at(format!("/desk/requests/{}", request.id)),
        path: format!("/desk/requests/{}", request.id),
        about: about(here, file)?,
        name: request.asker.name.clone(),
        way,
        way_href,
        manager: forms::manager(here, request.manager).await?,
        stage: stage(here, request)?,
        clock_of: t.get(if request.declined_at.is_some() { "concierge-clock-again" } else { "concierge-clock" }),
        clock: clock_view(here, request)?,
        can_answer: request.answered_at.is_none() && request.closed_at.is_none(),
        agreed: request.agreed.as_ref().map(|agreed| {
            let day = t.with("concierge-agreed-day", "day", &t.civil(agreed.on));
            (day, agreed.text.lines().map(str::to_owned).collect())
        }),
        closing: closing(here, file).await?,
        words: words(here, file),
        said,
        sources: Source::ALL.into_iter().map(|source| (source.name(), t.get(&format!("concierge-source-{}", source.name())))).collect(),
        over: if form.has("over") { form.number("over").unwrap_or(0) } else { kept.map_or(0, |kept| kept.version) },
        guess: guess_view(here, kept),
        versions: file.briefs.iter().skip(1).map(|kept| (t.moment(&kept.at), kept.brief.asked.clone())).collect(),
        concepts: file.at_hand().map(|concept| concept_view(here, file, concept)).collect(),
        before: before(here, file),
        round: request.rounds,
        unfit,
        concepts_over: file.concepts_version,
        can_add: !nth.is_empty() || file.at_hand().count() < MOST_CONCEPTS as usize,
        nth,
        playbooks: outlines(here, file)?,
        understood,
        is_writing: kept.is_none() || form.has("over"),
        brief,
        concept,
        reason,
        along: crate::along::link(here, file).await?,
        plan: request.chosen.map(|_| format!("/desk/projects/of/{}", request.id)).unwrap_or_default(),
        is_open,
        is_closed: request.closed_at.is_some(),
        faults,
        notice: problem.filter(|problem| problem.fields.is_empty()).map(|problem| t.get(&format!("problem-{}", problem.kind))).unwrap_or_default(),
    })
}

/// Back to the request after a form, or the form once more with what is wrong.
async fn done<T>(here: &Here, id: RequestId, form: &Form, part: &str, result: Result<T, RequestError>) -> Result<Response, Refused> {
    let Err(error) = result else {
        return Ok(redirect(&format!("/desk/requests/{id}#{part}")));
    };
    let problem = match &error {
        // Somebody was quicker: it is shown how it stands now, and what was typed stands beside it.
        RequestError::OtherConcepts(_) | RequestError::Overwritten => error.explain(),
        _ => here.field_problem(&error)?,
    };
    let file = load(here, id).await?;
    here.again(&error, &file_page(here, &file, Some(&Again { form, problem: &problem })).await?)
}

/// «Отвечаю»
pub(crate) async fn post_answer(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    let result = answer(&here.app, &here.actor, id).await;
    done(&here, id, &form, "work", result).await
}

/// Their words.
pub(crate) async fn post_said(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    let source = Source::parse(form.get("source")).unwrap_or(Source::Call);
    let result = hear(&here.app, &here.actor, id, source, form.get("said")).await;
    done(&here, id, &form, "words", result).await
}

/// The brief.
pub(crate) async fn post_brief(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    let result = keep_brief(&here.app, &here.actor, id, &forms::raw_brief(&form)).await;
    done(&here, id, &form, "brief", result).await
}

/// The guess held, or it did not.
pub(crate) async fn post_guess(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    let result = settle_guess(&here.app, &here.actor, id, form.get("held") == "yes").await;
    done(&here, id, &form, "brief", result).await
}

/// A concept, another one or one that is edited.
pub(crate) async fn post_concept(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    let result = put_concept(&here.app, &here.actor, id, form.number("concepts"), form.number("nth"), &forms::raw_concept(&form)).await;
    done(&here, id, &form, "concepts", result).await
}

/// Takes a concept away.
pub(crate) async fn post_drop(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    let result = drop_concept(&here.app, &here.actor, id, form.number("concepts"), form.number("nth").unwrap_or(0)).await;
    done(&here, id, &Form::default(), "concepts", result).await
}

/// Sends them.
pub(crate) async fn post_offer(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    let result = offer(&here.app, &here.actor, id, form.number("concepts"), form.get("reason")).await;
    done(&here, id, &form, "concepts", result).await
}

/// «Предложить ещё» after a talk.
pub(crate) async fn post_again(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    let result = propose_more(&here.app, &here.actor, id, form.number("round").unwrap_or(0), form.get("unfit")).await;
    done(&here, id, &form, "concepts", result).await
}
