//! Use cases: hiring, and the stages of vetting.

pub(crate) mod leaving;
pub(crate) mod portrait;

use crate::clearance::{Stage, StageId, StageKind, TaxForm, clear};
use crate::facts::{ClearanceRevoked, Hired, StagePassed, StageRevoked};
use crate::{Name, PersonId, store};
use access::{Act, Actor, Denied, Grant, Resource, Role};
use db::{App, By, DbError, Read as _, Tx};
use journal::Say as _;
use std::collections::BTreeSet;
use values::unseen::is_unseen;
use values::{Arg, Explain, FieldFault, Instant, Outcome, Problem};

/// Hiring somebody.
pub const HIRE: Act = Act { name: "people.hire", grants: &[Grant::Desk] };
/// Recording a stage of vetting.
pub const PASS_STAGE: Act = Act { name: "people.pass_stage", grants: &[Grant::Desk] };
/// Taking a stage back.
pub const REVOKE_STAGE: Act = Act { name: "people.revoke_stage", grants: &[Grant::Desk] };

/// Somebody to hire.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// A known id, so that asking twice hires once; `None` for a fresh one.
    pub id: Option<PersonId>,
    /// Given name.
    pub first: String,
    /// Patronymic, where there is one.
    pub patronymic: Option<String>,
    /// Family name.
    pub last: String,
    /// As what.
    pub role: Role,
}

/// Why somebody was not hired.
#[derive(Debug, thiserror::Error)]
pub enum HireError {
    /// Something is left empty or too long.
    #[error("a name is missing or too long")]
    Invalid(Vec<FieldFault>),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for HireError {
    fn explain(&self) -> Problem {
        match self {
            Self::Invalid(faults) => Problem::fields(faults.clone()),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Longest part of a name, in characters.
const LONGEST_NAME: usize = 60;

/// Is the name one to hire by? Each fault beside its field.
pub fn check_name(person: &NewPerson) -> Result<(), HireError> {
    named(person).map(drop)
}

fn named(person: &NewPerson) -> Result<Name, HireError> {
    let patronymic = person.patronymic.as_deref().map(str::trim).filter(|p| !p.is_empty());
    let mut faults = Vec::new();
    for (field, text, needed) in
        [("first", person.first.trim(), true), ("patronymic", patronymic.unwrap_or_default(), false), ("last", person.last.trim(), true)]
    {
        if needed && text.is_empty() {
            faults.push(FieldFault::new(field, "required"));
        } else if text.chars().count() > LONGEST_NAME {
            faults.push(FieldFault::new(field, "too-long").arg("most", Arg::Int(60)));
        } else if text.contains(is_unseen) {
            faults.push(FieldFault::new(field, "unreadable"));
        }
    }
    if faults.is_empty() {
        Ok(Name { first: person.first.trim().to_owned(), patronymic: patronymic.map(str::to_owned), last: person.last.trim().to_owned() })
    } else {
        Err(HireError::Invalid(faults))
    }
}

/// Hires somebody. They are sent nowhere before all stages stand.
pub async fn hire(app: &App, actor: &Actor, person: NewPerson) -> Result<Outcome<PersonId>, HireError> {
    actor.may(HIRE, &Resource::default())?;
    let name = named(&person)?;
    let (known, role) = (person.id, person.role);
    app.write(actor, move |tx| {
        let name = name.clone();
        async move {
            if let Some(id) = known
                && store::exists(&tx, id).await?
            {
                return Ok(Outcome::Already(id));
            }
            let id = known.unwrap_or_else(|| tx.id());
            store::add_person(&tx, id, role, &name).await?;
            tx.say(Hired { person: id, role }).await?;
            Ok(Outcome::Applied(id))
        }
    })
    .await
}

/// A stage to record.
#[derive(Debug, Clone)]
pub struct PassStage {
    /// Who passed it.
    pub person: PersonId,
    /// Which stage.
    pub kind: StageKind,
    /// For which service: with a certificate only.
    pub service: Option<String>,
    /// When; `None` for now. Never later than now.
    pub passed_at: Option<Instant>,
    /// When it runs out; `None` when it does not.
    pub until: Option<Instant>,
    /// Where the paper is: a reference, no personal data.
    pub evidence: String,
}

/// Why a stage was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum PassStageError {
    /// Nobody of this id works here.
    #[error("no person {0}")]
    NoSuchPerson(PersonId),
    /// The record does not hold together.
    #[error("the stage is not filled in well")]
    Invalid(Vec<FieldFault>),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for PassStageError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchPerson(_) => Problem::new(404, "person-unknown"),
            Self::Invalid(faults) => Problem::fields(faults.clone()),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Longest reference to a paper, in characters.
const LONGEST_EVIDENCE: usize = 200;

fn filled_in(ask: &PassStage, tax: Option<TaxForm>, id: StageId, by: &By, now: Instant) -> Result<Stage, PassStageError> {
    let passed_at = ask.passed_at.unwrap_or(now);
    let service = ask.service.clone().unwrap_or_default();
    let mut faults = Vec::new();
    if ask.kind.is_per_service() == service.is_empty() {
        faults.push(FieldFault::new("service", if service.is_empty() { "required" } else { "not-for-this-stage" }));
    }
    if passed_at > now {
        faults.push(FieldFault::new("passed_at", "in-the-future"));
    }
    if ask.until.is_some_and(|until| until <= passed_at) {
        faults.push(FieldFault::new("until", "before-its-beginning"));
    }
    if ask.evidence.trim().is_empty() {
        faults.push(FieldFault::new("evidence", "required"));
    } else if ask.evidence.trim().chars().count() > LONGEST_EVIDENCE {
        faults.push(FieldFault::new("evidence", "too-long").arg("most", Arg::Int(200)));
    } else if ask.evidence.contains(is_unseen) {
        faults.push(FieldFault::new("evidence", "unreadable"));
    }
    if !faults.is_empty() {
        return Err(PassStageError::Invalid(faults));
    }
    let (by, evidence) = (by.0.clone(), ask.evidence.trim().to_owned());
    Ok(Stage { id, person: ask.person, kind: ask.kind, service, tax, passed_at, until: ask.until, by, evidence, revoked_at: None, left_at: None })
}

/// Records a stage and rewrites the clearance it gives. The same record twice is one.
pub async fn pass_stage(app: &App, actor: &Actor, ask: &PassStage) -> Result<Outcome<StageId>, PassStageError> {
    record(app, actor, ask, None).await
}

/// Records on which terms somebody works: a stage like the others, with its evidence and its end.
pub async fn pass_tax_status(app: &App, actor: &Actor, form: TaxForm, ask: &PassStage) -> Result<Outcome<StageId>, PassStageError> {
    let ask = PassStage { kind: StageKind::TaxStatus, service: None, ..ask.clone() };
    record(app, actor, &ask, Some(form)).await
}

async fn record(app: &App, actor: &Actor, ask: &PassStage, tax: Option<TaxForm>) -> Result<Outcome<StageId>, PassStageError> {
    actor.may(PASS_STAGE, &Resource::default())?;
    let ask = ask.clone();
    app.write(actor, move |tx| {
        let ask = ask.clone();
        async move {
            if !store::begin_vetting(&tx, ask.person).await? {
                return Err(PassStageError::NoSuchPerson(ask.person));
            }
            let stage = filled_in(&ask, tax, tx.id(), tx.by(), tx.now())?;
            let mut stages = store::stages_of(&tx, ask.person).await?;
            if let Some(known) = stages.iter().find(|s| is_same(s, &stage)) {
                return Ok(Outcome::Already(known.id));
            }
            store::add_stage(&tx, &stage).await?;
            tx.say(StagePassed { person: stage.person, stage: stage.id, kind: stage.kind, service: stage.service.clone() }).await?;
            let id = stage.id;
            stages.push(stage);
            rewrite(&tx, ask.person, &stages).await?;
            Ok(Outcome::Applied(id))
        }
    })
    .await
}

fn is_same(known: &Stage, new: &Stage) -> bool {
    known.revoked_at.is_none()
        && (known.kind, &known.service, known.tax, known.passed_at, known.until) == (new.kind, &new.service, new.tax, new.passed_at, new.until)
}

/// Why a stage was not taken back.
#[derive(Debug, thiserror::Error)]
pub enum RevokeStageError {
    /// There is no such record.
    #[error("no stage {0}")]
    NoSuchStage(StageId),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed, or somebody who joins refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for RevokeStageError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchStage(_) => Problem::new(404, "stage-unknown"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Takes a stage back from this moment on. A clearance that ends by it is said in the same transaction.
pub async fn revoke_stage(app: &App, actor: &Actor, stage: StageId) -> Result<Outcome<StageId>, RevokeStageError> {
    actor.may(REVOKE_STAGE, &Resource::default())?;
    app.write(actor, move |tx| async move {
        let person = store::person_of_stage(&tx, stage).await?.ok_or(RevokeStageError::NoSuchStage(stage))?;
        store::begin_vetting(&tx, person).await?;
        let mut stages = store::stages_of(&tx, person).await?;
        let revoked = stages.iter_mut().find(|s| s.id == stage).ok_or(RevokeStageError::NoSuchStage(stage))?;
        if revoked.revoked_at.is_some() {
            return Ok(Outcome::Already(stage));
        }
        revoked.revoked_at = Some(tx.now());
        store::set_revoked(&tx, stage).await?;
        tx.say(StageRevoked { person, stage, kind: revoked.kind, service: revoked.service.clone() }).await?;
        rewrite(&tx, person, &stages).await?;
        Ok(Outcome::Applied(stage))
    })
    .await
}

/// Rewrites `cleared` from the rule, and says what ends sooner than it was known to.
pub(crate) async fn rewrite(tx: &Tx, person: PersonId, stages: &[Stage]) -> Result<(), DbError> {
    let now = tx.now();
    let known = store::cleared_rows(tx, person).await?;
    let mut services: BTreeSet<&str> = known.keys().map(String::as_str).collect();
    services.extend(stages.iter().filter(|s| s.kind.is_per_service()).map(|s| s.service.as_str()));
    let mut shortened = Vec::new();
    for service in services {
        let before = known.get(service).copied();
        let after = if let Ok(cleared) = clear(stages, person, service, now) {
            store::set_cleared(tx, &cleared).await?;
            cleared.until()
        } else {
            store::end_clearance(tx, person, service).await?;
            now
        };
        if before.is_some_and(|until| until > now && until > after) {
            shortened.push(service.to_owned());
        }
    }
    if !shortened.is_empty() {
        tx.say(ClearanceRevoked { person, services: shortened, at: now }).await?;
    }
    Ok(())
}
