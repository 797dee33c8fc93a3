//! The one key that wraps all others.

use crate::DbError;
use crate::vault::Vault;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// 32 bytes, never shown, wiped when dropped.
#[derive(Clone)]
pub struct MasterKey(pub(crate) Zeroizing<[u8; 32]>);

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

impl MasterKey {
    /// Reads the key in base64, as the file holds it.
    pub fn parse(text: &str) -> io::Result<Self> {
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(text.trim()).map_err(|_| bad("not base64"))?);
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| bad("not 32 bytes"))?;
        Ok(Self(Zeroizing::new(key)))
    }

    /// Reads the file of a house that is there.
    pub fn read(path: &Path) -> io::Result<Self> {
        Self::parse(&Zeroizing::new(fs::read_to_string(path)?))
    }

    /// Tells two keys apart without telling either.
    pub fn fingerprint(&self) -> Result<String, DbError> {
        Ok(Vault::new(self)?.fingerprint().to_owned())
    }

    /// As a file holds it.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64_STANDARD.encode(self.0.as_slice()))
    }

    /// A fresh key from the operating system.
    pub fn random() -> io::Result<Self> {
        let mut key = Zeroizing::new([0_u8; 32]);
        getrandom::fill(key.as_mut_slice()).map_err(|e| io::Error::other(e.to_string()))?;
        Ok(Self(key))
    }

    /// Where the key lies that is to take the place of the one at `path`.
    pub fn next_path(path: &Path) -> PathBuf {
        path.with_extension("next")
    }

    /// Reads the file, or makes it on the first start, readable by its owner alone.
    pub fn read_or_make(path: &Path) -> io::Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&Zeroizing::new(text)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                let key = Self::random()?;
                // Written whole under another name first: nobody ever sees half a key.
                let fresh = path.with_extension(format!("new-{}", std::process::id()));
                let mut options = OpenOptions::new();
                options.write(true).create(true).truncate(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let mut file = options.open(&fresh)?;
                file.write_all(key.text().as_bytes())?;
                file.sync_all()?;
                let linked = fs::hard_link(&fresh, path);
                fs::remove_file(&fresh)?;
                match linked {
                    Ok(()) => Ok(key),
                    // Another process was first; its key is the key.
                    Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Self::read(path),
                    Err(e) => Err(e),
                }
            }
            Err(e) => Err(e),
        }
    }
}

fn bad(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the master key is {why}"))
}
