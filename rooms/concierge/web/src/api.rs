//! Personal service for programs: the chooser, a request with all that is known of it, concepts.

use crate::forms;
use access::Resource;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use concierge::{
    ANSWER_REQUEST, CHOOSE_CONCEPT, CLOSE_REQUEST, Concept, Decline, File, KEEP_BRIEF, KeptBrief, OFFER_CONCEPTS, RawBrief, RawConcept, RequestError,
    RequestId, Source, Standing, Utterance, answer, choose, chooser, decline, drop_concept, hear, keep_brief, offer, offered, propose_more, put_concept,
    settle_guess, standing, thinking,
};
use messaging::open_concepts;
use pages::{Api, ApiPath, Created, Gate, Here, JsonBody, Routes};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::Money;

pub(crate) fn routes() -> Routes {
    const OPEN: Gate = Gate::Open("what the house offers is public");
    Routes::new()
        .api(OPEN, routes!(read_chooser))
        .api(OPEN, routes!(choose_service))
        .api(CLOSE_REQUEST, routes!(read_request_file))
        .api(ANSWER_REQUEST, routes!(keep_first_answer))
        .api(KEEP_BRIEF, routes!(add_words))
        .api(KEEP_BRIEF, routes!(write_brief))
        .api(KEEP_BRIEF, routes!(settle_brief_guess))
        .api(OFFER_CONCEPTS, routes!(list_playbooks))
        .api(OFFER_CONCEPTS, routes!(write_concept))
        .api(OFFER_CONCEPTS, routes!(remove_concept))
        .api(OFFER_CONCEPTS, routes!(offer_concepts))
        .api(OFFER_CONCEPTS, routes!(propose_more_concepts))
        .api(OFFER_CONCEPTS, routes!(read_concept_pace))
        .api(CHOOSE_CONCEPT, routes!(read_concepts))
        .api(CHOOSE_CONCEPT, routes!(choose_concept))
        .api(CHOOSE_CONCEPT, routes!(decline_concepts))
}

/// A question of the chooser.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"code": "state", "text": "Каков дом сейчас?", "options": [{"code": "lived", "text": "Живой, но ухоженный"}]}))]
struct QuestionOut {
    /// Its code.
    code: String,
    /// As it is asked, in the language of `Accept-Language`.
    text: String,
    /// What can be answered.
    options: Vec<OptionOut>,
}

/// Something to answer.
#[derive(Debug, Serialize, ToSchema)]
struct OptionOut {
    /// Its code.
    code: String,
    /// In words.
    text: String,
}

/// Answers to the chooser.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"answers": {"need": "tidy", "state": "repair", "size": "large"}}))]
struct AnswersIn {
    /// Codes of answers by codes of questions; those that are left out are not answered yet.
    answers: BTreeMap<String, String>,
}

/// What fits, or what is to be answered first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "service": "after_repair", "request": null, "reason": "Строительная пыль не смывается обычной уборкой", "ask": {"area": "110", "rhythm": "once"}, "left_out": ["often"], "open": []
}))]
struct FitOut {
    /// Code of the service that fits.
    service: Option<String>,
    /// Code of the task that begins with a conversation.
    request: Option<String>,
    /// Why, in one sentence.
    reason: Option<String>,
    /// Fields of the calculator with their values.
    ask: BTreeMap<String, String>,
    /// Codes of the questions whose answers bear on nothing here, and were left out.
    left_out: Vec<String>,
    /// Codes of the questions that are to be answered before anything fits.
    open: Vec<String>,
}

/// Lists the questions that lead to a service, at most four.
#[utoipa::path(get, path = "/api/v1/chooser", tag = "concierge", responses((status = 200, body = Vec<QuestionOut>)))]
async fn read_chooser(here: Here) -> Api<Json<Vec<QuestionOut>>> {
    let (chooser, lang) = (chooser(&here.app).map_err(|e| here.api(&e))?, here.lang());
    let option = |option: &concierge::Choice| OptionOut { code: option.code.clone(), text: option.text.of(lang).to_owned() };
    let out = |question: &concierge::Question| QuestionOut {
        code: question.code.clone(),
        text: question.text.of(lang).to_owned(),
        options: question.options.iter().map(option).collect(),
    };
    Ok(Json(chooser.questions.iter().map(out).collect()))
}

/// Says what fits the answers, with its reason; changes nothing.
#[utoipa::path(post, path = "/api/v1/chooser", tag = "concierge", request_body = AnswersIn, responses((status = 200, body = FitOut)))]
async fn choose_service(here: Here, JsonBody(body): JsonBody<AnswersIn>) -> Api<Json<FitOut>> {
    let chooser = chooser(&here.app).map_err(|e| here.api(&e))?;
    Ok(Json(match chooser.choose(&body.answers) {
        Ok(chosen) => FitOut {
            service: chosen.fit.service.clone(),
            request: chosen.fit.request.clone(),
            reason: Some(chosen.fit.reason.of(here.lang()).to_owned()),
            ask: chosen.ask.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect(),
            left_out: chosen.left_out.iter().map(|(question, _)| question.code.clone()).collect(),
            open: Vec::new(),
        },
        Err(open) => FitOut {
            service: None,
            request: None,
            reason: None,
            ask: BTreeMap::new(),
            left_out: Vec::new(),
            open: open.into_iter().map(|question| question.code.clone()).collect(),
        },
    }))
}

/// All that is known of a request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000009", "stage": "talking", "manager": null, "asked_at": "2026-11-24T09:30:00Z", "due_at": "2026-11-24T10:00:00Z",
    "answered_at": "2026-11-24T09:41:00Z", "minutes_left": null, "minutes_overdue": null, "words": "Ужин на восемь человек",
    "said": [{"nth": 1, "source": "call", "words": "Главное, чтобы мама не стояла у плиты", "at": "2026-11-24T09:45:00Z"}], "briefs": [], "concepts": [], "concepts_version": 0, "few": null,
    "rounds": 0, "declines": [], "minutes_thinking": null, "agreed": null, "note": null, "closed_at": null
}))]
struct RequestFileOut {
    /// Its id.
    id: Uuid,
    /// `waiting`, `talking`, `offered`, `chosen`, `closed`.
    stage: &'static str,
    /// Who has it.
    manager: Option<Uuid>,
    /// When it was told, RFC 3339.
    asked_at: String,
    /// By when the first answer was promised.
    due_at: Option<String>,
    /// When it was given. Where none of what was sent fits, what is said of it is answered by a new moment.
    answered_at: Option<String>,
    /// Minutes at the desk that are left; null once it was given, or is late.
    minutes_left: Option<i64>,
    /// Minutes at the desk that it is late by; null where it is not.
    minutes_overdue: Option<i64>,
    /// What they wrote first, word for word.
    words: String,
    /// What they have said since, word for word.
    said: Vec<WordsOut>,
    /// The versions of the brief, the newest first.
    briefs: Vec<BriefOut>,
    /// The concepts of all rounds, in their order.
    concepts: Vec<DeskConceptOut>,
    /// How many times the concepts were changed: `over` of the next change.
    concepts_version: u32,
    /// Why only one was sent in the last round; null where there were more.
    few: Option<String>,
    /// So many rounds of concepts were sent.
    rounds: u32,
    /// What was said of the rounds of which none fitted, in their order.
    declines: Vec<DeclineOut>,
    /// Minutes at the desk since others are thought of; null where none are.
    minutes_thinking: Option<i64>,
    /// What they said yes to: our words are not among theirs. Null where they asked by themselves.
    agreed: Option<ProposalAgreedOut>,
    /// What came of it; null while it is open.
    note: Option<String>,
    /// When it was closed, RFC 3339.
    closed_at: Option<String>,
}

/// A proposal that was said yes to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"day": "2026-12-08", "text": "К утру 8 декабря привезём цветы: белые пионы."}))]
struct ProposalAgreedOut {
    /// For which day.
    #[schema(format = Date)]
    day: String,
    /// What we proposed.
    text: String,
}

/// Their words.
#[derive(Debug, Serialize, ToSchema)]
struct WordsOut {
    /// From 1 on.
    nth: u32,
    /// `call`, `chat`, `mail`, `in_person`.
    source: &'static str,
    /// Word for word.
    words: String,
    /// When, RFC 3339.
    at: String,
}

/// A version of the brief.
#[derive(Debug, Serialize, ToSchema)]
struct BriefOut {
    /// From 1 on.
    version: u32,
    /// What was asked.
    asked: String,
    /// Why.
    why: String,
    /// What for.
    what_for: String,
    /// For whom.
    for_whom: String,
    /// What they did not say, and we think they mean.
    guess: Option<String>,
    /// True: it was so. False: it was not. Null: open.
    guess_held: Option<bool>,
    /// When it was found out.
    guess_settled_at: Option<String>,
    /// The better way that we propose.
    better: String,
    /// How they speak.
    tone: String,
    /// When it was written, RFC 3339.
    at: String,
}

/// Why others were thought of after a round of concepts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"round": 1, "by_asker": true, "unfit": "Слишком шумно, хочется за город", "at": "2026-11-24T12:10:00Z"}))]
struct DeclineOut {
    /// The round of which it was said.
    round: u32,
    /// True: whoever asked has said it. False: the desk, after a talk.
    by_asker: bool,
    /// Word for word.
    unfit: String,
    /// When, RFC 3339.
    at: String,
}

impl DeclineOut {
    fn of(said: Decline) -> Self {
        Self { round: said.round, by_asker: said.by_asker, unfit: said.words, at: said.at.to_string() }
    }
}

/// A concept as the desk sees it.
#[derive(Debug, Serialize, ToSchema)]
struct DeskConceptOut {
    /// Its number, from 1 on; it goes on from round to round.
    nth: u32,
    /// The round that it is of.
    round: u32,
    /// In a few words.
    title: String,
    /// How it will be.
    text: String,
    /// Kopecks, from.
    from_kopecks: i64,
    /// Kopecks, to.
    to_kopecks: i64,
    /// What is to be asked yet.
    questions: Vec<String>,
    /// What is to be done.
    tasks: Vec<String>,
    /// Whom it takes.
    suppliers: Vec<String>,
    /// The client has chosen it.
    chosen: bool,
}

impl WordsOut {
    fn of(said: Utterance) -> Self {
        Self { nth: said.nth, source: said.source.name(), words: said.words, at: said.at.to_string() }
    }
}

impl BriefOut {
    fn of(kept: KeptBrief) -> Self {
        let KeptBrief { version, brief, at, .. } = kept;
        let verdict = brief.guess.as_ref().and_then(|guess| guess.verdict.clone());
        Self {
            version,
            asked: brief.asked,
            why: brief.why,
            what_for: brief.what_for,
            for_whom: brief.for_whom,
            guess: brief.guess.map(|guess| guess.text),
            guess_held: verdict.as_ref().map(|verdict| verdict.held),
            guess_settled_at: verdict.map(|verdict| verdict.at.to_string()),
            better: brief.better,
            tone: brief.tone,
            at: at.to_string(),
        }
    }
}

impl DeskConceptOut {
    fn of(concept: Concept, chosen: Option<u32>) -> Self {
        Self {
            nth: concept.nth,
            round: concept.round,
            title: concept.body.title,
            text: concept.body.text,
            from_kopecks: concept.from.in_kopecks(),
            to_kopecks: concept.to.in_kopecks(),
            questions: concept.body.questions,
            tasks: concept.body.tasks,
            suppliers: concept.body.suppliers,
            chosen: chosen == Some(concept.nth),
        }
    }
}

/// Reads all that is known of a request: the clock, their words, the brief, the concepts; the look is recorded.
#[utoipa::path(
    get, path = "/api/v1/requests/{waiting}/file", tag = "concierge", params(("waiting" = Uuid, Path, description = "The request")),
    responses((status = 200, body = RequestFileOut))
)]
async fn read_request_file(here: Here, ApiPath(id): ApiPath<RequestId>) -> Api<Json<RequestFileOut>> {
    let found = concierge::file(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    let File { request, said, briefs, concepts, declines, concepts_version, few, closing } = found.ok_or_else(|| here.api(&RequestError::Unknown(id)))?;
    let (minutes_left, minutes_overdue) = match standing(&here.app, &request, here.app.now()).map_err(|e| here.api(&e))? {
        Standing::Left { minutes, .. } => (Some(minutes), None),
        Standing::Overdue(minutes) => (None, Some(minutes)),
        Standing::Answered { .. } | Standing::Unpromised => (None, None),
    };
    Ok(Json(RequestFileOut {
        rounds: request.rounds,
        declines: declines.into_iter().map(DeclineOut::of).collect(),
        minutes_thinking: thinking(&here.app, &request, here.app.now()).map_err(|e| here.api(&e))?,
        id: id.uuid(),
        stage: if request.closed_at.is_some() { "closed" } else { request.stage.name() },
        manager: request.manager.map(people::PersonId::uuid),
        asked_at: request.asked_at.to_string(),
        due_at: request.due_at.map(|at| at.to_string()),
        answered_at: request.answered_at.map(|at| at.to_string()),
        minutes_left,
        minutes_overdue,
        words: request.words,
        said: said.into_iter().map(WordsOut::of).collect(),
        briefs: briefs.into_iter().map(BriefOut::of).collect(),
        concepts: concepts.into_iter().map(|concept| DeskConceptOut::of(concept, request.chosen)).collect(),
        concepts_version,
        few,
        agreed: request.agreed.map(|agreed| ProposalAgreedOut { day: agreed.on.to_string(), text: agreed.text }),
        closed_at: closing.as_ref().map(|closing| closing.at.to_string()),
        note: closing.map(|closing| closing.note),
    }))
}

/// Keeps that the first answer was given, now: the clock stops. Answering twice is answering once.
#[utoipa::path(
    post, path = "/api/v1/requests/{waiting}/answer", tag = "concierge", params(("waiting" = Uuid, Path, description = "The request")),
    responses((status = 204))
)]
async fn keep_first_answer(here: Here, ApiPath(id): ApiPath<RequestId>) -> Api<Response> {
    answer(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Something they said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"source": "call", "words": "Главное, чтобы мама не стояла у плиты"}))]
struct WordsIn {
    /// Where they said it.
    #[schema(value_type = SourceName)]
    source: Source,
    /// Word for word.
    words: String,
}

/// Where something was said.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "it describes what `Source` reads")]
enum SourceName {
    /// On the phone.
    Call,
    /// In a chat.
    Chat,
    /// By mail.
    Mail,
    /// Face to face.
    InPerson,
}

/// The number of something that was kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"number": 2}))]
struct NumberOut {
    /// From 1 on.
    number: u32,
}

/// Keeps what they said, word for word: it stands from then on.
#[utoipa::path(
    post, path = "/api/v1/requests/{waiting}/words", tag = "concierge", params(("waiting" = Uuid, Path, description = "The request")),
    request_body = WordsIn, responses((status = 201, body = NumberOut))
)]
async fn add_words(here: Here, ApiPath(id): ApiPath<RequestId>, JsonBody(body): JsonBody<WordsIn>) -> Api<Created<NumberOut>> {
    let number = hear(&here.app, &here.actor, id, body.source, &body.words).await.map_err(|e| here.api(&e))?;
    Ok(Created(NumberOut { number }))
}

/// The brief, written over a version.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"over": 0, "asked": "Ужин на восемь", "why": "Годовщина", "guess": "Хотят помирить родителей"}))]
struct BriefIn {
    /// The version that it was written over; 0 for the first.
    over: u32,
    /// What was asked.
    asked: String,
    /// Why.
    #[serde(default)]
    why: String,
    /// What for.
    #[serde(default)]
    what_for: String,
    /// For whom.
    #[serde(default)]
    for_whom: String,
    /// What they did not say, and we think they mean.
    #[serde(default)]
    guess: String,
    /// The better way that we propose.
    #[serde(default)]
    better: String,
    /// How they speak.
    #[serde(default)]
    tone: String,
}

/// Writes the next version of the brief; the earlier ones are kept.
#[utoipa::path(
    post, path = "/api/v1/requests/{waiting}/briefs", tag = "concierge", params(("waiting" = Uuid, Path, description = "The request")),
    request_body = BriefIn, responses((status = 201, body = NumberOut))
)]
async fn write_brief(here: Here, ApiPath(id): ApiPath<RequestId>, JsonBody(body): JsonBody<BriefIn>) -> Api<Created<NumberOut>> {
    let BriefIn { over, asked, why, what_for, for_whom, guess, better, tone } = body;
    let raw = RawBrief { over, asked, why, what_for, for_whom, guess, better, tone };
    let number = keep_brief(&here.app, &here.actor, id, &raw).await.map_err(|e| here.api(&e))?;
    Ok(Created(NumberOut { number }))
}

/// What came of the guess.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"held": true}))]
struct VerdictIn {
    /// It was so.
    held: bool,
}

/// Keeps what came of the guess, with when and by whom, as the next version of the brief.
#[utoipa::path(
    post, path = "/api/v1/requests/{waiting}/guess", tag = "concierge", params(("waiting" = Uuid, Path, description = "The request")),
    request_body = VerdictIn, responses((status = 201, body = NumberOut))
)]
async fn settle_brief_guess(here: Here, ApiPath(id): ApiPath<RequestId>, JsonBody(body): JsonBody<VerdictIn>) -> Api<Created<NumberOut>> {
    let number = settle_guess(&here.app, &here.actor, id, body.held).await.map_err(|e| here.api(&e))?;
    Ok(Created(NumberOut { number }))
}

/// Outlines of the house for a kind of task.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "gift", "name": "Подарок", "questions": ["Кому и к какому дню"], "tasks": ["Найти и показать три вещи"], "suppliers": ["Мастерская"],
    "outlines": [{"title": "Вещь на годы", "text": "Сделана руками", "from_kopecks": 1_200_000, "to_kopecks": 4_500_000,
        "tasks": ["Найти и показать три вещи"], "suppliers": ["Мастерская"]}]
}))]
struct PlaybookOut {
    /// Its code.
    code: String,
    /// What it is called.
    name: String,
    /// What is asked first.
    questions: Vec<String>,
    /// What is done, where a way says nothing else.
    tasks: Vec<String>,
    /// Kinds of suppliers, likewise.
    suppliers: Vec<String>,
    /// Two or three ways.
    outlines: Vec<OutlineOut>,
}

/// One way.
#[derive(Debug, Serialize, ToSchema)]
struct OutlineOut {
    /// In a few words.
    title: String,
    /// How it will be.
    text: String,
    /// Kopecks, from.
    from_kopecks: i64,
    /// Kopecks, to.
    to_kopecks: i64,
    /// What is done this way.
    tasks: Vec<String>,
    /// Whom it takes.
    suppliers: Vec<String>,
}

/// Lists the playbooks of the house.
#[utoipa::path(get, path = "/api/v1/playbooks", tag = "concierge", responses((status = 200, body = Vec<PlaybookOut>)))]
async fn list_playbooks(here: Here) -> Api<Json<Vec<PlaybookOut>>> {
    here.actor.may(OFFER_CONCEPTS, &Resource::default()).map_err(|e| here.api(&e))?;
    let (playbooks, lang) = (concierge::playbooks(&here.app).map_err(|e| here.api(&e))?, here.lang());
    let lines = |lines: &[values::Said]| lines.iter().map(|line| line.of(lang).to_owned()).collect();
    let outline = |playbook: &concierge::Playbook, outline: &concierge::Outline| {
        let (from, to) = outline.budget();
        OutlineOut {
            title: outline.title.of(lang).to_owned(),
            text: outline.text.of(lang).to_owned(),
            from_kopecks: from.in_kopecks(),
            to_kopecks: to.in_kopecks(),
            tasks: lines(playbook.tasks_of(outline)),
            suppliers: lines(playbook.suppliers_of(outline)),
        }
    };
    let out = |playbook: &concierge::Playbook| PlaybookOut {
        code: playbook.code.clone(),
        name: playbook.name.of(lang).to_owned(),
        questions: lines(&playbook.questions),
        tasks: lines(&playbook.tasks),
        suppliers: lines(&playbook.suppliers),
        outlines: playbook.outlines.iter().map(|one| outline(playbook, one)).collect(),
    };
    Ok(Json(playbooks.all().iter().map(out).collect()))
}

/// A concept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"over": 0, "title": "Вещь на годы", "text": "Сделана руками, с именем мастера", "from_kopecks": 1_200_000, "to_kopecks": 4_500_000}))]
struct ConceptIn {
    /// `concepts_version` of the request as it was shown; refused where they were changed since. Null: as they stand.
    #[serde(default)]
    over: Option<u32>,
    /// The number of the one that is written anew; null for another one.
    #[serde(default)]
    nth: Option<u32>,
    /// In a few words.
    title: String,
    /// How it will be.
    text: String,
    /// Kopecks, from.
    from_kopecks: i64,
    /// Kopecks, to.
    to_kopecks: i64,
    /// What is to be asked yet.
    #[serde(default)]
    questions: Vec<String>,
    /// What is to be done.
    #[serde(default)]
    tasks: Vec<String>,
    /// Whom it takes.
    #[serde(default)]
    suppliers: Vec<String>,
}

impl From<ConceptIn> for RawConcept {
    fn from(body: ConceptIn) -> Self {
        Self {
            title: body.title,
            text: body.text,
            from: Money::kopecks(body.from_kopecks).plain(),
            to: Money::kopecks(body.to_kopecks).plain(),
            questions: body.questions.join("\n"),
            tasks: body.tasks.join("\n"),
            suppliers: body.suppliers.join("\n"),
        }
    }
}

/// Adds a concept to a request, the third one of its round at most; with `nth`, writes that one anew. Once they were sent they stand.
#[utoipa::path(
    post, path = "/api/v1/requests/{waiting}/concepts", tag = "concierge", params(("waiting" = Uuid, Path, description = "The request")),
    request_body = ConceptIn, responses((status = 201, body = NumberOut))
)]
async fn write_concept(here: Here, ApiPath(id): ApiPath<RequestId>, JsonBody(body): JsonBody<ConceptIn>) -> Api<Created<NumberOut>> {
    let number = put_concept(&here.app, &here.actor, id, body.over, body.nth, &body.into()).await.map_err(|e| here.api(&e))?;
    Ok(Created(NumberOut { number }))
}

/// Which one is taken away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"nth": 2, "over": 3}))]
struct ConceptDropIn {
    /// Its number.
    nth: u32,
    /// `concepts_version` of the request as it was shown; refused where they were changed since. Null: as they stand.
    #[serde(default)]
    over: Option<u32>,
}

/// Takes a concept away that was not sent yet; those after it close up.
#[utoipa::path(
    post, path = "/api/v1/requests/{waiting}/concepts/drop", tag = "concierge", params(("waiting" = Uuid, Path, description = "The request")),
    request_body = ConceptDropIn, responses((status = 204))
)]
async fn remove_concept(here: Here, ApiPath(id): ApiPath<RequestId>, JsonBody(body): JsonBody<ConceptDropIn>) -> Api<Response> {
    drop_concept(&here.app, &here.actor, id, body.over, body.nth).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Why there is only one concept.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "", "over": 3}))]
struct ConceptsOfferIn {
    /// Needed with a single concept.
    #[serde(default)]
    reason: String,
    /// `concepts_version` of the request as it was shown; refused where they were changed since. Null: as they stand.
    #[serde(default)]
    over: Option<u32>,
}

/// Sends the concepts of the round at hand to choose one of; the request leaves its first contact, or the talk about what did not fit. Sending twice is
/// sending once.
#[utoipa::path(
    post, path = "/api/v1/requests/{waiting}/offer", tag = "concierge", params(("waiting" = Uuid, Path, description = "The request")),
    request_body = ConceptsOfferIn, responses((status = 204))
)]
async fn offer_concepts(here: Here, ApiPath(id): ApiPath<RequestId>, JsonBody(body): JsonBody<ConceptsOfferIn>) -> Api<Response> {
    offer(&here.app, &here.actor, id, body.over, &body.reason).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What does not fit, of which round.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"round": 1, "unfit": "Слишком шумно, хочется за город"}))]
struct ConceptsUnfitIn {
    /// The round that was seen: said of it twice is said once.
    round: u32,
    /// In words, two at least.
    unfit: String,
}

/// Begins another round of concepts after a talk, with what was said in it as the reason. What was sent stands. Begun twice is begun once.
#[utoipa::path(
    post, path = "/api/v1/requests/{waiting}/again", tag = "concierge", params(("waiting" = Uuid, Path, description = "The request")),
    request_body = ConceptsUnfitIn, responses((status = 204))
)]
async fn propose_more_concepts(here: Here, ApiPath(id): ApiPath<RequestId>, JsonBody(body): JsonBody<ConceptsUnfitIn>) -> Api<Response> {
    propose_more(&here.app, &here.actor, id, body.round, &body.unfit).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// How long it takes from a request to its concepts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"manager": null, "median_minutes": 95, "requests": 12}))]
struct PaceOut {
    /// Whose; null for all of the house.
    manager: Option<Uuid>,
    /// The one in the middle, in minutes on the clock.
    median_minutes: i64,
    /// Of so many requests.
    requests: u32,
}

/// Lists how long it takes to the first concepts: the house, then each manager, the quickest first.
#[utoipa::path(get, path = "/api/v1/concepts/pace", tag = "concierge", responses((status = 200, body = Vec<PaceOut>)))]
async fn read_concept_pace(here: Here) -> Api<Json<Vec<PaceOut>>> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let paces = concierge::pace(&db, &here.actor).await.map_err(|e| here.api(&e))?;
    let out =
        |pace: concierge::Pace| PaceOut { manager: pace.manager.map(people::PersonId::uuid), median_minutes: pace.median_minutes, requests: pace.requests };
    Ok(Json(paces.into_iter().map(out).collect()))
}

/// Concepts as whoever asked sees them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "manager": "Татьяна Ветлицкая", "round": 1, "thinking": false, "due_at": null, "concepts": [{"nth": 1, "round": 1, "title": "Вещь на годы", "text": "Сделана руками", "tasks": ["Найти и показать три вещи"],
        "suppliers": ["Мастерская"], "from_kopecks": 1_200_000, "to_kopecks": 4_500_000}],
    "chosen": null, "closed": false
}))]
struct ConceptsOfferedOut {
    /// Who answers.
    manager: String,
    /// The newest round.
    round: u32,
    /// None of it fits, and others are thought of.
    thinking: bool,
    /// By when what was said of it is answered, RFC 3339; null once it was.
    due_at: Option<String>,
    /// To choose from: all that were ever sent, those of the newest round first.
    concepts: Vec<ConceptOut>,
    /// Which was chosen.
    chosen: Option<u32>,
    /// Nothing is chosen any more.
    closed: bool,
}

/// A concept as whoever asked sees it.
#[derive(Debug, Serialize, ToSchema)]
struct ConceptOut {
    /// Its number, from 1 on; it goes on from round to round.
    nth: u32,
    /// The round that it is of.
    round: u32,
    /// In a few words.
    title: String,
    /// How it will be.
    text: String,
    /// What is included.
    tasks: Vec<String>,
    /// Whom it takes.
    suppliers: Vec<String>,
    /// Kopecks, from.
    from_kopecks: i64,
    /// Kopecks, to.
    to_kopecks: i64,
}

fn marked(here: &Here, mark: &str) -> Api<RequestId> {
    open_concepts(&here.app, mark, here.app.now()).map(RequestId::from).ok_or_else(|| here.api(&RequestError::Unknown(Uuid::nil().into())))
}

/// Reads the concepts that the mark of a letter's link leads to.
#[utoipa::path(
    get, path = "/api/v1/concepts/{mark}", tag = "concierge", params(("mark" = String, Path, description = "The last part of the link in the letter", example = "mark")),
    responses((status = 200, body = ConceptsOfferedOut))
)]
async fn read_concepts(here: Here, ApiPath(mark): ApiPath<String>) -> Api<Json<ConceptsOfferedOut>> {
    let id = marked(&here, &mark)?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let found = offered(&db, id).await.map_err(|e| here.api(&e))?.ok_or_else(|| here.api(&RequestError::Unknown(id)))?;
    let manager = forms::manager_name(&here, found.manager).await.map_err(|e| here.api(&e))?;
    let out = |concept: Concept| ConceptOut {
        nth: concept.nth,
        round: concept.round,
        title: concept.body.title,
        text: concept.body.text,
        tasks: concept.body.tasks,
        suppliers: concept.body.suppliers,
        from_kopecks: concept.from.in_kopecks(),
        to_kopecks: concept.to.in_kopecks(),
    };
    Ok(Json(ConceptsOfferedOut {
        manager,
        round: found.round,
        thinking: found.thinks_again,
        due_at: found.due_at.map(|at| at.to_string()),
        concepts: found.concepts.into_iter().map(out).collect(),
        chosen: found.chosen,
        closed: found.is_closed,
    }))
}

/// Which one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"nth": 1}))]
struct ConceptChoiceIn {
    /// Its number, of whatever round.
    nth: u32,
}

/// Chooses a concept. Choosing it twice is choosing it once.
#[utoipa::path(
    post, path = "/api/v1/concepts/{mark}/choice", tag = "concierge",
    params(("mark" = String, Path, description = "The last part of the link in the letter", example = "mark")), request_body = ConceptChoiceIn, responses((status = 204))
)]
async fn choose_concept(here: Here, ApiPath(mark): ApiPath<String>, JsonBody(body): JsonBody<ConceptChoiceIn>) -> Api<Response> {
    let id = marked(&here, &mark)?;
    choose(&here.app, &here.actor, id, body.nth).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Says that none of a round's concepts fits: others are thought of, and what was sent can be chosen still. Said twice is said once.
#[utoipa::path(
    post, path = "/api/v1/concepts/{mark}/decline", tag = "concierge",
    params(("mark" = String, Path, description = "The last part of the link in the letter", example = "mark")), request_body = ConceptsUnfitIn, responses((status = 204))
)]
async fn decline_concepts(here: Here, ApiPath(mark): ApiPath<String>, JsonBody(body): JsonBody<ConceptsUnfitIn>) -> Api<Response> {
    let id = marked(&here, &mark)?;
    decline(&here.app, &here.actor, id, body.round, &body.unfit).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
