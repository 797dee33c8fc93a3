//! How staff come to have a door: by a link they choose their login and password themselves; nobody else knows it.

use crate::factors::{GIVE_KEYS, forget_factor};
use crate::passwords::{Login, hash_password, login_of, put_login};
use crate::sessions::{Token, close_sessions_of, open_session};
use crate::tickets::{Purpose, Ticket, forget_tickets, issue_ticket, spend_ticket};
use crate::{Actor, Denied, Resource, Role, tokens};
use db::{App, DbError, Read, Tx, sql};
use journal::{Fact, Say as _, Subject};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;
use values::unseen::is_unseen;
use values::{Arg, Explain, FieldFault, Problem};

/// Somebody was given a link to their door.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyGiven {
    /// Who.
    pub person: Uuid,
}

impl Fact for KeyGiven {
    const KIND: &'static str = "access.key_given";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("person", self.person)]
    }
}

/// Somebody chose a password.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PasswordChosen {
    /// Who.
    pub person: Uuid,
}

impl Fact for PasswordChosen {
    const KIND: &'static str = "access.password_chosen";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("person", self.person)]
    }
}

/// Shortest password, in characters.
pub const LEAST_PASSWORD: usize = 10;
const MOST_PASSWORD: usize = 200;
const MOST_LOGIN: usize = 40;

/// A door was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenDoor {
    /// Login or password cannot be used.
    #[error("login or password cannot be used")]
    Invalid(Vec<FieldFault>),
    /// The link is spent or too old.
    #[error("the link is spent or too old")]
    Spent,
    /// The person has no door to choose a new password for.
    #[error("there is no such login")]
    NoLogin,
    /// Not theirs to give.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for OpenDoor {
    fn explain(&self) -> Problem {
        match self {
            Self::Invalid(faults) => Problem::fields(faults.clone()),
            Self::Spent => Problem::new(410, "link-spent"),
            Self::NoLogin => Problem::new(404, "not-found"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Has the house nobody who owns it yet?
pub async fn has_owner(db: &impl Read) -> Result<bool, DbError> {
    Ok(sql::one(db, "SELECT login FROM logins WHERE role = 'owner' LIMIT 1", vec![]).await?.is_some())
}

/// The people who have a login.
pub async fn has_door(db: &impl Read) -> Result<BTreeSet<Uuid>, DbError> {
    sql::all(db, "SELECT person FROM logins", vec![]).await?.iter().map(|row| row.get("person")).collect()
}

/// The link by which a new house gets its owner; `None` once it has one. Each start makes a new one, and the earlier stop working.
pub async fn first_owner_link(app: &App) -> Result<Option<Token>, DbError> {
    app.write(&Actor::House, |tx| async move {
        if has_owner(&tx).await? {
            return Ok(None);
        }
        issue_ticket(&tx, &Ticket { purpose: Purpose::FirstOwner, person: None, role: Role::Owner }).await.map(Some)
    })
    .await
}

/// A link for somebody who was hired, or, where they have a door already, for a new password.
pub async fn give_link(app: &App, who: &Actor, person: Uuid, role: Role) -> Result<Token, OpenDoor> {
    who.may(GIVE_KEYS, &Resource::default())?;
    app.write(who, |tx| async move {
        let known = login_of(&tx, person).await?;
        let purpose = if known.is_some() { Purpose::Reset } else { Purpose::Join };
        let role = known.map_or(role, |login| login.role);
        let token = issue_ticket(&tx, &Ticket { purpose, person: Some(person), role }).await?;
        tx.say(KeyGiven { person }).await?;
        Ok(token)
    })
    .await
}

/// What is wrong with a login and a password, each beside its field.
pub fn check_door(login: Option<&str>, password: &str) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if let Some(login) = login {
        let fits = |c: char| c.is_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | '@');
        let login = login.trim().to_lowercase();
        if login.is_empty() {
            faults.push(FieldFault::new("login", "missing"));
        } else if login.chars().count() > MOST_LOGIN || !login.chars().all(fits) {
            faults.push(FieldFault::new("login", "not-a-login").arg("most", Arg::Int(40)));
        }
    }
    let length = password.chars().count();
    if length < LEAST_PASSWORD {
        faults.push(FieldFault::new("password", "too-short").arg("least", Arg::Int(10)));
    } else if length > MOST_PASSWORD {
        faults.push(FieldFault::new("password", "too-long").arg("most", Arg::Int(200)));
    } else if password.contains(is_unseen) {
        faults.push(FieldFault::new("password", "unreadable"));
    }
    faults
}

/// Uses a link: `login` for whoever has none yet, and a password. All other sessions and all tokens of the person end, and so does a second
/// factor that was lost with the phone. `first` is who the first owner is to be.
pub async fn open_door(app: &App, link: &Token, login: Option<&str>, password: &str, first: Option<Uuid>) -> Result<(Actor, Token), OpenDoor> {
    let faults = check_door(login, password);
    if !faults.is_empty() {
        return Err(OpenDoor::Invalid(faults));
    }
    // Before the transaction: it takes its time, and there is one writer.
    let hash = hash_password(password).await?;
    let hash = &hash;
    app.write(&Actor::House, |tx| async move {
        let ticket = spend_ticket(&tx, link).await?.ok_or(OpenDoor::Spent)?;
        let person = ticket.person.or(first).ok_or(OpenDoor::Spent)?;
        if ticket.purpose == Purpose::FirstOwner && has_owner(&tx).await? {
            return Err(OpenDoor::Spent);
        }
        let login = chosen(&tx, &ticket, person, login).await?;
        let role = login.role;
        if !put_login(&tx, &login, hash).await? {
            return Err(OpenDoor::Invalid(vec![FieldFault::new("login", "login-taken")]));
        }
        close_sessions_of(&tx, person).await?;
        tokens::revoke_all(&tx, person).await?;
        forget_factor(&tx, person).await?;
        tx.say(PasswordChosen { person }).await?;
        let actor = Actor::Staff(person, role);
        Ok((actor, open_session(&tx, &actor).await?))
    })
    .await
}

/// Whoever works in the house no longer has no door to it: login, links, sessions, tokens and second factor go. Coming back is by a new link.
pub async fn close_door(tx: &Tx, person: Uuid) -> Result<(), DbError> {
    // The links first: whoever uses one at this moment has the login that goes next, or finds the link spent.
    forget_tickets(tx, person).await?;
    sql::run(tx, "DELETE FROM logins WHERE person = $1", vec![person.into()]).await?;
    close_sessions_of(tx, person).await?;
    tokens::revoke_all(tx, person).await?;
    forget_factor(tx, person).await
}

async fn chosen(tx: &Tx, ticket: &Ticket, person: Uuid, login: Option<&str>) -> Result<Login, OpenDoor> {
    match (ticket.purpose, login) {
        (Purpose::Reset, _) => login_of(tx, person).await?.ok_or(OpenDoor::NoLogin),
        (Purpose::FirstOwner | Purpose::Join, Some(login)) => Ok(Login { login: login.trim().to_lowercase(), person, role: ticket.role }),
        _ => Err(OpenDoor::Spent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_is_refused_with_its_reason_beside_the_field() {
        let kinds = |login, password| check_door(login, password).iter().map(|f| (f.field, f.kind)).collect::<Vec<_>>();
        assert!(kinds(Some("olga.p"), "a long enough one").is_empty());
        assert_eq!(kinds(Some(" "), "short"), [("login", "missing"), ("password", "too-short")]);
        assert_eq!(kinds(Some("olga petrova"), "a long enough one"), [("login", "not-a-login")]);
        assert_eq!(kinds(None, &"x".repeat(201)), [("password", "too-long")]);
    }
}
