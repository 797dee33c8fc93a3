//! The messages that this room words: who takes it, and the concepts.

use crate::OFFER_CONCEPTS;
use crate::request::{Request, RequestId, Stage};
use crate::service::concepts::called;
use crate::store;
use access::{Actor, Resource};
use db::{App, By, DbError, Read, Reader};
use messaging::texts::Voice;
use messaging::{Letter, ShortLink, args, words};
use uuid::Uuid;
use values::Lang;

/// The name of whoever has the request; where nobody has, of whom the brand names.
async fn manager(db: &Reader, request: &Request, lang: Lang) -> Result<String, DbError> {
    let named = match request.manager {
        Some(person) => people::names(db, &[person]).await?.remove(&person),
        None => None,
    };
    Ok(match named {
        Some(name) => words::name(lang, &name.full()),
        None => catalog::brand(db.app())?.manager.of(lang).to_owned(),
    })
}

/// How whoever asked is written to: a client by a way of their own as they are called by us; anybody else, and by a way that is another's, as they signed.
async fn addressed(app: &App, db: &Reader, request: &Request) -> Result<(String, Voice), DbError> {
    let id = request.id;
    let reached = households::client_by_door(db, &request.asker.way.door()).await?;
    let client = request.client.filter(|client| reached == Some(*client));
    let known = match client {
        None => None,
        Some(_) => {
            app.write(By::house(), move |tx| async move {
                let permit = Actor::House.may(OFFER_CONCEPTS, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
                called(&tx, &permit, client, Some(id)).await
            })
            .await?
        }
    };
    Ok(known.unwrap_or_else(|| (request.asker.name.clone(), request.asker.lang.into())))
}

/// True until somebody has answered.
pub(crate) async fn taken(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    let db = app.read().await?;
    let Some(request) = store::one(&db, RequestId::from(about)).await? else { return Ok(None) };
    let Some(due) = request.due_at.filter(|_| request.answered_at.is_none()) else { return Ok(None) };
    let (name, voice) = addressed(&app, &db, &request).await?;
    let lang = voice.lang;
    let vars = args([
        ("name", name.into()),
        ("manager", manager(&db, &request, lang).await?.into()),
        ("due", words::moment(lang, due).into()),
        ("phone", catalog::brand(&app)?.phone.clone().into()),
    ]);
    Ok(Some(housebook::book(&app)?.letter(voice, "message-request-taken", &vars)))
}

/// True until one was chosen, or the request was closed.
pub(crate) async fn concepts(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    let db = app.read().await?;
    let Some(request) = store::one(&db, RequestId::from(about)).await? else { return Ok(None) };
    if request.stage != Stage::Offered || request.closed_at.is_some() {
        return Ok(None);
    }
    let ((name, voice), all) = (addressed(&app, &db, &request).await?, store::concepts::all(&db, request.id).await?);
    let lang = voice.lang;
    let titles: Vec<String> = all.iter().map(|concept| format!("{}. {}", concept.nth, concept.body.title)).collect();
    let link = ShortLink::to_concepts(&app, about, db.now())?;
    let vars = args([
        ("name", name.into()),
        ("manager", manager(&db, &request, lang).await?.into()),
        ("concepts", titles.join("\n").into()),
        ("n", i64::try_from(all.len()).unwrap_or(0).into()),
        ("link", link.as_str().to_owned().into()),
        ("phone", catalog::brand(&app)?.phone.clone().into()),
    ]);
    // Whoever asked is written to as the request itself: no page of messages of a client has it.
    Ok(Some(housebook::book(&app)?.letter(voice, "message-concepts", &vars).behind(link)))
}
