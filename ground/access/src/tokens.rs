//! Personal tokens: a program asks for one of the staff, as far as the token's scopes go; machine time.
//!
//! A scope is the acts of one room, either read or changed: `visits:read`. It takes away and never adds: what the
//! person may not do, their token may not do either. The secret is shown once and kept as its hash; whoever has a door
//! no longer has tokens no longer.

use crate::sessions::Token;
use crate::{Act, Actor, Denied, Grant, Resource, Role};
use db::{App, By, DbError, Read, Tx, sql, vault};
use jiff::SignedDuration;
use journal::{Fact, Say as _, Subject};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;
use values::instant::machine_now;
use values::unseen::is_unseen;
use values::{Arg, Explain, FieldFault, Instant, Problem};

/// To make tokens of one's own, and to revoke them; owners revoke everybody's.
pub const KEEP_TOKENS: Act = Act { name: "access.keep_tokens", grants: &[Grant::Desk] };

/// How a token begins, so that it is known for one wherever it is found.
pub const TOKEN_MARK: &str = "butler_";
/// For how many days a token may be made.
pub const TOKEN_DAYS: [i64; 3] = [30, 90, 365];
/// Tokens of one person that stand at the same time.
const MOST: i64 = 20;
/// Letters of a token's name.
const NAME: i64 = 60;
const PLACE: &str = "api_tokens.name_sealed";
/// The last use is written down this often; nobody needs it to the second.
const USED: SignedDuration = SignedDuration::from_mins(10);

/// The acts of one room, read or changed: `visits:read`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// The room.
    pub room: String,
    /// It changes something.
    pub writes: bool,
}

impl Scope {
    /// The scope of an act; `writes` where it is asked to change something.
    pub fn of(act: Act, writes: bool) -> Self {
        Self { room: act.name.split('.').next().unwrap_or_default().to_owned(), writes }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        let (room, what) = name.split_once(':')?;
        let writes = match what {
            "read" => false,
            "write" => true,
            _ => return None,
        };
        (!room.is_empty() && room.bytes().all(|b| b.is_ascii_lowercase())).then(|| Self { room: room.to_owned(), writes })
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.room, if self.writes { "write" } else { "read" })
    }
}

/// What is asked of a new token.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// So that a form sent twice makes one.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// What it may.
    pub scopes: Vec<String>,
    /// For how many days; one of [`TOKEN_DAYS`].
    pub days: i64,
}

/// A token as it stands in the list; the secret is not in it.
#[derive(Debug, Clone)]
pub struct KeptToken {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub person: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// What it may.
    pub scopes: BTreeSet<Scope>,
    /// Since when.
    pub made_at: Instant,
    /// Until when.
    pub ends_at: Instant,
    /// When it was last used, to ten minutes.
    pub used_at: Option<Instant>,
}

/// Whoever comes with a token.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// The token's id.
    pub id: Uuid,
    /// For whom it asks.
    pub actor: Actor,
    /// How far.
    pub scopes: BTreeSet<Scope>,
}

/// No token was made, or none revoked.
#[derive(Debug, thiserror::Error)]
pub enum KeepToken {
    /// Something in the form is to be mended.
    #[error("the form is not complete")]
    Invalid(Vec<FieldFault>),
    /// There is no such token of theirs.
    #[error("no such token")]
    Unknown,
    /// This very form has made its token.
    #[error("the token was made")]
    Made,
    /// Not theirs to keep.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for KeepToken {
    fn explain(&self) -> Problem {
        match self {
            Self::Invalid(faults) => Problem::fields(faults.clone()),
            Self::Unknown => Problem::new(404, "token-unknown"),
            Self::Made => Problem::new(409, "token-made"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// A token was made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TokenMade {
    /// Which.
    pub token: Uuid,
    /// Whose.
    pub person: Uuid,
}

impl Fact for TokenMade {
    const KIND: &'static str = "access.token_made";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("person", self.person)]
    }
}

/// A token was revoked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TokenRevoked {
    /// Which.
    pub token: Uuid,
    /// Whose.
    pub person: Uuid,
}

impl Fact for TokenRevoked {
    const KIND: &'static str = "access.token_revoked";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("person", self.person)]
    }
}

/// What is wrong with what is asked of a new token; `open` are the scopes there are for this person.
fn check(asked: &NewToken, open: &BTreeSet<Scope>) -> Result<BTreeSet<Scope>, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let name = asked.name.trim();
    match i64::try_from(name.chars().count()).unwrap_or(i64::MAX) {
        0 => faults.push(FieldFault::new("name", "missing")),
        n if n > NAME => faults.push(FieldFault::new("name", "too-long").arg("most", Arg::Int(NAME))),
        _ if name.chars().any(is_unseen) => faults.push(FieldFault::new("name", "unreadable")),
        _ => {}
    }
    let scopes: BTreeSet<Scope> = asked.scopes.iter().filter_map(|name| Scope::parse(name)).filter(|scope| open.contains(scope)).collect();
    if scopes.is_empty() {
        faults.push(FieldFault::new("scope", "choose-one"));
    }
    if !TOKEN_DAYS.contains(&asked.days) {
        faults.push(FieldFault::new("days", "choose-one"));
    }
    if faults.is_empty() { Ok(scopes) } else { Err(faults) }
}

/// Makes a token for whoever asks. The secret is told this once. `open` are the scopes there are for this person.
pub async fn make_token(app: &App, who: &Actor, asked: &NewToken, open: &BTreeSet<Scope>) -> Result<Token, KeepToken> {
    who.may(KEEP_TOKENS, &Resource::default())?;
    let person = who.subject().ok_or(KeepToken::Unknown)?;
    let scopes = check(asked, open).map_err(KeepToken::Invalid)?;
    let secret = Token::from_cookie(&format!("{TOKEN_MARK}{}", Token::random()?.as_str()));
    let (secret, scopes) = (&secret, &scopes);
    app.write(who, |tx| async move {
        let now = machine_now();
        // Outlived ones go with the next that is made: the table does not grow with history.
        sql::run(&tx, "DELETE FROM api_tokens WHERE ends_machine_at < $1", vec![now.micros().into()]).await?;
        if sql::one(&tx, "SELECT id FROM api_tokens WHERE id = $1", vec![asked.id.into()]).await?.is_some() {
            return Err(KeepToken::Made);
        }
        let free = free_place(&tx, person).await?.ok_or_else(|| KeepToken::Invalid(vec![FieldFault::new("name", "too-many-tokens")]))?;
        let name = vault::seal(&tx, person, PLACE, asked.name.trim()).await?;
        let words = scopes.iter().map(Scope::to_string).collect::<Vec<_>>().join(" ");
        let ends = now + SignedDuration::from_hours(24 * asked.days);
        let row = vec![asked.id.into(), secret.hash().into(), person.into(), name.into(), words.into(), now.micros().into(), ends.micros().into(), free.into()];
        let query = "INSERT INTO api_tokens (id, token_hash, subject, name_sealed, scopes, made_machine_at, ends_machine_at, nth)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
        if sql::run(&tx, query, row).await? == 0 {
            // Another one of theirs was made meanwhile and has the place: it is counted with the others now.
            return Err(DbError::raced().into());
        }
        tx.say(TokenMade { token: asked.id, person }).await?;
        Ok(())
    })
    .await?;
    Ok(secret.clone())
}

/// The first of a person's places that no token of theirs has: each has a place of its own, so that two made at once are not one too many.
async fn free_place(tx: &Tx, person: Uuid) -> Result<Option<i64>, DbError> {
    let rows = sql::all(tx, "SELECT nth FROM api_tokens WHERE subject = $1", vec![person.into()]).await?;
    let taken = rows.iter().map(|row| row.get::<i64>("nth")).collect::<Result<BTreeSet<_>, _>>()?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    // Those from before there were places may have places beyond the last.
    Ok((1..=MOST).find(|nth| !taken.contains(nth)).filter(|_| taken.len() < most))
}

/// Revokes a token at once: one's own, or anybody's for whoever gives out the keys. Revoking twice is no error.
pub async fn revoke_token(app: &App, who: &Actor, id: Uuid) -> Result<(), KeepToken> {
    who.may(KEEP_TOKENS, &Resource::default())?;
    let everybodys = who.may(crate::GIVE_KEYS, &Resource::default()).is_ok();
    app.write(who, |tx| async move {
        let Some(row) = sql::one(&tx, "SELECT subject FROM api_tokens WHERE id = $1", vec![id.into()]).await? else {
            return Ok(());
        };
        let person: Uuid = row.get("subject")?;
        if !everybodys && who.subject() != Some(person) {
            return Err(KeepToken::Unknown);
        }
        sql::run(&tx, "DELETE FROM api_tokens WHERE id = $1", vec![id.into()]).await?;
        tx.say(TokenRevoked { token: id, person }).await?;
        Ok(())
    })
    .await
}

/// Revokes all tokens of a person: whoever chooses a new password trusts none of what was given out under the old one.
pub(crate) async fn revoke_all(tx: &Tx, person: Uuid) -> Result<(), DbError> {
    let rows = sql::all(tx, "SELECT id FROM api_tokens WHERE subject = $1 ORDER BY id", vec![person.into()]).await?;
    sql::run(tx, "DELETE FROM api_tokens WHERE subject = $1", vec![person.into()]).await?;
    for row in rows {
        tx.say(TokenRevoked { token: row.get("id")?, person }).await?;
    }
    Ok(())
}

/// The tokens that whoever asks may revoke, the newest first.
pub async fn tokens(db: &impl Read, who: &Actor) -> Result<Vec<KeptToken>, KeepToken> {
    who.may(KEEP_TOKENS, &Resource::default())?;
    let everybodys = who.may(crate::GIVE_KEYS, &Resource::default()).is_ok();
    Ok(kept(db, if everybodys { None } else { who.subject() }).await?)
}

async fn kept(db: &impl Read, of: Option<Uuid>) -> Result<Vec<KeptToken>, DbError> {
    let fields = "SELECT id, subject, name_sealed, scopes, made_machine_at, ends_machine_at, used_machine_at FROM api_tokens";
    let now = machine_now().micros();
    let rows = match of {
        Some(person) => {
            let query = format!("{fields} WHERE subject = $1 AND ends_machine_at > $2 ORDER BY id DESC");
            sql::all(db, &query, vec![person.into(), now.into()]).await?
        }
        None => sql::all(db, &format!("{fields} WHERE ends_machine_at > $1 ORDER BY id DESC"), vec![now.into()]).await?,
    };
    let people = rows.iter().map(|row| row.get("subject")).collect::<Result<BTreeSet<Uuid>, _>>()?;
    let keys = vault::keys(db, &people.into_iter().collect::<Vec<_>>()).await?;
    let read = |row: &sql::Row| -> Result<KeptToken, DbError> {
        let person: Uuid = row.get("subject")?;
        Ok(KeptToken {
            id: row.get("id")?,
            person,
            name: keys.open(person, PLACE, &row.get::<Vec<u8>>("name_sealed")?)?.unwrap_or_default(),
            scopes: scopes(row)?,
            made_at: row.at("made_machine_at")?,
            ends_at: row.at("ends_machine_at")?,
            used_at: row.maybe_at("used_machine_at")?,
        })
    };
    rows.iter().map(read).collect()
}

fn scopes(row: &sql::Row) -> Result<BTreeSet<Scope>, DbError> {
    Ok(row.get::<String>("scopes")?.split(' ').filter_map(Scope::parse).collect())
}

/// Who comes with this secret; `None` where it is no token that stands. The role is read anew each time.
pub async fn bearer(app: &App, secret: &str) -> Result<Option<Bearer>, DbError> {
    let now = machine_now();
    let query = "SELECT api_tokens.id AS id, api_tokens.subject AS subject, api_tokens.scopes AS scopes, api_tokens.used_machine_at AS used_machine_at,
                        logins.role AS role
                 FROM api_tokens JOIN logins ON logins.person = api_tokens.subject
                 WHERE api_tokens.token_hash = $1 AND api_tokens.ends_machine_at > $2";
    let hash = Token::from_cookie(secret).hash();
    let Some(row) = sql::one(&app.read().await?, query, vec![hash.into(), now.micros().into()]).await? else {
        return Ok(None);
    };
    let id: Uuid = row.get("id")?;
    let role = Role::parse(&row.get::<String>("role")?).ok_or_else(|| DbError::corrupt("a login of an unknown role"))?;
    if row.maybe_at("used_machine_at")?.is_none_or(|used| used + USED <= now) {
        app.write(By::house(), |tx: Tx| async move {
            sql::run(&tx, "UPDATE api_tokens SET used_machine_at = $2 WHERE id = $1", vec![id.into(), now.micros().into()]).await.map(drop)
        })
        .await?;
    }
    Ok(Some(Bearer { id, actor: Actor::Staff(row.get("subject")?, role), scopes: scopes(&row)? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEE: Act = Act { name: "visits.see_day", grants: &[Grant::Desk] };

    #[test]
    fn a_scope_is_a_room_read_or_changed() {
        assert_eq!(Scope::of(SEE, false).to_string(), "visits:read");
        assert_eq!(Scope::parse("visits:write"), Some(Scope::of(SEE, true)));
        for strange in ["visits", "visits:", ":read", "visits:all", "Visits:read", "visits:read:more", ""] {
            assert_eq!(Scope::parse(strange), None, "{strange}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_token_is_said_beside_its_field() {
        let open = BTreeSet::from([Scope::of(SEE, false)]);
        let asked = |name: &str, scopes: &[&str], days| NewToken {
            id: Uuid::nil(),
            name: name.to_owned(),
            scopes: scopes.iter().map(|s| (*s).to_owned()).collect(),
            days,
        };
        let faults = |asked: NewToken| check(&asked, &open).unwrap_err().iter().map(|f| (f.field, f.kind)).collect::<Vec<_>>();
        assert!(check(&asked("1С", &["visits:read"], 30), &open).is_ok());
        assert_eq!(faults(asked(" ", &[], 31)), [("name", "missing"), ("scope", "choose-one"), ("days", "choose-one")]);
        assert_eq!(faults(asked(&"я".repeat(61), &["visits:read"], 30)), [("name", "too-long")]);
        // What is not open to the person is not given to their token.
        assert_eq!(faults(asked("1С", &["visits:write", "people:read"], 30)), [("scope", "choose-one")]);
    }
}
