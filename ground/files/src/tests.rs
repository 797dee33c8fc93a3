//! The store in a real folder.

use crate::sweep::sweep;
use crate::*;
use db::{App, By, DbError, Settings, sql, vault};
use jiff::SignedDuration;
use journal::Subscribers;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;
use uuid::Uuid;

const ANNA: Uuid = Uuid::from_u128(1);

async fn house() -> (App, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { data: folder.path().to_owned(), database: None, master_key: None, seed: None, clock: None };
    let app = db::open(&settings, &[journal::migrations(), migrations()].concat()).await.unwrap();
    app.put(Subscribers::default());
    app.put(Folder::in_data(folder.path()));
    (app, folder)
}

async fn put_for_anna(app: &App, content: &[u8]) -> Result<FileId, NotKept> {
    let content = content.to_vec();
    app.write(By::house(), move |tx| {
        let content = content.clone();
        async move { put(&tx, ANNA, Kind::Jpeg, &content).await }
    })
    .await
}

async fn read(app: &App, id: FileId) -> Result<Option<Vec<u8>>, DbError> {
    get(&app.read().await.unwrap(), id).await
}

fn on_disk(folder: &TempDir) -> Vec<PathBuf> {
    let shards = fs::read_dir(folder.path().join("files")).unwrap().map(|shard| shard.unwrap().path());
    shards.flat_map(|shard| fs::read_dir(shard).unwrap().map(|file| file.unwrap().path())).collect()
}

#[tokio::test]
async fn what_is_put_is_read_again_and_lies_sealed() {
    let (app, folder) = house().await;
    let id = put_for_anna(&app, b"a photo of a hall").await.unwrap();
    assert_eq!(read(&app, id).await.unwrap().unwrap(), b"a photo of a hall");
    assert_eq!(read(&app, FileId::from(Uuid::from_u128(9))).await.unwrap(), None);
    let files = on_disk(&folder);
    assert_eq!(files.len(), 1);
    assert!(!fs::read(&files[0]).unwrap().windows(5).any(|five| five == b"photo"));
    let db = app.read().await.unwrap();
    assert_eq!(lost(&db).await.unwrap(), vec![]);
    let known = about(&db, id).await.unwrap().unwrap();
    assert_eq!((known.bytes, known.kind, known.subject), (17, Kind::Jpeg, ANNA));
}

#[tokio::test]
async fn a_changed_or_exchanged_file_is_an_error_and_a_lost_one_is_reported() {
    let (app, folder) = house().await;
    let (one, two) = (put_for_anna(&app, b"the first").await.unwrap(), put_for_anna(&app, b"the other").await.unwrap());
    let path = |id: FileId| Folder::in_data(folder.path()).path(id);
    // Both belong to Anna, but one does not pass for the other.
    fs::copy(path(two), path(one)).unwrap();
    assert!(matches!(read(&app, one).await, Err(DbError::Corrupt(_))));
    fs::remove_file(path(two)).unwrap();
    assert!(matches!(read(&app, two).await, Err(DbError::Corrupt(_))));
    fs::write(path(one), b"short").unwrap();
    let mut found = lost(&app.read().await.unwrap()).await.unwrap();
    found.sort_unstable();
    assert_eq!(found, vec![one.min(two), one.max(two)]);
}

#[tokio::test]
async fn a_failed_transaction_leaves_an_orphan_that_the_sweep_takes() {
    let (app, folder) = house().await;
    let kept = put_for_anna(&app, b"kept").await.unwrap();
    let failed: Result<(), NotKept> = app
        .write(By::house(), |tx| async move {
            put(&tx, ANNA, Kind::Jpeg, b"not kept").await?;
            Err(NotKept::Empty)
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(on_disk(&folder).len(), 2);
    assert_eq!(sweep(&app, SignedDuration::from_hours(1)).await.unwrap(), Some(0), "it may be about to commit");
    assert_eq!(sweep(&app, SignedDuration::ZERO).await.unwrap(), Some(1));
    assert_eq!(read(&app, kept).await.unwrap().unwrap(), b"kept");
}

#[tokio::test]
async fn who_is_erased_leaves_no_file_that_opens() {
    let (app, folder) = house().await;
    let id = put_for_anna(&app, b"her hall").await.unwrap();
    app.write(By::house(), |tx| async move { vault::erase(&tx, ANNA).await }).await.unwrap();
    assert_eq!(read(&app, id).await.unwrap(), None);
    assert_eq!(lost(&app.read().await.unwrap()).await.unwrap(), vec![]);
    assert_eq!(sweep(&app, SignedDuration::ZERO).await.unwrap(), Some(1));
    assert_eq!(on_disk(&folder), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn nothing_and_too_much_are_refused_before_they_reach_the_disk() {
    let (app, folder) = house().await;
    assert!(matches!(put_for_anna(&app, b"").await, Err(NotKept::Empty)));
    assert!(matches!(put_for_anna(&app, &vec![7; LARGEST + 1]).await, Err(NotKept::TooLarge(_))));
    assert!(!folder.path().join("files").exists());
    let db = app.read().await.unwrap();
    assert!(sql::all(&db, "SELECT id FROM files", vec![]).await.unwrap().is_empty());
    put_for_anna(&app, &vec![7; LARGEST]).await.unwrap();
}

#[tokio::test]
async fn nothing_is_swept_while_a_copy_is_made() {
    let (app, folder) = house().await;
    let id = put_for_anna(&app, b"let go of while it is copied").await.unwrap();
    let held = Folder::in_data(folder.path()).hold().unwrap();
    app.write(By::house(), move |tx| async move { discard(&tx, id).await }).await.unwrap();
    assert_eq!(sweep(&app, SignedDuration::ZERO).await.unwrap(), None);
    drop(held);
    assert_eq!(sweep(&app, SignedDuration::ZERO).await.unwrap(), Some(1));
}

#[tokio::test]
async fn a_moment_keeps_what_was_let_go_of_since() {
    let (app, _folder) = house().await;
    let (kept, gone) = (put_for_anna(&app, b"kept").await.unwrap(), put_for_anna(&app, b"let go of").await.unwrap());
    let moment = app.snapshot().await.unwrap();
    app.write(By::house(), move |tx| async move { discard(&tx, gone).await }).await.unwrap();
    put_for_anna(&app, b"too late").await.unwrap();
    let (to, mut from) = tokio::sync::mpsc::channel(8);
    let taken = take_out(&moment, db::copy::Form::Open, &to, |_| ()).await.unwrap();
    drop(to);
    let mut found = Vec::new();
    while let Some(piece) = from.recv().await {
        found.push((piece.path, piece.bytes));
    }
    found.sort();
    let mut wanted = vec![(format!("files/{kept}.jpeg"), b"kept".to_vec()), (format!("files/{gone}.jpeg"), b"let go of".to_vec())];
    wanted.sort();
    assert_eq!((taken.files, found), (2, wanted));
    assert_eq!(look_through(&app.read().await.unwrap()).await.unwrap().opened, 2);
}
