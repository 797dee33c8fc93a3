//! Every Rust file opens with `//!`, and a room with its promise.
use crate::sources::{Source, Sources};

use super::Finding;

const FOLDERS: &[&str] = &["ground", "lib", "rooms", "faces", "app", "xtask"];
/// A room says which promise it keeps (`**Promise 3.**` or `**Promise.**`), what holds it, and what it never does.
const ROOM: &[&str] = &["**Promise", "**Keeps:**", "**Never:**"];

pub fn check(sources: &Sources) -> Vec<Finding> {
    let files = sources.rust().filter(|s| FOLDERS.iter().any(|folder| s.under(folder)));
    files.flat_map(of_file).collect()
}

fn of_file(file: &Source) -> Vec<Finding> {
    if !file.text.starts_with("//!") {
        return vec![format!("{}:1: does not open with `//!`", file.path)];
    }
    let header = file.header();
    let missing = ROOM.iter().filter(|heading| is_room(file) && !header.contains(**heading));
    missing.map(|heading| format!("{}:1: the room's header has no `{heading}`", file.path)).collect()
}

/// `rooms/NAME/src/lib.rs`, not that of its web.
pub fn is_room(file: &Source) -> bool {
    let parts: Vec<&str> = file.path.split('/').collect();
    matches!(parts.as_slice(), ["rooms", _, "src", "lib.rs"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_header_and_a_room_without_its_promise_are_named() {
        let good = "//! A visit.\n//!\n//! **Promise 2.** x\n//! **Keeps:** y\n//! **Never:** z\n";
        let sources = Sources::of(&[
            ("rooms/visits/src/lib.rs", good),
            ("rooms/visits/web/src/lib.rs", "//! Pages.\n"),
            ("rooms/billing/src/lib.rs", "//! Money.\n//! **Promise.** x\nmod a; // **Never:**\n"),
            ("app/build.rs", "fn main() {}\n"),
            ("benches/x.rs", "fn main() {}\n"),
        ]);
        assert_eq!(
            check(&sources),
            [
                "rooms/billing/src/lib.rs:1: the room's header has no `**Keeps:**`",
                "rooms/billing/src/lib.rs:1: the room's header has no `**Never:**`",
                "app/build.rs:1: does not open with `//!`",
            ]
        );
    }
}
