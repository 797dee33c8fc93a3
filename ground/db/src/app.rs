//! The handle every use case takes, and the one way to write.

use crate::conn::{Begun, Conn, Held, Store, Wait};
use crate::gather::Gathered;
use crate::vault::{Key, Vault};
use crate::{Backend, Busy, DbError, sql};
use jiff::SignedDuration;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng as _;
use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;
use std::error::Error;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Notify;
use uuid::Uuid;
use values::Instant;
use values::instant::machine_now;

/// The running house: its database, clock, ids, vault and the parts that rooms have put in place. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    clock: HouseClock,
    demo: AtomicBool,
    ids: Mutex<Ids>,
    vault: Vault,
    parts: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    work: Notify,
}

/// Parts on their way into a house, to be put in place together.
#[derive(Default)]
pub struct Parts(HashMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl Parts {
    /// Adds a part, one of each type.
    pub fn put<T: Send + Sync + 'static>(&mut self, part: T) {
        self.0.insert(TypeId::of::<T>(), Arc::new(part));
    }
}

/// Real houses go by the machine's clock. A demo house adds an offset kept in the database,
/// read anew by each transaction, so that all processes agree to the microsecond.
struct HouseClock {
    movable: AtomicBool,
    /// The offset last seen, for [`App::now`].
    seen: AtomicI64,
    /// Time stands still at this moment, in this process: while a demo is written and in tests. `i64::MIN`: it runs.
    still: AtomicI64,
}

/// Who acts, as written beside every fact: `staff:UUID`, `client:UUID`, `visitor`, `house`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By(pub String);

impl By {
    /// The program itself, on its own schedule.
    pub fn house() -> Self {
        Self("house".to_owned())
    }
}

/// Something that can be read from: a transaction or a reader.
pub trait Read: Sync {
    /// Where its statements run.
    fn conn(&self) -> Conn<'_>;
    /// The time of the house, fixed when this was begun.
    fn now(&self) -> Instant;
    /// The house.
    fn app(&self) -> &App;
    /// What is yet to be written, where anything can be.
    #[doc(hidden)]
    fn gathered(&self) -> Option<&Tx> {
        None
    }
}

/// One transaction of one use case. An owned, cheap handle; nothing can commit it but [`App::write`].
#[derive(Clone)]
pub struct Tx(Arc<TxInner>);

struct TxInner {
    begun: Begun,
    now: Instant,
    by: By,
    app: App,
    /// Work was queued: workers are woken after the commit.
    queued: AtomicBool,
    /// The data keys that this transaction has opened or made.
    keys: Mutex<HashMap<Uuid, Key>>,
    gathered: Mutex<Gathered>,
}

/// What must still be so wherever somebody begins to write: asked at the beginning of each write within [`on_premise`], in its transaction,
/// and told of those that were kept.
pub trait Premise: Send + Sync {
    /// `false`: it is no longer so, and nothing is written.
    fn holds<'a>(&'a self, tx: &'a Tx) -> Pin<Box<dyn Future<Output = Result<bool, DbError>> + Send + 'a>>;
    /// What was written after it was asked is kept.
    fn kept(&self);
}

tokio::task_local! {
    static PREMISE: Arc<dyn Premise>;
}

/// Does something whose writes rest on a premise.
pub async fn on_premise<T>(premise: Arc<dyn Premise>, doing: impl Future<Output = T>) -> T {
    PREMISE.scope(premise, doing).await
}

/// Reads outside of a transaction.
#[derive(Clone)]
pub struct Reader {
    app: App,
    now: Instant,
}

/// One moment of the house, read for as long as it takes while others write.
pub struct Snapshot {
    app: App,
    now: Instant,
    held: Held,
}

/// Ids of one process come in the order in which they were asked for, also within a millisecond and while time stands still:
/// a counter fills the twelve bits after the time (RFC 9562, 6.2, method 1) and borrows from the next millisecond.
struct Ids {
    random: ChaCha20Rng,
    millis: u64,
    count: u16,
}

impl Ids {
    fn next(&mut self, millis: u64) -> Uuid {
        match (millis > self.millis, self.count) {
            (true, _) => (self.millis, self.count) = (millis, 0),
            // The house clock of a demo may be set back, far: its ids go back with it.
            (false, _) if self.millis - millis > 10_000 => (self.millis, self.count) = (millis, 0),
            (false, 0xFFF) => (self.millis, self.count) = (self.millis + 1, 0),
            (false, count) => self.count = count + 1,
        }
        let mut tail = [0_u8; 10];
        self.random.fill_bytes(&mut tail);
        let [high, low] = self.count.to_be_bytes();
        (tail[0], tail[1]) = (high, low);
        uuid::Builder::from_unix_timestamp_millis(self.millis, &tail).into_uuid()
    }
}

/// How often a lost race is run again before the caller hears of it.
const TRIES: u32 = 12;

impl App {
    pub(crate) fn new(store: Store, vault: Vault, ids: ChaCha20Rng) -> Self {
        Self(Arc::new(Inner {
            store,
            clock: HouseClock { movable: AtomicBool::new(false), seen: AtomicI64::new(0), still: AtomicI64::new(i64::MIN) },
            demo: AtomicBool::new(false),
            ids: Mutex::new(Ids { random: ids, millis: 0, count: 0 }),
            vault,
            parts: RwLock::default(),
            work: Notify::new(),
        }))
    }

    /// Closes the connections: nothing can be read or written afterwards.
    pub async fn close(&self) -> Result<(), DbError> {
        self.0.store.close().await
    }

    /// Runs something on the writing connection, to make it fail.
    #[cfg(test)]
    pub(crate) async fn tell_writer(&self, sql: &str) {
        if let Store::Sqlite { writer, .. } = &self.0.store {
            writer.tell_writer(sql).await;
        }
    }

    /// Which database is behind.
    pub fn backend(&self) -> Backend {
        self.0.store.backend()
    }

    /// The keys of sealed fields.
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// Runs one use case in one transaction: all of it is stored, or nothing.
    ///
    /// The closure may run again when it lost a race, so it must have no effect outside of its `Tx`.
    /// On SQLite the transaction begins IMMEDIATE on the single writing connection, and use cases that wait for it share a commit.
    pub async fn write<T, E, F, Fut>(&self, by: impl Into<By> + Send, f: F) -> Result<T, E>
    where
        F: Fn(Tx) -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, E>> + Send,
        T: Send,
        E: From<DbError> + Error + Send + 'static,
    {
        self.write_and(by.into(), Wait::ForTheDisk, f).await
    }

    /// The same for what nobody has to be told of: on SQLite it does not wait for its commit. Whoever writes later sees it, whoever reads
    /// may not see it yet; no later commit is kept without it, and a power cut a moment later may lose both.
    pub async fn write_ahead<T, E, F, Fut>(&self, by: impl Into<By> + Send, f: F) -> Result<T, E>
    where
        F: Fn(Tx) -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, E>> + Send,
        T: Send,
        E: From<DbError> + Error + Send + 'static,
    {
        self.write_and(by.into(), Wait::No, f).await
    }

    async fn write_and<T, E, F, Fut>(&self, by: By, wait: Wait, f: F) -> Result<T, E>
    where
        F: Fn(Tx) -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, E>> + Send,
        T: Send,
        E: From<DbError> + Error + Send + 'static,
    {
        let mut attempt = 1;
        loop {
            match self.try_write(by.clone(), wait, &f).await {
                Err(error) if attempt < TRIES && is_busy(&error) => {
                    metrics::counter!("butler_lost_races_total").increment(1);
                    // Spread the losers, or they meet again.
                    let spread = u64::from(self.random_u32() % 8);
                    tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 3 + spread)).await;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn try_write<T, E, F, Fut>(&self, by: By, wait: Wait, f: &F) -> Result<T, E>
    where
        F: Fn(Tx) -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, E>> + Send,
        E: From<DbError>,
    {
        let begun = self.0.store.begin().await.map_err(E::from)?;
        let now = self.now_by(begun.conn()).await.map_err(E::from)?;
        let tx =
            Tx(Arc::new(TxInner { begun, now, by, app: self.clone(), queued: AtomicBool::new(false), keys: Mutex::default(), gathered: Mutex::default() }));
        let premise = PREMISE.try_with(Arc::clone).ok();
        let holds = match &premise {
            Some(premise) => premise.holds(&tx).await,
            None => Ok(true),
        };
        let mut outcome = match holds {
            Ok(true) => f(tx.clone()).await,
            Ok(false) => Err(E::from(DbError::Refused(crate::error::NO_LONGER.to_owned()))),
            Err(error) => Err(E::from(error)),
        };
        if outcome.is_ok()
            && let Err(error) = tx.write_gathered(|_| true).await
        {
            outcome = Err(error.into());
        }
        let Some(inner) = Arc::into_inner(tx.0) else {
            return Err(E::from(DbError::Other("a use case kept its transaction beyond its end".to_owned())));
        };
        match outcome {
            Ok(value) => {
                inner.begun.keep(wait).await.map_err(E::from)?;
                if let Some(premise) = premise {
                    premise.kept();
                }
                if inner.queued.load(Ordering::Relaxed) {
                    self.0.work.notify_one();
                }
                Ok(value)
            }
            Err(error) => {
                inner.begun.undo().await;
                Err(error)
            }
        }
    }

    /// A reader at the present time of the house.
    pub async fn read(&self) -> Result<Reader, DbError> {
        Ok(Reader { now: self.now_by(self.0.store.reader()).await?, app: self.clone() })
    }

    /// The present moment, to be read in peace. Others write on; a reader that stays for hours makes the database keep what it sees.
    pub async fn snapshot(&self) -> Result<Snapshot, DbError> {
        let held = self.0.store.hold().await?;
        Ok(Snapshot { now: self.now_by(held.conn()).await?, app: self.clone(), held })
    }

    /// The time of the house as last seen by this process: for pages' clocks, never for a decision.
    pub fn now(&self) -> Instant {
        if let Some(still) = self.still() {
            return still;
        }
        machine_now() + SignedDuration::from_micros(self.0.clock.seen.load(Ordering::Relaxed))
    }

    async fn now_by(&self, conn: Conn<'_>) -> Result<Instant, DbError> {
        if let Some(still) = self.still() {
            return Ok(still);
        }
        if !self.0.clock.movable.load(Ordering::Relaxed) {
            return Ok(machine_now());
        }
        let row = conn.ask_one("SELECT clock_offset FROM house WHERE id = 1", vec![]).await?;
        let offset: Option<i64> = row.map(|r| r.get("clock_offset")).transpose()?.flatten();
        let offset = offset.unwrap_or(0);
        self.0.clock.seen.store(offset, Ordering::Relaxed);
        Ok(machine_now() + SignedDuration::from_micros(offset))
    }

    /// Is this a demo house, whose doors stand open?
    pub fn is_demo(&self) -> bool {
        self.0.demo.load(Ordering::Relaxed)
    }

    /// Has the house a clock of its own, which may be moved?
    pub fn clock_moves(&self) -> bool {
        self.0.clock.movable.load(Ordering::Relaxed)
    }

    pub(crate) fn open_demo_doors(&self) {
        self.0.demo.store(true, Ordering::Relaxed);
    }

    fn still(&self) -> Option<Instant> {
        let micros = self.0.clock.still.load(Ordering::Relaxed);
        (micros != i64::MIN).then(|| Instant::from_micros(micros))
    }

    /// Time stands still at `at` in this process, until [`App::set_clock`] lets it run again.
    pub fn stand_still(&self, at: Instant) {
        self.0.clock.still.store(at.micros(), Ordering::Relaxed);
    }

    pub(crate) fn let_time_run(&self) {
        self.0.clock.still.store(i64::MIN, Ordering::Relaxed);
    }

    pub(crate) fn let_clock_move(&self) {
        self.0.clock.movable.store(true, Ordering::Relaxed);
    }

    /// Puts a part in place: the house book, the channels, the subscribers. One of each type.
    pub fn put<T: Send + Sync + 'static>(&self, part: T) {
        self.0.parts.write().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), Arc::new(part));
    }

    /// Puts parts in place all at once: nobody sees some of them new and others old.
    pub fn put_all(&self, parts: Parts) {
        self.0.parts.write().unwrap_or_else(PoisonError::into_inner).extend(parts.0);
    }

    /// The part of this type.
    pub fn part<T: Send + Sync + 'static>(&self) -> Result<Arc<T>, DbError> {
        let parts = self.0.parts.read().unwrap_or_else(PoisonError::into_inner);
        let part = parts.get(&TypeId::of::<T>()).cloned();
        part.and_then(|p| p.downcast::<T>().ok()).ok_or(DbError::Missing(type_name::<T>()))
    }

    /// Waits until this process has committed new work.
    pub async fn work_arrives(&self) {
        self.0.work.notified().await;
    }

    /// An id for something that is not there yet: so that a form sent twice makes one.
    pub fn fresh_id(&self) -> Uuid {
        self.new_id(self.now())
    }

    fn new_id(&self, at: Instant) -> Uuid {
        self.0.ids.lock().unwrap_or_else(PoisonError::into_inner).next(at.unix_millis())
    }

    fn random_u32(&self) -> u32 {
        self.0.ids.lock().unwrap_or_else(PoisonError::into_inner).random.next_u32()
    }
}

impl Tx {
    /// A fresh id, UUIDv7 of the transaction's time.
    pub fn id<T: From<Uuid>>(&self) -> T {
        T::from(self.0.app.new_id(self.0.now))
    }
    /// A number below `bound` from the house's generator (seeded in a demo).
    pub fn random_below(&self, bound: u32) -> u32 {
        // The bias of a remainder is below 2⁻¹² for the bounds used here (codes of six digits).
        self.0.app.random_u32() % bound.max(1)
    }
    /// Who acts.
    pub fn by(&self) -> &By {
        &self.0.by
    }
    pub(crate) fn gather(&self, into: &'static str, unless: &'static str, row: Vec<sql::Value>) {
        self.0.gathered.lock().unwrap_or_else(PoisonError::into_inner).add(into, unless, row);
    }
    /// Writes what was gathered for those of the texts that are asked for, and for all that were begun before them.
    pub(crate) async fn write_gathered(&self, which: impl Fn(&'static str) -> bool) -> Result<(), DbError> {
        let statements = self.0.gathered.lock().unwrap_or_else(PoisonError::into_inner).take(which);
        for (text, values) in statements {
            sql::told(&text);
            self.conn().run(&text, values).await?;
        }
        Ok(())
    }
    pub(crate) fn known_key(&self, subject: Uuid) -> Option<Key> {
        self.0.keys.lock().unwrap_or_else(PoisonError::into_inner).get(&subject).cloned()
    }
    pub(crate) fn keep_key(&self, subject: Uuid, key: Key) {
        self.0.keys.lock().unwrap_or_else(PoisonError::into_inner).insert(subject, key);
    }
    pub(crate) fn forget_key(&self, subject: Uuid) {
        self.0.keys.lock().unwrap_or_else(PoisonError::into_inner).remove(&subject);
    }
    /// Tells the workers, after the commit, that there is work.
    pub fn work_queued(&self) {
        self.0.queued.store(true, Ordering::Relaxed);
    }
}

impl Read for Tx {
    fn gathered(&self) -> Option<&Self> {
        Some(self)
    }
    fn conn(&self) -> Conn<'_> {
        self.0.begun.conn()
    }
    fn now(&self) -> Instant {
        self.0.now
    }
    fn app(&self) -> &App {
        &self.0.app
    }
}

impl Read for Reader {
    fn conn(&self) -> Conn<'_> {
        self.app.0.store.reader()
    }
    fn now(&self) -> Instant {
        self.now
    }
    fn app(&self) -> &App {
        &self.app
    }
}

impl Read for Snapshot {
    fn conn(&self) -> Conn<'_> {
        self.held.conn()
    }
    fn now(&self) -> Instant {
        self.now
    }
    fn app(&self) -> &App {
        &self.app
    }
}

/// A use case's own error wraps the database's; the race is found by following the causes.
fn is_busy(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(e) = cause {
        if e.is::<Busy>() {
            return true;
        }
        cause = e.source();
    }
    false
}
