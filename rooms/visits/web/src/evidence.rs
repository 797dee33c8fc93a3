//! What was remembered at a visit and whether it was kept, with what shows it: in the API.

use crate::api::{BriefingOut, KeptName, briefed};
use axum::Json;
use households::{Memory, MemoryId};
use pages::{Api, ApiPath, Here, JsonBody, memory_words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use visits::{Evidence, VisitId, evidence, remark};

/// Something that was asked of a visit, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "memory": "019ab4b2-6c00-7000-8000-000000000021", "words": "Не переносят: цитрусовые", "kept": "yes",
    "by": "019ab4b2-6c00-7000-8000-000000000004", "at": "2026-11-24T10:30:00Z", "remark": "Взяли мыло без запаха",
    "photo": "/visits/019c5a10-0000-7000-8000-000000000001/photos/019ab4b2-6c00-7000-8000-000000000031"
}))]
pub(crate) struct EvidenceOut {
    /// The memory behind it.
    memory: Uuid,
    /// What was remembered, in the language of `Accept-Language`.
    words: String,
    /// Whether it was kept; null where nobody has said.
    #[schema(required)]
    kept: Option<KeptName>,
    /// Who said so.
    #[schema(required)]
    by: Option<Uuid>,
    /// When, RFC 3339.
    #[schema(required)]
    at: Option<String>,
    /// What the crew wrote beside it.
    #[schema(required)]
    remark: Option<String>,
    /// Where the photo is served that shows it.
    #[schema(required)]
    photo: Option<String>,
}

/// What the memory asked of a visit, each with whether it was kept, by whom and when, and with the word and the photo that show it: for the
/// client and the desk.
#[utoipa::path(
    get, path = "/api/v1/visits/{id}/evidence", operation_id = "read_evidence", tag = "visits",
    params(("id" = Uuid, Path, description = "The visit")), responses((status = 200, body = Vec<EvidenceOut>))
)]
pub(crate) async fn read_evidence(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<Vec<EvidenceOut>>> {
    let all = evidence(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    let (kit, now) = (catalog::kit(&here.app).map_err(|e| here.api(&e))?, here.app.now());
    let out = |(memory, one): (Memory, Evidence)| EvidenceOut {
        memory: memory.id.uuid(),
        words: memory_words(&here.t, &kit, &memory.kind, now),
        kept: one.kept.as_ref().map(|said| said.what.into()),
        by: one.kept.as_ref().map(|said| said.by.uuid()),
        at: one.kept.as_ref().map(|said| said.at.to_string()),
        remark: one.remark.map(|said| said.what),
        photo: one.photo.map(|photo| Here::photo_href(photo.visit, photo.id, false)),
    };
    Ok(Json(all.into_iter().map(out).collect()))
}

/// A word beside an instruction.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"memory": "019ab4b2-6c00-7000-8000-000000000021", "text": "Взяли мыло без запаха"}))]
pub(crate) struct RemarkIn {
    /// The memory behind it.
    #[schema(value_type = Uuid)]
    memory: MemoryId,
    /// How it was kept, or why it could not be; at most 1000 characters. Empty: the one before it is taken back.
    text: String,
}

/// Writes a word beside something that the household asks; the one before it gives way, and an empty one takes it back while the visit is under way.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/remarks", operation_id = "visit_remark", tag = "visits", params(("id" = Uuid, Path, description = "The visit")),
    request_body = RemarkIn, responses((status = 200, body = BriefingOut))
)]
pub(crate) async fn write_remark(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(body): JsonBody<RemarkIn>) -> Api<Json<BriefingOut>> {
    remark(&here.app, &here.actor, id, body.memory, &body.text).await.map_err(|e| here.api(&e))?;
    briefed(&here, id).await
}
