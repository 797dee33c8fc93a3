//! The message that carries a manager's words; true until they are read on the client's own page.

use crate::service::mail::thread_of;
use crate::{EntryId, WRITE, store, word_of};
use access::{Actor, Resource};
use db::{App, By, DbError, Read as _};
use messaging::{Letter, PublicUrl, args};
use uuid::Uuid;

pub(crate) async fn word(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let Some((client, entry)) = word_of(&tx, EntryId::from(about)).await? else { return Ok(None) };
        let permit = Actor::House.may(WRITE, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
        let Some(card) = households::reveal(&tx, &permit, client).await? else { return Ok(None) };
        let Some(person) = entry.by else { return Ok(None) };
        let name = people::names(&tx, &[person]).await?.remove(&person).map(|name| name.full()).unwrap_or_default();
        let link = format!("{}/my/talk", tx.app().part::<PublicUrl>()?.0);
        let name = messaging::words::name(card.lang, &name);
        let vars = args([("words", entry.words.into()), ("manager", name.into()), ("link", link.into())]);
        let thread = thread_of(&tx, client, entry.nth).await?;
        let lay = store::enclosed(&tx, client, &[entry.id]).await?.remove(&entry.id).unwrap_or_default();
        let files = lay.into_iter().filter_map(|one| Some((one.name, one.file.ok()?.0))).collect();
        Ok(Some(housebook::book(tx.app())?.letter(card.voice(), "message-manager", &vars).answering(thread).enclosing(files)))
    })
    .await
}
