//! What others wrote comes under licences that we have read.
use crate::workspace::{Metadata, Package};

use super::Finding;

/// Each of them lets us ship the program to anyone; MPL-2.0 asks for the source of its own files only, and that is public.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OpenSSL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

pub fn check(all: &Metadata) -> Vec<Finding> {
    all.packages.iter().filter(|package| package.source.is_some()).filter_map(of_package).collect()
}

fn of_package(package: &Package) -> Option<Finding> {
    let licence = package.license.as_deref().unwrap_or("");
    if allowed(licence) {
        return None;
    }
    let said = if licence.is_empty() { "names no licence".to_owned() } else { format!("has the licence `{licence}`") };
    Some(format!("{} {} {said}, which is not on the list in xtask/src/tidy/licences.rs", package.name, package.version))
}

/// An SPDX expression: one side of an `OR`, both sides of an `AND`. Old manifests write `/` for `OR`.
fn allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let expression = expression.trim();
    if let Some(inner) = within_brackets(expression) {
        return allowed(inner);
    }
    if let Some((left, right)) = split(expression, " OR ") {
        return allowed(left) || allowed(right);
    }
    if let Some((left, right)) = split(expression, " AND ") {
        return allowed(left) && allowed(right);
    }
    ALLOWED.contains(&expression)
}

/// Splits at the first such word that stands in no brackets.
fn split<'a>(expression: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let outside = |before: &str| before.matches('(').count() == before.matches(')').count();
    let mut words = expression.match_indices(word);
    let (at, _) = words.find(|(at, _)| expression.get(..*at).is_some_and(outside))?;
    Some((expression.get(..at)?, expression.get(at + word.len()..)?))
}

/// What one pair of brackets around the whole holds; `(A) OR (B)` also begins and ends with brackets.
fn within_brackets(expression: &str) -> Option<&str> {
    let inner = expression.strip_prefix('(')?.strip_suffix(')')?;
    let mut depth = 0_i32;
    let paired = inner.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    });
    paired.then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_side_of_or_and_both_sides_of_and_must_be_allowed() {
        for good in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0 OR MIT",
            "(MIT OR GPL-2.0) AND ISC",
            "(MIT) OR (GPL-2.0)",
            "((MIT))",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
        ] {
            assert!(allowed(good), "{good}");
        }
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(GPL-2.0 OR MIT) AND AGPL-3.0", "LGPL-2.1 OR GPL-2.0"] {
            assert!(!allowed(bad), "{bad}");
        }
    }

    #[test]
    fn a_foreign_licence_is_named_with_its_package() {
        let package = |license: Option<&str>| {
            serde_json::from_value(serde_json::json!({
                "name": "x", "version": "1.2.3", "license": license, "source": "registry", "manifest_path": "/x",
                "dependencies": [], "targets": []
            }))
            .unwrap()
        };
        assert_eq!(of_package(&package(Some("MIT"))), None);
        assert!(of_package(&package(Some("AGPL-3.0"))).unwrap().starts_with("x 1.2.3 has the licence `AGPL-3.0`"));
        assert!(of_package(&package(None)).unwrap().contains("names no licence"));
    }
}
