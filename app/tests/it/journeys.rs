//! The day of travel and who travels are kept with the request: seats follow them, two at the desk do not overwrite one another unseen, and what
//! was told afterwards stands.

use crate::City;
use crate::declined::tells;
use ::concierge::{JourneySet, RawRequest, RequestId, goes_along, make_request};
use ::households::{Along, ClientId, RawMemory, Seat};
use access::Actor;
use db::sql;
use serde_json::{Value, json};
use values::Lang;

async fn child(city: &City, client: ClientId, name: &str, born: &str, size: Option<(&str, &str)>) -> String {
    let (kg, cm) = size.unwrap_or_default();
    let raw =
        RawMemory { kind: "child".to_owned(), name: name.to_owned(), born: born.to_owned(), kg: kg.to_owned(), cm: cm.to_owned(), ..RawMemory::default() };
    tells(city, client, raw).await.to_string()
}

async fn asks(city: &City, about: &str, reach: &str, words: &str) -> RequestId {
    let raw = RawRequest { about: about.to_owned(), name: "Анна".to_owned(), reach: reach.to_owned(), words: words.to_owned() };
    make_request(&city.app, &Actor::Visitor, &raw, Lang::Ru).await.unwrap().into_inner()
}

/// Who has a seat and how many drink, as a driver is told.
async fn goes(city: &City, request: RequestId) -> Vec<String> {
    let all = goes_along(&city.app.read().await.unwrap(), request).await.unwrap();
    let said = |one: &Along| match one {
        Along::Seat { name, seat: Seat::Fitting(groups, _), .. } => format!("{name} {}", groups.iter().map(|group| group.mark()).collect::<Vec<_>>().join("+")),
        Along::Seat { name, seat, .. } => format!("{name} {seat:?}"),
        Along::Water { children, .. } => format!("water {children}"),
    };
    all.iter().map(said).collect()
}

/// What is remembered of children, in words.
fn children(told: &Value) -> Vec<&str> {
    told["memory"].as_array().unwrap().iter().filter(|one| one["kind"] == "child").map(|one| one["words"].as_str().unwrap()).collect()
}

crate::stories! {
    async fn the_day_and_who_travels_are_kept_with_the_request(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        let iva = child(city, id, "Ива", "2021-03-04", Some(("18", "104"))).await;
        let petr = child(city, id, "Пётр", "2018-05-01", Some(("24", "126"))).await;
        let request = asks(city, "transfer", "+79215550120", "Встретить в Пулкове").await;
        let desk = city.staff("tatiana").await;
        let (page, own) = (format!("/desk/requests/{request}/along"), format!("/my/requests/{request}/along"));
        let shown = desk.get(&page).await.expect(200).plain();
        assert!(shown.contains("День поездки ещё не записан") && shown.contains("name=\"over\" value=\"0\""), "{shown}");
        assert!(goes(city, request).await.is_empty(), "no day yet");
        let keep = format!("{page}/journey");
        let left = [("over", "0"), ("day", "2026-03-07"), ("child", iva.as_str()), ("child", petr.as_str()), ("travels", iva.as_str())];
        assert!(desk.form(&keep, &[("over", "0"), ("day", "7 марта"), ("child", petr.as_str())]).await.expect(422).plain().contains("id=\"day-error\""));
        anna.client.form(&keep, &left).await.expect(403);
        desk.form(&keep, &left).await.expect(303);
        assert!(anna.client.get("/my").await.expect(200).plain().contains("Что едет с детьми 7 марта"), "the letter names the day");
        // Whatever day is in the address, all of them read the one that is kept.
        for shown in [desk.get(&page).await.expect(200).plain(), anna.client.get(&format!("{own}?day=2026-12-07")).await.expect(200).plain()] {
            assert!(shown.contains("День поездки: 7 марта 2026. Едут: Ива"), "{shown}");
            assert!(shown.contains("Ива: группа I, II (R44)") && shown.contains("для 1 ребёнка") && shown.contains("кресло требует закон"), "{shown}");
            assert!(!shown.contains("Пётр: "), "who is left out needs no seat: {shown}");
        }
        assert!(!anna.client.get(&own).await.expect(200).plain().contains("name=\"over\""), "the desk keeps it");
        assert_eq!(goes(city, request).await, ["Ива I+II", "water 1"]);
        // The same once more is the same; whoever is measured anew is left out still, and whoever is told of now travels.
        let again = [("over", "1"), ("day", "2026-03-07"), ("child", iva.as_str()), ("child", petr.as_str()), ("travels", iva.as_str())];
        desk.form(&keep, &again).await.expect(303);
        assert_eq!(city.facts::<JourneySet>(request.uuid()).await, 1);
        child(city, id, "Пётр", "2018-05-01", Some(("25", "127"))).await;
        child(city, id, "Лев", "2022-01-10", None).await;
        assert_eq!(goes(city, request).await, ["Ива I+II", "Лев Ask", "water 2"]);
        let shown = desk.get(&page).await.expect(200).plain();
        assert!(shown.contains("Лев: спросите вес и рост") && shown.contains("веса и роста нам ещё не говорили"), "{shown}");
        assert!(anna.client.get(&own).await.expect(200).plain().contains("Лев: скажите нам вес и рост"));
        // Names lie sealed; what is no journey, and nobody's client, takes nothing along.
        let kept = sql::all(&city.app.read().await.unwrap(), "SELECT party_sealed FROM request_journeys", vec![]).await.unwrap();
        assert!(kept.len() == 1 && !String::from_utf8_lossy(&kept[0].get::<Vec<u8>>("party_sealed").unwrap()).contains("пётр"));
        let other = asks(city, "", "+79215550120", "Просто вопрос").await;
        desk.form(&format!("/desk/requests/{other}/along/journey"), &[("over", "0"), ("day", "2026-03-07")]).await.expect(404);
        let stranger = asks(city, "transfer", "vera@example.org", "Встретить нас").await;
        desk.form(&format!("/desk/requests/{stranger}/along/journey"), &[("over", "0"), ("day", "2026-03-07")]).await.expect(404);
        assert!(goes(city, other).await.is_empty() && goes(city, stranger).await.is_empty());
        city.keeps_its_promises().await;
    }

    async fn one_child_of_two_versions_has_one_seat_and_the_page_says_which_counts(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        child(city, id, "Соня", "2020-01-01", Some(("18", "110"))).await;
        let own = [("kind", "child"), ("name", "соня"), ("born", "2020-01-01"), ("kg", "24,5"), ("cm", "118")];
        anna.client.form("/my/household/memory", &own).await.expect(303);
        let request = asks(city, "transfer", "+79215550120", "Встретить в Пулкове").await;
        let desk = city.staff("tatiana").await;
        let (page, theirs) = (format!("/desk/requests/{request}/along"), format!("/my/requests/{request}/along"));
        desk.form(&format!("{page}/journey"), &[("over", "0"), ("day", "2026-03-07")]).await.expect(303);
        assert_eq!(goes(city, request).await, ["соня II+III", "water 1"], "what she wrote herself, to the half kilogram");
        for (client, page, settle) in [(&desk, &page, format!("/desk/clients/{id}#memory")), (&anna.client, &theirs, "/my/household#memory".to_owned())] {
            let shown = client.get(page).await.expect(200).plain();
            assert!(shown.contains("Сказано по-разному. Кресло считаем по этому: соня, 6 лет, 24,5 кг, 118 см"), "{shown}");
            assert!(shown.contains("Ещё сказано: Соня, 6 лет, 18 кг") && shown.contains(&settle) && shown.contains("для 1 ребёнка"), "{shown}");
        }
        let refused = anna.client.form(&theirs, &[("scope", "once"), ("reason", "Своё кресло")]).await.expect(422).plain();
        assert!(refused.contains("выберите, что не нужно"), "{refused}");
        city.keeps_its_promises().await;
    }

    async fn a_journey_is_whoever_asked_for_it_whatever_phone_they_left(city: City) {
        let (anna, boris) = (city.visitor().books("Анна", "+79215550120").await, city.visitor().books("Борис", "+79215550121").await);
        let (hers, his) = (city.client_of("+79215550120").await, city.client_of("+79215550121").await);
        child(city, hers, "Ива", "2021-03-04", Some(("18", "104"))).await;
        let words = "Встретить в Пулкове".to_owned();
        let raw = RawRequest { about: "transfer".to_owned(), name: "Анна".to_owned(), reach: "+79215550121".to_owned(), words };
        let request = make_request(&city.app, &Actor::Client(hers.uuid()), &raw, Lang::Ru).await.unwrap().into_inner();
        let desk = city.staff("tatiana").await;
        desk.form(&format!("/desk/requests/{request}/along/journey"), &[("over", "0"), ("day", "2026-03-07")]).await.expect(303);
        let told = anna.client.get("/my").await.expect(200).plain();
        assert!(told.contains(&format!("/my/requests/{request}/along")) && told.contains("Что едет с детьми 7 марта"), "{told}");
        let untold = boris.client.get("/my").await.expect(200).plain();
        assert!(!untold.contains(&request.to_string()) && !untold.contains("Что едет с детьми"), "it is his phone, and no journey of his: {untold}");
        let card = async |client: ClientId| desk.get(&format!("/desk/prepared/clients/{client}")).await.expect(200).text;
        assert!(card(hers).await.contains(&format!("/desk/requests/{request}")));
        let other = card(his).await;
        assert!(!other.contains(&request.to_string()) && !other.contains("Встретить в Пулкове"), "{other}");
        let own = desk.get(&format!("/desk/prepared/requests/{request}")).await.expect(200).text;
        assert!(own.contains(&hers.to_string()) && !own.contains(&his.to_string()), "the card of what she asked for is hers: {own}");
        city.keeps_its_promises().await;
    }

    async fn a_seat_is_of_the_day_of_travel_and_follows_it(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        // Fifteen months on the fifth of March; seven years on it; twelve on it.
        child(city, id, "Ива", "2024-12-05", Some(("11", "78"))).await;
        let petr = child(city, id, "Пётр", "2019-03-05", Some(("22", "120"))).await;
        child(city, id, "Лев", "2014-03-05", Some(("35", "145"))).await;
        let request = asks(city, "transfer", "+79215550120", "Встретить в Пулкове").await;
        let desk = city.staff("tatiana").await;
        let page = format!("/desk/requests/{request}/along");
        let shown = desk.get(&page).await.expect(200).plain();
        assert!(shown.contains("Ива: группа 0+ (R44); спиной по ходу (R129)") && shown.contains("Лев: группа III"), "today: {shown}");
        let keeps = async |over: &str, day: &str| desk.form(&format!("{page}/journey"), &[("over", over), ("day", day)]).await.expect(303);
        keeps("0", "2026-03-07").await;
        let shown = desk.get(&page).await.expect(200).plain();
        assert!(shown.contains("Ива: группа 0+, I (R44); спиной по ходу, со своими ремнями (R129)"), "on the day she may look forwards: {shown}");
        assert!(!shown.contains("Лев: "), "and he has grown out of any: {shown}");
        // On that day nobody asks for a seat by law for one of seven, and it is declined; on a day before the birthday that holds no more.
        let stays = [("doing", petr.as_str()), ("scope", "once"), ("reason", "Своё кресло в машине"), ("day", "2026-03-07")];
        desk.form(&page, &stays).await.expect(303);
        assert_eq!(goes(city, request).await, ["Ива 0++I", "water 2"]);
        keeps("1", "2026-03-04").await;
        assert_eq!(goes(city, request).await, ["Ива 0+", "Пётр II+III", "Лев III", "water 3"]);
        let shown = desk.get(&page).await.expect(200).plain();
        assert!(shown.contains("Пётр: группа II, III (R44)") && !shown.contains("<q>Своё кресло"), "{shown}");
        assert!(desk.form(&page, &[("doing", petr.as_str()), ("scope", "once"), ("reason", "Своё"), ("day", "2026-03-07")]).await.expect(422).plain().contains("требует закон"));
        // By a day that is far the baby has outgrown what was measured.
        keeps("2", "2026-05-10").await;
        let shown = desk.get(&page).await.expect(200).plain();
        assert!(shown.contains("Ива: спросите вес и рост") && shown.contains("ко дню поездки эта мерка устареет") && shown.contains("<q>Своё кресло"), "{shown}");
        assert_eq!(city.facts::<JourneySet>(request.uuid()).await, 3);
        city.keeps_its_promises().await;
    }

    async fn two_at_the_desk_keep_one_journey_and_a_guest_comes_along(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        let iva = child(city, id, "Ива", "2021-03-04", Some(("18", "104"))).await;
        let request = asks(city, "travel", "+79215550120", "Карелия на три дня").await;
        let desk = city.staff("tatiana").await;
        let page = format!("/desk/requests/{request}/along");
        let keep = format!("{page}/journey");
        let shown = [("child", iva.as_str()), ("travels", iva.as_str())];
        let maya = [("name", "Майя"), ("kg", "15"), ("cm", "97")];
        let first = [&shown[..], &maya, &[("over", "0"), ("day", "2026-03-07")]].concat();
        let wrong = desk.form(&keep, &first).await.expect(422).plain();
        assert!(wrong.contains("id=\"years-error\"") && wrong.contains("value=\"Майя\"") && wrong.contains("value=\"2026-03-07\""), "what was typed is kept: {wrong}");
        desk.form(&keep, &[&first[..], &[("years", "3")]].concat()).await.expect(303);
        assert_eq!(goes(city, request).await, ["Ива I+II", "Майя I+II", "water 2"]);
        let seen = desk.get(&page).await.expect(200).plain();
        assert!(seen.contains("Едут: Ива и Майя") && seen.contains("Майя, 3 года") && seen.contains("ребёнок гостей, 15 кг, 97 см"), "{seen}");
        // Another one, who saw nothing of it, does not write over it; what they typed stands beside what is kept now.
        let late = [&shown[..], &[("over", "0"), ("day", "2026-03-09"), ("name", "Тим"), ("years", "5")]].concat();
        let late = desk.form(&keep, &late).await.expect(409).plain();
        assert!(late.contains("поездку изменил кто-то другой") && late.contains("День поездки: 7 марта 2026"), "{late}");
        assert!(late.contains("value=\"Тим\"") && late.contains("value=\"2026-03-09\"") && late.contains("name=\"over\" value=\"1\""), "{late}");
        let guest = |page: &str| page.split("name=\"guest\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let theirs = guest(&late);
        let maya = theirs.as_str();
        assert!(late.contains(&format!("value=\"{maya}\" checked")), "she was not seen, and stays");
        let both = [&shown[..], &[("over", "1"), ("day", "2026-03-09"), ("name", "Тим"), ("years", "5"), ("shown", maya), ("guest", maya)]].concat();
        desk.form(&keep, &both).await.expect(303);
        assert_eq!(goes(city, request).await, ["Ива I+II", "Майя I+II", "Тим Ask", "water 3"]);
        let double = [&shown[..], &[("over", "2"), ("day", "2026-03-09"), ("shown", maya), ("guest", maya), ("name", "майя"), ("years", "4")]].concat();
        assert!(desk.form(&keep, &double).await.expect(422).plain().contains("с таким именем"));
        desk.form(&keep, &[&shown[..], &[("over", "2"), ("day", "2026-03-09")]].concat()).await.expect(303);
        assert_eq!(goes(city, request).await, ["Ива I+II", "water 1"]);
        assert_eq!(city.facts::<JourneySet>(request.uuid()).await, 3);
        // Where all that can be declined is, the seat of a guest's child is shown still.
        let alone = [("over", "3"), ("day", "2026-03-09"), ("child", iva.as_str()), ("name", "Майя"), ("years", "3"), ("kg", "15"), ("cm", "97")];
        desk.form(&keep, &alone).await.expect(303);
        desk.form(&page, &[("doing", "water"), ("scope", "once"), ("reason", "Своя вода"), ("day", "2026-03-09")]).await.expect(303);
        let seen = desk.get(&page).await.expect(200).plain();
        assert!(seen.contains("Майя: группа I, II (R44)") && !seen.contains("name=\"doing\""), "{seen}");
        city.keeps_its_promises().await;
    }

    async fn a_program_keeps_the_journey_and_it_stands_once_it_was_told(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        let iva = child(city, id, "Ива", "2018-03-04", Some(("22", "118"))).await;
        let petr = child(city, id, "Пётр", "2019-05-01", None).await;
        let request = asks(city, "transfer", "+79215550120", "Встретить в Пулкове").await;
        let desk = city.staff("tatiana").await;
        let path = format!("/api/v1/requests/{request}/along");
        let keep = format!("{path}/journey");
        let read = anna.client.get(&path).await.expect(200).json();
        assert!(read["journey"].is_null() && read["goes"].as_array().unwrap().is_empty(), "{read}");
        let guests = json!([{ "name": "Майя", "years": 1, "months": 2, "kg": 10, "cm": 78 }]);
        let body = json!({ "over": 0, "day": "2026-03-02", "left_out": [petr], "new_guests": guests });
        anna.client.post(&keep, body.clone()).await.expect(403);
        let kept = desk.post(&keep, body.clone()).await.expect(200).json();
        let (journey, goes) = (&kept["journey"], kept["goes"].as_array().unwrap());
        assert_eq!((&journey["version"], &journey["day"], &journey["left_out"]), (&json!(1), &json!("2026-03-02"), &json!([petr])));
        assert_eq!((&journey["guests"][0]["name"], &journey["guests"][0]["years"], &journey["guests"][0]["kg"]), (&json!("Майя"), &json!(1), &json!(10)));
        assert_eq!(goes[0]["doing"], json!(iva));
        assert_eq!((&goes[1]["doing"], &goes[1]["groups"], &goes[1]["kinds"]), (&json!(null), &json!(["0+"]), &json!(["backwards"])), "fourteen months: {kept}");
        assert_eq!((&goes[1]["by_law"], &goes[2]["doing"], goes.len()), (&json!(true), &json!("water"), 3));
        assert_eq!(desk.post(&keep, body).await.expect(409).json()["kind"], "journey-overwritten");
        let guest = &journey["guests"][0]["id"];
        desk.post(&keep, json!({ "over": 1, "day": "2026-03-02", "guests": [iva] })).await.expect(422);
        desk.post(&keep, json!({ "over": 1, "day": "2026-03-02", "left_out": [guest], "guests": [guest] })).await.expect(422);
        // It is told of the day that is kept, and of no other; then it stands.
        let went = |day: Option<&str>| json!({ "day": day, "kept": [iva, "water"], "evidence": "note", "words": "Сказал водитель" });
        let refused = desk.post(&format!("{path}/went"), went(Some("2026-03-01"))).await.expect(422).json();
        assert!(refused.to_string().contains("day"), "{refused}");
        let told = desk.post(&format!("{path}/went"), went(None)).await.expect(200).json();
        assert_eq!(told["went"].as_array().unwrap().len(), 2, "of a guest's seat nobody had told us before: {told}");
        assert_eq!(desk.post(&keep, json!({ "over": 1, "day": "2026-03-03" })).await.expect(409).json()["kind"], "along-told");
        let page = format!("/desk/requests/{request}/along");
        desk.form(&format!("{page}/journey"), &[("over", "1"), ("day", "2026-03-03")]).await.expect(409);
        assert!(!desk.get(&page).await.expect(200).plain().contains("name=\"over\""));
        // The children of guests are nobody's clients: a month after the journey they are forgotten, and nobody else is.
        city.clock("2026-04-02 09:00:00");
        city.settle().await;
        let after = anna.client.get(&path).await.expect(200).json();
        assert_eq!((&after["journey"]["guests"], &after["journey"]["left_out"]), (&json!([]), &json!([petr])), "{after}");
        city.keeps_its_promises().await;
    }

    async fn an_older_measure_takes_no_newer_ones_place(city: City) {
        let _anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        child(city, id, "Лев", "2020-05-31", None).await;
        ::households::propose_from(&city.app, &Actor::House, id, "Лев весит 19 кг, рост 110 см").await.unwrap();
        // Before anybody says yes to it, he is measured again.
        city.clock("2026-03-20 12:00:00");
        child(city, id, "Лев", "2020-05-31", Some(("21", "115"))).await;
        let manager = city.staff("tatiana").await;
        let told = async || manager.get(&format!("/api/v1/clients/{id}/household")).await.expect(200).json();
        let found = told().await["found"][0]["id"].as_str().unwrap().to_owned();
        manager.form(&format!("/desk/clients/{id}/memory/found"), &[("proposal", &found), ("say", "yes")]).await.expect(303);
        let after = told().await;
        assert_eq!(after["found"], json!([]));
        assert!(matches!(children(&after)[..], [one] if one.contains("115")), "{after}");
        // What is measured after that does.
        city.clock("2026-04-20 12:00:00");
        ::households::propose_from(&city.app, &Actor::House, id, "Лев весит 22,5 кг, рост 117 см").await.unwrap();
        let found = told().await["found"][0]["id"].as_str().unwrap().to_owned();
        manager.form(&format!("/desk/clients/{id}/memory/found"), &[("proposal", &found), ("say", "yes")]).await.expect(303);
        let after = told().await;
        assert!(matches!(children(&after)[..], [one] if one.contains("117")), "{after}");
        city.keeps_its_promises().await;
    }
}
