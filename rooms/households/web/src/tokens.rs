//! Tokens of programs: whoever sits at the desk makes one for what a program may do for them, and revokes it by one press.

use access::{KEEP_TOKENS, KeptToken, NewToken, Resource, Role, Scope, TOKEN_DAYS, make_token, revoke_token};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, Table, page, redirect, scopes_of, summary};
use people::PersonId;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use values::{Instant, Problem};

/// A room, and what a token may be given of it.
pub(crate) struct RoomRow {
    pub(crate) name: String,
    pub(crate) read: Option<Tick>,
    pub(crate) write: Option<Tick>,
}

/// A scope to tick.
pub(crate) struct Tick {
    pub(crate) scope: String,
    pub(crate) on: bool,
}

/// A token that stands.
pub(crate) struct TokenRow {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Whose it is; empty where it is the reader's own.
    pub(crate) whose: String,
    /// `visits:read`, …
    pub(crate) scopes: Vec<String>,
    /// Until when, and when it was last used.
    pub(crate) dates: String,
}

#[derive(Template)]
#[template(path = "tokens.html")]
pub(crate) struct TokensPage {
    pub(crate) head: Head,
    /// The secret, shown this once.
    pub(crate) made: String,
    pub(crate) tokens: Vec<TokenRow>,
    pub(crate) name: Field,
    pub(crate) rooms: Vec<RoomRow>,
    pub(crate) scope_fault: String,
    /// Days, words, chosen.
    pub(crate) days: Vec<(i64, String, bool)>,
    pub(crate) days_fault: String,
    pub(crate) faults: Vec<(String, String)>,
    pub(crate) fresh: String,
}

/// The scopes there are for whoever sits here.
fn open(here: &Here) -> BTreeSet<Scope> {
    let role = match here.actor {
        access::Actor::Staff(_, role) => role,
        _ => Role::Cleaner,
    };
    here.app.part::<Table>().map(|table| scopes_of(&table.0, role)).unwrap_or_default()
}

fn rooms(here: &Here, form: &Form) -> Vec<RoomRow> {
    let chosen = form.all("scope");
    let mut rows: BTreeMap<String, RoomRow> = BTreeMap::new();
    for scope in open(here) {
        let key = format!("households-scope-{}", scope.room);
        let name = if here.t.has(&key) { here.t.get(&key) } else { scope.room.clone() };
        let row = rows.entry(scope.room.clone()).or_insert(RoomRow { name, read: None, write: None });
        let words = scope.to_string();
        let tick = Some(Tick { on: chosen.contains(&words), scope: words });
        if scope.writes { row.write = tick } else { row.read = tick }
    }
    rows.into_values().collect()
}

async fn rows(here: &Here) -> Result<Vec<TokenRow>, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let kept = access::tokens(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let others: Vec<PersonId> = kept.iter().filter(|token| here.actor.subject() != Some(token.person)).map(|token| token.person.into()).collect();
    let names = people::names(&db, &others).await.map_err(|e| here.refuse(&e))?;
    let now = values::instant::machine_now();
    let row = |token: &KeptToken| TokenRow {
        id: token.id.to_string(),
        name: token.name.clone(),
        whose: names.get(&PersonId::from(token.person)).map(people::Name::full).unwrap_or_default(),
        scopes: token.scopes.iter().map(Scope::to_string).collect(),
        dates: dates(here, token, now),
    };
    Ok(kept.iter().map(row).collect())
}

fn dates(here: &Here, token: &KeptToken, now: Instant) -> String {
    let used = token.used_at.map_or_else(|| here.t.get("households-token-unused"), |at| here.t.with("households-token-used", "at", &here.t.moment(&at)));
    let ends = here.t.with("households-token-ends", "at", &here.t.dated(&token.ends_at, now));
    format!("{ends} {used}")
}

async fn tokens_page(here: &Here, form: &Form, made: String, problem: Option<&Problem>) -> Result<TokensPage, Refused> {
    let fault = |name: &str| problem.and_then(|p| p.fields.iter().find(|f| f.field == name)).map(|f| here.t.fault(f)).unwrap_or_default();
    let mut name = Field::new(here, form, "name", Kind::Text, "off").blame(here, problem);
    name.label = here.t.get("households-token-name");
    name.hint = here.t.get("households-token-name-hint");
    let days = TOKEN_DAYS.map(|days| {
        (days, here.t.num("households-token-days", "n", &days), form.get("days") == days.to_string() || (form.get("days").is_empty() && days == 90))
    });
    let (scope_fault, days_fault) = (fault("scope"), fault("days"));
    let mut faults = summary(&[&name]);
    if !scope_fault.is_empty() {
        faults.push(("scopes".to_owned(), format!("{}: {scope_fault}", here.t.get("households-token-scopes"))));
    }
    Ok(TokensPage {
        made,
        tokens: rows(here).await?,
        name,
        rooms: rooms(here, form),
        scope_fault,
        days: days.into(),
        days_fault,
        faults,
        fresh: form.get("fresh").parse::<Uuid>().unwrap_or_else(|_| here.app.fresh_id()).to_string(),
        head: here.head(Shell::Desk, &here.t.get("households-tokens-title")),
    })
}

/// The page.
pub(crate) async fn get_tokens(here: Here) -> Result<Response, Refused> {
    here.actor.may(KEEP_TOKENS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    Ok(page(&tokens_page(&here, &Form::default(), String::new(), None).await?))
}

/// A new token: its secret stands on the page this once, nothing of it is kept.
pub(crate) async fn post_token(here: Here, form: Form) -> Result<Response, Refused> {
    let asked = NewToken {
        id: form.get("fresh").parse().unwrap_or_else(|_| here.app.fresh_id()),
        name: form.get("name").to_owned(),
        scopes: form.all("scope"),
        days: form.get("days").parse().unwrap_or_default(),
    };
    match make_token(&here.app, &here.actor, &asked, &open(&here)).await {
        Ok(secret) => Ok(page(&tokens_page(&here, &Form::default(), secret.as_str().to_owned(), None).await?)),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            here.again(&error, &tokens_page(&here, &form, String::new(), Some(&problem)).await?)
        }
    }
}

/// Revoked, at once.
pub(crate) async fn post_revoke(here: Here, Path(token): Path<Uuid>) -> Result<Response, Refused> {
    revoke_token(&here.app, &here.actor, token).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect("/desk/tokens"))
}
