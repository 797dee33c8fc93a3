//! Use cases of a visit's photos.

use crate::photos::{HEAVIEST, Moment, NoPlace, Pair, PhotoId, Shown, VisitPhoto, may_add, pairs};
use crate::service::briefing::asked;
use crate::service::{Move, mine, resource, sheet_items};
use crate::visit::{Plan, Visit};
use crate::{SEE_PHOTO, SEE_PORTRAIT, VisitId, store};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read, Tx};
use files::NotKept;
use households::ClientId;
use jiff::SignedDuration;
use people::PersonId;
use pictures::{Limits, NotAPicture, Photo};
use std::collections::BTreeMap;
use std::sync::Arc;
use values::{Arg, Explain, FieldFault, Instant, Offer, Outcome, Problem};

/// Why a photo was not taken in, or is not shown.
#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    /// No such photo.
    #[error("no photo {0}")]
    NoSuchPhoto(PhotoId),
    /// They have no portrait.
    #[error("no portrait of {0}")]
    NoPortrait(PersonId),
    /// There is no such item or room on the list of this visit.
    #[error("nothing of this name on the list")]
    NothingSuch,
    /// There is no before to frame the after by.
    #[error("no photo from before")]
    NoBefore,
    /// There are enough of this visit.
    #[error("too many photos")]
    TooMany,
    /// What was sent is no photo for us.
    #[error(transparent)]
    NotAPicture(#[from] NotAPicture),
    /// It could not be kept.
    #[error(transparent)]
    NotKept(#[from] NotKept),
    /// The visit stands elsewhere.
    #[error(transparent)]
    Visit(#[from] Move),
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for PhotoError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchPhoto(_) | Self::NoPortrait(_) => Problem::new(404, "photo-unknown"),
            Self::NothingSuch => Problem::fields(vec![FieldFault::new("code", "unknown")]),
            Self::NoBefore => Problem::new(409, "photo-no-before"),
            Self::TooMany => Problem::new(409, "photo-too-many"),
            Self::NotAPicture(e) => {
                let megabytes = Arg::Int(i64::try_from(HEAVIEST / 1_000_000).unwrap_or_default());
                Problem::fields(vec![FieldFault::new("photo", e.kind()).arg("most", megabytes)])
            }
            Self::NotKept(NotKept::Disk(_)) => Problem::new(503, "disk-full").offer(Offer::Manager),
            Self::NotKept(e) => e.explain(),
            Self::Visit(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Makes a photo anew from what was sent: upright, without metadata, small enough to keep. Off the threads that answer requests.
pub async fn photo_of(sent: Vec<u8>) -> Result<Photo, PhotoError> {
    let limits = Limits { bytes: HEAVIEST, ..Limits::default() };
    let made = tokio::task::spawn_blocking(move || pictures::photo(&sent, &limits)).await;
    made.map_err(|e| DbError::Other(e.to_string()))?.map_err(PhotoError::from)
}

/// Adds a photo to the visit, or takes the place of the one taken before it. The same photo twice is one.
pub async fn take_photo(app: &App, who: &Actor, id: VisitId, shown: &Shown, moment: Moment, photo: &Arc<Photo>) -> Result<Outcome<PhotoId>, PhotoError> {
    let who = *who;
    app.write(&who, move |tx| {
        let (shown, photo) = (shown.clone(), Arc::clone(photo));
        async move {
            let (visit, person) = mine(&tx, &who, id).await?;
            let Visit::InProgress(_) = visit else {
                return Err(Move::NotNow(visit.state()).into());
            };
            if !is_listed(&tx, &visit, &shown, moment).await? {
                return Err(PhotoError::NothingSuch);
            }
            place_photo(&tx, visit.plan(), person, (&shown, moment), &photo, tx.now()).await
        }
    })
    .await
}

/// Puts a photo among those of a visit, as taken at a moment.
pub(crate) async fn place_photo(
    tx: &Tx,
    plan: &Plan,
    by: PersonId,
    (shown, moment): (&Shown, Moment),
    photo: &Photo,
    at: Instant,
) -> Result<Outcome<PhotoId>, PhotoError> {
    let taken = store::photos(tx, &[plan.id]).await?.remove(&plan.id).unwrap_or_default();
    may_add(&taken, shown, moment).map_err(|why| match why {
        NoPlace::NoBefore => PhotoError::NoBefore,
        NoPlace::TooMany => PhotoError::TooMany,
    })?;
    let known = taken.into_iter().find(|known| known.shown == *shown && known.moment == moment);
    if let Some(known) = &known
        && files::about(tx, known.file).await?.is_some_and(|file| file.holds(&photo.jpeg))
    {
        return Ok(Outcome::Already(known.id));
    }
    let subject = plan.client.uuid();
    let new = VisitPhoto {
        id: tx.id(),
        visit: plan.id,
        shown: shown.clone(),
        moment,
        file: files::put(tx, subject, files::Kind::Jpeg, &photo.jpeg).await?,
        small: files::put(tx, subject, files::Kind::Jpeg, &photo.small_jpeg).await?,
        width: photo.width,
        height: photo.height,
        by,
        at,
    };
    if let Some(known) = known {
        store::drop_photo(tx, known.id).await?;
        files::discard(tx, known.file).await?;
        files::discard(tx, known.small).await?;
    }
    store::add_photo(tx, &new).await?;
    Ok(Outcome::Applied(new.id))
}

async fn is_listed(db: &impl Read, visit: &Visit, shown: &Shown, moment: Moment) -> Result<bool, DbError> {
    if let Shown::Memory(memory) = shown {
        return Ok(shown.has(moment) && asked(db, visit.plan()).await?.asks(*memory));
    }
    let (_, items) = sheet_items(db, visit.plan()).await?;
    Ok(items.iter().any(|item| match shown {
        Shown::Item(id) => item.id == *id,
        Shown::Room(code) => item.room == *code,
        Shown::Memory(_) => false,
    }))
}

/// The pairs of a visit, for whoever may see its photos.
pub async fn photos(db: &impl Read, who: &Actor, id: VisitId) -> Result<Vec<Pair>, Move> {
    let visit = store::one(db, id).await?.ok_or(Move::NoSuchVisit(id))?;
    who.may(SEE_PHOTO, &resource(visit.plan()))?;
    Ok(pairs(store::photos(db, &[id]).await?.remove(&id).unwrap_or_default()))
}

/// The pairs of these visits with one query. For whoever may see the visits already; the files ask again.
pub async fn photos_of(db: &impl Read, visits: &[VisitId]) -> Result<BTreeMap<VisitId, Vec<Pair>>, DbError> {
    Ok(store::photos(db, visits).await?.into_iter().map(|(visit, photos)| (visit, pairs(photos))).collect())
}

/// Somebody who leafs through the photos of a home looks once: a look stands for so long.
const ONE_LOOK: SignedDuration = SignedDuration::from_mins(15);

/// The JPEG of a photo, small or not, with the look recorded before it is given.
pub async fn photo_file(app: &App, who: &Actor, id: PhotoId, small: bool) -> Result<Vec<u8>, PhotoError> {
    let db = app.read().await?;
    let photo = store::photo(&db, id).await?.ok_or(PhotoError::NoSuchPhoto(id))?;
    let visit = store::one(&db, photo.visit).await?.ok_or(PhotoError::NoSuchPhoto(id))?;
    let permit = who.may(SEE_PHOTO, &resource(visit.plan()))?;
    let client = visit.plan().client.uuid();
    if !access::looked_since(&db, &permit, client, db.now() - ONE_LOOK).await? {
        app.write(who, |tx| async move { access::look(&tx, &permit, client).await }).await?;
    }
    let file = if small { photo.small } else { photo.file };
    files::get(&db, file).await?.ok_or(PhotoError::NoSuchPhoto(id))
}

/// The JPEG of the portrait of somebody who comes, or came, to this client; for the person and for the desk too.
pub async fn portrait_file(app: &App, who: &Actor, person: PersonId, small: bool) -> Result<Vec<u8>, PhotoError> {
    let db = app.read().await?;
    let client = match who {
        Actor::Client(id) => Some(*id),
        Actor::Member(acting) => Some(acting.client),
        Actor::House | Actor::Visitor | Actor::Staff(..) => None,
    };
    let client = match client {
        Some(id) if store::is_known_to(&db, ClientId::from(id), person).await? => Some(id),
        _ => None,
    };
    who.may(SEE_PORTRAIT, &Resource { client, crew: vec![person.uuid()] })?;
    let (large, little) = people::portrait(&db, person).await?.ok_or(PhotoError::NoPortrait(person))?;
    files::get(&db, if small { little } else { large }).await?.ok_or(PhotoError::NoPortrait(person))
}
