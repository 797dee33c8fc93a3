//! Visits in a rhythm of the demo house: some regulars have told it once, and need not order again.

use super::Demo;
use super::clients::Rhythm as Often;
use access::Actor;
use anyhow::Result;
use jiff::civil::Time;
use series::{Begin, Rhythm, SeriesError, begin, begin_preview};
use values::Span;
use visits::{Visit, list_visits_of, visits_between};

/// From this day on, and before that one, it was offered to those whom the house had just been at.
const OFFERED: std::ops::Range<i64> = -12..-1;
/// So many took it.
const TAKEN: usize = 6;

impl Demo {
    /// The evening of a day: whoever was served and comes again anyway takes the same for good.
    pub(super) async fn make_regular(&mut self, day: i64) -> Result<()> {
        if !OFFERED.contains(&day) {
            return Ok(());
        }
        let span = Span { start: self.moment(day, 0, 0)?, end: self.moment(day + 1, 0, 0)? };
        for (visit, _) in visits_between(&self.app.read().await?, &Actor::House, span, None).await? {
            if self.regulars >= TAKEN {
                break;
            }
            self.take_for_good(&visit).await?;
        }
        Ok(())
    }

    async fn take_for_good(&mut self, visit: &Visit) -> Result<()> {
        let plan = visit.plan();
        let Some((n, client)) = self.household(plan.client) else { return Ok(()) };
        let asked = match client.rhythm {
            Often::Every(7) => pricing::Rhythm::Weekly,
            Often::Every(14) => pricing::Rhythm::Fortnightly,
            Often::Every(_) => pricing::Rhythm::Monthly,
            Often::Rarely | Often::Once => return Ok(()),
        };
        // The first nine are those whom the present day is shown with.
        if n < 9 || visit.finished_at().is_none() || plan.redo_of.is_some() || plan.service_code() != "regular" {
            return Ok(());
        }
        let db = self.app.read().await?;
        let known = list_visits_of(&db, &Actor::House, plan.client, values::Instant::from_micros(i64::MAX), 3).await?;
        drop(db);
        if known.iter().any(|other| other.ahead().is_some()) {
            return Ok(());
        }
        let start = plan.span.start.in_moscow();
        let Some(rhythm) = Rhythm::of_price(asked, start.date()) else { return Ok(()) };
        let wish = Begin { rhythm, at: Time::new(start.hour(), start.minute(), 0, 0)?, holidays: None };
        let actor = Actor::Client(plan.client.uuid());
        let total = match begin_preview(&self.app, &actor, plan.id, &wish).await {
            Ok(seen) => seen.total,
            // What has no agreement of its own has no price to go on from.
            Err(SeriesError::Db(error)) => return Err(error.into()),
            Err(_) => return Ok(()),
        };
        begin(&self.app, &actor, plan.id, &wish, total).await?;
        self.regulars += 1;
        for orders in self.orders.values_mut() {
            orders.retain(|order| order.client != n);
        }
        Ok(())
    }
}
