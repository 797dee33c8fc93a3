//! Photos of a job are brought by whoever does it, looked at by the desk, and shown to the client.

use super::reports::{Photo, PhotoId};
use super::{PlanError, may_write, take};
use crate::facts::{PhotosBrought, PhotosShown};
use crate::photos::{MOST_OF_JOB, RawBrought, count, takes_photos};
use crate::plan::PlanId;
use crate::receipt::HEAVIEST_RECEIPT;
use crate::task::TaskId;
use crate::{KEEP_PLAN, SAY_BY_JOB, SEE_PROJECT, store};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read};
use files::{Kind, NotKept};
use households::ClientId;
use journal::Say as _;
use pictures::{Limits, NotAPicture};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use suppliers::{JobId, SupplierError};
use values::{Arg, Explain, FieldFault, Outcome, Problem};

/// Why photos were not brought, looked at or shown.
#[derive(Debug, thiserror::Error)]
pub enum BringError {
    /// The plan does not allow it.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The job is nobody's part of a plan, or photos of it are not taken now.
    #[error("job {0} takes no photos")]
    NotTaken(JobId),
    /// There is no such photo, or not for whoever asks.
    #[error("no photo {0}")]
    NoSuchPhoto(PhotoId),
    /// The job is unknown, or whoever brings them is not its supplier.
    #[error(transparent)]
    Job(#[from] SupplierError),
    /// What was sent is no picture for us.
    #[error(transparent)]
    NotAPicture(#[from] NotAPicture),
    /// It could not be kept.
    #[error(transparent)]
    NotKept(#[from] NotKept),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl BringError {
    fn field(fault: FieldFault) -> Self {
        PlanError::Fields(vec![fault]).into()
    }
}

impl Explain for BringError {
    fn explain(&self) -> Problem {
        match self {
            Self::Plan(e) => e.explain(),
            Self::NotTaken(_) => Problem::new(409, "job-takes-no-photos"),
            Self::NoSuchPhoto(_) => Problem::new(404, "not-found"),
            Self::Job(e) => e.explain(),
            Self::NotAPicture(e) => Problem::fields(vec![FieldFault::new("photos", e.kind()).arg("most", Arg::Int(12))]),
            Self::NotKept(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Where photos that are brought belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) plan: PlanId,
    pub(crate) task: TaskId,
    pub(crate) job: JobId,
}

/// `None` where the job is for no plan, its plan is over, or photos of it are not taken.
async fn place_of(db: &impl Read, id: JobId) -> Result<Option<Place>, BringError> {
    let job = suppliers::asked(db, id).await?;
    let Some(task) = job.about.map(TaskId::from).filter(|_| takes_photos(&job, db.now())) else { return Ok(None) };
    let Some(plan) = store::plan_of(db, task).await? else { return Ok(None) };
    Ok(store::one(db, plan).await?.filter(|plan| plan.ended_at.is_none()).map(|plan| Place { plan: plan.id, task, job: id }))
}

/// Are photos of this job taken now? Asked before they are read.
pub async fn may_bring(db: &impl Read, job: JobId) -> Result<(), BringError> {
    place_of(db, job).await?.map(drop).ok_or(BringError::NotTaken(job))
}

/// Makes photos of what was sent, one after the other: upright, without metadata. Off the threads that answer requests.
pub async fn brought_of(sent: Vec<Vec<u8>>) -> Result<Vec<pictures::Photo>, BringError> {
    count(sent.len()).map_err(BringError::field)?;
    let limits = Limits { bytes: HEAVIEST_RECEIPT, ..Limits::default() };
    let made = tokio::task::spawn_blocking(move || sent.into_iter().map(|one| pictures::photo(&one, &limits)).collect::<Result<Vec<_>, _>>()).await;
    Ok(made.map_err(|e| DbError::Other(e.to_string()))??)
}

/// Whoever has opened the link of a job brings photos of it: the desk sees them, and nobody else until it has looked. A word of the task
/// is heard with them. The desk brings none for them.
pub async fn bring_photos(app: &App, who: &Actor, job: JobId, raw: &RawBrought, photos: &Arc<Vec<pictures::Photo>>) -> Result<Outcome<PhotoId>, BringError> {
    who.may(SAY_BY_JOB, &Resource::default())?;
    count(photos.len()).map_err(BringError::field)?;
    let (once, note) = (raw.once, raw.check().map_err(PlanError::Fields)?);
    if matches!(who, Actor::Staff(..)) {
        return Err(SupplierError::NotTheirs.into());
    }
    app.write(who, move |tx| {
        let (note, photos) = (note.clone(), Arc::clone(photos));
        async move {
            let place = place_of(&tx, job).await?.ok_or(BringError::NotTaken(job))?;
            take(&tx, place.plan, None).await?;
            // The form's name is the first photo's.
            let first = once.map_or_else(|| tx.id(), PhotoId::from);
            match store::photos::one(&tx, first).await? {
                Some(known) if known.job == Some(job) => return Ok(Outcome::Already(first)),
                Some(_) => return Err(BringError::NoSuchPhoto(first)),
                None => {}
            }
            if store::photos::count_of_job(&tx, job).await? + photos.len() > MOST_OF_JOB {
                return Err(BringError::field(FieldFault::new("photos", "photos-of-job")));
            }
            for (n, photo) in photos.iter().enumerate() {
                let id = if n == 0 { first } else { tx.id() };
                let large = files::put(&tx, place.plan.uuid(), Kind::Jpeg, &photo.jpeg).await?;
                let small = files::put(&tx, place.plan.uuid(), Kind::Jpeg, &photo.small_jpeg).await?;
                store::photos::bring(&tx, id, place, note.as_deref(), (large, small)).await?;
            }
            super::moving::hear_of(&tx, place.task).await?;
            tx.say(PhotosBrought { plan: place.plan, job }).await?;
            Ok(Outcome::Applied(first))
        }
    })
    .await
}

/// Somebody of the desk has looked at photos of a plan that were brought: the client sees them from now on, or they stay at the desk.
/// What the client has seen is not taken back.
pub async fn look_at_brought(app: &App, who: &Actor, id: PlanId, photos: &[PhotoId], is_shown: bool) -> Result<Outcome<()>, BringError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    let photos: BTreeSet<PhotoId> = photos.iter().copied().collect();
    if photos.is_empty() {
        return Err(BringError::field(FieldFault::new("photo", "photos-none")));
    }
    // So many as the desk is shown, and no more.
    if u32::try_from(photos.len()).unwrap_or(u32::MAX) > AT_DESK {
        return Err(BringError::field(FieldFault::new("photo", "photos-at-once").arg("most", Arg::Int(AT_DESK.into()))));
    }
    let who = *who;
    app.write(&who, move |tx| {
        let photos = photos.clone();
        async move {
            let plan = store::one(&tx, id).await?.ok_or(PlanError::Unknown(id))?;
            if is_shown {
                may_write(&tx, &who, &plan).await?;
            }
            let mut changed = false;
            for photo in photos {
                let known = store::photos::one(&tx, photo).await?.filter(|one| one.plan == id && one.job.is_some());
                known.ok_or(BringError::NoSuchPhoto(photo))?;
                changed |= store::photos::look(&tx, photo, is_shown).await?;
            }
            if !changed {
                return Ok(Outcome::Already(()));
            }
            if is_shown {
                tx.say(PhotosShown { plan: id }).await?;
            }
            Ok(Outcome::Applied(()))
        }
    })
    .await
}

/// Photos of a job that whoever does it is shown.
const OF_JOB: u32 = 120;
/// Photos that wait at the desk, or were kept back there, that it is shown.
const AT_DESK: u32 = 60;

/// What whoever has opened the link of a job has brought; `None` where photos of it are not taken.
pub async fn own_photos(db: &impl Read, job: JobId) -> Result<Option<Vec<Photo>>, BringError> {
    match place_of(db, job).await? {
        Some(_) => Ok(Some(store::photos::of_job(db, job, OF_JOB).await?)),
        None => Ok(None),
    }
}

/// One of them: those of this job, and no other.
pub async fn own_photo_file(db: &impl Read, who: &Actor, job: JobId, id: PhotoId, small: bool) -> Result<Vec<u8>, BringError> {
    who.may(SAY_BY_JOB, &Resource::default())?;
    may_bring(db, job).await?;
    let none = || BringError::NoSuchPhoto(id);
    let (large, little) = store::photos::one(db, id).await?.filter(|one| one.job == Some(job)).ok_or_else(none)?.files;
    files::get(db, if small { little } else { large }).await?.ok_or_else(none)
}

/// Photos of a plan that were brought, and that its client does not see, the latest first. Whoever asks has asked for the plan itself before.
pub async fn photos_brought(db: &impl Read, who: &Actor, plan: PlanId) -> Result<Vec<Photo>, BringError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    Ok(store::photos::unshown(db, plan, AT_DESK).await?)
}

/// Of these plans, how many photos wait for a look.
pub async fn photos_waiting(db: &impl Read, plans: &[PlanId]) -> Result<BTreeMap<PlanId, u32>, DbError> {
    store::photos::waiting(db, plans).await
}

/// In how many plans photos wait for a look, up to a hundred.
pub async fn count_photos_waiting(db: &impl Read, who: &Actor) -> Result<u32, BringError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    Ok(store::photos::count_waiting(db).await?)
}

/// The newest photo of a plan that waits for a look, without a look at it: the desk's page hears so that there is another.
pub async fn newest_brought(db: &impl Read, who: &Actor, plan: PlanId) -> Result<Option<PhotoId>, BringError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    Ok(store::photos::newest_waiting(db, plan).await?)
}

/// A photo, to the desk, and to the client as soon as it is shown.
pub async fn photo_file(app: &App, who: &Actor, id: PhotoId, small: bool) -> Result<Vec<u8>, BringError> {
    let db = app.read().await?;
    let none = || BringError::NoSuchPhoto(id);
    let kept = store::photos::one(&db, id).await?.ok_or_else(none)?;
    let plan = store::one(&db, kept.plan).await?.ok_or_else(none)?;
    let permit = who.may(SEE_PROJECT, &Resource { client: plan.client.map(ClientId::uuid), crew: vec![] })?;
    if !kept.is_shown && !matches!(who, Actor::Staff(..) | Actor::House) {
        return Err(none());
    }
    super::seen(app, &permit, &[&plan]).await?;
    files::get(&db, if small { kept.files.1 } else { kept.files.0 }).await?.ok_or_else(none)
}
