//! The pages in a real house, through their doors.

use access::{Actor, Role, Token, open_session};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use catalog::Service;
use db::{App, DbError, Settings};
use housebook::Files;
use households::{Address, add_home, welcome};
use journal::Subscribers;
use messaging::Composers;
use pages::{Cookies, UiTexts};
use people::{NewPerson, PassStage, PersonId, StageKind};
use std::collections::BTreeSet;
use tempfile::TempDir;
use tower::ServiceExt as _;
use uuid::Uuid;
use values::{Instant, Lang, Span};
use visits::{Plan, VisitId};

const MANAGER: Actor = Actor::Staff(Uuid::from_u128(99), Role::Manager);
const STREET: &str = "Большая Пушкарская ул., 11";

struct House {
    app: App,
    visit: VisitId,
    olga: Token,
    nina: Token,
    manager: Token,
    anna: Token,
    _folder: TempDir,
}

struct Answer {
    status: StatusCode,
    to: String,
    body: String,
}

fn now() -> Instant {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

async fn cleaner(app: &App, n: u128, first: &str) -> PersonId {
    let id = PersonId::from(Uuid::from_u128(n));
    let new = NewPerson { id: Some(id), first: first.to_owned(), patronymic: None, last: "Петрова".to_owned(), role: Role::Cleaner };
    people::hire(app, &MANAGER, new).await.unwrap();
    for kind in StageKind::ALL {
        let service = kind.is_per_service().then(|| "regular".to_owned());
        let stage = PassStage { person: id, kind, service, passed_at: None, until: None, evidence: "папка 7".to_owned() };
        people::pass_stage(app, &MANAGER, &stage).await.unwrap();
    }
    id
}

async fn token(app: &App, actor: Actor) -> Token {
    app.write(&actor, move |tx| async move { open_session(&tx, &actor).await }).await.map_err(|e: DbError| e).unwrap()
}

async fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { data: folder.path().to_owned(), database: None, master_key: None, seed: None, clock: Some(now()) };
    let rooms = [catalog::room(), people::room(), households::room(), scheduling::room(), visits::room()];
    let mut steps = [journal::migrations(), access::migrations(), messaging::migrations(), housebook::migrations(), files::migrations()].concat();
    steps.extend(rooms.iter().flat_map(|room| room.migrations.clone()));
    let app = db::open(&settings, &steps).await.unwrap();
    let files = Files::embedded();
    let sections: Vec<_> = rooms.iter().flat_map(|room| room.sections.clone()).collect();
    housebook::load(&app, files, &sections).await.unwrap();
    app.put(Subscribers::default());
    app.put(Composers::default());
    app.put(Cookies { secure: false });
    app.put(UiTexts::new(&[("visits-web", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap());
    let crew = vec![cleaner(&app, 1, "Ольга").await, cleaner(&app, 2, "Марина").await];
    let nina = cleaner(&app, 3, "Нина").await;
    let pin = catalog::service(&app, "regular").unwrap().pin.clone();
    let (visit, client) = app
        .write(&Actor::House, |tx| {
            let (crew, service) = (crew.clone(), pin.clone());
            async move {
                let phone = households::Door::parse("+79215550120").unwrap();
                let client = welcome(&tx, "Анна Сергеевна", &phone, Lang::Ru).await?.into_inner();
                let address = Address { street: "Большая Пушкарская ул.".to_owned(), house: "11".to_owned(), flat: Some("24".to_owned()) };
                let home = add_home(&tx, client, "petrogradsky", &address).await?;
                let span = Span::minutes("2026-11-24T09:30:00Z".parse().unwrap(), 210);
                let plan = Plan { id: tx.id(), client, home, service, extras: BTreeSet::new(), span, needs: 1, version: 1, crew, redo_of: None };
                let visit = visits::plan(&tx, plan).await?;
                Ok::<_, DbError>((visit.plan().id, client))
            }
        })
        .await
        .unwrap();
    House {
        olga: token(&app, Actor::Staff(crew[0].uuid(), Role::Cleaner)).await,
        nina: token(&app, Actor::Staff(nina.uuid(), Role::Cleaner)).await,
        manager: token(&app, MANAGER).await,
        anna: token(&app, Actor::Client(client.uuid())).await,
        app,
        visit,
        _folder: folder,
    }
}

impl House {
    fn path(&self, rest: &str) -> String {
        format!("/work/visits/{}{rest}", self.visit)
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let web = crate::web();
        let (api, _) = web.api.split_for_parts();
        let response = web.pages.merge(api).with_state(self.app.clone()).oneshot(request).await.unwrap();
        let to = response.headers().get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, to, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    async fn gets(&self, who: Option<&Token>, path: &str) -> Answer {
        let mut request = Request::get(path);
        if let Some(token) = who {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", token.as_str()));
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn posts(&self, who: &Token, path: &str, form: &str) -> Answer {
        let request = Request::post(path).header(header::AUTHORIZATION, format!("Bearer {}", who.as_str()));
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    async fn ticks(&self, item: &str, answer: &str) -> Answer {
        let request = Request::post(self.path("/answers")).header(header::AUTHORIZATION, format!("Bearer {}", self.olga.as_str())).header("hx-request", "true");
        self.send(request.body(Body::from(format!("item={item}&answer={answer}"))).unwrap()).await
    }
}

fn items(app: &App) -> Vec<String> {
    let service: &Service = &catalog::service(app, "regular").unwrap().service;
    catalog::checklist(service, &BTreeSet::new()).iter().map(|item| item.id.clone()).collect()
}

#[tokio::test]
async fn an_address_is_shown_to_its_crew_alone() {
    let house = house().await;
    for (path, name) in [("/work".to_owned(), "Анна Сергеевна"), (house.path(""), "К Анне Сергеевне")] {
        let shown = house.gets(Some(&house.olga), &path).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        assert!(shown.body.contains(STREET) && shown.body.contains(name) && shown.body.contains("Марина"), "{}", shown.body);
        let door = house.gets(None, &path).await;
        assert_eq!((door.status, door.to.starts_with("/sign-in/staff?to=%2Fwork")), (StatusCode::SEE_OTHER, true));
        let client = house.gets(Some(&house.anna), &path).await;
        assert_eq!(client.status, StatusCode::FORBIDDEN);
    }
    for other in [&house.nina, &house.manager] {
        let refused = house.gets(Some(other), &house.path("")).await;
        assert!(refused.status == StatusCode::FORBIDDEN && !refused.body.contains(STREET), "{}", refused.status);
        let day = house.gets(Some(other), "/work").await;
        assert!(day.status == StatusCode::OK && !day.body.contains(STREET));
    }
    assert_eq!(house.gets(Some(&house.olga), "/work/visits/none").await.status, StatusCode::NOT_FOUND);
    let db = house.app.read().await.unwrap();
    let client = visits::visit(&db, &MANAGER, house.visit).await.unwrap().plan().client;
    let looks = access::looks_at(&db, client.uuid(), 100).await.unwrap();
    assert_eq!(looks.len(), 2, "the day, and what the house remembers: what was looked at a moment ago is no new look");
    assert!(looks.iter().all(|look| look.actor == format!("staff:{}", Uuid::from_u128(1))));
}

#[tokio::test]
async fn a_visit_goes_by_its_buttons_from_the_way_to_the_end() {
    let house = house().await;
    let late = house.posts(&house.olga, &house.path("/on-my-way"), "minutes=999").await;
    assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.body.contains("от 1 до 180"), "{}", late.body);
    let early = house.posts(&house.olga, &house.path("/start"), "").await;
    assert!(early.status == StatusCode::CONFLICT && early.body.contains("notice-error") && early.body.contains("on-my-way"));
    assert_eq!(house.posts(&house.nina, &house.path("/on-my-way"), "minutes=30").await.status, StatusCode::FORBIDDEN);
    for (step, form) in [("/on-my-way", "minutes=30"), ("/on-my-way", "minutes=45"), ("/start", "")] {
        let moved = house.posts(&house.olga, &house.path(step), form).await;
        assert_eq!((moved.status, moved.to), (StatusCode::SEE_OTHER, house.path("")), "{step}");
    }
    let items = items(&house.app);
    let left = house.posts(&house.olga, &house.path("/done"), "").await;
    assert_eq!(left.to, house.path(&format!("#item-{}", items[0])), "the first one left");
    let plain = house.posts(&house.olga, &house.path("/answers"), &format!("item={}&answer=done", items[0])).await;
    assert_eq!(plain.to, house.path(&format!("#item-{}", items[0])));
    let taken_back = house.ticks(&items[0], "").await;
    assert!(taken_back.body.contains("<b>0</b>") && taken_back.body.contains("value=\"done\""), "{}", taken_back.body);
    for (n, item) in items.iter().enumerate() {
        let tick = house.ticks(item, if n % 7 == 0 { "absent" } else { "done" }).await;
        assert!(tick.status == StatusCode::OK && tick.body.contains(&format!("<b>{}</b>", n + 1)), "{}", tick.body);
    }
    let finished = house.posts(&house.olga, &house.path("/done"), "").await;
    assert_eq!((finished.status, finished.to), (StatusCode::SEE_OTHER, house.path("")));
    let page = house.gets(Some(&house.olga), &house.path("")).await.body;
    assert!(page.contains("now-done") && page.contains("ticks-read") && !page.contains("<button class=\"tick\""), "{page}");
    assert!(!page.contains("Сергеевн"), "the name is not needed any more");
}

#[tokio::test]
async fn a_script_that_cannot_go_on_asks_for_the_page_anew() {
    let house = house().await;
    let request = Request::post(house.path("/answers")).header("hx-request", "true").body(Body::from("item=hall.door&answer=done")).unwrap();
    let response = crate::web().pages.with_state(house.app.clone()).oneshot(request).await.unwrap();
    assert_eq!((response.status(), response.headers().get("hx-refresh").unwrap().to_str().unwrap()), (StatusCode::OK, "true"));
}

#[tokio::test]
async fn a_program_reads_and_moves_the_visit() {
    let house = house().await;
    let path = format!("/api/v1/visits/{}", house.visit);
    for who in [&house.olga, &house.manager, &house.anna] {
        let read = house.gets(Some(who), &path).await;
        assert!(read.status == StatusCode::OK && read.body.contains(r#""state":"planned""#), "{}", read.body);
    }
    assert_eq!(house.gets(Some(&house.nina), &path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(house.gets(None, &path).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(house.gets(Some(&house.olga), "/api/v1/visits/none").await.status, StatusCode::NOT_FOUND);
    let posts = async |step: &str, body: &str| house.posts(&house.olga, &format!("{path}/{step}"), body).await;
    assert_eq!(posts("on-my-way", r#"{"minutes":0}"#).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(posts("on-my-way", r#"{"minutes":30,"x":1}"#).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(posts("on-my-way", r#"{"minutes":30}"#).await.body.contains(r#""eta":"2026-11-24T09:30:0"#));
    assert!(posts("start", "").await.body.contains(r#""state":"in_progress""#));
    let item = items(&house.app).remove(0);
    let ticked = posts("answers", &format!(r#"{{"item":"{item}","answer":"absent"}}"#)).await;
    assert!(ticked.body.contains(r#""answered":1"#) && ticked.body.contains(r#""answer":"absent""#), "{}", ticked.body);
    assert!(posts("answers", &format!(r#"{{"item":"{item}","answer":null}}"#)).await.body.contains(r#""answered":0"#));
    let left = posts("done", "").await;
    assert!(left.status == StatusCode::CONFLICT && left.body.contains("items-left"), "{}", left.body);
}
