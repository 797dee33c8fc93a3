//! What is public, through the router of a real house, in both languages.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use db::App;
use housebook::Files;
use messaging::PublicUrl;
use pages::{Cookies, Nav, UiTexts};
use tempfile::TempDir;
use tower::ServiceExt as _;
use values::Lang;

async fn house() -> (TempDir, App, Router) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Some("2026-11-10T12:00:00+03:00".parse().unwrap());
    let settings = db::Settings { data: folder.path().to_path_buf(), database: None, master_key: None, seed: Some(1), clock };
    let rooms = [catalog::room(), people::room(), households::room(), scheduling::room(), pricing::room(), concierge::room()];
    let mut steps = [journal::migrations(), access::migrations(), messaging::migrations(), housebook::migrations()].concat();
    let mut sections = Vec::new();
    for room in rooms {
        steps.extend(room.migrations);
        sections.extend(room.sections);
    }
    let app = db::open(&settings, &steps).await.unwrap();
    app.put(journal::Subscribers::default());
    app.put(Cookies { secure: false });
    app.put(Nav::default());
    app.put(PublicUrl("https://dom.example/".to_owned()));
    let web = crate::web();
    app.put(UiTexts::new(&[(web.name, web.texts)]).unwrap());
    housebook::load(&app, Files::embedded(), &sections).await.unwrap();
    (folder, app.clone(), web.pages.with_state(app))
}

async fn send(house: &Router, lang: Lang, method: &str, path: &str, body: &str) -> (StatusCode, String, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::ACCEPT_LANGUAGE, lang.tag())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let response = house.clone().oneshot(request).await.unwrap();
    let to = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, to, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn seen(house: &Router, lang: Lang, path: &str) -> String {
    let (status, _, html) = send(house, lang, "GET", path, "").await;
    assert_eq!(status, StatusCode::OK, "{path}");
    assert!(!html.contains("services-") || !html.contains(">services-"), "a text is missing: {html}");
    html
}

#[tokio::test]
async fn every_page_is_worded_in_both_languages() {
    let (_folder, _app, house) = house().await;
    let paths = [
        "/services",
        "/services/regular",
        "/services/general",
        "/services/windows",
        "/services/after_repair",
        "/services/compare",
        "/services/compare?a=windows&b=general",
        "/services/regular/changes",
        "/requests/travel",
        "/requests/sent",
        "/discuss",
        "/contacts",
        "/safety",
    ];
    for lang in Lang::ALL {
        for path in paths {
            let html = seen(&house, lang, path).await;
            for bare in ["services-", "field-", "fault-"] {
                assert!(!html.contains(&format!(">{bare}")), "{path}: {bare}\n{html}");
            }
        }
        for nowhere in
            ["/services/castle", "/services/castle/changes", "/requests/moon", "/services/regular/changes?from=9", "/services/regular/changes?from=x"]
        {
            assert_eq!(send(&house, lang, "GET", nowhere, "").await.0, StatusCode::NOT_FOUND, "{nowhere}");
        }
    }
}

#[tokio::test]
async fn the_checklist_is_public_and_the_norms_are_not() {
    let (_folder, _app, house) = house().await;
    let html = seen(&house, Lang::Ru, "/services/regular").await;
    for part in [
        "Список работ, редакция 1",
        "Жилые комнаты <small>7</small>",
        "Когда заказано: Духовка изнутри",
        "800\u{a0}₽",
        "Мытьё окон: его",
        "Раз в квартал",
        "С шумом",
        "40 м², 1 комната, 1 санузел",
        "3\u{a0}900\u{a0}₽",
        "замена: Средство от жира без запаха",
        "Глажение, 1 час",
        "<meta name=\"description\"",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    for norm in ["minutes_per", "setup", "solo"] {
        assert!(!html.contains(norm), "{norm}");
    }
}

#[tokio::test]
async fn an_edition_that_was_agreed_is_shown_as_it_was_and_what_changed_is_told() {
    let (_folder, app, house) = house().await;
    let page = Files::embedded().text("services/regular.toml").unwrap().to_owned();
    let now = page.replace("Зеркала без разводов и капель", "Зеркала прозрачны") + "\n# A word more.\n";
    let now = now.replacen("id = \"hall.shoes\"", "id = \"hall.boots\"", 1);
    assert_ne!(now, page);
    housebook::load(&app, Files::embedded().with("services/regular.toml", &now), &catalog::room().sections).await.unwrap();
    for lang in Lang::ALL {
        let html = seen(&house, lang, "/services/regular?version=1").await;
        assert!(html.contains("class=\"notice\"") && html.contains("href=\"/services/regular\""), "{html}");
        for present in ["/services/regular", "/services/regular?version=2"] {
            assert!(!seen(&house, lang, present).await.contains("class=\"notice\""), "{present}");
        }
        for unknown in ["/services/regular?version=3", "/services/regular?version=x", "/services/castle?version=1"] {
            assert_eq!(send(&house, lang, "GET", unknown, "").await.0, StatusCode::NOT_FOUND, "{unknown}");
        }
        assert!(seen(&house, lang, "/services/regular/changes?from=1&to=1").await.contains("class=\"notice\""));
    }
    let html = seen(&house, Lang::Ru, "/services/regular/changes").await;
    for part in [
        "<del>Зеркала без разводов и капель</del> <ins>Зеркала прозрачны</ins>",
        "<ins>Обувь стоит парами",
        "<del>Обувь стоит парами",
        "редакция 2, с 10\u{a0}ноября",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

#[tokio::test]
async fn two_services_stand_side_by_side_point_by_point() {
    let (_folder, _app, house) = house().await;
    let html = seen(&house, Lang::Ru, "/services/compare?a=regular&b=general").await;
    for part in [
        "<td class=\"compare-more\" data-of=\"Генеральная уборка\">Каждый раз</td>",
        "<td class=\"compare-has\" data-of=\"Поддерживающая уборка\">Когда заказано: Духовка изнутри</td>",
        "<td class=\"compare-none\" data-of=\"Поддерживающая уборка\">Нет</td>",
        "Только в услуге «Генеральная уборка»",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    // A service is not put beside itself, and what is unknown is passed over.
    for path in ["/services/compare?a=general&b=general", "/services/compare?a=castle"] {
        let html = seen(&house, Lang::En, path).await;
        assert_eq!(html.matches(" selected>").count(), 2, "{html}");
    }
}

#[tokio::test]
async fn a_task_is_told_or_what_was_typed_is_kept() {
    let (_folder, app, house) = house().await;
    let owner = access::Actor::Staff(uuid::Uuid::from_u128(1), access::Role::Owner);
    let form = "about=travel&name=%D0%90%D0%BD%D0%BD%D0%B0&reach=8+921+555-01-23&task=%D0%92+%D0%9A%D0%B0%D1%80%D0%B5%D0%BB%D0%B8%D1%8E";
    for _ in 0..2 {
        let (status, to, _) = send(&house, Lang::Ru, "POST", "/requests", form).await;
        assert!(status == StatusCode::SEE_OTHER && to.starts_with("/requests/sent?of="), "{to}");
        assert!(seen(&house, Lang::Ru, &to).await.contains("Ответ будет не позже"));
    }
    let open = concierge::open_requests(&app, &owner, None, 10).await.unwrap();
    assert_eq!(open.len(), 1, "the same words twice are one request");
    assert_eq!((open[0].about.as_deref(), open[0].asker.name.as_str(), open[0].words.as_str()), (Some("travel"), "Анна", "В Карелию"));
    for (about, shown) in [("travel", "Путешествия"), ("", "Обсудить мою задачу"), ("moon", "Обсудить мою задачу")]
    {
        let (status, _, html) = send(&house, Lang::Ru, "POST", "/requests", &format!("about={about}&name=&reach=x&task=%3Cb%3E")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains(shown) && html.contains("&#60;b&#62;") && html.contains("id=\"reach-error\"") && html.contains("href=\"#name\""), "{html}");
    }
    assert!(matches!(concierge::open_requests(&app, &access::Actor::Visitor, None, 10).await, Err(concierge::RequestError::Denied(_))));
    let caller = concierge::RawCaller { name: "Борис".to_owned(), phone: "+79215550124".to_owned(), wish: "вечером".to_owned() };
    let left = concierge::leave_phone(&app, &access::Actor::Visitor, concierge::WhyCall::NoTime, None, &caller, Lang::Ru).await.unwrap().into_inner();
    let again = concierge::leave_phone(&app, &access::Actor::Visitor, concierge::WhyCall::NoTime, None, &caller, Lang::Ru).await.unwrap();
    assert_eq!(again, values::Outcome::Already(left), "left twice, it is one call");
    assert_eq!(concierge::open_requests(&app, &owner, None, 10).await.unwrap().iter().filter(|one| one.call.is_some()).count(), 1);
    concierge::close_request(&app, &owner, open[0].id, "Позвонили, едут в июле").await.unwrap();
    concierge::close_request(&app, &owner, left, "Позвонили").await.unwrap();
    assert_eq!(concierge::open_requests(&app, &owner, None, 10).await.unwrap(), vec![]);
}

#[tokio::test]
async fn whoever_writes_too_often_loses_no_word() {
    let (_folder, _app, house) = house().await;
    let form = |n: u8| format!("about=travel&name=%D0%90%D0%BD%D0%BD%D0%B0&reach=8+921+555-01-23&task=word+{n}");
    for n in 0..5 {
        assert_eq!(send(&house, Lang::Ru, "POST", "/requests", &form(n)).await.0, StatusCode::SEE_OTHER);
    }
    let (status, _, html) = send(&house, Lang::Ru, "POST", "/requests", &form(5)).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(html.contains("Написанное осталось здесь") && html.contains("word 5"), "{html}");
}

#[tokio::test]
async fn crawlers_are_told_where_to_go_and_where_not() {
    let (_folder, _app, house) = house().await;
    let robots = seen(&house, Lang::Ru, "/robots.txt").await;
    assert!(robots.contains("Disallow: /my\n") && robots.contains("Sitemap: https://dom.example/sitemap.xml"), "{robots}");
    let map = seen(&house, Lang::Ru, "/sitemap.xml").await;
    assert!(map.contains("<loc>https://dom.example/services/windows</loc>") && map.contains("/requests/staff_search</loc>"), "{map}");
}
