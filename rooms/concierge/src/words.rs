//! The messages that this room words: who takes it, and the concepts.

use crate::request::{Request, RequestId, Stage};
use crate::store;
use db::{App, DbError, Read, Reader};
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

/// True until somebody has answered.
pub(crate) async fn taken(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    let db = app.read().await?;
    let Some(request) = store::one(&db, RequestId::from(about)).await? else { return Ok(None) };
    let Some(due) = request.due_at.filter(|_| request.answered_at.is_none()) else { return Ok(None) };
    let lang = request.asker.lang;
    let vars = args([
        ("name", request.asker.name.clone().into()),
        ("manager", manager(&db, &request, lang).await?.into()),
        ("due", words::moment(lang, due).into()),
        ("phone", catalog::brand(&app)?.phone.clone().into()),
    ]);
    Ok(Some(housebook::book(&app)?.letter(lang, "message-request-taken", &vars)))
}

/// True until one was chosen, or the request was closed.
pub(crate) async fn concepts(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    let db = app.read().await?;
    let Some(request) = store::one(&db, RequestId::from(about)).await? else { return Ok(None) };
    if request.stage != Stage::Offered || request.closed_at.is_some() {
        return Ok(None);
    }
    let (lang, all) = (request.asker.lang, store::concepts::all(&db, request.id).await?);
    let titles: Vec<String> = all.iter().map(|concept| format!("{}. {}", concept.nth, concept.body.title)).collect();
    let link = ShortLink::to_concepts(&app, about, db.now())?;
    let vars = args([
        ("name", request.asker.name.clone().into()),
        ("manager", manager(&db, &request, lang).await?.into()),
        ("concepts", titles.join("\n").into()),
        ("n", i64::try_from(all.len()).unwrap_or(0).into()),
        ("link", link.as_str().to_owned().into()),
        ("phone", catalog::brand(&app)?.phone.clone().into()),
    ]);
    // Whoever asked is written to as the request itself: no page of messages of a client has it.
    Ok(Some(housebook::book(&app)?.letter(lang, "message-concepts", &vars).behind(link)))
}
