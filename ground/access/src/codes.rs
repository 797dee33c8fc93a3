//! One-time codes: six digits, ten minutes, five tries. The message with a code may carry a link that stands for it.
//!
//! The code is kept sealed under its subject's key, not hashed: the hash of six digits hides nothing,
//! and the message with it is composed when it is sent.

use crate::limits::{Limit, Limited, take_apart};
use db::{App, DbError, Read, Tx, sql, vault};
use jiff::SignedDuration;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;
use values::{Explain, FieldFault, Lang, Problem, hex};

values::typed_id!(
    /// An issued code.
    CodeId
);

/// How long a code may be used, in minutes of house time.
pub const CODE_MINUTES: i64 = 10;
const TRIES: Limit = Limit { times: 5, minutes: 10 };

/// The code is wrong, too old, or was tried too often; which, is not told.
#[derive(Debug, thiserror::Error)]
pub enum WrongCode {
    /// Refused.
    #[error("the code does not fit")]
    Wrong,
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for WrongCode {
    fn explain(&self) -> Problem {
        match self {
            Self::Wrong => Problem::fields(vec![FieldFault::new("code", "wrong-code")]),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Issues a code for a subject, to be told in a language. Earlier codes of the subject stop working.
pub async fn issue_code(tx: &Tx, subject: Uuid, lang: Lang) -> Result<CodeId, DbError> {
    let id: CodeId = tx.id();
    let code = format!("{:06}", tx.random_below(1_000_000));
    let sealed = vault::seal(tx, subject, "codes.code_sealed", &code).await?;
    let now = tx.now();
    sql::run(tx, "UPDATE codes SET ends_at = $2 WHERE subject = $1 AND used_at IS NULL AND ends_at > $2", vec![subject.into(), now.micros().into()]).await?;
    let ends = now + SignedDuration::from_mins(CODE_MINUTES);
    let row = vec![id.uuid().into(), subject.into(), sealed.into(), ends.micros().into(), lang.tag().into()];
    sql::run(tx, "INSERT INTO codes (id, subject, code_sealed, ends_at, lang) VALUES ($1, $2, $3, $4, $5)", row).await?;
    Ok(id)
}

/// The code's digits while it may still be used, and the language to tell them in; `None` afterwards.
pub async fn code_text(db: &impl Read, id: CodeId) -> Result<Option<(String, Lang)>, DbError> {
    let query = "SELECT subject, code_sealed, lang FROM codes WHERE id = $1 AND used_at IS NULL AND ends_at > $2";
    let Some(row) = sql::one(db, query, vec![id.uuid().into(), db.now().micros().into()]).await? else {
        return Ok(None);
    };
    let subject: Uuid = row.get("subject")?;
    let code = vault::keys(db, &[subject]).await?.open(subject, "codes.code_sealed", &row.get::<Vec<u8>>("code_sealed")?)?;
    let lang = Lang::parse(&row.get::<String>("lang")?).unwrap_or_default();
    Ok(code.map(|code| (code, lang)))
}

/// What a link in the message with the code carries in the place of the digits: computed from the code's id, stored nowhere,
/// good for as long as the code is, and spent with it.
pub fn link_key(db: &impl Read, id: CodeId) -> String {
    db.app().vault().blind("codes.link", &id.to_string()).get(..16).map(hex).unwrap_or_default()
}

/// Would this key be taken in the place of the subject's code? For the page that a link opens: looking at it spends nothing.
pub async fn link_stands(db: &impl Read, subject: Uuid, key: &str) -> Result<bool, DbError> {
    let row = sql::one(db, STANDING, vec![subject.into(), db.now().micros().into()]).await?;
    let id = row.map(|row| row.get::<Uuid>("id")).transpose()?;
    Ok(id.is_some_and(|id| is_key(db, CodeId::from(id), key)))
}

fn is_key(db: &impl Read, id: CodeId, given: &str) -> bool {
    let key = link_key(db, id);
    !key.is_empty() && bool::from(key.as_bytes().ct_eq(given.trim().as_bytes()))
}

const STANDING: &str = "SELECT id, code_sealed FROM codes WHERE subject = $1 AND used_at IS NULL AND ends_at > $2 ORDER BY id DESC LIMIT 1";

/// Counts a try at a subject's code, before the transaction that checks it: a refused use case has still been tried.
pub async fn count_try(app: &App, subject: Uuid) -> Result<(), Limited> {
    take_apart(app, &format!("code:{subject}"), TRIES).await
}

/// Takes a code, or the key of its link, as proof that the subject's phone or mail is at hand. It works once. [`count_try`] comes first.
pub async fn check_code(tx: &Tx, subject: Uuid, given: &str) -> Result<(), WrongCode> {
    let values = vec![subject.into(), tx.now().micros().into()];
    let row = sql::one(tx, STANDING, values).await?.ok_or(WrongCode::Wrong)?;
    let sealed: Vec<u8> = row.get("code_sealed")?;
    let code = vault::keys(tx, &[subject]).await?.open(subject, "codes.code_sealed", &sealed)?.ok_or(WrongCode::Wrong)?;
    let digits: String = given.chars().filter(char::is_ascii_digit).collect();
    let id: Uuid = row.get("id")?;
    if !bool::from(code.as_bytes().ct_eq(digits.as_bytes())) && !is_key(tx, CodeId::from(id), given) {
        return Err(WrongCode::Wrong);
    }
    let used = sql::run(tx, "UPDATE codes SET used_at = $2 WHERE id = $1 AND used_at IS NULL", vec![id.into(), tx.now().micros().into()]).await?;
    // Pressed twice at once: from the start, where the first press is seen.
    if used == 1 { Ok(()) } else { Err(DbError::raced().into()) }
}
