//! Conversations for programs of the house, and a client's own.

use crate::mails::looked;
use access::Resource;
use axum::Json;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use conversations::{
    ANSWER, Asked, Entry, EntryId, EntryKind, LARGEST_FILE, Sending, Shelf, Sought, Standing, TalkError, WRITE, entries, find_said, inbox, keep_note,
    replies_for, resolve, send, snooze, take_over, talk, write_to_manager,
};
use db::Read as _;
use households::ClientId;
use messaging::Attached;
use pages::{Api, ApiPath, ApiQuery, Created, Cursor, Here, JsonBody, PageLimit, PageOut, Routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{FieldFault, Instant};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(ANSWER, routes!(list_conversations))
        .api(ANSWER, routes!(read_conversation))
        .api(ANSWER, routes!(find_in_conversation))
        .api(ANSWER, routes!(send_word))
        .api(ANSWER, routes!(send_file))
        .api(ANSWER, routes!(list_replies))
        .api(ANSWER, routes!(note))
        .api(ANSWER, routes!(take))
        .api(ANSWER, routes!(settle))
        .api(WRITE, routes!(list_words))
        .api(WRITE, routes!(find_words))
        .api(WRITE, routes!(write))
        .api(WRITE, routes!(write_file))
}

/// A conversation that is to be looked at.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "client": "019ab4b2-6c00-7000-8000-000000000001", "manager": "019ab4b2-6c00-7000-8000-000000000004", "deputy": null, "taken_by": null,
    "keeper": "019ab4b2-6c00-7000-8000-000000000004",
    "last": 3, "waiting_since": "2026-11-24T15:30:00Z", "due_at": "2026-11-24T15:30:00Z"
}))]
struct ConversationOut {
    /// Whose.
    client: Uuid,
    /// Their manager.
    manager: Uuid,
    /// Who answers when the manager does not.
    deputy: Option<Uuid>,
    /// Who has taken over for now.
    taken_by: Option<Uuid>,
    /// Who has it now: not whoever is away.
    keeper: Uuid,
    /// The number of the last entry.
    last: i64,
    /// Since when the client waits for a word, RFC 3339.
    waiting_since: Option<String>,
    /// When it is to be looked at, RFC 3339.
    due_at: Option<String>,
}

impl ConversationOut {
    fn new(of: &conversations::Conversation, keeper: people::PersonId) -> Self {
        let at = |at: Option<Instant>| at.map(|at| at.to_string());
        Self {
            client: of.client.uuid(),
            manager: of.manager.uuid(),
            deputy: of.deputy.map(people::PersonId::uuid),
            taken_by: of.taken_by.map(people::PersonId::uuid),
            keeper: keeper.uuid(),
            last: of.last,
            waiting_since: at(of.waiting_since),
            due_at: at(of.due_at),
        }
    }
}

/// Something said in a conversation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019c5a10-0000-7000-8000-000000000007", "nth": 3, "kind": "in", "place": "telegram", "by": null, "words": "Добрый вечер",
    "sent_at": "2026-11-24T15:30:00Z"
}))]
struct EntryOut {
    /// Its id.
    id: Uuid,
    /// Its number: entries were kept in this order.
    nth: i64,
    /// `in`, `out`; at the desk also `note`, `call`, `meeting`, `handover`.
    kind: &'static str,
    /// `site`, `telegram`, `max`, `phone`, `in_person` or `desk`.
    place: &'static str,
    /// Who of us said it; null: the client.
    by: Option<Uuid>,
    /// The words; empty of what cannot be read here, as a voice message, and of a handover by the house when a manager left it.
    words: String,
    /// When it was said, RFC 3339.
    sent_at: String,
}

impl From<Entry> for EntryOut {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id.uuid(),
            nth: entry.nth,
            kind: entry.kind.name(),
            place: entry.place.name(),
            by: entry.by.map(people::PersonId::uuid),
            words: entry.words,
            sent_at: entry.sent_at.to_string(),
        }
    }
}

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 1 to 100; 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct EntriesQuery {
    /// `next` of the page before.
    before: Option<String>,
    /// How many, 1 to 100; 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

impl EntriesQuery {
    fn standing(&self) -> Result<Option<Standing>, TalkError> {
        standing(self.before.as_deref())
    }
}

fn standing(before: Option<&str>) -> Result<Option<Standing>, TalkError> {
    before.map(str::parse).transpose().map_err(|_| TalkError::Fields(vec![FieldFault::new("before", "unknown")]))
}

/// What is looked for, and which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct FindQuery {
    /// The words, up to six, in any form and with slips: all of them stand in an entry, or in the names of what came along.
    #[serde(default)]
    #[param(value_type = String, example = "ключи")]
    find: String,
    /// `next` of the page before.
    before: Option<String>,
    /// How many, 1 to 100; 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

async fn found(here: &Here, client: ClientId, asked: Asked, query: &FindQuery) -> Result<PageOut<EntryOut>, TalkError> {
    let sought = Sought::read(&query.find).ok_or_else(|| TalkError::Fields(vec![FieldFault::new("find", "missing")]))?;
    let before = standing(query.before.as_deref())?;
    let found = find_said(&here.app.read().await?, &here.actor, client, asked, &sought, before, query.limit.0).await?;
    Ok(PageOut { items: found.found.into_iter().map(|one| one.entry.into()).collect(), next: found.next.map(|next| next.to_string()) })
}

fn page_of(entries: Vec<Entry>, limit: u32) -> PageOut<EntryOut> {
    PageOut::of(entries, limit, |last| last.standing().to_string(), EntryOut::from)
}

/// Lists the conversations that are to be looked at, the one that waits longest first.
#[utoipa::path(get, path = "/api/v1/conversations", tag = "conversations", params(ListQuery), responses((status = 200, body = PageOut<ConversationOut>)))]
async fn list_conversations(here: Here, ApiQuery(query): ApiQuery<ListQuery>) -> Api<Json<PageOut<ConversationOut>>> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let after = query.after.map(|Cursor(at, id)| (at, ClientId::from(id)));
    let rows = inbox(&db, &here.actor, Shelf::Waiting, after, query.limit.0 + 1).await.map_err(|e| here.api(&e))?;
    let place = |row: &conversations::Row| Cursor::name(row.of.due_at.unwrap_or(Instant::from_micros(0)), row.of.client);
    Ok(Json(PageOut::of(rows, query.limit.0, place, |row| ConversationOut::new(&row.of, row.keeper))))
}

/// What was said in a conversation, the newest first.
#[utoipa::path(
    get, path = "/api/v1/conversations/{client}", tag = "conversations",
    params(("client" = Uuid, Path, description = "The client"), EntriesQuery), responses((status = 200, body = PageOut<EntryOut>))
)]
async fn read_conversation(here: Here, ApiPath(client): ApiPath<ClientId>, ApiQuery(query): ApiQuery<EntriesQuery>) -> Api<Json<PageOut<EntryOut>>> {
    let before = query.standing().map_err(|e| here.api(&e))?;
    looked(&here, client).await.map_err(|e| here.api(&e))?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let found = entries(&db, &here.actor, client, Asked::Desk, before, query.limit.0 + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(page_of(found, query.limit.0)))
}

/// Finds words in a conversation, the newest first. Some hundred entries are looked through at once: a page may have few, or none, and a `next` all the same.
#[utoipa::path(
    get, path = "/api/v1/conversations/{client}/find", operation_id = "find_in_conversation", tag = "conversations",
    params(("client" = Uuid, Path, description = "The client"), FindQuery), responses((status = 200, body = PageOut<EntryOut>))
)]
async fn find_in_conversation(here: Here, ApiPath(client): ApiPath<ClientId>, ApiQuery(query): ApiQuery<FindQuery>) -> Api<Json<PageOut<EntryOut>>> {
    looked(&here, client).await.map_err(|e| here.api(&e))?;
    Ok(Json(found(&here, client, Asked::Desk, &query).await.map_err(|e| here.api(&e))?))
}

/// A word to a client.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"words": "Добрый вечер. Ключи у консьержа.", "seen": 3}))]
struct WordIn {
    /// The words.
    words: String,
    /// The number of the last entry that was seen; refused where something came since.
    seen: i64,
}

/// Something that was kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019c5a10-0000-7000-8000-000000000007"}))]
struct KeptOut {
    /// Its id.
    id: Uuid,
}

/// Writes to a client whose manager or deputy one is, or whom one has taken over.
#[utoipa::path(
    post, path = "/api/v1/conversations/{client}/send", operation_id = "send_word", tag = "conversations",
    params(("client" = Uuid, Path, description = "The client")), request_body = WordIn, responses((status = 201, body = KeptOut))
)]
async fn send_word(here: Here, ApiPath(client): ApiPath<ClientId>, JsonBody(body): JsonBody<WordIn>) -> Api<Created<KeptOut>> {
    let sending = Sending { id: EntryId::from(here.once()), words: body.words, seen: body.seen, attached: Vec::new() };
    let said = send(&here.app, &here.actor, client, &sending).await.map_err(|e| here.api(&e))?.into_inner();
    Ok(Created(KeptOut { id: said.entry.uuid() }))
}

/// A reply that the house has worded, as the client would read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "on_it", "when": "Просьба понятна, делаем", "text": "Анна Сергеевна, поняли Вас и уже занимаемся. Напишем, как только будет готово."}))]
struct ReplyOut {
    /// Its stable name in the house book.
    id: String,
    /// When to use it, in the language that was asked for.
    when: String,
    /// The words, in the client's language and on their terms.
    text: String,
}

/// Lists the replies of the house book for which all is known of this client, filled in: to be looked over and sent as any other word.
#[utoipa::path(
    get, path = "/api/v1/conversations/{client}/replies", operation_id = "list_replies", tag = "conversations",
    params(("client" = Uuid, Path, description = "The client")), responses((status = 200, body = Vec<ReplyOut>))
)]
async fn list_replies(here: Here, ApiPath(client): ApiPath<ClientId>) -> Api<Json<Vec<ReplyOut>>> {
    let ready = replies_for(&here.app, &here.actor, client).await.map_err(|e| here.api(&e))?;
    let lang = here.t.lang;
    Ok(Json(ready.into_iter().map(|reply| ReplyOut { id: reply.id, when: reply.when.of(lang).to_owned(), text: reply.text }).collect()))
}

/// What is noted beside a conversation.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"kind": "call", "words": "Просила перезвонить в среду. @Елена, возьмите, пожалуйста"}))]
struct TalkNoteIn {
    /// `note`, `call` or `meeting`.
    kind: String,
    /// The words; whoever is called by `@name` is called.
    words: String,
}

/// Keeps a note, a call or a meeting that the client does not see.
#[utoipa::path(
    post, path = "/api/v1/conversations/{client}/notes", operation_id = "note_in_conversation", tag = "conversations",
    params(("client" = Uuid, Path, description = "The client")), request_body = TalkNoteIn, responses((status = 201, body = KeptOut))
)]
async fn note(here: Here, ApiPath(client): ApiPath<ClientId>, JsonBody(body): JsonBody<TalkNoteIn>) -> Api<Created<KeptOut>> {
    let unknown = || here.api(&TalkError::Fields(vec![FieldFault::new("kind", "unknown")]));
    let kind = EntryKind::parse(&body.kind).ok_or_else(unknown)?;
    let kept = keep_note(&here.app, &here.actor, client, EntryId::from(here.once()), kind, &body.words).await;
    Ok(Created(KeptOut { id: kept.map_err(|e| here.api(&e))?.into_inner().uuid() }))
}

/// Why somebody else's client is taken over.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"note": "Татьяна на встрече, клиент ждёт с утра"}))]
struct TakeIn {
    /// For those whose client it is.
    note: String,
}

/// Takes a client over for now: from then on one may write to them.
#[utoipa::path(
    post, path = "/api/v1/conversations/{client}/take", operation_id = "take_conversation", tag = "conversations",
    params(("client" = Uuid, Path, description = "The client")), request_body = TakeIn, responses((status = 204))
)]
async fn take(here: Here, ApiPath(client): ApiPath<ClientId>, JsonBody(body): JsonBody<TakeIn>) -> Api<Response> {
    take_over(&here.app, &here.actor, client, EntryId::from(here.once()), &body.note).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What becomes of a conversation that was looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"seen": 3, "until": "2026-11-26T06:00:00Z"}))]
struct StrangerSettledIn {
    /// The number of the last entry that was seen.
    seen: i64,
    /// Until when it is put off, RFC 3339; null: nobody waits any more.
    #[schema(value_type = Option<String>)]
    until: Option<Instant>,
}

/// Takes a conversation out of the inbox: for good, or until a moment. It comes back as soon as the client writes.
#[utoipa::path(
    post, path = "/api/v1/conversations/{client}/settle", operation_id = "settle_conversation", tag = "conversations",
    params(("client" = Uuid, Path, description = "The client")), request_body = StrangerSettledIn, responses((status = 200, body = ConversationOut))
)]
async fn settle(here: Here, ApiPath(client): ApiPath<ClientId>, JsonBody(body): JsonBody<StrangerSettledIn>) -> Api<Json<ConversationOut>> {
    let settled = match body.until {
        Some(until) => snooze(&here.app, &here.actor, client, body.seen, until).await,
        None => resolve(&here.app, &here.actor, client, body.seen).await,
    };
    settled.map_err(|e| here.api(&e))?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let talk = talk(&db, &here.actor, client).await.and_then(|talk| talk.ok_or(TalkError::Unknown)).map_err(|e| here.api(&e))?;
    Ok(Json(ConversationOut::new(&talk.of, talk.keeper(db.now()))))
}

/// What a client and their manager said to each other, the newest first.
#[utoipa::path(
    get, path = "/api/v1/clients/{client}/talk", operation_id = "list_words", tag = "conversations",
    params(("client" = Uuid, Path, description = "The client"), EntriesQuery), responses((status = 200, body = PageOut<EntryOut>))
)]
async fn list_words(here: Here, ApiPath(client): ApiPath<ClientId>, ApiQuery(query): ApiQuery<EntriesQuery>) -> Api<Json<PageOut<EntryOut>>> {
    let before = query.standing().map_err(|e| here.api(&e))?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let found = entries(&db, &here.actor, client, Asked::Client, before, query.limit.0 + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(page_of(found, query.limit.0)))
}

/// Finds words in what a client and their manager said to each other, the newest first; pages are as those of the desk.
#[utoipa::path(
    get, path = "/api/v1/clients/{client}/talk/find", operation_id = "find_words", tag = "conversations",
    params(("client" = Uuid, Path, description = "The client"), FindQuery), responses((status = 200, body = PageOut<EntryOut>))
)]
async fn find_words(here: Here, ApiPath(client): ApiPath<ClientId>, ApiQuery(query): ApiQuery<FindQuery>) -> Api<Json<PageOut<EntryOut>>> {
    // Who may not hears that, whatever they look for.
    here.actor.may(WRITE, &Resource { client: Some(client.uuid()), crew: vec![] }).map_err(|e| here.api(&e))?;
    Ok(Json(found(&here, client, Asked::Client, &query).await.map_err(|e| here.api(&e))?))
}

/// What a client writes.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"words": "Добрый вечер. Во вторник приедет мастер, впустите его, пожалуйста."}))]
struct WriteIn {
    /// The words.
    words: String,
}

/// Writes to one's manager.
#[utoipa::path(
    post, path = "/api/v1/clients/{client}/talk", operation_id = "write_to_manager", tag = "conversations",
    params(("client" = Uuid, Path, description = "The client")), request_body = WriteIn, responses((status = 201, body = KeptOut))
)]
async fn write(here: Here, ApiPath(client): ApiPath<ClientId>, JsonBody(body): JsonBody<WriteIn>) -> Api<Created<KeptOut>> {
    let kept = write_to_manager(&here.app, &here.actor, client, EntryId::from(here.once()), &body.words, &[]).await;
    Ok(Created(KeptOut { id: kept.map_err(|e| here.api(&e))?.into_inner().uuid() }))
}

/// The body of a request as something that comes along; what is longer than is taken is told by its length.
pub(crate) async fn brought(here: &Here, request: Request) -> Vec<Attached> {
    let body = to_bytes(request.into_body(), LARGEST_FILE).await;
    vec![Attached { name: here.query.get("name").to_owned(), content: body.map_or_else(|_| vec![0; LARGEST_FILE + 1], Vec::from) }]
}

/// Sends a picture or a PDF to one's manager: JPEG, PNG, WebP or PDF, 10 MB at most.
#[utoipa::path(
    post, path = "/api/v1/clients/{client}/talk/files", operation_id = "send_file_to_manager", tag = "conversations",
    params(("client" = Uuid, Path, description = "The client"), ("name" = Option<String>, Query, description = "What it is called")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = KeptOut))
)]
async fn write_file(here: Here, ApiPath(client): ApiPath<ClientId>, request: Request) -> Api<Created<KeptOut>> {
    // Who may not hears that, whatever they send.
    here.actor.may(WRITE, &Resource { client: Some(client.uuid()), crew: vec![] }).map_err(|e| here.api(&e))?;
    let attached = brought(&here, request).await;
    let kept = write_to_manager(&here.app, &here.actor, client, EntryId::from(here.once()), "", &attached).await;
    Ok(Created(KeptOut { id: kept.map_err(|e| here.api(&e))?.into_inner().uuid() }))
}

/// Sends a picture or a PDF to a client with a word: JPEG, PNG, WebP or PDF, 10 MB at most.
#[utoipa::path(
    post, path = "/api/v1/conversations/{client}/files", operation_id = "send_file", tag = "conversations",
    params(
        ("client" = Uuid, Path, description = "The client"),
        ("words" = String, Query, description = "The words that it goes with"),
        ("seen" = i64, Query, description = "The number of the last entry that was seen; refused where something came since"),
        ("name" = Option<String>, Query, description = "What it is called")
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = KeptOut))
)]
async fn send_file(here: Here, ApiPath(client): ApiPath<ClientId>, request: Request) -> Api<Created<KeptOut>> {
    here.actor.may(ANSWER, &Resource { client: Some(client.uuid()), crew: vec![] }).map_err(|e| here.api(&e))?;
    let seen = here.query.get("seen").parse().unwrap_or(-1);
    let attached = brought(&here, request).await;
    let sending = Sending { id: EntryId::from(here.once()), words: here.query.get("words").to_owned(), seen, attached };
    let said = send(&here.app, &here.actor, client, &sending).await.map_err(|e| here.api(&e))?.into_inner();
    Ok(Created(KeptOut { id: said.entry.uuid() }))
}
