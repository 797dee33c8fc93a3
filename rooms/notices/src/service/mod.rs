//! What happens to a visit, and what the client hears of it.

pub(crate) mod arriving;
pub(crate) mod offers;

use crate::facts::VisitUnstaffed;
use crate::reminder::{Evening, due, evening};
use crate::rules::rules;
use crate::{CANCELLED, CREW_CHANGED, LOCKED_OUT, MOVED, REMINDER, Why, store};
use access::Actor;
use db::{App, By, DbError, Read, Tx};
use journal::{Job, JobError, Say as _, Schedule as _};
use messaging::{queue, queue_version};
use serde::{Deserialize, Serialize};
use values::Instant;
use visits::{CrewChanged, Move, Visit, VisitCancelled, VisitId, VisitLockedOut, VisitMoved, VisitPlanned, VisitSkipped};

/// Reminds of a visit on the evening before, if it still stands in this version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Remind {
    visit: VisitId,
    version: u32,
}

impl Job for Remind {
    const NAME: &'static str = "notices.remind";
    fn key(&self) -> String {
        format!("{}:{}", self.visit, self.version)
    }
}

pub(crate) async fn load(tx: &Tx, id: VisitId) -> Result<Option<Visit>, DbError> {
    match visits::visit(tx, &Actor::House, id).await {
        Ok(visit) => Ok(Some(visit)),
        Err(Move::NoSuchVisit(_)) => Ok(None),
        Err(other) => Err(stored(other)),
    }
}

/// The house may do all of it; what is left is storage.
fn stored(error: Move) -> DbError {
    match error {
        Move::Db(error) => error,
        other => DbError::Other(other.to_string()),
    }
}

/// Each version of a visit has its own evening: a move to another day is a reminder on another day.
async fn schedule(tx: &Tx, id: VisitId) -> Result<(), DbError> {
    let Some(visit) = load(tx, id).await? else {
        return Ok(());
    };
    let Some(plan) = visit.ahead() else {
        return Ok(());
    };
    if let Some(due) = due(plan.span.start, rules(tx.app())?.remind_at, tx.now()) {
        tx.schedule(&Remind { visit: id, version: plan.version }, due).await?;
    }
    Ok(())
}

pub(crate) async fn remind(app: App, job: Remind) -> Result<(), JobError> {
    let Remind { visit: id, version } = job;
    app.write(By::house(), |tx| async move {
        let Some(visit) = load(&tx, id).await? else {
            return Ok::<_, DbError>(());
        };
        let plan = visit.plan();
        match evening(&visit, version, tx.now()) {
            // One for each time that the visit stands at: another crew at the same time has been told of by itself.
            Evening::Remind if store::add_reminder(&tx, id, plan.span.start, version).await? => {
                // With this word the house says that these people will come.
                visits::confirm_within(&tx, &Actor::House, id).await.map_err(stored)?;
                queue_version(&tx, REMINDER, id, version, plan.client).await.map(drop)
            }
            Evening::Alarm => tx.say(VisitUnstaffed { visit: id, client: plan.client }).await,
            Evening::Remind | Evening::Nothing => Ok(()),
        }
    })
    .await?;
    Ok(())
}

pub(crate) async fn on_visit_planned(tx: Tx, fact: VisitPlanned) -> Result<(), DbError> {
    schedule(&tx, fact.visit).await
}

/// A move of the house's own is kept, and told by nobody here: it is an incident, and its word goes with the way out.
pub(crate) async fn on_visit_moved(tx: Tx, fact: VisitMoved) -> Result<(), DbError> {
    if fact.by_house {
        store::add_house_move(&tx, &fact).await?;
    } else if !fact.told_together {
        queue_version(&tx, MOVED, fact.visit, fact.version, fact.client).await?;
    }
    offers::give_back(&tx, fact.visit).await?;
    schedule(&tx, fact.visit).await
}

/// Tells of a move of the house's own, with its reason: the new time is kept already, and so it is the way out. The database takes the
/// message with an arranged incident alone. What is told together with other visits is told by whoever moved them.
pub async fn tell_house_move(tx: &Tx, moved: &VisitMoved, why: Why) -> Result<(), DbError> {
    if !store::give_reason(tx, moved.visit, moved.version, why).await? {
        return Err(DbError::corrupt(format!("a move of the house's own that is none: {}", moved.visit)));
    }
    if !moved.told_together {
        queue_version(tx, MOVED, moved.visit, moved.version, moved.client).await?;
    }
    Ok(())
}

/// Was this version of a visit made by the house's own move?
pub async fn is_house_move(db: &impl Read, visit: VisitId, version: u32) -> Result<bool, DbError> {
    store::is_house_move(db, visit, version).await
}

/// Was bad news told of this version of a visit? Of one version it is told once: its way out is used up.
pub async fn is_news_told(db: &impl Read, visit: VisitId, version: u32) -> Result<bool, DbError> {
    store::has_news(db, visit, version).await
}

/// Who only lost somebody is not written to: there is nothing to say yet. The desk sees it at once.
pub(crate) async fn on_crew_changed(tx: Tx, fact: CrewChanged) -> Result<(), DbError> {
    if fact.on.is_some() {
        queue_version(&tx, CREW_CHANGED, fact.visit, fact.version, fact.client).await?;
        offers::give_back(&tx, fact.visit).await?;
    }
    schedule(&tx, fact.visit).await
}

/// What the house calls off is kept: the database takes the word of it with its incident alone.
pub(crate) async fn on_visit_cancelled(tx: Tx, fact: VisitCancelled) -> Result<(), DbError> {
    if fact.by_house {
        store::add_house_call_off(&tx, fact.visit).await?;
    }
    if !fact.told_together {
        queue(&tx, CANCELLED, fact.visit, fact.client).await?;
    }
    offers::give_back(&tx, fact.visit).await
}

pub(crate) async fn on_visit_skipped(tx: Tx, fact: VisitSkipped) -> Result<(), DbError> {
    queue(&tx, CANCELLED, fact.visit, fact.client).await?;
    offers::give_back(&tx, fact.visit).await
}

pub(crate) async fn on_visit_locked_out(tx: Tx, fact: VisitLockedOut) -> Result<(), DbError> {
    queue(&tx, LOCKED_OUT, fact.visit, fact.client).await
}

/// A visit ahead that somebody is yet to be found for.
#[derive(Debug, Clone)]
pub struct Unstaffed {
    /// The visit.
    pub visit: Visit,
    /// The evening came, and the client was not written to.
    pub is_alarm: bool,
}

/// Visits ahead that somebody is yet to be found for, the soonest first, with those whose evening has come.
pub async fn unstaffed(db: &impl Read, who: &Actor, limit: u32) -> Result<Vec<Unstaffed>, Move> {
    let visits = visits::unassigned(db, who, limit).await?;
    let ids: Vec<VisitId> = visits.iter().map(|visit| visit.plan().id).collect();
    let reminded = store::reminded(db, &ids).await?;
    let at = rules(db.app())?.remind_at;
    let is_alarm = |visit: &Visit| {
        let (id, start): (VisitId, Instant) = (visit.plan().id, visit.plan().span.start);
        due(start, at, db.now()).is_none() && !reminded.contains(&(id, start))
    };
    Ok(visits.into_iter().map(|visit| Unstaffed { is_alarm: is_alarm(&visit), visit }).collect())
}
