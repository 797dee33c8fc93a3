//! What is told of a journey after it.

use super::RequestError;
use super::concepts::asked_by;
use crate::KEEP_ALONG;
use crate::facts::AlongTold;
use crate::request::RequestId;
use crate::store::went as kept;
use crate::went::{Evidence, Tally, Went, check, tally, to_go};
use access::{Actor, Resource};
use db::{App, DbError, Read};
use households::{Doing, Journey, KEEP_MEMORY, along, children, declined_of, line, recall};
use jiff::civil::Date;
use journal::Say as _;
use std::collections::BTreeSet;
use values::{FieldFault, Outcome};

/// As it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawWent {
    /// The day of travel.
    pub day: Date,
    /// What went along; the rest of what was to did not.
    pub kept: BTreeSet<Doing>,
    /// How we know; `None` where it is no way that we know of.
    pub evidence: Option<Evidence>,
    /// In words: who has told it, or which receipt it is.
    pub words: String,
}

/// Letters of how we know.
const WORDS: usize = 600;

/// Tells what went along on a journey, once: what was to is written down with it, so that nothing said later changes it.
pub async fn tell_along(app: &App, who: &Actor, id: RequestId, raw: &RawWent) -> Result<Outcome<Tally>, RequestError> {
    who.may(KEEP_ALONG, &Resource::default())?;
    let mut faults = Vec::new();
    let words = line::several(&mut faults, "words", &raw.words, WORDS);
    let evidence = raw.evidence.unwrap_or_else(|| {
        faults.push(FieldFault::new("evidence", "required"));
        Evidence::Note
    });
    let rules = households::memory_rules(app)?;
    app.write(who, move |tx| {
        let (raw, words, mut faults, rules) = (raw.clone(), words.clone(), faults.clone(), rules.clone());
        async move {
            let client = asked_by(&tx, id).await?.ok_or(RequestError::Unknown(id))?;
            if let Some(told) = tally(&kept::told(&tx, id).await?) {
                return Ok(Outcome::Already(told));
            }
            let permit = who.may(KEEP_MEMORY, &Resource { client: Some(client.uuid()), crew: vec![] })?;
            let journey = Journey { day: raw.day, travellers: children(&recall(&tx, &permit, client).await?) };
            let asked = to_go(&along(&journey, &rules.travel), &declined_of(&tx, client).await?, id.uuid());
            faults.extend(check(raw.day, tx.now().day(), &asked, &raw.kept).err());
            if !faults.is_empty() {
                return Err(RequestError::Fields(faults));
            }
            for (nth, doing) in (1..).zip(&asked) {
                if !kept::add(&tx, (id, client), (nth, raw.day), (*doing, raw.kept.contains(doing)), (evidence, &words)).await? {
                    // Somebody was quicker by a moment: from the start, where theirs is seen.
                    return Err(DbError::raced().into());
                }
            }
            let told = Tally { kept: raw.kept.len(), asked: asked.len() };
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            tx.say(AlongTold { request: id, kept: count(told.kept), asked: count(told.asked) }).await?;
            Ok(Outcome::Applied(told))
        }
    })
    .await
}

/// What was told of a journey; empty while nobody has. For whoever may see the request already.
pub async fn went_along(db: &impl Read, id: RequestId) -> Result<Vec<Went>, DbError> {
    kept::told(db, id).await
}
