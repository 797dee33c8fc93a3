//! A message arrives by the channel that the client chose, then by the next; what a channel tells of itself is believed once.
//!
//! Local servers speak the published protocols of Telegram and MAX, and that of a gateway for short messages.

#![expect(clippy::disallowed_methods, reason = "the servers of the channels lie outside of the house")]

use crate::City;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use households::ClientId;
use jiff::SignedDuration;
use messaging::{Channel, ChannelSettings, Channels, Kept, MaxChannel, Secret, SmsChannel, TelegramChannel, Try};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// How a server answers the next call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Takes,
    /// Too much at once: after so many seconds.
    Floods(i64),
    Broken,
    Blocked,
    /// It heard the call and never answers.
    Silent,
    /// It heard the call, and the line broke in the middle of its answer.
    BreaksOff,
}

#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) authorization: String,
}

/// A server that stands in for a channel.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) kind: Channel,
    pub(crate) address: String,
    moods: Arc<Mutex<VecDeque<Mood>>>,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Server {
    pub(crate) async fn of(kind: Channel) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = Self { kind, address, moods: Arc::default(), calls: Arc::default() };
        let router = axum::Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        server
    }

    /// The next calls are answered so; all later ones are taken.
    pub(crate) fn will(&self, moods: &[Mood]) {
        self.moods.lock().unwrap().extend(moods);
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }
}

async fn answer(State(server): State<Server>, uri: Uri, headers: HeaderMap, body: String) -> Response {
    let authorization = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let call = Call { path: uri.to_string(), body: serde_json::from_str(&body).unwrap_or_default(), authorization };
    let n = {
        let mut calls = server.calls.lock().unwrap();
        calls.push(call);
        calls.len()
    };
    let mood = server.moods.lock().unwrap().pop_front().unwrap_or(Mood::Takes);
    let said = |status: u16, body: Value| (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response();
    if mood == Mood::Takes {
        // Where the messengers keep what people send them.
        match uri.path() {
            path if path.ends_with("/getFile") => {
                return said(200, json!({ "ok": true, "result": { "file_id": "x", "file_size": 900, "file_path": "photos/file_1.jpg" } }));
            }
            path if path.ends_with("/photos/file_1.jpg") || path.ends_with("/media/1") => return Body::from(crate::work::brighter_jpeg()).into_response(),
            _ => {}
        }
    }
    match (server.kind, mood) {
        (_, Mood::Silent) => {
            std::future::pending::<()>().await;
            unreachable!()
        }
        (_, Mood::BreaksOff) => Body::from_stream(futures::stream::once(async { Err::<Bytes, _>(std::io::Error::other("the line broke")) })).into_response(),
        (_, Mood::Broken) => (StatusCode::BAD_GATEWAY, "<html>502</html>").into_response(),
        (Channel::Telegram, Mood::Takes) => {
            said(200, json!({ "ok": true, "result": { "message_id": n, "date": 1, "chat": { "id": 42, "type": "private" }, "text": "…" } }))
        }
        (Channel::Telegram, Mood::Floods(after)) => {
            said(429, json!({ "ok": false, "error_code": 429, "description": "Too Many Requests: retry after 5", "parameters": { "retry_after": after } }))
        }
        (Channel::Telegram, Mood::Blocked) => said(403, json!({ "ok": false, "error_code": 403, "description": "Forbidden: bot was blocked by the user" })),
        (Channel::Max, Mood::Takes) => said(
            200,
            json!({ "message": { "recipient": { "chat_id": 7, "chat_type": "dialog", "user_id": 43 }, "timestamp": 1, "body": { "mid": format!("mid.{n}"), "seq": n, "text": "…" } } }),
        ),
        (Channel::Max, Mood::Floods(after)) => {
            let mut answer = said(429, json!({ "code": "too.many.requests", "message": "Too many requests" }));
            answer.headers_mut().insert("retry-after", after.into());
            answer
        }
        (Channel::Max, Mood::Blocked) => said(403, json!({ "code": "chat.denied", "message": "chat.denied" })),
        (_, Mood::Takes) => said(200, json!({ "messages": [{ "id": format!("sms-{n}"), "state": "accepted" }] })),
        (_, Mood::Floods(_)) => said(429, json!({})),
        (_, Mood::Blocked) => said(403, json!({})),
    }
}

/// A city whose house has the channels.
pub(crate) struct Wired {
    pub(crate) telegram: Server,
    pub(crate) max: Server,
    pub(crate) sms: Server,
}

pub(crate) async fn wire(city: &City) -> Wired {
    let (telegram, max, sms) = (Server::of(Channel::Telegram).await, Server::of(Channel::Max).await, Server::of(Channel::Sms).await);
    let secret = |word: &str| Secret(word.to_owned());
    let settings = ChannelSettings {
        telegram: Some(TelegramChannel {
            enabled: true,
            token: secret("1:telegram"),
            bot: "dom_bot".to_owned(),
            webhook_secret: secret("telegram-hook"),
            api: telegram.address.clone(),
        }),
        max: Some(MaxChannel {
            enabled: true,
            token: secret("max-token"),
            bot: "dom".to_owned(),
            webhook_secret: secret("max-hook"),
            api: max.address.clone(),
            page: "https://max.ru".to_owned(),
            foreign: true,
            files: Vec::new(),
        }),
        sms: Some(SmsChannel {
            enabled: true,
            url: format!("{}/send", sms.address),
            method: "POST".to_owned(),
            headers: [("authorization".to_owned(), secret("Bearer sms"))].into(),
            body: r#"{"to":"{phone}","text":"{text}","ref":"{id}"}"#.to_owned(),
            id_at: "/messages/0/id".to_owned(),
            callback_secret: secret("sms-hook-of-the-house"),
            callback_id: "id".to_owned(),
            callback_status: "status".to_owned(),
            delivered: vec!["delivered".to_owned()],
            failed: vec!["failed".to_owned()],
            word_text: "text".to_owned(),
            word_from: "from".to_owned(),
            word_id: "message".to_owned(),
            word_at: "at".to_owned(),
        }),
        ..ChannelSettings::default()
    };
    city.app.put(Channels::new(&settings, None).unwrap());
    Wired { telegram, max, sms }
}

impl City {
    /// A channel calls the house.
    pub(crate) async fn hook(&self, path: &str, header: (&str, &str), body: &Value) -> u16 {
        let request = Request::post(path).header("content-type", "application/json").header(header.0, header.1);
        self.visitor().send(request, Body::from(body.to_string())).await.status.as_u16()
    }

    /// The client opens the link of their page in a messenger.
    pub(crate) async fn joins(&self, client: &crate::city::Person<'_>, channel: Channel) {
        let page = client.get("/my/household").await.expect(200).text;
        let start = if channel == Channel::Telegram { "https://t.me/dom_bot?start=" } else { "https://max.ru/dom?start=" };
        let token = page.split(start).nth(1).and_then(|rest| rest.split('"').next()).expect("a link").to_owned();
        let status = if channel == Channel::Telegram {
            let update = json!({ "update_id": 1, "message": { "message_id": 1, "date": 1, "chat": { "id": 42, "type": "private" }, "text": format!("/start {token}") } });
            self.hook("/hooks/telegram", ("x-telegram-bot-api-secret-token", "telegram-hook"), &update).await
        } else {
            let update = json!({ "update_type": "bot_started", "timestamp": 1, "chat_id": 7, "user": { "user_id": 43, "first_name": "А", "is_bot": false }, "payload": token });
            self.hook("/hooks/max", ("x-max-bot-api-secret", "max-hook"), &update).await
        };
        assert_eq!(status, 200);
    }

    pub(crate) async fn client_of(&self, phone: &str) -> ClientId {
        let phone = values::Phone::parse(phone).unwrap();
        households::client_by_phone(&self.app.read().await.unwrap(), &phone).await.unwrap().unwrap()
    }

    /// The newest message of a class to a client, and its way.
    pub(crate) async fn newest(&self, client: ClientId, class: &str) -> (Kept, Vec<Try>) {
        let db = self.app.read().await.unwrap();
        let kept = messaging::kept_for(&db, client.uuid(), 50).await.unwrap().into_iter().find(|kept| kept.class == class).expect("a message");
        let way = messaging::way(&db, kept.id).await.unwrap();
        (kept, way)
    }

    pub(crate) fn passes(&self, time: SignedDuration) {
        self.app.stand_still(self.app.now() + time);
    }

    /// Tasks that failed are tried again at once.
    pub(crate) async fn again(&self) {
        let lapse = self.app.write(db::By::house(), |tx| async move {
            db::sql::run(&tx, "UPDATE tasks SET claimed_until_machine = NULL WHERE done_at IS NULL AND dead_at IS NULL", vec![]).await
        });
        lapse.await.unwrap();
        self.settle().await;
    }
}

pub(crate) const PHONE: &str = "+79215550120";
pub(crate) const CONFIRMED: &str = "booking.confirmed";

/// Anna books a visit on the third day: until its eve nobody has anything else to tell her.
pub(crate) async fn on_wednesday(city: &City) -> crate::city::Booked<'_> {
    let visitor = city.visitor();
    let quote = visitor.quote(true).await;
    let times = visitor.times(&quote).await;
    let start = times.iter().find(|slot| slot["start"].as_str().unwrap().starts_with("2026-03-04")).unwrap()["start"].clone();
    visitor.books_at("Анна", PHONE, &quote, &start).await
}

/// What a channel that is not ours must never be told.
pub(crate) fn says_nothing(text: &str) {
    for personal in ["Анна", "Пушкарская", "5550120", "визит", "уборк", "₽", "Ольга"] {
        assert!(!text.to_lowercase().contains(&personal.to_lowercase()), "{personal}: {text}");
    }
    assert!(text.contains("http://house.example/m/"), "{text}");
}

/// A mail server that keeps what it takes, and refuses a mailbox of this name for good.
#[derive(Clone, Default)]
pub(crate) struct Post(Arc<Mutex<Vec<String>>>);

impl Post {
    pub(crate) async fn open(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let post = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(post.clone().serve(stream));
            }
        });
        address
    }

    async fn serve(self, stream: tokio::net::TcpStream) -> std::io::Result<()> {
        use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _};
        let mut lines = tokio::io::BufReader::new(stream);
        lines.write_all(b"220 post\r\n").await?;
        let (mut line, mut mail) = (String::new(), None::<String>);
        loop {
            line.clear();
            if lines.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let word = line.trim_end().to_uppercase();
            let answer: &[u8] = match mail.take() {
                Some(text) if word == "." => {
                    self.0.lock().unwrap().push(text);
                    b"250 taken\r\n"
                }
                Some(text) => {
                    mail = Some(text + &line);
                    continue;
                }
                None if word == "DATA" => {
                    mail = Some(String::new());
                    b"354 go on\r\n"
                }
                None if word.starts_with("EHLO") => b"250-post\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
                None if word.contains("GONE@") => b"550 5.1.1 no such mailbox\r\n",
                None => b"250 ok\r\n",
            };
            lines.write_all(answer).await?;
        }
    }

    pub(crate) fn mails(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// A city whose house has mail alone; Anna has given her address.
pub(crate) async fn with_mail(city: &City, address: &str) -> Post {
    let post = Post::default();
    let url = format!("smtp://{}", post.open().await);
    let smtp = messaging::Smtp::new(&messaging::SmtpSettings { url, from: "Дом <dom@example.org>".to_owned() }).unwrap();
    city.app.put(Channels::new(&ChannelSettings::default(), Some(smtp)).unwrap());
    let client = city.client_of(PHONE).await;
    city.app.write(db::By::house(), |tx| async move { households::set_email(&tx, client, address).await }).await.unwrap();
    post
}

/// A client who is reached by mail, and to whom nothing is left to say at this moment.
pub(crate) async fn reached_by_mail(city: &City, at: &str) -> (ClientId, Post) {
    on_wednesday(city).await;
    let client = city.client_of(PHONE).await;
    city.settle().await;
    words(city);
    let post = with_mail(city, "anna@example.org").await;
    city.clock(at);
    (client, post)
}

pub(crate) const NEWS: messaging::Advert = messaging::Advert { name: "households.news", purpose: "news" };
pub(crate) const LATER: messaging::Class = messaging::Class::calm("stories.later");

/// The story has messages of its own to send.
pub(crate) fn words(city: &City) {
    let letter = |title: &str| messaging::Letter {
        title: title.to_owned(),
        body: "Пыль и окна.".to_owned(),
        lang: values::Lang::Ru,
        code: None,
        thread: None,
        door: None,
        encloses: Vec::new(),
    };
    let mut composers = messaging::Composers::clone(&city.app.part::<messaging::Composers>().unwrap());
    let news = letter("Весна");
    composers.compose_advert(NEWS, move |_, _| std::future::ready(Ok(Some(news.clone()))));
    let later = letter("Потом");
    composers.compose(LATER, move |_, _| std::future::ready(Ok(Some(later.clone()))));
    city.app.put(composers);
}

pub(crate) async fn queue_later(city: &City, client: ClientId, about: u128) {
    city.app.write(db::By::house(), |tx| async move { messaging::queue(&tx, LATER, uuid::Uuid::from_u128(about), client.uuid()).await }).await.unwrap();
}

crate::stories! {
    async fn a_messenger_joined_by_its_link_comes_first_and_is_told_nothing(city: City) {
        let wired = wire(city).await;
        let anna = city.visitor().books("Анна", PHONE).await;
        let client = city.client_of(PHONE).await;
        city.joins(&anna.client, Channel::Telegram).await;
        city.settle().await;
        let (kept, way) = city.newest(client, CONFIRMED).await;
        assert_eq!(way.iter().map(|one| (one.channel, one.delivered_at.is_some())).collect::<Vec<_>>(), [(Channel::Telegram, true)]);
        assert_eq!((kept.channel.as_deref(), kept.proof.as_str()), (Some("telegram"), "1"));
        let calls = wired.telegram.calls();
        assert_eq!((calls[0].path.as_str(), calls[0].body["chat_id"].as_str()), ("/bot1:telegram/sendMessage", Some("42")));
        let text = calls[0].body["text"].as_str().unwrap();
        says_nothing(text);
        // The link leads to the door; whoever is in reads it, and that is kept.
        let link = text.split("http://house.example").nth(1).unwrap().to_owned();
        let door = city.visitor().get(&link).await.expect(303);
        let own = door.location().to_owned();
        assert!(city.visitor().get(&own).await.expect(303).location().starts_with("/sign-in"));
        let page = anna.client.get(&own).await.expect(200).text;
        assert!(page.contains("Пушкарская"), "{page}");
        assert!(city.newest(client, CONFIRMED).await.0.read_at.is_some());
        // Another client reads nothing of it, and a link that was tampered with leads nowhere.
        let boris = city.visitor().books("Борис", "+79215550121").await;
        assert!(!boris.client.get(&own).await.expect(200).text.contains(&kept.id.to_string()));
        assert_eq!(boris.client.get(&format!("/my/messages/{}", kept.id)).await.status.as_u16(), 404);
        let other = if link.ends_with('A') { "B" } else { "A" };
        assert_eq!(city.visitor().get(&format!("{}{other}", &link[..link.len() - 1])).await.status.as_u16(), 410);
        city.passes(SignedDuration::from_hours(73));
        assert_eq!(city.visitor().get(&link).await.status.as_u16(), 410);
    }

    async fn no_sign_of_arrival_and_the_next_channel_is_asked(city: City) {
        let wired = wire(city).await;
        let anna = on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        city.joins(&anna.client, Channel::Max).await;
        // The phone first: the gateway takes it and tells nothing.
        anna.client.form("/my/household/channels", &[("channel", "sms"), ("do", "first")]).await.expect(303);
        city.settle().await;
        let (kept, way) = city.newest(client, CONFIRMED).await;
        assert_eq!((kept.channel.as_deref(), way.len(), way[0].taken_at.is_some(), way[0].delivered_at), (Some("sms"), 1, true, None));
        let text = wired.sms.calls().into_iter().rfind(|call| call.body["ref"] == kept.id.to_string()).unwrap().body["text"].as_str().unwrap().to_owned();
        says_nothing(&text);
        city.passes(SignedDuration::from_mins(9));
        city.settle().await;
        assert_eq!(wired.max.calls().len(), 0);
        city.passes(SignedDuration::from_mins(1));
        city.settle().await;
        let calls = wired.max.calls();
        assert_eq!((calls.len(), calls[0].path.as_str(), calls[0].authorization.as_str()), (1, "/messages?user_id=43&disable_link_preview=true", "max-token"));
        says_nothing(calls[0].body["text"].as_str().unwrap());
        let (_, way) = city.newest(client, CONFIRMED).await;
        assert_eq!(way.iter().map(|one| (one.channel, one.delivered_at.is_some())).collect::<Vec<_>>(), [(Channel::Sms, false), (Channel::Max, true)]);
        city.passes(SignedDuration::from_hours(24));
        city.settle().await;
        assert_eq!(wired.max.calls().len(), 1, "it has arrived: nobody is asked again");
    }

    async fn the_first_sign_stops_the_rest(city: City) {
        let wired = wire(city).await;
        let anna = on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        city.joins(&anna.client, Channel::Telegram).await;
        anna.client.form("/my/household/channels", &[("channel", "sms"), ("do", "first")]).await.expect(303);
        city.settle().await;
        let (kept, _) = city.newest(client, CONFIRMED).await;
        // The gateway tells by its call, with the secret, once and again.
        let told = json!({ "id": kept.proof, "status": "delivered" });
        assert_eq!(city.hook("/hooks/sms", ("x-butler-secret", "guessed"), &told).await, 404);
        assert_eq!(city.hook("/hooks/sms", ("x-butler-secret", "sms-hook-of-the-house"), &json!({ "id": "sms-999", "status": "delivered" })).await, 200);
        assert!(city.newest(client, CONFIRMED).await.1[0].delivered_at.is_none());
        for _ in 0..2 {
            assert_eq!(city.hook("/hooks/sms", ("x-butler-secret", "sms-hook-of-the-house"), &told).await, 200);
        }
        assert!(city.newest(client, CONFIRMED).await.1[0].delivered_at.is_some());
        city.passes(SignedDuration::from_hours(4));
        city.settle().await;
        assert_eq!(wired.telegram.calls().len(), 0);
    }

    async fn what_was_read_on_the_page_is_not_sent_again(city: City) {
        let wired = wire(city).await;
        let anna = on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        anna.client.form("/my/household/channels", &[("channel", "chat"), ("do", "first")]).await.expect(303);
        city.settle().await;
        let (kept, way) = city.newest(client, CONFIRMED).await;
        assert_eq!((kept.channel.as_deref(), way[0].delivered_at), (Some("chat"), None));
        let before = wired.sms.calls().len();
        let page = anna.client.get("/my/messages").await.expect(200).text;
        assert!(page.contains("новое") && page.contains("Пушкарская") && !page.contains("Код"), "{page}");
        assert!(!anna.client.get("/my/messages").await.expect(200).text.contains("новое"));
        city.passes(SignedDuration::from_hours(4));
        city.settle().await;
        assert_eq!(wired.sms.calls().len(), before);
    }

    async fn who_blocked_the_house_is_reached_otherwise_at_once_and_joins_again(city: City) {
        let wired = wire(city).await;
        let anna = city.visitor().books("Анна", PHONE).await;
        let client = city.client_of(PHONE).await;
        city.joins(&anna.client, Channel::Max).await;
        city.joins(&anna.client, Channel::Telegram).await;
        wired.telegram.will(&[Mood::Blocked]);
        city.settle().await;
        let (kept, way) = city.newest(client, CONFIRMED).await;
        // In one moment, so they stand in no order.
        let refused = |channel| way.iter().find(|one| one.channel == channel).map(|one| one.is_refused);
        assert_eq!((way.len(), refused(Channel::Telegram), refused(Channel::Max)), (2, Some(true), Some(false)));
        assert_eq!(kept.channel.as_deref(), Some("max"));
        let ways = households::channels_of(&city.app.read().await.unwrap(), client).await.unwrap();
        let telegram = ways.iter().find(|way| way.channel == Channel::Telegram).unwrap();
        assert_eq!(telegram.closed.map(|(_, why)| why), Some(messaging::Why::Blocked));
        let page = anna.client.get("/my/household").await.expect(200).text;
        assert!(page.contains("там заблокирован") && page.contains("https://t.me/dom_bot?start="), "{page}");
        city.joins(&anna.client, Channel::Telegram).await;
        let ways = households::channels_of(&city.app.read().await.unwrap(), client).await.unwrap();
        assert_eq!((ways[0].channel, ways[0].closed), (Channel::Telegram, None));
        // Blocked in the messenger itself: the bot tells.
        let update = json!({ "update_id": 2, "my_chat_member": { "chat": { "id": 42, "type": "private" }, "new_chat_member": { "status": "kicked" } } });
        assert_eq!(city.hook("/hooks/telegram", ("x-telegram-bot-api-secret-token", "telegram-hook"), &update).await, 200);
        let ways = households::channels_of(&city.app.read().await.unwrap(), client).await.unwrap();
        assert!(ways.iter().any(|way| way.channel == Channel::Telegram && way.closed.is_some()));
    }

    async fn a_flood_a_broken_server_and_a_silent_one(city: City) {
        let wired = wire(city).await;
        let anna = city.visitor().books("Анна", PHONE).await;
        let client = city.client_of(PHONE).await;
        city.joins(&anna.client, Channel::Telegram).await;
        wired.telegram.will(&[Mood::Floods(5), Mood::Broken]);
        city.settle().await;
        assert_eq!((wired.telegram.calls().len(), city.newest(client, CONFIRMED).await.0.state), (1, messaging::State::Queued));
        city.passes(SignedDuration::from_secs(4));
        city.settle().await;
        assert_eq!(wired.telegram.calls().len(), 1, "it said when");
        city.passes(SignedDuration::from_secs(1));
        city.settle().await;
        assert_eq!(wired.telegram.calls().len(), 2);
        city.again().await;
        let (kept, way) = city.newest(client, CONFIRMED).await;
        assert_eq!((wired.telegram.calls().len(), kept.state, way.len(), way[0].delivered_at.is_some()), (3, messaging::State::Sent, 1, true));
    }

    async fn a_worker_that_dies_behind_a_send_never_sends_twice_and_the_next_channel_has_it(city: City) {
        let wired = wire(city).await;
        let anna = city.visitor().books("Анна", PHONE).await;
        let client = city.client_of(PHONE).await;
        city.joins(&anna.client, Channel::Telegram).await;
        // It was heard, and nobody lives to keep the answer.
        wired.telegram.will(&[Mood::Silent]);
        let work = journal::drain(&city.app);
        let _dead = tokio::time::timeout(std::time::Duration::from_millis(1500), work).await;
        assert_eq!(wired.telegram.calls().len(), 1);
        city.again().await;
        assert_eq!(wired.telegram.calls().len(), 1, "it may have it");
        city.passes(SignedDuration::from_hours(3));
        city.again().await;
        let (kept, way) = city.newest(client, CONFIRMED).await;
        assert_eq!((wired.telegram.calls().len(), kept.channel.as_deref(), way.len()), (1, Some("sms"), 2));
    }

    async fn an_advert_rests_on_a_consent_that_stands(city: City) {
        wire(city).await;
        let anna = city.visitor().books("Анна", PHONE).await;
        let client = city.client_of(PHONE).await;
        let news = messaging::Advert { name: "households.news", purpose: "news" };
        let without = messaging::Consented { consent: uuid::Uuid::from_u128(1), reader: client.uuid() };
        let refused = city.app.write(db::By::house(), |tx| async move { messaging::queue_advert(&tx, news, client.uuid(), without).await }).await;
        assert!(refused.unwrap_err().is_refused("no-consent"));
        anna.client.form("/my/household/consents", &[("purpose", "news"), ("give", "yes")]).await.expect(303);
        let consented = households::consented_for(&city.app.read().await.unwrap(), client, "news").await.unwrap().unwrap();
        city.app.write(db::By::house(), |tx| async move { messaging::queue_advert(&tx, news, client.uuid(), consented).await }).await.unwrap();
        // Taken back before it went: it never goes.
        anna.client.form("/my/household/consents", &[("purpose", "news"), ("give", "no")]).await.expect(303);
        let refused = city.app.write(db::By::house(), |tx| async move { messaging::queue_advert(&tx, news, uuid::Uuid::from_u128(2), consented).await }).await;
        assert!(refused.unwrap_err().is_refused("no-consent"));
        assert_eq!(city.newest(client, "households.news").await.0.state, messaging::State::Dropped);
    }

    async fn a_code_goes_to_the_phone_and_nothing_else_does(city: City) {
        let wired = wire(city).await;
        city.visitor().books("Анна", PHONE).await;
        let calls = wired.sms.calls();
        assert_eq!((calls.len(), calls[0].body["to"].as_str()), (1, Some(PHONE)));
        let text = calls[0].body["text"].as_str().unwrap();
        assert!(text.contains("Код") && !text.contains("http"), "{text}");
        assert!(!text.contains("Анна"));
    }

    async fn whoever_reads_on_the_page_first_has_the_code_to_it_by_phone(city: City) {
        let wired = wire(city).await;
        let anna = on_wednesday(city).await;
        anna.client.form("/my/household/channels", &[("channel", "chat"), ("do", "first")]).await.expect(303);
        city.settle().await;
        let before = wired.sms.calls().len();
        city.visitor().form("/sign-in", &[("phone", PHONE)]).await.expect(200);
        city.settle().await;
        let calls = wired.sms.calls();
        assert_eq!((calls.len(), calls.last().and_then(|call| call.body["to"].as_str())), (before + 1, Some(PHONE)));
        assert!(calls.last().unwrap().body["text"].as_str().unwrap().contains("Код"));
    }

    async fn an_advert_is_left_by_one_press(city: City) {
        let anna = on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        city.settle().await;
        words(city);
        let post = with_mail(city, "anna@example.org").await;
        city.clock("2026-03-02 12:00:00");
        anna.client.form("/my/household/consents", &[("purpose", "news"), ("give", "yes")]).await.expect(303);
        let consented = households::consented_for(&city.app.read().await.unwrap(), client, "news").await.unwrap().unwrap();
        for about in 1..=2 {
            city.app.write(db::By::house(), |tx| async move { messaging::queue_advert(&tx, NEWS, uuid::Uuid::from_u128(about), consented).await }).await.unwrap();
        }
        city.settle().await;
        let mails = post.mails();
        assert_eq!(mails.len(), 1, "one in a month: {mails:?}");
        let link = mails[0].split("List-Unsubscribe: <http://house.example").nth(1).expect("a way out").split('>').next().unwrap().to_owned();
        assert!(mails[0].contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{}", mails[0]);
        // Programs that look through mails follow links: looking changes nothing.
        city.visitor().get(&link).await.expect(200);
        assert!(households::consented(&city.app.read().await.unwrap(), client, "news").await.unwrap());
        for _ in 0..2 {
            let press = Request::post(&link).header("content-type", "application/x-www-form-urlencoded");
            city.visitor().send(press, Body::from("List-Unsubscribe=One-Click")).await.expect(200);
        }
        assert!(!households::consented(&city.app.read().await.unwrap(), client, "news").await.unwrap());
        assert_eq!(city.visitor().form("/leave/AAAA", &[]).await.status.as_u16(), 410);
        city.passes(SignedDuration::from_hours(24 * 31));
        city.settle().await;
        let db = city.app.read().await.unwrap();
        let news = messaging::kept_for(&db, client.uuid(), 200).await.unwrap().into_iter().filter(|kept| kept.class == NEWS.name);
        let mut states: Vec<_> = news.map(|kept| kept.state == messaging::State::Dropped).collect();
        states.sort_unstable();
        assert_eq!(states, [false, true], "the second one never went");
    }

    async fn what_waited_for_the_morning_comes_as_one_letter_and_a_day_has_its_budget(city: City) {
        let (client, post) = reached_by_mail(city, "2026-03-02 22:00:00").await;
        for about in 1..=3 {
            queue_later(city, client, about).await;
        }
        city.settle().await;
        assert_eq!(post.mails().len(), 0, "she sleeps");
        city.clock("2026-03-03 09:00:00");
        city.settle().await;
        assert_eq!(post.mails().len(), 1, "{:?}", post.mails());
        let db = city.app.read().await.unwrap();
        let sent = |kept: &&Kept| kept.class == LATER.name && kept.sent_at.is_some();
        assert_eq!(messaging::kept_for(&db, client.uuid(), 200).await.unwrap().iter().filter(sent).count(), 3);
        // Three have gone today; six do.
        for about in 4..=8 {
            queue_later(city, client, about).await;
        }
        city.settle().await;
        assert_eq!(post.mails().len(), 4);
        city.clock("2026-03-04 09:00:00");
        city.settle().await;
        let ours = post.mails().len();
        city.passes(SignedDuration::from_hours(1));
        city.settle().await;
        assert_eq!(post.mails().len(), ours);
        assert_eq!(messaging::kept_for(&city.app.read().await.unwrap(), client.uuid(), 200).await.unwrap().iter().filter(sent).count(), 8);
    }

    async fn a_mailbox_that_is_gone_is_closed_and_open_again_with_a_new_address(city: City) {
        let anna = on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        with_mail(city, "gone@example.org").await;
        city.settle().await;
        let (kept, way) = city.newest(client, CONFIRMED).await;
        assert_eq!((kept.channel.as_deref(), kept.is_refused, way[0].is_refused), (Some("mailbox"), true, true));
        assert!(anna.client.get("/my/household").await.expect(200).text.contains("сообщения возвращаются"));
        let desk = city.staff("tatiana").await.get(&format!("/desk/clients/{client}")).await.expect(200).text;
        assert!(desk.contains("сообщения возвращаются"), "{desk}");
        city.app.write(db::By::house(), |tx| async move { households::set_email(&tx, client, "anna@example.org").await }).await.unwrap();
        let ways = households::channels_of(&city.app.read().await.unwrap(), client).await.unwrap();
        assert!(ways.iter().any(|way| way.channel == Channel::Email && way.closed.is_none()));
    }

    async fn workers_die_at_every_step_and_no_channel_has_a_message_twice(city: City) {
        let wired = wire(city).await;
        let anna = on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        city.joins(&anna.client, Channel::Telegram).await;
        let visit: visits::VisitId = anna.visit.parse().unwrap();
        for step in 0..12_u64 {
            // The visit moves while the message about its last move is on its way, and whoever carries it dies somewhere.
            let ask = scheduling::ask_of(&city.app.read().await.unwrap(), visit.uuid()).await.unwrap().unwrap();
            let free = scheduling::times_to_move(&city.app, visit.uuid(), &ask).await.unwrap();
            crate::notices::moves(city, visit, free[usize::try_from(step).unwrap() * 3 + 20].start).await;
            let work = journal::drain(&city.app);
            let _dead = tokio::time::timeout(std::time::Duration::from_micros(400 * (step * step + 1)), work).await;
            if step % 3 == 2 {
                city.again().await;
            }
        }
        for _ in 0..4 {
            city.again().await;
            city.passes(SignedDuration::from_hours(3));
        }
        // Each call of the messenger led to another message, and each message was asked for by one call at most.
        let links = wired.telegram.calls().into_iter().filter_map(|call| Some(call.body["text"].as_str()?.rsplit_once("/m/")?.1.to_owned()));
        let mut told: Vec<_> = links.map(|link| messaging::open_link(&city.app, &link, city.app.now()).expect("a message")).collect();
        let all = told.len();
        told.sort();
        told.dedup();
        assert_eq!(told.len(), all, "a message twice");
        // The last move was told by one of the channels, and it is the truth.
        let db = city.app.read().await.unwrap();
        let now = visits::visit(&db, &access::Actor::House, visit).await.unwrap();
        let (kept, way) = city.newest(client, "notices.moved").await;
        assert_eq!(kept.version, now.plan().version);
        assert_eq!(kept.state, messaging::State::Sent);
        assert!(kept.text.unwrap().1.contains(&messaging::words::time(now.plan().span.start)));
        assert!(!way.is_empty());
    }
}
