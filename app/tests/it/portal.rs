//! What a client does on their own pages: comes by mail, orders the same again, moves, calls off, reads what was done.

use futures::future::join_all;
use serde_json::json;

/// The value of a hidden field of a page.
fn hidden<'a>(html: &'a str, name: &str) -> &'a str {
    let from = format!("name=\"{name}\" value=\"");
    html.split(&from).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("no {name}: {html}"))
}

/// The path of the link in a message.
fn link(letter: &str) -> &str {
    let word = letter.split_whitespace().find(|word| word.starts_with("http://house.example/")).unwrap_or_else(|| panic!("no link: {letter}"));
    word.trim_start_matches("http://house.example")
}

crate::stories! {
    async fn a_guest_comes_by_mail_and_a_press_on_another_device_confirms(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let hold = visitor.hold(&quote, &visitor.unhurried(&quote).await).await.expect(201).json();
        let form = format!("/holds/{}", hold["id"].as_str().unwrap());
        let typed = |email: &'static str| [("name", "Анна"), ("phone", email), ("by", "email"), ("street", "Большая Пушкарская ул."), ("house", "11"), ("flat", "24")];
        // By phone or by mail is a choice of the form: it asks for nothing and keeps what was typed.
        let other = visitor.form(&form, &[("name", "Анна"), ("phone", ""), ("switch", "email")]).await.expect(200).text;
        assert!(other.contains("type=\"email\"") && other.contains("value=\"Анна\""), "{other}");
        let bad = visitor.form(&form, &typed("anna@nowhere")).await.expect(422).text;
        assert!(bad.contains("id=\"phone-error\"") && bad.contains("value=\"anna@nowhere\""), "{bad}");
        let asked = visitor.form(&form, &typed("Anna@Example.org")).await.expect(303);
        let page = asked.location().to_owned();
        let letters = city.messages("booking.code").await;
        assert_eq!(letters.len(), 1);
        let by_link = link(&letters[0]);
        assert!(by_link.starts_with(&format!("{page}?key=")), "{by_link}");
        // Mail programs follow links: looking spends nothing, and nothing is booked by it.
        let other_device = city.visitor();
        for _ in 0..3 {
            let html = other_device.get(by_link).await.expect(200).text;
            assert!(!html.contains("name=\"code\"") && html.contains("7\u{a0}290\u{a0}₽"), "{html}");
        }
        assert!(city.messages("booking.confirmed").await.is_empty());
        let html = other_device.get(by_link).await.expect(200).text;
        let fields = [("key", hidden(&html, "key")), ("total", hidden(&html, "total")), ("shown", hidden(&html, "shown"))];
        let wrong = other_device.form(&page, &[("key", "0123456789abcdef0123456789abcdef"), fields[1], fields[2]]).await;
        assert!(wrong.status == 422 && wrong.text.contains("name=\"code\""), "{}", wrong.text);
        let pressed = other_device.form(&page, &fields).await.expect(303);
        assert!(pressed.location().starts_with("/my?booked="), "{}", pressed.location());
        let letter = city.came_in(&pressed).get("/my").await.expect(200).text;
        assert!(letter.contains("Анна") && letter.contains("Большая Пушкарская ул., 11"), "{letter}");
        assert_eq!(other_device.form(&page, &fields).await.expect(303).location(), "/my", "the link is spent");
        // She is known by her mail from now on: at the door, and for the first order.
        city.visitor().form("/sign-in", &[("phone", "ANNA@example.org")]).await.expect(200);
        assert_eq!(city.messages("households.code").await.len(), 1);
        let quote = visitor.quote(true).await;
        let hold = visitor.hold(&quote, &visitor.unhurried(&quote).await).await.expect(201).json();
        let asked = json!({ "hold": hold["id"], "name": "Анна", "email": "anna@example.org", "street": "Большая Пушкарская ул.", "house": "11", "flat": "77" });
        let request = visitor.post("/api/v1/bookings", asked).await.expect(201).json();
        let confirm = format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
        let refused = visitor.post(&confirm, json!({ "code": city.code_for(&request).await, "total_kopecks": 729_000 })).await;
        assert_eq!(refused.problem(), "409 not-first-order");
    }

    async fn one_mail_is_one_client_also_when_two_orders_come_at_once(city: City) {
        let visitor = city.visitor();
        let mut ready = Vec::new();
        for _ in 0..2 {
            let quote = visitor.quote(false).await;
            let hold = visitor.hold(&quote, visitor.times(&quote).await.last().map(|time| &time["start"]).unwrap()).await.expect(201).json();
            let ask = json!({ "hold": hold["id"], "name": "Вера", "email": "vera@example.org", "street": "Большая Пушкарская ул.", "house": "12" });
            let request = visitor.post("/api/v1/bookings", ask).await.expect(201).json();
            let pressed = json!({ "code": city.code_for(&request).await, "total_kopecks": request["total_kopecks"] });
            ready.push((format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap()), pressed));
        }
        let booked = join_all(ready.iter().map(|(path, pressed)| visitor.post(path, pressed.clone()))).await;
        let visits: Vec<String> = booked.into_iter().map(|answer| answer.expect(201).json()["visit"].as_str().unwrap().to_owned()).collect();
        let known = city.app.read().await.unwrap();
        let vera = households::client_by_door(&known, &households::Door::parse("VERA@example.org").unwrap()).await.unwrap().unwrap();
        for visit in &visits {
            let visit = visits::visit(&known, &access::Actor::House, visit.parse().unwrap()).await.unwrap();
            assert_eq!(visit.plan().client, vera);
        }
    }

    async fn an_old_link_asks_for_the_code(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let hold = visitor.hold(&quote, &visitor.unhurried(&quote).await).await.expect(201).json();
        let request = visitor.ask(&hold, "Анна", "+79215550120").await.expect(201).json();
        let letters = city.messages("booking.code").await;
        city.clock("2026-03-02 08:09:59");
        assert!(!visitor.get(link(&letters[0])).await.expect(200).text.contains("name=\"code\""));
        // A new code takes the place of the earlier one and of its link.
        visitor.form(&format!("/bookings/{}/code", request["id"].as_str().unwrap()), &[]).await.expect(303);
        let html = visitor.get(link(&letters[0])).await.expect(200).text;
        assert!(html.contains("name=\"code\"") && html.contains("Ссылка больше не\u{a0}действует"), "{html}");
        let newer = city.messages("booking.code").await;
        assert!(!visitor.get(link(&newer[1])).await.expect(200).text.contains("name=\"code\""));
    }

    async fn the_same_again_takes_two_presses(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let start = visitor.unhurried(&quote).await;
        let anna = visitor.books_at("Анна", "+79215550120", &quote, &start).await;
        let crew = anna.seen().await["crew"].clone();
        let again = format!("/my/visits/{}/again", anna.visit);
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-03 08:00:00");
        let letter = anna.client.get("/my").await.expect(200).text;
        assert!(letter.contains(&format!("action=\"{again}\"")), "{letter}");
        let first = anna.client.form(&again, &[]).await.expect(303);
        let twice = anna.client.form(&again, &[]).await.expect(303);
        assert_eq!(first.location(), twice.location(), "pressed twice it is asked for once");
        let page = anna.client.get(first.location()).await.expect(200).text;
        // The last time was a first order: both prices stand side by side with the reason.
        assert!(page.contains("class=\"beside\"") && page.contains("7\u{a0}290\u{a0}₽") && page.contains("8\u{a0}100\u{a0}₽"), "{page}");
        assert!(page.contains("первый заказ") && page.contains("Большая Пушкарская ул., 11") && !page.contains("name=\"code\""), "{page}");
        let fields = [("total", hidden(&page, "total")), ("shown", hidden(&page, "shown"))];
        // It is hers alone, whoever knows the address of the page.
        let stranger = city.visitor().form(first.location(), &fields).await.expect(303);
        assert!(stranger.location().starts_with("/sign-in"), "{}", stranger.location());
        let boris = city.visitor().books("Борис", "+79215550121").await;
        boris.client.form(first.location(), &fields).await.expect(403);
        boris.client.form(&again, &[]).await.expect(403);
        let second = anna.client.form(first.location(), &fields).await.expect(303);
        assert!(second.headers.get("set-cookie").is_none(), "no session is opened for somebody who has one");
        let visit = second.location().trim_start_matches("/my?booked=").to_owned();
        let anna = anna.now(&visit);
        let seen = anna.seen().await;
        assert_eq!(seen["crew"], crew, "the same people");
        let starts: values::Instant = seen["starts"].as_str().unwrap().parse().unwrap();
        assert!(starts >= "2026-03-03T11:00:00+03:00".parse().unwrap(), "not in a hurry that costs more: {starts}");
        assert_eq!(city.messages("booking.confirmed").await.len(), 3);
    }

    async fn a_client_moves_and_calls_off_with_the_fee_seen(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let anna = visitor.books_at("Анна", "+79215550120", &quote, &json!("2026-03-04T09:00:00Z")).await;
        let page = format!("/my/visits/{}", anna.visit);
        let confirmed = city.messages("booking.confirmed").await;
        assert_eq!(link(&confirmed[0]), page);
        let html = anna.client.get(&page).await.expect(200).text;
        assert!(html.contains("Отменить, это бесплатно") && html.contains(&format!("href=\"{page}/times\"")), "{html}");
        let times = anna.client.get(&format!("{page}/times")).await.expect(200).text;
        let to = times.rsplit("name=\"start\" value=\"").next().and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        city.clock("2026-03-03 12:00:01");
        let late = anna.client.form(&format!("{page}/move"), &[("start", &to), ("fee", hidden(&times, "fee"))]).await.expect(409).text;
        assert!(late.contains("role=\"alert\"") && late.contains("500\u{a0}₽"), "{late}");
        anna.client.form(&format!("{page}/move"), &[("start", &to), ("fee", hidden(&late, "fee"))]).await.expect(303);
        assert_eq!(anna.seen().await["starts"], to.as_str());
        let html = anna.client.get(&page).await.expect(200).text;
        assert!(html.contains("перенесли") && html.contains("это стоит 500\u{a0}₽"), "{html}");
        // Two hours before, calling off has its price; the button of an older page does not press it.
        let start: values::Instant = to.parse().unwrap();
        city.app.stand_still(start - jiff::SignedDuration::from_hours(2));
        let other = anna.client.form(&format!("{page}/cancel"), &[("fee", "0")]).await.expect(303);
        let html = anna.client.get(other.location().split('#').next().unwrap()).await.expect(200).text;
        assert!(html.contains("role=\"alert\"") && html.contains("Отменить за\u{a0}2\u{a0}000\u{a0}₽"), "{html}");
        anna.client.form(&format!("{page}/cancel"), &[("fee", hidden(&html, "fee"))]).await.expect(303);
        let html = anna.client.get(&page).await.expect(200).text;
        assert!(html.contains("визит отменён, это стоит 2\u{a0}000\u{a0}₽") && !html.contains("/cancel\""), "{html}");
        let letters = city.messages("notices.cancelled").await;
        assert!(letters.len() == 1 && letters[0].contains("Отмена стоит 2\u{a0}000\u{a0}₽") && link(&letters[0]) == page, "{letters:?}");
    }

    async fn calling_off_in_time_costs_nothing_and_the_letter_says_so(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let anna = visitor.books_at("Анна", "+79215550120", &quote, &json!("2026-03-06T09:00:00Z")).await;
        anna.client.form(&format!("/my/visits/{}/cancel", anna.visit), &[("fee", "0")]).await.expect(303);
        let letters = city.messages("notices.cancelled").await;
        assert!(letters[0].contains("Отмена бесплатна"), "{letters:?}");
        let boris = city.visitor();
        let quote = boris.quote(true).await;
        let boris = boris.books_at("Борис", "+79215550121", &quote, &json!("2026-03-06T09:00:00Z")).await;
        crate::incidents::called_off(city, boris.visit.parse().unwrap()).await;
        assert!(city.messages("notices.cancelled").await.iter().any(|letter| letter.contains("Отменили мы")));
    }

    async fn the_page_of_a_visit_proves_what_was_done(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let page = format!("/my/visits/{}", anna.visit);
        anna.served("2026-03-02 14:00:00").await;
        assert_eq!(link(&city.messages("aftercare.done").await[0]), page);
        let html = anna.client.get(&page).await.expect(200).text;
        assert!(html.contains("Отчёт доставлен 2\u{a0}марта, 14:00") && html.contains(&format!("action=\"{page}/redo\"")), "{html}");
        anna.client.form(&format!("{page}/answer"), &[("words", "Пыль на шкафу")]).await.expect(303);
        let manager = city.staff("tatiana").await;
        let case = manager.first_case().await;
        manager.form(&format!("{case}/take"), &[]).await.expect(303);
        manager.form(&format!("{case}/answer"), &[("answer", "Протрём верх шкафа в следующий раз первым делом")]).await.expect(303);
        let html = anna.client.get(&page).await.expect(200).text;
        assert!(html.contains("Протрём верх шкафа") && html.contains("Татьяна"), "{html}");
        // The redo: with one press, and then at another time that suits better.
        anna.client.form(&format!("{page}/redo"), &[]).await.expect(303);
        let html = anna.client.get(&page).await.expect(200).text;
        let times = html.split("href=\"").map(|rest| rest.split('"').next().unwrap()).find(|href| href.ends_with("/times")).expect("other times");
        let list = anna.client.get(times).await.expect(200).text;
        let to = list.rsplit("name=\"start\" value=\"").next().and_then(|rest| rest.split('"').next()).unwrap();
        anna.client.form(&times.replace("/times", "/move"), &[("start", to), ("fee", hidden(&list, "fee"))]).await.expect(303);
        assert_eq!(hidden(&list, "fee"), "0", "a redo costs nothing, whatever becomes of it");
        assert_eq!(city.messages("notices.moved").await.len(), 1);
        // Others have pages of their own, or none.
        let boris = city.visitor().books("Борис", "+79215550121").await;
        for path in [page.clone(), format!("{page}/times")] {
            assert!([403, 404].contains(&boris.client.get(&path).await.status.as_u16()));
            assert!(city.visitor().get(&path).await.expect(303).location().starts_with("/sign-in"));
        }
        assert_eq!(manager.get(&page).await.expect(303).location(), format!("/desk/visits/{}", anna.visit));
    }
}
