//! The Friday report, and the photos of a project.

use super::{PlanError, may_write, take};
use crate::facts::{PhotoAdded, ReportDrafted, ReportSent, WeekSilent};
use crate::milestones::Standing;
use crate::photos::Showing;
use crate::plan::{Plan, PlanId};
use crate::report::{MOST_WORDS, Rank, Sentence, WEEK, Week, compose, count_words, is_project, next_friday, told_during, week_begins};
use crate::setbacks::Setbacks;
use crate::task::TaskId;
use crate::{KEEP_PLAN, REPORT, store, words};
use access::{Actor, Resource};
use db::{App, By, DbError, Read, Tx};
use files::{Kind, NotKept};
use households::line;
use journal::{Job, JobError, Say as _, Schedule as _};
use pictures::{Limits, NotAPicture};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use suppliers::JobId;
use uuid::Uuid;
use values::{Arg, Explain, FieldFault, Instant, Money, Outcome, Problem, Span};

values::typed_id!(
    /// A photo of a project.
    PhotoId
);

/// A photo in the stream of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// Which.
    pub id: PhotoId,
    /// Of which task.
    pub task: Option<TaskId>,
    /// What it was before: it shows what became of that one.
    pub after_of: Option<PhotoId>,
    /// By which job it was brought; `None` for one of the desk's own.
    pub job: Option<JobId>,
    /// What was said with it.
    pub note: Option<String>,
    /// How far it has come.
    pub showing: Showing,
    /// When it was added, or brought.
    pub at: Instant,
    /// When it became new to its client: where it was brought, when it was shown.
    pub seen_at: Instant,
}

/// What a photo that is added is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NewPhoto {
    /// The task; `None` for all of the plan.
    pub task: Option<TaskId>,
    /// The photo of before, where it shows what became of it.
    pub after_of: Option<PhotoId>,
}

/// What a week was, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which.
    pub id: Uuid,
    /// Of which plan.
    pub plan: PlanId,
    /// Of which week: the moment of its draft.
    pub friday: Instant,
    /// Until when it tells of the plan, as it was written.
    pub until: Instant,
    /// In words.
    pub text: String,
    /// How often it was written.
    pub version: u32,
    /// When it was sent.
    pub sent_at: Option<Instant>,
}

/// Why a report was not written or sent, or a photo not added.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The plan does not allow it.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// There is no such report.
    #[error("no report {0}")]
    NoSuchReport(Uuid),
    /// It was sent.
    #[error("report {0} was sent")]
    Sent(Uuid),
    /// There is no such photo.
    #[error("no photo {0}")]
    NoSuchPhoto(PhotoId),
    /// What was sent is no picture for us.
    #[error(transparent)]
    NotAPicture(#[from] NotAPicture),
    /// It could not be kept.
    #[error(transparent)]
    NotKept(#[from] NotKept),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] access::Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for ReportError {
    fn explain(&self) -> Problem {
        match self {
            Self::Plan(e) => e.explain(),
            Self::NoSuchReport(_) | Self::NoSuchPhoto(_) => Problem::new(404, "not-found"),
            Self::Sent(_) => Problem::new(409, "report-sent"),
            Self::NotAPicture(e) => {
                Problem::fields(vec![FieldFault::new("photo", crate::receipt::NotAReceipt::from(e.clone()).kind()).arg("most", Arg::Int(12))])
            }
            Self::NotKept(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// The draft lies at the desk at nine.
const DRAFT: i8 = 9;
/// Whoever has not told by four on Friday is alarmed: the week does not end silent.
const ALARM_HOURS: i64 = 7;

/// Writes the draft of a week.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WriteReport {
    plan: PlanId,
    friday: Instant,
}

impl Job for WriteReport {
    const NAME: &'static str = "projects.write_report";
    fn key(&self) -> String {
        format!("{}:{}", self.plan, self.friday.micros())
    }
}

/// Looks whether the week was told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WatchWeek {
    plan: PlanId,
    friday: Instant,
}

impl Job for WatchWeek {
    const NAME: &'static str = "projects.watch_week";
    fn key(&self) -> String {
        format!("{}:{}", self.plan, self.friday.micros())
    }
}

/// The first Friday of a plan is the next one.
pub(crate) async fn begin(tx: &Tx, plan: PlanId) -> Result<(), DbError> {
    let friday = next_friday(tx.now(), DRAFT);
    tx.schedule(&WriteReport { plan, friday }, friday).await
}

/// Writes the draft where the plan is told of every week, and sees to the next Friday.
pub(crate) async fn write(app: App, job: WriteReport) -> Result<(), JobError> {
    let during = during(&app, job.plan, job.friday).await?;
    let setbacks = Arc::new(super::setbacks::setbacks_during(&app, job.plan, during).await?);
    app.write(By::house(), move |tx| {
        let (job, setbacks) = (job.clone(), Arc::clone(&setbacks));
        async move {
            let Some(plan) = store::one(&tx, job.plan).await?.filter(|plan| plan.ended_at.is_none()) else { return Ok(()) };
            begin(&tx, job.plan).await?;
            if !is_project(&store::tasks(&tx, job.plan).await?) {
                return Ok(());
            }
            let text = drafted(&tx, &plan, &setbacks, during).await?;
            if store::reports::draft(&tx, tx.id(), job.plan, job.friday, &text).await? {
                tx.say(ReportDrafted { plan: job.plan }).await?;
                let watch = WatchWeek { plan: job.plan, friday: job.friday };
                tx.schedule(&watch, job.friday + jiff::SignedDuration::from_hours(ALARM_HOURS)).await?;
            }
            Ok::<_, DbError>(())
        }
    })
    .await?;
    Ok(())
}

/// What the report of this Friday tells of, as far as it is known now.
async fn during(app: &App, plan: PlanId, friday: Instant) -> Result<Span, DbError> {
    Ok(told_during(friday, store::reports::until_before(&app.read().await?, plan, friday).await?, app.now()))
}

/// Composes the newest draft anew while nobody has sent it: it tells of all of its Friday, and of nothing that came after.
pub async fn refresh_draft(app: &App, who: &Actor, id: PlanId) -> Result<(), PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    let newest = store::reports::of_plan(&app.read().await?, id, 1).await?.pop();
    let Some(draft) = newest.filter(|report| report.sent_at.is_none()) else { return Ok(()) };
    let during = during(app, id, draft.friday).await?;
    let setbacks = Arc::new(super::setbacks::setbacks_during(app, id, during).await?);
    app.write(By::house(), move |tx| {
        let (draft, setbacks) = (draft.clone(), Arc::clone(&setbacks));
        async move {
            let Some(plan) = store::one(&tx, id).await?.filter(|plan| plan.ended_at.is_none()) else { return Ok(()) };
            let text = drafted(&tx, &plan, &setbacks, during).await?;
            if text == draft.text { Ok(()) } else { store::reports::redraft(&tx, &draft, &text).await }
        }
    })
    .await?;
    Ok(())
}

/// Alarms the desk once, where nobody has told.
pub(crate) async fn watch(app: App, job: WatchWeek) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        let goes_on = store::one(&tx, job.plan).await?.is_some_and(|plan| plan.ended_at.is_none());
        if goes_on && store::reports::alarm(&tx, job.plan, job.friday).await? {
            tx.say(WeekSilent { plan: job.plan }).await?;
        }
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}

/// The week in the language of whoever reads it.
async fn drafted(tx: &Tx, plan: &Plan, setbacks: &Setbacks, during: Span) -> Result<String, DbError> {
    let purse = super::budget::purse(tx, plan.id).await?;
    let tasks = store::tasks(tx, plan.id).await?;
    let week = Week::of(&tasks, &purse.approvals, &purse.expenses, purse.budget, setbacks, during);
    let voice = words::called(tx, plan).await?.map(|(_, voice)| voice).unwrap_or_default();
    let book = housebook::book(tx.app())?;
    let say = |rank, key: &str, vars: &[(&'static str, String)]| {
        let vars: Vec<_> = vars.iter().map(|(name, value)| (*name, value.clone().into())).collect();
        Sentence { rank, words: book.texts().say_to(voice, key, &vars) }
    };
    let list = |items: &[String]| messaging::words::list(voice.lang, items);
    let mut all = Vec::new();
    let (done, of) = week.done_of_all;
    all.push(say(Rank::Should, "report-progress", &[("done", done.to_string()), ("of", of.to_string())]));
    let milestones = store::milestones::of_plan(tx, plan.id).await?;
    let reached = milestones.iter().filter(|one| matches!(one.standing(&tasks), Standing::Reached { at } if at > during.start && at <= during.end));
    let reached: Vec<String> = reached.map(|one| one.title.clone()).collect();
    if !reached.is_empty() {
        all.push(say(Rank::Should, "report-reached", &[("milestones", list(&reached))]));
    }
    for (rank, key, items) in [(Rank::Should, "report-done", &week.done), (Rank::May, "report-going", &week.going), (Rank::May, "report-next", &week.next)] {
        if !items.is_empty() {
            all.push(say(rank, key, &[("tasks", list(items))]));
        }
    }
    if !week.absorbed.is_empty() {
        all.push(say(Rank::Should, "report-absorbed", &[("tasks", list(&week.absorbed))]));
    }
    let money = [("spent", week.spent.to_string()), ("all", week.budget.spent.to_string()), ("agreed", week.budget.agreed.to_string())];
    if week.budget.agreed > Money::ZERO {
        all.push(say(Rank::Should, "report-money", &money));
    }
    for (what, amount) in &week.asked {
        all.push(say(Rank::Must, "report-asked", &[("what", what.clone()), ("amount", amount.to_string())]));
    }
    for one in &setbacks.solved {
        let Some(task) = tasks.iter().find(|task| task.id == one.task) else { continue };
        let words = [("task", task.title.clone()), ("what", one.what.of(voice.lang).to_owned()), ("solution", one.told.of(voice.lang).to_owned())];
        all.push(say(Rank::Whole, "report-solved", &words));
    }
    // Money first: it is little, and what is late or silent may be more than there is room for.
    let money_runs_out = week.is_nearly_spent.then(|| say(Rank::Must, "report-risk-money", &[("left", week.budget.left().to_string())]).words);
    let refused = |(what, amount): &(String, Money)| say(Rank::Must, "report-risk-refused", &[("what", what.clone()), ("amount", amount.to_string())]).words;
    let risks: Vec<String> = money_runs_out.into_iter().chain(week.refused.iter().map(refused)).chain(week.risks.iter().cloned()).collect();
    // Where something did not go by the plan this week it is not said that all of it does.
    if !risks.is_empty() {
        all.push(say(Rank::Must, "report-risks", &[("tasks", list(&risks))]));
    } else if setbacks.solved.is_empty() && setbacks.unsettled.is_empty() {
        all.push(say(Rank::Must, "report-no-risks", &[]));
    }
    Ok(compose(&all))
}

/// What the manager has made of a draft.
fn read(text: &str) -> Result<String, ReportError> {
    const LONGEST: usize = 2_000;
    let mut faults = Vec::new();
    let text = line::several(&mut faults, "report", text, LONGEST);
    if faults.is_empty() && count_words(&text) > MOST_WORDS {
        faults.push(FieldFault::new("report", "too-many-words").arg("words", Arg::Int(i64::try_from(count_words(&text)).unwrap_or(i64::MAX))));
    }
    if faults.is_empty() { Ok(text) } else { Err(PlanError::Fields(faults).into()) }
}

/// Photos that a week is told with.
const MOST_PHOTOS: usize = 6;

/// The photos that a draft comes with: the newest of these, the latest first, that were new in what it tells of, as many as a week is told
/// with. What a week was told with is not told again.
pub fn photos_proposed(draft: &Report, all: &[Report], photos: &[Photo], told: &BTreeMap<Uuid, Vec<PhotoId>>) -> Vec<PhotoId> {
    let before = all.iter().filter(|one| one.friday < draft.friday).map(|one| one.until).max();
    let during = told_during(draft.friday, before, draft.friday + WEEK);
    let was_told = |id: PhotoId| told.values().any(|with| with.contains(&id));
    let of_week = |one: &&Photo| one.seen_at > during.start && one.seen_at <= during.end && !was_told(one.id);
    photos.iter().filter(of_week).take(MOST_PHOTOS).map(|one| one.id).collect()
}

/// Sends a report as the manager has written it, with the photos that were chosen, over the version that was seen. Sent twice is sent once.
pub async fn send_report(app: &App, who: &Actor, id: Uuid, over: u32, text: &str, photos: &[PhotoId]) -> Result<Outcome<()>, ReportError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    let text = read(text)?;
    if photos.len() > MOST_PHOTOS {
        return Err(PlanError::Fields(vec![FieldFault::new("report", "too-many-photos")]).into());
    }
    let (who, photos) = (*who, photos.to_vec());
    app.write(&who, move |tx| {
        let (text, photos) = (text.clone(), photos.clone());
        async move {
            let report = store::reports::one(&tx, id).await?.ok_or(ReportError::NoSuchReport(id))?;
            if report.sent_at.is_some() {
                return if report.text == text { Ok(Outcome::Already(())) } else { Err(ReportError::Sent(id)) };
            }
            if let Some(plan) = store::one(&tx, report.plan).await? {
                may_write(&tx, &who, &plan).await?;
            }
            if !store::reports::edit(&tx, &report, over, &text).await? {
                return Err(PlanError::Overtaken(report.plan).into());
            }
            for photo in photos {
                if store::photos::one(&tx, photo).await?.is_none_or(|kept| kept.plan != report.plan || !kept.is_shown) {
                    return Err(ReportError::NoSuchPhoto(photo));
                }
                store::reports::tell_with(&tx, id, photo).await?;
            }
            store::reports::sent(&tx, id).await?;
            tx.say(ReportSent { plan: report.plan }).await?;
            if let Some(reader) = words::reader(&tx, report.plan).await? {
                messaging::queue(&tx, REPORT, id, reader).await?;
            }
            Ok(Outcome::Applied(()))
        }
    })
    .await
}

/// The reports of a plan, the latest first. Whoever asks has asked for the plan itself before; a client is shown those that were sent.
pub async fn reports_of(db: &impl Read, plan: PlanId, limit: u32) -> Result<Vec<Report>, DbError> {
    store::reports::of_plan(db, plan, limit).await
}

/// Weeks of which nobody has told in time, up to a hundred of both together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct SilentWeeks {
    /// About to end.
    pub ending: u32,
    /// Over.
    pub over: u32,
}

/// How many weeks are about to end silent, and how many have; a look at nobody.
pub async fn silent_weeks(db: &impl Read, who: &Actor) -> Result<SilentWeeks, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    Ok(store::reports::silent_weeks(db, week_begins(db.now())).await?)
}

/// Makes a photo of what was sent: upright, without metadata. Off the threads that answer requests.
pub async fn photo_of(sent: Vec<u8>) -> Result<pictures::Photo, ReportError> {
    let limits = Limits { bytes: crate::receipt::HEAVIEST_RECEIPT, ..Limits::default() };
    let made = tokio::task::spawn_blocking(move || pictures::photo(&sent, &limits)).await;
    made.map_err(|e| DbError::Other(e.to_string()))?.map_err(ReportError::from)
}

/// Adds a photo to the stream of a project; a word of its task is heard with it.
pub async fn add_photo(app: &App, who: &Actor, plan: PlanId, new: NewPhoto, photo: &Arc<pictures::Photo>) -> Result<PhotoId, ReportError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    app.write(who, move |tx| {
        let photo = Arc::clone(photo);
        async move {
            take(&tx, plan, None).await?;
            let task = super::budget::of_plan(&store::tasks(&tx, plan).await?, new.task)?.map(|task| task.id);
            if let Some(before) = new.after_of
                && !store::reports::is_unpaired(&tx, plan, before).await?
            {
                return Err(PlanError::Fields(vec![FieldFault::new("before", "unknown")]).into());
            }
            let large = files::put(&tx, plan.uuid(), Kind::Jpeg, &photo.jpeg).await?;
            let small = files::put(&tx, plan.uuid(), Kind::Jpeg, &photo.small_jpeg).await?;
            let id: PhotoId = tx.id();
            store::reports::add_photo(&tx, id, plan, NewPhoto { task, ..new }, (large, small)).await?;
            if let Some(task) = task {
                super::moving::hear_of(&tx, task).await?;
            }
            tx.say(PhotoAdded { plan }).await?;
            Ok(id)
        }
    })
    .await
}

/// The latest photos of a plan that its client sees. Whoever asks has asked for the plan itself before.
pub async fn photos_of(db: &impl Read, plan: PlanId, limit: u32) -> Result<Vec<Photo>, DbError> {
    store::photos::shown(db, plan, limit).await
}

/// The photos that the weeks of a plan were told with. Whoever asks has asked for the plan itself before.
pub async fn photos_told(db: &impl Read, reports: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<PhotoId>>, DbError> {
    store::reports::told_with(db, reports).await
}
