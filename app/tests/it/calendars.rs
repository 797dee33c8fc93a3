//! A room that is closed by the household's own calendar: it moves with it, and stays closed where nobody can read it. The calendar lies on a
//! real server by https, with a certificate of its own authority.

use crate::City;
use crate::city::Booked;
use ::calendars::{CalendarFound, CalendarLost};
use access::Actor;
use db::sql;
use jiff::SignedDuration;
use messaging::Outside;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::Barrier;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use values::{Instant, Span};

const ANNA: &str = "+79215550120";

/// Where calendars lie: what it answers is changed as the owner of a calendar changes it.
struct Shelf {
    answer: Arc<Mutex<String>>,
    /// So many ask before any of them is answered.
    together: Arc<Mutex<Arc<Barrier>>>,
    port: u16,
    authority: tempfile::NamedTempFile,
}

impl Shelf {
    #[expect(clippy::disallowed_methods, reason = "a server beside the house, as long as the story")]
    async fn open() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        let authority = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(authority.path(), made.cert.pem()).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider())).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        let (door, listener) = (TlsAcceptor::from(Arc::new(config)), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let (answer, port) = (Arc::new(Mutex::new(String::new())), listener.local_addr().unwrap().port());
        let together = Arc::new(Mutex::new(Arc::new(Barrier::new(1))));
        let (said, all) = (answer.clone(), together.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (door, said, all) = (door.clone(), said.clone(), all.clone());
                tokio::spawn(async move {
                    let Ok(mut stream) = door.accept(stream).await else { return };
                    let mut asked = [0; 4096];
                    let _read = stream.read(&mut asked).await;
                    let all = all.lock().unwrap().clone();
                    all.wait().await;
                    let answer = said.lock().unwrap().clone();
                    let _written = stream.write_all(answer.as_bytes()).await;
                    let _ended = stream.shutdown().await;
                });
            }
        });
        Self { answer, together, port, authority }
    }

    fn says(&self, status: &str, head: &str, body: &str) {
        *self.answer.lock().unwrap() = format!("HTTP/1.1 {status}\r\n{head}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    }

    fn has(&self, meetings: &[Span]) {
        self.says("200 OK", "content-type: text/calendar\r\n", &ics(meetings));
    }

    /// The secret address that its owner was given.
    fn address(&self) -> String {
        format!("https://localhost:{}/secret-7.ics", self.port)
    }

    /// A house that believes its authority, and reads calendars from this machine.
    fn reached_from(&self, city: &City) {
        city.app.put(Outside::new(Some(self.authority.path()), vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]).unwrap());
    }
}

fn ics(meetings: &[Span]) -> String {
    let utc = |at: Instant| at.to_string().replace(['-', ':'], "").split('.').next().unwrap().trim_end_matches('Z').to_owned() + "Z";
    let event = |(n, one): (usize, &Span)| {
        format!(
            "BEGIN:VEVENT\r\nUID:{n}@dom\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:{}\r\nDTEND:{}\r\nSUMMARY:Совет директоров\r\nEND:VEVENT\r\n",
            utc(one.start),
            utc(one.end)
        )
    };
    let events: String = meetings.iter().enumerate().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Dom//RU\r\n{events}END:VCALENDAR\r\n")
}

async fn count(city: &City, query: &str) -> i64 {
    let db = city.app.read().await.unwrap();
    sql::one(&db, query, vec![]).await.unwrap().unwrap().get("n").unwrap()
}

fn hours(start: Instant, from: i64, until: i64) -> Span {
    Span { start: start + SignedDuration::from_mins(from), end: start + SignedDuration::from_mins(until) }
}

async fn asked(city: &City, anna: &Booked<'_>) -> Vec<Value> {
    let tatiana = city.staff("tatiana").await;
    tatiana.get(&format!("/api/v1/visits/{}/briefing", anna.visit)).await.expect(200).json()["asked"].as_array().unwrap().clone()
}

crate::stories! {
    async fn one_room_has_one_calendar_of_two_who_name_it_at_one_instant(city: City) {
        let (shelf, anna) = (Shelf::open().await, city.visitor().books("Анна", ANNA).await);
        shelf.reached_from(city);
        let seen = anna.seen().await;
        let room = seen["items"][0]["room"].as_str().unwrap().to_owned();
        shelf.has(&[]);
        let address = shelf.address();
        let fields = [("room", room.as_str()), ("address", address.as_str())];
        let both = futures::future::join_all((0..4).map(|_| anna.client.uploads("/my/calendars", &fields, "file", b""))).await;
        assert!(both.iter().all(|one| one.status.as_u16() == 303));
        let db = city.app.read().await.unwrap();
        for query in ["SELECT id FROM memories", "SELECT memory FROM calendars"] {
            assert_eq!(sql::all(&db, query, vec![]).await.unwrap().len(), 1, "{query}");
        }
    }

    async fn a_closed_room_moves_with_the_calendar_of_the_house(city: City) {
        let (shelf, anna) = (Shelf::open().await, city.visitor().books("Анна", ANNA).await);
        shelf.reached_from(city);
        let seen = anna.seen().await;
        let (start, room) = (seen["starts"].as_str().unwrap().parse::<Instant>().unwrap(), seen["items"][0]["room"].as_str().unwrap().to_owned());
        shelf.has(&[hours(start, 0, 60)]);
        let (address, fields) = (shelf.address(), [("room", room.as_str())]);
        anna.client.uploads("/my/calendars", &[fields[0], ("address", &address)], "file", b"").await.expect(303);
        let shown = anna.client.get("/my/calendars").await.expect(200).text;
        assert!(shown.contains("localhost") && !shown.contains("secret-7") && !shown.contains("Совет"), "where it lies is told, and no more: {shown}");
        assert!(anna.client.get("/my/household").await.expect(200).text.contains("пока в календаре семьи встреча"));
        let told = asked(city, &anna).await;
        assert!(told.len() == 1 && told[0]["kind"] == "closed", "{told:?}");
        // The crew is there, and the room is closed to the minute of the meeting.
        city.app.stand_still(start);
        let cleaner = city.one_of(&seen["crew"]).await;
        cleaner.post(&format!("/api/v1/visits/{}/on-my-way", anna.visit), json!({ "minutes": 5 })).await.expect(200);
        cleaner.post(&format!("/api/v1/visits/{}/start", anna.visit), json!({})).await.expect(200);
        let (answers, item) = (format!("/api/v1/visits/{}/answers", anna.visit), json!({ "item": seen["items"][0]["id"], "answer": "done" }));
        assert_eq!(cleaner.post(&answers, item.clone()).await.problem(), "409 room-shut");
        // The meeting is moved by an hour; half an hour on the house has read it.
        shelf.has(&[hours(start, 60, 120)]);
        city.app.stand_still(start + SignedDuration::from_mins(31));
        city.settle().await;
        cleaner.post(&answers, item.clone()).await.expect(200);
        city.app.stand_still(start + SignedDuration::from_mins(60));
        assert_eq!(cleaner.post(&answers, json!({ "item": seen["items"][0]["id"], "answer": "done" })).await.problem(), "409 room-shut");
        // Taken back, it closes nothing and is forgotten.
        let memory = anna.client.get(&format!("/api/v1/clients/{}/calendars", city.client_of(ANNA).await)).await.expect(200).json()[0]["memory"].as_str().unwrap().to_owned();
        anna.client.form("/my/calendars/stop", &[("memory", &memory)]).await.expect(303);
        cleaner.post(&answers, item).await.expect(200);
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM calendars").await, 0);
        city.keeps_its_promises().await;
    }

    async fn a_calendar_that_nobody_can_read_closes_its_room_and_the_desk_hears_of_it_once(city: City) {
        let (shelf, anna) = (Shelf::open().await, city.visitor().books("Анна", ANNA).await);
        shelf.reached_from(city);
        let (seen, id) = (anna.seen().await, city.client_of(ANNA).await);
        let room = seen["items"][0]["room"].as_str().unwrap().to_owned();
        shelf.has(&[]);
        let begun = city.app.now();
        anna.client.post(&format!("/api/v1/clients/{id}/calendars"), json!({ "room": room, "address": shelf.address() })).await.expect(201);
        assert!(asked(city, &anna).await.is_empty(), "no meeting, no closed door");
        shelf.says("503 Service Unavailable", "", "");
        for minutes in (30..=360).step_by(30) {
            city.app.stand_still(begun + SignedDuration::from_mins(minutes));
            city.settle().await;
        }
        assert!(asked(city, &anna).await.is_empty(), "for six hours the house goes by what it read");
        assert_eq!(city.facts::<CalendarLost>(id.uuid()).await, 0);
        let tatiana = city.staff("tatiana").await;
        assert!(!tatiana.get("/desk").await.expect(200).text.contains("/desk/calendars"));
        for minutes in [361, 400, 480] {
            city.app.stand_still(begun + SignedDuration::from_mins(minutes));
            city.settle().await;
        }
        let told = asked(city, &anna).await;
        assert!(told.len() == 1 && told[0]["lines"][0].as_str().unwrap().contains("не читается"), "closed until somebody knows: {told:?}");
        assert_eq!(city.facts::<CalendarLost>(id.uuid()).await, 1, "told once");
        assert!(tatiana.get("/desk").await.expect(200).text.contains("/desk/calendars"));
        assert!(tatiana.get("/desk/calendars").await.expect(200).text.contains("Анна"));
        assert_eq!(tatiana.get("/api/v1/calendars/lost").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
        assert!(anna.client.get("/my/calendars").await.expect(200).text.contains("Сервер календаря не отвечает"));
        // A page that asks to sign in is no calendar, and what is not understood is not taken for free.
        shelf.says("200 OK", "", "<!doctype html><title>Sign in</title>");
        city.app.stand_still(begun + SignedDuration::from_mins(500));
        city.settle().await;
        assert!(anna.client.get("/my/calendars").await.expect(200).text.contains("больше не календарь"));
        shelf.has(&[]);
        let memory = anna.client.get(&format!("/api/v1/clients/{id}/calendars")).await.expect(200).json()[0]["memory"].as_str().unwrap().to_owned();
        tatiana.form(&format!("/desk/clients/{id}/calendars/read"), &[("memory", &memory)]).await.expect(303);
        assert!(asked(city, &anna).await.is_empty());
        assert_eq!((city.facts::<CalendarFound>(id.uuid()).await, city.facts::<CalendarLost>(id.uuid()).await), (1, 1));
        assert!(!tatiana.get("/desk").await.expect(200).text.contains("/desk/calendars"));
        city.keeps_its_promises().await;
    }

    async fn nobody_makes_the_house_read_its_own_network(city: City) {
        let (shelf, anna) = (Shelf::open().await, city.visitor().books("Анна", ANNA).await);
        let path = format!("/api/v1/clients/{}/calendars", city.client_of(ANNA).await);
        let refused = async |address: &str| {
            let answer = anna.client.post(&path, json!({ "room": "study", "address": address })).await;
            answer.expect(422).json()["fields"][0]["message"].as_str().unwrap_or_default().to_owned()
        };
        shelf.has(&[]);
        assert!(refused(&shelf.address()).await.contains("не в открытый интернет"), "this machine is nobody's calendar");
        for address in ["https://169.254.169.254/latest/meta-data/", "https://[::ffff:10.0.0.1]/", "https://2130706433/"] {
            assert!(refused(address).await.contains("не в открытый интернет"), "{address}");
        }
        assert!(refused("http://example.org/a.ics").await.contains("начинается с https://"));
        assert!(refused("").await.contains("заполните"));
        shelf.reached_from(city);
        shelf.says("302 Found", "location: https://10.0.0.1/secret\r\n", "");
        assert!(refused(&shelf.address()).await.contains("не в открытый интернет"), "nor by being sent on to it");
        shelf.says("302 Found", &format!("location: {}\r\n", shelf.address()), "");
        assert!(refused(&shelf.address()).await.contains("нет или он закрыт"), "nor in a circle");
        shelf.says("404 Not Found", "", "");
        assert!(refused(&shelf.address()).await.contains("нет или он закрыт"));
        shelf.says("200 OK", "", &"x".repeat(::calendars::LARGEST + 1));
        assert!(refused(&shelf.address()).await.contains("больше 2 МБ"));
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM memories").await, 0, "nothing is half kept");
        // One of a certificate that nobody vouches for is not read either.
        city.app.put(Outside::new(None, vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]).unwrap());
        shelf.has(&[]);
        assert!(refused(&shelf.address()).await.contains("не ответил"));
    }

    async fn a_calendar_is_handed_over_as_a_file_and_another_takes_its_place(city: City) {
        let anna = city.visitor().books("Анна", ANNA).await;
        let (seen, id) = (anna.seen().await, city.client_of(ANNA).await);
        let (start, room) = (seen["starts"].as_str().unwrap().parse::<Instant>().unwrap(), seen["items"][0]["room"].as_str().unwrap().to_owned());
        let tatiana = city.staff("tatiana").await;
        let page = format!("/desk/clients/{id}/calendars");
        let refused = tatiana.uploads(&page, &[("room", "study")], "file", b"no calendar").await.expect(422).text;
        assert!(refused.contains("id=\"file-error\"") && refused.contains("не календарь"), "{refused}");
        tatiana.uploads(&page, &[("room", &room)], "file", ics(&[hours(start, 0, 60)]).as_bytes()).await.expect(303);
        assert_eq!(asked(city, &anna).await.len(), 1);
        let shown = tatiana.get(&page).await.expect(200).plain();
        assert!(shown.contains("Календарь из файла") && shown.contains("Загружен ") && !shown.contains("Прочитан "), "{shown}");
        // Weeks later it holds still; another one for the same room takes its place.
        city.app.stand_still(start - SignedDuration::from_mins(5));
        city.settle().await;
        assert_eq!(asked(city, &anna).await.len(), 1);
        tatiana.uploads(&page, &[("room", &room)], "file", ics(&[]).as_bytes()).await.expect(303);
        assert!(asked(city, &anna).await.is_empty());
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM calendars").await, 1);
        // Of one home it is all the same whether it is named.
        let home = sql::one(&city.app.read().await.unwrap(), "SELECT id FROM homes", vec![]).await.unwrap().unwrap().get::<uuid::Uuid>("id").unwrap().to_string();
        tatiana.uploads(&page, &[("room", &room), ("home", &home)], "file", ics(&[hours(start, 0, 60)]).as_bytes()).await.expect(303);
        assert_eq!((count(city, "SELECT COUNT(*) AS n FROM calendars").await, asked(city, &anna).await.len()), (1, 1));
        tatiana.uploads(&page, &[("room", &room)], "file", ics(&[]).as_bytes()).await.expect(303);
        assert!(asked(city, &anna).await.is_empty(), "a new file takes the place of the one before");
        // What is kept of a calendar lies sealed: nobody reads a meeting out of the database.
        tatiana.uploads(&page, &[("room", &room)], "file", ics(&[hours(start, 0, 60)]).as_bytes()).await.expect(303);
        let db = city.app.read().await.unwrap();
        let row = sql::one(&db, "SELECT text_sealed, busy_sealed FROM calendars", vec![]).await.unwrap().unwrap();
        for column in ["text_sealed", "busy_sealed"] {
            let sealed: Vec<u8> = row.get(column).unwrap();
            assert!(!String::from_utf8_lossy(&sealed).contains("VEVENT") && !String::from_utf8_lossy(&sealed).starts_with("[["), "{column}");
        }
        drop(db);
        // Another household's hands do not reach it.
        let boris = city.visitor().books("Борис", "+79215550121").await;
        let memory = anna.client.get(&format!("/api/v1/clients/{id}/calendars")).await.expect(200).json()[0]["memory"].as_str().unwrap().to_owned();
        assert_eq!(boris.client.get(&format!("/api/v1/clients/{id}/calendars")).await.problem(), "403 denied");
        boris.client.form("/my/calendars/stop", &[("memory", &memory)]).await.expect(409);
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM calendars").await, 1);
        city.keeps_its_promises().await;
    }

    async fn two_readings_at_once_are_one_and_what_was_told_in_time_stands(city: City) {
        let (shelf, anna) = (Shelf::open().await, city.visitor().books("Анна", ANNA).await);
        shelf.reached_from(city);
        let id = city.client_of(ANNA).await;
        shelf.has(&[]);
        let memory = anna.client.post(&format!("/api/v1/clients/{id}/calendars"), json!({ "room": "study", "address": shelf.address() })).await.expect(201).json()[0]["memory"].clone();
        let memory: ::households::MemoryId = memory.as_str().unwrap().parse().unwrap();
        let me = Actor::Client(id.uuid());
        *shelf.together.lock().unwrap() = Arc::new(Barrier::new(2));
        let read = || ::calendars::read_now(&city.app, &me, id, memory);
        let (one, other) = tokio::join!(read(), read());
        assert!(one.is_ok() && other.is_ok());
        assert_eq!(count(city, "SELECT reading AS n FROM calendars").await, 2, "one of the two was kept");
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM tasks WHERE kind = 'calendars.read_calendar'").await, 2, "and each reading has one next");
    }
}
