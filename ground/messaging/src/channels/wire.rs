//! One request by HTTP/1.1 to a channel, with its certificate proved against the authorities of the browsers. No proxy, no redirect,
//! no cookie; a connection for each request.

use super::{BadChannel, Refusal};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt as _, Full};
use hyper::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue, LOCATION, RETRY_AFTER, USER_AGENT};
use hyper::{Method, Request, Uri};
use hyper_util::rt::TokioIo;
use jiff::SignedDuration;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

/// How long a channel may take to answer. With the way to it, shorter than a worker's lease.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the way to it may take: the line, and then its certificate.
pub(super) const WAY: Duration = Duration::from_secs(4);
/// Bytes of an answer that are read.
const ANSWER: usize = 64 * 1024;

/// A way out by HTTP.
#[derive(Clone)]
pub(crate) struct Http {
    tls: TlsConnector,
}

/// What is asked.
pub(crate) struct Call<'a> {
    pub method: Method,
    pub url: &'a str,
    pub headers: Vec<(&'a str, &'a str)>,
    pub body: String,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: u16,
    pub retry_after: Option<i64>,
    /// Where it lies instead.
    pub location: Option<String>,
    pub body: Bytes,
}

impl Answer {
    /// What stands at a pointer (RFC 6901) of the JSON body; null where there is nothing.
    pub(crate) fn at(&self, pointer: &str) -> serde_json::Value {
        let body: serde_json::Value = serde_json::from_slice(&self.body).unwrap_or_default();
        body.pointer(pointer).cloned().unwrap_or_default()
    }

    /// Not now; after so many seconds, where the answer says so in its own words or in its header.
    pub(crate) fn not_now(&self, seconds: Option<i64>) -> Refusal {
        // Nobody waits for a day because a server says so.
        let after = seconds.or(self.retry_after).map(|seconds| SignedDuration::from_secs(seconds.clamp(1, 3600)));
        Refusal::Later { why: format!("status {}", self.status), after }
    }
}

/// Settings that no request can be made of are found when the house opens.
pub(crate) fn is_address(url: &str) -> bool {
    url.parse::<Uri>().is_ok_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some())
}

/// Believes the authorities of the browsers, and those of the file.
pub(crate) fn tls(more: Option<&Path>) -> Result<TlsConnector, BadChannel> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.into() };
    if let Some(file) = more {
        let bad = |e: String| BadChannel("ca_file", format!("{}: {e}", file.display()));
        for certificate in CertificateDer::pem_file_iter(file).map_err(|e| bad(e.to_string()))? {
            roots.add(certificate.map_err(|e| bad(e.to_string()))?).map_err(|e| bad(e.to_string()))?;
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| BadChannel("ca_file", e.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

impl Http {
    /// Believes the authorities of the browsers, and those of the file.
    pub(crate) fn new(more: Option<&Path>) -> Result<Self, BadChannel> {
        Ok(Self { tls: tls(more)? })
    }

    /// Asks, and reads the answer. Where no way leads is asked again later; of what was handed over and not answered nobody knows
    /// whether it was heard. The cause may repeat the address, and the address a token or a phone: it goes no further.
    pub(crate) async fn ask(&self, call: Call<'_>) -> Result<Answer, Refusal> {
        let answer = self.ask_for(call, ANSWER + 1, PATIENCE).await?;
        if answer.body.len() > ANSWER { Err(Refusal::Unknown("the answer broke off".to_owned())) } else { Ok(answer) }
    }

    /// The same for so many bytes of an answer, which may take so long. What is longer is cut off.
    pub(crate) async fn ask_for(&self, call: Call<'_>, most: usize, patience: Duration) -> Result<Answer, Refusal> {
        self.ask_at(call, None, most, patience).await
    }

    /// The same at this address and no other, whatever the name says by now.
    pub(super) async fn ask_at(&self, call: Call<'_>, at: Option<SocketAddr>, most: usize, patience: Duration) -> Result<Answer, Refusal> {
        let unfit = || Refusal::Unfit("the address of the channel".to_owned());
        let uri: Uri = call.url.parse().map_err(|_| unfit())?;
        let host = uri.host().ok_or_else(unfit)?.to_owned();
        let is_secure = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if is_secure { 443 } else { 80 });
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let mut request = Request::new(Full::new(Bytes::from(call.body)));
        *request.method_mut() = call.method;
        *request.uri_mut() = path.parse().map_err(|_| unfit())?;
        let authority = uri.authority().map_or(host.as_str(), |authority| authority.as_str());
        let headers = request.headers_mut();
        headers.insert(HOST, HeaderValue::from_str(authority).map_err(|_| unfit())?);
        headers.insert(USER_AGENT, HeaderValue::from_static("butler"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in call.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit())?;
            headers.insert(name, HeaderValue::from_str(value).map_err(|_| unfit())?);
        }
        let line = async {
            match at {
                Some(at) => TcpStream::connect(at).await,
                None => TcpStream::connect((host.trim_matches(['[', ']']), port)).await,
            }
        };
        let line = tokio::time::timeout(WAY, line).await;
        let stream = line.map_err(|_| Refusal::later("no way to it in time"))?.map_err(|_| Refusal::later("out of reach"))?;
        if is_secure {
            let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).map_err(|_| unfit())?;
            let proved = tokio::time::timeout(WAY, self.tls.connect(name, stream)).await;
            let stream = proved.map_err(|_| Refusal::later("no certificate in time"))?.map_err(|_| Refusal::later("its certificate is not believed"))?;
            exchange(stream, request, most, patience).await
        } else {
            exchange(stream, request, most, patience).await
        }
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
    most: usize,
    patience: Duration,
) -> Result<Answer, Refusal> {
    let unknown = |why: &str| Refusal::Unknown(why.to_owned());
    // Nothing has left the house yet.
    let shaken = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = shaken.map_err(|_| Refusal::later("the line broke"))?;
    let answer = async {
        let response = sender.send_request(request).await.map_err(|_| unknown("the line broke"))?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (mut body, mut read) = (response.into_body(), BytesMut::new());
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| unknown("the answer broke off"))?;
            let some = frame.data_ref().map(|some| some.slice(..some.len().min(most - read.len()))).unwrap_or_default();
            read.extend_from_slice(&some);
            if read.len() >= most {
                break;
            }
        }
        Ok(Answer { status, retry_after, location, body: read.freeze() })
    };
    let heard = async move {
        tokio::pin!(answer, connection);
        tokio::select! {
            biased;
            answer = &mut answer => answer,
            // All was read from the line: what is left of the answer lies in memory.
            _closed = &mut connection => answer.await,
        }
    };
    let answered = tokio::time::timeout(patience, heard).await;
    answered.map_err(|_| unknown("no answer in time"))?
}
