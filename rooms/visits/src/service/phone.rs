//! Use cases of a phone that was out of reach: what it tells is heard once, in whatever order it comes; its photos arrive in
//! parts; what cannot count is set aside for the office.

use crate::events::{Event, EventId, Fate, Stamp, Standing, Why, Word, item_field, memory_field, photo_field, remark_field, since};
use crate::instructions::{Instructions, Spoken};
use crate::photos::{HEAVIEST, Moment, Shown};
use crate::service::album::{PhotoError, photo_of, place_photo};
use crate::service::briefing::asked;
use crate::service::{Move, finish_at, late_at, locked_out_at, set_off_at, sheet_items, start_at};
use crate::store::phone::{self, Answered, Upload};
use crate::visit::{State, Visit};
use crate::{DO_VISIT, RESOLVE_EVENT, UploadId, VisitId, store};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read, Tx};
use jiff::SignedDuration;
use journal::Say as _;
use people::PersonId;
use pictures::Photo;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;
use values::{Arg, Explain, FieldFault, Instant, Outcome, Problem};

/// What became of an event that was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It is kept, and counts where a later word does not.
    Taken,
    /// It was told before.
    Already,
    /// It cannot count; it is kept for the office.
    Aside(Why),
}

/// What an event has come to, in storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settled {
    Taken,
    Waits,
    Aside(Why),
}

impl Settled {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Waits => "waits",
            Self::Aside(_) => "aside",
        }
    }
    pub(crate) const fn why(self) -> Option<Why> {
        match self {
            Self::Aside(why) => Some(why),
            Self::Taken | Self::Waits => None,
        }
    }
}

/// Something that the office has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// What was told.
    pub event: Event,
    /// Why it does not count; `None`: it waits for another word that does not come.
    pub why: Option<Why>,
    /// When it was heard.
    pub received_at: Instant,
    /// Whose it is: the client's, or the teller's where there is no such visit.
    pub subject: Uuid,
    /// What was written in it; empty where nothing was.
    pub text: String,
}

/// A visit as a phone needs to know it, after it was told something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    /// Which visit.
    pub visit: VisitId,
    /// Where it stands.
    pub state: State,
    /// Its version.
    pub version: u32,
    /// The person still goes to it.
    pub mine: bool,
}

type Verdicts = BTreeMap<EventId, Heard>;

/// Photos of events, made anew; `None` where the picture cannot be opened. Of an event that is not here the photo is on its way.
type Photos = BTreeMap<EventId, Option<Arc<Photo>>>;

/// Hears what a phone tells, each event once: a transaction for each visit, so that what fails is told again and the rest stands.
/// Where the visits stand now is told with it.
pub async fn hear(app: &App, who: &Actor, told: Vec<Event>) -> Result<(Verdicts, Vec<Stands>), Move> {
    who.may(DO_VISIT, &Resource { client: None, crew: who.subject().into_iter().collect() })?;
    let mut by_visit: BTreeMap<VisitId, Vec<Event>> = BTreeMap::new();
    for event in told {
        by_visit.entry(event.visit).or_default().push(event);
    }
    let (mut verdicts, mut stands) = (Verdicts::new(), Vec::new());
    for (visit, events) in by_visit {
        let (heard, stand) = settle(app, who, visit, events).await?;
        verdicts.extend(heard);
        stands.extend(stand);
    }
    Ok((verdicts, stands))
}

/// Hears what is new about a visit, and looks again at what waited.
async fn settle(app: &App, who: &Actor, visit: VisitId, new: Vec<Event>) -> Result<(Verdicts, Option<Stands>), DbError> {
    let photos = Arc::new(photos_of(app, visit, &new).await?);
    let (new, who) = (Arc::new(new), *who);
    app.write(&who, move |tx| {
        let (new, photos) = (Arc::clone(&new), Arc::clone(&photos));
        async move { within(&tx, &who, visit, &new, &photos).await }
    })
    .await
}

/// The photos of new and waiting events that have arrived whole. Opening a picture takes long: before the transaction.
async fn photos_of(app: &App, visit: VisitId, new: &[Event]) -> Result<Photos, DbError> {
    let db = app.read().await?;
    let told: Vec<EventId> = new.iter().filter(|event| matches!(event.word, Word::Photo(..))).map(|event| event.id).collect();
    let known = phone::known(&db, &told).await?;
    let waiting = phone::waiting(&db, visit).await?;
    opened(&db, new.iter().filter(|event| !known.contains_key(&event.id)).chain(&waiting)).await
}

async fn opened(db: &impl Read, events: impl Iterator<Item = &Event>) -> Result<Photos, DbError> {
    let mut photos = Photos::new();
    for event in events {
        let Word::Photo(upload, ..) = &event.word else { continue };
        if let Some(bytes) = phone::uploaded(db, *upload).await? {
            let photo = match photo_of(bytes).await {
                Ok(photo) => Some(Arc::new(photo)),
                Err(PhotoError::Db(error)) => return Err(error),
                Err(_) => None,
            };
            photos.insert(event.id, photo);
        }
    }
    Ok(photos)
}

/// What one transaction writes at its end, with few statements.
#[derive(Default)]
struct Draft {
    answers: BTreeMap<String, Answered>,
    words: BTreeMap<String, Stamp>,
}

async fn within(tx: &Tx, who: &Actor, id: VisitId, new: &[Event], photos: &Photos) -> Result<(Verdicts, Option<Stands>), DbError> {
    let mut found = store::take(tx, id).await?;
    let known = phone::known(tx, &new.iter().map(|event| event.id).collect::<Vec<_>>()).await?;
    let mut verdicts: Verdicts = known.iter().map(|(id, why)| (*id, why.map_or(Heard::Already, Heard::Aside))).collect();
    let mut seen = BTreeSet::new();
    let fresh = new.iter().filter(|event| !known.contains_key(&event.id) && seen.insert(event.id)).cloned();
    let personal = new.iter().any(|event| event.word.text().is_some() || matches!(event.word, Word::Photo(..)));
    if let Some(visit) = &found
        && personal
        && !phone::opens(tx, visit.plan().client.uuid()).await?
    {
        // The client was erased: nothing more is written of them; what was told stays the teller's.
        found = None;
    }
    let Some(mut visit) = found else {
        let why = |event: &Event| if matches!(event.word, Word::Unreadable(_)) { Why::Unreadable } else { Why::NoSuchVisit };
        let lost: Vec<(Event, Settled)> = fresh.map(|event| (event.clone(), Settled::Aside(why(&event)))).collect();
        verdicts.extend(lost.iter().filter_map(|(event, settled)| Some((event.id, Heard::Aside(settled.why()?)))));
        phone::add(tx, who.subject().unwrap_or(Uuid::nil()), &lost).await?;
        return Ok((verdicts, None));
    };
    let waited = phone::waiting(tx, id).await?;
    let waiting: BTreeSet<EventId> = waited.iter().map(|event| event.id).collect();
    let open: Vec<Event> = fresh.map(|event| event.heard(visit.plan(), tx.now())).chain(waited).collect();
    let mut told = Vec::new();
    for (event, became) in weigh(tx, &mut visit, open, photos, None).await? {
        if waiting.contains(&event.id) {
            if became != Settled::Waits {
                phone::settle(tx, event.id, became).await?;
            }
        } else {
            verdicts.insert(event.id, became.why().map_or(Heard::Taken, Heard::Aside));
            told.push((event, became));
        }
    }
    phone::add(tx, visit.plan().client.uuid(), &told).await?;
    let plan = visit.plan();
    let mine = who.subject().is_some_and(|me| plan.crew.contains(&PersonId::from(me)));
    Ok((verdicts, Some(Stands { visit: id, state: visit.state(), version: plan.version, mine })))
}

/// What becomes of each of these events, of which one can have the office's word that its teller was there.
async fn weigh(tx: &Tx, visit: &mut Visit, mut open: Vec<Event>, photos: &Photos, vouched: Option<EventId>) -> Result<Vec<(Event, Settled)>, DbError> {
    let (mut settled, mut draft) = (Vec::new(), Draft::default());
    if open.is_empty() {
        return Ok(settled);
    }
    open.sort_by_key(Event::stamp);
    let mut standing = standing(tx, visit, &open).await?;
    loop {
        let (before, mut rest) = (open.len(), Vec::new());
        for event in std::mem::take(&mut open) {
            // Whoever is not of the crew any more changes nothing by themselves; what they did and wrote stays as evidence.
            let stranger = !visit.plan().crew.contains(&event.person) && vouched != Some(event.id);
            match become_of(tx, visit, (&mut standing, &mut draft), &event, photos, stranger).await? {
                Settled::Waits => rest.push(event),
                other => settled.push((event, other)),
            }
        }
        open = rest;
        if open.len() == before {
            break;
        }
    }
    settled.extend(open.into_iter().map(|event| (event, Settled::Waits)));
    phone::set_answers(tx, visit.plan().id, &draft.answers).await?;
    phone::set_words(tx, visit.plan().id, &draft.words).await?;
    Ok(settled)
}

/// The visit as far as phones can change it. What these events do not touch is not read.
async fn standing(tx: &Tx, visit: &Visit, events: &[Event]) -> Result<Standing, DbError> {
    let plan = visit.plan();
    let any = |of: fn(&Word) -> bool| events.iter().any(|event| of(&event.word));
    let (_, items) = sheet_items(tx, plan).await?;
    let mut words = phone::words(tx, plan.id).await?;
    let mut hears = |field: String, at: Instant| {
        // What was said online has no event: it stands against an older word of a phone, and gives way to one of its own moment.
        let stamp = Stamp { at, event: EventId::from(Uuid::nil()) };
        let known = words.entry(field).or_insert(stamp);
        *known = (*known).max(stamp);
    };
    let mut answers = BTreeMap::new();
    for (item, (answer, at)) in phone::answered(tx, plan.id).await? {
        hears(item_field(&item), at);
        answers.insert(item, answer);
    }
    if any(|word| matches!(word, Word::Kept(..))) {
        for (memory, at) in phone::kept_at(tx, plan.id).await? {
            hears(memory_field(memory.into()), at);
        }
    }
    if any(|word| matches!(word, Word::Remark(..))) {
        for (memory, said) in store::remarks(tx, plan.id).await? {
            hears(remark_field(memory), said.at);
        }
    }
    let mut photos = BTreeSet::new();
    if any(|word| matches!(word, Word::Photo(..))) {
        for photo in store::photos(tx, &[plan.id]).await?.remove(&plan.id).unwrap_or_default() {
            hears(photo_field(&photo.shown, photo.moment), photo.at);
            photos.insert((photo.shown, photo.moment));
        }
    }
    // Which rooms are closed and what is asked lies sealed: opened only where a word depends on it.
    let asks = any(|word| matches!(word, Word::Answer(_, Some(crate::Answer::Done)) | Word::Kept(..) | Word::Remark(..) | Word::Photo(_, Shown::Memory(_), _)));
    Ok(Standing {
        state: visit.state(),
        finished_at: visit.finished_at(),
        starts: plan.span.start,
        items: items.into_iter().map(|item| (item.id, item.room)).collect(),
        asked: if asks { asked(tx, plan).await? } else { Instructions::default() },
        answers,
        photos,
        words,
    })
}

async fn become_of(
    tx: &Tx,
    visit: &mut Visit,
    (standing, draft): (&mut Standing, &mut Draft),
    event: &Event,
    photos: &Photos,
    stranger: bool,
) -> Result<Settled, DbError> {
    if matches!(event.word, Word::Unreadable(_)) {
        return Ok(Settled::Aside(Why::Unreadable));
    }
    if stranger {
        return Ok(Settled::Aside(Why::Reassigned));
    }
    match standing.judge(event) {
        Fate::Overtaken => {
            if let Word::Photo(upload, ..) = &event.word {
                // An older photo of the same thing gives way; until all of it is here, that is not known to the phone.
                if !photos.contains_key(&event.id) {
                    return Ok(Settled::Waits);
                }
                phone::drop_upload(tx, *upload).await?;
            }
            Ok(Settled::Taken)
        }
        Fate::Waits => Ok(Settled::Waits),
        Fate::Aside(why) => Ok(Settled::Aside(why)),
        Fate::Counts => {
            let became = count(tx, visit, event, standing, photos).await?;
            if became == Settled::Taken {
                standing.hear(event);
                standing.step(visit);
                if let Some(field) = event.word.field() {
                    draft.words.insert(field, event.stamp());
                }
                if let Word::Answer(item, answer) = &event.word {
                    draft.answers.insert(item.clone(), (*answer, event.person, event.at));
                }
            }
            Ok(became)
        }
    }
}

/// What refuses a step for good; what storage refuses is no reason.
fn reason(error: Move) -> Result<Why, DbError> {
    match error {
        Move::Db(error) => Err(error),
        Move::NotCleared => Ok(Why::NotCleared),
        Move::TooEarly(_) => Ok(Why::TooEarly),
        Move::Waits(_) => Ok(Why::DoorWait),
        _ => Ok(Why::Over),
    }
}

/// The word counts: what it changes is changed. Answers are written at the end, all at once.
async fn count(tx: &Tx, visit: &mut Visit, event: &Event, standing: &Standing, photos: &Photos) -> Result<Settled, DbError> {
    let client = visit.plan().client;
    match &event.word {
        Word::Answer(..) | Word::Unreadable(_) => Ok(Settled::Taken),
        Word::Kept(memory, kept) => {
            phone::set_kept(tx, event, memory.uuid(), kept.map(crate::Kept::name)).await?;
            Ok(Settled::Taken)
        }
        Word::Remark(memory, None) => {
            store::drop_remark(tx, visit.plan().id, *memory).await?;
            Ok(Settled::Taken)
        }
        Word::Remark(memory, Some(text)) => {
            store::set_remark(tx, (visit.plan().id, client), *memory, &Spoken { what: text, by: event.person, at: event.at }).await?;
            Ok(Settled::Taken)
        }
        Word::Note(text) => {
            phone::add_note(tx, client.uuid(), event, text).await?;
            households::propose(tx, client, Some(visit.plan().home), text, households::Origin::Note).await?;
            Ok(Settled::Taken)
        }
        Word::Damage(text) => {
            phone::add_note(tx, client.uuid(), event, text).await?;
            tx.say(crate::DamageReported::of(visit.plan())).await?;
            Ok(Settled::Taken)
        }
        Word::Photo(upload, shown, moment) => photo(tx, visit, event, (*upload, shown, *moment), photos).await,
        Word::SetOff(_) | Word::Late(_) | Word::Start | Word::LockedOut | Word::Done => {
            let stepped = match (&event.word, visit.clone()) {
                (Word::SetOff(minutes), here) => match here.into_ahead() {
                    Ok(ahead) => set_off_at(tx, ahead, event.person, *minutes, event.at).await,
                    Err(other) => Err(Move::NotNow(other.state())),
                },
                (Word::Late(minutes), Visit::EnRoute(way)) => {
                    let at = since(&way, event.at);
                    late_at(tx, way, *minutes, at).await.map(Outcome::into_inner)
                }
                (Word::Start, Visit::EnRoute(way)) => {
                    let at = since(&way, event.at);
                    start_at(tx, way, at).await.map_err(Move::from)
                }
                (Word::LockedOut, Visit::EnRoute(way)) => {
                    let at = since(&way, event.at);
                    locked_out_at(tx, way, at).await
                }
                (Word::Done, Visit::InProgress(work)) => {
                    let at = event.at.max(work.started_at);
                    finish_at(tx, work, &standing.progress(), at).await
                }
                (_, other) => Err(Move::NotNow(other.state())),
            };
            match stepped {
                Ok(after) => {
                    *visit = after;
                    Ok(Settled::Taken)
                }
                Err(error) => Ok(Settled::Aside(reason(error)?)),
            }
        }
    }
}

async fn photo(tx: &Tx, visit: &Visit, event: &Event, (upload, shown, moment): (UploadId, &Shown, Moment), photos: &Photos) -> Result<Settled, DbError> {
    let photo = match photos.get(&event.id) {
        None => return Ok(Settled::Waits),
        Some(None) => return Ok(Settled::Aside(Why::Broken)),
        Some(Some(photo)) => photo,
    };
    match place_photo(tx, visit.plan(), event.person, (shown, moment), photo, event.at).await {
        Ok(_) => {
            phone::drop_upload(tx, upload).await?;
            Ok(Settled::Taken)
        }
        Err(PhotoError::NoBefore) => Ok(Settled::Waits),
        Err(PhotoError::TooMany) => Ok(Settled::Aside(Why::TooMany)),
        Err(PhotoError::Db(error)) => Err(error),
        Err(other) => Err(DbError::Other(other.to_string())),
    }
}

/// How far a photo on its way has come, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// So many are here.
    pub offset: i64,
    /// Of so many.
    pub length: i64,
}

/// Why a part of a photo was not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It is somebody else's, or nothing is known of it.
    #[error("no such upload")]
    NoSuchUpload,
    /// There is no such visit.
    #[error("no visit {0}")]
    NoSuchVisit(VisitId),
    /// It is empty, or too heavy.
    #[error("{0} bytes")]
    Length(i64),
    /// So many are under way that nobody is still taking them.
    #[error("too many uploads")]
    TooMany,
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for UploadError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchUpload => Problem::new(404, "photo-unknown"),
            Self::NoSuchVisit(_) => Problem::new(404, "visit-unknown"),
            Self::Length(_) => {
                let most = Arg::Int(i64::try_from(HEAVIEST / 1_000_000).unwrap_or_default());
                Problem::fields(vec![FieldFault::new("photo", "photo-too-heavy").arg("most", most)])
            }
            Self::TooMany => Problem::new(409, "photo-too-many"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Photos that one person may have under way.
const MOST_UPLOADS: i64 = 400;

fn uploader(who: &Actor) -> Result<PersonId, UploadError> {
    let permit = who.may(DO_VISIT, &Resource { client: None, crew: who.subject().into_iter().collect() })?;
    permit.actor().subject().map(PersonId::from).ok_or(UploadError::NoSuchUpload)
}

/// How far a photo has come; nothing of it where nothing is known, so the phone begins.
pub async fn upload_held(app: &App, who: &Actor, id: UploadId) -> Result<Held, UploadError> {
    let person = uploader(who)?;
    let known = phone::upload(&app.read().await?, id).await?;
    match known {
        Some(known) if known.person != person => Err(UploadError::NoSuchUpload),
        Some(known) => Ok(Held { offset: known.held, length: known.length }),
        None => Ok(Held { offset: 0, length: 0 }),
    }
}

/// A part of a photo, and where in it.
#[derive(Debug, Clone)]
pub struct Part {
    /// Of a photo of this visit.
    pub visit: VisitId,
    /// All of it is so long, in bytes.
    pub length: i64,
    /// The part begins here.
    pub offset: i64,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Takes the part that comes next and says how far the photo is: a part that is here already, or that comes too soon, changes
/// nothing, and the phone goes on from there. The last part settles what waited for the photo.
pub async fn add_part(app: &App, who: &Actor, id: UploadId, part: Part) -> Result<Held, UploadError> {
    let person = uploader(who)?;
    if !(1..=i64::try_from(HEAVIEST).unwrap_or(i64::MAX)).contains(&part.length) {
        return Err(UploadError::Length(part.length));
    }
    let part = Arc::new(part);
    let (held, visit) = app
        .write(who, move |tx| {
            let part = Arc::clone(&part);
            async move {
                if phone::upload(&tx, id).await?.is_none() {
                    if phone::count_uploads(&tx, person).await? >= MOST_UPLOADS {
                        return Err(UploadError::TooMany);
                    }
                    let visit = store::one(&tx, part.visit).await?.ok_or(UploadError::NoSuchVisit(part.visit))?;
                    let subject = visit.plan().client.uuid();
                    if !phone::opens(&tx, subject).await? {
                        return Err(UploadError::NoSuchVisit(part.visit));
                    }
                    phone::begin_upload(&tx, id, &Upload { person, visit: part.visit, subject, length: part.length, held: 0 }).await?;
                }
                let known = phone::upload(&tx, id).await?.filter(|known| known.person == person).ok_or(UploadError::NoSuchUpload)?;
                let grown = known.held + i64::try_from(part.bytes.len()).unwrap_or(i64::MAX);
                let next = part.offset == known.held && known.held < known.length && grown <= known.length && !part.bytes.is_empty();
                let taken = next && phone::add_part(&tx, id, &known, &part.bytes).await?;
                Ok((Held { offset: if taken { grown } else { known.held }, length: known.length }, known.visit))
            }
        })
        .await?;
    if held.offset == held.length && !phone::waiting(&app.read().await?, visit).await?.is_empty() {
        settle(app, who, visit, Vec::new()).await?;
    }
    Ok(held)
}

/// What waits for another word is the office's matter after so long.
const WAITS: SignedDuration = SignedDuration::from_mins(30);

/// What phones told and what does not count, the oldest first, after one of them: for the office.
pub async fn asides(app: &App, who: &Actor, after: Option<(Instant, Uuid)>, limit: u32) -> Result<Vec<Aside>, Move> {
    let permit = who.may(RESOLVE_EVENT, &Resource::default())?;
    let db = app.read().await?;
    let open = phone::open(&db, db.now() - WAITS, after, limit).await?;
    let read: BTreeSet<Uuid> = open.iter().filter(|one| !one.text.is_empty()).map(|one| one.subject).collect();
    if !read.is_empty() {
        let read = Arc::new(read);
        app.write(who, move |tx| {
            let read = Arc::clone(&read);
            async move {
                for subject in read.iter() {
                    access::look(&tx, &permit, *subject).await?;
                }
                Ok::<_, DbError>(())
            }
        })
        .await?;
    }
    Ok(open)
}

/// How many wait for the office, up to a hundred.
pub async fn count_asides(db: &impl Read, who: &Actor) -> Result<i64, Move> {
    who.may(RESOLVE_EVENT, &Resource::default())?;
    Ok(phone::count_open(db, db.now() - WAITS).await?)
}

/// What came of the office's wish that an event counts after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenIn {
    /// It counts.
    Taken,
    /// Somebody has settled it before, or there is no such event.
    Already,
    /// It cannot count all the same; `None`: it waits for another word.
    Still(Option<Why>),
}

/// The office vouches for whoever told it, who was of the crew no longer: what they say counts as any other word of its moment
/// would. Steps are the crew's own.
pub async fn take_in(app: &App, who: &Actor, id: EventId) -> Result<TakenIn, Move> {
    who.may(RESOLVE_EVENT, &Resource::default())?;
    let db = app.read().await?;
    let Some(event) = phone::aside(&db, id).await? else { return Ok(TakenIn::Already) };
    let waiting = phone::waiting(&db, event.visit).await?;
    let photos = Arc::new(opened(&db, std::iter::once(&event).chain(&waiting)).await?);
    drop(db);
    let who = *who;
    app.write(&who, move |tx| {
        let photos = Arc::clone(&photos);
        async move {
            let Some(event) = phone::aside(&tx, id).await? else { return Ok(TakenIn::Already) };
            let Some(mut visit) = store::take(&tx, event.visit).await? else { return Ok(TakenIn::Still(Some(Why::NoSuchVisit))) };
            if event.word.is_step() {
                return Ok(TakenIn::Still(Some(Why::Reassigned)));
            }
            if !phone::opens(&tx, visit.plan().client.uuid()).await? {
                return Ok(TakenIn::Still(Some(Why::NoSuchVisit)));
            }
            let waited = phone::waiting(&tx, event.visit).await?;
            let mut came = TakenIn::Still(None);
            for (event, became) in weigh(&tx, &mut visit, std::iter::once(event).chain(waited).collect(), &photos, Some(id)).await? {
                match became {
                    Settled::Taken if event.id == id => {
                        phone::vouch(&tx, id, who.subject().unwrap_or(Uuid::nil())).await?;
                        came = TakenIn::Taken;
                    }
                    other if event.id == id => came = TakenIn::Still(other.why()),
                    Settled::Waits => {}
                    other => phone::settle(&tx, event.id, other).await?,
                }
            }
            Ok(came)
        }
    })
    .await
}

/// The office has looked at it and done what there was to do; the event stays as evidence.
pub async fn resolve(app: &App, who: &Actor, id: EventId) -> Result<Outcome<()>, Move> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(RESOLVE_EVENT, &Resource::default())?;
        let by = who.subject().unwrap_or(Uuid::nil());
        Ok(if phone::resolve(&tx, id, by).await? { Outcome::Applied(()) } else { Outcome::Already(()) })
    })
    .await
}
