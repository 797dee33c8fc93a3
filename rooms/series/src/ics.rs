//! Calendars as others read them: iCalendar (RFC 5545), written by hand, for it is a small part that must be exact: lines of at most 75
//! octets, texts with their signs escaped, times in the zone with its rules, each visit an event of its own under an id that stays.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use values::{Instant, Span};

/// One visit in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Stays the same whatever becomes of the visit.
    pub uid: String,
    /// Grows with each change.
    pub sequence: u32,
    /// From when to when.
    pub span: Span,
    /// What it is.
    pub title: String,
    /// Where, as far as a calendar may know; empty for nothing.
    pub place: String,
    /// Its page.
    pub link: String,
    /// How certain it is.
    pub status: Status,
}

/// How certain an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Somebody is yet to be found.
    Tentative,
    /// It stands.
    Confirmed,
    /// It was called off.
    Cancelled,
}

impl Status {
    const fn name(self) -> &'static str {
        match self {
            Self::Tentative => "TENTATIVE",
            Self::Confirmed => "CONFIRMED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// A line of RFC 5545 holds so many octets.
const LINE: usize = 75;

/// A calendar with these events; times are told in the zone of this IANA name. `now` is when it was written.
pub fn calendar(name: &str, zone: &str, events: &[Event], now: Instant) -> String {
    let mut out = Lines::default();
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//butler//visits//RU", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"] {
        out.line(line);
    }
    out.line(&format!("X-WR-CALNAME:{}", text(name)));
    out.line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    out.line("X-PUBLISHED-TTL:PT1H");
    let tz = TimeZone::get(zone).unwrap_or_else(|_| values::instant::moscow());
    let first = events.iter().map(|event| event.span.start).min().unwrap_or(now);
    let last = events.iter().map(|event| event.span.end).max().unwrap_or(now);
    time_zone(&mut out, zone, &tz, first.min(now), last.max(now));
    for event in events {
        let local = |at: Instant| Timestamp::from(at).to_zoned_datetime(tz.clone()).strftime("%Y%m%dT%H%M%S").to_string();
        out.line("BEGIN:VEVENT");
        out.line(&format!("UID:{}", text(&event.uid)));
        out.line(&format!("DTSTAMP:{}", Timestamp::from(now).strftime("%Y%m%dT%H%M%SZ")));
        out.line(&format!("DTSTART;TZID={zone}:{}", local(event.span.start)));
        out.line(&format!("DTEND;TZID={zone}:{}", local(event.span.end)));
        out.line(&format!("SEQUENCE:{}", event.sequence));
        out.line(&format!("STATUS:{}", event.status.name()));
        out.line(&format!("SUMMARY:{}", text(&event.title)));
        if !event.place.is_empty() {
            out.line(&format!("LOCATION:{}", text(&event.place)));
        }
        out.line("CLASS:PRIVATE");
        out.line(&format!("URL:{}", event.link));
        out.line("END:VEVENT");
    }
    out.line("END:VCALENDAR");
    out.0
}

/// The rules of the zone from before the first event to after the last: each change of its clocks by itself.
fn time_zone(out: &mut Lines, zone: &str, tz: &TimeZone, first: Instant, last: Instant) {
    out.line("BEGIN:VTIMEZONE");
    out.line(&format!("TZID:{zone}"));
    let (first, last) = (Timestamp::from(first), Timestamp::from(last + SignedDuration::from_hours(24)));
    let mut changes: Vec<_> = tz.preceding(first).take(1).collect();
    changes.extend(tz.following(first).take_while(|change| change.timestamp() <= last));
    if changes.is_empty() {
        let offset = offset(tz.to_offset(first).seconds());
        part(out, false, "19700101T000000", &offset, &offset, zone);
    }
    for change in changes {
        let before = tz.to_offset(change.timestamp() - SignedDuration::from_secs(1));
        let begins = before.to_datetime(change.timestamp()).strftime("%Y%m%dT%H%M%S").to_string();
        part(out, change.dst().is_dst(), &begins, &offset(before.seconds()), &offset(change.offset().seconds()), change.abbreviation());
    }
    out.line("END:VTIMEZONE");
}

fn part(out: &mut Lines, is_summer: bool, begins: &str, from: &str, to: &str, name: &str) {
    let kind = if is_summer { "DAYLIGHT" } else { "STANDARD" };
    out.line(&format!("BEGIN:{kind}"));
    out.line(&format!("DTSTART:{begins}"));
    out.line(&format!("TZOFFSETFROM:{from}"));
    out.line(&format!("TZOFFSETTO:{to}"));
    out.line(&format!("TZNAME:{name}"));
    out.line(&format!("END:{kind}"));
}

fn offset(seconds: i32) -> String {
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

/// A text with the signs escaped that would end it; control characters fall out.
fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Writes a line, folded between characters where it is too long.
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for c in line.chars() {
            if length + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(title: &str) -> Event {
        let start: Instant = "2026-03-10T07:00:00Z".parse().unwrap();
        Event {
            uid: "one@house.example".to_owned(),
            sequence: 3,
            span: Span::minutes(start, 180),
            title: title.to_owned(),
            place: String::new(),
            link: "https://house.example/my".to_owned(),
            status: Status::Confirmed,
        }
    }

    fn unfolded(calendar: &str) -> String {
        calendar.replace("\r\n ", "")
    }

    #[test]
    fn moscow_has_kept_its_clock_since_2014() {
        let text = calendar("Визиты", "Europe/Moscow", &[event("Уборка")], "2026-03-01T00:00:00Z".parse().unwrap());
        assert!(text.contains("BEGIN:STANDARD\r\nDTSTART:20141026T020000\r\nTZOFFSETFROM:+0400\r\nTZOFFSETTO:+0300\r\nTZNAME:MSK\r\n"), "{text}");
        assert!(text.contains("DTSTART;TZID=Europe/Moscow:20260310T100000\r\n") && text.contains("SEQUENCE:3\r\nSTATUS:CONFIRMED\r\n"), "{text}");
    }

    #[test]
    fn a_zone_that_changes_its_clock_tells_each_change() {
        let berlin = Event { span: Span::minutes("2026-04-10T07:00:00Z".parse().unwrap(), 60), ..event("Визит") };
        let text = calendar("Besuche", "Europe/Berlin", &[event("Визит"), berlin], "2026-03-01T00:00:00Z".parse().unwrap());
        assert!(text.contains("BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"), "{text}");
        assert!(text.contains("BEGIN:STANDARD\r\nDTSTART:20251026T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"), "{text}");
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_text_breaks_out(title in "\\PC{0,200}|[\\x00-\\x20;,:\\\\a-z]{0,80}") {
            let written = calendar(&title, "Europe/Moscow", &[event(&title)], "2026-03-01T00:00:00Z".parse().unwrap());
            prop_assert!(written.split("\r\n").all(|line| line.len() <= LINE), "{written}");
            let lines: Vec<String> = unfolded(&written).split("\r\n").map(str::to_owned).collect();
            prop_assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:")).count(), 4);
            let told = lines.iter().find_map(|line| line.strip_prefix("SUMMARY:")).unwrap();
            let mut plain = String::new();
            let mut signs = told.chars();
            while let Some(c) = signs.next() {
                match (c, c == '\\') {
                    (_, true) => match signs.next() {
                        Some('n') => plain.push('\n'),
                        Some(c) => plain.push(c),
                        None => prop_assert!(false, "a sign escaped that is not there"),
                    },
                    (c, false) => plain.push(c),
                }
            }
            let expected: String = title.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
            prop_assert_eq!(plain, expected);
        }
    }
}
