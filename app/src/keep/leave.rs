//! Leaving with everything: the whole house in the clear, as lines and files that any program reads, and taking such a folder in.

use super::manifest::{MANIFEST, Manifest};
use super::put_back::{ON_THE_WAY, stopped, take_in};
use super::{Building, Part, Progress, Refusal, Report, open_to_copy, private, send, write_private};
use crate::config::Common;
use crate::house;
use db::MasterKey;
use db::copy::{Copied, Form, Load, Piece, TABLES, check_line, path, steps_taken};
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::spawn_blocking;
use values::hex;

/// Bytes of a table that are handed over at once.
const PIECE: usize = 1 << 20;
/// These come first: what is sealed needs its keys.
const FIRST: [&str; 3] = ["house", "house_keys", "subject_keys"];

/// Writes the whole house into an empty folder, everything opened.
pub async fn export(settings: &Common, out: &Path, told: impl Fn(Progress) + Sync) -> Result<Report, Refusal> {
    let app = open_to_copy(settings).await?;
    let taken = steps_taken(&app.read().await?).await?;
    // Before it had keys of its own, a house hashed under its master key, which does not come along.
    if !house::migrations(&house::rooms()).iter().all(|step| taken.iter().any(|name| name == step.name)) {
        return Err(Refusal::Older);
    }
    let building = Building::begin(out)?;
    let (to, from) = channel(ON_THE_WAY);
    let part = building.part.clone();
    let writing = spawn_blocking(move || write_all(&part, from));
    let sent = send(&app, Form::Open, to, &told).await;
    writing.await.map_err(|error| stopped(&error))??;
    let manifest = sent?;
    app.close().await?;
    // A table without rows has its file too.
    for of in manifest.tables.iter().filter(|of| of.rows == 0) {
        write_private(&building.part.join(path(&of.table)), b"", false)?;
    }
    write_private(&building.part.join(MANIFEST), &manifest.text()?, false)?;
    building.finish()?;
    Ok(Report::of(&manifest, out))
}

fn write_all(part: &Path, mut from: Receiver<Piece>) -> Result<(), Refusal> {
    let disk = |place: &Path| {
        let place = place.to_owned();
        move |error| Refusal::Disk { place, error }
    };
    for folder in [TABLES, files::FILES].map(|name| part.join(name)) {
        fs::create_dir_all(&folder).map_err(disk(&folder))?;
    }
    // The table that is being written.
    let mut table: Option<(String, BufWriter<File>)> = None;
    while let Some(piece) = from.blocking_recv() {
        let place = part.join(&piece.path);
        if !piece.path.starts_with(TABLES) {
            write_private(&place, &piece.bytes, false)?;
            continue;
        }
        match &mut table {
            Some((open, out)) if *open == piece.path => out.write_all(&piece.bytes).map_err(disk(&place))?,
            _ => {
                end(table.take()).map_err(disk(&place))?;
                let mut out = BufWriter::new(private(&place, false).map_err(disk(&place))?);
                out.write_all(&piece.bytes).map_err(disk(&place))?;
                table = Some((piece.path, out));
            }
        }
    }
    end(table).map_err(disk(part))
}

fn end(table: Option<(String, BufWriter<File>)>) -> io::Result<()> {
    table.map_or(Ok(()), |(_, out)| out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all())
}

/// Makes a house of an exported folder, in an empty folder or an empty PostgreSQL, under a master key of its own.
pub async fn import(settings: &Common, from: &Path, told: impl Fn(Progress) + Send + Sync + 'static) -> Result<Report, Refusal> {
    let place = settings.data();
    let mut building = Building::begin(&place)?;
    let folder = from.to_owned();
    let manifest = spawn_blocking(move || check(&folder)).await.map_err(|error| stopped(&error))??;
    let key = MasterKey::random().map_err(|e| Refusal::Other(e.to_string()))?;
    let database = building.settings(settings, &key)?;
    let (to, pieces) = channel(ON_THE_WAY);
    let (folder, tables) = (from.to_owned(), manifest.tables.clone());
    let all = manifest.tables.len() as u64 + manifest.files;
    let reading = spawn_blocking(move || read_all(&folder, &tables, &to, |done| told(Progress { part: Part::PutIn, done, all })));
    let load = Load {
        settings: &database,
        steps: &house::migrations(&house::rooms()),
        key: &key,
        form: Form::Open,
        taken: &manifest.schema,
        tables: &manifest.tables,
    };
    take_in(load, pieces, &building).await?;
    reading.await.map_err(|error| stopped(&error))??;
    building.finish()?;
    Ok(Report::of(&manifest, &place))
}

/// Reads everything once before anything is written: each line is a row, and each file of lines is what was written.
fn check(folder: &Path) -> Result<Manifest, Refusal> {
    let text = fs::read(folder.join(MANIFEST)).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Refusal::NotACopy(folder.to_owned()),
        _ => Refusal::Disk { place: folder.join(MANIFEST), error },
    })?;
    let manifest = Manifest::read(&text, Form::Open)?;
    for of in &manifest.tables {
        let mut hash = Sha256::new();
        let mut rows = 0;
        each_line(folder, of, |line, text| {
            hash.update(text);
            rows = line;
            check_line(Form::Open, of, text).map_err(|what| Refusal::Bent { file: path(&of.table), line, what })
        })?;
        let broken = |what: String| Refusal::Broken { file: path(&of.table), what };
        if rows != of.rows {
            return Err(broken(format!("{rows} lines of {}", of.rows)));
        }
        if hex(&hash.finalize()) != of.sha256 {
            return Err(broken("its sum is another".to_owned()));
        }
    }
    if files_of(folder)?.len() as u64 != manifest.files {
        return Err(Refusal::Broken { file: files::FILES.to_owned(), what: "some are missing, or more are there".to_owned() });
    }
    Ok(manifest)
}

fn each_line(folder: &Path, of: &Copied, mut take: impl FnMut(u64, &[u8]) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let place = folder.join(path(&of.table));
    let disk = |error| Refusal::Disk { place: place.clone(), error };
    let mut input = BufReader::with_capacity(PIECE, File::open(&place).map_err(disk)?);
    let (mut text, mut line) = (Vec::new(), 0);
    loop {
        text.clear();
        if input.read_until(b'\n', &mut text).map_err(disk)? == 0 {
            return Ok(());
        }
        line += 1;
        take(line, &text)?;
    }
}

fn files_of(folder: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let place = folder.join(files::FILES);
    let listed = fs::read_dir(&place).and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>());
    let mut listed = match listed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        listed => listed.map_err(|error| Refusal::Disk { place, error })?,
    };
    listed.sort_unstable();
    Ok(listed)
}

fn read_all(folder: &Path, tables: &[Copied], to: &Sender<Piece>, told: impl Fn(u64)) -> Result<(), Refusal> {
    let send = |path: &str, bytes: Vec<u8>| {
        let piece = Piece { path: path.to_owned(), bytes };
        to.blocking_send(piece).map_err(|_| Refusal::Other("nobody takes the copy".to_owned()))
    };
    let (first, rest): (Vec<_>, Vec<_>) = tables.iter().partition(|of| FIRST.contains(&of.table.as_str()));
    let mut done = 0;
    for of in first.into_iter().chain(rest) {
        let mut bytes = Vec::new();
        each_line(folder, of, |_, text| {
            bytes.extend_from_slice(text);
            if bytes.len() >= PIECE { send(&path(&of.table), std::mem::take(&mut bytes)) } else { Ok(()) }
        })?;
        send(&path(&of.table), bytes)?;
        done += 1;
        told(done);
    }
    for place in files_of(folder)? {
        let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = fs::read(&place).map_err(|error| Refusal::Disk { place: place.clone(), error })?;
        send(&format!("{}/{name}", files::FILES), bytes)?;
        done += 1;
        told(done);
    }
    Ok(())
}
