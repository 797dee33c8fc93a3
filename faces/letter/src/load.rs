//! All that a letter is made of, read at one time.

use access::{Actor, Look, Resource, Right, looks_at};
use aftercare::{Aftermath, OurAnswer, aftermath, changes_for, our_answers};
use billing::{BillError, OfVisit, of_visit};
use booking::{Agreement, AmendError, AmendPreview, Amendment, ORDER_AGAIN, agreement_of_visit, amend_preview, amendments};
use catalog::Kit;
use conversations::{ManagerCard, TalkError, WRITE, my_manager};
use db::{DbError, Read, Reader};
use households::{ClientId, HomeId, KEEP_MEMORY, Memory, OWN_PAGE, show, show_memory};
use messaging::proposal_token;
use pages::{Here, KeptLine, KeptWords, MemoryGroup, Remembering, T, memory_words, memory_writers};
use people::{Name, PersonId, Stage};
use pricing::Cause;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;
use values::instant::machine_now;
use values::{Instant, Said};
use visits::{
    Evidence, Move, Pair, Plan, Remembered, SEE_PHOTO, SEE_PORTRAIT, SEE_VISIT, Sheet, Tally, Visit, VisitId, evidence, photos_of, remembered, sheet, visits_of,
};

/// Visits in one letter, at most.
const VISITS: u32 = 40;
/// Looks that are read; those of one day, person and purpose are told once.
const LOOKS: u32 = 400;
/// Changes that owe themselves to the reader.
const CHANGED: u32 = 3;

/// What a letter is made of.
pub(crate) struct Loaded {
    /// The time of the house.
    pub(crate) now: Instant,
    /// How much the reader's own clock is ahead of the house's, in microseconds; 0 but in a house with a clock of its own.
    pub(crate) reader_ahead: i64,
    /// How the client likes to be called.
    pub(crate) name: String,
    /// The latest first.
    pub(crate) visits: Vec<(Visit, Tally)>,
    /// After each finished visit.
    pub(crate) aftermath: BTreeMap<VisitId, Aftermath>,
    /// The report of the visit that was finished last.
    pub(crate) sheet: Option<Sheet>,
    /// Names of services by page and version.
    pub(crate) services: BTreeMap<(String, i64), Said>,
    /// Names of staff.
    pub(crate) names: BTreeMap<PersonId, Name>,
    /// Agreements of the visits shown in full.
    pub(crate) agreements: BTreeMap<VisitId, Agreement>,
    /// Addresses of the homes in those agreements.
    pub(crate) homes: BTreeMap<HomeId, String>,
    /// Who has looked, newest first.
    pub(crate) looks: Vec<Look>,
    /// How the house presents itself.
    pub(crate) brand: Arc<catalog::Brand>,
    /// The stages that those who come next have passed and that still count.
    pub(crate) stages: BTreeMap<PersonId, Vec<Stage>>,
    /// What we remember about the household; empty for a reader who may not say what to remember.
    pub(crate) memory: Vec<MemoryGroup>,
    /// How much of what was remembered was kept at the visit that was finished last.
    pub(crate) remembered: Option<Remembered>,
    /// The same one by one, with what shows it: on the page of that visit, for a reader who may say what to remember.
    pub(crate) kept: Vec<KeptLine>,
    /// Around when they come next, where the client was told that it is later than agreed.
    pub(crate) arrives: Option<Instant>,
    /// Nobody has told us yet how to get in where we come next.
    pub(crate) doors_unknown: bool,
    /// Those of the crews shown who have a portrait that the reader may see.
    pub(crate) portraits: BTreeSet<PersonId>,
    /// Photos of the visit that was finished last.
    pub(crate) pairs: Vec<Pair>,
    /// What amending the visit that comes next costs now; `None` where it is not amended.
    pub(crate) amend: Option<AmendPreview>,
    /// What became of the agreement of the one visit that is shown, the latest first.
    pub(crate) amendments: Vec<Amendment>,
    /// The reader may order the same again.
    pub(crate) may_repeat: bool,
    /// The client's visits in a rhythm that go on.
    pub(crate) series: Vec<series::SeriesId>,
    /// Journeys that were asked for and are not over: when, and the day of travel where it is known.
    pub(crate) journeys: Vec<(concierge::RequestId, Instant, Option<jiff::civil::Date>)>,
    /// The reader may read what was asked for, and something was.
    pub(crate) has_asked: bool,
    /// Projects: which, what it is called, how many words of the desk were not heard yet.
    pub(crate) projects: Vec<(projects::PlanId, String, u32)>,
    /// What of them waits for the client's word.
    pub(crate) asks: Vec<projects::Approval>,
    /// What money knows of the one visit that is shown; `None` in the letter, and for a reader who sees no bills.
    pub(crate) money: Option<OfVisit>,
    /// Who looks after the client; `None` for a reader who may not write to them, and in the page of a visit.
    pub(crate) manager: Option<ManagerCard>,
    /// What was thought of ahead and waits for a word of the client, each with its link.
    pub(crate) proposals: Vec<(care::Proposal, String)>,
    /// What they said yes to and we get ready, each with its link and who has it.
    pub(crate) going: Vec<(care::Proposal, String, Option<Name>)>,
    /// What we changed because of the client's words, the newest first; empty for a reader who may not answer for them.
    pub(crate) changed: Vec<aftercare::Change>,
    /// What they never want proposed again.
    pub(crate) nevers: Vec<care::Never>,
    /// What a year of it has spared.
    pub(crate) spared: care::Spared,
    /// Our answers after the visit that was finished last.
    pub(crate) answers: Vec<OurAnswer>,
}

/// The visit that comes next; one whose day has passed without it does not.
pub(crate) fn next(visits: &[(Visit, Tally)], now: Instant) -> Option<&(Visit, Tally)> {
    let ahead = visits.iter().filter(|(visit, _)| !visit.state().is_over() && !visit.missed(now));
    ahead.min_by_key(|(visit, _)| visit.plan().span.start)
}

/// The visit that was finished last.
pub(crate) fn last_done(visits: &[(Visit, Tally)]) -> Option<&Visit> {
    visits.iter().map(|(visit, _)| visit).filter(|visit| visit.finished_at().is_some()).max_by_key(|visit| visit.finished_at())
}

/// Who looked, when it was one of the staff.
pub(crate) fn looker(look: &Look) -> Option<PersonId> {
    look.actor.strip_prefix("staff:").and_then(|id| id.parse::<Uuid>().ok()).map(PersonId::from)
}

/// What a page is about.
struct About {
    visits: Vec<(Visit, Tally)>,
    /// The visit that was finished last, and the one that comes next.
    last: Option<VisitId>,
    ahead: Option<Plan>,
    /// Visits whose agreement is shown.
    agreed: Vec<VisitId>,
    /// The visit whose list is shown.
    listed: Option<VisitId>,
    /// The letter itself tells of the household and of the looks; the page of a visit does not.
    is_letter: bool,
}

/// The letter.
pub(crate) async fn load(here: &Here, client: ClientId) -> Result<Loaded, Move> {
    let actor = here.actor;
    let db = here.app.read().await?;
    let own = Resource { client: Some(client.uuid()), crew: vec![] };
    // Somebody who acts for the client sees what they were given to see.
    let visits = if actor.may(SEE_VISIT, &own).is_ok() { visits_of(&db, &actor, client, Instant::from_micros(i64::MAX), VISITS).await? } else { Vec::new() };
    let last = last_done(&visits).map(|visit| visit.plan().id);
    let ahead = next(&visits, db.now()).map(|(visit, _)| visit.plan().clone());
    let agreed = last.into_iter().chain(ahead.as_ref().map(|plan| plan.id)).collect();
    gather(here, client, About { last, ahead, agreed, listed: last, is_letter: true, visits }).await
}

/// One visit, with the one that does it anew and the one that it does anew.
pub(crate) async fn load_visit(here: &Here, client: ClientId, visit: Visit) -> Result<Loaded, Move> {
    let (actor, id) = (here.actor, visit.plan().id);
    let db = here.app.read().await?;
    let after = aftermath(&db, client, std::slice::from_ref(&visit)).await?;
    let redo = after.get(&id).and_then(|after| after.redo.as_ref()).and_then(|redo| redo.redo_visit);
    let others: Vec<VisitId> = redo.into_iter().chain(visit.plan().redo_of).collect();
    let last = visit.finished_at().map(|_| id);
    let ahead = (!visit.state().is_over() && !visit.missed(db.now())).then(|| visit.plan().clone());
    let progress = sheet(&here.app, &actor, id).await?.progress;
    let mut visits = vec![(visit, Tally::new(progress.answered(), progress.all()))];
    for other in others {
        visits.push((visits::visit(&db, &actor, other).await?, Tally::new(0, 0)));
    }
    gather(here, client, About { last, ahead, agreed: vec![id], listed: Some(id), is_letter: false, visits }).await
}

/// Each with the day of travel that the desk has kept.
async fn journeys(
    db: &Reader,
    asked: Vec<(concierge::RequestId, Instant)>,
) -> Result<Vec<(concierge::RequestId, Instant, Option<jiff::civil::Date>)>, DbError> {
    let mut all = Vec::with_capacity(asked.len());
    for (id, at) in asked {
        all.push((id, at, concierge::journey(db, id).await?.map(|kept| kept.day)));
    }
    Ok(all)
}

async fn gather(here: &Here, client: ClientId, about: About) -> Result<Loaded, Move> {
    let (app, actor) = (&here.app, here.actor);
    let db = app.read().await?;
    let now = db.now();
    let own = Resource { client: Some(client.uuid()), crew: vec![] };
    let About { visits, last, ahead, agreed, listed, is_letter } = about;
    let bare: Vec<Visit> = visits.iter().map(|(visit, _)| visit.clone()).collect();
    // Prices are for those who were let see them.
    let sees_bills = !matches!(actor, Actor::Member(acting) if !acting.rights.has(Right::SeeBills));
    let agreements = agreements(&db, agreed.iter().copied().filter(|_| sees_bills)).await?;
    let homes: Vec<HomeId> = agreements.values().map(|agreement| agreement.terms.home).collect();
    let permit = actor.may(OWN_PAGE, &own)?;
    let mut shown = show(app, &permit, &[client], &homes).await?;
    let remembers = actor.may(KEEP_MEMORY, &own).is_ok();
    let (next_home, next_crew) = ahead.as_ref().map_or_else(|| (None, Vec::new()), |plan| (Some(plan.home), plan.crew.clone()));
    let whose: Vec<ClientId> = (remembers && is_letter).then_some(client).into_iter().collect();
    let (memory, doors) = show_memory(app, &permit, &whose, next_home.as_slice()).await?;
    let mut stages = BTreeMap::new();
    for person in &next_crew {
        let counts = |stage: &Stage| stage.passed_at <= now && now < stage.span().end;
        stages.insert(*person, people::stages_of(&db, *person).await?.into_iter().filter(counts).collect());
    }
    let looks = if is_letter { looks_at(&db, client.uuid(), LOOKS).await? } else { Vec::new() };
    let answers = our_answers(&db, client, last.as_slice()).await?;
    let evidence = match last {
        Some(id) if remembers && !is_letter => evidence(app, &actor, id).await?,
        _ => Vec::new(),
    };
    let mut people: BTreeSet<PersonId> = bare.iter().flat_map(|visit| visit.plan().crew.iter().copied()).collect();
    people.extend(looks.iter().filter_map(looker));
    people.extend(answers.values().flatten().filter_map(|answer| answer.by));
    people.extend(memory_writers(&memory));
    people.extend(evidence.iter().flat_map(|(_, one)| one.people()));
    let names = people::names(&db, &people.into_iter().collect::<Vec<_>>()).await?;
    let crew: Vec<PersonId> = bare.iter().filter(|v| agreed.contains(&v.plan().id)).flat_map(|visit| visit.plan().crew.iter().copied()).collect();
    let kit = catalog::kit(app)?;
    let projects = if actor.may(projects::SEE_PROJECT, &own).is_ok() { carried_out(&db, client).await? } else { Vec::new() };
    Ok(Loaded {
        journeys: if remembers && is_letter {
            journeys(&db, concierge::open_of(&db, client, &households::memory_rules(app)?.travel.tasks).await?).await?
        } else {
            Vec::new()
        },
        now,
        reader_ahead: if app.clock_moves() { machine_now().micros() - now.micros() } else { 0 },
        // The letter is the client's: who acts for them is not called by their name.
        name: shown.cards.remove(&client).filter(|_| matches!(actor, Actor::Client(_))).map(|card| card.name).unwrap_or_default(),
        aftermath: aftermath(&db, client, &bare).await?,
        sheet: match listed {
            Some(id) => Some(sheet(app, &actor, id).await?),
            None => None,
        },
        services: services(&db, &bare).await?,
        agreements,
        homes: shown.homes.into_iter().map(|(id, home)| (id, home.address.line())).collect(),
        brand: catalog::brand(app)?,
        arrives: match &ahead {
            Some(plan) => notices::told_arrival(&db, plan).await?,
            None => None,
        },
        doors_unknown: remembers && next_home.is_some() && doors.is_empty(),
        remembered: match last {
            Some(id) => remembered(&db, &[id]).await?.remove(&id),
            None => None,
        },
        kept: kept_lines(&here.t, &kit, &names, &evidence, now),
        memory: Remembering { t: &here.t, kit: &kit, homes: &[], names: &names, members: &[], reader: Some(actor), now }.groups(&memory),
        portraits: if actor.may(SEE_PORTRAIT, &own).is_ok() { people::with_portrait(&db, &crew).await? } else { BTreeSet::new() },
        pairs: if actor.may(SEE_PHOTO, &own).is_ok() { photos_of(&db, last.as_slice()).await?.into_values().flatten().collect() } else { Vec::new() },
        amend: match &ahead {
            Some(plan) => amending(&db, &actor, plan.id).await?,
            None => None,
        },
        amendments: if is_letter { Vec::new() } else { amendments_of(&db, &agreed).await? },
        money: match agreed.as_slice() {
            [id] if sees_bills && !is_letter => money(&db, &actor, *id).await?,
            _ => None,
        },
        manager: if is_letter && actor.may(WRITE, &own).is_ok() { manager(&db, &actor, client).await? } else { None },
        may_repeat: actor.may(ORDER_AGAIN, &own).is_ok(),
        has_asked: is_letter && actor.may(concierge::SEE_REQUESTS, &own).is_ok() && !concierge::first_and_newest(&db, client).await?.is_empty(),
        asks: projects::open_asks(&db, &projects.iter().map(|(id, ..)| *id).collect::<Vec<_>>()).await?,
        projects,
        series: if actor.may(series::SEE_SERIES, &own).is_ok() { going_on(&db, &actor, client).await? } else { Vec::new() },
        proposals: if is_letter { proposals(&db, &actor, client).await? } else { Vec::new() },
        going: if is_letter { going(&db, &actor, client).await? } else { Vec::new() },
        nevers: if is_letter { nevers(&db, &actor, client).await? } else { Vec::new() },
        changed: if is_letter && remembers { changes_for(&db, client, CHANGED).await? } else { Vec::new() },
        spared: if is_letter { spared(&db, &actor, client).await? } else { care::Spared::default() },
        answers: answers.into_values().flatten().collect(),
        names,
        stages,
        looks,
        visits,
    })
}

/// What was remembered at a visit, each with whether it was kept and with what shows it.
fn kept_lines(t: &T, kit: &Kit, names: &BTreeMap<PersonId, Name>, all: &[(Memory, Evidence)], now: Instant) -> Vec<KeptLine> {
    let words = KeptWords { t, names };
    let line = |(memory, one): &(Memory, Evidence)| {
        let photo = one.photo.as_ref().map(|photo| Here::photo_href(photo.visit, photo.id, false));
        words.line(memory_words(t, kit, &memory.kind, now), one.was_kept(), one.written(), photo)
    };
    all.iter().map(line).collect()
}

/// What amending costs now; `None` for a visit that is not amended any more, or not by this reader.
async fn amending(db: &Reader, who: &Actor, visit: VisitId) -> Result<Option<AmendPreview>, DbError> {
    match amend_preview(db, who, visit, Cause::Client).await {
        Ok(preview) => Ok(Some(preview)),
        Err(AmendError::Db(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// What waits for the client's word, each with the link that answers it; nothing for a reader who may not order.
async fn proposals(db: &Reader, who: &Actor, client: ClientId) -> Result<Vec<(care::Proposal, String)>, DbError> {
    match care::open_proposals_of(db, who, client).await {
        Ok(open) => Ok(open.into_iter().map(|one| (link(db, &one), one)).map(|(link, one)| (one, link)).collect()),
        Err(care::CareError::Db(error)) => Err(error),
        Err(_) => Ok(Vec::new()),
    }
}

/// What we get ready since they said yes; nothing for a reader who may not order.
async fn going(db: &Reader, who: &Actor, client: ClientId) -> Result<Vec<(care::Proposal, String, Option<Name>)>, DbError> {
    match care::going_of(db, who, client).await {
        Ok(going) => Ok(going.into_iter().map(|(one, who)| (link(db, &one), one, who)).map(|(link, one, who)| (one, link, who)).collect()),
        Err(care::CareError::Db(error)) => Err(error),
        Err(_) => Ok(Vec::new()),
    }
}

/// Where a proposal is read and answered.
fn link(db: &Reader, one: &care::Proposal) -> String {
    format!("/care/{}", proposal_token(db.app(), one.id.uuid(), db.now()))
}

/// Those that stand; none for a reader who may not take them back.
async fn nevers(db: &Reader, who: &Actor, client: ClientId) -> Result<Vec<care::Never>, DbError> {
    match care::nevers_of(db, who, client).await {
        Ok(all) => Ok(all.into_iter().filter(|one| one.undone.is_none()).collect()),
        Err(care::CareError::Denied(_)) => Ok(Vec::new()),
        Err(e) => Err(DbError::Other(e.to_string())),
    }
}

async fn spared(db: &Reader, who: &Actor, client: ClientId) -> Result<care::Spared, DbError> {
    match care::spared_of(db, who, client).await {
        Ok(spared) => Ok(spared),
        Err(care::CareError::Db(error)) => Err(error),
        Err(_) => Ok(care::Spared::default()),
    }
}

async fn manager(db: &Reader, who: &Actor, client: ClientId) -> Result<Option<ManagerCard>, DbError> {
    match my_manager(db, who, client).await {
        Ok(card) => Ok(card),
        Err(TalkError::Db(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

async fn money(db: &Reader, who: &Actor, visit: VisitId) -> Result<Option<OfVisit>, DbError> {
    match of_visit(db, who, visit).await {
        Ok(of) => Ok(Some(of)),
        Err(BillError::Db(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

async fn amendments_of(db: &Reader, visits: &[VisitId]) -> Result<Vec<Amendment>, DbError> {
    let mut all = Vec::new();
    for visit in visits {
        all.extend(amendments(db, *visit).await?);
    }
    Ok(all)
}

async fn services(db: &Reader, visits: &[Visit]) -> Result<BTreeMap<(String, i64), Said>, DbError> {
    let mut services = BTreeMap::new();
    for pin in visits.iter().map(|visit| &visit.plan().service) {
        let key = (pin.file.clone(), pin.version);
        if let Entry::Vacant(place) = services.entry(key) {
            place.insert(catalog::service_as_of(db, pin).await?.name.clone());
        }
    }
    Ok(services)
}

async fn agreements(db: &Reader, visits: impl Iterator<Item = VisitId>) -> Result<BTreeMap<VisitId, Agreement>, DbError> {
    let mut agreements = BTreeMap::new();
    for visit in visits {
        if let Some(agreement) = agreement_of_visit(db, visit).await? {
            agreements.insert(visit, agreement);
        }
    }
    Ok(agreements)
}

/// The series of a client that go on.
/// Projects that are shown in a letter.
const PROJECTS: u32 = 5;

async fn carried_out(db: &impl Read, client: ClientId) -> Result<Vec<(projects::PlanId, String, u32)>, DbError> {
    let all = projects::plans_of(db, client, PROJECTS).await?;
    let open: Vec<_> = all.into_iter().filter(|one| one.plan.ended_at.is_none()).map(|one| (one.plan.id, one.plan.title)).collect();
    let unheard = projects::unheard_words(db, &open.iter().map(|(id, _)| *id).collect::<Vec<_>>()).await?;
    Ok(open.into_iter().map(|(id, title)| (id, title, unheard.get(&id).copied().unwrap_or_default())).collect())
}

async fn going_on(db: &impl Read, actor: &Actor, client: ClientId) -> Result<Vec<series::SeriesId>, DbError> {
    let all = series::series_of(db, actor, client).await.map_err(|e| DbError::Other(e.to_string()))?;
    Ok(all.into_iter().filter(|series| !series.plan.is_over(db.now().day())).map(|series| series.id).collect())
}
