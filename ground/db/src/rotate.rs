//! A change of the master key: all keys are wrapped anew in one transaction, and a cut-short change is finished at the next start.

use crate::vault::{self, Vault};
use crate::{App, By, DbError, MasterKey, Read as _, Settings, sql};
use std::path::Path;
use std::sync::Arc;

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// The fingerprint of the key that was.
    pub old: String,
    /// And of the one that is.
    pub new: String,
    /// Keys wrapped anew.
    pub keys: usize,
}

/// Gives the house a new master key. The new key lies beside the old one (`….next`) before the database knows of it, and takes its
/// place afterwards; the old one stays as `….FINGERPRINT`, for the backups of the time before. Processes that hold the old key
/// can make no new keys any more and have to be started anew.
pub async fn rotate_master_key(app: &App, settings: &Settings) -> Result<Rotated, DbError> {
    let path = settings.key_path();
    let next = MasterKey::read_or_make(&MasterKey::next_path(&path)).map_err(|e| at(&path, &e))?;
    let under = Arc::new(Vault::new(&next)?);
    let keys = app
        .write(By::house(), |tx| {
            let under = Arc::clone(&under);
            async move {
                // First of all: whoever is making a key is waited for, and whoever comes later finds another fingerprint.
                let (old, new) = (tx.app().vault().fingerprint().to_owned(), under.fingerprint().to_owned());
                let query = "UPDATE house SET master_fingerprint = $1 WHERE id = 1 AND master_fingerprint = $2";
                if sql::run(&tx, query, vec![new.into(), old.into()]).await? == 0 {
                    return Err(DbError::Refused("the master key was changed by another process".to_owned()));
                }
                vault::rewrap(&tx, &under).await
            }
        })
        .await?;
    take_place(&path)?;
    Ok(Rotated { old: app.vault().fingerprint().to_owned(), new: under.fingerprint().to_owned(), keys })
}

/// The fingerprint of a key that waits to take its place.
pub(crate) fn waiting(path: &Path) -> Result<Option<String>, DbError> {
    match std::fs::read_to_string(MasterKey::next_path(path)) {
        Ok(text) => {
            let key = MasterKey::parse(&zeroize::Zeroizing::new(text)).map_err(|e| at(path, &e))?;
            Ok(Some(Vault::new(&key)?.fingerprint().to_owned()))
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(at(path, &e)),
    }
}

/// The waiting key becomes the key.
pub(crate) fn take_place(path: &Path) -> Result<(), DbError> {
    let old = std::fs::read_to_string(path).and_then(|text| MasterKey::parse(&zeroize::Zeroizing::new(text))).map_err(|e| at(path, &e))?;
    let kept = path.with_extension(Vault::new(&old)?.fingerprint());
    // The old key is kept under another name first: at no moment is there no key.
    std::fs::hard_link(path, &kept).or_else(|e| if kept.exists() { Ok(()) } else { Err(e) }).map_err(|e| at(path, &e))?;
    std::fs::rename(MasterKey::next_path(path), path).map_err(|e| at(path, &e))
}

fn at(path: &Path, error: &std::io::Error) -> DbError {
    DbError::Other(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Migration, open};

    const STEP: Migration = Migration::both("test.0001", "CREATE TABLE notes (subject UUID PRIMARY KEY, text_sealed BYTEA NOT NULL)");

    fn settings(folder: &Path) -> Settings {
        Settings { data: folder.to_owned(), database: None, master_key: None, seed: None, clock: None }
    }

    async fn note(app: &App, who: u128) -> Result<(), DbError> {
        app.write(By::house(), move |tx| async move {
            let subject = uuid::Uuid::from_u128(who);
            let sealed = vault::seal(&tx, subject, "notes.text_sealed", "Анна").await?;
            sql::run(&tx, "INSERT INTO notes (subject, text_sealed) VALUES ($1, $2)", vec![subject.into(), sealed.into()]).await.map(drop)
        })
        .await
    }

    async fn read(app: &App, who: u128) -> Option<String> {
        let (db, subject) = (app.read().await.unwrap(), uuid::Uuid::from_u128(who));
        let row = sql::one(&db, "SELECT text_sealed FROM notes WHERE subject = $1", vec![subject.into()]).await.unwrap().unwrap();
        vault::keys(&db, &[subject]).await.unwrap().open(subject, "notes.text_sealed", &row.get::<Vec<u8>>("text_sealed").unwrap()).unwrap()
    }

    #[tokio::test]
    async fn what_was_sealed_and_hashed_before_is_read_and_found_after() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path());
        let app = open(&settings, &[STEP]).await.unwrap();
        note(&app, 1).await.unwrap();
        let (hash, own) = (app.vault().blind("phone", "+7"), app.vault().seal_own("x", b"y").unwrap());
        let rotated = rotate_master_key(&app, &settings).await.unwrap();
        assert_eq!(rotated.keys, 3);
        assert_ne!(rotated.old, rotated.new);
        // The process that held the old key makes no keys under it.
        assert!(note(&app, 2).await.unwrap_err().to_string().contains("started anew"));
        app.close().await.unwrap();
        let app = open(&settings, &[STEP]).await.unwrap();
        assert_eq!(app.vault().fingerprint(), rotated.new);
        assert_eq!(read(&app, 1).await.as_deref(), Some("Анна"));
        assert_eq!(app.vault().blind("phone", "+7"), hash);
        assert_eq!(app.vault().open_own("x", &own).unwrap(), b"y");
        note(&app, 2).await.unwrap();
        // The old key opens no more.
        app.close().await.unwrap();
        let old = Settings { master_key: Some(folder.path().join(format!("master.{}", rotated.old))), ..settings };
        assert!(open(&old, &[STEP]).await.err().unwrap().to_string().contains("not the master key"));
    }

    #[tokio::test]
    async fn a_change_cut_short_on_either_side_of_the_commit_is_safe() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path());
        let app = open(&settings, &[STEP]).await.unwrap();
        note(&app, 1).await.unwrap();
        let key = settings.key_path();
        // Before the commit: the new key lies there, the house knows nothing of it.
        MasterKey::read_or_make(&MasterKey::next_path(&key)).unwrap();
        app.close().await.unwrap();
        let app = open(&settings, &[STEP]).await.unwrap();
        assert_eq!(read(&app, 1).await.as_deref(), Some("Анна"));
        // After the commit, before the files changed places.
        let (before, next) = (std::fs::read(&key).unwrap(), std::fs::read(MasterKey::next_path(&key)).unwrap());
        let rotated = rotate_master_key(&app, &settings).await.unwrap();
        app.close().await.unwrap();
        std::fs::write(&key, before).unwrap();
        std::fs::write(MasterKey::next_path(&key), next).unwrap();
        let app = open(&settings, &[STEP]).await.unwrap();
        assert_eq!((app.vault().fingerprint(), read(&app, 1).await.as_deref()), (rotated.new.as_str(), Some("Анна")));
        assert!(!MasterKey::next_path(&key).exists());
    }
}
