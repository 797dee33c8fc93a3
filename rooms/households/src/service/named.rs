//! Whether somebody is named in a text: answered without showing a name to anybody.

use crate::{ClientId, store};
use db::{DbError, Read};
use std::collections::BTreeSet;

fn folded(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

/// Does a text hold a last name as a word?
fn holds(text: &str, last: &str) -> bool {
    let last = folded(last.trim());
    last.chars().count() > 1 && folded(text).split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == last)
}

/// Those of the clients whose last name is a word of the text. It is the house that compares: nobody has looked at them.
pub async fn named_in(db: &impl Read, clients: &[ClientId], text: &str) -> Result<BTreeSet<ClientId>, DbError> {
    if text.trim().is_empty() {
        return Ok(BTreeSet::new());
    }
    let cards = store::cards(db, clients).await?;
    Ok(cards.into_values().filter(|card| card.last.as_deref().is_some_and(|last| holds(text, last))).map(|card| card.client).collect())
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_last_name_is_a_word_of_its_own() {
        assert!(holds("ЛЕБЕДЕВА АННА СЕРГЕЕВНА", "Лебедева"));
        assert!(holds("Ковалева Мария", "Ковалёва"));
        assert!(holds("ИП Римская-Корсакова А. С.", "Римская-Корсакова"));
        assert!(!holds("Лебедевая роща, ООО", "Лебедева"));
        assert!(!holds("А. С. Ли", ""));
        assert!(!holds("ИП Я", "Я"));
    }
}
