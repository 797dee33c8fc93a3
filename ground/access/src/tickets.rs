//! One-time links: to become the owner of a new house, to join it, to choose a new password, to finish coming in.
//!
//! A link is a random token, stored hashed, good for a while of machine time and for one use. Looking at its page spends nothing.

use crate::Role;
use crate::sessions::Token;
use db::{DbError, Read, Tx, sql};
use jiff::SignedDuration;
use uuid::Uuid;
use values::instant::machine_now;

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A new house gets its owner.
    FirstOwner,
    /// Somebody hired chooses login and password.
    Join,
    /// Somebody with a login chooses a new password.
    Reset,
    /// The password was right; the code is still to come.
    SecondStep,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::FirstOwner => "first_owner",
            Self::Join => "join",
            Self::Reset => "reset",
            Self::SecondStep => "second_step",
        }
    }
    fn parse(name: &str) -> Option<Self> {
        [Self::FirstOwner, Self::Join, Self::Reset, Self::SecondStep].into_iter().find(|purpose| purpose.name() == name)
    }
    /// For a day; the step between password and code for five minutes.
    const fn lasts(self) -> SignedDuration {
        match self {
            Self::SecondStep => SignedDuration::from_mins(5),
            Self::FirstOwner | Self::Join | Self::Reset => SignedDuration::from_hours(24),
        }
    }
}

/// A link that may still be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// What it opens.
    pub purpose: Purpose,
    /// For whom; `None` for the first owner.
    pub person: Option<Uuid>,
    /// As what.
    pub role: Role,
}

/// Makes a link; the earlier ones for the same stop working.
pub async fn issue_ticket(tx: &Tx, ticket: &Ticket) -> Result<Token, DbError> {
    let now = machine_now();
    let token = Token::random()?;
    sql::run(tx, "DELETE FROM tickets WHERE ends_machine_at < $1", vec![(now - SignedDuration::from_hours(24)).micros().into()]).await?;
    let person: sql::Value = ticket.person.into();
    let earlier = match ticket.person {
        Some(person) => ("DELETE FROM tickets WHERE purpose = $1 AND person = $2", vec![ticket.purpose.name().into(), person.into()]),
        None => ("DELETE FROM tickets WHERE purpose = $1 AND person IS NULL", vec![ticket.purpose.name().into()]),
    };
    sql::run(tx, earlier.0, earlier.1).await?;
    let ends = now + ticket.purpose.lasts();
    let row = vec![token.hash().into(), ticket.purpose.name().into(), person, ticket.role.name().into(), ends.micros().into()];
    sql::run(tx, "INSERT INTO tickets (token_hash, purpose, person, role, ends_machine_at) VALUES ($1, $2, $3, $4, $5)", row).await?;
    Ok(token)
}

/// What a link opens; `None` when it is spent, too old, or never was.
pub async fn ticket(db: &impl Read, token: &Token) -> Result<Option<Ticket>, DbError> {
    let query = "SELECT purpose, person, role FROM tickets WHERE token_hash = $1 AND ends_machine_at > $2";
    let row = sql::one(db, query, vec![token.hash().into(), machine_now().micros().into()]).await?;
    row.map(|row| {
        let (purpose, role): (String, String) = (row.get("purpose")?, row.get("role")?);
        let known = Purpose::parse(&purpose).zip(Role::parse(&role));
        let (purpose, role) = known.ok_or_else(|| DbError::corrupt("a link of an unknown kind"))?;
        Ok(Ticket { purpose, person: row.get("person")?, role })
    })
    .transpose()
}

/// Uses a link up, in the transaction of what it opens. `None` when somebody was first.
pub async fn spend_ticket(tx: &Tx, token: &Token) -> Result<Option<Ticket>, DbError> {
    let Some(known) = ticket(tx, token).await? else {
        return Ok(None);
    };
    let spent = sql::run(tx, "DELETE FROM tickets WHERE token_hash = $1", vec![token.hash().into()]).await?;
    Ok((spent == 1).then_some(known))
}

/// Forgets all links that were given to somebody.
pub(crate) async fn forget_tickets(tx: &Tx, person: Uuid) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM tickets WHERE person = $1", vec![person.into()]).await.map(drop)
}
