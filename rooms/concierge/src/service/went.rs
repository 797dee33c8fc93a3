//! What is said of a journey: before it what does not go along, after it what did.

use super::RequestError;
use super::concepts::asked_by;
use crate::KEEP_ALONG;
use crate::facts::{AlongShown, AlongTold};
use crate::journey::journey_on;
use crate::request::RequestId;
use crate::store::{journey, went as kept};
use crate::went::{AlongPhotoId, Evidence, MOST_PHOTOS, Tally, Went, check, tally, to_go};
use access::{Actor, Resource, look_anew};
use db::{App, DbError, Read};
use files::Kind;
use households::{ClientId, DeclinedId, Doing, KEEP_MEMORY, RawDecline, along, decline_within, declined_of, line, recall, restore_within};
use jiff::civil::Date;
use journal::Say as _;
use pictures::{Limits, Photo};
use std::collections::BTreeSet;
use std::sync::Arc;
use values::{FieldFault, Outcome};

/// What is not to go along, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawStay {
    /// What stays at home.
    pub doing: Doing,
    /// On every journey; else on this one.
    pub for_ever: bool,
    /// The day of travel; where the journey is kept, its own counts.
    pub day: Date,
    /// Why.
    pub reason: String,
}

pub(super) fn theirs(client: ClientId) -> Resource {
    Resource { client: Some(client.uuid()), crew: vec![] }
}

/// Declines what goes along by itself, on this journey or on all of them. Once it was told what went along, nothing is declined behind it.
pub async fn decline_along(app: &App, who: &Actor, id: RequestId, raw: &RawStay) -> Result<Outcome<DeclinedId>, RequestError> {
    app.write(who, move |tx| {
        let raw = raw.clone();
        async move {
            let client = asked_by(&tx, id).await?.ok_or(RequestError::Unknown(id))?;
            who.may(KEEP_MEMORY, &theirs(client))?;
            kept::hold(&tx, id).await?;
            if !kept::told(&tx, id).await?.is_empty() {
                return Err(RequestError::AlongTold(id));
            }
            let occasion = (!raw.for_ever).then(|| id.uuid());
            let day = journey::of(&tx, id).await?.map_or(raw.day, |kept| kept.day);
            let raw = RawDecline { doing: raw.doing, occasion, day, reason: raw.reason };
            Ok(decline_within(&tx, who, client, &raw).await?)
        }
    })
    .await
}

/// Something that was declined goes along again, from now on: what was left at home on this journey stays so once it was told. Said twice is
/// said once.
pub async fn restore_along(app: &App, who: &Actor, id: RequestId, said: DeclinedId) -> Result<Outcome<()>, RequestError> {
    app.write(who, move |tx| async move {
        let client = asked_by(&tx, id).await?.ok_or(RequestError::Unknown(id))?;
        who.may(KEEP_MEMORY, &theirs(client))?;
        kept::hold(&tx, id).await?;
        let stands = declined_of(&tx, client).await?.into_iter().find(|one| one.id == said);
        match stands.map(|one| one.occasion) {
            Some(Some(occasion)) if occasion != id.uuid() => return Err(RequestError::NoSuchPart(id)),
            Some(Some(_)) if !kept::told(&tx, id).await?.is_empty() => return Err(RequestError::AlongTold(id)),
            _ => {}
        }
        Ok(restore_within(&tx, who, client, said).await?)
    })
    .await
}

/// As it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawWent {
    /// The day of travel; where the journey is kept, its own and no other.
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
            kept::hold(&tx, id).await?;
            if let Some(told) = tally(&kept::told(&tx, id).await?) {
                return Ok(Outcome::Already(told));
            }
            let permit = who.may(KEEP_MEMORY, &theirs(client))?;
            let journey = journey_on(journey::of(&tx, id).await?.as_ref(), raw.day, &recall(&tx, &permit, client).await?);
            let asked = to_go(&along(&journey, &rules.travel), &declined_of(&tx, client).await?, id.uuid());
            let is_another_day = journey.day != raw.day;
            faults.extend(is_another_day.then(|| FieldFault::new("day", "another-day")));
            faults.extend(check(journey.day, tx.now().day(), &asked, &raw.kept).err().filter(|_| !is_another_day));
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

/// The heaviest photo that is taken in, in bytes: 12 MB.
pub const HEAVIEST_PHOTO: usize = 12_000_000;

/// Makes a photo anew from what was sent: upright, without metadata. Off the threads that answer requests.
pub async fn along_photo_of(sent: Vec<u8>) -> Result<Photo, RequestError> {
    let limits = Limits { bytes: HEAVIEST_PHOTO, ..Limits::default() };
    let made = tokio::task::spawn_blocking(move || pictures::photo(&sent, &limits)).await;
    Ok(made.map_err(|e| DbError::Other(e.to_string()))??)
}

/// Shows what was told of a journey by a photo: of the seat in the car, of the receipt. The same photo twice is one.
pub async fn show_along(app: &App, who: &Actor, id: RequestId, photo: &Arc<Photo>) -> Result<Outcome<AlongPhotoId>, RequestError> {
    who.may(KEEP_ALONG, &Resource::default())?;
    app.write(who, move |tx| {
        let photo = Arc::clone(photo);
        async move {
            let client = asked_by(&tx, id).await?.ok_or(RequestError::Unknown(id))?;
            kept::hold(&tx, id).await?;
            if kept::told(&tx, id).await?.is_empty() {
                return Err(RequestError::AlongUntold(id));
            }
            let known = kept::photos(&tx, id).await?;
            for (same, file) in &known {
                if files::about(&tx, *file).await?.is_some_and(|file| file.holds(&photo.jpeg)) {
                    return Ok(Outcome::Already(*same));
                }
            }
            if known.len() >= MOST_PHOTOS {
                return Err(RequestError::Fields(vec![FieldFault::new("photo", "photos-enough")]));
            }
            let large = files::put(&tx, client.uuid(), Kind::Jpeg, &photo.jpeg).await?;
            let small = files::put(&tx, client.uuid(), Kind::Jpeg, &photo.small_jpeg).await?;
            let new: AlongPhotoId = tx.id();
            kept::add_photo(&tx, new, (id, client), (large, small)).await?;
            tx.say(AlongShown { request: id, photo: new }).await?;
            Ok(Outcome::Applied(new))
        }
    })
    .await
}

/// The photos of a journey, in the order in which they came. For whoever may see the request already.
pub async fn along_photos(db: &impl Read, id: RequestId) -> Result<Vec<AlongPhotoId>, DbError> {
    Ok(kept::photos(db, id).await?.into_iter().map(|(photo, _)| photo).collect())
}

/// A photo of a journey, to whoever asked for it and to the desk; the look is recorded.
pub async fn along_photo(app: &App, who: &Actor, id: AlongPhotoId, is_small: bool) -> Result<Option<Vec<u8>>, RequestError> {
    let db = app.read().await?;
    let Some((client, large, small)) = kept::photo(&db, id).await? else { return Ok(None) };
    let permit = who.may(KEEP_MEMORY, &theirs(client))?;
    look_anew(&db, &permit, &[client.uuid()]).await?;
    Ok(files::get(&db, if is_small { small } else { large }).await?)
}
