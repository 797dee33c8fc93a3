//! The morning after: words in answer to the open question, and redos.

use super::Demo;
use super::cast::{COMPLAINTS, REMARKS, THANKS};
use access::Actor;
use aftercare::{answer_question, open_redo};
use anyhow::Result;
use jiff::SignedDuration;
use values::Span;
use visits::{Visit, visits_between};

impl Demo {
    /// What yesterday's clients say: a quarter of them with thanks, some with a remark, few ask for a redo.
    pub(super) async fn morning(&mut self, day: i64) -> Result<()> {
        let span = Span { start: self.moment(day - 1, 0, 0)?, end: self.moment(day, 0, 0)? };
        let mut now = self.moment(day, 8, 20)?;
        self.app.stand_still(now.min(self.at));
        let yesterday = visits_between(&self.app.read().await?, &Actor::House, span, None).await?;
        for (visit, _) in yesterday {
            let said = self.dice.below(1000);
            let Visit::Done(done) = visit else { continue };
            let plan = done.work.way.plan;
            let (words, redo) = match said {
                0..=219 => (self.dice.one(THANKS), false),
                220..=279 => (self.dice.one(REMARKS), false),
                // The redo of a redo would be the same story twice.
                280..=299 if plan.redo_of.is_none() => (self.dice.one(COMPLAINTS), true),
                _ => continue,
            };
            now = now + SignedDuration::from_mins(4);
            if now > self.at {
                break;
            }
            self.app.stand_still(now);
            let client = Actor::Client(plan.client.uuid());
            if let Some(words) = words {
                answer_question(&self.app, &client, plan.id, words).await?;
            }
            if redo {
                open_redo(&self.app, &client, plan.id).await?;
            }
            journal::drain(&self.app).await?;
        }
        Ok(())
    }
}
