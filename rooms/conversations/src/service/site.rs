//! A visitor of the site writes, a person answers; the clock between the two.

use super::absence::presences;
use super::enclosing::{Ready, chosen, content, kept};
use super::keeping::{desk, named_for};
use super::{TalkError, person};
use crate::ANSWER;
use crate::facts::{SiteAnswered, SiteTalkClosed, SiteWordCame};
use crate::site::{SiteTalk, SiteTalkId, SiteWord, read_page, read_reach, read_site_words};
use crate::store;
use crate::thirty::{AnswerPace, answer_paces, waited_ms};
use access::{Act, Actor, Grant, Limit, Resource, look, look_anew, take, take_apart};
use db::{App, DbError, Read};
use files::{FileId, Kind};
use jiff::SignedDuration;
use journal::Say as _;
use messaging::Attached;
use people::PersonId;
use uuid::Uuid;
use values::{Instant, Outcome};

/// Writing from the site, without signing in.
pub const WRITE_SITE: Act = Act { name: "conversations.write_site", grants: &[Grant::Anyone] };

/// One network begins so many talks: an office, or all who come by one mobile operator, are many people. All together so many: more is no people any more.
const BEGUN: Limit = Limit { times: 12, minutes: 10 };
const ALL_BEGUN: Limit = Limit { times: 300, minutes: 60 };
/// One network brings so many files with its words in an hour; all together so many.
const FILES: Limit = Limit { times: 10, minutes: 60 };
const ALL_FILES: Limit = Limit { times: 100, minutes: 60 };
/// One talk takes so many words.
const WORDS: Limit = Limit { times: 40, minutes: 10 };
/// Nobody says the same twice within a minute: it was pressed twice.
const TWICE: SignedDuration = SignedDuration::from_secs(60);
/// What was said is kept so long after the talk was closed.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Of so many answers the figures are made.
const FIGURE: u32 = 1_000;

/// What was kept of a visitor's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SiteSaid {
    /// The talk: whoever has the mark that the house gives for it is the visitor.
    pub talk: SiteTalkId,
    /// The number of the word: the clock of their screen runs by it.
    pub nth: i64,
}

/// When a person answers: from then on; `None` where nobody has hours.
pub async fn site_answers_from(db: &impl Read) -> Result<Option<Instant>, DbError> {
    let people: Vec<PersonId> = desk(db).await?.into_iter().map(|(person, ..)| person).collect();
    let now = db.now();
    Ok(presences(db, &people).await?.values().filter_map(|one| one.next(now)).min())
}

/// A visitor writes; without a talk, they begin one. What is pressed twice is said once.
pub async fn say_on_site(app: &App, who: &Actor, talk: Option<SiteTalkId>, words: &str, page: &str) -> Result<SiteSaid, TalkError> {
    say_on_site_with(app, who, talk, words, page, &[]).await
}

/// The same with what they chose to send along; that says enough without words.
pub async fn say_on_site_with(app: &App, who: &Actor, talk: Option<SiteTalkId>, words: &str, page: &str, attached: &[Attached]) -> Result<SiteSaid, TalkError> {
    who.may(WRITE_SITE, &Resource::default())?;
    let is_silent = words.trim().is_empty() && !attached.is_empty();
    let words = if is_silent { String::new() } else { read_site_words(words).map_err(TalkError::Fields)? };
    let page = read_page(page);
    if !attached.is_empty() {
        // Nobody knows who they are: one network brings so much, and all together.
        take_apart(app, "conversations.site_files", FILES).await?;
        take(app, "conversations.site_files_all", ALL_FILES).await?;
    }
    let ready = chosen(attached).await?;
    if let Some(talk) = talk {
        take(app, &app.vault().blind_name("conversations.site_words", &talk.to_string()), WORDS).await?;
    } else {
        take_apart(app, "conversations.site_begun", BEGUN).await?;
        take(app, "conversations.site_all", ALL_BEGUN).await?;
    }
    app.write(who, move |tx| {
        let (words, page, ready) = (words.clone(), page.clone(), ready.clone());
        async move {
            let id = if let Some(id) = talk {
                let known = store::site_talk(&tx, id).await?.ok_or(TalkError::Unknown)?;
                let is_again = |last: &&SiteWord| last.by.is_none() && last.words == words && last.at + TWICE > tx.now();
                if let Some(last) = known.said.last().filter(is_again)
                    && brings(&tx, last, &ready).await?
                {
                    return Ok(SiteSaid { talk: id, nth: last.nth });
                }
                id
            } else {
                let id = tx.id();
                store::begin_site_talk(&tx, id, &page, named_for(&tx, None).await?).await?;
                id
            };
            let nth = store::add_site_word(&tx, id, None, None, &words).await?.ok_or(TalkError::Unknown)?;
            for (n, one) in ready.into_iter().enumerate() {
                if let Ok(file) = kept(&tx, id.uuid(), one.content).await? {
                    store::add_site_file(&tx, id, nth, n, (&one.name, file)).await?;
                }
            }
            let counts = site_answers_from(&tx).await?.is_some_and(|from| from <= tx.now());
            store::begin_wait(&tx, id, nth, counts).await?;
            tx.say(SiteWordCame { talk: id }).await?;
            Ok(SiteSaid { talk: id, nth })
        }
    })
    .await
}

/// Did these very files come with the word?
async fn brings(db: &impl Read, word: &SiteWord, ready: &[Ready]) -> Result<bool, DbError> {
    if word.files.len() != ready.len() {
        return Ok(false);
    }
    for (came, one) in word.files.iter().zip(ready) {
        let Ok((_, content)) = &one.content else { return Ok(false) };
        if !files::about(db, came.file).await?.is_some_and(|kept| kept.holds(content)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What came along with a word of a talk: for the visitor, who has opened the mark that the house gave.
pub async fn my_site_file(db: &impl Read, id: SiteTalkId, file: FileId) -> Result<(Kind, Vec<u8>), TalkError> {
    if !store::is_site_file(db, id, file).await? {
        return Err(TalkError::Unknown);
    }
    content(db, file).await
}

/// The same for the desk; the look is recorded.
pub async fn site_file(app: &App, who: &Actor, id: SiteTalkId, file: FileId) -> Result<(Kind, Vec<u8>), TalkError> {
    site_talk(app, who, id).await?;
    my_site_file(&app.read().await?, id, file).await
}

/// The visitor's own talk; `None` where it is forgotten. Whoever asks has opened the mark that the house gave.
pub async fn my_site_talk(db: &impl Read, id: SiteTalkId) -> Result<Option<SiteTalk>, DbError> {
    store::site_talk(db, id).await
}

/// The number of the last word of a talk, for whoever waits for the next.
pub async fn site_last(db: &impl Read, id: SiteTalkId) -> Result<Option<i64>, DbError> {
    store::site_last(db, id).await
}

/// The visitor's screen tells that the answer to their word stands there, and how long that took by its clock. Told twice, the first counts.
pub async fn shown_on_site(app: &App, who: &Actor, id: SiteTalkId, nth: i64, says_ms: i64) -> Result<Outcome<()>, TalkError> {
    who.may(WRITE_SITE, &Resource::default())?;
    app.write(who, move |tx| async move {
        let Some((asked, answered)) = store::unshown(&tx, id, nth).await? else { return Ok(Outcome::Already(())) };
        let ms = waited_ms(asked, answered, tx.now(), says_ms);
        Ok(if store::keep_shown(&tx, id, nth, ms).await? { Outcome::Applied(()) } else { Outcome::Already(()) })
    })
    .await
}

/// A visitor says how they are reached when nobody is there.
pub async fn leave_reach(app: &App, who: &Actor, id: SiteTalkId, reach: &str) -> Result<(), TalkError> {
    who.may(WRITE_SITE, &Resource::default())?;
    let reach = read_reach(reach).map_err(TalkError::Fields)?;
    take(app, &app.vault().blind_name("conversations.site_words", &id.to_string()), WORDS).await?;
    app.write(who, move |tx| {
        let reach = reach.clone();
        async move { if store::keep_reach(&tx, id, &reach).await? { Ok(()) } else { Err(TalkError::Unknown) } }
    })
    .await
}

/// Open talks with visitors, each with its last word; the looks are recorded.
pub async fn site_talks(app: &App, who: &Actor, after: Option<(Instant, SiteTalkId)>, limit: u32) -> Result<Vec<SiteTalk>, TalkError> {
    let permit = who.may(ANSWER, &Resource::default())?;
    let db = app.read().await?;
    let found = store::open_site_talks(&db, after, limit).await?;
    let seen: Vec<Uuid> = found.iter().map(|talk| talk.id.uuid()).collect();
    look_anew(&db, &permit, &seen).await?;
    Ok(found)
}

/// One talk with a visitor; the look is recorded.
pub async fn site_talk(app: &App, who: &Actor, id: SiteTalkId) -> Result<SiteTalk, TalkError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let permit = who.may(ANSWER, &Resource::default())?;
        let talk = store::site_talk(&tx, id).await?.ok_or(TalkError::Unknown)?;
        look(&tx, &permit, id.uuid()).await?;
        Ok(talk)
    })
    .await
}

/// Who of the visitors waits for a person, the latest first, without their words.
pub async fn site_waiting(db: &impl Read, who: &Actor, limit: u32) -> Result<Vec<(SiteTalkId, Instant)>, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    Ok(store::site_waiting(db, limit).await?)
}

/// How many visitors wait for a person, up to a hundred.
pub async fn count_site_waiting(db: &impl Read, who: &Actor) -> Result<u32, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    Ok(store::count_site_waiting(db).await?)
}

/// A person answers a visitor, having seen all up to a word: nobody answers what somebody else has just answered.
pub async fn answer_on_site(app: &App, who: &Actor, id: SiteTalkId, words: &str, seen: i64) -> Result<i64, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    let (me, words) = (person(who)?, read_site_words(words).map_err(TalkError::Fields)?);
    app.write(who, move |tx| {
        let words = words.clone();
        async move {
            let talk = store::site_talk(&tx, id).await?.ok_or(TalkError::Unknown)?;
            if talk.said.last().is_some_and(|last| last.by == Some(me) && last.words == words && last.at + TWICE > tx.now()) {
                return Ok(talk.last);
            }
            let nth = store::add_site_word(&tx, id, Some(me), Some(seen), &words).await?.ok_or(TalkError::Meanwhile)?;
            store::end_wait(&tx, id, nth, me).await?;
            store::first_to_answer(&tx, id, nth, me).await?;
            tx.say(SiteAnswered { talk: id, person: me }).await?;
            Ok(nth)
        }
    })
    .await
}

/// Closes a talk with a visitor; it is forgotten a month later. Closing twice is closing once. A talk in which the visitor waits is closed only by whoever
/// says that they know it: whoever is left without an answer is left knowingly.
pub async fn close_site_talk(app: &App, who: &Actor, id: SiteTalkId, although_they_wait: bool) -> Result<Outcome<()>, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    app.write(who, move |tx| async move {
        match store::close_site_talk(&tx, id, although_they_wait).await? {
            store::Closing::Unknown => Err(TalkError::Unknown),
            store::Closing::Waits => Err(TalkError::VisitorWaits),
            store::Closing::Already => Ok(Outcome::Already(())),
            store::Closing::Closed => {
                tx.say(SiteTalkClosed { talk: id }).await?;
                journal::erase_at(&tx, id.uuid(), tx.now() + KEPT).await?;
                Ok(Outcome::Applied(()))
            }
        }
    })
    .await
}

/// Who of us has the visitor of a talk.
pub async fn manager_of_visitor(db: &impl Read, id: SiteTalkId) -> Result<Option<PersonId>, DbError> {
    store::named_on_site(db, id).await
}

/// How fast visitors are answered, and how many were not: the house, then each.
pub async fn site_pace(db: &impl Read, who: &Actor) -> Result<Vec<AnswerPace>, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    Ok(answer_paces(&store::waits(db, FIGURE).await?))
}
