//! Queries live in stores: entities, SQL and database errors stay behind a room's façade.
use crate::sources::{Source, Sources};

use super::{Finding, words};

const WORDS: &[&str] = &["sea_orm", "sqlx", "DbErr"];
/// The part of the ground that is storage itself, or gives the rest its tables.
const GROUND: &[&str] = &["ground/db", "ground/journal", "ground/access", "ground/messaging", "ground/housebook", "ground/testkit", "app/tests"];
/// These words are this check's own subject.
const TIDY: &str = "xtask/src/tidy";

pub fn check(sources: &Sources) -> Vec<Finding> {
    let outside = sources.rust().filter(|s| !is_store(s) && !s.under(TIDY));
    outside
        .flat_map(|file| {
            let used = |line: &str| WORDS.iter().find(|word| words::has(line, word)).copied();
            let hits = file.code().filter_map(move |(at, line)| Some((at, used(line)?)));
            hits.map(|(at, word)| format!("{}:{at}: `{word}` outside a store", file.path))
        })
        .collect()
}

fn is_store(file: &Source) -> bool {
    matches!(file.name(), "store.rs" | "migrations.rs")
        || file.folder().split('/').any(|folder| folder == "store")
        || GROUND.iter().any(|folder| file.under(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_outside_a_store_is_named() {
        let sources = Sources::of(&[
            ("rooms/visits/src/store.rs", "use sea_orm::Entity;"),
            ("rooms/visits/src/store/rows.rs", "use sea_orm::Entity;"),
            ("rooms/visits/src/migrations.rs", "sqlx"),
            ("ground/db/src/tx.rs", "DbErr"),
            ("rooms/visits/src/lib.rs", "// no sea_orm here\nuse db::DbError;"),
            ("rooms/visits/src/service.rs", "//! x\nfn f() -> Result<(), DbErr> {}"),
            ("app/src/house.rs", "use sqlx::Row;"),
        ]);
        assert_eq!(check(&sources), ["rooms/visits/src/service.rs:2: `DbErr` outside a store", "app/src/house.rs:1: `sqlx` outside a store",]);
    }
}
