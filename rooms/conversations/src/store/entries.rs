//! What was said, what is being written, who has seen it.

use super::WORDS;
use crate::entry::{Entry, EntryId, EntryKind, Place, Standing};
use crate::service::reading::Asked;
use db::{DbError, Read, Tx, sql, vault};
use households::ClientId;
use people::PersonId;
use std::collections::BTreeSet;
use uuid::Uuid;
use values::Instant;

const DRAFT: &str = "conversation_drafts.words_sealed";

/// An entry on its way into storage.
#[derive(Debug, Clone)]
pub(crate) struct NewEntry {
    pub id: EntryId,
    pub kind: EntryKind,
    pub place: Place,
    pub person: Option<PersonId>,
    pub words: String,
    pub sent_at: Instant,
    pub seq: i64,
    /// The keyed hash of the channel's own name for it.
    pub external: Option<Vec<u8>>,
}

/// Adds an entry under its number. Who else brings the same word a moment before was first: all of it is run again.
pub(crate) async fn add_entry(tx: &Tx, client: ClientId, nth: i64, new: &NewEntry) -> Result<(), DbError> {
    let row = vec![
        client.uuid().into(),
        nth.into(),
        new.id.uuid().into(),
        new.kind.name().into(),
        new.place.name().into(),
        new.person.map(PersonId::uuid).into(),
        vault::seal(tx, client.uuid(), WORDS, &new.words).await?.into(),
        new.sent_at.micros().into(),
        new.seq.into(),
        tx.now().micros().into(),
        new.external.clone().into(),
    ];
    let query = "INSERT INTO conversation_entries (subject, nth, id, kind, place, person, words_sealed, sent_at, seq, kept_at, external)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    if sql::run(tx, query, row).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// The entry that a channel has brought before.
pub(crate) async fn known(db: &impl Read, place: Place, external: &[u8]) -> Result<Option<EntryId>, DbError> {
    let row = vec![place.name().into(), external.to_vec().into()];
    let found = sql::one(db, "SELECT id FROM conversation_entries WHERE place = $1 AND external = $2", row).await?;
    found.map(|row| row.get::<Uuid>("id").map(EntryId::from)).transpose()
}

/// Whose an entry of this id is: in whose conversation, who of us said it, and what it is.
pub(crate) async fn placed(db: &impl Read, id: EntryId) -> Result<Option<(ClientId, Option<PersonId>, EntryKind)>, DbError> {
    let Some(row) = sql::one(db, "SELECT subject, person, kind FROM conversation_entries WHERE id = $1", vec![id.uuid().into()]).await? else {
        return Ok(None);
    };
    let person = row.get::<Option<Uuid>>("person")?.map(PersonId::from);
    let client = ClientId::from(row.get::<Uuid>("subject")?);
    Ok(EntryKind::parse(&row.get::<String>("kind")?).map(|kind| (client, person, kind)))
}

const ENTRY: &str = "SELECT subject, nth, id, kind, place, person, words_sealed, sent_at, seq, kept_at FROM conversation_entries";

async fn opened(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<(ClientId, Entry)>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        let Some(words) = keys.open(subject, WORDS, &row.get::<Vec<u8>>("words_sealed")?)? else { continue };
        let (kind, place): (String, String) = (row.get("kind")?, row.get("place")?);
        let entry = Entry {
            id: EntryId::from(row.get::<Uuid>("id")?),
            nth: row.get("nth")?,
            kind: EntryKind::parse(&kind).ok_or_else(|| DbError::corrupt(format!("an entry {kind}")))?,
            place: Place::parse(&place).ok_or_else(|| DbError::corrupt(format!("a place {place}")))?,
            by: row.get::<Option<Uuid>>("person")?.map(PersonId::from),
            words,
            sent_at: row.at("sent_at")?,
            seq: row.get("seq")?,
            kept_at: row.at("kept_at")?,
        };
        entries.push((ClientId::from(subject), entry));
    }
    Ok(entries)
}

/// What was written to the client after one entry, up to another: the latest hundred, whoever reads after years has the letters behind them.
pub(crate) async fn ours_between(db: &impl Read, client: ClientId, after: i64, up_to: i64) -> Result<Vec<Uuid>, DbError> {
    let query = "SELECT id FROM conversation_entries WHERE subject = $1 AND nth > $2 AND nth <= $3 AND kind = 'out' ORDER BY nth DESC LIMIT 100";
    let rows = sql::all(db, query, vec![client.uuid().into(), after.into(), up_to.into()]).await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// The newest entries, older than one that was seen; the newest first. Those that whoever reads them asked for.
pub(crate) async fn entries(db: &impl Read, client: ClientId, before: Option<Standing>, asked: Asked, limit: u32) -> Result<Vec<Entry>, DbError> {
    let before = before.unwrap_or(Standing { sent_at: i64::MAX, seq: i64::MAX, nth: i64::MAX });
    let kinds = match asked {
        Asked::Client | Asked::DeskShared => "AND kind IN ('in', 'out')",
        Asked::DeskTheirs => "AND kind = 'in'",
        Asked::Desk => "",
    };
    let query = format!(
        "{ENTRY} WHERE subject = $1 {kinds} AND sent_at <= $2 AND (sent_at < $2 OR seq < $3 OR (seq = $3 AND nth < $4))
         ORDER BY sent_at DESC, seq DESC, nth DESC LIMIT $5"
    );
    let row = vec![client.uuid().into(), before.sent_at.into(), before.seq.into(), before.nth.into(), i64::from(limit).into()];
    Ok(opened(db, sql::all(db, &query, row).await?).await?.into_iter().map(|(_, entry)| entry).collect())
}

/// One entry, and in whose conversation.
pub(crate) async fn entry(db: &impl Read, id: EntryId) -> Result<Option<(ClientId, Entry)>, DbError> {
    Ok(opened(db, sql::all(db, &format!("{ENTRY} WHERE id = $1"), vec![id.uuid().into()]).await?).await?.pop())
}

/// What somebody has begun to write.
pub(crate) async fn draft(db: &impl Read, client: ClientId, person: PersonId) -> Result<Option<String>, DbError> {
    let row = sql::one(db, "SELECT words_sealed FROM conversation_drafts WHERE subject = $1 AND person = $2", vec![client.uuid().into(), person.uuid().into()]);
    let Some(row) = row.await? else { return Ok(None) };
    vault::keys(db, &[client.uuid()]).await?.open(client.uuid(), DRAFT, &row.get::<Vec<u8>>("words_sealed")?)
}

pub(crate) async fn keep_draft(tx: &Tx, client: ClientId, person: PersonId, words: &str) -> Result<(), DbError> {
    let sealed = vault::seal(tx, client.uuid(), DRAFT, words).await?;
    let row = vec![client.uuid().into(), person.uuid().into(), sealed.into(), tx.now().micros().into()];
    let query = "INSERT INTO conversation_drafts (subject, person, words_sealed, at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (subject, person) DO UPDATE SET words_sealed = excluded.words_sealed, at = excluded.at";
    sql::run(tx, query, row).await.map(drop)
}

pub(crate) async fn drop_draft(tx: &Tx, client: ClientId, person: PersonId) -> Result<(), DbError> {
    let row = vec![client.uuid().into(), person.uuid().into()];
    sql::run(tx, "DELETE FROM conversation_drafts WHERE subject = $1 AND person = $2", row).await.map(drop)
}

/// Has somebody seen all up to an entry, since a moment, and come wherever they were called?
pub(crate) async fn has_read(db: &impl Read, client: ClientId, person: PersonId, nth: i64, since: Instant) -> Result<bool, DbError> {
    let row = vec![client.uuid().into(), person.uuid().into(), nth.into(), since.micros().into()];
    let query = "SELECT 1 AS n FROM conversation_reads WHERE subject = $1 AND person = $2 AND nth >= $3 AND at > $4
                 AND NOT EXISTS (SELECT 1 FROM conversation_mentions m WHERE m.subject = $1 AND m.person = $2 AND m.seen_at IS NULL)";
    Ok(sql::one(db, query, row).await?.is_some())
}

/// Somebody has seen all up to an entry.
pub(crate) async fn mark_read(tx: &Tx, client: ClientId, person: PersonId, nth: i64) -> Result<(), DbError> {
    let row = vec![client.uuid().into(), person.uuid().into(), nth.into(), tx.now().micros().into()];
    let query = "INSERT INTO conversation_reads (subject, person, nth, at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (subject, person) DO UPDATE SET nth = CASE WHEN excluded.nth > conversation_reads.nth THEN excluded.nth ELSE conversation_reads.nth END, at = excluded.at";
    sql::run(tx, query, row).await.map(drop)
}

/// Who else has a draft of theirs here, or looked in, since a moment: `true` of those who write.
pub(crate) async fn others_at(db: &impl Read, client: ClientId, but: PersonId, since: Instant) -> Result<Vec<(PersonId, bool)>, DbError> {
    let row = || vec![client.uuid().into(), but.uuid().into(), since.micros().into()];
    let writing = sql::all(db, "SELECT person FROM conversation_drafts WHERE subject = $1 AND person <> $2 AND at > $3 ORDER BY person", row()).await?;
    let looking = sql::all(db, "SELECT person FROM conversation_reads WHERE subject = $1 AND person <> $2 AND at > $3 ORDER BY person", row()).await?;
    let mut others: Vec<(PersonId, bool)> = Vec::new();
    for (rows, writes) in [(writing, true), (looking, false)] {
        for row in rows {
            let person = PersonId::from(row.get::<Uuid>("person")?);
            if others.iter().all(|(other, _)| *other != person) {
                others.push((person, writes));
            }
        }
    }
    Ok(others)
}

/// Calls people to an entry.
pub(crate) async fn mention(tx: &Tx, client: ClientId, nth: i64, people: &BTreeSet<PersonId>) -> Result<(), DbError> {
    for person in people {
        let row = vec![client.uuid().into(), nth.into(), person.uuid().into()];
        sql::run(tx, "INSERT INTO conversation_mentions (subject, nth, person) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", row).await?;
    }
    Ok(())
}

/// The number of the entry that came last, of those that the client sees; 0 where there is none.
pub(crate) async fn last_shared(db: &impl Read, client: ClientId) -> Result<i64, DbError> {
    let query = "SELECT nth FROM conversation_entries WHERE subject = $1 AND kind IN ('in', 'out') ORDER BY nth DESC LIMIT 1";
    sql::one(db, query, vec![client.uuid().into()]).await?.map_or(Ok(0), |row| row.get("nth"))
}

/// The number of the newest of those, in the order in which they are read, and whether it is ours.
pub(crate) async fn newest_shared(db: &impl Read, client: ClientId) -> Result<Option<(i64, bool)>, DbError> {
    let query = "SELECT nth, person FROM conversation_entries WHERE subject = $1 AND kind IN ('in', 'out') ORDER BY sent_at DESC, seq DESC, nth DESC LIMIT 1";
    let row = sql::one(db, query, vec![client.uuid().into()]).await?;
    row.map(|row| Ok((row.get("nth")?, row.get::<Option<Uuid>>("person")?.is_some()))).transpose()
}

/// Has the house itself given the client to this manager since an entry? Whoever of us gives them on says why, the house has no words.
pub(crate) async fn is_given_since(db: &impl Read, client: ClientId, nth: i64, manager: PersonId) -> Result<bool, DbError> {
    let query = "SELECT person, words_sealed FROM conversation_entries WHERE subject = $1 AND nth > $2 AND kind = 'handover' ORDER BY nth DESC LIMIT 1";
    let Some(row) = sql::one(db, query, vec![client.uuid().into(), nth.into()]).await? else { return Ok(false) };
    let words = vault::keys(db, &[client.uuid()]).await?.open(client.uuid(), WORDS, &row.get::<Vec<u8>>("words_sealed")?)?;
    Ok(row.get::<Option<Uuid>>("person")? == Some(manager.uuid()) && words.is_some_and(|words| words.is_empty()))
}

/// They have come.
pub(crate) async fn mark_seen(tx: &Tx, client: ClientId, person: PersonId) -> Result<(), DbError> {
    let row = vec![client.uuid().into(), person.uuid().into(), tx.now().micros().into()];
    sql::run(tx, "UPDATE conversation_mentions SET seen_at = $3 WHERE subject = $1 AND person = $2 AND seen_at IS NULL", row).await.map(drop)
}
