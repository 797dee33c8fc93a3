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
use uuid::Uuid;
use values::unseen::is_unseen;
use values::{Arg, Instant, Problem};

/// A handler's outcome.
pub type Api<T> = Result<T, Refused>;

/// The API described, for the page that shows it.
pub struct ApiDocument(pub serde_json::Value);

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

/// A query; what cannot be read is a 422 that says what.
pub struct ApiQuery<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for ApiQuery<T> {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let query = parts.uri.query().unwrap_or_default();
        let read = serde_urlencoded::from_str::<Vec<(String, String)>>(query).map_err(|error| error.to_string()).and_then(|pairs| {
            let unseen = pairs.iter().find(|(_, value)| value.chars().any(is_unseen));
            match unseen {
                Some((name, _)) => Err(format!("{name}: control characters")),
                None => serde_urlencoded::from_str(query).map_err(|error| error.to_string()),
            }
        });
        match read {
            Ok(value) => Ok(Self(value)),
            Err(why) => {
                let here = Here::from_request_parts(parts, app).await?;
                Err(json_problem(&Problem::new(422, "query-unreadable").arg("why", Arg::Text(why)), &here.t))
            }
        }
    }
}

/// A page of a list: what is on it, and where the next one begins.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PageOut<T: utoipa::ToSchema> {
    /// What is on this page.
    pub items: Vec<T>,
    /// The `after` of the page that follows; null on the last.
    #[schema(example = json!(null))]
    pub next: Option<String>,
}

impl<T: utoipa::ToSchema> PageOut<T> {
    /// A page of at most `limit`, of a list that was asked for one more; `place` says where one stands in it.
    pub fn of<R>(mut rows: Vec<R>, limit: u32, place: impl Fn(&R) -> String, shown: impl Fn(R) -> T) -> Self {
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(place);
        Self { items: rows.into_iter().map(shown).collect(), next }
    }
}

/// Where a list goes on: the moment and the id of the last one that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(pub Instant, pub Uuid);

impl Cursor {
    /// For the `next` of a page.
    pub fn name(at: Instant, id: impl Into<Uuid>) -> String {
        format!("{at}_{}", id.into())
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let read = text.split_once('_').and_then(|(at, id)| Some(Self(at.parse().ok()?, id.parse().ok()?)));
        read.ok_or_else(|| serde::de::Error::custom("after: not the `next` of a page"))
    }
}

/// How many a page of a list has: 1 to 100, 50 where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLimit(pub u32);

impl Default for PageLimit {
    fn default() -> Self {
        Self(50)
    }
}

impl<'de> Deserialize<'de> for PageLimit {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let number = text.parse().ok().filter(|n| (1..=100).contains(n));
        number.map(Self).ok_or_else(|| serde::de::Error::custom("limit: 1 to 100"))
    }
}

/// A problem (RFC 9457): what went wrong, where, and the next step.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"type": "/api/v1/problems/guarantee-closed", "title": "Гарантия закончилась", "status": 409, "kind": "guarantee-closed", "offer": "manager"}))]
pub struct ProblemOut {
    /// The page of the kind: `/api/v1/problems/KIND`.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Asked {
        after: Option<Cursor>,
        #[serde(default)]
        limit: PageLimit,
    }

    #[test]
    fn a_page_says_where_the_next_one_begins() {
        let page = |n: u32| PageOut::<u32>::of((0..n).collect(), 3, |last| format!("after-{last}"), |one| one);
        assert_eq!((page(3).items, page(3).next), (vec![0, 1, 2], None));
        assert_eq!((page(4).items, page(4).next.as_deref()), (vec![0, 1, 2], Some("after-2")));
    }

    #[test]
    fn a_cursor_is_read_as_it_was_given_and_nothing_else_is() {
        let (at, id) = ("2026-11-25T07:00:00Z".parse().unwrap(), Uuid::from_u128(7));
        let query = serde_urlencoded::to_string([("after", Cursor::name(at, id)), ("limit", "7".to_owned())]).unwrap();
        assert_eq!(serde_urlencoded::from_str::<Asked>(&query).unwrap(), Asked { after: Some(Cursor(at, id)), limit: PageLimit(7) });
        assert_eq!(serde_urlencoded::from_str::<Asked>("").unwrap().limit, PageLimit(50));
        for bad in ["after=x", "after=", "limit=0", "limit=101", "limit=x", "limit=-1"] {
            assert!(serde_urlencoded::from_str::<Asked>(bad).is_err(), "{bad}");
        }
    }
}
