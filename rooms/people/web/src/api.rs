//! The people of the house for its programs: who works here, the stages of their vetting.

use access::{Denied, Resource, Role};
use axum::Json;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use db::DbError;
use jiff::civil::Date;
use pages::{Api, ApiPath, Created, Here, JsonBody, Routes, json_problem};
use people::{
    HEAVIEST_PORTRAIT, HIRE, LEAVE_HOUSE, NewPerson, PASS_STAGE, PassStage, PersonId, REVOKE_STAGE, SET_PORTRAIT, StaffMember, Stage, StageId, StageKind,
    TaxForm, come_back, hire, leave_house, pass_stage, pass_tax_status, revoke_stage, stages_of,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{Explain, FieldFault, Instant, Problem};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(PASS_STAGE, routes!(list_people))
        .api(PASS_STAGE, routes!(read_person))
        .api(HIRE, routes!(hire_person))
        .api(PASS_STAGE, routes!(record_stage))
        .api(REVOKE_STAGE, routes!(take_stage_back))
        .api(SET_PORTRAIT, routes!(put_portrait))
        .api(LEAVE_HOUSE, routes!(end_work))
        .api(LEAVE_HOUSE, routes!(begin_work_again))
}

/// Why there is nobody to show.
#[derive(Debug, thiserror::Error)]
enum NoPerson {
    #[error("no person {0}")]
    Unknown(PersonId),
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NoPerson {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown(_) => Problem::new(404, "person-unknown"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// One of the staff.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000004", "first": "Ольга", "patronymic": "Сергеевна", "last": "Петрова", "role": "cleaner"
}))]
struct PersonOut {
    /// Their id.
    id: Uuid,
    /// Given name; null after erasure, like the rest of the name.
    first: Option<String>,
    /// Patronymic, where there is one.
    patronymic: Option<String>,
    /// Family name.
    last: Option<String>,
    /// `cleaner`, `manager` or `owner`.
    role: &'static str,
}

impl From<&StaffMember> for PersonOut {
    fn from(member: &StaffMember) -> Self {
        let name = member.name.as_ref();
        Self {
            id: member.id.uuid(),
            first: name.map(|name| name.first.clone()),
            patronymic: name.and_then(|name| name.patronymic.clone()),
            last: name.map(|name| name.last.clone()),
            role: member.role.name(),
        }
    }
}

/// One of the staff with the stages of their vetting.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000004", "first": "Ольга", "patronymic": "Сергеевна", "last": "Петрова", "role": "cleaner", "last_day": null,
    "stages": [{"id": "019ab4b2-6c00-7000-8000-000000000011", "kind": "certificate", "service": "regular", "tax": null,
                "passed_at": "2026-01-12T09:00:00Z", "until": "2027-01-12T09:00:00Z", "evidence": "архив, дело 2", "revoked_at": null}]
}))]
struct PersonCardOut {
    /// Their id.
    id: Uuid,
    /// Given name; null after erasure.
    first: Option<String>,
    /// Patronymic, where there is one.
    patronymic: Option<String>,
    /// Family name.
    last: Option<String>,
    /// `cleaner`, `manager` or `owner`.
    role: &'static str,
    /// Their last day, of whoever works here no longer.
    #[schema(required)]
    last_day: Option<String>,
    /// What was recorded, in the order in which it was.
    stages: Vec<StageOut>,
}

/// A stage of vetting.
#[derive(Debug, Serialize, ToSchema)]
struct StageOut {
    /// Its id.
    id: Uuid,
    /// `questionnaire`, `interview`, `security_check`, `certificate`, `nda` or `tax_status`.
    kind: &'static str,
    /// Code of the service, of a certificate.
    service: Option<String>,
    /// `self_employed`, `sole_trader` or `employed`, of a tax status.
    tax: Option<&'static str>,
    /// When it was passed, RFC 3339.
    passed_at: String,
    /// When it runs out, RFC 3339; null when it does not.
    until: Option<String>,
    /// Where the paper is.
    evidence: String,
    /// When it was taken back, RFC 3339.
    revoked_at: Option<String>,
}

impl From<Stage> for StageOut {
    fn from(stage: Stage) -> Self {
        Self {
            id: stage.id.uuid(),
            kind: stage.kind.name(),
            service: Some(stage.service).filter(|service| !service.is_empty()),
            tax: stage.tax.map(TaxForm::name),
            passed_at: stage.passed_at.to_string(),
            until: stage.until.map(|at| at.to_string()),
            evidence: stage.evidence,
            revoked_at: stage.revoked_at.map(|at| at.to_string()),
        }
    }
}

async fn staff(here: &Here) -> Result<Vec<StaffMember>, NoPerson> {
    here.actor.may(PASS_STAGE, &Resource::default())?;
    Ok(people::staff(&here.app.read().await?).await?)
}

async fn card(here: &Here, id: PersonId) -> Result<PersonCardOut, NoPerson> {
    here.actor.may(PASS_STAGE, &Resource::default())?;
    let member = people::person(&here.app.read().await?, id).await?.ok_or(NoPerson::Unknown(id))?;
    let PersonOut { id, first, patronymic, last, role } = PersonOut::from(&member);
    let (last_day, stages) = (member.last_day.map(|day| day.to_string()), member.stages.into_iter().map(StageOut::from).collect());
    Ok(PersonCardOut { id, first, patronymic, last, role, last_day, stages })
}

/// Lists all who work here.
#[utoipa::path(get, path = "/api/v1/people", tag = "people", responses((status = 200, body = Vec<PersonOut>)))]
async fn list_people(here: Here) -> Api<Json<Vec<PersonOut>>> {
    let staff = staff(&here).await.map_err(|e| here.api(&e))?;
    Ok(Json(staff.iter().map(PersonOut::from).collect()))
}

/// Reads one of the staff with the stages of their vetting; also whoever works here no longer.
#[utoipa::path(
    get, path = "/api/v1/people/{person}", tag = "people", params(("person" = Uuid, Path, description = "The person")),
    responses((status = 200, body = PersonCardOut))
)]
async fn read_person(here: Here, ApiPath(person): ApiPath<PersonId>) -> Api<Json<PersonCardOut>> {
    Ok(Json(card(&here, person).await.map_err(|e| here.api(&e))?))
}

/// Somebody to hire.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"first": "Ольга", "patronymic": "Сергеевна", "last": "Петрова", "role": "cleaner"}))]
struct PersonIn {
    /// Given name.
    first: String,
    /// Patronymic, where there is one.
    #[serde(default)]
    patronymic: Option<String>,
    /// Family name.
    last: String,
    /// As what. Only an owner gives somebody a door of their own, at `/desk/keys`.
    role: HiredAs,
}

/// As what somebody is hired.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum HiredAs {
    /// Goes to visits.
    Cleaner,
    /// Runs the day at the desk.
    Manager,
}

/// Hires somebody. They are sent nowhere before all stages stand.
#[utoipa::path(post, path = "/api/v1/people", tag = "people", request_body = PersonIn, responses((status = 201, body = PersonCardOut)))]
async fn hire_person(here: Here, JsonBody(body): JsonBody<PersonIn>) -> Api<Created<PersonCardOut>> {
    let role = match body.role {
        HiredAs::Cleaner => Role::Cleaner,
        HiredAs::Manager => Role::Manager,
    };
    let person = NewPerson { id: Some(here.once().into()), first: body.first, patronymic: body.patronymic, last: body.last, role };
    let hired = hire(&here.app, &here.actor, person).await.map_err(|e| here.api(&e))?.into_inner();
    Ok(Created(card(&here, hired).await.map_err(|e| here.api(&e))?))
}

/// A stage to record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "certificate", "service": "regular", "passed_at": "2026-01-12T09:00:00Z", "until": "2027-01-12T09:00:00Z", "evidence": "архив, дело 2"}))]
struct StageIn {
    /// Which stage.
    kind: StageName,
    /// Code of the service: with a certificate only.
    #[serde(default)]
    service: Option<String>,
    /// On which terms: with a tax status only.
    #[serde(default)]
    #[schema(value_type = Option<TaxName>)]
    tax: Option<TaxForm>,
    /// When it was passed, RFC 3339; now where nothing is said, never later.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    passed_at: Option<Instant>,
    /// When it runs out, RFC 3339; nothing where it does not.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Instant>,
    /// Where the paper is: a reference, no personal data.
    evidence: String,
}

/// A stage of vetting by its name.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StageName {
    /// The questionnaire, with references asked.
    Questionnaire,
    /// The interview.
    Interview,
    /// The check by the security service.
    SecurityCheck,
    /// The examination for one service.
    Certificate,
    /// The signed confidentiality agreement.
    Nda,
    /// On which terms they work.
    TaxStatus,
}

/// The terms on which somebody works.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "it describes what `TaxForm` reads")]
enum TaxName {
    /// Self-employed.
    SelfEmployed,
    /// A sole trader.
    SoleTrader,
    /// Under a contract of employment.
    Employed,
}

impl From<StageName> for StageKind {
    fn from(name: StageName) -> Self {
        match name {
            StageName::Questionnaire => Self::Questionnaire,
            StageName::Interview => Self::Interview,
            StageName::SecurityCheck => Self::SecurityCheck,
            StageName::Certificate => Self::Certificate,
            StageName::Nda => Self::Nda,
            StageName::TaxStatus => Self::TaxStatus,
        }
    }
}

/// A tax status without its terms, or terms with another stage.
#[derive(Debug, thiserror::Error)]
#[error("the terms are missing, or do not belong to this stage")]
struct Terms(&'static str);

impl Explain for Terms {
    fn explain(&self) -> Problem {
        Problem::fields(vec![FieldFault::new("tax", self.0)])
    }
}

/// Records a stage, and the clearance that follows from it. The same record twice is one.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/stages", tag = "people", params(("person" = Uuid, Path, description = "The person")),
    request_body = StageIn, responses((status = 201, body = PersonCardOut))
)]
async fn record_stage(here: Here, ApiPath(person): ApiPath<PersonId>, JsonBody(body): JsonBody<StageIn>) -> Api<Created<PersonCardOut>> {
    here.actor.may(PASS_STAGE, &Resource::default()).map_err(|e| here.api(&e))?;
    let kind = StageKind::from(body.kind);
    let ask = PassStage { person, kind, service: body.service, passed_at: body.passed_at, until: body.until, evidence: body.evidence };
    let recorded = match (kind, body.tax) {
        (StageKind::TaxStatus, Some(form)) => pass_tax_status(&here.app, &here.actor, form, &ask).await,
        (StageKind::TaxStatus, None) => return Err(here.api(&Terms("required"))),
        (_, Some(_)) => return Err(here.api(&Terms("not-for-this-stage"))),
        (_, None) => pass_stage(&here.app, &here.actor, &ask).await,
    };
    recorded.map_err(|e| here.api(&e))?;
    Ok(Created(card(&here, person).await.map_err(|e| here.api(&e))?))
}

/// Takes a stage back from this moment on; a clearance that ends by it ends at once.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/stages/{stage}/revoke", tag = "people",
    params(("person" = Uuid, Path, description = "The person"), ("stage" = Uuid, Path, description = "The stage")),
    responses((status = 200, body = PersonCardOut))
)]
async fn take_stage_back(here: Here, ApiPath((person, stage)): ApiPath<(PersonId, StageId)>) -> Api<Json<PersonCardOut>> {
    here.actor.may(REVOKE_STAGE, &Resource::default()).map_err(|e| here.api(&e))?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let theirs = stages_of(&db, person).await.map_err(|e| here.api(&e))?;
    if theirs.iter().all(|kept| kept.id != stage) {
        return Err(here.api(&people::RevokeStageError::NoSuchStage(stage)));
    }
    revoke_stage(&here.app, &here.actor, stage).await.map_err(|e| here.api(&e))?;
    Ok(Json(card(&here, person).await.map_err(|e| here.api(&e))?))
}

/// Sets the portrait that clients see before a visit: a JPEG, PNG or WebP file.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/portrait", tag = "people", params(("person" = Uuid, Path, description = "The person")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 204))
)]
async fn put_portrait(here: Here, ApiPath(person): ApiPath<PersonId>, request: Request) -> Api<Response> {
    here.actor.may(SET_PORTRAIT, &Resource::default()).map_err(|e| here.api(&e))?;
    let Ok(sent) = to_bytes(request.into_body(), HEAVIEST_PORTRAIT).await else {
        return Err(json_problem(&Problem::new(413, "too-large"), &here.t).into());
    };
    let portrait = people::portrait_of(sent.to_vec()).await.map_err(|e| here.api(&e))?;
    people::set_portrait(&here.app, &here.actor, person, &std::sync::Arc::new(portrait)).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Which day was somebody's last.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"last_day": "2026-11-27"}))]
struct LastDayIn {
    /// `2026-11-27`: today or earlier.
    #[schema(value_type = String, format = Date)]
    last_day: Date,
}

/// Ends somebody's work in the house, from this moment on: they are let in no more, lose the visits ahead, and their clients, open requests, talks and
/// projects go to others. Refused for the last owner (`last-owner`), and for the last manager who has clients (`last-manager`).
#[utoipa::path(
    post, path = "/api/v1/people/{person}/gone", operation_id = "end_persons_work", tag = "people", params(("person" = Uuid, Path, description = "The person")),
    request_body = LastDayIn, responses((status = 200, body = PersonCardOut))
)]
async fn end_work(here: Here, ApiPath(person): ApiPath<PersonId>, JsonBody(body): JsonBody<LastDayIn>) -> Api<Json<PersonCardOut>> {
    leave_house(&here.app, &here.actor, person, body.last_day).await.map_err(|e| here.api(&e))?;
    Ok(Json(card(&here, person).await.map_err(|e| here.api(&e))?))
}

/// Takes somebody back who had left: their stages count again. What went to others stays with them; the door is opened by a new link, at `/desk/keys`.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/returned", tag = "people", params(("person" = Uuid, Path, description = "The person")),
    responses((status = 200, body = PersonCardOut))
)]
async fn begin_work_again(here: Here, ApiPath(person): ApiPath<PersonId>) -> Api<Json<PersonCardOut>> {
    come_back(&here.app, &here.actor, person).await.map_err(|e| here.api(&e))?;
    Ok(Json(card(&here, person).await.map_err(|e| here.api(&e))?))
}
