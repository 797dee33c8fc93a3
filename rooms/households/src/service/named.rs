//! Whether somebody is named in a text: answered without showing a name to anybody.

use crate::{ClientId, store};
use db::{DbError, Read};
use std::collections::{BTreeMap, BTreeSet};

/// Does a text hold a last name as a word?
fn holds(text: &str, last: &str) -> bool {
    let last = lexicon::small(last.trim());
    last.chars().count() > 1 && lexicon::small(text).split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == last)
}

/// The last names that texts are compared with, each opened once. It is the house that compares: nobody has looked at them, and no name
/// is told.
#[derive(Default)]
pub struct LastNames(BTreeMap<ClientId, Option<String>>);

impl LastNames {
    /// Those of the clients whose last name is a word of the text.
    pub async fn in_text(&mut self, db: &impl Read, clients: &[ClientId], text: &str) -> Result<BTreeSet<ClientId>, DbError> {
        if text.trim().is_empty() {
            return Ok(BTreeSet::new());
        }
        let fresh: Vec<ClientId> = clients.iter().copied().filter(|client| !self.0.contains_key(client)).collect();
        if !fresh.is_empty() {
            let mut names = store::last_names(db, &fresh).await?;
            self.0.extend(fresh.into_iter().map(|client| (client, names.remove(&client))));
        }
        let is_named = |client: &ClientId| self.0.get(client).and_then(Option::as_ref).is_some_and(|last| holds(text, last));
        Ok(clients.iter().copied().filter(is_named).collect())
    }
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
