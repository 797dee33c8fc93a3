//! `/desk/suppliers/ID`: the stages with their evidence, the price list, the jobs; and the forms for each.

use crate::fields::{Pick, day, hour, line, morning, when};
use crate::list::{admission, kind_name};
use crate::needs::{JobNeedOut, worded};
use crate::products::{ProductForm, ProductView, product_form, product_views};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::Read as _;
use jiff::SignedDuration;
use messaging::ShortLink;
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, page, redirect, summary};
use suppliers::{
    Card, Job, JobId, JobState, PassVetting, RawJob, RawPrice, RawSupplier, SupplierError, SupplierId, Unit, Vetting, VettingKind, answer_job, ask_job_once,
    begin_job, finish_job, in_force, jobs_of, pass_vetting, set_price, set_way, settle_refusal, withdraw_job,
};
use values::{Instant, Problem};

/// So many of the latest jobs are shown.
const JOBS: u32 = 20;

#[derive(Template)]
#[template(path = "supplier.html")]
pub(crate) struct CardPage {
    pub(crate) head: Head,
    pub(crate) path: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) form: String,
    pub(crate) person: String,
    pub(crate) reach: String,
    pub(crate) reach_href: String,
    pub(crate) class: &'static str,
    pub(crate) state: String,
    /// Class, name, words.
    pub(crate) stages: Vec<(&'static str, String, String)>,
    pub(crate) records: Vec<Record>,
    /// What, how much, since when.
    pub(crate) prices: Vec<(String, String, String)>,
    /// The same, from a day ahead.
    pub(crate) later: Vec<(String, String, String)>,
    pub(crate) jobs: Vec<JobView>,
    pub(crate) products: Vec<ProductView>,
    pub(crate) product_form: ProductForm,
    pub(crate) can_give: bool,
    /// Names the form of a job: pressed twice, it gives one.
    pub(crate) once: String,
    /// The house works with them still.
    pub(crate) is_worked_with: bool,
    /// Who they were can be forgotten: by whoever may.
    pub(crate) can_erase: bool,
    pub(crate) stage_form: (Vec<Pick>, Vec<Field>),
    pub(crate) price_form: (Vec<Pick>, Vec<Field>),
    pub(crate) job_form: (Vec<Pick>, Vec<Field>),
    pub(crate) way_form: Vec<Field>,
    pub(crate) faults: Vec<(String, String)>,
}

/// A stage that was recorded.
pub(crate) struct Record {
    pub(crate) what: String,
    pub(crate) class: &'static str,
    pub(crate) span: String,
    pub(crate) evidence: String,
    /// Where it is taken back; empty when it counts no longer.
    pub(crate) revoke: String,
}

/// A job of theirs.
pub(crate) struct JobView {
    pub(crate) id: String,
    pub(crate) when: String,
    pub(crate) brief: String,
    /// What the memory of the household asks of it.
    pub(crate) needs: Vec<JobNeedOut>,
    pub(crate) price: String,
    pub(crate) state: String,
    pub(crate) read: String,
    pub(crate) link: String,
    /// Value and words of what can be pressed.
    pub(crate) turns: Vec<(&'static str, String)>,
}

/// Which of the forms was sent, and what is wrong with it.
struct Again<'a> {
    part: &'static str,
    form: &'a Form,
    problem: &'a Problem,
}

fn standing(here: &Here, stages: &[Vetting], kind: VettingKind, now: Instant) -> (&'static str, String, String) {
    let t = &here.t;
    let counts = stages.iter().filter(|stage| stage.kind == kind && stage.span().start <= now && now < stage.span().end).max_by_key(|stage| stage.span().end);
    let last = stages.iter().filter(|stage| stage.kind == kind).max_by_key(|stage| stage.span().end);
    let (class, words) = match (counts, last) {
        (Some(stage), _) => ("stage-done", stage.until.map_or_else(|| t.get("suppliers-no-end"), |until| t.with("suppliers-until", "date", &t.date(&until)))),
        (None, Some(stage)) => {
            ("stage-refused", t.with(if stage.revoked_at.is_some() { "suppliers-revoked" } else { "suppliers-expired" }, "date", &t.date(&stage.span().end)))
        }
        (None, None) => ("stage-ahead", t.get("suppliers-ahead")),
    };
    (class, t.get(&format!("suppliers-stage-{}", kind.name())), words)
}

fn record(here: &Here, supplier: SupplierId, stage: &Vetting, now: Instant) -> Record {
    let t = &here.t;
    let counts = stage.span().start <= now && now < stage.span().end;
    let until = stage.until.map_or_else(|| t.get("suppliers-no-end"), |until| t.with("suppliers-until", "date", &t.date(&until)));
    let mut span = t.say("suppliers-span", &[("from", t.date(&stage.passed_at).into()), ("until", until.into())]);
    if let Some(at) = stage.revoked_at {
        span = format!("{span}; {}", t.with("suppliers-revoked", "date", &t.date(&at)));
    }
    Record {
        what: t.get(&format!("suppliers-stage-{}", stage.kind.name())),
        class: match (counts, stage.revoked_at) {
            (true, _) => "state-ok",
            (false, Some(_)) => "state-bad",
            (false, None) => "state-idle",
        },
        span,
        evidence: stage.evidence.clone(),
        revoke: if counts { format!("/desk/suppliers/{supplier}/stages/{}/revoke", stage.id) } else { String::new() },
    }
}

fn link(here: &Here, job: &Job) -> Result<String, Refused> {
    Ok(ShortLink::to_job(&here.app, job.id.uuid(), job.link_until()).map_err(|e| here.refuse(&e))?.as_str().to_owned())
}

fn job_view(here: &Here, job: &Job) -> Result<JobView, Refused> {
    let t = &here.t;
    let turns: &[&str] = match job.state {
        JobState::Asked => &["take", "withdraw"],
        JobState::Accepted => &["begin", "withdraw"],
        JobState::Begun => &["finish"],
        _ => &[],
    };
    Ok(JobView {
        id: job.id.to_string(),
        when: when(here, &job.span),
        brief: job.brief.clone().unwrap_or_else(|| t.get("suppliers-job-forgotten")),
        needs: worded(t, &job.needs),
        price: job.price.to_string(),
        state: t.get(&format!("suppliers-job-{}", job.state.name())),
        read: match (job.acknowledged, job.state.is_ahead()) {
            (Some((version, at)), _) => t.say("suppliers-job-read", &[("version", version.to_string().into()), ("at", t.moment(&at).into())]),
            (None, true) => t.get("suppliers-job-unread"),
            (None, false) => String::new(),
        },
        link: if job.is_open(here.app.now()) { link(here, job)? } else { String::new() },
        turns: turns.iter().map(|turn| (*turn, t.get(&format!("suppliers-turn-{turn}")))).collect(),
    })
}

fn stage_form(here: &Here, form: &Form, problem: Option<&Problem>) -> (Vec<Pick>, Vec<Field>) {
    let kinds = VettingKind::ALL.map(|kind| (kind.name().to_owned(), here.t.get(&format!("suppliers-stage-{}", kind.name()))));
    let picks = vec![
        Pick::new(here, form, "stage", "select", "questionnaire", problem).of(kinds),
        Pick::new(here, form, "passed_at", "date", &here.app.now().day().to_string(), problem),
        Pick::new(here, form, "until", "date", "", problem).optional(),
    ];
    (picks, vec![line(here, form, "evidence", Kind::Text, problem)])
}

fn price_form(here: &Here, form: &Form, problem: Option<&Problem>) -> (Vec<Pick>, Vec<Field>) {
    let units = Unit::ALL.map(|unit| (unit.name().to_owned(), here.t.get(&format!("suppliers-unit-{}", unit.name()))));
    let picks = vec![
        Pick::new(here, form, "unit", "select", "job", problem).of(units),
        Pick::new(here, form, "from", "date", &here.app.now().day().to_string(), problem),
    ];
    (picks, vec![line(here, form, "what", Kind::Text, problem), line(here, form, "amount", Kind::Text, problem).optional()])
}

fn job_form(here: &Here, form: &Form, problem: Option<&Problem>) -> (Vec<Pick>, Vec<Field>) {
    let picks = vec![
        Pick::new(here, form, "day", "date", "", problem),
        Pick::new(here, form, "start", "time", "", problem),
        Pick::new(here, form, "end", "time", "", problem),
    ];
    (picks, vec![line(here, form, "price", Kind::Text, problem), line(here, form, "brief", Kind::Area, problem)])
}

fn way_form(here: &Here, supplier: &suppliers::Supplier, form: &Form, problem: Option<&Problem>) -> Vec<Field> {
    let reach = supplier.reach.as_ref().map(suppliers::Reach::text).unwrap_or_default();
    let person = supplier.person.clone().unwrap_or_default();
    let field = |name, kept: &str| {
        let mut field = line(here, form, name, Kind::Text, problem);
        if !form.has(name) {
            kept.clone_into(&mut field.value);
        }
        field
    };
    vec![field("person", &person).optional(), field("reach", &reach)]
}

async fn shown(here: &Here, id: SupplierId, again: Option<&Again<'_>>) -> Result<CardPage, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let card: Card = suppliers::card(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    let jobs = jobs_of(&db, &here.actor, id, JOBS).await.map_err(|e| here.refuse(&e))?;
    let (t, now, supplier) = (&here.t, db.now(), &card.supplier);
    let nothing = Form::default();
    let sent = |part: &str| again.filter(|again| again.part == part).map_or((&nothing, None), |again| (again.form, Some(again.problem)));
    let priced = |price: &suppliers::Price| {
        let unit = t.get(&format!("suppliers-unit-{}", price.unit.name()));
        let much = price.price.map_or_else(|| t.get("suppliers-price-none"), |money| format!("{money} {unit}"));
        (price.what.clone(), much, t.with("suppliers-price-since", "date", &t.date(&price.from)))
    };
    let mut records: Vec<&Vetting> = card.stages.iter().collect();
    records.sort_by_key(|stage| std::cmp::Reverse((stage.passed_at, stage.id)));
    let (class, state) = admission(here, supplier);
    let name = supplier.name.clone().unwrap_or_else(|| t.get("suppliers-erased"));
    let (way, way_problem) = sent("way");
    let way_form = way_form(here, supplier, way, way_problem);
    let kit = catalog::kit(&here.app).map_err(|e| here.refuse(&e))?;
    let (product, product_problem) = sent("products");
    let product_form = product_form(here, &kit, &card.products, product, product_problem);
    let [stage_form, price_form, job_form] = [
        {
            let (form, problem) = sent("stages");
            stage_form(here, form, problem)
        },
        {
            let (form, problem) = sent("prices");
            price_form(here, form, problem)
        },
        {
            let (form, problem) = sent("jobs");
            job_form(here, form, problem)
        },
    ];
    let picked = [&stage_form.0, &price_form.0, &job_form.0].into_iter().flatten().chain([&product_form.substitute]).filter(|pick| !pick.error.is_empty());
    let mut faults: Vec<(String, String)> = picked.map(|pick| (pick.name.to_owned(), format!("{}: {}", pick.label, pick.error))).collect();
    if !product_form.carries_error.is_empty() {
        faults.push(("carries".to_owned(), format!("{}: {}", t.get("suppliers-field-carries"), product_form.carries_error)));
    }
    faults.extend(summary(&[&stage_form.1, &price_form.1, &job_form.1, &way_form, &product_form.fields].into_iter().flatten().collect::<Vec<_>>()));
    let reach = supplier.reach.as_ref();
    Ok(CardPage {
        head: here.head(Shell::Desk, &name).at(format!("/desk/suppliers/{id}")),
        path: format!("/desk/suppliers/{id}"),
        kind: kind_name(here, &supplier.kind)?,
        form: t.get(&format!("suppliers-form-{}", supplier.form.name())),
        person: supplier.person.clone().unwrap_or_default(),
        reach: match reach {
            Some(suppliers::Reach::Phone(phone)) => phone.to_string(),
            Some(suppliers::Reach::Email(email)) => email.to_string(),
            None => String::new(),
        },
        reach_href: match reach {
            Some(suppliers::Reach::Phone(phone)) => format!("tel:{}", phone.e164()),
            Some(suppliers::Reach::Email(email)) => format!("mailto:{email}"),
            None => String::new(),
        },
        class,
        state,
        stages: VettingKind::ALL.map(|kind| standing(here, &card.stages, kind, now)).into(),
        records: records.into_iter().map(|stage| record(here, id, stage, now)).collect(),
        prices: in_force(&card.prices, now).into_iter().map(priced).collect(),
        later: card.prices.iter().filter(|price| price.from > now).map(priced).collect(),
        jobs: jobs.iter().map(|job| job_view(here, job)).collect::<Result<_, _>>()?,
        products: product_views(here, &kit, &card.products),
        product_form,
        once: here.app.fresh_id().to_string(),
        is_worked_with: supplier.ended.is_none(),
        can_erase: supplier.ended.is_some() && supplier.name.is_some() && here.actor.may(suppliers::ERASE_SUPPLIER, &access::Resource::default()).is_ok(),
        can_give: card.clearance(now).is_ok(),
        stage_form,
        price_form,
        job_form,
        way_form,
        faults,
        name,
    })
}

pub(crate) fn supplier_id(here: &Here, id: &str) -> Result<SupplierId, Refused> {
    id.parse().map_err(|_| here.not_found())
}

pub(crate) async fn get_card(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id = supplier_id(&here, &id)?;
    Ok(page(&shown(&here, id, None).await?))
}

/// Back to the card after a form, or the form once more with what is wrong. Fields of one name in two forms are told apart by
/// what they are called here: a price list has an amount, a job a price.
pub(crate) async fn done<T>(here: &Here, id: SupplierId, part: &'static str, form: &Form, result: Result<T, SupplierError>) -> Result<Response, Refused> {
    let Err(error) = result else {
        return Ok(redirect(&format!("/desk/suppliers/{id}#{part}")));
    };
    let mut problem = here.field_problem(&error)?;
    for fault in problem.fields.iter_mut().filter(|fault| part == "prices" && fault.field == "price") {
        fault.field = "amount";
    }
    here.again(&error, &shown(here, id, Some(&Again { part, form, problem: &problem })).await?)
}

fn stage_of(supplier: SupplierId, form: &Form, now: Instant) -> Result<PassVetting, SupplierError> {
    let mut faults = Vec::new();
    let mut date = |field| day(form, field).map_err(|fault| faults.push(fault)).ok().flatten();
    // What was recorded today counts from now; a stage holds up to and with the day that is named.
    let passed_at = date("passed_at").filter(|day| *day != now.day()).and_then(morning);
    let until = date("until").and_then(morning).map(|at| at + SignedDuration::from_hours(24));
    let kind = VettingKind::parse(form.get("stage"));
    if kind.is_none() {
        faults.push(values::FieldFault::new("stage", "required"));
    }
    match kind {
        Some(kind) if faults.is_empty() => Ok(PassVetting { supplier, kind, passed_at, until, evidence: form.get("evidence").to_owned() }),
        _ => Err(SupplierError::Fields(faults)),
    }
}

/// Another person to speak to, another phone.
pub(crate) async fn post_way(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = supplier_id(&here, &id)?;
    let raw = RawSupplier { person: form.get("person").to_owned(), reach: form.get("reach").to_owned(), ..RawSupplier::default() };
    done(&here, id, "way", &form, set_way(&here.app, &here.actor, id, &raw).await).await
}

/// A stage is recorded.
pub(crate) async fn post_stage(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = supplier_id(&here, &id)?;
    let result = match stage_of(id, &form, here.app.now()) {
        Ok(ask) => pass_vetting(&here.app, &here.actor, &ask).await,
        Err(error) => Err(error),
    };
    done(&here, id, "stages", &form, result).await
}

/// A line of the price list.
pub(crate) async fn post_price(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = supplier_id(&here, &id)?;
    let today = here.app.now().day();
    let result = match day(&form, "from") {
        Ok(from) => {
            let [what, unit, price] = ["what", "unit", "amount"].map(|name| form.get(name).to_owned());
            let raw = RawPrice { what, unit, price, from: from.filter(|day| *day != today).and_then(morning) };
            set_price(&here.app, &here.actor, id, &raw).await.map(drop)
        }
        Err(fault) => Err(SupplierError::Fields(vec![fault])),
    };
    done(&here, id, "prices", &form, result).await
}

fn job_of(form: &Form) -> Result<RawJob, SupplierError> {
    let mut faults = Vec::new();
    let on = day(form, "day").map_err(|fault| faults.push(fault)).ok().flatten();
    if on.is_none() && faults.is_empty() {
        faults.push(values::FieldFault::new("day", "missing"));
    }
    let mut at = |field| on.and_then(|day| hour(form, field, day).map_err(|fault| faults.push(fault)).ok().flatten());
    let (start, end) = (at("start"), at("end"));
    if !faults.is_empty() {
        return Err(SupplierError::Fields(faults));
    }
    // What ends before it began ends on the next day.
    let end = end.zip(start).map(|(end, start)| if end <= start { end + SignedDuration::from_hours(24) } else { end });
    Ok(RawJob { about: None, start, end, price: form.get("price").to_owned(), brief: form.get("brief").to_owned() })
}

/// A job is given.
pub(crate) async fn post_job(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = supplier_id(&here, &id)?;
    let result = match job_of(&form) {
        Ok(raw) => ask_job_once(&here.app, &here.actor, id, &raw, form.get("once").parse().ok()).await.map(drop),
        Err(error) => Err(error),
    };
    done(&here, id, "jobs", &form, result).await
}

/// A job goes on: taken by word of mouth, taken off, begun, done.
pub(crate) async fn post_turn(here: Here, Path(id): Path<JobId>, form: Form) -> Result<Response, Refused> {
    let (app, who) = (&here.app, &here.actor);
    let supplier = {
        let db = app.read().await.map_err(|e| here.refuse(&e))?;
        suppliers::job(&db, who, id).await.map_err(|e| here.refuse(&e))?.supplier
    };
    let turned = match form.get("turn") {
        "take" => answer_job(app, who, id, true).await,
        "withdraw" => withdraw_job(app, who, id).await,
        "begin" => begin_job(app, who, id).await,
        "settle" => {
            settle_refusal(app, who, id).await.map_err(|e| here.refuse(&e))?;
            return Ok(redirect("/desk/suppliers"));
        }
        "finish" => finish_job(app, who, id).await,
        _ => return Ok(redirect(&format!("/desk/suppliers/{supplier}#jobs"))),
    };
    turned.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/desk/suppliers/{supplier}#jobs")))
}
