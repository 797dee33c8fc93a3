//! A client, or somebody who acts for one, signs in by phone or e-mail and a code.

use crate::{Email, service, store};
use access::{Actor, Limit, Limited, Token, WrongCode, check_code, open_session, take_apart};
use db::{App, DbError, Read};
use serde::{Deserialize, Serialize};
use values::{Explain, FieldFault, Lang, Phone, Problem};

/// Why no code could be asked for.
#[derive(Debug, thiserror::Error)]
pub enum AskCode {
    /// What was typed is neither a phone nor an e-mail.
    #[error("neither a phone nor an e-mail")]
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
            Self::NotAPhone => Problem::fields(vec![FieldFault::new("phone", "neither-phone-nor-email")]),
            Self::Limited(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Tries at a code for one phone.
const TRIES: Limit = Limit { times: 5, minutes: 10 };
/// Five codes in half an hour for one phone.
const CODES: Limit = Limit { times: 5, minutes: 30 };

/// By what somebody comes in: it proves who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Door {
    /// A phone.
    Phone(Phone),
    /// An e-mail.
    Email(Email),
}

impl From<Door> for String {
    fn from(door: Door) -> Self {
        door.text().to_owned()
    }
}

impl TryFrom<String> for Door {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("neither a phone nor an e-mail")
    }
}

impl Door {
    /// Reads what was typed.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        if typed.contains('@') { Email::parse(typed).ok().map(Self::Email) } else { Phone::parse(typed).ok().map(Self::Phone) }
    }
    /// To be sent along in a form.
    pub fn text(&self) -> &str {
        match self {
            Self::Phone(phone) => phone.e164(),
            Self::Email(email) => email.as_str(),
        }
    }
    /// As people read it.
    pub fn shown(&self) -> String {
        match self {
            Self::Phone(phone) => phone.to_string(),
            Self::Email(email) => email.to_string(),
        }
    }
}

/// Who comes in by this door: the client, else those who act for one, in the order in which they were let in.
async fn who_comes(db: &impl Read, door: &Door) -> Result<Vec<Actor>, DbError> {
    Ok(match door {
        Door::Email(email) => store::client_by_email(db, email).await?.map(|client| Actor::Client(client.uuid())).into_iter().collect(),
        Door::Phone(phone) => {
            let own = store::client_by_phone(db, phone).await?.map(|client| Actor::Client(client.uuid()));
            let acting = store::people::acting_by_phone(db, phone).await?.into_iter().map(Actor::Member);
            own.into_iter().chain(acting).collect()
        }
    })
}

/// Sends a code to who comes in by this phone or e-mail. A stranger's gets the same answer: nobody learns who is a client.
pub async fn ask_code(app: &App, typed: &str, lang: Lang) -> Result<Door, AskCode> {
    let door = Door::parse(typed).ok_or(AskCode::NotAPhone)?;
    take_apart(app, &app.vault().blind_name("ask_code", door.text()), CODES).await?;
    app.write(&Actor::Visitor, |tx| {
        let door = door.clone();
        async move {
            if let Some(subject) = who_comes(&tx, &door).await?.first().and_then(Actor::subject) {
                service::send_code(&tx, subject, lang).await?;
            }
            Ok::<_, DbError>(())
        }
    })
    .await?;
    Ok(door)
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

/// Lets in by phone or e-mail and a code.
pub async fn sign_in(app: &App, typed: &str, code: &str) -> Result<Token, SignIn> {
    let door = Door::parse(typed).ok_or(WrongCode::Wrong)?;
    // Counted by the phone, before it is looked up: a stranger's phone behaves like a client's.
    take_apart(app, &app.vault().blind_name("sign_in", door.text()), TRIES).await?;
    let actor = who_comes(&app.read().await?, &door).await?.into_iter().next().ok_or(WrongCode::Wrong)?;
    let subject = actor.subject().ok_or(WrongCode::Wrong)?;
    app.write(&actor, |tx| async move {
        check_code(&tx, subject, code).await?;
        Ok(open_session(&tx, &actor).await?)
    })
    .await
}

/// The households that whoever is signed in may enter by the same phone: the own one, and those they act for.
pub async fn households_of(db: &impl Read, who: &Actor) -> Result<Vec<Actor>, DbError> {
    let phone = match who {
        Actor::Client(id) => store::cards(db, &[(*id).into()]).await?.into_values().next().and_then(|card| card.phone),
        Actor::Member(acting) => store::people::phone(db, acting.person).await?,
        Actor::Staff(..) | Actor::House | Actor::Visitor => None,
    };
    match phone {
        Some(phone) => who_comes(db, &Door::Phone(phone)).await,
        None => Ok(Vec::new()),
    }
}

/// Goes over to another household of the same phone: the client's by this id. `None` when there is no such way.
pub async fn go_over(app: &App, who: &Actor, client: crate::ClientId) -> Result<Option<Token>, DbError> {
    app.write(who, |tx| async move {
        let to = households_of(&tx, who).await?.into_iter().find(|actor| actor.client() == Some(client.uuid()));
        match to {
            Some(actor) => Ok(Some(open_session(&tx, &actor).await?)),
            None => Ok(None),
        }
    })
    .await
}
