//! Photos of the visits: the rooms of the home as they were found and as they were left.

use super::Demo;
use super::clients::Client;
use super::gallery::Shown as When;
use access::Actor;
use anyhow::Result;
use std::collections::BTreeSet;
use visits::{Moment, Sheet, Shown, VisitId, take_photo};

/// Photos are written for the visits of so many days, and for all of the client that the demo is shown with.
const DAYS: i64 = 16;

/// In a short history they are fewer.
fn days(of: i64) -> i64 {
    DAYS.min(of / 4)
}
/// Pairs of one visit.
const PAIRS: usize = 3;

/// The drawings that can show a room, by the code of the room in the checklists.
const ROOMS: &[(&str, &[&str])] = &[
    ("hall", &["hall", "enfilade", "wardrobe"]),
    ("living", &["salon", "library", "dining", "music", "study", "nursery"]),
    ("bedroom", &["bedroom", "guestroom", "nursery"]),
    ("kitchen", &["kitchen", "oven", "breakfast", "fridge"]),
    ("bathroom", &["bath", "taps", "shower", "laundry"]),
    ("windows", &["pane", "garden"]),
    ("balcony", &["balcony", "garden"]),
];

/// All of them, each once.
pub(super) fn drawings() -> Vec<&'static str> {
    let all: BTreeSet<&str> = ROOMS.iter().flat_map(|(_, drawings)| drawings.iter().copied()).collect();
    all.into_iter().collect()
}

impl Demo {
    /// Takes the photos of a moment: the same rooms before and after.
    pub(super) async fn photograph(&self, actor: &Actor, id: VisitId, sheet: &Sheet, day: i64, moment: Moment) -> Result<()> {
        let plan = sheet.visit.plan();
        let Some((n, client)) = self.household(plan.client) else { return Ok(()) };
        if day <= -days(self.days) && n != 0 {
            return Ok(());
        }
        let when = match moment {
            Moment::Before => When::Before,
            Moment::After => When::After,
        };
        for (room, drawing) in scenes(sheet, n, client) {
            let photo = self.gallery.photo(drawing, client.palette, when)?;
            take_photo(&self.app, actor, id, &Shown::Room(room), moment, &photo).await?;
        }
        Ok(())
    }
}

/// Rooms of the list with a drawing for each: always the same for one home, another for its neighbour.
fn scenes(sheet: &Sheet, n: usize, client: &Client) -> Vec<(String, &'static str)> {
    let mut seen = BTreeSet::new();
    let listed = sheet.rooms.iter().map(|(code, _, _)| code.as_str());
    let known = listed.filter_map(|code| ROOMS.iter().find(|(room, _)| *room == code || code.starts_with(room)).map(|(_, drawings)| (code, *drawings)));
    let turn = n + usize::try_from(client.area_m2).unwrap_or(0);
    known
        .enumerate()
        .filter_map(|(at, (code, drawings))| Some((code.to_owned(), *drawings.get((turn + at) % drawings.len().max(1))?)))
        .filter(|(_, drawing)| seen.insert(*drawing))
        .skip(n % 2)
        .take(PAIRS)
        .collect()
}
