//! The sealed copy: made while the house is open, put back into an empty place.

use super::archive::{self, Opening, Seal, Writing};
use super::{Building, Part, Progress, Refusal, Report, open_to_copy, send};
use crate::config::{Common, OpenWith, SealWith};
use crate::house;
use db::copy::{Form, Load, Piece};
use db::{DbError, MasterKey, Tx};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::{JoinError, spawn_blocking};
use values::instant::machine_now;

/// Pieces on their way between reading and writing.
pub(super) const ON_THE_WAY: usize = 8;

/// Copies the house as it is at one moment into a sealed `file`, whoever has it open.
pub async fn backup(settings: &Common, file: &Path, with: &SealWith, told: impl Fn(Progress) + Sync) -> Result<Report, Refusal> {
    let seal = Seal::of(with)?;
    let app = open_to_copy(settings).await?;
    let key = key_of(settings, app.vault().fingerprint())?;
    let (to, mut from) = channel(ON_THE_WAY);
    let seconds = u64::try_from(machine_now().micros() / 1_000_000).unwrap_or(0);
    let path = file.to_owned();
    let writing = spawn_blocking(move || {
        let mut writing = Writing::begin(&path, &seal, &key, seconds)?;
        while let Some(piece) = from.blocking_recv() {
            writing.add(&piece)?;
        }
        Ok::<_, Refusal>(writing)
    });
    let sent = send(&app, Form::Sealed, to, &told).await;
    // Where the writer failed, the sender only heard that nobody listens.
    let writing = writing.await.map_err(|error| stopped(&error))??;
    let manifest = sent?;
    app.close().await?;
    let report = Report::of(&manifest, file);
    let path = file.to_owned();
    spawn_blocking(move || writing.finish(&manifest, &path)).await.map_err(|error| stopped(&error))??;
    Ok(report)
}

/// The master key that the house goes by: the one in its place, or the one that waits to take it.
fn key_of(settings: &Common, fingerprint: &str) -> Result<MasterKey, Refusal> {
    let path = house::database(settings, None).key_path();
    let keys = [path.clone(), MasterKey::next_path(&path)].into_iter().filter_map(|path| MasterKey::read(&path).ok());
    keys.into_iter().find(|key| key.fingerprint().is_ok_and(|of| of == fingerprint)).ok_or(Refusal::WrongKey(path))
}

/// Puts the house of a copy into an empty folder, or an empty PostgreSQL. The whole copy is read and proved before anything is written.
pub async fn restore(settings: &Common, file: &Path, with: &OpenWith, told: impl Fn(Progress) + Send + Sync + 'static) -> Result<Report, Refusal> {
    let opening = Arc::new(Opening::of(with)?);
    let place = settings.data();
    let mut building = Building::begin(&place)?;
    let told = Arc::new(told);
    let (path, with, tell) = (file.to_owned(), Arc::clone(&opening), Arc::clone(&told));
    let look = move || archive::check(&path, &with, |done| tell(Progress { part: Part::Checked, done, all: 0 }));
    let checked = spawn_blocking(look).await.map_err(|error| stopped(&error))??;
    let database = building.settings(settings, &checked.key)?;
    let (to, from) = channel(ON_THE_WAY);
    let (path, all) = (file.to_owned(), checked.pieces);
    let reading = spawn_blocking(move || {
        let mut done = 0;
        archive::each(&path, &opening, |piece| {
            done += 1;
            told(Progress { part: Part::PutIn, done, all });
            // Whoever puts in has stopped, and says why.
            to.blocking_send(piece).map_err(|_| Refusal::Other("nobody takes the copy".to_owned()))
        })
    });
    let manifest = &checked.manifest;
    let load = Load {
        settings: &database,
        steps: &house::migrations(&house::rooms()),
        key: &checked.key,
        form: Form::Sealed,
        taken: &manifest.schema,
        tables: &manifest.tables,
    };
    take_in(load, from, &building).await?;
    reading.await.map_err(|error| stopped(&error))??;
    building.finish()?;
    Ok(Report::of(manifest, &place))
}

/// Fills the database and the folder of files; both lie on the disk at the end.
pub(super) async fn take_in(load: Load<'_>, from: Receiver<Piece>, building: &Building) -> Result<(), Refusal> {
    let (form, folder) = (load.form, files::Folder::in_data(&building.part));
    let put = |tx: Tx, piece: Piece| {
        let folder = folder.clone();
        async move {
            // The key and the list of all that is in it are read already.
            if piece.path.starts_with(files::FILES) { files::take_in(&tx, &folder, form, &piece).await } else { Ok::<(), DbError>(()) }
        }
    };
    db::copy::load(load, from, put).await?;
    folder.flush().await.map_err(|error| building.disk(error))
}

/// A thread was stopped.
pub(super) fn stopped(error: &JoinError) -> Refusal {
    Refusal::Other(error.to_string())
}
