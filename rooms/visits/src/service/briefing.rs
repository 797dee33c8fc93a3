//! Use cases of what the household's memory asks of a visit, and of notes about it.

use crate::events::{memory_field, remark_field};
use crate::instructions::{Evidence, Instructions, Kept, Remembered, Spoken, Work, near, wanted};
use crate::notes::{note_text, remark_text};
use crate::photos::Shown;
use crate::service::{Move, mine, resource, sheet_items};
use crate::visit::{Plan, Visit};
use crate::{SEE_BRIEFING, SEE_PHOTO, SEE_VISIT, VisitId, store};
use access::{Actor, Role};
use db::{App, DbError, Read, Tx};
use households::{Doing, Doors, KEEP_MEMORY, Memory, MemoryId, RawDecline, decline_within, memory, recall, reveal_doors, show_past_memory};
use journal::Say as _;
use std::collections::BTreeMap;
use values::{Instant, Outcome};

/// What whoever comes is told.
#[derive(Debug, Clone, Default)]
pub struct Briefing {
    /// What is asked; without the way to the door where it is not time for it.
    pub instructions: Instructions,
    /// Which of it was kept, as far as it was said, and what shows it.
    pub evidence: BTreeMap<MemoryId, Evidence>,
    /// Entrance, floor, intercom; `None` where it is not time for it, or nobody has told.
    pub doors: Option<Doors>,
    /// The way to the door is shown now.
    pub near: bool,
}

impl Briefing {
    /// Was this kept? `None` while nobody has said.
    pub fn kept(&self, memory: MemoryId) -> Option<Kept> {
        self.evidence.get(&memory)?.kept.as_ref().map(|said| said.what)
    }
}

/// What the memory of the household asks of this visit, each look recorded. The crew sees the way to the door near the
/// visit only, and once it is over sees nothing of the household any more.
pub async fn briefing(app: &App, who: &Actor, id: VisitId) -> Result<Briefing, Move> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let visit = store::one(&tx, id).await?.ok_or(Move::NoSuchVisit(id))?;
        let plan = visit.plan();
        let permit = who.may(SEE_BRIEFING, &resource(plan))?;
        let is_crew = matches!(who, Actor::Staff(_, Role::Cleaner));
        if is_crew && visit.state().is_over() {
            return Ok(Briefing::default());
        }
        let told = recall(&tx, &permit, plan.client).await?;
        let mut all = of_memory(&tx, plan, &told).await?;
        let near = !is_crew || near(&plan.span, tx.now());
        let doors = if near { reveal_doors(&tx, &permit, &[plan.home]).await?.remove(&plan.home).filter(|doors| !doors.is_unknown()) } else { None };
        if !near {
            all.access.clear();
        }
        let evidence = evidence_of(&tx, &visit).await?.into_iter().map(|one| (one.memory, one)).collect();
        Ok(Briefing { instructions: all, evidence, doors, near })
    })
    .await
}

/// What became of each instruction of a visit, and what shows it. Once the visit is over, of those alone that were asked of it.
async fn evidence_of(db: &impl Read, visit: &Visit) -> Result<Vec<Evidence>, DbError> {
    let id = visit.plan().id;
    let mut remarks = store::remarks(db, id).await?;
    let shown = store::photos(db, &[id]).await?.remove(&id).unwrap_or_default().into_iter();
    let mut photos: BTreeMap<MemoryId, _> =
        shown.filter_map(|photo| if let Shown::Memory(memory) = photo.shown { Some((memory, photo)) } else { None }).collect();
    let mut said = store::said(db, id).await?;
    if !visit.state().is_over() {
        for memory in remarks.keys().chain(photos.keys()) {
            said.entry(*memory).or_default();
        }
    }
    let whole = |(memory, kept)| Evidence { memory, kept, remark: remarks.remove(&memory), photo: photos.remove(&memory) };
    Ok(said.into_iter().map(whole).collect())
}

/// What was asked of a visit, each with the memory behind it as it stood, whether it was kept and what shows it: for the client, those
/// of theirs who may say what is remembered, and the desk. Nothing before anybody has said something of it.
pub async fn evidence(app: &App, who: &Actor, id: VisitId) -> Result<Vec<(Memory, Evidence)>, Move> {
    let db = app.read().await?;
    let visit = store::one(&db, id).await?.ok_or(Move::NoSuchVisit(id))?;
    let (client, theirs) = (visit.plan().client, resource(visit.plan()));
    who.may(SEE_VISIT, &theirs)?;
    let permit = who.may(KEEP_MEMORY, &theirs)?;
    let sees_photos = who.may(SEE_PHOTO, &theirs).is_ok();
    let mut all: BTreeMap<MemoryId, Evidence> = evidence_of(&db, &visit).await?.into_iter().map(|one| (one.memory, one)).collect();
    for one in all.values_mut().filter(|_| !sees_photos) {
        one.photo = None;
    }
    let told = show_past_memory(app, &permit, client, &all.keys().copied().collect::<Vec<_>>()).await?;
    Ok(told.into_iter().filter_map(|memory| all.remove(&memory.id).map(|one| (memory, one))).collect())
}

async fn of_memory(db: &impl Read, plan: &Plan, told: &[Memory]) -> Result<Instructions, DbError> {
    let (_, items) = sheet_items(db, plan).await?;
    let (kit, rules) = (catalog::kit(db.app())?, households::memory_rules(db.app())?);
    let said = households::declined_of(db, plan.client).await?;
    let day = plan.span.start.day();
    let busy = calendars::busy_on(db, told, day).await?;
    Ok(wanted(told, &said, plan.id.uuid(), &Work { home: plan.home, day, kit: &kit, absent: &rules.absent, busy: &busy, checklist: &items }))
}

/// What is asked of a visit, for rules: nothing of it is shown.
pub(crate) async fn asked(db: &impl Read, plan: &Plan) -> Result<Instructions, DbError> {
    of_memory(db, plan, &memory(db, plan.client).await?).await
}

/// What the house does by itself at this visit and what of it was declined, for whoever may say so; without the way to the door.
pub async fn defaults(app: &App, who: &Actor, id: VisitId) -> Result<(Visit, Instructions), Move> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let visit = store::one(&tx, id).await?.ok_or(Move::NoSuchVisit(id))?;
        let client = visit.plan().client;
        let permit = who.may(KEEP_MEMORY, &access::Resource { client: Some(client.uuid()), crew: vec![] })?;
        let mut all = of_memory(&tx, visit.plan(), &recall(&tx, &permit, client).await?).await?;
        all.access.clear();
        all.at_home.clear();
        Ok((visit, all))
    })
    .await
}

/// Not this time, or never: what the house does by itself at this visit is not done, while the visit is not over. The reason stands in the record.
pub async fn decline_default(app: &App, who: &Actor, id: VisitId, memory: MemoryId, for_ever: bool, reason: &str) -> Result<Outcome<()>, Move> {
    let (who, reason) = (*who, reason.to_owned());
    app.write(&who, move |tx| {
        let reason = reason.clone();
        async move {
            let visit = store::one(&tx, id).await?.ok_or(Move::NoSuchVisit(id))?;
            let plan = visit.plan();
            who.may(KEEP_MEMORY, &access::Resource { client: Some(plan.client.uuid()), crew: vec![] })?;
            if visit.state().is_over() {
                return Err(Move::NotNow(visit.state()));
            }
            let told = asked(&tx, plan).await?;
            if !told.asks(memory) && !told.declined.iter().any(|(one, _)| one.memory == memory) {
                return Err(Move::NoSuchInstruction(memory));
            }
            let occasion = (!for_ever).then(|| id.uuid());
            let raw = RawDecline { doing: Doing::Visit(memory), occasion, day: plan.span.start.day(), reason };
            Ok(match decline_within(&tx, &who, plan.client, &raw).await? {
                Outcome::Applied(_) => Outcome::Applied(()),
                Outcome::Already(_) => Outcome::Already(()),
            })
        }
    })
    .await
}

/// The crew says whether an instruction was kept, or takes the word back (`None`).
pub async fn keep(app: &App, who: &Actor, id: VisitId, memory: MemoryId, kept: Option<Kept>) -> Result<Outcome<()>, Move> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let (visit, person) = mine(&tx, &who, id).await?;
        let Visit::InProgress(_) = visit else {
            return Err(Move::NotNow(visit.state()));
        };
        if !asked(&tx, visit.plan()).await?.asks(memory) {
            return Err(Move::NoSuchInstruction(memory));
        }
        let changed = store::set_kept(&tx, id, memory, kept, person).await?;
        if changed && kept.is_none() {
            store::phone::took_back(&tx, id, &memory_field(memory)).await?;
        }
        Ok(if changed { Outcome::Applied(()) } else { Outcome::Already(()) })
    })
    .await
}

/// The crew writes a word beside an instruction: how it was kept, or why it could not be. The last one stands; an empty one takes it back.
pub async fn remark(app: &App, who: &Actor, id: VisitId, memory: MemoryId, text: &str) -> Result<(), Move> {
    let (who, text) = (*who, remark_text(text));
    app.write(&who, move |tx| {
        let text = text.clone();
        async move {
            let (visit, by) = mine(&tx, &who, id).await?;
            let Visit::InProgress(_) = visit else {
                return Err(Move::NotNow(visit.state()));
            };
            if !asked(&tx, visit.plan()).await?.asks(memory) {
                return Err(Move::NoSuchInstruction(memory));
            }
            match text.map_err(Move::Note)? {
                Some(text) => store::set_remark(&tx, (id, visit.plan().client), memory, &Spoken { what: text.as_str(), by, at: tx.now() }).await?,
                None if store::drop_remark(&tx, id, memory).await? => store::phone::took_back(&tx, id, &remark_field(memory)).await?,
                None => {}
            }
            Ok(())
        }
    })
    .await
}

/// Writes down, as the visit ends, what was asked of it: what the household says later changes no visit of the past.
pub(crate) async fn seal(tx: &Tx, plan: &Plan) -> Result<(), DbError> {
    let all: Vec<MemoryId> = asked(tx, plan).await?.all.iter().map(|one| one.memory).collect();
    store::seal_instructions(tx, plan.id, &all).await
}

/// How these finished visits kept what was asked of them; one of which nothing was asked is absent. For whoever may see
/// the visits already.
pub async fn remembered(db: &impl Read, visits: &[VisitId]) -> Result<BTreeMap<VisitId, Remembered>, DbError> {
    let count = |all: BTreeMap<MemoryId, Option<Kept>>| Remembered {
        kept: u32::try_from(all.values().filter(|kept| **kept == Some(Kept::Yes)).count()).unwrap_or(u32::MAX),
        asked: u32::try_from(all.len()).unwrap_or(u32::MAX),
    };
    Ok(store::kept(db, visits).await?.into_iter().map(|(visit, all)| (visit, count(all))).collect())
}

/// A word of the crew or the desk about a visit; the desk and the crew see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// In words.
    pub text: String,
    /// Who wrote it.
    pub by: people::PersonId,
    /// When.
    pub at: Instant,
    /// It tells of something broken.
    pub damage: bool,
}

/// Writes a note about a visit, in whatever state it is.
pub async fn write_note(app: &App, who: &Actor, id: VisitId, text: &str) -> Result<(), Move> {
    write_down(app, who, id, text, false).await
}

/// Tells the office of something broken at a visit, in whatever state it is.
pub async fn report_damage(app: &App, who: &Actor, id: VisitId, text: &str) -> Result<(), Move> {
    write_down(app, who, id, text, true).await
}

async fn write_down(app: &App, who: &Actor, id: VisitId, text: &str, damage: bool) -> Result<(), Move> {
    let who = *who;
    let text = note_text(text);
    app.write(&who, move |tx| {
        let text = text.clone();
        async move {
            let visit = store::one(&tx, id).await?.ok_or(Move::NoSuchVisit(id))?;
            who.may(crate::WRITE_NOTE, &resource(visit.plan()))?;
            let text = text.map_err(Move::Note)?;
            let by = who.subject().map(people::PersonId::from).ok_or(Move::NoSuchVisit(id))?;
            // Sent twice, as an impatient thumb does, it is one.
            let last = store::notes(&tx, id).await?.pop();
            if last.is_some_and(|last| last.by == by && last.text == text && last.damage == damage) {
                return Ok(());
            }
            store::add_note(&tx, id, visit.plan().client, &text, by, damage).await?;
            households::propose(&tx, visit.plan().client, Some(visit.plan().home), &text, households::Origin::Note).await?;
            if damage {
                tx.say(crate::DamageReported::of(visit.plan())).await?;
            }
            Ok(())
        }
    })
    .await
}

/// The notes about a visit, the oldest first; the look is recorded.
pub async fn notes(app: &App, who: &Actor, id: VisitId) -> Result<Vec<Note>, Move> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let visit = store::one(&tx, id).await?.ok_or(Move::NoSuchVisit(id))?;
        let permit = who.may(crate::WRITE_NOTE, &resource(visit.plan()))?;
        let notes = store::notes(&tx, id).await?;
        if !notes.is_empty() {
            access::look(&tx, &permit, visit.plan().client.uuid()).await?;
        }
        Ok(notes)
    })
    .await
}
