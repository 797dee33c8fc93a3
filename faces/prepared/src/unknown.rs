//! Of somebody whom nobody knows: what their number, page, words and earlier contacts tell. Who they may be is offered, never taken for so.

use crate::fits::{Fit, Offered, fits};
use access::Resource;
use calls::{Call, calls_of};
use catalog::RequestedService;
use concierge::{Origin, RequestId, taken_down};
use conversations::{Place, Signature, SiteTalk, SiteTalkId, Stranger, StrangerAnswer, StrangerId, StrangerTalk, Ways, way_to, ways_in};
use db::Reader as Db;
use households::{Card, ClientId, SEE_CLIENT, client_at_email, household_of_phone, show};
use pages::{Here, Refused};
use people::{Name, PersonId};
use std::collections::BTreeMap;
use values::{Instant, Lang, Phone, Said};

/// Calls of before that are shown.
const CALLS: u32 = 5;

/// A word of theirs, or of ours.
pub(crate) struct Word {
    pub(crate) by: Option<PersonId>,
    pub(crate) at: Instant,
    pub(crate) text: String,
    /// By which way; `None` on the site.
    pub(crate) place: Option<Place>,
    /// How far an answer of ours has come, by its name; `None` of their words, and on the site.
    pub(crate) delivery: Option<&'static str>,
}

/// By what a client was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Phone,
    Email,
    /// Words from there were given to them before.
    Given,
}

impl By {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Given => "given",
        }
    }
}

/// Somebody whom nobody knows.
pub(crate) struct Unknown {
    pub(crate) origin: Origin,
    /// How they sign, by which channel.
    pub(crate) signature: Option<(Signature, Place)>,
    /// The oldest first.
    pub(crate) words: Vec<Word>,
    pub(crate) names: BTreeMap<PersonId, Name>,
    /// Their calls of before, the newest first.
    pub(crate) calls: Vec<Call>,
    /// The page that they wrote from.
    pub(crate) page: String,
    /// How they said that they are reached.
    pub(crate) reach: String,
    pub(crate) ways: Ways,
    /// Clients who may be meant, and why.
    pub(crate) matches: Vec<(Card, By)>,
    /// To whom these words were given.
    pub(crate) given: Option<ClientId>,
    /// What was taken down of it.
    pub(crate) request: Option<RequestId>,
    /// Since when they wait for a person; `None` where somebody has seen to it.
    pub(crate) waiting_since: Option<Instant>,
    /// The number of the last thing said, for whoever answers; `None` where they cannot be answered here.
    pub(crate) seen: Option<i64>,
    /// Who of us has them.
    pub(crate) manager: Option<PersonId>,
    /// These very words wait, and can be said to be seen to.
    pub(crate) can_be_closed: bool,
    pub(crate) fits: Vec<(Shelved, Fit)>,
}

/// What the house does, as its book says.
#[derive(Clone)]
pub(crate) struct Shelved {
    pub(crate) code: String,
    pub(crate) name: Said,
    pub(crate) page: String,
    /// What is asked about it.
    pub(crate) questions: Vec<Said>,
}

impl Unknown {
    fn of(origin: Origin) -> Self {
        Self {
            origin,
            signature: None,
            words: Vec::new(),
            names: BTreeMap::new(),
            calls: Vec::new(),
            page: String::new(),
            reach: String::new(),
            ways: Ways::default(),
            matches: Vec::new(),
            given: None,
            request: None,
            waiting_since: None,
            seen: None,
            manager: None,
            can_be_closed: false,
            fits: Vec::new(),
        }
    }

    /// All that they said, to be read as one text.
    pub(crate) fn said(&self) -> String {
        self.words.iter().filter(|word| word.by.is_none() && !word.text.is_empty()).map(|word| word.text.as_str()).collect::<Vec<_>>().join("\n\n")
    }

    /// A way to reach them that is known already.
    pub(crate) fn way(&self) -> String {
        let phone = self.ways.phones.first().map(|phone| phone.e164().to_owned());
        phone.or_else(|| self.ways.emails.first().map(ToString::to_string)).unwrap_or_default()
    }
}

/// `None`: these words are forgotten, or there never were any.
pub(crate) async fn of_stranger(here: &Here, id: StrangerId) -> Result<Option<Unknown>, Refused> {
    let Some(talk) = conversations::stranger(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))? else { return Ok(None) };
    let StrangerTalk { one, words: all, answers } = talk;
    let mut unknown = Unknown::of(Origin::Stranger(id));
    unknown.given = one.client;
    unknown.waiting_since = all.iter().filter_map(Stranger::waits_since).min();
    unknown.can_be_closed = one.waits_since().is_some();
    unknown.manager = one.manager;
    // What was found out to be a client's is answered in their conversation.
    let is_theirs = one.client.is_some() || all.first().is_some_and(|newest| newest.client.is_some());
    unknown.seen = one.last.filter(|_| !is_theirs && way_to(&here.app, &one).is_some());
    // Who wrote by SMS or by mail is reached there.
    let address = if matches!(one.place, Place::Sms | Place::Email) { one.signature.address.as_str() } else { "" };
    unknown.ways = ways_in([address].into_iter().chain(all.iter().map(|one| one.words.as_str())));
    let given = all.iter().find_map(|one| one.client);
    unknown.words = both_of(&all, answers);
    unknown.signature = Some((one.signature, one.place));
    completed(here, unknown, given).await.map(Some)
}

/// Their words and ours, as they came, the oldest first.
fn both_of(theirs: &[Stranger], ours: Vec<StrangerAnswer>) -> Vec<Word> {
    let mut words: Vec<(Instant, Word)> = theirs.iter().rev().map(|one| (one.kept_at, word_of(one))).collect();
    let answer =
        |one: StrangerAnswer| (one.at, Word { by: Some(one.by), at: one.at, text: one.words, place: Some(one.place), delivery: Some(one.arrival.name()) });
    words.extend(ours.into_iter().map(answer));
    // Of one moment theirs stands first: it was answered.
    words.sort_by_key(|(came, _)| *came);
    words.into_iter().map(|(_, word)| word).collect()
}

fn word_of(one: &Stranger) -> Word {
    let subject = one.signature.subject.as_str();
    let text = if subject.is_empty() { one.words.clone() } else { format!("{subject}\n{}", one.words) };
    Word { by: None, at: one.sent_at, text, place: Some(one.place), delivery: None }
}

/// The same of a visitor of the site.
pub(crate) async fn of_visitor(here: &Here, id: SiteTalkId) -> Result<Unknown, Refused> {
    let talk: SiteTalk = conversations::site_talk(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let mut unknown = Unknown::of(Origin::Visitor(id));
    unknown.words = talk.said.iter().map(|word| Word { by: word.by, at: word.at, text: word.words.clone(), place: None, delivery: None }).collect();
    unknown.ways = ways_in([talk.reach.as_str()].into_iter().chain(talk.said.iter().filter(|word| word.by.is_none()).map(|word| word.words.as_str())));
    unknown.waiting_since = talk.waiting_since;
    unknown.seen = talk.closed_at.is_none().then_some(talk.last);
    unknown.manager = talk.manager;
    (unknown.page, unknown.reach, unknown.given) = (talk.page, talk.reach, talk.client);
    completed(here, unknown, talk.client).await
}

/// The same of a call from a number that nobody knows.
pub(crate) async fn of_call(here: &Here, call: &Call) -> Result<Unknown, Refused> {
    let mut unknown = Unknown::of(Origin::Call(call.id.uuid()));
    unknown.page = call.page.clone();
    unknown.ways.phones = call.phone.clone().into_iter().collect();
    if let Some(phone) = &call.phone {
        let (sms, answers) = conversations::strangers_from(&here.app, &here.actor, Place::Sms, phone.e164()).await.map_err(|e| here.refuse(&e))?;
        unknown.words = both_of(&sms, answers);
    }
    completed(here, unknown, None).await
}

async fn completed(here: &Here, mut unknown: Unknown, given: Option<ClientId>) -> Result<Unknown, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let people: Vec<PersonId> = unknown.words.iter().filter_map(|word| word.by).chain(unknown.manager).collect();
    unknown.names = people::names(&db, &people).await.map_err(|e| here.refuse(&e))?;
    unknown.request = taken_down(&db, &here.actor, unknown.origin).await.map_err(|e| here.refuse(&e))?;
    unknown.matches = matches(here, &db, &unknown.ways, given).await?;
    for phone in &unknown.ways.phones {
        unknown.calls.extend(calls_of(&here.app, &here.actor, phone, CALLS).await.map_err(|e| here.refuse(&e))?);
    }
    unknown.fits = fitting(here, &unknown.said(), &unknown.page)?;
    Ok(unknown)
}

/// What of the house book these words, and the page that they were written from, are about.
pub(crate) fn fitting(here: &Here, said: &str, page: &str) -> Result<Vec<(Shelved, Fit)>, Refused> {
    let shelf = shelf(here)?;
    let found = fits(said, page, &shelf.iter().map(|(_, offered)| offered.clone()).collect::<Vec<_>>());
    Ok(found.into_iter().filter_map(|fit| Some((shelf.get(fit.n)?.0.clone(), fit))).collect())
}

/// Clients whose number or e-mail stands in what they said, or to whom words from there were given before; the looks are recorded.
async fn matches(here: &Here, db: &Db, ways: &Ways, given: Option<ClientId>) -> Result<Vec<(Card, By)>, Refused> {
    let mut found: Vec<(ClientId, By)> = given.map(|client| (client, By::Given)).into_iter().collect();
    let mut add =
        |client: Option<ClientId>, by: By| found.extend(client.filter(|client| found.iter().all(|(known, _)| known != client)).map(|client| (client, by)));
    for phone in &ways.phones {
        add(household_of_phone(db, phone).await.map_err(|e| here.refuse(&e))?, By::Phone);
    }
    for email in &ways.emails {
        add(client_at_email(db, email.as_str()).await.map_err(|e| here.refuse(&e))?, By::Email);
    }
    let permit = here.actor.may(SEE_CLIENT, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let clients: Vec<ClientId> = found.iter().map(|(client, _)| *client).collect();
    let mut cards = show(&here.app, &permit, &clients, &[]).await.map_err(|e| here.refuse(&e))?.cards;
    Ok(found.into_iter().filter_map(|(client, by)| Some((cards.remove(&client)?, by))).collect())
}

fn both(said: &Said) -> String {
    format!("{} {}", said.of(Lang::Ru), said.of(Lang::En))
}

/// All that the house does, as its book says.
fn shelf(here: &Here) -> Result<Vec<(Shelved, Offered)>, Refused> {
    let catalog = catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?;
    let requests = catalog::requests(&here.app).map_err(|e| here.refuse(&e))?;
    let mut all = Vec::new();
    for offered in catalog.services() {
        let service = &offered.service;
        let text = [both(&service.summary)].into_iter().chain(service.extras.iter().map(|extra| both(&extra.name))).collect::<Vec<_>>().join(" ");
        let page = format!("/services/{}", service.code);
        let shelved = Shelved { code: service.code.clone(), name: service.name.clone(), page: page.clone(), questions: Vec::new() };
        all.push((shelved, Offered { page, name: both(&service.name), text }));
    }
    for request in requests.all() {
        let RequestedService { code, name, summary, includes, questions } = request;
        let text = [both(summary)].into_iter().chain(includes.iter().map(both)).collect::<Vec<_>>().join(" ");
        let page = format!("/requests/{code}");
        let shelved = Shelved { code: code.clone(), name: name.clone(), page: page.clone(), questions: questions.clone() };
        all.push((shelved, Offered { page, name: both(name), text }));
    }
    Ok(all)
}

/// The phone by which earlier requests are found.
pub(crate) fn phone(unknown: &Unknown) -> Option<&Phone> {
    unknown.ways.phones.first()
}
