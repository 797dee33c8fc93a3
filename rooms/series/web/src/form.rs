//! What is typed about a series, and what it means.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Time, Weekday};
use pages::{Form, T};
use people::PersonId;
use series::{Edit, InMonth, OnHoliday, Plan, Rhythm, Single, Weekdays, Wish};
use values::FieldFault;

/// One of several to choose from.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) words: String,
    pub(crate) chosen: bool,
}

/// The times that a visit can begin at.
pub(crate) fn times(chosen: &str) -> Vec<Choice> {
    let half_hours = (18..=40).map(|n| format!("{:02}:{:02}", n / 2, n % 2 * 30));
    let mut all: Vec<Choice> = half_hours.map(|time| Choice { chosen: time == chosen, words: time.clone(), value: time }).collect();
    if !chosen.is_empty() && !all.iter().any(|choice| choice.chosen) && chosen.parse::<Time>().is_ok() {
        all.insert(0, Choice { value: chosen.to_owned(), words: chosen.to_owned(), chosen: true });
    }
    all
}

/// How often, by name.
const EVERY: [&str; 6] = ["w1", "w2", "w3", "w4", "md", "mw"];

/// The names of a rhythm's interval and weekdays, as the form has them.
pub(crate) fn named(rhythm: &Rhythm) -> (String, Vec<Weekday>) {
    match (rhythm.by_weeks(), rhythm.by_months()) {
        (Some((every, days)), _) => (format!("w{every}"), days.all().collect()),
        (None, Some((_, InMonth::Nth(..) | InMonth::LastOf(_)))) => ("mw".to_owned(), Vec::new()),
        (None, _) => ("md".to_owned(), Vec::new()),
    }
}

/// How often, to choose from.
pub(crate) fn every(t: &T, chosen: &str) -> Vec<Choice> {
    EVERY.into_iter().map(|name| Choice { value: name.to_owned(), words: t.get(&format!("series-web-every-{name}")), chosen: name == chosen }).collect()
}

/// The weekdays, to choose from.
pub(crate) fn weekdays(t: &T, chosen: &[Weekday]) -> Vec<Choice> {
    let all = (0..7).filter_map(|n| Weekday::from_monday_zero_offset(n).ok());
    all.map(|day| Choice { value: day.to_monday_zero_offset().to_string(), words: crate::words::short(t, day), chosen: chosen.contains(&day) }).collect()
}

/// What becomes of holidays, to choose from.
pub(crate) fn holidays(t: &T, chosen: OnHoliday) -> Vec<Choice> {
    let all = OnHoliday::ALL.into_iter();
    all.map(|one| Choice { value: one.name().to_owned(), words: t.get(&format!("series-web-holidays-{}", one.name())), chosen: one == chosen }).collect()
}

fn date(form: &Form, name: &'static str) -> Result<Date, FieldFault> {
    form.get(name).parse().map_err(|_| FieldFault::new(name, "required"))
}

fn time(form: &Form) -> Result<Time, FieldFault> {
    form.get("at").parse().map_err(|_| FieldFault::new("at", "required"))
}

/// The chosen weekdays.
fn days(form: &Form) -> Result<Weekdays, FieldFault> {
    let days = form.all("on").into_iter().filter_map(|n| Weekday::from_monday_zero_offset(n.parse().ok()?).ok());
    Weekdays::of(days).ok_or_else(|| FieldFault::new("on", "required"))
}

/// The chosen rhythm; by months on the day of the visit that it is changed from.
fn rhythm(form: &Form, day: Date) -> Result<Rhythm, FieldFault> {
    let fault = |_| FieldFault::new("every", "required");
    match form.get("every") {
        "md" => {
            let on = if day.day() > 28 { InMonth::Last } else { InMonth::Day(day.day()) };
            Rhythm::months(1, on).map_err(fault)
        }
        "mw" => {
            let nth = (day.day() - 1) / 7 + 1;
            Rhythm::months(1, if nth > 4 { InMonth::LastOf(day.weekday()) } else { InMonth::Nth(nth, day.weekday()) }).map_err(fault)
        }
        weeks => {
            let every = weeks.strip_prefix('w').and_then(|n| n.parse().ok()).ok_or_else(|| FieldFault::new("every", "required"))?;
            Rhythm::weeks(every, days(form)?).map_err(fault)
        }
    }
}

/// Who is to come, where somebody else than now is chosen.
fn crew(form: &Form, plan: &Plan, day: Date) -> Option<Vec<PersonId>> {
    let mut chosen: Vec<PersonId> = form.all("crew").into_iter().filter_map(|id| id.parse().ok()).collect();
    let mut stands = plan.segments.iter().find(|segment| segment.holds(day)).map(|segment| segment.crew.clone()).unwrap_or_default();
    chosen.sort();
    stands.sort();
    (!chosen.is_empty() && chosen != stands).then_some(chosen)
}

/// What a form wishes.
pub(crate) fn wish(form: &Form, plan: &Plan) -> Result<Wish, FieldFault> {
    let only = |single| Ok::<_, FieldFault>(Edit::Only(date(form, "day")?, single).into());
    match form.get("act") {
        "stop" => Ok(Edit::Stop(date(form, "stop_from")?).into()),
        "pause" => {
            let until = date(form, "pause_until")?;
            // The page names the last day without a visit.
            let after = until.checked_add(1.day()).map_err(|_| FieldFault::new("pause_until", "before-from"))?;
            Ok(Edit::Pause(date(form, "pause_from")?, after).into())
        }
        "holidays" => Ok(Edit::Holidays(OnHoliday::parse(form.get("holidays")).ok_or_else(|| FieldFault::new("holidays", "required"))?).into()),
        "cancel" => only(Some(Single::Cancelled)),
        "keep" => only(Some(Single::Kept)),
        "back" => only(None),
        _ => match form.get("scope") {
            "following" | "all" => {
                let day = date(form, "day")?;
                let from = (form.get("scope") == "following").then_some(day);
                let is_known = plan.segments.iter().any(|segment| segment.holds(day));
                if is_known {
                    Ok(Wish::Rhythm { from, rhythm: rhythm(form, day)?, at: time(form)?, crew: crew(form, plan, day) })
                } else {
                    Err(FieldFault::new("day", "unknown"))
                }
            }
            _ => only(Some(Single::Moved(DateTime::from_parts(date(form, "date")?, time(form)?)))),
        },
    }
}

/// What was typed, to travel with the button that saves it.
pub(crate) fn carried(form: &Form) -> Vec<(String, String)> {
    const NAMES: [&str; 12] = ["act", "scope", "day", "date", "at", "every", "on", "crew", "stop_from", "pause_from", "pause_until", "holidays"];
    NAMES.into_iter().flat_map(|name| form.all(name).into_iter().map(move |value| (name.to_owned(), value))).collect()
}
