//! Who may act for a client: people of the household, each with the rights they were given.
//!
//! Read anew at each request: a right that was taken away is gone at once.

use crate::sessions::close_sessions_of;
use db::{DbError, Read, Tx, sql};
use uuid::Uuid;

/// What somebody of a household may do for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Book, move and cancel visits, ask for a redo.
    Order,
    /// See prices and bills.
    SeeBills,
    /// See visits, who comes, reports.
    SeeVisits,
    /// Tell and take back what the house remembers.
    ManageMemory,
}

/// A set of rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights(u8);

/// Somebody who acts for a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acting {
    /// Who.
    pub person: Uuid,
    /// For which client.
    pub client: Uuid,
    /// What they may.
    pub rights: Rights,
}

impl Right {
    /// All, in the order of a form.
    pub const ALL: [Self; 4] = [Self::Order, Self::SeeBills, Self::SeeVisits, Self::ManageMemory];

    /// The name, in forms and for texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::SeeBills => "see_bills",
            Self::SeeVisits => "see_visits",
            Self::ManageMemory => "manage_memory",
        }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.name() == name)
    }
    /// Its place in storage; never changes.
    const fn bit(self) -> u8 {
        match self {
            Self::Order => 1,
            Self::SeeBills => 2,
            Self::SeeVisits => 4,
            Self::ManageMemory => 8,
        }
    }
}

impl Rights {
    /// Is the right in it?
    pub const fn has(self, right: Right) -> bool {
        self.0 & right.bit() != 0
    }
    /// Is there no right in it?
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        Self(rights.into_iter().fold(0, |bits, right| bits | right.bit()))
    }
}

/// Lets somebody act for a client with these rights, instead of those they had.
pub async fn let_act(tx: &Tx, acting: &Acting) -> Result<(), DbError> {
    let row = vec![acting.person.into(), acting.client.into(), i64::from(acting.rights.0).into()];
    let query = "INSERT INTO acting (person, client, rights) VALUES ($1, $2, $3)
                 ON CONFLICT (person) DO UPDATE SET rights = EXCLUDED.rights, ended_at = NULL WHERE acting.client = EXCLUDED.client";
    sql::run(tx, query, row).await?;
    Ok(())
}

/// Ends it: the person's sessions end in the same transaction.
pub async fn stop_acting(tx: &Tx, person: Uuid) -> Result<(), DbError> {
    sql::run(tx, "UPDATE acting SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL", vec![person.into(), tx.now().micros().into()]).await?;
    close_sessions_of(tx, person).await
}

/// Those who may act for a client.
pub async fn acting_for(db: &impl Read, client: Uuid) -> Result<Vec<Acting>, DbError> {
    let query = "SELECT person, client, rights FROM acting WHERE client = $1 AND ended_at IS NULL ORDER BY person";
    sql::all(db, query, vec![client.into()]).await?.iter().map(read).collect()
}

/// For whom this person acts.
pub async fn acting(db: &impl Read, person: Uuid) -> Result<Option<Acting>, DbError> {
    let query = "SELECT person, client, rights FROM acting WHERE person = $1 AND ended_at IS NULL";
    sql::one(db, query, vec![person.into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &sql::Row) -> Result<Acting, DbError> {
    let rights = u8::try_from(row.get::<i64>("rights")?).map_err(DbError::corrupt)?;
    Ok(Acting { person: row.get("person")?, client: row.get("client")?, rights: Rights(rights) })
}
