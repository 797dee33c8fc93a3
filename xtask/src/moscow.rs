//! The hour at which a demo opens: today in Moscow, at twenty to three, when the day is in full swing.
//!
//! Moscow keeps UTC+3 all year (Federal Law 248-FZ of 21 July 2014), so three hours are enough and no zone table is needed.
use anyhow::{Context as _, Result};
use std::time::{SystemTime, UNIX_EPOCH};

/// Today at 14:40, as RFC 3339: `2026-03-02T14:40:00+03:00`.
pub fn this_afternoon() -> Result<String> {
    #[expect(clippy::disallowed_methods, reason = "the workshop stands outside the house and has only machine time")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the machine's clock is before 1970")?;
    Ok(afternoon_of(now.as_secs()))
}

fn afternoon_of(unix_s: u64) -> String {
    let (year, month, day) = date((unix_s + 3 * 3600) / 86_400);
    format!("{year:04}-{month:02}-{day:02}T14:40:00+03:00")
}

/// The date so many days after 1 January 1970: whole years, then whole months, are taken off.
fn date(mut days: u64) -> (u64, u64, u64) {
    let mut year = 1970;
    while days >= 365 + leap(year) {
        days -= 365 + leap(year);
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + leap(year), 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}

fn leap(year: u64) -> u64 {
    u64::from(year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_is_moscows() {
        assert_eq!(afternoon_of(0), "1970-01-01T14:40:00+03:00");
        // 2026-03-02 20:59:59 and 21:00:00 UTC: midnight in Moscow lies between.
        assert_eq!(afternoon_of(1_772_485_199), "2026-03-02T14:40:00+03:00");
        assert_eq!(afternoon_of(1_772_485_200), "2026-03-03T14:40:00+03:00");
        assert_eq!(date(19_782), (2024, 2, 29));
        assert_eq!(date(20_453), (2025, 12, 31));
        assert_eq!(date(20_454), (2026, 1, 1));
    }
}
