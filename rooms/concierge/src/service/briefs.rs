//! What was said, and what was understood.

use super::RequestError;
use crate::KEEP_BRIEF;
use crate::brief::{RawBrief, Source, said};
use crate::facts::{BriefKept, WordsHeard};
use crate::request::RequestId;
use crate::store;
use access::{Actor, Resource};
use db::{App, Read as _, Tx};
use journal::Say as _;

async fn open(tx: &Tx, id: RequestId) -> Result<(), RequestError> {
    let stand = store::stand(tx, id).await?.ok_or(RequestError::Unknown(id))?;
    if stand.is_closed { Err(RequestError::Closed(id)) } else { Ok(()) }
}

/// Writes down what they said, word for word; it stands from then on. The how manieth it is.
pub async fn hear(app: &App, who: &Actor, id: RequestId, source: Source, words: &str) -> Result<u32, RequestError> {
    who.may(KEEP_BRIEF, &Resource::default())?;
    let words = said("said", words).map_err(RequestError::Fields)?;
    app.write(who, move |tx| {
        let words = words.clone();
        async move {
            open(&tx, id).await?;
            let nth = store::briefs::say(&tx, id, source, &words).await?;
            store::briefs::mark(&tx, id, &words);
            tx.say(WordsHeard { request: id, nth }).await?;
            Ok(nth)
        }
    })
    .await
}

/// Writes the next version of the brief over the one that was shown; the versions before it stay.
pub async fn keep_brief(app: &App, who: &Actor, id: RequestId, raw: &RawBrief) -> Result<u32, RequestError> {
    who.may(KEEP_BRIEF, &Resource::default())?;
    let raw = raw.clone();
    app.write(who, move |tx| {
        let raw = raw.clone();
        async move {
            open(&tx, id).await?;
            let before = store::briefs::versions(&tx, id, 1).await?.pop();
            let brief = raw.check(before.as_ref().map(|kept| &kept.brief)).map_err(RequestError::Fields)?;
            if before.as_ref().map_or(0, |kept| kept.version) != raw.over {
                return Err(RequestError::Overwritten);
            }
            add(&tx, id, raw.over + 1, &brief).await
        }
    })
    .await
}

async fn add(tx: &Tx, id: RequestId, version: u32, brief: &crate::Brief) -> Result<u32, RequestError> {
    if !store::briefs::add(tx, id, version, brief).await? {
        return Err(RequestError::Overwritten);
    }
    store::briefs::mark(tx, id, &brief.words());
    tx.say(BriefKept { request: id, version }).await?;
    Ok(version)
}

/// Keeps what came of the guess, with when and by whom: a version of the brief like any other.
pub async fn settle_guess(app: &App, who: &Actor, id: RequestId, held: bool) -> Result<u32, RequestError> {
    who.may(KEEP_BRIEF, &Resource::default())?;
    app.write(who, move |tx| async move {
        open(&tx, id).await?;
        let before = store::briefs::versions(&tx, id, 1).await?.pop().ok_or(RequestError::NoGuess(id))?;
        let settled = before.brief.settled(held, tx.now(), tx.by().0.clone()).ok_or(RequestError::NoGuess(id))?;
        add(&tx, id, before.version + 1, &settled).await
    })
    .await
}
