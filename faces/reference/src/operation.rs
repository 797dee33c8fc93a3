//! One operation in words, read from the description.

use pages::T;
use serde_json::Value;

/// An operation.
pub(crate) struct Operation {
    /// Where the page jumps to.
    pub(crate) id: String,
    /// `GET`, `POST`.
    pub(crate) method: String,
    pub(crate) path: String,
    /// What it does, in a sentence.
    pub(crate) summary: String,
    /// More of it, a paragraph each.
    pub(crate) more: Vec<String>,
    /// To whom it is open.
    pub(crate) who: String,
    /// What a token needs; empty where it needs nothing.
    pub(crate) scope: String,
    /// How often it may be asked; empty where only the token's share counts.
    pub(crate) limit: String,
    pub(crate) parameters: Vec<FieldRow>,
    pub(crate) fields: Vec<FieldRow>,
    /// As a shell would ask it.
    pub(crate) curl: String,
    /// What comes back; empty where nothing does.
    pub(crate) answer: String,
    /// How it may end: status, words.
    pub(crate) ends: Vec<(String, String)>,
}

/// A parameter or a field.
pub(crate) struct FieldRow {
    pub(crate) name: String,
    /// `string`, `uuid`, `open | closed`, …
    pub(crate) kind: String,
    pub(crate) about: String,
    pub(crate) is_needed: bool,
}

/// The operations of the document in the order of their paths: room, operation.
pub(crate) fn all(document: &Value, t: &T, house: &str) -> Vec<(String, Operation)> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let methods = paths.flat_map(|(path, item)| item.as_object().into_iter().flatten().map(move |(method, said)| (path, method, said)));
    methods
        .map(|(path, method, said)| {
            let room = said.pointer("/tags/0").and_then(Value::as_str).unwrap_or("house").to_owned();
            (room, Operation::of(document, t, house, (path, method, said)))
        })
        .collect()
}

fn text(of: &Value, name: &str) -> String {
    // The description marks code for whoever renders it; here it reads as words.
    of.get(name).and_then(Value::as_str).unwrap_or_default().replace('`', "")
}

/// What a reference leads to.
fn found<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let place = value.get("$ref").and_then(Value::as_str).and_then(|place| place.strip_prefix('#'));
    place.and_then(|place| document.pointer(place)).unwrap_or(value)
}

/// The type of a schema in a word or two.
fn kind(document: &Value, schema: &Value) -> String {
    let schema = found(document, schema);
    if let Some(names) = schema.get("enum").and_then(Value::as_array) {
        return names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ");
    }
    if let Some(parts) = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array) {
        let filled = parts.iter().filter(|part| part.get("type").is_none_or(|kind| kind != "null")).map(|part| kind(document, part));
        let consts = parts.iter().filter_map(|part| part.get("const").and_then(Value::as_str)).collect::<Vec<_>>();
        return if consts.is_empty() { filled.collect::<Vec<_>>().join(" | ") } else { consts.join(" | ") };
    }
    let first = |kind: &Value| kind.as_str().map(str::to_owned).or_else(|| kind.get(0)?.as_str().map(str::to_owned));
    let name = schema.get("type").and_then(first).unwrap_or_default();
    match (name.as_str(), schema.get("format").and_then(Value::as_str)) {
        ("array", _) => format!("[{}]", schema.get("items").map(|item| kind(document, item)).unwrap_or_default()),
        ("string", Some(format)) if format != "binary" => format.to_owned(),
        _ => name,
    }
}

fn parameters(document: &Value, said: &Value) -> Vec<FieldRow> {
    let list = said.get("parameters").and_then(Value::as_array).into_iter().flatten();
    list.map(|parameter| found(document, parameter))
        .map(|parameter| FieldRow {
            name: text(parameter, "name"),
            kind: parameter.get("schema").map(|schema| kind(document, schema)).unwrap_or_default(),
            about: text(parameter, "description"),
            is_needed: parameter.get("required").is_some_and(|needed| needed == true),
        })
        .collect()
}

/// The fields of what is sent; of one of several bodies, those of the first.
fn fields(document: &Value, schema: &Value) -> Vec<FieldRow> {
    let schema = found(document, schema);
    let schema = schema.pointer("/oneOf/0").or_else(|| schema.pointer("/anyOf/0")).map_or(schema, |first| found(document, first));
    let needed = |name: &str| schema.get("required").and_then(Value::as_array).is_some_and(|all| all.iter().any(|one| one == name));
    let list = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    list.map(|(name, field)| FieldRow {
        name: name.clone(),
        kind: kind(document, field),
        about: {
            let own = text(field, "description");
            if own.is_empty() { text(found(document, field), "description") } else { own }
        },
        is_needed: needed(name),
    })
    .collect()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// The path with an example in the place of each parameter.
fn filled(document: &Value, said: &Value, path: &str) -> String {
    let mut path = path.to_owned();
    let mut query = Vec::new();
    for parameter in said.get("parameters").and_then(Value::as_array).into_iter().flatten().map(|one| found(document, one)) {
        let example = parameter.get("example").and_then(Value::as_str).unwrap_or("019ab4b2-6c00-7000-8000-000000000001");
        let name = text(parameter, "name");
        match parameter.get("in").and_then(Value::as_str) {
            Some("path") => path = path.replace(&format!("{{{name}}}"), example),
            Some("query") if parameter.get("required").is_some_and(|needed| needed == true) => query.push(format!("{name}={example}")),
            _ => {}
        }
    }
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

impl Operation {
    fn of(document: &Value, t: &T, house: &str, (path, method, said): (&str, &str, &Value)) -> Self {
        let body = said.pointer("/requestBody/content").and_then(Value::as_object).and_then(|kinds| kinds.iter().next());
        let example = body.and_then(|(_, media)| media.get("example"));
        let is_open = said.pointer("/security/0").is_some_and(|first| first.as_object().is_some_and(serde_json::Map::is_empty));
        let who = said.get("x-open-to").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let who: Vec<String> = who.map(|name| t.get(&format!("reference-to-{name}"))).collect();
        let scope = said.pointer("/security/1/token/0").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut curl = format!("curl {house}{}", filled(document, said, path));
        if !is_open {
            curl += " \\\n  -H \"Authorization: Bearer $TOKEN\"";
        }
        if method == "post" {
            curl += " \\\n  -H \"Idempotency-Key: $(uuidgen)\"";
            let sent = match (body, example) {
                (_, Some(example)) => format!(" \\\n  -H 'Content-Type: application/json' \\\n  -d '{}'", pretty(example)),
                (Some((kind, _)), None) => format!(" \\\n  -H 'Content-Type: {kind}' \\\n  --data-binary @photo.jpg"),
                (None, None) => " \\\n  -X POST".to_owned(),
            };
            curl += &sent;
        }
        let responses = said.get("responses").and_then(Value::as_object);
        let good = responses.into_iter().flatten().find(|(status, _)| status.starts_with('2')).map(|(_, response)| response);
        let answer = good.and_then(|good| good.get("content")?.as_object()?.values().next()?.get("example"));
        let limit = said.get("x-rate-limit").map(|limit| {
            let number = |name: &str| limit.get(name).map(ToString::to_string).unwrap_or_default();
            t.say("reference-limit", &[("times", number("times").into()), ("minutes", number("minutes").into())])
        });
        Self {
            id: text(said, "operationId"),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(said, "summary"),
            more: text(said, "description").split("\n\n").filter(|part| !part.is_empty()).map(str::to_owned).collect(),
            who: t.list(&who),
            scope,
            limit: limit.unwrap_or_default(),
            parameters: parameters(document, said),
            fields: body.and_then(|(_, media)| media.get("schema")).map(|schema| fields(document, schema)).unwrap_or_default(),
            curl,
            answer: answer.map(pretty).unwrap_or_default(),
            ends: responses.into_iter().flatten().map(|(status, response)| (status.clone(), text(found(document, response), "description"))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pages::UiTexts;
    use serde_json::json;
    use std::sync::Arc;
    use values::Lang;

    fn shown() -> Operation {
        let document = json!({
            "paths": { "/api/v1/cases/{id}/close": { "post": {
                "tags": ["aftercare"], "operationId": "close_case", "summary": "Closes a case.", "security": [{"session": []}, {"token": ["aftercare:write"]}],
                "x-open-to": ["desk"], "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}, {"$ref": "#/components/parameters/Key"}],
                "requestBody": { "content": { "application/json": { "schema": {"$ref": "#/components/schemas/Note"}, "example": {"note": "x"} } } },
                "responses": { "200": {"description": "Done", "content": {"application/json": {"example": {"id": 1}}}}, "404": {"$ref": "#/components/responses/NotFound"} }
            } } },
            "components": {
                "parameters": { "Key": {"name": "Idempotency-Key", "in": "header", "required": true, "schema": {"type": "string"}} },
                "schemas": { "Note": {"type": "object", "required": ["note"], "properties": {"note": {"type": "string", "description": "In words"}, "kind": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Kind"}]}}},
                             "Kind": {"type": "string", "enum": ["a", "b"]} },
                "responses": { "NotFound": {"description": "There is none"} }
            }
        });
        let t = T::new(Lang::En, Arc::new(UiTexts::new(&[]).unwrap()));
        all(&document, &t, "https://house.example").remove(0).1
    }

    #[test]
    fn an_operation_is_shown_as_it_is_described() {
        let shown = shown();
        assert_eq!((shown.method.as_str(), shown.scope.as_str(), shown.answer.as_str()), ("POST", "aftercare:write", "{\n  \"id\": 1\n}"));
        assert!(shown.curl.starts_with("curl https://house.example/api/v1/cases/019ab4b2-"), "{}", shown.curl);
        assert!(shown.curl.contains("Bearer $TOKEN") && shown.curl.contains("Idempotency-Key") && shown.curl.contains("\"note\": \"x\""), "{}", shown.curl);
        assert_eq!(shown.ends, [("200".to_owned(), "Done".to_owned()), ("404".to_owned(), "There is none".to_owned())]);
    }

    #[test]
    fn references_are_followed() {
        let shown = shown();
        assert_eq!(shown.parameters.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["id", "Idempotency-Key"]);
        let kinds: Vec<_> = shown.fields.iter().map(|row| (row.name.as_str(), row.kind.as_str(), row.is_needed)).collect();
        assert!(kinds.contains(&("note", "string", true)) && kinds.contains(&("kind", "a | b", false)), "{kinds:?}");
    }
}
