//! Change orders.

use crate::ChangeOrderId;
use crate::order::{Answer, ChangeOrder};
use db::{DbError, Read, Tx, sql, vault};
use households::ClientId;
use uuid::Uuid;
use values::Money;
use visits::VisitId;

const COLUMNS: &str = "SELECT id, subject, visit, words_sealed, amount_kopecks, state, total_kopecks, made_at, answered_at FROM change_orders";
const PLACE: &str = "change_orders.words_sealed";

async fn open(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<ChangeOrder>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut all = Vec::new();
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        let at = row.maybe_at("answered_at")?;
        let answer = match (row.get::<String>("state")?.as_str(), at, row.get::<Option<i64>>("total_kopecks")?) {
            ("proposed", ..) => None,
            ("accepted", Some(at), Some(total)) => Some(Answer::Accepted { total: Money::kopecks(total), at }),
            ("declined", Some(at), _) => Some(Answer::Declined(at)),
            ("lapsed", Some(at), _) => Some(Answer::Lapsed(at)),
            (other, ..) => return Err(DbError::corrupt(format!("a change order that is {other}"))),
        };
        all.push(ChangeOrder {
            id: ChangeOrderId::from(row.get::<Uuid>("id")?),
            visit: VisitId::from(row.get::<Uuid>("visit")?),
            client: ClientId::from(subject),
            words: keys.open(subject, PLACE, &row.get::<Vec<u8>>("words_sealed")?)?.unwrap_or_default(),
            amount: Money::kopecks(row.get("amount_kopecks")?),
            made_at: row.at("made_at")?,
            answer,
        });
    }
    Ok(all)
}

/// Keeps a proposal; `false` where another waits for its answer.
pub(crate) async fn propose(tx: &Tx, change: &ChangeOrder) -> Result<bool, DbError> {
    let row = vec![
        change.id.uuid().into(),
        change.client.uuid().into(),
        change.visit.uuid().into(),
        vault::seal(tx, change.client.uuid(), PLACE, &change.words).await?.into(),
        change.amount.in_kopecks().into(),
        change.made_at.micros().into(),
        tx.by().0.clone().into(),
    ];
    let query = "INSERT INTO change_orders (id, subject, visit, words_sealed, amount_kopecks, state, made_at, made_by)
                 VALUES ($1, $2, $3, $4, $5, 'proposed', $6, $7) ON CONFLICT (visit) WHERE state = 'proposed' DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Keeps the client's answer; `false` where one was given before.
pub(crate) async fn answer(tx: &Tx, id: ChangeOrderId, answer: Answer) -> Result<bool, DbError> {
    let (state, total, at) = match answer {
        Answer::Accepted { total, at } => ("accepted", Some(total.in_kopecks()), at),
        Answer::Declined(at) => ("declined", None, at),
        Answer::Lapsed(at) => ("lapsed", None, at),
    };
    let row = vec![id.uuid().into(), state.into(), total.into(), at.micros().into()];
    let query = "UPDATE change_orders SET state = $2, total_kopecks = $3, answered_at = $4 WHERE id = $1 AND state = 'proposed'";
    Ok(sql::run(tx, query, row).await? == 1)
}

pub(crate) async fn change(db: &impl Read, id: ChangeOrderId) -> Result<Option<ChangeOrder>, DbError> {
    let row = sql::one(db, &format!("{COLUMNS} WHERE id = $1"), vec![id.uuid().into()]).await?;
    Ok(open(db, row.into_iter().collect()).await?.pop())
}

/// All changes of a visit, in the order in which they were proposed.
pub(crate) async fn of_visit(db: &impl Read, visit: VisitId) -> Result<Vec<ChangeOrder>, DbError> {
    open(db, sql::all(db, &format!("{COLUMNS} WHERE visit = $1 ORDER BY made_at, id"), vec![visit.uuid().into()]).await?).await
}
