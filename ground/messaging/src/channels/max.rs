//! MAX, by its Bot API: `POST /messages?user_id=`. The owner decides whether it is trusted with the letter.

use super::settings::MaxChannel;
use super::wire::{Call, Http};
use super::{Foreign, Own, Parcel, Refusal, Stub, Taken, Why};
use crate::MessageId;
use crate::cascade::Receipt;
use futures::future::BoxFuture;
use hyper::Method;
use serde_json::json;

/// Characters of a message, at most.
const LONGEST: usize = 4_000;

pub(super) struct Max {
    http: Http,
    api: String,
    token: String,
}

impl Max {
    pub(super) fn new(bot: &MaxChannel, http: Http) -> Self {
        Self { http, api: bot.api.trim_end_matches('/').to_owned(), token: bot.token.0.clone() }
    }

    async fn say(&self, to: &str, text: &str) -> Result<Taken, Refusal> {
        // An address of this channel is a number; whatever else it is must not become part of a query.
        let user: i64 = to.parse().map_err(|_| Refusal::Closed(Why::Bounced))?;
        let url = format!("{}/messages?user_id={user}&disable_link_preview=true", self.api);
        let body = json!({ "text": text, "notify": true }).to_string();
        let answer = self.http.ask(Call { method: Method::POST, url: &url, headers: vec![("authorization", &self.token)], body }).await?;
        match answer.status {
            200 => Ok(Taken { proof: answer.at("/message/body/mid").as_str().unwrap_or_default().to_owned(), receipt: Receipt::Delivered }),
            403 => Err(Refusal::Closed(Why::Blocked)),
            404 => Err(Refusal::Closed(Why::Bounced)),
            400 => Err(Refusal::Unfit("status 400".to_owned())),
            _ => Err(answer.not_now(None)),
        }
    }
}

impl Own for Max {
    fn carry<'a>(&'a self, to: &'a str, parcel: &'a Parcel) -> BoxFuture<'a, Result<Taken, Refusal>> {
        Box::pin(async move {
            let text: String = format!("{}\n\n{}", parcel.letter.title, parcel.letter.body).chars().take(LONGEST).collect();
            self.say(to, &text).await
        })
    }
}

impl Foreign for Max {
    fn carry<'a>(&'a self, to: &'a str, _id: MessageId, stub: &'a Stub) -> BoxFuture<'a, Result<Taken, Refusal>> {
        Box::pin(self.say(to, stub.text()))
    }
}
