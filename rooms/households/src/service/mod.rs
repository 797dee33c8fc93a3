//! Use cases of clients and homes.

pub(crate) mod channels;
pub(crate) mod consents;
pub(crate) mod contact;
pub(crate) mod declined;
pub(crate) mod erase;
pub(crate) mod homes;
pub(crate) mod memory;
pub(crate) mod named;
pub(crate) mod people;
pub(crate) mod proposals;
pub(crate) mod reveal;
pub(crate) mod search;
pub(crate) mod sign_in;

use crate::facts::{ClientWelcomed, HomeAdded};
use crate::{Address, CODE, ClientId, Door, Email, HomeId, store, zone};
use access::{CodeId, code_text, issue_code};
use db::{App, DbError, Read, Tx};
use journal::Say as _;
use messaging::{Address as Reached, Addresses, Channel, Letter, Reach, args, queue};
use uuid::Uuid;
use values::instant::moscow;
use values::{Lang, Outcome, Phone};

/// The client of this phone or e-mail, which was proved, welcomed when new. One client for each, also under parallel bookings.
pub async fn welcome(tx: &Tx, name: &str, door: &Door, lang: Lang) -> Result<Outcome<ClientId>, DbError> {
    if let Some(known) = client_by_door(tx, door).await? {
        return Ok(Outcome::Already(known));
    }
    first_welcome(tx, name, door, lang).await.map(Outcome::Applied)
}

/// Welcomes whoever is known by neither phone nor e-mail, as the caller has seen in this transaction.
pub async fn first_welcome(tx: &Tx, name: &str, door: &Door, lang: Lang) -> Result<ClientId, DbError> {
    let id: ClientId = tx.id();
    if !store::add_client(tx, id, name, door, lang).await? {
        return Err(DbError::raced());
    }
    search::mark_client(tx, id, name, door).await?;
    tx.say(ClientWelcomed { client: id }).await?;
    Ok(id)
}

/// The client's home at this address, added when new.
pub async fn add_home(tx: &Tx, client: ClientId, district: &str, address: &Address) -> Result<HomeId, DbError> {
    let (home, new) = store::home(tx, client, district, address).await?;
    if new {
        search::mark_home(tx, client, address).await?;
        tx.say(HomeAdded { home, client }).await?;
    }
    Ok(home)
}

/// Whoever plans work in this home waits for whoever plans there now.
pub async fn take_home(tx: &Tx, home: HomeId) -> Result<(), DbError> {
    store::take_home(tx, home).await
}

/// Where e-mail reaches the client too.
pub async fn set_email(tx: &Tx, client: ClientId, email: &str) -> Result<(), DbError> {
    match Email::parse(email) {
        Ok(email) => contact::set_email(tx, client, &email).await,
        Err(_) => Err(DbError::Refused("not-an-email".to_owned())),
    }
}

/// The client of this phone.
pub async fn client_by_phone(db: &impl Read, phone: &Phone) -> Result<Option<ClientId>, DbError> {
    store::client_by_phone(db, phone).await
}

/// Whose household somebody at this phone belongs to: the client, else the one for whom its holder acts, the first one first.
pub async fn household_of_phone(db: &impl Read, phone: &Phone) -> Result<Option<ClientId>, DbError> {
    if let Some(client) = store::client_by_phone(db, phone).await? {
        return Ok(Some(client));
    }
    Ok(store::people::acting_by_phone(db, phone).await?.first().map(|acting| ClientId::from(acting.client)))
}

/// The client of this phone or e-mail.
pub async fn client_by_door(db: &impl Read, door: &Door) -> Result<Option<ClientId>, DbError> {
    match door {
        Door::Phone(phone) => store::client_by_phone(db, phone).await,
        Door::Email(email) => store::client_by_email(db, email).await,
    }
}

/// The client's phone as another room hashes it under a name of its own: what came from it is found there without a look at it.
pub async fn blind_phone(db: &impl Read, client: ClientId, name: &str) -> Result<Option<Vec<u8>>, DbError> {
    Ok(store::phone(db, client.uuid()).await?.map(|phone| db.app().vault().blind(name, &phone)))
}

/// The same of the client's e-mail.
pub async fn blind_email(db: &impl Read, client: ClientId, name: &str) -> Result<Option<Vec<u8>>, DbError> {
    Ok(store::email(db, client.uuid()).await?.map(|email| db.app().vault().blind(name, &email.to_lowercase())))
}

/// Issues a code to a client and queues the message with it.
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
    let vars = args([("code", code.clone().into())]);
    Ok(Some(book.letter(lang, "message-code", &vars).about_code(&code)))
}

pub(crate) fn addresses() -> Addresses {
    Addresses::by(|app: App, reader: Uuid| async move {
        let db = app.read().await?;
        let by = |channel, value: Option<String>| value.map(|value| Reached { channel, value });
        let (addresses, has_closed) = match store::changes::change(&db, reader).await? {
            // The code goes to where the client is about to be reached; the notice of a new phone to the old one, and to their mail.
            Some(change) => {
                let (channel, email) = match (change.kind, change.done) {
                    (contact::ContactKind::Email, _) => (Channel::Email, None),
                    (contact::ContactKind::Phone, false) => (Channel::Sms, None),
                    (contact::ContactKind::Phone, true) => (Channel::Sms, store::email(&db, change.client.uuid()).await?),
                };
                let there = match (change.kind, change.done) {
                    (contact::ContactKind::Email, true) => None,
                    (_, false) => change.new,
                    (contact::ContactKind::Phone, true) => change.old,
                };
                (by(channel, there).into_iter().chain(by(Channel::Email, email)).collect(), false)
            }
            None if store::channels::is_client(&db, reader).await? => channels::addresses_of(&db, ClientId::from(reader)).await?,
            // Somebody who acts for a client.
            None => (by(Channel::Sms, store::phone(&db, reader).await?).into_iter().collect(), false),
        };
        let zone = store::zone(&db, reader).await?.map_or_else(moscow, |name| zone::zone(&name));
        let by_phone = store::channels::prefers_phone(&db, reader).await?;
        Ok(Reach { addresses, zone, has_closed, by_phone })
    })
}

/// By which clock a client lives: a name of [`crate::ZONES`].
pub async fn zone_of(db: &impl Read, client: ClientId) -> Result<String, DbError> {
    Ok(store::zone(db, client.uuid()).await?.unwrap_or_else(|| crate::HOME_ZONE.to_owned()))
}

/// Rows that break a promise of this room.
pub async fn verify(db: db::Reader) -> Result<Vec<room::Finding>, DbError> {
    Ok(store::broken(&db).await?.into_iter().map(|(promise, id)| room::Finding::broken(promise, id)).collect())
}

/// The keyed hash of a home by its address, however it is typed: what a home gets once is marked by it.
pub fn home_mark(db: &impl Read, address: &Address) -> Vec<u8> {
    store::address_hash(db, address)
}

/// Is the address the home of another client than this one? For what a home gets once, whoever asks.
pub async fn is_home_of_another(db: &impl Read, client: ClientId, address: &Address) -> Result<bool, DbError> {
    store::is_home_of_another(db, client, address).await
}
