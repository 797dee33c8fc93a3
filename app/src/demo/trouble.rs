//! What did not go as agreed in a plan: one thing fitted into the time there was, another moved what waits for it.

use super::Demo;
use access::Actor;
use anyhow::Result;
use incidents::{Choice, Kind, RawIncident, State, Word, arrange, called, file, open_incident, tell};
use jiff::SignedDuration;
use projects::{PlanId, Task, TaskState};

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
}
