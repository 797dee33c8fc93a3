//! The open question after what a manager arranged: asked once, answered by whoever has its link, read by the same rules.

use super::cases::open_case;
use super::question::{AnswerQuestion, read_words, remark_of};
use crate::case::{After, Author, Case};
use crate::facts::{WorkAnswered, WorkEnded};
use crate::{ANSWER_WORK, CaseId, WORK_DONE, WorkId, remark, store};
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx};
use households::ClientId;
use journal::Say as _;
use messaging::queue;
use values::{Instant, Outcome};

/// The open question after some work, and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkQuestion {
    /// After which.
    pub work: WorkId,
    /// Who was asked.
    pub author: Author,
    /// When.
    pub asked_at: Instant,
    /// The answer, in their words, and when; `None` until there is one, or after erasure.
    pub answer: Option<(String, Instant)>,
}

/// What a manager arranged is over: the open question goes out with the transaction, once, however often it is said to be over.
/// By the room that knows whose work it was.
pub async fn ask_after(tx: &Tx, work: WorkId, client: Option<ClientId>) -> Result<Outcome<()>, DbError> {
    let author = client.map_or(Author::Asker(work), Author::Client);
    if !store::work::ask(tx, work, author).await? {
        return Ok(Outcome::Already(()));
    }
    tx.say(WorkEnded { work, client }).await?;
    queue(tx, WORK_DONE, work, author.subject()).await?;
    Ok(Outcome::Applied(()))
}

/// Keeps the answer, in their own words: one that may hold a remark opens a case by itself, a wish becomes a memory to confirm.
/// Whoever has the link that the house marked may answer, and answer anew.
pub async fn answer_after(app: &App, who: &Actor, work: WorkId, words: &str) -> Result<(), AnswerQuestion> {
    who.may(ANSWER_WORK, &Resource::default())?;
    let words = read_words(words)?;
    app.write(who, move |tx| {
        let words = words.clone();
        async move {
            let asked = store::work::question(&tx, work).await?.ok_or(AnswerQuestion::NotAsked)?;
            if !store::work::put_answer(&tx, work, asked.author, &words).await? {
                return Err(AnswerQuestion::NotAsked);
            }
            let client = asked.author.client();
            tx.say(WorkAnswered { work, client }).await?;
            if let Some(client) = client {
                households::propose(&tx, client, None, &words, households::Origin::Answer).await?;
            }
            if remark::read(&words).opens_case() {
                open_case(&tx, remark_of(&tx, After::Work(work), asked.author, words)).await?;
            }
            Ok(())
        }
    })
    .await
}

/// What was asked after some work. For whoever may see the work already.
pub async fn question_after(db: &impl Read, work: WorkId) -> Result<Option<WorkQuestion>, DbError> {
    store::work::question(db, work).await
}

/// What a client was asked after work of theirs, the newest first. For whoever may see the client already.
pub async fn questions_of(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<WorkQuestion>, DbError> {
    store::work::questions_of(db, client, limit).await
}

/// A case with our answer, to be worded; `None` while there is none. For whoever writes it.
pub async fn answered_case(db: &impl Read, case: CaseId) -> Result<Option<Case>, DbError> {
    Ok(store::case(db, case).await?.filter(|case| case.state.reply().is_some_and(|reply| !reply.words.is_empty())))
}
