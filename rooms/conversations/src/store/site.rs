//! Talks with visitors of the site: each under a key of its own, destroyed a month after it was closed.

use crate::site::{SiteFile, SiteTalk, SiteTalkId, SiteWord};
use crate::thirty::{Wait, millis};
use db::{DbError, Read, Tx, sql, vault};
use files::FileId;
use households::ClientId;
use people::PersonId;
use uuid::Uuid;
use values::Instant;

const WORDS: &str = "site_words.words_sealed";
const REACH: &str = "site_talks.reach_sealed";
const NAME: &str = "site_files.name_sealed";

const COLUMNS: &str = "SELECT subject, page, begun_at, last_nth, waiting_since, manager, reach_sealed, closed_at, client FROM site_talks";

/// The talks of these rows without their words.
async fn opened(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<SiteTalk>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut talks = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        // Forgotten: there is nobody to show.
        if !keys.has(subject) {
            continue;
        }
        let reach = match row.get::<Option<Vec<u8>>>("reach_sealed")? {
            Some(sealed) => keys.open(subject, REACH, &sealed)?.unwrap_or_default(),
            None => String::new(),
        };
        talks.push(SiteTalk {
            id: SiteTalkId::from(subject),
            page: row.get("page")?,
            begun_at: row.at("begun_at")?,
            last: row.get("last_nth")?,
            waiting_since: row.maybe_at("waiting_since")?,
            manager: row.get::<Option<Uuid>>("manager")?.map(PersonId::from),
            reach,
            closed_at: row.maybe_at("closed_at")?,
            client: row.get::<Option<Uuid>>("client")?.map(ClientId::from),
            said: Vec::new(),
        });
    }
    Ok(talks)
}

async fn words(db: &impl Read, subject: Uuid, rows: Vec<sql::Row>) -> Result<Vec<SiteWord>, DbError> {
    let keys = vault::keys(db, &[subject]).await?;
    let mut said = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(words) = keys.open(subject, WORDS, &row.get::<Vec<u8>>("words_sealed")?)? else { continue };
        let by = row.get::<Option<Uuid>>("person")?.map(PersonId::from);
        said.push(SiteWord { nth: row.get("nth")?, by, words, at: row.at("sent_at")?, answers: row.get("answers")?, files: Vec::new() });
    }
    Ok(said)
}

/// The newest words of a talk, in their order.
async fn said(db: &impl Read, id: SiteTalkId, limit: u32) -> Result<Vec<SiteWord>, DbError> {
    let query = "SELECT w.nth, w.person, w.words_sealed, w.sent_at, a.nth AS answers FROM site_words w
                 LEFT JOIN site_waits a ON a.subject = w.subject AND a.answer_nth = w.nth WHERE w.subject = $1 ORDER BY w.nth DESC LIMIT $2";
    let rows = sql::all(db, query, vec![id.uuid().into(), i64::from(limit).into()]).await?;
    let mut said = words(db, id.uuid(), rows).await?;
    said.reverse();
    let keys = vault::keys(db, &[id.uuid()]).await?;
    let query = "SELECT nth, name_sealed, file FROM site_files WHERE subject = $1 AND nth >= $2 ORDER BY nth, n";
    let from = said.first().map_or(0, |first| first.nth);
    let rows = sql::all(db, query, vec![id.uuid().into(), from.into()]).await?;
    let lying = rows.iter().map(|row| row.get::<Uuid>("file").map(FileId::from)).collect::<Result<Vec<_>, _>>()?;
    let kinds = files::kinds(db, lying).await?;
    for row in rows {
        let Some(name) = keys.open(id.uuid(), NAME, &row.get::<Vec<u8>>("name_sealed")?)? else { continue };
        let (nth, file): (i64, FileId) = (row.get("nth")?, row.get::<Uuid>("file")?.into());
        if let (Some(word), Some(kind)) = (said.iter_mut().find(|word| word.nth == nth), kinds.get(&file)) {
            word.files.push(SiteFile { name, file, kind: *kind });
        }
    }
    Ok(said)
}

/// Keeps what came along with a word.
pub(crate) async fn add_site_file(tx: &Tx, id: SiteTalkId, nth: i64, n: usize, (name, file): (&str, FileId)) -> Result<(), DbError> {
    let sealed = vault::seal(tx, id.uuid(), NAME, name).await?;
    let row = vec![file.uuid().into(), id.uuid().into(), nth.into(), i64::try_from(n).unwrap_or(i64::MAX).into(), sealed.into()];
    sql::run(tx, "INSERT INTO site_files (file, subject, nth, n, name_sealed) VALUES ($1, $2, $3, $4, $5)", row).await.map(drop)
}

/// Does this file lie in this talk?
pub(crate) async fn is_site_file(db: &impl Read, id: SiteTalkId, file: FileId) -> Result<bool, DbError> {
    let row = vec![file.uuid().into(), id.uuid().into()];
    Ok(sql::one(db, "SELECT 1 AS n FROM site_files WHERE file = $1 AND subject = $2", row).await?.is_some())
}

/// Words of a talk that are shown.
const SHOWN: u32 = 200;

async fn whole(db: &impl Read, rows: Vec<sql::Row>) -> Result<Option<SiteTalk>, DbError> {
    let Some(mut talk) = opened(db, rows).await?.pop() else { return Ok(None) };
    talk.said = said(db, talk.id, SHOWN).await?;
    Ok(Some(talk))
}

/// The number of the last word of a talk; without anything of anybody.
pub(crate) async fn site_last(db: &impl Read, id: SiteTalkId) -> Result<Option<i64>, DbError> {
    let row = sql::one(db, "SELECT last_nth FROM site_talks WHERE subject = $1", vec![id.uuid().into()]).await?;
    row.map(|row| row.get("last_nth")).transpose()
}

/// One talk.
pub(crate) async fn site_talk(db: &impl Read, id: SiteTalkId) -> Result<Option<SiteTalk>, DbError> {
    whole(db, sql::all(db, &format!("{COLUMNS} WHERE subject = $1"), vec![id.uuid().into()]).await?).await
}

/// Open talks, whoever was begun first first, after one that was seen; each with its last word.
pub(crate) async fn open_site_talks(db: &impl Read, after: Option<(Instant, SiteTalkId)>, limit: u32) -> Result<Vec<SiteTalk>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!("{COLUMNS} WHERE closed_at IS NULL AND (begun_at > $1 OR (begun_at = $1 AND subject > $2)) ORDER BY begun_at, subject LIMIT $3");
    let mut talks = opened(db, sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?).await?;
    // One question for the last words of all of them.
    let query = "SELECT w.subject AS subject, w.nth AS nth, w.person AS person, w.words_sealed AS words_sealed, w.sent_at AS sent_at
                 FROM site_words w JOIN site_talks t ON t.subject = w.subject AND t.last_nth = w.nth WHERE t.subject IN ($ids)";
    let rows = sql::about(db, query, vec![], talks.iter().map(|talk| talk.id.uuid())).await?;
    let keys = vault::keys(db, &talks.iter().map(|talk| talk.id.uuid()).collect::<Vec<_>>()).await?;
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        let Some(words) = keys.open(subject, WORDS, &row.get::<Vec<u8>>("words_sealed")?)? else { continue };
        let by = row.get::<Option<Uuid>>("person")?.map(PersonId::from);
        let word = SiteWord { nth: row.get("nth")?, by, words, at: row.at("sent_at")?, answers: None, files: Vec::new() };
        if let Some(talk) = talks.iter_mut().find(|talk| talk.id.uuid() == subject) {
            talk.said.push(word);
        }
    }
    Ok(talks)
}

/// How many visitors wait for a person, up to a hundred.
pub(crate) async fn count_site_waiting(db: &impl Read) -> Result<u32, DbError> {
    let query = "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM site_talks WHERE waiting_since IS NOT NULL LIMIT 100) w";
    let row = sql::one(db, query, vec![]).await?;
    u32::try_from(row.map_or(Ok(0), |row| row.get::<i64>("n"))?).map_err(DbError::corrupt)
}

/// Those who wait for a person, the latest first: the talk and since when.
pub(crate) async fn site_waiting(db: &impl Read, limit: u32) -> Result<Vec<(SiteTalkId, Instant)>, DbError> {
    let query = "SELECT subject, waiting_since FROM site_talks WHERE waiting_since IS NOT NULL ORDER BY waiting_since DESC, subject DESC LIMIT $1";
    let rows = sql::all(db, query, vec![i64::from(limit).into()]).await?;
    rows.iter().map(|row| Ok((SiteTalkId::from(row.get::<Uuid>("subject")?), row.at("waiting_since")?))).collect()
}

/// Begins a talk; one of us is named for the visitor.
pub(crate) async fn begin_site_talk(tx: &Tx, id: SiteTalkId, page: &str, manager: Option<PersonId>) -> Result<(), DbError> {
    let row = vec![id.uuid().into(), page.into(), tx.now().micros().into(), manager.map(PersonId::uuid).into()];
    sql::run(tx, "INSERT INTO site_talks (subject, page, begun_at, manager) VALUES ($1, $2, $3, $4)", row).await.map(drop)
}

/// Who of us has the visitor of a talk.
pub(crate) async fn named_on_site(db: &impl Read, id: SiteTalkId) -> Result<Option<PersonId>, DbError> {
    let row = sql::one(db, "SELECT manager FROM site_talks WHERE subject = $1", vec![id.uuid().into()]).await?;
    Ok(row.map(|row| row.get::<Option<Uuid>>("manager")).transpose()?.flatten().map(PersonId::from))
}

/// Whoever is the first to answer has the visitor from then on: theirs is the name that they have heard.
pub(crate) async fn first_to_answer(tx: &Tx, id: SiteTalkId, nth: i64, person: PersonId) -> Result<(), DbError> {
    let query = "UPDATE site_talks SET manager = $2 WHERE subject = $1
                 AND NOT EXISTS (SELECT 1 FROM site_words w WHERE w.subject = site_talks.subject AND w.person IS NOT NULL AND w.nth < $3)";
    sql::run(tx, query, vec![id.uuid().into(), person.uuid().into(), nth.into()]).await.map(drop)
}

/// Adds a word under the next number. A person brings the number of the last word that they saw; `None`: something came since, or the
/// talk is closed.
pub(crate) async fn add_site_word(tx: &Tx, id: SiteTalkId, by: Option<PersonId>, seen: Option<i64>, text: &str) -> Result<Option<i64>, DbError> {
    // A person's word ends the waiting, a visitor's begins it.
    let waits = by.is_none().then(|| tx.now().micros());
    let query =
        "UPDATE site_talks SET last_nth = last_nth + 1, waiting_since = CASE WHEN CAST($2 AS BIGINT) IS NULL THEN NULL ELSE COALESCE(waiting_since, $2) END
                 WHERE subject = $1 AND closed_at IS NULL AND last_nth = COALESCE(CAST($3 AS BIGINT), last_nth) RETURNING last_nth";
    let row = vec![id.uuid().into(), waits.into(), seen.into()];
    let Some(row) = sql::one(tx, query, row).await? else { return Ok(None) };
    let nth: i64 = row.get("last_nth")?;
    let sealed = vault::seal(tx, id.uuid(), WORDS, text).await?;
    let row = vec![id.uuid().into(), nth.into(), by.map(PersonId::uuid).into(), sealed.into(), tx.now().micros().into()];
    sql::run(tx, "INSERT INTO site_words (subject, nth, person, words_sealed, sent_at) VALUES ($1, $2, $3, $4, $5)", row).await?;
    Ok(Some(nth))
}

/// The clock of a word begins, where none runs in this talk; `counts`: somebody answers at this hour.
pub(crate) async fn begin_wait(tx: &Tx, id: SiteTalkId, nth: i64, counts: bool) -> Result<(), DbError> {
    let row = vec![id.uuid().into(), nth.into(), tx.now().micros().into(), i64::from(counts).into()];
    let query = "INSERT INTO site_waits (subject, nth, asked_at, counts) SELECT $1, CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT)
                 WHERE NOT EXISTS (SELECT 1 FROM site_waits WHERE subject = $1 AND answered_at IS NULL)";
    sql::run(tx, query, row).await.map(drop)
}

/// A person's word stops the clock that runs.
pub(crate) async fn end_wait(tx: &Tx, id: SiteTalkId, answer: i64, person: PersonId) -> Result<(), DbError> {
    let row = vec![id.uuid().into(), answer.into(), person.uuid().into(), tx.now().micros().into()];
    let query = "UPDATE site_waits SET answer_nth = $2, person = $3, answered_at = $4 WHERE subject = $1 AND answered_at IS NULL";
    sql::run(tx, query, row).await.map(drop)
}

/// When a word was asked and answered, where the visitor's screen has not told yet that the answer stands there.
pub(crate) async fn unshown(db: &impl Read, id: SiteTalkId, nth: i64) -> Result<Option<(Instant, Instant)>, DbError> {
    let query = "SELECT asked_at, answered_at FROM site_waits WHERE subject = $1 AND nth = $2 AND answered_at IS NOT NULL AND shown_ms IS NULL";
    let row = sql::one(db, query, vec![id.uuid().into(), nth.into()]).await?;
    row.map(|row| Ok((row.at("asked_at")?, row.at("answered_at")?))).transpose()
}

/// Keeps how long it took; `false` where that was kept before.
pub(crate) async fn keep_shown(tx: &Tx, id: SiteTalkId, nth: i64, ms: i64) -> Result<bool, DbError> {
    let query = "UPDATE site_waits SET shown_ms = $3 WHERE subject = $1 AND nth = $2 AND answered_at IS NOT NULL AND shown_ms IS NULL";
    Ok(sql::run(tx, query, vec![id.uuid().into(), nth.into(), ms.into()]).await? == 1)
}

/// The latest waits that count, at most so many, as they stand at this moment.
pub(crate) async fn waits(db: &impl Read, limit: u32) -> Result<Vec<Wait>, DbError> {
    let query = "SELECT w.person, w.asked_at, w.answered_at, w.shown_ms, t.closed_at FROM site_waits w JOIN site_talks t ON t.subject = w.subject
                 WHERE w.counts = 1 ORDER BY w.asked_at DESC, w.subject DESC LIMIT $1";
    let now = db.now();
    let rows = sql::all(db, query, vec![i64::from(limit).into()]).await?;
    let wait = |row: &sql::Row| {
        let asked = row.at("asked_at")?;
        Ok(match (row.get::<Option<Uuid>>("person")?, row.maybe_at("answered_at")?, row.maybe_at("closed_at")?) {
            (Some(person), Some(answered), _) => {
                let (person, shown) = (PersonId::from(person), row.get::<Option<i64>>("shown_ms")?);
                shown.map_or_else(|| Wait::Written(person, millis(asked, answered)), |ms| Wait::Shown(person, ms))
            }
            (_, _, Some(_)) => Wait::Closed,
            _ => Wait::Open(millis(asked, now)),
        })
    };
    rows.iter().map(wait).collect()
}

/// Keeps how a visitor is reached.
pub(crate) async fn keep_reach(tx: &Tx, id: SiteTalkId, reach: &str) -> Result<bool, DbError> {
    let sealed = vault::seal(tx, id.uuid(), REACH, reach).await?;
    Ok(sql::run(tx, "UPDATE site_talks SET reach_sealed = $2 WHERE subject = $1 AND closed_at IS NULL", vec![id.uuid().into(), sealed.into()]).await? == 1)
}

/// What came of closing a talk.
pub(crate) enum Closing {
    Closed,
    /// It was closed before.
    Already,
    /// The visitor waits in it, and whoever closes it does not know that.
    Waits,
    /// There is none.
    Unknown,
}

/// Closes a talk; one in which the visitor waits for an answer, only where whoever closes it knows that.
pub(crate) async fn close_site_talk(tx: &Tx, id: SiteTalkId, although_they_wait: bool) -> Result<Closing, DbError> {
    let query = "UPDATE site_talks SET closed_at = $2, waiting_since = NULL
                 WHERE subject = $1 AND closed_at IS NULL AND (waiting_since IS NULL OR CAST($3 AS BIGINT) = 1)";
    if sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into(), i64::from(although_they_wait).into()]).await? == 1 {
        return Ok(Closing::Closed);
    }
    let row = sql::one(tx, "SELECT closed_at FROM site_talks WHERE subject = $1", vec![id.uuid().into()]).await?;
    Ok(match row.map(|row| row.maybe_at("closed_at")).transpose()? {
        None => Closing::Unknown,
        Some(None) => Closing::Waits,
        Some(Some(_)) => Closing::Already,
    })
}

/// A talk is a client's; `false` where it is another's.
pub(crate) async fn give_site_talk(tx: &Tx, id: SiteTalkId, client: ClientId) -> Result<bool, DbError> {
    let query = "UPDATE site_talks SET client = $2 WHERE subject = $1 AND (client IS NULL OR client = $2)";
    Ok(sql::run(tx, query, vec![id.uuid().into(), client.uuid().into()]).await? == 1)
}
