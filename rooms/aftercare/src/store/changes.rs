//! Changes and the remarks behind them, in the database.

use super::{ANSWER_WORDS, CASES, open_rows, work};
use crate::case::{After, Author, Case};
use crate::change::Change;
use crate::service::changes::{Behind, Said};
use crate::{CaseId, ChangeId, WorkId};
use db::{DbError, Read, Tx, sql, vault};
use housebook::Pin;
use households::ClientId;
use uuid::Uuid;
use values::Instant;
use visits::VisitId;

const CHANGE: &str = "SELECT c.id, c.file, c.version, c.words_ru, c.words_en, c.at";

fn read(row: &sql::Row) -> Result<Change, DbError> {
    Ok(Change {
        id: ChangeId::from(row.get::<Uuid>("id")?),
        file: row.get("file")?,
        version: row.get("version")?,
        words: [row.get("words_ru")?, row.get("words_en")?],
        at: row.at("at")?,
    })
}

/// Since when the house works by a version; `None` where there is none, or it is the first.
pub(crate) async fn since(db: &impl Read, pin: &Pin) -> Result<Option<Instant>, DbError> {
    let query = "SELECT since FROM book_pages WHERE file = $1 AND version = $2 AND version > 1";
    sql::one(db, query, vec![pin.file.clone().into(), pin.version.into()]).await?.map(|row| row.at("since")).transpose()
}

pub(crate) async fn of_version(db: &impl Read, pin: &Pin) -> Result<Option<ChangeId>, DbError> {
    let row = sql::one(db, "SELECT id FROM changes WHERE file = $1 AND version = $2", vec![pin.file.clone().into(), pin.version.into()]).await?;
    row.map(|row| row.get::<Uuid>("id").map(ChangeId::from)).transpose()
}

pub(crate) async fn add(tx: &Tx, change: &Change) -> Result<(), DbError> {
    let [ru, en] = change.words.clone();
    let row = vec![
        change.id.uuid().into(),
        change.file.clone().into(),
        change.version.into(),
        ru.into(),
        en.into(),
        change.at.micros().into(),
        tx.by().0.clone().into(),
    ];
    let query = "INSERT INTO changes (id, file, version, words_ru, words_en, at, by_actor) VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (file, version) DO NOTHING";
    if sql::run(tx, query, row).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// Keeps that a remark led to it; `false` where it led to another change before.
pub(crate) async fn cite(tx: &Tx, change: ChangeId, case: CaseId) -> Result<bool, DbError> {
    let query = "INSERT INTO change_remarks (case_id, change) VALUES ($1, $2) ON CONFLICT (case_id) DO NOTHING";
    Ok(sql::run(tx, query, vec![case.uuid().into(), change.uuid().into()]).await? == 1)
}

/// The same of an answer as it was given then.
pub(crate) async fn cite_answer(tx: &Tx, change: ChangeId, said: &Said) -> Result<bool, DbError> {
    let (visit, work) = (said.after.visit().map(VisitId::uuid), said.after.work().map(WorkId::uuid));
    let row = vec![tx.id::<Uuid>().into(), change.uuid().into(), visit.into(), work.into(), said.told_at.micros().into()];
    let query = "INSERT INTO change_answers (id, change, visit, work, told_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Answers to the open question after a visit, and after what was arranged; those alone that opened no case.
const OF_VISITS: &str = "SELECT a.visit AS of_what, a.subject, a.subject AS client, a.words_sealed, a.at FROM question_answers a
                         WHERE NOT EXISTS (SELECT 1 FROM cases k WHERE k.visit = a.visit AND k.kind = 'remark')";
const OF_WORKS: &str = "SELECT w.work AS of_what, w.subject, w.client, w.words_sealed, w.answered_at AS at FROM work_questions w
                        WHERE w.answered_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cases k WHERE k.work = w.work AND k.kind = 'remark')";

/// One of them; `None` where nothing was answered, the answer opened a case, or whoever gave it was forgotten.
pub(crate) async fn answer(db: &impl Read, after: After) -> Result<Option<Said>, DbError> {
    let (query, id) = match after {
        After::Visit(visit) => (format!("{OF_VISITS} AND a.visit = $1"), visit.uuid()),
        After::Work(work) => (format!("{OF_WORKS} AND w.work = $1"), work.uuid()),
    };
    let rows = sql::all(db, &query, vec![id.into()]).await?;
    Ok(said(db, &rows, matches!(after, After::Work(_))).await?.pop())
}

/// Those that have led to nothing yet, the newest first, before one that was seen.
pub(crate) async fn answers(db: &impl Read, before: Option<(Instant, Uuid)>, limit: u32) -> Result<Vec<Said>, DbError> {
    let (at, id) = before.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.micros(), id));
    let page = || vec![at.into(), id.into(), i64::from(limit).into()];
    let visits = format!(
        "{OF_VISITS} AND (a.at < $1 OR (a.at = $1 AND a.visit < $2))
         AND NOT EXISTS (SELECT 1 FROM change_answers c WHERE c.visit = a.visit AND c.told_at = a.at) ORDER BY a.at DESC, a.visit DESC LIMIT $3"
    );
    let works = format!(
        "{OF_WORKS} AND (w.answered_at < $1 OR (w.answered_at = $1 AND w.work < $2))
         AND NOT EXISTS (SELECT 1 FROM change_answers c WHERE c.work = w.work AND c.told_at = w.answered_at) ORDER BY w.answered_at DESC, w.work DESC LIMIT $3"
    );
    let mut all = said(db, &sql::all(db, &visits, page()).await?, false).await?;
    all.extend(said(db, &sql::all(db, &works, page()).await?, true).await?);
    all.sort_by_key(|said| std::cmp::Reverse((said.told_at, said.after.uuid())));
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(all)
}

/// After erasure there is nothing to read, and nobody to tell.
async fn said(db: &impl Read, rows: &[sql::Row], is_work: bool) -> Result<Vec<Said>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut all = Vec::new();
    for row in rows {
        let (subject, id): (Uuid, Uuid) = (row.get("subject")?, row.get("of_what")?);
        let (after, purpose) = if is_work { (After::Work(id.into()), work::WORDS) } else { (After::Visit(id.into()), ANSWER_WORDS) };
        let author = row.get::<Option<Uuid>>("client")?.map_or(Author::Asker(id.into()), |client| Author::Client(client.into()));
        if let Some(words) = keys.open(subject, purpose, &row.get::<Vec<u8>>("words_sealed")?)? {
            all.push(Said { after, author, words, told_at: row.at("at")? });
        }
    }
    Ok(all)
}

/// Keeps who is told of it.
pub(crate) async fn tell(tx: &Tx, change: ChangeId, author: Author) -> Result<(), DbError> {
    sql::run(tx, "INSERT INTO change_authors (change, author) VALUES ($1, $2)", vec![change.uuid().into(), author.subject().into()]).await.map(drop)
}

pub(crate) async fn remarks(db: &impl Read, before: Option<(Instant, CaseId)>, limit: u32) -> Result<Vec<Case>, DbError> {
    let (at, id) = before.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!(
        "{CASES} WHERE words_sealed IS NOT NULL AND (told_at < $1 OR (told_at = $1 AND id < $2))
         AND NOT EXISTS (SELECT 1 FROM change_remarks r WHERE r.case_id = cases.id) ORDER BY told_at DESC, id DESC LIMIT $3"
    );
    let rows = sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?;
    open_rows(db, rows).await
}

pub(crate) async fn all(db: &impl Read, before: Option<(Instant, ChangeId)>, limit: u32) -> Result<Vec<Behind>, DbError> {
    let (at, id) = before.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!(
        "{CHANGE}, (SELECT COUNT(*) FROM change_remarks r WHERE r.change = c.id)
                    + (SELECT COUNT(*) FROM change_answers s WHERE s.change = c.id) AS remarks,
                (SELECT COUNT(*) FROM change_authors a WHERE a.change = c.id) AS authors
         FROM changes c WHERE c.at < $1 OR (c.at = $1 AND c.id < $2) ORDER BY c.at DESC, c.id DESC LIMIT $3"
    );
    let count = |row: &sql::Row, name: &str| u32::try_from(row.get::<i64>(name)?).map_err(DbError::corrupt);
    let rows = sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?;
    rows.iter().map(|row| Ok(Behind { change: read(row)?, remarks: count(row, "remarks")?, authors: count(row, "authors")? })).collect()
}

pub(crate) async fn one(db: &impl Read, id: ChangeId) -> Result<Option<Change>, DbError> {
    sql::one(db, &format!("{CHANGE} FROM changes c WHERE c.id = $1"), vec![id.uuid().into()]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn of_case(db: &impl Read, case: CaseId) -> Result<Option<Change>, DbError> {
    let query = format!("{CHANGE} FROM change_remarks r JOIN changes c ON c.id = r.change WHERE r.case_id = $1");
    sql::one(db, &query, vec![case.uuid().into()]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn told_to(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Change>, DbError> {
    let query = format!("{CHANGE} FROM change_authors a JOIN changes c ON c.id = a.change WHERE a.author = $1 ORDER BY c.at DESC, c.id DESC LIMIT $2");
    sql::all(db, &query, vec![client.uuid().into(), i64::from(limit).into()]).await?.iter().map(read).collect()
}

/// Changes that cite what was said only after them, and authors of remarks who were not told.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<room::Finding>, DbError> {
    let query = "SELECT r.case_id AS id FROM change_remarks r JOIN changes c ON c.id = r.change JOIN cases k ON k.id = r.case_id
                     JOIN book_pages p ON p.file = c.file AND p.version = c.version
                 WHERE k.told_at > p.since OR NOT EXISTS (SELECT 1 FROM change_authors a WHERE a.author = k.subject AND a.change = c.id)
                 UNION ALL SELECT c.id FROM change_answers s JOIN changes c ON c.id = s.change JOIN book_pages p ON p.file = c.file AND p.version = c.version
                     LEFT JOIN question_answers q ON q.visit = s.visit LEFT JOIN work_questions w ON w.work = s.work
                 WHERE s.told_at > p.since
                     OR NOT EXISTS (SELECT 1 FROM change_authors a WHERE a.change = c.id AND (a.author = q.subject OR a.author = w.subject))";
    let rows = sql::all(db, query, vec![]).await?;
    rows.iter()
        .map(|row| Ok(room::Finding::broken("you said, we changed: a remark that did not lead there, or was not answered", row.get::<Uuid>("id")?)))
        .collect()
}
