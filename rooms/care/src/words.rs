//! The message that this room words: a prepared proposal.

use crate::PREPARE;
use crate::proposal::{ProposalId, State};
use crate::service::ahead::is_taken;
use crate::store;
use access::{Actor, Resource};
use db::{App, By, DbError, Read as _};
use messaging::{Letter, PublicUrl, args, proposal_token};
use uuid::Uuid;

/// True until it was answered, its day has come or they have booked the same, and while nothing is open between the client and us.
pub(crate) async fn proposal(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let Some(proposal) = store::one(&tx, ProposalId::from(about)).await?.filter(|one| matches!(one.state, State::Sent(_)) && one.on > tx.now().day())
        else {
            return Ok(None);
        };
        if is_taken(&tx, &proposal).await? || aftercare::is_troubled(&tx, proposal.client).await? {
            return Ok(None);
        }
        let permit = Actor::House.may(PREPARE, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
        let Some(card) = households::reveal(&tx, &permit, proposal.client).await? else { return Ok(None) };
        let brand = catalog::brand(tx.app())?;
        let vars = args([
            ("name", card.salutation().into()),
            ("title", proposal.words.title.clone().into()),
            ("text", proposal.words.text.clone().into()),
            ("link", format!("{}/care/{}", tx.app().part::<PublicUrl>()?.0, proposal_token(tx.app(), about, tx.now())).into()),
            ("phone", brand.phone.clone().into()),
        ]);
        Ok(Some(housebook::book(tx.app())?.letter(card.voice(), "message-care", &vars)))
    })
    .await
}
