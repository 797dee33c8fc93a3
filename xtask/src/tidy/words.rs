//! Whole words in a line: `sqlx` is in `use sqlx::Row`, not in `sqlx_free`.

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether `word` stands in `text` with nothing of a name before or after it. Marks at its own ends count as borders.
pub fn has(text: &str, word: &str) -> bool {
    let borders = |at: usize| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|t| t.chars().next());
        let open = !word.starts_with(is_word) || !before.is_some_and(is_word);
        open && (!word.ends_with(is_word) || !after.is_some_and(is_word))
    };
    text.match_indices(word).any(|(at, _)| borders(at))
}

#[cfg(test)]
mod tests {
    use super::has;

    #[test]
    fn a_word_is_whole() {
        assert!(has("use sqlx::Row;", "sqlx"));
        assert!(has("tokio::spawn(x)", "tokio::"));
        assert!(!has("let sqlx_free = 1;", "sqlx"));
        assert!(!has("my_tokio::x", "tokio::"));
    }
}
