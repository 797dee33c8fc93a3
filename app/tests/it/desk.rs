//! The manager at the phone: a visit is moved, given to others and called off; somebody falls ill; a phone is left.

use access::{Actor, Role};
use axum::http::StatusCode;
use people::PersonId;
use serde_json::json;
use uuid::Uuid;

/// What a page holds between two words, from the first place where it stands.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(what, _)| what)
}

crate::stories! {
    async fn what_the_house_did_not_keep_is_counted_on_the_clients_card(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let db = city.app.read().await.unwrap();
        let visit: visits::VisitId = anna.visit.parse().unwrap();
        let client = visits::visit(&db, &Actor::House, visit).await.unwrap().plan().client;
        let (manager, card) = (city.staff("tatiana").await, format!("/desk/clients/{client}"));
        assert!(!manager.get(&card).await.expect(200).text.contains("по нашей вине"));
        crate::incidents::called_off(city, visit).await;
        assert_eq!(booking::by_the_house(&city.app.read().await.unwrap(), client).await.unwrap(), booking::ByTheHouse { moved: 0, cancelled: 1 });
        let page = manager.get(&card).await.expect(200).text;
        assert!(page.contains("Отменили по нашей вине: 1") && !page.contains("Перенесли"), "{page}");
    }

    async fn the_mailbox_names_what_each_message_is_about(city: City) {
        let (composers, texts) = (city.app.part::<messaging::Composers>().unwrap(), city.app.part::<pages::UiTexts>().unwrap());
        for lang in values::Lang::ALL {
            let words = pages::T::new(lang, texts.clone());
            let nameless: Vec<_> = composers.classes().filter(|class| !words.has(&format!("day-class-{}", class.replace('.', "-")))).collect();
            assert!(nameless.is_empty(), "{lang:?}: {nameless:?}");
        }
    }

    async fn a_visit_is_moved_and_called_off_with_the_fee_on_the_button(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let manager = city.staff("tatiana").await;
        let path = format!("/desk/visits/{}", anna.visit);
        let page = manager.get(&path).await.expect(200).text;
        assert!(page.contains("Анна") && page.contains(&format!("{path}/move")) && page.contains("data-key=\"m\""), "{page}");
        assert_eq!(anna.client.get(&path).await.status, StatusCode::FORBIDDEN);
        let before = anna.seen().await["starts"].clone();
        let (form, fee) = (between(&page, "/move\">", "</form>"), between(&page, "name=\"fee\" value=\"", "\""));
        // The last of the times: far enough ahead to be free to move again.
        let start = form.rsplit("name=\"start\" value=\"").next().and_then(|rest| rest.split('"').next()).unwrap();
        assert_ne!(before, json!(start));
        let wrong = manager.form(&format!("{path}/move"), &[("start", start), ("fee", "1")]).await.expect(409);
        assert!(wrong.text.contains("role=\"alert\"") && anna.seen().await["starts"] == before, "nothing changes behind another fee");
        manager.form(&format!("{path}/move"), &[("start", start), ("fee", fee)]).await.expect(303);
        manager.form(&format!("{path}/move"), &[("start", start), ("fee", fee)]).await.expect(303);
        assert_eq!(anna.seen().await["starts"], json!(start));
        assert!(manager.form(&format!("{path}/move"), &[("start", "tomorrow")]).await.expect(422).text.contains("role=\"alert\""));
        assert!(manager.form(&format!("{path}/note"), &[("note", "")]).await.expect(422).text.contains("note-error"));
        manager.form(&format!("{path}/note"), &[("note", "ключ у консьержа")]).await.expect(303);
        let page = manager.get(&path).await.expect(200).text;
        assert!(page.contains("ключ у консьержа"));
        let fee = between(between(&page, "/cancel\">", "</form>"), "name=\"fee\" value=\"", "\"").to_owned();
        manager.form(&format!("{path}/cancel"), &[("fee", &fee)]).await.expect(303);
        let page = manager.get(&path).await.expect(200).text;
        assert!(page.contains("Отменён") && !page.contains(&format!("{path}/cancel")));
    }

    async fn whoever_is_ill_is_replaced_before_the_client_hears_of_it(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let manager = city.staff("tatiana").await;
        let crew: Vec<PersonId> = anna.seen().await["crew"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().parse().unwrap()).collect();
        let day = &anna.seen().await["starts"].as_str().unwrap().parse::<values::Instant>().unwrap().day().to_string();
        let (ill, path) = (crew[0].to_string(), format!("/desk/visits/{}", anna.visit));
        let ask = format!("/desk/shifts?from={day}&person={ill}&day={day}&leave=ill&first={day}&last={day}");
        let preview = manager.get(&ask).await.expect(200).text;
        assert!(preview.contains("потеряет 1") && preview.contains("Анна") && preview.contains(&path), "{preview}");
        let chosen = preview.split("<option value=\"").find(|option| option.contains(" selected>")).and_then(|option| option.split('"').next()).unwrap();
        assert!(!crew.contains(&chosen.parse().unwrap()));
        let field = format!("instead-{}", anna.visit);
        let form = [("from", day.as_str()), ("person", &ill), ("day", day), ("leave", "ill"), ("first", day), ("last", day), ("visit", &anna.visit), (&field, chosen)];
        let done = manager.form("/desk/shifts/leave", &form).await.expect(303);
        assert!(done.location().contains("found=1&open=0"), "{}", done.location());
        let now: Vec<String> = anna.seen().await["crew"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
        assert!(now.contains(&chosen.to_owned()) && !now.contains(&ill) && now.len() == crew.len());
        let page = manager.get(&path).await.expect(200).text;
        assert!(page.contains("Отсутствует до"), "why not the one who is ill");
        let bad = manager.form("/desk/shifts/leave", &[("person", &ill), ("leave", "ill"), ("first", "вчера"), ("last", day)]).await.expect(422);
        assert!(bad.text.contains("leave-error") || bad.text.contains("shifts"), "{}", bad.text);
        assert_eq!(anna.client.get("/desk/shifts").await.status, StatusCode::FORBIDDEN);
        let all: String = city.messages("visits.on_the_way").await.concat();
        assert!(!all.contains("бол"));
    }

    async fn a_time_is_explained_to_the_desk_and_a_phone_is_left_where_none_suits(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(false).await;
        let id = quote["id"].as_str().unwrap();
        let why = format!("/api/v1/slots/why?quote={id}&start=2026-03-02T20:30:00Z");
        assert_eq!(visitor.get(&why).await.problem(), "401 sign-in-first → sign-in");
        let told = city.staff("tatiana").await.get(&why).await.expect(200).json();
        assert_eq!((told["open"].as_bool(), told["closed"].as_array().unwrap().iter().any(|kind| kind == "outside_hours")), (Some(false), true), "{told}");
        assert_eq!(told["people"].as_array().unwrap().len(), 4);
        assert!(city.staff("tatiana").await.get(&format!("/desk/why/{id}?day=2026-03-03")).await.expect(200).text.contains("why-open"));
        let bad = visitor.form("/call-me", &[("why", "no_time"), ("quote", id), ("name", "Анна"), ("phone", "📞"), ("wish", "вечером")]).await.expect(422);
        assert!(bad.text.contains("phone-error") && bad.text.contains("вечером"));
        for _ in 0..2 {
            let left = visitor.form("/call-me", &[("why", "no_time"), ("quote", id), ("name", "Анна"), ("phone", "89215550120")]).await.expect(303);
            assert_eq!(left.location(), "/call-me?left");
        }
        let manager = Actor::Staff(Uuid::from_u128(1), Role::Manager);
        let calls = concierge::open_requests(&city.app, &manager, None, 10).await.unwrap();
        assert_eq!(calls.iter().map(|one| (one.asker.name.as_str(), one.call.is_some())).collect::<Vec<_>>(), [("Анна", true)]);
        assert_eq!(concierge::queue(&city.app.read().await.unwrap(), &manager).await.unwrap().map(|queue| queue.waiting), Some(1));
        assert!(city.staff("tatiana").await.get("/desk").await.expect(200).text.contains("href=\"/desk/requests\" data-row"), "it waits on the day too");
        assert_eq!(access::looks_at(&city.app.read().await.unwrap(), calls[0].id.uuid(), 5).await.unwrap().len(), 1);
        let order = city.staff("tatiana").await.get(&format!("/desk/order?request={}", calls[0].id)).await.expect(200).text;
        assert!(order.contains("value=\"Анна\"") && order.contains("value=\"+7 921 555-01-20\"") && order.contains("value=\"74\""), "what was counted: {order}");
        concierge::close_request(&city.app, &manager, calls[0].id, "договорились").await.unwrap();
        assert!(concierge::open_requests(&city.app, &manager, None, 10).await.unwrap().is_empty());
    }

    async fn a_held_time_is_let_go_a_minute_after_its_page_is_left_and_had_again_by_whoever_comes_back(city: City) {
        let visitor = city.visitor();
        // It takes all four people, so that the time can be given once.
        let ask = json!({ "service": "regular", "district": "petrogradsky", "area_m2": 300, "rooms": 12, "bathrooms": 6, "extras": ["oven", "fridge"], "first_order": false });
        let one = visitor.post("/api/v1/quotes", ask.clone()).await.expect(201).json();
        let two = visitor.post("/api/v1/quotes", ask).await.expect(201).json();
        let start = visitor.times(&one).await[6]["start"].clone();
        let hold = visitor.hold(&one, &start).await.expect(201).json();
        let path = |what: &str| format!("/holds/{}/{what}", hold["id"].as_str().unwrap());
        city.clock("2026-03-02 08:01:00");
        visitor.form(&path("away"), &[("page", "100")]).await.expect(204);
        visitor.form(&path("back"), &[("page", "200")]).await.expect(204);
        city.clock("2026-03-02 08:05:00");
        assert_eq!(visitor.hold(&two, &start).await.problem(), "409 slot-gone → other-time");
        visitor.form(&path("away"), &[("page", "200")]).await.expect(204);
        city.clock("2026-03-02 08:06:01");
        visitor.hold(&two, &start).await.expect(201);
        visitor.form(&path("back"), &[("page", "300")]).await.expect(204);
        assert!(visitor.get(&format!("/holds/{}", hold["id"].as_str().unwrap())).await.text.contains("notice-error"));
        visitor.form("/holds/none/away", &[]).await.expect(204);
    }

    async fn a_visit_that_nobody_is_found_for_stands_in_its_day_over_all_people(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let manager = city.staff("tatiana").await;
        let (seen, path) = (anna.seen().await, format!("/desk/visits/{}", anna.visit));
        let day = seen["starts"].as_str().unwrap().parse::<values::Instant>().unwrap().day().to_string();
        let picture = format!("/desk?day={day}");
        assert!(!manager.get(&picture).await.expect(200).text.contains("Нет людей"));
        for person in seen["crew"].as_array().unwrap() {
            manager.form(&format!("{path}/crew"), &[("off", person.as_str().unwrap()), ("on", "")]).await.expect(303);
        }
        let page = manager.get(&picture).await.expect(200).text;
        let open = between(&page, "class=\"day-names\"", "</li>");
        assert!(open.contains("Нет людей") && page.contains(&format!("id=\"visit-{}-0\"", anna.visit)), "{page}");
        // From its box to the card, and from the card to all of the visit; without a day the visit is looked at on its own.
        let card = manager.get(&format!("/desk?visit={}", anna.visit)).await.expect(200).text;
        assert!(card.contains(&format!("href=\"{path}\"")) && card.contains(&format!("type=\"date\" value=\"{day}\"")), "{card}");
    }

    async fn whoever_calls_again_is_not_asked_what_we_know(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        let manager = city.staff("tatiana").await;
        let found = manager.get("/desk/clients?q=0120").await.expect(200).text;
        let client = between(&found, "href=\"/desk/clients/", "\"").to_owned();
        let to = format!("/desk/order?client={client}");
        assert!(manager.get(&format!("/desk/clients/{client}")).await.expect(200).text.contains(&format!("href=\"{to}\"")));
        let page = manager.get(&to).await.expect(200).text;
        let (street, house) = (between(&page, "name=\"street\" value=\"", "\""), between(&page, "name=\"house\" value=\"", "\""));
        assert!(page.contains("value=\"Анна\"") && page.contains("+7 921 555-01-20") && !street.is_empty() && !house.is_empty(), "{page}");
        assert_eq!(manager.get("/desk/order?client=nobody").await.expect(200).text.matches("name=\"street\"").count(), 0);
        // By the phone alone: the address stands at the last step, and what was typed wins.
        let ask = [("phone", "89215550120"), ("name", "Анна Сергеевна"), ("service", "regular"), ("district", "petrogradsky"), ("area", "54")];
        let asked = manager.form("/desk/order", &[&ask[..], &[("rooms", "2"), ("bathrooms", "1"), ("rhythm", "once")]].concat()).await.expect(303);
        let kept = asked.headers.get_all("set-cookie").iter().filter_map(|one| one.to_str().ok()).find(|one| one.starts_with("caller=")).unwrap().to_owned();
        let kept: std::collections::BTreeMap<String, String> = serde_urlencoded::from_str(between(&kept, "caller=", ";")).unwrap();
        assert_eq!((kept["name"].as_str(), kept["street"].as_str(), kept["house"].as_str()), ("Анна Сергеевна", street, house));
    }
}
