//! Use cases of booking.

use crate::agreement::{Agreement, FORM, Terms, Through};
use crate::facts::AgreementMade;
use crate::offer::offer;
use crate::request::{BookingRequest, RequestState, SealedContact};
use crate::{ASK, AgreementId, BOOK_FOR_CALLER, CONFIRMED, RequestId, store};
use access::{Actor, Denied, Limit, Limited, Resource, Token, WrongCode, check_code, count_try, open_session, take_apart};
use db::{App, By, DbError, Read, Tx, vault};
use households::{RawContact, add_home, send_code, welcome};
use jiff::SignedDuration;
use journal::{Job, JobError, Say as _, Schedule as _};
use messaging::queue;
use pricing::{Quote, QuoteId};
use scheduling::{Hold, HoldId, HoldState, TakeHold, hold_by_id, take_hold};
use serde::{Deserialize, Serialize};
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
            Self::Limited(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// A guest's data is destroyed so long after the request, unless it became an agreement.
const GUEST: SignedDuration = SignedDuration::from_hours(24);
/// Codes for one phone.
const CODES: Limit = Limit { times: 5, minutes: 30 };

/// Asks to book what is held: name, phone, address. A code goes to the phone. Asking again mends what was typed.
pub async fn ask(app: &App, who: &Actor, hold: HoldId, raw: &RawContact, lang: Lang) -> Result<RequestId, Ask> {
    let who = *who;
    let contact = raw.check().map_err(Ask::Fields)?;
    take_apart(app, &app.vault().blind_name("booking_code", contact.phone.e164()), CODES).await?;
    let contact = SealedContact { name: contact.name, phone: contact.phone, address: contact.address };
    app.write(&who, move |tx| {
        let contact = contact.clone();
        async move {
            who.may(ASK, &Resource::default())?;
            let quote = live_hold(&tx, hold).await?.quote;
            let id = store::put_request(&tx, hold, QuoteId::from(quote), &contact, lang).await?;
            send_code(&tx, id.uuid(), lang).await?;
            tx.schedule(&ForgetGuest { request: id }, tx.now() + GUEST).await?;
            Ok(id)
        }
    })
    .await
}

/// Sends another code for an open request.
pub async fn new_code(app: &App, id: RequestId) -> Result<(), Ask> {
    let phone = store::request(&app.read().await?, id).await?.and_then(|row| row.contact).map(|contact| contact.phone).ok_or(Ask::NoSuchRequest(id))?;
    take_apart(app, &app.vault().blind_name("booking_code", phone.e164()), CODES).await?;
    app.write(&Actor::Visitor, move |tx| async move {
        let row = store::request(&tx, id).await?.filter(|row| row.state == RequestState::Open).ok_or(Ask::NoSuchRequest(id))?;
        send_code(&tx, id.uuid(), row.lang).await?;
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
    Ok(Some(BookingRequest { id: row.id, state: row.state, quote, hold, contact: row.contact, lang: row.lang, made_at: row.made_at }))
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
    /// Not the first order: the price without the discount stands now, and nothing is booked until it is pressed.
    #[error("not the first order, the total is {total}")]
    NotFirst {
        /// The total without the discount.
        total: Money,
        /// The new quote.
        quote: QuoteId,
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
            Self::NotFirst { total, quote } => Problem::new(409, "not-first-order").arg("total", Arg::Money(*total)).arg("quote", Arg::Text(quote.to_string())),
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
    /// The client's session; none when a manager booked.
    pub session: Option<Token>,
}

/// What a transaction decided: refusing the discount is stored too, so it is no error inside.
enum Decision {
    Agreed(Box<Booked>),
    NotFirst(Box<Quote>),
}

/// Confirms a request by code: the client pressed the button with `pressed` on it.
pub async fn confirm(app: &App, id: RequestId, code: &str, pressed: Money) -> Result<Booked, Agree> {
    count_try(app, id.uuid()).await?;
    let decision = app
        .write(&Actor::Visitor, move |tx| async move {
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
            let asked = Asked { hold: row.hold, quote, contact, lang: row.lang, pressed, through: Through::Code };
            match agree(&tx, asked).await? {
                Decision::Agreed(mut booked) => {
                    store::set_state(&tx, id, row.state, RequestState::Agreed, None).await?;
                    vault::erase(&tx, id.uuid()).await?;
                    booked.session = Some(open_session(&tx, &Actor::Client(booked.agreement.terms.client.uuid())).await?);
                    Ok(Decision::Agreed(booked))
                }
                Decision::NotFirst(quote) => {
                    store::set_state(&tx, id, row.state, RequestState::Proved, Some(quote.id)).await?;
                    Ok(Decision::NotFirst(quote))
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
    let contact = SealedContact { name: contact.name, phone: contact.phone, address: contact.address };
    let decision = app
        .write(&who, move |tx| {
            let contact = contact.clone();
            async move {
                who.may(BOOK_FOR_CALLER, &Resource::default())?;
                let quote = pricing::quote(&tx, quote).await?.ok_or(Agree::QuoteOver)?;
                agree(&tx, Asked { hold, quote, contact, lang, pressed, through: Through::Call }).await
            }
        })
        .await?;
    settle(decision)
}

fn settle(decision: Decision) -> Result<Booked, Agree> {
    match decision {
        Decision::Agreed(booked) => Ok(*booked),
        Decision::NotFirst(quote) => Err(Agree::NotFirst { total: quote.total, quote: quote.id }),
    }
}

struct Asked {
    hold: HoldId,
    quote: Quote,
    contact: SealedContact,
    lang: Lang,
    pressed: Money,
    through: Through,
}

/// Client, home, visit, occupancy and agreement, all in this transaction.
async fn agree(tx: &Tx, asked: Asked) -> Result<Decision, Agree> {
    let Asked { hold, quote, contact, lang, pressed, through } = asked;
    if !quote.valid_at(tx.now()) {
        return Err(Agree::QuoteOver);
    }
    if pressed != quote.total {
        return Err(Agree::OtherTotal { pressed, total: quote.total });
    }
    if store::is_agreed(tx, quote.id).await? {
        return Err(Agree::AgreedBefore);
    }
    let held = hold_by_id(tx, hold).await?.ok_or(Agree::HoldOver)?;
    if !fits(&held, &quote) {
        return Err(Agree::HoldOver);
    }
    let client = welcome(tx, &contact.name, &contact.phone, lang).await?.into_inner();
    if quote.ask.first_order && store::has_agreement(tx, client).await? {
        return Ok(Decision::NotFirst(Box::new(pricing::requote(tx, &quote, pricing::Ask { first_order: false, ..quote.ask.clone() }).await?)));
    }
    let home = add_home(tx, client, &quote.ask.district, &contact.address).await?;
    let visit: VisitId = tx.id();
    let placed = take_hold(tx, hold, visit.uuid()).await.map_err(|error| match error {
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
        offer: offer(tx.app())?.pin.clone(),
        visit,
        span: placed.span,
        crew: placed.crew,
        client,
        home,
        through,
        made_at: tx.now(),
    };
    let agreement = Agreement { sha256: terms.sha256().map_err(DbError::corrupt)?, terms, hold };
    store::add(tx, &agreement).await?;
    let id: AgreementId = agreement.terms.id;
    if quote.ask.first_order && !store::take_first_order(tx, client, id).await? {
        // Another booking of the same client came first a moment ago: from the start, where it is seen.
        return Err(DbError::raced().into());
    }
    tx.say(AgreementMade { agreement: id, visit, client, quote: quote.id }).await?;
    queue(tx, CONFIRMED, id, client).await?;
    Ok(Decision::Agreed(Box::new(Booked { agreement, session: None })))
}

/// Is the time that is held the time that was priced: the same work, as long, by as many, in the same district?
/// The quote itself may be another: where the first-order discount fell away, the hold stays.
pub fn fits(hold: &Hold, quote: &Quote) -> bool {
    hold.service == quote.ask.service
        && hold.district == quote.ask.district
        && hold.span.length_minutes() == i64::from(quote.effort.minutes)
        && u32::try_from(hold.crew.len()).is_ok_and(|crew| crew == quote.effort.crew)
}

/// The agreement behind a visit; a redo has none of its own.
pub async fn agreement_of_visit(db: &impl Read, visit: VisitId) -> Result<Option<Agreement>, DbError> {
    store::of_visit(db, visit).await
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
