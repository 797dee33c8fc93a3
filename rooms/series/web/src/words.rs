//! A series in words.

use jiff::civil::Weekday;
use pages::T;
use series::{InMonth, Plan, Rhythm};
use values::Instant;

const DAYS: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];

fn code(day: Weekday) -> &'static str {
    usize::try_from(day.to_monday_zero_offset()).ok().and_then(|n| DAYS.get(n)).copied().unwrap_or("mo")
}

/// `вторникам`, after «по»
fn on(t: &T, day: Weekday) -> String {
    t.get(&format!("series-web-on-{}", code(day)))
}

/// `Вт`
pub(crate) fn short(t: &T, day: Weekday) -> String {
    t.get(&format!("series-web-day-{}", code(day)))
}

/// `каждую неделю по вторникам и пятницам`
pub(crate) fn rhythm(t: &T, rhythm: &Rhythm) -> String {
    if let Some((every, days)) = rhythm.by_weeks() {
        let days: Vec<String> = days.all().map(|day| on(t, day)).collect();
        return format!("{} {}", t.num("series-web-every-weeks", "n", &every), t.with("series-web-on", "days", &t.list(&days)));
    }
    let Some((every, day)) = rhythm.by_months() else {
        return String::new();
    };
    let when = match day {
        InMonth::Day(day) => t.num("series-web-month-day", "n", &day.into()),
        InMonth::Last => t.get("series-web-month-last"),
        InMonth::Nth(nth, day) => t.say("series-web-month-nth", &[("n", nth.to_string().into()), ("day", on(t, day).into())]),
        InMonth::LastOf(day) => t.with("series-web-month-last-of", "day", &on(t, day)),
    };
    format!("{} {when}", t.num("series-web-every-months", "n", &every))
}

/// The rhythm that counts now or next, with its time.
pub(crate) fn plan(t: &T, plan: &Plan, now: Instant) -> String {
    let today = now.day();
    let segment = plan.segments.iter().find(|segment| segment.until.is_none_or(|until| until > today));
    segment.map_or_else(
        || t.get("series-web-over"),
        |segment| t.say("series-web-rhythm", &[("rhythm", rhythm(t, &segment.rhythm).into()), ("time", segment.at.strftime("%H:%M").to_string().into())]),
    )
}
