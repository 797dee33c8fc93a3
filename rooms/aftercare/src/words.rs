//! The messages that this room words: done, redo, too late, our answer.

use crate::guarantee::{Report, closes};
use crate::{CaseId, OPEN_REDO, store};
use access::{Actor, Resource};
use db::{App, By, DbError, Read as _, Tx};
use households::{Card, reveal};
use messaging::texts::Value;
use messaging::{Letter, PublicUrl, args, words};
use people::PersonId;
use uuid::Uuid;
use visits::{Visit, VisitId};

async fn visit_and_card(tx: &Tx, about: Uuid) -> Result<Option<(Visit, Card)>, DbError> {
    let visit = visits::visit(tx, &Actor::House, VisitId::from(about)).await.map_err(|e| DbError::Other(e.to_string()))?;
    let permit = Actor::House.may(OPEN_REDO, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
    Ok(reveal(tx, &permit, visit.plan().client).await?.map(|card| (visit, card)))
}

/// True once the visit is done. The guarantee it speaks of begins when this arrives: not before now.
pub(crate) async fn done(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let Some((Visit::Done(done), card)) = visit_and_card(&tx, about).await? else {
            return Ok(None);
        };
        let plan = &done.work.way.plan;
        let crew = first_names(&tx, &plan.crew).await?;
        let service = catalog::service_as_of(&tx, &plan.service).await?;
        let vars = args([
            ("name", card.salutation().into()),
            ("service", service.name.of(card.lang).to_owned().into()),
            ("crew", words::list(card.lang, &crew).into()),
            ("time", words::time(done.finished_at).into()),
            ("link", visit_link(&tx, plan.id)?.into()),
            ("closes", words::moment(card.lang, closes(&done, Report::Delivered(tx.now()), tx.now())).into()),
        ]);
        letter(&tx, &card, "message-done", &vars).map(Some)
    })
    .await
}

/// True while the redo is planned.
pub(crate) async fn redo(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let Some((visit, card)) = visit_and_card(&tx, about).await? else {
            return Ok(None);
        };
        let Some(plan) = visit.ahead() else {
            return Ok(None);
        };
        let crew = first_names(&tx, &plan.crew).await?;
        let start = plan.span.start;
        let vars = args([
            ("name", card.salutation().into()),
            ("day", words::day(card.lang, start).into()),
            ("time", words::time(start).into()),
            ("crew", words::list(card.lang, &crew).into()),
            ("link", visit_link(&tx, plan.id)?.into()),
        ]);
        letter(&tx, &card, "message-redo", &vars).map(Some)
    })
    .await
}

/// True while the redo waits for its time.
pub(crate) async fn redo_waits(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        if store::redo_of(&tx, VisitId::from(about)).await?.is_none_or(|redo| redo.redo_visit.is_some()) {
            return Ok(None);
        }
        let Some((_, card)) = visit_and_card(&tx, about).await? else {
            return Ok(None);
        };
        let manager = catalog::brand(tx.app())?.manager.of(card.lang).to_owned();
        let vars = args([("name", card.salutation().into()), ("manager", manager.into())]);
        letter(&tx, &card, "message-redo-waits", &vars).map(Some)
    })
    .await
}

/// True unless a redo was agreed after all.
pub(crate) async fn redo_late(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        if store::redo_of(&tx, VisitId::from(about)).await?.is_some() {
            return Ok(None);
        }
        let Some((_, card)) = visit_and_card(&tx, about).await? else {
            return Ok(None);
        };
        let manager = catalog::brand(tx.app())?.manager.of(card.lang).to_owned();
        let vars = args([("name", card.salutation().into()), ("manager", manager.into())]);
        letter(&tx, &card, "message-redo-late", &vars).map(Some)
    })
    .await
}

/// True while the case stands with an answer, closed or not.
pub(crate) async fn case_answer(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let Some(case) = store::case(&tx, CaseId::from(about)).await? else {
            return Ok(None);
        };
        let Some((reply, owner)) = case.state.reply().zip(case.state.owner()).filter(|(reply, _)| !reply.words.is_empty()) else {
            return Ok(None);
        };
        let Some(visit) = case.after.visit() else { return Ok(None) };
        let Some((_, card)) = visit_and_card(&tx, visit.uuid()).await? else {
            return Ok(None);
        };
        let who = people::names(&tx, &[owner.person]).await?.remove(&owner.person);
        let vars = args([
            ("name", card.salutation().into()),
            ("answer", reply.words.clone().into()),
            ("who", who.map(|name| words::name(card.lang, &name.short())).unwrap_or_default().into()),
            ("phone", catalog::brand(tx.app())?.phone.clone().into()),
            ("link", visit_link(&tx, visit)?.into()),
        ]);
        letter(&tx, &card, "message-case-answer", &vars).map(Some)
    })
    .await
}

/// The page of a visit in the client's letter.
fn visit_link(tx: &Tx, visit: VisitId) -> Result<String, DbError> {
    Ok(format!("{}/my/visits/{visit}", tx.app().part::<PublicUrl>()?.0))
}

async fn first_names(tx: &Tx, crew: &[PersonId]) -> Result<Vec<String>, DbError> {
    let names = people::names(tx, crew).await?;
    Ok(crew.iter().filter_map(|person| names.get(person)).map(|name| name.first.clone()).collect())
}

fn letter(tx: &Tx, card: &Card, key: &str, vars: &[(&str, Value<'_>)]) -> Result<Letter, DbError> {
    Ok(housebook::book(tx.app())?.letter(card.voice(), key, vars))
}
