//! A client's homes: added from the own page or at the desk, and shown.

use crate::facts::DoorsTold;
use crate::store::memory;
use crate::{Address, ClientId, HomeCard, HomeId, KEEP_HOMES, RawDoors, RawHome, service, store};
use access::{Actor, Denied, Permit, Resource, look};
use db::{App, DbError, Read as _, Tx};
use journal::Say as _;
use values::{Explain, FieldFault, Problem};

/// Why no home was added.
#[derive(Debug, thiserror::Error)]
pub enum AddHome {
    /// Fields are missing or wrong.
    #[error("fields are wrong")]
    Fields(Vec<FieldFault>),
    /// There is no such client.
    #[error("no such client")]
    NoSuchClient,
    /// More homes than anybody has.
    #[error("more homes than anybody has")]
    TooMany,
    /// Not theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for AddHome {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::NoSuchClient => Problem::new(404, "client-unknown"),
            Self::TooMany => Problem::fields(vec![FieldFault::new("street", "too-many")]),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Homes of one client, at most.
const MOST: usize = 20;

/// Adds a home of a client, with the way to its door where it is known. The same address again is the same home.
pub async fn add_home_of(app: &App, who: &Actor, client: ClientId, raw: &RawHome, doors: &RawDoors) -> Result<HomeId, AddHome> {
    app.write(who, |tx| async move {
        who.may(KEEP_HOMES, &Resource { client: Some(client.uuid()), crew: vec![] })?;
        let districts = catalog::districts(tx.app())?;
        let known = |code: &str| districts.district(code).is_some();
        let address: Result<Address, _> = raw.check(known);
        let doors = doors.check();
        let (address, doors) = match (address, doors) {
            (Ok(address), Ok(doors)) => (address, doors),
            (address, doors) => return Err(AddHome::Fields([address.err().unwrap_or_default(), doors.err().unwrap_or_default()].concat())),
        };
        store::since(&tx, client).await?.ok_or(AddHome::NoSuchClient)?;
        if store::homes_of(&tx, &[client]).await?.len() >= MOST {
            return Err(AddHome::TooMany);
        }
        let home = service::add_home(&tx, client, &raw.district, &address).await?;
        if !doors.is_unknown() {
            memory::set_doors(&tx, client, home, &doors).await?;
            tx.say(DoorsTold { home, client }).await?;
        }
        Ok(home)
    })
    .await
}

/// All homes of a client, the oldest first; the look is recorded in the same transaction.
pub async fn reveal_homes_of(tx: &Tx, permit: &Permit, client: ClientId) -> Result<Vec<HomeCard>, DbError> {
    look(tx, permit, client.uuid()).await?;
    Ok(store::homes_of(tx, &[client]).await?.into_values().collect())
}
