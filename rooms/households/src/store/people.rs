//! People of a household in the database.

use super::{calling, phone_hash};
use crate::people::NewMember;
use crate::{Calling, ClientId, Kin, Member, MemberId};
use access::{Acting, acting_for};
use db::{DbError, Read, Tx, sql, vault};
use uuid::Uuid;
use values::Phone;

pub(crate) async fn add(tx: &Tx, client: ClientId, new: &NewMember) -> Result<Option<MemberId>, DbError> {
    let id: MemberId = tx.id();
    let name = vault::seal(tx, id.uuid(), "members.name_sealed", &new.name).await?;
    let phone = vault::seal(tx, id.uuid(), "members.phone_sealed", new.phone.e164()).await?;
    let row = vec![
        id.uuid().into(),
        client.uuid().into(),
        new.kin.name().into(),
        name.into(),
        phone_hash(tx, &new.phone).into(),
        phone.into(),
        tx.now().micros().into(),
    ];
    let query = "INSERT INTO members (subject, client, kin, name_sealed, phone_hash, phone_sealed, since_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT DO NOTHING";
    Ok((sql::run(tx, query, row).await? == 1).then_some(id))
}

/// Those of a household who act for the client now.
pub(crate) async fn members(db: &impl Read, client: ClientId) -> Result<Vec<Member>, DbError> {
    let acting = acting_for(db, client.uuid()).await?;
    let query = "SELECT subject, kin, name_sealed, phone_sealed, calling_sealed, since_at FROM members WHERE client = $1 AND ended_at IS NULL ORDER BY subject";
    let rows = sql::all(db, query, vec![client.uuid().into()]).await?;
    let ids = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &ids).await?;
    let mut members = Vec::with_capacity(rows.len());
    for row in rows {
        let id: Uuid = row.get("subject")?;
        let name = keys.open(id, "members.name_sealed", &row.get::<Vec<u8>>("name_sealed")?)?;
        let phone = keys.open(id, "members.phone_sealed", &row.get::<Vec<u8>>("phone_sealed")?)?;
        let told = match row.get::<Option<Vec<u8>>>("calling_sealed")? {
            Some(sealed) => keys.open(id, "members.calling_sealed", &sealed)?,
            None => None,
        };
        if let (Some(name), Some(phone)) = (name, phone) {
            members.push(Member {
                id: id.into(),
                client,
                kin: Kin::parse(&row.get::<String>("kin")?).ok_or_else(|| DbError::corrupt("a kin"))?,
                name,
                calling: calling(told)?,
                phone: Phone::kept(phone).map_err(DbError::corrupt)?,
                rights: acting.iter().find(|acting| acting.person == id).map(|acting| acting.rights).unwrap_or_default(),
                since: row.at("since_at")?,
            });
        }
    }
    Ok(members)
}

/// How a member is addressed; `false` when there is no such member.
pub(crate) async fn set_calling(tx: &Tx, client: ClientId, member: MemberId, calling: &Calling) -> Result<bool, DbError> {
    // The key goes with who is let go: sealed for nobody, it could not be.
    let known =
        sql::one(tx, "SELECT subject FROM members WHERE subject = $1 AND client = $2 AND ended_at IS NULL", vec![member.uuid().into(), client.uuid().into()]);
    if known.await?.is_none() {
        return Ok(false);
    }
    let json = serde_json::to_string(calling).map_err(DbError::corrupt)?;
    let sealed = vault::seal(tx, member.uuid(), "members.calling_sealed", &json).await?;
    let row = vec![member.uuid().into(), sealed.into()];
    Ok(sql::run(tx, "UPDATE members SET calling_sealed = $2 WHERE subject = $1 AND ended_at IS NULL", row).await? == 1)
}

/// Ends a member's time in the household; `false` when there is no such member.
pub(crate) async fn end(tx: &Tx, client: ClientId, member: MemberId) -> Result<bool, DbError> {
    let row = vec![member.uuid().into(), client.uuid().into(), tx.now().micros().into()];
    let query = "UPDATE members SET ended_at = $3, phone_hash = NULL WHERE subject = $1 AND client = $2 AND ended_at IS NULL";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// All for whom the holder of this phone acts, the first one first.
pub(crate) async fn acting_by_phone(db: &impl Read, phone: &Phone) -> Result<Vec<Acting>, DbError> {
    let query = "SELECT subject FROM members WHERE phone_hash = $1 AND ended_at IS NULL ORDER BY subject";
    let mut all = Vec::new();
    for row in sql::all(db, query, vec![phone_hash(db, phone).into()]).await? {
        all.extend(access::acting(db, row.get("subject")?).await?);
    }
    Ok(all)
}

/// The phone of a member, to find the other households of the same person.
pub(crate) async fn phone(db: &impl Read, member: Uuid) -> Result<Option<Phone>, DbError> {
    let Some(row) = sql::one(db, "SELECT phone_sealed FROM members WHERE subject = $1 AND ended_at IS NULL", vec![member.into()]).await? else {
        return Ok(None);
    };
    let phone = vault::keys(db, &[member]).await?.open(member, "members.phone_sealed", &row.get::<Vec<u8>>("phone_sealed")?)?;
    phone.map(|phone| Phone::kept(phone).map_err(DbError::corrupt)).transpose()
}

/// Names and phones of all who act for these clients: what their households are found by too.
pub(crate) async fn known_by(db: &impl Read, clients: &[ClientId]) -> Result<Vec<(ClientId, String, Phone)>, DbError> {
    let query = "SELECT subject, client, name_sealed, phone_sealed FROM members WHERE ended_at IS NULL AND client IN ($ids)";
    let rows = sql::about(db, query, vec![], clients.iter().map(|id| id.uuid())).await?;
    let ids = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &ids).await?;
    let mut known = Vec::with_capacity(rows.len());
    for row in rows {
        let id: Uuid = row.get("subject")?;
        let name = keys.open(id, "members.name_sealed", &row.get::<Vec<u8>>("name_sealed")?)?;
        let phone = keys.open(id, "members.phone_sealed", &row.get::<Vec<u8>>("phone_sealed")?)?;
        if let (Some(name), Some(phone)) = (name, phone) {
            known.push((row.get::<Uuid>("client")?.into(), name, Phone::kept(phone).map_err(DbError::corrupt)?));
        }
    }
    Ok(known)
}
