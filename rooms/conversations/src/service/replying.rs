//! A reply that the house has worded, in the words for this client.

use super::writing::keep_draft;
use super::{TalkError, of};
use crate::replies::{filled, replies};
use crate::{ANSWER, store};
use access::Actor;
use db::{App, DbError, Read};
use households::{Card, ClientId, show};
use lexicon::names::Case;
use std::collections::BTreeMap;
use values::{FieldFault, Instant, Lang, Said};

/// A reply as this client would read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyReply {
    /// Its stable name.
    pub id: String,
    /// When to use it, for the desk.
    pub when: Said,
    /// The words, in the client's language and on their terms.
    pub text: String,
}

/// Visits that are looked through for the next one.
const VISITS: u32 = 20;

/// What is known of a client, by the names of the variables; what is not known is empty.
async fn known(db: &impl Read, card: &Card) -> Result<BTreeMap<&'static str, String>, DbError> {
    let (lang, now) = (card.lang, db.now());
    let case = |case| if lang == Lang::Ru { card.in_case(case) } else { card.salutation() };
    let visits = visits::list_visits_of(db, &Actor::House, card.client, Instant::from_micros(i64::MAX), VISITS).await;
    let visits = visits.map_err(|e| DbError::Other(e.to_string()))?;
    let next = visits.iter().rfind(|visit| !visit.state().is_over() && !visit.missed(now) && visit.plan().span.start > now);
    let manager = match store::one(db, card.client).await? {
        Some(of) => people::names(db, &[of.manager]).await?.remove(&of.manager),
        None => None,
    };
    Ok([
        ("name", card.salutation()),
        ("genitive", case(Case::Genitive)),
        ("dative", case(Case::Dative)),
        ("accusative", case(Case::Accusative)),
        ("instrumental", case(Case::Instrumental)),
        ("visit", next.map(|visit| messaging::words::at(lang, visit.plan().span.start)).unwrap_or_default()),
        ("manager", manager.map(|name| messaging::words::name(lang, &name.full())).unwrap_or_default()),
    ]
    .into())
}

/// The replies that can be sent to this client: those for which all that they say is known. The look at the client is recorded.
pub async fn replies_for(app: &App, who: &Actor, client: ClientId) -> Result<Vec<ReadyReply>, TalkError> {
    let permit = who.may(ANSWER, &of(client))?;
    let card = show(app, &permit, &[client], &[]).await?.cards.remove(&client).ok_or(TalkError::Unknown)?;
    let known = known(&app.read().await?, &card).await?;
    let (voice, replies) = (card.voice(), replies(app)?);
    let ready = |reply: &crate::Reply| {
        let text = filled(reply.words(voice.lang, voice.thou), &known)?;
        Some(ReadyReply { id: reply.id.clone(), when: reply.when.clone(), text })
    };
    Ok(replies.all().iter().filter_map(ready).collect())
}

/// Puts a reply under what somebody has begun to write, as their draft: they look it over, and send it as any other word.
pub async fn fill_reply(app: &App, who: &Actor, client: ClientId, reply: &str, begun: &str) -> Result<(), TalkError> {
    let ready = replies_for(app, who, client).await?;
    let reply = ready.into_iter().find(|ready| ready.id == reply).ok_or_else(|| TalkError::Fields(vec![FieldFault::new("reply", "unknown")]))?;
    let begun = begun.trim_end();
    let words = if begun.is_empty() { reply.text } else { format!("{begun}\n\n{}", reply.text) };
    keep_draft(app, who, client, &words).await
}
