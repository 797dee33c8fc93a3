//! Nothing half done lands: no test that is not run, none that is glad of any panic, no promise to write it later.
use crate::sources::Sources;

use super::{Finding, words};

const NEVER: &[&str] = &["#[ignore", "#[should_panic", "todo!", "unimplemented!"];
/// These words are this check's own subject.
const TIDY: &str = "xtask/src/tidy";

pub fn check(sources: &Sources) -> Vec<Finding> {
    sources
        .rust()
        .filter(|s| !s.under(TIDY))
        .flat_map(|file| {
            let hits = file.code().filter_map(|(at, line)| Some((at, NEVER.iter().find(|word| words::has(line, word))?)));
            hits.map(|(at, word)| format!("{}:{at}: `{word}`", file.path))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_off_is_named() {
        let text = "//! x\n#[ignore = \"slow\"]\n#[should_panic(expected = \"x\")]\nfn f() { todo!() }\nunimplemented!();\nmy_todo!();\n";
        let found = check(&Sources::of(&[("app/src/lib.rs", text)]));
        assert_eq!(found.len(), 4, "{found:?}");
        assert_eq!(found.first().unwrap(), "app/src/lib.rs:2: `#[ignore`");
    }
}
