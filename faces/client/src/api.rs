//! A client's card for programs of the house.

use crate::load::services;
use access::Resource;
use axum::Json;
use booking::totals_of_visits;
use db::DbError;
use households::{Card, ClientId, FIND_CLIENTS, HomeCard, SEE_CLIENT, show_client};
use pages::{Api, ApiPath, Here, ProblemOut, Routes};
use people::PersonId;
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{Explain, Instant, Problem};
use visits::{Move, Visit, VisitId, list_visits_of};

pub(crate) fn routes() -> Routes {
    Routes::new().api(FIND_CLIENTS, routes!(read_client))
}

/// What the house knows of a client, and the visits, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000001", "name": "Анна Сергеевна", "phone": "+79215550120", "email": null, "lang": "ru",
    "since": "2025-03-04T09:00:00Z", "homes": [{"id": "019ab4b2-6c00-7000-8000-000000000002", "address": "Большая Пушкарская ул., 11, кв. 24", "district": "petrogradsky"}],
    "visits": [], "older": null
}))]
struct ClientOut {
    /// The id.
    id: Uuid,
    /// As the client likes to be called, with the last name where it is known.
    name: String,
    /// The phone, E.164; absent where the client came by e-mail and has told none.
    phone: Option<String>,
    /// The e-mail, where it is known.
    email: Option<String>,
    /// The language to write in.
    lang: String,
    /// A client since, RFC 3339.
    since: String,
    /// The homes, the oldest first.
    homes: Vec<ClientHomeOut>,
    /// Twenty visits at most.
    visits: Vec<ClientVisitOut>,
    /// Where there are older visits: they are read with `before` set to this.
    older: Option<String>,
}

/// A home.
#[derive(Debug, Serialize, ToSchema)]
struct ClientHomeOut {
    /// The id.
    id: Uuid,
    /// In one line.
    address: String,
    /// Code of the district.
    district: String,
}

/// A visit in one line.
#[derive(Debug, Serialize, ToSchema)]
struct ClientVisitOut {
    /// The id.
    id: Uuid,
    /// When it begins, RFC 3339.
    starts: String,
    /// When it ends, RFC 3339.
    ends: String,
    /// `planned`, `confirmed`, `en_route`, `in_progress`, `done`, `cancelled`, `locked_out` or `skipped`.
    state: &'static str,
    /// The service, in the language of `Accept-Language`.
    service: String,
    /// First names of who comes, or came.
    crew: Vec<String>,
    /// What was agreed, in kopecks; a redo costs nothing.
    total_kopecks: Option<i64>,
    /// Of which visit it is a redo.
    redo_of: Option<Uuid>,
}

/// Visits on one page.
const VISITS: u32 = 20;

/// Why there is no card.
#[derive(Debug, thiserror::Error)]
enum NoCard {
    #[error("no client {0}")]
    Unknown(ClientId),
    #[error(transparent)]
    Move(#[from] Move),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NoCard {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown(_) => Problem::new(404, "client-unknown"),
            Self::Move(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// A client's card, under the permit of the desk; the look is recorded.
#[utoipa::path(
    get,
    path = "/api/v1/clients/{id}",
    operation_id = "read_client",
    tag = "clients",
    security(("session" = [])),
    params(("id" = Uuid, Path, description = "The client"), ("before" = Option<String>, Query, description = "Visits that begin before this moment, RFC 3339")),
    responses((status = 200, body = ClientOut), (status = 401, body = ProblemOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut))
)]
async fn read_client(here: Here, ApiPath(id): ApiPath<ClientId>) -> Api<Json<ClientOut>> {
    Ok(Json(client(&here, id).await.map_err(|e| here.api(&e))?))
}

async fn client(here: &Here, id: ClientId) -> Result<ClientOut, NoCard> {
    let permit = here.actor.may(SEE_CLIENT, &Resource::default()).map_err(Move::from)?;
    let (card, homes) = show_client(&here.app, &permit, id).await?.ok_or(NoCard::Unknown(id))?;
    let db = here.app.read().await?;
    let before = here.query.get("before").parse().unwrap_or(Instant::from_micros(i64::MAX));
    let mut visits = list_visits_of(&db, &here.actor, id, before, VISITS + 1).await?;
    let more = visits.len() > VISITS as usize;
    visits.truncate(VISITS as usize);
    let ids: Vec<VisitId> = visits.iter().map(|visit| visit.plan().id).collect();
    let crew: BTreeSet<PersonId> = visits.iter().flat_map(|visit| visit.plan().crew.iter().copied()).collect();
    let totals = totals_of_visits(&db, &ids).await?;
    let names = people::names(&db, &crew.into_iter().collect::<Vec<_>>()).await?;
    let services = services(&db, &visits).await?;
    let line = |visit: &Visit| {
        let plan = visit.plan();
        let service = services.get(&(plan.service.file.clone(), plan.service.version));
        ClientVisitOut {
            id: plan.id.uuid(),
            starts: plan.span.start.to_string(),
            ends: plan.span.end.to_string(),
            state: visit.state().name(),
            service: service.map(|said| said.of(here.lang()).to_owned()).unwrap_or_default(),
            crew: plan.crew.iter().filter_map(|person| names.get(person)).map(|name| name.first.clone()).collect(),
            total_kopecks: totals.get(&plan.id).map(|total| total.in_kopecks()),
            redo_of: plan.redo_of.map(VisitId::uuid),
        }
    };
    let older = visits.last().filter(|_| more).map(|visit| visit.plan().span.start.to_string());
    Ok(ClientOut { older, visits: visits.iter().map(line).collect(), ..ClientOut::of(&card, homes) })
}

impl ClientOut {
    fn of(card: &Card, homes: Vec<HomeCard>) -> Self {
        let home = |home: HomeCard| ClientHomeOut { id: home.home.uuid(), address: home.address.line(), district: home.district };
        Self {
            id: card.client.uuid(),
            name: card.full(),
            phone: card.phone.as_ref().map(|phone| phone.e164().to_owned()),
            email: card.email.clone(),
            lang: card.lang.tag().to_owned(),
            since: card.since.to_string(),
            homes: homes.into_iter().map(home).collect(),
            visits: Vec::new(),
            older: None,
        }
    }
}
