//! «You said, we changed»: a new version of a checklist or of a technique's card cites the remarks behind it, those that opened a case
//! and those that were an answer alone, and their authors are told once.

use super::cases::CaseWork;
use crate::case::{After, Author, Case};
use crate::change::{Change, can_cite, leads};
use crate::facts::ChangeTold;
use crate::store::{self, changes as kept};
use crate::{CHANGED, CaseId, ChangeId, KEEP_CASE, SEE_CASES};
use access::{Actor, Resource};
use db::{App, DbError, Read};
use housebook::Pin;
use households::{ClientId, line};
use journal::Say as _;
use messaging::queue;
use std::collections::BTreeSet;
use uuid::Uuid;
use values::{FieldFault, Instant, Outcome};

/// As a manager writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawChange {
    /// The page, `services/general.toml`.
    pub file: String,
    /// Which version of it.
    pub version: i64,
    /// The remarks that led to it.
    pub cases: Vec<CaseId>,
    /// Answers to the open question that led to it and opened no case.
    pub answers: Vec<After>,
    /// What is otherwise now, in Russian.
    pub ru: String,
    /// In English.
    pub en: String,
}

/// Letters of what is said to those whose words led to a change.
const WORDS: usize = 600;
/// So many remarks, and so many answers, can lie behind one change.
const MOST: usize = 100;

/// An answer to the open question that opened no case: praise, a wish, an idea.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// After what it was said.
    pub after: After,
    /// By whom.
    pub author: Author,
    /// In their words.
    pub words: String,
    /// When.
    pub told_at: Instant,
}

/// A change with how much lies behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The change.
    pub change: Change,
    /// So many remarks.
    pub remarks: u32,
    /// Of so many people, each told once.
    pub authors: u32,
}

/// Tells those whose words led to a version what is otherwise now: each once, however much of it was theirs, and nobody of anybody else.
/// Telling it twice is telling it once.
pub async fn tell_change(app: &App, who: &Actor, raw: &RawChange) -> Result<Outcome<ChangeId>, CaseWork> {
    who.may(KEEP_CASE, &Resource::default())?;
    let mut faults = Vec::new();
    let words = [line::required(&mut faults, "ru", &raw.ru, WORDS), line::required(&mut faults, "en", &raw.en, WORDS)];
    let cases: BTreeSet<CaseId> = raw.cases.iter().copied().take(MOST).collect();
    let answers: BTreeSet<After> = raw.answers.iter().copied().take(MOST).collect();
    if cases.is_empty() && answers.is_empty() {
        faults.push(FieldFault::new("cases", "missing"));
    }
    if !can_cite(&raw.file) {
        faults.push(FieldFault::new("version", "unknown"));
    }
    if !faults.is_empty() {
        return Err(CaseWork::Fields(faults));
    }
    let pin = Pin { file: raw.file.clone(), version: raw.version };
    app.write(who, move |tx| {
        let (pin, words, cases, answers) = (pin.clone(), words.clone(), cases.clone(), answers.clone());
        async move {
            if let Some(known) = kept::of_version(&tx, &pin).await? {
                return Ok(Outcome::Already(known));
            }
            let since = kept::since(&tx, &pin).await?.ok_or_else(|| field(FieldFault::new("version", "unknown")))?;
            let change = Change { id: tx.id(), file: pin.file.clone(), version: pin.version, words, at: tx.now() };
            kept::add(&tx, &change).await?;
            let mut authors = BTreeSet::new();
            for id in &cases {
                let case = store::case(&tx, *id).await?.ok_or(CaseWork::NoSuchCase(*id))?;
                leads(case.told_at, since).map_err(field)?;
                led_once(kept::cite(&tx, change.id, *id).await?)?;
                authors.insert(case.author);
            }
            for after in &answers {
                // What opened a case is cited by its case; what nobody answered, by nobody.
                let said = kept::answer(&tx, *after).await?.ok_or_else(|| field(FieldFault::new("cases", "unknown")))?;
                leads(said.told_at, since).map_err(field)?;
                led_once(kept::cite_answer(&tx, change.id, &said).await?)?;
                authors.insert(said.author);
            }
            for author in &authors {
                kept::tell(&tx, change.id, *author).await?;
                queue(&tx, CHANGED, change.id, author.subject()).await?;
            }
            let of_visits = answers.iter().filter_map(|after| after.visit()).collect();
            let of_work = answers.iter().filter_map(|after| after.work()).collect();
            tx.say(ChangeTold { change: change.id, cases: cases.into_iter().collect(), visits: of_visits, works: of_work }).await?;
            Ok(Outcome::Applied(change.id))
        }
    })
    .await
}

fn field(fault: FieldFault) -> CaseWork {
    CaseWork::Fields(vec![fault])
}

/// What was said leads to one change.
fn led_once(is_new: bool) -> Result<(), CaseWork> {
    if is_new { Ok(()) } else { Err(field(FieldFault::new("cases", "led-to-another"))) }
}

/// Remarks that have led to nothing yet, those told last first; `before` is the moment and the id of the last one that was seen.
pub async fn remarks(db: &impl Read, who: &Actor, before: Option<(Instant, CaseId)>, limit: u32) -> Result<Vec<Case>, CaseWork> {
    who.may(SEE_CASES, &Resource::default())?;
    Ok(kept::remarks(db, before, limit).await?)
}

/// Answers that opened no case and have led to nothing yet, those given last first; `before` is the moment and [`After::uuid`] of the
/// last one that was seen.
pub async fn answers_to_cite(db: &impl Read, who: &Actor, before: Option<(Instant, Uuid)>, limit: u32) -> Result<Vec<Said>, CaseWork> {
    who.may(SEE_CASES, &Resource::default())?;
    Ok(kept::answers(db, before, limit).await?)
}

/// What was changed, the newest first, with how much lies behind it.
pub async fn changes(db: &impl Read, who: &Actor, before: Option<(Instant, ChangeId)>, limit: u32) -> Result<Vec<Behind>, CaseWork> {
    who.may(SEE_CASES, &Resource::default())?;
    Ok(kept::all(db, before, limit).await?)
}

/// Which change a remark led to.
pub async fn change_of(db: &impl Read, case: CaseId) -> Result<Option<Change>, DbError> {
    kept::of_case(db, case).await
}

/// A change by its id. For whoever words it.
pub async fn change(db: &impl Read, id: ChangeId) -> Result<Option<Change>, DbError> {
    kept::one(db, id).await
}

/// What was changed because of a client's words, the newest first. For whoever may see the client already.
pub async fn changes_for(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Change>, DbError> {
    kept::told_to(db, client, limit).await
}
