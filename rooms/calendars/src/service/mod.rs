//! Use cases of calendars: followed, read again and again, forgotten.

pub(crate) mod reading;

use crate::address::Address;
use crate::closed::Heard;
use crate::facts::{CalendarFollowed, CalendarFound, CalendarLost, CalendarMoved};
use crate::reading::{Unread, read};
use crate::rules::rules;
use crate::store::{self, Kept};
use access::{Actor, Denied, Resource};
use db::{App, By, DbError, Read as _, Tx};
use households::{ClientErased, ClientId, HomeId, KEEP_MEMORY, MemoryId, MemoryWithdrawn, Remember, Source, keep_busy_room};
use jiff::SignedDuration;
use jiff::civil::Time;
use journal::{Job, JobError, Say as _, Schedule as _};
use messaging::{NotThere, Outside};
use serde::{Deserialize, Serialize};
use values::{Explain, FieldFault, Instant, Problem, Span};

/// Bytes of a calendar that are taken.
pub const LARGEST: usize = 2 * 1024 * 1024;
/// So far ahead a calendar is read: as far as visits are planned.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 100);
/// So far back its hours are kept: how a visit of the past year was asked.
const BACK: SignedDuration = SignedDuration::from_hours(24 * 400);
/// After a failure it is tried again no later than this.
const SOON: SignedDuration = SignedDuration::from_mins(10);
/// A calendar that lies with us changes for nobody; its rules are worked out further ahead once a day.
const DAILY: SignedDuration = SignedDuration::from_hours(24);

/// How a calendar comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// It is read at this address, as typed.
    Address(String),
    /// It was handed over.
    Text(Vec<u8>),
}

/// A room that is closed by a calendar, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follow {
    /// In which home; `None`: in each.
    pub home: Option<HomeId>,
    /// The room, by its code.
    pub room: String,
    /// Where the calendar is.
    pub way: Way,
    /// Who told.
    pub source: Source,
}

/// Why a reading failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    /// No way to it, for now.
    Later,
    /// Nothing lies there, or it is not given any more.
    Gone,
    /// No address of the open internet.
    Closed,
    /// More than is taken.
    TooLarge,
    /// What lies there is no calendar, or not to be understood.
    Unread(Unread),
}

impl Failed {
    /// The name in storage, for texts and programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Later => "later",
            Self::Gone => "gone",
            Self::Closed => "closed",
            Self::TooLarge => "too_large",
            Self::Unread(Unread::NotACalendar) => "not_a_calendar",
            Self::Unread(Unread::Unclear) => "unclear",
            Self::Unread(Unread::TooMuch) => "too_much",
        }
    }
    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        let all = [Unread::NotACalendar, Unread::Unclear, Unread::TooMuch].map(Self::Unread);
        [Self::Later, Self::Gone, Self::Closed, Self::TooLarge].into_iter().chain(all).find(|failed| failed.name() == name)
    }
}

/// Why no calendar is followed.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The address is none, or what lies there is no calendar.
    #[error("the calendar is not to be read")]
    Fields(Vec<FieldFault>),
    /// The household's memory refuses.
    #[error(transparent)]
    Remember(#[from] Remember),
    /// No such calendar of this client.
    #[error("no such calendar of this client")]
    NoSuchCalendar,
    /// Not theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for FollowError {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Remember(e) => e.explain(),
            Self::NoSuchCalendar => Problem::new(409, "room-calendar-unknown"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Where a calendar that is followed lies.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    Address(Address),
    Text(String),
}

impl Place {
    /// How long until the next reading.
    fn every(&self, app: &App) -> Result<SignedDuration, DbError> {
        Ok(match self {
            Self::Address(_) => rules(app)?.every(),
            Self::Text(_) => DAILY,
        })
    }
}

/// Reads a calendar the next time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ReadCalendar {
    memory: MemoryId,
    /// Which reading of it this is.
    reading: i64,
}

impl Job for ReadCalendar {
    const NAME: &'static str = "calendars.read_calendar";
    fn key(&self) -> String {
        format!("{}:{}", self.memory, self.reading)
    }
}

/// From the beginning of this day on.
fn window(now: Instant) -> Result<Span, DbError> {
    let start = Instant::of_moscow(now.day().to_datetime(Time::midnight())).map_err(DbError::corrupt)?;
    Ok(Span { start, end: start + AHEAD })
}

/// What the calendar says from today on. Nothing is written while it is waited for.
async fn heard(app: &App, place: &Place, window: Span) -> Result<Result<Vec<Span>, Failed>, DbError> {
    let text = match place {
        Place::Text(text) => text.clone(),
        Place::Address(address) => match app.part::<Outside>()?.fetch(address.url(), LARGEST).await {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(NotThere::Later(why)) => {
                tracing::warn!(why, "a calendar is not to be read now");
                return Ok(Err(Failed::Later));
            }
            Err(NotThere::Gone) => return Ok(Err(Failed::Gone)),
            Err(NotThere::Closed) => return Ok(Err(Failed::Closed)),
            Err(NotThere::TooLarge) => return Ok(Err(Failed::TooLarge)),
        },
    };
    // Rules are worked out for years: beside the others, not before them.
    let read = tokio::task::spawn_blocking(move || read(&text, window)).await.map_err(|e| DbError::Other(e.to_string()))?;
    Ok(read.map_err(Failed::Unread))
}

/// Has a room closed by a calendar from now on: read at once, so that what is not to be read is said at once. One for a room of a home:
/// another takes its place.
pub async fn follow(app: &App, who: &Actor, client: ClientId, raw: &Follow) -> Result<MemoryId, FollowError> {
    who.may(KEEP_MEMORY, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    let (field, place) = match &raw.way {
        Way::Address(text) => ("address", Place::Address(Address::read(text).map_err(|fault| FollowError::Fields(vec![fault]))?)),
        Way::Text(bytes) if bytes.is_empty() => return Err(FollowError::Fields(vec![FieldFault::new("file", "missing")])),
        Way::Text(bytes) if bytes.len() > LARGEST => return Err(FollowError::Fields(vec![FieldFault::new("file", "calendar-too_large")])),
        Way::Text(bytes) => ("file", Place::Text(String::from_utf8_lossy(bytes).into_owned())),
    };
    let busy = heard(app, &place, window(app.now())?).await?.map_err(|failed| FollowError::Fields(vec![FieldFault::new(field, fault_of(failed))]))?;
    app.write(who, |tx| {
        let (raw, place, busy) = (raw.clone(), place.clone(), busy.clone());
        async move {
            let memory = keep_busy_room(&tx, who, client, raw.home, &raw.room, raw.source).await?;
            let reading = store::put(&tx, memory, client, &place, &busy).await?;
            tx.schedule(&ReadCalendar { memory, reading }, tx.now() + place.every(tx.app())?).await?;
            tx.say(CalendarFollowed { memory, client }).await?;
            Ok(memory)
        }
    })
    .await
}

const fn fault_of(failed: Failed) -> &'static str {
    match failed {
        Failed::Later => "calendar-later",
        Failed::Gone => "calendar-gone",
        Failed::Closed => "calendar-closed",
        Failed::TooLarge => "calendar-too_large",
        Failed::Unread(Unread::NotACalendar) => "calendar-not_a_calendar",
        Failed::Unread(Unread::Unclear) => "calendar-unclear",
        Failed::Unread(Unread::TooMuch) => "calendar-too_much",
    }
}

/// Reads a calendar now, for whoever does not want to wait; what came of it stands on its page.
pub async fn read_now(app: &App, who: &Actor, client: ClientId, memory: MemoryId) -> Result<(), FollowError> {
    who.may(KEEP_MEMORY, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    let kept = store::one(&app.read().await?, memory).await?.filter(|kept| kept.client == client).ok_or(FollowError::NoSuchCalendar)?;
    Ok(listen(app, memory, &kept).await?)
}

pub(crate) async fn read_again(app: &App, job: ReadCalendar) -> Result<(), JobError> {
    let kept = store::one(&app.read().await?, job.memory).await?;
    // It is followed no more, or was read meanwhile.
    let Some(kept) = kept.filter(|kept| kept.reading == job.reading) else { return Ok(()) };
    match listen(app, job.memory, &kept).await {
        // Whoever was erased meanwhile closes nothing.
        Err(error) if error.explain().kind == "erased" => Ok(()),
        done => Ok(done?),
    }
}

/// One reading, and the next one after it.
async fn listen(app: &App, memory: MemoryId, kept: &Kept) -> Result<(), DbError> {
    let window = window(app.now())?;
    let heard = heard(app, &kept.place, window).await?;
    app.write(By::house(), |tx| {
        let (kept, heard) = (kept.clone(), heard.clone());
        async move {
            let now = tx.now();
            let due = match heard {
                Ok(busy) => {
                    let has_moved = has_moved(&kept.heard, &busy, window.start);
                    if !store::heard(&tx, memory, &kept, &with_past(&kept.heard.busy, &busy, window.start)).await? {
                        return Ok(());
                    }
                    if has_moved {
                        tx.say(CalendarMoved { memory, client: kept.client }).await?;
                    }
                    if kept.is_lost {
                        tx.say(CalendarFound { memory, client: kept.client }).await?;
                    }
                    now + kept.place.every(tx.app())?
                }
                Err(failed) => {
                    let rules = rules(tx.app())?;
                    let silent_at = kept.heard.at + rules.holds();
                    let is_lost = !kept.heard.is_ours && now > silent_at;
                    if !store::failed(&tx, memory, &kept, failed, is_lost).await? {
                        return Ok(());
                    }
                    if is_lost && !kept.is_lost {
                        tx.say(CalendarLost { memory, client: kept.client }).await?;
                    }
                    let soon = now + rules.every().min(SOON);
                    // The moment at which the room closes is told of at that moment.
                    if silent_at > now { soon.min(silent_at + SignedDuration::from_secs(1)) } else { soon }
                }
            };
            tx.schedule(&ReadCalendar { memory, reading: kept.reading + 1 }, due).await?;
            Ok::<_, DbError>(())
        }
    })
    .await
}

/// What of it lies within this stretch.
fn within(spans: &[Span], stretch: Span) -> impl Iterator<Item = Span> {
    spans.iter().filter(move |span| span.overlaps(&stretch)).map(move |span| Span { start: span.start.max(stretch.start), end: span.end.min(stretch.end) })
}

/// What was told of the days before today stays as it was.
fn with_past(known: &[Span], busy: &[Span], today: Instant) -> Vec<Span> {
    let ahead = Span { start: today, end: today + AHEAD };
    within(known, Span { start: today - BACK, end: today }).chain(within(busy, ahead)).collect()
}

/// Is it otherwise on the days from today on of which both readings tell? What comes into sight with a new day is no move.
fn has_moved(known: &Heard, busy: &[Span], today: Instant) -> bool {
    let both = Span { start: today, end: known.at + AHEAD - DAILY };
    !within(&known.busy, both).eq(within(busy, both))
}

/// Joins the end of a memory: its calendar is forgotten.
pub(crate) async fn on_memory_withdrawn(tx: Tx, fact: MemoryWithdrawn) -> Result<(), DbError> {
    store::forget(&tx, fact.memory).await
}

/// Joins the erasure of a client: their calendars are forgotten.
pub(crate) async fn on_client_erased(tx: Tx, fact: ClientErased) -> Result<(), DbError> {
    store::forget_all(&tx, fact.client).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_of_yesterday_stays_and_today_is_as_it_is_now() {
        let at = |text: &str| -> Instant { text.parse().unwrap() };
        let span = |from: &str, until: &str| Span { start: at(from), end: at(until) };
        let today = at("2026-03-03T00:00:00+03:00");
        let night = span("2026-03-02T22:00:00+03:00", "2026-03-03T02:00:00+03:00");
        let old = span("2024-03-02T10:00:00+03:00", "2024-03-02T11:00:00+03:00");
        let gone = span("2026-03-03T10:00:00+03:00", "2026-03-03T11:00:00+03:00");
        let all = with_past(&[old, night, gone], &[night], today);
        assert_eq!(all, [Span { start: night.start, end: today }, Span { start: today, end: night.end }]);
    }

    #[test]
    fn a_night_that_began_yesterday_and_a_day_that_comes_into_sight_are_no_move() {
        let at = |text: &str| -> Instant { text.parse().unwrap() };
        let span = |from: &str, until: &str| Span { start: at(from), end: at(until) };
        let (read_at, today) = (at("2026-03-02T23:50:00+03:00"), at("2026-03-03T00:00:00+03:00"));
        let night = span("2026-03-02T22:00:00+03:00", "2026-03-03T02:00:00+03:00");
        let (meeting, far) = (span("2026-03-03T14:00:00+03:00", "2026-03-03T15:00:00+03:00"), span("2026-06-10T14:00:00+03:00", "2026-06-10T15:00:00+03:00"));
        let known = Heard { at: read_at, busy: with_past(&[], &[night, meeting], today - DAILY), is_ours: false };
        assert!(!has_moved(&known, &[night, meeting], today) && !has_moved(&known, &[night, meeting, far], today));
        assert!(has_moved(&known, &[night], today));
        let again = Heard { busy: with_past(&known.busy, &[night, meeting], today), ..known };
        assert!(!has_moved(&again, &[night, meeting], today), "what was kept of it begins with the day");
    }

    #[test]
    fn every_failure_has_its_name() {
        for name in ["later", "gone", "closed", "too_large", "not_a_calendar", "unclear", "too_much"] {
            let failed = Failed::parse(name).unwrap();
            assert_eq!((failed.name(), fault_of(failed)), (name, format!("calendar-{name}").as_str()));
        }
    }
}
