//! The house's mailbox, by IMAP. Mail is looked at there and left as it is: what was taken is known by what the house keeps.

use crate::Secret;
use async_imap::{Client, Session};
use futures::TryStreamExt as _;
use percent_encoding::percent_decode_str;
use std::fmt;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Url;
use values::Instant;

/// How long the server may take for one command.
const PATIENCE: Duration = Duration::from_secs(30);
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
        let mut client = Client::new(wire);
        in_time(client.read_response()).await?;
        let login = tokio::time::timeout(PATIENCE, client.login(&self.user, &self.password.0)).await.map_err(|_| NoPost::Lost)?;
        let mut session = login.map_err(|_| NoPost::Shut)?;
        let idles = in_time(session.capabilities()).await?.has_str("IDLE");
        let mailbox = in_time(session.select(&self.folder)).await?;
        let validity = mailbox.uid_validity.ok_or(NoPost::Lost)?;
        Ok(Open { session, validity, idles })
    }
}

/// An opened mailbox.
pub struct Open {
    session: Session<Box<dyn Wire>>,
    /// As long as it stays, the numbers in it do.
    pub validity: u32,
    idles: bool,
}

impl Open {
    /// The numbers of all that lie there after one, in their order.
    pub async fn newer(&mut self, after: u32) -> Result<Vec<u32>, NoPost> {
        let Some(next) = after.checked_add(1) else { return Ok(Vec::new()) };
        let found = in_time(self.session.uid_search(format!("UID {next}:*"))).await?;
        // A server answers with the last one where none is newer.
        let mut found: Vec<u32> = found.into_iter().filter(|uid| *uid > after).collect();
        found.sort_unstable();
        Ok(found)
    }

    /// These mails, in their order; one that was taken away meanwhile is not among them.
    pub async fn fetch(&mut self, uids: &[u32]) -> Result<Vec<Posted>, NoPost> {
        let list = |uids: &[u32]| uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        let sizes = self.ask(&list(uids), "(UID RFC822.SIZE)").await?;
        let (small, large): (Vec<u32>, Vec<u32>) =
            uids.iter().partition(|uid| sizes.iter().all(|one| one.uid != Some(**uid) || one.size.is_none_or(|size| size <= LARGEST)));
        let mut posted = Vec::with_capacity(uids.len());
        for (uids, what) in [(small, "(UID INTERNALDATE BODY.PEEK[])"), (large, "(UID INTERNALDATE BODY.PEEK[HEADER])")] {
            if uids.is_empty() {
                continue;
            }
            for one in self.ask(&list(&uids), what).await? {
                let raw = one.body().or_else(|| one.header()).map(<[u8]>::to_vec);
                let came_at = one.internal_date().map(|at| Instant::from_micros(at.timestamp_micros()));
                posted.extend(one.uid.filter(|uid| uids.contains(uid)).zip(raw).map(|(uid, raw)| Posted { uid, raw, came_at }));
            }
        }
        posted.sort_by_key(|one| one.uid);
        posted.dedup_by_key(|one| one.uid);
        Ok(posted)
    }

    async fn ask(&mut self, uids: &str, what: &str) -> Result<Vec<async_imap::types::Fetch>, NoPost> {
        in_time(async { self.session.uid_fetch(uids, what).await?.try_collect().await }).await
    }

    /// Waits until something may have come, or so long.
    pub async fn wait(mut self, most: Duration) -> Result<Self, NoPost> {
        if !self.idles {
            tokio::time::sleep(AGAIN.min(most)).await;
            in_time(self.session.noop()).await?;
            return Ok(self);
        }
        let mut idle = self.session.idle();
        in_time(idle.init()).await?;
        {
            let (told, _stop) = idle.wait_with_timeout(most);
            told.await.map_err(|_| NoPost::Lost)?;
        }
        let session = in_time(idle.done()).await?;
        Ok(Self { session, ..self })
    }

    /// Says goodbye.
    pub async fn close(mut self) {
        let _gone = in_time(self.session.logout()).await;
    }
}
