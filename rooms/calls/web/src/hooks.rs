//! The words of telephony providers: the plain shape of the house, and that of Mango Office.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use calls::{CallError, Direction, Event, Lines, Provider, Told, hear};
use pages::{Here, Refused, json_problem};
use serde_json::Value;
use values::{Explain as _, FieldFault, Instant, Phone, Problem};

fn text<'a>(body: &'a Value, pointer: &str) -> &'a str {
    body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// A number, whether it was written as one or as text.
fn number(body: &Value, pointer: &str) -> Option<i64> {
    let value = body.pointer(pointer)?;
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// Not told: nothing, or an empty text.
fn is_untold(body: &Value, pointer: &str) -> bool {
    body.pointer(pointer).is_none_or(|value| value.is_null() || value.as_str() == Some(""))
}

/// When it happened: as it is told, or, of a provider that tells no time, when it came to us.
fn moment(body: &Value, (pointer, field): (&str, &'static str), read: impl Fn() -> Option<Instant>, now: Instant) -> Result<Instant, FieldFault> {
    if is_untold(body, pointer) { Ok(now) } else { read().ok_or_else(|| FieldFault::new(field, "not-a-time")) }
}

/// The plain shape: `{"call", "event", "direction", "phone", "extension", "page", "talked", "at"}`, of which a call's name and what happened are needed.
fn plain(body: &Value, now: Instant) -> Result<Told, FieldFault> {
    let external = text(body, "/call");
    if external.is_empty() {
        return Err(FieldFault::new("call", "required"));
    }
    let event = match text(body, "/event") {
        "ringing" => Event::Ringing,
        "answered" => Event::Answered(text(body, "/extension").to_owned()),
        "missed" => Event::Ended(Some(false)),
        "ended" => Event::Ended(body.pointer("/talked").and_then(Value::as_bool)),
        "" => return Err(FieldFault::new("event", "required")),
        _ => return Err(FieldFault::new("event", "unknown")),
    };
    Ok(Told {
        provider: Provider::Plain,
        external: external.to_owned(),
        direction: if text(body, "/direction") == "out" { Direction::Out } else { Direction::In },
        phone: Phone::parse(text(body, "/phone")).ok(),
        page: text(body, "/page").to_owned(),
        event,
        at: moment(body, ("/at", "at"), || text(body, "/at").parse().ok(), now)?,
    })
}

/// Whose number is the other side's, and who called whom: our own people have inner numbers.
fn mango_sides(body: &Value) -> (Direction, Option<Phone>) {
    let is_ours = !text(body, "/from/extension").is_empty();
    let (direction, other) = if is_ours { (Direction::Out, "/to/number") } else { (Direction::In, "/from/number") };
    (direction, Phone::parse(text(body, other)).ok())
}

/// `events/call`: one leg of a call. A leg that ends is no end of the call, and a robot that answers is nobody: `None`.
fn mango_call(body: &Value, now: Instant) -> Result<Option<Told>, FieldFault> {
    let (direction, phone) = mango_sides(body);
    let event = match (text(body, "/call_state"), text(body, "/location")) {
        ("Appeared", _) => Event::Ringing,
        ("Connected", "abonent") => Event::Answered(text(body, if direction == Direction::In { "/to/extension" } else { "/from/extension" }).to_owned()),
        _ => return Ok(None),
    };
    mango(body, ("/timestamp", "timestamp"), (direction, phone, event), now)
}

/// `events/summary`: the call is over. It is told once, whatever was told of its legs.
fn mango_summary(body: &Value, now: Instant) -> Result<Option<Told>, FieldFault> {
    let (_, phone) = mango_sides(body);
    let direction = if number(body, "/call_direction") == Some(2) { Direction::Out } else { Direction::In };
    let talked = number(body, "/entry_result") == Some(1) && number(body, "/talk_time").unwrap_or(0) > 0;
    mango(body, ("/end_time", "end_time"), (direction, phone, Event::Ended(Some(talked))), now)
}

fn mango(
    body: &Value,
    at: (&str, &'static str),
    (direction, phone, event): (Direction, Option<Phone>, Event),
    now: Instant,
) -> Result<Option<Told>, FieldFault> {
    let external = text(body, "/entry_id").to_owned();
    if external.is_empty() {
        return Err(FieldFault::new("entry_id", "required"));
    }
    let seconds = || Some(Instant::from_micros(number(body, at.0).filter(|at| *at > 0)?.checked_mul(1_000_000)?));
    let at = moment(body, at, seconds, now)?;
    Ok(Some(Told { provider: Provider::Mango, external, direction, phone, page: String::new(), event, at }))
}

/// What is no word about a call changes nothing, and is not asked for again. What cannot be read is refused: else a call is lost, and nobody hears of it.
async fn heard(here: &Here, provider: Provider, told: Result<Option<Told>, FieldFault>) -> Result<Response, Refused> {
    let told = match told {
        Ok(Some(told)) => told,
        Ok(None) => return Ok(StatusCode::OK.into_response()),
        Err(fault) => {
            // Never what was told: numbers of people stand in it.
            tracing::warn!(provider = provider.name(), field = fault.field, fault = fault.kind, "a word about a call cannot be read");
            return Ok(json_problem(&Problem { status: 400, ..Problem::fields(vec![fault]) }, &here.t));
        }
    };
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
    let body: Value = serde_json::from_slice(&body.unwrap_or_default()).unwrap_or_default();
    heard(&here, Provider::Plain, plain(&body, here.app.now()).map(Some)).await
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
    heard(&here, Provider::Mango, mango_call(&body, here.app.now())).await
}

pub(crate) async fn post_mango_summary(here: Here, body: Result<Bytes, BytesRejection>) -> Result<Response, Refused> {
    let body = signed(&here, body)?;
    heard(&here, Provider::Mango, mango_summary(&body, here.app.now())).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn now() -> Instant {
        Instant::from_micros(1_772_438_600_000_000)
    }

    fn phone() -> Option<Phone> {
        Phone::parse("89215550123").ok()
    }

    #[test]
    fn the_plain_shape_is_understood() {
        let told = |event: Value| plain(&event, now()).ok().map(|told| (told.direction, told.event, told.phone, told.page));
        let ringing = json!({ "call": "c1", "event": "ringing", "phone": "8 921 555-01-23", "page": "/services/regular", "at": "2026-03-02T08:00:00+03:00" });
        assert_eq!(told(ringing), Some((Direction::In, Event::Ringing, phone(), "/services/regular".to_owned())));
        let ended = json!({ "call": "c1", "event": "ended", "direction": "out", "phone": "anonymous", "talked": true, "at": "2026-03-02T05:00:00Z" });
        assert_eq!(told(ended), Some((Direction::Out, Event::Ended(Some(true)), None, String::new())));
        for (junk, field, kind) in [
            (json!(null), "call", "required"),
            (json!({ "call": "", "event": "ringing", "at": "2026-03-02T05:00:00Z" }), "call", "required"),
            (json!({ "call": "c" }), "event", "required"),
            (json!({ "call": "c", "event": "moved" }), "event", "unknown"),
            (json!({ "call": "c", "event": "missed", "at": "x" }), "at", "not-a-time"),
        ] {
            assert_eq!(plain(&junk, now()).unwrap_err(), FieldFault::new(field, kind), "{junk}");
        }
        for untold in [json!({ "call": "c", "event": "missed" }), json!({ "call": "c", "event": "missed", "at": null })] {
            assert_eq!(plain(&untold, now()).unwrap().at, now(), "it counts from when it came");
        }
    }

    #[test]
    fn what_mango_publishes_is_understood() {
        let leg = |state: &str, location: &str| {
            json!({ "entry_id": "MTo1", "call_id": "x", "timestamp": 1_772_438_400, "seq": 1, "call_state": state, "location": location,
                "from": { "number": "79215550123" }, "to": { "extension": "101", "number": "78126001020", "line_number": "78126001020" } })
        };
        let event = |body: &Value| mango_call(body, now()).unwrap().map(|told| (told.direction, told.event, told.phone));
        assert_eq!(event(&leg("Appeared", "ivr")), Some((Direction::In, Event::Ringing, phone())));
        assert_eq!(event(&leg("Connected", "ivr")), None, "a robot that answers is nobody");
        assert_eq!(event(&leg("Connected", "abonent")), Some((Direction::In, Event::Answered("101".to_owned()), phone())));
        assert_eq!(event(&leg("Disconnected", "abonent")), None, "one leg's end is no end of the call");
        let summary = json!({ "entry_id": "MTo1", "call_direction": 1, "from": { "extension": "", "number": "79215550123" }, "to": { "extension": "101" },
            "create_time": 1_772_438_400, "talk_time": 1_772_438_410, "end_time": 1_772_438_500, "entry_result": 1 });
        let told = mango_summary(&summary, now()).unwrap().unwrap();
        assert_eq!((told.external.as_str(), told.event, told.at.micros()), ("MTo1", Event::Ended(Some(true)), 1_772_438_500_000_000));
        let missed = json!({ "entry_id": "MTo1", "call_direction": "1", "from": { "number": "79215550123" }, "talk_time": 0, "end_time": "1772438500", "entry_result": 0 });
        assert_eq!(mango_summary(&missed, now()).unwrap().unwrap().event, Event::Ended(Some(false)));
        let ours = json!({ "entry_id": "MTo1", "timestamp": 1, "call_state": "Connected", "location": "abonent", "from": { "extension": "101", "number": "sip:x" }, "to": { "number": "79215550123" } });
        assert_eq!(event(&ours), Some((Direction::Out, Event::Answered("101".to_owned()), phone())));
        let faults = |body: Value| mango_call(&body, now()).unwrap_err();
        assert_eq!(faults(json!({ "entry_id": "M", "timestamp": i64::MAX, "call_state": "Appeared" })), FieldFault::new("timestamp", "not-a-time"));
        assert_eq!(faults(json!({ "timestamp": 1, "call_state": "Appeared" })), FieldFault::new("entry_id", "required"));
        assert_eq!(mango_call(&json!({ "entry_id": "M", "call_state": "Appeared" }), now()).unwrap().unwrap().at, now());
    }
}
