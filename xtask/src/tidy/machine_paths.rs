//! No file names a folder of the machine that it was written on.
use std::fs;
use std::path::Path;

use crate::sources::Sources;

use super::Finding;

/// How such folders begin on most machines.
const USUAL: &[&str] = &["/root/", "/Users/", "/tmp/"];
/// These words are this check's own subject.
const THIS: &str = "xtask/src/tidy/machine_paths.rs";

/// `root` is where the house lies here: that folder and its neighbours are of this machine too.
pub fn check(sources: &Sources, root: &Path) -> Vec<Finding> {
    let mut folders: Vec<String> = USUAL.iter().map(|path| (*path).to_owned()).collect();
    folders.extend(neighbours(root));
    let texts = sources.iter().filter(|s| s.path != THIS);
    texts
        .flat_map(|file| {
            let named = |line: &str| folders.iter().find(|path| starts(line, path));
            let hits = file.lines().filter_map(move |(at, line)| Some((at, named(line)?)));
            hits.map(|(at, path)| format!("{}:{at}: `{path}` is a folder of one machine", file.path))
        })
        .collect()
}

/// The folders beside the house, itself among them. None when it lies at the very top: `/app` may be a route as well.
fn neighbours(root: &Path) -> Vec<String> {
    let Some(parent) = root.parent().filter(|parent| parent.parent().is_some()) else {
        return Vec::new();
    };
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut found: Vec<String> = entries.map(|e| e.path().to_string_lossy().into_owned()).collect();
    found.sort();
    found
}

/// Whether the path stands there whole: not the middle of a longer one, not the beginning of a longer name.
fn starts(line: &str, path: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '}' | '*');
    let whole = |at: usize| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + path.len()..).and_then(|text| text.chars().next());
        let ends = path.ends_with('/') || !after.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
        ends && !before.is_some_and(inside)
    };
    line.match_indices(path).any(|(at, _)| whole(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_machine_is_named_and_a_relative_one_is_not() {
        let parent = tempfile::tempdir().unwrap();
        let root = parent.path().join("house");
        fs::create_dir(&root).unwrap();
        fs::create_dir(parent.path().join("notes")).unwrap();
        let here = root.display();
        let bad = format!("see `{here}/x`\nfile:///root/x\n{}/notes: y\n", parent.path().display());
        let good = "see pages/root/list.html, ../tmp/x, {id}/tmp/x, /house and /notes/1\n";
        let sources = Sources::of(&[("docs/a.md", &bad), ("docs/b.md", good)]);
        let found = check(&sources, &root);
        let lines: Vec<&str> = found.iter().filter_map(|f| f.split(": ").next()).collect();
        assert_eq!(lines, ["docs/a.md:1", "docs/a.md:2", "docs/a.md:3"]);
    }

    #[test]
    fn a_house_at_the_top_has_no_neighbours_to_forbid() {
        assert_eq!(neighbours(Path::new("/app")), Vec::<String>::new());
    }
}
