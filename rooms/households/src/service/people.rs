//! Use cases of the people of a household: let in with rights, given others, no longer let in.

use crate::facts::{MemberInvited, MemberLeft, MemberRightsSet};
use crate::people::read_rights;
use crate::service::search;
use crate::store::people as store;
use crate::{ClientId, KEEP_PEOPLE, Member, MemberId, RawMember};
use access::{Acting, Actor, Denied, Permit, Resource, let_act, look, stop_acting};
use db::{App, DbError, Tx, vault};
use journal::Say as _;
use values::{Explain, FieldFault, Problem};

/// Why the people of a household stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum KeepPeople {
    /// Fields are missing or wrong.
    #[error("fields are wrong")]
    Fields(Vec<FieldFault>),
    /// Somebody with this phone acts for the client already.
    #[error("this phone is known in the household")]
    Known,
    /// More people than a household has.
    #[error("more people than a household has")]
    TooMany,
    /// There is no such person in the household.
    #[error("no such person in the household")]
    NoSuchMember,
    /// Not theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for KeepPeople {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Known => Problem::fields(vec![FieldFault::new("phone", "known-here")]),
            Self::TooMany => Problem::fields(vec![FieldFault::new("name", "too-many")]),
            Self::NoSuchMember => Problem::new(409, "member-unknown"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// People of one household, at most.
const MOST: usize = 12;

fn of(client: ClientId) -> Resource {
    Resource { client: Some(client.uuid()), crew: vec![] }
}

/// Lets somebody act for the client with the rights that were ticked; they sign in by their own phone.
pub async fn invite(app: &App, who: &Actor, client: ClientId, raw: &RawMember) -> Result<MemberId, KeepPeople> {
    app.write(who, |tx| async move {
        who.may(KEEP_PEOPLE, &of(client))?;
        let new = raw.check().map_err(KeepPeople::Fields)?;
        let card = crate::store::cards(&tx, &[client]).await?.remove(&client).ok_or(KeepPeople::NoSuchMember)?;
        if card.phone.as_ref() == Some(&new.phone) {
            return Err(KeepPeople::Known);
        }
        if store::members(&tx, client).await?.len() >= MOST {
            return Err(KeepPeople::TooMany);
        }
        let id = store::add(&tx, client, &new).await?.ok_or(KeepPeople::Known)?;
        let_act(&tx, &Acting { person: id.uuid(), client: client.uuid(), rights: new.rights }).await?;
        search::renew(&tx, client).await?;
        tx.say(MemberInvited { member: id, client }).await?;
        Ok(id)
    })
    .await
}

/// Gives somebody of the household these rights instead of those they had; from the next page on.
pub async fn set_rights(app: &App, who: &Actor, client: ClientId, member: MemberId, rights: &[String]) -> Result<(), KeepPeople> {
    app.write(who, |tx| async move {
        who.may(KEEP_PEOPLE, &of(client))?;
        let rights = read_rights(rights).map_err(|fault| KeepPeople::Fields(vec![fault]))?;
        if !store::members(&tx, client).await?.iter().any(|known| known.id == member) {
            return Err(KeepPeople::NoSuchMember);
        }
        let_act(&tx, &Acting { person: member.uuid(), client: client.uuid(), rights }).await?;
        tx.say(MemberRightsSet { member, client }).await?;
        Ok(())
    })
    .await
}

/// Lets somebody act for the client no longer: their sessions end, what was known of them is destroyed.
pub async fn let_go(app: &App, who: &Actor, client: ClientId, member: MemberId) -> Result<(), KeepPeople> {
    app.write(who, |tx| async move {
        who.may(KEEP_PEOPLE, &of(client))?;
        if !store::end(&tx, client, member).await? {
            return Err(KeepPeople::NoSuchMember);
        }
        stop_acting(&tx, member.uuid()).await?;
        vault::erase(&tx, member.uuid()).await?;
        search::renew(&tx, client).await?;
        tx.say(MemberLeft { member, client }).await?;
        Ok(())
    })
    .await
}

/// Those who act for a client, to be shown; the look is recorded in the same transaction.
pub async fn reveal_people(tx: &Tx, permit: &Permit, client: ClientId) -> Result<Vec<Member>, DbError> {
    look(tx, permit, client.uuid()).await?;
    store::members(tx, client).await
}
