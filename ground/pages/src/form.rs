//! Forms: what was typed, kept; what is wrong, beside its field.

use crate::visit::{Here, page};
use askama::Template;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse as _, Response};
use db::App;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::unseen::{UNSEEN, is_unseen};
use values::{Explain, Problem};

/// A form or a query as it came, in order, with repeated names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// From a query string.
    pub fn of_query(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        // A query only asks: what nobody can have typed is left out.
        Self(pairs.into_iter().map(|(name, value)| (name, value.replace(is_unseen, ""))).collect())
    }
    /// The first value of a name, trimmed; empty when absent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }
    /// Was the name sent at all?
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }
    /// All values of a name.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned()).collect()
    }
    /// The first value of each name that begins so, by the rest of the name.
    pub fn named(&self, beginning: &str) -> BTreeMap<String, String> {
        let rest = |(key, value): &(String, String)| Some((key.strip_prefix(beginning)?.to_owned(), value.trim().to_owned()));
        self.0.iter().rev().filter_map(rest).collect()
    }
    /// A whole number; `None` when it is none.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.get(name).parse().ok()
    }
    /// An id; what is none is nobody's.
    pub fn id<T: From<Uuid>>(&self, name: &str) -> T {
        T::from(self.get(name).parse().unwrap_or(Uuid::nil()))
    }
    pub(crate) fn push(&mut self, name: String, value: &str) {
        self.0.push((name, as_typed(value, READ)));
    }
    /// As a query string again.
    pub fn query(&self) -> String {
        serde_urlencoded::to_string(&self.0).unwrap_or_default()
    }
}

/// Letters of one value that are read. No field takes as many: what is longer is cut, and the field's own rule says that it is
/// too long, beside the field and with the beginning of what was typed.
const READ: usize = 20_000;
/// The same where a whole page is typed: none of the house book has as many.
const PAGE: usize = 500_000;

/// A value as it is shown again and judged by its field's rule. Marks at its ends that come with the clipboard are left out;
/// within the text they stand as [`UNSEEN`].
fn as_typed(value: &str, most: usize) -> String {
    let typed = value.trim_matches(|c: char| c.is_whitespace() || (is_unseen(c) && !c.is_control() && c != UNSEEN));
    typed.chars().take(most).map(|c| if is_unseen(c) { UNSEEN } else { c }).collect()
}

/// More was sent than any form of ours holds.
async fn too_large(parts: &mut Parts, app: &App, rejected: Response) -> Response {
    if rejected.status() != StatusCode::PAYLOAD_TOO_LARGE {
        return rejected;
    }
    match Here::from_request_parts(parts, app).await {
        Ok(here) => here.show_problem(&Problem::new(413, "too-large"), "").into_response(),
        Err(response) => response,
    }
}

impl FromRequest<App> for Form {
    type Rejection = Response;
    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        read(request, app, READ).await
    }
}

/// A form in which a whole page is typed, as of the house book: none of it is cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageForm(pub Form);

impl FromRequest<App> for PageForm {
    type Rejection = Response;
    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        read(request, app, PAGE).await.map(Self)
    }
}

async fn read(request: Request, app: &App, most: usize) -> Result<Form, Response> {
    let (mut parts, body) = request.into_parts();
    let asked = parts.clone();
    let bytes = match Bytes::from_request(Request::from_parts(asked, body), app).await {
        Ok(bytes) => bytes,
        Err(rejected) => return Err(too_large(&mut parts, app, rejected.into_response()).await),
    };
    // What is not a form is an empty form: the fields say what is missing.
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes).unwrap_or_default();
    Ok(Form(pairs.into_iter().map(|(name, value)| (name, as_typed(&value, most))).collect()))
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Text,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A password.
    Password,
    /// A code of six digits.
    Code,
    /// A whole number.
    Number,
    /// A day and a time: `2026-03-05T10:00`.
    Moment,
    /// A day: `2026-03-05`.
    Day,
    /// Several lines.
    Area,
}

impl Kind {
    /// The `type` of the input.
    pub const fn input(&self) -> &'static str {
        match self {
            Self::Phone => "tel",
            Self::Email => "email",
            Self::Password => "password",
            Self::Number => "number",
            Self::Moment => "datetime-local",
            Self::Day => "date",
            Self::Text | Self::Code | Self::Area => "text",
        }
    }
    /// The `inputmode`.
    pub const fn mode(&self) -> &'static str {
        match self {
            Self::Phone => "tel",
            Self::Email => "email",
            Self::Code | Self::Number => "numeric",
            Self::Text | Self::Password | Self::Moment | Self::Day | Self::Area => "text",
        }
    }
}

/// A field as a page shows it: `{% let field = … %}{% include "field.html" %}`.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name and id.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// What is said under the label; may be empty.
    pub hint: String,
    /// What was typed.
    pub value: String,
    /// What is wrong, in words; empty when nothing is.
    pub error: String,
    /// What it takes.
    pub kind: Kind,
    /// The `autocomplete`.
    pub autocomplete: &'static str,
    /// It may stay empty.
    pub optional: bool,
    /// The page opens with the cursor in it: HTML allows one such field.
    pub focus: bool,
}

impl Field {
    /// A required field. The texts are `field-NAME`, and `field-NAME.hint` where there is one.
    pub fn new(here: &Here, form: &Form, name: &'static str, kind: Kind, autocomplete: &'static str) -> Self {
        let key = format!("field-{name}");
        let hint = format!("{key}.hint");
        let hint = if here.t.has(&hint) { here.t.get(&hint) } else { String::new() };
        // A password is never shown again.
        let value = if kind == Kind::Password { String::new() } else { form.get(name).to_owned() };
        Self { name, label: here.t.get(&key), hint, value, error: String::new(), kind, autocomplete, optional: false, focus: false }
    }
    /// It may stay empty.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
    /// Says beside the field what the problem says of it; the first that is to blame takes the cursor.
    pub fn blame(mut self, here: &Here, problem: Option<&Problem>) -> Self {
        let fault = problem.and_then(|p| p.fields.iter().find(|f| f.field == self.name));
        if let Some(fault) = fault {
            self.error = here.t.fault(fault);
            self.focus = problem.and_then(|p| p.fields.first()).is_some_and(|first| first.field == self.name);
        }
        self
    }
    /// The ids that describe the field.
    pub fn described(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.name));
        }
        if !self.error.is_empty() {
            ids.push(format!("{}-error", self.name));
        }
        ids.join(" ")
    }
}

/// The faults of the fields of a form for the summary on top of it: (field, words).
pub fn summary(fields: &[&Field]) -> Vec<(String, String)> {
    fields.iter().filter(|f| !f.error.is_empty()).map(|f| (f.name.to_owned(), format!("{}: {}", f.label, f.error))).collect()
}

impl Here {
    /// The page of a form once more, with what is wrong beside its fields. A fault that has no place on the page, as of a field
    /// that nobody types into, is told on a page of its own.
    pub fn again(&self, error: &impl Explain, view: &impl Template) -> Result<Response, crate::Refused> {
        let problem = error.explain();
        let Ok(html) = view.render() else { return Ok(page(view)) };
        let is_told = |words: String| html.contains(&words) || html.contains(&words.replace('\'', "&#39;"));
        if !problem.fields.is_empty() && !problem.fields.iter().any(|fault| is_told(self.t.fault(fault))) {
            return Err(self.show_problem(&problem, &error.to_string()));
        }
        Ok((StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT), Html(html)).into_response())
    }
    /// The problem of an error when a field is to blame; otherwise the page of the refusal.
    pub fn field_problem(&self, error: &impl Explain) -> Result<Problem, crate::Refused> {
        let problem = error.explain();
        if problem.fields.is_empty() { Err(self.show_problem(&problem, &error.to_string())) } else { Ok(problem) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_are_kept() {
        let form = Form::of_query("extra=oven&extra=fridge&area=74&name=%D0%90%D0%BD%D0%BD%D0%B0+");
        assert_eq!(form.all("extra"), ["oven", "fridge"]);
        assert_eq!(form.named("a"), [("rea".to_owned(), "74".to_owned())].into());
        assert_eq!((form.number("area"), form.number("name"), form.get("name")), (Some(74), None, "Анна"));
    }

    #[test]
    fn what_no_eye_can_see_is_shown_and_what_came_with_the_clipboard_is_left_out() {
        assert_eq!(as_typed(" \u{202A}+7 921 555-01-20\u{202C} ", READ), "+7 921 555-01-20");
        assert_eq!(as_typed("Ан\u{0}на\u{202E}!\nда", READ), "Ан\u{FFFD}на\u{FFFD}!\nда");
        assert_eq!(as_typed("\u{0}", READ), "\u{FFFD}");
        assert_eq!(as_typed(&"я".repeat(1_000_000), READ).chars().count(), READ);
    }
}
