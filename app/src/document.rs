//! The API described (OpenAPI 3.1): what the rooms say of their operations, and what holds for all of them, said once.
//!
//! Whom an operation is for comes from its gate, so that the description cannot promise another access than the house
//! keeps; the kinds of problems come from the texts, so that each has its page.

use access::{Grant, Scope};
use pages::{Flow, Gate, Route, TOKEN};
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;

/// Problems that any operation may answer with; the name of the response, its status, what it says.
const SHARED: [(&str, &str, &str); 12] = [
    ("KeyMissing", "400", "`idempotency-key-missing`: a POST carries a key of its own for each act"),
    ("SignInFirst", "401", "Nobody is signed in (`sign-in-first`), or the token does not stand (`token-unknown`)"),
    ("Denied", "403", "Not open to whoever asks (`denied`), not within the token's scopes (`scope-missing`), or sent from another site (`other-site`)"),
    ("NotFound", "404", "There is none, or not for whoever asks"),
    ("Conflict", "409", "`in-flight`: the same request is still at work; or what is asked no longer fits the state"),
    ("TooLarge", "413", "`too-large`: more was sent than is read"),
    ("Unprocessable", "422", "`body-unreadable`, `invalid-input` with the faults of each field, or `idempotency-key-reused`"),
    ("TooMany", "429", "`too-many`: `Retry-After` says in how many seconds to ask again"),
    ("Changed", "412", "`changed-meanwhile`: what it is about is no longer as `If-Match` says"),
    ("Gone", "410", "It was there, and is no longer; or it is about somebody whose data was erased (`erased`)"),
    ("Failure", "500", "A failure of ours; `operation` is its number in the log"),
    ("OutOfReach", "503", "The house is out of reach for a moment; `Retry-After` says for how long"),
];

/// What the API is, in one paragraph.
const ABOUT: &str = "Everything that the pages of the house do. \
     Every POST carries an `Idempotency-Key`: sent again within a day, it is answered alike and done once. \
     Lists come in pages: `limit` says how many, `next` of a page is the `after` of the one that follows. \
     What went wrong is `application/problem+json` (RFC 9457), its `type` leads to a page that explains the kind. \
     Moments are RFC 3339, money is whole kopecks. \
     Texts follow `Accept-Language`: Russian, or English.";

/// The document. `routes` are all of the house; `kinds` those of its problems.
pub(crate) fn document(paths: &OpenApi, routes: &[Route], kinds: &[String], version: &str) -> serde_json::Result<Value> {
    let mut document = serde_json::to_value(paths)?;
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    for (path, item) in entries(&mut document, "/paths") {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let route = routes.iter().find(|route| route.path == *path && route.method.eq_ignore_ascii_case(method));
            if let (Some(route), Some(operation)) = (route, operation.as_object_mut()) {
                describe(operation, route, is_about(route, routes), &schemas);
            }
        }
    }
    let scopes: Vec<String> = scopes(routes);
    put(&mut document, "info", json!({ "title": "butler", "version": version, "description": ABOUT }));
    put(&mut document, "servers", json!([{ "url": "/" }]));
    if let Some(components) = document.get_mut("components") {
        put(components, "securitySchemes", security(&scopes));
        let mut responses: Map<String, Value> = SHARED.iter().map(|(name, status, what)| ((*name).to_owned(), shared(status, what))).collect();
        responses.insert("NotModified".to_owned(), json!({ "description": "What was asked for is as `If-None-Match` knows it" }));
        put(components, "responses", responses.into());
        put(components, "parameters", json!({ "IdempotencyKey": key(), "IfMatch": if_match() }));
        put(components, "headers", headers());
    }
    if let Some(kind) = document.pointer_mut("/components/schemas/ProblemOut/properties/kind") {
        put(kind, "enum", json!(kinds));
    }
    Ok(document)
}

fn put(at: &mut Value, name: &str, value: Value) {
    if let Some(map) = at.as_object_mut() {
        map.insert(name.to_owned(), value);
    }
}

fn entries<'a>(document: &'a mut Value, at: &str) -> impl Iterator<Item = (&'a String, &'a mut Value)> {
    document.pointer_mut(at).and_then(Value::as_object_mut).into_iter().flatten()
}

/// A change of a thing that is shown by itself: it may be asked for on the condition that the thing is as it was.
fn is_about(route: &Route, routes: &[Route]) -> bool {
    let parts = route.path.split('/').position(|part| part.starts_with('{')).map_or(usize::MAX, |at| at + 1);
    let thing = || route.path.split('/').take(parts).collect::<Vec<_>>().join("/");
    route.method != "GET" && parts != usize::MAX && routes.iter().any(|other| other.method == "GET" && other.path == thing())
}

/// What holds for an operation by its route.
fn describe(operation: &mut Map<String, Value>, route: &Route, is_about: bool, schemas: &Value) {
    let scope = route.scope();
    let who = match &scope {
        Some(scope) => json!([{ "session": [] }, { "token": [scope.to_string()] }]),
        None => json!([{}, { "session": [] }, { "token": [] }]),
    };
    operation.insert("security".to_owned(), who);
    operation.insert("x-open-to".to_owned(), json!(open_to(route.gate)));
    if let Some(flow) = route.flow {
        operation.insert("x-rate-limit".to_owned(), json!({ "policy": flow.name, "times": flow.times, "minutes": 10 }));
    }
    let changes = route.method != "GET";
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    let mut asks = false;
    if let Some(list) = parameters.as_array_mut() {
        list.retain(|parameter| parameter.get("name").is_none_or(|name| name != "Idempotency-Key"));
        asks = list.iter().any(|parameter| parameter.get("in").is_some_and(|place| place == "query"));
        if changes {
            list.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
        }
        if is_about {
            list.push(json!({ "$ref": "#/components/parameters/IfMatch" }));
        }
    }
    if let Some(content) = operation.get_mut("requestBody").and_then(|body| body.get_mut("content")) {
        exemplify(content, schemas);
    }
    let responses = operation.entry("responses").or_insert_with(|| json!({}));
    for (status, response) in responses.as_object_mut().into_iter().flatten() {
        answer(status, response, schemas);
    }
    let mut may = vec!["SignInFirst", "Denied", "TooMany", "Failure", "OutOfReach"];
    if route.path.contains('{') || asks {
        may.push("NotFound");
    }
    if changes {
        // Whose data was erased may be found out by any change: what is sealed under their key is written by rooms of every kind.
        may.extend(["KeyMissing", "NotFound", "Conflict", "Gone", "TooLarge", "Unprocessable"]);
        may.extend(is_about.then_some("Changed"));
    } else if asks {
        may.push("Unprocessable");
    }
    if !changes && route.path.starts_with("/api/v1/") {
        put(responses, "304", json!({ "$ref": "#/components/responses/NotModified" }));
    }
    for (name, status, _) in SHARED.iter().filter(|(name, ..)| may.contains(name)) {
        if responses.get(*status).is_none() {
            put(responses, status, json!({ "$ref": format!("#/components/responses/{name}") }));
        }
    }
}

/// An answer: its problem as problem+json, words where the room says none, an example.
fn answer(status: &str, response: &mut Value, schemas: &Value) {
    let of_problem = |content: &Value| content.pointer("/schema/$ref").is_some_and(|name| name == "#/components/schemas/ProblemOut");
    let words = SHARED.iter().find(|(_, code, _)| *code == status).map_or("Done", |(_, _, what)| what);
    let Some(response) = response.as_object_mut() else {
        return;
    };
    if response.get("description").is_none_or(|said| said == "") {
        response.insert("description".to_owned(), words.into());
    }
    if status.starts_with('2') {
        let named = ["ETag", "RateLimit-Policy", "RateLimit"].map(|name| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") })));
        response.insert("headers".to_owned(), named.into_iter().collect::<Map<_, _>>().into());
    }
    if let Some(content) = response.get_mut("content") {
        if let Some(map) = content.as_object_mut()
            && map.get("application/json").is_some_and(of_problem)
            && let Some(problem) = map.remove("application/json")
        {
            map.insert("application/problem+json".to_owned(), problem);
        }
        exemplify(content, schemas);
    }
}

/// An example beside each schema that has none of its own.
fn exemplify(content: &mut Value, schemas: &Value) {
    for (kind, media) in content.as_object_mut().into_iter().flatten().filter(|(kind, _)| kind.ends_with("json")) {
        let is_problem = kind.contains("problem");
        if media.get("example").is_none()
            && !is_problem
            && let Some(example) = media.get("schema").map(|schema| example(schema, schemas, 0))
        {
            put(media, "example", example);
        }
    }
}

/// An example of a schema: its own, or one put together of its parts'.
fn example(schema: &Value, schemas: &Value, depth: u8) -> Value {
    if let Some(own) = schema.get("example").or_else(|| schema.pointer("/examples/0")) {
        return own.clone();
    }
    if depth > 6 {
        return Value::Null;
    }
    let within = |part: &Value| example(part, schemas, depth + 1);
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        return schemas.get(name).map_or(Value::Null, within);
    }
    if let Some(first) = ["/enum/0", "/oneOf/0", "/anyOf/0", "/allOf/0"].iter().find_map(|at| Some((at, schema.pointer(at)?))) {
        let mut options = schema.pointer("/oneOf").and_then(Value::as_array).into_iter().flatten();
        let filled = options.rfind(|one| one.get("type").is_none_or(|kind| kind != "null"));
        return if *first.0 == "/enum/0" { first.1.clone() } else { within(filled.unwrap_or(first.1)) };
    }
    let kind = schema.get("type").and_then(|kind| kind.as_str().or_else(|| kind.get(0)?.as_str())).unwrap_or_default();
    match (kind, schema.get("format").and_then(Value::as_str)) {
        ("object", _) => {
            let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
            fields.map(|(name, field)| (name.clone(), within(field))).collect::<Map<_, _>>().into()
        }
        ("array", _) => schema.get("items").map_or_else(|| json!([]), |item| json!([within(item)])),
        ("integer" | "number", _) => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        ("boolean", _) => json!(true),
        ("string", Some("uuid")) => json!("019ab4b2-6c00-7000-8000-000000000001"),
        ("string", Some("date-time")) => json!("2026-11-25T07:00:00Z"),
        ("string", Some("date")) => json!("2026-11-25"),
        ("string", _) => json!("…"),
        _ => Value::Null,
    }
}

/// Whom a gate lets in, by names that a page can word.
fn open_to(gate: Gate) -> Vec<&'static str> {
    let Gate::Act(act) = gate else {
        return vec!["anyone"];
    };
    let name = |grant: &Grant| match grant {
        Grant::Anyone => "anyone",
        Grant::TheClient => "client",
        Grant::Household(_) => "household",
        Grant::TheCrew => "crew",
        Grant::Cleaner => "cleaner",
        Grant::Desk => "desk",
        Grant::Owner => "owner",
    };
    let mut names: Vec<&str> = act.grants.iter().map(name).collect();
    names.dedup();
    names
}

/// All scopes that an operation asks for, in order.
fn scopes(routes: &[Route]) -> Vec<String> {
    let mut scopes: Vec<Scope> = routes.iter().filter(|route| route.is_api()).filter_map(Route::scope).collect();
    scopes.sort();
    scopes.dedup();
    scopes.iter().map(Scope::to_string).collect()
}

fn security(scopes: &[String]) -> Value {
    let token = format!(
        "A personal token, made at `/desk/tokens`, shown once: `Authorization: Bearer butler_…`. It asks for its owner, no further than its scopes: {}.",
        scopes.join(", ")
    );
    json!({
        "session": { "type": "http", "scheme": "bearer", "description": "A token of `POST /api/v1/sessions`; the cookie of the pages does as well." },
        "token": { "type": "http", "scheme": "bearer", "description": token, "x-scopes": scopes },
    })
}

fn shared(status: &str, what: &str) -> Value {
    let mut response = json!({
        "description": what,
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/ProblemOut" } } },
    });
    if matches!(status, "429" | "503") {
        put(&mut response, "headers", json!({ "Retry-After": { "$ref": "#/components/headers/Retry-After" } }));
    }
    response
}

fn key() -> Value {
    json!({
        "name": "Idempotency-Key", "in": "header", "required": true,
        "description": "One for each act: 16 to 128 visible ASCII characters. Sent again within a day, it is answered alike and done once; \
                        the answer then carries `Idempotency-Replayed: true`.",
        "schema": { "type": "string", "minLength": 16, "maxLength": 128, "pattern": "^[!-~]{16,128}$" },
        "example": "5f0c1ab2-77aa-4a51-9c55-0f1f2f3f4f5f",
    })
}

fn if_match() -> Value {
    json!({
        "name": "If-Match", "in": "header", "required": false,
        "description": "The `ETag` of what the change is about, as it was read: the change is done only while it is so.",
        "schema": { "type": "string" },
        "example": "*",
    })
}

fn headers() -> Value {
    let token = policy(TOKEN);
    json!({
        "ETag": { "description": "A tag of the content, on what is shown: `If-None-Match` with it asks only for what has changed.", "schema": { "type": "string" }, "example": "\"5f0c1ab277aa4a519c55\"" },
        "RateLimit-Policy": { "description": "The limit that counts here, in requests and seconds.", "schema": { "type": "string" }, "example": token },
        "RateLimit": { "description": "What is left of it, and in how many seconds its window turns.", "schema": { "type": "string" }, "example": "\"token\";r=5999;t=420" },
        "Retry-After": { "description": "Seconds after which the same may be asked again.", "schema": { "type": "string" }, "example": "600" },
    })
}

fn policy(flow: Flow) -> String {
    format!("\"{}\";q={};w=600", flow.name, flow.times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house;

    fn whole() -> Value {
        let mut api = utoipa_axum::router::OpenApiRouter::new();
        for web in house::webs() {
            api = api.merge(web.api);
        }
        let texts: Vec<_> = house::webs().iter().map(|web| (web.name, web.texts)).collect();
        let kinds = pages::UiTexts::new(&texts).unwrap().problem_kinds();
        document(api.get_openapi(), &house::routes(), &kinds, "0").unwrap()
    }

    fn operations(document: &Value) -> Vec<(String, Value)> {
        let of =
            |(path, item): (&String, &Value)| item.as_object().unwrap().iter().map(|(method, op)| (format!("{method} {path}"), op.clone())).collect::<Vec<_>>();
        document["paths"].as_object().unwrap().iter().flat_map(of).collect()
    }

    #[test]
    fn every_operation_says_whom_it_is_for_and_how_it_may_end() {
        let document = whole();
        let all = operations(&document);
        assert!(all.len() > 20);
        let mut ids = std::collections::BTreeSet::new();
        for (name, operation) in &all {
            assert!(operation["security"].is_array() && operation["x-open-to"].is_array(), "{name}");
            assert!(operation["summary"].as_str().is_some_and(|words| !words.is_empty()), "{name} has no words");
            assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{name} is called like another");
            for (status, response) in operation["responses"].as_object().unwrap() {
                assert!(response.get("$ref").is_some() || response["description"].as_str().is_some_and(|said| !said.is_empty()), "{name} {status}");
                for kind in response["content"].as_object().into_iter().flatten().map(|(kind, _)| kind) {
                    assert_eq!(kind.contains("problem"), status.starts_with(['4', '5']), "{name} {status}: {kind}");
                }
            }
            assert_eq!(operation["responses"].get("400").is_some(), name.starts_with("post"), "{name}");
        }
    }

    #[test]
    fn no_two_rooms_call_different_things_alike() {
        let mut known = std::collections::BTreeMap::new();
        for web in house::webs() {
            let own = serde_json::to_value(web.api.get_openapi()).unwrap();
            for (name, schema) in own.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten() {
                let (first, as_known) = known.entry(name.clone()).or_insert_with(|| (web.name, schema.clone()));
                assert_eq!(as_known, schema, "{name} of {} is another thing than that of {first}", web.name);
            }
        }
    }

    #[test]
    fn every_body_and_every_answer_has_an_example() {
        let (document, mut mute) = (whole(), Vec::new());
        for (name, operation) in operations(&document) {
            let bodies = operation.pointer("/requestBody/content").into_iter();
            let answers =
                operation["responses"].as_object().unwrap().iter().filter(|(status, _)| status.starts_with('2')).filter_map(|(_, r)| r.get("content"));
            for content in bodies.chain(answers) {
                for (kind, media) in content.as_object().unwrap().iter().filter(|(kind, _)| kind.ends_with("json")) {
                    assert!(!media["example"].is_null(), "{name} {kind} has no example");
                    if media["example"].to_string().contains("\"…\"") {
                        mute.push(format!("{name}: {}", media["example"]));
                    }
                }
            }
        }
        assert!(mute.is_empty(), "examples that say nothing:\n{}", mute.join("\n"));
    }

    #[test]
    fn the_kinds_of_problems_are_one_enum() {
        let document = whole();
        let kinds = document["components"]["schemas"]["ProblemOut"]["properties"]["kind"]["enum"].as_array().unwrap().clone();
        assert!(kinds.contains(&json!("guarantee-closed")) && kinds.contains(&json!("scope-missing")));
        assert!(kinds.iter().all(|kind| !kind.as_str().unwrap().contains('.')));
    }
}
