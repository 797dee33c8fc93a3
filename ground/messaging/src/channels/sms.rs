//! Short messages, by whatever gateway the settings describe.

use super::settings::{BadChannel, SmsChannel};
use super::wire::{Call, Http, is_address};
use super::{Foreign, Refusal, Stub, Taken};
use crate::MessageId;
use crate::cascade::Receipt;
use futures::future::BoxFuture;
use hyper::Method;
use serde_json::Value;
use values::Instant;

pub(super) struct Sms {
    http: Http,
    gateway: SmsChannel,
    method: Method,
    fill: Fill,
}

/// Signs of the secret of the gateway's calls, at least.
const SECRET: usize = 16;

/// How a value is made safe for the place it is put into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fill {
    Json,
    Form,
}

/// What a gateway tells of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// Its id of the message.
    pub proof: String,
    /// It arrived; `false`: it will not.
    pub arrived: bool,
}

impl Sms {
    pub(super) fn new(gateway: &SmsChannel, http: Http) -> Result<Self, BadChannel> {
        let bad = |what: String| BadChannel("sms", what);
        let method = gateway.method.to_uppercase().parse().map_err(|_| bad(format!("method {}", gateway.method)))?;
        if !is_address(&gateway.url.replace(['{', '}'], "")) {
            return Err(bad(format!("url {}: write where the gateway is, `https://…`", gateway.url)));
        }
        for place in ["{phone}", "{text}"] {
            if !gateway.url.contains(place) && !gateway.body.contains(place) {
                return Err(bad(format!("{place} stands neither in `url` nor in `body`")));
            }
        }
        // Whoever guesses the secret ends the way of a message, and states that nobody knows never end it.
        if !gateway.callback_id.is_empty() {
            if gateway.callback_secret.0.chars().count() < SECRET {
                return Err(bad(format!("callback_secret: it has {SECRET} signs or more, so that nobody guesses it")));
            }
            if gateway.delivered.is_empty() {
                return Err(bad("delivered: write by which states the gateway tells that a message arrived".to_owned()));
            }
        }
        let words = [("word_text", &gateway.word_text), ("word_from", &gateway.word_from), ("word_id", &gateway.word_id)];
        if let Some((missing, _)) = words.iter().find(|(_, name)| name.is_empty()).filter(|_| words.iter().any(|(_, name)| !name.is_empty())) {
            return Err(bad(format!("{missing}: `word_text`, `word_from` and `word_id` stand together")));
        }
        if !gateway.word_text.is_empty() && gateway.callback_secret.0.chars().count() < SECRET {
            return Err(bad(format!("callback_secret: it has {SECRET} signs or more, so that nobody guesses it")));
        }
        let kind = gateway.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type")).map(|(_, kind)| kind.0.as_str());
        let fill = if kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) { Fill::Form } else { Fill::Json };
        Ok(Self { http, gateway: gateway.clone(), method, fill })
    }
}

impl Foreign for Sms {
    fn carry<'a>(&'a self, to: &'a str, id: MessageId, stub: &'a Stub) -> BoxFuture<'a, Result<Taken, Refusal>> {
        Box::pin(async move {
            let id = id.to_string();
            let put = |template: &str, fill| filled(template, fill, [("phone", to), ("text", stub.text()), ("id", &id)]);
            let url = put(&self.gateway.url, Fill::Form);
            let headers = self.gateway.headers.iter().map(|(name, value)| (name.as_str(), value.0.as_str())).collect();
            let call = Call { method: self.method.clone(), url: &url, headers, body: put(&self.gateway.body, self.fill) };
            let answer = self.http.ask(call).await?;
            match answer.status {
                200..=299 => {
                    let theirs = Some(answer.at(&self.gateway.id_at)).filter(|theirs| !self.gateway.id_at.is_empty() && !theirs.is_null()).as_ref().map(word);
                    let receipt = if self.gateway.callback_id.is_empty() { Receipt::Delivered } else { Receipt::Taken };
                    Ok(Taken { proof: theirs.unwrap_or(id), receipt })
                }
                // What the gateway thinks of one message says nothing of the phone.
                400 | 404 | 422 => Err(Refusal::Unfit(format!("status {}", answer.status))),
                _ => Err(answer.not_now(None)),
            }
        })
    }
}

/// No gateway names a message by more than this.
const LONGEST_ID: usize = 200;

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The template with its values, each read once: a value that looks like a place stays as it is.
fn filled(template: &str, fill: Fill, values: [(&str, &str); 3]) -> String {
    let mut text = String::with_capacity(template.len() + 160);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let found = values.iter().find_map(|(name, value)| Some((value, after.strip_prefix(name)?.strip_prefix('}')?)));
        if let Some((value, behind)) = found {
            put(&mut text, fill, value);
            rest = behind;
        } else {
            text.push('{');
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

fn put(text: &mut String, fill: Fill, value: &str) {
    match fill {
        Fill::Json => {
            let quoted = Value::from(value).to_string();
            text.push_str(quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default());
        }
        Fill::Form => {
            for byte in value.bytes() {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    text.push(char::from(byte));
                } else {
                    text.extend(["%", &format!("{byte:02X}")]);
                }
            }
        }
    }
}

/// What a call says; `None` where it is about nothing that we sent, or a state on the way.
pub(super) fn callback(gateway: &SmsChannel, fields: &[(String, String)]) -> Option<Callback> {
    let field = |name: &str| fields.iter().find(|(field, _)| !name.is_empty() && field == name).map(|(_, value)| value.clone());
    let (proof, state) = (field(&gateway.callback_id)?, field(&gateway.callback_status)?);
    if proof.len() > LONGEST_ID || proof.chars().any(char::is_control) {
        return None;
    }
    let is_one_of = |states: &[String]| states.iter().any(|known| known.eq_ignore_ascii_case(&state));
    if is_one_of(&gateway.delivered) {
        Some(Callback { proof, arrived: true })
    } else if is_one_of(&gateway.failed) {
        Some(Callback { proof, arrived: false })
    } else {
        None
    }
}

/// A short message that somebody wrote to the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmsWord {
    /// The gateway's own name for it.
    pub external: String,
    /// The number, as the gateway writes it; companies write a name instead.
    pub from: String,
    /// The words.
    pub words: String,
    /// When it was written, where the gateway tells.
    pub sent_at: Option<Instant>,
}

/// What a call brings that somebody wrote; `None` where it is none, or short messages do not come in here.
pub(super) fn came(gateway: &SmsChannel, fields: &[(String, String)]) -> Option<SmsWord> {
    let field = |name: &str| fields.iter().find(|(field, _)| !name.is_empty() && field == name).map(|(_, value)| value.clone());
    let (words, from, external) = (field(&gateway.word_text)?, field(&gateway.word_from)?, field(&gateway.word_id)?);
    let is_name = |text: &str| !text.is_empty() && text.len() <= LONGEST_ID && !text.chars().any(char::is_control);
    let moment =
        |text: String| text.parse().ok().or_else(|| Some(Instant::from_micros(text.parse::<i64>().ok().filter(|at| *at > 0)?.checked_mul(1_000_000)?)));
    (is_name(&from) && is_name(&external)).then(|| SmsWord { external, from, words, sent_at: field(&gateway.word_at).and_then(moment) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_text_holds_comes_out_as_it_was() {
        let naughty: Vec<String> = serde_json::from_str(include_str!("../../../../app/tests/naughty/blns.json")).unwrap();
        for said in naughty {
            let json = filled(r#"{"text":"{text}"}"#, Fill::Json, [("text", &said), ("phone", ""), ("id", "")]);
            assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["text"], said.as_str(), "{json}");
            let form = filled("text={text}&to=1", Fill::Form, [("text", &said), ("phone", ""), ("id", "")]);
            assert!(form.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%=&".contains(&byte)) && form.matches('&').count() == 1, "{form}");
        }
    }

    #[test]
    fn a_template_is_filled_safely_and_once() {
        let values = [("phone", "+7921"), ("text", "a \"b\" {id} &"), ("id", "7")];
        assert_eq!(filled(r#"{"to":"{phone}","msg":"{text}","x":{id}}"#, Fill::Json, values), r#"{"to":"+7921","msg":"a \"b\" {id} &","x":7}"#);
        assert_eq!(filled("to={phone}&text={text}", Fill::Form, values), "to=%2B7921&text=a%20%22b%22%20%7Bid%7D%20%26");
    }
}
