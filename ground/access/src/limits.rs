//! Rate limits, counted in the database so that all processes share them; machine time.

use crate::asker::network;
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
/// A window is counted in so many parts, so that it slides: nowhere is a moment after which all tries are new.
const PARTS: i64 = 5;
/// So many networks may use up a limit each before the name itself is closed: to lock somebody else out one has to be many.
const NETWORKS: i64 = 6;

/// Takes one from the limit of `name`, in a transaction of its own: a refused use case has still been tried.
/// `name` holds no personal data: an id, or a keyed hash in hexadecimal.
pub async fn take(app: &App, name: &str, limit: Limit) -> Result<(), Limited> {
    take_all(app, &[(name.to_owned(), limit)]).await
}

/// The same for what strangers can ask about somebody: each network has the limit for itself, and all together six times as much.
/// Whoever tries at another's phone uses up their own tries; the other still comes in from elsewhere.
pub async fn take_apart(app: &App, name: &str, limit: Limit) -> Result<(), Limited> {
    let network = network();
    if network.is_empty() {
        return take(app, name, limit).await;
    }
    let own = app.vault().blind_name("asker", &format!("{name}|{network}"));
    take_all(app, &[(own, limit), (name.to_owned(), Limit { times: limit.times.saturating_mul(NETWORKS), ..limit })]).await
}

async fn take_all(app: &App, of: &[(String, Limit)]) -> Result<(), Limited> {
    let now = machine_now().micros();
    let within = app
        .write(By::house(), |tx| async move {
            // The longest window is an hour: what is older than a day counts for nobody.
            // What was counted before the clock was put back lies ahead, and shuts nobody out when that time comes.
            sql::run(&tx, "DELETE FROM limits WHERE window_start < $1 OR window_start > $2", vec![(now - DAY).into(), now.into()]).await?;
            let mut within = true;
            for (name, limit) in of {
                let length = i64::try_from(SignedDuration::from_mins(limit.minutes).as_micros()).unwrap_or(i64::MAX);
                let part = (length / PARTS).max(1);
                let query = "INSERT INTO limits (name, window_start, taken) VALUES ($1, $2, 1)
                             ON CONFLICT (name, window_start) DO UPDATE SET taken = limits.taken + 1";
                sql::run(&tx, query, vec![name.clone().into(), (now / part * part).into()]).await?;
                // Any part that reaches into the window counts whole: never more than the limit in any window.
                let query = "SELECT CAST(sum(taken) AS BIGINT) AS taken FROM limits WHERE name = $1 AND window_start >= $2";
                let row = sql::one(&tx, query, vec![name.clone().into(), ((now - length) / part * part).into()]).await?;
                let taken: i64 = row.ok_or_else(|| DbError::corrupt("a limit was not counted"))?.get("taken")?;
                within &= taken <= limit.times;
            }
            Ok::<_, DbError>(within)
        })
        .await?;
    if within { Ok(()) } else { Err(Limited::TooMany) }
}
