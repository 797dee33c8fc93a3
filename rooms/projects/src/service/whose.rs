//! Whose a plan is: bound to whoever becomes a client later, forgotten with them, and never waiting for somebody who is forgotten.

use super::{KEPT, PlanError};
use crate::facts::{PlanBound, PlanHanded};
use crate::plan::{Plan, PlanId};
use crate::store;
use crate::task::TaskState;
use access::{Actor, Permit};
use concierge::{RequestError, RequestId};
use db::{App, DbError, Read, Tx};
use households::{ClientId, STILL_BUSY};
use journal::{Job, JobError, Say as _, Schedule as _};
use people::{LeftHouse, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was written for a client is forgotten with them; not while money of theirs is in our hands, or somebody is at work for them.
pub(crate) async fn on_erased(tx: Tx, fact: households::ClientErased) -> Result<(), DbError> {
    if store::is_busy(&tx, fact.client).await? {
        return Err(DbError::Refused(STILL_BUSY.to_owned()));
    }
    store::forget(&tx, fact.client).await
}

/// For whom these plans are, by name, for a page of the desk: a client, or whoever asked and is none yet. The looks are recorded; whoever was
/// forgotten is not among them.
pub async fn for_whom(app: &App, permit: &Permit, plans: &[&Plan]) -> Result<BTreeMap<PlanId, String>, PlanError> {
    let clients: Vec<ClientId> = plans.iter().filter_map(|plan| plan.client).collect();
    let requests: Vec<RequestId> = plans.iter().filter(|plan| plan.client.is_none()).filter_map(|plan| plan.request).collect();
    let cards = households::show(app, permit, &clients, &[]).await?.cards;
    let askers = concierge::askers(app, permit.actor(), &requests).await.map_err(|error| match error {
        RequestError::Denied(denied) => PlanError::Denied(denied),
        RequestError::Db(error) => PlanError::Db(error),
        other => PlanError::Db(DbError::Other(other.to_string())),
    })?;
    let name = |plan: &Plan| match plan.client {
        Some(client) => cards.get(&client).map(households::Card::full),
        None => askers.get(&plan.request?).map(|asker| asker.name.clone()),
    };
    Ok(plans.iter().filter_map(|plan| Some((plan.id, name(plan)?))).collect())
}

/// Who is to answer for a plan: this one, while they work here; else whoever has the least.
pub(crate) async fn while_here(db: &impl Read, person: Option<PersonId>) -> Result<Option<PersonId>, DbError> {
    let Some(person) = person else { return Ok(None) };
    let known = people::person(db, person).await?;
    if known.is_some_and(|member| member.last_day.is_none()) { Ok(Some(person)) } else { conversations::named_for(db, None).await }
}

/// Whoever leaves the house gives on what they answer for: to whoever has the client, or the request that it came from; else to whoever has the least.
pub(crate) async fn on_left(tx: Tx, fact: LeftHouse) -> Result<(), DbError> {
    for held in store::in_hand(&tx, fact.person).await? {
        let known = match (held.client, held.request) {
            (Some(client), _) => conversations::keeper_of(&tx, client).await?,
            (None, Some(request)) => concierge::promised(&tx, request).await?.and_then(|promised| promised.manager),
            (None, None) => None,
        };
        let is_theirs = held.manager == Some(fact.person);
        let manager = if is_theirs { conversations::named_for(&tx, known).await? } else { held.manager };
        store::give_on(&tx, held.plan, fact.person, manager).await?;
        if is_theirs {
            tx.say(PlanHanded { plan: held.plan, manager }).await?;
        }
    }
    Ok(())
}

/// Is something of a client's under way here, or their money in our hands? They are not forgotten before it is over.
pub async fn is_busy(db: &impl Read, client: ClientId) -> Result<bool, DbError> {
    store::is_busy(db, client).await
}

/// Plans of nobody's client that are looked through for whose they are.
const OF_NOBODY: u32 = 500;

/// Whoever asked has become a client: their plans are theirs from now on, and forgotten with them.
pub(crate) async fn on_welcomed(app: &App, fact: households::ClientWelcomed) -> Result<(), JobError> {
    app.write(&Actor::House, move |tx| async move {
        for (plan, request) in store::of_nobody(&tx, OF_NOBODY).await? {
            if concierge::asked_by(&tx, request).await? == Some(fact.client) && store::bind(&tx, plan, fact.client).await? {
                tx.say(PlanBound { plan, client: fact.client }).await?;
                super::engaging::remember_anew(&tx, plan).await?;
            }
        }
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}

/// A request that was closed is forgotten after a while, and with it whom the messages of its plan went to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CloseAsks {
    request: RequestId,
}

impl Job for CloseAsks {
    const NAME: &'static str = "projects.close_asks";
    fn key(&self) -> String {
        self.request.to_string()
    }
}

/// Sees to it that nothing waits for the word of somebody who is forgotten.
pub(crate) async fn on_closed(app: &App, fact: concierge::RequestClosed) -> Result<(), JobError> {
    app.write(&Actor::House, move |tx| async move { tx.schedule(&CloseAsks { request: fact.request }, tx.now() + KEPT).await }).await?;
    Ok(())
}

/// What was asked of somebody who was no client, and is forgotten, waits no longer; nor do the tasks that waited for it.
pub(crate) async fn close_asks(app: App, job: CloseAsks) -> Result<(), JobError> {
    app.write(&Actor::House, move |tx| async move {
        let Some(id) = store::of_request(&tx, job.request).await? else { return Ok(()) };
        let nobodys = store::one(&tx, id).await?.is_some_and(|plan| plan.client.is_none() && plan.ended_at.is_none());
        if !nobodys || !store::take(&tx, id, None).await? {
            return Ok(());
        }
        store::budget::close(&tx, id, None).await?;
        for mut task in store::tasks(&tx, id).await? {
            if matches!(task.state, TaskState::Waiting { .. }) {
                (task.state, task.heard_at) = (TaskState::Planned, tx.now());
                store::put(&tx, id, &task).await?;
            }
        }
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}
