//! How much time a redo takes, and which times are offered first.

use jiff::SignedDuration;
use scheduling::Slot;

/// Half of the visit's time, in whole half hours, at least one hour: what fell short is mended by the same people,
/// who know the home; the office prolongs it where a word says more is needed.
pub fn redo_minutes(visit_minutes: i64) -> i64 {
    let halves = (visit_minutes + 59) / 60;
    (halves * 30).max(60)
}

/// Days that are offered, each with so many times.
const DAYS: usize = 3;
const A_DAY: usize = 3;
/// Times of one day lie so far apart: a choice, not a list of half hours.
const APART: SignedDuration = SignedDuration::from_hours(2);

/// The soonest times to choose from: the very first, then a few of each of the first days. `slots` in their order.
pub fn soonest(slots: &[Slot]) -> Vec<Slot> {
    let mut chosen: Vec<Slot> = Vec::new();
    let mut days = 0;
    let mut of_day = 0;
    for slot in slots {
        match chosen.last() {
            Some(last) if last.start.day() == slot.start.day() => {
                if of_day == A_DAY || slot.start < last.start + APART {
                    continue;
                }
                of_day += 1;
            }
            _ if days == DAYS => break,
            _ => (days, of_day) = (days + 1, 1),
        }
        chosen.push(slot.clone());
    }
    chosen
}
