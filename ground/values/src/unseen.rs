//! Characters that nobody types and that read otherwise than they are stored.

/// Where such a character stood in what was typed: it is shown, and the rule of the field refuses it.
pub const UNSEEN: char = '\u{FFFD}';

/// Control characters, among them NUL, which PostgreSQL keeps in no text; those that turn the direction of what follows;
/// and [`UNSEEN`].
///
/// # Example: is a line that was pasted from elsewhere one to keep?
/// ```
/// use values::unseen::is_unseen;
/// assert!("Анна\u{202E}".contains(is_unseen) && "Анна\0".contains(is_unseen));
/// assert!(!"Анна\nи Пётр".contains(is_unseen));
/// ```
pub const fn is_unseen(c: char) -> bool {
    (c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{80}'..='\u{9F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}' | UNSEEN)
}
