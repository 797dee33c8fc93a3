//! The message of an incident: what happened, and in the same breath what was done about it.

use crate::incident::{About, Incident, IncidentId, State, may_tell};
use crate::playbooks::{Way, playbooks};
use crate::store;
use access::{Actor, Resource};
use db::{App, By, DbError, Read as _, Tx};
use households::{ClientId, reveal};
use messaging::{Letter, args, words};
use uuid::Uuid;
use values::Lang;
use visits::VisitId;

/// True while it may be told: with its way out, or with the owner's word that there is none yet.
pub(crate) async fn told(app: App, about: Uuid, reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), move |tx| async move {
        let Some(incident) = store::one(&tx, IncidentId::from(about)).await? else { return Ok(None) };
        composed(&tx, &incident, reader.into()).await
    })
    .await
}

/// As it would go to this client at this moment; `None` while nothing may be told.
pub(crate) async fn composed(tx: &Tx, incident: &Incident, reader: ClientId) -> Result<Option<Letter>, DbError> {
    if may_tell(incident).is_err() {
        return Ok(None);
    }
    let permit = Actor::House.may(crate::KEEP_INCIDENTS, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
    let Some(card) = reveal(tx, &permit, reader).await? else { return Ok(None) };
    let lang = card.lang;
    let playbooks = playbooks(tx.app())?;
    let Some(playbook) = playbooks.of(incident.kind) else { return Ok(None) };
    let way = incident.way.filter(|_| incident.state == State::Arranged).and_then(|way| playbook.alternative(way));
    let vars = args([
        ("name", card.salutation().into()),
        ("what", playbook.what.of(lang).to_owned().into()),
        ("solved", if way.is_some() { "yes" } else { "no" }.into()),
        ("solution", way.map(|way| way.told.of(lang).to_owned()).unwrap_or_default().into()),
        ("moved", moved(tx, incident, lang).await?.into()),
        ("phone", catalog::brand(tx.app())?.phone.clone().into()),
    ]);
    Ok(Some(housebook::book(tx.app())?.letter(card.voice(), "message-incident", &vars)))
}

/// Under the word of a move of the house's own: what the house grants with it, as its book says.
pub(crate) async fn with_a_move(app: App, about: Uuid, lang: Lang) -> Result<Option<String>, DbError> {
    let db = app.read().await?;
    let visit = VisitId::from(about);
    let Some(incident) = store::arranged_last(&db, visit).await?.filter(|incident| incident.way == Some(Way::NewTime)) else { return Ok(None) };
    let version = visits::visits_with(&db, &[visit]).await?.get(&visit).map(|visit| visit.plan().version);
    // What the client has moved since is theirs.
    let Some(version) = version else { return Ok(None) };
    if !notices::is_house_move(&db, visit, version).await? {
        return Ok(None);
    }
    let playbooks = playbooks(&app)?;
    Ok(playbooks.of(incident.kind).and_then(|playbook| playbook.alternative(Way::NewTime)).map(|way| way.told.of(lang).to_owned()))
}

/// Under the word of what the house calls off: the visit that stands in its place.
pub(crate) async fn with_a_call_off(app: App, about: Uuid, lang: Lang) -> Result<Option<String>, DbError> {
    let db = app.read().await?;
    let Some(incident) = store::arranged_last(&db, VisitId::from(about)).await? else { return Ok(None) };
    let Some(instead) = incident.instead else { return Ok(None) };
    let standing = visits::visits_with(&db, &[instead]).await?.remove(&instead);
    let Some(plan) = standing.as_ref().and_then(visits::Visit::ahead) else { return Ok(None) };
    let playbooks = playbooks(&app)?;
    let told = playbooks.of(incident.kind).and_then(|playbook| playbook.alternative(Way::CallOff)).map(|way| way.told.of(lang).to_owned());
    Ok(told.map(|told| format!("{told} {}.", words::moment(lang, plan.span.start))))
}

/// A line for each task that is later: what, and when it is now.
async fn moved(tx: &Tx, incident: &Incident, lang: Lang) -> Result<String, DbError> {
    let About::Task { plan, .. } = incident.about else { return Ok(String::new()) };
    if incident.state != State::Arranged {
        return Ok(String::new());
    }
    let tasks = projects::tasks_of(tx, plan).await?;
    let moved = store::moved(tx, incident.id, incident.round).await?;
    let line = |moved: &crate::Moved| {
        let title = tasks.iter().find(|task| task.id == moved.task).map(|task| task.title.clone()).unwrap_or_default();
        format!("{title}: {}", words::moment(lang, moved.to.start))
    };
    Ok(moved.iter().map(line).collect::<Vec<_>>().join("\n"))
}
