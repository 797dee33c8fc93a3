//! The folder that holds the sealed bytes: `files/ab/ID`, where `ab` are the last two letters of the id.

use crate::FileId;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::fs;
use tokio::io::AsyncWriteExt as _;

/// Where the files lie. Processes that share a database share this folder.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

/// Where a file is written before it gets its name. Longer than a shard's name, so the two never meet.
const ASIDE: &str = "aside";
/// A file of this name says that a copy is being made: nothing is swept away under it.
const HELD: &str = "held-for-a-copy-";
/// A mark older than that was left by a copy that died.
const HELD_FOR: Duration = Duration::from_hours(12);

/// While it lives, nothing is swept away, by no process: a copy reads the files of a moment that is passing.
#[derive(Debug)]
pub struct Held(PathBuf);

impl Drop for Held {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            tracing::warn!(%error, "the mark of a copy stays: nothing is swept for half a day");
        }
    }
}

impl Folder {
    /// The folder `files` in the house's data folder; made at first need.
    pub fn in_data(data: &Path) -> Self {
        Self { root: data.join("files") }
    }

    /// Holds the sweep off.
    pub fn hold(&self) -> io::Result<Held> {
        std::fs::create_dir_all(&self.root)?;
        let mark = self.root.join(format!("{HELD}{}", std::process::id()));
        std::fs::File::create(&mark)?;
        Ok(Held(mark))
    }

    /// Is a copy being made?
    pub(crate) async fn is_held(&self) -> io::Result<bool> {
        let Some(mut entries) = absent(fs::read_dir(&self.root).await)? else {
            return Ok(false);
        };
        while let Some(entry) = entries.next_entry().await? {
            if !entry.file_name().to_string_lossy().starts_with(HELD) {
                continue;
            }
            // Gone a moment ago: that copy is made.
            let Some(meta) = absent(entry.metadata().await)? else { continue };
            if meta.modified()?.elapsed().unwrap_or_default() < HELD_FOR {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The name of a file within the folder, `ab/ID`.
    pub(crate) fn name(id: FileId) -> String {
        let name = id.uuid().simple().to_string();
        format!("{}/{name}", name.get(name.len() - 2..).unwrap_or_default())
    }

    pub(crate) fn path(&self, id: FileId) -> PathBuf {
        self.root.join(Self::name(id))
    }

    /// Writes a file so that it is there whole or not at all, even when the machine stops. `flush` waits for the disk.
    pub(crate) async fn write(&self, id: FileId, sealed: &[u8], flush: bool) -> io::Result<()> {
        let (aside, to) = (self.root.join(ASIDE), self.path(id));
        let shard = to.parent().unwrap_or(&self.root).to_owned();
        fs::create_dir_all(&aside).await?;
        fs::create_dir_all(&shard).await?;
        let from = aside.join(id.uuid().simple().to_string());
        let mut file = fs::File::create(&from).await?;
        let written = async {
            file.write_all(sealed).await?;
            file.flush().await?;
            if flush { file.sync_all().await } else { Ok(()) }
        };
        if let Err(error) = written.await {
            // A full disk: what was begun is in the way. The sweep finds it too.
            drop(fs::remove_file(&from).await);
            return Err(error);
        }
        fs::rename(&from, &to).await?;
        if flush {
            // The new name lies in the folder, which is flushed apart from the file.
            fs::File::open(&shard).await?.sync_all().await?;
        }
        Ok(())
    }

    /// Waits until files that were written without waiting lie on the disk, each with its name.
    pub async fn flush(&self) -> io::Result<()> {
        for (path, _) in self.all().await? {
            fs::File::open(&path).await?.sync_all().await?;
            if let Some(shard) = path.parent() {
                fs::File::open(shard).await?.sync_all().await?;
            }
        }
        Ok(())
    }

    /// The sealed bytes; `None` when there is no such file.
    pub(crate) async fn read(&self, id: FileId) -> io::Result<Option<Vec<u8>>> {
        absent(fs::read(self.path(id)).await)
    }

    /// How long a file is; `None` when there is none.
    pub(crate) async fn length(&self, id: FileId) -> io::Result<Option<u64>> {
        Ok(absent(fs::metadata(self.path(id)).await)?.map(|meta| meta.len()))
    }

    /// All files and where they lie, those written aside among them, with the time of their last change in microseconds since 1970.
    pub(crate) async fn all(&self) -> io::Result<Vec<(PathBuf, i64)>> {
        let mut found = Vec::new();
        let Some(mut shards) = absent(fs::read_dir(&self.root).await)? else {
            return Ok(found);
        };
        while let Some(shard) = shards.next_entry().await? {
            if !shard.file_type().await?.is_dir() {
                continue;
            }
            let mut names = fs::read_dir(shard.path()).await?;
            while let Some(file) = names.next_entry().await? {
                // Renamed or removed a moment ago by somebody else: not ours to sweep.
                let Some(meta) = absent(file.metadata().await)? else { continue };
                let age = meta.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                found.push((file.path(), i64::try_from(age.as_micros()).unwrap_or(i64::MAX)));
            }
        }
        Ok(found)
    }

    /// Was it left aside, without its name?
    pub(crate) fn is_aside(&self, path: &Path) -> bool {
        path.parent() == Some(self.root.join(ASIDE).as_path())
    }

    pub(crate) async fn remove(&self, path: &Path) -> io::Result<()> {
        absent(fs::remove_file(path).await).map(drop)
    }
}

fn absent<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
