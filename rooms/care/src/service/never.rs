//! «Never again», taken back: by whoever may say it, for what comes from then on. Who did and when stays in the record.

use super::CareError;
use crate::facts::NeverUndone;
use crate::proposal::{Answer, ProposalId, State};
use crate::{ANSWER_PROPOSAL, KEEP_NEVERS, store};
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx};
use households::ClientId;
use journal::Say as _;
use values::{Instant, Outcome};

values::typed_id!(
    /// Something that is never to be proposed again.
    NeverId
);

/// What a client never wants proposed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Never {
    /// Its id.
    pub id: NeverId,
    /// What it was said of: the proposal in a few words; empty where it is not known any more.
    pub title: String,
    /// Of all of its kind, not of this day alone.
    pub is_kind: bool,
    /// Since when.
    pub at: Instant,
    /// Who said it: `client:UUID`, `staff:UUID`, `visitor` by the link of a letter.
    pub by: String,
    /// When it was taken back, and by whom; `None` while it stands.
    pub undone: Option<(Instant, String)>,
}

/// Of so many.
const SHOWN: u32 = 30;

/// What a client never wants proposed again, the newest first, with what of it was taken back.
pub async fn nevers_of(db: &impl Read, who: &Actor, client: ClientId) -> Result<Vec<Never>, CareError> {
    who.may(KEEP_NEVERS, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    Ok(store::nevers_of(db, client, SHOWN).await?)
}

/// It may be proposed again, from the next time on. Taking it back twice is taking it back once.
pub async fn undo_never(app: &App, who: &Actor, client: ClientId, id: NeverId) -> Result<Outcome<()>, CareError> {
    who.may(KEEP_NEVERS, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    app.write(who, |tx| async move {
        if undo(&tx, client, id).await? {
            return Ok(Outcome::Applied(()));
        }
        let known = store::nevers_of(&tx, client, u32::MAX).await?.into_iter().any(|one| one.id == id);
        if known { Ok(Outcome::Already(())) } else { Err(CareError::NoSuchNever(id)) }
    })
    .await
}

/// The same by the link of the letter that it was said to.
pub async fn undo_by_link(app: &App, who: &Actor, proposal: ProposalId) -> Result<Outcome<()>, CareError> {
    who.may(ANSWER_PROPOSAL, &Resource::default())?;
    app.write(who, |tx| async move {
        let said = store::one(&tx, proposal).await?.ok_or(CareError::Unknown(proposal))?;
        if !matches!(said.state, State::Answered(Answer::Never, _)) {
            return Err(CareError::Over(proposal));
        }
        let mut undone = false;
        for id in store::never_of(&tx, &said).await? {
            undone |= undo(&tx, said.client, id).await?;
        }
        Ok(if undone { Outcome::Applied(()) } else { Outcome::Already(()) })
    })
    .await
}

/// Does the "never again" that a proposal was answered with stand? For whoever has its link.
pub async fn stands_by_link(db: &impl Read, proposal: ProposalId) -> Result<bool, DbError> {
    let Some(said) = store::one(db, proposal).await? else { return Ok(false) };
    Ok(!store::never_of(db, &said).await?.is_empty())
}

async fn undo(tx: &Tx, client: ClientId, id: NeverId) -> Result<bool, DbError> {
    let undone = store::undo_never(tx, client, id).await?;
    if undone {
        tx.say(NeverUndone { never: id, client }).await?;
    }
    Ok(undone)
}
