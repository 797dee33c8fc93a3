//! What the channels tell the house: who joined by a bot, who blocked it, what was written to it, whether a short message arrived.
//!
//! Each call brings the secret that the settings share with the channel; without it there is nothing here. What is told twice changes
//! nothing the second time, so a channel that asks again is answered alike.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use conversations::{Heard, Lying, TalkError};
use db::{By, DbError};
use households::{address_closed, join_channel};
use messaging::{Channel, Channels, arrived, lost};
use pages::{Here, Refused};
use serde_json::Value;
use values::{Explain, Instant, Phone};

/// The channel's own word, in a header.
fn known(here: &Here, channel: Channel, secret: &str) -> Result<(), Refused> {
    let is_known = here.app.part::<Channels>().is_ok_and(|channels| channels.is_known(channel, secret));
    if is_known { Ok(()) } else { Err(here.not_found()) }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn at<'a>(body: &'a Value, pointer: &str) -> &'a str {
    body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// An id of a chat or of a person, a number in both messengers.
fn id(body: &Value, pointer: &str) -> Option<String> {
    body.pointer(pointer).and_then(Value::as_i64).map(|id| id.to_string())
}

fn heard(here: &Here, done: Result<(), impl Explain>) -> Result<Response, Refused> {
    done.map(|()| StatusCode::OK.into_response()).map_err(|e| here.refuse(&e))
}

/// No channel sends more than is read; what cannot be read says nothing.
fn read(body: Result<Bytes, BytesRejection>) -> Value {
    serde_json::from_slice(&body.unwrap_or_default()).unwrap_or_default()
}

/// What of an update concerns the house.
#[derive(Debug, PartialEq, Eq)]
enum Told {
    Joined { token: String, address: String },
    Closed { address: String },
    Said(Heard),
    Nothing,
}

fn number(body: &Value, pointer: &str) -> Option<i64> {
    body.pointer(pointer).and_then(Value::as_i64)
}

/// What was written in a private chat of Telegram: its messages are counted, and told to the second. A word that was changed later is the
/// word that was said first: what is said is said.
fn telegram_word(update: &Value) -> Option<Heard> {
    let (address, seq) = (id(update, "/message/chat/id")?, number(update, "/message/message_id")?);
    let words = if update.pointer("/message/text").is_some() { at(update, "/message/text") } else { at(update, "/message/caption") };
    let sent_at = Instant::from_micros(number(update, "/message/date")?.checked_mul(1_000_000)?);
    let is_private = at(update, "/message/chat/type") == "private" && !words.starts_with("/start");
    let external = format!("{address}:{seq}");
    let files = telegram_files(update);
    let (name, handle) = (called(update, "/message/from"), at(update, "/message/from/username").to_owned());
    is_private.then(|| Heard { channel: Channel::Telegram, address, name, handle, external, words: words.to_owned(), sent_at, seq, files })
}

/// How somebody is called in a messenger.
fn called(update: &Value, of: &str) -> String {
    [at(update, &format!("{of}/first_name")), at(update, &format!("{of}/last_name"))].join(" ").trim().to_owned()
}

/// What lies in a message of Telegram: of a picture the largest size, of a paper itself; by the messenger's own name for it.
fn telegram_files(update: &Value) -> Vec<Lying> {
    let sizes = update.pointer("/message/photo").and_then(Value::as_array);
    let photo = sizes.and_then(|sizes| sizes.last()).map(|size| (at(size, "/file_id"), ""));
    let paper = update.pointer("/message/document").map(|paper| (at(paper, "/file_id"), at(paper, "/file_name")));
    lying(photo.into_iter().chain(paper))
}

/// What lies in a message of MAX: pictures and files, by where they are.
fn max_files(update: &Value) -> Vec<Lying> {
    let all = update.pointer("/message/body/attachments").and_then(Value::as_array);
    let is_file = |one: &&Value| matches!(at(one, "/type"), "image" | "file");
    lying(all.into_iter().flatten().filter(is_file).map(|one| (at(one, "/payload/url"), at(one, "/filename"))))
}

/// The longest name of a file, or the way to one, that a messenger has.
const LONGEST: usize = 2_000;

fn lying<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Lying> {
    let known = files.filter(|(file, _)| !file.is_empty() && file.len() <= LONGEST);
    known.map(|(file, name)| Lying { file: file.to_owned(), name: name.to_owned() }).collect()
}

/// What was written to the bot in MAX: told to the millisecond.
fn max_word(update: &Value) -> Option<Heard> {
    let (address, mid) = (id(update, "/message/sender/user_id")?, at(update, "/message/body/mid"));
    let sent_at = Instant::from_micros(number(update, "/message/timestamp")?.checked_mul(1_000)?);
    let is_private = at(update, "/message/recipient/chat_type") == "dialog" && !mid.is_empty();
    let seq = number(update, "/message/body/seq").unwrap_or(0);
    let words = at(update, "/message/body/text").to_owned();
    let (name, handle) = (called(update, "/message/sender"), at(update, "/message/sender/username").to_owned());
    is_private.then(|| Heard { channel: Channel::Max, address, name, handle, external: mid.to_owned(), words, sent_at, seq, files: max_files(update) })
}

/// An update of Telegram: `/start TOKEN` in a private chat, a word, or the bot was blocked.
fn telegram(update: &Value) -> Told {
    let is_private = |of: &str| at(update, &format!("{of}/chat/type")) == "private";
    if let (Some(token), Some(address), true) = (at(update, "/message/text").strip_prefix("/start "), id(update, "/message/chat/id"), is_private("/message")) {
        return Told::Joined { token: token.trim().to_owned(), address };
    }
    if let Some(said) = telegram_word(update) {
        return Told::Said(said);
    }
    match (at(update, "/my_chat_member/new_chat_member/status"), id(update, "/my_chat_member/chat/id")) {
        ("kicked" | "left", Some(address)) if is_private("/my_chat_member") => Told::Closed { address },
        _ => Told::Nothing,
    }
}

/// An update of MAX: the bot was started with a payload, written to, or stopped.
fn max(update: &Value) -> Told {
    match (at(update, "/update_type"), id(update, "/user/user_id")) {
        ("bot_started", Some(address)) if !at(update, "/payload").is_empty() => Told::Joined { token: at(update, "/payload").to_owned(), address },
        ("bot_stopped" | "dialog_removed", Some(address)) => Told::Closed { address },
        ("message_created", _) => max_word(update).map_or(Told::Nothing, Told::Said),
        _ => Told::Nothing,
    }
}

async fn hear(here: &Here, channel: Channel, told: Told) -> Result<Response, Refused> {
    match told {
        Told::Joined { token, address } => heard(here, join_channel(&here.app, &token, channel, &address).await.map(drop)),
        Told::Closed { address } => heard(here, address_closed(&here.app, channel, &address).await),
        // Whoever was erased has said nothing to us: the channel is answered, and asks no more.
        Told::Said(said) => match conversations::hear(&here.app, &said).await {
            Err(TalkError::Db(error)) if error.explain().kind == "erased" => heard(here, Ok::<(), DbError>(())),
            done => heard(here, done.map(drop)),
        },
        Told::Nothing => heard(here, Ok::<(), DbError>(())),
    }
}

pub(crate) async fn post_telegram(here: Here, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Response, Refused> {
    known(&here, Channel::Telegram, header(&headers, "x-telegram-bot-api-secret-token"))?;
    hear(&here, Channel::Telegram, telegram(&read(body))).await
}

pub(crate) async fn post_max(here: Here, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Response, Refused> {
    known(&here, Channel::Max, header(&headers, "x-max-bot-api-secret"))?;
    hear(&here, Channel::Max, max(&read(body))).await
}

/// The gateway tells by JSON or by a form; the secret stands in a header, or in the address where it can say nothing else.
pub(crate) async fn post_sms(here: Here, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Response, Refused> {
    let secret = header(&headers, "x-butler-secret");
    known(&here, Channel::Sms, if secret.is_empty() { here.query.get("secret") } else { secret })?;
    let told = here.app.part::<Channels>().ok().and_then(|channels| channels.callback(&fields(&body.unwrap_or_default())));
    let done = match told {
        Some(told) => {
            here.app
                .write(By::house(), |tx| {
                    let told = told.clone();
                    async move {
                        if told.arrived {
                            arrived(&tx, Channel::Sms, &told.proof).await.map(drop)
                        } else {
                            lost(&tx, Channel::Sms, &told.proof).await.map(drop)
                        }
                    }
                })
                .await
        }
        None => Ok(()),
    };
    heard(&here, done)
}

/// What somebody wrote to the number of the house. Whoever was erased has said nothing to us, and what is no word is not asked for again.
pub(crate) async fn post_sms_word(here: Here, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Response, Refused> {
    let secret = header(&headers, "x-butler-secret");
    known(&here, Channel::Sms, if secret.is_empty() { here.query.get("secret") } else { secret })?;
    let word = here.app.part::<Channels>().ok().and_then(|channels| channels.sms_word(&fields(&body.unwrap_or_default())));
    let told = word.map_or(Told::Nothing, |word| {
        let address = Phone::parse(&word.from).map_or(word.from, |phone| phone.e164().to_owned());
        let sent_at = word.sent_at.unwrap_or(here.app.now());
        let (name, handle) = (String::new(), String::new());
        Told::Said(Heard { channel: Channel::Sms, address, name, handle, external: word.external, words: word.words, sent_at, seq: 0, files: Vec::new() })
    });
    hear(&here, Channel::Sms, told).await
}

/// Names and values of a body.
fn fields(body: &[u8]) -> Vec<(String, String)> {
    match serde_json::from_slice::<serde_json::Map<String, Value>>(body) {
        Ok(map) => map.into_iter().map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned))).collect(),
        Err(_) => serde_urlencoded::from_bytes(body).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_the_messengers_publish_is_understood() {
        let start = json!({ "update_id": 1, "message": { "message_id": 2, "date": 3, "chat": { "id": 42, "type": "private" }, "from": { "id": 42, "is_bot": false, "first_name": "А" }, "text": "/start AbC-_1" } });
        assert_eq!(telegram(&start), Told::Joined { token: "AbC-_1".to_owned(), address: "42".to_owned() });
        let group = json!({ "message": { "message_id": 2, "date": 3, "chat": { "id": -42, "type": "group" }, "text": "/start AbC-_1" } });
        assert_eq!(telegram(&group), Told::Nothing);
        let blocked = json!({ "my_chat_member": { "chat": { "id": 42, "type": "private" }, "new_chat_member": { "status": "kicked" } } });
        assert_eq!(telegram(&blocked), Told::Closed { address: "42".to_owned() });
        let started = json!({ "update_type": "bot_started", "timestamp": 1, "chat_id": 7, "user": { "user_id": 43, "first_name": "А", "is_bot": false }, "payload": "AbC" });
        assert_eq!(max(&started), Told::Joined { token: "AbC".to_owned(), address: "43".to_owned() });
        assert_eq!(max(&json!({ "update_type": "bot_stopped", "user": { "user_id": 43 } })), Told::Closed { address: "43".to_owned() });
        let from = json!({ "id": 42, "first_name": "Анна", "last_name": "Петрова", "username": "anna_p" });
        let word =
            json!({ "message": { "message_id": 9, "date": 1_772_438_400, "chat": { "id": 42, "type": "private" }, "from": from, "text": "Добрый вечер" } });
        let sent_at: Instant = "2026-03-02T11:00:00+03:00".parse().unwrap();
        let heard = Heard {
            channel: Channel::Telegram,
            address: "42".to_owned(),
            name: "Анна Петрова".to_owned(),
            handle: "anna_p".to_owned(),
            external: "42:9".to_owned(),
            words: "Добрый вечер".to_owned(),
            sent_at,
            seq: 9,
            files: Vec::new(),
        };
        assert_eq!(telegram(&word), Told::Said(heard.clone()));
        let photo = json!({ "message": { "message_id": 9, "date": 1_772_438_400, "chat": { "id": 42, "type": "private" }, "from": from, "photo": [] } });
        assert_eq!(telegram(&photo), Told::Said(Heard { words: String::new(), ..heard.clone() }), "what is no words has come all the same");
        let sizes = json!([{ "file_id": "small", "width": 90 }, { "file_id": "large", "width": 1280 }]);
        let photo = json!({ "message": { "message_id": 9, "date": 1_772_438_400, "chat": { "id": 42, "type": "private" }, "from": from, "photo": sizes, "caption": "Добрый вечер" } });
        let large = Lying { file: "large".to_owned(), name: String::new() };
        assert_eq!(telegram(&photo), Told::Said(Heard { files: vec![large], ..heard.clone() }));
        let edited = json!({ "edited_message": word["message"] });
        assert_eq!(telegram(&edited), Told::Nothing);
        let word = json!({ "update_type": "message_created", "timestamp": 1, "message": { "sender": { "user_id": 43, "first_name": "Анна" }, "recipient": { "chat_type": "dialog" },
            "timestamp": 1_772_438_400_000_i64, "body": { "mid": "mid.7", "seq": 7, "text": "Добрый вечер" } } });
        let (name, handle) = ("Анна".to_owned(), String::new());
        let max_heard = Heard { channel: Channel::Max, address: "43".to_owned(), name, handle, external: "mid.7".to_owned(), seq: 7, ..heard };
        assert_eq!(max(&word), Told::Said(max_heard));
        let mut photo = word.clone();
        photo["message"]["body"]["attachments"] = json!([{ "type": "image", "payload": { "url": "https://i.max.ru/1" } }, { "type": "sticker", "payload": { "url": "x" } },
            { "type": "file", "filename": "plan.pdf", "payload": { "url": "https://fu.max.ru/2" } }]);
        let names: Vec<(String, String)> = max_files(&photo).into_iter().map(|one| (one.file, one.name)).collect();
        assert_eq!(names, [("https://i.max.ru/1".to_owned(), String::new()), ("https://fu.max.ru/2".to_owned(), "plan.pdf".to_owned())]);
        let group = json!({ "update_type": "message_created", "message": { "sender": { "user_id": 43 }, "recipient": { "chat_type": "chat" }, "timestamp": 1, "body": { "mid": "m" } } });
        assert_eq!(max(&group), Told::Nothing);
        for junk in [
            json!(null),
            json!([1]),
            json!({ "message": 5 }),
            json!({ "message": { "message_id": 1, "date": i64::MAX, "chat": { "id": 1, "type": "private" }, "text": "x" } }),
            json!({ "update_type": "bot_started", "user": { "user_id": "x" } }),
        ] {
            assert_eq!((telegram(&junk), max(&junk)), (Told::Nothing, Told::Nothing));
        }
    }

    #[test]
    fn a_gateway_tells_by_json_or_by_a_form() {
        let told = vec![("id".to_owned(), "7".to_owned()), ("status".to_owned(), "ok".to_owned())];
        assert_eq!(fields(br#"{"id":7,"status":"ok"}"#), told);
        assert_eq!(fields(b"id=7&status=ok"), told);
        assert!(fields(b"\xff\xfe").iter().all(|(_, value)| value.is_empty()), "what cannot be read says nothing of any message");
    }
}
