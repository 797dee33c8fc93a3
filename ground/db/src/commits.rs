//! One commit for many use cases (SQLite alone).
//!
//! A commit waits for the disk, and there is one writer. So use cases that wait for their turn share a commit: each runs in a
//! savepoint of its own, undone alone when it is refused, and all hear of their success after the one commit that holds them.
//! A committer is sent for when a group begins; it queues like everybody else, so a group is whoever was waiting before it.

use crate::DbError;
use sea_orm::{DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// The turn to write, which goes round in the order of asking.
#[derive(Clone, Default)]
pub(crate) struct Commits(Arc<Mutex<Option<Group>>>);

/// Use cases that will be committed together.
struct Group {
    all: DatabaseTransaction,
    waiting: Vec<oneshot::Sender<Result<(), DbError>>>,
    /// A savepoint could not be ended: the database has undone more than it was asked to.
    broken: bool,
}

/// The turn of one use case.
pub(crate) struct Turn(OwnedMutexGuard<Option<Group>>);

/// A use case that waits longer waits for itself: it writes within a write.
const PATIENCE: Duration = Duration::from_secs(30);

impl Commits {
    /// Waits for the turn; begins a group where none is open.
    pub(crate) async fn turn(&self, pool: &DatabaseConnection) -> Result<Turn, DbError> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.0).lock_owned()).await;
        let mut turn = turn.map_err(|_| DbError::Other("no turn to write: does a use case write within another?".to_owned()))?;
        if turn.as_ref().is_some_and(|group| group.broken) {
            end(turn.take()).await;
        }
        if turn.is_none() {
            *turn = Some(Group { all: begin(pool).await?, waiting: Vec::new(), broken: false });
            let commits = self.clone();
            #[expect(clippy::disallowed_methods, reason = "nothing is lost with it: whoever waits has not been told of a success")]
            tokio::spawn(async move { end(commits.0.lock().await.take()).await });
        }
        Ok(Turn(turn))
    }
}

async fn begin(pool: &DatabaseConnection) -> Result<DatabaseTransaction, DbError> {
    let options = || TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..TransactionOptions::default() };
    match pool.begin_with_options(options()).await {
        Ok(all) => Ok(all),
        Err(error) => {
            let error = DbError::from(error);
            if matches!(error, DbError::Busy(_)) {
                return Err(error);
            }
            // After a failed commit the connection may believe itself in a transaction for ever: a fresh one takes its place.
            tracing::warn!(%error, "the writing connection is opened anew");
            let stale = pool.get_sqlite_connection_pool().acquire().await.map_err(|e| DbError::Other(e.to_string()))?;
            stale.close().await.map_err(|e| DbError::Other(e.to_string()))?;
            Ok(pool.begin_with_options(options()).await?)
        }
    }
}

/// Commits a group and tells all of it.
async fn end(group: Option<Group>) {
    let Some(group) = group else { return };
    let outcome = if group.broken {
        let _gone_already = group.all.rollback().await;
        Err(DbError::OutOfReach("the database undid the whole commit".to_owned()))
    } else {
        group.all.commit().await.map_err(DbError::from)
    };
    if let Err(error) = &outcome {
        tracing::error!(%error, shared_by = group.waiting.len(), "a commit failed");
    }
    for waiting in group.waiting {
        // Whoever asked may have gone away.
        let _told = waiting.send(outcome.clone());
    }
}

impl Turn {
    /// Begins the use case.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, DbError> {
        let group = self.0.as_ref().ok_or_else(|| DbError::Other("a turn without a group".to_owned()))?;
        Ok(group.all.begin().await?)
    }

    /// Keeps what the use case did, gives the turn on, and waits for the commit.
    pub(crate) async fn keep(mut self, case: DatabaseTransaction) -> Result<(), DbError> {
        let kept = case.commit().await;
        let (tell, told) = oneshot::channel();
        if let Some(group) = self.0.as_mut() {
            group.broken |= kept.is_err();
            if kept.is_ok() {
                group.waiting.push(tell);
            }
        }
        kept?;
        drop(self);
        told.await.map_err(|_| DbError::Other("nobody committed".to_owned()))?
    }

    /// Undoes what the use case did, and gives the turn on.
    pub(crate) async fn undo(mut self, case: DatabaseTransaction) {
        if let Err(error) = case.rollback().await {
            tracing::warn!(%error, "a use case could not be undone alone");
            if let Some(group) = self.0.as_mut() {
                group.broken = true;
            }
        }
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
        let pages = |app: App, most: i64| async move {
            let pool = app.writer_for_tests();
            sea_orm::ConnectionTrait::execute_unprepared(&pool, &format!("PRAGMA max_page_count = {most}")).await.unwrap();
        };
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
