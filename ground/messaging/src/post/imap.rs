//! The house's mailbox, by IMAP. Mail is looked at there and left as it is: what was taken is known by what the house keeps.

use crate::Secret;
use async_imap::types::UnsolicitedResponse;
use async_imap::{Client, Session};
use futures::TryStreamExt as _;
use percent_encoding::percent_decode_str;
use std::fmt;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Url;
use values::Instant;

/// How long the server may take for one command, and be silent in the midst of a mail.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long one mail may take on a slow line.
const ONE_MAIL: Duration = Duration::from_mins(10);
/// Bytes of a mail that are fetched; of a larger one the head alone.
const LARGEST: u32 = 25 << 20;
/// A server that cannot tell by itself is asked so often.
const AGAIN: Duration = Duration::from_secs(20);

/// The address of a mailbox that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("--imap-url: write `imaps://user:password@host/INBOX`: {0}")]
pub struct BadPostbox(&'static str);

/// Why no mail was fetched. The server's words may name somebody: they go no further.
#[derive(Debug, thiserror::Error)]
pub enum NoPost {
    /// It is not reached, or its certificate is not believed.
    #[error("the mailbox is out of reach")]
    Away,
    /// It does not let the house in.
    #[error("the mailbox does not let the house in")]
    Shut,
    /// The connection was lost, or the server said what nobody understands.
    #[error("the mailbox was lost on the way")]
    Lost,
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Wire for T {}

/// A wire that counts what comes by it: a large mail on a slow line is told from a server that says nothing any more.
#[derive(Debug)]
struct Counted {
    wire: Box<dyn Wire>,
    came: Arc<AtomicU64>,
}

impl AsyncRead for Counted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.wire).poll_read(cx, buf))?;
        let came = u64::try_from(buf.filled().len().saturating_sub(before)).unwrap_or_default();
        self.came.fetch_add(came, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.wire).poll_write(cx, buf)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(cx)
    }
}

/// Where the house's mail comes in.
#[derive(Clone)]
pub struct Postbox {
    host: String,
    port: u16,
    is_secure: bool,
    user: String,
    password: Secret,
    folder: String,
    tls: TlsConnector,
}

/// A mail as it lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Its number there, higher than those of all that came before.
    pub uid: u32,
    /// Its bytes; the head alone of one that is too large.
    pub raw: Vec<u8>,
    /// When the server took it.
    pub came_at: Option<Instant>,
}

async fn in_time<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<T, NoPost> {
    tokio::time::timeout(PATIENCE, work).await.map_err(|_| NoPost::Lost)?.map_err(|_| NoPost::Lost)
}

/// Waits as long as something comes in each stretch of patience.
async fn while_it_comes<T, E>(came: &AtomicU64, patience: Duration, work: impl Future<Output = Result<T, E>>) -> Result<T, NoPost> {
    let mut work = pin!(work);
    let mut seen = came.load(Ordering::Relaxed);
    loop {
        if let Ok(done) = tokio::time::timeout(patience, work.as_mut()).await {
            return done.map_err(|_| NoPost::Lost);
        }
        let now = came.load(Ordering::Relaxed);
        if now == seen {
            return Err(NoPost::Lost);
        }
        seen = now;
    }
}

impl Postbox {
    /// Of `imaps://user:password@host:port/folder`; `imap://` is not encrypted, for a server on this machine.
    pub fn parse(address: &str) -> Result<Self, BadPostbox> {
        let url = Url::parse(address).map_err(|_| BadPostbox("it is no address"))?;
        let is_secure = match url.scheme() {
            "imaps" => true,
            "imap" => false,
            _ => return Err(BadPostbox("it begins with `imaps://` or `imap://`")),
        };
        let said = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let folder = said(url.path().trim_start_matches('/'));
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(BadPostbox("the host is missing"))?;
        if url.username().is_empty() {
            return Err(BadPostbox("the user is missing"));
        }
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(if is_secure { 993 } else { 143 }),
            is_secure,
            user: said(url.username()),
            password: Secret(said(url.password().unwrap_or_default())),
            folder: if folder.is_empty() { "INBOX".to_owned() } else { folder },
            tls: crate::channels::tls(None).map_err(|_| BadPostbox("no certificates"))?,
        })
    }

    /// What it is called in the house, without its password.
    pub fn name(&self) -> String {
        format!("{}@{}/{}", self.user, self.host, self.folder)
    }

    /// Opens it.
    pub async fn open(&self) -> Result<Open, NoPost> {
        let away = |_| NoPost::Away;
        let line = tokio::time::timeout(PATIENCE, TcpStream::connect((self.host.as_str(), self.port))).await.map_err(|_| NoPost::Away)?.map_err(away)?;
        let wire: Box<dyn Wire> = if self.is_secure {
            let name = ServerName::try_from(self.host.clone()).map_err(|_| NoPost::Away)?;
            Box::new(tokio::time::timeout(PATIENCE, self.tls.connect(name, line)).await.map_err(|_| NoPost::Away)?.map_err(away)?)
        } else {
            Box::new(line)
        };
        let came = Arc::new(AtomicU64::new(0));
        let mut client = Client::new(Counted { wire, came: Arc::clone(&came) });
        in_time(client.read_response()).await?;
        let login = tokio::time::timeout(PATIENCE, client.login(&self.user, &self.password.0)).await.map_err(|_| NoPost::Lost)?;
        let mut session = login.map_err(|_| NoPost::Shut)?;
        let idles = in_time(session.capabilities()).await?.has_str("IDLE");
        let mailbox = in_time(session.select(&self.folder)).await?;
        let validity = mailbox.uid_validity.ok_or(NoPost::Lost)?;
        let mut open = Open { session, came, validity, next: 0, idles };
        open.next = match mailbox.uid_next {
            Some(next) => next,
            // A server that does not tell is asked what the last one is.
            None => open.newer(0).await?.last().map_or(1, |last| last.saturating_add(1)),
        };
        Ok(open)
    }
}

/// An opened mailbox.
pub struct Open {
    session: Session<Counted>,
    came: Arc<AtomicU64>,
    /// As long as it stays, the numbers in it do.
    pub validity: u32,
    /// All that lay in it when it was opened has a lower number.
    pub next: u32,
    idles: bool,
}

impl Open {
    /// The numbers of all that lie there after one, in their order.
    pub async fn newer(&mut self, after: u32) -> Result<Vec<u32>, NoPost> {
        let Some(next) = after.checked_add(1) else { return Ok(Vec::new()) };
        // A server answers with the last one where none is newer.
        Ok(self.search(&format!("UID {next}:*")).await?.into_iter().filter(|uid| *uid > after).collect())
    }

    /// The numbers of all that the server took on the day of this moment or later, in their order.
    pub async fn since(&mut self, at: Instant) -> Result<Vec<u32>, NoPost> {
        let day = jiff::Timestamp::from(at).strftime("%d-%b-%Y").to_string();
        self.search(&format!("SINCE {day}")).await
    }

    async fn search(&mut self, what: &str) -> Result<Vec<u32>, NoPost> {
        // What the server told before is looked for now; what it tells from now on is news to whoever waits.
        while self.session.unsolicited_responses.try_recv().is_ok() {}
        let mut found: Vec<u32> = in_time(self.session.uid_search(what)).await?.into_iter().collect();
        found.sort_unstable();
        Ok(found)
    }

    /// Those of these that are too large to be fetched whole.
    pub async fn large(&mut self, uids: &[u32]) -> Result<Vec<u32>, NoPost> {
        let list = uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        let sizes = self.ask(&list, "(UID RFC822.SIZE)").await?;
        Ok(sizes.iter().filter(|one| one.size.is_some_and(|size| size > LARGEST)).filter_map(|one| one.uid).collect())
    }

    /// One mail, or its head alone; `None` of one that was taken away meanwhile. Never more than one is held at once.
    pub async fn fetch(&mut self, uid: u32, is_whole: bool) -> Result<Option<Posted>, NoPost> {
        let what = if is_whole { "(UID INTERNALDATE BODY.PEEK[])" } else { "(UID INTERNALDATE BODY.PEEK[HEADER])" };
        let came = self.ask(&uid.to_string(), what).await?;
        let posted = |one: &async_imap::types::Fetch| {
            let raw = one.body().or_else(|| one.header())?.to_vec();
            Some(Posted { uid, raw, came_at: one.internal_date().map(|at| Instant::from_micros(at.timestamp_micros())) })
        };
        Ok(came.iter().filter(|one| one.uid == Some(uid)).find_map(posted))
    }

    async fn ask(&mut self, uids: &str, what: &str) -> Result<Vec<async_imap::types::Fetch>, NoPost> {
        let came = Arc::clone(&self.came);
        let work = async { self.session.uid_fetch(uids, what).await?.try_collect().await };
        let work = while_it_comes(&came, PATIENCE, work);
        tokio::time::timeout(ONE_MAIL, work).await.map_err(|_| NoPost::Lost)?
    }

    /// Waits until something may have come, or so long.
    pub async fn wait(mut self, most: Duration) -> Result<Self, NoPost> {
        if !self.idles {
            tokio::time::sleep(AGAIN.min(most)).await;
            in_time(self.session.noop()).await?;
            return Ok(self);
        }
        let told = self.session.unsolicited_responses.clone();
        let mut idle = self.session.idle();
        in_time(idle.init()).await?;
        // What came while others were fetched was told then, and is not told again.
        let is_news = |one: UnsolicitedResponse| matches!(one, UnsolicitedResponse::Exists(_) | UnsolicitedResponse::Recent(_));
        if !std::iter::from_fn(|| told.try_recv().ok()).any(is_news) {
            let (told, _stop) = idle.wait_with_timeout(most);
            // A server that says every two minutes that it is still here makes that wait begin anew: the whole of it has its end here.
            if let Ok(told) = tokio::time::timeout(most, told).await {
                told.map_err(|_| NoPost::Lost)?;
            }
        }
        let session = in_time(idle.done()).await?;
        Ok(Self { session, ..self })
    }

    /// Says goodbye.
    pub async fn close(mut self) {
        let _gone = in_time(self.session.logout()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

    /// A mailbox that answers by its script: what it says, and what besides while it is asked or waited for.
    #[expect(clippy::disallowed_methods, reason = "the other end of the line, gone with the test")]
    async fn scripted(at_search: &'static str, at_idle: &'static str) -> Postbox {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (line, _) = listener.accept().await.unwrap();
            let (read, mut write) = line.into_split();
            let mut lines = BufReader::new(read).lines();
            write.write_all(b"* OK ready\r\n").await.unwrap();
            let mut idling = String::new();
            loop {
                let asked = tokio::time::timeout(Duration::from_millis(20), lines.next_line()).await;
                let Ok(asked) = asked else {
                    if !idling.is_empty() {
                        write.write_all(at_idle.as_bytes()).await.unwrap();
                    }
                    continue;
                };
                let Some(asked) = asked.unwrap() else { return };
                let (tag, what) = asked.split_once(' ').unwrap_or((asked.as_str(), ""));
                let said = match what.split(' ').next().unwrap() {
                    "" => format!("{} OK done\r\n", std::mem::take(&mut idling)),
                    "IDLE" => {
                        idling = tag.to_owned();
                        "+ idling\r\n".to_owned()
                    }
                    "CAPABILITY" => format!("* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n"),
                    "SELECT" => format!("* 1 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 5] next\r\n{tag} OK done\r\n"),
                    "UID" => format!("* SEARCH 4\r\n{at_search}{tag} OK done\r\n"),
                    _ => format!("{tag} OK done\r\n"),
                };
                write.write_all(said.as_bytes()).await.unwrap();
            }
        });
        Postbox::parse(&format!("imap://dom:x@127.0.0.1:{port}")).unwrap()
    }

    async fn waits(at_search: &'static str, at_idle: &'static str, most: Duration) -> Duration {
        let mut open = scripted(at_search, at_idle).await.open().await.unwrap();
        assert_eq!((open.validity, open.next), (7, 5));
        assert_eq!(open.newer(4).await.unwrap(), Vec::<u32>::new());
        let began = tokio::time::Instant::now();
        let _open = tokio::time::timeout(Duration::from_secs(10), open.wait(most)).await.expect("ends").unwrap();
        began.elapsed()
    }

    #[tokio::test]
    async fn what_comes_while_others_are_looked_for_is_not_waited_for() {
        assert!(waits("* 2 EXISTS\r\n", "", Duration::from_mins(1)).await < Duration::from_secs(5));
    }

    #[tokio::test]
    async fn a_server_that_is_still_here_is_asked_again_all_the_same() {
        assert!(waits("", "* OK Still here\r\n", Duration::from_millis(400)).await >= Duration::from_millis(400));
    }

    #[tokio::test]
    async fn a_slow_line_is_waited_for_and_a_silent_server_is_not() {
        let (came, patience) = (AtomicU64::new(0), Duration::from_millis(200));
        let slow = async {
            for _ in 0..12 {
                tokio::time::sleep(Duration::from_millis(50)).await;
                came.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<_, ()>(7)
        };
        assert!(matches!(while_it_comes(&came, patience, slow).await, Ok(7)));
        let silent = std::future::pending::<Result<(), ()>>();
        assert!(matches!(while_it_comes(&came, patience, silent).await, Err(NoPost::Lost)));
    }
}
