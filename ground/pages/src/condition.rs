//! A change on a condition: what `If-Match` knows of a thing must still be so when the change is written, whoever else writes.

use db::{App, DbError, Premise, Tx};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// What was known of a thing when it was compared with its tag.
pub(crate) struct Condition {
    about: String,
    id: Option<Uuid>,
    known: Mutex<Known>,
    broken: AtomicBool,
}

#[derive(Clone, Copy)]
struct Known {
    /// Changes on a condition that it had had.
    turns: i64,
    /// Facts that were told of it; `None` once this change has told its own.
    facts: Option<i64>,
}

impl Condition {
    /// Read before the thing is: what happens after it was read is noticed.
    pub(crate) async fn of(app: &App, about: &str) -> Result<Self, DbError> {
        let db = app.read().await?;
        let id = about.rsplit('/').next().and_then(|id| id.parse().ok());
        let facts = match id {
            Some(id) => Some(journal::how_many(&db, id).await?),
            None => None,
        };
        let known = Mutex::new(Known { turns: access::turns(&db, about).await?, facts });
        Ok(Self { about: about.to_owned(), id, known, broken: AtomicBool::new(false) })
    }

    /// Did somebody else change the thing meanwhile? Then nothing was written.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    fn known(&self) -> Known {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Premise for Condition {
    fn holds<'a>(&'a self, tx: &'a Tx) -> Pin<Box<dyn Future<Output = Result<bool, DbError>> + Send + 'a>> {
        Box::pin(async move {
            let known = self.known();
            // The turn first: whoever waits for it sees after it what the one before has told.
            let mut holds = access::take_turn(tx, &self.about, known.turns).await?;
            if let (true, Some(id), Some(facts)) = (holds, self.id, known.facts) {
                holds = journal::how_many(tx, id).await? == facts;
            }
            self.broken.store(!holds, Ordering::Relaxed);
            Ok(holds)
        })
    }

    fn kept(&self) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Known { turns: known.turns + 1, facts: None };
    }
}
