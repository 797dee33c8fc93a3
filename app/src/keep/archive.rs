//! The file of a copy: a tar sealed by age. Both are open formats: `age -d` and `tar x` open a copy without this program.

use super::manifest::{MANIFEST, Manifest};
use super::{Refusal, beside, flush_parent, private};
use crate::config::{OpenWith, SealWith, passphrase};
use age::secrecy::ExposeSecret as _;
use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient, scrypt, x25519};
use db::MasterKey;
use db::copy::{Form, Piece, TABLES};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read as _};
use std::path::{Path, PathBuf};
use values::hex;
use zeroize::Zeroizing;

/// The master key within a copy.
const KEY: &str = "master.key";
/// Work of a guess at a passphrase, as a power of two: a third of a second and 128 MiB.
const WORK: u8 = 17;
/// More than that no copy of ours asks for.
const MOST_WORK: u8 = 20;
/// Fewer characters can be guessed.
const SHORTEST: usize = 12;
/// Bytes on their way to the disk.
const BUFFER: usize = 1 << 20;

/// What seals a copy.
pub(super) struct Seal(Box<dyn Recipient + Send>);

impl Seal {
    pub(super) fn of(with: &SealWith) -> Result<Self, Refusal> {
        if let Some(public) = &with.recipient {
            let recipient: x25519::Recipient = public.trim().parse().map_err(|_| Refusal::BadRecipient)?;
            return Ok(Self(Box::new(recipient)));
        }
        let phrase = read_passphrase(with.passphrase_file.as_deref())?;
        if phrase.expose_secret().chars().count() < SHORTEST {
            return Err(Refusal::ShortPassphrase);
        }
        let mut recipient = scrypt::Recipient::new(phrase);
        recipient.set_work_factor(WORK);
        Ok(Self(Box::new(recipient)))
    }
}

fn read_passphrase(file: Option<&Path>) -> Result<age::secrecy::SecretString, Refusal> {
    let disk = |error| Refusal::Disk { place: file.unwrap_or(Path::new("")).to_owned(), error };
    passphrase(file).map_err(disk)?.ok_or(Refusal::NoKey)
}

/// What opens a copy.
pub(super) struct Opening(Vec<Box<dyn Identity + Send + Sync>>);

impl Opening {
    pub(super) fn of(with: &OpenWith) -> Result<Self, Refusal> {
        let Some(file) = &with.key_file else {
            let mut identity = scrypt::Identity::new(read_passphrase(with.passphrase_file.as_deref())?);
            identity.set_max_work_factor(MOST_WORK);
            return Ok(Self(vec![Box::new(identity)]));
        };
        let disk = |error| Refusal::Disk { place: file.clone(), error };
        let text = fs::read_to_string(file).map(Zeroizing::new).map_err(disk)?;
        let keys: Vec<Box<dyn Identity + Send + Sync>> =
            (text.lines()).filter_map(|line| line.trim().parse::<x25519::Identity>().ok()).map(|key| Box::new(key) as _).collect();
        if keys.is_empty() { Err(Refusal::NoKey) } else { Ok(Self(keys)) }
    }
}

/// A copy that is being written, beside its name.
pub(super) struct Writing {
    tar: tar::Builder<StreamWriter<BufWriter<File>>>,
    /// How many pieces of a table were written.
    pieces: BTreeMap<String, u32>,
    seconds: u64,
    unfinished: Unfinished,
}

/// Taken away by whoever does not finish it.
struct Unfinished {
    part: PathBuf,
    is_done: bool,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_done
            && let Err(error) = fs::remove_file(&self.part)
        {
            tracing::warn!(%error, part = %self.part.display(), "half a copy could not be taken away");
        }
    }
}

impl Writing {
    pub(super) fn begin(file: &Path, seal: &Seal, key: &MasterKey, seconds: u64) -> Result<Self, Refusal> {
        if file.exists() {
            return Err(Refusal::Exists(file.to_owned()));
        }
        let part = beside(file);
        let disk = |error| Refusal::Disk { place: part.clone(), error };
        let out = private(&part, true).map_err(disk)?;
        let unfinished = Unfinished { part: part.clone(), is_done: false };
        let encryptor = Encryptor::with_recipients(std::iter::once(&*seal.0 as &dyn Recipient)).map_err(|e| Refusal::Other(e.to_string()))?;
        let tar = tar::Builder::new(encryptor.wrap_output(BufWriter::with_capacity(BUFFER, out)).map_err(disk)?);
        let mut writing = Self { tar, pieces: BTreeMap::new(), seconds, unfinished };
        writing.append(KEY, key.text().as_bytes())?;
        Ok(writing)
    }

    pub(super) fn add(&mut self, piece: &Piece) -> Result<(), Refusal> {
        // A table comes in pieces, and a tar wants to know how long a thing is before it begins.
        let Some(table) = piece.path.strip_suffix(".jsonl").filter(|table| table.starts_with(TABLES)) else {
            return self.append(&piece.path, &piece.bytes);
        };
        let nth = self.pieces.entry(table.to_owned()).or_default();
        *nth += 1;
        let name = format!("{table}/{nth:06}.jsonl");
        self.append(&name, &piece.bytes)
    }

    fn append(&mut self, name: &str, bytes: &[u8]) -> Result<(), Refusal> {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(self.seconds);
        self.tar.append_data(&mut header, name, bytes).map_err(|error| Refusal::Disk { place: self.unfinished.part.clone(), error })
    }

    /// Writes the list of all that is in it, waits for the disk, and gives it its name.
    pub(super) fn finish(mut self, manifest: &Manifest, file: &Path) -> Result<(), Refusal> {
        self.append(MANIFEST, &manifest.text()?)?;
        let part = self.unfinished.part.clone();
        let end = || {
            let out = self.tar.into_inner()?.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
            out.sync_all()?;
            fs::rename(&part, file)?;
            flush_parent(file)
        };
        end().map_err(|error| Refusal::Disk { place: file.to_owned(), error })?;
        self.unfinished.is_done = true;
        Ok(())
    }
}

/// A copy that was read to its end, and is whole.
pub(super) struct Checked {
    pub(super) manifest: Manifest,
    pub(super) key: MasterKey,
    /// How many pieces it has.
    pub(super) pieces: u64,
}

type Opened = tar::Archive<StreamReader<BufReader<File>>>;

fn open(file: &Path, with: &Opening) -> Result<Opened, Refusal> {
    let disk = |error| Refusal::Disk { place: file.to_owned(), error };
    let input = BufReader::with_capacity(BUFFER, File::open(file).map_err(disk)?);
    let keys = || with.0.iter().map(|key| &**key as &dyn Identity);
    let opened = Decryptor::new_buffered(input).and_then(|copy| copy.decrypt(keys()));
    opened.map(tar::Archive::new).map_err(|error| match error {
        DecryptError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof && error.kind() != io::ErrorKind::InvalidData => disk(error),
        DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed | DecryptError::DecryptionFailed => Refusal::WrongKey(file.to_owned()),
        DecryptError::InvalidMac => Refusal::Broken { file: file.display().to_string(), what: "its head was changed".to_owned() },
        _ => Refusal::NotACopy(file.to_owned()),
    })
}

/// Reads a copy to its end and proves that it is whole, before anything is written.
pub(super) fn check(file: &Path, with: &Opening, told: impl Fn(u64)) -> Result<Checked, Refusal> {
    let (mut key, mut manifest, mut files, mut pieces) = (None, None, 0_u64, 0);
    let mut tables: BTreeMap<String, Sha256> = BTreeMap::new();
    each(file, with, |piece| {
        pieces += 1;
        told(pieces);
        match piece.path.as_str() {
            KEY => key = Some(Zeroizing::new(String::from_utf8_lossy(&piece.bytes).into_owned())),
            MANIFEST => manifest = Some(Manifest::read(&piece.bytes, Form::Sealed)?),
            path if path.starts_with(TABLES) => tables.entry(piece.path).or_default().update(&piece.bytes),
            _ => files += 1,
        }
        Ok(())
    })?;
    let manifest = manifest.ok_or_else(Refusal::no_manifest)?;
    let broken = |file: String, what: &str| Refusal::Broken { file, what: what.to_owned() };
    for of in &manifest.tables {
        let path = db::copy::path(&of.table);
        if hex(&tables.remove(&path).unwrap_or_default().finalize()) != of.sha256 {
            return Err(broken(path, "its sum is another"));
        }
    }
    if files != manifest.files {
        return Err(broken(files::FILES.to_owned(), "some are missing"));
    }
    let key = key.ok_or_else(|| broken(KEY.to_owned(), "missing"))?;
    let key = MasterKey::parse(&key).map_err(|e| broken(KEY.to_owned(), &e.to_string()))?;
    Ok(Checked { manifest, key, pieces })
}

/// Hands over every piece of a copy, in the order in which they were written, and reads to the end: what was cut off is missed there.
pub(super) fn each(file: &Path, with: &Opening, mut take: impl FnMut(Piece) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let broken = |error: io::Error| Refusal::Broken { file: file.display().to_string(), what: error.to_string() };
    let mut archive = open(file, with)?;
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let name = entry.path().map_err(broken)?.to_string_lossy().into_owned();
        let mut bytes = Vec::with_capacity(usize::try_from(entry.size()).unwrap_or(0).min(32 << 20));
        entry.read_to_end(&mut bytes).map_err(broken)?;
        take(Piece { path: joined(name), bytes })?;
    }
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(broken)?;
    Ok(())
}

/// `tables/visits/000001.jsonl` is a piece of `tables/visits.jsonl`.
fn joined(name: String) -> String {
    match name.strip_suffix(".jsonl").and_then(|rest| rest.rsplit_once('/')) {
        Some((table, _)) if table.starts_with(TABLES) && table.len() > TABLES.len() => format!("{table}.jsonl"),
        _ => name,
    }
}
