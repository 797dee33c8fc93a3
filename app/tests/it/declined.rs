//! «Not this time»: what the house does by itself on a memory is declined once or for ever, by the client or by the desk, with the reason in
//! the record; on a journey too.

use crate::City;
use ::households::{ClientId, DefaultDeclined, DefaultRestored, RawMemory, Source, remember};
use access::Actor;
use concierge::{RawRequest, make_request};
use db::sql;
use serde_json::json;
use uuid::Uuid;
use values::Lang;

pub(crate) async fn tells(city: &City, client: ClientId, raw: RawMemory) -> Uuid {
    remember(&city.app, &Actor::House, client, None, &raw, Source::Call).await.unwrap().into_inner().uuid()
}

crate::stories! {
    async fn not_this_time_and_never_again_with_the_reason_in_the_record(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        let citrus = tells(city, id, RawMemory { kind: "allergy".to_owned(), to: "citrus".to_owned(), ..RawMemory::default() }).await;
        let wish = tells(city, id, RawMemory { kind: "wish".to_owned(), text: "Без музыки".to_owned(), ..RawMemory::default() }).await;
        let page = format!("/visits/{}/defaults", anna.visit);
        let shown = anna.client.get(&page).await.expect(200).text;
        assert!(shown.contains("Без музыки") && shown.contains("Аллергия") && shown.contains("Сказали по телефону"), "each says why it is there: {shown}");
        assert!(anna.client.get("/my").await.expect(200).text.contains(&page));
        let wish_text = wish.to_string();
        let once = [("memory", wish_text.as_str()), ("scope", "once"), ("reason", "")];
        assert!(anna.client.form(&page, &once).await.expect(422).text.contains("id=\"reason-error\""), "a reason is kept");
        let unchosen = anna.client.form(&page, &[("scope", "once"), ("reason", "Дочь просила радио")]).await.expect(422).text;
        assert!(unchosen.contains("выберите, что не нужно") && !unchosen.contains("такого у нас нет"), "{unchosen}");
        let once = [("memory", wish_text.as_str()), ("scope", "once"), ("reason", "Дочь просила радио")];
        for _ in 0..2 {
            anna.client.form(&page, &once).await.expect(303);
        }
        assert_eq!(city.facts::<DefaultDeclined>(id.uuid()).await, 1, "said twice is said once");
        let shown = anna.client.get(&page).await.expect(200).text;
        assert!(shown.contains("<q>Дочь просила радио</q>") && shown.contains("не в этот раз"), "{shown}");
        // Whoever comes is asked the rest alone; the desk may say it for them, and for ever.
        let tatiana = city.staff("tatiana").await;
        let briefing = format!("/api/v1/visits/{}/briefing", anna.visit);
        let asked = tatiana.get(&briefing).await.expect(200).json()["asked"].as_array().unwrap().clone();
        assert!(asked.len() == 1 && asked[0]["kind"] == "avoid", "{asked:?}");
        let bag = tatiana.get(&briefing).await.expect(200).json()["bag"].clone();
        let declined = tatiana.post(&format!("/api/v1{page}"), json!({ "memory": citrus, "for_ever": true, "reason": "Врач снял диагноз" })).await.expect(200).json();
        assert_eq!(declined.as_array().unwrap().len(), 2);
        let after = tatiana.get(&briefing).await.expect(200).json();
        assert!(after["asked"].as_array().unwrap().is_empty() && after["bag"] != bag, "what usually does the work is taken along again: {after}");
        assert!(!tatiana.get(&format!("/desk/visits/{}", anna.visit)).await.expect(200).text.contains("Без музыки"));
        // Somebody else's visit is nobody's, and the same is declined once by the database too.
        city.visitor().books("Борис", "+79215550121").await.client.get(&page).await.expect(403);
        let again = "INSERT INTO declined_defaults (id, subject, doing, memory, occasion, reason_sealed, at, by_actor)
                     SELECT $1, subject, doing, memory, occasion, reason_sealed, at, by_actor FROM declined_defaults WHERE doing = 'visit'";
        assert!(city.refusal(again, Uuid::from_u128(7)).await.contains("unique"));
        let reasons = sql::all(&city.app.read().await.unwrap(), "SELECT reason_sealed FROM declined_defaults", vec![]).await.unwrap();
        assert!(reasons.iter().all(|row| !String::from_utf8_lossy(&row.get::<Vec<u8>>("reason_sealed").unwrap()).contains("Дочь")));
        let ever = declined.as_array().unwrap().iter().find(|one| one["for_ever"] == true).unwrap()["id"].as_str().unwrap().to_owned();
        // Beside the memory itself it is told too, and undone there; undone once more at the visit it is undone already.
        let told = anna.client.get("/my/household").await.expect(200).plain();
        assert!(told.contains("больше никогда") && told.contains("Врач снял диагноз") && !told.contains("Дочь просила радио"), "{told}");
        assert!(tatiana.get(&format!("/desk/clients/{id}")).await.expect(200).plain().contains("Врач снял диагноз"));
        anna.client.form("/my/household/memory/again", &[("declined", &ever)]).await.expect(303);
        assert!(!anna.client.get("/my/household").await.expect(200).plain().contains("больше никогда"));
        anna.client.form(&format!("{page}/{ever}/restore"), &[]).await.expect(303);
        tatiana.form(&format!("/desk/clients/{id}/memory/again"), &[("declined", &ever)]).await.expect(303);
        assert_eq!(city.facts::<DefaultRestored>(id.uuid()).await, 1);
        // What was not wanted is not counted as asked of the visit.
        anna.served("2026-03-02 14:00:00").await;
        let sealed = sql::all(&city.app.read().await.unwrap(), "SELECT memory FROM visit_instructions", vec![]).await.unwrap();
        assert_eq!(sealed.iter().map(|row| row.get::<Uuid>("memory").unwrap()).collect::<Vec<_>>(), [citrus]);
        anna.client.form(&page, &once).await.expect(409);
        city.keeps_its_promises().await;
    }

    async fn a_seat_by_the_day_of_travel_and_what_may_stay_at_home(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        let child = |name: &str, born: &str, kg: &str, cm: &str| RawMemory {
            kind: "child".to_owned(),
            name: name.to_owned(),
            born: born.to_owned(),
            kg: kg.to_owned(),
            cm: cm.to_owned(),
            ..RawMemory::default()
        };
        let iva = tells(city, id, child("Ива", "2021-03-04", "18", "104")).await.to_string();
        let petr = tells(city, id, child("Пётр", "2018-05-01", "24", "126")).await.to_string();
        let raw = RawRequest { about: "transfer".to_owned(), name: "Анна".to_owned(), reach: "+79215550120".to_owned(), words: "Встретить в Пулкове".to_owned() };
        let request = make_request(&city.app, &Actor::Visitor, &raw, Lang::Ru).await.unwrap().into_inner();
        let desk = city.staff("tatiana").await;
        let page = format!("/desk/requests/{request}/along");
        assert!(desk.get(&format!("/desk/requests/{request}")).await.expect(200).text.contains(&page));
        let shown = desk.get(&format!("{page}?day=2026-03-07")).await.expect(200).text;
        assert!(shown.contains("Ива: группа I, II (R44); спиной по ходу, со своими ремнями, бустер со спинкой (R129)"), "{shown}");
        assert!(shown.contains("Пётр: группа II, III (R44)") && shown.contains("для 2 детей") && shown.contains("18 кг, 104 см"), "{shown}");
        // On another day the same children need something else: a measure holds for half a year.
        assert!(desk.get(&format!("{page}?day=2026-12-07")).await.expect(200).text.contains("Ива: спросите вес и рост"));
        let says = async |doing: &str, scope: &str| {
            desk.form(&page, &[("doing", doing), ("scope", scope), ("reason", "Своё кресло в машине"), ("day", "2026-03-07")]).await
        };
        assert!(says(&iva, "once").await.expect(422).text.contains("требует закон"), "under seven nobody declines a seat");
        for doing in [petr.as_str(), "water"] {
            says(doing, "once").await.expect(303);
        }
        let shown = desk.get(&format!("{page}?day=2026-03-07")).await.expect(200).text;
        assert_eq!(shown.matches("<q>Своё кресло в машине</q>").count(), 2, "{shown}");
        // The next journey has all of it again.
        let other = RawRequest { words: "Отвезти в Пулково".to_owned(), ..raw };
        let next = make_request(&city.app, &Actor::Visitor, &other, Lang::Ru).await.unwrap().into_inner();
        let shown = desk.get(&format!("/desk/requests/{next}/along?day=2026-03-09")).await.expect(200).text;
        assert!(shown.contains("Пётр") && !shown.contains("<q>"), "{shown}");
        // What another age would have asked of the past year: the one of seven would sit by the belt, and both journeys have water.
        let owner = butler::NewLogin { login: "owner".to_owned(), first: "Вера".to_owned(), patronymic: None, last: "Дом".to_owned(), role: access::Role::Owner };
        butler::add_login(&city.app, &owner, crate::city::PASSWORD).await.unwrap();
        desk.get("/desk/what-if/travel").await.expect(403);
        let owner = city.staff("owner").await;
        let counted = owner.get("/desk/what-if/travel?seat_under=7").await.expect(200).text;
        assert!(counted.contains("Сейчас: 4 кресла, вода в 2 поездки. По черновику: 2 кресла, вода в 2 поездки"), "{counted}");
        assert!(owner.get("/desk/what-if/travel?seat_under=6").await.expect(200).text.contains("возраст от 7 до 12"));
        let stranger = RawRequest { reach: "vera@example.org".to_owned(), ..other };
        let none = make_request(&city.app, &Actor::Visitor, &stranger, Lang::Ru).await.unwrap().into_inner();
        assert!(!desk.get(&format!("/desk/requests/{none}")).await.expect(200).text.contains("/along"));
        city.keeps_its_promises().await;
    }

    async fn a_client_leaves_the_water_at_home_themselves_and_reads_what_went_along(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let boris = city.visitor().books("Борис", "+79215550121").await;
        let id = city.client_of("+79215550120").await;
        let child = RawMemory { kind: "child".to_owned(), name: "Ива".to_owned(), born: "2018-03-04".to_owned(), kg: "22".to_owned(), cm: "118".to_owned(), ..RawMemory::default() };
        let iva = tells(city, id, child).await.to_string();
        let raw = RawRequest { about: "transfer".to_owned(), name: "Анна".to_owned(), reach: "+79215550120".to_owned(), words: "Встретить в Пулкове".to_owned() };
        let request = make_request(&city.app, &Actor::Visitor, &raw, Lang::Ru).await.unwrap().into_inner();
        let (own, desk_page) = (format!("/my/requests/{request}/along"), format!("/desk/requests/{request}/along"));
        assert!(anna.client.get("/my").await.expect(200).text.contains(&own), "the letter leads there");
        let shown = anna.client.get(&format!("{own}?day=2026-03-03")).await.expect(200).text;
        assert!(shown.contains("Ива: ") && shown.contains("день рождения") && !shown.contains("После поездки"), "{shown}");
        boris.client.get(&own).await.expect(403);
        city.visitor().get(&own).await.expect(303);
        let says = async |doing: &str, scope: &str| anna.client.form(&own, &[("doing", doing), ("scope", scope), ("reason", "Своя в машине"), ("day", "2026-03-03")]).await;
        says("water", "once").await.expect(303);
        let desk = city.staff("tatiana").await;
        for shown in [anna.client.get(&format!("{own}?day=2026-03-03")).await.expect(200).text, desk.get(&format!("{desk_page}?day=2026-03-03")).await.expect(200).text] {
            assert!(shown.contains("<q>Своя в машине</q>") && shown.contains("не в этот раз") && shown.contains("Делать снова"), "one way to show it: {shown}");
        }
        // Before the day nobody can tell; what was not to go did not go.
        let tells = async |day: &str, kept: &[&str], words: &str| {
            let mut fields = vec![("day", day), ("evidence", "note"), ("words", words)];
            fields.extend(kept.iter().map(|kept| ("kept", *kept)));
            desk.form(&format!("{desk_page}/went"), &fields).await
        };
        tells("2026-03-04", &[&iva], "Водитель").await.expect(422);
        tells("2026-03-02", &[&iva, "water"], "Водитель").await.expect(422);
        tells("2026-03-02", &[&iva], " ").await.expect(422);
        anna.client.form(&format!("{desk_page}/went"), &[("day", "2026-03-02")]).await.expect(403);
        for _ in 0..2 {
            tells("2026-03-02", &[&iva], "Водитель Семён: кресло стояло").await.expect(303);
        }
        let shown = anna.client.get(&own).await.expect(200).text;
        assert!(shown.contains("Мы помним: 1 из 1") && shown.contains("Знаем со слов: Водитель Семён: кресло стояло"), "{shown}");
        // What was told stands, and nothing is declined behind it.
        assert!(says(&iva, "once").await.expect(409).text.contains("уже записано"));
        let behind = serde_json::json!({ "doing": "water", "for_ever": true, "day": "2026-03-03", "reason": "Не нужно" });
        anna.client.post(&format!("/api/v1/requests/{request}/along"), behind).await.expect(409);
        let told = desk.get(&format!("/api/v1/requests/{request}/along")).await.expect(200).json();
        assert_eq!((told["went"].as_array().unwrap().len(), told["declined"].as_array().unwrap().len()), (1, 1), "{told}");
        let left = told["declined"][0]["id"].as_str().unwrap();
        anna.client.form(&format!("{own}/{left}/restore"), &[]).await.expect(409);
        anna.client.post(&format!("/api/v1/requests/{request}/along/{left}/restore"), json!({})).await.expect(409);
        // It is shown by a photo: by the desk alone, once, and seen by whose journey it was and by nobody else.
        let photo = crate::work::brighter_jpeg();
        assert!(desk.uploads(&format!("{desk_page}/photos"), &[], "photo", b"%PDF-1.7").await.expect(422).text.contains("id=\"photo-error\""));
        anna.client.uploads(&format!("{desk_page}/photos"), &[], "photo", &photo).await.expect(403);
        for _ in 0..2 {
            desk.uploads(&format!("{desk_page}/photos"), &[], "photo", &photo).await.expect(303);
        }
        let told = desk.get(&format!("/api/v1/requests/{request}/along")).await.expect(200).json();
        let photos = told["photos"].as_array().unwrap();
        assert_eq!((photos.len(), city.facts::<::concierge::AlongShown>(request.uuid()).await), (1, 1));
        let href = photos[0].as_str().unwrap();
        assert!(anna.client.get(&own).await.expect(200).text.contains(&format!("src=\"{href}?size=small\"")));
        assert_eq!(anna.client.get(href).await.expect(200).headers["content-type"], "image/jpeg");
        boris.client.get(href).await.expect(403);
        let kept = sql::all(&city.app.read().await.unwrap(), "SELECT words_sealed FROM request_along", vec![]).await.unwrap();
        assert!(kept.iter().all(|row| !String::from_utf8_lossy(&row.get::<Vec<u8>>("words_sealed").unwrap()).contains("Семён")));
        // The next journey: by a program, and the client may have it all back.
        let other = RawRequest { words: "Отвезти в Пулково".to_owned(), ..raw };
        let next = make_request(&city.app, &Actor::Visitor, &other, Lang::Ru).await.unwrap().into_inner();
        let path = format!("/api/v1/requests/{next}/along");
        let body = serde_json::json!({ "doing": "water", "day": "2026-03-02", "reason": "Не нужно" });
        let declined = anna.client.post(&path, body).await.expect(200).json();
        let said = declined["declined"][0]["id"].as_str().unwrap().to_owned();
        anna.client.post(&format!("{path}/{said}/restore"), serde_json::json!({})).await.expect(204);
        desk.uploads(&format!("/desk/requests/{next}/along/photos"), &[], "photo", &photo).await.expect(409);
        let went = serde_json::json!({ "day": "2026-03-02", "kept": ["water"], "evidence": "receipt", "words": "Чек 114, вода" });
        let told = desk.post(&format!("{path}/went"), went).await.expect(200).json();
        assert_eq!(told["went"].as_array().unwrap().len(), 2, "{told}");
        let shown = anna.client.get(&format!("/my/requests/{next}/along")).await.expect(200).text;
        assert!(shown.contains("Мы помним: 1 из 2") && shown.contains("чек: Чек 114, вода") && shown.contains("не поехало"), "{shown}");
        // Journeys of before they were kept are found by those who are known still, with when they were asked for.
        let asked = async || {
            let rows = sql::all(&city.app.read().await.unwrap(), "SELECT request, asked_at FROM care_journeys ORDER BY request", vec![]).await.unwrap();
            rows.iter().map(|row| (row.get::<Uuid>("request").unwrap(), row.get::<i64>("asked_at").unwrap())).collect::<Vec<_>>()
        };
        let before = asked().await;
        assert_eq!(before.len(), 2);
        let recall = city.app.write(&Actor::House, |tx| async move {
            sql::run(&tx, "DELETE FROM care_journeys", vec![]).await?;
            sql::run(&tx, "INSERT INTO tasks (key, kind, body, due_at) VALUES ('care.recall_journeys:all', 'care.recall_journeys', '{}', 0)", vec![]).await
        });
        recall.await.unwrap();
        city.settle().await;
        assert_eq!(asked().await, before);
        city.keeps_its_promises().await;
    }
}
