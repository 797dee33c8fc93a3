//! Whatever is sent is answered: never a failure of ours, nothing half written, and a word beside the field that is to blame.
//!
//! The first story walks every route of the house and sends to each field what nobody should; the others tell the known cases.

use crate::City;
use crate::access::{api, body};
use crate::city::{Answer, Person};
use crate::scene::{Scene, scene};
use access::Actor;
use axum::body::Body;
use axum::http::Request;
use butler::house;
use db::sql;
use housebook::Files;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What nobody should send into a field.
fn hostile() -> Vec<String> {
    let known = [
        "",
        "\0",
        "а\0б",
        "а\u{202E}б",
        "👩‍🚒📞",
        "-1",
        "0",
        "1000000000",
        "99999999999999999999",
        "-9223372036854775808",
        "1e308",
        "9999-12-31",
        "1000-01-01",
        "2026-02-30",
        "9999-12-31T23:59:59Z",
        "-9999-01-01T00:00:00Z",
        "1000-01-01T00:00:00Z",
        "25:61",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "'; DROP TABLE visits; --",
        "<script>alert(1)</script>",
        "../../../etc/passwd",
        "//evil.example",
    ];
    let long = ["я".repeat(25_000), "+".repeat(5_000)];
    known.into_iter().map(str::to_owned).chain(long).collect()
}

/// The Big List of Naughty Strings, by Max Woolf and others (MIT, `app/tests/naughty`), with one folder named otherwise.
pub(crate) fn naughty() -> Vec<String> {
    serde_json::from_str(include_str!("../naughty/blns.json")).unwrap()
}

/// The few that reach furthest: for fields that nobody types into, and for the second database.
fn worst() -> Vec<String> {
    let known = [
        "",
        "а\0б",
        "-9223372036854775808",
        "99999999999999999999",
        "-9999-01-01T00:00:00Z",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "<script>alert(1)</script>",
    ];
    known.into_iter().map(str::to_owned).chain(["я".repeat(25_000)]).collect()
}

/// A path with its ids left out: a page has the same form many times.
fn shape(action: &str) -> String {
    action.split('?').next().unwrap_or_default().split('/').map(|part| if part.len() > 30 { "{id}" } else { part }).collect::<Vec<_>>().join("/")
}

/// A form as it stands on a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
    /// Names of the fields that a person types into.
    typed: BTreeSet<String>,
    /// Sent in parts, as a form with a file is.
    in_parts: bool,
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    let value = rest.split('"').next()?;
    Some(value.replace("&#38;", "&").replace("&amp;", "&").replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">").replace("&#39;", "'"))
}

/// The forms of a page that change something.
pub(crate) fn forms(html: &str) -> Vec<Seen> {
    let mut all = Vec::new();
    for form in html.split("<form").skip(1) {
        let (head, rest) = form.split_once('>').unwrap();
        if attribute(head, "method").as_deref() != Some("post") {
            continue;
        }
        let inside = rest.split("</form>").next().unwrap();
        let mut seen = Seen {
            action: attribute(head, "action").unwrap_or_default(),
            fields: Vec::new(),
            typed: BTreeSet::new(),
            in_parts: head.contains("multipart/form-data"),
        };
        for tag in inside.split('<').skip(1) {
            let (head, after) = tag.split_once('>').unwrap_or((tag, ""));
            let kind = head.split([' ', '\n', '/']).next().unwrap_or_default();
            let Some(name) = attribute(head, "name").filter(|_| matches!(kind, "input" | "textarea" | "select" | "button")) else {
                if kind == "option"
                    && let Some((_, value)) = seen.fields.last_mut()
                    && (value.is_empty() || head.contains(" selected"))
                {
                    *value = attribute(head, "value").unwrap_or_default();
                }
                continue;
            };
            let input = attribute(head, "type").unwrap_or_default();
            if kind == "textarea" || (kind == "input" && matches!(input.as_str(), "text" | "tel" | "email" | "number" | "search")) {
                seen.typed.insert(name.clone());
            }
            if !seen.fields.iter().any(|(known, _)| *known == name) {
                let value = if kind == "textarea" { after.to_owned() } else { attribute(head, "value").unwrap_or_default() };
                seen.fields.push((name, value));
            }
        }
        all.push(seen);
    }
    all
}

async fn count(city: &City, table: &str) -> i64 {
    let row = sql::one(&city.app.read().await.unwrap(), &format!("SELECT count(*) AS n FROM {table}"), vec![]).await.unwrap().unwrap();
    row.get("n").unwrap()
}

/// All that is stored, without what is recorded of those who look.
async fn stored(city: &City) -> Vec<(String, String)> {
    let (_, tables) = db::digest(&city.app).await.unwrap();
    tables.into_iter().filter(|of| of.table != "looks").map(|of| (of.table, of.sha256)).collect()
}

/// What is wrong with the answer to a changing request, if anything is.
fn wrong(answer: &Answer, is_api: bool, typed: Option<&str>) -> Option<&'static str> {
    let (status, text) = (answer.status.as_u16(), &answer.text);
    if status >= 500 {
        return Some("a failure of ours");
    }
    if !is_api && text.contains("<script>alert(1)") {
        return Some("what was typed runs as a script");
    }
    if !(400..500).contains(&status) {
        return None;
    }
    if is_api {
        let problem: Option<Value> = serde_json::from_str(text).ok();
        return problem
            .is_none_or(|problem| problem["kind"].as_str().is_none() || problem["title"].as_str().is_none_or(str::is_empty))
            .then_some("no problem is told");
    }
    if !text.contains("<h1") {
        return Some("a refusal without a page");
    }
    // Each fault in words, and what was typed still there.
    if status == 422 && !["field-error", "notice-error", "role=\"alert\"", "class=\"error"].iter().any(|mark| text.contains(mark)) {
        return Some("a refusal without a word");
    }
    let begins: String = typed.unwrap_or_default().trim().chars().take(12).collect();
    (status == 422 && !begins.is_empty() && begins.chars().all(|c| c.is_alphanumeric() || c == '-') && !text.contains(&begins))
        .then_some("what was typed is gone")
}

/// The walk: what was found wrong, and how much was asked.
struct Walk<'a> {
    city: &'a City,
    found: BTreeMap<String, BTreeSet<String>>,
    asked: usize,
    /// Where forms are sent in parts.
    in_parts: BTreeSet<String>,
}

impl Walk<'_> {
    fn find(&mut self, what: &str, value: &str, wrong: &str) {
        let value: String = value.chars().take(24).collect();
        self.found.entry(format!("{what}: {wrong}")).or_default().insert(format!("{value:?}"));
    }

    /// Sends a form; a refusal must have written nothing.
    #[expect(clippy::too_many_arguments, reason = "who sends what where, and what is looked for in the answer")]
    async fn sends(&mut self, who: &Person<'_>, name: &str, action: &str, fields: &[(String, String)], field: &str, value: &str, typed: bool) -> bool {
        self.asked += 1;
        let before = count(self.city, "facts").await;
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = if self.in_parts.contains(name) { who.form_in_parts(action, &pairs).await } else { who.form(action, &pairs).await };
        if let Some(wrong) = wrong(&answer, false, typed.then_some(value)) {
            self.find(&format!("{name} {field} → {}", answer.status.as_u16()), value, wrong);
        }
        // Whatever could be read as a tag is shown with its signs escaped.
        if value.len() > 3 && value.contains('<') && value.contains('>') && answer.text.contains(value) {
            self.find(&format!("{name} {field} → {}", answer.status.as_u16()), value, "what was typed stands there as a tag");
        }
        let refused = answer.status.as_u16() >= 400;
        if refused && count(self.city, "facts").await != before {
            self.find(&format!("{name} {field}"), value, "refused, and something has happened");
        }
        refused
    }

    async fn calls(&mut self, who: &Person<'_>, path: &str, field: &str, body: Value) {
        self.asked += 1;
        let before = count(self.city, "facts").await;
        let value = body.to_string();
        let answer = who.post(path, body).await;
        if let Some(wrong) = wrong(&answer, true, None) {
            self.find(&format!("{path} {field} → {}", answer.status.as_u16()), &value, wrong);
        }
        if answer.status.as_u16() >= 400 && count(self.city, "facts").await != before {
            self.find(&format!("{path} {field}"), &value, "refused, and something has happened");
        }
    }
}

/// A body of the API as its description says it is.
fn described(document: &Value, schema: &Value, depth: u8) -> Value {
    if depth > 6 {
        return Value::Null;
    }
    if let Some(name) = schema["$ref"].as_str() {
        return described(document, &document["components"]["schemas"][name.rsplit('/').next().unwrap()], depth + 1);
    }
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"].as_array().and_then(|kinds| kinds[0].as_str())).unwrap_or_default();
    match kind {
        "object" => {
            let fields = schema["properties"].as_object().cloned().unwrap_or_default();
            Value::Object(fields.iter().map(|(name, of)| (name.clone(), described(document, of, depth + 1))).collect())
        }
        "array" => json!([described(document, &schema["items"], depth + 1)]),
        "integer" | "number" => json!(1),
        "boolean" => json!(true),
        "string" => json!("x"),
        _ => Value::Null,
    }
}

/// A message that says what a server of mail might take for its own.
const SAID: messaging::Class = messaging::Class::urgent("stories.said");

crate::stories! {
    async fn a_letter_that_says_a_word_of_the_post_arrives_whole(city: City) {
        crate::channels::on_wednesday(city).await;
        let client = city.client_of(crate::channels::PHONE).await;
        city.settle().await;
        let post = crate::channels::with_mail(city, "anna@example.org").await;
        let mut composers = messaging::Composers::clone(&city.app.part::<messaging::Composers>().unwrap());
        let body = ".\nQUIT\n.\r\nMAIL FROM:<a@b>\n.\nthe last line";
        composers.compose(SAID, move |_, _| {
            let letter = messaging::Letter { title: "From: a\r\nBcc: b@example.org".to_owned(), body: body.to_owned(), lang: values::Lang::En, code: None, thread: None, door: None, encloses: Vec::new() };
            std::future::ready(Ok(Some(letter)))
        });
        city.app.put(composers);
        for about in 1..=2 {
            city.app.write(db::By::house(), |tx| async move { messaging::queue(&tx, SAID, uuid::Uuid::from_u128(about), client.uuid()).await }).await.unwrap();
        }
        city.settle().await;
        let mails = post.mails();
        assert_eq!(mails.len(), 2, "{mails:?}");
        for mail in mails {
            assert!(mail.contains("the last line") && mail.contains("MAIL FROM:<a@b>"), "{mail}");
            let (head, _) = mail.split_once("\r\n\r\n").expect("a head");
            assert!(head.lines().all(|line| !line.starts_with("Bcc")), "{mail}");
        }
    }

    async fn a_file_by_any_name_is_what_it_holds(city: City) {
        let owner = city.staff("tatiana").await;
        let staff = people::staff(&city.app.read().await.unwrap()).await.unwrap();
        let path = format!("/desk/people/{}/portrait", staff[0].id);
        let sends = async |name: &str, content: &[u8]| {
            let mut body = format!("--XX\r\nContent-Disposition: form-data; name=\"portrait\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\n").into_bytes();
            body.extend(content);
            body.extend(b"\r\n--XX--\r\n");
            let form = Request::post(&path).header("content-type", "multipart/form-data; boundary=XX").header("sec-fetch-site", "same-origin");
            owner.send(form, Body::from(body)).await
        };
        for name in naughty() {
            let answer = sends(&name, b"no picture").await;
            assert!((400..500).contains(&answer.status.as_u16()), "{name:?}: {}", answer.status);
            assert!(name.len() < 4 || !name.contains('<') || !answer.text.contains(&name), "{name:?} stands on the page");
        }
        // As a phone keeps it for itself: told by name, and how to go on.
        let answer = sends("IMG_0001.HEIC", b"\0\0\0\x24ftypheic\0\0\0\0mif1MiHEmiafMiHBheic\0\0\x0d\xf2meta").await.expect(422);
        assert!(answer.text.contains("это HEIC"), "{}", answer.text);
    }

    async fn every_route_answers_whatever_is_sent_to_it(city: City) {
        let Scene { samples, everybody, .. } = scene(city).await;
        let actors: BTreeMap<&str, Actor> = everybody.into_iter().collect();
        let mut walk = Walk { city, found: BTreeMap::new(), asked: 0, in_parts: BTreeSet::new() };
        let routes = house::routes();
        // What differs between the databases is few values: the second is walked through with those.
        let thorough = city.settings.database.is_none();
        let values = || if thorough { hostile() } else { worst() };
        let of = |path: &str| {
            let begins = [("/my", "client"), ("/work", "crew"), ("/desk", "owner"), ("/api/v1/visits/", "crew"), ("/sign-in/factor", "owner")];
            actors[begins.iter().find(|(begins, _)| path.starts_with(begins)).map_or("client", |(_, name)| *name)]
        };

        // The forms as they stand on the pages, each with who was shown it.
        let mut all: BTreeMap<(String, Vec<String>), (Seen, Actor)> = BTreeMap::new();
        let mut names: BTreeSet<String> = BTreeSet::new();
        let extra = [
            format!("/desk/shifts?person={}&day=2026-03-03", samples.0["person"]),
            format!("/desk?visit={}", samples.0["visit"]),
            format!("/jobs/{}", samples.0["taken"]),
        ];
        for actor in ["visitor", "client", "crew", "owner"].map(|name| actors[name]) {
            let who = city.signed_in_as(actor).await;
            let pages = routes.iter().filter(|route| route.method == "GET" && !api(route) && !route.path.starts_with("/assets/"));
            let pages = pages.map(|route| {
                let query = if route.query.is_empty() { String::new() } else { format!("?{}", samples.fill(route.query).0) };
                format!("{}{query}", samples.fill(&route.path).0)
            });
            for path in pages.chain(extra.clone()) {
                let page = who.get(&path).await;
                assert!(page.status.as_u16() < 500, "GET {path}: {}", page.text);
                for mut form in forms(&page.text) {
                    if form.action.is_empty() {
                        form.action.clone_from(&path);
                    }
                    let fields: Vec<String> = form.fields.iter().map(|(name, _)| name.clone()).collect();
                    names.extend(fields.iter().cloned());
                    all.entry((shape(&form.action), fields)).or_insert((form, actor));
                }
            }
        }
        assert!(all.len() > 40, "{} forms were found", all.len());

        // What ends something comes last.
        let ends = |form: &Seen| ["/sign-out", "/erase", "/cancel", "/go", "/drop", "/revoke", "/close", "/withdraw", "/reset"].iter().any(|end| form.action.contains(end));
        let mut all: Vec<(Seen, Actor)> = all.into_values().collect();
        all.sort_by_key(|(form, _)| ends(form));
        let mut reached: BTreeSet<String> = BTreeSet::new();
        // The whole list is more than one field needs: each field that is typed into takes the next so many of it, round and round.
        let mut naughty = naughty().into_iter().cycle();
        for (form, actor) in &all {
            let path = form.action.split('?').next().unwrap();
            reached.insert(path.to_owned());
            if form.in_parts {
                walk.in_parts.insert(path.to_owned());
            }
            let who = city.signed_in_as(*actor).await;
            let before = stored(city).await;
            let mut all_refused = true;
            for field in form.fields.iter().map(|(name, _)| name.as_str()) {
                let is_thorough = thorough && form.typed.contains(field);
                let more: Vec<String> = naughty.by_ref().take(if is_thorough { 8 } else { 0 }).collect();
                for value in if is_thorough { hostile() } else { worst() }.into_iter().chain(more) {
                    let fields: Vec<_> = form.fields.iter().map(|(name, kept)| (name.clone(), if name == field { value.clone() } else { kept.clone() })).collect();
                    all_refused &= walk.sends(&who, path, &form.action, &fields, field, &value, form.typed.contains(field) && !ends(form)).await;
                }
            }
            if all_refused && stored(city).await != before {
                walk.find(path, "", "all was refused, and something was written");
            }
        }

        // Every route, with every name that any form of the house has.
        for route in routes.iter().filter(|route| route.method == "POST" && !api(route)) {
            let (path, _) = samples.fill(&route.path);
            let who = city.signed_in_as(of(&route.path)).await;
            for value in worst() {
                let fields: Vec<_> = names.iter().map(|name| (name.clone(), value.clone())).collect();
                walk.sends(&who, &route.path, &path, &fields, "all", &value, false).await;
            }
        }

        // The API, by its own description.
        let document = city.visitor().get("/api/openapi.json").await.json();
        for route in routes.iter().filter(|route| route.method == "POST" && api(route)) {
            let (path, _) = samples.fill(&route.path);
            let content = &document["paths"][&route.path]["post"]["requestBody"]["content"]["application/json"]["schema"];
            let mut base = described(&document, content, 0).as_object().cloned().unwrap_or_else(Map::new);
            let sample: Value = serde_json::from_str(&body(&samples, &route.path)).unwrap_or(json!({}));
            base.extend(sample.as_object().cloned().unwrap_or_default());
            let amends = path.ends_with("/cancel") || path.ends_with("/move") || path.ends_with("/redo");
            let who = city.signed_in_as(if amends { actors["client"] } else { of(&path) }).await;
            for whole in [json!(null), json!([]), json!("x"), json!(1), json!({}), json!({ "deep": vec![vec![vec![1]]; 50] })] {
                walk.calls(&who, &path, "whole", whole).await;
            }
            for field in base.keys() {
                let odd = [json!(null), json!([]), json!({}), json!(true), json!(-1), json!(0), json!(i64::MIN), json!(u64::MAX), json!(1e300), json!(0.5), json!(vec!["x"; 5_000])];
                for value in values().into_iter().map(Value::from).chain(odd) {
                    let mut bent = base.clone();
                    bent.insert(field.clone(), value);
                    walk.calls(&who, &path, field, Value::Object(bent)).await;
                }
            }
        }

        // What is asked for, and how.
        let strange = ["x", "%00", "%F0%9F%93%9E", "00000000-0000-0000-0000-000000000000", "-1", "%2e%2e%2f", "%E2%80%AE"];
        for route in &routes {
            let mut paths: Vec<String> = Vec::new();
            if route.path.contains('{') && !route.path.starts_with("/assets/") {
                let parts: Vec<&str> = route.path.split('/').collect();
                for bent in strange {
                    paths.push(parts.iter().map(|part| if part.starts_with('{') { bent } else { part }).collect::<Vec<_>>().join("/"));
                }
            }
            if route.method == "GET" {
                for value in values().into_iter().filter(|value| value.len() < 5_000) {
                    let query = serde_urlencoded::to_string(names.iter().chain(&["day".to_owned(), "at".to_owned(), "from".to_owned(), "after".to_owned(), "why".to_owned(), "q".to_owned(), "size".to_owned(), "quote".to_owned()]).map(|name| (name, &value)).collect::<Vec<_>>()).unwrap();
                    paths.push(format!("{}?{query}", samples.fill(&route.path).0));
                }
            }
            let who = city.signed_in_as(of(&route.path)).await;
            for path in &paths {
                walk.asked += 1;
                let answer = match (route.method, api(route)) {
                    ("GET", _) => who.get(path).await,
                    (_, true) => who.post(path, serde_json::from_str(&body(&samples, &route.path)).unwrap_or(json!({}))).await,
                    _ => who.form(path, &[]).await,
                };
                if answer.status.as_u16() >= 500 {
                    walk.find(&format!("{} {} → {}", route.method, route.path, answer.status.as_u16()), path, "a failure of ours");
                }
            }
        }

        let mut said = String::new();
        for (what, values) in &walk.found {
            writeln!(said, "{what} {}", values.iter().cloned().collect::<Vec<_>>().join(" ")).unwrap();
        }
        assert!(walk.found.is_empty(), "{} forms, {} routes by their forms, {} requests:\n{said}", all.len(), reached.len(), walk.asked);
        assert!(walk.asked > 2_000, "{} requests", walk.asked);
    }

    async fn what_was_typed_stands_beside_its_fault(city: City) {
        let quote = city.visitor().quote(false).await;
        let start = city.visitor().unhurried(&quote).await;
        let hold = city.visitor().hold(&quote, &start).await.expect(201).json();
        let path = format!("/holds/{}", hold["id"].as_str().unwrap());
        let right = [("name", "Анна"), ("phone", "+79215550120"), ("street", "Большая Пушкарская ул."), ("house", "11"), ("flat", "24")];
        let before = stored(city).await;
        let million = "Я".repeat(500_000);
        let cases = [
            ("name", million.as_str(), "не больше", "ЯЯЯЯ"),
            ("name", "12", "нужны буквы", "12"),
            ("name", "Ан\u{0}на", "невидимые знаки", "Ан\u{FFFD}на"),
            ("name", "Анна\u{202E}мидалВ", "невидимые знаки", "Анна\u{FFFD}мидалВ"),
            ("phone", "📞📞📞", "телефон", "📞📞📞"),
            ("street", "", "заполните", ""),
            ("house", "один два три четыре пять шесть", "не больше", "один два три"),
        ];
        for (field, typed, fault, kept) in cases {
            let fields = right.map(|(name, value)| (name, if name == field { typed } else { value }));
            let page = city.visitor().form(&path, &fields).await.expect(422);
            let beside = page.text.split(&format!("id=\"{field}-error\"")).nth(1).and_then(|rest| rest.split("</p>").next()).unwrap_or_default();
            assert!(beside.contains(fault), "{field} {typed:.20}: {beside:?}");
            assert!(page.text.contains(kept), "{field}: what was typed is gone");
            // The rest of the form is still there.
            assert!(page.text.contains("Большая Пушкарская") || field == "street", "{field}");
        }
        let (form, reader) = ("application/x-www-form-urlencoded", city.visitor());
        let english = Request::post(&path).header("content-type", form).header("sec-fetch-site", "same-origin").header("cookie", "lang=en");
        let english = reader.send(english, Body::from("name=12&phone=x&street=x&house=1")).await.expect(422);
        assert!(english.text.contains("letters are needed") && english.text.contains("value=\"12\""), "{}", english.text);
        // A mark that came with the clipboard is no fault of hers.
        assert_eq!(stored(city).await, before);
        let fields = right.map(|(name, value)| (name, if name == "phone" { "\u{202A}+7 921 555-01-20\u{202C}" } else { value }));
        city.visitor().form(&path, &fields).await.expect(303);
    }

    async fn a_home_of_nothing_and_one_of_a_billion_have_no_price(city: City) {
        let before = stored(city).await;
        for area in [0_i64, 1_000_000_000, -74, i64::MAX] {
            let ask = json!({ "service": "regular", "district": "nevsky", "area_m2": area, "rooms": 1, "bathrooms": 1, "extras": [], "first_order": false });
            let refused = city.visitor().post("/api/v1/quotes", ask).await.expect(422).json();
            if (0..=i64::from(u32::MAX)).contains(&area) {
                assert_eq!(refused["fields"][0]["field"], "area_m2", "{refused}");
                assert!(refused["fields"][0]["message"].as_str().unwrap().contains("от"), "{refused}");
            }
            let typed = area.to_string();
            let page = city.visitor().form("/quotes", &[("service", "regular"), ("district", "nevsky"), ("area", &typed), ("rooms", "1"), ("bathrooms", "1")]).await;
            let page = page.expect(422);
            assert!(page.text.contains(&format!("value=\"{typed}\"")), "{typed} is gone");
            assert!(page.text.contains("field-error"), "{}", page.text);
        }
        assert_eq!(stored(city).await, before);
    }

    async fn a_time_in_the_past_or_in_the_year_9999_is_not_held(city: City) {
        let quote = city.visitor().quote(false).await;
        let before = stored(city).await;
        let page = format!("/quotes/{}/holds", quote["id"].as_str().unwrap());
        for start in ["2020-01-01T10:00:00Z", "9999-12-31T20:00:00Z", "9999-12-31T23:59:59.999999Z", "-9999-01-01T00:00:00Z", "2026-03-02T03:00:00Z"] {
            let refused = city.visitor().hold(&quote, &json!(start)).await;
            assert!([409, 422].contains(&refused.status.as_u16()), "{start}: {}", refused.text);
            refused.problem();
            let page = city.visitor().form(&page, &[("start", start)]).await;
            assert!([409, 422].contains(&page.status.as_u16()) && page.text.contains("notice"), "{start}: {}", page.text);
        }
        assert_eq!(stored(city).await, before);
    }

    async fn a_stolen_code_and_an_old_one_open_nothing(city: City) {
        let quote = city.visitor().quote(false).await;
        let times = city.visitor().times(&quote).await;
        let hold = city.visitor().hold(&quote, &times[0]["start"]).await.expect(201).json();
        let annas = city.visitor().ask(&hold, "Анна", "+79215550120").await.expect(201).json();
        let second = city.visitor().quote(false).await;
        let hold = city.visitor().hold(&second, &times[30]["start"]).await.expect(201).json();
        let boris = city.visitor().ask(&hold, "Борис", "+79215550121").await.expect(201).json();
        let (code, his) = (city.code_for(&annas).await, city.code_for(&boris).await);
        assert_ne!(code, his);
        let press = |request: &Value, code: &str| json!({ "code": code, "total_kopecks": request["total_kopecks"], "shown": request["shown"] });
        let confirm = |request: &Value| format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
        let stolen = city.visitor().post(&confirm(&boris), press(&boris, &code)).await.expect(422).json();
        assert_eq!(stolen["fields"][0]["field"], "code");
        let (path, total) = (format!("/bookings/{}", boris["id"].as_str().unwrap()), boris["total_kopecks"].to_string());
        let page = city.visitor().form(&path, &[("code", &code), ("total", &total), ("shown", boris["shown"].as_str().unwrap())]).await;
        assert!(page.expect(422).text.contains("code-error"));
        assert_eq!((count(city, "visits").await, count(city, "agreements").await), (0, 0));
        // His own, eleven minutes later.
        city.clock("2026-03-02 08:11:00");
        let old = city.visitor().post(&confirm(&boris), press(&boris, &his)).await;
        assert!((400..500).contains(&old.status.as_u16()), "{}", old.text);
        old.problem();
        assert_eq!((count(city, "visits").await, count(city, "agreements").await), (0, 0));
    }

    async fn a_form_sent_twice_does_it_once(city: City) {
        let quote = city.visitor().quote(false).await;
        let start = city.visitor().unhurried(&quote).await;
        let hold = format!("/quotes/{}/holds", quote["id"].as_str().unwrap());
        let to = city.visitor().form(&hold, &[("start", start.as_str().unwrap())]).await.expect(303).location().to_owned();
        // Pressed again: the same held time.
        assert_eq!(city.visitor().form(&hold, &[("start", start.as_str().unwrap())]).await.expect(303).location(), to);
        let contact = [("name", "Анна"), ("phone", "+79215550120"), ("street", "Большая Пушкарская ул."), ("house", "11"), ("flat", "24")];
        let request = city.visitor().form(&to, &contact).await.expect(303).location().to_owned();
        let shown = city.visitor().get(&request).await.expect(200).text;
        let form = forms(&shown).into_iter().find(|form| form.fields.iter().any(|(name, _)| name == "total")).expect("a button");
        let id = request.rsplit('/').next().unwrap().split('?').next().unwrap();
        let code = city.code_for(&json!({ "id": id })).await;
        let fields: Vec<(&str, &str)> = form.fields.iter().map(|(name, value)| (name.as_str(), if name == "code" { code.as_str() } else { value.as_str() })).filter(|(name, _)| *name != "consent").collect();
        city.visitor().form(&form.action, &fields).await.expect(303);
        let facts = count(city, "facts").await;
        city.visitor().form(&form.action, &fields).await.expect(303);
        assert_eq!((count(city, "visits").await, count(city, "agreements").await, count(city, "facts").await), (1, 1, facts));
    }

    async fn a_time_just_lost_is_told_with_the_nearest_others(city: City) {
        // A home so large that it takes all four people.
        let ask = json!({ "service": "regular", "district": "petrogradsky", "area_m2": 300, "rooms": 12, "bathrooms": 6, "extras": ["oven", "fridge"], "first_order": false });
        let one = city.visitor().post("/api/v1/quotes", ask.clone()).await.expect(201).json();
        let two = city.visitor().post("/api/v1/quotes", ask).await.expect(201).json();
        let start = city.visitor().times(&one).await[0]["start"].clone();
        city.visitor().hold(&one, &start).await.expect(201);
        let before = stored(city).await;
        assert_eq!(city.visitor().hold(&two, &start).await.problem(), "409 slot-gone → other-time");
        let page = city.visitor().form(&format!("/quotes/{}/holds", two["id"].as_str().unwrap()), &[("start", start.as_str().unwrap())]).await.expect(409);
        assert!(page.text.contains("name=\"start\""), "{}", page.text);
        assert_eq!(stored(city).await, before);
    }

    async fn a_price_book_replaced_while_she_books_changes_nothing_that_she_saw(city: City) {
        let quote = city.visitor().quote(false).await;
        let start = city.visitor().unhurried(&quote).await;
        // Between the price and the time another book comes into force, a little dearer.
        let replace = async |version: &str, price: &str| {
            let text = Files::embedded().text("prices/2026-11.toml").expect("a price book").to_owned();
            let text = text.replace("version = 1", version).replace("valid_from = \"2025-01-01\"", "valid_from = \"2026-03-02\"").replace("\"5400.00\"", price);
            let files = Files::embedded().with("prices/new.toml", &text);
            housebook::load(&city.app, files, &house::sections(&house::rooms())).await.expect("the book");
        };
        replace("version = 2", "\"5900.00\"").await;
        let hold = city.visitor().hold(&quote, &start).await.expect(201).json();
        let request = city.visitor().ask(&hold, "Анна", "+79215550120").await.expect(201).json();
        assert_eq!(request["total_kopecks"], quote["total_kopecks"]);
        // Between the page and the press: dearer again.
        replace("version = 3", "\"6200.00\"").await;
        let press = json!({ "code": city.code_for(&request).await, "total_kopecks": request["total_kopecks"], "shown": request["shown"] });
        let booked = city.visitor().post(&format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap()), press).await.expect(201).json();
        assert_eq!(booked["total_kopecks"], quote["total_kopecks"]);
        let now = city.visitor().quote(false).await;
        assert!(now["total_kopecks"].as_i64().unwrap() > quote["total_kopecks"].as_i64().unwrap(), "the new book is in force");
    }
}
