//! All that a client's card is made of, read at one time; the look is recorded before anything is shown.

use access::Resource;
use booking::{ByTheHouse, by_the_house, totals_of_visits};
use catalog::{Districts, Kit};
use db::{DbError, Read as _, Reader};
use households::{
    Card, ClientId, Consent, Consents, Doors, HomeCard, HomeId, Member, Memory, Proposal, SEE_CLIENT, consents, consents_of, proposals, recall, reveal,
    reveal_doors, reveal_homes_of, reveal_people,
};
use journal::{Entry, timeline};
use messaging::{Kept, kept_for};
use pages::Here;
use people::{Name, PersonId};
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
    /// The newest case; `None` where there never was one.
    pub(crate) case: Option<aftercare::Case>,
    /// The newest answer to the open question, and when what it is of was done.
    pub(crate) answer: Option<(Instant, String)>,
    /// What they never want proposed again, and what of it was taken back.
    pub(crate) nevers: Vec<care::Never>,
    /// What was changed because of their words, the newest first.
    pub(crate) changed: Vec<aftercare::Change>,
}

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
    let arranged = arranged.into_iter().filter_map(|asked| Some((asked.asked_at, asked.answer?.0)));
    let answer = answers.chain(arranged).max_by_key(|(at, _)| *at);
    let cases = aftercare::cases_of(&db, &actor, client, 1).await.map_err(|e| DbError::Other(e.to_string()))?;
    let nevers = care::nevers_of(&db, &actor, client).await.map_err(|e| DbError::Other(e.to_string()))?;
    let mut people: BTreeSet<PersonId> = visits.iter().flat_map(|visit| visit.plan().crew.iter().copied()).collect();
    people.extend(facts.iter().filter_map(|fact| staff(&fact.actor)));
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
        case: cases.into_iter().next(),
        answer,
        nevers,
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
