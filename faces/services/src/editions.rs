//! What changed between two editions of a checklist.

use crate::service::{EDITIONS, edition, how_often};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use catalog::{Item, Service, difference};
use housebook::{Edition, editions};
use pages::{Head, Here, Refused, Shell, T, page};

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangesPage {
    head: Head,
    code: String,
    name: String,
    /// (version, `редакция 2, с 3 марта`, chosen as the old one, chosen as the new one)
    editions: Vec<(i64, String, bool, bool)>,
    old: String,
    new: String,
    added: Vec<String>,
    gone: Vec<String>,
    reworded: Vec<(String, String)>,
    rescheduled: Vec<(String, String, String)>,
    same: bool,
}

/// The difference of `?from=1&to=2`; without a choice, of the last two.
pub(crate) async fn get_changes(here: Here, Path(code): Path<String>) -> Result<Response, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let all = editions(&db, &format!("services/{code}.toml"), None, EDITIONS).await.map_err(|e| here.refuse(&e))?;
    let newest = all.first().map(|edition| edition.version).ok_or_else(|| here.not_found())?;
    let asked = |name: &str, usual: i64| if here.query.has(name) { here.query.get(name).parse().map_err(|_| here.not_found()) } else { Ok(usual) };
    let to: i64 = asked("to", newest)?;
    let from: i64 = asked("from", to.saturating_sub(1).max(1))?;
    let (old, new) = (edition(&here, &code, from).await?, edition(&here, &code, to).await?);
    Ok(page(&changes_page(&here, &all, (from, &old.service), (to, &new.service))))
}

fn changes_page(here: &Here, all: &[Edition], (from, old): (i64, &Service), (to, new): (i64, &Service)) -> ChangesPage {
    let (t, lang) = (&here.t, here.lang());
    let changed = difference(old, new);
    let words = |item: &Item| item.text.of(lang).to_owned();
    let named = |edition: &Edition| t.say("services-edition", &[("version", edition.version.to_string().into()), ("since", t.date(&edition.since).into())]);
    let known = |version: i64| all.iter().find(|edition| edition.version == version).map_or_else(|| version.to_string(), named);
    ChangesPage {
        head: here.head(Shell::Site, &t.with("services-changes-title", "service", new.name.of(lang))),
        code: new.code.clone(),
        name: new.name.of(lang).to_owned(),
        editions: all.iter().map(|edition| (edition.version, named(edition), edition.version == from, edition.version == to)).collect(),
        old: known(from),
        new: known(to),
        added: changed.added.iter().map(|item| words(item)).collect(),
        gone: changed.gone.iter().map(|item| words(item)).collect(),
        reworded: changed.reworded.iter().map(|(was, is)| (words(was), words(is))).collect(),
        rescheduled: changed.rescheduled.iter().map(|(was, is)| (words(is), when(t, old, was), when(t, new, is))).collect(),
        same: changed.is_empty(),
    }
}

/// When a point is done, in words.
fn when(t: &T, service: &Service, item: &Item) -> String {
    let extra = item.extra.as_ref().and_then(|code| service.extra(code));
    extra
        .map(|extra| t.with("services-on-order", "extra", extra.name.of(t.lang)))
        .or_else(|| how_often(t, item.every))
        .unwrap_or_else(|| t.get("services-always"))
}
