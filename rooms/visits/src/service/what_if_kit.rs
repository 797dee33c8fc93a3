//! What a change of the kit would have meant for the visits of the past year.

use crate::packing::{Kits, Packing, not_borne};
use crate::service::Move;
use crate::service::what_if::DAYS;
use crate::visit::State;
use crate::{LOOK_BACK, VisitId, store};
use access::{Actor, Resource};
use catalog::{Kit, Turn};
use db::{App, DbError, Read};
use households::{ClientId, HomeId, Memory, allergies, looked_back, unwanted_at_visits};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan as _};
use std::collections::{BTreeMap, BTreeSet};
use values::{Instant, Said, Span};

/// Visits of one page.
const PAGE: usize = 100;

/// A visit that a draft of the kit would have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WouldPack {
    /// Which.
    pub visit: VisitId,
    /// What was done, by its name.
    pub service: Said,
    /// When it began.
    pub start: Instant,
    /// What both kits make of it.
    pub packing: Packing,
    client: ClientId,
    home: HomeId,
}

/// Visits, and of how many homes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HowMany {
    /// Visits.
    pub visits: usize,
    /// Homes.
    pub homes: usize,
}

/// What a draft of the kit would have changed in a year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// The part stayed out by the kit that stands.
    pub stands: usize,
    /// It would have by the draft.
    pub drafted: usize,
    /// By the draft it would have, and by the kit that stands it did not.
    pub newly: HowMany,
    /// The other way round.
    pub no_longer: HowMany,
    /// It stays out by both, and something else would have been in its place.
    pub otherwise: HowMany,
    /// By the draft nothing would have stood in for it.
    pub without: usize,
    /// How many visits would have been changed in each month, by its first day.
    pub months: Vec<(Date, usize)>,
}

/// The same with the visits that it would have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitWhatIf {
    /// All of the year.
    pub counts: Counts,
    /// Some of the visits, the earliest first.
    pub visits: Vec<WouldPack>,
    /// After which visit it goes on.
    pub next: Option<VisitId>,
}

/// What another part of the kit would have meant for the finished visits of the past year: by the version of the checklist that each had,
/// and by what was known and wanted of its home when it began. Nothing changes but the record of looks.
pub async fn what_if_kit(app: &App, who: &Actor, part: &str, draft: &Kit, after: Option<VisitId>) -> Result<KitWhatIf, Move> {
    let permit = who.may(LOOK_BACK, &Resource::default())?;
    let standing = catalog::kit(app)?;
    let db = app.read().await?;
    let span = Span { start: db.now() - SignedDuration::from_hours(24 * DAYS), end: db.now() };
    let kits = Kits { part, standing: &standing, draft };
    let all = packed(&db, span, &kits).await?;
    let counts = Counts::of(&all, span);
    let changed: Vec<WouldPack> = all.into_iter().filter(|one| one.packing.is_changed()).collect();
    let from = after.and_then(|after| changed.iter().position(|one| one.visit == after)).map_or(0, |at| at + 1);
    let mut visits: Vec<WouldPack> = changed.into_iter().skip(from).take(PAGE + 1).collect();
    let is_more = visits.len() > PAGE;
    visits.truncate(PAGE);
    let seen: BTreeSet<ClientId> = visits.iter().map(|one| one.client).collect();
    looked_back(app, &permit, &seen.into_iter().collect::<Vec<_>>()).await?;
    Ok(KitWhatIf { counts, next: visits.last().map(|one| one.visit).filter(|_| is_more), visits })
}

/// What both kits make of each finished visit that they bear on, the earliest first.
async fn packed(db: &impl Read, span: Span, kits: &Kits<'_>) -> Result<Vec<WouldPack>, DbError> {
    let known = allergies(db).await?;
    let unwanted = unwanted_at_visits(db, &known.iter().map(|(memory, _)| memory.id).collect::<Vec<_>>()).await?;
    let mut of: BTreeMap<ClientId, Vec<(Memory, Option<Instant>)>> = BTreeMap::new();
    for (memory, end) in known {
        of.entry(memory.client).or_default().push((memory, end));
    }
    let mut past = store::of_clients(db, &of.keys().copied().collect::<Vec<_>>(), span).await?;
    past.retain(|visit| visit.state() == State::Done);
    past.sort_by_key(|visit| (visit.plan().span.start, visit.plan().id));
    let turns = store::turns(db, &past.iter().map(|visit| visit.plan().id).collect::<Vec<_>>()).await?;
    let mut all = Vec::new();
    for visit in &past {
        let (plan, start) = (visit.plan(), visit.plan().span.start);
        let service = catalog::service_as_of(db, &plan.service).await?;
        let turn = turns.get(&plan.id).copied().unwrap_or_else(|| Turn::of(start.day(), None));
        let known = of.get(&plan.client).map(Vec::as_slice).unwrap_or_default();
        let avoided = not_borne(known, &unwanted, (plan.id, plan.home), start);
        let packing = kits.packing(catalog::due(&service, &plan.extras, turn), &avoided);
        if packing.stands || packing.drafted {
            all.push(WouldPack { visit: plan.id, service: service.name.clone(), start, packing, client: plan.client, home: plan.home });
        }
    }
    Ok(all)
}

impl HowMany {
    fn of(all: &[WouldPack], counts: impl Fn(&Packing) -> bool) -> Self {
        let homes: Vec<HomeId> = all.iter().filter(|one| counts(&one.packing)).map(|one| one.home).collect();
        Self { visits: homes.len(), homes: homes.into_iter().collect::<BTreeSet<_>>().len() }
    }
}

impl Counts {
    fn of(all: &[WouldPack], span: Span) -> Self {
        let count = |counts: fn(&Packing) -> bool| HowMany::of(all, counts).visits;
        let mut months: BTreeMap<Date, usize> = months(span).into_iter().map(|month| (month, 0)).collect();
        for one in all.iter().filter(|one| one.packing.is_changed()) {
            *months.entry(one.start.day().first_of_month()).or_default() += 1;
        }
        Self {
            stands: count(|one| one.stands),
            drafted: count(|one| one.drafted),
            newly: HowMany::of(all, |one| one.drafted && !one.stands),
            no_longer: HowMany::of(all, |one| one.stands && !one.drafted),
            otherwise: HowMany::of(all, |one| one.stands && one.drafted && one.is_changed()),
            without: count(|one| one.drafted && one.is_without()),
            months: months.into_iter().collect(),
        }
    }
}

/// The first days of the months of a span.
fn months(span: Span) -> Vec<Date> {
    let first = span.start.day().first_of_month();
    (0..).map_while(|n: i64| first.checked_add(n.months()).ok()).take_while(|month| *month <= span.end.day()).collect()
}
