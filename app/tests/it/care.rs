//! Anticipation: some days before, in this household's own words; one tap says yes, nothing is ordered unasked, and "never" is kept.

use crate::City;
use ::access::Actor;
use ::care::{CareError, Scope, accept, decline, desk, look_ahead_now, send, spared_of};
use ::households::{ClientId, RawMemory, Source, give_consent, remember};
use db::{DbError, sql};
use uuid::Uuid;
use values::Phone;

async fn client(city: &City, phone: &str) -> ClientId {
    ::households::client_by_phone(&city.app.read().await.unwrap(), &Phone::parse(phone).unwrap()).await.unwrap().unwrap()
}

async fn tells(city: &City, client: ClientId, raw: RawMemory) {
    remember(&city.app, &Actor::House, client, None, &raw, Source::Call).await.unwrap();
}

fn birthday(on: &str, name: &str) -> RawMemory {
    RawMemory { kind: "date".to_owned(), what: "birthday".to_owned(), on: on.to_owned(), name: name.to_owned(), ..RawMemory::default() }
}

fn taste(what: &str, text: &str) -> RawMemory {
    RawMemory { kind: "taste".to_owned(), what: what.to_owned(), text: text.to_owned(), ..RawMemory::default() }
}

async fn prepared(city: &City) -> Vec<::care::Proposal> {
    desk(&city.app, &Actor::House, None).await.unwrap().prepared.into_iter().map(|(one, _)| one).collect()
}

/// What the database says to a change that no program of ours makes.
async fn refusal(city: &City, query: &'static str, id: Uuid) -> String {
    let forced: Result<u64, DbError> = city.app.write(&Actor::House, |tx| async move { sql::run(&tx, query, vec![id.into()]).await }).await;
    format!("{:?}", forced.unwrap_err())
}

crate::stories! {
    async fn peonies_not_flowers_and_one_tap_says_yes(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = client(city, "+79215550120").await;
        tells(city, id, birthday("1985-03-08", "Ольга")).await;
        tells(city, id, taste("flowers", "белые пионы")).await;
        give_consent(&city.app, &Actor::Client(id.uuid()), id, "care", Source::Portal).await.unwrap();
        for _ in 0..2 {
            look_ahead_now(&city.app).await.unwrap();
        }
        let all = prepared(city).await;
        assert!(all.len() == 1 && all[0].missing == 1, "one for one day, and the coffee is not guessed: {all:?}");
        let path = format!("/desk/care/{}", all[0].id);
        let tatiana = city.staff("tatiana").await;
        let page = tatiana.get("/desk/care").await.expect(200).text;
        assert!(page.contains("белые пионы") && page.contains("name=\"coffee\"") && !page.contains(&format!("{path}/send")), "{page}");
        tatiana.form(&format!("{path}/send"), &[]).await.expect(409);
        assert!(refusal(city, "UPDATE care_proposals SET state = 'sent', sent_at = 1, sent_by = 'x' WHERE id = $1", all[0].id.uuid()).await.to_lowercase().contains("check"));
        tatiana.form(&format!("{path}/favourites"), &[("coffee", "")]).await.expect(422);
        tatiana.form(&format!("{path}/favourites"), &[("coffee", "Эфиопия, в зёрнах")]).await.expect(303);
        assert!(city.messages("care.proposal").await.is_empty(), "nobody has sent it yet");
        for _ in 0..2 {
            tatiana.form(&format!("{path}/send"), &[]).await.expect(303);
        }
        city.clock("2026-03-02 10:00:00");
        let told = city.messages("care.proposal").await;
        assert!(told.len() == 1 && told[0].contains("белые пионы") && told[0].contains("Эфиопия, в зёрнах") && told[0].replace('\u{a0}', " ").contains("Ольга: день рождения 8 марта"), "{told:?}");
        let link = told[0].split("http://house.example").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();

        // Opening it orders nothing, and the house says no yes of its own.
        let opened = city.visitor().get(link).await.expect(200);
        assert!(opened.text.contains("белые пионы") && opened.headers["x-robots-tag"].to_str().unwrap().contains("noindex"));
        assert!(matches!(accept(&city.app, &Actor::House, all[0].id).await, Err(CareError::NobodySaidYes)));
        let forced = "UPDATE care_proposals SET state = 'accepted', answer = 'yes', answered_at = 2, answered_by = 'house' WHERE id = $1";
        assert!(refusal(city, forced, all[0].id.uuid()).await.to_lowercase().contains("check"), "the database refuses it too");
        assert!(anna.client.get("/my").await.expect(200).text.replace('\u{a0}', " ").contains("Ольга: день рождения 8 марта"));
        assert!(::concierge::open_requests(&city.app, &Actor::House, None, 9).await.unwrap().is_empty());
        for _ in 0..2 {
            city.visitor().form(link, &[("answer", "yes")]).await.expect(303);
        }
        let requests = ::concierge::open_requests(&city.app, &Actor::House, None, 9).await.unwrap();
        assert!(requests.len() == 1 && requests[0].words.contains("кофе: Эфиопия, в зёрнах"), "{requests:?}");
        assert!(requests[0].asker.name.contains("Анна") && requests[0].asker.way.text() == "+79215550120");
        assert!(city.visitor().get(link).await.expect(200).text.contains("Принято"));
        assert!(refusal(city, "UPDATE care_proposals SET state = 'lapsed' WHERE id = $1", all[0].id.uuid()).await.contains("answer-stands"));
        let spared = spared_of(&city.app.read().await.unwrap(), &Actor::Client(id.uuid()), id).await.unwrap();
        assert_eq!((spared.calls, spared.minutes), (2, 50));
        assert!(anna.client.get("/my").await.expect(200).text.contains("избавили Вас от"));
        assert!(tatiana.get("/desk/care").await.expect(200).text.contains("plot-bar"));
    }

    async fn never_again_is_kept(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        let id = client(city, "+79215550120").await;
        tells(city, id, birthday("1985-03-08", "Ольга")).await;
        tells(city, id, birthday("1985-03-09", "Пётр")).await;
        for (what, text) in [("flowers", "белые пионы"), ("coffee", "Кения")] {
            tells(city, id, taste(what, text)).await;
        }
        look_ahead_now(&city.app).await.unwrap();
        let all = prepared(city).await;
        let [olga, petr] = [&all[0], &all[1]];
        for one in &all {
            send(&city.app, &Actor::House, one.id).await.unwrap();
        }
        assert!(city.messages("care.proposal").await.is_empty(), "who has not consented to be told reads it on their own page");
        for _ in 0..2 {
            decline(&city.app, &Actor::Visitor, olga.id, Some(Scope::Occasion)).await.unwrap();
        }
        assert!(matches!(accept(&city.app, &Actor::Visitor, olga.id).await, Err(CareError::Over(_))));
        decline(&city.app, &Actor::Visitor, petr.id, None).await.unwrap();
        // A year on, the one is thought of again, and the other is not: nor by a hand that knows no rule.
        city.clock("2027-03-04 09:00:00");
        look_ahead_now(&city.app).await.unwrap();
        let again = prepared(city).await;
        assert!(again.len() == 1 && again[0].occasion == petr.occasion && again[0].on.year() == 2027, "{again:?}");
        let by_hand = "INSERT INTO care_proposals (id, subject, occasion, plan, on_day, words_sealed, leads_to, missing, calls, minutes, raised_at)
                       SELECT subject, subject, occasion, plan, '2028-03-08', words_sealed, leads_to, 0, 0, 0, 0 FROM care_proposals WHERE id = $1";
        assert!(refusal(city, by_hand, olga.id.uuid()).await.contains("never-again"));
        assert!(refusal(city, "DELETE FROM care_nevers WHERE occasion = (SELECT occasion FROM care_proposals WHERE id = $1)", olga.id.uuid()).await.contains("never-stands"));
        // None of its kind: that takes what is before them along.
        send(&city.app, &Actor::House, again[0].id).await.unwrap();
        decline(&city.app, &Actor::Visitor, again[0].id, Some(Scope::Plan)).await.unwrap();
        tells(city, id, birthday("1990-03-06", "Вера")).await;
        look_ahead_now(&city.app).await.unwrap();
        assert!(prepared(city).await.is_empty());
    }

    async fn nothing_is_offered_while_something_is_open(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = client(city, "+79215550120").await;
        tells(city, id, birthday("1985-03-12", "Ольга")).await;
        for (what, text) in [("flowers", "белые пионы"), ("coffee", "Кения")] {
            tells(city, id, taste(what, text)).await;
        }
        look_ahead_now(&city.app).await.unwrap();
        assert!(prepared(city).await.is_empty(), "ten days ahead is too early");
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-03 09:00:00");
        anna.client.form(&format!("/my/visits/{}/answer", anna.visit), &[("words", "Пыль на шкафу")]).await.expect(303);
        city.clock("2026-03-06 09:00:00");
        look_ahead_now(&city.app).await.unwrap();
        assert!(prepared(city).await.is_empty(), "a remark is open");
        let case = ::aftercare::cases_of(&city.app.read().await.unwrap(), &Actor::House, id, 9).await.unwrap().pop().unwrap();
        city.staff("tatiana").await.form(&format!("/desk/cases/{}/close", case.id), &[("note", "Переделали")]).await.expect(303);
        // The morning's look comes by itself.
        city.clock("2026-03-07 08:00:01");
        city.settle().await;
        assert_eq!(prepared(city).await.len(), 1);
    }

    async fn windows_of_last_april_are_priced_and_nothing_is_booked(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = client(city, "+79215550120").await;
        give_consent(&city.app, &Actor::Client(id.uuid()), id, "care", Source::Portal).await.unwrap();
        city.book("care.toml", "service = \"windows\"", "service = \"regular\"").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2027-02-20 09:00:00");
        look_ahead_now(&city.app).await.unwrap();
        let told = city.messages("care.proposal").await;
        assert!(told.len() == 1 && told[0].contains("год назад"), "the book says that it goes by itself: {told:?}");
        let link = told[0].split("http://house.example").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
        let yes = city.visitor().form(link, &[("answer", "yes")]).await.expect(303);
        assert!(yes.location().starts_with("/?service=regular&district="), "{}", yes.location());
        assert!(city.visitor().get(yes.location()).await.expect(200).text.contains("value=\"regular\" checked"));
        assert!(::concierge::open_requests(&city.app, &Actor::House, None, 9).await.unwrap().is_empty());
        assert!(city.visitor().get(link).await.expect(200).text.contains("/?service=regular"));
    }
}
