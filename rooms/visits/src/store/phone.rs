//! What phones told, the last word on each field, and photos on their way, in the database.

use super::{NOTE, note_row};
use crate::events::{Event, EventId, Stamp, Why, Word};
use crate::progress::Answer;
use crate::service::phone::{Aside, Settled};
use crate::{UploadId, VisitId};
use db::{DbError, Read, Tx, sql, vault};
use people::PersonId;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Instant, hex};

const TEXT: &str = "phone_events.text_sealed";
const PART: &str = "upload_parts.part_sealed";

/// What became of these events before: nothing of those that are new.
pub(crate) async fn known(db: &impl Read, events: &[EventId]) -> Result<BTreeMap<EventId, Option<Why>>, DbError> {
    let mut known = BTreeMap::new();
    for row in sql::about(db, "SELECT id, reason FROM phone_events WHERE id IN ($ids)", vec![], events.iter().map(|id| id.uuid())).await? {
        let why = row.get::<Option<String>>("reason")?.as_deref().and_then(Why::parse);
        known.insert(EventId::from(row.get::<Uuid>("id")?), why);
    }
    Ok(known)
}

const COLUMNS: &str = "SELECT e.id, e.person, e.visit, e.version, e.kind, e.field, e.value, e.subject, e.text_sealed, e.ord, e.said_at, e.at, e.received_at,
                       e.reason FROM phone_events e";

fn event(row: &sql::Row, keys: &vault::Keys) -> Result<Event, DbError> {
    let id: Uuid = row.get("id")?;
    let subject: Uuid = row.get("subject")?;
    let text = match row.get::<Option<Vec<u8>>>("text_sealed")? {
        Some(sealed) => keys.open(subject, TEXT, &sealed)?,
        None => Some(String::new()),
    };
    let (kind, field, value): (String, String, String) = (row.get("kind")?, row.get("field")?, row.get("value")?);
    // What belongs to an erased client has lost its text: that takes nothing back.
    let word = text.as_ref().and_then(|text| Word::of(&kind, &field, &value, text)).unwrap_or_else(|| Word::Unreadable(text.unwrap_or_default()));
    Ok(Event {
        id: EventId::from(id),
        person: PersonId::from(row.get::<Uuid>("person")?),
        visit: VisitId::from(row.get::<Uuid>("visit")?),
        version: row.get("version")?,
        order: row.get("ord")?,
        said_at: row.at("said_at")?,
        at: row.at("at")?,
        word,
    })
}

/// Can anything be sealed for this client? Not for one who was erased.
pub(crate) async fn opens(db: &impl Read, client: Uuid) -> Result<bool, DbError> {
    Ok(vault::keys(db, &[client]).await?.has(client))
}

async fn keys_of(db: &impl Read, rows: &[sql::Row]) -> Result<vault::Keys, DbError> {
    vault::keys(db, &rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?).await
}

/// What waits for another word about this visit.
pub(crate) async fn waiting(db: &impl Read, visit: VisitId) -> Result<Vec<Event>, DbError> {
    let query = format!("{COLUMNS} WHERE e.visit = $1 AND e.fate = 'waits' ORDER BY e.at, e.id");
    let rows = sql::all(db, &query, vec![visit.uuid().into()]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let keys = keys_of(db, &rows).await?;
    rows.iter().map(|row| event(row, &keys)).collect()
}

/// Keeps new events with what became of them, with one statement for many. One that is known already stays as it is.
pub(crate) async fn add(tx: &Tx, subject: Uuid, told: &[(Event, Settled)]) -> Result<(), DbError> {
    const WIDTH: usize = 15;
    for some in told.chunks(250) {
        let rows: Vec<String> = (0..some.len()).map(|n| format!("({})", sql::places(1 + n * WIDTH, WIDTH))).collect();
        let mut values: Vec<sql::Value> = Vec::with_capacity(some.len() * WIDTH);
        for (event, settled) in some {
            let (kind, field, value) = event.word.parts();
            let sealed = match event.word.text() {
                Some(text) => Some(vault::seal(tx, subject, TEXT, text).await?),
                None => None,
            };
            values.extend([
                event.id.uuid().into(),
                event.person.uuid().into(),
                event.visit.uuid().into(),
                event.version.into(),
                kind.into(),
                field.into(),
                value.into(),
                subject.into(),
                sealed.into(),
                event.order.into(),
                event.said_at.micros().into(),
                event.at.micros().into(),
                settled.name().into(),
                settled.why().map(Why::name).into(),
                tx.now().micros().into(),
            ]);
        }
        let query = format!(
            "INSERT INTO phone_events (id, person, visit, version, kind, field, value, subject, text_sealed, ord, said_at, at, fate, reason, received_at)
             VALUES {} ON CONFLICT (id) DO NOTHING",
            rows.join(", ")
        );
        sql::run(tx, &query, values).await?;
    }
    Ok(())
}

/// What waited has been settled.
pub(crate) async fn settle(tx: &Tx, id: EventId, settled: Settled) -> Result<(), DbError> {
    let row = vec![id.uuid().into(), settled.name().into(), settled.why().map(Why::name).into()];
    sql::run(tx, "UPDATE phone_events SET fate = $2, reason = $3 WHERE id = $1 AND fate = 'waits'", row).await.map(drop)
}

/// The last word on each field of a visit.
pub(crate) async fn words(db: &impl Read, visit: VisitId) -> Result<BTreeMap<String, Stamp>, DbError> {
    let rows = sql::all(db, "SELECT field, at, event FROM visit_words WHERE visit = $1", vec![visit.uuid().into()]).await?;
    rows.iter().map(|row| Ok((row.get("field")?, Stamp { at: row.at("at")?, event: EventId::from(row.get::<Uuid>("event")?) }))).collect()
}

/// Keeps the last word on these fields, with one statement.
pub(crate) async fn set_words(tx: &Tx, visit: VisitId, words: &BTreeMap<String, Stamp>) -> Result<(), DbError> {
    if words.is_empty() {
        return Ok(());
    }
    let rows: Vec<String> = (0..words.len()).map(|n| format!("($1, ${}, ${}, ${})", 2 + 3 * n, 3 + 3 * n, 4 + 3 * n)).collect();
    let mut values: Vec<sql::Value> = vec![visit.uuid().into()];
    for (field, stamp) in words {
        values.extend([field.clone().into(), stamp.at.micros().into(), stamp.event.uuid().into()]);
    }
    let query = format!(
        "INSERT INTO visit_words (visit, field, at, event) VALUES {} ON CONFLICT (visit, field) DO UPDATE SET at = excluded.at, event = excluded.event",
        rows.join(", ")
    );
    sql::run(tx, &query, values).await.map(drop)
}

/// Something was taken back online: an older word of a phone must not bring it back.
pub(crate) async fn took_back(tx: &Tx, visit: VisitId, field: &str) -> Result<(), DbError> {
    let stamp = Stamp { at: tx.now(), event: tx.id() };
    set_words(tx, visit, &BTreeMap::from([(field.to_owned(), stamp)])).await
}

/// When each answer of a visit was given, and what it was.
pub(crate) async fn answered(db: &impl Read, visit: VisitId) -> Result<BTreeMap<String, (Answer, Instant)>, DbError> {
    let rows = sql::all(db, "SELECT item, answer, at FROM answers WHERE visit = $1", vec![visit.uuid().into()]).await?;
    let read = |row: &sql::Row| {
        let answer = Answer::parse(&row.get::<String>("answer")?).ok_or_else(|| DbError::corrupt("an answer"))?;
        Ok((row.get("item")?, (answer, row.at("at")?)))
    };
    rows.iter().map(read).collect()
}

/// When somebody said whether each instruction was kept.
pub(crate) async fn kept_at(db: &impl Read, visit: VisitId) -> Result<Vec<(Uuid, Instant)>, DbError> {
    let query = "SELECT memory, at FROM visit_instructions WHERE visit = $1 AND kept IS NOT NULL";
    let rows = sql::all(db, query, vec![visit.uuid().into()]).await?;
    rows.iter().map(|row| Ok((row.get("memory")?, row.at("at")?))).collect()
}

/// An answer as it stands from now on: which, by whom, as of when.
pub(crate) type Answered = (Option<Answer>, PersonId, Instant);

/// Writes these answers, with one statement for those given and one for those taken back.
pub(crate) async fn set_answers(tx: &Tx, visit: VisitId, answers: &BTreeMap<String, Answered>) -> Result<(), DbError> {
    let (mut given, mut gone): (Vec<sql::Value>, Vec<sql::Value>) = (vec![visit.uuid().into()], vec![visit.uuid().into()]);
    for (item, (answer, person, at)) in answers {
        match answer {
            Some(answer) => given.extend([item.clone().into(), answer.name().into(), person.uuid().into(), at.micros().into()]),
            None => gone.push(item.clone().into()),
        }
    }
    if gone.len() > 1 {
        let query = format!("DELETE FROM answers WHERE visit = $1 AND item IN ({})", sql::places(2, gone.len() - 1));
        sql::run(tx, &query, gone).await?;
    }
    if given.len() > 1 {
        let rows: Vec<String> = (0..given.len() / 4).map(|n| format!("($1, {})", sql::places(2 + 4 * n, 4))).collect();
        let query = format!(
            "INSERT INTO answers (visit, item, answer, person, at) VALUES {}
             ON CONFLICT (visit, item) DO UPDATE SET answer = excluded.answer, person = excluded.person, at = excluded.at",
            rows.join(", ")
        );
        sql::run(tx, &query, given).await?;
    }
    Ok(())
}

/// Writes whether an instruction was kept, as of a moment; a visit that has ended knows of it already.
pub(crate) async fn set_kept(tx: &Tx, event: &Event, memory: Uuid, kept: Option<&'static str>) -> Result<(), DbError> {
    let key = vec![event.visit.uuid().into(), memory.into()];
    let Some(kept) = kept else {
        return sql::run(tx, "DELETE FROM visit_instructions WHERE visit = $1 AND memory = $2", key).await.map(drop);
    };
    let row = [key, vec![kept.into(), event.person.uuid().into(), event.at.micros().into()]].concat();
    let query = "INSERT INTO visit_instructions (visit, memory, kept, person, at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (visit, memory) DO UPDATE SET kept = excluded.kept, person = excluded.person, at = excluded.at";
    sql::run(tx, query, row).await.map(drop)
}

/// Writes down a note or a damage that a phone told of; told twice, it is one.
pub(crate) async fn add_note(tx: &Tx, client: Uuid, event: &Event, text: &str) -> Result<(), DbError> {
    let sealed = vault::seal(tx, client, NOTE, text).await?;
    note_row(tx, (event.id.uuid(), event.visit), (client, sealed), (event.person, event.at), matches!(event.word, Word::Damage(_))).await
}

/// What the office has to resolve, the oldest first, after one of them: what was set aside, and what has waited since before.
pub(crate) async fn open(db: &impl Read, waits_since: Instant, after: Option<(Instant, Uuid)>, limit: u32) -> Result<Vec<Aside>, DbError> {
    let (at, id) = after.unwrap_or((Instant::from_micros(i64::MIN), Uuid::nil()));
    let query = format!(
        "{COLUMNS} WHERE e.resolved_at IS NULL AND e.fate <> 'taken' AND (e.fate = 'aside' OR e.received_at < $1)
         AND (e.received_at > $2 OR (e.received_at = $2 AND e.id > $3)) ORDER BY e.received_at, e.id LIMIT $4"
    );
    let rows = sql::all(db, &query, vec![waits_since.micros().into(), at.micros().into(), id.into(), i64::from(limit).into()]).await?;
    let keys = keys_of(db, &rows).await?;
    let aside = |row: &sql::Row| {
        let text = match row.get::<Option<Vec<u8>>>("text_sealed")? {
            Some(sealed) => keys.open(row.get("subject")?, TEXT, &sealed)?.unwrap_or_default(),
            None => String::new(),
        };
        let why = row.get::<Option<String>>("reason")?.as_deref().and_then(Why::parse);
        Ok(Aside { event: event(row, &keys)?, why, received_at: row.at("received_at")?, subject: row.get("subject")?, text })
    };
    rows.iter().map(aside).collect()
}

/// How many of them there are, as far as is counted.
pub(crate) async fn count_open(db: &impl Read, waits_since: Instant) -> Result<i64, DbError> {
    let query = "SELECT COUNT(*) AS n FROM (SELECT id FROM phone_events
                 WHERE resolved_at IS NULL AND fate <> 'taken' AND (fate = 'aside' OR received_at < $1) LIMIT 100) AS waiting";
    sql::one(db, query, vec![waits_since.micros().into()]).await?.map_or(Ok(0), |row| row.get("n"))
}

/// An event that was set aside and that nobody has settled; `None` where there is none.
pub(crate) async fn aside(db: &impl Read, id: EventId) -> Result<Option<Event>, DbError> {
    let query = format!("{COLUMNS} WHERE e.id = $1 AND e.fate = 'aside' AND e.resolved_at IS NULL");
    let rows = sql::all(db, &query, vec![id.uuid().into()]).await?;
    let keys = keys_of(db, &rows).await?;
    rows.first().map(|row| event(row, &keys)).transpose()
}

/// The office vouches for it: it counts, and who said so stays beside it.
pub(crate) async fn vouch(tx: &Tx, id: EventId, by: Uuid) -> Result<(), DbError> {
    let row = vec![id.uuid().into(), tx.now().micros().into(), by.into()];
    let query = "UPDATE phone_events SET fate = 'taken', reason = NULL, resolved_at = $2, resolved_by = $3 WHERE id = $1 AND fate = 'aside'";
    sql::run(tx, query, row).await.map(drop)
}

/// The office has looked at it; `false` when somebody had before, or there is no such event.
pub(crate) async fn resolve(tx: &Tx, id: EventId, by: Uuid) -> Result<bool, DbError> {
    let row = vec![id.uuid().into(), tx.now().micros().into(), by.into()];
    let query = "UPDATE phone_events SET resolved_at = $2, resolved_by = $3 WHERE id = $1 AND resolved_at IS NULL AND fate <> 'taken'";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// A photo on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Upload {
    pub(crate) person: PersonId,
    pub(crate) visit: VisitId,
    pub(crate) subject: Uuid,
    pub(crate) length: i64,
    pub(crate) held: i64,
}

/// What is known of a photo on its way.
pub(crate) async fn upload(db: &impl Read, id: UploadId) -> Result<Option<Upload>, DbError> {
    let query = "SELECT person, visit, subject, length, held FROM uploads WHERE id = $1";
    let row = sql::one(db, query, vec![id.uuid().into()]).await?;
    let read = |row: &sql::Row| {
        Ok(Upload {
            person: PersonId::from(row.get::<Uuid>("person")?),
            visit: VisitId::from(row.get::<Uuid>("visit")?),
            subject: row.get("subject")?,
            length: row.get("length")?,
            held: row.get("held")?,
        })
    };
    row.as_ref().map(read).transpose()
}

/// How many a person has under way.
pub(crate) async fn count_uploads(db: &impl Read, person: PersonId) -> Result<i64, DbError> {
    let query = "SELECT COUNT(*) AS n FROM uploads WHERE person = $1";
    sql::one(db, query, vec![person.uuid().into()]).await?.map_or(Ok(0), |row| row.get("n"))
}

/// Begins one.
pub(crate) async fn begin_upload(tx: &Tx, id: UploadId, upload: &Upload) -> Result<(), DbError> {
    let row =
        vec![id.uuid().into(), upload.person.uuid().into(), upload.visit.uuid().into(), upload.subject.into(), upload.length.into(), tx.now().micros().into()];
    let query = "INSERT INTO uploads (id, person, visit, subject, length, held, made_at) VALUES ($1, $2, $3, $4, $5, 0, $6) ON CONFLICT (id) DO NOTHING";
    sql::run(tx, query, row).await.map(drop)
}

/// Adds the part that comes next; `false` when another came first.
pub(crate) async fn add_part(tx: &Tx, id: UploadId, upload: &Upload, part: &[u8]) -> Result<bool, DbError> {
    let length = i64::try_from(part.len()).unwrap_or(i64::MAX);
    let row = vec![id.uuid().into(), upload.held.into(), length.into()];
    if sql::run(tx, "UPDATE uploads SET held = held + $3 WHERE id = $1 AND held = $2", row).await? != 1 {
        return Ok(false);
    }
    let sealed = vault::seal(tx, upload.subject, PART, &hex(part)).await?;
    let row = vec![id.uuid().into(), upload.held.into(), upload.subject.into(), sealed.into()];
    sql::run(tx, "INSERT INTO upload_parts (upload, start, subject, part_sealed) VALUES ($1, $2, $3, $4)", row).await?;
    Ok(true)
}

/// The bytes of one that has arrived whole; `None` while it has not.
pub(crate) async fn uploaded(db: &impl Read, id: UploadId) -> Result<Option<Vec<u8>>, DbError> {
    let Some(known) = upload(db, id).await?.filter(|known| known.held == known.length) else {
        return Ok(None);
    };
    let keys = vault::keys(db, &[known.subject]).await?;
    let mut bytes = Vec::new();
    for row in sql::all(db, "SELECT part_sealed FROM upload_parts WHERE upload = $1 ORDER BY start", vec![id.uuid().into()]).await? {
        if let Some(text) = keys.open(known.subject, PART, &row.get::<Vec<u8>>("part_sealed")?)? {
            bytes.extend(unhex(&text)?);
        }
    }
    Ok(Some(bytes))
}

fn unhex(text: &str) -> Result<Vec<u8>, DbError> {
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()).ok_or_else(|| DbError::corrupt("a part of a photo")))
        .collect()
}

/// It has become a photo of the visit, or another phone's stands in its place.
pub(crate) async fn drop_upload(tx: &Tx, id: UploadId) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM upload_parts WHERE upload = $1", vec![id.uuid().into()]).await?;
    sql::run(tx, "DELETE FROM uploads WHERE id = $1", vec![id.uuid().into()]).await.map(drop)
}

/// Answers that a phone gave and that were taken, without a last word on their item: something was lost.
pub(crate) async fn lost(db: &impl Read) -> Result<Vec<Uuid>, DbError> {
    let query = "SELECT e.id FROM phone_events e WHERE e.fate = 'taken' AND e.kind = 'answer' AND NOT EXISTS (
                     SELECT 1 FROM visit_words w WHERE w.visit = e.visit AND w.field = 'item:' || e.field AND w.at >= e.at)
                 AND NOT EXISTS (SELECT 1 FROM answers a WHERE a.visit = e.visit AND a.item = e.field AND a.at >= e.at) LIMIT 100";
    sql::all(db, query, vec![]).await?.iter().map(|row| row.get("id")).collect()
}
