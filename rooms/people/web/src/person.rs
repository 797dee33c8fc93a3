//! One of the staff: the stages with their evidence, recorded and taken back; the portrait.

use crate::leaving::LeavingView;
use crate::staff::{self, Admission, PersonView, date, stage_words};
use crate::standing::Standing;
use askama::Template;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use catalog::OfferedService;
use db::{DbError, Read as _, Reader};
use jiff::civil::Date;
use pages::{Form, Head, Here, Refused, Shell, T, Upload, page, redirect};
use people::{HEAVIEST_PORTRAIT, PASS_STAGE, PassStage, PersonId, REVOKE_STAGE, StaffMember, Stage, StageId, StageKind, TaxForm};
use pictures::NotAPicture;
use std::collections::BTreeMap;
use std::sync::Arc;
use values::{FieldFault, Instant, Problem};

/// A stage in the timeline.
pub(crate) struct Record {
    pub(crate) what: String,
    /// `state-ok`, `state-bad`, `state-idle`.
    pub(crate) class: &'static str,
    /// From when, up to when.
    pub(crate) span: String,
    /// The reference, or that none was given.
    pub(crate) evidence: String,
    /// Who recorded it, and what came of it.
    pub(crate) by: String,
    /// Where it is taken back; empty when it counts no longer.
    pub(crate) revoke: String,
}

/// What was typed into the form of a stage, and what is wrong with it.
#[derive(Default)]
pub(crate) struct StageForm {
    /// `(value, words, chosen)` of what can be recorded: `nda`, `certificate:regular`, `tax_status:employed`.
    pub(crate) kinds: Vec<(String, String, bool)>,
    pub(crate) passed: String,
    pub(crate) until: String,
    pub(crate) evidence: String,
    /// Field, words.
    pub(crate) faults: BTreeMap<&'static str, String>,
}

impl StageForm {
    pub(crate) fn fault(&self, field: &str) -> &str {
        self.faults.get(field).map_or("", String::as_str)
    }
}

#[derive(Template)]
#[template(path = "person.html")]
pub(crate) struct PersonPage {
    pub(crate) head: Head,
    pub(crate) person: PersonView,
    pub(crate) action: String,
    pub(crate) form: StageForm,
    pub(crate) records: Vec<Record>,
    /// What is wrong with the file that was sent; empty when nothing is.
    pub(crate) portrait_fault: String,
    /// Something is recorded of whoever works here alone.
    pub(crate) works_here: bool,
    /// For the owner: how somebody leaves the house, or is back.
    pub(crate) leaving: Option<LeavingView>,
}

#[derive(Template)]
#[template(path = "revoke.html")]
pub(crate) struct RevokePage {
    pub(crate) head: Head,
    pub(crate) name: String,
    pub(crate) back: String,
    pub(crate) action: String,
    pub(crate) what: String,
    /// «Снимется с трёх визитов».
    pub(crate) sum: String,
    /// When, which service, who else goes.
    pub(crate) visits: Vec<(String, String, String)>,
}

fn record(t: &T, stage: &Stage, offered: &[Arc<OfferedService>], names: &BTreeMap<PersonId, people::Name>, now: Instant) -> Record {
    let counts = stage.span().start <= now && now < stage.span().end;
    let by = match stage.by.strip_prefix("staff:").and_then(|id| id.parse::<uuid::Uuid>().ok()) {
        Some(id) => names.get(&PersonId::from(id)).map_or_else(|| t.get("people-erased"), people::Name::short),
        None => t.get("people-by-house"),
    };
    let until = stage.until.map_or_else(|| t.get("people-no-end"), |until| t.with("people-until", "date", &date(t, until)));
    let mut by = t.with("people-by", "name", &by);
    if let Some(at) = stage.revoked_at {
        by = format!("{by}; {}", t.with("people-revoked", "date", &date(t, at)));
    }
    Record {
        what: stage_words(t, stage, offered),
        class: match (counts, stage.revoked_at) {
            (true, _) => "state-ok",
            (false, Some(_)) => "state-bad",
            (false, None) => "state-idle",
        },
        span: t.say("people-span", &[("from", date(t, stage.passed_at).into()), ("until", until.into())]),
        evidence: if stage.evidence.is_empty() { t.get("people-no-evidence") } else { stage.evidence.clone() },
        by,
        revoke: if counts { format!("/desk/people/{}/stages/{}/revoke", stage.person, stage.id) } else { String::new() },
    }
}

/// What can be recorded, each with its words.
fn kinds(t: &T, offered: &[Arc<OfferedService>], chosen: &str) -> Vec<(String, String, bool)> {
    let mut all = Vec::new();
    for kind in StageKind::ALL {
        let words = t.get(&format!("people-stage-{}", kind.name()));
        match kind {
            StageKind::Certificate => {
                let of =
                    offered.iter().map(|one| (format!("certificate:{}", one.service.code), format!("{words}: {}", one.service.name.of(t.lang).to_lowercase())));
                all.extend(of);
            }
            StageKind::TaxStatus => {
                all.extend(
                    TaxForm::ALL.map(|form| (format!("tax_status:{}", form.name()), format!("{words}: {}", t.get(&format!("people-tax-{}", form.name()))))),
                );
            }
            _ => all.push((kind.name().to_owned(), words)),
        }
    }
    all.into_iter().map(|(value, words)| (value.clone(), words, value == chosen)).collect()
}

impl PersonPage {
    pub(crate) fn new(
        head: Head,
        member: &StaffMember,
        person: PersonView,
        offered: &[Arc<OfferedService>],
        names: &BTreeMap<PersonId, people::Name>,
        now: Instant,
    ) -> Self {
        let mut records: Vec<&Stage> = member.stages.iter().collect();
        records.sort_by_key(|stage| std::cmp::Reverse((stage.passed_at, stage.id)));
        let t = &head.t;
        Self {
            action: format!("/desk/people/{}", member.id),
            form: StageForm { kinds: kinds(t, offered, ""), passed: now.day().to_string(), ..StageForm::default() },
            records: records.into_iter().map(|stage| record(t, stage, offered, names, now)).collect(),
            portrait_fault: String::new(),
            works_here: member.last_day.is_none(),
            leaving: None,
            person,
            head,
        }
    }

    fn typed(mut self, form: &Form, problem: &Problem, offered: &[Arc<OfferedService>]) -> Self {
        let t = &self.head.t;
        self.form = StageForm {
            kinds: kinds(t, offered, form.get("kind")),
            passed: form.get("passed_at").to_owned(),
            until: form.get("until").to_owned(),
            evidence: form.get("evidence").chars().take(400).collect(),
            faults: problem.fields.iter().map(|fault| (if fault.field == "service" { "kind" } else { fault.field }, t.fault(fault))).collect(),
        };
        self
    }
}

async fn person_page(here: &Here, id: PersonId) -> Result<Option<PersonPage>, DbError> {
    let db = here.app.read().await?;
    let Some(member) = people::person(&db, id).await? else {
        return Ok(None);
    };
    let offered = catalog::services(&here.app)?;
    let by: Vec<PersonId> = member.stages.iter().filter_map(|s| s.by.strip_prefix("staff:")?.parse::<uuid::Uuid>().ok()).map(PersonId::from).collect();
    let names = people::names(&db, &by).await?;
    let portrait = people::portrait(&db, id).await?.map(|_| format!("/people/{id}/portrait"));
    let view = PersonView { portrait: portrait.unwrap_or_default(), ..staff::person(&here.t, &member, &offered, db.now()) };
    let head = here.head(Shell::Desk, &view.name).at(format!("/desk/people/{id}"));
    let leaving = here.actor.may(people::LEAVE_HOUSE, &access::Resource::default()).is_ok().then(|| LeavingView::new(&member, db.now()));
    Ok(Some(PersonPage { leaving, ..PersonPage::new(head, &member, view, &offered, &names, db.now()) }))
}

pub(crate) fn person_id(here: &Here, id: &str) -> Result<PersonId, Refused> {
    id.parse().map_err(|_| here.not_found())
}

pub(crate) async fn shown(here: &Here, id: PersonId) -> Result<PersonPage, Refused> {
    person_page(here, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())
}

pub(crate) async fn get_person(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    here.actor.may(PASS_STAGE, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let id = person_id(&here, &id)?;
    Ok(page(&shown(&here, id).await?))
}

/// The first moment of a day in Moscow; `None` for an empty field, an error for what is no day.
fn day(form: &Form, field: &'static str) -> Result<Option<Instant>, FieldFault> {
    let text = form.get(field);
    if text.is_empty() {
        return Ok(None);
    }
    let fault = || FieldFault::new(field, "not-a-day");
    let day: Date = text.parse().map_err(|_| fault())?;
    // What lies beyond a working life is a slip of the pen.
    if !(1990..=2100).contains(&day.year()) {
        return Err(fault());
    }
    Instant::of_moscow(day.at(0, 0, 0, 0)).map(Some).map_err(|_| fault())
}

/// What was recorded today counts from now: the day's beginning may lie before the hiring.
fn read(person: PersonId, form: &Form, now: Instant) -> Result<(PassStage, Option<TaxForm>), Problem> {
    let (kind, of) = form.get("kind").split_once(':').unwrap_or((form.get("kind"), ""));
    let mut faults = Vec::new();
    let known = StageKind::parse(kind);
    let tax = TaxForm::parse(of);
    if known.is_none() || (known == Some(StageKind::TaxStatus) && tax.is_none()) {
        faults.push(FieldFault::new("kind", "required"));
    }
    let mut date = |field| day(form, field).map_err(|fault| faults.push(fault)).ok().flatten();
    let passed_at = date("passed_at").filter(|at| at.day() != now.day());
    // Up to and with the day that is named.
    let until = date("until").map(|at| at + jiff::SignedDuration::from_hours(24));
    let Some(kind) = known.filter(|_| faults.is_empty()) else {
        return Err(Problem::fields(faults));
    };
    let service = kind.is_per_service().then(|| of.to_owned());
    Ok((PassStage { person, kind, service, passed_at, until, evidence: form.get("evidence").to_owned() }, tax.filter(|_| kind == StageKind::TaxStatus)))
}

pub(crate) async fn post_stage(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    here.actor.may(PASS_STAGE, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let id = person_id(&here, &id)?;
    let problem = match read(id, &form, here.app.now()) {
        Ok((ask, tax)) => {
            let recorded = match tax {
                Some(tax) => people::pass_tax_status(&here.app, &here.actor, tax, &ask).await,
                None => people::pass_stage(&here.app, &here.actor, &ask).await,
            };
            match recorded {
                Ok(_) => return Ok(redirect(&format!("/desk/people/{id}#records"))),
                Err(error) => here.field_problem(&error)?,
            }
        }
        Err(problem) => problem,
    };
    let offered = catalog::services(&here.app).map_err(|e| here.refuse(&e))?;
    let view = shown(&here, id).await?.typed(&form, &problem, &offered);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&view)).into_response())
}

async fn stage_of(here: &Here, db: &Reader, person: PersonId, stage: StageId) -> Result<(StaffMember, Stage), Refused> {
    let member = people::person(db, person).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    let stage = member.stages.iter().find(|known| known.id == stage).cloned().ok_or_else(|| here.not_found())?;
    Ok((member, stage))
}

/// What would be lost, before it is pressed.
pub(crate) async fn get_revoke(here: Here, Path((person, stage)): Path<(String, String)>) -> Result<Response, Refused> {
    here.actor.may(REVOKE_STAGE, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let (id, stage): (PersonId, StageId) = (person_id(&here, &person)?, stage.parse().map_err(|_| here.not_found())?);
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let (member, stage) = stage_of(&here, &db, id, stage).await?;
    let lost = visits::lost_with(&db, &here.actor, id, stage.id).await.map_err(|e| here.refuse(&e))?;
    let crew: Vec<PersonId> = lost.iter().flat_map(|visit| visit.plan().crew.iter().copied()).collect();
    let names = people::names(&db, &crew).await.map_err(|e| here.refuse(&e))?;
    let offered = catalog::services(&here.app).map_err(|e| here.refuse(&e))?;
    let t = &here.t;
    let line = |visit: &visits::Visit| {
        let plan = visit.plan();
        let service = offered.iter().find(|one| one.service.code == plan.service_code());
        let others: Vec<String> = plan.crew.iter().filter(|one| **one != id).filter_map(|one| names.get(one)).map(people::Name::short).collect();
        let left = if others.is_empty() { t.get("people-nobody-left") } else { t.with("people-left", "names", &t.list(&others)) };
        let when = format!("{}, {}", t.day(&plan.span.start), t.span(&plan.span));
        (when, service.map(|one| one.service.name.of(t.lang).to_owned()).unwrap_or_default(), left)
    };
    let name = member.name.as_ref().map_or_else(|| t.get("people-erased"), people::Name::full);
    let view = RevokePage {
        head: here.head(Shell::Desk, &t.get("people-revoke-title")).at(here.path.clone()),
        back: format!("/desk/people/{id}"),
        action: format!("/desk/people/{id}/stages/{}/revoke", stage.id),
        what: stage_words(t, &stage, &offered),
        sum: t.num("people-revoke-sum", "n", &i64::try_from(lost.len()).unwrap_or(i64::MAX)),
        visits: lost.iter().map(line).collect(),
        name,
    };
    Ok(page(&view))
}

pub(crate) async fn post_revoke(here: Here, Path((person, stage)): Path<(String, String)>) -> Result<Response, Refused> {
    here.actor.may(REVOKE_STAGE, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let (id, stage): (PersonId, StageId) = (person_id(&here, &person)?, stage.parse().map_err(|_| here.not_found())?);
    people::revoke_stage(&here.app, &here.actor, stage).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/desk/people/{id}#records")))
}

pub(crate) async fn post_portrait(here: Here, Path(id): Path<String>, request: Request) -> Result<Response, Refused> {
    here.actor.may(people::SET_PORTRAIT, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let id = person_id(&here, &id)?;
    let sent = Upload::read(request, "portrait", HEAVIEST_PORTRAIT).await;
    let kept = async {
        if sent.heavy {
            return Err(NotAPicture::TooHeavy { bytes: HEAVIEST_PORTRAIT + 1, limit: HEAVIEST_PORTRAIT }.into());
        }
        let portrait = Arc::new(people::portrait_of(sent.file).await?);
        people::set_portrait(&here.app, &here.actor, id, &portrait).await
    };
    let Err(error) = kept.await else {
        return Ok(redirect(&format!("/desk/people/{id}")));
    };
    let problem = here.field_problem(&error)?;
    let mut view = shown(&here, id).await?;
    view.portrait_fault = problem.fields.first().map(|fault| here.t.fault(fault)).unwrap_or_default();
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&view)).into_response())
}
