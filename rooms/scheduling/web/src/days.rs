//! Times by day, in words.

use messaging::words;
use pages::{Names, T, TimeView, capital};
use pricing::Urgency;
use scheduling::Slot;
use values::{Instant, Money, Span};

/// A day near one that has no time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NearView {
    pub id: String,
    pub words: String,
}

/// A day of the strip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayView {
    /// `2026-11-25`
    pub id: String,
    /// `Завтра`
    pub title: String,
    /// `среда, 25 ноября`
    pub note: String,
    /// `ср`
    pub weekday: String,
    /// `25`
    pub number: String,
    /// The first day that has a time.
    pub first: bool,
    /// Its times, in order.
    pub times: Vec<TimeView>,
    /// For a day without a time: the days around it that have one.
    pub near: Vec<NearView>,
}

/// All days up to the horizon, those without a time with them.
pub(crate) fn days(t: &T, now: Instant, horizon_days: i64, slots: &[Slot], words: &SlotWords<'_>) -> Vec<DayView> {
    let mut days: Vec<DayView> = (0..horizon_days)
        .map(|ahead| {
            // Moscow changes no clocks, so that every day has 24 hours.
            let at = Span::minutes(now, ahead * 24 * 60).end;
            let times = slots.iter().filter(|slot| slot.start.day() == at.day()).map(|slot| words.time(slot));
            let (title, note) = heading(t, ahead, at);
            DayView {
                id: at.day().to_string(),
                title,
                note,
                weekday: words::weekday_short(t.lang, at),
                number: at.day().day().to_string(),
                first: false,
                times: times.collect(),
                near: Vec::new(),
            }
        })
        .collect();
    if let Some(day) = days.iter_mut().find(|day| !day.times.is_empty()) {
        day.first = true;
    }
    let free: Vec<(usize, NearView)> = days.iter().enumerate().filter(|(_, day)| !day.times.is_empty()).map(|(at, day)| (at, near(day))).collect();
    for (at, day) in days.iter_mut().enumerate().filter(|(_, day)| day.times.is_empty()) {
        let before = free.iter().rev().find(|(other, _)| *other < at);
        let after = free.iter().find(|(other, _)| *other > at);
        day.near = before.into_iter().chain(after).map(|(_, near)| near.clone()).collect();
    }
    days
}

fn near(day: &DayView) -> NearView {
    let words = if day.note.is_empty() { day.title.clone() } else { format!("{}, {}", day.title, day.note) };
    NearView { id: day.id.clone(), words: small(&words) }
}

fn heading(t: &T, ahead: i64, at: Instant) -> (String, String) {
    let day = t.day(&at);
    match ahead {
        0 => (t.get("scheduling-web-today"), day),
        1 => (t.get("scheduling-web-tomorrow"), day),
        // Both languages say the weekday first.
        _ => day.split_once(", ").map_or_else(|| (capital(&day), String::new()), |(weekday, date)| (capital(weekday), date.to_owned())),
    }
}

/// What is said of a time.
pub(crate) struct SlotWords<'a> {
    pub t: &'a T,
    pub names: &'a Names,
    /// What a time that begins soon adds, when it is chosen now; and whether the price holds it already.
    pub urgency: Option<(Urgency, Instant, bool)>,
}

impl SlotWords<'_> {
    fn time(&self, slot: &Slot) -> TimeView {
        TimeView { more: self.more(slot), ..TimeView::of(self.t, slot, self.names) }
    }

    fn more(&self, slot: &Slot) -> String {
        let Some((urgency, now, is_priced)) = self.urgency.filter(|(urgency, ..)| urgency.more != Money::ZERO) else {
            return String::new();
        };
        match (urgency.applies(now, slot.start), is_priced) {
            (true, false) => self.t.with("scheduling-web-urgent", "more", &urgency.more.to_string()),
            (false, true) => self.t.with("scheduling-web-not-urgent", "less", &urgency.more.to_string()),
            (true, true) | (false, false) => String::new(),
        }
    }
}

/// The times nearest to one that is gone, in their order, with the day.
pub(crate) fn nearest(wanted: Instant, slots: &[Slot], words: &SlotWords<'_>) -> Vec<TimeView> {
    let mut by_distance: Vec<&Slot> = slots.iter().filter(|slot| slot.start != wanted).collect();
    by_distance.sort_by_key(|slot| slot.start.micros().abs_diff(wanted.micros()));
    by_distance.truncate(3);
    by_distance.sort_by_key(|slot| slot.start);
    let dated = |slot: &&Slot| {
        let view = words.time(slot);
        TimeView { span: format!("{}, {}", words.t.date(&slot.start), view.span), ..view }
    };
    by_distance.iter().map(dated).collect()
}

/// The Russian names of days are written small within a sentence, the English ones are not.
fn small(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) if !first.is_ascii() => first.to_lowercase().chain(letters).collect(),
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::times::tests::{sample_names, sample_slots, texts};
    use values::Lang;

    fn now() -> Instant {
        "2026-11-24T14:40:00+03:00".parse().unwrap()
    }

    #[test]
    fn a_day_without_times_names_the_days_around_it() {
        let (t, names) = (texts(Lang::Ru), sample_names());
        let days = days(&t, now(), 5, &sample_slots(), &SlotWords { t: &t, names: &names, urgency: None });
        let told: Vec<_> = days.iter().map(|day| (day.id.as_str(), day.title.as_str(), day.times.len(), day.first)).collect();
        let expected = [
            ("2026-11-24", "Сегодня", 0, false),
            ("2026-11-25", "Завтра", 2, true),
            ("2026-11-26", "Четверг", 0, false),
            ("2026-11-27", "Пятница", 1, false),
            ("2026-11-28", "Суббота", 0, false),
        ];
        assert_eq!(told, expected);
        assert_eq!(
            days[1].times[0],
            TimeView {
                value: "2026-11-25T07:00:00Z".into(),
                day: "Среда, 25\u{a0}ноября".into(),
                span: "10:00–13:30".into(),
                crew: "Ольга и\u{a0}Марина".into(),
                more: String::new()
            }
        );
        let near: Vec<_> = days[2].near.iter().map(|near| near.words.as_str()).collect();
        assert_eq!(near, ["завтра, среда, 25\u{a0}ноября", "пятница, 27\u{a0}ноября"]);
        assert_eq!((days[0].near.len(), days[4].near.len()), (1, 1));
    }

    #[test]
    fn the_nearest_times_stand_in_their_order_and_leave_out_the_one_that_is_gone() {
        let (slots, gone) = (sample_slots(), "2026-11-25T07:00:00Z".parse().unwrap());
        let (t, names) = (texts(Lang::En), sample_names());
        let near: Vec<_> = nearest(gone, &slots, &SlotWords { t: &t, names: &names, urgency: None }).into_iter().map(|time| time.span).collect();
        assert_eq!(near, ["25\u{a0}November, 14:30–18:00", "27\u{a0}November, 12:00–15:30"]);
    }

    #[test]
    fn a_time_in_a_hurry_says_what_it_adds_and_once_it_is_priced_the_calm_ones_say_what_they_save() {
        let (t, names, slots) = (texts(Lang::Ru), sample_names(), sample_slots());
        let urgency = Urgency { within_hours: 24, more: Money::roubles(700) };
        let told = |is_priced: bool| {
            let words = SlotWords { t: &t, names: &names, urgency: Some((urgency, now(), is_priced)) };
            slots.iter().map(|slot| words.time(slot).more).collect::<Vec<_>>()
        };
        assert_eq!(told(false), ["срочно, +700\u{a0}₽", "срочно, +700\u{a0}₽", ""]);
        assert_eq!(told(true), ["", "", "без срочности, −700\u{a0}₽"]);
    }
}
