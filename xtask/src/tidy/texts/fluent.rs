//! What tidy needs to know of a Fluent file.
use fluent_syntax::ast::{Attribute, CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};

/// A file of texts.
#[derive(Default)]
pub struct Texts {
    /// By key (a term's with its `-`): the attributes and variables, as `.subject`, `$name`, `.subject $name`.
    pub keys: BTreeMap<String, BTreeSet<String>>,
    /// Keys that other texts refer to.
    pub referred: BTreeSet<String>,
    /// Beginnings of keys that code puts together, declared by `# used: prefix-*`.
    pub built: Vec<String>,
    /// What cannot be read, or is said twice.
    pub faults: Vec<String>,
}

/// Reads a file as far as it can be read.
pub fn parse(text: &str) -> Texts {
    let built = declared(text, "used:").filter_map(|word| Some(word.strip_suffix('*')?.to_owned())).filter(|prefix| !prefix.is_empty());
    let mut texts = Texts { built: built.collect(), ..Texts::default() };
    let resource = match fluent_syntax::parser::parse(text) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            texts.faults.extend(errors.iter().map(|error| format!("not understood: {error}")));
            resource
        }
    };
    for entry in &resource.body {
        match entry {
            Entry::Message(m) => texts.add(m.id.name.to_owned(), m.value.as_ref(), &m.attributes),
            Entry::Term(t) => texts.add(format!("-{}", t.id.name), Some(&t.value), &t.attributes),
            _ => {}
        }
    }
    texts
}

/// What the comments of a file declare under this mark: keys, or beginnings of them with a `*`.
pub fn declared<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = text.lines().filter_map(move |line| line.strip_prefix('#')?.trim_start_matches('#').trim().strip_prefix(mark));
    lines.flat_map(|rest| rest.split([',', ' '])).map(str::trim).filter(|word| !word.is_empty())
}

impl Texts {
    fn add(&mut self, key: String, value: Option<&Pattern<&str>>, attributes: &[Attribute<&str>]) {
        let mut parts = BTreeSet::new();
        if let Some(pattern) = value {
            self.read(pattern, "", &mut parts);
        }
        // What is said on first-name terms is the same text once more, with the same variables; English has no words of its own for it.
        let (thou, attributes): (Vec<_>, Vec<_>) = attributes.iter().partition(|attribute| attribute.id.name == "thou" || attribute.id.name.ends_with("-thou"));
        for attribute in thou {
            let plain = attribute.id.name.strip_suffix("-thou").map(|name| attributes.iter().find(|one| one.id.name == name).map(|one| &one.value));
            let (mut said, mut model) = (BTreeSet::new(), BTreeSet::new());
            self.read(&attribute.value, "", &mut said);
            if let Some(plain) = plain.unwrap_or(value) {
                self.read(plain, "", &mut model);
            }
            if said != model {
                self.faults.push(format!("`{key}.{}` has other variables than the text it is another form of", attribute.id.name));
            }
        }
        for attribute in attributes {
            let name = format!(".{}", attribute.id.name);
            self.read(&attribute.value, &format!("{name} "), &mut parts);
            parts.insert(name);
        }
        if self.keys.contains_key(&key) {
            self.faults.push(format!("`{key}` stands twice"));
        }
        self.keys.insert(key, parts);
    }

    fn read(&mut self, pattern: &Pattern<&str>, place: &str, parts: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression, place, parts);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>, place: &str, parts: &mut BTreeSet<String>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline, place, parts),
            Expression::Select { selector, variants } => {
                self.inline(selector, place, parts);
                for variant in variants {
                    self.read(&variant.value, place, parts);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>, place: &str, parts: &mut BTreeSet<String>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                parts.insert(format!("{place}${}", id.name));
            }
            InlineExpression::MessageReference { id, .. } => {
                self.referred.insert(id.name.to_owned());
            }
            InlineExpression::TermReference { id, arguments, .. } => {
                self.referred.insert(format!("-{}", id.name));
                self.arguments(arguments.as_ref(), place, parts);
            }
            InlineExpression::FunctionReference { arguments, .. } => {
                self.arguments(Some(arguments), place, parts);
            }
            InlineExpression::Placeable { expression } => self.expression(expression, place, parts),
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        }
    }

    fn arguments(&mut self, arguments: Option<&CallArguments<&str>>, place: &str, parts: &mut BTreeSet<String>) {
        let Some(arguments) = arguments else { return };
        for value in arguments.positional.iter().chain(arguments.named.iter().map(|named| &named.value)) {
            self.inline(value, place, parts);
        }
    }
}
