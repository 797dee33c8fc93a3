//! The messages that this room words: who takes it, and the concepts.

use crate::OFFER_CONCEPTS;
use crate::request::{Request, RequestId, Stage};
use crate::service::answering::{first_at, have_now};
use crate::service::concepts::called;
use crate::store;
use access::{Actor, Resource};
use db::{App, By, DbError, Read, Reader};
use messaging::texts::Voice;
use messaging::{Letter, Order, ShortLink, args, words};
use people::PersonId;
use uuid::Uuid;
use values::Lang;

/// The name of this one of us; where it is nobody, of whom the brand names.
async fn manager(db: &Reader, person: Option<PersonId>, lang: Lang) -> Result<String, DbError> {
    let named = match person {
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
    let Some(due) = request.due_at.filter(|_| request.answered_at.is_none() && request.rounds == 0) else { return Ok(None) };
    let (name, voice) = addressed(&app, &db, &request).await?;
    let lang = voice.lang;
    let vars = args([
        ("name", name.into()),
        ("manager", manager(&db, first_at(&db, request.client, request.manager).await?, lang).await?.into()),
        ("due", words::moment(lang, due).into()),
        ("phone", catalog::brand(&app)?.phone.clone().into()),
    ]);
    Ok(Some(housebook::book(&app)?.letter(voice, "message-request-taken", &vars)))
}

/// True until one was chosen, none fitted, or the request was closed.
pub(crate) async fn concepts(app: App, Order { about, version, .. }: Order) -> Result<Option<Letter>, DbError> {
    let db = app.read().await?;
    let Some(request) = store::one(&db, RequestId::from(about)).await? else { return Ok(None) };
    // The first round is version 0, as it was before there were others.
    if request.stage != Stage::Offered || request.closed_at.is_some() || version + 1 != request.rounds {
        return Ok(None);
    }
    let ((name, voice), mut all) = (addressed(&app, &db, &request).await?, store::concepts::all(&db, request.id).await?);
    all.retain(|concept| concept.round == request.rounds);
    let lang = voice.lang;
    let titles: Vec<String> = all.iter().map(|concept| format!("{}. {}", concept.nth, concept.body.title)).collect();
    let link = ShortLink::to_concepts(&app, about, db.now())?;
    let vars = args([
        ("name", name.into()),
        ("manager", manager(&db, have_now(&db, std::slice::from_ref(&request)).await?.remove(&request.id), lang).await?.into()),
        ("concepts", titles.join("\n").into()),
        ("again", if version > 0 { "yes" } else { "no" }.to_owned().into()),
        ("n", i64::try_from(all.len()).unwrap_or(0).into()),
        ("link", link.as_str().to_owned().into()),
        ("phone", catalog::brand(&app)?.phone.clone().into()),
    ]);
    // Whoever asked is written to as the request itself: no page of messages of a client has it.
    Ok(Some(housebook::book(&app)?.letter(voice, "message-concepts", &vars).behind(link)))
}
