//! «You said, we changed»: a new version of a checklist or of a technique's card cites the remarks behind it, and their authors
//! are told once.

use super::cases::CaseWork;
use crate::case::{Author, Case};
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
    /// What is otherwise now, in Russian.
    pub ru: String,
    /// In English.
    pub en: String,
}

/// Letters of what is said to those whose words led to a change.
const WORDS: usize = 600;
/// A page of remarks to choose from, and of changes.
const MOST_CASES: usize = 100;

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

/// Tells those whose remarks led to a version what is otherwise now: each once, nobody of anybody else. Telling it twice is telling it once.
pub async fn tell_change(app: &App, who: &Actor, raw: &RawChange) -> Result<Outcome<ChangeId>, CaseWork> {
    who.may(KEEP_CASE, &Resource::default())?;
    let mut faults = Vec::new();
    let words = [line::required(&mut faults, "ru", &raw.ru, WORDS), line::required(&mut faults, "en", &raw.en, WORDS)];
    let cited: BTreeSet<CaseId> = raw.cases.iter().copied().take(MOST_CASES).collect();
    if cited.is_empty() {
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
        let (pin, words, cited) = (pin.clone(), words.clone(), cited.clone());
        async move {
            if let Some(known) = kept::of_version(&tx, &pin).await? {
                return Ok(Outcome::Already(known));
            }
            let field = |fault| CaseWork::Fields(vec![fault]);
            let since = kept::since(&tx, &pin).await?.ok_or_else(|| field(FieldFault::new("version", "unknown")))?;
            let mut authors: BTreeSet<Author> = BTreeSet::new();
            for id in &cited {
                let case = store::case(&tx, *id).await?.ok_or(CaseWork::NoSuchCase(*id))?;
                leads(case.told_at, since).map_err(field)?;
                authors.insert(case.author);
            }
            let change = Change { id: tx.id(), file: pin.file.clone(), version: pin.version, words, at: tx.now() };
            kept::add(&tx, &change).await?;
            for id in &cited {
                if !kept::cite(&tx, change.id, *id).await? {
                    return Err(field(FieldFault::new("cases", "led-to-another")));
                }
            }
            for author in &authors {
                kept::tell(&tx, change.id, *author).await?;
                queue(&tx, CHANGED, change.id, author.subject()).await?;
            }
            tx.say(ChangeTold { change: change.id, cases: cited.iter().copied().collect() }).await?;
            Ok(Outcome::Applied(change.id))
        }
    })
    .await
}

/// Remarks that have led to nothing yet, those told last first; `before` is the moment and the id of the last one that was seen.
pub async fn remarks(db: &impl Read, who: &Actor, before: Option<(Instant, CaseId)>, limit: u32) -> Result<Vec<Case>, CaseWork> {
    who.may(SEE_CASES, &Resource::default())?;
    Ok(kept::remarks(db, before, limit).await?)
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
