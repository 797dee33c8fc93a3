//! What did not go as agreed in a plan: one thing fitted into the time there was, another moved what waits for it.

use super::Demo;
use access::Actor;
use anyhow::Result;
use incidents::{Choice, Kind, RawIncident, State, Word, arrange, called, file, open_incident, tell};
use jiff::SignedDuration;
use pricing::Cause;
use projects::{PlanId, Task, TaskState};
use values::{Money, Span};

/// By how many minutes a part of it takes longer: what no plan notices, and what every plan does.
const LATE: [i64; 2] = [20, 300];

impl Demo {
    /// A part of the plan takes longer, twice; what had to move is moved first, and told after.
    pub(super) async fn goes_awry(&self, who: &Actor, plan: PlanId, tasks: &[Task]) -> Result<()> {
        let Some(task) = tasks.iter().find(|task| matches!(task.state, TaskState::UnderWay { .. })).or(tasks.get(1)) else { return Ok(()) };
        for minutes in LATE {
            let then = self.app.now() + SignedDuration::from_mins(35);
            if then > self.at {
                return Ok(());
            }
            self.app.stand_still(then);
            let raw = RawIncident { kind: Some(Kind::TaskLate), visit: None, task: Some((plan, task.id)), minutes };
            let id = open_incident(&self.app, who, &raw).await?.into_inner();
            if file(&self.app, who, id).await?.incident.state == State::Open {
                arrange(&self.app, who, id, Choice::Shift).await?;
                tell(&self.app, who, id, Word::Call).await?;
                called(&self.app, who, id).await?;
            }
        }
        Ok(())
    }

    /// We cannot come as agreed to one of the visits ahead, and put it to another time: the client hears of both in one word.
    pub(super) async fn moves_one(&self, who: &Actor) -> Result<()> {
        let db = self.app.read().await?;
        let week = Span::minutes(self.app.now() + SignedDuration::from_hours(48), 5 * 24 * 60);
        for visit in visits::not_begun(&db, who, week).await? {
            let plan = visit.plan();
            let times = booking::other_times(&self.app, who, plan.id).await?;
            let Some(slot) = times.iter().find(|slot| slot.start > plan.span.start) else { continue };
            booking::change(&self.app, who, plan.id, slot.start, Cause::House, Money::ZERO).await?;
            return Ok(());
        }
        Ok(())
    }
}
