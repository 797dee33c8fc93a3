//! Whose turn it is, in the database: each message that can wait takes one of so many places of its reader's day before it is handed
//! over, an advert the place after the last one's, on a day without news. Two workers find the same place free; one of them has it.

use crate::MessageId;
use crate::budget::{Budget, Ceiling, PlaceOf, day_of, next_advert, next_of_class};
use db::{DbError, Read, Tx, sql};
use jiff::tz::TimeZone;
use uuid::Uuid;
use values::Instant;

/// What wants a turn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wants<'a> {
    pub message: MessageId,
    pub reader: Uuid,
    pub class: &'a str,
    pub is_advert: bool,
    pub zone: &'a TimeZone,
    pub budget: Budget,
    /// It has the day's own place.
    pub is_daily: bool,
    /// How many of all classes may go on a day; without one, as many as the classes have.
    pub ceiling: Option<Ceiling>,
}

impl Wants<'_> {
    /// The day whose places are counted; those of adverts are counted through all days.
    fn day(&self, now: Instant) -> String {
        if self.is_advert { String::new() } else { day_of(now, self.zone).to_string() }
    }

    /// When the next place is free, after those that others took, by when they took them.
    fn free_at(&self, now: Instant, others: &[Instant]) -> Instant {
        if self.is_advert {
            return next_advert(now, others.iter().max().copied());
        }
        next_of_class(now, self.zone, i64::try_from(others.len()).unwrap_or(i64::MAX), self.budget)
    }
}

/// The place of the day that is left, of all classes.
async fn place_of_day(db: &impl Read, wants: &Wants<'_>) -> Result<Place, DbError> {
    let Some(ceiling) = wants.ceiling else { return Ok(Place::None) };
    let row = vec![wants.reader.into(), day_of(db.now(), wants.zone).to_string().into(), ceiling.0.into()];
    let query = "SELECT of_day FROM message_turns WHERE subject = $1 AND COALESCE(of_date, day) = $2 AND of_day IS NOT NULL ORDER BY of_day LIMIT $3";
    let rows = sql::all(db, query, row).await?;
    let taken = rows.iter().map(|row| row.get::<i64>("of_day")).collect::<Result<Vec<_>, _>>()?;
    let of = match (wants.is_advert, wants.is_daily) {
        (true, _) => PlaceOf::Advert,
        (false, true) => PlaceOf::Day,
        (false, false) => PlaceOf::News,
    };
    let is_news_waiting = wants.is_advert && news_wait(db, wants.reader).await?;
    Ok(ceiling.place(of, &taken, is_news_waiting).map_or(Place::Full, Place::Free))
}

/// Is there something else that waits for this reader?
async fn news_wait(db: &impl Read, reader: Uuid) -> Result<bool, DbError> {
    let query = "SELECT 1 AS n FROM messages WHERE subject = $1 AND state = 'queued' AND waits_until IS NOT NULL AND kind = 'service' LIMIT 1";
    Ok(sql::one(db, query, vec![reader.into()]).await?.is_some())
}

/// Which place of the day is left, of all classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The house has no such places.
    None,
    Free(i64),
    Full,
}

/// A place that is taken, and when it was.
struct Taken {
    nth: i64,
    at: Instant,
}

/// Has the message a turn of this day?
async fn has_own(db: &impl Read, wants: &Wants<'_>) -> Result<bool, DbError> {
    let row = vec![wants.message.uuid().into(), wants.day(db.now()).into(), day_of(db.now(), wants.zone).to_string().into()];
    let query = "SELECT 1 AS n FROM message_turns WHERE message = $1 AND day = $2 AND (of_date IS NULL OR of_date = $3)";
    Ok(sql::one(db, query, row).await?.is_some())
}

/// The places of the day that are taken. Of adverts the last one counts.
async fn taken(db: &impl Read, wants: &Wants<'_>) -> Result<Vec<Taken>, DbError> {
    let most = if wants.is_advert { 1 } else { wants.budget.0 };
    let row = vec![wants.reader.into(), wants.class.into(), wants.day(db.now()).into(), most.into(), wants.message.uuid().into()];
    let query = "SELECT nth, taken_at FROM message_turns WHERE subject = $1 AND class = $2 AND day = $3 AND message <> $5 ORDER BY nth DESC LIMIT $4";
    let rows = sql::all(db, query, row).await?;
    rows.iter().map(|row| Ok(Taken { nth: row.get("nth")?, at: row.at("taken_at")? })).collect()
}

/// When a message may go, as far as others have left it a turn.
pub(crate) async fn free_at(db: &impl Read, wants: &Wants<'_>) -> Result<Instant, DbError> {
    let now = db.now();
    if has_own(db, wants).await? {
        return Ok(now);
    }
    let others: Vec<Instant> = taken(db, wants).await?.iter().map(|taken| taken.at).collect();
    let of_class = wants.free_at(now, &others);
    Ok(if place_of_day(db, wants).await? == Place::Full { of_class.max(next_of_class(now, wants.zone, 1, Budget(1))) } else { of_class })
}

/// Takes a turn for a message, in the transaction that hands it over; `false` where others have taken them all.
pub(crate) async fn take(tx: &Tx, wants: &Wants<'_>) -> Result<bool, DbError> {
    let (now, day) = (tx.now(), wants.day(tx.now()));
    // What was not taken yesterday by any channel goes today, in a turn of today.
    let date = day_of(now, wants.zone).to_string();
    let other_day = "DELETE FROM message_turns WHERE message = $1 AND (day <> $2 OR of_date <> $3)";
    sql::run(tx, other_day, vec![wants.message.uuid().into(), day.clone().into(), date.clone().into()]).await?;
    // Each lost race has taken a place, so there are no more of them than places.
    for _ in 0..=wants.budget.0.max(1) + wants.ceiling.map_or(0, |ceiling| ceiling.0) {
        if has_own(tx, wants).await? {
            return Ok(true);
        }
        let of_day = match place_of_day(tx, wants).await? {
            Place::Full => return Ok(false),
            Place::Free(place) => Some(place),
            Place::None => None,
        };
        let taken = taken(tx, wants).await?;
        if wants.free_at(now, &taken.iter().map(|taken| taken.at).collect::<Vec<_>>()) > now {
            return Ok(false);
        }
        let free = if wants.is_advert {
            taken.first().map_or(1, |last| last.nth + 1)
        } else {
            (1..=wants.budget.0).find(|nth| taken.iter().all(|taken| taken.nth != *nth)).unwrap_or(wants.budget.0)
        };
        let row = vec![
            wants.reader.into(),
            wants.class.into(),
            day.clone().into(),
            free.into(),
            wants.message.uuid().into(),
            now.micros().into(),
            of_day.into(),
            (wants.is_advert && of_day.is_some()).then(|| date.clone()).into(),
        ];
        let query = "INSERT INTO message_turns (subject, class, day, nth, message, taken_at, of_day, of_date) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                     ON CONFLICT DO NOTHING";
        if sql::run(tx, query, row).await? == 1 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many messages that can wait have gone to a reader on this day of theirs.
pub(crate) async fn gone_today(db: &impl Read, reader: Uuid, zone: &TimeZone) -> Result<u32, DbError> {
    let row = vec![reader.into(), day_of(db.now(), zone).to_string().into()];
    let row = sql::one(db, "SELECT COUNT(*) AS n FROM message_turns WHERE subject = $1 AND COALESCE(of_date, day) = $2", row).await?;
    u32::try_from(row.map_or(Ok(0), |row| row.get::<i64>("n"))?).map_err(DbError::corrupt)
}

/// What was dropped before any channel can have had it leaves its turn to another one.
pub(crate) async fn leave(tx: &Tx, message: MessageId) -> Result<(), DbError> {
    let query = "DELETE FROM message_turns WHERE message = $1
                 AND NOT EXISTS (SELECT 1 FROM tries WHERE tries.message = $1 AND tries.state NOT IN ('trying', 'refused'))";
    sql::run(tx, query, vec![message.uuid().into()]).await.map(drop)
}
