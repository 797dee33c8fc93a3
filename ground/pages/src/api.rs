//! What the JSON API shares: bodies and paths that refuse in problem+json, answers with their status.

use crate::problem::{Refused, json_problem};
use crate::visit::Here;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use db::App;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use values::unseen::is_unseen;
use values::{Arg, Problem};

/// A handler's outcome.
pub type Api<T> = Result<T, Refused>;

/// 201 with a body.
pub struct Created<T>(pub T);

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self.0)).into_response()
    }
}

/// A JSON body; what cannot be read is a 422 that says what and where.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = Response;
    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let here = Here::from_request_parts(&mut parts, app).await?;
        let asked = parts.clone();
        let Ok(bytes) = Bytes::from_request(Request::from_parts(asked, body), app).await else {
            return Err(json_problem(&Problem::new(413, "too-large"), &here.t));
        };
        if let Some(field) = unreadable(&bytes) {
            let problem = Problem::new(422, "body-unreadable").arg("why", Arg::Text(format!("{field}: control characters")));
            return Err(json_problem(&problem, &here.t));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            let problem = Problem::new(422, "body-unreadable").arg("why", Arg::Text(error.to_string()));
            json_problem(&problem, &here.t)
        })
    }
}

/// The first field with a text that no one can have typed.
fn unreadable(body: &[u8]) -> Option<String> {
    fn within(name: &str, value: &serde_json::Value) -> Option<String> {
        match value {
            serde_json::Value::String(text) => text.chars().any(is_unseen).then(|| name.to_owned()),
            serde_json::Value::Array(list) => list.iter().find_map(|item| within(name, item)),
            serde_json::Value::Object(fields) => fields.iter().find_map(|(name, item)| within(name, item)),
            _ => None,
        }
    }
    within("text", &serde_json::from_slice(body).ok()?)
}

/// An id in the path; what is none is a 404.
pub struct ApiPath<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for ApiPath<T> {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        if let Ok(Path(value)) = Path::<T>::from_request_parts(parts, app).await {
            Ok(Self(value))
        } else {
            let here = Here::from_request_parts(parts, app).await?;
            Err(json_problem(&Problem::new(404, "not-found"), &here.t))
        }
    }
}

/// A problem (RFC 9457): what went wrong, where, and the next step.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"type": "/problems/guarantee-closed", "title": "…", "status": 409, "kind": "guarantee-closed", "offer": "manager"}))]
pub struct ProblemOut {
    /// A path that names the kind.
    pub r#type: String,
    /// In the language of `Accept-Language`.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable name of the kind.
    pub kind: String,
    /// More words.
    pub detail: Option<String>,
    /// The faults of single fields.
    pub fields: Option<Vec<FieldOut>>,
    /// What we do about it: `manager`, `other-time`, `new-quote`, `sign-in`, `retry`.
    pub offer: Option<String>,
    /// For a failure of ours: the number to tell us.
    pub operation: Option<String>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldOut {
    /// The field's name.
    pub field: String,
    /// Stable name of the fault.
    pub kind: String,
    /// In words.
    pub message: String,
}
