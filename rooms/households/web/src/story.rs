//! The doors in a real house.

use access::{Login, Role, set_login};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use db::{App, By, DbError, Settings, sql};
use housebook::Files;
use households::{Door, welcome};
use journal::Subscribers;
use messaging::Composers;
use pages::{Cookies, UiTexts};
use tempfile::TempDir;
use tower::ServiceExt as _;
use uuid::Uuid;
use values::Lang;

const PHONE: &str = "+79215550120";

struct Answer {
    status: StatusCode,
    to: String,
    cookie: String,
    body: String,
}

async fn house() -> (App, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let settings =
        Settings { data: folder.path().to_owned(), database: None, master_key: None, seed: Some(1), clock: Some("2026-11-24T09:00:00Z".parse().unwrap()) };
    let rooms = [catalog::room(), households::room()];
    let mut steps = [journal::migrations(), access::migrations(), messaging::migrations(), housebook::migrations()].concat();
    steps.extend(rooms.iter().flat_map(|room| room.migrations.clone()));
    let app = db::open(&settings, &steps).await.unwrap();
    let sections: Vec<_> = rooms.iter().flat_map(|room| room.sections.clone()).collect();
    housebook::load(&app, Files::embedded(), &sections).await.unwrap();
    app.put(Subscribers::default());
    app.put(Composers::default());
    app.put(Cookies { secure: false });
    app.put(UiTexts::new(&[("households-web", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap());
    app.write(By::house(), |tx| async move {
        for (n, login, role) in [(1, "olga", Role::Cleaner), (2, "tatiana", Role::Manager)] {
            set_login(&tx, &Login { login: login.to_owned(), person: Uuid::from_u128(n), role }, "secret of the house").await?;
        }
        welcome(&tx, "Анна", &Door::parse(PHONE).unwrap(), Lang::Ru).await?;
        Ok::<_, DbError>(())
    })
    .await
    .unwrap();
    (app, folder)
}

async fn posts(app: &App, path: &str, cookie: &str, body: &str) -> Answer {
    let web = crate::web();
    let (api, _) = web.api.split_for_parts();
    let request = Request::post(path).header(header::COOKIE, cookie).body(Body::from(body.to_owned())).unwrap();
    let response = web.pages.merge(api).with_state(app.clone()).oneshot(request).await.unwrap();
    let text = |name| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
    let (status, to, cookie) = (response.status(), text(header::LOCATION), text(header::SET_COOKIE));
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Answer { status, to, cookie: cookie.split(';').next().unwrap_or_default().to_owned(), body: String::from_utf8(body.to_vec()).unwrap() }
}

/// The newest code, as the message would carry it.
async fn code(app: &App) -> String {
    let db = app.read().await.unwrap();
    let row = sql::one(&db, "SELECT id FROM codes ORDER BY id DESC LIMIT 1", vec![]).await.unwrap().unwrap();
    let id: Uuid = row.get("id").unwrap();
    access::code_text(&db, id.into()).await.unwrap().unwrap().0
}

#[tokio::test]
async fn a_strangers_phone_gets_the_answer_of_a_clients() {
    let (app, _folder) = house().await;
    let client = posts(&app, "/sign-in", "", "phone=8+921+555-01-20&to=/my").await;
    let stranger = posts(&app, "/sign-in", "", "phone=8+921+555-01-21&to=/my").await;
    assert_eq!(client.status, StatusCode::OK);
    assert_eq!(stranger.body.replace("01-21", "01-20").replace("5550121", "5550120"), client.body);
    let refused = posts(&app, "/sign-in", "", "phone=12&to=/my").await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("value=\"12\""), "{}", refused.body);
}

#[tokio::test]
async fn a_client_comes_in_by_the_code_and_goes_where_they_were_going() {
    let (app, _folder) = house().await;
    posts(&app, "/sign-in", "", &format!("phone={}&to=/my", PHONE.replace('+', "%2B"))).await;
    let code = code(&app).await;
    let form = |code: &str, to: &str| format!("phone={}&code={code}&to={to}", PHONE.replace('+', "%2B"));
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let again = posts(&app, "/sign-in/code", "", &form(wrong, "/my")).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.body.contains("code-error") && again.body.contains(PHONE), "{}", again.body);
    let inside = posts(&app, "/sign-in/code", "", &form(&code, "//evil.example")).await;
    assert_eq!((inside.status, inside.to.as_str()), (StatusCode::SEE_OTHER, "/my"));
    let out = posts(&app, "/sign-out", &inside.cookie, "").await;
    assert_eq!((out.status, out.to.as_str(), out.cookie.as_str()), (StatusCode::SEE_OTHER, "/", "butler="));
    let db = app.read().await.unwrap();
    assert!(sql::one(&db, "SELECT token_hash FROM sessions", vec![]).await.unwrap().is_none(), "the session ends in the house");
}

#[tokio::test]
async fn staff_come_in_by_password() {
    let (app, _folder) = house().await;
    let wrong = posts(&app, "/sign-in/staff", "", "login=olga&password=guess&to=/work").await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("value=\"olga\"") && !wrong.body.contains("guess"), "{}", wrong.body);
    let to = async |form: &str| posts(&app, "/sign-in/staff", "", form).await.to;
    assert_eq!(to("login=olga&password=secret+of+the+house").await, "/work");
    assert_eq!(to("login=Tatiana&password=secret+of+the+house").await, "/desk");
    assert_eq!(to("login=tatiana&password=secret+of+the+house&to=/desk/people").await, "/desk/people");
}

#[tokio::test]
async fn a_program_gets_a_token() {
    let (app, _folder) = house().await;
    let open = async |body: &str| posts(&app, "/api/v1/sessions", "", body).await;
    let staff = open(r#"{"login":"olga","password":"secret of the house"}"#).await;
    assert!(staff.status == StatusCode::CREATED && staff.body.starts_with(r#"{"token":""#), "{}", staff.body);
    posts(&app, "/sign-in", "", "phone=89215550120").await;
    let client = open(&format!(r#"{{"phone":"{PHONE}","code":"{}"}}"#, code(&app).await)).await;
    assert_eq!(client.status, StatusCode::CREATED);
    let strange = open(r#"{"phone":"+79215550121","code":"012345"}"#).await;
    assert!(strange.status == StatusCode::UNPROCESSABLE_ENTITY && strange.body.contains("wrong-code"), "{}", strange.body);
    let neither = open(r#"{"login":"olga"}"#).await;
    assert!(neither.status == StatusCode::UNPROCESSABLE_ENTITY && neither.body.contains("either login and password"), "{}", neither.body);
}
