//! Conversations in storage.

mod answers;
mod entries;
mod mails;
mod managers;
mod site;
mod strangers;

pub(crate) use answers::{add_answer, answer, answered, answers_to, change_sender, goes_to_sender, mark_answered, name, named};
pub(crate) use entries::{
    NewEntry, add_entry, draft, drop_draft, entries, entry, has_read, is_given_since, keep_draft, known, last_shared, mark_read, mark_seen, mention,
    newest_shared, others_at, ours_between, placed,
};
pub use mails::Enclosed;
pub(crate) use mails::{add_fetch, add_mail, enclose, enclosed, fetched, file_of, last_head, place, read_from, read_up_to, reader_of, to_fetch, whole};
use managers::works_here_no_longer;
pub(crate) use managers::{
    clients_without, forget_handover, give_on, handover_notes, hours, kept_by, loads, note_handover, rename_on_site, rename_sender, senders_of, set_hours,
    site_talks_of, unknown_loads,
};
pub(crate) use site::{
    Closing, add_site_file, add_site_word, begin_site_talk, begin_wait, close_site_talk, count_site_waiting, end_wait, first_to_answer, give_site_talk,
    is_site_file, keep_reach, keep_shown, named_on_site, open_site_talks, site_last, site_talk, site_waiting, unshown, waits,
};
pub(crate) use strangers::{
    add_stranger, close_stranger, external_of, forget_given, forget_sender, from_address, given_to, has_come, ids_of_sender, of_sender, open_strangers,
    stranger, strangers_waiting,
};

use crate::entry::EntryKind;
use crate::keeping::Conversation;
use crate::service::reading::{Row, Shelf};
use db::{DbError, Read, Tx, sql, vault};
use households::ClientId;
use people::PersonId;
use room::Finding;
use uuid::Uuid;
use values::Instant;

const WORDS: &str = "conversation_entries.words_sealed";

/// What [`conversation`] reads.
const COLUMNS: &str = "c.subject, c.manager, c.deputy, c.taken_by, c.last_nth, c.waiting_since, c.due_at, c.client_read";

fn conversation(row: &sql::Row) -> Result<Conversation, DbError> {
    Ok(Conversation {
        client: ClientId::from(row.get::<Uuid>("subject")?),
        manager: PersonId::from(row.get::<Uuid>("manager")?),
        deputy: row.get::<Option<Uuid>>("deputy")?.map(PersonId::from),
        taken_by: row.get::<Option<Uuid>>("taken_by")?.map(PersonId::from),
        last: row.get("last_nth")?,
        waiting_since: row.maybe_at("waiting_since")?,
        due_at: row.maybe_at("due_at")?,
        client_read: row.get("client_read")?,
    })
}

pub(crate) async fn one(db: &impl Read, client: ClientId) -> Result<Option<Conversation>, DbError> {
    let row = sql::one(db, &format!("SELECT {COLUMNS} FROM conversations c WHERE c.subject = $1"), vec![client.uuid().into()]).await?;
    row.as_ref().map(conversation).transpose()
}

/// Is there such a client, of this house or once of it?
pub(crate) async fn is_client(db: &impl Read, client: ClientId) -> Result<bool, DbError> {
    Ok(sql::one(db, "SELECT 1 AS n FROM clients WHERE subject = $1", vec![client.uuid().into()]).await?.is_some())
}

/// Begins a conversation; `false` where there is one.
pub(crate) async fn add(tx: &Tx, client: ClientId, manager: PersonId, deputy: Option<PersonId>) -> Result<bool, DbError> {
    let row = vec![client.uuid().into(), manager.uuid().into(), deputy.map(PersonId::uuid).into(), tx.now().micros().into()];
    let query = "INSERT INTO conversations (subject, manager, deputy, begun_at) VALUES ($1, $2, $3, $4) ON CONFLICT (subject) DO NOTHING";
    Ok(sql::run(tx, query, row).await.map_err(works_here_no_longer)? == 1)
}

/// The next number, for a word of the client: they wait from now on, whatever was put off.
pub(crate) async fn came(tx: &Tx, client: ClientId) -> Result<i64, DbError> {
    let query = "UPDATE conversations SET last_nth = last_nth + 1, waiting_since = COALESCE(waiting_since, $2),
                 due_at = CASE WHEN due_at IS NULL OR due_at > $2 THEN $2 ELSE due_at END WHERE subject = $1 RETURNING last_nth";
    numbered(tx, query, vec![client.uuid().into(), tx.now().micros().into()]).await?.ok_or_else(DbError::raced)
}

/// The next number, for a word to the client by somebody who may write it as this was read; `None` where something came since, or the client is
/// another's now.
pub(crate) async fn goes(tx: &Tx, read: &Conversation) -> Result<Option<i64>, DbError> {
    let query = "UPDATE conversations SET last_nth = last_nth + 1, waiting_since = NULL, due_at = NULL
                 WHERE subject = $1 AND last_nth = $2 AND manager = $3 AND COALESCE(deputy, manager) = $4 AND COALESCE(taken_by, manager) = $5
                 RETURNING last_nth";
    let [deputy, taken_by] = [read.deputy, read.taken_by].map(|person| person.unwrap_or(read.manager).uuid().into());
    numbered(tx, query, vec![read.client.uuid().into(), read.last.into(), read.manager.uuid().into(), deputy, taken_by]).await
}

/// The next number, for what the desk keeps.
pub(crate) async fn noted(tx: &Tx, client: ClientId) -> Result<i64, DbError> {
    let query = "UPDATE conversations SET last_nth = last_nth + 1 WHERE subject = $1 RETURNING last_nth";
    numbered(tx, query, vec![client.uuid().into()]).await?.ok_or_else(DbError::raced)
}

async fn numbered(tx: &Tx, query: &str, row: Vec<sql::Value>) -> Result<Option<i64>, DbError> {
    sql::one(tx, query, row).await?.map(|row| row.get("last_nth")).transpose()
}

/// Puts off what is to be looked at until a moment, or ends it; `false` where it stands so already, or something came that was not seen.
pub(crate) async fn settle(tx: &Tx, client: ClientId, seen: i64, until: Option<Instant>) -> Result<bool, DbError> {
    let query = match until {
        Some(_) => "UPDATE conversations SET due_at = $3 WHERE subject = $1 AND last_nth = $2 AND COALESCE(due_at, -1) <> $3",
        None => "UPDATE conversations SET due_at = NULL, waiting_since = NULL WHERE subject = $1 AND last_nth = $2 AND COALESCE(due_at, $3) <> $3",
    };
    let row = vec![client.uuid().into(), seen.into(), until.map_or(-1, Instant::micros).into()];
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Who writes for now; `false` where it is so, or the conversation has another manager than was read.
pub(crate) async fn take(tx: &Tx, read: &Conversation, by: Option<PersonId>) -> Result<bool, DbError> {
    let query = "UPDATE conversations SET taken_by = $2 WHERE subject = $1 AND last_nth = $3 AND manager = $4";
    let row = vec![read.client.uuid().into(), by.map(PersonId::uuid).into(), read.last.into(), read.manager.uuid().into()];
    Ok(sql::run(tx, query, row).await.map_err(works_here_no_longer)? == 1)
}

/// Gives a client a manager and a deputy; whoever had taken over has it no more.
pub(crate) async fn give(tx: &Tx, read: &Conversation, manager: PersonId, deputy: Option<PersonId>) -> Result<bool, DbError> {
    let query = "UPDATE conversations SET manager = $2, deputy = $3, taken_by = NULL WHERE subject = $1 AND last_nth = $4 AND manager = $5";
    let row = vec![read.client.uuid().into(), manager.uuid().into(), deputy.map(PersonId::uuid).into(), read.last.into(), read.manager.uuid().into()];
    Ok(sql::run(tx, query, row).await.map_err(works_here_no_longer)? == 1)
}

/// The client has read up to an entry; `false` when they had before.
pub(crate) async fn client_read(tx: &Tx, client: ClientId, nth: i64) -> Result<bool, DbError> {
    let query = "UPDATE conversations SET client_read = $2 WHERE subject = $1 AND client_read < $2";
    Ok(sql::run(tx, query, vec![client.uuid().into(), nth.into()]).await? == 1)
}

/// A page of the inbox: what is to be looked at by now, or was put off; the one that waits longest first, after one that was seen.
pub(crate) async fn inbox(db: &impl Read, shelf: Shelf, after: Option<(Instant, ClientId)>, limit: u32) -> Result<Vec<Row>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.uuid()));
    let due = match shelf {
        Shelf::Waiting => "c.due_at <= $3",
        Shelf::PutOff => "c.due_at > $3",
    };
    let query = format!(
        "SELECT {COLUMNS}, e.words_sealed, e.kind FROM conversations c LEFT JOIN conversation_entries e ON e.subject = c.subject
             AND e.nth = (SELECT MAX(h.nth) FROM conversation_entries h WHERE h.subject = c.subject AND h.kind <> 'handover')
         WHERE c.due_at IS NOT NULL AND {due} AND (c.due_at > $1 OR (c.due_at = $1 AND c.subject > $2)) ORDER BY c.due_at, c.subject LIMIT $4"
    );
    opened(db, &sql::all(db, &query, vec![at.into(), id.into(), db.now().micros().into(), i64::from(limit).into()]).await?).await
}

/// Clients who wait and are to be looked at by now, whoever came last first, each with since when; without their words.
pub(crate) async fn latest_waiting(db: &impl Read, limit: u32) -> Result<Vec<(ClientId, Instant)>, DbError> {
    let query = "SELECT subject, waiting_since FROM conversations WHERE due_at IS NOT NULL AND due_at <= $1 AND waiting_since IS NOT NULL
                 ORDER BY due_at DESC, subject DESC LIMIT $2";
    let rows = sql::all(db, query, vec![db.now().micros().into(), i64::from(limit).into()]).await?;
    rows.iter().map(|row| Ok((ClientId::from(row.get::<Uuid>("subject")?), row.at("waiting_since")?))).collect()
}

/// Conversations with the words that stand beside each.
async fn opened(db: &impl Read, rows: &[sql::Row]) -> Result<Vec<Row>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let of = conversation(row)?;
        let words = match row.get::<Option<Vec<u8>>>("words_sealed")? {
            Some(sealed) => keys.open(of.client.uuid(), WORDS, &sealed)?.unwrap_or_default(),
            None => String::new(),
        };
        let kind = row.get::<Option<String>>("kind")?.as_deref().and_then(EntryKind::parse);
        found.push(Row { keeper: of.taken_by.unwrap_or(of.manager), of, words, kind });
    }
    Ok(found)
}

/// Where somebody is called to, the longest first, each with the words that call and since when they do.
pub(crate) async fn called(db: &impl Read, person: PersonId, limit: u32) -> Result<Vec<(Row, Instant)>, DbError> {
    let query = format!(
        "SELECT {COLUMNS}, e.words_sealed, e.kind, e.kept_at FROM conversations c JOIN conversation_entries e ON e.subject = c.subject
         WHERE e.nth = (SELECT MIN(m.nth) FROM conversation_mentions m WHERE m.subject = c.subject AND m.person = $1 AND m.seen_at IS NULL)
         AND c.subject IN (SELECT subject FROM conversation_mentions WHERE person = $1 AND seen_at IS NULL) ORDER BY e.kept_at, c.subject LIMIT $2"
    );
    let rows = sql::all(db, &query, vec![person.uuid().into(), i64::from(limit).into()]).await?;
    let since = rows.iter().map(|row| row.at("kept_at")).collect::<Result<Vec<_>, _>>()?;
    Ok(opened(db, &rows).await?.into_iter().zip(since).collect())
}

/// How many are to be looked at, up to a hundred.
pub(crate) async fn count_waiting(db: &impl Read) -> Result<u32, DbError> {
    let query = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM conversations WHERE due_at IS NOT NULL AND due_at <= $1 LIMIT 100) w";
    counted(db, query, vec![db.now().micros().into()]).await
}

/// To how many somebody is called beside those, up to a hundred.
pub(crate) async fn count_called(db: &impl Read, person: PersonId) -> Result<u32, DbError> {
    let query = "SELECT COUNT(*) AS n FROM (SELECT DISTINCT m.subject FROM conversation_mentions m JOIN conversations c ON c.subject = m.subject
                 WHERE m.person = $1 AND m.seen_at IS NULL AND (c.due_at IS NULL OR c.due_at > $2) LIMIT 100) w";
    counted(db, query, vec![person.uuid().into(), db.now().micros().into()]).await
}

async fn counted(db: &impl Read, query: &str, row: Vec<sql::Value>) -> Result<u32, DbError> {
    let count = sql::one(db, query, row).await?.map_or(Ok(0), |row| row.get::<i64>("n"))?;
    u32::try_from(count).map_err(DbError::corrupt)
}

/// Rows that break the room's promise.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let checks = [
        (
            "conversations: a conversation whose entries are not all there",
            "SELECT c.subject AS id FROM conversations c WHERE c.last_nth <> (SELECT COUNT(*) FROM conversation_entries e WHERE e.subject = c.subject)",
        ),
        ("conversations: the client waits, and nobody will look", "SELECT subject AS id FROM conversations WHERE waiting_since IS NOT NULL AND due_at IS NULL"),
        (
            "conversations: a mail without its whole text",
            "SELECT e.id AS id FROM conversation_entries e WHERE e.place = 'email' AND e.kind = 'in' AND NOT EXISTS (SELECT 1 FROM conversation_mails m WHERE m.entry = e.id)",
        ),
        (
            "conversations: a client of somebody who works here no longer",
            "SELECT c.subject AS id FROM conversations c JOIN clients k ON k.subject = c.subject JOIN people p ON p.subject IN (c.manager, c.deputy, c.taken_by)
             WHERE p.left_at IS NOT NULL AND k.erased_at IS NULL",
        ),
        ("conversations: what was read was never said", "SELECT subject AS id FROM conversations WHERE client_read > last_nth"),
        (
            "conversations: a word to the client that no message carries",
            "SELECT e.id AS id FROM conversation_entries e WHERE e.kind = 'out'
             AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.about = e.id AND m.class IN ('conversations.reply', 'conversations.word'))",
        ),
        (
            "conversations: an answer to a stranger that no message carries",
            "SELECT a.id AS id FROM stranger_answers a
             WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.about = a.id AND m.class = 'conversations.stranger_answer')",
        ),
        (
            "conversations: a stranger's words at an address of which nothing is counted",
            "SELECT w.subject AS id FROM stranger_words w WHERE w.sender IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stranger_senders s WHERE s.sender = w.sender)",
        ),
        (
            "conversations: an address is known of which nothing is kept",
            "SELECT s.manager AS id FROM stranger_senders s WHERE s.manager IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stranger_words w WHERE w.sender = s.sender)",
        ),
    ];
    // The key of a stranger's words goes by a task of its own, by what they are found by another at the same moment: a day later both are gone.
    let known = "SELECT s.subject AS id FROM stranger_words s JOIN subject_keys k ON k.subject = s.subject
                 WHERE s.sender IS NOT NULL AND k.erased_at < $1";
    let day = db.now() - jiff::SignedDuration::from_hours(24);
    let checks = checks.map(|(promise, query)| (promise, query, vec![]));
    let mut found = Vec::new();
    for (promise, query, row) in checks.into_iter().chain([("conversations: a stranger is known for too long", known, vec![day.micros().into()])]) {
        for row in sql::all(db, query, row).await? {
            found.push(Finding::broken(promise, row.get::<Uuid>("id")?));
        }
    }
    Ok(found)
}

/// Nobody waits where nobody is any more.
pub(crate) async fn forget(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    sql::run(tx, "UPDATE conversations SET due_at = NULL, waiting_since = NULL WHERE subject = $1", vec![client.uuid().into()]).await?;
    sql::run(tx, "DELETE FROM conversation_drafts WHERE subject = $1", vec![client.uuid().into()]).await.map(drop)
}
