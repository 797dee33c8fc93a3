//! What was thought of ahead: looked over on Mondays, answered by the end of the day; this week's waits for whoever opens the demo.

use super::Demo;
use access::Actor;
use anyhow::Result;
use care::{Scope, accept, decline, desk, send};

impl Demo {
    /// Those that are whole go out, and most of the clients answer.
    pub(super) async fn think_ahead(&mut self, day: i64) -> Result<()> {
        let now = self.moment(day, 17, 30)?;
        // Yesterday one went out, and waits for its answer.
        let yesterday = day == -1;
        if (day > -7 && !yesterday) || (day.rem_euclid(7) != 0 && !yesterday) || now > self.at {
            return Ok(());
        }
        self.app.stand_still(now);
        journal::drain(&self.app).await?;
        let who = self.manager(day);
        let shown = desk(&self.app, &who, None).await?;
        let whole = shown.prepared.iter().filter(|(one, lacks)| lacks.is_empty() && !shown.troubled.contains(&one.client));
        for (one, _) in whole.take(if yesterday { 1 } else { usize::MAX }) {
            send(&self.app, &who, one.id).await?;
        }
        if yesterday {
            return Ok(());
        }
        for one in desk(&self.app, &who, None).await?.sent {
            let client = Actor::Client(one.client.uuid());
            match self.dice.below(10) {
                0..=5 => accept(&self.app, &client, one.id).await.map(drop)?,
                6 | 7 => decline(&self.app, &client, one.id, None).await.map(drop)?,
                8 => decline(&self.app, &client, one.id, Some(Scope::Occasion)).await.map(drop)?,
                _ => {}
            }
        }
        Ok(())
    }
}
