//! Keeping the house and putting it back: sealed copies while it is open, leaving with everything, from either database to the other.

use crate::city::{MONDAY, empty_database};
use crate::scene::scene;
use crate::{City, Home};
use butler::config::{Common, OpenWith, SealWith};
use butler::keep::{self, Refusal, Words};
use butler::{doctor, house};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use values::Lang;

/// A place for copies and for the houses that are made of them, with a phrase in a file.
struct Shelf {
    folder: TempDir,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Shelf {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("phrase"), "семь ключей под ковром\n").unwrap();
        Self { folder }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn seal(&self) -> SealWith {
        SealWith { passphrase_file: Some(self.at("phrase")), recipient: None }
    }

    fn open(&self) -> OpenWith {
        OpenWith { passphrase_file: Some(self.at("phrase")), key_file: None }
    }

    /// Settings of a house that is not there yet.
    async fn place(&self, name: &str, home: Home) -> Common {
        let database = match home {
            Home::Sqlite => None,
            Home::Postgres => Some(empty_database(&format!("kept_{}", COUNT.fetch_add(1, Ordering::Relaxed))).await.unwrap()),
        };
        Common { data: Some(self.at(name)), database, clock: Some(MONDAY.parse().unwrap()), ..Common::default() }
    }

    /// Nothing half lies about.
    fn is_tidy(&self) -> bool {
        names(self.folder.path()).iter().all(|name| !name.contains(".part"))
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}

/// All files below a folder, but the list of them, which tells its moment.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for name in names(folder) {
        let path = folder.join(&name);
        if path.is_dir() {
            found.extend(contents(&path).into_iter().map(|(below, bytes)| (PathBuf::from(&name).join(below), bytes)));
        } else if name != "manifest.json" {
            found.insert(PathBuf::from(name), fs::read(path).unwrap());
        }
    }
    found
}

async fn digest(app: &db::App) -> Vec<db::TableDigest> {
    db::digest(app).await.unwrap().1
}

fn apart(one: &[db::TableDigest], other: &[db::TableDigest]) -> Vec<String> {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).filter(|(one, other)| one != other).map(|(one, other)| format!("{} {} {}", one.table, one.rows, other.rows)).collect()
}

/// Opens a house that was made of a copy: it is the same, and in order.
async fn is_the_same(settings: &Common, before: &[db::TableDigest]) {
    let app = house::open(settings, None).await.unwrap();
    assert_eq!(apart(before, &digest(&app).await), Vec::<String>::new());
    let diagnosis = doctor::examine(&app).await.unwrap();
    assert_eq!(diagnosis.faults, 0, "{}", diagnosis.said);
    assert!(diagnosis.said.contains("files          in order"), "{}", diagnosis.said);
    app.close().await.unwrap();
}

crate::stories! {
    async fn a_copy_is_put_back_into_either_database(city: City) {
        scene(city).await;
        city.settle().await;
        let (shelf, before) = (Shelf::new(), digest(&city.app).await);
        let copy = shelf.at("monday.butler");
        let report = keep::backup(&city.settings, &copy, &shelf.seal(), |_| ()).await.unwrap();
        assert!(report.rows > 500 && report.files > 0 && report.lost == 0, "{report:?}");
        // What the house says of people is not to be read in it.
        let bytes = fs::read(&copy).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/v1") && !bytes.windows(6).any(|six| six == b"visits"));
        for (name, home) in [("one", Home::Sqlite), ("other", Home::Postgres)] {
            let place = shelf.place(name, home).await;
            let back = keep::restore(&place, &copy, &shelf.open(), |_| ()).await.unwrap();
            assert_eq!((back.rows, back.files), (report.rows, report.files));
            is_the_same(&place, &before).await;
            // Once is enough.
            let refused = keep::restore(&place, &copy, &shelf.open(), |_| ()).await.unwrap_err();
            assert!(matches!(refused, Refusal::NotEmpty(_)), "{refused:?}");
            // Nor into a database that has a house, from another folder.
            if home == Home::Postgres {
                let beside = Common { data: Some(shelf.at("beside")), ..place };
                let refused = keep::restore(&beside, &copy, &shelf.open(), |_| ()).await.unwrap_err();
                assert!(matches!(refused, Refusal::DatabaseNotEmpty) && !beside.data().exists(), "{refused:?}");
            }
        }
        assert_eq!(apart(&before, &digest(&city.app).await), Vec::<String>::new(), "the house itself is as it was");
        assert!(shelf.is_tidy());
    }

    async fn a_copy_made_while_orders_come_in_is_one_moment(city: City) {
        scene(city).await;
        let shelf = Shelf::new();
        let copy = shelf.at("busy.butler");
        let manager = city.staff("tatiana").await;
        let (mut before, mut during) = (Vec::new(), Vec::new());
        for _ in 0..5 {
            before.push(manager.quote(false).await["id"].as_str().unwrap().to_owned());
        }
        let written = AtomicU32::new(0);
        let writes = async {
            for _ in 0..40 {
                during.push(manager.quote(false).await["id"].as_str().unwrap().to_owned());
                written.fetch_add(1, Ordering::Relaxed);
            }
        };
        let copied = async { keep::backup(&city.settings, &copy, &shelf.seal(), |_| ()).await.unwrap() };
        let (report, ()) = tokio::join!(copied, writes);
        assert_eq!(written.load(Ordering::Relaxed), 40);
        let place = shelf.place("back", Home::Sqlite).await;
        keep::restore(&place, &copy, &shelf.open(), |_| ()).await.unwrap();
        let app = house::open(&place, None).await.unwrap();
        let rows = db::sql::all(&app.read().await.unwrap(), "SELECT id FROM quotes", vec![]).await.unwrap();
        let known: Vec<String> = rows.iter().map(|row| row.get::<uuid::Uuid>("id").unwrap().to_string()).collect();
        assert!(before.iter().all(|id| known.contains(id)), "what was there before is in it");
        // Of what came during it, the first so many: nothing is left out in the middle.
        let seen: Vec<bool> = during.iter().map(|id| known.contains(id)).collect();
        assert!(seen.windows(2).all(|two| two[0] || !two[1]), "{seen:?}");
        let diagnosis = doctor::examine(&app).await.unwrap();
        assert_eq!(diagnosis.faults, 0, "{}", diagnosis.said);
        assert!(report.files > 0);
    }

    async fn whoever_leaves_takes_everything_and_comes_back_by_either_database(city: City) {
        scene(city).await;
        city.settle().await;
        let (shelf, before) = (Shelf::new(), digest(&city.app).await);
        let first = shelf.at("first");
        keep::export(&city.settings, &first, |_| ()).await.unwrap();
        // In the clear, as the help says.
        assert!(fs::read_to_string(first.join("tables/clients.jsonl")).unwrap().contains("\"Анна\""));
        assert!(contents(&first).iter().any(|(path, bytes)| path.starts_with("files") && bytes.starts_with(&[0xFF, 0xD8])));
        let (mut from, mut kept) = (first.clone(), Vec::new());
        for (n, home) in [Home::Sqlite, Home::Postgres, Home::Sqlite].into_iter().enumerate() {
            let place = shelf.place(&format!("house-{n}"), home).await;
            keep::import(&place, &from, |_| ()).await.unwrap();
            // Before anything opens it: the same lines and files, byte by byte.
            let again = shelf.at(&format!("again-{n}"));
            keep::export(&place, &again, |_| ()).await.unwrap();
            let (one, other) = (contents(&first), contents(&again));
            assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
            assert_eq!(one.iter().filter(|(path, bytes)| other[*path] != **bytes).map(|(path, _)| path).collect::<Vec<_>>(), Vec::<&PathBuf>::new());
            (from, kept) = (again, [kept, vec![place]].concat());
        }
        for place in &kept {
            is_the_same(place, &before).await;
        }
        // Anna is found by her phone again: what was hashed has come along.
        let app = house::open(&kept[2], None).await.unwrap();
        let phone = values::Phone::parse("+79215550120").unwrap();
        assert!(households::client_by_phone(&app.read().await.unwrap(), &phone).await.unwrap().is_some());
        assert!(shelf.is_tidy());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_not_whole_or_not_ours_is_refused_and_leaves_nothing() {
    let (city, shelf) = (City::new(Home::Sqlite).await, Shelf::new());
    let copy = shelf.at("copy");
    keep::backup(&city.settings, &copy, &shelf.seal(), |_| ()).await.unwrap();
    let whole = fs::read(&copy).unwrap();
    let place = shelf.place("new", Home::Sqlite).await;
    let words = Words::new(Lang::Ru).unwrap();
    let refused = async |bytes: &[u8], with: &OpenWith| {
        let bent = shelf.at("bent");
        fs::write(&bent, bytes).unwrap();
        let refusal = keep::restore(&place, &bent, with, |_| ()).await.unwrap_err();
        assert!(!place.data().exists() && shelf.is_tidy(), "{refusal}");
        words.refusal(&refusal)
    };
    let middle = whole.len() / 2;
    for cut in [whole.len() - 1, whole.len() - 20, middle, 64 << 10] {
        assert!(refused(&whole[..cut], &shelf.open()).await.contains("обрезана или изменена"), "cut at {cut}");
    }
    let mut changed = whole.clone();
    changed[middle] ^= 1;
    assert!(refused(&changed, &shelf.open()).await.contains("обрезана или изменена"));
    assert!(refused(&[&whole[..], b"more"].concat(), &shelf.open()).await.contains("обрезана или изменена"));
    assert!(refused(b"", &shelf.open()).await.contains("не копия дома"));
    assert!(refused(b"SQLite format 3\0", &shelf.open()).await.contains("не копия дома"));
    fs::write(shelf.at("other-phrase"), "восемь ключей под ковром").unwrap();
    let other = OpenWith { passphrase_file: Some(shelf.at("other-phrase")), key_file: None };
    assert!(refused(&whole, &other).await.contains("этим она не открывается"));
    // And the whole one is put back where all of these were refused.
    keep::restore(&place, &copy, &shelf.open(), |_| ()).await.unwrap();
    is_the_same(&place, &digest(&city.app).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_takes_no_other_copys_place_and_no_guessable_phrase() {
    let (city, shelf) = (City::new(Home::Sqlite).await, Shelf::new());
    let backup = async |name: &str, with: SealWith| keep::backup(&city.settings, &shelf.at(name), &with, |_| ()).await;
    backup("copy", shelf.seal()).await.unwrap();
    let first = fs::read(shelf.at("copy")).unwrap();
    assert!(matches!(backup("copy", shelf.seal()).await.unwrap_err(), Refusal::Exists(_)));
    assert_eq!(fs::read(shelf.at("copy")).unwrap(), first);
    fs::write(shelf.at("short"), "11 знаков..").unwrap();
    let short = SealWith { passphrase_file: Some(shelf.at("short")), recipient: None };
    assert!(matches!(backup("other", short).await.unwrap_err(), Refusal::ShortPassphrase));
    assert!(matches!(backup("other", SealWith { recipient: Some("age1x".to_owned()), ..SealWith::default() }).await.unwrap_err(), Refusal::BadRecipient));
    fs::write(shelf.at("empty"), "\n").unwrap();
    assert!(matches!(backup("other", SealWith { passphrase_file: Some(shelf.at("empty")), recipient: None }).await.unwrap_err(), Refusal::NoKey));
    // A full disk: what is written beside the name goes nowhere.
    std::os::unix::fs::symlink("/dev/full", shelf.at("full.part")).unwrap();
    let full = backup("full", shelf.seal()).await.unwrap_err();
    assert!(matches!(full, Refusal::Disk { .. }), "{full}");
    // No house to copy: none is made there.
    let nowhere = Common { data: Some(shelf.at("nowhere")), ..Common::default() };
    assert!(keep::backup(&nowhere, &shelf.at("other"), &shelf.seal(), |_| ()).await.unwrap_err().to_string().contains("no house"));
    assert_eq!(names(shelf.folder.path()), ["copy", "empty", "phrase", "short"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_makes_copies_need_not_be_able_to_open_them() {
    let (city, shelf) = (City::new(Home::Sqlite).await, Shelf::new());
    let (mine, others) = (shelf.at("mine"), shelf.at("others"));
    let recipient = keep::make_pair(&mine).unwrap();
    keep::make_pair(&others).unwrap();
    assert!(matches!(keep::make_pair(&mine).unwrap_err(), Refusal::Exists(_)), "a key is never written over");
    keep::backup(&city.settings, &shelf.at("copy"), &SealWith { passphrase_file: None, recipient: Some(recipient) }, |_| ()).await.unwrap();
    let place = shelf.place("new", Home::Sqlite).await;
    let restore = async |with: OpenWith| keep::restore(&place, &shelf.at("copy"), &with, |_| ()).await;
    let key = |file: &Path| OpenWith { passphrase_file: None, key_file: Some(file.to_owned()) };
    assert!(matches!(restore(key(&others)).await.unwrap_err(), Refusal::WrongKey(_)));
    assert!(matches!(restore(shelf.open()).await.unwrap_err(), Refusal::WrongKey(_)));
    restore(key(&mine)).await.unwrap();
    is_the_same(&place, &digest(&city.app).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bent_line_is_named_by_its_file_and_line() {
    let (city, shelf) = (City::new(Home::Sqlite).await, Shelf::new());
    let out = shelf.at("out");
    keep::export(&city.settings, &out, |_| ()).await.unwrap();
    let place = shelf.place("new", Home::Sqlite).await;
    let people = out.join("tables/people.jsonl");
    let whole = fs::read_to_string(&people).unwrap();
    let mut lines: Vec<&str> = whole.lines().collect();
    let cut = lines[2].trim_end_matches('}').to_owned();
    lines[2] = &cut;
    let said = async |text: String| {
        fs::write(&people, text).unwrap();
        let refusal = keep::import(&place, &out, |_| ()).await.unwrap_err();
        assert!(!place.data().exists() && shelf.is_tidy());
        Words::new(Lang::Ru).unwrap().refusal(&refusal)
    };
    let bent = said(format!("{}\n", lines.join("\n"))).await;
    assert!(bent.starts_with("tables/people.jsonl, строка 3: "), "{bent}");
    let typed = said(whole.replacen("\"subject\":\"", "\"subject\":\"x", 1)).await;
    assert!(typed.starts_with("tables/people.jsonl, строка 1: ") && typed.contains("subject"), "{typed}");
    // Every line reads, and yet it is not what was written.
    assert!(said(whole.replacen("Ольга", "Юлия", 1)).await.contains("tables/people.jsonl"));
    assert!(said(whole.split_inclusive('\n').skip(1).collect()).await.contains("tables/people.jsonl"));
    fs::write(&people, &whole).unwrap();
    keep::import(&place, &out, |_| ()).await.unwrap();
    is_the_same(&place, &digest(&city.app).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_was_lost_before_stops_no_copy_and_is_told() {
    let (city, shelf) = (City::new(Home::Sqlite).await, Shelf::new());
    scene(&city).await;
    let (path, _) = contents(&city.settings.data().join("files")).into_iter().next().unwrap();
    fs::remove_file(city.settings.data().join("files").join(path)).unwrap();
    let report = keep::backup(&city.settings, &shelf.at("copy"), &shelf.seal(), |_| ()).await.unwrap();
    assert_eq!(report.lost, 1);
    let place = shelf.place("new", Home::Sqlite).await;
    assert_eq!(keep::restore(&place, &shelf.at("copy"), &shelf.open(), |_| ()).await.unwrap().lost, 1);
    let diagnosis = doctor::examine(&house::open(&place, None).await.unwrap()).await.unwrap();
    assert!(diagnosis.faults == 1 && diagnosis.said.contains("is lost or is not what was put"), "{}", diagnosis.said);
    // The mark that held the sweep off is gone.
    assert!(names(&city.settings.data().join("files")).iter().all(|name| name.len() == 2 || name == "aside"));
}
