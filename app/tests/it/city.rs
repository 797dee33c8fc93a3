//! A city for the stories: a house with four cleared people on shift, and those who come to it by HTTP.
//!
//! A house is made once per database kind and cloned for each story; time stands still where the story puts it.

use access::{Actor, Role};
use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use butler::config::Common;
use butler::{NewLogin, add_login, house};
use db::{App, DbError, sql};
use futures::StreamExt as _;
use housebook::Files;
use jiff::SignedDuration;
use people::{PassStage, PersonId, StageKind};
use sea_orm::{ConnectionTrait as _, Database};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tower::ServiceExt as _;
use values::{Instant, Span};

/// Monday morning, when the stories begin.
pub(crate) const MONDAY: &str = "2026-03-02T08:00:00+03:00";
pub(crate) const PASSWORD: &str = "a long enough one";
const CLEANERS: [(&str, &str); 4] = [("olga", "Ольга"), ("marina", "Марина"), ("irina", "Ирина"), ("svetlana", "Светлана")];

/// Where a story's house keeps its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Home {
    Sqlite,
    Postgres,
}

/// Tells a story on both databases.
#[macro_export]
macro_rules! stories {
    ($($(#[$meta:meta])* async fn $name:ident($city:ident: City) $body:block)*) => {
        mod sqlite {
            $($(#[$meta])* #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::City::new($crate::Home::Sqlite).await).await; })*
        }
        mod postgres {
            $($(#[$meta])* #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::City::new($crate::Home::Postgres).await).await; })*
        }
        $(async fn $name($city: $crate::City) { let $city = &$city; $body; $city.keeps_its_promises().await; })*
    };
}

pub(crate) struct City {
    pub(crate) app: App,
    pub(crate) settings: Common,
    router: Router,
    _data: TempDir,
    _database: Option<Lent>,
}

/// A story's own database on the server. The next story drops it: a run needs the room of a few, not of all of them.
struct Lent(String);

static ENDED: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl Drop for Lent {
    fn drop(&mut self) {
        ENDED.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(&mut self.0));
    }
}

/// Somebody with a browser: keeps the session's cookie.
pub(crate) struct Person<'a> {
    city: &'a City,
    session: String,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }
    /// The text with plain spaces for those that do not break.
    pub(crate) fn plain(&self) -> String {
        self.text.replace('\u{a0}', " ")
    }
    /// `409 guarantee-closed → manager`
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.headers.get("content-type").unwrap(), "application/problem+json", "{}", self.text);
        let body = self.json();
        let offer = body["offer"].as_str().map(|offer| format!(" → {offer}")).unwrap_or_default();
        format!("{} {}{offer}", self.status.as_u16(), body["kind"].as_str().unwrap())
    }
    pub(crate) fn location(&self) -> &str {
        self.headers.get("location").map_or("", |value| value.to_str().unwrap())
    }
}

struct Template {
    _keep: TempDir,
    data: PathBuf,
    master_key: PathBuf,
}

static SQLITE: OnceCell<Template> = OnceCell::const_new();
static POSTGRES: OnceCell<Template> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// The server that `cargo xtask test` started; `cargo xtask db up` starts one for a single run.
fn server() -> String {
    #[expect(clippy::disallowed_methods, reason = "the one setting of the tests")]
    std::env::var("BUTLER_TEST_POSTGRES").expect("BUTLER_TEST_POSTGRES is not set: run `cargo xtask test`, or `cargo xtask db up` beside")
}

fn database(name: &str) -> String {
    let server = server();
    let (base, _) = server.rsplit_once('/').expect("a database in BUTLER_TEST_POSTGRES");
    format!("{base}/{name}")
}

/// An empty database of its own on the server.
pub(crate) async fn empty_database(name: &str) -> Result<String> {
    let name = format!("{name}_{}", std::process::id());
    let admin = Database::connect(server()).await?;
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    admin.close().await?;
    Ok(database(&name))
}

async fn template(home: Home) -> Result<Template> {
    let keep = tempfile::tempdir()?;
    let data = keep.path().join("house");
    let master_key = keep.path().join("master.key");
    let settings = Common {
        data: Some(data.clone()),
        master_key: Some(master_key.clone()),
        clock: Some(MONDAY.parse()?),
        database: match home {
            Home::Sqlite => None,
            Home::Postgres => Some(empty_database("story_template").await?),
        },
        ..Common::default()
    };
    let app = house::open(&settings, None).await?;
    let monday: Instant = MONDAY.parse()?;
    app.stand_still(monday - SignedDuration::from_hours(24 * 30));
    let owner =
        |login: &str, first: &str, role| NewLogin {
            login: login.to_owned(), first: first.to_owned(), patronymic: None, last: "Иванова".to_owned(), role
        };
    add_login(&app, &owner("tatiana", "Татьяна", Role::Manager), PASSWORD).await?;
    for (login, first) in CLEANERS {
        let person = add_login(&app, &owner(login, first, Role::Cleaner), PASSWORD).await?;
        vet(&app, person).await?;
        for day in 0..20 {
            let start = monday + SignedDuration::from_hours(24 * day + 1);
            scheduling::set_shift(&app, &Actor::House, person, Span::minutes(start, 12 * 60)).await?;
        }
    }
    app.close().await?;
    Ok(Template { _keep: keep, data, master_key })
}

pub(crate) async fn vet(app: &App, person: PersonId) -> Result<()> {
    for kind in StageKind::ALL {
        let service = kind.is_per_service().then(|| "regular".to_owned());
        let stage = PassStage { person, kind, service, passed_at: None, until: None, evidence: "архив, дело 1".to_owned() };
        people::pass_stage(app, &Actor::House, &stage).await?;
    }
    Ok(())
}

impl City {
    pub(crate) async fn new(home: Home) -> Self {
        Self::open(home, async |database| database).await.expect("a city")
    }

    /// The same, and the house reaches its PostgreSQL by another way than the tests do.
    pub(crate) async fn reached_by(home: Home, way: impl AsyncFnOnce(String) -> String) -> Self {
        Self::open(home, way).await.expect("a city")
    }

    async fn open(home: Home, way: impl AsyncFnOnce(String) -> String) -> Result<Self> {
        let cell = if home == Home::Sqlite { &SQLITE } else { &POSTGRES };
        let template = cell.get_or_try_init(|| template(home)).await?;
        let data = tempfile::tempdir()?;
        let lent = match home {
            Home::Sqlite => {
                std::fs::copy(template.data.join("butler.db"), data.path().join("butler.db")).context("the template")?;
                None
            }
            Home::Postgres => {
                let name = format!("story_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
                let admin = Database::connect(server()).await?;
                let ended = std::mem::take(&mut *ENDED.lock().unwrap_or_else(PoisonError::into_inner));
                for name in ended {
                    admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
                }
                admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE story_template_{}", std::process::id())).await?;
                admin.close().await?;
                Some(Lent(name))
            }
        };
        let database = match &lent {
            Some(Lent(name)) => Some(way(database(name)).await),
            None => None,
        };
        let settings = Common {
            data: Some(data.path().to_owned()),
            master_key: Some(template.master_key.clone()),
            database,
            clock: Some(MONDAY.parse()?),
            public_url: Some("http://house.example".to_owned()),
            ..Common::default()
        };
        let app = house::open(&settings, None).await?;
        app.stand_still(MONDAY.parse()?);
        Ok(Self { router: house::router(&app), app, settings, _data: data, _database: lent })
    }

    /// Puts the house's clock: `2026-03-03 14:00:00`, Moscow time.
    pub(crate) fn clock(&self, at: &str) {
        self.app.stand_still(format!("{}+03:00", at.replace(' ', "T")).parse().expect("a moment"));
    }

    /// The owner changes a page of the house book, and it is opened anew.
    pub(crate) async fn book(&self, file: &str, from: &str, to: &str) {
        let text = Files::embedded().text(file).expect("a page").to_owned();
        assert!(text.contains(from), "{file}: {from}");
        housebook::load(&self.app, Files::embedded().with(file, &text.replace(from, to)), &house::sections(&house::rooms())).await.expect("the book");
    }

    /// Does what is due now: messages go out.
    pub(crate) async fn settle(&self) {
        journal::drain(&self.app).await.expect("tasks");
    }

    pub(crate) async fn keeps_its_promises(&self) {
        self.settle().await;
        assert_eq!(house::verify(&self.app).await.expect("verify"), vec![]);
        assert!(journal::dead_tasks(&self.app.read().await.unwrap(), 1).await.unwrap().is_empty());
    }

    /// Another process of this house.
    pub(crate) async fn beside(&self) -> Router {
        let app = house::open(&self.settings, None).await.expect("the same house");
        app.stand_still(self.app.now());
        house::router(&app)
    }

    /// This process.
    pub(crate) fn router(&self) -> &Router {
        &self.router
    }

    pub(crate) fn visitor(&self) -> Person<'_> {
        Person { city: self, session: String::new() }
    }

    pub(crate) async fn staff(&self, login: &str) -> Person<'_> {
        let visitor = self.visitor();
        let token =
            visitor.post("/api/v1/sessions", json!({ "login": login, "password": PASSWORD })).await.expect(201).json()["token"].as_str().unwrap().to_owned();
        Person { city: self, session: token }
    }

    /// Whoever this answer let in, with the session of its cookie.
    pub(crate) fn came_in(&self, answer: &Answer) -> Person<'_> {
        let cookie = answer.headers.get("set-cookie").expect("a cookie").to_str().expect("a cookie");
        let session = cookie.strip_prefix("butler=").and_then(|rest| rest.split(';').next()).expect("a session");
        Person { city: self, session: session.to_owned() }
    }

    /// Whoever it is, with a session of their own.
    pub(crate) async fn signed_in_as(&self, actor: Actor) -> Person<'_> {
        if actor == Actor::Visitor {
            return self.visitor();
        }
        let token = self.app.write(&actor, |tx| async move { access::open_session(&tx, &actor).await }).await.unwrap();
        Person { city: self, session: token.as_str().to_owned() }
    }

    /// Somebody of a visit's crew.
    pub(crate) async fn one_of(&self, crew: &Value) -> Person<'_> {
        let names = people::staff(&self.app.read().await.unwrap()).await.unwrap();
        let id: PersonId = crew[0].as_str().unwrap().parse().unwrap();
        let first = names.into_iter().find(|s| s.id == id).unwrap().name.unwrap().first;
        let (login, _) = CLEANERS.into_iter().find(|(_, name)| *name == first).unwrap();
        self.staff(login).await
    }

    /// Texts of the messages of a class, oldest first.
    pub(crate) async fn messages(&self, class: &str) -> Vec<String> {
        self.settle().await;
        let kept = messaging::kept(&self.app.read().await.unwrap(), None, 200).await.unwrap();
        kept.into_iter().rev().filter(|m| m.class == class).filter_map(|m| m.text).map(|(_, body)| body).collect()
    }

    /// What the database says, in small letters, to a statement that breaks what it holds; `$1` is `id`.
    pub(crate) async fn refusal(&self, query: &'static str, id: uuid::Uuid) -> String {
        let forced: Result<u64, DbError> = self.app.write(&Actor::House, |tx| async move { sql::run(&tx, query, vec![id.into()]).await }).await;
        format!("{:?}", forced.unwrap_err()).to_lowercase()
    }

    /// How often something of this kind has happened to whom or what it is about.
    pub(crate) async fn facts<F: journal::Fact>(&self, about: uuid::Uuid) -> usize {
        let entries = journal::timeline(&self.app.read().await.unwrap(), about, None, 200).await.unwrap();
        entries.iter().filter(|entry| entry.kind == F::KIND).count()
    }

    /// The code that was sent to somebody.
    pub(crate) async fn code_of(&self, subject: uuid::Uuid) -> String {
        journal::drain(&self.app).await.unwrap();
        let kept = messaging::kept_for(&self.app.read().await.unwrap(), subject, 5).await.unwrap();
        let (_, text) = kept.into_iter().filter(|kept| kept.class == "households.code").find_map(|message| message.text).expect("a code");
        text.chars().skip_while(|c| !c.is_ascii_digit()).take(6).collect()
    }

    /// The code that was sent for a request: ids of one still moment have no order, so "the newest" would not do.
    pub(crate) async fn code_for(&self, request: &Value) -> String {
        self.settle().await;
        let id = request["id"].as_str().unwrap().parse().unwrap();
        let kept = messaging::kept_for(&self.app.read().await.unwrap(), id, 5).await.unwrap();
        let (_, text) = kept.into_iter().find_map(|message| message.text).expect("a code");
        text.chars().filter(char::is_ascii_digit).take(6).collect()
    }
}

/// A visit as a client booked it.
pub(crate) struct Booked<'a> {
    pub(crate) client: Person<'a>,
    pub(crate) visit: String,
    pub(crate) total: i64,
}

static KEY: AtomicU32 = AtomicU32::new(0);

impl<'a> Person<'a> {
    pub(crate) async fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        self.send_to(&self.city.router, request, body).await
    }

    /// Asks another process of the same house.
    pub(crate) async fn send_to(&self, house: &Router, request: axum::http::request::Builder, body: Body) -> Answer {
        let mut request = request.header("host", "house.example").header("accept-language", "ru");
        if !self.session.is_empty() {
            request = request.header("cookie", format!("butler={}", self.session));
        }
        let response = house.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        // A stream has no end of its own.
        if parts.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream") {
            return Answer { status: parts.status, headers: parts.headers, text: String::new() };
        }
        // A photo is no text: its length is enough to be looked at.
        let text = String::from_utf8_lossy(&to_bytes(body, 10_000_000).await.unwrap()).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// The next hint of a stream that a page follows, having seen one: its id; `None` where nothing is told within a second and a half, or the stream is over.
    pub(crate) async fn hears(&self, path: &str, seen: &str) -> Option<String> {
        let mut request = Request::get(path).header("host", "house.example").header("accept-language", "ru");
        if !self.session.is_empty() {
            request = request.header("cookie", format!("butler={}", self.session));
        }
        if !seen.is_empty() {
            request = request.header("last-event-id", seen);
        }
        let answer = self.city.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        let mut told = answer.into_body().into_data_stream();
        let told = tokio::time::timeout(std::time::Duration::from_millis(1_500), told.next()).await.ok()??.unwrap();
        let id = String::from_utf8(told.to_vec()).unwrap().lines().find_map(|line| line.strip_prefix("id: ").map(str::to_owned));
        id.filter(|id| !id.is_empty())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// A JSON POST with a key of its own.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        let key = format!("story-key-{:012}", KEY.fetch_add(1, Ordering::Relaxed));
        self.post_with(path, body, &key).await
    }

    pub(crate) async fn post_with(&self, path: &str, body: Value, key: &str) -> Answer {
        let request = Request::post(path).header("content-type", "application/json").header("idempotency-key", key);
        self.send(request, Body::from(body.to_string())).await
    }

    /// A form, as a browser sends it.
    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded").header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(serde_urlencoded::to_string(fields).unwrap())).await
    }

    /// The same in parts, as a browser sends a form with a file.
    pub(crate) async fn form_in_parts(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let part = |(name, value): &(&str, &str)| format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let body = fields.iter().map(part).collect::<String>() + "--XX--\r\n";
        let request = Request::post(path).header("content-type", "multipart/form-data; boundary=XX").header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(body)).await
    }

    pub(crate) async fn quote(&self, first_order: bool) -> Value {
        let ask = json!({ "service": "regular", "district": "petrogradsky", "area_m2": 74, "rooms": 3, "bathrooms": 2, "extras": ["oven", "fridge"], "first_order": first_order });
        self.post("/api/v1/quotes", ask).await.expect(201).json()
    }

    pub(crate) async fn times(&self, quote: &Value) -> Vec<Value> {
        let path = format!("/api/v1/slots?quote={}", quote["id"].as_str().unwrap());
        self.get(&path).await.expect(200).json()["slots"].as_array().unwrap().clone()
    }

    /// The first time that is not urgent: the price stays as it was quoted.
    pub(crate) async fn unhurried(&self, quote: &Value) -> Value {
        let notice: Instant = "2026-03-02T11:00:00+03:00".parse().expect("a moment");
        let notice = notice.max(self.city.app.now() + SignedDuration::from_hours(3));
        let starts = self.times(quote).await.into_iter().map(|time| time["start"].clone());
        starts.into_iter().find(|start| start.as_str().unwrap().parse::<Instant>().unwrap() >= notice).expect("a time")
    }

    pub(crate) async fn hold(&self, quote: &Value, start: &Value) -> Answer {
        self.post("/api/v1/holds", json!({ "quote": quote["id"], "start": start })).await
    }

    pub(crate) async fn ask(&self, hold: &Value, name: &str, phone: &str) -> Answer {
        // Each phone its own flat: a home has one first order.
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let flat = if digits.ends_with("0120") { "24" } else { &digits[digits.len() - 4..] };
        let ask = json!({ "hold": hold["id"], "name": name, "phone": phone, "street": "Большая Пушкарская ул.", "house": "11", "flat": flat });
        self.post("/api/v1/bookings", ask).await
    }

    /// Books the first time offered, from the price to the code.
    pub(crate) async fn books(self, name: &str, phone: &str) -> Booked<'a> {
        let quote = self.quote(true).await;
        let start = self.times(&quote).await[0]["start"].clone();
        self.books_at(name, phone, &quote, &start).await
    }

    /// The same, and the story goes on when the visit begins.
    pub(crate) async fn books_free(self, name: &str, phone: &str) -> Booked<'a> {
        let quote = self.quote(true).await;
        let start = self.times(&quote).await[0]["start"].clone();
        let booked = self.books_at(name, phone, &quote, &start).await;
        booked.client.city.app.stand_still(start.as_str().unwrap().parse().unwrap());
        booked
    }

    /// Where the first open case at the desk is.
    pub(crate) async fn first_case(&self) -> String {
        let list = self.get("/desk/cases").await.expect(200).text;
        let path = list.split("href=\"/desk/cases/").nth(1).and_then(|rest| rest.split('"').next()).expect("a case");
        format!("/desk/cases/{path}")
    }

    /// Books a time that was offered.
    pub(crate) async fn books_at(self, name: &str, phone: &str, quote: &Value, start: &Value) -> Booked<'a> {
        let city = self.city;
        let hold = self.hold(quote, start).await.expect(201).json();
        let request = self.ask(&hold, name, phone).await.expect(201).json();
        let confirm = format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
        let booked = self
            .post(&confirm, json!({ "code": city.code_for(&request).await, "total_kopecks": request["total_kopecks"], "shown": request["shown"] }))
            .await
            .expect(201)
            .json();
        let client = Person { city, session: booked["token"].as_str().unwrap().to_owned() };
        Booked { client, visit: booked["visit"].as_str().unwrap().to_owned(), total: booked["total_kopecks"].as_i64().unwrap() }
    }
}

impl Booked<'_> {
    /// The same client with another of her visits.
    pub(crate) fn now(self, visit: &str) -> Self {
        Self { visit: visit.to_owned(), ..self }
    }

    pub(crate) async fn seen(&self) -> Value {
        self.client.get(&format!("/api/v1/visits/{}", self.visit)).await.expect(200).json()
    }

    /// Has the visit done by one of its crew, finished at a moment, and the report delivered.
    pub(crate) async fn served(&self, finished: &str) {
        self.done_unsent(finished).await;
        self.client.city.settle().await;
    }

    /// The same, but nothing has been sent.
    pub(crate) async fn done_unsent(&self, finished: &str) {
        let city = self.client.city;
        let seen = self.seen().await;
        let cleaner = city.one_of(&seen["crew"]).await;
        let path = |step: &str| format!("/api/v1/visits/{}/{step}", self.visit);
        cleaner.post(&path("on-my-way"), json!({ "minutes": 30 })).await.expect(200);
        cleaner.post(&path("start"), json!({})).await.expect(200);
        for item in seen["items"].as_array().unwrap() {
            cleaner.post(&path("answers"), json!({ "item": item["id"], "answer": "done" })).await.expect(200);
        }
        city.clock(finished);
        cleaner.post(&path("done"), json!({})).await.expect(200);
    }

    pub(crate) async fn asks_redo(&self) -> Answer {
        self.client.post(&format!("/api/v1/visits/{}/redo", self.visit), json!({})).await
    }
}
