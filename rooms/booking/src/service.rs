//! Use cases of booking.

pub(crate) mod again;
pub(crate) mod amending;
pub(crate) mod ordering;
pub(crate) mod standing;

use crate::agreement::{Agreement, FORM, Terms, Through};
use crate::conditions::{Known, Untrue, truth, untrue};
use crate::facts::AgreementMade;
use crate::offer::{Offer, offer};
use crate::request::{Again, BookingRequest, RequestState, SealedContact};
use crate::store::NewRequest;
use crate::{ASK, AgreementId, BOOK_FOR_CALLER, CODE, CONFIRMED, RequestId, store};
use access::{Actor, Denied, Limit, Limited, Resource, Token, WrongCode, check_code, count_try, issue_code, open_session, take_apart};
use catalog::{Demands, Place};
use db::{App, By, DbError, Read, Tx, sha256_hex, vault};
use households::{Address, ClientId, Door, HomeId, RawContact, Source, add_home, client_by_door, consent, first_welcome};
use jiff::SignedDuration;
use journal::{Job, JobError, Say as _, Schedule as _};
use messaging::{Address as Reach, Addresses, Channel, queue};
use pricing::{Quote, QuoteId};
use scheduling::{Hold, HoldError, HoldId, HoldState, SlotAsk, TakeHold, Whose, hold_by_id, take_hold};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use values::{Arg, Explain, FieldFault, Lang, Money, Offer as Next, Problem};
use visits::{Plan, VisitId};

/// Why no booking could be asked for.
#[derive(Debug, thiserror::Error)]
pub enum Ask {
    /// Fields to mend.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldFault>),
    /// No such hold.
    #[error("no hold {0}")]
    NoSuchHold(HoldId),
    /// No such request.
    #[error("no request {0}")]
    NoSuchRequest(RequestId),
    /// The time is no longer held.
    #[error("the time is no longer held")]
    HoldOver,
    /// The address lies in another district, and nobody can be there at that time.
    #[error("nobody can be in {district} then")]
    FarAway {
        /// Its code.
        district: String,
        /// The quote that the time was chosen by.
        quote: QuoteId,
    },
    /// Too many codes were asked for.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for Ask {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::NoSuchHold(_) => Problem::new(404, "hold-unknown").offer(Next::OtherTime),
            Self::NoSuchRequest(_) => Problem::new(404, "booking-unknown"),
            Self::HoldOver => Problem::new(409, "hold-over").offer(Next::OtherTime),
            Self::FarAway { .. } => Problem::new(409, "far-away").offer(Next::OtherTime),
            Self::Limited(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// A guest's data is destroyed so long after the request, unless it became an agreement.
const GUEST: SignedDuration = SignedDuration::from_hours(24);
/// Codes for one phone or e-mail.
const CODES: Limit = Limit { times: 5, minutes: 30 };

/// Asks to book what is held: name, phone or e-mail, address. A code goes there, unless the client is signed in by it. Asking
/// again mends what was typed. Where the address or the time tells that a condition of the price is not so, the request is for a new
/// quote, shown beside the old one.
pub async fn ask(app: &App, who: &Actor, hold: HoldId, raw: &RawContact, lang: Lang) -> Result<RequestId, Ask> {
    let who = *who;
    let contact = raw.check().map_err(Ask::Fields)?;
    let known = is_theirs(&app.read().await?, &who, &contact.reach).await?;
    if !known {
        take_apart(app, &app.vault().blind_name("booking_code", contact.reach.text()), CODES).await?;
    }
    let contact = SealedContact { name: contact.name, reach: contact.reach, address: contact.address };
    let hold = hold_where(app, &who, hold, &contact).await?;
    app.write(&who, move |tx| {
        let contact = contact.clone();
        async move {
            who.may(ASK, &Resource::default())?;
            let quote = quote_for(&tx, &live_hold(&tx, hold).await?).await?;
            let state = if known { RequestState::Proved } else { RequestState::Open };
            let id = store::put_request(&tx, &NewRequest { hold, quote: quote.id, contact: &contact, lang, state, again: None }).await?;
            if !known {
                send_code(&tx, id, lang).await?;
            }
            tx.schedule(&ForgetGuest { request: id }, tx.now() + GUEST).await?;
            Ok(id)
        }
    })
    .await
}

/// A code to a guest, by a message with a link that stands for it.
async fn send_code(tx: &Tx, id: RequestId, lang: Lang) -> Result<(), DbError> {
    let code = issue_code(tx, id.uuid(), lang).await?;
    queue(tx, CODE, code, id).await
}

/// A guest who left an e-mail is reached there.
pub(crate) fn addresses() -> Addresses {
    Addresses::by(|app: App, reader: uuid::Uuid| async move {
        let request = store::request(&app.read().await?, RequestId::from(reader)).await?;
        let email = request.and_then(|row| row.contact).and_then(|contact| match contact.reach {
            Door::Email(email) => Some(email.to_string()),
            Door::Phone(_) => None,
        });
        Ok(email.into_iter().map(|value| Reach { channel: Channel::Email, value }).collect::<Vec<_>>())
    })
}

/// Is the phone or e-mail one by which this client is known?
async fn is_theirs(db: &impl Read, who: &Actor, door: &Door) -> Result<bool, DbError> {
    let Actor::Client(subject) = who else {
        return Ok(false);
    };
    Ok(client_by_door(db, door).await?.is_some_and(|client| client.uuid() == *subject))
}

/// The held time for where the address truly lies: in another district than was asked for, people need another way, so it is
/// held anew. A street that the house does not know is believed.
async fn hold_where(app: &App, who: &Actor, id: HoldId, contact: &SealedContact) -> Result<HoldId, Ask> {
    let SealedContact { reach, address, .. } = contact;
    let db = app.read().await?;
    let Some(held) = hold_by_id(&db, id).await?.filter(|held| held.stands(db.now())) else {
        return Ok(id);
    };
    let Some((district, at)) = located(app, address)? else {
        return Ok(id);
    };
    if district == held.district {
        return Ok(id);
    }
    let quote = pricing::quote(&db, QuoteId::from(held.quote)).await?.ok_or_else(|| DbError::corrupt("a hold without its quote"))?;
    let whose = match who.client() {
        Some(client) => Some(client.into()),
        None => client_by_door(&db, reach).await?,
    };
    let ask = slot_ask(&db, &quote, whose.map(|client| Whose { client, home: None })).await?;
    let ask = SlotAsk { district: district.clone(), at: Some(at), prefer: held.crew.clone(), ..ask };
    match scheduling::hold(app, who, held.quote, &ask, held.span.start).await {
        Ok(anew) => Ok(anew.into_inner().id),
        Err(HoldError::SlotGone(_) | HoldError::Invalid(_)) => Err(Ask::FarAway { district, quote: held.quote.into() }),
        Err(HoldError::Denied(e)) => Err(e.into()),
        Err(HoldError::Db(e)) => Err(e.into()),
    }
}

/// What a quote asks of the plans; where it is known whose home it is, the hours of their household are kept.
pub async fn slot_ask(db: &impl Read, quote: &Quote, whose: Option<Whose>) -> Result<SlotAsk, DbError> {
    let minutes = i64::from(quote.effort.minutes);
    let ask =
        SlotAsk { service: quote.ask.service.clone(), district: quote.ask.district.clone(), minutes, crew: quote.effort.crew, whose, ..SlotAsk::default() };
    Ok(ask.demanding(demands(db, quote).await?))
}

/// What the work of a quote asks of whoever comes, and when.
async fn demands(db: &impl Read, quote: &Quote) -> Result<Demands, DbError> {
    let service = catalog::service_as_of(db, &quote.service).await?;
    Ok(catalog::demands(&service, &quote.ask.extras.keys().cloned().collect(), i64::from(quote.effort.minutes)))
}

/// The district of an address and its place, by the house's streets; `None` for a street that is not among them, or could be several.
fn located(app: &App, address: &Address) -> Result<Option<(String, Place)>, DbError> {
    let streets = catalog::streets(app)?;
    let house: String = address.house.trim_start_matches(|c: char| !c.is_ascii_digit()).chars().take_while(char::is_ascii_digit).collect();
    Ok(streets.find(&address.street).map(|street| {
        let (district, at) = street.house(house.parse().unwrap_or_default());
        (district.to_owned(), at)
    }))
}

/// The quote for a held time: the one that it was chosen by, or, where time or place tell otherwise, a new one.
async fn quote_for(tx: &Tx, held: &Hold) -> Result<Quote, Ask> {
    let quote = pricing::quote(tx, QuoteId::from(held.quote)).await?.ok_or_else(|| DbError::corrupt("a hold without its quote"))?;
    let known = Known { ordered_before: false, promo_spent: false, ..known_of(tx, &quote, held).await? };
    let truth = truth(&quote.ask, &known);
    if truth == quote.ask {
        return Ok(quote);
    }
    // Asked again, it is the same quote.
    if let Some(before) = store::request_of_hold(tx, held.id).await?
        && let Some(known) = pricing::quote(tx, before.quote).await?
        && known.ask == truth
    {
        return Ok(known);
    }
    Ok(pricing::requote(tx, &quote, truth).await?)
}

/// What time and place tell of an order.
async fn known_of<'a>(tx: &Tx, quote: &Quote, held: &'a Hold) -> Result<Known<'a>, DbError> {
    let urgent = pricing::is_urgent(tx, quote, held.made_at, held.span.start).await?;
    let promo_spent = pricing::promo_spent(tx, quote).await?;
    Ok(Known { district: &held.district, ordered_before: false, promo_spent, urgent })
}

/// Sends another code for an open request.
pub async fn new_code(app: &App, id: RequestId) -> Result<(), Ask> {
    let reach = store::request(&app.read().await?, id).await?.and_then(|row| row.contact).map(|contact| contact.reach).ok_or(Ask::NoSuchRequest(id))?;
    take_apart(app, &app.vault().blind_name("booking_code", reach.text()), CODES).await?;
    app.write(&Actor::Visitor, move |tx| async move {
        let row = store::request(&tx, id).await?.filter(|row| row.state == RequestState::Open).ok_or(Ask::NoSuchRequest(id))?;
        send_code(&tx, id, row.lang).await?;
        Ok(())
    })
    .await
}

async fn live_hold(tx: &Tx, id: HoldId) -> Result<Hold, Ask> {
    let hold = hold_by_id(tx, id).await?.ok_or(Ask::NoSuchHold(id))?;
    if hold.state != HoldState::Held || hold.expires_at <= tx.now() {
        return Err(Ask::HoldOver);
    }
    Ok(hold)
}

/// A request with all that its page shows.
pub async fn request(db: &impl Read, id: RequestId) -> Result<Option<BookingRequest>, DbError> {
    let Some(row) = store::request(db, id).await? else {
        return Ok(None);
    };
    let quote = pricing::quote(db, row.quote).await?.ok_or_else(|| DbError::corrupt("a request without its quote"))?;
    let hold = hold_by_id(db, row.hold).await?.ok_or_else(|| DbError::corrupt("a request without its hold"))?;
    let before = if hold.quote == quote.id.uuid() { None } else { pricing::quote(db, QuoteId::from(hold.quote)).await? };
    let again = match row.again {
        Some((client, last)) => pricing::quote(db, last).await?.map(|last| Again { client, last }),
        None => None,
    };
    Ok(Some(BookingRequest { id: row.id, state: row.state, quote, before, again, hold, contact: row.contact, lang: row.lang, made_at: row.made_at }))
}

/// Why nothing was agreed.
#[derive(Debug, thiserror::Error)]
pub enum Agree {
    /// No such request.
    #[error("no request {0}")]
    NoSuchRequest(RequestId),
    /// It was agreed before: see the portal.
    #[error("agreed before")]
    AgreedBefore,
    /// The time is no longer held.
    #[error("the time is no longer held")]
    HoldOver,
    /// The quote is no longer valid.
    #[error("the quote is too old")]
    QuoteOver,
    /// The total on the button is not the quote's.
    #[error("pressed {pressed}, the quote says {total}")]
    OtherTotal {
        /// What was pressed.
        pressed: Money,
        /// What the quote says.
        total: Money,
    },
    /// What the page showed is not what would bind now: it is shown again.
    #[error("the terms have changed since they were shown")]
    OtherTerms,
    /// A condition of the price proved untrue: another price stands now, and nothing is booked until it is pressed.
    #[error("the total is {total} now")]
    Requoted {
        /// Why.
        why: Vec<Untrue>,
        /// The new total.
        total: Money,
        /// The new quote.
        quote: QuoteId,
        /// The time that is held for it.
        hold: HoldId,
    },
    /// The address lies in another district than the time was found for.
    #[error("nobody can be in {district} then")]
    FarAway {
        /// Its code.
        district: String,
    },
    /// Fields to mend.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldFault>),
    /// The code does not fit.
    #[error(transparent)]
    Code(#[from] WrongCode),
    /// Too many tries.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for Agree {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchRequest(_) => Problem::new(404, "booking-unknown"),
            Self::AgreedBefore => Problem::new(409, "agreed-before").offer(Next::SignIn),
            Self::HoldOver => Problem::new(409, "hold-over").offer(Next::OtherTime),
            Self::QuoteOver => Problem::new(409, "quote-over").offer(Next::NewQuote),
            Self::OtherTotal { total, .. } => Problem::new(409, "other-total").arg("total", Arg::Money(*total)),
            Self::OtherTerms => Problem::new(409, "other-terms"),
            Self::FarAway { .. } => Problem::new(409, "far-away").offer(Next::OtherTime),
            Self::Requoted { why, total, quote, .. } => {
                let kind = if why.contains(&Untrue::NotFirst) { "not-first-order" } else { "requoted" };
                Problem::new(409, kind).arg("total", Arg::Money(*total)).arg("quote", Arg::Text(quote.to_string()))
            }
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Code(e) => e.explain(),
            Self::Limited(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Agreed; with a session for the client who proved the phone.
#[derive(Debug, Clone)]
pub struct Booked {
    /// The agreement.
    pub agreement: Agreement,
    /// The client's session; none when a manager booked, or somebody who is signed in repeated an order.
    pub session: Option<Token>,
}

/// What a transaction decided: refusing the discount is stored too, so it is no error inside.
enum Decision {
    Agreed(Box<Booked>),
    Requoted(Box<Requote>),
}

/// The price anew.
struct Requote {
    quote: Quote,
    why: Vec<Untrue>,
    hold: HoldId,
}

/// What was on the page when its button was pressed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pressed {
    /// The total on the button.
    pub total: Money,
    /// [`shown`] of the page; `None` where all that binds was read out.
    pub shown: Option<String>,
    /// The purposes that were consented to beside it; none is needed.
    pub consents: Vec<String>,
}

impl From<Money> for Pressed {
    fn from(total: Money) -> Self {
        Self { total, ..Self::default() }
    }
}

/// All that a page of agreement binds, in one short word that travels with its button: the quote with its pages and fees, the
/// offer's page, the time and the people.
pub fn shown(quote: &Quote, hold: &Hold, offer: &Offer) -> String {
    let crew: Vec<String> = hold.crew.iter().map(ToString::to_string).collect();
    let all = format!("{} {}@{} {} {} {}", quote.sha256, offer.pin.file, offer.pin.version, hold.span.start, hold.span.end, crew.join(" "));
    sha256_hex(all.as_bytes()).chars().take(32).collect()
}

/// Does the key of a link stand for the request's code? Looking spends nothing.
pub async fn link_stands(db: &impl Read, id: RequestId, key: &str) -> Result<bool, DbError> {
    access::link_stands(db, id.uuid(), key).await
}

/// Confirms a request by the code, or by the key of the link that came with it: the client pressed the button with `pressed` on it.
/// An order that was repeated from the client's own page is confirmed there alone.
pub async fn confirm(app: &App, who: &Actor, id: RequestId, code: &str, pressed: impl Into<Pressed>) -> Result<Booked, Agree> {
    count_try(app, id.uuid()).await?;
    let (who, pressed) = (*who, &pressed.into());
    let decision = app
        .write(&who, move |tx| async move {
            store::take(&tx, id).await?;
            let row = store::request(&tx, id).await?.ok_or(Agree::NoSuchRequest(id))?;
            match row.state {
                // Proved: the code was given when the new total was shown.
                RequestState::Open | RequestState::Proved => {}
                RequestState::Agreed => return Err(Agree::AgreedBefore),
                RequestState::Forgotten => return Err(Agree::HoldOver),
            }
            let quote = pricing::quote(&tx, row.quote).await?.ok_or_else(|| DbError::corrupt("a request without its quote"))?;
            let contact = row.contact.ok_or(Agree::HoldOver)?;
            if row.state == RequestState::Open {
                check_code(&tx, id.uuid(), code).await?;
            }
            let client = row.again.map(|(client, _)| client);
            if let Some(client) = client {
                again::may_press(&who, client)?;
            }
            let hold = hold_by_id(&tx, row.hold).await?.ok_or(Agree::HoldOver)?;
            let asked = Asked { hold, quote, contact, client, lang: row.lang, pressed: pressed.clone(), through: Through::Code };
            match agree(&tx, asked).await? {
                Decision::Agreed(mut booked) => {
                    store::set_state(&tx, id, row.state, RequestState::Agreed, None).await?;
                    vault::erase(&tx, id.uuid()).await?;
                    if client.is_none() {
                        booked.session = Some(open_session(&tx, &Actor::Client(booked.agreement.terms.client.uuid())).await?);
                    }
                    Ok(Decision::Agreed(booked))
                }
                Decision::Requoted(anew) => {
                    store::set_state(&tx, id, row.state, RequestState::Proved, Some(anew.quote.id)).await?;
                    Ok(Decision::Requoted(anew))
                }
            }
        })
        .await?;
    settle(decision)
}

/// Books for a caller: the manager reads out what binds, the caller agrees to `pressed`.
pub async fn book_for_caller(app: &App, who: &Actor, hold: HoldId, quote: QuoteId, raw: &RawContact, lang: Lang, pressed: Money) -> Result<Booked, Agree> {
    let who = *who;
    let contact = raw.check().map_err(Agree::Fields)?;
    let contact = SealedContact { name: contact.name, reach: contact.reach, address: contact.address };
    let hold = hold_where(app, &who, hold, &contact).await.map_err(|error| match error {
        Ask::FarAway { district, .. } => Agree::FarAway { district },
        Ask::Denied(e) => Agree::Denied(e),
        Ask::Db(e) => Agree::Db(e),
        _ => Agree::HoldOver,
    })?;
    let decision = app
        .write(&who, move |tx| {
            let contact = contact.clone();
            async move {
                who.may(BOOK_FOR_CALLER, &Resource::default())?;
                let quote = pricing::quote(&tx, quote).await?.ok_or(Agree::QuoteOver)?;
                let hold = hold_by_id(&tx, hold).await?.ok_or(Agree::HoldOver)?;
                let quote = read_out(&tx, quote, &hold).await?;
                agree(&tx, Asked { hold, quote, contact, client: None, lang, pressed: pressed.into(), through: Through::Call }).await
            }
        })
        .await?;
    settle(decision)
}

/// The quote as it is read out to a caller: a visit that begins soon has its line, and is written down with it when the total is pressed.
async fn read_out(tx: &Tx, quote: Quote, held: &Hold) -> Result<Quote, DbError> {
    let known = Known { district: &quote.ask.district, promo_spent: quote.ask.promo_spent, ..known_of(tx, &quote, held).await? };
    let truth = truth(&quote.ask, &known);
    if truth == quote.ask { Ok(quote) } else { pricing::requote(tx, &quote, truth).await }
}

fn settle(decision: Decision) -> Result<Booked, Agree> {
    match decision {
        Decision::Agreed(booked) => Ok(*booked),
        Decision::Requoted(anew) => Err(Agree::Requoted { total: anew.quote.total, quote: anew.quote.id, why: anew.why, hold: anew.hold }),
    }
}

struct Asked {
    hold: Hold,
    quote: Quote,
    contact: SealedContact,
    /// For whom, where it is known; otherwise for whoever the phone or e-mail tells.
    client: Option<ClientId>,
    lang: Lang,
    pressed: Pressed,
    through: Through,
}

/// Client, home, visit, occupancy and agreement, all in this transaction.
async fn agree(tx: &Tx, asked: Asked) -> Result<Decision, Agree> {
    let Asked { hold, quote, contact, client, lang, pressed, through } = asked;
    if !quote.valid_at(tx.now()) {
        return Err(Agree::QuoteOver);
    }
    if pressed.total != quote.total {
        return Err(Agree::OtherTotal { pressed: pressed.total, total: quote.total });
    }
    if store::is_agreed(tx, quote.id, hold.id).await? {
        return Err(Agree::AgreedBefore);
    }
    if !is_the_work(&hold, &quote) {
        return Err(Agree::HoldOver);
    }
    let home_mark = households::home_mark(tx, &contact.address);
    let known = match client {
        Some(client) => Some(client),
        None => client_by_door(tx, &contact.reach).await?,
    };
    let truth = truth(&quote.ask, &Known { ordered_before: ordered_before(tx, known, &home_mark).await?, ..known_of(tx, &quote, &hold).await? });
    if truth != quote.ask {
        let why = untrue(&quote.ask, &truth);
        return Ok(Decision::Requoted(Box::new(Requote { quote: pricing::requote(tx, &quote, truth).await?, why, hold: hold.id })));
    }
    let offer = offer(tx.app())?;
    if pressed.shown.is_some_and(|seen| seen != shown(&quote, &hold, &offer)) {
        return Err(Agree::OtherTerms);
    }
    let client = match known {
        Some(client) => client,
        None => first_welcome(tx, &contact.name, &contact.reach, lang).await?,
    };
    let home = add_home(tx, client, &quote.ask.district, &contact.address).await?;
    let agreement = bind(tx, Binding { hold, quote: &quote, client, home, offer: &offer, through }).await?;
    let visit = agreement.terms.visit;
    let id: AgreementId = agreement.terms.id;
    let (home_is_new, first) = (store::mark_home(tx, &home_mark, id).await?, quote.ask.first_order);
    if first && !(home_is_new && store::take_first_order(tx, client, id).await?) {
        // Another booking of the same client or home came first a moment ago: from the start, where it is seen.
        return Err(DbError::raced().into());
    }
    if !pricing::spend_promo(tx, &quote).await? {
        // The last use of the code was taken a moment ago.
        return Err(DbError::raced().into());
    }
    consent(tx, client, &pressed.consents, if through == Through::Call { Source::Call } else { Source::Booking }).await?;
    tx.say(AgreementMade { agreement: id, visit, client, quote: quote.id }).await?;
    queue(tx, CONFIRMED, id, client).await?;
    Ok(Decision::Agreed(Box::new(Booked { agreement, session: None })))
}

/// What binds, once it is known that it may.
struct Binding<'a> {
    hold: Hold,
    quote: &'a Quote,
    client: ClientId,
    home: HomeId,
    offer: &'a Offer,
    through: Through,
}

/// Makes the held time a visit, and the agreement on it.
async fn bind(tx: &Tx, Binding { hold, quote, client, home, offer, through }: Binding<'_>) -> Result<Agreement, Agree> {
    let visit: VisitId = tx.id();
    let (held, whose) = (hold.id, Whose { client, home: Some(home) });
    let placed = take_hold(tx, hold, visit.uuid(), whose, &demands(tx, quote).await?).await.map_err(|error| match error {
        TakeHold::Db(e) => Agree::Db(e),
        _ => Agree::HoldOver,
    })?;
    let plan = Plan {
        id: visit,
        client,
        home,
        service: quote.service.clone(),
        extras: quote.ask.extras.keys().cloned().collect(),
        span: placed.span,
        needs: quote.effort.crew,
        version: 1,
        crew: placed.crew.clone(),
        redo_of: None,
    };
    visits::plan(tx, plan).await?;
    let terms = Terms {
        form: FORM.to_owned(),
        id: tx.id(),
        quote: quote.id,
        quote_sha256: quote.sha256.clone(),
        total: quote.total,
        service: quote.service.clone(),
        offer: offer.pin.clone(),
        visit,
        span: placed.span,
        crew: placed.crew,
        client,
        home,
        through,
        made_at: tx.now(),
    };
    let agreement = Agreement { sha256: terms.sha256().map_err(DbError::corrupt)?, terms, hold: held };
    store::add(tx, &agreement).await?;
    Ok(agreement)
}

/// Has anybody ordered before: this client, or somebody for this home?
async fn ordered_before(db: &impl Read, client: Option<ClientId>, home_mark: &[u8]) -> Result<bool, DbError> {
    if store::is_ordered_home(db, home_mark).await? {
        return Ok(true);
    }
    match client {
        Some(client) => store::has_agreement(db, client).await,
        None => Ok(false),
    }
}

/// Is the time that is held the time that was priced: the same work, as long, by as many, in the same district?
/// The quote itself may be another: where a condition of the price proved untrue, the hold stays.
pub fn fits(hold: &Hold, quote: &Quote) -> bool {
    hold.district == quote.ask.district && is_the_work(hold, quote)
}

/// The same work, as long, by as many.
fn is_the_work(hold: &Hold, quote: &Quote) -> bool {
    hold.service == quote.ask.service
        && hold.span.length_minutes() == i64::from(quote.effort.minutes)
        && u32::try_from(hold.crew.len()).is_ok_and(|crew| crew == quote.effort.crew)
}

/// The agreement of this id.
pub async fn agreement(db: &impl Read, id: AgreementId) -> Result<Option<Agreement>, DbError> {
    store::agreement(db, id).await
}

/// The agreement behind a visit; a redo has none of its own.
pub async fn agreement_of_visit(db: &impl Read, visit: VisitId) -> Result<Option<Agreement>, DbError> {
    store::of_visit(db, visit).await
}

/// What was agreed for each of these visits, with one query. A redo costs nothing, and has no agreement.
pub async fn totals_of_visits(db: &impl Read, visits: &[VisitId]) -> Result<BTreeMap<VisitId, Money>, DbError> {
    store::totals_of(db, visits).await
}

/// Forgets a guest who did not confirm.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ForgetGuest {
    request: RequestId,
}

impl Job for ForgetGuest {
    const NAME: &'static str = "booking.forget_guest";
    fn key(&self) -> String {
        self.request.to_string()
    }
}

pub(crate) async fn forget_guest(app: App, job: ForgetGuest) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        let Some(row) = store::request(&tx, job.request).await? else {
            return Ok(());
        };
        if matches!(row.state, RequestState::Open | RequestState::Proved) {
            store::set_state(&tx, row.id, row.state, RequestState::Forgotten, None).await?;
            vault::erase(&tx, job.request.uuid()).await?;
        }
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}
