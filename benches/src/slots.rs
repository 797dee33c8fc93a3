//! The offer of times: fourteen days, fourteen people, over one and three years of history.

use crate::house::Houses;
use crate::load::count;
use crate::{Figures, Limit, history};
use anyhow::Result;
use scheduling::SlotAsk;
use std::path::Path;
use tokio::time::Instant;

const TIMES: usize = 200;

pub(crate) async fn measure(houses: &Houses, figures: &mut Figures) -> Result<()> {
    let (one, three) = (history::house(houses, history::YEAR).await?, history::house(houses, 3 * history::YEAR).await?);
    // In turns, so that a machine that grows tired does so for both.
    let mut medians = [Vec::new(), Vec::new()];
    for _ in 0..5 {
        for (data, medians) in [&one, &three].into_iter().zip(&mut medians) {
            medians.push(median(data).await?);
        }
    }
    let [one, three] = medians.map(|mut medians| {
        medians.sort_by(f64::total_cmp);
        medians.get(medians.len() / 2).copied().unwrap_or_default()
    });
    figures.tell("slots, a year of history", "ms", one, Limit::AtMost(20.0), "14 days, 14 people, median of all runs");
    figures.tell("slots, three years of history", "ms", three, Limit::AtMost(20.0), "");
    figures.tell("slots, three years by one", "", three / one, Limit::AtMost(1.1), "");
    Ok(())
}

async fn median(data: &Path) -> Result<f64> {
    let app = history::open(data).await?;
    let ask = SlotAsk { service: "regular".to_owned(), district: "petrogradsky".to_owned(), minutes: 150, crew: 1, ..SlotAsk::default() };
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let begun = Instant::now();
        let slots = scheduling::slots(&app, &ask).await?;
        times.push(begun.elapsed());
        anyhow::ensure!(count(slots.len()) > 20.0, "only {} times are offered", slots.len());
    }
    app.close().await?;
    times.sort_unstable();
    Ok(times.get(TIMES / 2).map_or(0.0, |time| time.as_secs_f64() * 1e3))
}
