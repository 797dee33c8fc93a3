//! One manager, one conversation: a word is kept once and in its place, nobody writes past what another has said, and the client hears it.

use crate::City;
use crate::channels::{PHONE, on_wednesday, says_nothing, wire};
use crate::work::brighter_jpeg;
use access::Role;
use butler::{NewLogin, add_login};
use messaging::Channel;
use serde_json::{Value, json};

const TELEGRAM: (&str, &str) = ("x-telegram-bot-api-secret-token", "telegram-hook");

fn word(chat: i64, message: i64, date: i64, text: &str) -> Value {
    json!({ "update_id": message, "message": { "message_id": message, "date": date, "chat": { "id": chat, "type": "private" }, "text": text } })
}

/// Seconds of the house's clock.
fn seconds(city: &City) -> i64 {
    city.app.now().micros() / 1_000_000
}

pub(crate) async fn manager(city: &City, login: &str, first: &str) {
    let new = NewLogin { login: login.to_owned(), first: first.to_owned(), patronymic: None, last: "Оболенская".to_owned(), role: Role::Manager };
    add_login(&city.app, &new, crate::city::PASSWORD).await.unwrap();
}

/// What a hidden field of a page holds.
pub(crate) fn hidden(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {page}"));
    page[at..].split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

pub(crate) fn fields<'a>(of: &'a [(&'a str, String); 3]) -> Vec<(&'a str, &'a str)> {
    of.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

crate::stories! {
    async fn a_client_writes_and_their_own_manager_answers(city: City) {
        let anna = on_wednesday(city).await;
        city.settle().await;
        let client = city.client_of(PHONE).await;
        let letter = anna.client.get("/my").await.expect(200).text;
        assert!(letter.contains("href=\"/my/talk\"") && letter.contains("Татьяна Иванова"), "a name and when they answer: {letter}");
        let empty = anna.client.get("/my/talk").await.expect(200).text;
        assert!(empty.contains("Каждый день 9:00–21:00") && empty.contains("Татьяна ответит"), "it is eight in the morning: {empty}");
        let nobody = format!("/desk/inbox/{}", uuid::Uuid::nil());
        for path in [format!("{nobody}/draft"), format!("{nobody}/resolve")] {
            assert_eq!(city.staff("tatiana").await.form(&path, &[("words", "x"), ("seen", "0")]).await.status.as_u16() / 100, 4, "{path}");
        }
        let once = hidden(&empty, "once");
        for _ in 0..2 {
            anna.client.form("/my/talk", &[("once", &once), ("words", "Добрый вечер.\nКлючи у консьержа <Петра>")]).await.expect(303);
        }
        let kept = anna.client.form("/my/talk", &[("once", &once), ("words", " ")]).await.expect(422).text;
        assert!(kept.contains("aria-invalid=\"true\"") && kept.matches("said-in").count() == 1, "pressed twice, it is one word: {kept}");
        assert!(!kept.contains("<Петра>"), "{kept}");

        let tatiana = city.staff("tatiana").await;
        assert!(tatiana.get("/desk/counts").await.expect(200).text.contains("\"/desk/inbox\",\"n\":1"));
        let inbox = tatiana.get("/desk/inbox").await.expect(200).text;
        assert!(inbox.contains(&format!("/desk/inbox/{client}")) && inbox.contains("Добрый вечер. Ключи"), "{inbox}");
        let path = format!("/desk/inbox/{client}");
        let open = tatiana.get(&path).await.expect(200).text;
        let (seen, once) = (hidden(&open, "seen"), hidden(&open, "once"));
        let answer = [("once", once.as_str()), ("seen", seen.as_str()), ("words", "Спасибо, заберём. Пробел в ключах отметили.")];
        for _ in 0..2 {
            tatiana.form(&format!("{path}/send"), &answer).await.expect(303);
        }
        assert!(!tatiana.get("/desk/inbox").await.expect(200).text.contains("data-row"), "nobody waits");
        let words = city.messages("conversations.reply").await;
        assert_eq!(words.len(), 1, "{words:?}");
        assert!(words[0].contains("Спасибо, заберём") && words[0].contains("http://house.example/my/talk"), "{words:?}");
        let talk = anna.client.get("/my/talk").await.expect(200).text;
        assert!(talk.contains("Спасибо, заберём") && talk.matches("<li class=\"said").count() == 2, "{talk}");
        let note = tatiana.form(&format!("{path}/note"), &[("kind", "call"), ("once", &hidden(&open, "once")), ("note", "Позвонила сама")]).await;
        note.expect(303);
        assert!(!anna.client.get("/my/talk").await.expect(200).text.contains("Позвонила сама"), "what is noted is for the desk alone");
        let looks = anna.client.get("/my").await.expect(200).text;
        assert!(looks.contains("имя и переписка"), "the look of the desk stands in the letter: {looks}");
    }

    async fn what_was_read_on_the_page_is_not_written_about(city: City) {
        let anna = on_wednesday(city).await;
        city.settle().await;
        let (client, tatiana) = (city.client_of(PHONE).await, city.staff("tatiana").await);
        let path = format!("/api/v1/conversations/{client}/send");
        tatiana.post(&path, json!({ "words": "Доброе утро", "seen": 0 })).await.expect(201);
        assert!(anna.client.get("/my/talk").await.expect(200).text.contains("Доброе утро"));
        assert_eq!(city.messages("conversations.word").await.len(), 0, "true no more: it was read before it went");
        // Unasked, it waits for the morning; asked for, it goes at night.
        city.clock("2026-03-02 23:10:00");
        tatiana.post(&path, json!({ "words": "На завтра всё готово", "seen": 1 })).await.expect(201);
        assert_eq!(city.messages("conversations.word").await.len(), 0);
        anna.client.post(&format!("/api/v1/clients/{client}/talk"), json!({ "words": "Можно раньше?" })).await.expect(201);
        tatiana.post(&path, json!({ "words": "Можно", "seen": 3 })).await.expect(201);
        assert_eq!(city.messages("conversations.reply").await.len(), 1);
        let kept = tatiana.get(&format!("/desk/inbox/{client}")).await.expect(200).text;
        assert!(kept.matches("ещё не ушло: не будим").count() == 1, "the one that waits says so: {kept}");
        city.clock("2026-03-03 09:00:00");
        assert_eq!(city.messages("conversations.word").await.len(), 1);
        assert!(!tatiana.get(&format!("/desk/inbox/{client}")).await.expect(200).text.contains("ещё не ушло"));
        // It was written before the other one and went after it: that is how it stands on her page.
        let page = anna.client.get("/my/messages").await.expect(200).text;
        assert!(page.find("На завтра всё готово").unwrap() < page.find(">Можно<").unwrap(), "{page}");
    }

    async fn a_reply_is_picked_filled_in_and_edited_before_it_goes(city: City) {
        let anna = on_wednesday(city).await;
        city.settle().await;
        let (client, tatiana) = (city.client_of(PHONE).await, city.staff("tatiana").await);
        let path = format!("/desk/inbox/{client}");
        let page = tatiana.get(&path).await.expect(200).text;
        assert!(page.contains("<option value=\"visit_stands\">Спрашивают, в силе ли визит</option>"), "{page}");
        // Without a script: what was begun stays, the reply stands under it, and nothing has gone.
        tatiana.form(&format!("{path}/fill"), &[("words", "Добрый день."), ("reply", "visit_stands")]).await.expect(303);
        let page = tatiana.get(&path).await.expect(200).text;
        assert!(page.contains("Добрый день.\n\nАнна, всё в силе: ждите нас 4 марта в "), "{page}");
        assert!(city.messages("conversations.word").await.is_empty());
        assert!(tatiana.form(&format!("{path}/fill"), &[("reply", "nothing")]).await.expect(422).text.contains("такого у нас нет"));
        // She is on first-name terms from now on; the words are the house's for that.
        let calling = [("salutation", "Аня"), ("register", "as_told"), ("thou", "yes"), ("sex", ""), ("instrumental", "")];
        anna.client.form("/my/household/calling", &calling).await.expect(303);
        let ready = tatiana.get(&format!("/api/v1/conversations/{client}/replies")).await.expect(200).json();
        let text = |id: &str| ready.as_array().unwrap().iter().find(|reply| reply["id"] == id).map(|reply| reply["text"].as_str().unwrap().to_owned());
        assert_eq!(text("on_it").unwrap(), "Аня, поняли и уже занимаемся. Напишем, как только будет готово.");
        assert!(text("visit_stands").unwrap().contains("жди нас") && text("who_writes").unwrap().contains("Татьяна Иванова"), "{ready}");
        // Without a visit ahead nobody is offered a sentence without its end.
        anna.client.post(&format!("/api/v1/visits/{}/cancel", anna.visit), json!({ "fee_kopecks": 0 })).await.expect(200);
        assert!(!tatiana.get(&path).await.expect(200).text.contains("value=\"visit_stands\""));
        assert_eq!(anna.client.get(&format!("/api/v1/conversations/{client}/replies")).await.problem(), "403 denied");
    }

    async fn a_short_message_is_one_word_and_stands_where_it_was_said(city: City) {
        let _channels = wire(city).await;
        on_wednesday(city).await;
        city.settle().await;
        city.clock("2026-03-02 10:00:00");
        let (client, tatiana) = (city.client_of(PHONE).await, city.staff("tatiana").await);
        let sms = |id: &str, from: &str, text: &str, at: &str| json!({ "message": id, "from": from, "text": text, "at": format!("2026-03-02T{at}+03:00") });
        let tells = async |told: &Value| city.hook("/hooks/sms/words", ("x-butler-secret", "sms-hook-of-the-house"), told).await;
        assert_eq!(city.hook("/hooks/sms/words", ("x-butler-secret", "guessed"), &sms("1", PHONE, "Чужое", "09:00:00")).await, 404);
        // The second comes first, and is told twice.
        for told in [sms("2", PHONE, "Ключи у консьержа", "09:31:00"), sms("1", "8 921 555-01-20", "Опоздаю", "09:30:00"), sms("2", PHONE, "Ключи у консьержа", "09:31:00")] {
            assert_eq!(tells(&told).await, 200);
        }
        let talk = tatiana.get(&format!("/desk/inbox/{client}")).await.expect(200).text;
        let (late, keys) = (talk.find("Опоздаю").unwrap(), talk.find("Ключи у консьержа").unwrap());
        assert!(late < keys && talk.matches("Ключи у консьержа").count() == 1 && talk.contains("СМС"), "{talk}");
        // Whom nobody knows, and a company that writes under a name.
        for told in [sms("3", "+79215550177", "Сколько стоит уборка?", "09:40:00"), sms("4", "SHOP", "Скидки", "09:41:00")] {
            assert_eq!(tells(&told).await, 200);
        }
        let strangers = tatiana.get("/desk/inbox/strangers").await.expect(200).text;
        assert!(strangers.contains("+7\u{a0}921\u{a0}555-01-77") && strangers.contains("Сколько стоит уборка?") && strangers.contains("SHOP"), "{strangers}");
        assert_eq!(tells(&json!({ "status": "delivered" })).await, 200, "what is no word changes nothing");
    }

    async fn what_comes_along_is_kept_for_the_two_of_them(city: City) {
        let anna = on_wednesday(city).await;
        city.settle().await;
        let (client, tatiana) = (city.client_of(PHONE).await, city.staff("tatiana").await);
        let desk = format!("/desk/inbox/{client}");
        let link = |page: &str| page.split("href=\"").filter_map(|rest| rest.split('"').next()).filter(|href| href.contains("/files/")).last().map(str::to_owned);
        // A photo says enough without words.
        let once = uuid::Uuid::from_u128(11).to_string();
        for _ in 0..2 {
            anna.client.uploads("/my/talk", &[("once", &once), ("words", "")], "files", &brighter_jpeg()).await.expect(303);
        }
        let page = anna.client.get("/my/talk").await.expect(200).text;
        assert!(page.matches("a.jpg").count() == 1 && !page.contains("не читаем"), "{page}");
        let (mine, theirs) = (link(&page).unwrap(), link(&tatiana.get(&desk).await.expect(200).text).unwrap());
        for (who, file) in [(&anna.client, &mine), (&tatiana, &theirs)] {
            let kept = who.get(file).await.expect(200);
            assert!(kept.headers["content-type"] == "image/jpeg" && kept.headers["x-content-type-options"] == "nosniff");
        }
        assert_eq!(city.visitor().get(&mine).await.status.as_u16() / 100, 3, "nobody else");
        // A program that is called a photo.
        let refused = anna.client.uploads("/my/talk", &[("once", &uuid::Uuid::from_u128(12).to_string()), ("words", "Вот")], "files", b"MZ").await.expect(422).text;
        assert!(refused.contains("a.jpg — не снимок и не PDF") && refused.contains("Вот</textarea>"), "{refused}");
        // From the desk, with the word.
        let open = tatiana.get(&desk).await.expect(200).text;
        let of = [("once", hidden(&open, "once")), ("seen", hidden(&open, "seen")), ("words", "Счёт во вложении".to_owned())];
        tatiana.uploads(&format!("{desk}/send"), &fields(&of), "files", b"%PDF-1.7 bill").await.expect(303);
        let page = anna.client.get("/my/talk").await.expect(200).text;
        let bill = anna.client.get(&link(&page).unwrap()).await.expect(200);
        assert!(page.contains("Счёт во вложении") && bill.headers["content-type"] == "application/pdf");
        // By a program of hers.
        let request = axum::http::Request::post(format!("/api/v1/clients/{client}/talk/files?name=plan.pdf")).header("content-type", "application/octet-stream");
        anna.client.send(request.header("idempotency-key", "a-file-of-her-own-1"), axum::body::Body::from("%PDF-1.7 plan")).await.expect(201);
        assert!(tatiana.get(&desk).await.expect(200).text.contains("plan.pdf"));
    }

    async fn a_photo_in_a_messenger_is_fetched_once(city: City) {
        let channels = wire(city).await;
        let anna = on_wednesday(city).await;
        city.settle().await;
        city.joins(&anna.client, Channel::Telegram).await;
        city.joins(&anna.client, Channel::Max).await;
        city.settle().await;
        let (client, tatiana) = (city.client_of(PHONE).await, city.staff("tatiana").await);
        let shown = async || tatiana.get(&format!("/desk/inbox/{client}")).await.expect(200).text;
        let mut photo = word(42, 9, seconds(city), "");
        photo["message"]["photo"] = json!([{ "file_id": "small" }, { "file_id": "large" }]);
        // The messenger is out of order for a moment; what it told twice is one photo.
        channels.telegram.will(&[crate::channels::Mood::Broken]);
        for _ in 0..2 {
            assert_eq!(city.hook("/hooks/telegram", TELEGRAM, &photo).await, 200);
        }
        city.settle().await;
        assert!(!shown().await.contains("/files/"));
        city.passes(jiff::SignedDuration::from_secs(61));
        city.settle().await;
        assert_eq!(shown().await.matches("said-picture").count(), 1);
        let asked = |part: &str| channels.telegram.calls().iter().filter(|call| call.path.contains(part)).count();
        assert_eq!((asked("/getFile"), asked("/file/bot1:telegram/photos/file_1.jpg")), (2, 1));
        // MAX tells where it lies: its own hosts are asked, and no other.
        let lies = |url: String| json!([{ "type": "image", "payload": { "url": url } }, { "type": "file", "filename": "inside.pdf", "payload": { "url": "http://127.0.0.1:1/secret" } }]);
        let told = json!({ "update_type": "message_created", "timestamp": 1, "message": { "sender": { "user_id": 43 }, "recipient": { "chat_type": "dialog" },
            "timestamp": city.app.now().micros() / 1_000, "body": { "mid": "mid.71", "seq": 71, "text": "Вот кухня", "attachments": lies(format!("{}/media/1", channels.max.address)) } } });
        assert_eq!(city.hook("/hooks/max", ("x-max-bot-api-secret", "max-hook"), &told).await, 200);
        city.settle().await;
        let page = shown().await;
        assert!(page.matches("said-picture").count() == 2 && page.contains("inside.pdf: мессенджер его не отдал"), "{page}");
    }

    async fn two_who_write_at_once_are_told_of_each_other(city: City) {
        manager(city, "elena", "Елена").await;
        let anna = on_wednesday(city).await;
        city.settle().await;
        let client = city.client_of(PHONE).await;
        let (tatiana, elena) = (city.staff("tatiana").await, city.staff("elena").await);
        anna.client.form("/my/talk", &[("once", &uuid::Uuid::from_u128(5).to_string()), ("words", "Когда вы будете?")]).await.expect(303);
        let path = format!("/desk/inbox/{client}");
        let (one, two) = (tatiana.get(&path).await.expect(200).text, elena.get(&path).await.expect(200).text);
        assert!(two.contains("Татьяна сейчас смотрит"), "{two}");
        tatiana.form(&format!("{path}/draft"), &[("words", "Мы будем")]).await.expect(303);
        assert!(elena.get(&path).await.expect(200).text.contains("Татьяна сейчас пишет"));
        assert!(tatiana.get(&path).await.expect(200).text.contains("Мы будем</textarea>") && !elena.get(&path).await.expect(200).text.contains("Мы будем"));
        // Both are hers: the manager and the deputy.
        let first = [("once", hidden(&one, "once")), ("seen", hidden(&one, "seen")), ("words", "Мы будем в десять".to_owned())];
        let second = [("once", hidden(&two, "once")), ("seen", hidden(&two, "seen")), ("words", "Завтра утром".to_owned())];
        let (first, second) = (fields(&first), fields(&second));
        let to = format!("{path}/send");
        let (a, b) = tokio::join!(tatiana.form(&to, &first), elena.form(&to, &second));
        let (won, lost) = if a.status == 303 { (a, b) } else { (b, a) };
        won.expect(303);
        let told = lost.expect(409).text;
        assert!(told.contains("пришло новое") && told.contains("said-new"), "what is new is marked, and what was typed is kept: {told}");
        assert!(told.contains("Мы будем в десять") && told.contains("Завтра утром"), "{told}");
        let late = if told.contains("Завтра утром</textarea>") { &elena } else { &tatiana };
        late.form(&to, &[("once", &hidden(&told, "once")), ("seen", &hidden(&told, "seen")), ("words", "И позвоним с дороги")]).await.expect(303);
        city.settle().await;
        let talk = anna.client.get("/my/talk").await.expect(200).text;
        assert_eq!(talk.matches("<li class=\"said").count(), 3, "{talk}");
    }

    async fn a_word_that_a_channel_brings_is_kept_once_and_in_its_place(city: City) {
        let wired = wire(city).await;
        let anna = on_wednesday(city).await;
        city.joins(&anna.client, Channel::Telegram).await;
        city.settle().await;
        let now = seconds(city);
        // The second is lost on its way and comes last; the first is told twice, at once, by two processes; two fall into one second.
        let words = [(12, now - 60, "раз"), (14, now - 40, "три"), (15, now - 40, "четыре"), (13, now - 50, "два")];
        for (message, date, text) in words {
            let update = word(42, message, date, text);
            let (one, two) = tokio::join!(city.hook("/hooks/telegram", TELEGRAM, &update), city.hook("/hooks/telegram", TELEGRAM, &update));
            assert_eq!((one, two), (200, 200));
        }
        // A clock that goes before keeps nobody in the last place.
        assert_eq!(city.hook("/hooks/telegram", TELEGRAM, &word(42, 16, now + 86_400, "пять")).await, 200);
        city.passes(jiff::SignedDuration::from_secs(5));
        anna.client.form("/my/talk", &[("once", &uuid::Uuid::from_u128(6).to_string()), ("words", "шесть")]).await.expect(303);
        let client = city.client_of(PHONE).await;
        let page = |before: String| format!("/api/v1/clients/{client}/talk?limit=4{before}");
        let newest = anna.client.get(&page(String::new())).await.expect(200).json();
        let older = anna.client.get(&page(format!("&before={}", newest["next"].as_str().unwrap()))).await.expect(200).json();
        assert!(older["next"].is_null());
        let said: Vec<&str> = [&newest, &older].iter().flat_map(|page| page["items"].as_array().unwrap()).map(|one| one["words"].as_str().unwrap()).collect();
        assert_eq!(said, ["шесть", "пять", "четыре", "три", "два", "раз"]);
        // The messenger is told nothing of what the manager writes.
        let tatiana = city.staff("tatiana").await;
        tatiana.post(&format!("/api/v1/conversations/{client}/send"), json!({ "words": "Ольга приедет на уборку", "seen": 6 })).await.expect(201);
        city.settle().await;
        let told = wired.telegram.calls().pop().expect("a call");
        says_nothing(told.body["text"].as_str().unwrap());
    }

    async fn whom_nobody_knows_is_read_and_forgotten(city: City) {
        let _wired = wire(city).await;
        let now = seconds(city);
        let keys = async || -> i64 {
            let row = db::sql::one(&city.app.read().await.unwrap(), "SELECT COUNT(*) AS n FROM subject_keys", vec![]).await.unwrap();
            row.unwrap().get("n").unwrap()
        };
        let before = keys().await;
        for _ in 0..2 {
            assert_eq!(city.hook("/hooks/telegram", TELEGRAM, &word(77, 1, now, "Сколько стоит <уборка>?")).await, 200);
        }
        assert_eq!(keys().await, before + 1, "told again it takes no key");
        for message in 2..30 {
            assert_eq!(city.hook("/hooks/telegram", TELEGRAM, &word(77, message, now, "ещё")).await, 200);
        }
        assert_eq!(city.hook("/hooks/telegram", ("x-telegram-bot-api-secret-token", "wrong"), &word(77, 40, now, "x")).await, 404);
        let tatiana = city.staff("tatiana").await;
        let page = tatiana.get("/desk/inbox/strangers").await.expect(200).text;
        assert_eq!(page.matches("Сколько стоит").count(), 1, "{page}");
        assert!(page.matches("data-row").count() <= 10 && !page.contains("<уборка>"), "no more than a person writes: {page}");
        let door = page.split("action=\"").find_map(|part| part.split('"').next().filter(|path| path.starts_with("/desk/inbox/strangers/"))).unwrap();
        for _ in 0..2 {
            tatiana.form(door, &[]).await.expect(303);
        }
        assert!(!tatiana.get("/desk/inbox/strangers").await.expect(200).text.contains("Сколько стоит"));
    }

    async fn another_managers_client_is_taken_over_with_a_note(city: City) {
        manager(city, "elena", "Елена").await;
        manager(city, "ksenia", "Ксения").await;
        let anna = on_wednesday(city).await;
        city.settle().await;
        let client = city.client_of(PHONE).await;
        let (tatiana, ksenia) = (city.staff("tatiana").await, city.staff("ksenia").await);
        let path = format!("/api/v1/conversations/{client}");
        let refused = ksenia.post(&format!("{path}/send"), json!({ "words": "Здравствуйте", "seen": 0 })).await;
        assert_eq!(refused.problem(), "409 talk-not-theirs");
        let page = ksenia.get(&format!("/desk/inbox/{client}")).await.expect(200).text;
        assert!(page.contains("Клиента ведёт другой менеджер") && !page.contains("id=\"answer\""), "{page}");
        let kept = ksenia.form(&format!("/desk/inbox/{client}/take"), &[("over", "1"), ("note", " ")]).await.expect(422).text;
        assert!(kept.contains("take-note-error"), "{kept}");
        ksenia.post(&format!("{path}/take"), json!({ "note": "Татьяна в дороге" })).await.expect(204);
        ksenia.post(&format!("{path}/send"), json!({ "words": "Здравствуйте", "seen": 1 })).await.expect(201);
        // Both whose client it is are called to the note, and find it.
        for login in ["tatiana", "elena"] {
            let person = city.staff(login).await;
            assert!(person.get("/desk/counts").await.expect(200).text.contains("\"/desk/inbox\",\"n\":1"), "{login}");
            let list = person.get("/desk/inbox").await.expect(200).text;
            assert!(list.contains(&format!("/desk/inbox/{client}")) && list.contains("Вас зовут"), "{login}: {list}");
            assert!(person.get(&format!("/desk/inbox/{client}")).await.expect(200).text.contains("Татьяна в дороге"));
            assert!(!person.get("/desk/counts").await.expect(200).text.contains("/desk/inbox"), "{login}");
        }
        let back = [("note", "Спасибо, дальше сама"), ("once", "x")];
        tatiana.form(&format!("/desk/inbox/{client}/back"), &back).await.expect(303);
        assert_eq!(ksenia.post(&format!("{path}/send"), json!({ "words": "И ещё", "seen": 3 })).await.problem(), "409 talk-not-theirs");
        // The database refuses it as well.
        let person = access::staff_login(&city.app.read().await.unwrap(), "ksenia").await.unwrap().unwrap().person;
        let forced = city.app.write(&access::Actor::House, |tx| async move {
            let query = "INSERT INTO conversation_entries (subject, nth, id, kind, place, person, words_sealed, sent_at, seq, kept_at)
                         VALUES ($1, 99, $1, 'out', 'desk', $2, $3, 0, 0, 0)";
            db::sql::run(&tx, query, vec![client.uuid().into(), person.into(), vec![1_u8].into()]).await
        });
        assert!(forced.await.unwrap_err().is_refused("not-their-client"));
        let note = json!({ "kind": "note", "words": "@Елена, возьмите среду" });
        tatiana.post(&format!("{path}/notes"), note).await.expect(201);
        assert!(city.staff("elena").await.get("/desk/counts").await.expect(200).text.contains("\"/desk/inbox\",\"n\":1"));
        assert!(!anna.client.get("/my/talk").await.expect(200).text.contains("возьмите среду"));
    }

    async fn whoever_has_taken_over_is_whom_the_client_sees(city: City) {
        manager(city, "elena", "Елена").await;
        manager(city, "ksenia", "Ксения").await;
        let anna = on_wednesday(city).await;
        city.settle().await;
        city.clock("2026-03-02 10:00:00");
        let (client, ksenia) = (city.client_of(PHONE).await, city.staff("ksenia").await);
        let seen = async |path: &str| anna.client.get(path).await.expect(200).plain();
        assert!(seen("/my/talk").await.contains("<b>Татьяна Иванова</b>"));
        ksenia.post(&format!("/api/v1/conversations/{client}/take"), json!({ "note": "Татьяна в дороге" })).await.expect(204);
        for path in ["/my/talk", "/my"] {
            let page = seen(path).await;
            assert!(page.contains("<b>Ксения Оболенская</b>") && page.contains("Ксения сейчас на связи"), "{path}: {page}");
            assert!(!page.contains("Татьяна сейчас на связи"), "{path}: {page}");
        }
        let page = seen("/my/talk").await;
        assert!(page.contains("Ваш менеджер Татьяна Иванова. Сейчас Вам отвечает Ксения Оболенская."), "{page}");
        // Out of her hours the face stays hers, and whoever is there has a line of their own.
        let me = access::staff_login(&city.app.read().await.unwrap(), "ksenia").await.unwrap().unwrap().person;
        ksenia.form(&format!("/desk/managers/{me}"), &[("monday", "14-18"), ("zone", "Europe/Moscow")]).await.expect(303);
        let page = seen("/my/talk").await;
        assert!(page.contains("<b>Ксения Оболенская</b>") && page.contains("Ксения ответит") && page.contains("14:00–18:00"), "{page}");
        assert!(page.contains("Сейчас на связи Татьяна Иванова"), "{page}");
        assert!(seen("/my").await.contains("Сейчас на связи Татьяна Иванова"));
        city.staff("tatiana").await.form(&format!("/desk/inbox/{client}/back"), &[("note", "Спасибо"), ("once", "x")]).await.expect(303);
        let page = seen("/my/talk").await;
        assert!(page.contains("<b>Татьяна Иванова</b>") && page.contains("Татьяна сейчас на связи") && !page.contains("Ксения"), "{page}");
    }

    async fn what_was_said_long_ago_is_found_in_its_place(city: City) {
        manager(city, "elena", "Елена").await;
        let anna = on_wednesday(city).await;
        city.settle().await;
        city.clock("2026-03-02 10:00:00");
        let (client, tatiana, elena) = (city.client_of(PHONE).await, city.staff("tatiana").await, city.staff("elena").await);
        let me = access::staff_login(&city.app.read().await.unwrap(), "tatiana").await.unwrap().unwrap().person;
        let says = async |n: u128, words: &str| {
            anna.client.form("/my/talk", &[("once", &uuid::Uuid::from_u128(n).to_string()), ("words", words)]).await.expect(303);
            city.passes(jiff::SignedDuration::from_mins(1));
        };
        says(1, "Ключи у консьержа <Петра>.\nКупите ему чай.").await;
        says(2, "И молоко кончилось").await;
        let sent = axum::http::Request::post(format!("/api/v1/clients/{client}/talk/files?name=plan.pdf")).header("content-type", "application/octet-stream");
        anna.client.send(sent.header("idempotency-key", "a-plan-of-the-flat-1"), axum::body::Body::from("%PDF-1.7 plan")).await.expect(201);
        let long = "Тихий день, ничего не случилось. ".repeat(45);
        let who = access::Actor::Staff(me, Role::Manager);
        let notes = async |words: &str| {
            city.passes(jiff::SignedDuration::from_mins(1));
            let kept = conversations::keep_note(&city.app, &who, client, city.app.fresh_id().into(), conversations::EntryKind::Note, words).await;
            kept.unwrap();
        };
        for _ in 0..110 {
            notes(&long).await;
        }
        notes("@Елена, собака боится пылесоса").await;

        // In any form, by a slip, in the other alphabet; the look is recorded, and nobody has come where they were called.
        let looks = async || access::looks_at(&city.app.read().await.unwrap(), client.uuid(), 100).await.unwrap().len();
        let (path, before) = (format!("/desk/inbox/{client}"), looks().await);
        let dog = elena.get(&format!("{path}?find=sobaku")).await.expect(200).plain();
        assert!(dog.contains("<mark>собака</mark> боится") && dog.contains("заметка") && dog.contains("2 марта"), "{dog}");
        assert!(looks().await > before);
        assert!(elena.get("/desk/inbox").await.expect(200).text.contains("Вас зовут"));
        // What lies deep is opened in steps, and the search goes on from where it came to.
        let near = tatiana.get(&format!("{path}?find=klyuch")).await.expect(200).plain();
        assert!(!near.contains("<mark>") && near.contains("Посмотрели всё, что сказано с 2 марта") && near.contains("Искать дальше"), "{near}");
        let deep = tatiana.get(&format!("{path}?find=klyuch&before={}", hidden(&near, "before"))).await.expect(200).text;
        assert!(deep.contains("<mark>Ключи</mark> у консьержа") && !deep.contains("<Петра>") && !deep.contains("Купите ему чай"), "{deep}");
        assert!(!deep.contains("Искать дальше") && !deep.contains("в переписке нет"), "{deep}");
        let place = deep.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.ends_with("#said-1")).unwrap().to_owned();
        let there = tatiana.get(place.split('#').next().unwrap()).await.expect(200).text;
        assert!(there.contains("id=\"said-1\"") && there.contains("И молоко кончилось") && there.contains("К последним словам"), "{there}");
        let none = tatiana.get(&format!("{path}?find=verblyud&before={}", hidden(&near, "before"))).await.expect(200).text;
        assert!(none.contains("Раньше этих слов в переписке нет"), "{none}");

        // By a program; and the client finds what was said to each other, never what was noted.
        let api = format!("/api/v1/conversations/{client}/find");
        let first = tatiana.get(&format!("{api}?find=klyuch")).await.expect(200).json();
        assert_eq!(first["items"], json!([]));
        let second = tatiana.get(&format!("{api}?find=klyuch&before={}", first["next"].as_str().unwrap())).await.expect(200).json();
        assert_eq!((&second["items"][0]["nth"], &second["next"]), (&json!(1), &Value::Null));
        let one = tatiana.get(&format!("{api}?find=sobaka&limit=1")).await.expect(200).json();
        assert!(one["items"].as_array().unwrap().len() == 1 && !one["next"].is_null(), "{one}");
        assert_eq!(tatiana.get(&format!("{api}?find=")).await.expect(422).json()["fields"][0]["field"], "find");
        assert_eq!(anna.client.get(&format!("{api}?find=klyuch")).await.problem(), "403 denied");
        let mine = anna.client.get("/my/talk?find=plan").await.expect(200).text;
        assert!(mine.contains("<mark>plan</mark>.pdf") && mine.contains("href=\"/my/talk#said-3\""), "{mine}");
        let nothing = anna.client.get("/my/talk?find=sobaka").await.expect(200).text;
        assert!(nothing.contains("Этих слов в переписке нет") && !nothing.contains("<mark>"), "{nothing}");
        let own = format!("/api/v1/clients/{client}/talk/find");
        assert_eq!(anna.client.get(&format!("{own}?find=moloka")).await.expect(200).json()["items"][0]["words"], "И молоко кончилось");
        assert_eq!(anna.client.get(&format!("{own}?find=sobaka")).await.expect(200).json(), json!({ "items": [], "next": null }));
    }

    async fn what_is_put_off_comes_back_and_new_clients_are_shared_out(city: City) {
        manager(city, "elena", "Елена").await;
        let anna = on_wednesday(city).await;
        let boris = city.visitor().books("Борис", "+79215550121").await;
        city.settle().await;
        let (client, other) = (city.client_of(PHONE).await, city.client_of("+79215550121").await);
        let db = city.app.read().await.unwrap();
        let (first, second) = (conversations::manager_of(&db, client).await.unwrap(), conversations::manager_of(&db, other).await.unwrap());
        assert!(first.is_some() && second.is_some() && first != second, "one client for each");
        boris.client.form("/my/talk", &[("once", &uuid::Uuid::from_u128(7).to_string()), ("words", "Я второй")]).await.expect(303);
        city.passes(jiff::SignedDuration::from_mins(1));
        anna.client.form("/my/talk", &[("once", &uuid::Uuid::from_u128(8).to_string()), ("words", "Подождёт до завтра")]).await.expect(303);
        let tatiana = city.staff("tatiana").await;
        let list = async || -> Vec<String> {
            let page = tatiana.get("/desk/inbox").await.expect(200).text;
            page.split("<a href=\"/desk/inbox/").skip(1).map(|part| part.split('"').next().unwrap().to_owned()).collect()
        };
        assert_eq!(list().await, [other.to_string(), client.to_string()], "who waits longest stands first");
        let path = format!("/desk/inbox/{client}");
        let past = tatiana.form(&format!("{path}/snooze"), &[("seen", "1"), ("until", "2026-03-01T10:00")]).await.expect(422).text;
        assert!(past.contains("until-error"), "{past}");
        assert!(tatiana.form(&format!("{path}/snooze"), &[("seen", "0"), ("until", "2026-03-03T10:00")]).await.expect(409).text.contains("пришло новое"));
        for _ in 0..2 {
            tatiana.form(&format!("{path}/snooze"), &[("seen", "1"), ("until", "2026-03-03T10:00")]).await.expect(303);
        }
        tatiana.form(&format!("/desk/inbox/{other}/resolve"), &[("seen", "1")]).await.expect(303);
        assert_eq!(list().await, Vec::<String>::new());
        assert!(tatiana.get("/desk/inbox?shelf=put-off").await.expect(200).text.contains(&path));
        city.clock("2026-03-03 10:00:00");
        assert_eq!(list().await, [client.to_string()], "its time has come");
        tatiana.form(&format!("{path}/snooze"), &[("seen", "1"), ("until", "2026-03-04T10:00")]).await.expect(303);
        anna.client.form("/my/talk", &[("once", &uuid::Uuid::from_u128(9).to_string()), ("words", "Уже сегодня")]).await.expect(303);
        assert_eq!(list().await, [client.to_string()], "or the client writes");
        manager(city, "mikhail", "Михаил").await;
        city.staff("mikhail").await.form(&format!("{path}/resolve"), &[("seen", "2")]).await.expect(409);
        assert_eq!(list().await, [client.to_string()], "whoever has nothing to do with the client does not say that nobody waits");
        let hours = [("monday", "10-14, 16-19"), ("tuesday", "x"), ("zone", "Europe/Moscow")];
        let me = access::staff_login(&city.app.read().await.unwrap(), "tatiana").await.unwrap().unwrap().person;
        let door = format!("/desk/managers/{me}");
        let refused = tatiana.form(&door, &hours).await.expect(422).text;
        assert!(refused.contains("value=\"x\"") && refused.contains("часы не читаются"), "{refused}");
        tatiana.form(&door, &[("monday", "10-14, 16-19"), ("zone", "Europe/Moscow")]).await.expect(303);
        assert!(tatiana.get("/desk/managers").await.expect(200).text.contains("Понедельник 10:00–14:00, 16:00–19:00"));
    }

    async fn a_program_marks_a_manager_away_with_what_whoever_stands_in_has_to_know(city: City) {
        manager(city, "elena", "Елена").await;
        let anna = on_wednesday(city).await;
        city.settle().await;
        let (me, cleaner) = {
            let db = city.app.read().await.unwrap();
            (access::staff_login(&db, "tatiana").await.unwrap().unwrap().person, access::staff_login(&db, "olga").await.unwrap().unwrap().person)
        };
        let elena = city.staff("elena").await;
        let path = format!("/api/v1/managers/{me}/away");
        let asked = |note: &str| json!({ "leave": "holiday", "start": "2026-03-02T00:00:00Z", "end": "2026-03-04T21:00:00Z", "note": note });
        assert_eq!(anna.client.post(&path, asked("x")).await.problem(), "403 denied");
        assert_eq!(elena.post(&format!("/api/v1/managers/{cleaner}/away"), asked("x")).await.problem(), "404 person-unknown");
        let long = elena.post(&path, asked(&"ё".repeat(5000))).await.expect(422).json();
        assert_eq!(long["fields"][0]["field"], "note", "{long}");
        let marked = elena.post_with(&path, asked("Ключи у Петра до среды"), "a-manager-is-away-01").await.expect(201).json();
        assert_eq!(elena.post_with(&path, asked("Ключи у Петра до среды"), "a-manager-is-away-01").await.expect(201).json(), marked, "one key, one act");
        let list = async || elena.get("/api/v1/managers/away").await.expect(200).json();
        assert_eq!(list().await, json!([marked]));
        assert_eq!((&marked["person"], &marked["leave"], &marked["note"]), (&json!(me), &json!("holiday"), &json!("Ключи у Петра до среды")));
        assert_eq!(anna.client.get("/api/v1/managers/away").await.problem(), "403 denied");
        city.clock("2026-03-02 10:00:00");
        assert!(anna.client.get("/my/talk").await.expect(200).text.contains("Елена сейчас на связи"));

        // The note is said anew, or taken back; the absence stands.
        let says = async |leave: &Value, note: &str| elena.post("/api/v1/managers/away/note", json!({ "leave": leave, "note": note })).await;
        assert_eq!(says(&marked["id"], "Ключи у консьержа").await.expect(200).json()["note"], "Ключи у консьержа");
        assert_eq!(list().await[0]["note"], "Ключи у консьержа");
        assert!(elena.get(&format!("/desk/inbox/{}", city.client_of(PHONE).await)).await.expect(200).text.contains("Ключи у консьержа"));
        assert!(says(&marked["id"], " ").await.expect(200).json()["note"].is_null());
        assert_eq!(city.facts::<conversations::HandoverNoted>(me).await, 2);
        assert_eq!(says(&json!(uuid::Uuid::nil()), "x").await.problem(), "404 leave-unknown");
        assert_eq!(elena.post(&path, json!({ "leave": "ill", "start": "2026-03-03T00:00:00Z", "end": "2026-03-05T00:00:00Z" })).await.problem(), "409 leave-overlaps");

        // Back sooner: ended twice is ended once.
        for _ in 0..2 {
            elena.post("/api/v1/managers/away/end", json!({ "leave": marked["id"] })).await.expect(204);
        }
        assert_eq!(list().await, json!([]));
        assert!(anna.client.get("/my/talk").await.expect(200).text.contains("Татьяна сейчас на связи"));
        assert_eq!(says(&marked["id"], "x").await.problem(), "404 leave-unknown", "nothing is left to know of what is over");
    }

    async fn while_a_manager_is_away_the_deputy_has_their_clients_and_then_all_is_as_before(city: City) {
        manager(city, "elena", "Елена").await;
        let anna = on_wednesday(city).await;
        city.settle().await;
        let client = city.client_of(PHONE).await;
        let db = city.app.read().await.unwrap();
        let of = async |login: &str| access::staff_login(&db, login).await.unwrap().unwrap().person;
        let (me, deputy) = (of("tatiana").await, of("elena").await);
        assert_eq!(conversations::manager_of(&db, client).await.unwrap().unwrap().uuid(), me);
        let (elena, door) = (city.staff("elena").await, format!("/desk/managers/{me}"));
        let marked = |last: &'static str| [("leave", "holiday"), ("first", "2026-03-02"), ("last", last), ("note", "Ключи у Петра до среды")];
        let refused = elena.form(&format!("{door}/away"), &marked("x")).await.expect(422).text;
        assert!(refused.contains(&format!("id=\"last-{me}-error\"")) && refused.contains("Ключи у Петра до среды</textarea>"), "{refused}");
        let odd = [("leave", "x"), ("first", "2026-03-02"), ("last", "2026-03-04"), ("note", "Ключи у Петра до среды")];
        let refused = elena.form(&format!("{door}/away"), &odd).await.expect(422).text;
        assert!(refused.contains(&format!("id=\"leave-{me}-error\"")) && refused.contains("Ключи у Петра до среды</textarea>"), "{refused}");
        assert!(elena.form(&format!("{door}/away"), &marked("2026-03-01")).await.expect(422).text.contains("последний день раньше первого"), "it ends before it begins");
        for _ in 0..2 {
            elena.form(&format!("{door}/away"), &marked("2026-03-04")).await.expect(303);
        }
        assert_eq!(city.facts::<conversations::HandoverNoted>(me).await, 1, "pressed twice, it is said once");
        let notes = async || db::sql::all(&city.app.read().await.unwrap(), "SELECT leave FROM manager_handovers", vec![]).await.unwrap().len();
        elena.form(&format!("{door}/away"), &[("leave", "holiday"), ("first", "2026-03-02"), ("last", "2026-03-04"), ("note", "")]).await.expect(303);
        assert_eq!(notes().await, 0, "without any words, none are kept");
        elena.form(&format!("{door}/away"), &marked("2026-03-04")).await.expect(303);
        let listed = elena.get("/desk/managers").await.expect(200).plain();
        assert_eq!(listed.matches("Отпуск: 2 марта – 4 марта").count(), 1, "{listed}");
        assert_eq!(elena.form(&format!("{door}/away"), &marked("2026-03-05")).await.status.as_u16(), 409, "those days are marked already");

        // Nobody new is given to her, neither a client nor a request.
        for (name, phone) in [("Борис", "+79215550121"), ("Вера", "+79215550122")] {
            city.visitor().books(name, phone).await;
            city.settle().await;
            let theirs = conversations::manager_of(&city.app.read().await.unwrap(), city.client_of(phone).await).await.unwrap().unwrap();
            assert_eq!(theirs.uuid(), deputy, "{name}");
        }
        let asks = async |who: access::Actor, reach: &str| {
            let raw = concierge::RawRequest { name: "Анна".to_owned(), reach: reach.to_owned(), words: format!("Ужин {reach}"), ..Default::default() };
            let id = concierge::make_request(&city.app, &who, &raw, values::Lang::Ru).await.unwrap().into_inner();
            concierge::promised(&city.app.read().await.unwrap(), id).await.unwrap().unwrap().manager.unwrap().uuid()
        };
        for (who, reach) in [
            (access::Actor::Visitor, "one@example.org"),
            (access::Actor::Visitor, "two@example.org"),
            (access::Actor::Client(client.uuid()), "anna@example.org"),
        ] {
            assert_eq!(asks(who, reach).await, deputy, "{reach}");
        }

        // The client sees who answers meanwhile, and until when; what they write is the deputy's, with what was left to know.
        city.clock("2026-03-02 10:00:00");
        let talk = anna.client.get("/my/talk").await.expect(200).plain();
        for part in ["<b>Елена Оболенская</b>", "Елена сейчас на связи", "Татьяна Иванова снова на связи 5 марта"] {
            assert!(talk.contains(part), "{part}: {talk}");
        }
        assert!(!talk.contains("Отпуск") && !talk.contains("Ключи у Петра"), "why is the house's own: {talk}");
        assert!(anna.client.get("/my").await.expect(200).text.contains("Елена Оболенская"));
        anna.client.form("/my/talk", &[("once", &uuid::Uuid::from_u128(7).to_string()), ("words", "Кто завтра приедет?")]).await.expect(303);
        let inbox = elena.get("/desk/inbox").await.expect(200).text;
        assert!(inbox.contains("<td><b>Елена") && !inbox.contains("<td><b>Татьяна"), "{inbox}");
        let waiting = elena.get("/api/v1/conversations").await.expect(200).json();
        assert_eq!(waiting["items"][0]["keeper"], json!(deputy));
        let page = elena.get(&format!("/desk/inbox/{client}")).await.expect(200).plain();
        assert!(page.contains("Ключи у Петра до среды") && page.contains("снова на связи 5 марта") && page.contains("id=\"answer\""), "{page}");

        // Back, by herself; and sooner, where somebody says so.
        city.clock("2026-03-05 10:00:00");
        let is_back = async || {
            let talk = anna.client.get("/my/talk").await.expect(200).text;
            assert!(talk.contains("Татьяна сейчас на связи") && talk.contains("<b>Татьяна Иванова</b>") && !talk.contains("снова на связи"), "{talk}");
            assert!(elena.get("/desk/inbox").await.expect(200).text.contains("<td><b>Татьяна"));
            assert!(!elena.get(&format!("/desk/inbox/{client}")).await.expect(200).text.contains("Ключи у Петра"));
        };
        is_back().await;
        elena.form(&format!("{door}/away"), &[("leave", "ill"), ("first", "2026-03-05"), ("last", "2026-03-09"), ("note", "Ждут звонка")]).await.expect(303);
        assert_eq!(notes().await, 2);
        assert!(anna.client.get("/my/talk").await.expect(200).text.contains("Елена сейчас на связи"));
        let listed = elena.get("/desk/managers").await.expect(200).text;
        for _ in 0..2 {
            elena.form(&format!("{door}/back"), &[("away", &hidden(&listed, "away"))]).await.expect(303);
        }
        is_back().await;
        // What was left to know goes at once with an absence that ends sooner, else two weeks after it.
        assert_eq!(notes().await, 1);
        city.clock("2026-03-19 09:00:00");
        city.settle().await;
        assert_eq!(notes().await, 0);
    }

    async fn while_all_managers_are_away_the_owner_is_named_and_answers(city: City) {
        manager(city, "elena", "Елена").await;
        let owner = crate::leaving::owner(city).await;
        let anna = on_wednesday(city).await;
        city.settle().await;
        let (client, me) = (city.client_of(PHONE).await, crate::leaving::person(city, "owner").await);
        let send = format!("/desk/inbox/{client}/send");
        assert!(!owner.get(&format!("/desk/inbox/{client}")).await.expect(200).text.contains(&send), "she is another's");
        for login in ["tatiana", "elena"] {
            let door = format!("/desk/managers/{}/away", crate::leaving::person(city, login).await);
            owner.form(&door, &[("leave", "ill"), ("first", "2026-03-02"), ("last", "2026-03-04"), ("note", "")]).await.expect(303);
        }
        city.clock("2026-03-02 10:00:00");
        let promised = async |who, reach: &str| {
            let id = crate::leaving::asks(city, who, reach).await;
            concierge::promised(&city.app.read().await.unwrap(), id).await.unwrap().unwrap().manager.unwrap().uuid()
        };
        for (who, reach) in [(access::Actor::Visitor, "one@example.org"), (access::Actor::Client(client.uuid()), "anna@example.org")] {
            assert_eq!(promised(who, reach).await, me, "{reach}");
        }
        assert!(anna.client.get("/my/talk").await.expect(200).text.contains("<b>Вера Дом</b>"));
        assert!(anna.client.get("/my/requests").await.expect(200).text.contains("Вера Дом"));

        // Whoever the client is told answers, answers: without taking her over.
        anna.client.form("/my/talk", &[("once", &uuid::Uuid::from_u128(7).to_string()), ("words", "Кто завтра приедет?")]).await.expect(303);
        assert!(owner.get("/desk/inbox").await.expect(200).text.contains("<td><b>Вера"));
        let page = owner.get(&format!("/desk/inbox/{client}")).await.expect(200).text;
        assert!(page.contains(&send), "{page}");
        let answer = |n: u128, page: &str| [("once", uuid::Uuid::from_u128(n).to_string()), ("seen", hidden(page, "seen")), ("words", "Приедет Ольга".to_owned())];
        let first = answer(8, &page);
        owner.form(&send, &fields(&first)).await.expect(303);
        assert!(anna.client.get("/my/talk").await.expect(200).text.contains("Приедет Ольга"));
        assert_eq!(city.facts::<conversations::TalkTaken>(client.uuid()).await, 0);

        // They are back: she is another's again, and new things are the managers'.
        city.clock("2026-03-05 10:00:00");
        let page = owner.get(&format!("/desk/inbox/{client}")).await.expect(200).text;
        assert!(!page.contains(&send), "{page}");
        let late = answer(9, &page);
        assert_eq!(owner.form(&send, &fields(&late)).await.status.as_u16(), 409);
        assert!(![promised(access::Actor::Visitor, "three@example.org").await].contains(&me));
        let forged = "INSERT INTO conversation_entries (subject, nth, id, kind, place, person, words_sealed, sent_at, seq, kept_at)
                      SELECT c.subject, c.last_nth + 1, c.subject, 'out', 'desk', $1, e.words_sealed, c.begun_at, 0, c.begun_at + 1000000000000
                      FROM conversations c JOIN conversation_entries e ON e.subject = c.subject WHERE e.nth = 1";
        assert!(city.refusal(forged, me).await.contains("not-their-client"));
    }

    async fn somebody_new_hears_of_whoever_is_in_their_hours(city: City) {
        manager(city, "elena", "Елена").await;
        let anna = on_wednesday(city).await;
        city.settle().await;
        let client = city.client_of(PHONE).await;
        let (tatiana, elena) = (crate::leaving::person(city, "tatiana").await, crate::leaving::person(city, "elena").await);
        let who = access::Actor::Staff(tatiana, Role::Manager);
        let week = |working: &str, off: &str| std::array::from_fn(|day| if day < 5 { working } else { off }.to_owned());
        conversations::set_hours(&city.app, &who, tatiana.into(), "Europe/Moscow", &week("9–18", "")).await.unwrap();
        conversations::set_hours(&city.app, &who, elena.into(), "Europe/Moscow", &week("", "9–21")).await.unwrap();
        let asked = async |who, reach: &str| {
            let id = crate::leaving::asks(city, who, reach).await;
            let promised = concierge::promised(&city.app.read().await.unwrap(), id).await.unwrap().unwrap();
            (crate::leaving::stands(city, crate::leaving::OF_REQUEST, id.uuid()).await.unwrap(), promised.manager.unwrap().uuid(), promised.due_at)
        };
        let now = |text: &str| -> values::Instant { format!("2026-03-{text}:00+03:00").parse().unwrap() };
        city.clock("2026-03-03 14:41:00");
        for n in 0..3 {
            assert_eq!(asked(access::Actor::Visitor, &format!("tuesday{n}@example.org")).await, (tatiana, tatiana, now("03T15:11")), "{n}");
        }
        // Ten minutes of hers are left today; the rest is tomorrow's.
        city.clock("2026-03-03 17:50:00");
        assert_eq!(asked(access::Actor::Visitor, "evening@example.org").await, (tatiana, tatiana, now("04T09:20")));
        city.clock("2026-03-07 11:00:00");
        for n in 0..3 {
            assert_eq!(asked(access::Actor::Visitor, &format!("saturday{n}@example.org")).await, (elena, elena, now("07T11:30")), "{n}");
        }
        // A client stays with her own; whoever is named is in her hours, as their talk says.
        assert_eq!(asked(access::Actor::Client(client.uuid()), "anna@example.org").await, (tatiana, elena, now("07T11:30")));
        assert!(anna.client.get("/my/talk").await.expect(200).text.contains("Татьяна Иванова"));
    }
}
