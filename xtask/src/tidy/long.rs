//! Places to look at, not verdicts: long files, functions and handlers.
use crate::sources::{Source, Sources};

const FILE: usize = 400;
const FUNCTION: usize = 60;
const HANDLER: usize = 10;

pub fn list(sources: &Sources) -> Vec<String> {
    let mut found = Vec::new();
    for file in sources.rust() {
        let lines = file.text.lines().count();
        if lines > FILE {
            found.push(format!("{}: {lines} lines", file.path));
        }
        let (what, limit) = if is_web(file) { ("handler", HANDLER) } else { ("function", FUNCTION) };
        for function in functions(file) {
            let (what, limit) = if function.waits { (what, limit) } else { ("function", FUNCTION) };
            if function.lines > limit {
                found.push(format!("{}:{}: {what} of {} lines", file.path, function.at, function.lines));
            }
        }
    }
    found
}

fn is_web(file: &Source) -> bool {
    file.under("faces") || (file.under("rooms") && file.path.contains("/web/src/"))
}

struct Function {
    at: usize,
    lines: usize,
    waits: bool,
}

/// Rough, by layout: from the line with `fn` to the brace at the same depth; the lines of the body are counted.
fn functions(file: &Source) -> Vec<Function> {
    let lines: Vec<&str> = file.text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let depth = line.len() - trimmed.len();
        let words: Vec<&str> = trimmed.split_whitespace().take_while(|word| *word != "fn").collect();
        let starts = trimmed.split_whitespace().any(|word| word == "fn")
            && words.iter().all(|word| word.starts_with("pub") || matches!(*word, "async" | "const" | "unsafe"));
        let end = lines.iter().skip(index).position(|l| l.trim_start() == "}" && l.len() - 1 == depth);
        let Some(end) = end.filter(|_| starts && !trimmed.ends_with('}')) else {
            continue;
        };
        let body = lines.iter().skip(index).position(|l| l.trim_end().ends_with('{')).unwrap_or(0);
        found.push(Function { at: index + 1, lines: end.saturating_sub(body + 1), waits: words.contains(&"async") });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(head: &str, lines: usize) -> String {
        format!("{head} {{\n{}}}\n", "    x();\n".repeat(lines))
    }

    #[test]
    fn what_is_long_is_listed() {
        let sources = Sources::of(&[
            ("rooms/visits/web/src/api.rs", &function("async fn post(\n    a: A,\n) -> Page", 11)),
            ("rooms/visits/web/src/ok.rs", &function("async fn post()", 10)),
            ("rooms/visits/src/plan.rs", &function("pub(crate) fn plan()", 61)),
            ("rooms/visits/src/big.rs", &"// x\n".repeat(401)),
        ]);
        assert_eq!(
            list(&sources),
            ["rooms/visits/web/src/api.rs:1: handler of 11 lines", "rooms/visits/src/plan.rs:1: function of 61 lines", "rooms/visits/src/big.rs: 401 lines",]
        );
    }
}
