//! Use cases after the visit.

pub(crate) mod cases;
pub(crate) mod changes;
pub(crate) mod question;
pub(crate) mod redo;
pub(crate) mod work;

use crate::guarantee::{Report, begins, closes};
use crate::{DONE, store};
use db::{DbError, Read, Tx};
use households::{ClientErased, ClientId, STILL_BUSY};
use messaging::{deliveries, queue};
use people::PersonId;
use redo::Redo;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::Instant;
use visits::{Visit, VisitFinished, VisitId};

/// Joins the end of a visit: one message to the client, in the same transaction.
pub(crate) async fn on_visit_finished(tx: Tx, fact: VisitFinished) -> Result<(), DbError> {
    queue(&tx, DONE, fact.visit, fact.client).await
}

/// Joins the erasure of a client: what they complained of is settled first.
pub(crate) async fn on_client_erased(tx: Tx, fact: ClientErased) -> Result<(), DbError> {
    if store::has_open(&tx, fact.client).await? { Err(DbError::Refused(STILL_BUSY.to_owned())) } else { Ok(()) }
}

/// Is something open between the client and us: a case that nobody has closed, a redo that still looks for its time? Then nothing is
/// offered to them.
pub async fn is_troubled(db: &impl Read, client: ClientId) -> Result<bool, DbError> {
    store::has_open(db, client).await
}

/// How the reports of some visits went.
pub(crate) async fn reports(db: &impl Read, visits: &[VisitId]) -> Result<BTreeMap<Uuid, Report>, DbError> {
    let ids: Vec<Uuid> = visits.iter().map(|visit| visit.uuid()).collect();
    let mut ways = deliveries(db, DONE, &ids).await?;
    Ok(ids.into_iter().map(|id| (id, Report::from(ways.remove(&id)))).collect())
}

pub(crate) async fn report(db: &impl Read, visit: VisitId) -> Result<Report, DbError> {
    Ok(reports(db, &[visit]).await?.remove(&visit.uuid()).unwrap_or(Report::Never))
}

/// What stands after a finished visit.
#[derive(Debug, Clone)]
pub struct Aftermath {
    /// Until when it is redone free of charge; while the report is on its way, not sooner than this.
    pub closes: Instant,
    /// The guarantee is open now.
    pub open: bool,
    /// When the report with the open question reached the client.
    pub delivered: Option<Instant>,
    /// The redo, if one was asked for.
    pub redo: Option<Redo>,
    /// The answer to the open question.
    pub answer: Option<String>,
}

/// Our answer to what a client said after a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OurAnswer {
    /// In these words.
    pub words: String,
    /// When.
    pub at: Instant,
    /// Who answered.
    pub by: Option<PersonId>,
}

/// Our answers after these visits, the oldest first. For whoever may see the visits already.
pub async fn our_answers(db: &impl Read, client: ClientId, visits: &[VisitId]) -> Result<BTreeMap<VisitId, Vec<OurAnswer>>, DbError> {
    let mut answers: BTreeMap<VisitId, Vec<OurAnswer>> = BTreeMap::new();
    for case in store::answered(db, client, visits).await? {
        // After erasure the words are gone.
        if let Some(reply) = case.state.reply().filter(|reply| !reply.words.is_empty()) {
            let Some(visit) = case.after.visit() else { continue };
            let by = case.state.owner().map(|owner| owner.person);
            answers.entry(visit).or_default().push(OurAnswer { words: reply.words.clone(), at: reply.at, by });
        }
    }
    Ok(answers)
}

/// What stands after each of a client's finished visits. For whoever may see the visits already.
pub async fn aftermath(db: &impl Read, client: ClientId, visits: &[Visit]) -> Result<BTreeMap<VisitId, Aftermath>, DbError> {
    let ids: Vec<VisitId> = visits.iter().map(|v| v.plan().id).collect();
    let mut redos = store::redos_of(db, &ids).await?;
    let mut answers = store::answers(db, client, &ids).await?;
    let reports = reports(db, &ids).await?;
    let done = visits.iter().filter_map(|visit| match visit {
        Visit::Done(done) => Some((visit.plan().id, done)),
        _ => None,
    });
    let after = done.map(|(id, done)| {
        let report = reports.get(&id.uuid()).copied().unwrap_or(Report::Never);
        let closes = closes(done, report, db.now());
        let after = Aftermath {
            closes,
            open: begins(done, report).is_none() || db.now() <= closes,
            delivered: if let Report::Delivered(at) = report { Some(at) } else { None },
            redo: redos.remove(&id),
            answer: answers.remove(&id),
        };
        (id, after)
    });
    Ok(after.collect())
}
