//! Whose turn it is to change a thing on a condition, over all processes: each such change counts the thing's turns on, in its own
//! transaction; machine time.

use db::{DbError, Read, Tx, sql};
use jiff::SignedDuration;
use values::instant::machine_now;

/// Turns of a thing that nobody has changed for so long are forgotten: whoever read them then does not write any more.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// How many turns a thing has had.
pub async fn turns(db: &impl Read, about: &str) -> Result<i64, DbError> {
    let row = sql::one(db, "SELECT n FROM turns WHERE about = $1", vec![about.into()]).await?;
    row.map_or(Ok(0), |row| row.get("n"))
}

/// Takes the turn after those that were read; `false` where somebody else has taken it. On PostgreSQL whoever comes second waits here
/// until the first has committed, and then finds it taken.
pub async fn take_turn(tx: &Tx, about: &str, after: i64) -> Result<bool, DbError> {
    let now = machine_now();
    let row = vec![about.into(), (after + 1).into(), now.micros().into(), after.into()];
    if after > 0 {
        let query = "UPDATE turns SET n = $2, taken_machine_at = $3 WHERE about = $1 AND n = $4";
        return Ok(sql::run(tx, query, row).await? == 1);
    }
    sql::run(tx, "DELETE FROM turns WHERE taken_machine_at < $1", vec![(now - KEPT).micros().into()]).await?;
    let query = "INSERT INTO turns (about, n, taken_machine_at) VALUES ($1, $2, $3) ON CONFLICT (about) DO NOTHING";
    Ok(sql::run(tx, query, row.into_iter().take(3).collect()).await? == 1)
}
