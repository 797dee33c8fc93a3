//! One date of a series changed, it and all that follow, or all that are to come: first what that does, then the button.

use crate::form::{Choice, carried, every, named, times, weekdays, wish};
use crate::one::{base, is_desk};
use access::Actor;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Date;
use pages::{Form, Head, Here, Refused, Shell, T, capital, page, redirect};
use people::PersonId;
use pricing::Cause;
use series::{Comes, EditError, Effect, Happens, Off, Pressed, Preview, Series, SeriesId, Wish, edit_preview, save_edit, series as find};
use values::{Explain as _, FieldFault, Instant, Money};

/// The form of one date.
pub(crate) struct ChangeBody {
    pub(crate) base: String,
    /// Which date, in words.
    pub(crate) what: String,
    pub(crate) day: String,
    pub(crate) date: String,
    pub(crate) soonest: String,
    pub(crate) scope: String,
    pub(crate) times: Vec<Choice>,
    pub(crate) every: Vec<Choice>,
    pub(crate) on: Vec<Choice>,
    /// Who comes when they are free, to choose from at the desk; nobody is chosen here by the client.
    pub(crate) crew: Vec<Choice>,
    /// It falls on a holiday: it can be kept all the same.
    pub(crate) is_holiday: bool,
    /// It was changed for itself: that can be taken back.
    pub(crate) is_single: bool,
    /// What is wrong: the field and the words.
    pub(crate) fault: Option<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "series-change.html")]
pub(crate) struct ChangePage {
    pub(crate) head: Head,
    pub(crate) body: ChangeBody,
}

#[derive(Template)]
#[template(path = "desk-series-change.html")]
pub(crate) struct DeskChangePage {
    pub(crate) head: Head,
    pub(crate) body: ChangeBody,
}

/// What an edit does.
pub(crate) struct PreviewBody {
    pub(crate) base: String,
    /// The page was looked at before something else happened; empty otherwise.
    pub(crate) notice: String,
    pub(crate) rows: Vec<EffectView>,
    /// How many stay as they are, in words; empty where none does.
    pub(crate) kept: String,
    /// What the edit costs, in words.
    pub(crate) fee: String,
    /// The price that is offered is taken back with it.
    pub(crate) ends_offer: bool,
    /// So many dates have nobody yet, in words; empty where there are none.
    pub(crate) clashes: String,
    pub(crate) carried: Vec<(String, String)>,
    pub(crate) version: u32,
    pub(crate) shown: String,
    /// The desk says on whose account.
    pub(crate) by_house: bool,
}

/// One visit.
pub(crate) struct EffectView {
    pub(crate) kind: &'static str,
    pub(crate) words: String,
    pub(crate) was: String,
    pub(crate) is: String,
    pub(crate) note: String,
    pub(crate) price: String,
}

#[derive(Template)]
#[template(path = "series-preview.html")]
pub(crate) struct PreviewPage {
    pub(crate) head: Head,
    pub(crate) body: PreviewBody,
}

#[derive(Template)]
#[template(path = "desk-series-preview.html")]
pub(crate) struct DeskPreviewPage {
    pub(crate) head: Head,
    pub(crate) body: PreviewBody,
}

impl EffectView {
    fn new(t: &T, effect: &Effect) -> Self {
        let moment =
            |span: &Option<values::Span>| span.as_ref().map(|span| format!("{}, {}", capital(&t.day(&span.start)), t.span_unbroken(span))).unwrap_or_default();
        let mut notes = Vec::new();
        if effect.is_clash {
            notes.push(t.get("series-web-effect-clash"));
        }
        if effect.for_holiday {
            notes.push(t.get("series-web-effect-holiday"));
        }
        if effect.fee != Money::ZERO {
            notes.push(t.with("series-web-effect-fee", "fee", &effect.fee.to_string()));
        }
        Self {
            kind: effect.happens.name(),
            words: t.get(&format!("series-web-effect-{}", effect.happens.name())),
            was: moment(&effect.was),
            is: moment(&effect.is),
            note: notes.join(" "),
            price: if effect.is.is_some() { effect.total.to_string() } else { String::new() },
        }
    }
}

impl PreviewBody {
    fn new(here: &Here, id: SeriesId, form: &Form, preview: &Preview, notice: String) -> Self {
        let t = &here.t;
        let count = |is: fn(&Effect) -> bool| i64::try_from(preview.effects.iter().filter(|effect| is(effect)).count()).unwrap_or(i64::MAX);
        let (kept, clashes) = (count(|effect| effect.happens == Happens::Kept), count(|effect| effect.is_clash && effect.happens != Happens::Kept));
        Self {
            base: base(here, id),
            notice,
            rows: preview.effects.iter().filter(|effect| effect.happens != Happens::Kept).map(|effect| EffectView::new(t, effect)).collect(),
            kept: if kept > 0 { t.num("series-web-kept", "n", &kept) } else { String::new() },
            fee: if preview.fee == Money::ZERO { t.get("series-web-free") } else { t.with("series-web-fee", "fee", &preview.fee.to_string()) },
            ends_offer: preview.ends_offer,
            clashes: if clashes > 0 { t.num("series-web-clashes-count", "n", &clashes) } else { String::new() },
            carried: carried(form),
            version: preview.version,
            shown: preview.shown.clone(),
            by_house: form.get("cause") == "house",
        }
    }
}

fn cause(here: &Here, form: &Form) -> Cause {
    if matches!(here.actor, Actor::Staff(..)) && form.get("cause") == "house" { Cause::House } else { Cause::Client }
}

async fn load(here: &Here, id: SeriesId) -> Result<Series, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    find(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))
}

/// The form of a date, with what was typed or what stands.
async fn form_of(here: &Here, id: SeriesId, form: &Form, fault: Option<&FieldFault>) -> Result<ChangeBody, Refused> {
    let series = load(here, id).await?;
    let (t, base) = (&here.t, base(here, id));
    let day: Date = form.get("day").parse().map_err(|_| here.not_found())?;
    let next = day.tomorrow().map_err(|_| here.not_found())?;
    let calendar = here.app.part::<scheduling::Calendar>().map_err(|e| here.refuse(&e))?;
    let found = series.plan.occurrences(&calendar, day, next);
    let one = found.first().ok_or_else(|| here.not_found())?;
    let at = one.at().unwrap_or_else(|| day.to_datetime(one.segment.at));
    let moment = series.plan.instant(at).unwrap_or(Instant::from_micros(0));
    let typed = |name: &str, stands: String| if form.has(name) { form.get(name).to_owned() } else { stands };
    let (interval, on) = named(&one.segment.rhythm);
    let chosen = if form.has("every") {
        form.all("on").iter().filter_map(|n| jiff::civil::Weekday::from_monday_zero_offset(n.parse().ok()?).ok()).collect()
    } else {
        on
    };
    Ok(ChangeBody {
        what: capital(&t.moment(&moment)),
        day: day.to_string(),
        date: typed("date", at.date().to_string()),
        soonest: here.app.now().day().to_string(),
        scope: typed("scope", "only".to_owned()),
        times: times(&typed("at", at.time().strftime("%H:%M").to_string())),
        every: every(t, &typed("every", interval)),
        on: weekdays(t, &chosen),
        crew: if is_desk(here) { crew_of(here, form, &one.segment.crew).await? } else { Vec::new() },
        is_holiday: matches!(one.comes, Comes::Off(Off::Asked | Off::Holiday | Off::NoDayNear)),
        is_single: series.plan.singles.contains_key(&day),
        fault: fault.map(|fault| (fault.field, t.fault(fault))),
        base,
    })
}

/// Everybody who does visits, those who come now first.
async fn crew_of(here: &Here, form: &Form, stands: &[PersonId]) -> Result<Vec<Choice>, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let staff = people::staff(&db).await.map_err(|e| here.refuse(&e))?;
    let typed = form.all("crew");
    let is_chosen = |id: PersonId| if form.has("crew") { typed.iter().any(|one| *one == id.to_string()) } else { stands.contains(&id) };
    let mut all: Vec<Choice> = staff
        .into_iter()
        .filter(|one| one.role == access::Role::Cleaner)
        .filter_map(|one| Some(Choice { value: one.id.to_string(), chosen: is_chosen(one.id), words: one.name?.full() }))
        .collect();
    all.sort_by_key(|choice| !choice.chosen);
    Ok(all)
}

fn show_form(here: &Here, body: ChangeBody) -> Response {
    let title = here.t.get("series-web-change-title");
    let path = format!("{}/change?day={}", body.base, body.day);
    if is_desk(here) {
        page(&DeskChangePage { head: here.head(Shell::Desk, &title).at(path), body })
    } else {
        page(&ChangePage { head: here.head(Shell::Letter, &title).at(path), body })
    }
}

fn show_preview(here: &Here, body: PreviewBody) -> Response {
    let title = here.t.get("series-web-preview-title");
    let path = body.base.clone();
    if is_desk(here) {
        page(&DeskPreviewPage { head: here.head(Shell::Desk, &title).at(path), body })
    } else {
        page(&PreviewPage { head: here.head(Shell::Letter, &title).at(path), body })
    }
}

pub(crate) async fn get_change(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: SeriesId = id.parse().map_err(|_| here.not_found())?;
    let form = here.query.clone();
    Ok(show_form(&here, form_of(&here, id, &form, None).await?))
}

/// The wish of a form; a fault is shown beside its field where its form is known.
async fn wished(here: &Here, id: SeriesId, form: &Form) -> Result<Result<Wish, Response>, Refused> {
    let series = load(here, id).await?;
    match wish(form, &series.plan) {
        Ok(wish) => Ok(Ok(wish)),
        Err(fault) => Ok(Err(faulty(here, id, form, &fault).await?)),
    }
}

async fn faulty(here: &Here, id: SeriesId, form: &Form, fault: &FieldFault) -> Result<Response, Refused> {
    if form.get("day").parse::<Date>().is_ok() {
        let body = form_of(here, id, form, Some(fault)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, show_form(here, body)).into_response());
    }
    crate::one::again(here, id, form, here.t.fault(fault)).await
}

pub(crate) async fn post_preview(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: SeriesId = id.parse().map_err(|_| here.not_found())?;
    let wish = match wished(&here, id, &form).await? {
        Ok(wish) => wish,
        Err(shown) => return Ok(shown),
    };
    match edit_preview(&here.app, &here.actor, id, &wish, cause(&here, &form)).await {
        Ok(preview) => Ok(show_preview(&here, PreviewBody::new(&here, id, &form, &preview, String::new()))),
        Err(error) => match error.explain().fields.first() {
            Some(fault) => faulty(&here, id, &form, fault).await,
            None => Err(here.refuse(&error)),
        },
    }
}

pub(crate) async fn post_save(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: SeriesId = id.parse().map_err(|_| here.not_found())?;
    let wish = match wished(&here, id, &form).await? {
        Ok(wish) => wish,
        Err(shown) => return Ok(shown),
    };
    let pressed = Pressed { version: form.number("version").unwrap_or(0), shown: form.get("shown").to_owned() };
    match save_edit(&here.app, &here.actor, id, &wish, cause(&here, &form), &pressed).await {
        Ok(_) => Ok(redirect(&base(&here, id))),
        Err(EditError::Otherwise(preview)) => {
            let body = PreviewBody::new(&here, id, &form, &preview, here.t.get("series-web-otherwise"));
            Ok((StatusCode::CONFLICT, show_preview(&here, body)).into_response())
        }
        Err(error) => Err(here.refuse(&error)),
    }
}
