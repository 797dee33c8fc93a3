//! A request that the desk takes down from what somebody said whom nobody knows: a word by a messenger or a mail, a talk on the site, a call.

use super::{RequestError, request_within};
use crate::TAKE_DOWN;
use crate::request::{RawRequest, RequestId};
use crate::store;
use access::{Actor, Resource};
use conversations::{SiteTalkId, StrangerId};
use db::{App, DbError, Read};
use uuid::Uuid;
use values::{Lang, Outcome};

/// From what it is taken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// From words that came by a channel.
    Stranger(StrangerId),
    /// From a talk on the site.
    Visitor(SiteTalkId),
    /// From a call, by its id.
    Call(Uuid),
}

impl Origin {
    /// What it is known by.
    pub fn uuid(self) -> Uuid {
        match self {
            Self::Stranger(id) => id.uuid(),
            Self::Visitor(id) => id.uuid(),
            Self::Call(id) => id,
        }
    }
}

/// The language to speak with whoever said this: theirs, where it can be seen.
pub(crate) fn spoken(words: &str) -> Lang {
    let is_cyrillic = |c: &char| ('\u{400}'..='\u{4ff}').contains(c);
    let is_latin = |c: &char| c.is_ascii_alphabetic();
    if words.chars().filter(is_latin).count() > words.chars().filter(is_cyrillic).count() { Lang::En } else { Lang::Ru }
}

/// Takes a request down: it is given out and its clock runs as of any other, and the words it came from are seen to. One is made of one origin.
pub async fn take_down(app: &App, who: &Actor, origin: Origin, raw: &RawRequest) -> Result<Outcome<RequestId>, RequestError> {
    who.may(TAKE_DOWN, &Resource::default())?;
    let (requests, catalog) = (catalog::requests(app)?, catalog::catalog(app)?);
    let known = |code: &str| requests.request(code).is_some() || catalog.service(code).is_some();
    let (about, asker, words) = raw.check(spoken(&raw.words), known).map_err(RequestError::Fields)?;
    app.write(who, move |tx| {
        let (about, asker, words) = (about.clone(), asker.clone(), words.clone());
        async move {
            if let Some(known) = store::of_origin(&tx, origin.uuid()).await? {
                return Ok(Outcome::Already(known));
            }
            let made = request_within(&tx, about, asker, words).await?;
            let request = match made {
                Outcome::Applied(id) | Outcome::Already(id) => id,
            };
            // Somebody took it down a moment ago: from the start, where theirs is seen.
            if !store::add_origin(&tx, origin.uuid(), request).await? {
                return Err(DbError::raced().into());
            }
            if let Origin::Stranger(id) = origin {
                conversations::seen_to(&tx, id).await?;
            }
            Ok(made)
        }
    })
    .await
}

/// The request that was taken down from this.
pub async fn taken_down(db: &impl Read, who: &Actor, origin: Origin) -> Result<Option<RequestId>, RequestError> {
    who.may(TAKE_DOWN, &Resource::default())?;
    Ok(store::of_origin(db, origin.uuid()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_writes_is_answered_in_their_language() {
        assert_eq!(spoken("Сколько стоит? My flat is 60 m"), Lang::Ru);
        assert_eq!(spoken("How much is it? Спасибо"), Lang::En);
        assert_eq!(spoken("65"), Lang::Ru);
    }
}
