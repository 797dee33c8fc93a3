//! A rule is a plain function over plain types: its file waits for nothing and knows no database, web or runtime.
use crate::sources::{Source, Sources};

use super::{Finding, words};

const WORDS: &[&str] = &["sea_orm", "axum", "tokio::", "async fn"];
/// The files of a room that are not rules.
const FURNITURE: &[&str] = &["lib.rs", "store.rs", "service.rs", "migrations.rs", "demo.rs", "tests.rs", "words.rs"];
const FURNITURE_FOLDERS: &[&str] = &["store", "service", "jobs"];

pub fn check(sources: &Sources) -> Vec<Finding> {
    sources
        .rust()
        .filter(|s| is_rule(s))
        .flat_map(|file| {
            let used = |line: &str| WORDS.iter().find(|word| words::has(line, word)).copied();
            let hits = file.code().filter_map(move |(at, line)| Some((at, used(line)?)));
            hits.map(|(at, word)| format!("{}:{at}: `{word}` in a rule; it belongs in the service or the store", file.path))
        })
        .collect()
}

/// A file of `rooms/NAME/src/` that is none of the furniture.
fn is_rule(file: &Source) -> bool {
    let parts: Vec<&str> = file.path.split('/').collect();
    match parts.as_slice() {
        ["rooms", _, "src", name] => !FURNITURE.contains(name),
        ["rooms", _, "src", folder, ..] => !FURNITURE_FOLDERS.contains(folder),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_waits_is_named() {
        let sources = Sources::of(&[
            ("rooms/visits/src/clearance.rs", "//! x\npub async fn check() {}\nuse tokio::time;\n"),
            ("rooms/visits/src/states/done.rs", "use axum::Json;"),
            ("rooms/visits/src/service.rs", "pub async fn set_off() {}"),
            ("rooms/visits/src/jobs/remind.rs", "async fn run() {}"),
            ("rooms/visits/web/src/api.rs", "use axum::Json;"),
        ]);
        assert_eq!(
            check(&sources),
            [
                "rooms/visits/src/clearance.rs:2: `async fn` in a rule; it belongs in the service or the store",
                "rooms/visits/src/clearance.rs:3: `tokio::` in a rule; it belongs in the service or the store",
                "rooms/visits/src/states/done.rs:1: `axum` in a rule; it belongs in the service or the store",
            ]
        );
    }
}
