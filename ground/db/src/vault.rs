//! Sealed fields: personal text encrypted under the key of the person it is about.
//!
//! Each subject has a random data key, wrapped by the master key; destroying it is erasure.
//! XChaCha20-Poly1305; the associated data is `table.column|subject`, so a value cannot be moved
//! to another field or person. Exact search goes by a keyed hash ([`Vault::blind`], HMAC-SHA-256).

use crate::{DbError, MasterKey, Read, Tx, sql};
use chacha20poly1305::aead::{Aead, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sea_orm::Value;
use sha2::Sha256;
use std::collections::HashMap;
use uuid::Uuid;
use values::hex;
use zeroize::Zeroizing;

/// Version byte of the sealed form: 1, then a nonce of 24 bytes, then the ciphertext.
const FORM: u8 = 1;
const NONCE: usize = 24;

/// What the master key opens.
pub struct Vault {
    wrap: Zeroizing<[u8; 32]>,
    hash: Zeroizing<[u8; 32]>,
    fingerprint: String,
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
        Ok(Self { wrap: derive("butler wrap 1")?, hash: derive("butler blind 1")?, fingerprint })
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
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.hash.as_slice()) else {
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
        encrypt(&self.wrap, place, Uuid::nil(), plain)
    }
    /// Opens what [`Vault::seal_own`] sealed.
    pub fn open_own(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, DbError> {
        decrypt(&self.wrap, place, Uuid::nil(), sealed)
    }
}

/// The opened data keys of some subjects.
pub struct Keys(HashMap<Uuid, Zeroizing<[u8; 32]>>);

/// Opens the keys of these subjects with one query. Erased or unknown subjects are absent.
pub async fn keys(db: &impl Read, subjects: &[Uuid]) -> Result<Keys, DbError> {
    let mut keys = HashMap::new();
    for some in subjects.chunks(500) {
        let query = format!("SELECT subject, wrapped FROM subject_keys WHERE wrapped IS NOT NULL AND subject IN ({})", sql::places(1, some.len()));
        for row in sql::all(db, &query, some.iter().map(|id| Value::from(*id)).collect()).await? {
            let subject: Uuid = row.get("subject")?;
            let wrapped: Vec<u8> = row.get("wrapped")?;
            let bytes = Zeroizing::new(decrypt(&db.app().vault().wrap, "subject_keys.wrapped", subject, &wrapped)?);
            let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| DbError::corrupt("a data key of a wrong length"))?;
            keys.insert(subject, Zeroizing::new(key));
        }
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
    let mut known = keys(tx, &[subject]).await?;
    if known.0.is_empty() {
        let mut key = Zeroizing::new([0_u8; 32]);
        getrandom::fill(key.as_mut_slice()).map_err(|e| DbError::Other(e.to_string()))?;
        let wrapped = encrypt(&tx.app().vault().wrap, "subject_keys.wrapped", subject, key.as_slice())?;
        let row = vec![subject.into(), wrapped.into(), tx.now().micros().into()];
        // A subject whose key was destroyed keeps its row: nothing can be sealed for it again.
        let made = sql::run(tx, "INSERT INTO subject_keys (subject, wrapped, made_at) VALUES ($1, $2, $3) ON CONFLICT (subject) DO NOTHING", row).await?;
        if made == 0 {
            let known = sql::one(tx, "SELECT wrapped FROM subject_keys WHERE subject = $1", vec![subject.into()]).await?;
            let erased = known.map(|row| row.get::<Option<Vec<u8>>>("wrapped")).transpose()?.flatten().is_none();
            // Another transaction made the key a moment ago: from the start, where it is seen.
            return Err(if erased { DbError::Refused("erased".to_owned()) } else { DbError::raced() });
        }
        known.0.insert(subject, key);
    }
    let key = known.0.get(&subject).ok_or_else(|| DbError::corrupt("a data key"))?;
    encrypt(key, place, subject, plain)
}

/// Destroys a subject's key: all that was sealed under it is gone for good.
pub async fn erase(tx: &Tx, subject: Uuid) -> Result<(), DbError> {
    sql::run(
        tx,
        "UPDATE subject_keys SET wrapped = NULL, erased_at = $2 WHERE subject = $1 AND wrapped IS NOT NULL",
        vec![subject.into(), tx.now().micros().into()],
    )
    .await?;
    Ok(())
}

/// Moves what was sealed for one subject under another's key, as when a guest becomes a client.
pub async fn reseal(tx: &Tx, from: Uuid, to: Uuid, places: (&str, &str), sealed: &[u8]) -> Result<Vec<u8>, DbError> {
    let text = keys(tx, &[from]).await?.open(from, places.0, sealed)?.ok_or_else(|| DbError::Refused("erased".to_owned()))?;
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
