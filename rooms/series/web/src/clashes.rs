//! `/desk/series/clashes`: dates that nobody is free for; each is tried again, put to another time of its day, or left out on the house's
//! account.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use pages::{Form, Head, Here, Refused, Shell, TimeView, capital, names_at, page, redirect};
use pricing::Cause;
use series::{Clash, Edit, EditError, Pressed, SeriesId, Single, Wish, clashes, edit_preview, save_edit, try_again};
use values::Instant;

/// The list.
#[derive(Template)]
#[template(path = "series-clashes.html")]
pub(crate) struct ClashesPage {
    pub(crate) head: Head,
    /// What was pressed did not help; empty otherwise.
    pub(crate) notice: String,
    pub(crate) rows: Vec<Row>,
    /// Where the next page is; empty on the last.
    pub(crate) more: String,
}

/// A date.
pub(crate) struct Row {
    pub(crate) action: String,
    pub(crate) day: String,
    pub(crate) when: String,
    pub(crate) client: String,
    pub(crate) href: String,
    pub(crate) times: Vec<TimeView>,
}

/// Dates on a page: each has its day searched for times.
const PAGE: u32 = 15;

pub(crate) async fn get_clashes(here: Here) -> Result<Response, Refused> {
    let after = here.query.get("at").parse::<Date>().ok().zip(here.query.get("after").parse::<SeriesId>().ok());
    let (t, db) = (&here.t, here.app.read().await.map_err(|e| here.refuse(&e))?);
    let all = clashes(&db, &here.actor, after, PAGE).await.map_err(|e| here.refuse(&e))?;
    let names = crate::desk::names(&here, &all.iter().map(|clash| clash.series.client).collect::<Vec<_>>()).await?;
    let slots: Vec<scheduling::Slot> = all.iter().flat_map(|clash| clash.times.iter().cloned()).collect();
    let crews = names_at(&db, &slots).await.map_err(|e| here.refuse(&e))?;
    let row = |clash: &Clash| Row {
        action: format!("/desk/series/{}/solve", clash.series.id),
        day: clash.day.to_string(),
        when: capital(&t.moment(&clash.start)),
        client: names.get(&clash.series.client).cloned().unwrap_or_else(|| t.get("series-web-client-gone")),
        href: format!("/desk/series/{}", clash.series.id),
        times: clash.times.iter().map(|slot| TimeView::of(t, slot, &crews)).collect(),
    };
    let more = all.last().filter(|_| u32::try_from(all.len()).is_ok_and(|n| n == PAGE));
    let more = more.map(|last| format!("/desk/series/clashes?at={}&after={}", last.day, last.series.id));
    Ok(page(&ClashesPage {
        notice: if here.query.get("still").is_empty() { String::new() } else { t.get("series-web-clash-still") },
        rows: all.iter().map(row).collect(),
        more: more.unwrap_or_default(),
        head: here.head(Shell::Desk, &t.get("series-web-clashes-title")).at("/desk/series/clashes"),
    }))
}

/// Another time, none, or one more try.
pub(crate) async fn post_solve(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: SeriesId = id.parse().map_err(|_| here.not_found())?;
    let day: Date = form.get("day").parse().map_err(|_| here.not_found())?;
    let single = match (form.get("act"), form.get("start").parse::<Instant>()) {
        ("again", _) => {
            try_again(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
            return Ok(redirect("/desk/series/clashes?still=1"));
        }
        ("cancel", _) => Single::Cancelled,
        (_, Ok(start)) => Single::Moved(start.in_moscow().datetime()),
        (_, Err(_)) => return Ok(redirect("/desk/series/clashes")),
    };
    let wish = Wish::Edit(Edit::Only(day, Some(single)));
    // What the desk chose from its list is seen and saved at once: the client pays nothing for it.
    let seen = edit_preview(&here.app, &here.actor, id, &wish, Cause::House).await.map_err(|e| here.refuse(&e))?;
    let pressed = Pressed { version: seen.version, shown: seen.shown };
    match save_edit(&here.app, &here.actor, id, &wish, Cause::House, &pressed).await {
        Ok(_) => Ok(redirect("/desk/series/clashes")),
        Err(EditError::Otherwise(_)) => Ok(redirect("/desk/series/clashes?still=1")),
        Err(error) => Err(here.refuse(&error)),
    }
}
