//! The open question, and what an answer sets going.

use super::cases::{NewCase, open_case};
use crate::case::{After, Author, CaseKind, Channel};
use crate::facts::AnswerGiven;
use crate::{ANSWER, remark, store};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read as _, Tx};
use journal::Say as _;
use values::unseen::is_unseen;
use values::{Arg, Explain, FieldFault, Problem};
use visits::{Move, Visit, VisitId};

/// Why an answer was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AnswerQuestion {
    /// Nothing was written, or too much.
    #[error("the answer is empty or too long")]
    Words(FieldFault),
    /// The visit is not done yet.
    #[error("the visit is not done")]
    NotDone,
    /// Nothing was asked, or whoever answered was forgotten.
    #[error("nothing was asked of this work")]
    NotAsked,
    /// The visit cannot be seen.
    #[error(transparent)]
    Visit(#[from] Move),
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for AnswerQuestion {
    fn explain(&self) -> Problem {
        match self {
            Self::Words(fault) => Problem::fields(vec![fault.clone()]),
            Self::NotDone => Problem::new(409, "visit-not-done"),
            Self::NotAsked => Problem::new(404, "not-found"),
            Self::Visit(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Letters that an answer may have.
const MOST: usize = 4_000;

/// An answer as it is kept.
pub(crate) fn read_words(words: &str) -> Result<String, AnswerQuestion> {
    let words = words.trim();
    let fault = match words.chars().count() {
        0 => FieldFault::new("words", "missing"),
        n if n > MOST => FieldFault::new("words", "too-long").arg("most", Arg::Int(4000)),
        _ if words.contains(is_unseen) => FieldFault::new("words", "unreadable"),
        _ => return Ok(words.to_owned()),
    };
    Err(AnswerQuestion::Words(fault))
}

/// The case of an answer that may hold a remark.
pub(crate) fn remark_of(tx: &Tx, after: After, author: Author, words: String) -> NewCase {
    NewCase { after, author, kind: CaseKind::Remark, words: Some(words), told_at: tx.now(), channel: Channel::Portal, counts_from: None }
}

/// Keeps a client's answer to the open question, in their own words. One that may hold a remark opens a case by itself.
pub async fn answer_question(app: &App, who: &Actor, id: VisitId, words: &str) -> Result<(), AnswerQuestion> {
    let who = *who;
    let words = read_words(words)?;
    app.write(&who, move |tx| {
        let words = words.clone();
        async move {
            let visit = visits::visit(&tx, &who, id).await?;
            let client = visit.plan().client;
            who.may(ANSWER, &Resource { client: Some(client.uuid()), crew: vec![] })?;
            if !matches!(visit, Visit::Done(_)) {
                return Err(AnswerQuestion::NotDone);
            }
            store::put_answer(&tx, id, client, &words).await?;
            tx.say(AnswerGiven { visit: id, client }).await?;
            households::propose(&tx, client, Some(visit.plan().home), &words, households::Origin::Answer).await?;
            if remark::read(&words).opens_case() {
                open_case(&tx, remark_of(&tx, After::Visit(id), Author::Client(client), words)).await?;
            }
            Ok(())
        }
    })
    .await
}
