//! Use cases of clients and homes.

pub(crate) mod reveal;
pub(crate) mod sign_in;

use crate::facts::ClientWelcomed;
use crate::{Address, CODE, ClientId, HomeId, store};
use access::{CodeId, code_text, issue_code};
use db::{App, DbError, Read, Tx};
use journal::Say as _;
use messaging::{Address as Reach, Addresses, Channel, Letter, args, queue};
use uuid::Uuid;
use values::{Lang, Outcome, Phone};

/// The client of this phone, welcomed when new. One client per phone, also under parallel bookings.
pub async fn welcome(tx: &Tx, name: &str, phone: &Phone, lang: Lang) -> Result<Outcome<ClientId>, DbError> {
    if let Some(known) = store::client_by_phone(tx, phone).await? {
        return Ok(Outcome::Already(known));
    }
    let id: ClientId = tx.id();
    if !store::add_client(tx, id, name, phone, lang).await? {
        return Err(DbError::raced());
    }
    tx.say(ClientWelcomed { client: id }).await?;
    Ok(Outcome::Applied(id))
}

/// The client's home at this address, added when new.
pub async fn add_home(tx: &Tx, client: ClientId, district: &str, address: &Address) -> Result<HomeId, DbError> {
    store::home(tx, client, district, address).await
}

/// Where e-mail reaches the client too.
pub async fn set_email(tx: &Tx, client: ClientId, email: &str) -> Result<(), DbError> {
    store::set_email(tx, client, email).await
}

/// The client of this phone.
pub async fn client_by_phone(db: &impl Read, phone: &Phone) -> Result<Option<ClientId>, DbError> {
    store::client_by_phone(db, phone).await
}

/// Issues a code to a client or a guest and queues the message with it.
pub async fn send_code(tx: &Tx, subject: Uuid, lang: Lang) -> Result<CodeId, DbError> {
    let code = issue_code(tx, subject, lang).await?;
    queue(tx, CODE, code, subject).await?;
    Ok(code)
}

pub(crate) async fn word_code(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    let db = app.read().await?;
    let Some((code, lang)) = code_text(&db, CodeId::from(about)).await? else {
        return Ok(None);
    };
    let book = housebook::book(&app)?;
    let vars = args([("code", code.into())]);
    Ok(Some(book.letter(lang, "message-code", &vars)))
}

pub(crate) fn addresses() -> Addresses {
    Addresses::by(|app: App, reader: Uuid| async move {
        let db = app.read().await?;
        let email = store::email(&db, reader).await?;
        Ok(email.into_iter().map(|value| Reach { channel: Channel::Email, value }).collect::<Vec<_>>())
    })
}
