//! The staff: hired, vetted stage by stage, on their shifts.

use super::cast::{CLEANERS, Cleaner, MANAGERS, OWNER, Vetting};
use super::{AHEAD_DAYS, Demo, PASSWORD, gallery};
use crate::{NewLogin, add_login};
use access::{Actor, Role};
use anyhow::{Context as _, Result};
use people::{PassStage, PersonId, StageKind, pass_stage, portrait_of, revoke_stage, set_portrait};
use scheduling::set_shift;
use std::sync::Arc;
use values::Span;

/// Where the paper of a stage lies in the office.
const fn folder(kind: StageKind) -> &'static str {
    match kind {
        StageKind::Questionnaire => "Анкеты",
        StageKind::Interview => "Собеседования",
        StageKind::SecurityCheck => "Проверки",
        StageKind::Certificate => "Экзамены",
        StageKind::Nda => "Соглашения",
        StageKind::TaxStatus => "Договоры",
    }
}

impl Demo {
    /// Everybody who works here, and how far each has come.
    pub(super) async fn hire(&mut self) -> Result<()> {
        self.app.stand_still(self.moment(-self.days - 160, 11, 0)?);
        let owner = add_login(&self.app, &login(OWNER, Role::Owner), PASSWORD).await?;
        let by_owner = Actor::Staff(owner.uuid(), Role::Owner);
        self.owner = Some(by_owner);
        self.portray(&by_owner, OWNER.0, owner).await?;
        for manager in MANAGERS {
            let id = add_login(&self.app, &login(manager, Role::Manager), PASSWORD).await?;
            self.managers.push(Actor::Staff(id.uuid(), Role::Manager));
            self.portray(&by_owner, manager.0, id).await?;
        }
        let mut newcomers: Vec<&Cleaner> = CLEANERS.iter().collect();
        newcomers.sort_by_key(|cleaner| self.joined(cleaner));
        for cleaner in newcomers {
            let joined = self.joined(cleaner);
            self.app.stand_still(self.moment(joined, 11, 0)?);
            let name = (cleaner.login, cleaner.first, cleaner.patronymic, cleaner.last);
            let id = add_login(&self.app, &login(name, Role::Cleaner), PASSWORD).await?;
            self.crew.insert(cleaner.login, id);
            self.portray(&self.manager(joined), cleaner.login, id).await?;
            self.vet(cleaner, joined).await?;
        }
        Ok(())
    }

    /// Whoever comes has a face before the door is opened.
    async fn portray(&self, who: &Actor, login: &'static str, id: PersonId) -> Result<()> {
        if let Some(drawn) = tokio::task::spawn_blocking(move || gallery::portrait(login)).await? {
            set_portrait(&self.app, who, id, &Arc::new(portrait_of(drawn?).await?)).await?;
        }
        Ok(())
    }

    /// Those of the first days were there before the first visit, however short the history.
    fn joined(&self, cleaner: &Cleaner) -> i64 {
        match cleaner.vetting {
            Vetting::Begun(_) => -cleaner.since,
            _ if cleaner.since > 320 => -self.days - 120 + (cleaner.since % 40),
            _ => -cleaner.since.min(self.days + 60),
        }
    }

    pub(super) fn person(&self, login: &str) -> Result<PersonId> {
        self.crew.get(login).copied().with_context(|| format!("nobody is called {login}"))
    }

    /// The stages on as many days, each with its evidence.
    async fn vet(&self, cleaner: &Cleaner, joined: i64) -> Result<()> {
        let (services, stages): (&[&str], usize) = match cleaner.vetting {
            Vetting::Whole(services) | Vetting::Ending(services, _) | Vetting::Revoked(services, _) => (services, StageKind::ALL.len()),
            Vetting::Begun(stages) => (&[], stages),
        };
        for (day, kind) in (joined + 1..).zip(StageKind::ALL.into_iter().take(stages)) {
            let now = self.moment(day, 15, 0)?;
            if now > self.at {
                break;
            }
            self.app.stand_still(now);
            let until = match (kind, cleaner.vetting) {
                (StageKind::Certificate, Vetting::Ending(_, left)) => Some(self.moment(left, 18, 0)?),
                (StageKind::SecurityCheck | StageKind::Certificate, _) => Some(self.moment(day.max(-self.days) + 365 * 2, 18, 0)?),
                _ => None,
            };
            let of: Vec<Option<String>> = if kind.is_per_service() { services.iter().map(|code| Some((*code).to_owned())).collect() } else { vec![None] };
            for service in of {
                let evidence = format!("папка «{}», лист от {}", folder(kind), now.day().strftime("%d.%m.%Y"));
                let stage = PassStage { person: self.person(cleaner.login)?, kind, service, passed_at: None, until, evidence };
                pass_stage(&self.app, &self.manager(day), &stage).await?;
            }
        }
        Ok(())
    }

    /// The shifts of a fortnight ahead are written day by day: five days a week from nine to nine, two of rest.
    pub(super) async fn roster(&self, today: i64) -> Result<()> {
        self.app.stand_still(self.moment(today, 6, 30)?.min(self.at));
        let from = if today == -self.days { today } else { today + AHEAD_DAYS };
        for day in from..=today + AHEAD_DAYS {
            let shift = Span { start: self.moment(day, 9, 0)?, end: self.moment(day, 21, 0)? };
            for cleaner in &CLEANERS {
                let works =
                    !matches!(cleaner.vetting, Vetting::Begun(_)) && self.joined(cleaner) + 7 < day && !cleaner.rests.contains(&self.day(day)?.weekday());
                if works {
                    set_shift(&self.app, &self.manager(today), self.person(cleaner.login)?, shift).await?;
                }
            }
        }
        self.revoke(today).await
    }

    /// What happens to a clearance on its day.
    async fn revoke(&self, today: i64) -> Result<()> {
        for cleaner in &CLEANERS {
            if let Vetting::Revoked(_, ago) = cleaner.vetting
                && today == -ago.min(self.days - 1)
            {
                let person = self.person(cleaner.login)?;
                let db = self.app.read().await?;
                let check = people::stages_of(&db, person).await?.into_iter().find(|stage| stage.kind == StageKind::SecurityCheck);
                let stage = check.context("a security check")?;
                revoke_stage(&self.app, &self.manager(today), stage.id).await?;
            }
        }
        Ok(())
    }
}

fn login((login, first, patronymic, last): (&str, &str, &str, &str), role: Role) -> NewLogin {
    NewLogin { login: login.to_owned(), first: first.to_owned(), patronymic: Some(patronymic.to_owned()), last: last.to_owned(), role }
}
