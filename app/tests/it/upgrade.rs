//! Houses written by earlier versions: the present program opens each of them, brings it up to date, and it keeps its promises.
//!
//! `tests/fixtures/` has a folder for each released schema: the SQLite file of a demo house, packed, its files, and its master key
//! (all of its people are invented). A fixture never changes; a new schema adds one, small enough to be kept for ever (2 MB):
//!
//! ```text
//! target/debug/butler --data house-data/house demo --seed 2 --at 2026-03-03T14:40:00+03:00 --days 3 --clients 12
//! cd app/tests/fixtures && mkdir 000N-what && gzip -9 < house-data/house/butler.db > 000N-what/butler.db.gz
//! cp -r house-data/house/files house-data/house/master.key 000N-what/
//! target/debug/butler --data house-data/house demo --digest     # the rows to name below
//! ```

use crate::city::empty_database;
use butler::config::{Common, OpenWith, SealWith};
use butler::{house, keep};
use db::Read as _;
use flate2::read::GzDecoder;
use jiff::SignedDuration;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use tempfile::TempDir;

/// What an old house held, and must hold still.
struct Fixture {
    folder: &'static str,
    at: &'static str,
    rows: &'static [(&'static str, usize)],
}

const FIXTURES: &[Fixture] = &[
    Fixture {
        folder: "0001-first-schema",
        at: "2026-03-03T14:40:00+03:00",
        rows: &[
            ("agreements", 23),
            ("answers", 600),
            ("clients", 20),
            ("facts", 275),
            ("homes", 20),
            ("messages", 79),
            ("people", 6),
            ("quotes", 23),
            ("visits", 24),
        ],
    },
    Fixture {
        folder: "0002-portal-and-desk",
        at: "2026-03-03T14:40:00+03:00",
        rows: &[
            ("agreements", 13),
            ("answers", 316),
            ("clients", 12),
            ("facts", 470),
            ("files", 50),
            ("homes", 12),
            ("memories", 26),
            ("messages", 46),
            ("people", 19),
            ("quotes", 13),
            ("visit_photos", 6),
            ("visits", 13),
        ],
    },
];

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy_all(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

fn unpacked(old: &Fixture) -> (TempDir, Common) {
    let data = tempfile::tempdir().unwrap();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(old.folder);
    let mut packed = GzDecoder::new(File::open(kept.join("butler.db.gz")).unwrap());
    io::copy(&mut packed, &mut File::create(data.path().join("butler.db")).unwrap()).unwrap();
    fs::copy(kept.join("master.key"), data.path().join("master.key")).unwrap();
    if kept.join("files").exists() {
        copy_all(&kept.join("files"), &data.path().join("files"));
    }
    let settings = Common { data: Some(data.path().to_owned()), clock: Some(old.at.parse().unwrap()), ..Common::default() };
    (data, settings)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_every_older_house_is_put_back_and_brought_up_to_date() {
    for old in FIXTURES {
        let (_data, settings) = unpacked(old);
        let shelf = tempfile::tempdir().unwrap();
        let (key, copy) = (shelf.path().join("key"), shelf.path().join("copy"));
        let recipient = Some(keep::make_pair(&key).unwrap());
        // Copied as it is, the schema stays what it was; written out, it needs the keys that the first one has not.
        if old.folder == "0001-first-schema" {
            let refused = keep::export(&settings, &shelf.path().join("out"), |_| ()).await;
            assert!(matches!(refused, Err(keep::Refusal::Older)), "{refused:?}");
        }
        keep::backup(&settings, &copy, &SealWith { passphrase_file: None, recipient }, |_| ()).await.unwrap();
        let database = Some(empty_database(&format!("older_{}", old.folder.replace('-', "_"))).await.unwrap());
        for (name, database) in [("sqlite", None), ("postgres", database)] {
            let back = Common { data: Some(shelf.path().join(name)), database, ..settings.clone() };
            keep::restore(&back, &copy, &OpenWith { passphrase_file: None, key_file: Some(key.clone()) }, |_| ()).await.unwrap();
            let app = house::open(&back, None).await.unwrap();
            assert_eq!(house::verify(&app).await.unwrap(), vec![], "{} on {name}", old.folder);
            let (_, tables) = db::digest(&app).await.unwrap();
            for (table, rows) in old.rows {
                assert!(tables.iter().any(|of| of.table == *table && of.rows >= *rows), "{} on {name}: {table}", old.folder);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_older_house_opens_and_keeps_its_promises() {
    for old in FIXTURES {
        let (_data, settings) = unpacked(old);
        let app = house::open(&settings, None).await.unwrap();
        // Every quote among them is computed again by the pages it was made by.
        assert_eq!(house::verify(&app).await.unwrap(), vec![], "{}", old.folder);
        let (_, tables) = db::digest(&app).await.unwrap();
        for (table, rows) in old.rows {
            let now = tables.iter().find(|of| of.table == *table).map(|of| of.rows);
            assert!(now >= Some(*rows), "{}: {table} had {rows} rows, now {now:?}", old.folder);
        }
        // Its work goes on: what comes due in the next two days is done.
        let later = app.read().await.unwrap().now() + SignedDuration::from_hours(48);
        app.stand_still(later);
        journal::drain(&app).await.unwrap();
        assert!(journal::dead_tasks(&app.read().await.unwrap(), 1).await.unwrap().is_empty(), "{}", old.folder);
    }
}
