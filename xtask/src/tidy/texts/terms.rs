//! On whose terms a Russian text speaks. What says «Вы» has words of its own for those on first-name terms, its `.thou`, or the file declares
//! that it speaks to none of them: `# formal: prefix-*, key` names what is read at the desk, by cleaners and suppliers, or before it is
//! known who reads.
use super::fluent::declared;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement};
use std::collections::BTreeSet;

/// Texts that would say «Вы» to somebody on first-name terms, and declarations that nothing needs.
pub fn faults(text: &str) -> Vec<String> {
    let (Ok(resource) | Err((resource, _))) = fluent_syntax::parser::parse(text);
    let formal: Vec<&str> = declared(text, "formal:").collect();
    let (mut found, mut needed) = (Vec::new(), BTreeSet::new());
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let parts = parts(message);
        for (name, _) in parts.iter().filter(|(_, pattern)| is_formal(&words(pattern))) {
            let other = if name.is_empty() { ".thou".to_owned() } else { format!("{name}-thou") };
            if name.ends_with("thou") {
                found.push(format!("`{}{name}` says «Вы» to those on first-name terms", message.id.name));
            } else if parts.iter().all(|(part, _)| *part != other) {
                match formal.iter().find(|declared| covers(declared, message.id.name)) {
                    Some(declared) => drop(needed.insert(*declared)),
                    None => found.push(format!("`{}{name}` says «Вы» and has no `{other}`; what no client reads is declared by `# formal:`", message.id.name)),
                }
            }
        }
    }
    found.extend(formal.iter().filter(|declared| !needed.contains(*declared)).map(|declared| format!("`# formal: {declared}` is said of nothing")));
    found
}

fn covers(declared: &str, key: &str) -> bool {
    declared.strip_suffix('*').map_or(declared == key, |prefix| key.starts_with(prefix))
}

/// The value, under no name, and the attributes, as `.detail`.
fn parts<'a>(message: &'a Message<&'a str>) -> Vec<(String, &'a Pattern<&'a str>)> {
    let value = message.value.iter().map(|value| (String::new(), value));
    value.chain(message.attributes.iter().map(|attribute| (format!(".{}", attribute.id.name), &attribute.value))).collect()
}

/// All that a pattern can say; a blank stands for what is put in.
fn words(pattern: &Pattern<&str>) -> String {
    let said = pattern.elements.iter().map(|element| match element {
        PatternElement::TextElement { value } => (*value).to_owned(),
        PatternElement::Placeable { expression } => match expression {
            Expression::Select { variants, .. } => format!(" {} ", variants.iter().map(|one| words(&one.value)).collect::<Vec<_>>().join(" ")),
            Expression::Inline(InlineExpression::StringLiteral { value }) => (*value).to_owned(),
            Expression::Inline(_) => " ".to_owned(),
        },
    });
    said.collect()
}

/// Does somebody formally addressed hear it? The pronoun tells, and verbs that ask several people, or one of them formally: `позвоните`,
/// `выберите`, `дождитесь`.
fn is_formal(words: &str) -> bool {
    words.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).any(|word| {
        matches!(word.as_str(), "вы" | "вас" | "вам" | "вами")
            || word.starts_with("ваш")
            || (!matches!(word.as_str(), "визите" | "сайте") && ["ите", "йте", "ьте"].iter().any(|end| word.trim_end_matches("сь").ends_with(end)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_on_first_name_terms_is_never_addressed_formally() {
        let ftl = "title = Ваш дом\n    .hint = Дождитесь ответа\nlead = { $n ->\n    [one] на сайте\n   *[other] позвоните\n }\nplain = На визите { $n }\n";
        let lacks = |key: &str, other: &str| format!("`{key}` says «Вы» and has no `{other}`; what no client reads is declared by `# formal:`");
        assert_eq!(faults(ftl), [lacks("title", ".thou"), lacks("title.hint", ".hint-thou"), lacks("lead", ".thou")]);
        let said = "title = Ваш дом\n    .thou = Твой дом\n    .hint = Дождитесь ответа\n    .hint-thou = Дождитесь ответа\n";
        assert_eq!(faults(said), ["`title.hint-thou` says «Вы» to those on first-name terms"]);
        assert_eq!(faults(&format!("# formal: title, le*\n{ftl}")), Vec::<String>::new());
        assert_eq!(faults("# formal: title, desk-*\ntitle = Ваш дом\n"), ["`# formal: desk-*` is said of nothing"]);
    }
}
