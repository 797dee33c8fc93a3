//! Sealed fields: personal text encrypted under the key of the person it is about.
//!
//! Each subject has a random data key, wrapped by the master key; destroying it is erasure.
//! XChaCha20-Poly1305; the associated data is `table.column|subject`, so a value cannot be moved
//! to another field or person. Exact search goes by a keyed hash ([`Vault::blind`], HMAC-SHA-256).

use crate::error::ERASED;
use crate::{Backend, DbError, MasterKey, Read, Tx, sql};
use chacha20poly1305::aead::{Aead, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, OnceLock, PoisonError};
use uuid::Uuid;
use values::hex;
use zeroize::Zeroizing;

/// Version byte of the sealed form: 1, then a nonce of 24 bytes, then the ciphertext.
const FORM: u8 = 1;
const NONCE: usize = 24;

/// What the master key opens.
///
/// The master key only wraps: the keys of the subjects, and the house's own two. All of them outlive it.
pub struct Vault {
    wrap: Zeroizing<[u8; 32]>,
    /// With what a house begins.
    first: HouseKeys,
    /// What the house has stored.
    own: OnceLock<HouseKeys>,
    fingerprint: String,
    /// Data keys that were opened, by their wrapped form: it is read anew each time, and where its row is gone, nothing leads to the key.
    opened: Mutex<HashMap<(Uuid, Vec<u8>), Key>>,
}

/// So many opened keys are kept: those of a day's work, in some hundred kilobytes.
const OPENED: usize = 4_000;

/// The house's own keys: of keyed hashes, and of what is about nobody in particular.
struct HouseKeys {
    hash: Zeroizing<[u8; 32]>,
    own: Zeroizing<[u8; 32]>,
}

impl Vault {
    pub(crate) fn new(master: &MasterKey) -> Result<Self, DbError> {
        let hkdf = Hkdf::<Sha256>::new(None, master.0.as_slice());
        let derive = |what: &str| -> Result<Zeroizing<[u8; 32]>, DbError> {
            let mut key = Zeroizing::new([0_u8; 32]);
            hkdf.expand(what.as_bytes(), key.as_mut_slice()).map_err(|_| DbError::Other("key derivation".to_owned()))?;
            Ok(key)
        };
        let fingerprint = hex(derive("butler fingerprint 1")?.split_at(8).0);
        let first = HouseKeys { hash: derive("butler blind 1")?, own: derive("butler own 1")? };
        Ok(Self { wrap: derive("butler wrap 1")?, first, own: OnceLock::new(), fingerprint, opened: Mutex::default() })
    }

    fn house(&self) -> &HouseKeys {
        self.own.get().unwrap_or(&self.first)
    }

    /// The data key of a subject.
    fn data_key(&self, subject: Uuid, wrapped: Vec<u8>) -> Result<Key, DbError> {
        let row = (subject, wrapped);
        if let Some(key) = self.opened.lock().unwrap_or_else(PoisonError::into_inner).get(&row) {
            return Ok(key.clone());
        }
        let key = unwrap(&self.wrap, SUBJECT, subject, &row.1)?;
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.len() >= OPENED {
            opened.clear();
        }
        opened.insert(row, key.clone());
        Ok(key)
    }

    /// Tells two master keys apart without telling either.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// A name for a limit that tells nobody whose it is: `purpose:` and half of the keyed hash, in hex.
    pub fn blind_name(&self, purpose: &str, value: &str) -> String {
        format!("{purpose}:{}", self.blind(purpose, value).get(..16).map(hex).unwrap_or_default())
    }

    /// A keyed hash of a normalised value, to find it again without storing it.
    pub fn blind(&self, purpose: &str, value: &str) -> Vec<u8> {
        use hmac::digest::KeyInit as _;
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.house().hash.as_slice()) else {
            return Vec::new();
        };
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }
}

impl Vault {
    /// Seals bytes of the house itself, about nobody in particular: an answer kept for its idempotency key.
    pub fn seal_own(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>, DbError> {
        encrypt(&self.house().own, place, Uuid::nil(), plain)
    }
    /// Opens what [`Vault::seal_own`] sealed.
    pub fn open_own(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, DbError> {
        decrypt(&self.house().own, place, Uuid::nil(), sealed)
    }
}

const SUBJECT: &str = "subject_keys.wrapped";
const HOUSE: &str = "house_keys.wrapped";

/// Reads the house's own keys, or makes them in a new house.
pub(crate) async fn settle_house_keys(tx: &Tx) -> Result<(), DbError> {
    let vault = tx.app().vault();
    let mut found = house_keys(tx).await?;
    for (name, first) in [("hash", &vault.first.hash), ("own", &vault.first.own)] {
        if !found.contains_key(name) {
            let wrapped = encrypt(&vault.wrap, HOUSE, Uuid::nil(), first.as_slice())?;
            sql::run(tx, "INSERT INTO house_keys (name, wrapped) VALUES ($1, $2)", vec![name.into(), wrapped.into()]).await?;
            found.insert(name.to_owned(), first.clone());
        }
    }
    take_house_keys(vault, found);
    Ok(())
}

async fn house_keys(db: &impl Read) -> Result<HashMap<String, Key>, DbError> {
    let vault = db.app().vault();
    let rows = sql::all(db, "SELECT name, wrapped FROM house_keys", vec![]).await?;
    rows.iter().map(|row| Ok((row.get("name")?, open_house_key(vault, &row.get::<Vec<u8>>("wrapped")?)?))).collect()
}

/// Goes by the house's own keys as they are stored, and changes nothing.
pub(crate) async fn read_house_keys(db: &impl Read) -> Result<(), DbError> {
    take_house_keys(db.app().vault(), house_keys(db).await?);
    Ok(())
}

fn take_house_keys(vault: &Vault, mut found: HashMap<String, Key>) {
    if let (Some(hash), Some(own)) = (found.remove("hash"), found.remove("own")) {
        // Already there when the transaction had to run again.
        let _the_same = vault.own.set(HouseKeys { hash, own });
    }
}

/// Wraps all keys anew under another master key; how many.
pub(crate) async fn rewrap(tx: &Tx, under: &Vault) -> Result<usize, DbError> {
    let vault = tx.app().vault();
    let again = |place: &str, subject: Uuid, wrapped: &[u8]| {
        let key = unwrap(&vault.wrap, place, subject, wrapped)?;
        encrypt(&under.wrap, place, subject, key.as_slice())
    };
    let mut done = 0;
    for row in sql::all(tx, "SELECT name, wrapped FROM house_keys", vec![]).await? {
        let wrapped = again(HOUSE, Uuid::nil(), &row.get::<Vec<u8>>("wrapped")?)?;
        sql::run(tx, "UPDATE house_keys SET wrapped = $2 WHERE name = $1", vec![row.get::<String>("name")?.into(), wrapped.into()]).await?;
        done += 1;
    }
    let mut after = Uuid::nil();
    loop {
        let page = subject_page(tx, after).await?;
        let Some((last, _)) = page.last() else {
            return Ok(done);
        };
        after = *last;
        for (subject, wrapped) in page {
            let wrapped = again(SUBJECT, subject, &wrapped)?;
            sql::run(tx, "UPDATE subject_keys SET wrapped = $2 WHERE subject = $1", vec![subject.into(), wrapped.into()]).await?;
            done += 1;
        }
    }
}

/// Tries every data key; how many there are, and whose do not open.
pub(crate) async fn try_all(db: &impl Read) -> Result<(usize, Vec<Uuid>), DbError> {
    let (mut after, mut seen, mut broken) = (Uuid::nil(), 0, Vec::new());
    loop {
        let page = subject_page(db, after).await?;
        let Some((last, _)) = page.last() else {
            return Ok((seen, broken));
        };
        after = *last;
        seen += page.len();
        broken
            .extend(page.iter().filter(|(subject, wrapped)| unwrap(&db.app().vault().wrap, SUBJECT, *subject, wrapped).is_err()).map(|(subject, _)| *subject));
    }
}

async fn subject_page(db: &impl Read, after: Uuid) -> Result<Vec<(Uuid, Vec<u8>)>, DbError> {
    let query = "SELECT subject, wrapped FROM subject_keys WHERE wrapped IS NOT NULL AND subject > $1 ORDER BY subject LIMIT 500";
    sql::all(db, query, vec![after.into()]).await?.iter().map(|row| Ok((row.get("subject")?, row.get("wrapped")?))).collect()
}

fn unwrap(wrap: &[u8; 32], place: &str, subject: Uuid, wrapped: &[u8]) -> Result<Zeroizing<[u8; 32]>, DbError> {
    let bytes = Zeroizing::new(decrypt(wrap, place, subject, wrapped)?);
    let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| DbError::corrupt("a data key of a wrong length"))?;
    Ok(Zeroizing::new(key))
}

/// A subject's data key, opened.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// The opened data keys of some subjects.
pub struct Keys(HashMap<Uuid, Key>);

/// Opens the keys of these subjects with one query. Erased or unknown subjects are absent.
pub async fn keys(db: &impl Read, subjects: &[Uuid]) -> Result<Keys, DbError> {
    let mut keys = HashMap::new();
    let each: BTreeSet<Uuid> = subjects.iter().copied().collect();
    for row in sql::about(db, "SELECT subject, wrapped FROM subject_keys WHERE wrapped IS NOT NULL AND subject IN ($ids)", vec![], each).await? {
        let subject: Uuid = row.get("subject")?;
        keys.insert(subject, db.app().vault().data_key(subject, row.get("wrapped")?)?);
    }
    Ok(Keys(keys))
}

impl Keys {
    /// Does the subject's key still stand?
    pub fn has(&self, subject: Uuid) -> bool {
        self.0.contains_key(&subject)
    }
    /// Opens a sealed text; `None` when the subject was erased.
    pub fn open(&self, subject: Uuid, place: &str, sealed: &[u8]) -> Result<Option<String>, DbError> {
        let text = |plain| String::from_utf8(plain).map_err(|_| DbError::corrupt("a sealed text is not UTF-8"));
        self.open_bytes(subject, place, sealed)?.map(text).transpose()
    }
    /// Opens sealed bytes; `None` when the subject was erased.
    pub fn open_bytes(&self, subject: Uuid, place: &str, sealed: &[u8]) -> Result<Option<Vec<u8>>, DbError> {
        self.0.get(&subject).map(|key| decrypt(key, place, subject, sealed)).transpose()
    }
}

/// Seals a text for `place` (`table.column`) under the subject's key, making the key at first need.
pub async fn seal(tx: &Tx, subject: Uuid, place: &str, text: &str) -> Result<Vec<u8>, DbError> {
    seal_bytes(tx, subject, place, text.as_bytes()).await
}

/// Seals bytes that lie elsewhere, as a file does, for a place that names them.
pub async fn seal_bytes(tx: &Tx, subject: Uuid, place: &str, plain: &[u8]) -> Result<Vec<u8>, DbError> {
    if let Some(key) = tx.known_key(subject) {
        return encrypt(&key, place, subject, plain);
    }
    let key = match keys(tx, &[subject]).await?.0.remove(&subject) {
        Some(key) => key,
        None => made(tx, subject).await?,
    };
    let sealed = encrypt(&key, place, subject, plain);
    tx.keep_key(subject, key);
    sealed
}

/// A fresh key of a subject, and as it is stored.
pub(crate) fn fresh_key(vault: &Vault, subject: Uuid) -> Result<(Key, Vec<u8>), DbError> {
    let mut key = Zeroizing::new([0_u8; 32]);
    getrandom::fill(key.as_mut_slice()).map_err(|e| DbError::Other(e.to_string()))?;
    let wrapped = encrypt(&vault.wrap, SUBJECT, subject, key.as_slice())?;
    Ok((key, wrapped))
}

/// One of the house's own keys, opened: whoever leaves with everything takes it along, or nothing is found by its hash again.
pub(crate) fn open_house_key(vault: &Vault, wrapped: &[u8]) -> Result<Key, DbError> {
    unwrap(&vault.wrap, HOUSE, Uuid::nil(), wrapped)
}

/// One of the house's own keys, under this master key.
pub(crate) fn wrap_house_key(vault: &Vault, key: &[u8]) -> Result<Vec<u8>, DbError> {
    encrypt(&vault.wrap, HOUSE, Uuid::nil(), key)
}

/// A subject's key is made at first need.
async fn made(tx: &Tx, subject: Uuid) -> Result<Key, DbError> {
    let vault = tx.app().vault();
    let (key, wrapped) = fresh_key(vault, subject)?;
    // Nothing is wrapped under a master key that was changed a moment ago: a change waits for this row's readers.
    let share = if tx.app().backend() == Backend::Postgres { "FOR SHARE" } else { "" };
    let query = format!(
        "INSERT INTO subject_keys (subject, wrapped, made_at) SELECT $1, $2, $3 FROM house WHERE id = 1 AND master_fingerprint = $4 {share}
         ON CONFLICT (subject) DO NOTHING"
    );
    let row = vec![subject.into(), wrapped.into(), tx.now().micros().into(), vault.fingerprint.clone().into()];
    // A subject whose key was destroyed keeps its row: nothing can be sealed for it again.
    if sql::run(tx, &query, row).await? == 0 {
        let known = sql::one(tx, "SELECT wrapped FROM subject_keys WHERE subject = $1", vec![subject.into()]).await?;
        if known.is_none() && sql::one(tx, "SELECT id FROM house WHERE master_fingerprint = $1", vec![vault.fingerprint.clone().into()]).await?.is_none() {
            return Err(DbError::Refused("the master key was changed: this process must be started anew".to_owned()));
        }
        let erased = known.map(|row| row.get::<Option<Vec<u8>>>("wrapped")).transpose()?.flatten().is_none();
        // Another transaction made the key a moment ago: from the start, where it is seen.
        return Err(if erased { DbError::Refused(ERASED.to_owned()) } else { DbError::raced() });
    }
    Ok(key)
}

/// Destroys a subject's key: all that was sealed under it is gone for good.
pub async fn erase(tx: &Tx, subject: Uuid) -> Result<(), DbError> {
    tx.forget_key(subject);
    sql::run(
        tx,
        "UPDATE subject_keys SET wrapped = NULL, erased_at = $2 WHERE subject = $1 AND wrapped IS NOT NULL",
        vec![subject.into(), tx.now().micros().into()],
    )
    .await?;
    Ok(())
}

/// Holds a subject until the transaction is over: whoever erases them holds them first, and finds what was kept for them meanwhile. `false`: they are
/// erased, or nobody is known by this id.
pub async fn hold(tx: &Tx, subject: Uuid) -> Result<bool, DbError> {
    // SQLite lets one write at a time anyway.
    let lock = if tx.app().backend() == Backend::Postgres { "FOR NO KEY UPDATE" } else { "" };
    let query = format!("SELECT subject FROM subject_keys WHERE subject = $1 AND wrapped IS NOT NULL {lock}");
    Ok(sql::one(tx, &query, vec![subject.into()]).await?.is_some())
}

/// Moves what was sealed for one subject under another's key, as when a guest becomes a client.
pub async fn reseal(tx: &Tx, from: Uuid, to: Uuid, places: (&str, &str), sealed: &[u8]) -> Result<Vec<u8>, DbError> {
    let text = keys(tx, &[from]).await?.open(from, places.0, sealed)?.ok_or_else(|| DbError::Refused(ERASED.to_owned()))?;
    seal(tx, to, places.1, &text).await
}

fn associated(place: &str, subject: Uuid) -> Vec<u8> {
    format!("{place}|{subject}").into_bytes()
}

fn encrypt(key: &[u8; 32], place: &str, subject: Uuid, plain: &[u8]) -> Result<Vec<u8>, DbError> {
    let mut nonce = [0_u8; NONCE];
    getrandom::fill(&mut nonce).map_err(|e| DbError::Other(e.to_string()))?;
    let aad = associated(place, subject);
    let sealed = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &aad })
        .map_err(|_| DbError::Other("sealing failed".to_owned()))?;
    let mut out = Vec::with_capacity(1 + NONCE + sealed.len());
    out.push(FORM);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Ok(out)
}

fn decrypt(key: &[u8; 32], place: &str, subject: Uuid, sealed: &[u8]) -> Result<Vec<u8>, DbError> {
    let broken = || DbError::corrupt(format!("{place} of {subject} does not open"));
    let Some((&FORM, rest)) = sealed.split_first() else {
        return Err(broken());
    };
    let (nonce, body) = rest.split_at_checked(NONCE).ok_or_else(broken)?;
    let nonce = <[u8; NONCE]>::try_from(nonce).map_err(|_| broken())?;
    let aad = associated(place, subject);
    XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(nonce), Payload { msg: body, aad: &aad }).map_err(|_| broken())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_field_opens_only_where_and_for_whom_it_was_sealed() {
        let key = [7; 32];
        let (anna, boris) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let sealed = encrypt(&key, "clients.name", anna, "Анна".as_bytes()).unwrap();
        assert_eq!(decrypt(&key, "clients.name", anna, &sealed).unwrap(), "Анна".as_bytes());
        assert!(decrypt(&key, "clients.phone", anna, &sealed).is_err());
        assert!(decrypt(&key, "clients.name", boris, &sealed).is_err());
        let mut bent = sealed.clone();
        *bent.last_mut().unwrap() ^= 1;
        assert!(decrypt(&key, "clients.name", anna, &bent).is_err());
    }

    #[test]
    fn a_keyed_hash_differs_by_purpose_and_by_house() {
        let one = Vault::new(&MasterKey(Zeroizing::new([1; 32]))).unwrap();
        let two = Vault::new(&MasterKey(Zeroizing::new([2; 32]))).unwrap();
        assert_eq!(one.blind("phone", "+7"), one.blind("phone", "+7"));
        assert_ne!(one.blind("phone", "+7"), one.blind("home", "+7"));
        assert_ne!(one.blind("phone", "+7"), two.blind("phone", "+7"));
        assert_ne!(one.fingerprint(), two.fingerprint());
    }
}
