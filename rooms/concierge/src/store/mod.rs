//! Requests in storage.

use crate::calls::{Call, WhyCall, said_again};
use crate::request::{Agreed, Asker, Bare, Closing, Request, RequestId, Stage, Way};
use crate::service::Queue;
use db::{DbError, Read, Tx, sql, vault};
use households::ClientId;
use jiff::civil::Date;
use people::PersonId;
use room::Finding;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use values::{Instant, Lang, Phone};

pub(crate) mod briefs;
pub(crate) mod concepts;
pub(crate) mod journey;
pub(crate) mod went;
pub(crate) mod whose;

const ASKER: &str = "requests.asker_sealed";
const WORDS: &str = "requests.words_sealed";
const NOTE: &str = "requests.note_sealed";

/// A request on its way into storage.
pub(crate) struct NewRequest {
    pub(crate) id: RequestId,
    pub(crate) about: Option<String>,
    pub(crate) call: Option<Call>,
    pub(crate) asker: Asker,
    pub(crate) words: String,
    /// The words are ours, and they said yes to them for this day; `None` where the words are theirs.
    pub(crate) agreed: Option<Date>,
    /// Whose it is; `None` for nobody's client.
    pub(crate) client: Option<ClientId>,
    /// Who takes it; `None` for what was told before requests were given out.
    pub(crate) handed: Option<Handed>,
}

/// Given out at the desk.
#[derive(Clone, Copy)]
pub(crate) struct Handed {
    pub(crate) manager: Option<PersonId>,
    /// The how manieth that was given out; two at once never have the same, so each is given out by what is true.
    pub(crate) turn: i64,
    pub(crate) due_at: Instant,
}

/// How many somebody has open, and the turn in which they were last given one.
pub(crate) async fn in_hand(db: &impl Read, person: PersonId) -> Result<(i64, Option<i64>), DbError> {
    let query = "SELECT (SELECT COUNT(*) FROM requests WHERE manager = $1 AND closed_at IS NULL) AS open,
                        (SELECT MAX(turn) FROM requests WHERE manager = $1) AS last";
    let row = sql::one(db, query, vec![person.uuid().into()]).await?.ok_or_else(|| DbError::Other("no row of counts".to_owned()))?;
    Ok((row.get("open")?, row.get("last")?))
}

/// The turn of the next request that is given out.
pub(crate) async fn next_turn(db: &impl Read) -> Result<i64, DbError> {
    let row = sql::one(db, "SELECT MAX(turn) AS last FROM requests WHERE turn IS NOT NULL", vec![]).await?;
    let last: Option<i64> = row.map(|row| row.get("last")).transpose()?.flatten();
    Ok(last.unwrap_or(0) + 1)
}

impl NewRequest {
    /// What tells that the same person asks for the same: a task by its words, a call by its reason.
    fn same(&self, tx: &Tx) -> Vec<u8> {
        let what = match &self.call {
            Some(call) => format!("{}\n\n{}", self.asker.way.text(), call.why.name()),
            None => format!("{}\n{}\n{}", self.asker.way.text(), self.about.as_deref().unwrap_or_default(), self.words),
        };
        tx.app().vault().blind("concierge.same", &what)
    }
}

/// The request that waits already where the same person asks for the same. A call is told what was said again, below what was said first.
pub(crate) async fn again(tx: &Tx, new: &NewRequest) -> Result<Option<RequestId>, DbError> {
    let same = "SELECT subject, words_sealed FROM requests WHERE same_hash = $1 AND closed_at IS NULL";
    let Some(row) = sql::one(tx, same, vec![new.same(tx).into()]).await? else { return Ok(None) };
    let id: Uuid = row.get("subject")?;
    if let Some(call) = new.call {
        let before: Vec<u8> = row.get("words_sealed")?;
        let known = vault::keys(tx, &[id]).await?.open(id, WORDS, &before)?.unwrap_or_default();
        let (asker, words) = sealed(tx, id, &new.asker, &said_again(&known, &new.words)).await?;
        let query = "UPDATE requests SET asker_sealed = $2, words_sealed = $3, quote = COALESCE($4, quote)
                     WHERE subject = $1 AND words_sealed = $5 AND closed_at IS NULL";
        // Somebody has said more, or it was closed, a moment ago: from the start, where that is seen.
        if sql::run(tx, query, vec![id.into(), asker.into(), words.into(), call.quote.into(), before.into()]).await? == 0 {
            return Err(DbError::raced());
        }
        briefs::mark(tx, RequestId::from(id), &new.words);
    }
    Ok(Some(RequestId::from(id)))
}

/// Adds a request that nobody waits for yet.
pub(crate) async fn add(tx: &Tx, new: &NewRequest) -> Result<(), DbError> {
    // Somebody was quicker by a moment: from the start, where theirs is seen.
    if !insert(tx, new, &new.same(tx), tx.now(), None).await? {
        return Err(DbError::raced());
    }
    briefs::mark(tx, new.id, &new.words);
    Ok(())
}

async fn sealed(tx: &Tx, id: Uuid, asker: &Asker, words: &str) -> Result<(Vec<u8>, Vec<u8>), DbError> {
    let text = serde_json::to_string(asker).map_err(|e| DbError::Other(e.to_string()))?;
    Ok((vault::seal(tx, id, ASKER, &text).await?, vault::seal(tx, id, WORDS, words).await?))
}

/// Under which name phones are hashed here.
pub(crate) const PHONE: &str = "concierge.phone";

/// By which the requests of a phone are found.
fn phone_hash(db: &impl Read, way: &Way) -> Option<Vec<u8>> {
    match way {
        Way::Phone(phone) => Some(db.app().vault().blind(PHONE, phone.e164())),
        Way::Email(_) => None,
    }
}

/// Who has what was asked last from the phone of this hash, and is open.
pub(crate) async fn manager_at(db: &impl Read, phone: &[u8]) -> Result<Option<PersonId>, DbError> {
    let query = "SELECT manager FROM requests WHERE phone_hash = $1 AND closed_at IS NULL ORDER BY asked_at DESC LIMIT 1";
    let row = sql::one(db, query, vec![phone.to_vec().into()]).await?;
    Ok(row.map(|row| row.get::<Option<Uuid>>("manager")).transpose()?.flatten().map(PersonId::from))
}

/// The same of whoever is reached by this; nobody by a mail address.
pub(crate) async fn manager_by(db: &impl Read, way: &Way) -> Result<Option<PersonId>, DbError> {
    match phone_hash(db, way) {
        Some(phone) => manager_at(db, &phone).await,
        None => Ok(None),
    }
}

/// The open requests of a phone that are nobody's, the newest first: what a client asked for is theirs, whatever phone they typed.
pub(crate) async fn of_phone(db: &impl Read, phone: &Phone) -> Result<Vec<Request>, DbError> {
    let query = format!("{REQUEST} WHERE phone_hash = $1 AND closed_at IS NULL AND client IS NULL ORDER BY asked_at DESC LIMIT 5");
    opened(db, sql::all(db, &query, vec![phone_hash(db, &Way::Phone(phone.clone())).into()]).await?).await
}

/// Phones of which this is asked at once.
const PHONES: usize = 128;

/// The same of several phones: the newest of each, with its phone.
pub(crate) async fn newest_of_phones(db: &impl Read, phones: &[Phone]) -> Result<Vec<Request>, DbError> {
    let mut found = Vec::new();
    for some in phones.chunks(PHONES) {
        // The last one fills up: so few lengths that every text stays prepared.
        let width = some.len().next_power_of_two();
        let filled = some.iter().chain(some.last().into_iter().cycle()).take(width);
        let hashes = filled.map(|phone| phone_hash(db, &Way::Phone(phone.clone())).into()).collect();
        let places = sql::places(1, width);
        let query = format!("{REQUEST} WHERE phone_hash IN ({places}) AND closed_at IS NULL AND client IS NULL ORDER BY asked_at DESC, subject DESC LIMIT 500");
        found.extend(opened(db, sql::all(db, &query, hashes).await?).await?);
    }
    let mut seen = BTreeSet::new();
    found.retain(|request| seen.insert(request.asker.way.text()));
    Ok(found)
}

/// All of them, in the order of their making, after one that was seen.
pub(crate) async fn all(db: &impl Read, after: Option<RequestId>, limit: u32) -> Result<Vec<Bare>, DbError> {
    let row = vec![after.map_or(Uuid::nil(), RequestId::uuid).into(), i64::from(limit).into()];
    let rows = sql::all(db, "SELECT subject, about, asked_at, closed_at FROM requests WHERE subject > $1 ORDER BY subject LIMIT $2", row).await?;
    let bare = |row: &sql::Row| {
        Ok(Bare { id: row.get::<Uuid>("subject")?.into(), about: row.get("about")?, asked_at: row.at("asked_at")?, closed_at: row.maybe_at("closed_at")? })
    };
    rows.iter().map(bare).collect()
}

/// `closed`: when, and with what note.
async fn insert(tx: &Tx, new: &NewRequest, same: &[u8], at: Instant, closed: Option<(Instant, &str)>) -> Result<bool, DbError> {
    let id = new.id.uuid();
    let (asker, words) = sealed(tx, id, &new.asker, &new.words).await?;
    let note = match closed {
        Some((_, note)) => Some(vault::seal(tx, id, NOTE, note).await?),
        None => None,
    };
    let row = vec![
        id.into(),
        new.about.clone().into(),
        new.call.map(|call| call.why.name().to_owned()).into(),
        new.call.and_then(|call| call.quote).into(),
        same.to_vec().into(),
        asker.into(),
        words.into(),
        at.micros().into(),
        closed.map(|(at, _)| at.micros()).into(),
        note.into(),
        new.handed.and_then(|handed| handed.manager).map(PersonId::uuid).into(),
        new.handed.map(|handed| handed.turn).into(),
        new.handed.map(|handed| handed.due_at.micros()).into(),
        // Only what is open is looked for by its phone.
        closed.is_none().then(|| phone_hash(tx, &new.asker.way)).flatten().into(),
        new.client.map(ClientId::uuid).into(),
        (closed.is_none() && new.client.is_none()).then(|| whose::door_hash(tx, &new.asker.way)).into(),
        new.agreed.map(|on| on.to_string()).into(),
    ];
    // The same words, or the same turn: somebody was quicker.
    let query =
        "INSERT INTO requests (subject, about, why, quote, same_hash, asker_sealed, words_sealed, asked_at, closed_at, note_sealed, manager, turn, due_at,
                 phone_hash, client, door_hash, agreed_day)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT DO NOTHING";
    // Whoever was to have it leaves the house at this moment: from the start, where that is seen.
    Ok(sql::run(tx, query, row).await.map_err(|error| if error.is_refused(people::LEFT) { DbError::raced() } else { error })? == 1)
}

/// A phone as the earlier queue kept it.
#[derive(Deserialize)]
struct Earlier {
    name: String,
    phone: Phone,
    wish: String,
    lang: Lang,
}

/// Takes some of the earlier queue's calls over, each under the key that it has; how many there were.
pub(crate) async fn take_over(tx: &Tx, some: u32) -> Result<usize, DbError> {
    let query = "SELECT subject, why, quote, caller_sealed, asked_at, closed_at, note_sealed FROM call_backs ORDER BY subject LIMIT $1";
    let rows = sql::all(tx, query, vec![i64::from(some).into()]).await?;
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(tx, &subjects).await?;
    for row in &rows {
        let subject: Uuid = row.get("subject")?;
        // Whoever was forgotten leaves nothing to take over.
        if let Some(text) = keys.open(subject, "call_backs.caller_sealed", &row.get::<Vec<u8>>("caller_sealed")?)? {
            let Earlier { name, phone, wish, lang } = serde_json::from_str(&text).map_err(DbError::corrupt)?;
            let note = match row.get::<Option<Vec<u8>>>("note_sealed")? {
                Some(sealed) => keys.open(subject, "call_backs.note_sealed", &sealed)?,
                None => None,
            };
            let call = Call { why: why(&row.get::<String>("why")?)?, quote: row.get("quote")? };
            let new = NewRequest {
                id: RequestId::from(subject),
                about: None,
                call: Some(call),
                asker: Asker { name, way: Way::Phone(phone), lang },
                words: wish,
                agreed: None,
                client: None,
                handed: None,
            };
            let closed = row.maybe_at("closed_at")?.map(|at| (at, note.as_deref().unwrap_or_default()));
            insert(tx, &new, &new.same(tx), row.at("asked_at")?, closed).await?;
        }
        sql::run(tx, "DELETE FROM call_backs WHERE subject = $1", vec![subject.into()]).await?;
    }
    Ok(rows.len())
}

fn why(name: &str) -> Result<WhyCall, DbError> {
    WhyCall::parse(name).ok_or_else(|| DbError::corrupt(format!("a call for {name}")))
}

fn stage(name: &str) -> Result<Stage, DbError> {
    Stage::parse(name).ok_or_else(|| DbError::corrupt(format!("a stage {name}")))
}

fn number(n: Option<i64>) -> Result<Option<u32>, DbError> {
    n.map(|n| u32::try_from(n).map_err(DbError::corrupt)).transpose()
}

/// How a request stands, without anything of anybody.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stand {
    pub(crate) stage: Stage,
    pub(crate) manager: Option<PersonId>,
    pub(crate) due_at: Option<Instant>,
    pub(crate) answered_at: Option<Instant>,
    pub(crate) chosen: Option<u32>,
    pub(crate) rounds: u32,
    pub(crate) is_closed: bool,
}

/// `None` where there is no such request.
pub(crate) async fn stand(db: &impl Read, id: RequestId) -> Result<Option<Stand>, DbError> {
    let query = "SELECT stage, manager, due_at, answered_at, chosen, rounds_offered, closed_at FROM requests WHERE subject = $1";
    let Some(row) = sql::one(db, query, vec![id.uuid().into()]).await? else { return Ok(None) };
    Ok(Some(Stand {
        stage: stage(&row.get::<String>("stage")?)?,
        manager: row.get::<Option<Uuid>>("manager")?.map(PersonId::from),
        due_at: row.maybe_at("due_at")?,
        answered_at: row.maybe_at("answered_at")?,
        chosen: number(row.get("chosen")?)?,
        rounds: u32::try_from(row.get::<i64>("rounds_offered")?).map_err(DbError::corrupt)?,
        is_closed: row.maybe_at("closed_at")?.is_some(),
    }))
}

/// Keeps the first answer to what waits for one; `false` where it was given before, or the request is closed.
pub(crate) async fn answer(tx: &Tx, id: RequestId) -> Result<bool, DbError> {
    let query = "UPDATE requests SET answered_at = $2, answered_by = $3, stage = CASE WHEN stage = 'waiting' THEN 'talking' ELSE stage END
                 WHERE subject = $1 AND answered_at IS NULL AND closed_at IS NULL";
    Ok(sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into(), tx.by().0.clone().into()]).await? == 1)
}

/// Keeps that the desk was alarmed; `false` where it needs none, or had it.
pub(crate) async fn alarm(tx: &Tx, id: RequestId) -> Result<bool, DbError> {
    let query = "UPDATE requests SET alarmed_at = $2 WHERE subject = $1 AND due_at <= $2 AND alarmed_at IS NULL AND answered_at IS NULL AND closed_at IS NULL";
    Ok(sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into()]).await? == 1)
}

/// How many wait longer than they were promised, up to a hundred, and since when the first.
pub(crate) async fn overdue(db: &impl Read) -> Result<Option<Queue>, DbError> {
    let query = "SELECT COUNT(*) AS waiting, MIN(due_at) AS since
                 FROM (SELECT due_at FROM requests WHERE answered_at IS NULL AND closed_at IS NULL AND due_at < $1 ORDER BY due_at LIMIT 100) w";
    counted(sql::one(db, query, vec![db.now().micros().into()]).await?)
}

fn counted(row: Option<sql::Row>) -> Result<Option<Queue>, DbError> {
    let Some(row) = row else { return Ok(None) };
    let waiting = u32::try_from(row.get::<i64>("waiting")?).map_err(DbError::corrupt)?;
    Ok(row.maybe_at("since")?.map(|since| Queue { waiting, since }))
}

/// How many nobody has answered yet, up to a hundred, and since when the first of them waits.
pub(crate) async fn queue(db: &impl Read) -> Result<Option<Queue>, DbError> {
    let query = "SELECT COUNT(*) AS waiting, MIN(since) AS since
                 FROM (SELECT COALESCE(declined_at, asked_at) AS since FROM requests WHERE closed_at IS NULL AND answered_at IS NULL
                       ORDER BY asked_at, subject LIMIT 100) w";
    counted(sql::one(db, query, vec![]).await?)
}

/// Those that wait, the oldest first, after one that was seen.
pub(crate) async fn open(db: &impl Read, after: Option<(Instant, RequestId)>, limit: u32) -> Result<Vec<Request>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!("{REQUEST} WHERE closed_at IS NULL AND (asked_at > $1 OR (asked_at = $1 AND subject > $2)) ORDER BY asked_at, subject LIMIT $3");
    opened(db, sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?).await
}

/// One of them, waiting or answered; `None` where there is none, or it was forgotten.
pub(crate) async fn one(db: &impl Read, id: RequestId) -> Result<Option<Request>, DbError> {
    let rows = sql::all(db, &format!("{REQUEST} WHERE subject = $1"), vec![id.uuid().into()]).await?;
    Ok(opened(db, rows).await?.pop())
}

const REQUEST: &str = "SELECT subject, about, why, quote, asker_sealed, words_sealed, asked_at, manager, due_at, answered_at, stage, offered_at, rounds_offered, declined_at, chosen, closed_at, client, agreed_day FROM requests";

/// These requests, those that can be read, in no order.
pub(crate) async fn some(db: &impl Read, ids: &[RequestId]) -> Result<Vec<Request>, DbError> {
    opened(db, sql::about(db, &format!("{REQUEST} WHERE subject IN ($ids)"), vec![], ids.iter().map(|id| id.uuid())).await?).await
}

/// Unsealed with one query for the keys.
async fn opened(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<Request>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        let asker = keys.open(subject, ASKER, &row.get::<Vec<u8>>("asker_sealed")?)?;
        let words = keys.open(subject, WORDS, &row.get::<Vec<u8>>("words_sealed")?)?;
        // Erased in between: there is nobody to answer.
        let (Some(asker), Some(words)) = (asker, words) else { continue };
        let call = match row.get::<Option<String>>("why")? {
            Some(name) => Some(Call { why: why(&name)?, quote: row.get("quote")? }),
            None => None,
        };
        // What was proposed by us is never shown as what they said.
        let (words, agreed) = match row.get::<Option<String>>("agreed_day")? {
            Some(on) => (String::new(), Some(Agreed { on: on.parse().map_err(DbError::corrupt)?, text: words })),
            None => (words, None),
        };
        open.push(Request {
            id: RequestId::from(subject),
            about: row.get("about")?,
            call,
            asker: serde_json::from_str(&asker).map_err(DbError::corrupt)?,
            words,
            agreed,
            asked_at: row.at("asked_at")?,
            manager: row.get::<Option<Uuid>>("manager")?.map(PersonId::from),
            due_at: row.maybe_at("due_at")?,
            answered_at: row.maybe_at("answered_at")?,
            stage: stage(&row.get::<String>("stage")?)?,
            offered_at: row.maybe_at("offered_at")?,
            rounds: u32::try_from(row.get::<i64>("rounds_offered")?).map_err(DbError::corrupt)?,
            declined_at: row.maybe_at("declined_at")?,
            chosen: number(row.get("chosen")?)?,
            closed_at: row.maybe_at("closed_at")?,
            client: row.get::<Option<Uuid>>("client")?.map(ClientId::from),
        });
    }
    Ok(open)
}

/// Closes a request with what came of it; `None` when there is none, `false` when it was closed before.
pub(crate) async fn close(tx: &Tx, id: RequestId, note: &str) -> Result<Option<bool>, DbError> {
    let Some(row) = sql::one(tx, "SELECT closed_at FROM requests WHERE subject = $1", vec![id.uuid().into()]).await? else {
        return Ok(None);
    };
    if row.maybe_at("closed_at")?.is_some() {
        return Ok(Some(false));
    }
    let sealed = vault::seal(tx, id.uuid(), NOTE, note).await?;
    let query = "UPDATE requests SET closed_at = $2, note_sealed = $3, closed_by = $4, phone_hash = NULL WHERE subject = $1 AND closed_at IS NULL";
    let row = vec![id.uuid().into(), tx.now().micros().into(), sealed.into(), tx.by().0.clone().into()];
    Ok(Some(sql::run(tx, query, row).await? == 1))
}

/// How it was closed; `None` while it is open, or where it was forgotten.
pub(crate) async fn closing(db: &impl Read, id: RequestId) -> Result<Option<Closing>, DbError> {
    let query = "SELECT closed_at, closed_by, note_sealed FROM requests WHERE subject = $1 AND closed_at IS NOT NULL";
    let Some(row) = sql::one(db, query, vec![id.uuid().into()]).await? else { return Ok(None) };
    let note = vault::keys(db, &[id.uuid()]).await?.open(id.uuid(), NOTE, &row.get::<Vec<u8>>("note_sealed")?)?;
    let at = row.at("closed_at")?;
    let by = row.get("closed_by")?;
    Ok(note.map(|note| Closing { at, by, note }))
}

/// Those that are closed and not forgotten, the newest first, before one that was seen.
pub(crate) async fn closed(db: &impl Read, before: Option<(Instant, RequestId)>, limit: u32) -> Result<Vec<Request>, DbError> {
    // Nobody's that was forgotten has no door any more; of a client who was erased nothing is opened, and the next ones take the places.
    let query = format!(
        "{REQUEST} WHERE closed_at IS NOT NULL AND (client IS NOT NULL OR door_hash IS NOT NULL) AND (closed_at < $1 OR (closed_at = $1 AND subject < $2))
         ORDER BY closed_at DESC, subject DESC LIMIT $3"
    );
    let (mut found, most) = (Vec::new(), limit as usize);
    let (mut at, mut id) = before.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.micros(), id.uuid()));
    loop {
        let rows = sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?;
        let is_last = rows.len() < most;
        if let Some(last) = rows.last() {
            (at, id) = (last.get("closed_at")?, last.get("subject")?);
        }
        found.extend(opened(db, rows).await?);
        if is_last || found.len() >= most {
            found.truncate(most);
            return Ok(found);
        }
    }
}

/// Those of these that are open and late: nobody has answered by the promised moment, or the day that they are for is past.
pub(crate) async fn stalled(db: &impl Read, ids: &[RequestId]) -> Result<BTreeSet<RequestId>, DbError> {
    let query = "SELECT r.subject AS subject FROM requests r LEFT JOIN request_journeys j ON j.subject = r.subject
                 WHERE r.closed_at IS NULL AND ((r.answered_at IS NULL AND r.due_at < $1) OR r.agreed_day < $2 OR j.day < $2) AND r.subject IN ($ids)";
    let row = vec![db.now().micros().into(), db.now().day().to_string().into()];
    let rows = sql::about(db, query, row, ids.iter().map(|id| id.uuid())).await?;
    rows.iter().map(|row| row.get::<Uuid>("subject").map(RequestId::from)).collect()
}

/// Who has each of these.
pub(crate) async fn holders(db: &impl Read, ids: &[RequestId]) -> Result<BTreeMap<RequestId, PersonId>, DbError> {
    let query = "SELECT subject, manager FROM requests WHERE manager IS NOT NULL AND subject IN ($ids)";
    let rows = sql::about(db, query, vec![], ids.iter().map(|id| id.uuid())).await?;
    rows.iter().map(|row| Ok((row.get::<Uuid>("subject")?.into(), row.get::<Uuid>("manager")?.into()))).collect()
}

/// An open request whose key is gone cannot be answered any more; nothing of a client who was erased is left; and nobody leaves the first contact without concepts.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let query = "SELECT r.subject AS subject FROM requests r JOIN subject_keys k ON k.subject = r.subject WHERE r.closed_at IS NULL AND k.wrapped IS NULL";
    let rows = sql::all(db, query, vec![]).await?;
    let mut found = Vec::new();
    for row in &rows {
        found.push(Finding::broken("concierge: an open request that nobody can read", row.get::<Uuid>("subject")?));
    }
    let query = "SELECT r.subject AS subject FROM subject_keys c JOIN requests r ON r.client = c.subject JOIN subject_keys k ON k.subject = r.subject
                 WHERE c.wrapped IS NULL AND k.wrapped IS NOT NULL";
    for row in &sql::all(db, query, vec![]).await? {
        found.push(Finding::broken("concierge: what a client had asked for who was erased", row.get::<Uuid>("subject")?));
    }
    let query = "SELECT r.subject AS subject FROM requests r WHERE r.stage IN ('offered', 'chosen')
                 AND (SELECT COUNT(*) FROM concepts c WHERE c.subject = r.subject AND c.round = r.rounds_offered) < CASE WHEN r.few_sealed IS NULL THEN 2 ELSE 1 END";
    for row in &sql::all(db, query, vec![]).await? {
        found.push(Finding::broken("concierge: a request that left its first contact without concepts", row.get::<Uuid>("subject")?));
    }
    Ok(found)
}

/// The request that was taken down from this.
pub(crate) async fn of_origin(db: &impl Read, origin: Uuid) -> Result<Option<RequestId>, DbError> {
    let row = sql::one(db, "SELECT subject FROM request_origins WHERE origin = $1", vec![origin.into()]).await?;
    row.map(|row| row.get::<Uuid>("subject").map(RequestId::from)).transpose()
}

/// Keeps from what a request was taken down; `false` where another was.
pub(crate) async fn add_origin(tx: &Tx, origin: Uuid, request: RequestId) -> Result<bool, DbError> {
    let row = vec![origin.into(), request.uuid().into(), tx.now().micros().into()];
    Ok(sql::run(tx, "INSERT INTO request_origins (origin, subject, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", row).await? == 1)
}
