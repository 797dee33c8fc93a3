//! What a household does not want done: one way to show it, whoever looks and whatever it is.

use crate::form::Form;
use crate::text::T;
use households::Declined;
use values::{FieldFault, Instant, Problem};

/// Something that is not done.
pub struct DeclinedLine {
    /// What.
    pub title: String,
    /// Once or for ever, and when it was said.
    pub said: String,
    /// Why.
    pub reason: String,
    /// Where it is wanted again; empty where nothing is any more.
    pub restore: String,
}

impl DeclinedLine {
    /// In words; `path` is the page that it stands on.
    pub fn of(t: &T, title: String, said: &Declined, path: &str, is_over: bool, now: Instant) -> Self {
        let key = if said.occasion.is_some() { "declined-once" } else { "declined-ever" };
        Self {
            title,
            said: t.with(key, "at", &t.dated(&said.at, now)),
            reason: said.reason.clone(),
            restore: if is_over { String::new() } else { format!("{path}/{}/restore", said.id) },
        }
    }
}

/// Where nothing was chosen to be left undone: that, at its field, and the reason beside it where none was given.
pub fn unchosen(form: &Form, field: &'static str) -> Option<Problem> {
    let reason = form.get("reason").trim().is_empty().then(|| FieldFault::new("reason", "missing"));
    form.get(field).is_empty().then(|| Problem::fields(std::iter::once(FieldFault::new(field, "unchosen")).chain(reason).collect()))
}
