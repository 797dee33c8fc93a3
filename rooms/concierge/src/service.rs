//! Use cases: a task is told, the desk answers.

use crate::facts::{RequestClosed, RequestMade};
use crate::request::{RawRequest, Request, RequestId, note};
use crate::store;
use access::{Act, Actor, Denied, Grant, Limit, Limited, Resource, look, take};
use db::{App, DbError, Read as _};
use jiff::SignedDuration;
use journal::Say as _;
use values::{Explain, FieldFault, Instant, Lang, Outcome, Problem};

/// Telling us of a task.
pub const MAKE_REQUEST: Act = Act { name: "concierge.make_request", grants: &[Grant::Anyone] };
/// Reading what was asked, and closing it.
pub const CLOSE_REQUEST: Act = Act { name: "concierge.close_request", grants: &[Grant::Desk] };

/// Why a request was not made, shown or closed.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// Fields to mend.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldFault>),
    /// There is no such request.
    #[error("no request {0}")]
    Unknown(RequestId),
    /// Too many from one person.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for RequestError {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Unknown(_) => Problem::new(404, "not-found"),
            Self::Limited(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// One phone or address asks so often.
const ONE: Limit = Limit { times: 5, minutes: 60 };
/// All of them together ask so often: more is no people any more.
const ALL: Limit = Limit { times: 300, minutes: 60 };
/// Who asked is forgotten so long after the answer.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Tells us of a task. It waits at the desk until a manager has answered; the same words sent twice are one request.
pub async fn make_request(app: &App, who: &Actor, raw: &RawRequest, lang: Lang) -> Result<Outcome<RequestId>, RequestError> {
    who.may(MAKE_REQUEST, &Resource::default())?;
    let (requests, catalog) = (catalog::requests(app)?, catalog::catalog(app)?);
    let known = |code: &str| requests.request(code).is_some() || catalog.service(code).is_some();
    let (about, asker, words) = raw.check(lang, known).map_err(RequestError::Fields)?;
    take(app, &app.vault().blind_name("make_request", &asker.way.text()), ONE).await?;
    take(app, "make_request", ALL).await?;
    app.write(who, move |tx| {
        let (about, asker, words) = (about.clone(), asker.clone(), words.clone());
        async move {
            let id: RequestId = tx.id();
            let made = store::add(&tx, id, about.as_deref(), &asker, &words).await?;
            if let Outcome::Applied(request) = made {
                tx.say(RequestMade { request, about }).await?;
            }
            Ok(made)
        }
    })
    .await
}

/// The requests that wait, the oldest first, after one that was seen; each look at one is recorded.
pub async fn open_requests(app: &App, who: &Actor, after: Option<(Instant, RequestId)>, limit: u32) -> Result<Vec<Request>, RequestError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let permit = who.may(CLOSE_REQUEST, &Resource::default())?;
        let open = store::open(&tx, after, limit).await?;
        for request in &open {
            look(&tx, &permit, request.id.uuid()).await?;
        }
        Ok(open)
    })
    .await
}

/// Closes a request with a note of what came of it. Closing twice is closing once.
pub async fn close_request(app: &App, who: &Actor, id: RequestId, words: &str) -> Result<Outcome<()>, RequestError> {
    who.may(CLOSE_REQUEST, &Resource::default())?;
    let words = note(words).map_err(RequestError::Fields)?;
    app.write(who, move |tx| {
        let words = words.clone();
        async move {
            match store::close(&tx, id, &words).await? {
                None => Err(RequestError::Unknown(id)),
                Some(false) => Ok(Outcome::Already(())),
                Some(true) => {
                    tx.say(RequestClosed { request: id }).await?;
                    journal::erase_at(&tx, id.uuid(), tx.now() + KEPT).await?;
                    Ok(Outcome::Applied(()))
                }
            }
        }
    })
    .await
}
