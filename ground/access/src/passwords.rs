//! Staff sign in with a login and a password, kept as argon2id.

use crate::codes::WrongCode;
use crate::limits::{Limit, Limited, take_apart};
use crate::sessions::close_sessions_of;
use crate::{Actor, Role, tokens};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use db::{App, DbError, Read, Tx, sql};
use tokio::sync::Semaphore;
use uuid::Uuid;
use values::{Explain, FieldFault, Problem};

/// A staff member's door: the login and what it opens.
#[derive(Debug, Clone)]
pub struct Login {
    /// As typed at the door.
    pub login: String,
    /// Whose it is.
    pub person: Uuid,
    /// What they may be.
    pub role: Role,
}

/// Not let in.
#[derive(Debug, thiserror::Error)]
pub enum NotSignedIn {
    /// No such login, or another password; which, is not told.
    #[error("login and password do not fit")]
    Wrong,
    /// The code of the second factor does not fit.
    #[error(transparent)]
    Code(#[from] WrongCode),
    /// The second step came too late: from the password again.
    #[error("too late for the second step")]
    Late,
    /// Too many tries.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NotSignedIn {
    fn explain(&self) -> Problem {
        match self {
            Self::Wrong => Problem::fields(vec![FieldFault::new("password", "wrong-password")]),
            Self::Code(e) => e.explain(),
            Self::Late => Problem::new(410, "step-late").offer(values::Offer::Retry),
            Self::Limited(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Makes a person's login, or changes its password and role, which ends their sessions and tokens. Somebody else's login is refused
/// (`login-taken`). The password is hashed off the async threads.
pub async fn set_login(tx: &Tx, login: &Login, password: &str) -> Result<(), DbError> {
    let hash = hash_password(password).await?;
    if !put_login(tx, login, &hash).await? {
        return Err(DbError::Refused("login-taken".to_owned()));
    }
    close_sessions_of(tx, login.person).await?;
    tokens::revoke_all(tx, login.person).await
}

/// Argon2id, off the async threads.
pub(crate) async fn hash_password(password: &str) -> Result<String, DbError> {
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string()))
        .await
        .map_err(|e| DbError::Other(e.to_string()))?
        .map_err(|e| DbError::Other(e.to_string()))
}

/// Stores a login; `false` when it is somebody else's.
pub(crate) async fn put_login(tx: &Tx, login: &Login, hash: &str) -> Result<bool, DbError> {
    let row = vec![login.login.clone().into(), login.person.into(), login.role.name().into(), hash.into()];
    let query = "INSERT INTO logins (login, person, role, password_hash) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (login) DO UPDATE SET role = excluded.role, password_hash = excluded.password_hash WHERE logins.person = excluded.person";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// The login of a person.
pub async fn login_of(db: &impl Read, person: Uuid) -> Result<Option<Login>, DbError> {
    let row = sql::one(db, "SELECT login, person, role FROM logins WHERE person = $1", vec![person.into()]).await?;
    row.map(|row| door(&row)).transpose()
}

/// A login without its password, for the demo's doors.
pub async fn staff_login(db: &impl Read, login: &str) -> Result<Option<Login>, DbError> {
    let row = sql::one(db, "SELECT login, person, role FROM logins WHERE login = $1", vec![login.into()]).await?;
    row.map(|row| door(&row)).transpose()
}

fn door(row: &sql::Row) -> Result<Login, DbError> {
    let role: String = row.get("role")?;
    Ok(Login { login: row.get("login")?, person: row.get("person")?, role: Role::parse(&role).ok_or_else(|| DbError::corrupt("a login's role"))? })
}

/// Each check takes 19 MiB for a moment; strangers at the door must not take them all.
static CHECKS: Semaphore = Semaphore::const_new(4);

/// Ten wrong tries in a quarter of an hour for one login.
const TRIES: Limit = Limit { times: 10, minutes: 15 };

/// Lets somebody in by login and password. An unknown login takes as long as a wrong password.
pub async fn check_password(app: &App, login: &str, password: &str) -> Result<Actor, NotSignedIn> {
    let known = {
        let login = login.trim().to_lowercase();
        take_apart(app, &app.vault().blind_name("login", &login), TRIES).await?;
        let db = app.read().await?;
        sql::one(&db, "SELECT login, person, role, password_hash FROM logins WHERE login = $1", vec![login.into()]).await?
    };
    let stored = known.as_ref().map(|row| row.get::<String>("password_hash")).transpose()?;
    let _turn = CHECKS.acquire().await.map_err(|e| DbError::Other(e.to_string()))?;
    let password = password.to_owned();
    let fits = tokio::task::spawn_blocking(move || {
        if let Some(stored) = stored {
            PasswordHash::new(&stored).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        } else {
            let _same_effort = Argon2::default().hash_password(password.as_bytes());
            false
        }
    })
    .await
    .map_err(|e| DbError::Other(e.to_string()))?;
    match known {
        Some(row) if fits => {
            let door = door(&row)?;
            Ok(Actor::Staff(door.person, door.role))
        }
        _ => Err(NotSignedIn::Wrong),
    }
}
