//! What the phone of the house has told: calls that were taken, missed, called back; an appointment.

use super::Demo;
use access::Actor;
use anyhow::Result;
use calls::{Direction, Ending, Event, Outcome, Provider, RawMeeting, Told, With, hear, meet, open_tasks, settle};
use jiff::SignedDuration;
use values::Phone;

/// Who calls: a client by their place in the list, or a number that nobody knows.
enum Who {
    Client(usize),
    Number(&'static str, &'static str),
}

/// On which day, when, who, and for how many minutes somebody spoke to them; `None`: nobody took it.
const CALLS: &[(i64, i8, i8, Who, Option<i64>)] = &[
    (-3, 11, 20, Who::Client(0), Some(4)),
    (-3, 16, 5, Who::Number("+7 921 555-20-41", "/requests/transfer"), Some(7)),
    (-2, 10, 15, Who::Client(3), Some(3)),
    (-2, 19, 40, Who::Number("8 812 600-44-10", "/services/windows"), None),
    (-1, 12, 10, Who::Client(1), None),
    (-1, 12, 25, Who::Client(1), Some(5)),
    (-1, 17, 50, Who::Number("+7 921 555-20-44", "/requests/family_celebration"), Some(11)),
    (0, 11, 35, Who::Client(4), Some(2)),
    (0, 13, 55, Who::Number("+7 921 555-20-45", "/requests/travel"), None),
    (0, 14, 20, Who::Client(2), None),
];

impl Demo {
    /// The calls of that day; whoever was missed the day before is called back in the morning.
    pub(super) async fn ring(&self, day: i64) -> Result<()> {
        for (n, (_, hour, minute, who, talked)) in CALLS.iter().enumerate().filter(|(_, (on, ..))| *on == day) {
            let now = self.moment(day, *hour, *minute)?;
            let (phone, page) = match who {
                Who::Client(place) => (self.clients.get(*place).and_then(|client| Phone::parse(&client.phone).ok()), ""),
                Who::Number(phone, page) => (Phone::parse(phone).ok(), *page),
            };
            if now > self.at || phone.is_none() {
                continue;
            }
            self.app.stand_still(now);
            let told = |event: Event, seconds: i64| Told {
                provider: Provider::Plain,
                external: format!("demo-{n}"),
                direction: Direction::In,
                phone: phone.clone(),
                page: page.to_owned(),
                event,
                at: now - SignedDuration::from_secs(seconds),
            };
            match talked {
                Some(minutes) => {
                    hear(&self.app, &told(Event::Answered("101".to_owned()), minutes * 60)).await?;
                    hear(&self.app, &told(Event::Ended(Some(true)), 0)).await?;
                }
                None => hear(&self.app, &told(Event::Ended(Some(false)), 0)).await.map(drop)?,
            }
        }
        // Somebody would rather be called than written to.
        if let Some((client, _)) = self.known.iter().find(|(_, place)| **place == 4).filter(|_| day == -2) {
            households::prefer_channel(&self.app, &Actor::Client(client.uuid()), *client, "phone").await?;
        }
        if day == -1 {
            let (at, who) = (self.moment(day, 18, 0)?, self.manager(day));
            self.app.stand_still(at.min(self.at));
            let open: Vec<_> = open_tasks(&self.app, &who, None, 10).await?.into_iter().map(|task| (task.id, None)).collect();
            settle(&self.app, &who, &open, Ending::Done(Outcome::Reached), "").await?;
        }
        if day == 0 {
            let met = self.known.iter().find(|(_, place)| **place == 0).map(|(client, _)| *client);
            let at = (self.at + SignedDuration::from_mins(12)).in_moscow().datetime();
            let at = RawMeeting { at: at.strftime("%Y-%m-%dT%H:%M").to_string() };
            if let Some(client) = met {
                meet(&self.app, &self.manager(day), With::Client(client), &at).await?;
            }
        }
        Ok(())
    }
}
