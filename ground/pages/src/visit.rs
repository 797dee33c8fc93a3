//! One request as a page sees it: who, in which language, from where.

use crate::form::Form;
use crate::guard::{Cookies, bearer_of, cookie};
use crate::problem::{Refused, json_problem};
use crate::routes::{Gate, Routes};
use crate::shell::{Head, Nav, Place, Shell};
use crate::text::{T, UiTexts};
use access::{Actor, Resource, Role, Token, session};
use askama::Template;
use axum::extract::{FromRequestParts, State};
use axum::http::header::{self, HeaderMap};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use db::App;
use households::ClientId;
use messaging::words;
use std::sync::Arc;
use uuid::Uuid;
use values::{Explain, Lang, Problem};

/// The request.
#[derive(Clone)]
pub struct Here {
    /// The house.
    pub app: App,
    /// Who is asking.
    pub actor: Actor,
    /// The texts in their language.
    pub t: T,
    /// The path with its query.
    pub path: String,
    /// How it is asked: only what was looked at can be looked at again.
    pub method: Method,
    /// The query.
    pub query: Form,
    /// Asked for by htmx: a part of a page is enough.
    pub hx: bool,
    once: Option<Once>,
    /// Where a refusal stands.
    pub(crate) shell: Shell,
    brand: Arc<catalog::Brand>,
    /// The name of whoever sits at the desk.
    who: String,
}

/// What follows from an Idempotency-Key, its path and whoever sends it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Once(pub(crate) Uuid);

impl FromRequestParts<App> for Here {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let error = match Self::of(parts, app).await {
            Ok(here) => return Ok(here),
            Err(error) => error,
        };
        // Who asks is not known: they are told what a visitor would be.
        Err(Self::failed(app, (lang_of(&parts.headers), parts.method.clone(), parts.uri.clone()), &error))
    }
}

/// What is kept of a request to answer it when all else failed: its reader's language, how and where it was asked.
type Asked = (Lang, Method, Uri);

impl Here {
    async fn of(parts: &Parts, app: &App) -> Result<Self, db::DbError> {
        let (headers, uri): (&HeaderMap, &Uri) = (&parts.headers, &parts.uri);
        let cookies = app.part::<Cookies>()?;
        let actor = match (parts.extensions.get::<Actor>(), bearer_of(headers).or_else(|| cookie(headers, cookies.session()))) {
            // Come with a token, and looked up at the door.
            (Some(actor), _) => *actor,
            (None, Some(value)) => session(&app.read().await?, &Token::from_cookie(value)).await?,
            (None, None) => Actor::Visitor,
        };
        let who = match actor {
            Actor::Staff(id, _) if uri.path().starts_with("/desk") => {
                let id = people::PersonId::from(id);
                people::names(&app.read().await?, &[id]).await?.remove(&id).map(|name| name.full()).unwrap_or_default()
            }
            _ => String::new(),
        };
        let asked = (lang_of(headers), parts.method.clone(), uri.clone());
        // Clients and their people are spoken to as they like it; programs are told everything as everybody is.
        let reader = actor.client().and_then(|_| actor.subject()).filter(|_| !uri.path().starts_with("/api/"));
        let thou = is_thou(app, asked.0, reader).await?;
        let (once, shell) = (parts.extensions.get::<Once>().copied(), parts.extensions.get::<Shell>().copied().unwrap_or(Shell::Site));
        let here = Self::as_asked_by(actor, who, asked, app)?;
        Ok(Self { hx: headers.contains_key("hx-request"), once, shell, t: here.t.on_terms(thou), ..here })
    }

    /// The same to whoever opened a link of this client's: it speaks as the client is spoken to. A client who is signed in, or one of their
    /// people, is known already.
    pub async fn in_words_for(self, client: Option<ClientId>) -> Result<Self, Refused> {
        if self.actor.client().is_some() {
            return Ok(self);
        }
        let thou = is_thou(&self.app, self.lang(), client.map(Uuid::from)).await.map_err(|e| self.refuse(&e))?;
        Ok(Self { t: self.t.on_terms(thou), ..self })
    }

    /// A failure of ours, told to whoever asked.
    fn failed(app: &App, asked: Asked, error: &impl Explain) -> Response {
        match Self::as_asked_by(Actor::Visitor, String::new(), asked, app) {
            Ok(here) if here.path.starts_with("/api/") => here.api(error).into_response(),
            Ok(here) => here.refuse(error).into_response(),
            Err(twice) => {
                tracing::error!(%error, %twice, "a request could not be answered");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }

    /// The same, where the program broke at its work.
    pub(crate) fn of_nobody(app: &App, asked: Asked) -> Response {
        Self::failed(app, asked, &db::DbError::Other("a handler panicked".to_owned()))
    }

    /// There is no such page, before it is looked at who asks.
    pub(crate) fn nowhere(app: &App, asked: Asked) -> Response {
        match Self::as_asked_by(Actor::Visitor, String::new(), asked, app) {
            Ok(here) if here.path.starts_with("/api/") => json_problem(&Problem::new(404, "not-found"), &here.t),
            Ok(here) => here.not_found().into_response(),
            Err(_) => StatusCode::NOT_FOUND.into_response(),
        }
    }

    fn as_asked_by(actor: Actor, who: String, (lang, method, uri): Asked, app: &App) -> Result<Self, db::DbError> {
        Ok(Self {
            who,
            actor,
            t: T::new(lang, app.part::<UiTexts>()?),
            method,
            path: uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string),
            query: Form::of_query(uri.query().unwrap_or_default()),
            hx: false,
            once: None,
            shell: Shell::Site,
            brand: catalog::brand(app)?,
            app: app.clone(),
        })
    }

    /// The session's token, to end it.
    pub fn token(headers: &HeaderMap, cookies: Cookies) -> Option<Token> {
        cookie(headers, cookies.session()).map(Token::from_cookie)
    }

    /// The id of what this request makes: the same whenever a program sends it again with its Idempotency-Key, so that what was made
    /// before the answer could be kept is found and not made twice.
    pub fn once(&self) -> Uuid {
        self.once.map_or_else(|| self.app.fresh_id(), |Once(id)| id)
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.t.lang
    }

    /// The house's phone as a link.
    pub fn phone_href(&self) -> String {
        format!("tel:{}", self.brand.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>())
    }

    /// What the shell needs.
    pub fn head(&self, shell: Shell, title: &str) -> Head {
        let lang = self.lang();
        let nav = self.app.part::<Nav>().unwrap_or_default();
        let bare = self.path.split('?').next().unwrap_or_default();
        let desk = shell == Shell::Desk;
        let place = |item: &crate::shell::NavItem, begins| Place {
            begins,
            href: item.href,
            label: self.t.get(item.label),
            key: item.key,
            find: item.find.map(|key| self.t.get(key)).unwrap_or_default(),
            current: item.href == bare || (item.href != "/desk" && bare.starts_with(item.href)),
        };
        let shown = |item: &crate::shell::NavItem| item.act.is_none_or(|act| self.actor.may(act, &Resource::default()).is_ok());
        let mut last = None;
        let rail =
            nav.0.iter().filter(|item| shown(item)).map(|item| place(item, last.replace(item.group()).is_some_and(|group| group != item.group()))).collect();
        let role = match self.actor {
            Actor::Staff(_, Role::Cleaner) => "role-cleaner",
            Actor::Staff(_, Role::Manager) => "role-manager",
            Actor::Staff(_, Role::Owner) => "role-owner",
            Actor::Client(_) | Actor::Member(_) | Actor::House | Actor::Visitor => "role-client",
        };
        Head {
            t: self.t.clone(),
            title: title.to_owned(),
            brand: self.brand.name.of(lang).to_owned(),
            city: self.brand.city.of(lang).to_owned(),
            phone: self.brand.phone.clone(),
            phone_href: self.phone_href(),
            css: shell.css(),
            scripts: shell.scripts(),
            path: self.way_back(),
            signed_in: self.actor.subject().is_some(),
            rail: if desk { rail } else { Vec::new() },
            who: self.who.clone(),
            role: self.t.get(role),
            clock: self.app.clock_moves().then(|| words::time(self.app.now())),
            demo: self.app.is_demo(),
        }
    }

    /// Where to go after signing in: a path of ours, or `home`.
    pub fn back(&self, to: &str, home: &str) -> String {
        if is_ours(to) { to.to_owned() } else { home.to_owned() }
    }

    /// Where this can be looked at again: the page itself, or, after a form, the home of its section.
    pub fn way_back(&self) -> String {
        if matches!(self.method, Method::GET | Method::HEAD) { self.path.clone() } else { section_home(&self.path) }
    }
}

/// Is this reader on first-name terms with us, and does the language have words of its own for it?
async fn is_thou(app: &App, lang: Lang, reader: Option<Uuid>) -> Result<bool, db::DbError> {
    match reader {
        Some(reader) if lang == Lang::Ru => households::is_on_first_name_terms(&app.read().await?, reader).await,
        _ => Ok(false),
    }
}

/// A path of this site. Two slashes would lead to another one, and so would a backslash or a control character,
/// which browsers turn into a slash or leave out.
fn is_ours(to: &str) -> bool {
    to.starts_with('/') && !to.starts_with("//") && !to.chars().any(|c| c == '\\' || c.is_control())
}

/// The page from which a form of this path is sent.
fn section_home(path: &str) -> String {
    let mut parts = path.split(['?', '/']).skip(1);
    match (parts.next(), parts.next(), parts.next()) {
        (Some("my"), ..) => "/my".to_owned(),
        (Some("work"), Some("visits"), Some(id)) if !id.is_empty() => format!("/work/visits/{id}"),
        (Some("work"), ..) => "/work".to_owned(),
        (Some("desk"), ..) => "/desk".to_owned(),
        (Some("sign-in"), Some("staff"), _) => "/sign-in/staff".to_owned(),
        (Some("sign-in"), ..) => "/sign-in".to_owned(),
        (Some("requests"), ..) => "/services".to_owned(),
        (Some("jobs"), Some(mark), _) if !mark.is_empty() => format!("/jobs/{mark}"),
        _ => "/".to_owned(),
    }
}

/// The language of a request: the cookie, else what the browser prefers, else Russian.
pub(crate) fn lang_of(headers: &HeaderMap) -> Lang {
    if let Some(lang) = cookie(headers, "lang").and_then(Lang::parse) {
        return lang;
    }
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    // Browsers list by preference already; weights other than the order are rare enough to leave out.
    accepted.split(',').find_map(|part| Lang::parse(part.split(';').next().unwrap_or_default())).unwrap_or_default()
}

/// A page.
pub fn page(template: &impl Template) -> Response {
    page_with(StatusCode::OK, template)
}

pub(crate) fn page_with(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// After a form: go and look (303).
pub fn redirect(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to.to_owned())]).into_response()
}

/// After signing in: on, with the session in the cookie.
pub fn signed_in(app: &App, token: &Token, to: &str) -> Response {
    with_cookie(redirect(to), &cookies(app).set_session(token.as_str()))
}

/// A page that is shown to whoever has just come in, with the session in the cookie.
pub fn with_session(app: &App, token: &Token, shown: Response) -> Response {
    with_cookie(shown, &cookies(app).set_session(token.as_str()))
}

/// After signing out.
pub fn signed_out(app: &App, to: &str) -> Response {
    with_cookie(redirect(to), &cookies(app).set_session(""))
}

fn cookies(app: &App) -> Cookies {
    app.part::<Cookies>().map_or(Cookies { secure: true }, |cookies| *cookies)
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = cookie.parse() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

pub(crate) fn encode(path: &str) -> String {
    serde_urlencoded::to_string([("", path)]).unwrap_or_default().trim_start_matches('=').to_owned()
}

/// The change of language.
pub fn language_routes() -> Routes {
    Routes::new().post("/language", Gate::Open("a language is chosen before anything else"), change)
}

async fn change(State(app): State<App>, here: Here, form: Form) -> Response {
    let lang = Lang::parse(form.get("lang")).unwrap_or(here.lang());
    with_cookie(redirect(&here.back(form.get("back"), "/")), &cookies(&app).set_lang(lang.tag()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_survives_the_door() {
        assert_eq!(encode("/my?a=1&b=2"), "%2Fmy%3Fa%3D1%26b%3D2");
    }

    #[test]
    fn after_a_form_the_way_back_is_a_page_that_can_be_looked_at() {
        let homes = [
            ("/my/visits/7/redo", "/my"),
            ("/work/visits/7/answers?x=/desk", "/work/visits/7"),
            ("/work", "/work"),
            ("/desk/order/7/8", "/desk"),
            ("/desk?day=2026-11-24", "/desk"),
            ("/sign-in/code", "/sign-in"),
            ("/sign-in/staff", "/sign-in/staff"),
            ("/myriad", "/"),
            ("/bookings/7/code", "/"),
            ("/requests", "/services"),
            ("/jobs/mark/words", "/jobs/mark"),
            ("/", "/"),
        ];
        for (path, home) in homes {
            assert_eq!(section_home(path), home, "{path}");
        }
    }

    #[test]
    fn only_a_path_of_ours_is_gone_back_to() {
        assert!(is_ours("/my?booked=1") && is_ours("/"));
        for to in ["//evil.example", "/\t/evil.example", "/\n/evil.example", "/\\evil.example", "https://evil.example", "evil", ""] {
            assert!(!is_ours(to), "{to:?}");
        }
    }

    #[test]
    fn the_browser_says_the_language_and_the_cookie_has_the_last_word() {
        let headers = |accept: &str, cookie: &str| {
            let mut map = HeaderMap::new();
            map.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
            map.insert(header::COOKIE, cookie.parse().unwrap());
            map
        };
        assert_eq!(lang_of(&headers("de-DE,en;q=0.8,ru;q=0.5", "")), Lang::En);
        assert_eq!(lang_of(&headers("en", "lang=ru")), Lang::Ru);
        assert_eq!(lang_of(&headers("fr", "")), Lang::Ru);
    }
}
