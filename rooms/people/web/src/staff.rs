//! All staff with their stages and certificates.

use crate::leaving::gone_words;
use crate::standing::{Standing, standing};
use access::{Resource, Role};
use askama::Template;
use axum::response::Response;
use catalog::OfferedService;
use db::{DbError, Read as _};
use pages::{Head, Here, Refused, Shell, T, page};
use people::{FOREVER, PASS_STAGE, StaffMember, StageKind};
use std::sync::Arc;
use values::Instant;

/// A certificate that runs out within a month is due to be renewed.
const SOON_MINUTES: i64 = 30 * 24 * 60;

/// Whether somebody may enter a home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    /// Yes.
    Cleared,
    /// Not yet.
    OnTheWay,
    /// No more, or refused.
    Refused,
    /// Their work is not in homes.
    Desk,
    /// They do not work here any more.
    Gone,
}

impl Admission {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Cleared => "state-ok",
            Self::OnTheWay | Self::Desk | Self::Gone => "state-idle",
            Self::Refused => "state-bad",
        }
    }
}

/// A stage on the track.
pub(crate) struct StageView {
    pub(crate) name: String,
    pub(crate) standing: Standing,
    /// The date, or what stands instead of it.
    pub(crate) words: String,
}

impl StageView {
    pub(crate) const fn class(&self) -> &'static str {
        match self.standing {
            Standing::Done { .. } => "stage-done",
            Standing::Ahead => "stage-ahead",
            Standing::Revoked(_) | Standing::Expired(_) => "stage-refused",
        }
    }
}

/// A certificate.
pub(crate) struct CertView {
    pub(crate) service: String,
    pub(crate) words: String,
    pub(crate) class: &'static str,
}

/// One of the staff.
pub(crate) struct PersonView {
    /// Their page.
    pub(crate) href: String,
    /// The small portrait; empty when there is none.
    pub(crate) portrait: String,
    /// Initials, where there is none.
    pub(crate) initials: String,
    pub(crate) name: String,
    pub(crate) since: String,
    pub(crate) admission: Admission,
    pub(crate) state: String,
    /// Empty for whoever does not go to homes.
    pub(crate) stages: Vec<StageView>,
    pub(crate) certs: Vec<CertView>,
    /// How many services they are examined for, in words; empty for whoever does not go to homes.
    pub(crate) exams: String,
}

#[derive(Template)]
#[template(path = "people.html")]
pub(crate) struct PeoplePage {
    pub(crate) head: Head,
    pub(crate) cleared: usize,
    pub(crate) on_the_way: usize,
    pub(crate) soon: usize,
    pub(crate) ending: Vec<EndingView>,
    /// The names of the stages, in their order.
    pub(crate) kinds: Vec<String>,
    /// Those who go to homes.
    pub(crate) visiting: Vec<PersonView>,
    /// Those who do not.
    pub(crate) others: Vec<PersonView>,
    /// Those who work here no longer.
    pub(crate) gone: Vec<PersonView>,
}

/// `24.11.2026`, in English `2026-11-24`.
pub(crate) fn date(t: &T, at: Instant) -> String {
    let day = at.day();
    let (year, month, date) = (day.year(), format!("{:02}", day.month()), format!("{:02}", day.day()));
    t.say("people-date", &[("day", date.into()), ("month", month.into()), ("year", year.to_string().into())])
}

fn stage(t: &T, member: &StaffMember, kind: StageKind, now: Instant) -> StageView {
    let standing = standing(&member.stages, kind, None, now);
    let words = match standing {
        Standing::Done { passed, .. } => date(t, passed),
        Standing::Ahead => t.get("people-ahead"),
        Standing::Revoked(at) => t.with("people-revoked", "date", &date(t, at)),
        Standing::Expired(at) => t.with("people-expired", "date", &date(t, at)),
    };
    StageView { name: t.get(&format!("people-stage-{}", kind.name())), standing, words }
}

fn cert(t: &T, member: &StaffMember, service: &str, name: &str, now: Instant) -> CertView {
    let (words, class) = match standing(&member.stages, StageKind::Certificate, Some(service), now) {
        Standing::Done { until: None, .. } => (t.get("people-cert-for-ever"), ""),
        Standing::Done { until: Some(until), .. } if until.minutes_since(now) < SOON_MINUTES => (t.with("people-cert-soon", "date", &date(t, until)), SOON),
        Standing::Done { until: Some(until), .. } => (t.with("people-cert-until", "date", &date(t, until)), ""),
        Standing::Ahead => (t.get("people-cert-none"), "cert-none"),
        Standing::Revoked(at) => (t.with("people-revoked", "date", &date(t, at)), "cert-none"),
        Standing::Expired(at) => (t.with("people-expired", "date", &date(t, at)), "cert-none"),
    };
    CertView { service: name.to_owned(), words, class }
}

const SOON: &str = "cert-soon";

/// Services on offer, then those that only a certificate still names: (code, name).
fn services(t: &T, member: &StaffMember, offered: &[Arc<OfferedService>]) -> Vec<(String, String)> {
    let mut known: Vec<_> = offered.iter().map(|one| (one.service.code.clone(), one.service.name.of(t.lang).to_owned())).collect();
    for stage in member.stages.iter().filter(|s| s.kind.is_per_service()) {
        if !known.iter().any(|(code, _)| *code == stage.service) {
            known.push((stage.service.clone(), stage.service.clone()));
        }
    }
    known
}

/// `экзамены: 2 из 4`
fn exams(t: &T, member: &StaffMember, services: &[(String, String)], now: Instant) -> String {
    let passed = |code: &str| matches!(standing(&member.stages, StageKind::Certificate, Some(code), now), Standing::Done { .. });
    let count = services.iter().filter(|(code, _)| passed(code)).count();
    t.say("people-exams", &[("n", count.to_string().into()), ("all", services.len().to_string().into())])
}

fn admission(member: &StaffMember, services: &[(String, String)], stages: &[StageView], now: Instant) -> (Admission, Option<Instant>) {
    let until = services.iter().filter_map(|(code, _)| member.clearance(code, now).ok()).map(|cleared| cleared.until()).max();
    let lost = stages.iter().any(|s| matches!(s.standing, Standing::Revoked(_) | Standing::Expired(_)));
    let admission = match until {
        _ if member.last_day.is_some() => Admission::Gone,
        Some(_) => Admission::Cleared,
        None if member.role != Role::Cleaner && member.stages.is_empty() => Admission::Desk,
        None if lost => Admission::Refused,
        None => Admission::OnTheWay,
    };
    (admission, until)
}

/// `ОП`
fn initials(name: &people::Name) -> String {
    [&name.first, &name.last].into_iter().filter_map(|part| part.chars().next()).collect()
}

/// A stage that ends soon.
pub(crate) struct EndingView {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) what: String,
    pub(crate) until: String,
}

/// What ends within a month and is not renewed, the soonest first.
pub(crate) fn ending(t: &T, staff: &[StaffMember], offered: &[Arc<OfferedService>], now: Instant) -> Vec<EndingView> {
    let mut all: Vec<_> =
        staff.iter().flat_map(|member| people::expiring(&member.stages, now, SOON_MINUTES).into_iter().map(move |stage| (member, stage))).collect();
    all.sort_by_key(|(_, stage)| (stage.span().end, stage.id));
    let view = |(member, stage): (&StaffMember, &people::Stage)| EndingView {
        href: format!("/desk/people/{}", member.id),
        name: member.name.as_ref().map_or_else(|| t.get("people-erased"), people::Name::full),
        what: stage_words(t, stage, offered),
        until: date(t, stage.span().end),
    };
    all.into_iter().map(view).collect()
}

/// `Экзамен: поддерживающая уборка`
pub(crate) fn stage_words(t: &T, stage: &people::Stage, offered: &[Arc<OfferedService>]) -> String {
    let kind = t.get(&format!("people-stage-{}", stage.kind.name()));
    if let Some(tax) = stage.tax {
        return format!("{kind}: {}", t.get(&format!("people-tax-{}", tax.name())));
    }
    if stage.service.is_empty() {
        return kind;
    }
    let service = offered.iter().find(|one| one.service.code == stage.service);
    let service = service.map_or_else(|| stage.service.clone(), |one| one.service.name.of(t.lang).to_lowercase());
    format!("{kind}: {service}")
}

/// One of the staff in words.
pub(crate) fn person(t: &T, member: &StaffMember, offered: &[Arc<OfferedService>], now: Instant) -> PersonView {
    let services = services(t, member, offered);
    let stages: Vec<_> = StageKind::ALL.into_iter().map(|kind| stage(t, member, kind, now)).collect();
    let (admission, until) = admission(member, &services, &stages, now);
    let state = match (admission, until) {
        (Admission::Cleared, Some(until)) if until < FOREVER => t.with("people-cleared-until", "date", &date(t, until)),
        (Admission::Cleared, _) => t.get("people-cleared"),
        (Admission::OnTheWay, _) => t.get("people-on-the-way"),
        (Admission::Refused, _) => t.get("people-refused"),
        (Admission::Desk, _) => t.get("people-desk"),
        (Admission::Gone, _) => member.last_day.map(|day| gone_words(t, day)).unwrap_or_default(),
    };
    let role = t.get(&format!("role-{}", member.role.name()));
    let tracked = !matches!(admission, Admission::Desk | Admission::Gone);
    PersonView {
        href: format!("/desk/people/{}", member.id),
        portrait: String::new(),
        initials: member.name.as_ref().map(initials).unwrap_or_default(),
        name: member.name.as_ref().map_or_else(|| t.get("people-erased"), people::Name::full),
        since: t.say("people-since", &[("role", role.into()), ("year", member.hired_at.day().year().to_string().into())]),
        admission,
        state,
        stages: if tracked { stages } else { Vec::new() },
        exams: if tracked { exams(t, member, &services, now) } else { String::new() },
        certs: if tracked { services.iter().map(|(code, name)| cert(t, member, code, name, now)).collect() } else { Vec::new() },
    }
}

impl PeoplePage {
    pub(crate) fn new(head: Head, people: Vec<PersonView>, ending: Vec<EndingView>) -> Self {
        let count = |admission| people.iter().filter(|person| person.admission == admission).count();
        let (cleared, on_the_way, soon) = (count(Admission::Cleared), count(Admission::OnTheWay), ending.len());
        let kinds = StageKind::ALL.map(|kind| head.t.get(&format!("people-stage-{}", kind.name()))).to_vec();
        let (gone, people): (Vec<_>, Vec<_>) = people.into_iter().partition(|person| person.admission == Admission::Gone);
        let (others, visiting) = people.into_iter().partition(|person| person.admission == Admission::Desk);
        Self { head, cleared, on_the_way, soon, ending, kinds, visiting, others, gone }
    }
}

pub(crate) async fn get_people(here: Here) -> Result<Response, Refused> {
    // Whoever keeps the record of vetting may read it.
    here.actor.may(PASS_STAGE, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let view = people_page(&here).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&view))
}

async fn people_page(here: &Here) -> Result<PeoplePage, DbError> {
    let db = here.app.read().await?;
    let (staff, gone) = (people::staff(&db).await?, people::who_left(&db).await?);
    let offered = catalog::services(&here.app)?;
    let head = here.head(Shell::Desk, &here.t.get("people-title")).at("/desk/people");
    // Those who go to homes first; among them, by the time of hiring.
    let (visiting, others): (Vec<_>, Vec<_>) = staff.iter().partition(|member| member.role == Role::Cleaner);
    let ids: Vec<_> = staff.iter().chain(&gone).map(|member| member.id).collect();
    let pictured = people::with_portrait(&db, &ids).await?;
    let view = |member: &StaffMember| PersonView {
        portrait: if pictured.contains(&member.id) { format!("/people/{}/portrait?size=small", member.id) } else { String::new() },
        ..person(&here.t, member, &offered, db.now())
    };
    let views = visiting.into_iter().chain(others).chain(&gone).map(view).collect();
    Ok(PeoplePage::new(head, views, ending(&here.t, &staff, &offered, db.now())))
}
