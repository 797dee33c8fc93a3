//! Use cases of series: begun, edited after a look at what that does, kept in the plans, and what nobody is free for.

pub(crate) mod ahead;
pub(crate) mod editing;
pub(crate) mod feed;
pub(crate) mod offers;

use crate::facts::SeriesBegun;
use crate::plan::{OnHoliday, Plan, Segment};
use crate::rhythm::Rhythm;
use crate::rules::rules;
use crate::{CHANGED, KEEP_SERIES, SEE_SERIES, SeriesId, store};
use access::{Actor, Denied, Resource};
use booking::AgreementId;
use catalog::Place;
use db::{App, DbError, Read, Tx};
use households::{ClientId, HomeId};
use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use journal::Say as _;
use messaging::queue_version;
use pricing::{MakeQuote, Quote, QuoteId};
use scheduling::{Calendar, hold_by_id};
use std::collections::{BTreeMap, BTreeSet};
use values::{Arg, Explain, FieldFault, Instant, Money, Offer, Outcome, Problem, Span};
use visits::{Visit, VisitId};

/// Visits in a rhythm, as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Its id.
    pub id: SeriesId,
    /// For whom.
    pub client: ClientId,
    /// Where.
    pub home: HomeId,
    /// The agreement that it goes on from.
    pub begun_with: AgreementId,
    /// One more with each edit.
    pub version: u32,
    /// The version that its client was told of last, or is about to be.
    pub told: u32,
    /// What is agreed.
    pub plan: Plan,
    /// When it was begun.
    pub made_at: Instant,
}

/// What became of a date of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    /// This visit stands in the plans.
    Planned(VisitId),
    /// The shifts of that day are yet to be made.
    Waiting,
    /// Nobody is free then: the desk sees to it.
    Clash,
    /// There is none.
    Off,
}

impl RowState {
    /// The visit that stands in the plans.
    pub const fn visit(self) -> Option<VisitId> {
        match self {
            Self::Planned(visit) => Some(visit),
            Self::Waiting | Self::Clash | Self::Off => None,
        }
    }
    /// It is to be, and nobody was found for it yet.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Clash)
    }
}

/// A date of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Of which series.
    pub series: SeriesId,
    /// The date that it is known by.
    pub day: Date,
    /// What became of it.
    pub state: RowState,
}

/// Why a series was not begun, or not shown.
#[derive(Debug, thiserror::Error)]
pub enum SeriesError {
    /// No such series.
    #[error("no series {0}")]
    NoSuchSeries(SeriesId),
    /// No such visit, or none that was agreed on.
    #[error("no visit {0} that was agreed on")]
    NoSuchVisit(VisitId),
    /// Fields to mend.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldFault>),
    /// The total on the button is not the price of a visit.
    #[error("pressed {pressed}, a visit costs {total}")]
    OtherTotal {
        /// What was pressed.
        pressed: Money,
        /// What a visit costs.
        total: Money,
    },
    /// The work has no price like that any more.
    #[error(transparent)]
    Price(#[from] MakeQuote),
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for SeriesError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchSeries(_) => Problem::new(404, "series-unknown"),
            Self::NoSuchVisit(_) => Problem::new(404, "visit-unknown"),
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::OtherTotal { total, .. } => Problem::new(409, "other-total").arg("total", Arg::Money(*total)).offer(Offer::NewQuote),
            Self::Price(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

pub(crate) fn resource(client: ClientId) -> Resource {
    Resource { client: Some(client.uuid()), crew: vec![] }
}

/// The first day on which nothing of a plan has begun.
pub(crate) fn first_open(plan: &Plan, calendar: &Calendar, now: Instant) -> Date {
    let today = now.day();
    let Ok(tomorrow) = today.tomorrow() else { return today };
    let todays = plan.occurrences(calendar, plan.known_since(today), tomorrow);
    let is_todays = |one: &crate::Occurrence<'_>, at: jiff::civil::DateTime| one.day == today || at.date() == today;
    let has_begun = todays.iter().filter_map(|one| one.at().filter(|at| is_todays(one, *at))).filter_map(|at| plan.instant(at)).any(|at| at <= now);
    if has_begun { tomorrow } else { today }
}

/// The first day whose visits do not enter the plans yet.
pub(crate) fn horizon(app: &App, now: Instant) -> Result<Date, DbError> {
    now.day().checked_add(rules(app)?.ahead_days.days()).map_err(|e| DbError::Other(e.to_string()))
}

/// How a series is to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begin {
    /// How often.
    pub rhythm: Rhythm,
    /// At which clock time.
    pub at: Time,
    /// What becomes of holidays; as the house does where it is not said.
    pub holidays: Option<OnHoliday>,
}

/// A series before it is begun: what a visit costs, and the first of them.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// Whose.
    pub client: ClientId,
    /// The visit that it goes on from.
    pub visit: Visit,
    /// How often the same was wanted when it was agreed on.
    pub asked: pricing::Rhythm,
    /// What each visit costs.
    pub total: Money,
    /// From when to when the coming ones are.
    pub spans: Vec<Span>,
    /// The series that goes on from it already.
    pub begun: Option<SeriesId>,
}

/// What a series comes from.
struct Origin {
    visit: Visit,
    agreement: booking::Agreement,
    last: Quote,
}

impl Origin {
    async fn of(db: &impl Read, who: &Actor, visit: VisitId) -> Result<Self, SeriesError> {
        let agreement = booking::agreement_of_visit(db, visit).await?.ok_or(SeriesError::NoSuchVisit(visit))?;
        who.may(KEEP_SERIES, &resource(agreement.terms.client))?;
        let last = pricing::quote(db, agreement.terms.quote).await?.ok_or_else(|| DbError::corrupt("an agreement without its quote"))?;
        let visit = visits::visit(db, &Actor::House, visit).await.map_err(|_| SeriesError::NoSuchVisit(visit))?;
        Ok(Self { visit, agreement, last })
    }

    /// Its price still binds the house.
    fn is_ahead(&self) -> bool {
        self.visit.ahead().is_some()
    }

    /// Weeks and months are counted from the day of the visit; the first one comes after it, and not before tomorrow.
    fn plan(&self, begin: &Begin, (quote, minutes): (QuoteId, u32), now: Instant, holidays: OnHoliday) -> Result<Plan, SeriesError> {
        let anchor = self.visit.plan().span.start.day();
        let after = anchor.max(now.day()).tomorrow().map_err(|e| DbError::Other(e.to_string()))?;
        let segment = Segment { from: after, until: None, anchor, rhythm: begin.rhythm, at: begin.at, minutes, quote, crew: self.visit.plan().crew.clone() };
        Ok(Plan { zone: households::HOME_ZONE.to_owned(), holidays, segments: vec![segment], singles: BTreeMap::new() })
    }
}

/// What beginning a series would come to; nothing is written.
pub async fn begin_preview(app: &App, who: &Actor, visit: VisitId, begin: &Begin) -> Result<Beginning, SeriesError> {
    let db = app.read().await?;
    let origin = Origin::of(&db, who, visit).await?;
    let (total, minutes) = booking::same_again_preview(&db, &origin.last, begin.rhythm.tier(), origin.is_ahead()).await.map_err(MakeQuote::from)?;
    let plan = origin.plan(begin, (origin.last.id, minutes), db.now(), begin.holidays.unwrap_or(rules(app)?.holidays))?;
    let calendar = app.part::<Calendar>()?;
    let all = plan.occurrences(&calendar, db.now().day(), horizon(app, db.now())?);
    let spans = all.iter().filter_map(|one| plan.span(one.at()?, one.segment)).collect();
    let stands = store::begun_with(&db, origin.agreement.terms.id).await?;
    Ok(Beginning { client: origin.agreement.terms.client, asked: origin.last.ask.rhythm, visit: origin.visit, total, spans, begun: stands })
}

/// Begins a series from a visit that was agreed on: the same work, home and people, at the price on the button that was pressed. Its
/// visits of the days ahead enter the plans at once. Twice is once.
pub async fn begin(app: &App, who: &Actor, visit: VisitId, begin: &Begin, pressed: Money) -> Result<Outcome<SeriesId>, SeriesError> {
    let (who, begin) = (*who, *begin);
    app.write(&who, move |tx| async move {
        let origin = Origin::of(&tx, &who, visit).await?;
        let agreement = origin.agreement.terms.id;
        if let Some(begun) = store::begun_with(&tx, agreement).await? {
            return Ok(Outcome::Already(begun));
        }
        let quote = booking::same_again(&tx, &who, &origin.last, begin.rhythm.tier(), origin.is_ahead()).await?;
        if quote.total != pressed {
            return Err(SeriesError::OtherTotal { pressed, total: quote.total });
        }
        let plan = origin.plan(&begin, (quote.id, quote.effort.minutes), tx.now(), begin.holidays.unwrap_or(rules(tx.app())?.holidays))?;
        let (client, home) = (origin.agreement.terms.client, origin.agreement.terms.home);
        let series = Series { id: tx.id(), client, home, begun_with: agreement, version: 1, told: 1, plan, made_at: tx.now() };
        store::add(&tx, &series).await?;
        tx.say(SeriesBegun { series: series.id, client, agreement }).await?;
        ahead::fill(&tx, &series).await?;
        ahead::again_tomorrow(&tx, series.id).await?;
        store::tell_clashes(&tx, series.id).await?;
        queue_version(&tx, CHANGED, series.id, 1, client).await?;
        Ok(Outcome::Applied(series.id))
    })
    .await
}

/// A series, for whoever may see it.
pub async fn series(db: &impl Read, who: &Actor, id: SeriesId) -> Result<Series, SeriesError> {
    let series = store::series(db, id).await?.ok_or(SeriesError::NoSuchSeries(id))?;
    who.may(SEE_SERIES, &resource(series.client))?;
    Ok(series)
}

/// At most so many series of a client are shown.
const OF_CLIENT: u32 = 20;

/// The series of a client, the newest first.
pub async fn series_of(db: &impl Read, who: &Actor, client: ClientId) -> Result<Vec<Series>, SeriesError> {
    who.may(SEE_SERIES, &resource(client))?;
    Ok(store::of_client(db, client, OF_CLIENT).await?)
}

/// Series that go on, by their ids, after one of them: for the desk.
pub async fn active_series(db: &impl Read, who: &Actor, after: Option<SeriesId>, limit: u32) -> Result<Vec<Series>, SeriesError> {
    who.may(SEE_SERIES, &Resource::default())?;
    Ok(store::active(db, after, limit).await?)
}

/// A coming date of a series.
#[derive(Debug, Clone)]
pub struct Coming {
    /// The date that it is known by.
    pub day: Date,
    /// What the plan says of it.
    pub comes: crate::Comes,
    /// From when to when it is to be; `None` where there is no visit.
    pub span: Option<Span>,
    /// What became of it; `None` where it lies too far ahead.
    pub state: Option<RowState>,
    /// The visit, where it stands in the plans.
    pub visit: Option<Visit>,
    /// What it costs.
    pub total: Money,
}

/// What a series has today and later, by when it is, as far as visits enter the plans.
pub async fn coming(db: &impl Read, series: &Series) -> Result<Vec<Coming>, DbError> {
    let (calendar, today) = (db.app().part::<Calendar>()?, db.now().day());
    let since = series.plan.known_since(today);
    let rows = store::rows(db, series.id, since).await?;
    let mut visits = visits_of(db, &rows).await?;
    let totals = totals(db, &series.plan).await?;
    let mut all = Vec::new();
    for one in series.plan.occurrences(&calendar, since, horizon(db.app(), db.now())?) {
        let state = rows.get(&one.day).copied();
        let visit = state.and_then(RowState::visit).and_then(|id| visits.remove(&id));
        let span = visit.as_ref().map(|visit| visit.plan().span).or_else(|| series.plan.span(one.at()?, one.segment));
        if span.map_or(one.day, |span| span.start.day()) < today {
            continue;
        }
        let total = totals.get(&one.segment.quote).copied().unwrap_or_default();
        all.push(Coming { day: one.day, comes: one.comes, span, state, visit, total });
    }
    all.sort_by_key(|one| (one.span.map_or(one.day, |span| span.start.day()), one.day));
    Ok(all)
}

/// The visits that stand in the plans for these dates.
pub(crate) async fn visits_of(db: &impl Read, rows: &BTreeMap<Date, RowState>) -> Result<BTreeMap<VisitId, Visit>, DbError> {
    let ids: Vec<VisitId> = rows.values().copied().filter_map(RowState::visit).collect();
    visits::visits_with(db, &ids).await
}

/// What each price of a plan comes to.
pub(crate) async fn totals(db: &impl Read, plan: &Plan) -> Result<BTreeMap<QuoteId, Money>, DbError> {
    Ok(quotes(db, plan).await?.into_iter().map(|(id, quote)| (id, quote.total)).collect())
}

/// The prices of a plan.
pub(crate) async fn quotes(db: &impl Read, plan: &Plan) -> Result<BTreeMap<QuoteId, Quote>, DbError> {
    let ids: BTreeSet<QuoteId> = plan.segments.iter().map(|segment| segment.quote).collect();
    let mut quotes = BTreeMap::new();
    for id in ids {
        let quote = pricing::quote(db, id).await?.ok_or_else(|| DbError::corrupt("a series without its price"))?;
        quotes.insert(id, quote);
    }
    Ok(quotes)
}

/// Where the home of a series is, when its street was known when it was agreed on.
pub(crate) async fn place_of(tx: &impl Read, series: &Series) -> Result<Option<Place>, DbError> {
    let agreement = booking::agreement(tx, series.begun_with).await?.ok_or_else(|| DbError::corrupt("a series without its agreement"))?;
    Ok(hold_by_id(tx, agreement.hold).await?.and_then(|hold| hold.at))
}

/// Writes the next version of a plan and says so.
pub(crate) async fn rewrite(tx: &Tx, series: &Series, plan: Plan, is_told: bool) -> Result<Series, DbError> {
    let today = tx.now().day();
    let plan = plan.lately(today);
    let is_over = plan.is_over(today);
    let version = store::rewrite(tx, series, &plan, is_over, is_told).await?;
    tx.say(crate::SeriesEdited { series: series.id, client: series.client, version }).await?;
    if is_told {
        store::tell_clashes(tx, series.id).await?;
        queue_version(tx, CHANGED, series.id, version, series.client).await?;
    }
    Ok(Series { version, told: if is_told { version } else { series.told }, plan, ..series.clone() })
}
