//! The guard at the door: where a changing request comes from, what a page may load, what is kept where.

use crate::address::Proxies;
use crate::condition::Condition;
use crate::floods::{Floods, Flow, Share, TOKEN};
use crate::problem::{OPERATION, json_failure, json_problem, operation_id};
use crate::routes::Route;
use crate::text::{T, UiTexts};
use crate::visit::{Here, Once, lang_of};
use access::{Begun, Scope, TOKEN_MARK, asked_from, bearer, begin_replay, drop_replay, finish_replay};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use db::App;
use futures::FutureExt as _;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use tower::ServiceExt as _;
use tower_http::compression::CompressionLayer;
use tracing::Instrument as _;
use values::instant::machine_now;
use values::{Arg, Instant, Problem};

/// How cookies are set: over https they are `__Host-` and Secure.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    /// The house is reached by https.
    pub secure: bool,
}

impl Cookies {
    /// The session's cookie name.
    pub const fn session(self) -> &'static str {
        if self.secure { "__Host-butler" } else { "butler" }
    }
    /// A `Set-Cookie` for the session; an empty value ends it.
    pub fn set_session(self, value: &str) -> String {
        let age = if value.is_empty() { 0 } else { 90 * 24 * 3600 };
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}", self.session())
    }
    /// A `Set-Cookie` for the language.
    pub fn set_lang(self, tag: &str) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("lang={tag}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000{secure}")
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Puts the guard before all routes.
/// `table` says which of them are kept free of floods.
pub fn guard(router: Router<App>, app: &App, table: &[Route]) -> Router<App> {
    let floods = Arc::new(Floods::new(table));
    let operations = Arc::new(Operations::new(table));
    let things: Router = router.clone().layer(from_fn(tagged)).with_state(app.clone());
    router
        .layer(from_fn_with_state((app.clone(), things, Arc::clone(&operations)), unchanged))
        .layer(from_fn_with_state((app.clone(), Forgotten::default(), Arc::clone(&operations)), replay))
        .layer(from_fn(tagged))
        .layer(from_fn_with_state(app.clone(), same_site))
        .layer(DefaultBodyLimit::max(FORM))
        .layer(from_fn_with_state((app.clone(), Arc::clone(&floods), operations), program))
        .layer(from_fn_with_state((app.clone(), floods), door))
        .layer(from_fn_with_state(app.clone(), headers))
        .layer(CompressionLayer::new())
}

/// Only our own files, no inline script or style, no frames, no plugins; forms go to us alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
                      manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The address of whoever asks; `None` where the house is asked without a network, as in tests.
pub fn address_of(app: &App, request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>()?.0.ip();
    Some(app.part::<Proxies>().unwrap_or_default().client(peer, request.headers()))
}

/// Counts and times each request, tells its log lines apart, and keeps floods out. Nothing personal is written: the route as it
/// was registered, not as it was asked.
async fn door(State((app, floods)): State<(App, Arc<Floods>)>, request: Request, next: Next) -> Response {
    let begun = machine_now();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let address = address_of(&app, &request);
    // The house itself, and a proxy beside it that it was not told of, are not counted: they would be counted as one.
    let counted = address.filter(|address| !address.is_loopback());
    let operation = operation_id(begun);
    let span = tracing::info_span!("request", %operation, %method, route);
    let flow = floods.flow(method.as_str(), &route);
    let share = flow.zip(counted).map(|(flow, address)| floods.one_more(flow, address, begun));
    let mut response = if share.is_some_and(|share| share.left.is_none()) {
        flooded(&app, request.headers())
    } else {
        let asked = (lang_of(request.headers()), method.clone(), request.uri().clone());
        let answered = async {
            let answered = AssertUnwindSafe(asked_from(counted, next.run(request))).catch_unwind().await;
            answered.unwrap_or_else(|_| Here::of_nobody(&app, asked))
        };
        OPERATION.scope(operation, answered).instrument(span.clone()).await
    };
    if route.starts_with("/api/") {
        limited(&mut response, flow, share, begun);
    }
    let status = response.status().as_u16();
    let micros = machine_now().micros() - begun.micros();
    metrics::counter!("butler_requests_total", "route" => route.clone(), "method" => method.to_string(), "status" => status.to_string()).increment(1);
    metrics::histogram!("butler_request_microseconds", "route" => route).record(u32::try_from(micros).unwrap_or(u32::MAX));
    tracing::debug!(parent: &span, status, micros, "answered");
    response
}

/// States the limit on an answer (`RateLimit` header fields for HTTP), and what is left of it where that was counted.
fn limited(response: &mut Response, flow: Option<Flow>, share: Option<Share>, now: Instant) {
    let said = [("ratelimit-policy", flow.map(Share::policy)), ("ratelimit", share.map(|share| share.rest(now)))];
    for (name, value) in said {
        // A token's share is told before that of its address.
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok())
            && !response.headers().contains_key(name)
        {
            response.headers_mut().insert(name, value);
        }
    }
}

fn flooded(app: &App, headers: &HeaderMap) -> Response {
    let t = T::new(lang_of(headers), app.part::<UiTexts>().unwrap_or_default());
    let mut response = json_problem(&Problem::new(429, "too-many").offer(values::Offer::Retry), &t);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("600"));
    response
}

async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let asset = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("permissions-policy", HeaderValue::from_static("camera=(self), geolocation=(), microphone=()"));
    if app.part::<Cookies>().is_ok_and(|cookies| cookies.secure) {
        // Reached by https once, the house is asked for by https alone for a year.
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if !asset {
        // Pages show personal data: no shared or stored copies.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// The operations of the API, and the scope that each asks of a token.
struct Operations(HashMap<(&'static str, String), Option<Scope>>);

impl Operations {
    fn new(table: &[Route]) -> Self {
        Self(table.iter().filter(|route| route.is_api()).map(|route| ((route.method, route.path.clone()), route.scope())).collect())
    }
    /// What a change is about: the thing at the beginning of its path, where that is shown by itself.
    fn about(&self, route: &str, path: &str) -> Option<String> {
        let parts = route.split('/').position(|part| part.starts_with('{'))? + 1;
        let template = route.split('/').take(parts).collect::<Vec<_>>().join("/");
        self.0.contains_key(&("GET", template)).then(|| path.split('/').take(parts).collect::<Vec<_>>().join("/"))
    }
    fn has_post(&self, path: &str) -> bool {
        self.0.contains_key(&("POST", path.to_owned()))
    }
    fn scope(&self, method: &Method, path: &str) -> Option<&Scope> {
        let method = if matches!(*method, Method::GET | Method::HEAD) { "GET" } else { "POST" };
        self.0.get(&(method, path.to_owned()))?.as_ref()
    }
}

/// The route as it was registered.
fn matched(request: &Request) -> String {
    request.extensions().get::<MatchedPath>().map_or_else(String::new, |path| path.as_str().to_owned())
}

/// A program comes with a token: it asks for its owner, as far as the token's scopes go and as often as its share allows.
/// A token opens the API alone: on a page it counts for nothing.
async fn program(State((app, floods, operations)): State<(App, Arc<Floods>, Arc<Operations>)>, mut request: Request, next: Next) -> Response {
    let secret = bearer_of(request.headers()).filter(|secret| secret.starts_with(TOKEN_MARK)).map(str::to_owned);
    let Some(secret) = secret.filter(|_| request.uri().path().starts_with("/api/")) else {
        return next.run(request).await;
    };
    let t = T::new(lang_of(request.headers()), app.part::<UiTexts>().unwrap_or_default());
    let bearer = match bearer(&app, &secret).await {
        Ok(Some(bearer)) => bearer,
        Ok(None) => {
            let mut response = json_problem(&Problem::new(401, "token-unknown"), &t);
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            return response;
        }
        Err(error) => return json_failure(&error, &t),
    };
    let now = machine_now();
    let share = floods.counted(TOKEN, bearer.id.to_string(), now);
    let needs = operations.scope(request.method(), &matched(&request)).filter(|scope| !bearer.scopes.contains(scope));
    let mut response = match needs {
        _ if share.left.is_none() => flooded(&app, request.headers()),
        Some(scope) => json_problem(&Problem::new(403, "scope-missing").arg("scope", Arg::Text(scope.to_string())), &t),
        None => {
            request.extensions_mut().insert(bearer.actor);
            next.run(request).await
        }
    };
    limited(&mut response, Some(TOKEN), Some(share), now);
    response
}

/// What comes after `Bearer`.
pub(crate) fn bearer_of(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// A changing request must come from our own pages. Browsers say so by `Sec-Fetch-Site` or `Origin`;
/// programs without a browser send neither.
async fn same_site(State(app): State<App>, request: Request, next: Next) -> Response {
    if is_unreadable(request.uri().path()) {
        return Here::nowhere(&app, (lang_of(request.headers()), request.method().clone(), request.uri().clone()));
    }
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || comes_from_us(request.headers()) {
        return next.run(request).await;
    }
    let lang = lang_of(request.headers());
    let texts = app.part::<UiTexts>().unwrap_or_default();
    json_problem(&Problem::new(403, "other-site"), &T::new(lang, texts))
}

/// A path with control characters, NUL among them: nothing of ours is there.
fn is_unreadable(path: &str) -> bool {
    path.split('%').skip(1).any(|part| part.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()).is_some_and(|code| code.is_ascii_control()))
}

fn comes_from_us(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host)),
        (Some(_), None) => false,
    }
}

const KEY: &str = "idempotency-key";

fn is_key(text: &str) -> bool {
    (16..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// Bytes of a form, at most: a megabyte of text in a field, as a browser encodes it, still reaches the rule of that field.
const FORM: usize = 4 << 20;
/// Bytes of a body of the API, at most.
const BODY: usize = 256 * 1024;
/// Bytes of a body that is a file, at most: a little more than a photo may have, so that the photo's own rule answers.
const FILE: usize = 13 << 20;

/// Keys of requests that failed while the database was out of reach: nothing could be written of them. Each is free again as
/// soon as it is sent anew, without waiting for the end of its lease.
#[derive(Clone, Default)]
struct Forgotten(Arc<Mutex<HashSet<Vec<u8>>>>);

impl Forgotten {
    /// More of them than this wait for their lease.
    const MOST: usize = 10_000;

    fn add(&self, scope: Vec<u8>) {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() < Self::MOST {
            keys.insert(scope);
        }
    }
    fn take(&self, scope: &[u8]) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(scope)
    }
}

/// Every POST of the API carries an Idempotency-Key; the same key answers alike and does it once.
async fn replay(State((app, forgotten, operations)): State<(App, Forgotten, Arc<Operations>)>, request: Request, next: Next) -> Response {
    // What is not there, or is not asked like that, is said without a key.
    if request.method() != Method::POST || !operations.has_post(&matched(&request)) {
        return next.run(request).await;
    }
    let t = T::new(lang_of(request.headers()), app.part::<UiTexts>().unwrap_or_default());
    let key = request.headers().get(KEY).and_then(|v| v.to_str().ok()).filter(|k| is_key(k));
    let Some(key) = key else {
        return json_problem(&Problem::new(400, "idempotency-key-missing"), &t);
    };
    let secure = app.part::<Cookies>().is_ok_and(|cookies| cookies.secure);
    let scope = scope(request.uri().path(), key, request.headers(), Cookies { secure });
    let (mut parts, body) = request.into_parts();
    if let Some(id) = scope.first_chunk::<16>() {
        parts.extensions.insert(Once(uuid::Builder::from_custom_bytes(*id).into_uuid()));
    }
    let most = if ["/photos", "/portrait", "/statements"].iter().any(|end| parts.uri.path().ends_with(end)) { FILE } else { BODY };
    let Ok(body) = to_bytes(body, most).await else {
        return json_problem(&Problem::new(413, "too-large"), &t);
    };
    let digest = Sha256::digest(&body).to_vec();
    if forgotten.take(&scope)
        && let Err(error) = drop_replay(&app, &scope).await
    {
        forgotten.add(scope);
        return json_failure(&error, &t);
    }
    match begin_replay(&app, &scope, &digest).await {
        Ok(Begun::Fresh) => {}
        Ok(Begun::Replay { status, kind, body }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let mut response = (status, [("idempotency-replayed", "true")], body).into_response();
            response.headers_mut().remove(header::CONTENT_TYPE);
            if let Some(kind) = HeaderValue::from_str(&kind).ok().filter(|kind| !kind.is_empty()) {
                response.headers_mut().insert(header::CONTENT_TYPE, kind);
            }
            return response;
        }
        Ok(Begun::InFlight) => return json_problem(&Problem::new(409, "in-flight").offer(values::Offer::Retry), &t),
        Ok(Begun::Mismatch) => return json_problem(&Problem::new(422, "idempotency-key-reused"), &t),
        Err(error) => {
            // Its first row may stand, though nobody heard of it.
            forgotten.add(scope);
            return json_failure(&error, &t);
        }
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, 4 * 1024 * 1024).await else {
        return json_problem(&Problem::new(500, "internal"), &t);
    };
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let settled = if is_kept(parts.status) { finish_replay(&app, &scope, parts.status.as_u16(), kind, &body).await } else { drop_replay(&app, &scope).await };
    if let Err(error) = settled {
        tracing::error!(%error, "an answer could not be kept for its idempotency key");
        if parts.status.is_server_error() {
            forgotten.add(scope);
        }
    }
    Response::from_parts(parts, Body::from(body))
}

/// Bytes of an answer that is given a tag.
const TAGGED: usize = 4 << 20;

/// What the API shows carries a tag of its content; whoever has it already is told so (304) and not sent it again.
async fn tagged(request: Request, next: Next) -> Response {
    if request.method() != Method::GET || !request.uri().path().starts_with("/api/v1/") {
        return next.run(request).await;
    }
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).map(str::to_owned);
    let response = next.run(request).await;
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if response.status() != StatusCode::OK || !is_json {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, TAGGED).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let tag = Sha256::digest(&body).iter().take(12).fold(String::new(), |tag, byte| format!("{tag}{byte:02x}"));
    let tag = format!("\"{tag}\"");
    if let Ok(value) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, value);
    }
    if known.is_some_and(|known| is_among(&known, &tag)) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(body))
}

/// A change with `If-Match` is done only while what it is about is as its tag says: what is shown of it now is asked for first, by the
/// same person in the same language, and that nobody has changed it since is asked in the transaction that writes, so that it holds over
/// all processes ([`Condition`]). A change that was done and is sent again is answered alike.
async fn unchanged(State((app, things, operations)): State<(App, Router, Arc<Operations>)>, request: Request, next: Next) -> Response {
    // What cannot be read is no tag of ours.
    let tags = request.headers().get(header::IF_MATCH).map(|tags| tags.to_str().unwrap_or_default().to_owned());
    let about = operations.about(&matched(&request), request.uri().path()).filter(|_| request.method() == Method::POST);
    let (Some(tags), Some(about)) = (tags, about) else {
        return next.run(request).await;
    };
    let Some(shown) = shown_now(&request, &about) else {
        return next.run(request).await;
    };
    let t = T::new(lang_of(request.headers()), app.part::<UiTexts>().unwrap_or_default());
    let changed = || json_problem(&Problem::new(412, "changed-meanwhile").offer(values::Offer::Retry), &t);
    let condition = match Condition::of(&app, &about).await {
        Ok(condition) => Arc::new(condition),
        Err(error) => return json_failure(&error, &t),
    };
    let Ok(now) = things.oneshot(shown).await;
    match now.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()) {
        Some(tag) if is_among(&tags, tag) => {
            let premise: Arc<dyn db::Premise> = condition.clone();
            let answer = db::on_premise(premise, next.run(request)).await;
            if condition.is_broken() { changed() } else { answer }
        }
        Some(_) => changed(),
        // Nothing of it is to be seen: why, is said.
        None => now,
    }
}

/// The request that shows a thing, asked by whoever asks to change it.
fn shown_now(request: &Request, about: &str) -> Option<Request> {
    let mut shown = Request::builder().method(Method::GET).uri(about).body(Body::empty()).ok()?;
    for name in [header::AUTHORIZATION, header::COOKIE, header::ACCEPT_LANGUAGE, header::HOST] {
        if let Some(value) = request.headers().get(&name) {
            shown.headers_mut().insert(name, value.clone());
        }
    }
    if let Some(actor) = request.extensions().get::<access::Actor>() {
        shown.extensions_mut().insert(*actor);
    }
    Some(shown)
}

/// Is the tag one of these, `"a", W/"b"`, or are they all?
fn is_among(tags: &str, tag: &str) -> bool {
    tags.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

/// Who asks, what, and the key: of the cookies the session alone, so that a change of language is no other request.
fn scope(path: &str, key: &str, headers: &HeaderMap, cookies: Cookies) -> Vec<u8> {
    let session = cookie(headers, cookies.session()).unwrap_or_default();
    let bearer = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
    let parts: [&[u8]; 4] = [path.as_bytes(), key.as_bytes(), session.as_bytes(), bearer];
    parts.into_iter().fold(Sha256::new(), |hash, part| hash.chain_update(part).chain_update([0])).finalize().to_vec()
}

/// Whoever signs in, waits, or finds the state changed sends the same again, and then means it anew; so after a failure of ours.
fn is_kept(status: StatusCode) -> bool {
    let passing = [StatusCode::UNAUTHORIZED, StatusCode::CONFLICT, StatusCode::PRECONDITION_FAILED, StatusCode::TOO_MANY_REQUESTS];
    !status.is_server_error() && !passing.contains(&status)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse::<header::HeaderName>().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn another_site_cannot_post_for_somebody_signed_in() {
        assert!(comes_from_us(&headers(&[("sec-fetch-site", "same-origin"), ("origin", "null")])));
        assert!(comes_from_us(&headers(&[("origin", "http://house.example"), ("host", "house.example")])));
        assert!(comes_from_us(&headers(&[("host", "house.example")])));
        assert!(!comes_from_us(&headers(&[("sec-fetch-site", "cross-site"), ("host", "house.example")])));
        assert!(!comes_from_us(&headers(&[("sec-fetch-site", "same-site"), ("origin", "http://house.example"), ("host", "house.example")])));
        assert!(!comes_from_us(&headers(&[("origin", "https://evil.example"), ("host", "house.example")])));
        assert!(!comes_from_us(&headers(&[("origin", "null"), ("host", "house.example")])));
    }

    #[test]
    fn a_path_that_nobody_can_type_leads_nowhere() {
        assert!(["/services/%00/changes", "/%1f", "/a%0Ab", "/%7F"].into_iter().all(is_unreadable));
        assert!(!["/services/%D0%90", "/%20", "/100%", "/%zz"].into_iter().any(is_unreadable));
    }

    #[test]
    fn what_is_known_already_is_found_among_the_tags() {
        assert!(is_among("\"a\"", "\"a\"") && is_among("\"b\", W/\"a\"", "\"a\"") && is_among("*", "\"a\""));
        assert!(!is_among("\"b\"", "\"a\"") && !is_among("", "\"a\"") && !is_among("a", "\"a\""));
    }

    #[test]
    fn another_language_is_the_same_request_and_another_person_is_not() {
        let of = |cookies: &'static str| scope("/api/v1/quotes", "key", &headers(&[("cookie", cookies)]), Cookies { secure: false });
        assert_eq!(of("butler=anna; lang=en"), of("lang=ru; butler=anna"));
        assert_ne!(of("butler=anna"), of("butler=maria"));
        let bearer = scope("/api/v1/quotes", "key", &headers(&[("authorization", "Bearer anna")]), Cookies { secure: false });
        assert_ne!(of("butler=anna"), bearer);
    }

    #[test]
    fn an_answer_that_may_change_is_not_kept() {
        let kept = |status: u16| is_kept(StatusCode::from_u16(status).unwrap());
        assert!([200, 201, 303, 400, 403, 404, 422].into_iter().all(kept));
        assert!(![401, 409, 412, 429, 500, 503].into_iter().any(kept));
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let headers = headers(&[("cookie", "a=1; butler=tok=en; lang=en")]);
        assert_eq!(cookie(&headers, "butler"), Some("tok=en"));
        assert_eq!(cookie(&headers, "utler"), None);
    }
}
