//! What lies in a messenger: fetched by the house, never by whoever reads it.

use super::Refusal;
use super::settings::{MaxChannel, TelegramChannel};
use super::wire::{Call, Http};
use hyper::{Method, Uri};
use serde_json::json;
use std::time::Duration;

/// How long a file may take to come.
const PATIENCE: Duration = Duration::from_secs(25);

/// Why a file did not come.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFetched {
    /// It may come later.
    #[error("not now: {0}")]
    Later(String),
    /// It is larger than is taken.
    #[error("too large")]
    TooLarge,
    /// It never will.
    #[error("the messenger does not give it")]
    Gone,
}

impl From<Refusal> for NotFetched {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Later { why, .. } | Refusal::Unknown(why) => Self::Later(why),
            Refusal::Unfit(_) | Refusal::Closed(_) => Self::Gone,
        }
    }
}

async fn get(http: &Http, url: &str, most: usize) -> Result<Vec<u8>, NotFetched> {
    let call = Call { method: Method::GET, url, headers: Vec::new(), body: String::new() };
    let answer = http.ask_for(call, most + 1, PATIENCE).await?;
    match answer.status {
        200 if answer.body.len() > most => Err(NotFetched::TooLarge),
        200 => Ok(answer.body.to_vec()),
        400..=499 if answer.status != 429 => Err(NotFetched::Gone),
        status => Err(NotFetched::Later(format!("status {status}"))),
    }
}

/// By Telegram's name for it: first where it lies, then all of it.
pub(super) async fn from_telegram(http: &Http, bot: &TelegramChannel, file: &str, most: usize) -> Result<Vec<u8>, NotFetched> {
    let api = bot.api.trim_end_matches('/');
    let body = json!({ "file_id": file }).to_string();
    let answer = http.ask(Call { method: Method::POST, url: &format!("{api}/bot{}/getFile", bot.token.0), headers: Vec::new(), body }).await?;
    match answer.status {
        200 => {}
        400..=499 if answer.status != 429 => return Err(NotFetched::Gone),
        status => return Err(NotFetched::Later(format!("status {status}"))),
    }
    if answer.at("/result/file_size").as_u64().is_some_and(|size| size > most as u64) {
        return Err(NotFetched::TooLarge);
    }
    let path = answer.at("/result/file_path").as_str().unwrap_or_default().to_owned();
    if !is_path(&path) {
        return Err(NotFetched::Gone);
    }
    get(http, &format!("{api}/file/bot{}/{path}", bot.token.0), most).await
}

/// A path that leads nowhere but to a file of the messenger.
fn is_path(path: &str) -> bool {
    !path.is_empty() && !path.contains("..") && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_.-".contains(&byte))
}

/// From where MAX says that it lies: its own hosts alone, whoever has told us.
pub(super) async fn from_max(http: &Http, bot: &MaxChannel, url: &str, most: usize) -> Result<Vec<u8>, NotFetched> {
    if !is_theirs(bot, url) {
        return Err(NotFetched::Gone);
    }
    get(http, url, most).await
}

fn is_theirs(bot: &MaxChannel, url: &str) -> bool {
    let (Ok(url), Ok(api)) = (url.parse::<Uri>(), bot.api.parse::<Uri>()) else { return false };
    if url.authority().is_some() && (url.scheme(), url.authority()) == (api.scheme(), api.authority()) {
        return true;
    }
    let host = url.host().unwrap_or_default().to_ascii_lowercase();
    let is_of = |known: &String| host == *known || host.strip_suffix(known.as_str()).is_some_and(|rest| rest.ends_with('.'));
    url.scheme_str() == Some("https") && url.port_u16().is_none_or(|port| port == 443) && bot.files.iter().any(is_of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::Secret;

    #[test]
    fn nothing_is_fetched_from_anywhere_else() {
        let secret = || Secret("x".to_owned());
        let files = vec!["max.ru".to_owned()];
        let bot = MaxChannel {
            enabled: true,
            token: secret(),
            bot: "dom".to_owned(),
            webhook_secret: secret(),
            api: "http://127.0.0.1:9".to_owned(),
            page: String::new(),
            foreign: true,
            files,
        };
        let theirs = |url: &str| is_theirs(&bot, url);
        assert!(theirs("https://i.max.ru/a?b=c") && theirs("https://max.ru/a") && theirs("http://127.0.0.1:9/file"));
        for other in [
            "http://i.max.ru/a",
            "https://evilmax.ru/a",
            "https://max.ru.evil.org/a",
            "https://max.ru:8443/a",
            "http://127.0.0.1:8/file",
            "/etc/passwd",
            "https://169.254.169.254/",
        ] {
            assert!(!theirs(other), "{other}");
        }
        assert!(is_path("photos/file_1.jpg") && !is_path("../bot1:2/getMe") && !is_path("a?b") && !is_path(""));
    }
}
