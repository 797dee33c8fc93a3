//! All that a client's card is made of, read at one time; the look is recorded before anything is shown.

use access::Resource;
use aftercare::WorkQuestion;
use booking::{ByTheHouse, by_the_house, totals_of_visits};
use catalog::{Districts, Kit};
use concierge::{File, RequestError, RequestId};
use conversations::{Asked, entries};
use db::{DbError, Read as _, Reader};
use households::{
    Card, ClientId, Consent, Consents, Doors, HomeCard, HomeId, Member, Memory, Proposal, SEE_CLIENT, consents, consents_of, proposals, recall, reveal,
    reveal_doors, reveal_homes_of, reveal_people,
};
use incidents::Incident;
use journal::{Entry, timeline};
use messaging::{Kept, kept_for};
use pages::Here;
use people::{Name, PersonId};
use projects::{Planned, Task, TaskState};
use std::collections::btree_map::Entry as Place;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;
use values::{Instant, Money, Said};
use visits::{Move, Visit, VisitId, list_visits_of};

/// Visits, facts and messages on one page of the card.
pub(crate) const VISITS: u32 = 12;
pub(crate) const FACTS: u32 = 25;
const MESSAGES: u32 = 10;

/// What the card is made of.
pub(crate) struct Loaded {
    pub(crate) now: Instant,
    pub(crate) card: Card,
    pub(crate) homes: Vec<HomeCard>,
    pub(crate) doors: BTreeMap<HomeId, Doors>,
    pub(crate) members: Vec<Member>,
    pub(crate) memory: Vec<Memory>,
    /// What the house would do on it and is asked not to.
    pub(crate) declined: Vec<households::Declined>,
    /// What was found in the household's own words and waits for a person.
    pub(crate) found: Vec<Proposal>,
    pub(crate) consents: Vec<Consent>,
    pub(crate) purposes: Arc<Consents>,
    pub(crate) kit: Arc<Kit>,
    pub(crate) districts: Arc<Districts>,
    /// The latest first; one more than a page where there are older ones.
    pub(crate) visits: Vec<Visit>,
    pub(crate) totals: BTreeMap<VisitId, Money>,
    pub(crate) by_the_house: ByTheHouse,
    /// Visits in a rhythm, those that are over too.
    pub(crate) series: Vec<series::SeriesId>,
    pub(crate) services: BTreeMap<(String, i64), Said>,
    /// The newest first; one more than a page where there are older ones.
    pub(crate) facts: Vec<Entry>,
    pub(crate) messages: Vec<Kept>,
    /// By which channels the client is reached.
    pub(crate) ways: Vec<households::Way>,
    /// They are told by phone before all else.
    pub(crate) is_by_phone: bool,
    pub(crate) names: BTreeMap<PersonId, Name>,
    /// Their first words that are kept, and how they speak.
    pub(crate) first: FirstContact,
    /// When something was done for them last, or begun.
    pub(crate) worked: Option<Instant>,
    /// Their newest words since, and when they said them.
    pub(crate) heard: Option<(Instant, String)>,
    /// What did not go as agreed last.
    pub(crate) trouble: Option<Trouble>,
    /// The newest case; `None` where there never was one.
    pub(crate) case: Option<aftercare::Case>,
    /// The newest answer to the open question, and when what it is of was done.
    pub(crate) answer: Option<(Instant, String)>,
    /// What they never want proposed again, and what of it was taken back.
    pub(crate) nevers: Vec<care::Never>,
    /// What was changed because of their words, the newest first.
    pub(crate) changed: Vec<aftercare::Change>,
}

/// What is left of a first contact: what they asked once they were a client, or became one within the month, is kept.
#[derive(Debug, Default)]
pub(crate) struct FirstContact {
    /// The first words that we have still, and when they were said.
    pub(crate) said: Option<(Instant, String)>,
    /// How they speak and are to be spoken to, by the newest brief.
    pub(crate) manner: Option<String>,
}

/// What did not go as agreed, in the words of the house book.
pub(crate) struct Trouble {
    pub(crate) incident: Incident,
    /// What happened.
    pub(crate) what: Said,
    /// What is done about it; `None` where nothing is yet.
    pub(crate) way: Option<Said>,
}

/// Plans that are looked through for what was done.
const PLANS: u32 = 5;

/// Changes that owe themselves to the client, and answers after what was arranged for them, that are looked through.
const CHANGED: u32 = 5;

/// Who acted, when it was one of the staff.
pub(crate) fn staff(actor: &str) -> Option<PersonId> {
    actor.strip_prefix("staff:").and_then(|id| id.parse::<Uuid>().ok()).map(PersonId::from)
}

/// `None`: there is no such client, or not any more.
pub(crate) async fn load(here: &Here, client: ClientId) -> Result<Option<Loaded>, Move> {
    let (app, actor) = (&here.app, here.actor);
    let shown = app
        .write(&actor, move |tx| async move {
            let permit = actor.may(SEE_CLIENT, &Resource::default())?;
            let Some(card) = reveal(&tx, &permit, client).await? else {
                return Ok::<_, Move>(None);
            };
            let homes = reveal_homes_of(&tx, &permit, client).await?;
            let ids: Vec<HomeId> = homes.iter().map(|home| home.home).collect();
            let doors = reveal_doors(&tx, &permit, &ids).await?;
            let (memory, found) = (recall(&tx, &permit, client).await?, proposals(&tx, &permit, client).await?);
            Ok(Some((card, homes, doors, reveal_people(&tx, &permit, client).await?, memory, found)))
        })
        .await?;
    let Some((card, homes, doors, members, memory, found)) = shown else {
        return Ok(None);
    };
    let db = app.read().await?;
    let before = here.query.get("visits").parse::<i64>().map_or(Instant::from_micros(i64::MAX), Instant::from_micros);
    let visits = list_visits_of(&db, &actor, client, before, VISITS + 1).await?;
    let ids: Vec<VisitId> = visits.iter().map(|visit| visit.plan().id).collect();
    let facts = timeline(&db, client.uuid(), here.query.get("facts").parse().ok(), FACTS + 1).await?;
    let mut after = aftercare::aftermath(&db, client, &visits).await?;
    let answers = visits.iter().filter_map(|visit| Some((visit.finished_at()?, after.remove(&visit.plan().id)?.answer?)));
    let arranged = aftercare::questions_of(&db, client, CHANGED).await?;
    let plans = projects::plans_of(&db, client, PLANS).await?;
    let worked = worked(&visits, &plans, &arranged);
    let heard = heard(here, &db, client, &plans, worked).await?;
    let first = first_contact(here, client, &plans).await.map_err(|e| DbError::Other(e.to_string()))?;
    let arranged = arranged.into_iter().filter_map(|asked| Some((asked.asked_at, asked.answer?.0)));
    let answer = answers.chain(arranged).max_by_key(|(at, _)| *at);
    let cases = aftercare::cases_of(&db, &actor, client, 1).await.map_err(|e| DbError::Other(e.to_string()))?;
    let nevers = care::nevers_of(&db, &actor, client).await.map_err(|e| DbError::Other(e.to_string()))?;
    let mut people: BTreeSet<PersonId> = visits.iter().flat_map(|visit| visit.plan().crew.iter().copied()).collect();
    people.extend(facts.iter().filter_map(|fact| staff(&fact.actor)));
    people.extend(pages::memory_writers(&memory));
    people.extend(nevers.iter().flat_map(|one| std::iter::once(&one.by).chain(one.undone.as_ref().map(|(_, by)| by))).filter_map(|by| staff(by)));
    let people: Vec<PersonId> = people.into_iter().collect();
    Ok(Some(Loaded {
        now: db.now(),
        consents: consents_of(&db, client).await?,
        purposes: consents(app)?,
        kit: catalog::kit(app)?,
        districts: catalog::districts(app)?,
        totals: totals_of_visits(&db, &ids).await?,
        by_the_house: by_the_house(&db, client).await?,
        series: series::series_of(&db, &actor, client).await.map_err(|e| DbError::Other(e.to_string()))?.into_iter().map(|series| series.id).collect(),
        services: services(&db, &visits).await?,
        messages: kept_for(&db, client.uuid(), MESSAGES).await?,
        ways: households::channels_of(&db, client).await?,
        is_by_phone: households::prefers_phone(&db, client).await?,
        names: people::names(&db, &people).await?,
        trouble: trouble(here, &db, client).await?,
        first,
        worked,
        heard,
        case: cases.into_iter().next(),
        answer,
        nevers,
        declined: households::declined_of(&db, client).await?,
        changed: aftercare::changes_for(&db, client, CHANGED).await?,
        card,
        homes,
        doors,
        members,
        memory,
        found,
        visits,
        facts,
    }))
}

/// The first and the newest of the requests that are theirs or became plans of theirs: of these two all is read, and each look is recorded.
async fn first_contact(here: &Here, client: ClientId, plans: &[Planned]) -> Result<FirstContact, RequestError> {
    let (app, actor) = (&here.app, &here.actor);
    let mut known: BTreeSet<RequestId> = concierge::first_and_newest(&app.read().await?, client).await?.into_iter().collect();
    let planned: Vec<RequestId> = plans.iter().filter_map(|one| one.plan.request).filter(|id| !known.contains(id)).collect();
    // What was forgotten is not among them.
    known.extend(concierge::askers(app, actor, &planned).await?.into_keys());
    // Ids are in the order of their making.
    let ends: BTreeSet<RequestId> = known.first().into_iter().chain(known.last()).copied().collect();
    let mut files = Vec::new();
    for id in ends {
        files.extend(concierge::file(app, actor, id).await?);
    }
    let tone = |file: &File| file.briefs.first().map(|kept| kept.brief.tone.clone()).filter(|tone| !tone.is_empty());
    Ok(FirstContact { said: files.iter().find_map(first_words), manner: files.iter().rev().find_map(tone) })
}

/// What they wrote; of a call, what was written down of it first.
fn first_words(file: &File) -> Option<(Instant, String)> {
    let wrote = std::iter::once((file.request.asked_at, &file.request.words));
    let mut all = wrote.chain(file.said.iter().map(|said| (said.at, &said.words)));
    all.find(|(_, words)| !words.is_empty()).map(|(at, words)| (at, words.clone()))
}

/// When something was done for them last, or begun: visits, parts of plans, and what a manager arranged without one.
fn worked(visits: &[Visit], plans: &[Planned], arranged: &[WorkQuestion]) -> Option<Instant> {
    let begun = |task: &Task| match task.state {
        TaskState::UnderWay { since } => Some(since),
        TaskState::Done { at } => Some(at),
        TaskState::Planned | TaskState::Waiting { .. } | TaskState::Dropped { .. } => None,
    };
    let of_plans = plans.iter().flat_map(|one| &one.tasks).filter_map(begun);
    visits.iter().filter_map(Visit::finished_at).chain(of_plans).chain(arranged.iter().map(|asked| asked.asked_at)).max()
}

/// The newest words that they said of their own accord since something was done for them, in their conversation or in the talk of a plan.
async fn heard(here: &Here, db: &Reader, client: ClientId, plans: &[Planned], worked: Option<Instant>) -> Result<Option<(Instant, String)>, DbError> {
    let Some(worked) = worked else { return Ok(None) };
    let theirs = entries(db, &here.actor, client, Asked::DeskTheirs, None, 1).await.map_err(|e| DbError::Other(e.to_string()))?;
    let plans: Vec<_> = plans.iter().map(|one| one.plan.id).collect();
    let of_plans = projects::last_word_of_client(db, &plans).await?;
    let all = theirs.into_iter().map(|entry| (entry.sent_at, entry.words)).chain(of_plans.map(|word| (word.at, word.text)));
    Ok(all.filter(|(at, words)| *at >= worked && !words.is_empty()).max_by_key(|(at, _)| *at))
}

/// What did not go as agreed last, as the book calls it.
async fn trouble(here: &Here, db: &Reader, client: ClientId) -> Result<Option<Trouble>, Move> {
    let found = incidents::incidents_of(db, &here.actor, client, 1).await.map_err(|e| DbError::Other(e.to_string()))?;
    let Some(incident) = found.into_iter().next() else { return Ok(None) };
    let playbooks = incidents::playbooks(&here.app)?;
    let Some(playbook) = playbooks.of(incident.kind) else { return Ok(None) };
    let way = incident.way.and_then(|way| playbook.alternative(way)).map(|way| way.title.clone());
    Ok(Some(Trouble { what: playbook.what.clone(), way, incident }))
}

/// The names of the visits' services, each as it was offered then.
pub(crate) async fn services(db: &Reader, visits: &[Visit]) -> Result<BTreeMap<(String, i64), Said>, DbError> {
    let mut services = BTreeMap::new();
    for visit in visits {
        let pin = &visit.plan().service;
        if let Place::Vacant(place) = services.entry((pin.file.clone(), pin.version)) {
            place.insert(catalog::service_as_of(db, pin).await?.name.clone());
        }
    }
    Ok(services)
}
