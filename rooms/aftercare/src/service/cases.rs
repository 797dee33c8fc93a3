//! Cases: opened by what a client said, taken, answered and closed at the desk.

use crate::case::{After, Author, Case, CaseKind, CaseOver, CaseState, Channel};
use crate::facts::{CaseAnswered, CaseClosed, CaseOpened, CaseTaken};
use crate::{CASE_ANSWER, CaseId, KEEP_CASE, SEE_CASES, WORK_ANSWER, store};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read, Tx};
use households::ClientId;
use journal::Say as _;
use messaging::queue_version;
use people::PersonId;
use values::unseen::is_unseen;
use values::{Arg, Explain, FieldFault, Instant, Outcome, Problem};

/// Why nothing was done in a case.
#[derive(Debug, thiserror::Error)]
pub enum CaseWork {
    /// No such case.
    #[error("no case {0}")]
    NoSuchCase(CaseId),
    /// It is closed.
    #[error("the case is closed")]
    Over,
    /// Nothing was written, or too much.
    #[error("the words are missing or too long")]
    Words(FieldFault),
    /// Fields to mend.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldFault>),
    /// Only one of us can see to a case.
    #[error("nobody sees to it")]
    Nobody,
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<CaseOver> for CaseWork {
    fn from(_: CaseOver) -> Self {
        Self::Over
    }
}

impl Explain for CaseWork {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchCase(_) => Problem::new(404, "case-unknown"),
            Self::Over => Problem::new(409, "case-over"),
            Self::Words(fault) => Problem::fields(vec![fault.clone()]),
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Nobody => Problem::new(403, "denied"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// What a case begins with.
pub(crate) struct NewCase {
    pub(crate) after: After,
    pub(crate) author: Author,
    pub(crate) kind: CaseKind,
    pub(crate) words: Option<String>,
    pub(crate) told_at: Instant,
    pub(crate) channel: Channel,
    /// From when the 24 hours count, where they were over.
    pub(crate) counts_from: Option<Instant>,
}

/// Opens a case, inside the transaction of what it is about. Where one of its kind is open for the same, it takes the new words.
pub(crate) async fn open_case(tx: &Tx, new: NewCase) -> Result<Outcome<CaseId>, DbError> {
    if let Some(known) = store::open_case_of(tx, new.after, new.kind).await? {
        if let Some(words) = &new.words {
            store::put_case_words(tx, known, new.author, words).await?;
        }
        return Ok(Outcome::Already(known));
    }
    let case = Case {
        id: tx.id(),
        after: new.after,
        author: new.author,
        kind: new.kind,
        words: new.words,
        told_at: new.told_at,
        channel: new.channel,
        opened_at: tx.now(),
        opened_by: tx.by().0.clone(),
        state: CaseState::Open,
    };
    store::add_case(tx, &case, new.counts_from).await?;
    tx.say(CaseOpened::of(&case)).await?;
    Ok(Outcome::Applied(case.id))
}

/// Which cases are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Those that wait for somebody, the oldest first.
    Open,
    /// Those that are closed, the newest first.
    Closed,
}

/// A page of cases; `after` is the cursor that the page before gave: the moment and the id of its last case.
pub async fn cases(db: &impl Read, who: &Actor, shelf: Shelf, after: Option<(Instant, CaseId)>, limit: u32) -> Result<Vec<Case>, CaseWork> {
    who.may(SEE_CASES, &Resource::default())?;
    Ok(store::cases(db, shelf, after, limit).await?)
}

/// Cases that wait, the oldest first.
pub async fn open_cases(db: &impl Read, who: &Actor, limit: u32) -> Result<Vec<Case>, CaseWork> {
    cases(db, who, Shelf::Open, None, limit).await
}

/// One client's cases, the newest first.
pub async fn cases_of(db: &impl Read, who: &Actor, client: ClientId, limit: u32) -> Result<Vec<Case>, CaseWork> {
    who.may(SEE_CASES, &Resource::default())?;
    Ok(store::cases_of(db, client, limit).await?)
}

/// One case.
pub async fn case(db: &impl Read, who: &Actor, id: CaseId) -> Result<Case, CaseWork> {
    who.may(SEE_CASES, &Resource::default())?;
    store::case(db, id).await?.ok_or(CaseWork::NoSuchCase(id))
}

async fn mine(tx: &Tx, who: &Actor, id: CaseId) -> Result<(Case, PersonId), CaseWork> {
    who.may(KEEP_CASE, &Resource::default())?;
    let person = who.subject().map(PersonId::from).ok_or(CaseWork::Nobody)?;
    store::take_case_row(tx, id).await?;
    Ok((store::case(tx, id).await?.ok_or(CaseWork::NoSuchCase(id))?, person))
}

/// Takes a case; from now on this person sees to it.
pub async fn take_case(app: &App, who: &Actor, id: CaseId) -> Result<Outcome<()>, CaseWork> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let (case, person) = mine(&tx, &who, id).await?;
        let was = case.state.clone();
        let case = Case { state: case.state.take(person, tx.now())?, ..case };
        if case.state == was {
            return Ok(Outcome::Already(()));
        }
        store::put_case_state(&tx, &case).await?;
        tx.say(CaseTaken::of(&case)).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// Letters that an answer or a note may have.
pub const MOST_WORDS: usize = 4_000;

pub(crate) fn words_of(field: &'static str, typed: &str) -> Result<String, FieldFault> {
    let words = typed.trim();
    match words.chars().count() {
        0 => Err(FieldFault::new(field, "missing")),
        n if n > MOST_WORDS => Err(FieldFault::new(field, "too-long").arg("most", Arg::Int(4_000))),
        _ if words.contains(is_unseen) => Err(FieldFault::new(field, "unreadable")),
        _ => Ok(words.to_owned()),
    }
}

/// Answers the client; the message goes out with the transaction. Whoever answers sees to the case from now on. The same
/// answer twice is sent once, another one is sent as well.
pub async fn answer_case(app: &App, who: &Actor, id: CaseId, words: &str) -> Result<Outcome<()>, CaseWork> {
    who.may(KEEP_CASE, &Resource::default())?;
    let who = *who;
    let words = words_of("answer", words).map_err(CaseWork::Words)?;
    app.write(&who, move |tx| {
        let words = words.clone();
        async move {
            let (case, person) = mine(&tx, &who, id).await?;
            if case.state.reply().is_some_and(|reply| reply.words == words) {
                return Ok(Outcome::Already(()));
            }
            let case = Case { state: case.state.answer(person, words, tx.now())?, ..case };
            store::put_case_state(&tx, &case).await?;
            // Counted by the second: another answer is another message, a second press of the button is not.
            let version = u32::try_from(tx.now().micros() / 1_000_000).unwrap_or(u32::MAX);
            let class = if case.after.visit().is_some() { CASE_ANSWER } else { WORK_ANSWER };
            queue_version(&tx, class, id, version, case.author.subject()).await?;
            tx.say(CaseAnswered::of(&case)).await?;
            Ok(Outcome::Applied(()))
        }
    })
    .await
}

/// Closes a case with a note: how it ended.
pub async fn close_case(app: &App, who: &Actor, id: CaseId, note: &str) -> Result<Outcome<()>, CaseWork> {
    who.may(KEEP_CASE, &Resource::default())?;
    let who = *who;
    let note = words_of("note", note).map_err(CaseWork::Words)?;
    app.write(&who, move |tx| {
        let note = note.clone();
        async move {
            let (case, _) = mine(&tx, &who, id).await?;
            if let CaseState::Closed { note: known, .. } = &case.state
                && *known == note
            {
                return Ok(Outcome::Already(()));
            }
            let case = Case { state: case.state.close(tx.by().0.clone(), note, tx.now())?, ..case };
            store::put_case_state(&tx, &case).await?;
            tx.say(CaseClosed::of(&case)).await?;
            Ok(Outcome::Applied(()))
        }
    })
    .await
}
