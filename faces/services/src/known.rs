//! What a signed-in client does not have to tell us again, and who of us answers them.

use access::{Actor, Resource};
use conversations::my_manager;
use conversations_web::ManagerView;
use db::Read as _;
use households::{ClientId, SEE_CLIENT, channels_of, prefers_phone, show};
use messaging::Channel;
use pages::{Head, Here, Refused};

/// A client whom the house knows by their own session.
pub(crate) struct Known {
    /// As they are called.
    pub(crate) name: String,
    /// How they are reached first.
    pub(crate) reach: String,
    /// Their own manager; `None` while they have none.
    pub(crate) manager: Option<ManagerView>,
}

impl Known {
    /// `None` for whoever is no client: a visitor, one of us, somebody who acts for a client.
    pub(crate) async fn of(here: &Here, head: &Head) -> Result<Option<Self>, Refused> {
        let Actor::Client(client) = here.actor else { return Ok(None) };
        let client = ClientId::from(client);
        let permit = here.actor.may(SEE_CLIENT, &Resource { client: here.actor.client(), crew: vec![] }).map_err(|e| here.refuse(&e))?;
        let Some(card) = show(&here.app, &permit, &[client], &[]).await.map_err(|e| here.refuse(&e))?.cards.remove(&client) else { return Ok(None) };
        let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
        let first = channels_of(&db, client).await.map_err(|e| here.refuse(&e))?.into_iter().find(|way| way.closed.is_none());
        let is_by_mail = first.is_some_and(|way| way.channel == Channel::Email) && !prefers_phone(&db, client).await.map_err(|e| here.refuse(&e))?;
        let phone = card.phone.as_ref().map(|phone| phone.e164().to_owned());
        let manager = my_manager(&db, &here.actor, client).await.map_err(|e| here.refuse(&e))?;
        Ok(Some(Self {
            name: card.salutation(),
            reach: card.email.clone().filter(|_| is_by_mail).or(phone).or(card.email).unwrap_or_default(),
            manager: manager.map(|manager| ManagerView::new(head, &manager, db.now())),
        }))
    }
}
