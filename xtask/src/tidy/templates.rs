//! Templates keep the content policy: everything escaped, nothing inline, nothing fetched from others.
use crate::sources::{Source, Sources};

use super::Finding;

/// Templates reviewed for showing markup that is already safe.
const REVIEWED_SAFE: &[&str] = &[];
/// A block of data is not run, so the policy lets it stand inline.
const DATA: &[&str] = &["application/ld+json", "application/json"];

pub fn check(sources: &Sources) -> Vec<Finding> {
    let templates = sources.iter().filter(|s| s.ends(".html") && s.folder().split('/').any(|f| f == "templates"));
    templates.flat_map(|file| of_file(file).into_iter().map(|(at, what)| format!("{}:{at}: {what}", file.path))).collect()
}

fn of_file(file: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, line) in file.lines() {
        if is_safe(line) && !REVIEWED_SAFE.contains(&file.path.as_str()) {
            found.push((at, "`|safe` outside the reviewed templates".to_owned()));
        }
        if line.contains("<style") {
            found.push((at, "an inline style sheet".to_owned()));
        }
        found.extend(attributes(line).filter_map(|(name, value)| Some((at, refused(&name, value)?))));
    }
    found.extend(inline_scripts(&file.text).map(|at| (at, "a script without `src`".to_owned())));
    found
}

fn is_safe(line: &str) -> bool {
    line.split('|')
        .skip(1)
        .any(|rest| rest.trim_start().strip_prefix("safe").is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')))
}

fn refused(name: &str, value: &str) -> Option<String> {
    let foreign = ["http://", "https://", "//"].iter().any(|scheme| value.starts_with(scheme));
    let standard = value.split("//").nth(1).is_some_and(|host| host.starts_with("www.w3.org/"));
    match name {
        "style" => Some("an inline style".to_owned()),
        "src" | "href" if foreign && !standard => Some(format!("`{name}` leads to a third party")),
        handler if handler.starts_with("on") => Some(format!("an inline handler `{handler}`")),
        _ => None,
    }
}

/// `name="value"` pairs whose name follows white space, with the value up to the closing quote or the line's end.
fn attributes(line: &str) -> impl Iterator<Item = (String, &str)> {
    line.match_indices('=').filter_map(|(at, _)| {
        let (before, after) = (line.get(..at)?, line.get(at + 1..)?);
        let name = before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '_'))).next()?;
        let lead = before.get(..before.len() - name.len())?;
        if name.is_empty() || !(lead.is_empty() || lead.ends_with(char::is_whitespace)) {
            return None;
        }
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let value = after.get(1..)?;
        Some((name.to_ascii_lowercase(), value.split(quote).next().unwrap_or(value)))
    })
}

/// The lines on which a script starts whose code stands in the page.
fn inline_scripts(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices("<script").filter_map(|(at, _)| {
        let tag = text.get(at..)?.split('>').next()?;
        let allowed = tag.contains("src=") || DATA.iter().any(|kind| tag.contains(kind));
        (!allowed).then(|| text.get(..at).map_or(1, |before| before.matches('\n').count() + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<Finding> {
        let path = "rooms/visits/web/templates/a.html";
        check(&Sources::of(&[(path, text)])).into_iter().map(|f| f.replacen(&format!("{path}:"), "", 1)).collect()
    }

    #[test]
    fn what_the_policy_refuses_is_named() {
        assert_eq!(found("<p>\n{{ note|safe }}{{ note | safe }}"), ["2: `|safe` outside the reviewed templates"]);
        assert_eq!(found("<p style=\"color:red\">"), ["1: an inline style"]);
        assert_eq!(found("<style>p{}</style>"), ["1: an inline style sheet"]);
        assert_eq!(found("<a onclick='x()'>"), ["1: an inline handler `onclick`"]);
        assert_eq!(found("<p>\n<script type=\"module\">x()</script>"), ["2: a script without `src`"]);
        assert_eq!(found("<img src=\"https://cdn.example/x.png\">"), ["1: `src` leads to a third party"]);
        assert_eq!(found("<link\n  href=\"//cdn.example/x.css\">"), ["2: `href` leads to a third party"]);
    }

    #[test]
    fn what_it_allows_is_not() {
        let good = "<svg xmlns=\"http://www.w3.org/2000/svg\"><a href=\"/redo\" data-style=\"x\" hx-post=\"{{ url }}\">\
            {{ safest|upper }}{% if a == \"on\" %}{% endif %}<script src=\"{{ js }}\" defer></script>\
            <script type=\"application/ld+json\">{}</script><use href=\"http://www.w3.org/x\">";
        assert_eq!(found(good), Vec::<Finding>::new());
    }
}
