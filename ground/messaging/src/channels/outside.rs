//! What lies anywhere on the net, where a client has said: fetched by https from public addresses alone, so that nobody makes the house
//! ask its own network.

use super::wire::{Call, Http, WAY};
use super::{BadChannel, Refusal};
use hyper::Method;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;
use url::Url;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long all of it may take, over every address that it was sent on to.
const ALL: Duration = Duration::from_secs(40);
/// So often it may lie elsewhere.
const SENT_ON: usize = 3;

/// A way out to an address that somebody else has named.
#[derive(Clone)]
pub struct Outside {
    http: Http,
    /// Networks of the firm's own that may be asked as well.
    own: Vec<IpNet>,
}

/// Why something did not come.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotThere {
    /// It may come later. The cause repeats no address.
    #[error("not now: {0}")]
    Later(String),
    /// It is larger than is taken.
    #[error("too large")]
    TooLarge,
    /// Nothing lies there, or it is not given.
    #[error("nothing lies there")]
    Gone,
    /// No address of the open internet, or not by https.
    #[error("not on the open internet")]
    Closed,
}

impl From<Refusal> for NotThere {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Later { why, .. } | Refusal::Unknown(why) => Self::Later(why),
            Refusal::Unfit(_) | Refusal::Closed(_) => Self::Gone,
        }
    }
}

impl Outside {
    /// Believes the authorities of the browsers, and those of the file; asks public addresses, and these networks of the firm's own.
    pub fn new(more: Option<&Path>, own: Vec<IpNet>) -> Result<Self, BadChannel> {
        Ok(Self { http: Http::new(more)?, own })
    }

    /// What lies at this address, up to so many bytes.
    pub async fn fetch(&self, url: &Url, most: usize) -> Result<Vec<u8>, NotThere> {
        tokio::time::timeout(ALL, self.follow(url.clone(), most)).await.unwrap_or_else(|_| Err(NotThere::Later("no answer in time".to_owned())))
    }

    async fn follow(&self, mut url: Url, most: usize) -> Result<Vec<u8>, NotThere> {
        for _ in 0..=SENT_ON {
            let at = self.place(&url).await?;
            let call = Call { method: Method::GET, url: url.as_str(), headers: Vec::new(), body: String::new() };
            let answer = self.http.ask_at(call, Some(at), most + 1, PATIENCE).await?;
            match answer.status {
                200 if answer.body.len() > most => return Err(NotThere::TooLarge),
                200 => return Ok(answer.body.to_vec()),
                301 | 302 | 303 | 307 | 308 => url = answer.location.and_then(|to| url.join(&to).ok()).ok_or(NotThere::Gone)?,
                408 | 429 | 500.. => return Err(NotThere::Later(format!("status {}", answer.status))),
                _ => return Err(NotThere::Gone),
            }
        }
        Err(NotThere::Gone)
    }

    /// Where it is asked: looked up once, so that the name cannot say otherwise a moment later.
    async fn place(&self, url: &Url) -> Result<SocketAddr, NotThere> {
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return Err(NotThere::Closed) };
        if url.scheme() != "https" {
            return Err(NotThere::Closed);
        }
        let found = tokio::time::timeout(WAY, tokio::net::lookup_host((host.trim_matches(['[', ']']), port))).await;
        let found = found.map_err(|_| NotThere::Later("no such name in time".to_owned()))?.map_err(|_| NotThere::Later("no such name".to_owned()))?;
        found.into_iter().find(|at| self.may_ask(*at)).ok_or(NotThere::Closed)
    }

    fn may_ask(&self, at: SocketAddr) -> bool {
        let ip = at.ip().to_canonical();
        self.own.iter().any(|net| net.contains(&ip)) || at.port() == 443 && is_public(ip)
    }
}

/// Networks of special use (IANA's registries of RFC 6890): nothing that the internet leads to.
static SPECIAL: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    const NETS: [&str; 23] = [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
        "5f00::/16",
    ];
    NETS.into_iter().filter_map(|net| net.parse().ok()).collect()
});

/// The one block out of which public addresses are given (RFC 4291, 2.4).
static GIVEN: LazyLock<Option<IpNet>> = LazyLock::new(|| "2000::/3".parse().ok());

fn is_public(ip: IpAddr) -> bool {
    let is_given = ip.is_ipv4() || GIVEN.as_ref().is_some_and(|net| net.contains(&ip));
    is_given && !SPECIAL.iter().any(|net| net.contains(&ip))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_of_ours_is_public() {
        assert_eq!(SPECIAL.len(), 23, "each network reads");
        let public = |text: &str| is_public(text.parse::<IpAddr>().unwrap().to_canonical());
        for ours in [
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "10.1.2.3",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.100.100.200",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "2002:a00:1::1",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!public(ours), "{ours}");
        }
        for theirs in ["8.8.8.8", "172.32.0.1", "77.88.55.88", "2a02:6b8::2:242", "2607:f8b0:4004::1", "::ffff:8.8.8.8"] {
            assert!(public(theirs), "{theirs}");
        }
    }

    #[tokio::test]
    async fn nothing_is_asked_within_but_what_was_named() {
        let outside = Outside::new(None, vec!["10.7.0.0/16".parse().unwrap()]).unwrap();
        let fetch = async |url: &str| outside.fetch(&url.parse().unwrap(), 10).await;
        for url in [
            "http://example.org/a.ics",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://localhost/",
        ] {
            assert_eq!(fetch(url).await, Err(NotThere::Closed), "{url}");
        }
        let may = |at: &str| outside.may_ask(at.parse().unwrap());
        assert!(may("10.7.1.1:8443") && may("8.8.8.8:443"));
        assert!(!may("8.8.8.8:22") && !may("10.8.0.1:443"), "a port of its own belongs to networks of the firm alone");
    }
}
