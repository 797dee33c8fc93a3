//! Clients and homes in the database.

pub(crate) mod memory;

use crate::{Address, Card, ClientId, HomeCard, HomeId};
use db::{DbError, Read, Tx, sql, vault};
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Lang, Phone};

pub(crate) fn phone_hash(db: &impl Read, phone: &Phone) -> Vec<u8> {
    db.app().vault().blind("clients.phone", phone.e164())
}

pub(crate) async fn client_by_phone(db: &impl Read, phone: &Phone) -> Result<Option<ClientId>, DbError> {
    let row = sql::one(db, "SELECT subject FROM clients WHERE phone_hash = $1", vec![phone_hash(db, phone).into()]).await?;
    row.map(|row| row.get::<Uuid>("subject").map(ClientId::from)).transpose()
}

/// Adds a client; `false` when another transaction was first with this phone.
pub(crate) async fn add_client(tx: &Tx, id: ClientId, name: &str, phone: &Phone, lang: Lang) -> Result<bool, DbError> {
    let name = vault::seal(tx, id.uuid(), "clients.name_sealed", name).await?;
    let sealed = vault::seal(tx, id.uuid(), "clients.phone_sealed", phone.e164()).await?;
    let row = vec![id.uuid().into(), phone_hash(tx, phone).into(), sealed.into(), name.into(), lang.tag().into(), tx.now().micros().into()];
    let query = "INSERT INTO clients (subject, phone_hash, phone_sealed, name_sealed, lang, since_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (phone_hash) DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// The home at this address, added when it is new.
pub(crate) async fn home(tx: &Tx, client: ClientId, district: &str, address: &Address) -> Result<HomeId, DbError> {
    let hash = tx.app().vault().blind("homes.address", &address.normal());
    let known = "SELECT id FROM homes WHERE subject = $1 AND address_hash = $2";
    if let Some(row) = sql::one(tx, known, vec![client.uuid().into(), hash.clone().into()]).await? {
        return row.get::<Uuid>("id").map(HomeId::from);
    }
    let id: HomeId = tx.id();
    let json = serde_json::to_string(address).map_err(DbError::corrupt)?;
    let sealed = vault::seal(tx, client.uuid(), "homes.address_sealed", &json).await?;
    let row = vec![id.uuid().into(), client.uuid().into(), district.into(), hash.into(), sealed.into(), tx.now().micros().into()];
    let query = "INSERT INTO homes (id, subject, district, address_hash, address_sealed, added_at) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (subject, address_hash) DO NOTHING";
    // Two bookings for one new home at once: from the start, where the first is seen.
    if sql::run(tx, query, row).await? == 1 { Ok(id) } else { Err(DbError::raced()) }
}

pub(crate) async fn cards(db: &impl Read, clients: &[ClientId]) -> Result<BTreeMap<ClientId, Card>, DbError> {
    let ids: Vec<Uuid> = clients.iter().map(|c| c.uuid()).collect();
    let keys = vault::keys(db, &ids).await?;
    let mut cards = BTreeMap::new();
    for some in ids.chunks(500) {
        let query = format!("SELECT subject, phone_sealed, name_sealed, lang, since_at FROM clients WHERE subject IN ({})", sql::places(1, some.len()));
        for row in sql::all(db, &query, some.iter().map(|id| (*id).into()).collect()).await? {
            let subject: Uuid = row.get("subject")?;
            let name = keys.open(subject, "clients.name_sealed", &row.get::<Vec<u8>>("name_sealed")?)?;
            let phone = keys.open(subject, "clients.phone_sealed", &row.get::<Vec<u8>>("phone_sealed")?)?;
            // An erased client has no card.
            if let (Some(name), Some(phone)) = (name, phone) {
                let phone = Phone::parse(&phone).map_err(DbError::corrupt)?;
                let lang = Lang::parse(&row.get::<String>("lang")?).unwrap_or_default();
                cards.insert(ClientId::from(subject), Card { client: ClientId::from(subject), name, phone, lang, since: row.at("since_at")? });
            }
        }
    }
    Ok(cards)
}

pub(crate) async fn homes(db: &impl Read, homes: &[HomeId]) -> Result<BTreeMap<HomeId, HomeCard>, DbError> {
    let mut rows = Vec::new();
    for some in homes.chunks(500) {
        let query = format!("SELECT id, subject, district, address_sealed FROM homes WHERE id IN ({})", sql::places(1, some.len()));
        rows.extend(sql::all(db, &query, some.iter().map(|id| id.uuid().into()).collect()).await?);
    }
    let owners = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &owners).await?;
    let mut cards = BTreeMap::new();
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        if let Some(json) = keys.open(subject, "homes.address_sealed", &row.get::<Vec<u8>>("address_sealed")?)? {
            let id = HomeId::from(row.get::<Uuid>("id")?);
            let address = serde_json::from_str(&json).map_err(DbError::corrupt)?;
            cards.insert(id, HomeCard { home: id, client: ClientId::from(subject), district: row.get("district")?, address });
        }
    }
    Ok(cards)
}

pub(crate) async fn email(db: &impl Read, client: Uuid) -> Result<Option<String>, DbError> {
    let row = sql::one(db, "SELECT email_sealed FROM clients WHERE subject = $1", vec![client.into()]).await?;
    let sealed: Option<Vec<u8>> = row.map(|row| row.get("email_sealed")).transpose()?.flatten();
    let Some(sealed) = sealed else { return Ok(None) };
    vault::keys(db, &[client]).await?.open(client, "clients.email_sealed", &sealed)
}

pub(crate) async fn set_email(tx: &Tx, client: ClientId, email: &str) -> Result<(), DbError> {
    let sealed = vault::seal(tx, client.uuid(), "clients.email_sealed", email).await?;
    sql::run(tx, "UPDATE clients SET email_sealed = $2 WHERE subject = $1", vec![client.uuid().into(), sealed.into()]).await?;
    Ok(())
}
