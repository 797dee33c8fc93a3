//! What a house has: ids that its description may name, so that what is asked about them is reached, and not only found missing.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Ids of one kind that are named, at most: what one case erases or closes is still there for others.
const MOST: usize = 8;
/// Lists of the house, and the word of a path behind which their ids stand.
pub(super) const LISTS: [(&str, &str); 12] = [
    ("visits", "/api/v1/visits"),
    ("clients", "/api/v1/clients"),
    ("people", "/api/v1/people"),
    ("invoices", "/api/v1/invoices"),
    ("payments", "/api/v1/payments?state=placed"),
    ("payments", "/api/v1/payments?state=free"),
    ("receipts", "/api/v1/receipts?state=due"),
    ("receipts", "/api/v1/receipts?state=punched"),
    ("cases", "/api/v1/cases"),
    ("requests", "/api/v1/requests"),
    ("messages", "/api/v1/messages"),
    ("services", "/api/v1/services"),
];

/// Ids by the word of a path behind which they stand.
#[derive(Debug, Default)]
pub(super) struct Known(BTreeMap<String, Vec<String>>);

impl Known {
    /// Takes the ids of a list, or of one thing, as it was answered.
    pub(super) fn learn(&mut self, word: &str, answer: &Value) {
        let mut ids = Vec::new();
        collect(answer, &mut ids);
        let known = self.0.entry(word.to_owned()).or_default();
        ids.retain(|id| !known.contains(id));
        known.extend(ids);
        known.truncate(MOST);
    }

    pub(super) fn first(&self, word: &str) -> Option<&str> {
        self.0.get(word)?.first().map(String::as_str)
    }

    pub(super) fn all(&self, word: &str) -> &[String] {
        self.0.get(word).map_or(&[], Vec::as_slice)
    }

    /// The description, with these ids where it asks for one.
    pub(super) fn named_in(&self, mut document: Value) -> Value {
        let mut sent = BTreeSet::new();
        for (path, item) in document.pointer_mut("/paths").and_then(Value::as_object_mut).into_iter().flatten() {
            for (_, operation) in item.as_object_mut().into_iter().flatten() {
                for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
                    let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
                    let ids = before(path, name).map_or(&[][..], |word| self.ids(word, path.ends_with("/erase")));
                    let is_path = parameter.get("in").is_some_and(|place| place == "path");
                    if let Some(parameter) = parameter.as_object_mut().filter(|_| is_path && !ids.is_empty()) {
                        parameter.insert("schema".to_owned(), json!({ "type": "string", "enum": ids }));
                    }
                }
                refs(operation.get("requestBody").unwrap_or(&Value::Null), &mut sent);
            }
        }
        // What a body is made of, as far down as it goes; what is answered with is left as it is.
        let mut grown = 0;
        while grown != sent.len() {
            grown = sent.len();
            for name in sent.clone() {
                refs(document.pointer(&format!("/components/schemas/{name}")).unwrap_or(&Value::Null), &mut sent);
            }
        }
        for name in sent {
            let fields = document.pointer_mut(&format!("/components/schemas/{name}/properties")).and_then(Value::as_object_mut);
            for (field, schema) in fields.into_iter().flatten() {
                let word = match field.as_str() {
                    "person" | "on" | "off" => "people",
                    "quote" => "quotes",
                    "hold" => "holds",
                    "invoice" => "invoices",
                    "visit" => "visits",
                    "client" => "clients",
                    _ => continue,
                };
                let is_id = schema.get("format").is_some_and(|format| format == "uuid");
                if let Some(schema) = schema.as_object_mut().filter(|_| is_id && !self.ids(word, false).is_empty()) {
                    schema.insert("enum".to_owned(), json!(self.ids(word, false)));
                }
            }
        }
        document
    }

    /// The last client is the one who is erased: the others stay to be asked about.
    fn ids(&self, word: &str, is_last: bool) -> &[String] {
        let all = self.all(word);
        if word != "clients" || all.len() < 2 {
            return all;
        }
        let (rest, last) = all.split_at(all.len() - 1);
        if is_last { last } else { rest }
    }
}

/// The word of a path before a parameter: `people` of `/api/v1/people/{person}/stages`.
fn before<'a>(path: &'a str, parameter: &str) -> Option<&'a str> {
    let place = format!("{{{parameter}}}");
    let words: Vec<&str> = path.split('/').collect();
    let at = words.iter().position(|word| *word == place)?;
    words.get(at.checked_sub(1)?).copied()
}

/// Ids of things, or codes of what has none.
fn collect(value: &Value, ids: &mut Vec<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| collect(one, ids)),
        Value::Object(fields) => match ["id", "code"].iter().find_map(|name| fields.get(*name)?.as_str()) {
            Some(id) => ids.push(id.to_owned()),
            None => fields.values().filter(|value| value.is_array()).for_each(|one| collect(one, ids)),
        },
        _ => {}
    }
}

/// The schemas that a part of the description leads to.
fn refs(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| refs(one, names)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value.as_str().and_then(|at| at.strip_prefix("#/components/schemas/"))) {
                    ("$ref", Some(schema)) => drop(names.insert(schema.to_owned())),
                    _ => refs(value, names),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_named_where_they_are_asked_for_and_nowhere_else() {
        let mut known = Known::default();
        known.learn("visits", &json!({ "items": [{ "id": "v1", "crew": [{ "id": "p9" }] }, { "id": "v2" }], "next": null }));
        known.learn("clients", &json!([{ "id": "c1" }, { "id": "c2" }]));
        let path = json!([{ "name": "id", "in": "path", "schema": { "type": "string", "format": "uuid" } }]);
        let document = json!({
            "paths": {
                "/api/v1/visits/{id}/late": { "post": { "parameters": path, "requestBody": { "schema": { "$ref": "#/components/schemas/LateIn" } } } },
                "/api/v1/clients/{id}": { "get": { "parameters": path } },
                "/api/v1/clients/{id}/erase": { "post": { "parameters": path } },
                "/api/v1/offers/{id}": { "get": { "parameters": path } }
            },
            "components": { "schemas": {
                "LateIn": { "properties": { "visit": { "format": "uuid" }, "of": { "$ref": "#/components/schemas/OfIn" } } },
                "OfIn": { "properties": { "client": { "format": "uuid" } } },
                "LateOut": { "properties": { "visit": { "format": "uuid" } } }
            } }
        });
        let named = known.named_in(document);
        let of = |path: &str, method: &str| named["paths"][path][method]["parameters"][0]["schema"]["enum"].clone();
        assert_eq!(of("/api/v1/visits/{id}/late", "post"), json!(["v1", "v2"]));
        assert_eq!((of("/api/v1/clients/{id}", "get"), of("/api/v1/clients/{id}/erase", "post")), (json!(["c1"]), json!(["c2"])));
        assert_eq!(of("/api/v1/offers/{id}", "get"), json!(null));
        let schemas = &named["components"]["schemas"];
        assert_eq!(schemas["LateIn"]["properties"]["visit"]["enum"], json!(["v1", "v2"]));
        assert_eq!(schemas["OfIn"]["properties"]["client"]["enum"], json!(["c1"]));
        assert_eq!(schemas["LateOut"]["properties"]["visit"]["enum"], json!(null));
    }
}
