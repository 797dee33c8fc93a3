//! The same for programs.

use access::{Entered, enter, enter_with_code};
use households::sign_in;
use pages::{Api, Created, Here, JsonBody, ProblemOut};
use serde::{Deserialize, Serialize};
use values::{Explain, FieldFault, Problem};

/// One of the staff.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "login": "olga", "password": "not this one" }))]
pub(crate) struct StaffIn {
    /// The login.
    pub(crate) login: String,
    /// The password.
    pub(crate) password: String,
    /// The code of the second factor, where there is one.
    pub(crate) code: Option<String>,
}

/// A client, with a code that was sent to the phone.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "phone": "+7 921 555-01-20", "code": "012345" }))]
pub(crate) struct ClientIn {
    /// The phone, however it is written.
    pub(crate) phone: String,
    /// The six digits.
    pub(crate) code: String,
}

/// Who comes in.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(untagged, expecting = "either login and password, or phone and code")]
pub(crate) enum SessionIn {
    /// One of the staff.
    Staff(StaffIn),
    /// A client.
    Client(ClientIn),
}

/// A session.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(example = json!({ "token": "gq0vW1c9m4aZbXn2y8kR7tPq5sLdEfHj3uKoIiNhYwA" }))]
pub(crate) struct SessionOut {
    /// For `Authorization: Bearer …`; shown this once. A client's lasts 90 days, one of the staff's 14 hours.
    pub(crate) token: String,
}

/// Comes in: staff by login and password, a client by phone and code.
#[utoipa::path(
    post, path = "/api/v1/sessions", operation_id = "open_session", tag = "sessions",
    params(("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act; the same key is done once")),
    request_body = SessionIn,
    responses(
        (status = 201, body = SessionOut),
        (status = 422, body = ProblemOut, description = "What was given does not fit; which part, is not told"),
        (status = 429, body = ProblemOut, description = "Too many tries")
    )
)]
pub(crate) async fn open_session(here: Here, JsonBody(body): JsonBody<SessionIn>) -> Api<Created<SessionOut>> {
    let token = match body {
        SessionIn::Staff(staff) => staff_token(&here, &staff).await?,
        SessionIn::Client(client) => sign_in(&here.app, &client.phone, &client.code).await.map_err(|e| here.api(&e))?,
    };
    Ok(Created(SessionOut { token: token.as_str().to_owned() }))
}

async fn staff_token(here: &Here, staff: &StaffIn) -> Api<access::Token> {
    let missing = |kind| here.api(&CodeIs(kind));
    match enter(&here.app, &staff.login, &staff.password).await.map_err(|e| here.api(&e))? {
        Entered::In(_, token) => Ok(token),
        // A secret is scanned from a page.
        Entered::Enrol(..) => Err(missing("factor-required")),
        Entered::Code(step) => {
            let code = staff.code.as_deref().ok_or_else(|| missing("missing"))?;
            Ok(enter_with_code(&here.app, &step, code).await.map_err(|e| here.api(&e))?.1)
        }
    }
}

/// The code is wanting.
#[derive(Debug)]
struct CodeIs(&'static str);

impl std::fmt::Display for CodeIs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for CodeIs {}

impl Explain for CodeIs {
    fn explain(&self) -> Problem {
        Problem::fields(vec![FieldFault::new("code", self.0)])
    }
}
