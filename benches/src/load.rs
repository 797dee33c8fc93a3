//! Load: requests that leave on schedule whatever the answers do, and requests that leave one after another.
//!
//! Kept generators were looked at first: none sends another body with each request and counts from the planned moment. On a schedule
//! a latency is counted from the moment at which the request was to leave, so that one slow answer is paid for by all that wait behind it.

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::Instant;

/// One request to send.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ask {
    pub path: String,
    /// The `Cookie` line; empty for none.
    pub cookie: String,
    /// A body of JSON, which is posted, with its idempotency key.
    pub body: Option<(String, String)>,
}

impl Ask {
    pub(crate) fn get(path: impl Into<String>, cookie: &str) -> Self {
        Self { path: path.into(), cookie: cookie.to_owned(), body: None }
    }

    fn request(&self, host: &str) -> Result<Request<Full<Bytes>>> {
        let mut request = Request::builder().uri(&self.path).header(header::HOST, host);
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, &self.cookie);
        }
        Ok(match &self.body {
            None => request.body(Full::default())?,
            Some((key, body)) => {
                let request = request.method(Method::POST).header(header::CONTENT_TYPE, "application/json").header("idempotency-key", key);
                request.body(Full::from(body.clone()))?
            }
        })
    }
}

/// A connection that is kept.
pub(crate) struct Line {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

impl Line {
    pub(crate) async fn open(host: &str) -> Result<Self> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        #[expect(clippy::disallowed_methods, reason = "the connection ends with its line")]
        tokio::spawn(connection);
        Ok(Self { sender, host: host.to_owned() })
    }

    pub(crate) async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<(StatusCode, hyper::HeaderMap, Bytes)> {
        self.sender.ready().await?;
        let (parts, body) = self.sender.send_request(request).await?.into_parts();
        Ok((parts.status, parts.headers, body.collect().await?.to_bytes()))
    }

    pub(crate) async fn ask(&mut self, ask: &Ask) -> Result<(StatusCode, Bytes)> {
        let request = ask.request(&self.host)?;
        self.send(request).await.map(|(status, _, body)| (status, body))
    }

    /// The JSON of a good answer.
    pub(crate) async fn json(&mut self, ask: &Ask) -> Result<serde_json::Value> {
        let (status, body) = self.ask(ask).await?;
        ensure!(status.is_success(), "{}: {status} {}", ask.path, String::from_utf8_lossy(&body));
        Ok(serde_json::from_slice(&body)?)
    }
}

/// What a load came to.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Of the good answers, in order.
    latencies: Vec<Duration>,
    pub failed: usize,
    pub took: Duration,
    /// What the first bad answer said.
    pub complaint: String,
}

impl Outcome {
    /// The latency that `percent` of the answers kept, in milliseconds.
    pub(crate) fn quantile(&self, percent: usize) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        self.latencies.get((self.latencies.len() * percent / 100).min(last)).map_or(0.0, |latency| latency.as_secs_f64() * 1e3)
    }

    pub(crate) fn per_second(&self) -> f64 {
        count(self.latencies.len()) / self.took.as_secs_f64()
    }

    pub(crate) fn note(&self) -> String {
        let bad = if self.failed == 0 { String::new() } else { format!(", {} FAILED: {}", self.failed, self.complaint) };
        format!("n {}, p50 {:.1} ms, p99 {:.1} ms{bad}", self.latencies.len(), self.quantile(50), self.quantile(99))
    }

    fn gather(parts: Vec<Self>, took: Duration) -> Self {
        let mut all = Self { took, ..Self::default() };
        for part in parts {
            all.latencies.extend(part.latencies);
            all.failed += part.failed;
            if all.complaint.is_empty() {
                all.complaint = part.complaint;
            }
        }
        all.latencies.sort_unstable();
        all
    }

    fn count(&mut self, answer: Result<(StatusCode, Bytes)>, since: Instant) {
        match answer {
            Ok((status, _)) if status.is_success() => self.latencies.push(since.elapsed()),
            Ok((status, body)) => self.bad(format!("{status} {}", String::from_utf8_lossy(&body).chars().take(300).collect::<String>())),
            Err(error) => self.bad(format!("{error:#}")),
        }
    }

    fn bad(&mut self, complaint: String) {
        self.failed += 1;
        if self.complaint.is_empty() {
            self.complaint = complaint;
        }
    }
}

pub(crate) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// `rate` requests a second for so long, on as many lines as it takes.
pub(crate) async fn at_rate(host: &str, rate: u32, length: Duration, make: impl Fn(usize) -> Ask + Send + Sync + 'static) -> Result<Outcome> {
    const LINES: usize = 96;
    let planned = usize::try_from(u64::from(rate) * length.as_secs()).context("too many")?;
    let (next, make) = (Arc::new(AtomicUsize::new(0)), Arc::new(make));
    let start = Instant::now() + Duration::from_millis(50);
    let mut workers = Vec::new();
    for _ in 0..LINES {
        let (next, make, mut line) = (Arc::clone(&next), Arc::clone(&make), Line::open(host).await?);
        #[expect(clippy::disallowed_methods, reason = "waited for below")]
        workers.push(tokio::spawn(async move {
            let mut outcome = Outcome::default();
            loop {
                let nth = next.fetch_add(1, Ordering::Relaxed);
                if nth >= planned {
                    return outcome;
                }
                let due = start + Duration::from_secs(1) * u32::try_from(nth).unwrap_or(u32::MAX) / rate;
                tokio::time::sleep_until(due).await;
                outcome.count(line.ask(&make(nth)).await, due);
            }
        }));
    }
    finish(workers, start).await
}

/// `asks`, one after another on each of `lines` connections.
pub(crate) async fn all_at(host: &str, lines: usize, asks: Vec<Ask>) -> Result<Outcome> {
    let (next, asks) = (Arc::new(AtomicUsize::new(0)), Arc::new(asks));
    let mut workers = Vec::new();
    let mut open = Vec::new();
    for _ in 0..lines {
        open.push(Line::open(host).await?);
    }
    let start = Instant::now();
    for mut line in open {
        let (next, asks) = (Arc::clone(&next), Arc::clone(&asks));
        #[expect(clippy::disallowed_methods, reason = "waited for below")]
        workers.push(tokio::spawn(async move {
            let mut outcome = Outcome::default();
            while let Some(ask) = asks.get(next.fetch_add(1, Ordering::Relaxed)) {
                let since = Instant::now();
                outcome.count(line.ask(ask).await, since);
            }
            outcome
        }));
    }
    finish(workers, start).await
}

async fn finish(workers: Vec<tokio::task::JoinHandle<Outcome>>, start: Instant) -> Result<Outcome> {
    let mut parts = Vec::new();
    for worker in workers {
        parts.push(worker.await?);
    }
    Ok(Outcome::gather(parts, start.elapsed()))
}
