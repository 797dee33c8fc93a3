//! The one who writes to SQLite, and one commit for many use cases.
//!
//! A commit waits for the disk, and there is one writer. So use cases that wait for their turn share a commit: each runs in a
//! savepoint of its own, undone alone when it is refused, and all hear of their success after the one commit that holds them.
//!
//! Nobody waits for the disk with the turn in his hands: SQLite appends a commit to its log without a flush
//! (`synchronous = NORMAL`), the turn goes on, the log is flushed, and only then are those told whom it holds. What is told is kept as by `FULL`:
//! the log is read back up to its last whole commit. A group is whoever writes while the one before is on its way to the disk.
//! Whoever writes while nobody else wants to commits by himself, without a thread to wait for.

use crate::DbError;
use crate::conn::Wait;
use crate::sqlite::{File, Link, closed, run};
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// The turn to write, which goes round in the order of asking.
#[derive(Clone)]
pub(crate) struct Commits {
    writer: Arc<Mutex<Writer>>,
    /// Held by the group that is on its way to the disk; waited for before the turn.
    disk: Arc<Mutex<()>>,
    /// How many wait for the turn.
    wanted: Arc<AtomicUsize>,
}

/// The writing connection, and who has written by it since the last commit.
struct Writer {
    file: File,
    conn: Option<Link>,
    log: Arc<fs::File>,
    is_closed: bool,
    group: Option<Group>,
}

/// Who is told what became of a commit.
type Waiting = Vec<oneshot::Sender<Result<(), DbError>>>;

/// Use cases that will be committed together.
#[derive(Default)]
struct Group {
    waiting: Waiting,
    /// A savepoint could not be ended: the database has undone more than it was asked to.
    broken: bool,
    /// Somebody waits to commit it: whenever the turn is free, a group that is open has one.
    has_end: bool,
}

/// One use case in its turn. Whoever goes away in the middle of it leaves nothing.
pub(crate) struct Case {
    /// `None`: given on.
    turn: Option<OwnedMutexGuard<Writer>>,
    commits: Commits,
}

/// A use case that waits longer waits for itself: it writes within a write.
const PATIENCE: Duration = Duration::from_secs(30);
/// Another process writes: it is asked so often, and after so long, until it has had ten seconds.
const ASKED: u32 = 2_000;
const AGAIN: Duration = Duration::from_millis(5);

impl Commits {
    pub(crate) fn open(file: File) -> Result<Self, DbError> {
        let conn = file.writer()?;
        let log = Arc::new(file.log()?);
        Ok(Self {
            writer: Arc::new(Mutex::new(Writer { file, conn: Some(conn), log, is_closed: false, group: None })),
            disk: Arc::default(),
            wanted: Arc::default(),
        })
    }

    /// Nobody writes any more.
    pub(crate) async fn close(&self) {
        let _disk = self.disk.lock().await;
        let mut turn = self.writer.lock().await;
        turn.undo_all();
        (turn.conn, turn.is_closed) = (None, true);
    }

    /// Waits for the turn; begins a group where none is open.
    pub(crate) async fn turn(&self) -> Result<Case, DbError> {
        let wants = Wants::one(&self.wanted);
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.writer).lock_owned()).await;
        drop(wants);
        let mut turn = turn.map_err(|_| DbError::Other("no turn to write: does a use case write within another?".to_owned()))?;
        if turn.group.as_ref().is_some_and(|group| group.broken) {
            turn.undo_all();
        }
        if turn.group.is_none() {
            let mut asked = 0;
            while let Err(error) = turn.begin() {
                if asked == ASKED || !matches!(error, DbError::Busy(_)) {
                    return Err(error);
                }
                asked += 1;
                tokio::time::sleep(AGAIN).await;
            }
        }
        // Whoever fills a house writes alone, and waits for no disk.
        let point = if turn.file.haste { Ok(0) } else { turn.conn().and_then(|conn| run(conn, "SAVEPOINT use_case", &[])) };
        if point.is_err() {
            turn.see_to_the_end(self);
        }
        point?;
        Ok(Case { turn: Some(turn), commits: self.clone() })
    }

    /// Commits the group when the one before lies on the disk, and tells all of it when it lies there itself. It waits: on a thread that may.
    fn end(self) {
        let disk = self.disk.blocking_lock_owned();
        finish(self.writer.blocking_lock_owned(), disk);
    }

    /// Does nobody wait for the turn? Then a commit gains nothing by another thread, where this one may wait while others go on.
    fn nobody_wants(&self) -> bool {
        self.wanted.load(Ordering::Relaxed) == 0 && Handle::try_current().is_ok_and(|here| here.runtime_flavor() == RuntimeFlavor::MultiThread)
    }

    /// Runs something on the writing connection, to make it fail.
    #[cfg(test)]
    pub(crate) async fn tell_writer(&self, sql: &str) {
        self.writer.lock().await.conn().unwrap().execute_batch(sql).unwrap();
    }
}

/// Commits, gives the turn on, flushes the log, and tells.
fn finish(mut turn: OwnedMutexGuard<Writer>, _disk: OwnedMutexGuard<()>) {
    let (waiting, log) = (turn.commit(), Arc::clone(&turn.log));
    drop(turn);
    if !waiting.is_empty() {
        let kept = log.sync_data().map_err(|e| DbError::Other(format!("the log of the database was not kept: {e}")));
        tell(waiting, &kept);
    }
}

/// Somebody who waits for the turn, until it is dropped.
struct Wants<'a>(&'a AtomicUsize);

impl<'a> Wants<'a> {
    fn one(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Wants<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Writer {
    fn conn(&self) -> Result<&Link, DbError> {
        self.conn.as_ref().ok_or_else(closed)
    }

    fn begin(&mut self) -> Result<(), DbError> {
        if self.is_closed {
            return Err(closed());
        }
        let begun = self.conn().and_then(|conn| run(conn, "BEGIN IMMEDIATE", &[]));
        match begun {
            Ok(_) => {}
            Err(error @ DbError::Busy(_)) => return Err(error),
            Err(error) => {
                // After a failed commit the connection may believe itself in a transaction for ever: a fresh one takes its place.
                tracing::warn!(%error, "the writing connection is opened anew");
                self.conn = None;
                let fresh = self.file.writer()?;
                run(&fresh, "BEGIN IMMEDIATE", &[])?;
                self.log = Arc::new(self.file.log()?);
                self.conn = Some(fresh);
            }
        }
        self.group = Some(Group::default());
        Ok(())
    }

    /// Commits what the group did; whom to tell when it lies on the disk. Where it cannot be, they are told here.
    fn commit(&mut self) -> Waiting {
        match &self.group {
            // Undone, and told, before its turn came.
            None => return Waiting::new(),
            Some(group) if group.broken => {
                self.undo_all();
                return Waiting::new();
            }
            Some(_) => {}
        }
        let outcome = self.conn().and_then(|conn| run(conn, "COMMIT", &[]));
        if let Err(error) = outcome {
            tracing::error!(%error, "a commit failed");
            self.roll_back();
            self.tell(&Err(error));
        }
        self.group.take().map(|group| group.waiting).unwrap_or_default()
    }

    /// Is the group that is open one use case that waits, and nobody on the way to commit it?
    fn is_of_one(&self) -> bool {
        self.group.as_ref().is_some_and(|group| group.waiting.len() == 1 && !group.has_end && !group.broken)
    }

    /// Has the group that is open committed in its time. Nothing is lost with that thread: whoever waits has not been told of a success.
    fn see_to_the_end(&mut self, commits: &Commits) {
        let Some(group) = self.group.as_mut().filter(|group| !group.has_end) else {
            return;
        };
        match Handle::try_current() {
            Ok(here) => {
                group.has_end = true;
                let commits = commits.clone();
                here.spawn_blocking(move || commits.end());
            }
            // The program is ending.
            Err(_) => self.undo_all(),
        }
    }

    fn undo_all(&mut self) {
        if self.group.is_some() {
            self.roll_back();
            self.tell(&Err(DbError::OutOfReach("the database undid the whole commit".to_owned())));
        }
    }

    /// Where even that fails, the connection is given up.
    fn roll_back(&mut self) {
        let undone = self.conn.as_ref().is_some_and(|conn| conn.is_autocommit() || run(conn, "ROLLBACK", &[]).is_ok());
        if !undone {
            self.conn = None;
        }
    }

    fn tell(&mut self, outcome: &Result<(), DbError>) {
        if let Some(group) = self.group.take() {
            tell(group.waiting, outcome);
        }
    }
}

fn tell(waiting: Waiting, outcome: &Result<(), DbError>) {
    for one in waiting {
        // Whoever asked may have gone away.
        let _told = one.send(outcome.clone());
    }
}

impl Case {
    /// Where its statements run.
    pub(crate) fn conn(&self) -> Result<&Link, DbError> {
        self.turn.as_ref().ok_or_else(closed)?.conn()
    }

    /// Keeps what the use case did, gives the turn on, and waits for the commit.
    pub(crate) async fn keep(mut self, wait: Wait) -> Result<(), DbError> {
        let (tell_me, told) = oneshot::channel();
        let mut turn = self.turn.take().ok_or_else(closed)?;
        let kept = if turn.file.haste { Ok(0) } else { turn.conn().and_then(|conn| run(conn, "RELEASE use_case", &[])) };
        if let Some(group) = turn.group.as_mut() {
            group.broken |= kept.is_err();
            if kept.is_ok() && wait == Wait::ForTheDisk {
                group.waiting.push(tell_me);
            }
        }
        if turn.file.haste {
            tell(turn.commit(), &Ok(()));
        } else if turn.is_of_one()
            && self.commits.nobody_wants()
            && let Ok(disk) = Arc::clone(&self.commits.disk).try_lock_owned()
        {
            tokio::task::block_in_place(|| finish(turn, disk));
        } else {
            turn.see_to_the_end(&self.commits);
            drop(turn);
        }
        kept?;
        if wait == Wait::No {
            return Ok(());
        }
        told.await.map_err(|_| DbError::Other("nobody committed".to_owned()))?
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        let Some(mut turn) = self.turn.take() else {
            return;
        };
        if turn.file.haste {
            return turn.undo_all();
        }
        let undone = turn.conn().and_then(|conn| run(conn, "ROLLBACK TO use_case", &[]).and_then(|_| run(conn, "RELEASE use_case", &[])));
        if let Err(error) = undone {
            tracing::warn!(%error, "a use case could not be undone alone");
            if let Some(group) = turn.group.as_mut() {
                group.broken = true;
            }
        }
        turn.see_to_the_end(&self.commits);
    }
}

#[cfg(test)]
mod tests {
    use crate::{App, By, DbError, Migration, Settings, open, sql};
    use futures::future::join_all;

    const STEP: Migration = Migration::both("test.0001", "CREATE TABLE marks (n BIGINT PRIMARY KEY)");

    async fn house(folder: &std::path::Path) -> App {
        let settings = Settings { data: folder.to_owned(), database: None, master_key: None, seed: None, clock: None };
        open(&settings, &[STEP]).await.unwrap()
    }

    async fn mark(app: &App, n: i64) -> Result<(), DbError> {
        app.write(By::house(), move |tx| async move {
            sql::run(&tx, "INSERT INTO marks (n) VALUES ($1)", vec![n.into()]).await?;
            // Every third is refused after it has written.
            if n % 3 == 0 { Err(DbError::Refused("third".to_owned())) } else { Ok(()) }
        })
        .await
    }

    async fn marks(app: &App) -> Vec<i64> {
        let rows = sql::all(&app.read().await.unwrap(), "SELECT n FROM marks ORDER BY n", vec![]).await.unwrap();
        rows.iter().map(|row| row.get("n").unwrap()).collect()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn of_those_who_share_a_commit_each_is_kept_or_undone_alone() {
        let folder = tempfile::tempdir().unwrap();
        let app = house(folder.path()).await;
        let outcomes = join_all((1..=60).map(|n| mark(&app, n))).await;
        for (n, outcome) in (1..=60).zip(&outcomes) {
            assert_eq!(outcome.is_ok(), n % 3 != 0, "{n}: {outcome:?}");
        }
        assert_eq!(marks(&app).await, (1..=60).filter(|n| n % 3 != 0).collect::<Vec<_>>());
        assert!(matches!(mark(&app, 1).await, Err(DbError::Unique(_))));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn whoever_goes_away_in_the_middle_leaves_nothing_and_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let app = house(folder.path()).await;
        for n in [4, 6] {
            let left = app.write(By::house(), move |tx| async move {
                sql::run(&tx, "INSERT INTO marks (n) VALUES ($1)", vec![n.into()]).await?;
                std::future::pending::<Result<(), DbError>>().await
            });
            let (gone, kept) = tokio::join!(tokio::time::timeout(std::time::Duration::from_millis(50), left), mark(&app, n * 10 + 1));
            assert!(gone.is_err());
            kept.unwrap();
        }
        assert_eq!(marks(&app).await, [41, 61]);
        mark(&app, 7).await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_full_disk_refuses_and_the_house_writes_again_when_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let app = house(folder.path()).await;
        let pages = |app: App, most: i64| async move { app.tell_writer(&format!("PRAGMA max_page_count = {most}")).await };
        pages(app.clone(), 1).await;
        let fill = |from: i64| {
            let app = app.clone();
            async move {
                app.write(By::house(), move |tx| async move {
                    for n in from..from + 4_000 {
                        sql::run(&tx, "INSERT INTO marks (n) VALUES ($1)", vec![n.into()]).await?;
                    }
                    Ok::<_, DbError>(())
                })
                .await
            }
        };
        let outcomes = join_all((0..4).map(|i| fill(100_000 * (i + 1)))).await;
        assert!(outcomes.iter().all(|outcome| outcome.as_ref().is_err_and(|e| e.to_string().contains("full"))), "{outcomes:?}");
        assert!(marks(&app).await.is_empty());
        pages(app.clone(), 1_000_000).await;
        mark(&app, 7).await.unwrap();
        assert_eq!(marks(&app).await, [7]);
    }
}
