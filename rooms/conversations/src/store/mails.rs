//! Mails beside their entries, what lay in them, and up to where each mailbox was read.

use crate::entry::EntryId;
use crate::post::{FoundBy, MailHead, NotTaken};
use db::{DbError, Read, Tx, sql, vault};
use files::{FileId, Kind};
use households::ClientId;
use messaging::MessageId;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::Instant;
use values::instant::machine_now;

const WHOLE: &str = "conversation_mails.whole_sealed";
const HEAD: &str = "conversation_mails.head_sealed";
const NAME: &str = "conversation_files.name_sealed";

/// Up to where a mailbox was read, and when by the machine's clock, which mail servers go by too: its numbers stand as long as its validity does.
pub(crate) async fn place(db: &impl Read, mailbox: &str) -> Result<Option<(i64, i64, Instant)>, DbError> {
    let row = sql::one(db, "SELECT validity, uid, at FROM mail_places WHERE mailbox = $1", vec![mailbox.into()]).await?;
    row.map(|row| Ok((row.get("validity")?, row.get("uid")?, row.at("at")?))).transpose()
}

/// It is opened for the first time, and read from here on; of two at once, from where the first of them found it.
pub(crate) async fn read_from(tx: &Tx, mailbox: &str, validity: i64, uid: i64) -> Result<(), DbError> {
    let row = vec![mailbox.into(), validity.into(), uid.into(), machine_now().micros().into()];
    sql::run(tx, "INSERT INTO mail_places (mailbox, validity, uid, at) VALUES ($1, $2, $3, $4) ON CONFLICT (mailbox) DO NOTHING", row).await.map(drop)
}

/// It was read up to here; never back, unless it is counted anew.
pub(crate) async fn read_up_to(tx: &Tx, mailbox: &str, validity: i64, uid: i64) -> Result<(), DbError> {
    let row = vec![mailbox.into(), validity.into(), uid.into(), machine_now().micros().into()];
    let query = "INSERT INTO mail_places (mailbox, validity, uid, at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (mailbox) DO UPDATE SET validity = excluded.validity, uid = excluded.uid, at = excluded.at
                 WHERE mail_places.validity <> excluded.validity OR mail_places.uid < excluded.uid";
    sql::run(tx, query, row).await.map(drop)
}

/// Whose letter of ours this was.
pub(crate) async fn reader_of(db: &impl Read, letters: &[MessageId]) -> Result<Option<Uuid>, DbError> {
    for letter in letters {
        if let Some(row) = sql::one(db, "SELECT subject FROM messages WHERE id = $1", vec![letter.uuid().into()]).await? {
            return row.get("subject").map(Some);
        }
    }
    Ok(None)
}

pub(crate) async fn add_mail(tx: &Tx, client: ClientId, (entry, nth): (EntryId, i64), whole: &str, head: &MailHead, by: FoundBy) -> Result<(), DbError> {
    let head = serde_json::to_string(head).map_err(|e| DbError::Other(e.to_string()))?;
    let row = vec![
        entry.uuid().into(),
        client.uuid().into(),
        nth.into(),
        vault::seal(tx, client.uuid(), WHOLE, whole).await?.into(),
        vault::seal(tx, client.uuid(), HEAD, &head).await?.into(),
        by.name().into(),
    ];
    sql::run(tx, "INSERT INTO conversation_mails (entry, subject, nth, whole_sealed, head_sealed, found_by) VALUES ($1, $2, $3, $4, $5, $6)", row)
        .await
        .map(drop)
}

/// The head of the mail that the client's last word before an entry came by, where it came by mail, since a moment; and whether only the
/// sender's address says that it is theirs.
pub(crate) async fn last_head(db: &impl Read, client: ClientId, before: i64, since: Instant) -> Result<Option<(MailHead, bool)>, DbError> {
    let query = "SELECT m.head_sealed, m.found_by FROM conversation_entries e JOIN conversation_mails m ON m.entry = e.id
                 WHERE e.subject = $1 AND e.kept_at >= $3
                 AND e.nth = (SELECT MAX(w.nth) FROM conversation_entries w WHERE w.subject = $1 AND w.nth < $2 AND w.kind = 'in')";
    let Some(row) = sql::one(db, query, vec![client.uuid().into(), before.into(), since.micros().into()]).await? else { return Ok(None) };
    let head = vault::keys(db, &[client.uuid()]).await?.open(client.uuid(), HEAD, &row.get::<Vec<u8>>("head_sealed")?)?;
    let Some(head) = head else { return Ok(None) };
    let is_by_address = row.get::<String>("found_by")? == FoundBy::Address.name();
    Ok(Some((serde_json::from_str(&head).map_err(DbError::corrupt)?, is_by_address)))
}

/// All of a mail's text: whose, who wrote it, what it is called, the text.
pub(crate) async fn whole(db: &impl Read, entry: EntryId) -> Result<Option<(ClientId, MailHead, String)>, DbError> {
    let query = "SELECT subject, head_sealed, whole_sealed FROM conversation_mails WHERE entry = $1";
    let Some(row) = sql::one(db, query, vec![entry.uuid().into()]).await? else { return Ok(None) };
    let client: Uuid = row.get("subject")?;
    let keys = vault::keys(db, &[client]).await?;
    let head = keys.open(client, HEAD, &row.get::<Vec<u8>>("head_sealed")?)?;
    let Some((head, whole)) = head.zip(keys.open(client, WHOLE, &row.get::<Vec<u8>>("whole_sealed")?)?) else { return Ok(None) };
    Ok(Some((ClientId::from(client), serde_json::from_str(&head).map_err(DbError::corrupt)?, whole)))
}

/// Something that lay in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosed {
    /// What it is called by its sender.
    pub name: String,
    /// Where it is kept and what it holds, or why it is not.
    pub file: Result<(FileId, Kind), NotTaken>,
}

pub(crate) async fn enclose(tx: &Tx, client: ClientId, (entry, n): (EntryId, usize), name: &str, file: Result<FileId, NotTaken>) -> Result<(), DbError> {
    let row = vec![
        entry.uuid().into(),
        i64::try_from(n).unwrap_or(i64::MAX).into(),
        client.uuid().into(),
        vault::seal(tx, client.uuid(), NAME, name).await?.into(),
        file.ok().map(FileId::uuid).into(),
        file.err().map(|why| why.name().to_owned()).into(),
    ];
    sql::run(tx, "INSERT INTO conversation_files (entry, n, subject, name_sealed, file, refused) VALUES ($1, $2, $3, $4, $5, $6)", row).await.map(drop)
}

/// What lay in these mails.
pub(crate) async fn enclosed(db: &impl Read, client: ClientId, entries: &[EntryId]) -> Result<BTreeMap<EntryId, Vec<Enclosed>>, DbError> {
    let query = "SELECT entry, name_sealed, file, refused FROM conversation_files WHERE subject = $1 AND entry IN ($ids) ORDER BY entry, n";
    let rows = sql::about(db, query, vec![client.uuid().into()], entries.iter().map(|id| id.uuid())).await?;
    let mut lying = Vec::with_capacity(rows.len());
    for row in &rows {
        lying.extend(row.get::<Option<Uuid>>("file")?.map(FileId::from));
    }
    let (keys, kinds) = (vault::keys(db, &[client.uuid()]).await?, files::kinds(db, lying).await?);
    let mut found: BTreeMap<EntryId, Vec<Enclosed>> = BTreeMap::new();
    for row in rows {
        let Some(name) = keys.open(client.uuid(), NAME, &row.get::<Vec<u8>>("name_sealed")?)? else { continue };
        let refused: Option<String> = row.get("refused")?;
        let file = match row.get::<Option<Uuid>>("file")? {
            Some(file) => kinds.get(&FileId::from(file)).map(|kind| (FileId::from(file), *kind)).ok_or(NotTaken::Gone),
            None => Err(refused.as_deref().and_then(NotTaken::parse).ok_or_else(|| DbError::corrupt("why a file was not kept"))?),
        };
        found.entry(EntryId::from(row.get::<Uuid>("entry")?)).or_default().push(Enclosed { name, file });
    }
    Ok(found)
}

const LYING: &str = "conversation_fetches.lying_sealed";

/// Keeps what lies in a messenger, to be fetched.
pub(crate) async fn add_fetch(tx: &Tx, client: ClientId, (entry, n): (EntryId, usize), lying: &str) -> Result<(), DbError> {
    let sealed = vault::seal(tx, client.uuid(), LYING, lying).await?;
    let row = vec![entry.uuid().into(), i64::try_from(n).unwrap_or(i64::MAX).into(), client.uuid().into(), sealed.into()];
    sql::run(tx, "INSERT INTO conversation_fetches (entry, n, subject, lying_sealed) VALUES ($1, $2, $3, $4)", row).await.map(drop)
}

/// Whose it is, and what is to be fetched; `None` where it was, or whoever sent it was erased.
pub(crate) async fn to_fetch(db: &impl Read, entry: EntryId, n: usize) -> Result<Option<(ClientId, String)>, DbError> {
    let row = vec![entry.uuid().into(), i64::try_from(n).unwrap_or(i64::MAX).into()];
    let Some(row) = sql::one(db, "SELECT subject, lying_sealed FROM conversation_fetches WHERE entry = $1 AND n = $2", row).await? else { return Ok(None) };
    let client: Uuid = row.get("subject")?;
    let lying = vault::keys(db, &[client]).await?.open(client, LYING, &row.get::<Vec<u8>>("lying_sealed")?)?;
    Ok(lying.map(|lying| (ClientId::from(client), lying)))
}

/// It is fetched, or never will be; `false` where that was kept before.
pub(crate) async fn fetched(tx: &Tx, entry: EntryId, n: usize) -> Result<bool, DbError> {
    let row = vec![entry.uuid().into(), i64::try_from(n).unwrap_or(i64::MAX).into()];
    Ok(sql::run(tx, "DELETE FROM conversation_fetches WHERE entry = $1 AND n = $2", row).await? == 1)
}

/// In whose conversation a file lies.
pub(crate) async fn file_of(db: &impl Read, client: ClientId, file: FileId) -> Result<bool, DbError> {
    let row = vec![client.uuid().into(), file.uuid().into()];
    Ok(sql::one(db, "SELECT 1 AS n FROM conversation_files WHERE subject = $1 AND file = $2", row).await?.is_some())
}
