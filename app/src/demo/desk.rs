//! What the desk of the demo house sees to: leave, empty places in crews, cases, calls, wishes for another time.

use super::Demo;
use super::cast::OWN_WORDS;
use access::Actor;
use aftercare::{Case, CaseKind, CaseState, OpenRedo, answer_case, close_case, open_cases, open_redo, take_case};
use anyhow::Result;
use booking::{AmendError, amend_preview, cancel, change};
use concierge::{close_request, open_requests};
use conversations::set_away;
use incidents::{Choice, Kind, Proposal, RawIncident, arrange, open_incident, overrule, propose};
use jiff::SignedDuration;
use pricing::Cause;
use scheduling::{Leave, SetLeaveError, candidates_of, set_leave};
use values::{Instant, Span};
use visits::{Move, Visit, VisitId, confirm, unassigned, visits_between};

/// Who is away: login, from which day, for how many, why.
const AWAY: &[(&str, i64, i64, Leave)] = &[
    ("irina", -300, 12, Leave::Holiday),
    ("galina", -262, 3, Leave::Ill),
    ("olga", -231, 14, Leave::Holiday),
    ("marina", -190, 14, Leave::Holiday),
    ("dina", -121, 2, Leave::Ill),
    ("aigul", -96, 10, Leave::Holiday),
    ("larisa", -64, 4, Leave::Ill),
    ("timur", -33, 3, Leave::Ill),
    ("vera", -4, 12, Leave::Holiday),
    ("nina", 0, 3, Leave::Ill),
];

/// A manager who is away, by their place in the list: from which day, for how many, what whoever stands in has to know.
const AWAY_FROM_DESK: (usize, i64, i64, &str) = (2, -1, 8, "Ключи от Фонтанки у консьержа, Орловым до среды не звонить: они в дороге.");

const ANSWERS: &[&str] = &[
    "Спасибо, что сказали. Записали в память дома, в следующий раз это будет сделано в первую очередь.",
    "Поговорили с командой и добавили пункт в Ваш список. Проверю сама после следующего визита.",
    "Вы правы, так быть не должно. Мы учли это и вернёмся с проверкой.",
];
/// To those whose words a person had to read, and who meant well.
const PLEASED: &str = "Спасибо за добрые слова, передали их команде.";
const CLOSED: &[&str] =
    &["Обсудили с командой, добавлено в память дома.", "Переделано, клиент подтвердил по телефону.", "Проверено на следующем визите, всё в порядке."];

impl Demo {
    /// The morning at the desk.
    pub(super) async fn see_to(&mut self, day: i64) -> Result<()> {
        let now = self.moment(day, 8, 5)?;
        if now > self.at {
            return Ok(());
        }
        self.app.stand_still(now);
        self.leaves(day).await?;
        self.desk_away(day).await?;
        self.fill_places(day).await?;
        self.cases(day, now).await?;
        self.call_back(day, now).await?;
        self.answer_requests(day, now).await?;
        if day == 0 {
            self.ask_too_late().await?;
        }
        self.amend(day).await?;
        self.money(day, now).await?;
        journal::drain(&self.app).await?;
        Ok(())
    }

    async fn leaves(&self, day: i64) -> Result<()> {
        for (login, from, days, leave) in AWAY.iter().filter(|(_, from, ..)| *from == day) {
            let span = Span { start: self.moment(*from, 8, 30)?, end: self.moment(from + days, 0, 0)? };
            match set_leave(&self.app, &self.manager(day), self.person(login)?, span, *leave).await {
                Ok(_) | Err(SetLeaveError::NoLeave(_) | SetLeaveError::Overlaps) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// One of the managers has gone on holiday; whoever stands in reads what is left to know.
    async fn desk_away(&self, day: i64) -> Result<()> {
        let (n, from, days, note) = AWAY_FROM_DESK;
        let Some(person) = self.managers.get(n).and_then(Actor::subject).filter(|_| day == from) else { return Ok(()) };
        let span = Span { start: self.moment(from, 8, 30)?, end: self.moment(from + days, 0, 0)? };
        set_away(&self.app, &self.owner.unwrap_or(Actor::House), person.into(), span, Leave::Holiday, note).await?;
        Ok(())
    }

    /// Somebody is found for every visit whose crew is not complete; today the two last ones still wait.
    async fn fill_places(&self, day: i64) -> Result<()> {
        let who = self.manager(day);
        let mut short = unassigned(&self.app.read().await?, &who, 50).await?;
        if day == 0 {
            short.truncate(short.len().saturating_sub(2));
        }
        for visit in short {
            let id = visit.plan().id;
            for _ in 0..visit.plan().missing() {
                let candidates = candidates_of(&self.app.read().await?, id.uuid()).await?;
                let free = candidates.into_iter().find(|candidate| candidate.verdict.is_ok());
                let Some(candidate) = free else { break };
                let person = candidate.person;
                let assigned = self.app.write(&who, move |tx| async move { visits::assign(&tx, &who, id, person).await }).await;
                if let Err(Move::Db(error)) = assigned {
                    return Err(error.into());
                }
            }
            if visit.plan().span.start < self.moment(day + 1, 0, 0)? {
                self.give_up(id, &who).await?;
            }
        }
        Ok(())
    }

    /// A visit of today that nobody was found for is called off by the house: another one of the client's stands in its place, or the
    /// owner says why none does.
    async fn give_up(&self, id: VisitId, who: &Actor) -> Result<()> {
        let visit = visits::visit(&self.app.read().await?, who, id).await?;
        if visit.ahead().is_none_or(|plan| plan.missing() == 0 || plan.span.start <= self.app.now()) {
            return Ok(());
        }
        let raw = RawIncident { kind: Some(Kind::HouseMoves), visit: Some(id), task: None, minutes: 0 };
        let incident = open_incident(&self.app, who, &raw).await?.into_inner();
        let ways = propose(&self.app, who, incident).await?;
        let instead = ways.iter().find_map(|(_, way)| match way {
            Proposal::CallOff { instead, .. } => instead.first().map(|(visit, _)| *visit),
            _ => None,
        });
        if instead.is_none() {
            overrule(&self.app, &self.owner.unwrap_or(Actor::House), incident, "Сегодня ехать некому, клиент должен знать сейчас").await?;
        }
        arrange(&self.app, who, incident, Choice::CallOff(instead)).await?;
        Ok(())
    }

    /// A case is answered on the next day and closed the day after; those of today and yesterday wait.
    async fn cases(&mut self, day: i64, now: Instant) -> Result<()> {
        let who = self.manager(day);
        let open = open_cases(&self.app.read().await?, &who, 100).await?;
        for case in open {
            let age = now.minutes_since(case.opened_at);
            match case.state {
                CaseState::Answered(..) if age > 40 * 60 => {
                    let note = if is_thanks(&case) {
                        "Добрые слова, передано команде."
                    } else {
                        self.dice.one(CLOSED).copied().unwrap_or_default()
                    };
                    close_case(&self.app, &who, case.id, note).await?;
                }
                CaseState::Open | CaseState::Taken(_) if age > 20 * 60 => {
                    take_case(&self.app, &who, case.id).await?;
                    let words = if is_thanks(&case) { PLEASED } else { self.dice.one(ANSWERS).copied().unwrap_or_default() };
                    if case.kind == CaseKind::Remark || case.kind == CaseKind::Late {
                        answer_case(&self.app, &who, case.id, words).await?;
                    } else if age > 60 * 60 {
                        close_case(&self.app, &who, case.id, "Переделано, клиент доволен.").await?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whoever left a phone is called within the day.
    async fn call_back(&self, day: i64, now: Instant) -> Result<()> {
        let who = self.manager(day);
        for request in open_requests(&self.app, &who, None, 50).await? {
            if request.call.is_some() && now.minutes_since(request.asked_at) > 60 {
                close_request(&self.app, &who, request.id, "Позвонили, нашли другое время.").await?;
            }
        }
        Ok(())
    }

    /// Somebody who remembers after three days: the guarantee is over, a manager has it.
    async fn ask_too_late(&self) -> Result<()> {
        let span = Span { start: self.moment(-3, 0, 0)?, end: self.moment(-2, 0, 0)? };
        for (visit, _) in visits_between(&self.app.read().await?, &Actor::House, span, None).await? {
            let Visit::Done(_) = &visit else { continue };
            let client = Actor::Client(visit.plan().client.uuid());
            match open_redo(&self.app, &client, visit.plan().id).await {
                Err(OpenRedo::TooLate { .. }) => return Ok(()),
                Err(OpenRedo::Db(error)) => return Err(error.into()),
                Ok(_) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Clients who want another day, or none: two days before, and now and then on the very day.
    async fn amend(&mut self, day: i64) -> Result<()> {
        for (ahead, off, other) in [(2, 25, 60), (0, 4, 4)] {
            let span = Span { start: self.moment(day + ahead, 12, 0)?, end: self.moment(day + ahead + 1, 0, 0)? };
            let visits = visits_between(&self.app.read().await?, &Actor::House, span, None).await?;
            for (visit, _) in visits.iter().filter(|(visit, _)| visit.ahead().is_some_and(|plan| plan.redo_of.is_none())) {
                let chance = self.dice.below(1000);
                // The client of the demo keeps to what was agreed.
                if chance >= other || self.known.get(&visit.plan().client) == Some(&0) {
                    continue;
                }
                self.amend_one(visit, chance < off).await?;
            }
        }
        Ok(())
    }

    async fn amend_one(&self, visit: &Visit, off: bool) -> Result<()> {
        let (id, client) = (visit.plan().id, Actor::Client(visit.plan().client.uuid()));
        let asked = amend_preview(&self.app.read().await?, &client, id, Cause::Client).await;
        let Ok(preview) = asked else { return Ok(()) };
        let amended = if off {
            cancel(&self.app, &client, id, preview.cancel).await
        } else {
            let start = visit.plan().span.start + SignedDuration::from_hours(24);
            change(&self.app, &client, id, start, Cause::Client, preview.change).await
        };
        match amended {
            Err(AmendError::Db(error)) => Err(error.into()),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// The evening before: the house says that it comes.
    pub(super) async fn confirm_tomorrow(&self, day: i64) -> Result<()> {
        let span = Span { start: self.moment(day + 1, 0, 0)?, end: self.moment(day + 2, 0, 0)? };
        let visits = visits_between(&self.app.read().await?, &Actor::House, span, None).await?;
        for (visit, _) in visits.iter().filter(|(visit, _)| matches!(visit, Visit::Planned(plan) if plan.plan.missing() == 0)) {
            confirm(&self.app, &self.manager(day), visit.plan().id).await?;
        }
        Ok(())
    }
}

/// Nothing fell short: a person had to read it all the same.
fn is_thanks(case: &Case) -> bool {
    case.words.as_deref().is_some_and(|words| OWN_WORDS.contains(&words))
}
