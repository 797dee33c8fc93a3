//! What the house offers, for programs: services with their checklists, districts; requests and calls, told and answered.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use catalog::{Basis, Every, Item, OfferedService};
use concierge::{
    CLOSE_REQUEST, LEAVE_PHONE, MAKE_REQUEST, RawCaller, RawRequest, Request, RequestError, RequestId, SEE_REQUESTS, Way, WhyCall, close_request,
    closed_requests, leave_phone, make_request, open_requests, promised, request, requests_of,
};
use households::ClientId;
use pages::{Api, ApiPath, ApiQuery, Created, Cursor, Gate, Here, JsonBody, PageLimit, PageOut, Routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::Lang;

pub(crate) fn routes() -> Routes {
    const OPEN: Gate = Gate::Open("what the house offers is public");
    Routes::new()
        .api(OPEN, routes!(list_services))
        .api(OPEN, routes!(read_service))
        .api(OPEN, routes!(list_districts))
        .api(MAKE_REQUEST, routes!(tell_request))
        .api(LEAVE_PHONE, routes!(ask_for_call))
        .api(CLOSE_REQUEST, routes!(list_requests))
        .api(CLOSE_REQUEST, routes!(read_request))
        .api(SEE_REQUESTS, routes!(list_client_requests))
        .api(CLOSE_REQUEST, routes!(answer_request))
}

/// A service in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"code": "regular", "name": "Поддерживающая уборка", "summary": "Чистый дом каждую неделю", "priced_by": "home"}))]
struct ServiceOut {
    /// Code of the service: what a quote asks for.
    code: String,
    /// Its name, in the language of `Accept-Language`.
    name: String,
    /// What it is for.
    summary: String,
    /// `home`: by m², rooms and bathrooms; `windows`: by windows.
    priced_by: &'static str,
}

/// A service with its checklist.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "regular", "name": "Поддерживающая уборка", "summary": "Чистый дом каждую неделю", "priced_by": "home", "version": 3,
    "extras": [{"code": "oven", "name": "Духовка внутри", "unit": null, "most": 1}],
    "items": [{"id": "hall.mirror", "room": "hall", "room_name": "Прихожая", "text": "Зеркала без разводов", "extra": null, "every": "visit", "noisy": false}],
    "not_included": ["Химчистка мебели"]
}))]
struct ServiceCardOut {
    /// Code of the service.
    code: String,
    /// Its name.
    name: String,
    /// What it is for.
    summary: String,
    /// `home` or `windows`.
    priced_by: &'static str,
    /// The edition of its page: a quote and a visit pin theirs.
    version: i64,
    /// What can be ordered besides.
    extras: Vec<ExtraOut>,
    /// The checklist in walking order.
    items: Vec<ServiceItemOut>,
    /// What is not done.
    not_included: Vec<String>,
}

/// Something that can be ordered besides.
#[derive(Debug, Serialize, ToSchema)]
struct ExtraOut {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// What is counted; null where there is one or none.
    unit: Option<String>,
    /// How many at most.
    most: u32,
}

/// A point of a service's checklist.
#[derive(Debug, Serialize, ToSchema)]
struct ServiceItemOut {
    /// Its id, the same for ever.
    id: String,
    /// Code of its room.
    room: String,
    /// Name of its room.
    room_name: String,
    /// How it is when it is done.
    text: String,
    /// The extra that it belongs to; null where it is always done.
    extra: Option<String>,
    /// How often: at each `visit`, once a `month`, once a `quarter`, or `once`.
    every: &'static str,
    /// It is heard next door.
    noisy: bool,
}

/// A district that is served.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"code": "petrogradsky", "name": "Петроградский", "beyond_ring": false}))]
struct DistrictOut {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// It lies beyond the ring road.
    beyond_ring: bool,
}

const fn priced_by(basis: Basis) -> &'static str {
    match basis {
        Basis::Home => "home",
        Basis::Windows => "windows",
    }
}

impl ServiceCardOut {
    fn of(offered: &OfferedService, lang: Lang) -> Self {
        let service = &offered.service;
        let item = |item: &Item| ServiceItemOut {
            id: item.id.clone(),
            room: item.room.clone(),
            room_name: service.room(&item.room).map(|room| room.name.of(lang).to_owned()).unwrap_or_default(),
            text: item.text.of(lang).to_owned(),
            extra: item.extra.clone(),
            every: how_often(item.every),
            noisy: item.noisy,
        };
        let extra = |extra: &catalog::Extra| ExtraOut {
            code: extra.code.clone(),
            name: extra.name.of(lang).to_owned(),
            unit: extra.unit.as_ref().map(|unit| unit.of(lang).to_owned()),
            most: extra.most,
        };
        Self {
            code: service.code.clone(),
            name: service.name.of(lang).to_owned(),
            summary: service.summary.of(lang).to_owned(),
            priced_by: priced_by(service.basis),
            version: offered.pin.version,
            extras: service.extras.iter().map(extra).collect(),
            items: service.items.iter().map(item).collect(),
            not_included: service.not_included.iter().map(|line| line.of(lang).to_owned()).collect(),
        }
    }
}

/// Lists what is offered now, in the order of the house.
#[utoipa::path(get, path = "/api/v1/services", tag = "catalog", responses((status = 200, body = Vec<ServiceOut>)))]
async fn list_services(here: Here) -> Api<Json<Vec<ServiceOut>>> {
    let (catalog, lang) = (catalog::catalog(&here.app).map_err(|e| here.api(&e))?, here.lang());
    let out = |offered: &std::sync::Arc<OfferedService>| ServiceOut {
        code: offered.service.code.clone(),
        name: offered.service.name.of(lang).to_owned(),
        summary: offered.service.summary.of(lang).to_owned(),
        priced_by: priced_by(offered.service.basis),
    };
    Ok(Json(catalog.services().iter().map(out).collect()))
}

/// Reads one service with its checklist, as it is offered now.
#[utoipa::path(
    get, path = "/api/v1/services/{code}", tag = "catalog",
    params(("code" = String, Path, description = "Code of the service", example = "regular")),
    responses((status = 200, body = ServiceCardOut))
)]
async fn read_service(here: Here, ApiPath(code): ApiPath<String>) -> Api<Json<ServiceCardOut>> {
    let offered = catalog::service(&here.app, &code).map_err(|e| here.api(&e))?;
    Ok(Json(ServiceCardOut::of(&offered, here.lang())))
}

/// Lists the districts that are served.
#[utoipa::path(get, path = "/api/v1/districts", tag = "catalog", responses((status = 200, body = Vec<DistrictOut>)))]
async fn list_districts(here: Here) -> Api<Json<Vec<DistrictOut>>> {
    let districts = catalog::districts(&here.app).map_err(|e| here.api(&e))?;
    let out = |one: &catalog::District| DistrictOut { code: one.code.clone(), name: one.name.of(here.lang()).to_owned(), beyond_ring: one.beyond_ring };
    Ok(Json(districts.all().iter().map(out).collect()))
}

/// A task that begins with a conversation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"about": "travel", "name": "Анна Сергеевна", "reach": "+7 921 555-01-20", "task": "Собрать семью в дорогу к пятнице"}))]
struct RequestIn {
    /// Code of what it is about, of a service or a task of the house book; nothing where somebody only writes to us.
    #[serde(default)]
    about: String,
    /// How they like to be called.
    name: String,
    /// A phone or an e-mail address.
    reach: String,
    /// The task in their words.
    task: String,
}

/// A phone that is left.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"why": "no_time", "name": "Анна Сергеевна", "phone": "+7 921 555-01-20", "wish": "Лучше вечером"}))]
struct CallIn {
    /// `no_time`: no time suits; `outside`: the address lies outside of our area.
    #[schema(value_type = WhyCallName)]
    why: WhyCall,
    /// The quote that no time was found for.
    #[serde(default)]
    quote: Option<Uuid>,
    /// How they like to be called.
    name: String,
    /// The phone.
    phone: String,
    /// When it would suit, or where they live.
    #[serde(default)]
    wish: String,
}

/// Why somebody is to be called.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "it describes what `WhyCall` reads")]
enum WhyCallName {
    /// None of the times suits.
    NoTime,
    /// The address lies outside of our area.
    Outside,
}

/// A request that was made: who takes it, and by when they answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019ab4b2-6c00-7000-8000-000000000009", "manager": "Татьяна Ветлицкая", "due_at": "2026-11-24T10:00:00Z"}))]
struct RequestMadeOut {
    /// Its id.
    id: Uuid,
    /// Who takes it.
    manager: String,
    /// By when they answer, RFC 3339; null where nothing was promised.
    due_at: Option<String>,
}

impl RequestMadeOut {
    async fn of(here: &Here, id: RequestId) -> Result<Self, db::DbError> {
        let promised = promised(&here.app.read().await?, id).await?;
        let manager = concierge_web::manager_name(here, promised.and_then(|promised| promised.manager)).await?;
        Ok(Self { id: id.uuid(), manager, due_at: promised.map(|promised| promised.due_at.to_string()) })
    }
}

/// Somebody who waits for an answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000009", "about": "travel", "call": null, "name": "Анна Сергеевна", "phone": "+79215550120", "email": null,
    "lang": "ru", "words": "Собрать семью в дорогу к пятнице", "asked_at": "2026-11-24T09:30:00Z",
    "manager": "019ab4b2-6c00-7000-8000-000000000001", "due_at": "2026-11-24T10:00:00Z", "answered_at": null, "stage": "waiting", "client": null,
    "agreed_day": null, "proposed": null, "closed_at": null
}))]
struct RequestOut {
    /// Its id.
    id: Uuid,
    /// Code of what it is about; null where they only wrote to us, or left a phone.
    about: Option<String>,
    /// Why they are to be called: `no_time`, `outside`; null where they wrote.
    call: Option<&'static str>,
    /// How they like to be called.
    name: String,
    /// The phone, E.164, where they are reached by phone.
    phone: Option<String>,
    /// The address, where they are reached in writing.
    email: Option<String>,
    /// The language to speak.
    lang: &'static str,
    /// In their words; a yes to our proposal has none of its own.
    words: String,
    /// For which day they said yes to what we proposed; null where they asked by themselves.
    #[schema(format = Date)]
    agreed_day: Option<String>,
    /// What we proposed, in our words.
    proposed: Option<String>,
    /// Since when they wait, RFC 3339.
    asked_at: String,
    /// Who has it.
    manager: Option<Uuid>,
    /// By when the first answer was promised, RFC 3339.
    due_at: Option<String>,
    /// When it was given.
    answered_at: Option<String>,
    /// How far it has come: `waiting`, `talking`, `offered`, `chosen`.
    stage: &'static str,
    /// The client whose it is; null for nobody's.
    client: Option<Uuid>,
    /// When it was closed; null while it is open.
    closed_at: Option<String>,
}

impl From<Request> for RequestOut {
    fn from(request: Request) -> Self {
        let (phone, email) = match &request.asker.way {
            Way::Phone(phone) => (Some(phone.e164().to_owned()), None),
            Way::Email(email) => (None, Some(email.to_string())),
        };
        Self {
            id: request.id.uuid(),
            about: request.about,
            call: request.call.map(|call| call.why.name()),
            name: request.asker.name,
            phone,
            email,
            lang: request.asker.lang.tag(),
            words: request.words,
            agreed_day: request.agreed.as_ref().map(|agreed| agreed.on.to_string()),
            proposed: request.agreed.map(|agreed| agreed.text),
            asked_at: request.asked_at.to_string(),
            manager: request.manager.map(people::PersonId::uuid),
            due_at: request.due_at.map(|at| at.to_string()),
            answered_at: request.answered_at.map(|at| at.to_string()),
            stage: request.stage.name(),
            client: request.client.map(ClientId::uuid),
            closed_at: request.closed_at.map(|at| at.to_string()),
        }
    }
}

/// Tells the house of a task; a manager answers. The same words sent twice are one request.
#[utoipa::path(post, path = "/api/v1/requests", tag = "concierge", request_body = RequestIn, responses((status = 201, body = RequestMadeOut)))]
async fn tell_request(here: Here, JsonBody(body): JsonBody<RequestIn>) -> Api<Created<RequestMadeOut>> {
    let raw = RawRequest { about: body.about, name: body.name, reach: body.reach, words: body.task };
    let made = make_request(&here.app, &here.actor, &raw, here.lang()).await.map_err(|e| here.api(&e))?;
    Ok(Created(RequestMadeOut::of(&here, made.into_inner()).await.map_err(|e| here.api(&e))?))
}

/// Leaves a phone: the house calls. The same phone for the same reason is one request while it is open, with all that was said.
#[utoipa::path(post, path = "/api/v1/calls", tag = "concierge", request_body = CallIn, responses((status = 201, body = RequestMadeOut)))]
async fn ask_for_call(here: Here, JsonBody(body): JsonBody<CallIn>) -> Api<Created<RequestMadeOut>> {
    let raw = RawCaller { name: body.name, phone: body.phone, wish: body.wish };
    let made = leave_phone(&here.app, &here.actor, body.why, body.quote, &raw, here.lang()).await.map_err(|e| here.api(&e))?;
    Ok(Created(RequestMadeOut::of(&here, made.into_inner()).await.map_err(|e| here.api(&e))?))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// The closed ones, the newest first; those that wait where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<bool>)]
    closed: bool,
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists those who wait for an answer, who waits longest first, or the closed ones that are not forgotten; each look is recorded.
#[utoipa::path(get, path = "/api/v1/requests", tag = "concierge", params(ListQuery), responses((status = 200, body = PageOut<RequestOut>)))]
async fn list_requests(here: Here, ApiQuery(query): ApiQuery<ListQuery>) -> Api<Json<PageOut<RequestOut>>> {
    let (limit, after) = (query.limit.0, query.after.map(|Cursor(at, id)| (at, id.into())));
    if query.closed {
        let closed = closed_requests(&here.app, &here.actor, after, limit + 1).await.map_err(|e| here.api(&e))?;
        return Ok(Json(PageOut::of(closed, limit, |last| Cursor::name(last.closed_at.unwrap_or(last.asked_at), last.id), RequestOut::from)));
    }
    let open = open_requests(&here.app, &here.actor, after, limit + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(open, limit, |last| Cursor::name(last.asked_at, last.id), RequestOut::from)))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct TheirsQuery {
    /// The closed ones; the open ones where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<bool>)]
    closed: bool,
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists a client's requests, the newest first: the open ones, or the closed, which are kept as long as the client stays. To the client and to
/// the desk, whose looks are recorded.
#[utoipa::path(
    get, path = "/api/v1/clients/{id}/requests", tag = "concierge", params(("id" = Uuid, Path, description = "The client"), TheirsQuery),
    responses((status = 200, body = PageOut<RequestOut>))
)]
async fn list_client_requests(here: Here, ApiPath(client): ApiPath<ClientId>, ApiQuery(query): ApiQuery<TheirsQuery>) -> Api<Json<PageOut<RequestOut>>> {
    let (limit, after) = (query.limit.0, query.after.map(|Cursor(at, id)| (at, id.into())));
    let found = requests_of(&here.app, &here.actor, client, query.closed, after, limit + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(found, limit, |last| Cursor::name(last.asked_at, last.id), RequestOut::from)))
}

/// Reads one request; the look is recorded.
#[utoipa::path(
    get, path = "/api/v1/requests/{waiting}", tag = "concierge", params(("waiting" = Uuid, Path, description = "The request")),
    responses((status = 200, body = RequestOut))
)]
async fn read_request(here: Here, ApiPath(id): ApiPath<RequestId>) -> Api<Json<RequestOut>> {
    let found = request(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    let found = found.ok_or_else(|| here.api(&RequestError::Unknown(id)))?;
    Ok(Json(found.into()))
}

/// What came of a request.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"note": "Созвонились, заказ на пятницу"}))]
struct RequestNoteIn {
    /// In a few words.
    note: String,
}

/// Closes a request with a note of what came of it. Closing twice is closing once.
#[utoipa::path(
    post, path = "/api/v1/requests/{waiting}/close", tag = "concierge", params(("waiting" = Uuid, Path, description = "The request")),
    request_body = RequestNoteIn, responses((status = 204))
)]
async fn answer_request(here: Here, ApiPath(id): ApiPath<RequestId>, JsonBody(body): JsonBody<RequestNoteIn>) -> Api<Response> {
    close_request(&here.app, &here.actor, id, &body.note).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

const fn how_often(every: Every) -> &'static str {
    match every {
        Every::Once => "once",
        Every::Quarter => "quarter",
        Every::Month => "month",
        Every::Visit => "visit",
    }
}
