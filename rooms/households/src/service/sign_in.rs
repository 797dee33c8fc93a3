//! A client signs in by phone and a code.

use crate::{service, store};
use access::{Actor, Limit, Limited, Token, WrongCode, check_code, open_session, take_apart};
use db::{App, DbError};
use values::{Explain, FieldFault, Lang, Phone, Problem};

/// Why no code could be asked for.
#[derive(Debug, thiserror::Error)]
pub enum AskCode {
    /// The phone cannot be read.
    #[error("not a phone")]
    NotAPhone,
    /// Too many codes were asked for.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for AskCode {
    fn explain(&self) -> Problem {
        match self {
            Self::NotAPhone => Problem::fields(vec![FieldFault::new("phone", "not-a-phone")]),
            Self::Limited(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Tries at a code for one phone.
const TRIES: Limit = Limit { times: 5, minutes: 10 };
/// Five codes in half an hour for one phone.
const CODES: Limit = Limit { times: 5, minutes: 30 };

/// Sends a code to the client of this phone. A stranger's phone gets the same answer: nobody learns who is a client.
pub async fn ask_code(app: &App, phone: &str, lang: Lang) -> Result<Phone, AskCode> {
    let phone = Phone::parse(phone.trim()).map_err(|_| AskCode::NotAPhone)?;
    take_apart(app, &app.vault().blind_name("ask_code", phone.e164()), CODES).await?;
    app.write(&Actor::Visitor, |tx| {
        let phone = phone.clone();
        async move {
            if let Some(client) = store::client_by_phone(&tx, &phone).await? {
                service::send_code(&tx, client.uuid(), lang).await?;
            }
            Ok::<_, DbError>(())
        }
    })
    .await?;
    Ok(phone)
}

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum SignIn {
    /// The code does not fit; a stranger's never does.
    #[error(transparent)]
    Code(#[from] WrongCode),
    /// Too many tries.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for SignIn {
    fn explain(&self) -> Problem {
        match self {
            Self::Code(e) => e.explain(),
            Self::Limited(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Lets a client in by phone and code.
pub async fn sign_in(app: &App, phone: &str, code: &str) -> Result<Token, SignIn> {
    let phone = Phone::parse(phone.trim()).map_err(|_| WrongCode::Wrong)?;
    // Counted by the phone, before it is looked up: a stranger's phone behaves like a client's.
    take_apart(app, &app.vault().blind_name("sign_in", phone.e164()), TRIES).await?;
    let client = store::client_by_phone(&app.read().await?, &phone).await?.ok_or(WrongCode::Wrong)?;
    let actor = Actor::Client(client.uuid());
    app.write(&actor, |tx| async move {
        check_code(&tx, client.uuid(), code).await?;
        Ok(open_session(&tx, &actor).await?)
    })
    .await
}
