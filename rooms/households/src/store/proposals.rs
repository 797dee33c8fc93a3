//! What was found and waits for a person, in the database.

use crate::proposals::{Origin, Proposal, ProposalId};
use crate::{ClientId, HomeId, MemoryId, MemoryKind};
use db::{By, DbError, Read, Tx, sql, vault};
use uuid::Uuid;

const BODY: &str = "memory_proposals.body_sealed";
const QUOTE: &str = "memory_proposals.quote_sealed";

/// Puts it forward; `None` when the same was put forward before, whatever was said to it.
pub(crate) async fn add(
    tx: &Tx,
    (client, home): (ClientId, Option<HomeId>),
    kind: &MemoryKind,
    quote: &str,
    origin: Origin,
) -> Result<Option<ProposalId>, DbError> {
    let id: ProposalId = tx.id();
    let json = serde_json::to_string(kind).map_err(DbError::corrupt)?;
    let place = home.map(|home| home.to_string()).unwrap_or_default();
    let said = tx.app().vault().blind("memory_proposals.said", &format!("{client}:{place}:{json}"));
    let By(teller) = tx.by().clone();
    let row = vec![
        id.uuid().into(),
        client.uuid().into(),
        home.map(HomeId::uuid).into(),
        vault::seal(tx, client.uuid(), BODY, &json).await?.into(),
        vault::seal(tx, client.uuid(), QUOTE, quote).await?.into(),
        said.into(),
        origin.name().into(),
        tx.now().micros().into(),
        teller.into(),
    ];
    let query = "INSERT INTO memory_proposals (id, subject, home, body_sealed, quote_sealed, said_hash, origin, found_at, teller, state)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'proposed') ON CONFLICT (subject, said_hash) DO NOTHING";
    Ok((sql::run(tx, query, row).await? == 1).then_some(id))
}

/// What waits for a person, the oldest first.
pub(crate) async fn waiting(db: &impl Read, client: ClientId) -> Result<Vec<Proposal>, DbError> {
    let query = "SELECT id, home, body_sealed, quote_sealed, origin, found_at, teller FROM memory_proposals
                 WHERE state = 'proposed' AND subject = $1 ORDER BY id";
    let rows = sql::all(db, query, vec![client.uuid().into()]).await?;
    let keys = vault::keys(db, &[client.uuid()]).await?;
    let mut waiting = Vec::with_capacity(rows.len());
    for row in rows {
        let open = |place: &str, column: &str| keys.open(client.uuid(), place, &row.get::<Vec<u8>>(column)?);
        // Of an erased client nothing waits.
        let (Some(json), Some(quote)) = (open(BODY, "body_sealed")?, open(QUOTE, "quote_sealed")?) else { continue };
        waiting.push(Proposal {
            id: ProposalId::from(row.get::<Uuid>("id")?),
            client,
            home: row.get::<Option<Uuid>>("home")?.map(HomeId::from),
            kind: serde_json::from_str(&json).map_err(DbError::corrupt)?,
            quote,
            origin: Origin::parse(&row.get::<String>("origin")?).ok_or_else(|| DbError::corrupt("where a proposal was found"))?,
            found_at: row.at("found_at")?,
            by: row.get("teller")?,
        });
    }
    Ok(waiting)
}

/// Says what became of it, with the memory where it is kept; `false` when somebody has said so already.
pub(crate) async fn settle(tx: &Tx, client: ClientId, proposal: ProposalId, memory: Option<MemoryId>) -> Result<bool, DbError> {
    let By(by) = tx.by().clone();
    let state = if memory.is_some() { "kept" } else { "declined" };
    let row = vec![proposal.uuid().into(), client.uuid().into(), state.into(), tx.now().micros().into(), by.into(), memory.map(MemoryId::uuid).into()];
    let query = "UPDATE memory_proposals SET state = $3, settled_at = $4, settled_by = $5, memory = $6
                 WHERE id = $1 AND subject = $2 AND state = 'proposed'";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Of an erased client nothing waits, and nothing that was said can be recognised.
pub(crate) async fn forget(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    let (By(by), subject, now) = (tx.by().clone(), client.uuid(), tx.now().micros());
    let query = "UPDATE memory_proposals SET state = 'declined', settled_at = $2, settled_by = $3 WHERE subject = $1 AND state = 'proposed'";
    sql::run(tx, query, vec![subject.into(), now.into(), by.into()]).await?;
    sql::run(tx, "UPDATE memory_proposals SET said_hash = NULL WHERE subject = $1", vec![subject.into()]).await.map(drop)
}
