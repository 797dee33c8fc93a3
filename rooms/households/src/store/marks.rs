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

/// Adds marks to those of a client.
pub(crate) async fn add(tx: &Tx, client: ClientId, marks: &BTreeSet<String>) -> Result<(), DbError> {
    let marks: Vec<&String> = marks.iter().collect();
    for some in marks.chunks(400) {
        let rows: Vec<String> = (0..some.len()).map(|n| format!("(${}, $1)", n + 2)).collect();
        let mut values: Vec<Value> = vec![client.uuid().into()];
        values.extend(some.iter().map(|mark| Value::from(hash(tx, mark))));
        let query = format!("INSERT INTO search_marks (mark_hash, subject) VALUES {} ON CONFLICT DO NOTHING", rows.join(", "));
        sql::run(tx, &query, values).await?;
    }
    Ok(())
}

/// Marks a client anew by all that is known now.
pub(crate) async fn renew(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM search_marks WHERE subject = $1", vec![client.uuid().into()]).await?;
    let Some(card) = cards(tx, &[client]).await?.remove(&client) else {
        return Ok(());
    };
    let homes: Vec<HomeCard> = homes_of(tx, &[client]).await?.into_values().collect();
    let mut traits = traits(&card, &homes);
    for member in people::members(tx, client).await? {
        traits.names.push(member.name);
        traits.phones.push(member.phone);
    }
    add(tx, client, &marks(&traits)).await
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

/// Those who share the most marks, at most `limit`; how many they share.
pub(crate) async fn candidates(db: &impl Read, marks: &BTreeSet<String>, limit: u32) -> Result<BTreeMap<ClientId, i64>, DbError> {
    if marks.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut values: Vec<Value> = marks.iter().take(400).map(|mark| Value::from(hash(db, mark))).collect();
    let query = format!(
        "SELECT subject, COUNT(*) AS shared FROM search_marks WHERE mark_hash IN ({}) GROUP BY subject ORDER BY shared DESC, subject DESC LIMIT ${}",
        sql::places(1, values.len()),
        values.len() + 1
    );
    values.push(i64::from(limit).into());
    let rows = sql::all(db, &query, values).await?;
    rows.into_iter().map(|row| Ok((ClientId::from(row.get::<Uuid>("subject")?), row.get("shared")?))).collect()
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
