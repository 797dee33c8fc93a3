//! A day's visits for programs of the house.

use crate::load::Asked;
use access::Resource;
use axum::Json;
use db::DbError;
use households::{ClientId, HomeId, show};
use pages::{Api, Here, ProblemOut, Routes};
use people::PersonId;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::Said;
use visits::{Move, SEE_DAY, Tally, Visit, VisitId, visits_between};

pub(crate) fn routes() -> Routes {
    Routes::new().api(SEE_DAY, routes!(list_visits))
}

/// All visits of a day, in the order of their beginning.
#[derive(Debug, Serialize, ToSchema)]
struct DayOut {
    /// The day in the house's city.
    #[schema(example = "2026-11-25")]
    day: String,
    /// The visits.
    visits: Vec<DayVisitOut>,
}

/// A visit of the day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000005", "starts": "2026-11-25T07:00:00Z", "ends": "2026-11-25T10:30:00Z", "state": "planned",
    "service": "Поддерживающая уборка", "client": "019ab4b2-6c00-7000-8000-000000000001", "name": "Анна Сергеевна", "phone": "+79215550120",
    "address": "Большая Пушкарская ул., 11, кв. 24", "district": "petrogradsky", "crew": ["Ольга"], "answered": 0, "items": 38, "redo_of": null
}))]
struct DayVisitOut {
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
    /// Whose visit it is.
    client: Uuid,
    /// Their name; absent after erasure, like the phone and the address.
    name: Option<String>,
    /// Their phone, E.164; absent too where the client came by e-mail and has told none.
    phone: Option<String>,
    /// Where it is.
    address: Option<String>,
    /// Code of its district.
    district: Option<String>,
    /// First names of who comes, or came.
    crew: Vec<String>,
    /// Items of the checklist that have their answer.
    answered: usize,
    /// Items of the checklist.
    items: usize,
    /// Of which visit it is a redo.
    redo_of: Option<Uuid>,
}

/// A day's visits with their clients, under the permit of the desk; the looks are recorded.
#[utoipa::path(
    get,
    path = "/api/v1/visits",
    operation_id = "list_visits",
    tag = "visits",
    security(("session" = [])),
    params(("day" = Option<String>, Query, description = "The day, `2026-11-25`; today without it")),
    responses((status = 200, body = DayOut), (status = 401, body = ProblemOut), (status = 403, body = ProblemOut))
)]
async fn list_visits(here: Here) -> Api<Json<DayOut>> {
    Ok(Json(day(&here).await.map_err(|e| here.api(&e))?))
}

async fn day(here: &Here) -> Result<DayOut, Move> {
    let permit = here.actor.may(SEE_DAY, &Resource::default())?;
    let db = here.app.read().await?;
    let asked = Asked::of(&here.query, db::Read::now(&db));
    let visits = visits_between(&db, &here.actor, asked.span, None).await?;
    let clients: BTreeSet<ClientId> = visits.iter().map(|(visit, _)| visit.plan().client).collect();
    let homes: BTreeSet<HomeId> = visits.iter().map(|(visit, _)| visit.plan().home).collect();
    let crew: BTreeSet<PersonId> = visits.iter().flat_map(|(visit, _)| visit.plan().crew.iter().copied()).collect();
    let shown = show(&here.app, &permit, &clients.into_iter().collect::<Vec<_>>(), &homes.into_iter().collect::<Vec<_>>()).await?;
    let names = people::names(&db, &crew.into_iter().collect::<Vec<_>>()).await?;
    let services = services(&db, &visits).await?;
    let line = |(visit, progress): &(Visit, Tally)| {
        let plan = visit.plan();
        let (card, home) = (shown.cards.get(&plan.client), shown.homes.get(&plan.home));
        DayVisitOut {
            id: plan.id.uuid(),
            starts: plan.span.start.to_string(),
            ends: plan.span.end.to_string(),
            state: visit.state().name(),
            service: services.get(&(plan.service.file.clone(), plan.service.version)).map(|said| said.of(here.lang()).to_owned()).unwrap_or_default(),
            client: plan.client.uuid(),
            name: card.map(households::Card::full),
            phone: card.and_then(|card| Some(card.phone.as_ref()?.e164().to_owned())),
            address: home.map(|home| home.address.line()),
            district: home.map(|home| home.district.clone()),
            crew: plan.crew.iter().filter_map(|person| names.get(person)).map(|name| name.first.clone()).collect(),
            answered: progress.answered(),
            items: progress.all(),
            redo_of: plan.redo_of.map(VisitId::uuid),
        }
    };
    Ok(DayOut { day: asked.day.to_string(), visits: visits.iter().map(line).collect() })
}

/// The names of the services, each as it was offered then.
async fn services(db: &db::Reader, visits: &[(Visit, Tally)]) -> Result<BTreeMap<(String, i64), Said>, DbError> {
    let mut names = BTreeMap::new();
    let pins: BTreeMap<_, _> = visits.iter().map(|(visit, _)| &visit.plan().service).map(|pin| ((pin.file.clone(), pin.version), pin)).collect();
    for (key, pin) in pins {
        names.insert(key, catalog::service_as_of(db, pin).await?.name.clone());
    }
    Ok(names)
}
