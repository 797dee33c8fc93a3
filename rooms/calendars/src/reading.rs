//! What a calendar (RFC 5545) says of a stretch of time: the hours that are taken, and nothing else of it.

use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::dates::CalendarEvent;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarFreeBusyType, ICalendarParameterValue, ICalendarPeriod, ICalendarProperty,
    ICalendarStatus, ICalendarTransparency, ICalendarValue,
};
use values::{Instant, Span};

/// Why a calendar tells nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It is something else.
    #[error("no calendar")]
    NotACalendar,
    /// Something in it has no time that could be understood: what is not understood is not taken for free.
    #[error("an event without a time")]
    Unclear,
    /// More than a person's calendar holds.
    #[error("more than a calendar holds")]
    TooMuch,
}

/// Times of all events, the past ones of a rule among them, that are worked out at most.
const MOST_TIMES: usize = 300_000;
/// Stretches that are kept at most.
const MOST: usize = 5_000;

/// When the calendar's owner is busy within this window: whole minutes, in their order, none touching another. Events that are called
/// off or marked as free close nothing; an event without a zone is by the calendar's own clock, or by Moscow's.
pub fn read(text: &str, window: Span) -> Result<Vec<Span>, Unread> {
    // Of one that broke off on its way nobody knows what is missing.
    if !text.trim_end().lines().next_back().is_some_and(|last| last.eq_ignore_ascii_case("END:VCALENDAR")) {
        return Err(Unread::NotACalendar);
    }
    let mut calendar = ICalendar::parse(text).map_err(|_| Unread::NotACalendar)?;
    if calendar.components.first().is_none_or(|first| first.component_type != ICalendarComponentType::VCalendar) {
        return Err(Unread::NotACalendar);
    }
    bound(&mut calendar, window.end);
    let zone = zone(&calendar);
    let times = calendar.expand_dates(zone, MOST_TIMES);
    let is_event = |id: u32| component(&calendar, id).is_some_and(|one| one.component_type == ICalendarComponentType::VEvent);
    if times.errors.iter().any(|error| is_event(error.comp_id)) {
        return Err(Unread::Unclear);
    }
    if times.events.len() >= MOST_TIMES {
        return Err(Unread::TooMuch);
    }
    let taken = times.events.iter().filter(|event| component(&calendar, event.comp_id).is_some_and(closes)).map(CalendarEvent::timestamps);
    let busy = calendar.components.iter().filter(|one| one.component_type == ICalendarComponentType::VFreebusy).flat_map(|one| periods(one, zone));
    let mut spans: Vec<Span> = taken.chain(busy).filter_map(|(from, until)| span(from, until)).filter(|span| span.overlaps(&window)).collect();
    spans.sort_by_key(|span| (span.start, span.end));
    let spans = joined(spans);
    if spans.len() > MOST { Err(Unread::TooMuch) } else { Ok(spans) }
}

fn component(calendar: &ICalendar, id: u32) -> Option<&ICalendarComponent> {
    calendar.components.get(usize::try_from(id).ok()?)
}

/// No rule goes on beyond what is asked for: each would be worked out for ever otherwise.
fn bound(calendar: &mut ICalendar, end: Instant) {
    let end = (end + jiff::SignedDuration::from_hours(48)).in_moscow().date();
    let rules = calendar.components.iter_mut().flat_map(|one| &mut one.entries).flat_map(|entry| &mut entry.values);
    for value in rules {
        let ICalendarValue::RecurrenceRule(rule) = value else { continue };
        let last = rule.until.as_ref().and_then(|until| Some((until.year?, until.month?, until.day?)));
        let bound = (end.year().unsigned_abs(), end.month().unsigned_abs(), end.day().unsigned_abs());
        if rule.count.is_none() && last.is_none_or(|last| last > bound) {
            let until = PartialDateTime {
                year: Some(bound.0),
                month: Some(bound.1),
                day: Some(bound.2),
                hour: Some(0),
                minute: Some(0),
                second: Some(0),
                ..Default::default()
            };
            rule.until = Some(until);
        }
    }
}

/// The calendar's own clock, as most calendars say it; Moscow's where it says none.
fn zone(calendar: &ICalendar) -> Tz {
    let said = calendar.components.first().into_iter().flat_map(|first| &first.entries).find_map(|entry| match (&entry.name, entry.values.first()) {
        (ICalendarProperty::Other(name), Some(ICalendarValue::Text(zone))) if name.eq_ignore_ascii_case("X-WR-TIMEZONE") => zone.parse::<Tz>().ok(),
        _ => None,
    });
    said.or_else(|| "Europe/Moscow".parse().ok()).unwrap_or_default()
}

/// An event that takes its time.
fn closes(event: &ICalendarComponent) -> bool {
    let is_free = |value: &ICalendarValue| {
        matches!(value, ICalendarValue::Status(ICalendarStatus::Cancelled) | ICalendarValue::Transparency(ICalendarTransparency::Transparent))
    };
    let of_time = |name: &ICalendarProperty| matches!(name, ICalendarProperty::Status | ICalendarProperty::Transp);
    event.component_type == ICalendarComponentType::VEvent && !event.entries.iter().any(|entry| of_time(&entry.name) && entry.values.iter().any(is_free))
}

/// The stretches of a calendar that tells no more than that: seconds since 1970. What is called free in it closes nothing.
fn periods(told: &ICalendarComponent, zone: Tz) -> Vec<(i64, i64)> {
    let is_free = |entry: &ICalendarEntry| entry.params.iter().any(|param| matches!(param.value, ICalendarParameterValue::Fbtype(ICalendarFreeBusyType::Free)));
    let busy = told.entries.iter().filter(|entry| entry.name == ICalendarProperty::Freebusy && !is_free(entry)).flat_map(|entry| &entry.values);
    let at = |time: &PartialDateTime| Some(time.to_date_time()?.to_date_time_with_tz(zone)?.timestamp());
    busy.filter_map(|value| match value {
        ICalendarValue::Period(ICalendarPeriod::Range { start, end }) => at(start).zip(at(end)),
        ICalendarValue::Period(ICalendarPeriod::Duration { start, duration }) => {
            let length = duration.to_time_delta()?.num_seconds();
            at(start).map(|start| (start, start + length))
        }
        _ => None,
    })
    .collect()
}

/// Whole minutes around it; an event without a length takes no time.
fn span(from: i64, until: i64) -> Option<Span> {
    const MINUTE: i64 = 60;
    let (from, until) = (from.div_euclid(MINUTE), until.checked_add(MINUTE - 1)?.div_euclid(MINUTE));
    let at = |minutes: i64| minutes.checked_mul(60_000_000).map(Instant::from_micros);
    Some(Span { start: at(from)?, end: at(until)? }).filter(|span| span.start < span.end)
}

/// What overlaps or touches is one.
fn joined(sorted: Vec<Span>) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    for one in sorted {
        match all.last_mut() {
            Some(last) if one.start <= last.end => last.end = last.end.max(one.end),
            _ => all.push(one),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn march() -> Span {
        Span { start: at("2026-03-01T00:00:00+03:00"), end: at("2026-04-01T00:00:00+03:00") }
    }

    fn calendar(lines: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//RU\r\n{}\r\nEND:VCALENDAR\r\n", lines.trim().replace('\n', "\r\n"))
    }

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\nUID:{}@test\nDTSTAMP:20260101T000000Z\n{}\nEND:VEVENT\n", lines.len(), lines.trim())
    }

    fn hours(text: &str) -> Vec<String> {
        let clock = |at: Instant| at.in_moscow().datetime().strftime("%d %H:%M").to_string();
        read(text, march()).unwrap().iter().map(|span| format!("{}–{}", clock(span.start), clock(span.end))).collect()
    }

    #[test]
    fn a_meeting_closes_its_hours_by_whatever_clock_it_is_told() {
        let told = ["DTSTART;TZID=Europe/Moscow:20260303T140000\nDTEND;TZID=Europe/Moscow:20260303T153000", "DTSTART:20260303T110000Z\nDURATION:PT1H30M"];
        for told in told {
            assert_eq!(hours(&calendar(&event(told))), ["03 14:00–03 15:30"], "{told}");
        }
        assert_eq!(hours(&calendar(&event("DTSTART:20260303T140000\nDTEND:20260303T150000"))), ["03 14:00–03 15:00"], "without a zone, by the house's clock");
        let theirs = format!("X-WR-TIMEZONE:Asia/Yekaterinburg\n{}", event("DTSTART:20260303T140000\nDTEND:20260303T150000"));
        assert_eq!(hours(&calendar(&theirs)), ["03 12:00–03 13:00"], "or by the calendar's own");
        assert_eq!(hours(&calendar(&event("DTSTART;VALUE=DATE:20260308\nDTEND;VALUE=DATE:20260310"))), ["08 00:00–10 00:00"]);
    }

    #[test]
    fn every_tuesday_but_one_that_was_moved_and_one_that_was_called_off() {
        let weekly = "UID:w@test\nDTSTART;TZID=Europe/Moscow:20200107T100000\nDTEND;TZID=Europe/Moscow:20200107T110000\nRRULE:FREQ=WEEKLY;BYDAY=TU\nEXDATE;TZID=Europe/Moscow:20260310T100000";
        let moved = "UID:w@test\nRECURRENCE-ID;TZID=Europe/Moscow:20260317T100000\nDTSTART;TZID=Europe/Moscow:20260318T120000\nDTEND;TZID=Europe/Moscow:20260318T130000";
        let off = "UID:w@test\nRECURRENCE-ID;TZID=Europe/Moscow:20260324T100000\nSTATUS:CANCELLED\nDTSTART;TZID=Europe/Moscow:20260324T100000\nDTEND;TZID=Europe/Moscow:20260324T110000";
        let one = |lines: &str| format!("BEGIN:VEVENT\nDTSTAMP:20260101T000000Z\n{lines}\nEND:VEVENT\n");
        let all = calendar(&[one(weekly), one(moved), one(off)].concat());
        assert_eq!(hours(&all), ["03 10:00–03 11:00", "18 12:00–18 13:00", "31 10:00–31 11:00"]);
    }

    #[test]
    fn what_is_free_or_no_event_closes_nothing_and_what_touches_is_one() {
        let lunch = event("DTSTART:20260303T100000Z\nDTEND:20260303T110000Z\nTRANSP:TRANSPARENT");
        let off = event("DTSTART:20260304T100000Z\nDTEND:20260304T110000Z\nSTATUS:CANCELLED");
        let task = "BEGIN:VTODO\nUID:t@test\nDTSTAMP:20260101T000000Z\nDTSTART:20260305T100000Z\nDUE:20260305T110000Z\nEND:VTODO\n";
        assert!(hours(&calendar(&[lunch, off, task.to_owned()].concat())).is_empty());
        let two = [event("DTSTART:20260303T100000Z\nDTEND:20260303T110000Z"), event("DTSTART:20260303T110000Z\nDTEND:20260303T120000Z\nSUMMARY:x")];
        assert_eq!(hours(&calendar(&two.concat())), ["03 13:00–03 15:00"]);
        let busy = "BEGIN:VFREEBUSY\nUID:f@test\nDTSTAMP:20260101T000000Z\nFREEBUSY;FBTYPE=BUSY:20260303T100000Z/20260303T110000Z\nFREEBUSY;FBTYPE=FREE:20260304T100000Z/PT1H\nFREEBUSY:20260305T100000Z/PT1H\nEND:VFREEBUSY\n";
        assert_eq!(hours(&calendar(busy)), ["03 13:00–03 14:00", "05 13:00–05 14:00"]);
    }

    #[test]
    fn what_is_no_calendar_or_not_understood_is_not_taken_for_free() {
        for text in
            ["", "<!doctype html><title>Sign in</title>", "BEGIN:VCARD\r\nFN:x\r\nEND:VCARD\r\n", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "END:VCALENDAR"]
        {
            assert_eq!(read(text, march()), Err(Unread::NotACalendar), "{text}");
        }
        assert_eq!(read(&calendar(&event("SUMMARY:when?")), march()), Err(Unread::Unclear));
        assert_eq!(read(&calendar(""), march()), Ok(Vec::new()), "an empty one is empty");
        let bomb = event("DTSTART:20200101T000000Z\nDTEND:20200101T000001Z\nRRULE:FREQ=SECONDLY");
        assert_eq!(read(&calendar(&bomb), march()), Err(Unread::TooMuch));
    }

    #[test]
    fn a_hundred_meetings_that_never_end_are_all_there() {
        let daily = |n: u32| {
            format!(
                "BEGIN:VEVENT\nUID:d{n}@test\nDTSTAMP:20260101T000000Z\nDTSTART:20250101T{:02}{:02}00Z\nDURATION:PT5M\nRRULE:FREQ=DAILY\nEND:VEVENT\n",
                n / 6,
                n % 6 * 10
            )
        };
        let all = calendar(&(0..100).map(daily).collect::<String>());
        assert_eq!(read(&all, march()).unwrap().len(), 31 * 100);
    }

    proptest! {
        #[test]
        fn no_text_stops_it(text in any::<String>(), line in "[A-Z-]{1,12}[:;].{0,40}") {
            let _ = read(&text, march());
            let _ = read(&calendar(&event(&line)), march());
        }
    }
}
