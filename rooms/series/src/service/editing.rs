//! Editing a series: what an edit does is seen visit by visit, with prices and fees, before it is saved; saved is what was seen.

use super::ahead::Made;
use super::{RowState, Series, SeriesError, first_open, horizon, offers, resource, rewrite, totals, visits_of};
use crate::difference::{Difference, Stand, differences};
use crate::edit::{Change, Edit, Fault, edit};
use crate::plan::{Came, Occurrence, Off, Plan, Single};
use crate::rhythm::Rhythm;
use crate::{KEEP_SERIES, NAME_CREW, SeriesId, store};
use access::{Actor, Denied, Resource};
use booking::{AmendError, amend_preview, cancel_in, change_in, give_way};
use db::{App, DbError, Read, Tx, sha256_hex};
use jiff::civil::{Date, DateTime};
use people::PersonId;
use pricing::{Ask, Cause, QuoteId, requote};
use scheduling::Calendar;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use values::{Explain, FieldFault, Instant, Money, Offer, Problem, Span};
use visits::{Told, VisitId};

/// What happens to one visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Happens {
    /// It stays.
    Kept,
    /// It is at another time.
    Moved,
    /// It is at the same time, at another price.
    Repriced,
    /// It is at the same time and price; others are to come.
    Crew,
    /// It is called off.
    Cancelled,
    /// It is new.
    Added,
}

impl Happens {
    /// Its name in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Moved => "moved",
            Self::Repriced => "repriced",
            Self::Crew => "crew",
            Self::Cancelled => "cancelled",
            Self::Added => "added",
        }
    }
}

/// One visit in what an edit does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// What happens.
    pub happens: Happens,
    /// From when to when it was to be.
    pub was: Option<Span>,
    /// From when to when it will be.
    pub is: Option<Span>,
    /// It gave way to a holiday, or falls out for one.
    pub for_holiday: bool,
    /// Nobody is free then yet: the office looks for somebody.
    pub is_clash: bool,
    /// Its price.
    #[serde(rename = "total_kopecks")]
    pub total: Money,
    /// What the change itself costs, by the policy that was agreed on.
    #[serde(rename = "fee_kopecks")]
    pub fee: Money,
}

/// What an edit does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The version that it was looked at in.
    pub version: u32,
    /// Visit by visit, as far as they are in the plans.
    pub effects: Vec<Effect>,
    /// What all of it costs, beside the visits themselves.
    pub fee: Money,
    /// It takes back the price that is offered: that was about the one which stands now.
    pub ends_offer: bool,
    /// All of it in one short word that travels with the button.
    pub shown: String,
}

/// What was on the page when its button was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressed {
    /// The version of the series.
    pub version: u32,
    /// [`Preview::shown`].
    pub shown: String,
}

/// Why a series stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// No such series, or it cannot be seen.
    #[error(transparent)]
    Series(#[from] SeriesError),
    /// The edit fits no date of the series.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// What the button was on is not what would happen now: this would.
    #[error("something else would happen by now")]
    Otherwise(Box<Preview>),
    /// The house itself would call a visit off: that is an incident, with a way out of its own.
    #[error("the house calls a visit off")]
    HouseCallsOff,
    /// One of the visits cannot be changed any more.
    #[error(transparent)]
    Amend(#[from] AmendError),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<Denied> for EditError {
    fn from(error: Denied) -> Self {
        Self::Series(error.into())
    }
}

impl Explain for EditError {
    fn explain(&self) -> Problem {
        match self {
            Self::Series(e) => e.explain(),
            Self::Fault(Fault::Past) => Problem::new(409, "series-past").offer(Offer::Manager),
            Self::Fault(Fault::NoSuchDay) => Problem::new(404, "series-day-unknown"),
            Self::Fault(Fault::Far) => Problem::fields(vec![FieldFault::new("date", "series-far")]),
            Self::Fault(Fault::NoPause) => Problem::fields(vec![FieldFault::new("pause_until", "before-from")]),
            Self::Otherwise(_) => Problem::new(409, "series-otherwise"),
            Self::HouseCallsOff => Problem::new(409, "series-house-calls-off"),
            Self::Amend(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// What is to be otherwise, as a person says it: prices follow from the rhythm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// As the edit says.
    Edit(Edit),
    /// Another rhythm, with the price that goes with it.
    Rhythm {
        /// From this date on; all that are to come where there is none.
        from: Option<Date>,
        /// How often.
        rhythm: Rhythm,
        /// At which clock time.
        at: jiff::civil::Time,
        /// Who comes when they are free; as it is where nobody is named.
        crew: Option<Vec<PersonId>>,
    },
}

impl From<Edit> for Wish {
    fn from(edit: Edit) -> Self {
        Self::Edit(edit)
    }
}

/// A wish as an edit: a rhythm that earns another discount has its price written down anew, by the same price book.
async fn as_edit(tx: &Tx, series: &Series, wish: &Wish, first: Date) -> Result<Edit, EditError> {
    let Wish::Rhythm { from, rhythm, at, crew } = wish else {
        let Wish::Edit(edit) = wish else { return Err(Fault::NoSuchDay.into()) };
        return Ok(edit.clone());
    };
    let begins = from.unwrap_or(first);
    let is_other = |plan: &Plan| plan.segments.iter().any(|segment| segment.until.is_none_or(|until| begins < until) && segment.rhythm != *rhythm);
    let mut change = Change { rhythm: is_other(&series.plan).then_some(*rhythm), at: Some(*at), crew: crew.clone(), ..Change::default() };
    for (id, quote) in super::quotes(tx, &series.plan).await? {
        if quote.ask.rhythm != rhythm.tier() {
            let anew = requote(tx, &quote, Ask { rhythm: rhythm.tier(), ..quote.ask.clone() }).await?;
            change.prices.insert(id, (anew.id, anew.effort.minutes));
        }
    }
    Ok(from.map_or_else(|| Edit::All(change.clone()), |from| Edit::Following(from, change.clone())))
}

/// Ends a transaction that only looks.
#[derive(Debug, thiserror::Error)]
enum Looked {
    #[error("looked at")]
    Seen(Box<Preview>),
    #[error(transparent)]
    Failed(#[from] EditError),
}

impl From<DbError> for Looked {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

/// What an edit would do, visit by visit. It is done and taken back, so that what is saved is what was seen.
pub async fn edit_preview(app: &App, who: &Actor, id: SeriesId, wish: &Wish, cause: Cause) -> Result<Preview, EditError> {
    let (who, wish) = (*who, wish.clone());
    let seen = app
        .write(&who, move |tx| {
            let wish = wish.clone();
            async move {
                let (_, preview) = carry_out(&tx, &who, id, &wish, cause).await?;
                Err::<(), _>(Looked::Seen(Box::new(preview)))
            }
        })
        .await;
    match seen {
        Err(Looked::Seen(preview)) => Ok(*preview),
        Err(Looked::Failed(error)) => Err(error),
        Ok(()) => Err(DbError::Other("nothing was looked at".to_owned()).into()),
    }
}

/// What a transaction that saves decided.
#[derive(Debug, thiserror::Error)]
enum Saving {
    #[error("something else would happen")]
    Otherwise(Box<Preview>),
    #[error(transparent)]
    Failed(#[from] EditError),
}

impl From<DbError> for Saving {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

/// Saves an edit, if it does just what was on the page whose button was pressed.
pub async fn save_edit(app: &App, who: &Actor, id: SeriesId, wish: &Wish, cause: Cause, pressed: &Pressed) -> Result<Series, EditError> {
    let (who, wish, pressed) = (*who, wish.clone(), pressed.clone());
    let saved = app
        .write(&who, move |tx| {
            let (wish, pressed) = (wish.clone(), pressed.clone());
            async move {
                let (series, preview) = carry_out(&tx, &who, id, &wish, cause).await?;
                if preview.version != pressed.version || preview.shown != pressed.shown {
                    return Err(Saving::Otherwise(Box::new(preview)));
                }
                Ok(series)
            }
        })
        .await;
    saved.map_err(|error| match error {
        Saving::Otherwise(preview) => EditError::Otherwise(preview),
        Saving::Failed(error) => error,
    })
}

/// Carries an edit out within a transaction: the plan, and each visit that is in the plans of the people.
async fn carry_out(tx: &Tx, who: &Actor, id: SeriesId, wish: &Wish, cause: Cause) -> Result<(Series, Preview), EditError> {
    store::take(tx, id).await?;
    let series = store::series(tx, id).await?.ok_or(SeriesError::NoSuchSeries(id))?;
    who.may(KEEP_SERIES, &resource(series.client))?;
    let begun = begun(tx, &series).await?;
    if let Wish::Edit(Edit::Only(day, single)) = wish {
        if begun.contains(day) {
            return Err(Fault::Past.into());
        }
        if let Some(Single::Moved(to)) = single
            && let Some(start) = series.plan.instant(*to).filter(|start| *start <= tx.now())
        {
            return Err(AmendError::SlotGone(start).into());
        }
    }
    let first = first_day(tx, &series, &begun)?;
    let wished = as_edit(tx, &series, wish, first).await?;
    if let Edit::Following(_, Change { crew: Some(crew), .. }) | Edit::All(Change { crew: Some(crew), .. }) = &wished {
        who.may(NAME_CREW, &Resource::default())?;
        of_the_house(tx, crew).await?;
    }
    let plan = edit(&series.plan, &wished, first)?;
    carry(tx, who, (&series, &begun), plan, cause).await
}

/// Who comes is somebody who works here, each named once.
async fn of_the_house(tx: &Tx, crew: &[PersonId]) -> Result<(), EditError> {
    let is_cleaner = |person: &PersonId, staff: &[people::StaffMember]| staff.iter().any(|one| one.id == *person && one.role == access::Role::Cleaner);
    let (staff, named) = (people::staff(tx).await?, crew.iter().collect::<BTreeSet<_>>());
    if crew.is_empty() || named.len() != crew.len() || !crew.iter().all(|person| is_cleaner(person, &staff)) {
        return Err(SeriesError::Fields(vec![FieldFault::new("crew", "unknown")]).into());
    }
    Ok(())
}

/// The dates known since today or later whose visits have begun, by the clock or by what their crew has told: a visit may have been
/// moved to an earlier day, and a crew sets off before its time.
pub(crate) async fn begun(tx: &Tx, series: &Series) -> Result<BTreeSet<Date>, DbError> {
    let (calendar, now) = (tx.app().part::<Calendar>()?, tx.now());
    let since = series.plan.known_since(now.day());
    let rows = store::rows(tx, series.id, since).await?;
    let visits = visits_of(tx, &rows).await?;
    let by_clock = series.plan.occurrences(&calendar, since, horizon(tx.app(), now)?);
    let by_clock = by_clock.iter().filter(|one| one.at().and_then(|at| series.plan.instant(at)).is_some_and(|at| at <= now)).map(|one| one.day);
    let is_begun = |state: &RowState| state.visit().and_then(|id| visits.get(&id)).is_some_and(|visit| visit.ahead().is_none());
    Ok(by_clock.chain(rows.iter().filter(|(_, state)| is_begun(state)).map(|(day, _)| *day)).collect())
}

/// The first day on which nothing has begun.
fn first_day(tx: &Tx, series: &Series, begun: &BTreeSet<Date>) -> Result<Date, DbError> {
    let today = tx.now().day();
    let first = first_open(&series.plan, &*tx.app().part::<Calendar>()?, tx.now());
    if begun.contains(&today) { today.tomorrow().map_err(|e| DbError::Other(e.to_string())) } else { Ok(first) }
}

/// Puts a plan in the place of the one that stands; what has begun of it stays as it is.
pub(crate) async fn carry(tx: &Tx, who: &Actor, (series, begun): (&Series, &BTreeSet<Date>), plan: Plan, cause: Cause) -> Result<(Series, Preview), EditError> {
    let (calendar, now) = (tx.app().part::<Calendar>()?, tx.now());
    let to = horizon(tx.app(), now)?;
    let next = Series { plan, ..series.clone() };
    let made = Made::of(tx, &next).await?;
    let since = series.plan.known_since(now.day());
    let mut old = series.plan.ahead(&calendar, now, to);
    old.retain(|one| !begun.contains(&one.day));
    // What has begun is as it is, whatever the plan makes of its date; nothing new comes to lie behind.
    let is_ahead = |one: &Occurrence<'_>| one.at().and_then(|at| next.plan.instant(at)).is_none_or(|at| at > now);
    let mut new = next.plan.occurrences(&calendar, since, to);
    new.retain(|one| !begun.contains(&one.day) && is_ahead(one));
    let rows = store::rows(tx, series.id, since).await?;
    let people = |one: &Occurrence<'_>| one.segment.crew.iter().copied().collect::<BTreeSet<_>>();
    let crew_of = |day: Date| new.iter().find(|one| one.day == day).map(people);
    let others = old.iter().filter(|one| crew_of(one.day).is_some_and(|crew| crew != people(one))).map(|one| one.day).collect();
    let soonest = scheduling::earliest(tx.app(), now)?;
    let work = Work { tx, who, series: &next, made, cause, rows, new: &new, others, soonest, totals: all_totals(tx, series, &next).await? };
    let mut effects = Vec::new();
    for one in differences(&old, &new) {
        effects.push(work.apply(&series.plan, &one).await?);
    }
    let saved = rewrite(tx, series, next.plan.clone(), true).await?;
    let ends_offer = offers::withdraw_without_price(tx, &saved).await?;
    let fee = effects.iter().map(|effect| effect.fee).sum();
    let bytes = serde_json::to_vec(&(&effects, ends_offer)).map_err(DbError::corrupt)?;
    let shown = sha256_hex(&bytes).chars().take(32).collect();
    Ok((saved, Preview { version: series.version, effects, fee, ends_offer, shown }))
}

async fn all_totals(tx: &Tx, old: &Series, new: &Series) -> Result<BTreeMap<QuoteId, Money>, DbError> {
    let mut all = totals(tx, &old.plan).await?;
    all.extend(totals(tx, &new.plan).await?);
    Ok(all)
}

/// From when to when it is: how long goes with the price.
fn span(plan: &Plan, stand: Stand) -> Option<Span> {
    let segment = plan.segments.iter().find(|segment| segment.quote == stand.quote)?;
    plan.span(stand.at, segment)
}

struct Work<'a> {
    tx: &'a Tx,
    who: &'a Actor,
    series: &'a Series,
    made: Made<'a>,
    cause: Cause,
    rows: BTreeMap<Date, RowState>,
    new: &'a [Occurrence<'a>],
    /// The dates that others are to come on.
    others: BTreeSet<Date>,
    /// Sooner than this nobody can be found anew.
    soonest: Instant,
    totals: BTreeMap<QuoteId, Money>,
}

impl Work<'_> {
    fn total(&self, stand: Stand) -> Money {
        self.totals.get(&stand.quote).copied().unwrap_or_default()
    }

    fn row(&self, stand: Stand) -> RowState {
        self.rows.get(&stand.day).copied().unwrap_or(RowState::Off)
    }

    async fn off(&self, day: Date) -> Result<(), DbError> {
        store::set_row(self.tx, self.series.id, day, RowState::Off).await
    }

    /// Looks for people for a date of the new plan.
    async fn place(&self, stand: Stand) -> Result<RowState, DbError> {
        match self.new.iter().find(|one| one.day == stand.day) {
            Some(one) => self.made.place(self.tx, one).await,
            None => Ok(RowState::Off),
        }
    }

    async fn apply(&self, old: &Plan, one: &Difference) -> Result<Effect, EditError> {
        let (was, is) = (one.was(), one.is());
        let mut effect = Effect {
            happens: Happens::Kept,
            was: was.and_then(|stand| span(old, stand)),
            is: is.and_then(|stand| span(&self.series.plan, stand)),
            for_holiday: is.is_some_and(|stand| stand.came == Came::Holiday),
            is_clash: false,
            total: is.or(was).map_or(Money::ZERO, |stand| self.total(stand)),
            fee: Money::ZERO,
        };
        match *one {
            // So near it goes on as it was agreed: nobody could be found anew.
            Difference::Alter(was, is) if was.at == is.at && self.row(was).visit().is_some() && self.start(was.at)? < self.soonest => {
                effect.total = self.total(was);
            }
            Difference::Keep(stand) if self.others.contains(&stand.day) && self.row(stand).visit().is_some() && self.start(stand.at)? >= self.soonest => {
                effect.happens = Happens::Crew;
                if let Some(visit) = self.row(stand).visit() {
                    self.off(stand.day).await?;
                    give_way(self.tx, visit).await.map_err(AmendError::from)?;
                }
                effect.is_clash = self.place(stand).await? == RowState::Clash;
            }
            Difference::Keep(stand) => effect.is_clash = self.row(stand) == RowState::Clash,
            Difference::Cancel(stand, off) => {
                effect.happens = Happens::Cancelled;
                effect.for_holiday = off.is_some_and(|off| off != Off::Single);
                if let RowState::Planned(visit) = self.row(stand) {
                    if self.cause == Cause::House {
                        return Err(EditError::HouseCallsOff);
                    }
                    effect.fee = self.fee(visit, true).await?;
                    self.off(stand.day).await?;
                    cancel_in(self.tx, self.who, visit, self.cause, effect.fee, Told::Together).await?;
                } else {
                    self.off(stand.day).await?;
                }
            }
            Difference::Add(stand) => {
                effect.happens = Happens::Added;
                effect.is_clash = self.place(stand).await? == RowState::Clash;
            }
            Difference::Alter(was, is) => {
                effect.happens = if was.at == is.at { Happens::Repriced } else { Happens::Moved };
                self.off(was.day).await?;
                let state = match self.row(was) {
                    // The same work at the same price: the visit itself is moved.
                    // With others too where that is free; otherwise the visit keeps its people, and what moving costs.
                    RowState::Planned(visit) if was.quote == is.quote && (!self.others.contains(&is.day) || self.fee(visit, true).await? > Money::ZERO) => {
                        self.shift(visit, is, &mut effect).await?
                    }
                    RowState::Planned(visit) => {
                        // At another time it is called off, as late as that may be; at its own it gives way to the new price.
                        if was.at != is.at {
                            effect.fee = self.fee(visit, true).await?;
                        }
                        if effect.fee > Money::ZERO {
                            cancel_in(self.tx, self.who, visit, self.cause, effect.fee, Told::Together).await?;
                        } else {
                            give_way(self.tx, visit).await.map_err(AmendError::from)?;
                        }
                        self.place(is).await?
                    }
                    RowState::Waiting | RowState::Clash | RowState::Off => self.place(is).await?,
                };
                effect.is_clash = state == RowState::Clash;
            }
        }
        Ok(effect)
    }

    /// Moves a visit; where nobody can come then, it is off and the date waits for the desk.
    async fn shift(&self, visit: VisitId, is: Stand, effect: &mut Effect) -> Result<RowState, EditError> {
        let start = self.start(is.at)?;
        effect.fee = self.fee(visit, false).await?;
        match change_in(self.tx, self.who, visit, start, self.cause, effect.fee, Told::Together).await {
            Ok(_) => {
                let state = RowState::Planned(visit);
                store::set_row(self.tx, self.series.id, is.day, state).await?;
                Ok(state)
            }
            // So late it would be called off for nothing: it stays where it is.
            Err(AmendError::SlotGone(at)) if self.fee(visit, true).await? > Money::ZERO => Err(AmendError::SlotGone(at).into()),
            Err(AmendError::SlotGone(_)) => {
                effect.fee = Money::ZERO;
                give_way(self.tx, visit).await.map_err(AmendError::from)?;
                Ok(self.place(is).await?)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn start(&self, at: DateTime) -> Result<Instant, DbError> {
        self.series.plan.instant(at).ok_or_else(|| DbError::corrupt("a clock time that is none"))
    }

    async fn fee(&self, visit: VisitId, is_cancelled: bool) -> Result<Money, AmendError> {
        let preview = amend_preview(self.tx, self.who, visit, self.cause).await?;
        Ok(if is_cancelled { preview.cancel } else { preview.change })
    }
}
