//! Clients and homes in the database.

pub(crate) mod changes;
pub(crate) mod channels;
pub(crate) mod consents;
pub(crate) mod declined;
pub(crate) mod marks;
pub(crate) mod memory;
pub(crate) mod people;
pub(crate) mod proposals;

use crate::{Address, Calling, Card, ClientId, Door, Email, HomeCard, HomeId};
use db::{DbError, Read, Tx, sql, vault};
use messaging::Channel;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Instant, Lang, Phone};

pub(crate) fn phone_hash(db: &impl Read, phone: &Phone) -> Vec<u8> {
    db.app().vault().blind("clients.phone", phone.e164())
}

fn email_hash(db: &impl Read, email: &Email) -> Vec<u8> {
    db.app().vault().blind("clients.email", &email.normal())
}

pub(crate) fn address_hash(db: &impl Read, address: &Address) -> Vec<u8> {
    db.app().vault().blind("homes.address", &address.normal())
}

pub(crate) async fn client_by_phone(db: &impl Read, phone: &Phone) -> Result<Option<ClientId>, DbError> {
    client_by(db, "phone_hash", phone_hash(db, phone)).await
}

pub(crate) async fn client_by_email(db: &impl Read, email: &Email) -> Result<Option<ClientId>, DbError> {
    client_by(db, "email_hash", email_hash(db, email)).await
}

async fn client_by(db: &impl Read, column: &str, hash: Vec<u8>) -> Result<Option<ClientId>, DbError> {
    let row = sql::one(db, &format!("SELECT subject FROM clients WHERE {column} = $1"), vec![hash.into()]).await?;
    row.map(|row| row.get::<Uuid>("subject").map(ClientId::from)).transpose()
}

/// Adds a client; `false` when another transaction was first with this phone or e-mail.
pub(crate) async fn add_client(tx: &Tx, id: ClientId, name: &str, door: &Door, lang: Lang) -> Result<bool, DbError> {
    let name = vault::seal(tx, id.uuid(), "clients.name_sealed", name).await?;
    // Who came by e-mail has no phone yet: the column holds an empty one.
    let (phone, phone_hash, email) = match door {
        Door::Phone(phone) => (phone.e164(), Some(phone_hash(tx, phone)), None),
        Door::Email(email) => ("", None, Some(email)),
    };
    let phone = vault::seal(tx, id.uuid(), "clients.phone_sealed", phone).await?;
    let (email, email_hash) = match email {
        Some(email) => (Some(vault::seal(tx, id.uuid(), "clients.email_sealed", email.as_str()).await?), Some(email_hash(tx, email))),
        None => (None, None),
    };
    let since = tx.now().micros();
    let row = vec![id.uuid().into(), phone_hash.into(), phone.into(), name.into(), email.into(), email_hash.into(), lang.tag().into(), since.into()];
    let query = "INSERT INTO clients (subject, phone_hash, phone_sealed, name_sealed, email_sealed, email_hash, lang, since_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// `false` when it was so already.
pub(crate) async fn set_zone(tx: &Tx, client: ClientId, zone: &str) -> Result<bool, DbError> {
    let row = vec![client.uuid().into(), zone.into()];
    Ok(sql::run(tx, "UPDATE clients SET zone = $2 WHERE subject = $1 AND zone <> $2", row).await? == 1)
}

/// The zone of a client, or of the household that somebody acts for; `None` of anybody else.
pub(crate) async fn zone(db: &impl Read, reader: Uuid) -> Result<Option<String>, DbError> {
    let query = "SELECT zone FROM clients WHERE subject = $1
                 UNION ALL SELECT c.zone FROM members m JOIN clients c ON c.subject = m.client WHERE m.subject = $1";
    sql::one(db, query, vec![reader.into()]).await?.map(|row| row.get("zone")).transpose()
}

pub(crate) async fn rename(tx: &Tx, client: ClientId, name: &str, last: Option<&str>) -> Result<(), DbError> {
    let name = vault::seal(tx, client.uuid(), "clients.name_sealed", name).await?;
    let last = match last {
        Some(last) => Some(vault::seal(tx, client.uuid(), "clients.last_sealed", last).await?),
        None => None,
    };
    let row = vec![client.uuid().into(), name.into(), last.into()];
    sql::run(tx, "UPDATE clients SET name_sealed = $2, last_sealed = $3 WHERE subject = $1", row).await?;
    Ok(())
}

/// The client's new phone; the caller has looked whether it is somebody else's.
pub(crate) async fn set_phone(tx: &Tx, client: ClientId, phone: &Phone) -> Result<(), DbError> {
    let sealed = vault::seal(tx, client.uuid(), "clients.phone_sealed", phone.e164()).await?;
    let row = vec![client.uuid().into(), phone_hash(tx, phone).into(), sealed.into()];
    sql::run(tx, "UPDATE clients SET phone_hash = $2, phone_sealed = $3 WHERE subject = $1", row).await?;
    channels::renew(tx, client, Channel::Sms).await
}

/// Takes the row of a home for this transaction.
pub(crate) async fn take_home(tx: &Tx, home: HomeId) -> Result<(), DbError> {
    sql::run(tx, "UPDATE homes SET subject = subject WHERE id = $1", vec![home.uuid().into()]).await?;
    Ok(())
}

/// The home at this address and whether it is new.
pub(crate) async fn home(tx: &Tx, client: ClientId, district: &str, address: &Address) -> Result<(HomeId, bool), DbError> {
    let hash = address_hash(tx, address);
    let known = "SELECT id FROM homes WHERE subject = $1 AND address_hash = $2";
    if let Some(row) = sql::one(tx, known, vec![client.uuid().into(), hash.clone().into()]).await? {
        return Ok((row.get::<Uuid>("id")?.into(), false));
    }
    let id: HomeId = tx.id();
    let json = serde_json::to_string(address).map_err(DbError::corrupt)?;
    let sealed = vault::seal(tx, client.uuid(), "homes.address_sealed", &json).await?;
    let row = vec![id.uuid().into(), client.uuid().into(), district.into(), hash.into(), sealed.into(), tx.now().micros().into()];
    let query = "INSERT INTO homes (id, subject, district, address_hash, address_sealed, added_at) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (subject, address_hash) DO NOTHING";
    // Two bookings for one new home at once: from the start, where the first is seen.
    if sql::run(tx, query, row).await? == 1 { Ok((id, true)) } else { Err(DbError::raced()) }
}

/// Whether another client than this one lives, or lived, at the address.
pub(crate) async fn is_home_of_another(db: &impl Read, client: ClientId, address: &Address) -> Result<bool, DbError> {
    let row = vec![address_hash(db, address).into(), client.uuid().into()];
    Ok(sql::one(db, "SELECT id FROM homes WHERE address_hash = $1 AND subject <> $2 LIMIT 1", row).await?.is_some())
}

pub(crate) async fn cards(db: &impl Read, clients: &[ClientId]) -> Result<BTreeMap<ClientId, Card>, DbError> {
    let ids: Vec<Uuid> = clients.iter().map(|c| c.uuid()).collect();
    let keys = vault::keys(db, &ids).await?;
    let mut cards = BTreeMap::new();
    for row in sql::about(
        db,
        "SELECT subject, phone_sealed, name_sealed, last_sealed, email_sealed, calling_sealed, lang, since_at FROM clients WHERE subject IN ($ids)",
        vec![],
        ids.iter().copied(),
    )
    .await?
    {
        let subject: Uuid = row.get("subject")?;
        let open = |column: &str| -> Result<Option<String>, DbError> {
            let sealed: Option<Vec<u8>> = row.get(column)?;
            sealed.map_or(Ok(None), |sealed| keys.open(subject, &format!("clients.{column}"), &sealed))
        };
        // An erased client has no card.
        if let (Some(name), Some(phone)) = (open("name_sealed")?, open("phone_sealed")?) {
            let card = Card {
                client: ClientId::from(subject),
                name,
                last: open("last_sealed")?,
                calling: calling(open("calling_sealed")?)?,
                phone: if phone.is_empty() { None } else { Some(Phone::kept(phone).map_err(DbError::corrupt)?) },
                email: open("email_sealed")?,
                lang: Lang::parse(&row.get::<String>("lang")?).unwrap_or_default(),
                since: row.at("since_at")?,
            };
            cards.insert(ClientId::from(subject), card);
        }
    }
    Ok(cards)
}

/// The last names of these clients, where they are known.
pub(crate) async fn last_names(db: &impl Read, clients: &[ClientId]) -> Result<BTreeMap<ClientId, String>, DbError> {
    let ids: Vec<Uuid> = clients.iter().map(|client| client.uuid()).collect();
    let keys = vault::keys(db, &ids).await?;
    let query = "SELECT subject, last_sealed FROM clients WHERE last_sealed IS NOT NULL AND subject IN ($ids)";
    let mut names = BTreeMap::new();
    for row in sql::about(db, query, vec![], ids.iter().copied()).await? {
        let subject: Uuid = row.get("subject")?;
        names.extend(keys.open(subject, "clients.last_sealed", &row.get::<Vec<u8>>("last_sealed")?)?.map(|last| (subject.into(), last)));
    }
    Ok(names)
}

/// How a client, or somebody of a household, is addressed; nothing else of them is opened.
pub(crate) async fn calling_of(db: &impl Read, person: Uuid) -> Result<Calling, DbError> {
    let query = "SELECT 'clients.calling_sealed' AS place, calling_sealed FROM clients WHERE subject = $1 AND calling_sealed IS NOT NULL
                 UNION ALL
                 SELECT 'members.calling_sealed' AS place, calling_sealed FROM members WHERE subject = $1 AND calling_sealed IS NOT NULL";
    // Most have said nothing of it: then no key is asked for.
    let Some(row) = sql::one(db, query, vec![person.into()]).await? else { return Ok(Calling::default()) };
    let keys = vault::keys(db, &[person]).await?;
    calling(keys.open(person, &row.get::<String>("place")?, &row.get::<Vec<u8>>("calling_sealed")?)?)
}

/// How somebody is addressed, as kept; nothing kept is the rule.
pub(crate) fn calling(json: Option<String>) -> Result<Calling, DbError> {
    json.map_or(Ok(Calling::default()), |json| serde_json::from_str(&json).map_err(DbError::corrupt))
}

pub(crate) async fn set_calling(tx: &Tx, client: ClientId, calling: &Calling) -> Result<(), DbError> {
    let json = serde_json::to_string(calling).map_err(DbError::corrupt)?;
    let sealed = vault::seal(tx, client.uuid(), "clients.calling_sealed", &json).await?;
    sql::run(tx, "UPDATE clients SET calling_sealed = $2 WHERE subject = $1", vec![client.uuid().into(), sealed.into()]).await?;
    Ok(())
}

const HOMES: &str = "SELECT id, subject, district, address_sealed FROM homes";

pub(crate) async fn homes(db: &impl Read, homes: &[HomeId]) -> Result<BTreeMap<HomeId, HomeCard>, DbError> {
    let rows = sql::about(db, &format!("{HOMES} WHERE id IN ($ids)"), vec![], homes.iter().map(|id| id.uuid())).await?;
    open_homes(db, rows).await
}

/// All homes of these clients, by id: the oldest first.
pub(crate) async fn homes_of(db: &impl Read, clients: &[ClientId]) -> Result<BTreeMap<HomeId, HomeCard>, DbError> {
    let rows = sql::about(db, &format!("{HOMES} WHERE subject IN ($ids) ORDER BY subject, id"), vec![], clients.iter().map(|id| id.uuid())).await?;
    open_homes(db, rows).await
}

async fn open_homes(db: &impl Read, rows: Vec<sql::Row>) -> Result<BTreeMap<HomeId, HomeCard>, DbError> {
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

/// The newest clients older than `before`; those who were erased are left out.
pub(crate) async fn newest(db: &impl Read, before: Option<ClientId>, limit: u32) -> Result<Vec<ClientId>, DbError> {
    let before = before.map_or(Uuid::max(), ClientId::uuid);
    let query = "SELECT subject FROM clients WHERE subject < $1 AND erased_at IS NULL ORDER BY subject DESC LIMIT $2";
    let rows = sql::all(db, query, vec![before.into(), i64::from(limit).into()]).await?;
    rows.into_iter().map(|row| row.get::<Uuid>("subject").map(ClientId::from)).collect()
}

pub(crate) async fn email(db: &impl Read, client: Uuid) -> Result<Option<String>, DbError> {
    let row = sql::one(db, "SELECT email_sealed FROM clients WHERE subject = $1", vec![client.into()]).await?;
    let sealed: Option<Vec<u8>> = row.map(|row| row.get("email_sealed")).transpose()?.flatten();
    let Some(sealed) = sealed else { return Ok(None) };
    vault::keys(db, &[client]).await?.open(client, "clients.email_sealed", &sealed)
}

/// The phone of a client, or of somebody who acts for one; `None` of anybody else, and of a client who has told none.
pub(crate) async fn phone(db: &impl Read, reader: Uuid) -> Result<Option<String>, DbError> {
    let query = "SELECT phone_sealed, 'clients.phone_sealed' AS place FROM clients WHERE subject = $1
                 UNION ALL SELECT phone_sealed, 'members.phone_sealed' AS place FROM members WHERE subject = $1 AND ended_at IS NULL";
    let Some(row) = sql::one(db, query, vec![reader.into()]).await? else { return Ok(None) };
    let opened = vault::keys(db, &[reader]).await?.open(reader, &row.get::<String>("place")?, &row.get::<Vec<u8>>("phone_sealed")?)?;
    Ok(opened.filter(|phone| !phone.is_empty()))
}

/// Where mail reaches the client. It opens the door too, unless it is another client's already.
pub(crate) async fn set_email(tx: &Tx, client: ClientId, email: &Email) -> Result<(), DbError> {
    let sealed = vault::seal(tx, client.uuid(), "clients.email_sealed", email.as_str()).await?;
    let hash = match client_by_email(tx, email).await? {
        Some(other) if other != client => None,
        _ => Some(email_hash(tx, email)),
    };
    let row = vec![client.uuid().into(), sealed.into(), hash.into(), tx.now().micros().into()];
    sql::run(tx, "UPDATE clients SET email_sealed = $2, email_hash = $3, email_set_at = $4 WHERE subject = $1", row).await?;
    channels::renew(tx, client, Channel::Email).await
}

/// Since when mail goes where it goes to; `None` of what was given before that was kept.
pub(crate) async fn email_set_at(db: &impl Read, client: ClientId) -> Result<Option<Instant>, DbError> {
    let row = sql::one(db, "SELECT email_set_at FROM clients WHERE subject = $1", vec![client.uuid().into()]).await?;
    row.map_or(Ok(None), |row| row.maybe_at("email_set_at"))
}

/// Takes away all by which an erased client could be found.
pub(crate) async fn forget(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    let one = || vec![client.uuid().into()];
    let now = tx.now().micros();
    sql::run(tx, "UPDATE clients SET phone_hash = NULL, email_hash = NULL, erased_at = $2 WHERE subject = $1", vec![client.uuid().into(), now.into()]).await?;
    sql::run(tx, "UPDATE homes SET address_hash = NULL WHERE subject = $1", one()).await?;
    sql::run(tx, "UPDATE memories SET ended_at = $2, same_hash = NULL WHERE subject = $1 AND ended_at IS NULL", vec![client.uuid().into(), now.into()]).await?;
    proposals::forget(tx, client).await?;
    channels::forget(tx, client).await?;
    marks::drop_all(tx, client).await
}

/// Rows that break a promise of this room.
pub(crate) async fn broken(db: &impl Read) -> Result<Vec<(&'static str, Uuid)>, DbError> {
    let checks = [
        (
            "promise 5: an erased client can still be found",
            "SELECT c.subject AS id FROM clients c WHERE c.erased_at IS NOT NULL AND (c.phone_hash IS NOT NULL OR c.email_hash IS NOT NULL
             OR EXISTS (SELECT 1 FROM search_marks s WHERE s.subject = c.subject) OR EXISTS (SELECT 1 FROM new_marks n WHERE n.subject = c.subject)
             OR EXISTS (SELECT 1 FROM homes h WHERE h.subject = c.subject AND h.address_hash IS NOT NULL)
             OR EXISTS (SELECT 1 FROM memory_proposals p WHERE p.subject = c.subject AND (p.said_hash IS NOT NULL OR p.state = 'proposed'))
             OR EXISTS (SELECT 1 FROM members m WHERE m.client = c.subject AND m.ended_at IS NULL))",
        ),
        ("promise 10: a memory of another household's home", "SELECT m.id AS id FROM memories m JOIN homes h ON h.id = m.home WHERE h.subject <> m.subject"),
        (
            "promise 10: a memory gave way to another household's",
            "SELECT m.id AS id FROM memories m JOIN memories o ON o.id = m.gave_way_to WHERE o.subject <> m.subject",
        ),
        (
            "promise 5: an erased client can still be written to",
            "SELECT c.subject AS id FROM clients c JOIN channels w ON w.subject = c.subject WHERE c.erased_at IS NOT NULL
             AND (w.closed_at IS NULL OR w.address_hash IS NOT NULL)",
        ),
        (
            "promise 5: an advert without its reader's consent",
            "SELECT m.id AS id FROM messages m LEFT JOIN consents c ON c.id = m.consent WHERE m.kind = 'advert'
             AND (c.id IS NULL OR c.subject <> m.subject OR (c.ended_at IS NOT NULL AND (m.state = 'queued' OR m.sent_at > c.ended_at)))",
        ),
        ("promise 5: a consent ended before it was given", "SELECT id FROM consents WHERE ended_at < given_at"),
        (
            "promise 10: a client who is known by nothing",
            "SELECT subject AS id FROM clients WHERE erased_at IS NULL AND phone_hash IS NULL AND email_hash IS NULL",
        ),
    ];
    let mut broken = Vec::new();
    for (promise, query) in checks {
        for row in sql::all(db, query, vec![]).await? {
            broken.push((promise, row.get::<Uuid>("id")?));
        }
    }
    Ok(broken)
}

/// Since when the client has been one; `None` for a stranger and for one who was erased.
pub(crate) async fn since(db: &impl Read, client: ClientId) -> Result<Option<(Instant, Lang)>, DbError> {
    let row = sql::one(db, "SELECT since_at, lang FROM clients WHERE subject = $1 AND erased_at IS NULL", vec![client.uuid().into()]).await?;
    row.map(|row| Ok((row.at("since_at")?, Lang::parse(&row.get::<String>("lang")?).unwrap_or_default()))).transpose()
}
