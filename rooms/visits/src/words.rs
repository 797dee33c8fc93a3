//! The message that this room words: the crew is on the way.

use crate::visit::Visit;
use crate::{SEE_VISIT, VisitId, store};
use access::{Actor, Resource};
use db::{App, By, DbError};
use households::{reveal, reveal_home};
use messaging::{Letter, args, words};
use uuid::Uuid;

/// True only while they are on the way.
pub(crate) async fn on_the_way(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let Some(Visit::EnRoute(way)) = store::one(&tx, VisitId::from(about)).await? else {
            return Ok(None);
        };
        let Ok(permit) = Actor::House.may(SEE_VISIT, &Resource::default()) else {
            return Ok(None);
        };
        let Some(card) = reveal(&tx, &permit, way.plan.client).await? else {
            return Ok(None);
        };
        let home = reveal_home(&tx, &permit, &[way.plan.home]).await?.remove(&way.plan.home);
        let names = people::names(&tx, &way.plan.crew).await?;
        let crew: Vec<String> = way.plan.crew.iter().filter_map(|p| names.get(p)).map(|n| n.first.clone()).collect();
        let vars = args([
            ("name", card.salutation().into()),
            ("crew", words::list(card.lang, &crew).into()),
            ("eta", words::time(way.eta).into()),
            ("phone", catalog::brand(db::Read::app(&tx))?.phone.clone().into()),
            ("address", home.map(|h| h.address.way()).unwrap_or_default().into()),
        ]);
        let book = housebook::book(db::Read::app(&tx))?;
        Ok(Some(book.letter(card.voice(), "message-on-the-way", &vars)))
    })
    .await
}
