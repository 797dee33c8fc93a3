//! Use cases of updates.

pub(crate) mod listening;

use crate::due::{Open, is_due, next_digest};
use crate::rules::rules;
use crate::{DIGEST, SEE, store};
use access::{Actor, Denied, Resource};
use concierge::RequestId;
use db::{App, By, DbError, Read, Tx};
use households::ClientId;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use journal::{Job, JobError, Schedule as _};
use messaging::Delivery;
use projects::{PlanId, TaskId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use values::{Explain, Instant, Problem};

values::typed_id!(
    /// A digest to one reader.
    DigestId
);

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A request; its reader is whoever asked.
    Request,
    /// A task of this plan.
    Task(Uuid),
}

impl Source {
    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Task(_) => "task",
        }
    }
    pub(crate) const fn plan(self) -> Option<Uuid> {
        match self {
            Self::Request => None,
            Self::Task(plan) => Some(plan),
        }
    }
}

/// What a line of a digest tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// It is done.
    Done,
    /// It is at another time.
    Moved,
    /// Something went wrong, and was set right within the time there was.
    Absorbed,
    /// All goes as planned.
    GoingOn,
}

impl News {
    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Moved => "moved",
            Self::Absorbed => "absorbed",
            Self::GoingOn => "going_on",
        }
    }
    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Done, Self::Moved, Self::Absorbed, Self::GoingOn].into_iter().find(|news| news.name() == name)
    }
}

/// Something open, as kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept {
    pub id: Uuid,
    pub source: Source,
    pub reader: Uuid,
    pub open: Open,
    pub is_over: bool,
}

/// Why the desk is not shown.
#[derive(Debug, thiserror::Error)]
pub enum UpdatesError {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for UpdatesError {
    fn explain(&self) -> Problem {
        match self {
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// The digest of a reader at their hour.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Digest {
    reader: Uuid,
    at: Instant,
}

impl Job for Digest {
    const NAME: &'static str = "updates.digest";
    fn key(&self) -> String {
        format!("{}:{}", self.reader, self.at)
    }
}

/// Who reads of what was asked, now: the client whose the request is by this time, else whoever asked it. So a client has one digest a day,
/// however much they asked and whenever they became one.
pub(crate) async fn reader_now(db: &impl Read, reader: Uuid) -> Result<Uuid, DbError> {
    Ok(concierge::client_of(db, RequestId::from(reader)).await?.map_or(reader, ClientId::uuid))
}

/// Of what is said nothing as planned: what has an incident without its way out, and a request that is late.
async fn held(db: &impl Read, open: &[Kept]) -> Result<BTreeSet<Uuid>, DbError> {
    let unsettled = incidents::unsettled(db).await?.into_iter().map(TaskId::uuid);
    Ok(unsettled.chain(stalled(db, open).await?).collect())
}

/// The requests of whoever has a late one among these: they have been silent too long, and the desk is who hears of it. A line of a digest
/// does not say which of their requests goes as planned.
pub(crate) async fn stalled(db: &impl Read, open: &[Kept]) -> Result<BTreeSet<Uuid>, DbError> {
    let requests: Vec<&Kept> = open.iter().filter(|kept| kept.source == Source::Request).collect();
    if requests.is_empty() {
        return Ok(BTreeSet::new());
    }
    let ids: Vec<RequestId> = requests.iter().map(|kept| RequestId::from(kept.id)).collect();
    let late = concierge::stalled(db, &ids).await?;
    let readers: BTreeSet<Uuid> = requests.iter().filter(|kept| late.contains(&RequestId::from(kept.id))).map(|kept| kept.reader).collect();
    Ok(requests.into_iter().filter(|kept| readers.contains(&kept.reader)).map(|kept| kept.id).collect())
}

/// Of a digest whose day has passed before anybody got it nothing is sent: what happened is told in the next one.
pub(crate) async fn is_past(tx: &Tx, digest: DigestId, asked: Uuid) -> Result<bool, DbError> {
    let reader = reader_now(tx, asked).await?;
    let today = zone(tx, reader).await?.to_datetime(Timestamp::from(tx.now())).date().to_string();
    let is_over = store::day_of(tx, digest).await?.is_some_and(|day| day < today);
    if !is_over || messaging::deliveries(tx, DIGEST, &[digest.uuid()]).await?.get(&digest.uuid()) != Some(&Delivery::Waits) {
        return Ok(false);
    }
    store::release(tx, digest).await?;
    if asked != reader {
        // What was released lies there until it is handed on.
        plan(tx, asked).await?;
    }
    plan(tx, reader).await?;
    Ok(true)
}

/// Where the reader lives.
async fn zone(db: &impl Read, reader: Uuid) -> Result<TimeZone, DbError> {
    let name = households::zone_of(db, ClientId::from(reader)).await?;
    Ok(TimeZone::get(&name).unwrap_or_else(|_| values::instant::moscow()))
}

async fn next(db: &impl Read, reader: Uuid, now: Instant, zone: &TimeZone) -> Result<Option<Instant>, DbError> {
    let open: Vec<Open> = store::open(db, &[reader]).await?.iter().map(|kept| kept.open).collect();
    let has_news = !store::untold(db, &[reader]).await?.is_empty();
    Ok(next_digest(&open, has_news, store::last_digest(db, reader).await?, now, rules(db.app())?.hour, zone))
}

/// Looks anew at when a reader hears next; a task looks at that moment.
pub(crate) async fn plan(tx: &Tx, reader: Uuid) -> Result<(), DbError> {
    let zone = zone(tx, reader).await?;
    let at = next(tx, reader, tx.now(), &zone).await?;
    store::set_next(tx, reader, at).await?;
    if let Some(at) = at {
        tx.schedule(&Digest { reader, at }, at).await?;
    }
    Ok(())
}

/// Something happened with what is open: it stands in the next digest, in the transaction of its cause.
pub async fn tell(tx: &Tx, thread: Uuid, what: News) -> Result<(), DbError> {
    let Some(kept) = store::one(tx, thread).await? else { return Ok(()) };
    store::add_line(tx, &kept, what, None).await?;
    plan(tx, kept.reader).await
}

/// At the hour: one digest a day, of what is to be told still. A task of an hour that is not the right one any more does nothing.
pub(crate) async fn digest(app: &App, job: Digest) -> Result<(), JobError> {
    app.write(By::house(), |tx| {
        let Digest { reader, at } = job.clone();
        async move {
            let own = reader_now(&tx, reader).await?;
            if own != reader {
                store::hand_on(&tx, reader, own).await?;
                plan(&tx, reader).await?;
                // At this very hour: by now it is past by a moment, and the next one is a day later.
                return tx.schedule(&Digest { reader: own, at }, at).await;
            }
            let (zone, hour) = (zone(&tx, reader).await?, rules(tx.app())?.hour);
            if next(&tx, reader, at, &zone).await?.is_some_and(|next| next <= tx.now()) {
                let (id, day): (DigestId, _) = (tx.id(), zone.to_datetime(Timestamp::from(tx.now())).date().to_string());
                if store::add_digest(&tx, id, reader, &day).await? {
                    let open = store::open(&tx, &[reader]).await?;
                    let held = held(&tx, &open).await?;
                    let (held, open): (Vec<Kept>, Vec<Kept>) = open.into_iter().partition(|kept| held.contains(&kept.id));
                    store::tell_in(&tx, reader, id, &held).await?;
                    for kept in &open {
                        if is_due(kept.open, tx.now(), hour, &zone) {
                            store::add_line(&tx, kept, News::GoingOn, Some(id)).await?;
                        }
                    }
                    // Heard of is what this digest tells, once it was handed over.
                    let told = store::told_in(&tx, id).await?;
                    for kept in open.iter().filter(|kept| told.iter().any(|(thread, _)| *thread == kept.id)) {
                        store::add_word(&tx, (DIGEST.name, id.uuid()), kept).await?;
                    }
                    if !told.is_empty() {
                        messaging::queue(&tx, DIGEST, id, reader).await?;
                    }
                }
            }
            plan(&tx, reader).await
        }
    })
    .await?;
    Ok(())
}

/// What a reader will hear, and when.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own beside the reader")]
pub struct Waiting {
    /// A client, or a request whose asker is nobody's client.
    pub reader: Uuid,
    /// At this hour.
    pub next_at: Instant,
    /// What has happened and waits for it.
    pub news: Vec<News>,
    /// How many things are open.
    pub open: usize,
    /// When the first of them would be silent too long; `None` where nothing is open.
    pub silent_at: Option<Instant>,
    /// The last word about something open was not handed over: it waits, came back, or lies at the desk.
    pub is_unheard: bool,
    /// A request that the reader asked; `None` of a client.
    pub is_request: bool,
    /// A request of theirs is late: not answered as promised, or its day is past. Nothing is said of it as planned.
    pub is_stalled: bool,
    /// A task of theirs should be over by now: that is told, and not that all goes as planned.
    pub is_late: bool,
}

/// Of what is open, the tasks that should be over by now.
async fn late(db: &impl Read, open: &[Kept]) -> Result<BTreeSet<Uuid>, DbError> {
    let plans: BTreeSet<PlanId> = open.iter().filter_map(|kept| kept.source.plan()).map(PlanId::from).collect();
    let tasks = projects::tasks_of_plans(db, &plans.into_iter().collect::<Vec<_>>()).await?.into_values().flatten();
    Ok(tasks.filter(|task| task.is_late(db.now())).map(|task| task.id.uuid()).collect())
}

/// Who hears next, the soonest first, after one that was seen. Who shows names records the looks.
pub async fn waiting(db: &impl Read, who: &Actor, after: Option<(Instant, Uuid)>, limit: u32) -> Result<Vec<Waiting>, UpdatesError> {
    who.may(SEE, &Resource::default())?;
    let readers = store::readers(db, after, limit).await?;
    let ids: Vec<Uuid> = readers.iter().map(|(reader, _)| *reader).collect();
    let mut open: BTreeMap<Uuid, Vec<Kept>> = BTreeMap::new();
    let all = store::open(db, &ids).await?;
    let (stalled, late) = (stalled(db, &all).await?, late(db, &all).await?);
    for kept in all {
        open.entry(kept.reader).or_default().push(kept);
    }
    let (untold, unheard) = (store::untold(db, &ids).await?, store::unheard(db, &ids).await?);
    let of = |(reader, next_at): (Uuid, Instant)| {
        let open = open.get(&reader).map(Vec::as_slice).unwrap_or_default();
        Waiting {
            reader,
            next_at,
            news: untold.iter().filter(|(whose, ..)| *whose == reader).map(|(_, _, what)| *what).collect(),
            open: open.len(),
            silent_at: open.iter().map(|kept| kept.open.silent_at()).min(),
            is_unheard: unheard.contains(&reader),
            is_request: open.iter().any(|kept| kept.id == reader),
            is_stalled: open.iter().any(|kept| stalled.contains(&kept.id)),
            is_late: open.iter().any(|kept| late.contains(&kept.id)),
        }
    };
    Ok(readers.into_iter().map(of).collect())
}
