//! Every setting of the program stands in the README's config table, and nothing else does.
use std::collections::BTreeSet;

use crate::sources::Sources;

use super::Finding;

const SETTINGS: &str = "app/src/config.rs";
const README: &str = "README.md";

pub fn check(sources: &Sources) -> Vec<Finding> {
    match (sources.find(SETTINGS), sources.find(README)) {
        (Some(settings), Some(readme)) => compare(&of_program(&settings.text), &of_table(&readme.text)),
        (None, _) => vec![format!("{SETTINGS} is missing")],
        (_, None) => vec![format!("{README} is missing")],
    }
}

fn compare(program: &BTreeSet<String>, table: &BTreeSet<String>) -> Vec<Finding> {
    let untold = program.difference(table).map(|name| format!("{README}: the config table does not tell of `{name}`"));
    let gone = table.difference(program).map(|name| format!("{README}: `{name}` of the config table is not in {SETTINGS}"));
    untold.chain(gone).collect()
}

/// The names `BUTLER_…` and the long flags that clap knows.
fn of_program(text: &str) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = names(text).collect();
    for (_, rest) in text.match_indices("#[arg(").filter_map(|(at, mark)| Some((at, text.get(at + mark.len()..)?))) {
        let Some((words, field)) = rest.split_once(")]") else {
            continue;
        };
        names.extend(flag(words, field).map(|flag| format!("--{flag}")));
    }
    names
}

/// `long` takes its name from the field, `long = "data"` brings its own.
fn flag(words: &str, field: &str) -> Option<String> {
    let long = words.split([',', '\n']).map(str::trim).find(|word| *word == "long" || word.starts_with("long ") || word.starts_with("long="))?;
    if let Some((_, named)) = long.split_once('=') {
        return Some(named.trim().trim_matches('"').to_owned());
    }
    // Doc comments and further attributes may stand between.
    let line = field.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("//") && !line.starts_with('#'))?;
    let name = line.split(':').next()?.trim().rsplit(' ').next()?;
    Some(name.replace('_', "-"))
}

/// The rows of the README that tell a setting: those with a `BUTLER_…` name or whose first cell is a flag.
fn of_table(text: &str) -> BTreeSet<String> {
    let rows = text.lines().filter(|line| line.starts_with('|') && (line.contains("BUTLER_") || line.starts_with("| `--")));
    rows.flat_map(|row| {
        let flags = row.match_indices("`--").filter_map(|(at, _)| {
            let rest = row.get(at + 3..)?;
            let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            Some(format!("--{name}"))
        });
        names(row).chain(flags).collect::<Vec<_>>()
    })
    .collect()
}

fn names(text: &str) -> impl Iterator<Item = String> {
    text.match_indices("BUTLER_").filter_map(|(at, _)| {
        let name: String = text.get(at..)?.chars().take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '_').collect();
        (name != "BUTLER_").then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS_TEXT: &str = "
        /// The folder.
        #[arg(long, env = \"BUTLER_DATA\", default_value = \"house-data\")]
        pub data: PathBuf,
        #[arg(
            long = \"listen\",
            env = \"BUTLER_LISTEN\",
        )]
        address: String,
        #[arg(long)]
        /// Where links lead.
        public_url: Option<String>,
        #[arg(short)]
        quiet: bool,";

    #[test]
    fn flags_and_names_are_read() {
        let program: Vec<String> = of_program(SETTINGS_TEXT).into_iter().collect();
        assert_eq!(program, ["--data", "--listen", "--public-url", "BUTLER_DATA", "BUTLER_LISTEN"]);
    }

    #[test]
    fn an_untold_and_a_vanished_setting_are_named() {
        let readme = "| flag | variable |\n|---|---|\n| `--data DIR` | `BUTLER_DATA` | x |\n| `--listen` | `BUTLER_LISTEN` |\n\
            | `--public-url` | none |\n| `--old` | `BUTLER_OLD` |\nRun it with `BUTLER_BIN`.\n";
        assert_eq!(
            compare(&of_program(SETTINGS_TEXT), &of_table(readme)),
            ["README.md: `--old` of the config table is not in app/src/config.rs", "README.md: `BUTLER_OLD` of the config table is not in app/src/config.rs",]
        );
        let found = compare(&of_program(SETTINGS_TEXT), &of_table(&readme.replace("| `--data DIR` | `BUTLER_DATA` |", "")));
        assert!(found.contains(&"README.md: the config table does not tell of `BUTLER_DATA`".to_owned()), "{found:?}");
    }
}
