//! Idempotency keys: the same request sent twice is done once and answered alike; machine time.

use db::{App, By, DbError, Read as _, sql};
use jiff::SignedDuration;
use values::instant::machine_now;

/// An answer is kept for a day; a request that died without one may be sent again after a minute.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
const PLACE: &str = "idempotency.body";
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// What to do with a request that carries a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Not seen before: do it, then [`finish_replay`].
    Fresh,
    /// Done before: answer alike.
    Replay {
        /// The HTTP status.
        status: u16,
        /// The media type.
        kind: String,
        /// The body.
        body: Vec<u8>,
    },
    /// The first one is still at work.
    InFlight,
    /// The key was used for another request.
    Mismatch,
}

/// Looks a key up and claims it. `scope` is a hash of who asks, what, and the key; `request` one of the body.
pub async fn begin_replay(app: &App, scope: &[u8], request: &[u8]) -> Result<Begun, DbError> {
    // What the key was claimed for is kept with the claim, or neither is.
    app.write_ahead(By::house(), |tx| async move {
        let now = machine_now();
        sql::run(&tx, "DELETE FROM idempotency WHERE started_machine_at < $1", vec![(now - KEPT).micros().into()]).await?;
        let row = vec![scope.into(), request.into(), now.micros().into()];
        let fresh = "INSERT INTO idempotency (scope_hash, request_hash, started_machine_at) VALUES ($1, $2, $3) ON CONFLICT (scope_hash) DO NOTHING";
        if sql::run(&tx, fresh, row).await? == 1 {
            return Ok(Begun::Fresh);
        }
        let known = "SELECT request_hash, status, kind, body, started_machine_at FROM idempotency WHERE scope_hash = $1";
        let row = sql::one(&tx, known, vec![scope.into()]).await?.ok_or_else(DbError::raced)?;
        if row.get::<Vec<u8>>("request_hash")? != request {
            return Ok(Begun::Mismatch);
        }
        if let Some(status) = row.get::<Option<i64>>("status")? {
            let kind: Option<String> = row.get("kind")?;
            let body: Option<Vec<u8>> = row.get("body")?;
            return Ok(Begun::Replay {
                status: u16::try_from(status).unwrap_or(500),
                kind: kind.unwrap_or_default(),
                body: tx.app().vault().open_own(PLACE, &body.unwrap_or_default())?,
            });
        }
        let again = "UPDATE idempotency SET started_machine_at = $2 WHERE scope_hash = $1 AND status IS NULL AND started_machine_at < $3";
        let claimed = sql::run(&tx, again, vec![scope.into(), now.micros().into(), (now - LEASE).micros().into()]).await?;
        Ok(if claimed == 1 { Begun::Fresh } else { Begun::InFlight })
    })
    .await
}

/// Forgets a key: its answer is not worth keeping (too many tries, not signed in, elsewhere just now), the request may be sent again.
pub async fn drop_replay(app: &App, scope: &[u8]) -> Result<(), DbError> {
    app.write(
        By::house(),
        |tx| async move { sql::run(&tx, "DELETE FROM idempotency WHERE scope_hash = $1 AND status IS NULL", vec![scope.into()]).await.map(drop) },
    )
    .await
}

/// Keeps the answer. A failure of ours (5xx) is not kept: the request may be sent again.
pub async fn finish_replay(app: &App, scope: &[u8], status: u16, kind: &str, body: &[u8]) -> Result<(), DbError> {
    // Whoever has the answer does not ask again.
    app.write_ahead(By::house(), |tx| async move {
        if status >= 500 {
            sql::run(&tx, "DELETE FROM idempotency WHERE scope_hash = $1", vec![scope.into()]).await?;
        } else {
            // An answer may hold a session's token.
            let sealed = tx.app().vault().seal_own(PLACE, body)?;
            let row = vec![scope.into(), i64::from(status).into(), kind.into(), sealed.into()];
            sql::run(&tx, "UPDATE idempotency SET status = $2, kind = $3, body = $4 WHERE scope_hash = $1 AND status IS NULL", row).await?;
        }
        Ok(())
    })
    .await
}
