//! The words of telephony providers: the plain shape of the house, and that of Mango Office.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use calls::{CallError, Direction, Event, Lines, Provider, Told, hear};
use pages::{Here, Refused};
use serde_json::Value;
use values::{Explain as _, Instant, Phone};

fn text<'a>(body: &'a Value, pointer: &str) -> &'a str {
    body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// A number, whether it was written as one or as text.
fn number(body: &Value, pointer: &str) -> Option<i64> {
    let value = body.pointer(pointer)?;
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn seconds(body: &Value, pointer: &str) -> Option<Instant> {
    Some(Instant::from_micros(number(body, pointer).filter(|at| *at > 0)?.checked_mul(1_000_000)?))
}

/// The plain shape: `{"call", "event", "direction", "phone", "extension", "page", "talked", "at"}`; `None` of what is no word about a call.
fn plain(body: &Value) -> Option<Told> {
    let external = text(body, "/call");
    let event = match text(body, "/event") {
        "ringing" => Event::Ringing,
        "answered" => Event::Answered(text(body, "/extension").to_owned()),
        "missed" => Event::Ended(Some(false)),
        "ended" => Event::Ended(body.pointer("/talked").and_then(Value::as_bool)),
        _ => return None,
    };
    let direction = if text(body, "/direction") == "out" { Direction::Out } else { Direction::In };
    let at = text(body, "/at").parse().ok()?;
    (!external.is_empty()).then(|| Told {
        provider: Provider::Plain,
        external: external.to_owned(),
        direction,
        phone: Phone::parse(text(body, "/phone")).ok(),
        page: text(body, "/page").to_owned(),
        event,
        at,
    })
}

/// Whose number is the other side's, and who called whom: our own people have inner numbers.
fn mango_sides(body: &Value) -> (Direction, Option<Phone>) {
    let is_ours = !text(body, "/from/extension").is_empty();
    let (direction, other) = if is_ours { (Direction::Out, "/to/number") } else { (Direction::In, "/from/number") };
    (direction, Phone::parse(text(body, other)).ok())
}

/// `events/call`: one leg of a call. A leg that ends is no end of the call, and a robot that answers is nobody.
fn mango_call(body: &Value) -> Option<Told> {
    let (direction, phone) = mango_sides(body);
    let event = match (text(body, "/call_state"), text(body, "/location")) {
        ("Appeared", _) => Event::Ringing,
        ("Connected", "abonent") => Event::Answered(text(body, if direction == Direction::In { "/to/extension" } else { "/from/extension" }).to_owned()),
        _ => return None,
    };
    mango(body, "/timestamp", direction, phone, event)
}

/// `events/summary`: the call is over. It is told once, whatever was told of its legs.
fn mango_summary(body: &Value) -> Option<Told> {
    let (_, phone) = mango_sides(body);
    let direction = if number(body, "/call_direction") == Some(2) { Direction::Out } else { Direction::In };
    let talked = number(body, "/entry_result") == Some(1) && number(body, "/talk_time").unwrap_or(0) > 0;
    mango(body, "/end_time", direction, phone, Event::Ended(Some(talked)))
}

fn mango(body: &Value, at: &str, direction: Direction, phone: Option<Phone>, event: Event) -> Option<Told> {
    let external = text(body, "/entry_id").to_owned();
    let at = seconds(body, at)?;
    (!external.is_empty()).then_some(Told { provider: Provider::Mango, external, direction, phone, page: String::new(), event, at })
}

/// What is no word about a call changes nothing, and is not asked for again.
async fn heard(here: &Here, told: Option<Told>) -> Result<Response, Refused> {
    let Some(told) = told else { return Ok(StatusCode::OK.into_response()) };
    match hear(&here.app, &told).await {
        Ok(_) => Ok(StatusCode::OK.into_response()),
        // Whoever was erased has not called us.
        Err(CallError::Db(error)) if error.explain().kind == "erased" => Ok(StatusCode::OK.into_response()),
        Err(error) => Err(here.refuse(&error)),
    }
}

pub(crate) async fn post_plain(here: Here, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Response, Refused> {
    let header = headers.get("x-butler-secret").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let secret = if header.is_empty() { here.query.get("secret") } else { header };
    if !here.app.part::<Lines>().is_ok_and(|lines| lines.is_plain(secret)) {
        return Err(here.not_found());
    }
    heard(&here, plain(&serde_json::from_slice(&body.unwrap_or_default()).unwrap_or_default())).await
}

/// What Mango has signed: a form with the key, the text and its sign.
fn signed(here: &Here, body: Result<Bytes, BytesRejection>) -> Result<Value, Refused> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&body.unwrap_or_default()).unwrap_or_default();
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default();
    let json = field("json");
    if !here.app.part::<Lines>().is_ok_and(|lines| lines.is_mango(field("vpbx_api_key"), json, field("sign"))) {
        return Err(here.not_found());
    }
    Ok(serde_json::from_str(json).unwrap_or_default())
}

pub(crate) async fn post_mango_call(here: Here, body: Result<Bytes, BytesRejection>) -> Result<Response, Refused> {
    let body = signed(&here, body)?;
    heard(&here, mango_call(&body)).await
}

pub(crate) async fn post_mango_summary(here: Here, body: Result<Bytes, BytesRejection>) -> Result<Response, Refused> {
    let body = signed(&here, body)?;
    heard(&here, mango_summary(&body)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn phone() -> Option<Phone> {
        Phone::parse("89215550123").ok()
    }

    #[test]
    fn the_plain_shape_is_understood() {
        let told = |event: Value| plain(&event).map(|told| (told.direction, told.event, told.phone, told.page));
        let ringing = json!({ "call": "c1", "event": "ringing", "phone": "8 921 555-01-23", "page": "/services/regular", "at": "2026-03-02T08:00:00+03:00" });
        assert_eq!(told(ringing), Some((Direction::In, Event::Ringing, phone(), "/services/regular".to_owned())));
        let ended = json!({ "call": "c1", "event": "ended", "direction": "out", "phone": "anonymous", "talked": true, "at": "2026-03-02T05:00:00Z" });
        assert_eq!(told(ended), Some((Direction::Out, Event::Ended(Some(true)), None, String::new())));
        for junk in [
            json!(null),
            json!({ "call": "", "event": "ringing", "at": "2026-03-02T05:00:00Z" }),
            json!({ "call": "c", "event": "moved" }),
            json!({ "call": "c", "event": "missed", "at": "x" }),
        ] {
            assert_eq!(plain(&junk), None, "{junk}");
        }
    }

    #[test]
    fn what_mango_publishes_is_understood() {
        let leg = |state: &str, location: &str| {
            json!({ "entry_id": "MTo1", "call_id": "x", "timestamp": 1_772_438_400, "seq": 1, "call_state": state, "location": location,
                "from": { "number": "79215550123" }, "to": { "extension": "101", "number": "78126001020", "line_number": "78126001020" } })
        };
        let event = |body: &Value| mango_call(body).map(|told| (told.direction, told.event, told.phone));
        assert_eq!(event(&leg("Appeared", "ivr")), Some((Direction::In, Event::Ringing, phone())));
        assert_eq!(event(&leg("Connected", "ivr")), None, "a robot that answers is nobody");
        assert_eq!(event(&leg("Connected", "abonent")), Some((Direction::In, Event::Answered("101".to_owned()), phone())));
        assert_eq!(event(&leg("Disconnected", "abonent")), None, "one leg's end is no end of the call");
        let summary = json!({ "entry_id": "MTo1", "call_direction": 1, "from": { "extension": "", "number": "79215550123" }, "to": { "extension": "101" },
            "create_time": 1_772_438_400, "talk_time": 1_772_438_410, "end_time": 1_772_438_500, "entry_result": 1 });
        let told = mango_summary(&summary).unwrap();
        assert_eq!((told.external.as_str(), told.event, told.at.micros()), ("MTo1", Event::Ended(Some(true)), 1_772_438_500_000_000));
        let missed = json!({ "entry_id": "MTo1", "call_direction": "1", "from": { "number": "79215550123" }, "talk_time": 0, "end_time": "1772438500", "entry_result": 0 });
        assert_eq!(mango_summary(&missed).unwrap().event, Event::Ended(Some(false)));
        let ours = json!({ "entry_id": "MTo1", "timestamp": 1, "call_state": "Connected", "location": "abonent", "from": { "extension": "101", "number": "sip:x" }, "to": { "number": "79215550123" } });
        assert_eq!(event(&ours), Some((Direction::Out, Event::Answered("101".to_owned()), phone())));
        assert_eq!(mango_call(&json!({ "entry_id": "M", "timestamp": i64::MAX, "call_state": "Appeared" })), None);
    }
}
