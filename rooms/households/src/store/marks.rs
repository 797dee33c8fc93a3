//! The marks by which clients are found: keyed hashes, never the words themselves.

use super::{cards, homes_of, people};
use crate::search::{Traits, marks};
use crate::{Card, ClientId, Email, HomeCard};
use db::sql::Value;
use db::{DbError, Read, Tx, sql};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Half of a keyed hash's half: enough to tell marks apart, small in the index. What is found is compared in the clear afterwards.
const LENGTH: usize = 10;

fn hash(db: &impl Read, mark: &str) -> Vec<u8> {
    let mut hash = db.app().vault().blind("search.mark", mark);
    hash.truncate(LENGTH);
    hash
}

/// Adds marks to those of a client, found from now on; [`file()`] takes them into the index.
pub(crate) fn add(tx: &Tx, client: ClientId, marks: &BTreeSet<String>) {
    let hashes: Vec<u8> = marks.iter().flat_map(|mark| hash(tx, mark)).collect();
    if !hashes.is_empty() {
        sql::gather(tx, "INSERT INTO new_marks (id, subject, hashes)", "", vec![tx.id::<Uuid>().into(), client.uuid().into(), hashes.into()]);
    }
}

/// Takes new marks into the index, those of at most `limit` rows, in the order of the index; are there perhaps more?
pub(crate) async fn file(tx: &Tx, limit: usize) -> Result<bool, DbError> {
    let query = "DELETE FROM new_marks WHERE id IN (SELECT id FROM new_marks ORDER BY id LIMIT $1) RETURNING subject, hashes";
    let rows = sql::all(tx, query, vec![i64::try_from(limit).unwrap_or(i64::MAX).into()]).await?;
    let mut filed = BTreeSet::new();
    for row in &rows {
        let (subject, hashes): (Uuid, Vec<u8>) = (row.get("subject")?, row.get("hashes")?);
        filed.extend(hashes.chunks(LENGTH).map(|hash| (hash.to_vec(), subject)));
    }
    for (hash, subject) in filed {
        sql::gather(tx, "INSERT INTO search_marks (mark_hash, subject)", "ON CONFLICT DO NOTHING", vec![hash.into(), subject.into()]);
    }
    Ok(rows.len() == limit)
}

/// Takes all marks of a client away: the new ones first, for whoever files them at this moment holds them until they are in the index.
pub(crate) async fn drop_all(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    for query in ["DELETE FROM new_marks WHERE subject = $1", "DELETE FROM search_marks WHERE subject = $1"] {
        sql::run(tx, query, vec![client.uuid().into()]).await?;
    }
    Ok(())
}

/// Marks a client anew by all that is known now.
pub(crate) async fn renew(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    drop_all(tx, client).await?;
    let Some(card) = cards(tx, &[client]).await?.remove(&client) else {
        return Ok(());
    };
    let homes: Vec<HomeCard> = homes_of(tx, &[client]).await?.into_values().collect();
    let mut traits = traits(&card, &homes);
    for member in people::members(tx, client).await? {
        traits.names.push(member.name);
        traits.phones.push(member.phone);
    }
    add(tx, client, &marks(&traits));
    Ok(())
}

/// What a card and its homes are found by.
pub(crate) fn traits(card: &Card, homes: &[HomeCard]) -> Traits {
    Traits {
        names: std::iter::once(card.name.clone()).chain(card.last.clone()).collect(),
        phones: card.phone.iter().cloned().collect(),
        email: card.email.as_deref().and_then(|email| Email::parse(email).ok()),
        addresses: homes.iter().map(|home| home.address.clone()).collect(),
    }
}

/// Those who share the most marks, at most `limit`; how many they share. A mark that lies in the index and among the new ones counts twice.
pub(crate) async fn candidates(db: &impl Read, marks: &BTreeSet<String>, limit: u32) -> Result<BTreeMap<ClientId, i64>, DbError> {
    if marks.is_empty() {
        return Ok(BTreeMap::new());
    }
    let hashes: BTreeSet<Vec<u8>> = marks.iter().take(400).map(|mark| hash(db, mark)).collect();
    let mut values: Vec<Value> = hashes.iter().cloned().map(Value::from).collect();
    let query = format!(
        "SELECT subject, COUNT(*) AS shared FROM search_marks WHERE mark_hash IN ({}) GROUP BY subject ORDER BY shared DESC, subject DESC LIMIT ${}",
        sql::places(1, values.len()),
        values.len() + 1
    );
    values.push(i64::from(limit).into());
    let mut shared: BTreeMap<ClientId, i64> = BTreeMap::new();
    for row in sql::all(db, &query, values).await? {
        shared.insert(ClientId::from(row.get::<Uuid>("subject")?), row.get("shared")?);
    }
    for row in sql::all(db, "SELECT subject, hashes FROM new_marks", vec![]).await? {
        let new: Vec<u8> = row.get("hashes")?;
        let of_those = new.chunks(LENGTH).filter(|hash| hashes.contains(*hash)).count();
        if of_those > 0 {
            *shared.entry(ClientId::from(row.get::<Uuid>("subject")?)).or_default() += i64::try_from(of_those).unwrap_or(i64::MAX);
        }
    }
    let mut best: Vec<(i64, ClientId)> = shared.into_iter().map(|(client, shared)| (shared, client)).collect();
    best.sort_unstable_by(|one, other| other.cmp(one));
    best.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(best.into_iter().map(|(shared, client)| (client, shared)).collect())
}

/// The next clients after this one, in the order of their ids.
pub(crate) async fn clients_after(db: &impl Read, after: Option<ClientId>, limit: u32) -> Result<Vec<ClientId>, DbError> {
    let after = after.map_or(Uuid::nil(), ClientId::uuid);
    let query = "SELECT subject FROM clients WHERE subject > $1 ORDER BY subject LIMIT $2";
    let rows = sql::all(db, query, vec![after.into(), i64::from(limit).into()]).await?;
    rows.into_iter().map(|row| row.get::<Uuid>("subject").map(ClientId::from)).collect()
}

/// Brings the keyed form of a client's addresses up to the present rule; a home that is now the same as another keeps its old form.
pub(crate) async fn renew_addresses(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    for (id, home) in homes_of(tx, &[client]).await? {
        let row = vec![id.uuid().into(), super::address_hash(tx, &home.address).into(), client.uuid().into()];
        let query = "UPDATE homes SET address_hash = $2 WHERE id = $1 AND address_hash IS NOT NULL
                     AND NOT EXISTS (SELECT 1 FROM homes o WHERE o.subject = $3 AND o.address_hash = $2)";
        sql::run(tx, query, row).await?;
    }
    Ok(())
}
