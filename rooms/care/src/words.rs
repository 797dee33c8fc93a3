//! The messages that this room words: a prepared proposal; and for `aftercare` what is said to whoever had something arranged, client or not.

use crate::PREPARE;
use crate::proposal::{ProposalId, State};
use crate::service::ahead::is_taken;
use crate::store;
use access::{Actor, Resource};
use aftercare::{Author, CaseId, ChangeId, WorkId};
use concierge::RequestId;
use db::{App, By, DbError, Read as _, Tx};
use households::ClientId;
use messaging::texts::Voice;
use messaging::{Letter, PublicUrl, ShortLink, args, proposal_token, words};
use uuid::Uuid;
use values::Lang;

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

/// How somebody is called: a client by their card, else whoever made the request. `None`: forgotten.
async fn called(tx: &Tx, client: Option<ClientId>, request: Uuid) -> Result<Option<(String, Voice)>, DbError> {
    let permit = Actor::House.may(PREPARE, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
    concierge::called(tx, &permit, client, Some(RequestId::from(request))).await
}

/// A client has a page of messages to look at it again; whoever is none has the link alone.
fn sent(letter: Letter, author: Author, link: ShortLink) -> Letter {
    if author.client().is_some() { letter } else { letter.behind(link) }
}

/// What was arranged: the title of the plan, else the task of the house book; `None` of what was forgotten, or is about nothing of it.
async fn matter(tx: &Tx, request: RequestId, lang: Lang) -> Result<Option<String>, DbError> {
    if let Some(title) = projects::titled(tx, request).await? {
        return Ok(Some(title));
    }
    let tasks = catalog::requests(tx.app())?;
    Ok(concierge::about(tx, request).await?.and_then(|code| tasks.request(&code).map(|task| task.name.of(lang).to_owned())))
}

/// True until it was answered.
pub(crate) async fn work_done(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let Some(asked) = aftercare::question_after(&tx, WorkId::from(about)).await?.filter(|asked| asked.answer.is_none()) else { return Ok(None) };
        let Some((name, voice)) = called(&tx, asked.author.client(), about).await? else { return Ok(None) };
        let link = ShortLink::to_question(tx.app(), about, tx.now())?;
        let what = matter(&tx, RequestId::from(about), voice.lang).await?;
        let vars = args([
            ("name", name.into()),
            ("known", if what.is_some() { "yes" } else { "no" }.into()),
            ("what", what.unwrap_or_default().into()),
            ("link", link.as_str().to_owned().into()),
            ("phone", catalog::brand(tx.app())?.phone.clone().into()),
        ]);
        Ok(Some(sent(housebook::book(tx.app())?.letter(voice, "message-work-done", &vars), asked.author, link)))
    })
    .await
}

/// True while the case stands with an answer, closed or not.
pub(crate) async fn work_answer(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let Some(case) = aftercare::answered_case(&tx, CaseId::from(about)).await? else { return Ok(None) };
        let (Some(reply), Some(owner), Some(work)) = (case.state.reply(), case.state.owner(), case.after.work()) else { return Ok(None) };
        let Some((name, voice)) = called(&tx, case.author.client(), work.uuid()).await? else { return Ok(None) };
        let who = people::names(&tx, &[owner.person]).await?.remove(&owner.person);
        let vars = args([
            ("name", name.into()),
            ("answer", reply.words.clone().into()),
            ("who", who.map(|name| words::name(voice.lang, &name.short())).unwrap_or_default().into()),
            ("phone", catalog::brand(tx.app())?.phone.clone().into()),
        ]);
        let link = ShortLink::to_question(tx.app(), work.uuid(), tx.now())?;
        Ok(Some(sent(housebook::book(tx.app())?.letter(voice, "message-work-answer", &vars), case.author, link)))
    })
    .await
}

/// What is otherwise now because of what they said; of nobody else who said it.
pub(crate) async fn changed(app: App, about: Uuid, reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let Some(change) = aftercare::change(&tx, ChangeId::from(about)).await? else { return Ok(None) };
        // A reader is a client, or else the request that they made.
        let Some((name, voice)) = called(&tx, Some(ClientId::from(reader)), reader).await? else { return Ok(None) };
        let vars =
            args([("name", name.into()), ("change", change.words_in(voice.lang).to_owned().into()), ("phone", catalog::brand(tx.app())?.phone.clone().into())]);
        Ok(Some(housebook::book(tx.app())?.letter(voice, "message-changed", &vars)))
    })
    .await
}
