//! Use cases: a task is told, the desk answers.

use crate::brief::{KeptBrief, Utterance};
use crate::calls::{Call, RawCaller, WhyCall};
use crate::concepts::{Concept, Decline};
use crate::facts::{RequestClosed, RequestMade};
use crate::request::{Asker, Bare, Closing, RawRequest, Request, RequestId, Way, note};
use crate::store::{self, NewRequest};
use access::{Act, Actor, Denied, Grant, Limit, Limited, Resource, look, look_anew, take};
use conversations::EntryId;
use db::{App, By, DbError, Read, Tx};
use files::NotKept;
use households::{ClientId, Origin, Remember};
use journal::{Job, JobError, Say as _};
use people::PersonId;
use pictures::NotAPicture;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Arg, Explain, FieldFault, Instant, Lang, Offer, Outcome, Phone, Problem};

pub(crate) mod answering;
pub(crate) mod briefs;
pub(crate) mod concepts;
pub(crate) mod journey;
pub(crate) mod origins;
pub(crate) mod went;
pub(crate) mod whose;

/// Telling us of a task.
pub const MAKE_REQUEST: Act = Act { name: "concierge.make_request", grants: &[Grant::Anyone] };
/// Leaving a phone.
pub const LEAVE_PHONE: Act = Act { name: "concierge.leave_phone", grants: &[Grant::Anyone] };
/// Keeping that the first answer was given.
pub const ANSWER_REQUEST: Act = Act { name: "concierge.answer_request", grants: &[Grant::Desk] };
/// Reading what was asked, and closing it.
pub const CLOSE_REQUEST: Act = Act { name: "concierge.close_request", grants: &[Grant::Desk] };

/// Why a request was not made, shown or closed.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// Fields to mend.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldFault>),
    /// There is no such request.
    #[error("no request {0}")]
    Unknown(RequestId),
    /// It was closed before.
    #[error("request {0} is closed")]
    Closed(RequestId),
    /// Concepts were sent: what was thought through stands.
    #[error("the concepts of request {0} were sent")]
    Sent(RequestId),
    /// Another concept was chosen before.
    #[error("concept {0} was chosen")]
    Chosen(u32),
    /// Somebody has written the brief anew meanwhile.
    #[error("the brief was written anew meanwhile")]
    Overwritten,
    /// The concepts are no longer as they were shown.
    #[error("the concepts of request {0} have been changed")]
    OtherConcepts(RequestId),
    /// There is no guess, or it was found out before.
    #[error("no open guess of request {0}")]
    NoGuess(RequestId),
    /// There is no such concept.
    #[error("no such part of request {0}")]
    NoSuchPart(RequestId),
    /// The client has said no such thing.
    #[error("no such word of the client: {0}")]
    NotSaid(EntryId),
    /// It was told what went along: that stands.
    #[error("it was told what went along with request {0}")]
    AlongTold(RequestId),
    /// Nobody has told yet what went along.
    #[error("nobody has told what went along with request {0}")]
    AlongUntold(RequestId),
    /// Somebody has changed the journey meanwhile.
    #[error("the journey of request {0} has been changed")]
    OtherJourney(RequestId),
    /// What was sent is no photo for us.
    #[error(transparent)]
    NotAPicture(#[from] NotAPicture),
    /// It could not be kept.
    #[error(transparent)]
    NotKept(#[from] NotKept),
    /// What is remembered of the household refuses it.
    #[error(transparent)]
    Remember(#[from] Remember),
    /// Too many from one person.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for RequestError {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Unknown(_) | Self::NoSuchPart(_) | Self::NotSaid(_) => Problem::new(404, "not-found"),
            Self::Closed(_) => Problem::new(409, "request-closed"),
            Self::Sent(_) => Problem::new(409, "concepts-sent"),
            Self::Chosen(_) => Problem::new(409, "concept-chosen").offer(Offer::Manager),
            Self::NoGuess(_) => Problem::new(409, "no-open-guess"),
            Self::Overwritten => Problem::new(409, "brief-overwritten"),
            Self::OtherConcepts(_) => Problem::new(409, "concepts-overwritten"),
            Self::AlongTold(_) => Problem::new(409, "along-told"),
            Self::AlongUntold(_) => Problem::new(409, "along-untold"),
            Self::OtherJourney(_) => Problem::new(409, "journey-overwritten"),
            Self::NotAPicture(e) => Problem::fields(vec![FieldFault::new("photo", e.kind()).arg("most", Arg::Int(12))]),
            Self::NotKept(e) => e.explain(),
            Self::Remember(e) => e.explain(),
            Self::Limited(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// One phone or address asks so often.
const ONE: Limit = Limit { times: 5, minutes: 60 };
/// All of them together ask so often: more is no people any more.
const ALL: Limit = Limit { times: 300, minutes: 60 };

/// Tells us of a task. It waits at the desk until a manager has answered; the same words sent twice are one request.
pub async fn make_request(app: &App, who: &Actor, raw: &RawRequest, lang: Lang) -> Result<Outcome<RequestId>, RequestError> {
    who.may(MAKE_REQUEST, &Resource::default())?;
    let (requests, catalog) = (catalog::requests(app)?, catalog::catalog(app)?);
    let known = |code: &str| requests.request(code).is_some() || catalog.service(code).is_some();
    let (about, asker, words) = raw.check(lang, known).map_err(RequestError::Fields)?;
    take(app, &app.vault().blind_name("make_request", &asker.way.text()), ONE).await?;
    take(app, "make_request", ALL).await?;
    let client = who.client().map(ClientId::from);
    app.write(who, move |tx| {
        let (about, asker, words) = (about.clone(), asker.clone(), words.clone());
        async move {
            let theirs = theirs(&tx, client, &asker.way).await?;
            let made = request_known(&tx, client, (about, asker, words.clone()), theirs).await?;
            // Whoever is signed in tells of their own household; what anybody writes beside a phone is nobody's word.
            if let (Some(client), Outcome::Applied(_)) = (client, &made) {
                households::propose(&tx, client, None, &words, Origin::Message).await?;
            }
            Ok(made)
        }
    })
    .await
}

/// Who of us has whoever asks: the manager of the client that they are, or whose phone it is, or whoever stands in for that one; else whoever
/// has what was asked from this phone before. So a phone always hears the same name, whether it is a client's or not: who is one cannot be asked out. A mail
/// address says nothing, for the same reason.
async fn theirs(tx: &Tx, client: Option<ClientId>, way: &Way) -> Result<Option<PersonId>, DbError> {
    let client = match (client, way) {
        (None, Way::Phone(phone)) => households::household_of_phone(tx, phone).await?,
        (known, _) => known,
    };
    if let Some(client) = client
        && let Some(manager) = conversations::keeper_of(tx, client).await?
    {
        return Ok(Some(manager));
    }
    store::manager_by(tx, way).await
}

/// The same of somebody whom one of us has already; `client` is who they are known to be.
async fn request_known(
    tx: &Tx,
    client: Option<ClientId>,
    (about, asker, words): (Option<String>, Asker, String),
    knows: Option<PersonId>,
) -> Result<Outcome<RequestId>, DbError> {
    add(tx, NewRequest { id: tx.id(), about, call: None, asker, words, agreed: None, client, handed: None }, knows).await
}

/// Leaves a phone: we call and find a way together. The same phone for the same reason is one request while it is open, with
/// all that was said.
pub async fn leave_phone(app: &App, who: &Actor, why: WhyCall, quote: Option<Uuid>, raw: &RawCaller, lang: Lang) -> Result<Outcome<RequestId>, RequestError> {
    who.may(LEAVE_PHONE, &Resource::default())?;
    let (asker, words) = raw.check(lang).map_err(RequestError::Fields)?;
    take(app, &app.vault().blind_name("leave_phone", &asker.way.text()), ONE).await?;
    let client = who.client().map(ClientId::from);
    app.write(who, move |tx| {
        let (asker, words) = (asker.clone(), words.clone());
        async move {
            let theirs = theirs(&tx, client, &asker.way).await?;
            let call = Some(Call { why, quote });
            Ok(add(&tx, NewRequest { id: tx.id(), about: None, call, asker, words, agreed: None, client, handed: None }, theirs).await?)
        }
    })
    .await
}

/// Adds what was asked, given out with its clock running; what is asked again is the one that waits.
async fn add(tx: &Tx, mut new: NewRequest, knows: Option<PersonId>) -> Result<Outcome<RequestId>, DbError> {
    new.client = whose::held(tx, new.client, &new.asker.way).await?;
    if let Some(waits) = store::again(tx, &new).await? {
        // Whoever says again what was asked by the way of another has not made it theirs.
        if let Some(client) = new.client
            && households::client_by_door(tx, &new.asker.way.door()).await? == Some(client)
        {
            store::whose::bind(tx, waits, client).await?;
        }
        return Ok(Outcome::Already(waits));
    }
    let handed = answering::hand_over(tx, knows, new.client).await?;
    new.handed = Some(handed);
    store::add(tx, &new).await?;
    tx.say(RequestMade { request: new.id, about: new.about.clone(), why: new.call.map(|call| call.why) }).await?;
    answering::begin(tx, new.id, &handed).await?;
    Ok(Outcome::Applied(new.id))
}

/// How many wait, and since when the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// So many, counted up to a hundred.
    pub waiting: u32,
    /// Since when the first waits.
    pub since: Instant,
}

/// How long the queue is, without a look at anybody; `None` when nobody waits.
pub async fn queue(db: &impl Read, who: &Actor) -> Result<Option<Queue>, RequestError> {
    who.may(CLOSE_REQUEST, &Resource::default())?;
    Ok(store::queue(db).await?)
}

/// Seals the phones of the earlier queue anew under this one's name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TakeCallsOver {}

impl Job for TakeCallsOver {
    const NAME: &'static str = "concierge.take_calls_over";
    fn key(&self) -> String {
        "all".to_owned()
    }
}

/// Some at a time, each time in a transaction of its own: where it is cut off, it goes on.
pub(crate) async fn take_calls_over(app: &App, _: TakeCallsOver) -> Result<(), JobError> {
    const SOME: u32 = 50;
    while app.write(By::house(), |tx| async move { store::take_over(&tx, SOME).await }).await? > 0 {}
    Ok(())
}

/// The requests that wait, the oldest first, after one that was seen; each look at one is recorded.
pub async fn open_requests(app: &App, who: &Actor, after: Option<(Instant, RequestId)>, limit: u32) -> Result<Vec<Request>, RequestError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let permit = who.may(CLOSE_REQUEST, &Resource::default())?;
        let open = store::open(&tx, after, limit).await?;
        for request in &open {
            look(&tx, &permit, request.id.uuid()).await?;
        }
        Ok(open)
    })
    .await
}

/// One request, to take it up; the look at it is recorded. `None`: there is none, or it was forgotten.
pub async fn request(app: &App, who: &Actor, id: RequestId) -> Result<Option<Request>, RequestError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let permit = who.may(CLOSE_REQUEST, &Resource::default())?;
        let found = store::one(&tx, id).await?;
        if let Some(request) = &found {
            look(&tx, &permit, request.id.uuid()).await?;
        }
        Ok(found)
    })
    .await
}

/// Whose looks are recorded: whoever asked is known by what they asked.
fn subjects(requests: &[Request]) -> Vec<Uuid> {
    requests.iter().map(|request| request.id.uuid()).collect()
}

/// Who made these requests, as they said; the looks at them are recorded. Whoever was forgotten is not among them.
pub async fn askers(app: &App, who: &Actor, ids: &[RequestId]) -> Result<BTreeMap<RequestId, Asker>, RequestError> {
    let permit = who.may(CLOSE_REQUEST, &Resource::default())?;
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let db = app.read().await?;
    let found = store::some(&db, ids).await?;
    look_anew(&db, &permit, &subjects(&found)).await?;
    Ok(found.into_iter().map(|request| (request.id, request.asker)).collect())
}

/// The requests that are closed and not forgotten, the newest first, before one that was seen; the looks at them are recorded.
pub async fn closed_requests(app: &App, who: &Actor, before: Option<(Instant, RequestId)>, limit: u32) -> Result<Vec<Request>, RequestError> {
    let permit = who.may(CLOSE_REQUEST, &Resource::default())?;
    let db = app.read().await?;
    let found = store::closed(&db, before, limit).await?;
    look_anew(&db, &permit, &subjects(&found)).await?;
    Ok(found)
}

/// All requests, the closed ones too, after one that was seen: with nothing of whoever asked.
pub async fn all_requests(db: &impl Read, after: Option<RequestId>, limit: u32) -> Result<Vec<Bare>, DbError> {
    store::all(db, after, limit).await
}

/// Among so many of a client's open requests those about some tasks are looked for.
const OPEN: u32 = 50;

/// A client's requests about one of these tasks that are not over, by whatever way they asked, the newest first, with when. For whoever may see
/// the client already.
pub async fn open_of(db: &impl Read, client: ClientId, about: &[String]) -> Result<Vec<(RequestId, Instant)>, DbError> {
    let found = store::whose::of_client(db, client, false, None, OPEN).await?.into_iter();
    Ok(found.filter(|one| one.about.as_ref().is_some_and(|task| about.contains(task))).map(|one| (one.id, one.asked_at)).collect())
}

/// The open requests that were made from a phone and are nobody's client's, the newest first; the looks at them are recorded.
pub async fn requests_of_phone(app: &App, who: &Actor, phone: &Phone) -> Result<Vec<Request>, RequestError> {
    let permit = who.may(CLOSE_REQUEST, &Resource::default())?;
    let db = app.read().await?;
    let found = store::of_phone(&db, phone).await?;
    look_anew(&db, &permit, &subjects(&found)).await?;
    Ok(found)
}

/// How those call themselves whose open requests came from these phones and are nobody's client's, by the phone in E.164; the looks at the requests are
/// recorded.
pub async fn names_by_request(app: &App, who: &Actor, phones: &[Phone]) -> Result<BTreeMap<String, String>, RequestError> {
    let permit = who.may(CLOSE_REQUEST, &Resource::default())?;
    if phones.is_empty() {
        return Ok(BTreeMap::new());
    }
    let db = app.read().await?;
    let found = store::newest_of_phones(&db, phones).await?;
    look_anew(&db, &permit, &subjects(&found)).await?;
    Ok(found.into_iter().map(|request| (request.asker.way.text(), request.asker.name)).filter(|(_, name)| !name.is_empty()).collect())
}

/// Closes a request with a note of what came of it. Closing twice is closing once.
pub async fn close_request(app: &App, who: &Actor, id: RequestId, words: &str) -> Result<Outcome<()>, RequestError> {
    who.may(CLOSE_REQUEST, &Resource::default())?;
    let words = note(words).map_err(RequestError::Fields)?;
    app.write(who, move |tx| {
        let words = words.clone();
        async move {
            // Closing is an answer too.
            answering::first_answer(&tx, id).await?;
            match store::close(&tx, id, &words).await? {
                None => Err(RequestError::Unknown(id)),
                Some(false) => Ok(Outcome::Already(())),
                Some(true) => {
                    tx.say(RequestClosed { request: id }).await?;
                    whose::part(&tx, id).await?;
                    Ok(Outcome::Applied(()))
                }
            }
        }
    })
    .await
}

/// All that is known of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The request itself.
    pub request: Request,
    /// What they have said since, in its order.
    pub said: Vec<Utterance>,
    /// The brief, the newest version first.
    pub briefs: Vec<KeptBrief>,
    /// The concepts of all rounds, in their order.
    pub concepts: Vec<Concept>,
    /// What was said of the rounds of which none fitted, in their order.
    pub declines: Vec<Decline>,
    /// How many times the concepts were changed.
    pub concepts_version: u32,
    /// Why the last round that was sent has only one; `None` where it has more, or none was sent.
    pub few: Option<String>,
    /// How it was closed; `None` while it is open.
    pub closing: Option<Closing>,
}

impl File {
    /// The concepts of the round at hand, and the one that was chosen, of whatever round.
    pub fn at_hand(&self) -> impl Iterator<Item = &Concept> {
        let round = self.request.round();
        self.concepts.iter().filter(move |concept| concept.round == round || self.request.chosen == Some(concept.nth))
    }
}

/// Versions of a brief that are shown.
const VERSIONS: u32 = 50;

/// All that is known of a request; the look is recorded. `None`: there is none, or it was forgotten.
pub async fn file(app: &App, who: &Actor, id: RequestId) -> Result<Option<File>, RequestError> {
    let Some(request) = request(app, who, id).await? else { return Ok(None) };
    let db = app.read().await?;
    Ok(Some(File {
        said: store::briefs::utterances(&db, id).await?,
        briefs: store::briefs::versions(&db, id, VERSIONS).await?,
        concepts: store::concepts::all(&db, id).await?,
        declines: store::concepts::declines(&db, id).await?,
        concepts_version: store::concepts::version(&db, id).await?,
        few: store::concepts::few(&db, id).await?,
        closing: store::closing(&db, id).await?,
        request,
    }))
}

/// Of so many that share most marks with what was typed.
const CANDIDATES: u32 = 100;
/// A word that is less like what was typed is another one.
const NEAR: u32 = 650;

/// Requests in which the words stand, with slips and in any form, the open ones before those that are closed, then those that share most; a look at
/// each is recorded.
pub async fn find_requests(app: &App, who: &Actor, typed: &str, limit: usize) -> Result<Vec<Request>, RequestError> {
    let permit = who.may(CLOSE_REQUEST, &Resource::default())?;
    let typed: String = typed.chars().take(200).collect();
    let asked: Vec<Vec<String>> = typed.split_whitespace().take(6).map(lexicon::readings).filter(|readings| !readings.is_empty()).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let db = app.read().await?;
    let marks = asked.iter().flatten().flat_map(|word| lexicon::trigrams(word)).collect();
    let mut shared = store::briefs::candidates(&db, &marks, false, CANDIDATES).await?;
    shared.extend(store::briefs::candidates(&db, &marks, true, CANDIDATES).await?);
    let mut found = Vec::new();
    let candidates: Vec<RequestId> = shared.keys().copied().collect();
    let texts = store::briefs::texts(&db, &candidates).await?;
    for request in store::some(&db, &candidates).await? {
        let mut words = lexicon::words(request.told());
        words.extend(texts.get(&request.id).map(|text| lexicon::words(text)).unwrap_or_default());
        let stands = |readings: &Vec<String>| readings.iter().any(|word| words.iter().any(|known| lexicon::likeness(word, known) >= NEAR));
        if asked.iter().all(stands) {
            found.push(request);
        }
    }
    found.sort_by_key(|request| std::cmp::Reverse((request.closed_at.is_none(), shared.get(&request.id).copied(), request.asked_at)));
    found.truncate(limit);
    look_anew(&db, &permit, &subjects(&found)).await?;
    Ok(found)
}
