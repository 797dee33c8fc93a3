//! Rate limits, counted in the database so that all processes share them; machine time.

use db::{App, By, DbError, sql};
use jiff::SignedDuration;
use values::instant::machine_now;
use values::{Explain, Offer, Problem};

/// So many in so long.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// How many.
    pub times: i64,
    /// In a window of so many minutes.
    pub minutes: i64,
}

/// The limit is reached, or it could not be counted.
#[derive(Debug, thiserror::Error)]
pub enum Limited {
    /// Too many in the window.
    #[error("too many tries, wait a few minutes")]
    TooMany,
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for Limited {
    fn explain(&self) -> Problem {
        match self {
            Self::TooMany => Problem::new(429, "too-many").offer(Offer::Manager),
            Self::Db(e) => e.explain(),
        }
    }
}

const DAY: i64 = 24 * 3600 * 1_000_000;

/// Takes one from the limit of `name`, in a transaction of its own: a refused use case has still been tried.
/// `name` holds no personal data: an id, or a keyed hash in hexadecimal.
pub async fn take(app: &App, name: &str, limit: Limit) -> Result<(), Limited> {
    let window = SignedDuration::from_mins(limit.minutes);
    let length = i64::try_from(window.as_micros()).unwrap_or(i64::MAX).max(1);
    let start = machine_now().micros() / length * length;
    let taken = app
        .write(By::house(), |tx| {
            let name = name.to_owned();
            async move {
                // The longest window is an hour: what is older than a day counts for nobody.
                sql::run(&tx, "DELETE FROM limits WHERE window_start < $1", vec![(start - DAY).into()]).await?;
                let query = "INSERT INTO limits (name, window_start, taken) VALUES ($1, $2, 1)
                             ON CONFLICT (name, window_start) DO UPDATE SET taken = limits.taken + 1 RETURNING taken";
                let row = sql::one(&tx, query, vec![name.into(), start.into()]).await?;
                row.ok_or_else(|| DbError::corrupt("a limit was not counted"))?.get::<i64>("taken")
            }
        })
        .await?;
    if taken > limit.times { Err(Limited::TooMany) } else { Ok(()) }
}
