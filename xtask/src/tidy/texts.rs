//! Words in both languages: every Fluent key is in `ru.ftl` and `en.ftl` with the same variables, is used, and is there when a template asks;
//! what says «Вы» has its `.thou`.
use std::collections::{BTreeMap, BTreeSet};

use crate::sources::{Source, Sources};

use super::Finding;

mod fluent;
mod terms;
use fluent::{Texts, parse};

pub fn check(sources: &Sources) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut files: BTreeMap<&str, Texts> = BTreeMap::new();
    for source in sources.iter().filter(|s| s.ends(".ftl")) {
        let texts = parse(&source.text);
        found.extend(texts.faults.iter().map(|fault| format!("{}: {fault}", source.path)));
        if source.ends("ru.ftl") {
            found.extend(terms::faults(&source.text).iter().map(|fault| format!("{}: {fault}", source.path)));
        }
        files.insert(&source.path, texts);
    }
    found.extend(files.iter().flat_map(|(path, texts)| other_language(path, texts, &files)));
    found.extend(unused(sources, &files));
    let known: BTreeSet<&str> = files.values().flat_map(|texts| texts.keys.keys()).map(String::as_str).collect();
    found.extend(sources.iter().filter(|s| is_template(s)).flat_map(|s| unknown(s, &known)));
    found
}

/// What the file of the other language beside it says differently.
fn other_language(path: &str, texts: &Texts, files: &BTreeMap<&str, Texts>) -> Vec<Finding> {
    let (folder, other) = match path.rsplit_once('/') {
        Some((folder, "ru.ftl")) => (folder, "en.ftl"),
        Some((folder, "en.ftl")) => (folder, "ru.ftl"),
        _ => return vec![format!("{path}: texts lie in ru.ftl and en.ftl")],
    };
    let other = format!("{folder}/{other}");
    let Some(there) = files.get(other.as_str()) else {
        return vec![format!("{other} is missing")];
    };
    let differs = texts.keys.iter().filter_map(|(key, mine)| match there.keys.get(key) {
        None => Some(format!("{other}: no `{key}`, which {path} has")),
        // Said once, from the Russian side.
        Some(theirs) if path.ends_with("ru.ftl") && mine != theirs => {
            let odd: Vec<&str> = mine.symmetric_difference(theirs).map(String::as_str).collect();
            Some(format!("{path}: `{key}` differs from {other} in {}", odd.join(", ")))
        }
        Some(_) => None,
    });
    differs.collect()
}

/// Keys that nothing names; told of the Russian file alone.
fn unused(sources: &Sources, files: &BTreeMap<&str, Texts>) -> Vec<Finding> {
    let code = sources.iter().filter(|s| [".rs", ".html", ".toml"].iter().any(|ending| s.ends(ending)));
    let mut words: BTreeSet<&str> = code.flat_map(|s| s.text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))).collect();
    words.extend(files.values().flat_map(|texts| &texts.referred).map(String::as_str));
    let russian = files.iter().filter(|(path, _)| path.ends_with("ru.ftl"));
    let keys = russian.flat_map(|(path, texts)| texts.keys.keys().map(move |key| (path, texts, key)));
    let dead = keys.filter(|(_, texts, key)| !words.contains(key.as_str()) && !texts.built.iter().any(|prefix| key.starts_with(prefix)));
    dead.map(|(path, _, key)| format!("{path}: nothing uses `{key}`; a key put together in code is declared by `# used: prefix-*`")).collect()
}

fn is_template(file: &Source) -> bool {
    let page = file.under("faces") || file.under("ground/pages") || (file.under("rooms") && file.path.contains("/web/"));
    page && file.ends(".html")
}

/// Keys that a template asks for, `t.get("key"…)`, and no text file has.
fn unknown(file: &Source, known: &BTreeSet<&str>) -> Vec<Finding> {
    let asked = file.text.match_indices("t.").filter_map(|(at, mark)| {
        let lead = file.text.get(..at)?.chars().next_back();
        let call = file.text.get(at + mark.len()..)?;
        let (method, rest) = call.split_once('(')?;
        let is_name = !method.is_empty() && method.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let whole = !lead.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let (key, _) = rest.trim_start().strip_prefix('"')?.split_once('"')?;
        (is_name && whole).then_some((at, key))
    });
    // `key.attribute` asks for an attribute of the key.
    let missing = asked.filter(|(_, key)| !known.contains(key.split('.').next().unwrap_or(key)));
    missing
        .map(|(at, key)| {
            let line = file.text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
            format!("{}:{line}: no text `{key}`", file.path)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: (&str, &str) = ("rooms/visits/web/src/desk.rs", "t.get(\"title\"); t.get(\"done\");");

    #[test]
    fn both_languages_say_the_same_with_the_same_variables() {
        let ru = "title = Визит\ndone = { $n ->\n    [one] { $n } пункт\n   *[other] { $n } пунктов\n }\n    .hint = { $who }\n";
        let check = |en: &str| check(&Sources::of(&[USER, ("rooms/visits/web/ru.ftl", ru), ("rooms/visits/web/en.ftl", en)]));
        assert_eq!(check("title = Visit\ndone = { $n } items\n    .hint = { $who }\n"), Vec::<Finding>::new());
        assert_eq!(
            check("done = { $n } items by { $who }\n"),
            [
                "rooms/visits/web/ru.ftl: `done` differs from rooms/visits/web/en.ftl in $who, .hint, .hint $who",
                "rooms/visits/web/en.ftl: no `title`, which rooms/visits/web/ru.ftl has",
            ]
        );
    }

    #[test]
    fn first_name_terms_stand_in_one_language_with_the_same_variables() {
        let (en, ru) =
            ("title = x\ndone = For you { $n }\n    .hint = a\n", "title = x\ndone = Вам { $n }\n    .hint = б\n    .thou = Тебе { $m }\n    .hint-thou = в\n");
        let check = |ru: &str| check(&Sources::of(&[USER, ("a/ru.ftl", ru), ("a/en.ftl", en)]));
        assert_eq!(check(ru), ["a/ru.ftl: `done.thou` has other variables than the text it is another form of"]);
        assert_eq!(check(&ru.replace("$m", "$n")), Vec::<Finding>::new());
    }

    #[test]
    fn a_key_that_nothing_uses_is_named_unless_its_prefix_is_declared() {
        let house = |ftl: &str| check(&Sources::of(&[USER, ("a/ru.ftl", ftl), ("a/en.ftl", ftl)]));
        assert_eq!(house("title = x\n-brand = y\ndone = { -brand }{ inner }\ninner = z\n"), Vec::<Finding>::new());
        assert_eq!(house("title-bar = x\n"), ["a/ru.ftl: nothing uses `title-bar`; a key put together in code is declared by `# used: prefix-*`"]);
        assert_eq!(house("# used: state-*\nstate-done = x\n"), Vec::<Finding>::new());
    }

    #[test]
    fn a_template_asks_only_for_what_is_there() {
        let html = "<p>{{ t.get(\"title\") }}\n{{ self.t.with( \"absent\", n) }}{{ t.get(\"title.hint\") }}{{ cart.get(\"no-text\") }}";
        let ftl = "title = x\n";
        let sources = Sources::of(&[("faces/home/templates/a.html", html), ("faces/home/ru.ftl", ftl), ("faces/home/en.ftl", ftl)]);
        assert_eq!(check(&sources), ["faces/home/templates/a.html:2: no text `absent`"]);
    }

    #[test]
    fn a_broken_or_lonely_file_is_named() {
        let found = check(&Sources::of(&[USER, ("a/ru.ftl", "title = x\ntitle = y\n%%%\n")]));
        assert!(found.contains(&"a/en.ftl is missing".to_owned()), "{found:?}");
        assert!(found.contains(&"a/ru.ftl: `title` stands twice".to_owned()), "{found:?}");
        assert!(found.iter().any(|f| f.starts_with("a/ru.ftl: not understood")), "{found:?}");
    }
}
