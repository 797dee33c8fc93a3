//! Sessions: a random token in the cookie, its hash in the database, machine time.

use crate::acting::acting;
use crate::{Actor, Role};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use db::{DbError, Read, Tx, sql};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use values::instant::machine_now;

/// What the cookie holds: 32 random bytes, shown once.
#[derive(Clone)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// 32 random bytes.
    pub(crate) fn random() -> Result<Self, DbError> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|e| DbError::Other(e.to_string()))?;
        Ok(Self(BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }
    /// From a cookie.
    pub fn from_cookie(value: &str) -> Self {
        Self(value.to_owned())
    }
    /// For the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    pub(crate) fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

/// A client stays signed in for 90 days, staff for a shift.
const CLIENT: SignedDuration = SignedDuration::from_hours(90 * 24);
const STAFF: SignedDuration = SignedDuration::from_hours(14);
/// The role in a session of somebody of a client's household.
const MEMBER: &str = "member";

/// Opens a session for a client or one of the staff.
pub async fn open_session(tx: &Tx, actor: &Actor) -> Result<Token, DbError> {
    let (kind, identity, role, lasts) = match actor {
        Actor::Client(id) => ("client", *id, None, CLIENT),
        Actor::Member(acting) => ("client", acting.person, Some(MEMBER), CLIENT),
        Actor::Staff(id, role) => ("staff", *id, Some(role.name()), STAFF),
        Actor::House | Actor::Visitor => return Err(DbError::Refused("session".to_owned())),
    };
    let token = Token::random()?;
    let now = machine_now();
    // One row in, the outlived ones out: the table does not grow with history.
    sql::run(tx, "DELETE FROM sessions WHERE ends_machine_at < $1", vec![now.micros().into()]).await?;
    let row = vec![token.hash().into(), kind.into(), identity.into(), role.into(), now.micros().into(), (now + lasts).micros().into()];
    sql::run(tx, "INSERT INTO sessions (token_hash, kind, identity, role, opened_machine_at, ends_machine_at) VALUES ($1, $2, $3, $4, $5, $6)", row).await?;
    Ok(token)
}

/// Whose session this is; a visitor's when there is none or it has ended.
pub async fn session(db: &impl Read, token: &Token) -> Result<Actor, DbError> {
    let query = "SELECT kind, identity, role FROM sessions WHERE token_hash = $1 AND ends_machine_at > $2";
    let Some(row) = sql::one(db, query, vec![token.hash().into(), machine_now().micros().into()]).await? else {
        return Ok(Actor::Visitor);
    };
    let identity: Uuid = row.get("identity")?;
    let role: Option<String> = row.get("role")?;
    match (row.get::<String>("kind")?.as_str(), role.as_deref().and_then(Role::parse)) {
        ("client", None) if role.is_none() => Ok(Actor::Client(identity)),
        ("client", None) if role.as_deref() == Some(MEMBER) => Ok(acting(db, identity).await?.map_or(Actor::Visitor, Actor::Member)),
        ("staff", Some(role)) => Ok(Actor::Staff(identity, role)),
        _ => Err(DbError::corrupt("a session of an unknown kind")),
    }
}

/// Ends all sessions of one person: their password or role changed.
pub async fn close_sessions_of(tx: &Tx, identity: Uuid) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM sessions WHERE identity = $1", vec![identity.into()]).await?;
    Ok(())
}

/// Ends a session; ending it twice is no error.
pub async fn close_session(tx: &Tx, token: &Token) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM sessions WHERE token_hash = $1", vec![token.hash().into()]).await?;
    Ok(())
}
