//! A household for programs: found among all, what the house remembers, who may act, what was agreed to. The same operations
//! serve the client, for their own household, and the desk.

use access::{Resource, Right, Rights};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use db::{DbError, Read as _};
use households::{
    Along, Author, CHANGE_CONTACT, CHANGE_PHONE_FOR_CLIENT, ClientId, Consent, ERASE_CLIENT, FIND_CLIENTS, Found, HomeId, Journey, KEEP_CONSENT, KEEP_HOMES,
    KEEP_MEMORY, KEEP_PEOPLE, Member, MemberId, Memory, MemoryId, Proposal, ProposalId, RawCalling, RawDoors, RawHome, RawMember, RawMemory, SEE_CLIENT, Seat,
    Source, add_home_of, along, change_phone_for_client, children, confirm_proposal, consents_of, contradictions, decline_proposal, erase_client, find_clients,
    give_consent, invite, let_go, newest_clients, proposals, propose_from, recall, remember, rename, reveal_doors, reveal_homes_of, reveal_people, set_calling,
    set_rights, settle_memory, tell_doors, withdraw_consent, withdraw_memory,
};
use pages::{Api, ApiPath, ApiQuery, Created, Gate, Here, JsonBody, PageLimit, PageOut, Routes, memory_words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{Explain, Problem};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(Gate::Open("says who asks, and nothing of anybody else"), routes!(read_me))
        .api(FIND_CLIENTS, routes!(list_clients))
        .api(SEE_CLIENT, routes!(read_household))
        .api(KEEP_MEMORY, routes!(keep_memory))
        .api(KEEP_MEMORY, routes!(take_memory_back))
        .api(KEEP_MEMORY, routes!(settle_memories))
        .api(KEEP_MEMORY, routes!(read_message))
        .api(KEEP_MEMORY, routes!(settle_found))
        .api(KEEP_MEMORY, routes!(read_journey))
        .with_query("day=2026-03-10")
        .api(KEEP_MEMORY, routes!(keep_doors))
        .api(KEEP_HOMES, routes!(keep_home))
        .api(KEEP_PEOPLE, routes!(let_somebody_act))
        .api(KEEP_PEOPLE, routes!(keep_rights))
        .api(KEEP_PEOPLE, routes!(let_somebody_go))
        .api(KEEP_CONSENT, routes!(keep_consent))
        .api(CHANGE_CONTACT, routes!(keep_name))
        .api(CHANGE_CONTACT, routes!(keep_calling))
        .api(CHANGE_PHONE_FOR_CLIENT, routes!(keep_phone))
        .api(ERASE_CLIENT, routes!(erase))
}

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"kind": "client", "id": "019ab4b2-6c00-7000-8000-000000000001", "client": "019ab4b2-6c00-7000-8000-000000000001", "role": null, "rights": []}))]
struct MeOut {
    /// `visitor`, `client`, `member` (acts for a client) or `staff`.
    kind: &'static str,
    /// Their id.
    id: Option<Uuid>,
    /// The client whose household it is.
    client: Option<Uuid>,
    /// `cleaner`, `manager` or `owner`.
    role: Option<&'static str>,
    /// What a member may do: `order`, `see_bills`, `see_visits`, `manage_memory`.
    rights: Vec<&'static str>,
}

fn names(rights: Rights) -> Vec<&'static str> {
    Right::ALL.into_iter().filter(|right| rights.has(*right)).map(Right::name).collect()
}

/// Says who asks: as what the session or the token is taken.
#[utoipa::path(get, path = "/api/v1/me", tag = "clients", responses((status = 200, body = MeOut)))]
async fn read_me(here: Here) -> Json<MeOut> {
    let (kind, role, rights) = match here.actor {
        access::Actor::House | access::Actor::Visitor => ("visitor", None, Vec::new()),
        access::Actor::Client(_) => ("client", None, Vec::new()),
        access::Actor::Member(acting) => ("member", None, names(acting.rights)),
        access::Actor::Staff(_, role) => ("staff", Some(role.name()), Vec::new()),
    };
    Json(MeOut { kind, id: here.actor.subject(), client: here.actor.client(), role, rights })
}

/// A client in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000001", "name": "Анна Сергеевна", "phone": "+79215550120", "email": null, "lang": "ru",
    "since": "2025-03-04T09:00:00Z", "homes": ["Большая Пушкарская ул., 11, кв. 24"]
}))]
struct ClientLineOut {
    /// The id.
    id: Uuid,
    /// As the client likes to be called, with the last name where it is known.
    name: String,
    /// The phone, E.164, where it is known.
    phone: Option<String>,
    /// The e-mail, where it is known.
    email: Option<String>,
    /// The language to write in.
    lang: &'static str,
    /// A client since, RFC 3339.
    since: String,
    /// The addresses, the oldest first.
    homes: Vec<String>,
}

impl From<Found> for ClientLineOut {
    fn from(found: Found) -> Self {
        let card = &found.card;
        Self {
            id: card.client.uuid(),
            name: card.full(),
            phone: card.phone.as_ref().map(|phone| phone.e164().to_owned()),
            email: card.email.clone(),
            lang: card.lang.tag(),
            since: card.since.to_string(),
            homes: found.homes.iter().map(|home| home.address.line()).collect(),
        }
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ClientsQuery {
    /// Looks for somebody: a name with slips, part of a phone, a street with a house, an e-mail. The nearest come first, on one page.
    #[serde(default)]
    q: String,
    /// The `next` of the page before; not with `q`.
    #[param(value_type = Option<Uuid>)]
    after: Option<ClientId>,
    /// How many, 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists clients, the newest first, or finds those near to what was typed; each look is recorded.
#[utoipa::path(get, path = "/api/v1/clients", tag = "clients", params(ClientsQuery), responses((status = 200, body = PageOut<ClientLineOut>)))]
async fn list_clients(here: Here, ApiQuery(query): ApiQuery<ClientsQuery>) -> Api<Json<PageOut<ClientLineOut>>> {
    let limit = query.limit.0;
    let found = if query.q.trim().is_empty() {
        newest_clients(&here.app, &here.actor, query.after, limit + 1).await
    } else {
        find_clients(&here.app, &here.actor, &query.q, limit as usize).await
    };
    let found = found.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(found, limit, |last| last.card.client.to_string(), ClientLineOut::from)))
}

/// A household, as far as whoever asks may see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "client": "019ab4b2-6c00-7000-8000-000000000001",
    "homes": [{"id": "019ab4b2-6c00-7000-8000-000000000002", "address": "Большая Пушкарская ул., 11, кв. 24", "district": "petrogradsky",
               "entrance": "2", "floor": "4", "intercom": "24", "note": null}],
    "memory": [{"id": "019ab4b2-6c00-7000-8000-000000000021", "home": null, "kind": "allergy", "words": "Не переносят: цитрусовые", "said_at": "2026-11-24T09:30:00Z", "source": "call", "author": "staff", "author_name": "Вера\u{a0}К.", "confidence": "heard", "sensitivity": "close", "contradicts": []}],
    "found": [],
    "people": [{"id": "019ab4b2-6c00-7000-8000-000000000022", "name": "Пётр", "phone": "+79215550124", "kin": "assistant", "rights": ["order"], "since": "2026-01-12T09:00:00Z"}],
    "consents": [{"purpose": "photos", "given_at": "2026-01-12T09:00:00Z", "ended_at": null}]
}))]
struct HouseholdOut {
    /// Whose.
    client: Uuid,
    /// The homes, with the way to the door.
    homes: Vec<DoorOut>,
    /// What the house remembers; empty where it may not be seen.
    memory: Vec<MemoryOut>,
    /// What was found in the household's own words and waits to be confirmed or declined; empty where it may not be seen.
    found: Vec<FoundOut>,
    /// Who may act for the client; empty where it may not be seen.
    people: Vec<MemberOut>,
    /// What the client agreed to; empty where it may not be seen.
    consents: Vec<ConsentOut>,
}

/// A home with the way to its door.
#[derive(Debug, Serialize, ToSchema)]
struct DoorOut {
    /// Its id.
    id: Uuid,
    /// In one line.
    address: String,
    /// Code of the district.
    district: String,
    /// The entrance.
    entrance: Option<String>,
    /// The floor.
    floor: Option<String>,
    /// The intercom.
    intercom: Option<String>,
    /// What else leads to the door.
    note: Option<String>,
}

/// Something the house remembers.
#[derive(Debug, Serialize, ToSchema)]
struct MemoryOut {
    /// Its id.
    id: Uuid,
    /// Of which home; null for all.
    home: Option<Uuid>,
    /// `allergy`, `closed_room`, `closed_home`, `away`, `child`, `pet`, `date`, `taste`, `access`, `wish` or `note`.
    kind: &'static str,
    /// In words, in the language of `Accept-Language`.
    words: String,
    /// When it was said, RFC 3339.
    said_at: String,
    /// By which way it was said: `portal`, `call`, `booking`, `visit` or `message`.
    source: &'static str,
    /// Who wrote it down, or confirmed what was found: `client`, `member` of the household, `staff` or the `house`.
    author: &'static str,
    /// Their name; null for the client and the house, and for who is not to be seen or is here no longer.
    author_name: Option<String>,
    /// How sure the house is: `told` in the household's own words, `heard` and written down by ours, `noted` by ours.
    confidence: &'static str,
    /// How close to the skin it is: `plain`, `private` or `close`.
    sensitivity: &'static str,
    /// The memories that say otherwise.
    contradicts: Vec<Uuid>,
}

/// Something found in the household's own words.
#[derive(Debug, Serialize, ToSchema)]
struct FoundOut {
    /// Its id.
    id: Uuid,
    /// The kind of memory that it would be.
    kind: &'static str,
    /// What would be remembered, in the language of `Accept-Language`.
    words: String,
    /// The sentence in which it was found.
    quote: String,
    /// Where it was found: `answer`, `note` or `message`.
    origin: &'static str,
    /// When it was written, RFC 3339.
    found_at: String,
}

/// Somebody who may act for the client.
#[derive(Debug, Serialize, ToSchema)]
struct MemberOut {
    /// Their id.
    id: Uuid,
    /// As they are called.
    name: String,
    /// The phone they sign in by, E.164.
    phone: String,
    /// What they are to the client.
    kin: &'static str,
    /// `order`, `see_bills`, `see_visits`, `manage_memory`.
    rights: Vec<&'static str>,
    /// Since when, RFC 3339.
    since: String,
}

/// A consent.
#[derive(Debug, Serialize, ToSchema)]
struct ConsentOut {
    /// Code of what it is for.
    purpose: String,
    /// When it was given, RFC 3339.
    given_at: String,
    /// When it was withdrawn, RFC 3339.
    ended_at: Option<String>,
}

impl From<Member> for MemberOut {
    fn from(member: Member) -> Self {
        Self {
            id: member.id.uuid(),
            name: member.name,
            phone: member.phone.e164().to_owned(),
            kin: member.kin.name(),
            rights: names(member.rights),
            since: member.since.to_string(),
        }
    }
}

impl From<Consent> for ConsentOut {
    fn from(consent: Consent) -> Self {
        Self { purpose: consent.purpose, given_at: consent.given_at.to_string(), ended_at: consent.ended.map(|(at, _)| at.to_string()) }
    }
}

/// Why there is no household to show.
#[derive(Debug, thiserror::Error)]
enum NoHousehold {
    #[error("no client {0}")]
    Unknown(ClientId),
    #[error(transparent)]
    Denied(#[from] access::Denied),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NoHousehold {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown(_) => Problem::new(404, "client-unknown"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

async fn household(here: &Here, client: ClientId) -> Result<HouseholdOut, NoHousehold> {
    let (app, actor) = (&here.app, here.actor);
    let theirs = Resource { client: Some(client.uuid()), crew: vec![] };
    let permit = actor.may(SEE_CLIENT, &theirs)?;
    let may = |act| actor.may(act, &theirs).is_ok();
    let (remembers, lets_in) = (may(KEEP_MEMORY), may(KEEP_PEOPLE));
    let (homes, doors, (memory, found), members) = app
        .write(&actor, move |tx| async move {
            households::reveal(&tx, &permit, client).await?.ok_or(NoHousehold::Unknown(client))?;
            let homes = reveal_homes_of(&tx, &permit, client).await?;
            let ids: Vec<HomeId> = homes.iter().map(|home| home.home).collect();
            let doors = reveal_doors(&tx, &permit, &ids).await?;
            let memory = if remembers { (recall(&tx, &permit, client).await?, proposals(&tx, &permit, client).await?) } else { (Vec::new(), Vec::new()) };
            let members = if lets_in { reveal_people(&tx, &permit, client).await? } else { Vec::new() };
            Ok::<_, NoHousehold>((homes, doors, memory, members))
        })
        .await?;
    let db = app.read().await?;
    let (kit, now) = (catalog::kit(app)?, db.now());
    let home = |home: &households::HomeCard| {
        let known = doors.get(&home.home).cloned().unwrap_or_default();
        let (id, address, district) = (home.home.uuid(), home.address.line(), home.district.clone());
        DoorOut { id, address, district, entrance: known.entrance, floor: known.floor, intercom: known.intercom, note: known.note }
    };
    let writers = people::names(&db, &pages::memory_writers(&memory).collect::<Vec<_>>()).await?;
    let quarrels = contradictions(&memory);
    let author_name = |author: Author| match author {
        Author::Staff(id) => writers.get(&id.into()).map(people::Name::short),
        Author::Member(id) => members.iter().find(|member| member.id == id).map(|member| member.name.clone()),
        Author::Client | Author::House => None,
    };
    let others = |of: MemoryId| {
        let other = move |(one, other): &(&Memory, &Memory)| if one.id == of { Some(other.id.uuid()) } else { (other.id == of).then(|| one.id.uuid()) };
        quarrels.iter().filter_map(other).collect()
    };
    let remembered = |memory: &Memory| MemoryOut {
        author: memory.author().name(),
        author_name: author_name(memory.author()),
        contradicts: others(memory.id),
        id: memory.id.uuid(),
        home: memory.home.map(HomeId::uuid),
        kind: memory.kind.name(),
        words: memory_words(&here.t, &kit, &memory.kind, now),
        said_at: memory.said_at.to_string(),
        source: memory.source.name(),
        confidence: memory.confidence().name(),
        sensitivity: memory.kind.sensitivity().name(),
    };
    // What was found in a note of ours is for us to read.
    let found = found.iter().filter(|one| actor.client().is_none() || one.origin != households::Origin::Note);
    let waiting = |one: &Proposal| FoundOut {
        id: one.id.uuid(),
        kind: one.kind.name(),
        words: memory_words(&here.t, &kit, &one.kind, now),
        quote: one.quote.clone(),
        origin: one.origin.name(),
        found_at: one.found_at.to_string(),
    };
    Ok(HouseholdOut {
        client: client.uuid(),
        homes: homes.iter().map(home).collect(),
        memory: memory.iter().map(remembered).collect(),
        found: found.map(waiting).collect(),
        people: members.into_iter().map(MemberOut::from).collect(),
        consents: if may(KEEP_CONSENT) { consents_of(&db, client).await?.into_iter().map(ConsentOut::from).collect() } else { Vec::new() },
    })
}

async fn shown(here: &Here, client: ClientId) -> Api<Json<HouseholdOut>> {
    Ok(Json(household(here, client).await.map_err(|e| here.api(&e))?))
}

/// How what is told here is kept: by the client themselves, or over the phone.
fn source(here: &Here) -> Source {
    if here.actor.client().is_some() { Source::Portal } else { Source::Call }
}

/// Reads a household: homes with the way to the door, memory, people, consents. A look of somebody else is recorded.
#[utoipa::path(
    get, path = "/api/v1/clients/{id}/household", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    responses((status = 200, body = HouseholdOut))
)]
async fn read_household(here: Here, ApiPath(id): ApiPath<ClientId>) -> Api<Json<HouseholdOut>> {
    shown(&here, id).await
}

/// Something to remember; which fields count, depends on the kind.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "allergy", "to": "citrus"}))]
struct MemoryIn {
    /// `allergy`, `closed_room`, `closed_home`, `away`, `child`, `pet`, `access`, `wish` or `note`.
    kind: String,
    /// Of which home; nothing for all.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    home: Option<HomeId>,
    /// Of an allergy: code of what is not borne.
    #[serde(default)]
    to: String,
    /// Of a closed room: its code.
    #[serde(default)]
    room: String,
    /// Of a closed room or home: the days of the week, `1` to `7`.
    #[serde(default)]
    days: Vec<String>,
    /// From when, `10:00`.
    #[serde(default)]
    from: String,
    /// Until when, `18:00`.
    #[serde(default)]
    until: String,
    /// Of those who are away: the first day, `2026-10-01`; nothing: they are away already.
    #[serde(default)]
    since: String,
    /// Of those who are away: the day on which they are at home again.
    #[serde(default)]
    back: String,
    /// Of a child: the weight in whole kilograms, together with the height or not at all.
    #[serde(default)]
    kg: String,
    /// Of a child: the height in centimetres.
    #[serde(default)]
    cm: String,
    /// Of a child: the birthday, `2020-05-17`.
    #[serde(default)]
    born: String,
    /// Of a day of every year: one of them; the year does not count.
    #[serde(default)]
    on: String,
    /// Of a day of every year: `birthday` or `anniversary`; of a taste: `flowers`, `coffee`, …
    #[serde(default)]
    what: String,
    /// Of a pet: `cat`, `dog`, …
    #[serde(default)]
    pet: String,
    /// Of a child or a pet.
    #[serde(default)]
    name: String,
    /// In words: an access, a wish, a note.
    #[serde(default)]
    text: String,
}

/// Keeps something that the house is to remember.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/memory", operation_id = "keep_memory", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    request_body = MemoryIn, responses((status = 201, body = HouseholdOut))
)]
async fn keep_memory(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<MemoryIn>) -> Api<Created<HouseholdOut>> {
    let MemoryIn { kind, home, to, room, days, from, until, since, back, kg, cm, born, on, what, pet, name, text } = body;
    let raw = RawMemory { kind, to, room, days, from, until, since, back, kg, cm, born, on, what, pet, name, text };
    remember(&here.app, &here.actor, id, home, &raw, source(&here)).await.map_err(|e| here.api(&e))?;
    Ok(Created(household(&here, id).await.map_err(|e| here.api(&e))?))
}

/// Which memory.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"memory": "019ab4b2-6c00-7000-8000-000000000021"}))]
struct MemoryGoneIn {
    /// Its id.
    #[schema(value_type = Uuid)]
    memory: MemoryId,
}

/// Takes a memory back: it holds no longer.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/memory/withdraw", operation_id = "withdraw_memory", tag = "clients",
    params(("id" = Uuid, Path, description = "The client")), request_body = MemoryGoneIn, responses((status = 200, body = HouseholdOut))
)]
async fn take_memory_back(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<MemoryGoneIn>) -> Api<Json<HouseholdOut>> {
    withdraw_memory(&here.app, &here.actor, id, body.memory).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// Two memories that disagree.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"holds": "019ab4b2-6c00-7000-8000-000000000021", "gives_way": "019ab4b2-6c00-7000-8000-000000000023"}))]
struct SettleIn {
    /// The one that holds.
    #[schema(value_type = Uuid)]
    holds: MemoryId,
    /// The one that gives way.
    #[schema(value_type = Uuid)]
    gives_way: MemoryId,
}

/// Settles two memories that contradict each other.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/memory/settle", operation_id = "settle_memory", tag = "clients",
    params(("id" = Uuid, Path, description = "The client")), request_body = SettleIn, responses((status = 200, body = HouseholdOut))
)]
async fn settle_memories(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<SettleIn>) -> Api<Json<HouseholdOut>> {
    settle_memory(&here.app, &here.actor, id, body.holds, body.gives_way).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// A message of the household.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "У сына аллергия на лаванду. Мы в отъезде до 10 декабря."}))]
struct MessageIn {
    /// As it was written, 600 letters at most.
    text: String,
}

/// Reads a message of the household and puts forward what may be worth remembering; nothing is remembered until somebody confirms it.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/memory/found", operation_id = "read_message_for_memory", tag = "clients",
    params(("id" = Uuid, Path, description = "The client")), request_body = MessageIn, responses((status = 200, body = HouseholdOut))
)]
async fn read_message(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<MessageIn>) -> Api<Json<HouseholdOut>> {
    propose_from(&here.app, &here.actor, id, &body.text).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// What becomes of something found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"proposal": "019ab4b2-6c00-7000-8000-000000000031", "remember": true}))]
struct FoundIn {
    /// Which.
    #[schema(value_type = Uuid)]
    proposal: ProposalId,
    /// `true`: it is so and remembered from now on. `false`: the same is not put forward again.
    remember: bool,
}

/// Confirms or declines something that was found in the household's own words.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/memory/found/settle", operation_id = "settle_found_memory", tag = "clients",
    params(("id" = Uuid, Path, description = "The client")), request_body = FoundIn, responses((status = 200, body = HouseholdOut))
)]
async fn settle_found(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<FoundIn>) -> Api<Json<HouseholdOut>> {
    let done = if body.remember {
        confirm_proposal(&here.app, &here.actor, id, body.proposal).await.map(drop)
    } else {
        decline_proposal(&here.app, &here.actor, id, body.proposal).await
    };
    done.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct JourneyQuery {
    /// The day of the journey, `2026-12-01`.
    #[param(value_type = String, format = Date)]
    day: jiff::civil::Date,
}

/// What goes along on a journey with the children of the household.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "seats": [{"name": "Ива", "memory": "019ab4b2-6c00-7000-8000-000000000021", "need": "seat", "groups": ["I", "II"], "kinds": ["integral", "high_back"]}],
    "water": "Вода без газа"
}))]
struct JourneyOut {
    /// A seat for each child, by its age, weight and height on that day.
    seats: Vec<SeatOut>,
    /// The water for them, in the language of `Accept-Language`; null where no child goes.
    #[schema(required)]
    water: Option<String>,
}

/// A child's seat.
#[derive(Debug, Serialize, ToSchema)]
struct SeatOut {
    /// For whom.
    name: String,
    /// The memory behind it.
    memory: Option<Uuid>,
    /// `seat`; `ask`: weight and height are unknown or measured too long ago; `belt`: too big for any seat.
    need: &'static str,
    /// Weight groups of UN Regulation 44 that fit: `0`, `0+`, `I`, `II`, `III`.
    groups: Vec<&'static str>,
    /// Kinds of UN Regulation 129 that fit: `backwards`, `integral`, `high_back`, `booster`.
    kinds: Vec<&'static str>,
}

/// Says what goes along on a journey of that day: a seat for every child of the household, and water.
#[utoipa::path(
    get, path = "/api/v1/clients/{id}/journey", tag = "clients", params(("id" = Uuid, Path, description = "The client"), JourneyQuery),
    responses((status = 200, body = JourneyOut))
)]
async fn read_journey(here: Here, ApiPath(id): ApiPath<ClientId>, ApiQuery(query): ApiQuery<JourneyQuery>) -> Api<Json<JourneyOut>> {
    let actor = here.actor;
    let remembered = here.app.write(&actor, move |tx| async move {
        let permit = actor.may(KEEP_MEMORY, &Resource { client: Some(id.uuid()), crew: vec![] })?;
        households::reveal(&tx, &permit, id).await?.ok_or(NoHousehold::Unknown(id))?;
        Ok::<_, NoHousehold>(recall(&tx, &permit, id).await?)
    });
    let memory = remembered.await.map_err(|e| here.api(&e))?;
    let rules = households::memory_rules(&here.app).map_err(|e| here.api(&e))?;
    let mut out = JourneyOut { seats: Vec::new(), water: None };
    for one in along(&Journey { day: query.day, travellers: children(&memory) }, &rules.travel) {
        match one {
            Along::Water { words, .. } => out.water = Some(words.of(here.t.lang).to_owned()),
            Along::Seat { name, seat, memory, .. } => {
                let memory = memory.map(MemoryId::uuid);
                let plain = |need| SeatOut { name: name.clone(), memory, need, groups: Vec::new(), kinds: Vec::new() };
                out.seats.push(match seat {
                    Seat::Ask => plain("ask"),
                    Seat::Belt => plain("belt"),
                    Seat::Fitting(groups, kinds) => SeatOut {
                        groups: groups.into_iter().map(households::Group::mark).collect(),
                        kinds: kinds.into_iter().map(households::ByHeight::name).collect(),
                        ..plain("seat")
                    },
                });
            }
        }
    }
    Ok(Json(out))
}

/// The way to a door.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"home": "019ab4b2-6c00-7000-8000-000000000002", "entrance": "2", "floor": "4", "intercom": "24", "note": "Во двор через арку"}))]
struct DoorsIn {
    /// Of which home of the client.
    #[schema(value_type = Uuid)]
    home: HomeId,
    /// The entrance.
    #[serde(default)]
    entrance: String,
    /// The floor.
    #[serde(default)]
    floor: String,
    /// The intercom.
    #[serde(default)]
    intercom: String,
    /// What else leads to the door.
    #[serde(default)]
    note: String,
}

/// Tells the way to a home's door.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/doors", operation_id = "tell_doors", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    request_body = DoorsIn, responses((status = 200, body = HouseholdOut))
)]
async fn keep_doors(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<DoorsIn>) -> Api<Json<HouseholdOut>> {
    here.actor.may(KEEP_MEMORY, &Resource { client: Some(id.uuid()), crew: vec![] }).map_err(|e| here.api(&e))?;
    let raw = RawDoors { entrance: body.entrance, floor: body.floor, intercom: body.intercom, note: body.note };
    tell_doors(&here.app, &here.actor, body.home, &raw).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// One more home.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"district": "petrogradsky", "street": "Большая Пушкарская ул.", "house": "11", "flat": "24", "entrance": "2"}))]
struct HomeIn {
    /// Code of the district.
    district: String,
    /// The street.
    street: String,
    /// The house.
    house: String,
    /// The flat; a private house has none.
    #[serde(default)]
    flat: String,
    /// The entrance.
    #[serde(default)]
    entrance: String,
    /// The floor.
    #[serde(default)]
    floor: String,
    /// The intercom.
    #[serde(default)]
    intercom: String,
}

/// Adds a home.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/homes", operation_id = "add_home", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    request_body = HomeIn, responses((status = 201, body = HouseholdOut))
)]
async fn keep_home(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<HomeIn>) -> Api<Created<HouseholdOut>> {
    let raw = RawHome { district: body.district, street: body.street, house: body.house, flat: body.flat };
    let doors = RawDoors { entrance: body.entrance, floor: body.floor, intercom: body.intercom, note: String::new() };
    add_home_of(&here.app, &here.actor, id, &raw, &doors).await.map_err(|e| here.api(&e))?;
    Ok(Created(household(&here, id).await.map_err(|e| here.api(&e))?))
}

/// Somebody to let act for the client.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Пётр", "phone": "+7 921 555-01-24", "kin": "assistant", "rights": ["order", "see_visits"]}))]
struct MemberIn {
    /// As they are called.
    name: String,
    /// The phone they sign in by.
    phone: String,
    /// What they are to the client.
    kin: String,
    /// `order`, `see_bills`, `see_visits`, `manage_memory`.
    rights: Vec<String>,
}

/// Lets somebody act for the client; they sign in by their own phone.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/people", operation_id = "invite_member", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    request_body = MemberIn, responses((status = 201, body = HouseholdOut))
)]
async fn let_somebody_act(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<MemberIn>) -> Api<Created<HouseholdOut>> {
    let raw = RawMember { name: body.name, phone: body.phone, kin: body.kin, rights: body.rights };
    invite(&here.app, &here.actor, id, &raw).await.map_err(|e| here.api(&e))?;
    Ok(Created(household(&here, id).await.map_err(|e| here.api(&e))?))
}

/// What somebody of the household may do.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"member": "019ab4b2-6c00-7000-8000-000000000022", "rights": ["order"]}))]
struct RightsIn {
    /// Who.
    #[schema(value_type = Uuid)]
    member: MemberId,
    /// `order`, `see_bills`, `see_visits`, `manage_memory`.
    rights: Vec<String>,
}

/// Gives somebody of the household other rights, at once.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/people/rights", operation_id = "set_rights", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    request_body = RightsIn, responses((status = 200, body = HouseholdOut))
)]
async fn keep_rights(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<RightsIn>) -> Api<Json<HouseholdOut>> {
    set_rights(&here.app, &here.actor, id, body.member, &body.rights).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// Who goes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"member": "019ab4b2-6c00-7000-8000-000000000022"}))]
struct MemberGoneIn {
    /// Who.
    #[schema(value_type = Uuid)]
    member: MemberId,
}

/// Somebody acts for the client no longer; their sessions end at once.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/people/go", operation_id = "let_member_go", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    request_body = MemberGoneIn, responses((status = 200, body = HouseholdOut))
)]
async fn let_somebody_go(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<MemberGoneIn>) -> Api<Json<HouseholdOut>> {
    let_go(&here.app, &here.actor, id, body.member).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// A consent to give or to withdraw.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"purpose": "photos", "given": true}))]
struct ConsentIn {
    /// Code of what it is for.
    purpose: String,
    /// Given, or withdrawn.
    given: bool,
}

/// Gives or withdraws the consent to one purpose, with effect at once.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/consents", operation_id = "keep_consent", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    request_body = ConsentIn, responses((status = 200, body = HouseholdOut))
)]
async fn keep_consent(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<ConsentIn>) -> Api<Json<HouseholdOut>> {
    let done = if body.given {
        give_consent(&here.app, &here.actor, id, &body.purpose, source(&here)).await
    } else {
        withdraw_consent(&here.app, &here.actor, id, &body.purpose, source(&here)).await.map(drop)
    };
    done.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// How a client is called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Анна Сергеевна", "last": "Орлова"}))]
struct NameIn {
    /// As the client likes to be called.
    name: String,
    /// The last name, where it is known.
    #[serde(default)]
    last: String,
}

/// Writes down how a client is called.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/name", operation_id = "rename_client", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    request_body = NameIn, responses((status = 204))
)]
async fn keep_name(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<NameIn>) -> Api<Response> {
    rename(&here.app, &here.actor, id, &body.name, &body.last).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// How somebody of a household is addressed; what is left out is by the rule.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"salutation": "Аня", "register": "warm", "thou": true, "sex": "female", "dative": "Ане"}))]
struct CallingIn {
    /// Who acts for the client; nothing for the client.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    member: Option<MemberId>,
    /// What stands before the comma of a letter.
    #[serde(default)]
    salutation: String,
    /// `as_told`, `warm` (the first name) or `formal` (in English Ms or Mr).
    #[serde(default)]
    register: String,
    /// On first-name terms.
    #[serde(default)]
    thou: bool,
    /// `female` or `male`, where the name does not tell.
    #[serde(default)]
    sex: String,
    /// The name in the genitive, where the rule does it wrong.
    #[serde(default)]
    genitive: String,
    /// In the dative.
    #[serde(default)]
    dative: String,
    /// In the accusative.
    #[serde(default)]
    accusative: String,
    /// In the instrumental.
    #[serde(default)]
    instrumental: String,
    /// In the prepositional.
    #[serde(default)]
    prepositional: String,
}

/// A person as addressed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"salutation": "Анна Сергеевна", "register": "as_told", "thou": false,
    "cases": ["Анна Сергеевна", "Анны Сергеевны", "Анне Сергеевне", "Анну Сергеевну", "Анной Сергеевной", "Анне Сергеевне"]}))]
struct CallingOut {
    /// What stands before the comma of a letter.
    salutation: String,
    /// `as_told`, `warm` or `formal`.
    register: &'static str,
    /// On first-name terms.
    thou: bool,
    /// As they are called in Russian, from the nominative to the prepositional.
    cases: Vec<String>,
}

/// Says how the client, or somebody who acts for them, is addressed: the next letter is written so.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/calling", operation_id = "set_calling", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    request_body = CallingIn, responses((status = 200, body = CallingOut))
)]
async fn keep_calling(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<CallingIn>) -> Api<Json<CallingOut>> {
    let (actor, member) = (here.actor, body.member);
    let forms = [body.genitive, body.dative, body.accusative, body.instrumental, body.prepositional];
    let thou = if body.thou { "yes" } else { "" }.to_owned();
    let raw = RawCalling { salutation: body.salutation, register: body.register, thou, sex: body.sex, forms };
    set_calling(&here.app, &actor, id, member, &raw).await.map_err(|e| here.api(&e))?;
    let told = here.app.write(&actor, move |tx| async move {
        let permit = actor.may(CHANGE_CONTACT, &Resource { client: Some(id.uuid()), crew: vec![] })?;
        let card = households::reveal(&tx, &permit, id).await?.ok_or(NoHousehold::Unknown(id))?;
        let people = reveal_people(&tx, &permit, id).await?;
        let person = people.into_iter().find(|one| Some(one.id) == member);
        Ok::<_, NoHousehold>(person.map_or((card.calling, card.name, card.last), |one| (one.calling, one.name, None)))
    });
    let (calling, name, last) = told.await.map_err(|e| here.api(&e))?;
    let cases = lexicon::names::Case::ALL.map(|case| calling.in_case(&name, last.as_deref(), case)).into();
    Ok(Json(CallingOut { salutation: calling.salutation(&name, last.as_deref(), here.t.lang), register: calling.register.name(), thou: calling.thou, cases }))
}

/// A client's other phone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"phone": "+7 921 555-01-33", "check": "called_back"}))]
struct ClientPhoneIn {
    /// The phone, however it is written.
    phone: String,
    /// How it was made sure that it is the client who asks.
    check: String,
}

/// Changes a client's phone at the desk, after a check; the old number is told.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/phone", operation_id = "change_phone", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    request_body = ClientPhoneIn, responses((status = 204))
)]
async fn keep_phone(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<ClientPhoneIn>) -> Api<Response> {
    change_phone_for_client(&here.app, &here.actor, id, &body.phone, &body.check).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Erases a client for good: what was personal cannot be read any more. Refused while something is to be done for them.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/erase", operation_id = "erase_client", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    responses((status = 204))
)]
async fn erase(here: Here, ApiPath(id): ApiPath<ClientId>) -> Api<Response> {
    erase_client(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
