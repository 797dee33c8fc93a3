//! `cargo xtask new-room NAME`: the furniture of a room, so that every room is found to look alike.
use anyhow::{Result, bail};
use std::fs;
use std::path::Path;

use crate::shell::say;
use crate::workspace;

/// What is written, with NAME for the name and NAME_ for the same as an identifier.
const FURNITURE: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("new_room/room.toml")),
    ("src/lib.rs", include_str!("new_room/lib.rs.txt")),
    ("src/store.rs", "//! Rows in, domain types out; the tables of `NAME`.\n"),
    ("src/service.rs", "//! The use cases of `NAME`: one function, one transaction, decided by a rule.\n"),
    ("src/migrations.rs", "//! The tables of `NAME`, step by step; a step is never edited after it landed.\n"),
    ("web/Cargo.toml", include_str!("new_room/web.toml")),
    ("web/src/lib.rs", "//! The pages and the API of `NAME`: extract, use case, view.\n//!\n//! **Never:** decides, queries.\n"),
    ("web/ru.ftl", "# NAME\n"),
    ("web/en.ftl", "# NAME\n"),
];

pub fn run(name: &str) -> Result<()> {
    let room = workspace::root().join("rooms").join(name);
    furnish(&room, name)?;
    say(format!("rooms/{name} stands. Now:"));
    say(format!("  Cargo.toml: members \"rooms/{name}\", \"rooms/{name}/web\"; and under [workspace.dependencies]"));
    say(format!("      {name} = {{ path = \"rooms/{name}\" }}\n      {name}-web = {{ path = \"rooms/{name}/web\" }}"));
    say(format!("  xtask/src/tidy/floors.rs: the floor of `{name}`, if the list does not have it yet"));
    say(format!("  ARCHITECTURE.md: rows for `rooms/{name}` and `rooms/{name}/web` in the map"));
    say(format!("  app: add {name}::room() and the routes of {name}_web"));
    say(format!("  rooms/{name}/src/lib.rs: the promise, what keeps it, what the room never does"));
    Ok(())
}

fn furnish(room: &Path, name: &str) -> Result<()> {
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_lowercase());
    if !plain {
        bail!("a room is named by one lower-case English noun, not `{name}`");
    }
    if room.exists() {
        bail!("{} stands already", room.display());
    }
    for (path, text) in FURNITURE {
        let path = room.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, text.replace("NAME", name))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_gets_its_furniture_once() {
        let house = tempfile::tempdir().unwrap();
        let room = house.path().join("laundry");
        furnish(&room, "laundry").unwrap();
        let lib = fs::read_to_string(room.join("src/lib.rs")).unwrap();
        assert!(["**Promise", "**Keeps:**", "**Never:**"].iter().all(|heading| lib.contains(heading)), "{lib}");
        assert!(fs::read_to_string(room.join("web/Cargo.toml")).unwrap().contains("name = \"laundry-web\""));
        assert!(furnish(&room, "laundry").unwrap_err().to_string().contains("stands already"));
        assert!(furnish(&house.path().join("x"), "Two Words").unwrap_err().to_string().contains("one lower-case"));
    }
}
