//! Keeping a house and putting it back: sealed copies, and leaving with everything.
//!
//! **Keeps:** a copy is of one moment, rows and files, whoever writes meanwhile; it opens whole or is refused before anything is written.
//! **Never:** changes the house that is copied; leaves half a copy, or half a house, under the name that was asked for.

mod archive;
mod leave;
mod manifest;
mod put_back;
mod refusal;
mod words;

pub use leave::{export, import};
pub use put_back::{backup, restore};
pub use refusal::Refusal;
pub use words::Words;

use crate::config::Common;
use crate::house;
use age::secrecy::ExposeSecret as _;
use age::x25519::Identity;
use db::copy::{Form, Piece};
use db::{App, Settings};
use manifest::Manifest;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc::Sender;

/// How far it is, for whoever waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is counted.
    pub part: Part,
    /// So many are done.
    pub done: u64,
    /// Of so many.
    pub all: u64,
}

/// What progress counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Tables that were written.
    Tables,
    /// Files that were written.
    Files,
    /// Pieces of a copy that were looked at.
    Checked,
    /// Pieces of a copy that were put in.
    PutIn,
}

/// What was copied or put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Where it stands now.
    pub place: PathBuf,
    /// Tables.
    pub tables: u64,
    /// Their rows.
    pub rows: u64,
    /// Files.
    pub files: u64,
    /// Files that were lost before: `butler doctor` names them.
    pub lost: u64,
}

impl Report {
    fn of(manifest: &Manifest, place: &Path) -> Self {
        Self {
            place: place.to_owned(),
            tables: manifest.tables.len() as u64,
            rows: manifest.tables.iter().map(|of| of.rows).sum(),
            files: manifest.files,
            lost: manifest.lost.len() as u64,
        }
    }
}

/// Makes a pair of keys for copies: the private half into `file`, for its owner alone; the public half is returned.
pub fn make_pair(file: &Path) -> Result<String, Refusal> {
    let identity = Identity::generate();
    let public = identity.to_public().to_string();
    let text = format!("# public key: {public}\n{}\n", identity.to_string().expose_secret());
    write_private(file, text.as_bytes(), false)?;
    Ok(public)
}

/// Opens the house that is copied. Nothing in it is changed.
async fn open_to_copy(settings: &Common) -> Result<App, Refusal> {
    let app = db::open_to_read(&house::database(settings, None)).await?;
    app.put(files::Folder::in_data(&settings.data()));
    Ok(app)
}

/// Sends all that one moment holds to `to`; returns what it was.
async fn send(app: &App, form: Form, to: Sender<Piece>, told: &(impl Fn(Progress) + Sync)) -> Result<Manifest, Refusal> {
    let folder = app.part::<files::Folder>()?;
    // Before the moment: what it has is not swept away while it is read.
    let held = folder.hold().map_err(|error| Refusal::Disk { place: PathBuf::from(files::FILES), error })?;
    let moment = app.snapshot().await?;
    let tables = db::copy::write(&moment, form, &to, |done, all| told(Progress { part: Part::Tables, done, all })).await?;
    let mut taken = files::Taken::default();
    // A house of the first schema keeps no files yet.
    if tables.iter().any(|of| of.table == files::FILES) {
        let all = files::count(&moment).await?;
        taken = files::take_out(&moment, form, &to, |done| told(Progress { part: Part::Files, done, all })).await?;
    }
    drop(held);
    Ok(Manifest::of(&moment, form, tables, &taken).await?)
}

/// A house that is being made beside the place where it will stand: whoever fails takes it away again.
struct Building {
    place: PathBuf,
    part: PathBuf,
    /// The master key where it lies outside of the folder.
    key: Option<PathBuf>,
    is_done: bool,
}

impl Building {
    /// Begins one; the place must be free.
    fn begin(place: &Path) -> Result<Self, Refusal> {
        let is_free = match fs::read_dir(place) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if !is_free {
            return Err(Refusal::NotEmpty(place.to_owned()));
        }
        let part = beside(place);
        if part.exists() {
            return Err(Refusal::NotEmpty(part));
        }
        let building = Self { place: place.to_owned(), part, key: None, is_done: false };
        let mut folder = fs::DirBuilder::new();
        folder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.create(&building.part).map_err(|error| building.disk(error))?;
        Ok(building)
    }

    fn disk(&self, error: io::Error) -> Refusal {
        Refusal::Disk { place: self.part.clone(), error }
    }

    /// How the database of the new house is opened, with its master key in its place.
    fn settings(&mut self, settings: &Common, key: &db::MasterKey) -> Result<Settings, Refusal> {
        let path = settings.master_key.clone().unwrap_or_else(|| self.part.join("master.key"));
        write_private(&path, key.text().as_bytes(), false)?;
        self.key.clone_from(&settings.master_key);
        Ok(Settings { data: self.part.clone(), database: settings.database.clone(), master_key: Some(path), seed: None, clock: None })
    }

    /// It stands under its name, whole.
    fn finish(mut self) -> Result<(), Refusal> {
        let moved = flush(&self.part).and_then(|()| fs::rename(&self.part, &self.place)).and_then(|()| flush_parent(&self.place));
        moved.map_err(|error| self.disk(error))?;
        self.is_done = true;
        Ok(())
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        if !self.is_done {
            let key = self.key.as_deref().map_or(Ok(()), fs::remove_file);
            if let Err(error) = fs::remove_dir_all(&self.part).and(key) {
                tracing::warn!(%error, part = %self.part.display(), "what was begun could not be taken away");
            }
        }
    }
}

/// `house` → `house.part`, in the same folder.
fn beside(place: &Path) -> PathBuf {
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    place.with_file_name(name)
}

/// Writes a file that only its owner reads, to the disk. One that is there is refused, unless it may be replaced.
fn write_private(path: &Path, bytes: &[u8], may_replace: bool) -> Result<(), Refusal> {
    let written = private(path, may_replace).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists { Refusal::Exists(path.to_owned()) } else { Refusal::Disk { place: path.to_owned(), error } }
    })
}

fn private(path: &Path, may_replace: bool) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true);
    if may_replace {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn flush(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// The name of a thing lies in the folder around it.
fn flush_parent(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    flush(parent)
}
