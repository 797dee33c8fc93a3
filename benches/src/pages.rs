//! Pages at a steady rate on the demo house; its start, and its memory after the load.

use crate::house::{Houses, NOW};
use crate::load::{Ask, at_rate};
use crate::{Figures, Limit};
use anyhow::Result;
use std::time::Duration;

const RATE: u32 = 300;
const LENGTH: Duration = Duration::from_secs(10);

pub(crate) async fn measure(houses: &Houses, figures: &mut Figures) -> Result<()> {
    let demo = houses.demo().await?;
    let copy = houses.copy(&demo)?;
    let mut starts = Vec::new();
    for _ in 0..3 {
        starts.push(houses.serve(copy.path(), NOW).await?.opened);
    }
    starts.sort_unstable();
    let start = starts.get(1).map_or(0.0, |start| start.as_secs_f64() * 1e3);
    figures.tell("start to first answer", "ms", start, Limit::AtMost(200.0), "an existing house, a year of it");
    let house = houses.serve(copy.path(), NOW).await?;
    let (client, manager) = (house.enter("client").await?, house.enter("manager").await?);
    figures.tell("memory before the load", "MB", house.resident_mb()?, Limit::None, "");
    for (name, cookie) in [("/", String::new()), ("/my", client), ("/desk", manager)] {
        let ask = Ask::get(name, &cookie);
        // Once before it counts, as for any house that has been open for a minute.
        at_rate(&house.host, 20, Duration::from_secs(1), {
            let ask = ask.clone();
            move |_| ask.clone()
        })
        .await?;
        let outcome = at_rate(&house.host, RATE, LENGTH, move |_| ask.clone()).await?;
        let most = if outcome.failed == 0 { Limit::AtMost(25.0) } else { Limit::AtMost(0.0) };
        figures.tell(format!("pages, {name} at {RATE}/s, p99"), "ms", outcome.quantile(99), most, outcome.note());
    }
    figures.tell("memory after the load", "MB", house.resident_mb()?, Limit::AtMost(100.0), "");
    Ok(())
}
