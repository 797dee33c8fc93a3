//! Appointments in storage.

use crate::meeting::{Meeting, MeetingId, With};
use concierge::RequestId;
use db::{DbError, Read, Tx, sql};
use households::ClientId;
use people::PersonId;
use uuid::Uuid;
use values::Instant;

const COLUMNS: &str = "SELECT id, client, request, person, at FROM meetings";

fn meeting(row: &sql::Row) -> Result<Meeting, DbError> {
    let with = match (row.get::<Option<Uuid>>("client")?, row.get::<Option<Uuid>>("request")?) {
        (Some(client), _) => With::Client(ClientId::from(client)),
        (None, Some(request)) => With::Request(RequestId::from(request)),
        (None, None) => return Err(DbError::corrupt("a meeting with nobody")),
    };
    Ok(Meeting { id: MeetingId::from(row.get::<Uuid>("id")?), with, person: PersonId::from(row.get::<Uuid>("person")?), at: row.at("at")? })
}

/// Is there such a side?
pub(crate) async fn is_known(db: &impl Read, with: With) -> Result<bool, DbError> {
    let (query, id) = match with {
        With::Client(client) => ("SELECT 1 AS n FROM clients WHERE subject = $1 AND erased_at IS NULL", client.uuid()),
        With::Request(request) => ("SELECT 1 AS n FROM requests WHERE subject = $1 AND closed_at IS NULL", request.uuid()),
    };
    Ok(sql::one(db, query, vec![id.into()]).await?.is_some())
}

/// Adds an appointment; `false` where the same one stands.
pub(crate) async fn add(tx: &Tx, new: &Meeting) -> Result<bool, DbError> {
    let (client, request) = match new.with {
        With::Client(client) => (Some(client.uuid()), None),
        With::Request(request) => (None, Some(request.uuid())),
    };
    let row = vec![new.id.uuid().into(), client.into(), request.into(), new.person.uuid().into(), new.at.micros().into(), tx.now().micros().into()];
    let query = "INSERT INTO meetings (id, client, request, person, at, made_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// The same appointment, made a moment before.
pub(crate) async fn same(db: &impl Read, new: &Meeting) -> Result<Option<MeetingId>, DbError> {
    let between = between(db, new.at, Instant::from_micros(new.at.micros() + 1), 100).await?;
    Ok(between.into_iter().find(|known| (known.with, known.person) == (new.with, new.person)).map(|known| known.id))
}

/// One that is not called off.
pub(crate) async fn one(db: &impl Read, id: MeetingId) -> Result<Option<Meeting>, DbError> {
    let row = sql::one(db, &format!("{COLUMNS} WHERE id = $1 AND off_at IS NULL"), vec![id.uuid().into()]).await?;
    row.as_ref().map(meeting).transpose()
}

/// Those from a moment until before another, the next first.
pub(crate) async fn between(db: &impl Read, from: Instant, to: Instant, limit: u32) -> Result<Vec<Meeting>, DbError> {
    let query = format!("{COLUMNS} WHERE off_at IS NULL AND at >= $1 AND at < $2 ORDER BY at, id LIMIT $3");
    let rows = sql::all(db, &query, vec![from.micros().into(), to.micros().into(), i64::from(limit).into()]).await?;
    rows.iter().map(meeting).collect()
}

/// Calls one off; `false` where that was done before.
pub(crate) async fn off(tx: &Tx, id: MeetingId) -> Result<bool, DbError> {
    Ok(sql::run(tx, "UPDATE meetings SET off_at = $2 WHERE id = $1 AND off_at IS NULL", vec![id.uuid().into(), tx.now().micros().into()]).await? == 1)
}
