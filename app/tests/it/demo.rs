//! The demo house: the same seed and moment give the same house, on both databases, and it keeps its promises.

use crate::city::empty_database;
use butler::config::Common;
use butler::{demo, house};
use std::path::Path;

/// The links in letters bear the mark of the house's key: the two have one.
async fn digest(database: Option<String>, key: &Path) -> Vec<db::TableDigest> {
    let data = tempfile::tempdir().unwrap();
    let settings = Common { data: Some(data.path().to_owned()), master_key: Some(key.to_owned()), database, ..Common::default() };
    demo::fill(&settings, 7, "2026-03-03T14:40:00+03:00".parse().unwrap(), demo::Size::WEEK, |_| ()).await.unwrap();
    let app = house::open(&settings, None).await.unwrap();
    assert!(app.is_demo(), "its doors stand open");
    assert_eq!(house::verify(&app).await.unwrap(), vec![]);
    let (_, tables) = db::digest(&app).await.unwrap();
    tables
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_seed_is_one_house_on_both_databases() {
    let keep = tempfile::tempdir().unwrap();
    let key = keep.path().join("master.key");
    let sqlite = digest(None, &key).await;
    let postgres = digest(Some(empty_database("demo").await.unwrap()), &key).await;
    let visits = sqlite.iter().find(|of| of.table == "visits").unwrap();
    assert!(visits.rows >= 20, "a week of work");
    let apart: Vec<_> = sqlite.iter().zip(&postgres).filter(|(one, other)| one != other).collect();
    assert!(apart.is_empty(), "{apart:#?}");
    assert_eq!(sqlite.len(), postgres.len());
}
