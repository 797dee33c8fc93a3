//! The visits of a day as they go: on the way, at work, done.

use super::Demo;
use super::gallery::Shown;
use access::{Actor, Role};
use anyhow::Result;
use jiff::SignedDuration;
use values::{Instant, Span};
use visits::{Answer, Asked, Kept, Moment, Move, Sheet, Visit, VisitId, answer_many, take_photo, visits_between};

/// The wish about the books is shown by a picture of them, the rest in words.
const BOOKS: &str = "library";

/// What happens to a visit on its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    SetOff,
    Start,
    HalfWay,
    Finish,
}

impl Demo {
    pub(super) async fn work(&mut self, day: i64) -> Result<()> {
        let span = Span { start: self.moment(day, 0, 0)?, end: self.moment(day + 1, 0, 0)? };
        let visits = visits_between(&self.app.read().await?, &Actor::House, span, None).await?;
        let mut steps: Vec<(Instant, Step, Visit)> = Vec::new();
        for (visit, _) in visits.into_iter().filter(|(visit, _)| visit.ahead().is_some()) {
            let Span { start, end } = visit.plan().span;
            let half = start + SignedDuration::from_mins((end.minutes_since(start)) / 2);
            // Nobody looks halfway at a visit that is over.
            if end > self.at {
                steps.push((half, Step::HalfWay, visit.clone()));
            }
            steps.extend([
                (start - SignedDuration::from_mins(35), Step::SetOff, visit.clone()),
                (start - SignedDuration::from_mins(3), Step::Start, visit.clone()),
                (end - SignedDuration::from_mins(6), Step::Finish, visit),
            ]);
        }
        steps.sort_by_key(|(at, step, visit)| (*at, *step, visit.plan().id));
        let present = self.at;
        for (at, step, visit) in steps.into_iter().filter(|(at, ..)| *at <= present) {
            self.app.stand_still(at);
            self.step(step, visit.plan().id, day).await?;
            // What is told comes with the way and the end; what else is due can wait for the next of them.
            if matches!(step, Step::SetOff | Step::Finish) {
                journal::drain(&self.app).await?;
            }
        }
        Ok(())
    }

    async fn step(&mut self, step: Step, id: VisitId, day: i64) -> Result<()> {
        let visit = visits::visit(&self.app.read().await?, &Actor::House, id).await?;
        let Some(person) = visit.plan().crew.first().copied() else {
            return Ok(());
        };
        let actor = Actor::Staff(person.uuid(), Role::Cleaner);
        // Whoever did not set off does not arrive.
        let under_way = matches!(visit, Visit::EnRoute(_) | Visit::InProgress(_));
        match step {
            Step::Start | Step::HalfWay | Step::Finish if !under_way => {}
            Step::SetOff => {
                match visits::set_off(&self.app, &actor, id, 30).await {
                    Err(Move::Db(error)) => return Err(error.into()),
                    // Called off, short of hands, or no longer cleared: nobody goes.
                    Ok(_) | Err(_) => return Ok(()),
                }
            }
            Step::Start => {
                visits::start(&self.app, &actor, id).await?;
                let sheet = visits::sheet(&self.app, &actor, id).await?;
                self.photograph(&actor, id, &sheet, day, Moment::Before).await?;
            }
            Step::HalfWay => {
                self.tick(&actor, id, true).await?;
            }
            Step::Finish => {
                let sheet = self.tick(&actor, id, false).await?;
                self.photograph(&actor, id, &sheet, day, Moment::After).await?;
                self.say_what_was_kept(&actor, id).await?;
                visits::finish(&self.app, &actor, id).await?;
            }
        }
        Ok(())
    }

    /// What the household asked for was kept; the crew says so, and at the client's whom the demo is shown with they show it.
    async fn say_what_was_kept(&self, actor: &Actor, id: VisitId) -> Result<()> {
        let briefing = visits::briefing(&self.app, actor, id).await?;
        let visit = visits::visit(&self.app.read().await?, actor, id).await?;
        let palette = self.household(visit.plan().client).filter(|(place, _)| *place == 0).map(|(_, client)| client.palette);
        for one in &briefing.instructions.all {
            visits::keep(&self.app, actor, id, one.memory, Some(Kept::Yes)).await?;
            let Some(palette) = palette else { continue };
            match one.asked {
                Asked::Avoid { .. } => visits::remark(&self.app, actor, id, one.memory, "Работали средствами без запаха.").await?,
                Asked::Closed { .. } => visits::remark(&self.app, actor, id, one.memory, "Дверь не открывали.").await?,
                Asked::Wish(_) => {
                    let photo = self.gallery.photo(BOOKS, palette, Shown::After)?;
                    take_photo(&self.app, actor, id, &visits::Shown::Memory(one.memory), Moment::After, &photo).await?;
                }
                Asked::Absent { .. } => {}
            }
        }
        Ok(())
    }

    /// Half of the list, or all that is left of it.
    async fn tick(&mut self, actor: &Actor, id: VisitId, half: bool) -> Result<Sheet> {
        let sheet = visits::sheet(&self.app, actor, id).await?;
        let open = open_items(&sheet);
        let many = if half { sheet.progress.all() / 2 } else { open.len() };
        let mut answers = Vec::with_capacity(many);
        for item in open.into_iter().take(many) {
            // Now and then there is no oven, no cat, no balcony.
            let answer = if self.dice.percent(4) { Answer::Absent } else { Answer::Done };
            answers.push((item, answer));
        }
        answer_many(&self.app, actor, id, &answers).await?;
        Ok(sheet)
    }
}

fn open_items(sheet: &Sheet) -> Vec<String> {
    sheet.rooms.iter().flat_map(|(_, _, items)| items).filter(|item| item.answer.is_none()).map(|item| item.item.id.clone()).collect()
}
