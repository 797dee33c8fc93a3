//! Whose a request is, in storage: a client's, or nobody's yet.

use super::{REQUEST, briefs, opened};
use crate::request::{Request, RequestId, Way};
use db::sql::Row;
use db::{DbError, Read, Tx, sql};
use households::ClientId;
use people::PersonId;
use uuid::Uuid;
use values::Instant;

/// Under which name the ways to nobody's client are hashed here.
pub(crate) const DOOR: &str = "concierge.door";

/// By which what was asked is found when whoever asked becomes a client.
pub(crate) fn door_hash(db: &impl Read, way: &Way) -> Vec<u8> {
    db.app().vault().blind(DOOR, &way.text())
}

/// A request, and when it was closed.
pub(crate) type Placed = (RequestId, Option<Instant>);

fn placed(row: &Row) -> Result<Placed, DbError> {
    Ok((row.get::<Uuid>("subject")?.into(), row.maybe_at("closed_at")?))
}

/// Those of nobody that were made from the door of this hash.
pub(crate) async fn at_door(db: &impl Read, door: &[u8]) -> Result<Vec<Placed>, DbError> {
    let query = "SELECT subject, closed_at FROM requests WHERE door_hash = $1 AND client IS NULL";
    sql::all(db, query, vec![door.to_vec().into()]).await?.iter().map(placed).collect()
}

/// Those that were taken down from any of these.
pub(crate) async fn of_origins(db: &impl Read, origins: impl IntoIterator<Item = Uuid>) -> Result<Vec<Placed>, DbError> {
    let query = "SELECT r.subject AS subject, r.closed_at FROM request_origins o JOIN requests r ON r.subject = o.subject WHERE o.origin IN ($ids)";
    sql::about(db, query, vec![], origins).await?.iter().map(placed).collect()
}

/// All of a client's.
pub(crate) async fn all_of(db: &impl Read, client: ClientId) -> Result<Vec<Placed>, DbError> {
    sql::all(db, "SELECT subject, closed_at FROM requests WHERE client = $1", vec![client.uuid().into()]).await?.iter().map(placed).collect()
}

/// A client's, the newest first, before one that was seen: the open ones, or the closed.
pub(crate) async fn of_client(
    db: &impl Read,
    client: ClientId,
    closed: bool,
    before: Option<(Instant, RequestId)>,
    limit: u32,
) -> Result<Vec<Request>, DbError> {
    let (at, id) = before.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.micros(), id.uuid()));
    let is = if closed { "IS NOT NULL" } else { "IS NULL" };
    let query = format!(
        "{REQUEST} WHERE client = $1 AND closed_at {is} AND (asked_at < $2 OR (asked_at = $2 AND subject < $3)) ORDER BY asked_at DESC, subject DESC LIMIT $4"
    );
    opened(db, sql::all(db, &query, vec![client.uuid().into(), at.into(), id.into(), i64::from(limit).into()]).await?).await
}

/// The first of a client's, and the newest.
pub(crate) async fn ends(db: &impl Read, client: ClientId) -> Result<Vec<RequestId>, DbError> {
    let mut ends = Vec::new();
    for query in [
        "SELECT subject FROM requests WHERE client = $1 ORDER BY asked_at, subject LIMIT 1",
        "SELECT subject FROM requests WHERE client = $1 ORDER BY asked_at DESC, subject DESC LIMIT 1",
    ] {
        for row in sql::all(db, query, vec![client.uuid().into()]).await? {
            ends.push(row.get::<Uuid>("subject")?.into());
        }
    }
    Ok(ends)
}

/// Makes it the client's; `false` where it is somebody's already.
pub(crate) async fn bind(tx: &Tx, id: RequestId, client: ClientId) -> Result<bool, DbError> {
    let query = "UPDATE requests SET client = $2, door_hash = NULL WHERE subject = $1 AND client IS NULL";
    Ok(sql::run(tx, query, vec![id.uuid().into(), client.uuid().into()]).await? == 1)
}

/// Is found by the way that it was made from, from now on.
pub(crate) async fn put_door(tx: &Tx, id: RequestId, way: &Way) -> Result<(), DbError> {
    let row = vec![id.uuid().into(), door_hash(tx, way).into()];
    sql::run(tx, "UPDATE requests SET door_hash = $2 WHERE subject = $1 AND client IS NULL", row).await.map(drop)
}

/// Nobody's is found by its way no longer; `false` where it is a client's.
pub(crate) async fn close_door(tx: &Tx, id: RequestId) -> Result<bool, DbError> {
    let query = "UPDATE requests SET door_hash = NULL WHERE subject = $1 AND client IS NULL";
    Ok(sql::run(tx, query, vec![id.uuid().into()]).await? == 1)
}

/// Those of before it was kept whose they are, open or closed since then, in the order of their ids, after one that was seen.
pub(crate) async fn of_before(db: &impl Read, after: RequestId, closed_since: Instant, limit: u32) -> Result<Vec<Placed>, DbError> {
    let query = "SELECT subject, closed_at FROM requests WHERE subject > $1 AND client IS NULL AND door_hash IS NULL AND (closed_at IS NULL OR closed_at > $2)
                 ORDER BY subject LIMIT $3";
    let row = vec![after.uuid().into(), closed_since.micros().into(), i64::from(limit).into()];
    sql::all(db, query, row).await?.iter().map(placed).collect()
}

/// It is found by its words again.
pub(crate) async fn mark_again(tx: &Tx, id: RequestId) -> Result<(), DbError> {
    for request in super::some(tx, &[id]).await? {
        briefs::mark(tx, id, request.told());
    }
    for text in briefs::texts(tx, &[id]).await?.values() {
        briefs::mark(tx, id, text);
    }
    Ok(())
}

/// Nothing is left by which a client's are found.
pub(crate) async fn forget(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    let row = || vec![client.uuid().into()];
    sql::run(tx, "DELETE FROM request_marks WHERE subject IN (SELECT subject FROM requests WHERE client = $1)", row()).await?;
    sql::run(tx, "UPDATE requests SET agreed_day = NULL WHERE client = $1 AND agreed_day IS NOT NULL", row()).await?;
    sql::run(tx, "UPDATE requests SET phone_hash = NULL WHERE client = $1 AND phone_hash IS NOT NULL", row()).await.map(drop)
}

/// Whose it is; `None` for nobody's, or no request.
pub(crate) async fn client_of(db: &impl Read, id: RequestId) -> Result<Option<ClientId>, DbError> {
    let row = sql::one(db, "SELECT client FROM requests WHERE subject = $1", vec![id.uuid().into()]).await?;
    Ok(row.map(|row| row.get::<Option<Uuid>>("client")).transpose()?.flatten().map(ClientId::from))
}

/// A request with whose it is, as far as that is known, and by when it is answered.
pub(crate) type InHand = (RequestId, Option<ClientId>, Option<Instant>);

/// What somebody at the desk has that is open, the longest first.
pub(crate) async fn in_hand(db: &impl Read, person: PersonId) -> Result<Vec<InHand>, DbError> {
    let query = "SELECT subject, client, due_at FROM requests WHERE manager = $1 AND closed_at IS NULL ORDER BY asked_at, subject";
    let rows = sql::all(db, query, vec![person.uuid().into()]).await?;
    let read = |row: &Row| Ok((row.get::<Uuid>("subject")?.into(), row.get::<Option<Uuid>>("client")?.map(ClientId::from), row.maybe_at("due_at")?));
    rows.iter().map(read).collect()
}

/// Somebody else has it from now on, given out in this turn.
pub(crate) async fn give_on(tx: &Tx, id: RequestId, manager: Option<PersonId>, turn: i64) -> Result<(), DbError> {
    let row = vec![id.uuid().into(), manager.map(PersonId::uuid).into(), turn.into()];
    let known = sql::run(tx, "UPDATE requests SET manager = $2, turn = $3 WHERE subject = $1 AND closed_at IS NULL", row).await;
    // The turn was taken at this moment, or whoever was to have it leaves too: from the start, where that is seen.
    known.map(drop).map_err(|error| if matches!(error, DbError::Unique(_)) || error.is_refused(people::LEFT) { DbError::raced() } else { error })
}
