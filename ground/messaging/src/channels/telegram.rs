//! Telegram, by its Bot API: `sendMessage`. It knows who wrote to whom and when, so it is given a stub alone.

use super::settings::TelegramChannel;
use super::wire::{Call, Http};
use super::{Foreign, Refusal, Stub, Taken, Why};
use crate::MessageId;
use crate::cascade::Receipt;
use futures::future::BoxFuture;
use hyper::Method;
use serde_json::json;

pub(super) struct Telegram {
    http: Http,
    send: String,
}

impl Telegram {
    pub(super) fn new(bot: &TelegramChannel, http: Http) -> Self {
        Self { http, send: format!("{}/bot{}/sendMessage", bot.api.trim_end_matches('/'), bot.token.0) }
    }
}

impl Foreign for Telegram {
    fn carry<'a>(&'a self, to: &'a str, _id: MessageId, stub: &'a Stub) -> BoxFuture<'a, Result<Taken, Refusal>> {
        Box::pin(async move {
            // A preview would have Telegram open the link.
            let body = json!({ "chat_id": to, "text": stub.text(), "link_preview_options": { "is_disabled": true } });
            let answer = self.http.ask(Call { method: Method::POST, url: &self.send, headers: Vec::new(), body: body.to_string() }).await?;
            let describes = |words: &str| answer.at("/description").as_str().is_some_and(|text| text.to_lowercase().contains(words));
            match answer.status {
                200 if answer.at("/ok") == true => {
                    // It stands in the chat.
                    Ok(Taken { proof: answer.at("/result/message_id").to_string(), receipt: Receipt::Delivered })
                }
                403 => Err(Refusal::Closed(Why::Blocked)),
                400 if describes("chat not found") || describes("user not found") => Err(Refusal::Closed(Why::Bounced)),
                400 => Err(Refusal::Unfit("status 400".to_owned())),
                _ => Err(answer.not_now(answer.at("/parameters/retry_after").as_i64())),
            }
        })
    }
}
