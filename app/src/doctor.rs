//! `butler doctor`: everything that the house promises of its stored data, proved over all of it.

use crate::house;
use anyhow::Result;
use db::App;
use std::fmt::Write as _;

/// What the doctor says, and whether all is well.
pub struct Diagnosis {
    /// Lines to read, room by room.
    pub said: String,
    /// What is wrong: rows that break a promise, keys that do not open, tasks that were set aside.
    pub faults: usize,
}

/// Looks through all rooms and below them. Changes nothing; takes as long as reading the whole database.
pub async fn examine(app: &App) -> Result<Diagnosis> {
    let (mut said, mut faults) = (String::new(), 0);
    let below = db::inspect(app).await?;
    let line = |said: &mut String, what: &str, seen: &str, wrong: usize| {
        let verdict = if wrong == 0 { "in order".to_owned() } else { format!("{wrong} found") };
        writeln!(said, "{what:<14} {verdict:<10} {seen}")
    };
    line(
        &mut said,
        "vault",
        &format!("master key {}, {} data keys, {} sealed fields opened", app.vault().fingerprint(), below.keys, below.sealed),
        below.faults.len(),
    )?;
    for fault in &below.faults {
        writeln!(said, "    {fault}")?;
    }
    faults += below.faults.len();
    for room in house::rooms() {
        let tables: Vec<String> = (below.tables.iter())
            .filter(|(table, _)| room.migrations.iter().any(|step| step.creates(table)))
            .map(|(table, rows)| format!("{table} {rows}"))
            .collect();
        let Some(verify) = &room.verify else { continue };
        let findings = verify(app.read().await?).await?;
        line(&mut said, room.name, &tables.join(" · "), findings.len())?;
        for finding in &findings {
            writeln!(said, "    {}: {}", finding.broken, finding.id)?;
        }
        faults += findings.len();
    }
    let db = app.read().await?;
    let broken = messaging::verify(&db).await?;
    line(&mut said, "messages", "by channels that the readers chose", broken.len())?;
    for (promise, id) in &broken {
        writeln!(said, "    {promise}: {id}")?;
    }
    faults += broken.len();
    let seen = files::look_through(&db).await?;
    let waiting = if seen.to_sweep == 0 { String::new() } else { format!(", {} that nobody can ask for wait for the sweep", seen.to_sweep) };
    line(&mut said, "files", &format!("{} opened, {} bytes{waiting}", seen.opened, seen.bytes), seen.faults.len())?;
    for id in &seen.faults {
        writeln!(said, "    file {id} is lost or is not what was put")?;
    }
    faults += seen.faults.len();
    let backlog = journal::backlog(&db).await?;
    let dead = journal::dead_tasks(&db, 20).await?;
    let since = backlog.since.map(|since| format!(", the oldest since {since}")).unwrap_or_default();
    line(&mut said, "tasks", &format!("{} due{since}; {} set aside", backlog.due, backlog.dead), dead.len())?;
    for task in &dead {
        writeln!(said, "    {}: {}", task.key, task.reason)?;
    }
    faults += dead.len();
    writeln!(said, "{}", if faults == 0 { "the house is in order" } else { "the house is not in order" })?;
    Ok(Diagnosis { said, faults })
}
