//! Portraits: who comes has a face before the door is opened.

use crate::{PersonId, store};
use access::{Act, Actor, Denied, Grant, Resource};
use db::{App, DbError};
use files::{Kind, NotKept};
use journal::Say as _;
use pictures::{Limits, NotAPicture, Photo};
use std::sync::Arc;
use values::{Arg, Explain, FieldFault, Outcome, Problem};

/// Keeping somebody's portrait.
pub const SET_PORTRAIT: Act = Act { name: "people.set_portrait", grants: &[Grant::Desk] };

/// The heaviest file that is taken in as a portrait, in bytes: 12 MB.
pub const HEAVIEST_PORTRAIT: usize = 12_000_000;

/// Why a portrait was not kept.
#[derive(Debug, thiserror::Error)]
pub enum PortraitError {
    /// Nobody of this id works here.
    #[error("no person {0}")]
    NoSuchPerson(PersonId),
    /// What was sent is no picture for us.
    #[error(transparent)]
    NotAPicture(#[from] NotAPicture),
    /// It could not be kept.
    #[error(transparent)]
    NotKept(#[from] NotKept),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for PortraitError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchPerson(_) => Problem::new(404, "person-unknown"),
            Self::NotAPicture(e) => Problem::fields(vec![FieldFault::new("portrait", e.kind()).arg("most", Arg::Int(12))]),
            Self::NotKept(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Makes a portrait from what was sent: upright, without metadata. Off the threads that answer requests.
pub async fn portrait_of(sent: Vec<u8>) -> Result<Photo, PortraitError> {
    let limits = Limits { bytes: HEAVIEST_PORTRAIT, side: 960, small_side: 192, ..Limits::default() };
    let made = tokio::task::spawn_blocking(move || pictures::photo(&sent, &limits)).await;
    made.map_err(|e| DbError::Other(e.to_string()))?.map_err(PortraitError::from)
}

/// Keeps somebody's portrait in the place of the one before.
pub async fn set_portrait(app: &App, actor: &Actor, person: PersonId, portrait: &Arc<Photo>) -> Result<Outcome<()>, PortraitError> {
    actor.may(SET_PORTRAIT, &Resource::default())?;
    app.write(actor, move |tx| {
        let portrait = Arc::clone(portrait);
        async move {
            if !store::exists(&tx, person).await? {
                return Err(PortraitError::NoSuchPerson(person));
            }
            let known = store::portrait(&tx, person).await?;
            if let Some((large, _)) = known
                && files::about(&tx, large).await?.is_some_and(|file| file.holds(&portrait.jpeg))
            {
                return Ok(Outcome::Already(()));
            }
            let large = files::put(&tx, person.uuid(), Kind::Jpeg, &portrait.jpeg).await?;
            let small = files::put(&tx, person.uuid(), Kind::Jpeg, &portrait.small_jpeg).await?;
            store::set_portrait(&tx, person, large, small).await?;
            if let Some((large, small)) = known {
                files::discard(&tx, large).await?;
                files::discard(&tx, small).await?;
            }
            tx.say(crate::PortraitSet { person }).await?;
            Ok(Outcome::Applied(()))
        }
    })
    .await
}
