//! Changes of phone and e-mail in the database: the new one and the old one lie sealed under the change's own key.

use crate::ClientId;
use crate::service::contact::{ChangeId, ContactKind};
use db::{DbError, Read, Tx, sql, vault};
use uuid::Uuid;

const NEW: &str = "contact_changes.new_sealed";
const OLD: &str = "contact_changes.old_sealed";

/// A change that was asked for.
pub(crate) struct Change {
    pub(crate) client: ClientId,
    pub(crate) kind: ContactKind,
    /// `None` once it is forgotten, or where a manager changed it without asking for a code.
    pub(crate) new: Option<String>,
    pub(crate) old: Option<String>,
    pub(crate) done: bool,
}

pub(crate) async fn ask(tx: &Tx, id: ChangeId, client: ClientId, kind: ContactKind, new: &str) -> Result<(), DbError> {
    let sealed = vault::seal(tx, id.uuid(), NEW, new).await?;
    let row = vec![id.uuid().into(), client.uuid().into(), kind.name().into(), sealed.into(), tx.now().micros().into()];
    sql::run(tx, "INSERT INTO contact_changes (subject, client, kind, new_sealed, asked_at) VALUES ($1, $2, $3, $4, $5)", row).await?;
    Ok(())
}

/// Marks it done and keeps where the old one was, for the notice; `false` when it had been done.
pub(crate) async fn done(tx: &Tx, id: ChangeId, old: Option<&str>) -> Result<bool, DbError> {
    let old = match old {
        Some(old) => Some(vault::seal(tx, id.uuid(), OLD, old).await?),
        None => None,
    };
    let row = vec![id.uuid().into(), old.into(), tx.now().micros().into()];
    Ok(sql::run(tx, "UPDATE contact_changes SET old_sealed = $2, done_at = $3 WHERE subject = $1 AND done_at IS NULL", row).await? == 1)
}

pub(crate) async fn change(db: &impl Read, id: Uuid) -> Result<Option<Change>, DbError> {
    let query = "SELECT client, kind, new_sealed, old_sealed, done_at FROM contact_changes WHERE subject = $1";
    let Some(row) = sql::one(db, query, vec![id.into()]).await? else {
        return Ok(None);
    };
    let keys = vault::keys(db, &[id]).await?;
    let open = |column: &str, place: &str| -> Result<Option<String>, DbError> {
        let sealed: Option<Vec<u8>> = row.get(column)?;
        sealed.map_or(Ok(None), |sealed| keys.open(id, place, &sealed))
    };
    Ok(Some(Change {
        client: row.get::<Uuid>("client")?.into(),
        kind: ContactKind::parse(&row.get::<String>("kind")?).ok_or_else(|| DbError::corrupt("a kind of contact"))?,
        new: open("new_sealed", NEW)?,
        old: open("old_sealed", OLD)?,
        done: row.get::<Option<i64>>("done_at")?.is_some(),
    }))
}
