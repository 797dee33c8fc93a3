//! The second factor of staff: a code that changes every thirty seconds (RFC 6238), and ten recovery codes on paper; machine time.

use crate::codes::WrongCode;
use crate::limits::{Limit, Limited, take_apart};
use crate::passwords::NotSignedIn;
use crate::sessions::{Token, open_session};
use crate::tickets::{Purpose, Ticket, issue_ticket, spend_ticket, ticket};
use crate::{Act, Actor, Denied, Grant, Resource, Role, check_password};
use db::{App, DbError, Read, Tx, sql, vault};
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;
use values::instant::machine_now;
use values::{Explain, FieldFault, Problem};

/// To set up, and to end, one's own second factor.
pub const OWN_FACTOR: Act = Act { name: "access.own_factor", grants: &[Grant::Cleaner, Grant::Desk] };
/// To give out links by which staff join and choose passwords, and to ask a role for the second factor.
pub const GIVE_KEYS: Act = Act { name: "access.give_keys", grants: &[Grant::Owner] };

/// What is typed or scanned into an authenticator: base32.
#[derive(Clone, PartialEq, Eq)]
pub struct FactorSecret(String);

impl std::fmt::Debug for FactorSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FactorSecret(…)")
    }
}

impl FactorSecret {
    /// In groups of four, as one copies it by hand.
    pub fn grouped(&self) -> String {
        self.0.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
    }
    /// `otpauth://…` for a QR code. House and login are percent-encoded.
    pub fn address(&self, house: &str, login: &str) -> String {
        format!("otpauth://totp/{}:{}?secret={}&issuer={}", encoded(house), encoded(login), self.0, encoded(house))
    }
    fn totp(&self) -> Result<Totp, DbError> {
        let secret = Secret::try_from_base32(&self.0).map_err(|_| DbError::corrupt("a second factor's secret"))?;
        Builder::new().with_secret(secret).with_skew(1).build().map_err(|_| DbError::corrupt("a second factor's secret"))
    }
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Where somebody stands with the second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Factor {
    /// Without one.
    None,
    /// Scanned, not yet proved by a code.
    Begun(FactorSecret),
    /// Asked for at each coming in.
    On,
}

const PLACE: &str = "second_factors.secret_sealed";
const TRIES: Limit = Limit { times: 5, minutes: 10 };
/// Recovery codes are given so many at once.
const RECOVERY: usize = 10;

/// Where this person stands.
pub async fn factor(db: &impl Read, person: Uuid) -> Result<Factor, DbError> {
    let Some(row) = sql::one(db, "SELECT secret_sealed, confirmed_machine_at FROM second_factors WHERE subject = $1", vec![person.into()]).await? else {
        return Ok(Factor::None);
    };
    if row.get::<Option<i64>>("confirmed_machine_at")?.is_some() {
        return Ok(Factor::On);
    }
    Ok(secret(db, person).await?.map_or(Factor::None, Factor::Begun))
}

async fn secret(db: &impl Read, person: Uuid) -> Result<Option<FactorSecret>, DbError> {
    let Some(row) = sql::one(db, "SELECT secret_sealed FROM second_factors WHERE subject = $1", vec![person.into()]).await? else {
        return Ok(None);
    };
    let sealed: Vec<u8> = row.get("secret_sealed")?;
    Ok(vault::keys(db, &[person]).await?.open(person, PLACE, &sealed)?.map(FactorSecret))
}

/// A fresh secret, to be proved by a code; one that is in use stays until it is dropped.
pub async fn begin_factor(tx: &Tx, person: Uuid) -> Result<Factor, DbError> {
    match factor(tx, person).await? {
        Factor::None => {
            let mut bytes = [0_u8; 20];
            getrandom::fill(&mut bytes).map_err(|e| DbError::Other(e.to_string()))?;
            let text = FactorSecret(Secret::from(bytes.to_vec()).to_base32());
            let sealed = vault::seal(tx, person, PLACE, &text.0).await?;
            let row = vec![person.into(), sealed.into()];
            sql::run(tx, "INSERT INTO second_factors (subject, secret_sealed, used_until_machine) VALUES ($1, $2, 0)", row).await?;
            Ok(Factor::Begun(text))
        }
        known => Ok(known),
    }
}

/// The code of an authenticator, each used once; or a recovery code, struck off.
async fn check(tx: &Tx, person: Uuid, typed: &str) -> Result<(), WrongCode> {
    let typed: String = typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let secret = secret(tx, person).await?.ok_or(WrongCode::Wrong)?;
    let seconds = u64::try_from(machine_now().micros() / 1_000_000).unwrap_or(0);
    let fits = if typed.len() == 6 && typed.bytes().all(|b| b.is_ascii_digit()) { secret.totp()?.check(&typed, seconds) } else { None };
    if let Some(step) = fits {
        // A code that was seen over a shoulder has been used already.
        let step = i64::try_from(step).unwrap_or(0);
        let query = "UPDATE second_factors SET used_until_machine = $2 WHERE subject = $1 AND used_until_machine < $2";
        return if sql::run(tx, query, vec![person.into(), step.into()]).await? == 1 { Ok(()) } else { Err(WrongCode::Wrong) };
    }
    let query = "DELETE FROM recovery_codes WHERE person = $1 AND code_hash = $2";
    let struck = sql::run(tx, query, vec![person.into(), hashed(person, &typed).into()]).await?;
    if struck == 1 { Ok(()) } else { Err(WrongCode::Wrong) }
}

fn hashed(person: Uuid, code: &str) -> Vec<u8> {
    // Fifty random bits each: nothing to gain from a slow hash.
    Sha256::new().chain_update(person.as_bytes()).chain_update(code.as_bytes()).finalize().to_vec()
}

/// Proves the scanned secret by its first code. From now on it is asked for; the recovery codes are told this once.
async fn confirm(tx: &Tx, person: Uuid, typed: &str) -> Result<Vec<String>, WrongCode> {
    check(tx, person, typed).await?;
    let now = machine_now().micros();
    sql::run(tx, "UPDATE second_factors SET confirmed_machine_at = $2 WHERE subject = $1", vec![person.into(), now.into()]).await?;
    sql::run(tx, "DELETE FROM recovery_codes WHERE person = $1", vec![person.into()]).await?;
    let mut told = Vec::with_capacity(RECOVERY);
    for _ in 0..RECOVERY {
        let mut bytes = [0_u8; 10];
        getrandom::fill(&mut bytes).map_err(|e| DbError::Other(e.to_string()))?;
        let code: String = Secret::from(bytes.to_vec()).to_base32().chars().take(10).collect();
        sql::run(tx, "INSERT INTO recovery_codes (person, code_hash) VALUES ($1, $2)", vec![person.into(), hashed(person, &code).into()]).await?;
        told.push(format!("{}-{}", code.get(..5).unwrap_or_default(), code.get(5..).unwrap_or_default()));
    }
    Ok(told)
}

/// Not done with the second factor.
#[derive(Debug, thiserror::Error)]
pub enum SetFactor {
    /// The code does not fit, is too old, or was used.
    #[error(transparent)]
    Code(#[from] WrongCode),
    /// Their role is asked for it.
    #[error("the owner asks this role for a second factor")]
    Required,
    /// Too many tries.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// Not theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for SetFactor {
    fn explain(&self) -> Problem {
        match self {
            Self::Code(e) => e.explain(),
            Self::Required => Problem::fields(vec![FieldFault::new("code", "factor-kept")]),
            Self::Limited(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

fn staff(who: &Actor) -> Result<(Uuid, Role), SetFactor> {
    who.may(OWN_FACTOR, &Resource::default())?;
    match who {
        Actor::Staff(person, role) => Ok((*person, *role)),
        _ => Err(SetFactor::Db(DbError::Refused("factor".to_owned()))),
    }
}

/// Begins one's own second factor.
pub async fn begin_own_factor(app: &App, who: &Actor) -> Result<Factor, SetFactor> {
    let (person, _) = staff(who)?;
    Ok(app.write(who, |tx| async move { begin_factor(&tx, person).await }).await?)
}

/// Proves it, or replaces the recovery codes of one that is in use; tells them.
pub async fn confirm_own_factor(app: &App, who: &Actor, code: &str) -> Result<Vec<String>, SetFactor> {
    let (person, _) = staff(who)?;
    take_apart(app, &format!("factor:{person}"), TRIES).await?;
    Ok(app.write(who, |tx| async move { confirm(&tx, person, code).await }).await?)
}

/// Ends one's own second factor, by a code; not where the role is asked for it.
pub async fn drop_own_factor(app: &App, who: &Actor, code: &str) -> Result<(), SetFactor> {
    let (person, role) = staff(who)?;
    take_apart(app, &format!("factor:{person}"), TRIES).await?;
    app.write(who, |tx| async move {
        if is_required(&tx, role).await? {
            return Err(SetFactor::Required);
        }
        check(&tx, person, code).await?;
        Ok(forget_factor(&tx, person).await?)
    })
    .await
}

/// Forgets somebody's second factor: the phone is lost, the owner has given a new link.
pub async fn forget_factor(tx: &Tx, person: Uuid) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM recovery_codes WHERE person = $1", vec![person.into()]).await?;
    sql::run(tx, "DELETE FROM second_factors WHERE subject = $1", vec![person.into()]).await?;
    Ok(())
}

/// Is the second factor asked of this role?
pub async fn is_required(db: &impl Read, role: Role) -> Result<bool, DbError> {
    Ok(sql::one(db, "SELECT role FROM factor_roles WHERE role = $1", vec![role.name().into()]).await?.is_some())
}

/// Asks the second factor of a role, or no longer. Whoever has none sets it up when next coming in.
pub async fn require_factor(app: &App, who: &Actor, role: Role, required: bool) -> Result<(), SetFactor> {
    who.may(GIVE_KEYS, &Resource::default())?;
    app.write(who, |tx| async move {
        let query =
            if required { "INSERT INTO factor_roles (role) VALUES ($1) ON CONFLICT (role) DO NOTHING" } else { "DELETE FROM factor_roles WHERE role = $1" };
        Ok(sql::run(&tx, query, vec![role.name().into()]).await.map(drop)?)
    })
    .await
}

/// How far somebody has come in.
#[derive(Debug)]
pub enum Entered {
    /// All the way.
    In(Actor, Token),
    /// The code is still to come, with this token, within five minutes.
    Code(Token),
    /// The role is asked for a second factor, and this is its secret; its first code comes with this token.
    Enrol(Token, FactorSecret),
}

/// Lets staff in by login and password, as far as these carry.
pub async fn enter(app: &App, login: &str, password: &str) -> Result<Entered, NotSignedIn> {
    let actor = check_password(app, login, password).await?;
    let Actor::Staff(person, role) = actor else { return Err(NotSignedIn::Wrong) };
    app.write(&actor, |tx| async move {
        let known = factor(&tx, person).await?;
        if known != Factor::On && !is_required(&tx, role).await? {
            return Ok(Entered::In(actor, open_session(&tx, &actor).await?));
        }
        let step = issue_ticket(&tx, &Ticket { purpose: Purpose::SecondStep, person: Some(person), role }).await?;
        Ok(match begin_factor(&tx, person).await? {
            Factor::Begun(secret) => Entered::Enrol(step, secret),
            Factor::On | Factor::None => Entered::Code(step),
        })
    })
    .await
}

/// Whose secret is being proved, for a page that is shown again.
pub async fn enrolling(db: &impl Read, step: &Token) -> Result<Option<FactorSecret>, DbError> {
    let Some(Ticket { purpose: Purpose::SecondStep, person: Some(person), .. }) = ticket(db, step).await? else {
        return Ok(None);
    };
    Ok(match factor(db, person).await? {
        Factor::Begun(secret) => Some(secret),
        Factor::On | Factor::None => None,
    })
}

/// The second step: the code. Whoever has just proved a new secret is told the recovery codes.
pub async fn enter_with_code(app: &App, step: &Token, code: &str) -> Result<(Actor, Token, Vec<String>), NotSignedIn> {
    let db = app.read().await?;
    let Some(Ticket { purpose: Purpose::SecondStep, person: Some(person), role }) = ticket(&db, step).await? else {
        return Err(NotSignedIn::Late);
    };
    take_apart(app, &format!("factor:{person}"), TRIES).await?;
    let actor = Actor::Staff(person, role);
    app.write(&actor, |tx| async move {
        let told = match factor(&tx, person).await? {
            Factor::Begun(_) => confirm(&tx, person, code).await?,
            Factor::On => check(&tx, person, code).await.map(|()| Vec::new())?,
            Factor::None => return Err(NotSignedIn::Late),
        };
        spend_ticket(&tx, step).await?.ok_or(NotSignedIn::Late)?;
        Ok((actor, open_session(&tx, &actor).await?, told))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_for_the_authenticator_is_encoded() {
        let secret = FactorSecret("JBSWY3DPEHPK3PXP".to_owned());
        assert_eq!(secret.grouped(), "JBSW Y3DP EHPK 3PXP");
        assert!(secret.address("Дом & Ко", "olga").starts_with("otpauth://totp/%D0%94%D0%BE%D0%BC%20%26%20%D0%9A%D0%BE:olga?secret=JBSWY3DPEHPK3PXP&issuer="));
    }
}
