//! The map in `ARCHITECTURE.md` is the workspace: between `<!-- map -->` and `<!-- /map -->` a row for every package's folder.
use std::collections::BTreeSet;

use crate::sources::Sources;
use crate::workspace::Metadata;

use super::Finding;

const PAGE: &str = "ARCHITECTURE.md";

pub fn check(house: &Metadata, sources: &Sources) -> Vec<Finding> {
    let folders = house.packages.iter().map(|package| house.folder(package)).collect();
    match sources.find(PAGE) {
        Some(page) => compare(&folders, &page.text),
        None => vec![format!("{PAGE} is missing")],
    }
}

fn compare(folders: &BTreeSet<String>, page: &str) -> Vec<Finding> {
    let map = page.split_once("<!-- map -->").and_then(|(_, rest)| rest.split_once("<!-- /map -->"));
    let Some((map, _)) = map else {
        return vec![format!("{PAGE}: no map between `<!-- map -->` and `<!-- /map -->`")];
    };
    let rows: BTreeSet<String> = map.lines().filter_map(folder_of).collect();
    let missing = folders.difference(&rows).map(|folder| format!("{PAGE}: the map has no row for `{folder}`"));
    let surplus = rows.difference(folders).map(|row| format!("{PAGE}: the map shows `{row}`, which is no package"));
    missing.chain(surplus).collect()
}

/// The word in backticks in the first column.
fn folder_of(line: &str) -> Option<String> {
    let first = line.trim().strip_prefix('|')?.split('|').next()?;
    let (_, rest) = first.split_once('`')?;
    Some(rest.split_once('`')?.0.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_and_surplus_rows_are_named() {
        let folders = ["app", "rooms/visits"].map(str::to_owned).into();
        let page = |rows: &str| format!("# x\n<!-- map -->\n| folder | keeps `x` |\n|---|---|\n{rows}\n<!-- /map -->\n| `other` | |\n");
        assert_eq!(compare(&folders, &page("| `app` | all |\n| `rooms/visits/` | a visit |")), Vec::<Finding>::new());
        assert_eq!(
            compare(&folders, &page("| `app` | |\n| `rooms/gone` | |")),
            ["ARCHITECTURE.md: the map has no row for `rooms/visits`", "ARCHITECTURE.md: the map shows `rooms/gone`, which is no package",]
        );
        assert!(compare(&folders, "# no map").first().unwrap().contains("no map between"));
    }
}
