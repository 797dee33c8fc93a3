//! Looking through all that is stored, below the rooms: whole, linked, and every key and seal opens.

use crate::{App, Backend, DbError, digest, sql, vault};
use uuid::Uuid;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inspection {
    /// Tables and their rows.
    pub tables: Vec<(String, i64)>,
    /// Data keys tried.
    pub keys: usize,
    /// Sealed fields opened.
    pub sealed: usize,
    /// What is wrong, for whoever runs the house.
    pub faults: Vec<String>,
}

/// Looks through the whole database. Takes as long as reading all of it.
pub async fn inspect(app: &App) -> Result<Inspection, DbError> {
    let db = app.read().await?;
    let mut found = Inspection::default();
    if app.backend() == Backend::Sqlite {
        for row in sql::all(&db, "SELECT integrity_check AS said FROM pragma_integrity_check WHERE integrity_check <> 'ok'", vec![]).await? {
            found.faults.push(row.get("said")?);
        }
        for row in sql::all(&db, "SELECT DISTINCT \"table\" AS said FROM pragma_foreign_key_check", vec![]).await? {
            found.faults.push(format!("{} has rows that point to nothing", row.get::<String>("said")?));
        }
    }
    let (keys, broken) = vault::try_all(&db).await?;
    found.keys = keys;
    found.faults.extend(broken.into_iter().map(|subject| format!("the key of {subject} does not open")));
    for table in digest::tables(&db).await? {
        let rows: i64 = sql::one(&db, &format!("SELECT count(*) AS n FROM \"{table}\""), vec![]).await?.map_or(Ok(0), |row| row.get("n"))?;
        let columns = digest::columns(&db, &table).await?;
        if columns.iter().any(|column| column.name == "subject") {
            for column in columns.iter().filter(|column| column.name.ends_with("_sealed")) {
                seals(&db, &table, &column.name, &mut found).await?;
            }
        }
        found.tables.push((table, rows));
    }
    Ok(found)
}

async fn seals(db: &crate::Reader, table: &str, column: &str, found: &mut Inspection) -> Result<(), DbError> {
    let query = format!("SELECT subject, \"{column}\" AS sealed FROM \"{table}\" WHERE \"{column}\" IS NOT NULL AND subject IS NOT NULL ORDER BY subject");
    let rows = sql::all(db, &query, vec![]).await?;
    for some in rows.chunks(500) {
        let mut subjects = some.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
        subjects.dedup();
        let keys = vault::keys(db, &subjects).await?;
        for row in some {
            let subject: Uuid = row.get("subject")?;
            if keys.open(subject, &format!("{table}.{column}"), &row.get::<Vec<u8>>("sealed")?).is_err() {
                found.faults.push(format!("{table}.{column} of {subject} does not open"));
            }
            found.sealed += 1;
        }
    }
    Ok(())
}
