//! Who has how many clients, and when they answer.

use super::{COLUMNS, conversation};
use crate::hours::Hours;
use crate::keeping::Conversation;
use crate::site::SiteTalkId;
use db::{DbError, Read, Tx, sql, vault};
use households::ClientId;
use people::PersonId;
use scheduling::{Away, LeaveId};
use std::collections::BTreeMap;
use uuid::Uuid;

const NOTE: &str = "manager_handovers.note_sealed";

/// Clients, and those of them who wait, by manager.
pub(crate) async fn loads(db: &impl Read) -> Result<BTreeMap<PersonId, (i64, i64)>, DbError> {
    let query = "SELECT manager, COUNT(*) AS clients, COUNT(waiting_since) AS waiting FROM conversations GROUP BY manager";
    read_loads(&sql::all(db, query, vec![]).await?)
}

fn read_loads(rows: &[sql::Row]) -> Result<BTreeMap<PersonId, (i64, i64)>, DbError> {
    rows.iter().map(|row| Ok((PersonId::from(row.get::<Uuid>("manager")?), (row.get("clients")?, row.get("waiting")?)))).collect()
}

/// The same of people whom nobody knows: for whom somebody of us was named by a channel, and in open talks on the site; who waits is of the
/// clients. All of it is as much as is open now.
pub(crate) async fn unknown_loads(db: &impl Read) -> Result<BTreeMap<PersonId, (i64, i64)>, DbError> {
    let query = "SELECT manager, SUM(theirs) AS clients, SUM(waits) AS waiting FROM (
                     SELECT manager, 1 AS theirs, 0 AS waits FROM stranger_senders WHERE manager IS NOT NULL
                     UNION ALL SELECT manager, 1, 0 FROM site_talks WHERE closed_at IS NULL AND manager IS NOT NULL
                     UNION ALL SELECT manager, 0, 1 FROM conversations WHERE waiting_since IS NOT NULL
                 ) AS all_of_them GROUP BY manager";
    read_loads(&sql::all(db, query, vec![]).await?)
}

/// Clients who have no manager yet, some of them.
pub(crate) async fn clients_without(db: &impl Read, limit: u32) -> Result<Vec<ClientId>, DbError> {
    let query = "SELECT k.subject FROM clients k WHERE k.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.subject = k.subject) ORDER BY k.subject LIMIT $1";
    let rows = sql::all(db, query, vec![i64::from(limit).into()]).await?;
    rows.iter().map(|row| row.get::<Uuid>("subject").map(ClientId::from)).collect()
}

/// When these people answer, as far as they said so.
pub(crate) async fn hours(db: &impl Read, people: &[PersonId]) -> Result<BTreeMap<PersonId, Hours>, DbError> {
    let rows = sql::about(db, "SELECT person, hours FROM manager_hours WHERE person IN ($ids)", vec![], people.iter().map(|id| id.uuid())).await?;
    let read = |row: &sql::Row| {
        let hours = serde_json::from_str(&row.get::<String>("hours")?).map_err(DbError::corrupt)?;
        Ok((PersonId::from(row.get::<Uuid>("person")?), hours))
    };
    rows.iter().map(read).collect()
}

pub(crate) async fn set_hours(tx: &Tx, person: PersonId, hours: &Hours) -> Result<(), DbError> {
    let text = serde_json::to_string(hours).map_err(|e| DbError::Other(e.to_string()))?;
    let row = vec![person.uuid().into(), text.into(), tx.now().micros().into()];
    let query = "INSERT INTO manager_hours (person, hours, set_at) VALUES ($1, $2, $3)
                 ON CONFLICT (person) DO UPDATE SET hours = excluded.hours, set_at = excluded.set_at";
    sql::run(tx, query, row).await.map(drop)
}

/// What those who are away have left to know, as far as they did.
pub(crate) async fn handover_notes(db: &impl Read, away: &[Away]) -> Result<BTreeMap<LeaveId, String>, DbError> {
    let query = "SELECT leave, subject, note_sealed FROM manager_handovers WHERE leave IN ($ids)";
    let rows = sql::about(db, query, vec![], away.iter().map(|away| away.id.uuid())).await?;
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut notes = BTreeMap::new();
    for (row, subject) in rows.iter().zip(subjects) {
        if let Some(note) = keys.open(subject, NOTE, &row.get::<Vec<u8>>("note_sealed")?)? {
            notes.insert(LeaveId::from(row.get::<Uuid>("leave")?), note);
        }
    }
    Ok(notes)
}

/// Deletes what was left to know for this absence; `false` where nothing was.
pub(crate) async fn forget_handover(tx: &Tx, leave: LeaveId) -> Result<bool, DbError> {
    Ok(sql::run(tx, "DELETE FROM manager_handovers WHERE leave = $1", vec![leave.uuid().into()]).await? == 1)
}

pub(crate) async fn note_handover(tx: &Tx, away: &Away, note: &str) -> Result<(), DbError> {
    let subject = away.person.uuid();
    let row = vec![away.id.uuid().into(), subject.into(), vault::seal(tx, subject, NOTE, note).await?.into(), tx.now().micros().into()];
    let query = "INSERT INTO manager_handovers (leave, subject, note_sealed, set_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (leave) DO UPDATE SET note_sealed = excluded.note_sealed, set_at = excluded.set_at";
    sql::run(tx, query, row).await.map(drop)
}

/// Conversations of those who are clients still and whose manager, deputy or stand-in this is, the longest first.
pub(crate) async fn kept_by(db: &impl Read, person: PersonId) -> Result<Vec<Conversation>, DbError> {
    let query = format!(
        "SELECT {COLUMNS} FROM conversations c JOIN clients k ON k.subject = c.subject
         WHERE k.erased_at IS NULL AND c.subject IN (SELECT subject FROM conversations WHERE manager = $1
            UNION SELECT subject FROM conversations WHERE deputy = $1 UNION SELECT subject FROM conversations WHERE taken_by = $1)
         ORDER BY c.begun_at, c.subject"
    );
    sql::all(db, &query, vec![person.uuid().into()]).await?.iter().map(conversation).collect()
}

/// Whose a client is, all of it; `false` where something was said meanwhile, or they are another's.
pub(crate) async fn give_on(tx: &Tx, read: &Conversation, manager: PersonId, deputy: Option<PersonId>, taken_by: Option<PersonId>) -> Result<bool, DbError> {
    let query = "UPDATE conversations SET manager = $2, deputy = $3, taken_by = $4 WHERE subject = $1 AND last_nth = $5 AND manager = $6";
    let [deputy, taken_by] = [deputy, taken_by].map(|person| person.map(PersonId::uuid).into());
    let row = vec![read.client.uuid().into(), manager.uuid().into(), deputy, taken_by, read.last.into(), read.manager.uuid().into()];
    Ok(sql::run(tx, query, row).await.map_err(works_here_no_longer)? == 1)
}

/// Somebody has left at this moment: from the start, where that is seen.
pub(crate) fn works_here_no_longer(error: DbError) -> DbError {
    if error.is_refused(people::LEFT) { DbError::raced() } else { error }
}

/// The addresses at which this one was named for whoever writes from there.
pub(crate) async fn senders_of(db: &impl Read, person: PersonId) -> Result<Vec<Vec<u8>>, DbError> {
    let rows = sql::all(db, "SELECT sender FROM stranger_senders WHERE manager = $1 ORDER BY sender", vec![person.uuid().into()]).await?;
    rows.iter().map(|row| row.get("sender")).collect()
}

/// Another one of us is named at this address.
pub(crate) async fn rename_sender(tx: &Tx, sender: &[u8], person: PersonId) -> Result<(), DbError> {
    let row = vec![sender.to_vec().into(), person.uuid().into()];
    sql::run(tx, "UPDATE stranger_senders SET manager = $2 WHERE sender = $1", row).await.map(drop)
}

/// Open talks on the site whose visitors this one has.
pub(crate) async fn site_talks_of(db: &impl Read, person: PersonId) -> Result<Vec<SiteTalkId>, DbError> {
    let query = "SELECT subject FROM site_talks WHERE manager = $1 AND closed_at IS NULL ORDER BY begun_at, subject";
    let rows = sql::all(db, query, vec![person.uuid().into()]).await?;
    rows.iter().map(|row| row.get::<Uuid>("subject").map(SiteTalkId::from)).collect()
}

/// Another one of us has the visitor of a talk.
pub(crate) async fn rename_on_site(tx: &Tx, talk: SiteTalkId, person: PersonId) -> Result<(), DbError> {
    sql::run(tx, "UPDATE site_talks SET manager = $2 WHERE subject = $1", vec![talk.uuid().into(), person.uuid().into()]).await.map(drop)
}
