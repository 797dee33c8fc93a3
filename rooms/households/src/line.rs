//! Typed text, bounded and cleaned of what no eye can see.

use values::unseen::UNSEEN;
use values::{Arg, FieldFault};

/// Letters in a name.
pub const NAME: usize = 80;
/// Letters in a memory or a note.
pub const TEXT: usize = 600;

/// Control characters, and those that turn the direction of the text around them.
fn unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn clean(value: &str) -> String {
    let seen: String = value.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !unseen(*c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bound(faults: &mut Vec<FieldFault>, field: &'static str, value: String, most: usize) -> String {
    if value.is_empty() {
        faults.push(FieldFault::new(field, "missing"));
    } else if value.chars().count() > most {
        faults.push(FieldFault::new(field, "too-long").arg("most", Arg::Int(i64::try_from(most).unwrap_or(i64::MAX))));
    } else if value.contains(UNSEEN) {
        faults.push(FieldFault::new(field, "unreadable"));
    }
    value
}

/// A line of text with single spaces, neither empty nor longer than `most` letters.
pub fn required(faults: &mut Vec<FieldFault>, field: &'static str, value: &str, most: usize) -> String {
    bound(faults, field, clean(value), most)
}

/// The same, where nothing may be typed too.
pub fn optional(faults: &mut Vec<FieldFault>, field: &'static str, value: &str, most: usize) -> Option<String> {
    let value = clean(value);
    if value.is_empty() { None } else { Some(bound(faults, field, value, most)) }
}

/// Text of several lines.
pub fn several(faults: &mut Vec<FieldFault>, field: &'static str, value: &str, most: usize) -> String {
    let lines: Vec<String> = value.lines().map(clean).collect();
    bound(faults, field, lines.join("\n").trim().to_owned(), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_eye_can_see_is_left_out() {
        let mut faults = Vec::new();
        assert_eq!(required(&mut faults, "name", " Ан\u{0}на \u{202e}\t Серг\u{200b}еевна\n", NAME), "Анна Сергеевна");
        assert_eq!(several(&mut faults, "text", " раз \r\n\r\n два\u{7} ", TEXT), "раз\n\nдва");
        assert_eq!(optional(&mut faults, "flat", "\u{202e} ", 10), None);
        assert!(faults.is_empty());
        required(&mut faults, "name", "\u{0}", NAME);
        // Where a form shows that something stood there, whoever typed it is asked.
        required(&mut faults, "name", "Ан\u{fffd}на", NAME);
        assert_eq!(faults.iter().map(|f| f.kind).collect::<Vec<_>>(), ["missing", "unreadable"]);
    }
}
