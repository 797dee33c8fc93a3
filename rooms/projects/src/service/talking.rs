//! One talk for each plan: its client, the desk, and whoever is engaged, each of whom hears what is for them.

use super::{PlanError, may_write, take};
use crate::engaged::Engaged;
use crate::facts::WordSaid;
use crate::plan::{Plan, PlanId};
use crate::talk::{Listener, RawWord, Saying, Scope, Speaker, Word, WordId};
use crate::task::TaskId;
use crate::{JOB_WORD, KEEP_PLAN, REPLY, SAY_BY_JOB, SAY_OWN, SEE_PROJECT, WORD, store};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read, Tx};
use households::ClientId;
use journal::Say as _;
use people::PersonId;
use std::collections::{BTreeMap, BTreeSet};
use suppliers::{Job, JobId, JobState, SupplierError};
use values::{Explain, Outcome, Problem};

/// Why something was not said, or not heard.
#[derive(Debug, thiserror::Error)]
pub enum WordError {
    /// The plan does not allow it.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The job is nobody's part of this plan, or its supplier is not with us in it any more.
    #[error("job {0} hears nothing of the plan")]
    NotIn(JobId),
    /// There is no client to hear it.
    #[error("plan {0} has no client yet")]
    NoClient(PlanId),
    /// The job is unknown.
    #[error(transparent)]
    Job(#[from] SupplierError),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for WordError {
    fn explain(&self) -> Problem {
        match self {
            Self::Plan(e) => e.explain(),
            Self::NotIn(_) => Problem::new(409, "word-to-nobody"),
            Self::NoClient(_) => Problem::new(409, "plan-of-nobody"),
            Self::Job(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Is whoever was asked for this job with us still: do they hear of the plan, and speak in it?
fn is_with_us(job: &Job, tx: &impl Read) -> bool {
    job.is_open(tx.now()) || job.state == JobState::Begun
}

/// The plan that a job is for, where whoever does it is with us in it.
async fn plan_of_job(db: &impl Read, id: JobId) -> Result<Option<PlanId>, WordError> {
    let job = suppliers::asked(db, id).await?;
    let Some(task) = job.about.map(TaskId::from).filter(|_| is_with_us(&job, db)) else { return Ok(None) };
    let Some(plan) = store::plan_of(db, task).await? else { return Ok(None) };
    Ok(store::one(db, plan).await?.filter(|plan| plan.ended_at.is_none()).map(|plan| plan.id))
}

/// Keeps a word, in the caller's transaction, and tells those who hear it: the client at once, where they wait for it. Said twice by one form is said once.
async fn say(tx: &Tx, plan: &Plan, saying: Saying, raw: &RawWord, text: &str) -> Result<Outcome<WordId>, WordError> {
    take(tx, plan.id, None).await?;
    let id = raw.once.map_or_else(|| tx.id(), WordId::from);
    // Seen before it is said: what the desk says ends their waiting.
    let is_waited_for = store::talk::waits(tx, plan.id).await?;
    if !store::talk::say(tx, plan.id, id, saying, text).await? {
        return match store::talk::one(tx, id).await? {
            Some((known, _)) if known == plan.id => Ok(Outcome::Already(id)),
            _ => Err(PlanError::Unknown(plan.id).into()),
        };
    }
    tx.say(WordSaid { plan: plan.id, word: id, by: saying.by().name().to_owned() }).await?;
    if !matches!(saying.by(), Speaker::Desk(_)) {
        return Ok(Outcome::Applied(id));
    }
    if let (true, Some(client)) = (saying.scope().is_for_client(), plan.client) {
        messaging::queue(tx, if is_waited_for { REPLY } else { WORD }, id, client.uuid()).await?;
    }
    if let Some(job) = saying.scope().job() {
        messaging::queue(tx, JOB_WORD, id, suppliers::asked(tx, job).await?.supplier).await?;
    }
    Ok(Outcome::Applied(id))
}

/// The desk says something to the client, to whoever does a job of the plan, or to both.
pub async fn say_at_desk(app: &App, who: &Actor, id: PlanId, scope: Scope, raw: &RawWord) -> Result<Outcome<WordId>, WordError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    let (who, raw, text) = (*who, raw.clone(), raw.check().map_err(PlanError::Fields)?);
    let person = match who {
        Actor::Staff(person, _) => Some(PersonId::from(person)),
        _ => None,
    };
    app.write(&who, move |tx| {
        let (raw, text) = (raw.clone(), text.clone());
        async move {
            let plan = store::one(&tx, id).await?.ok_or(PlanError::Unknown(id))?;
            if scope.is_for_client() {
                if plan.client.is_none() {
                    return Err(WordError::NoClient(id));
                }
                may_write(&tx, &who, &plan).await?;
            }
            if let Some(job) = scope.job()
                && plan_of_job(&tx, job).await? != Some(id)
            {
                return Err(WordError::NotIn(job));
            }
            say(&tx, &plan, Saying::of_desk(person, scope), &raw, &text).await
        }
    })
    .await
}

/// The client says something to the desk.
pub async fn say_own(app: &App, who: &Actor, id: PlanId, raw: &RawWord) -> Result<Outcome<WordId>, WordError> {
    let (who, raw) = (*who, raw.clone());
    app.write(&who, move |tx| {
        let raw = raw.clone();
        async move {
            let plan = store::one(&tx, id).await?;
            who.may(SAY_OWN, &Resource { client: plan.as_ref().and_then(|plan| plan.client).map(ClientId::uuid), crew: vec![] })?;
            let plan = plan.ok_or(PlanError::Unknown(id))?;
            let text = raw.check().map_err(PlanError::Fields)?;
            say(&tx, &plan, Saying::of_client(), &raw, &text).await
        }
    })
    .await
}

/// Whoever has opened the link of a job says something to the desk: the word is their job's, whatever they ask for. The desk does not
/// speak for them.
pub async fn say_by_job(app: &App, who: &Actor, job: JobId, raw: &RawWord) -> Result<Outcome<WordId>, WordError> {
    who.may(SAY_BY_JOB, &Resource::default())?;
    let (raw, text) = (raw.clone(), raw.check().map_err(PlanError::Fields)?);
    if matches!(who, Actor::Staff(..)) {
        return Err(SupplierError::NotTheirs.into());
    }
    app.write(who, move |tx| {
        let (raw, text) = (raw.clone(), text.clone());
        async move {
            let id = plan_of_job(&tx, job).await?.ok_or(WordError::NotIn(job))?;
            let plan = store::one(&tx, id).await?.ok_or(PlanError::Unknown(id))?;
            say(&tx, &plan, Saying::of_contractor(job), &raw, &text).await
        }
    })
    .await
}

/// Words of a talk that are shown.
const SHOWN: u32 = 100;

/// What was said in a plan, as far as it is for whoever asks: the client hears what is theirs, the desk all of it.
pub async fn talk_of(app: &App, who: &Actor, plan: &Plan) -> Result<Vec<Word>, WordError> {
    let permit = who.may(SEE_PROJECT, &Resource { client: plan.client.map(ClientId::uuid), crew: vec![] })?;
    super::seen(app, &permit, &[plan]).await?;
    let listener = if matches!(who, Actor::Staff(..) | Actor::House) { Listener::Desk } else { Listener::Client };
    Ok(store::talk::heard(&app.read().await?, plan.id, listener, SHOWN).await?)
}

/// A plan as whoever does a job of it sees it: their own task, and what is said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPart {
    /// Their task, in a few words.
    pub task: String,
    /// What was said to them and by them, the earliest first.
    pub words: Vec<Word>,
}

/// What whoever has opened the link of a job sees of its plan; `None` where it is for none, or they are not with us in it any more.
pub async fn own_part(db: &impl Read, job: JobId) -> Result<Option<OwnPart>, WordError> {
    let Some(plan) = plan_of_job(db, job).await? else { return Ok(None) };
    let tasks = store::tasks(db, plan).await?;
    let about = suppliers::asked(db, job).await?.about.map(TaskId::from);
    let Some(task) = tasks.into_iter().find(|task| Some(task.id) == about) else { return Ok(None) };
    Ok(Some(OwnPart { task: task.title, words: store::talk::heard(db, plan, Listener::Contractor(job), SHOWN).await? }))
}

/// Of those engaged in a plan, whom the desk can speak to now.
pub async fn contractors(db: &impl Read, tasks: &[TaskId]) -> Result<Vec<Engaged>, DbError> {
    let about: Vec<_> = tasks.iter().map(|task| task.uuid()).collect();
    let mut jobs = suppliers::jobs_about(db, &about).await?;
    jobs.sort_by_key(|job| (job.span.start, job.id));
    Ok(jobs.iter().filter(|job| is_with_us(job, db)).map(Engaged::from).collect())
}

/// Of these plans, those in which the client or somebody engaged waits for a word of the desk.
pub async fn waiting_for_word(db: &impl Read, plans: &[PlanId]) -> Result<BTreeSet<PlanId>, DbError> {
    Ok(store::talk::waiting(db, plans).await?.into_iter().collect())
}

/// The newest word that the client themselves said in any of these plans of theirs. Whoever asks shows the client's card already.
pub async fn last_word_of_client(db: &impl Read, plans: &[PlanId]) -> Result<Option<Word>, DbError> {
    store::talk::last_of_client(db, plans).await
}

/// The newest word of a plan for whoever asks, without a look at it: the client's own page and the desk's hear so that there is another.
pub async fn newest_word(db: &impl Read, who: &Actor, id: PlanId) -> Result<Option<WordId>, WordError> {
    let client = store::one(db, id).await?.ok_or(PlanError::Unknown(id))?.client;
    who.may(SEE_PROJECT, &Resource { client: client.map(ClientId::uuid), crew: vec![] })?;
    let listener = if matches!(who, Actor::Staff(..) | Actor::House) { Listener::Desk } else { Listener::Client };
    Ok(store::talk::newest(db, id, listener).await?)
}

/// What whoever does a job hears of its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobHears {
    /// The newest word of their job.
    Word(WordId),
    /// Nothing was said yet.
    Nothing,
    /// They are not with us in it any more.
    NoMore,
}

/// The same for whoever has opened the link of a job: the words of their job alone.
pub async fn newest_of_job(db: &impl Read, job: JobId) -> Result<JobHears, WordError> {
    let Some(plan) = plan_of_job(db, job).await? else { return Ok(JobHears::NoMore) };
    Ok(store::talk::newest(db, plan, Listener::Contractor(job)).await?.map_or(JobHears::Nothing, JobHears::Word))
}

/// In how many plans somebody waits for a word of the desk, up to a hundred.
pub async fn count_words_waiting(db: &impl Read, who: &Actor) -> Result<u32, WordError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    Ok(store::talk::count_waiting(db).await?)
}

/// Of a client's plans, how many words of the desk they have not heard yet. Whoever asks shows it to them.
pub async fn unheard_words(db: &impl Read, plans: &[PlanId]) -> Result<BTreeMap<PlanId, u32>, DbError> {
    store::talk::unheard(db, plans).await
}

/// The client has read what these words say: it goes out to them by no other way any more.
pub async fn mark_heard(app: &App, who: &Actor, plan: &Plan, words: &[Word]) -> Result<(), WordError> {
    let of = Resource { client: plan.client.map(ClientId::uuid), crew: vec![] };
    let Some(last) = words.iter().filter(|word| matches!(word.by, Speaker::Desk(_)) && word.scope.is_for_client()).map(|word| word.at).max() else {
        return Ok(());
    };
    // Whoever reads for others has not heard it for them.
    if matches!(who, Actor::Staff(..) | Actor::House) || who.may(SAY_OWN, &of).is_err() {
        return Ok(());
    }
    let id = plan.id;
    if store::talk::has_heard(&app.read().await?, id, last).await? {
        return Ok(());
    }
    Ok(app.write(who, move |tx| async move { store::talk::hear(&tx, id, last).await }).await?)
}
