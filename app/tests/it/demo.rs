//! The demo house: the same seed and moment give the same house, on both databases, and it keeps its promises.

use crate::city::empty_database;
use butler::config::Common;
use butler::{demo, house};

async fn digest(database: Option<String>) -> Vec<db::TableDigest> {
    let data = tempfile::tempdir().unwrap();
    let settings = Common { data: Some(data.path().to_owned()), database, ..Common::default() };
    demo::fill(&settings, 7, "2026-03-03T14:40:00+03:00".parse().unwrap(), demo::Size::WEEK, |_| ()).await.unwrap();
    let app = house::open(&settings, None).await.unwrap();
    assert!(app.is_demo(), "its doors stand open");
    assert_eq!(house::verify(&app).await.unwrap(), vec![]);
    let (_, tables) = db::digest(&app).await.unwrap();
    tables
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_seed_is_one_house_on_both_databases() {
    let sqlite = digest(None).await;
    let postgres = digest(Some(empty_database("demo").await.unwrap())).await;
    let visits = sqlite.iter().find(|of| of.table == "visits").unwrap();
    assert!(visits.rows >= 20, "a week of work");
    let apart: Vec<_> = sqlite.iter().zip(&postgres).filter(|(one, other)| one != other).collect();
    assert!(apart.is_empty(), "{apart:#?}");
    assert_eq!(sqlite.len(), postgres.len());
}
